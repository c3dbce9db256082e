/* A template goes out as a workbook and comes back: unfilled it changes nothing, filled it says exactly what
 * was written into it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "domain/value_template.h"
#include "main/demo_city.h"

static struct arena *a;
static struct problems problems;
static struct err err;

static int set_up(void **state)
{
    (void)state;
    a = arena_new(0);
    problems = (struct problems){.arena = a};
    return 0;
}
static int tear_down(void **state)
{
    (void)state;
    arena_freep(&a);
    return 0;
}

static struct str read_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    CLEANUP(buf_release) struct buf b = {0};
    char chunk[4096];
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;)
        buf_put(&b, str_of(chunk, n));
    (void)fclose(f);
    return arena_str(a, buf_str(&b));
}

/* A version as if it were adopted; the organ of unit u is u + 1. */
static struct scheme_open open_of(struct str text, int64_t version)
{
    struct scheme_open open = {.record = {.code = STR("demo"), .version = version}};
    struct problems of_scheme = {.arena = a};
    if (scheme_read(a, text, &of_scheme, &open.scheme, &err) != RC_OK)
        fail_msg("line %d: %s", of_scheme.item[0].line, of_scheme.item[0].text);
    int64_t *organ_id = ARENA_ARRAY(a, int64_t, (size_t)open.scheme->units_count);
    for (int u = 0; u < open.scheme->units_count; u++)
        organ_id[u] = u + 1;
    open.organ_id = organ_id;
    return open;
}

static int by_place(const void *x, const void *y)
{
    const struct value_row *p = x, *q = y;
    if (p->measure != q->measure)
        return p->measure < q->measure ? -1 : 1;
    if (p->unit != q->unit)
        return p->unit < q->unit ? -1 : 1;
    if (p->period.first != q->period.first)
        return p->period.first < q->period.first ? -1 : 1;
    return (p->n > q->n) - (p->n < q->n);
}

/* All that was imported into the demonstration city. */
static struct value_rows demo_values(const struct scheme *s)
{
    struct demo_city city;
    struct value_rows all = {0};
    assert_int_equal(demo_city_make(a, read_file(KC_SOURCE_ROOT "/demo/organs.csv"), &city, &err), RC_OK);
    struct value_rows *each = ARENA_ARRAY(a, struct value_rows, city.tables);
    for (size_t i = 0; i < city.tables; i++) {
        if (city.table[i].is_pending)
            continue;
        assert_int_equal(
            value_table_read(a, city.table[i].csv, s, NULL, NULL, (struct str){0}, &problems, &each[i], &err),
            RC_OK);
        all.n += each[i].n;
    }
    all.row = ARENA_ARRAY(a, struct value_row, all.n + 1);
    for (size_t i = 0, n = 0; i < city.tables; n += each[i++].n)
        for (size_t k = 0; k < each[i].n; k++)
            all.row[n + k] = each[i].row[k];
    qsort(all.row, all.n, sizeof *all.row, by_place);
    return all;
}

static struct value_sheets made(const struct value_template *in)
{
    struct value_sheets out = {0};
    enum rc rc = value_template_sheets(a, in, &out, &err);
    if (rc != RC_OK)
        fail_msg("%s", err.text);
    return out;
}

/* Through the bytes of a workbook. */
static struct table_book back(const struct value_sheets *sheets)
{
    CLEANUP(buf_release) struct buf b = {0};
    struct table_book file = {0};
    assert_int_equal(sheets_write(sheets->sheet, sheets->sheets, &b, &err), RC_OK);
    if (table_book_read(a, arena_str(a, buf_str(&b)), &file, &problems) != RC_OK)
        fail_msg("%d:%d %s", problems.item[0].line, problems.item[0].column, problems.item[0].text);
    return file;
}

static struct value_reading read_sheet(const struct value_template *in, const struct table_book *file,
                                       struct str sheet)
{
    struct value_given given = {.scheme = in->open->scheme, .owner = in->owner, .asks = true};
    struct value_reading r;
    struct table t;
    problems_clear(&problems);
    assert_int_equal(value_table_choose(a, file, &given, sheet, &t, &problems, &err), RC_OK);
    assert_int_equal(value_table_check(a, &t, &given, &r, &problems, &err), RC_OK);
    return r;
}

static void no_blocking(void)
{
    for (size_t i = 0; i < problems.n; i++)
        if (!problems.item[i].is_remark)
            fail_msg("row %d column %d: %s (%.*s)", problems.item[i].line, problems.item[i].column,
                     problems.item[i].text, STR_ARG(problems.item[i].value));
}

static bool same(const struct value_row *x, const struct value_row *y)
{
    return x->measure == y->measure && x->unit == y->unit && x->period.first == y->period.first &&
           x->is_missing == y->is_missing && x->value == y->value && x->count == y->count &&
           str_eq(x->group, y->group) && str_eq(x->item, y->item) && str_eq(x->no, y->no) &&
           str_eq(x->basis, y->basis);
}

/* Every row that came back is stored just so. */
static void assert_no_change(const struct value_rows *rows, const struct value_rows *stored)
{
    for (size_t i = 0; i < rows->n; i++) {
        bool is_there = false;
        for (size_t k = 0; k < stored->n && !is_there; k++)
            is_there = same(&rows->row[i], &stored->row[k]);
        if (!is_there)
            fail_msg("row %d column %d was not stored", rows->row[i].row, rows->row[i].column);
    }
}

static struct value_owner owner_of(const struct scheme_open *open, const char *unit)
{
    int u = scheme_unit_find(open->scheme, str_c(unit));
    assert_true(u >= 0);
    return value_owner_of(a, open->scheme, NULL, open->organ_id, u + 1);
}

#define OCTOBER ((struct window){2026 * 12 + 9, 1})
#define NOVEMBER ((struct window){2026 * 12 + 10, 1})
#define THIRD_QUARTER ((struct window){2026 * 12 + 6, 3})

static void the_template_of_a_unit_comes_back_unfilled_and_changes_nothing(void **state)
{
    (void)state;
    struct scheme_open open = open_of(read_file(KC_SOURCE_ROOT "/demo/scheme-2026.yaml"), 1);
    struct value_rows stored = demo_values(open.scheme);
    struct value_owner owner = owner_of(&open, "市住建局");
    struct value_template in = {
        .open = &open, .owner = &owner, .who = STR("市住建局"), .period = OCTOBER, .stored = &stored};
    struct value_sheets sheets = made(&in);
    assert_true(str_eq(sheets.file_name, STR("填报_市住建局_2026年10月.xlsx")));
    struct table_book file = back(&sheets);
    struct value_template_meta meta = value_template_meta_of(&file);
    assert_true(str_eq(meta.scheme, STR("demo")) && str_eq(meta.period, STR("2026-10")));
    assert_int_equal(meta.version, 1);
    struct value_reading r = read_sheet(&in, &file, (struct str){0});
    no_blocking();
    assert_int_equal(r.questions, 0);
    assert_int_equal(r.fixes, 0);
    assert_int_equal(r.rows.table_rows, 1);
    assert_true(r.rows.n > 8);
    assert_no_change(&r.rows, &stored);
}

static void the_template_of_the_office_comes_back_whole_votes_and_events_too(void **state)
{
    (void)state;
    struct scheme_open open = open_of(read_file(KC_SOURCE_ROOT "/demo/scheme-2026.yaml"), 1);
    struct value_rows stored = demo_values(open.scheme);
    struct value_template in = {.open = &open, .period = THIRD_QUARTER, .stored = &stored};
    struct value_sheets sheets = made(&in);
    struct table_book file = back(&sheets);
    struct value_reading wide = read_sheet(&in, &file, (struct str){0});
    no_blocking();
    assert_int_equal(wide.questions, 0);
    assert_no_change(&wide.rows, &stored);
    struct value_reading rest = read_sheet(&in, &file, STR("评议和事件"));
    no_blocking();
    assert_no_change(&rest.rows, &stored);
    size_t votes = 0, numbers = 0;
    for (size_t i = 0; i < stored.n; i++) {
        const struct value_row *row = &stored.row[i];
        bool is_in =
            row->period.first >= 2026 * 12 + 6 && row->period.first + row->period.months <= 2026 * 12 + 9;
        bool is_number = open.scheme->measures[row->measure].kind == MEASURE_NUMBER;
        votes += is_in && !is_number;
        numbers += is_in && is_number;
    }
    assert_int_equal(rest.rows.n, votes);
    assert_true(numbers >= wide.rows.n && wide.rows.n > 3000);
    for (size_t i = 1; i < rest.rows.n; i++) /* in the same order: n is the place among the rows of a cell */
        assert_true(by_place(&rest.rows.row[i - 1], &rest.rows.row[i]) < 0);
}

static const char SMALL[] =
    "scheme: demo\nyear: 2026\nmeasures:\n"
    "  - {id: rate, name: 办结率, unit: \"%\", decimals: 2}\n"
    "  - {id: cases, name: 案件, unit: 件, decimals: 0, aggregate: sum, skip_gaps: true, reported_by: 乙局}\n"
    "  - {id: half, name: 半年数, per: half}\n"
    "  - {id: double, formula: rate * 2}\n"
    "  - {id: merits, name: 加减分, kind: events, decimals: 1, reported_by: 绩效办}\n"
    "classes: [{id: c, units: [甲局, {name: 乙局, not_applicable: [leaf]}, 丙局]}]\n"
    "tree:\n"
    "  - {id: leaf, points: 60, measure: double, method: direct, out_of: 200}\n"
    "  - {id: rest, points: 40, measure: cases, method: deduct, each: 1}\n"
    "  - {id: plus, role: extra, measure: merits, method: plus_minus, items: [{id: praise, name: 表彰}]}\n";

/* Writes text into a cell of the first sheet: row and column as a spreadsheet counts. */
static void write_into(struct value_sheets *sheets, int row, int column, struct str text)
{
    const struct sheet *s = &sheets->sheet[0];
    struct sheet_cell *cell = ARENA_ARRAY(a, struct sheet_cell, s->rows * s->cols);
    memcpy(cell, s->cell, s->rows * s->cols * sizeof *cell);
    struct sheet_cell *at = &cell[(size_t)(row - 1) * s->cols + (size_t)column - 1];
    assert_true(at->look == LOOK_REQUIRED || at->look == LOOK_OPTIONAL);
    at->text = text;
    at->is_number = false;
    struct sheet *copy = ARENA_ARRAY(a, struct sheet, sheets->sheets);
    memcpy(copy, sheets->sheet, sheets->sheets * sizeof *copy);
    copy[0].cell = cell;
    sheets->sheet = copy;
}

static void what_is_written_into_a_template_is_what_comes_back(void **state)
{
    (void)state;
    struct scheme_open open = open_of(str_c(SMALL), 1);
    struct value_owner owner = owner_of(&open, "甲局");
    struct value_template in = {.open = &open, .owner = &owner, .who = STR("甲局"), .period = NOVEMBER};
    struct value_sheets sheets = made(&in);
    assert_int_equal(sheets.sheet[0].cols, 3); /* cases are 乙局's to report, the half-year is not over */
    assert_true(str_eq(sheets.sheet[0].cell[2 * 3 + 2].text, STR("办结率（%）")));
    write_into(&sheets, 4, 3, STR("９７.5%"));
    struct table_book file = back(&sheets);
    struct value_reading r = read_sheet(&in, &file, (struct str){0});
    no_blocking();
    assert_int_equal(r.rows.n, 1);
    assert_int_equal(r.rows.row[0].value, 9750);
    assert_int_equal(r.rows.row[0].unit, 0);
    assert_int_equal(r.rows.row[0].period.first, 2026 * 12 + 10);
}

static void who_reports_a_measure_for_all_gets_a_row_for_each_unit(void **state)
{
    (void)state;
    struct scheme_open open = open_of(str_c(SMALL), 1);
    struct value_owner owner = owner_of(&open, "乙局");
    struct value_rows stored = {
        .row = &(struct value_row){.unit = 2, .measure = 1, .period = NOVEMBER, .count = 1, .value = 7},
        .n = 1};
    struct value_template in = {
        .open = &open, .owner = &owner, .who = STR("乙局"), .period = NOVEMBER, .stored = &stored};
    struct value_sheets sheets = made(&in);
    const struct sheet *s = &sheets.sheet[0];
    assert_int_equal(s->cols, 3); /* 办结率 is not asked of 乙局 itself */
    assert_int_equal(s->rows, 3 + 3);
    assert_true(str_eq(s->cell[5 * 3].text, STR("丙局")));
    assert_true(s->cell[5 * 3 + 2].is_number && s->cell[5 * 3 + 2].number == 7);
    assert_int_equal(s->cell[5 * 3 + 2].look, LOOK_OPTIONAL);
    write_into(&sheets, 4, 3, STR("3"));
    struct table_book file = back(&sheets);
    struct value_reading r = read_sheet(&in, &file, (struct str){0});
    no_blocking();
    assert_int_equal(r.rows.n, 2);
    assert_int_equal(r.rows.row[0].value, 3);
    assert_int_equal(r.rows.row[1].value, 7);
}

/* What only rules read is asked of those for whom the rule is: a leaf of one class, the grades of all. */
static void what_rules_read_is_asked(void **state)
{
    (void)state;
    struct scheme_open open = open_of(
        STR("scheme: demo\nyear: 2026\nmeasures: [{id: v}, {id: seen}, {id: told}, {id: graded}]\n"
            "classes: [{id: a, units: [甲局]}, {id: b, units: [乙局]}]\n"
            "tree:\n  - {id: x, points: 100, measure: v, method: direct}\n"
            "  - {id: y, role: extra, only: [a], method: feel, expression: told * 2, when: seen > 1}\n"
            "grades: [{name: 优, when: graded > 1}, {name: 中}]\n"),
        1);
    struct value_owner first = owner_of(&open, "甲局"), second = owner_of(&open, "乙局");
    struct value_template in = {.open = &open, .owner = &first, .who = STR("甲局"), .period = NOVEMBER};
    assert_int_equal(made(&in).sheet[0].cols, 2 + 4);
    in.owner = &second;
    assert_int_equal(made(&in).sheet[0].cols, 2 + 2);
}

static void levels_are_offered_and_batches_come_back(void **state)
{
    (void)state;
    struct scheme_open open =
        open_of(STR("scheme: demo\nyear: 2026\nmeasures:\n"
                    "  - {id: past, name: 上年等次, kind: level, levels: [{name: 优秀, points: 3}, {name: "
                    "一般, points: 1}]}\n"
                    "  - {id: poll, name: 评议, kind: ballots, levels: [{name: 好, points: 1}, {name: 差, "
                    "points: 0}]}\n"
                    "  - {id: taken, source: {scheme: other, window: month}}\n"
                    "classes: [{id: c, units: [甲局]}]\n"
                    "tree:\n  - {id: leaf, points: 100, measure: past, method: direct}\n"
                    "  - {id: rest, role: extra, measure: poll, method: votes}\n"),
                1);
    struct value_row rows[] = {
        {.measure = 0, .period = NOVEMBER, .count = 1, .value = 1, .item = STR("一般")},
        {.measure = 1,
         .period = NOVEMBER,
         .count = 1,
         .value = 4,
         .item = STR("好"),
         .batch = STR("01"),
         .excluded = STR("代填")}};
    struct value_rows stored = {.row = rows, .n = COUNT_OF(rows)};
    struct value_template in = {.open = &open, .period = NOVEMBER, .stored = &stored};
    struct value_sheets sheets = made(&in);
    assert_int_equal(sheets.sheet[0].cols, 3); /* unit, period and the level: what is taken is not asked */
    assert_int_equal(sheets.sheet[0].column[2].choices, 2);
    struct table_book file = back(&sheets);
    struct value_reading wide = read_sheet(&in, &file, (struct str){0});
    no_blocking();
    assert_int_equal(wide.rows.n, 1);
    assert_int_equal(wide.rows.row[0].value, 1);
    struct value_reading rest = read_sheet(&in, &file, STR("评议和事件"));
    no_blocking();
    assert_int_equal(rest.rows.n, 1);
    assert_true(str_eq(rest.rows.row[0].batch, STR("01")) && str_eq(rest.rows.row[0].excluded, STR("代填")));
}

static void the_heads_say_what_is_meant(void **state)
{
    (void)state;
    struct scheme_open open = open_of(
        STR("scheme: demo\nyear: 2026\nmeasures:\n"
            "  - {id: v, name: 收入, unit: 万元, decimals: 1, definition: 不含退税, cumulative: true}\n"
            "classes: [{id: c, units: [甲局]}]\n"
            "tree: [{id: leaf, points: 100, measure: v, method: direct}]\n"),
        1);
    struct value_template in = {.open = &open, .period = NOVEMBER};
    struct value_sheets sheets = made(&in);
    struct str comment = sheets.sheet[0].cell[2 * 3 + 2].comment;
    static const char *const SAID[] = {"不含退税", "万元", "1 位", "累计", "1234.5"};
    for (size_t i = 0; i < COUNT_OF(SAID); i++)
        if (str_find_str(comment, str_c(SAID[i])) == comment.n)
            fail_msg("%s is not in: %.*s", SAID[i], STR_ARG(comment));
}

static void a_period_in_which_nothing_is_to_be_reported_says_so(void **state)
{
    (void)state;
    struct scheme_open open = open_of(STR("scheme: demo\nyear: 2026\nmeasures: [{id: v, per: half}]\n"
                                          "classes: [{id: c, units: [甲局]}]\n"
                                          "tree: [{id: leaf, points: 100, measure: v, method: direct}]\n"),
                                      1);
    struct value_template in = {.open = &open, .period = NOVEMBER};
    struct value_sheets sheets;
    assert_int_equal(value_template_sheets(a, &in, &sheets, &err), RC_NOT_FOUND);
    assert_string_equal(err.text, "value.template_nothing");
    in.period = (struct window){2026 * 12, 12};
    assert_int_equal(value_template_sheets(a, &in, &sheets, &err), RC_OK);
    assert_int_equal(sheets.sheet[0].rows, 3 + 2);
}

static void a_template_of_an_older_version_says_what_has_changed(void **state)
{
    (void)state;
    struct scheme_open was = open_of(str_c(SMALL), 1), now = open_of(str_c(SMALL), 2);
    value_template_compare(&was, &was, &problems);
    assert_int_equal(problems.n, 0);
    now = open_of(STR("scheme: demo\nyear: 2026\nversion: \"2\"\nmeasures:\n"
                      "  - {id: rate, name: 办结率, unit: \"%\", decimals: 1}\n"
                      "  - {id: cases, name: 案件, unit: 件, decimals: 0}\n"
                      "  - {id: fresh, name: 新指标}\n"
                      "classes: [{id: c, units: [甲局]}]\n"
                      "tree: [{id: leaf, points: 100, measure: rate, method: direct}]\n"),
                  2);
    value_template_compare(&was, &now, &problems);
    assert_int_equal(problems.n, 1);
    const struct problem *p = &problems.item[0];
    assert_true(p->is_warning && !p->is_remark);
    assert_true(str_eq(p->arg[1], STR("新指标")));
    assert_true(str_eq(p->arg[2], STR("半年数、加减分")));
    assert_true(str_eq(p->arg[3], STR("办结率")));
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_template_of_a_unit_comes_back_unfilled_and_changes_nothing),
        CASE(the_template_of_the_office_comes_back_whole_votes_and_events_too),
        CASE(what_is_written_into_a_template_is_what_comes_back),
        CASE(who_reports_a_measure_for_all_gets_a_row_for_each_unit),
        CASE(what_rules_read_is_asked),
        CASE(levels_are_offered_and_batches_come_back),
        CASE(the_heads_say_what_is_meant),
        CASE(a_period_in_which_nothing_is_to_be_reported_says_so),
        CASE(a_template_of_an_older_version_says_what_has_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
