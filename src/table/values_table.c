/* The head says what each column is; then every row is read by itself; at last rows that say the same thing
 * twice are found by sorting. */
#include "table/values_reading.h"

#include <stdlib.h>

#include "base/buf.h"

static const struct {
    enum role role;
    struct str head;
} HEAD[] = {
    {COLUMN_UNIT, STR_INIT("单位")},
    {COLUMN_UNIT, STR_INIT("单位名称")},
    {COLUMN_UNIT, STR_INIT("被考核单位")},
    {COLUMN_UNIT, STR_INIT("unit")},
    {COLUMN_UNIT, STR_INIT("单位代码")},
    {COLUMN_UNIT, STR_INIT("机构代码")},
    {COLUMN_UNIT, STR_INIT("单位全称")},
    {COLUMN_UNIT, STR_INIT("单位简称")},
    {COLUMN_UNIT, STR_INIT("部门")},
    {COLUMN_UNIT, STR_INIT("县区")},
    {COLUMN_UNIT, STR_INIT("unitcode")},
    {COLUMN_UNIT, STR_INIT("unitname")},
    {COLUMN_UNIT, STR_INIT("unit_code")},
    {COLUMN_UNIT, STR_INIT("unit_name")},
    {COLUMN_UNIT, STR_INIT("country")},
    {COLUMN_UNIT, STR_INIT("region")},
    {COLUMN_PERIOD, STR_INIT("期间")},
    {COLUMN_PERIOD, STR_INIT("月份")},
    {COLUMN_PERIOD, STR_INIT("period")},
    {COLUMN_MEASURE, STR_INIT("指标")},
    {COLUMN_MEASURE, STR_INIT("指标名称")},
    {COLUMN_MEASURE, STR_INIT("measure")},
    {COLUMN_VALUE, STR_INIT("数值")},
    {COLUMN_VALUE, STR_INIT("完成值")},
    {COLUMN_VALUE, STR_INIT("value")},
    {COLUMN_GROUP, STR_INIT("组别")},
    {COLUMN_GROUP, STR_INIT("group")},
    {COLUMN_ITEM, STR_INIT("事项")},
    {COLUMN_ITEM, STR_INIT("item")},
    {COLUMN_VALUE, STR_INIT("vote")},
    {COLUMN_VALUE, STR_INIT("打分")},
    {COLUMN_ITEM, STR_INIT("level")},
    {COLUMN_ITEM, STR_INIT("档次")},
    {COLUMN_COUNT, STR_INIT("count")},
    {COLUMN_COUNT, STR_INIT("次数")},
    {COLUMN_COUNT, STR_INIT("票数")},
    {COLUMN_POINTS, STR_INIT("points")},
    {COLUMN_POINTS, STR_INIT("分值")},
    {COLUMN_NO, STR_INIT("matter")},
    {COLUMN_NO, STR_INIT("事由")},
    {COLUMN_NO, STR_INIT("编号")},
    {COLUMN_NO, STR_INIT("no")},
    {COLUMN_NO, STR_INIT("no.")},
    {COLUMN_BASIS, STR_INIT("依据")},
    {COLUMN_BATCH, STR_INIT("批次")},
    {COLUMN_BATCH, STR_INIT("batch")},
    {COLUMN_EXCLUDED, STR_INIT("不计原因")},
    {COLUMN_EXCLUDED, STR_INIT("excluded")},
    {COLUMN_BASIS, STR_INIT("basis")},
    {COLUMN_IGNORED, STR_INIT("序号")},
    {COLUMN_IGNORED, STR_INIT("备注")},
    {COLUMN_IGNORED, STR_INIT("note")},
    {COLUMN_IGNORED, STR_INIT("错误说明")},
};

#define UNIT_ROWS_SEEN 50

/* ---- names ---- */

struct str values_fold(struct arena *a, struct str s)
{
    struct str plain = cell_plain(a, s);
    char *out = arena_alloc(a, plain.n + 1);
    for (size_t i = 0; i < plain.n; i++)
        out[i] = plain.p[i] >= 'A' && plain.p[i] <= 'Z' ? (char)(plain.p[i] | 0x20) : plain.p[i];
    return str_of(out, plain.n);
}

static struct cell_names unit_names(struct arena *a, const struct values_form *form)
{
    size_t count = 2 * form->units;
    for (size_t i = 0; i < form->units; i++)
        count += form->unit[i].aliases;
    struct cell_names names = {.name = ARENA_ARRAY(a, struct cell_name, count)};
    for (size_t i = 0; i < form->units; i++) {
        const struct values_unit *unit = &form->unit[i];
        cell_names_add(&names, values_fold(a, unit->name), i);
        cell_names_add(&names, values_fold(a, unit->short_name), i);
        for (size_t k = 0; k < unit->aliases; k++)
            cell_names_add(&names, values_fold(a, unit->alias[k]), i);
    }
    cell_names_sort(&names);
    return names;
}

static struct cell_names measure_names(struct arena *a, const struct values_form *form)
{
    struct cell_names names = {.name = ARENA_ARRAY(a, struct cell_name, 3 * form->measures)};
    for (size_t i = 0; i < form->measures; i++) {
        cell_names_add(&names, values_fold(a, form->measure[i].name), i);
        cell_names_add(&names, values_fold(a, form->measure[i].id), i);
        cell_names_add(&names, values_fold(a, form->measure[i].column), i);
    }
    cell_names_sort(&names);
    return names;
}

int values_nearest(const struct reading *r, const struct cell_names *names, struct str plain)
{
    return r->problems->n < LIMIT_PROBLEMS ? cell_nearest(names->name, names->n, plain) : -1;
}

void values_did_you_mean(struct reading *r, struct problem *item, struct str name)
{
    item->hint = "table.did_you_mean";
    problem_arg(r->problems, item, 1, name);
    problem_suggest(r->problems, item, name);
}

/* ---- the head ---- */

struct str values_without_bracket(struct str plain)
{
    size_t open = str_find(plain, '(');
    return open > 0 && str_ends(plain, STR(")")) ? str_sub(plain, 0, open) : plain;
}

static struct column column_of(const struct reading *r, struct str head)
{
    struct str plain = values_fold(r->arena, head), bare = values_without_bracket(plain);
    struct column column = {.role = COLUMN_VALUE_OF};
    if (cell_name_find(&r->measures, plain, &column.measure) ||
        cell_name_find(&r->measures, bare, &column.measure))
        return column;
    for (size_t i = 0; i < r->form->ignoreds; i++)
        if (str_eq(values_fold(r->arena, r->form->ignored[i]), plain))
            return (struct column){.role = COLUMN_IGNORED};
    for (size_t i = 0; i < COUNT_OF(HEAD); i++)
        if (str_eq(HEAD[i].head, plain))
            return (struct column){.role = HEAD[i].role};
    return (struct column){.role = COLUMN_UNKNOWN};
}

bool values_is_unasked(const struct reading *r, struct str plain)
{
    for (size_t i = 0; i < r->form->unaskeds; i++)
        if (plain.n && str_eq(values_fold(r->arena, r->form->unasked[i]), plain))
            return true;
    return false;
}

static void unknown_column(struct reading *r, int column, struct str head)
{
    if (values_is_unasked(r, values_without_bracket(values_fold(r->arena, head)))) {
        struct problem *unasked = PROBLEM(r->problems, r->t->head.number, column, "table.not_reported");
        unasked->hint = "table.not_reported_column_hint";
        problem_value(r->problems, unasked, head);
        problem_arg(r->problems, unasked, 0, head);
        return;
    }
    struct problem *item = PROBLEM(r->problems, r->t->head.number, column, "table.unknown_column");
    item->hint = "table.unknown_column_hint";
    problem_value(r->problems, item, head);
    problem_arg(r->problems, item, 0, head);
    int near = values_nearest(r, &r->measures, values_without_bracket(values_fold(r->arena, head)));
    if (near >= 0)
        values_did_you_mean(r, item, r->form->measure[near].name);
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

static size_t units_known(const struct reading *r, size_t column)
{
    size_t known = 0, unit;
    for (size_t i = 0; i < r->t->rows && i < UNIT_ROWS_SEEN; i++)
        known += cell_name_find(&r->units, values_fold(r->arena, r->t->row[i].cell[column]), &unit);
    return known;
}

/* Code and name of a unit beside each other: the column that knows more of them counts, the other is not
 * read.
 */
static void choose_unit_column(struct reading *r, size_t one, size_t other)
{
    size_t pass = units_known(r, other) > units_known(r, one) ? one : other;
    size_t take = pass == one ? other : one;
    struct problem *item = PROBLEM(r->problems, r->t->head.number, (int)pass + 1, "table.second_unit_column");
    problem_remark(r->problems, item);
    problem_value(r->problems, item, r->t->head.cell[pass]);
    problem_arg(r->problems, item, 0, str_trim(r->t->head.cell[take]));
    r->column[pass].role = COLUMN_IGNORED;
    r->at[COLUMN_UNIT] = (int)take;
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
    int unit = r->at[COLUMN_UNIT];
    if (column.role == COLUMN_UNIT && unit >= 0 && !str_eq(head, str_trim(r->t->head.cell[unit]))) {
        choose_unit_column(r, (size_t)unit, i);
        return;
    }
    for (size_t k = 0; k < i; k++)
        if (r->column[k].role == column.role && r->column[k].measure == column.measure) {
            same_column(r, number, (int)k + 1);
            return;
        }
    if (column.role != COLUMN_VALUE_OF || r->at[COLUMN_VALUE_OF] < 0)
        r->at[column.role] = (int)i;
}

bool values_is_long(const struct reading *r)
{
    return r->at[COLUMN_MEASURE] >= 0 || r->at[COLUMN_VALUE] >= 0;
}

/* In the long form columns of measures have no place, and in the wide form those of 组别 and so on. */
static void refuse_mixture(struct reading *r)
{
    for (size_t i = 0; i < r->t->cols; i++) {
        enum role role = r->column[i].role;
        if (values_is_long(r) ? role != COLUMN_VALUE_OF : role < COLUMN_GROUP || role > COLUMN_BASIS)
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
    if (values_is_long(r) && r->at[COLUMN_MEASURE] < 0)
        missing_column(r, STR("指标"));
    if (values_is_long(r) && r->at[COLUMN_VALUE] < 0 && r->at[COLUMN_COUNT] < 0 && r->at[COLUMN_POINTS] < 0)
        missing_column(r, STR("数值"));
    if (r->problems->blocking == blocking && !values_is_long(r) && r->at[COLUMN_VALUE_OF] < 0)
        PROBLEM(r->problems, r->t->head.number, 0, "table.no_measure_column")->hint =
            "table.unknown_column_hint";
    return r->problems->blocking == blocking;
}

struct str values_cell(const struct reading *r, const struct table_row *row, enum role role)
{
    return r->at[role] < 0 ? STR("") : str_trim(row->cell[r->at[role]]);
}

/* ---- the sheet ---- */

static bool is_known_head(const void *ctx, struct str cell)
{
    struct str head = str_trim(cell);
    return head.n && column_of(ctx, head).role != COLUMN_UNKNOWN;
}

static bool has_head(const struct reading *r, const struct table *t, enum role role)
{
    for (size_t i = 0; i < t->cols; i++)
        if (column_of(r, str_trim(t->head.cell[i])).role == role)
            return true;
    return false;
}

static size_t known_heads(const struct reading *r, const struct table *t)
{
    size_t n = 0;
    for (size_t i = 0; i < t->cols; i++)
        n += is_known_head(r, t->head.cell[i]);
    return n;
}

static void sheet_problem(struct problems *problems, struct problem *item, const struct table_book *file,
                          const struct table *but)
{
    struct buf seen CLEANUP(buf_release) = {0};
    for (size_t i = 0; i < file->tables; i++)
        if (&file->table[i] != but && (!but || file->table[i].rows) &&
            !(but && str_eq(file->table[i].sheet, VALUES_GUIDE_SHEET)))
            buf_printf(&seen, "%s%.*s", seen.n ? "、" : "", STR_ARG(file->table[i].sheet));
    problem_arg(problems, item, 0, buf_str(&seen));
}

/* What other sheets hold is not read; whoever meant them must know. */
static void say_others(struct problems *problems, const struct table_book *file, const struct table *taken)
{
    size_t others = 0;
    for (size_t i = 0; i < file->tables; i++)
        others += &file->table[i] != taken && file->table[i].rows &&
                  !str_eq(file->table[i].sheet, VALUES_GUIDE_SHEET);
    if (others == 0)
        return;
    struct problem *item = PROBLEM(problems, 0, 0, "table.other_sheets");
    item->hint = "table.other_sheets_hint";
    problem_remark(problems, item);
    sheet_problem(problems, item, file, taken);
    problem_arg(problems, item, 1, taken->sheet);
}

static const struct table *sheet_named(struct reading *r, const struct table_book *file, struct str sheet)
{
    for (size_t i = 0; i < file->tables; i++)
        if (str_eq(file->table[i].sheet, sheet))
            return &file->table[i];
    struct problem *item = PROBLEM(r->problems, 0, 0, "table.no_such_sheet");
    item->hint = "table.no_such_sheet_hint";
    problem_arg(r->problems, item, 1, sheet);
    sheet_problem(r->problems, item, file, NULL);
    return NULL;
}

static const struct table *sheet_that_fits(struct reading *r, const struct table_book *file)
{
    const struct table *best = NULL;
    size_t most = 0;
    for (size_t i = 0; i < file->tables; i++) {
        struct table t = file->table[i];
        table_head_find(r->arena, &t, is_known_head, r);
        size_t known = known_heads(r, &t);
        if (known > most && (file->tables == 1 || has_head(r, &t, COLUMN_UNIT))) {
            best = &file->table[i];
            most = known;
        }
    }
    if (best || file->tables == 1)
        return best ? best : file->table; /* what a single one lacks, the reader of its head says */
    struct problem *item = PROBLEM(r->problems, 0, 0, "table.no_sheet_fits");
    item->hint = "table.no_sheet_fits_hint";
    sheet_problem(r->problems, item, file, NULL);
    return NULL;
}

enum rc values_sheet_choose(struct arena *a, const struct table_book *file, const struct values_form *form,
                            struct str sheet, struct table *ret, struct problems *problems)
{
    struct reading r = {.arena = a, .form = form, .problems = problems, .measures = measure_names(a, form)};
    const struct table *taken = sheet.n ? sheet_named(&r, file, sheet) : sheet_that_fits(&r, file);
    if (!taken)
        return RC_INVALID;
    *ret = *taken;
    table_head_find(a, ret, is_known_head, &r);
    say_others(problems, file, taken);
    return RC_OK;
}

/* ---- the table ---- */

static size_t value_columns(const struct reading *r)
{
    size_t count = 0;
    for (size_t i = 0; i < r->t->cols; i++)
        count += r->column[i].role == COLUMN_VALUE_OF;
    return values_is_long(r) ? 1 : count;
}

int values_period_column(struct arena *a, const struct table *t)
{
    for (size_t c = 0; c < t->cols; c++)
        for (size_t k = 0; k < COUNT_OF(HEAD); k++)
            if (HEAD[k].role == COLUMN_PERIOD && str_eq(values_fold(a, t->head.cell[c]), HEAD[k].head))
                return (int)c;
    return -1;
}

size_t values_row_index(const struct table *t, int number)
{
    size_t low = 0, high = t->rows;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (t->row[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low < t->rows && t->row[low].number == number ? low : t->rows;
}

static void take_memory(struct reading *r)
{
    const struct table *t = r->t;
    r->cap = t->rows * value_columns(r);
    r->item = ARENA_ARRAY(r->arena, struct values_item, r->cap);
    r->key = ARENA_ARRAY(r->arena, struct values_item, t->rows);
    r->state = ARENA_ARRAY(r->arena, uint8_t, t->rows);
    r->kind = ARENA_ARRAY(r->arena, uint8_t, t->rows);
    r->zero = ARENA_ARRAY(r->arena, bool, t->cols);
    r->is_unsure = ARENA_ARRAY(r->arena, bool, t->cols);
    r->fraction = ARENA_ARRAY(r->arena, bool, r->form->measures + 1);
    r->is_open = ARENA_ARRAY(r->arena, bool, r->form->measures + 1);
    r->fix = ARENA_ARRAY(r->arena, struct values_fix, LIMIT_PROBLEMS);
}

static void hand_over(const struct reading *r, struct values_table *ret)
{
    for (size_t i = 0; i < r->t->rows; i++)
        ret->bad_rows += r->state[i] == VALUES_ROW_BAD;
    for (size_t i = 0; i < r->items; i++)
        r->item[i].is_of_bad_row = r->state[values_row_index(r->t, r->item[i].row)] == VALUES_ROW_BAD;
    ret->has_periods = r->at[COLUMN_PERIOD] >= 0;
    ret->item = r->item;
    ret->items = r->items;
    ret->row_state = r->state;
    ret->question = r->question;
    ret->questions = r->questions;
    ret->fix = r->fix;
    ret->fixes = r->fixes;
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
    take_memory(&r);
    values_look_over(&r);
    for (size_t i = 0; i < t->rows; i++)
        if (r.kind[i] == ROW_OF_VALUES)
            values_read_row(&r, i);
    values_find_duplicates(&r);
    if (form->asks)
        values_hold_back(&r);
    values_compare_totals(&r);
    hand_over(&r, ret);
    if (problems->blocking == blocking && r.items == 0)
        PROBLEM(problems, 0, 0, "table.no_values")->hint = "table.no_rows_hint";
    return problems->blocking > blocking ? RC_INVALID : RC_OK;
}
