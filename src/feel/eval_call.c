/* Functions: made, called, their arguments converted (10.3.2.9.4). */
#include "base/key.h"
#include "feel/eval.h"

struct value eval_function(struct eval *e, const struct node *n)
{
    struct value_function *f = arena_try(e->run->arena, sizeof *f);
    int captured = n->kind == NODE_FUNCTION ? n->scope.slot : 0;
    struct value *copy = arena_try_array(e->run->arena, (size_t)captured + 1, sizeof *copy);
    if (!f || !copy)
        return eval_stop(e, n, K("feel.no_memory"));
    e->run->steps += captured;
    if (captured)
        memcpy(copy, e->frame, (size_t)captured * sizeof *copy);
    *f = (struct value_function){.node = n->kind == NODE_BUILTIN || n->kind == NODE_HOST ? NULL : n,
                                 .captured = copy,
                                 .input = e->run->input,
                                 .program = e->program,
                                 .builtin = n->kind == NODE_BUILTIN ? n->call.builtin : NULL,
                                 .host = n->kind == NODE_HOST ? n->call.host : NULL,
                                 .type = n->type};
    return (struct value){.kind = VALUE_FUNCTION, .function = f};
}

/* Converts an argument to what the parameter wants (10.3.2.9.4); false: it cannot be. */
static bool fit_argument(struct feel_run *run, const struct feel_type *t, bool takes_null, struct value *v)
{
    if (!t)
        return true;
    if (v->kind == VALUE_NULL)
        return takes_null;
    eval_count_asking(run, *v, t);
    *v = value_coerce(run->arena, *v, t);
    return v->kind != VALUE_NULL;
}

/* Converts all; false: the one at *ret_wrong cannot be, and nothing is converted. */
static bool fit_arguments(struct feel_run *run, const struct builtin *b, struct value arg[FEEL_PARAMS_MAX],
                          unsigned given, size_t *ret_wrong)
{
    struct value fit[FEEL_PARAMS_MAX];
    memcpy(fit, arg, sizeof fit);
    for (size_t i = 0; i < (b->is_variadic ? 1 : b->params); i++)
        if ((given >> i & 1) && !fit_argument(run, b->type[i], b->takes_null, &fit[i])) {
            *ret_wrong = i;
            return false;
        }
    memcpy(arg, fit, sizeof fit);
    return true;
}

static bool has_same_parameters(const struct builtin *a, const struct builtin *b)
{
    if (!str_eq(a->name, b->name) || a->params != b->params || a->required != b->required || a->is_variadic ||
        b->is_variadic)
        return false;
    for (size_t i = 0; i < a->params; i++)
        if (!str_eq(a->param[i], b->param[i]))
            return false;
    return true;
}

/* The row was chosen by the types that were known before the run. Where none was, the value may be one for
 * another row with the same parameters: date(from) takes a string, or a date and time. NULL: for none. */
static const struct builtin *row_for(struct feel_run *run, const struct builtin *b,
                                     struct value arg[FEEL_PARAMS_MAX], unsigned given, size_t *ret_wrong)
{
    size_t rows, wrong;
    if (fit_arguments(run, b, arg, given, ret_wrong))
        return b;
    const struct builtin *row = builtin_rows(&rows);
    for (size_t i = 0; i < rows; i++)
        if (&row[i] != b && has_same_parameters(&row[i], b) &&
            fit_arguments(run, &row[i], arg, given, &wrong))
            return &row[i];
    return NULL;
}

static struct value call_row(struct eval *e, const struct node *n, const struct builtin *b,
                             struct value arg[FEEL_PARAMS_MAX], unsigned given)
{
    struct builtin_call c = {e->run, e->program, e->run->arena, n};
    struct value r = VALUE_OF_NULL;
    size_t notes = e->run->notes, wrong = 0;
    const struct builtin *row = row_for(e->run, b, arg, given, &wrong);
    if (!row) {
        note_at(e->run, n, K("feel.argument_wrong"), b->param[wrong], EVAL_KIND_NAME[arg[wrong].kind]);
        return VALUE_OF_NULL;
    }
    if (row->call(&c, arg, &r))
        return e->run->is_stopped ? VALUE_OF_NULL : r;
    if (e->run->notes == notes)
        note_at(e->run, n, K("feel.function_null"), b->name, (struct str){0});
    return VALUE_OF_NULL;
}

struct value eval_call_builtin(struct eval *e, const struct node *n)
{
    struct value arg[FEEL_PARAMS_MAX] = {0};
    unsigned given = 0;
    for (size_t i = 0; i < n->children; i++)
        if (n->child[i]) {
            arg[i] = eval(e, n->child[i]);
            given |= 1U << i;
        }
    if (e->run->is_stopped)
        return VALUE_OF_NULL;
    return call_row(e, n, n->call.builtin, arg, given);
}

static struct value call_host_with(struct eval *e, const struct node *n, const struct feel_function *h,
                                   struct value arg[FEEL_PARAMS_MAX])
{
    struct value r = VALUE_OF_NULL;
    for (size_t i = 0; i < h->params; i++)
        if ((i < h->required || arg[i].kind != VALUE_NULL) &&
            !fit_argument(e->run, h->param[i].type, false, &arg[i])) {
            note_at(e->run, n, K("feel.argument_wrong"), h->param[i].name, EVAL_KIND_NAME[arg[i].kind]);
            return VALUE_OF_NULL;
        }
    size_t notes = e->run->notes;
    if (h->call(h->self, e->run, arg, &r))
        return e->run->is_stopped ? VALUE_OF_NULL : r;
    if (e->run->notes == notes)
        note_at(e->run, n, K("feel.function_null"), h->name, (struct str){0});
    return VALUE_OF_NULL;
}

struct value eval_call_host(struct eval *e, const struct node *n)
{
    struct value arg[FEEL_PARAMS_MAX] = {0};
    for (size_t i = 0; i < n->children; i++)
        if (n->child[i])
            arg[i] = eval(e, n->child[i]);
    return e->run->is_stopped ? VALUE_OF_NULL : call_host_with(e, n, n->call.host, arg);
}

static struct value call_lambda(const struct builtin_call *c, const struct value_function *f,
                                const struct value *arg, size_t n)
{
    const struct node *def = f->node;
    struct feel_run *run = c->run;
    size_t params = def->type->members;
    struct value few[FRAME_FEW] = {0};
    struct eval inner = {.program = f->program, .run = run, .frame = few};
    if (f->program->locals > FRAME_FEW &&
        !(inner.frame = arena_try_array(run->arena, (size_t)f->program->locals, sizeof *inner.frame)))
        return eval_stop(&inner, c->at, K("feel.no_memory"));
    if (n != params)
        return eval_null(&inner, c->at, K("feel.arguments_number"));
    struct value *local = inner.frame + def->scope.slot;
    memcpy(inner.frame, f->captured, (size_t)def->scope.slot * sizeof *local);
    run->steps += f->program->locals;
    for (size_t i = 0; i < params; i++) {
        eval_count_asking(run, arg[i], def->scope.type[i]);
        local[i] = value_coerce(run->arena, arg[i], def->scope.type[i]);
        if (arg[i].kind != VALUE_NULL && local[i].kind == VALUE_NULL)
            return eval_null(&inner, c->at, K("feel.argument_type"));
    }
    const struct value *input = run->input;
    run->input = f->input;
    struct value v = eval(&inner, def->child[0]);
    run->input = input;
    return v;
}

/* Apart from the calls of functions in FEEL, which nest: these do not, and need room for their arguments. */
#define APART __attribute__((noinline))

APART static struct value call_built_in(struct eval *e, const struct builtin_call *c, const struct builtin *b,
                                        const struct value *arg, size_t n)
{
    size_t rows;
    struct value copy[FEEL_PARAMS_MAX] = {0};
    const struct builtin *row = builtin_rows(&rows);
    if (n)
        memcpy(copy, arg, n * sizeof *copy);
    for (size_t i = 0; i < rows; i++) {
        if (!str_eq(row[i].name, b->name) || n < row[i].required ||
            (!row[i].is_variadic && n > row[i].params))
            continue;
        if (row[i].is_variadic)
            copy[0] = value_list(c->arena, arg, n);
        return call_row(e, c->at, &row[i], copy, row[i].is_variadic ? 1 : (1U << n) - 1);
    }
    return eval_null(e, c->at, K("feel.arguments_number"));
}

APART static struct value call_hosted(struct eval *e, const struct builtin_call *c,
                                      const struct feel_function *h, const struct value *arg, size_t n)
{
    struct value copy[FEEL_PARAMS_MAX] = {0};
    if (n < h->required || n > h->params)
        return eval_null(e, c->at, K("feel.arguments_number"));
    if (n)
        memcpy(copy, arg, n * sizeof *copy);
    return call_host_with(e, c->at, h, copy);
}

static struct value call_any(struct eval *e, const struct builtin_call *c, const struct value_function *f,
                             const struct value *arg, size_t n)
{
    if (f->host)
        return call_hosted(e, c, f->host, arg, n);
    if (f->builtin)
        return call_built_in(e, c, f->builtin, arg, n);
    return f->node->kind == NODE_FUNCTION ? call_lambda(c, f, arg, n)
                                          : eval_null(e, c->at, K("feel.external"));
}

struct value call_function(const struct builtin_call *c, struct value function, const struct value *arg,
                           size_t n)
{
    struct eval e = {.program = c->program, .run = c->run};
    if (function.kind != VALUE_FUNCTION)
        return eval_null(&e, c->at, K("feel.no_function"));
    if (n > FEEL_PARAMS_MAX)
        return eval_null(&e, c->at, K("feel.arguments_number"));
    if (c->run->calls >= FEEL_DEPTH_MAX)
        return eval_stop(&e, c->at, K("feel.depth_limit"));
    c->run->calls++;
    struct value v = call_any(&e, c, function.function, arg, n);
    c->run->calls--;
    return v;
}

/* Where the argument of that name goes; FEEL_PARAMS_MAX: there is none. */
static size_t place_of_name(const struct value_function *f, struct str name)
{
    size_t params = f->host ? f->host->params : f->builtin ? f->builtin->params : f->node->type->members;
    for (size_t i = 0; i < params; i++) {
        struct str param = f->host      ? f->host->param[i].name
                           : f->builtin ? f->builtin->param[i]
                                        : f->node->scope.name[i];
        if (str_eq(param, name))
            return i;
    }
    return FEEL_PARAMS_MAX;
}

struct value eval_call(struct eval *e, const struct node *n)
{
    struct builtin_call c = {e->run, e->program, e->run->arena, n};
    struct value f = eval(e, n->child[0]), arg[FEEL_PARAMS_MAX] = {0};
    size_t given = n->children - 1;
    unsigned taken = 0;
    if (f.kind != VALUE_FUNCTION)
        return eval_null(e, n, K("feel.no_function"));
    if (given > FEEL_PARAMS_MAX)
        return eval_null(e, n, K("feel.arguments_number"));
    for (size_t i = 0; i < given; i++) {
        size_t at = n->call.name ? place_of_name(f.function, n->call.name[i]) : i;
        if (at >= given || (taken >> at & 1)) /* unknown, twice, or one before it is left out */
            return eval_null(e, n, K("feel.arguments_number"));
        taken |= 1U << at;
        arg[at] = eval(e, n->child[i + 1]);
    }
    return e->run->is_stopped ? VALUE_OF_NULL : call_function(&c, f, arg, given);
}
