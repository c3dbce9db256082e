/* Clocks: states, what is left, what is refused, and what a changed calendar moves. */
#include "kit_clock.h"

static const struct time_limit FIVE = {LIMIT_WORKDAYS, 5};

static void a_clock_runs_pauses_stops_and_expires(void **state)
{
    struct kit *kit = *state;
    struct matter *m = matter_new(kit, kit_china(kit, HOURS, 0), FIVE);
    assert_int_equal(PROMISED_AT(m, 20250303, 9, 0).state, CLOCK_NOT_STARTED);
    matter_do(m, CLOCK_START, 20250303, 9, 0);
    struct clock_reading r = PROMISED_AT(m, 20250304, 9, 0);
    assert_int_equal(r.state, CLOCK_RUNNING);
    assert_int_equal(r.light, LIGHT_GREEN);
    assert_int_equal(r.used, 1);
    assert_int_equal(r.left, 4);
    assert_due(r.due, m->c, 20250310, 17, 30);
    r = PROMISED_AT(m, 20250310, 17, 30);
    assert_true(r.is_due_today && !r.is_overdue && r.state == CLOCK_RUNNING);
    r = PROMISED_AT(m, 20250310, 17, 31);
    assert_true(r.is_due_today && r.is_overdue && r.state == CLOCK_EXPIRED && r.light == LIGHT_RED);
    assert_int_equal(r.overdue_workdays, 0);
    r = PROMISED_AT(m, 20250312, 9, 0);
    assert_int_equal(r.overdue_workdays, 2);
    assert_false(r.is_due_today);
    matter_do(m, CLOCK_PAUSE, 20250305, 10, 0);
    r = PROMISED_AT(m, 20250312, 9, 0);
    assert_int_equal(r.state, CLOCK_PAUSED);
    assert_int_equal(r.light, LIGHT_NONE);
    assert_int_equal(r.used, 1);
    assert_int_equal(r.left, 4);
    assert_due(r.due, m->c, 20250318, 17, 30);
    assert_str(r.basis, "第四十五条");
    matter_do(m, CLOCK_RESUME, 20250307, 10, 0);
    matter_do(m, CLOCK_STOP, 20250312, 11, 0);
    r = PROMISED_AT(m, 20250930, 9, 0);
    assert_true(r.state == CLOCK_STOPPED && !r.is_overdue && r.light == LIGHT_NONE);
    assert_int_equal(r.left, 1);
    assert_int_equal(r.used, 4);
    assert_int_equal(r.running_since_ms, kit_at(m->c, 20250312, 11, 0));
}

static void an_earlier_moment_is_read_as_it_was_known_then(void **state)
{
    struct kit *kit = *state;
    struct matter *m = matter_new(kit, kit_china(kit, HOURS, 0), FIVE);
    matter_do(m, CLOCK_START, 20250303, 9, 0);
    struct clock_event late = {CLOCK_PAUSE, kit_at(m->c, 20250305, 9, 0), kit_at(m->c, 20250307, 9, 0),
                               .basis = STR("检测")};
    assert_int_equal(matter_try(m, late), RC_OK);
    assert_int_equal(PROMISED_AT(m, 20250306, 9, 0).state, CLOCK_RUNNING);
    assert_int_equal(PROMISED_AT(m, 20250307, 9, 0).state, CLOCK_PAUSED);
    assert_int_equal(PROMISED_AT(m, 20250306, 9, 0).due.day, 20250310);
}

static void a_pause_and_its_end_on_one_day_take_that_day_out(void **state)
{
    struct kit *kit = *state;
    struct matter *m = matter_new(kit, kit_china(kit, HOURS, 0), FIVE);
    matter_do(m, CLOCK_START, 20250303, 9, 0);
    matter_do(m, CLOCK_PAUSE, 20250305, 10, 0);
    matter_do(m, CLOCK_RESUME, 20250305, 11, 0);
    matter_do(m, CLOCK_PAUSE, 20250305, 15, 0);
    matter_do(m, CLOCK_RESUME, 20250305, 16, 0);
    assert_int_equal(PROMISED_AT(m, 20250305, 17, 0).due.day, 20250311);
}

static void a_start_moved_past_a_pause_leaves_it_behind(void **state)
{
    struct kit *kit = *state;
    struct matter *m = matter_new(kit, kit_china(kit, HOURS, 0), FIVE);
    matter_do(m, CLOCK_START, 20250303, 9, 0);
    matter_do(m, CLOCK_PAUSE, 20250305, 10, 0);
    matter_do(m, CLOCK_MOVE_START, 20250307, 9, 0);
    struct clock_reading r = PROMISED_AT(m, 20250310, 9, 0);
    assert_int_equal(r.state, CLOCK_RUNNING);
    assert_int_equal(r.due.day, 20250314);
    assert_int_equal(r.term, 2);
    assert_int_equal(r.pauses, 0);
}

static void a_start_moved_back_keeps_the_pause(void **state)
{
    struct kit *kit = *state;
    struct matter *m = matter_new(kit, kit_china(kit, HOURS, 0), FIVE);
    matter_do(m, CLOCK_START, 20250304, 9, 0);
    matter_do(m, CLOCK_PAUSE, 20250306, 10, 0);
    struct clock_event back = {CLOCK_MOVE_START, kit_at(m->c, 20250303, 9, 0), kit_at(m->c, 20250307, 9, 0),
                               .basis = STR("收到之日起")};
    assert_int_equal(matter_try(m, back), RC_OK);
    struct clock_reading r = PROMISED_AT(m, 20250307, 10, 0);
    assert_int_equal(r.state, CLOCK_PAUSED);
    assert_int_equal(r.due.day, 20250312);
}

static void a_statutory_a_promised_and_an_internal_limit_share_what_happened(void **state)
{
    struct kit *kit = *state;
    struct matter *m = matter_new(kit, kit_china(kit, HOURS, 0), FIVE);
    m->budget[LIMIT_STATUTORY] = (struct budget){.limit = {LIMIT_WORKDAYS, 20}, .is_set = true};
    matter_do(m, CLOCK_START, 20250303, 9, 0);
    matter_do(m, CLOCK_PAUSE, 20250305, 10, 0);
    matter_do(m, CLOCK_RESUME, 20250306, 10, 0);
    matter_do(m, CLOCK_EXTEND, 20250307, 10, 0);
    assert_int_equal(PROMISED_AT(m, 20250307, 11, 0).due.day, 20250319);
    assert_int_equal(matter_read(m, LIMIT_STATUTORY, 20250307, 11, 0).due.day, 20250402);
    assert_int_equal(PROMISED_AT(m, 20250307, 11, 0).budget.amount, 10);
    assert_int_equal(PROMISED_AT(m, 20250307, 11, 0).term, 2);
    assert_int_equal(matter_read(m, LIMIT_STATUTORY, 20250307, 11, 0).term, 1);
    struct clock_reading r;
    assert_int_equal(clock_read(m->c, kit->arena, &m->watch, LIMIT_INTERNAL, 0, &r, &kit->err), RC_NOT_FOUND);
    assert_string_equal(kit->err.text, "clock.no_limit");
}

static void an_extension_may_be_granted_while_paused(void **state)
{
    struct kit *kit = *state;
    struct matter *m = matter_new(kit, kit_china(kit, HOURS, 0), FIVE);
    matter_do(m, CLOCK_START, 20250303, 9, 0);
    matter_do(m, CLOCK_PAUSE, 20250305, 10, 0);
    matter_do(m, CLOCK_EXTEND, 20250313, 10, 0);
    matter_do(m, CLOCK_RESUME, 20250314, 10, 0);
    assert_int_equal(PROMISED_AT(m, 20250317, 9, 0).due.day, 20250327);
    struct reckoning way;
    assert_int_equal(clock_explain(m->c, kit->arena, &m->watch, LIMIT_PROMISED, kit_at(m->c, 20250317, 9, 0),
                                   &way, &kit->err),
                     RC_OK);
    assert_int_equal(way.due.day, 20250327);
    assert_int_equal(way.step[way.steps - 1].counted_to, 10);
}

static void a_reopened_matter_goes_on_with_what_was_left(void **state)
{
    struct kit *kit = *state;
    struct matter *m = matter_new(kit, kit_china(kit, HOURS, 0), FIVE);
    matter_do(m, CLOCK_START, 20250303, 9, 0);
    matter_do(m, CLOCK_STOP, 20250305, 10, 0);
    matter_do(m, CLOCK_REOPEN, 20250305, 15, 0);
    assert_int_equal(PROMISED_AT(m, 20250305, 16, 0).due.day, 20250310);
    matter_do(m, CLOCK_STOP, 20250306, 10, 0);
    matter_do(m, CLOCK_REOPEN, 20250311, 15, 0);
    struct clock_reading r = PROMISED_AT(m, 20250311, 16, 0);
    assert_int_equal(r.used, 3);
    assert_int_equal(r.left, 2);
    assert_int_equal(r.due.day, 20250313);
    assert_int_equal(r.term, 3);
    assert_int_equal(r.running_since_ms, kit_at(m->c, 20250311, 15, 0));
}

static void a_stop_ends_an_open_pause(void **state)
{
    struct kit *kit = *state;
    struct matter *m = matter_new(kit, kit_china(kit, HOURS, 0), FIVE);
    matter_do(m, CLOCK_START, 20250303, 9, 0);
    matter_do(m, CLOCK_PAUSE, 20250304, 9, 0);
    matter_do(m, CLOCK_STOP, 20250306, 9, 0);
    matter_do(m, CLOCK_REOPEN, 20250307, 9, 0);
    struct clock_reading r = PROMISED_AT(m, 20250307, 10, 0);
    assert_int_equal(r.state, CLOCK_RUNNING);
    assert_int_equal(r.used, 0);
    assert_int_equal(r.due.day, 20250314);
}

static struct clock_event event_at(struct matter *m, enum clock_event_kind kind, int64_t day, int hour)
{
    return (struct clock_event){kind, kit_at(m->c, day, hour, 0), 0, LIMIT_PROMISED, 5, STR("依据")};
}

static void what_does_not_fit_the_state_is_refused(void **state)
{
    struct kit *kit = *state;
    struct matter *m = matter_new(kit, kit_china(kit, HOURS, 0), FIVE);
    for (int k = CLOCK_MOVE_START; k < CLOCK_EVENT__COUNT; k++)
        matter_refuses(m, event_at(m, (enum clock_event_kind)k, 20250303, 9), RC_CONFLICT,
                       "clock.not_started");
    matter_do(m, CLOCK_START, 20250303, 9, 0);
    matter_refuses(m, event_at(m, CLOCK_START, 20250304, 9), RC_CONFLICT, "clock.started_already");
    assert_string_equal(kit->err.arg[0], "2025-03-03 09:00");
    matter_refuses(m, event_at(m, CLOCK_RESUME, 20250304, 9), RC_CONFLICT, "clock.not_paused");
    matter_refuses(m, event_at(m, CLOCK_REOPEN, 20250304, 9), RC_CONFLICT, "clock.not_stopped");
    matter_do(m, CLOCK_PAUSE, 20250304, 9, 0);
    matter_refuses(m, event_at(m, CLOCK_PAUSE, 20250304, 10), RC_CONFLICT, "clock.is_paused");
    assert_string_equal(kit->err.arg[1], "第四十五条");
    matter_do(m, CLOCK_STOP, 20250305, 9, 0);
    static const enum clock_event_kind LIVE[] = {CLOCK_MOVE_START, CLOCK_PAUSE, CLOCK_EXTEND, CLOCK_STOP};
    for (size_t i = 0; i < COUNT_OF(LIVE); i++)
        matter_refuses(m, event_at(m, LIVE[i], 20250306, 9), RC_CONFLICT, "clock.is_stopped");
    matter_refuses(m, event_at(m, CLOCK_RESUME, 20250306, 9), RC_CONFLICT, "clock.not_paused");
}

static void what_has_no_basis_is_refused(void **state)
{
    struct kit *kit = *state;
    struct matter *m = matter_new(kit, kit_china(kit, HOURS, 0), FIVE);
    matter_do(m, CLOCK_START, 20250303, 9, 0);
    struct clock_event e = event_at(m, CLOCK_PAUSE, 20250304, 9);
    e.basis = str_c(NULL);
    matter_refuses(m, e, RC_INVALID, "clock.pause_without_basis");
    e.kind = CLOCK_MOVE_START;
    matter_refuses(m, e, RC_INVALID, "clock.move_without_basis");
    e.kind = CLOCK_EXTEND;
    matter_refuses(m, e, RC_INVALID, "clock.extend_without_basis");
}

static void what_is_out_of_order_in_time_is_refused(void **state)
{
    struct kit *kit = *state;
    struct matter *m = matter_new(kit, kit_china(kit, HOURS, 0), FIVE);
    struct clock_event e = event_at(m, CLOCK_START, 20250303, 9);
    e.said_ms = e.at_ms - 1;
    matter_refuses(m, e, RC_INVALID, "clock.after_said");
    e.at_ms = e.said_ms = INT64_MAX;
    matter_refuses(m, e, RC_INVALID, "calendar.beyond");
    matter_do(m, CLOCK_START, 20250303, 9, 0);
    matter_refuses(m, event_at(m, CLOCK_STOP, 20250303, 8), RC_INVALID, "clock.said_before");
    e = event_at(m, CLOCK_STOP, 20250303, 8);
    e.said_ms = kit_at(m->c, 20250305, 9, 0);
    matter_refuses(m, e, RC_INVALID, "clock.stop_before_start");
    matter_do(m, CLOCK_PAUSE, 20250305, 9, 0);
    e.kind = CLOCK_RESUME;
    e.at_ms = kit_at(m->c, 20250304, 9, 0);
    matter_refuses(m, e, RC_INVALID, "clock.before_earlier");
    assert_string_equal(kit->err.arg[0], "2025-03-05 09:00");
    e.kind = CLOCK_EVENT__COUNT;
    assert_int_equal(matter_try(m, e), RC_INVALID);
    assert_string_equal(kit->err.text, "clock.event_wrong");
}

static void a_pause_after_every_end_is_refused_with_the_day(void **state)
{
    struct kit *kit = *state;
    struct matter *m = matter_new(kit, kit_china(kit, HOURS, 0), FIVE);
    matter_do(m, CLOCK_START, 20250303, 9, 0);
    matter_refuses(m, event_at(m, CLOCK_PAUSE, 20250310, 18), RC_CONFLICT, "clock.pause_after_end");
    assert_string_equal(kit->err.arg[0], "2025-03-10");
    m->budget[LIMIT_STATUTORY] = (struct budget){.limit = {LIMIT_WORKDAYS, 20}, .is_set = true};
    matter_do(m, CLOCK_PAUSE, 20250310, 18, 0);
    assert_int_equal(PROMISED_AT(m, 20250312, 9, 0).due.day, 20250310);
    assert_true(PROMISED_AT(m, 20250312, 9, 0).is_overdue);
}

static void an_extension_is_given_once_in_time_and_within_its_most(void **state)
{
    struct kit *kit = *state;
    struct matter *m = matter_new(kit, kit_china(kit, HOURS, 0), FIVE);
    matter_do(m, CLOCK_START, 20250303, 9, 0);
    struct clock_event e = event_at(m, CLOCK_EXTEND, 20250304, 9);
    e.amount = 11;
    matter_refuses(m, e, RC_INVALID, "clock.extension_large");
    assert_string_equal(kit->err.arg[0], "10");
    e.amount = 0;
    matter_refuses(m, e, RC_INVALID, "clock.extension_large");
    e.amount = 10;
    e.limit = LIMIT_INTERNAL;
    matter_refuses(m, e, RC_INVALID, "clock.no_limit");
    m->budget[LIMIT_INTERNAL] = (struct budget){.limit = FIVE, .is_set = true};
    matter_refuses(m, e, RC_INVALID, "clock.extension_none");
    e.limit = LIMIT_PROMISED;
    e.at_ms = kit_at(m->c, 20250303, 8, 0);
    e.said_ms = kit_at(m->c, 20250304, 8, 0);
    matter_refuses(m, e, RC_INVALID, "clock.extension_before_start");
    e = event_at(m, CLOCK_EXTEND, 20250310, 18);
    matter_refuses(m, e, RC_CONFLICT, "clock.extension_late");
    assert_string_equal(kit->err.arg[0], "2025-03-10");
    e.at_ms = kit_at(m->c, 20250310, 17, 0);
    e.said_ms = kit_at(m->c, 20250311, 9, 0);
    assert_int_equal(matter_try(m, e), RC_OK);
    matter_refuses(m, event_at(m, CLOCK_EXTEND, 20250312, 9), RC_CONFLICT, "clock.extension_second");
}

static void a_list_of_events_has_an_end(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_china(kit, HOURS, 0);
    struct clock_event *list = ARENA_ARRAY(kit->arena, struct clock_event, CLOCK_EVENTS_MAX);
    int64_t at = kit_at(c, 20250303, 9, 0);
    for (int i = 0; i < CLOCK_EVENTS_MAX; i++)
        list[i] = (struct clock_event){i == 0  ? CLOCK_START
                                       : i % 2 ? CLOCK_PAUSE
                                               : CLOCK_RESUME,
                                       at, at, .basis = STR("b")};
    struct budget budget[LIMIT_KIND__COUNT] = {[LIMIT_STATUTORY] = {.limit = FIVE, .is_set = true}};
    struct watch w = {.budget = budget, .event = list, .events = CLOCK_EVENTS_MAX};
    struct clock_reading r;
    assert_int_equal(clock_allows(c, &w, &list[2], &kit->err), RC_CONFLICT);
    assert_string_equal(kit->err.text, "clock.events_many");
    assert_int_equal(clock_read(c, kit->arena, &w, LIMIT_STATUTORY, at, &r, &kit->err), RC_OK);
    w.events--;
    assert_int_equal(clock_allows(c, &w, &list[CLOCK_EVENTS_MAX - 1], &kit->err), RC_OK);
}

static void a_list_full_of_pauses_and_reopenings_can_be_read(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_china(kit, HOURS, 0);
    static const enum clock_event_kind ROUND[] = {CLOCK_PAUSE, CLOCK_STOP, CLOCK_REOPEN};
    struct clock_event *list = ARENA_ARRAY(kit->arena, struct clock_event, CLOCK_EVENTS_MAX);
    int64_t at = kit_at(c, 20250303, 9, 0);
    list[0] = (struct clock_event){.kind = CLOCK_START, .at_ms = at, .said_ms = at};
    for (int i = 1; i < CLOCK_EVENTS_MAX; i++)
        list[i] = (struct clock_event){.kind = ROUND[(i - 1) % 3],
                                       .at_ms = at + i * MIN_MS,
                                       .said_ms = at + i * MIN_MS,
                                       .basis = STR("b")};
    struct budget budget[LIMIT_KIND__COUNT] = {0};
    struct watch w = {.budget = budget, .event = list, .events = CLOCK_EVENTS_MAX};
    struct clock_reading r;
    for (int u = 0; u < LIMIT_UNIT__COUNT; u++) {
        budget[LIMIT_STATUTORY] = (struct budget){.limit = {(enum limit_unit)u, 5}, .is_set = true};
        assert_int_equal(clock_read(c, kit->arena, &w, LIMIT_STATUTORY, at + 3000 * MIN_MS, &r, &kit->err),
                         RC_OK);
    }
}

/* The Spring Festival of 2020: the notice of 2019-11-21 gave 01-24 to 01-30 with work on 02-01; on 2020-01-26
 * it was made longer until 02-02, and 02-01 was off. */
static void the_longer_spring_festival_of_2020_moves_what_it_touches(void **state)
{
    struct kit *kit = *state;
    const struct calendar *was = kit_china(kit, HOURS, 20191121), *is = kit_china(kit, HOURS, 20200127);
    static const struct {
        int64_t from;
        int days;
        int64_t was, is;
    } CASE[] = {
        {20191220, 20, 20200119, 20200119}, /* over before */
        {20191231, 20, 20200203, 20200205}, {20200110, 12, 20200201, 20200204},
        {20200119, 5, 20200131, 20200203},  {20200122, 1, 20200123, 20200123},
        {20200123, 1, 20200131, 20200203},  {20200201, 1, 20200203, 20200203},
    };
    struct watch w[COUNT_OF(CASE)];
    struct budget budget[COUNT_OF(CASE)][LIMIT_KIND__COUNT] = {0};
    struct clock_event start[COUNT_OF(CASE)];
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        int64_t at = kit_at(was, CASE[i].from, 9, 0);
        start[i] = (struct clock_event){.kind = CLOCK_START, .at_ms = at, .said_ms = at};
        budget[i][LIMIT_STATUTORY] = (struct budget){.limit = {LIMIT_WORKDAYS, CASE[i].days}, .is_set = true};
        w[i] = (struct watch){.budget = budget[i], .event = &start[i], .events = 1};
    }
    struct moved_clock *moved;
    size_t n, at = 0;
    assert_int_equal(clock_reproject(kit->arena, was, is, w, COUNT_OF(CASE), kit_at(was, 20200203, 9, 0),
                                     &moved, &n, &kit->err),
                     RC_OK);
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        if (CASE[i].was == CASE[i].is)
            continue;
        assert_true(at < n);
        assert_int_equal(moved[at].watch, i);
        assert_int_equal(moved[at].from.day, CASE[i].was);
        assert_int_equal(moved[at].to.day, CASE[i].is);
        assert_int_equal(moved[at].days, 2); /* a Friday and the make-up Saturday that are off now */
        assert_int_equal(moved[at].day[0], 20200131);
        assert_int_equal(moved[at].day[1], 20200201);
        assert_false(moved[at].verdict_changes);
        at++;
    }
    assert_int_equal(at, n);
}

static void a_longer_holiday_can_make_a_late_matter_one_in_time(void **state)
{
    struct kit *kit = *state;
    const struct calendar *was = kit_china(kit, HOURS, 20191121), *is = kit_china(kit, HOURS, 20200127);
    struct matter *m = matter_new(kit, was, FIVE);
    matter_do(m, CLOCK_START, 20200119, 9, 0);
    matter_do(m, CLOCK_STOP, 20200203, 9, 0);
    assert_true(PROMISED_AT(m, 20200203, 10, 0).is_overdue);
    assert_int_equal(PROMISED_AT(m, 20200203, 10, 0).light, LIGHT_RED);
    struct moved_clock *moved;
    size_t n;
    assert_int_equal(clock_reproject(kit->arena, was, is, &m->watch, 1, kit_at(was, 20200203, 10, 0), &moved,
                                     &n, &kit->err),
                     RC_OK);
    assert_int_equal(n, 1);
    assert_true(moved[0].verdict_changes);
    assert_int_equal(moved[0].kind, LIMIT_PROMISED);
}

static void a_due_date_that_only_stops_being_provisional_does_not_move(void **state)
{
    struct kit *kit = *state;
    const struct calendar *was = kit_china(kit, HOURS, 0);
    const struct calendar *is = kit_china(
        kit, HOURS "notice 试〔2026〕1号\npublished 2026-11-10\nyear 2027\noff 2027-01-01 元旦\n", 0);
    struct clock_event start[2];
    struct watch w[2];
    struct budget budget[LIMIT_KIND__COUNT] = {[LIMIT_INTERNAL] = {.limit = FIVE, .is_set = true}};
    for (int i = 0; i < 2; i++) {
        int64_t at = kit_at(was, i ? 20270104 : 20261228, 9, 0);
        start[i] = (struct clock_event){.kind = CLOCK_START, .at_ms = at, .said_ms = at};
        w[i] = (struct watch){.budget = budget, .event = &start[i], .events = 1};
    }
    struct moved_clock *moved;
    size_t n;
    assert_int_equal(
        clock_reproject(kit->arena, was, is, w, 2, kit_at(was, 20270105, 9, 0), &moved, &n, &kit->err),
        RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(moved[0].watch, 0);
    assert_true(moved[0].from.is_provisional && !moved[0].to.is_provisional);
    assert_int_equal(moved[0].days, 1);
    assert_int_equal(moved[0].day[0], 20270101);
}

static void a_pause_without_end_is_beyond_the_calendar_and_not_wrong(void **state)
{
    struct kit *kit = *state;
    struct matter *m = matter_new(kit, kit_china(kit, HOURS, 0), FIVE);
    struct clock_reading r;
    matter_do(m, CLOCK_START, 20250303, 9, 0);
    matter_do(m, CLOCK_PAUSE, 20250305, 10, 0);
    for (enum limit_unit unit = 0; unit < LIMIT_UNIT__COUNT; unit++) {
        bool is_minutes = unit == LIMIT_MINUTES || unit == LIMIT_OPEN_MINUTES;
        m->budget[LIMIT_PROMISED].limit = (struct time_limit){unit, is_minutes ? 5000 : 5};
        kit->err = (struct err){0};
        assert_int_equal(clock_read(m->c, kit->arena, &m->watch, LIMIT_PROMISED, INT64_MAX, &r, &kit->err),
                         RC_INVALID);
        assert_string_equal(kit->err.text, "calendar.beyond");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(a_clock_runs_pauses_stops_and_expires),
        KIT_TEST(an_earlier_moment_is_read_as_it_was_known_then),
        KIT_TEST(a_pause_and_its_end_on_one_day_take_that_day_out),
        KIT_TEST(a_start_moved_past_a_pause_leaves_it_behind),
        KIT_TEST(a_start_moved_back_keeps_the_pause),
        KIT_TEST(a_statutory_a_promised_and_an_internal_limit_share_what_happened),
        KIT_TEST(an_extension_may_be_granted_while_paused),
        KIT_TEST(a_reopened_matter_goes_on_with_what_was_left),
        KIT_TEST(a_stop_ends_an_open_pause),
        KIT_TEST(what_does_not_fit_the_state_is_refused),
        KIT_TEST(what_has_no_basis_is_refused),
        KIT_TEST(what_is_out_of_order_in_time_is_refused),
        KIT_TEST(a_pause_after_every_end_is_refused_with_the_day),
        KIT_TEST(an_extension_is_given_once_in_time_and_within_its_most),
        KIT_TEST(a_list_of_events_has_an_end),
        KIT_TEST(a_list_full_of_pauses_and_reopenings_can_be_read),
        KIT_TEST(the_longer_spring_festival_of_2020_moves_what_it_touches),
        KIT_TEST(a_longer_holiday_can_make_a_late_matter_one_in_time),
        KIT_TEST(a_due_date_that_only_stops_being_provisional_does_not_move),
        KIT_TEST(a_pause_without_end_is_beyond_the_calendar_and_not_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
