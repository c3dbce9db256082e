/* Walks the nodes. A value is passed by value; only lists, contexts, texts, functions and frames take memory,
 * from the arena of the run. What cannot be evaluated is null (10.3.2.2), with a note of where and why; three
 * kinds of truth (10.3.2.8); a limit stops everything. */
#include "base/key.h"
#include "feel/eval.h"

/* A worker's stack may be of 1 MiB. One unit is a node that only has children: at most 512 bytes of it. */
#define EVAL_DEPTH_MAX 1400

void note_at(struct feel_run *run, const struct node *n, const char *text, struct str a, struct str b)
{
    if (run->notes == FEEL_NOTES_MAX) {
        run->notes_more++;
        return;
    }
    run->note[run->notes++] =
        (struct feel_note){.line = n ? n->line : 0, .column = n ? n->column : 0, .text = text, .arg = {a, b}};
}

void feel_note(struct feel_run *run, const char *text, struct str arg)
{
    note_at(run, NULL, text, arg, (struct str){0});
}

struct value eval_null(struct eval *e, const struct node *n, const char *text)
{
    note_at(e->run, n, text, (struct str){0}, (struct str){0});
    return VALUE_OF_NULL;
}

struct value eval_stop(struct eval *e, const struct node *n, const char *text)
{
    if (!e->run->is_stopped)
        note_at(e->run, n, text, (struct str){0}, (struct str){0});
    e->run->is_stopped = true;
    return VALUE_OF_NULL;
}

const struct str EVAL_KIND_NAME[VALUE__COUNT] = {STR_INIT("null"),
                                                 STR_INIT("boolean"),
                                                 STR_INIT("number"),
                                                 STR_INIT("string"),
                                                 STR_INIT("date"),
                                                 STR_INIT("time"),
                                                 STR_INIT("date and time"),
                                                 STR_INIT("years and months duration"),
                                                 STR_INIT("days and time duration"),
                                                 STR_INIT("list"),
                                                 STR_INIT("context"),
                                                 STR_INIT("range"),
                                                 STR_INIT("function")};

struct value eval_wrong_kinds(struct eval *e, const struct node *n, struct value a, struct value b)
{
    note_at(e->run, n, K("feel.kinds_wrong"), EVAL_KIND_NAME[a.kind], EVAL_KIND_NAME[b.kind]);
    return VALUE_OF_NULL;
}

void eval_count_asking(struct feel_run *run, struct value v, const struct feel_type *t)
{
    bool asks = t && t->kind != TYPE_ANY && !(t->kind == TYPE_LIST && (!t->of || t->of->kind == TYPE_ANY));
    if (asks && (v.kind == VALUE_LIST || v.kind == VALUE_CONTEXT))
        run->steps += (long)value_parts(v) * (1 + (long)t->members / 8);
}

static struct value instance(struct eval *e, const struct node *n)
{
    struct value v = eval(e, n->child[0]);
    eval_count_asking(e->run, v, n->of_type);
    return value_boolean(value_is_instance(v, n->of_type));
}

static struct value choose(struct eval *e, const struct node *n)
{
    bool is = eval_truth(eval(e, n->child[0])) == TERNARY_TRUE;
    return eval(e, n->child[is ? 1 : 2]);
}

static struct value eval_node(struct eval *e, const struct node *n)
{
    switch (n->kind) {
    case NODE_CONST:
        return n->value;
    case NODE_WRONG:
        note_at(e->run, n, n->wrong.text, n->wrong.arg, (struct str){0});
        return VALUE_OF_NULL;
    case NODE_INPUT:
        return e->run->input[n->slot];
    case NODE_LOCAL:
        return e->frame[n->slot];
    case NODE_TESTED:
        return e->run->tested;
    case NODE_MEMBER:
        return eval_member(e, n);
    case NODE_BUILTIN:
    case NODE_HOST:
    case NODE_FUNCTION:
    case NODE_EXTERNAL:
        return eval_function(e, n);
    case NODE_NEGATE:
        return eval_negate(e, n, eval(e, n->child[0]));
    case NODE_ADD:
    case NODE_SUB:
    case NODE_MUL:
    case NODE_DIV:
    case NODE_POW: {
        struct value a = eval(e, n->child[0]);
        return eval_arithmetic(e, n, a, eval(e, n->child[1]));
    }
    case NODE_EQ:
    case NODE_NE:
    case NODE_LT:
    case NODE_LE:
    case NODE_GT:
    case NODE_GE: {
        struct value a = eval(e, n->child[0]);
        return eval_compared(e, n, a, eval(e, n->child[1]));
    }
    case NODE_AND:
    case NODE_OR:
        return eval_junction(e, n);
    case NODE_BETWEEN:
        return eval_between(e, n);
    case NODE_IN:
        return eval_in(e, n);
    case NODE_INSTANCE:
        return instance(e, n);
    case NODE_IF:
        return choose(e, n);
    case NODE_FOR:
    case NODE_SOME:
    case NODE_EVERY:
        return eval_loop(e, n);
    case NODE_LIST:
        return eval_list(e, n);
    case NODE_CONTEXT:
        return eval_context(e, n);
    case NODE_PATH:
        return eval_path(e, n, eval(e, n->child[0]));
    case NODE_FILTER:
        return eval_filter(e, n);
    case NODE_RANGE:
    case NODE_TEST:
        return eval_range(e, n);
    case NODE_CALL:
        return eval_call(e, n);
    case NODE_CALL_BUILTIN:
        return eval_call_builtin(e, n);
    case NODE_CALL_HOST:
        return eval_call_host(e, n);
    case NODE_TESTS:
        return eval_tests(e, n);
    case NODE_ITERATE:
    case NODE__COUNT:
        break;
    }
    ASSERT(false); /* iterations are walked by their loop */
    return VALUE_OF_NULL;
}

/* A constant explains itself. */
static bool is_traced(const struct feel_run *run, const struct node *n)
{
    return run->trace_at && n->kind != NODE_CONST && run->traces < FEEL_TRACES_MAX;
}

static struct value eval_traced(struct eval *e, const struct node *n)
{
    struct feel_run *run = e->run;
    struct feel_trace **here = run->trace_at, *t = arena_try(run->arena, sizeof *t);
    if (!t)
        return eval_stop(e, n, K("feel.no_memory"));
    *t = (struct feel_trace){
        .line = n->line, .column = n->column, .text = e->program->text, .at = n->at, .length = n->length};
    run->traces++;
    *here = t;
    run->trace_at = &t->child;
    t->value = eval_node(e, n);
    run->trace_at = &t->next;
    return t->value;
}

/* What a node takes of the stack below it, in such units. */
static int weight(enum node_kind kind)
{
    switch (kind) {
    case NODE_CALL:
        return 4;
    case NODE_CALL_BUILTIN:
    case NODE_CALL_HOST:
    case NODE_FOR:
    case NODE_SOME:
    case NODE_EVERY:
        return 3;
    case NODE_IN:
    case NODE_TESTS:
    case NODE_FILTER:
        return 2;
    default:
        return 1;
    }
}

struct value eval(struct eval *e, const struct node *n)
{
    struct feel_run *run = e->run;
    int depth = run->depth;
    if (run->is_stopped)
        return VALUE_OF_NULL;
    if (++run->steps > run->steps_max)
        return eval_stop(e, n, K("feel.step_limit"));
    if (n->folded)
        return *n->folded;
    if (depth + weight(n->kind) > EVAL_DEPTH_MAX)
        return eval_stop(e, n, K("feel.depth_limit"));
    run->depth += weight(n->kind);
    bool is_kept = n->kind == NODE_CALL_BUILTIN && run->memo && !run->trace_at && run->calls == 0;
    struct value v = is_kept             ? eval_remembered(e, n)
                     : is_traced(run, n) ? eval_traced(e, n)
                                         : eval_node(e, n);
    run->depth = depth;
    return v;
}

void eval_begin(struct feel_run *run)
{
    run->steps = run->traces = 0;
    run->depth = run->calls = 0;
    run->notes = run->notes_more = 0;
    run->is_stopped = false;
    run->trace = NULL;
    if (run->steps_max <= 0)
        run->steps_max = FEEL_STEPS_MAX;
}

static struct value run_program(const struct feel_program *p, struct feel_run *run)
{
    struct value few[FRAME_FEW] = {0};
    struct eval e = {.program = p, .run = run, .frame = few};
    if (p->locals > FRAME_FEW && !(e.frame = arena_try_array(run->arena, (size_t)p->locals, sizeof *e.frame)))
        return eval_stop(&e, p->root, K("feel.no_memory"));
    struct value v = eval(&e, p->root);
    if (run->is_stopped)
        return VALUE_OF_NULL;
    if (p->wanted && v.kind != VALUE_NULL) {
        v = value_coerce(run->arena, v, p->wanted);
        if (v.kind == VALUE_NULL)
            return eval_null(&e, p->root, K("feel.result_type"));
    }
    return v;
}

struct value feel_eval(const struct feel_program *p, struct feel_run *run)
{
    struct feel_trace *trace = NULL;
    eval_begin(run);
    run->trace_at = run->wants_trace ? &trace : NULL;
    struct value v = run_program(p, run);
    run->trace = trace;
    return v;
}

#define ALLOWS_BYTES (64L * 1024)

bool feel_allows(const struct feel_program *tests, struct value v)
{
    struct arena *a CLEANUP(arena_freep) = arena_new(ALLOWS_BYTES);
    struct feel_run run = {.arena = a, .tested = v};
    struct value is = a ? feel_eval(tests, &run) : VALUE_OF_NULL;
    return is.kind == VALUE_BOOLEAN && is.boolean;
}
