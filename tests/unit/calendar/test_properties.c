/* Limits and clocks by random trial: each trial has its seed, which is printed when it fails. KC_SEED=n runs
 * that one alone. */
#include "kit_clock.h"

#include "base/date.h"

#ifndef TRIALS /* a longer run: c_args -DTRIALS=20000 */
#define TRIALS 400
#endif

struct dice {
    uint64_t state;
};

/* splitmix64, Steele, Lea and Flood 2014 */
static uint64_t dice_next(struct dice *d)
{
    uint64_t z = d->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static int dice_to(struct dice *d, int below) { return (int)(dice_next(d) % (uint64_t)below); }

struct trial {
    struct kit *kit;
    const struct calendar *c;
    struct dice dice;
    uint64_t seed;
    struct time_limit limit;
    int64_t start;
    struct pause pause[6];
    size_t pauses;
};

#define HOLDS(t, x)                                                                                          \
    do {                                                                                                     \
        if (!(x))                                                                                            \
            fail_msg("KC_SEED=%llu: %s", (unsigned long long)(t)->seed, #x);                                 \
    } while (0)

static int64_t random_day(struct trial *t) { return day_add(20070101, dice_to(&t->dice, 7200)); }

static struct time_limit random_limit(struct trial *t)
{
    static const int MOST[LIMIT_UNIT__COUNT] = {60, 90, 14, 3, 6000, 20000};
    enum limit_unit unit = (enum limit_unit)dice_to(&t->dice, LIMIT_UNIT__COUNT);
    return (struct time_limit){unit, dice_to(&t->dice, MOST[unit])};
}

static struct trial trial_of(struct kit *kit, const struct calendar *c, uint64_t seed)
{
    struct trial t = {.kit = kit, .c = c, .dice = {seed}, .seed = seed};
    t.limit = random_limit(&t);
    t.start = calendar_ms(c, random_day(&t), dice_to(&t.dice, 1440)) + dice_to(&t.dice, 60000);
    t.pauses = (size_t)dice_to(&t.dice, (int)COUNT_OF(t.pause));
    for (size_t i = 0; i < t.pauses; i++) {
        int64_t from = t.start + (dice_to(&t.dice, 200000) - 20000) * MIN_MS;
        t.pause[i] = (struct pause){from, from + dice_to(&t.dice, dice_to(&t.dice, 2) ? 500 : 30000) * MIN_MS,
                                    dice_to(&t.dice, 2) ? STR("听证") : STR("检测")};
    }
    return t;
}

static struct due due_of(struct trial *t, struct time_limit limit)
{
    return kit_due(t->kit, t->c, limit, t->start, t->pause, t->pauses);
}

/* Runs a property over many seeds, the first of which KC_SEED may set. */
static void trials(struct kit *kit, void (*property)(struct trial *), uint64_t first)
{
    static const char *const PATTERN[] = {
        HOURS, "", "week mon-sat\nhours 09:00-12:00 13:00-17:00\nhours sat 09:00-12:00\n",
        "hours 08:30-12:00 13:30-17:30\nhours 05-01..09-30 08:30-12:00 15:00-18:00\n"};
    const struct calendar *c[COUNT_OF(PATTERN)];
    const char *one = getenv("KC_SEED");
    struct arena *keep = kit->arena;
    for (size_t i = 0; i < COUNT_OF(PATTERN); i++)
        c[i] = kit_china(kit, PATTERN[i], 0);
    uint64_t from = one ? strtoull(one, NULL, 10) : first, to = one ? from + 1 : first + TRIALS;
    kit->arena = arena_new(0);
    for (uint64_t seed = from; seed < to; seed++) {
        struct trial t = trial_of(kit, c[seed % COUNT_OF(PATTERN)], seed);
        property(&t);
        arena_reset(kit->arena);
    }
    arena_free(kit->arena);
    kit->arena = keep;
}

static bool is_paused(const struct trial *t, int64_t day)
{
    for (size_t i = 0; i < t->pauses; i++) {
        int64_t first = calendar_day_of(t->c, t->pause[i].from_ms, NULL),
                closes = calendar_closes_ms(t->c, first);
        if (closes && t->pause[i].from_ms > closes)
            first = day_add(first, 1);
        if (day >= first && day <= calendar_day_of(t->c, t->pause[i].to_ms, NULL))
            return true;
    }
    return false;
}

/* As a child would count: one finger, one day. */
static int64_t naive_due(const struct trial *t)
{
    int64_t start = calendar_day_of(t->c, t->start, NULL), day = start, target = start;
    int left = t->limit.amount;
    bool counts_all = t->limit.unit != LIMIT_WORKDAYS;
    if (t->limit.unit == LIMIT_MONTHS || t->limit.unit == LIMIT_YEARS) {
        target = day_add_months(start, t->limit.amount * (t->limit.unit == LIMIT_YEARS ? 12 : 1));
        left = day_between(start, target);
    }
    while (left > 0) {
        day = day_add(day, 1);
        left -= !is_paused(t, day) && (counts_all || calendar_is_workday(t->c, day));
    }
    while (is_paused(t, day) || !calendar_is_workday(t->c, day))
        day = day_add(day, 1);
    return day;
}

/* Minute by minute is slow: half minutes would be slower, so starts and pauses are cut to whole ones. */
static int64_t naive_due_ms(const struct trial *t)
{
    int64_t ms = t->start;
    for (int left = t->limit.amount; left > 0; ms += MIN_MS) {
        bool counts = t->limit.unit == LIMIT_MINUTES || calendar_is_open(t->c, ms);
        for (size_t i = 0; i < t->pauses; i++)
            counts = counts && !(ms >= t->pause[i].from_ms && ms < t->pause[i].to_ms);
        left -= counts;
    }
    return ms;
}

static bool is_days(struct time_limit l) { return l.unit != LIMIT_MINUTES && l.unit != LIMIT_OPEN_MINUTES; }

static void naive_agrees(struct trial *t)
{
    if (is_days(t->limit)) {
        HOLDS(t, due_of(t, t->limit).day == naive_due(t));
        HOLDS(t, due_of(t, t->limit).ms == calendar_closes_ms(t->c, naive_due(t)));
        return;
    }
    t->start -= t->start % MIN_MS;
    t->limit.amount %= 1500;
    for (size_t i = 0; i < t->pauses; i++) {
        t->pause[i].from_ms -= t->pause[i].from_ms % MIN_MS;
        t->pause[i].to_ms -= t->pause[i].to_ms % MIN_MS;
    }
    HOLDS(t, due_of(t, t->limit).ms == naive_due_ms(t));
}

static void explanation_agrees(struct trial *t)
{
    struct reckoning r;
    struct due due = due_of(t, t->limit);
    HOLDS(t, limit_explain(t->c, t->kit->arena, t->limit, t->start, t->pause, t->pauses, &r, &t->kit->err) ==
                 RC_OK);
    HOLDS(t, r.due.ms == due.ms && r.due.day == due.day && r.due.is_provisional == due.is_provisional);
    HOLDS(t, r.steps >= 2 && r.step[0].kind == STEP_START && r.step[r.steps - 1].kind == STEP_DUE);
    int counted = 0;
    int64_t next = r.step[0].first;
    for (size_t i = 0; i < r.steps; i++) {
        const struct step *s = &r.step[i];
        HOLDS(t,
              step_words(t->kit->arena, LANG_ZH_CN, s).n > 0 && step_words(t->kit->arena, LANG_EN, s).n > 0);
        if (!is_days(t->limit) || s->kind == STEP_MOVED || s->kind == STEP_PROVISIONAL)
            continue;
        bool is_start_again = t->limit.amount == 0 && s->kind == STEP_DUE && s->first == r.step[0].first;
        HOLDS(t, s->first == next || is_start_again);
        next = day_add(s->last, 1);
        if (s->counted_to) {
            HOLDS(t, s->counted_from == counted + 1);
            counted = s->counted_to;
        }
        if (s->kind == STEP_COUNTED || s->kind == STEP_MAKE_UP)
            HOLDS(t, day_between(s->first, s->last) == s->counted_to - s->counted_from);
    }
    if (t->limit.unit == LIMIT_WORKDAYS || t->limit.unit == LIMIT_DAYS)
        HOLDS(t, counted == t->limit.amount);
}

static void a_longer_limit_does_not_end_earlier(struct trial *t)
{
    struct time_limit longer = {t->limit.unit, t->limit.amount + 1};
    HOLDS(t, due_of(t, longer).ms >= due_of(t, t->limit).ms);
    if (t->limit.unit == LIMIT_WORKDAYS && t->limit.amount > 0)
        HOLDS(t, due_of(t, longer).day > due_of(t, t->limit).day);
}

static void a_pause_moves_the_end_by_its_working_days(struct trial *t)
{
    int64_t start = calendar_day_of(t->c, t->start, NULL), due = limit_due_day(t->c, start, 20, NULL, 0);
    int k = 1 + dice_to(&t->dice, 15);
    int64_t first = calendar_add_workdays(t->c, start, 1 + dice_to(&t->dice, 20));
    int64_t last = k == 1 ? first : calendar_add_workdays(t->c, first, k - 1);
    struct day_pause p = {first, last};
    HOLDS(t, calendar_workdays(t->c, first, last) == k);
    HOLDS(t, limit_due_day(t->c, start, 20, &p, 1) == calendar_add_workdays(t->c, due, k));
}

static void order_and_overlap_change_nothing(struct trial *t)
{
    struct pause other[16];
    size_t n = 0;
    for (size_t i = t->pauses; i-- > 0;) {
        struct pause p = t->pause[i];
        int64_t middle = p.from_ms + (p.to_ms - p.from_ms) / 2;
        other[n++] = (struct pause){middle, p.to_ms, STR("b")};
        other[n++] = (struct pause){p.from_ms, middle + (p.to_ms - middle) / 3, STR("a")};
    }
    HOLDS(t, kit_due(t->kit, t->c, t->limit, t->start, other, n).ms == due_of(t, t->limit).ms);
}

static void what_is_used_at_the_end_is_the_limit(struct trial *t)
{
    struct due due = due_of(t, t->limit);
    int64_t used = limit_used(t->c, t->limit, t->start, t->pause, t->pauses, due.ms);
    int64_t before = limit_used(t->c, t->limit, t->start, t->pause, t->pauses, due.ms - INT64_C(86400000));
    HOLDS(t, used >= before);
    if (t->limit.amount == 0)
        return;
    if (t->limit.unit == LIMIT_WORKDAYS)
        HOLDS(t, used == t->limit.amount && before < used);
    else if (!is_days(t->limit))
        HOLDS(t, used == t->limit.amount);
    else if (t->limit.unit == LIMIT_DAYS)
        HOLDS(t, used >= t->limit.amount);
}

static void the_quick_way_agrees(struct trial *t)
{
    struct day_pause days[COUNT_OF(t->pause)];
    for (size_t i = 0; i < t->pauses; i++) {
        days[i] = (struct day_pause){calendar_day_of(t->c, t->pause[i].from_ms, NULL),
                                     calendar_day_of(t->c, t->pause[i].to_ms, NULL)};
        t->pause[i].from_ms = calendar_ms(t->c, days[i].first, 0);
    }
    t->limit.unit = LIMIT_WORKDAYS;
    t->limit.amount %= 200;
    HOLDS(t, limit_due_day(t->c, calendar_day_of(t->c, t->start, NULL), t->limit.amount, days, t->pauses) ==
                 due_of(t, t->limit).day);
}

/* Some twenty things that somebody tries, most of which may not be. */
static struct matter *random_matter(struct trial *t)
{
    struct matter *m = matter_new(t->kit, t->c, t->limit);
    struct budget *b = &m->budget[LIMIT_PROMISED];
    static const struct rung RUNG[] = {{LIMIT_WORKDAYS, 2},
                                       {LIMIT_WORKDAYS, 1},
                                       {LIMIT_OPEN_MINUTES, 60},
                                       {LIMIT_DAYS, -2},
                                       {LIMIT_WORKDAYS, -5}};
    memcpy(b->rung, RUNG, sizeof RUNG);
    b->rungs = COUNT_OF(RUNG);
    m->budget[LIMIT_STATUTORY] =
        (struct budget){.limit = {LIMIT_WORKDAYS, 45}, .is_set = true, .extension_most = 15};
    int64_t at = t->start;
    for (int i = 0; i < 20; i++) {
        struct clock_event e = {
            (enum clock_event_kind)(i ? dice_to(&t->dice, CLOCK_EVENT__COUNT) : CLOCK_START),
            at,
            at,
            dice_to(&t->dice, 2) ? LIMIT_PROMISED : LIMIT_STATUTORY,
            1 + dice_to(&t->dice, 10),
            STR("依据")};
        if (e.kind == CLOCK_STOP && dice_to(&t->dice, 3))
            e.kind = CLOCK_RESUME;
        if (e.kind == CLOCK_MOVE_START)
            e.at_ms -= dice_to(&t->dice, 4000) * MIN_MS;
        (void)matter_try(m, e);
        at += dice_to(&t->dice, 3000) * MIN_MS;
    }
    return m;
}

static void readings_keep_their_sense(struct trial *t)
{
    struct matter *m = random_matter(t);
    for (int64_t now = t->start - MIN_MS, i = 0; i < 30; i++, now += dice_to(&t->dice, 4000) * MIN_MS) {
        struct clock_reading r;
        HOLDS(t, clock_read(t->c, t->kit->arena, &m->watch, LIMIT_PROMISED, now, &r, &t->kit->err) == RC_OK);
        if (r.state == CLOCK_NOT_STARTED) {
            HOLDS(t, r.due.ms == 0 && r.light == LIGHT_NONE);
            continue;
        }
        HOLDS(t, r.start_ms <= now && r.running_since_ms <= now && r.running_since_ms >= r.start_ms);
        HOLDS(t, r.used >= 0 && r.left >= 0 && r.overdue_workdays >= 0 && r.term >= 1);
        HOLDS(t, r.is_overdue ? r.left == 0 : r.overdue_workdays == 0);
        HOLDS(t, (r.state == CLOCK_EXPIRED) ==
                     (r.is_overdue && r.state != CLOCK_STOPPED && r.state != CLOCK_PAUSED));
        HOLDS(t, (r.light == LIGHT_RED) == r.is_overdue);
        HOLDS(t, r.state != CLOCK_PAUSED || r.basis.n > 0);
        for (size_t k = 0; k < r.pauses; k++)
            HOLDS(t, r.pause[k].from_ms >= r.start_ms && r.pause[k].from_ms <= r.pause[k].to_ms &&
                         r.pause[k].to_ms <= now);
        struct reckoning way;
        HOLDS(t, clock_explain(t->c, t->kit->arena, &m->watch, LIMIT_PROMISED, now, &way, &t->kit->err) ==
                     RC_OK);
        HOLDS(t, way.due.ms == r.due.ms);
    }
}

static struct tick tick_of(struct trial *t, const struct watch *w,
                           const struct ladder_mark mark[LIMIT_KIND__COUNT], int64_t now)
{
    struct tick tick = {0};
    HOLDS(t, clock_tick(t->c, t->kit->arena, w, mark, now, &tick, &t->kit->err) == RC_OK);
    return tick;
}

/* What is told comes when it should have, in order, and not again. */
static void tick_has_its_sense(struct trial *t, const struct tick *tick,
                               const struct ladder_mark was[LIMIT_KIND__COUNT], int64_t now)
{
    for (size_t i = 0; i < tick->warnings; i++) {
        const struct warning *w = &tick->warning[i], *before = i ? w - 1 : NULL;
        const struct ladder_mark *m = &tick->mark[w->kind];
        HOLDS(t, w->at_ms <= now && (!w->is_end || w->at_ms > w->due.ms));
        HOLDS(t, m->term > was[w->kind].term || w->rung >= was[w->kind].rungs);
        HOLDS(t, w->rung < m->rungs);
        HOLDS(t, !before || before->kind < w->kind ||
                     (before->kind == w->kind && before->rung < w->rung && before->at_ms <= w->at_ms));
    }
    HOLDS(t, tick->next_ms > now);
}

/* A caller that ticks when it pleases: what it is told comes once and in order, and next_ms never oversleeps.
 */
static void warnings_come_once_and_in_order(struct trial *t)
{
    struct matter *m = random_matter(t);
    struct ladder_mark mark[LIMIT_KIND__COUNT] = {{0, 0}};
    int64_t now = t->start;
    for (int i = 0; i < 40; i++, now += dice_to(&t->dice, dice_to(&t->dice, 4) ? 3000 : 60000) * MIN_MS) {
        struct watch until_now = m->watch;
        while (until_now.events && until_now.event[until_now.events - 1].said_ms > now)
            until_now.events--;
        struct tick tick = tick_of(t, &until_now, mark, now);
        tick_has_its_sense(t, &tick, mark, now);
        memcpy(mark, tick.mark, sizeof mark);
        HOLDS(t, tick_of(t, &until_now, mark, now).warnings == 0);
        int64_t next = tick.next_ms, far = calendar_ms(t->c, 20990101, 0);
        HOLDS(t, tick_of(t, &until_now, mark, next < far ? next - 1 : far).warnings == 0);
        if (next < far) {
            tick = tick_of(t, &until_now, mark, next);
            HOLDS(t, tick.warnings > 0 && tick.warning[0].at_ms == next);
        }
    }
}

static void reprojection_moves_what_differs(struct trial *t)
{
    const struct calendar *is = NULL;
    struct pattern p = *calendar_pattern(t->c);
    struct notice_day day[6];
    struct notice n = {.number = STR("试"), .published_day = 20300101, .year = 2007, .day = day};
    for (int64_t d = calendar_day_of(t->c, t->start, NULL); n.days < COUNT_OF(day);) {
        d = day_add(d, 1 + dice_to(&t->dice, 20));
        day[n.days++] = (struct notice_day){d, dice_to(&t->dice, 2) ? SAYS_OFF : SAYS_WORK, STR("试")};
    }
    const struct calendar *was = NULL;
    HOLDS(t, calendar_build(t->kit->arena, (struct notices){0}, &p, 0, &was, &t->kit->err) == RC_OK);
    HOLDS(t, calendar_build(t->kit->arena, (struct notices){&n, 1}, &p, 0, &is, &t->kit->err) == RC_OK);
    struct watch w[4];
    struct moved_clock *moved;
    size_t moves, at = 0;
    int64_t now = t->start + dice_to(&t->dice, 60000) * MIN_MS;
    for (size_t i = 0; i < COUNT_OF(w); i++) {
        t->limit = random_limit(t);
        w[i] = random_matter(t)->watch;
    }
    HOLDS(t, clock_reproject(t->kit->arena, was, is, w, COUNT_OF(w), now, &moved, &moves, &t->kit->err) ==
                 RC_OK);
    for (size_t i = 0; i < COUNT_OF(w); i++)
        for (int k = 0; k < LIMIT_KIND__COUNT; k++) {
            struct clock_reading one, other;
            if (!w[i].budget[k].is_set)
                continue;
            HOLDS(t, clock_read(was, t->kit->arena, &w[i], (enum limit_kind)k, now, &one, &t->kit->err) ==
                         RC_OK);
            HOLDS(t, clock_read(is, t->kit->arena, &w[i], (enum limit_kind)k, now, &other, &t->kit->err) ==
                         RC_OK);
            if (one.due.ms == other.due.ms)
                continue;
            HOLDS(t, at < moves && moved[at].watch == i && (int)moved[at].kind == k);
            HOLDS(t,
                  moved[at].from.ms == one.due.ms && moved[at].to.ms == other.due.ms && moved[at].days > 0);
            HOLDS(t, moved[at].verdict_changes ==
                         (one.state == CLOCK_STOPPED && one.is_overdue != other.is_overdue));
            at++;
        }
    HOLDS(t, at == moves);
}

#define PROPERTY(name, seed)                                                                                 \
    static void name##_by_trial(void **state) { trials(*state, name, seed); }

PROPERTY(naive_agrees, 1000000)
PROPERTY(explanation_agrees, 2000000)
PROPERTY(a_longer_limit_does_not_end_earlier, 3000000)
PROPERTY(a_pause_moves_the_end_by_its_working_days, 4000000)
PROPERTY(order_and_overlap_change_nothing, 5000000)
PROPERTY(what_is_used_at_the_end_is_the_limit, 6000000)
PROPERTY(the_quick_way_agrees, 7000000)
PROPERTY(readings_keep_their_sense, 8000000)
PROPERTY(warnings_come_once_and_in_order, 9000000)
PROPERTY(reprojection_moves_what_differs, 10000000)

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(naive_agrees_by_trial),
        KIT_TEST(explanation_agrees_by_trial),
        KIT_TEST(a_longer_limit_does_not_end_earlier_by_trial),
        KIT_TEST(a_pause_moves_the_end_by_its_working_days_by_trial),
        KIT_TEST(order_and_overlap_change_nothing_by_trial),
        KIT_TEST(what_is_used_at_the_end_is_the_limit_by_trial),
        KIT_TEST(the_quick_way_agrees_by_trial),
        KIT_TEST(readings_keep_their_sense_by_trial),
        KIT_TEST(warnings_come_once_and_in_order_by_trial),
        KIT_TEST(reprojection_moves_what_differs_by_trial),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
