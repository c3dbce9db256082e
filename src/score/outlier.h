/* Numbers worth a second look (要核对, which does not say that they are wrong): far from the middle of the
 * class, or far from the unit's own past. The middle is the median and the distance is counted in median
 * absolute deviations, so that the odd ones do not hide themselves; everything in whole numbers.
 *
 * A number x is marked when 1000·|x − median| > k·1483·MAD (1.483·MAD is what a standard deviation would be).
 * Where more than half of the numbers are equal MAD is 0; then the mean absolute deviation stands for it:
 * 1000·|x − median| > k·1253·mean. Fewer than OUTLIER_LEAST numbers say nothing, and nor do equal ones. */
#ifndef SCORE_OUTLIER_H
#define SCORE_OUTLIER_H

#include "score/values.h"

#define OUTLIER_LEAST 8

enum outlier_by { OUTLIER_CLASS, OUTLIER_HISTORY };
struct outlier {
    enum outlier_by by;
    int unit, measure;
    int month;            /* the first of the period */
    int64_t value;        /* scaled by the decimals of the measure */
    int64_t twice_median; /* the same, doubled: the middle of an even count may lie between two */
    int64_t low, high;    /* what would not be marked, both included */
    int n;                /* numbers that were looked at; of the past: without this one */
};
struct outliers {
    const struct outlier *item; /* by measure, unit, month; of the class first */
    int n;
    struct dec k;
};

/* Numbers reported for periods of the window, beside those of the class in the same period and beside the
 * unit's own in earlier periods. A measure that is a running total of the year has no past to be held
 * against. k: 3.5 when its digits are < 0; RC_INVALID when it is not above 0 and at most 1000. RC_TOO_LARGE
 * when a difference does not fit; RC_NO_MEMORY. */
enum rc score_outliers(const struct scheme *s, const struct values *v, struct window w, struct dec k,
                       struct arena *a, const struct outliers **ret, struct err *err) MUST_CHECK;

#endif
