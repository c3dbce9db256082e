/* The board of the problem ledger: what is counted, and that every count is the length of its list. */
#include "town.h"

#include "base/date.h"
#include "domain/problem_board.h"

#define TEST(name) static void name(void **state)

static const char CAMPAIGN[] =
    "procedure: campaign\n"
    "title: {zh: 专项, en: campaign}\n"
    "code: \"专项{seq:3}\"\n"
    "name: title\n"
    "seen_by: [offices]\n"
    "fields:\n"
    "  title: {zh: 名称, en: title, type: text}\n"
    "states:\n"
    "  running: {zh: 进行, en: running}\n"
    "  ended: {zh: 结束, en: ended, is: closed}\n"
    "acts:\n"
    "  launch: {title: {zh: 启动, en: launch}, opens: running, by: [offices], form: [title]}\n"
    "  end: {title: {zh: 结束, en: end}, from: [running], to: ended, by: [offices]}\n"
    "lists:\n"
    "  main: {columns: [code, title], filters: [state]}\n";

static const char PROBLEM[] =
    "procedure: problem\n"
    "title: {zh: 问题, en: problem}\n"
    "code: \"问{seq:3}\"\n"
    "name: title\n"
    "lead: lead\n"
    "seen_by: [offices, liaison of lead]\n"
    "fields:\n"
    "  title: {zh: 问题, en: problem, type: text}\n"
    "  area: {zh: 领域, en: field, type: choice, choices: {roads: {zh: 路, en: roads}, water: {zh: 水, en: "
    "water}}}\n"
    "  lead: {zh: 牵头, en: lead, type: organ}\n"
    "  members: {zh: 成员, en: members, type: organs}\n"
    "  lagging: {zh: 未完成, en: lagging, type: organs}\n"
    "  campaign: {zh: 专项, en: campaign, type: link, to: [campaign]}\n"
    "  plan: {zh: 方案, en: plan, type: text}\n"
    "  due: {zh: 时限, en: due, type: date}\n"
    "states:\n"
    "  sorted: {zh: 梳理, en: sorted}\n"
    "  confirmed: {zh: 销号, en: confirmed, is: closed}\n"
    "  dropped: {zh: 撤并, en: dropped, is: closed}\n"
    "acts:\n"
    "  sort: {title: {zh: 登记, en: enter}, opens: sorted, by: [offices], form: [title, lead, due, area?, "
    "members?, campaign?],\n"
    "         sets: {lagging: members}}\n"
    "  plan: {title: {zh: 方案, en: plan}, in: [sorted], by: [offices], form: [plan]}\n"
    "  confirm: {title: {zh: 销号, en: confirm}, from: [sorted], to: confirmed, by: [offices]}\n"
    "  drop: {title: {zh: 撤并, en: drop}, from: [sorted], to: dropped, by: [offices]}\n"
    "clocks:\n"
    "  due: {title: {zh: 时限, en: due}, starts: [sort], until: due, stops: [confirm, drop], light: yes}\n"
    "lists:\n"
    "  main: {columns: [code, title, area, lead, due], filters: [state, area, lead, members, lagging, "
    "campaign]}\n";

struct ledger {
    struct town *t;
    struct procedure_book *book;
};

static int64_t open_one(struct ledger *l, struct str procedure, struct str act, const struct record_input *v,
                        size_t n)
{
    struct record_open in = {.book = l->book, .procedure = procedure, .act = act, .value = v, .values = n};
    struct act_receipt r;
    int64_t id = 0;
    OK(town_act(l->t, l->t->office, &act_record_open, &in, &r, &err));
    assert_true(str_to_i64(r.answer, &id));
    return id;
}

static void act_on(struct ledger *l, int64_t id, struct str act, const struct record_input *v, size_t n)
{
    struct record_do in = {.book = l->book, .record_id = id, .act = act, .value = v, .values = n};
    struct act_receipt r;
    OK(town_act(l->t, l->t->office, &act_record_do, &in, &r, &err));
}

/* Roads of organ 1 with organ 2 and 3 beside it; area n = 0: none. */
static int64_t problem(struct ledger *l, int64_t campaign, struct str area, int64_t due)
{
    const struct record_item title = {.text = STR("积水")}, lead = {.number = l->t->organ[1]},
                             member[] = {{.number = l->t->organ[2]}, {.number = l->t->organ[3]}},
                             of = {.number = campaign}, day = {.number = due}, field = {.text = area};
    const struct record_input v[] = {{STR("title"), &title, 1}, {STR("lead"), &lead, 1},
                                     {STR("due"), &day, 1},     {STR("members"), member, 2},
                                     {STR("campaign"), &of, 1}, {STR("area"), &field, area.n > 0}};
    return open_one(l, PROBLEM_PROCEDURE, STR("sort"), v, COUNT_OF(v));
}

static void ledger_new(struct ledger *l, struct town *t)
{
    struct str text[] = {str_c(CAMPAIGN), str_c(PROBLEM)};
    struct problems problems = {.arena = t->a};
    struct act_receipt r;
    *l = (struct ledger){t, procedure_book_new(TENANT)};
    struct procedure_adopt in = {
        .book = l->book, .text = text, .n = 2, .reason = STR("试"), .problems = &problems};
    struct err err = {0};
    if (town_act(t, t->office, &act_procedure_adopt, &in, &r, &err) != RC_OK)
        fail_msg("%s: %s line %d:%d %s", err.text, err.detail, problems.item[0].line, problems.item[0].column,
                 problems.item[0].text ? problems.item[0].text : "?");
    t->w->now_ms = date_ms(2026, 3, 2, 9, 0);
}

static struct problem_lines lines_of(struct ledger *l, struct record_scope scope, int64_t campaign)
{
    struct problem_lines lines = {.n = 0};
    LOOK(l->t, problem_lines_load(l->t->db, l->t->a, TENANT, scope, campaign, l->t->w->now_ms, &lines, &err));
    return lines;
}

static size_t shown(const struct problem_lines *lines, enum problem_show show)
{
    return problem_count(lines, &(struct problem_pick){.show = show});
}

TEST(the_total_is_the_solved_and_the_open_ones)
{
    TOWN(t, state);
    struct ledger l;
    ledger_new(&l, t);
    const struct record_item name = {.text = STR("整治")}, plan = {.text = STR("分三步")};
    const struct record_input called = {STR("title"), &name, 1}, planned = {STR("plan"), &plan, 1};
    int64_t of = open_one(&l, CAMPAIGN_PROCEDURE, STR("launch"), &called, 1),
            other = open_one(&l, CAMPAIGN_PROCEDURE, STR("launch"), &called, 1);
    int64_t done = problem(&l, of, STR("roads"), 20260331), late = problem(&l, of, STR("water"), 20260306),
            merged = problem(&l, of, STR("water"), 20260331);
    problem(&l, of, (struct str){0}, 20260331);
    problem(&l, other, STR("roads"), 20260331);
    act_on(&l, done, STR("plan"), &planned, 1);
    act_on(&l, late, STR("plan"), &planned, 1);
    act_on(&l, done, STR("confirm"), NULL, 0);
    act_on(&l, merged, STR("drop"), NULL, 0);
    t->w->now_ms = date_ms(2026, 3, 10, 9, 0);
    struct problem_lines lines = lines_of(&l, (struct record_scope){.is_all = true}, of);
    assert_int_equal(lines.n, 4);
    assert_int_equal(shown(&lines, PROBLEMS_ALL), 3);
    assert_int_equal(shown(&lines, PROBLEMS_SOLVED), 1);
    assert_int_equal(shown(&lines, PROBLEMS_OPEN), 2);
    assert_int_equal(shown(&lines, PROBLEMS_OVERDUE), 1);
    assert_int_equal(shown(&lines, PROBLEMS_PLANNED), 2);
    assert_int_equal(shown(&lines, PROBLEMS_UNPLANNED), 1);
    assert_int_equal(shown(&lines, PROBLEMS_DROPPED), 1);
    assert_int_equal(lines.row[0].line.record_id, late);
    assert_int_equal(problem_count(&lines, &(struct problem_pick){.state = STR("dropped")}), 1);
    assert_int_equal(problem_count(&lines, &(struct problem_pick){.area = PROBLEM_NO_AREA}), 1);
    assert_int_equal(problem_count(&lines, &(struct problem_pick){.area = STR("water")}), 1);
    assert_int_equal(problem_count(&lines, &(struct problem_pick){.member = t->organ[3]}), 3);
    assert_int_equal(problem_count(&lines, &(struct problem_pick){.lagging = t->organ[3]}), 2);
    assert_int_equal(problem_count(&lines, &(struct problem_pick){.lead = t->organ[3]}), 0);
    assert_int_equal(lines_of(&l, (struct record_scope){.is_all = true}, 0).n, 5);
    assert_int_equal(lines_of(&l, (struct record_scope){.organ_id = t->organ[1]}, 0).n, 5);
    assert_int_equal(lines_of(&l, (struct record_scope){.organ_id = t->organ[2]}, 0).n, 0);
    procedure_book_free(l.book);
    town_free(t);
}

TEST(shares_are_rounded_half_up_and_words_come_back)
{
    assert_int_equal(problem_rate(58, 69), 841);
    assert_int_equal(problem_rate(1, 16), 63);
    assert_int_equal(problem_rate(0, 0), -1);
    for (int i = 0; i < PROBLEMS__COUNT; i++)
        assert_int_equal(problem_show_read(problem_show_word((enum problem_show)i)), i);
    assert_int_equal(problem_show_read(STR("nothing")), PROBLEMS_ALL);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(the_total_is_the_solved_and_the_open_ones),
        cmocka_unit_test(shares_are_rounded_half_up_and_words_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
