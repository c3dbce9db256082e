/* The listener: requests in, replies out. Hides libmicrohttpd; no MHD type leaves this room.
 *
 * Threads: a few event threads call `handle` for requests for which `is_slow` says no (reads); the others
 * (every POST, and what the caller names) are suspended and run on worker threads, which may block.
 * Each request has one arena, reset when its reply is made.
 *
 * Strictness (RFC 9112; the cases are tests/http/strict.py): exactly one Host; Content-Length and
 * Transfer-Encoding never together, neither twice; no white space before a colon; no obs-fold; lines end in
 * CRLF; names are tokens; no NUL; a total deadline for the header, a least speed for body and reply; limits
 * on everything (base/limits.h). GET, HEAD and POST are served, a body comes with POST alone. What breaks a
 * rule is refused and the connection is closed; the handler never hears of it.
 *
 * A path is decoded once; "%2F", "%00", "//", "/./", "/../", control characters and invalid UTF-8 in it are
 * refused. So are query values that are not clean UTF-8 (base/utf8.h). A form is read by the rules of
 * http/form.h; when it cannot be, the handler is called with body_rc, so that a person gets a page. A body
 * that is neither kind of form is refused with 415.
 *
 * Replies are not compressed: pages carry a token beside what the visitor sent, which compression under TLS
 * would let a listener guess (BREACH). A `fixed` asset may be stored compressed; its headers say so. */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

/* The large bodies of all requests in memory at one time; beyond it a body is drained and body_rc is RC_BUSY.
 * Small ones are let in always, so that slow uploads cannot keep everybody's forms out. */
#define HTTP_BODIES_BYTES_MAX (256L * 1024 * 1024)
#define HTTP_BODY_SMALL_BYTES (64 * 1024)

/* HTTP_OTHER is seen by `done` alone: other methods are refused with 405, or 501 when there is no such. */
enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_OTHER };

struct http_field {
    struct str name, value; /* clean UTF-8 */
    struct str filename;    /* uploads: as the client named it; n = 0 for plain fields */
    bool is_file;           /* value is the file's bytes, anything; both n = 0 when no file was chosen */
};

struct http_request {
    enum http_method method;
    struct str path;   /* decoded, begins with '/' */
    struct str target; /* path and query as sent (visible ASCII), for logs and for coming back */
    struct str remote; /* address of the peer */
    bool is_tls;
    size_t thread; /* 0 … http_threads()-1: which reader connection is mine */
    struct arena *arena;
    const struct http_field *query;
    size_t queries;
    const struct http_field *form; /* POST: urlencoded or multipart */
    size_t forms;
    enum rc body_rc;       /* RC_OK; RC_TOO_LARGE (drained), RC_INVALID (malformed), RC_BUSY: forms is 0 */
    int64_t content_bytes; /* length of the body as announced or read */
    uint64_t id;           /* request id for the log: grows, and across restarts too */
    void *internal;
};

/* n = 0 when it is not there. Names of headers in any case; values that are not clean UTF-8 are not there. */
struct str http_header(const struct http_request *q, struct str name);
struct str http_cookie(const struct http_request *q, struct str name);
struct str http_query(const struct http_request *q, struct str name);
struct str http_form(const struct http_request *q, struct str name);
const struct http_field *http_form_field(const struct http_request *q, struct str name); /* or NULL */

#define HTTP_HEADERS_MAX 24
struct http_reply {
    int status;      /* 200 unless set */
    struct str type; /* content type; text/html; charset=utf-8 unless set */
    struct {
        struct str name, value;
    } header[HTTP_HEADERS_MAX]; /* live until the handler returns */
    size_t headers;
    struct buf *body;    /* empty at first; written by the handler; reused per thread */
    struct str fixed;    /* instead of body: bytes that live as long as the program (assets) */
    struct arena *arena; /* the request's */
};
/* Values with CR, LF or NUL stop the program; so does a header too many. */
void http_reply_header(struct http_reply *r, struct str name, struct str value);
/* 303 to a path of ours ("//" and "/\" stop the program); what is not visible ASCII is percent-encoded. */
void http_redirect(struct http_reply *r, struct str path);

struct http_config {
    struct str listen;              /* "127.0.0.1", "::1", "0.0.0.0" …: an address, never a name */
    int port;                       /* 0: any free port, see http_port */
    int event_threads;              /* at least 2 */
    int worker_threads;             /* at least 1 */
    const char *tls_cert, *tls_key; /* names of PEM files; both or none */
    int header_deadline_ms; /* from the connection to the end of its first header; later ones have idle_ms
                               more */
    int body_deadline_ms;   /* for a body, and for a reply, besides its time at 16 bytes a millisecond */
    int idle_ms;            /* silence after which a connection is closed */
    int connections_max;    /* 0: 4000, or what the open-file limit allows */
    int connections_per_address; /* 0: no limit, as a proxy in front needs */
    void *ctx;
    bool (*is_slow)(void *ctx, enum http_method method, struct str path);
    void (*handle)(void *ctx, struct http_request *q, struct http_reply *r);
    /* Writes the page of a refusal (`status` 400 … 505, `text` a key of po/http.*.po); q has what was
     * understood before the fault, often no path. May be NULL: the refusal is one line of plain text. */
    void (*refuse)(void *ctx, const struct http_request *q, int status, const char *text,
                   struct http_reply *r);
    /* Called after each reply is made, refusals too, for the one log line; the arena still lives. May be
     * NULL. `micros` counts from the complete request. */
    void (*done)(void *ctx, const struct http_request *q, int status, size_t body_bytes, int64_t micros);
};

struct http_server;
/* Errors: RC_INVALID (not an address, half of the pair of TLS files), RC_CONFLICT (port taken), RC_DENIED
 * (port not ours to take), RC_IO (file not readable, not a certificate with its key, no threads). */
enum rc http_start(const struct http_config *config, struct http_server **ret, struct err *err) MUST_CHECK;
int http_port(const struct http_server *s);
size_t http_threads(const struct http_server *s); /* event + worker threads */
/* Stops listening, lets running requests end (up to 5 s; a handler that runs longer is waited for, what has
 * not begun by then is answered 503), frees. NULL is fine. */
void http_stop(struct http_server *s);

#endif
