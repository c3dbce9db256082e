/* A server that says what it understood, one fact a line, for tests/http/strict.py and the measurements:
 *   echo PORT [--listen ADDRESS] [--cert FILE --key FILE] [--header-ms N] [--body-ms N] [--idle-ms N]
 * [--events N] [--workers N] Prints the port on its first line and serves until its standard input ends.
 * /hello: 13 fixed bytes; /page: 8800 bytes; /slow and /slow/MS: on a worker, after MS milliseconds. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "http/http.h"

static bool is_slow(void *ctx, enum http_method method, struct str path)
{
    (void)ctx, (void)method;
    return str_starts(path, STR("/slow"));
}

static void put_quoted(struct buf *b, struct str s)
{
    buf_putc(b, '"');
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == '"' || s.p[i] == '\\')
            buf_printf(b, "\\x%02x", (unsigned char)s.p[i]);
        else
            buf_putc(b, s.p[i]);
    buf_putc(b, '"');
}

static void put_fields(struct buf *b, const char *kind, const struct http_field *f, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        buf_printf(b, "%s ", kind);
        put_quoted(b, f[i].name);
        buf_putc(b, '=');
        if (f[i].is_file) {
            buf_printf(b, "file %zu ", f[i].value.n);
            put_quoted(b, f[i].filename);
        } else {
            put_quoted(b, f[i].value);
        }
        buf_putc(b, '\n');
    }
}

static void handle(void *ctx, struct http_request *q, struct http_reply *r)
{
    static const char *const method[] = {"GET", "HEAD", "POST", "OTHER"};
    (void)ctx;
    r->type = STR("text/plain; charset=utf-8");
    if (str_eq(q->path, STR("/hello"))) {
        r->fixed = STR("hello, world\n");
        return;
    }
    if (str_eq(q->path, STR("/page"))) {
        for (int i = 0; i < 100; i++)
            buf_put(r->body, STR("<tr><td>1</td><td>A row of a table such as a page has, of eighty-eight "
                                 "bytes.</td></tr>\n"));
        return;
    }
    int64_t ms;
    if (str_starts(q->path, STR("/slow/")) && str_to_i64(str_sub(q->path, 6, q->path.n), &ms) && ms > 0) {
        struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
        (void)nanosleep(&t, NULL);
    }
    if (str_eq(q->path, STR("/redirect"))) {
        http_redirect(r, STR("/去处?a=1"));
        return;
    }
    r->status = q->body_rc == RC_TOO_LARGE ? 413
                : q->body_rc == RC_INVALID ? 400
                : q->body_rc == RC_BUSY    ? 503
                                           : 200;
    buf_printf(r->body, "method %s\npath ", method[q->method]);
    put_quoted(r->body, q->path);
    buf_put(r->body, STR("\nremote "));
    put_quoted(r->body, q->remote);
    buf_printf(r->body, "\nbytes %lld\n", (long long)q->content_bytes);
    put_fields(r->body, "query", q->query, q->queries);
    put_fields(r->body, "form", q->form, q->forms);
    struct str cookie = http_cookie(q, STR("sid"));
    if (cookie.n) {
        buf_put(r->body, STR("cookie "));
        put_quoted(r->body, cookie);
        buf_putc(r->body, '\n');
    }
}

int main(int argc, char **argv)
{
    struct http_config config = {.listen = STR("127.0.0.1"),
                                 .port = argc > 1 ? atoi(argv[1]) : 0,
                                 .event_threads = 2,
                                 .worker_threads = 32,
                                 .header_deadline_ms = 10000,
                                 .body_deadline_ms = 20000,
                                 .idle_ms = 30000,
                                 .is_slow = is_slow,
                                 .handle = handle};
    for (int i = 2; i + 1 < argc; i += 2) {
        struct str name = str_c(argv[i]);
        if (str_eq(name, STR("--listen")))
            config.listen = str_c(argv[i + 1]);
        else if (str_eq(name, STR("--cert")))
            config.tls_cert = argv[i + 1];
        else if (str_eq(name, STR("--key")))
            config.tls_key = argv[i + 1];
        else if (str_eq(name, STR("--header-ms")))
            config.header_deadline_ms = atoi(argv[i + 1]);
        else if (str_eq(name, STR("--body-ms")))
            config.body_deadline_ms = atoi(argv[i + 1]);
        else if (str_eq(name, STR("--idle-ms")))
            config.idle_ms = atoi(argv[i + 1]);
        else if (str_eq(name, STR("--events")))
            config.event_threads = atoi(argv[i + 1]);
        else if (str_eq(name, STR("--workers")))
            config.worker_threads = atoi(argv[i + 1]);
    }
    struct http_server *server = NULL;
    struct err err = {0};
    if (http_start(&config, &server, &err) != RC_OK) {
        (void)fprintf(stderr, "%s %s %s (%s)\n", err.text, err.arg[0], err.arg[1], err.detail);
        return 1;
    }
    (void)printf("%d\n", http_port(server));
    (void)fflush(stdout);
    char c;
    while (read(STDIN_FILENO, &c, 1) > 0)
        ;
    http_stop(server);
    return 0;
}
