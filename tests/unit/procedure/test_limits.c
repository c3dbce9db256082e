/* Hostile files: at each limit and one beyond, and what must stay quick. And what only a set of files shows.
 */
#include <stdio.h>

#include "kit.h"

static enum rc read(struct kit *kit, struct str text, const struct procedure **ret)
{
    struct procedure_words words = words_here();
    problems_clear(&kit->problems);
    return procedure_read(kit->arena, text, &words, ret, &kit->problems, &kit->err);
}

static bool has(const struct problems *p, const char *text, const char *about)
{
    for (size_t i = 0; i < p->n; i++)
        if (strcmp(p->item[i].text, text) == 0 && (!about || str_eq(p->item[i].arg[0], str_c(about))))
            return true;
    show_problems(p);
    return false;
}

static struct str repeated(struct arena *a, const char *head, const char *line, int n, const char *tail)
{
    struct buf b = {0};
    buf_put(&b, str_c(head));
    for (int i = 0; i < n; i++)
        buf_printf(&b, "%s%d%s", line, i, tail);
    struct str s = arena_str(a, buf_str(&b));
    buf_release(&b);
    return s;
}

/* A small procedure; {0} what its only act has besides, {1} its fields besides, {2} further sections. */
static struct str small(struct arena *a, const char *act, const char *fields, const char *more)
{
    return arena_printf(a,
                        "procedure: one\ntitle: 一\ncode: '{seq}'\nname: t\nseen_by: [offices]\n"
                        "fields:\n  t: {zh: 题, type: text}\n%s"
                        "states: {a: 甲, z: {zh: 完, is: closed}}\n"
                        "acts:\n  make: {title: 建, opens: a, by: [offices, system], form: [t]}\n"
                        "  end: {title: 完, from: [a], to: z, by: [offices]%s}\n%s",
                        fields, act, more);
}

static void a_small_procedure_is_read(void **state)
{
    struct kit *kit = *state;
    const struct procedure *p = NULL;
    assert_int_equal(read(kit, small(kit->arena, "", "", ""), &p), RC_OK);
    assert_int_equal(kit->problems.n, 0);
    assert_true(p->lead < 0 && p->light < 0);
}

static void sixty_four_fields_are_taken_and_sixty_five_refused(void **state)
{
    struct kit *kit = *state;
    const struct procedure *p = NULL;
    struct str fields = repeated(kit->arena, "", "  f", 63, ": {zh: 字段, type: yes_no}\n");
    assert_int_equal(read(kit, small(kit->arena, "", fields.p, ""), &p), RC_OK);
    assert_int_equal(p->fields, 64);
    fields = repeated(kit->arena, "", "  f", 64, ": {zh: 字段, type: yes_no}\n");
    assert_int_equal(read(kit, small(kit->arena, "", fields.p, ""), &p), RC_INVALID);
    assert_true(has(&kit->problems, "procedure.too_many", "fields"));
}

static void a_text_that_is_too_large_is_refused(void **state)
{
    struct kit *kit = *state;
    const struct procedure *p = NULL;
    struct str text = small(kit->arena, "", "", "");
    char *large = arena_alloc(kit->arena, PROCEDURE_TEXT_MAX + 1);
    memset(large, '#', PROCEDURE_TEXT_MAX + 1);
    memcpy(large, text.p, text.n);
    assert_int_equal(read(kit, str_of(large, PROCEDURE_TEXT_MAX), &p), RC_OK);
    assert_int_equal(read(kit, str_of(large, PROCEDURE_TEXT_MAX + 1), &p), RC_TOO_LARGE);
    assert_true(has(&kit->problems, "procedure.too_large", NULL));
}

static void an_expression_that_is_too_long_is_refused(void **state)
{
    struct kit *kit = *state;
    const struct procedure *p = NULL;
    char blanks[PROCEDURE_EXPR_MAX + 1];
    memset(blanks, ' ', sizeof blanks);
    blanks[PROCEDURE_EXPR_MAX - 4] = 0;
    struct str act = arena_printf(kit->arena, ", when: [{if: '%strue', else: 否}]", blanks);
    assert_int_equal(read(kit, small(kit->arena, act.p, "", ""), &p), RC_OK);
    blanks[PROCEDURE_EXPR_MAX - 4] = ' ';
    blanks[PROCEDURE_EXPR_MAX - 3] = 0;
    act = arena_printf(kit->arena, ", when: [{if: '%strue', else: 否}]", blanks);
    assert_int_equal(read(kit, small(kit->arena, act.p, "", ""), &p), RC_INVALID);
    assert_true(has(&kit->problems, "procedure.expression_too_long", NULL));
}

static void lists_without_end_are_cut_short(void **state)
{
    struct kit *kit = *state;
    const struct procedure *p = NULL;
    struct str list = repeated(kit->arena, ", form: [x", ", y", 20000, "");
    list = arena_printf(kit->arena, "%.*s]", STR_ARG(list));
    assert_int_equal(read(kit, small(kit->arena, list.p, "", ""), &p), RC_INVALID);
    assert_true(has(&kit->problems, "procedure.too_many", "form"));
    assert_true(kit->problems.n < LIMIT_PROBLEMS);
}

static void nothing_and_no_procedure_are_refused(void **state)
{
    struct kit *kit = *state;
    const struct procedure *p = NULL;
    assert_int_equal(read(kit, STR(""), &p), RC_INVALID);
    assert_int_equal(read(kit, STR("[]"), &p), RC_INVALID);
    assert_true(has(&kit->problems, "score.map_wanted", NULL));
    assert_int_equal(read(kit, STR("{}"), &p), RC_INVALID);
    assert_true(has(&kit->problems, "procedure.id_missing", NULL));
    assert_true(has(&kit->problems, "procedure.no_acts", NULL));
    assert_int_equal(read(kit, STR("procedure: \"a\\0b\"\n"), &p), RC_INVALID);
}

/* ---- the whole */

static void a_state_without_a_way_out_is_named(void **state)
{
    struct kit *kit = *state;
    const struct procedure *p = NULL;
    struct str text = arena_printf(kit->arena, "%s",
                                   "procedure: one\ntitle: 一\ncode: '{seq}'\nname: t\nseen_by: [offices]\n"
                                   "fields:\n  t: {zh: 题, type: text}\n"
                                   "states:\n  a: 甲\n  b: 乙\n  z: {zh: 完, is: closed}\n"
                                   "acts:\n  make: {title: 建, opens: a, by: [offices], form: [t]}\n"
                                   "  end: {title: 完, from: [a], to: z, by: [offices]}\n"
                                   "  lose: {title: 丢, from: [a], to: b, by: [offices]}\n");
    assert_int_equal(read(kit, text, &p), RC_INVALID);
    assert_int_equal(kit->problems.n, 1);
    assert_true(has(&kit->problems, "procedure.state_without_end", "b"));
    assert_int_equal(kit->problems.item[0].line, 10);
    assert_int_equal(kit->problems.item[0].column, 3);
}

static void what_is_needed_must_be_filled_by_somebody(void **state)
{
    struct kit *kit = *state;
    const struct procedure *p = NULL;
    struct str text = small(kit->arena, ", needs: [u]", "  u: {zh: 另, type: text}\n", "");
    assert_int_equal(read(kit, text, &p), RC_OK); /* the program opens it and may give it */
    size_t at = str_find_str(text, STR(", system"));
    text = arena_printf(kit->arena, "%.*s%.*s", (int)at, text.p, (int)(text.n - at - 8), text.p + at + 8);
    assert_int_equal(read(kit, text, &p), RC_INVALID);
    assert_true(has(&kit->problems, "procedure.needs_unfilled", "end"));
}

static void a_clock_that_ends_with_a_day_nobody_gives_is_refused(void **state)
{
    struct kit *kit = *state;
    const struct procedure *p = NULL;
    struct str text = small(kit->arena, "", "  d: {zh: 日, type: date}\n",
                            "clocks:\n  k: {title: 限, starts: [make], stops: [end], until: d}\n");
    assert_int_equal(read(kit, text, &p), RC_OK);
    size_t at = str_find_str(text, STR(", system"));
    text = arena_printf(kit->arena, "%.*s%s", (int)at, text.p, text.p + at + 8);
    assert_int_equal(read(kit, text, &p), RC_INVALID);
    assert_true(has(&kit->problems, "procedure.until_unfilled", "k"));
}

static void a_field_that_nobody_fills_is_a_warning(void **state)
{
    struct kit *kit = *state;
    const struct procedure *p = NULL;
    struct str text = small(kit->arena, "", "  u: {zh: 另, type: text}\n", "");
    size_t at = str_find_str(text, STR(", system"));
    text = arena_printf(kit->arena, "%.*s%.*s", (int)at, text.p, (int)(text.n - at - 8), text.p + at + 8);
    assert_int_equal(read(kit, text, &p), RC_OK);
    assert_int_equal(kit->problems.n, 1);
    assert_true(kit->problems.item[0].is_warning);
    assert_true(has(&kit->problems, "procedure.field_unfilled", "u"));
}

static void a_ring_of_two_rules_is_refused_and_one_with_a_condition_is_not(void **state)
{
    struct kit *kit = *state;
    const struct procedure *p = NULL;
    const char *acts =
        "  x: {title: 甲, in: [a], by: [system]}\n  y: {title: 乙, in: [a], by: [system]}\n"
        "rules:\n  r: {title: 一, on: x, then: [{do: y}]}\n  s: {title: 二, on: y, %sthen: [{do: x}]}\n";
    struct str ring = str_c(acts);
    size_t hole = str_find(ring, '%');
    struct str open = arena_printf(kit->arena, "%.*s%s", (int)hole, ring.p, ring.p + hole + 2),
               held = arena_printf(kit->arena, "%.*swhen: times.x < 3, %s", (int)hole, ring.p,
                                   ring.p + hole + 2);
    assert_int_equal(read(kit, small(kit->arena, "", "", open.p), &p), RC_INVALID);
    assert_true(has(&kit->problems, "procedure.rule_ring", "r"));
    assert_true(has(&kit->problems, "procedure.rule_ring", "s"));
    assert_int_equal(read(kit, small(kit->arena, "", "", held.p), &p), RC_OK);
}

/* ---- sets */

static struct str named(struct arena *a, const char *id, const char *fields, const char *more)
{
    struct str s = small(a, "", fields, more);
    return arena_printf(a, "procedure: %s%s", id, s.p + strlen("procedure: one"));
}

static struct problems *check(struct kit *kit, const struct str *text, size_t n)
{
    const struct procedure *set[4];
    struct problems *p = ARENA_ARRAY(kit->arena, struct problems, n);
    for (size_t i = 0; i < n; i++) {
        p[i].arena = kit->arena;
        if (read(kit, text[i], &set[i]) != RC_OK)
            show_problems(&kit->problems);
        assert_int_equal(kit->problems.blocking, 0);
    }
    procedures_check(kit->arena, set, n, p);
    return p;
}

#define RULE(then) "rules:\n  r: {title: 开, on: end, then: [" then "]}\n"

static void what_is_opened_must_be_there_and_openable(void **state)
{
    struct kit *kit = *state;
    struct arena *a = kit->arena;
    struct str set[2] = {named(a, "one", "", RULE("{open: twoo, with: {t: t}}")), named(a, "two", "", "")};
    struct problems *p = check(kit, set, 2);
    assert_true(has(&p[0], "procedure.no_procedure", "twoo"));
    assert_str(p[0].item[0].arg[1], "two");
    assert_int_equal(p[0].item[0].line, 13);
    set[0] = named(a, "one", "", RULE("{open: two, with: {t: t}}"));
    assert_int_equal(check(kit, set, 2)[0].n, 0);
    size_t at = str_find_str(set[1], STR(", system"));
    set[1] = arena_printf(a, "%.*s%s", (int)at, set[1].p, set[1].p + at + 8);
    assert_true(has(&check(kit, set, 2)[0], "procedure.opened_by_people", "two"));
}

static void what_is_given_must_fit_the_fields_there(void **state)
{
    struct kit *kit = *state;
    struct arena *a = kit->arena;
    const char *fields =
        "  k: {zh: 类, type: choice, choices: {good: 好, bad: 坏}}\n  d: {zh: 日, type: date}\n"
        "  s: {zh: 密, type: text, class: private}\n";
    struct str set[2] = {named(a, "one", "", RULE("{open: two, with: {t: t, kk: t}}")),
                         named(a, "two", fields, "")};
    struct problems *p = check(kit, set, 2);
    assert_true(has(&p[0], "procedure.no_field_there", "kk"));
    assert_str(p[0].item[0].arg[1], "k");
    set[0] = named(a, "one", "", RULE("{open: two, with: {t: t, k: '\"god\"'}}"));
    p = check(kit, set, 2);
    assert_true(has(&p[0], "procedure.no_choice", "god"));
    assert_str(p[0].item[0].arg[1], "good");
    set[0] = named(a, "one", "", RULE("{open: two, with: {t: t, d: t}}"));
    assert_true(has(&check(kit, set, 2)[0], "feel.result_type", "d"));
    set[0] = named(a, "one", "", RULE("{open: two, with: {t: t, s: t}}"));
    assert_true(has(&check(kit, set, 2)[0], "procedure.cannot_be_set", "s"));
    set[0] = named(a, "one", "", RULE("{open: two, with: {d: today}}"));
    p = check(kit, set, 2);
    assert_true(has(&p[0], "procedure.with_lacks", "two"));
    assert_str(p[0].item[0].arg[1], "t");
}

static void links_and_names_are_those_of_the_set(void **state)
{
    struct kit *kit = *state;
    struct str set[2] = {named(kit->arena, "one", "  l: {zh: 来自, type: link, to: [three]}\n", ""),
                         named(kit->arena, "one", "", "")};
    struct problems *p = check(kit, set, 2);
    assert_true(has(&p[0], "procedure.no_procedure", "three"));
    assert_true(has(&p[1], "procedure.id_of_other", "one"));
}

static void procedures_that_open_each_other_for_ever_are_refused(void **state)
{
    struct kit *kit = *state;
    const char
        *rule = "rules:\n  r: {title: 开, on: make, then: [{open: two, with: {t: t}}]}\n",
        *back = "rules:\n  s: {title: 回, on: make, then: [{open: one, with: {t: t}}]}\n",
        *held =
            "rules:\n  s: {title: 回, on: make, when: linked.all < 1, then: [{open: one, with: {t: t}}]}\n";
    struct str set[2] = {named(kit->arena, "one", "", rule), named(kit->arena, "two", "", back)};
    assert_true(has(&check(kit, set, 2)[0], "procedure.rule_ring", "r"));
    set[1] = named(kit->arena, "two", "", held);
    struct problems *p = check(kit, set, 2);
    assert_int_equal(p[0].n + p[1].n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(a_small_procedure_is_read),
        KIT_TEST(sixty_four_fields_are_taken_and_sixty_five_refused),
        KIT_TEST(a_text_that_is_too_large_is_refused),
        KIT_TEST(an_expression_that_is_too_long_is_refused),
        KIT_TEST(lists_without_end_are_cut_short),
        KIT_TEST(nothing_and_no_procedure_are_refused),
        KIT_TEST(a_state_without_a_way_out_is_named),
        KIT_TEST(what_is_needed_must_be_filled_by_somebody),
        KIT_TEST(a_clock_that_ends_with_a_day_nobody_gives_is_refused),
        KIT_TEST(a_field_that_nobody_fills_is_a_warning),
        KIT_TEST(a_ring_of_two_rules_is_refused_and_one_with_a_condition_is_not),
        KIT_TEST(what_is_opened_must_be_there_and_openable),
        KIT_TEST(what_is_given_must_fit_the_fields_there),
        KIT_TEST(links_and_names_are_those_of_the_set),
        KIT_TEST(procedures_that_open_each_other_for_ever_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
