#include "html/html.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static struct buf out;
static struct html h = {.out = &out, .csrf = STR_INIT("to\"ken"), .idem = STR_INIT("k1")};

static int fresh(void **state)
{
    (void)state;
    buf_release(&out);
    return 0;
}

static void check(struct str want)
{
    struct str got = buf_str(&out);
    if (!str_eq(got, want))
        fail_msg("got <%.*s>, want <%.*s>", STR_ARG(got), STR_ARG(want));
    buf_clear(&out);
}

#define IS(call, want)                                                                                       \
    do {                                                                                                     \
        call;                                                                                                \
        check(STR(want));                                                                                    \
    } while (0)

static void the_five_special_characters_become_entities(void **state)
{
    (void)state;
    IS(html_put(&h, STR("<a href='x' title=\"y\">&amp;</a>")),
       "&lt;a href=&#39;x&#39; title=&quot;y&quot;&gt;&amp;amp;&lt;/a&gt;");
    IS(html_put(&h, STR("")), "");
    IS(html_put(&h, STR("绩效 100% ok")), "绩效 100% ok");
    IS(html_put(&h, STR("&")), "&amp;");
}

static void numbers_are_written_whole(void **state)
{
    (void)state;
    IS(html_put(&h, INT_MIN), "-2147483648");
    IS(html_put(&h, LONG_MIN), "-9223372036854775808");
    IS(html_put(&h, LLONG_MAX), "9223372036854775807");
    IS(html_put(&h, UINT_MAX), "4294967295");
    IS(html_put(&h, ULONG_MAX), "18446744073709551615");
    IS(html_put(&h, 0), "0");
}

static void an_address_stays_on_the_site_or_is_https(void **state)
{
    (void)state;
    static const struct str good[] = {STR_INIT("/"), STR_INIT("/scores?class=2#top"), STR_INIT("#main"),
                                      STR_INIT("https://example.org/x")};
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        html_url(&h, good[i]);
        check(good[i]);
    }
    static const struct str bad[] = {
        STR_INIT("javascript:alert(1)"),
        STR_INIT("JaVaScRiPt:alert(1)"),
        STR_INIT(" /x"),
        STR_INIT("//evil.example"),
        STR_INIT("/\\evil.example"),
        STR_INIT("/\t/evil.example"),
        STR_INIT("\n/x"),
        STR_INIT("http://example.org"),
        STR_INIT("data:text/html,x"),
        STR_INIT("scores"),
        STR_INIT(""),
        STR_INIT("https:evil"),
        STR_INIT("/a\\b"),
        STR_INIT("/a b"),
        STR_INIT("https://e\x7f"),
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        html_url(&h, bad[i]);
        check(STR("#blocked"));
    }
}

static void an_address_cannot_leave_its_attribute(void **state)
{
    (void)state;
    IS(html_url(&h, STR("/x\"onclick=\"y")), "/x&quot;onclick=&quot;y");
    IS(html_url(&h, STR("/x?a=1&b=2'>")), "/x?a=1&amp;b=2&#39;&gt;");
}

static void a_part_of_an_address_can_neither_end_it_nor_begin_another(void **state)
{
    (void)state;
    IS(html_part(&h, STR("a/b?c#d&e=f%2f")), "a%2Fb%3Fc%23d%26e%3Df%252f");
    IS(html_part(&h, STR("市住建局")), "%E5%B8%82%E4%BD%8F%E5%BB%BA%E5%B1%80");
    IS(html_part(&h, STR("A-z_0.9~")), "A-z_0.9~");
    IS(html_part(&h, STR("\"'<> \\\n")), "%22%27%3C%3E%20%5C%0A");
    IS(html_part(&h, -7), "-7");
}

static void a_part_of_dots_cannot_climb_the_path(void **state)
{
    (void)state;
    IS(html_part(&h, STR("..")), "__");
    IS(html_part(&h, STR(".")), "_");
    IS(html_part(&h, STR("...")), "...");
    IS(html_part(&h, STR("a..b")), "a..b");
}

static void a_text_takes_its_arguments_escaped(void **state)
{
    (void)state;
    const struct html_arg args[] = {HTML_ARG(STR("<b>")), HTML_ARG(3), HTML_ARG((struct str){0})};
    IS(html_msg(&h, STR("{1} & {0}, {0}"), args, 3), "3 &amp; &lt;b&gt;, &lt;b&gt;");
    IS(html_msg(&h, STR("[{2}]"), args, 3), "[]");
}

static void a_placeholder_without_argument_stands_as_it_is(void **state)
{
    (void)state;
    const struct html_arg one[] = {HTML_ARG(STR("x"))};
    IS(html_msg(&h, STR("{0}{1}{"), one, 1), "x{1}{");
    IS(html_msg(&h, STR("{a} {} {0"), one, 1), "{a} {} {0");
    IS(html_msg(&h, STR("{0}"), one, 1), "x");
    IS(html_msg(&h, STR(""), NULL, 0), "");
}

/* An argument that looks like a placeholder is data. */
static void an_argument_is_not_read_again(void **state)
{
    (void)state;
    const struct html_arg args[] = {HTML_ARG(STR("{1}")), HTML_ARG(STR("y"))};
    IS(html_msg(&h, STR("{0}"), args, 2), "{1}");
}

static void a_form_gets_its_token_and_its_key(void **state)
{
    (void)state;
    IS(html_form_fields(&h), "<input type=\"hidden\" name=\"csrf\" value=\"to&quot;ken\">"
                             "<input type=\"hidden\" name=\"idem\" value=\"k1\">");
    struct html before_login = {.out = &out, .idem = STR("k2")};
    IS(html_form_fields(&before_login), "<input type=\"hidden\" name=\"idem\" value=\"k2\">");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(the_five_special_characters_become_entities, fresh),
        cmocka_unit_test_teardown(numbers_are_written_whole, fresh),
        cmocka_unit_test_teardown(an_address_stays_on_the_site_or_is_https, fresh),
        cmocka_unit_test_teardown(an_address_cannot_leave_its_attribute, fresh),
        cmocka_unit_test_teardown(a_part_of_an_address_can_neither_end_it_nor_begin_another, fresh),
        cmocka_unit_test_teardown(a_part_of_dots_cannot_climb_the_path, fresh),
        cmocka_unit_test_teardown(a_text_takes_its_arguments_escaped, fresh),
        cmocka_unit_test_teardown(a_placeholder_without_argument_stands_as_it_is, fresh),
        cmocka_unit_test_teardown(an_argument_is_not_read_again, fresh),
        cmocka_unit_test_teardown(a_form_gets_its_token_and_its_key, fresh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
