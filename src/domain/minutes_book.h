/* Minutes taken in: the meeting becomes a record of the procedure minutes, each of its decisions one of the
 * procedure meeting_decision that is linked to it, all in one act with one entry; or nothing does. From then
 * on their clocks run (DM-05: two days), and the sheets are issued decision by decision. */
#ifndef DOMAIN_MINUTES_BOOK_H
#define DOMAIN_MINUTES_BOOK_H

#include "domain/record.h"

#define MINUTES_PROCEDURE STR("minutes")
#define DECISION_PROCEDURE STR("meeting_decision")
#define MINUTES_ACT STR("record") /* of both: what was held, and what was decided */
#define MINUTES_DECISIONS_MAX 80  /* in one act */

struct minutes_line { /* one decision: what its form asks for, but for the meeting */
    const struct record_input *value;
    size_t values;
};

/* act_minutes_take: the answer is the number of the record of the meeting. RC_INVALID "minutes.no_lines",
 * "minutes.too_many_lines"; what record_open says of one of the records: then *ret_line is the line that it
 * is about, `lines` for the meeting itself. */
struct minutes_take {
    struct procedure_book *book;
    const struct record_input *value; /* of the meeting */
    size_t values;
    const struct minutes_line *line;
    size_t lines;
    size_t *ret_line;
    struct problems *problems; /* may be NULL */
};

#endif
