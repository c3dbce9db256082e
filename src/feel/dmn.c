/* A model asked: what the decision needs is marked from it downwards, then evaluated in the model's order,
 * each part once, as a run of its own with what is left of the steps. */
#include "base/key.h"
#include "feel/eval.h"
#include "feel/dmn_model.h"

size_t dmn_nodes(const struct dmn_model *m, const struct dmn_node *const **ret)
{
    *ret = m->node;
    return m->parts;
}

size_t dmn_types(const struct dmn_model *m, const struct feel_type *const **ret)
{
    *ret = m->type;
    return m->types;
}

const struct dmn_node *dmn_find(const struct dmn_model *m, struct str name_or_id)
{
    for (size_t i = 0; i < m->parts; i++)
        if (str_eq(m->node[i]->name, name_or_id))
            return m->node[i];
    for (size_t i = 0; i < m->parts; i++)
        if (m->node[i]->id.n && str_eq(m->node[i]->id, name_or_id))
            return m->node[i];
    return NULL;
}

struct asking {
    const struct dmn_model *model;
    const struct value *input;
    struct feel_run *run;
    struct feel_run part; /* of one decision */
    struct value *value;  /* of the parts */
    bool *is_needed;
    struct feel_trace **trace_at;
};

static void note(struct feel_run *run, int line, int column, const char *text, struct str a, struct str b,
                 struct str c)
{
    if (run->notes == FEEL_NOTES_MAX) {
        run->notes_more++;
        return;
    }
    run->note[run->notes++] =
        (struct feel_note){.line = line, .column = column, .text = text, .arg = {a, b, c}};
}

static struct value stop(struct asking *q, const char *text)
{
    if (!q->run->is_stopped)
        note(q->run, 0, 0, text, (struct str){0}, (struct str){0}, (struct str){0});
    q->run->is_stopped = true;
    return VALUE_OF_NULL;
}

/* Notes of an expression count its lines; those of a table have the file's. */
static void take_notes(struct asking *q, const struct dmn_part *p)
{
    for (size_t i = 0; i < q->part.notes; i++) {
        const struct feel_note *n = &q->part.note[i];
        int line = n->line, column = n->column;
        if (p->program) {
            column = !p->text_column ? 0 : line <= 1 ? p->text_column + column - 1 : column;
            line = p->text_line + (line > 1 ? line - 1 : 0);
        }
        note(q->run, line, column, n->text, n->arg[0], n->arg[1], n->arg[2]);
    }
    q->run->notes_more += q->part.notes_more;
}

/* A value that comes from outside, as its type wants it. */
static struct value take_input(struct asking *q, const struct dmn_part *p)
{
    const struct value *v =
        q->input && q->input->kind == VALUE_CONTEXT ? value_entry(*q->input, p->node.name) : NULL;
    if (!v || v->kind == VALUE_NULL)
        return VALUE_OF_NULL;
    struct value is = value_coerce(q->run->arena, *v, p->node.type);
    if (is.kind == VALUE_NULL) {
        struct buf b CLEANUP(buf_release) = {0};
        type_text(&b, p->node.type);
        char *kept = arena_try(q->run->arena, b.n + 1);
        if (kept && b.n)
            memcpy(kept, b.p, b.n);
        note(q->run, p->node.line, 0, K("dmn.input_type"), p->node.name,
             str_of(kept ? kept : "", kept ? b.n : 0), (struct str){0});
    }
    return is;
}

static void add_trace(struct asking *q, const struct dmn_part *p, struct value v)
{
    struct feel_trace *t =
        q->trace_at && q->run->traces < FEEL_TRACES_MAX ? arena_try(q->run->arena, sizeof *t) : NULL;
    if (!t)
        return;
    *t = (struct feel_trace){
        .line = p->node.line, .what = K("dmn.trace_node"), .arg = {p->node.name}, .value = v};
    memcpy(&t->child, &q->part.trace, sizeof t->child); /* made in this run's arena, and its to link */
    q->run->traces++;
    *q->trace_at = t;
    q->trace_at = &t->next;
}

static struct value run_part(struct asking *q, const struct dmn_part *p)
{
    struct value *input = arena_try_array(q->run->arena, p->node.needs_n + 1, sizeof *input);
    if (!input)
        return stop(q, K("feel.no_memory"));
    if (q->run->steps >= q->run->steps_max)
        return stop(q, K("feel.step_limit"));
    for (size_t i = 0; i < p->node.needs_n; i++)
        input[i] = q->value[p->need[i]];
    q->part = (struct feel_run){.arena = q->run->arena,
                                .input = input,
                                .now = q->run->now,
                                .steps_max = q->run->steps_max - q->run->steps,
                                .wants_trace = q->run->wants_trace && q->run->traces < FEEL_TRACES_MAX};
    struct value v =
        p->program ? feel_eval(p->program, &q->part) : rules_eval(p->table, &q->part, NULL, NULL);
    q->run->steps += q->part.steps + 1;
    q->run->traces += q->part.traces;
    q->run->is_stopped = q->part.is_stopped;
    take_notes(q, p);
    return v;
}

static void mark_needed(struct asking *q, const struct dmn_part *wanted)
{
    const struct dmn_model *m = q->model;
    q->is_needed[wanted - m->part] = true;
    for (size_t i = m->parts; i-- > 0;) {
        const struct dmn_part *p = &m->part[m->order[i]];
        for (size_t k = 0; q->is_needed[m->order[i]] && k < p->node.needs_n; k++)
            q->is_needed[p->need[k]] = true;
    }
}

static void ask_part(struct asking *q, size_t i)
{
    const struct dmn_part *p = &q->model->part[i];
    bool is_given = p->node.kind == DMN_INPUT || p->is_given;
    q->part.trace = NULL;
    if (is_given)
        q->value[i] = take_input(q, p);
    else if (p->program || p->table)
        q->value[i] = run_part(q, p);
    add_trace(q, p, q->value[i]);
}

struct value dmn_eval(const struct dmn_model *m, const struct dmn_node *decision, const struct value *input,
                      struct feel_run *run)
{
    struct feel_trace *trace = NULL;
    eval_begin(run);
    struct asking q = {.model = m,
                       .input = input,
                       .run = run,
                       .value = arena_try_array(run->arena, m->parts, sizeof *q.value),
                       .is_needed = arena_try_array(run->arena, m->parts, sizeof *q.is_needed),
                       .trace_at = run->wants_trace ? &trace : NULL};
    const struct dmn_part *wanted = (const struct dmn_part *)decision; /* its first member */
    if (!q.value || !q.is_needed)
        return stop(&q, K("feel.no_memory"));
    if (!decision->is_supported) {
        note(run, decision->line, 0, K("dmn.not_evaluated"), decision->name, (struct str){0},
             (struct str){0});
        return VALUE_OF_NULL;
    }
    mark_needed(&q, wanted);
    for (size_t i = 0; i < m->parts && !run->is_stopped; i++)
        if (q.is_needed[m->order[i]])
            ask_part(&q, m->order[i]);
    run->trace = trace;
    return run->is_stopped ? VALUE_OF_NULL : q.value[wanted - m->part];
}
