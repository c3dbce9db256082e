/* Compiling and running take from an arena of their own, so that a hostile text uses that up and nothing of
 * the request. The trace is made by a second run: tracing takes memory and must not change what comes out. */
#include "domain/rule_trial.h"

#include "base/key.h"

#define INPUT_STEPS_MAX 10000  /* of one value that was typed: there are many of them */
#define TRACED_STEPS_MAX 20000 /* a longer run is not traced: nobody reads it, and it takes the memory */

static struct problems *problems_in(struct arena *a)
{
    struct problems *p = ARENA_NEW(a, struct problems);
    p->arena = a;
    return p;
}

struct rule_trial *rule_trial_new(struct arena *a, const struct calendar *c, struct value now)
{
    struct rule_trial *t = ARENA_NEW(a, struct rule_trial);
    *t = (struct rule_trial){.arena = a, .values = arena_new(TRIAL_BYTES_MAX), .now = now};
    if (!t->values)
        return NULL;
    t->problems = problems_in(a);
    t->ignored = problems_in(a);
    rule_words_add(a, c, &t->scope);
    t->scope.input = t->known;
    return t;
}

void rule_trial_free(struct rule_trial *t)
{
    if (t)
        arena_free(t->values);
}

void rule_trial_freep(struct rule_trial **t) { rule_trial_free(*t); }

/* What is wrong with a text that was read before, or is read only to see whether it can be. */
static struct problems *ignored(struct rule_trial *t)
{
    problems_clear(t->ignored);
    return t->ignored;
}

static struct feel_run run_of(const struct rule_trial *t, long steps)
{
    return (struct feel_run){.arena = t->values, .input = t->given, .now = t->now, .steps_max = steps};
}

/* -- what was typed -- */

/* Quotes, brackets, signs and digits: whoever writes them means FEEL, and is told what is wrong with it. */
static bool looks_like_feel(struct str s)
{
    if (str_find(s, '"') < s.n || str_find(s, '(') < s.n)
        return true;
    return s.n && strchr("[({@+-.<>=0123456789", s.p[0]);
}

static enum trial_reading read_value(struct rule_trial *t, struct trial_input *in)
{
    struct feel_scope alone = t->scope;
    struct feel_run run = run_of(t, INPUT_STEPS_MAX);
    const struct feel_program *p;
    alone.inputs = 0;
    if (in->text.n == 0)
        return TRIAL_NOTHING;
    if (date_read(in->text, &in->value))
        return TRIAL_DATE;
    enum rc rc = feel_compile(t->values, in->text, &alone, &p, in->problems);
    if (rc == RC_OK)
        in->value = feel_eval(p, &run);
    if (rc == RC_OK && in->value.kind != VALUE_FUNCTION)
        return TRIAL_FEEL;
    if (rc != RC_OK && looks_like_feel(in->text))
        return TRIAL_WRONG;
    in->value = value_string(in->text);
    return TRIAL_WORDS;
}

bool rule_trial_input(struct rule_trial *t, struct str name, struct str text)
{
    if (t->inputs == TRIAL_INPUTS_MAX)
        return false;
    struct trial_input *in = &t->input[t->inputs];
    *in = (struct trial_input){.name = name, .text = str_trim(text), .problems = problems_in(t->arena)};
    in->reading = read_value(t, in);
    t->given[t->inputs] = in->value;
    t->known[t->inputs] = (struct feel_input){name, type_of(t->values, in->value)};
    t->scope.inputs = ++t->inputs;
    return in->reading != TRIAL_WRONG;
}

/* -- a formula -- */

/* Out of memory says nothing by itself. */
static void say_too_large(struct rule_trial *t, enum rc rc)
{
    if (rc == RC_NO_MEMORY)
        (void)PROBLEM(t->problems, 0, 0, "rules_try.too_large");
}

void rule_trial_formula(struct rule_trial *t, struct str text)
{
    const struct feel_program *p;
    enum rc rc = feel_compile(t->values, text, &t->scope, &p, t->problems);
    say_too_large(t, rc);
    if (rc != RC_OK)
        return;
    t->run = run_of(t, TRIAL_STEPS_MAX);
    t->value = feel_eval(p, &t->run);
    t->is_answered = true;
    if (t->run.is_stopped || t->run.steps > TRACED_STEPS_MAX)
        return;
    struct feel_run again = run_of(t, TRACED_STEPS_MAX);
    again.wants_trace = true;
    (void)feel_eval(p, &again);
    t->trace = again.trace;
}

/* -- a table -- */

/* A head that the inputs do not explain is an input itself, of the type that its column names: so a table can
 * be checked as it is. */
static void add_heads(struct rule_trial *t)
{
    struct str *wanted = ARENA_ARRAY(t->arena, struct str, t->rules.inputs + 1);
    for (size_t i = 0; i < t->rules.inputs; i++) {
        const struct rules_input *in = &t->rules.input[i];
        const struct feel_type *type = &FEEL_ANY;
        const struct feel_program *p;
        if (feel_compile(t->values, in->expression, &t->scope, &p, ignored(t)) == RC_OK)
            continue;
        if (in->type.n && feel_type_read(t->values, in->type, &t->scope, &type, ignored(t)) != RC_OK)
            type = &FEEL_ANY;
        t->known[t->scope.inputs] = (struct feel_input){in->expression, type};
        t->given[t->scope.inputs++] = VALUE_OF_NULL;
        wanted[t->wanteds++] = in->expression;
    }
    t->wanted = wanted;
}

static bool truth(struct value v) { return v.kind == VALUE_BOOLEAN && v.boolean; }

/* The first test of the row that does not hold. The table was compiled, so its parts can be. */
static struct trial_row why_missed(struct rule_trial *t, const struct rules *plain, size_t row,
                                   const struct value *value)
{
    for (size_t i = 0; i < plain->inputs; i++) {
        struct str test = str_trim(plain->row[row].input[i]);
        const struct feel_program *p;
        struct feel_run run = run_of(t, TRACED_STEPS_MAX);
        run.tested = value[i];
        if (test.n == 0 || str_eq(test, STR("-")))
            continue;
        if (feel_compile_tests(t->values, test, type_of(t->values, value[i]), &t->scope, &p, ignored(t)) !=
                RC_OK ||
            !truth(feel_eval(p, &run)))
            return (struct trial_row){.miss = TRIAL_MISSED, .input = i, .value = value[i]};
    }
    return (struct trial_row){.miss = TRIAL_UNKNOWN};
}

static bool is_hit(const struct rule_trial *t, size_t row)
{
    for (size_t i = 0; i < t->hits; i++)
        if (t->hit[i] == (int)row + 1)
            return true;
    return false;
}

static bool read_inputs(struct rule_trial *t, const struct rules *plain, struct value *ret)
{
    for (size_t i = 0; i < plain->inputs; i++) {
        const struct feel_program *p;
        struct feel_run run = run_of(t, TRACED_STEPS_MAX);
        if (feel_compile(t->values, plain->input[i].expression, &t->scope, &p, ignored(t)) != RC_OK)
            return false;
        ret[i] = feel_eval(p, &run);
    }
    return true;
}

static void explain_rows(struct rule_trial *t)
{
    struct rules plain;
    struct value value[RULES_COLUMNS_MAX] = {{0}};
    if (rules_plain(t->values, &t->rules, &t->scope, &plain) != RC_OK || !read_inputs(t, &plain, value))
        return;
    size_t n = plain.rows < TRIAL_ROWS_SHOWN_MAX ? plain.rows : TRIAL_ROWS_SHOWN_MAX;
    struct trial_row *out = ARENA_ARRAY(t->arena, struct trial_row, n + 1);
    bool is_over = false;
    for (size_t r = 0; r < n; r++) {
        if (is_hit(t, r))
            out[r].miss = TRIAL_HIT;
        else if (is_over)
            out[r].miss = TRIAL_NOT_ASKED;
        else
            out[r] = why_missed(t, &plain, r, value);
        is_over |= out[r].miss == TRIAL_HIT && t->rules.policy == HIT_FIRST;
    }
    t->row = out;
    t->rows = n;
}

static void ask_table(struct rule_trial *t, const struct rules_program *p)
{
    t->run = run_of(t, TRIAL_STEPS_MAX);
    t->value = rules_eval(p, &t->run, &t->hit, &t->hits);
    t->is_answered = true;
    if (t->run.is_stopped || t->run.steps > TRACED_STEPS_MAX)
        return;
    explain_rows(t);
    struct feel_run again = run_of(t, TRACED_STEPS_MAX);
    again.wants_trace = true;
    (void)rules_eval(p, &again, NULL, NULL);
    t->trace = again.trace;
}

void rule_trial_table(struct rule_trial *t, const struct str *cell, size_t rows, size_t cols, int line,
                      struct str name)
{
    const struct rules_program *p;
    if (rows > TRIAL_ROWS_MAX || cols > TRIAL_COLUMNS_MAX) {
        (void)PROBLEM(t->problems, 0, 0, "rules_try.table_large");
        return;
    }
    enum rc rc = rules_of_grid(t->values, cell, rows, cols, line, name, &t->rules, t->problems);
    if (rc == RC_OK) {
        add_heads(t);
        rc = rules_compile(t->values, &t->rules, &t->scope, &p, t->problems);
    }
    say_too_large(t, rc);
    if (rc != RC_OK)
        return;
    t->is_table = true;
    t->finding = ARENA_ARRAY(t->arena, struct rules_finding, TRIAL_FINDINGS_MAX);
    t->findings_all = rules_check(p, t->values, t->finding, TRIAL_FINDINGS_MAX);
    t->findings = t->findings_all < TRIAL_FINDINGS_MAX ? t->findings_all : TRIAL_FINDINGS_MAX;
    if (t->inputs)
        ask_table(t, p);
}
