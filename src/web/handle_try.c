/* /scores/try: what if a value, a share or a target were another? Everything that is asked stands in the
 * address, so it can be kept and handed on; nothing is stored. */
#include <inttypes.h>

#include "score/whatif.h"
#include "table/cell.h"
#include "web/analysis_page.h"
#include "web/calendar_page.h"

#define CHANGES_MAX 8
#define PATH "/scores/try"

enum asked_kind { ASKED_VALUE, ASKED_SHARE, ASKED_TARGET, ASKED__COUNT };
static const struct str KINDS[ASKED__COUNT] = {STR_INIT("value"), STR_INIT("share"), STR_INIT("target")};

struct asked_change {
    enum asked_kind kind;
    struct whatif_change *shown;
    struct whatif_value value;
    struct variation variation;
};

struct trying {
    struct analysis q;
    struct scores_try_view v;
    struct web_errors errors;
    struct whatif_change shown[CHANGES_MAX];
    struct asked_change change[CHANGES_MAX];
    size_t n;
    struct problems problems;
};

static void refuse_as(struct door *d, struct trying *t, struct whatif_change *c, struct str why)
{
    d->r->status = 422;
    if (c)
        c->number.error = why;
    if (t->errors.n < COUNT_OF(t->errors.row))
        t->errors.row[t->errors.n++] =
            (struct form_error){.id = c ? c->number_id : (struct str){0}, .text = why};
}
#define REFUSE(d, t, c, key) refuse_as(d, t, c, TEXT(d, key))

/* ---- what the address says ---- */

static struct str asked(struct door *d, const char *name, size_t i)
{
    return http_query(d->q, arena_printf(d->a, "%s%zu", name, i));
}

static void add(struct door *d, struct trying *t, struct whatif_change c)
{
    c.number.value = str_trim(c.number.value);
    if (c.number.value.n == 0 || t->n == CHANGES_MAX)
        return;
    size_t i = ++t->n;
    c.kind_id = arena_printf(d->a, "k%zu", i);
    c.a_id = arena_printf(d->a, "a%zu", i);
    c.b_id = arena_printf(d->a, "b%zu", i);
    c.month_id = arena_printf(d->a, "m%zu", i);
    c.number_id = arena_printf(d->a, "n%zu", i);
    t->shown[i - 1] = c;
}

static void read_changes(struct door *d, struct trying *t)
{
    for (size_t i = 1; i <= CHANGES_MAX; i++)
        add(d, t,
            (struct whatif_change){.kind = asked(d, "k", i),
                                   .a = asked(d, "a", i),
                                   .b = asked(d, "b", i),
                                   .month = asked(d, "m", i),
                                   .number.value = asked(d, "n", i)});
    add(d, t,
        (struct whatif_change){.kind = KINDS[ASKED_VALUE],
                               .a = http_query(d->q, STR("unit")),
                               .b = http_query(d->q, STR("measure")),
                               .month = http_query(d->q, STR("month")),
                               .number.value = http_query(d->q, STR("value"))});
    add(d, t,
        (struct whatif_change){.kind = KINDS[ASKED_SHARE],
                               .a = http_query(d->q, STR("share_node")),
                               .number.value = http_query(d->q, STR("share"))});
    add(d, t,
        (struct whatif_change){.kind = KINDS[ASKED_TARGET],
                               .a = http_query(d->q, STR("target_node")),
                               .number.value = http_query(d->q, STR("target"))});
}

/* The address of the same question without change `but` (CHANGES_MAX: with all). */
static struct str url_without(struct door *d, const struct trying *t, size_t but)
{
    struct buf out CLEANUP(buf_release) = {0};
    size_t n = 0;
    buf_put(&out, t->v.clear_url);
    for (size_t i = 0; i < t->n; i++) {
        const struct whatif_change *c = &t->shown[i];
        const struct str part[] = {c->kind, c->a, c->b, c->month, c->number.value};
        if (i == but)
            continue;
        n++;
        for (size_t k = 0; k < COUNT_OF(part); k++)
            if (part[k].n)
                buf_printf(&out, "&%c%zu=%.*s", "kabmn"[k], n, STR_ARG(calendar_url_part(d, part[k])));
    }
    return arena_str(d->a, buf_str(&out));
}

/* ---- numbers ---- */

/* 35, 0.125: with as many decimals as are written. */
static bool read_dec(struct door *d, struct str text, struct dec *ret)
{
    struct str plain = cell_plain(d->a, text);
    size_t point = str_find(plain, '.');
    ret->digits = point < plain.n ? (int)(plain.n - point - 1) : 0;
    return ret->digits <= VARY_DIGITS && fixed_read(plain, ret->digits, &ret->units) == FIXED_OK;
}

static bool read_value(struct door *d, const struct measure *m, struct str text, int64_t *ret)
{
    struct str plain = cell_plain(d->a, text);
    for (int i = 0; m->kind == MEASURE_LEVEL && i < m->levels_count; i++)
        if (str_eq(m->levels[i].name, plain) || str_eq(m->levels[i].id, plain)) {
            *ret = i;
            return true;
        }
    *ret = VALUE_MISSING;
    if (cell_is_missing(plain))
        return true;
    return m->kind == MEASURE_NUMBER && cell_number(d->a, plain, m->unit_name, m->decimals, ret) == CELL_OK;
}

static struct str value_text(struct door *d, const struct measure *m, int64_t v)
{
    if (v == VALUE_MISSING)
        return TEXT(d, "whatif.nothing_reported");
    if (m->kind == MEASURE_LEVEL)
        return v >= 0 && v < m->levels_count ? m->levels[v].name : (struct str){0};
    return arena_printf(d->a, "%.*s%.*s", STR_ARG(fixed_write(d->a, v, m->decimals)), STR_ARG(m->unit_name));
}

/* ---- what may be changed ---- */

static bool may_value(const struct door *d, const struct analysis *q, int unit)
{
    return analysis_may_open(d, q, unit) && q->p.scheme->units[unit].class_index == q->class_index;
}

static bool is_reported(const struct measure *m) { return measure_is_input(m) && measure_is_number(m); }

/* A node whose points or weight can be another in this class. */
static bool has_share(const struct analysis *q, int node)
{
    const struct node *n = &q->p.scheme->nodes[node];
    return node > 0 && n->role == ROLE_PART && n->is_in[q->class_index] && analysis_may_ask(q, node);
}

static bool has_target(const struct analysis *q, int node)
{
    const struct node *n = &q->p.scheme->nodes[node];
    return q->sees_all && n->target.kind != OPERAND_NONE && n->is_in[q->class_index];
}

static bool is_weight(const struct scheme *s, int node)
{
    return s->nodes[s->nodes[node].parent].combine == COMBINE_MEAN;
}

static struct str share_text(struct door *d, const struct analysis *q, int node)
{
    const struct node *n = &q->p.scheme->nodes[node];
    return score_dec(d->a,
                     is_weight(q->p.scheme, node) ? n->weight[q->class_index] : n->full[q->class_index]);
}

static struct str target_text(struct door *d, const struct scheme *s, int node)
{
    const struct operand *o = &s->nodes[node].target;
    if (o->kind == OPERAND_NUMBER)
        return score_dec(d->a, o->number);
    return o->kind == OPERAND_MEASURE ? s->measures[o->measure].name : TEXT(d, "whatif.by_unit");
}

/* The month that is meant: as said, or the last of the window for which the unit has a value. */
static int month_of(const struct trying *t, struct str said, int measure, int unit)
{
    const struct score_result *now = t->q.p.now;
    int last = now->counted.first + now->counted.months - 1;
    struct window w;
    struct err ignored;
    if (said.n && window_read(said, &w, &ignored) == RC_OK && w.first >= now->counted.first &&
        w.first <= last)
        return w.first;
    for (int m = last; said.n == 0 && m >= now->counted.first; m--)
        if (values_get(now->values, measure, unit, m) != VALUE_MISSING)
            return m;
    return said.n ? -1 : last;
}

/* ---- one change ---- */

static void take_value(struct door *d, struct trying *t, struct asked_change *g)
{
    const struct scheme *s = t->q.p.scheme;
    struct whatif_change *c = g->shown;
    int unit = scheme_unit_find(s, c->a), measure = scheme_measure_find(s, c->b);
    if (unit < 0 || measure < 0 || !is_reported(&s->measures[measure])) {
        REFUSE(d, t, c, "whatif.no_such_value");
        return;
    }
    const struct measure *m = &s->measures[measure];
    if (!may_value(d, &t->q, unit)) {
        REFUSE(d, t, c, "whatif.not_yours");
        return;
    }
    int month = month_of(t, c->month, measure, unit);
    if (month < 0) {
        REFUSE(d, t, c, "whatif.no_such_month");
        return;
    }
    struct window period = window_of(m->per, month);
    c->month = window_write(d->a, period);
    c->label = text_fill(d->a, TEXT(d, "whatif.value_of"),
                         (struct str[]){s->units[unit].name, m->name, web_period(d, period)}, 3);
    c->hint = TEXT1(d, "whatif.now", value_text(d, m, values_get(t->q.p.now->values, measure, unit, month)));
    g->value = (struct whatif_value){.measure = measure, .unit = unit, .month = month};
    if (!read_value(d, m, c->number.value, &g->value.scaled))
        refuse_as(d, t, c,
                  m->kind == MEASURE_LEVEL
                      ? TEXT(d, "whatif.level_unread")
                      : TEXT2(d, "whatif.value_unread", m->unit_name.n ? m->unit_name : STR("1"),
                              arena_printf(d->a, "%d", m->decimals)));
}

static void take_share(struct door *d, struct trying *t, struct asked_change *g)
{
    const struct scheme *s = t->q.p.scheme;
    struct whatif_change *c = g->shown;
    int node = scheme_node_find(s, c->a);
    if (node <= 0 || !has_share(&t->q, node)) {
        REFUSE(d, t, c, "whatif.no_such_node");
        return;
    }
    c->label = is_weight(s, node) ? TEXT1(d, "whatif.weight_of", s->nodes[node].name)
                                  : TEXT1(d, "whatif.points_of", s->nodes[node].name);
    c->hint = TEXT1(d, "whatif.now", share_text(d, &t->q, node));
    g->variation = (struct variation){.kind = is_weight(s, node) ? VARY_WEIGHT : VARY_POINTS,
                                      .node = node,
                                      .class_index = t->q.class_index};
    if (!read_dec(d, c->number.value, &g->variation.to) || g->variation.to.units < 0)
        REFUSE(d, t, c, "whatif.share_unread");
}

static void take_target(struct door *d, struct trying *t, struct asked_change *g)
{
    const struct scheme *s = t->q.p.scheme;
    struct whatif_change *c = g->shown;
    int node = scheme_node_find(s, c->a);
    struct dec number;
    if (node <= 0 || !has_target(&t->q, node)) {
        REFUSE(d, t, c, "whatif.no_such_node");
        return;
    }
    c->label = TEXT1(d, "whatif.target_of", s->nodes[node].name);
    c->hint = TEXT1(d, "whatif.now", target_text(d, s, node));
    g->variation =
        (struct variation){.kind = VARY_KEY, .node = node, .class_index = -1, .key = STR("target")};
    if (!read_dec(d, c->number.value, &number)) {
        REFUSE(d, t, c, "whatif.target_unread");
        return;
    }
    g->variation.yaml = score_dec(d->a, number);
}

static void take_changes(struct door *d, struct trying *t)
{
    for (size_t i = 0; i < t->n; i++) {
        struct asked_change *g = &t->change[i];
        g->shown = &t->shown[i];
        g->kind = ASKED__COUNT;
        for (int k = 0; k < ASKED__COUNT; k++)
            if (str_eq(KINDS[k], g->shown->kind))
                g->kind = (enum asked_kind)k;
        if (g->kind == ASKED_VALUE)
            take_value(d, t, g);
        else if (g->kind == ASKED_SHARE)
            take_share(d, t, g);
        else if (g->kind == ASKED_TARGET)
            take_target(d, t, g);
        else
            REFUSE(d, t, g->shown, "whatif.no_such_change");
        if (g->shown->label.n == 0)
            g->shown->label = TEXT(d, "whatif.unknown");
    }
}

/* ---- the answer ---- */

static struct str first_problem(struct door *d, const struct trying *t, const struct err *err)
{
    for (size_t i = 0; i < t->problems.n; i++) {
        const struct problem *p = &t->problems.item[i];
        if (!p->is_warning)
            return text_fill(d->a, door_text(d, p->text), p->arg, COUNT_OF(p->arg));
    }
    return arena_str(d->a, web_error_text(d, err));
}

/* Which change cannot stand? The one that cannot stand alone; when each of them can, it is all together. */
static enum rc blame(struct door *d, struct trying *t, enum rc rc, const struct err *why)
{
    if (rc != RC_INVALID && rc != RC_NOT_FOUND && rc != RC_TOO_LARGE)
        return rc;
    struct str together = first_problem(d, t, why);
    size_t before = t->errors.n;
    for (size_t i = 0; i < t->n; i++) {
        const struct scheme *ignored;
        struct err err = {0};
        problems_clear(&t->problems);
        if (t->change[i].kind != ASKED_VALUE &&
            scheme_vary(t->q.a, t->q.p.scheme, t->q.p.open->text, &t->change[i].variation, 1, &t->problems,
                        &ignored, &err) != RC_OK)
            refuse_as(d, t, t->change[i].shown, first_problem(d, t, &err));
    }
    if (t->errors.n == before)
        refuse_as(d, t, NULL, together);
    return RC_OK;
}

static enum rc compute(struct door *d, struct trying *t)
{
    struct variation *changes = ARENA_ARRAY(d->a, struct variation, CHANGES_MAX);
    struct whatif_value *values = ARENA_ARRAY(d->a, struct whatif_value, CHANGES_MAX);
    struct whatif what = {.changes = changes, .values = values};
    const struct score_moves *m;
    struct err err = {0};
    for (size_t i = 0; i < t->n; i++) {
        if (t->change[i].kind == ASKED_VALUE)
            values[what.values_count++] = t->change[i].value;
        else
            changes[what.changes_count++] = t->change[i].variation;
    }
    t->problems.arena = t->q.a;
    enum rc rc = score_whatif(t->q.p.now, t->q.p.open->text, &what, t->q.a, &t->problems, &m, &err);
    if (rc != RC_OK)
        return blame(d, t, rc, &err);
    t->v.moves = analysis_moves(d, &t->q, m, NULL);
    t->v.has_answer = true;
    return RC_OK;
}

/* ---- the lists of the form ---- */

static void offer_values(struct door *d, struct trying *t)
{
    const struct scheme *s = t->q.p.scheme;
    const struct score_result *now = t->q.p.now;
    struct option *units = ARENA_ARRAY(d->a, struct option, (size_t)s->units_count + 1);
    struct option *measures = ARENA_ARRAY(d->a, struct option, (size_t)s->measures_count + 1);
    struct option *months = ARENA_ARRAY(d->a, struct option, (size_t)now->counted.months + 1);
    for (int u = 0; u < s->units_count; u++)
        if (may_value(d, &t->q, u))
            units[t->v.units_n++] = (struct option){s->units[u].id, s->units[u].name};
    for (int m = 0; m < s->measures_count; m++)
        if (is_reported(&s->measures[m]))
            measures[t->v.measures_n++] = (struct option){s->measures[m].id, s->measures[m].name};
    months[t->v.months_n++] = (struct option){STR(""), TEXT(d, "whatif.last_month")};
    for (int m = now->counted.first; m < now->counted.first + now->counted.months; m++) {
        struct window w = {m, 1};
        if (m <= results_last_month(t->q.p.results))
            months[t->v.months_n++] = (struct option){window_write(d->a, w), web_period(d, w)};
    }
    t->v.units = units;
    t->v.measures = measures;
    t->v.months = months;
}

/* 政务服务 · 一网通办率（现为 3）: with the node above, since names come twice. */
static struct str node_label(struct door *d, const struct scheme *s, int node, struct str now)
{
    const struct node *n = &s->nodes[node];
    struct str name = n->name;
    if (n->parent > 0)
        name = arena_printf(d->a, "%.*s · %.*s", STR_ARG(s->nodes[n->parent].name), STR_ARG(n->name));
    return TEXT2(d, "whatif.name_now", name, now);
}

static void offer_nodes(struct door *d, struct trying *t)
{
    const struct scheme *s = t->q.p.scheme;
    struct option *nodes = ARENA_ARRAY(d->a, struct option, (size_t)s->nodes_count + 1);
    struct option *targets = ARENA_ARRAY(d->a, struct option, (size_t)s->nodes_count + 1);
    for (int n = 1; n < s->nodes_count; n++) {
        if (has_share(&t->q, n))
            nodes[t->v.nodes_n++] =
                (struct option){s->nodes[n].id, node_label(d, s, n, share_text(d, &t->q, n))};
        if (has_target(&t->q, n))
            targets[t->v.targets_n++] =
                (struct option){s->nodes[n].id, node_label(d, s, n, target_text(d, s, n))};
    }
    t->v.nodes = nodes;
    t->v.targets = targets;
    t->v.may_target = t->v.targets_n > 0;
}

static void fill_form(struct door *d, struct trying *t)
{
    struct scores_try_view *v = &t->v;
    v->changes = t->shown;
    v->changes_n = t->n;
    v->may_more = t->n < CHANGES_MAX;
    v->unit.value = http_query(d->q, STR("unit"));
    v->measure.value = http_query(d->q, STR("measure"));
    v->month.value = http_query(d->q, STR("month"));
    v->share_node.value = http_query(d->q, STR("share_node"));
    v->target_node.value = http_query(d->q, STR("target_node"));
    for (size_t i = 0; i < t->n; i++) {
        t->shown[i].drop_url = url_without(d, t, i);
        t->shown[i].drop_text = TEXT1(d, "whatif.drop_one", t->shown[i].label);
    }
    offer_values(d, t);
    offer_nodes(d, t);
}

static void fill_address(struct door *d, struct trying *t)
{
    struct scores_try_view *v = &t->v;
    v->scheme = t->q.p.open->record.code;
    v->version = http_query(d->q, STR("version"));
    v->class_id = t->q.p.scheme->classes[t->q.class_index].id;
    v->is_empty = t->q.p.now == NULL;
    if (v->is_empty)
        return;
    v->period = window_write(d->a, t->q.p.now->window);
    v->clear_url =
        arena_printf(d->a, PATH "%.*s&class=%.*s", STR_ARG(analysis_query(d, &t->q.p)), STR_ARG(v->class_id));
}

static enum rc answer(struct door *d, struct trying *t)
{
    fill_address(d, t);
    analysis_frame(d, &t->q, ANALYSIS_TRY, &t->v.shell, &t->v.head);
    enum rc rc = RC_OK;
    if (!t->v.is_empty) {
        read_changes(d, t);
        take_changes(d, t);
        if (t->n && t->errors.n == 0)
            rc = compute(d, t);
        fill_form(d, t);
    }
    t->v.errors = web_errors_view(d, &t->errors, &t->v.shell);
    if (rc == RC_OK)
        page_scores_try(&d->h, &t->v);
    return rc;
}

enum rc handle_scores_try(struct door *d, struct err *err)
{
    struct trying *t = ARENA_NEW(d->a, struct trying);
    struct analysis q CLEANUP(analysis_release) = {0};
    enum rc rc = analysis_open(d, &q, err);
    if (rc != RC_OK)
        return rc;
    t->q = q;
    rc = answer(d, t);
    return rc == RC_OK ? RC_OK : FAIL(err, rc, "analysis.failed", "what if");
}
