/* The words of a message: order, counts, limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/utf8.h"
#include "jobs/digest.h"

/* A text that no catalogue has: the sentence is its arguments. */
static struct reminder line(int64_t id, const char *kind, const char *text, int64_t due_day, bool is_now)
{
    return (struct reminder){.line_id = id,
                             .kind = str_c(kind),
                             .key = STR("tell.of_no_catalogue"),
                             .arg = {str_c(text)},
                             .path = STR("/records/7"),
                             .due_day = due_day,
                             .is_now = is_now};
}

static struct digest made(struct arena *a, enum lang lang, const struct reminder *row, size_t n)
{
    struct digest_of of = {
        .lang = lang, .city = STR("云澜市"), .label = STR("住建群"), .public_url = STR("https://kc.example")};
    return digest_make(a, &of, &(struct reminders){.row = row, .n = n});
}

#define ARENA(a)                                                                                             \
    (void)state;                                                                                             \
    struct arena *a CLEANUP(arena_freep) = arena_new(0)

static size_t count_of(struct str s, struct str part)
{
    size_t n = 0;
    for (size_t at; (at = str_find_str(s, part)) < s.n; n++)
        s = str_sub(s, at + part.n, SIZE_MAX);
    return n;
}

static void the_urgent_come_first_then_what_is_due_first_by_kind(void **state)
{
    ARENA(a);
    const struct reminder row[] = {line(1, "calendar", "甲", 0, false),
                                   line(2, "task", "乙", 20261203, false),
                                   line(3, "task", "丙", 20261201, false), line(4, "task", "丁", 0, true)};
    struct digest d = made(a, LANG_ZH_CN, row, COUNT_OF(row));
    assert_int_equal(d.groups, 2);
    assert_true(d.lines == 4 && str_eq(d.subject, STR("住建群：今日提醒 4 项")));
    assert_true(str_eq(d.group[0].heading, STR("督办事项")) && str_eq(d.group[1].heading, STR("工作日历")));
    assert_true(str_eq(d.group[0].line[0].text, STR("丁")) && str_eq(d.group[0].line[1].text, STR("丙")) &&
                str_eq(d.group[0].line[2].text, STR("乙")));
    struct str text = digest_mail_text(a, &d);
    assert_true(str_find_str(text, STR("- 丁（红灯）\n  https://kc.example/records/7\n")) < text.n);
    assert_true(str_find_str(text, STR("- 丙（2026-12-01 前）\n")) < text.n);
    assert_true(str_ends(text, STR("全部提醒：https://kc.example/todo/notices"))); /* a group has no wishes */
}

static void what_was_told_twice_stands_once(void **state)
{
    ARENA(a);
    const struct reminder row[] = {line(1, "task", "甲", 0, false), line(2, "task", "甲", 0, false),
                                   line(3, "task", "乙", 0, false)};
    struct digest d = made(a, LANG_EN, row, COUNT_OF(row));
    assert_true(d.lines == 2 && d.groups == 1 && d.group[0].n == 2);
    assert_true(str_eq(d.subject, STR("住建群: 2 reminders today")));
}

/* For every limit from small to large and many lengths of lines: never longer, whole code points, and what is
 * shown and what is counted add up. */
static void a_group_gets_at_most_so_many_bytes_and_the_rest_is_counted(void **state)
{
    ARENA(a);
    struct reminder row[120];
    for (size_t i = 0; i < COUNT_OF(row); i++) {
        struct buf b CLEANUP(buf_release) = {0};
        buf_printf(&b, "%03zu号事项", i);
        for (size_t k = 0; k < i * 7 % 50; k++)
            buf_put(&b, STR("督"));
        row[i] = line((int64_t)i, i % 3 ? "task" : "calendar", arena_str(a, buf_str(&b)).p, 0, false);
    }
    for (size_t limit = 1000; limit <= 9000; limit += 1) {
        struct arena *own CLEANUP(arena_freep) = arena_new(0);
        struct digest d = made(own, LANG_ZH_CN, row, limit % COUNT_OF(row) + 1);
        size_t left[2], bad;
        struct str text[] = {digest_group_text(own, &d, limit, &left[0]),
                             digest_markdown(own, &d, limit, &left[1])};
        for (size_t k = 0; k < 2; k++) {
            assert_true(text[k].n <= limit && utf8_is_clean(text[k], &bad));
            assert_int_equal(count_of(text[k], STR("\n- ")) + left[k], d.lines);
            struct str more = arena_printf(own, "还有 %zu 项", left[k]);
            assert_int_equal(count_of(text[k], STR("还有 ")), left[k] > 0);
            assert_true(left[k] == 0 || str_find_str(text[k], more) < text[k].n);
            assert_true(str_find_str(text[k], STR("https://kc.example/todo/notices")) < text[k].n);
        }
    }
}

static void a_title_cannot_be_a_link_a_heading_or_a_mention_in_markdown(void **state)
{
    ARENA(a);
    const struct reminder row[] = {
        line(1, "task", "[点我](https://bad.example) <@all> **x** # y `z`", 0, false)};
    struct digest d = made(a, LANG_ZH_CN, row, 1);
    size_t left;
    struct str text = digest_markdown(a, &d, 4096, &left);
    struct str want = STR(
        "- [［点我］（https://bad.example） ＜＠all＞ ＊＊x＊＊ ＃ y ｀z｀](https://kc.example/records/7)\n");
    if (str_find_str(text, want) == text.n)
        fail_msg("%.*s", STR_ARG(text));
}

static void without_an_address_of_this_house_there_are_no_links(void **state)
{
    ARENA(a);
    const struct reminder row[] = {line(1, "task", "甲", 0, false)};
    struct digest_of of = {.lang = LANG_ZH_CN, .city = STR("云澜市"), .is_now = true};
    struct digest d = digest_make(a, &of, &(struct reminders){.row = row, .n = 1});
    struct str text = digest_mail_text(a, &d);
    assert_true(str_find_str(text, STR("http")) == text.n && str_find_str(text, STR("请登录")) < text.n);
    assert_true(str_eq(d.subject, STR("云澜市：1 项红灯事项")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_urgent_come_first_then_what_is_due_first_by_kind),
        cmocka_unit_test(what_was_told_twice_stands_once),
        cmocka_unit_test(a_group_gets_at_most_so_many_bytes_and_the_rest_is_counted),
        cmocka_unit_test(a_title_cannot_be_a_link_a_heading_or_a_mention_in_markdown),
        cmocka_unit_test(without_an_address_of_this_house_there_are_no_links),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
