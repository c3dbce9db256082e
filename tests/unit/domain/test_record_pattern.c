/* What is worth a look: the rules over deeds that stand here, each at its threshold and one short of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/date.h"
#include "domain/record_pattern.h"

#define DEEDS_MAX 100
#define NOW date_ms(2026, 11, 20, 9, 0)

struct lore {
    struct arena *a;
    const struct calendar *calendar;
    struct record_deed extensions[DEEDS_MAX], reports[DEEDS_MAX], talks[DEEDS_MAX];
    struct record_pattern_events events;
    struct record_findings found;
};

static struct lore *lore_new(void)
{
    struct arena *a = arena_new(0);
    struct lore *l = ARENA_NEW(a, struct lore);
    struct err err = {0};
    l->a = a;
    assert_int_equal(calendar_build(a, (struct notices){0}, NULL, 0, &l->calendar, &err), RC_OK);
    l->events = (struct record_pattern_events){{l->extensions, 0}, {l->reports, 0}, {l->talks, 0}};
    return l;
}

/* A day of 2026 as 1103, at an hour. */
static int64_t at(int day, int hour) { return date_ms(2026, day / 100, day % 100, hour, 0); }

#define PUT(l, what, ...) put((l)->what, &(l)->events.what, __VA_ARGS__)
static void put(struct record_deed *row, struct record_deeds *deeds, int64_t unit, int64_t record,
                int64_t at_ms, int64_t number)
{
    assert_true(deeds->n < DEEDS_MAX);
    row[deeds->n++] = (struct record_deed){
        .record_id = record, .unit = unit, .at_ms = at_ms, .number = number, .title = STR("修桥")};
}

static size_t look(struct lore *l)
{
    record_pattern_find(l->a, &l->events, l->calendar, NOW, &l->found);
    return l->found.n;
}

static void lore_free(struct lore *l) { arena_free(l->a); }

/* Unit 1 asks so many times on the last day, and so many times a week before; unit 2 early, three times. */
static void extensions(struct lore *l, int late, int early)
{
    for (int i = 0; i < late; i++)
        PUT(l, extensions, 1, i, at(1009, 16), 20261009);
    for (int i = 0; i < early; i++)
        PUT(l, extensions, 1, 50 + i, at(1009, 16), 20261016);
    for (int i = 0; i < 3; i++)
        PUT(l, extensions, 2, 80 + i, at(1009, 16), 20261030);
}

static void extensions_are_named_from_five_on_and_from_three_of_four(void **state)
{
    (void)state;
    static const struct {
        int late, early, found;
    } c[] = {{5, 0, 1}, {4, 0, 0}, {6, 2, 1}, {5, 2, 0}, {0, 9, 0}};
    for (size_t i = 0; i < COUNT_OF(c); i++) {
        struct lore *l = lore_new();
        extensions(l, c[i].late, c[i].early);
        assert_int_equal(look(l), c[i].found);
        if (c[i].found) {
            const struct record_finding *f = &l->found.row[0];
            assert_int_equal(f->unit, 1);
            assert_int_equal(f->all, c[i].late + c[i].early);
            assert_int_equal(f->hits, c[i].late);
            assert_int_equal(f->deeds.n, c[i].late);
            assert_int_equal(f->others_all, 3);
            assert_int_equal(f->others_hits, 0);
            assert_int_equal(f->bar[0].own, c[i].late);
            assert_int_equal(f->bar[3].own, c[i].early); /* 7 to 14 days */
        }
        lore_free(l);
    }
}

static void the_last_day_ends_at_midnight_and_the_day_before_is_more_than_24_hours(void **state)
{
    (void)state;
    struct lore *l = lore_new();
    for (int i = 0; i < 4; i++)
        PUT(l, extensions, 1, i, at(1009, 0), 20261009); /* exactly 24 hours */
    PUT(l, extensions, 1, 5, at(1009, 0) - 1, 20261009);
    assert_int_equal(look(l), 1);
    assert_int_equal(l->found.row[0].hits, 4);
    assert_int_equal(l->found.row[0].bar[1].own, 1);
    lore_free(l);
}

static void what_is_older_than_ninety_days_counts_for_nobody(void **state)
{
    (void)state;
    struct lore *l = lore_new();
    for (int i = 0; i < 5; i++)
        PUT(l, extensions, 1, i, at(i ? 1009 : 822, i ? 16 : 8), i ? 20261009 : 20260822);
    assert_int_equal(look(l), 0);
    lore_free(l);
}

static void a_habit_of_the_whole_city_is_nobodys(void **state)
{
    (void)state;
    struct lore *l = lore_new();
    for (int i = 0; i < 30; i++)
        PUT(l, extensions, i % 3 + 1, i, at(1009, 16), 20261009);
    assert_int_equal(look(l), 0);
    lore_free(l);
}

static void reports_are_named_by_the_last_two_working_days_of_a_month(void **state)
{
    (void)state;
    struct lore *l = lore_new();
    /* October 2026 ends on a Saturday: its last working days are Thursday and Friday, 29 and 30. */
    for (int i = 0; i < 9; i++)
        PUT(l, reports, 1, i, at(i % 3 == 0 ? 1029 : i % 3 == 1 ? 1030 : 1031, 10), 50);
    for (int i = 0; i < 2; i++)
        PUT(l, reports, 1, i, at(1028, 10), 50);
    for (int i = 0; i < 20; i++)
        PUT(l, reports, 2, 40 + i, at(1013 + i % 3, 10), 50);
    assert_int_equal(look(l), 0); /* eleven */
    PUT(l, reports, 1, 9, at(1014, 10), 50);
    assert_int_equal(look(l), 1); /* twelve, nine of them: 75 % */
    assert_int_equal(l->found.row[0].pattern, PATTERN_REPORTS);
    assert_int_equal(l->found.row[0].unit, 1);
    assert_int_equal(l->found.row[0].hits, 9);
    assert_int_equal(l->found.row[0].bar[1].own, 2);
    PUT(l, reports, 1, 9, at(1014, 10), 50);
    assert_int_equal(look(l), 0); /* 69 % */
    lore_free(l);
}

static void an_interview_helped_when_more_was_gained_after_it_than_before(void **state)
{
    (void)state;
    static const struct {
        int earlier, before, after, found;
    } c[] = {{31, 31, 46, 1}, {31, 31, 45, 0}, {10, 31, 46, 0}, {20, 31, 46, 1}};
    for (size_t i = 0; i < COUNT_OF(c); i++) {
        struct lore *l = lore_new();
        PUT(l, reports, 1, 7, at(901, 10), c[i].earlier);
        PUT(l, reports, 1, 7, at(1019, 10), c[i].before);
        PUT(l, reports, 1, 8, at(1025, 10), 99); /* of another task */
        PUT(l, reports, 1, 7, at(1118, 10), c[i].after);
        PUT(l, talks, 1, 7, at(1020, 16), 12);
        assert_int_equal(look(l), c[i].found);
        if (c[i].found) {
            assert_int_equal(l->found.row[0].pattern, PATTERN_TALK);
            assert_int_equal(l->found.row[0].before, c[i].before);
            assert_int_equal(l->found.row[0].after, c[i].after);
            assert_int_equal(l->found.row[0].bars, 2); /* that of 1 September is too long ago */
        }
        lore_free(l);
    }
}

static void nothing_happened_and_nothing_is_found(void **state)
{
    (void)state;
    struct lore *l = lore_new();
    assert_int_equal(look(l), 0);
    PUT(l, talks, 1, 7, at(1020, 16), 12); /* about a task that nobody reported on */
    assert_int_equal(look(l), 0);
    lore_free(l);
}

static void shares_are_rounded_half_up(void **state)
{
    (void)state;
    assert_int_equal(record_pattern_percent(8, 9), 89);
    assert_int_equal(record_pattern_percent(1, 200), 1);
    assert_int_equal(record_pattern_percent(0, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(extensions_are_named_from_five_on_and_from_three_of_four),
        cmocka_unit_test(the_last_day_ends_at_midnight_and_the_day_before_is_more_than_24_hours),
        cmocka_unit_test(what_is_older_than_ninety_days_counts_for_nobody),
        cmocka_unit_test(a_habit_of_the_whole_city_is_nobodys),
        cmocka_unit_test(reports_are_named_by_the_last_two_working_days_of_a_month),
        cmocka_unit_test(an_interview_helped_when_more_was_gained_after_it_than_before),
        cmocka_unit_test(nothing_happened_and_nothing_is_found),
        cmocka_unit_test(shares_are_rounded_half_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
