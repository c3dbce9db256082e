/* A rule asked for the units of a class: the columns of what it reads once, then unit by unit. What a run
 * takes in memory goes with the next one, or one list for each unit would add up to the square of the class.
 */
#include "score/rule.h"

#include "base/utf8.h"

#define SHOWN_CHARACTERS 200 /* of an expression in a trace */

static const struct rat *node_column(struct engine *en, const struct score_result *r, int node)
{
    struct rat *c = arena_try_array(en->scratch, (size_t)en->n, sizeof *c);
    for (int u = 0; c && u < en->n; u++)
        c[u] = score_state(r, node, en->first + u) == SCORE_PRESENT
                   ? rat_scaled(score_of(r, node, en->first + u), r->scheme->nodes[node].digits)
                   : RAT_MISSING;
    return c;
}

static const struct rat *column_of(struct engine *en, const struct rule_input *in,
                                   const struct rule_facts *facts)
{
    if (in->source == RULE_OF_WORD)
        return facts->word[in->index];
    int node = in->source == RULE_OF_NODE ? in->index : en->s->measures[in->index].of_node;
    return node >= 0 && facts->result ? node_column(en, facts->result, node)
                                      : measure_column(en, in->index, 0);
}

bool rule_begin(struct rule_run *run, struct engine *en, const struct rule *rule,
                const struct rule_facts *facts)
{
    *run = (struct rule_run){.en = en,
                             .rule = rule,
                             .steps_left = en->s->rule_steps * en->s->classes[en->class_index].units_count,
                             .is_counted = rule->program ? !feel_is_columnar(rule->program)
                                                         : !rules_is_columnar(rule->table)};
    run->column = arena_try_array(en->scratch, (size_t)rule->inputs_count + 1, sizeof *run->column);
    run->value = arena_try_array(en->scratch, rule->places + 1, sizeof *run->value);
    if (!en->ask)
        en->ask = arena_new(0);
    bool *varies = arena_try_array(en->scratch, rule->places + 1, sizeof *varies);
    bool ok = run->column && run->value && varies && en->ask;
    run->memo = (struct feel_memo){.arena = en->scratch, .varies = varies};
    for (int i = 0; ok && i < rule->inputs_count; i++) {
        const struct rule_input *in = &rule->inputs[i];
        varies[in->place] = in->source != RULE_OF_WORD || !(RULE_SAME_BITS & RULE_BIT(in->index));
        if (in->source == RULE_OF_WORD && in->index == RULE_CLASS_VALUES) {
            run->value[in->place] = facts->class_values;
            continue;
        }
        if (in->source == RULE_OF_WORD && in->index == RULE_CLASS) {
            run->value[in->place] = value_string(en->s->classes[en->class_index].id);
            continue;
        }
        run->column[i] = column_of(en, in, facts);
        ok = run->column[i] != NULL;
    }
    en->x.no_memory |= !ok;
    return ok;
}

static void say_list(const struct rule_run *run, struct value v, struct trace *t)
{
    fact_list(t, "values");
    for (size_t i = 0; t && i < v.list->n; i++)
        fact_number(t, "", rat_of_decimal(&run->en->x, v.list->item[i].number));
    fact_end(t);
}

/* What the rule was asked with. */
static void say_questions(const struct rule_run *run, int unit, struct trace *t)
{
    fact_text(t, run->rule->program ? "expression" : "table", run->rule->text);
    fact_list(t, "inputs");
    for (int i = 0; i < run->rule->inputs_count; i++) {
        const struct rule_input *in = &run->rule->inputs[i];
        const struct value v = run->value[in->place];
        fact_object(t, "");
        fact_text(t, "name", in->name);
        if (run->column[i])
            FACTS(t, {"value", run->column[i][unit]});
        else if (v.kind == VALUE_STRING)
            fact_text(t, "text", v.string);
        else if (v.kind == VALUE_LIST)
            say_list(run, v, t);
        fact_end(t);
    }
    fact_end(t);
}

/* As an object of that name: question and answer. */
static void say_facts(const struct rule_run *run, int unit, const char *name, struct rat answer,
                      struct trace *t)
{
    if (!t)
        return;
    fact_object(t, name);
    say_questions(run, unit, t);
    FACTS(t, {"answer", answer});
    fact_end(t);
}

static void say_inputs(const struct rule_run *run, int unit, struct trace *t)
{
    for (int i = 0; t && i < run->rule->inputs_count; i++) {
        if (!run->column[i])
            continue;
        struct rat v = run->column[i][unit];
        const struct rule_input *in = &run->rule->inputs[i];
        bool is_measure = in->source == RULE_OF_MEASURE;
        const struct str full = is_measure ? run->en->s->measures[in->index].name : in->name;
        const struct str arg[] = {in->name, rat_is_none(v) ? STR("null") : rat_write(&t->x, t->a, v, 6),
                                  full};
        bool is_named = str_eq(full, in->name);
        trace_text(t, is_named ? "score.step.rule_input" : "score.step.rule_input_named", arg,
                   is_named ? 2 : 3);
    }
}

static struct str kept(struct trace *t, struct str s)
{
    char *p = arena_try(t->a, s.n + 1);
    if (!p) {
        t->x.no_memory = true;
        return STR("");
    }
    if (s.n)
        memcpy(p, s.p, s.n);
    return str_of(p, s.n);
}

static void say_result(const struct rule_run *run, const struct feel_run *feel, struct value v,
                       const int *row, size_t rows, struct trace *t)
{
    if (!t)
        return;
    struct buf b CLEANUP(buf_release) = {0};
    for (size_t i = 0; i < rows; i++) {
        if (i)
            buf_put(&b, STR(", "));
        buf_put_i64(&b, row[i]);
    }
    struct str hits = kept(t, buf_str(&b));
    b.n = 0;
    value_text(&b, v, NULL);
    struct str result = v.kind == VALUE_NULL ? STR("null") : kept(t, buf_str(&b));
    struct str text = utf8_cut(str_trim(run->rule->text), SHOWN_CHARACTERS);
    if (run->rule->program && v.kind == VALUE_BOOLEAN)
        trace_text(t, v.boolean ? "score.step.condition_holds" : "score.step.condition_fails", &text, 1);
    else if (run->rule->program)
        trace_text(t, "score.step.rule", (const struct str[]){text, result}, 2);
    else
        trace_text(t, rows ? "score.step.table_rows" : "score.step.table_no_row",
                   (const struct str[]){hits, result}, 2);
    for (size_t i = 0; i < feel->notes && v.kind == VALUE_NULL; i++) {
        struct str arg[3];
        for (size_t k = 0; k < COUNT_OF(arg); k++)
            arg[k] = kept(t, feel->note[i].arg[k]);
        trace_text(t, feel->note[i].text, arg, (int)COUNT_OF(arg));
    }
}

static struct value ask(struct rule_run *run, int unit, struct trace *t)
{
    struct engine *en = run->en;
    const struct rule *rule = run->rule;
    const int *row = NULL;
    size_t rows = 0;
    if (run->steps_left < 0)
        return VALUE_OF_NULL;
    arena_reset(en->ask);
    for (int i = 0; i < rule->inputs_count; i++) {
        if (!run->column[i])
            continue;
        struct rat x = run->column[i][unit];
        struct value *to = &run->value[rule->inputs[i].place];
        *to = VALUE_OF_NULL;
        struct decimal d;
        if (!rat_is_none(x) && rat_decimal(&en->x, x, &d))
            *to = value_number(d);
    }
    struct feel_run feel = {
        .arena = en->ask, .input = run->value, .steps_max = RULE_STEPS_MAX, .memo = &run->memo};
    struct value v =
        rule->program ? feel_eval(rule->program, &feel) : rules_eval(rule->table, &feel, &row, &rows);
    run->steps_left -= run->is_counted ? feel.steps : 0;
    if (run->steps_left < 0) {
        en->x.too_large = en->is_rule_long = true;
        en->bad_unit = unit;
    }
    say_inputs(run, unit, t);
    say_result(run, &feel, v, row, rows, t);
    return v;
}

/* Why there is no answer. */
static struct rat no_answer(const struct rule_run *run, int unit)
{
    for (int i = 0; i < run->rule->inputs_count; i++)
        if (run->column[i] && rat_is_none(run->column[i][unit]) && !rat_is_undefined(run->column[i][unit]))
            return RAT_MISSING;
    return RAT_UNDEFINED;
}

struct rat rule_number(struct rule_run *run, int unit, struct trace *t)
{
    struct value v = ask(run, unit, t);
    struct rat r = v.kind == VALUE_NUMBER ? rat_of_decimal(&run->en->x, v.number) : no_answer(run, unit);
    say_facts(run, unit, "rule", r, t);
    return r;
}

struct rat rule_truth(struct rule_run *run, int unit, struct trace *t)
{
    struct value v = ask(run, unit, t);
    struct rat r = v.kind == VALUE_BOOLEAN ? rat_int(v.boolean) : no_answer(run, unit);
    say_facts(run, unit, "when", r, t);
    return r;
}

struct str rule_text(struct rule_run *run, int unit)
{
    struct value v = ask(run, unit, NULL);
    return v.kind == VALUE_STRING ? v.string : STR("");
}
