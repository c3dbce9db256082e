/* Numbers (DMN 1.5, 10.3.4.5 and what of 10.3.4.4 reckons with the numbers of a list). Every step is a
 * decimal of 34 digits, rounded once; a list that has anything but numbers in it has no sum, and so on. There
 * is no random number(): a rule gives the same answer for the same inputs. */
#include "feel/builtin.h"

static bool number_or_null(const struct builtin_call *c, decimal_flags flags, struct decimal d,
                           struct value *ret)
{
    if (flags & DECIMAL_FAILED)
        return builtin_refuse(c,
                              flags & DECIMAL_BY_ZERO    ? K("feel.by_zero")
                              : flags & DECIMAL_OVERFLOW ? K("feel.overflow")
                                                         : K("feel.not_defined"),
                              (struct str){0});
    *ret = value_number(d);
    return true;
}

/* -- rounding -- */

#define SCALE_MIN (-6111)
#define SCALE_MAX 6176

/* With as many digits behind the point as the scale says; more than 34 digits are not made up of zeros. */
static bool round_to(const struct builtin_call *c, struct decimal d, struct value scale_value,
                     enum decimal_round mode, struct value *ret)
{
    struct decimal r = DECIMAL_ZERO;
    int64_t scale = 0;
    if (scale_value.kind == VALUE_NUMBER &&
        (!builtin_whole(scale_value.number, &scale) || scale < SCALE_MIN || scale > SCALE_MAX))
        return builtin_refuse(c, K("feel.scale_wrong"), (struct str){0});
    decimal_flags flags = decimal_quantize(d, (int)scale, mode, &r);
    if (flags & DECIMAL_INVALID)
        flags = decimal_to_scale(d, (int)scale, mode, &r);
    if (decimal_is_zero(r) && r.exponent > 0)
        r = DECIMAL_ZERO; /* to thousands: 0, not 0E+3 */
    return number_or_null(c, flags, r, ret);
}

static bool decimal_scale(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    return round_to(c, arg[0].number, arg[1], DECIMAL_HALF_EVEN, ret);
}

static bool floor_of(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    return round_to(c, arg[0].number, arg[1], DECIMAL_FLOOR, ret);
}

static bool ceiling_of(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    return round_to(c, arg[0].number, arg[1], DECIMAL_CEILING, ret);
}

static bool round_up(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    return round_to(c, arg[0].number, arg[1], DECIMAL_UP, ret);
}

static bool round_down(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    return round_to(c, arg[0].number, arg[1], DECIMAL_DOWN, ret);
}

static bool round_half_up(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    return round_to(c, arg[0].number, arg[1], DECIMAL_HALF_UP, ret);
}

static bool round_half_down(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    return round_to(c, arg[0].number, arg[1], DECIMAL_HALF_DOWN, ret);
}

/* -- one number -- */

static bool abs_of(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct value v = arg[0];
    if (v.kind == VALUE_LIST && v.list->n == 1) /* [x] is x where no list is wanted */
        v = v.list->item[0];
    bool is_negative =
        (v.kind == VALUE_MONTHS && v.months < 0) || (v.kind == VALUE_SECONDS && v.seconds.s < 0);
    if (v.kind == VALUE_NUMBER)
        *ret = value_number(decimal_abs(v.number));
    else if (is_negative && !duration_mul(v, decimal_of(-1), ret))
        return builtin_refuse(c, K("feel.overflow"), (struct str){0});
    else if (v.kind == VALUE_MONTHS || v.kind == VALUE_SECONDS)
        *ret = is_negative ? *ret : v;
    else
        return builtin_refuse(c, K("feel.wants_number_or_duration"), (struct str){0});
    return true;
}

static bool modulo(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct decimal r = DECIMAL_ZERO;
    decimal_flags flags = decimal_modulo(arg[0].number, arg[1].number, &r);
    return number_or_null(c, flags, r, ret);
}

#define SERIES_STEPS 100 /* a root, a logarithm or a power of e takes so many times as long as a sum */

static bool sqrt_of(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct decimal r = DECIMAL_ZERO;
    decimal_flags flags = decimal_sqrt(arg[0].number, &r);
    return builtin_steps(c, SERIES_STEPS) && number_or_null(c, flags, r, ret);
}

static bool log_of(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct decimal r = DECIMAL_ZERO;
    decimal_flags flags = decimal_ln(arg[0].number, &r);
    return builtin_steps(c, SERIES_STEPS) &&
           number_or_null(c, flags & DECIMAL_BY_ZERO ? DECIMAL_INVALID : flags, r, ret);
}

static bool exp_of(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct decimal r = DECIMAL_ZERO;
    decimal_flags flags = decimal_exp(arg[0].number, &r);
    return builtin_steps(c, SERIES_STEPS) && number_or_null(c, flags, r, ret);
}

/* What is left of it by two; a broken number is neither odd nor even. */
static bool leaves(struct decimal n, int64_t remainder)
{
    struct decimal r;
    return !(decimal_modulo(n, decimal_of(2), &r) & DECIMAL_FAILED) &&
           decimal_cmp(r, decimal_of(remainder)) == 0;
}

static bool odd(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    (void)c;
    *ret = value_boolean(leaves(arg[0].number, 1));
    return true;
}

static bool even(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    (void)c;
    *ret = value_boolean(leaves(arg[0].number, 0));
    return true;
}

/* -- a text as a number -- */

/* The separator that was given: 0 for null; false when it is none of the allowed ones. */
static bool separator(struct value v, const char *allowed, char *ret)
{
    *ret = 0;
    if (v.kind == VALUE_NULL)
        return true;
    if (v.kind != VALUE_STRING || v.string.n != 1 || !strchr(allowed, v.string.p[0]))
        return false;
    *ret = v.string.p[0];
    return *ret != 0;
}

static bool number_from(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct buf plain CLEANUP(buf_release) = {.limit_bytes = FEEL_STRING_MAX};
    char grouping, point;
    struct decimal d = DECIMAL_ZERO;
    if (arg[0].kind != VALUE_STRING)
        return false;
    if (!separator(arg[1], " ,.", &grouping) || !separator(arg[2], ",.", &point) ||
        (grouping && grouping == point))
        return builtin_refuse(c, K("feel.separator_wrong"), (struct str){0});
    struct str s = arg[0].string;
    if (!builtin_steps(c, s.n / 16))
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (grouping && s.p[i] == grouping)
            continue;
        if (point && point != '.' && s.p[i] == '.') /* a point that is neither */
            return builtin_refuse(c, K("feel.not_a_number"), s);
        buf_putc(&plain, point && s.p[i] == point ? '.' : s.p[i]);
    }
    if (plain.failed || (decimal_read(buf_str(&plain), &d) & DECIMAL_FAILED))
        return builtin_refuse(c, K("feel.not_a_number"), s);
    *ret = value_number(d);
    return true;
}

/* -- the numbers of a list -- */

/* An empty list has no sum, no mean and so on (table 78). */
static bool has_items(const struct builtin_call *c, const struct value *arg)
{
    return (arg[0].list->n > 0 || builtin_refuse(c, K("feel.list_empty"), (struct str){0})) &&
           builtin_steps(c, arg[0].list->n);
}

typedef decimal_flags reckon(struct decimal, struct decimal, struct decimal *);

static decimal_flags fold(const struct value_list *l, reckon *with, struct decimal *ret)
{
    decimal_flags flags = 0;
    struct decimal d = l->item[0].number;
    for (size_t i = 1; i < l->n && !(flags & DECIMAL_FAILED); i++)
        flags = with(d, l->item[i].number, &d);
    *ret = d;
    return flags;
}

static bool sum(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct decimal d;
    if (!has_items(c, arg))
        return false;
    decimal_flags flags = fold(arg[0].list, decimal_add, &d);
    return number_or_null(c, flags, d, ret);
}

static bool product(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct decimal d;
    if (!has_items(c, arg))
        return false;
    decimal_flags flags = fold(arg[0].list, decimal_mul, &d);
    return number_or_null(c, flags, d, ret);
}

static decimal_flags mean_of(const struct value_list *l, struct decimal *ret)
{
    struct decimal d;
    decimal_flags flags = fold(l, decimal_add, &d);
    return flags & DECIMAL_FAILED ? flags : decimal_div(d, decimal_of((int64_t)l->n), ret);
}

static bool mean(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct decimal d = DECIMAL_ZERO;
    if (!has_items(c, arg))
        return false;
    decimal_flags flags = mean_of(arg[0].list, &d);
    return number_or_null(c, flags, d, ret);
}

/* Of a sample: the squares are divided by n − 1, so one number has none. */
static bool stddev(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct decimal middle = DECIMAL_ZERO, squares = DECIMAL_ZERO;
    if (!has_items(c, arg))
        return false;
    const struct value_list *l = arg[0].list;
    decimal_flags flags = l->n < 2 ? DECIMAL_INVALID : mean_of(l, &middle);
    for (size_t i = 0; i < l->n && !(flags & DECIMAL_FAILED); i++) {
        struct decimal d = DECIMAL_ZERO;
        flags = decimal_sub(l->item[i].number, middle, &d);
        if (!(flags & DECIMAL_FAILED))
            flags = decimal_mul(d, d, &d);
        if (!(flags & DECIMAL_FAILED))
            flags = decimal_add(squares, d, &squares);
    }
    if (!(flags & DECIMAL_FAILED))
        flags = decimal_div(squares, decimal_of((int64_t)l->n - 1), &squares);
    if (!(flags & DECIMAL_FAILED))
        flags = decimal_sqrt(squares, &squares);
    return number_or_null(c, flags, squares, ret);
}

static bool is_less(void *self, struct value a, struct value b, bool *ret)
{
    (void)self;
    *ret = decimal_cmp(a.number, b.number) < 0;
    return true;
}

/* A copy of the list from the least to the greatest; NULL: the run is stopped. */
static struct value *ascending(const struct builtin_call *c, const struct value_list *l)
{
    struct value *item = builtin_items(c, l->n);
    if (!item)
        return NULL;
    if (l->n)
        memcpy(item, l->item, l->n * sizeof *item);
    return builtin_sort(c, item, l->n, is_less, NULL) ? item : NULL;
}

static bool median(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    if (!has_items(c, arg))
        return false;
    size_t n = arg[0].list->n;
    const struct value *item = ascending(c, arg[0].list);
    if (!item)
        return false;
    struct decimal d = item[n / 2].number;
    decimal_flags flags = 0;
    if (n % 2 == 0)
        flags = decimal_add(item[n / 2 - 1].number, d, &d);
    if (n % 2 == 0 && !(flags & DECIMAL_FAILED))
        flags = decimal_div(d, decimal_of(2), &d);
    return number_or_null(c, flags, d, ret);
}

/* How often the number at i of an ordered list stands there from i on. */
static size_t repeats(const struct value *item, size_t n, size_t i)
{
    size_t k = i + 1;
    while (k < n && decimal_cmp(item[k].number, item[i].number) == 0)
        k++;
    return k - i;
}

/* The most frequent ones, from the least to the greatest; of an empty list an empty one. */
static bool mode(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    size_t n = arg[0].list->n, most = 0, kept = 0;
    struct value *item = ascending(c, arg[0].list);
    if (!item)
        return false;
    for (size_t i = 0, times; i < n; i += times) {
        times = repeats(item, n, i);
        most = times > most ? times : most;
    }
    for (size_t i = 0, times; i < n; i += times) {
        times = repeats(item, n, i);
        if (times == most)
            item[kept++] = item[i]; /* kept ≤ i: what is still to be read stays */
    }
    return builtin_list(c, item, kept, ret);
}

#define OF_NUMBER(fn, the_name, the_param, the_result)                                                       \
    {                                                                                                        \
        .name = STR_INIT(the_name), .param = {STR_INIT(the_param)}, .type = {&FEEL_NUMBER}, .params = 1,     \
        .required = 1, .result = &(the_result), .call = (fn)                                                 \
    }
#define OF_SCALE(fn, the_name, n_required)                                                                   \
    {                                                                                                        \
        .name = STR_INIT(the_name), .param = {STR_INIT("n"), STR_INIT("scale")},                             \
        .type = {&FEEL_NUMBER, &FEEL_NUMBER}, .params = 2, .required = (n_required), .result = &FEEL_NUMBER, \
        .call = (fn)                                                                                         \
    }
/* f(list), and f(n1, n2 …) */
#define OF_NUMBERS(fn, the_name, the_result)                                                                 \
    {.name = STR_INIT(the_name),                                                                             \
     .param = {STR_INIT("list")},                                                                            \
     .type = {&BUILTIN_NUMBERS},                                                                             \
     .params = 1,                                                                                            \
     .required = 1,                                                                                          \
     .result = &(the_result),                                                                                \
     .call = (fn)},                                                                                          \
    {                                                                                                        \
        .name = STR_INIT(the_name), .param = {STR_INIT("n")}, .type = {&BUILTIN_NUMBERS}, .params = 1,       \
        .required = 1, .is_variadic = true, .result = &(the_result), .call = (fn)                            \
    }

static const struct builtin ROW[] = {
    OF_SCALE(decimal_scale, "decimal", 2),
    OF_SCALE(floor_of, "floor", 1),
    OF_SCALE(ceiling_of, "ceiling", 1),
    OF_SCALE(round_up, "round up", 2),
    OF_SCALE(round_down, "round down", 2),
    OF_SCALE(round_half_up, "round half up", 2),
    OF_SCALE(round_half_down, "round half down", 2),
    {.name = STR_INIT("abs"),
     .param = {STR_INIT("n")},
     .params = 1,
     .required = 1,
     .result_from = RESULT_ITEM_OF_FIRST, /* of [−1], too */
     .call = abs_of},
    {.name = STR_INIT("modulo"),
     .param = {STR_INIT("dividend"), STR_INIT("divisor")},
     .type = {&FEEL_NUMBER, &FEEL_NUMBER},
     .params = 2,
     .required = 2,
     .result = &FEEL_NUMBER,
     .call = modulo},
    OF_NUMBER(sqrt_of, "sqrt", "number", FEEL_NUMBER),
    OF_NUMBER(log_of, "log", "number", FEEL_NUMBER),
    OF_NUMBER(exp_of, "exp", "number", FEEL_NUMBER),
    OF_NUMBER(odd, "odd", "number", FEEL_BOOLEAN),
    OF_NUMBER(even, "even", "number", FEEL_BOOLEAN),
    {.name = STR_INIT("number"),
     .param = {STR_INIT("from"), STR_INIT("grouping separator"), STR_INIT("decimal separator")},
     .type = {&FEEL_STRING, &FEEL_STRING, &FEEL_STRING},
     .params = 3,
     .required = 3,
     .takes_null = true,
     .result = &FEEL_NUMBER,
     .call = number_from},
    OF_NUMBERS(sum, "sum", FEEL_NUMBER),
    OF_NUMBERS(product, "product", FEEL_NUMBER),
    OF_NUMBERS(mean, "mean", FEEL_NUMBER),
    OF_NUMBERS(median, "median", FEEL_NUMBER),
    OF_NUMBERS(stddev, "stddev", FEEL_NUMBER),
    OF_NUMBERS(mode, "mode", BUILTIN_NUMBERS),
};

const struct builtin_rows BUILTIN_NUMBER = {ROW, COUNT_OF(ROW)};
