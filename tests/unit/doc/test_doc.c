/* The tree of a YAML text: what stands where, and what is refused. */
#include "../kit.h"
#include "doc/doc.h"

static struct doc *read(struct kit *kit, const char *text)
{
    struct doc *root = NULL;
    problems_clear(&kit->problems);
    enum rc rc = doc_read(kit->arena, kit->arena, str_c(text), &kit->problems, &root, &kit->err);
    assert_int_equal(rc == RC_OK, root != NULL);
    assert_int_equal(rc == RC_OK, kit->problems.blocking == 0);
    return root;
}

static void each_piece_knows_its_place(void **state)
{
    struct doc *root = read(*state, "\xEF\xBB\xBF名: 值\nb: [一, 'two']\n");
    assert_non_null(root);
    assert_int_equal(root->kind, DOC_MAP);
    assert_int_equal(root->count, 2);
    struct doc *a = root->first, *b = a->next;
    assert_str(a->key, "名");
    assert_str(a->text, "值");
    assert_int_equal(a->line, 1);
    assert_int_equal(a->column, 4);
    assert_int_equal(a->key_column, 1);
    assert_int_equal(b->first->column, 5);
    assert_int_equal(b->first->next->column, 8);
    assert_int_equal(b->first->next->text_column, 9); /* behind the quote */
}

static void a_text_of_several_lines_has_no_columns_but_a_block_has(void **state)
{
    struct doc *root = read(*state, "a: one\n  two\nb: |\n   x +\n   y\n");
    assert_non_null(root);
    assert_str(root->first->text, "one two");
    assert_int_equal(root->first->text_column, 0);
    assert_int_equal(root->first->next->text_line, 4);
    assert_int_equal(root->first->next->text_column, 4);
}

static void what_files_have_no_use_for_is_refused(void **state)
{
    struct kit *kit = *state;
    static const struct {
        const char *text, *problem;
        int line, column;
    } cases[] = {
        {"a: 1\na: 2\n", "score.key_twice", 2, 1},
        {"a: &x 1\nb: *x\n", "score.alias", 1, 4},
        {"a: !!int 1\n", "score.tag", 1, 4},
        {"a: 1\n---\nb: 2\n", "score.second_document", 2, 1},
        {"? [a]\n: 1\n", "score.key_is_not_a_text", 1, 3},
        {"a: [1, 2\n", "score.not_yaml", 2, 1},
        {"", "score.empty", 0, 0},
        {"a: \xFF\n", "score.not_utf8", 1, 4},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_null(read(kit, cases[i].text));
        assert_string_equal(kit->problems.item[0].text, cases[i].problem);
        assert_int_equal(kit->problems.item[0].line, cases[i].line);
        assert_int_equal(kit->problems.item[0].column, cases[i].column);
    }
}

static void it_may_be_nested_so_deep_and_no_deeper(void **state)
{
    struct kit *kit = *state;
    char text[2 * DOC_DEPTH_MAX + 4] = {0};
    memset(text, '[', DOC_DEPTH_MAX);
    memset(text + DOC_DEPTH_MAX, ']', DOC_DEPTH_MAX);
    assert_non_null(read(kit, text));
    memset(text, '[', DOC_DEPTH_MAX + 1);
    memset(text + DOC_DEPTH_MAX + 1, ']', DOC_DEPTH_MAX + 1);
    assert_null(read(kit, text));
    assert_string_equal(kit->problems.item[0].text, "score.too_deep");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(each_piece_knows_its_place),
        KIT_TEST(a_text_of_several_lines_has_no_columns_but_a_block_has),
        KIT_TEST(what_files_have_no_use_for_is_refused),
        KIT_TEST(it_may_be_nested_so_deep_and_no_deeper),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
