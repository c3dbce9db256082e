/* One unit: from full marks to the score, where each point went, and how it came here. */
#include <inttypes.h>
#include <stdlib.h>

#include "web/export.h"
#include "web/past.h"
#include "web/score_page.h"

/* ---- waterfall ---- */

struct fall {
    struct door *d;
    const struct score_page *p;
    int unit;
    struct waterfall_row *row;
    size_t n, cap;
    int64_t at; /* running sum, in SCORE_SCALE_DIGITS */
    enum rc rc;
    struct err *err;
};

static struct str node_link(struct fall *f, int node)
{
    struct str unit = score_page_link(f->d, f->p, f->unit);
    size_t query = str_find(unit, '?');
    return arena_printf(f->d->a, "%.*s/%.*s%.*s", STR_ARG(str_sub(unit, 0, query)),
                        STR_ARG(f->p->scheme->nodes[node].id), STR_ARG(str_sub(unit, query, unit.n)));
}

static void fall_step(struct fall *f, struct str label, struct str url, int64_t delta, int digits)
{
    if (delta == 0 || f->n == f->cap)
        return;
    int64_t scaled = score_scaled(delta, digits);
    f->row[f->n++] = (struct waterfall_row){.label = label,
                                            .url = url,
                                            .text = web_points(f->d, delta, digits, true),
                                            .kind = delta < 0 ? WATERFALL_LOSS : WATERFALL_GAIN,
                                            .from = f->at,
                                            .to = f->at + scaled};
    f->at += scaled;
}

/* The steps of a node; a child that is itself a sum is opened one level further, so that people see
 * dimensions and not only the three components. */
static void fall_node(struct fall *f, int node, bool opens)
{
    const struct scheme *s = f->p->scheme;
    const struct score_waterfall *w;
    if (f->rc == RC_OK)
        f->rc = score_waterfall(f->p->now, node, f->unit, f->d->a, &w, f->err);
    if (f->rc != RC_OK || !w->has_score)
        return;
    for (int i = 0; i < w->bars_count; i++) {
        const struct score_bar *bar = &w->bars[i];
        if (bar->node < 0) {
            fall_step(f, door_text(f->d, bar->text), (struct str){0}, bar->delta, w->digits);
            continue;
        }
        const struct node *child = &s->nodes[bar->node];
        bool is_sum =
            child->method == METHOD_NONE && child->combine == COMBINE_SUM && child->role == ROLE_PART;
        if (opens && is_sum && s->nodes[node].combine == COMBINE_SUM)
            fall_node(f, bar->node, false);
        else
            fall_step(f, child->name, node_link(f, bar->node), bar->delta, w->digits);
    }
}

static enum rc fill_waterfall(struct door *d, const struct score_page *p, int unit, struct unit_view *v,
                              struct err *err)
{
    const struct scheme *s = p->scheme;
    const struct score_waterfall *w;
    enum rc rc = score_waterfall(p->now, 0, unit, d->a, &w, err);
    if (rc != RC_OK || !w->has_score)
        return rc;
    struct fall f = {.d = d, .p = p, .unit = unit, .cap = (size_t)s->nodes_count * 2 + 8, .err = err};
    f.row = ARENA_ARRAY(d->a, struct waterfall_row, f.cap + 2);
    f.at = score_scaled(w->full, w->digits);
    f.row[f.n++] = (struct waterfall_row){.label = TEXT(d, "unit.full"),
                                          .text = fixed_write_short(d->a, w->full, w->digits),
                                          .kind = WATERFALL_TOTAL,
                                          .to = f.at};
    fall_node(&f, 0, true);
    f.row[f.n++] = (struct waterfall_row){.label = TEXT(d, "scores.total"),
                                          .text = fixed_write(d->a, w->score, w->digits),
                                          .kind = WATERFALL_TOTAL,
                                          .to = score_scaled(w->score, w->digits)};
    v->waterfall = f.row;
    v->waterfall_n = f.n;
    v->full = fixed_write_short(d->a, w->full, w->digits);
    return f.rc;
}

/* ---- the tree ---- */

struct class_stat {
    int64_t mean; /* scaled by the node's digits, rounded down: for reading beside the score */
    int rank, n;
    bool has_mean;
};

static struct class_stat stat_of(const struct score_page *p, int node, int unit)
{
    const struct unit_class *c = &p->scheme->classes[p->scheme->units[unit].class_index];
    struct class_stat stat = {.rank = 1};
    int64_t sum = 0, own = score_of(p->now, node, unit);
    for (int u = c->first_unit; u < c->first_unit + c->units_count; u++) {
        if (score_state(p->now, node, u) != SCORE_PRESENT)
            continue;
        sum += score_of(p->now, node, u);
        stat.n++;
        stat.rank += score_of(p->now, node, u) > own;
    }
    stat.has_mean = stat.n > 1;
    stat.mean = stat.n ? sum / stat.n : 0;
    return stat;
}

static struct node_row fill_node(struct door *d, const struct score_page *p, struct fall *links, int unit,
                                 int node)
{
    const struct node *n = &p->scheme->nodes[node];
    int class = p->scheme->units[unit].class_index, digits = p->scheme->nodes[node].digits;
    struct dec full = n->full[class];
    enum score_state state = score_state(p->now, node, unit);
    struct node_row row = {.name = n->name,
                           .url = node_link(links, node),
                           .depth = n->depth - 1,
                           .full = n->role == ROLE_PART ? score_dec(d->a, full) : (struct str){0},
                           .score = STR("—"),
                           .of = n->role == ROLE_PART ? score_scaled(full.units, full.digits) : 0,
                           .mean_at = -1};
    if (state != SCORE_PRESENT) {
        row.note = door_text(d, score_state_text(state));
        return row;
    }
    int64_t score = score_of(p->now, node, unit), got = score_scaled(score, digits);
    struct class_stat stat = stat_of(p, node, unit);
    row.score = web_points(d, score, digits, n->role == ROLE_EXTRA);
    row.got = got;
    if (n->role == ROLE_PART && got < row.of)
        row.lost = web_points(d, got - row.of, SCORE_SCALE_DIGITS, true);
    if (row.lost.n) { /* as short as the digits of the node allow */
        int64_t lost = row.of - got;
        for (int k = digits > full.digits ? digits : full.digits; k < SCORE_SCALE_DIGITS; k++)
            lost /= 10;
        row.lost = web_points(d, -lost, digits > full.digits ? digits : full.digits, true);
    }
    if (stat.has_mean) {
        row.mean = fixed_write(d->a, stat.mean, digits);
        row.mean_at = score_scaled(stat.mean, digits);
        row.rank = arena_printf(d->a, "%d/%d", stat.rank, stat.n);
    }
    return row;
}

static struct str line_text(struct door *d, const struct score_line *line)
{
    return line->text ? text_fill(d->a, door_text(d, line->text), line->arg, (size_t)line->args)
                      : (struct str){0};
}

/* What a veto found, in its own words: the score alone does not show it. */
static struct str veto_note(struct door *d, const struct score_page *p, int unit, int node)
{
    const struct score_explanation *e;
    struct err unused;
    if (p->scheme->nodes[node].method != METHOD_VETO ||
        score_explain(p->now, node, unit, d->a, &e, &unused) != RC_OK || e->steps_count == 0)
        return (struct str){0};
    return line_text(d, &e->steps[e->steps_count - 1]);
}

/* Parents first, children in the order of the scheme. */
static void walk_nodes(struct door *d, const struct score_page *p, struct fall *links, int unit, int node,
                       struct node_row *rows, size_t *n)
{
    for (int c = p->scheme->nodes[node].first_child; c >= 0; c = p->scheme->nodes[c].next) {
        if (!p->scheme->nodes[c].is_in[p->scheme->units[unit].class_index])
            continue;
        rows[*n] = fill_node(d, p, links, unit, c);
        if (rows[*n].note.n == 0)
            rows[*n].note = veto_note(d, p, unit, c);
        (*n)++;
        walk_nodes(d, p, links, unit, c, rows, n);
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
    web_frame(d, &v.shell, PLACE_SCORES, score_unit_name(&p, unit));
    fill_head(d, &p, unit, organ_by_id(&book, d->target.organ_id), &v);
    v.periods =
        score_page_periods(d, &p, arena_printf(d->a, "/scores/%" PRId64, d->target.organ_id), &v.periods_n);
    rc = fill_waterfall(d, &p, unit, &v, err);
    if (rc == RC_OK)
        rc = fill_adjusts(d, &p, unit, &v, err);
    if (rc == RC_OK)
        rc = fill_history(d, &p, unit, &v, err);
    if (rc == RC_OK)
        rc = web_unit_past(d, d->target.organ_id, &v.past, err);
    if (rc != RC_OK)
        return rc;
    fill_sentence(d, &v);
    struct fall links = {.d = d, .p = &p, .unit = unit};
    struct node_row *rows = ARENA_ARRAY(d->a, struct node_row, (size_t)p.scheme->nodes_count + 1);
    walk_nodes(d, &p, &links, unit, 0, rows, &v.nodes_n);
    v.nodes = rows;
    if (listing_is_asked(d))
        return export_unit(d, &v, err);
    page_unit(&d->h, &v);
    return RC_OK;
}

/* ---- one number ---- */

static void fill_crumbs(struct door *d, const struct score_page *p, struct fall *links, int unit, int node,
                        struct indicator_view *v)
{
    struct crumb *crumbs = ARENA_ARRAY(d->a, struct crumb, LIMIT_SCHEME_DEPTH + 4);
    int way[LIMIT_SCHEME_DEPTH + 1], n = 0;
    crumbs[v->crumbs_n++] =
        (struct crumb){TEXT(d, "scores.title"),
                       arena_printf(d->a, "/scores%.*s&period=%.*s&class=%.*s", STR_ARG(p->query),
                                    STR_ARG(window_write(d->a, p->now->window)),
                                    STR_ARG(p->scheme->classes[p->scheme->units[unit].class_index].id))};
    crumbs[v->crumbs_n++] = (struct crumb){score_unit_name(p, unit), score_page_link(d, p, unit)};
    for (int at = p->scheme->nodes[node].parent; at > 0 && n < LIMIT_SCHEME_DEPTH;
         at = p->scheme->nodes[at].parent)
        way[n++] = at;
    while (n-- > 0)
        crumbs[v->crumbs_n++] = (struct crumb){p->scheme->nodes[way[n]].name, node_link(links, way[n])};
    crumbs[v->crumbs_n++] = (struct crumb){p->scheme->nodes[node].name, {0}};
    v->crumbs = crumbs;
}

static void add_input(struct door *d, const struct score_page *p, int unit, const struct score_input *in,
                      const struct score_period_value *value, int64_t n, struct input_row *out)
{
    const struct measure *m = &p->scheme->measures[in->measure];
    struct value_origin origin;
    *out = (struct input_row){.measure = m->name,
                              .period = web_period(d, value->period),
                              .value = value->is_missing ? (struct str){0} : value->value,
                              .unit = m->unit_name,
                              .is_used = !value->is_missing};
    if (!results_origin(p->results, unit, in->measure, value->period.first, n, &origin))
        return;
    out->by = origin.by_label.n ? origin.by_label : TEXT(d, "role.system");
    out->at = web_instant(d, origin.at_ms);
    out->entry = arena_printf(d->a, "%" PRId64, origin.import_id);
    out->entry_url = arena_printf(d->a, "/ledger/%" PRId64, origin.import_id);
    out->source = TEXT1(d, "indicator.import", out->entry);
    out->source_url = door_may_view(d, &view_imports_all, 0)
                          ? arena_printf(d->a, "/imports/%" PRId64, origin.import_id)
                          : (struct str){0};
}

/* What a row of ballots or events says, in a few words: 群众 · 满意; 省级通报批评 · 云督通〔2026〕39 号. */
static struct str words_of(struct door *d, struct str a, struct str b)
{
    if (a.n && b.n)
        return arena_printf(d->a, "%.*s · %.*s", STR_ARG(a), STR_ARG(b));
    return a.n ? a : b;
}

static bool is_counted(const struct score_page *p, int measure, int month)
{
    struct window w = measure_window(&p->scheme->measures[measure], p->now->counted);
    return month >= w.first && month < w.first + w.months;
}

static void add_row(struct door *d, const struct score_page *p, int unit, int measure, int month, int64_t n,
                    struct str words, struct str value, struct input_row *out)
{
    const struct measure *m = &p->scheme->measures[measure];
    struct score_input in = {.measure = measure};
    struct score_period_value period = {.period = window_of(m->per, month), .value = value};
    add_input(d, p, unit, &in, &period, n, out);
    out->measure = words.n ? words : m->name;
}

#define ROWS_OF_ONE_MEASURE 200

static void add_ballots(struct door *d, const struct score_page *p, int unit, int node, int measure,
                        struct indicator_view *v, struct input_row *rows)
{
    const struct measure *m = &p->scheme->measures[measure];
    int64_t n = 0;
    int month = -1;
    for (const struct ballot_row *r = values_ballots(results_values(p->results), measure, unit);
         r && v->inputs_n < ROWS_OF_ONE_MEASURE; r = r->next) {
        n = r->month == month ? n + 1 : 0;
        month = r->month;
        bool is_mine = p->scheme->nodes[node].group < 0 || r->b.group == p->scheme->nodes[node].group;
        if (!is_counted(p, measure, month) || !is_mine)
            continue;
        struct str group = r->b.group >= 0 ? m->groups[r->b.group] : (struct str){0};
        struct str level = r->b.level >= 0 ? m->levels[r->b.level].name : (struct str){0};
        struct str value = r->b.level >= 0 ? TEXT1(d, "indicator.votes", web_number(d, r->b.count))
                                           : fixed_write_short(d->a, r->b.vote, m->decimals);
        struct str why = r->b.of->excluded, out = why.n ? TEXT1(d, "indicator.not_counted", why) : why;
        add_row(d, p, unit, measure, month, n, words_of(d, words_of(d, group, level), out), value,
                &rows[v->inputs_n++]);
    }
}

static void add_events(struct door *d, const struct score_page *p, int unit, int measure,
                       struct indicator_view *v, struct input_row *rows)
{
    const struct measure *m = &p->scheme->measures[measure];
    int64_t n = 0;
    int month = -1;
    for (const struct event_row *r = values_events(results_values(p->results), measure, unit);
         r && v->inputs_n < ROWS_OF_ONE_MEASURE; r = r->next) {
        n = r->month == month ? n + 1 : 0;
        month = r->month;
        if (!is_counted(p, measure, month))
            continue;
        struct str value = r->e.points == VALUE_MISSING
                               ? TEXT1(d, "indicator.times", web_number(d, r->e.count))
                               : fixed_write_short(d->a, r->e.points, m->decimals);
        add_row(d, p, unit, measure, month, n, words_of(d, r->e.item, r->e.basis), value,
                &rows[v->inputs_n++]);
    }
}

#define REMARKS_MAX 5

static void add_remark(struct indicator_view *v, struct stat_row *stats, struct str name, struct str value)
{
    if (value.n)
        stats[v->stats_n++] = (struct stat_row){.name = name, .value = value};
}

/* What the scheme says for readers alone. */
static void add_remarks(struct door *d, const struct scheme *s, const struct node *n,
                        struct indicator_view *v, struct stat_row *stats)
{
    struct str tags = {0}, evidence = {0};
    for (int i = 0; i < n->tags_count; i++)
        tags = words_of(d, tags, n->tags[i]);
    add_remark(v, stats, TEXT(d, "indicator.tags"), tags);
    add_remark(v, stats, TEXT(d, "indicator.remark"), n->note);
    if (n->measure < 0)
        return;
    const struct measure *m = &s->measures[n->measure];
    if (m->evidence != EVIDENCE_UNSAID)
        evidence = m->evidence == EVIDENCE_REQUIRED ? TEXT(d, "indicator.evidence_required")
                                                    : TEXT(d, "indicator.evidence_optional");
    add_remark(v, stats, TEXT(d, "indicator.verified_by"), m->verified_by);
    add_remark(v, stats, TEXT(d, "indicator.source_note"), m->source_note);
    add_remark(v, stats, TEXT(d, "indicator.evidence"), evidence);
}

static void fill_inputs(struct door *d, const struct score_page *p, int unit,
                        const struct score_explanation *e, struct indicator_view *v)
{
    size_t n = 0;
    for (int i = 0; i < e->inputs_count; i++)
        n += (size_t)e->inputs[i].periods_count;
    struct input_row *rows =
        ARENA_ARRAY(d->a, struct input_row, n + (size_t)(e->inputs_count + 1) * ROWS_OF_ONE_MEASURE);
    struct stat_row *stats = ARENA_ARRAY(d->a, struct stat_row, (size_t)e->inputs_count + REMARKS_MAX + 1);
    for (int i = 0; i < e->inputs_count; i++) {
        const struct score_input *in = &e->inputs[i];
        const struct measure *m = &p->scheme->measures[in->measure];
        if (!in->is_missing && in->value.n)
            stats[v->stats_n++] = (struct stat_row){
                .name = arena_printf(d->a, "%.*s · %.*s", STR_ARG(m->name), STR_ARG(door_text(d, in->role))),
                .value = in->is_missing
                             ? STR("—")
                             : arena_printf(d->a, "%.*s %.*s", STR_ARG(in->value), STR_ARG(m->unit_name))};
        for (int k = 0; k < in->periods_count; k++)
            add_input(d, p, unit, in, &in->periods[k], 0, &rows[v->inputs_n++]);
        if (m->kind == MEASURE_BALLOTS)
            add_ballots(d, p, unit, e->node, in->measure, v, rows);
        if (m->kind == MEASURE_EVENTS)
            add_events(d, p, unit, in->measure, v, rows);
    }
    v->inputs = rows;
    add_remarks(d, p->scheme, &p->scheme->nodes[e->node], v, stats);
    v->stats = stats;
}

static void fill_explanation(struct door *d, const struct score_page *p, struct fall *links, int unit,
                             int node, const struct score_explanation *e, struct indicator_view *v)
{
    struct step_row *steps = ARENA_ARRAY(d->a, struct step_row, (size_t)e->steps_count + 1);
    struct node_row *children = ARENA_ARRAY(d->a, struct node_row, (size_t)e->parts_count + 1);
    v->score = e->score.n ? e->score : STR("—");
    v->full = e->full;
    v->words = door_text(d, e->method);
    v->formula = line_text(d, &e->formula);
    for (int i = 0; i < e->steps_count; i++)
        steps[v->steps_n++] = (struct step_row){.what = line_text(d, &e->steps[i])};
    if (e->state != SCORE_PRESENT)
        v->note = door_text(d, score_state_text(e->state));
    for (int i = 0; i < e->parts_count; i++) /* a part of other classes is none of this unit's */
        if (p->scheme->nodes[e->parts[i].node].is_in[p->scheme->units[unit].class_index])
            children[v->children_n++] = fill_node(d, p, links, unit, e->parts[i].node);
    v->steps = steps;
    v->children = children;
    if (e->state == SCORE_PRESENT) {
        struct class_stat stat = stat_of(p, node, unit);
        v->rank = arena_printf(d->a, "%d/%d", stat.rank, stat.n);
    }
    fill_inputs(d, p, unit, e, v);
}

enum rc handle_node_score(struct door *d, struct err *err)
{
    struct score_page p CLEANUP(score_page_release) = {0};
    struct indicator_view v = {0};
    const struct score_explanation *e;
    int unit = 0, node = -1;
    enum rc rc = score_page_open(d, &p, err);
    if (rc == RC_OK)
        rc = score_page_unit(d, &p, d->target.organ_id, &unit, err);
    if (rc == RC_OK && !p.now)
        rc = FAIL(err, RC_NOT_FOUND, "score.no_values_yet", "no window");
    if (rc == RC_OK && (node = scheme_node_find(p.scheme, door_param(d, STR("node")))) < 0)
        rc = FAIL(err, RC_NOT_FOUND, "score.no_such_node", "no node");
    if (rc == RC_OK)
        rc = score_explain(p.now, node, unit, d->a, &e, err);
    if (rc != RC_OK)
        return rc;
    struct fall links = {.d = d, .p = &p, .unit = unit};
    web_frame(d, &v.shell, PLACE_SCORES, p.scheme->nodes[node].name);
    v.organ = score_unit_name(&p, unit);
    v.name = p.scheme->nodes[node].name;
    v.code = p.scheme->nodes[node].id;
    v.class_name = p.scheme->classes[p.scheme->units[unit].class_index].name;
    v.period = score_page_period(d, &p);
    v.scheme_name = p.scheme->title;
    v.scheme_url =
        arena_printf(d->a, "/schemes/%.*s/%" PRId64, STR_ARG(p.open->record.code), p.open->record.version);
    fill_crumbs(d, &p, &links, unit, node, &v);
    fill_explanation(d, &p, &links, unit, node, e, &v);
    if (listing_is_asked(d))
        return export_indicator(d, &v, err);
    page_indicator(&d->h, &v);
    return RC_OK;
}
