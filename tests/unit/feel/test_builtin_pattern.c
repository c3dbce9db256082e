/* Patterns: the examples of XPath functions 3.1 (5.6) and of the standard's table 75, each piece of the
 * grammar, and what PCRE2 would take and XPath does not. A FEEL text writes \\ for one backslash, C each of
 * them twice. */
#include "ask.h"

static void a_pattern_is_looked_for_anywhere_in_the_text(void **state)
{
    (void)state;
    ASSERT_ROWS(
        {"matches(\"foobar\", \"^fo*b\")", "true"}, {"matches(\"abracadabra\", \"bra\")", "true"},
        {"matches(\"abracadabra\", \"^a.*a$\")", "true"}, {"matches(\"abracadabra\", \"^bra\")", "false"},
        {"matches(input: \"a\", pattern: \"A\", flags: \"i\")", "true"}, {"matches(\"\", \"\")", "true"},
        {"matches(\"a\", \"\")", "true"}, {"matches(\"a\", \"b\", null)", "false"},
        {"matches(null, \"a\")", "null"}, {"matches(\"a\", null)", "null"},
        {"matches(\"a\", \"b\", 1)", "null"}, {"matches(\"a\")", "null"},
        {"matches(\"云澜市\", \"^云.市$\")", "true"}, {"matches(\"😀\", \"^.$\")", "true"}, );
}

static void anchors_and_dots_know_lines_only_when_told(void **state)
{
    (void)state;
    ASSERT_ROWS(
        {"matches(\"a\\n\", \"a$\")", "false"}, {"matches(\"a\\nb\", \"^b\")", "false"},
        {"matches(\"a\\nb\", \"^b\", \"m\")", "true"}, {"matches(\"a\\nb\", \"a$\", \"m\")", "true"},
        {"matches(\"a\\n\", \"\\n^\", \"m\")", "false"}, {"matches(\"\\nab\\n\", \"^$\", \"m\")", "true"},
        {"matches(\"ab\\n\\ncd\\n\", \"^$\", \"m\")", "true"}, {"matches(\"ab\\n\", \"^$\", \"m\")", "false"},
        {"matches(\"a\\rb\", \"a.b\")", "false"}, {"matches(\"a\\nb\", \"a.b\")", "false"},
        {"matches(\"a\\nb\", \"a.b\", \"s\")", "true"}, {"matches(\"a\\u2028b\", \"a.b\")", "true"},
        {"matches(\"a\\rb\", \"^b\", \"m\")", "false"}, );
}

static void flags_change_what_a_pattern_means(void **state)
{
    (void)state;
    ASSERT_ROWS({"matches(\"helloworld\", \"hello world\", \"x\")", "true"},
                {"matches(\"helloworld\", \"hello[ ]world\", \"x\")", "false"},
                {"matches(\"hello world\", \"hello\\\\ sworld\", \"x\")", "true"},
                {"matches(\"hello world\", \"hello[ ]world \", \"x\")", "true"},
                {"matches(\"hello\", \"\\\\p{ IsBasicLatin }+\", \"x\")", "true"},
                {"matches(\"hello\", \"\\\\p{ IsBasicLatin}+\")", "null"},
                {"matches(\"O\", \"[A-Z-[OI]]\", \"i\")", "false"},
                {"matches(\"x\", \"[A-Z-[OI]]\", \"i\")", "true"},
                {"matches(\"q\", \"[^Q]\", \"i\")", "false"}, {"matches(\"\\u212A\", \"k\", \"i\")", "true"},
                {"matches(\"É\", \"é\", \"i\")", "true"}, {"matches(\"a\", \"\\\\p{Lu}\", \"i\")", "false"},
                {"matches(\"a.c\", \"a.c\", \"q\")", "true"}, {"matches(\"abc\", \"a.c\", \"q\")", "false"},
                {"matches(\"A(\", \"a(\", \"qi\")", "true"}, {"matches(\"a b\", \"a b\", \"qx\")", "true"},
                {"matches(\"a\", \"a\", \"X\")", "null"}, {"matches(\"a\", \"a\", \" \")", "null"},
                {"matches(\"a\", \"a\", \"smixq\")", "true"}, {"matches(\"a\", \"a\", \"\")", "true"}, );
}

static void letters_behind_a_backslash_stand_for_sets(void **state)
{
    (void)state;
    ASSERT_ROWS(
        {"matches(\"5\", \"^\\\\d$\")", "true"}, {"matches(\"٣\", \"^\\\\d$\")", "true"},
        {"matches(\"a\", \"^\\\\D$\")", "true"}, {"matches(\"\\u00a0\", \"\\\\s\")", "false"},
        {"matches(\"\\t\", \"\\\\s\")", "true"}, {"matches(\"\\u00a0\", \"\\\\S\")", "true"},
        {"matches(\"+\", \"\\\\w\")", "true"}, {"matches(\"_\", \"\\\\w\")", "false"},
        {"matches(\"市\", \"^\\\\w$\")", "true"}, {"matches(\"。\", \"\\\\W\")", "true"},
        {"matches(\"a1-\", \"^\\\\i\\\\c+$\")", "true"}, {"matches(\"1a\", \"^\\\\i\")", "false"},
        {"matches(\" \", \"^\\\\I$\")", "true"}, {"matches(\" \", \"^\\\\C$\")", "true"},
        {"matches(\"市\", \"^[\\\\i-[:]]$\")", "true"}, {"matches(\":\", \"^[\\\\i-[:]]$\")", "false"},
        {"matches(\"Ab\", \"^\\\\p{Lu}\\\\P{Lu}$\")", "true"},
        {"matches(\"市\", \"^\\\\p{IsCJKUnifiedIdeographs}$\")", "true"},
        {"matches(\"a\", \"^\\\\P{IsCJKUnifiedIdeographs}$\")", "true"},
        {"matches(\"é\", \"\\\\p{IsLatin-1Supplement}\")", "true"},
        {"matches(\"Ω\", \"\\\\p{IsGreek}\")", "true"}, {"matches(\"a\", \"\\\\p{IsKlingon}\")", "null"},
        {"matches(\"a\", \"\\\\p{Xx}\")", "null"}, {"matches(\"a\", \"\\\\p{L\")", "null"},
        {"matches(\"a\", \"\\\\pL\")", "null"}, {"matches(\"*\", \"^\\\\*$\")", "true"},
        {"matches(\"-^]\", \"^\\\\-\\\\^\\\\]$\")", "true"}, {"matches(\"\\n\", \"^\\\\n$\")", "true"}, );
}

static void classes_have_ranges_and_what_is_taken_away(void **state)
{
    (void)state;
    ASSERT_ROWS(
        {"matches(\"b\", \"^[a-c]$\")", "true"}, {"matches(\"d\", \"^[^a-c]$\")", "true"},
        {"matches(\"-\", \"^[a-]$\")", "true"}, {"matches(\"-\", \"^[-a]$\")", "true"},
        {"matches(\"-\", \"^[^-a]$\")", "false"}, {"matches(\"^\", \"^[a^]$\")", "true"},
        {"matches(\"e\", \"^[a-z-[aeiou]]$\")", "false"}, {"matches(\"f\", \"^[a-z-[aeiou]]$\")", "true"},
        {"matches(\"e\", \"^[a-z-[aeiou-[e]]]$\")", "true"},
        {"matches(\"bcd\", \"^[a-z-[aeiou]]+$\")", "true"},
        {"matches(\"bad\", \"^[a-z-[aeiou]]+$\")", "false"}, {"matches(\"1\", \"^[^a-z-[0-9]]$\")", "false"},
        {"matches(\"+\", \"^[^a-z-[0-9]]$\")", "true"}, {"matches(\"]\", \"^[\\\\]\\\\[]$\")", "true"},
        {"matches(\"7\", \"^[\\\\d.]$\")", "true"}, {"matches(\" \", \"^[\\\\S ]$\")", "true"},
        {"matches(\"云\", \"^[一-龥]$\")", "true"}, {"matches(\"\\\\\\\\\", \"^[\\\\\\\\]+$\")", "true"},
        {"matches(\"a\", \"[]\")", "null"}, {"matches(\"a\", \"[^]\")", "null"},
        {"matches(\"a\", \"[a\")", "null"}, {"matches(\"a\", \"[c-a]\")", "null"},
        {"matches(\"a\", \"[a-c-e]\")", "null"}, {"matches(\"a\", \"[[a]]\")", "null"},
        {"matches(\"a\", \"[a-\\\\d]\")", "null"}, {"matches(\"a\", \"[\\\\d-z]\")", "null"},
        {"matches(\"a\", \"[a-z-[b]c]\")", "null"}, {"matches(\"a\", \"[[:alpha:]]\")", "null"}, );
}

static void groups_can_be_spoken_of_when_they_have_ended(void **state)
{
    (void)state;
    ASSERT_ROWS({"matches(\"abab\", \"^(ab)\\\\1$\")", "true"}, {"matches(\"aa0\", \"^(a)\\\\10$\")", "true"},
                {"matches(\"'a'\", \"('|@).*\\\\1\")", "true"}, {"matches(\"ab\", \"^(?:a)(b)$\")", "true"},
                {"matches(\"b\", \"^(a)?\\\\1b$\")", "true"}, {"matches(\"a\", \"(a\\\\1)\")", "null"},
                {"matches(\"a\", \"\\\\1(a)\")", "null"}, {"matches(\"a\", \"\\\\3\")", "null"},
                {"matches(\"a\", \"(?:a)\\\\1\")", "null"}, {"matches(\"a\", \"(a)[\\\\1]\")", "null"},
                {"matches(\"a\", \"(a)[\\\\0]\")", "null"}, {"matches(\"a\", \"\\\\0\")", "null"},
                {"matches(\"AA\", \"^(a)\\\\1$\", \"i\")", "true"},
                {"matches(\"ac\", \"^(a|b|)(c)$\")", "true"}, );
}

static void quantifiers_repeat_and_can_be_reluctant(void **state)
{
    (void)state;
    ASSERT_ROWS({"matches(\"aaa\", \"^a{3}$\")", "true"}, {"matches(\"aaa\", \"^a{4,}$\")", "false"},
                {"matches(\"aaa\", \"^a{1,3}$\")", "true"},
                {"replace(\"aaa\", \"a{1,2}?\", \"b\")", "\"bbb\""},
                {"replace(\"AAAA\", \"A+?\", \"b\")", "\"bbbb\""}, {"matches(\"a\", \"^(^a$)+$\")", "true"},
                {"matches(\"a\", \"a**\")", "null"}, {"matches(\"a\", \"a++\")", "null"},
                {"matches(\"a\", \"*a\")", "null"}, {"matches(\"a\", \"a{\")", "null"},
                {"matches(\"a\", \"a{,2}\")", "null"}, {"matches(\"a\", \"a{2,1}\")", "null"},
                {"matches(\"a\", \"a{99999999}\")", "null"}, {"matches(\"a\", \"a}\")", "null"},
                {"matches(\"a\", \"a]\")", "null"}, {"matches(\"a\", \"(a\")", "null"},
                {"matches(\"a\", \"a)\")", "null"}, {"matches(\"a\", \"a\\\\\")", "null"}, );
}

static void what_only_pcre_knows_is_refused(void **state)
{
    (void)state;
    ASSERT_ROWS({"matches(\"a\", \"(?=a)a\")", "null"}, {"matches(\"a\", \"(?!b)a\")", "null"},
                {"matches(\"a\", \"(?<=a)\")", "null"}, {"matches(\"a\", \"(?<n>a)\")", "null"},
                {"matches(\"a\", \"(?>a)\")", "null"}, {"matches(\"a\", \"(?i)a\")", "null"},
                {"matches(\"a\", \"(?i:a)\")", "null"}, {"matches(\"a\", \"(?#x)a\")", "null"},
                {"matches(\"a\", \"(?R)\")", "null"}, {"matches(\"a\", \"(?C1)a\")", "null"},
                {"matches(\"a\", \"(*UTF)a\")", "null"}, {"matches(\"a\", \"\\\\ba\")", "null"},
                {"matches(\"a\", \"\\\\Aa\")", "null"}, {"matches(\"a\", \"a\\\\z\")", "null"},
                {"matches(\"a\", \"\\\\x61\")", "null"}, {"matches(\"a\", \"\\\\Qa\\\\E\")", "null"},
                {"matches(\"a\", \"\\\\g1\")", "null"}, {"matches(\"a\", \"\\\\K\")", "null"},
                {"matches(\"a\", \"\\\\R\")", "null"}, {"matches(\"a\", \"\\\\h\")", "null"},
                {"matches(\"a#b\", \"^a#b$\", \"x\")", "true"}, {"matches(\"a\", \"a&\")", "false"}, );
}

static void matches_are_replaced_and_groups_put_in(void **state)
{
    (void)state;
    ASSERT_ROWS({"replace(\"abracadabra\", \"bra\", \"*\")", "\"a*cada*\""},
                {"replace(\"abracadabra\", \"a.*a\", \"*\")", "\"*\""},
                {"replace(\"abracadabra\", \"a.*?a\", \"*\")", "\"*c*bra\""},
                {"replace(\"abracadabra\", \"a\", \"\")", "\"brcdbr\""},
                {"replace(\"abracadabra\", \"a(.)\", \"a$1$1\")", "\"abbraccaddabbra\""},
                {"replace(\"darted\", \"^(.*?)d(.*)$\", \"$1c$2\")", "\"carted\""},
                {"replace(\"abcd\", \"(ab)|(a)\", \"[1=$1][2=$2]\")", "\"[1=ab][2=]cd\""},
                {"replace(\"aeiou\", \"[aeiou]\", \"[$0]\")", "\"[a][e][i][o][u]\""},
                {"replace(\"a\", \"(a)\", \"$10\")", "\"a0\""}, {"replace(\"a\", \"(a)\", \"$2\")", "\"\""},
                {"replace(\"a\", \"a\", \"\\\\$\\\\\\\\\")", "\"$\\\\\""},
                {"replace(\"a.b\", \".\", \"$0\\\\n\", \"q\")", "\"a$0\\\\nb\""},
                {"replace(input: \"abc\", pattern: \"[A-Z]\", replacement: \"#\", flags: \"i\")", "\"###\""},
                {"replace(\"abc\", \"[a-z]\", \"#\", null)", "\"###\""},
                {"replace(\"云澜市市\", \"市\", \"县\")", "\"云澜县县\""},
                {"replace(\"\", \"a\", \"b\")", "\"\""}, {"replace(\"a\\nb\", \"^\", \">\", \"m\")", "null"},
                {"replace(\"abc\", \"x*\", \"-\")", "null"}, {"replace(\"abc\", \".*?\", \"$1\")", "null"},
                {"replace(\"a\", \"b\", \"$\")", "null"}, {"replace(\"a\", \"b\", \"$x\")", "null"},
                {"replace(\"a\", \"b\", \"\\\\x\")", "null"}, {"replace(\"a\", \"b\", \"\\\\\")", "null"},
                {"replace(\"a\", \"(\", \"\")", "null"}, {"replace(null, \"a\", \"b\")", "null"},
                {"replace(\"a\", \"a\", null)", "null"}, {"replace(\"a\", \"a\")", "null"},
                {"replace(\"a\", \"a\", \"b\", \"z\")", "null"}, );
}

static void a_text_is_split_at_each_match(void **state)
{
    (void)state;
    ASSERT_ROWS({"split(\"John Doe\", \"\\\\s\")", "[\"John\", \"Doe\"]"},
                {"split(\"a;b;c;;\", \";\")", "[\"a\", \"b\", \"c\", \"\", \"\"]"},
                {"split(string: \"甲、乙\", delimiter: \"、\")", "[\"甲\", \"乙\"]"},
                {"split(\"abc\", \"x\")", "[\"abc\"]"}, {"split(\"\", \",\")", "[\"\"]"},
                {"split(\"a1b22c\", \"\\\\d+\")", "[\"a\", \"b\", \"c\"]"}, {"split(\"abc\", \"\")", "null"},
                {"split(\"abc\", \"x*\")", "null"}, {"split(\"a\", \"(\")", "null"},
                {"split(null, \",\")", "null"}, {"split(\"a\", null)", "null"}, {"split(\"a\")", "null"}, );
}

/* Each is a text of some thousand characters that a pattern could take for ever on. */
static void a_pattern_that_takes_too_long_is_stopped(void **state)
{
    (void)state;
    static const char *const PATTERN[] = {"^(a+)+$",     "(a|aa)+$",       "(a*)*b",
                                          "a*a*a*a*a*b", "(.*)*\\\\1[de]", "(a?){60}a{60}b"};
    struct ask k = ask_new();
    for (size_t i = 0; i < COUNT_OF(PATTERN); i++) {
        struct str text = arena_printf(
            k.arena, "matches(string join(for i in 1..5000 return \"a\") + \"cb\", \"%s\")", PATTERN[i]);
        assert_string_equal(ask_value(&k, text.p).p, "null");
        assert_true(str_starts(ask_noted(&k), STR("feel.pattern_limit")));
        assert_false(k.run.is_stopped);
    }
    ask_free(&k);
}

/* Places that are tried one after the other cost together, not each for itself. */
static void a_long_text_does_not_multiply_the_limit(void **state)
{
    (void)state;
    struct ask k = ask_new();
    struct str got =
        ask_value(&k, "matches(string join(for i in 1..90000 return \"aaaaaaaaaa\"), \"a*a?[bc]\")");
    assert_string_equal(got.p, "null");
    assert_true(str_starts(ask_noted(&k), STR("feel.pattern_limit")));
    got = ask_value(&k, "matches(string join(for i in 1..90000 return \"aaaaaaaaaa\") + \"b\", \".b\")");
    assert_string_equal(got.p, "true");
    got = ask_value(
        &k, "string length(replace(string join(for i in 1..90000 return \"a,bb\"), \"[,b]\", \"xy\"))");
    assert_string_equal(got.p, "630000");
    ask_free(&k);
}

static void what_matches_cost_counts_as_steps(void **state)
{
    (void)state;
    struct ask k = ask_new();
    assert_string_equal(ask_value(&k, "count(for i in 1..1000 return matches(\"abc\", \"c\"))").p, "1000");
    assert_true(k.run.steps > 50 * 1000);
    k.run.steps_max = 20000;
    assert_string_equal(ask_value(&k, "count(for i in 1..1000 return matches(\"abc\", \"c\"))").p, "null");
    assert_true(k.run.is_stopped);
    ask_free(&k);
}

static void the_pieces_of_a_pattern_have_limits(void **state)
{
    (void)state;
    static const struct {
        const char *open, *close;
        int at_most;
    } LIMIT[] = {{"(", ")", 99}, {"(?:", ")", 100}, {"a", "", 4096}};
    struct ask k = ask_new();
    for (size_t i = 0; i < COUNT_OF(LIMIT); i++)
        for (int more = 0; more < 2; more++) {
            struct buf text = {0};
            buf_put(&text, STR("matches(\"b\", \""));
            for (int n = 0; n < LIMIT[i].at_most + more; n++)
                buf_put(&text, str_c(LIMIT[i].open));
            for (int n = 0; n < LIMIT[i].at_most + more; n++)
                buf_put(&text, str_c(LIMIT[i].close));
            buf_put(&text, STR("\")"));
            buf_putc(&text, 0);
            struct str got = ask_value(&k, text.p);
            assert_string_equal(got.p, more ? "null" : i == 2 ? "false" : "true");
            buf_release(&text);
        }
    ask_free(&k);
}

static void a_note_says_what_is_wrong_with_a_pattern(void **state)
{
    (void)state;
    static const struct {
        const char *text, *note;
    } WHY[] = {
        {"matches(\"a\", \"(\")", "feel.pattern_wrong 1:1"},
        {"matches(\"a\", \"a\", \"z\")", "feel.flags_wrong 1:1"},
        {"replace(\"a\", \"x*\", \"\")", "feel.pattern_matches_nothing 1:1"},
        {"replace(\"a\", \"a\", \"$\")", "feel.replacement_wrong 1:1"},
    };
    struct ask k = ask_new();
    for (size_t i = 0; i < COUNT_OF(WHY); i++) {
        assert_string_equal(ask_value(&k, WHY[i].text).p, "null");
        assert_string_equal(ask_noted(&k).p, WHY[i].note);
    }
    assert_string_equal(ask_value(&k, "matches(\"a\", \"(云\")").p, "null");
    assert_true(str_eq(k.run.note[0].arg[0], STR("(云")));
    ask_free(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pattern_is_looked_for_anywhere_in_the_text),
        cmocka_unit_test(anchors_and_dots_know_lines_only_when_told),
        cmocka_unit_test(flags_change_what_a_pattern_means),
        cmocka_unit_test(letters_behind_a_backslash_stand_for_sets),
        cmocka_unit_test(classes_have_ranges_and_what_is_taken_away),
        cmocka_unit_test(groups_can_be_spoken_of_when_they_have_ended),
        cmocka_unit_test(quantifiers_repeat_and_can_be_reluctant),
        cmocka_unit_test(what_only_pcre_knows_is_refused),
        cmocka_unit_test(matches_are_replaced_and_groups_put_in),
        cmocka_unit_test(a_text_is_split_at_each_match),
        cmocka_unit_test(a_pattern_that_takes_too_long_is_stopped),
        cmocka_unit_test(a_long_text_does_not_multiply_the_limit),
        cmocka_unit_test(what_matches_cost_counts_as_steps),
        cmocka_unit_test(the_pieces_of_a_pattern_have_limits),
        cmocka_unit_test(a_note_says_what_is_wrong_with_a_pattern),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
