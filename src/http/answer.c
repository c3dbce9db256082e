/* From a request that is all there to a reply that is ready to be sent. */
#include <stdlib.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "http/conn.h"

/* A larger body is handed over with its memory instead of being copied, and so does not stay with the thread.
 */
#define COPY_BYTES_MAX (64 * 1024)

/* ---- what a handler asks of a request ------------------------------------------------------------- */

struct str http_header(const struct http_request *q, struct str name)
{
    const struct conn *c = q->internal;
    return guard_header(&c->head, name);
}

struct str http_cookie(const struct http_request *q, struct str name)
{
    struct str rest = http_header(q, STR("cookie")), piece;
    while (str_split(&rest, ';', &piece)) {
        piece = str_trim(piece);
        size_t equals = str_find(piece, '=');
        if (equals < piece.n && str_eq(str_sub(piece, 0, equals), name))
            return str_sub(piece, equals + 1, piece.n);
    }
    return (struct str){"", 0};
}

static const struct http_field *find(const struct http_field *field, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(field[i].name, name))
            return &field[i];
    return NULL;
}

struct str http_query(const struct http_request *q, struct str name)
{
    const struct http_field *f = find(q->query, q->queries, name);
    return f ? f->value : (struct str){"", 0};
}

const struct http_field *http_form_field(const struct http_request *q, struct str name)
{
    return find(q->form, q->forms, name);
}

struct str http_form(const struct http_request *q, struct str name)
{
    const struct http_field *f = http_form_field(q, name);
    return f ? f->value : (struct str){"", 0};
}

/* ---- what a handler says in a reply ---------------------------------------------------------------- */

void http_reply_header(struct http_reply *r, struct str name, struct str value)
{
    ASSERT(r->headers < HTTP_HEADERS_MAX && name.n > 0);
    for (size_t i = 0; i < value.n; i++)
        ASSERT(value.p[i] != '\r' && value.p[i] != '\n' && value.p[i] != 0);
    r->header[r->headers].name = name;
    r->header[r->headers++].value = value;
}

void http_redirect(struct http_reply *r, struct str path)
{
    static const char digit[] = "0123456789ABCDEF";
    ASSERT(path.n > 0 && path.p[0] == '/' && (path.n == 1 || (path.p[1] != '/' && path.p[1] != '\\')));
    char *to = ARENA_ARRAY(r->arena, char, path.n * 3);
    size_t n = 0;
    for (size_t i = 0; i < path.n; i++) {
        unsigned char c = (unsigned char)path.p[i];
        if (c > 0x20 && c < 0x7F) {
            to[n++] = (char)c;
        } else {
            to[n++] = '%';
            to[n++] = digit[c >> 4];
            to[n++] = digit[c & 15];
        }
    }
    r->status = 303;
    http_reply_header(r, STR("Location"), str_of(to, n));
}

/* ---- the reply as the library wants it -------------------------------------------------------------- */

static struct MHD_Response *response_body(struct http_reply *r)
{
    if (r->fixed.n) {
        union {
            const char *in;
            void *out;
        } p = {.in = r->fixed.p}; /* only read, whatever the library's prototype says */
        return MHD_create_response_from_buffer(r->fixed.n, p.out, MHD_RESPMEM_PERSISTENT);
    }
    struct buf *b = r->body;
    if (b->n <= COPY_BYTES_MAX)
        return MHD_create_response_from_buffer(b->n, b->p, MHD_RESPMEM_MUST_COPY);
    struct MHD_Response *response = MHD_create_response_from_buffer(b->n, b->p, MHD_RESPMEM_MUST_FREE);
    if (response)
        *b = (struct buf){0};
    return response;
}

static bool header_add(struct MHD_Response *response, struct arena *a, struct str name, struct str value)
{
    return MHD_add_response_header(response, arena_str(a, name).p, arena_str(a, value).p) == MHD_YES;
}

static void response_make(struct conn *c, struct http_reply *r, bool closes)
{
    if (r->body->failed) {
        buf_clear(r->body);
        r->fixed = (struct str){"", 0};
        r->status = 500;
    }
    c->status = r->status ? r->status : 200;
    c->reply_bytes = r->fixed.n ? r->fixed.n : r->body->n;
    struct MHD_Response *response = response_body(r);
    bool ok = response != NULL;
    if (ok && c->status != 204 && c->status != 304)
        ok = header_add(response, r->arena, STR("Content-Type"),
                        r->type.n ? r->type : STR("text/html; charset=utf-8"));
    for (size_t i = 0; ok && i < r->headers; i++)
        ok = header_add(response, r->arena, r->header[i].name, r->header[i].value);
    if (ok && closes)
        ok = header_add(response, r->arena, STR("Connection"), STR("close"));
    if (!ok && response)
        MHD_destroy_response(response);
    c->response = ok ? response : NULL;
}

/* ---- running the handler ----------------------------------------------------------------------------- */

void body_release(struct conn *c)
{
    buf_release(&c->body);
    atomic_fetch_sub_explicit(&c->server->bodies_bytes, (int64_t)c->counted, memory_order_relaxed);
    c->counted = 0;
}

/* The end that all requests share: the reply is made, the log hears of it, the thread's memory is free again.
 */
static void finish(struct conn *c, struct lane *lane, struct http_reply *r, bool closes)
{
    const struct http_config *config = &c->server->config;
    response_make(c, r, closes || atomic_load_explicit(&c->server->is_stopping, memory_order_relaxed));
    if (config->done)
        config->done(config->ctx, &c->q, c->status, c->reply_bytes, clock_us() - c->began_us);
    body_release(c);
    buf_clear(&lane->body);
    arena_reset(lane->arena);
    c->q.arena = NULL;
}

static void enter(struct conn *c, struct lane *lane, struct http_reply *r)
{
    c->q.thread = lane->index;
    c->q.arena = lane->arena;
    *r = (struct http_reply){.body = &lane->body, .arena = lane->arena};
}

static const char *refusal_text(int status)
{
    switch (status) {
    case 405:
    case 501:
        return "http.method_not_served";
    case 413:
        return "http.body_too_large";
    case 414:
    case 431:
        return "http.head_too_large";
    case 415:
        return "http.not_a_form";
    case 503:
        return "http.shutting_down";
    default:
        return "http.malformed_request";
    }
}

void answer_refusal(struct conn *c, struct lane *lane, int status)
{
    const struct http_config *config = &c->server->config;
    struct http_reply r;
    enter(c, lane, &r);
    c->q.query = c->q.form = NULL;
    c->q.queries = c->q.forms = 0;
    r.status = status;
    if (config->refuse) {
        config->refuse(config->ctx, &c->q, status, refusal_text(status), &r);
        r.status = status;
    } else {
        r.type = STR("text/plain; charset=utf-8");
        buf_printf(r.body, "%d %s\n", status, MHD_get_reason_phrase_for((unsigned)status));
    }
    if (status == 405)
        http_reply_header(&r, STR("Allow"), STR("GET, HEAD, POST"));
    if (status == 503)
        http_reply_header(&r, STR("Retry-After"), STR("5"));
    finish(c, lane, &r, true);
}

/* The query's raw text is the end of c->q.target. */
static int read_query(struct conn *c)
{
    size_t mark = str_find(c->q.target, '?');
    struct str raw = str_sub(c->q.target, mark + 1, c->q.target.n);
    char *text = ARENA_ARRAY(c->q.arena, char, raw.n);
    if (raw.n)
        memcpy(text, raw.p, raw.n);
    enum rc rc = form_urlencoded(text, raw.n, c->q.arena, &c->q.query, &c->q.queries);
    if (rc == RC_OK && c->q.queries > LIMIT_QUERY_FIELDS)
        rc = RC_TOO_LARGE;
    return rc == RC_OK ? 0 : rc == RC_TOO_LARGE ? 414 : 400;
}

static void read_form(struct conn *c)
{
    struct http_request *q = &c->q;
    q->content_bytes = c->body_bytes > c->head.content_length ? c->body_bytes : c->head.content_length;
    if (q->body_rc != RC_OK || c->body.n == 0)
        return;
    q->body_rc = c->kind == FORM_MULTIPART
                     ? form_multipart(c->body.p, c->body.n, c->boundary, q->arena, &q->form, &q->forms)
                     : form_urlencoded(c->body.p, c->body.n, q->arena, &q->form, &q->forms);
}

void answer(struct conn *c, struct lane *lane)
{
    const struct http_config *config = &c->server->config;
    struct http_reply r;
    enter(c, lane, &r);
    int status = read_query(c);
    if (status) {
        answer_refusal(c, lane, status);
        return;
    }
    read_form(c);
    config->handle(config->ctx, &c->q, &r);
    finish(c, lane, &r, false);
}
