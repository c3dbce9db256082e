#include "kit.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>
#include <zip.h>

#include "table/sheet.h"

/* ---- a workbook from its description, and its parts as text ---- */

static struct str written(struct kit *kit, const struct sheet *sheet, size_t sheets)
{
    CLEANUP(buf_release) struct buf b = {0};
    struct err err = {0};
    if (sheets_write(sheet, sheets, &b, &err) != RC_OK)
        fail_msg("%s: %s", err.text, err.detail);
    return arena_str(kit->arena, buf_str(&b));
}

/* The part of this name; n = 0: there is none. */
static struct str part(struct kit *kit, struct str bytes, const char *name)
{
    zip_error_t e;
    zip_stat_t st;
    zip_source_t *source = zip_source_buffer_create(bytes.p, bytes.n, 0, &e);
    zip_t *z = zip_open_from_source(source, ZIP_RDONLY, &e);
    assert_non_null(z);
    struct str out = {0};
    if (zip_stat(z, name, 0, &st) == 0) {
        char *p = arena_alloc(kit->arena, st.size + 1);
        zip_file_t *f = zip_fopen(z, name, 0);
        assert_int_equal(zip_fread(f, p, st.size), st.size);
        zip_fclose(f);
        out = str_of(p, st.size);
    }
    zip_discard(z);
    return out;
}

static bool has(struct str text, const char *piece) { return str_find_str(text, str_c(piece)) < text.n; }

#define SHEET1 "xl/worksheets/sheet1.xml"

static struct str one_cell(struct kit *kit, struct sheet_cell cell, const char *name)
{
    struct sheet s = {.name = STR("表"), .cell = &cell, .cols = 1, .rows = 1};
    return part(kit, written(kit, &s, 1), name);
}

/* ---- tests ---- */

static void a_text_that_looks_like_a_formula_is_a_text(void **state)
{
    struct kit *kit = *state;
    static const char *const text[] = {"=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "{=1}"};
    for (size_t i = 0; i < COUNT_OF(text); i++) {
        struct sheet_cell cell = {.text = str_c(text[i])};
        assert_false(has(one_cell(kit, cell, SHEET1), "<f>"));
        assert_true(has(one_cell(kit, cell, "xl/sharedStrings.xml"), text[i]));
    }
}

static void a_number_is_written_with_its_digits(void **state)
{
    struct kit *kit = *state;
    struct sheet_cell cell = {.is_number = true, .number = -123456789, .digits = 2};
    assert_true(has(one_cell(kit, cell, SHEET1), "<v>-1234567.89</v>"));
    assert_true(has(one_cell(kit, cell, "xl/styles.xml"), "formatCode=\"#,##0.00\"") ||
                has(one_cell(kit, cell, "xl/styles.xml"), "numFmtId=\"4\"")); /* built in */
    cell = (struct sheet_cell){.is_number = true, .number = 8505, .digits = 2, .is_percent = true};
    assert_true(has(one_cell(kit, cell, SHEET1), "<v>0.8505</v>"));
}

static void a_number_of_sixteen_digits_is_a_text(void **state)
{
    struct kit *kit = *state;
    struct sheet_cell cell = {.is_number = true, .number = 999999999999999, .digits = 3};
    assert_true(has(one_cell(kit, cell, SHEET1), "<v>999999999999.999</v>"));
    cell.number = 1000000000000001;
    assert_true(has(one_cell(kit, cell, "xl/sharedStrings.xml"), "<t>1000000000000.001</t>"));
    cell.number = INT64_MIN;
    cell.digits = 18;
    assert_true(has(one_cell(kit, cell, "xl/sharedStrings.xml"), "<t>-9.223372036854775808</t>"));
    cell = (struct sheet_cell){.is_number = true, .number = INT64_MAX, .is_percent = true};
    assert_true(has(one_cell(kit, cell, "xl/sharedStrings.xml"), "<t>9223372036854775807%</t>"));
}

static void the_same_description_gives_the_same_bytes(void **state)
{
    struct kit *kit = *state;
    struct sheet_cell cell[] = {{.text = STR("名称"), .look = LOOK_HEAD}, {.text = STR("市住建局")}};
    struct sheet s = {
        .name = STR("一"), .cell = cell, .cols = 1, .rows = 2, .head_rows = 1, .has_filter = true};
    assert_true(str_eq(written(kit, &s, 1), written(kit, &s, 1)));
}

static void every_look_and_kind_of_number_can_be_written(void **state)
{
    struct kit *kit = *state;
    struct sheet_cell cell[LOOK__COUNT * 3];
    for (int i = 0; i < LOOK__COUNT; i++) {
        cell[i * 3] = (struct sheet_cell){.text = STR("文字"), .look = (enum sheet_look)i};
        cell[i * 3 + 1] =
            (struct sheet_cell){.is_number = true, .number = 5, .digits = i, .look = (enum sheet_look)i};
        cell[i * 3 + 2] = (struct sheet_cell){
            .is_number = true, .number = 5, .digits = i, .is_percent = true, .look = (enum sheet_look)i};
    }
    struct sheet s = {.name = STR("表"), .cell = cell, .cols = 3, .rows = LOOK__COUNT};
    struct str styles = part(kit, written(kit, &s, 1), "xl/styles.xml");
    assert_true(has(styles, "rgb=\"FFFFF8D6\"") && has(styles, "rgb=\"FFF9D9D6\"") && has(styles, "0.000%"));
}

static void an_empty_cell_keeps_its_look_and_a_plain_row_between_has_no_lines(void **state)
{
    struct kit *kit = *state;
    struct sheet_cell cell[] = {
        {.text = STR("头"), .look = LOOK_HEAD}, {.look = LOOK_REQUIRED}, {.look = LOOK_PLAIN}};
    struct sheet s = {.name = STR("表"), .cell = cell, .cols = 1, .rows = 3, .head_rows = 1};
    struct str sheet = part(kit, written(kit, &s, 1), SHEET1);
    assert_true(has(sheet, "<c r=\"A2\" s="));
    assert_false(has(sheet, "r=\"A3\""));
}

static void names_of_sheets_become_lawful_and_unique(void **state)
{
    struct kit *kit = *state;
    struct sheet_cell cell = {.text = STR("x")};
    const char *wish[] = {"a/b[c]:*?\\",
                          "'引号'",
                          "History",
                          "表",
                          "表",
                          "",
                          "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十长长长",
                          "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十长长",
                          "Abc",
                          "aBC"};
    struct sheet s[COUNT_OF(wish)];
    for (size_t i = 0; i < COUNT_OF(wish); i++)
        s[i] = (struct sheet){.name = str_c(wish[i]), .cell = &cell, .cols = 1, .rows = 1};
    struct str book = part(kit, written(kit, s, COUNT_OF(s)), "xl/workbook.xml");
    const char *name[] = {"a_b_c_____",
                          "_引号_",
                          "History (2)",
                          "表",
                          "表 (2)",
                          "-",
                          "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十长",
                          "一二三四五六七八九十一二三四五六七八九十一二三四五六七 (2)",
                          "Abc",
                          "aBC (2)"};
    for (size_t i = 0; i < COUNT_OF(name); i++) {
        char piece[160];
        (void)snprintf(piece, sizeof piece, "name=\"%s\"", name[i]);
        if (!has(book, piece))
            fail_msg("%s is not in %.*s", piece, STR_ARG(book));
    }
}

static void what_xml_cannot_hold_and_what_looks_like_an_escape_come_back_as_text(void **state)
{
    struct kit *kit = *state;
    struct sheet_cell cell = {.text = STR("a\x01"
                                          "b\r\nc\td<&>\"_x0041_\xEF\xBF\xBF"),
                              .comment = STR("x\x02y<")};
    struct str shared = one_cell(kit, cell, "xl/sharedStrings.xml");
    assert_true(has(shared, "a\xEF\xBF\xBD"
                            "b\nc\td&lt;&amp;&gt;\"_x005F_x0041_\xEF\xBF\xBD"));
    assert_true(has(one_cell(kit, cell, "xl/comments1.xml"), "x\xEF\xBF\xBDy&lt;"));
}

static void what_is_written_is_what_table_read_reads(void **state)
{
    struct kit *kit = *state;
    struct sheet_cell cell[] = {{.text = STR("标题"), .look = LOOK_TITLE, .span = 3},
                                {0},
                                {0},
                                {.text = STR("单位"), .look = LOOK_HEAD},
                                {.text = STR("得分"), .look = LOOK_HEAD},
                                {.text = STR("比率"), .look = LOOK_HEAD},
                                {.text = STR(" =1+1 ")},
                                {.is_number = true, .number = -123450, .digits = 3},
                                {.is_number = true, .number = 855, .digits = 1, .is_percent = true},
                                {.text = STR("_x0041_")},
                                {.is_number = true, .number = 9454, .digits = 2},
                                {.text = STR("两\n行")}};
    struct sheet s = {.name = STR("表"), .cell = cell, .cols = 3, .rows = 4, .head_rows = 2};
    struct table t;
    assert_int_equal(table_read(kit->arena, written(kit, &s, 1), &t, &kit->problems), RC_OK);
    assert_int_equal(t.rows, 2);
    assert_str(t.head.cell[1], "得分");
    assert_str(t.row[0].cell[0], " =1+1 ");
    assert_str(t.row[0].cell[1], "-123.45");
    assert_str(t.row[0].cell[2], "85.5%");
    assert_str(t.row[1].cell[0], "_x0041_");
    assert_str(t.row[1].cell[1], "94.54");
    assert_str(t.row[1].cell[2], "两\n行");
}

static void a_head_of_two_rows_is_merged_both_ways_and_nothing_overlaps(void **state)
{
    struct kit *kit = *state;
    struct sheet_cell cell[] = {{.text = STR("单位"), .look = LOOK_HEAD, .down = 2},
                                {.text = STR("构成"), .look = LOOK_HEAD, .span = 9},
                                {.text = STR("盖住")},
                                {.text = STR("盖住")},
                                {.text = STR("甲"), .look = LOOK_HEAD},
                                {.text = STR("乙"), .look = LOOK_HEAD}};
    struct sheet s = {
        .name = STR("表"), .cell = cell, .cols = 3, .rows = 2, .head_rows = 2, .has_filter = true};
    struct str sheet = part(kit, written(kit, &s, 1), SHEET1);
    assert_true(has(sheet, "<mergeCells count=\"2\"><mergeCell ref=\"A1:A2\"/><mergeCell ref=\"B1:C1\"/>"));
    assert_false(has(part(kit, written(kit, &s, 1), "xl/sharedStrings.xml"), "盖住"));
}

static void only_the_open_cells_of_a_locked_sheet_can_be_filled_in(void **state)
{
    struct kit *kit = *state;
    struct sheet_cell cell[] = {{.text = STR("给定"), .look = LOOK_KEY},
                                {.look = LOOK_REQUIRED},
                                {.look = LOOK_OPTIONAL},
                                {.look = LOOK_BAD}};
    struct sheet s = {.name = STR("表"), .cell = cell, .cols = 4, .rows = 1, .is_locked = true};
    struct str book = written(kit, &s, 1), styles = part(kit, book, "xl/styles.xml");
    assert_true(has(part(kit, book, SHEET1), "<sheetProtection sheet=\"1\""));
    assert_false(has(part(kit, book, SHEET1), "password"));
    size_t open = 0;
    for (size_t at = 0; at < styles.n;) {
        size_t found = str_find_str(str_sub(styles, at, styles.n), STR("<protection locked=\"0\"/>"));
        at += found + 1;
        open += at < styles.n;
    }
    assert_int_equal(open, 2);
}

static void a_short_list_lies_in_the_cell_and_a_long_one_in_a_hidden_sheet(void **state)
{
    struct kit *kit = *state;
    struct str few[] = {STR("是"), STR("否")}, comma[] = {STR("甲,乙"), STR("丙")}, many[60];
    for (size_t i = 0; i < COUNT_OF(many); i++)
        many[i] = arena_printf(kit->arena, "单位 %zu 号", i);
    struct sheet_column column[] = {{.choice = few, .choices = 2},
                                    {.choice = comma, .choices = 2},
                                    {.choice = many, .choices = 60},
                                    {.choice = many, .choices = 60, .is_text = true}};
    struct sheet_cell cell[8] = {0};
    struct sheet s = {
        .name = STR("填报"), .column = column, .cell = cell, .cols = 4, .rows = 2, .head_rows = 1};
    struct str book = written(kit, &s, 1), sheet = part(kit, book, SHEET1),
               lists = part(kit, book, "xl/worksheets/sheet2.xml");
    assert_true(has(sheet, "<formula1>\"是,否\"</formula1>"));
    assert_true(has(sheet, "<formula1>'_lists'!$A$1:$A$2</formula1>"));
    assert_true(has(sheet, "<formula1>'_lists'!$B$1:$B$60</formula1>"));
    assert_false(has(sheet, "'_lists'!$C$")); /* the same list once */
    assert_true(has(sheet, "sqref=\"A2:A"));
    assert_true(has(lists, "r=\"B60\"") &&
                has(part(kit, book, "xl/workbook.xml"), "name=\"_lists\" sheetId=\"2\" state=\"hidden\""));
    assert_true(has(part(kit, book, "xl/styles.xml"), "formatCode=\"@\"")); /* @ */
}

static void a_list_of_hanzi_that_fills_the_library_s_bytes_goes_into_the_hidden_sheet(void **state)
{
    struct kit *kit = *state;
    struct str choice[20]; /* 180 characters, 540 bytes */
    for (size_t i = 0; i < COUNT_OF(choice); i++)
        choice[i] = STR("八个汉字的单位名称");
    struct sheet_column column = {.choice = choice, .choices = COUNT_OF(choice)};
    struct sheet_cell cell = {.text = STR("头"), .look = LOOK_HEAD};
    struct sheet s = {
        .name = STR("表"), .column = &column, .cell = &cell, .cols = 1, .rows = 1, .head_rows = 1};
    assert_true(has(part(kit, written(kit, &s, 1), SHEET1), "<formula1>'_lists'!$A$1:$A$20</formula1>"));
}

static void a_sheet_of_ones_own_named_lists_is_not_the_hidden_one(void **state)
{
    struct kit *kit = *state;
    struct str comma[] = {STR("甲,乙")};
    struct sheet_column column = {.choice = comma, .choices = 1};
    struct sheet_cell cell = {.text = STR("x")};
    struct sheet s = {.name = STR("_LISTS"), .column = &column, .cell = &cell, .cols = 1, .rows = 1};
    struct str book = part(kit, written(kit, &s, 1), "xl/workbook.xml");
    assert_true(has(book, "name=\"_LISTS (2)\"") && has(book, "name=\"_lists\""));
}

static void hidden_sheets_stay_hidden_and_the_first_visible_one_is_shown(void **state)
{
    struct kit *kit = *state;
    struct sheet_cell cell = {.text = STR("x")};
    struct sheet s[] = {{.name = STR("_meta"), .is_hidden = true, .cell = &cell, .cols = 1, .rows = 1},
                        {.name = STR("填报"), .cell = &cell, .cols = 1, .rows = 1}};
    struct str book = written(kit, s, 2);
    assert_true(has(part(kit, book, "xl/workbook.xml"), "name=\"_meta\" sheetId=\"1\" state=\"hidden\""));
    assert_true(has(part(kit, book, "xl/workbook.xml"), "activeTab=\"1\""));
    assert_false(has(part(kit, written(kit, s, 1), "xl/workbook.xml"), "state=\"hidden\""));
}

static void the_head_is_frozen_printed_on_every_page_and_filtered(void **state)
{
    struct kit *kit = *state;
    struct sheet_cell cell[] = {{.text = STR("题"), .look = LOOK_TITLE, .span = 2},
                                {0},
                                {.text = STR("甲"), .look = LOOK_HEAD},
                                {.text = STR("乙"), .look = LOOK_HEAD},
                                {.text = STR("1")},
                                {.text = STR("2")}};
    struct sheet s = {.name = STR("表"),
                      .cell = cell,
                      .cols = 2,
                      .rows = 3,
                      .head_rows = 2,
                      .frozen_cols = 1,
                      .has_filter = true,
                      .is_wide = true};
    struct str book = written(kit, &s, 1), sheet = part(kit, book, SHEET1);
    assert_true(has(sheet, "xSplit=\"1\" ySplit=\"2\"") && has(sheet, "<autoFilter ref=\"A2:B3\"/>"));
    assert_true(has(sheet, "paperSize=\"9\"") && has(sheet, "orientation=\"landscape\"") &&
                has(sheet, "fitToHeight=\"0\""));
    assert_true(has(part(kit, book, "xl/workbook.xml"), "$1:$2</definedName>"));
}

static void a_text_at_the_limit_of_a_cell_is_written_and_one_beyond_is_refused(void **state)
{
    struct kit *kit = *state;
    char *p = arena_alloc(kit->arena, 32769);
    memset(p, 'a', 32768);
    struct sheet_cell cell = {.text = str_of(p, 32767)};
    assert_true(one_cell(kit, cell, SHEET1).n > 0);
    cell.text.n = 32768;
    struct sheet s = {.name = STR("表"), .cell = &cell, .cols = 1, .rows = 1};
    struct err err = {0};
    CLEANUP(buf_release) struct buf b = {0};
    assert_int_equal(sheets_write(&s, 1, &b, &err), RC_TOO_LARGE);
    assert_string_equal(err.text, "sheet.text_too_long");
    s = (struct sheet){.name = STR("表"), .cell = &cell, .cols = 1, .rows = 1048577};
    assert_int_equal(sheets_write(&s, 1, &b, &err), RC_TOO_LARGE);
    assert_string_equal(err.text, "sheet.too_large");
    assert_int_equal(b.n, 0);
}

static void a_comment_is_as_high_as_its_text(void **state)
{
    struct kit *kit = *state;
    struct sheet_cell cell = {.text = STR("x"), .comment = STR("短")};
    assert_true(has(one_cell(kit, cell, "xl/drawings/vmlDrawing1.vml"), "height:22.5pt"));
    cell.comment = STR("这是一段比较长的口径说明，要写满好几行才放得下，所以批注框应当更高。\n第二段。");
    assert_true(has(one_cell(kit, cell, "xl/drawings/vmlDrawing1.vml"), "height:49.5pt"));
}

/* ---- when the machine gives no room ---- */

/* The library forgets a few names when it cannot close its archive. */
#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#define LEAKS_OF_THE_LIBRARY(on) ((on) ? __lsan_enable() : __lsan_disable())
#else
#define LEAKS_OF_THE_LIBRARY(on) ((void)(on))
#endif

static struct sheet big_sheet(struct kit *kit)
{
    size_t rows = 4000, cols = 5;
    struct sheet_cell *cell = ARENA_ARRAY(kit->arena, struct sheet_cell, rows * cols);
    for (size_t i = 0; i < rows * cols; i++)
        cell[i] = (struct sheet_cell){.text = arena_printf(kit->arena, "单元格 %zu", i)};
    return (struct sheet){.name = STR("大"), .cell = cell, .cols = cols, .rows = rows};
}

static void a_disk_that_is_full_is_an_error_and_not_half_a_workbook(void **state)
{
    struct kit *kit = *state;
    struct sheet s = big_sheet(kit);
    struct rlimit was, now;
    struct str whole = written(kit, &s, 1);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
    assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    int refused = 0;
    for (size_t room = 4096; room < 4000000; room = room * 3 / 2) {
        struct err err = {0};
        CLEANUP(buf_release) struct buf b = {0};
        now = (struct rlimit){room, was.rlim_max};
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &now), 0);
        LEAKS_OF_THE_LIBRARY(false);
        enum rc rc = sheets_write(&s, 1, &b, &err);
        LEAKS_OF_THE_LIBRARY(true);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
        if (rc == RC_OK) {
            assert_true(str_eq(buf_str(&b), whole));
            continue;
        }
        assert_int_equal(rc, RC_IO);
        assert_string_equal(err.text, "sheet.cannot_write");
        assert_int_equal(b.n, 0);
        refused++;
    }
    assert_true(refused > 5);
}

static void without_a_file_to_write_to_there_is_an_error(void **state)
{
    struct kit *kit = *state;
    struct sheet_cell cell = {.text = STR("x")};
    struct sheet s = {.name = STR("表"), .cell = &cell, .cols = 1, .rows = 1};
    struct rlimit was;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &was), 0);
    int next = dup(0);
    assert_int_equal(close(next), 0);
    for (int more = 0; more < 2; more++) { /* not even one in memory; none for the library */
        struct err err = {0};
        CLEANUP(buf_release) struct buf b = {0};
        struct rlimit few = {(rlim_t)(next + more), was.rlim_max};
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
        LEAKS_OF_THE_LIBRARY(false);
        enum rc rc = sheets_write(&s, 1, &b, &err);
        LEAKS_OF_THE_LIBRARY(true);
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &was), 0);
        assert_int_equal(rc, RC_IO);
        assert_string_equal(err.text, "sheet.cannot_write");
    }
    assert_true(written(kit, &s, 1).n > 0);
}

static void *write_some(void *ctx)
{
    const struct sheet *s = ctx;
    for (int i = 0; i < 5; i++) {
        struct buf b = {0};
        struct err err = {0};
        if (sheets_write(s, 1, &b, &err) != RC_OK || b.n < 1000)
            return NULL;
        buf_release(&b);
    }
    return ctx;
}

static void several_threads_write_at_once(void **state)
{
    struct kit *kit = *state;
    struct sheet s = big_sheet(kit);
    s.rows = 200;
    pthread_t thread[4];
    for (size_t i = 0; i < COUNT_OF(thread); i++)
        assert_int_equal(pthread_create(&thread[i], NULL, write_some, &s), 0);
    for (size_t i = 0; i < COUNT_OF(thread); i++) {
        void *said = NULL;
        assert_int_equal(pthread_join(thread[i], &said), 0);
        assert_non_null(said);
    }
}

static void a_head_of_several_lines_has_their_height(void **state)
{
    struct kit *kit = *state;
    static const struct sheet_column column[] = {{.width_chars = 15}, {.width_chars = 30}};
    struct sheet_cell cell[] = {{.text = STR("重点项目计划投资（万元）"), .look = LOOK_HEAD},
                                {.text = STR("一网通办率（%）"), .look = LOOK_HEAD}};
    struct sheet s = {
        .name = STR("表"), .column = column, .cell = cell, .cols = 2, .rows = 1, .head_rows = 1};
    assert_true(has(part(kit, written(kit, &s, 1), SHEET1), "ht=\"32\" customHeight=\"1\""));
    cell[0].text = STR("单位");
    assert_false(has(part(kit, written(kit, &s, 1), SHEET1), "customHeight"));
    s.head_rows = 0; /* what is wrong with a row below the head */
    cell[1] = (struct sheet_cell){.text = STR("B3：没有叫“市财证局”的单位。您是不是指“市财政局”？"),
                                  .look = LOOK_BAD};
    assert_true(has(part(kit, written(kit, &s, 1), SHEET1), "ht=\"32\" customHeight=\"1\""));
}

static void a_sheet_too_wide_to_be_read_on_one_page_prints_on_several(void **state)
{
    struct kit *kit = *state;
    struct sheet_cell cell[54] = {0};
    struct sheet s = {.name = STR("表"),
                      .is_wide = true,
                      .cell = cell,
                      .cols = 26,
                      .rows = 1,
                      .head_rows = 1,
                      .frozen_cols = 2};
    struct str bytes = written(kit, &s, 1);
    assert_true(has(part(kit, bytes, SHEET1), "fitToHeight=\"0\""));
    assert_false(has(part(kit, bytes, SHEET1), "fitToWidth"));
    s.cols = 54;
    bytes = written(kit, &s, 1);
    assert_true(has(part(kit, bytes, SHEET1), "fitToWidth=\"3\""));
    assert_true(has(part(kit, bytes, "xl/workbook.xml"), "$A:$B,"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(a_text_that_looks_like_a_formula_is_a_text),
        KIT_TEST(a_number_is_written_with_its_digits),
        KIT_TEST(a_number_of_sixteen_digits_is_a_text),
        KIT_TEST(the_same_description_gives_the_same_bytes),
        KIT_TEST(every_look_and_kind_of_number_can_be_written),
        KIT_TEST(an_empty_cell_keeps_its_look_and_a_plain_row_between_has_no_lines),
        KIT_TEST(names_of_sheets_become_lawful_and_unique),
        KIT_TEST(what_xml_cannot_hold_and_what_looks_like_an_escape_come_back_as_text),
        KIT_TEST(what_is_written_is_what_table_read_reads),
        KIT_TEST(a_head_of_two_rows_is_merged_both_ways_and_nothing_overlaps),
        KIT_TEST(only_the_open_cells_of_a_locked_sheet_can_be_filled_in),
        KIT_TEST(a_short_list_lies_in_the_cell_and_a_long_one_in_a_hidden_sheet),
        KIT_TEST(a_list_of_hanzi_that_fills_the_library_s_bytes_goes_into_the_hidden_sheet),
        KIT_TEST(a_sheet_of_ones_own_named_lists_is_not_the_hidden_one),
        KIT_TEST(hidden_sheets_stay_hidden_and_the_first_visible_one_is_shown),
        KIT_TEST(the_head_is_frozen_printed_on_every_page_and_filtered),
        KIT_TEST(a_text_at_the_limit_of_a_cell_is_written_and_one_beyond_is_refused),
        KIT_TEST(a_comment_is_as_high_as_its_text),
        KIT_TEST(a_disk_that_is_full_is_an_error_and_not_half_a_workbook),
        KIT_TEST(without_a_file_to_write_to_there_is_an_error),
        KIT_TEST(a_head_of_several_lines_has_their_height),
        KIT_TEST(a_sheet_too_wide_to_be_read_on_one_page_prints_on_several),
        KIT_TEST(several_threads_write_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
