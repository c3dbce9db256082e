/* What the pages about a ranking share (试算, 名次稳不稳, 对比, 要核对): which result and class they are
 * about, the way from one to the other, and a class before and after. Nothing of it is stored.
 *
 * Who sees: the ranking is open to all staff, the scores of a unit's indicators are not (view_unit_score). So
 * a person who may not open every unit is answered from what the ranking shows: values of the own unit,
 * shares of the parts of the total; and reads details of the own unit alone. */
#ifndef WEB_ANALYSIS_PAGE_H
#define WEB_ANALYSIS_PAGE_H

#include "score/compare.h"
#include "web/score_page.h"

struct analysis {
    struct score_page p;
    int class_index;
    bool sees_all;   /* may open the scores of every unit */
    struct arena *a; /* for the analysis itself: it may need as much as a request again */
};
/* ?scheme=&version=&period=&class= as on the ranking. Release with analysis_release (CLEANUP). */
enum rc analysis_open(struct door *d, struct analysis *ret, struct err *err) MUST_CHECK;
void analysis_release(struct analysis *q);

enum analysis_kind { ANALYSIS_TRY, ANALYSIS_FIRM, ANALYSIS_COMPARE, ANALYSIS_CHECK };
/* The frame, the head with its links, and the words above. */
void analysis_frame(struct door *d, const struct analysis *q, enum analysis_kind kind,
                    struct shell_view *shell, struct analysis_head_view *ret);
/* The links between the ranking and these pages; `here` is one of the kinds, or -1 on the ranking. */
const struct tab *analysis_kinds(struct door *d, const struct score_page *p, int class_index, int here,
                                 size_t *ret_n);
/* "?scheme=…&version=…&period=…", without the class. */
struct str analysis_query(struct door *d, const struct score_page *p);

bool analysis_may_open(const struct door *d, const struct analysis *q, int unit);
/* May this person ask about the node: all, or the parts of the total. */
bool analysis_may_ask(const struct analysis *q, int node);

/* The units of the class, in the order of the second result. `of` may be NULL; otherwise what each change
 * brings stands beside each unit. */
struct moves_view analysis_moves(struct door *d, const struct analysis *q, const struct score_moves *m,
                                 const struct score_comparison *of);

#endif
