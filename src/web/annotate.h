/* A person's own file, given back with what is wrong marked in it: the same sheets, rows and columns behind a
 * first column 错误说明, red where something must be mended, orange where something should be looked into,
 * each with its sentence as a comment. What was mended on the page stands in it already. It can be handed in
 * again as it is: readers pass the column over. */
#ifndef WEB_ANNOTATE_H
#define WEB_ANNOTATE_H

#include "domain/intake.h"
#include "web/page.h"

/* A workbook into `out`. RC_TOO_LARGE "intake_check.too_large" when the empty rows between the filled ones
 * are too many to be written. */
enum rc annotate(struct door *d, const struct intake *in, struct buf *out, struct err *err) MUST_CHECK;

#endif
