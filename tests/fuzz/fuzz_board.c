/* A scheme and, after a byte of zeroes, what is done with it: values set, taken away, votes and events added
 * and changed, other schemes of the same shape, on a board of some windows. Held after each step: every
 * window has the bytes that the exact engine gives from the beginning, or neither has any.
 *
 * Sources: src/base/[a-z]*.c src/doc/[a-z]*.c src/feel/[a-z]*.c src/score/[a-z]*.c; libraries: -lyaml. */
#include "base/buf.h"
#include "base/err.h"
#include "base/fixed.h"
#include "score/board.h"

#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);

#define TEXT_MAX 20000
#define CELLS_MAX 3000 /* nodes × units: the judge goes through all of them after each step */
#define STEPS_MAX 48
#define WINDOWS_MAX 3
#define ROWS_MAX 40

/* ---- what is done: bytes as they come, then chance made of the scheme ---- */

struct tape {
    const uint8_t *p;
    size_t n, at;
    uint64_t state;
};

static uint32_t tape_next(struct tape *t, uint32_t below)
{
    if (t->at + 1 < t->n) {
        uint32_t v = (uint32_t)t->p[t->at] << 8 | t->p[t->at + 1];
        t->at += 2;
        return v % below;
    }
    t->at = t->n;
    t->state = t->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(t->state >> 33) % below;
}

static int64_t number_next(struct tape *t, int decimals)
{
    static const int64_t odd[] = {0,
                                  1,
                                  -1,
                                  INT64_MAX,
                                  -INT64_MAX,
                                  INT64_C(999999999999999999),
                                  VALUE_NARROW_MAX,
                                  -VALUE_NARROW_MAX,
                                  VALUE_NARROW_MAX + 1,
                                  VALUE_NARROW_MAX / 12,
                                  VALUE_NARROW_MAX / 24,
                                  INT64_C(1000000000000)};
    int64_t plain = (int64_t)tape_next(t, 260) - 20;
    switch (tape_next(t, 16)) {
    case 0:
        return odd[tape_next(t, COUNT_OF(odd))];
    case 1:
        return plain * 7919;
    case 2:
    case 3:
        return VALUE_MISSING;
    default:
        return plain * fixed_pow10(decimals > 9 ? 9 : decimals) / (tape_next(t, 4) ? 1 : 3);
    }
}

/* ---- one case ---- */

struct board_case {
    struct arena *a, *judge;
    struct str text;
    const struct scheme *s; /* as the board has it */
    const struct scheme *first;
    struct values *v;
    struct board *b;
    struct board_wish wish;
    struct tape tape;
};

static const struct scheme *scheme_of(struct arena *a, struct str text)
{
    struct problems *p = arena_alloc(a, sizeof *p);
    const struct scheme *s = NULL;
    p->arena = a;
    return scheme_read(a, text, p, &s, NULL) == RC_OK ? s : NULL;
}

static const struct event_item *item_next(struct board_case *c, int measure)
{
    const struct event_item *found[16];
    uint32_t n = 0;
    for (int k = 0; k < c->first->nodes_count; k++)
        for (int i = 0; i < c->first->nodes[k].items_count && n < COUNT_OF(found); i++)
            if (c->first->nodes[k].measure == measure)
                found[n++] = &c->first->nodes[k].items[i];
    return n ? found[tape_next(&c->tape, n)] : NULL;
}

static int64_t count_next(struct tape *t)
{
    static const int64_t odd[] = {INT64_C(1000000000000), INT64_MAX, INT32_MAX, 100000};
    return tape_next(t, 20) ? 1 + tape_next(t, tape_next(t, 3) ? 2 : 30) : odd[tape_next(t, COUNT_OF(odd))];
}

static enum rc put_ballot(struct board_case *c, int measure, int unit, int month, struct err *err)
{
    const struct measure *m = &c->first->measures[measure];
    struct tape *t = &c->tape;
    struct ballot b = {.group = m->groups_count ? (int)tape_next(t, (uint32_t)m->groups_count) : -1,
                       .level = m->levels_count ? (int)tape_next(t, (uint32_t)m->levels_count) : -1,
                       .count = count_next(t),
                       .excluded = tape_next(t, 12) ? STR("") : STR("x")};
    b.vote = m->levels_count ? 0 : number_next(t, m->decimals);
    b.vote = b.vote == VALUE_MISSING ? 0 : b.vote;
    if (tape_next(t, 3))
        return values_add_ballot(c->v, measure, unit, month, b, err);
    b.count = tape_next(t, 3) ? b.count : 0;
    return values_change_ballot(c->v, measure, unit, (int)tape_next(t, 4), b, err);
}

static enum rc put_event(struct board_case *c, int measure, int unit, int month, struct err *err)
{
    static const struct str matters[] = {STR_INIT(""), STR_INIT(""), STR_INIT("a"), STR_INIT("b")};
    struct tape *t = &c->tape;
    const struct event_item *item = item_next(c, measure);
    if (!item)
        return RC_NOT_FOUND;
    struct event e = {.item = tape_next(t, 2) ? item->id : item->name,
                      .count = count_next(t),
                      .points = VALUE_MISSING,
                      .matter = matters[tape_next(t, COUNT_OF(matters))]};
    if (!item->has_points || tape_next(t, 4) == 0)
        e.points = number_next(t, c->first->measures[measure].decimals);
    if (tape_next(t, 3))
        return values_add_event(c->v, measure, unit, month, e, err);
    e.count = tape_next(t, 3) ? e.count : 0;
    return values_change_event(c->v, measure, unit, (int)tape_next(t, 4), e, err);
}

/* Every month that any window, or the year before it, may look at. */
static int month_next(struct board_case *c)
{
    int month = c->wish.first.first + (int)tape_next(&c->tape, 12 * WINDOWS_MAX);
    month -= tape_next(&c->tape, 4) ? 0 : 12;
    month = month < VALUES_YEAR_MIN * 12 ? VALUES_YEAR_MIN * 12 : month;
    return month > VALUES_YEAR_MAX * 12 + 11 ? VALUES_YEAR_MAX * 12 + 11 : month;
}

/* Which of the changed rows it was is not said: each month of it is looked at again. */
static enum rc touch_rows(struct board_case *c, int measure, int unit, struct err *err)
{
    bool is_ballots = c->first->measures[measure].kind == MEASURE_BALLOTS;
    const struct ballot_row *ballot = is_ballots ? values_ballots(c->v, measure, unit) : NULL;
    const struct event_row *event = is_ballots ? NULL : values_events(c->v, measure, unit);
    enum rc rc = RC_OK;
    for (; c->b && ballot && rc == RC_OK; ballot = ballot->next)
        rc = board_touch(c->b, measure, unit, ballot->month, err);
    for (; c->b && event && rc == RC_OK; event = event->next)
        rc = board_touch(c->b, measure, unit, event->month, err);
    return rc;
}

static enum rc put_number(struct board_case *c, int measure, int unit, int month, struct err *err)
{
    const struct measure *m = &c->first->measures[measure];
    int64_t n = number_next(&c->tape, m->decimals);
    if (m->kind == MEASURE_LEVEL) {
        uint32_t level = tape_next(&c->tape, (uint32_t)m->levels_count + 1);
        n = level ? (int64_t)level - 1 : VALUE_MISSING;
    }
    return c->b ? board_set(c->b, measure, unit, month, n, err)
                : values_set(c->v, measure, unit, month, n, err);
}

static enum rc feed(struct board_case *c, int measure, int unit, int month, struct err *err)
{
    struct value_number n = {number_next(&c->tape, 0), tape_next(&c->tape, 8) ? 1 : 7};
    n.d = n.n == VALUE_MISSING ? 0 : n.d;
    return c->b ? RC_NOT_FOUND : values_feed(c->v, measure, unit, month, n, err);
}

/* Something is put in: through the board when there is one. RC_NOT_FOUND, RC_INVALID: nothing was. */
static enum rc put_something(struct board_case *c, struct err *err)
{
    if (!c->first->measures_count)
        return RC_NOT_FOUND;
    int measure = (int)tape_next(&c->tape, (uint32_t)c->first->measures_count),
        unit = (int)tape_next(&c->tape, (uint32_t)c->first->units_count), month = month_next(c);
    const struct measure *m = &c->first->measures[measure];
    if (m->source)
        return feed(c, measure, unit, month, err);
    if (!measure_is_input(m))
        return RC_NOT_FOUND;
    if (measure_is_number(m))
        return put_number(c, measure, unit, month, err);
    enum rc rc = m->kind == MEASURE_BALLOTS ? put_ballot(c, measure, unit, month, err)
                                            : put_event(c, measure, unit, month, err);
    return rc == RC_OK ? touch_rows(c, measure, unit, err) : rc;
}

/* ---- another scheme of the same shape: one number or one word of it is another ---- */

static const struct {
    struct str from, to;
} WORDS[] = {{STR_INIT("higher"), STR_INIT("lower")},
             {STR_INIT("lower"), STR_INIT("higher")},
             {STR_INIT("zero"), STR_INIT("reweight")},
             {STR_INIT("reweight"), STR_INIT("class_mean")},
             {STR_INIT("class_mean"), STR_INIT("zero")},
             {STR_INIT("displayed"), STR_INIT("once")},
             {STR_INIT("once"), STR_INIT("displayed")},
             {STR_INIT("half_up"), STR_INIT("down")},
             {STR_INIT("down"), STR_INIT("half_even")},
             {STR_INIT("half_even"), STR_INIT("half_up")},
             {STR_INIT("ratio"), STR_INIT("direct")},
             {STR_INIT("direct"), STR_INIT("ratio_to_best")},
             {STR_INIT("at_least"), STR_INIT("above")},
             {STR_INIT("at_most"), STR_INIT("below")},
             {STR_INIT("cap"), STR_INIT("floor")},
             {STR_INIT("role: extra"), STR_INIT("role: aside")},
             {STR_INIT("mean_of"), STR_INIT("sum_of")},
             {STR_INIT("sum_of"), STR_INIT("max_of")},
             {STR_INIT("max_of"), STR_INIT("mean_of")},
             {STR_INIT("month"), STR_INIT("quarter")},
             {STR_INIT("exclude"), STR_INIT("last")},
             {STR_INIT("max"), STR_INIT("min")},
             {STR_INIT("ties: 1-2-2-4"), STR_INIT("ties: 1-2-2-3")},
             {STR_INIT("true"), STR_INIT("false")},
             {STR_INIT("weight:"), STR_INIT("weight: 1")},
             {STR_INIT("measure:"), STR_INIT("digits: 1, measure:")}};
static const char *const NUMBERS[] = {"0",
                                      "1",
                                      "2",
                                      "0.5",
                                      "-1",
                                      "3",
                                      "7.25",
                                      "33.333333",
                                      "50",
                                      "100",
                                      "1000",
                                      "1000000000",
                                      "0.000000000001",
                                      "9223372036854775807",
                                      "10"};

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Where a word of the text may be replaced: not among the measures and units, which stay. */
static void text_open(struct str text, bool *is_open)
{
    bool open = true;
    for (size_t i = 0; i < text.n; i++) {
        if (i == 0 || text.p[i - 1] == '\n') {
            struct str line = str_sub(text, i, text.n);
            bool keeps = str_starts(line, STR("measures:")) || str_starts(line, STR("classes:")) ||
                         str_starts(line, STR("window:"));
            bool goes_on = line.p[0] == ' ' || line.p[0] == '-' || line.p[0] == '#' || line.p[0] == '\n';
            open = keeps ? false : goes_on ? open : true;
        }
        is_open[i] = open;
    }
}

static size_t number_at(struct str text, size_t i)
{
    size_t n = 0;
    bool is_start = is_digit(text.p[i]) && i > 0 && (text.p[i - 1] == ' ' || text.p[i - 1] == '[');
    while (is_start && i + n < text.n && (is_digit(text.p[i + n]) || text.p[i + n] == '.'))
        n++;
    return n;
}

/* How many places there are; *at becomes that of number `nth`, *n its length, *to what stands there then. */
static uint32_t places(struct str text, const bool *is_open, uint32_t nth, struct tape *t, size_t *at,
                       size_t *n, struct str *to)
{
    uint32_t count = 0;
    for (size_t i = 1; i < text.n; i++) {
        size_t digits = is_open[i] ? number_at(text, i) : 0;
        if (digits && count++ == nth) {
            *at = i;
            *n = digits;
            *to = str_c(NUMBERS[tape_next(t, COUNT_OF(NUMBERS))]);
        }
        for (size_t k = 0; is_open[i] && k < COUNT_OF(WORDS); k++)
            if (str_starts(str_sub(text, i, text.n), WORDS[k].from) && count++ == nth) {
                *at = i;
                *n = WORDS[k].from.n;
                *to = WORDS[k].to;
            }
    }
    return count;
}

static struct str text_varied(struct arena *a, struct str text, struct tape *t)
{
    bool *is_open = arena_array(a, text.n + 1, sizeof *is_open);
    size_t at = 0, n = 0;
    struct str to = STR("");
    text_open(text, is_open);
    uint32_t count = places(text, is_open, UINT32_MAX, t, &at, &n, &to);
    if (!count)
        return text;
    (void)places(text, is_open, tape_next(t, count), t, &at, &n, &to);
    struct str before = str_sub(text, 0, at), after = str_sub(text, at + n, text.n);
    return arena_printf(a, "%.*s%.*s%.*s", STR_ARG(before), STR_ARG(to), STR_ARG(after));
}

static enum rc take_other_scheme(struct board_case *c, struct err *err)
{
    struct str text = text_varied(c->a, c->text, &c->tape);
    for (uint32_t more = tape_next(&c->tape, 3); more > 0; more--)
        text = text_varied(c->a, text, &c->tape);
    const struct scheme *s = scheme_of(c->a, text);
    if (!s || s->nodes_count != c->s->nodes_count)
        return RC_NOT_FOUND;
    c->s = s;
    c->text = tape_next(&c->tape, 2) ? text : c->text;
    return board_rescheme(c->b, s, err);
}

/* ---- the judge ---- */

static void say_difference(const struct score_result *is, const struct score_result *should)
{
    const struct scheme *s = should->scheme;
    for (int n = 0; n < s->nodes_count; n++)
        for (int u = 0; u < s->units_count; u++)
            if (score_state(is, n, u) != score_state(should, n, u) ||
                score_of(is, n, u) != score_of(should, n, u))
                (void)fprintf(stderr, "%.*s of %.*s: %s %lld, should be %s %lld\n", STR_ARG(s->nodes[n].id),
                              STR_ARG(s->units[u].name), score_state_word(score_state(is, n, u)),
                              (long long)score_of(is, n, u), score_state_word(score_state(should, n, u)),
                              (long long)score_of(should, n, u));
}

/* RC_OK: every window has a result by the exact engine; and when the board has, they are the same. */
static enum rc judge(struct board_case *c, bool has_board)
{
    enum rc all = RC_OK;
    for (int i = 0; i < c->wish.windows && all == RC_OK; i++) {
        const struct score_result *exact = NULL;
        struct window w = {c->wish.first.first + i * c->wish.first.months, c->wish.first.months};
        struct buf is = {0}, should = {0};
        arena_reset(c->judge);
        all = score_compute_exactly(c->s, c->v, w, c->judge, &exact, NULL);
        if (all != RC_OK || !has_board)
            continue;
        score_write_json(exact, &should);
        score_write_json(board_result(c->b, i), &is);
        if (!str_eq(buf_str(&is), buf_str(&should))) {
            say_difference(board_result(c->b, i), exact);
            (void)fprintf(stderr, "window %d\n%.*s\nshould be\n%.*s\n", i, STR_ARG(buf_str(&is)),
                          STR_ARG(buf_str(&should)));
            (void)fprintf(stderr, "%.*s\n", STR_ARG(c->text));
            ASSERT(!"the board differs");
        }
        buf_release(&is);
        buf_release(&should);
    }
    return all;
}

static enum rc one_step(struct board_case *c, struct err *err)
{
    uint32_t what = tape_next(&c->tape, 16);
    if (what < 12)
        return put_something(c, err);
    if (what < 15)
        return take_other_scheme(c, err);
    return board_compute(c->b, err);
}

static void steps(struct board_case *c)
{
    struct err err = {0};
    enum rc rc = board_open(c->s, c->v, &c->wish, &c->b, &err);
    ASSERT(rc == RC_OK || !c->b);
    if (judge(c, rc == RC_OK) != RC_OK || rc != RC_OK) {
        ASSERT(rc != RC_OK || !"the exact engine has none");
        ASSERT(rc != RC_TOO_LARGE || judge(c, false) != RC_OK);
        return;
    }
    for (uint32_t left = 8 + tape_next(&c->tape, STEPS_MAX - 8); left > 0; left--) {
        rc = one_step(c, &err);
        if (rc == RC_NOT_FOUND || rc == RC_INVALID)
            continue;
        if (rc == RC_NO_MEMORY)
            return;
        enum rc exact = judge(c, rc == RC_OK);
        ASSERT(exact == RC_NO_MEMORY || (exact == RC_OK) == (rc == RC_OK));
    }
}

static struct board_wish wish_next(struct board_case *c)
{
    int months = period_months(c->s->window);
    static const int years[] = {2026, 2026, 2026, VALUES_YEAR_MIN, VALUES_YEAR_MAX - 2, 2024};
    int first = years[tape_next(&c->tape, COUNT_OF(years))] * 12 +
                (int)tape_next(&c->tape, (uint32_t)(12 / months)) * months;
    return (struct board_wish){.first = {first, months},
                               .windows = 1 + (int)tape_next(&c->tape, WINDOWS_MAX),
                               .threads = tape_next(&c->tape, 16) ? 1 : 2,
                               .is_plain = tape_next(&c->tape, 4) == 0};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *zero = size ? memchr(data, 0, size) : NULL;
    size_t text = zero ? (size_t)(zero - data) : size;
    if (text > TEXT_MAX)
        return 0;
    struct board_case c = {.a = arena_new((size_t)512 << 20), .judge = arena_new((size_t)512 << 20)};
    c.text = arena_str(c.a, str_of((const char *)data, text));
    c.tape = (struct tape){.p = data + text + (zero != NULL), .n = size - text - (zero != NULL)};
    for (size_t i = 0; i < text; i++)
        c.tape.state = (c.tape.state ^ data[i]) * UINT64_C(0x100000001b3);
    c.s = c.first = scheme_of(c.a, c.text);
    if (c.s && c.s->nodes_count * c.s->units_count <= CELLS_MAX &&
        values_new(c.a, c.s, &c.v, NULL) == RC_OK) {
        c.wish = wish_next(&c);
        int rows = (int)tape_next(&c.tape, ROWS_MAX) * (c.s->units_count < 10 ? c.s->units_count : 10);
        for (int i = 0; i < rows; i++)
            (void)!put_something(&c, NULL);
        steps(&c);
    }
    board_freep(&c.b);
    arena_free(c.judge);
    arena_free(c.a);
    return 0;
}

/* Half of the time the scheme stays as it is, and only what is done with it is another. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
    uint8_t *zero = size ? memchr(data, 0, size) : NULL;
    size_t text = zero ? (size_t)(zero - data) : size;
    if (seed % 4 == 0)
        return LLVMFuzzerMutate(data, size, most);
    if (seed % 4 == 1 && text < TEXT_MAX) { /* one word of the scheme */
        struct arena *a = arena_new(0);
        struct tape t = {.state = seed};
        struct str varied = text_varied(a, arena_str(a, str_of((const char *)data, text)), &t);
        size_t rest = size - text;
        if (varied.n + rest <= most) {
            memmove(data + varied.n, data + text, rest);
            memcpy(data, varied.p, varied.n);
            size = varied.n + rest;
        }
        arena_free(a);
        return size;
    }
    if (!zero && size + 3 > most)
        return LLVMFuzzerMutate(data, size, most);
    if (!zero) {
        data[size++] = 0;
        data[size++] = (uint8_t)seed;
        data[size++] = (uint8_t)(seed >> 8);
    }
    return text + 1 + LLVMFuzzerMutate(data + text + 1, size - text - 1, most - text - 1);
}
