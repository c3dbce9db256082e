/* One request on its way through the house. Tables of doors (web/routes.def) say what each path opens; the
 * dispatcher does the rest in a fixed order: route and method, body, session, may, CSRF, read transaction,
 * handler, error page, security headers, log line. A handler only shapes input and pages:
 *
 *     enum rc handle_organ(struct door *d, struct err *err)            GET: d->db reads, then a page
 *     enum rc handle_organ_rename(struct door *d, struct err *err)     POST: input, door_act, door_see
 *
 * A returned error becomes an error page; a form with faults is the handler's own page with status 422. */
#ifndef DOOR_DOOR_H
#define DOOR_DOOR_H

#include "domain/account.h"
#include "domain/results.h"
#include "html/html.h"
#include "http/http.h"

struct door;
struct procedure_book;

/* What the running program is made of. */
struct app {
    struct kernel *kernel;
    struct results_book *results;
    struct procedure_book *procedures;
    struct str city;      /* 云澜市 */
    bool is_behind_proxy; /* it ends TLS before us and says so in X-Forwarded-Proto */
    bool is_demo;         /* anybody may step into anybody's shoes; the clock stands still */
    struct str demo_table, demo_table_name; /* the table that waits in the demo's inbox; n = 0: none */
    const struct door_route *route;
    size_t routes;
    /* Writes the page for an error; `rc` decides the status already set in the reply. */
    void (*error_page)(struct door *d, const struct err *err);
    bool is_quiet; /* no log lines for good requests */
};

enum csrf {
    CSRF_NONE,   /* GET */
    CSRF_TOKEN,  /* the session's token, in the form */
    CSRF_ORIGIN, /* before there is a session: the request must come from our own pages */
};

struct door_route {
    enum http_method method;
    const char *path;            /* "/scores/{organ}/{node}": {organ} is the target of `may` */
    const struct view_def *view; /* GET */
    const struct act_def *act;   /* POST */
    enum rc (*handle)(struct door *d, struct err *err);
    enum csrf csrf;
};

#define DOOR_PARAMS_MAX 4

struct door {
    struct app *app;
    const struct http_request *q;
    struct http_reply *r;
    struct arena *a;
    const struct door_route *route;
    struct {
        struct str name, value;
    } param[DOOR_PARAMS_MAX];
    size_t params;
    struct session who;
    struct str token; /* of the session, from the cookie */
    struct target target;
    struct db *db; /* open for reading: one stable picture */
    int64_t now_ms, day;
    struct html h;
};

/* The http room's handler; ctx is the struct app. */
void door_handle(void *ctx, struct http_request *q, struct http_reply *r);

/* The http room's refusal of what is no good request: the same error page, for nobody in particular, in the
 * first language; of the request nothing is read. */
void door_refuse(void *ctx, const struct http_request *q, int status, const char *text, struct http_reply *r);

struct str door_param(const struct door *d, struct str name);
/* RC_NOT_FOUND when it is no number. */
enum rc door_param_i64(const struct door *d, struct str name, int64_t *ret, struct err *err) MUST_CHECK;
/* Runs the act that the route names, with the form's idempotency key. Reading goes on in a new picture. */
enum rc door_act(struct door *d, const void *input, struct act_receipt *ret, struct err *err) MUST_CHECK;
/* The same for another target than the path's {organ}. */
enum rc door_act_on(struct door *d, struct target target, const void *input, struct act_receipt *ret,
                    struct err *err) MUST_CHECK;
/* Another act than the route's, before it and for the same submission: files of a form, which become
 * attachments first. It has the same key, under which each act is done once. */
enum rc door_act_also(struct door *d, const struct act_def *def, const void *input, struct act_receipt *ret,
                      struct err *err) MUST_CHECK;
/* 303: the browser sees the page at `path` next. */
void door_see(struct door *d, struct str path);
/* "https://kc.example.gov.cn": where the browser or program reached us, for addresses that leave the house.
 * n = 0 when it did not say, or nothing that can stand in an address. */
struct str door_origin(const struct door *d);
/* The page where one says who one is, which then leads to `next`, a path of ours. */
struct str door_sign_in_url(struct door *d, struct str next);
bool door_may_view(const struct door *d, const struct view_def *view, int64_t organ_id);
bool door_may_act(const struct door *d, const struct act_def *act, int64_t organ_id);
/* Sets the session cookie; an empty token takes it away. */
void door_cookie(struct door *d, struct str token);
void door_language(struct door *d, enum lang lang);
/* A cookie of the browser session for what is no secret and no right (the stop of the tour); an empty value
 * takes it away. Name and value: letters, digits, '_'. */
void door_keep(struct door *d, struct str name, struct str value);
/* The browser says that this request comes from a page of ours. Nobody's word for it is not enough. */
bool door_is_from_here(const struct door *d);
/* Path and query of the page of ours that the request comes from; n = 0: unknown, or from elsewhere. */
struct str door_came_from(const struct door *d);
struct str door_text(const struct door *d, const char *key);

/* The status that an rc becomes. */
int door_status(enum rc rc);

#endif
