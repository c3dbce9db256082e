/* How a request goes through. The order is the point: nothing is looked at before it is its turn, and no
 * handler can forget a check because no handler makes one. Forms carry two hidden fields that the page
 * compiler puts in: the session's CSRF token and a fresh idempotency key, under which a second submission
 * of the same page with the same words gets the first receipt. */
#include "door/door.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>

#include "base/date.h"
#include "base/utf8.h"
#include "text/text.h"

static const char CSP[] = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
                          "frame-ancestors 'none'; form-action 'self'";

int door_status(enum rc rc)
{
    switch (rc) {
    case RC_OK:
        return 200;
    case RC_NOT_FOUND:
        return 404;
    case RC_DENIED:
        return 403;
    case RC_INVALID:
        return 422;
    case RC_CONFLICT:
        return 409;
    case RC_BUSY:
        return 503;
    case RC_TOO_LARGE:
        return 413;
    case RC_NO_MEMORY:
    case RC_DB:
    case RC_IO:
    case RC__COUNT:
        break;
    }
    return 500;
}

/* ---- route ---- */

/* Matches "/scores/{organ}" against a path, filling the parameters. */
static bool path_matches(struct door *d, struct str pattern, struct str path)
{
    struct str want, have;
    d->params = 0;
    pattern = str_sub(pattern, 1, pattern.n);
    path = str_sub(path, 1, path.n);
    for (;;) {
        bool more = str_split(&pattern, '/', &want), given = str_split(&path, '/', &have);
        if (!more || !given)
            return more == given;
        if (want.n > 2 && want.p[0] == '{') {
            if (have.n == 0 || d->params == DOOR_PARAMS_MAX)
                return false;
            d->param[d->params].name = str_sub(want, 1, want.n - 2);
            d->param[d->params++].value = have;
        } else if (!str_eq(want, have)) {
            return false;
        }
    }
}

static enum rc find_route(struct door *d, struct err *err)
{
    struct str path = d->q->path;
    enum http_method method = d->q->method == HTTP_HEAD ? HTTP_GET : d->q->method;
    const char *known = NULL; /* not the path itself: it may be a key */
    if (path.n > 1 && path.p[path.n - 1] == '/')
        path.n--;
    for (size_t i = 0; i < d->app->routes; i++) {
        const struct door_route *route = &d->app->route[i];
        if (!path_matches(d, str_c(route->path), path))
            continue;
        if (route->method == method) {
            d->route = route;
            return RC_OK;
        }
        known = route->path;
    }
    d->params = 0;
    if (known) {
        http_reply_header(d->r, STR("Allow"), method == HTTP_POST ? STR("GET, HEAD") : STR("POST"));
        d->r->status = 405;
        return FAIL(err, RC_INVALID, "door.wrong_method", "route %s", known);
    }
    return FAIL(err, RC_NOT_FOUND, "door.no_such_page", "path %.*s", STR_ARG(path));
}

struct str door_param(const struct door *d, struct str name)
{
    for (size_t i = 0; i < d->params; i++)
        if (str_eq(d->param[i].name, name))
            return d->param[i].value;
    return (struct str){0};
}

enum rc door_param_i64(const struct door *d, struct str name, int64_t *ret, struct err *err)
{
    if (!str_to_i64(door_param(d, name), ret))
        return FAIL(err, RC_NOT_FOUND, "door.no_such_page", "%.*s is no number", STR_ARG(name));
    return RC_OK;
}

/* ---- who, and from where ---- */

/* Did the browser come by TLS, to us or to the proxy in front? */
static bool is_secure(const struct door *d)
{
    return d->q->is_tls ||
           (d->app->is_behind_proxy && str_eq(http_header(d->q, STR("x-forwarded-proto")), STR("https")));
}

static struct str cookie_name(const struct door *d)
{
    return is_secure(d) ? STR("__Host-kc_session") : STR("kc_session");
}

static enum rc find_session(struct door *d, struct err *err)
{
    d->token = http_cookie(d->q, cookie_name(d));
    enum rc rc = session_load(d->db, d->a, kernel_tenant(d->app->kernel), d->token, d->now_ms, &d->who, err);
    d->h.csrf = d->who.csrf;
    return rc;
}

/* "0.8" as 800, at most 1000; what is no weight counts as 0. */
static int weight_of(struct str s)
{
    int weight = 0, digits = 0;
    if (s.n == 0 || (s.p[0] != '0' && s.p[0] != '1'))
        return 0;
    weight = s.p[0] == '1' ? 1000 : 0;
    for (size_t i = 2; i < s.n && digits < 3 && s.p[1] == '.'; i++, digits++) {
        static const int worth[] = {100, 10, 1};
        if (s.p[i] < '0' || s.p[i] > '9')
            return 0;
        weight += (s.p[i] - '0') * worth[digits];
    }
    return weight > 1000 ? 1000 : weight;
}

static bool is_tongue(struct str tag, const char *code)
{
    return tag.n >= 2 && (tag.p[0] | 0x20) == code[0] && (tag.p[1] | 0x20) == code[1] &&
           (tag.n == 2 || tag.p[2] == '-');
}

/* What the browser asks for (RFC 9110 §12.5.4): English when it is wanted more than Chinese, which is the
 * first language for everybody who wants neither. */
static enum lang language_accepted(struct str header)
{
    struct str item;
    int zh = 0, en = 0;
    while (str_split(&header, ',', &item)) {
        size_t semicolon = str_find(item, ';');
        struct str tag = str_trim(str_sub(item, 0, semicolon));
        struct str rest = str_trim(str_sub(item, semicolon + 1, item.n));
        int weight = rest.n == 0                   ? 1000
                     : str_starts(rest, STR("q=")) ? weight_of(str_sub(rest, 2, rest.n))
                                                   : 0;
        if (is_tongue(tag, "zh") && weight > zh)
            zh = weight;
        else if (is_tongue(tag, "en") && weight > en)
            en = weight;
    }
    return en > zh ? LANG_EN : LANG_ZH_CN;
}

/* As chosen once; before that, as the browser asks. */
static void find_language(struct door *d)
{
    struct str wish = http_cookie(d->q, STR("kc_lang"));
    d->h.lang = wish.n == 0               ? language_accepted(http_header(d->q, STR("accept-language")))
                : str_eq(wish, STR("en")) ? LANG_EN
                                          : LANG_ZH_CN;
}

static enum rc find_target(struct door *d, struct err *err)
{
    if (door_param(d, STR("organ")).n == 0)
        return RC_OK;
    return door_param_i64(d, STR("organ"), &d->target.organ_id, err);
}

/* A browser says where a form comes from; a form of a foreign page is refused whatever it carries. */
static bool is_from_here(const struct door *d)
{
    struct str site = http_header(d->q, STR("sec-fetch-site"));
    if (site.n && !str_eq(site, STR("same-origin")) && !str_eq(site, STR("none")))
        return false;
    struct str origin = http_header(d->q, STR("origin"));
    if (origin.n == 0)
        return true;
    struct str host = http_header(d->q, STR("host"));
    size_t at = str_find_str(origin, STR("://"));
    return at < origin.n && str_eq(str_sub(origin, at + 3, origin.n), host);
}

bool door_is_from_here(const struct door *d)
{
    return is_from_here(d) && (http_header(d->q, STR("origin")).n > 0 ||
                               str_eq(http_header(d->q, STR("sec-fetch-site")), STR("same-origin")));
}

struct str door_came_from(const struct door *d)
{
    struct str from = http_header(d->q, STR("referer")), host = http_header(d->q, STR("host"));
    size_t at = str_find_str(from, STR("://"));
    struct str rest = str_sub(from, at + 3, from.n);
    if (at == from.n || host.n == 0 || !str_starts(rest, host))
        return (struct str){0};
    struct str path = str_sub(rest, host.n, rest.n);
    bool is_path =
        path.n > 0 && path.p[0] == '/' && !str_starts(path, STR("//")) && !str_starts(path, STR("/\\"));
    for (size_t i = 0; i < path.n; i++)
        is_path &= (unsigned char)path.p[i] > 0x20 && (unsigned char)path.p[i] < 0x7f;
    return is_path ? path : (struct str){0};
}

/* A first password opens one thing: the page where another takes its place, and the ways in and out. */
static bool is_open_at_first(const struct door_route *route)
{
    const struct act_def *act = route->act;
    return route->view == &view_me || route->view == &view_sign_in || act == &act_password_set ||
           act == &act_session_open || act == &act_session_switch || act == &act_session_close ||
           act == &act_language_set;
}

static enum rc check_password(struct door *d, struct err *err)
{
    if (!d->who.must_change || is_open_at_first(d->route))
        return RC_OK;
    return FAIL(err, RC_DENIED, "door.password_first", "account %" PRId64, d->who.actor.account_id);
}

static enum rc check_csrf(const struct door *d, struct err *err)
{
    if (d->route->csrf == CSRF_NONE)
        return RC_OK;
    struct str sent = http_form(d->q, STR("csrf"));
    bool is_ours = is_from_here(d);
    if (is_ours && d->route->csrf == CSRF_TOKEN)
        is_ours =
            d->who.csrf.n > 0 && sent.n == d->who.csrf.n && sodium_memcmp(sent.p, d->who.csrf.p, sent.n) == 0;
    if (is_ours)
        return RC_OK;
    return FAIL(err, RC_DENIED, "door.form_is_stale", "csrf of account %" PRId64, d->who.actor.account_id);
}

static enum rc check_may(struct door *d, struct err *err)
{
    const struct permit *permit = d->route->view ? &d->route->view->permit : &d->route->act->permit;
    const char *name = d->route->view ? d->route->view->name : d->route->act->name;
    if (d->route->act && (permit->own & (1u << d->who.actor.role)) && d->target.organ_id == 0)
        return RC_OK; /* the act itself names the organ: door_act_on asks */
    return may_or_fail(&d->who.actor, permit, &d->target, name, err);
}

static enum rc check_body(struct door *d, struct err *err)
{
    if (d->q->body_rc == RC_OK)
        return RC_OK;
    if (d->q->body_rc == RC_TOO_LARGE) {
        (void)FAIL(err, RC_TOO_LARGE, "door.body_too_large", "%" PRId64 " bytes", d->q->content_bytes);
        return err_arg(err, 0, arena_printf(d->a, "%d", LIMIT_UPLOAD_BYTES / 1024 / 1024));
    }
    if (d->q->body_rc == RC_BUSY)
        return FAIL(err, RC_BUSY, "door.too_many_bodies", "body of %" PRId64 " bytes", d->q->content_bytes);
    d->r->status = 400;
    return FAIL(err, RC_INVALID, "door.body_malformed", "body of %" PRId64 " bytes", d->q->content_bytes);
}

/* ---- acts ---- */

static void hash_text(crypto_generichash_state *state, struct str s)
{
    (void)crypto_generichash_update(state, (const unsigned char *)&s.n, sizeof s.n);
    (void)crypto_generichash_update(state, (const unsigned char *)(s.n ? s.p : ""), s.n);
}

/* The key under which the kernel knows this submission: the form's own and all that was sent with it. Whoever
 * goes back and sends the same page with other words, or to another path, means another act. It stands in the
 * entry; what was sent cannot be guessed from it, because the form's own key is random and stands nowhere. */
static struct str idem_of(const struct door *d)
{
    crypto_generichash_state state;
    unsigned char hash[16];
    if (http_form(d->q, STR("idem")).n == 0)
        return (struct str){0};
    (void)crypto_generichash_init(&state, NULL, 0, sizeof hash);
    hash_text(&state, d->q->path);
    for (size_t i = 0; i < d->q->forms; i++) {
        const struct http_field *field = &d->q->form[i];
        if (str_eq(field->name, STR("csrf")))
            continue; /* of the session, which may be another one now */
        hash_text(&state, field->name);
        hash_text(&state, field->filename);
        hash_text(&state, field->value);
    }
    (void)crypto_generichash_final(&state, hash, sizeof hash);
    char *hex = arena_alloc(d->a, 2 * sizeof hash + 1);
    sodium_bin2hex(hex, 2 * sizeof hash + 1, hash, sizeof hash);
    return str_of(hex, 2 * sizeof hash);
}

static enum rc act_call(struct door *d, struct act_call call, struct act_receipt *ret, struct err *err)
{
    kernel_read_end(d->app->kernel, d->q->thread);
    d->db = NULL;
    enum rc rc = kernel_act(d->app->kernel, &call, d->a, ret, err);
    struct err closed = {0};
    enum rc reopened = kernel_read_begin(d->app->kernel, d->q->thread, &d->db, &closed);
    if (reopened == RC_OK)
        return rc;
    *err = closed; /* whatever the act said: a handler that goes on, goes on reading */
    return reopened;
}

enum rc door_act_on(struct door *d, struct target target, const void *input, struct act_receipt *ret,
                    struct err *err)
{
    return act_call(d,
                    (struct act_call){.def = d->route->act,
                                      .actor = d->who.actor,
                                      .target = target,
                                      .idem = idem_of(d),
                                      .input = input},
                    ret, err);
}

enum rc door_act_also(struct door *d, const struct act_def *def, const void *input, struct act_receipt *ret,
                      struct err *err)
{
    return act_call(d,
                    (struct act_call){.def = def, .actor = d->who.actor, .idem = idem_of(d), .input = input},
                    ret, err);
}

enum rc door_act(struct door *d, const void *input, struct act_receipt *ret, struct err *err)
{
    return door_act_on(d, d->target, input, ret, err);
}

bool door_may_view(const struct door *d, const struct view_def *view, int64_t organ_id)
{
    return may(&d->who.actor, &view->permit, &(struct target){.organ_id = organ_id});
}

bool door_may_act(const struct door *d, const struct act_def *act, int64_t organ_id)
{
    return may(&d->who.actor, &act->permit, &(struct target){.organ_id = organ_id});
}

/* ---- replies ---- */

void door_see(struct door *d, struct str path) { http_redirect(d->r, path); }

void door_cookie(struct door *d, struct str token)
{
    struct str name = cookie_name(d);
    struct str value =
        arena_printf(d->a, "%.*s=%.*s; Path=/; HttpOnly; SameSite=Lax%s%s", STR_ARG(name), STR_ARG(token),
                     is_secure(d) ? "; Secure" : "", token.n ? "" : "; Max-Age=0");
    http_reply_header(d->r, STR("Set-Cookie"), value);
}

void door_language(struct door *d, enum lang lang)
{
    http_reply_header(d->r, STR("Set-Cookie"),
                      lang == LANG_EN ? STR("kc_lang=en; Path=/; SameSite=Lax; Max-Age=31536000")
                                      : STR("kc_lang=zh; Path=/; SameSite=Lax; Max-Age=31536000"));
}

void door_keep(struct door *d, struct str name, struct str value)
{
    http_reply_header(d->r, STR("Set-Cookie"),
                      arena_printf(d->a, "%.*s=%.*s; Path=/; HttpOnly; SameSite=Lax%s%s", STR_ARG(name),
                                   STR_ARG(value), is_secure(d) ? "; Secure" : "",
                                   value.n ? "" : "; Max-Age=0"));
}

struct str door_text(const struct door *d, const char *key) { return text_get(d->h.lang, key); }

struct str door_origin(const struct door *d)
{
    struct str host = http_header(d->q, STR("host"));
    for (size_t i = 0; i < host.n; i++) {
        char c = host.p[i];
        bool is_fit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      (c && strchr("-._:[]", c));
        if (!is_fit)
            return (struct str){0};
    }
    return host.n ? arena_printf(d->a, "%s://%.*s", is_secure(d) ? "https" : "http", STR_ARG(host))
                  : (struct str){0};
}

static void security_headers(struct door *d)
{
    struct http_reply *r = d->r;
    http_reply_header(r, STR("Content-Security-Policy"), str_of(CSP, sizeof CSP - 1));
    http_reply_header(r, STR("X-Content-Type-Options"), STR("nosniff"));
    http_reply_header(r, STR("Referrer-Policy"), STR("same-origin"));
    http_reply_header(r, STR("Cache-Control"), STR("no-store"));
    http_reply_header(r, STR("Cross-Origin-Opener-Policy"), STR("same-origin"));
    if (d->q->is_tls)
        http_reply_header(r, STR("Strict-Transport-Security"), STR("max-age=31536000"));
}

/* The one log line of a failed request. Neither form fields nor query values are ever in it. */
static void log_failure(const struct door *d, const struct err *err)
{
    (void)fprintf(stderr,
                  "{\"level\":\"%s\",\"request\":%" PRIu64 ",\"route\":\"%s\",\"account\":%" PRId64
                  ",\"status\":%d,\"text\":\"%s\",\"at\":\"%s:%d\",\"detail\":",
                  d->r->status >= 500 ? "error" : "info", d->q->id, d->route ? d->route->path : "-",
                  d->who.actor.account_id, d->r->status, err->text ? err->text : "",
                  err->file ? err->file : "", err->line);
    struct buf line CLEANUP(buf_release) = {0};
    struct json j = json_island(&line);
    size_t bad;
    struct str detail = str_c(err->detail);
    json_str(&j, utf8_is_clean(detail, &bad) ? detail : str_of(detail.p, bad));
    (void)fprintf(stderr, "%.*s}\n", STR_ARG(buf_str(&line)));
}

static void fail(struct door *d, enum rc rc, struct err *err)
{
    if (d->r->status == 0 || d->r->status == 200 || door_status(rc) >= 500)
        d->r->status = door_status(rc);
    if (rc == RC_BUSY)
        http_reply_header(d->r, STR("Retry-After"), STR("2"));
    if (!d->app->is_quiet || d->r->status >= 500)
        log_failure(d, err);
    buf_clear(d->r->body);
    d->r->type = (struct str){0};
    d->r->fixed = (struct str){0};
    d->app->error_page(d, err);
}

struct str door_sign_in_url(struct door *d, struct str next)
{
    static const char hex[] = "0123456789ABCDEF";
    struct buf to CLEANUP(buf_release) = {0};
    buf_put(&to, STR("/login?next="));
    for (size_t i = 0; i < next.n; i++) {
        unsigned char c = (unsigned char)next.p[i];
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
            (c && strchr("-._~/", c))) {
            buf_putc(&to, (char)c);
        } else {
            buf_putc(&to, '%');
            buf_putc(&to, hex[c >> 4]);
            buf_putc(&to, hex[c & 15]);
        }
    }
    return arena_str(d->a, buf_str(&to));
}

/* Nobody yet, and the page is for people: first the door where one says who one is. */
static bool send_to_sign_in(struct door *d, enum rc rc)
{
    if (rc != RC_DENIED || d->who.actor.role != ROLE_NONE || d->q->method == HTTP_POST)
        return false;
    http_redirect(d->r, door_sign_in_url(d, d->q->target));
    return true;
}

/* The first password was enough to come in and is for nothing else. */
static bool send_to_password(struct door *d, enum rc rc)
{
    if (rc != RC_DENIED || !d->who.must_change || d->q->method == HTTP_POST || !d->route ||
        is_open_at_first(d->route))
        return false;
    http_redirect(d->r, STR("/me"));
    return true;
}

static enum rc go_through(struct door *d, struct err *err)
{
    enum rc rc = kernel_read_begin(d->app->kernel, d->q->thread, &d->db, err);
    if (rc == RC_OK)
        rc = find_session(d, err);
    if (rc == RC_OK)
        rc = find_route(d, err);
    if (rc == RC_OK)
        rc = check_body(d, err);
    if (rc == RC_OK)
        rc = find_target(d, err);
    if (rc == RC_OK)
        rc = check_password(d, err);
    if (rc == RC_OK)
        rc = check_may(d, err);
    if (rc == RC_OK)
        rc = check_csrf(d, err);
    if (rc == RC_OK)
        rc = d->route->handle(d, err);
    return rc;
}

static struct str fresh_key(struct door *d)
{
    unsigned char bytes[16];
    char hex[33];
    const struct world *w = kernel_world(d->app->kernel);
    w->random(w->ctx, bytes, sizeof bytes);
    sodium_bin2hex(hex, sizeof hex, bytes, sizeof bytes);
    return arena_str(d->a, str_of(hex, 32));
}

void door_refuse(void *ctx, const struct http_request *q, int status, const char *text, struct http_reply *r)
{
    struct app *app = ctx;
    struct err err = {.rc = RC_INVALID, .text = text};
    struct door d = {.app = app, .q = q, .r = r, .a = r->arena, .now_ms = kernel_now_ms(app->kernel)};
    d.day = date_day_of(d.now_ms);
    d.h.out = r->body;
    security_headers(&d);
    r->status = status;
    app->error_page(&d, &err);
}

void door_handle(void *ctx, struct http_request *q, struct http_reply *r)
{
    struct app *app = ctx;
    struct err err = {0};
    struct door d = {.app = app, .q = q, .r = r, .a = q->arena, .now_ms = kernel_now_ms(app->kernel)};
    d.day = date_day_of(d.now_ms);
    d.h.out = r->body;
    d.h.idem = fresh_key(&d);
    d.who.actor.tenant_id = kernel_tenant(app->kernel);
    find_language(&d);
    security_headers(&d);
    enum rc rc = go_through(&d, &err);
    if (rc != RC_OK && !send_to_sign_in(&d, rc) && !send_to_password(&d, rc))
        fail(&d, rc, &err);
    if (d.db)
        kernel_read_end(app->kernel, q->thread);
}
