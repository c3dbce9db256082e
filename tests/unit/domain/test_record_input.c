/* What people type into the fields of a form, and that a form shows it so that it is read back the same. */
#include "unit/kit.h"

#include "domain/day_words.h"
#include "domain/record.h"

#define TODAY 20261120 /* a Friday */

enum {
    F_TITLE,
    F_TEXT,
    F_PROGRESS,
    F_MONEY,
    F_DUE,
    F_KEY,
    F_SOURCE,
    F_LEAD,
    F_PARTNERS,
    F_OTHERS,
    F_PERSON,
    F_LINK,
    F_ROADMAP,
    F__COUNT
};

static const struct procedure_choice CHOICE[] = {
    {STR_INIT("meeting"), {STR_INIT("会议决定"), STR_INIT("meeting")}},
    {STR_INIT("livelihood"), {STR_INIT("民生实事"), STR_INIT("livelihood")}}};
#define TITLED(zh_) .id = STR_INIT(zh_), .title = {.zh = STR_INIT(zh_)}
static const struct procedure_field FIELD[F__COUNT] = {
    [F_TITLE] = {TITLED("事项"), .kind = FIELD_TEXT, .max = 8},
    [F_TEXT] = {TITLED("进展"), .kind = FIELD_LONG_TEXT},
    [F_PROGRESS] = {TITLED("进度"), .kind = FIELD_NUMBER, .unit = {.zh = STR_INIT("%")}, .has_least = true,
                    .has_most = true, .most = 100},
    [F_MONEY] = {TITLED("资金"), .kind = FIELD_NUMBER, .digits = 2, .unit = {.zh = STR_INIT("万元")}},
    [F_DUE] = {TITLED("时限"), .kind = FIELD_DATE},
    [F_KEY] = {TITLED("重点"), .kind = FIELD_YES_NO},
    [F_SOURCE] = {TITLED("来源"), .kind = FIELD_CHOICE, .choice = CHOICE, .choices = COUNT_OF(CHOICE)},
    [F_LEAD] = {TITLED("牵头"), .kind = FIELD_ORGAN},
    [F_PARTNERS] = {TITLED("配合"), .kind = FIELD_ORGANS, .with = {.zh = STR_INIT("分工")}},
    [F_OTHERS] = {TITLED("抄送"), .kind = FIELD_ORGANS, .max = 2},
    [F_PERSON] = {TITLED("责任人"), .kind = FIELD_PERSON, .of = F_LEAD},
    [F_LINK] = {TITLED("来自"), .kind = FIELD_LINK},
    [F_ROADMAP] = {TITLED("路线图"), .kind = FIELD_MILESTONES},
};
static const struct procedure PROCEDURE = {.field = FIELD, .fields = F__COUNT};

static const struct str ALIAS[] = {STR_INIT("市建委")};
static const struct organ ORGAN[] = {
    {.organ_id = 11, .name = STR_INIT("云澜市财政局"), .short_name = STR_INIT("市财政局")},
    {.organ_id = 12,
     .name = STR_INIT("云澜市住房和城乡建设局"),
     .short_name = STR_INIT("市住建局"),
     .alias = ALIAS,
     .aliases = 1},
    {.organ_id = 13, .name = STR_INIT("望潮区"), .short_name = STR_INIT("望潮区")}};
static const struct organ_book ORGANS = {ORGAN, COUNT_OF(ORGAN)};

static bool read(struct kit *kit, int field, const char *typed, struct record_input *ret)
{
    struct str one = str_c(typed);
    problems_clear(&kit->problems);
    return record_input_read(kit->arena, &PROCEDURE, field, &one, 1, &ORGANS, TODAY, ret, &kit->problems);
}

static struct record_input good(struct kit *kit, int field, const char *typed)
{
    struct record_input in;
    if (!read(kit, field, typed, &in))
        fail_msg("%s: %s", typed, kit->problems.n ? kit->problems.item[0].text : "without a problem");
    assert_int_equal(kit->problems.n, 0);
    assert_true(str_eq(in.field, FIELD[field].id));
    return in;
}

static void bad(struct kit *kit, int field, const char *typed, const char *key)
{
    struct record_input in = {.n = 99};
    if (read(kit, field, typed, &in))
        fail_msg("%s was read", typed);
    assert_problem(kit, key, field, 0);
    assert_int_equal(in.n, 99);
}

static void a_field_left_blank_is_emptied(void **state)
{
    struct kit *kit = *state;
    for (int f = 0; f < F__COUNT; f++)
        assert_int_equal(good(kit, f, " \r\n ").n, 0);
    struct record_input in;
    assert_true(
        record_input_read(kit->arena, &PROCEDURE, F_DUE, NULL, 0, &ORGANS, TODAY, &in, &kit->problems));
    assert_int_equal(in.n, 0);
}

static void a_text_is_trimmed_and_one_line_stays_one_line(void **state)
{
    struct kit *kit = *state;
    assert_str(good(kit, F_TITLE, " 老旧\r\n小区 ").item->text, "老旧 小区");
    assert_str(good(kit, F_TEXT, "一\r\n\r\n二").item->text, "一\n\n二");
    assert_str(good(kit, F_TITLE, "一二三四五六七八").item->text, "一二三四五六七八");
    bad(kit, F_TITLE, "一二三四五六七八九", "record_input.too_long");
    assert_str(kit->problems.item[0].arg[2], "8");
    assert_str(kit->problems.item[0].arg[3], "9");
}

static void numbers_come_as_people_write_them(void **state)
{
    struct kit *kit = *state;
    assert_int_equal(good(kit, F_PROGRESS, "６２").item->number, 62);
    assert_int_equal(good(kit, F_PROGRESS, "62%").item->number, 62);
    assert_int_equal(good(kit, F_MONEY, "1,284.5").item->number, 128450);
    assert_int_equal(good(kit, F_MONEY, "1.2亿").item->number, 1200000);
    bad(kit, F_PROGRESS, "101", "record_input.too_great");
    assert_str(kit->problems.item[0].arg[2], "100");
    bad(kit, F_PROGRESS, "-1", "record_input.too_small");
    bad(kit, F_PROGRESS, "大半", "record_input.not_a_number");
    bad(kit, F_PROGRESS, "62.5", "record_input.too_many_decimals");
    bad(kit, F_MONEY, "85%", "record_input.other_unit");
}

static void days_come_in_all_their_forms(void **state)
{
    struct kit *kit = *state;
    static const struct {
        const char *typed;
        int64_t day;
    } DAY[] = {{"2026-11-30", 20261130}, {"2026.11.30", 20261130},
               {"11月30日", 20261130},   {"11.30", 20261130},
               {"今天", 20261120},       {"明天", 20261121},
               {"后天", 20261122},       {"昨天", 20261119},
               {"周五", 20261120},       {"周三", 20261118},
               {"本周日", 20261122},     {"下周一", 20261123},
               {"下星期五", 20261127},   {"月底", 20261130},
               {"4月底", 20260430},      {"2月底", 20260228},
               {"下月底", 20261231},     {"年底", 20261231},
               {"2027年底", 20271231},   {"２０２６年１２月１日", 20261201}};
    for (size_t i = 0; i < COUNT_OF(DAY); i++)
        if (good(kit, F_DUE, DAY[i].typed).item->number != DAY[i].day)
            fail_msg("%s", DAY[i].typed);
    bad(kit, F_DUE, "2026-02-30", "record_input.not_a_day");
    bad(kit, F_DUE, "尽快", "record_input.not_a_day");
    bad(kit, F_DUE, "13月底", "record_input.not_a_day");
    bad(kit, F_DUE, "下周", "record_input.not_a_day");
}

static void next_month_after_december_is_january(void **state)
{
    struct kit *kit = *state;
    int64_t day = 0;
    assert_true(day_words_read(kit->arena, STR("下月底"), 20261215, &day));
    assert_int_equal(day, 20270131);
    assert_true(day_words_read(kit->arena, STR("下年底"), 20261215, &day));
    assert_int_equal(day, 20271231);
}

static void yes_and_no_and_choices(void **state)
{
    struct kit *kit = *state;
    assert_int_equal(good(kit, F_KEY, "是").item->number, 1);
    assert_int_equal(good(kit, F_KEY, "0").item->number, 0);
    bad(kit, F_KEY, "也许", "record_input.not_yes_or_no");
    assert_str(good(kit, F_SOURCE, "meeting").item->text, "meeting");
    assert_str(good(kit, F_SOURCE, "民生实事").item->text, "livelihood");
    bad(kit, F_SOURCE, "批示", "record_input.no_such_choice");
}

static void organs_go_by_any_of_their_names(void **state)
{
    struct kit *kit = *state;
    assert_int_equal(good(kit, F_LEAD, "市建委").item->number, 12);
    assert_int_equal(good(kit, F_LEAD, "云澜市财政局").item->number, 11);
    assert_int_equal(good(kit, F_LEAD, "#13").item->number, 13);
    bad(kit, F_LEAD, "市财局", "record_input.no_such_organ");
    assert_string_equal(kit->problems.item[0].hint, "record_input.did_you_mean_organ");
    assert_str(kit->problems.item[0].arg[2], "市财政局");
    bad(kit, F_LEAD, "市住建居", "record_input.no_such_organ");
    assert_str(kit->problems.item[0].arg[2], "市住建局");
    bad(kit, F_LEAD, "#99", "record_input.no_such_organ");
}

static void partners_each_have_a_duty_of_their_own(void **state)
{
    struct kit *kit = *state;
    struct record_input in = good(kit, F_PARTNERS, "市财政局：资金保障：首批\r\n市建委:招标\n望潮区\n");
    assert_int_equal(in.n, 3);
    assert_int_equal(in.item[0].number, 11);
    assert_str(in.item[0].text, "资金保障：首批");
    assert_str(in.item[1].text, "招标");
    assert_int_equal(in.item[2].text.n, 0);
    bad(kit, F_PARTNERS, "市财政局：甲\n云澜市财政局：乙", "record_input.organ_twice");
    assert_int_equal(good(kit, F_OTHERS, "市财政局、望潮区").n, 2);
    bad(kit, F_OTHERS, "市财政局,望潮区；市住建局", "record_input.too_many");
}

static void milestones_are_lines_with_a_day(void **state)
{
    struct kit *kit = *state;
    static const char *const SAME[] = {
        "4月30日 完成招标",       "4月30日前完成招标",      "2026-04-30，完成招标",   "完成招标 4月30日",
        "1. 4月30日前，完成招标", "（2）4月30日：完成招标", "4.30 完成招标",          "4月底前完成招标",
        "4月30号完成招标",        "2026-04-30完成招标",     "3、4月30日之前 完成招标"};
    for (size_t i = 0; i < COUNT_OF(SAME); i++) {
        struct record_input in = good(kit, F_ROADMAP, SAME[i]);
        if (in.n != 1 || in.item->number != 20260430 || in.item->extra != 0 ||
            !str_eq(in.item->text, STR("完成招标")))
            fail_msg("%s: %d %.*s", SAME[i], (int)in.item->number, STR_ARG(in.item->text));
    }
    struct record_input in = good(kit, F_ROADMAP, "4月30日 招标 ✓ 4月28日\r\n\r\n9月30日 竣工 √\n");
    assert_int_equal(in.n, 2);
    assert_int_equal(in.item[0].extra, 20260428);
    assert_str(in.item[0].text, "招标");
    assert_int_equal(in.item[1].extra, TODAY);
    bad(kit, F_ROADMAP, "完成招标", "record_input.milestone_without_day");
    bad(kit, F_ROADMAP, "4月30日", "record_input.milestone_without_name");
    bad(kit, F_ROADMAP, "4月30日 招标 ✓ 早就", "record_input.milestone_done");
}

static void records_and_people_go_by_number(void **state)
{
    struct kit *kit = *state;
    assert_int_equal(good(kit, F_PERSON, "#31").item->number, 31);
    bad(kit, F_PERSON, "张三", "record_input.no_such_person");
    assert_int_equal(good(kit, F_LINK, "#147").item->number, 147);
    struct record_input in = good(kit, F_LINK, " 督2026-0147 ");
    assert_int_equal(in.item->number, 0);
    assert_str(in.item->text, "督2026-0147");
    bad(kit, F_LINK, "#", "record_input.no_such_record");
}

/* What is shown is read back as the same. */
static void a_form_shows_what_reads_back_the_same(void **state)
{
    struct kit *kit = *state;
    static const struct {
        int field;
        const char *typed;
    } CASE[] = {{F_TITLE, "老旧小区"},
                {F_TEXT, "一\n二"},
                {F_PROGRESS, "62"},
                {F_MONEY, "-1,284.50"},
                {F_DUE, "年底"},
                {F_KEY, "是"},
                {F_KEY, "否"},
                {F_SOURCE, "meeting"},
                {F_LEAD, "市建委"},
                {F_PARTNERS, "市财政局：资金：首批\n望潮区"},
                {F_OTHERS, "市财政局，市建委"},
                {F_PERSON, "31"},
                {F_LINK, "#147"},
                {F_ROADMAP, "4月30日 招标 ✓ 4月28日\n9月30日 竣工"}};
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        struct record_input first = good(kit, CASE[i].field, CASE[i].typed), again;
        struct record_value v = {.field = CASE[i].field, .item = first.item, .n = first.n};
        struct str shown[8];
        for (size_t k = 0; k < first.n; k++)
            shown[k] = record_input_text(kit->arena, &PROCEDURE, &v, k, &ORGANS);
        assert_true(record_input_read(kit->arena, &PROCEDURE, CASE[i].field, shown, first.n, &ORGANS, TODAY,
                                      &again, &kit->problems));
        assert_int_equal(again.n, first.n);
        for (size_t k = 0; k < first.n; k++) {
            assert_int_equal(again.item[k].number, first.item[k].number);
            assert_int_equal(again.item[k].extra, first.item[k].extra);
            assert_true(str_eq(again.item[k].text, first.item[k].text));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(a_field_left_blank_is_emptied),
        KIT_TEST(a_text_is_trimmed_and_one_line_stays_one_line),
        KIT_TEST(numbers_come_as_people_write_them),
        KIT_TEST(days_come_in_all_their_forms),
        KIT_TEST(next_month_after_december_is_january),
        KIT_TEST(yes_and_no_and_choices),
        KIT_TEST(organs_go_by_any_of_their_names),
        KIT_TEST(partners_each_have_a_duty_of_their_own),
        KIT_TEST(milestones_are_lines_with_a_day),
        KIT_TEST(records_and_people_go_by_number),
        KIT_TEST(a_form_shows_what_reads_back_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
