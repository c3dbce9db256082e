/* The borders of a column's tests come from their values (a test that is fixed is evaluated once, and is then
 * a value or a range); whether a test holds in a piece between them comes from running it there, so the check
 * and the evaluation cannot disagree. */
#include "feel/rules_atoms.h"

#include <stdlib.h>

#include "feel/temporal.h"

#define BORDER_STEPS 10000 /* of evaluating one border */

struct borders {
    struct value *v;
    size_t n, room;
    bool is_mixed; /* two of a kind cannot be ordered */
};

bool rules_charge(struct rules_work *w, size_t work)
{
    w->is_over |= w->left < (long)work;
    w->left -= w->is_over ? 0 : (long)work;
    return !w->is_over;
}

void *rules_take(struct rules_work *w, size_t count, size_t size)
{
    void *p = w->is_over ? NULL : arena_try_array(w->arena, count ? count : 1, size);
    w->is_over |= p == NULL;
    return p;
}

/* -- which tests are fixed, and their borders -- */

/* Nothing in it depends on anything but its text. */
static bool is_fixed(const struct node *n)
{
    switch (n->kind) {
    case NODE_CONST:
    case NODE_NEGATE:
    case NODE_ADD:
    case NODE_SUB:
    case NODE_MUL:
    case NODE_DIV:
    case NODE_POW:
    case NODE_LIST:
    case NODE_RANGE:
    case NODE_TEST:
        break;
    case NODE_CALL_BUILTIN:
        if (str_eq(n->call.builtin->name, STR("now")) || str_eq(n->call.builtin->name, STR("today")))
            return false;
        break;
    default:
        return false;
    }
    for (size_t i = 0; i < n->children; i++)
        if (n->child[i] && !is_fixed(n->child[i]))
            return false;
    return true;
}

static bool add_border(struct rules_work *w, struct borders *b, struct value v)
{
    bool is_scalar = v.kind <= VALUE_SECONDS && v.kind != VALUE_NULL;
    if ((!is_scalar && v.kind != VALUE_NULL) || (v.kind == VALUE_TIME && !temporal_is_local(v)))
        return false;
    if (b->n == b->room) {
        size_t room = b->room ? b->room * 2 : 16;
        struct value *more = rules_take(w, room, sizeof *more);
        if (!more)
            return false;
        if (b->n)
            memcpy(more, b->v, b->n * sizeof *more);
        b->v = more;
        b->room = room;
    }
    b->v[b->n++] = v;
    return true;
}

static bool add_range(struct rules_work *w, struct borders *b, const struct value_range *r)
{
    bool is_point = r->is_not || (r->is_test && r->has_from && r->has_to);
    enum value_kind kind = r->has_from ? r->from.kind : r->to.kind;
    if (kind == VALUE_NULL && !is_point)
        return false;
    if (kind == VALUE_STRING && !is_point) /* texts have an order, but no middle to try */
        return false;
    return (!r->has_from || add_border(w, b, r->from)) && (!r->has_to || add_border(w, b, r->to));
}

static bool add_value(struct rules_work *w, struct borders *b, struct value v)
{
    if (v.kind == VALUE_RANGE)
        return add_range(w, b, v.range);
    if (v.kind != VALUE_LIST)
        return add_border(w, b, v);
    for (size_t i = 0; i < v.list->n; i++) {
        struct value item = v.list->item[i];
        if (item.kind == VALUE_LIST ||
            !(item.kind == VALUE_RANGE ? add_range(w, b, item.range) : add_border(w, b, item)))
            return false;
    }
    return true;
}

static bool add_tests(struct rules_work *w, struct borders *b, const struct feel_program *tests)
{
    for (size_t i = 0; i < tests->root->children; i++) {
        const struct node *n = tests->root->child[i];
        if (!is_fixed(n))
            return false;
        struct feel_program alone = *tests;
        struct feel_run run = {.arena = w->arena, .steps_max = BORDER_STEPS};
        alone.root = n;
        struct value v = feel_eval(&alone, &run);
        bool answers = v.kind == VALUE_BOOLEAN && n->kind != NODE_CONST;
        bool failed = v.kind == VALUE_NULL && n->kind != NODE_CONST;
        if (answers || failed || !add_value(w, b, v))
            return false;
    }
    return true;
}

static int by_kind_and_order(const void *a, const void *b, void *ctx)
{
    const struct value *x = a, *y = b;
    struct borders *of = ctx;
    int order = 0;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if (x->kind == VALUE_BOOLEAN)
        return (int)x->boolean - (int)y->boolean;
    if (x->kind != VALUE_NULL && !value_order(*x, *y, &order))
        of->is_mixed = true;
    return order;
}

static void sort_borders(struct borders *b)
{
    size_t kept = 0;
    if (b->n)
        qsort_r(b->v, b->n, sizeof *b->v, by_kind_and_order, b);
    for (size_t i = 0; i < b->n; i++)
        if (kept == 0 || by_kind_and_order(&b->v[kept - 1], &b->v[i], b) != 0)
            b->v[kept++] = b->v[i];
    b->n = kept;
}

/* -- a value between two others -- */

static struct value day(int64_t epoch_day)
{
    struct value v;
    return date_of_epoch_day(epoch_day, &v) ? v : VALUE_OF_NULL; /* beyond the years */
}

/* Moments are told apart by the second, durations by the nanosecond (value_order). */
static struct value time_of_second(int64_t second)
{
    struct value v;
    if (second >= TEMPORAL_DAY_S || !time_read(STR("00:00:00"), NULL, &v))
        return VALUE_OF_NULL;
    v.temporal.second_of_day = (uint32_t)second;
    return v;
}

static struct value moment_beside(const struct value *low, const struct value *high,
                                  const struct feel_zones *z)
{
    struct value by = {.kind = VALUE_SECONDS, .seconds = {.s = low ? 1 : -1}}, v;
    if (!low && !high)
        return date_time_read(STR("2000-01-01T00:00:00"), NULL, &v) ? v : VALUE_OF_NULL;
    return temporal_add(low ? *low : *high, by, z, &v) ? v : VALUE_OF_NULL;
}

static struct value months_beside(const struct value *low, const struct value *high)
{
    struct value v = {.kind = VALUE_MONTHS};
    bool is_beyond = low    ? __builtin_add_overflow(low->months, 1, &v.months)
                     : high ? __builtin_sub_overflow(high->months, 1, &v.months)
                            : false;
    return is_beyond ? VALUE_OF_NULL : v;
}

static struct value duration_beside(const struct value *low, const struct value *high)
{
    struct value v = low ? *low : high ? *high : (struct value){.kind = VALUE_SECONDS};
    if (v.seconds.s == (low ? INT64_MAX : INT64_MIN))
        return VALUE_OF_NULL;
    if (!low) {
        v.seconds.s--;
    } else if (++v.seconds.nano == TEMPORAL_NANO) {
        v.seconds.nano = 0;
        v.seconds.s++;
    }
    return v;
}

static struct value number_between(const struct value *low, const struct value *high)
{
    struct decimal half, d = DECIMAL_ZERO, two = decimal_of(2);
    decimal_flags f = 0;
    if (low && high) {
        f = decimal_sub(high->number, low->number, &half);
        f |= f & DECIMAL_FAILED ? 0 : decimal_div(half, two, &half);
        f |= f & DECIMAL_FAILED ? 0 : decimal_add(low->number, half, &d);
    } else if (low) { /* beyond it: 2·low + 1 of positive ones, else 1 */
        bool is_below = decimal_cmp(low->number, DECIMAL_ONE) < 0;
        f = is_below ? 0 : decimal_mul(low->number, two, &d);
        d = is_below ? DECIMAL_ONE : d;
    } else if (high) {
        bool is_above = decimal_cmp(high->number, decimal_of(-1)) > 0;
        f = is_above ? 0 : decimal_mul(high->number, two, &d);
        d = is_above ? decimal_of(-1) : d;
    }
    return f & DECIMAL_FAILED ? VALUE_OF_NULL : value_number(d);
}

static struct value value_between(enum value_kind kind, const struct value *low, const struct value *high,
                                  const struct feel_zones *z)
{
    switch (kind) {
    case VALUE_NUMBER:
        return number_between(low, high);
    case VALUE_DATE:
        return day(low ? date_epoch_day(*low) + 1 : high ? date_epoch_day(*high) - 1 : 0);
    case VALUE_TIME:
        return time_of_second(low ? low->temporal.second_of_day + 1 : 0);
    case VALUE_MONTHS:
        return months_beside(low, high);
    case VALUE_DATE_TIME:
        return moment_beside(low, high, z);
    case VALUE_SECONDS:
        return duration_beside(low, high);
    default:
        return VALUE_OF_NULL;
    }
}

/* -- atoms -- */

struct cutting {
    struct rules_work *work;
    struct rules_dimension *d;
    size_t room;
};

static void add_atom(struct cutting *c, struct rules_atom a)
{
    struct rules_dimension *d = c->d;
    if (d->atoms == c->room) {
        size_t room = c->room ? c->room * 2 : 16;
        struct rules_atom *more = rules_take(c->work, room, sizeof *more);
        if (!more)
            return;
        if (d->atoms)
            memcpy(more, d->atom, d->atoms * sizeof *more);
        d->atom = more;
        c->room = room;
    }
    a.place = d->atoms;
    d->atom[d->atoms++] = a;
}

static void add_between(struct cutting *c, enum value_kind kind, const struct value *low,
                        const struct value *high)
{
    int order;
    struct value v = value_between(kind, low, high, c->work->table->zones);
    bool is_there = v.kind == kind && (!low || (value_order(*low, v, &order) && order < 0)) &&
                    (!high || (value_order(v, *high, &order) && order < 0));
    if (!is_there)
        return;
    add_atom(c, (struct rules_atom){.kind = ATOM_BETWEEN,
                                    .of = kind,
                                    .value = v,
                                    .low = low ? *low : VALUE_OF_NULL,
                                    .high = high ? *high : VALUE_OF_NULL,
                                    .has_low = low != NULL,
                                    .has_high = high != NULL});
}

static void add_points(struct cutting *c, enum value_kind kind, const struct value *v, size_t n, bool is_line)
{
    if (is_line)
        add_between(c, kind, NULL, n ? &v[0] : NULL);
    for (size_t i = 0; i < n; i++) {
        add_atom(c, (struct rules_atom){.kind = ATOM_POINT, .of = kind, .value = v[i]});
        if (is_line)
            add_between(c, kind, &v[i], i + 1 < n ? &v[i + 1] : NULL);
    }
}

/* A text that is none of those: longer than all. */
static void add_other_text(struct cutting *c, const struct value *v, size_t n)
{
    size_t most = 0;
    for (size_t i = 0; i < n; i++)
        most = v[i].string.n > most ? v[i].string.n : most;
    char *text = rules_take(c->work, most + 1, 1);
    if (!text)
        return;
    memset(text, '~', most + 1);
    add_atom(c, (struct rules_atom){.kind = ATOM_OTHER_TEXT,
                                    .of = VALUE_STRING,
                                    .value = value_string(str_of(text, most + 1))});
}

static void add_kind(struct cutting *c, enum value_kind kind, const struct value *v, size_t n)
{
    const struct value both[] = {value_boolean(false), value_boolean(true)};
    if (kind == VALUE_NULL)
        add_atom(c, (struct rules_atom){.kind = ATOM_NULL});
    else if (kind == VALUE_BOOLEAN)
        add_points(c, kind, both, 2, false);
    else
        add_points(c, kind, v, n, kind != VALUE_STRING);
    if (kind == VALUE_STRING)
        add_other_text(c, v, n);
}

/* The one kind that values of the type have; NULL: not known. */
static enum value_kind kind_of_type(const struct feel_type *t)
{
    static const enum value_kind KIND[TYPE__COUNT] = {
        [TYPE_BOOLEAN] = VALUE_BOOLEAN, [TYPE_NUMBER] = VALUE_NUMBER,  [TYPE_STRING] = VALUE_STRING,
        [TYPE_DATE] = VALUE_DATE,       [TYPE_TIME] = VALUE_TIME,      [TYPE_DATE_TIME] = VALUE_DATE_TIME,
        [TYPE_MONTHS] = VALUE_MONTHS,   [TYPE_SECONDS] = VALUE_SECONDS};
    return t ? KIND[t->kind] : VALUE_NULL;
}

static void cut(struct cutting *c, const struct borders *b, enum value_kind declared)
{
    bool has_kind = false;
    for (enum value_kind kind = VALUE_NULL; kind <= VALUE_SECONDS; kind++) {
        size_t from = 0, n = 0;
        while (from < b->n && b->v[from].kind != kind)
            from++;
        while (from + n < b->n && b->v[from + n].kind == kind)
            n++;
        bool can_be = kind == VALUE_NULL || declared == VALUE_NULL || declared == kind;
        if ((n == 0 && (kind == VALUE_NULL || kind != declared)) || !can_be)
            continue;
        has_kind |= kind != VALUE_NULL;
        add_kind(c, kind, n ? b->v + from : NULL, n);
    }
    if (!has_kind)
        add_atom(c, (struct rules_atom){.kind = ATOM_OTHER, .value = value_int(0)});
}

/* -- rows -- */

static bool holds(struct rules_work *w, const struct feel_program *tests, struct value v)
{
    struct feel_run run = {.arena = w->scratch, .tested = v, .steps_max = BORDER_STEPS};
    struct value is = rules_charge(w, 1) ? feel_eval(tests, &run) : VALUE_OF_NULL;
    return is.kind == VALUE_BOOLEAN && is.boolean;
}

static void keep_allowed(struct rules_work *w, struct rules_dimension *d, const struct feel_program *allowed)
{
    size_t kept = 0;
    for (size_t i = 0; allowed && i < d->atoms; i++)
        if (holds(w, allowed, d->atom[i].value))
            d->atom[kept++] = d->atom[i];
    if (allowed)
        d->atoms = kept;
}

static uint64_t *new_set(struct rules_work *w, const struct rules_dimension *d)
{
    return rules_take(w, d->words, sizeof(uint64_t));
}

/* A test that stands in several rows is run once: `same` is such a row above, or the row itself. */
static void hold_row(struct rules_work *w, size_t input, struct rules_dimension *d, size_t row, size_t same)
{
    const struct feel_program *test = w->table->test[row * w->table->inputs + input];
    uint64_t *set = test && same == row ? new_set(w, d) : NULL;
    if (!test) {
        d->may[row] = d->must[row] = d->all;
    } else if (same < row) {
        d->may[row] = d->may[same];
        d->must[row] = d->must[same];
    } else if (set) {
        for (size_t i = 0; i < d->atoms; i++)
            if (holds(w, test, d->atom[i].value))
                bit_set(set, i);
        d->may[row] = d->must[row] = set;
        arena_reset(w->scratch);
    }
}

static size_t same_test(const struct rules_program *p, size_t input, size_t row)
{
    size_t i = 0;
    while (i < row && p->test[i * p->inputs + input] != p->test[row * p->inputs + input])
        i++;
    return i;
}

static void hold_rows(struct rules_work *w, size_t input, struct rules_dimension *d, const bool *is_odd)
{
    uint64_t *all = new_set(w, d), *none = new_set(w, d);
    for (size_t i = 0; all && i < d->atoms; i++)
        bit_set(all, i);
    d->all = all;
    for (size_t r = 0; r < w->table->rows && !w->is_over; r++) {
        if (!is_odd[r]) {
            hold_row(w, input, d, r, same_test(w->table, input, r));
            continue;
        }
        d->may[r] = all;
        d->must[r] = none;
        if (d->odd++ == 0)
            d->odd_test = w->table->test[r * w->table->inputs + input]->text;
    }
}

void rules_cut(struct rules_work *w, size_t input, struct rules_dimension *ret)
{
    const struct rules_program *p = w->table;
    const struct rules_in *in = &p->input[input];
    const struct feel_program *domain[] = {in->allowed, in->type ? in->type->allowed : NULL};
    struct borders b = {0};
    struct cutting c = {.work = w, .d = ret};
    bool *is_odd = rules_take(w, p->rows, sizeof *is_odd);
    *ret = (struct rules_dimension){0};
    ret->may = rules_take(w, p->rows, sizeof *ret->may);
    ret->must = rules_take(w, p->rows, sizeof *ret->must);
    for (size_t i = 0; i < COUNT_OF(domain) && !w->is_over; i++)
        if (domain[i] && !add_tests(w, &b, domain[i])) {
            ret->is_odd_domain = true;
            ret->odd_test = domain[i]->text;
            domain[i] = NULL;
        }
    for (size_t r = 0; r < p->rows && !w->is_over; r++) {
        const struct feel_program *test = p->test[r * p->inputs + input];
        size_t same = same_test(p, input, r);
        size_t before = b.n;
        is_odd[r] = same < r ? is_odd[same] : test && !add_tests(w, &b, test);
        b.n = is_odd[r] ? before : b.n;
    }
    sort_borders(&b);
    for (size_t r = 0; b.is_mixed && r < p->rows; r++)
        is_odd[r] = p->test[r * p->inputs + input] != NULL;
    ret->is_odd_domain |= b.is_mixed && (domain[0] || domain[1]);
    if (w->is_over)
        return;
    cut(&c, &b, kind_of_type(in->type));
    for (size_t i = 0; i < COUNT_OF(domain) && !b.is_mixed; i++)
        keep_allowed(w, ret, domain[i]);
    ret->words = ret->atoms / 64 + 1;
    hold_rows(w, input, ret, is_odd);
}
