/* One unit: from full marks to the score, where each point went, and how it came here. */
#include <inttypes.h>
#include <stdlib.h>

#include "web/export.h"
#include "web/past.h"
#include "web/unit_page.h"

/* ---- the tree ---- */

/* What a veto found, in its own words: the score alone does not show it. */
static struct str veto_note(const struct unit_page *u, int node)
{
    const struct score_explanation *e;
    struct err unused;
    if (u->p->scheme->nodes[node].method != METHOD_VETO ||
        score_explain(u->p->now, node, u->unit, u->d->a, &e, &unused) != RC_OK || e->steps_count == 0)
        return (struct str){0};
    return unit_line_text(u->d, &e->steps[e->steps_count - 1]);
}

/* Parents first, children in the order of the scheme. */
static void walk_nodes(const struct unit_page *u, int node, struct node_row *rows, size_t *n)
{
    const struct score_page *p = u->p;
    for (int c = p->scheme->nodes[node].first_child; c >= 0; c = p->scheme->nodes[c].next) {
        if (!p->scheme->nodes[c].is_in[p->scheme->units[u->unit].class_index])
            continue;
        rows[*n] = unit_node_row(u, c);
        if (rows[*n].note.n == 0)
            rows[*n].note = veto_note(u, c);
        (*n)++;
        walk_nodes(u, c, rows, n);
    }
}

/* ---- plus and minus: every row with its event ---- */

/* The score room writes "-0.5" and "1"; pages say −0.5 and +1. */
static struct str with_sign(struct door *d, struct str points)
{
    if (points.n && points.p[0] == '-')
        return arena_printf(d->a, "−%.*s", STR_ARG(str_sub(points, 1, points.n)));
    return arena_printf(d->a, "+%.*s", STR_ARG(points));
}

static enum rc fill_adjusts(struct door *d, const struct score_page *p, int unit, struct unit_view *v,
                            struct err *err)
{
    const struct scheme *s = p->scheme;
    struct adjust_row *rows = ARENA_ARRAY(d->a, struct adjust_row, 200);
    enum rc rc = RC_OK;
    v->adjusts = rows;
    for (int node = 0; node < s->nodes_count && rc == RC_OK; node++) {
        const struct score_explanation *e;
        if (s->nodes[node].role != ROLE_EXTRA || s->nodes[node].method == METHOD_NONE)
            continue;
        rc = score_explain(p->now, node, unit, d->a, &e, err);
        for (int i = 0; rc == RC_OK && i < e->events_count && v->adjusts_n < 200; i++) {
            const struct event_row *row = e->events[i].row;
            struct value_origin origin;
            int64_t n = 0;
            for (const struct event_row *r =
                     values_events(results_values(p->results), s->nodes[node].measure, unit);
                 r && r != row; r = r->next)
                n += r->month == row->month;
            struct adjust_row *out = &rows[v->adjusts_n++];
            *out = (struct adjust_row){.name = row->e.item,
                                       .points = e->events[i].counted ? with_sign(d, e->events[i].points)
                                                                      : STR("0"),
                                       .is_minus = e->events[i].points.n && e->events[i].points.p[0] == '-',
                                       .basis = row->e.basis,
                                       .day = web_period(d, (struct window){row->month, 1})};
            if (results_origin(p->results, unit, s->nodes[node].measure, row->month, n, &origin)) {
                out->entry = arena_printf(d->a, "%" PRId64, origin.import_id);
                out->entry_url = arena_printf(d->a, "/ledger/%" PRId64, origin.import_id);
            }
        }
    }
    return rc;
}

/* ---- history ---- */

static enum rc fill_history(struct door *d, const struct score_page *p, int unit, struct unit_view *v,
                            struct err *err)
{
    size_t n = results_windows(p->results);
    const struct unit_class *c = &p->scheme->classes[p->scheme->units[unit].class_index];
    struct history_point *points = ARENA_ARRAY(d->a, struct history_point, n + 1);
    struct bump_line *lines = ARENA_ARRAY(d->a, struct bump_line, (size_t)c->units_count + 1);
    int *ranks = ARENA_ARRAY(d->a, int, (size_t)c->units_count *n + 1);
    for (size_t w = 0; w < n; w++) {
        const struct score_result *r;
        enum rc rc = results_compute(p->results, w, &r, err);
        if (rc != RC_OK)
            return rc;
        const struct score_unit *u = &r->units[unit];
        points[w] = (struct history_point){
            .period = web_period(d, r->window),
            .total = u->has_total ? fixed_write(d->a, u->total, p->scheme->nodes[0].digits) : STR("—"),
            .rank = u->rank ? arena_printf(d->a, "%d", u->rank) : STR("—"),
            .url = arena_printf(d->a, "/scores/%" PRId64 "%.*s&period=%.*s", p->open->organ_id[unit],
                                STR_ARG(p->query), STR_ARG(window_write(d->a, r->window))),
            .is_here = w == p->window};
        for (int i = 0; i < c->units_count; i++)
            ranks[(size_t)i * n + w] = r->units[c->first_unit + i].rank;
    }
    for (int i = 0; i < c->units_count; i++)
        lines[i] = (struct bump_line){.organ = score_unit_name(p, c->first_unit + i),
                                      .ranks = &ranks[(size_t)i * n],
                                      .ranks_n = n,
                                      .is_here = c->first_unit + i == unit};
    v->history = points;
    v->history_n = n;
    v->lines = lines;
    v->lines_n = (size_t)c->units_count;
    return RC_OK;
}

/* ---- the sentence: where it stands and where most was lost ---- */

static void fill_sentence(struct door *d, struct unit_view *v)
{
    const struct waterfall_row *most = NULL, *next = NULL;
    struct phrase *out = ARENA_ARRAY(d->a, struct phrase, 6);
    for (size_t i = 0; i < v->waterfall_n; i++) {
        const struct waterfall_row *row = &v->waterfall[i];
        if (row->kind != WATERFALL_LOSS || row->url.n == 0)
            continue;
        if (!most || row->from - row->to > most->from - most->to) {
            next = most;
            most = row;
        } else if (!next || row->from - row->to > next->from - next->to) {
            next = row;
        }
    }
    v->sentence = out;
    if (!most)
        return;
    out[v->sentence_n++] = (struct phrase){.text = TEXT(d, "unit.say_most")};
    out[v->sentence_n++] = (struct phrase){.text = most->label, .url = most->url};
    out[v->sentence_n++] = (struct phrase){.text = TEXT1(d, "unit.say_points", most->text)};
    if (next) {
        out[v->sentence_n++] = (struct phrase){.text = TEXT(d, "unit.say_next")};
        out[v->sentence_n++] = (struct phrase){.text = next->label, .url = next->url};
        out[v->sentence_n++] = (struct phrase){.text = TEXT1(d, "unit.say_points", next->text)};
    }
}

/* ---- the page ---- */

static void fill_head(struct door *d, const struct score_page *p, int unit, const struct organ *organ,
                      struct unit_view *v)
{
    const struct scheme *s = p->scheme;
    const struct unit_class *class = &s->classes[s->units[unit].class_index];
    const struct score_unit *now = &p->now->units[unit], *last = p->last ? &p->last->units[unit] : NULL;
    struct str period = window_write(d->a, p->now->window);
    v->organ = score_unit_name(p, unit);
    v->organ_full = organ ? organ->name : v->organ;
    v->class_name = class->name;
    v->class_url = arena_printf(d->a, "/scores%.*s&period=%.*s&class=%.*s", STR_ARG(p->query),
                                STR_ARG(period), STR_ARG(class->id));
    v->period = score_page_period(d, p);
    v->scheme_name = s->title;
    v->scheme_url =
        arena_printf(d->a, "/schemes/%.*s/%" PRId64, STR_ARG(p->open->record.code), p->open->record.version);
    v->full = score_dec(d->a, s->nodes[0].full[s->units[unit].class_index]);
    v->total = now->has_total ? fixed_write(d->a, now->total, s->nodes[0].digits) : STR("—");
    v->rank = now->rank ? arena_printf(d->a, "%d", now->rank) : STR("—");
    v->ranked = (size_t)now->ranked;
    v->grade = now->grade >= 0 ? s->grades[now->grade].name : (struct str){0};
    if (last && last->rank && now->rank) {
        v->has_last = true;
        v->moved = last->rank - now->rank;
        v->last_period = web_period_short(d, p->last->window);
        v->last_rank = arena_printf(d->a, "%d", last->rank);
        v->last_total = fixed_write(d->a, last->total, s->nodes[0].digits);
    }
    v->computed_at = web_instant(d, d->now_ms);
    v->csv_url = arena_printf(d->a, "/scores.csv%.*s&period=%.*s", STR_ARG(p->query), STR_ARG(period));
}

enum rc handle_unit_score(struct door *d, struct err *err)
{
    struct score_page p CLEANUP(score_page_release) = {0};
    struct organ_book book;
    struct unit_view v = {0};
    int unit = 0;
    enum rc rc = score_page_open(d, &p, err);
    if (rc == RC_OK)
        rc = score_page_unit(d, &p, d->target.organ_id, &unit, err);
    if (rc == RC_OK && !p.now)
        rc = FAIL(err, RC_NOT_FOUND, "score.no_values_yet", "no window");
    if (rc == RC_OK)
        rc = organ_book_load(d->db, d->a, d->who.actor.tenant_id, d->day, &book, err);
    if (rc != RC_OK)
        return rc;
    const struct unit_page u = {.d = d, .p = &p, .unit = unit};
    web_frame(d, &v.shell, PLACE_SCORES, score_unit_name(&p, unit));
    fill_head(d, &p, unit, organ_by_id(&book, d->target.organ_id), &v);
    v.periods =
        score_page_periods(d, &p, arena_printf(d->a, "/scores/%" PRId64, d->target.organ_id), &v.periods_n);
    rc = unit_fill_falls(&u, &v, err);
    if (rc == RC_OK)
        rc = unit_fill_gains(&u, &v, err);
    if (rc == RC_OK)
        rc = fill_adjusts(d, &p, unit, &v, err);
    if (rc == RC_OK)
        rc = fill_history(d, &p, unit, &v, err);
    if (rc == RC_OK)
        rc = web_unit_past(d, d->target.organ_id, &v.past, err);
    if (rc != RC_OK)
        return rc;
    fill_sentence(d, &v);
    struct node_row *rows = ARENA_ARRAY(d->a, struct node_row, (size_t)p.scheme->nodes_count + 1);
    walk_nodes(&u, 0, rows, &v.nodes_n);
    v.nodes = rows;
    if (listing_is_asked(d))
        return export_unit(d, &v, err);
    page_unit(&d->h, &v);
    return RC_OK;
}
