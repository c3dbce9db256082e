/* What a leaf says: the measure it reads, its method and the parameters of that method. One table names
 * the methods; each entry reads its own parameters, so a key that a method has no use for is unknown. */
#include "score/rule.h"

static const char *const missing_names[] = {"not_scorable", "zero", "reweight", "class_mean"};
static const char *const tie_names[] = {"1-2-2-4", "1-2-2-3"};
static const char *const compare_names[] = {"at_least", "above", "at_most", "below"};

static void read_better(struct fields *f, struct node *n)
{
    static const char *const names[] = {"higher", "lower"};
    FIELD_CHOICE(f, "better", names, &n->better);
}

static void want(struct fields *f, bool is_there, const char *key)
{
    const struct doc *d = field(f, key);
    if (is_there || (d && d->kind != DOC_LIST)) /* what is there but wrong was said already */
        return;
    struct problem *q = PROBLEM_AT(f->r, f->map, "score.parameter_missing");
    problem_arg(f->r->p, q, 0, str_c(key));
}

static struct limit percent_limit(int64_t percent)
{
    return (struct limit){.is_set = true, .is_percent = true, .value = {percent, 0}};
}

static void read_direct(struct fields *f, struct node *n) { (void)field_dec(f, "out_of", &n->out_of); }

static void between_nothing_and_full(struct node *n)
{
    n->floor = percent_limit(0);
    n->cap = percent_limit(100);
}

static void read_ratio(struct fields *f, struct node *n)
{
    between_nothing_and_full(n);
    want(f, field_operand(f, "target", &n->target), "target");
}

static void read_band(struct reader *r, struct doc *d, struct band *b)
{
    struct fields f = reader_fields(r, d);
    int limits = 0;
    for (int i = 0; i < COMPARE__COUNT; i++)
        if (field_operand(&f, compare_names[i], &b->limit)) {
            b->compare = (enum comparison)i;
            limits++;
        }
    bool score = field_dec(&f, "score", &b->score);
    b->is_percent = field_dec(&f, "score_percent", &b->score);
    if (limits != 1 || score == b->is_percent)
        PROBLEM_AT(r, d, "score.band_incomplete")->hint = "score.band_hint";
    fields_done(&f);
}

/* The bands to draw lines between: all of one direction, and where the scheme gives the limits as numbers,
 * each within the one before. Other limits (by class, of a measure) are known only with the
 * values; a band that they put out of reach is never met, so that no line has two ends in one place. */
static bool bands_in_line(const struct band *b, int count)
{
    bool falling = b[0].compare == COMPARE_AT_LEAST || b[0].compare == COMPARE_ABOVE;
    for (int i = 1; i < count; i++) {
        if ((b[i].compare == COMPARE_AT_LEAST || b[i].compare == COMPARE_ABOVE) != falling)
            return false;
        if (b[i].limit.kind != OPERAND_NUMBER || b[i - 1].limit.kind != OPERAND_NUMBER)
            continue;
        i128 is = dec_wide(b[i].limit.number), was = dec_wide(b[i - 1].limit.number);
        if (falling ? is >= was : is <= was)
            return false;
    }
    return true;
}

static void read_bands(struct fields *f, struct node *n)
{
    struct reader *r = f->r;
    struct doc *list = field_list(f, "bands");
    struct band *bands = reader_memory(r, list ? (size_t)list->count : 0, sizeof *bands);
    want(f, list && list->count, "bands");
    for (struct doc *d = list && bands ? list->first : NULL; d; d = d->next)
        read_band(r, d, &bands[n->bands_count++]);
    n->bands = bands;
    (void)field_bool(f, "interpolate", &n->interpolate);
    (void)field_limit(f, "else", "else_percent", &n->otherwise);
    if (n->interpolate && n->bands_count && !bands_in_line(bands, n->bands_count))
        (void)PROBLEM_AT(r, list, "score.bands_out_of_line");
}

static void read_attained(struct fields *f, struct node *n)
{
    want(f, field_operand(f, "target", &n->target), "target");
    FIELD_CHOICE(f, "compare", compare_names, &n->compare);
    (void)field_limit(f, "else", "else_percent", &n->otherwise);
}

static void read_efficacy(struct fields *f, struct node *n)
{
    static const char *const equals[] = {"full", "base"};
    between_nothing_and_full(n);
    read_better(f, n);
    n->base_percent = (struct dec){60, 0};
    (void)field_dec(f, "base_percent", &n->base_percent);
    bool low = field_operand(f, "low", &n->low), high = field_operand(f, "high", &n->high);
    n->has_low_high = low && high;
    if (low != high)
        (void)PROBLEM_AT(f->r, f->map, "score.low_without_high");
    FIELD_CHOICE(f, "equal", equals, &n->equal_is_base);
}

static void read_ranks(struct fields *f, struct node *n)
{
    read_better(f, n);
    FIELD_CHOICE(f, "ties", tie_names, &n->ties);
    n->first = percent_limit(100);
    (void)field_limit(f, "first", "first_percent", &n->first);
}

static void read_rank_step(struct fields *f, struct node *n)
{
    n->floor = percent_limit(0);
    read_ranks(f, n);
    want(f, field_limit(f, "step", "step_percent", &n->step), "step");
}

static void read_rank_linear(struct fields *f, struct node *n)
{
    read_ranks(f, n);
    n->last = percent_limit(0);
    (void)field_limit(f, "last", "last_percent", &n->last);
}

static void read_best(struct fields *f, struct node *n)
{
    n->floor = percent_limit(0);
    read_better(f, n);
}

static void read_baseline(struct fields *f, struct node *n)
{
    struct doc *d = field(f, "baseline");
    if (d && d->kind == DOC_TEXT && str_eq(d->text, STR("last_year")))
        n->baseline_is_last_year = true;
    else
        want(f, d && field_operand(f, "baseline", &n->baseline), "baseline");
}

static void read_growth(struct fields *f, struct node *n)
{
    between_nothing_and_full(n);
    read_baseline(f, n);
    want(f, field_dec(f, "at_zero", &n->at_zero), "at_zero");
    want(f, field_dec(f, "per_percent", &n->per_percent), "per_percent");
}

static void read_increment_growth(struct fields *f, struct node *n)
{
    between_nothing_and_full(n);
    read_baseline(f, n);
    n->increment_percent = (struct dec){40, 0};
    (void)field_dec(f, "increment_percent", &n->increment_percent);
}

static void read_amount(struct fields *f, struct node *n)
{
    want(f, field_dec(f, "each", &n->each_points), "each");
    n->each_amount = (struct dec){1, 0};
    (void)field_dec(f, "per", &n->each_amount);
    (void)field_bool(f, "whole", &n->whole_steps);
    if (n->each_amount.units <= 0)
        (void)PROBLEM_AT(f->r, field(f, "per"), "score.divisor_not_positive");
}

static void read_category(struct reader *r, struct doc *d, struct event_category *c)
{
    struct fields f = reader_fields(r, d);
    bool has_id = field_text(&f, "id", &c->id), has_name = field_text(&f, "name", &c->name);
    c->id = has_id ? c->id : c->name;
    c->name = has_name ? c->name : c->id;
    if (!has_id && !has_name)
        (void)PROBLEM_AT(r, d, "score.id_missing");
    (void)field_limit(&f, "cap", NULL, &c->cap);
    (void)field_limit(&f, "floor", NULL, &c->floor);
    fields_done(&f);
}

static void read_item(struct reader *r, struct doc *d, struct event_item *e, const struct node *n)
{
    struct fields f = reader_fields(r, d);
    struct str category = STR("");
    bool has_id = field_text(&f, "id", &e->id), has_name = field_text(&f, "name", &e->name);
    e->id = has_id ? e->id : e->name;
    e->name = has_name ? e->name : e->id;
    e->has_points = field_dec(&f, "points", &e->points);
    (void)field_limit(&f, "least", NULL, &e->least);
    (void)field_limit(&f, "most", NULL, &e->most);
    (void)field_limit(&f, "cap", NULL, &e->cap);
    (void)field_limit(&f, "floor", NULL, &e->floor);
    (void)field_int(&f, "times", 1, 1000000, &e->times);
    e->category = -1;
    if (field_text(&f, "category", &category))
        for (int i = 0; i < n->categories_count; i++)
            if (str_eq(n->categories[i].id, category) || str_eq(n->categories[i].name, category))
                e->category = i;
    if (category.n && e->category < 0) {
        struct problem *q = PROBLEM_AT(r, field(&f, "category"), "score.unknown_category");
        problem_arg(r->p, q, 0, category);
    }
    if (!has_id && !has_name)
        (void)PROBLEM_AT(r, d, "score.id_missing");
    fields_done(&f);
}

static void read_events(struct fields *f, struct node *n)
{
    struct reader *r = f->r;
    struct doc *categories = field_list(f, "categories"), *items = field_list(f, "items");
    struct event_category *c = reader_memory(r, categories ? (size_t)categories->count : 0, sizeof *c);
    struct event_item *e = reader_memory(r, items ? (size_t)items->count : 0, sizeof *e);
    if (!c || !e)
        return;
    n->categories = c;
    for (struct doc *d = categories ? categories->first : NULL; d; d = d->next)
        read_category(r, d, &c[n->categories_count++]);
    n->items = e;
    for (struct doc *d = items ? items->first : NULL; d; d = d->next) {
        struct event_item *item = &e[n->items_count];
        read_item(r, d, item, n);
        for (int i = 0; i < n->items_count; i++)
            if (str_eq(e[i].id, item->id)) {
                struct problem *q = PROBLEM_AT(r, d, "score.id_twice");
                problem_arg(r->p, q, 0, item->id);
            }
        n->items_count++;
    }
    (void)field_bool(f, "highest_only", &n->highest_only);
    want(f, items && items->count, "items");
}

static bool reads_events(const struct fields *f, const struct node *n)
{
    return n->measure >= 0 && f->r->measures[n->measure].kind == MEASURE_EVENTS;
}

static void read_deduct(struct fields *f, struct node *n)
{
    n->start = percent_limit(100);
    n->floor = percent_limit(0);
    (void)field_limit(f, "start", "start_percent", &n->start);
    if (reads_events(f, n))
        read_events(f, n);
    else
        read_amount(f, n);
}

static void read_add(struct fields *f, struct node *n)
{
    n->start = percent_limit(0);
    (void)field_limit(f, "start", "start_percent", &n->start);
    if (reads_events(f, n))
        read_events(f, n);
    else
        read_amount(f, n);
}

static void read_gap(struct fields *f, struct node *n)
{
    between_nothing_and_full(n);
    want(f, field_operand(f, "target", &n->target), "target");
    read_better(f, n);
    read_amount(f, n);
}

static int grade_find(const struct reader *r, struct str id)
{
    for (int i = 0; i < r->s.grades_count; i++)
        if (str_eq(r->grades[i].id, id) || str_eq(r->grades[i].name, id))
            return i;
    return -1;
}

static void read_veto(struct fields *f, struct node *n)
{
    static const char *const effects[] = {"zero",        "cap_grade",   "set_grade", "exclude",
                                          "lower_grade", "raise_grade", "last"};
    struct str grade = STR(""), node = STR("");
    n->target = (struct operand){.kind = OPERAND_NUMBER, .measure = -1};
    n->compare = COMPARE_ABOVE;
    (void)field_operand(f, "limit", &n->target);
    FIELD_CHOICE(f, "compare", compare_names, &n->compare);
    FIELD_CHOICE(f, "effect", effects, &n->effect);
    if (field_text(f, "grade", &grade))
        n->effect_grade = grade_find(f->r, grade);
    if (field_text(f, "node", &node))
        n->effect_node = scheme_node_find(&f->r->s, node);
    bool wants = n->effect == VETO_CAP_GRADE || n->effect == VETO_SET_GRADE, may = n->effect == VETO_EXCLUDE;
    if ((wants || (may && grade.n)) && n->effect_grade < 0) {
        struct problem *q = PROBLEM_AT(f->r, f->map, "score.unknown_grade");
        problem_arg(f->r->p, q, 0, grade);
    }
    if ((n->effect == VETO_LOWER_GRADE || n->effect == VETO_RAISE_GRADE) && f->r->s.grades_count == 0)
        (void)PROBLEM_AT(f->r, f->map, "score.no_grades_to_move");
    if (node.n && n->effect_node < 0) {
        struct problem *q = PROBLEM_AT(f->r, f->map, "score.unknown_node");
        problem_arg(f->r->p, q, 0, node);
    }
}

static void read_votes(struct fields *f, struct node *n)
{
    struct reader *r = f->r;
    const struct measure *m = n->measure >= 0 ? &r->measures[n->measure] : NULL;
    struct str group = STR("");
    if (field_text(f, "group", &group)) {
        for (int i = 0; m && i < m->groups_count; i++)
            if (str_eq(m->groups[i], group))
                n->group = i;
        if (n->group < 0) {
            struct problem *q = PROBLEM_AT(r, field(f, "group"), "score.unknown_group");
            problem_arg(r->p, q, 0, group);
        }
    }
    (void)field_dec(f, "out_of", &n->out_of);
    (void)field_int(f, "min_sample", 0, 1000000, &n->min_sample);
    struct fields t = reader_fields(r, field(f, "trim"));
    (void)field_int(&t, "low", 0, 1000000, &n->trim_low);
    (void)field_int(&t, "high", 0, 1000000, &n->trim_high);
    (void)field_int(&t, "when_more_than", 0, 1000000, &n->trim_above);
    (void)field_dec(&t, "percent", &n->trim_percent);
    if (n->trim_percent.units < 0 || dec_wide(n->trim_percent) >= dec_wide((struct dec){50, 0}))
        (void)PROBLEM_AT(r, field(&t, "percent"), "score.trim_out_of_range");
    fields_done(&t);
}

static void read_linear(struct fields *f, struct node *n)
{
    between_nothing_and_full(n);
    want(f, field_operand(f, "target", &n->target), "target");
    read_better(f, n);
    n->start = percent_limit(100);
    (void)field_limit(f, "at_target", "at_target_percent", &n->start);
    read_amount(f, n);
    n->each_below = n->each_points;
    (void)field_dec(f, "each_below", &n->each_below);
}

static const struct dec *read_points(struct fields *f, const char *key, int *ret_count)
{
    struct doc *list = field_list(f, key);
    struct dec *points = reader_memory(f->r, list ? (size_t)list->count : 0, sizeof *points);
    for (struct doc *d = list && points ? list->first : NULL; d; d = d->next)
        (void)read_dec(f->r, d, &points[(*ret_count)++]);
    return points;
}

static void read_rank_points(struct fields *f, struct node *n)
{
    read_better(f, n);
    FIELD_CHOICE(f, "ties", tie_names, &n->ties);
    n->first_points = read_points(f, "first_points", &n->first_points_count);
    n->last_points = read_points(f, "last_points", &n->last_points_count);
    want(f, n->first_points_count || n->last_points_count, "first_points");
    (void)field_limit(f, "else", "else_percent", &n->otherwise);
}

/* ------------------------------------------------------------------------------------------ rules */

/* What there is for a rule of this leaf. */
static uint32_t words_of(const struct fields *f, const struct node *n)
{
    uint32_t words = RULE_BIT(RULE_FULL) | RULE_BIT(RULE_FACTOR) | RULE_BIT(RULE_CLASS);
    if (n->measure >= 0 && measure_is_number(&f->r->measures[n->measure]))
        words |= RULE_BIT(RULE_VALUE) | RULE_BIT(RULE_LAST_YEAR) | RULE_CLASS_BITS;
    if (n->target.kind != OPERAND_NONE)
        words |= RULE_BIT(RULE_TARGET);
    return words;
}

static struct rule_wish wish_of(const struct fields *f, const struct node *n, const struct feel_type *wanted)
{
    return (struct rule_wish){.home = RULE_IN_LEAF, .wanted = wanted, .words = words_of(f, n)};
}

static void take_rule(struct fields *f, struct node *n, const struct rule *rule)
{
    rule_reads(f->r, rule, &n->reads, &n->reads_count);
    n->baseline_is_last_year |= rule && (rule->words & RULE_BIT(RULE_LAST_YEAR));
}

/* What the words of a rule depend on comes before the rule. */
static void read_rule(struct fields *f, struct node *n)
{
    bool is_table = n->method == METHOD_TABLE;
    const char *key = is_table ? "table" : "expression";
    (void)field_operand(f, "target", &n->target);
    read_better(f, n);
    FIELD_CHOICE(f, "ties", tie_names, &n->ties);
    struct doc *d = field(f, key);
    struct rule_wish wish = wish_of(f, n, &FEEL_NUMBER);
    want(f, d != NULL, key);
    if (d)
        n->rule = is_table ? rule_read_table(f->r, d, &wish) : rule_read(f->r, d, &wish);
    take_rule(f, n, n->rule);
}

static void read_condition(struct fields *f, struct node *n)
{
    struct doc *d = field(f, "when");
    struct rule_wish wish = wish_of(f, n, &FEEL_BOOLEAN);
    if (!d)
        return;
    (void)field_limit(f, "else", "else_percent", &n->otherwise);
    n->when = rule_read(f->r, d, &wish);
    take_rule(f, n, n->when);
}

static bool reads_factor(const struct node *n)
{
    uint32_t words = (n->when ? n->when->words : 0) | (n->rule ? n->rule->words : 0);
    return n->times_factor || n->scales_score || (words & RULE_BIT(RULE_FACTOR));
}

void read_factor(struct fields *f, struct node *n)
{
    static const char *const names[] = {"false", "no", "true", "yes", "value", "score"};
    int is = 0;
    bool is_leaf = n->first_child < 0;
    (void)field_choice(f, "times_factor", names, (int)COUNT_OF(names), &is);
    n->scales_score = is == 5;
    n->times_factor = is >= 2 && is < 5;
    if (n->times_factor && !is_leaf)
        PROBLEM_AT(f->r, field(f, "times_factor"), "score.group_has_no_value")->hint =
            "score.group_has_no_value_hint";
    (void)field_operand(f, "factor", &n->factor);
}

static void check_factor(struct fields *f, const struct node *n)
{
    if (n->factor.kind != OPERAND_NONE && !reads_factor(n))
        PROBLEM_AT(f->r, field(f, "factor"), "score.factor_unused")->hint = "score.factor_unused_hint";
}

static const struct {
    const char *name, *text, *formula;
    void (*read)(struct fields *f, struct node *n);
    unsigned kinds; /* of the measure that it can read, as bits */
} methods[METHOD__COUNT] = {
#define NUMBERS (1u << MEASURE_NUMBER | 1u << MEASURE_LEVEL)
#define EVENTS (1u << MEASURE_EVENTS)
    [METHOD_DIRECT] = {"direct", "score.method.direct", "score.formula.direct", read_direct, NUMBERS},
    [METHOD_RATIO] = {"ratio", "score.method.ratio", "score.formula.ratio", read_ratio, NUMBERS},
    [METHOD_CONTROL] = {"control", "score.method.control", "score.formula.control", read_ratio, NUMBERS},
    [METHOD_INVERSE] = {"inverse", "score.method.inverse", "score.formula.inverse", read_ratio, NUMBERS},
    [METHOD_BANDS] = {"bands", "score.method.bands", "score.formula.bands", read_bands, NUMBERS},
    [METHOD_ATTAINED] = {"attained", "score.method.attained", "score.formula.attained", read_attained,
                         NUMBERS},
    [METHOD_EFFICACY] = {"efficacy", "score.method.efficacy", "score.formula.efficacy", read_efficacy,
                         NUMBERS},
    [METHOD_RANK_STEP] = {"rank_step", "score.method.rank_step", "score.formula.rank_step", read_rank_step,
                          NUMBERS},
    [METHOD_RANK_LINEAR] = {"rank_linear", "score.method.rank_linear", "score.formula.rank_linear",
                            read_rank_linear, NUMBERS},
    [METHOD_RATIO_TO_BEST] = {"ratio_to_best", "score.method.ratio_to_best", "score.formula.ratio_to_best",
                              read_best, NUMBERS},
    [METHOD_GROWTH] = {"growth", "score.method.growth", "score.formula.growth", read_growth, NUMBERS},
    [METHOD_INCREMENT_GROWTH] = {"increment_growth", "score.method.increment_growth",
                                 "score.formula.increment_growth", read_increment_growth, NUMBERS},
    [METHOD_DEDUCT] = {"deduct", "score.method.deduct", "score.formula.deduct", read_deduct,
                       NUMBERS | EVENTS},
    [METHOD_GAP_DEDUCT] = {"gap_deduct", "score.method.gap_deduct", "score.formula.gap_deduct", read_gap,
                           NUMBERS},
    [METHOD_ADD] = {"add", "score.method.add", "score.formula.add", read_add, NUMBERS | EVENTS},
    [METHOD_PLUS_MINUS] = {"plus_minus", "score.method.plus_minus", "score.formula.plus_minus", read_events,
                           EVENTS},
    [METHOD_VETO] = {"veto", "score.method.veto", "score.formula.veto", read_veto, NUMBERS},
    [METHOD_VOTES] = {"votes", "score.method.votes", "score.formula.votes", read_votes,
                      1u << MEASURE_BALLOTS},
    [METHOD_FEEL] = {"feel", "score.method.feel", "score.formula.feel", read_rule, NUMBERS},
    [METHOD_TABLE] = {"table", "score.method.table", "score.formula.table", read_rule, NUMBERS},
    [METHOD_LINEAR] = {"linear", "score.method.linear", "score.formula.linear", read_linear, NUMBERS},
    [METHOD_RANK_POINTS] = {"rank_points", "score.method.rank_points", "score.formula.rank_points",
                            read_rank_points, NUMBERS},
};

bool node_is_plain(const struct node *n)
{
    bool is_plain = !n->when && !n->scales_score && n->factor.kind == OPERAND_NONE;
    bool adds = n->each_combine == AGGREGATE_SUM || n->each_combine == AGGREGATE_MEAN;
    is_plain &= n->combine <= COMBINE_MEAN && !n->period_weights && (!n->has_each || adds);
    for (int i = 0; i < n->bands_count; i++)
        is_plain &= !n->bands[i].is_percent;
    for (int i = 0; i < n->items_count; i++)
        is_plain &= !n->items[i].cap.is_set && !n->items[i].floor.is_set && n->items[i].times == 0;
    return is_plain;
}

const char *method_text(enum method m) { return methods[m].text ? methods[m].text : "score.method.sum"; }
const char *method_formula_text(enum method m)
{
    return methods[m].formula ? methods[m].formula : "score.formula.sum";
}

static enum method read_method(struct fields *f, const struct doc *d)
{
    struct reader *r = f->r;
    if (!d || d->kind != DOC_TEXT) {
        PROBLEM_AT(r, d ? d : f->map, "score.method_missing")->hint = "score.method_hint";
        return METHOD_NONE;
    }
    struct nearest near = {.to = d->text};
    for (int m = 1; m < METHOD__COUNT; m++) {
        if (str_eq(d->text, str_c(methods[m].name)))
            return (enum method)m;
        nearest_try(&near, str_c(methods[m].name));
    }
    for (int m = 1; m < METHOD__COUNT && !near.best.n; m++)
        if (word_means(d->text, methods[m].name))
            near.best = str_c(methods[m].name);
    struct problem *q = PROBLEM_AT(r, d, "score.unknown_method");
    problem_arg(r->p, q, 0, d->text);
    q->hint = "score.method_hint";
    nearest_hint(r, q, &near);
    return METHOD_NONE;
}

/* Rules name what they read, and need no measure of their own. */
static bool has_rule(const struct node *n) { return n->method == METHOD_FEEL || n->method == METHOD_TABLE; }

static void read_measure_name(struct fields *f, struct node *n)
{
    struct reader *r = f->r;
    struct doc *d = field(f, "measure");
    if (!d && has_rule(n))
        return;
    n->measure = d && d->kind == DOC_TEXT ? scheme_measure_find(&r->s, d->text) : -1;
    if (n->measure >= 0)
        return;
    struct problem *q = problem_at(r, d ? d : f->map, d ? "score.unknown_measure" : "score.measure_missing");
    problem_arg(r->p, q, 0, d && d->kind == DOC_TEXT ? d->text : STR(""));
    struct nearest near = {.to = d && d->kind == DOC_TEXT ? d->text : STR("")};
    for (int i = 0; near.to.n && i < r->s.measures_count; i++)
        nearest_try(&near, r->measures[i].id);
    nearest_hint(r, q, &near);
}

void leaf_read(struct fields *f, struct node *n)
{
    struct reader *r = f->r;
    n->missing = n->role == ROLE_PART ? r->missing : MISSING_ZERO;
    n->undefined = MISSING_NOT_SCORABLE;
    FIELD_CHOICE(f, "missing", missing_names, &n->missing);
    FIELD_CHOICE(f, "undefined", missing_names, &n->undefined);
    if (n->undefined == MISSING_ZERO)
        (void)PROBLEM_AT(r, field(f, "undefined"), "score.undefined_is_not_zero");
    read_factor(f, n);
    n->method = read_method(f, field(f, "method"));
    read_measure_name(f, n);
    if (n->method != METHOD_NONE && (n->measure >= 0 || (has_rule(n) && !field(f, "measure")))) {
        if (n->measure >= 0 && !(methods[n->method].kinds & 1u << r->measures[n->measure].kind)) {
            struct problem *q = PROBLEM_AT(r, f->map, "score.measure_of_wrong_kind");
            problem_arg(r->p, q, 0, r->measures[n->measure].name);
            problem_arg(r->p, q, 1, str_c(methods[n->method].name));
            q->hint = "score.measure_kind_hint";
        }
        methods[n->method].read(f, n);
        read_condition(f, n);
        check_factor(f, n);
        (void)field_limit(f, "cap", "cap_percent", &n->cap);
        (void)field_limit(f, "floor", "floor_percent", &n->floor);
        return;
    }
    /* The method is not known, so neither are its keys: they are not called unknown too. */
    for (struct doc *d = f->map ? f->map->first : NULL; d; d = d->next)
        d->is_asked = !lacks_blank(d);
}
