/* 再得 1 分的三件事: what a unit can still do for its total. The leaves come by what they could still bring;
 * each is turned into a deed: the value that a reported number must become for one point more of the total
 * (where the score comes in steps, for the next step), one event less or more, something that was not
 * reported. What a deed brings is not worked out by a formula: the value is changed in a copy and the class
 * is scored again. A deed stands once, under the leaf with the most room of those that it helps. */
#ifndef SCORE_GAIN_H
#define SCORE_GAIN_H

#include "score/result.h"

enum gain_kind {
    GAIN_VALUE,  /* the number becomes `to` */
    GAIN_REPORT, /* nothing was reported: `to` would bring so much; VALUE_MISSING: without it there is no
                    score */
    GAIN_LESS,   /* one event less of `item` */
    GAIN_MORE,   /* one event more of `item` */
    GAIN_OPEN,   /* there is room, but no one number that would bring it: votes, levels */
    GAIN__COUNT
};

struct gain {
    enum gain_kind kind;
    int node;         /* the leaf */
    int measure;      /* what changes */
    int month;        /* a month of the period in which it changes: the last one of the window */
    int64_t from, to; /* scaled by the decimals of the measure; VALUE_MISSING: none */
    struct str item;  /* events: the id of the item */
    bool has_room;
    int64_t room; /* what the leaf could still bring to the total if it had full marks; digits of the total */
    int64_t points; /* what the deed brings; 0 for GAIN_OPEN and where there is no total yet */
    int rank;       /* of the unit after the deed; 0: none */
};

struct gain_wish {
    int unit;
    int64_t goal; /* so much more of the total, in its digits; 0: one point */
    int most;     /* at most so many; 0: three */
};

struct gains {
    const struct gain *gain; /* the leaf with the most room first */
    int n;
};

/* RC_NOT_FOUND for a unit that is none; errors as score_compute. */
enum rc score_gains(const struct score_result *r, const struct gain_wish *wish, struct arena *a,
                    const struct gains **ret, struct err *err) MUST_CHECK;

#endif
