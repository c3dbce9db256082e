/* What the pages of results share: which scheme and which window the address asks for, and how addresses and
 * numbers of them are written. */
#ifndef WEB_SCORE_PAGE_H
#define WEB_SCORE_PAGE_H

#include "web/page.h"

struct score_page {
    struct results *results;
    const struct scheme_open *open;
    const struct scheme *scheme;
    size_t window;                   /* index; results_windows() when nothing was reported yet */
    const struct score_result *now;  /* NULL when nothing was reported yet */
    const struct score_result *last; /* the window before; NULL: none */
    struct str query;                /* "?scheme=…&period=…", for links */
    struct scheme_records schemes;
};
/* ?scheme=CODE&version=N&period=2026Q3; what is left out: the newest year, version and window with values.
 * Release with score_page_release (CLEANUP). RC_NOT_FOUND when there is no scheme at all. */
enum rc score_page_open(struct door *d, struct score_page *ret, struct err *err) MUST_CHECK;
void score_page_release(struct score_page *p);

/* Links to the windows, of the page at `path`. */
const struct tab *score_page_periods(struct door *d, const struct score_page *p, struct str path,
                                     size_t *ret_n);
/* The window in words; of one that is not over yet, the last month that has values: 2026 年四季度（至 10
 * 月）. */
struct str score_page_period(struct door *d, const struct score_page *p);
struct str score_page_link(struct door *d, const struct score_page *p, int unit);
/* ?class=, or one's own class, or the first. RC_NOT_FOUND "score.no_such_class". */
enum rc score_page_class(const struct door *d, const struct score_page *p, int *ret,
                         struct err *err) MUST_CHECK;
/* Unit of the scheme that is this organ, or RC_NOT_FOUND "score.organ_not_in_scheme". */
enum rc score_page_unit(struct door *d, const struct score_page *p, int64_t organ_id, int *ret,
                        struct err *err) MUST_CHECK;

/* All scores of one page in one scale, for lengths. */
#define SCORE_SCALE_DIGITS 6
int64_t score_scaled(int64_t v, int digits);
struct str score_dec(struct arena *a, struct dec v);
struct str score_unit_name(const struct score_page *p, int unit);

#endif
