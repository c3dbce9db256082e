/* 分类排名: one class in one window, ranked, with the window before beside it. */
#include <inttypes.h>
#include <stdlib.h>

#include "domain/publication.h"
#include "web/analysis_page.h"
#include "web/export.h"

/* ---- the parts of the bar: what the root is made of ---- */

struct parts {
    int node[SCORE_PARTS_MAX];
    size_t n;
};

static struct parts parts_of(const struct scheme *s)
{
    struct parts parts = {.n = 0};
    for (int c = s->nodes[0].first_child; c >= 0 && parts.n < SCORE_PARTS_MAX; c = s->nodes[c].next)
        if (s->nodes[c].role == ROLE_PART)
            parts.node[parts.n++] = c;
    return parts;
}

/* What a part brings to the total: its score, or its share of the weighted mean. */
static int64_t contribution(const struct scheme *s, const struct score_result *r, int node, int unit)
{
    if (score_state(r, node, unit) != SCORE_PRESENT)
        return 0;
    int64_t v = score_scaled(score_of(r, node, unit), s->nodes[node].digits);
    if (s->nodes[0].combine != COMBINE_MEAN)
        return v;
    int64_t sum = 0, weight = 0;
    int class = s->units[unit].class_index;
    for (int c = s->nodes[0].first_child; c >= 0; c = s->nodes[c].next) {
        if (s->nodes[c].role != ROLE_PART || score_state(r, c, unit) != SCORE_PRESENT)
            continue;
        /* in thousandths: the length of a bar, not a score */
        int64_t w = score_scaled(s->nodes[c].weight[class].units, s->nodes[c].weight[class].digits) / 1000;
        sum += w;
        weight = c == node ? w : weight;
    }
    return sum && v < INT64_MAX / (weight + 1) ? v * weight / sum : 0;
}

/* A share of a weighted mean has no published digits of its own: it is shown in those of the total. */
static struct str share_text(struct door *d, int64_t share, int digits)
{
    int64_t step =
        fixed_pow10(SCORE_SCALE_DIGITS - (digits < SCORE_SCALE_DIGITS ? digits : SCORE_SCALE_DIGITS));
    return fixed_write(d->a, (share + step / 2) / step,
                       digits < SCORE_SCALE_DIGITS ? digits : SCORE_SCALE_DIGITS);
}

static int64_t extras(const struct scheme *s, const struct score_result *r, int unit)
{
    int64_t sum = 0;
    for (int c = s->nodes[0].first_child; c >= 0; c = s->nodes[c].next)
        if (s->nodes[c].role == ROLE_EXTRA && score_state(r, c, unit) == SCORE_PRESENT)
            sum += score_scaled(score_of(r, c, unit), s->nodes[c].digits);
    return sum;
}

/* ---- rows ---- */

struct ranked {
    int unit, rank;
};

static int by_rank(const void *x, const void *y)
{
    const struct ranked *a = x, *b = y;
    int ra = a->rank ? a->rank : INT32_MAX, rb = b->rank ? b->rank : INT32_MAX;
    return ra != rb ? (ra < rb ? -1 : 1) : (a->unit > b->unit) - (a->unit < b->unit);
}

static struct rank_row fill_row(struct door *d, const struct score_page *p, const struct parts *parts,
                                int unit)
{
    const struct scheme *s = p->scheme;
    const struct score_unit *now = &p->now->units[unit], *last = p->last ? &p->last->units[unit] : NULL;
    struct rank_row row = {
        .organ = score_unit_name(p, unit),
        .url = door_may_view(d, &view_unit_score, p->open->organ_id[unit]) ? score_page_link(d, p, unit)
                                                                           : (struct str){0},
        .rank = now->rank ? arena_printf(d->a, "%d", now->rank) : STR("—"),
        .total = now->has_total ? fixed_write(d->a, now->total, s->nodes[0].digits) : STR("—"),
        .grade = now->grade >= 0 ? s->grades[now->grade].name : (struct str){0},
        .is_mine = p->open->organ_id[unit] == d->who.actor.organ_id && d->who.actor.organ_id != 0};
    if (last && last->rank && now->rank) {
        row.has_last = true;
        row.moved = last->rank - now->rank;
        row.last_rank = arena_printf(d->a, "%d", last->rank);
        row.last_total = fixed_write(d->a, last->total, s->nodes[0].digits);
    }
    for (size_t i = 0; i < parts->n && now->has_total; i++) {
        int node = parts->node[i];
        row.part[i] = contribution(s, p->now, node, unit);
        if (score_state(p->now, node, unit) == SCORE_PRESENT && s->nodes[0].combine == COMBINE_MEAN)
            row.part_text[i] = share_text(d, row.part[i], s->nodes[0].digits);
        else if (score_state(p->now, node, unit) == SCORE_PRESENT)
            row.part_text[i] = fixed_write(d->a, score_of(p->now, node, unit), s->nodes[node].digits);
    }
    int64_t adjust = extras(s, p->now, unit);
    if (adjust != 0) {
        struct str sign = adjust < 0 ? STR("−") : STR("+");
        row.adjust =
            arena_printf(d->a, "%.*s%.*s", STR_ARG(sign),
                         STR_ARG(fixed_write_short(d->a, adjust < 0 ? -adjust : adjust, SCORE_SCALE_DIGITS)));
        row.adjust_is_minus = adjust < 0;
    }
    return row;
}

static void fill_rows(struct door *d, const struct score_page *p, int class, struct ranking_view *v)
{
    const struct unit_class *c = &p->scheme->classes[class];
    struct parts parts = parts_of(p->scheme);
    struct ranked *order = ARENA_ARRAY(d->a, struct ranked, (size_t)c->units_count + 1);
    struct rank_row *rows = ARENA_ARRAY(d->a, struct rank_row, (size_t)c->units_count + 1);
    struct score_part_view *names = ARENA_ARRAY(d->a, struct score_part_view, parts.n + 1);
    for (size_t i = 0; i < parts.n; i++) {
        const struct node *node = &p->scheme->nodes[parts.node[i]];
        struct dec full =
            p->scheme->nodes[0].combine == COMBINE_MEAN ? node->weight[class] : node->full[class];
        names[i] = (struct score_part_view){.name = node->name, .full = score_dec(d->a, full)};
    }
    for (int i = 0; i < c->units_count; i++)
        order[i] = (struct ranked){c->first_unit + i, p->now->units[c->first_unit + i].rank};
    qsort(order, (size_t)c->units_count, sizeof *order, by_rank);
    for (int i = 0; i < c->units_count; i++)
        rows[i] = fill_row(d, p, &parts, order[i].unit);
    v->parts = names;
    v->parts_n = parts.n;
    v->rows = rows;
    v->rows_n = (size_t)c->units_count;
    size_t with_total = 0; /* the others stand at the end, without a bar */
    while (with_total < v->rows_n && p->now->units[order[with_total].unit].has_total)
        with_total++;
    v->axis = bar_axis_fit(rows, with_total, parts.n);
}

/* ---- the sentence: first, who rose most, who fell most ---- */

static void say(struct ranking_view *v, struct phrase *out, struct str text, struct str url)
{
    if (text.n)
        out[v->sentence_n++] = (struct phrase){.text = text, .url = url};
}

static void fill_sentence(struct door *d, const struct score_page *p, struct ranking_view *v)
{
    struct phrase *out = ARENA_ARRAY(d->a, struct phrase, 12);
    const struct rank_row *up = NULL, *down = NULL;
    v->sentence = out;
    if (v->rows_n == 0 || str_eq(v->rows[0].rank, STR("—")))
        return; /* nobody is ranked: the table says so */
    for (size_t i = 0; i < v->rows_n; i++) {
        const struct rank_row *row = &v->rows[i];
        if (row->has_last && row->moved > 0 && (!up || row->moved > up->moved))
            up = row;
        if (row->has_last && row->moved < 0 && (!down || row->moved < down->moved))
            down = row;
    }
    struct str count = arena_printf(d->a, "%zu", v->rows_n);
    say(v, out, TEXT2(d, "scores.say_class", v->class_name, count), (struct str){0});
    say(v, out, v->rows[0].organ, v->rows[0].url);
    say(v, out, TEXT1(d, "scores.say_first", v->rows[0].total), (struct str){0});
    if (up) {
        say(v, out, TEXT1(d, "scores.say_compared", v->last_period), (struct str){0});
        say(v, out, up->organ, up->url);
        say(v, out, TEXT1(d, "scores.say_up", arena_printf(d->a, "%d", up->moved)), (struct str){0});
    }
    if (down && !up)
        say(v, out, TEXT1(d, "scores.say_compared", v->last_period), (struct str){0});
    else if (down)
        say(v, out, TEXT(d, "scores.say_and"), (struct str){0});
    if (down) {
        say(v, out, down->organ, down->url);
        say(v, out, TEXT1(d, "scores.say_down", arena_printf(d->a, "%d", -down->moved)), (struct str){0});
    }
    if (p->last && !up && !down)
        say(v, out, TEXT1(d, "scores.say_same", v->last_period), (struct str){0});
}

/* ---- the page ---- */

static void fill_classes(struct door *d, const struct score_page *p, int here, struct ranking_view *v)
{
    struct tab *tabs = ARENA_ARRAY(d->a, struct tab, (size_t)p->scheme->classes_count + 1);
    struct str period = p->now ? window_write(d->a, p->now->window) : (struct str){0};
    for (int i = 0; i < p->scheme->classes_count; i++)
        tabs[i] =
            (struct tab){.label = p->scheme->classes[i].name,
                         .url = arena_printf(d->a, "/scores%.*s&period=%.*s&class=%.*s", STR_ARG(p->query),
                                             STR_ARG(period), STR_ARG(p->scheme->classes[i].id)),
                         .is_here = i == here};
    v->classes = tabs;
    v->classes_n = (size_t)p->scheme->classes_count;
}

static void fill_years(struct door *d, const struct score_page *p, struct shell_view *shell)
{
    struct tab *tabs = ARENA_ARRAY(d->a, struct tab, p->schemes.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < p->schemes.n; i++) {
        const struct scheme_record *r = &p->schemes.record[i];
        if (i > 0 && str_eq(r->code, p->schemes.record[i - 1].code))
            continue;
        tabs[n++] =
            (struct tab){.label = arena_printf(d->a, "%" PRId64 " · %.*s", r->year, STR_ARG(r->title)),
                         .url = arena_printf(d->a, "/scores?scheme=%.*s", STR_ARG(r->code)),
                         .is_here = str_eq(r->code, p->open->record.code)};
    }
    shell->year = arena_printf(d->a, "%d", p->scheme->year);
    shell->years = tabs;
    shell->years_n = n;
}

/* What can be done with this window, or was: freezing it, reading what the public reads. */
static enum rc fill_publishing(struct door *d, const struct score_page *p, struct ranking_view *v,
                               struct err *err)
{
    struct publications all;
    struct str window = window_write(d->a, p->now->window);
    enum rc rc = publications_load(d->db, d->a, d->who.actor.tenant_id, &all, err);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < all.n; i++)
        if (all.row[i].state == PUBLICATION_IN_FORCE && str_eq(all.row[i].window, window) &&
            str_eq(all.row[i].scheme_code, p->open->record.code))
            v->public_url = arena_printf(d->a, "/public/%" PRId64, all.row[i].publication_id);
    if (door_may_view(d, &view_result_freeze, 0))
        v->freeze_url =
            arena_printf(d->a, "/publications/freeze%.*s&period=%.*s", STR_ARG(p->query), STR_ARG(window));
    return RC_OK;
}

enum rc handle_scores(struct door *d, struct err *err)
{
    struct score_page p CLEANUP(score_page_release) = {0};
    struct ranking_view v = {0};
    int class = 0;
    enum rc rc = score_page_open(d, &p, err);
    if (rc == RC_OK)
        rc = score_page_class(d, &p, &class, err);
    if (rc != RC_OK)
        return rc;
    web_frame(d, &v.shell, PLACE_SCORES, TEXT(d, "scores.title"));
    fill_years(d, &p, &v.shell);
    fill_classes(d, &p, class, &v);
    v.kinds = analysis_kinds(d, &p, class, -1, &v.kinds_n);
    v.periods = score_page_periods(d, &p, STR("/scores"), &v.periods_n);
    v.class_name = p.scheme->classes[class].name;
    v.scheme_name = p.scheme->title;
    v.scheme_url =
        arena_printf(d->a, "/schemes/%.*s/%" PRId64, STR_ARG(p.open->record.code), p.open->record.version);
    v.computed_at = web_instant(d, d->now_ms);
    v.csv_url = arena_printf(d->a, "/scores.csv%.*s", STR_ARG(p.query));
    if (p.now) {
        v.period = score_page_period(d, &p);
        v.csv_url = arena_printf(d->a, "%.*s&period=%.*s", STR_ARG(v.csv_url),
                                 STR_ARG(window_write(d->a, p.now->window)));
        if (p.last)
            v.last_period = web_period_short(d, p.last->window);
        fill_rows(d, &p, class, &v);
        fill_sentence(d, &p, &v);
        rc = fill_publishing(d, &p, &v, err);
    }
    if (rc != RC_OK)
        return rc;
    if (listing_is_asked(d))
        return export_ranking(d, &v, err);
    page_ranking(&d->h, &v);
    return RC_OK;
}

enum rc handle_scores_csv(struct door *d, struct err *err)
{
    struct score_page p CLEANUP(score_page_release) = {0};
    enum rc rc = score_page_open(d, &p, err);
    if (rc != RC_OK)
        return rc;
    struct str period = p.now ? window_write(d->a, p.now->window) : STR("empty");
    d->r->type = STR("text/csv; charset=utf-8");
    http_reply_header(d->r, STR("Content-Disposition"),
                      arena_printf(d->a, "attachment; filename=\"scores-%.*s.csv\"", STR_ARG(period)));
    buf_put(d->r->body, STR("\xEF\xBB\xBF")); /* spreadsheets read UTF-8 only behind this mark */
    if (p.now)
        score_write_csv(p.now, d->r->body);
    return RC_OK;
}
