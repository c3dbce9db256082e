/* The desk of a city: 100,000 clocks as tables keep them (events, marks, next_ms) and an index over next_ms.
 * It ticks by the hour over the Spring Festival of 2020, which a notice made longer in the middle of it,
 * while matters are paused, resumed, stopped and reopened. Elsewhere a tick looked at one page of matters,
 * and what was due beyond the first page was not found. */
#include "kit_clock.h"

enum { MATTERS = 100000, MATTER_EVENTS = 5, PROCEDURES = 4, PART = 10000, HOUR_MINUTES = 60 };

struct row {
    struct clock_event event[MATTER_EVENTS];
    size_t events;
    int procedure;
    struct ladder_mark mark[LIMIT_KIND__COUNT];
    int64_t next_ms;
    unsigned said[LIMIT_KIND__COUNT]; /* bit by rung: what was said in the term of the mark */
};

/* An entry of the index counts while the row still has its next_ms. */
struct entry {
    int64_t next_ms;
    size_t row;
};

struct desk {
    struct kit *kit;
    const struct calendar *c;
    struct arena *scratch;
    struct row *row;
    struct entry *heap;
    size_t entries, room;
    int64_t woken_ms; /* the tick before this one; what is said now came after it */
    size_t said, ends;
};

static const struct budget PROCEDURE[PROCEDURES][LIMIT_KIND__COUNT] = {
    {[LIMIT_STATUTORY] = {.limit = {LIMIT_WORKDAYS, 20},
                          .is_set = true,
                          .extension_most = 10,
                          .rung = {{LIMIT_WORKDAYS, 5}, {LIMIT_WORKDAYS, 2}, {LIMIT_WORKDAYS, -3}},
                          .rungs = 3},
     [LIMIT_PROMISED] =
         {.limit = {LIMIT_WORKDAYS, 7}, .is_set = true, .rung = {{LIMIT_WORKDAYS, 2}}, .rungs = 1},
     [LIMIT_INTERNAL] = {.limit = {LIMIT_WORKDAYS, 3}, .is_set = true}},
    {[LIMIT_STATUTORY] = {.limit = {LIMIT_MONTHS, 1},
                          .is_set = true,
                          .rung = {{LIMIT_WORKDAYS, 4}, {LIMIT_DAYS, -1}},
                          .rungs = 2}},
    {[LIMIT_PROMISED] = {.limit = {LIMIT_OPEN_MINUTES, 16 * HOUR_MINUTES},
                         .is_set = true,
                         .rung = {{LIMIT_OPEN_MINUTES, 4 * HOUR_MINUTES},
                                  {LIMIT_OPEN_MINUTES, -HOUR_MINUTES}},
                         .rungs = 2}},
    {[LIMIT_STATUTORY] = {.limit = {LIMIT_MINUTES, 72 * HOUR_MINUTES}, .is_set = true},
     [LIMIT_INTERNAL] = {.limit = {LIMIT_DAYS, 15}, .is_set = true, .rung = {{LIMIT_DAYS, 3}}, .rungs = 1}},
};

/* The index, as a heap. */

static void index_put(struct desk *d, size_t row)
{
    if (d->row[row].next_ms == INT64_MAX)
        return;
    assert_true(d->entries < d->room);
    size_t at = d->entries++;
    for (; at > 0 && d->heap[(at - 1) / 2].next_ms > d->row[row].next_ms; at = (at - 1) / 2)
        d->heap[at] = d->heap[(at - 1) / 2];
    d->heap[at] = (struct entry){d->row[row].next_ms, row};
}

static struct entry index_take(struct desk *d)
{
    struct entry first = d->heap[0], last = d->heap[--d->entries];
    size_t at = 0;
    for (size_t child; (child = at * 2 + 1) < d->entries; at = child) {
        child += child + 1 < d->entries && d->heap[child + 1].next_ms < d->heap[child].next_ms;
        if (d->heap[child].next_ms >= last.next_ms)
            break;
        d->heap[at] = d->heap[child];
    }
    d->heap[at] = last;
    return first;
}

/* One matter. */

static struct watch row_watch(const struct row *r)
{
    return (struct watch){PROCEDURE[r->procedure], r->event, r->events};
}

/* What is said must not have been said in this term, but for an end that lies ahead again. */
static void row_hear(struct row *r, const struct tick *t)
{
    for (int k = 0; k < LIMIT_KIND__COUNT; k++)
        if (t->mark[k].term != r->mark[k].term)
            r->said[k] = 0;
        else if (t->mark[k].rungs < r->mark[k].rungs)
            r->said[k] &= (1u << t->mark[k].rungs) - 1;
    for (size_t i = 0; i < t->warnings; i++) {
        const struct warning *w = &t->warning[i];
        assert_int_equal(r->said[w->kind] >> w->rung & 1, 0);
        r->said[w->kind] |= 1u << w->rung;
    }
}

static void row_tick(struct desk *d, size_t at, int64_t now_ms)
{
    struct row *r = &d->row[at];
    struct watch w = row_watch(r);
    struct tick t;
    arena_reset(d->scratch);
    if (clock_tick(d->c, d->scratch, &w, r->mark, now_ms, &t, &d->kit->err))
        fail_msg("clock_tick of matter %zu: %s", at, d->kit->err.text);
    row_hear(r, &t);
    for (size_t i = 0; i < t.warnings; i++) {
        assert_true(t.warning[i].at_ms > d->woken_ms);
        d->ends += t.warning[i].is_end;
    }
    d->said += t.warnings;
    memcpy(r->mark, t.mark, sizeof r->mark);
    if (t.next_ms == r->next_ms)
        return;
    r->next_ms = t.next_ms;
    index_put(d, at);
}

static bool row_happens(struct desk *d, size_t at, enum clock_event_kind kind, int64_t at_ms)
{
    struct row *r = &d->row[at];
    struct watch w = row_watch(r);
    struct clock_event e = {.kind = kind, .at_ms = at_ms, .said_ms = at_ms, .basis = STR("第四十五条")};
    if (clock_allows(d->c, &w, &e, &d->kit->err))
        return false;
    r->event[r->events++] = e;
    row_tick(d, at, at_ms);
    return true;
}

/* The desk. */

static struct desk *desk_new(struct kit *kit, const struct calendar *c)
{
    struct desk *d = ARENA_NEW(kit->arena, struct desk);
    *d = (struct desk){
        .kit = kit, .c = c, .scratch = arena_new(0), .room = MATTERS * 8, .woken_ms = INT64_MIN};
    d->row = test_calloc(MATTERS, sizeof *d->row);
    d->heap = test_calloc(d->room, sizeof *d->heap);
    for (size_t i = 0; i < MATTERS; i++) {
        int64_t day = day_add(20191216, (int)(i % 43)); /* until 01-27, days off among them */
        d->row[i].procedure = (int)(i % PROCEDURES);
        d->row[i].next_ms = INT64_MAX;
        assert_true(row_happens(d, i, CLOCK_START, calendar_ms(c, day, (int)(i % 1440))));
    }
    return d;
}

static void desk_free(struct desk *d)
{
    arena_free(d->scratch);
    test_free(d->heap);
    test_free(d->row);
}

static size_t desk_tick(struct desk *d, int64_t before_ms, int64_t now_ms)
{
    size_t woken = 0;
    d->woken_ms = before_ms;
    while (d->entries && d->heap[0].next_ms <= now_ms) {
        struct entry e = index_take(d);
        if (d->row[e.row].next_ms != e.next_ms)
            continue;
        row_tick(d, e.row, now_ms);
        woken++;
    }
    d->woken_ms = INT64_MIN; /* what happens to a matter may bring a warning that is long due */
    return woken;
}

/* A thousandth of the matters an hour is paused, resumed, stopped or reopened; what may not be is refused. */
static size_t desk_work(struct desk *d, int hour, int64_t now_ms)
{
    static const enum clock_event_kind KIND[] = {CLOCK_PAUSE, CLOCK_RESUME, CLOCK_STOP, CLOCK_REOPEN};
    size_t done = 0;
    for (size_t i = (size_t)hour % 97; i < MATTERS; i += 971)
        if (d->row[i].events < MATTER_EVENTS)
            done += row_happens(d, i, KIND[(i + (size_t)hour) % COUNT_OF(KIND)], now_ms);
    return done;
}

/* What the index left asleep has nothing to say, and each end that came was said: asked of every matter. */
static void desk_has_forgotten_none(struct desk *d, int64_t now_ms)
{
    for (size_t i = 0; i < MATTERS; i++) {
        struct row *r = &d->row[i];
        struct watch w = row_watch(r);
        struct tick t;
        arena_reset(d->scratch);
        assert_int_equal(clock_tick(d->c, d->scratch, &w, r->mark, now_ms, &t, &d->kit->err), RC_OK);
        if (t.warnings || t.next_ms != r->next_ms)
            fail_msg("matter %zu is asleep: %zu warnings", i, t.warnings);
        for (int k = 0; k < LIMIT_KIND__COUNT; k++) {
            struct clock_reading reading;
            const struct budget *b = &w.budget[k];
            size_t end = b->rungs && b->rung[b->rungs - 1].amount < 0 ? b->rungs - 1 : b->rungs;
            if (!b->is_set)
                continue;
            assert_int_equal(
                clock_read(d->c, d->scratch, &w, (enum limit_kind)k, now_ms, &reading, &d->kit->err), RC_OK);
            if (reading.state == CLOCK_EXPIRED || reading.state == CLOCK_RUNNING)
                assert_int_equal(r->said[k] >> end & 1, reading.state == CLOCK_EXPIRED);
        }
    }
}

/* The new calendar: which due dates move, asked for in parts, and each open clock is looked at again. */
static size_t desk_adopt(struct desk *d, const struct calendar *is, int64_t now_ms)
{
    struct watch *w = test_calloc(PART, sizeof *w);
    const struct calendar *was = d->c;
    size_t all = 0;
    for (size_t from = 0; from < MATTERS; from += PART) {
        struct moved_clock *moved;
        size_t n;
        struct arena *part = arena_new(0);
        for (size_t i = 0; i < PART; i++)
            w[i] = row_watch(&d->row[from + i]);
        assert_int_equal(clock_reproject(part, was, is, w, PART, now_ms, &moved, &n, &d->kit->err), RC_OK);
        for (size_t i = 0; i < n; i++) {
            struct clock_reading r;
            assert_int_equal(
                clock_read(is, part, &w[moved[i].watch], moved[i].kind, now_ms, &r, &d->kit->err), RC_OK);
            assert_int_equal(r.due.ms, moved[i].to.ms);
            assert_true(moved[i].days > 0);
        }
        all += n;
        arena_free(part);
    }
    test_free(w);
    d->c = is;
    for (size_t i = 0; i < MATTERS; i++)
        row_tick(d, i, now_ms);
    return all;
}

static void hundred_thousand_clocks_are_woken_by_their_next_moment_alone(void **state)
{
    struct kit *kit = *state;
    struct desk *d = desk_new(kit, kit_china(kit, HOURS, 20191121));
    int64_t now = kit_at(d->c, 20200128, 0, 0);
    size_t woken = 0, done = 0, moved = 0;
    (void)desk_tick(d, INT64_MIN, now);
    desk_has_forgotten_none(d, now);
    for (int hour = 0; hour < 10 * 24; hour++, now += HOUR_MINUTES * MIN_MS) {
        if (hour == 3 * 24 + 13) { /* on Friday 01-31, worked until a moment ago */
            moved = desk_adopt(d, kit_china(kit, HOURS, 20200131), now);
            desk_has_forgotten_none(d, now);
        }
        woken += desk_tick(d, now - HOUR_MINUTES * MIN_MS, now);
        done += desk_work(d, hour, now);
    }
    now -= HOUR_MINUTES * MIN_MS;
    desk_has_forgotten_none(d, now);
    assert_true(moved > MATTERS / 10);
    assert_true(done > 1000);
    assert_true(d->said > woken / 2 && d->ends > MATTERS / 2);
    desk_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(hundred_thousand_clocks_are_woken_by_their_next_moment_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
