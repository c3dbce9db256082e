/* What went into one number: the measures, what was reported of them, when and by whom. */
#include <inttypes.h>

#include "web/unit_page.h"

/* The page of the number that another scheme gave; n = 0 where it is that of another unit. */
static struct str source_link(struct door *d, const struct score_page *p, int unit, const struct measure *m,
                              struct window period)
{
    const struct source *from = m->source;
    struct str slash = from->node.n ? STR("/") : STR("");
    if (p->scheme->units[unit].belongs_to.n)
        return (struct str){0};
    struct str version =
        from->version.n ? arena_printf(d->a, "&version=%.*s", STR_ARG(from->version)) : STR("");
    return arena_printf(d->a, "/scores/%" PRId64 "%.*s%.*s?scheme=%.*s%.*s&period=%.*s",
                        p->open->organ_id[unit], STR_ARG(slash), STR_ARG(from->node), STR_ARG(from->scheme),
                        STR_ARG(version),
                        STR_ARG(window_write(d->a, from->fixed.months ? from->fixed : period)));
}

/* 3 条事实, listed below. */
static void count_behind(struct door *d, const struct score_page *p, int unit, const struct score_input *in,
                         int month, struct input_row *out)
{
    const struct unit_page u = {d, p, unit};
    size_t n = unit_behind(&u, in->measure, month).n;
    out->source = n ? TEXT1(d, "work_fact.count", web_number(d, (int64_t)n)) : TEXT(d, "work_fact.none");
    out->source_url = n ? STR("#behind") : (struct str){0};
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
    if (m->source) {
        out->source = TEXT1(d, "indicator.from_scheme", m->source->scheme);
        out->source_url = value->is_missing ? (struct str){0} : source_link(d, p, unit, m, value->period);
    }
    if (m->fact.n && !value->is_missing)
        count_behind(d, p, unit, in, value->period.first, out);
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
        bool is_mine = p->scheme->nodes[node].group < 0 || r->group == p->scheme->nodes[node].group;
        if (!is_counted(p, measure, month) || !is_mine)
            continue;
        struct str group = r->group >= 0 ? m->groups[r->group] : (struct str){0};
        struct str level = r->level >= 0 ? m->levels[r->level].name : (struct str){0};
        struct str value = r->level >= 0 ? TEXT1(d, "indicator.votes", web_number(d, r->count))
                                         : fixed_write_short(d->a, r->vote, m->decimals);
        struct str why = r->of->excluded, out = why.n ? TEXT1(d, "indicator.not_counted", why) : why;
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
#define STATS_OF_ONE_MEASURE 2

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

/* 完成率 · 实际值 96 %, and how a formula makes it. */
static void add_measure(const struct unit_page *u, const struct score_input *in, struct indicator_view *v,
                        struct stat_row *stats)
{
    struct door *d = u->d;
    const struct measure *m = &u->p->scheme->measures[in->measure];
    struct str role = door_text(d, in->role);
    if (in->years_back)
        role = TEXT1(d, "indicator.last_year", role);
    if (!in->is_missing && in->value.n)
        stats[v->stats_n++] = (struct stat_row){
            .name = words_of(d, m->name, role),
            .value = arena_printf(d->a, "%.*s %.*s", STR_ARG(in->value), STR_ARG(m->unit_name)),
            .organ = str_eq(m->id, m->name) ? (struct str){0} : m->id,
            .url = m->of_node >= 0 ? unit_node_link(u, m->of_node) : (struct str){0}};
    if (m->formula)
        stats[v->stats_n++] =
            (struct stat_row){.name = TEXT1(d, "indicator.formula_of", m->name), .value = m->formula_text};
}

void unit_fill_inputs(const struct unit_page *u, const struct score_explanation *e, struct indicator_view *v)
{
    struct door *d = u->d;
    const struct score_page *p = u->p;
    int unit = u->unit;
    size_t n = 0;
    for (int i = 0; i < e->inputs_count; i++)
        n += (size_t)e->inputs[i].periods_count;
    struct input_row *rows =
        ARENA_ARRAY(d->a, struct input_row, n + (size_t)(e->inputs_count + 1) * ROWS_OF_ONE_MEASURE);
    struct stat_row *stats =
        ARENA_ARRAY(d->a, struct stat_row,
                    (size_t)e->inputs_count * STATS_OF_ONE_MEASURE + REMARKS_MAX + CLASS_STATS_MAX);
    struct work_fact_row *behind = ARENA_ARRAY(d->a, struct work_fact_row, BEHIND_ROWS_MAX);
    for (int i = 0; i < e->inputs_count; i++) {
        const struct score_input *in = &e->inputs[i];
        const struct measure *m = &p->scheme->measures[in->measure];
        add_measure(u, in, v, stats);
        for (int k = 0; k < in->periods_count; k++)
            add_input(d, p, unit, in, &in->periods[k], 0, &rows[v->inputs_n++]);
        unit_fill_behind(u, in, v, behind);
        if (m->kind == MEASURE_BALLOTS)
            add_ballots(d, p, unit, e->node, in->measure, v, rows);
        if (m->kind == MEASURE_EVENTS)
            add_events(d, p, unit, in->measure, v, rows);
    }
    v->inputs = rows;
    v->behind = behind;
    v->is_derived = v->inputs_n == 0 && e->inputs_count > 0;
    unit_fill_class(u, e, v, stats);
    add_remarks(d, p->scheme, &p->scheme->nodes[e->node], v, stats);
    v->stats = stats;
}
