/* Stops are addresses: who may open one is what the route's door says, so the tour knows no permission. */
#include "web/tour.h"

#include <inttypes.h>

#include "domain/organ.h"

#define UNIT_OF_THE_TOUR STR("市住建局") /* whose story the second and third stop tell (demo/README.md) */
#define TABLE_URL "/tour/table"

static const struct {
    const char *route; /* as in routes.def: whether one is there */
    const char *path;  /* {organ}: the unit of the tour */
    const char *title, *text;
    enum role role; /* who sees it best; ROLE_NONE: everybody */
    bool has_table;
} STOPS[] = {
    {"/scores", "/scores?class=二类", K("tour.ranking"), K("tour.ranking_text"), ROLE_PERF_OFFICE, false},
    {"/scores/{organ}", "/scores/{organ}", K("tour.unit"), K("tour.unit_text"), ROLE_PERF_OFFICE, false},
    {"/scores/{organ}/{node}", "/scores/{organ}/node", K("tour.number"), K("tour.number_text"),
     ROLE_PERF_OFFICE, false},
    {"/imports/new", "/imports/new", K("tour.table"), K("tour.table_text"), ROLE_PERF_OFFICE, true},
    {"/publications", "/publications", K("tour.publish"), K("tour.publish_text"), ROLE_PERF_OFFICE, false},
    {"/public", "/public", K("tour.public"), K("tour.public_text"), ROLE_NONE, false},
};

static const struct door_route *route_at(const char *path)
{
    for (size_t i = 0; i < WEB_ROUTES_COUNT; i++)
        if (WEB_ROUTES[i].method == HTTP_GET && strcmp(WEB_ROUTES[i].path, path) == 0)
            return &WEB_ROUTES[i];
    return NULL;
}

struct str demo_login_of(struct door *d, enum role role)
{
    struct account_list list;
    struct err unused;
    if (!d->app->is_demo || !d->db ||
        account_list_load(d->db, d->a, kernel_tenant(d->app->kernel), d->day, &list, &unused) != RC_OK)
        return (struct str){0};
    for (size_t i = 0; i < list.n; i++)
        if (!list.account[i].is_closed && list.account[i].roles && list.account[i].role[0] == role)
            return list.account[i].login;
    return (struct str){0};
}

static struct str stop_url(struct door *d, size_t stop) { return arena_printf(d->a, "/tour/%zu", stop); }

/* The next stop from i in steps of `by` whose page this program has; n = 0 at the ends. */
static struct str neighbour_url(struct door *d, size_t i, int by)
{
    for (size_t k = i + (size_t)by; k < COUNT_OF(STOPS); k += (size_t)by)
        if (route_at(STOPS[k].route))
            return stop_url(d, k + 1);
    return (struct str){0};
}

void tour_fill(struct door *d, struct tour_view *ret)
{
    int64_t stop = 0;
    *ret = (struct tour_view){.stops = (int)COUNT_OF(STOPS)};
    if (!d->app->is_demo || !str_to_i64(http_cookie(d->q, STR("kc_tour")), &stop) || stop < 1 ||
        stop > (int64_t)COUNT_OF(STOPS))
        return;
    size_t i = (size_t)stop - 1;
    const struct door_route *route = route_at(STOPS[i].route);
    ret->stop = (int)stop;
    ret->title = door_text(d, STOPS[i].title);
    ret->text = door_text(d, STOPS[i].text);
    if (d->route != route || !route)
        ret->stop_url = stop_url(d, i + 1);
    ret->prev_url = neighbour_url(d, i, -1);
    ret->next_url = neighbour_url(d, i, 1);
    if (STOPS[i].has_table && d->app->demo_table.n)
        ret->file_url = STR(TABLE_URL);
    if (route && !door_may_view(d, route->view, 0)) {
        ret->login = demo_login_of(d, STOPS[i].role);
        ret->role = door_text(d, role_text(STOPS[i].role));
        ret->stop_url = (struct str){0};
    }
}

static enum rc path_of_stop(struct door *d, size_t i, struct str *ret, struct err *err)
{
    struct str path = str_c(STOPS[i].path);
    size_t hole = str_find_str(path, STR("{organ}"));
    *ret = path;
    if (hole == path.n)
        return RC_OK;
    struct organ_book book;
    enum rc rc = organ_book_load(d->db, d->a, kernel_tenant(d->app->kernel), d->day, &book, err);
    const struct organ *organ = rc == RC_OK ? organ_by_name(&book, UNIT_OF_THE_TOUR) : NULL;
    if (rc == RC_OK && !organ)
        return FAIL(err, RC_NOT_FOUND, "door.no_such_page", "the unit of the tour is not registered");
    if (rc == RC_OK)
        *ret = arena_printf(d->a, "%.*s%" PRId64 "%.*s", (int)hole, path.p, organ->organ_id,
                            STR_ARG(str_sub(path, hole + 7, path.n)));
    return rc;
}

enum rc handle_tour(struct door *d, struct err *err)
{
    struct str word = door_param(d, STR("stop")), path;
    int64_t stop;
    if (!d->app->is_demo)
        return FAIL(err, RC_NOT_FOUND, "door.no_such_page", "not a demo");
    if (str_eq(word, STR("end"))) {
        door_keep(d, STR("kc_tour"), (struct str){0});
        door_see(d, STR("/"));
        return RC_OK;
    }
    if (!str_to_i64(word, &stop) || stop < 1 || stop > (int64_t)COUNT_OF(STOPS))
        return FAIL(err, RC_NOT_FOUND, "door.no_such_page", "no such stop");
    size_t i = (size_t)stop - 1;
    const struct door_route *route = route_at(STOPS[i].route);
    if (!route)
        return FAIL(err, RC_NOT_FOUND, "door.no_such_page", "the page of the stop is not there");
    enum rc rc = path_of_stop(d, i, &path, err);
    if (rc != RC_OK)
        return rc;
    /* The last stop is the public's own page, the same for everybody and without a bar: there the tour ends.
     */
    bool is_last = i + 1 == COUNT_OF(STOPS);
    door_keep(d, STR("kc_tour"), is_last ? (struct str){0} : arena_printf(d->a, "%" PRId64, stop));
    bool may_see = door_may_view(d, route->view, 0);
    door_see(d, may_see ? path : arena_printf(d->a, "/login?next=/tour/%" PRId64, stop));
    return RC_OK;
}

/* The table that waits in the inbox, so that a visitor can hand it in. */
enum rc handle_tour_table(struct door *d, struct err *err)
{
    if (d->app->demo_table.n == 0)
        return FAIL(err, RC_NOT_FOUND, "door.no_such_page", "no table waits");
    d->r->type = str_ends(d->app->demo_table_name, STR(".xlsx"))
                     ? STR("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
                     : STR("text/csv; charset=utf-8");
    http_reply_header(d->r, STR("Content-Disposition"),
                      str_ends(d->app->demo_table_name, STR(".xlsx"))
                          ? STR("attachment; filename=\"songyue-2026-10.xlsx\"")
                          : STR("attachment; filename=\"songyue-2026-10.csv\""));
    buf_put(d->r->body, d->app->demo_table);
    return RC_OK;
}
