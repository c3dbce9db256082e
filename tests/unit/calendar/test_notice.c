#include "kit.h"

#include "calendar/days.h"
#include "text/text.h"

static const struct notice_wish NO_WISH;

static enum rc read_as(struct kit *kit, struct str text, const struct notice_wish *wish, struct notices *ret,
                       enum notice_form expected)
{
    enum notice_form form = NOTICE_FORM_OWN;
    problems_clear(&kit->problems);
    enum rc rc = notices_read(kit->arena, text, wish, ret, &form, &kit->problems);
    assert_int_equal(form, expected);
    return rc;
}

static enum rc read_own(struct kit *kit, const char *text, struct notices *ret)
{
    return read_as(kit, str_c(text), &NO_WISH, ret, NOTICE_FORM_OWN);
}

static struct str written(struct kit *kit, const struct notice *n)
{
    CLEANUP(buf_release) struct buf out = {0};
    notice_write(&out, n);
    return arena_str(kit->arena, buf_str(&out));
}

static void assert_day(const struct notice *n, size_t at, int64_t day, enum day_says says, const char *name)
{
    assert_true(at < n->days);
    assert_int_equal(n->day[at].day, day);
    assert_int_equal(n->day[at].says, says);
    assert_str(n->day[at].name, name);
}

#define HEAD "notice 甲〔2026〕1号\npublished 2025-11-04\nyear 2026\n"

static void a_notice_in_its_own_form_is_read_with_all_it_says(void **state)
{
    struct kit *kit = *state;
    struct notices n;
    assert_int_equal(read_own(kit,
                              "\xEF\xBB\xBF# 说明\r\n"
                              "notice 桂政发〔2026〕1号\r\n"
                              "title　 关于“三月三”的通知\r\n"
                              "published 2026-02-03\r\n"
                              "year   2026            # 定这一年\r\n"
                              "scope  广西壮族自治区  # 只在广西\r\n"
                              "source https://example.cn/a#b\r\n"
                              "work   2026-04-25 “三月三”\r\n"
                              "off    2026-04-18..2026-04-21 “三月三” 假期\r\n"
                              "morning-off 2026-03-09\r\n"
                              "afternoon-off 2026-03-08 妇女节\r\n",
                              &n),
                     RC_OK);
    assert_int_equal(kit->problems.n, 0);
    assert_int_equal(n.n, 1);
    const struct notice *one = &n.notice[0];
    assert_str(one->number, "桂政发〔2026〕1号");
    assert_str(one->title, "关于“三月三”的通知");
    assert_str(one->scope, "广西壮族自治区");
    assert_str(one->source, "https://example.cn/a#b");
    assert_int_equal(one->published_day, 20260203);
    assert_int_equal(one->year, 2026);
    assert_int_equal(one->days, 7);
    assert_day(one, 0, 20260308, SAYS_AFTERNOON_OFF, "妇女节");
    assert_day(one, 1, 20260309, SAYS_MORNING_OFF, "");
    assert_day(one, 2, 20260418, SAYS_OFF, "“三月三” 假期");
    assert_day(one, 5, 20260421, SAYS_OFF, "“三月三” 假期");
    assert_day(one, 6, 20260425, SAYS_WORK, "“三月三”");
}

static void each_fault_of_the_own_form_is_said_where_it_stands(void **state)
{
    struct kit *kit = *state;
    static const struct {
        const char *text, *problem;
        int line, column;
    } fault[] = {
        {HEAD "offf 2026-10-01", "calendar.notice_word", 4, 1},
        {"title x\n" HEAD "off 2026-10-01", "calendar.notice_first", 1, 1},
        {HEAD "off", "calendar.notice_no_value", 4, 1},
        {HEAD "title   # later\noff 2026-10-01", "calendar.notice_no_value", 4, 1},
        {HEAD "year 2026\noff 2026-10-01", "calendar.notice_twice", 4, 1},
        {HEAD "off 2026-02-29 春节", "calendar.notice_date", 4, 5},
        {HEAD "off 2026-10-01..2026-10-32 国庆节", "calendar.notice_date", 4, 17},
        {HEAD "off 1969-12-31", "calendar.notice_date", 4, 5},
        {HEAD "off 2100-01-01", "calendar.notice_date", 4, 5},
        {HEAD "off 20999999999999999999999", "calendar.notice_date", 4, 5}, /* overflowed when mended */
        {HEAD "off 2026-10-07..2026-10-01", "calendar.notice_range", 4, 5},
        {HEAD "off 2026-10-01..2026-10-03\nwork 2026-10-02", "calendar.notice_day_twice", 5, 6},
        {HEAD "off 2026-01-01..2027-02-05", "calendar.notice_days_max", 4, 5},
        {"notice a\npublished 2026-01-01\nyear 26\noff 2026-10-01", "calendar.notice_year", 3, 6},
        {"notice a\npublished 2026-01-01\nyear 2100\noff 2026-10-01", "calendar.notice_year", 3, 6},
        {"notice a\npublished 2026-1-1\nyear 2026\noff 2026-10-01", "calendar.notice_date", 2, 11},
        {"\nnotice\npublished 2026-01-01\nyear 2026\noff 2026-10-01", "calendar.notice_no_value", 2, 1},
        {"# x\nnotice a\nyear 2026\noff 2026-10-01", "calendar.notice_no_published", 2, 0},
        {"notice a\npublished 2026-01-01\noff 2026-10-01", "calendar.notice_no_year", 1, 0},
        {HEAD, "calendar.notice_no_days", 1, 0},
        {HEAD "off 2026-10-01 国\x7f庆", "calendar.notice_not_plain", 4, 16},
        {"notice a\x7f\npublished 2026-01-01\nyear 2026\noff 2026-10-01", "calendar.notice_not_plain", 1, 8},
        {HEAD "week mon-fri\noff 2026-10-01", "calendar.notice_word", 4, 1},
        {"", "calendar.notice_empty", 0, 0},
        {"# nothing\n\n", "calendar.notice_empty", 0, 0},
        {"notice a\xff", "calendar.notice_bytes", 1, 0},
        {"notice a\n\n\xff", "calendar.notice_bytes", 3, 0},
    };
    for (size_t i = 0; i < COUNT_OF(fault); i++) {
        struct notices n;
        assert_int_equal(read_own(kit, fault[i].text, &n), RC_INVALID);
        if (kit->problems.n != 1)
            fail_msg("%s: %zu problems, the second %s", fault[i].text, kit->problems.n,
                     kit->problems.n > 1 ? kit->problems.item[1].text : "none");
        assert_problem(kit, fault[i].problem, fault[i].line, fault[i].column);
    }
}

static void a_fault_does_not_hide_the_next(void **state)
{
    struct kit *kit = *state;
    struct notices n;
    assert_int_equal(read_own(kit,
                              "notice a\npublished yesterday\nyear 26\noff 2026-02-30\nnot 2026-02-01\n"
                              "notice b\nyear 2026\noff 2026-10-03..2026-10-01\n",
                              &n),
                     RC_INVALID);
    static const char *const expected[] = {"calendar.notice_date",  "calendar.notice_year",
                                           "calendar.notice_date",  "calendar.notice_word",
                                           "calendar.notice_range", "calendar.notice_no_published"};
    assert_int_equal(kit->problems.n, COUNT_OF(expected));
    for (size_t i = 0; i < COUNT_OF(expected); i++)
        assert_string_equal(kit->problems.item[i].text, expected[i]);
}

static void what_was_probably_meant_is_suggested(void **state)
{
    struct kit *kit = *state;
    static const struct {
        const char *line, *suggest;
    } slip[] = {
        {"of 2026-10-01", "off"},
        {"Wrok 2026-10-01", "work"},
        {"morning_off 2026-10-01", "morning-off"},
        {"pubished 2026-01-01", "published"},
        {"off 2026/10/1", "2026-10-01"},
        {"off 2026年10月1日", "2026-10-01"},
        {"off 20261001", "2026-10-01"},
        {"off 2026.10.01 国庆节", "2026-10-01"},
        {"off 2026-10-07..2026-10-01", "2026-10-01..2026-10-07"},
        {"off 2026-13-01", ""},
        {"something-else 1", ""},
    };
    for (size_t i = 0; i < COUNT_OF(slip); i++) {
        struct notices n;
        struct str text = arena_printf(kit->arena, HEAD "%s\n", slip[i].line);
        assert_int_equal(read_as(kit, text, NULL, &n, NOTICE_FORM_OWN), RC_INVALID);
        assert_str(kit->problems.item[0].suggest, slip[i].suggest);
    }
}

static void a_day_far_from_the_year_is_only_warned_of(void **state)
{
    struct kit *kit = *state;
    struct notices n;
    assert_int_equal(read_own(kit, HEAD "off 2062-10-01", &n), RC_OK);
    assert_problem(kit, "calendar.notice_other_year", 4, 0);
    assert_true(kit->problems.item[0].is_warning);
    assert_int_equal(read_own(kit, HEAD "off 2025-12-28..2025-12-31\noff 2027-01-01", &n), RC_OK);
    assert_int_equal(kit->problems.n, 0);
}

static void the_same_number_twice_is_remarked_and_both_are_given(void **state)
{
    struct kit *kit = *state;
    struct notices n;
    assert_int_equal(read_own(kit, HEAD "off 2026-10-01\n" HEAD "off 2026-10-02\n", &n), RC_OK);
    assert_problem(kit, "calendar.notice_number_twice", 5, 0);
    assert_true(kit->problems.item[0].is_remark);
    assert_int_equal(n.n, 2);
}

static void a_region_need_not_settle_a_year_and_a_nation_can_say_so(void **state)
{
    struct kit *kit = *state;
    struct notices n;
    assert_int_equal(read_own(kit, "notice a\npublished 2026-01-01\nscope 甲县\noff 2026-03-03\n", &n),
                     RC_OK);
    assert_int_equal(n.notice[0].year, 0);
    const char *text = "notice a\npublished 2026-01-01\nyear   none\noff    2026-03-03\n";
    assert_int_equal(read_own(kit, text, &n), RC_OK);
    assert_int_equal(n.notice[0].year, 0);
    assert_str(written(kit, &n.notice[0]), text);
}

static void what_is_written_is_canonical_and_reads_back(void **state)
{
    struct kit *kit = *state;
    struct notices n, back;
    static const char text[] = "notice #1 \\#2 \\\\#3\\#\n"
                               "published 2025-11-04\nyear 2026\n"
                               "off 2026-10-03 国庆节\noff 2026-10-01 国庆节\noff 2026-10-02 国庆节\n"
                               "off 2026-10-04\noff 2026-10-05 \\#\nwork 2026-10-10\n"
                               "off 2026-09-30 国庆节\nmorning-off 2026-10-11..2026-10-12\n";
    /* A '#' at the very beginning of the value is a remark: the number is missing. */
    assert_int_equal(read_own(kit, text, &n), RC_INVALID);
    assert_problem(kit, "calendar.notice_no_value", 1, 1);
    struct str fixed = arena_printf(kit->arena, "notice \\%s", text + 7);
    assert_int_equal(read_own(kit, fixed.p, &n), RC_OK);
    assert_str(n.notice[0].number, "#1 #2 \\#3\\#");
    struct str first = written(kit, &n.notice[0]);
    assert_str(first, "notice \\#1 \\#2 \\\\#3\\#\npublished 2025-11-04\nyear   2026\n"
                      "off    2026-09-30..2026-10-03 国庆节\noff    2026-10-04\noff    2026-10-05 \\#\n"
                      "work   2026-10-10\nmorning-off 2026-10-11..2026-10-12\n");
    assert_int_equal(read_own(kit, first.p, &back), RC_OK);
    assert_true(str_eq(written(kit, &back.notice[0]), first));
    assert_int_equal(back.notice[0].days, n.notice[0].days);
    for (size_t i = 0; i < n.notice[0].days; i++) {
        assert_int_equal(back.notice[0].day[i].day, n.notice[0].day[i].day);
        assert_int_equal(back.notice[0].day[i].says, n.notice[0].day[i].says);
        assert_true(str_eq(back.notice[0].day[i].name, n.notice[0].day[i].name));
    }
}

static void at_most_400_days_are_in_a_notice_and_2000_notices_in_a_file(void **state)
{
    struct kit *kit = *state;
    struct notices n;
    assert_int_equal(read_own(kit, HEAD "off 2026-01-01..2027-02-04", &n), RC_OK);
    assert_int_equal(n.notice[0].days, 400);
    CLEANUP(buf_release) struct buf text = {0};
    for (int i = 0; i < 2000; i++)
        buf_printf(&text, "notice %d\npublished 2025-11-04\nyear 2026\noff 2026-10-01\n", i);
    assert_int_equal(read_as(kit, buf_str(&text), NULL, &n, NOTICE_FORM_OWN), RC_OK);
    assert_int_equal(n.n, 2000);
    assert_str(n.notice[1999].number, "1999");
    buf_printf(&text, HEAD "off 2026-10-01\n");
    assert_int_equal(read_as(kit, buf_str(&text), NULL, &n, NOTICE_FORM_OWN), RC_INVALID);
    assert_problem(kit, "calendar.notice_too_many", 8001, 0);
}

static void a_file_that_is_far_too_large_is_not_read(void **state)
{
    struct kit *kit = *state;
    struct notices n;
    size_t most = 64 * NOTICE_TEXT_MAX;
    CLEANUP(buf_release) struct buf text = {0};
    buf_put(&text, STR(HEAD "off 2026-10-01\n"));
    while (text.n < most)
        buf_putc(&text, '\n');
    assert_int_equal(read_as(kit, buf_str(&text), NULL, &n, NOTICE_FORM_OWN), RC_OK);
    buf_putc(&text, '\n');
    assert_int_equal(read_as(kit, buf_str(&text), NULL, &n, NOTICE_FORM_OWN), RC_INVALID);
    assert_problem(kit, "calendar.notice_too_large", 0, 0);
}

/* JSON. */

static const struct notice_wish WISH = {.number = STR_INIT(" 国办发明电〔2025〕7号 "),
                                        .title = STR_INIT("关于2026年"),
                                        .source = STR_INIT("https://b.cn/"),
                                        .published_day = 20251104,
                                        .year = 2030};

static enum rc read_json(struct kit *kit, const char *text, const struct notice_wish *wish,
                         struct notices *ret)
{
    return read_as(kit, str_c(text), wish, ret, NOTICE_FORM_JSON);
}

static void json_of_holidays_is_read_and_the_wish_fills_in(void **state)
{
    struct kit *kit = *state;
    struct notices n;
    assert_int_equal(
        read_json(kit,
                  "\xEF\xBB\xBF{\"$schema\": \"x\", \"year\": 2026, \"papers\": [\"https://a.cn/1\", "
                  "\"https://a.cn/2\"], \"days\": [{\"name\": \"春节\", \"date\": \"2026-02-14\", "
                  "\"isOffDay\": false}, {\"name\": \"元旦\", \"date\": \"2026-01-01\", "
                  "\"isOffDay\": true}]}",
                  &WISH, &n),
        RC_OK);
    assert_int_equal(n.n, 1);
    assert_str(n.notice[0].number, "国办发明电〔2025〕7号");
    assert_str(n.notice[0].title, "关于2026年");
    assert_str(n.notice[0].source, "https://a.cn/1 https://a.cn/2");
    assert_int_equal(n.notice[0].published_day, 20251104);
    assert_int_equal(n.notice[0].year, 2026);
    assert_int_equal(n.notice[0].days, 2);
    assert_day(&n.notice[0], 0, 20260101, SAYS_OFF, "元旦");
    assert_day(&n.notice[0], 1, 20260214, SAYS_WORK, "春节");
}

static void json_without_number_and_day_asks_for_them(void **state)
{
    struct kit *kit = *state;
    struct notices n;
    assert_int_equal(read_json(kit, "{\"days\": [{\"date\": \"2026-01-01\", \"isOffDay\": true}]}", NULL, &n),
                     RC_INVALID);
    assert_int_equal(kit->problems.n, 3);
    assert_string_equal(kit->problems.item[0].text, "calendar.notice_no_number");
    assert_string_equal(kit->problems.item[1].text, "calendar.notice_no_published");
    assert_string_equal(kit->problems.item[2].text, "calendar.notice_no_year");
}

static void each_fault_of_json_is_said(void **state)
{
    struct kit *kit = *state;
    static const struct {
        const char *text, *problem;
        int line, column;
    } fault[] = {
        {"{\"days\": [\n{\"date\": }]}", "calendar.notice_json", 2, 10},
        {"{", "calendar.notice_json", 1, 1},
        {"[1]", "calendar.notice_json_days", 0, 0},
        {"{\"days\": {}}", "calendar.notice_json_days", 0, 0},
        {"{\"days\": [{\"date\": \"2026-01-01\"}]}", "calendar.notice_json_day", 0, 0},
        {"{\"days\": [{\"date\": 1, \"isOffDay\": true}]}", "calendar.notice_json_day", 0, 0},
        {"{\"days\": [{\"date\": \"2026-01-01\", \"isOffDay\": 1}]}", "calendar.notice_json_day", 0, 0},
        {"{\"days\": [{\"name\": 1, \"date\": \"2026-01-01\", \"isOffDay\": true}]}",
         "calendar.notice_json_day", 0, 0},
        {"{\"days\": [7]}", "calendar.notice_json_day", 0, 0},
        {"{\"days\":\n [{\"date\": \"2026-02-30\", \"isOffDay\": true}]}", "calendar.notice_date", 2, 13},
        {"{\"year\": \"2026\", \"days\": [{\"date\": \"2026-01-01\", \"isOffDay\": true}]}",
         "calendar.notice_year", 0, 0},
        {"{\"year\": 99, \"days\": [{\"date\": \"2026-01-01\", \"isOffDay\": true}]}", "calendar.notice_year",
         0, 0},
        {"{\"year\": 2027, \"papers\": [], \"days\": []}", "calendar.notice_no_days", 0, 0},
        {"{\"days\": [{\"name\": \"a\\nb\", \"date\": \"2026-01-01\", \"isOffDay\": true}]}",
         "calendar.notice_not_plain", 1, 37},
        {"{\"year\": 2026, \"days\": [{\"date\": \"2026-01-01\", \"isOffDay\": true},\n{\"date\": "
         "\"2026-01-01\", "
         "\"isOffDay\": true}]}",
         "calendar.notice_day_twice", 2, 11},
    };
    for (size_t i = 0; i < COUNT_OF(fault); i++) {
        struct notices n;
        assert_int_equal(read_json(kit, fault[i].text, &WISH, &n), RC_INVALID);
        if (kit->problems.n != 1 || kit->problems.item[0].column != fault[i].column)
            print_message("%s: %zu %s %d\n", fault[i].text, kit->problems.n, kit->problems.item[0].text,
                          kit->problems.item[0].column);
        assert_problem(kit, fault[i].problem, fault[i].line, fault[i].column);
    }
}

/* CSV. */

static enum rc read_csv(struct kit *kit, const char *text, const struct notice_wish *wish,
                        struct notices *ret)
{
    return read_as(kit, str_c(text), wish, ret, NOTICE_FORM_CSV);
}

static void a_table_of_days_is_read_whatever_the_order_of_its_columns(void **state)
{
    struct kit *kit = *state;
    struct notices n;
    assert_int_equal(read_csv(kit,
                              "\xEF\xBB\xBFName,Type,more,Date\r\n\"国庆节\",holiday,,2030-10-01\r\n\r\n"
                              "\"他说\"\"好\"\", 吧\",workday,x,\"2030-10-12\"\r\n",
                              &WISH, &n),
                     RC_OK);
    assert_int_equal(n.n, 1);
    assert_int_equal(n.notice[0].year, 2030);
    assert_str(n.notice[0].source, "https://b.cn/");
    assert_day(&n.notice[0], 0, 20301001, SAYS_OFF, "国庆节");
    assert_day(&n.notice[0], 1, 20301012, SAYS_WORK, "他说\"好\", 吧");
}

static void a_table_of_several_years_is_one_notice_for_each(void **state)
{
    struct kit *kit = *state;
    struct notices n;
    struct notice_wish wish = WISH;
    wish.year = 0;
    assert_int_equal(read_csv(kit,
                              "date,type,name\n2018-12-29,workday,元旦\n2018-10-01,holiday,国庆节\n"
                              "2019-01-01,holiday,元旦\n",
                              &wish, &n),
                     RC_OK);
    assert_int_equal(n.n, 2);
    assert_str(n.notice[0].number, "国办发明电〔2025〕7号（2019 年）");
    assert_int_equal(n.notice[0].days, 2);
    assert_int_equal(n.notice[0].year, 2019);
    assert_str(n.notice[1].number, "国办发明电〔2025〕7号（2018 年）");
    assert_int_equal(n.notice[1].days, 1);
    assert_int_equal(kit->problems.n, 0);
}

static void each_fault_of_a_table_is_said_where_it_stands(void **state)
{
    struct kit *kit = *state;
    static const struct {
        const char *text, *problem;
        int line, column;
    } fault[] = {
        {"date,name\n2026-01-01,元旦", "calendar.notice_csv_column", 1, 0},
        {"type,name\nholiday,元旦", "calendar.notice_csv_column", 1, 0},
        {"date,type,name\n2026-02-30,holiday,春节", "calendar.notice_date", 2, 1},
        {"date,type,name\n,holiday,春节", "calendar.notice_date", 2, 1},
        {"date,type,name\n2030-02-03,holday,春节", "calendar.notice_csv_type", 2, 12},
        {"date,type,name\n2030-02-03", "calendar.notice_csv_type", 2, 11},
        {"type,name,date\nholiday,春\x7f节,2030-02-03", "calendar.notice_not_plain", 2, 9},
        {"date,type\n2030-02-03,holiday\n2030-02-03,workday", "calendar.notice_day_twice", 3, 1},
        {"date,type\n", "calendar.notice_no_days", 0, 0},
    };
    for (size_t i = 0; i < COUNT_OF(fault); i++) {
        struct notices n;
        assert_int_equal(read_csv(kit, fault[i].text, &WISH, &n), RC_INVALID);
        assert_problem(kit, fault[i].problem, fault[i].line, fault[i].column);
    }
    struct notices n;
    assert_int_equal(read_csv(kit, fault[4].text, &WISH, &n), RC_INVALID);
    assert_str(kit->problems.item[0].suggest, "holiday");
}

static const struct notice_wish ANY_YEAR = {.number = STR_INIT("国办发明电〔2026〕9号"),
                                            .published_day = 20261110};

static void a_table_that_a_spreadsheet_saved_again_keeps_its_days_and_names(void **state)
{
    static const char *const table[] = {
        "日期,类型,名称\r\n2027/1/1,放假,元旦\r\n2027/2/14,上班,春节\r\n,,\r\n",
        "名称,日期,类型\n元旦,2027年1月1日,节假日\n春节,2027年2月14日,调休\n",
        "Date,Type,Name\n2027.1.1,休,元旦\n2027.2.14,补班,\"春节\"\n",
        "类型\t名称\t日期\nHOLIDAY\t元旦\t2027/01/01 0:00\n工作日\t春节\t20270214\n",
        "\xEF\xBB\xBF日期;类型;名称\n2027-1-1;放假;元旦\n2027-02-14;调休上班;春节\n",
    };
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        struct kit *kit = *state;
        struct notices n;
        if (read_csv(kit, table[i], &ANY_YEAR, &n) != RC_OK)
            fail_msg("%s: line %d: %s", table[i], kit->problems.item[0].line, kit->problems.item[0].text);
        assert_int_equal(kit->problems.n, 0);
        assert_int_equal(n.notice[0].days, 2);
        assert_day(&n.notice[0], 0, 20270101, SAYS_OFF, "元旦");
        assert_day(&n.notice[0], 1, 20270214, SAYS_WORK, "春节");
    }
}

static void an_exchanged_day_is_worked_at_the_weekend_and_off_on_another_day(void **state)
{
    struct kit *kit = *state;
    struct notices n;
    assert_int_equal(
        read_csv(kit, "日期,类型,名称\n2026-10-10,调休,国庆节\n2026-10-08,调休,国庆节\n", &ANY_YEAR, &n),
        RC_OK);
    assert_day(&n.notice[0], 0, 20261008, SAYS_OFF, "国庆节");
    assert_day(&n.notice[0], 1, 20261010, SAYS_WORK, "国庆节");
}

static void nothing_of_a_table_is_lost_without_a_word(void **state)
{
    struct kit *kit = *state;
    static const struct {
        const char *text, *problem;
        int line, column;
    } fault[] = {
        {"日期,类型,假日\n2027/1/1,放假,元旦", "calendar.notice_csv_head", 1, 7},
        {"日期,类型,名称,名称\n2027/1/1,放假,元旦,春节", "calendar.notice_csv_twice", 1, 10},
        {"日期,类型,名称\n2027/1/1,双休,元旦", "calendar.notice_csv_type", 2, 10},
        {"日期,类型,名称\n2027/2/30,放假,元旦", "calendar.notice_date", 2, 1},
        {"日期,类型,名称\n2027/1/1 8:30,放假,元旦", "calendar.notice_date", 2, 1},
        {"日期,类型,名称\n2027年1/1,放假,元旦", "calendar.notice_date", 2, 1},
        {"时间,类型,名称\n2027/1/1,放假,元旦", "calendar.notice_csv_column", 1, 0},
        {"日期,类型,名称\n2027/10/1,放假,国庆节,中秋节", "calendar.notice_csv_cell", 2, 18},
        {"日期,类型,名称,\n2027/10/1,放假,国庆节,中秋节", "calendar.notice_csv_cell", 2, 18},
    };
    for (size_t i = 0; i < COUNT_OF(fault); i++) {
        struct notices n;
        assert_int_equal(read_csv(kit, fault[i].text, &ANY_YEAR, &n), RC_INVALID);
        if (kit->problems.n == 2) /* the column that is missing, and the one that was written instead */
            assert_string_equal(kit->problems.item[1].text, "calendar.notice_csv_head");
        kit->problems.n = kit->problems.n == 2 ? 1 : kit->problems.n;
        if (kit->problems.n != 1 || kit->problems.item[0].column != fault[i].column)
            print_message("%s: %zu %s\n", fault[i].text, kit->problems.n, kit->problems.item[0].text);
        assert_problem(kit, fault[i].problem, fault[i].line, fault[i].column);
        assert_true(text_has(kit->problems.item[0].text) && text_has(kit->problems.item[0].hint));
    }
    struct notices n;
    assert_int_equal(read_csv(kit, "日期,星期,类型,名称\n2027/1/1,五,放假,元旦\n", &ANY_YEAR, &n), RC_OK);
    assert_problem(kit, "calendar.notice_csv_head", 1, 4);
    assert_true(kit->problems.item[0].is_warning);
}

static void a_sentence_with_a_comma_is_no_table(void **state)
{
    struct kit *kit = *state;
    struct notices n;
    static const char text[] = "国办发明电〔2024〕12号\n国务院办公厅关于2025年部分节假日安排的通知\n"
                               "各省、自治区, 各直辖市; 各部委:\n"
                               "一、元旦：1月1日（周三）放假1天,不调休。\n2024年11月12日\n";
    enum rc rc = read_as(kit, str_c(text), NULL, &n, NOTICE_FORM_TEXT);
    if (rc)
        fail_msg("line %d: %s", kit->problems.item[0].line, kit->problems.item[0].text);
    assert_day(&n.notice[0], 0, 20250101, SAYS_OFF, "元旦");
    /* On the first line too, where a table has its headings. */
    (void)read_as(kit, STR("国务院办公厅通知, 2025年; 各部委:\n1月1日放假1天, 不调休。\n"), NULL, &n,
                  NOTICE_FORM_TEXT);
}

static void a_table_of_too_many_years_is_refused_once(void **state)
{
    struct kit *kit = *state;
    struct notices n;
    struct notice_wish wish = WISH;
    wish.year = 0;
    CLEANUP(buf_release) struct buf text = {0};
    buf_put(&text, STR("date,type\n"));
    for (int year = 2001; year <= 2008; year++)
        buf_printf(&text, "%d-10-01,holiday\n", year);
    assert_int_equal(read_as(kit, buf_str(&text), &wish, &n, NOTICE_FORM_CSV), RC_OK);
    assert_int_equal(n.n, 8);
    buf_put(&text, STR("2009-10-01,holiday\n2010-10-01,holiday\n"));
    assert_int_equal(read_as(kit, buf_str(&text), &wish, &n, NOTICE_FORM_CSV), RC_INVALID);
    assert_problem(kit, "calendar.notice_csv_years", 10, 0);
}

static void a_pasted_notice_is_known_by_its_sentences(void **state)
{
    struct kit *kit = *state;
    struct notices n;
    assert_int_equal(read_as(kit,
                             STR("国办发明电〔2024〕12号\n国务院办公厅关于2025年部分节假日安排的通知\n"
                                 "一、元旦：1月1日（周三）放假1天，不调休。\n2024年11月12日\n"),
                             NULL, &n, NOTICE_FORM_TEXT),
                     RC_OK);
    assert_int_equal(n.n, 1);
    assert_str(n.notice[0].number, "国办发明电〔2024〕12号");
    assert_int_equal(n.notice[0].year, 2025);
    assert_int_equal(n.notice[0].published_day, 20241112);
    assert_day(&n.notice[0], 0, 20250101, SAYS_OFF, "元旦");
}

static void a_wish_that_cannot_stand_is_refused(void **state)
{
    struct kit *kit = *state;
    struct notices n;
    static const char text[] = "date,type\n2026-10-01,holiday\n";
    struct notice_wish wish = WISH;
    wish.published_day = 20251131;
    assert_int_equal(read_csv(kit, text, &wish, &n), RC_INVALID);
    assert_problem(kit, "calendar.notice_no_published", 0, 0);
    wish = WISH;
    wish.number = STR("a\nb");
    assert_int_equal(read_csv(kit, text, &wish, &n), RC_INVALID);
    assert_problem(kit, "calendar.notice_not_plain", 0, 0);
    wish = WISH;
    wish.year = 1969;
    assert_int_equal(read_csv(kit, text, &wish, &n), RC_INVALID);
    assert_problem(kit, "calendar.notice_no_year", 0, 0);
}

/* What ships. */

static void the_shipped_notices_are_one_document_each_and_read_without_a_word(void **state)
{
    struct kit *kit = *state;
    struct notices n;
    assert_int_equal(read_as(kit, notices_builtin(), NULL, &n, NOTICE_FORM_OWN), RC_OK);
    assert_int_equal(kit->problems.n, 0);
    assert_int_equal(n.n, 23);
    int year = 2006;
    for (size_t i = 0; i < n.n; i++) {
        const struct notice *one = &n.notice[i];
        assert_true(one->year == year || one->year == ++year);
        assert_true(str_starts(one->title, STR("国务院")));
        assert_true(str_find_str(one->number, STR("明电〔")) < one->number.n);
        assert_true(str_find_str(one->source, STR("gov.cn/")) < one->source.n);
        assert_int_equal(one->scope.n, 0);
        assert_true(i == 0 || one->published_day > n.notice[i - 1].published_day);
        struct notices back;
        struct str text = written(kit, one);
        assert_int_equal(read_as(kit, text, NULL, &back, NOTICE_FORM_OWN), RC_OK);
        assert_true(str_eq(written(kit, &back.notice[0]), text));
    }
    assert_int_equal(year, 2026);
}

static void the_fixtures_of_twenty_years_read_as_notices(void **state)
{
    struct kit *kit = *state;
    struct notice_wish wish = WISH;
    size_t off = 0, work = 0;
    for (int year = 2007; year <= 2026; year++) {
        struct str name = arena_printf(kit->arena, "calendar/state-council/%d.json", year);
        struct str bytes = kit_fixture(kit, name.p);
        struct notices n;
        assert_int_equal(read_as(kit, bytes, &wish, &n, NOTICE_FORM_JSON), RC_OK);
        assert_int_equal(n.notice[0].year, year);
        for (size_t i = 0; i < n.notice[0].days; i++)
            *(n.notice[0].day[i].says == SAYS_OFF ? &off : &work) += 1;
    }
    assert_int_equal(off, 545);
    assert_int_equal(work, 133);
    wish.year = 0;
    struct notices n;
    assert_int_equal(read_as(kit, kit_fixture(kit, "calendar/holidays.csv"), &wish, &n, NOTICE_FORM_CSV),
                     RC_OK);
    assert_int_equal(n.n, 3);
    assert_int_equal(n.notice[0].days + n.notice[1].days + n.notice[2].days, 108);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(a_notice_in_its_own_form_is_read_with_all_it_says),
        KIT_TEST(each_fault_of_the_own_form_is_said_where_it_stands),
        KIT_TEST(a_fault_does_not_hide_the_next),
        KIT_TEST(what_was_probably_meant_is_suggested),
        KIT_TEST(a_day_far_from_the_year_is_only_warned_of),
        KIT_TEST(the_same_number_twice_is_remarked_and_both_are_given),
        KIT_TEST(a_region_need_not_settle_a_year_and_a_nation_can_say_so),
        KIT_TEST(what_is_written_is_canonical_and_reads_back),
        KIT_TEST(at_most_400_days_are_in_a_notice_and_2000_notices_in_a_file),
        KIT_TEST(a_file_that_is_far_too_large_is_not_read),
        KIT_TEST(json_of_holidays_is_read_and_the_wish_fills_in),
        KIT_TEST(json_without_number_and_day_asks_for_them),
        KIT_TEST(each_fault_of_json_is_said),
        KIT_TEST(a_table_of_days_is_read_whatever_the_order_of_its_columns),
        KIT_TEST(a_table_of_several_years_is_one_notice_for_each),
        KIT_TEST(each_fault_of_a_table_is_said_where_it_stands),
        KIT_TEST(a_table_that_a_spreadsheet_saved_again_keeps_its_days_and_names),
        KIT_TEST(an_exchanged_day_is_worked_at_the_weekend_and_off_on_another_day),
        KIT_TEST(nothing_of_a_table_is_lost_without_a_word),
        KIT_TEST(a_sentence_with_a_comma_is_no_table),
        KIT_TEST(a_table_of_too_many_years_is_refused_once),
        KIT_TEST(a_pasted_notice_is_known_by_its_sentences),
        KIT_TEST(a_wish_that_cannot_stand_is_refused),
        KIT_TEST(the_shipped_notices_are_one_document_each_and_read_without_a_word),
        KIT_TEST(the_fixtures_of_twenty_years_read_as_notices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
