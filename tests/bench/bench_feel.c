/* What an expression costs: to compile, to run on one row, and over columns, on one thread.
 *   bench_feel [MILLISECONDS]        of each measurement; 200 without it
 *   bench_feel --beside MILLISECONDS   one line for each expression with the answers of ROWS rows, for
 *                                    bench_feel.mjs, which draws the same rows: text, ns to compile, ns to
 *                                    run, sum of the answers, kind */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/err.h"
#include "feel/rules.h"

#define INPUTS 3
#define ROWS 1000
#define COLUMN_ROWS 100000
#define STRIP_ROWS 40 /* of a prepared program */

static const struct feel_input INPUT[INPUTS] = {
    {STR_INIT("实际值"), &FEEL_NUMBER}, {STR_INIT("目标值"), &FEEL_NUMBER}, {STR_INIT("x"), &FEEL_NUMBER}};
static const struct feel_scope SCOPE = {.input = INPUT, .inputs = INPUTS};

static const struct str EXPRESSION[] = {
    STR_INIT("实际值 + 目标值 * x"),
    STR_INIT("实际值 / 目标值 * 100"),
    STR_INIT("if 实际值 >= 目标值 then 100 else 实际值 / 目标值 * 100"),
    STR_INIT("(实际值 - 目标值) / 目标值 >= 0.1 and x < 500"),
    STR_INIT("x between 100 and 500"),
    STR_INIT("x in [100..500)"),
    STR_INIT("min(100, max(0, 实际值 / 目标值 * 100))"),
    STR_INIT("decimal(实际值 / 目标值 * 100, 2)"),
    STR_INIT("floor(实际值) + ceiling(目标值) - abs(x)"),
    STR_INIT("if x >= 900 then \"优\" else if x >= 600 then \"良\" else \"差\""),
    /* leaves of schemes */
    STR_INIT("if x >= 900 then 100 else x / 900 * 100"),
    STR_INIT("min(实际值 / 目标值, 1.2) * 100"),
    STR_INIT("max(0, 100 - 2 * x)"),
    STR_INIT("if x >= 800 then 10 else if x >= 500 then 8 else 0"),
    STR_INIT("(实际值 - 100) / (1200 - 100) * 40 + 60"),
    STR_INIT("(实际值 - x) / (目标值 + 1) * 40 + 60"),
    STR_INIT("round half up(x * 0.35, 1) + 2"),
    /* not scalar */
    STR_INIT("sum(for i in 1..10 return i * x)"),
    STR_INIT("count([实际值, 目标值, x, 1, 2, 3][item > 100])"),
    STR_INIT("some i in [实际值, 目标值] satisfies i > x"),
    STR_INIT("{率: 实际值 / 目标值, 分: 率 * 100}.分"),
};

/* xorshift32: the same few lines give the same draws in any language. */
static uint32_t draw(uint32_t *state, uint32_t below)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state % below;
}

static int64_t cpu_ns(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

struct bench {
    struct arena *a, *scratch;
    int64_t column[INPUTS][COLUMN_ROWS]; /* two digits behind the point */
    struct value row[ROWS][INPUTS];
    int64_t ret[COLUMN_ROWS];
    uint8_t missing[COLUMN_ROWS];
    int64_t wanted_ns; /* of one measurement */
};

static void draw_rows(struct bench *b)
{
    uint32_t state = 20260101;
    for (int i = 0; i < COLUMN_ROWS; i++)
        for (int k = 0; k < INPUTS; k++) {
            b->column[k][i] = 1 + draw(&state, 99999);
            if (i < ROWS)
                b->row[i][k] = value_number(decimal_of_scaled(b->column[k][i], 2));
        }
}

static const struct feel_program *compile(struct arena *a, struct str text)
{
    struct problems problems = {.arena = a};
    const struct feel_program *p;
    if (feel_compile(a, text, &SCOPE, &p, &problems) != RC_OK) {
        (void)fprintf(stderr, "bench_feel: %.*s does not compile: %s\n", STR_ARG(text),
                      problems.n ? problems.item[0].text : "");
        exit(1);
    }
    return p;
}

static int64_t compile_ns(struct bench *b, struct str text)
{
    int64_t n = 0, begin = cpu_ns(), ns = 0;
    for (; ns < b->wanted_ns; ns = cpu_ns() - begin)
        for (int i = 0; i < 100; i++, n++) {
            (void)compile(b->scratch, text);
            arena_reset(b->scratch);
        }
    return ns / n;
}

static int64_t run_ns(struct bench *b, const struct feel_program *p)
{
    struct feel_run run = {.arena = b->scratch};
    int64_t n = 0, begin = cpu_ns(), ns = 0;
    for (; ns < b->wanted_ns; ns = cpu_ns() - begin) {
        for (int i = 0; i < ROWS; i++, n++) {
            run.input = b->row[i];
            (void)feel_eval(p, &run);
        }
        arena_reset(b->scratch);
    }
    return ns / n;
}

/* Of numbers their sum, of truths how many are true, of texts their bytes. */
static struct decimal sum_of(struct bench *b, const struct feel_program *p, enum value_kind *ret_kind)
{
    struct decimal sum = DECIMAL_ZERO;
    *ret_kind = VALUE_NULL;
    for (int i = 0; i < ROWS; i++) {
        struct feel_run run = {.arena = b->scratch, .input = b->row[i]};
        struct value v = feel_eval(p, &run);
        struct decimal d = v.kind == VALUE_NUMBER    ? v.number
                           : v.kind == VALUE_BOOLEAN ? decimal_of(v.boolean)
                           : v.kind == VALUE_STRING  ? decimal_of((int64_t)v.string.n)
                                                     : DECIMAL_ZERO;
        ASSERT(v.kind != VALUE_NULL && !(decimal_add(sum, d, &sum) & DECIMAL_FAILED));
        *ret_kind = v.kind;
    }
    arena_reset(b->scratch);
    return sum;
}

static double columns_ns(struct bench *b, const struct feel_program *p)
{
    struct feel_column in[INPUTS];
    struct err err = {0};
    int64_t n = 0, begin = cpu_ns(), ns = 0;
    for (int k = 0; k < INPUTS; k++)
        in[k] = (struct feel_column){b->column[k], NULL, 2};
    for (; ns < b->wanted_ns; ns = cpu_ns() - begin) {
        if (feel_eval_columns(p, b->scratch, in, COLUMN_ROWS, 2, DECIMAL_HALF_UP, b->ret, b->missing, &err) !=
            RC_OK)
            exit(1);
        arena_reset(b->scratch);
        n += COLUMN_ROWS;
    }
    return (double)ns / (double)n;
}

/* Prepared once, in strips. */
static double strips_ns(struct bench *b, const struct feel_program *p)
{
    struct feel_columns *c;
    struct feel_column in[INPUTS];
    struct err err = {0};
    int64_t n = 0, begin = cpu_ns(), ns = 0;
    if (feel_columns_prepare(p, b->a, NULL, &c, &err) != RC_OK)
        exit(1);
    for (; ns < b->wanted_ns; ns = cpu_ns() - begin)
        for (size_t from = 0; from + STRIP_ROWS <= COLUMN_ROWS; from += STRIP_ROWS, n += STRIP_ROWS) {
            for (int k = 0; k < INPUTS; k++)
                in[k] = (struct feel_column){b->column[k] + from, NULL, 2};
            if (feel_columns_eval(c, in, STRIP_ROWS, 2, DECIMAL_HALF_UP, b->ret, b->missing, &err) != RC_OK)
                exit(1);
        }
    return (double)ns / (double)n;
}

/* -- tables -- */

static const char *const TABLE[] = {
    "F|x|→ 得分\n1|>= 900|10\n2|>= 800|8\n3|>= 600|6\n4|>= 300|3\n5|-|0",
    "U|实际值 / 目标值|→ 得分\n1|>= 1|100\n2|[0.8..1)|实际值 / 目标值 * 100\n3|< 0.8|0",
    "U|实际值|x|→ 得分\n1|>= 500|>= 500|10\n2|>= 500|< 500|7\n3|< 500|>= 500|5\n4|< 500|< 500|实际值 / 100",
};

static const struct rules_program *table(struct arena *a, const char *text)
{
    struct str cell[64], rest = str_c(text), line, piece;
    size_t rows = 0, n = 0;
    struct problems problems = {.arena = a};
    const struct rules_program *p;
    struct rules rules;
    for (; str_split(&rest, '\n', &line); rows++)
        for (struct str left = line; str_split(&left, '|', &piece);)
            cell[n++] = str_trim(piece);
    if (rules_of_grid(a, cell, rows, n / rows, 1, STR("T"), &rules, &problems) != RC_OK ||
        rules_compile(a, &rules, &SCOPE, &p, &problems) != RC_OK)
        exit(1);
    return p;
}

static void measure_table(struct bench *b, const char *text)
{
    const struct rules_program *p = table(b->a, text);
    struct rules_columns *c;
    struct feel_column in[INPUTS];
    struct err err = {0};
    struct feel_run run = {.arena = b->scratch};
    int64_t rows = 0, begin = cpu_ns(), ns = 0, n = 0;
    for (; ns < b->wanted_ns; ns = cpu_ns() - begin)
        for (int i = 0; i < ROWS; i++, rows++) {
            run.input = b->row[i];
            (void)rules_eval(p, &run, NULL, NULL);
            arena_reset(b->scratch);
        }
    int64_t one = ns / rows;
    if (rules_columns_prepare(p, b->a, NULL, &c, &err) != RC_OK)
        exit(1);
    for (int k = 0; k < INPUTS; k++)
        in[k] = (struct feel_column){b->column[k], NULL, 2};
    for (begin = cpu_ns(), ns = 0; ns < b->wanted_ns; ns = cpu_ns() - begin, n += COLUMN_ROWS)
        if (rules_columns_eval(c, in, COLUMN_ROWS, 2, DECIMAL_HALF_UP, b->ret, b->missing, &err) != RC_OK)
            exit(1);
    double of_column = (double)ns / (double)n;
    (void)printf("table, run %5" PRId64 " ns, column %5.1f ns (%5.1f times)  %.*s …\n", one, of_column,
                 (double)one / of_column, (int)strcspn(text, "\n"), text);
}

static void measure(struct bench *b, struct str text, bool is_beside)
{
    enum value_kind kind;
    const struct feel_program *p = compile(b->a, text);
    struct buf sum CLEANUP(buf_release) = {0};
    decimal_text(&sum, sum_of(b, p, &kind));
    int64_t to_compile = compile_ns(b, text), to_run = run_ns(b, p);
    if (is_beside) {
        (void)printf("%.*s\t%" PRId64 "\t%" PRId64 "\t%.*s\t%d\n", STR_ARG(text), to_compile, to_run,
                     STR_ARG(buf_str(&sum)), (int)kind);
        return;
    }
    (void)printf("compile %6" PRId64 " ns, run %5" PRId64 " ns", to_compile, to_run);
    if (feel_is_columnar(p)) {
        double of_column = columns_ns(b, p);
        (void)printf(", column %5.1f ns (%5.1f times), strips %5.1f ns", of_column,
                     (double)to_run / of_column, strips_ns(b, p));
    } else {
        (void)printf("%48s", "");
    }
    (void)printf("  %.*s\n", STR_ARG(text));
}

int main(int argc, char **argv)
{
    bool is_beside = argc > 2 && strcmp(argv[1], "--beside") == 0;
    const char *asked = is_beside ? argv[2] : argc > 1 ? argv[1] : "200";
    struct bench *b = calloc(1, sizeof *b);
    if (!b || !(b->a = arena_new(0)) || !(b->scratch = arena_new(0)))
        return 1;
    b->wanted_ns = strtol(asked, NULL, 10) * 1000000;
    draw_rows(b);
    for (size_t i = 0; i < COUNT_OF(EXPRESSION); i++)
        measure(b, EXPRESSION[i], is_beside);
    for (size_t i = 0; !is_beside && i < COUNT_OF(TABLE); i++)
        measure_table(b, TABLE[i]);
    arena_free(b->scratch);
    arena_free(b->a);
    free(b);
    return 0;
}
