/* A paper as it was read, as lines of text that a person can check against the paper. */
#ifndef PAPER_SHOWN_H
#define PAPER_SHOWN_H

#include "base/buf.h"
#include "paper/instruction.h"
#include "paper/minutes.h"

extern const struct paper_city SHOWN_CITY; /* 云澜市, its day 2025-03-06, without a calendar */

void shown_minutes(struct buf *out, struct str text, const struct minutes *m);
void shown_decisions(struct buf *out, struct str text, const struct decisions *d);

#endif
