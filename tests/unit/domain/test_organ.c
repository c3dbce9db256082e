#include "town.h"

#include <pthread.h>

#include "base/date.h"

static struct organ_book book_on(struct town *t, int64_t day)
{
    struct organ_book book = {0};
    LOOK(t, organ_book_load(t->db, t->a, TENANT, day, &book, &err));
    return book;
}

static enum rc rename_organ(struct town *t, int64_t organ_id, const char *name, int64_t from_day,
                            struct err *err)
{
    struct act_receipt r;
    struct organ_rename input = {.organ_id = organ_id, .from_day = from_day, .name = str_c(name)};
    return town_act(t, t->office, &act_organ_rename, &input, &r, err);
}

static struct organ_detail detail_of(struct town *t, int64_t organ_id)
{
    struct organ_detail d = {0};
    LOOK(t, organ_detail_load(t->db, t->a, kernel_ledger(t->w->k), TENANT, organ_id, 20261120, &d, &err));
    return d;
}

/* ---- organs ---- */

static void organs_are_found_by_each_of_their_names(void **state)
{
    TOWN(t, state);
    struct organ_book book = book_on(t, 20261120);
    const char *const names[] = {"某某镇乙局", "乙局", "老乙", " 乙局 "};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const struct organ *organ = organ_by_name(&book, str_c(names[i]));
        assert_non_null(organ);
        assert_int_equal(organ->organ_id, t->organ[2]);
        assert_int_equal(organ->parent_id, t->organ[0]);
    }
    assert_null(organ_by_name(&book, STR("丁局")));
    assert_null(organ_by_name(&book, (struct str){0}));
    assert_true(str_eq(organ_by_id(&book, t->organ[1])->class_name, STR("全部")));
    assert_int_equal(book_on(t, 20251231).n, 0); /* all were registered from New Year on */
    town_free(t);
}

static void a_table_of_organs_goes_in_whole_or_not_at_all(void **state)
{
    TOWN(t, state);
    int64_t rows = town_rows(t);
    struct act_receipt r;
    struct organ_draft draft[] = {{.code = STR("N1"), .kind = STR("unit"), .name = STR("新局")},
                                  {.code = STR("T1"), .kind = STR("unit"), .name = STR("又一个甲局")}};
    struct organ_register input = {draft, COUNT_OF(draft)};
    FAILS(town_act(t, t->office, &act_organ_register, &input, &r, &err), RC_CONFLICT, "organ.code_taken");
    draft[1] = (struct organ_draft){.code = STR("N2"), .name = STR("小局"), .parent_code = STR("N9")};
    FAILS(town_act(t, t->office, &act_organ_register, &input, &r, &err), RC_INVALID, "organ.parent_unknown");
    draft[1] = (struct organ_draft){.code = STR("N2"), .name = STR("  ")};
    FAILS(town_act(t, t->office, &act_organ_register, &input, &r, &err), RC_INVALID, "organ.name_missing");
    draft[1].name = arena_printf(t->a, "%061d", 0);
    FAILS(town_act(t, t->office, &act_organ_register, &input, &r, &err), RC_INVALID, "organ.name_too_long");
    assert_int_equal(town_rows(t), rows);
    draft[1] = (struct organ_draft){
        .code = STR("N2"), .kind = STR("unit"), .name = STR("小局"), .parent_code = STR("N1")};
    OK(town_act(t, t->office, &act_organ_register, &input, &r, &err));
    struct organ_book book = book_on(t, 20261120);
    assert_int_equal(organ_by_name(&book, STR("小局"))->parent_id,
                     organ_by_name(&book, STR("新局"))->organ_id);
    works_verify(t->w);
    town_free(t);
}

static void a_new_name_holds_from_its_day_and_the_old_one_until_then(void **state)
{
    TOWN(t, state);
    OK(rename_organ(t, t->organ[1], "甲甲局", 20260701, &err));
    struct organ_book before = book_on(t, 20260630), after = book_on(t, 20260701);
    assert_non_null(organ_by_name(&before, STR("甲局")));
    assert_null(organ_by_name(&before, STR("甲甲局")));
    assert_true(str_eq(organ_by_id(&after, t->organ[1])->name, STR("甲甲局")));
    assert_int_equal(organ_by_name(&after, STR("甲局"))->organ_id, t->organ[1]); /* as it was called before */
    struct organ_detail d = detail_of(t, t->organ[1]);
    assert_int_equal(d.names_n, 2);
    assert_true(str_eq(d.names[0].name, STR("甲甲局"))); /* newest first */
    FAILS(rename_organ(t, t->organ[1], "乙局", 20260801, &err), RC_CONFLICT, "organ.name_taken");
    FAILS(rename_organ(t, t->organ[1], "", 20260801, &err), RC_INVALID, "organ.name_missing");
    FAILS(rename_organ(t, t->organ[1], "丁局", 20260230, &err), RC_INVALID, "organ.day_wrong");
    FAILS(rename_organ(t, 999, "丁局", 20260801, &err), RC_NOT_FOUND, "organ.not_found");
    works_verify(t->w);
    town_free(t);
}

/* ---- people ---- */

#define NAME STR("欧阳测试")
#define PHONE STR("10000001234")

static int64_t appoint(struct town *t, struct str name, struct str phone)
{
    struct act_receipt r;
    struct person_appoint input = {.organ_id = t->organ[2],
                                   .from_day = 20261101,
                                   .post_title = STR("局长"),
                                   .name = name,
                                   .phone = phone};
    int64_t id = 0;
    OK(town_act(t, t->liaison, &act_person_appoint, &input, &r, &err));
    assert_true(str_to_i64(r.answer, &id));
    return id;
}

static void a_person_is_shown_masked(void **state)
{
    TOWN(t, state);
    (void)appoint(t, NAME, PHONE);
    (void)appoint(t, STR("李四"), STR(""));
    struct organ_detail d = detail_of(t, t->organ[2]);
    assert_int_equal(d.people_n, 2);
    assert_true(str_eq(d.people[0].masked_name, STR("欧**")));
    assert_true(str_eq(d.people[0].masked_phone, STR("100****1234")));
    assert_true(str_eq(d.people[1].masked_name, STR("李*")));
    assert_true(str_eq(d.people[1].masked_phone, STR("—")));
    assert_int_equal(d.people[0].post_id, d.people[1].post_id); /* one post, made once */
    town_free(t);
}

static void names_and_numbers_are_in_no_entry_no_blob_and_no_byte_of_the_data_base(void **state)
{
    TOWN(t, state);
    int64_t id = appoint(t, NAME, PHONE);
    assert_true(town_knows(t, STR("某某镇乙局"))); /* the search does find what is there */
    assert_false(town_knows(t, NAME));
    assert_false(town_knows(t, PHONE));
    struct act_receipt r;
    struct person_reveal reveal = {.person_id = id, .reason = STR("核对通讯录")};
    OK(town_act(t, t->liaison, &act_person_reveal, &reveal, &r, &err));
    assert_false(town_knows(t, NAME));
    works_verify(t->w);
    town_free(t);
}

static void to_reveal_a_person_is_an_act_with_a_reason(void **state)
{
    TOWN(t, state);
    int64_t id = appoint(t, NAME, PHONE);
    struct act_receipt r;
    struct person_plain plain = {0};
    struct person_reveal reveal = {.person_id = id, .reason = STR(" ")};
    FAILS(town_act(t, t->liaison, &act_person_reveal, &reveal, &r, &err), RC_INVALID, "organ.reason_missing");
    reveal.reason = STR("核对通讯录");
    struct actor other = t->liaison;
    other.organ_id = t->organ[1]; /* of another unit: neither as target … */
    FAILS(town_act(t, other, &act_person_reveal, &reveal, &r, &err), RC_NOT_FOUND, "organ.person_not_found");
    struct act_call call = {.def = &act_person_reveal,
                            .actor = other,
                            .target = {t->organ[2]},
                            .input = &reveal}; /* … nor as actor */
    FAILS(kernel_act(t->w->k, &call, t->a, &r, &err), RC_DENIED, "door.not_your_unit");
    OK(town_act(t, t->liaison, &act_person_reveal, &reveal, &r, &err));
    LOOK(t, person_plain_load(t->db, t->a, kernel_ledger(t->w->k), TENANT, id, &plain, &err));
    assert_true(str_eq(plain.name, NAME));
    assert_true(str_eq(plain.phone, PHONE));
    struct str body = works_body(t->w, r.seq);
    assert_true(str_find_str(body, reveal.reason) < body.n);
    town_free(t);
}

static void whichever_call_fails_no_half_of_an_organ_or_person_is_there(void **state)
{
    TOWN(t, state);
    struct target own = {t->organ[2]};
    struct organ_draft draft[] = {
        {.code = STR("N1"),
         .kind = STR("unit"),
         .name = STR("新局"),
         .class_code = STR("all"),
         .class_name = STR("全部")},
        {.code = STR("N2"), .kind = STR("unit"), .name = STR("小局"), .parent_code = STR("N1")}};
    struct organ_register input = {draft, COUNT_OF(draft)};
    struct organ_rename rename = {.organ_id = t->organ[1], .from_day = 20261201, .name = STR("甲甲局")};
    struct person_appoint person = {.organ_id = t->organ[2],
                                    .from_day = 20261101,
                                    .post_title = STR("局长"),
                                    .name = NAME,
                                    .phone = PHONE};
    assert_true(town_try_all_faults(t, t->office, own, &act_organ_register, &input) > 20);
    assert_true(town_try_all_faults(t, t->office, own, &act_organ_rename, &rename) > 8);
    assert_true(town_try_all_faults(t, t->liaison, own, &act_person_appoint, &person) > 12);
    works_verify(t->w);
    town_free(t);
}

/* ---- two programs on one data base ---- */

#define ORGANS_EACH 25

struct registrar {
    struct kernel *kernel;
    struct actor actor;
    const char *name;
    int failed;
};

static void *register_many(void *ctx)
{
    struct registrar *me = ctx;
    struct arena *a = arena_new(0);
    for (int i = 0; i < ORGANS_EACH; i++) {
        struct str code = arena_printf(a, "%s-%d", me->name, i);
        struct organ_draft draft = {.code = code, .kind = STR("unit"), .name = code};
        struct organ_register input = {.draft = &draft, .n = 1};
        struct act_call call = {.def = &act_organ_register, .actor = me->actor, .input = &input};
        struct act_receipt r;
        me->failed += kernel_act(me->kernel, &call, a, &r, NULL) != RC_OK;
    }
    arena_free(a);
    return NULL;
}

/* What an act has read holds until it is written, whoever else writes: no number is given to two organs. */
static void two_programs_that_register_at_once_lose_nothing(void **state)
{
    TOWN(t, state);
    struct works second = *t->w;
    works_open(&second);
    struct registrar one[] = {{t->w->k, t->office, "one", 0}, {second.k, t->office, "two", 0}};
    pthread_t thread[COUNT_OF(one)];
    int64_t before = works_number(t->w, "SELECT count(*) AS n FROM organ");
    for (size_t i = 0; i < COUNT_OF(one); i++)
        assert_int_equal(pthread_create(&thread[i], NULL, register_many, &one[i]), 0);
    for (size_t i = 0; i < COUNT_OF(one); i++)
        assert_int_equal(pthread_join(thread[i], NULL), 0);
    kernel_close(second.k);
    assert_int_equal(one[0].failed + one[1].failed, 0);
    assert_int_equal(works_number(t->w, "SELECT count(*) AS n FROM organ"), before + 2 * ORGANS_EACH);
    works_verify(t->w);
    town_free(t);
}

static const struct CMUnitTest tests[] = {
    BOTH(organs_are_found_by_each_of_their_names),
    BOTH(a_table_of_organs_goes_in_whole_or_not_at_all),
    BOTH(a_new_name_holds_from_its_day_and_the_old_one_until_then),
    BOTH(a_person_is_shown_masked),
    BOTH(names_and_numbers_are_in_no_entry_no_blob_and_no_byte_of_the_data_base),
    BOTH(to_reveal_a_person_is_an_act_with_a_reason),
    BOTH(whichever_call_fails_no_half_of_an_organ_or_person_is_there),
    BOTH(two_programs_that_register_at_once_lose_nothing),
};
WORKS_MAIN(tests)
