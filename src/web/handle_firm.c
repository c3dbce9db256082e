/* /scores/firm: how firm the ranks of a class are when what indicators count for is moved. */
#include <inttypes.h>

#include "score/sensitivity.h"
#include "web/analysis_page.h"

static const int STEPS[] = {1, 5, 10};

struct firm {
    struct door *d;
    struct analysis *q;
    const struct sensitivity *of;
    struct scores_firm_view *v;
};

static struct str signed_text(struct door *d, struct str by)
{
    return by.n && by.p[0] == '-' ? arena_printf(d->a, "−%.*s", STR_ARG(str_sub(by, 1, by.n)))
                                  : arena_printf(d->a, "+%.*s", STR_ARG(by));
}

static struct str step_label(struct door *d, int by)
{
    return arena_printf(d->a, "%s%d", by < 0 ? "−" : "+", by < 0 ? -by : by);
}

/* ---- shares ---- */

static struct firm_step step_of(const struct firm *f, const struct sway_step *p)
{
    struct door *d = f->d;
    if (!p->is_possible)
        return (struct firm_step){.text = STR("—"), .is_none = true};
    struct firm_step step = {.label = step_label(d, p->by),
                             .text = arena_printf(d->a, "%d", p->ranks),
                             .is_none = p->ranks == 0 && p->grades == 0};
    if (p->grades)
        step.more = TEXT1(d, "firm.grades", arena_printf(d->a, "%d", p->grades));
    return step;
}

/* Two decimals are enough to read. */
static struct str share_text(struct door *d, struct str share)
{
    int64_t v;
    if (fixed_read(share, 6, &v) != FIXED_OK)
        return share;
    return fixed_write_short(d->a, (v + 5000) / 10000, 2);
}

static struct str share_then(struct door *d, const struct sway_border *b)
{
    return TEXT1(d, "firm.then", share_text(d, b->share));
}

static struct firm_node node_of(const struct firm *f, const struct sway_node *n)
{
    struct door *d = f->d;
    const struct scheme *s = f->q->p.scheme;
    int above = s->nodes[n->node].parent;
    struct firm_step *steps = ARENA_ARRAY(d->a, struct firm_step, (size_t)f->of->steps_count + 1);
    for (int i = 0; i < f->of->steps_count; i++)
        steps[i] = step_of(f, &n->steps[i]);
    struct firm_node row = {.name = s->nodes[n->node].name,
                            .above = above > 0 ? s->nodes[above].name : (struct str){0},
                            .share = share_text(d, n->share),
                            .steps = steps,
                            .steps_n = (size_t)f->of->steps_count};
    if (n->first_two.is_found) {
        row.swap = signed_text(d, n->first_two.by);
        row.swap_share = share_then(d, &n->first_two);
    }
    const struct sway_border *line = &n->grade_border;
    if (line->is_found) {
        row.line = signed_text(d, line->by);
        row.line_share = share_then(d, line);
        if (line->unit >= 0 && line->grade >= 0)
            row.line_who = TEXT2(d, "firm.who", s->units[line->unit].name, s->grades[line->grade].name);
    }
    return row;
}

static bool moves_anything(const struct firm_node *n)
{
    bool moves = n->swap.n || n->line.n;
    for (size_t i = 0; i < n->steps_n; i++)
        moves |= !n->steps[i].is_none;
    return moves;
}

static void fill_nodes(struct firm *f)
{
    struct firm_node *rows = ARENA_ARRAY(f->d->a, struct firm_node, (size_t)f->of->nodes_count + 1);
    struct firm_node *still = ARENA_ARRAY(f->d->a, struct firm_node, (size_t)f->of->nodes_count + 1);
    struct tab *heads = ARENA_ARRAY(f->d->a, struct tab, (size_t)f->of->steps_count + 1);
    for (int i = 0; i < f->of->nodes_count; i++)
        if (analysis_may_ask(f->q, f->of->nodes[i].node)) {
            struct firm_node row = node_of(f, &f->of->nodes[i]);
            if (moves_anything(&row))
                rows[f->v->nodes_n++] = row;
            else
                still[f->v->still_n++] = row;
        }
    for (int i = 0; f->of->nodes_count && i < f->of->steps_count; i++)
        heads[f->v->steps_n++] = (struct tab){.label = step_label(f->d, f->of->nodes[0].steps[i].by)};
    f->v->nodes = rows;
    f->v->still = still;
    f->v->still_text = TEXT1(f->d, "firm.still", arena_printf(f->d->a, "%zu", f->v->still_n));
    f->v->steps = heads;
}

/* ---- units ---- */

/* What this person may ask about decides what the best and the worst are of. */
static struct firm_unit unit_of(const struct firm *f, const struct sway_unit *u)
{
    struct door *d = f->d;
    const struct score_page *p = &f->q->p;
    const struct score_unit *now = &p->now->units[u->unit];
    struct firm_unit row = {.unit = score_unit_name(p, u->unit),
                            .rank = u->rank ? arena_printf(d->a, "%d", u->rank) : STR("—"),
                            .best = u->rank ? arena_printf(d->a, "%d", u->best) : STR("—"),
                            .worst = u->rank ? arena_printf(d->a, "%d", u->worst) : STR("—"),
                            .is_firm = u->rank && u->best == u->worst,
                            .is_mine =
                                d->who.actor.organ_id && p->open->organ_id[u->unit] == d->who.actor.organ_id};
    if (analysis_may_open(d, f->q, u->unit))
        row.url = score_page_link(d, p, u->unit);
    if (u->rank)
        row.span = row.is_firm ? TEXT(d, "firm.is_firm")
                               : TEXT1(d, "firm.places", arena_printf(d->a, "%d", u->worst - u->best));
    if (now->grade >= 0)
        row.grade = u->grade_moves ? TEXT1(d, "firm.grade_moves", p->scheme->grades[now->grade].name)
                                   : p->scheme->grades[now->grade].name;
    return row;
}

static void fill_units(struct firm *f)
{
    struct firm_unit *rows = ARENA_ARRAY(f->d->a, struct firm_unit, (size_t)f->of->units_count + 1);
    bool *is_put = ARENA_ARRAY(f->d->a, bool, (size_t)f->of->units_count + 1);
    for (int k = 0; k < f->of->units_count; k++) { /* a class is small; the unranked come last */
        int first = -1;
        for (int i = 0; i < f->of->units_count; i++) {
            int rank = f->of->units[i].rank;
            if (!is_put[i] &&
                (first < 0 || (rank && (!f->of->units[first].rank || rank < f->of->units[first].rank))))
                first = i;
        }
        is_put[first] = true;
        rows[f->v->units_n++] = unit_of(f, &f->of->units[first]);
    }
    f->v->units = rows;
}

/* ---- the sentence: how many stay, and the smallest step that changes the first place ---- */

static const struct sway_node *soonest(const struct firm *f)
{
    const struct sway_node *best = NULL;
    int64_t least = INT64_MAX;
    for (int i = 0; i < f->of->nodes_count; i++) {
        const struct sway_node *n = &f->of->nodes[i];
        int64_t by;
        if (!n->first_two.is_found || !analysis_may_ask(f->q, n->node) ||
            fixed_read(n->first_two.by, 6, &by) != FIXED_OK)
            continue;
        by = by < 0 ? -by : by;
        if (by < least) {
            least = by;
            best = n;
        }
    }
    return best;
}

static void fill_sentence(struct firm *f)
{
    struct door *d = f->d;
    struct phrase *out = ARENA_ARRAY(d->a, struct phrase, 3);
    const struct sway_node *n = soonest(f);
    int ranked = 0, firm = 0;
    for (int i = 0; i < f->of->units_count; i++) {
        ranked += f->of->units[i].rank > 0;
        firm += f->of->units[i].rank > 0 && f->of->units[i].best == f->of->units[i].worst;
    }
    f->v->sentence = out;
    if (ranked == 0)
        return;
    out[f->v->sentence_n++] = (struct phrase){
        .text = TEXT2(d, "firm.say_firm", arena_printf(d->a, "%d", ranked), arena_printf(d->a, "%d", firm))};
    out[f->v->sentence_n++] =
        (struct phrase){.text = n ? TEXT2(d, "firm.say_swap", f->q->p.scheme->nodes[n->node].name,
                                          signed_text(d, n->first_two.by))
                                  : TEXT(d, "firm.say_no_swap")};
}

enum rc handle_scores_firm(struct door *d, struct err *err)
{
    struct analysis q CLEANUP(analysis_release) = {0};
    struct scores_firm_view v = {0};
    struct firm f = {.d = d, .q = &q, .v = &v};
    enum rc rc = analysis_open(d, &q, err);
    if (rc != RC_OK)
        return rc;
    struct sensitivity_wish wish = {
        .class_index = q.class_index, .steps = STEPS, .steps_count = COUNT_OF(STEPS)};
    analysis_frame(d, &q, ANALYSIS_FIRM, &v.shell, &v.head);
    v.class_name = q.p.scheme->classes[q.class_index].name;
    if (q.p.now) {
        rc = score_sensitivity(q.p.now, &wish, q.a, &f.of, err);
        if (rc != RC_OK)
            return rc;
        fill_nodes(&f);
        fill_units(&f);
        fill_sentence(&f);
    }
    page_scores_firm(&d->h, &v);
    return RC_OK;
}
