/* procedures/coverage.yaml says which line of which file makes a mechanism work. Whoever renames an act, a
 * clock or a test learns here what was said of it. */
#include <stdio.h>

#include "doc/doc.h"
#include "kit.h"

static const struct doc *member(const struct doc *map, const char *key)
{
    for (const struct doc *d = map->first; d; d = d->next)
        if (str_eq(d->key, str_c(key)))
            return d;
    return NULL;
}

static const struct doc *read_coverage(struct kit *kit)
{
    struct doc *d;
    struct str text = file_text(kit->arena, KC_SOURCE_ROOT "/procedures/coverage.yaml");
    assert_int_equal(doc_read(kit->arena, kit->arena, text, &kit->problems, &d, &kit->err), RC_OK);
    const struct doc *all = member(d, "mechanisms");
    assert_non_null(all);
    assert_true(all->count > 70);
    return all;
}

static const struct procedure *read_file(struct kit *kit, struct str id)
{
    struct procedure_words words = words_here();
    const struct procedure *p;
    struct str path = arena_printf(kit->arena, KC_SOURCE_ROOT "/procedures/%.*s.yaml", STR_ARG(id));
    enum rc rc =
        procedure_read(kit->arena, file_text(kit->arena, path.p), &words, &p, &kit->problems, &kit->err);
    assert_int_equal(rc, RC_OK);
    return p;
}

static struct str word(struct str *rest)
{
    size_t end = str_find_str(*rest, STR(" "));
    struct str w = str_sub(*rest, 0, end);
    *rest = str_trim(str_sub(*rest, end, rest->n));
    return w;
}

static bool has_rule(const struct procedure *p, struct str id)
{
    for (size_t i = 0; i < p->rules; i++)
        if (str_eq(p->rule[i].id, id))
            return true;
    return false;
}

static bool has_fact(const struct procedure *p, struct str id)
{
    for (size_t i = 0; i < p->facts; i++)
        if (str_eq(p->fact[i].id, id))
            return true;
    return false;
}

static bool is_there(const struct procedure *p, struct str kind, struct str id)
{
    if (str_eq(kind, STR("act")))
        return procedure_act_find(p, id) >= 0;
    if (str_eq(kind, STR("field")))
        return procedure_field_find(p, id) >= 0;
    if (str_eq(kind, STR("state")))
        return procedure_state_find(p, id) >= 0;
    if (str_eq(kind, STR("clock")))
        return procedure_clock_find(p, id) >= 0;
    if (str_eq(kind, STR("cadence")))
        return procedure_cadence_find(p, id) >= 0;
    if (str_eq(kind, STR("rule")))
        return has_rule(p, id);
    return str_eq(kind, STR("fact")) && has_fact(p, id);
}

static void every_line_that_makes_a_mechanism_work_is_in_its_file(void **state)
{
    struct kit *kit = *state;
    for (const struct doc *m = read_coverage(kit)->first; m; m = m->next) {
        const struct doc *works = member(m, "works"), *by = member(m, "by"), *because = member(m, "because");
        assert_non_null(works);
        bool is_no = str_eq(works->text, STR("no")), is_yes = str_eq(works->text, STR("yes"));
        assert_true(is_no || is_yes || str_eq(works->text, STR("partly")));
        assert_int_equal(!is_yes, because != NULL);
        assert_int_equal(!is_no, by != NULL && member(m, "test") != NULL);
        for (const struct doc *line = by ? by->first : NULL; line; line = line->next) {
            struct str rest = line->text, file = word(&rest), kind = word(&rest);
            if (!is_there(read_file(kit, file), kind, rest))
                fail_msg("coverage.yaml:%d: %.*s is not there", line->line, STR_ARG(line->text));
        }
    }
}

/* A file that says that it makes a mechanism work is named there, and the other way round. */
static void a_file_and_the_list_agree_on_its_mechanisms(void **state)
{
    struct kit *kit = *state;
    for (const struct doc *m = read_coverage(kit)->first; m; m = m->next) {
        const struct doc *by = member(m, "by");
        for (const struct doc *line = by ? by->first : NULL; line; line = line->next) {
            struct str rest = line->text;
            const struct procedure *p = read_file(kit, word(&rest));
            bool is_said = false;
            for (size_t i = 0; i < p->mechanisms; i++)
                is_said |= str_eq(p->mechanism[i], m->key);
            if (!is_said)
                fail_msg("%.*s does not name %.*s", STR_ARG(p->id), STR_ARG(m->key));
        }
    }
}

/* FB-05 is shown by a case in tests/http/case_mechanisms_fb.py. */
static void every_test_that_is_named_exists(void **state)
{
    struct kit *kit = *state;
    for (const struct doc *m = read_coverage(kit)->first; m; m = m->next) {
        const struct doc *test = member(m, "test");
        if (!test)
            continue;
        struct str area = str_sub(test->text, 0, 2);
        struct str path =
            arena_printf(kit->arena, KC_SOURCE_ROOT "/tests/http/case_mechanisms_%.*s.py", STR_ARG(area));
        struct str def = arena_printf(kit->arena, "def test_%.*s(", STR_ARG(test->text));
        struct str cases = file_text(kit->arena, path.p);
        if (str_find_str(cases, def) >= cases.n)
            fail_msg("%.*s is not in %.*s", STR_ARG(test->text), STR_ARG(path));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(every_line_that_makes_a_mechanism_work_is_in_its_file),
        KIT_TEST(a_file_and_the_list_agree_on_its_mechanisms),
        KIT_TEST(every_test_that_is_named_exists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
