/* Records: acts by whom and when, clocks and periods by the tick, rules, facts, taking back. The procedures
 * are small and stand here, so that each test says all that it leans on. */
#include "town.h"

#include "base/date.h"
#include "domain/deadline.h"
#include "domain/fact.h"
#include "domain/record.h"
#include "domain/search.h"

#define TEST(name) static void name(void **state)

static const char TASK[] =
    "procedure: task\n"
    "title: {zh: 任务, en: task}\n"
    "code: \"任{year}-{seq:3}\"\n"
    "name: title\n"
    "lead: lead\n"
    "seen_by: [offices, liaison of lead]\n"
    "fields:\n"
    "  title: {zh: 事项, en: matter, type: text, max: 20}\n"
    "  lead: {zh: 牵头, en: lead, type: organ}\n"
    "  helpers: {zh: 配合, en: helpers, type: organs, with: {zh: 分工, en: duty}}\n"
    "  due: {zh: 时限, en: due, type: date}\n"
    "  progress: {zh: 进展, en: progress, type: long_text}\n"
    "  verdict: {zh: 研判, en: verdict, type: choice, choices: {good: {zh: 好, en: good}, slow: {zh: 慢, en: "
    "slow}}}\n"
    "  key: {zh: 重点, en: key, type: yes_no}\n"
    "states:\n"
    "  draft: {zh: 拟立, en: draft}\n"
    "  open: {zh: 办理, en: open}\n"
    "  closed: {zh: 办结, en: closed, is: closed}\n"
    "acts:\n"
    "  register: {title: {zh: 立项, en: register}, opens: draft, by: [offices], form: [title, lead, due?, "
    "helpers?]}\n"
    "  start: {title: {zh: 下达, en: start}, from: [draft], to: open, by: [offices], needs: [due]}\n"
    "  report: {title: {zh: 反馈, en: report}, in: [open], by: [liaison of lead], form: [progress]}\n"
    "  judge: {title: {zh: 研判, en: judge}, in: [open], by: [offices], form: [verdict]}\n"
    "  extend: {title: {zh: 延期, en: extend}, in: [open], by: [offices], before: due, at_most: 1, form: "
    "[due],\n"
    "           when: [{if: 'due > last.due[2]', else: {zh: 要更晚, en: later}}]}\n"
    "  make_key: {title: {zh: 列重点, en: make key}, in: [open], by: [offices, system], sets: {key: "
    "\"true\"},\n"
    "             when: [{if: not(key = true), else: {zh: 已是重点, en: is key}}]}\n"
    "  redate: {title: {zh: 改期, en: redate}, in: [draft], by: [offices], form: [due], sets: {due: 'due + "
    "duration(\"P1D\")'}}\n"
    "  urge: {title: {zh: 催办, en: urge}, in: [open], by: [offices, system], batch: yes}\n"
    "  close: {title: {zh: 办结, en: close}, from: [open], to: closed, by: [offices]}\n"
    "clocks:\n"
    "  due: {title: {zh: 时限, en: due}, starts: [start], until: due, stops: [close], warn: [2 workdays], "
    "light: yes}\n"
    "cadences:\n"
    "  weekly: {title: {zh: 周报, en: weekly}, every: week, while: [open], answers: [report], asks: [liaison "
    "of lead],\n"
    "           ask: 1 workday}\n"
    "rules:\n"
    "  slow_twice: {title: {zh: 两次慢, en: twice slow}, on: judge,\n"
    "               when: 'count(last.verdict) >= 2 and last.verdict[1] = \"slow\" and last.verdict[2] = "
    "\"slow\"',\n"
    "               then: [{do: make_key}]}\n"
    "  unanswered: {title: {zh: 未答, en: unanswered}, on: weekly missed, then: [{do: urge}]}\n"
    "  late: {title: {zh: 超期, en: late}, on: due expired, when: not(done.report),\n"
    "         then: [{open: lead_case, with: {about: title, organ: lead, helpers: helpers}}]}\n"
    "facts:\n"
    "  overdue: {on: due expired, organ: lead, measure: task_overdue, value: 1}\n"
    "  red: {while: due overdue, organ: lead, measure: task_red, value: 1}\n"
    "lists:\n"
    "  main: {columns: [code, title, lead, state, due], filters: [state, lead, verdict, key]}\n";

static const char CASE[] =
    "procedure: lead_case\n"
    "title: {zh: 线索, en: lead}\n"
    "code: \"线{year}-{seq}\"\n"
    "name: about\n"
    "lead: organ\n"
    "seen_by: [offices]\n"
    "fields:\n"
    "  about: {zh: 事由, en: about, type: text}\n"
    "  organ: {zh: 单位, en: organ, type: organ}\n"
    "  helpers: {zh: 配合, en: helpers, type: organs, with: {zh: 分工, en: duty}}\n"
    "  decision: {zh: 处理, en: decision, type: text}\n"
    "states:\n"
    "  open: {zh: 待处理, en: open}\n"
    "  closed: {zh: 已处理, en: closed, is: closed}\n"
    "acts:\n"
    "  open: {title: {zh: 列入, en: enter}, opens: open, by: [offices, system], form: [about, organ, "
    "helpers?]}\n"
    "  decide: {title: {zh: 处理, en: decide}, from: [open], to: closed, by: [offices], form: [decision]}\n"
    "lists:\n"
    "  main: {columns: [code, about, organ, state], filters: [state]}\n";

struct desk {
    struct town *t;
    struct procedure_book *book;
};

static struct desk desk_new(struct town *t)
{
    struct desk d = {.t = t, .book = procedure_book_new(TENANT)};
    struct str text[] = {str_c(TASK), str_c(CASE)};
    struct problems problems = {.arena = t->a};
    struct procedure_adopt in = {
        .book = d.book, .text = text, .n = 2, .reason = STR("试"), .problems = &problems};
    struct act_receipt r;
    struct err err = {0};
    if (town_act(t, t->office, &act_procedure_adopt, &in, &r, &err) != RC_OK)
        fail_msg("%s: %s line %d:%d %s", err.text, err.detail, problems.item[0].line, problems.item[0].column,
                 problems.item[0].text ? problems.item[0].text : "?");
    return d;
}

static void desk_free(struct desk *d)
{
    procedure_book_free(d->book);
    town_free(d->t);
}

#define DESK(d, state)                                                                                       \
    TOWN(town_, state);                                                                                      \
    struct desk d = desk_new(town_)

static struct record_input item_in(const char *field, struct record_item item)
{
    static struct record_item kept[64];
    static size_t at;
    struct record_item *one = &kept[at++ % COUNT_OF(kept)];
    *one = item;
    return (struct record_input){.field = str_c(field), .item = one, .n = 1};
}

static struct record_input text_in(const char *field, const char *text)
{
    return item_in(field, (struct record_item){.text = str_c(text)});
}

static struct record_input number_in(const char *field, int64_t number)
{
    return item_in(field, (struct record_item){.number = number});
}

static enum rc do_it(struct desk *d, struct actor who, int64_t id, const char *act,
                     const struct record_input *v, size_t n, struct err *err)
{
    struct record_do in = {.book = d->book, .record_id = id, .act = str_c(act), .value = v, .values = n};
    struct act_receipt r;
    return town_act(d->t, who, &act_record_do, &in, &r, err);
}

static int64_t opened(struct desk *d, const char *title, int64_t organ, int64_t due)
{
    struct record_input v[] = {text_in("title", title), number_in("lead", organ), number_in("due", due)};
    struct record_open in = {
        .book = d->book, .procedure = STR("task"), .act = STR("register"), .value = v, .values = 3};
    struct act_receipt r;
    int64_t id = 0;
    OK(town_act(d->t, d->t->office, &act_record_open, &in, &r, &err));
    assert_true(str_to_i64(r.answer, &id));
    return id;
}

static struct record *seen(struct desk *d, int64_t id)
{
    struct record *r = NULL;
    LOOK(d->t, record_load(d->t->db, d->t->a, d->book, TENANT, id, 0, &r, &err));
    return r;
}

static struct str state_of(struct desk *d, int64_t id)
{
    const struct record *r = seen(d, id);
    return r->procedure->state[r->state].id;
}

static void at(struct desk *d, int64_t day, int hour)
{
    d->t->w->now_ms = date_ms((int)(day / 10000), (int)(day / 100 % 100), (int)(day % 100), hour, 0);
}

static int64_t tick(struct desk *d)
{
    int64_t n = 0;
    OK(record_tick_due(d->t->w->k, d->book, 0, &n, &err));
    return n;
}

static int events_of(struct desk *d, int64_t id, enum record_event_kind kind)
{
    const struct record *r = seen(d, id);
    int n = 0;
    for (size_t i = 0; i < r->events; i++)
        n += r->event[i].kind == kind;
    return n;
}

static struct facts facts_of(struct desk *d, int64_t id)
{
    struct facts f;
    LOOK(d->t, facts_of_record_load(d->t->db, d->t->a, TENANT, id, &f, &err));
    return f;
}

#define EQ(s, text) assert_true(str_eq((s), STR(text)))

TEST(a_record_is_opened_numbered_and_goes_its_way)
{
    DESK(d, state);
    at(&d, 20260302, 9);
    int64_t id = opened(&d, "修桥", d.t->organ[2], 20260410);
    const struct record *r = seen(&d, id);
    EQ(r->code, "任2026-001");
    EQ(r->title, "修桥");
    EQ(state_of(&d, id), "draft");
    OK(do_it(&d, d.t->office, id, "start", NULL, 0, &err));
    EQ(state_of(&d, id), "open");
    struct record_input done = text_in("progress", "桥墩完成");
    FAILS(do_it(&d, d.t->office, id, "report", &done, 1, &err), RC_DENIED, "record.not_yours");
    OK(do_it(&d, d.t->liaison, id, "report", &done, 1, &err));
    FAILS(do_it(&d, d.t->office, id, "start", NULL, 0, &err), RC_CONFLICT, "record.not_in_this_state");
    OK(do_it(&d, d.t->office, id, "close", NULL, 0, &err));
    assert_true(seen(&d, id)->closed_ms > 0);
    works_verify(d.t->w);
    desk_free(&d);
}

TEST(what_is_needed_and_missing_is_named)
{
    DESK(d, state);
    struct record_input v[] = {text_in("title", "无期限"), number_in("lead", d.t->organ[2])};
    struct record_open in = {
        .book = d.book, .procedure = STR("task"), .act = STR("register"), .value = v, .values = 2};
    struct act_receipt r;
    OK(town_act(d.t, d.t->office, &act_record_open, &in, &r, &err));
    struct err err = {0};
    assert_int_equal(do_it(&d, d.t->office, 1, "start", NULL, 0, &err), RC_INVALID);
    assert_string_equal(err.text, "record.needs");
    assert_string_equal(err.arg[1], "时限");
    desk_free(&d);
}

TEST(a_clock_warns_once_ends_once_and_counts_red_days_until_it_is_stopped)
{
    DESK(d, state);
    at(&d, 20260302, 9);
    int64_t id = opened(&d, "修桥", d.t->organ[2], 20260313); /* a Friday */
    struct record_input done = text_in("progress", "在办");
    OK(do_it(&d, d.t->office, id, "start", NULL, 0, &err));
    OK(do_it(&d, d.t->liaison, id, "report", &done, 1, &err));
    at(&d, 20260320, 9);
    (void)tick(&d);
    (void)tick(&d);
    assert_int_equal(events_of(&d, id, EVENT_WARNED), 1);
    assert_int_equal(events_of(&d, id, EVENT_EXPIRED), 1);
    struct facts f = facts_of(&d, id);
    assert_int_equal(f.n, 2);
    EQ(f.fact[0].measure, "task_overdue");
    assert_int_equal(f.fact[0].from_day, 20260313);
    assert_int_equal(f.fact[1].from_day, 20260314);
    assert_int_equal(f.fact[1].to_day, 0);
    OK(do_it(&d, d.t->office, id, "close", NULL, 0, &err));
    f = facts_of(&d, id);
    assert_int_equal(f.fact[1].to_day, 20260320);
    works_verify(d.t->w);
    desk_free(&d);
}

TEST(what_was_due_before_an_act_happens_before_it)
{
    DESK(d, state);
    at(&d, 20260302, 9);
    int64_t id = opened(&d, "修桥", d.t->organ[2], 20260313);
    OK(do_it(&d, d.t->office, id, "start", NULL, 0, &err));
    at(&d, 20260320, 9); /* no tick in between */
    OK(do_it(&d, d.t->office, id, "close", NULL, 0, &err));
    assert_int_equal(events_of(&d, id, EVENT_EXPIRED), 1);
    struct facts f = facts_of(&d, id);
    assert_int_equal(f.n, 2);
    assert_int_equal(f.fact[1].to_day, 20260320);
    desk_free(&d);
}

TEST(overdue_without_a_report_opens_a_lead_that_says_why)
{
    DESK(d, state);
    at(&d, 20260302, 9);
    int64_t id = opened(&d, "修桥", d.t->organ[2], 20260313);
    OK(do_it(&d, d.t->office, id, "start", NULL, 0, &err));
    at(&d, 20260316, 9);
    (void)tick(&d);
    const struct record *lead = seen(&d, id + 1);
    EQ(lead->procedure->id, "lead_case");
    EQ(lead->title, "修桥");
    assert_int_equal(lead->lead_id, d.t->organ[2]);
    assert_int_equal(lead->cause_record, id);
    EQ(lead->cause_rule, "late");
    EQ(lead->code, "线2026-1");
    desk_free(&d);
}

TEST(a_week_without_an_answer_is_asked_then_missed_then_urged)
{
    DESK(d, state);
    at(&d, 20260302, 9); /* Monday */
    int64_t id = opened(&d, "修桥", d.t->organ[2], 20260430);
    OK(do_it(&d, d.t->office, id, "start", NULL, 0, &err));
    at(&d, 20260305, 23);
    (void)tick(&d);
    assert_int_equal(events_of(&d, id, EVENT_ASKED), 0);
    at(&d, 20260306, 10);
    (void)tick(&d);
    assert_int_equal(events_of(&d, id, EVENT_ASKED), 1);
    at(&d, 20260309, 1);
    (void)tick(&d);
    assert_int_equal(events_of(&d, id, EVENT_MISSED), 1);
    const struct record *r = seen(&d, id);
    const struct record_event *last = &r->event[r->events - 1];
    assert_int_equal(last->kind, EVENT_ACT);
    EQ(r->procedure->act[last->what].id, "urge");
    EQ(last->rule, "unanswered");
    struct record_input done = text_in("progress", "在办");
    OK(do_it(&d, d.t->liaison, id, "report", &done, 1, &err));
    at(&d, 20260316, 1);
    (void)tick(&d);
    assert_int_equal(events_of(&d, id, EVENT_ASKED), 1); /* who reports is not asked */
    assert_int_equal(events_of(&d, id, EVENT_MISSED), 1);
    struct record_periods p;
    r = seen(&d, id);
    LOOK(d.t, record_periods(d.t->db, d.t->a, r, &p, &err));
    assert_int_equal(p.n, 3);
    assert_int_equal(p.row[0].state, PERIOD_OPEN);
    assert_int_equal(p.row[1].state, PERIOD_KNOWN);
    assert_int_equal(p.row[2].state, PERIOD_MISSED);
    works_verify(d.t->w);
    desk_free(&d);
}

TEST(weeks_missed_while_the_program_stood_still_come_in_their_order)
{
    DESK(d, state);
    at(&d, 20260302, 9);
    int64_t id = opened(&d, "修桥", d.t->organ[2], 20260430);
    OK(do_it(&d, d.t->office, id, "start", NULL, 0, &err));
    at(&d, 20260331, 12);
    (void)tick(&d);
    assert_int_equal(events_of(&d, id, EVENT_ASKED), 4);
    assert_int_equal(events_of(&d, id, EVENT_MISSED), 4);
    const struct record *r = seen(&d, id);
    int64_t before = 0;
    for (size_t i = 0; i < r->events; i++)
        if (r->event[i].kind == EVENT_ASKED || r->event[i].kind == EVENT_MISSED) {
            assert_true(r->event[i].at_ms > before);
            before = r->event[i].at_ms;
        }
    assert_int_equal(tick(&d), 0);
    desk_free(&d);
}

TEST(slow_twice_becomes_a_key_item_by_a_rule)
{
    DESK(d, state);
    at(&d, 20260302, 9);
    int64_t id = opened(&d, "修桥", d.t->organ[2], 20260430);
    OK(do_it(&d, d.t->office, id, "start", NULL, 0, &err));
    struct record_input slow = text_in("verdict", "slow");
    OK(do_it(&d, d.t->office, id, "judge", &slow, 1, &err));
    int key = procedure_field_find(seen(&d, id)->procedure, STR("key"));
    assert_int_equal(seen(&d, id)->value[key].n, 0);
    OK(do_it(&d, d.t->office, id, "judge", &slow, 1, &err));
    assert_int_equal(seen(&d, id)->value[key].item[0].number, 1);
    FAILS(do_it(&d, d.t->office, id, "make_key", NULL, 0, &err), RC_CONFLICT, "record.guard");
    desk_free(&d);
}

TEST(what_an_act_sets_itself_comes_after_its_guard_and_over_its_form)
{
    DESK(d, state);
    at(&d, 20260302, 9);
    int64_t id = opened(&d, "修桥", d.t->organ[2], 20260430);
    struct record_input due = number_in("due", 20260501);
    OK(do_it(&d, d.t->office, id, "redate", &due, 1, &err));
    const struct record *r = seen(&d, id);
    int field = procedure_field_find(r->procedure, STR("due"));
    assert_int_equal(r->value[field].n, 1);
    assert_int_equal(r->value[field].item[0].number, 20260502);
    desk_free(&d);
}

TEST(an_extension_moves_the_end_and_begins_a_new_ladder)
{
    DESK(d, state);
    at(&d, 20260302, 9);
    int64_t id = opened(&d, "修桥", d.t->organ[2], 20260313);
    OK(do_it(&d, d.t->office, id, "start", NULL, 0, &err));
    at(&d, 20260312, 9);
    (void)tick(&d);
    assert_int_equal(events_of(&d, id, EVENT_WARNED), 1);
    struct record_input earlier = number_in("due", 20260310), later = number_in("due", 20260327);
    FAILS(do_it(&d, d.t->office, id, "extend", &earlier, 1, &err), RC_CONFLICT, "record.guard");
    OK(do_it(&d, d.t->office, id, "extend", &later, 1, &err));
    FAILS(do_it(&d, d.t->office, id, "extend", &later, 1, &err), RC_CONFLICT, "record.too_often");
    at(&d, 20260326, 9);
    (void)tick(&d);
    assert_int_equal(events_of(&d, id, EVENT_EXPIRED), 0);
    assert_int_equal(events_of(&d, id, EVENT_WARNED), 2);
    desk_free(&d);
}

TEST(taking_back_an_act_takes_back_what_followed)
{
    DESK(d, state);
    at(&d, 20260302, 9);
    int64_t id = opened(&d, "修桥", d.t->organ[2], 20260313);
    OK(do_it(&d, d.t->office, id, "start", NULL, 0, &err));
    at(&d, 20260320, 9);
    OK(do_it(&d, d.t->office, id, "close", NULL, 0, &err));
    struct facts f = facts_of(&d, id);
    assert_int_equal(f.fact[1].to_day, 20260320);
    const struct record *r = seen(&d, id);
    struct record_revoke in = {
        .book = d.book, .record_id = id, .event = r->event[r->events - 1].n, .reason = STR("误操作")};
    struct act_receipt receipt;
    at(&d, 20260323, 9);
    OK(town_act(d.t, d.t->office, &act_record_revoke, &in, &receipt, &err));
    EQ(state_of(&d, id), "open");
    assert_int_equal(seen(&d, id)->closed_ms, 0);
    f = facts_of(&d, id);
    assert_int_equal(f.fact[1].to_day, 0);
    assert_int_equal(events_of(&d, id, EVENT_EXPIRED), 1);
    struct record *then;
    LOOK(d.t, record_load(d.t->db, d.t->a, d.book, TENANT, id, date_ms(2026, 3, 21, 0, 0), &then, &err));
    assert_true(then->procedure->state[then->state].is_closed); /* as it was known then */
    works_verify(d.t->w);
    desk_free(&d);
}

TEST(what_a_rule_opens_says_of_each_helper_what_it_is_to_do)
{
    DESK(d, state);
    at(&d, 20260302, 9);
    const struct record_item helper[] = {{.number = d.t->organ[3], .text = STR("出钱")},
                                         {.number = d.t->organ[1], .text = STR("出人")}};
    struct record_input v[] = {text_in("title", "修桥"),
                               number_in("lead", d.t->organ[2]),
                               number_in("due", 20260313),
                               {STR("helpers"), helper, 2}};
    struct record_open in = {
        .book = d.book, .procedure = STR("task"), .act = STR("register"), .value = v, .values = COUNT_OF(v)};
    struct act_receipt r;
    OK(town_act(d.t, d.t->office, &act_record_open, &in, &r, &err));
    OK(do_it(&d, d.t->office, 1, "start", NULL, 0, &err));
    at(&d, 20260316, 9);
    tick(&d);
    const struct record *made = seen(&d, 2);
    const struct record_value *helpers = &made->value[procedure_field_find(made->procedure, STR("helpers"))];
    assert_int_equal(helpers->n, 2);
    assert_int_equal(helpers->item[0].number, d.t->organ[3]);
    EQ(helpers->item[0].text, "出钱");
    EQ(helpers->item[1].text, "出人");
    desk_free(&d);
}

TEST(lists_show_what_one_may_see_and_count_alike)
{
    DESK(d, state);
    at(&d, 20260302, 9);
    int64_t mine = opened(&d, "乙的", d.t->organ[2], 20260313),
            other = opened(&d, "丙的", d.t->organ[3], 20260430);
    OK(do_it(&d, d.t->office, mine, "start", NULL, 0, &err));
    OK(do_it(&d, d.t->office, other, "start", NULL, 0, &err));
    at(&d, 20260316, 9);
    const struct procedure *p = seen(&d, mine)->procedure;
    struct record_filter filter = {.procedure = STR("task"), .open = 1};
    struct record_rows rows;
    LOOK(d.t, record_list(d.t->db, d.t->a, TENANT, record_scope_of(p, &d.t->office), &filter, d.t->w->now_ms,
                          &rows, &err));
    assert_int_equal(rows.total, 2);
    assert_int_equal(rows.by_light[LIGHT_RED], 1);
    assert_int_equal(rows.row[0].record_id, mine);
    assert_int_equal(rows.row[0].light, LIGHT_RED);
    LOOK(d.t, record_list(d.t->db, d.t->a, TENANT, record_scope_of(p, &d.t->liaison), &filter, d.t->w->now_ms,
                          &rows, &err));
    assert_int_equal(rows.total, 1);
    FAILS(do_it(&d, d.t->liaison, other, "report", NULL, 0, &err), RC_NOT_FOUND, "record.no_such");
    desk_free(&d);
}

TEST(a_list_is_filtered_by_the_present_values_of_its_fields)
{
    DESK(d, state);
    at(&d, 20260302, 9);
    int64_t slow = opened(&d, "修桥", d.t->organ[2], 20260430),
            fast = opened(&d, "修路", d.t->organ[2], 20260430);
    struct record_input is_slow = text_in("verdict", "slow"), is_good = text_in("verdict", "good");
    OK(do_it(&d, d.t->office, slow, "start", NULL, 0, &err));
    OK(do_it(&d, d.t->office, fast, "start", NULL, 0, &err));
    OK(do_it(&d, d.t->office, slow, "judge", &is_slow, 1, &err));
    OK(do_it(&d, d.t->office, fast, "judge", &is_slow, 1, &err));
    OK(do_it(&d, d.t->office, fast, "judge", &is_good, 1, &err));
    OK(do_it(&d, d.t->office, slow, "make_key", NULL, 0, &err));
    const struct record_pick pick[] = {{.field = STR("verdict"), .code = STR("slow")},
                                       {.field = STR("key"), .number = 1}};
    struct record_filter filter = {.procedure = STR("task"), .pick = pick, .picks = 2};
    struct record_rows rows;
    struct record_scope all = record_scope_of(seen(&d, slow)->procedure, &d.t->office);
    LOOK(d.t, record_list(d.t->db, d.t->a, TENANT, all, &filter, d.t->w->now_ms, &rows, &err));
    assert_int_equal(rows.total, 1);
    assert_int_equal(rows.row[0].record_id, slow);
    filter.pick = &(struct record_pick){.field = STR("verdict"), .code = STR("good")};
    filter.picks = 1;
    LOOK(d.t, record_list(d.t->db, d.t->a, TENANT, all, &filter, d.t->w->now_ms, &rows, &err));
    assert_int_equal(rows.total, 1);
    assert_int_equal(rows.row[0].record_id, fast);
    desk_free(&d);
}

TEST(a_batch_does_each_once_and_says_what_it_left_out)
{
    DESK(d, state);
    at(&d, 20260302, 9);
    int64_t open = opened(&d, "修桥", d.t->organ[2], 20260313),
            draft = opened(&d, "修路", d.t->organ[2], 20260313);
    OK(do_it(&d, d.t->office, open, "start", NULL, 0, &err));
    const int64_t ids[] = {open, open, draft, 4711};
    struct record_skip skip[4];
    size_t skips = 0;
    struct record_batch in = {.book = d.book,
                              .record_id = ids,
                              .n = COUNT_OF(ids),
                              .act = STR("urge"),
                              .ret_skip = skip,
                              .ret_skips = &skips};
    struct act_receipt r;
    OK(town_act(d.t, d.t->office, &act_record_batch, &in, &r, &err));
    EQ(r.answer, "1");
    assert_int_equal(skips, 2);
    assert_string_equal(skip[0].why.text, "record.not_in_this_state");
    assert_string_equal(skip[1].why.text, "record.no_such");
    desk_free(&d);
}

TEST(handing_over_gives_the_open_records_to_another_organ_and_the_past_stays)
{
    DESK(d, state);
    at(&d, 20260302, 9);
    int64_t id = opened(&d, "修桥", d.t->organ[2], 20260313),
            done = opened(&d, "修路", d.t->organ[2], 20260313);
    OK(do_it(&d, d.t->office, id, "start", NULL, 0, &err));
    OK(do_it(&d, d.t->office, done, "start", NULL, 0, &err));
    OK(do_it(&d, d.t->office, done, "close", NULL, 0, &err));
    at(&d, 20260305, 9);
    struct record_hand_over in = {.book = d.book, .from_organ = d.t->organ[2], .to_organ = d.t->organ[3]};
    struct act_receipt receipt;
    FAILS(town_act(d.t, d.t->office, &act_record_hand_over, &in, &receipt, &err), RC_INVALID,
          "record.hand_over_reason");
    in.reason = STR("职能划转");
    OK(town_act(d.t, d.t->office, &act_record_hand_over, &in, &receipt, &err));
    EQ(receipt.answer, "1");
    assert_int_equal(seen(&d, id)->lead_id, d.t->organ[3]);
    assert_int_equal(seen(&d, done)->lead_id, d.t->organ[2]);
    struct record *then;
    LOOK(d.t, record_load(d.t->db, d.t->a, d.book, TENANT, id, date_ms(2026, 3, 4, 0, 0), &then, &err));
    assert_int_equal(then->lead_id, d.t->organ[2]); /* who was in charge then */
    FAILS(town_act(d.t, d.t->office, &act_record_hand_over, &in, &receipt, &err), RC_CONFLICT,
          "record.hand_over_none");
    works_verify(d.t->w);
    desk_free(&d);
}

/* TASK with `was` replaced. */
static struct str task_with(struct arena *a, const char *was, const char *is)
{
    struct str text = str_c(TASK);
    size_t at_ = str_find_str(text, str_c(was));
    assert_true(at_ < text.n);
    return arena_printf(a, "%.*s%s%.*s", STR_ARG(str_sub(text, 0, at_)), is,
                        STR_ARG(str_sub(text, at_ + strlen(was), text.n)));
}

static enum rc adopt(struct desk *d, struct str text, struct err *err)
{
    struct procedure_adopt in = {.book = d->book, .text = &text, .n = 1, .reason = STR("改")};
    struct act_receipt r;
    return town_act(d->t, d->t->office, &act_procedure_adopt, &in, &r, err);
}

TEST(a_record_keeps_its_version_until_it_is_put_under_another)
{
    DESK(d, state);
    at(&d, 20260302, 9);
    int64_t id = opened(&d, "修桥", d.t->organ[2], 20260313);
    OK(do_it(&d, d.t->office, id, "start", NULL, 0, &err));
    OK(adopt(&d,
             task_with(d.t->a, "by: [liaison of lead], form: [progress]", "by: [offices], form: [progress]"),
             &err));
    struct record_input done = text_in("progress", "在办");
    OK(do_it(&d, d.t->liaison, id, "report", &done, 1, &err));
    struct record_migrate in = {.book = d.book, .procedure = STR("task"), .reason = STR("改由办公室反馈")};
    struct act_receipt receipt;
    OK(town_act(d.t, d.t->office, &act_record_migrate, &in, &receipt, &err));
    assert_int_equal(seen(&d, id)->version, 2);
    FAILS(do_it(&d, d.t->liaison, id, "report", &done, 1, &err), RC_DENIED, "record.not_yours");
    FAILS(town_act(d.t, d.t->office, &act_record_migrate, &in, &receipt, &err), RC_CONFLICT,
          "record.migrate_none");
    works_verify(d.t->w);
    desk_free(&d);
}

TEST(a_rule_is_tried_on_what_has_happened)
{
    DESK(d, state);
    at(&d, 20260302, 9);
    struct record_input slow = text_in("verdict", "slow"), good = text_in("verdict", "good");
    int64_t a = opened(&d, "甲桥", d.t->organ[2], 20260430), b = opened(&d, "乙桥", d.t->organ[2], 20260430);
    OK(do_it(&d, d.t->office, a, "start", NULL, 0, &err));
    OK(do_it(&d, d.t->office, b, "start", NULL, 0, &err));
    OK(do_it(&d, d.t->office, a, "judge", &slow, 1, &err));
    OK(do_it(&d, d.t->office, a, "judge", &good, 1, &err));
    OK(do_it(&d, d.t->office, b, "judge", &slow, 1, &err));
    struct str text = task_with(
        d.t->a, "count(last.verdict) >= 2 and last.verdict[1] = \"slow\" and last.verdict[2] = \"slow\"",
        "verdict = \"slow\"");
    struct procedure_words words = procedure_words_here();
    struct problems problems = {.arena = d.t->a};
    const struct procedure *draft;
    OK(procedure_read(d.t->a, text, &words, &draft, &problems, &err));
    struct record_hits hits;
    LOOK(d.t, record_dry_run(d.t->db, d.t->a, d.book, TENANT, draft, 0, &hits, &err));
    assert_int_equal(hits.total, 2);
    assert_int_equal(hits.records, 2);
    EQ(hits.row[0].title, "甲桥");
    EQ(hits.row[1].title, "乙桥");
    desk_free(&d);
}

static size_t found(struct desk *d, struct actor who, const char *text)
{
    struct search_found f;
    LOOK(d->t, search_find(d->t->db, d->t->a, &who, str_c(text), &f, &err));
    return f.hits;
}

TEST(a_record_is_found_by_its_words_by_whom_it_concerns)
{
    DESK(d, state);
    at(&d, 20260302, 9);
    int64_t id = opened(&d, "滨河大桥改造", d.t->organ[2], 20260313);
    (void)opened(&d, "丙县大桥", d.t->organ[3], 20260313);
    assert_int_equal(found(&d, d.t->office, "大桥"), 2);
    assert_int_equal(found(&d, d.t->liaison, "大桥"), 1);
    OK(do_it(&d, d.t->office, id, "start", NULL, 0, &err));
    struct record_input done = text_in("progress", "桥墩浇筑完成");
    OK(do_it(&d, d.t->liaison, id, "report", &done, 1, &err));
    assert_int_equal(found(&d, d.t->office, "浇筑"), 1);
    assert_int_equal(found(&d, d.t->office, "2026-001"), 1);
    struct problems problems = {.arena = d.t->a};
    struct search_report report = {.found = &problems};
    LOOK(d.t, search_check(d.t->db, d.t->a, TENANT, &report, &err));
    for (size_t i = 0; i < problems.n; i++) /* the town's organs were registered before there was an index */
        assert_false(str_starts(problems.item[i].arg[0], STR("record/")));
    desk_free(&d);
}

static struct deadlines days_of(struct desk *d, struct actor who)
{
    struct deadlines days;
    LOOK(d->t,
         deadlines_load(d->t->db, d->t->a, d->book, &who, 20260101, 20261231, d->t->w->now_ms, &days, &err));
    return days;
}

TEST(what_a_unit_owes_is_in_its_calendar_without_the_words_of_its_title)
{
    DESK(d, state);
    struct actor other = d.t->liaison;
    other.organ_id = d.t->organ[3];
    at(&d, 20260302, 9);
    int64_t id = opened(&d, "张三丰信访", d.t->organ[2], 20260313);
    assert_int_equal(days_of(&d, d.t->liaison).n, 0); /* not started */
    OK(do_it(&d, d.t->office, id, "start", NULL, 0, &err));
    struct deadlines days = days_of(&d, d.t->liaison);
    assert_int_equal(days.n, 1);
    assert_int_equal(days.row[0].day, 20260313);
    assert_int_equal(days.row[0].light, LIGHT_GREEN);
    EQ(days.row[0].code, "任2026-001");
    EQ(days.row[0].what.zh, "任务");
    EQ(days.row[0].title, "张三丰信访");
    assert_int_equal(days_of(&d, other).n, 0);
    assert_int_equal(days_of(&d, d.t->office).n, 0); /* it owes nothing itself */
    struct str uid = days.row[0].uid;
    int64_t revision = days.row[0].revision;
    struct record_input later = number_in("due", 20260320);
    OK(do_it(&d, d.t->office, id, "extend", &later, 1, &err));
    days = days_of(&d, d.t->liaison);
    assert_int_equal(days.row[0].day, 20260320);
    assert_true(str_eq(days.row[0].uid, uid) && days.row[0].revision > revision);
    at(&d, 20260325, 9);
    (void)tick(&d); /* overdue: it opens a lead about the unit, which the unit does not see */
    days = days_of(&d, d.t->liaison);
    assert_int_equal(days.n, 1);
    assert_int_equal(days.row[0].light, LIGHT_RED);
    OK(do_it(&d, d.t->office, id, "close", NULL, 0, &err));
    assert_int_equal(days_of(&d, d.t->liaison).n, 0);
    desk_free(&d);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], FOLD_CHILD) == 0)
        return fold_child(0, 1);
    const struct CMUnitTest tests[] = {
        BOTH(a_record_is_opened_numbered_and_goes_its_way),
        BOTH(what_is_needed_and_missing_is_named),
        BOTH(a_clock_warns_once_ends_once_and_counts_red_days_until_it_is_stopped),
        BOTH(what_was_due_before_an_act_happens_before_it),
        BOTH(overdue_without_a_report_opens_a_lead_that_says_why),
        BOTH(a_week_without_an_answer_is_asked_then_missed_then_urged),
        BOTH(weeks_missed_while_the_program_stood_still_come_in_their_order),
        BOTH(slow_twice_becomes_a_key_item_by_a_rule),
        BOTH(what_an_act_sets_itself_comes_after_its_guard_and_over_its_form),
        BOTH(an_extension_moves_the_end_and_begins_a_new_ladder),
        BOTH(taking_back_an_act_takes_back_what_followed),
        BOTH(what_a_rule_opens_says_of_each_helper_what_it_is_to_do),
        BOTH(lists_show_what_one_may_see_and_count_alike),
        BOTH(a_list_is_filtered_by_the_present_values_of_its_fields),
        BOTH(a_record_is_found_by_its_words_by_whom_it_concerns),
        BOTH(what_a_unit_owes_is_in_its_calendar_without_the_words_of_its_title),
        BOTH(a_batch_does_each_once_and_says_what_it_left_out),
        BOTH(handing_over_gives_the_open_records_to_another_organ_and_the_past_stays),
        BOTH(a_record_keeps_its_version_until_it_is_put_under_another),
        BOTH(a_rule_is_tried_on_what_has_happened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
