/* From the text to the typed tree, in the order in which things refer to one another: measures, classes
 * and units, the ids of the nodes, grades, then the fields of the nodes, then formulas, and at the end the
 * checks that need all of it. Every step reports all it finds and goes on. */
#include <stdlib.h>

#include "base/date.h"
#include "base/fixed.h"
#include "score/rule.h"

/* ---------------------------------------------------------------------------------------- finding */

int scheme_measure_find(const struct scheme *s, struct str head)
{
    head = str_trim(head);
    for (int i = 0; i < s->measures_count; i++)
        if (str_eq(s->measures[i].id, head) || str_eq(s->measures[i].name, head) ||
            (s->measures[i].column.n && str_eq(s->measures[i].column, head)))
            return i;
    return -1;
}

int scheme_unit_find(const struct scheme *s, struct str id_or_name)
{
    id_or_name = str_trim(id_or_name);
    for (int i = 0; i < s->units_count; i++)
        if (str_eq(s->units[i].id, id_or_name) || str_eq(s->units[i].name, id_or_name))
            return i;
    return -1;
}

int scheme_node_find(const struct scheme *s, struct str id)
{
    for (int i = 0; i < s->nodes_count; i++)
        if (str_eq(s->nodes[i].id, id))
            return i;
    return -1;
}

int scheme_class_find(const struct scheme *s, struct str id_or_name)
{
    for (int i = 0; i < s->classes_count; i++)
        if (str_eq(s->classes[i].id, id_or_name) || str_eq(s->classes[i].name, id_or_name))
            return i;
    return -1;
}

const struct event_item *node_item_find(const struct node *n, struct str id_or_name)
{
    for (int i = 0; i < n->items_count; i++)
        if (str_eq(n->items[i].id, id_or_name) || str_eq(n->items[i].name, id_or_name))
            return &n->items[i];
    return NULL;
}

const struct event_item *scheme_item_find(const struct scheme *s, int measure, struct str id_or_name)
{
    const struct event_item *found = NULL;
    for (int n = 0; n < s->nodes_count && !found; n++)
        if (s->nodes[n].measure == measure)
            found = node_item_find(&s->nodes[n], id_or_name);
    return found;
}

const struct operand *node_operand(const struct node *n, int i)
{
    const struct operand *const own[] = {&n->target, &n->baseline, &n->low, &n->high};
    int named = (int)COUNT_OF(own), bands = named + n->bands_count;
    return i < named ? own[i] : i < bands ? &n->bands[i - named].limit : i > bands ? NULL : &n->factor;
}

/* ------------------------------------------------------------------------------------------- head */

static const char *const period_names[] = {"month", "quarter", "half", "year"};
static const char *const missing_names[] = {"not_scorable", "zero", "reweight", "class_mean"};
static const char *const tie_names[] = {"1-2-2-4", "1-2-2-3"};
static const char *const better_names[] = {"higher", "lower"};
static const char *const mode_names[] = {"half_up", "half_even", "down"};

/* 2026-01-31 → 20260131 */
static void field_day(struct fields *f, const char *key, int64_t *ret)
{
    struct str t;
    int64_t y, m, d;
    if (!field_text(f, key, &t))
        return;
    if (t.n == 10 && t.p[4] == '-' && t.p[7] == '-' && str_to_i64(str_sub(t, 0, 4), &y) &&
        str_to_i64(str_sub(t, 5, 2), &m) && str_to_i64(str_sub(t, 8, 2), &d) &&
        date_is_day(y * 10000 + m * 100 + d)) {
        *ret = y * 10000 + m * 100 + d;
        return;
    }
    struct doc *at = field(f, key);
    (void)PROBLEM_AT(f->r, at, "score.day_wanted");
}

static void read_rounding(struct reader *r, struct doc *d)
{
    static const char *const places[] = {"displayed", "once"};
    struct fields f = reader_fields(r, d);
    r->s.digits = 2;
    FIELD_CHOICE(&f, "place", places, &r->s.place);
    FIELD_CHOICE(&f, "mode", mode_names, &r->s.mode);
    (void)field_int(&f, "digits", 0, 12, &r->s.digits);
    fields_done(&f);
}

static void read_head(struct fields *f)
{
    struct reader *r = f->r;
    struct scheme *s = &r->s;
    if (!field_text(f, "scheme", &s->id))
        PROBLEM_AT(r, f->map, "score.id_missing")->hint = "score.id_missing_hint";
    check_id(r, f->map, s->id);
    s->title = s->id;
    (void)field_text(f, "title", &s->title);
    (void)field_text(f, "basis", &s->basis);
    s->version = STR("1");
    (void)field_text(f, "version", &s->version);
    (void)field_int(f, "year", 1900, 2200, &s->year);
    struct fields valid = reader_fields(r, field(f, "valid"));
    field_day(&valid, "from", &s->valid_from);
    field_day(&valid, "to", &s->valid_to);
    if (s->valid_to && s->valid_from > s->valid_to)
        (void)PROBLEM_AT(r, valid.map, "score.valid_backwards");
    fields_done(&valid);
    if (s->year == 0)
        s->year = (int)(s->valid_from / 10000);
    struct fields window = reader_fields(r, field(f, "window"));
    s->window = PERIOD_YEAR;
    FIELD_CHOICE(&window, "every", period_names, &s->window);
    (void)field_bool(&window, "cumulative", &s->is_cumulative);
    fields_done(&window);
    read_rounding(r, field(f, "rounding"));
    FIELD_CHOICE(f, "missing", missing_names, &r->missing);
}

static void read_columns(struct reader *r, struct doc *d)
{
    struct fields f = reader_fields(r, d);
    struct doc *list = field_list(&f, "ignore");
    struct str *out = reader_memory(r, list ? (size_t)list->count : 0, sizeof *out);
    for (struct doc *c = list && out ? list->first : NULL; c; c = c->next)
        if (c->kind == DOC_TEXT)
            out[r->s.ignored_columns_count++] = c->text;
        else
            (void)PROBLEM_AT(r, c, "score.column_name_wanted");
    r->s.ignored_columns = out;
    fields_done(&f);
}

/* ------------------------------------------------------------------------------ classes and units */

static void read_unit(struct reader *r, struct doc *d, struct unit *u, int class_index)
{
    *u = (struct unit){.class_index = class_index, .factor = {1, 0}, .is_ranked = true};
    if (d->kind == DOC_TEXT) {
        u->id = u->name = str_trim(d->text);
    } else {
        struct fields f = reader_fields(r, d);
        bool has_id = field_text(&f, "id", &u->id), has_name = field_text(&f, "name", &u->name);
        u->id = has_id ? u->id : u->name;
        u->name = has_name ? u->name : u->id;
        (void)field_dec(&f, "factor", &u->factor);
        (void)field_bool(&f, "ranked", &u->is_ranked);
        (void)field_text(&f, "belongs_to", &u->belongs_to);
        (void)field_list(&f, "not_applicable");
        fields_done(&f);
    }
    if (u->id.n == 0)
        (void)PROBLEM_AT(r, d, "score.unit_without_name");
}

static int count_units(struct doc *list)
{
    int n = 0;
    for (struct doc *c = list->first; c; c = c->next)
        for (struct doc *k = c->kind == DOC_MAP ? c->first : NULL; k; k = k->next)
            if (str_eq(k->key, STR("units")))
                n += k->count;
    return n;
}

static void read_class(struct reader *r, struct doc *d, struct unit_class *c, int index)
{
    struct fields f = reader_fields(r, d);
    bool has_id = field_text(&f, "id", &c->id), has_name = field_text(&f, "name", &c->name);
    c->id = has_id ? c->id : c->name;
    c->name = has_name ? c->name : c->id;
    if (!has_id && !has_name)
        (void)PROBLEM_AT(r, d, "score.id_missing");
    c->first_unit = r->s.units_count;
    struct doc *units = field_list(&f, "units");
    for (struct doc *u = units ? units->first : NULL; u; u = u->next) {
        r->unit_docs[r->s.units_count] = u;
        read_unit(r, u, &r->units[r->s.units_count++], index);
    }
    c->units_count = r->s.units_count - c->first_unit;
    if (c->units_count == 0) {
        struct problem *q = PROBLEM_AT(r, d, "score.class_without_units");
        problem_arg(r->p, q, 0, c->name);
        q->hint = "score.class_without_units_hint";
    }
    fields_done(&f);
}

struct unit_name {
    struct str name;
    int unit;
};
static int name_order(const void *a, const void *b)
{
    const struct unit_name *x = a, *y = b;
    int c = str_cmp(x->name, y->name);
    return c ? c : (x->unit > y->unit) - (x->unit < y->unit);
}

static void check_unit_names(struct reader *r)
{
    size_t n = (size_t)r->s.units_count * 2;
    struct unit_name *names = reader_memory(r, n, sizeof *names);
    for (size_t i = 0; names && i < n; i++) {
        const struct unit *u = &r->units[i / 2];
        names[i] = (struct unit_name){i % 2 ? u->id : u->name, (int)(i / 2)};
    }
    if (names)
        qsort(names, n, sizeof *names, name_order);
    for (size_t i = 1; names && i < n; i++)
        if (names[i].name.n && str_eq(names[i].name, names[i - 1].name) &&
            names[i].unit != names[i - 1].unit) {
            int later = names[i].unit > names[i - 1].unit ? names[i].unit : names[i - 1].unit;
            struct problem *q = PROBLEM_AT(r, r->unit_docs[later], "score.unit_twice");
            problem_arg(r->p, q, 0, names[i].name);
            problem_arg(r->p, q, 1, r->classes[r->units[names[i].unit].class_index].name);
        }
}

static void read_classes(struct reader *r, struct doc *at, struct doc *list)
{
    int units = list ? count_units(list) : 0, n = 0;
    r->classes = reader_memory(r, list ? (size_t)list->count : 0, sizeof *r->classes);
    r->units = reader_memory(r, (size_t)units, sizeof *r->units);
    r->unit_docs = reader_memory(r, (size_t)units, sizeof(struct doc *));
    if (!r->classes || !r->units || !r->unit_docs)
        return;
    r->s.classes = r->classes;
    r->s.units = r->units;
    for (struct doc *d = list ? list->first : NULL; d; d = d->next) {
        read_class(r, d, &r->classes[n], n);
        int twin = r->classes[n].id.n ? scheme_class_find(&r->s, r->classes[n].id) : -1;
        if (twin >= 0) {
            struct problem *q = PROBLEM_AT(r, d, "score.id_twice");
            problem_arg(r->p, q, 0, r->classes[n].id);
        }
        r->s.classes_count = ++n;
    }
    if (n == 0)
        PROBLEM_AT(r, list ? list : at, "score.no_classes")->hint = "score.class_without_units_hint";
    check_unit_names(r);
}

/* The ids of nodes that are not asked of a unit; what stands below them is not asked either. */
static void read_not_applicable(struct reader *r)
{
    size_t units = (size_t)r->s.units_count, nodes = (size_t)r->s.nodes_count;
    uint8_t *map = NULL;
    for (size_t u = 0; u < units; u++) {
        struct fields f = {.r = r, .map = r->unit_docs[u]->kind == DOC_MAP ? r->unit_docs[u] : NULL};
        struct doc *list = field(&f, "not_applicable");
        if (list && !map &&
            (nodes * units > READER_TABLE_CELLS_MAX * 8 || !(map = reader_memory(r, nodes * units, 1)))) {
            (void)PROBLEM_AT(r, list, "score.too_large");
            return;
        }
        for (struct doc *d = list && list->kind == DOC_LIST ? list->first : NULL; d; d = d->next) {
            int n = d->kind == DOC_TEXT ? scheme_node_find(&r->s, d->text) : -1;
            if (n >= 0) {
                map[(size_t)n * units + u] = 1;
                continue;
            }
            struct problem *q = PROBLEM_AT(r, d, "score.unknown_node");
            problem_arg(r->p, q, 0, d->kind == DOC_TEXT ? d->text : STR(""));
        }
    }
    for (size_t n = 1; map && n < nodes; n++)
        for (size_t u = 0; u < units; u++)
            map[n * units + u] |= map[(size_t)r->nodes[n].parent * units + u];
    r->s.not_applicable = map;
}

/* ---------------------------------------------------------------------------------------- results */

/* [classes], or NULL when the key is not there. */
static const struct dec *grade_number(struct fields *f, const char *key, struct dec *ret_first)
{
    struct dec *t = reader_memory(f->r, (size_t)f->r->s.classes_count, sizeof *t);
    if (!t || !field_by_class(f, key, t))
        return NULL;
    *ret_first = t[0].digits < 0 ? (struct dec){0, 0} : t[0];
    return t;
}

static const struct rule *grade_rule(struct fields *f, const char *key, const struct feel_type *wanted)
{
    struct rule_wish wish = {.home = RULE_IN_GRADE,
                             .wanted = wanted,
                             .words = RULE_BIT(RULE_TOTAL) | RULE_BIT(RULE_RANK) | RULE_BIT(RULE_RANKED) |
                                      RULE_BIT(RULE_FULL) | RULE_BIT(RULE_FACTOR) | RULE_BIT(RULE_CLASS)};
    struct doc *d = field(f, key);
    if (!d)
        return NULL;
    bool is_table = wanted == &FEEL_STRING && str_eq(str_c(key), STR("table"));
    const struct rule *rule = is_table ? rule_read_table(f->r, d, &wish) : rule_read(f->r, d, &wish);
    rule_reads(f->r, rule, &f->r->s.grade_reads, &f->r->s.grade_reads_count);
    return rule;
}

static void read_grade(struct reader *r, struct doc *d, struct grade *g)
{
    struct fields f = reader_fields(r, d);
    bool has_id = field_text(&f, "id", &g->id), has_name = field_text(&f, "name", &g->name);
    g->id = has_id ? g->id : g->name;
    g->name = has_name ? g->name : g->id;
    if (!has_id && !has_name)
        (void)PROBLEM_AT(r, d, "score.id_missing");
    g->at_least_of = grade_number(&f, "at_least", &g->at_least);
    g->when = grade_rule(&f, "when", &FEEL_BOOLEAN);
    g->quota_of = grade_number(&f, "quota_percent", &g->quota);
    bool percent = g->quota_of != NULL;
    struct doc *count = field(&f, "quota_count");
    if (percent && count)
        (void)PROBLEM_AT(r, count, "score.quota_twice");
    else if (count)
        g->quota_of = grade_number(&f, "quota_count", &g->quota);
    g->has_at_least = g->at_least_of != NULL;
    g->has_quota = g->quota_of != NULL;
    g->quota_is_count = g->has_quota && !percent;
    for (int c = 0; g->has_quota && c < r->s.classes_count; c++)
        if (g->quota_of[c].units < 0 || (percent && g->quota_of[c].digits >= 0 &&
                                         dec_wide(g->quota_of[c]) > dec_wide((struct dec){100, 0}))) {
            (void)PROBLEM_AT(r, d, "score.quota_out_of_range");
            break;
        }
    fields_done(&f);
}

/* The names that it may give are those of the grades, so it comes after them. */
static void read_grade_rule(struct fields *f)
{
    struct doc *rule = field(f, "rule"), *table = field(f, "table");
    if (rule && table) {
        struct problem *q = PROBLEM_AT(f->r, table, "score.either_or");
        problem_arg(f->r->p, q, 0, rule->key);
        problem_arg(f->r->p, q, 1, table->key);
        return;
    }
    f->r->s.grade_rule = grade_rule(f, table ? "table" : "rule", &FEEL_STRING);
}

static void read_grades(struct reader *r, struct doc *d)
{
    static const char *const roundings[] = {"half_up", "down", "up"}, *const ties[] = {"none", "all"};
    struct doc *list = d && d->kind == DOC_LIST ? d : NULL;
    struct fields f = reader_fields(r, list ? NULL : d);
    int share = 1;
    if (!list)
        list = field_list(&f, "list");
    FIELD_CHOICE(&f, "quota_rounding", roundings, &r->s.quota_rounding);
    FIELD_CHOICE(&f, "quota_ties", ties, &share);
    r->s.quota_ties_all = share;
    (void)field_int(&f, "quota_least", 0, 1000000, &r->s.quota_least);
    (void)field_bool(&f, "quota_refill", &r->s.quota_refill);
    r->grades = reader_memory(r, list ? (size_t)list->count : 0, sizeof *r->grades);
    r->s.grades = r->grades;
    for (struct doc *g = list && r->grades ? list->first : NULL; g; g = g->next) {
        read_grade(r, g, &r->grades[r->s.grades_count]);
        for (int i = 0; i < r->s.grades_count; i++)
            if (str_eq(r->grades[i].id, r->grades[r->s.grades_count].id)) {
                struct problem *q = PROBLEM_AT(r, g, "score.id_twice");
                problem_arg(r->p, q, 0, r->grades[i].id);
            }
        r->s.grades_count++;
    }
    read_grade_rule(&f);
    fields_done(&f);
}

static void read_ranking(struct reader *r, struct doc *d)
{
    struct fields f = reader_fields(r, d);
    FIELD_CHOICE(&f, "ties", tie_names, &r->s.ties);
    FIELD_CHOICE(&f, "better", better_names, &r->s.better);
    struct doc *list = field_list(&f, "broken_by");
    for (struct doc *b = list ? list->first : NULL; b; b = b->next) {
        int n = b->kind == DOC_TEXT ? scheme_node_find(&r->s, b->text) : -1;
        if (n < 0 || r->s.broken_by_count == SCHEME_TIE_BREAKS_MAX) {
            struct problem *q = problem_at(r, b, n < 0 ? "score.unknown_node" : "score.too_many_tie_breaks");
            problem_arg(r->p, q, 0, b->kind == DOC_TEXT ? b->text : STR(""));
            continue;
        }
        r->s.broken_by[r->s.broken_by_count++] = n;
    }
    fields_done(&f);
}

/* ------------------------------------------------------------------------------------------ whole */

static enum rc read_all(struct reader *r, struct doc *root, struct err *err)
{
    struct fields f = reader_fields(r, root);
    if (!f.map)
        return RC_OK;
    read_head(&f);
    read_columns(r, field(&f, "columns"));
    struct doc *measures = field_list(&f, "measures");
    measures_read(r, measures);
    read_classes(r, root, field_list(&f, "classes"));
    if (r->no_memory || !r->s.classes_count)
        return RC_OK;
    enum rc rc = measures_read_computed(r, measures, err);
    if (rc != RC_OK)
        return rc;
    measures_check_circles(r);
    measures_read_parts(r, measures);
    r->full_marks = reader_memory(r, (size_t)r->s.classes_count, sizeof *r->full_marks);
    for (int c = 0; r->full_marks && c < r->s.classes_count; c++)
        r->full_marks[c] = (struct dec){100, 0};
    struct doc *tree = field(&f, "tree");
    if (!tree)
        PROBLEM_AT(r, root, "score.no_tree")->hint = "score.no_tree_hint";
    if (r->full_marks)
        (void)field_by_class(&f, "full_marks", r->full_marks);
    tree_collect(r, tree);
    read_grades(r, field(&f, "grades"));
    tree_read(r);
    measures_check_items(r);
    scores_read(r);
    read_not_applicable(r);
    read_ranking(r, field(&f, "ranking"));
    fields_done(&f);
    if (r->p->blocking == 0 && !r->no_memory)
        tree_check(r);
    if (r->p->blocking == 0 && !r->no_memory) {
        r->no_memory = !scheme_find_years(&r->s, r->a);
        effort_check(r, tree);
    }
    if (r->p->blocking == 0 && !r->no_memory)
        advice_give(r);
    return RC_OK;
}

enum rc scheme_read_doc(struct arena *a, struct doc *root, struct problems *p, const struct scheme **ret,
                        struct err *err)
{
    struct reader *r = arena_try(a, sizeof *r);
    if (!r)
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "reader");
    *r = (struct reader){.a = a, .p = p};
    enum rc rc = read_all(r, root, err);
    if (rc != RC_OK)
        return rc;
    if (r->no_memory)
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "scheme");
    if (p->blocking)
        return FAIL(err, RC_INVALID, "score.scheme_invalid", "%zu problems", p->blocking);
    *ret = &r->s;
    return RC_OK;
}

enum rc scheme_read(struct arena *a, struct str text, struct problems *p, const struct scheme **ret,
                    struct err *err)
{
    struct arena *nodes CLEANUP(arena_freep) = arena_new(0);
    struct doc *root = NULL;
    if (!nodes)
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "scheme");
    enum rc rc = doc_read(a, nodes, text, p, &root, err);
    return rc == RC_OK ? scheme_read_doc(a, root, p, ret, err) : rc;
}
