/* Inside the room: what the parts of the evaluator share. eval.c walks, eval_op.c has the operations,
 * eval_list.c lists and contexts, eval_loop.c iterations, eval_call.c functions. Each gives the value of its
 * node; null with a note where there is none. */
#ifndef FEEL_EVAL_H
#define FEEL_EVAL_H

#include "feel/node.h"

#define FRAME_FEW 8 /* so many locals take no memory of the arena */

struct eval {
    const struct feel_program *program;
    struct feel_run *run;
    struct value *frame;
};

struct value eval(struct eval *e, const struct node *n);

/* -- eval.c -- */
/* What a run, of whatever is asked, begins with: nothing counted, noted or traced yet; a step limit. */
void eval_begin(struct feel_run *run);
extern const struct str EVAL_KIND_NAME[VALUE__COUNT];
struct value eval_null(struct eval *e, const struct node *n, const char *text); /* with a note */
struct value eval_stop(struct eval *e, const struct node *n, const char *text); /* the whole run */
/* Counts what asking a value for a type costs: all of a list is walked. */
void eval_count_asking(struct feel_run *run, struct value v, const struct feel_type *t);
struct value eval_wrong_kinds(struct eval *e, const struct node *n, struct value a, struct value b);

/* -- eval_op.c -- */
struct value eval_arithmetic(struct eval *e, const struct node *n, struct value a, struct value b);
struct value eval_negate(struct eval *e, const struct node *n, struct value a);
struct value eval_of_ternary(enum ternary t);
enum ternary eval_truth(struct value v); /* anything but true and false is unknown */
struct value eval_junction(struct eval *e, const struct node *n);
struct value eval_compared(struct eval *e, const struct node *n, struct value a, struct value b);
struct value eval_between(struct eval *e, const struct node *n);
struct value eval_in(struct eval *e, const struct node *n);
struct value eval_tests(struct eval *e, const struct node *n);

/* -- eval_list.c -- */
/* A list while it grows. What was handed out before stays as it was: items are only added behind it. */
struct growing {
    struct value *item;
    size_t n, room;
    int depth;
    uint32_t parts;
};
bool eval_grow(struct eval *e, const struct node *n, struct growing *g, struct value v);
struct value eval_list_of(struct eval *e, const struct node *n, const struct growing *g);
struct value eval_list(struct eval *e, const struct node *n);
struct value eval_context(struct eval *e, const struct node *n);
/* Of a NODE_RANGE or NODE_TEST, without memory; false: null, with a note. */
bool eval_range_at(struct eval *e, const struct node *n, struct value_range *ret);
struct value eval_range(struct eval *e, const struct node *n);
struct value eval_path(struct eval *e, const struct node *n, struct value of);
struct value eval_member(struct eval *e, const struct node *n);
struct value eval_filter(struct eval *e, const struct node *n);

/* -- eval_memo.c -- */
struct value eval_remembered(struct eval *e,
                             const struct node *n); /* a NODE_CALL_BUILTIN of a run with a memo */

/* -- eval_loop.c, eval_call.c -- */
struct value eval_loop(struct eval *e, const struct node *n);
struct value eval_function(struct eval *e, const struct node *n);
struct value eval_call_builtin(struct eval *e, const struct node *n);
struct value eval_call_host(struct eval *e, const struct node *n);
struct value eval_call(struct eval *e, const struct node *n);

#endif
