/* The head says what each column is; then every row is read by itself; at last rows that say the same thing
 * twice are found by sorting. */
#include "table/values_table.h"

#include "base/fixed.h"
#include "table/cell.h"

#include <stdlib.h>

enum role {
    COLUMN_UNKNOWN,
    COLUMN_IGNORED,
    COLUMN_UNIT,
    COLUMN_PERIOD,
    COLUMN_MEASURE,
    COLUMN_VALUE,
    COLUMN_GROUP,
    COLUMN_ITEM,
    COLUMN_COUNT,
    COLUMN_POINTS,
    COLUMN_NO,
    COLUMN_BASIS,
    COLUMN_VALUE_OF, /* wide form: the values of one measure */
    COLUMN__COUNT
};

static const struct {
    enum role role;
    struct str head;
} HEAD[] = {
    {COLUMN_UNIT, STR_INIT("单位")},        {COLUMN_UNIT, STR_INIT("单位名称")},
    {COLUMN_UNIT, STR_INIT("被考核单位")},  {COLUMN_UNIT, STR_INIT("unit")},
    {COLUMN_PERIOD, STR_INIT("期间")},      {COLUMN_PERIOD, STR_INIT("月份")},
    {COLUMN_PERIOD, STR_INIT("period")},    {COLUMN_MEASURE, STR_INIT("指标")},
    {COLUMN_MEASURE, STR_INIT("指标名称")}, {COLUMN_MEASURE, STR_INIT("measure")},
    {COLUMN_VALUE, STR_INIT("数值")},       {COLUMN_VALUE, STR_INIT("完成值")},
    {COLUMN_VALUE, STR_INIT("value")},      {COLUMN_GROUP, STR_INIT("组别")},
    {COLUMN_GROUP, STR_INIT("group")},      {COLUMN_ITEM, STR_INIT("事项")},
    {COLUMN_ITEM, STR_INIT("item")},        {COLUMN_VALUE, STR_INIT("vote")},
    {COLUMN_VALUE, STR_INIT("打分")},       {COLUMN_ITEM, STR_INIT("level")},
    {COLUMN_ITEM, STR_INIT("档次")},        {COLUMN_COUNT, STR_INIT("count")},
    {COLUMN_COUNT, STR_INIT("次数")},       {COLUMN_COUNT, STR_INIT("票数")},
    {COLUMN_POINTS, STR_INIT("points")},    {COLUMN_POINTS, STR_INIT("分值")},
    {COLUMN_NO, STR_INIT("matter")},        {COLUMN_NO, STR_INIT("事由")},
    {COLUMN_NO, STR_INIT("编号")},          {COLUMN_NO, STR_INIT("no")},
    {COLUMN_NO, STR_INIT("no.")},           {COLUMN_BASIS, STR_INIT("依据")},
    {COLUMN_BASIS, STR_INIT("basis")},      {COLUMN_IGNORED, STR_INIT("序号")},
    {COLUMN_IGNORED, STR_INIT("备注")},     {COLUMN_IGNORED, STR_INIT("note")},
};

struct names {
    struct cell_name *name; /* sorted by plain */
    size_t n;
};

struct column {
    enum role role;
    size_t measure; /* COLUMN_VALUE_OF */
};

struct reading {
    struct arena *arena;
    const struct table *t;
    const struct values_form *form;
    struct problems *problems;
    struct names units, measures;
    struct column *column; /* t->cols */
    int at[COLUMN__COUNT]; /* 0-based column of each role; -1: there is none */
    struct values_item *item;
    size_t items, cap;
    struct values_item *key; /* of each good row: what it is about */
    size_t keys;
    bool *is_bad; /* t->rows */
};

/* ---- names ---- */

/* Plain, and ASCII letters small. */
static struct str fold(struct arena *a, struct str s)
{
    struct str plain = cell_plain(a, s);
    char *out = arena_alloc(a, plain.n + 1);
    for (size_t i = 0; i < plain.n; i++)
        out[i] = plain.p[i] >= 'A' && plain.p[i] <= 'Z' ? (char)(plain.p[i] | 0x20) : plain.p[i];
    return str_of(out, plain.n);
}

static int by_plain(const void *a, const void *b)
{
    const struct cell_name *x = a, *y = b;
    int c = str_cmp(x->plain, y->plain);
    return c ? c : (x->index > y->index) - (x->index < y->index);
}

static void names_add(struct arena *a, struct names *names, struct str name, size_t index)
{
    if (name.n)
        names->name[names->n++] = (struct cell_name){fold(a, name), index};
}

static struct names unit_names(struct arena *a, const struct values_form *form)
{
    size_t count = 2 * form->units;
    for (size_t i = 0; i < form->units; i++)
        count += form->unit[i].aliases;
    struct names names = {.name = ARENA_ARRAY(a, struct cell_name, count)};
    for (size_t i = 0; i < form->units; i++) {
        const struct values_unit *unit = &form->unit[i];
        names_add(a, &names, unit->name, i);
        names_add(a, &names, unit->short_name, i);
        for (size_t k = 0; k < unit->aliases; k++)
            names_add(a, &names, unit->alias[k], i);
    }
    qsort(names.name, names.n, sizeof *names.name, by_plain);
    return names;
}

static struct names measure_names(struct arena *a, const struct values_form *form)
{
    struct names names = {.name = ARENA_ARRAY(a, struct cell_name, 3 * form->measures)};
    for (size_t i = 0; i < form->measures; i++) {
        names_add(a, &names, form->measure[i].name, i);
        names_add(a, &names, form->measure[i].id, i);
        names_add(a, &names, form->measure[i].column, i);
    }
    qsort(names.name, names.n, sizeof *names.name, by_plain);
    return names;
}

static bool names_find(const struct names *names, struct str plain, size_t *ret)
{
    size_t low = 0, high = names->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int c = str_cmp(names->name[middle].plain, plain);
        if (c == 0) {
            *ret = names->name[middle].index;
            return true;
        }
        if (c < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

/* Looking for what was meant costs time; a list that is full shows it no more. */
static int nearest(const struct reading *r, const struct names *names, struct str plain)
{
    return r->problems->n < LIMIT_PROBLEMS ? cell_nearest(names->name, names->n, plain) : -1;
}

static void did_you_mean(struct reading *r, struct problem *item, struct str name)
{
    item->hint = "table.did_you_mean";
    problem_arg(r->problems, item, 1, name);
    problem_suggest(r->problems, item, name);
}

/* ---- the head ---- */

/* 财政收入(万元) → 财政收入 */
static struct str without_bracket(struct str plain)
{
    size_t open = str_find(plain, '(');
    return open > 0 && str_ends(plain, STR(")")) ? str_sub(plain, 0, open) : plain;
}

static struct column column_of(const struct reading *r, struct str head)
{
    struct str plain = fold(r->arena, head), bare = without_bracket(plain);
    struct column column = {.role = COLUMN_VALUE_OF};
    if (names_find(&r->measures, plain, &column.measure) || names_find(&r->measures, bare, &column.measure))
        return column;
    for (size_t i = 0; i < COUNT_OF(HEAD); i++)
        if (str_eq(HEAD[i].head, plain))
            return (struct column){.role = HEAD[i].role};
    for (size_t i = 0; i < r->form->ignoreds; i++)
        if (str_eq(fold(r->arena, r->form->ignored[i]), plain))
            return (struct column){.role = COLUMN_IGNORED};
    return (struct column){.role = COLUMN_UNKNOWN};
}

static void unknown_column(struct reading *r, int column, struct str head)
{
    struct problem *item = PROBLEM(r->problems, r->t->head.number, column, "table.unknown_column");
    item->hint = "table.unknown_column_hint";
    problem_value(r->problems, item, head);
    problem_arg(r->problems, item, 0, head);
    int near = nearest(r, &r->measures, without_bracket(fold(r->arena, head)));
    if (near >= 0)
        did_you_mean(r, item, r->form->measure[near].name);
}

static void same_column(struct reading *r, int column, int first)
{
    struct problem *item = PROBLEM(r->problems, r->t->head.number, column, "table.same_column");
    item->hint = "table.same_column_hint";
    problem_value(r->problems, item, r->t->head.cell[column - 1]);
    problem_arg(r->problems, item, 0, table_column_name(r->arena, first));
}

static void missing_column(struct reading *r, struct str name)
{
    struct problem *item = PROBLEM(r->problems, r->t->head.number, 0, "table.missing_column");
    item->hint = "table.missing_column_hint";
    problem_arg(r->problems, item, 0, name);
}

/* A column without a head is fine when nothing stands in it. */
static int first_filled(const struct reading *r, size_t column)
{
    for (size_t i = 0; i < r->t->rows; i++)
        if (str_trim(r->t->row[i].cell[column]).n)
            return r->t->row[i].number;
    return 0;
}

static void place_column(struct reading *r, size_t i)
{
    struct str head = str_trim(r->t->head.cell[i]);
    int number = (int)i + 1;
    if (head.n == 0) {
        int row = first_filled(r, i);
        if (row)
            PROBLEM(r->problems, row, number, "table.column_without_head")->hint =
                "table.unknown_column_hint";
        r->column[i].role = COLUMN_IGNORED;
        return;
    }
    struct column column = column_of(r, head);
    r->column[i] = column;
    if (column.role == COLUMN_UNKNOWN) {
        unknown_column(r, number, head);
        return;
    }
    if (column.role == COLUMN_IGNORED)
        return;
    for (size_t k = 0; k < i; k++)
        if (r->column[k].role == column.role && r->column[k].measure == column.measure) {
            same_column(r, number, (int)k + 1);
            return;
        }
    if (column.role != COLUMN_VALUE_OF || r->at[COLUMN_VALUE_OF] < 0)
        r->at[column.role] = (int)i;
}

static bool is_long(const struct reading *r)
{
    return r->at[COLUMN_MEASURE] >= 0 || r->at[COLUMN_VALUE] >= 0;
}

/* In the long form columns of measures have no place, and in the wide form those of 组别 and so on. */
static void refuse_mixture(struct reading *r)
{
    for (size_t i = 0; i < r->t->cols; i++) {
        enum role role = r->column[i].role;
        if (is_long(r) ? role != COLUMN_VALUE_OF : role < COLUMN_GROUP || role > COLUMN_BASIS)
            continue;
        struct problem *item = PROBLEM(r->problems, r->t->head.number, (int)i + 1, "table.mixed_forms");
        item->hint = "table.mixed_forms_hint";
        problem_value(r->problems, item, r->t->head.cell[i]);
    }
}

static bool read_head(struct reading *r)
{
    size_t blocking = r->problems->blocking;
    r->column = ARENA_ARRAY(r->arena, struct column, r->t->cols);
    for (size_t i = 0; i < COLUMN__COUNT; i++)
        r->at[i] = -1;
    for (size_t i = 0; i < r->t->cols; i++)
        place_column(r, i);
    refuse_mixture(r);
    if (r->at[COLUMN_UNIT] < 0)
        missing_column(r, STR("单位"));
    if (r->at[COLUMN_PERIOD] < 0 && r->form->only_period.n == 0)
        missing_column(r, STR("期间"));
    if (is_long(r) && r->at[COLUMN_MEASURE] < 0)
        missing_column(r, STR("指标"));
    if (is_long(r) && r->at[COLUMN_VALUE] < 0 && r->at[COLUMN_COUNT] < 0 && r->at[COLUMN_POINTS] < 0)
        missing_column(r, STR("数值"));
    if (r->problems->blocking == blocking && !is_long(r) && r->at[COLUMN_VALUE_OF] < 0)
        PROBLEM(r->problems, r->t->head.number, 0, "table.no_measure_column")->hint =
            "table.unknown_column_hint";
    return r->problems->blocking == blocking;
}

/* ---- one row ---- */

static struct str cell_at(const struct reading *r, const struct table_row *row, enum role role)
{
    return r->at[role] < 0 ? STR("") : str_trim(row->cell[r->at[role]]);
}

static struct problem *row_problem(struct reading *r, const struct table_row *row, enum role role,
                                   const char *text, const char *hint)
{
    struct problem *item = problem_add(r->problems, row->number, r->at[role] + 1, text);
    item->hint = hint;
    problem_value(r->problems, item, cell_at(r, row, role));
    problem_arg(r->problems, item, 0, item->value);
    return item;
}

static bool is_total(struct str plain)
{
    return str_ends(plain, STR("合计")) || str_ends(plain, STR("总计")) || str_eq(plain, STR("平均"));
}

static bool read_unit(struct reading *r, const struct table_row *row, size_t *ret)
{
    struct str plain = fold(r->arena, cell_at(r, row, COLUMN_UNIT));
    if (names_find(&r->units, plain, ret))
        return true;
    if (plain.n == 0) {
        row_problem(r, row, COLUMN_UNIT, "table.no_unit", "table.no_unit_hint");
        return false;
    }
    if (is_total(plain)) {
        row_problem(r, row, COLUMN_UNIT, "table.total_row", "table.total_row_hint");
        return false;
    }
    struct problem *item = row_problem(r, row, COLUMN_UNIT, "table.unknown_unit", "table.unknown_unit_hint");
    int near = nearest(r, &r->units, plain);
    if (near >= 0)
        did_you_mean(r, item, r->form->unit[near].name);
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

static bool read_period(struct reading *r, const struct table_row *row, struct str *ret)
{
    const struct values_form *form = r->form;
    if (r->at[COLUMN_PERIOD] < 0) {
        *ret = form->only_period;
        return true;
    }
    struct str plain = cell_plain(r->arena, cell_at(r, row, COLUMN_PERIOD));
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
    return true;
}

static bool read_measure(struct reading *r, const struct table_row *row, size_t *ret)
{
    struct str plain = fold(r->arena, cell_at(r, row, COLUMN_MEASURE));
    if (names_find(&r->measures, plain, ret) || names_find(&r->measures, without_bracket(plain), ret))
        return true;
    struct problem *item =
        row_problem(r, row, COLUMN_MEASURE, plain.n ? "table.unknown_measure" : "table.no_measure",
                    "table.unknown_measure_hint");
    int near = plain.n ? nearest(r, &r->measures, plain) : -1;
    if (near >= 0)
        did_you_mean(r, item, r->form->measure[near].name);
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
        [CELL_OTHER_UNIT] = {"table.other_unit", "table.other_unit_hint"},
    };
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

/* Adds *item with the value of a cell, unless the cell is empty or wrong. */
static void read_value(struct reading *r, struct values_item item, struct str cell)
{
    const struct values_measure *m = &r->form->measure[item.measure];
    struct str plain = cell_plain(r->arena, cell);
    if (plain.n == 0)
        return;
    item.is_missing = cell_is_missing(plain);
    if (!item.is_missing) {
        enum cell_number fault =
            (m->rounds ? cell_number_round : cell_number)(r->arena, plain, m->unit, m->decimals, &item.value);
        if (fault != CELL_OK) {
            bad_number(r, item.row, item.column, str_trim(cell), m, fault);
            return;
        }
        if (m->has_range && (item.value < m->min || item.value > m->max)) {
            out_of_range(r, item.row, item.column, str_trim(cell), m);
            return;
        }
    }
    ASSERT(r->items < r->cap);
    r->item[r->items++] = item;
}

/* The long form's figure: 数值, or 分值 (so many times 次数), or 次数 and 票数 alone. */
static void read_figure(struct reading *r, struct values_item item, const struct table_row *row)
{
    enum role role = cell_at(r, row, COLUMN_VALUE).n    ? COLUMN_VALUE
                     : cell_at(r, row, COLUMN_POINTS).n ? COLUMN_POINTS
                                                        : COLUMN_COUNT;
    struct str count = cell_plain(r->arena, cell_at(r, row, COLUMN_COUNT));
    item.column = r->at[role] + 1;
    item.is_points = role == COLUMN_POINTS;
    if (item.is_points && count.n) {
        enum cell_number fault = cell_number(r->arena, count, STR(""), 0, &item.count);
        if (fault != CELL_OK || item.count < 1) {
            bad_number(r, item.row, r->at[COLUMN_COUNT] + 1, count, &r->form->measure[item.measure],
                       fault == CELL_OK ? CELL_NOT_A_NUMBER : fault);
            return;
        }
    }
    read_value(r, item, cell_at(r, row, role));
}

static void read_row(struct reading *r, const struct table_row *row)
{
    struct values_item item = {.row = row->number, .measure = SIZE_MAX, .count = 1};
    bool has_unit = read_unit(r, row, &item.unit), has_period = read_period(r, row, &item.period);
    bool has_measure = !is_long(r) || read_measure(r, row, &item.measure);
    if (!has_unit || !has_period || !has_measure)
        return;
    item.group = cell_at(r, row, COLUMN_GROUP);
    item.item = cell_at(r, row, COLUMN_ITEM);
    item.worth = cell_at(r, row, COLUMN_POINTS);
    item.no = cell_at(r, row, COLUMN_NO);
    item.basis = cell_at(r, row, COLUMN_BASIS);
    r->key[r->keys++] = item;
    if (is_long(r)) {
        read_figure(r, item, row);
        return;
    }
    for (size_t i = 0; i < r->t->cols; i++)
        if (r->column[i].role == COLUMN_VALUE_OF) {
            item.column = (int)i + 1;
            item.measure = r->column[i].measure;
            read_value(r, item, row->cell[i]);
        }
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

static size_t index_of_row(const struct reading *r, int number)
{
    size_t low = 0, high = r->t->rows;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (r->t->row[middle].number <= number)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* The `column` of a key becomes the row that came first, 0 for a row that is alone. */
static void find_duplicates(struct reading *r)
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
        r->is_bad[index_of_row(r, key->row)] = true;
    }
}

/* ---- the table ---- */

static size_t value_columns(const struct reading *r)
{
    size_t count = 0;
    for (size_t i = 0; i < r->t->cols; i++)
        count += r->column[i].role == COLUMN_VALUE_OF;
    return is_long(r) ? 1 : count;
}

int values_period_column(struct arena *a, const struct table *t)
{
    for (size_t c = 0; c < t->cols; c++)
        for (size_t k = 0; k < COUNT_OF(HEAD); k++)
            if (HEAD[k].role == COLUMN_PERIOD && str_eq(fold(a, t->head.cell[c]), HEAD[k].head))
                return (int)c;
    return -1;
}

enum rc values_table_read(struct arena *a, const struct table *t, const struct values_form *form,
                          struct values_table *ret, struct problems *problems)
{
    size_t blocking = problems->blocking;
    struct reading r = {.arena = a, .t = t, .form = form, .problems = problems};
    r.units = unit_names(a, form);
    r.measures = measure_names(a, form);
    *ret = (struct values_table){0};
    if (!read_head(&r))
        return RC_INVALID;
    if (t->rows == 0) {
        PROBLEM(problems, 0, 0, "table.no_rows")->hint = "table.no_rows_hint";
        return RC_INVALID;
    }
    r.cap = t->rows * value_columns(&r);
    r.item = ARENA_ARRAY(a, struct values_item, r.cap);
    r.key = ARENA_ARRAY(a, struct values_item, t->rows);
    r.is_bad = ARENA_ARRAY(a, bool, t->rows);
    for (size_t i = 0; i < t->rows; i++) {
        size_t before = problems->blocking;
        read_row(&r, &t->row[i]);
        r.is_bad[i] = problems->blocking > before;
    }
    find_duplicates(&r);
    ret->has_periods = r.at[COLUMN_PERIOD] >= 0;
    for (size_t i = 0; i < t->rows; i++)
        ret->bad_rows += r.is_bad[i];
    for (size_t i = 0; i < r.items; i++)
        r.item[i].is_of_bad_row = r.is_bad[index_of_row(&r, r.item[i].row)];
    ret->item = r.item;
    ret->items = r.items;
    if (problems->blocking == blocking && r.items == 0)
        PROBLEM(problems, 0, 0, "table.no_values")->hint = "table.no_rows_hint";
    return problems->blocking > blocking ? RC_INVALID : RC_OK;
}
