#include "kit.h"

#include <jansson.h>

#include "calendar/notice_text.h"

#define ROOM 64

/* Days in a row as “2025-01-26+ 2025-01-28 …”: + worked, ^ morning off, v afternoon off. */
static struct str row_of(struct kit *kit, const struct notice_day *day, size_t n)
{
    static const char *const mark[] = {"", "+", "^", "v"};
    struct str row = STR("");
    for (size_t i = 0; i < n; i++)
        row = arena_printf(kit->arena, "%.*s%s%04d-%02d-%02d%s", STR_ARG(row), i ? " " : "",
                           (int)(day[i].day / 10000), (int)(day[i].day / 100 % 100), (int)(day[i].day % 100),
                           mark[day[i].says]);
    return row;
}

static struct str sentence(struct kit *kit, const char *text, int year)
{
    struct notice_day *day = ARENA_ARRAY(kit->arena, struct notice_day, ROOM);
    problems_clear(&kit->problems);
    size_t n = notice_sentence(str_c(text), year, STR(""), 7, day, ROOM, &kit->problems);
    return row_of(kit, day, n);
}

static void reads(struct kit *kit, const char *text, int year, const char *days)
{
    struct str row = sentence(kit, text, year);
    if (kit->problems.n)
        fail_msg("%s\n%s %.*s", text, kit->problems.item[0].text, STR_ARG(kit->problems.item[0].arg[0]));
    if (!str_eq(row, str_c(days)))
        fail_msg("%s\nread: %.*s\nis:   %s", text, STR_ARG(row), days);
}

/* Exactly one blocking problem, which is this one, at line 7 and the column, with a hint. */
static const struct problem *refuses(struct kit *kit, const char *text, int year, const char *key, int column)
{
    (void)sentence(kit, text, year);
    if (kit->problems.n != 1 || strcmp(kit->problems.item[0].text, key) != 0)
        fail_msg("%s\n%zu problems, first %s, wanted %s", text, kit->problems.n,
                 kit->problems.n ? kit->problems.item[0].text : "-", key);
    assert_problem(kit, key, 7, column);
    assert_int_equal(kit->problems.blocking, 1);
    return &kit->problems.item[0];
}

static int by_date(const void *a, const void *b)
{
    const struct notice_day *x = a, *y = b;
    return x->day < y->day ? -1 : x->day > y->day;
}

static struct str expected_row(struct kit *kit, const json_t *list)
{
    struct notice_day *day = ARENA_ARRAY(kit->arena, struct notice_day, ROOM);
    size_t n = json_array_size(list);
    assert_in_range(n, 1, ROOM);
    for (size_t i = 0; i < n; i++) {
        const json_t *e = json_array_get(list, i);
        int y, m, d;
        assert_int_equal(sscanf(json_string_value(json_object_get(e, "date")), "%d-%d-%d", &y, &m, &d), 3);
        day[i].day = (int64_t)y * 10000 + m * 100 + d;
        day[i].says = json_is_true(json_object_get(e, "isOffDay")) ? SAYS_OFF : SAYS_WORK;
    }
    qsort(day, n, sizeof *day, by_date);
    return row_of(kit, day, n);
}

static void sentences_of_published_notices_give_their_days(void **state)
{
    struct kit *kit = *state;
    struct str file = kit_fixture(kit, "calendar/state-council/notice_text_cases.json");
    if (!file.p)
        skip();
    json_t *all = json_loadb(file.p, file.n, 0, NULL);
    size_t i;
    const json_t *c;
    assert_int_equal(json_array_size(all), 49);
    json_array_foreach(all, i, c)
    {
        reads(kit, json_string_value(json_object_get(c, "description")),
              (int)json_integer_value(json_object_get(c, "year")),
              expected_row(kit, json_object_get(c, "expected")).p);
    }
    json_decref(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(sentences_of_published_notices_give_their_days),
    };
    (void)refuses;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
