/* The first procedure that ships, as it is read: what its lines come to. */
#include <stdio.h>

#include "kit.h"

static const struct procedure *supervised_task(struct kit *kit)
{
    struct procedure_words words = words_here();
    const struct procedure *p = NULL;
    struct str text = file_text(kit->arena, KC_SOURCE_ROOT "/procedures/supervised_task.yaml");
    enum rc rc = procedure_read(kit->arena, text, &words, &p, &kit->problems, &kit->err);
    show_problems(&kit->problems);
    assert_int_equal(rc, RC_OK);
    assert_int_equal(kit->problems.n, 0);
    return p;
}

static void the_supervised_task_is_read_as_it_stands(void **state)
{
    const struct procedure *p = supervised_task(*state);
    int lead = procedure_field_find(p, STR("lead")), due = procedure_field_find(p, STR("due"));
    assert_str(p->id, "supervised_task");
    assert_str(bilingual_text(p->title, LANG_EN), "supervised task");
    assert_str(p->code, "督{year}-{seq:4}");
    assert_int_equal(p->lead, lead);
    assert_int_equal(p->states, 6);
    const struct procedure_field *person = &p->field[procedure_field_find(p, STR("person"))];
    assert_int_equal(person->of, lead);
    const struct procedure_field *progress = &p->field[procedure_field_find(p, STR("progress"))];
    assert_true(progress->has_most && progress->most == 100);
    const struct procedure_clock *clock = &p->clock[procedure_clock_find(p, STR("due"))];
    assert_int_equal(clock->until, due);
    assert_int_equal(clock->budget[LIMIT_PROMISED].rungs, 2);
    assert_int_equal(clock->budget[LIMIT_PROMISED].rung[1].amount, 1);
    assert_int_equal(p->light, procedure_clock_find(p, STR("due")));
    const struct procedure_clock *sign = &p->clock[procedure_clock_find(p, STR("sign"))];
    assert_true(sign->budget[LIMIT_PROMISED].is_set);
    assert_int_equal(sign->budget[LIMIT_PROMISED].limit.unit, LIMIT_WORKDAYS);
    assert_int_equal(sign->budget[LIMIT_PROMISED].rung[1].amount, -1);
}

static void its_acts_say_who_and_where(void **state)
{
    const struct procedure *p = supervised_task(*state);
    const struct procedure_act *start = &p->act[procedure_act_find(p, STR("start"))];
    assert_false(start->is_opening);
    assert_int_equal(start->from, 1u << procedure_state_find(p, STR("draft")));
    assert_int_equal(start->to, procedure_state_find(p, STR("waiting")));
    assert_int_equal(start->by.n, 2);
    assert_str(start->by.who[0].named, "supervisor");
    assert_int_equal(start->by.who[0].field, -1);
    const struct procedure_act *sign = &p->act[procedure_act_find(p, STR("sign"))];
    assert_int_equal(sign->by.who[0].roles, 1u << 5);
    assert_int_equal(sign->by.who[0].field, procedure_field_find(p, STR("lead")));
    const struct procedure_act *key = &p->act[procedure_act_find(p, STR("make_key"))];
    assert_true(key->is_by_system);
    assert_false(start->is_by_system);
    assert_int_equal(p->seen_by.who[0].roles, 1u << 1 | 1u << 2 | 1u << 3);
    assert_true(p->act[procedure_act_find(p, STR("drop"))].is_confirm);
}

static const struct procedure_rule *rule_of(const struct procedure *p, const char *id)
{
    for (size_t i = 0; i < p->rules; i++)
        if (str_eq(p->rule[i].id, str_c(id)))
            return &p->rule[i];
    fail_msg("no rule %s", id);
    return NULL;
}

static const struct procedure_fact *fact_of(const struct procedure *p, const char *id)
{
    for (size_t i = 0; i < p->facts; i++)
        if (str_eq(p->fact[i].id, str_c(id)))
            return &p->fact[i];
    fail_msg("no fact %s", id);
    return NULL;
}

static void its_rules_and_facts_point_at_what_they_name(void **state)
{
    const struct procedure *p = supervised_task(*state);
    const struct procedure_rule *weekly = rule_of(p, "weekly_unanswered"),
                                *lead = rule_of(p, "overdue_unreported");
    assert_int_equal(weekly->on.kind, ON_CADENCE_MISSED);
    assert_int_equal(weekly->effect[0].kind, EFFECT_DO);
    assert_int_equal(weekly->effect[0].act, procedure_act_find(p, STR("urge")));
    assert_int_equal(lead->on.kind, ON_CLOCK_EXPIRED);
    assert_str(lead->effect[0].procedure, "accountability_lead");
    assert_true(lead->effect[0].withs >= 3);
    const struct procedure_fact *days = fact_of(p, "red_days");
    assert_true(days->is_while);
    assert_int_equal(days->on.index, procedure_clock_find(p, STR("due")));
    assert_true(p->list.columns >= 5);
    assert_int_equal(p->list.column[0].kind, COLUMN_CODE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(the_supervised_task_is_read_as_it_stands),
        KIT_TEST(its_acts_say_who_and_where),
        KIT_TEST(its_rules_and_facts_point_at_what_they_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
