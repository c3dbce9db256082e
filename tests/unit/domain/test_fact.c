/* Facts written by acts, ended, revoked, and found again. */
#include "deeds.h"

#define TEST(name) static void name(void **state)

TEST(a_fact_carries_its_entry_and_is_found_by_record_measure_and_days)
{
    TOWN(t, state);
    struct deed step[3] = {
        {ADD, deed_overdue(t, 7, 1), 0}, {ADD, deed_overdue(t, 7, 2), 0}, {ADD, deed_overdue(t, 8, 1), 0}};
    struct act_receipt r;
    struct facts found;
    int64_t total = 0;
    step[1].fact.measure = STR("task_red_days");
    step[1].fact.is_interval = true;
    step[2].fact.organ_id = t->organ[2];
    OK(deeds_do(t, step, 3, &r, &err));
    assert_int_equal(step[0].ret, 1);
    assert_int_equal(step[2].ret, 3);
    LOOK(t, facts_of_record_load(t->db, t->a, TENANT, 7, &found, &err));
    assert_int_equal(found.n, 2);
    assert_int_equal(found.fact[0].seq, r.seq);
    assert_int_equal(found.fact[0].to_day, 20260310);
    assert_int_equal(found.fact[1].to_day, 0);
    LOOK(t, facts_of_measure_load(t->db, t->a, TENANT, STR("task_overdue"), &found, &err));
    assert_int_equal(found.n, 2);
    struct fact_query query = {.organ_id = t->organ[1], .first_day = 20260401, .last_day = 20260430};
    LOOK(t, facts_load(t->db, t->a, TENANT, &query, &found, &total, &err));
    assert_int_equal(total, 1); /* the one that still runs */
    assert_int_equal(found.fact[0].fact_id, 2);
    query = (struct fact_query){.most = 1, .skip = 1};
    LOOK(t, facts_load(t->db, t->a, TENANT, &query, &found, &total, &err));
    assert_int_equal(total, 3);
    assert_int_equal(found.n, 1);
    works_verify(t->w);
    town_free(t);
}

TEST(what_an_event_made_is_taken_back_once_and_with_its_entry)
{
    TOWN(t, state);
    struct deed step[3] = {
        {ADD, deed_overdue(t, 7, 1), 0}, {ADD, deed_overdue(t, 7, 1), 0}, {ADD, deed_overdue(t, 7, 2), 0}};
    struct deed back = {REVOKE, deed_overdue(t, 7, 1), 0};
    struct act_receipt r, first;
    struct facts found;
    OK(deeds_do(t, step, 3, &r, &err));
    OK(deeds_do(t, &back, 1, &first, &err));
    assert_int_equal(back.ret, 2);
    OK(deeds_do(t, &back, 1, &r, &err));
    assert_int_equal(back.ret, 0);
    LOOK(t, facts_of_record_load(t->db, t->a, TENANT, 7, &found, &err));
    assert_int_equal(found.fact[0].revoked_seq, first.seq);
    assert_int_equal(found.fact[1].changed_seq, first.seq);
    assert_int_equal(found.fact[2].revoked_seq, 0);
    LOOK(t, facts_of_measure_load(t->db, t->a, TENANT, STR("task_overdue"), &found, &err));
    assert_int_equal(found.n, 1);
    works_verify(t->w);
    town_free(t);
}

TEST(an_interval_ends_and_runs_on_and_an_instant_does_neither)
{
    TOWN(t, state);
    struct deed step[2] = {{ADD, deed_overdue(t, 7, 1), 0}, {ADD, deed_overdue(t, 7, 2), 0}};
    struct deed end = {CLOSE, {.fact_id = 2, .to_day = 20260320}, 0};
    struct deed early = {CLOSE, {.fact_id = 2, .to_day = 20260309}, 0};
    struct deed on = {CLOSE, {.fact_id = 2}, 0}, instant = {CLOSE, {.fact_id = 1, .to_day = 20260311}, 0};
    struct deed none = {CLOSE, {.fact_id = 9, .to_day = 20260311}, 0},
                back = {REVOKE, deed_overdue(t, 7, 2), 0};
    struct act_receipt r;
    struct facts found;
    step[1].fact.is_interval = true;
    OK(deeds_do(t, step, 2, &r, &err));
    FAILS(deeds_do(t, &early, 1, &r, &err), RC_INVALID, "work_fact.days_unfit");
    FAILS(deeds_do(t, &instant, 1, &r, &err), RC_INVALID, "work_fact.days_unfit");
    FAILS(deeds_do(t, &none, 1, &r, &err), RC_NOT_FOUND, "work_fact.not_found");
    OK(deeds_do(t, &end, 1, &r, &err));
    LOOK(t, facts_of_record_load(t->db, t->a, TENANT, 7, &found, &err));
    assert_int_equal(found.fact[1].to_day, 20260320);
    assert_int_equal(found.fact[1].changed_seq, r.seq);
    OK(deeds_do(t, &on, 1, &r, &err));
    LOOK(t, facts_of_record_load(t->db, t->a, TENANT, 7, &found, &err));
    assert_int_equal(found.fact[1].to_day, 0);
    OK(deeds_do(t, &back, 1, &r, &err));
    FAILS(deeds_do(t, &end, 1, &r, &err), RC_CONFLICT, "work_fact.revoked_already");
    works_verify(t->w);
    town_free(t);
}

TEST(a_fact_that_says_too_little_is_refused_and_nothing_is_there)
{
    TOWN(t, state);
    struct act_receipt r;
    int64_t rows = town_rows(t);
    struct fact bad[8];
    const char *why[] = {"work_fact.measure_unfit", "work_fact.measure_unfit", "work_fact.days_unfit",
                         "work_fact.days_unfit",    "work_fact.value_unfit",   "work_fact.value_unfit",
                         "work_fact.rule_unfit",    "work_fact.rule_unfit"};
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        bad[i] = deed_overdue(t, 7, 1);
    bad[0].measure = STR("task overdue");
    bad[1].measure = STR("");
    bad[2].from_day = 20260231;
    bad[3].is_interval = true;
    bad[3].to_day = 20260309;
    bad[4].digits = 13;
    bad[5].value = FACT_VALUE_MAX + 1;
    bad[6].rule = STR("");
    bad[7].rule = STR("two\nlines");
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct deed step[2] = {{ADD, deed_overdue(t, 7, 1), 0}, {ADD, bad[i], 0}};
        FAILS(deeds_do(t, step, 2, &r, &err), RC_INVALID, why[i]);
    }
    struct deed nobody = {ADD, deed_overdue(t, 7, 1), 0};
    nobody.fact.organ_id = 99;
    FAILS(deeds_do(t, &nobody, 1, &r, &err), RC_NOT_FOUND, "organ.not_found");
    assert_int_equal(town_rows(t), rows);
    town_free(t);
}

static const struct CMUnitTest tests[] = {
    BOTH(a_fact_carries_its_entry_and_is_found_by_record_measure_and_days),
    BOTH(what_an_event_made_is_taken_back_once_and_with_its_entry),
    BOTH(an_interval_ends_and_runs_on_and_an_instant_does_neither),
    BOTH(a_fact_that_says_too_little_is_refused_and_nothing_is_there),
};
WORKS_MAIN(tests)
