/* libmicrohttpd (0.9.75 in Debian 12) with what it lacks.
 *
 * How a request comes: note_uri() when the request line is read → on_request() with the header complete,
 * which checks it (a reply queued here closes the connection, so only refusals are) → on_request() for each
 * piece of a body → on_request() at the end, which answers what is fast, or suspends the connection and gives
 * it to a worker → on_request() once more after the resume, which queues what the worker made →
 * on_completed().
 *
 * What 0.9.75 hides from its caller is seen by where the strings lie. It reads the header in place and writes
 * NULs over the line ends, so in a header of plain lines each name begins two bytes after the value before
 * it. A folded line has been moved elsewhere, a NUL has cut a value short, a bare CR or LF leaves one byte
 * and not two. What remains unseen: a NUL right before a bare LF, and the errors that the library finds
 * before it calls us: those it answers itself and closes. They are 400 for a line without a colon, a
 * Content-Length that is no number (in 0.9.75 with status line and headers twice) and a broken chunk, 431 or
 * 414 for a header beyond its memory. A missing Host it would answer in the same double way when told to be
 * strict, so the old one is not told. 1.0, with which this has not been built yet, is announced to refuse
 * NUL, bare CR and folding itself, and may lay out its memory otherwise: there it is told, and the look at
 * the memory is left out; strict.py decides whether that is enough.
 *
 * Rejected: the library's STRICT_FOR_CLIENT as the only guard (two Hosts, two lengths, a length beside
 * chunks, NUL and folding get through); its post processor (CVE-2023-27371; lax); its timeout as the only
 * clock (reaper.c says why). */
#include <arpa/inet.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "http/conn.h"

#define IS_LENIENT (MHD_VERSION < 0x01000000)
/* A connection's memory: the header, and the library's notes about its lines, queries and cookies. */
#define POOL_BYTES ((size_t)LIMIT_HEADER_BYTES + 16 * 1024)
/* One file of the largest size and as much around it as a form may have. */
#define BODY_BYTES_MAX ((size_t)LIMIT_UPLOAD_BYTES + LIMIT_FORM_BYTES)
/* The least speed of a body or a reply, once the deadline's grace is used up. */
#define BYTES_PER_MS 16
#define CONNECTIONS_MAX 4000
#define FILES_KEPT 128 /* open files that are not connections */
#define STOP_MS 5000
#define LAST_REPLIES_MS 500 /* for what the workers made in the end to go out */

static _Thread_local struct lane *event_lane;

static struct lane *my_lane(struct http_server *s)
{
    if (!event_lane || event_lane->server != s) {
        size_t i = atomic_fetch_add(&s->events_known, 1);
        ASSERT(i < s->events);
        event_lane = &s->lane[i];
    }
    return event_lane;
}

static void set_deadline(struct conn *c, int64_t ms)
{
    atomic_store_explicit(&c->deadline_ms, ms, memory_order_relaxed);
}

/* ---- connections -------------------------------------------------------------------------------------- */

static void note_remote(struct conn *c)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(c->mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *any = info ? info->client_addr : NULL;
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } a = {0};
    if (any && any->sa_family == AF_INET) {
        memcpy(&a.v4, any, sizeof a.v4);
        (void)inet_ntop(AF_INET, &a.v4.sin_addr, c->remote, sizeof c->remote);
    } else if (any && any->sa_family == AF_INET6) {
        memcpy(&a.v6, any, sizeof a.v6);
        bool mapped = IN6_IS_ADDR_V4MAPPED(&a.v6.sin6_addr);
        (void)inet_ntop(mapped ? AF_INET : AF_INET6, &a.v6.sin6_addr.s6_addr[mapped ? 12 : 0], c->remote,
                        sizeof c->remote);
    }
}

static void on_connection(void *cls, struct MHD_Connection *mhd, void **context,
                          enum MHD_ConnectionNotificationCode code)
{
    struct http_server *s = cls;
    struct conn *c = *context;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        c = calloc(1, sizeof *c);
        if (!c)
            return; /* note_uri() then hands NULL to on_request(), which closes */
        c->server = s;
        c->mhd = mhd;
        c->fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        note_remote(c);
        set_deadline(c, clock_ms() + s->config.header_deadline_ms);
        reaper_add(c);
        *context = c;
    } else if (c) {
        reaper_remove(c);
        buf_release(&c->target);
        free(c);
        *context = NULL;
    }
}

static void *note_uri(void *cls, const char *uri, struct MHD_Connection *mhd)
{
    (void)cls;
    struct conn *c = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    if (c) {
        c->uri = uri;
        buf_clear(&c->target);
        buf_put(&c->target, str_c(uri));
        buf_put(&c->target, str_c(uri));
    }
    return c;
}

/* Also when the client went away in the middle. */
static void on_completed(void *cls, struct MHD_Connection *mhd, void **con_cls,
                         enum MHD_RequestTerminationCode code)
{
    (void)mhd, (void)code;
    struct http_server *s = cls;
    struct conn *c = *con_cls;
    if (!c)
        return;
    body_release(c);
    if (c->response)
        MHD_destroy_response(c->response);
    c->response = NULL;
    c->phase = PHASE_HEAD;
    set_deadline(c, clock_ms() + s->config.idle_ms + s->config.header_deadline_ms);
    atomic_fetch_sub(&s->running, 1);
    *con_cls = NULL;
}

/* ---- the header -----------------------------------------------------------------------------------------
 */

/* `end` is where a line ended; the next piece must begin right after its CRLF. */
static bool follows_line(const char *end, const char *next)
{
    return end[0] == 0 && end[1] == 0 && next == end + 2;
}

/* See the head of the file. `header_n` is the length of the header with the empty line that ends it. */
static bool is_plain_layout(const struct conn *c, const char *method, const char *version, size_t header_n)
{
    if (!IS_LENIENT)
        return true;
    const struct guard_request *g = &c->head;
    if (c->uri != method + g->method.n + 1 || version != c->uri + g->target.n + 1)
        return false;
    const char *end = version + g->version.n;
    for (size_t i = 0; i < g->headers; i++) {
        const struct guard_header *h = &g->header[i];
        const char *value = h->name.p + h->name.n + 1;
        if (!follows_line(end, h->name.p))
            return false;
        while (value < h->value.p && (*value == ' ' || *value == '\t'))
            value++;
        if (value != h->value.p)
            return false;
        end = h->value.p + h->value.n;
    }
    return follows_line(end, end + 2) && end + 4 == method + header_n;
}

static enum MHD_Result note_header(void *cls, enum MHD_ValueKind kind, const char *key, size_t key_n,
                                   const char *value, size_t value_n)
{
    (void)kind;
    struct guard_request *g = cls;
    if (g->headers == GUARD_HEADERS_MAX) {
        g->has_more = true;
        return MHD_NO;
    }
    g->header[g->headers++] = (struct guard_header){{key, key_n}, {value ? value : "", value ? value_n : 0}};
    return MHD_YES;
}

static enum http_method method_of(struct str m)
{
    return str_eq(m, STR("GET"))    ? HTTP_GET
           : str_eq(m, STR("HEAD")) ? HTTP_HEAD
           : str_eq(m, STR("POST")) ? HTTP_POST
                                    : HTTP_OTHER;
}

/* Reads all that stands in the header; 0 or the status of the refusal. */
static int read_head(struct conn *c, const char *method, const char *version)
{
    struct guard_request *g = &c->head;
    size_t uri_n = c->target.n / 2;
    g->headers = 0;
    g->has_more = false;
    g->method = str_c(method);
    g->version = str_c(version);
    g->target = str_of(c->target.p, uri_n);
    (void)MHD_get_connection_values_n(c->mhd, MHD_HEADER_KIND, note_header, g);
    c->q = (struct http_request){.method = method_of(g->method),
                                 .remote = str_c(c->remote),
                                 .is_tls = c->server->cert != NULL,
                                 .id = atomic_fetch_add(&c->server->next_id, 1),
                                 .internal = c};
    if (c->target.failed || uri_n == 0)
        return c->target.failed ? 503 : 400;
    size_t header_n = MHD_get_connection_info(c->mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)->header_size;
    if (header_n > LIMIT_HEADER_BYTES)
        return 431;
    if (!g->has_more && !is_plain_layout(c, method, version, header_n))
        return 400;
    int status = guard_check(g);
    if (status)
        return status;
    struct str query;
    c->q.target = g->origin_form;
    return guard_path(g->origin_form, c->target.p + uri_n, &c->q.path, &query) ? 0 : 400;
}

/* What must be known of a body before it is let in. */
static int admit_body(struct conn *c)
{
    c->kind = FORM_URLENCODED;
    c->body_bytes = 0;
    c->body_began_ms = clock_ms();
    c->q.body_rc = RC_OK;
    if (c->head.content_length == 0 && !c->head.is_chunked)
        return 0;
    c->kind = form_kind_of(guard_header(&c->head, STR("content-type")), &c->boundary);
    if (c->kind == FORM_OTHER)
        return 415;
    return c->head.content_length > LIMIT_DRAIN_BYTES ? 413 : 0;
}

static enum MHD_Result send_reply(struct conn *c)
{
    struct MHD_Response *response = c->response;
    if (!response)
        return MHD_NO;
    c->phase = PHASE_REPLY;
    set_deadline(c, clock_ms() + c->server->config.body_deadline_ms + (int64_t)c->reply_bytes / BYTES_PER_MS);
    enum MHD_Result queued = MHD_queue_response(c->mhd, (unsigned)c->status, response);
    MHD_destroy_response(response);
    c->response = NULL;
    return queued;
}

static enum MHD_Result head_arrived(struct conn *c, const char *method, const char *version)
{
    struct http_server *s = c->server;
    atomic_fetch_add(&s->running, 1);
    c->began_us = clock_us();
    int status = read_head(c, method, version);
    if (status == 0)
        status = admit_body(c);
    if (status) {
        answer_refusal(c, my_lane(s), status);
        return send_reply(c);
    }
    c->is_slow = c->q.method == HTTP_POST || s->config.is_slow(s->config.ctx, c->q.method, c->q.path);
    c->phase = PHASE_BODY;
    set_deadline(c, c->body_began_ms + s->config.body_deadline_ms);
    return MHD_YES;
}

/* ---- the body ---------------------------------------------------------------------------------------------
 */

/* Gives up the memory at once; the rest is read and thrown away, so that the browser comes to read the reply.
 */
static void body_refuse(struct conn *c, enum rc rc)
{
    body_release(c);
    c->q.body_rc = rc;
}

static void body_take(struct conn *c, const char *p, size_t n)
{
    if (c->body.n + n > (c->kind == FORM_MULTIPART ? BODY_BYTES_MAX : (size_t)LIMIT_FORM_BYTES)) {
        body_refuse(c, RC_TOO_LARGE);
        return;
    }
    buf_put(&c->body, str_of(p, n));
    size_t grown = c->body.cap > HTTP_BODY_SMALL_BYTES ? c->body.cap - c->counted : 0;
    int64_t all = atomic_fetch_add_explicit(&c->server->bodies_bytes, (int64_t)grown, memory_order_relaxed);
    c->counted += grown;
    if (c->body.failed || (grown && all + (int64_t)grown > HTTP_BODIES_BYTES_MAX))
        body_refuse(c, RC_BUSY);
}

static enum MHD_Result body_piece(struct conn *c, const char *p, size_t n)
{
    c->body_bytes += (int64_t)n;
    set_deadline(c, c->body_began_ms + c->server->config.body_deadline_ms + c->body_bytes / BYTES_PER_MS);
    if (c->q.body_rc == RC_OK)
        body_take(c, p, n);
    return c->body_bytes > LIMIT_DRAIN_BYTES ? MHD_NO : MHD_YES;
}

static enum MHD_Result body_end(struct conn *c)
{
    if (!c->is_slow) {
        answer(c, my_lane(c->server));
        return send_reply(c);
    }
    if (!http_worker_enter(c->server))
        return MHD_NO;
    c->phase = PHASE_WORK;
    c->began_us = clock_us();
    set_deadline(c, 0);
    MHD_suspend_connection(c->mhd);
    worker_push(c);
    return MHD_YES;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *mhd, const char *url, const char *method,
                                  const char *version, const char *piece, size_t *piece_n, void **con_cls)
{
    (void)cls, (void)mhd, (void)url;
    struct conn *c = *con_cls;
    if (!c)
        return MHD_NO;
    switch (c->phase) {
    case PHASE_HEAD:
        return head_arrived(c, method, version);
    case PHASE_BODY:
        if (*piece_n == 0)
            return body_end(c);
        if (body_piece(c, piece, *piece_n) != MHD_YES)
            return MHD_NO;
        *piece_n = 0;
        return MHD_YES;
    case PHASE_WORK:
        return MHD_YES; /* not called while suspended; harmless if it were */
    case PHASE_REPLY:
        return send_reply(c);
    }
    return MHD_NO;
}

/* The path is decoded by guard_path(); the library shall leave its copies alone. */
static size_t keep_escapes(void *cls, struct MHD_Connection *mhd, char *s)
{
    (void)cls, (void)mhd;
    return strlen(s);
}

/* ---- start and stop ----------------------------------------------------------------------------------- */

__attribute__((format(printf, 2, 0))) static void on_log(void *cls, const char *fmt, va_list ap)
{
    struct http_server *s = cls;
    /* From its own threads it speaks of what clients do wrong. */
    if (pthread_equal(s->starter, pthread_self()))
        (void)vsnprintf(s->log, sizeof s->log, fmt, ap);
}

static unsigned connections_max(const struct http_config *config)
{
    struct rlimit files;
    unsigned max = config->connections_max > 0 ? (unsigned)config->connections_max : CONNECTIONS_MAX;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == RLIM_INFINITY)
        return max;
    rlim_t free_files = files.rlim_cur > FILES_KEPT * 2 ? files.rlim_cur - FILES_KEPT : FILES_KEPT;
    return free_files < max ? (unsigned)free_files : max;
}

static enum MHD_Result may_come_in(void *ctx, const struct sockaddr *address, socklen_t bytes)
{
    struct http_server *s = ctx;
    (void)address;
    (void)bytes;
    return atomic_load(&s->is_stopping) ? MHD_NO : MHD_YES;
}

static struct MHD_Daemon *daemon_new(struct http_server *s, int fd)
{
    const struct http_config *config = &s->config;
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG |
                     (s->cert ? MHD_USE_TLS : 0u);
    struct MHD_OptionItem tls[] = {{MHD_OPTION_HTTPS_MEM_CERT, 0, s->cert},
                                   {MHD_OPTION_HTTPS_MEM_KEY, 0, s->key},
                                   {MHD_OPTION_END, 0, NULL}};
    if (!s->cert)
        tls[0].option = MHD_OPTION_END;
    return MHD_start_daemon(flags, 0, may_come_in, s, on_request, s,                                       //
                            MHD_OPTION_EXTERNAL_LOGGER, on_log, (void *)s,                                 //
                            MHD_OPTION_LISTEN_SOCKET, fd,                                                  //
                            MHD_OPTION_THREAD_POOL_SIZE, (unsigned)s->events,                              //
                            MHD_OPTION_STRICT_FOR_CLIENT, IS_LENIENT ? 0 : 1,                              //
                            MHD_OPTION_CONNECTION_LIMIT, connections_max(config),                          //
                            MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)config->connections_per_address, //
                            MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)((config->idle_ms + 999) / 1000),     //
                            MHD_OPTION_CONNECTION_MEMORY_LIMIT, POOL_BYTES,                                //
                            MHD_OPTION_NOTIFY_CONNECTION, on_connection, (void *)s,                        //
                            MHD_OPTION_NOTIFY_COMPLETED, on_completed, (void *)s,                          //
                            MHD_OPTION_URI_LOG_CALLBACK, note_uri, (void *)s,                              //
                            MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, (void *)s,                         //
                            MHD_OPTION_ARRAY, tls,                                                         //
                            MHD_OPTION_END);
}

static enum rc lanes_new(struct http_server *s, struct err *err)
{
    s->events = s->config.event_threads > 2 ? (size_t)s->config.event_threads : 2;
    s->lanes = s->events + (s->config.worker_threads > 1 ? (size_t)s->config.worker_threads : 1);
    s->lane = calloc(s->lanes, sizeof *s->lane);
    for (size_t i = 0; s->lane && i < s->lanes; i++) {
        s->lane[i].server = s;
        s->lane[i].index = i;
        s->lane[i].arena = arena_new(LIMIT_REQUEST_ARENA_BYTES);
        if (!s->lane[i].arena)
            return FAIL(err, RC_IO, "http.no_threads", "no memory for %zu threads", s->lanes);
    }
    return s->lane ? RC_OK : FAIL(err, RC_IO, "http.no_threads", "no memory for %zu threads", s->lanes);
}

static void waits_init(struct http_server *s)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&s->conns_lock, NULL);
    pthread_mutex_init(&s->jobs_lock, NULL);
    pthread_cond_init(&s->reaper_wake, &monotonic);
    pthread_cond_init(&s->jobs_wake, &monotonic);
    pthread_cond_init(&s->jobs_done, &monotonic);
    pthread_condattr_destroy(&monotonic);
    s->last_job = &s->first_job;
}

static void pem_free(char *pem)
{
    if (pem)
        explicit_bzero(pem, strlen(pem));
    free(pem);
}

static enum rc tls_read(struct http_server *s, struct err *err)
{
    const struct http_config *config = &s->config;
    if (!config->tls_cert && !config->tls_key)
        return RC_OK;
    if (!config->tls_cert || !config->tls_key)
        return FAIL(err, RC_INVALID, "http.tls_needs_both", "certificate %d, key %d",
                    config->tls_cert != NULL, config->tls_key != NULL);
    enum rc rc = listen_pem(config->tls_cert, &s->cert, err);
    return rc == RC_OK ? listen_pem(config->tls_key, &s->key, err) : rc;
}

static enum rc daemon_start(struct http_server *s, struct err *err)
{
    int fd;
    enum rc rc = listen_open(s->config.listen, s->config.port, &fd, &s->port, err);
    if (rc != RC_OK)
        return rc;
    s->daemon = daemon_new(s, fd);
    if (s->daemon)
        return RC_OK;
    (void)close(fd);
    if (!s->cert)
        return FAIL(err, RC_IO, "http.no_threads", "libmicrohttpd: %s", s->log);
    (void)FAIL(err, RC_IO, "http.tls_pair_wrong", "libmicrohttpd: %s", s->log);
    (void)err_arg(err, 0, str_c(s->config.tls_cert));
    (void)err_arg(err, 1, str_c(s->config.tls_key));
    return RC_IO;
}

enum rc http_start(const struct http_config *config, struct http_server **ret, struct err *err)
{
    struct http_server *s = calloc(1, sizeof *s);
    if (!s)
        return FAIL(err, RC_IO, "http.no_threads", "no memory");
    s->config = *config;
    s->starter = pthread_self();
    waits_init(s);
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    s->next_id = (uint64_t)now.tv_sec << 24; /* 16 million requests a second before two starts could meet */
    enum rc rc = tls_read(s, err);
    if (rc == RC_OK)
        rc = lanes_new(s, err);
    if (rc == RC_OK)
        rc = workers_start(s, err);
    if (rc == RC_OK)
        rc = reaper_start(s, err);
    if (rc == RC_OK)
        rc = daemon_start(s, err);
    if (rc != RC_OK) {
        http_stop(s);
        return rc;
    }
    *ret = s;
    return RC_OK;
}

int http_port(const struct http_server *s) { return s->port; }
size_t http_threads(const struct http_server *s) { return s->lanes; }

static void wait_for_running(const struct http_server *s, int64_t ms)
{
    int64_t began = clock_ms();
    struct timespec pause = {.tv_nsec = 5000000};
    while (atomic_load(&s->running) && clock_ms() - began < ms)
        (void)nanosleep(&pause, NULL);
}

/* Whoever comes while the program ends is sent away here. MHD_quiesce_daemon would do that, too, but it and a
 * thread of the pool may both take the listening socket out of the thread's epoll set, and the second of them
 * stops the program (libmicrohttpd 0.9.75: "Failed to remove listen FD from epoll set"). */
static void daemon_stop(struct http_server *s)
{
    atomic_store(&s->is_stopping, true);
    wait_for_running(s, STOP_MS);
    workers_close(s); /* the library would stop the program for a connection that is still suspended */
    wait_for_running(s, LAST_REPLIES_MS);
    MHD_stop_daemon(s->daemon);
}

void http_stop(struct http_server *s)
{
    if (!s)
        return;
    if (s->daemon)
        daemon_stop(s);
    workers_stop(s);
    reaper_stop(s);
    for (size_t i = 0; s->lane && i < s->lanes; i++) {
        arena_free(s->lane[i].arena);
        buf_release(&s->lane[i].body);
    }
    free(s->lane);
    free(s->cert);
    pem_free(s->key);
    pthread_cond_destroy(&s->reaper_wake);
    pthread_cond_destroy(&s->jobs_wake);
    pthread_cond_destroy(&s->jobs_done);
    pthread_mutex_destroy(&s->conns_lock);
    pthread_mutex_destroy(&s->jobs_lock);
    free(s);
}
