#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "http/http.h"

/* What the handler saw and the log heard, for the tests to look at after the reply. */
struct seen {
    struct http_server *server;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool may_go, has_entered; /* for /wait */
    _Atomic size_t highest_thread;
    _Atomic int done_status, done_bytes, refused_status;
    _Atomic uint64_t last_id;
};

static bool is_slow(void *ctx, enum http_method method, struct str path)
{
    (void)ctx, (void)method;
    return str_eq(path, STR("/wait"));
}

static void wait_for_leave(struct seen *s)
{
    pthread_mutex_lock(&s->lock);
    s->has_entered = true;
    pthread_cond_broadcast(&s->wake);
    while (!s->may_go)
        pthread_cond_wait(&s->wake, &s->lock);
    pthread_mutex_unlock(&s->lock);
}

static void handle(void *ctx, struct http_request *q, struct http_reply *r)
{
    struct seen *s = ctx;
    size_t highest = atomic_load(&s->highest_thread);
    while (q->thread > highest && !atomic_compare_exchange_weak(&s->highest_thread, &highest, q->thread))
        ;
    if (str_eq(q->path, STR("/wait")))
        wait_for_leave(s);
    if (str_eq(q->path, STR("/to")))
        http_redirect(r, STR("/去 处"));
    if (str_eq(q->path, STR("/large")))
        for (int i = 0; i < 100000; i++)
            buf_put(r->body, STR("0123456789"));
    if (str_eq(q->path, STR("/fixed"))) {
        r->fixed = STR("fixed");
        r->type = STR("text/css");
        http_reply_header(r, STR("Cache-Control"), STR("max-age=1"));
        return;
    }
    if (q->body_rc != RC_OK)
        r->status = q->body_rc == RC_TOO_LARGE ? 413 : 422;
    buf_printf(r->body, "%.*s %.*s %zu %.*s %.*s %.*s", STR_ARG(q->path), STR_ARG(q->remote), q->forms,
               STR_ARG(http_form(q, STR("a"))), STR_ARG(http_query(q, STR("b"))),
               STR_ARG(http_cookie(q, STR("c"))));
}

static void refuse(void *ctx, const struct http_request *q, int status, const char *text,
                   struct http_reply *r)
{
    struct seen *s = ctx;
    atomic_store(&s->refused_status, status);
    buf_printf(r->body, "refused %s %zu", text, q->target.n);
}

static void done(void *ctx, const struct http_request *q, int status, size_t body_bytes, int64_t micros)
{
    struct seen *s = ctx;
    atomic_store(&s->done_status, status);
    atomic_store(&s->done_bytes, (int)body_bytes);
    atomic_store(&s->last_id, micros >= 0 ? q->id : 0);
}

static struct http_config config_of(struct seen *s)
{
    return (struct http_config){.listen = STR("127.0.0.1"),
                                .event_threads = 2,
                                .worker_threads = 3,
                                .header_deadline_ms = 5000,
                                .body_deadline_ms = 5000,
                                .idle_ms = 5000,
                                .ctx = s,
                                .is_slow = is_slow,
                                .handle = handle,
                                .refuse = refuse,
                                .done = done};
}

static int start(void **state)
{
    struct seen *s = calloc(1, sizeof *s);
    struct http_config config = config_of(s);
    struct err err = {0};
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->wake, NULL);
    *state = s;
    return http_start(&config, &s->server, &err) == RC_OK ? 0 : -1;
}

static int stop(void **state)
{
    struct seen *s = *state;
    http_stop(s->server);
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->wake);
    free(s);
    return 0;
}

static int dial(int port)
{
    struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    union {
        struct sockaddr_in v4;
        struct sockaddr any;
    } a = {.v4 = to};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(fd, &a.any, sizeof to), 0);
    return fd;
}

static void say(int fd, struct str text)
{
    for (size_t at = 0; at < text.n;) {
        ssize_t n = send(fd, text.p + at, text.n - at, MSG_NOSIGNAL);
        assert_true(n > 0);
        at += (size_t)n;
    }
}

/* All that comes until the server closes. */
static struct str hear(int fd, struct buf *b)
{
    char piece[4096];
    ssize_t n;
    while ((n = recv(fd, piece, sizeof piece, 0)) > 0)
        buf_put(b, str_of(piece, (size_t)n));
    close(fd);
    return buf_str(b);
}

static bool has(struct str text, struct str part) { return str_find_str(text, part) < text.n; }

#define HEAD " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"

static void a_get_says_what_was_asked(void **state)
{
    struct seen *s = *state;
    CLEANUP(buf_release) struct buf b = {0};
    int fd = dial(http_port(s->server));
    say(fd, STR("GET /x%20y?b=%E4%BD%A0" HEAD "Cookie: ac=1; c=2; cc=3\r\n\r\n"));
    struct str text = hear(fd, &b);
    assert_true(str_starts(text, STR("HTTP/1.1 200 OK\r\n")));
    assert_true(str_ends(text, STR("\r\n\r\n/x y 127.0.0.1 0  你 2")));
    assert_true(has(text, STR("Content-Type: text/html; charset=utf-8\r\n")));
    assert_int_equal(atomic_load(&s->done_status), 200);
    assert_int_equal(atomic_load(&s->done_bytes), STR("/x y 127.0.0.1 0  你 2").n);
}

static void a_post_runs_on_a_worker_thread(void **state)
{
    struct seen *s = *state;
    CLEANUP(buf_release) struct buf b = {0};
    assert_int_equal(http_threads(s->server), 5);
    int fd = dial(http_port(s->server));
    say(fd, STR("POST /x?b=q" HEAD
                "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 7\r\n\r\na=1&d=2"));
    assert_true(str_ends(hear(fd, &b), STR("/x 127.0.0.1 2 1 q ")));
    assert_in_range(atomic_load(&s->highest_thread), 2, 4);
}

static void head_is_get_without_its_body(void **state)
{
    struct seen *s = *state;
    CLEANUP(buf_release) struct buf b = {0};
    int fd = dial(http_port(s->server));
    say(fd, STR("HEAD /fixed" HEAD "\r\n"));
    struct str text = hear(fd, &b);
    assert_true(has(text, STR("Content-Length: 5\r\n")));
    assert_true(has(text, STR("Content-Type: text/css\r\n")));
    assert_true(has(text, STR("Cache-Control: max-age=1\r\n")));
    assert_true(str_ends(text, STR("\r\n\r\n")));
}

static void a_large_page_comes_whole(void **state)
{
    struct seen *s = *state;
    CLEANUP(buf_release) struct buf b = {0};
    int fd = dial(http_port(s->server));
    say(fd, STR("GET /large" HEAD "\r\n"));
    struct str text = hear(fd, &b);
    size_t head = str_find_str(text, STR("\r\n\r\n")) + 4;
    assert_true(text.n - head > 1000000);
    assert_int_equal(atomic_load(&s->done_bytes), text.n - head);
}

static void a_redirect_is_encoded(void **state)
{
    struct seen *s = *state;
    CLEANUP(buf_release) struct buf b = {0};
    int fd = dial(http_port(s->server));
    say(fd, STR("GET /to" HEAD "\r\n"));
    struct str text = hear(fd, &b);
    assert_true(str_starts(text, STR("HTTP/1.1 303 ")));
    assert_true(has(text, STR("Location: /%E5%8E%BB%20%E5%A4%84\r\n")));
}

static void a_refusal_is_our_page_and_is_logged(void **state)
{
    struct seen *s = *state;
    CLEANUP(buf_release) struct buf b = {0};
    int fd = dial(http_port(s->server));
    say(fd, STR("PUT /x HTTP/1.1\r\nHost: a\r\n\r\n"));
    struct str text = hear(fd, &b);
    assert_true(str_starts(text, STR("HTTP/1.1 405 ")));
    assert_true(has(text, STR("Allow: GET, HEAD, POST\r\n")));
    assert_true(has(text, STR("Connection: close\r\n")));
    assert_true(has(text, STR("refused http.method_not_served 0")));
    assert_int_equal(atomic_load(&s->refused_status), 405);
    assert_int_equal(atomic_load(&s->done_status), 405);
}

static void request_ids_grow(void **state)
{
    struct seen *s = *state;
    uint64_t last = 0;
    for (int i = 0; i < 3; i++) {
        CLEANUP(buf_release) struct buf b = {0};
        int fd = dial(http_port(s->server));
        say(fd, STR("GET /" HEAD "\r\n"));
        (void)hear(fd, &b);
        assert_true(atomic_load(&s->last_id) > last);
        last = atomic_load(&s->last_id);
    }
}

/* The client sends all before it reads, as browsers do: it must not find the connection reset. */
static void an_upload_beyond_the_limit_is_drained_and_answered(void **state)
{
    struct seen *s = *state;
    CLEANUP(buf_release) struct buf b = {0}, piece = {0};
    for (int i = 0; i < 1024 * 1024; i++)
        buf_putc(&piece, 'x');
    int fd = dial(http_port(s->server));
    char head[200];
    int n =
        snprintf(head, sizeof head,
                 "POST /x" HEAD "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: %d\r\n\r\n",
                 60 * 1024 * 1024);
    say(fd, str_of(head, (size_t)n));
    for (int i = 0; i < 60; i++)
        say(fd, buf_str(&piece));
    struct str text = hear(fd, &b);
    assert_true(str_starts(text, STR("HTTP/1.1 413 ")));
    assert_true(str_ends(text, STR("/x 127.0.0.1 0   ")));
}

static void a_body_that_would_take_too_long_to_drain_is_refused_at_once(void **state)
{
    struct seen *s = *state;
    CLEANUP(buf_release) struct buf b = {0};
    int fd = dial(http_port(s->server));
    char head[200];
    int n = snprintf(head, sizeof head,
                     "POST /x" HEAD
                     "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: %ld\r\n\r\n",
                     LIMIT_DRAIN_BYTES + 1);
    say(fd, str_of(head, (size_t)n));
    assert_true(has(hear(fd, &b), STR("refused http.body_too_large")));
}

static void *stop_in_thread(void *server)
{
    http_stop(server);
    return NULL;
}

static void a_stop_lets_the_running_request_end(void **state)
{
    struct seen *s = *state;
    CLEANUP(buf_release) struct buf b = {0};
    pthread_t stopper;
    int fd = dial(http_port(s->server));
    say(fd, STR("GET /wait" HEAD "\r\n"));
    pthread_mutex_lock(&s->lock);
    while (!s->has_entered)
        pthread_cond_wait(&s->wake, &s->lock);
    pthread_mutex_unlock(&s->lock);
    assert_int_equal(pthread_create(&stopper, NULL, stop_in_thread, s->server), 0);
    pthread_mutex_lock(&s->lock);
    s->may_go = true;
    pthread_cond_broadcast(&s->wake);
    pthread_mutex_unlock(&s->lock);
    assert_true(str_ends(hear(fd, &b), STR("/wait 127.0.0.1 0   ")));
    pthread_join(stopper, NULL);
    s->server = NULL;
}

/* ---- what can be wrong at the start ------------------------------------------------------------------ */

static void fails(const struct http_config *config, enum rc rc, const char *text, const char *arg)
{
    struct http_server *none = NULL;
    struct err err = {0};
    assert_int_equal(http_start(config, &none, &err), rc);
    assert_null(none);
    assert_string_equal(err.text, text);
    assert_string_equal(err.arg[0], arg);
}

static void a_busy_port_is_named(void **state)
{
    struct seen *s = *state;
    struct http_config config = config_of(s);
    config.port = http_port(s->server);
    fails(&config, RC_CONFLICT, "http.port_busy", "127.0.0.1");
}

static void what_is_no_address_is_named(void **state)
{
    struct http_config config = config_of(*state);
    config.listen = STR("localhost");
    fails(&config, RC_INVALID, "http.bad_address", "localhost");
    config.listen = STR("127.0.0.256");
    fails(&config, RC_INVALID, "http.bad_address", "127.0.0.256");
    config.listen = STR("127.0.0.1");
    config.port = 65536;
    fails(&config, RC_INVALID, "http.bad_address", "127.0.0.1");
}

static void what_is_wrong_with_tls_files_is_named(void **state)
{
    struct http_config config = config_of(*state);
    config.tls_cert = "/nonexistent/cert.pem";
    fails(&config, RC_INVALID, "http.tls_needs_both", "");
    config.tls_key = "/nonexistent/key.pem";
    fails(&config, RC_IO, "http.tls_file_unreadable", "/nonexistent/cert.pem");
    char name[] = "/tmp/kc-http-XXXXXX";
    int fd = mkstemp(name);
    assert_int_equal(write(fd, "no PEM", 6), 6);
    close(fd);
    config.tls_cert = name;
    fails(&config, RC_IO, "http.tls_file_unreadable", "/nonexistent/key.pem");
    config.tls_key = name;
    fails(&config, RC_IO, "http.tls_pair_wrong", name);
    unlink(name);
}

/* ---- what a handler must not do -------------------------------------------------------------------------
 */

static bool stops_the_program(void (*f)(struct http_reply *r))
{
    pid_t child = fork();
    if (child == 0) {
        struct http_reply r = {.arena = arena_new(0)};
        (void)!freopen("/dev/null", "w", stderr);
        f(&r);
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFSIGNALED(status);
}

static void split_line(struct http_reply *r) { http_reply_header(r, STR("X"), STR("a\r\nSet-Cookie: b")); }
static void with_nul(struct http_reply *r) { http_reply_header(r, STR("X"), STR("a\0b")); }
static void to_another_site(struct http_reply *r) { http_redirect(r, STR("//evil")); }
static void to_another_site_by_backslash(struct http_reply *r) { http_redirect(r, STR("/\\evil")); }
static void fine(struct http_reply *r) { http_redirect(r, STR("/a")); }
static void one_too_many(struct http_reply *r)
{
    for (int i = 0; i <= HTTP_HEADERS_MAX; i++)
        http_reply_header(r, STR("X"), STR("1"));
}

static void replies_that_lie_stop_the_program(void **state)
{
    (void)state;
    assert_true(stops_the_program(split_line));
    assert_true(stops_the_program(with_nul));
    assert_true(stops_the_program(to_another_site));
    assert_true(stops_the_program(to_another_site_by_backslash));
    assert_true(stops_the_program(one_too_many));
    assert_false(stops_the_program(fine));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replies_that_lie_stop_the_program), /* forks: before there are threads */
        cmocka_unit_test_setup_teardown(a_get_says_what_was_asked, start, stop),
        cmocka_unit_test_setup_teardown(a_post_runs_on_a_worker_thread, start, stop),
        cmocka_unit_test_setup_teardown(head_is_get_without_its_body, start, stop),
        cmocka_unit_test_setup_teardown(a_large_page_comes_whole, start, stop),
        cmocka_unit_test_setup_teardown(a_redirect_is_encoded, start, stop),
        cmocka_unit_test_setup_teardown(a_refusal_is_our_page_and_is_logged, start, stop),
        cmocka_unit_test_setup_teardown(request_ids_grow, start, stop),
        cmocka_unit_test_setup_teardown(an_upload_beyond_the_limit_is_drained_and_answered, start, stop),
        cmocka_unit_test_setup_teardown(a_body_that_would_take_too_long_to_drain_is_refused_at_once, start,
                                        stop),
        cmocka_unit_test_setup_teardown(a_stop_lets_the_running_request_end, start, stop),
        cmocka_unit_test_setup_teardown(a_busy_port_is_named, start, stop),
        cmocka_unit_test_setup_teardown(what_is_no_address_is_named, start, stop),
        cmocka_unit_test_setup_teardown(what_is_wrong_with_tls_files_is_named, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
