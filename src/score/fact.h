/* Within the room: what a computation says of itself, so that its score can be computed again from that alone
 * (docs/explanation-format.md). A fact has a name and an exact value; the facts of one node make a tree.
 *
 * A method says its facts where its arithmetic is, and all it used: its parameters, the numbers of its units
 * and those of the class. What comes out is not one of them. tests/oracle/redo_explanations.py has the same
 * formulas once more and takes nothing but the facts. Nothing happens when `t` is NULL. */
#ifndef SCORE_FACT_H
#define SCORE_FACT_H

#include "score/exact.h"
#include "score/result.h"

struct trace;

#define FACT_DEPTH_MAX 12

/* A tree in the making: `last[d]` is what was said last at depth d, `open[d]` what holds it. */
struct fact_tree {
    struct score_fact *open[FACT_DEPTH_MAX], *last[FACT_DEPTH_MAX];
    int depth;
};

/* Exact: "12.5", "2/3"; "missing" or "undefined" when there is no value. `name` is "" within a list; it must
 * be a literal. */
void fact_number(struct trace *t, const char *name, struct rat v);
void fact_text(struct trace *t, const char *name, struct str v);
void fact_truth(struct trace *t, const char *name, bool v);
void fact_null(struct trace *t, const char *name);
/* What follows belongs to it, until fact_end. */
void fact_object(struct trace *t, const char *name);
void fact_list(struct trace *t, const char *name);
void fact_end(struct trace *t);

struct fact_pair {
    const char *name;
    struct rat value;
};
void fact_pairs(struct trace *t, const struct fact_pair *pairs, int n);

/* FACTS(t, {"target", target}, {"each", each}): nothing is evaluated when there is no trace. */
#define FACTS(t, ...)                                                                                        \
    do {                                                                                                     \
        struct trace *trace_ = (t);                                                                          \
        if (trace_)                                                                                          \
            fact_pairs(trace_, (const struct fact_pair[]){__VA_ARGS__},                                      \
                       (int)(sizeof((const struct fact_pair[]){__VA_ARGS__}) / sizeof(struct fact_pair)));   \
    } while (0)

#endif
