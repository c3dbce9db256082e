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

static void its_rules_and_facts_point_at_what_they_name(void **state)
{
    const struct procedure *p = supervised_task(*state);
    assert_int_equal(p->rule[1].on.kind, ON_CADENCE_MISSED);
    assert_int_equal(p->rule[1].effect[0].kind, EFFECT_DO);
    assert_int_equal(p->rule[1].effect[0].act, procedure_act_find(p, STR("urge")));
    assert_int_equal(p->rule[2].on.kind, ON_CLOCK_EXPIRED);
    assert_str(p->rule[2].effect[0].procedure, "accountability_lead");
    assert_str(p->rule[2].effect[0].with[0].field, "organ");
    assert_true(p->fact[1].is_while);
    assert_int_equal(p->fact[1].on.index, procedure_clock_find(p, STR("due")));
    assert_int_equal(p->list.columns, 6);
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
