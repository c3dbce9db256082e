/* Built-in functions of ranges: how two of them lie to each other (10.3.4.9, tables 81 and 82), and range(),
 * which reads one from a text (table 71).
 *
 * The tables give each relation several times, for points and for ranges. A point is the range from itself to
 * itself, both ends in it, and then the formula for ranges says what the one for points says; so each stands
 * here once. An end that a range does not have, (>= 10), lies beyond all values and is not in the range. The
 * answer is null when a value has no order, or none that it shares with the others. */
#include "feel/builtin.h"
#include "feel/lex.h"

struct end {
    struct value value;
    bool is_in;
    int beyond; /* −1, 1: there is no end on that side; 0: the value */
};

struct span {
    struct end from, to;
};

static bool span_of(struct value v, struct span *ret)
{
    if (v.kind != VALUE_RANGE) {
        *ret = (struct span){{v, true, 0}, {v, true, 0}};
        return true;
    }
    const struct value_range *r = v.range;
    *ret = (struct span){{r->from, r->from_closed && r->has_from, r->has_from ? 0 : -1},
                         {r->to, r->to_closed && r->has_to, r->has_to ? 0 : 1}};
    return !r->is_not;
}

/* Have all ends an order with each other? Of one kind all have when each has one with the first, but for
 * local times beside times somewhere, and those differ from the first too. */
static bool are_ordered(const struct span *a, const struct span *b)
{
    const struct end *end[] = {&a->from, &a->to, &b->from, &b->to}, *first = NULL;
    int sign;
    for (size_t i = 0; i < COUNT_OF(end); i++) {
        if (end[i]->beyond)
            continue;
        first = first ? first : end[i];
        if (!value_order(first->value, end[i]->value, &sign))
            return false;
    }
    return true;
}

static int order(struct end x, struct end y)
{
    int sign = 0;
    if (x.beyond || y.beyond)
        return x.beyond < y.beyond ? -1 : x.beyond > y.beyond;
    return value_order(x.value, y.value, &sign) ? sign : 0; /* are_ordered has seen them */
}

/* The end of x lies before the beginning of y: they share no value. */
static bool ends_before(struct end x, struct end y)
{
    int sign = order(x, y);
    return sign < 0 || (sign == 0 && !(x.is_in && y.is_in));
}

/* One begins no later than the other. */
static bool begins_by(struct end x, struct end y)
{
    int sign = order(x, y);
    return sign < 0 || (sign == 0 && (x.is_in || !y.is_in));
}

/* One ends no later than the other. */
static bool ends_by(struct end x, struct end y)
{
    int sign = order(x, y);
    return sign < 0 || (sign == 0 && (!x.is_in || y.is_in));
}

static bool is_same(struct end x, struct end y) { return x.is_in == y.is_in && order(x, y) == 0; }

/* -- the relations -- */

static bool is_before(const struct span *a, const struct span *b) { return ends_before(a->to, b->from); }

static bool meets(const struct span *a, const struct span *b)
{
    return a->to.is_in && b->from.is_in && order(a->to, b->from) == 0;
}

static bool overlaps(const struct span *a, const struct span *b)
{
    return !ends_before(a->to, b->from) && !ends_before(b->to, a->from);
}

/* a begins first, they overlap, and a ends no later. */
static bool overlaps_before(const struct span *a, const struct span *b)
{
    return !begins_by(b->from, a->from) && !ends_before(a->to, b->from) && ends_by(a->to, b->to);
}

static bool overlaps_after(const struct span *a, const struct span *b) { return overlaps_before(b, a); }

static bool finishes(const struct span *a, const struct span *b)
{
    return is_same(a->to, b->to) && begins_by(b->from, a->from);
}

static bool includes(const struct span *a, const struct span *b)
{
    return begins_by(a->from, b->from) && ends_by(b->to, a->to);
}

static bool starts(const struct span *a, const struct span *b)
{
    return is_same(a->from, b->from) && ends_by(a->to, b->to);
}

static bool coincides(const struct span *a, const struct span *b)
{
    return is_same(a->from, b->from) && is_same(a->to, b->to);
}

typedef bool relation(const struct span *a, const struct span *b);

static bool relate(relation *is, struct value a, struct value b, struct value *ret)
{
    struct span x, y;
    if (!span_of(a, &x) || !span_of(b, &y) || !are_ordered(&x, &y))
        return false;
    *ret = value_boolean(is(&x, &y));
    return true;
}

#define RELATION(name, is, a, b)                                                                             \
    static bool name(const struct builtin_call *c, const struct value *arg, struct value *ret)               \
    {                                                                                                        \
        return builtin_steps(c, value_weight(arg[a]) + value_weight(arg[b])) &&                              \
               relate(is, arg[a], arg[b], ret);                                                              \
    }
RELATION(call_before, is_before, 0, 1)
RELATION(call_after, is_before, 1, 0)
RELATION(call_meets, meets, 0, 1)
RELATION(call_met_by, meets, 1, 0)
RELATION(call_overlaps, overlaps, 0, 1)
RELATION(call_overlaps_before, overlaps_before, 0, 1)
RELATION(call_overlaps_after, overlaps_after, 0, 1)
RELATION(call_finishes, finishes, 0, 1)
RELATION(call_finished_by, finishes, 1, 0)
RELATION(call_includes, includes, 0, 1)
RELATION(call_during, includes, 1, 0)
RELATION(call_starts, starts, 0, 1)
RELATION(call_started_by, starts, 1, 0)

/* A point and a range never coincide: the table has no row for them. */
static bool call_coincides(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    (void)c;
    return (arg[0].kind == VALUE_RANGE) == (arg[1].kind == VALUE_RANGE) &&
           relate(coincides, arg[0], arg[1], ret);
}

/* -- range("[1..10]") -- */

static bool take_string(const struct builtin_call *c, struct lexer *l, struct value *ret)
{
    struct buf b CLEANUP(buf_release) = {.limit_bytes = FEEL_STRING_MAX};
    size_t bad;
    return lex_sees(l, "\"") && lex_string(l, &b, &bad) && builtin_string(c, &b, ret);
}

/* date("…") and its like, with a string as it stands: nothing is reckoned. */
static bool take_conversion(const struct builtin_call *c, struct lexer *l, struct value *ret)
{
    static const struct str NAME[] = {STR_INIT("date and time"), STR_INIT("date"), STR_INIT("time"),
                                      STR_INIT("duration")};
    const struct feel_zones *z = c->program->zones;
    struct value s;
    size_t i = 0, n = 0;
    while (i < COUNT_OF(NAME) && !(n = lex_name_here(l, NAME[i])))
        i++;
    if (n == 0)
        return false;
    lex_skip(l, n);
    if (!lex_take(l, "(") || !take_string(c, l, &s) || !lex_take(l, ")"))
        return false;
    return i == 0   ? date_time_read(s.string, z, ret)
           : i == 1 ? date_read(s.string, ret)
           : i == 2 ? time_read(s.string, z, ret)
                    : duration_read(s.string, ret);
}

static bool take_number(struct lexer *l, struct value *ret)
{
    struct decimal d;
    bool is_bad, is_negative = lex_take(l, "-");
    if (!lex_number(l, &d, &is_bad) || is_bad)
        return false;
    *ret = value_number(is_negative ? decimal_neg(d) : d);
    return true;
}

static bool take_end(const struct builtin_call *c, struct lexer *l, struct value *ret)
{
    struct value s;
    if (lex_take(l, "@"))
        return take_string(c, l, &s) && temporal_read(s.string, c->program->zones, ret);
    return lex_sees(l, "\"") ? take_string(c, l, ret) : take_conversion(c, l, ret) || take_number(l, ret);
}

/* An end may be missing where the bracket does not claim that it is in the range. */
static bool take_range(const struct builtin_call *c, struct lexer *l, struct value_range *r)
{
    r->from_closed = lex_take(l, "[");
    if (!r->from_closed && !lex_take(l, "(") && !lex_take(l, "]"))
        return false;
    r->has_from = r->from_closed || !lex_sees(l, "..");
    if ((r->has_from && !take_end(c, l, &r->from)) || !lex_take(l, ".."))
        return false;
    r->has_to = !lex_sees(l, ")") && !lex_sees(l, "[");
    if (r->has_to && !take_end(c, l, &r->to))
        return false;
    r->to_closed = lex_take(l, "]");
    r->is_test = !r->has_from || !r->has_to; /* (..10] is what is also written (<= 10) */
    return (r->to_closed || lex_take(l, ")") || lex_take(l, "[")) && lex_at_end(l) &&
           (r->has_from || r->has_to);
}

static bool range_from_text(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct lexer l = lex_begin(arg[0].string);
    struct value_range *r = arena_try(c->arena, sizeof *r);
    int sign = 0;
    if (!r)
        return builtin_stop(c, K("feel.no_memory"));
    if (!take_range(c, &l, r) || (!r->is_test && !value_order(r->from, r->to, &sign)))
        return builtin_refuse(c, K("feel_time.range_wrong"), arg[0].string);
    if (sign > 0)
        return builtin_refuse(c, K("feel_time.range_backwards"), arg[0].string);
    *ret = (struct value){.kind = VALUE_RANGE, .range = r};
    return true;
}

/* -- the table -- */

static const struct feel_type RANGE = {.kind = TYPE_RANGE, .of = &FEEL_ANY};

#define PAIR(fn, a, a_type, b, b_type, how)                                                                  \
    {                                                                                                        \
        .name = STR_INIT(fn), .param = {STR_INIT(a), STR_INIT(b)}, .type = {a_type, b_type}, .params = 2,    \
        .required = 2, .result = &FEEL_BOOLEAN, .call = how                                                  \
    }
#define RANGES(fn, how) PAIR(fn, "range1", &RANGE, "range2", &RANGE, how)
#define POINT_RANGE(fn, how) PAIR(fn, "point", &FEEL_ANY, "range", &RANGE, how)
#define RANGE_POINT(fn, how) PAIR(fn, "range", &RANGE, "point", &FEEL_ANY, how)
#define POINTS(fn, how) PAIR(fn, "point1", &FEEL_ANY, "point2", &FEEL_ANY, how)

/* The first row of a name takes what any of its rows takes, as long as arguments are given by place: a range
 * is also Any. The others are there for their names. */
static const struct builtin ROW[] = {
    POINTS("before", call_before),
    POINT_RANGE("before", call_before),
    RANGE_POINT("before", call_before),
    RANGES("before", call_before),
    POINTS("after", call_after),
    POINT_RANGE("after", call_after),
    RANGE_POINT("after", call_after),
    RANGES("after", call_after),
    RANGES("meets", call_meets),
    RANGES("met by", call_met_by),
    RANGES("overlaps", call_overlaps),
    RANGES("overlaps before", call_overlaps_before),
    RANGES("overlaps after", call_overlaps_after),
    POINT_RANGE("finishes", call_finishes),
    RANGES("finishes", call_finishes),
    RANGE_POINT("finished by", call_finished_by),
    RANGES("finished by", call_finished_by),
    RANGE_POINT("includes", call_includes),
    RANGES("includes", call_includes),
    POINT_RANGE("during", call_during),
    RANGES("during", call_during),
    POINT_RANGE("starts", call_starts),
    RANGES("starts", call_starts),
    RANGE_POINT("started by", call_started_by),
    RANGES("started by", call_started_by),
    POINTS("coincides", call_coincides),
    RANGES("coincides", call_coincides),
    {.name = STR_INIT("range"),
     .param = {STR_INIT("from")},
     .type = {&FEEL_STRING},
     .params = 1,
     .required = 1,
     .result = &RANGE,
     .call = range_from_text},
};

const struct builtin_rows BUILTIN_RANGE = {ROW, COUNT_OF(ROW)};
