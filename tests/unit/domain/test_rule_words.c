/* The product's own words in the rule language, over the notices that ship. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stddef.h>
#include <cmocka.h>
#include <pthread.h>
#include <stdlib.h>

#include "calendar/every.h"
#include "domain/rule_words.h"

struct desk {
    struct arena *arena;
    struct feel_scope scope;
    struct feel_run run;
};

static int set_up(void **state)
{
    struct err err = {0};
    struct desk *d = calloc(1, sizeof *d);
    d->arena = arena_new(0);
    assert_int_equal(rule_words_add_shipped(d->arena, &d->scope, &err), RC_OK);
    *state = d;
    return 0;
}

static int tear_down(void **state)
{
    struct desk *d = *state;
    arena_free(d->arena);
    free(d);
    return 0;
}

static struct value ask(struct desk *d, const char *text)
{
    const struct feel_program *p;
    struct problems *problems = calloc(1, sizeof *problems);
    problems->arena = d->arena;
    enum rc rc = feel_compile(d->arena, str_c(text), &d->scope, &p, problems);
    free(problems);
    assert_int_equal(rc, RC_OK);
    d->run = (struct feel_run){.arena = d->arena};
    return feel_eval(p, &d->run);
}

static void assert_says(struct desk *d, const char *text, const char *wanted)
{
    struct buf out CLEANUP(buf_release) = {0};
    value_literal(&out, ask(d, text), d->scope.zones);
    buf_putc(&out, '\0');
    assert_string_equal(out.p, wanted);
}

static void assert_no_answer(struct desk *d, const char *text, const char *key)
{
    struct value v = ask(d, text);
    assert_int_equal(v.kind, VALUE_NULL);
    assert_true(d->run.notes > 0);
    assert_string_equal(d->run.note[0].text, key);
}

static void workdays_leave_out_the_first_day_and_count_the_last(void **state)
{
    assert_says(*state, "workdays(@\"2026-11-20\", @\"2026-11-27\")", "5");
    assert_says(*state, "workdays(@\"2026-11-20\", @\"2026-11-20\")", "0");
    assert_says(*state, "workdays(@\"2026-11-20\", @\"2026-11-22\")", "0");
    assert_says(*state, "workdays(from: @\"2026-09-30\", to: @\"2026-10-08\")", "1");
    assert_says(*state, "workdays(@\"2026-11-27\", @\"2026-11-20\")", "-5");
}

static void add_workdays_knows_make_up_days_and_holidays(void **state)
{
    assert_says(*state, "add workdays(@\"2026-09-30\", 1)", "@\"2026-10-08\"");
    assert_says(*state, "add workdays(@\"2026-10-08\", 2)", "@\"2026-10-10\"");
    assert_says(*state, "add workdays(date: @\"2026-10-08\", n: -1)", "@\"2026-09-30\"");
    assert_says(*state, "add workdays(@\"2026-10-03\", 0)", "@\"2026-10-03\"");
}

static void workdays_and_add_workdays_undo_each_other(void **state)
{
    assert_says(*state,
                "every d in for i in 0..120 return @\"2026-08-20\" + duration(\"P\" + string(i) + \"D\") "
                "satisfies every n in [-40, -7, -1, 1, 6, 33] satisfies workdays(d, add workdays(d, n)) = n",
                "true");
}

static void a_period_is_a_context_of_its_code_name_and_ends(void **state)
{
    assert_says(
        *state, "period(\"旬\", @\"2026-11-20\")",
        "{code: \"2026-11B\", name: \"2026 年 11 月中旬\", first: @\"2026-11-11\", last: @\"2026-11-20\"}");
    assert_says(*state, "period(\"week\", @\"2026-11-20\").code", "\"2026-W47\"");
    assert_says(*state, "period(\"月\", @\"2026-02-10\").last", "@\"2026-02-28\"");
    assert_says(*state, "period(\"quarter\", @\"2026-11-20\").first", "@\"2026-10-01\"");
    assert_says(*state, "旬(@\"2026-11-01\") + 旬(@\"2026-11-30\")", "\"2026-11A2026-11C\"");
    assert_no_answer(*state, "period(\"世纪\", @\"2026-11-20\")", "rule_words.period_wrong");
}

static void beyond_the_calendar_it_is_null_and_says_why(void **state)
{
    assert_no_answer(*state, "旬(@\"2100-01-01\")", "rule_words.day_beyond");
    assert_no_answer(*state, "旬(@\"1969-12-31\")", "rule_words.day_beyond");
    assert_no_answer(*state, "workdays(@\"2026-11-20\", @\"-2026-11-20\")", "rule_words.day_beyond");
    assert_no_answer(*state, "add workdays(@\"2099-12-31\", 1)", "rule_words.day_beyond");
    assert_no_answer(*state, "add workdays(@\"2026-11-20\", 1.5)", "rule_words.workdays_wrong");
    assert_no_answer(*state, "add workdays(@\"2026-11-20\", 1000000000000)", "rule_words.workdays_wrong");
}

static void a_year_without_a_notice_is_said_once(void **state)
{
    struct desk *d = *state;
    assert_int_equal(ask(d, "count(for i in 1..50 return workdays(@\"2098-01-01\", @\"2098-02-01\"))").kind,
                     VALUE_NUMBER);
    assert_int_equal(d->run.notes, 1);
    assert_string_equal(d->run.note[0].text, "rule_words.provisional");
    assert_says(d, "workdays(@\"2026-01-01\", @\"2026-02-01\") > 0", "true");
    assert_int_equal(d->run.notes, 0);
}

static void a_small_arena_makes_null_and_no_harm(void **state)
{
    struct desk *d = *state;
    const struct feel_program *p;
    struct problems *problems = calloc(1, sizeof *problems);
    problems->arena = d->arena;
    assert_int_equal(feel_compile(d->arena, STR("[period(\"月\", @\"2026-11-20\"), 旬(@\"2026-11-20\")]"),
                                  &d->scope, &p, problems),
                     RC_OK);
    free(problems);
    for (size_t bytes = 64; bytes < 4096; bytes += 64) {
        struct arena *small CLEANUP(arena_freep) = arena_new(bytes);
        struct feel_run run = {.arena = small};
        struct value v = feel_eval(p, &run);
        assert_true(v.kind == VALUE_LIST || v.kind == VALUE_NULL);
    }
}

/* -- zones -- */

static void zones_have_one_number_and_what_is_none_has_zero(void **state)
{
    const struct feel_zones *z = rule_zones();
    (void)state;
    uint16_t paris = z->find(z->self, STR("Europe/Paris"));
    assert_true(paris > 0);
    assert_int_equal(z->find(z->self, STR("Europe/Paris")), paris);
    assert_true(str_eq(z->name(z->self, paris), STR("Europe/Paris")));
    assert_int_equal(z->offset(z->self, paris, 1784548800), 7200); /* July 2026 */
    assert_int_equal(z->offset(z->self, paris, 1768910400), 3600); /* January 2026 */
    assert_int_equal(z->find(z->self, STR("")), 0);
    assert_int_equal(z->find(z->self, STR("Europe/Nowhere")), 0);
    assert_int_equal(z->find(z->self, STR("../../etc/passwd")), 0);
    assert_int_equal(z->name(z->self, 0).n, 0);
    assert_int_equal(z->name(z->self, UINT16_MAX).n, 0);
}

static void *name_zones(void *ctx)
{
    static const char *const NAME[] = {"Asia/Shanghai",    "Asia/Urumqi", "Europe/Berlin",
                                       "America/New_York", "No/Where",    "Asia/Tokyo"};
    uint16_t *number = ctx;
    const struct feel_zones *z = rule_zones();
    for (int round = 0; round < 50; round++)
        for (size_t i = 0; i < COUNT_OF(NAME); i++) {
            number[i] = z->find(z->self, str_c(NAME[i]));
            if (number[i])
                (void)z->offset(z->self, number[i], 1768910400);
        }
    return NULL;
}

static void threads_get_the_same_zones(void **state)
{
    pthread_t thread[4];
    uint16_t number[4][6];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(thread); i++)
        assert_int_equal(pthread_create(&thread[i], NULL, name_zones, number[i]), 0);
    for (size_t i = 0; i < COUNT_OF(thread); i++)
        assert_int_equal(pthread_join(thread[i], NULL), 0);
    for (size_t i = 1; i < COUNT_OF(thread); i++)
        assert_memory_equal(number[i], number[0], sizeof number[0]);
    assert_true(number[0][0] > 0);
    assert_int_equal(number[0][4], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(workdays_leave_out_the_first_day_and_count_the_last, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(add_workdays_knows_make_up_days_and_holidays, set_up, tear_down),
        cmocka_unit_test_setup_teardown(workdays_and_add_workdays_undo_each_other, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_period_is_a_context_of_its_code_name_and_ends, set_up, tear_down),
        cmocka_unit_test_setup_teardown(beyond_the_calendar_it_is_null_and_says_why, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_year_without_a_notice_is_said_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_small_arena_makes_null_and_no_harm, set_up, tear_down),
        cmocka_unit_test(zones_have_one_number_and_what_is_none_has_zero),
        cmocka_unit_test(threads_get_the_same_zones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
