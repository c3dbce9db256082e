/* The results of a row of months. */
#ifndef GPE1_SEAM_H
#define GPE1_SEAM_H

#include "score/result.h"

struct seam;

struct seam *seam_open(const struct scheme *s, const struct values *v, int first, int months);
void seam_close(struct seam *s);
void seam_compute(struct seam *s);
const struct score_result *seam_result(const struct seam *s, int month);

#endif
