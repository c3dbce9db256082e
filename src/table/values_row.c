/* One row after the other: unit, period, measure, then the values; and at the end the rows that say the same
 * thing twice, found by sorting. */
#include "table/values_reading.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/fixed.h"

void values_row_mark(struct reading *r, size_t i, enum values_row state)
{
    if (r->state[i] < state)
        r->state[i] = (uint8_t)state;
}

/* ---- one row ---- */

static struct problem *row_problem(struct reading *r, const struct table_row *row, enum role role,
                                   const char *text, const char *hint)
{
    struct problem *item = problem_add(r->problems, row->number, r->at[role] + 1, text);
    item->hint = hint;
    problem_value(r->problems, item, values_cell(r, row, role));
    problem_arg(r->problems, item, 0, item->value);
    return item;
}

/* A formula that went wrong, or that was saved without what it came to, has nothing to say. */
static bool is_sound(struct reading *r, const struct table_row *row, size_t column)
{
    enum table_mark mark = MARK_MERGED;
    bool is_error =
        r->t->notes && table_mark_at(r->t, row->number, (int)column + 1, &mark) && mark != MARK_MERGED;
    if (!is_error &&
        !(row->cell[column].n && row->cell[column].p[0] == '#' && cell_is_error(str_trim(row->cell[column]))))
        return true;
    bool has_no_value = is_error && mark == MARK_NO_VALUE;
    struct problem *item = has_no_value
                               ? PROBLEM(r->problems, row->number, (int)column + 1, "table.formula_unsaved")
                               : PROBLEM(r->problems, row->number, (int)column + 1, "table.formula_error");
    item->hint = has_no_value ? "table.formula_unsaved_hint" : "table.formula_error_hint";
    problem_value(r->problems, item, str_trim(row->cell[column]));
    problem_arg(r->problems, item, 0, item->value);
    problem_arg(r->problems, item, 1, str_trim(r->t->head.cell[column]));
    r->is_unsure[column] = true;
    return false;
}

static bool is_sound_at(struct reading *r, const struct table_row *row, enum role role)
{
    return r->at[role] < 0 || is_sound(r, row, (size_t)r->at[role]);
}

/* Written so, or so but for spaces and full width? */
static void fix_unit(struct reading *r, const struct table_row *row, const struct values_unit *unit)
{
    struct str cell = values_cell(r, row, COLUMN_UNIT);
    if (str_eq(cell, unit->name) || str_eq(cell, unit->short_name))
        return;
    for (size_t i = 0; i < unit->aliases; i++)
        if (str_eq(cell, unit->alias[i]))
            return;
    values_fix_add(r, row->number, r->at[COLUMN_UNIT] + 1, cell, unit->name);
}

static bool read_unit(struct reading *r, const struct table_row *row, size_t *ret)
{
    if (!is_sound_at(r, row, COLUMN_UNIT))
        return false;
    struct str plain = values_fold(r->arena, values_cell(r, row, COLUMN_UNIT));
    if (cell_name_find(&r->units, plain, ret)) {
        fix_unit(r, row, &r->form->unit[*ret]);
        return true;
    }
    if (plain.n == 0) {
        row_problem(r, row, COLUMN_UNIT, "table.no_unit", "table.no_unit_hint");
        return false;
    }
    struct problem *item = row_problem(r, row, COLUMN_UNIT, "table.unknown_unit", "table.unknown_unit_hint");
    int near = values_nearest(r, &r->units, plain);
    if (near >= 0)
        values_did_you_mean(r, item, r->form->unit[near].name);
    return false;
}

static bool is_allowed(const struct values_form *form, struct str period)
{
    if (form->periods == 0) {
        int64_t year;
        return str_to_i64(str_sub(period, 0, 4), &year) && year == form->year;
    }
    for (size_t i = 0; i < form->periods; i++)
        if (str_eq(form->period[i], period))
            return true;
    return false;
}

/* A day, a serial number or Oct-26: what stands there is more, or less, than the period that is read. */
static void fix_period(struct reading *r, const struct table_row *row, struct str plain, struct str period)
{
    int64_t day;
    bool is_english = (plain.p[0] >= 'A' && plain.p[0] <= 'Z') || (plain.p[0] >= 'a' && plain.p[0] <= 'z');
    if (cell_day(plain, r->form->year, &day) || (is_english && str_find(plain, '-') < plain.n))
        values_fix_add(r, row->number, r->at[COLUMN_PERIOD] + 1, values_cell(r, row, COLUMN_PERIOD), period);
}

static bool read_period(struct reading *r, const struct table_row *row, struct str *ret)
{
    const struct values_form *form = r->form;
    if (r->at[COLUMN_PERIOD] < 0) {
        *ret = form->only_period;
        return true;
    }
    if (!is_sound_at(r, row, COLUMN_PERIOD))
        return false;
    struct str plain = cell_plain(r->arena, values_cell(r, row, COLUMN_PERIOD));
    if (!cell_period(r->arena, plain, form->year, ret)) {
        row_problem(r, row, COLUMN_PERIOD, plain.n ? "table.bad_period" : "table.no_period",
                    "table.period_hint");
        return false;
    }
    if (!is_allowed(form, *ret)) {
        struct problem *item =
            row_problem(r, row, COLUMN_PERIOD, "table.period_outside", "table.period_outside_hint");
        problem_arg(r->problems, item, 0, *ret);
        problem_arg(r->problems, item, 1, arena_printf(r->problems->arena, "%d", form->year));
        return false;
    }
    fix_period(r, row, plain, *ret);
    return true;
}

static bool read_measure(struct reading *r, const struct table_row *row, size_t *ret)
{
    if (!is_sound_at(r, row, COLUMN_MEASURE))
        return false;
    struct str plain = values_fold(r->arena, values_cell(r, row, COLUMN_MEASURE));
    if (cell_name_find(&r->measures, plain, ret) ||
        cell_name_find(&r->measures, values_without_bracket(plain), ret))
        return true;
    if (values_is_unasked(r, values_without_bracket(plain))) {
        row_problem(r, row, COLUMN_MEASURE, "table.not_reported", "table.not_reported_row_hint");
        return false;
    }
    struct problem *item =
        row_problem(r, row, COLUMN_MEASURE, plain.n ? "table.unknown_measure" : "table.no_measure",
                    "table.unknown_measure_hint");
    int near = plain.n ? values_nearest(r, &r->measures, plain) : -1;
    if (near >= 0)
        values_did_you_mean(r, item, r->form->measure[near].name);
    return false;
}

static void bad_number(struct reading *r, int row, int column, struct str cell,
                       const struct values_measure *m, enum cell_number fault)
{
    static const struct {
        const char *text, *hint;
    } SAY[] = {
        [CELL_NOT_A_NUMBER] = {"table.not_a_number", "table.not_a_number_hint"},
        [CELL_TOO_MANY_DIGITS] = {"table.too_many_decimals", "table.too_many_decimals_hint"},
        [CELL_TOO_LARGE] = {"table.number_too_large", "table.not_a_number_hint"},
        [CELL_LOST_DIGITS] = {"table.lost_digits", "table.lost_digits_hint"},
        [CELL_OTHER_UNIT] = {"table.other_unit", "table.other_unit_hint"},
    };
    if (fault == CELL_OTHER_UNIT && m->unit.n == 0) /* "35件" where nothing is said of a unit */
        fault = CELL_NOT_A_NUMBER;
    struct problem *item = problem_add(r->problems, row, column, SAY[fault].text);
    item->hint = SAY[fault].hint;
    problem_value(r->problems, item, cell);
    problem_arg(r->problems, item, 0, m->name);
    problem_arg(r->problems, item, 1, m->unit);
    problem_arg(r->problems, item, 2, arena_printf(r->problems->arena, "%d", m->decimals));
}

static void out_of_range(struct reading *r, int row, int column, struct str cell,
                         const struct values_measure *m)
{
    struct problem *item = PROBLEM(r->problems, row, column, "table.out_of_range");
    item->hint = "table.out_of_range_hint";
    problem_value(r->problems, item, cell);
    problem_arg(r->problems, item, 0, m->name);
    problem_arg(r->problems, item, 1, fixed_write_short(r->arena, m->min, m->decimals));
    problem_arg(r->problems, item, 2, fixed_write_short(r->arena, m->max, m->decimals));
}

enum cell_number reading_number(const struct reading *r, struct str plain, size_t measure, int64_t *ret)
{
    const struct values_measure *m = &r->form->measure[measure];
    bool may_be = (r->fraction[measure] || r->is_open[measure]) && cell_may_be_fraction(r->arena, plain);
    struct str hundredfold = may_be ? cell_hundredfold(r->arena, plain) : plain;
    enum cell_number (*read)(struct arena *, struct str, struct str, int, int64_t *) =
        m->rounds ? cell_number_round : cell_number;
    enum cell_number got =
        read(r->arena, r->fraction[measure] ? hundredfold : plain, m->unit, m->decimals, ret);
    /* before the answer, 0.9753 is not blamed for decimals that it has as a fraction alone */
    return got == CELL_TOO_MANY_DIGITS && r->is_open[measure]
               ? read(r->arena, hundredfold, m->unit, m->decimals, ret)
               : got;
}

static void fix_number(struct reading *r, const struct values_item *item, struct str cell)
{
    const struct values_measure *m = &r->form->measure[item->measure];
    bool is_percent = str_eq(m->unit, STR("%"));
    struct str bare = is_percent && str_ends(cell, STR("%")) ? str_sub(cell, 0, cell.n - 1) : cell;
    int64_t v;
    if (!item->is_missing && fixed_read(bare, m->decimals, &v) == FIXED_OK && v == item->value)
        return;
    if (r->is_open[item->measure]) /* how it is read is asked, not said */
        return;
    values_fix_add(r, item->row, item->column, cell,
                   arena_printf(r->arena, "%.*s%s",
                                STR_ARG(fixed_write_short(r->arena, item->value, m->decimals)),
                                is_percent ? "%" : ""));
}

static bool is_own(const struct reading *r, size_t unit, size_t measure)
{
    return unit == SIZE_MAX || !r->form->is_own || r->form->is_own(r->form->ctx, unit, measure);
}

static void not_own(struct reading *r, const struct values_item *item, struct str cell)
{
    struct problem *p = PROBLEM(r->problems, item->row, item->column, "table.cell_not_yours");
    p->hint = "table.cell_not_yours_hint";
    problem_value(r->problems, p, cell);
    problem_arg(r->problems, p, 0, r->form->unit[item->unit].name);
    problem_arg(r->problems, p, 1, r->form->measure[item->measure].name);
}

/* The level of that name or id; -1: none. */
static int find_level(const struct reading *r, const struct values_measure *m, struct str cell)
{
    struct str plain = values_fold(r->arena, cell);
    for (size_t i = 0; i < m->levels; i++)
        if (str_eq(values_fold(r->arena, m->level[i].name), plain) ||
            str_eq(values_fold(r->arena, m->level[i].id), plain))
            return (int)i;
    return -1;
}

static void unknown_level(struct reading *r, const struct values_item *item, const struct values_measure *m,
                          struct str cell)
{
    struct buf all CLEANUP(buf_release) = {0};
    for (size_t i = 0; i < m->levels; i++)
        buf_printf(&all, "%s%.*s", i ? "、" : "", STR_ARG(m->level[i].name));
    struct problem *p = PROBLEM(r->problems, item->row, item->column, "table.unknown_level");
    p->hint = "table.unknown_level_hint";
    problem_value(r->problems, p, cell);
    problem_arg(r->problems, p, 0, m->name);
    problem_arg(r->problems, p, 1, buf_str(&all));
}

/* A mark of a missing value may be the name of a level, so the levels are asked first. */
static bool read_level(struct reading *r, struct values_item *item, struct str plain, struct str cell)
{
    const struct values_measure *m = &r->form->measure[item->measure];
    int level = find_level(r, m, cell);
    item->item = (struct str){0};
    if (level >= 0) {
        item->value = level;
        item->item = m->level[level].name;
        return true;
    }
    item->is_missing = cell_is_missing(plain);
    if (!item->is_missing)
        unknown_level(r, item, m, cell);
    return item->is_missing;
}

/* The value of a cell that says something; false when it is wrong. */
static bool read_figure_of(struct reading *r, struct values_item *item, struct str plain, struct str cell)
{
    const struct values_measure *m = &r->form->measure[item->measure];
    if (!is_own(r, item->unit, item->measure)) {
        not_own(r, item, cell);
        return false;
    }
    if (m->levels)
        return read_level(r, item, plain, cell);
    item->is_missing = cell_is_missing(plain);
    if (item->is_missing && r->zero[item->column - 1] && cell_may_mean_zero(plain)) {
        item->is_missing = false;
        fix_number(r, item, cell);
    } else if (!item->is_missing) {
        enum cell_number fault = reading_number(r, plain, item->measure, &item->value);
        if (fault != CELL_OK) {
            bad_number(r, item->row, item->column, cell, m, fault);
            return false;
        }
        fix_number(r, item, cell);
    }
    if (!item->is_missing && m->has_range && (item->value < m->min || item->value > m->max)) {
        out_of_range(r, item->row, item->column, cell, m);
        return false;
    }
    return true;
}

/* Adds *item with the value of a cell, unless the cell is empty or wrong. */
static void read_value(struct reading *r, struct values_item item, const struct table_row *row)
{
    size_t column = (size_t)item.column - 1;
    if (!is_sound(r, row, column))
        return;
    struct str cell = str_trim(row->cell[column]), plain = cell_plain(r->arena, cell);
    if (plain.n == 0)
        return;
    if (!read_figure_of(r, &item, plain, cell)) {
        r->is_unsure[column] = true;
        return;
    }
    ASSERT(r->items < r->cap);
    r->item[r->items++] = item;
}

/* The long form's figure: 数值 (a vote that is a number: so many times 票数), or 分值 (so many times 次数),
 * or 次数 and 票数 alone. */
static void read_figure(struct reading *r, struct values_item item, const struct table_row *row)
{
    enum role role = values_cell(r, row, COLUMN_VALUE).n    ? COLUMN_VALUE
                     : values_cell(r, row, COLUMN_POINTS).n ? COLUMN_POINTS
                                                            : COLUMN_COUNT;
    struct str count = cell_plain(r->arena, values_cell(r, row, COLUMN_COUNT));
    bool is_level = item.measure != SIZE_MAX && r->form->measure[item.measure].levels > 0;
    if (is_level && role != COLUMN_VALUE)
        role = COLUMN_ITEM;
    if (r->at[role] < 0)
        return; /* neither is filled, and there is no third */
    item.column = r->at[role] + 1;
    item.is_points = role == COLUMN_POINTS;
    bool is_vote =
        item.measure != SIZE_MAX && r->form->measure[item.measure].may_agree && role == COLUMN_VALUE;
    if ((item.is_points || is_vote) && count.n) {
        enum cell_number fault = cell_number(r->arena, count, STR(""), 0, &item.count);
        if (fault != CELL_OK || item.count < 1) {
            bad_number(r, item.row, r->at[COLUMN_COUNT] + 1, count, &r->form->measure[item.measure],
                       fault == CELL_OK ? CELL_NOT_A_NUMBER : fault);
            return;
        }
    }
    read_value(r, item, row);
}

/* A row that is not about anything of whoever hands it in is refused as a whole. */
static bool is_of_others(struct reading *r, const struct values_item *item)
{
    if (!r->form->is_own)
        return false;
    bool is_any = item->measure != SIZE_MAX && is_own(r, item->unit, item->measure);
    for (size_t i = 0; item->measure == SIZE_MAX && i < r->t->cols; i++)
        is_any |= r->column[i].role == COLUMN_VALUE_OF && is_own(r, item->unit, r->column[i].measure);
    if (is_any)
        return false;
    struct problem *p = PROBLEM(r->problems, item->row, r->at[COLUMN_UNIT] + 1, "table.row_not_yours");
    p->hint = "table.row_not_yours_hint";
    problem_arg(r->problems, p, 0, r->form->unit[item->unit].name);
    return true;
}

/* The figures of a row; those of a row that names nothing known are looked at too, so that a person sees all
 * that is wrong with it at once, but not kept. */
static void read_figures(struct reading *r, struct values_item item, const struct table_row *row)
{
    if (values_is_long(r)) {
        read_figure(r, item, row);
        return;
    }
    for (size_t i = 0; i < r->t->cols; i++)
        if (r->column[i].role == COLUMN_VALUE_OF) {
            item.column = (int)i + 1;
            item.measure = r->column[i].measure;
            read_value(r, item, row);
        }
}

static void read_row(struct reading *r, const struct table_row *row)
{
    struct values_item item = {.row = row->number, .unit = SIZE_MAX, .measure = SIZE_MAX, .count = 1};
    bool has_unit = read_unit(r, row, &item.unit), has_period = read_period(r, row, &item.period);
    bool has_measure = !values_is_long(r) || read_measure(r, row, &item.measure);
    if (!has_unit || !has_period || !has_measure) {
        size_t items = r->items;
        if (has_measure)
            read_figures(r, item, row);
        r->items = items;
        return;
    }
    if (is_of_others(r, &item))
        return;
    item.group = values_cell(r, row, COLUMN_GROUP);
    item.item = values_cell(r, row, COLUMN_ITEM);
    item.worth = values_cell(r, row, COLUMN_POINTS);
    item.no = values_cell(r, row, COLUMN_NO);
    item.batch = values_cell(r, row, COLUMN_BATCH);
    item.excluded = values_cell(r, row, COLUMN_EXCLUDED);
    item.basis = values_cell(r, row, COLUMN_BASIS);
    r->key[r->keys++] = item;
    read_figures(r, item, row);
}

void values_read_row(struct reading *r, size_t i)
{
    size_t before = r->problems->blocking;
    read_row(r, &r->t->row[i]);
    if (r->problems->blocking > before)
        values_row_mark(r, i, VALUES_ROW_BAD);
}

/* ---- rows that say the same twice ---- */

static int compare_size(size_t a, size_t b) { return (a > b) - (a < b); }

static int by_subject(const struct values_item *x, const struct values_item *y, bool is_repeatable)
{
    int c = compare_size(x->unit, y->unit);
    c = c ? c : compare_size(x->measure, y->measure);
    c = c ? c : str_cmp(x->period, y->period);
    if (c || !is_repeatable)
        return c;
    c = str_cmp(x->group, y->group);
    c = c ? c : str_cmp(x->item, y->item);
    c = c ? c : str_cmp(x->worth, y->worth);
    c = c ? c : str_cmp(x->batch, y->batch);
    return c ? c : str_cmp(x->no, y->no);
}

static bool is_repeatable(const struct reading *r, size_t measure)
{
    return measure != SIZE_MAX && r->form->measure[measure].is_repeatable;
}

static int by_key(const void *a, const void *b, void *reading)
{
    const struct values_item *x = a, *y = b;
    int c = by_subject(x, y, x->measure == y->measure && is_repeatable(reading, x->measure));
    return c ? c : (x->row > y->row) - (x->row < y->row);
}

static int by_row(const void *a, const void *b)
{
    const struct values_item *x = a, *y = b;
    return (x->row > y->row) - (x->row < y->row);
}

/* The `column` of a key becomes the row that came first, 0 for a row that is alone. */
void values_find_duplicates(struct reading *r)
{
    qsort_r(r->key, r->keys, sizeof *r->key, by_key, r);
    int first = 0;
    for (size_t i = 0; i < r->keys; i++) {
        bool may_agree = r->key[i].measure != SIZE_MAX && r->form->measure[r->key[i].measure].may_agree;
        bool same = i > 0 && !may_agree &&
                    by_subject(&r->key[i - 1], &r->key[i], is_repeatable(r, r->key[i].measure)) == 0;
        first = same ? first : r->key[i].row;
        r->key[i].column = same ? first : 0;
    }
    qsort(r->key, r->keys, sizeof *r->key, by_row);
    for (size_t i = 0; i < r->keys; i++) {
        const struct values_item *key = &r->key[i];
        if (key->column == 0)
            continue;
        struct problem *item = PROBLEM(r->problems, key->row, 0, "table.duplicate_row");
        item->hint =
            is_repeatable(r, key->measure) ? "table.duplicate_event_hint" : "table.duplicate_row_hint";
        problem_arg(r->problems, item, 0, arena_printf(r->problems->arena, "%d", key->column));
        problem_arg(r->problems, item, 1, r->form->unit[key->unit].name);
        values_row_mark(r, values_row_index(r->t, key->row), VALUES_ROW_BAD);
    }
}

static bool same_cell(const struct values_item *x, const struct values_item *y)
{
    return x->unit == y->unit && x->measure == y->measure && str_eq(x->period, y->period);
}

/* A cell of a repeatable measure is replaced as a whole: who takes the good rows alone would lose the bad one
 * that belongs to them. */
void values_hold_back(struct reading *r)
{
    qsort_r(r->key, r->keys, sizeof *r->key, by_key, r);
    for (size_t i = 0, n; i < r->keys; i += n) {
        int bad = 0;
        for (n = 0; i + n < r->keys && same_cell(&r->key[i], &r->key[i + n]); n++)
            if (!bad && r->state[values_row_index(r->t, r->key[i + n].row)] == VALUES_ROW_BAD)
                bad = r->key[i + n].row;
        for (size_t k = i; bad && is_repeatable(r, r->key[i].measure) && k < i + n; k++) {
            size_t row = values_row_index(r->t, r->key[k].row);
            if (r->state[row] == VALUES_ROW_BAD)
                continue;
            struct problem *item = PROBLEM(r->problems, r->key[k].row, 0, "table.held_back");
            item->hint = "table.held_back_hint";
            problem_arg(r->problems, item, 0, arena_printf(r->arena, "%d", bad));
            problem_arg(r->problems, item, 1, r->form->measure[r->key[k].measure].name);
            values_row_mark(r, row, VALUES_ROW_BAD);
        }
    }
}
