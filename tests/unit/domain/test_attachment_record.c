/* What stands behind a record is seen by whoever may see the record, for as long as it stands behind it. */
#include "town.h"

#include "domain/attachment.h"
#include "domain/record.h"

#define TEST(name) static void name(void **state)

static const char TASK[] =
    "procedure: task\n"
    "title: {zh: 任务, en: task}\n"
    "code: \"任{year}-{seq:3}\"\n"
    "name: title\n"
    "lead: lead\n"
    "seen_by: [offices, liaison of lead, liaison of partner]\n"
    "fields:\n"
    "  title: {zh: 事项, en: matter, type: text}\n"
    "  lead: {zh: 牵头, en: lead, type: organ}\n"
    "  partner: {zh: 配合, en: partner, type: organ}\n"
    "  evidence: {zh: 佐证, en: evidence, type: files}\n"
    "states:\n"
    "  open: {zh: 办理, en: open}\n"
    "  closed: {zh: 办结, en: closed, is: closed}\n"
    "acts:\n"
    "  register: {title: {zh: 立项, en: register}, opens: open, by: [offices], form: [title, lead, "
    "partner]}\n"
    "  report: {title: {zh: 反馈, en: report}, in: [open], by: [liaison of lead], form: [evidence]}\n"
    "  close: {title: {zh: 办结, en: close}, from: [open], to: closed, by: [offices]}\n"
    "lists:\n"
    "  main: {columns: [code, title, lead, state], filters: [state]}\n";

struct desk {
    struct town *t;
    struct procedure_book *book;
    int64_t record_id;
};

static struct record_input given(struct desk *d, const char *field, struct record_item item)
{
    struct record_item *one = ARENA_NEW(d->t->a, struct record_item);
    *one = item;
    return (struct record_input){.field = str_c(field), .item = one, .n = 1};
}

/* A record of 乙局, with 甲局 beside it. */
static struct desk desk_new(struct town *t)
{
    struct desk d = {.t = t, .book = procedure_book_new(TENANT)};
    struct str text = str_c(TASK);
    struct problems *problems = ARENA_NEW(t->a, struct problems);
    problems->arena = t->a;
    struct procedure_adopt adopt = {
        .book = d.book, .text = &text, .n = 1, .reason = STR("试"), .problems = problems};
    struct act_receipt r;
    OK(town_act(t, t->office, &act_procedure_adopt, &adopt, &r, &err));
    struct record_input v[] = {given(&d, "title", (struct record_item){.text = STR("修路")}),
                               given(&d, "lead", (struct record_item){.number = t->organ[2]}),
                               given(&d, "partner", (struct record_item){.number = t->organ[1]})};
    struct record_open open = {
        .book = d.book, .procedure = STR("task"), .act = STR("register"), .value = v, .values = 3};
    OK(town_act(t, t->office, &act_record_open, &open, &r, &err));
    assert_true(str_to_i64(r.answer, &d.record_id));
    return d;
}

static int64_t bring(struct town *t, struct actor actor, const char *words)
{
    struct attachment_ready file = {0};
    struct act_receipt r;
    int64_t id = 0;
    OK(attachment_prepare(t->a, STR("佐证.txt"), str_c(words), &file, &err));
    OK(town_act(t, actor, &act_attachment_bring, &(struct attachment_bring){.file = &file, .n = 1}, &r,
                &err));
    assert_true(str_to_i64(r.answer, &id));
    return id;
}

static enum rc report(struct desk *d, int64_t attachment_id, struct err *err)
{
    struct record_input v = given(d, "evidence", (struct record_item){.number = attachment_id});
    struct record_do in = {
        .book = d->book, .record_id = d->record_id, .act = STR("report"), .value = &v, .values = 1};
    struct act_receipt r;
    return town_act(d->t, d->t->liaison, &act_record_do, &in, &r, err);
}

static bool liaison_sees(struct desk *d, int64_t organ_id, int64_t attachment_id)
{
    struct actor actor = {.tenant_id = TENANT, .account_id = 99, .organ_id = organ_id, .role = ROLE_LIAISON};
    struct attachment f;
    bool sees = false;
    (void)town_look(d->t);
    OK(attachment_load(d->t->db, d->t->a, TENANT, attachment_id, &f, &err));
    OK(attachment_may_see(d->t->db, d->t->a, d->book, &actor, &f, &sees, &err));
    town_done(d->t);
    return sees;
}

TEST(what_stands_behind_a_record_is_seen_by_whoever_may_see_the_record)
{
    TOWN(t, state);
    struct desk d = desk_new(t);
    int64_t id = bring(t, t->liaison, "第一份"), loose = bring(t, t->liaison, "没有用的");
    struct attachment_uses uses = {0};
    assert_false(liaison_sees(&d, t->organ[1], id));
    OK(report(&d, id, &err));
    assert_true(liaison_sees(&d, t->organ[1], id));
    assert_false(liaison_sees(&d, t->organ[3], id));
    assert_false(liaison_sees(&d, t->organ[1], loose));
    LOOK(t, attachments_of_record(t->db, t->a, TENANT, d.record_id, &uses, &err));
    assert_int_equal(uses.n, 1);
    assert_true(str_eq(uses.use[0].record_code, STR("任2026-001")));
    assert_true(str_eq(uses.use[0].field, STR("evidence")));
    struct attachments all = {0};
    struct attachment_wish wish = {.record = STR("任2026-001")};
    LOOK(t, attachments_load(t->db, t->a, TENANT, &wish, 0, 10, &all, &err));
    assert_int_equal(all.total, 1);
    assert_int_equal(all.file[0].attachment_id, id);
    works_verify(t->w);
    procedure_book_free(d.book);
    town_free(t);
}

TEST(a_report_that_is_taken_back_takes_its_files_from_the_others)
{
    TOWN(t, state);
    struct desk d = desk_new(t);
    int64_t id = bring(t, t->liaison, "第一份");
    struct act_receipt r;
    OK(report(&d, id, &err));
    struct record_revoke in = {.book = d.book, .record_id = d.record_id, .event = 2, .reason = STR("交错了")};
    OK(town_act(t, t->office, &act_record_revoke, &in, &r, &err));
    assert_false(liaison_sees(&d, t->organ[1], id));
    assert_true(liaison_sees(&d, t->organ[2], id)); /* who brought it */
    works_verify(t->w);
    procedure_book_free(d.book);
    town_free(t);
}

TEST(nobody_reports_with_the_file_of_another_unit)
{
    TOWN(t, state);
    struct desk d = desk_new(t);
    struct actor other = {
        .tenant_id = TENANT, .account_id = 4711, .organ_id = t->organ[3], .role = ROLE_LIAISON};
    int64_t id = bring(t, other, "别人的");
    int64_t rows = town_rows(t);
    FAILS(report(&d, id, &err), RC_DENIED, "attachment.not_yours");
    FAILS(report(&d, 99, &err), RC_NOT_FOUND, "attachment.no_such");
    assert_int_equal(town_rows(t), rows);
    procedure_book_free(d.book);
    town_free(t);
}

static const struct CMUnitTest tests[] = {
    BOTH(what_stands_behind_a_record_is_seen_by_whoever_may_see_the_record),
    BOTH(a_report_that_is_taken_back_takes_its_files_from_the_others),
    BOTH(nobody_reports_with_the_file_of_another_unit),
};
WORKS_MAIN(tests)
