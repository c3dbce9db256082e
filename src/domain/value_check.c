/* Rows are sorted by measure, unit and period, in the table and in what is stored; so a cell is found by
 * halving, and the history of a unit's measure is a run. */
#include "domain/value_check.h"

#include <stdlib.h>

#include "base/fixed.h"
#include "base/key.h"
#include "gen/sql.h"
#include "ledger/canon.h"

/* ---- what is stored ---- */

/* Organ ids and units of the scheme, sorted by id for looking up. */
struct unit_of {
    int64_t organ_id;
    int unit;
};

static int by_organ(const void *x, const void *y)
{
    const struct unit_of *a = x, *b = y;
    return (a->organ_id > b->organ_id) - (a->organ_id < b->organ_id);
}

static int find_unit(const struct unit_of *map, size_t n, int64_t organ_id)
{
    struct unit_of key = {.organ_id = organ_id};
    const struct unit_of *found = bsearch(&key, map, n, sizeof *map, by_organ);
    return found ? found->unit : -1;
}

/* Values come in more digits than a later version of the scheme may ask for; then they are brought to its
 * digits exactly or stay out. */
static bool rescale(int64_t value, int64_t from, int to, int64_t *ret)
{
    for (; from < to; from++)
        if (__builtin_mul_overflow(value, (int64_t)10, &value))
            return false;
    for (; from > to; from--) {
        if (value % 10 != 0)
            return false;
        value /= 10;
    }
    *ret = value;
    return true;
}

/* A level is stored by its name; false when this version does not have it. */
static bool read_level(const struct measure *m, struct value_row *ret)
{
    for (int i = 0; i < m->levels_count; i++)
        if (str_eq(m->levels[i].name, ret->item)) {
            ret->value = i;
            return true;
        }
    return ret->is_missing;
}

static bool read_row(struct arena *a, const struct scheme *s,
                     const struct sql_measure_value_of_scheme_row *in, const struct unit_of *map,
                     struct value_row *ret)
{
    struct err unused;
    const struct canon *label = NULL;
    *ret = (struct value_row){.unit = find_unit(map, (size_t)s->units_count, in->organ_id),
                              .measure = scheme_measure_find(s, in->measure),
                              .n = in->n,
                              .is_missing = in->state.n > 0};
    if (ret->unit < 0 || ret->measure < 0 || window_read(in->period, &ret->period, &unused) != RC_OK)
        return false; /* of a unit or measure that this version does not have */
    if (!measure_is_input(&s->measures[ret->measure]) ||
        !rescale(in->value, in->digits, s->measures[ret->measure].decimals, &ret->value))
        return false;
    if (in->label.n && canon_read(in->label, a, &label, &unused) != RC_OK)
        return false;
    ret->count = canon_int(label, STR("count"), 1);
    ret->group = canon_text(label, STR("group"));
    ret->item = canon_text(label, STR("item"));
    ret->no = canon_text(label, STR("no"));
    ret->batch = canon_text(label, STR("batch"));
    ret->excluded = canon_text(label, STR("excluded"));
    ret->basis = canon_text(label, STR("basis"));
    ret->import_id = in->import_id;
    return s->measures[ret->measure].kind != MEASURE_LEVEL || read_level(&s->measures[ret->measure], ret);
}

static int by_place(const void *x, const void *y)
{
    const struct value_row *a = x, *b = y;
    if (a->measure != b->measure)
        return a->measure < b->measure ? -1 : 1;
    if (a->unit != b->unit)
        return a->unit < b->unit ? -1 : 1;
    if (a->period.first != b->period.first)
        return a->period.first < b->period.first ? -1 : 1;
    return (a->n > b->n) - (a->n < b->n);
}

enum rc value_stored_load(struct db *db, struct arena *a, int64_t tenant_id, const struct scheme_open *open,
                          struct value_rows *ret, struct err *err)
{
    const struct scheme *s = open->scheme;
    struct sql_measure_value_of_scheme_rows rows;
    enum rc rc = sql_measure_value_of_scheme(db, a, tenant_id, open->record.scheme_id, &rows, err);
    if (rc != RC_OK)
        return rc;
    struct unit_of *map = ARENA_ARRAY(a, struct unit_of, (size_t)s->units_count + 1);
    for (int u = 0; u < s->units_count; u++)
        map[u] = (struct unit_of){open->organ_id[u], u};
    qsort(map, (size_t)s->units_count, sizeof *map, by_organ);
    *ret = (struct value_rows){.row = ARENA_ARRAY(a, struct value_row, rows.n + 1)};
    for (size_t i = 0; i < rows.n; i++)
        ret->n += read_row(a, s, &rows.row[i], map, &ret->row[ret->n]);
    qsort(ret->row, ret->n, sizeof *ret->row, by_place);
    return RC_OK;
}

/* ---- looking up ---- */

struct check {
    struct arena *a;
    const struct scheme *s;
    const struct value_rows *stored, *fresh;
    const struct table *t;
    uint8_t *state;
    struct problems *problems;
};

/* The first row that is not before (measure, unit, month). */
static size_t find_place(const struct value_rows *rows, int measure, int unit, int month)
{
    struct value_row key = {.measure = measure, .unit = unit, .period.first = month};
    size_t low = 0, high = rows->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_place(&rows->row[middle], &key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* NULL: nothing is said about the cell. */
static const struct value_row *find_in(const struct value_rows *rows, int measure, int unit, int month)
{
    size_t i = find_place(rows, measure, unit, month);
    const struct value_row *row = i < rows->n ? &rows->row[i] : NULL;
    return row && row->measure == measure && row->unit == unit && row->period.first == month ? row : NULL;
}

/* What will hold: what the table says, else what is stored. False when there is no number. */
static bool number_of(const struct check *c, int measure, int unit, int month, int64_t *ret)
{
    const struct value_row *row = find_in(c->fresh, measure, unit, month);
    row = row ? row : find_in(c->stored, measure, unit, month);
    if (!row || row->is_missing)
        return false;
    *ret = row->value;
    return true;
}

/* ---- saying ---- */

/* 4,105.5 */
static struct str grouped(struct arena *a, int64_t v, int digits)
{
    return fixed_group(a, fixed_write_short(a, v, digits));
}

static struct problem *warn(struct check *c, const struct value_row *row, const char *text, const char *hint)
{
    struct problem *p = problem_add(c->problems, row->row, row->column, text);
    size_t i = values_row_index(c->t, row->row);
    problem_warn(c->problems, p);
    p->hint = hint;
    if (i < c->t->rows && row->column > 0) {
        problem_value(c->problems, p, str_trim(c->t->row[i].cell[row->column - 1]));
        if (c->state[i] == VALUES_ROW_GOOD)
            c->state[i] = VALUES_ROW_WARNED;
    }
    return p;
}

/* ---- a zero too many, or too few ---- */

#define TENFOLD_LEAST 4   /* values of its own before a unit can be compared with itself */
#define TENFOLD_FACTOR 8  /* of the median: a zero too many in a month that was a fifth below the others */
#define TENFOLD_SPREAD 3  /* of the largest (smallest) that it ever was */
#define TENFOLD_UNIT 5000 /* from here on 元 was written for 万元 */

__extension__ typedef __int128 wide;

struct history {
    uint64_t *value; /* sizes, none of them 0, sorted */
    size_t n;
};

static uint64_t size_of(int64_t v) { return v < 0 ? 0 - (uint64_t)v : (uint64_t)v; }

static int by_size(const void *x, const void *y)
{
    const uint64_t *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

static struct history history_of(const struct check *c, const struct value_row *row)
{
    size_t first = find_place(c->stored, row->measure, row->unit, INT32_MIN), end = first;
    while (end < c->stored->n && c->stored->row[end].measure == row->measure &&
           c->stored->row[end].unit == row->unit)
        end++;
    struct history h = {.value = ARENA_ARRAY(c->a, uint64_t, end - first + 1)};
    for (size_t i = first; i < end; i++) {
        const struct value_row *was = &c->stored->row[i];
        if (!was->is_missing && was->value != 0 && was->period.first != row->period.first)
            h.value[h.n++] = size_of(was->value);
    }
    qsort(h.value, h.n, sizeof *h.value, by_size);
    return h;
}

static const char *const FOLD_TEXT[2][2] = {{K("value.tenth_of_months"), K("value.tenth_of_periods")},
                                            {K("value.tenfold_of_months"), K("value.tenfold_of_periods")}};
static const char *const FOLD_HINT[2][2] = {{K("value.zero_too_few"), K("value.unit_too_large")},
                                            {K("value.zero_too_many"), K("value.unit_too_small")}};

/* What it would be without the slip, when that is clear. */
static void suggest(struct check *c, struct problem *p, const struct value_row *row, int64_t times,
                    bool is_high)
{
    int64_t by = times > TENFOLD_UNIT ? 10000 : 10, value = 0;
    bool is_clear = times >= by - by / 5 && times <= by + by / 4 && row->column > 0 &&
                    (is_high ? row->value % by == 0 : !__builtin_mul_overflow(row->value, by, &value));
    if (is_clear)
        problem_suggest(c->problems, p,
                        fixed_write_short(c->a, is_high ? row->value / by : value,
                                          c->s->measures[row->measure].decimals));
}

static void check_tenfold(struct check *c, const struct value_row *row)
{
    const struct measure *m = &c->s->measures[row->measure];
    struct history h = history_of(c, row);
    if (h.n < TENFOLD_LEAST || row->value == 0)
        return;
    wide twice = 2 * (wide)size_of(row->value), v = size_of(row->value);
    wide median = (wide)h.value[(h.n - 1) / 2] + h.value[h.n / 2]; /* twice */
    bool is_high = twice >= TENFOLD_FACTOR * median && v >= TENFOLD_SPREAD * (wide)h.value[h.n - 1];
    bool is_low = twice * TENFOLD_FACTOR <= median && v * TENFOLD_SPREAD <= (wide)h.value[0];
    if (!is_high && !is_low)
        return;
    wide times = is_high ? (2 * twice + median) / (2 * median) : (2 * median + twice) / (2 * twice);
    int64_t about = times > 999999999 ? 999999999 : (int64_t)times;
    struct problem *p =
        warn(c, row, FOLD_TEXT[is_high][m->per != PERIOD_MONTH], FOLD_HINT[is_high][about >= TENFOLD_UNIT]);
    problem_arg(c->problems, p, 0, arena_printf(c->a, "%zu", h.n));
    problem_arg(c->problems, p, 1,
                median % 2 == 0 || median > INT64_MAX / 5
                    ? grouped(c->a, (int64_t)(median / 2), m->decimals)
                    : grouped(c->a, (int64_t)(median * 5), m->decimals + 1));
    problem_arg(c->problems, p, 2, grouped(c->a, about, 0));
    problem_arg(c->problems, p, 3, grouped(c->a, row->value, m->decimals));
    suggest(c, p, row, about, is_high);
}

/* ---- a sum and its parts ---- */

static bool sum_of_parts(const struct check *c, const struct measure *m, int unit, int month, wide *ret)
{
    wide sum = 0;
    int64_t v;
    for (int k = 0; k < m->parts_count; k++) {
        if (!number_of(c, m->parts[k], unit, month, &v))
            return false;
        sum += (wide)v * fixed_pow10(FIXED_DIGITS_MAX - c->s->measures[m->parts[k]].decimals);
    }
    *ret = sum;
    return true;
}

/* At 10^12, in as many digits as are needed. */
static struct str wide_text(struct arena *a, wide v)
{
    int digits = FIXED_DIGITS_MAX;
    for (; digits > 0 && v % 10 == 0; digits--)
        v /= 10;
    return v > INT64_MAX || v < -INT64_MAX ? STR("…") : grouped(a, (int64_t)v, digits);
}

static void check_sum(struct check *c, const struct value_row *row, int measure)
{
    const struct measure *m = &c->s->measures[measure];
    int64_t total;
    wide sum;
    if (!number_of(c, measure, row->unit, row->period.first, &total) ||
        !sum_of_parts(c, m, row->unit, row->period.first, &sum) ||
        sum == (wide)total * fixed_pow10(FIXED_DIGITS_MAX - m->decimals))
        return;
    struct problem *p = warn(c, row, K("value.parts_differ"), K("value.parts_differ_hint"));
    problem_arg(c->problems, p, 0, m->name);
    problem_arg(c->problems, p, 1, grouped(c->a, total, m->decimals));
    problem_arg(c->problems, p, 2, wide_text(c->a, sum));
}

/* Said once: at the sum when the table has it, else at the first of its parts that the table has. */
static void check_parts(struct check *c, const struct value_row *row)
{
    int month = row->period.first;
    if (c->s->measures[row->measure].parts_count)
        check_sum(c, row, row->measure);
    for (int w = 0; w < c->s->measures_count; w++) {
        const struct measure *m = &c->s->measures[w];
        if (m->parts_count == 0 || find_in(c->fresh, w, row->unit, month))
            continue;
        int first = 0;
        while (first < m->parts_count && !find_in(c->fresh, m->parts[first], row->unit, month))
            first++;
        if (first < m->parts_count && m->parts[first] == row->measure)
            check_sum(c, row, w);
    }
}

/* ---- a sum since January that became less ---- */

static void say_decreases(struct check *c, const struct value_row *row, int month, int64_t other,
                          const char *text)
{
    const struct measure *m = &c->s->measures[row->measure];
    struct problem *p = warn(c, row, text, K("value.cumulative_hint"));
    problem_arg(c->problems, p, 0, grouped(c->a, row->value, m->decimals));
    problem_arg(c->problems, p, 1, window_write(c->a, (struct window){month, row->period.months}));
    problem_arg(c->problems, p, 2, grouped(c->a, other, m->decimals));
}

static void check_cumulative(struct check *c, const struct value_row *row)
{
    int step = row->period.months, january = row->period.first / 12 * 12, month;
    int64_t other = 0;
    for (month = row->period.first - step; month >= january; month -= step)
        if (number_of(c, row->measure, row->unit, month, &other))
            break;
    if (month >= january && row->value < other) {
        say_decreases(c, row, month, other, K("value.cumulative_less"));
        return;
    }
    for (month = row->period.first + step; month < january + 12; month += step)
        if (number_of(c, row->measure, row->unit, month, &other))
            break;
    /* when the later one is in the table, too, it says so itself */
    if (month < january + 12 && row->value > other && !find_in(c->fresh, row->measure, row->unit, month))
        say_decreases(c, row, month, other, K("value.cumulative_more"));
}

/* ---- all as in the month before ---- */

#define SAME_LEAST 5 /* figures that are not 0: small counts agree by chance */

static int by_unit(const void *x, const void *y)
{
    const struct value_row *a = *(const struct value_row *const *)x, *b = *(const struct value_row *const *)y;
    if (a->unit != b->unit)
        return a->unit < b->unit ? -1 : 1;
    if (a->period.first != b->period.first)
        return a->period.first < b->period.first ? -1 : 1;
    if (a->period.months != b->period.months)
        return a->period.months < b->period.months ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

static bool is_as_before(const struct check *c, const struct value_row *row)
{
    int before = row->period.first - row->period.months;
    const struct value_row *was = find_in(c->stored, row->measure, row->unit, before);
    return was && !was->is_missing && was->value == row->value;
}

static void say_same(struct check *c, const struct value_row *row, size_t n)
{
    struct problem *p = PROBLEM(c->problems, row->row, 0, "value.all_as_before");
    problem_remark(c->problems, p);
    problem_arg(c->problems, p, 0, c->s->units[row->unit].name);
    problem_arg(c->problems, p, 1, arena_printf(c->a, "%zu", n));
}

static void check_same(struct check *c)
{
    const struct value_row **row = ARENA_ARRAY(c->a, const struct value_row *, c->fresh->n + 1);
    size_t rows = 0;
    for (size_t i = 0; i < c->fresh->n; i++)
        if (c->s->measures[c->fresh->row[i].measure].kind == MEASURE_NUMBER && !c->fresh->row[i].is_missing)
            row[rows++] = &c->fresh->row[i];
    qsort(row, rows, sizeof(const struct value_row *), by_unit);
    for (size_t i = 0, n; i < rows; i += n) {
        size_t same = 0, not_zero = 0;
        for (n = 0; i + n < rows && row[i + n]->unit == row[i]->unit &&
                    row[i + n]->period.first == row[i]->period.first &&
                    row[i + n]->period.months == row[i]->period.months;
             n++) {
            same += is_as_before(c, row[i + n]);
            not_zero += row[i + n]->value != 0;
        }
        if (same == n && not_zero >= SAME_LEAST)
            say_same(c, row[i], n);
    }
}

/* What is stored already in the same words was looked into when it came. */
static bool is_new(const struct check *c, const struct value_row *row)
{
    const struct value_row *was = find_in(c->stored, row->measure, row->unit, row->period.first);
    return !was || was->is_missing || was->value != row->value;
}

/* What a column means is asked first: until then nothing can be said about how large its figures are. */
static bool is_asked(const struct value_reading *reading, int column)
{
    for (size_t i = 0; i < reading->questions; i++)
        if (reading->question[i].answer.n == 0 && reading->question[i].column == column)
            return true;
    return false;
}

void value_check(struct arena *a, const struct scheme *s, const struct value_rows *stored,
                 const struct table *t, struct value_reading *reading, struct problems *problems)
{
    if (!reading->row_state)
        return;
    struct check c = {.a = a,
                      .s = s,
                      .stored = stored,
                      .fresh = &reading->rows,
                      .t = t,
                      .state = reading->row_state,
                      .problems = problems};
    for (size_t i = 0; i < reading->rows.n; i++) {
        const struct value_row *row = &reading->rows.row[i];
        if (s->measures[row->measure].kind != MEASURE_NUMBER || row->is_missing || !is_new(&c, row) ||
            is_asked(reading, row->column))
            continue;
        check_tenfold(&c, row);
        check_parts(&c, row);
        if (s->measures[row->measure].is_cumulative)
            check_cumulative(&c, row);
    }
    check_same(&c);
}
