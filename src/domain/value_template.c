/* What is asked of a unit follows from the scheme: a measure is asked where a leaf that needs it applies,
 * through formulas and operands too; one that no leaf needs (a part of a sum) is asked everywhere. */
#include "domain/value_template.h"

#include <inttypes.h>

#include "base/buf.h"
#include "base/fixed.h"
#include "base/key.h"
#include "base/utf8.h"
#include "score/formula.h"
#include "text/text.h"

#define BLANK_ROWS 30 /* of the long form, to write into */
#define LONG_CHOICES_MAX 500

struct making {
    struct arena *a;
    const struct value_template *in;
    const struct scheme *s;
    bool *asked;         /* [measures][units] */
    int *number, *other; /* measures of the wide and of the long form that this person reports somewhere */
    int numbers, others;
    struct window *window; /* the periods of these measures within the asked one, by month, then length */
    size_t windows;
};

/* ---- what is asked of whom ---- */

static void need_measure(const struct scheme *s, bool *need, int measure);

static void need_formula(const struct scheme *s, bool *need, const struct formula *f)
{
    if (f->measure >= 0)
        need_measure(s, need, f->measure);
    for (size_t k = 0; k < COUNT_OF(f->kid) && f->kid[k]; k++)
        need_formula(s, need, f->kid[k]);
}

static void need_measure(const struct scheme *s, bool *need, int measure)
{
    if (measure < 0 || need[measure])
        return;
    need[measure] = true;
    if (s->measures[measure].formula)
        need_formula(s, need, s->measures[measure].formula);
}

static void need_operand(const struct scheme *s, bool *need, const struct operand *o)
{
    if (o->kind == OPERAND_MEASURE)
        need_measure(s, need, o->measure);
}

static void need_leaf(const struct scheme *s, bool *need, const struct node *n)
{
    need_measure(s, need, n->measure);
    need_operand(s, need, &n->target);
    need_operand(s, need, &n->baseline);
    need_operand(s, need, &n->low);
    need_operand(s, need, &n->high);
    need_operand(s, need, &n->factor);
    for (int k = 0; k < n->reads_count; k++)
        need_measure(s, need, n->reads[k]);
    for (int k = 0; k < n->bands_count; k++)
        need_operand(s, need, &n->bands[k].limit);
}

static bool applies(const struct scheme *s, int node, int unit)
{
    for (int n = node; n >= 0; n = s->nodes[n].parent)
        if (!s->nodes[n].is_in[s->units[unit].class_index] ||
            (s->not_applicable && s->not_applicable[(size_t)n * (size_t)s->units_count + (size_t)unit]))
            return false;
    return true;
}

static size_t cell_of(const struct making *k, int measure, int unit)
{
    return (size_t)measure * (size_t)k->s->units_count + (size_t)unit;
}

static void find_asked(struct making *k)
{
    const struct scheme *s = k->s;
    size_t measures = (size_t)s->measures_count;
    bool *anywhere = ARENA_ARRAY(k->a, bool, measures + 1), *need = ARENA_ARRAY(k->a, bool, measures + 1);
    k->asked = ARENA_ARRAY(k->a, bool, measures *(size_t)s->units_count + 1);
    for (int n = 0; n < s->nodes_count; n++) {
        if (s->nodes[n].method == METHOD_NONE && s->nodes[n].factor.kind != OPERAND_MEASURE)
            continue;
        memset(need, 0, measures * sizeof *need);
        need_leaf(s, need, &s->nodes[n]);
        for (int m = 0; m < s->measures_count; m++) {
            anywhere[m] |= need[m];
            for (int u = 0; need[m] && u < s->units_count; u++)
                k->asked[cell_of(k, m, u)] |= applies(s, n, u);
        }
    }
    memset(need, 0, measures * sizeof *need);
    for (int i = 0; i < s->grade_reads_count; i++)
        need_measure(s, need, s->grade_reads[i]);
    for (int m = 0; m < s->measures_count; m++) {
        anywhere[m] |= need[m];
        for (int u = 0; need[m] && u < s->units_count; u++)
            k->asked[cell_of(k, m, u)] |= s->units[u].is_ranked;
    }
    for (int m = 0; m < s->measures_count; m++)
        for (int u = 0; !anywhere[m] && u < s->units_count; u++)
            k->asked[cell_of(k, m, u)] = true;
}

static bool is_wanted(const struct making *k, int measure, int unit)
{
    return measure_is_input(&k->s->measures[measure]) && k->asked[cell_of(k, measure, unit)] &&
           value_is_own(k->in->owner, unit, measure);
}

static bool is_wanted_somewhere(const struct making *k, int measure)
{
    for (int u = 0; u < k->s->units_count; u++)
        if (is_wanted(k, measure, u))
            return true;
    return false;
}

/* ---- which periods ---- */

static bool is_within(const struct window *w, const struct window *whole)
{
    return w->first >= whole->first && w->first + w->months <= whole->first + whole->months;
}

static bool fits(const struct making *k, int measure)
{
    const struct window *whole = &k->in->period;
    struct window last = window_of(k->s->measures[measure].per, whole->first + whole->months - 1);
    return is_within(&last, whole);
}

static void find_measures(struct making *k)
{
    size_t n = (size_t)k->s->measures_count + 1;
    k->number = ARENA_ARRAY(k->a, int, n);
    k->other = ARENA_ARRAY(k->a, int, n);
    for (int m = 0; m < k->s->measures_count; m++) {
        if (!fits(k, m) || !is_wanted_somewhere(k, m))
            continue;
        if (measure_is_number(&k->s->measures[m]))
            k->number[k->numbers++] = m;
        else
            k->other[k->others++] = m;
    }
}

static void find_windows(struct making *k)
{
    const struct window *whole = &k->in->period;
    k->window = ARENA_ARRAY(k->a, struct window, (size_t)whole->months * PERIOD__COUNT + 1);
    for (int month = whole->first; month < whole->first + whole->months; month++)
        for (int p = 0; p < PERIOD__COUNT; p++) {
            struct window w = window_of((enum period)p, month);
            bool is_used = w.first + w.months - 1 == month && is_within(&w, whole), is_per = false;
            for (int i = 0; i < k->numbers; i++)
                is_per |= k->s->measures[k->number[i]].per == (enum period)p;
            for (int i = 0; i < k->others; i++)
                is_per |= k->s->measures[k->other[i]].per == (enum period)p;
            if (is_used && is_per)
                k->window[k->windows++] = w;
        }
}

/* ---- texts ---- */

static struct str fill1(const struct making *k, const char *key, struct str arg)
{
    return text_fill(k->a, text_get(k->in->lang, key), &arg, 1);
}

/* "97.5", "1234": an example in the digits of the measure, or its first level. */
static struct str example_of(const struct making *k, const struct measure *m)
{
    if (m->kind == MEASURE_LEVEL)
        return m->levels[0].name;
    bool is_percent = str_eq(m->unit_name, STR("%"));
    int digits = m->decimals > 2 ? 2 : m->decimals;
    return fixed_write(k->a, (is_percent ? 9750 : 123450) / fixed_pow10(2 - digits), digits);
}

static void put_line(const struct making *k, struct buf *out, const char *key, struct str arg)
{
    if (arg.n)
        buf_printf(out, "%s%.*s", out->n ? "\n" : "", STR_ARG(fill1(k, key, arg)));
}

static struct str comment_of(const struct making *k, const struct measure *m)
{
    static const char *const PER[] = {K("value.template_per_month"), K("value.template_per_quarter"),
                                      K("value.template_per_half"), K("value.template_per_year")};
    static const char *const EVIDENCE[] = {[EVIDENCE_OPTIONAL] = K("value.template_evidence_optional"),
                                           [EVIDENCE_REQUIRED] = K("value.template_evidence_required")};
    struct buf out CLEANUP(buf_release) = {0};
    put_line(k, &out, K("value.template_definition"), m->definition);
    put_line(k, &out, K("value.template_unit"), m->unit_name);
    if (m->kind != MEASURE_LEVEL)
        put_line(k, &out, K("value.template_decimals"), arena_printf(k->a, "%d", m->decimals));
    buf_printf(&out, "\n%.*s", STR_ARG(text_get(k->in->lang, PER[m->per])));
    if (m->is_cumulative)
        buf_printf(&out, "\n%.*s", STR_ARG(T(k->in->lang, "value.template_cumulative")));
    put_line(k, &out, K("value.template_reported_by"), m->reported_by);
    put_line(k, &out, K("value.template_verified_by"), m->verified_by);
    put_line(k, &out, K("value.template_source_note"), m->source_note);
    if (m->evidence != EVIDENCE_UNSAID)
        buf_printf(&out, "\n%.*s", STR_ARG(text_get(k->in->lang, EVIDENCE[m->evidence])));
    put_line(k, &out, K("value.template_example"), example_of(k, m));
    ASSERT(!out.failed);
    return arena_str(k->a, buf_str(&out));
}

/* The name with its unit, when the reader takes that apart again. */
static struct str head_of(const struct making *k, const struct measure *m)
{
    bool has_bracket = str_find(m->name, '(') < m->name.n || str_find_str(m->name, STR("（")) < m->name.n;
    return m->unit_name.n && !has_bracket
               ? arena_printf(k->a, "%.*s（%.*s）", STR_ARG(m->name), STR_ARG(m->unit_name))
               : m->name;
}

/* 2026年11月 */
static struct str period_name(struct arena *a, struct window w)
{
    static const char *const QUARTER[] = {"一", "二", "三", "四"};
    int year = w.first / 12, month = w.first % 12;
    if (w.months == 1)
        return arena_printf(a, "%04d年%d月", year, month + 1);
    if (w.months == 3)
        return arena_printf(a, "%04d年%s季度", year, QUARTER[month / 3]);
    if (w.months == 6)
        return arena_printf(a, "%04d年%s半年", year, month ? "下" : "上");
    return arena_printf(a, "%04d年", year);
}

static struct str unit_name(const struct making *k, int unit)
{
    const struct organ *organ =
        k->in->organs ? organ_by_id(k->in->organs, k->in->open->organ_id[unit]) : NULL;
    return organ && organ->short_name.n ? organ->short_name : k->s->units[unit].name;
}

/* ---- the wide form ---- */

static struct sheet_cell text_cell(struct str text, enum sheet_look look)
{
    return (struct sheet_cell){.text = text, .look = look};
}

static const struct value_row *stored_at(const struct making *k, int measure, int unit, int month, size_t n)
{
    const struct value_rows *rows = k->in->stored;
    size_t low = 0, high = rows ? rows->n : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct value_row *r = &rows->row[middle];
        bool is_before = r->measure != measure ? r->measure < measure
                         : r->unit != unit     ? r->unit < unit
                                               : r->period.first < month;
        low = is_before ? middle + 1 : low;
        high = is_before ? high : middle;
    }
    const struct value_row *r = rows && low + n < rows->n ? &rows->row[low + n] : NULL;
    return r && r->measure == measure && r->unit == unit && r->period.first == month ? r : NULL;
}

/* A figure that is counted when it happens may stay empty; what is measured every month may not. */
static enum sheet_look look_of(const struct measure *m)
{
    return m->aggregate == AGGREGATE_SUM && m->skips_gaps ? LOOK_OPTIONAL : LOOK_REQUIRED;
}

static struct sheet_cell value_cell(const struct making *k, int measure, int unit, const struct window *w)
{
    const struct measure *m = &k->s->measures[measure];
    if (!is_wanted(k, measure, unit) || period_months(m->per) != w->months)
        return text_cell((struct str){0}, LOOK_KEY);
    const struct value_row *row = stored_at(k, measure, unit, w->first, 0);
    if (!row)
        return text_cell((struct str){0}, look_of(m));
    if (row->is_missing)
        return text_cell(STR("缺"), look_of(m)); /* the mark that needs no question */
    if (m->kind == MEASURE_LEVEL)
        return text_cell(m->levels[row->value].name, look_of(m));
    return (struct sheet_cell){
        .is_number = true, .number = row->value, .digits = m->decimals, .look = look_of(m)};
}

/* The levels that a cell may name; NULL: it is a number. */
static struct str *level_names(const struct making *k, const struct measure *m)
{
    if (m->kind != MEASURE_LEVEL)
        return NULL;
    struct str *names = ARENA_ARRAY(k->a, struct str, (size_t)m->levels_count);
    for (int i = 0; i < m->levels_count; i++)
        names[i] = m->levels[i].name;
    return names;
}

static bool has_row(const struct making *k, int unit, const struct window *w)
{
    for (int i = 0; i < k->numbers; i++)
        if (period_months(k->s->measures[k->number[i]].per) == w->months && is_wanted(k, k->number[i], unit))
            return true;
    return false;
}

#define HEAD_ROWS 3 /* title, remark, heads */

static struct str title_of(const struct making *k)
{
    struct str period = period_name(k->a, k->in->period), who = k->in->who;
    return who.n
               ? arena_printf(k->a, "%.*s · %.*s · %.*s", STR_ARG(k->s->title), STR_ARG(who), STR_ARG(period))
               : arena_printf(k->a, "%.*s · %.*s", STR_ARG(k->s->title), STR_ARG(period));
}

static void put_top(const struct making *k, struct sheet_cell *cell, size_t cols, const char *remark)
{
    cell[0] = text_cell(title_of(k), LOOK_TITLE);
    cell[cols] = text_cell(text_get(k->in->lang, remark), LOOK_REMARK);
    cell[0].span = cell[cols].span = (int)cols;
}

/* Two lines for the head, and room for a number. */
static int width_of(struct str head)
{
    int half = (int)utf8_count(head) + 3; /* a Chinese character is two wide */
    return half < 12 ? 12 : half > 30 ? 30 : half;
}

static struct sheet wide_sheet(const struct making *k)
{
    size_t cols = 2 + (size_t)k->numbers, rows = HEAD_ROWS;
    size_t most = (size_t)k->s->units_count * k->windows + HEAD_ROWS;
    struct sheet_column *column = ARENA_ARRAY(k->a, struct sheet_column, cols);
    struct sheet_cell *cell = ARENA_ARRAY(k->a, struct sheet_cell, most * cols);
    put_top(k, cell, cols, K("value.template_top"));
    struct sheet_cell *head = &cell[(HEAD_ROWS - 1) * cols];
    head[0] = text_cell(STR("单位"), LOOK_HEAD);
    head[1] = text_cell(STR("期间"), LOOK_HEAD);
    column[0].width_chars = 18;
    column[1] = (struct sheet_column){.width_chars = 10, .is_text = true};
    for (int i = 0; i < k->numbers; i++) {
        const struct measure *m = &k->s->measures[k->number[i]];
        head[2 + i] = text_cell(head_of(k, m), LOOK_HEAD);
        head[2 + i].comment = comment_of(k, m);
        column[2 + i] =
            (struct sheet_column){.width_chars = width_of(head[2 + i].text),
                                  .choice = level_names(k, m),
                                  .choices = m->kind == MEASURE_LEVEL ? (size_t)m->levels_count : 0};
    }
    for (int u = 0; u < k->s->units_count; u++)
        for (size_t w = 0; w < k->windows; w++) {
            if (!has_row(k, u, &k->window[w]))
                continue;
            struct sheet_cell *row = &cell[rows++ * cols];
            row[0] = text_cell(unit_name(k, u), LOOK_KEY);
            row[1] = text_cell(window_write(k->a, k->window[w]), LOOK_KEY);
            for (int i = 0; i < k->numbers; i++)
                row[2 + i] = value_cell(k, k->number[i], u, &k->window[w]);
        }
    return (struct sheet){.name = VALUES_WIDE_SHEET,
                          .is_locked = true,
                          .is_wide = true,
                          .column = column,
                          .cols = cols,
                          .cell = cell,
                          .rows = rows,
                          .head_rows = HEAD_ROWS,
                          .frozen_cols = 2};
}

/* ---- the long form ---- */

enum {
    LONG_UNIT,
    LONG_MEASURE,
    LONG_PERIOD,
    LONG_VALUE,
    LONG_POINTS,
    LONG_COUNT,
    LONG_GROUP,
    LONG_ITEM,
    LONG_NO,
    LONG_BATCH,
    LONG_EXCLUDED,
    LONG_BASIS,
    LONG_COLS
};
static const struct str LONG_HEAD[LONG_COLS] = {STR_INIT("单位"), STR_INIT("指标"),     STR_INIT("期间"),
                                                STR_INIT("数值"), STR_INIT("分值"),     STR_INIT("次数"),
                                                STR_INIT("组别"), STR_INIT("事项"),     STR_INIT("编号"),
                                                STR_INIT("批次"), STR_INIT("不计原因"), STR_INIT("依据")};

struct choices {
    struct str *text;
    size_t n;
};

static void choice_add(struct choices *c, struct str text)
{
    for (size_t i = 0; i < c->n; i++)
        if (str_eq(c->text[i], text))
            return;
    if (text.n && c->n < LONG_CHOICES_MAX)
        c->text[c->n++] = text;
}

static void item_choices(const struct making *k, struct choices *c, int measure)
{
    const struct measure *m = &k->s->measures[measure];
    for (int i = 0; i < m->levels_count; i++)
        choice_add(c, m->levels[i].name);
    for (int n = 0; n < k->s->nodes_count && m->kind == MEASURE_EVENTS; n++)
        for (int i = 0; k->s->nodes[n].measure == measure && i < k->s->nodes[n].items_count; i++)
            choice_add(c, k->s->nodes[n].items[i].name.n ? k->s->nodes[n].items[i].name
                                                         : k->s->nodes[n].items[i].id);
}

static void long_choices(const struct making *k, struct choices of[LONG_COLS])
{
    for (size_t c = 0; c < LONG_COLS; c++)
        of[c].text = ARENA_ARRAY(k->a, struct str, LONG_CHOICES_MAX);
    for (int i = 0; i < k->others; i++) {
        const struct measure *m = &k->s->measures[k->other[i]];
        choice_add(&of[LONG_MEASURE], m->name);
        for (int g = 0; g < m->groups_count; g++)
            choice_add(&of[LONG_GROUP], m->groups[g]);
        item_choices(k, &of[LONG_ITEM], k->other[i]);
        for (int u = 0; u < k->s->units_count; u++)
            if (is_wanted(k, k->other[i], u))
                choice_add(&of[LONG_UNIT], unit_name(k, u));
        for (size_t w = 0; w < k->windows; w++)
            if (k->window[w].months == period_months(m->per))
                choice_add(&of[LONG_PERIOD], window_write(k->a, k->window[w]));
    }
}

static void long_row(const struct making *k, const struct value_row *row, struct sheet_cell *cell)
{
    const struct measure *m = &k->s->measures[row->measure];
    bool is_points = value_brings_points(k->s, row);
    struct sheet_cell value = {.is_number = true, .number = row->value, .digits = m->decimals};
    cell[LONG_UNIT].text = unit_name(k, row->unit);
    cell[LONG_MEASURE].text = m->name;
    cell[LONG_PERIOD].text = window_write(k->a, row->period);
    cell[is_points ? LONG_POINTS : LONG_VALUE] =
        row->is_missing ? text_cell(STR("缺"), LOOK_OPTIONAL) : value;
    cell[is_points ? LONG_POINTS : LONG_VALUE].look = LOOK_OPTIONAL;
    if (row->count != 1)
        cell[LONG_COUNT] =
            (struct sheet_cell){.is_number = true, .number = row->count, .look = LOOK_OPTIONAL};
    cell[LONG_GROUP].text = row->group;
    cell[LONG_ITEM].text = row->item;
    cell[LONG_NO].text = row->no;
    cell[LONG_BATCH].text = row->batch;
    cell[LONG_EXCLUDED].text = row->excluded;
    cell[LONG_BASIS].text = row->basis;
}

static bool is_shown(const struct making *k, const struct value_row *row)
{
    return !measure_is_number(&k->s->measures[row->measure]) && is_within(&row->period, &k->in->period) &&
           is_wanted(k, row->measure, row->unit);
}

static struct sheet long_sheet(const struct making *k)
{
    const struct value_rows none = {0}, *stored = k->in->stored ? k->in->stored : &none;
    size_t shown = 0, rows = HEAD_ROWS;
    for (size_t i = 0; i < stored->n; i++)
        shown += is_shown(k, &stored->row[i]);
    size_t all = HEAD_ROWS + shown + BLANK_ROWS;
    struct choices of[LONG_COLS] = {{0}};
    struct sheet_column *column = ARENA_ARRAY(k->a, struct sheet_column, LONG_COLS);
    struct sheet_cell *cell = ARENA_ARRAY(k->a, struct sheet_cell, all * LONG_COLS);
    long_choices(k, of);
    put_top(k, cell, LONG_COLS, K("value.template_long_top"));
    for (size_t c = 0; c < LONG_COLS; c++) {
        cell[(HEAD_ROWS - 1) * LONG_COLS + c] = text_cell(LONG_HEAD[c], LOOK_HEAD);
        column[c] = (struct sheet_column){.width_chars = c == LONG_BASIS ? 28 : 14,
                                          .choice = of[c].text,
                                          .choices = of[c].n,
                                          .is_text = c == LONG_PERIOD || c == LONG_NO || c == LONG_BATCH};
    }
    for (size_t i = HEAD_ROWS * LONG_COLS; i < all * LONG_COLS; i++)
        cell[i].look = LOOK_OPTIONAL;
    for (size_t i = 0; i < stored->n; i++)
        if (is_shown(k, &stored->row[i]))
            long_row(k, &stored->row[i], &cell[rows++ * LONG_COLS]);
    return (struct sheet){.name = STR("评议和事件"),
                          .is_wide = true,
                          .column = column,
                          .cols = LONG_COLS,
                          .cell = cell,
                          .rows = all,
                          .head_rows = HEAD_ROWS,
                          .frozen_cols = 1};
}

/* ---- for people, and for the way back ---- */

static struct sheet guide_sheet(const struct making *k)
{
    static const char *const LINE[] = {K("value.template_guide_1"), K("value.template_guide_2"),
                                       K("value.template_guide_3"), K("value.template_guide_4"),
                                       K("value.template_guide_5"), K("value.template_guide_6")};
    struct sheet_cell *cell = ARENA_ARRAY(k->a, struct sheet_cell, COUNT_OF(LINE) + 3);
    struct sheet_column *column = ARENA_ARRAY(k->a, struct sheet_column, 1);
    struct str version = arena_printf(k->a, "%" PRId64, k->in->open->record.version);
    size_t rows = 0;
    column[0].width_chars = 110;
    cell[rows++] = text_cell(title_of(k), LOOK_TITLE);
    cell[rows++] = text_cell(fill1(k, K("value.template_of_version"), version), LOOK_REMARK);
    for (size_t i = 0; i < COUNT_OF(LINE); i++)
        cell[rows++] = text_cell(text_get(k->in->lang, LINE[i]), LOOK_PLAIN);
    if (k->others)
        cell[rows++] = text_cell(T(k->in->lang, "value.template_guide_long"), LOOK_PLAIN);
    return (struct sheet){.name = VALUES_GUIDE_SHEET,
                          .is_locked = true,
                          .is_wide = true,
                          .column = column,
                          .cols = 1,
                          .cell = cell,
                          .rows = rows};
}

static struct sheet meta_sheet(const struct making *k, struct str first_sheet)
{
    const struct scheme_record *r = &k->in->open->record;
    const struct str pair[][2] = {{STR("kind"), STR("values")},
                                  {STR("scheme"), r->code},
                                  {STR("version"), arena_printf(k->a, "%" PRId64, r->version)},
                                  {STR("period"), window_write(k->a, k->in->period)},
                                  {STR("sheet"), first_sheet}};
    struct sheet_cell *cell = ARENA_ARRAY(k->a, struct sheet_cell, 2 * COUNT_OF(pair));
    struct sheet_column *column = ARENA_ARRAY(k->a, struct sheet_column, 2);
    column[1].is_text = true;
    for (size_t i = 0; i < COUNT_OF(pair); i++) {
        cell[2 * i] = text_cell(pair[i][0], LOOK_PLAIN);
        cell[2 * i + 1] = text_cell(pair[i][1], LOOK_PLAIN);
    }
    return (struct sheet){.name = STR("_meta"),
                          .is_hidden = true,
                          .column = column,
                          .cols = 2,
                          .cell = cell,
                          .rows = COUNT_OF(pair)};
}

enum rc value_template_sheets(struct arena *a, const struct value_template *in, struct value_sheets *ret,
                              struct err *err)
{
    struct making k = {.a = a, .in = in, .s = in->open->scheme};
    find_asked(&k);
    find_measures(&k);
    find_windows(&k);
    if (k.numbers + k.others == 0) {
        (void)FAIL(err, RC_NOT_FOUND, "value.template_nothing", "%d months", in->period.months);
        ERR_HINT(err, "value.template_nothing_hint");
        return err_arg(err, 0, period_name(a, in->period));
    }
    struct sheet *sheet = ARENA_ARRAY(a, struct sheet, 4);
    size_t n = 0;
    if (k.numbers)
        sheet[n++] = wide_sheet(&k);
    if (k.others)
        sheet[n++] = long_sheet(&k);
    sheet[n++] = guide_sheet(&k);
    sheet[n++] = meta_sheet(&k, sheet[0].name);
    struct str who = in->who.n ? in->who : k.s->title;
    *ret = (struct value_sheets){.sheet = sheet,
                                 .sheets = n,
                                 .file_name = arena_printf(a, "填报_%.*s_%.*s.xlsx", STR_ARG(who),
                                                           STR_ARG(period_name(a, in->period)))};
    return RC_OK;
}

/* ---- the way back ---- */

struct value_template_meta value_template_meta_of(const struct table_book *file)
{
    struct value_template_meta meta = {0};
    if (!str_eq(table_meta_of(file, STR("kind")), STR("values")))
        return meta;
    meta.scheme = table_meta_of(file, STR("scheme"));
    meta.period = table_meta_of(file, STR("period"));
    if (!str_to_i64(table_meta_of(file, STR("version")), &meta.version) || meta.version < 0)
        meta.version = 0;
    return meta;
}

/* Names of measures one after the other; a long list is cut. */
static void name_add(struct buf *out, size_t *n, struct str name)
{
    if (*n < 5)
        buf_printf(out, "%s%.*s", *n ? "、" : "", STR_ARG(name));
    else if (*n == 5)
        buf_printf(out, "…");
    *n += 1;
}

static bool counts_otherwise(const struct measure *x, const struct measure *y)
{
    return x->decimals != y->decimals || x->kind != y->kind || x->per != y->per ||
           !str_eq(x->unit_name, y->unit_name) || !str_eq(x->definition, y->definition);
}

/* What `x` reports and `y` does not, or with `changed` what both report but not alike. */
static struct str measures_unlike(struct arena *a, const struct scheme *x, const struct scheme *y,
                                  bool changed)
{
    struct buf out CLEANUP(buf_release) = {0};
    size_t n = 0;
    for (int i = 0; i < x->measures_count; i++) {
        const struct measure *m = &x->measures[i];
        int at = scheme_measure_find(y, m->id);
        bool is_there = at >= 0 && measure_is_input(&y->measures[at]);
        if (measure_is_input(m) && (changed ? is_there && counts_otherwise(m, &y->measures[at]) : !is_there))
            name_add(&out, &n, m->name);
    }
    ASSERT(!out.failed);
    return n ? arena_str(a, buf_str(&out)) : STR("—");
}

void value_template_compare(const struct scheme_open *was, const struct scheme_open *now,
                            struct problems *problems)
{
    if (was->record.version == now->record.version)
        return;
    struct arena *a = problems->arena;
    struct problem *item = PROBLEM(problems, 0, 0, "value.template_is_old");
    item->hint = "value.template_is_old_hint";
    problem_warn(problems, item);
    problem_arg(problems, item, 0,
                arena_printf(a, "%" PRId64 " → %" PRId64, was->record.version, now->record.version));
    problem_arg(problems, item, 1, measures_unlike(a, now->scheme, was->scheme, false));
    problem_arg(problems, item, 2, measures_unlike(a, was->scheme, now->scheme, false));
    problem_arg(problems, item, 3, measures_unlike(a, was->scheme, now->scheme, true));
}
