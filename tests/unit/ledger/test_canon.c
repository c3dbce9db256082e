#include "book.h"
#include "unit/merkle/fixture_path.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

static int arena_up(void **state) { return (*state = arena_new(0)) == NULL; }
static int arena_down(void **state)
{
    arena_free(*state);
    return 0;
}

static const struct canon *must_read(struct arena *a, struct str text)
{
    const struct canon *v = NULL;
    OK(canon_read(text, a, &v, &err));
    return v;
}

static void write_again(struct json *j, const struct canon *v)
{
    switch (v->type) {
    case CANON_NULL:
        json_null(j);
        break;
    case CANON_FALSE:
        json_bool(j, false);
        break;
    case CANON_TRUE:
        json_bool(j, true);
        break;
    case CANON_INT:
        json_int(j, v->i);
        break;
    case CANON_TEXT:
        json_str(j, v->s);
        break;
    case CANON_ARRAY:
        json_array(j);
        for (const struct canon *m = v->first; m; m = m->next)
            write_again(j, m);
        json_array_end(j);
        break;
    case CANON_OBJECT:
        json_object(j);
        for (const struct canon *m = v->first; m; m = m->next) {
            json_key(j, m->key);
            write_again(j, m);
        }
        json_object_end(j);
        break;
    }
}

static void what_is_canonical_is_read_and_written_back_byte_for_byte(void **state)
{
    static const struct str good[] = {
        STR_INIT("null"),
        STR_INIT("true"),
        STR_INIT("0"),
        STR_INIT("-1"),
        STR_INIT("9007199254740991"),
        STR_INIT("-9007199254740991"),
        STR_INIT("\"\""),
        STR_INIT("[]"),
        STR_INIT("{}"),
        STR_INIT("{\"a\":1,\"b_2\":[{\"x\":null},false,\"\"]}"),
        STR_INIT("{\"0\":\"\\\"\\\\\\b\\t\\n\\f\\r\\u0001\\u001f\x7f/€😂\",\"a\":[1,2,[3,[]]]}"),
    };
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        CLEANUP(buf_release) struct buf out = {0};
        struct json j = json_to(&out);
        write_again(&j, must_read(*state, good[i]));
        assert_true(str_eq(buf_str(&out), good[i]));
    }
}

static void what_has_another_spelling_is_refused(void **state)
{
    static const struct str bad[] = {
        STR_INIT(""),
        STR_INIT(" 1"),
        STR_INIT("1 "),
        STR_INIT("[1, 2]"),
        STR_INIT("01"),
        STR_INIT("-0"),
        STR_INIT("+1"),
        STR_INIT("1.0"),
        STR_INIT("1e3"),
        STR_INIT("9007199254740992"),
        STR_INIT("-9007199254740992"),
        STR_INIT("99999999999999999999"),
        STR_INIT("-"),
        STR_INIT("nul"),
        STR_INIT("nulll"),
        STR_INIT("\"a"),
        STR_INIT("\"\n\""),
        STR_INIT("\"\\/\""),
        STR_INIT("\"\\u0041\""),
        STR_INIT("\"\\u000A\""),
        STR_INIT("\"\\u000a\""),
        STR_INIT("\"\\u0000\""),
        STR_INIT("\"\\u001F\""),
        STR_INIT("\"\\u00\""),
        STR_INIT("\"\\x\""),
        STR_INIT("\"\\"),
        STR_INIT("\"\xff\""),
        STR_INIT("\"\xed\xa0\x80\""),
        STR_INIT("[1,]"),
        STR_INIT("[,1]"),
        STR_INIT("[1"),
        STR_INIT("[1}"),
        STR_INIT("{\"a\":1,\"a\":2}"),
        STR_INIT("{\"b\":1,\"a\":2}"),
        STR_INIT("{\"A\":1}"),
        STR_INIT("{\"\":1}"),
        STR_INIT("{\"a\" :1}"),
        STR_INIT("{\"a\"}"),
        STR_INIT("{\"a\":}"),
        STR_INIT("{a:1}"),
        STR_INIT("{\"a\":1,}"),
        STR_INIT("{\"\\u0061\":1}"),
        STR_INIT("1 2"),
        STR_INIT("[1][2]"),
        STR_INIT("[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]"),
    };
    const struct canon *v;
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct err why = {0};
        if (canon_read(bad[i], *state, &v, &why) != RC_INVALID)
            fail_msg("accepted: %.*s", STR_ARG(bad[i]));
        assert_string_equal(why.text, "ledger.not_canonical");
    }
    assert_non_null(must_read(*state, STR("[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]")));
}

static void the_error_names_the_byte(void **state)
{
    const struct canon *v;
    struct err why;
    assert_int_equal(canon_read(STR("{\"a\":1.5}"), *state, &v, &why), RC_INVALID);
    assert_string_equal(why.arg[0], "6");
}

static void members_are_found_by_name(void **state)
{
    const struct canon *v = must_read(*state, STR("{\"a\":-5,\"t\":\"x\\ny\",\"z\":[1,2]}"));
    assert_int_equal(canon_int(v, STR("a"), 0), -5);
    assert_int_equal(canon_int(v, STR("t"), 9), 9);
    assert_true(str_eq(canon_text(v, STR("t")), STR("x\ny")));
    assert_true(str_eq(canon_get(v, STR("z"))->raw, STR("[1,2]")));
    assert_null(canon_get(v, STR("q")));
    assert_null(canon_get(NULL, STR("q")));
    assert_int_equal(canon_text(v, STR("a")).n, 0);
}

static void hex_is_lower_case_pairs(void **state)
{
    struct str bytes;
    assert_true(canon_hex(STR("00ff7a"), *state, &bytes));
    assert_int_equal(bytes.n, 3);
    assert_memory_equal(bytes.p, "\x00\xff\x7a", 3);
    assert_false(canon_hex(STR("0"), *state, &bytes));
    assert_false(canon_hex(STR("0F"), *state, &bytes));
    assert_false(canon_hex(STR("0g"), *state, &bytes));
}

static void a_small_arena_is_an_error_not_an_end(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *small = arena_new(4096);
    CLEANUP(buf_release) struct buf text = {0};
    buf_putc(&text, '[');
    for (int i = 0; i < 1000; i++)
        buf_put(&text, i ? STR(",1") : STR("1"));
    buf_putc(&text, ']');
    const struct canon *v;
    assert_int_equal(canon_read(buf_str(&text), small, &v, NULL), RC_NO_MEMORY);
}

/* ---- RFC 8785 ---- */

static struct str jcs_file(struct arena *a, const char *name)
{
    FILE *f = fopen(fixture_path(arena_printf(a, "ledger/jcs/output/%s.json", name).p), "rb");
    char *p = arena_alloc(a, 4096);
    size_t n = f ? fread(p, 1, 4096, f) : 0;
    if (f)
        (void)fclose(f);
    return str_of(p, n);
}

/* The writer has no floats and the reader only short keys, but the spelling of everything else is that of the
 * RFC: the texts of its six vectors, said to the writer by hand. */
static void the_writer_spells_as_rfc_8785_does(void **state)
{
    struct arena *a = *state;
    if (!fixture_is_there("ledger/jcs/output"))
        skip();
    static const struct {
        const char *name;
        struct str pair[10][2];
    } text[] = {
        {"french",
         {{STR_INIT("peach"), STR_INIT("This sorting order")},
          {STR_INIT("péché"), STR_INIT("is wrong according to French")},
          {STR_INIT("pêche"), STR_INIT("but canonicalization MUST")},
          {STR_INIT("sin"), STR_INIT("ignore locale")}}},
        {"unicode", {{STR_INIT("Unnormalized Unicode"), STR_INIT("A\xcc\x8a")}}},
        {"weird",
         {{STR_INIT("\n"), STR_INIT("Newline")},
          {STR_INIT("\r"), STR_INIT("Carriage Return")},
          {STR_INIT("1"), STR_INIT("One")},
          {STR_INIT("</script>"), STR_INIT("Browser Challenge")},
          {STR_INIT("\xc2\x80"), STR_INIT("Control\x7f")},
          {STR_INIT("ö"), STR_INIT("Latin Small Letter O With Diaeresis")},
          {STR_INIT("€"), STR_INIT("Euro Sign")},
          {STR_INIT("😂"), STR_INIT("Smiley")},
          {STR_INIT("\xef\xac\xb3"), STR_INIT("Hebrew Letter Dalet With Dagesh")}}},
    };
    for (size_t i = 0; i < COUNT_OF(text); i++) {
        CLEANUP(buf_release) struct buf out = {0};
        struct json j = json_to(&out);
        j.is_loose = true;
        json_object(&j);
        for (size_t k = 0; text[i].pair[k][0].n; k++) {
            json_key(&j, text[i].pair[k][0]);
            json_str(&j, text[i].pair[k][1]);
        }
        json_object_end(&j);
        if (!str_eq(buf_str(&out), jcs_file(a, text[i].name)))
            fail_msg("%s: %.*s", text[i].name, STR_ARG(buf_str(&out)));
    }
}

/* Of the six, one is within the profile; the others have fractions or keys that it refuses. */
static void the_profile_takes_one_of_the_six_vectors_and_refuses_five(void **state)
{
    struct arena *a = *state;
    if (!fixture_is_there("ledger/jcs/output"))
        skip();
    static const char *const outside[] = {"french", "structures", "unicode", "values", "weird"};
    const struct canon *v;
    for (size_t i = 0; i < COUNT_OF(outside); i++) {
        struct str text = jcs_file(a, outside[i]);
        assert_true(text.n > 0);
        assert_int_equal(canon_read(text, a, &v, NULL), RC_INVALID);
    }
    CLEANUP(buf_release) struct buf out = {0};
    struct json j = json_to(&out);
    write_again(&j, must_read(a, jcs_file(a, "arrays")));
    assert_true(str_eq(buf_str(&out), jcs_file(a, "arrays")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_canonical_is_read_and_written_back_byte_for_byte),
        cmocka_unit_test(what_has_another_spelling_is_refused),
        cmocka_unit_test(the_error_names_the_byte),
        cmocka_unit_test(members_are_found_by_name),
        cmocka_unit_test(hex_is_lower_case_pairs),
        cmocka_unit_test(a_small_arena_is_an_error_not_an_end),
        cmocka_unit_test(the_writer_spells_as_rfc_8785_does),
        cmocka_unit_test(the_profile_takes_one_of_the_six_vectors_and_refuses_five),
    };
    return cmocka_run_group_tests(tests, arena_up, arena_down);
}
