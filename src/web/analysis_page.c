/* What the pages about a ranking share. */
#include "web/analysis_page.h"

#include <inttypes.h>
#include <stdlib.h>

#define NODES_SHOWN 12

enum rc analysis_open(struct door *d, struct analysis *ret, struct err *err)
{
    *ret = (struct analysis){.a = arena_new(LIMIT_REQUEST_ARENA_BYTES)};
    ASSERT(ret->a != NULL);
    enum rc rc = score_page_open(d, &ret->p, err);
    if (rc == RC_OK)
        rc = score_page_class(d, &ret->p, &ret->class_index, err);
    ret->sees_all = door_may_view(d, &view_unit_score, 0);
    return rc;
}

void analysis_release(struct analysis *q)
{
    score_page_release(&q->p);
    arena_freep(&q->a);
}

bool analysis_may_open(const struct door *d, const struct analysis *q, int unit)
{
    return door_may_view(d, &view_unit_score, q->p.open->organ_id[unit]);
}

bool analysis_may_ask(const struct analysis *q, int node)
{
    return q->sees_all || q->p.scheme->nodes[node].parent == 0;
}

struct str analysis_query(struct door *d, const struct score_page *p)
{
    if (!p->now)
        return p->query;
    return arena_printf(d->a, "%.*s&period=%.*s", STR_ARG(p->query),
                        STR_ARG(window_write(d->a, p->now->window)));
}

/* ---- the head ---- */

static const struct {
    struct str path;
    const char *title, *lead;
} PAGES[] = {{STR_INIT("/scores/try"), K("analysis.try"), K("analysis.try_lead")},
             {STR_INIT("/scores/firm"), K("analysis.firm"), K("analysis.firm_lead")},
             {STR_INIT("/scores/compare"), K("analysis.compare"), K("analysis.compare_lead")},
             {STR_INIT("/scores/check"), K("analysis.check"), K("analysis.check_lead")}};

static struct tab link_to(struct door *d, const struct score_page *p, struct str path, struct str label,
                          int class_index)
{
    return (struct tab){.label = label,
                        .url = arena_printf(d->a, "%.*s%.*s&class=%.*s", STR_ARG(path),
                                            STR_ARG(analysis_query(d, p)),
                                            STR_ARG(p->scheme->classes[class_index].id))};
}

const struct tab *analysis_kinds(struct door *d, const struct score_page *p, int class_index, int here,
                                 size_t *ret_n)
{
    struct tab *kinds = ARENA_ARRAY(d->a, struct tab, COUNT_OF(PAGES) + 1);
    kinds[0] = link_to(d, p, STR("/scores"), TEXT(d, "analysis.ranking"), class_index);
    for (size_t i = 0; i < COUNT_OF(PAGES); i++)
        kinds[i + 1] = link_to(d, p, PAGES[i].path, door_text(d, PAGES[i].title), class_index);
    kinds[here + 1].is_here = true;
    *ret_n = COUNT_OF(PAGES) + 1;
    return kinds;
}

void analysis_frame(struct door *d, const struct analysis *q, enum analysis_kind kind,
                    struct shell_view *shell, struct analysis_head_view *ret)
{
    const struct scheme *s = q->p.scheme;
    struct tab *classes = ARENA_ARRAY(d->a, struct tab, (size_t)s->classes_count + 1);
    for (int c = 0; c < s->classes_count; c++) {
        classes[c] = link_to(d, &q->p, PAGES[kind].path, s->classes[c].name, c);
        classes[c].is_here = c == q->class_index;
    }
    *ret = (struct analysis_head_view){
        .title = door_text(d, PAGES[kind].title),
        .lead = door_text(d, PAGES[kind].lead),
        .period = q->p.now && kind != ANALYSIS_COMPARE ? score_page_period(d, &q->p) : (struct str){0},
        .scheme_name = s->title,
        .scheme_url = arena_printf(d->a, "/schemes/%.*s/%" PRId64, STR_ARG(q->p.open->record.code),
                                   q->p.open->record.version),
        .classes = classes,
        .classes_n = (size_t)s->classes_count};
    ret->kinds = analysis_kinds(d, &q->p, q->class_index, (int)kind, &ret->kinds_n);
    if (kind != ANALYSIS_COMPARE)
        ret->periods = score_page_periods(d, &q->p, PAGES[kind].path, &ret->periods_n);
    web_frame(d, shell, PLACE_ANALYSIS, ret->title);
}

/* ---- before and after ---- */

struct moving {
    struct door *d;
    const struct analysis *q;
    const struct score_moves *m;
    const struct score_comparison *of;
};

static struct str rank_text(struct door *d, const struct score_result *r, int unit)
{
    return unit >= 0 && r->units[unit].rank ? arena_printf(d->a, "%d", r->units[unit].rank) : STR("—");
}

static struct str total_text(struct door *d, const struct score_result *r, int unit)
{
    return unit >= 0 && r->units[unit].has_total
               ? fixed_write(d->a, r->units[unit].total, r->scheme->nodes[0].digits)
               : STR("—");
}

static struct str grade_text(const struct score_result *r, int unit)
{
    int grade = unit >= 0 ? r->units[unit].grade : -1;
    return grade >= 0 ? r->scheme->grades[grade].name : STR("—");
}

static struct str node_text(struct door *d, const struct score_result *r, int node, int unit)
{
    if (node < 0 || unit < 0 || score_state(r, node, unit) != SCORE_PRESENT)
        return STR("—");
    return fixed_write(d->a, score_of(r, node, unit), r->scheme->nodes[node].digits);
}

static int rank_of(const struct score_moves *m, const struct score_move *u)
{
    int rank = u->after >= 0 ? m->after->units[u->after].rank : 0;
    return rank ? rank : INT32_MAX;
}

/* The unit of the scheme that the page is about; -1: it has no such unit. */
static int own_unit(const struct moving *w, const struct score_move *u)
{
    const struct scheme *s = u->after >= 0 ? w->m->after->scheme : w->m->before->scheme;
    return scheme_unit_find(w->q->p.scheme, s->units[u->after >= 0 ? u->after : u->before].id);
}

static bool is_of_class(const struct moving *w, const struct score_move *u)
{
    const struct scheme *s = u->after >= 0 ? w->m->after->scheme : w->m->before->scheme;
    int class_index = s->units[u->after >= 0 ? u->after : u->before].class_index;
    return str_eq(s->classes[class_index].id, w->q->p.scheme->classes[w->q->class_index].id);
}

static void fill_nodes(const struct moving *w, const struct score_move *u, int unit, struct moved_row *row)
{
    struct door *d = w->d;
    struct moved_node *out = ARENA_ARRAY(d->a, struct moved_node, NODES_SHOWN);
    size_t n = 0;
    for (int i = 0; i < u->nodes_count; i++) {
        const struct score_moved_node *k = &u->nodes[i];
        const struct scheme *s = k->after >= 0 ? w->m->after->scheme : w->m->before->scheme;
        int node = k->after >= 0 ? k->after : k->before;
        if (node == 0) /* the total has a column of its own */
            continue;
        if (n++ < NODES_SHOWN)
            out[n - 1] = (struct moved_node){.name = s->nodes[node].name,
                                             .before = node_text(d, w->m->before, k->before, u->before),
                                             .after = node_text(d, w->m->after, k->after, u->after)};
        if (n <= NODES_SHOWN && scheme_node_find(w->q->p.scheme, s->nodes[node].id) > 0)
            out[n - 1].url = arena_printf(d->a, "/scores/%" PRId64 "/%.*s%.*s", w->q->p.open->organ_id[unit],
                                          STR_ARG(s->nodes[node].id), STR_ARG(analysis_query(d, &w->q->p)));
    }
    row->nodes = out;
    row->nodes_n = n < NODES_SHOWN ? n : NODES_SHOWN;
    if (n)
        row->nodes_text = TEXT1(d, "moves.nodes", arena_printf(d->a, "%zu", n));
    if (n > NODES_SHOWN)
        row->nodes_more = TEXT1(d, "moves.more", arena_printf(d->a, "%zu", n - NODES_SHOWN));
}

static void put_part(const struct moving *w, struct moved_row *row, struct moved_part *out, struct str what,
                     int64_t delta)
{
    if (delta)
        out[row->parts_n++] = (struct moved_part){
            .what = what, .points = web_points(w->d, delta, w->of->digits, true), .is_minus = delta < 0};
}

static void fill_parts(const struct moving *w, int at, struct moved_row *row)
{
    const struct score_comparison *of = w->of;
    struct moved_part *out = ARENA_ARRAY(w->d->a, struct moved_part, (size_t)of->changes_count + 2);
    row->parts = out;
    for (int i = 0; i < of->changes_count; i++)
        if (of->changes[i].is_scored)
            put_part(w, row, out,
                     of->changes[i].kind == COMPARED_VALUES ? TEXT(w->d, "versus.values")
                                                            : of->changes[i].name,
                     of->changes[i].delta[at]);
    if (of->has_together)
        put_part(w, row, out, TEXT(w->d, "versus.together"), of->together[at]);
    put_part(w, row, out, TEXT(w->d, "versus.remainder"), of->remainder[at]);
}

static struct moved_row row_of(const struct moving *w, int at)
{
    struct door *d = w->d;
    const struct score_moves *m = w->m;
    const struct score_move *u = &m->units[at];
    const struct scheme *s = u->after >= 0 ? m->after->scheme : m->before->scheme;
    int unit = own_unit(w, u), digits;
    int64_t delta;
    bool may_open = unit >= 0 && analysis_may_open(d, w->q, unit);
    struct moved_row row = {.unit = s->units[u->after >= 0 ? u->after : u->before].name,
                            .rank_before = rank_text(d, m->before, u->before),
                            .rank = rank_text(d, m->after, u->after),
                            .total_before = total_text(d, m->before, u->before),
                            .total = total_text(d, m->after, u->after),
                            .grade_before = grade_text(m->before, u->before),
                            .grade = grade_text(m->after, u->after)};
    row.is_other_grade = !str_eq(row.grade_before, row.grade);
    row.is_mine = unit >= 0 && d->who.actor.organ_id && w->q->p.open->organ_id[unit] == d->who.actor.organ_id;
    if (u->before >= 0 && u->after >= 0 && m->before->units[u->before].rank &&
        m->after->units[u->after].rank) {
        row.has_last = true;
        row.moved = m->before->units[u->before].rank - m->after->units[u->after].rank;
    }
    if (score_move_delta(m, u, &delta, &digits) && delta) {
        row.delta = web_points(d, delta, digits, true);
        row.is_minus = delta < 0;
    }
    if (may_open) {
        row.url = score_page_link(d, &w->q->p, unit);
        fill_nodes(w, u, unit, &row);
        if (w->of)
            fill_parts(w, at, &row);
    }
    return row;
}

struct place_of {
    int at, rank;
};

static int by_rank(const void *x, const void *y)
{
    const struct place_of *a = x, *b = y;
    return a->rank != b->rank ? (a->rank < b->rank ? -1 : 1) : (a->at > b->at) - (a->at < b->at);
}

struct moves_view analysis_moves(struct door *d, const struct analysis *q, const struct score_moves *m,
                                 const struct score_comparison *of)
{
    struct moving w = {d, q, m, of};
    struct moves_view v = {.has_grades = m->before->scheme->grades_count || m->after->scheme->grades_count};
    struct place_of *order = ARENA_ARRAY(d->a, struct place_of, (size_t)m->units_count + 1);
    struct moved_row *rows = ARENA_ARRAY(d->a, struct moved_row, (size_t)m->units_count + 1);
    int totals = 0, ranks = 0, grades = 0;
    for (int i = 0; i < m->units_count; i++) {
        if (!is_of_class(&w, &m->units[i]))
            continue;
        order[v.rows_n++] = (struct place_of){i, rank_of(m, &m->units[i])};
        totals += m->units[i].total;
        ranks += m->units[i].rank;
        grades += m->units[i].grade;
    }
    qsort(order, v.rows_n, sizeof *order, by_rank);
    for (size_t i = 0; i < v.rows_n; i++) {
        rows[i] = row_of(&w, order[i].at);
        v.has_details |= rows[i].nodes_n > 0 || rows[i].parts_n > 0;
    }
    v.rows = rows;
    v.caption = q->p.scheme->classes[q->class_index].name;
    struct str n[] = {arena_printf(d->a, "%zu", v.rows_n), arena_printf(d->a, "%d", totals),
                      arena_printf(d->a, "%d", ranks), arena_printf(d->a, "%d", grades)};
    v.counts = text_fill(d->a, TEXT(d, "moves.counts"), n, COUNT_OF(n));
    return v;
}
