/* Leaves, forms, and arithmetic on blocks of rows; see lanes.h. */
#include "feel/lanes.h"

#include "base/err.h"

typedef lane_size u128;
typedef lane_whole i128;

#define E17 UINT64_C(100000000000000000)
#define WHOLE_MAX ((u128)E17 * E17 - 1) /* 34 digits */

lane_size lanes_ten_to(int n)
{
    u128 t = 1;
    while (n-- > 0)
        t *= 10;
    return t;
}

/* -- lanes -- */

enum lane_state lanes_state(const struct lanes *l, size_t i)
{
    return l->is_mixed ? (enum lane_state)l->state[i] : LANE_NUMBER;
}

/* From here on every lane has a state. */
void lanes_mix(struct lanes *l, size_t rows)
{
    if (!l->is_mixed)
        memset(l->state, LANE_NUMBER, rows);
    l->is_mixed = true;
}

static void only_numbers(struct lanes *a)
{
    for (size_t i = 0; a->is_mixed && i < LANES; i++)
        a->state[i] = a->state[i] != LANE_NUMBER ? LANE_NULL : LANE_NUMBER;
}

void lanes_mix_pair(struct lanes *a, const struct lanes *b, size_t rows)
{
    if (!a->is_mixed && !b->is_mixed)
        return;
    lanes_mix(a, rows);
    if (b->is_mixed && b != a)
        lanes_or_bytes(a->state, b->state);
    only_numbers(a);
}

void lanes_spread(struct lanes *l, size_t rows)
{
    for (size_t i = 1; l->is_same && i < rows; i++)
        l->n[i] = l->n[0];
    l->is_same = false;
}

static struct decimal decimal_of_whole(i128 v, int scale)
{
    u128 c = v < 0 ? 0 - (u128)v : (u128)v;
    return (struct decimal){
        .high = (uint64_t)(c >> 64), .low = (uint64_t)c, .exponent = -scale, .is_negative = v < 0};
}

/* The forms share their room: the larger ones are made from the last row on. */
static void to_wide(struct lanes *l, size_t rows)
{
    if (l->form != LANES_SHORT)
        return;
    lanes_spread(l, rows);
    for (size_t i = rows; i-- > 0;) {
        int64_t v = l->n[i];
        l->wide[i] = v;
    }
    l->form = LANES_WIDE;
}

void lanes_to_decimals(struct lanes *l, size_t rows)
{
    to_wide(l, rows);
    for (size_t i = rows; l->form == LANES_WIDE && i-- > 0;) {
        i128 v = l->wide[i];
        l->decimal[i] = decimal_of_whole(v, l->scale);
    }
    l->form = LANES_DECIMAL;
    l->is_null = false;
}

static bool fits_aligned(const struct lanes *a, const struct lanes *b, u128 most)
{
    const struct lanes *coarse = a->scale < b->scale ? a : b, *fine = coarse == a ? b : a;
    int apart = fine->scale - coarse->scale;
    return apart <= DECIMAL_DIGITS && fine->bound <= most && coarse->bound <= most / lanes_ten_to(apart);
}

bool lanes_align(struct lanes *a, struct lanes *b, size_t rows, lane_size most)
{
    struct lanes *coarse = a->scale < b->scale ? a : b, *fine = coarse == a ? b : a;
    if (!fits_aligned(a, b, most))
        return false;
    if (coarse->scale != fine->scale && coarse->bound != 0) { /* where all are 0 they stay so */
        int64_t by = (int64_t)lanes_ten_to(fine->scale - coarse->scale);
        for (size_t i = 0; i < (coarse->is_same ? 1 : rows); i++)
            coarse->n[i] *= by;
        coarse->bound *= (uint64_t)by;
    }
    coarse->scale = fine->scale;
    return true;
}

static void align_wide(struct lanes *a, struct lanes *b, size_t rows)
{
    struct lanes *coarse = a->scale < b->scale ? a : b, *fine = coarse == a ? b : a;
    i128 by = (i128)lanes_ten_to(fine->scale - coarse->scale);
    for (size_t i = 0; by > 1 && i < rows; i++)
        coarse->wide[i] *= by;
    coarse->bound *= (u128)by;
    coarse->scale = fine->scale;
}

enum lane_form lanes_level(struct lanes *a, struct lanes *b, size_t rows, bool for_sum)
{
    bool is_whole = a->form != LANES_DECIMAL && b->form != LANES_DECIMAL;
    if (a->form == LANES_SHORT && b->form == LANES_SHORT &&
        lanes_align(a, b, rows, (u128)INT64_MAX >> for_sum))
        return LANES_SHORT;
    if (is_whole && fits_aligned(a, b, WHOLE_MAX >> for_sum)) {
        to_wide(a, rows);
        to_wide(b, rows);
        align_wide(a, b, rows);
        return LANES_WIDE;
    }
    lanes_to_decimals(a, rows);
    lanes_to_decimals(b, rows);
    return LANES_DECIMAL;
}

/* -- leaves -- */

static void begin(struct lanes *l, enum lane_form form, int scale)
{
    l->form = form;
    l->is_mixed = l->is_same = l->is_null = false;
    l->scale = scale;
    l->bound = 0;
}

/* What is missing counts as 0, whatever stands there. */
static uint8_t load_states(struct lanes *l, const struct feel_column *in, size_t from, size_t rows)
{
    uint8_t any = 0;
    if (rows)
        memcpy(l->state, in->missing + from, rows);
    memset(l->state + rows, 0, LANES - rows);
    for (size_t i = 0; i < LANES; i++) {
        l->state[i] = l->state[i] ? LANE_NULL : LANE_NUMBER;
        any |= l->state[i];
    }
    return any;
}

static int64_t load_narrow(struct lanes *l, const struct feel_column *in, size_t from, size_t rows)
{
    const int32_t *v = in->narrow + from;
    int32_t bits = 0, none = in->none;
    uint8_t any = 0;
    for (size_t i = 0; i < rows; i++) {
        uint8_t missing = v[i] == none; /* LANE_NULL is 1 */
        int32_t n = v[i] & ((int32_t)missing - 1);
        l->state[i] = missing;
        l->n[i] = n;
        any |= missing;
        bits |= n ^ n >> 31;
    }
    l->is_mixed = any;
    return bits;
}

static int64_t load_wide(struct lanes *l, const struct feel_column *in, size_t from, size_t rows)
{
    const int64_t *v = in->v + from;
    int64_t bits = 0;
    l->is_mixed = in->missing && load_states(l, in, from, rows);
    for (size_t i = 0; l->is_mixed && i < rows; i++) {
        int64_t n = v[i] & ((int64_t)l->state[i] - 1); /* LANE_NULL is 1 */
        l->n[i] = n;
        bits |= n ^ n >> 63;
    }
    for (size_t i = 0; !l->is_mixed && i < rows; i++) {
        l->n[i] = v[i];
        bits |= v[i] ^ v[i] >> 63;
    }
    return bits;
}

void lanes_load(struct lanes *l, const struct feel_column *in, size_t from, size_t rows)
{
    if (in->is_same) {
        bool is_missing = in->missing && in->missing[0];
        lanes_fill(l, is_missing ? VALUE_OF_NULL : value_number(decimal_of_scaled(in->v[0], in->scale)),
                   rows);
        return;
    }
    begin(l, LANES_SHORT, in->scale);
    /* Of |n|, or |n| − 1 of a negative one. */
    int64_t bits = in->narrow ? load_narrow(l, in, from, rows) : load_wide(l, in, from, rows);
    for (int half = 1; half < 64; half *= 2)
        bits |= bits >> half;
    l->bound = (u128)(uint64_t)bits + 1;
    if (l->bound > INT64_MAX)
        to_wide(l, rows);
}

void lanes_fill(struct lanes *l, struct value v, size_t rows)
{
    struct decimal d = v.kind == VALUE_NUMBER ? v.number : DECIMAL_ZERO, plain;
    if (d.exponent > 0 && !(decimal_quantize(d, 0, DECIMAL_DOWN, &plain) & DECIMAL_FAILED))
        d = plain;
    u128 size = (u128)d.high << 64 | d.low;
    bool is_decimal = d.exponent > 0 || d.exponent < -LANES_SCALE_MAX;
    begin(l, is_decimal ? LANES_DECIMAL : size > INT64_MAX ? LANES_WIDE : LANES_SHORT, -d.exponent);
    l->bound = size;
    l->is_same = l->form == LANES_SHORT;
    if (l->is_same)
        l->n[0] = d.is_negative ? -(int64_t)size : (int64_t)size;
    for (size_t i = 0; l->form == LANES_WIDE && i < rows; i++)
        l->wide[i] = d.is_negative ? -(i128)size : (i128)size;
    for (size_t i = 0; is_decimal && i < rows; i++)
        l->decimal[i] = d;
    l->is_mixed = v.kind != VALUE_NUMBER;
    l->is_null = v.kind == VALUE_NULL;
    if (l->is_mixed)
        memset(l->state, v.kind == VALUE_NULL ? LANE_NULL : v.boolean ? LANE_TRUE : LANE_FALSE, rows);
}

void lanes_copy(struct lanes *to, const struct lanes *from, size_t rows)
{
    size_t numbers = from->is_same ? 1 : rows;
    memcpy(to, from, offsetof(struct lanes, n));
    if (from->form == LANES_WIDE)
        memcpy(to->wide, from->wide, rows * sizeof *to->wide);
    else if (from->form == LANES_DECIMAL)
        memcpy(to->decimal, from->decimal, rows * sizeof *to->decimal);
    else
        memcpy(to->n, from->n, numbers * sizeof *to->n);
    if (from->form == LANES_FRACTION)
        memcpy(to->d, from->d, (from->is_same_den ? 1 : rows) * sizeof *to->d);
    if (from->is_mixed)
        memcpy(to->state, from->state, LANES);
}

struct value lanes_value(const struct lanes *l, size_t i)
{
    switch (lanes_state(l, i)) {
    case LANE_NUMBER:
        return value_number(l->form == LANES_DECIMAL ? l->decimal[i]
                            : l->form == LANES_WIDE  ? decimal_of_whole(l->wide[i], l->scale)
                                                     : decimal_of_whole(l->n[l->is_same ? 0 : i], l->scale));
    case LANE_FALSE:
    case LANE_TRUE:
        return value_boolean(l->state[i] == LANE_TRUE);
    case LANE_NULL:
        break;
    }
    return VALUE_OF_NULL;
}

void lanes_put(struct lanes *l, size_t i, struct value v, size_t rows)
{
    l->decimal[i] = v.kind == VALUE_NUMBER ? v.number : DECIMAL_ZERO;
    if (v.kind != VALUE_NUMBER)
        lanes_mix(l, rows);
    if (l->is_mixed)
        l->state[i] = v.kind == VALUE_NUMBER    ? LANE_NUMBER
                      : v.kind == VALUE_BOOLEAN ? (v.boolean ? LANE_TRUE : LANE_FALSE)
                                                : LANE_NULL;
}

/* -- operations: the result takes the place of the first operand -- */

typedef decimal_flags decimal_fn(struct decimal, struct decimal, struct decimal *);

static void pair_decimals(decimal_fn *fn, struct lanes *a, struct lanes *b, size_t rows)
{
    lanes_to_decimals(a, rows);
    lanes_to_decimals(b, rows);
    for (size_t i = 0; i < rows; i++) {
        struct decimal r = DECIMAL_ZERO;
        if (lanes_state(a, i) == LANE_NUMBER && (fn(a->decimal[i], b->decimal[i], &r) & DECIMAL_FAILED)) {
            lanes_mix(a, rows);
            a->state[i] = LANE_NULL;
        }
        a->decimal[i] = r;
    }
}

static void add(struct lanes *a, struct lanes *b, size_t rows, bool is_minus)
{
    switch (lanes_level(a, b, rows, true)) {
    case LANES_SHORT:
        lanes_spread(a, rows);
        for (size_t i = 0, of_b = lanes_of(b); is_minus && i < rows; i++)
            a->n[i] -= b->n[i & of_b];
        for (size_t i = 0, of_b = lanes_of(b); !is_minus && i < rows; i++)
            a->n[i] += b->n[i & of_b];
        break;
    case LANES_WIDE:
        for (size_t i = 0; i < rows; i++)
            a->wide[i] += is_minus ? -b->wide[i] : b->wide[i];
        break;
    case LANES_FRACTION: /* level gives none */
    case LANES_DECIMAL:
        pair_decimals(is_minus ? decimal_sub : decimal_add, a, b, rows);
    }
    a->bound += b->bound;
}

static void mul_wide(struct lanes *a, struct lanes *b, size_t rows)
{
    bool is_short = a->form == LANES_SHORT && b->form == LANES_SHORT;
    size_t of_b = lanes_of(b);
    if (!is_short) {
        to_wide(a, rows);
        to_wide(b, rows);
    }
    for (size_t i = rows; is_short && i-- > 0;) {
        i128 v = (i128)a->n[i] * b->n[i & of_b];
        a->wide[i] = v;
    }
    for (size_t i = 0; !is_short && i < rows; i++)
        a->wide[i] *= b->wide[i];
    a->form = LANES_WIDE;
}

static void mul(struct lanes *a, struct lanes *b, size_t rows)
{
    int scale = a->scale + b->scale;
    if (a->form == LANES_DECIMAL || b->form == LANES_DECIMAL || scale > LANES_SCALE_MAX ||
        scale < -LANES_SCALE_MAX || (b->bound != 0 && a->bound > WHOLE_MAX / b->bound)) {
        pair_decimals(decimal_mul, a, b, rows);
        return;
    }
    u128 bound = a->bound * b->bound;
    if (a->form == LANES_SHORT)
        lanes_spread(a, rows);
    if (a->form == LANES_SHORT && b->form == LANES_SHORT && bound <= INT64_MAX)
        for (size_t i = 0, of_b = lanes_of(b); i < rows; i++)
            a->n[i] *= b->n[i & of_b];
    else
        mul_wide(a, b, rows);
    a->bound = bound;
    a->scale = scale;
}

/* A small one of small integers is exact. */
static bool power(struct lanes *a, const struct lanes *b, size_t rows)
{
    if (a->form != LANES_SHORT || !b->is_same || b->scale != 0 || b->n[0] < 1 || b->n[0] > 4)
        return false;
    int times = (int)b->n[0];
    u128 bound = a->bound;
    for (int k = 1; k < times && bound <= INT64_MAX; k++)
        bound *= a->bound;
    if (bound > INT64_MAX || a->scale * times > LANES_SCALE_MAX || a->scale * times < -LANES_SCALE_MAX)
        return false;
    for (size_t i = 0; i < (a->is_same ? 1 : rows); i++) {
        int64_t v = a->n[i];
        for (int k = 1; k < times; k++)
            a->n[i] *= v;
    }
    a->bound = bound;
    a->scale *= times;
    return true;
}

bool lanes_arithmetic(enum node_kind kind, struct lanes *a, struct lanes *b, size_t rows)
{
    if (a->form == LANES_FRACTION || b->form == LANES_FRACTION)
        return kind == NODE_ADD || kind == NODE_SUB ? lanes_fraction_add(a, b, rows, kind == NODE_SUB)
                                                    : kind == NODE_MUL && lanes_fraction_mul(a, b, rows);
    lanes_mix_pair(a, b, rows);
    if (kind == NODE_ADD || kind == NODE_SUB)
        add(a, b, rows, kind == NODE_SUB);
    else if (kind == NODE_MUL)
        mul(a, b, rows);
    else if (kind == NODE_DIV || !power(a, b, rows))
        pair_decimals(kind == NODE_DIV ? decimal_div : decimal_pow, a, b, rows);
    return true;
}

/* -- one operand -- */

void lanes_negate(struct lanes *a, size_t rows)
{
    size_t lanes = a->is_same ? 1 : rows;
    only_numbers(a);
    switch (a->form) {
    case LANES_SHORT:
    case LANES_FRACTION:
        for (size_t i = 0; i < lanes; i++)
            a->n[i] = -a->n[i];
        break;
    case LANES_WIDE:
        for (size_t i = 0; i < rows; i++)
            a->wide[i] = -a->wide[i];
        break;
    case LANES_DECIMAL:
        for (size_t i = 0; i < rows; i++)
            a->decimal[i] = decimal_neg(a->decimal[i]);
    }
}

void lanes_abs(struct lanes *a, size_t rows)
{
    size_t lanes = a->is_same ? 1 : rows;
    only_numbers(a);
    switch (a->form) {
    case LANES_SHORT:
    case LANES_FRACTION:
        for (size_t i = 0; i < lanes; i++)
            a->n[i] = a->n[i] < 0 ? -a->n[i] : a->n[i];
        break;
    case LANES_WIDE:
        for (size_t i = 0; i < rows; i++)
            a->wide[i] = a->wide[i] < 0 ? -a->wide[i] : a->wide[i];
        break;
    case LANES_DECIMAL:
        for (size_t i = 0; i < rows; i++)
            a->decimal[i] = decimal_abs(a->decimal[i]);
    }
}
