/* Results: scheme version × values → scores. Never stored before they are frozen: computed when first asked
 * for and kept in memory, shared by all readers, until a later import or version changes what they rest on.
 * Measures with a fact are counted (domain/fact_count.h), up to today: they rest on the facts, on calendars
 * when one of them is an interval, and on the day when one still runs. Measures with a source are fed with
 * the newest results of the other scheme (score/feed.h); what that scheme rests on, they rest on, too.
 * Schemes that take each other's results in a circle have none: RC_INVALID "score.feed_circle" names the
 * chain.
 */
#ifndef DOMAIN_RESULTS_H
#define DOMAIN_RESULTS_H

#include "domain/fact_count.h"
#include "domain/scheme_book.h"
#include "domain/value_table.h"
#include "kernel/kernel.h"
#include "score/result.h"

/* One scheme version with all its values and the windows (months, quarters …) computed so far. Immutable
 * but for the windows, which are added under a lock. */
struct results;

/* Who wrote a value, and when. */
struct value_origin {
    int64_t import_id, at_ms;
    struct str by_label;
};

struct results_book;
/* The world says which day today is; it must outlive the book. */
struct results_book *results_book_new(int64_t tenant_id, const struct world *world);
void results_book_free(struct results_book *book);

/* The current results of a scheme version (0: newest) as the transaction of `db` sees it. Give back with
 * results_unref. RC_NOT_FOUND when there is no such scheme. */
enum rc results_get(struct results_book *book, struct db *db, struct str scheme_code, int64_t version,
                    struct results **ret, struct err *err) MUST_CHECK;
void results_unref(struct results **r); /* for CLEANUP */

const struct scheme_open *results_scheme(const struct results *r);
const struct values *results_values(const struct results *r);
/* Windows of the scheme in which anything was reported, oldest first. */
size_t results_windows(const struct results *r);
struct window results_window(const struct results *r, size_t i);
/* The last month for which a number was reported, as in struct window; 0 before the first. Where nothing is
 * reported and all is counted: this month. */
int results_last_month(const struct results *r);
/* The facts behind a value of a measure that is counted. */
const struct fact_counts *results_facts(const struct results *r);
/* What the facts of this scheme, and of those whose results it takes, rest on. */
const struct fact_state *results_fact_states(const struct results *r, size_t *ret_n);
/* Computed at first use. */
enum rc results_compute(struct results *r, size_t window, const struct score_result **ret,
                        struct err *err) MUST_CHECK;
/* Where a value came from: `month` is the first of its period, `n` its place among the rows of a repeatable
 * measure (0 for a number). False when there is none. */
bool results_origin(const struct results *r, int unit, int measure, int month, int64_t n,
                    struct value_origin *ret);

#endif
