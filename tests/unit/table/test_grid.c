/* Heads and merged cells, by way of HTML tables: they are the shortest way to write both. */
#include "kit.h"

static struct table read_ok(struct kit *kit, struct str bytes)
{
    struct table t = {0};
    assert_int_equal(table_read(kit->arena, bytes, &t, &kit->problems), RC_OK);
    assert_int_equal(kit->problems.n, 0);
    return t;
}

/* The words that `ctx` names, separated by blanks, are known. */
static bool is_known(const void *ctx, struct str cell)
{
    struct str rest = str_c(ctx), word;
    while (str_split(&rest, ' ', &word))
        if (str_eq(word, cell))
            return true;
    return false;
}

static void a_merged_cell_has_its_text_in_all_its_cells_and_a_note(void **state)
{
    struct table t =
        read_ok(*state, STR("<table><tr><td>a<td>b<td>c<tr><td rowspan=2 colspan=2>x<td>1<tr><td>2</table>"));
    enum table_mark mark;
    assert_int_equal(t.rows, 2);
    assert_str(t.row[0].cell[1], "x");
    assert_str(t.row[1].cell[0], "x");
    assert_str(t.row[1].cell[2], "2");
    assert_int_equal(t.notes, 3);
    assert_false(table_mark_at(&t, 2, 1, &mark));
    assert_true(table_mark_at(&t, 2, 2, &mark) && mark == MARK_MERGED);
    assert_true(table_mark_at(&t, 3, 1, &mark) && table_mark_at(&t, 3, 2, &mark));
    assert_false(table_mark_at(&t, 3, 3, &mark));
}

static void one_merged_title_is_no_head(void **state)
{
    struct table t =
        read_ok(*state, STR("<table><tr><td colspan=3>title<tr><td>a<td>b<td>c<tr><td>1<td>2<td>3</table>"));
    assert_int_equal(t.head.number, 2);
    assert_int_equal(t.aboves, 1);
    assert_str(t.above[0].cell[2], "title");
    assert_int_equal(t.rows, 1);
}

static void heads_beneath_a_merged_head_are_the_heads(void **state)
{
    struct table t = read_ok(*state, STR("<table><tr><td rowspan=2>u<td colspan=2>rates<td>n"
                                         "<tr><td>p<td>q<td><tr><td>x<td>1<td>2<td>3</table>"));
    assert_int_equal(t.head.number, 2);
    assert_str(t.head.cell[0], "u");
    assert_str(t.head.cell[1], "p");
    assert_str(t.head.cell[2], "q");
    assert_str(t.head.cell[3], "n");
    assert_int_equal(t.rows, 1);
}

static void heads_alike_beneath_two_merged_heads_get_both_names(void **state)
{
    struct table t =
        read_ok(*state, STR("<table><tr><td rowspan=2>u<td colspan=2>2025<td colspan=2>2026"
                            "<tr><td>goal<td>done<td>goal<td>sum<tr><td>x<td>1<td>2<td>3<td>4</table>"));
    assert_str(t.head.cell[1], "2025 goal");
    assert_str(t.head.cell[2], "done");
    assert_str(t.head.cell[3], "2026 goal");
    assert_str(t.head.cell[4], "sum");
}

static void data_beneath_a_wide_head_stays_data(void **state)
{
    struct table t = read_ok(*state, STR("<table><tr><td>u<td colspan=2>note<tr><td>x<td>1<td>2</table>"));
    assert_int_equal(t.head.number, 1);
    assert_str(t.head.cell[2], "note");
    assert_int_equal(t.rows, 1);
}

static void the_head_moves_to_the_row_that_is_known(void **state)
{
    struct kit *kit = *state;
    struct table t =
        read_ok(kit, STR("<table><tr><td>filled by<td>x<tr><td>u<td>v<td>w<tr><td>a<td>1<td>2</table>"));
    assert_int_equal(t.head.number, 1);
    table_head_find(kit->arena, &t, is_known, "u w");
    assert_int_equal(t.head.number, 2);
    assert_int_equal(t.aboves, 1);
    assert_str(t.above[0].cell[1], "x");
    assert_int_equal(t.rows, 1);
    assert_str(t.row[0].cell[2], "2");
    table_head_find(kit->arena, &t, is_known, "filled x a");
    assert_int_equal(t.head.number, 1);
    assert_int_equal(t.rows, 2);
    table_head_find(kit->arena, &t, is_known, "nothing");
    assert_int_equal(t.head.number, 1);
}

static void the_head_can_move_to_two_rows_below(void **state)
{
    struct kit *kit = *state;
    struct table t = read_ok(kit, STR("<table><tr><td>by<td>x<tr><td rowspan=2>u<td colspan=2>rates"
                                      "<tr><td>p<td>q<tr><td>x<td>1<td>2</table>"));
    table_head_find(kit->arena, &t, is_known, "u p q");
    assert_int_equal(t.head.number, 3);
    assert_str(t.head.cell[1], "p");
    assert_int_equal(t.rows, 1);
    assert_int_equal(t.aboves, 1);
}

static void tables_within_cells_are_tables_of_their_own(void **state)
{
    struct kit *kit = *state;
    struct table_book book;
    assert_int_equal(
        table_book_read(kit->arena,
                        STR("<div><table><tr><td>menu<tr><td><table><tr><td>a<td>b<tr><td>1<td>2</table>"
                            "</table><table><tr><th>c<th>d</table>"),
                        &book, &kit->problems),
        RC_OK);
    assert_int_equal(book.tables, 2);
    assert_false(book.is_workbook);
    assert_str(book.table[0].row[0].cell[1], "2");
    assert_str(book.table[1].head.cell[1], "d");
    assert_int_equal(table_meta_of(&book, STR("scheme")).n, 0);
}

static void text_of_a_page_is_plain(void **state)
{
    struct table t = read_ok(
        *state,
        STR("<html><script>var x='<td>';</script><style>td{}</style><!-- <td> --><TABLE><TR><TD> a\n  b "
            "<TD>c<br>\n d&amp;&#x4E2D;&#20013;&unknown;&<tr><td title='>'>1 < 2<td><p>x</p><p>y</p>"));
    assert_str(t.head.cell[0], "a b");
    assert_str(t.head.cell[1], "c\nd&中中&unknown;&");
    assert_str(t.row[0].cell[0], "1 < 2");
    assert_str(t.row[0].cell[1], "x\ny");
}

static void half_characters_and_controls_written_as_numbers_stay_as_written(void **state)
{
    struct table t = read_ok(*state, STR("<table><tr><td>a<td>&#0;&#xD800;&#x110000;&#7;&#;&#x;</table>"));
    assert_str(t.head.cell[1], "&#0;&#xD800;&#x110000;&#7;&#;&#x;");
}

static void spans_without_end_are_bounded(void **state)
{
    struct table t = read_ok(*state, STR("<table><tr><td colspan=99999999999 rowspan=0>a<tr><td "
                                         "rowspan=99999999999>p<td>q<tr><td>1</table>"));
    assert_str(t.head.cell[0], "p");
    assert_int_equal(t.cols, 2);
    assert_str(t.row[0].cell[0], "p");
    assert_str(t.row[0].cell[1], "1");
}

static void columns_at_the_limit_are_read_and_one_more_is_refused(void **state)
{
    struct kit *kit = *state;
    CLEANUP(buf_release) struct buf b = {0};
    struct table t;
    buf_put(&b, STR("<table><tr>"));
    for (int i = 0; i < LIMIT_TABLE_COLUMNS; i++)
        buf_put(&b, STR("<td>x"));
    assert_int_equal(read_ok(kit, buf_str(&b)).cols, LIMIT_TABLE_COLUMNS);
    buf_put(&b, STR("<td>x"));
    assert_int_equal(table_read(kit->arena, buf_str(&b), &t, &kit->problems), RC_TOO_LARGE);
    assert_problem(kit, "table.too_many_columns", 1, LIMIT_TABLE_COLUMNS + 1);
}

static void a_merged_text_counts_in_each_of_its_cells(void **state)
{
    struct kit *kit = *state;
    CLEANUP(buf_release) struct buf b = {0};
    enum { BYTES = 8000, ROWS = TABLE_TEXT_MB_MAX * 1024 * 1024 / BYTES };
    struct table t;
    buf_printf(&b, "<table><tr><th>a<th>b<tr><td rowspan=%d>", ROWS + 1);
    for (int i = 0; i < BYTES; i++)
        buf_putc(&b, 'x');
    for (int i = 0; i <= ROWS; i++)
        buf_put(&b, i ? STR("<tr><td>1") : STR("<td>1"));
    assert_int_equal(table_read(kit->arena, buf_str(&b), &t, &kit->problems), RC_TOO_LARGE);
    assert_string_equal(kit->problems.item[0].text, "table.too_much_text");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(a_merged_text_counts_in_each_of_its_cells),
        KIT_TEST(a_merged_cell_has_its_text_in_all_its_cells_and_a_note),
        KIT_TEST(one_merged_title_is_no_head),
        KIT_TEST(heads_beneath_a_merged_head_are_the_heads),
        KIT_TEST(heads_alike_beneath_two_merged_heads_get_both_names),
        KIT_TEST(data_beneath_a_wide_head_stays_data),
        KIT_TEST(the_head_moves_to_the_row_that_is_known),
        KIT_TEST(the_head_can_move_to_two_rows_below),
        KIT_TEST(tables_within_cells_are_tables_of_their_own),
        KIT_TEST(text_of_a_page_is_plain),
        KIT_TEST(half_characters_and_controls_written_as_numbers_stay_as_written),
        KIT_TEST(spans_without_end_are_bounded),
        KIT_TEST(columns_at_the_limit_are_read_and_one_more_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
