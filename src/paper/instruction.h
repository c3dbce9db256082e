/* 领导批示: “请市住建局牵头，自规局配合，3月底前拿出方案。” The same sentences as in minutes, without a head.
 */
#ifndef PAPER_INSTRUCTION_H
#define PAPER_INSTRUCTION_H

#include "base/err.h"
#include "paper/decision.h"

/* Days are counted from city->day, the day of the instruction. The rest as minutes_read. */
enum rc instruction_read(struct arena *a, struct str text, const struct paper_city *city,
                         struct decisions *ret, struct problems *problems) MUST_CHECK;

#endif
