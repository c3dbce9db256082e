/* What a scheme can ask for is bounded when it is read, so that no megabyte of text takes gigabytes or hours.
 * A column is a number for each unit of a class: a parameter of a leaf, or one operation of a formula, which
 * a leaf takes anew; the exact engine holds those of one leaf and one class at a time, beside a cell for each
 * node. Columns of plain leaves go by integers and are counted as nodes alone. */
#include "score/formula.h"
#include "score/reader.h"
#include "score/rule.h"

#define CELLS_MAX INT64_C(20000000)      /* nodes × units */
#define CLASS_CELLS_MAX INT64_C(3000000) /* (nodes + columns of a leaf) × units of a class: some 200 MB */
#define WORK_MAX INT64_C(20000000)       /* columns × units */
#define RULE_COLUMNS 10                  /* a rule takes as long as so many operations, or longer */

struct effort {
    struct reader *r;
    int *seen; /* [measures]: the last leaf that counted it, + 1 */
    int leaf;
    int64_t columns; /* of that leaf */
};

static void take_measure(struct effort *e, int measure);

static void take_formula(struct effort *e, const struct formula *f)
{
    e->columns++;
    if (f->op == F_MEASURE || (f->op >= F_VOTE_COUNT && f->op <= F_EVENT_POINTS))
        take_measure(e, f->measure);
    for (size_t k = 0; k < COUNT_OF(f->kid) && f->kid[k]; k++)
        take_formula(e, f->kid[k]);
}

static void take_measure(struct effort *e, int measure)
{
    if (measure < 0 || e->seen[measure] == e->leaf + 1)
        return;
    e->seen[measure] = e->leaf + 1;
    if (e->r->s.measures[measure].formula)
        take_formula(e, e->r->s.measures[measure].formula);
}

static int64_t columns_of(struct effort *e, int leaf)
{
    const struct node *n = &e->r->s.nodes[leaf];
    const struct operand *o;
    e->leaf = leaf;
    e->columns = n->bands_count;
    take_measure(e, n->measure);
    for (int i = 0; i < n->reads_count; i++)
        take_measure(e, n->reads[i]);
    for (int i = 0; (o = node_operand(n, i)); i++)
        if (o->kind == OPERAND_MEASURE)
            take_measure(e, o->measure);
    /* What looks back at years before has its columns for each of them. */
    return e->columns * e->r->s.years_back + (n->rule ? RULE_COLUMNS : 0) + (n->when ? RULE_COLUMNS : 0);
}

static void say(struct reader *r, struct problem *q, struct str name, int64_t columns, int64_t units)
{
    problem_arg(r->p, q, 0, name);
    problem_arg(r->p, q, 1, arena_printf(r->a, "%lld", (long long)columns));
    problem_arg(r->p, q, 2, arena_printf(r->a, "%lld", (long long)units));
    q->hint = "score.too_much_hint";
}

/* Said at the first leaf that is too much. */
static bool leaves_fit(struct effort *e, const struct unit_class *largest)
{
    struct reader *r = e->r;
    int64_t work = 0, units = r->s.units_count;
    for (int n = 0; n < r->s.nodes_count; n++) {
        int64_t columns = columns_of(e, n);
        work += columns;
        if ((r->s.nodes_count + columns) * largest->units_count > CLASS_CELLS_MAX) {
            say(r, PROBLEM_AT(r, r->node_docs[n], "score.too_much_at_once"), r->nodes[n].name,
                r->s.nodes_count + columns, largest->units_count);
            return false;
        }
        if (work * units > WORK_MAX) {
            say(r, PROBLEM_AT(r, r->node_docs[n], "score.too_much_work"), r->nodes[n].name, work, units);
            return false;
        }
    }
    return true;
}

/* The more often rules are asked, the less each may take, so that all of them end in seconds. */
static int64_t rule_steps(const struct scheme *s)
{
    int64_t rules = s->grade_rule != NULL;
    for (int g = 0; g < s->grades_count; g++)
        rules += s->grades[g].when != NULL;
    for (int n = 0; n < s->nodes_count; n++)
        rules += (s->nodes[n].rule != NULL) + (s->nodes[n].when != NULL);
    int64_t each = rules ? RULE_STEPS_ALL / (rules * s->units_count) : RULE_STEPS_MAX;
    return each < RULE_STEPS_LEAST ? RULE_STEPS_LEAST : each < RULE_STEPS_MAX ? each : RULE_STEPS_MAX;
}

void effort_check(struct reader *r, const struct doc *tree)
{
    struct effort e = {.r = r, .seen = reader_memory(r, (size_t)r->s.measures_count + 1, sizeof *e.seen)};
    const struct unit_class *largest = r->s.classes;
    r->s.rule_steps = rule_steps(&r->s);
    for (int c = 1; c < r->s.classes_count; c++)
        if (r->s.classes[c].units_count > largest->units_count)
            largest = &r->s.classes[c];
    if (e.seen && leaves_fit(&e, largest) && (int64_t)r->s.nodes_count * r->s.units_count > CELLS_MAX)
        say(r, PROBLEM_AT(r, tree, "score.too_much"), r->s.title, r->s.nodes_count, r->s.units_count);
}
