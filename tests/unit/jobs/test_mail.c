/* Headers: nothing that came from outside can end a line of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>
#include <sodium.h>

#include "base/buf.h"
#include "jobs/mail.h"
#include "jobs/wire.h"

#define ARENA(a)                                                                                             \
    (void)state;                                                                                             \
    struct arena *a CLEANUP(arena_freep) = arena_new(0)

static void a_long_subject_is_words_of_at_most_75_characters_that_decode_to_itself(void **state)
{
    ARENA(a);
    struct buf subject CLEANUP(buf_release) = {0};
    for (size_t n = 1; n < 120; n++) {
        struct str header[MAIL_HEADERS];
        struct buf back CLEANUP(buf_release) = {0};
        buf_put(&subject, n % 7 ? STR("督") : STR("a"));
        struct mail m = {.from = STR("kc@x.example"),
                         .from_name = STR("云澜市"),
                         .to = STR("a@b.example"),
                         .subject = buf_str(&subject)};
        mail_headers(a, &m, header);
        struct str rest = str_sub(header[3], sizeof "Subject: " - 1, SIZE_MAX), word;
        while (str_split(&rest, '\n', &word)) {
            unsigned char out[64];
            size_t bytes;
            word = str_trim(word);
            assert_true(word.n <= 75 && str_starts(word, STR("=?UTF-8?B?")) && str_ends(word, STR("?=")));
            assert_int_equal(sodium_base642bin(out, sizeof out, word.p + 10, word.n - 12, NULL, &bytes, NULL,
                                               sodium_base64_VARIANT_ORIGINAL),
                             0);
            buf_put(&back, str_of((const char *)out, bytes));
        }
        assert_true(str_eq(buf_str(&back), buf_str(&subject)));
    }
}

static void a_line_end_in_a_subject_or_a_name_stays_inside(void **state)
{
    ARENA(a);
    struct str header[MAIL_HEADERS];
    struct mail m = {.from = STR("kc@x.example"),
                     .from_name = STR("x\r\nBcc: y@z.example"),
                     .to = STR("a@b.example"),
                     .subject = STR("x\r\n\r\nbody"),
                     .message_id = STR("1@x"),
                     .at_ms = INT64_C(1795134600000)};
    mail_headers(a, &m, header);
    for (size_t i = 0; i < MAIL_HEADERS; i++)
        for (size_t k = 0; k < header[i].n; k++)
            if (header[i].p[k] == '\n')
                assert_true(k > 0 && header[i].p[k - 1] == '\r' && header[i].p[k + 1] == ' ');
    assert_true(str_eq(header[0], STR("Date: Fri, 20 Nov 2026 08:30:00 +0800")));
    assert_true(str_eq(header[2], STR("To: <a@b.example>")));
}

static void an_id_is_the_same_whenever_it_is_made_and_is_no_others(void **state)
{
    ARENA(a);
    struct str id = mail_id(a, 1, 7, STR("digest/20261120"), STR("kaocheng.example/yunlan"));
    assert_true(str_eq(id, STR("1.7.digest.20261120@kaocheng.example.yunlan")));
    assert_true(str_eq(id, mail_id(a, 1, 7, STR("digest/20261120"), STR("kaocheng.example/yunlan"))));
    assert_false(str_eq(id, mail_id(a, 1, 8, STR("digest/20261120"), STR("kaocheng.example/yunlan"))));
    id = mail_id(a, 1, 7, STR("now/5"), STR("a b>\r\n./x/"));
    for (size_t i = 0; i < id.n; i++)
        assert_true(id.p[i] > ' ' && id.p[i] != '>' && id.p[i] != '<');
}

static void an_address_that_leads_elsewhere_in_the_open_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *url;
        bool is_base, is_smtp, is_public;
    } rows[] = {
        {"https://im.city.example", true, false, true},
        {"https://im.city.example:8443/x", true, false, true},
        {"http://im.city.example", false, false, true},
        {"http://127.0.0.1:80", true, false, true},
        {"http://localhost:80", true, false, true},
        {"http://[::1]:80", true, false, true},
        {"http://127.0.0.1.evil.example", false, false, true},
        {"https://user:pw@x.example", false, false, false},
        {"https://x.example/", false, false, false},
        {"https://x.example?a=b", false, false, false},
        {"https://", false, false, false},
        {"smtp://mail.example:587", false, true, false},
        {"smtps://mail.example", false, true, false},
        {"smtp://a b", false, false, false},
        {"file:///etc/passwd", false, false, false},
        {"", false, false, false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct str url = str_c(rows[i].url);
        if ((wire_check_base(url, NULL) == RC_OK) != rows[i].is_base ||
            (wire_check_smtp(url, NULL) == RC_OK) != rows[i].is_smtp ||
            (wire_check_public(url, NULL) == RC_OK) != rows[i].is_public)
            fail_msg("%s", rows[i].url);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_subject_is_words_of_at_most_75_characters_that_decode_to_itself),
        cmocka_unit_test(a_line_end_in_a_subject_or_a_name_stays_inside),
        cmocka_unit_test(an_id_is_the_same_whenever_it_is_made_and_is_no_others),
        cmocka_unit_test(an_address_that_leads_elsewhere_in_the_open_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
