/* Results of one scheme as values of another: a measure with a `source` (scheme.h) is fed, never reported.
 *
 *     rc = score_feed(values, measure, result, err);               // one measure, one finished result
 *     rc = score_feed_all(values, &(struct feed_from){find, ctx}, err);   // all measures of the scheme
 *
 * A result goes to the period of its own window, so the windows of the other scheme are the periods of the
 * measure, and several of them within one window are aggregated as reported numbers are. Units are found by
 * id or name; what the other scheme does not have, or did not score, is missing. What is fed are published
 * digits; a percentage of the full marks is exact.
 *
 * Feeding again replaces what was fed before. */
#ifndef SCORE_FEED_H
#define SCORE_FEED_H

#include "score/result.h"

/* RC_OK also when the result is of another window than the one the measure asks for: then nothing is fed.
 * RC_INVALID "score.feed_…": the result's window is no period of the measure, the other scheme has no such
 * node, or gives a grade that is no level of the measure; RC_NO_MEMORY. */
enum rc score_feed(struct values *v, int measure, const struct score_result *r, struct err *err) MUST_CHECK;

/* Who has the results of other schemes. `find` hands out those of m->source, all windows there are. */
struct feed_from {
    enum rc (*find)(void *ctx, const struct measure *m, const struct score_result *const **ret, size_t *ret_n,
                    struct err *err);
    void *ctx;
};
enum rc score_feed_all(struct values *v, const struct feed_from *from, struct err *err) MUST_CHECK;

/* The schemes that are being worked out, the innermost first: what a finder that works out one scheme for
 * another keeps, so that none comes to wait for itself. */
struct feed_chain {
    struct str scheme, version;
    const struct feed_chain *up; /* NULL: the first */
};
#define FEED_CHAIN_MAX 16
/* RC_INVALID when `next` stands above itself ("score.feed_circle", with the whole chain: A → B → A), or after
 * FEED_CHAIN_MAX of them ("score.feed_too_deep"). */
enum rc feed_chain_check(const struct feed_chain *next, struct err *err) MUST_CHECK;

#endif
