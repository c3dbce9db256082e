#include "domain/value_table.h"

#include <stdlib.h>

#include "base/fixed.h"
#include "score/formula.h"
#include "table/cell.h"

/* ---- the form: what a table of this scheme may say ---- */

static void form_levels(struct arena *a, const struct measure *m, struct values_measure *out)
{
    if (m->kind != MEASURE_LEVEL)
        return;
    struct values_level *level = ARENA_ARRAY(a, struct values_level, (size_t)m->levels_count);
    for (int i = 0; i < m->levels_count; i++)
        level[i] = (struct values_level){m->levels[i].id, m->levels[i].name};
    out->level = level;
    out->levels = (size_t)m->levels_count;
}

static struct values_measure *form_measures(struct arena *a, const struct scheme *s, size_t *ret_index,
                                            size_t *ret_n)
{
    struct values_measure *out = ARENA_ARRAY(a, struct values_measure, (size_t)s->measures_count);
    size_t n = 0;
    for (int i = 0; i < s->measures_count; i++) {
        const struct measure *m = &s->measures[i];
        if (!measure_is_input(m))
            continue;
        ret_index[n] = (size_t)i;
        out[n] = (struct values_measure){.id = m->id,
                                         .name = m->name,
                                         .column = m->column,
                                         .unit = m->unit_name,
                                         .decimals = m->decimals,
                                         .rounds = m->rounds_more,
                                         .is_repeatable = !measure_is_number(m),
                                         .may_agree = m->kind == MEASURE_BALLOTS && m->levels_count == 0};
        form_levels(a, m, &out[n++]);
    }
    *ret_n = n;
    return out;
}

/* Heads of what is computed, counted from facts or taken from another scheme. */
static const struct str *form_unasked(struct arena *a, const struct scheme *s, size_t *ret_n)
{
    struct str *out = ARENA_ARRAY(a, struct str, 3 * (size_t)s->measures_count + 1);
    size_t n = 0;
    for (int i = 0; i < s->measures_count; i++) {
        const struct measure *m = &s->measures[i];
        const struct str heads[] = {m->id, m->name, m->column};
        for (size_t k = 0; k < COUNT_OF(heads) && !measure_is_input(m); k++)
            if (heads[k].n)
                out[n++] = heads[k];
    }
    *ret_n = n;
    return out;
}

static struct values_unit *form_units(struct arena *a, const struct scheme *s, const struct organ_book *book,
                                      const int64_t *organ_id)
{
    struct values_unit *out = ARENA_ARRAY(a, struct values_unit, (size_t)s->units_count);
    for (int i = 0; i < s->units_count; i++) {
        const struct organ *organ = book && organ_id ? organ_by_id(book, organ_id[i]) : NULL;
        size_t aliases = organ ? organ->aliases : 0;
        struct str *alias = ARENA_ARRAY(a, struct str, aliases + 2);
        alias[0] = s->units[i].id;
        if (organ)
            alias[1] = organ->name;
        for (size_t k = 0; k < aliases; k++)
            alias[k + 2] = organ->alias[k];
        out[i] = (struct values_unit){.name = s->units[i].name,
                                      .short_name = organ ? organ->short_name : (struct str){0},
                                      .alias = alias,
                                      .aliases = aliases + 2};
    }
    return out;
}

/* The year of the scheme and those that it looks back at: growth is measured against last year. */
static struct str *form_periods(struct arena *a, int year, int years_back, size_t *ret_n)
{
    struct str *out = ARENA_ARRAY(a, struct str, (size_t)(years_back + 1) * (12 + 4 + 2 + 1));
    size_t n = 0;
    for (int y = year - years_back; y <= year; y++) {
        for (int m = 1; m <= 12; m++)
            out[n++] = arena_printf(a, "%04d-%02d", y, m);
        for (int q = 1; q <= 4; q++)
            out[n++] = arena_printf(a, "%04dQ%d", y, q);
        for (int h = 1; h <= 2; h++)
            out[n++] = arena_printf(a, "%04dH%d", y, h);
        out[n++] = arena_printf(a, "%04d", y);
    }
    *ret_n = n;
    return out;
}

/* ---- one item of the table as a row of values ---- */

/* A period of that kind as one writes it, in the scheme's own year. */
static struct str period_example(const struct scheme *s, enum period p, struct arena *a)
{
    return window_write(a, window_of(p, (s->year ? s->year : YEAR_ANY) * 12 + 9));
}

static void check_ballot(const struct measure *m, const struct value_row *row, struct problems *problems)
{
    bool has_group = m->groups_count == 0;
    for (int i = 0; i < m->groups_count; i++)
        has_group |= str_eq(m->groups[i], row->group);
    if (!has_group) {
        struct problem *p = PROBLEM(problems, row->row, row->column, "value.unknown_group");
        problem_value(problems, p, row->group);
        problem_arg(problems, p, 0, m->name);
        problem_arg(problems, p, 1, m->groups[0]);
        p->hint = "value.known_groups";
    }
    if (m->levels_count == 0)
        return;
    for (int i = 0; i < m->levels_count; i++)
        if (str_eq(m->levels[i].id, row->item) || str_eq(m->levels[i].name, row->item))
            return;
    struct problem *p = PROBLEM(problems, row->row, row->column, "value.unknown_level");
    problem_value(problems, p, row->item);
    problem_arg(problems, p, 0, m->name);
    problem_arg(problems, p, 1, m->levels[0].name.n ? m->levels[0].name : m->levels[0].id);
    p->hint = "value.known_levels";
}

static bool item_is_counted(const struct event_item *item)
{
    return !item || (item->has_points && !item->least.is_set && !item->most.is_set);
}

bool value_brings_points(const struct scheme *s, const struct value_row *row)
{
    return s->measures[row->measure].kind == MEASURE_EVENTS &&
           !item_is_counted(scheme_item_find(s, row->measure, row->item));
}

static void check_event(const struct scheme *s, const struct value_row *row, struct problems *problems)
{
    if (row->item.n && !scheme_item_find(s, row->measure, row->item)) {
        struct problem *p = PROBLEM(problems, row->row, row->column, "value.unknown_item");
        problem_value(problems, p, row->item);
        problem_arg(problems, p, 0, s->measures[row->measure].name);
        p->hint = "value.items_are_in_the_scheme";
    }
}

static void check_count(const struct scheme *s, const struct value_row *row, struct problems *problems)
{
    const struct measure *m = &s->measures[row->measure];
    bool is_count = m->kind == MEASURE_EVENTS ? item_is_counted(scheme_item_find(s, row->measure, row->item))
                                              : m->kind == MEASURE_BALLOTS && m->levels_count > 0;
    if (!is_count || row->is_missing)
        return;
    int64_t one = fixed_pow10(m->decimals);
    if (row->value < one || row->value % one != 0)
        problem_arg(problems, PROBLEM(problems, row->row, row->column, "value.count_must_be_whole"), 0,
                    m->name);
}

/* The one period of a scheme that is evaluated once: the year, or what it is valid for when that is no longer
 * than one evaluation. Empty when there are several. */
static struct str only_window(struct arena *a, const struct scheme *s, int year)
{
    int first = (int)(s->valid_from / 10000 * 12 + s->valid_from / 100 % 100 - 1);
    int last = (int)(s->valid_to / 10000 * 12 + s->valid_to / 100 % 100 - 1);
    if (s->window == PERIOD_YEAR)
        return arena_printf(a, "%04d", year);
    if (s->valid_from == 0 || s->valid_to == 0 ||
        window_of(s->window, first).first != window_of(s->window, last).first)
        return (struct str){0};
    return window_write(a, window_of(s->window, first));
}

/* The period of a table that has no column for it: the one that was named, or the only one there is. Empty:
 * the column is required. */
static enum rc whole_table(struct arena *a, const struct scheme *s, int year, struct str named,
                           struct str *ret, struct err *err)
{
    *ret = only_window(a, s, year);
    if (named.n && !cell_period(a, cell_plain(a, named), year, ret)) {
        (void)FAIL(err, RC_INVALID, "value.period_unreadable", "%zu bytes", named.n);
        return err_arg(err, 0, named);
    }
    return RC_OK;
}

/* What such a table says of a measure that is reported more often than once in its period counts for the last
 * time: a table "2026Q3" gives the September of a monthly measure. */
static struct window last_of(const struct measure *m, struct window whole)
{
    return window_of(m->per, whole.first + whole.months - 1);
}

static bool row_of(const struct scheme *s, const struct values_table *t, const struct values_item *item,
                   size_t measure, struct value_row *ret, struct problems *problems)
{
    const struct measure *m = &s->measures[measure];
    *ret = (struct value_row){.row = item->row,
                              .column = item->column,
                              .unit = (int)item->unit,
                              .measure = (int)measure,
                              .is_missing = item->is_missing,
                              .value = item->value,
                              .count = item->count,
                              .group = item->group,
                              .item = item->item,
                              .no = item->no,
                              .basis = item->basis,
                              .batch = item->batch,
                              .excluded = item->excluded};
    struct err unused;
    bool is_read = window_read(item->period, &ret->period, &unused) == RC_OK;
    if (is_read && !t->has_periods)
        ret->period = last_of(m, ret->period);
    if (!is_read || ret->period.months != period_months(m->per)) {
        struct problem *p = PROBLEM(problems, item->row, item->column, "value.wrong_kind_of_period");
        problem_value(problems, p, item->period);
        problem_arg(problems, p, 0, m->name);
        problem_arg(problems, p, 1, period_example(s, m->per, problems->arena));
        p->hint = "value.write_period_so";
        return false;
    }
    if (m->kind == MEASURE_BALLOTS)
        check_ballot(m, ret, problems);
    else if (ret->batch.n || ret->excluded.n)
        PROBLEM(problems, item->row, item->column, "value.batch_of_no_votes")->hint =
            "value.batch_of_no_votes_hint";
    if (m->kind == MEASURE_EVENTS)
        check_event(s, ret, problems);
    if (m->kind == MEASURE_EVENTS && item->is_points &&
        item_is_counted(scheme_item_find(s, ret->measure, ret->item))) {
        struct problem *p = PROBLEM(problems, item->row, item->column, "value.item_has_its_points");
        problem_arg(problems, p, 0, ret->item);
        p->hint = "value.item_has_its_points_hint";
        return true;
    }
    check_count(s, ret, problems);
    return true;
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
    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    return (a->column > b->column) - (a->column < b->column);
}

static bool same_place(const struct value_row *a, const struct value_row *b)
{
    return a->measure == b->measure && a->unit == b->unit && a->period.first == b->period.first;
}

static int period_year(struct arena *a, struct str cell)
{
    struct str period;
    int64_t year = 0;
    if (!cell_period(a, cell_plain(a, cell), YEAR_ANY, &period) || !str_to_i64(str_sub(period, 0, 4), &year))
        return YEAR_ANY;
    return year >= VALUES_YEAR_MIN && year <= VALUES_YEAR_MAX ? (int)year : YEAR_ANY;
}

/* The year of a scheme that does not name it is the latest in the table's column of periods (earlier ones are
 * what is compared with), or that of the period that was named; any year when neither says one. */
static int year_of(struct arena *a, const struct scheme *s, const struct table *grid, struct str named)
{
    int column = values_period_column(a, grid), latest = YEAR_ANY;
    if (s->year)
        return s->year;
    if (column < 0)
        return named.n ? period_year(a, named) : YEAR_ANY;
    for (size_t i = 0; i < grid->rows; i++) {
        int year = period_year(a, grid->row[i].cell[column]);
        latest = year > latest ? year : latest;
    }
    return latest;
}

/* ---- who reports what ---- */

/* Is the unit that the scheme names in words this organ? */
static bool names_organ(const struct scheme *s, const struct organ_book *organs, const int64_t *organ_id,
                        struct str name, int64_t organ)
{
    int unit = scheme_unit_find(s, name);
    if (unit >= 0 && organ_id && organ_id[unit] == organ)
        return true;
    const struct organ *known = organs ? organ_by_name(organs, name) : NULL;
    if (known)
        return known->organ_id == organ;
    known = organs ? organ_by_id(organs, organ) : NULL;
    return known && str_eq(known->code, name);
}

struct value_owner value_owner_of(struct arena *a, const struct scheme *s, const struct organ_book *organs,
                                  const int64_t *organ_id, int64_t organ)
{
    bool *reports = ARENA_ARRAY(a, bool, (size_t)s->measures_count + 1);
    bool *is_for_all = ARENA_ARRAY(a, bool, (size_t)s->measures_count + 1);
    struct value_owner owner = {.unit = -1, .reports = reports, .is_for_all = is_for_all};
    for (int u = 0; u < s->units_count && organ && organ_id; u++)
        if (organ_id[u] == organ)
            owner.unit = u;
    for (int m = 0; m < s->measures_count; m++) {
        struct str by = s->measures[m].reported_by;
        is_for_all[m] = by.n > 0;
        reports[m] = by.n && organ && names_organ(s, organs, organ_id, by, organ);
    }
    return owner;
}

bool value_is_own(const struct value_owner *owner, int unit, int measure)
{
    if (!owner)
        return true;
    return owner->is_for_all[measure] ? owner->reports[measure] : unit == owner->unit;
}

/* ---- the form that a table has to fill ---- */

struct forming {
    struct values_form form;
    const struct value_owner *owner;
    size_t *measure_at; /* [form.measures]: the measure of the scheme */
};

static bool is_own_of(const void *ctx, size_t unit, size_t measure)
{
    const struct forming *f = ctx;
    return value_is_own(f->owner, (int)unit, (int)f->measure_at[measure]);
}

/* `grid` says the year when the scheme does not; NULL: it does not matter yet. */
static enum rc form_make(struct arena *a, const struct value_given *given, const struct table *grid,
                         struct forming *ret, struct err *err)
{
    const struct scheme *s = given->scheme;
    struct str whole = {0};
    int year = grid ? year_of(a, s, grid, given->only_period) : s->year;
    enum rc rc = whole_table(a, s, year, given->only_period, &whole, err);
    if (rc != RC_OK)
        return rc;
    *ret = (struct forming){.owner = given->owner,
                            .measure_at = ARENA_ARRAY(a, size_t, (size_t)s->measures_count + 1)};
    ret->form = (struct values_form){.year = year,
                                     .units = (size_t)s->units_count,
                                     .only_period = whole,
                                     .ignored = s->ignored_columns,
                                     .ignoreds = (size_t)s->ignored_columns_count,
                                     .asks = given->asks,
                                     .answer = given->answer,
                                     .answers = given->answers,
                                     .is_own = given->owner ? is_own_of : NULL,
                                     .ctx = ret};
    ret->form.measure = form_measures(a, s, ret->measure_at, &ret->form.measures);
    ret->form.unasked = form_unasked(a, s, &ret->form.unaskeds);
    ret->form.unit = form_units(a, s, given->organs, given->organ_id);
    ret->form.period = form_periods(a, year, scheme_years_back(s), &ret->form.periods);
    return RC_OK;
}

/* Of a template it is the wide form unless somebody says otherwise, however few its columns are. */
static struct str sheet_wanted(const struct table_book *file, struct str sheet)
{
    if (sheet.n || !str_eq(table_meta_of(file, STR("kind")), STR("values")))
        return sheet;
    for (size_t i = 0; i < file->tables; i++)
        if (str_eq(file->table[i].sheet, VALUES_WIDE_SHEET))
            return VALUES_WIDE_SHEET;
    return sheet;
}

enum rc value_table_choose(struct arena *a, const struct table_book *file, const struct value_given *given,
                           struct str sheet, struct table *ret, struct problems *problems, struct err *err)
{
    struct forming f;
    enum rc rc = form_make(a, given, NULL, &f, err);
    if (rc == RC_OK &&
        values_sheet_choose(a, file, &f.form, sheet_wanted(file, sheet), ret, problems) != RC_OK)
        return FAIL(err, RC_INVALID, "value.table_has_problems", "%zu sheets", file->tables);
    return rc;
}

/* ---- a table against the scheme ---- */

struct checking {
    struct arena *a;
    const struct scheme *s;
    const struct table *t;
    struct problems *problems;
    uint8_t *state; /* [t->rows] */
    struct value_row *row;
    size_t n;
};

static bool is_bad(const struct checking *c, int row)
{
    size_t i = values_row_index(c->t, row);
    return i < c->t->rows && c->state[i] == VALUES_ROW_BAD;
}

static void mark_bad(struct checking *c, int row)
{
    size_t i = values_row_index(c->t, row);
    if (i < c->t->rows)
        c->state[i] = VALUES_ROW_BAD;
}

/* Bad rows are looked at, too: who mends one fault should not meet the next only then. */
static void take_rows(struct checking *c, const struct values_table *values, const size_t *measure_at)
{
    for (size_t i = 0; i < values->items; i++) {
        const struct values_item *item = &values->item[i];
        size_t before = c->problems->blocking;
        bool is_row = row_of(c->s, values, item, measure_at[item->measure], &c->row[c->n], c->problems);
        c->n += is_row;
        if (c->problems->blocking > before)
            mark_bad(c, item->row);
    }
}

static void keep_good(struct checking *c)
{
    size_t kept = 0;
    for (size_t i = 0; i < c->n; i++)
        if (!is_bad(c, c->row[i].row))
            c->row[kept++] = c->row[i];
    c->n = kept;
}

/* What values_hold_back does for faults that the table alone shows, for those that the scheme shows. */
static void hold_back(struct checking *c)
{
    for (size_t i = 0, n; i < c->n; i += n) {
        int bad = 0;
        for (n = 0; i + n < c->n && same_place(&c->row[i], &c->row[i + n]); n++)
            if (!bad && is_bad(c, c->row[i + n].row))
                bad = c->row[i + n].row;
        for (size_t k = i; bad && n > 1 && k < i + n; k++) {
            if (is_bad(c, c->row[k].row))
                continue;
            struct problem *p = PROBLEM(c->problems, c->row[k].row, 0, "table.held_back");
            p->hint = measure_is_number(&c->s->measures[c->row[k].measure]) ? "table.duplicate_row_hint"
                                                                            : "table.held_back_hint";
            problem_arg(c->problems, p, 0, arena_printf(c->a, "%d", bad));
            problem_arg(c->problems, p, 1, c->s->measures[c->row[k].measure].name);
            mark_bad(c, c->row[k].row);
        }
    }
}

/* What is stored can be computed with, now and whenever it is read again: every row is put into values that
 * nobody keeps, and what the scheme does not take is a problem of the table. */
static enum rc check_apply(struct checking *c, struct err *err)
{
    struct arena *scratch CLEANUP(arena_freep) = arena_new(0);
    struct values *values;
    ASSERT(scratch != NULL);
    enum rc rc = values_new(scratch, c->s, &values, err);
    for (size_t i = 0; i < c->n && rc == RC_OK; i++) {
        const struct value_row *row = &c->row[i];
        struct err why = {0};
        if (is_bad(c, row->row))
            continue;
        rc = value_row_apply(values, c->s, row, &why);
        if (rc == RC_INVALID) {
            struct problem *p = problem_add(c->problems, row->row, row->column, why.text);
            p->hint = why.hint;
            for (size_t k = 0; k < ERR_ARGS_MAX; k++)
                problem_arg(c->problems, p, k, str_c(why.arg[k]));
            mark_bad(c, row->row);
            rc = RC_OK;
        } else if (rc != RC_OK && err) {
            *err = why;
        }
    }
    return rc;
}

static enum rc check_rows(struct checking *c, bool holds_back, struct err *err)
{
    qsort(c->row, c->n, sizeof *c->row, by_place);
    enum rc rc = check_apply(c, err);
    if (rc != RC_OK)
        return rc;
    if (holds_back)
        hold_back(c);
    keep_good(c);
    for (size_t i = 1; i < c->n; i++)
        c->row[i].n = same_place(&c->row[i - 1], &c->row[i]) ? c->row[i - 1].n + 1 : 0;
    return RC_OK;
}

enum rc value_table_check(struct arena *a, const struct table *t, const struct value_given *given,
                          struct value_reading *ret, struct problems *problems, struct err *err)
{
    struct forming f;
    struct values_table values;
    *ret = (struct value_reading){.rows.table_rows = t->rows};
    enum rc rc = form_make(a, given, t, &f, err);
    if (rc != RC_OK)
        return rc;
    (void)!values_table_read(a, t, &f.form, &values, problems); /* what is wrong is in `problems` */
    *ret = (struct value_reading){.rows.table_rows = t->rows,
                                  .row_state = values.row_state,
                                  .question = values.question,
                                  .questions = values.questions,
                                  .fix = values.fix,
                                  .fixes = values.fixes};
    if (!values.row_state)
        return RC_OK;
    struct checking c = {.a = a,
                         .s = given->scheme,
                         .t = t,
                         .problems = problems,
                         .state = values.row_state,
                         .row = ARENA_ARRAY(a, struct value_row, values.items + 1)};
    take_rows(&c, &values, f.measure_at);
    rc = check_rows(&c, given->asks, err);
    ret->rows.row = c.row;
    ret->rows.n = c.n;
    return rc;
}

enum rc value_table_read(struct arena *a, struct str bytes, const struct scheme *scheme,
                         const struct organ_book *book, const int64_t *organ_id, struct str only_period,
                         struct problems *problems, struct value_rows *ret, struct err *err)
{
    struct value_given given = {
        .scheme = scheme, .organs = book, .organ_id = organ_id, .only_period = only_period};
    struct table grid;
    struct value_reading reading = {0};
    size_t blocking = problems->blocking;
    enum rc rc = table_read(a, bytes, &grid, problems);
    if (rc != RC_OK && problems->blocking == blocking)
        return FAIL(err, rc, "value.table_unreadable", "rc %d without a problem", (int)rc);
    if (rc != RC_OK)
        return FAIL(err, rc == RC_TOO_LARGE ? rc : RC_INVALID, "value.table_has_problems", "%zu problems",
                    problems->blocking);
    rc = value_table_check(a, &grid, &given, &reading, problems, err);
    if (rc == RC_OK && problems->blocking > blocking)
        return FAIL(err, RC_INVALID, "value.table_has_problems", "%zu problems", problems->blocking);
    if (rc == RC_OK)
        *ret = reading.rows;
    return rc;
}

/* ---- into the computation ---- */

static enum rc apply_ballot(struct values *v, const struct measure *m, const struct value_row *row,
                            struct err *err)
{
    struct ballot b = {.group = -1,
                       .level = -1,
                       .vote = row->value,
                       .count = row->count,
                       .batch = row->batch,
                       .excluded = row->excluded};
    for (int i = 0; i < m->groups_count; i++)
        if (str_eq(m->groups[i], row->group))
            b.group = i;
    for (int i = 0; i < m->levels_count; i++)
        if (str_eq(m->levels[i].id, row->item) || str_eq(m->levels[i].name, row->item))
            b.level = i;
    if (b.level >= 0) {
        b.vote = 0;
        b.count = row->value / fixed_pow10(m->decimals);
    }
    return values_add_ballot(v, row->measure, row->unit, row->period.first, b, err);
}

static enum rc apply_event(struct values *v, const struct scheme *s, const struct value_row *row,
                           struct err *err)
{
    const struct measure *m = &s->measures[row->measure];
    struct event e = {
        .item = row->item, .count = row->count, .points = row->value, .matter = row->no, .basis = row->basis};
    if (item_is_counted(scheme_item_find(s, row->measure, row->item))) {
        e.count = row->value / fixed_pow10(m->decimals);
        e.points = VALUE_MISSING;
    }
    return values_add_event(v, row->measure, row->unit, row->period.first, e, err);
}

enum rc value_row_apply(struct values *v, const struct scheme *scheme, const struct value_row *row,
                        struct err *err)
{
    const struct measure *m = &scheme->measures[row->measure];
    if (row->is_missing)
        return RC_OK;
    switch (m->kind) {
    case MEASURE_BALLOTS:
        return apply_ballot(v, m, row, err);
    case MEASURE_EVENTS:
        return apply_event(v, scheme, row, err);
    case MEASURE_NUMBER:
    case MEASURE_LEVEL:
    case MEASURE_KIND__COUNT:
        break;
    }
    return values_set(v, row->measure, row->unit, row->period.first, row->value, err);
}

static int by_first(const void *x, const void *y)
{
    const struct window *a = x, *b = y;
    return (a->first > b->first) - (a->first < b->first);
}

void value_windows_add(struct value_windows *windows, const struct scheme *scheme, struct window period)
{
    if (scheme->year && period.first / 12 != scheme->year)
        return; /* last year's values are baselines, not results */
    struct window w = window_of(scheme->window, period.first + period.months - 1);
    for (size_t k = 0; k < windows->n; k++)
        if (windows->window[k].first == w.first)
            return;
    if (windows->n == VALUE_WINDOWS_MAX)
        return;
    windows->window[windows->n++] = w;
    qsort(windows->window, windows->n, sizeof *windows->window, by_first);
}

struct value_windows value_windows_of(struct arena *a, const struct scheme *scheme,
                                      const struct value_rows *rows)
{
    struct value_windows out = {.window = ARENA_ARRAY(a, struct window, VALUE_WINDOWS_MAX)};
    for (size_t i = 0; i < rows->n; i++)
        value_windows_add(&out, scheme, rows->row[i].period);
    return out;
}
