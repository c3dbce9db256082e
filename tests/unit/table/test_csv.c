#include "kit.h"

#include "table/csv.h"

static void assert_written(struct str cell, const char *expected)
{
    CLEANUP(buf_release) struct buf b = {0};
    struct csv w = csv_to(&b, false);
    csv_cell(&w, cell);
    assert_str(buf_str(&b), expected);
}

static void what_a_spreadsheet_takes_for_a_formula_is_defused(void **state)
{
    (void)state;
    assert_written(STR("=1+1"), "'=1+1");
    assert_written(STR("+cmd|' /C calc'!A0"), "'+cmd|' /C calc'!A0");
    assert_written(STR("-2+3"), "'-2+3");
    assert_written(STR("@SUM(A1)"), "'@SUM(A1)");
    assert_written(STR("\t=1"), "\"'\t=1\"");
    assert_written(STR("\r=1"), "\"'\r=1\"");
    assert_written(STR("=\"a\",b"), "\"'=\"\"a\"\",b\"");
}

static void numbers_stay_numbers(void **state)
{
    (void)state;
    assert_written(STR("-5"), "-5");
    assert_written(STR("+1.50"), "+1.50");
    assert_written(STR("88.5"), "88.5");
    assert_written(STR("-"), "'-");
    assert_written(STR("-1."), "'-1.");
    assert_written(STR("-.5"), "'-.5");
    assert_written(STR("-1.2.3"), "'-1.2.3");
}

static void what_is_written_reads_back_the_same(void **state)
{
    struct kit *kit = *state;
    const struct str cell[] = {STR("a;b"), STR("say \"yes\""), STR("two\r\nlines"),
                               STR(" x "), STR("云澜市"),      STR("7")};
    CLEANUP(buf_release) struct buf b = {0};
    struct csv w = csv_to(&b, true);
    for (int row = 0; row < 2; row++) {
        for (size_t i = 0; i < COUNT_OF(cell); i++)
            csv_cell(&w, cell[i]);
        csv_end(&w);
    }
    assert_true(str_starts(buf_str(&b), STR("\xEF\xBB\xBF"
                                            "\"a;b\"")));
    struct table t;
    assert_int_equal(table_read(kit->arena, buf_str(&b), &t, &kit->problems), RC_OK);
    assert_int_equal(t.cols, COUNT_OF(cell));
    for (size_t i = 0; i < COUNT_OF(cell); i++)
        assert_true(str_eq(t.row[0].cell[i], cell[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(what_a_spreadsheet_takes_for_a_formula_is_defused),
        KIT_TEST(numbers_stay_numbers),
        KIT_TEST(what_is_written_reads_back_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
