/* The registers that a city takes over: organs, people, accounts, roles, past results. */
#include "town.h"

#include "base/date.h"
#include "db/table.h"
#include "domain/intake.h"
#include "domain/past_result.h"
#include "table/table.h"
#include "text/text.h"

static struct actor admin_of(struct town *t, const char *login, enum role role)
{
    return (struct actor){.tenant_id = TENANT,
                          .account_id = town_open_account(t, login, 0, role, (struct str){0}),
                          .role = role};
}

static struct intake *read_table(struct town *t, const struct intake_kind *kind, struct actor actor,
                                 const char *csv, bool tick_all)
{
    static const struct intake_tick all = {0, 0, STR_INIT("*")};
    struct intake *in = ARENA_NEW(t->a, struct intake);
    *in = (struct intake){.kind = kind,
                          .given = {.kind = kind->code,
                                    .bytes = str_c(csv),
                                    .file_name = STR("表.csv"),
                                    .tick = &all,
                                    .ticks = tick_all ? 1 : 0},
                          .a = t->a,
                          .actor = actor,
                          .day = date_day_of(t->w->now_ms),
                          .now_ms = t->w->now_ms,
                          .ledger = kernel_ledger(t->w->k)};
    LOOK(t, intake_read(in, t->db, &err));
    return in;
}

static enum rc confirm(struct town *t, struct intake *in, bool only_good, int64_t *ret, struct err *err)
{
    struct act_receipt r;
    struct intake_confirm input = {.ready = in, .seen = in->seen, .only_good = only_good};
    enum rc rc = intake_prepare(in, kernel_world(t->w->k), err);
    if (rc == RC_OK)
        rc = town_act(t, in->actor, in->kind->act, &input, &r, err);
    if (rc == RC_OK && ret)
        *ret = r.seq;
    return rc;
}

static void assert_nothing_blocks(const struct intake *in)
{
    for (size_t i = 0; i < in->problems->n; i++)
        if (!in->problems->item[i].is_warning)
            fail_msg("row %d column %d: %s (%.*s)", in->problems->item[i].line, in->problems->item[i].column,
                     in->problems->item[i].text, STR_ARG(in->problems->item[i].value));
}

static int64_t take_over(struct town *t, const struct intake_kind *kind, struct actor actor, const char *csv)
{
    struct intake *in = read_table(t, kind, actor, csv, true);
    int64_t seq = -1;
    assert_nothing_blocks(in);
    OK(confirm(t, in, false, &seq, &err));
    return seq;
}

static enum rc undo(struct town *t, const struct intake_kind *kind, struct actor actor, int64_t import_id,
                    struct err *err)
{
    struct act_receipt r;
    struct import_undo input = {.import_id = import_id};
    return town_act(t, actor, kind->undo, &input, &r, err);
}

/* The only blocking problem of a table: its key and place. */
static void assert_refused(struct town *t, const struct intake_kind *kind, struct actor actor,
                           const char *csv, const char *key, int row, int column)
{
    struct intake *in = read_table(t, kind, actor, csv, false);
    size_t blocking = 0;
    const struct problem *found = NULL;
    for (size_t i = 0; i < in->problems->n; i++)
        if (!in->problems->item[i].is_warning) {
            blocking++;
            found = found ? found : &in->problems->item[i];
        }
    if (blocking != 1 || strcmp(found->text, key) != 0 || found->line != row || found->column != column)
        fail_msg("%zu blocking, first %s at row %d, column %d; wanted %s at %d, %d\n%s", blocking,
                 found ? found->text : "none", found ? found->line : 0, found ? found->column : 0, key, row,
                 column, csv);
    assert_true(text_has(found->text));
    assert_true(found->hint && text_has(found->hint));
    assert_false(intake_is_ready(in));
    FAILS(confirm(t, in, false, NULL, &err), RC_INVALID, "intake.not_ready");
}

static struct organ_book book_on(struct town *t, int64_t day)
{
    struct organ_book book = {0};
    LOOK(t, organ_book_load(t->db, t->a, TENANT, day, &book, &err));
    return book;
}

/* ---- organs ---- */

static void a_register_of_organs_brings_new_ones_with_parents_from_the_same_table(void **state)
{
    TOWN(t, state);
    struct intake *in = read_table(t, &INTAKE_ORGANS, t->office,
                                   "代码,全称,简称,类别,序号,上级,分类代码,分类,别名,起始日\n"
                                   "N2,某某镇新局二队,二队,单位,60,N1,,,,\n"
                                   "N1,某某镇新局,新局,,50,镇,all,,新办；老新局,2026-03-01\n"
                                   "T1,某某镇甲局,甲局,单位,,,,,,\n",
                                   true);
    assert_nothing_blocks(in);
    assert_int_equal(in->change[CHANGE_NEW], 2);
    assert_int_equal(in->change[CHANGE_SAME], 1);
    OK(confirm(t, in, false, NULL, &err));
    struct organ_book book = book_on(t, 20261120);
    const struct organ *first = organ_by_name(&book, STR("老新局")),
                       *second = organ_by_name(&book, STR("二队"));
    assert_non_null(first);
    assert_non_null(second);
    assert_int_equal(second->parent_id, first->organ_id);
    assert_int_equal(first->parent_id, t->organ[0]);
    assert_true(str_eq(first->class_name, STR("全部"))); /* the name that the code has */
    assert_true(str_eq(first->kind, STR("unit")));
    assert_int_equal(first->official_order, 50);
    struct organ_book before = book_on(t, 20260228);
    assert_null(organ_by_name(&before, STR("新局")));
    works_verify(t->w);
    town_free(t);
}

static void a_known_organ_gets_what_differs_from_its_day_on_and_nothing_else(void **state)
{
    TOWN(t, state);
    const char *csv = "代码,全称,简称,类别,序号,上级,分类,别名,起始日\n"
                      "T2,某某镇乙乙局,,,90,甲局,全部,乙办,2026-11-01\n";
    struct intake *in = read_table(t, &INTAKE_ORGANS, t->office, csv, true);
    assert_nothing_blocks(in);
    assert_int_equal(in->change[CHANGE_CHANGED], 5);
    OK(confirm(t, in, false, NULL, &err));
    struct organ_book then = book_on(t, 20261031), now = book_on(t, 20261101);
    const struct organ *was = organ_by_id(&then, t->organ[2]), *is = organ_by_id(&now, t->organ[2]);
    assert_true(str_eq(was->name, STR("某某镇乙局")));
    assert_int_equal(was->parent_id, t->organ[0]);
    assert_true(str_eq(is->name, STR("某某镇乙乙局")));
    assert_true(str_eq(is->short_name, STR("乙局"))); /* an empty cell says nothing */
    assert_int_equal(is->parent_id, t->organ[1]);
    assert_true(str_eq(is->class_code, STR("all")));
    assert_int_equal(is->official_order, 90);
    assert_int_equal(organ_by_name(&now, STR("某某镇乙局"))->organ_id, t->organ[2]);
    assert_int_equal(organ_by_name(&now, STR("乙办"))->organ_id, t->organ[2]);
    struct intake *again = read_table(t, &INTAKE_ORGANS, t->office, csv, true);
    assert_int_equal(again->change[CHANGE_SAME], 1);
    assert_int_equal(again->change[CHANGE_CHANGED], 0);
    works_verify(t->w);
    town_free(t);
}

static void a_register_of_organs_that_cannot_be_is_refused_cell_by_cell(void **state)
{
    TOWN(t, state);
    static const struct {
        const char *rows, *key;
        int row, column;
    } bad[] = {
        {"N1,新局,,,\nN1,旧局,,,\n", "organs.same_code", 3, 1},
        {"N1,新局,,,\nN2,新　局,,,\n", "organs.same_name", 3, 2},
        {"N1,某某镇甲局,,,\n", "organs.name_taken", 2, 2},
        {"N1,新局,老乙,,\n", "organs.name_taken", 2, 3},
        {"N1,新局,,丁局,\n", "records.unknown_unit", 2, 4},
        {"N1,新局,,N1,\n", "organs.own_parent", 2, 4},
        {"N1,新局,,,2026-11-21\n", "organs.day_to_come", 2, 5},
        {"T1,甲甲局,,,2025-12-31\n", "organs.day_before_last", 2, 5},
        {"T1,某某镇甲局,甲甲,,2025-12-31\n", "organs.day_before_last", 2, 5},
        {"T1,某某镇甲局,,乙局,2025-12-31\n", "organs.day_before_last", 2, 5},
        {",新局,,,\n", "record.missing", 2, 1},
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        const char *csv = arena_printf(t->a, "代码,全称,简称,上级,起始日\n%s", bad[i].rows).p;
        assert_refused(t, &INTAKE_ORGANS, t->office, csv, bad[i].key, bad[i].row, bad[i].column);
    }
    struct intake *ring =
        read_table(t, &INTAKE_ORGANS, t->office, "代码,全称,上级\nN1,新局,N2\nN2,旧局,N1\nN3,好局,\n", false);
    assert_int_equal(ring->rows[ROW_BAD], 2);
    assert_string_equal(ring->problems->item[0].text, "organs.parents_in_a_ring");
    OK(confirm(t, ring, true, NULL, &err)); /* the good row alone */
    struct organ_book book = book_on(t, 20261120);
    assert_int_equal(book.n, 5);
    assert_non_null(organ_by_name(&book, STR("好局")));
    town_free(t);
}

static void the_child_of_a_wrong_row_waits_for_it(void **state)
{
    TOWN(t, state);
    struct intake *in = read_table(t, &INTAKE_ORGANS, t->office,
                                   "代码,全称,上级,序号\nN1,新局,,很后\nN2,二队,N1,\nN3,三队,N2,\n", false);
    assert_int_equal(in->rows[ROW_BAD], 3);
    assert_int_equal(in->problems->blocking, 3);
    assert_false(intake_has_good(in));
    town_free(t);
}

static void the_child_of_a_row_that_nobody_looked_into_waits_for_it(void **state)
{
    TOWN(t, state);
    const char *csv =
        "代码,全称,上级\nN1,某某镇住房和建设局,\nN2,某某镇住房建设局,\nN3,二队,N2\nN4,三队,N3\n";
    struct intake *in = read_table(t, &INTAKE_ORGANS, t->office, csv, false);
    assert_int_equal(in->rows[ROW_GOOD], 1);
    assert_int_equal(in->change[CHANGE_NEW], 1);
    OK(confirm(t, in, true, NULL, &err));
    struct organ_book book = book_on(t, 20261120);
    assert_null(organ_by_name(&book, STR("二队"))); /* not without its parent */
    (void)take_over(t, &INTAKE_ORGANS, t->office, csv);
    book = book_on(t, 20261120);
    assert_int_equal(organ_by_name(&book, STR("二队"))->parent_id,
                     organ_by_name(&book, STR("某某镇住房建设局"))->organ_id);
    town_free(t);
}

static void a_ring_through_an_organ_that_is_not_in_the_table_is_seen(void **state)
{
    TOWN(t, state);
    assert_refused(t, &INTAKE_ORGANS, t->office, "代码,全称,上级\nT0,某某镇,甲局\n",
                   "organs.parents_in_a_ring", 2, 3);
    struct intake *in = read_table(t, &INTAKE_ORGANS, t->office,
                                   "代码,全称,上级\nT0,某某镇,甲局\nT1,某某镇甲局,丙县\n", false);
    assert_int_equal(in->rows[ROW_BAD], 2);
    town_free(t);
}

static void two_thousand_organs_find_their_parents_in_the_memory_of_a_request(void **state)
{
    TOWN(t, state);
    struct buf csv CLEANUP(buf_release) = {0};
    struct arena *own CLEANUP(arena_freep) = arena_new(LIMIT_REQUEST_ARENA_BYTES / 4);
    buf_put(&csv, STR("代码,全称,简称,上级\n"));
    for (int i = 0; i < 2000; i++)
        buf_printf(&csv, "N%d,第%04d号某某镇很长的单位名称,第%04d号,%s\n", i, i, i,
                   i < 1999 ? "第1999号某某镇很长的单位名称" : "");
    buf_putc(&csv, '\0');
    struct intake in = {.kind = &INTAKE_ORGANS,
                        .given = {.kind = INTAKE_ORGANS.code, .bytes = str_c(csv.p)},
                        .a = own,
                        .actor = t->office,
                        .day = 20261120,
                        .now_ms = t->w->now_ms};
    LOOK(t, intake_read(&in, t->db, &err));
    assert_nothing_blocks(&in);
    assert_int_equal(in.change[CHANGE_NEW], 2000);
    town_free(t);
}

static void a_name_with_one_character_replaced_is_remarked_and_one_with_another_number_is_not(void **state)
{
    TOWN(t, state);
    static const struct {
        const char *rows;
        size_t remarks;
    } tables[] = {
        {"N1,某市数据资源局\nN2,某市数字资源局\n", 1}, {"N1,某市第一人民医院\nN2,某市第二人民医院\n", 0},
        {"N1,某市第3小学校\nN2,某市第4小学校\n", 0},   {"N1,某市东湖街道办\nN2,某市西湖街道办\n", 0},
        {"N1,某市数据资源局\nN2,某市民族事务委\n", 0},
    };
    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        const char *csv = arena_printf(t->a, "代码,全称\n%s", tables[i].rows).p;
        struct intake *in = read_table(t, &INTAKE_ORGANS, t->office, csv, false);
        size_t n = 0;
        for (size_t k = 0; k < in->problems->n; k++)
            n += strcmp(in->problems->item[k].text, "organs.one_off") == 0;
        assert_int_equal(n, tables[i].remarks);
        assert_true(intake_is_ready(in)); /* a remark asks for nothing */
    }
    town_free(t);
}

static void a_name_that_is_nearly_another_must_be_looked_into(void **state)
{
    TOWN(t, state);
    const char *csv = "代码,全称\nN1,某某镇住房和建设局\nN2,某某镇住房建设局\nN3,某某镇丁局\n";
    struct intake *in = read_table(t, &INTAKE_ORGANS, t->office, csv, false);
    assert_int_equal(in->open_ticks, 1);
    assert_string_equal(in->problems->item[0].text, "organs.near_name");
    assert_int_equal(in->problems->item[0].line, 3);
    FAILS(confirm(t, in, false, NULL, &err), RC_INVALID, "intake.not_ready");
    (void)take_over(t, &INTAKE_ORGANS, t->office, csv);
    town_free(t);
}

static void organs_are_taken_back_until_something_hangs_on_them(void **state)
{
    TOWN(t, state);
    int64_t rows = town_rows(t);
    const char *csv = "代码,全称,上级,别名\nN1,新局,镇,新办\nN2,二队,N1,\n";
    int64_t first = take_over(t, &INTAKE_ORGANS, t->office, csv);
    OK(undo(t, &INTAKE_ORGANS, t->office, first, &err));
    assert_int_equal(book_on(t, 20261120).n, 4);
    assert_true(town_rows(t) > rows); /* entries stay */
    int64_t second = take_over(t, &INTAKE_ORGANS, t->office, csv);
    (void)take_over(t, &INTAKE_PEOPLE, t->office, "单位,岗位,姓名\n二队,队长,王某某\n");
    FAILS(undo(t, &INTAKE_ORGANS, t->office, second, &err), RC_CONFLICT, "organs.is_used");
    works_verify(t->w);
    town_free(t);
}

/* ---- people ---- */

#define NAME "欧阳测试"
#define PHONE "10000001234"

static void people_are_appointed_masked_and_no_name_leaves_the_vault(void **state)
{
    TOWN(t, state);
    const char *csv =
        "部门,职务,姓名,手机,任职日期\n乙局,联络员," NAME "," PHONE ",2026-11-01\n甲局,局长,李四,,\n";
    struct intake *in = read_table(t, &INTAKE_PEOPLE, t->office, csv, true);
    assert_int_equal(in->change[CHANGE_NEW], 2);
    assert_true(str_eq(in->line[0].after, STR("欧** · 100****1234")));
    OK(confirm(t, in, false, NULL, &err));
    struct organ_detail d = {0};
    LOOK(t, organ_detail_load(t->db, t->a, kernel_ledger(t->w->k), TENANT, t->organ[2], 20261120, &d, &err));
    assert_int_equal(d.people_n, 1);
    assert_true(str_eq(d.people[0].masked_name, STR("欧**")));
    assert_int_equal(d.people[0].from_day, 20261101);
    assert_false(town_knows(t, STR(NAME)));
    assert_false(town_knows(t, STR(PHONE)));
    works_verify(t->w);
    town_free(t);
}

static void a_liaison_hands_in_people_of_the_own_unit_alone(void **state)
{
    TOWN(t, state);
    struct actor liaison = {.tenant_id = TENANT,
                            .account_id =
                                town_open_account(t, "yi", t->organ[2], ROLE_LIAISON, (struct str){0}),
                            .organ_id = t->organ[2],
                            .role = ROLE_LIAISON};
    (void)take_over(t, &INTAKE_PEOPLE, t->office, "单位,岗位,姓名,电话\n甲局,联络员,李四,\n");
    const char *both = "单位,岗位,姓名,电话\n乙局,联络员," NAME "," PHONE "\n甲局,联络员,赵六,\n";
    struct intake *in = read_table(t, &INTAKE_PEOPLE, liaison, both, true);
    assert_int_equal(in->rows[ROW_BAD], 1);
    assert_int_equal(in->problems->n, 1); /* not who sits in a post of another unit */
    assert_string_equal(in->problems->item[0].text, "people.other_unit");
    assert_int_equal(in->problems->item[0].line, 3);
    struct intake_confirm input = {.ready = in, .seen = in->seen, .only_good = true};
    struct act_receipt r;
    OK(town_act(t, liaison, &act_person_import, &input, &r, &err));
    /* Read in another role of the same account, it is not written in this one. */
    struct actor office = {.tenant_id = TENANT, .account_id = liaison.account_id, .role = ROLE_PERF_OFFICE};
    struct intake *other =
        read_table(t, &INTAKE_PEOPLE, office, "单位,岗位,姓名,电话\n甲局,局长,赵六,\n", true);
    struct intake_confirm borrowed = {.ready = other, .seen = other->seen};
    FAILS(town_act(t, liaison, &act_person_import, &borrowed, &r, &err), RC_DENIED, "people.other_unit");
    town_free(t);
}

static void whoever_is_there_stays_and_a_new_number_replaces_the_old_one(void **state)
{
    TOWN(t, state);
    (void)take_over(t, &INTAKE_PEOPLE, t->office, "单位,岗位,姓名,电话\n乙局,联络员," NAME "," PHONE "\n");
    struct intake *same =
        read_table(t, &INTAKE_PEOPLE, t->office, "单位,岗位,姓名,电话\n老乙,联络员," NAME ",\n", true);
    assert_int_equal(same->change[CHANGE_SAME], 1);
    const char *csv = "单位,岗位,姓名,电话\n乙局,联络员," NAME ",10000005678\n乙局,联络员,赵六,\n";
    struct intake *in = read_table(t, &INTAKE_PEOPLE, t->office, csv, true);
    assert_int_equal(in->change[CHANGE_CHANGED], 1);
    assert_int_equal(in->change[CHANGE_NEW], 1);
    assert_true(str_eq(in->line[0].before, STR("100****1234")));
    assert_true(str_eq(in->line[0].after, STR("100****5678")));
    assert_string_equal(in->problems->item[0].text, "people.post_is_held");
    assert_true(in->problems->item[0].is_remark);
    OK(confirm(t, in, false, NULL, &err));
    struct organ_detail d = {0};
    LOOK(t, organ_detail_load(t->db, t->a, kernel_ledger(t->w->k), TENANT, t->organ[2], 20261120, &d, &err));
    assert_int_equal(d.people_n, 2);
    assert_false(town_knows(t, STR("10000005678")));
    works_verify(t->w);
    town_free(t);
}

static void people_that_cannot_be_are_refused_without_saying_who(void **state)
{
    TOWN(t, state);
    assert_refused(t, &INTAKE_PEOPLE, t->office, "单位,岗位,姓名\n丁局,局长,李四\n", "records.unknown_unit",
                   2, 1);
    assert_refused(t, &INTAKE_PEOPLE, t->office, "单位,岗位,姓名\n甲局,局长,李四\n乙局,,王五\n",
                   "record.missing", 3, 2);
    struct intake *in =
        read_table(t, &INTAKE_PEOPLE, t->office,
                   "单位,岗位,姓名,电话\n甲局,局长," NAME ",没有电话\n甲局,局长," NAME ",\n", false);
    assert_int_equal(in->problems->n, 2);
    for (size_t i = 0; i < in->problems->n; i++) {
        const struct problem *p = &in->problems->item[i];
        assert_true(text_has(p->text));
        assert_false(str_eq(p->value, STR(NAME)));
        for (size_t k = 0; k < COUNT_OF(p->arg); k++)
            assert_false(str_eq(p->arg[k], STR(NAME)));
    }
    town_free(t);
}

static void people_are_taken_back_with_what_the_vault_holds(void **state)
{
    TOWN(t, state);
    int64_t seq =
        take_over(t, &INTAKE_PEOPLE, t->office, "单位,岗位,姓名,电话\n乙局,联络员," NAME "," PHONE "\n");
    assert_true(works_number(t->w, "SELECT count(*) AS n FROM vault_value") > 0);
    OK(undo(t, &INTAKE_PEOPLE, t->office, seq, &err));
    assert_int_equal(works_number(t->w, "SELECT count(*) AS n FROM vault_value"), 0);
    assert_int_equal(works_number(t->w, "SELECT count(*) AS n FROM person"), 0);
    assert_int_equal(works_number(t->w, "SELECT count(*) AS n FROM post"), 0);
    works_verify(t->w);
    town_free(t);
}

/* The vault keeps what holds now, not what held before: nothing could be put back. */
static void a_number_that_was_written_over_cannot_be_taken_back(void **state)
{
    TOWN(t, state);
    const char *row = "单位,岗位,姓名,电话\n乙局,联络员," NAME ",";
    (void)take_over(t, &INTAKE_PEOPLE, t->office, arena_printf(t->a, "%s" PHONE "\n", row).p);
    int64_t second = take_over(t, &INTAKE_PEOPLE, t->office,
                               arena_printf(t->a, "%s10000005678\n甲局,局长,李四,\n", row).p);
    int64_t people = works_number(t->w, "SELECT count(*) AS n FROM person"), rows = town_rows(t);
    FAILS(undo(t, &INTAKE_PEOPLE, t->office, second, &err), RC_CONFLICT, "intake.private_is_gone");
    assert_int_equal(works_number(t->w, "SELECT count(*) AS n FROM person"), people);
    assert_int_equal(town_rows(t), rows);
    struct intake *in =
        read_table(t, &INTAKE_PEOPLE, t->office, arena_printf(t->a, "%s10000009999\n", row).p, true);
    assert_true(str_eq(in->line[0].before, STR("100****5678"))); /* what was confirmed stands */
    works_verify(t->w);
    town_free(t);
}

/* ---- accounts and roles ---- */

#define ACCOUNTS "登录名,岗位名称,单位\nyiju,乙局·联络员,乙局\njiaju,甲局·联络员,甲局\n"

static void accounts_are_opened_with_first_passwords_that_stand_nowhere(void **state)
{
    TOWN(t, state);
    struct actor admin = admin_of(t, "sys", ROLE_SYS_ADMIN);
    struct intake *in = read_table(t, &INTAKE_ACCOUNTS, admin, ACCOUNTS, true);
    OK(confirm(t, in, false, NULL, &err));
    assert_int_equal(in->secrets, 2);
    assert_false(str_eq(in->secret[0].password, in->secret[1].password));
    for (size_t i = 0; i < in->secrets; i++) {
        struct password_verdict verdict;
        assert_int_equal(in->secret[i].password.n, 12);
        assert_false(town_knows(t, in->secret[i].password));
        LOOK(t, password_verify(t->db, t->a, TENANT, in->secret[i].login, in->secret[i].password,
                                t->w->now_ms, &verdict, &err));
    }
    assert_int_equal(town_account(t, "yiju").organ_id, t->organ[2]);
    assert_int_equal(town_account(t, "yiju").roles, 0);
    struct intake *again = read_table(t, &INTAKE_ACCOUNTS, admin, ACCOUNTS, true);
    assert_int_equal(again->change[CHANGE_SAME], 2);
    OK(intake_prepare(again, kernel_world(t->w->k), &err));
    assert_int_equal(again->secrets, 0);
    works_verify(t->w);
    town_free(t);
}

static void a_first_password_is_good_for_setting_another_alone(void **state)
{
    TOWN(t, state);
    struct actor admin = admin_of(t, "sys", ROLE_SYS_ADMIN), sec = admin_of(t, "sec", ROLE_SEC_ADMIN);
    (void)take_over(t, &INTAKE_ACCOUNTS, admin, ACCOUNTS);
    (void)take_over(t, &INTAKE_ROLES, sec, "登录名,角色\nyiju,单位联络员\n");
    struct act_receipt r;
    struct session_open open = {.account_id = town_account(t, "yiju").account_id};
    struct session session = {0};
    OK(town_act(t, (struct actor){.tenant_id = TENANT}, &act_session_open, &open, &r, &err));
    LOOK(t, session_load(t->db, t->a, TENANT, r.answer, t->w->now_ms, &session, &err));
    assert_true(session.must_change);
    struct password_set set = {0};
    OK(password_hash(t->a, STR("another long one"), &set.hash, &err));
    OK(town_act(t, session.actor, &act_password_set, &set, &r, &err));
    OK(town_act(t, (struct actor){.tenant_id = TENANT}, &act_session_open, &open, &r, &err));
    LOOK(t, session_load(t->db, t->a, TENANT, r.answer, t->w->now_ms, &session, &err));
    assert_false(session.must_change);
    town_free(t);
}

static void accounts_that_cannot_be_are_refused(void **state)
{
    TOWN(t, state);
    struct actor admin = admin_of(t, "sys", ROLE_SYS_ADMIN);
    static const struct {
        const char *rows, *key;
        int row, column;
    } bad[] = {
        {"A b,某岗,\n", "account.login_form", 2, 1},
        {"office,别的岗,\n", "accounts.login_of_other", 2, 1},
        {"xin,某岗,\nxin,某岗,\n", "accounts.same_login", 3, 1},
        {"xin,某岗,丁局\n", "records.unknown_unit", 2, 3},
        {"xin,,\n", "record.missing", 2, 2},
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        const char *csv = arena_printf(t->a, "登录名,岗位名称,单位\n%s", bad[i].rows).p;
        assert_refused(t, &INTAKE_ACCOUNTS, admin, csv, bad[i].key, bad[i].row, bad[i].column);
    }
    struct buf many CLEANUP(buf_release) = {0};
    buf_put(&many, STR("登录名,岗位名称\n"));
    for (int i = 0; i < 200; i++)
        buf_printf(&many, "u%d,岗位\n", i);
    struct intake *in = read_table(t, &INTAKE_ACCOUNTS, admin, arena_str(t->a, buf_str(&many)).p, true);
    assert_true(intake_is_ready(in));
    buf_put(&many, STR("u200,岗位\n"));
    in = read_table(t, &INTAKE_ACCOUNTS, admin, arena_str(t->a, buf_str(&many)).p, true);
    assert_false(intake_is_ready(in));
    assert_string_equal(in->problems->item[0].text, "accounts.too_many_new");
    town_free(t);
}

static void accounts_are_taken_back_until_they_are_used(void **state)
{
    TOWN(t, state);
    struct actor admin = admin_of(t, "sys", ROLE_SYS_ADMIN), sec = admin_of(t, "sec", ROLE_SEC_ADMIN);
    int64_t first = take_over(t, &INTAKE_ACCOUNTS, admin, ACCOUNTS);
    FAILS(undo(t, &INTAKE_ACCOUNTS, sec, first, &err), RC_DENIED, "door.not_for_your_role");
    OK(undo(t, &INTAKE_ACCOUNTS, admin, first, &err));
    assert_int_equal(works_number(t->w, "SELECT count(*) AS n FROM credential"), 0);
    int64_t second = take_over(t, &INTAKE_ACCOUNTS, admin, ACCOUNTS);
    int64_t roles = take_over(t, &INTAKE_ROLES, sec, "登录名,角色\nyiju,liaison\n");
    FAILS(undo(t, &INTAKE_ACCOUNTS, admin, second, &err), RC_CONFLICT, "accounts.is_used");
    OK(undo(t, &INTAKE_ROLES, sec, roles, &err));
    OK(undo(t, &INTAKE_ACCOUNTS, admin, second, &err));
    works_verify(t->w);
    town_free(t);
}

static void roles_are_granted_and_revoked_by_one_administrator_and_no_other(void **state)
{
    TOWN(t, state);
    struct actor admin = admin_of(t, "sys", ROLE_SYS_ADMIN), sec = admin_of(t, "sec", ROLE_SEC_ADMIN);
    (void)take_over(t, &INTAKE_ACCOUNTS, admin, ACCOUNTS);
    const char *csv =
        "账号,身份,动作\nyiju,单位联络员,\njiaju,Unit liaison,授予\noffice,绩效办,收回\noffice,领导,\n";
    struct intake *in = read_table(t, &INTAKE_ROLES, sec, csv, true);
    assert_int_equal(in->change[CHANGE_NEW], 3);
    assert_int_equal(in->change[CHANGE_CLEARED], 1);
    in->actor = admin;
    FAILS(confirm(t, in, false, NULL, &err), RC_DENIED, "door.not_for_your_role");
    in->actor = sec;
    OK(confirm(t, in, false, NULL, &err));
    assert_int_equal(town_account(t, "yiju").role[0], ROLE_LIAISON);
    assert_int_equal(town_account(t, "jiaju").role[0], ROLE_LIAISON);
    assert_int_equal(town_account(t, "office").roles, 1);
    assert_int_equal(town_account(t, "office").role[0], ROLE_LEADER);
    struct intake *again = read_table(t, &INTAKE_ROLES, sec, csv, true);
    assert_int_equal(again->change[CHANGE_SAME], 4);
    works_verify(t->w);
    town_free(t);
}

static void duties_stay_apart(void **state)
{
    TOWN(t, state);
    struct actor sec = admin_of(t, "sec", ROLE_SEC_ADMIN);
    (void)town_open_account(t, "audit", 0, ROLE_AUDIT_ADMIN, (struct str){0});
    static const struct {
        const char *rows, *key;
        int row, column;
    } bad[] = {
        {"sec,领导,\n", "account.not_your_own", 2, 1},
        {"nobody,领导,\n", "accounts.no_such_login", 2, 1},
        {"audit,系统管理员,\n", "accounts.duties_apart", 2, 2},
        {"audit,绩效办,\n", "accounts.duties_apart", 2, 2},
        {"office,安全管理员,\n", "accounts.duties_apart", 2, 2},
        {"office,领导,\noffice,领导,收回\n", "accounts.same_role", 3, 2},
        {"office,皇帝,\n", "record.not_a_choice", 2, 2},
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        const char *csv = arena_printf(t->a, "登录名,角色,动作\n%s", bad[i].rows).p;
        assert_refused(t, &INTAKE_ROLES, sec, csv, bad[i].key, bad[i].row, bad[i].column);
    }
    (void)take_over(t, &INTAKE_ROLES, sec,
                    "登录名,角色,动作\naudit,系统管理员,授予\naudit,审计管理员,收回\n");
    assert_int_equal(town_account(t, "audit").roles, 1);
    assert_int_equal(town_account(t, "audit").role[0], ROLE_SYS_ADMIN);
    town_free(t);
}

/* ---- past results ---- */

static void past_results_keep_the_decimals_they_were_published_with(void **state)
{
    TOWN(t, state);
    const char *csv =
        "年度,单位,类别,得分,名次,等次\n2025,甲局,一类,96.50,1,优秀\n2025年度,老乙,一类,88.125,2,\n"
        "2024,甲局,,,3,良好\n";
    int64_t seq = take_over(t, &INTAKE_PAST, t->office, csv);
    struct past_results year = {0}, unit = {0};
    struct past_years years = {0};
    LOOK(t, past_of_year_load(t->db, t->a, TENANT, 2025, &year, &err));
    LOOK(t, past_of_unit_load(t->db, t->a, TENANT, t->organ[1], &unit, &err));
    LOOK(t, past_years_load(t->db, t->a, TENANT, &years, &err));
    assert_int_equal(year.n, 2);
    assert_int_equal(year.result[0].score, 9650);
    assert_int_equal(year.result[0].digits, 2);
    assert_int_equal(year.result[1].digits, 3);
    assert_true(str_eq(year.result[1].unit, STR("乙局")));
    assert_int_equal(unit.n, 2);
    assert_int_equal(unit.result[0].year, 2025);
    assert_false(unit.result[1].has_score);
    assert_int_equal(unit.result[1].rank, 3);
    assert_int_equal(unit.result[0].import_id, seq);
    assert_int_equal(years.n, 2);
    assert_int_equal(years.year[0], 2025);
    struct intake *again = read_table(t, &INTAKE_PAST, t->office, csv, true);
    assert_int_equal(again->change[CHANGE_SAME], 3);
    struct intake *other = read_table(t, &INTAKE_PAST, t->office, "年度,单位,得分\n2025,甲局,96.5\n", true);
    assert_int_equal(other->change[CHANGE_CHANGED], 1);
    OK(undo(t, &INTAKE_PAST, t->office, seq, &err));
    LOOK(t, past_years_load(t->db, t->a, TENANT, &years, &err));
    assert_int_equal(years.n, 0);
    works_verify(t->w);
    town_free(t);
}

static void past_results_by_unit_and_year_are_compared_in_the_memory_of_a_request(void **state)
{
    TOWN(t, state);
    struct buf organs CLEANUP(buf_release) = {0}, past CLEANUP(buf_release) = {0};
    struct arena *own CLEANUP(arena_freep) = arena_new(LIMIT_REQUEST_ARENA_BYTES / 4);
    buf_put(&organs, STR("代码,全称\n"));
    buf_put(&past, STR("年度,单位,得分\n"));
    for (int i = 0; i < 600; i++) {
        buf_printf(&organs, "N%d,第%04d号某某局\n", i, i);
        for (int year = 2021; year < 2026; year++)
            buf_printf(&past, "%d,N%d,90.%d\n", year, i, year - 2021);
    }
    buf_putc(&organs, '\0');
    buf_putc(&past, '\0');
    (void)take_over(t, &INTAKE_ORGANS, t->office, organs.p);
    (void)take_over(t, &INTAKE_PAST, t->office, past.p);
    struct intake in = {.kind = &INTAKE_PAST,
                        .given = {.kind = INTAKE_PAST.code, .bytes = str_c(past.p)},
                        .a = own,
                        .actor = t->office,
                        .day = 20261120,
                        .now_ms = t->w->now_ms};
    LOOK(t, intake_read(&in, t->db, &err));
    assert_int_equal(in.change[CHANGE_SAME], 3000);
    town_free(t);
}

static void past_results_that_cannot_be_are_refused(void **state)
{
    TOWN(t, state);
    static const struct {
        const char *rows, *key;
        int row, column;
    } bad[] = {
        {"2026,甲局,90,,\n", "past.year_not_over", 2, 1},
        {"2025,甲局,,,\n", "past.nothing_said", 2, 3},
        {"2025,甲局,90,,\n2025,某某镇甲局,91,,\n", "past.same_row", 3, 2},
        {"2025,甲局,九十,,\n", "record.not_a_number", 2, 3},
        {"2025,甲局,90,0,\n", "record.out_of_range", 2, 4},
        {"2025,丁局,90,,\n", "records.unknown_unit", 2, 2},
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        const char *csv = arena_printf(t->a, "年度,单位,得分,名次,等次\n%s", bad[i].rows).p;
        assert_refused(t, &INTAKE_PAST, t->office, csv, bad[i].key, bad[i].row, bad[i].column);
    }
    town_free(t);
}

/* ---- all of them ---- */

static void each_template_is_read_back_as_a_table_that_changes_nothing(void **state)
{
    TOWN(t, state);
    static const struct intake_kind *const kinds[] = {&INTAKE_ORGANS, &INTAKE_PEOPLE, &INTAKE_ACCOUNTS,
                                                      &INTAKE_ROLES, &INTAKE_PAST};
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        struct buf out CLEANUP(buf_release) = {0};
        struct intake in = {.kind = kinds[i], .a = t->a, .actor = t->office, .day = 20261120};
        struct problems problems = {.arena = t->a};
        struct table_book book;
        LOOK(t, kinds[i]->template(&in, t->db, &out, &err));
        assert_int_equal(table_book_read(t->a, arena_str(t->a, buf_str(&out)), &book, &problems), RC_OK);
        assert_true(str_eq(table_meta_of(&book, STR("kind")), kinds[i]->code));
        struct intake *back = ARENA_NEW(t->a, struct intake);
        *back = (struct intake){.kind = kinds[i],
                                .given = {.kind = kinds[i]->code, .bytes = arena_str(t->a, buf_str(&out))},
                                .a = t->a,
                                .actor = t->office,
                                .day = 20261120,
                                .now_ms = t->w->now_ms,
                                .ledger = kernel_ledger(t->w->k)};
        LOOK(t, intake_read(back, t->db, &err));
        if (kinds[i] == &INTAKE_ORGANS) { /* it has the organs that are there, and nothing of them changes */
            struct organ_book known;
            LOOK(t, organ_book_load(t->db, t->a, t->office.tenant_id, 20261120, &known, &err));
            assert_int_equal(back->problems->blocking, 0);
            assert_int_equal(back->open_ticks, 0);
            assert_true(known.n > 0);
            assert_int_equal(back->change[CHANGE_SAME], known.n);
            assert_int_equal(back->change[CHANGE_NEW] + back->change[CHANGE_CHANGED], 0);
            continue;
        }
        size_t blocking = back->problems->blocking;
        assert_int_equal(blocking, 1); /* nothing is filled in, and all columns are known */
        for (size_t k = 0; k < back->problems->n; k++)
            if (!back->problems->item[k].is_warning)
                assert_string_equal(back->problems->item[k].text, "record.no_rows");
            else
                assert_string_equal(back->problems->item[k].text, "intake.other_sheet");
    }
    town_free(t);
}

static void whatever_fails_leaves_nothing_behind(void **state)
{
    TOWN(t, state);
    struct intake *in =
        read_table(t, &INTAKE_ORGANS, t->office,
                   "代码,全称,上级,别名,分类\nN1,新局,镇,新办,甲类\nT1,甲甲局,N1,,乙类\n", true);
    struct intake_confirm input = {.ready = in, .seen = in->seen};
    assert_true(town_try_all_faults(t, t->office, (struct target){0}, &act_organ_import, &input) > 20);
    in = read_table(t, &INTAKE_PEOPLE, t->office, "单位,岗位,姓名,电话\n乙局,联络员," NAME "," PHONE "\n",
                    true);
    input = (struct intake_confirm){.ready = in, .seen = in->seen};
    assert_true(town_try_all_faults(t, t->office, (struct target){0}, &act_person_import, &input) > 10);
    works_verify(t->w);
    town_free(t);
}

static const struct CMUnitTest tests[] = {
    BOTH(a_register_of_organs_brings_new_ones_with_parents_from_the_same_table),
    BOTH(a_known_organ_gets_what_differs_from_its_day_on_and_nothing_else),
    BOTH(a_register_of_organs_that_cannot_be_is_refused_cell_by_cell),
    BOTH(the_child_of_a_wrong_row_waits_for_it),
    BOTH(the_child_of_a_row_that_nobody_looked_into_waits_for_it),
    BOTH(a_ring_through_an_organ_that_is_not_in_the_table_is_seen),
    BOTH(two_thousand_organs_find_their_parents_in_the_memory_of_a_request),
    BOTH(a_name_that_is_nearly_another_must_be_looked_into),
    BOTH(a_name_with_one_character_replaced_is_remarked_and_one_with_another_number_is_not),
    BOTH(organs_are_taken_back_until_something_hangs_on_them),
    BOTH(people_are_appointed_masked_and_no_name_leaves_the_vault),
    BOTH(a_liaison_hands_in_people_of_the_own_unit_alone),
    BOTH(whoever_is_there_stays_and_a_new_number_replaces_the_old_one),
    BOTH(people_that_cannot_be_are_refused_without_saying_who),
    BOTH(people_are_taken_back_with_what_the_vault_holds),
    BOTH(a_number_that_was_written_over_cannot_be_taken_back),
    BOTH(accounts_are_opened_with_first_passwords_that_stand_nowhere),
    BOTH(a_first_password_is_good_for_setting_another_alone),
    BOTH(accounts_that_cannot_be_are_refused),
    BOTH(accounts_are_taken_back_until_they_are_used),
    BOTH(roles_are_granted_and_revoked_by_one_administrator_and_no_other),
    BOTH(duties_stay_apart),
    BOTH(past_results_keep_the_decimals_they_were_published_with),
    BOTH(past_results_by_unit_and_year_are_compared_in_the_memory_of_a_request),
    BOTH(past_results_that_cannot_be_are_refused),
    BOTH(each_template_is_read_back_as_a_table_that_changes_nothing),
    BOTH(whatever_fails_leaves_nothing_behind),
};

WORKS_MAIN(tests)
