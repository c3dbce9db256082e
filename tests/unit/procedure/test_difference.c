/* What a new version of a file takes out and brings in. */
#include <stdio.h>

#include "kit.h"
#include "procedure/difference.h"

static void says(struct kit *kit, const char *was, const char *is, const char *wanted)
{
    struct difference d = difference_of(kit->arena, str_c(was), str_c(is));
    struct str said = {0};
    for (size_t i = 0; i < d.n; i++)
        said = arena_printf(kit->arena, "%.*s%c%.*s ", STR_ARG(said), " -+~"[d.row[i].kind],
                            STR_ARG(d.row[i].text));
    assert_string_equal(arena_printf(kit->arena, "%.*s", STR_ARG(said)).p, wanted);
}

static void the_same_text_has_no_lines(void **state) { says(*state, "a\nb\n", "a\nb\n", ""); }

static void the_fewest_lines_go_out_and_come_in(void **state)
{
    says(*state, "a\nb\nc\nd\n", "a\nc\nx\nd\n", " a -b  c +x  d ");
    says(*state, "", "a\n", "+a ");
    says(*state, "a\n", "", "-a ");
    says(*state, "a\na\nb\n", "a\nb\n", " a -a  b ");
}

static void what_is_far_from_a_change_is_left_out(void **state)
{
    says(*state, "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\nx\n3\n4\n5\n6\n7\ny\n9\n",
         " 1 -2 +x  3  4 ~  6  7 -8 +y  9 ");
}

static void lines_know_their_numbers(void **state)
{
    struct kit *kit = *state;
    struct difference d = difference_of(kit->arena, STR("a\nb\nc\n"), STR("a\nc\nd\n"));
    assert_int_equal(d.out, 1);
    assert_int_equal(d.in, 1);
    assert_int_equal(d.row[1].old_line, 2);
    assert_int_equal(d.row[1].new_line, 0);
    assert_int_equal(d.row[2].old_line, 3);
    assert_int_equal(d.row[2].new_line, 2);
    assert_int_equal(d.row[3].new_line, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(the_same_text_has_no_lines),
        KIT_TEST(the_fewest_lines_go_out_and_come_in),
        KIT_TEST(what_is_far_from_a_change_is_left_out),
        KIT_TEST(lines_know_their_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
