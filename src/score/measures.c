/* The measures of a scheme: what each says of itself first; what names other measures (formulas, parts, fixed
 * values by unit) when all of them, and the units, are known. */
#include "base/fixed.h"
#include "score/reader.h"

#define MEASURE_MONTHS_MAX (12 * MEASURE_YEARS_MAX)

static const char *const period_names[] = {"month", "quarter", "half", "year"};

/* The list at that key, unless it is too long. */
static struct doc *short_list(struct fields *f, const char *key)
{
    struct doc *list = field_list(f, key);
    if (!list || list->count <= READER_LEVELS_MAX)
        return list;
    (void)PROBLEM_AT(f->r, list, "score.too_large");
    return NULL;
}

static void read_groups(struct fields *f, struct measure *m)
{
    struct reader *r = f->r;
    struct doc *list = short_list(f, "groups");
    struct str *out = reader_memory(r, list ? (size_t)list->count : 0, sizeof *out);
    for (struct doc *d = list && out ? list->first : NULL; d; d = d->next)
        if (d->kind == DOC_TEXT && d->text.n)
            out[m->groups_count++] = d->text;
        else
            (void)PROBLEM_AT(r, d, "score.group_name_wanted");
    m->groups = out;
}

static void read_levels(struct fields *f, struct measure *m)
{
    struct reader *r = f->r;
    struct doc *list = short_list(f, "levels");
    struct vote_level *out = reader_memory(r, list ? (size_t)list->count : 0, sizeof *out);
    for (struct doc *d = list && out ? list->first : NULL; d; d = d->next) {
        struct vote_level *l = &out[m->levels_count++];
        struct fields g = reader_fields(r, d);
        bool has_id = field_text(&g, "id", &l->id), has_name = field_text(&g, "name", &l->name);
        l->id = has_id ? l->id : l->name;
        l->name = has_name ? l->name : l->id;
        bool has_points = field_dec(&g, "points", &l->points);
        (void)field_bool(&g, "excluded", &l->is_excluded);
        if (!(has_id || has_name) || (!has_points && !l->is_excluded))
            (void)PROBLEM_AT(r, d, "score.level_incomplete");
        fields_done(&g);
    }
    m->levels = out;
}

/* Who reports it, and what is known of it beforehand: for taking values in, not for scoring. */
static void read_reporting(struct fields *f, struct measure *m)
{
    static const char *const evidences[] = {"unsaid", "optional", "required"};
    bool is_number =
        m->kind == MEASURE_NUMBER && m->formula_text.n == 0 && !measure_is_fed(m) && !field(f, "fixed");
    (void)field_text(f, "reported_by", &m->reported_by);
    (void)field_text(f, "verified_by", &m->verified_by);
    (void)field_text(f, "source_note", &m->source_note);
    (void)field_text(f, "definition", &m->definition);
    FIELD_CHOICE(f, "evidence", evidences, &m->evidence);
    (void)field_bool(f, "cumulative", &m->is_cumulative);
    m->reported_by = str_trim(m->reported_by);
    struct doc *parts = field_list(f, "parts"); /* the names are read when all measures are known */
    if ((m->is_cumulative || parts) && !is_number)
        (void)PROBLEM_AT(f->r, f->map, "score.reported_number_wanted");
}

/* window, year_to_date, year, or {months: 12}. */
static void read_over(struct fields *f, struct measure *m)
{
    static const char *const names[] = {"window", "year_to_date", "year"};
    struct doc *d = field(f, "over");
    if (!d || d->kind != DOC_MAP) {
        FIELD_CHOICE(f, "over", names, &m->over);
        return;
    }
    struct fields o = reader_fields(f->r, d);
    if (field_int(&o, "months", 1, MEASURE_MONTHS_MAX, &m->over_months))
        m->over = OVER_MONTHS;
    else
        problem_arg(f->r->p, PROBLEM_AT(f->r, d, "score.parameter_missing"), 0, STR("months"));
    fields_done(&o);
}

/* same, a kind of period, or one window of its own. It says how often the measure has a value. */
static void read_source_window(struct fields *f, struct source *src, enum period *ret_per)
{
    struct str text = STR("same");
    struct err unused;
    (void)field_text(f, "window", &text);
    *ret_per = f->r->s.window;
    if (str_eq(text, STR("same")))
        return;
    for (int p = 0; p < PERIOD__COUNT; p++)
        if (str_eq(text, str_c(period_names[p]))) {
            *ret_per = (enum period)p;
            return;
        }
    if (window_read(text, &src->fixed, &unused) != RC_OK) {
        PROBLEM_AT(f->r, field(f, "window"), "score.source_window")->hint = "score.window_hint";
        return;
    }
    for (int p = 0; p < PERIOD__COUNT; p++)
        if (period_months((enum period)p) == src->fixed.months)
            *ret_per = (enum period)p;
}

static void read_source(struct reader *r, struct doc *d, struct measure *m)
{
    static const char *const gives[] = {"score", "percent", "rank", "ranked", "grade"};
    struct fields f = reader_fields(r, d);
    struct source *src = reader_memory(r, 1, sizeof *src);
    if (!f.map || !src)
        return;
    src->line = d->line;
    if (!field_text(&f, "scheme", &src->scheme))
        problem_arg(r->p, PROBLEM_AT(r, d, "score.parameter_missing"), 0, STR("scheme"));
    (void)field_text(&f, "version", &src->version);
    (void)field_text(&f, "node", &src->node);
    if (str_eq(src->scheme, r->s.id) && (src->version.n == 0 || str_eq(src->version, r->s.version)))
        (void)PROBLEM_AT(r, d, "score.source_itself");
    FIELD_CHOICE(&f, "give", gives, &src->gives);
    read_source_window(&f, src, &m->per);
    if (src->gives >= GIVES_RANK && src->node.n)
        (void)PROBLEM_AT(r, field(&f, "node"), "score.source_node");
    fields_done(&f);
    m->source = src;
}

/* Facts are counted by the month, and are a number of their own. */
static void check_fact(struct fields *f, const struct measure *m)
{
    struct doc *d = field(f, "fact");
    bool has_other = m->formula_text.n || m->source || m->score_of.n || field(f, "fixed");
    if (m->fact.n > FACT_NAME_BYTES_MAX || !formula_is_name(m->fact))
        problem_arg(f->r->p, PROBLEM_AT(f->r, d, "score.fact_name"), 0, m->fact);
    if (has_other || m->kind != MEASURE_NUMBER)
        (void)PROBLEM_AT(f->r, d, "score.fact_alone");
    if (field(f, "per"))
        (void)PROBLEM_AT(f->r, field(f, "per"), "score.fact_per");
    if (field(f, "reported_by"))
        (void)PROBLEM_AT(f->r, field(f, "reported_by"), "score.fact_reported");
}

/* What the kinds and the ways to come by a value do not go together with. */
static void check_measure(struct fields *f, const struct measure *m)
{
    struct reader *r = f->r;
    struct doc *d = f->map, *fixed = field(f, "fixed");
    bool has_formula = m->formula_text.n > 0, is_computed = has_formula || fixed;
    if (has_formula && m->kind != MEASURE_NUMBER)
        (void)PROBLEM_AT(r, d, "score.formula_of_no_number");
    if (fixed && has_formula)
        (void)PROBLEM_AT(r, fixed, "score.formula_and_fixed");
    if (m->source && is_computed)
        (void)PROBLEM_AT(r, field(f, "source"), "score.source_and_formula");
    if (m->source &&
        (!measure_is_number(m) || (m->kind == MEASURE_LEVEL) != (m->source->gives == GIVES_GRADE)))
        (void)PROBLEM_AT(r, field(f, "source"), "score.source_kind");
    if (m->source && field(f, "per"))
        (void)PROBLEM_AT(r, field(f, "per"), "score.source_per");
    if (m->fact.n)
        check_fact(f, m);
    if (m->score_of.n && (is_computed || m->source || m->kind != MEASURE_NUMBER))
        (void)PROBLEM_AT(r, field(f, "score_of"), "score.score_of_alone");
    if (m->over != OVER_WINDOW && (is_computed || m->score_of.n))
        (void)PROBLEM_AT(r, field(f, "over"), "score.over_of_computed");
    if (m->has_default && (is_computed || m->score_of.n || m->kind != MEASURE_NUMBER || !m->skips_gaps))
        (void)PROBLEM_AT(r, field(f, "default"), "score.default_unfit");
    if (m->kind == MEASURE_LEVEL && m->levels_count == 0)
        problem_arg(r->p, PROBLEM_AT(r, d, "score.parameter_missing"), 0, STR("levels"));
    if (m->kind == MEASURE_LEVEL && field(f, "decimals"))
        (void)PROBLEM_AT(r, field(f, "decimals"), "score.level_decimals");
}

static void read_name_of(struct fields *f, struct measure *m)
{
    struct reader *r = f->r;
    bool has_id = field_text(f, "id", &m->id), has_name = field_text(f, "name", &m->name);
    if (!has_id && !has_name)
        (void)PROBLEM_AT(r, f->map, "score.id_missing");
    if (has_id && (!formula_is_name(m->id) || formula_is_word(m->id))) {
        struct problem *q = PROBLEM_AT(r, f->map, "score.measure_id_unfit");
        problem_arg(r->p, q, 0, m->id);
    }
    m->id = has_id ? m->id : m->name;
    m->name = has_name ? m->name : m->id;
    (void)field_text(f, "unit", &m->unit_name);
    (void)field_text(f, "column", &m->column);
}

static void read_measure(struct reader *r, struct doc *d, struct measure *m)
{
    static const char *const kinds[] = {"number", "ballots", "events", "level"};
    static const char *const more_decimals[] = {"refuse", "round"};
    static const char *const aggregates[] = {"sum", "mean", "last", "max", "min"};
    struct fields f = reader_fields(r, d);
    *m = (struct measure){.line = d->line, .aggregate = AGGREGATE_LAST, .fixed.measure = -1, .of_node = -1};
    read_name_of(&f, m);
    FIELD_CHOICE(&f, "kind", kinds, &m->kind);
    if (field_text(&f, "fact", &m->fact)) /* as many as there were; what has not come is left out */
        m->aggregate = AGGREGATE_SUM;
    FIELD_CHOICE(&f, "aggregate", aggregates, &m->aggregate);
    FIELD_CHOICE(&f, "per", period_names, &m->per);
    m->has_default = field_dec(&f, "default", &m->by_default);
    m->skips_gaps = m->aggregate != AGGREGATE_SUM || m->has_default || m->fact.n;
    (void)field_bool(&f, "skip_gaps", &m->skips_gaps);
    bool has_formula = field_text(&f, "formula", &m->formula_text);
    bool has_score = field_text(&f, "score_of", &m->score_of);
    struct doc *source = field(&f, "source");
    if (source)
        read_source(r, source, m);
    read_over(&f, m);
    bool is_whole = m->kind == MEASURE_BALLOTS || m->kind == MEASURE_LEVEL;
    m->decimals = has_formula || has_score || source || m->fact.n ? -1 : is_whole ? 0 : 2;
    (void)field_int(&f, "decimals", 0, FIXED_DIGITS_MAX, &m->decimals);
    int more = 0;
    if (field_choice(&f, "more_decimals", more_decimals, (int)COUNT_OF(more_decimals), &more))
        m->rounds_more = more == 1;
    read_groups(&f, m);
    read_levels(&f, m);
    check_measure(&f, m);
    read_reporting(&f, m);
    fields_done(&f);
}

/* An id, name or column names one measure only. */
static void check_heads(struct reader *r, struct doc *list)
{
    struct doc *d = list->first;
    for (int i = 0; i < r->s.measures_count; i++, d = d->next) {
        const struct measure *m = &r->measures[i];
        const struct str heads[] = {m->id, m->name, m->column};
        for (size_t k = 0; k < COUNT_OF(heads); k++) {
            int first = heads[k].n ? scheme_measure_find(&r->s, heads[k]) : i;
            if (first == i)
                continue;
            struct problem *q = PROBLEM_AT(r, d, "score.id_twice");
            problem_arg(r->p, q, 0, heads[k]);
            break;
        }
    }
}

void measures_read(struct reader *r, struct doc *list)
{
    if (list && list->count > READER_MEASURES_MAX) {
        (void)PROBLEM_AT(r, list, "score.too_large");
        return;
    }
    r->measures = reader_memory(r, list ? (size_t)list->count : 0, sizeof *r->measures);
    if (!list || !r->measures)
        return;
    int n = 0;
    for (struct doc *d = list->first; d; d = d->next)
        read_measure(r, d, &r->measures[n++]);
    r->s.measures = r->measures;
    r->s.measures_count = n;
    check_heads(r, list);
}

/* A part is another number of the same period that is reported itself. */
static bool read_part(struct reader *r, const struct doc *d, int whole, int *ret)
{
    struct str name = d->kind == DOC_TEXT ? d->text : STR("");
    *ret = scheme_measure_find(&r->s, name);
    if (*ret < 0) {
        struct problem *q = problem_at(r, d, "score.unknown_measure");
        struct nearest near = {.to = name};
        problem_arg(r->p, q, 0, name);
        for (int i = 0; i < r->s.measures_count; i++)
            nearest_try(&near, r->measures[i].id);
        nearest_hint(r, q, &near);
        return false;
    }
    const struct measure *part = &r->measures[*ret], *m = &r->measures[whole];
    if (*ret != whole && part->kind == MEASURE_NUMBER && measure_is_input(part) && part->per == m->per)
        return true;
    problem_arg(r->p, PROBLEM_AT(r, d, "score.part_unfit"), 0, part->name);
    return false;
}

static void read_parts(struct reader *r, struct doc *list, int whole)
{
    int *out = reader_memory(r, (size_t)list->count, sizeof *out), n = 0;
    for (struct doc *d = out ? list->first : NULL; d; d = d->next) {
        if (!read_part(r, d, whole, &out[n]))
            continue;
        bool is_twice = false;
        for (int k = 0; k < n; k++)
            is_twice |= out[k] == out[n];
        if (is_twice)
            problem_arg(r->p, PROBLEM_AT(r, d, "score.id_twice"), 0, d->text);
        n += !is_twice;
    }
    r->measures[whole].parts = out;
    r->measures[whole].parts_count = n;
}

/* When all measures are known and it is known which are computed. */
void measures_read_parts(struct reader *r, struct doc *list)
{
    int i = 0;
    for (struct doc *d = list && r->s.measures_count ? list->first : NULL; d; d = d->next, i++) {
        struct fields f = {.r = r, .map = d->kind == DOC_MAP ? d : NULL};
        struct doc *parts = field(&f, "parts");
        if (parts && parts->kind == DOC_LIST)
            read_parts(r, parts, i);
    }
}

/* Formulas and fixed values name measures and units, so they come when those are known. */
enum rc measures_read_computed(struct reader *r, struct doc *list, struct err *err)
{
    int i = 0;
    for (struct doc *d = list && r->s.measures_count ? list->first : NULL; d; d = d->next) {
        struct measure *m = &r->measures[i++];
        struct fields f = {.r = r, .map = d->kind == DOC_MAP ? d : NULL};
        struct doc *formula = field(&f, "formula");
        if (formula && formula->kind == DOC_TEXT && formula->text.n) {
            enum rc rc =
                formula_read(r->a, formula, r->measures, r->s.measures_count, r->p, &m->formula, err);
            if (rc != RC_OK)
                return rc;
        }
        if (field_operand(&f, "fixed", &m->fixed) && m->fixed.kind == OPERAND_MEASURE)
            (void)PROBLEM_AT(r, field(&f, "fixed"), "score.number_wanted");
    }
    return RC_OK;
}

/* How many computed measures stand below this one; −1 when they go round in a circle. */
static int chain_of(struct reader *r, int *chain, int m, int depth);

static int chain_below(struct reader *r, int *chain, const struct formula *f, int depth)
{
    int longest = 0;
    if (f->op == F_MEASURE)
        return chain_of(r, chain, f->measure, depth);
    for (size_t k = 0; k < COUNT_OF(f->kid) && f->kid[k]; k++) {
        int n = chain_below(r, chain, f->kid[k], depth);
        if (n < 0)
            return -1;
        longest = n > longest ? n : longest;
    }
    return longest;
}

/* chain[m]: 0 not looked at, −1 being looked at, otherwise length + 1. */
static int chain_of(struct reader *r, int *chain, int m, int depth)
{
    if (!r->measures[m].formula)
        return 0;
    if (chain[m] > 0)
        return chain[m] - 1;
    if (chain[m] < 0 || depth > FORMULA_CHAIN_MAX)
        return -1;
    chain[m] = -1;
    int n = chain_below(r, chain, r->measures[m].formula, depth + 1);
    if (n >= FORMULA_CHAIN_MAX)
        n = -1;
    chain[m] = n < 0 ? 0 : n + 2;
    return n < 0 ? -1 : n + 1;
}

void measures_check_circles(struct reader *r)
{
    int *chain = reader_memory(r, (size_t)r->s.measures_count, sizeof *chain);
    for (int i = 0; chain && i < r->s.measures_count; i++)
        if (chain_of(r, chain, i, 0) < 0) {
            struct problem *q = PROBLEM(r->p, r->measures[i].line, 0, "score.formula_circle");
            problem_arg(r->p, q, 0, r->measures[i].name);
            q->hint = "score.formula_circle_hint";
            return;
        }
}

/* ---- items in formulas: they stand in the leaves, which are read later than formulas ---- */

static void check_items_of(struct reader *r, const struct measure *m, const struct formula *f)
{
    for (size_t k = 0; k < COUNT_OF(f->kid) && f->kid[k]; k++)
        check_items_of(r, m, f->kid[k]);
    bool names_item = (f->op == F_EVENT_COUNT || f->op == F_EVENT_POINTS) && f->item.n;
    if (!names_item || scheme_item_find(&r->s, f->measure, f->item))
        return;
    struct problem *q = PROBLEM(r->p, m->line, 0, "score.formula_unknown_item");
    problem_arg(r->p, q, 0, f->item);
    problem_arg(r->p, q, 1, r->measures[f->measure].name);
    q->hint = "score.formula_unknown_item_hint";
}

void measures_check_items(struct reader *r)
{
    for (int i = 0; i < r->s.measures_count; i++)
        if (r->measures[i].formula)
            check_items_of(r, &r->measures[i], r->measures[i].formula);
}
