#include "gpe1/input.h"

#include <stdlib.h>

#define ROWS_MAX 1000000

bool gpe1_policy_read(struct str text, struct gpe1_policy *ret)
{
    static const struct str place[] = {STR_INIT("displayed"), STR_INIT("once")},
                            mode[] = {STR_INIT("halfup"), STR_INIT("halfeven"), STR_INIT("down")};
    struct str head;
    int64_t digits;
    if (!str_split(&text, '_', &head))
        return false;
    for (int p = 0; p < PLACE__COUNT; p++)
        for (int m = 0; m < ROUND__COUNT; m++)
            if (str_eq(head, place[p]) && str_starts(text, mode[m]) &&
                str_to_i64(str_sub(text, mode[m].n, text.n), &digits) && digits >= 0 && digits <= 12) {
                *ret = (struct gpe1_policy){(enum rounding_place)p, (enum rounding_mode)m, (int)digits};
                return true;
            }
    return false;
}

/* ------------------------------------------------------------------------------------- ind.csv */

static struct str number(const struct csv *c, struct arena *a, struct str *line)
{
    struct str field = {0};
    if (!csv_field(line, &field) || !field.n)
        gpe1_stop("%s, line %d: a number is missing", c->name, c->line);
    return arena_str(a, field);
}

static void read_leaf(const struct csv *c, struct arena *a, struct str line, struct gpe1_leaf *ret)
{
    ret->k = csv_count(c, &line);
    ret->group = csv_count(c, &line);
    ret->dimension = csv_count(c, &line);
    ret->method = csv_count(c, &line);
    ret->weight = number(c, a, &line);
    ret->group_weight = number(c, a, &line);
    ret->dimension_weight = number(c, a, &line);
    ret->target = number(c, a, &line);
    for (size_t j = 0; j < COUNT_OF(ret->limit); j++)
        ret->limit[j] = number(c, a, &line);
    ret->deduction = number(c, a, &line);
    if (ret->method < 1 || ret->method > 8 || line.p)
        gpe1_stop("%s, line %d: a method from 1 to 8 and 14 columns are wanted", c->name, c->line);
}

/* In the order of k, which is that of the leaves file. */
static int by_k(const void *x, const void *y)
{
    return ((const struct gpe1_leaf *)x)->k - ((const struct gpe1_leaf *)y)->k;
}

static void read_ind(struct arena *a, struct gpe1_input *in)
{
    struct csv c = csv_open(in->dir, "ind.csv");
    struct str line;
    in->leaf = ARENA_ARRAY(a, struct gpe1_leaf, LIMIT_SCHEME_NODES);
    if (!csv_line(&c, &line) || !str_eq(line, STR("k,grp,dim,m,w,gw,dw,t,b0,b1,b2,b3,b4,d")))
        gpe1_stop("ind.csv has not the agreed head");
    while (csv_line(&c, &line)) {
        if (in->leaves == LIMIT_SCHEME_NODES)
            gpe1_stop("ind.csv: more than %d leaves", LIMIT_SCHEME_NODES);
        read_leaf(&c, a, line, &in->leaf[in->leaves++]);
    }
    csv_close(&c);
    qsort(in->leaf, (size_t)in->leaves, sizeof *in->leaf, by_k);
}

/* ------------------------------------------------------------------------------------ wide.csv */

static void read_head(const struct csv *c, struct arena *a, struct str line, struct gpe1_input *in)
{
    static const struct str fixed[] = {STR_INIT("u"), STR_INIT("cls"), STR_INIT("county"), STR_INIT("city"),
                                       STR_INIT("p")};
    struct str field = {0};
    for (size_t i = 0; i < COUNT_OF(fixed); i++)
        if (!csv_field(&line, &field) || !str_eq(field, fixed[i]))
            gpe1_stop("%s: the head does not begin with u,cls,county,city,p", c->name);
    int *column = ARENA_ARRAY(a, int, 2 * LIMIT_SCHEME_NODES);
    for (; csv_field(&line, &field); in->values++) {
        bool is_last_year = str_starts(field, STR("pv"));
        int64_t k = -1;
        if (!str_to_i64(str_sub(field, is_last_year ? 2 : 1, field.n), &k) || k < 0 || k > INT16_MAX ||
            !(is_last_year || str_starts(field, STR("v"))) || in->values == 2 * LIMIT_SCHEME_NODES)
            gpe1_stop("%s: not a column of values: '%.*s'", c->name, STR_ARG(field));
        column[in->values] = is_last_year ? -1 - (int)k : (int)k;
    }
    in->column = column;
}

/* The rows of the first month, which have every unit. */
static void read_units(struct arena *a, struct gpe1_input *in)
{
    struct csv c = csv_open(in->dir, "wide.csv");
    struct str line;
    int month = -1, cap = 0;
    if (!csv_line(&c, &line))
        gpe1_stop("wide.csv is empty");
    read_head(&c, a, line, in);
    while (csv_line(&c, &line) && in->units < ROWS_MAX) {
        struct gpe1_unit unit = {csv_count(&c, &line), csv_count(&c, &line), csv_count(&c, &line),
                                 csv_count(&c, &line), -1};
        int p = csv_count(&c, &line);
        if (month >= 0 && p != month)
            break;
        month = p;
        if (in->units == cap) {
            struct gpe1_unit *more = ARENA_ARRAY(a, struct gpe1_unit, (size_t)(cap = cap ? 2 * cap : 1024));
            if (in->units)
                memcpy(more, in->unit, (size_t)in->units * sizeof *more);
            in->unit = more;
        }
        in->unit[in->units++] = unit;
    }
    csv_close(&c);
}

static int by_class(const void *x, const void *y)
{
    const struct gpe1_unit *a = *(struct gpe1_unit *const *)x, *b = *(struct gpe1_unit *const *)y;
    return a->class_id != b->class_id ? (a->class_id < b->class_id ? -1 : 1) : a->u < b->u ? -1 : a->u > b->u;
}

static void number_units(struct arena *a, struct gpe1_input *in)
{
    struct gpe1_unit **order = ARENA_ARRAY(a, struct gpe1_unit *, (size_t)in->units);
    int *ids = ARENA_ARRAY(a, int, (size_t)in->units);
    for (int i = 0; i < in->units; i++)
        order[i] = &in->unit[i];
    qsort(order, (size_t)in->units, sizeof(struct gpe1_unit *), by_class);
    for (int i = 0; i < in->units; i++) {
        order[i]->index = i;
        if (i == 0 || order[i]->class_id != order[i - 1]->class_id)
            ids[in->classes++] = order[i]->class_id;
    }
    in->class_ids = ids;
}

struct gpe1_input gpe1_input_read(struct arena *a, const char *dir)
{
    struct gpe1_input in = {.dir = dir};
    read_ind(a, &in);
    read_units(a, &in);
    if (!in.units || !in.leaves)
        gpe1_stop("there is nothing to evaluate in %s", dir);
    number_units(a, &in);
    return in;
}
