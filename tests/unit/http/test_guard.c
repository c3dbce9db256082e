#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "http/guard.h"

/* "Name: value" pairs separated by '|', as the library would hand them over. */
static int check(const char *method, const char *target, const char *version, const char *headers,
                 struct guard_request *g)
{
    *g = (struct guard_request){.method = str_c(method), .target = str_c(target), .version = str_c(version)};
    struct str rest = str_c(headers), line;
    while (str_split(&rest, '|', &line)) {
        size_t colon = str_find(line, ':');
        g->header[g->headers++] =
            (struct guard_header){str_sub(line, 0, colon), str_sub(line, colon + 1, line.n)};
    }
    return guard_check(g);
}

static void each_way_to_smuggle_has_its_status(void **state)
{
    (void)state;
    static const struct {
        const char *method, *target, *version, *headers;
        int status;
    } list[] = {
        {"GET", "/", "HTTP/1.1", "Host:a", 0},
        {"GET", "/", "HTTP/1.0", "Host:a", 0},
        {"GET", "/", "HTTP/1.1", "host: [::1]:8080", 0},
        {"GET", "/", "HTTP/1.1", "X:1", 400},
        {"GET", "/", "HTTP/1.1", "Host:a|HOST:a", 400},
        {"GET", "/", "HTTP/1.1", "Host: ", 400},
        {"GET", "/", "HTTP/1.1", "Host:a,b", 400},
        {"GET", "/", "HTTP/1.1", "Host:a|X :1", 400},
        {"GET", "/", "HTTP/1.1", "Host:a|X:a\rb", 400},
        {"GET", "/", "HTTP/1.1", "Host:a|X:a\r", 400},
        {"GET", "/", "HTTP/1.1", "Host:a|X:a\tb", 0},
        {"GET", "/", "HTTP/1.1", "Host:a|Expect:100-Continue", 0},
        {"GET", "/", "HTTP/1.1", "Host:a|Expect:x", 417},
        {"GET", "/", "HTTP/2.0", "Host:a", 505},
        {"GET", "/", "", "Host:a", 400},
        {"GET", "/", "http/1.1", "Host:a", 400},
        {"get", "/", "HTTP/1.1", "Host:a", 501},
        {"PUT", "/", "HTTP/1.1", "Host:a", 405},
        {"G T", "/", "HTTP/1.1", "Host:a", 400},
        {"GET", "", "HTTP/1.1", "Host:a", 400},
        {"GET", "a", "HTTP/1.1", "Host:a", 400},
        {"GET", "*", "HTTP/1.1", "Host:a", 400},
        {"GET", "/ ", "HTTP/1.1", "Host:a", 400},
        {"GET", "/#a", "HTTP/1.1", "Host:a", 400},
        {"GET", "/\xe4", "HTTP/1.1", "Host:a", 400},
        {"GET", "http://A/x", "HTTP/1.1", "Host:a", 0},
        {"GET", "http://b/x", "HTTP/1.1", "Host:a", 400},
        {"GET", "http://a@a/x", "HTTP/1.1", "Host:a", 400},
        {"GET", "ftp://a/x", "HTTP/1.1", "Host:a", 400},
        {"GET", "/", "HTTP/1.1", "Host:a|Content-Length:0", 0},
        {"GET", "/", "HTTP/1.1", "Host:a|Content-Length:1", 400},
        {"GET", "/", "HTTP/1.1", "Host:a|Transfer-Encoding:chunked", 400},
        {"POST", "/", "HTTP/1.1", "Host:a|Content-Length:1", 0},
        {"POST", "/", "HTTP/1.1", "Host:a|Transfer-Encoding:Chunked", 0},
        {"POST", "/", "HTTP/1.0", "Host:a|Transfer-Encoding:chunked", 400},
        {"POST", "/", "HTTP/1.1", "Host:a|Transfer-Encoding:gzip, chunked", 501},
        {"POST", "/", "HTTP/1.1", "Host:a|Transfer-Encoding:chunked|Transfer-Encoding:chunked", 400},
        {"POST", "/", "HTTP/1.1", "Host:a|Transfer-Encoding:chunked|Content-Length:1", 400},
        {"POST", "/", "HTTP/1.1", "Host:a|Content-Length:1|Content-Length:1", 400},
        {"POST", "/", "HTTP/1.1", "Host:a|Content-Length:+1", 400},
        {"POST", "/", "HTTP/1.1", "Host:a|Content-Length:", 400},
        {"POST", "/", "HTTP/1.1", "Host:a|Content-Length:999999999999999999", 0},
        {"POST", "/", "HTTP/1.1", "Host:a|Content-Length:1000000000000000000", 400},
        {"POST", "/", "HTTP/1.1", "Host:a|Content-Type:a|Content-Type:b", 400},
    };
    for (size_t i = 0; i < COUNT_OF(list); i++) {
        struct guard_request g;
        if (check(list[i].method, list[i].target, list[i].version, list[i].headers, &g) != list[i].status)
            fail_msg("%s %s %s %s", list[i].method, list[i].target, list[i].version, list[i].headers);
    }
}

static void what_decides_the_length_is_read(void **state)
{
    (void)state;
    struct guard_request g;
    assert_int_equal(check("POST", "http://a/x?y", "HTTP/1.1", "Host:a|Content-Length: 17 ", &g), 0);
    assert_int_equal(g.content_length, 17);
    assert_false(g.is_chunked);
    assert_true(str_eq(g.origin_form, STR("/x?y")));
    assert_int_equal(check("POST", "/", "HTTP/1.1", "Host:a|Transfer-Encoding: chunked", &g), 0);
    assert_true(g.is_chunked);
}

static void headers_are_found_in_any_case_and_only_as_clean_text(void **state)
{
    (void)state;
    struct guard_request g;
    assert_int_equal(check("GET", "/", "HTTP/1.1", "Host:a|X-One: \xe4\xbd\xa0 |Referer:\xc4\xe3", &g), 0);
    assert_true(str_eq(guard_header(&g, STR("x-ONE")), STR("你")));
    assert_int_equal(guard_header(&g, STR("referer")).n, 0);
    assert_int_equal(guard_header(&g, STR("x-two")).n, 0);
}

static void a_path_is_decoded_once_and_clean(void **state)
{
    (void)state;
    static const struct {
        const char *target, *path; /* path NULL: refused */
    } list[] = {
        {"/", "/"},           {"/a/b/", "/a/b/"}, {"/%E4%BD%A0", "/你"}, {"/a%252Fb", "/a%2Fb"},
        {"/a+b?x", "/a+b"},   {"/a..b", "/a..b"}, {"/...", "/..."},      {"/?//../%zz", "/"},
        {"", NULL},           {"a", NULL},        {"//", NULL},          {"/a//b", NULL},
        {"/.", NULL},         {"/..", NULL},      {"/a/../b", NULL},     {"/a/./b", NULL},
        {"/%2e", NULL},       {"/.%2E/", NULL},   {"/%2f", NULL},        {"/a%2Fb", NULL},
        {"/%00", NULL},       {"/%0A", NULL},     {"/%7F", NULL},        {"/%", NULL},
        {"/%a", NULL},        {"/%zz", NULL},     {"/%ff", NULL},        {"/%c0%af", NULL},
        {"/%ed%a0%80", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(list); i++) {
        char to[64];
        struct str path, query, target = str_c(list[i].target);
        bool ok = guard_path(target, to, &path, &query);
        if (ok != (list[i].path != NULL) || (ok && !str_eq(path, str_c(list[i].path))))
            fail_msg("%s", list[i].target);
    }
    char to[8];
    struct str path, query;
    assert_true(guard_path(STR("/a?b?c"), to, &path, &query));
    assert_true(str_eq(query, STR("b?c")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_way_to_smuggle_has_its_status),
        cmocka_unit_test(what_decides_the_length_is_read),
        cmocka_unit_test(headers_are_found_in_any_case_and_only_as_clean_text),
        cmocka_unit_test(a_path_is_decoded_once_and_clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
