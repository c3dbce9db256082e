/* Every minute of two weeks around a holiday, against the rule said plainly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/date.h"
#include "jobs/timing.h"

#define MINUTE_MS INT64_C(60000)

/* 2026-09-25 … 10-10: Mid-Autumn (25–27 Sep), National Day (1–7 Oct), worked: 20 Sep, 10 Oct. */
static const struct calendar *calendar_of(struct arena *a)
{
    static const int64_t off[] = {20260925, 20260926, 20260927, 20261001, 20261002,
                                  20261003, 20261004, 20261005, 20261006, 20261007};
    const struct calendar *c;
    struct problems problems = {.arena = a};
    struct notices builtin;
    enum notice_form form;
    assert_int_equal(notices_read(a, notices_builtin(), NULL, &builtin, &form, &problems), RC_OK);
    assert_int_equal(calendar_build(a, builtin, NULL, 0, &c, NULL), RC_OK);
    for (size_t i = 0; i < COUNT_OF(off); i++)
        assert_false(calendar_is_workday(c, off[i]));
    assert_true(calendar_is_workday(c, 20261010));
    return c;
}

static bool is_quiet_said_plainly(const struct calendar *c, const struct channel_wish *w, int64_t day,
                                  int64_t minute)
{
    bool is_in = false;
    for (int64_t m = w->quiet_from; m != w->quiet_to; m = (m + 1) % 1440)
        is_in |= m == minute;
    return is_in || !calendar_is_workday(c, day);
}

static void quiet_hours_go_over_midnight_and_days_off_are_quiet_all_day(void **state)
{
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    const struct calendar *c = calendar_of(a);
    const struct channel_wish wishes[] = {{.quiet_from = 1260, .quiet_to = 480},
                                          {.quiet_from = 720, .quiet_to = 840},
                                          {.quiet_from = 0, .quiet_to = 0},
                                          {.quiet_from = 1439, .quiet_to = 1}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(wishes); i++)
        for (int64_t ms = date_ms(2026, 9, 24, 0, 0); ms < date_ms(2026, 10, 11, 0, 0); ms += MINUTE_MS) {
            struct civil t = date_civil(ms);
            bool want = is_quiet_said_plainly(c, &wishes[i], date_day_of(ms), t.hour * 60 + t.minute);
            assert_int_equal(timing_is_quiet(c, &wishes[i], ms), want);
        }
}

static void a_digest_is_of_working_days_from_its_hour_on_and_holds_what_was_told_before(void **state)
{
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    const struct calendar *c = calendar_of(a);
    struct channel_wish w = CHANNEL_WISH_DEFAULT;
    (void)state;
    for (int64_t ms = date_ms(2026, 9, 24, 0, 0); ms < date_ms(2026, 10, 11, 0, 0); ms += MINUTE_MS) {
        int64_t day = 0, until = 0, today = date_day_of(ms), hour_ms;
        struct civil t = date_civil(ms);
        bool want = calendar_is_workday(c, today) && t.hour * 60 + t.minute >= 510;
        hour_ms = date_ms(t.year, t.month, t.day, 8, 30);
        assert_int_equal(timing_digest(c, &w, ms, &day, &until), want);
        assert_true(!want || (day == today && until == hour_ms));
        w.wants = WANTS_NOW;
        assert_false(timing_digest(c, &w, ms, &day, &until));
        w.wants = WANTS_ALL;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quiet_hours_go_over_midnight_and_days_off_are_quiet_all_day),
        cmocka_unit_test(a_digest_is_of_working_days_from_its_hour_on_and_holds_what_was_told_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
