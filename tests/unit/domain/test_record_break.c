/* What once broke records, or tried to: faults of the data base, what forms do not let through, what is taken
 * back in an unusual order. */
#include "town.h"

#include <pthread.h>

#include "base/date.h"
#include "domain/attachment.h"
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
    "  due: {zh: 时限, en: due, type: date}\n"
    "  progress: {zh: 进展, en: progress, type: long_text}\n"
    "  evidence: {zh: 佐证, en: evidence, type: files}\n"
    "  about: {zh: 相关, en: about, type: link, to: [task, lead_case]}\n"
    "  person: {zh: 责任人, en: person, type: person, of: lead}\n"
    "  sure: {zh: 属实, en: sure, type: yes_no}\n"
    "states:\n"
    "  draft: {zh: 拟立, en: draft}\n"
    "  open: {zh: 办理, en: open}\n"
    "  closed: {zh: 办结, en: closed, is: closed}\n"
    "acts:\n"
    "  register: {title: {zh: 立项, en: register}, opens: draft, by: [offices], form: [title, lead, due?]}\n"
    "  start: {title: {zh: 下达, en: start}, from: [draft], to: open, by: [offices], needs: [due]}\n"
    "  report: {title: {zh: 反馈, en: report}, in: [open], by: [liaison of lead], form: [progress, "
    "evidence?, "
    "about?, person?, sure?]}\n"
    "  extend: {title: {zh: 延期, en: extend}, in: [open], by: [offices], form: [due]}\n"
    "  close: {title: {zh: 办结, en: close}, from: [open], to: closed, by: [offices]}\n"
    "clocks:\n"
    "  due: {title: {zh: 时限, en: due}, starts: [start], until: due, stops: [close], warn: [2 workdays], "
    "light: yes}\n"
    "cadences:\n"
    "  weekly: {title: {zh: 周报, en: weekly}, every: week, while: [open], answers: [report], asks: [liaison "
    "of lead], ask: 1 workday}\n"
    "rules:\n"
    "  late: {title: {zh: 超期, en: late}, on: due expired, when: not(done.report),\n"
    "         then: [{open: lead_case, with: {about: title, organ: lead}}]}\n"
    "  told: {title: {zh: 已报, en: told}, on: report, then: [{open: lead_case, with: {about: title, organ: "
    "lead}}]}\n"
    "facts:\n"
    "  overdue: {on: due expired, organ: lead, measure: task_overdue, value: 1}\n"
    "  red: {while: due overdue, organ: lead, measure: task_red, value: 1}\n"
    "  reported: {on: report, organ: lead, measure: task_reports, value: 1}\n"
    "lists:\n"
    "  main: {columns: [code, title, lead, state, due], filters: [state, lead]}\n";

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
    "states:\n"
    "  open: {zh: 待处理, en: open}\n"
    "  closed: {zh: 已处理, en: closed, is: closed}\n"
    "acts:\n"
    "  open: {title: {zh: 列入, en: enter}, opens: open, by: [offices, system], form: [about, organ]}\n"
    "  decide: {title: {zh: 处理, en: decide}, from: [open], to: closed, by: [offices]}\n"
    "lists:\n"
    "  main: {columns: [code, about, organ, state], filters: [state]}\n";

struct desk {
    struct town *t;
    struct procedure_book *book;
};

static enum rc adopt(struct desk *d, const char *text, struct err *err)
{
    struct str one = str_c(text);
    struct procedure_adopt in = {.book = d->book, .text = &one, .n = 1, .reason = STR("改")};
    struct act_receipt r;
    struct problems problems = {.arena = d->t->a};
    in.problems = &problems;
    enum rc rc = town_act(d->t, d->t->office, &act_procedure_adopt, &in, &r, err);
    if (rc != RC_OK && problems.n)
        print_error("line %d: %s\n", problems.item[0].line, problems.item[0].text);
    return rc;
}

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
        fail_msg("%s line %d %s", err.text, problems.item[0].line, problems.item[0].text);
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

static struct record_input given(struct desk *d, const char *field, struct record_item item)
{
    struct record_item *one = ARENA_NEW(d->t->a, struct record_item);
    *one = item;
    return (struct record_input){.field = str_c(field), .item = one, .n = 1};
}

static struct record_input words(struct desk *d, const char *field, struct str text)
{
    return given(d, field, (struct record_item){.text = text});
}

static struct record_input number(struct desk *d, const char *field, int64_t n)
{
    return given(d, field, (struct record_item){.number = n});
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
    struct record_input v[] = {words(d, "title", str_c(title)), number(d, "lead", organ),
                               number(d, "due", due)};
    struct record_open in = {
        .book = d->book, .procedure = STR("task"), .act = STR("register"), .value = v, .values = 3};
    struct act_receipt r;
    int64_t id = 0;
    OK(town_act(d->t, d->t->office, &act_record_open, &in, &r, &err));
    assert_true(str_to_i64(r.answer, &id));
    return id;
}

static int64_t started(struct desk *d, const char *title, int64_t due)
{
    int64_t id = opened(d, title, d->t->organ[2], due);
    OK(do_it(d, d->t->office, id, "start", NULL, 0, &err));
    return id;
}

static struct record *seen(struct desk *d, int64_t id)
{
    struct record *r = NULL;
    LOOK(d->t, record_load(d->t->db, d->t->a, d->book, TENANT, id, 0, &r, &err));
    return r;
}

static void at(struct desk *d, int64_t day, int hour)
{
    d->t->w->now_ms = date_ms((int)(day / 10000), (int)(day / 100 % 100), (int)(day % 100), hour, 0);
}

static void tick(struct desk *d)
{
    int64_t n = 0;
    OK(record_tick_due(d->t->w->k, d->book, 0, &n, &err));
}

static enum rc revoke(struct desk *d, int64_t id, int event, struct err *err)
{
    struct record_revoke in = {.book = d->book, .record_id = id, .event = event, .reason = STR("误操作")};
    struct act_receipt r;
    return town_act(d->t, d->t->office, &act_record_revoke, &in, &r, err);
}

static struct facts facts_of(struct desk *d, int64_t id)
{
    struct facts f;
    LOOK(d->t, facts_of_record_load(d->t->db, d->t->a, TENANT, id, &f, &err));
    return f;
}

static int holding(struct desk *d, int64_t id, enum record_event_kind kind)
{
    const struct record *r = seen(d, id);
    int n = 0;
    for (size_t i = 0; i < r->events; i++)
        n += r->event[i].kind == kind && r->event[i].revoked_seq == 0;
    return n;
}

static struct record_line line_of(struct desk *d, int64_t id)
{
    struct record_filter filter = {.per_page = 50};
    struct record_rows rows;
    LOOK(d->t, record_list(d->t->db, d->t->a, TENANT, (struct record_scope){.is_all = true}, &filter,
                           d->t->w->now_ms, &rows, &err));
    for (size_t i = 0; i < rows.n; i++)
        if (rows.row[i].record_id == id)
            return rows.row[i];
    fail_msg("record %d is in no list", (int)id);
    return (struct record_line){0};
}

#define EQ(s, text) assert_true(str_eq((s), STR(text)))
#define FAULTS(d, actor, def, input) town_try_all_faults((d).t, (actor), (struct target){0}, &(def), (input))

/* ---- faults: nothing is half done ---- */

TEST(a_fault_leaves_nothing_of_an_act_with_its_rule_its_fact_and_its_file)
{
    DESK(d, state);
    at(&d, 20260302, 9);
    struct record_input v[] = {words(&d, "title", STR("修桥")), number(&d, "lead", d.t->organ[2]),
                               number(&d, "due", 20260313)};
    struct record_open open = {
        .book = d.book, .procedure = STR("task"), .act = STR("register"), .value = v, .values = 3};
    assert_true(FAULTS(d, d.t->office, act_record_open, &open) > 8);
    struct attachment_ready file = {0};
    struct act_receipt r;
    OK(do_it(&d, d.t->office, 1, "start", NULL, 0, &err));
    OK(attachment_prepare(d.t->a, STR("佐证.txt"), STR("第一份"), &file, &err));
    OK(town_act(d.t, d.t->liaison, &act_attachment_bring, &(struct attachment_bring){.file = &file, .n = 1},
                &r, &err));
    struct record_input told[] = {words(&d, "progress", STR("在办")), number(&d, "evidence", 1)};
    struct record_do report = {
        .book = d.book, .record_id = 1, .act = STR("report"), .value = told, .values = 2};
    assert_true(FAULTS(d, d.t->liaison, act_record_do, &report) > 20);
    assert_int_equal(facts_of(&d, 1).n, 1);
    assert_int_equal(seen(&d, 2)->cause_record, 1);
    struct record_revoke back = {.book = d.book, .record_id = 1, .event = 3, .reason = STR("误操作")};
    assert_true(FAULTS(d, d.t->office, act_record_revoke, &back) > 20);
    assert_true(seen(&d, 2)->state < 0);
    works_verify(d.t->w);
    desk_free(&d);
}

TEST(a_fault_leaves_nothing_of_a_tick_a_hand_over_a_new_version_a_migration)
{
    DESK(d, state);
    at(&d, 20260302, 9);
    int64_t id = started(&d, "修桥", 20260313);
    at(&d, 20260320, 9);
    struct record_tick due = {.book = d.book, .record_id = id};
    assert_true(FAULTS(d, town_system(), act_record_tick, &due) > 30);
    assert_int_equal(holding(&d, id, EVENT_EXPIRED), 1);
    struct record_hand_over over = {
        .book = d.book, .from_organ = d.t->organ[2], .to_organ = d.t->organ[3], .reason = STR("职能划转")};
    assert_true(FAULTS(d, d.t->office, act_record_hand_over, &over) > 8);
    struct str text = arena_printf(d.t->a, "%s# 新\n", TASK);
    struct procedure_adopt next = {.book = d.book, .text = &text, .n = 1, .reason = STR("改")};
    assert_true(FAULTS(d, d.t->office, act_procedure_adopt, &next) > 3);
    struct record_migrate move = {.book = d.book, .procedure = STR("task"), .reason = STR("改版")};
    assert_true(FAULTS(d, d.t->office, act_record_migrate, &move) > 8);
    assert_int_equal(seen(&d, id)->version, 2);
    works_verify(d.t->w);
    desk_free(&d);
}

/* ---- taking back ---- */

TEST(a_start_that_is_taken_back_leaves_no_light_no_warning_and_no_fact)
{
    DESK(d, state);
    at(&d, 20260302, 9);
    int64_t id = started(&d, "修桥", 20260313);
    at(&d, 20260316, 9);
    tick(&d);
    assert_int_equal(line_of(&d, id).light, LIGHT_RED);
    OK(revoke(&d, id, 2, &err));
    EQ(line_of(&d, id).state, "draft"); /* a warning since then does not hold it in the state it was in */
    assert_int_equal(line_of(&d, id).light, LIGHT_NONE);
    assert_int_equal(holding(&d, id, EVENT_WARNED) + holding(&d, id, EVENT_EXPIRED), 0);
    struct facts f = facts_of(&d, id);
    for (size_t i = 0; i < f.n; i++)
        assert_true(f.fact[i].revoked_seq > 0);
    assert_true(seen(&d, id + 1)->state < 0); /* and the lead that the end had opened */
    OK(do_it(&d, d.t->office, id, "start", NULL, 0, &err));
    at(&d, 20260317, 9);
    tick(&d);
    assert_int_equal(holding(&d, id, EVENT_EXPIRED), 1);
    works_verify(d.t->w);
    desk_free(&d);
}

TEST(an_opening_that_is_taken_back_is_closed_and_stays_to_be_seen)
{
    DESK(d, state);
    at(&d, 20260302, 9);
    int64_t id = opened(&d, "修桥", d.t->organ[2], 20260313);
    OK(revoke(&d, id, 1, &err));
    assert_true(seen(&d, id)->state < 0);
    assert_true(line_of(&d, id).closed_ms > 0);
    FAILS(do_it(&d, d.t->office, id, "start", NULL, 0, &err), RC_CONFLICT, "record.not_in_this_state");
    FAILS(revoke(&d, id, 1, &err), RC_CONFLICT, "record.not_the_last");
    works_verify(d.t->w);
    desk_free(&d);
}

/* ---- clocks ---- */

TEST(a_warning_whose_moment_had_passed_when_the_end_was_moved_is_given_once)
{
    DESK(d, state);
    at(&d, 20260302, 9);
    int64_t id = started(&d, "修桥", 20260313);
    at(&d, 20260319, 9);
    tick(&d);
    struct record_input later = number(&d, "due", 20260320); /* tomorrow: two working days before is past */
    OK(do_it(&d, d.t->office, id, "extend", &later, 1, &err));
    tick(&d);
    tick(&d);
    assert_int_equal(holding(&d, id, EVENT_WARNED), 2);
    assert_int_equal(line_of(&d, id).light, LIGHT_YELLOW);
    desk_free(&d);
}

/* ---- another version ---- */

TEST(a_record_under_a_version_that_shows_it_to_fewer_is_found_by_them_no_more)
{
    DESK(d, state);
    struct search_found f;
    at(&d, 20260302, 9);
    (void)started(&d, "滨河大桥", 20260313);
    LOOK(d.t, search_find(d.t->db, d.t->a, &d.t->liaison, STR("大桥"), &f, &err));
    assert_int_equal(f.hits, 1);
    struct str text = str_c(TASK), wide = STR("seen_by: [offices, liaison of lead]");
    size_t where = str_find_str(text, wide);
    OK(adopt(&d,
             arena_printf(d.t->a, "%.*sseen_by: [offices]%s", STR_ARG(str_sub(text, 0, where)),
                          TASK + where + wide.n)
                 .p,
             &err));
    struct record_migrate in = {.book = d.book, .procedure = STR("task"), .reason = STR("收紧")};
    struct act_receipt r;
    OK(town_act(d.t, d.t->office, &act_record_migrate, &in, &r, &err));
    LOOK(d.t, search_find(d.t->db, d.t->a, &d.t->liaison, STR("大桥"), &f, &err));
    assert_int_equal(f.hits, 0);
    desk_free(&d);
}

TEST(a_clock_that_the_new_version_does_not_have_shows_no_light)
{
    DESK(d, state);
    at(&d, 20260302, 9);
    int64_t id = started(&d, "修桥", 20260313);
    struct str text = str_c(TASK);
    size_t clocks = str_find_str(text, STR("clocks:\n")), cadences = str_find_str(text, STR("cadences:\n")),
           rules = str_find_str(text, STR("rules:\n")), lists = str_find_str(text, STR("lists:\n"));
    struct str bare = arena_printf(d.t->a, "%.*s%.*s%.*s", STR_ARG(str_sub(text, 0, clocks)),
                                   STR_ARG(str_sub(text, cadences, rules - cadences)),
                                   STR_ARG(str_sub(text, lists, text.n)));
    OK(adopt(&d, bare.p, &err));
    struct record_migrate in = {.book = d.book, .procedure = STR("task"), .reason = STR("不设时限")};
    struct act_receipt r;
    OK(town_act(d.t, d.t->office, &act_record_migrate, &in, &r, &err));
    assert_int_equal(line_of(&d, id).light, LIGHT_NONE);
    assert_int_equal(works_number(d.t->w, "SELECT count(*) AS n FROM record_due WHERE kind = 'c'"), 0);
    desk_free(&d);
}

/* ---- what no form would let through ---- */

static void refused(struct desk *d, int64_t id, struct record_input bad, const char *why)
{
    struct problems problems = {.arena = d->t->a};
    struct record_input v[] = {words(d, "progress", STR("在办")), bad};
    bool alone = str_eq(bad.field, STR("progress"));
    struct record_do in = {.book = d->book,
                           .record_id = id,
                           .act = STR("report"),
                           .value = alone ? &v[1] : v,
                           .values = alone ? 1 : 2,
                           .problems = &problems};
    struct act_receipt r;
    FAILS(town_act(d->t, d->t->liaison, &act_record_do, &in, &r, &err), RC_INVALID, "record.value_unfit");
    assert_string_equal(problems.item[0].text, why);
}

TEST(what_is_not_of_the_kind_of_its_field_is_refused_with_its_reason)
{
    DESK(d, state);
    at(&d, 20260302, 9);
    int64_t id = started(&d, "修桥", 20260313);
    struct record_item *many = ARENA_ARRAY(d.t->a, struct record_item, 10000);
    for (size_t i = 0; i < 10000; i++)
        many[i].number = 1;
    refused(&d, id, words(&d, "progress", str_of("a\0b", 3)), "record.text_unclean");
    refused(&d, id, words(&d, "progress", STR("\xff\xfe")), "record.text_unclean");
    refused(&d, id, number(&d, "progress", 7), "record.required");
    refused(&d, id, (struct record_input){STR("evidence"), many, 10000}, "record.too_many_items");
    refused(&d, id, (struct record_input){STR("about"), many, 2}, "record.too_many_items");
    refused(&d, id, number(&d, "sure", 2), "record.no_such_choice");
    refused(&d, id, number(&d, "person", INT64_MAX), "record.no_such_person");
    refused(&d, id, number(&d, "due", 20260401), "record.not_asked_for");
    struct record_input far = number(&d, "due", 99991231), none = number(&d, "due", 20260230);
    FAILS(do_it(&d, d.t->office, id, "extend", &far, 1, &err), RC_INVALID, "record.value_unfit");
    FAILS(do_it(&d, d.t->office, id, "extend", &none, 1, &err), RC_INVALID, "record.value_unfit");
    works_verify(d.t->w);
    desk_free(&d);
}

TEST(nobody_names_a_record_a_file_or_an_organ_that_is_not_theirs_to_name)
{
    DESK(d, state);
    at(&d, 20260302, 9);
    int64_t id = started(&d, "修桥", 20260313), theirs = opened(&d, "丙的", d.t->organ[3], 20260313);
    struct attachment_ready file = {0};
    struct act_receipt r;
    struct actor other = d.t->liaison;
    other.organ_id = d.t->organ[3];
    refused(&d, id, number(&d, "about", theirs), "record.no_such_record");
    refused(&d, id, number(&d, "about", 4711), "record.no_such_record");
    refused(&d, id, number(&d, "about", -1), "record.no_such_record");
    refused(&d, id, words(&d, "about", STR("任2026-002")), "record.text_unclean");
    OK(attachment_prepare(d.t->a, STR("密.txt"), STR("丙的"), &file, &err));
    OK(town_act(d.t, other, &act_attachment_bring, &(struct attachment_bring){.file = &file, .n = 1}, &r,
                &err));
    struct record_input v[] = {words(&d, "progress", STR("在办")), number(&d, "evidence", 1)};
    FAILS(do_it(&d, d.t->liaison, id, "report", v, 2, &err), RC_DENIED, "attachment.not_yours");
    v[1] = number(&d, "about", id);
    OK(do_it(&d, d.t->liaison, id, "report", v, 2, &err));
    struct record_input open[] = {words(&d, "title", STR("修路")), number(&d, "lead", 4711)};
    struct record_open in = {
        .book = d.book, .procedure = STR("task"), .act = STR("register"), .value = open, .values = 2};
    FAILS(town_act(d.t, d.t->office, &act_record_open, &in, &r, &err), RC_INVALID, "record.value_unfit");
    works_verify(d.t->w);
    desk_free(&d);
}

TEST(a_field_that_is_given_twice_is_refused)
{
    DESK(d, state);
    at(&d, 20260302, 9);
    int64_t id = started(&d, "修桥", 20260313);
    struct record_input v[] = {{.field = STR("progress")}, words(&d, "progress", STR("在办"))};
    FAILS(do_it(&d, d.t->liaison, id, "report", v, 2, &err), RC_INVALID, "record.value_unfit");
    desk_free(&d);
}

TEST(odd_numbers_of_events_and_acts_of_others_change_nothing)
{
    DESK(d, state);
    at(&d, 20260302, 9);
    int64_t id = started(&d, "修桥", 20260313), events = (int64_t)seen(&d, id)->events;
    FAILS(do_it(&d, d.t->office, id, "decide", NULL, 0, &err), RC_NOT_FOUND, "record.no_such_act");
    FAILS(do_it(&d, d.t->office, id, "register", NULL, 0, &err), RC_CONFLICT, "record.not_in_this_state");
    FAILS(do_it(&d, d.t->office, -id, "close", NULL, 0, &err), RC_NOT_FOUND, "record.no_such");
    FAILS(revoke(&d, id, -1, &err), RC_NOT_FOUND, "record.no_such_event");
    FAILS(revoke(&d, id, INT32_MAX, &err), RC_NOT_FOUND, "record.no_such_event");
    assert_int_equal(seen(&d, id)->events, events);
    at(&d, 20260201, 9); /* a clock that was set back */
    tick(&d);
    struct record_do in = {.book = d.book, .record_id = id, .act = STR("close"), .events_seen = INT64_MIN};
    struct act_receipt r;
    OK(town_act(d.t, d.t->office, &act_record_do, &in, &r, &err));
    works_verify(d.t->w);
    desk_free(&d);
}

/* ---- two programs ---- */

#define ACTS_EACH 25
struct program {
    struct desk *d;
    struct kernel *kernel;
    struct procedure_book *book;
    int done, conflicts, others;
    pthread_t thread;
};

static void *report_often(void *of)
{
    struct program *x = of;
    struct arena *a = arena_new(0);
    for (int i = 0; i < ACTS_EACH; i++) {
        struct record_item item = {.text = STR("在办")};
        struct record_input v = {.field = STR("progress"), .item = &item, .n = 1};
        struct record_do in = {.book = x->book,
                               .record_id = 1,
                               .act = STR("report"),
                               .value = &v,
                               .values = 1,
                               .events_seen = i % 2 ? 3 : 0};
        struct act_call call = {.def = &act_record_do,
                                .actor = x->d->t->liaison,
                                .target = {.organ_id = x->d->t->liaison.organ_id},
                                .input = &in};
        struct act_receipt r;
        struct err err = {0};
        enum rc rc = kernel_act(x->kernel, &call, a, &r, &err);
        x->done += rc == RC_OK;
        x->conflicts += rc == RC_CONFLICT;
        if (rc != RC_OK && rc != RC_CONFLICT && x->others++ == 0)
            print_message("rc %d %s %s\n", (int)rc, err.text, err.detail);
    }
    arena_free(a);
    return NULL;
}

TEST(two_programs_that_act_on_one_record_take_turns)
{
    DESK(d, state);
    if (d.t->w->fresh.kind != DB_POSTGRES) {
        desk_free(&d);
        skip();
    }
    at(&d, 20260302, 9);
    int64_t id = started(&d, "修桥", 20260313);
    struct works second = *d.t->w;
    works_open(&second);
    struct program x[2] = {{.d = &d, .kernel = d.t->w->k, .book = d.book},
                           {.d = &d, .kernel = second.k, .book = procedure_book_new(TENANT)}};
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&x[i].thread, NULL, report_often, &x[i]), 0);
    for (int i = 0; i < 2; i++)
        (void)pthread_join(x[i].thread, NULL);
    print_message("%d+%d done, %d+%d conflicts, %d+%d others\n", x[0].done, x[1].done, x[0].conflicts,
                  x[1].conflicts, x[0].others, x[1].others);
    const struct record *r = seen(&d, id);
    assert_int_equal((int)r->events, 2 + x[0].done + x[1].done);
    for (size_t i = 0; i < r->events; i++)
        assert_int_equal(r->event[i].n, (int)i + 1);
    assert_int_equal(works_number(d.t->w, "SELECT count(*) AS n FROM record"), 1 + x[0].done + x[1].done);
    assert_int_equal(works_number(d.t->w, "SELECT count(DISTINCT code) AS n FROM record"),
                     1 + x[0].done + x[1].done);
    assert_int_equal(x[0].others + x[1].others, 0);
    kernel_close(second.k);
    procedure_book_free(x[1].book);
    works_verify(d.t->w);
    desk_free(&d);
}

static const struct CMUnitTest tests[] = {
    BOTH(two_programs_that_act_on_one_record_take_turns),
    BOTH(a_fault_leaves_nothing_of_an_act_with_its_rule_its_fact_and_its_file),
    BOTH(a_fault_leaves_nothing_of_a_tick_a_hand_over_a_new_version_a_migration),
    BOTH(a_start_that_is_taken_back_leaves_no_light_no_warning_and_no_fact),
    BOTH(an_opening_that_is_taken_back_is_closed_and_stays_to_be_seen),
    BOTH(a_warning_whose_moment_had_passed_when_the_end_was_moved_is_given_once),
    BOTH(a_record_under_a_version_that_shows_it_to_fewer_is_found_by_them_no_more),
    BOTH(a_clock_that_the_new_version_does_not_have_shows_no_light),
    BOTH(what_is_not_of_the_kind_of_its_field_is_refused_with_its_reason),
    BOTH(nobody_names_a_record_a_file_or_an_organ_that_is_not_theirs_to_name),
    BOTH(a_field_that_is_given_twice_is_refused),
    BOTH(odd_numbers_of_events_and_acts_of_others_change_nothing),
};

WORKS_MAIN(tests)
