/* The result of a scheme for one window: every node's score, the total, rank and grade of every unit, and
 * the explanation of any of them. The arithmetic is exact (score/exact.h); what is kept are the published
 * digits: int64 scaled by the digits of the node. Ranks, quotas and ties compare published digits only.
 *
 * The result points into the scheme and the values, which must outlive it and stay as they are. */
#ifndef SCORE_RESULT_H
#define SCORE_RESULT_H

#include "base/buf.h"
#include "score/values.h"

/* The version of the arithmetic. It goes up with any change after which the same scheme and the same values
 * could give another published digit, rank, grade or state, or another byte of score_write_json; not with
 * what only makes it faster or explains it better. A frozen result names the version that made it, and is
 * computed again by that version alone. */
#define KC_ENGINE_VERSION 2

/* No published score is larger, in units of its last digit: differences of two always fit. */
#define SCORE_UNITS_MAX INT64_C(100000000000000000)

enum score_state {
    SCORE_PRESENT,
    SCORE_ABSENT,         /* no value; its weight went to its siblings */
    SCORE_NOT_APPLICABLE, /* not asked of this unit or class; likewise */
    SCORE_NOT_SCORABLE,   /* no value or a division by zero: the nodes above it have no score either */
    SCORE_PER_PERIOD,     /* below a node that is the mean of its periods: see the window of the period */
    SCORE__COUNT
};

struct score_unit {
    int64_t total; /* scaled by the digits of node 0; see has_total */
    bool has_total;
    bool is_excluded; /* by a veto or because the unit is not ranked */
    int rank;         /* 1 is the best of the class; 0: not ranked */
    int ranked;       /* units that are ranked in its class */
    int grade;        /* index into scheme.grades; -1: none */
};

/* The scores of one node for all units: narrow where they are proven to fit. What has no score is a state,
 * counted up from the least number of its width. */
struct score_column {
    int32_t *narrow;
    int64_t *wide; /* when narrow is NULL */
};
#define SCORE_NARROW_NONE INT32_MIN
#define SCORE_WIDE_NONE INT64_MIN
#define SCORE_NARROW_MAX INT32_C(1000000000) /* of a narrow score, either side of 0 */

struct score_result {
    const struct scheme *scheme;
    const struct values *values;
    struct window window;               /* as asked for */
    struct window counted;              /* what was counted: longer when the scheme is cumulative */
    const struct score_column *columns; /* [nodes]; read by score_state and score_of alone */
    const struct score_unit *units;
};

/* RC_NO_MEMORY; RC_TOO_LARGE when a number outgrows what can be published (err names node and unit);
 * RC_INVALID when the window is not one of the scheme's. */
enum rc score_compute(const struct scheme *s, const struct values *v, struct window w, struct arena *a,
                      const struct score_result **ret, struct err *err) MUST_CHECK;
/* The same by the exact engine alone, node by node in fractions: the judge of every faster way, and slower.
 */
enum rc score_compute_exactly(const struct scheme *s, const struct values *v, struct window w,
                              struct arena *a, const struct score_result **ret, struct err *err) MUST_CHECK;

static inline enum score_state score_state(const struct score_result *r, int node, int unit)
{
    const struct score_column *c = &r->columns[node];
    int64_t above = c->narrow ? (int64_t)c->narrow[unit] - SCORE_NARROW_NONE
                              : (int64_t)((uint64_t)c->wide[unit] - (uint64_t)SCORE_WIDE_NONE);
    return above >= 0 && above < SCORE__COUNT ? (enum score_state)above : SCORE_PRESENT;
}
/* 0 where there is no score. */
static inline int64_t score_of(const struct score_result *r, int node, int unit)
{
    const struct score_column *c = &r->columns[node];
    if (score_state(r, node, unit) != SCORE_PRESENT)
        return 0;
    return c->narrow ? c->narrow[unit] : c->wide[unit];
}

/* unit,class,total,rank,grade; one row a unit, in the order of the scheme; names quoted where CSV needs
 * it; empty where there is none. */
void score_write_csv(const struct score_result *r, struct buf *out);

/* The whole result as canonical JSON, one spelling on every machine (docs/publication-format.md,
 * result.json): every node's score and state for every unit, totals, ranks, grades, digits. */
void score_write_json(const struct score_result *r, struct buf *out);

/* ------------------------------------------------------------------------------- explanation */

/* One sentence of an explanation: a key of po/score.*.po and what is put in at {0} … {3}. */
struct score_line {
    const char *text;
    struct str arg[4];
    int args;
};

struct score_period_value {
    struct window period;
    bool is_missing;
    struct str value; /* as reported, with the decimals of the measure */
};

/* A measure that went into a score. */
struct score_input {
    int measure;
    const char *role; /* key: "score.role.value", "score.role.target", "score.role.baseline" … */
    int years_back;   /* 1: the same window of last year */
    bool is_missing;
    struct str value; /* aggregated over the window; rounded to at most 6 decimals for reading */
    const struct score_period_value *periods;
    int periods_count;
};

/* A child of an inner node. */
struct score_part {
    int node;
    enum score_state state;
    struct str score, full;
    struct str weight; /* as written: points or weight; n = 0 for extras */
};

struct score_event {
    const struct event_row *row;
    struct str points; /* what it counted for, signed */
    bool counted;      /* false: another row about the same matter counted */
};

/* What was used, exactly, for computing the score again from nothing else: docs/explanation-format.md. */
enum fact_kind { FACT_NUMBER, FACT_TEXT, FACT_TRUTH, FACT_NULL, FACT_OBJECT, FACT_LIST };
struct score_fact {
    const char *name; /* "" within a list */
    enum fact_kind kind;
    struct str text; /* numbers: "12.5", "2/3", "missing", "undefined" */
    bool is_true;
    const struct score_fact *first, *next; /* of objects and lists; in the order of the arithmetic */
};

struct score_explanation {
    int node, unit;
    enum score_state state;
    struct str score, full;         /* published digits; score.n = 0 when there is none */
    const char *method;             /* key of the method's name; inner nodes: "score.method.sum" or ".mean" */
    struct score_line formula;      /* in words, with this node's parameters */
    const struct score_line *steps; /* the same with the numbers put in, line by line; the class's facts
                                       (best, least, rank, count), cap, floor, missing rule and rounding each
                                       have their line where they took effect */
    int steps_count;
    const struct score_input *inputs;
    int inputs_count;
    const struct score_part *parts; /* inner nodes */
    int parts_count;
    const struct score_event *events;
    int events_count;
    const struct score_fact *facts; /* an object: all of the above without rounding, and what it leaves out */
};

/* RC_NOT_FOUND when node or unit is none of the scheme's; RC_NO_MEMORY. */
enum rc score_explain(const struct score_result *r, int node, int unit, struct arena *a,
                      const struct score_explanation **ret, struct err *err) MUST_CHECK;

/* The facts of an explanation as JSON, one object: docs/explanation-format.md. */
void score_explain_json(const struct score_explanation *x, struct buf *out);
/* The whole document around `nodes`, a canonical list of such objects; the arena is for what it writes. */
void score_explanations_json(const struct score_result *r, struct str nodes, struct arena *a,
                             struct buf *out);

/* From the full marks of an inner node to its score: full + Σ delta = score, exactly, in the digits of the
 * node. Lost points are negative. A remainder that only rounding made, a cap or a veto is a bar of its own
 * with node = -1 and a text. A leaf, and a node that is the mean of its periods, has one bar. */
struct score_bar {
    int node;
    const char *text; /* key when node = -1: "score.bar.rounding", ".cap", ".floor", ".veto", ".divisor",
                         ".factor", ".leaf",
                         ".periods" */
    enum score_state state;
    int64_t delta;
};
struct score_waterfall {
    int digits;
    int64_t full, score;
    bool has_score; /* false: no bars */
    const struct score_bar *bars;
    int bars_count;
};
/* RC_TOO_LARGE when a bar does not fit the digits of the node. */
enum rc score_waterfall(const struct score_result *r, int node, int unit, struct arena *a,
                        const struct score_waterfall **ret, struct err *err) MUST_CHECK;

/* The states in words: "score.state.absent" … */
const char *score_state_text(enum score_state s);
/* The same for machines: "present", "absent", "not_applicable", "not_scorable", "per_period". */
const char *score_state_word(enum score_state s);

#endif
