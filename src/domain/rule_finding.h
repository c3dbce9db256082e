/* What the check of a decision table found, as a sentence: for the page and the command alike. */
#ifndef DOMAIN_RULE_FINDING_H
#define DOMAIN_RULE_FINDING_H

#include "base/lang.h"
#include "feel/rules.h"

/* “1、3”: numbers of rows. */
struct str rule_rows_text(struct arena *a, enum lang lang, const int *row, size_t n);
/* “没有一条管到：完成率 [75..80)。” A finding whose places found no memory (where is NULL) says “everywhere”.
 */
struct str rule_finding_text(struct arena *a, enum lang lang, const struct rules *r,
                             const struct rules_finding *f);

#endif
