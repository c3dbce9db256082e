#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/limits.h"
#include "http/form.h"

/* A form under test: the text is a copy, because reading writes in it. */
struct form {
    struct arena *arena;
    const struct http_field *field;
    size_t n;
};

static enum rc read_url(struct form *f, struct str text)
{
    f->arena = f->arena ? f->arena : arena_new(0);
    char *copy = ARENA_ARRAY(f->arena, char, text.n);
    if (text.n)
        memcpy(copy, text.p, text.n);
    return form_urlencoded(copy, text.n, f->arena, &f->field, &f->n);
}

static enum rc read_multi(struct form *f, struct str text)
{
    f->arena = f->arena ? f->arena : arena_new(0);
    char *copy = ARENA_ARRAY(f->arena, char, text.n);
    memcpy(copy, text.p, text.n);
    return form_multipart(copy, text.n, STR("b"), f->arena, &f->field, &f->n);
}

static void form_release(struct form *f) { arena_free(f->arena); }

static void assert_str(struct str is, struct str should)
{
    assert_int_equal(is.n, should.n);
    if (is.n)
        assert_memory_equal(is.p, should.p, is.n);
}

static void pairs_are_decoded_in_order(void **state)
{
    (void)state;
    CLEANUP(form_release) struct form f = {0};
    assert_int_equal(read_url(&f, STR("a=1&&b+c=%E4%BD%A0%20+x&d&e==&a=%26")), RC_OK);
    assert_int_equal(f.n, 5);
    assert_str(f.field[0].value, STR("1"));
    assert_str(f.field[1].name, STR("b c"));
    assert_str(f.field[1].value, STR("你  x"));
    assert_str(f.field[2].name, STR("d"));
    assert_int_equal(f.field[2].value.n, 0);
    assert_str(f.field[3].value, STR("="));
    assert_str(f.field[4].value, STR("&"));
    assert_int_equal(read_url(&f, STR("")), RC_OK);
    assert_int_equal(f.n, 0);
}

static void text_that_has_two_readings_is_refused(void **state)
{
    (void)state;
    static const struct str wrong[] = {
        STR_INIT("a=%"),      STR_INIT("a=%4"),           STR_INIT("a=%g0"), STR_INIT("a=%0g"),
        STR_INIT("a=%00"),    STR_INIT("%00=a"),          STR_INIT("=1"),    STR_INIT("a=%ff"),
        STR_INIT("%c0%80=1"), STR_INIT("a=\xed\xa0\x80"), STR_INIT("a\0=1")};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        CLEANUP(form_release) struct form f = {0};
        assert_int_equal(read_url(&f, wrong[i]), RC_INVALID);
    }
}

static void fields_and_bytes_are_limited_to_the_last_one(void **state)
{
    (void)state;
    CLEANUP(buf_release) struct buf b = {0};
    for (int i = 0; i < LIMIT_FORM_FIELDS; i++)
        buf_put(&b, STR("a=1&"));
    CLEANUP(form_release) struct form f = {0};
    assert_int_equal(read_url(&f, buf_str(&b)), RC_OK);
    assert_int_equal(f.n, LIMIT_FORM_FIELDS);
    buf_put(&b, STR("a=1"));
    assert_int_equal(read_url(&f, buf_str(&b)), RC_TOO_LARGE);

    buf_clear(&b);
    buf_put(&b, STR("a="));
    for (int i = 0; i < LIMIT_FIELD_BYTES; i++)
        buf_putc(&b, 'x');
    assert_int_equal(read_url(&f, buf_str(&b)), RC_OK);
    buf_putc(&b, 'x');
    assert_int_equal(read_url(&f, buf_str(&b)), RC_TOO_LARGE);

    buf_clear(&b);
    while (b.n < LIMIT_FORM_BYTES)
        buf_putc(&b, '&');
    assert_int_equal(read_url(&f, buf_str(&b)), RC_OK);
    buf_putc(&b, '&');
    assert_int_equal(read_url(&f, buf_str(&b)), RC_TOO_LARGE);
}

#define PART(disposition, value) "--b\r\nContent-Disposition: " disposition "\r\n\r\n" value "\r\n"

static void parts_give_fields_and_files(void **state)
{
    (void)state;
    CLEANUP(form_release) struct form f = {0};
    assert_int_equal(
        read_multi(&f, STR(PART("form-data; name=\"a\"", "你\r\n--x") PART(
                           "Form-Data;name=f ; filename=\"C:\\x\\\"%22.txt\"\r\nContent-Type: image/png",
                           "\0\xff\r\n--") PART("form-data; name=\"e\"; filename=\"\"", "") "--b--\r\n")),
        RC_OK);
    assert_int_equal(f.n, 3);
    assert_str(f.field[0].name, STR("a"));
    assert_str(f.field[0].value, STR("你\r\n--x"));
    assert_false(f.field[0].is_file);
    assert_true(f.field[1].is_file);
    assert_str(f.field[1].filename, STR("C:\\x\"\".txt"));
    assert_str(f.field[1].value, STR("\0\xff\r\n--"));
    assert_true(f.field[2].is_file);
    assert_int_equal(f.field[2].filename.n, 0);
    assert_int_equal(read_multi(&f, STR("--b--")), RC_OK);
    assert_int_equal(f.n, 0);
}

static void parts_that_are_not_whole_are_refused(void **state)
{
    (void)state;
    static const struct str wrong[] = {
        STR_INIT("x"),
        STR_INIT("--b"),
        STR_INIT("--b\r\n"),
        STR_INIT("--b-"),
        STR_INIT("--b--x"),
        STR_INIT("--b--\r\n\r\n"),
        STR_INIT("\r\n--b--"),
        STR_INIT("--b\r\n\r\n\r\n--b--"),
        STR_INIT("--b\r\nX: 1\r\n\r\n\r\n--b--"),
        STR_INIT("--b\r\nno colon\r\n\r\n\r\n--b--"),
        STR_INIT(PART("form-data; name=a", "1")),
        STR_INIT(PART("form-data; name=a", "1") "--bb--"),
        STR_INIT(PART("form-data; name=a", "1") "--b --"),
        STR_INIT(PART("form-data", "1") "--b--"),
        STR_INIT(PART("form-data; name", "1") "--b--"),
        STR_INIT(PART("form-data; name=", "1") "--b--"),
        STR_INIT(PART("form-data; name=\"\"", "1") "--b--"),
        STR_INIT(PART("form-data; name=\"a", "1") "--b--"),
        STR_INIT(PART("form-data; name=a name=b", "1") "--b--"),
        STR_INIT(PART("form-data; name=a; name=b", "1") "--b--"),
        STR_INIT(PART("form-data; name=a; filename=x; filename=y", "1") "--b--"),
        STR_INIT(PART("form-data; name=a; filename*=utf-8''x", "1") "--b--"),
        STR_INIT(PART("attachment; name=a", "1") "--b--"),
        STR_INIT(PART("form-data; name=a", "\xff") "--b--"),
        STR_INIT(PART("form-data; name=a", "\0") "--b--"),
        STR_INIT(PART("form-data; name=\"\xff\"", "1") "--b--"),
        STR_INIT(PART("form-data; name=a; filename=\"\xff\"", "1") "--b--"),
        STR_INIT(PART("form-data; name=a\r\nContent-Disposition: form-data; name=b", "1") "--b--"),
        STR_INIT(PART("form-data; name=a\r\nContent-Transfer-Encoding: base64", "1") "--b--"),
        STR_INIT(PART("form-data; name=a\r\nA:\r\nB:\r\nC:\r\nD:\r\nE:\r\nF:\r\nG:\r\nH:", "1") "--b--"),
    };
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        CLEANUP(form_release) struct form f = {0};
        assert_int_equal(read_multi(&f, wrong[i]), RC_INVALID);
    }
}

static enum rc read_part_of(size_t bytes, const char *filename, struct str tail)
{
    CLEANUP(form_release) struct form f = {0};
    CLEANUP(buf_release) struct buf b = {0};
    buf_printf(&b, "--b\r\nContent-Disposition: form-data; name=a%s\r\n\r\n", filename);
    for (size_t i = 0; i < bytes; i++)
        buf_putc(&b, 'x');
    buf_put(&b, tail);
    buf_put(&b, STR("\r\n--b--"));
    assert_false(b.failed);
    return read_multi(&f, buf_str(&b));
}

static void parts_are_limited_to_the_last_byte(void **state)
{
    (void)state;
    assert_int_equal(read_part_of(LIMIT_UPLOAD_BYTES, "; filename=x", STR("")), RC_OK);
    assert_int_equal(read_part_of(LIMIT_UPLOAD_BYTES + 1, "; filename=x", STR("")), RC_TOO_LARGE);
    assert_int_equal(read_part_of(LIMIT_FIELD_BYTES, "", STR("")), RC_OK);
    assert_int_equal(read_part_of(LIMIT_FIELD_BYTES + 1, "", STR("")), RC_TOO_LARGE);

    CLEANUP(form_release) struct form f = {0};
    CLEANUP(buf_release) struct buf b = {0};
    for (int i = 0; i < LIMIT_FORM_FIELDS; i++)
        buf_put(&b, STR(PART("form-data; name=a", "1")));
    size_t n = b.n;
    buf_put(&b, STR("--b--"));
    assert_int_equal(read_multi(&f, buf_str(&b)), RC_OK);
    assert_int_equal(f.n, LIMIT_FORM_FIELDS);
    b.n = n;
    buf_put(&b, STR(PART("form-data; name=a", "1") "--b--"));
    assert_int_equal(read_multi(&f, buf_str(&b)), RC_TOO_LARGE);
}

/* Two fields and what is around them, together just the limit of a form without its files. */
static void all_but_the_files_is_limited_to_the_last_byte(void **state)
{
    (void)state;
    for (size_t more = 0; more < 2; more++) {
        CLEANUP(form_release) struct form f = {0};
        CLEANUP(buf_release) struct buf b = {0};
        buf_put(&b, STR("--b\r\nContent-Disposition: form-data; name=a\r\n\r\n"));
        for (int i = 0; i < LIMIT_FIELD_BYTES; i++)
            buf_putc(&b, 'x');
        buf_put(&b, STR("\r\n--b\r\nContent-Disposition: form-data; name=b\r\n\r\n"));
        while (b.n < LIMIT_FORM_BYTES + more - STR("\r\n--b--").n)
            buf_putc(&b, 'x');
        buf_put(&b, STR("\r\n--b--"));
        assert_int_equal(read_multi(&f, buf_str(&b)), more ? RC_TOO_LARGE : RC_OK);
    }
}

static void the_kind_of_a_form_is_read_from_its_type(void **state)
{
    (void)state;
    static const struct {
        struct str type;
        enum form_kind kind;
        struct str boundary;
    } list[] = {
        {STR_INIT("application/x-www-form-urlencoded"), FORM_URLENCODED, {"", 0}},
        {STR_INIT("Application/X-WWW-Form-Urlencoded; charset=UTF-8"), FORM_URLENCODED, {"", 0}},
        {STR_INIT("application/x-www-form-urlencoded; charset=gbk"), FORM_OTHER, {"", 0}},
        {STR_INIT("application/x-www-form-urlencoded;"), FORM_OTHER, {"", 0}},
        {STR_INIT("multipart/form-data; boundary=----WebKitFormBoundary7MA4"), FORM_MULTIPART,
         STR_INIT("----WebKitFormBoundary7MA4")},
        {STR_INIT("multipart/form-data; boundary=\"a b\""), FORM_MULTIPART, STR_INIT("a b")},
        {STR_INIT("multipart/form-data; boundary=\"a \""), FORM_OTHER, {"", 0}},
        {STR_INIT("multipart/form-data; boundary=\"\""), FORM_OTHER, {"", 0}},
        {STR_INIT("multipart/form-data; boundary=a; boundary=b"), FORM_OTHER, {"", 0}},
        {STR_INIT("multipart/form-data; boundary=\"a\\\"b\""), FORM_OTHER, {"", 0}},
        {STR_INIT("multipart/form-data"), FORM_OTHER, {"", 0}},
        {STR_INIT("multipart/mixed; boundary=a"), FORM_OTHER, {"", 0}},
        {STR_INIT("text/plain"), FORM_OTHER, {"", 0}},
        {STR_INIT(""), FORM_OTHER, {"", 0}},
    };
    for (size_t i = 0; i < COUNT_OF(list); i++) {
        struct str boundary = {"", 0};
        assert_int_equal(form_kind_of(list[i].type, &boundary), list[i].kind);
        assert_str(boundary, list[i].boundary);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_are_decoded_in_order),
        cmocka_unit_test(text_that_has_two_readings_is_refused),
        cmocka_unit_test(fields_and_bytes_are_limited_to_the_last_one),
        cmocka_unit_test(parts_give_fields_and_files),
        cmocka_unit_test(parts_that_are_not_whole_are_refused),
        cmocka_unit_test(parts_are_limited_to_the_last_byte),
        cmocka_unit_test(all_but_the_files_is_limited_to_the_last_byte),
        cmocka_unit_test(the_kind_of_a_form_is_read_from_its_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
