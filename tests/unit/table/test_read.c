#include "kit.h"

static struct table read_ok(struct kit *kit, struct str bytes)
{
    struct table t = {0};
    assert_int_equal(table_read(kit->arena, bytes, &t, &kit->problems), RC_OK);
    assert_int_equal(kit->problems.n, 0);
    return t;
}

static void refuse(struct kit *kit, struct str bytes, enum rc rc, const char *text, int line, int column)
{
    struct table t = {0};
    assert_int_equal(table_read(kit->arena, bytes, &t, &kit->problems), rc);
    assert_problem(kit, text, line, column);
    assert_null(t.row);
}

static void quotes_line_ends_and_empty_rows_are_read(void **state)
{
    struct table t = read_ok(*state, STR("a,b\r\n\"x,\"\"y\"\"\",\"two\nlines\"\r\n\r\n , \n1,"));
    assert_int_equal(t.cols, 2);
    assert_int_equal(t.rows, 2);
    assert_str(t.row[0].cell[0], "x,\"y\"");
    assert_str(t.row[0].cell[1], "two\nlines");
    assert_int_equal(t.row[1].number, 5);
    assert_str(t.row[1].cell[0], "1");
    assert_str(t.row[1].cell[1], "");
}

static void old_line_ends_of_a_single_cr_are_read(void **state)
{
    struct table t = read_ok(*state, STR("a,b\r1,2\r3,4"));
    assert_int_equal(t.rows, 2);
    assert_str(t.row[1].cell[1], "4");
}

static void a_title_above_the_head_is_left_out(void **state)
{
    struct table t = read_ok(*state, STR("2026年10月指标表,,\n\n单位,期间,数值\n甲局,10月,1\n"));
    assert_int_equal(t.head.number, 3);
    assert_str(t.head.cell[2], "数值");
    assert_int_equal(t.row[0].number, 4);
}

static bool is_a_unit(const void *ctx, struct str cell)
{
    (void)ctx;
    return str_eq(cell, STR("单位"));
}

static void what_is_filled_in_above_a_head_of_a_text_is_told_from_it_by_its_names(void **state)
{
    struct kit *kit = *state;
    struct table t = read_ok(kit, STR("填报：甲局,11月,,\n\n单位,期间,数值,备注\n甲局,10月,1,\n"));
    assert_int_equal(t.head.number, 1);
    assert_int_equal(t.cols, 4);
    table_head_find(kit->arena, &t, is_a_unit, NULL);
    assert_int_equal(t.head.number, 3);
    assert_str(t.head.cell[3], "备注");
    assert_int_equal(t.rows, 1);
    assert_str(t.row[0].cell[3], "");
}

static void a_narrow_title_of_two_cells_is_no_head(void **state)
{
    struct table t = read_ok(*state, STR("填报：甲局,11月\n单位,期间,数值\n甲局,10月,1\n乙局,10月,2\n"));
    assert_int_equal(t.head.number, 2);
    assert_int_equal(t.aboves, 1);
}

static void rare_characters_of_gb18030_are_read(void **state)
{
    struct table t = read_ok(*state, STR("a,b\n\x95\x32\x82\x36\x81\x39\xEF\x31,\xFE\x9F\n"));
    assert_str(t.row[0].cell[0], "𠀀㐂");
    assert_str(t.row[0].cell[1], "䶮");
}

static void the_separator_is_found_by_looking(void **state)
{
    struct table t = read_ok(*state, STR("a;b\n1,5;2\n"));
    assert_str(t.row[0].cell[0], "1,5");
    t = read_ok(*state, STR("单位\t数值\n甲局\t1,234,567\n乙局\t2,345,678\n"));
    assert_int_equal(t.cols, 2);
    assert_str(t.row[1].cell[1], "2,345,678");
    t = read_ok(*state, STR("a,b\n\"x;y;z\",\"p\tq\"\n"));
    assert_str(t.row[0].cell[0], "x;y;z");
}

static void a_bom_is_no_part_of_the_first_cell(void **state)
{
    struct table t = read_ok(*state, STR("\xEF\xBB\xBF"
                                         "单位,数值\n甲局,1\n"));
    assert_str(t.head.cell[0], "单位");
}

static void gb18030_is_converted(void **state)
{
    struct table t = read_ok(*state, STR("\xB5\xA5\xCE\xBB,\xCA\xFD\xD6\xB5\n\xCB\xC9\xD4\xC2\xCF\xD8,1\n"));
    assert_str(t.head.cell[0], "单位");
    assert_str(t.head.cell[1], "数值");
    assert_str(t.row[0].cell[0], "松月县");
}

static void utf16_as_spreadsheets_save_it_is_converted(void **state)
{
    struct table t = read_ok(*state, STR("\xFF\xFE"
                                         "a\0\t\0\x55\x53\r\0\n\0"
                                         "1\0\t\0"
                                         "2\0"));
    assert_str(t.head.cell[1], "单");
    assert_str(t.row[0].cell[1], "2");
}

static void one_damaged_byte_in_utf8_is_named_not_turned_to_gibberish(void **state)
{
    refuse(*state, STR("单位,期间,数值\n云澜市财政局,1\xE4\xBD,2\n"), RC_INVALID, "table.encoding", 2, 0);
}

static void bytes_of_no_encoding_are_refused_with_their_line(void **state)
{
    refuse(*state, STR("a,b\n1,2\n\xFF\xFF,3\n"), RC_INVALID, "table.encoding", 3, 0);
}

static void a_nul_byte_is_refused_with_its_line(void **state)
{
    refuse(*state,
           STR("a,b\n1,\0"
               "2\n"),
           RC_INVALID, "table.nul", 2, 0);
}

static void an_empty_file_says_so(void **state)
{
    refuse(*state, STR(""), RC_INVALID, "table.empty", 0, 0);
    ((struct kit *)*state)->problems.n = 0;
    refuse(*state, STR("\xEF\xBB\xBF\r\n , \r\n"), RC_INVALID, "table.empty", 0, 0);
}

static void a_text_without_separators_says_which_there_are(void **state)
{
    refuse(*state, STR("单位，期间，数值\n甲局，10月，1\n"), RC_INVALID, "table.one_column", 0, 0);
}

static void an_unclosed_quote_names_the_line_where_it_opened(void **state)
{
    refuse(*state, STR("a,b\n\"x\ny\",\"open\n1,2\n3,4\n"), RC_INVALID, "table.open_quote", 3, 2);
}

static void text_after_a_closing_quote_is_refused(void **state)
{
    refuse(*state, STR("a,b\n\"x\"y,2\n"), RC_INVALID, "table.text_after_quote", 2, 1);
}

static void rows_of_another_width_are_all_named(void **state)
{
    struct kit *kit = *state;
    struct table t;
    assert_int_equal(table_read(kit->arena, STR("a,b,c\n1,2\n1,2,3\n1,2,3,4\n1,2,3,,\n"), &t, &kit->problems),
                     RC_INVALID);
    assert_int_equal(kit->problems.n, 2);
    assert_string_equal(kit->problems.item[0].text, "table.fewer_cells");
    assert_int_equal(kit->problems.item[0].line, 2);
    assert_str(kit->problems.item[0].arg[0], "2");
    assert_str(kit->problems.item[0].arg[1], "3");
    assert_string_equal(kit->problems.item[1].text, "table.more_cells");
    assert_int_equal(kit->problems.item[1].line, 4);
}

static void what_is_no_table_is_answered_with_how_to_save_it(void **state)
{
    static const struct {
        struct str bytes;
        const char *text;
    } CASE[] = {
        {STR_INIT("PK\x03\x04\x14\0\6\0[Content_Types].xml"), "table.damaged"},
        {STR_INIT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 W\0o\0r\0k\0b\0o\0o\0k\0"), "table.is_xls"},
        {STR_INIT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"),
         "table.locked"},
        {STR_INIT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"),
         "table.is_document"},
        {STR_INIT("%PDF-1.7\n"), "table.is_pdf"},
        {STR_INIT("\x89PNG\r\n\x1A\n"), "table.is_picture"},
        {STR_INIT("\xFF\xD8\xFF\xE0"), "table.is_picture"},
        {STR_INIT("Rar!\x1A\7"), "table.is_archive"},
        {STR_INIT("{\\rtf1"), "table.is_document"},
        {STR_INIT("MIME-Version: 1.0\r\nContent-Type: multipart/related"), "table.is_mht"},
        {STR_INIT("<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">"),
         "table.is_xml_sheet"},
        {STR_INIT("<?xml version=\"1.0\"?><a/>"), "table.is_markup"},
        {STR_INIT("\n<html><body>no table"), "table.is_markup"},
        {STR_INIT("\n<html><table><tr>"), "table.no_table"},
    };
    struct kit *kit = *state;
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        refuse(kit, CASE[i].bytes, RC_INVALID, CASE[i].text, 0, 0);
        kit->problems.n = 0;
    }
}

/* `rows` rows of "1,1,…" below a head of `cols` columns. */
static struct str grid(struct buf *b, int cols, int rows)
{
    for (int r = 0; r <= rows; r++)
        for (int c = 0; c < cols; c++) {
            buf_putc(b, r ? '1' : 'h');
            buf_putc(b, c + 1 < cols ? ',' : '\n');
        }
    return buf_str(b);
}

static void rows_at_the_limit_are_read_and_one_more_is_refused(void **state)
{
    CLEANUP(buf_release) struct buf b = {0};
    struct str bytes = grid(&b, 2, LIMIT_TABLE_ROWS);
    assert_int_equal(read_ok(*state, bytes).rows, LIMIT_TABLE_ROWS);
    buf_put(&b, STR("1,1\n"));
    refuse(*state, buf_str(&b), RC_TOO_LARGE, "table.too_many_rows", LIMIT_TABLE_ROWS + 2, 0);
}

static void columns_at_the_limit_are_read_and_one_more_is_refused(void **state)
{
    CLEANUP(buf_release) struct buf b = {0}, c = {0};
    assert_int_equal(read_ok(*state, grid(&b, LIMIT_TABLE_COLUMNS, 1)).cols, LIMIT_TABLE_COLUMNS);
    refuse(*state, grid(&c, LIMIT_TABLE_COLUMNS + 1, 1), RC_TOO_LARGE, "table.too_many_columns", 1,
           LIMIT_TABLE_COLUMNS + 1);
}

static void cells_at_the_limit_are_read_and_one_row_more_is_refused(void **state)
{
    CLEANUP(buf_release) struct buf b = {0};
    int rows = TABLE_CELLS_MAX / LIMIT_TABLE_COLUMNS;
    struct str bytes = grid(&b, LIMIT_TABLE_COLUMNS, rows);
    assert_int_equal(read_ok(*state, bytes).rows, rows);
    (void)grid(&b, LIMIT_TABLE_COLUMNS, 1);
    refuse(*state, buf_str(&b), RC_TOO_LARGE, "table.too_many_cells", rows + 2, 0);
}

static void a_cell_at_the_limit_is_read_and_one_byte_more_is_refused(void **state)
{
    CLEANUP(buf_release) struct buf b = {0};
    buf_put(&b, STR("a,b\n"));
    for (int i = 0; i < LIMIT_CELL_BYTES; i++)
        buf_putc(&b, 'x');
    struct str fits = buf_str(&b);
    buf_put(&b, STR(",1\n"));
    assert_int_equal(read_ok(*state, buf_str(&b)).row[0].cell[0].n, LIMIT_CELL_BYTES);
    b.n = fits.n;
    buf_put(&b, STR("x,1\n"));
    refuse(*state, buf_str(&b), RC_TOO_LARGE, "table.cell_too_long", 2, 1);
}

static void a_file_beyond_the_limit_is_refused_before_it_is_read(void **state)
{
    struct str huge = {"", LIMIT_UPLOAD_BYTES + 1}; /* its bytes are not there: reading would fault */
    refuse(*state, huge, RC_TOO_LARGE, "table.file_too_large", 0, 0);
}

static void columns_are_named_as_spreadsheets_do(void **state)
{
    struct kit *kit = *state;
    assert_str(table_column_name(kit->arena, 1), "A");
    assert_str(table_column_name(kit->arena, 26), "Z");
    assert_str(table_column_name(kit->arena, 27), "AA");
    assert_str(table_column_name(kit->arena, 703), "AAA");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(quotes_line_ends_and_empty_rows_are_read),
        KIT_TEST(old_line_ends_of_a_single_cr_are_read),
        KIT_TEST(a_title_above_the_head_is_left_out),
        KIT_TEST(what_is_filled_in_above_a_head_of_a_text_is_told_from_it_by_its_names),
        KIT_TEST(a_narrow_title_of_two_cells_is_no_head),
        KIT_TEST(rare_characters_of_gb18030_are_read),
        KIT_TEST(the_separator_is_found_by_looking),
        KIT_TEST(a_bom_is_no_part_of_the_first_cell),
        KIT_TEST(gb18030_is_converted),
        KIT_TEST(utf16_as_spreadsheets_save_it_is_converted),
        KIT_TEST(one_damaged_byte_in_utf8_is_named_not_turned_to_gibberish),
        KIT_TEST(bytes_of_no_encoding_are_refused_with_their_line),
        KIT_TEST(a_nul_byte_is_refused_with_its_line),
        KIT_TEST(an_empty_file_says_so),
        KIT_TEST(a_text_without_separators_says_which_there_are),
        KIT_TEST(an_unclosed_quote_names_the_line_where_it_opened),
        KIT_TEST(text_after_a_closing_quote_is_refused),
        KIT_TEST(rows_of_another_width_are_all_named),
        KIT_TEST(what_is_no_table_is_answered_with_how_to_save_it),
        KIT_TEST(rows_at_the_limit_are_read_and_one_more_is_refused),
        KIT_TEST(columns_at_the_limit_are_read_and_one_more_is_refused),
        KIT_TEST(cells_at_the_limit_are_read_and_one_row_more_is_refused),
        KIT_TEST(a_cell_at_the_limit_is_read_and_one_byte_more_is_refused),
        KIT_TEST(a_file_beyond_the_limit_is_refused_before_it_is_read),
        KIT_TEST(columns_are_named_as_spreadsheets_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
