/* What is looked at column by column: before the rows are read, which of them are rows of values, what the
 * table cannot say by itself, and where merged cells were filled down; afterwards whether the totals that
 * people put under a table are what they say. */
#include <inttypes.h>

#include "base/fixed.h"
#include "base/key.h"
#include "table/values_reading.h"

/* ---- what kind of row ---- */

static bool starts_with_any(struct str s, const struct str *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_starts(s, list[i]))
            return true;
    return false;
}

static bool says(struct str plain, struct str word)
{
    return str_starts(plain, word) || str_ends(plain, word);
}

/* What stands in the column of units; else in the first filled column that is not read (序号). */
static struct str word_of(const struct reading *r, const struct table_row *row)
{
    struct str plain = values_fold(r->arena, values_cell(r, row, COLUMN_UNIT));
    for (size_t c = 0; plain.n == 0 && c < r->t->cols; c++)
        if (r->column[c].role == COLUMN_IGNORED)
            plain = values_fold(r->arena, row->cell[c]);
    return str_ends(plain, STR(":")) ? str_sub(plain, 0, plain.n - 1) : plain;
}

static bool is_of_value(const struct reading *r, size_t column)
{
    enum role role = r->column[column].role;
    return role == COLUMN_VALUE_OF || role == COLUMN_VALUE || role == COLUMN_COUNT || role == COLUMN_POINTS;
}

/* Words that sign or explain a table, in a row without a number. */
static bool is_foot(const struct reading *r, const struct table_row *row, struct str word)
{
    static const struct str BEGIN[] = {STR_INIT("注:"),  STR_INIT("注1"),    STR_INIT("备注"),
                                       STR_INIT("说明"), STR_INIT("填报"),   STR_INIT("填表"),
                                       STR_INIT("制表"), STR_INIT("审核"),   STR_INIT("复核"),
                                       STR_INIT("联系"), STR_INIT("负责人"), STR_INIT("数据来源")};
    if (!starts_with_any(word, BEGIN, COUNT_OF(BEGIN)) && !str_eq(word, STR("注")))
        return false;
    for (size_t c = 0; c < r->t->cols; c++) {
        struct str plain = is_of_value(r, c) ? cell_plain(r->arena, row->cell[c]) : STR("");
        if (plain.n && (cell_is_missing(plain) || memchr("+-.0123456789", plain.p[0], 13)))
            return false;
    }
    return true;
}

static enum row_kind kind_of(const struct reading *r, const struct table_row *row, bool skips_hidden)
{
    size_t unit;
    struct str word = word_of(r, row);
    if (row->is_hidden && skips_hidden)
        return ROW_HIDDEN;
    if (cell_name_find(&r->units, word, &unit))
        return ROW_OF_VALUES;
    if (says(word, STR("合计")) || says(word, STR("总计")) || str_eq(word, STR("total")))
        return ROW_TOTAL;
    if (says(word, STR("小计")))
        return ROW_SUBTOTAL;
    if (str_starts(word, STR("平均")) || str_eq(word, STR("均值")))
        return ROW_MEAN;
    return is_foot(r, row, word) ? ROW_FOOT : ROW_OF_VALUES;
}

/* ---- questions ---- */

static const struct values_choice PERCENT[] = {{STR_INIT("percent"), K("table.percent_as_it_is")},
                                               {STR_INIT("fraction"), K("table.percent_hundredfold")}};
static const struct values_choice MISSING[] = {{STR_INIT("missing"), K("table.mark_is_missing")},
                                               {STR_INIT("zero"), K("table.mark_is_zero")}};
static const struct values_choice HIDDEN[] = {{STR_INIT("read"), K("table.hidden_read")},
                                              {STR_INIT("skip"), K("table.hidden_skip")}};

/* With the answer that was given, when it is one of the choices. */
static struct values_question *question_add(struct reading *r, struct values_question q)
{
    for (size_t i = 0; i < r->form->answers; i++)
        for (size_t k = 0; k < q.choices && str_eq(r->form->answer[i].question, q.id); k++)
            if (str_eq(r->form->answer[i].choice, q.choice[k].value))
                q.answer = q.choice[k].value;
    struct values_question *out = &r->question[r->questions++];
    *out = q;
    return out;
}

static struct str number_of(struct reading *r, size_t n) { return arena_printf(r->arena, "%zu", n); }

/* Says whether hidden rows are left out. */
static bool ask_hidden(struct reading *r)
{
    size_t hidden = 0;
    int first = 0;
    for (size_t i = 0; i < r->t->rows; i++)
        if (r->t->row[i].is_hidden && hidden++ == 0)
            first = r->t->row[i].number;
    if (hidden == 0)
        return false;
    const struct values_question *q = question_add(
        r, (struct values_question){.id = STR("hidden"),
                                    .text = K("table.ask_hidden"),
                                    .arg = {number_of(r, hidden), arena_printf(r->arena, "%d", first)},
                                    .choice = HIDDEN,
                                    .choices = COUNT_OF(HIDDEN)});
    return str_eq(q->answer, STR("skip"));
}

/* The measure of a row of the long form. */
static bool measure_of_row(const struct reading *r, const struct table_row *row, size_t *ret)
{
    struct str name = values_fold(r->arena, values_cell(r, row, COLUMN_MEASURE));
    return cell_name_find(&r->measures, name, ret) ||
           cell_name_find(&r->measures, values_without_bracket(name), ret);
}

/* Of a level nobody can mean 0. */
static bool may_mean_zero(const struct reading *r, const struct table_row *row, size_t column)
{
    size_t measure = r->column[column].measure;
    bool is_known = r->column[column].role == COLUMN_VALUE_OF || measure_of_row(r, row, &measure);
    return !(is_known && r->form->measure[measure].levels) &&
           cell_may_mean_zero(cell_plain(r->arena, row->cell[column]));
}

static void ask_missing(struct reading *r, size_t column)
{
    size_t marks = 0;
    const struct table_row *first = NULL;
    for (size_t i = 0; i < r->t->rows; i++)
        if (r->kind[i] == ROW_OF_VALUES && may_mean_zero(r, &r->t->row[i], column) && marks++ == 0)
            first = &r->t->row[i];
    if (!first)
        return;
    struct str head = str_trim(r->t->head.cell[column]), mark = str_trim(first->cell[column]);
    const struct values_question *q =
        question_add(r, (struct values_question){.id = arena_printf(r->arena, "missing-%zu", column + 1),
                                                 .column = (int)column + 1,
                                                 .text = K("table.ask_missing"),
                                                 .arg = {head, mark, number_of(r, marks),
                                                         arena_printf(r->arena, "%d", first->number)},
                                                 .choice = MISSING,
                                                 .choices = COUNT_OF(MISSING)});
    r->zero[column] = str_eq(q->answer, STR("zero"));
}

/* How the numbers of a measure are written. */
struct percents {
    size_t within, beyond, marked; /* plain and within 0 … 1; plain beyond; with a sign of per cent */
    struct str first;              /* the first within */
};

static void count_percent(struct reading *r, struct percents *p, struct str cell)
{
    struct str plain = cell_plain(r->arena, cell);
    int64_t v;
    if (str_ends(plain, STR("%"))) {
        p->marked++;
    } else if (cell_may_be_fraction(r->arena, plain)) {
        if (p->within++ == 0)
            p->first = plain;
    } else if (cell_number_round(r->arena, plain, STR(""), 0, &v) == CELL_OK && v != 0) {
        p->beyond++;
    }
}

/* 0.85 alone is 0.85 % or 85 %; beside 97.5 it is 0.85 %. */
static void ask_percent(struct reading *r, size_t column, size_t measure, const struct percents *p)
{
    const struct values_measure *m = &r->form->measure[measure];
    if (p->within == 0 || (p->beyond && !p->marked))
        return;
    struct str id = values_is_long(r) ? arena_printf(r->arena, "percent-%zu-%.*s", column + 1, STR_ARG(m->id))
                                      : arena_printf(r->arena, "percent-%zu", column + 1);
    const struct values_question *q = question_add(
        r, (struct values_question){
               .id = id,
               .column = (int)column + 1,
               .text = K("table.ask_percent"),
               .arg = {m->name, p->first, cell_hundredfold(r->arena, p->first), number_of(r, p->within)},
               .choice = PERCENT,
               .choices = COUNT_OF(PERCENT)});
    r->fraction[measure] = str_eq(q->answer, STR("fraction"));
    r->is_open[measure] = q->answer.n == 0;
}

static bool is_percent(const struct reading *r, size_t measure)
{
    return str_eq(r->form->measure[measure].unit, STR("%")) && !r->form->measure[measure].is_repeatable;
}

static void ask_percents(struct reading *r, size_t column)
{
    size_t measure = r->column[column].measure, n = values_is_long(r) ? r->form->measures : 1;
    struct percents *of = ARENA_ARRAY(r->arena, struct percents, n);
    for (size_t i = 0; i < r->t->rows; i++) {
        const struct table_row *row = &r->t->row[i];
        if (r->kind[i] == ROW_OF_VALUES && (!values_is_long(r) || measure_of_row(r, row, &measure)) &&
            is_percent(r, measure))
            count_percent(r, &of[values_is_long(r) ? measure : 0], row->cell[column]);
    }
    for (size_t k = 0; k < n; k++)
        ask_percent(r, column, values_is_long(r) ? k : measure, &of[k]);
}

/* ---- merged cells ---- */

static bool is_merged(const struct table *t, int row, int column)
{
    enum table_mark mark;
    return table_mark_at(t, row, column, &mark) && mark == MARK_MERGED;
}

/* From the cell with the note down to the last one of its area. */
static void warn_merged(struct reading *r, size_t i, int column)
{
    const struct table *t = r->t;
    const struct table_row *row = &t->row[i];
    struct str text = str_trim(row->cell[column - 1]);
    bool goes_down = i > 0 && str_eq(str_trim(t->row[i - 1].cell[column - 1]), text);
    int last = row->number, first = goes_down ? t->row[i - 1].number : row->number;
    int left = goes_down || column == 1 ? column : column - 1;
    while (is_merged(t, last + 1, column))
        last++;
    struct problem *item = PROBLEM(r->problems, row->number, column, "table.merged_filled");
    item->hint = "table.merged_filled_hint";
    problem_warn(r->problems, item);
    problem_value(r->problems, item, text);
    struct str from = table_column_name(r->arena, left), to = table_column_name(r->arena, column);
    problem_arg(r->problems, item, 0,
                arena_printf(r->arena, "%.*s%d:%.*s%d", STR_ARG(from), first, STR_ARG(to), last));
    problem_arg(r->problems, item, 1, text);
    values_row_mark(r, i, VALUES_ROW_WARNED);
}

static void look_for_merged(struct reading *r)
{
    const struct table *t = r->t;
    for (size_t k = 0; k < t->notes; k++) {
        const struct table_note *note = &t->note[k];
        size_t i = values_row_index(t, note->row);
        if (note->mark != MARK_MERGED || i == t->rows || r->kind[i] != ROW_OF_VALUES ||
            r->column[note->column - 1].role == COLUMN_IGNORED || is_merged(t, note->row - 1, note->column) ||
            str_trim(t->row[i].cell[note->column - 1]).n == 0)
            continue;
        warn_merged(r, i, note->column);
    }
}

void values_look_over(struct reading *r)
{
    size_t columns = values_is_long(r) ? r->form->measures + 1 : 2 * r->t->cols;
    r->question = ARENA_ARRAY(r->arena, struct values_question, columns + 1);
    bool skips_hidden = r->form->asks && ask_hidden(r);
    for (size_t i = 0; i < r->t->rows; i++)
        r->kind[i] = (uint8_t)kind_of(r, &r->t->row[i], skips_hidden);
    for (size_t c = 0; r->form->asks && c < r->t->cols; c++)
        if (r->column[c].role == COLUMN_VALUE_OF || r->column[c].role == COLUMN_VALUE) {
            ask_percents(r, c);
            ask_missing(r, c);
        }
    look_for_merged(r);
}

/* ---- what was read otherwise ---- */

void values_fix_add(struct reading *r, int row, int column, struct str was, struct str became)
{
    if (r->fixes < LIMIT_PROBLEMS)
        r->fix[r->fixes] = (struct values_fix){row, column, was, became};
    r->fixes++;
}

/* ---- totals ---- */

#define TOTALS_MAX 200 /* further ones are passed over: each is compared with the whole table */

struct sum {
    int64_t all, since, next; /* of the table; since the last subtotal above; until the next one below */
    bool is_too_large;
};

static bool has_levels(const struct reading *r, size_t measure)
{
    return r->form->measure[measure].levels > 0;
}

/* Which measure a column holds; SIZE_MAX: several, or none that can be added. */
static size_t measure_of(const struct reading *r, size_t column)
{
    size_t measure = SIZE_MAX;
    if (r->column[column].role == COLUMN_VALUE_OF)
        measure = r->column[column].measure;
    else if (r->column[column].role == COLUMN_VALUE)
        for (size_t k = 0; k < r->items; k++) {
            if (k > 0 && r->item[k].measure != r->item[0].measure)
                return SIZE_MAX;
            measure = r->item[k].measure;
        }
    bool is_added =
        measure != SIZE_MAX && !is_percent(r, measure) && !has_levels(r, measure) && !r->is_unsure[column];
    return is_added ? measure : SIZE_MAX;
}

static bool is_of(const struct reading *r, const struct values_item *item, size_t column)
{
    return item->column == (int)column + 1 && !item->is_missing && !item->is_points &&
           r->column[column].role != COLUMN_POINTS;
}

static void sum_add(struct sum *sum, int64_t v, bool is_since, bool is_next)
{
    sum->is_too_large |= __builtin_add_overflow(sum->all, v, &sum->all) ||
                         __builtin_add_overflow(sum->since, is_since ? v : 0, &sum->since) ||
                         __builtin_add_overflow(sum->next, is_next ? v : 0, &sum->next);
}

/* Of every column, as seen from one row. */
static struct sum *sums_around(const struct reading *r, int row)
{
    int above = 0, below = INT32_MAX;
    struct sum *sum = ARENA_ARRAY(r->arena, struct sum, r->t->cols);
    for (size_t i = 0; i < r->t->rows; i++)
        if (r->kind[i] == ROW_SUBTOTAL && r->t->row[i].number < row)
            above = r->t->row[i].number;
        else if (r->kind[i] == ROW_SUBTOTAL && r->t->row[i].number > row && below == INT32_MAX)
            below = r->t->row[i].number;
    for (size_t k = 0; k < r->items; k++) {
        const struct values_item *item = &r->item[k];
        size_t c = (size_t)item->column - 1;
        if (is_of(r, item, c))
            sum_add(&sum[c], item->value,
                    item->row > above && item->row<row, item->row> row && item->row < below);
    }
    return sum;
}

static void total_differs(struct reading *r, size_t i, size_t column, size_t measure, int64_t said,
                          int64_t sum)
{
    const struct values_measure *m = &r->form->measure[measure];
    const struct table_row *row = &r->t->row[i];
    struct problem *item = PROBLEM(r->problems, row->number, (int)column + 1, "table.total_differs");
    item->hint = "table.total_differs_hint";
    problem_warn(r->problems, item);
    problem_value(r->problems, item, str_trim(row->cell[column]));
    problem_arg(r->problems, item, 0, m->name);
    problem_arg(r->problems, item, 1, fixed_write_short(r->arena, said, m->decimals));
    problem_arg(r->problems, item, 2, fixed_write_short(r->arena, sum, m->decimals));
    values_row_mark(r, i, VALUES_ROW_WARNED);
}

/* How many figures of the row were compared and found right. */
static size_t compare_total(struct reading *r, size_t i, const size_t *measure)
{
    const struct sum *around = sums_around(r, r->t->row[i].number);
    size_t right = 0;
    for (size_t c = 0; c < r->t->cols; c++) {
        const struct sum *sum = &around[c];
        int64_t said = 0;
        struct str plain = cell_plain(r->arena, r->t->row[i].cell[c]);
        if (measure[c] == SIZE_MAX || sum->is_too_large ||
            reading_number(r, plain, measure[c], &said) != CELL_OK)
            continue;
        bool is_part = r->kind[i] == ROW_SUBTOTAL;
        if (is_part ? said == sum->since || said == sum->next : said == sum->all)
            right++;
        else
            total_differs(r, i, c, measure[c], said,
                          !is_part     ? sum->all
                          : sum->since ? sum->since
                                       : sum->next);
    }
    return right;
}

static void say_passed(struct reading *r, size_t i, size_t right)
{
    struct problem *item = r->kind[i] == ROW_FOOT
                               ? PROBLEM(r->problems, r->t->row[i].number, 0, "table.foot_passed")
                           : right ? PROBLEM(r->problems, r->t->row[i].number, 0, "table.total_agrees")
                                   : PROBLEM(r->problems, r->t->row[i].number, 0, "table.total_passed");
    problem_remark(r->problems, item);
    problem_arg(r->problems, item, 0, word_of(r, &r->t->row[i]));
    problem_arg(r->problems, item, 1, number_of(r, right));
}

void values_compare_totals(struct reading *r)
{
    size_t *measure = ARENA_ARRAY(r->arena, size_t, r->t->cols), totals = 0;
    for (size_t c = 0; c < r->t->cols; c++)
        measure[c] = measure_of(r, c);
    for (size_t i = 0; i < r->t->rows; i++) {
        if (r->kind[i] == ROW_OF_VALUES || r->kind[i] == ROW_HIDDEN)
            continue;
        bool is_sum = r->kind[i] == ROW_TOTAL || r->kind[i] == ROW_SUBTOTAL;
        size_t right = is_sum && totals++ < TOTALS_MAX ? compare_total(r, i, measure) : 0;
        if (r->state[i] == VALUES_ROW_GOOD)
            say_passed(r, i, right);
    }
}
