#include "kit.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(a_text_that_looks_like_a_formula_is_a_text),
        KIT_TEST(a_number_is_written_with_its_digits),
        KIT_TEST(a_number_of_sixteen_digits_is_a_text),
        KIT_TEST(the_same_description_gives_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
