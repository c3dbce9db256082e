#include "kit.h"

#include <jansson.h>

#include "calendar/notice_text.h"

#define ROOM 64

/* Days in a row as “2025-01-26+ 2025-01-28 …”: + worked, ^ morning off, v afternoon off. */
static struct str row_of(struct kit *kit, const struct notice_day *day, size_t n)
{
    static const char *const mark[] = {"", "+", "^", "v"};
    struct str row = STR("");
    for (size_t i = 0; i < n; i++)
        row = arena_printf(kit->arena, "%.*s%s%04d-%02d-%02d%s", STR_ARG(row), i ? " " : "",
                           (int)(day[i].day / 10000), (int)(day[i].day / 100 % 100), (int)(day[i].day % 100),
                           mark[day[i].says]);
    return row;
}

static struct str sentence(struct kit *kit, const char *text, int year)
{
    struct notice_day *day = ARENA_ARRAY(kit->arena, struct notice_day, ROOM);
    problems_clear(&kit->problems);
    size_t n = notice_sentence(str_c(text), year, STR(""), 7, day, ROOM, &kit->problems);
    return row_of(kit, day, n);
}

static void reads(struct kit *kit, const char *text, int year, const char *days)
{
    struct str row = sentence(kit, text, year);
    if (kit->problems.n)
        fail_msg("%s\n%s %.*s", text, kit->problems.item[0].text, STR_ARG(kit->problems.item[0].arg[0]));
    if (!str_eq(row, str_c(days)))
        fail_msg("%s\nread: %.*s\nis:   %s", text, STR_ARG(row), days);
}

/* Exactly one blocking problem, which is this one, at line 7 and the column, with a hint. */
static const struct problem *refuses(struct kit *kit, const char *text, int year, const char *key, int column)
{
    (void)sentence(kit, text, year);
    if (kit->problems.n != 1 || strcmp(kit->problems.item[0].text, key) != 0)
        fail_msg("%s\n%zu problems, first %s, wanted %s", text, kit->problems.n,
                 kit->problems.n ? kit->problems.item[0].text : "-", key);
    assert_problem(kit, key, 7, column);
    assert_int_equal(kit->problems.blocking, 1);
    return &kit->problems.item[0];
}

static int by_date(const void *a, const void *b)
{
    const struct notice_day *x = a, *y = b;
    return x->day < y->day ? -1 : x->day > y->day;
}

static struct str expected_row(struct kit *kit, const json_t *list)
{
    struct notice_day *day = ARENA_ARRAY(kit->arena, struct notice_day, ROOM);
    size_t n = json_array_size(list);
    assert_in_range(n, 1, ROOM);
    for (size_t i = 0; i < n; i++) {
        const json_t *e = json_array_get(list, i);
        int y, m, d;
        assert_int_equal(sscanf(json_string_value(json_object_get(e, "date")), "%d-%d-%d", &y, &m, &d), 3);
        day[i].day = (int64_t)y * 10000 + m * 100 + d;
        day[i].says = json_is_true(json_object_get(e, "isOffDay")) ? SAYS_OFF : SAYS_WORK;
    }
    qsort(day, n, sizeof *day, by_date);
    return row_of(kit, day, n);
}

static void sentences_of_published_notices_give_their_days(void **state)
{
    struct kit *kit = *state;
    struct str file = kit_fixture(kit, "calendar/state-council/notice_text_cases.json");
    json_t *all = json_loadb(file.p, file.n, 0, NULL);
    size_t i;
    const json_t *c;
    assert_int_equal(json_array_size(all), 49);
    json_array_foreach(all, i, c)
    {
        reads(kit, json_string_value(json_object_get(c, "description")),
              (int)json_integer_value(json_object_get(c, "year")),
              expected_row(kit, json_object_get(c, "expected")).p);
    }
    json_decref(all);
}

static void sentences_of_the_last_years_give_their_days(void **state)
{
    reads(*state, "1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。", 2026,
          "2026-01-01 2026-01-02 2026-01-03 2026-01-04+");
    reads(*state, "2月15日（农历腊月二十八、周日）至17日（农历正月初一、周二）放假调休，共3天。", 2026,
          "2026-02-15 2026-02-16 2026-02-17");
    reads(*state, "2022年12月31日至2023年1月2日放假调休，共3天。", 2023, "2022-12-31 2023-01-01 2023-01-02");
    reads(*state, "1月1日至3日放假调休，共3天。12月31日（星期六）上班。", 2012,
          "2011-12-31+ 2012-01-01 2012-01-02 2012-01-03");
    reads(*state, "4月5日放假，共1天。", 2023, "2023-04-05");
    reads(*state, "2月20日（星期六）、21日（星期日）上班。", 2010, "2010-02-20+ 2010-02-21+");
    reads(*state, "4月5日放假，与周末连休，共3天。", 2019, "2019-04-05");
    reads(
        *state,
        "9月3日至5日调休放假，共3天。其中9月3日（星期四）放假，9月4日（星期五）调休，9月6日（星期日）上班。",
        2015, "2015-09-03 2015-09-04 2015-09-05 2015-09-06+");
}

static void the_ways_of_writing_a_date_are_known(void **state)
{
    static const char *const as_well[] = {
        "10月1日至3日放假。",
        "１０月１日至３日放假。",
        "10 月 1 日 至 3 日 放假。",
        "10月1日—3日放假",
        "10月1日－3日放假",
        "10月1日——10月3日放假",
        "10月1日～3日放假",
        "10月1-3日放假",
        "10月1日、2日、3日放假",
        "10月1、2、3日放假",
        "10月1号到3号放假",
        "2026年10月1日至10月3日放假",
        "2026-10-01至2026-10-03放假",
        "2026/10/1至2026/10/3放假",
        "十月一日至三日放假",
        "二〇二六年十月一日至三日放假",
        "10月1日和2日，10月3日放假",
        "国庆节期间10月1日至3日放假",
        "10月1日\n至3\n日放\n假",
        "<p>10月1日<span>至</span>3日放假</p>",
        "10月1日&nbsp;至&#51;日放假",
        "10月1日（周四）至3日（周六）放假",
        "10月1日至3日（周四至周六）放假",
        "10月1日、2日、3日（周四、周五、周六）放假",
        "10月1日周四至3日星期六放假",
        "全国10月1日至3日放假3天。",
        "10月1日至3日放假，为期 ，共3天。",
    };
    for (size_t i = 0; i + 1 < COUNT_OF(as_well); i++)
        reads(*state, as_well[i], 2026, "2026-10-01 2026-10-02 2026-10-03");
    refuses(*state, as_well[COUNT_OF(as_well) - 1], 2026, "calendar.text_unknown", 12);
}

static void half_days_need_their_half(void **state)
{
    reads(*state, "3月8日下午放假。", 2026, "2026-03-08v");
    reads(*state, "3月8日下午放假半天。", 2026, "2026-03-08v");
    reads(*state, "5月4日上午放假半天，5月5日放假。", 2026, "2026-05-04^ 2026-05-05");
    refuses(*state, "3月8日放假半天。", 2026, "calendar.text_half", 7);
}

static void a_weekday_that_the_date_does_not_have_is_named(void **state)
{
    const struct problem *p = refuses(*state, "10月1日（周五）放假。", 2026, "calendar.text_weekday", 6);
    assert_str(p->arg[0], "2026-10-01");
    assert_str(p->arg[1], "周四");
    assert_str(p->arg[2], "周五");
    assert_str(p->value, "10月1日（周五）放假");
    refuses(*state, "10月1日（周四）至7日（周四）放假。", 2026, "calendar.text_weekday", 13);
    refuses(*state, "10月1日至7日（周四至周四）放假。", 2026, "calendar.text_weekday", 9);
    refuses(*state, "9月20日、10月10日（周日、周日）上班。", 2026, "calendar.text_weekday", 13);
}

static void a_count_that_does_not_agree_is_named(void **state)
{
    const struct problem *p = refuses(*state, "10月1日至7日放假，共8天。", 2026, "calendar.text_count", 12);
    assert_str(p->arg[0], "共8天");
    assert_str(p->arg[1], "7");
    refuses(*state, "5月1日放假2天。", 2026, "calendar.text_count", 7);
    refuses(*state, "4月5日放假，与周末连休，共4天。", 2019, "calendar.text_count", 14);
}

static void a_day_said_twice_is_named_with_its_line(void **state)
{
    struct kit *kit = *state;
    (void)sentence(kit, "10月1日至7日放假。\n10月7日放假。", 2026);
    assert_problem(kit, "calendar.text_twice", 8, 6);
    assert_str(kit->problems.item[0].arg[0], "2026-10-07");
    assert_str(kit->problems.item[0].arg[1], "7");
}

static void a_day_both_off_and_worked_is_refused(void **state)
{
    refuses(*state, "10月1日至7日放假，10月3日（周六）上班。", 2026, "calendar.text_twice", 21);
    refuses(*state, "10月10日上班，10月17日公休日调至10月10日。", 2026, "calendar.text_twice", 21);
}

static void only_saturdays_and_sundays_are_made_up(void **state)
{
    const struct problem *p = refuses(*state, "10月12日上班。", 2026, "calendar.text_work_on_weekday", 7);
    assert_str(p->arg[0], "2026-10-12");
    assert_str(p->arg[1], "周一");
    reads(*state, "2月3日（星期一）起正常上班。", 2020, "");
    refuses(*state, "2月1日（星期六）起正常上班。", 2020, "calendar.text_unknown", 10);
}

static void words_that_may_turn_a_sentence_round_are_not_passed_over(void **state)
{
    static const struct {
        const char *text, *words;
        int column;
    } bad[] = {
        {"10月1日至7日不放假。", "不", 9},
        {"10月1日至7日放假（10月3日除外）。", "（10月3日除外）", 11},
        {"10月1日至7日（不含5日）放假。", "（不含5日）", 9},
        {"除10月3日外，10月1日至7日放假。", "除", 1},
        {"10月1日至7日学校放假。", "学校", 9},
        {"10月1日起放假。", "起", 6},
        {"每周六上班，10月1日放假。", "每", 1},
        {"10月1日至7天放假。", "至", 6},
        {"10月1日至放假。", "至", 6},
        {"10月1日放假（", "（", 8},
        {"10.1至10月3日放假。", "10.1", 1},
        {"10月1日至7日放假，10月10日照常。", "照常", 18},
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        const struct problem *p = refuses(*state, bad[i].text, 2026, "calendar.text_unknown", bad[i].column);
        if (!str_eq(p->arg[0], str_c(bad[i].words)))
            fail_msg("%s: %.*s", bad[i].text, STR_ARG(p->arg[0]));
    }
}

static void a_date_that_is_not_said_off_or_worked_is_not_dropped(void **state)
{
    refuses(*state, "10月1日至7日。", 2026, "calendar.text_no_predicate", 7);
    refuses(*state, "10月1日放假，10月2日", 2026, "calendar.text_no_predicate", 9);
    refuses(*state, "放假，10月10日上班。", 2026, "calendar.text_no_subject", 1);
    refuses(*state, "国庆节放假七天。", 2026, "calendar.text_no_date", 4);
    refuses(*state, "延长春节假期至2月2日（农历正月初九，星期日），2月3日（星期一）起正常上班。", 2020,
            "calendar.text_extends", 1);
}

static void dates_that_cannot_be_are_named(void **state)
{
    refuses(*state, "2月30日放假。", 2026, "calendar.text_no_such_day", 1);
    refuses(*state, "13月1日放假。", 2026, "calendar.text_no_such_day", 1);
    refuses(*state, "10月0日放假。", 2026, "calendar.text_no_such_day", 1);
    refuses(*state, "3日放假。", 2026, "calendar.text_no_month", 1);
    refuses(*state, "10月1日放假。", 0, "calendar.text_no_year", 1);
    refuses(*state, "2062年10月1日放假。", 2026, "calendar.text_far_year", 1);
    refuses(*state, "2025年10月1日放假。", 2026, "calendar.text_far_year", 1);
    refuses(*state, "10月7日至1日放假。", 2026, "calendar.text_span", 7);
    refuses(*state, "10月1日至11月20日放假。", 2026, "calendar.text_span", 7);
    refuses(*state, "123月4日放假。", 2026, "calendar.text_no_such_day", 1);
}

static void rest_that_is_moved_must_add_up(void **state)
{
    reads(*state, "10月10日（周六）公休日调至10月9日（周五），10月10日上班。", 2026,
          "2026-10-09 2026-10-10+");
    refuses(*state, "10月10日、11日两个公休日调至10月9日。", 2026, "calendar.text_moved", 18);
    refuses(*state, "10月10日两个公休日调至10月9日。", 2026, "calendar.text_moved", 14);
    refuses(*state, "10月8日公休日调至10月9日。", 2026, "calendar.text_not_weekend", 11);
    refuses(*state, "10月1日至7日放假。其中10月9日为公休日。", 2026, "calendar.text_not_weekend", 19);
    refuses(*state, "10月1日至7日放假。其中，10月9日放假。", 2026, "calendar.text_not_among", 20);
}

static void recommendations_and_duties_are_told_and_left_out(void **state)
{
    struct kit *kit = *state;
    assert_str(sentence(kit, "2月10日至17日放假调休，共8天。鼓励职工在除夕（2月9日）休息。", 2024),
               "2024-02-10 2024-02-11 2024-02-12 2024-02-13 2024-02-14 2024-02-15 2024-02-16 2024-02-17");
    assert_int_equal(kit->problems.n, 1);
    assert_int_equal(kit->problems.blocking, 0);
    assert_true(kit->problems.item[0].is_remark);
    assert_string_equal(kit->problems.item[0].text, "calendar.text_recommended");
    assert_str(sentence(kit, "不能休假的职工，应根据有关规定安排补休。", 2020), "");
    assert_string_equal(kit->problems.item[0].text, "calendar.text_not_read");
    assert_true(kit->problems.item[0].is_remark);
    assert_str(sentence(kit, "各地区、各部门要妥善安排好值班和安全、保卫等工作。", 2020), "");
    assert_int_equal(kit->problems.n, 0);
}

static void days_beyond_the_room_are_a_problem(void **state)
{
    struct kit *kit = *state;
    struct notice_day day[3];
    assert_int_equal(
        notice_sentence(STR("10月1日至7日放假。"), 2026, STR("国庆节"), 1, day, 3, &kit->problems), 3);
    assert_str(day[2].name, "国庆节");
    assert_problem(kit, "calendar.text_too_many", 1, 0);
}

/* ---- whole notices ---- */

static const char NOTICE_2025[] =
    "国务院办公厅关于2025年\n"
    "部分节假日安排的通知\n"
    "国办发明电〔2024〕12号\n"
    "\n"
    "各省、自治区、直辖市人民政府，国务院各部委、各直属机构：\n"
    "　　根据2024年11月修订的《全国年节及纪念日放假办法》，自2025年1月1日起，全体公民放假的假日增加2天，其中"
    "春节、"
    "劳动节各增加1天。国庆节自10月1日起放假调休7天。现将2025年放假调休日期的具体安排通知如下。\n"
    "　　一、元旦：1月1日（周三）放假1天，不调休。\n"
    "　　二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2"
    "月8日（周六）上班。\n"
    "　　三、清明节：4月4日（周五）至6日（周日）放假，共3天。\n"
    "　　四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。\n"
    "　　五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。\n"
    "　　六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上"
    "班。\n"
    "　　节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。\n"
    "国务院办公厅\n"
    "2024年11月12日\n";

static const char NOTICE_2026[] =
    "<div class=\"title\">国务院办公厅关于2026年部分节假日安排的通知</div><style>p{top:1月1日放假}</style>\n"
    "<p>国办发明电〔2025〕7号</p><p>各省、自治区、直辖市人民政府：</p>\n"
    "<p>　　经国务院批准，现将2026年放假调休日期的具体安排通知如下。</p>\n"
    "<p>　　一、元旦：<span>１月１日（周四）至３日（周六）</span>放假调休，共３天。１月４日（周日）上班。</p>"
    "<p>&emsp;"
    "二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周\n六）"
    "、"
    "2月28日（周六）上班。</p>"
    "<p>三、清明节：4月4日（周六）至6日（周一）放假，共3天。</p>"
    "<p>四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。</p>"
    "<p>五、端午节：6月19日（周五）至21日（周日）放假，共3天。</p>"
    "<p>六、中秋节：9月25日（周五）至27日（周日）放假，共3天。</p>"
    "<p>七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。</p>"
    "<p style=\"text-align:right\">国务院办公厅　　<br>2025年11月4日</p><!-- 10月8日放假 -->";

static const char NOTICE_2019[] =
    "国务院办公厅关于调整2019年\r\n劳动节假期安排的通知\r\n"
    "国办发明电〔2019〕3号\r\n"
    "各省、自治区、直辖市人民政府：\r\n"
    "经国务院批准，现将调整2019年劳动节假期的具体安排通知如下。\r\n"
    "一、2019年5月1日至4日放假调休，共4天。4月28日（星期日）、5月5日（星期日）上班。\r\n"
    "二、各地区、各部门要按照有关规定，妥善安排好值班和安全、保卫等工作。\r\n"
    "国务院办公厅 2019年3月22日\r\n";

static const struct notice *notice(struct kit *kit, const char *text, const struct notice_wish *wish)
{
    struct notice *n = ARENA_NEW(kit->arena, struct notice);
    problems_clear(&kit->problems);
    enum rc rc = notice_text_read(kit->arena, str_c(text), wish, n, &kit->problems);
    if (rc)
        for (size_t i = 0; i < kit->problems.n; i++)
            print_message("line %d: %s %.*s\n", kit->problems.item[i].line, kit->problems.item[i].text,
                          STR_ARG(kit->problems.item[i].arg[0]));
    assert_int_equal(rc, RC_OK);
    assert_int_equal(kit->problems.blocking, 0);
    return n;
}

/* The days of one name. */
static struct str days_named(struct kit *kit, const struct notice *n, const char *name)
{
    struct notice_day *day = ARENA_ARRAY(kit->arena, struct notice_day, n->days);
    size_t k = 0;
    for (size_t i = 0; i < n->days; i++)
        if (str_eq(n->day[i].name, str_c(name)))
            day[k++] = n->day[i];
    return row_of(kit, day, k);
}

static void the_notice_of_2025_is_read_as_published(void **state)
{
    struct kit *kit = *state;
    const struct notice *n = notice(kit, NOTICE_2025, NULL);
    assert_str(n->title, "国务院办公厅关于2025年部分节假日安排的通知");
    assert_str(n->number, "国办发明电〔2024〕12号");
    assert_int_equal(n->published_day, 20241112);
    assert_int_equal(n->year, 2025);
    assert_int_equal(n->days, 28 + 5);
    assert_str(days_named(kit, n, "元旦"), "2025-01-01");
    assert_str(days_named(kit, n, "春节"),
               "2025-01-26+ 2025-01-28 2025-01-29 2025-01-30 2025-01-31 2025-02-01 2025-02-02 2025-02-03 "
               "2025-02-04 2025-02-08+");
    assert_str(days_named(kit, n, "端午节"), "2025-05-31 2025-06-01 2025-06-02");
    assert_str(days_named(kit, n, "国庆节、中秋节"),
               "2025-09-28+ 2025-10-01 2025-10-02 2025-10-03 2025-10-04 2025-10-05 2025-10-06 2025-10-07 "
               "2025-10-08 2025-10-11+");
    assert_true(kit->problems.n > 0); /* the rules of its head are told as not read */
    assert_string_equal(kit->problems.item[0].text, "calendar.text_head");
}

static void the_notice_of_2026_is_read_from_its_page(void **state)
{
    struct kit *kit = *state;
    const struct notice *n = notice(kit, NOTICE_2026, NULL);
    assert_str(n->title, "国务院办公厅关于2026年部分节假日安排的通知");
    assert_str(n->number, "国办发明电〔2025〕7号");
    assert_int_equal(n->published_day, 20251104);
    assert_int_equal(n->year, 2026);
    assert_int_equal(n->days, 33 + 6);
    assert_str(days_named(kit, n, "元旦"), "2026-01-01 2026-01-02 2026-01-03 2026-01-04+");
    assert_str(days_named(kit, n, "国庆节"),
               "2026-09-20+ 2026-10-01 2026-10-02 2026-10-03 2026-10-04 2026-10-05 2026-10-06 2026-10-07 "
               "2026-10-10+");
    assert_int_equal(kit->problems.n, 0);
}

static void an_amendment_takes_its_name_and_year_from_the_title(void **state)
{
    struct kit *kit = *state;
    const struct notice *n = notice(kit, NOTICE_2019, NULL);
    assert_str(n->number, "国办发明电〔2019〕3号");
    assert_int_equal(n->published_day, 20190322);
    assert_int_equal(n->year, 2019);
    assert_str(days_named(kit, n, "劳动节"),
               "2019-04-28+ 2019-05-01 2019-05-02 2019-05-03 2019-05-04 2019-05-05+");
    assert_int_equal(n->days, 6);
}

static void a_notice_without_items_begins_behind_as_follows(void **state)
{
    struct kit *kit = *state;
    const struct notice *n = notice(
        kit,
        "国务院关于抗战胜利70周年纪念日调休放假的通知\n国发明电〔2015〕1号\n各市：\n2015年9月3日全国放假1天。"
        "特作如下调休：\n9月3日至5日调休放假，共3天。其中9月3日（星期四）放假，9月4日（星期五）调休，"
        "9月6日（星期日）上班。\n国务院\n2015年5月13日",
        &(struct notice_wish){.year = 2015});
    assert_str(days_named(kit, n, "抗战胜利70周年纪念日"), "2015-09-03 2015-09-04 2015-09-05 2015-09-06+");
    assert_int_equal(n->published_day, 20150513);
}

static void what_the_head_says_and_the_items_do_not_is_refused(void **state)
{
    struct kit *kit = *state;
    struct notice n;
    assert_int_equal(
        notice_text_read(kit->arena,
                         STR("关于2026年放假的通知\n某办〔2026〕1号\n10月1日至8日放假。安排如下：\n"
                             "一、国庆节：10月1日至7日放假。\n2026年1月5日"),
                         NULL, &n, &kit->problems),
        RC_INVALID);
    assert_problem(kit, "calendar.text_head_differs", 3, 1);
}

static void what_the_text_lacks_is_taken_from_the_wish_and_asked_for_without(void **state)
{
    struct kit *kit = *state;
    const char *text = "国庆节：10月1日至7日放假调休，共7天\n中秋节：9月25日放假";
    const struct notice_wish wish = {.number = STR_INIT("某办〔2026〕3号"),
                                     .title = STR_INIT("放假"),
                                     .scope = STR_INIT("云澜市"),
                                     .source = STR_INIT("https://example.invalid/"),
                                     .published_day = 20260102,
                                     .year = 2026};
    const struct notice *n = notice(kit, text, &wish);
    assert_str(n->number, "某办〔2026〕3号");
    assert_str(n->scope, "云澜市");
    assert_str(n->title, "放假");
    assert_int_equal(n->published_day, 20260102);
    assert_str(days_named(kit, n, "中秋节"), "2026-09-25");
    assert_int_equal(n->days, 8);
    struct notice none;
    problems_clear(&kit->problems);
    assert_int_equal(
        notice_text_read(kit->arena, str_c(text), &(struct notice_wish){.year = 2026}, &none, &kit->problems),
        RC_INVALID);
    assert_int_equal(kit->problems.n, 2);
    assert_string_equal(kit->problems.item[0].text, "calendar.notice_no_number");
    assert_string_equal(kit->problems.item[1].text, "calendar.notice_no_published");
}

static void the_text_comes_before_the_wish(void **state)
{
    const struct notice_wish wish = {
        .number = STR_INIT("x"), .title = STR_INIT("y"), .published_day = 20010101, .year = 2001};
    const struct notice *n = notice(*state, NOTICE_2019, &wish);
    assert_str(n->number, "国办发明电〔2019〕3号");
    assert_int_equal(n->year, 2019);
    assert_int_equal(n->published_day, 20190322);
}

static void a_sentence_that_is_not_understood_is_mended_by_lines_in_its_place(void **state)
{
    struct kit *kit = *state;
    struct notice none;
    const char *extended =
        "国务院办公厅关于延长2020年春节假期的通知\n国办发明电〔2020〕1号\n现将具体安排通知如下。\n"
        "一、延长2020年春节假期至2月2日（农历正月初九，星期日），2月3日（星期一）起正常上班。\n"
        "二、各地学校推迟开学。\n国务院办公厅\n2020年1月26日";
    assert_int_equal(notice_text_read(kit->arena, str_c(extended), NULL, &none, &kit->problems), RC_INVALID);
    assert_problem(kit, "calendar.text_extends", 4, 3);
    const struct notice *n =
        notice(kit,
               "国务院办公厅关于延长2020年春节假期的通知\n国办发明电〔2020〕1号\n现将具体安排通知如下。\n"
               "off 2020-01-31..2020-02-02 春节\n"
               "二、各地学校推迟开学。\n国务院办公厅\n2020年1月26日",
               NULL);
    assert_str(days_named(kit, n, "春节"), "2020-01-31 2020-02-01 2020-02-02");
    assert_int_equal(n->published_day, 20200126);
    assert_int_equal(n->year, 2020);
}

static void days_in_own_lines_do_not_make_a_text_another_form(void **state)
{
    struct kit *kit = *state;
    struct notices all;
    enum notice_form form;
    const struct notice_wish wish = {
        .number = STR_INIT("某办〔2026〕3号"), .published_day = 20260102, .year = 2026};
    assert_int_equal(notices_read(kit->arena, STR("一、国庆节：10月1日至7日放假。\noff 2026-05-01 劳动节\n"),
                                  &wish, &all, &form, &kit->problems),
                     RC_OK);
    assert_int_equal(form, NOTICE_FORM_TEXT);
    assert_int_equal(all.notice[0].days, 8);
    (void)!notices_read(kit->arena, STR("off 2026-05-01 10月1日\n"), &wish, &all, &form, &kit->problems);
    assert_int_equal(form, NOTICE_FORM_OWN);
}

static void problems_of_a_notice_name_its_line_and_column(void **state)
{
    struct kit *kit = *state;
    struct notice none;
    char *text = arena_str(kit->arena, str_c(NOTICE_2025)).p ? strdup(NOTICE_2025) : NULL;
    assert_non_null(text);
    char *at = strstr(text, "共5天");
    memcpy(at, "共6天", strlen("共6天"));
    assert_int_equal(notice_text_read(kit->arena, str_c(text), NULL, &none, &kit->problems), RC_INVALID);
    free(text);
    assert_int_equal(kit->problems.blocking, 1);
    assert_string_equal(kit->problems.item[0].text, "calendar.text_count");
    assert_int_equal(kit->problems.item[0].line, 10);
    assert_int_equal(kit->problems.item[0].column, 29);
}

/* It was taken into the last sentence when a remark in brackets followed, or when its year had circles. */
static void the_date_below_a_notice_is_no_day_of_it(void **state)
{
    static const char *const below[] = {"国务院办公厅\n2025年11月4日\n（此件公开发布）",
                                        "国务院办公厅 2025年11月4日", "国务院办公厅\n二○二五年十一月四日",
                                        "二〇二五年十一月四日\n"};
    for (size_t i = 0; i < COUNT_OF(below); i++) {
        struct kit *kit = *state;
        struct str text = arena_printf(
            kit->arena, "关于2026年放假的通知\n某办〔2025〕7号\n一、国庆节：10月1日至7日放假。\n%s",
            below[i]);
        const struct notice *n = notice(kit, text.p, NULL);
        assert_int_equal(n->published_day, 20251104);
        assert_int_equal(n->days, 7);
    }
}

static void a_festival_that_is_named_by_its_lunar_day_is_no_date(void **state)
{
    struct kit *kit = *state;
    const struct notice *n =
        notice(kit,
               "关于2026年“壮族三月三”放假的通知\n桂政办电〔2026〕5号\n安排如下：4月18日（星期六）至"
               "21日（星期二）放假，共4天。\n2026年3月20日",
               NULL);
    assert_int_equal(n->days, 4);
    assert_str(n->day[0].name, "“壮族三月三”");
    assert_int_equal(kit->problems.n, 0);
}

/* It was taken for the head because “名称：” stood behind it. */
static void a_sentence_before_a_name_with_a_colon_is_read(void **state)
{
    struct kit *kit = *state;
    const struct notice *n = notice(
        kit, "关于2026年放假的通知\n某办〔2026〕1号\n3月8日下午放假。\n国庆节：10月1日放假。\n2026年1月5日",
        NULL);
    assert_str(row_of(kit, n->day, n->days), "2026-03-08v 2026-10-01");
    struct notice none;
    assert_int_equal(
        notice_text_read(
            kit->arena,
            STR("某办〔2026〕1号\n3月8日女职工下午放假。\n国庆节：2026年10月1日放假。\n2026年1月5日"), NULL,
            &none, &kit->problems),
        RC_INVALID);
    assert_string_equal(kit->problems.item[0].text, "calendar.text_unknown");
    assert_int_equal(kit->problems.item[0].line, 2);
}

static void the_labels_of_a_page_are_no_days(void **state)
{
    const struct notice *n =
        notice(*state,
               "索 引 号：000014349/2024-00100 主题分类：综合政务\n成文日期：2025年11月03日\n"
               "标　　题：国务院办公厅关于2026年部分节假日安排的通知\n"
               "发文字号：国办发明电〔2025〕7号 发布日期：2025年11月04日\n"
               "2025-11-04 16:00 来源：中国政府网\n"
               "一、国庆节：10月1日至7日放假调休，共7天。\n责任编辑：某某\n",
               NULL);
    assert_str(n->number, "国办发明电〔2025〕7号");
    assert_str(n->title, "国务院办公厅关于2026年部分节假日安排的通知");
    assert_int_equal(n->days, 7);
}

static void a_text_without_days_is_refused(void **state)
{
    struct kit *kit = *state;
    struct notice none;
    const struct notice_wish wish = {.number = STR_INIT("x"), .published_day = 20260101, .year = 2026};
    assert_int_equal(notice_text_read(kit->arena, STR("一、春节：另行通知。"), &wish, &none, &kit->problems),
                     RC_INVALID);
    assert_problem(kit, "calendar.notice_no_days", 0, 0);
}

static void a_text_at_the_limit_is_read_and_one_beyond_is_not(void **state)
{
    struct kit *kit = *state;
    struct notice n;
    const struct notice_wish wish = {.number = STR_INIT("x"), .published_day = 20260101, .year = 2026};
    char *text = arena_alloc(kit->arena, NOTICE_TEXT_MAX + 1);
    memset(text, ' ', NOTICE_TEXT_MAX + 1);
    struct str day = STR("10月1日放假。");
    memcpy(text, day.p, day.n);
    assert_int_equal(notice_text_read(kit->arena, str_of(text, NOTICE_TEXT_MAX), &wish, &n, &kit->problems),
                     RC_OK);
    assert_int_equal(
        notice_text_read(kit->arena, str_of(text, NOTICE_TEXT_MAX + 1), &wish, &n, &kit->problems),
        RC_INVALID);
    assert_problem(kit, "calendar.text_too_long", 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(sentences_of_published_notices_give_their_days),
        KIT_TEST(sentences_of_the_last_years_give_their_days),
        KIT_TEST(the_ways_of_writing_a_date_are_known),
        KIT_TEST(half_days_need_their_half),
        KIT_TEST(a_weekday_that_the_date_does_not_have_is_named),
        KIT_TEST(a_count_that_does_not_agree_is_named),
        KIT_TEST(a_day_said_twice_is_named_with_its_line),
        KIT_TEST(a_day_both_off_and_worked_is_refused),
        KIT_TEST(only_saturdays_and_sundays_are_made_up),
        KIT_TEST(words_that_may_turn_a_sentence_round_are_not_passed_over),
        KIT_TEST(a_date_that_is_not_said_off_or_worked_is_not_dropped),
        KIT_TEST(dates_that_cannot_be_are_named),
        KIT_TEST(rest_that_is_moved_must_add_up),
        KIT_TEST(recommendations_and_duties_are_told_and_left_out),
        KIT_TEST(days_beyond_the_room_are_a_problem),
        KIT_TEST(the_notice_of_2025_is_read_as_published),
        KIT_TEST(the_notice_of_2026_is_read_from_its_page),
        KIT_TEST(an_amendment_takes_its_name_and_year_from_the_title),
        KIT_TEST(a_notice_without_items_begins_behind_as_follows),
        KIT_TEST(what_the_head_says_and_the_items_do_not_is_refused),
        KIT_TEST(what_the_text_lacks_is_taken_from_the_wish_and_asked_for_without),
        KIT_TEST(the_text_comes_before_the_wish),
        KIT_TEST(a_sentence_that_is_not_understood_is_mended_by_lines_in_its_place),
        KIT_TEST(days_in_own_lines_do_not_make_a_text_another_form),
        KIT_TEST(problems_of_a_notice_name_its_line_and_column),
        KIT_TEST(the_date_below_a_notice_is_no_day_of_it),
        KIT_TEST(a_festival_that_is_named_by_its_lunar_day_is_no_date),
        KIT_TEST(a_sentence_before_a_name_with_a_colon_is_read),
        KIT_TEST(the_labels_of_a_page_are_no_days),
        KIT_TEST(a_text_without_days_is_refused),
        KIT_TEST(a_text_at_the_limit_is_read_and_one_beyond_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
