/* What the program writes as a workbook (sheet.h) it reads back. What others write, and what is wrong, is in
 * tests/http/case_bad_files.py. */
#include "kit.h"

#include "table/sheet.h"

static struct sheet_cell text(const char *s) { return (struct sheet_cell){.text = str_c(s)}; }
static struct sheet_cell number(int64_t v, int digits)
{
    return (struct sheet_cell){.is_number = true, .number = v, .digits = digits};
}

static void write_ok(const struct sheet *sheet, size_t sheets, struct buf *out)
{
    struct err err = {0};
    assert_int_equal(sheets_write(sheet, sheets, out, &err), RC_OK);
}

static struct table_book read_ok(struct kit *kit, const struct buf *bytes)
{
    struct table_book book = {0};
    assert_int_equal(table_book_read(kit->arena, buf_str(bytes), &book, &kit->problems), RC_OK);
    assert_int_equal(kit->problems.n, 0);
    assert_true(book.is_workbook);
    return book;
}

static void what_was_written_comes_back_cell_by_cell(void **state)
{
    static const struct sheet_column COLUMN[3] = {{0}, {.is_text = true}, {0}};
    struct sheet_cell percent = number(8525, 2);
    percent.is_percent = true;
    struct sheet_cell cell[] = {text("单位"),
                                text("期间"),
                                text("数值"),
                                text("=cmd|'/C calc'!A0"),
                                text("2026-10"),
                                number(-150, 2),
                                text("市财政局"),
                                text("0012"),
                                percent,
                                text("𠀀 <&>\"'"),
                                text(""),
                                number(123456789012345, 0),
                                text("a\nb_x000D_c"),
                                text("1.10"),
                                number(1, 6)};
    struct sheet sheet = {
        .name = STR("数据"), .column = COLUMN, .cols = 3, .cell = cell, .rows = 5, .head_rows = 1};
    CLEANUP(buf_release) struct buf out = {0};
    write_ok(&sheet, 1, &out);
    struct table_book book = read_ok(*state, &out);
    const struct table *t = &book.table[0];
    assert_int_equal(book.tables, 1);
    assert_str(t->sheet, "数据");
    assert_int_equal(t->cols, 3);
    assert_int_equal(t->rows, 4);
    assert_int_equal(t->notes, 0);
    assert_str(t->row[0].cell[0], "=cmd|'/C calc'!A0");
    assert_str(t->row[0].cell[2], "-1.5");
    assert_str(t->row[1].cell[1], "0012");
    assert_str(t->row[1].cell[2], "85.25%");
    assert_str(t->row[2].cell[0], "𠀀 <&>\"'");
    assert_str(t->row[2].cell[1], "");
    assert_str(t->row[2].cell[2], "123456789012345");
    assert_str(t->row[3].cell[0], "a\nb_x000D_c");
    assert_str(t->row[3].cell[1], "1.10");
    assert_str(t->row[3].cell[2], "0.000001");
}

static void a_template_tells_what_it_was_made_for(void **state)
{
    static const struct sheet_column COLUMN[2] = {{0}, {0}};
    struct sheet_cell title = text("说明");
    title.span = 2;
    struct sheet_cell data[] = {title, text(""), text("单位"), text("数值"), text("市财政局"), number(1, 0)};
    struct sheet_cell meta[] = {text("scheme"), text("yunlan-2026"), text("period"), text("2026-10")};
    struct sheet_cell other[] = {text("甲"), text("乙")};
    struct sheet sheet[] = {
        {.name = STR("填报"),
         .column = COLUMN,
         .cols = 2,
         .cell = data,
         .rows = 3,
         .head_rows = 2,
         .is_locked = true},
        {.name = STR("字典"), .column = COLUMN, .cols = 2, .cell = other, .rows = 1, .is_hidden = true},
        {.name = STR("_meta"), .column = COLUMN, .cols = 2, .cell = meta, .rows = 2, .is_hidden = true}};
    CLEANUP(buf_release) struct buf out = {0};
    write_ok(sheet, COUNT_OF(sheet), &out);
    struct table_book book = read_ok(*state, &out);
    assert_int_equal(book.tables, 1);
    assert_int_equal(book.table[0].head.number, 2);
    assert_int_equal(book.table[0].aboves, 1);
    assert_str(book.table[0].above[0].cell[1], "说明");
    assert_int_equal(book.metas, 2);
    assert_str(table_meta_of(&book, STR("scheme")), "yunlan-2026");
    assert_str(table_meta_of(&book, STR("period")), "2026-10");
    assert_int_equal(table_meta_of(&book, STR("unit")).n, 0);
}

/* A sheet of `rows` rows of two cells below a head. */
static void write_rows(struct arena *a, size_t rows, size_t cols, struct buf *out)
{
    struct sheet_column *column = ARENA_ARRAY(a, struct sheet_column, cols);
    struct sheet_cell *cell = ARENA_ARRAY(a, struct sheet_cell, (rows + 1) * cols);
    for (size_t i = 0; i < (rows + 1) * cols; i++)
        cell[i] = i < cols ? text("h") : number((int64_t)i, 0);
    struct sheet sheet = {.name = STR("a"), .column = column, .cols = cols, .cell = cell, .rows = rows + 1};
    write_ok(&sheet, 1, out);
}

static void rows_at_the_limit_are_read_and_one_more_is_refused(void **state)
{
    struct kit *kit = *state;
    CLEANUP(buf_release) struct buf fits = {0}, more = {0};
    struct table t;
    write_rows(kit->arena, LIMIT_TABLE_ROWS, 2, &fits);
    assert_int_equal(read_ok(kit, &fits).table[0].rows, LIMIT_TABLE_ROWS);
    write_rows(kit->arena, LIMIT_TABLE_ROWS + 1, 2, &more);
    assert_int_equal(table_read(kit->arena, buf_str(&more), &t, &kit->problems), RC_TOO_LARGE);
    assert_problem(kit, "table.too_many_rows", LIMIT_TABLE_ROWS + 2, 0);
}

static void cells_of_all_sheets_together_are_bounded(void **state)
{
    struct kit *kit = *state;
    CLEANUP(buf_release) struct buf out = {0};
    size_t rows = TABLE_CELLS_MAX / 100 / 2 + 1;
    struct sheet_column *column = ARENA_ARRAY(kit->arena, struct sheet_column, 100);
    struct sheet_cell *cell = ARENA_ARRAY(kit->arena, struct sheet_cell, (rows + 1) * 100);
    struct table t;
    for (size_t i = 0; i < (rows + 1) * 100; i++)
        cell[i] = text("x");
    struct sheet sheet[2] = {
        {.name = STR("a"), .column = column, .cols = 100, .cell = cell, .rows = rows + 1},
        {.name = STR("b"), .column = column, .cols = 100, .cell = cell, .rows = rows + 1}};
    write_ok(sheet, 2, &out);
    assert_int_equal(table_read(kit->arena, buf_str(&out), &t, &kit->problems), RC_TOO_LARGE);
    assert_problem(kit, "table.too_many_cells", TABLE_CELLS_MAX / 100 - (int)rows + 2, 0);
    assert_str(kit->problems.item[0].value, "b");
}

static void one_text_in_very_many_cells_counts_as_often_as_it_is_shown(void **state)
{
    struct kit *kit = *state;
    CLEANUP(buf_release) struct buf out = {0};
    enum { BYTES = 8000, ROWS = TABLE_TEXT_MB_MAX * 1024 * 1024 / BYTES };
    char *large = arena_alloc(kit->arena, BYTES);
    memset(large, 'x', BYTES);
    struct sheet_column column[2] = {{0}};
    struct sheet_cell *cell = ARENA_ARRAY(kit->arena, struct sheet_cell, 2 * (ROWS + 2));
    struct table t;
    for (size_t i = 0; i < 2 * (ROWS + 2); i++)
        cell[i] = i % 2 || i < 2 ? text("x") : (struct sheet_cell){.text = str_of(large, BYTES)};
    struct sheet sheet = {.name = STR("a"), .column = column, .cols = 2, .cell = cell, .rows = ROWS - 1};
    write_ok(&sheet, 1, &out);
    assert_true(out.n < 1024 * 1024); /* the text stands in the file once */
    assert_int_equal(table_read(kit->arena, buf_str(&out), &t, &kit->problems), RC_OK);
    sheet.rows = ROWS + 2;
    buf_clear(&out);
    write_ok(&sheet, 1, &out);
    assert_int_equal(table_read(kit->arena, buf_str(&out), &t, &kit->problems), RC_TOO_LARGE);
    assert_problem(kit, "table.too_much_text", ROWS + 1, 0);
}

static void sheets_at_the_limit_are_read_and_one_more_is_refused(void **state)
{
    static const struct sheet_column COLUMN[2] = {{0}, {0}};
    struct kit *kit = *state;
    CLEANUP(buf_release) struct buf fits = {0}, more = {0};
    struct sheet_cell cell[] = {text("a"), text("b")};
    struct sheet sheet[TABLE_SHEETS_MAX + 1];
    struct table t;
    for (size_t i = 0; i < COUNT_OF(sheet); i++)
        sheet[i] = (struct sheet){.name = arena_printf(kit->arena, "s%zu", i),
                                  .column = COLUMN,
                                  .cols = 2,
                                  .cell = cell,
                                  .rows = 1};
    write_ok(sheet, TABLE_SHEETS_MAX, &fits);
    assert_int_equal(read_ok(kit, &fits).tables, TABLE_SHEETS_MAX);
    write_ok(sheet, TABLE_SHEETS_MAX + 1, &more);
    assert_int_equal(table_read(kit->arena, buf_str(&more), &t, &kit->problems), RC_TOO_LARGE);
    assert_problem(kit, "table.too_many_sheets", 0, 0);
}

static void a_workbook_cut_anywhere_is_refused_with_a_reason(void **state)
{
    struct kit *kit = *state;
    CLEANUP(buf_release) struct buf out = {0};
    write_rows(kit->arena, 3, 3, &out);
    for (size_t n = 4; n < out.n; n += 97) {
        struct table t;
        assert_int_equal(table_read(kit->arena, str_of(out.p, n), &t, &kit->problems), RC_INVALID);
        assert_problem(kit, "table.damaged", 0, 0);
        problems_clear(&kit->problems);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(what_was_written_comes_back_cell_by_cell),
        KIT_TEST(a_template_tells_what_it_was_made_for),
        KIT_TEST(rows_at_the_limit_are_read_and_one_more_is_refused),
        KIT_TEST(cells_of_all_sheets_together_are_bounded),
        KIT_TEST(one_text_in_very_many_cells_counts_as_often_as_it_is_shown),
        KIT_TEST(sheets_at_the_limit_are_read_and_one_more_is_refused),
        KIT_TEST(a_workbook_cut_anywhere_is_refused_with_a_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
