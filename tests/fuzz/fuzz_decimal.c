/* Any bytes as two decimals, a blank between them, and operations on them. Held: what is written is read back
 * digit by digit; results are decimals; laws that rounding leaves alone. */
#include "base/decimal.h"
#include "base/err.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const struct str LIMIT = STR_INIT("9999999999999999999999999999999999");

static void hold(struct decimal a)
{
    struct decimal most = DECIMAL_ZERO;
    ASSERT(decimal_read(LIMIT, &most) == 0);
    ASSERT(a.high < most.high || (a.high == most.high && a.low <= most.low));
    ASSERT(a.exponent >= DECIMAL_EXPONENT_MIN && a.exponent <= DECIMAL_EXPONENT_MAX);
    ASSERT(!a.is_negative || !decimal_is_zero(a));
}

static bool is_same(struct decimal a, struct decimal b)
{
    return a.high == b.high && a.low == b.low && a.exponent == b.exponent && a.is_negative == b.is_negative;
}

static void hold_text(struct decimal a)
{
    struct buf b CLEANUP(buf_release) = {0};
    struct decimal back = DECIMAL_ONE;
    hold(a);
    decimal_scientific(&b, a);
    ASSERT(!b.failed && decimal_read(buf_str(&b), &back) == 0 && is_same(a, back));
    buf_clear(&b);
    decimal_text(&b, a);
    ASSERT(!b.failed && decimal_read(buf_str(&b), &back) == 0 && decimal_cmp(a, back) == 0);
    ASSERT(decimal_hash(a) == decimal_hash(back));
    struct decimal reduced = decimal_reduce(a);
    hold(reduced);
    ASSERT(decimal_cmp(a, reduced) == 0 && decimal_digits(reduced) <= decimal_digits(a));
}

typedef decimal_flags pair_fn(struct decimal, struct decimal, struct decimal *);

static void hold_pair(struct decimal a, struct decimal b)
{
    static pair_fn *const OP[] = {decimal_add, decimal_sub, decimal_mul, decimal_div, decimal_modulo};
    struct decimal r[COUNT_OF(OP)], back = DECIMAL_ZERO;
    decimal_flags f[COUNT_OF(OP)];
    for (size_t i = 0; i < COUNT_OF(OP); i++) {
        r[i] = (struct decimal){.low = 4711, .exponent = 7};
        f[i] = OP[i](a, b, &r[i]);
        hold(r[i]);
        ASSERT(!(f[i] & DECIMAL_FAILED) || is_same(r[i], (struct decimal){.low = 4711, .exponent = 7}));
    }
    ASSERT(decimal_add(b, a, &back) == f[0] && (f[0] & DECIMAL_FAILED || is_same(back, r[0])));
    ASSERT(decimal_mul(b, a, &back) == f[2] && (f[2] & DECIMAL_FAILED || is_same(back, r[2])));
    int sign = decimal_cmp(a, b);
    ASSERT(sign == -decimal_cmp(b, a));
    if (f[1] == 0) /* exact: its sign is that of the comparison */
        ASSERT(decimal_is_zero(r[1]) ? sign == 0 : (sign < 0) == r[1].is_negative);
    if (f[0] == 0 && decimal_sub(r[0], b, &back) == 0)
        ASSERT(decimal_cmp(back, a) == 0);
    if (f[3] == 0 && decimal_mul(r[3], b, &back) == 0)
        ASSERT(decimal_cmp(back, a) == 0);
    if (!(f[4] & DECIMAL_FAILED)) /* a hair below 0 is rounded to the divisor itself */
        ASSERT(decimal_cmp(decimal_abs(r[4]), decimal_abs(b)) <= (f[4] & DECIMAL_INEXACT ? 0 : -1));
}

static void hold_quantized(struct decimal a, int scale)
{
    struct decimal r[DECIMAL_ROUND__COUNT];
    for (int mode = 0; mode < DECIMAL_ROUND__COUNT; mode++) {
        r[mode] = DECIMAL_ZERO;
        decimal_flags f = decimal_quantize(a, scale, (enum decimal_round)mode, &r[mode]);
        if (f & DECIMAL_FAILED)
            return;
        hold(r[mode]);
        ASSERT(r[mode].exponent == -scale && (decimal_cmp(r[mode], a) == 0) == (f == 0));
    }
    ASSERT(decimal_cmp(r[DECIMAL_FLOOR], a) <= 0 && decimal_cmp(r[DECIMAL_CEILING], a) >= 0);
    ASSERT(decimal_cmp(decimal_abs(r[DECIMAL_DOWN]), decimal_abs(a)) <= 0);
    ASSERT(decimal_cmp(decimal_abs(r[DECIMAL_UP]), decimal_abs(a)) >= 0);
    ASSERT(decimal_cmp(decimal_abs(r[DECIMAL_HALF_DOWN]), decimal_abs(r[DECIMAL_HALF_EVEN])) <= 0);
    ASSERT(decimal_cmp(decimal_abs(r[DECIMAL_HALF_EVEN]), decimal_abs(r[DECIMAL_HALF_UP])) <= 0);
}

static void hold_functions(struct decimal a, struct decimal b)
{
    struct decimal r = DECIMAL_ZERO, back = DECIMAL_ZERO;
    if (decimal_sqrt(a, &r) == 0)
        hold(r);
    if (!(decimal_exp(a, &r) & DECIMAL_FAILED))
        hold(r);
    if (!(decimal_ln(a, &r) & DECIMAL_FAILED))
        hold(r);
    if (!(decimal_log10(a, &r) & DECIMAL_FAILED))
        hold(r);
    if (!(decimal_pow(a, b, &r) & DECIMAL_FAILED))
        hold(r);
    if (!(decimal_pow(a, decimal_of(2), &r) & DECIMAL_FAILED)) {
        ASSERT((decimal_mul(a, a, &back) & DECIMAL_FAILED) == 0 && decimal_cmp(r, back) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct str text = {(const char *)data, n}, first = text, second = {0};
    struct decimal a = DECIMAL_ZERO, b = DECIMAL_ONE;
    for (size_t i = 0; i < n; i++)
        if (data[i] == ' ') {
            first = str_sub(text, 0, i);
            second = str_sub(text, i + 1, n);
            break;
        }
    if (decimal_read(first, &a) & DECIMAL_FAILED || decimal_read(second, &b) & DECIMAL_FAILED)
        return 0;
    hold_text(a);
    hold_text(b);
    hold_pair(a, b);
    int64_t scale = 0;
    if (decimal_to_i64(b, &scale) && scale > -7000 && scale < 7000)
        hold_quantized(a, (int)scale);
    hold_quantized(a, -b.exponent);
    hold_functions(a, b);
    return 0;
}
