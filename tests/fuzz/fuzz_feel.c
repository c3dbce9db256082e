/* Any bytes as an expression and as unary tests. Held: a refusal has a problem that points into the text;
 * a run ends within its limits and gives the same twice, with a trace or without; what it gives can be
 * written and, as a literal, compiles to the same value again; over columns it gives the same digits. */
#include "base/err.h"
#include "base/utf8.h"
#include "feel/feel.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define STEPS 20000
#define ARENA_BYTES (64UL << 20)
#define INPUTS 5

static const struct feel_input INPUT[INPUTS] = {{STR_INIT("实际值"), &FEEL_NUMBER},
                                                {STR_INIT("x"), &FEEL_NUMBER},
                                                {STR_INIT("名称"), &FEEL_STRING},
                                                {STR_INIT("day"), &FEEL_DATE},
                                                {STR_INIT("any thing"), &FEEL_ANY}};
static const struct feel_scope SCOPE = {.input = INPUT, .inputs = INPUTS};

static void hold_problems(const struct problems *p, struct str text)
{
    int lines = 1;
    for (size_t i = 0; i < text.n; i++)
        lines += text.p[i] == '\n';
    for (size_t i = 0; i < p->n; i++) {
        const struct problem *item = &p->item[i];
        ASSERT(item->text && item->line >= 1 && item->line <= lines && item->column >= 1);
        ASSERT(utf8_is_clean(item->value, NULL));
        for (size_t k = 0; k < COUNT_OF(item->arg); k++)
            ASSERT(item->arg[k].n == 0 || utf8_is_clean(item->arg[k], NULL));
    }
}

/* Has it a literal that is the same value? Functions have none; a duration of seconds, a text of any bytes
 * have. */
static bool has_literal(struct value v)
{
    switch (v.kind) {
    case VALUE_FUNCTION:
        return false;
    case VALUE_LIST:
        for (size_t i = 0; i < v.list->n; i++)
            if (!has_literal(v.list->item[i]))
                return false;
        return true;
    case VALUE_CONTEXT:
        for (size_t i = 0; i < v.context->n; i++)
            if (!has_literal(v.context->entry[i].value))
                return false;
        return true;
    case VALUE_RANGE:
        return has_literal(v.range->from) && has_literal(v.range->to);
    default:
        return true;
    }
}

static void hold_literal(struct arena *a, struct value v)
{
    struct buf text CLEANUP(buf_release) = {0};
    struct problems problems = {.arena = a};
    const struct feel_program *p;
    if (!has_literal(v))
        return;
    value_literal(&text, v, NULL);
    ASSERT(!text.failed);
    if (buf_str(&text).n > 20000)
        return;
    enum rc rc = feel_compile(a, buf_str(&text), &(struct feel_scope){0}, &p, &problems);
    ASSERT(rc != RC_INVALID);
    if (rc != RC_OK)
        return;
    struct feel_run run = {.arena = a};
    struct value back = feel_eval(p, &run);
    if (!run.is_stopped)
        ASSERT(back.kind == v.kind && (v.kind == VALUE_NULL || value_equal(v, back) != TERNARY_FALSE));
}

static void hold_value(struct arena *a, struct value v)
{
    struct buf text CLEANUP(buf_release) = {0};
    value_text(&text, v, NULL);
    ASSERT(!text.failed && utf8_is_clean(buf_str(&text), NULL));
    ASSERT(value_depth(v) <= VALUE_DEPTH_MAX);
    hold_literal(a, v);
}

/* One row of columns beside what the expression gave. */
static void hold_columns(struct arena *a, const struct feel_program *p, struct value v, bool is_stopped)
{
    static const int64_t actual = 9235, x = -7;
    struct feel_column in[INPUTS] = {
        {&actual, NULL, 2}, {&x, NULL, 0}, {NULL, NULL, 0}, {NULL, NULL, 0}, {&x, NULL, 0}};
    int64_t got, want = 0;
    uint8_t missing;
    struct err err = {0};
    struct decimal q;
    if (is_stopped || !feel_is_columnar(p))
        return;
    ASSERT(feel_eval_columns(p, a, in, 1, 4, DECIMAL_HALF_UP, &got, &missing, &err) == RC_OK);
    bool is = v.kind == VALUE_NUMBER &&
              !(decimal_quantize(v.number, 4, DECIMAL_HALF_UP, &q) & DECIMAL_FAILED) &&
              decimal_to_scaled(q, 4, &want);
    ASSERT(is == (missing == 0) && (!is || got == want));
}

static void run_it(struct arena *a, const struct feel_program *p, bool is_expression)
{
    struct value input[INPUTS] = {
        value_number(decimal_of_scaled(9235, 2)),
        value_int(-7),
        value_string(STR("乙")),
        {.kind = VALUE_DATE, .temporal = {.year = 2026, .month = 2, .day = 28, .offset_s = OFFSET_NONE}},
        value_int(-7)};
    struct feel_run run = {.arena = a, .input = input, .tested = value_int(80), .steps_max = STEPS};
    struct feel_run traced = run;
    traced.wants_trace = true;
    struct value v = feel_eval(p, &run), again = feel_eval(p, &traced);
    ASSERT(run.notes <= FEEL_NOTES_MAX);
    if (run.is_stopped || traced.is_stopped) {
        ASSERT(v.kind == VALUE_NULL || !run.is_stopped);
        return;
    }
    ASSERT(v.kind == again.kind);
    if (v.kind == VALUE_NUMBER)
        ASSERT(decimal_cmp(v.number, again.number) == 0);
    hold_value(a, v);
    if (is_expression)
        hold_columns(a, p, v, run.is_stopped);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct str text = {(const char *)data, n};
    if (!utf8_is_clean(text, NULL))
        return 0;
    for (int way = 0; way < 2; way++) {
        struct arena *a = arena_new(ARENA_BYTES);
        struct problems problems = {.arena = a};
        const struct feel_program *p;
        enum rc rc = way == 0 ? feel_compile(a, text, &SCOPE, &p, &problems)
                              : feel_compile_tests(a, text, &FEEL_NUMBER, &SCOPE, &p, &problems);
        ASSERT(rc == RC_NO_MEMORY || (rc == RC_OK) == (problems.blocking == 0));
        hold_problems(&problems, text);
        if (rc == RC_OK)
            run_it(a, p, way == 0);
        arena_free(a);
    }
    return 0;
}
