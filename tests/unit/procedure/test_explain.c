/* The regulation: what it says of a small procedure, word for word, and that for every procedure that ships
 * it says each field, act, clock, cadence, rule and fact, in either language, without a hole. */
#include <dirent.h>
#include <stdio.h>

#include "kit.h"
#include "procedure/explain.h"

static const char small[] =
    "procedure: one\n"
    "title: {zh: 来信, en: letter}\n"
    "code: 信{seq:3}\n"
    "basis: 信访工作条例\n"
    "name: t\n"
    "lead: o\n"
    "who: {desk: [window, leader]}\n"
    "seen_by: [desk, liaison of o]\n"
    "fields:\n"
    "  t: {zh: 事由, en: matter, type: text}\n"
    "  o: {zh: 承办单位, en: unit, type: organ}\n"
    "  n: {zh: 人数, en: people, type: number, unit: 人, least: 1, class: private}\n"
    "  m: {zh: 天数, en: days, type: number}\n"
    "states: {a: {zh: 待办, en: waiting}, z: {zh: 办结, en: done, is: closed}}\n"
    "acts:\n"
    "  make: {title: {zh: 登记, en: register}, opens: a, by: [desk], form: [t, o, n?]}\n"
    "  more: {title: {zh: 延长, en: extend}, in: [a], by: [leader], form: [m], at_most: 1, before: k, "
    "decides: yes}\n"
    "  urge: {title: {zh: 催办, en: urge}, in: [a], by: [desk, system], tells: [liaison of o],\n"
    "    when: [{if: not(done.urge), else: {zh: 已经催过, en: already urged}}]}\n"
    "  end: {title: {zh: 办结, en: finish}, from: [a], to: z, by: [liaison of o]}\n"
    "clocks:\n"
    "  k: {title: {zh: 办理时限, en: limit}, starts: [make], stops: [end], budget: {statutory: 60 days, "
    "promised: 15 workdays},\n"
    "    warn: [5 workdays, 1 workday], extends: {act: more, by: m, at_most: 10}, light: yes, calendar: o}\n"
    "cadences:\n"
    "  w: {title: {zh: 周报, en: weekly}, every: week, while: [a], answers: [end], asks: [liaison of o], "
    "ask: 2 workdays}\n"
    "rules:\n"
    "  r: {title: {zh: 逾期即催, en: late is urged}, on: k expired, when: not(done.urge), then: [{do: urge}, "
    "{tell: [leader]}]}\n"
    "facts:\n"
    "  f: {while: k overdue, organ: o, measure: late_days, value: 0.5}\n";

static const struct procedure *read(struct kit *kit, struct str text)
{
    struct procedure_words words = words_here();
    const struct procedure *p = NULL;
    problems_clear(&kit->problems);
    enum rc rc = procedure_read(kit->arena, text, &words, &p, &kit->problems, &kit->err);
    show_problems(&kit->problems);
    return rc == RC_OK ? p : NULL;
}

static const struct regulation_section *section(const struct regulation *r, const char *title)
{
    for (size_t i = 0; i < r->sections; i++)
        if (str_eq(r->section[i].title, str_c(title)))
            return &r->section[i];
    fail_msg("no section %s", title);
    return NULL;
}

static void a_small_procedure_is_said_in_chinese(void **state)
{
    struct kit *kit = *state;
    struct procedure_words words = words_here();
    const struct procedure *p = read(kit, str_c(small));
    assert_non_null(p);
    struct regulation r = procedure_explain(kit->arena, p, &words, NULL, 0, LANG_ZH_CN);
    assert_str(r.title, "来信办理规程");
    assert_int_equal(r.sections, 8);
    assert_str(section(&r, "总则")->article[0].text, "编号按“信{seq:3}”编排。依据：信访工作条例。");
    assert_str(section(&r, "总则")->article[2].text, "能看到记录的有：窗口、领导、承办单位的单位联络员。");
    assert_str(section(&r, "登记的内容")->article[2].text,
               "人数：数字，单位是人，不小于 1；属私密内容，加密保存、遮住显示，查看要说明理由并留痕。");
    assert_str(section(&r, "谁可以办什么")->article[0].text,
               "“登记”：窗口、领导可以新建一件事，状态为“待办”。要填：事由、承办单位。可以填：人数。");
    assert_str(section(&r, "谁可以办什么")->article[1].text,
               "“延长”：领导在状态为“待办”时可以办。要填：天数。须在“办理时限”到期之前。每件事最多 1 次。"
               "这是要由人作出的决定，系统不能代办。");
    assert_str(
        section(&r, "谁可以办什么")->article[2].text,
        "“催办”：窗口、领导、系统在状态为“待办”时可以办。办理条件：并非(办过“催办”)；不满足时提示“已经催过”。"
        "办后告知：承办单位的单位联络员。");
    assert_str(section(&r, "谁可以办什么")->article[3].text,
               "“办结”：承办单位的单位联络员在状态为“待办”时可以办，办后转为“办结”。");
    assert_str(
        section(&r, "时限")->article[0].text,
        "“办理时限”从“登记”起算，到“办结”为止；期限：法定 60 日、承诺 15 个工作日。"
        "到期前提醒：5 个工作日、1 个工作日。“延长”可以延长，最多 10 个工作日。按“承办单位”的工作日历计算。"
        "清单上亮这个时限的灯。");
    assert_str(
        section(&r, "定期的督办")->article[0].text,
        "“周报”：状态为“待办”期间，每周一次。期内办过“办结”，就算答复。还没有答复的，到期前 2 个工作日问："
        "承办单位的单位联络员。");
    assert_str(section(&r, "系统自动做的事")->article[0].text,
               "逾期即催：“办理时限”到期未办，而且 并非(办过“催办”)，系统办“催办”、提醒领导。");
    assert_str(section(&r, "计入考核的事实")->article[0].text,
               "“办理时限”逾期期间，每个工作日给“承办单位”记 0.5（数据项 late_days）。");
}

static void and_in_english(void **state)
{
    struct kit *kit = *state;
    struct procedure_words words = words_here();
    struct regulation r = procedure_explain(kit->arena, read(kit, str_c(small)), &words, NULL, 0, LANG_EN);
    assert_str(r.title, "Procedure for “letter”");
    assert_str(
        section(&r, "Who may do what")->article[3].text,
        "“finish”: unit liaison of the unit may do it while the state is “waiting”; it is then “done”. ");
    assert_str(section(&r, "What the program does by itself")->article[0].text,
               "late is urged: When “limit” runs out and not(“urge” was done), the program does “urge”, "
               "reminds leader.");
}

static void expressions_are_said_in_the_words_of_the_register(void **state)
{
    static const struct {
        const char *expression, *zh, *en;
    } cases[] = {
        {"times.urge >= 2 and state != \"z\"", "“催办”的次数 ≥ 2 而且 状态 ≠ “办结”",
         "times of “urge” ≥ 2 and the state ≠ “done”"},
        {"overdue.k or left.k < 3", "“办理时限”逾期 或者 “办理时限”剩下的工作日 < 3",
         "“limit” is overdue or working days left of “limit” < 3"},
        {"last.m[2] = 3", "倒数第 2 次“天数” = 3", "“days” number 2 from the last = 3"},
        {"missed.w > 1 and m = null", "“周报”没有答复的期数 > 1 而且 “天数” = 空",
         "unanswered periods of “weekly” > 1 and “days” = empty"},
        {"late milestones > linked.open", "过期未完成的节点数 > 指向本件而未办结的记录数",
         "late milestones > open records that point here"},
        {"contains(t, \"m and o\")", "contains(“事由”, “m and o”)", "contains(“matter”, “m and o”)"},
    };
    struct kit *kit = *state;
    struct procedure_words words = words_here();
    const struct procedure *p = read(kit, str_c(small));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct procedure_expr e = {.text = str_c(cases[i].expression)};
        assert_str(procedure_expr_text(kit->arena, p, &words, &e, LANG_ZH_CN), cases[i].zh);
        assert_str(procedure_expr_text(kit->arena, p, &words, &e, LANG_EN), cases[i].en);
    }
}

static bool says(const struct regulation *r, struct str words)
{
    for (size_t i = 0; i < r->sections; i++)
        for (size_t k = 0; k < r->section[i].articles; k++)
            if (str_find_str(r->section[i].article[k].text, words) < r->section[i].article[k].text.n)
                return true;
    print_error("not said: %.*s\n", STR_ARG(words));
    return false;
}

static void check_said(const struct procedure *p, const struct regulation *r, enum lang lang)
{
    size_t articles = 0;
    int number = 0;
    for (size_t i = 0; i < r->sections; i++) {
        articles += r->section[i].articles;
        for (size_t k = 0; k < r->section[i].articles; k++) {
            struct str t = r->section[i].article[k].text;
            assert_int_equal(r->section[i].article[k].number, ++number);
            assert_true(t.n > 0);
            for (int hole = 0; hole < 4; hole++) {
                char mark[] = {'{', (char)('0' + hole), '}', 0};
                assert_int_equal(str_find_str(t, str_c(mark)), t.n);
            }
            assert_int_equal(str_find_str(t, STR("procedure.")), t.n);
            assert_int_equal(str_find_str(t, STR("role.")), t.n);
        }
    }
    assert_true(articles >= 4 + p->fields + p->acts + p->clocks + p->cadences + p->rules + p->facts);
    for (size_t i = 0; i < p->fields; i++)
        assert_true(says(r, bilingual_text(p->field[i].title, lang)));
    for (size_t i = 0; i < p->states; i++)
        assert_true(says(r, bilingual_text(p->state[i].title, lang)));
    for (size_t i = 0; i < p->acts; i++)
        assert_true(says(r, bilingual_text(p->act[i].title, lang)));
    for (size_t i = 0; i < p->clocks; i++)
        assert_true(says(r, bilingual_text(p->clock[i].title, lang)));
    for (size_t i = 0; i < p->facts; i++)
        assert_true(says(r, p->fact[i].measure));
}

static void every_procedure_that_ships_is_said_whole(void **state)
{
    struct kit *kit = *state;
    struct procedure_words words = words_here();
    DIR *dir = opendir(KC_SOURCE_ROOT "/procedures");
    int n = 0;
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir));) {
        struct str path = arena_printf(kit->arena, KC_SOURCE_ROOT "/procedures/%s", e->d_name);
        if (!str_ends(path, STR(".yaml")) || str_ends(path, STR("coverage.yaml")))
            continue;
        const struct procedure *p = read(kit, file_text(kit->arena, path.p));
        for (int lang = 0; p && lang < LANG__COUNT; lang++) {
            struct regulation r = procedure_explain(kit->arena, p, &words, &p, 1, (enum lang)lang);
            check_said(p, &r, (enum lang)lang);
        }
        n++;
    }
    (void)closedir(dir);
    assert_true(n >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(a_small_procedure_is_said_in_chinese),
        KIT_TEST(and_in_english),
        KIT_TEST(expressions_are_said_in_the_words_of_the_register),
        KIT_TEST(every_procedure_that_ships_is_said_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
