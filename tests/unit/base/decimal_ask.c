/* Answers questions about decimals, line by line, for decimal_test.py:
 *
 *     add|sub|mul|div|modulo|pow A B         RESULT FLAGS, as to-scientific-string; "- FLAGS" when there is
 * none sqrt|exp|ln|log10|read|reduce A        the same root A N, quantize|to_scale A SCALE MODE   the same;
 * MODE is a number of enum decimal_round cmp A B                                -1, 0, 1 text A the plain
 * form scaled A SCALE                         A·10^SCALE as an integer, or "-" */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/decimal.h"
#include "base/err.h"

typedef decimal_flags unary_fn(struct decimal, struct decimal *);
typedef decimal_flags binary_fn(struct decimal, struct decimal, struct decimal *);

static decimal_flags reduce(struct decimal a, struct decimal *ret)
{
    *ret = decimal_reduce(a);
    return 0;
}

static decimal_flags same(struct decimal a, struct decimal *ret)
{
    *ret = a;
    return 0;
}

static const struct {
    const char *name;
    unary_fn *unary;
    binary_fn *binary;
} OP[] = {{"add", NULL, decimal_add},     {"sub", NULL, decimal_sub}, {"mul", NULL, decimal_mul},
          {"div", NULL, decimal_div},     {"pow", NULL, decimal_pow}, {"modulo", NULL, decimal_modulo},
          {"sqrt", decimal_sqrt, NULL},   {"exp", decimal_exp, NULL}, {"ln", decimal_ln, NULL},
          {"log10", decimal_log10, NULL}, {"reduce", reduce, NULL},   {"read", same, NULL}};

static void put(const char *text, decimal_flags flags, struct decimal v)
{
    struct buf b CLEANUP(buf_release) = {0};
    if (flags & DECIMAL_FAILED)
        buf_putc(&b, '-');
    else if (text)
        buf_put(&b, str_c(text));
    else
        decimal_scientific(&b, v);
    printf("%.*s %u\n", (int)b.n, b.p, flags);
}

static bool ask_operation(const char *op, struct decimal a, struct decimal b, decimal_flags flags)
{
    struct decimal v = DECIMAL_ZERO;
    for (size_t i = 0; i < COUNT_OF(OP); i++)
        if (strcmp(OP[i].name, op) == 0) {
            flags |= OP[i].unary ? OP[i].unary(a, &v) : OP[i].binary(a, b, &v);
            put(NULL, flags, v);
            return true;
        }
    return false;
}

static void ask_other(const char *op, struct decimal a, struct decimal b, const char *second, int mode)
{
    struct decimal v = DECIMAL_ZERO;
    int n = (int)strtol(second, NULL, 10);
    int64_t whole;
    struct buf text CLEANUP(buf_release) = {0};
    if (strcmp(op, "cmp") == 0) {
        printf("%d\n", (decimal_cmp(a, b) > 0) - (decimal_cmp(a, b) < 0));
    } else if (strcmp(op, "root") == 0) {
        decimal_flags flags = decimal_root(a, n, &v);
        put(NULL, flags, v);
    } else if (strcmp(op, "quantize") == 0 || strcmp(op, "to_scale") == 0) {
        decimal_flags flags = op[0] == 'q' ? decimal_quantize(a, n, (enum decimal_round)mode, &v)
                                           : decimal_to_scale(a, n, (enum decimal_round)mode, &v);
        put(NULL, flags, v);
    } else if (strcmp(op, "text") == 0) {
        decimal_text(&text, a);
        printf("%.*s\n", (int)text.n, text.p);
    } else if (strcmp(op, "scaled") == 0) {
        decimal_to_scaled(a, n, &whole) ? (void)printf("%" PRId64 "\n", whole) : (void)puts("-");
    } else {
        puts("?");
    }
}

int main(void)
{
    static char line[20000], op[20], first[10000], second[10000];
    while (fgets(line, sizeof line, stdin)) {
        struct decimal a = DECIMAL_ZERO, b = DECIMAL_ZERO;
        int mode = 0, n = sscanf(line, "%19s %9999s %9999s %d", op, first, second, &mode);
        decimal_flags flags = n > 1 ? decimal_read(str_c(first), &a) : DECIMAL_INVALID;
        bool is_read = strcmp(op, "read") == 0;
        if (n > 2 && !(flags & DECIMAL_FAILED))
            flags |= decimal_read(str_c(second), &b);
        if (n < 3)
            second[0] = 0;
        if (flags & DECIMAL_FAILED)
            put(NULL, flags, a);
        else if (!ask_operation(op, a, b, is_read ? flags : 0))
            ask_other(op, a, b, second, mode);
    }
    return 0;
}
