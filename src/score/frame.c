#include "score/frame.h"

#include "base/decimal.h"
#include "score/rule.h"

/* ------------------------------------------------------------------------------------------- workers */

size_t worker_units(const struct scheme *s)
{
    size_t most = BLOCK_UNITS;
    for (int c = 0; c < s->classes_count; c++)
        if ((size_t)s->classes[c].units_count > most)
            most = (size_t)s->classes[c].units_count;
    return most;
}

static bool has_rule(const struct plan *p, int node)
{
    for (int c = 0; c < p->s->classes_count; c++)
        if (p->node[node].recipe[c]->kind == RECIPE_RULE)
            return true;
    return false;
}

static enum rc rules_open(struct worker *w, size_t units, struct arena *a, struct err *err)
{
    const struct plan *p = w->plan;
    size_t places = (size_t)p->s->measures_count + (size_t)p->s->nodes_count + 2 * RULE_WORDS;
    bool any = false;
    enum rc rc = RC_OK;
    struct feel_room *room = feel_room_new(a);
    w->rule = arena_try_array(a, (size_t)p->s->nodes_count, sizeof(struct feel_columns *));
    w->table = arena_try_array(a, (size_t)p->s->nodes_count, sizeof(struct rules_columns *));
    bool has_room = room && w->rule && w->table;
    for (int n = 0; has_room && n < p->s->nodes_count && rc == RC_OK; n++) {
        const struct rule *rule = p->s->nodes[n].rule;
        if (!has_rule(p, n))
            continue;
        rc = rule->program ? feel_columns_prepare(rule->program, a, room, &w->rule[n], err)
                           : rules_columns_prepare(rule->table, a, room, &w->table[n], err);
        any = true;
    }
    w->input = any ? arena_try_array(a, places, sizeof *w->input) : NULL;
    has_room &= !any || w->input;
    for (int i = 0; any && i <= RULE_INPUTS_MAX; i++) {
        w->wide[i] = arena_try_array(a, units, sizeof *w->wide[i]);
        w->missing[i] = arena_try_array(a, units, 1);
        has_room &= w->wide[i] && w->missing[i];
    }
    return rc != RC_OK || has_room ? rc : FAIL(err, RC_NO_MEMORY, "score.no_memory", "rules");
}

enum rc worker_open(struct worker *w, const struct plan *p, const struct values *v,
                    const struct frame *frames, const struct lanes *lanes, struct arena *a, struct err *err)
{
    size_t units = worker_units(p->s);
    *w = (struct worker){.plan = p, .v = v, .frames = frames, .lanes = lanes, .entered = -1, .err = err};
    w->x = arena_try_array(a, units, sizeof *w->x);
    w->y = arena_try_array(a, units, sizeof *w->y);
    w->z = arena_try_array(a, units, sizeof *w->z);
    w->zeroed = arena_try_array(a, units, 1);
    w->work = arena_try_array(a, units * 4, sizeof *w->work);
    w->reciprocal = arena_try_array(a, BLEND_PARTS_MAX + 1, sizeof *w->reciprocal);
    if (!w->x || !w->y || !w->z || !w->zeroed || !w->work || !w->reciprocal)
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "strips of %zu", units);
    for (int d = 1; d <= BLEND_PARTS_MAX; d++)
        w->reciprocal[d] = INT32_MAX / d;
    return p->is_exact ? RC_OK : rules_open(w, units, a, err);
}

void worker_close(struct worker *w)
{
    if (w->has_engine)
        engine_close(&w->en);
    w->has_engine = false;
}

/* ------------------------------------------------------------------------------------ the exact engine */

enum rc worker_enter(struct worker *w, int class_index)
{
    if (!w->has_engine) {
        enum rc rc = engine_open(&w->en, w->plan->s, w->v, w->err);
        if (rc != RC_OK)
            return rc;
        w->has_engine = true;
    }
    struct engine *en = &w->en;
    if (w->entered != class_index && !engine_class(en, class_index))
        return engine_fault(en, w->err);
    w->entered = class_index;
    for (int u = 0; u < en->n; u++) {
        en->grade_cap[u] = en->grade_set[u] = en->grade_outside[u] = -1;
        en->grade_move[u] = 0;
        en->is_excluded[u] = en->is_last[u] = false;
    }
    return RC_OK;
}

static void column_put(struct worker *w, const struct score_column *c, int node, int unit,
                       const struct cell *cell)
{
    bool is_present = cell->state == SCORE_PRESENT;
    int64_t size = cell->shown < 0 ? -cell->shown : cell->shown;
    w->is_broken |= is_present && c->narrow && size > w->plan->node[node].most;
    if (c->narrow)
        c->narrow[unit] = is_present ? (int32_t)cell->shown : narrow_state(cell->state);
    else
        c->wide[unit] = is_present ? cell->shown : SCORE_WIDE_NONE + (int64_t)cell->state;
}

static struct cell column_cell(const struct score_column *c, int unit, int digits)
{
    const struct score_result one = {.columns = c};
    enum score_state state = score_state(&one, 0, unit);
    if (state != SCORE_PRESENT)
        return (struct cell){.state = state};
    int64_t shown = score_of(&one, 0, unit);
    return (struct cell){.state = SCORE_PRESENT, .shown = shown, .exact = rat_scaled(shown, digits)};
}

/* Whom a veto strikes, as the engine found it. */
static void strikes_put(struct worker *w, const struct frame *f, int node)
{
    const struct engine *en = &w->en;
    const struct node *n = &w->plan->s->nodes[node];
    uint8_t *strip = f->strikes[w->plan->node[node].strikes] + en->first;
    for (int u = 0; u < en->n; u++) {
        strip[u] = veto_has_struck(en, n, u);
        if (n->effect == VETO_ZERO)
            en->zeroed[(size_t)n->effect_node * (size_t)en->n + (size_t)u] = 0;
    }
}

static void zeroed_from_strikes(struct worker *w, const struct frame *f, int node)
{
    const struct plan_node *pn = &w->plan->node[node];
    struct engine *en = &w->en;
    for (int i = 0; i < pn->zeroed_by_count; i++) {
        const uint8_t *strip = f->strikes[w->plan->node[pn->zeroed_by[i]].strikes] + en->first;
        for (int u = 0; u < en->n; u++)
            en->zeroed[(size_t)node * (size_t)en->n + (size_t)u] |= strip[u];
    }
}

/* The scores of a node that is done, for the class at hand. */
static void bring(struct worker *w, const struct frame *f, int node)
{
    struct engine *en = &w->en;
    for (int u = 0; u < en->n; u++)
        *cell_at(en, node, u) = column_cell(&f->column[node], en->first + u, w->plan->s->nodes[node].digits);
    en->is_done[node] = true;
}

/* One class of one node by the exact engine: for a displayed result the digits of the children are all it
 * needs. */
static enum rc fill_exact(struct worker *w, const struct frame *f, int node, int class_index)
{
    enum rc rc = worker_enter(w, class_index);
    if (rc != RC_OK)
        return rc;
    struct engine *en = &w->en;
    const struct scheme *s = w->plan->s;
    const struct node *n = &s->nodes[node];
    en->w = f->w;
    for (int k = n->first_child; k >= 0; k = s->nodes[k].next)
        bring(w, f, k);
    for (int i = 0; i < n->scores_count; i++)
        bring(w, f, n->scores[i]);
    zeroed_from_strikes(w, f, node);
    arena_reset(en->scratch);
    if (!(n->first_child >= 0 ? engine_combine(en, node) : leaf_score(en, node)))
        return engine_fault(en, w->err);
    for (int u = 0; u < en->n; u++)
        column_put(w, &f->column[node], node, en->first + u, cell_at(en, node, u));
    if (w->plan->node[node].strikes >= 0)
        strikes_put(w, f, node);
    return RC_OK;
}

/* --------------------------------------------------------------------------------------------- leaves */

/* Some neighbouring units: the classes of a run, or one class. */
struct run {
    struct worker *w;
    const struct frame *f;
    int node, from, to, first; /* classes from … to − 1, whose units are first … first + n − 1 */
    size_t n;
    const struct recipe *r;
    int32_t *out;
};

static void fill_with(int32_t *out, size_t n, int32_t v)
{
    for (size_t i = 0; i < n; i++)
        out[i] = v;
}

/* Adds one period to what is there of those before. */
static void take_period(const struct measure *m, const int32_t *more, size_t n, bool is_first, int32_t *sum)
{
    for (size_t i = 0; i < n; i++) {
        int32_t v = more[i];
        bool has = v != VALUE_NARROW_MISSING, had = sum[i] != VALUE_NARROW_MISSING;
        if (is_first)
            sum[i] = v;
        else if (!m->skips_gaps && (!has || !had))
            sum[i] = VALUE_NARROW_MISSING;
        else if (!had)
            sum[i] = v;
        else if (has)
            sum[i] = m->aggregate == AGGREGATE_SUM    ? sum[i] + v
                     : m->aggregate == AGGREGATE_LAST ? v
                     : m->aggregate == AGGREGATE_MAX  ? (v > sum[i] ? v : sum[i])
                                                      : (v < sum[i] ? v : sum[i]);
    }
}

/* What one column says of the units; in `buffer` unless it says so itself. */
static const int32_t *column_strip(const struct run *run, int measure, int month, int32_t *buffer)
{
    struct value_column c = values_column(run->w->v, measure, month);
    if (c.narrow)
        return c.narrow + run->first;
    if (c.small)
        run->w->lanes->spread(c.small + run->first, run->n, buffer);
    else
        fill_with(buffer, run->n, VALUE_NARROW_MISSING);
    return buffer;
}

/* The values of a measure over a window, in `buffer` unless they stand in one column. NULL: a mean, which is
 * no whole number. */
static const int32_t *strip_of(const struct run *run, int measure, struct window w, int32_t *buffer)
{
    const struct measure *m = &run->w->plan->s->measures[measure];
    bool is_month = m->per == PERIOD_MONTH && w.months == 1 && m->over == OVER_WINDOW; /* mostly */
    struct span span = is_month ? (struct span){w.first, 1, 1} : measure_span(m, w);
    if (span.count == 1)
        return column_strip(run, measure, span.first, buffer);
    if (m->aggregate == AGGREGATE_MEAN)
        return NULL;
    for (int i = 0; i < span.count; i++) {
        const int32_t *more = column_strip(run, measure, span.first + i * span.months, run->w->z);
        take_period(m, more, run->n, i == 0, buffer);
    }
    return buffer;
}

static void put_all(const struct linear *l, const int32_t *v, size_t n, int32_t *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = v[i] == VALUE_NARROW_MISSING
                     ? l->missing
                     : between(rounded_quotient(l->a * ((int64_t)v[i] - l->off) + l->b, l->c, l->mode), l->lo,
                               l->hi);
}

/* A linear recipe that only the class at hand has. */
static void linear_here(const struct run *run, struct linear *l, int64_t least, int64_t most,
                        const int32_t *v)
{
    if (linear_prepare(l, least, most))
        run->w->lanes->linear(l, v, run->n, run->out);
    else
        put_all(l, v, run->n, run->out);
}

static void constant_here(const struct run *run, const int32_t *v, int32_t score)
{
    for (size_t i = 0; i < run->n; i++)
        run->out[i] = v[i] == VALUE_NARROW_MISSING ? run->r->linear.missing : score;
}

static void fill_efficacy(const struct run *run, const int32_t *v)
{
    const struct efficacy *e = &run->r->efficacy;
    int32_t least, most;
    if (run->w->lanes->range(v, run->n, &least, &most) == 0 || least == most) {
        constant_here(run, v, e->equal);
        return;
    }
    struct linear l = run->r->linear;
    int64_t range = (int64_t)most - least;
    l.off = e->is_lower ? most : least;
    l.a = e->is_lower ? -e->slope : e->slope;
    l.b = e->base * range;
    l.c = e->by * range;
    linear_here(run, &l, e->is_lower ? -range : 0, e->is_lower ? 0 : range, v);
}

static void fill_best(const struct run *run, const int32_t *v)
{
    const struct best *b = &run->r->best;
    int32_t least, most;
    int n = run->w->lanes->range(v, run->n, &least, &most);
    int64_t best = b->is_lower ? least : most;
    if (n == 0 || best <= 0) {
        constant_here(run, v, b->undefined);
        return;
    }
    struct linear l = run->r->linear;
    if (b->is_lower) {
        struct quotient q = {.k = b->top * best,
                             .c = b->by,
                             .lo = l.lo,
                             .hi = l.hi,
                             .mode = l.mode,
                             .missing = l.missing,
                             .undefined = b->undefined};
        run->w->lanes->quotient(&q, v, v, run->n, run->out);
        return;
    }
    l.a = b->top;
    l.c = b->by * best;
    linear_here(run, &l, least < 0 ? least : 0, most, v);
}

/* (first·places − lost·(rank − 1)) / (by·places), of the ranks that stand in y. */
static void points_of_ranks(const struct run *run, int64_t places, int64_t ranked)
{
    const struct by_rank *k = &run->r->rank;
    struct linear l = run->r->linear;
    l.off = 1;
    l.a = -k->lost;
    l.b = k->first * places;
    l.c = k->by * places;
    linear_here(run, &l, 0, ranked, run->w->y);
}

static int fill_ranks(const struct run *run, const int32_t *v, int32_t *rank)
{
    const struct by_rank *k = &run->r->rank;
    return run->w->lanes->rank(v, run->n, k->is_lower, k->is_dense, run->w->work, rank);
}

static void fill_rank_linear(const struct run *run, const int32_t *v)
{
    int ranked = fill_ranks(run, v, run->w->y);
    points_of_ranks(run, ranked > 1 ? ranked - 1 : 1, ranked);
}

/* A place is worth the same in every class: their points come at once. */
static void fill_rank_steps(const struct run *run, const int32_t *v)
{
    const struct unit_class *k = &run->w->plan->s->classes[run->from];
    int most = 0;
    for (size_t at = 0; at < run->n; at += (size_t)k++->units_count) {
        struct run one = *run;
        one.n = (size_t)k->units_count;
        int ranked = fill_ranks(&one, v + at, run->w->y + at);
        most = ranked > most ? ranked : most;
    }
    points_of_ranks(run, 1, most);
}

/* ---- rows ---- */

#define ENDS_MAX 2 /* so many lowest and highest are taken off here; more by the exact engine */

/* Σ of single votes without the lowest and the highest. */
static int64_t trimmed_sum(const struct tally_bag *bag, int low, int high)
{
    int32_t low0 = INT32_MAX, low1 = INT32_MAX, high0 = INT32_MIN, high1 = INT32_MIN;
    int64_t sum = 0;
    for (int i = 0; i < bag->n; i++) {
        int32_t v = bag->row[i], above = v > low0 ? v : low0, below = v < high0 ? v : high0;
        sum += v;
        low0 = v < low0 ? v : low0;
        low1 = above < low1 ? above : low1;
        high0 = v > high0 ? v : high0;
        high1 = below > high1 ? below : high1;
    }
    sum -= low > 0 ? low0 : 0;
    sum -= low > 1 ? low1 : 0;
    sum -= high > 0 ? high0 : 0;
    return sum - (high > 1 ? high1 : 0);
}

/* How many votes there are, and Σ points of all. */
static int64_t votes_of(const struct tally_bag *bag, bool has_counts, int64_t *ret_sum)
{
    int64_t votes = 0, sum = 0;
    for (int i = 0; has_counts && i < bag->n; i++) {
        votes += bag->row[2 * i + 1];
        sum += (int64_t)bag->row[2 * i] * bag->row[2 * i + 1];
    }
    *ret_sum = sum;
    return has_counts ? votes : bag->n;
}

/* False: what is trimmed is more than a look at the ends. */
static bool vote_score(const struct run *run, const struct tally_bag *bag, bool has_counts, int32_t *out)
{
    const struct node *n = &run->w->plan->s->nodes[run->node];
    const struct by_votes *k = &run->r->votes;
    int64_t sum, valid = votes_of(bag, has_counts, &sum);
    bool is_trimmed = valid > n->trim_above && (n->trim_low || n->trim_high || n->trim_percent.units);
    int64_t low = is_trimmed ? n->trim_low : 0, high = is_trimmed ? n->trim_high : 0;
    if (is_trimmed && (has_counts || n->trim_percent.units || low > ENDS_MAX || high > ENDS_MAX))
        return false;
    if (valid == 0 || valid < n->min_sample || low + high >= valid) {
        *out = run->r->linear.missing;
        return true;
    }
    if (!has_counts)
        sum = trimmed_sum(bag, (int)low, (int)high);
    int64_t left = valid - low - high;
    *out = between(rounded_quotient(k->top * sum, k->by * left, run->r->linear.mode), run->r->linear.lo,
                   run->r->linear.hi);
    return true;
}

static const struct tally_bag *bags_of(const struct run *run, const struct tally_rows *t, struct span *span)
{
    const struct scheme *s = run->w->plan->s;
    *span = measure_span(&s->measures[s->nodes[run->node].measure], run->f->w);
    int period = (span->first - t->first) / t->months;
    if (span->first < t->first || period + span->count > t->periods)
        return NULL;
    return &t->bag[(size_t)period * (size_t)s->units_count + (size_t)run->first];
}

static bool fill_votes(const struct run *run)
{
    const struct tally_rows *t = &run->w->plan->tally[run->r->votes.ballots];
    struct span span;
    const struct tally_bag *bag = bags_of(run, t, &span);
    if (!bag)
        fill_with(run->out, run->n, run->r->linear.missing);
    if (span.count > 1)
        return !bag;
    for (size_t i = 0; bag && i < run->n; i++)
        if (!vote_score(run, &bag[i], t->has_counts, &run->out[i]))
            return false;
    return true;
}

static void fill_events(const struct run *run)
{
    const struct tally_rows *t = &run->w->plan->tally[run->r->events];
    size_t units = (size_t)run->w->plan->s->units_count;
    struct span span;
    const struct tally_bag *bag = bags_of(run, t, &span);
    memset(run->w->x, 0, run->n * sizeof *run->w->x);
    for (size_t p = 0; bag && p < (size_t)span.count; p++)
        for (size_t i = 0; i < run->n; i++)
            for (int k = 0; k < bag[p * units + i].n; k++)
                run->w->x[i] += bag[p * units + i].row[k];
    run->w->lanes->linear(&run->r->linear, run->w->x, run->n, run->out);
}

static void fill_strikes(const struct run *run, const int32_t *v)
{
    int strip = run->w->plan->node[run->node].strikes;
    if (strip < 0)
        return;
    run->w->lanes->strikes(&run->r->steps, v, run->n, run->f->strikes[strip] + run->first);
}

/* ---- expressions ---- */

static void widen(const int32_t *v, size_t n, int64_t *to, uint8_t *missing)
{
    for (size_t i = 0; i < n; i++) {
        missing[i] = v[i] == VALUE_NARROW_MISSING;
        to[i] = v[i];
    }
}

static void fill_wide(int64_t *to, uint8_t *missing, size_t n, int64_t v, bool is_missing)
{
    for (size_t i = 0; i < n; i++) {
        to[i] = v;
        missing[i] = is_missing;
    }
}

/* Facts of the class, class by class. */
static void fill_class_word(const struct run *run, const int32_t *v, int word, int64_t *to, uint8_t *missing)
{
    const struct node *n = &run->w->plan->s->nodes[run->node];
    const struct unit_class *k = &run->w->plan->s->classes[run->from];
    for (size_t at = 0; at < run->n; at += (size_t)k++->units_count) {
        size_t units = (size_t)k->units_count;
        int32_t least, most;
        if (word == RULE_RANK) {
            (void)run->w->lanes->rank(v + at, units, n->better == BETTER_LOWER, n->ties == TIES_1223,
                                      run->w->work, run->w->y);
            widen(run->w->y, units, to + at, missing + at);
            continue;
        }
        int count = run->w->lanes->range(v + at, units, &least, &most);
        int64_t fact = word == RULE_RANKED ? count : word == RULE_CLASS_MIN ? least : most;
        fill_wide(to + at, missing + at, units, fact, word != RULE_RANKED && count == 0);
    }
}

/* `room` is for what does not lie in one column as it is. */
static bool fill_measure(const struct run *run, int measure, int years, struct feel_column *in, int64_t *room)
{
    struct window w = {run->f->w.first - 12 * years, run->f->w.months};
    *in = (struct feel_column){.narrow = strip_of(run, measure, w, (int32_t *)room),
                               .none = VALUE_NARROW_MISSING,
                               .scale = run->w->plan->s->measures[measure].decimals};
    return in->narrow != NULL;
}

static bool fill_input(const struct run *run, const struct rule_input *in, int64_t *to, uint8_t *missing)
{
    const struct scheme *s = run->w->plan->s;
    const struct node *n = &s->nodes[run->node];
    struct feel_column *c = &run->w->input[in->place];
    *c = (struct feel_column){.v = to, .missing = missing};
    if (in->source == RULE_OF_MEASURE)
        return fill_measure(run, in->index, 0, c, to);
    if (in->index == RULE_VALUE || in->index == RULE_LAST_YEAR)
        return fill_measure(run, n->measure, in->index == RULE_LAST_YEAR, c, to);
    if (in->index == RULE_TARGET && n->target.kind == OPERAND_MEASURE)
        return fill_measure(run, n->target.measure, 0, c, to);
    if (RULE_BIT(in->index) & RULE_CLASS_BITS) {
        const int32_t *v = strip_of(run, n->measure, run->f->w, run->w->x);
        if (v)
            fill_class_word(run, v, in->index, to, missing);
        bool is_value = in->index == RULE_CLASS_MIN || in->index == RULE_CLASS_MAX;
        c->scale = is_value ? s->measures[n->measure].decimals : 0;
        return v != NULL;
    }
    const struct dec d = in->index == RULE_FULL     ? run->r->rule.full
                         : in->index == RULE_TARGET ? run->r->rule.target
                                                    : run->r->rule.factor;
    to[0] = d.units;
    *c = (struct feel_column){.v = to, .scale = d.digits, .is_same = true};
    return true;
}

/* No number: because one that is read is missing; otherwise only the exact engine says why. */
static bool is_input_missing(const struct run *run, size_t unit)
{
    const struct rule *rule = run->w->plan->s->nodes[run->node].rule;
    for (int i = 0; i < rule->inputs_count; i++) {
        const struct feel_column *in = &run->w->input[rule->inputs[i].place];
        if (in->narrow ? in->narrow[unit] == in->none : in->missing && in->missing[unit])
            return true;
    }
    return false;
}

static bool fill_rule(const struct run *run)
{
    static const enum decimal_round modes[] = {[ROUND_HALF_UP] = DECIMAL_HALF_UP,
                                               [ROUND_HALF_EVEN] = DECIMAL_HALF_EVEN,
                                               [ROUND_DOWN] = DECIMAL_DOWN};
    struct worker *w = run->w;
    const struct node *n = &w->plan->s->nodes[run->node];
    const struct linear *l = &run->r->linear;
    int64_t *score = w->wide[RULE_INPUTS_MAX], most = w->plan->node[run->node].most;
    uint8_t *missing = w->missing[RULE_INPUTS_MAX];
    for (int i = 0; i < n->rule->inputs_count; i++)
        if (!fill_input(run, &n->rule->inputs[i], w->wide[i], w->missing[i]))
            return false;
    enum rc rc = n->rule->program ? feel_columns_eval(w->rule[run->node], w->input, run->n, n->digits,
                                                      modes[n->mode], score, missing, w->err)
                                  : rules_columns_eval(w->table[run->node], w->input, run->n, n->digits,
                                                       modes[n->mode], score, missing, w->err);
    if (rc != RC_OK)
        return false;
    int32_t lo = l->lo, hi = l->hi, none = l->missing, *out = run->out;
    int64_t least = 0, highest = 0; /* a missing one counts as 0 */
    for (size_t i = 0; i < run->n; i++) {
        int32_t s = between(score[i], lo, hi);
        least = s < least ? s : least;
        highest = s > highest ? s : highest;
        out[i] = missing[i] ? none : s;
    }
    w->is_broken |= highest > most || least < -most;
    for (size_t i = 0; i < run->n; i++)
        if (missing[i] && (missing[i] == FEEL_NO_ROOM || !is_input_missing(run, i)))
            return false;
    return true;
}

/* ---- all kinds ---- */

/* What looks at the class, class by class. */
static void fill_classes(const struct run *run, const int32_t *v,
                         void (*fill)(const struct run *run, const int32_t *v))
{
    const struct unit_class *k = &run->w->plan->s->classes[run->from];
    for (size_t at = 0; at < run->n; at += (size_t)k++->units_count) {
        struct run one = *run;
        one.n = (size_t)k->units_count;
        one.out = run->out + at;
        fill(&one, v + at);
    }
}

/* False: the exact engine must do it after all. */
static bool fill_values(const struct run *run, const int32_t *v)
{
    struct worker *w = run->w;
    switch (run->r->kind) {
    case RECIPE_LINEAR:
        w->lanes->linear(&run->r->linear, v, run->n, run->out);
        return true;
    case RECIPE_STEPS:
        w->lanes->steps(&run->r->steps, v, run->n, run->out);
        fill_strikes(run, v);
        return true;
    case RECIPE_EFFICACY:
        fill_classes(run, v, fill_efficacy);
        return true;
    case RECIPE_BEST:
        fill_classes(run, v, fill_best);
        return true;
    case RECIPE_RANK:
        if (run->r->rank.is_linear)
            fill_classes(run, v, fill_rank_linear);
        else
            fill_rank_steps(run, v);
        return true;
    default:
        return false;
    }
}

static bool fill_quotient(const struct run *run)
{
    const struct plan_node *pn = &run->w->plan->node[run->node];
    struct window w = run->f->w, then = {w.first - (pn->y_is_last_year ? 12 : 0), w.months};
    bool is_same = pn->x == pn->y && !pn->y_is_last_year;
    const int32_t *x = strip_of(run, pn->x, w, run->w->x);
    const int32_t *y = is_same ? x : strip_of(run, pn->y, then, run->w->y);
    if (x && y)
        run->w->lanes->quotient(&run->r->quotient, x, y, run->n, run->out);
    return x && y;
}

static bool fill_leaf(const struct run *run)
{
    const struct node *n = &run->w->plan->s->nodes[run->node];
    if (run->r->kind == RECIPE_VOTES)
        return fill_votes(run);
    if (run->r->kind == RECIPE_QUOTIENT)
        return fill_quotient(run);
    if (run->r->kind == RECIPE_RULE)
        return fill_rule(run);
    if (run->r->kind == RECIPE_EVENTS) {
        fill_events(run);
        return true;
    }
    int x = run->w->plan->node[run->node].x;
    const int32_t *v = strip_of(run, x >= 0 ? x : n->measure, run->f->w, run->w->x);
    return v && fill_values(run, v);
}

/* ---------------------------------------------------------------------------------------- inner nodes */

static const uint8_t *zeroed_of(const struct run *run)
{
    const struct plan_node *pn = &run->w->plan->node[run->node];
    if (pn->zeroed_by_count == 0)
        return NULL;
    if (pn->zeroed_by_count == 1)
        return run->f->strikes[run->w->plan->node[pn->zeroed_by[0]].strikes] + run->first;
    memset(run->w->zeroed, 0, run->n);
    for (int k = 0; k < pn->zeroed_by_count; k++) {
        const uint8_t *strip = run->f->strikes[run->w->plan->node[pn->zeroed_by[k]].strikes] + run->first;
        for (size_t i = 0; i < run->n; i++)
            run->w->zeroed[i] |= strip[i];
    }
    return run->w->zeroed;
}

static void fill_blend(const struct run *run)
{
    const struct blend *b = &run->r->blend;
    for (int k = 0; k < b->parts; k++)
        run->w->col[k] = run->f->column[b->part[k].node].narrow + run->first;
    run->w->lanes->blend(b, run->w->col, zeroed_of(run), run->n, run->out);
}

/* A leaf that reads one measure for the same period as in the frame before has the same score: a quarter's
 * votes in its three months. */
static bool is_as_before(const struct run *run)
{
    const struct plan *p = run->w->plan;
    const struct node *n = &p->s->nodes[run->node];
    if (run->f->before < 0 || run->r->kind != RECIPE_VOTES)
        return false;
    const struct measure *m = &p->s->measures[n->measure];
    struct span now = measure_span(m, run->f->w), then = measure_span(m, run->w->frames[run->f->before].w);
    return now.first == then.first && now.count == then.count;
}

static enum rc fill_run(const struct run *run)
{
    enum recipe_kind kind = run->r->kind;
    const struct frame *before = run->f->before >= 0 ? &run->w->frames[run->f->before] : NULL;
    if (kind == RECIPE_NOT_ASKED) {
        fill_with(run->out, run->n, narrow_state(SCORE_NOT_APPLICABLE));
        return RC_OK;
    }
    if (kind == RECIPE_BLEND) {
        fill_blend(run);
        return RC_OK;
    }
    if (is_as_before(run)) {
        memcpy(run->out, before->column[run->node].narrow + run->first, run->n * sizeof *run->out);
        return RC_OK;
    }
    if (fill_leaf(run))
        return RC_OK;
    enum rc rc = RC_OK;
    for (int c = run->from; c < run->to && rc == RC_OK; c++)
        rc = fill_exact(run->w, run->f, run->node, c);
    return rc;
}

static enum rc fill_node(struct worker *w, const struct frame *f, int node, int from, int to)
{
    const struct scheme *s = w->plan->s;
    const struct plan_node *pn = &w->plan->node[node];
    enum rc rc = RC_OK;
    for (int c = from; c < to && rc == RC_OK;) {
        const struct recipe *r = pn->recipe[c];
        int end = c + 1;
        if (r->kind == RECIPE_EXACT || (r->kind == RECIPE_NOT_ASKED && !pn->is_narrow)) {
            rc = fill_exact(w, f, node, c++);
            continue;
        }
        while (end < to && pn->recipe[end] == r)
            end++;
        const struct unit_class *last = &s->classes[end - 1];
        int first = s->classes[c].first_unit;
        struct run run = {.w = w,
                          .f = f,
                          .node = node,
                          .from = c,
                          .to = end,
                          .first = first,
                          .n = (size_t)(last->first_unit + last->units_count - first),
                          .r = r,
                          .out = f->column[node].narrow + first};
        rc = fill_run(&run);
        c = end;
    }
    return rc;
}

/* -------------------------------------------------------------------------------------------- periods */

static bool is_anybody(const struct score_column *c, const struct unit_class *k)
{
    for (int u = k->first_unit; u < k->first_unit + k->units_count; u++)
        if (narrow_is_present(c->narrow[u]))
            return true;
    return false;
}

/* The mean or the sum of the periods that have come. */
static void blend_periods(struct worker *w, const struct frame *f, int node, int class_index)
{
    const struct scheme *s = w->plan->s;
    const struct unit_class *k = &s->classes[class_index];
    const struct linear *limits = &w->plan->node[node].recipe[class_index]->linear;
    struct blend_part part[BLEND_PARTS_MAX];
    struct blend b = {.part = part,
                      .by = 1,
                      .fixed = s->nodes[node].each_combine == AGGREGATE_MEAN ? 0 : 1,
                      .lo = limits->lo,
                      .hi = limits->hi,
                      .mode = s->nodes[node].mode,
                      .is_narrow = true,
                      .reciprocal = w->reciprocal};
    for (const int *p = f->periods[node]; *p >= 0; p++) {
        const struct score_column *c = &w->frames[*p].column[node];
        if (!is_anybody(c, k))
            continue;
        part[b.parts] = (struct blend_part){.node = node, .value_weight = 1, .share = 1};
        w->col[b.parts++] = c->narrow + k->first_unit;
    }
    int32_t *out = f->column[node].narrow + k->first_unit;
    w->lanes->blend(&b, w->col, NULL, (size_t)k->units_count, out);
    for (int u = 0; u < k->units_count; u++) {
        size_t at = (size_t)node * (size_t)s->units_count + (size_t)(k->first_unit + u);
        bool is_asked = s->nodes[node].is_in[class_index] && !(s->not_applicable && s->not_applicable[at]);
        if (out[u] == narrow_state(SCORE_ABSENT) && !is_asked)
            out[u] = narrow_state(SCORE_NOT_APPLICABLE);
    }
}

static void fill_periods(struct worker *w, const struct frame *f, int node, int from, int to)
{
    const struct scheme *s = w->plan->s;
    for (int c = from; c < to; c++) {
        const struct unit_class *k = &s->classes[c];
        if (!f->is_one[node]) {
            blend_periods(w, f, node, c);
            continue;
        }
        const int32_t *only = w->frames[f->periods[node][0]].column[node].narrow;
        memcpy(f->column[node].narrow + k->first_unit, only + k->first_unit,
               (size_t)k->units_count * sizeof *only);
    }
}

enum rc frame_fill(struct worker *w, int frame, int node, int from, int to)
{
    const struct frame *f = &w->frames[frame];
    if (node >= 0)
        return fill_node(w, f, node, from, to);
    fill_periods(w, f, PLAN_PERIODS(node), from, to);
    return RC_OK;
}
