#include "http/guard.h"

#include "base/utf8.h"
#include "http/form.h"

static bool is_token(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
              (c != 0 && strchr("!#$%&'*+-.^_`|~", c))))
            return false;
    }
    return s.n > 0;
}

/* A field value: no control characters but the tab. Bytes above 0x7F pass: see guard_header(). */
static bool is_value(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if ((c < 0x20 && c != '\t') || c == 0x7F)
            return false;
    }
    return true;
}

/* A reg-name, an IPv4 or bracketed IPv6 address, a port: the characters that can stand there and no other. */
static bool is_host(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
              (c != 0 && strchr("-._:[]", c))))
            return false;
    }
    return s.n > 0 && s.n <= 255;
}

struct str guard_header(const struct guard_request *g, struct str name)
{
    for (size_t i = 0; i < g->headers; i++)
        if (str_eq_nocase(g->header[i].name, name))
            /* Old browsers put GBK into Referer: such a header is as if it were not there. */
            return utf8_is_clean(g->header[i].value, NULL) ? str_trim(g->header[i].value)
                                                           : (struct str){"", 0};
    return (struct str){"", 0};
}

static int check_method(struct str method)
{
    static const struct str serves[] = {STR_INIT("GET"), STR_INIT("HEAD"), STR_INIT("POST")};
    static const struct str knows[] = {STR_INIT("OPTIONS"), STR_INIT("PUT"),     STR_INIT("DELETE"),
                                       STR_INIT("TRACE"),   STR_INIT("CONNECT"), STR_INIT("PATCH")};
    for (size_t i = 0; i < COUNT_OF(serves); i++)
        if (str_eq(method, serves[i]))
            return 0;
    for (size_t i = 0; i < COUNT_OF(knows); i++)
        if (str_eq(method, knows[i]))
            return 405;
    return is_token(method) ? 501 : 400;
}

/* "http://host/path" is "/path" when host is the one of the Host header (RFC 9112 §3.2.2). */
static bool check_target(struct guard_request *g, struct str host)
{
    struct str t = g->target;
    for (size_t i = 0; i < t.n; i++)
        if (t.p[i] <= 0x20 || t.p[i] >= 0x7F || t.p[i] == '#')
            return false;
    size_t scheme = str_starts(t, STR("http://")) ? 7 : str_starts(t, STR("https://")) ? 8 : 0;
    if (scheme) {
        struct str rest = str_sub(t, scheme, t.n);
        size_t slash = str_find(rest, '/');
        if (!str_eq_nocase(str_sub(rest, 0, slash), host))
            return false;
        t = str_sub(rest, slash, rest.n);
    }
    g->origin_form = t;
    return t.n > 0 && t.p[0] == '/';
}

static bool read_length(struct str s, int64_t *ret)
{
    int64_t n = 0;
    if (s.n == 0 || s.n > 18)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        n = n * 10 + (s.p[i] - '0');
    }
    *ret = n;
    return true;
}

/* Counts the headers that decide where a request ends and whom it is for, and reads them. */
static int check_headers(struct guard_request *g, struct str *ret_host)
{
    size_t hosts = 0, lengths = 0, codings = 0, types = 0;
    for (size_t i = 0; i < g->headers; i++) {
        struct str name = g->header[i].name, value = str_trim(g->header[i].value);
        if (!is_token(name) || !is_value(g->header[i].value)) /* str_trim() would take a CR away */
            return 400;
        if (str_eq_nocase(name, STR("host"))) {
            hosts++;
            *ret_host = value;
        } else if (str_eq_nocase(name, STR("content-length"))) {
            if (lengths++ || !read_length(value, &g->content_length))
                return 400;
        } else if (str_eq_nocase(name, STR("transfer-encoding"))) {
            if (codings++)
                return 400;
            g->is_chunked = str_eq_nocase(value, STR("chunked"));
        } else if (str_eq_nocase(name, STR("content-type"))) {
            types++;
        } else if (str_eq_nocase(name, STR("expect")) && !str_eq_nocase(value, STR("100-continue"))) {
            return 417;
        }
    }
    if (hosts != 1 || !is_host(*ret_host) || types > 1 || (lengths && codings))
        return 400;
    if (codings && !str_eq(g->version, STR("HTTP/1.1")))
        return 400;
    return codings && !g->is_chunked ? 501 : 0;
}

int guard_check(struct guard_request *g)
{
    g->content_length = 0;
    g->is_chunked = false;
    struct str host = {"", 0};
    if (!str_eq(g->version, STR("HTTP/1.1")) && !str_eq(g->version, STR("HTTP/1.0")))
        return str_starts(g->version, STR("HTTP/")) && g->version.n == 8 ? 505 : 400;
    if (g->has_more)
        return 431;
    int status = check_headers(g, &host);
    if (status)
        return status;
    status = check_method(g->method);
    if (status)
        return status;
    if (!check_target(g, host))
        return 400;
    /* A GET with a body means nothing (RFC 9110 §9.3.1) and is a way to smuggle. */
    bool has_body = g->content_length > 0 || g->is_chunked;
    return has_body && !str_eq(g->method, STR("POST")) ? 400 : 0;
}

static bool is_clean_piece(struct str s) { return s.n > 0 && !str_eq(s, STR(".")) && !str_eq(s, STR("..")); }

bool guard_path(struct str target, char *to, struct str *ret_path, struct str *ret_query)
{
    size_t end = str_find(target, '?');
    struct str raw = str_sub(target, 0, end);
    for (size_t i = 0; i + 2 < raw.n; i++)
        if (raw.p[i] == '%' && raw.p[i + 1] == '2' && (raw.p[i + 2] | 0x20) == 'f')
            return false;
    size_t n = percent_decode(raw.p, raw.n, to, false);
    if (n == SIZE_MAX || n == 0 || to[0] != '/')
        return false;
    struct str path = str_of(to, n);
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)to[i] < 0x20 || to[i] == 0x7F)
            return false;
    /* The last piece may be empty: "/" and "/reports/". */
    struct str rest = str_sub(path, 1, n), piece;
    while (str_split(&rest, '/', &piece))
        if (!is_clean_piece(piece))
            return false;
    if (!utf8_is_clean(path, NULL))
        return false;
    *ret_path = path;
    *ret_query = str_sub(target, end + 1, target.n);
    return true;
}
