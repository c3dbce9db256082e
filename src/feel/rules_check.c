/* Gaps, overlaps and rows that are never reached. A table is a set of boxes over its inputs, each input cut
 * into atoms (rules_atoms.h). Overlaps: two boxes meet when they meet in every input. Gaps: a sweep over the
 * inputs, one after the other; the atoms of one that leave the same rows in play are looked at together, so
 * the work grows with how differently the rows cut it and not with the atoms. A row is shadowed when a sweep
 * over its own box finds no gap between the rows before it.
 *
 * Rejected: trying all combinations of atoms, which is plainer but ends at five inputs. */
#include "feel/rules_atoms.h"

#define WORDS_OF(n) ((n) / 64 + 1)

struct check {
    struct rules_work work;
    const struct rules_program *table;
    struct rules_dimension *dimension;
    size_t row_words;
    struct rules_finding *found;
    size_t room, finds;
};

/* -- findings -- */

/* NULL: it is only counted. */
static struct rules_finding *find(struct check *c, enum rules_fault fault, size_t rows)
{
    int *row = c->finds < c->room ? arena_try_array(c->work.arena, rows + 1, sizeof *row) : NULL;
    struct str *where =
        c->finds < c->room ? arena_try_array(c->work.arena, c->table->inputs + 1, sizeof *where) : NULL;
    if (c->finds++ >= c->room)
        return NULL;
    struct rules_finding *f = &c->found[c->finds - 1];
    *f = (struct rules_finding){.fault = fault, .row = row, .rows = row ? rows : 0, .where = where};
    return row && where ? f : NULL;
}

/* The finding's arrays were just made by find(). */
static void say_row(const struct rules_finding *f, size_t i, size_t row)
{
    int *to;
    memcpy(&to, &f->row, sizeof to);
    to[i] = (int)row + 1;
}

static void say_where(const struct rules_finding *f, size_t input, struct str where)
{
    struct str *to;
    memcpy(&to, &f->where, sizeof to);
    to[input] = where;
}

/* -- sets -- */

static bool is_empty(const uint64_t *set, size_t words)
{
    for (size_t i = 0; i < words; i++)
        if (set[i])
            return false;
    return true;
}

static bool is_within(const uint64_t *a, const uint64_t *b, size_t words)
{
    for (size_t i = 0; i < words; i++)
        if (a[i] & ~b[i])
            return false;
    return true;
}

static bool meets(const uint64_t *a, const uint64_t *b, size_t words)
{
    for (size_t i = 0; i < words; i++)
        if (a[i] & b[i])
            return true;
    return false;
}

/* -- overlaps -- */

static bool rows_meet(struct check *c, size_t a, size_t b)
{
    for (size_t i = 0; i < c->table->inputs; i++) {
        const struct rules_dimension *d = &c->dimension[i];
        if (!rules_charge(&c->work, 1 + d->words / 16) || !meets(d->must[a], d->must[b], d->words))
            return false;
    }
    return true;
}

static bool same_constant(const struct feel_program *a, const struct feel_program *b)
{
    if (a == b)
        return true;
    return a && b && a->root->kind == NODE_CONST && b->root->kind == NODE_CONST && !a->wanted && !b->wanted &&
           value_equal(a->root->value, b->root->value) == TERNARY_TRUE;
}

static bool same_results(const struct rules_program *p, size_t a, size_t b)
{
    for (size_t o = 0; o < p->outputs; o++)
        if (!same_constant(p->result[a * p->outputs + o], p->result[b * p->outputs + o]))
            return false;
    return true;
}

static void say_meeting(struct check *c, size_t a, size_t b)
{
    struct rules_finding *f = find(c, RULES_OVERLAP, 2);
    if (!f)
        return;
    say_row(f, 0, a);
    say_row(f, 1, b);
    for (size_t i = 0; i < c->table->inputs; i++) {
        const struct rules_dimension *d = &c->dimension[i];
        uint64_t *both = rules_take(&c->work, d->words, sizeof *both);
        for (size_t k = 0; both && k < d->words; k++)
            both[k] = d->must[a][k] & d->must[b][k];
        if (both)
            say_where(f, i, rules_where(&c->work, d, both));
    }
}

static void find_overlaps(struct check *c)
{
    const struct rules_program *p = c->table;
    for (size_t b = 1; b < p->rows; b++)
        for (size_t a = 0; a < b && !c->work.is_over; a++)
            if (rows_meet(c, a, b) && !(p->policy == HIT_ANY && same_results(p, a, b)))
                say_meeting(c, a, b);
}

/* -- the sweep for what is not covered -- */

struct box {
    struct box *next;
    const uint64_t *set[]; /* of atoms, for each input */
};

struct sweep {
    struct check *c;
    const uint64_t *const *domain; /* for each input: within these atoms */
    const uint64_t *rows;          /* that may cover */
    bool is_sure;                  /* they cover where they must, not where they may */
    uint64_t **full_from;          /* [input]: rows that cover all of it and of the inputs behind it */
};

struct group {
    const uint64_t *rows; /* in play */
    uint64_t *atoms;
    struct group *next;
};

static const uint64_t *covers(const struct sweep *s, size_t input, size_t row)
{
    const struct rules_dimension *d = &s->c->dimension[input];
    return s->is_sure ? d->must[row] : d->may[row];
}

static bool prepare_sweep(struct sweep *s)
{
    const struct rules_program *p = s->c->table;
    size_t words = s->c->row_words;
    s->full_from = rules_take(&s->c->work, p->inputs + 1, sizeof *s->full_from);
    for (size_t i = p->inputs + 1; i-- > 0 && !s->c->work.is_over;) {
        uint64_t *set = rules_take(&s->c->work, words, sizeof *set);
        if (!set || !rules_charge(&s->c->work, p->rows))
            return false;
        for (size_t r = 0; r < p->rows; r++)
            if (bit_is(s->rows, r) &&
                (i == p->inputs || (bit_is(s->full_from[i + 1], r) &&
                                    is_within(s->domain[i], covers(s, i, r), s->c->dimension[i].words))))
                bit_set(set, r);
        s->full_from[i] = set;
    }
    return !s->c->work.is_over;
}

static uint64_t *rows_at(struct sweep *s, size_t input, size_t atom, const uint64_t *rows)
{
    size_t words = s->c->row_words;
    uint64_t *set = rules_take(&s->c->work, words, sizeof *set);
    for (size_t k = 0; set && k < words; k++)
        for (uint64_t left = rows[k]; left; left &= left - 1) {
            size_t r = k * 64 + (size_t)__builtin_ctzll(left);
            if (bit_is(covers(s, input, r), atom))
                bit_set(set, r);
        }
    (void)rules_charge(&s->c->work, 1 + words);
    return set;
}

/* The atoms of an input, those together that leave the same rows in play. */
static struct group *group_atoms(struct sweep *s, size_t input, const uint64_t *rows)
{
    const struct rules_dimension *d = &s->c->dimension[input];
    struct rules_work *w = &s->c->work;
    struct group *first = NULL, **last = &first, *g;
    size_t bytes = s->c->row_words * sizeof(uint64_t);
    for (size_t i = 0; i < d->atoms && !w->is_over; i++) {
        if (!bit_is(s->domain[input], i))
            continue;
        uint64_t *set = rows_at(s, input, i, rows);
        for (g = first; g && set && memcmp(g->rows, set, bytes) != 0; g = g->next)
            (void)rules_charge(w, 1);
        if (!g && set) {
            g = rules_take(w, 1, sizeof *g);
            uint64_t *atoms = rules_take(w, d->words, sizeof *atoms);
            if (!g || !atoms)
                return NULL;
            *g = (struct group){.rows = set, .atoms = atoms};
            *last = g;
            last = &g->next;
        }
        if (g)
            bit_set(g->atoms, i);
    }
    return first;
}

static struct box *new_box(struct sweep *s)
{
    size_t n = s->c->table->inputs;
    struct box *b = rules_take(&s->c->work, 1, sizeof *b + (n + 1) * sizeof b->set[0]);
    for (size_t i = 0; b && i < n; i++)
        b->set[i] = s->domain[i];
    return b;
}

/* The same in all inputs behind that one. */
static bool same_behind(const struct sweep *s, const struct box *a, const struct box *b, size_t input)
{
    for (size_t i = input + 1; i < s->c->table->inputs; i++)
        if (memcmp(a->set[i], b->set[i], s->c->dimension[i].words * sizeof(uint64_t)) != 0)
            return false;
    return true;
}

/* Puts a box, whose atoms of this input are those, into the list; one that differs only there takes them. */
static void add_box(struct sweep *s, struct box **list, struct box *b, size_t input, const uint64_t *atoms)
{
    struct box **last = list;
    size_t words = s->c->dimension[input].words;
    for (; *last; last = &(*last)->next) {
        if (!rules_charge(&s->c->work, 1) || !same_behind(s, *last, b, input))
            continue;
        uint64_t *both = rules_take(&s->c->work, words, sizeof *both);
        for (size_t k = 0; both && k < words; k++)
            both[k] = (*last)->set[input][k] | atoms[k];
        if (both)
            (*last)->set[input] = both;
        return;
    }
    b->set[input] = atoms;
    b->next = NULL;
    *last = b;
}

/* What the rows in play leave open of the inputs from that one on. */
static struct box *uncovered(struct sweep *s, size_t input, const uint64_t *rows)
{
    size_t words = s->c->row_words;
    struct box *list = NULL;
    if (!rules_charge(&s->c->work, 1 + words / 16) || meets(rows, s->full_from[input], words))
        return NULL;
    if (input == s->c->table->inputs || is_empty(rows, words))
        return new_box(s);
    for (const struct group *g = group_atoms(s, input, rows); g && !s->c->work.is_over; g = g->next)
        for (struct box *b = uncovered(s, input + 1, g->rows), *next; b; b = next) {
            next = b->next;
            add_box(s, &list, b, input, g->atoms);
        }
    return list;
}

/* -- gaps -- */

static bool has_gaps(const struct rules_program *p)
{
    bool is_list = p->policy == HIT_RULE_ORDER || p->policy == HIT_OUTPUT_ORDER ||
                   (p->policy == HIT_COLLECT && (p->collect == COLLECT_LIST || p->collect == COLLECT_COUNT));
    return !p->has_default && !is_list;
}

static void find_gaps(struct check *c)
{
    const struct rules_program *p = c->table;
    const uint64_t **domain = rules_take(&c->work, p->inputs, sizeof *domain);
    uint64_t *rows = rules_take(&c->work, c->row_words, sizeof *rows);
    struct sweep s = {.c = c, .domain = domain, .rows = rows};
    for (size_t i = 0; domain && rows && i < p->inputs; i++) {
        domain[i] = c->dimension[i].all;
        if (c->dimension[i].is_odd_domain)
            return;
    }
    for (size_t r = 0; domain && rows && r < p->rows; r++)
        bit_set(rows, r);
    if (c->work.is_over || !prepare_sweep(&s))
        return;
    struct box *b = uncovered(&s, 0, rows);
    for (; b && !c->work.is_over; b = b->next) {
        struct rules_finding *f = find(c, RULES_GAP, 0);
        for (size_t i = 0; f && i < p->inputs; i++)
            say_where(f, i, rules_where(&c->work, &c->dimension[i], b->set[i]));
    }
}

/* -- rows that never hit -- */

static bool can_hold(const struct check *c, size_t row)
{
    for (size_t i = 0; i < c->table->inputs; i++)
        if (is_empty(c->dimension[i].may[row], c->dimension[i].words))
            return false;
    return true;
}

static void say_never(struct check *c, size_t row)
{
    struct rules_finding *f = find(c, RULES_SHADOWED, 1);
    if (!f)
        return;
    say_row(f, 0, row);
    for (size_t i = 0; i < c->table->inputs; i++) {
        const struct feel_program *test = c->table->test[row * c->table->inputs + i];
        if (is_empty(c->dimension[i].may[row], c->dimension[i].words))
            say_where(f, i, test ? test->text : STR("-"));
    }
}

static bool takes_all(const struct check *c, size_t other, size_t row)
{
    for (size_t i = 0; i < c->table->inputs; i++)
        if (!is_within(c->dimension[i].may[row], c->dimension[i].must[other], c->dimension[i].words))
            return false;
    return true;
}

static bool takes_some(const struct check *c, size_t other, size_t row)
{
    for (size_t i = 0; i < c->table->inputs; i++)
        if (!meets(c->dimension[i].may[row], c->dimension[i].must[other], c->dimension[i].words))
            return false;
    return true;
}

/* By one row when one is enough, else by all that take some of it. */
static void say_shadowed(struct check *c, const size_t *order, size_t at)
{
    size_t row = order[at], alone = 0, some = 0;
    while (alone < at && !takes_all(c, order[alone], row))
        alone++;
    for (size_t k = 0; k < at; k++)
        some += takes_some(c, order[k], row);
    struct rules_finding *f = find(c, RULES_SHADOWED, alone < at ? 2 : some + 1);
    size_t n = 0;
    for (size_t k = 0; f && k < at; k++)
        if (alone < at ? k == alone : takes_some(c, order[k], row))
            say_row(f, n++, order[k]);
    if (!f)
        return;
    say_row(f, n, row);
    for (size_t i = 0; i < c->table->inputs; i++)
        say_where(f, i, rules_where(&c->work, &c->dimension[i], c->dimension[i].may[row]));
}

static bool is_shadowed(struct check *c, const size_t *order, size_t at)
{
    const struct rules_program *p = c->table;
    const uint64_t **domain = rules_take(&c->work, p->inputs, sizeof *domain);
    uint64_t *rows = rules_take(&c->work, c->row_words, sizeof *rows);
    struct sweep s = {.c = c, .domain = domain, .rows = rows, .is_sure = true};
    for (size_t i = 0; domain && i < p->inputs; i++)
        domain[i] = c->dimension[i].may[order[at]];
    for (size_t k = 0; rows && k < at; k++)
        if (takes_some(c, order[k], order[at]))
            bit_set(rows, order[k]);
    if (c->work.is_over || is_empty(rows, c->row_words) || !prepare_sweep(&s))
        return false;
    return !uncovered(&s, 0, rows) && !c->work.is_over;
}

/* The rows by what their results rank; false: they are not all fixed. */
static bool order_by_rank(struct check *c, size_t *order)
{
    const struct rules_program *p = c->table;
    size_t *rank = rules_take(&c->work, p->rows * p->outputs, sizeof *rank);
    struct value_entry *entry = rules_take(&c->work, p->outputs, sizeof *entry);
    for (size_t r = 0; r < p->rows && !c->work.is_over; r++) {
        size_t at = r;
        for (size_t o = 0; o < p->outputs; o++) {
            const struct feel_program *result = p->result[r * p->outputs + o];
            if (result && result->root->kind != NODE_CONST)
                return false;
            entry[o].value = result ? result->root->value : VALUE_OF_NULL;
        }
        struct value_context all = {.entry = entry, .n = p->outputs, .depth = 1};
        struct value v =
            p->outputs == 1 ? entry[0].value : (struct value){.kind = VALUE_CONTEXT, .context = &all};
        rules_rank(p, &v, &rank[r * p->outputs]);
        for (; at > 0 && rules_rank_order(p, &rank[r * p->outputs], &rank[order[at - 1] * p->outputs]) < 0;
             at--)
            order[at] = order[at - 1];
        order[at] = r;
    }
    return !c->work.is_over;
}

static void find_shadowed(struct check *c)
{
    const struct rules_program *p = c->table;
    size_t *order = rules_take(&c->work, p->rows, sizeof *order);
    for (size_t r = 0; order && r < p->rows; r++)
        order[r] = r;
    bool is_ordered =
        order && (p->policy == HIT_FIRST || (p->policy == HIT_PRIORITY && order_by_rank(c, order)));
    for (size_t k = 0; order && k < p->rows && !c->work.is_over; k++) {
        if (!can_hold(c, is_ordered ? order[k] : k))
            say_never(c, is_ordered ? order[k] : k);
        else if (is_ordered && is_shadowed(c, order, k))
            say_shadowed(c, order, k);
    }
}

/* -- what could not be checked -- */

static void find_unchecked(struct check *c)
{
    const struct rules_program *p = c->table;
    for (size_t i = 0; i < p->inputs; i++) {
        const struct rules_dimension *d = &c->dimension[i];
        struct rules_finding *f = d->odd || d->is_odd_domain ? find(c, RULES_UNCHECKED, d->odd) : NULL;
        size_t n = 0;
        for (size_t r = 0; f && r < p->rows; r++)
            if (d->may[r] != d->must[r])
                say_row(f, n++, r);
        if (f)
            say_where(f, i, d->odd_test);
    }
}

/* In front of all others, with no column named. */
static void find_too_large(struct check *c)
{
    if (c->room == 0) {
        c->finds++;
        return;
    }
    size_t kept = c->finds < c->room ? c->finds : c->room - 1;
    memmove(c->found + 1, c->found, kept * sizeof *c->found);
    static const int NONE[1];
    struct str *where = arena_try_array(c->work.arena, c->table->inputs + 1, sizeof *where);
    c->found[0] = (struct rules_finding){.fault = RULES_UNCHECKED, .row = NONE, .where = where};
    c->finds++;
}

size_t rules_check(const struct rules_program *p, struct arena *a, struct rules_finding *ret, size_t room)
{
    struct arena *scratch CLEANUP(arena_freep) = arena_new(0);
    struct check c = {.work = {.arena = a, .scratch = scratch, .table = p, .left = RULES_CHECK_WORK},
                      .table = p,
                      .row_words = WORDS_OF(p->rows),
                      .found = ret,
                      .room = room};
    c.work.is_over = scratch == NULL;
    c.dimension = rules_take(&c.work, p->inputs, sizeof *c.dimension);
    for (size_t i = 0; i < p->inputs && !c.work.is_over; i++)
        rules_cut(&c.work, i, &c.dimension[i]);
    if (!c.work.is_over) {
        find_unchecked(&c);
        if (has_gaps(p))
            find_gaps(&c);
        if (p->policy == HIT_UNIQUE || p->policy == HIT_ANY)
            find_overlaps(&c);
        find_shadowed(&c);
    }
    if (c.work.is_over)
        find_too_large(&c);
    return c.finds;
}
