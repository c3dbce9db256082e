#include "text/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "text/nfc.h"
#include "text/table.h"

static void the_table_is_sorted_and_every_key_is_found(void **state)
{
    (void)state;
    assert_true(TEXT_TABLE_COUNT > 0);
    for (size_t i = 0; i < TEXT_TABLE_COUNT; i++) {
        assert_true(i == 0 || strcmp(TEXT_TABLE[i - 1].key, TEXT_TABLE[i].key) < 0);
        for (enum lang lang = 0; lang < LANG__COUNT; lang++) {
            assert_ptr_equal(text_get(lang, TEXT_TABLE[i].key).p, TEXT_TABLE[i].text[lang].p);
            assert_true(TEXT_TABLE[i].text[lang].n > 0);
        }
    }
}

static void two_spellings_of_a_name_become_one(void **state)
{
    (void)state;
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    struct str plain = STR("plain"), hanzi = STR("云澜市");
    assert_true(str_eq(text_nfc(a, STR("Cafe\xCC\x81")), STR("Caf\xC3\xA9")));
    assert_true(str_eq(text_nfc(a, STR("\xE2\x84\xAB")), STR("\xC3\x85"))); /* the sign of Ångström */
    assert_ptr_equal(text_nfc(a, plain).p, plain.p);
    assert_ptr_equal(text_nfc(a, hanzi).p, hanzi.p);
    assert_true(text_nfc(a, (struct str){0}).n == 0);
}

static void the_languages_differ(void **state)
{
    (void)state;
    assert_true(str_eq(T(LANG_ZH_CN, "shell.login"), STR("登录")));
    assert_true(str_eq(T(LANG_EN, "shell.login"), STR("Sign in")));
}

static void an_unknown_key_shows_itself(void **state)
{
    (void)state;
    assert_false(text_has("no.such_key"));
    assert_true(text_has("shell.login"));
    assert_true(str_eq(text_get(LANG_EN, "no.such_key"), STR("no.such_key")));
}

static void a_sentence_takes_its_arguments(void **state)
{
    (void)state;
    struct arena *a = arena_new(0);
    const struct str args[] = {STR("{1}"), STR("12")};
    assert_true(str_eq(text_fill(a, STR("第 {1} 行：{0}，{2}"), args, 2), STR("第 12 行：{1}，{2}")));
    assert_true(str_eq(text_fill(a, STR(""), args, 2), STR("")));
    assert_true(str_eq(text_fill(a, STR("{0"), args, 2), STR("{0")));
    arena_free(a);
}

static void a_language_is_read_from_its_tag(void **state)
{
    (void)state;
    assert_int_equal(text_lang_of(STR("en")), LANG_EN);
    assert_int_equal(text_lang_of(STR("en-GB,en;q=0.9")), LANG_EN);
    assert_int_equal(text_lang_of(STR("zh-CN")), LANG_ZH_CN);
    assert_int_equal(text_lang_of(STR("fr")), LANG_ZH_CN);
    assert_int_equal(text_lang_of(STR("")), LANG_ZH_CN);
    for (enum lang lang = 0; lang < LANG__COUNT; lang++)
        assert_int_equal(text_lang_of(text_lang_tag(lang)), lang);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_is_sorted_and_every_key_is_found),
        cmocka_unit_test(two_spellings_of_a_name_become_one),
        cmocka_unit_test(the_languages_differ),
        cmocka_unit_test(an_unknown_key_shows_itself),
        cmocka_unit_test(a_sentence_takes_its_arguments),
        cmocka_unit_test(a_language_is_read_from_its_tag),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
