/* What went wrong, who may, where to go on, and what was typed. It is written when something failed, so it
 * asks nothing of the house that it can do without: what cannot be read is left out. */
#include <inttypes.h>

#include "web/tour.h"

#define NEAR_MAX 3
#define CARDS_MAX 3
#define PATH_COMPARED 48 /* bytes; a longer address is none that was mistyped */

/* ---- 403: who may ---- */

static bool is_key(const struct err *err, const char *key)
{
    return err->text && strcmp(err->text, key) == 0;
}

static struct str names_of(struct door *d, unsigned roles)
{
    struct buf b CLEANUP(buf_release) = {0};
    for (enum role r = ROLE_PERF_OFFICE; r < ROLE_SYSTEM; r++)
        if (roles >> r & 1) {
            if (b.n)
                buf_put(&b, TEXT(d, "error.roles_between"));
            buf_put(&b, door_text(d, role_text(r)));
        }
    return arena_str(d->a, buf_str(&b));
}

static void offer_roles(struct door *d, struct error_view *v, unsigned roles)
{
    struct identity_card *cards = ARENA_ARRAY(d->a, struct identity_card, CARDS_MAX);
    for (enum role r = ROLE_PERF_OFFICE; r < ROLE_SYSTEM && v->cards_n < CARDS_MAX; r++) {
        struct str login = roles >> r & 1 ? demo_login_of(d, r) : (struct str){0};
        if (login.n)
            cards[v->cards_n++] = (struct identity_card){.login = login, .role = door_text(d, role_text(r))};
    }
    v->cards = cards;
    v->next = d->q->method == HTTP_POST ? v->back_url : d->q->target;
}

static void say_who_may(struct door *d, struct error_view *v)
{
    const struct permit *permit = d->route->view ? &d->route->view->permit : &d->route->act->permit;
    unsigned mine = permit->own & ~permit->any;
    v->roles = names_of(d, permit->any);
    v->own_roles = names_of(d, mine);
    if (d->app->is_demo)
        offer_roles(d, v, permit->any ? permit->any : mine);
}

/* ---- 404 and 405: what may have been meant ---- */

/* Levenshtein over the bytes of two short addresses. */
static size_t apart(struct str a, struct str b)
{
    size_t row[PATH_COMPARED + 1];
    for (size_t j = 0; j <= b.n; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        size_t corner = row[0]++;
        for (size_t j = 1; j <= b.n; j++) {
            size_t change = corner + (a.p[i - 1] != b.p[j - 1]);
            corner = row[j];
            size_t least = row[j - 1] < corner ? row[j - 1] : corner;
            row[j] = least + 1 < change ? least + 1 : change;
        }
    }
    return row[b.n];
}

/* How far a page is from what was asked for: 0 above it (/scores of /scores/999), more for a typing error;
 * SIZE_MAX: another page altogether. */
static size_t distance(struct str page, struct str asked)
{
    if (asked.n > page.n && str_starts(asked, page) && asked.p[page.n] == '/')
        return 0;
    size_t first = str_find(str_sub(asked, 1, asked.n), '/') + 1; /* the first word with its '/' */
    struct str word = str_sub(asked, 0, first);
    if (word.n > PATH_COMPARED || page.n > PATH_COMPARED)
        return SIZE_MAX;
    size_t n = apart(word, page), whole = asked.n <= PATH_COMPARED ? apart(asked, page) : SIZE_MAX;
    n = whole < n ? whole : n;
    return n <= 1 + page.n / 4 ? n : SIZE_MAX;
}

/* A page that a person opens from nowhere: no hole, no file, and theirs to see, or to see once signed in. */
static bool is_page(const struct door *d, const struct door_route *route)
{
    struct str path = str_c(route->path);
    return route->view && path.n > 1 && str_find(path, '{') == path.n && str_find(path, '.') == path.n &&
           !str_eq(path, STR("/checkpoint")) && !str_starts(path, STR("/tour")) &&
           (d->who.actor.role == ROLE_NONE || door_may_view(d, route->view, d->who.actor.organ_id));
}

/* Puts a page into the list, nearest first, when it is among the nearest. */
static void put_near(struct door *d, struct tab near[NEAR_MAX + 1], size_t away[NEAR_MAX + 1], size_t *n,
                     const struct door_route *route, size_t how_far)
{
    size_t at = *n;
    for (; at > 0 && away[at - 1] > how_far; at--) {
        near[at] = near[at - 1];
        away[at] = away[at - 1];
    }
    near[at] = (struct tab){.label = door_text(d, arena_printf(d->a, "view.%s", route->view->name).p),
                            .url = str_c(route->path)};
    away[at] = how_far;
    *n = *n < NEAR_MAX ? *n + 1 : NEAR_MAX;
}

static void find_near(struct door *d, struct error_view *v)
{
    struct tab *near = ARENA_ARRAY(d->a, struct tab, NEAR_MAX + 1);
    size_t away[NEAR_MAX + 1];
    if (d->q->path.n < 2)
        return;
    for (size_t i = 0; i < WEB_ROUTES_COUNT; i++) {
        const struct door_route *route = &WEB_ROUTES[i];
        size_t how_far = is_page(d, route) ? distance(str_c(route->path), d->q->path) : SIZE_MAX;
        if (how_far != SIZE_MAX)
            put_near(d, near, away, &v->near_n, route, how_far);
    }
    v->near = near;
}

/* ---- what was typed ---- */

static bool is_secret(struct str name)
{
    return str_find_str(name, STR("password")) < name.n || str_eq(name, STR("again"));
}

/* Shown only when a page of ours sent it: what another site put into a form is not repeated here. It can be
 * sent once more when nothing of it is missing, by who is signed in. */
static void keep_typed(struct door *d, struct error_view *v)
{
    struct kept_field *kept = ARENA_ARRAY(d->a, struct kept_field, d->q->forms + 1);
    bool is_whole = true;
    if (d->q->method != HTTP_POST || !door_is_from_here(d))
        return;
    for (size_t i = 0; i < d->q->forms; i++) {
        const struct http_field *f = &d->q->form[i];
        if (str_eq(f->name, STR("csrf")) || str_eq(f->name, STR("idem")))
            continue;
        is_whole &= !is_secret(f->name) && !(f->is_file && f->filename.n);
        if (f->is_file)
            v->lost_file = f->filename.n ? f->filename : v->lost_file;
        else if (!is_secret(f->name) && f->value.n) {
            kept[v->kept_n] = (struct kept_field){v->kept_n + 1, f->name, f->value};
            v->kept_n++;
        }
    }
    v->kept = kept;
    if (is_whole && v->kept_n && d->route && d->route->csrf == CSRF_TOKEN && d->who.csrf.n)
        v->retry_url = d->q->target;
}

void web_error_page(struct door *d, const struct err *err)
{
    struct error_view v = {.status = d->r->status};
    web_frame(d, &v.shell, PLACE_NONE, TEXT(d, "error.title"));
    v.shell.notice = (struct str){0};
    v.text = err->text && v.status < 500 ? web_error_text(d, err) : (struct str){0};
    if (err->hint)
        v.hint = web_text(d, err->hint, str_c(err->arg[0]), str_c(err->arg[1]));
    v.request_id = arena_printf(d->a, "%" PRIu64, d->q->id);
    v.back_url = door_came_from(d);
    if (d->q->method == HTTP_GET && str_eq(v.back_url, d->q->target))
        v.back_url = (struct str){0}; /* a page that was loaded again leads to itself */
    if (d->route && (is_key(err, K("door.not_for_your_role")) || is_key(err, K("door.not_your_unit"))))
        say_who_may(d, &v);
    if (v.status == 403 && d->q->method == HTTP_POST && d->who.actor.role == ROLE_NONE &&
        door_is_from_here(d))
        v.sign_in_url = v.back_url.n ? door_sign_in_url(d, v.back_url) : STR("/login");
    if (v.sign_in_url.n)
        v.roles = v.own_roles = (struct str){0};
    if (v.status == 404 || v.status == 405)
        find_near(d, &v);
    bool may_again = is_key(err, K("door.form_is_stale")) || v.status == 503;
    keep_typed(d, &v);
    if (!may_again)
        v.retry_url = (struct str){0};
    page_error(&d->h, &v);
}
