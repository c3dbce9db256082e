/* Formulas of computed measures: `unsatisfied / hotline_ontime * 100`. The words are those of FEEL, the
 * decision language of DMN, as far as they go: numbers, ids of measures, + - * / ( ), < <= > >= = !=, and,
 * or, not(x), if … then … else …, null, min(…), max(…), abs(x), floor(x); and of ours factor (the unit's
 * 难度系数), last_year(x), over ballots vote_count(poll[, group]), vote_share(poll, level[, group]),
 * vote_mean(poll[, group]), over events event_count(log[, item]), event_points(log[, item]), where a name
 * that is no word stands in "…", and over the class class_min, class_max, class_sum, class_mean, class_count,
 * class_rank(x). × ÷ ≥ ≤ and full-width signs are taken too, and 5% is 0.05.
 *
 * Unlike FEEL, a condition without a value gives no value, so that what was not reported cannot count as
 * not reached; `x = null` asks for it. */
#ifndef SCORE_FORMULA_H
#define SCORE_FORMULA_H

#include "doc/doc.h"
#include "score/scheme.h"

enum formula_op {
    F_NUMBER,
    F_NULL,
    F_MEASURE,
    F_FACTOR,
    F_NEG,
    F_NOT,
    F_ABS,
    F_FLOOR,
    F_LAST_YEAR,
    F_IS_NULL,
    F_ADD,
    F_SUB,
    F_MUL,
    F_DIV,
    F_MIN,
    F_MAX,
    F_LT,
    F_LE,
    F_GT,
    F_GE,
    F_EQ,
    F_NE,
    F_AND,
    F_OR,
    F_IF,
    F_VOTE_COUNT,
    F_VOTE_SHARE,
    F_VOTE_MEAN,
    F_EVENT_COUNT,
    F_EVENT_POINTS,
    F_CLASS_MIN,
    F_CLASS_MAX,
    F_CLASS_SUM,
    F_CLASS_MEAN,
    F_CLASS_COUNT,
    F_CLASS_RANK,
};
struct formula {
    enum formula_op op;
    struct dec number;
    int measure;
    int group, level; /* F_VOTE_…: −1: all groups */
    struct str item;  /* F_EVENT_…: id or name; n = 0: all items */
    const struct formula *kid[3];
};

#define FORMULA_OPS_MAX 400  /* bounds the depth of the tree too */
#define FORMULA_CHAIN_MAX 24 /* computed measures that stand on computed measures */
#define FORMULA_YEARS_MAX 5  /* last_year(last_year(…)) */

/* Names are those of the measures. Faults go to `p` at the place of `at`; *ret stays untouched then.
 * RC_OK also when there were faults; RC_NO_MEMORY. */
enum rc formula_read(struct arena *a, const struct doc *at, const struct measure *measures,
                     int measures_count, struct problems *p, const struct formula **ret,
                     struct err *err) MUST_CHECK;
/* A word of the language, which no measure may have as its id. */
bool formula_is_word(struct str name);
/* Begins with a letter, _ or a character beyond ASCII, goes on with these and digits. */
bool formula_is_name(struct str name);

#endif
