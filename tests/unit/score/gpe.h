/* GPE-1, size S, made from its text (fixtures/gpe1/README.md): 57 units in classes of 20, 120 leaves, 12
 * months. */
#ifndef UNIT_SCORE_GPE_H
#define UNIT_SCORE_GPE_H

#include "kit.h"

enum { GPE_UNITS = 57, GPE_LEAVES = 120, GPE_MONTHS = 12, GPE_FIRST = 2024 * 12 };

uint64_t gpe_draw(uint64_t stream, uint64_t p, uint64_t k, uint64_t u);
/* Scheme and values. is_ytd: the mean of the months to date. */
void gpe_open(struct kit *k, const char *place, const char *mode, int digits, bool is_ytd);
const struct score_result *gpe_month(struct kit *k, int p);

#endif
