#include "kit.h"

#include "table/cell.h"

struct number_case {
    const char *cell, *unit;
    int digits;
    enum cell_number result;
    int64_t value;
};

static void assert_number(struct arena *a, const struct number_case *c)
{
    int64_t v = -1;
    enum cell_number got = cell_number(a, cell_plain(a, str_c(c->cell)), str_c(c->unit), c->digits, &v);
    if (got != c->result || (got == CELL_OK && v != c->value))
        fail_msg("\"%s\" of unit \"%s\": %d %lld", c->cell, c->unit, (int)got, (long long)v);
    if (got != CELL_OK)
        assert_int_equal(v, -1);
}

static void numbers_are_read_as_people_write_them(void **state)
{
    static const struct number_case CASE[] = {
        {"12", "", 0, CELL_OK, 12},
        {" 12.50 ", "", 2, CELL_OK, 1250},
        {"－１２．５", "", 1, CELL_OK, -125},
        {"−3", "", 0, CELL_OK, -3},
        {"+7", "", 0, CELL_OK, 7},
        {"1,234", "", 0, CELL_OK, 1234},
        {"１，２３４，５６７．８", "", 1, CELL_OK, 12345678},
        {"-1,234", "", 0, CELL_OK, -1234},
        {"1 234", "", 0, CELL_OK, 1234},
        {"1.500", "", 1, CELL_OK, 15},
        {"85%", "%", 2, CELL_OK, 8500},
        {"85％", "%", 0, CELL_OK, 85},
        {"85", "%", 0, CELL_OK, 85},
        {"35件", "件", 0, CELL_OK, 35},
        {"1.2亿", "万元", 0, CELL_OK, 12000},
        {"1.2亿元", "万元", 0, CELL_OK, 12000},
        {"1.2亿元", "亿元", 1, CELL_OK, 12},
        {"3万", "件", 0, CELL_OK, 30000},
        {"3万件", "件", 0, CELL_OK, 30000},
        {"3万", "", 0, CELL_OK, 30000},
        {"4100万元", "万元", 0, CELL_OK, 4100},
        {"4100万", "亿元", 2, CELL_OK, 41},
        {"50000元", "万元", 0, CELL_OK, 5},
        {"-0.00012亿", "", 0, CELL_OK, -12000},
        {"2万亿元", "亿元", 0, CELL_OK, 20000},
        {"7.1E-05", "", 6, CELL_OK, 71},
        {"-2.5e-3", "", 4, CELL_OK, -25},
        {"4.0714E+01", "", 3, CELL_OK, 40714},
        {"-1.25e+02", "", 0, CELL_OK, -125},
    };
    struct kit *kit = *state;
    for (size_t i = 0; i < COUNT_OF(CASE); i++)
        assert_number(kit->arena, &CASE[i]);
}

static void more_decimals_are_rounded_half_up_where_a_measure_says_so(void **state)
{
    static const struct number_case CASE[] = {
        {"40.71479783021047", "", 12, CELL_OK, INT64_C(40714797830210)},
        {"0.125", "", 2, CELL_OK, 13},
        {"-0.125", "", 2, CELL_OK, -13},
        {"0.1249", "", 2, CELL_OK, 12},
        {"99.9999999999999", "", 12, CELL_OK, INT64_C(100000000000000)},
        {"1.5E-02", "", 2, CELL_OK, 2},
        {"7", "", 2, CELL_OK, 700},
        {"1.2.3", "", 0, CELL_NOT_A_NUMBER, 0},
        {"1.00x", "", 0, CELL_OTHER_UNIT, 0},
        {"9223372.0368547758079", "", 12, CELL_TOO_LARGE, 0},
    };
    struct kit *kit = *state;
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        const struct number_case *c = &CASE[i];
        int64_t v = -1;
        enum cell_number got =
            cell_number_round(kit->arena, cell_plain(kit->arena, str_c(c->cell)), STR(""), c->digits, &v);
        if (got != c->result || (got == CELL_OK && v != c->value))
            fail_msg("\"%s\": %d %lld", c->cell, (int)got, (long long)v);
    }
}

static void what_is_no_number_is_told_apart(void **state)
{
    static const struct number_case CASE[] = {
        {"", "", 0, CELL_EMPTY, 0},
        {" ", "", 0, CELL_EMPTY, 0},
        {"约30", "", 0, CELL_NOT_A_NUMBER, 0},
        {"1,23", "", 0, CELL_NOT_A_NUMBER, 0},
        {"12,345,67", "", 0, CELL_NOT_A_NUMBER, 0},
        {"1234,567", "", 0, CELL_NOT_A_NUMBER, 0},
        {",5", "", 0, CELL_NOT_A_NUMBER, 0},
        {"1.2.3", "", 2, CELL_NOT_A_NUMBER, 0},
        {"2026-10", "", 0, CELL_NOT_A_NUMBER, 0},
        {"万", "", 0, CELL_NOT_A_NUMBER, 0},
        {"-亿元", "万元", 0, CELL_NOT_A_NUMBER, 0},
        {"1e5", "", 0, CELL_OTHER_UNIT, 0},
        {"1.2E+11", "万元", 0, CELL_LOST_DIGITS, 0},
        {"3E+05", "", 0, CELL_LOST_DIGITS, 0},
        {"85%", "件", 0, CELL_OTHER_UNIT, 0},
        {"3万", "%", 0, CELL_OTHER_UNIT, 0},
        {"35户", "件", 0, CELL_OTHER_UNIT, 0},
        {"35件，其中12件未办结", "件", 0, CELL_NOT_A_NUMBER, 0},
        {"1.25", "", 1, CELL_TOO_MANY_DIGITS, 0},
        {"1元", "万元", 3, CELL_TOO_MANY_DIGITS, 0},
        {"99999999999999999999", "", 0, CELL_TOO_LARGE, 0},
        {"99999999999万亿", "", 0, CELL_TOO_LARGE, 0},
    };
    struct kit *kit = *state;
    for (size_t i = 0; i < COUNT_OF(CASE); i++)
        assert_number(kit->arena, &CASE[i]);
}

static void marks_of_missing_values_are_known(void **state)
{
    static const char *const MARK[] = {"/",  "／",   "－", "-",  "—",   "——",
                                       "无", " 无 ", "空", "缺", "N/A", "NA"};
    struct kit *kit = *state;
    for (size_t i = 0; i < COUNT_OF(MARK); i++)
        assert_true(cell_is_missing(cell_plain(kit->arena, str_c(MARK[i]))));
    assert_false(cell_is_missing(STR("")));
    assert_false(cell_is_missing(STR("0")));
    assert_false(cell_is_missing(STR("无数据上报")));
}

static void a_plain_form_is_never_longer_than_its_cell(void **state)
{
    struct kit *kit = *state;
    static const char BYTES[] = "2025-01-01\xff\xfe\xc3";
    struct str plain = cell_plain(kit->arena, str_c(BYTES));
    assert_true(str_eq(plain, str_c(BYTES)));
    plain = cell_plain(kit->arena, STR("２０２５—１ Ａ国"));
    assert_true(str_eq(plain, STR("2025-1A国")));
}

static void a_fraction_becomes_per_cent_without_loss(void **state)
{
    static const char *const CASE[][2] = {{"0.85", "85"},
                                          {"1", "100"},
                                          {"-0.05", "-5"},
                                          {".5", "50"},
                                          {"0.123456789012345", "12.3456789012345"},
                                          {"+0.007", "0.7"}};
    static const char *const NONE[] = {"0", "1.01", "85%", "-1.5", "x", "", "0.0"};
    struct kit *kit = *state;
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        assert_true(cell_may_be_fraction(kit->arena, str_c(CASE[i][0])));
        assert_str(cell_hundredfold(kit->arena, str_c(CASE[i][0])), CASE[i][1]);
    }
    for (size_t i = 0; i < COUNT_OF(NONE); i++)
        assert_false(cell_may_be_fraction(kit->arena, str_c(NONE[i])));
}

static void periods_are_read_in_their_many_forms(void **state)
{
    static const struct {
        const char *cell, *period;
    } CASE[] = {
        {"2026-10", "2026-10"},
        {"2026/10", "2026-10"},
        {"2026.10", "2026-10"},
        {"2026-1", "2026-01"},
        {"202610", "2026-10"},
        {"２０２６年１０月", "2026-10"},
        {"2026年10月份", "2026-10"},
        {"2026年 1 月", "2026-01"},
        {"10月", "2026-10"},
        {"十月", "2026-10"},
        {"十二月份", "2026-12"},
        {"2026-10-31", "2026-10"},
        {"2026-10-31 17:30", "2026-10"},
        {"46346", "2026-11"},
        {"2026年10月31日", "2026-10"},
        {"2026.10.5", "2026-10"},
        {"20261031", "2026-10"},
        {"Oct-26", "2026-10"},
        {"2025年12月", "2025-12"},
        {"2026Q3", "2026Q3"},
        {"2026-Q3", "2026Q3"},
        {"2026q3", "2026Q3"},
        {"Q3", "2026Q3"},
        {"三季度", "2026Q3"},
        {"第三季度", "2026Q3"},
        {"第3季度", "2026Q3"},
        {"2026年3季度", "2026Q3"},
        {"2026年第三季度", "2026Q3"},
        {"上半年", "2026H1"},
        {"2026年下半年", "2026H2"},
        {"2026H2", "2026H2"},
        {"2026", "2026"},
        {"2026年", "2026"},
        {"2026年度", "2026"},
        {"全年", "2026"},
    };
    struct kit *kit = *state;
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        struct str got = {0};
        if (!cell_period(kit->arena, cell_plain(kit->arena, str_c(CASE[i].cell)), 2026, &got))
            fail_msg("%s", CASE[i].cell);
        if (!str_eq(got, str_c(CASE[i].period)))
            fail_msg("%s → %.*s", CASE[i].cell, STR_ARG(got));
    }
}

static void what_is_no_period_is_refused(void **state)
{
    static const char *const CASE[] = {"",       "10",     "2026-13", "2026-",  "202613", "2026-10-32",
                                       "十三月", "2026Q5", "五季度",  "第10月", "本月",   "2026-02-30",
                                       "三季",   "Okt-26", "0000",    "上半",   "3.5"};
    struct kit *kit = *state;
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        struct str got = STR("untouched");
        if (cell_period(kit->arena, cell_plain(kit->arena, str_c(CASE[i])), 2026, &got))
            fail_msg("%s → %.*s", CASE[i], STR_ARG(got));
    }
}

static void days_are_read_in_five_forms_and_as_serials(void **state)
{
    static const struct {
        const char *cell;
        int64_t day;
    } CASE[] = {
        {"2026-11-20", 20261120},
        {"2026/11/20", 20261120},
        {"2026.11.20", 20261120},
        {"2026年11月20日", 20261120},
        {"20261120", 20261120},
        {"11月20日", 20261120},
        {"11.20", 20261120},
        {"１１／２０", 20261120},
        {"2026-1-5", 20260105},
        {"46346", 20261120},
        {"36526", 20000101},
        {"73050", 20991231},
        {"46081", 20260228},
        {"46082", 20260301},
        {"2026-11-20 17:30:59", 20261120},
        {"2026-02-30", 0},
        {"2026-11", 0},
        {"2026", 0},
        {"36525", 0},
        {"73051", 0},
        {"13月1日", 0},
        {"11月", 0},
        {"2026-11-20x", 0},
        {"2026-11-20 17", 0},
        {"", 0},
        {"明天", 0},
        {"123-1", 0},
    };
    struct kit *kit = *state;
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        int64_t day = 0;
        bool is_day = cell_day(cell_plain(kit->arena, str_c(CASE[i].cell)), 2026, &day);
        if (is_day != (CASE[i].day != 0) || (is_day && day != CASE[i].day))
            fail_msg("%s → %d %lld", CASE[i].cell, is_day, (long long)day);
    }
}

static void the_nearest_name_is_the_one_that_was_meant(void **state)
{
    static const struct cell_name NAME[] = {
        {STR_INIT("云澜市住房和城乡建设局"), 0},
        {STR_INIT("市住建局"), 0},
        {STR_INIT("云澜市财政局"), 1},
        {STR_INIT("市财政局"), 1},
        {STR_INIT("市民政局"), 2},
        {STR_INIT("市文旅广体局"), 3},
    };
    static const struct {
        struct str cell;
        int index;
    } CASE[] = {
        {STR_INIT("住房城乡建设局"), 0},     {STR_INIT("市住建"), 0}, {STR_INIT("市住建委"), 0},
        {STR_INIT("市财政厅"), 1},           {STR_INIT("财政局"), 1}, {STR_INIT("市文旅体局"), 3},
        {STR_INIT("云澜市财政局国库处"), 1}, {STR_INIT("银行"), -1},  {STR_INIT("海关总署"), -1},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASE); i++)
        if (cell_nearest(NAME, COUNT_OF(NAME), CASE[i].cell) != CASE[i].index)
            fail_msg("%s → %d", CASE[i].cell.p, cell_nearest(NAME, COUNT_OF(NAME), CASE[i].cell));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(numbers_are_read_as_people_write_them),
        KIT_TEST(what_is_no_number_is_told_apart),
        KIT_TEST(more_decimals_are_rounded_half_up_where_a_measure_says_so),
        KIT_TEST(marks_of_missing_values_are_known),
        KIT_TEST(a_plain_form_is_never_longer_than_its_cell),
        KIT_TEST(a_fraction_becomes_per_cent_without_loss),
        KIT_TEST(periods_are_read_in_their_many_forms),
        KIT_TEST(what_is_no_period_is_refused),
        KIT_TEST(days_are_read_in_five_forms_and_as_serials),
        KIT_TEST(the_nearest_name_is_the_one_that_was_meant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
