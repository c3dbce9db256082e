/* Arithmetic and comparison on blocks of rows; see lanes.h. */
#include "feel/lanes.h"

#include "base/err.h"

typedef lane_size u128;
typedef lane_whole i128;

static u128 ten_to(int n)
{
    u128 t = 1;
    while (n-- > 0)
        t *= 10;
    return t;
}

static u128 most_whole(void) { return ten_to(DECIMAL_DIGITS) - 1; }

/* -- lanes -- */

enum lane_state lanes_state(const struct lanes *l, size_t i)
{
    return l->is_mixed ? (enum lane_state)l->state[i] : LANE_NUMBER;
}

static enum lane_state state_of_ternary(enum ternary t)
{
    return t == TERNARY_UNKNOWN ? LANE_NULL : t == TERNARY_TRUE ? LANE_TRUE : LANE_FALSE;
}

static enum ternary truth_of(enum lane_state s)
{
    return s == LANE_TRUE ? TERNARY_TRUE : s == LANE_FALSE ? TERNARY_FALSE : TERNARY_UNKNOWN;
}

/* From here on every lane has a state. */
void lanes_mix(struct lanes *l, size_t rows)
{
    if (!l->is_mixed)
        memset(l->state, LANE_NUMBER, rows);
    l->is_mixed = true;
}

static struct decimal decimal_of_whole(i128 v, int scale)
{
    u128 c = v < 0 ? 0 - (u128)v : (u128)v;
    return (struct decimal){
        .high = (uint64_t)(c >> 64), .low = (uint64_t)c, .exponent = -scale, .is_negative = v < 0};
}

static void to_decimals(struct lanes *l, size_t rows)
{
    for (size_t i = 0; !l->is_decimal && i < rows; i++)
        l->decimal[i] = decimal_of_whole(l->whole[i], l->scale);
    l->is_decimal = true;
}

/* Both to integers of one scale and at most `most`; false when that cannot be, or one has decimals. */
static bool align(struct lanes *a, struct lanes *b, size_t rows, u128 most)
{
    struct lanes *coarse = a->scale < b->scale ? a : b, *fine = coarse == a ? b : a;
    int apart = fine->scale - coarse->scale;
    if (a->is_decimal || b->is_decimal || apart > DECIMAL_DIGITS || fine->bound > most ||
        coarse->bound > most / ten_to(apart))
        return false;
    i128 by = (i128)ten_to(apart);
    for (size_t i = 0; apart && i < rows; i++)
        coarse->whole[i] *= by;
    coarse->bound *= (u128)by;
    coarse->scale += apart;
    return true;
}

/* -- leaves -- */

void lanes_begin(struct lanes *l, int scale)
{
    l->is_decimal = l->is_mixed = false;
    l->scale = scale;
    l->bound = 0;
}

void lanes_load(struct lanes *l, const struct feel_column *in, size_t from, size_t rows)
{
    uint64_t most = 0;
    lanes_begin(l, in->scale);
    l->is_mixed = in->missing != NULL;
    for (size_t i = 0; i < rows; i++) {
        int64_t v = in->v[from + i];
        uint64_t size = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
        most = size > most ? size : most;
        l->whole[i] = v;
    }
    for (size_t i = 0; in->missing && i < rows; i++)
        l->state[i] = in->missing[from + i] ? LANE_NULL : LANE_NUMBER;
    l->bound = most;
}

void lanes_fill(struct lanes *l, struct value v, size_t rows)
{
    struct decimal d = v.kind == VALUE_NUMBER ? v.number : DECIMAL_ZERO, plain;
    if (d.exponent > 0 && !(decimal_quantize(d, 0, DECIMAL_DOWN, &plain) & DECIMAL_FAILED))
        d = plain;
    u128 size = (u128)d.high << 64 | d.low;
    lanes_begin(l, -d.exponent);
    l->is_decimal = d.exponent > 0 || d.exponent < -LANES_SCALE_MAX;
    l->bound = size;
    for (size_t i = 0; i < rows; i++) {
        l->whole[i] = d.is_negative ? -(i128)size : (i128)size;
        if (l->is_decimal)
            l->decimal[i] = d;
    }
    l->is_mixed = v.kind != VALUE_NUMBER;
    if (l->is_mixed)
        memset(l->state, v.kind == VALUE_NULL ? LANE_NULL : v.boolean ? LANE_TRUE : LANE_FALSE, rows);
}

struct value lanes_value(const struct lanes *l, size_t i)
{
    switch (lanes_state(l, i)) {
    case LANE_NUMBER:
        return value_number(l->is_decimal ? l->decimal[i] : decimal_of_whole(l->whole[i], l->scale));
    case LANE_FALSE:
    case LANE_TRUE:
        return value_boolean(l->state[i] == LANE_TRUE);
    case LANE_NULL:
        break;
    }
    return VALUE_OF_NULL;
}

/* -- operations: the result takes the place of the first operand -- */

/* A lane of which an operand is no number is null. */
static void mix_pair(struct lanes *a, const struct lanes *b, size_t rows)
{
    if (!a->is_mixed && !b->is_mixed)
        return;
    lanes_mix(a, rows);
    for (size_t i = 0; i < rows; i++)
        a->state[i] =
            a->state[i] != LANE_NUMBER || lanes_state(b, i) != LANE_NUMBER ? LANE_NULL : LANE_NUMBER;
}

typedef decimal_flags decimal_fn(struct decimal, struct decimal, struct decimal *);

static void pair_decimals(decimal_fn *fn, struct lanes *a, struct lanes *b, size_t rows)
{
    to_decimals(a, rows);
    to_decimals(b, rows);
    for (size_t i = 0; i < rows; i++) {
        struct decimal r = DECIMAL_ZERO;
        if (lanes_state(a, i) == LANE_NUMBER && (fn(a->decimal[i], b->decimal[i], &r) & DECIMAL_FAILED)) {
            lanes_mix(a, rows);
            a->state[i] = LANE_NULL;
        }
        a->decimal[i] = r;
    }
}

static bool add_wholes(struct lanes *a, struct lanes *b, size_t rows, bool is_minus)
{
    if (!align(a, b, rows, most_whole() / 2))
        return false;
    for (size_t i = 0; i < rows; i++)
        a->whole[i] += is_minus ? -b->whole[i] : b->whole[i];
    a->bound += b->bound;
    return true;
}

static bool mul_wholes(struct lanes *a, struct lanes *b, size_t rows)
{
    if (a->is_decimal || b->is_decimal || a->scale + b->scale > LANES_SCALE_MAX ||
        a->scale + b->scale < -LANES_SCALE_MAX || (b->bound != 0 && a->bound > most_whole() / b->bound))
        return false;
    if (a->bound <= INT64_MAX && b->bound <= INT64_MAX)
        for (size_t i = 0; i < rows; i++)
            a->whole[i] = (i128)(int64_t)a->whole[i] * (int64_t)b->whole[i];
    else
        for (size_t i = 0; i < rows; i++)
            a->whole[i] *= b->whole[i];
    a->bound *= b->bound;
    a->scale += b->scale;
    return true;
}

void lanes_arithmetic(enum node_kind kind, struct lanes *a, struct lanes *b, size_t rows)
{
    mix_pair(a, b, rows);
    bool is_done = kind == NODE_ADD || kind == NODE_SUB ? add_wholes(a, b, rows, kind == NODE_SUB)
                   : kind == NODE_MUL                   ? mul_wholes(a, b, rows)
                                                        : false;
    if (!is_done)
        pair_decimals(kind == NODE_ADD   ? decimal_add
                      : kind == NODE_SUB ? decimal_sub
                      : kind == NODE_MUL ? decimal_mul
                      : kind == NODE_DIV ? decimal_div
                                         : decimal_pow,
                      a, b, rows);
}

void lanes_negate(struct lanes *a, size_t rows)
{
    for (size_t i = 0; i < rows; i++) {
        if (a->is_decimal)
            a->decimal[i] = decimal_neg(a->decimal[i]);
        else
            a->whole[i] = -a->whole[i];
        if (a->is_mixed && a->state[i] != LANE_NUMBER)
            a->state[i] = LANE_NULL;
    }
}

/* Of two lanes that are no two numbers: only = and != know them. */
static enum lane_state compare_others(enum node_kind kind, enum lane_state x, enum lane_state y)
{
    bool is_null = x == LANE_NULL || y == LANE_NULL, is_truth = x >= LANE_FALSE && y >= LANE_FALSE;
    if ((kind != NODE_EQ && kind != NODE_NE) || (!is_null && !is_truth))
        return LANE_NULL;
    return (x == y) == (kind == NODE_EQ) ? LANE_TRUE : LANE_FALSE;
}

static bool holds(enum node_kind kind, int sign)
{
    switch (kind) {
    case NODE_EQ:
        return sign == 0;
    case NODE_NE:
        return sign != 0;
    case NODE_LT:
        return sign < 0;
    case NODE_LE:
        return sign <= 0;
    case NODE_GT:
        return sign > 0;
    default:
        return sign >= 0;
    }
}

/* a is left as it is, with the scale of b where they have one; the answers go into `ret`. */
static void compare(enum node_kind kind, struct lanes *a, struct lanes *b, size_t rows, uint8_t ret[LANES])
{
    bool is_whole = align(a, b, rows, most_whole());
    if (!is_whole) {
        to_decimals(a, rows);
        to_decimals(b, rows);
    }
    for (size_t i = 0; i < rows; i++) {
        enum lane_state x = lanes_state(a, i), y = lanes_state(b, i);
        int sign = is_whole ? (a->whole[i] > b->whole[i]) - (a->whole[i] < b->whole[i])
                            : decimal_cmp(a->decimal[i], b->decimal[i]);
        enum lane_state s = holds(kind, sign) ? LANE_TRUE : LANE_FALSE;
        ret[i] = (uint8_t)(x == LANE_NUMBER && y == LANE_NUMBER ? s : compare_others(kind, x, y));
    }
}

/* All lanes become truths or null. */
static void set_states(struct lanes *a, const uint8_t state[LANES], size_t rows)
{
    lanes_begin(a, 0);
    memset(a->whole, 0, rows * sizeof *a->whole);
    memcpy(a->state, state, rows);
    a->is_mixed = true;
}

void lanes_compare(enum node_kind kind, struct lanes *a, struct lanes *b, size_t rows)
{
    uint8_t state[LANES];
    compare(kind, a, b, rows, state);
    set_states(a, state, rows);
}

void lanes_between(struct lanes v[3], size_t rows)
{
    uint8_t low[LANES], high[LANES];
    compare(NODE_GE, &v[0], &v[1], rows, low);
    compare(NODE_LE, &v[0], &v[2], rows, high);
    for (size_t i = 0; i < rows; i++)
        if (low[i] != LANE_NULL)
            low[i] = high[i] == LANE_TRUE ? low[i] : high[i];
    set_states(v, low, rows);
}

void lanes_join(enum node_kind kind, struct lanes *a, const struct lanes *b, size_t rows)
{
    enum ternary settles = kind == NODE_AND ? TERNARY_FALSE : TERNARY_TRUE;
    uint8_t state[LANES];
    for (size_t i = 0; i < rows; i++) {
        enum ternary x = truth_of(lanes_state(a, i)), y = truth_of(lanes_state(b, i));
        enum ternary t = x == settles || y == settles                   ? settles
                         : x == TERNARY_UNKNOWN || y == TERNARY_UNKNOWN ? TERNARY_UNKNOWN
                                                                        : y;
        state[i] = (uint8_t)state_of_ternary(t);
    }
    set_states(a, state, rows);
}

/* v[0]: the conditions, v[1] and v[2]: what is chosen from. */
void lanes_choose(struct lanes v[3], size_t rows)
{
    bool is_whole = align(&v[1], &v[2], rows, most_whole());
    if (!is_whole) {
        to_decimals(&v[1], rows);
        to_decimals(&v[2], rows);
    }
    bool is_mixed = v[1].is_mixed || v[2].is_mixed;
    for (size_t i = 0; i < rows; i++) {
        const struct lanes *from = &v[lanes_state(&v[0], i) == LANE_TRUE ? 1 : 2];
        if (is_whole)
            v[0].whole[i] = from->whole[i];
        else
            v[0].decimal[i] = from->decimal[i];
        v[0].state[i] = (uint8_t)lanes_state(from, i);
    }
    v[0].is_decimal = !is_whole;
    v[0].is_mixed = is_mixed;
    v[0].scale = v[1].scale;
    v[0].bound = v[1].bound > v[2].bound ? v[1].bound : v[2].bound;
}

/* -- what comes out -- */

static bool round_decimal(struct decimal d, int scale, enum decimal_round mode, int64_t *ret)
{
    struct decimal q;
    return !(decimal_quantize(d, scale, mode, &q) & DECIMAL_FAILED) && decimal_to_scaled(q, scale, ret);
}

/* v / p, p a power of ten below 10^18. */
static int64_t divide_rounded(int64_t v, int64_t p, enum decimal_round mode)
{
    int64_t q = v / p, rest = v % p, up = v < 0 ? -1 : 1;
    int64_t half = (rest < 0 ? -rest : rest) * 2 - p; /* of the rest to one half */
    switch (mode) {
    case DECIMAL_HALF_EVEN:
        return half > 0 || (half == 0 && (q & 1)) ? q + up : q;
    case DECIMAL_HALF_UP:
        return half >= 0 ? q + up : q;
    case DECIMAL_HALF_DOWN:
        return half > 0 ? q + up : q;
    case DECIMAL_UP:
        return rest != 0 ? q + up : q;
    case DECIMAL_CEILING:
        return rest > 0 ? q + 1 : q;
    case DECIMAL_FLOOR:
        return rest < 0 ? q - 1 : q;
    case DECIMAL_DOWN:
    case DECIMAL_ROUND__COUNT:
        break;
    }
    return q;
}

void lanes_store(const struct lanes *l, size_t rows, int scale, enum decimal_round mode, int64_t *ret,
                 uint8_t *ret_missing)
{
    int drop = l->scale - scale;
    bool is_short = !l->is_decimal && l->bound <= INT64_MAX && drop >= 0 && drop < 18;
    int64_t by = is_short ? (int64_t)ten_to(drop) : 1;
    for (size_t i = 0; i < rows; i++) {
        int64_t v = 0;
        bool is = lanes_state(l, i) == LANE_NUMBER;
        if (is && is_short)
            v = by == 1 ? (int64_t)l->whole[i] : divide_rounded((int64_t)l->whole[i], by, mode);
        else if (is)
            is = round_decimal(l->is_decimal ? l->decimal[i] : decimal_of_whole(l->whole[i], l->scale), scale,
                               mode, &v);
        ret[i] = is ? v : 0;
        ret_missing[i] = !is;
    }
}
