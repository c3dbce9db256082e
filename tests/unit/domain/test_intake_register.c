/* Open matters out of a table: as of their own days, in their own states, with nothing brought on by their
 * past. */
#include "town.h"

#include "base/date.h"
#include "domain/fact.h"
#include "domain/intake.h"
#include "domain/record.h"
#include "domain/search.h"
#include "table/table.h"
#include "text/text.h"

#define TEST(name) static void name(void **state)

static const char MATTER[] =
    "procedure: matter\n"
    "title: {zh: 台账, en: ledger}\n"
    "code: \"台{year}-{seq:3}\"\n"
    "name: title\n"
    "lead: lead\n"
    "seen_by: [offices, liaison of lead]\n"
    "fields:\n"
    "  title: {zh: 事项, en: matter, type: text, max: 20}\n"
    "  area: {zh: 领域, en: area, type: choice, choices: {safety: {zh: 安全, en: safety}, jobs: {zh: 就业, "
    "en: "
    "jobs}}}\n"
    "  lead: {zh: 牵头, en: lead, type: organ}\n"
    "  members: {zh: 成员单位, en: members, type: organs, with: {zh: 分工, en: part}}\n"
    "  lagging: {zh: 未完成, en: lagging, type: organs}\n"
    "  due: {zh: 时限, en: due, type: date}\n"
    "  phone: {zh: 电话, en: phone, type: text, class: private}\n"
    "  text: {zh: 进展情况, en: progress, type: long_text}\n"
    "states:\n"
    "  draft: {zh: 拟立, en: draft}\n"
    "  open: {zh: 办理, en: open}\n"
    "  closed: {zh: 办结, en: closed, is: closed}\n"
    "  blamed: {zh: 问责, en: blamed, is: closed}\n"
    "acts:\n"
    "  register: {title: {zh: 立项, en: register}, opens: draft, by: [offices], form: [title, area, lead, "
    "due?, "
    "members?, phone?],\n"
    "             sets: {lagging: members}}\n"
    "  start: {title: {zh: 下达, en: start}, from: [draft], to: open, by: [offices], needs: [due]}\n"
    "  report: {title: {zh: 反馈, en: report}, in: [open], by: [liaison of lead], form: [text]}\n"
    "  urge: {title: {zh: 催办, en: urge}, in: [open], by: [offices, system]}\n"
    "  close: {title: {zh: 办结, en: close}, from: [open], to: closed, by: [offices]}\n"
    "  blame: {title: {zh: 问责, en: blame}, from: [open], to: blamed, by: [offices], decides: yes}\n"
    "clocks:\n"
    "  due: {title: {zh: 时限, en: due}, starts: [start], until: due, stops: [close, blame], warn: [2 "
    "workdays], "
    "light: yes}\n"
    "rules:\n"
    "  late: {title: {zh: 超期, en: late}, on: due expired, then: [{do: urge}]}\n"
    "  begun: {title: {zh: 下达即催, en: begun}, on: start, then: [{do: urge}]}\n"
    "facts:\n"
    "  overdue: {on: due expired, organ: lead, measure: task_overdue, value: 1}\n"
    "lists:\n"
    "  main: {columns: [code, title, lead, state, due], filters: [state, lead]}\n";

struct desk {
    struct town *t;
    struct procedure_book *book;
};

static struct desk desk_new(struct town *t)
{
    struct desk d = {.t = t, .book = procedure_book_new(TENANT)};
    struct str text = str_c(MATTER);
    struct problems problems = {.arena = t->a};
    struct procedure_adopt in = {
        .book = d.book, .text = &text, .n = 1, .reason = STR("试"), .problems = &problems};
    struct act_receipt r;
    struct err err = {0};
    if (town_act(t, t->office, &act_procedure_adopt, &in, &r, &err) != RC_OK)
        fail_msg("%s line %d: %s", err.text, problems.item[0].line, problems.item[0].text);
    return d;
}

static void desk_free(struct desk *d)
{
    works_verify(d->t->w);
    procedure_book_free(d->book);
    town_free(d->t);
}

#define DESK(d, state)                                                                                       \
    TOWN(town_, state);                                                                                      \
    struct desk d = desk_new(town_)

static struct intake *read_table(struct desk *d, struct actor actor, struct str bytes,
                                 const struct intake_answer *answer, bool tick_all)
{
    static const struct intake_tick all = {0, 0, STR_INIT("*")};
    struct intake *in = ARENA_NEW(d->t->a, struct intake);
    *in = (struct intake){.kind = &INTAKE_REGISTER,
                          .given = {.kind = INTAKE_REGISTER.code,
                                    .scheme_code = STR("matter"),
                                    .bytes = bytes,
                                    .file_name = STR("台账.csv"),
                                    .answer = answer,
                                    .answers = answer != NULL,
                                    .tick = &all,
                                    .ticks = tick_all ? 1 : 0},
                          .a = d->t->a,
                          .actor = actor,
                          .day = date_day_of(d->t->w->now_ms),
                          .now_ms = d->t->w->now_ms,
                          .ledger = kernel_ledger(d->t->w->k),
                          .procedures = d->book};
    LOOK(d->t, intake_read(in, d->t->db, &err));
    return in;
}

static enum rc confirm(struct desk *d, struct intake *in, int64_t *ret, struct err *err)
{
    struct act_receipt r;
    struct intake_confirm input = {.ready = in, .seen = in->seen};
    enum rc rc = town_act(d->t, in->actor, in->kind->act, &input, &r, err);
    if (rc == RC_OK && ret)
        *ret = r.seq;
    return rc;
}

static int64_t take_over(struct desk *d, const char *csv)
{
    struct intake *in = read_table(d, d->t->office, str_c(csv), NULL, true);
    int64_t seq = -1;
    for (size_t i = 0; i < in->problems->n; i++)
        if (!in->problems->item[i].is_warning)
            fail_msg("row %d column %d: %s", in->problems->item[i].line, in->problems->item[i].column,
                     in->problems->item[i].text);
    OK(confirm(d, in, &seq, &err));
    return seq;
}

static enum rc undo(struct desk *d, int64_t import_id, struct err *err)
{
    struct act_receipt r;
    struct import_undo input = {.import_id = import_id};
    return town_act(d->t, d->t->office, INTAKE_REGISTER.undo, &input, &r, err);
}

static struct record_rows all_of(struct desk *d)
{
    struct record_rows rows;
    struct record_filter filter = {.procedure = STR("matter"), .page = 1, .per_page = 100};
    LOOK(d->t, record_list(d->t->db, d->t->a, TENANT, (struct record_scope){.is_all = true}, &filter,
                           d->t->w->now_ms, &rows, &err));
    return rows;
}

static const struct record *called(struct desk *d, const char *title)
{
    struct record_rows rows = all_of(d);
    struct record *r = NULL;
    for (size_t i = 0; i < rows.n; i++)
        if (str_eq(rows.row[i].title, str_c(title)))
            LOOK(d->t, record_load(d->t->db, d->t->a, d->book, TENANT, rows.row[i].record_id, 0, &r, &err));
    if (!r)
        fail_msg("no record %s", title);
    return r;
}

static int count_of(const struct record *r, enum record_event_kind kind)
{
    int n = 0;
    for (size_t i = 0; i < r->events; i++)
        n += r->event[i].kind == kind;
    return n;
}

static const struct record_value *value_of(const struct record *r, const char *field)
{
    return &r->value[procedure_field_find(r->procedure, str_c(field))];
}

static int64_t tick(struct desk *d)
{
    int64_t n = 0;
    OK(record_tick_due(d->t->w->k, d->book, 0, &n, &err));
    return n;
}

#define HEAD "事项,领域,责任单位,状态,登记日期,状态日期,原编号,时限,成员单位,进展\n"

TEST(matters_come_in_as_of_their_days_and_in_their_states)
{
    DESK(d, state);
    int64_t seq = take_over(&d, HEAD "修路,安全,甲局,办理,2026年5月6日,2026.5.8,督〔2026〕7号,2026-12-31,"
                                     "老乙：出钱；丙县,已完成招标\n"
                                     "修桥,就业,老乙,办结,2026/3/2,2026-09-30,,2026-10-31,,\n"
                                     "修渠,,乙局,拟立,46150,,,,甲局、丙县,\n");
    const struct record *road = called(&d, "修路"), *bridge = called(&d, "修桥"), *ditch = called(&d, "修渠");
    assert_true(str_eq(road->procedure->state[road->state].id, STR("open")));
    assert_int_equal(date_day_of(road->opened_ms), 20260506);
    assert_int_equal(date_day_of(road->event[1].at_ms), 20260508);
    assert_int_equal(road->lead_id, d.t->organ[1]);
    assert_int_equal(value_of(road, "due")->item[0].number, 20261231);
    assert_int_equal(value_of(road, "members")->n, 2);
    assert_true(str_eq(value_of(road, "members")->item[0].text, STR("出钱")));
    assert_int_equal(value_of(road, "lagging")->n, 2); /* as the opening act sets it */
    assert_true(str_eq(value_of(road, "text")->item[0].text, STR("已完成招标")));
    const struct record_event *taken = &road->event[road->events - 1];
    assert_int_equal(taken->kind, EVENT_TAKEN);
    assert_int_equal(taken->rung, 2);
    assert_int_equal(taken->seq, seq);
    assert_true(str_eq(taken->period, STR("台账.csv")));
    assert_true(str_eq(taken->rule, STR("督〔2026〕7号")));
    assert_int_equal(taken->by_account, d.t->office.account_id);
    assert_int_equal(road->event[0].by_role, ROLE_SYSTEM);
    assert_int_equal(date_day_of(bridge->closed_ms), 20260930);
    assert_int_equal(ditch->state, 0);
    assert_int_equal(value_of(ditch, "members")->n, 2);
    assert_int_equal(value_of(ditch, "area")->n, 0); /* a form is not asked of what lived elsewhere */
    assert_int_equal(count_of(road, EVENT_ACT), 2);  /* no rule of `start` did anything */
    desk_free(&d);
}

TEST(what_fell_due_before_says_nothing_and_what_falls_due_from_now_on_does)
{
    DESK(d, state);
    (void)take_over(&d, HEAD "旧账,安全,甲局,办理,2026-05-06,,,2026-08-31,,\n"
                             "新账,安全,甲局,办理,2026-05-06,,,2026-11-30,,\n");
    struct record_rows rows = all_of(&d);
    assert_int_equal(rows.by_light[LIGHT_RED], 1);
    assert_int_equal(rows.by_light[LIGHT_GREEN], 1);
    assert_int_equal(tick(&d), 0);
    d.t->w->now_ms = date_ms(2026, 12, 3, 10, 0);
    assert_true(tick(&d) > 0);
    const struct record *old = called(&d, "旧账"), *new = called(&d, "新账");
    struct facts facts;
    assert_int_equal(count_of(old, EVENT_EXPIRED) + count_of(old, EVENT_WARNED), 0);
    LOOK(d.t, facts_of_record_load(d.t->db, d.t->a, TENANT, old->record_id, &facts, &err));
    assert_int_equal(facts.n, 0);
    assert_int_equal(count_of(new, EVENT_WARNED), 1);
    assert_int_equal(count_of(new, EVENT_EXPIRED), 1);
    LOOK(d.t, facts_of_record_load(d.t->db, d.t->a, TENANT, new->record_id, &facts, &err));
    assert_int_equal(facts.n, 1);
    desk_free(&d);
}

TEST(a_state_in_other_words_is_asked_about_once)
{
    DESK(d, state);
    const char *csv = HEAD "修路,安全,甲局,正在办,2026-05-06,,,,,\n修桥,安全,甲局,正在办,2026-05-07,,,,,\n";
    struct intake *in = read_table(&d, d.t->office, str_c(csv), NULL, false);
    assert_int_equal(in->questions, 1);
    assert_int_equal(in->open_questions, 1);
    assert_int_equal(in->question[0].choices, 3); /* nobody is blamed by a table */
    FAILS(confirm(&d, in, NULL, &err), RC_INVALID, "intake.not_ready");
    struct intake_answer answer = {in->question[0].id, STR("open")};
    in = read_table(&d, d.t->office, str_c(csv), &answer, false);
    assert_int_equal(in->open_questions, 0);
    OK(confirm(&d, in, NULL, &err));
    assert_int_equal(all_of(&d).total, 2);
    desk_free(&d);
}

TEST(rows_without_unit_matter_state_or_day_and_unfit_ones_are_refused)
{
    DESK(d, state);
    static const struct {
        const char *row;
        int column;
    } bad[] = {
        {",安全,甲局,办理,2026-05-06,,,,,\n", 1},
        {"修路,安全,,办理,2026-05-06,,,,,\n", 3},
        {"修路,安全,甲局,,2026-05-06,,,,,\n", 4},
        {"修路,安全,甲局,办理,,,,,,\n", 5},
        {"修路,安全,丁局,办理,2026-05-06,,,,,\n", 3},
        {"修路,安全,甲局,办理,哪天,,,,,\n", 5},
        {"修路,安全,甲局,办理,2026-12-06,,,,,\n", 5},
        {"修路,安全,甲局,办理,2026-05-06,2026-05-01,,,,\n", 6},
        {"修路,民生,甲局,办理,2026-05-06,,,,,\n", 2},
        {"修路,安全,甲局,办理,2026-05-06,,,没定,,\n", 8},
        {"修路,安全,甲局,办理,2026-05-06,,,,戊局,\n", 9},
        {"一二三四五六七八九十一二三四五六七八九十一,安全,甲局,办理,2026-05-06,,,,,\n", 1},
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct str csv = arena_printf(d.t->a, HEAD "%s", bad[i].row);
        struct intake *in = read_table(&d, d.t->office, csv, NULL, false);
        const struct problem *found = NULL;
        for (size_t k = 0; k < in->problems->n && !found; k++)
            found = in->problems->item[k].is_warning ? NULL : &in->problems->item[k];
        if (!found || found->line != 2 || found->column != bad[i].column || in->problems->blocking != 1)
            fail_msg("%s: %zu blocking, %s at column %d", bad[i].row, in->problems->blocking,
                     found ? found->text : "none", found ? found->column : 0);
        assert_true(text_has(found->text) && found->hint && text_has(found->hint));
        FAILS(confirm(&d, in, NULL, &err), RC_INVALID, "intake.not_ready");
    }
    assert_int_equal(all_of(&d).total, 0);
    desk_free(&d);
}

TEST(what_is_there_already_must_be_looked_into)
{
    DESK(d, state);
    const char *row = HEAD "修路,安全,甲局,办理,2026-05-06,,,,,\n";
    (void)take_over(&d, row);
    struct intake *in = read_table(&d, d.t->office, str_c(row), NULL, false);
    assert_int_equal(in->open_ticks, 1);
    assert_string_equal(in->problems->item[0].text, "take.is_there");
    in = read_table(&d, d.t->office,
                    STR(HEAD
                        "修桥,安全,甲局,办理,2026-05-06,,,,,\n修 桥,安全,某某镇甲局,办理,2026-05-07,,,,,\n"
                        "修桥,安全,乙局,办理,2026-05-06,,,,,\n"),
                    NULL, false);
    assert_int_equal(in->open_ticks, 1);
    assert_string_equal(in->problems->item[0].text, "take.twice");
    assert_int_equal(in->problems->item[0].line, 3);
    desk_free(&d);
}

TEST(a_table_is_taken_back_until_somebody_went_on)
{
    DESK(d, state);
    const char *csv =
        HEAD "修路,安全,甲局,办理,2026-05-06,,,2026-12-31,,\n修桥,安全,乙局,办理,2026-05-06,,,,,\n";
    int64_t seq = take_over(&d, csv);
    OK(undo(&d, seq, &err));
    assert_int_equal(all_of(&d).total, 0);
    assert_int_equal(tick(&d), 0);
    seq = take_over(&d, csv);
    struct record_do on = {.book = d.book, .record_id = called(&d, "修桥")->record_id, .act = STR("urge")};
    struct act_receipt r;
    OK(town_act(d.t, d.t->office, &act_record_do, &on, &r, &err));
    FAILS(undo(&d, seq, &err), RC_CONFLICT, "intake.row_is_gone");
    assert_int_equal(all_of(&d).total, 2);
    desk_free(&d);
}

TEST(a_liaison_takes_nothing_over_and_the_template_comes_back_empty)
{
    DESK(d, state);
    struct buf out CLEANUP(buf_release) = {0};
    struct intake in = {.kind = &INTAKE_REGISTER,
                        .given = {.kind = INTAKE_REGISTER.code, .scheme_code = STR("matter")},
                        .a = d.t->a,
                        .actor = d.t->liaison,
                        .day = 20261120,
                        .procedures = d.book};
    (void)town_look(d.t);
    FAILS(INTAKE_REGISTER.template(&in, d.t->db, &out, &err), RC_DENIED, "take.not_yours");
    in.actor = d.t->office;
    OK(INTAKE_REGISTER.template(&in, d.t->db, &out, &err));
    town_done(d.t);
    struct intake *back = read_table(&d, d.t->office, arena_str(d.t->a, buf_str(&out)), NULL, false);
    assert_int_equal(back->problems->blocking, 1); /* nothing is filled in, and all columns are known */
    for (size_t i = 0; i < back->problems->n; i++)
        if (!back->problems->item[i].is_warning)
            assert_string_equal(back->problems->item[i].text, "record.no_rows");
        else
            assert_string_equal(back->problems->item[i].text, "intake.other_sheet");
    desk_free(&d);
}

TEST(whatever_fails_leaves_nothing_behind)
{
    DESK(d, state);
    struct intake *in = read_table(
        &d, d.t->office, STR(HEAD "修路,安全,甲局,办理,2026-05-06,,,2026-12-31,丙县,在做\n"), NULL, false);
    struct intake_confirm input = {.ready = in, .seen = in->seen};
    assert_true(town_try_all_faults(d.t, d.t->office, (struct target){0}, &act_record_import, &input) > 20);
    desk_free(&d);
}

TEST(five_thousand_matters_come_in_at_once)
{
    DESK(d, state);
    struct buf csv CLEANUP(buf_release) = {0};
    buf_put(&csv, STR(HEAD));
    for (int i = 0; i < 5000; i++)
        buf_printf(&csv, "第%04d件,安全,甲局,办理,2026-05-06,,,2026-12-31,丙县,在做\n", i);
    buf_putc(&csv, '\0');
    (void)take_over(&d, csv.p);
    assert_int_equal(all_of(&d).total, 5000);
    buf_put(&csv, STR("x"));
    struct str more = arena_printf(d.t->a, "%s多一件,安全,甲局,办理,2026-05-06,,,,,\n", csv.p);
    struct intake *in = read_table(&d, d.t->office, more, NULL, false);
    assert_string_equal(in->problems->item[0].text, "records.too_many");
    desk_free(&d);
}

static const struct CMUnitTest tests[] = {
    BOTH(matters_come_in_as_of_their_days_and_in_their_states),
    BOTH(what_fell_due_before_says_nothing_and_what_falls_due_from_now_on_does),
    BOTH(a_state_in_other_words_is_asked_about_once),
    BOTH(rows_without_unit_matter_state_or_day_and_unfit_ones_are_refused),
    BOTH(what_is_there_already_must_be_looked_into),
    BOTH(a_table_is_taken_back_until_somebody_went_on),
    BOTH(a_liaison_takes_nothing_over_and_the_template_comes_back_empty),
    BOTH(whatever_fails_leaves_nothing_behind),
    BOTH(five_thousand_matters_come_in_at_once),
};

WORKS_MAIN(tests)
