/* Reading fields: what is asked for is the list of keys; the rest is refused with what was probably meant. */
#include "../kit.h"
#include "doc/fields.h"

static const struct doc_word chinese[] = {{STR_INIT("名称"), "title"}, {STR_INIT("红"), "red"}};
static const struct doc_words words = {chinese, COUNT_OF(chinese)};

static struct fields fields(struct kit *kit, const char *text)
{
    struct doc *root = NULL;
    problems_clear(&kit->problems);
    assert_int_equal(doc_read(kit->arena, kit->arena, str_c(text), &kit->problems, &root, &kit->err), RC_OK);
    return doc_fields(&kit->problems, &words, root);
}

static void is_problem(const struct kit *kit, const char *text, int line, int column, const char *near)
{
    assert_int_equal(kit->problems.n, 1);
    const struct problem *q = &kit->problems.item[0];
    assert_string_equal(q->text, text);
    assert_int_equal(q->line, line);
    assert_int_equal(q->column, column);
    assert_true(!near || str_eq(q->arg[1], str_c(near)));
}

static void what_is_there_is_read(void **state)
{
    static const char *const colours[] = {"green", "red"};
    struct fields f = fields(*state, "title: 一\nn: 3\nb: yes\nc: red\nl: [1]\nm: {x: 1}\n");
    struct str title;
    int n = 0, c = 0;
    bool b = false;
    assert_true(field_text(&f, "title", &title));
    assert_str(title, "一");
    assert_true(field_int(&f, "n", 1, 3, &n) && n == 3);
    assert_true(field_bool(&f, "b", &b) && b);
    assert_true(field_choice(&f, "c", colours, 2, &c) && c == 1);
    assert_int_equal(field_list(&f, "l")->count, 1);
    assert_str(field_map(&f, "m")->first->key, "x");
    assert_false(field_text(&f, "nothing", &title));
    fields_done(&f);
    assert_int_equal(((struct kit *)*state)->problems.n, 0);
}

static void what_nobody_asked_for_is_refused_with_the_nearest(void **state)
{
    struct str title;
    struct fields f = fields(*state, "titel: 一\n");
    assert_false(field_text(&f, "title", &title));
    fields_done(&f);
    is_problem(*state, "score.unknown_key", 1, 1, "title");
    f = fields(*state, "名称: 一\n"); /* the Chinese word */
    assert_false(field_text(&f, "title", &title));
    fields_done(&f);
    is_problem(*state, "score.unknown_key", 1, 1, "title");
}

static void what_is_of_another_shape_is_refused(void **state)
{
    static const char *const colours[] = {"green", "red"};
    struct kit *kit = *state;
    struct str t;
    int n;
    struct fields f = fields(kit, "a: [1]\n");
    assert_false(field_text(&f, "a", &t));
    is_problem(kit, "score.text_wanted", 1, 4, NULL);
    f = fields(kit, "a: 4\n");
    assert_false(field_int(&f, "a", 1, 3, &n));
    is_problem(kit, "score.integer_wanted", 1, 4, "1");
    f = fields(kit, "a: one\n");
    assert_null(field_list(&f, "a"));
    is_problem(kit, "score.list_wanted", 1, 4, "one"); /* write [one] */
    f = fields(kit, "a: 1\n");
    assert_null(field_map(&f, "a"));
    is_problem(kit, "score.map_wanted", 1, 4, NULL);
    f = fields(kit, "a: rad\n");
    assert_false(field_choice(&f, "a", colours, 2, &n));
    is_problem(kit, "score.unknown_word", 1, 4, "red");
    f = fields(kit, "a: 红\n");
    assert_false(field_choice(&f, "a", colours, 2, &n));
    is_problem(kit, "score.unknown_word", 1, 4, "red");
    f = fields(kit, "just words\n");
    is_problem(kit, "score.map_wanted", 1, 1, NULL);
    assert_null(f.map);
}

static void problems_of_an_expression_get_the_place_of_the_file(void **state)
{
    struct kit *kit = *state;
    struct fields f = fields(kit, "a: 'x + 1'\nb: |\n  x\n  + 1\n");
    (void)PROBLEM(&kit->problems, 1, 5, "score.empty");
    doc_place_problems(&kit->problems, field(&f, "a"), 0);
    is_problem(kit, "score.empty", 1, 9, NULL);
    problems_clear(&kit->problems);
    (void)PROBLEM(&kit->problems, 2, 3, "score.empty");
    doc_place_problems(&kit->problems, field(&f, "b"), 0);
    is_problem(kit, "score.empty", 4, 5, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(what_is_there_is_read),
        KIT_TEST(what_nobody_asked_for_is_refused_with_the_nearest),
        KIT_TEST(what_is_of_another_shape_is_refused),
        KIT_TEST(problems_of_an_expression_get_the_place_of_the_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
