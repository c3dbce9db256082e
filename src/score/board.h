/* A board: the results of one scheme for a row of windows (the months of a year, say), computed at once and
 * kept right while values change.
 *
 *     rc = board_open(scheme, values, &(struct board_wish){.first = {2026 * 12, 1}, .windows = 12}, &b, err);
 *     const struct score_result *october = board_result(b, 9);
 *     rc = board_set(b, measure, unit, month, scaled, err);     // October is right again
 *
 * The digits are those of the exact engine (score/exact.h), always: a node whose numbers are proven to fit is
 * reckoned in integers, many units at once; every other one by the exact engine, class by class. So neither
 * the number of threads, nor the width of the vectors, nor the order of changes can move a digit.
 *
 * A node that is the mean of its periods shares them: a month is scored once, however many cumulative windows
 * count it. */
#ifndef SCORE_BOARD_H
#define SCORE_BOARD_H

#include "score/result.h"

struct board;

struct board_wish {
    struct window first; /* a window of the scheme */
    int windows;         /* that one and those that follow it, ≥ 1 */
    int threads;         /* 0: one */
    bool is_plain;       /* C alone, no vector instructions: for tests */
    bool is_exact;       /* the exact engine for every node: for tests */
};

/* Scheme and values must outlive the board; the values are changed through it alone from now on. Errors as
 * score_compute. */
enum rc board_open(const struct scheme *s, struct values *v, const struct board_wish *wish,
                   struct board **ret, struct err *err) MUST_CHECK;
void board_freep(struct board **b);

/* window: 0 … windows − 1. Changes with the board; lives as long as it. */
const struct score_result *board_result(const struct board *b, int window);

/* All of it again, on the memory that is there. */
enum rc board_compute(struct board *b, struct err *err) MUST_CHECK;

/* Below: what RC_INVALID refuses has changed nothing. After any other error (as score_compute) the board is
 * good for board_freep alone. */

/* values_set, then everything that depends on it. */
enum rc board_set(struct board *b, int measure, int unit, int month, int64_t scaled,
                  struct err *err) MUST_CHECK;
/* What was reported for that month was changed (a vote, an event): everything that depends on it. */
enum rc board_touch(struct board *b, int measure, int unit, int month, struct err *err) MUST_CHECK;
/* Another scheme of the same shape (the same measures, units, classes and nodes, in the same order), with
 * other weights, points, parameters or methods: what differs is scored again, and what stands above it. */
enum rc board_rescheme(struct board *b, const struct scheme *s, struct err *err) MUST_CHECK;

/* How many (leaf, class) pairs go by integers, by expressions over columns and by the exact engine: for
 * figures and for tests. */
struct board_figures {
    int fast, rules, exact;
    size_t bytes; /* of the board, without the values */
};
struct board_figures board_figures(const struct board *b);

#endif
