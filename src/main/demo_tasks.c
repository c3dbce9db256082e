#include "main/demo_tasks.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/date.h"
#include "domain/attachment.h"
#include "domain/organ.h"
#include "domain/outbox.h"
#include "domain/record.h"
#include "main/demo_city.h"
#include "table/table.h"

#define LAST_DAY 20261119 /* the clock of the demo stands at nine on the day after */
#define READ_DAY 20261118 /* until then the office has read what it was told */
#define MORNING 10
#define AFTERNOON 16
#define MILESTONES 3
#define VALUES_MAX 10

/* 牵头, 配合, 来源, 事项, 交付成果, 下达, 时限, 延期, 办结, 进度, 反馈 */
enum { LEAD, PARTNERS, SOURCE, TITLE, DELIVERABLE, START, DUE, EXTENSION, CLOSED, PROGRESS, HABIT, COLUMNS };

static const struct {
    struct str text, code;
} SOURCES[] = {{STR_INIT("会议决定"), STR_INIT("meeting")},
               {STR_INIT("领导批示"), STR_INIT("instruction")},
               {STR_INIT("政府工作报告"), STR_INIT("work_report")},
               {STR_INIT("民生实事"), STR_INIT("livelihood")},
               {STR_INIT("其他"), STR_INIT("other")}};

struct task {
    const struct str *cell;
    int64_t record_id, organ_id, person_id, start, due, asked, later, closed, last;
    int64_t progress;
    int reports, reached, deeds;
    bool is_month_end; /* it reports on the last two days of a month */
};

struct living {
    struct house *house;
    struct arena *a, *day_a;
    struct actor office;
    struct procedure_book *book;
    struct organ_book organs;
    const struct calendar *calendar;
    struct task *task;
    size_t tasks;
    int64_t interview; /* its number */
    struct err *err;
    /* What is done at one time of day. */
    struct record_do *input;
    struct act_call *call;
    struct act_result *result;
    size_t n;
};

/* ---- reading ---- */

static int64_t day_of(struct str text)
{
    int64_t y, m, d;
    if (text.n != 10 || !str_to_i64(str_sub(text, 0, 4), &y) || !str_to_i64(str_sub(text, 5, 2), &m) ||
        !str_to_i64(str_sub(text, 8, 2), &d))
        return 0;
    return y * 10000 + m * 100 + d;
}

static enum rc read_task(struct living *l, const struct str *cell, struct task *t)
{
    const struct organ *o = organ_by_name(&l->organs, cell[LEAD]);
    *t = (struct task){.cell = cell,
                       .organ_id = o ? o->organ_id : 0,
                       .start = day_of(cell[START]),
                       .due = day_of(cell[DUE]),
                       .closed = day_of(cell[CLOSED]),
                       .is_month_end = str_eq(cell[HABIT], STR("月底"))};
    if (cell[EXTENSION].n == 21) {
        t->asked = day_of(str_sub(cell[EXTENSION], 0, 10));
        t->later = day_of(str_sub(cell[EXTENSION], 11, 10));
    }
    t->last = t->closed ? t->closed : LAST_DAY;
    if (!o || !t->start || !t->due || !str_to_i64(cell[PROGRESS], &t->progress))
        return FAIL(l->err, RC_INVALID, "demo.organs_unfit", "tasks.csv: %.*s", STR_ARG(cell[TITLE]));
    return RC_OK;
}

static enum rc read_tasks(struct living *l, struct str csv)
{
    struct problems problems = {.arena = l->a};
    struct table t;
    enum rc rc = table_read(l->a, csv, &t, &problems);
    if (rc != RC_OK || t.cols != COLUMNS)
        return FAIL(l->err, RC_INVALID, "demo.organs_unfit", "tasks.csv has %zu columns", t.cols);
    l->task = ARENA_ARRAY(l->a, struct task, t.rows + 1);
    for (size_t i = 0; i < t.rows && rc == RC_OK; i++)
        rc = read_task(l, t.row[i].cell, &l->task[l->tasks++]);
    return rc;
}

static enum rc load_city(struct living *l)
{
    struct db *db;
    struct calendar_book calendar;
    enum rc rc = kernel_read_begin(l->house->kernel, 0, &db, l->err);
    if (rc == RC_OK)
        rc = organ_book_load(db, l->a, HOUSE_TENANT, LAST_DAY, &l->organs, l->err);
    if (rc == RC_OK)
        rc = calendar_book_load(db, l->a, HOUSE_TENANT, 0, LAST_DAY, 0, &calendar, l->err);
    kernel_read_end(l->house->kernel, 0);
    if (rc == RC_OK)
        l->calendar = calendar.calendar;
    return rc;
}

/* ---- one act ---- */

static void set_clock(struct living *l, int64_t day, int hour)
{
    l->house->now_ms = date_ms((int)(day / 10000), (int)(day / 100 % 100), (int)(day % 100), hour, 0);
}

static enum rc act_now(struct living *l, struct actor actor, const struct act_def *def, struct str key,
                       const void *input, struct act_receipt *ret)
{
    struct act_call call = {
        .def = def, .actor = actor, .idem = arena_printf(l->a, "demo:%.*s", STR_ARG(key)), .input = input};
    return kernel_act(l->house->kernel, &call, l->a, ret, l->err);
}

static struct actor liaison_of(const struct task *t)
{
    return (struct actor){.tenant_id = HOUSE_TENANT, .organ_id = t->organ_id, .role = ROLE_LIAISON};
}

/* ---- responsible people: one post in each leading organ ---- */

static enum rc appoint(struct living *l, int64_t organ_id, int64_t *ret_person)
{
    struct person_appoint in = {.organ_id = organ_id,
                                .from_day = 20260105,
                                .post_title = STR("督办责任人"),
                                .name = STR("云责任"),
                                .phone = STR("10000000000")};
    struct act_receipt receipt;
    struct actor program = {.tenant_id = HOUSE_TENANT, .role = ROLE_SYSTEM};
    struct str key = arena_printf(l->a, "person:%" PRId64, organ_id);
    enum rc rc = act_now(l, program, &act_person_appoint, key, &in, &receipt);
    if (rc == RC_OK && !str_to_i64(receipt.answer, ret_person))
        rc = FAIL(l->err, RC_INVALID, "demo.organs_unfit", "no number of a person");
    return rc;
}

static enum rc appoint_all(struct living *l)
{
    enum rc rc = RC_OK;
    set_clock(l, 20260105, MORNING);
    for (size_t i = 0; i < l->tasks && rc == RC_OK; i++) {
        for (size_t k = 0; k < i && !l->task[i].person_id; k++)
            if (l->task[k].organ_id == l->task[i].organ_id)
                l->task[i].person_id = l->task[k].person_id;
        if (!l->task[i].person_id)
            rc = appoint(l, l->task[i].organ_id, &l->task[i].person_id);
    }
    return rc;
}

/* ---- values ---- */

struct values {
    struct arena *a;
    struct record_input *in;
    size_t n;
};

static struct values values_new(struct living *l)
{
    return (struct values){.a = l->day_a, .in = ARENA_ARRAY(l->day_a, struct record_input, VALUES_MAX)};
}

static void give(struct values *v, const char *field, struct record_item item)
{
    struct record_item *one = ARENA_NEW(v->a, struct record_item);
    *one = item;
    v->in[v->n++] = (struct record_input){str_c(field), one, 1};
}

static void give_text(struct values *v, const char *field, struct str text)
{
    give(v, field, (struct record_item){.text = text});
}

static void give_number(struct values *v, const char *field, int64_t number)
{
    give(v, field, (struct record_item){.number = number});
}

static struct str source_code(struct str text)
{
    size_t i = 0;
    while (i + 1 < COUNT_OF(SOURCES) && !str_eq(SOURCES[i].text, text))
        i++;
    return SOURCES[i].code;
}

/* Milestones lie evenly between the start and the first limit. */
static int64_t milestone_day(const struct living *l, const struct task *t, int i)
{
    int days = calendar_workdays(l->calendar, t->start, t->due);
    int64_t day = calendar_add_workdays(l->calendar, t->start, days * (i + 1) / (MILESTONES + 1));
    return day ? day : t->due;
}

static void give_roadmap(struct living *l, struct values *v, const struct task *t, int64_t day)
{
    static const struct str title[MILESTONES] = {STR_INIT("方案批复"), STR_INIT("全面实施"),
                                                 STR_INIT("自查验收")};
    struct record_item *item = ARENA_ARRAY(v->a, struct record_item, MILESTONES);
    for (int i = 0; i < MILESTONES; i++) {
        item[i] = (struct record_item){.number = milestone_day(l, t, i), .text = title[i]};
        if (i < t->reached)
            item[i].extra = item[i].number < day ? item[i].number : day;
    }
    v->in[v->n++] = (struct record_input){STR("roadmap"), item, MILESTONES};
}

static void give_partners(struct living *l, struct values *v, const struct task *t)
{
    static const struct str duty[] = {STR_INIT("落实资金保障"), STR_INIT("办理前期手续"),
                                      STR_INIT("配合做好群众工作")};
    struct str rest = t->cell[PARTNERS], piece;
    struct record_item *item = ARENA_ARRAY(v->a, struct record_item, rest.n + 1);
    size_t n = 0;
    while (rest.n && str_split(&rest, '|', &piece)) {
        const struct organ *o = organ_by_name(&l->organs, piece);
        if (o)
            item[n] = (struct record_item){.number = o->organ_id, .text = duty[n % COUNT_OF(duty)]}, n++;
    }
    if (n)
        v->in[v->n++] = (struct record_input){STR("partners"), item, n};
}

/* ---- deeds of a day ---- */

static void plan(struct living *l, struct task *t, struct actor actor, const char *what,
                 const struct values *v)
{
    struct record_do *in = &l->input[l->n];
    *in = (struct record_do){.book = l->book,
                             .record_id = t->record_id,
                             .act = str_c(what),
                             .value = v ? v->in : NULL,
                             .values = v ? v->n : 0};
    l->call[l->n++] = (struct act_call){
        .def = &act_record_do,
        .actor = actor,
        .idem = arena_printf(l->day_a, "demo:task:%" PRId64 ":%d", t->record_id, t->deeds++),
        .input = in};
}

static enum rc carry_out(struct living *l)
{
    kernel_act_each(l->house->kernel, l->call, l->n, l->day_a, l->result);
    for (size_t i = 0; i < l->n; i++)
        if (l->result[i].rc != RC_OK) {
            *l->err = l->result[i].err;
            return FAIL(l->err, l->result[i].rc, "demo.task_refused", "%.*s of record %" PRId64 ": %s",
                        STR_ARG(l->input[i].act), l->input[i].record_id, l->result[i].err.text);
        }
    l->n = 0;
    return RC_OK;
}

static enum rc open_task(struct living *l, struct task *t)
{
    struct values v = values_new(l);
    struct act_receipt receipt;
    struct record_open in = {.book = l->book, .procedure = STR("supervised_task"), .act = STR("register")};
    give_text(&v, "title", t->cell[TITLE]);
    give_text(&v, "source_kind", source_code(t->cell[SOURCE]));
    give_number(&v, "lead", t->organ_id);
    give_text(&v, "deliverable", t->cell[DELIVERABLE]);
    give_number(&v, "person", t->person_id);
    give_number(&v, "due", t->due);
    give_roadmap(l, &v, t, 0);
    give_partners(l, &v, t);
    in.value = v.in;
    in.values = v.n;
    struct str key = arena_printf(l->a, "task:%.*s:%.*s", STR_ARG(t->cell[LEAD]), STR_ARG(t->cell[TITLE]));
    enum rc rc = act_now(l, l->office, &act_record_open, key, &in, &receipt);
    if (rc == RC_OK && !str_to_i64(receipt.answer, &t->record_id))
        rc = FAIL(l->err, RC_INVALID, "demo.organs_unfit", "no number of a record");
    if (rc == RC_OK)
        plan(l, t, l->office, "start", NULL);
    return rc;
}

static bool is_month_end(const struct living *l, int64_t day)
{
    int64_t next = calendar_add_workdays(l->calendar, day, 2);
    return next / 100 != day / 100; /* of the next two working days the second is in another month */
}

/* Once a week on a day of its own; the first days of the week, so that nobody has to be asked. */
static bool reports_on(const struct living *l, const struct task *t, size_t i, int64_t day)
{
    if (day <= t->start || day >= t->last)
        return false;
    if (!t->is_month_end)
        return day_weekday(day) == 1 + (int)(i % 3);
    return is_month_end(l, day) || (day_weekday(day) == 2 && i % 4 == 0 && day % 100 < 8);
}

/* From nothing to where it stands today; a task that somebody was talked to about stood still until then. */
static int64_t progress_on(const struct living *l, const struct task *t, int64_t day)
{
    int all = calendar_workdays(l->calendar, t->start, t->last),
        gone = calendar_workdays(l->calendar, t->start, day);
    int64_t even = all ? t->progress * gone / all : t->progress;
    bool is_talked_to = str_eq(t->cell[LEAD], STR("市水利局")) && t->due == 20260930;
    if (!is_talked_to)
        return even;
    int since = day <= 20261020 ? 0 : 5 * calendar_workdays(l->calendar, 20261021, day);
    return 31 + (t->progress - 31) * (since > 100 ? 100 : since) / 100;
}

static void report(struct living *l, struct task *t, int64_t day)
{
    static const struct str said[] = {STR_INIT("按计划推进，已完成现场核查"),
                                      STR_INIT("召开专题会，任务分解到人"), STR_INIT("第二批点位已进场"),
                                      STR_INIT("资料汇总完毕，正在复核"),
                                      STR_INIT("与相关单位会商，手续办理中")};
    struct values v = values_new(l);
    int64_t progress = progress_on(l, t, day);
    give_number(&v, "progress", progress);
    give_text(&v, "text", said[(size_t)(t->reports++ + (int)(t->record_id % 5)) % COUNT_OF(said)]);
    if (calendar_workdays(l->calendar, t->start, day) > 10 && progress < 35)
        give_text(&v, "difficulty", STR("两处点位权属不清，需要协调"));
    plan(l, t, liaison_of(t), "report", &v);
}

static void reach(struct living *l, struct task *t, int64_t day)
{
    while (t->reached < MILESTONES && progress_on(l, t, day) >= 30 * (t->reached + 1)) {
        struct values v = values_new(l);
        t->reached++;
        give_roadmap(l, &v, t, day);
        plan(l, t, liaison_of(t), "reach", &v);
    }
}

static void judge(struct living *l, struct task *t, int64_t day)
{
    struct values v = values_new(l);
    int64_t limit = t->later && t->asked < day ? t->later : t->due;
    bool is_slow =
        day > limit || (calendar_workdays(l->calendar, day, limit) < 8 && progress_on(l, t, day) < 40);
    give_text(&v, "verdict", is_slow ? STR("slow") : STR("on_track"));
    plan(l, t, l->office, "judge", &v);
}

static void extend(struct living *l, struct task *t)
{
    struct values v = values_new(l), none = values_new(l);
    give_number(&v, "asked_due", t->later);
    give_text(&v, "reason", STR("汛期影响施工，申请顺延"));
    plan(l, t, liaison_of(t), "ask_extension", &v);
    plan(l, t, l->office, "grant_extension", &none);
}

/* One file for each task: the list of what was accepted. */
static enum rc bring_proof(struct living *l, struct task *t, int64_t *ret_file)
{
    struct attachment_ready ready;
    struct attachment_bring in = {.file = &ready, .n = 1};
    struct act_receipt receipt;
    struct str text = arena_printf(l->day_a, "验收单\n事项：%.*s\n结论：合格\n", STR_ARG(t->cell[TITLE]));
    struct str name = arena_printf(l->day_a, "验收单 %.*s.txt", STR_ARG(t->cell[TITLE]));
    enum rc rc = attachment_prepare(l->day_a, name, text, &ready, l->err);
    if (rc == RC_OK)
        rc = act_now(l, liaison_of(t), &act_attachment_bring,
                     arena_printf(l->day_a, "proof:%" PRId64, t->record_id), &in, &receipt);
    if (rc == RC_OK && !str_to_i64(receipt.answer, ret_file))
        rc = FAIL(l->err, RC_INVALID, "demo.organs_unfit", "no number of a file");
    return rc;
}

static enum rc finish(struct living *l, struct task *t)
{
    struct values v = values_new(l), none = values_new(l);
    int64_t file;
    enum rc rc = bring_proof(l, t, &file);
    if (rc != RC_OK)
        return rc;
    give_text(&v, "result", t->cell[DELIVERABLE]);
    give_number(&v, "evidence", file);
    plan(l, t, liaison_of(t), "finish", &v);
    plan(l, t, l->office, "close", &none);
    return RC_OK;
}

static enum rc morning(struct living *l, int64_t day)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < l->tasks && rc == RC_OK; i++) {
        struct task *t = &l->task[i];
        if (day == t->start)
            rc = open_task(l, t);
        else if (day == calendar_add_workdays(l->calendar, t->start, 1))
            plan(l, t, liaison_of(t), "sign", NULL);
        if (rc == RC_OK && day > t->start && day <= t->last &&
            day > calendar_add_workdays(l->calendar, t->start, 1)) {
            reach(l, t, day);
            if (reports_on(l, t, i, day))
                report(l, t, day);
        }
    }
    return rc;
}

/* ---- what rules opened ---- */

/* Open records of a register in a state, opened at least `days` working days ago; plan_of does something
 * about each. Numbers beyond the tasks share their keys' form: the record and how often it was dealt with. */
static enum rc deal_with(struct living *l, int64_t day, const char *procedure, const char *state, int days,
                         void (*plan_of)(struct living *l, struct task *t, int64_t day))
{
    struct db *db;
    struct record_rows rows = {.n = 0};
    struct record_scope all = {.is_all = true};
    struct record_filter filter = {
        .procedure = str_c(procedure), .state = str_c(state), .open = 1, .per_page = 100};
    int64_t before = calendar_add_workdays(l->calendar, day, -days);
    enum rc rc = kernel_read_begin(l->house->kernel, 0, &db, l->err);
    if (rc == RC_OK)
        rc = record_list(db, l->day_a, HOUSE_TENANT, all, &filter, l->house->now_ms, &rows, l->err);
    kernel_read_end(l->house->kernel, 0);
    for (size_t i = 0; i < rows.n && rc == RC_OK; i++) {
        struct task one = {.record_id = rows.row[i].record_id, .organ_id = rows.row[i].lead_id};
        if (date_day_of(rows.row[i].opened_ms) <= before)
            plan_of(l, &one, day);
    }
    return rc == RC_OK ? carry_out(l) : rc;
}

static void visit(struct living *l, struct task *t, int64_t day)
{
    struct values seen = values_new(l), none = values_new(l), settled = values_new(l);
    give_text(&seen, "form", STR("follow_up"));
    give_text(&seen, "channel", t->record_id % 3 ? STR("phone") : STR("site"));
    give_text(&seen, "content", STR("key_work"));
    give_number(&seen, "seen_on", day);
    give_text(&seen, "found", STR("节点已完成，现场与台账一致"));
    give_text(&seen, "verdict", t->record_id % 4 ? STR("fair") : STR("good"));
    give_number(&seen, "obstruction", 0);
    give_text(&settled, "effect", STR("no_effect"));
    give_text(&settled, "effect_reason", STR("节点正常，跟进即可"));
    plan(l, t, l->office, "visit", &seen);
    plan(l, t, l->office, "notify", &none);
    plan(l, t, l->office, "settle", &settled);
}

static void decide(struct living *l, struct task *t, int64_t day)
{
    struct values heard = values_new(l), found = values_new(l), decided = values_new(l);
    (void)day;
    give_text(&heard, "statement", STR("已说明推进缓慢的经过和补救安排"));
    give_text(&found, "facts", STR("到期没有办成，也没有报告"));
    give_text(&found, "ground", STR("unreported"));
    give_text(&found, "gravity", STR("ordinary"));
    give_text(&found, "consequence", STR("slight"));
    give_text(&found, "respondent", STR("unit"));
    give_text(&found, "timing", STR("after"));
    give_text(&decided, "reasons", STR("首次发生，正在补救，予以告诫"));
    give_text(&decided, "decided_by", STR("市督查室主任办公会"));
    plan(l, t, l->office, "hear", &heard);
    plan(l, t, l->office, "verify", &found);
    plan(l, t, l->office, "warn", &decided);
}

/* 约谈: the unit whose drinking-water task stood still. */
static const struct task *talked_to(const struct living *l)
{
    for (size_t i = 0; i < l->tasks; i++)
        if (str_eq(l->task[i].cell[LEAD], STR("市水利局")) && l->task[i].due == 20260930)
            return &l->task[i];
    return NULL;
}

static enum rc interview(struct living *l, int64_t day)
{
    const struct task *about = talked_to(l);
    struct values v = values_new(l), none = values_new(l);
    struct act_receipt receipt;
    if (!about || (day != 20261012 && day != 20261015 && day != 20261020))
        return RC_OK;
    struct task t = {.record_id = l->interview, .organ_id = about->organ_id, .deeds = (int)(day % 100)};
    if (day == 20261012) {
        struct record_open in = {
            .book = l->book, .procedure = STR("interview"), .act = STR("propose"), .value = v.in};
        give_number(&v, "unit", about->organ_id);
        give_text(&v, "kind", STR("interview"));
        give_text(&v, "about", about->cell[TITLE]);
        give_text(&v, "reason", STR("超过时限仍未完成，进度停在31%"));
        give_number(&v, "source", about->record_id);
        in.values = v.n;
        enum rc rc = act_now(l, l->office, &act_record_open, STR("interview"), &in, &receipt);
        return rc != RC_OK || str_to_i64(receipt.answer, &l->interview)
                   ? rc
                   : FAIL(l->err, RC_INVALID, "demo.organs_unfit", "no number of a record");
    }
    if (day == 20261015) {
        give_text(&v, "kind", STR("interview"));
        give_text(&v, "reason", STR("超过时限仍未完成，进度停在31%"));
        give_text(&v, "interviewer", STR("市督查室主任"));
        give_number(&v, "planned_on", 20261020);
        plan(l, &t, l->office, "notify", &v);
        plan(l, &t, liaison_of(&t), "acknowledge", &none);
    } else {
        struct record_item start = {.number = 3100, .extra = 2};
        give_number(&v, "held_on", 20261020);
        give_text(&v, "problem", STR("资金拨付慢、三处管线未进场"));
        give(&v, "commitments", (struct record_item){.number = 20261130, .text = STR("全部管线通水")});
        give_number(&v, "due", 20261130);
        give(&v, "start_value", start);
        plan(l, &t, l->office, "hold", &v);
        plan(l, &t, liaison_of(&t), "sign", &none);
    }
    return carry_out(l);
}

static bool is_judging_day(const struct living *l, int64_t day)
{
    struct stretch s = every_of(EVERY_XUN, day);
    return day == calendar_add_workdays(l->calendar, day_add(s.last, 1), -4);
}

static enum rc afternoon(struct living *l, int64_t day)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < l->tasks && rc == RC_OK; i++) {
        struct task *t = &l->task[i];
        int64_t signed_on = calendar_add_workdays(l->calendar, t->start, 1);
        if (day <= signed_on || day > t->last)
            continue;
        if (day == t->asked)
            extend(l, t);
        if (is_judging_day(l, day) && day < t->last)
            judge(l, t, day);
        if (day == t->closed)
            rc = finish(l, t);
    }
    return rc;
}

static enum rc read_reminders(struct living *l)
{
    struct reminder_open all = {.line_id = 0};
    struct act_receipt receipt;
    return act_now(l, l->office, &act_reminder_open, STR("reminders"), &all, &receipt);
}

static enum rc live_day(struct living *l, int64_t day)
{
    int64_t ticked;
    set_clock(l, day, MORNING);
    enum rc rc = record_tick_due(l->house->kernel, l->book, 0, &ticked, l->err);
    if (rc == RC_OK)
        rc = morning(l, day);
    if (rc == RC_OK)
        rc = carry_out(l);
    set_clock(l, day, AFTERNOON);
    if (rc == RC_OK)
        rc = afternoon(l, day);
    if (rc == RC_OK)
        rc = carry_out(l);
    if (rc == RC_OK)
        rc = interview(l, day);
    if (rc == RC_OK && day_weekday(day) == 4)
        rc = deal_with(l, day, "site_record", "due_visit", 2, visit);
    if (rc == RC_OK && day_weekday(day) == 4)
        rc = deal_with(l, day, "accountability_lead", "found", 6, decide);
    if (rc == RC_OK && day == READ_DAY)
        rc = read_reminders(l);
    arena_reset(l->day_a);
    return rc;
}

enum rc demo_tasks_live(struct house *house, struct arena *a, struct actor office, struct str csv,
                        struct err *err)
{
    struct arena *day_a CLEANUP(arena_freep) = arena_new(0);
    struct living l = {.house = house, .a = a, .day_a = day_a, .office = office, .err = err};
    int64_t first = LAST_DAY, ticked;
    ASSERT(day_a != NULL);
    l.book = procedure_book_new(HOUSE_TENANT);
    enum rc rc = load_city(&l);
    if (rc == RC_OK)
        rc = read_tasks(&l, csv);
    size_t most = 8 * (l.tasks + 100);
    l.input = ARENA_ARRAY(a, struct record_do, most);
    l.call = ARENA_ARRAY(a, struct act_call, most);
    l.result = ARENA_ARRAY(a, struct act_result, most);
    if (rc == RC_OK)
        rc = appoint_all(&l);
    for (size_t i = 0; i < l.tasks; i++)
        first = l.task[i].start < first ? l.task[i].start : first;
    for (int64_t day = first; rc == RC_OK && day <= LAST_DAY; day = calendar_add_workdays(l.calendar, day, 1))
        rc = live_day(&l, day);
    house->now_ms = DEMO_NOW_MS;
    if (rc == RC_OK)
        rc = record_tick_due(house->kernel, l.book, 0, &ticked, err);
    procedure_book_free(l.book);
    return rc;
}
