/* The first page: one sentence, then what this person can do here. A task is shown when its page is there and
 * open to them; neither the page nor this list decides that. */
#include <inttypes.h>

#include "web/score_page.h"
#include "web/tour.h"

static const struct {
    const char *path; /* as in routes.def */
    const char *icon, *title, *note;
} TASKS[] = {
    {"/scores", "scores", K("nav.scores"), K("home.scores")},
    {"/imports/new", "upload", K("home.hand_in_title"), K("home.hand_in")},
    {"/imports", "imports", K("nav.imports"), K("home.imports")},
    {"/schemes", "schemes", K("nav.schemes"), K("home.schemes")},
    {"/publications", "check", K("home.publish_title"), K("home.publish")},
    {"/past", "file", K("nav.past"), K("home.past")},
    {"/accounts", "accounts", K("nav.accounts"), K("home.accounts")},
    {"/permits", "lock", K("nav.permits"), K("home.permits")},
    {"/organs", "organs", K("nav.organs"), K("home.organs")},
    {"/ledger", "ledger", K("nav.ledger"), K("home.ledger")},
    {"/public", "eye", K("home.public_title"), K("home.public")},
    {"/login", "person", K("shell.login"), K("home.login")},
    {"/about", "about", K("nav.about"), K("home.about")},
};

static bool is_open(struct door *d, const char *path)
{
    if (strcmp(path, "/login") == 0)
        return d->who.actor.role == ROLE_NONE;
    for (size_t i = 0; i < WEB_ROUTES_COUNT; i++)
        if (WEB_ROUTES[i].method == HTTP_GET && strcmp(WEB_ROUTES[i].path, path) == 0)
            return door_may_view(d, WEB_ROUTES[i].view, d->who.actor.organ_id);
    return false;
}

static void fill_tasks(struct door *d, struct home_view *v)
{
    struct home_task *tasks = ARENA_ARRAY(d->a, struct home_task, COUNT_OF(TASKS));
    for (size_t i = 0; i < COUNT_OF(TASKS); i++)
        if (is_open(d, TASKS[i].path))
            tasks[v->tasks_n++] = (struct home_task){.icon = str_c(TASKS[i].icon),
                                                     .title = door_text(d, TASKS[i].title),
                                                     .note = door_text(d, TASKS[i].note),
                                                     .url = str_c(TASKS[i].path)};
    v->tasks = tasks;
}

/* Of the own unit: what it got and where it stands. */
static void say_unit(struct door *d, const struct score_page *p, int unit, struct home_view *v)
{
    const struct score_unit *now = &p->now->units[unit];
    const struct unit_class *class = &p->scheme->classes[p->scheme->units[unit].class_index];
    if (!now->has_total || now->rank == 0)
        return;
    struct str place[] = {class->name, web_number(d, now->ranked), web_number(d, now->rank)};
    struct str arg[] = {score_unit_name(p, unit), score_page_period(d, p),
                        web_points(d, now->total, p->scheme->nodes[0].digits, false),
                        text_fill(d->a, TEXT(d, "home.place"), place, COUNT_OF(place))};
    v->sentence = text_fill(d->a, TEXT(d, "home.unit"), arg, COUNT_OF(arg));
    v->url = score_page_link(d, p, unit);
    v->url_text = TEXT(d, "home.unit_link");
}

static void say_city(struct door *d, const struct score_page *p, struct home_view *v)
{
    int64_t ranked = 0;
    for (int u = 0; u < p->scheme->units_count; u++)
        ranked += p->now->units[u].rank > 0;
    v->sentence = TEXT2(d, "home.city", score_page_period(d, p), web_number(d, ranked));
    v->url = STR("/scores");
    v->url_text = TEXT(d, "home.city_link");
}

/* What a person who sees results wants to know first; without results the words of the role stay. */
static enum rc fill_sentence(struct door *d, struct home_view *v, struct err *err)
{
    struct score_page p CLEANUP(score_page_release) = {0};
    int unit;
    v->sentence = d->who.actor.role == ROLE_NONE ? TEXT1(d, "home.nobody", d->app->city)
                                                 : TEXT1(d, "home.somebody", v->shell.user_role);
    if (!door_may_view(d, &view_scores, 0))
        return RC_OK;
    enum rc rc = score_page_open(d, &p, err);
    if (rc == RC_NOT_FOUND) {
        v->sentence = TEXT(d, "home.no_scheme");
        return RC_OK;
    }
    if (rc != RC_OK || !p.now)
        return rc;
    if (d->who.actor.organ_id && door_may_view(d, &view_unit_score, d->who.actor.organ_id) &&
        score_page_unit(d, &p, d->who.actor.organ_id, &unit, err) == RC_OK)
        say_unit(d, &p, unit, v);
    else
        say_city(d, &p, v);
    return RC_OK;
}

enum rc handle_home(struct door *d, struct err *err)
{
    struct home_view v = {.tasks_n = 0};
    web_frame(d, &v.shell, PLACE_HOME, TEXT(d, "home.title"));
    enum rc rc = fill_sentence(d, &v, err);
    if (rc == RC_OK && d->app->is_demo && d->who.actor.role == ROLE_NONE)
        rc = demo_cards(d, &v.cards, &v.cards_n, err);
    if (rc != RC_OK)
        return rc;
    if (d->app->is_demo && v.shell.tour.stop == 0)
        v.tour_url = STR("/tour/1");
    fill_tasks(d, &v);
    page_home(&d->h, &v);
    return RC_OK;
}
