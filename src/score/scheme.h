/* A scheme: the rules of one evaluation, as an office writes them (docs/scheme.md is the manual of the
 * format; spec: rules.md §1, scoring.md "Scheme"). The text is YAML, or JSON, which YAML contains.
 *
 * scheme_read makes a typed tree whose references are indices: measures, units, nodes and grades are
 * arrays, and an index is how all other calls of this room name one. Node 0 is the root; a node stands
 * before its children; the units of a class are contiguous. Everything lives in the arena that was given
 * and never changes afterwards, so a scheme may be shared by threads.
 *
 * Numbers of a scheme are decimals as written, without floats (struct dec). */
#ifndef SCORE_SCHEME_H
#define SCORE_SCHEME_H

#include "base/arena.h"
#include "base/err.h"
#include "base/problem.h"

/* 12.50 is {1250, 2}. */
struct dec {
    int64_t units;
    int digits;
};

/* Months since year 0: 2026-10 is 2026 * 12 + 9. A window is what one evaluation covers. */
struct window {
    int first;  /* month */
    int months; /* 1, 3, 6 or 12; other lengths only for cumulative windows */
};

enum period { PERIOD_MONTH, PERIOD_QUARTER, PERIOD_HALF, PERIOD_YEAR, PERIOD__COUNT };
enum rounding_mode { ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN, ROUND__COUNT };
enum rounding_place { PLACE_DISPLAYED, PLACE_ONCE, PLACE__COUNT };
enum direction { BETTER_HIGHER, BETTER_LOWER, BETTER__COUNT };
enum comparison { COMPARE_AT_LEAST, COMPARE_ABOVE, COMPARE_AT_MOST, COMPARE_BELOW, COMPARE__COUNT };
enum tie_rule { TIES_1224, TIES_1223, TIES__COUNT };

/* ------------------------------------------------------------------------------------- measures */

enum measure_kind {
    MEASURE_NUMBER,
    MEASURE_BALLOTS, /* many votes a unit and period, in groups: numbers, or counts of levels */
    MEASURE_EVENTS,  /* many rows a unit and period: item, count, points, matter, basis */
    MEASURE_LEVEL,   /* one of its levels a unit and period; read as a number, it is the level's points */
    MEASURE_KIND__COUNT
};
enum aggregate {
    AGGREGATE_SUM,
    AGGREGATE_MEAN,
    AGGREGATE_LAST,
    AGGREGATE_MAX,
    AGGREGATE_MIN,
    AGGREGATE__COUNT
};

/* A parameter of a method: a number, a number for each unit, or a measure. */
enum operand_kind { OPERAND_NONE, OPERAND_NUMBER, OPERAND_BY_UNIT, OPERAND_MEASURE };
struct operand {
    enum operand_kind kind;
    struct dec number;
    const struct dec *by_unit; /* [units]; digits < 0: this unit has none */
    int measure;
};

struct formula; /* score/formula.h */
struct rule;    /* score/rule.h: a FEEL expression or a decision table, with the names of the scheme */

/* What a ballot, or a measure of kind level, may say. */
struct vote_level {
    struct str id, name;
    struct dec points;
    bool is_excluded; /* "don't know", abstention: in no denominator; as a level of a unit: no value */
};

/* Over which months a measure is aggregated, seen from the window that is evaluated. */
enum measure_over {
    OVER_WINDOW,
    OVER_YEAR_TO_DATE, /* from January to the end of the window */
    OVER_YEAR,         /* the whole year in which the window ends */
    OVER_MONTHS,       /* the last so many up to the end of the window */
    OVER__COUNT
};

/* A measure that is the result of another scheme (score/feed.h puts it in; nobody reports it). */
enum source_gives {
    GIVES_SCORE,
    GIVES_PERCENT, /* of the full marks, exactly */
    GIVES_RANK,    /* these three are of the total alone */
    GIVES_RANKED,
    GIVES_GRADE, /* of a measure of kind level: the level of that name */
    GIVES__COUNT
};
struct source {
    struct str scheme;
    struct str version; /* n = 0: the newest */
    struct str node;    /* n = 0: the total */
    enum source_gives gives;
    struct window fixed; /* months > 0: always the result for this window; otherwise those for the periods
                            `per` of the measure */
    int line;
};

#define FACT_NAME_BYTES_MAX 64 /* of a measure of facts */
#define MEASURE_YEARS_MAX 10   /* that a measure may look back over */

enum evidence { EVIDENCE_UNSAID, EVIDENCE_OPTIONAL, EVIDENCE_REQUIRED, EVIDENCE__COUNT };

/* One column of a table of values. `formula` and `fixed` measures are computed here and never set; those with
 * a `source` or a `fact` are fed. */
struct measure {
    struct str id, name, unit_name; /* name and id may stand at the head of a column */
    struct str column;              /* a third head under which the column may come; n = 0: none */
    enum measure_kind kind;
    enum aggregate aggregate;
    enum period per;
    int decimals;     /* values are integers scaled by 10^decimals; a formula is rounded to them, -1: exact */
    bool rounds_more; /* a reported number with more decimals is rounded half up to them, not refused */
    bool skips_gaps;  /* a period without a value is left out; otherwise the window has no value */
    bool has_default; /* nothing at all was reported in the window: this number, not no value */
    struct dec by_default;
    enum measure_over over;
    int over_months;             /* OVER_MONTHS */
    const struct source *source; /* NULL: not of another scheme */
    struct str fact;         /* the facts that are counted (score/tally.h), a month a number; n = 0: none */
    struct str score_of;     /* id of the node of this scheme whose published score it is; n = 0: not */
    int of_node;             /* that node; −1 */
    struct str formula_text; /* as written; n = 0: reported */
    const struct formula *formula;
    struct operand fixed;
    const struct str *groups; /* ballots: ids of the groups, in order */
    int groups_count;
    const struct vote_level *levels;
    int levels_count; /* ballots: 0: votes are numbers */
    /* What does not count for a score, only for taking values in. */
    struct str reported_by; /* the unit that reports it for all units; n = 0: each unit for itself */
    struct str verified_by; /* who checks what is reported */
    struct str source_note; /* from which register, system or document it is taken */
    enum evidence evidence; /* is a document wanted beside the number? */
    struct str definition;  /* 口径, for whoever fills it in */
    bool is_cumulative;     /* 本年累计: does not decrease within a year */
    const int *parts;       /* measures whose sum it is */
    int parts_count;
    int line;
};

/* ------------------------------------------------------------------------------- classes, units */

struct unit {
    struct str id, name; /* either may stand in a table; id defaults to the name */
    int class_index;
    struct dec factor;     /* 难度系数, 1 by default; read as `factor` in formulas and operands */
    struct str belongs_to; /* of a person: the unit whose results of other schemes are his too; n = 0: none */
    bool is_ranked;        /* false: scored, but neither ranked nor graded (单列) */
};
struct unit_class {
    struct str id, name;
    int first_unit, units_count;
};

/* ----------------------------------------------------------------------------------------- tree */

enum method {
    METHOD_NONE, /* an inner node */
    METHOD_DIRECT,
    METHOD_RATIO,
    METHOD_CONTROL,
    METHOD_INVERSE,
    METHOD_BANDS,
    METHOD_ATTAINED,
    METHOD_EFFICACY,
    METHOD_RANK_STEP,
    METHOD_RANK_LINEAR,
    METHOD_RATIO_TO_BEST,
    METHOD_GROWTH,
    METHOD_INCREMENT_GROWTH,
    METHOD_DEDUCT,
    METHOD_GAP_DEDUCT,
    METHOD_ADD,
    METHOD_PLUS_MINUS,
    METHOD_VETO,
    METHOD_VOTES,
    METHOD_FEEL,        /* an expression gives the points */
    METHOD_TABLE,       /* a decision table gives them */
    METHOD_LINEAR,      /* so many points for each so much above or below a target */
    METHOD_RANK_POINTS, /* a list of points for the first places, and one for the last */
    METHOD__COUNT
};
enum missing_rule {
    MISSING_NOT_SCORABLE,
    MISSING_ZERO,
    MISSING_REWEIGHT,
    MISSING_CLASS_MEAN,
    MISSING__COUNT
};
enum node_role {
    ROLE_PART,  /* counts with its points or weight */
    ROLE_EXTRA, /* plus or minus: added to the parent beside its parts */
    ROLE_ASIDE, /* computed and shown, not counted; ranking.broken_by may name it */
    ROLE__COUNT
};
/* MAX, MIN, PRODUCT: of the children that are there, each as the share score ÷ full of its own full marks;
 * times the full marks of the node. */
enum combine { COMBINE_SUM, COMBINE_MEAN, COMBINE_MAX, COMBINE_MIN, COMBINE_PRODUCT, COMBINE__COUNT };
/* In points, or as a percentage of the full marks of the node. */
struct limit {
    bool is_set, is_percent;
    struct dec value;
};
enum veto_effect {
    VETO_ZERO,
    VETO_CAP_GRADE,
    VETO_SET_GRADE,
    VETO_EXCLUDE,
    VETO_LOWER_GRADE, /* by one, once for each veto that strikes */
    VETO_RAISE_GRADE,
    VETO_LAST, /* ranked behind all others */
    VETO__COUNT
};

struct band {
    enum comparison compare;
    struct operand limit;
    struct dec score;
    bool is_percent; /* the score is per cent of the full marks */
};
struct event_category {
    struct str id, name;
    struct limit cap, floor; /* of the sum of its items */
};
struct event_item {
    struct str id, name;
    struct dec points; /* for one event, signed for plus_minus; unused when the row brings its own */
    bool has_points;
    struct limit least, most; /* of what a row brings of its own */
    struct limit cap, floor;  /* of the sum of what its rows count */
    int times;                /* at most so many events count, in the order of the rows; 0: all */
    int category;             /* -1: none */
};

struct node {
    struct str id, name;
    int parent;            /* -1: root */
    int first_child, next; /* -1: none */
    int depth, line;
    struct str note; /* for readers, like the tags; no score hangs on them */
    const struct str *tags;
    int tags_count;
    enum node_role role;
    enum method method;   /* METHOD_NONE for inner nodes */
    enum combine combine; /* inner nodes: of the children */
    /* [classes]. Full marks of this node, in points. `is_in` is false where the class does not have it. */
    const struct dec *full;
    const bool *is_in;
    const struct dec *weight;     /* [classes], when the parent is a mean; NULL otherwise */
    const struct dec *child_full; /* [classes], COMBINE_MEAN: what the children are marked out of */
    struct dec divisor; /* COMBINE_MEAN: a fixed divisor; digits < 0: Σw of the children that are there */
    bool has_each;      /* the score is made of the scores of the periods of the window */
    enum period each;
    enum aggregate each_combine;
    const struct dec *period_weights; /* of a mean: [12 ÷ months of each], from January on; NULL: all alike */
    struct limit cap, floor;          /* of the score of the node */
    bool has_own_rounding;            /* rounded here even under PLACE_ONCE */
    int digits;
    enum rounding_mode mode;
    bool scales_score;     /* the score is multiplied by the factor, before cap and floor */
    struct operand factor; /* the factor of this node; OPERAND_NONE: that of the unit */

    /* Leaves; what a method does not use is zero. docs/scheme.md says what each means. */
    int measure;
    bool times_factor;       /* the value is multiplied by the factor first */
    const struct rule *when; /* for the units for which it holds; the others get `otherwise`. NULL: for all */
    const struct rule *rule; /* feel, table */
    const int *reads;        /* the measures that `when` and `rule` read by their ids; that `last_year` is */
    int reads_count;         /* read, baseline_is_last_year says */
    const int *scores;       /* the nodes whose scores it reads by measures (score_of): all before it */
    int scores_count;
    enum missing_rule missing, undefined; /* no value; a division by zero (never MISSING_ZERO) */
    enum direction better;
    enum tie_rule ties;
    enum comparison compare;
    struct operand target, baseline, low, high;
    bool baseline_is_last_year;
    bool has_low_high;               /* efficacy: given limits, not those of the class */
    struct dec base_percent;         /* efficacy */
    bool equal_is_base;              /* efficacy: when all are equal: the base; otherwise the full marks */
    struct limit first, last;        /* of the first and the last in rank */
    struct limit step;               /* rank_step: points or percent a place */
    struct dec at_zero, per_percent; /* growth */
    struct dec increment_percent;    /* increment_growth */
    struct limit start;              /* deduct, add: before the first event; linear: at the target */
    struct dec each_points, each_amount; /* so many points for each so many units */
    struct dec each_below;               /* linear: for each so many units below the target */
    bool whole_steps;                    /* only full amounts count */
    struct limit otherwise; /* bands, attained, rank_points: when nothing fits; and where `when` fails */
    const struct dec *first_points, *last_points; /* rank_points: the first place first, the last one first */
    int first_points_count, last_points_count;
    bool interpolate;  /* bands: straight lines between the limits */
    struct dec out_of; /* direct, votes: what is worth the full marks; digits < 0: points as they are */
    const struct band *bands;
    int bands_count;
    const struct event_item *items;
    int items_count;
    const struct event_category *categories;
    int categories_count;
    bool highest_only; /* of the rows about one matter only the largest counts */
    enum veto_effect effect;
    int effect_node, effect_grade;
    int group; /* votes: index into the groups of the measure; -1: all ballots */
    int trim_low, trim_high, trim_above, min_sample;
    struct dec trim_percent; /* votes: of each end, rounded down */
};

/* -------------------------------------------------------------------------------------- results */

enum quota_rounding { QUOTA_HALF_UP, QUOTA_DOWN, QUOTA_UP, QUOTA__COUNT };
struct grade {
    struct str id, name;
    bool has_at_least, has_quota, quota_is_count;
    struct dec at_least; /* of the total, inclusive; in the first class */
    struct dec quota;    /* per cent of the ranked units of the class, or a count; in the first class */
    /* [classes]; digits < 0: no such condition in this class. NULL when has_… is false. */
    const struct dec *at_least_of, *quota_of;
    const struct rule *when; /* a further condition; NULL: none */
};

#define SCHEME_TIE_BREAKS_MAX 8

struct scheme {
    struct str id, title, basis;
    int year;
    struct str version;
    int64_t valid_from, valid_to; /* YYYYMMDD; 0: open */
    enum period window;           /* one evaluation covers … */
    bool is_cumulative;           /* … and counts from the start of the year */
    enum rounding_place place;
    enum rounding_mode mode;
    int digits; /* of every node that does not say otherwise; those of the total: nodes[0].digits */
    const struct measure *measures;
    int measures_count;
    const struct str *ignored_columns; /* of a table of values: heads that are no measures */
    int ignored_columns_count;
    const struct unit_class *classes;
    int classes_count;
    const struct unit *units;
    int units_count;
    const struct node *nodes;
    int nodes_count;
    const uint8_t *not_applicable; /* [nodes][units]: 1: this node is not asked of this unit */
    const struct grade *grades;    /* best first */
    int grades_count;
    enum quota_rounding quota_rounding;
    bool quota_ties_all;           /* all that share the last place get the grade; otherwise none of them */
    int quota_least;               /* what a quota lets through when it comes to less */
    bool quota_refill;             /* who may not have a grade leaves the place to the next */
    const struct rule *grade_rule; /* gives the name of a grade, or null: go by the list. NULL: none */
    const int *grade_reads;        /* the measures that the rules of grades read */
    int grade_reads_count;
    const int *grade_scores; /* the nodes whose scores those measures are, or rest on */
    int grade_scores_count;
    enum tie_rule ties;
    enum direction better; /* lower: the smallest total is the first in rank; broken_by stays as it is */
    int broken_by[SCHEME_TIE_BREAKS_MAX];
    int broken_by_count;
    int years_back;     /* see scheme_years_back */
    int64_t rule_steps; /* that a rule with loops may take for a unit, in the mean of its class */
};

/* Reads and checks the whole text. What is wrong goes to `p`, with line and column, as many as there are;
 * warnings too. RC_INVALID when p->blocking is not 0, RC_TOO_LARGE beyond LIMIT_SCHEME_*, RC_NO_MEMORY.
 * `text` need not outlive the call. */
enum rc scheme_read(struct arena *a, struct str text, struct problems *p, const struct scheme **ret,
                    struct err *err) MUST_CHECK;

/* -1 when there is none. A measure is found by id, name or column, a unit by id or name. */
int scheme_measure_find(const struct scheme *s, struct str head);
int scheme_unit_find(const struct scheme *s, struct str id_or_name);
int scheme_node_find(const struct scheme *s, struct str id);
int scheme_class_find(const struct scheme *s, struct str id_or_name);
/* NULL when the leaf does not list it. */
const struct event_item *node_item_find(const struct node *n, struct str id_or_name);
/* Of the first leaf that reads the measure and lists it; NULL when none does. */
const struct event_item *scheme_item_find(const struct scheme *s, int measure, struct str id_or_name);
/* The parameters of a node that may be measures, i from 0 on: target, baseline, low, high, the limits of its
 * bands, its factor; NULL after the last. Those that it does not have are OPERAND_NONE. */
const struct operand *node_operand(const struct node *n, int i);
/* It has values of its own: neither a formula nor fixed nor a score. */
static inline bool measure_is_stored(const struct measure *m)
{
    return !m->formula && m->fixed.kind == OPERAND_NONE && m->score_of.n == 0;
}
/* The result of another scheme, or counted from facts: a fraction that is put in, never reported. */
static inline bool measure_is_fed(const struct measure *m) { return m->source || m->fact.n > 0; }
/* Reported by people: stored and not fed. */
static inline bool measure_is_input(const struct measure *m)
{
    return measure_is_stored(m) && !measure_is_fed(m);
}
/* One number a unit and period, once it is looked at as one. */
static inline bool measure_is_number(const struct measure *m)
{
    return m->kind == MEASURE_NUMBER || m->kind == MEASURE_LEVEL;
}
/* Reported numbers, aggregated over the window: nothing that only the exact engine knows. */
static inline bool measure_is_plain(const struct measure *m)
{
    return m->kind == MEASURE_NUMBER && measure_is_input(m) && m->over == OVER_WINDOW && !m->has_default;
}
/* Nothing but what method, measure and operands say: no condition, no factor on the score, no factor of its
 * own, no band in per cent, no limits of items, no maximum, minimum or product, of periods their mean or sum
 * alone, without weights. What is not plain only the exact engine knows; and what reads a measure that is not
 * plain. */
bool node_is_plain(const struct node *n);
/* The texts (keys of po/score.*.po) for what a page says of a scheme. */
const char *method_text(enum method m);           /* "score.method.ratio" … */
const char *method_formula_text(enum method m);   /* the formula in words: "score.formula.ratio" … */
const char *combine_text(enum combine c);         /* of an inner node: "score.method.sum" … */
const char *combine_formula_text(enum combine c); /* "score.formula.sum" … */

/* "2026", "2026H1", "2026Q3", "2026-10"; RC_INVALID for anything else. */
enum rc window_read(struct str text, struct window *ret, struct err *err) MUST_CHECK;
struct str window_write(struct arena *a, struct window w);
static inline int period_months(enum period p)
{
    static const int months[PERIOD__COUNT] = {
        [PERIOD_MONTH] = 1, [PERIOD_QUARTER] = 3, [PERIOD_HALF] = 6, [PERIOD_YEAR] = 12};
    return months[p];
}
/* The period of that kind which contains the month. */
static inline struct window window_of(enum period p, int month)
{
    return (struct window){month - month % period_months(p), period_months(p)};
}
/* What the scheme counts when it is evaluated for `w`: from January when it is cumulative. */
struct window scheme_window(const struct scheme *s, struct window w);
/* Is the scheme in force on any day of the window? RC_INVALID "score.window_not_valid" names both. */
enum rc scheme_check_valid(const struct scheme *s, struct window w, struct err *err) MUST_CHECK;
/* The months over which the measure is aggregated when `w` is evaluated, and all those that it may look at
 * while anything within `w` (the periods of a mean, too) is. */
struct window measure_window(const struct measure *m, struct window w);
struct window measure_reach(const struct measure *m, struct window w);
/* How many years before its own the scheme looks back at: last_year, in formulas that stand on formulas, and
 * spans longer than the window. At least 1. */
static inline int scheme_years_back(const struct scheme *s) { return s->years_back; }
/* Is what the measure has for the period seen when `counted` is evaluated: in its reach, or as the same of a
 * year that formulas may look back at? */
bool measure_counts(const struct measure *m, struct window counted, struct window period);

#endif
