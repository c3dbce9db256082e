/* Within the room: what computing and explaining share. One engine works on one class and one window: the
 * tree is walked once, each leaf for all units of the class together, because many methods need the class.
 *
 * Three arenas: `scratch` for one leaf or one sum (reset after it), `kept` for one class, and the caller's
 * for what is handed out. An explanation is a second run with a trace, so it says what was computed and
 * not what somebody thinks was computed. */
#ifndef SCORE_ENGINE_H
#define SCORE_ENGINE_H

#include "score/exact.h"
#include "score/fact.h"
#include "score/formula.h"
#include "score/result.h"

struct cell {
    enum score_state state;
    struct rat exact; /* what the parent uses */
    int64_t shown;    /* published digits */
};

struct column {
    struct column *next;
    int measure, years; /* the measure, so many years back */
    struct rat *value;  /* [units of the class] */
};

/* What the explanation collects. Lines grow in the arena of the explanation. */
struct trace {
    int node, unit; /* unit counts within the class */
    struct exact x; /* for writing numbers */
    struct arena *a;
    struct score_line *lines;
    int lines_count, lines_cap;
    struct score_line formula;
    struct score_event *events;
    int events_count;
    struct fact_tree facts;
};

struct engine {
    const struct scheme *s;
    const struct values *v;
    struct exact x;    /* in scratch */
    struct exact keep; /* in kept */
    struct arena *scratch, *kept;
    struct arena *ask;           /* one answer of one rule; NULL: none was asked */
    int class_index, first, n;   /* units of the class */
    int only;                    /* the one unit whose scores are asked for; −1: all */
    struct window w;             /* what is being counted */
    struct column *columns;      /* of the leaf at hand */
    struct cell **cells;         /* [nodes]: [n], or NULL where none was taken */
    uint8_t *zeroed;             /* [nodes][n]: a veto empties it */
    bool *is_done;               /* [nodes]: its cells are filled */
    int *grade_cap, *grade_set;  /* [n]: −1: none */
    int *grade_move;             /* [n]: so many grades down; up when negative */
    int *grade_outside;          /* [n]: of a unit that a veto takes out of the ranking; −1: none */
    bool *is_last;               /* [n] */
    bool *is_excluded;           /* [n] */
    struct trace *trace;         /* NULL: just compute */
    struct trace *formula_trace; /* says each step of a formula; NULL: silent */
    bool is_rule_long;           /* what is too large is the number of steps of a rule */
    int bad_node, bad_unit;      /* where a number grew too large; −1 */
    const struct rat *times; /* [nodes]: points or weight count for so many times as much; NULL: as written */
    bool keeps_total;        /* the total stays exact beside its published digits */
};

/* The periods of a measure that a window counts: those inside it, or the one that holds its end. */
struct span {
    int first, count, months; /* first month, how many, length of each */
};
struct span measure_span(const struct measure *m, struct window w);
static inline bool span_has(struct span s, int month)
{
    return month >= s.first && month < s.first + s.count * s.months;
}

/* ---- rows.c */
/* F_VOTE_… and F_EVENT_… for one unit of the class. */
struct rat rows_number(struct engine *en, const struct formula *f, int unit, struct window w);

/* ---- columns.c: NULL when memory ran out */
const struct rat *measure_column(struct engine *en, int measure, int years);
const struct rat *formula_column(struct engine *en, const struct formula *f, int years);
const struct rat *operand_column(struct engine *en, const struct operand *o);
const struct rat *factor_column(struct engine *en, const struct node *n); /* its own, or that of the units */
bool unit_counts(const struct engine *en, int unit); /* for class minimum, rank and so on */
/* Rank of every unit that counts and has a value; 0 otherwise. */
int *rank_column(struct engine *en, const struct rat *value, const bool *counts, enum direction better,
                 enum tie_rule ties);

/* ---- leaf_score.c */
bool leaf_score(struct engine *en, int node); /* fills the cells of the leaf; false: no memory */
/* ---- method.c */
/* What a veto does to the unit it strikes; and whether one of its effect has struck since the arrays were
 * empty. */
void veto_strike(struct engine *en, const struct node *veto, int unit);
bool veto_has_struck(const struct engine *en, const struct node *veto, int unit);

/* ---- compute.c */
enum rc engine_open(struct engine *en, const struct scheme *s, const struct values *v,
                    struct err *err) MUST_CHECK;
void engine_close(struct engine *en);
bool engine_class(struct engine *en, int class_index); /* takes the class's arrays */
/* The same for some of its units and without cells, which engine_row takes node by node: for an explanation.
 */
bool engine_few(struct engine *en, int class_index, int first, int n);
bool engine_row(struct engine *en, int node);
bool engine_node(struct engine *en, int node, struct window w);
bool engine_node_once(struct engine *en, int node); /* as a whole, whatever its periods */
/* An inner node from the cells of its children. */
bool engine_combine(struct engine *en, int node);
/* The cells of the class into the columns of a result, which are wide, and their totals into `units`. */
void engine_keep(const struct engine *en, const struct score_column *columns, struct score_unit *units);
enum rc score_check_window(const struct scheme *s, struct window w, struct err *err) MUST_CHECK;
enum rc engine_fault(const struct engine *en, struct err *err) MUST_CHECK;
static inline struct cell *cell_at(const struct engine *en, int node, int unit)
{
    return &en->cells[node][unit];
}
bool node_applies(const struct engine *en, int node, int unit);
/* Cap, floor, rounding; puts the score into the cell. */
void cell_finish(struct engine *en, int node, int unit, struct rat score);
struct rat score_times_factor(struct exact *x, struct rat score, struct rat factor, struct trace *t);
/* In points. */
struct rat limit_points(struct engine *en, const struct node *n, struct limit l);
struct rat node_full(const struct engine *en, const struct node *n);

/* ---- periods.c: the node from the scores of the periods of `w`; false as engine_node */
bool node_periods(struct engine *en, int node, struct window w);

/* ---- grade.c */
/* Ranks and grades of the class, from the totals in `units`, what its vetoes said, and the values and scores
 * of `r` that rules of grades read. */
bool engine_place(struct engine *en, const struct score_result *r, struct score_unit *units);
/* How many of n ranked units a quota lets through; the least total that a grade takes. */
int64_t grade_quota(const struct scheme *s, const struct grade *g, int class_index, int n);
int64_t grade_least(const struct scheme *s, const struct grade *g, int class_index);

/* ---- trace.c: nothing happens when `t` is NULL. */
struct trace *trace_of(const struct engine *en, int node, int unit);
#define SAY(t, key, ...)                                                                                     \
    do {                                                                                                     \
        struct trace *trace_ = (t);                                                                          \
        if (trace_)                                                                                          \
            trace_say(trace_, "" key "", (const struct rat[]){__VA_ARGS__},                                  \
                      (int)(sizeof((const struct rat[]){__VA_ARGS__}) / sizeof(struct rat)));                \
    } while (0)
void trace_say(struct trace *t, const char *text, const struct rat *arg, int args);
void trace_text(struct trace *t, const char *text, const struct str *arg, int args);

#endif
