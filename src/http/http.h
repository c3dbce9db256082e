/* The listener: requests in, replies out. Hides libmicrohttpd; no MHD type leaves this room.
 *
 * Threads: a few event threads call `handle` for requests for which `is_slow` says no (reads); the others
 * (all that have a body, and what the caller names) are suspended and run on worker threads, which may block.
 * Each request has one arena, reset when its reply is out.
 *
 * Strictness (RFC 9112; the cases are tests/http/strict.py): exactly one Host; Content-Length and
 * Transfer-Encoding never together, neither twice; no white space before a colon; no obs-fold; names are
 * tokens; no NUL; a total deadline for the header and for the body; limits on everything (base/limits.h).
 * What breaks a rule gets 400 and the connection is closed.
 *
 * A path is decoded once; "%2F", "%00", "//", "/./", "/../" and invalid UTF-8 in it are refused. Form
 * fields and query values that are not clean UTF-8 (base/utf8.h) are refused with 400. */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_OTHER };

struct http_field {
    struct str name, value;   /* clean UTF-8 */
    struct str filename;      /* uploads: as the client named it; n = 0 for plain fields */
    bool is_file;             /* value is the file's bytes, anything */
};

struct http_request {
    enum http_method method;
    struct str path;          /* decoded, begins with '/' */
    struct str target;        /* path and query as sent, for logs and for coming back */
    struct str remote;        /* address of the peer */
    bool is_tls;
    size_t thread;            /* 0 … http_threads()-1: which reader connection is mine */
    struct arena *arena;
    const struct http_field *query;
    size_t queries;
    const struct http_field *form; /* POST: urlencoded or multipart */
    size_t forms;
    enum rc body_rc;          /* RC_OK; RC_TOO_LARGE (drained), RC_INVALID (malformed): forms is 0 */
    int64_t content_bytes;    /* length of the body as announced or read */
    uint64_t id;              /* request id for the log */
    void *internal;
};

/* n = 0 when it is not there. Names of headers in lower case. */
struct str http_header(const struct http_request *q, struct str name);
struct str http_cookie(const struct http_request *q, struct str name);
struct str http_query(const struct http_request *q, struct str name);
struct str http_form(const struct http_request *q, struct str name);
const struct http_field *http_form_field(const struct http_request *q, struct str name); /* or NULL */

#define HTTP_HEADERS_MAX 24
struct http_reply {
    int status;               /* 200 unless set */
    struct str type;          /* content type; text/html; charset=utf-8 unless set */
    struct { struct str name, value; } header[HTTP_HEADERS_MAX];
    size_t headers;
    struct buf *body;         /* empty at first; written by the handler; reused per thread */
    struct str fixed;         /* instead of body: bytes that live as long as the program (assets) */
};
/* Values with CR, LF or NUL stop the program. */
void http_reply_header(struct http_reply *r, struct str name, struct str value);
/* 303 to a path of ours. */
void http_redirect(struct http_reply *r, struct str path);

struct http_config {
    struct str listen;        /* "127.0.0.1", "::1", "0.0.0.0" … */
    int port;                 /* 0: any free port, see http_port */
    int event_threads;        /* at least 2 */
    int worker_threads;
    const char *tls_cert, *tls_key; /* file names or NULL */
    int header_deadline_ms, body_deadline_ms, idle_ms;
    void *ctx;
    bool (*is_slow)(void *ctx, enum http_method method, struct str path);
    void (*handle)(void *ctx, struct http_request *q, struct http_reply *r);
    /* Called after each reply, for the one log line. May be NULL. */
    void (*done)(void *ctx, const struct http_request *q, int status, size_t body_bytes, int64_t micros);
};

struct http_server;
enum rc http_start(const struct http_config *config, struct http_server **ret, struct err *err) MUST_CHECK;
int http_port(const struct http_server *s);
size_t http_threads(const struct http_server *s); /* event + worker threads */
/* Stops listening, lets running requests end (up to 5 s), frees. */
void http_stop(struct http_server *s);

#endif
