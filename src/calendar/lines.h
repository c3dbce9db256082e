/* Lines of the own form: a word, white space, the rest; '#' at the beginning or after white space begins a
 * remark. Where a value itself needs such a '#', a backslash stands before it; of several one is taken away.
 * Inside this room only. */
#ifndef CALENDAR_LINES_H
#define CALENDAR_LINES_H

#include "base/problem.h"
#include "calendar/notice.h"

struct line {
    int number; /* 1-based */
    struct str whole;
    struct str word, rest; /* without the remark; backslashes are still there */
};

struct lines {
    struct str left;
    int number; /* of the line last given */
};

/* The next line that says something; false at the end. CR, BOM and the ideographic space count as white
 * space. */
bool lines_next(struct lines *l, struct line *ret);
/* The column, in code points, at which a part of the line begins. */
int line_column(const struct line *l, struct str part);
/* Takes the first piece without white space off *rest; false when nothing is left. */
bool line_piece(struct str *rest, struct str *ret);
struct str line_trim(struct str s);
/* A value as it was meant, and as it must be written. */
struct str line_value(struct arena *a, struct str s);
void line_put_value(struct buf *out, struct str s);

/* The word of a list that was probably meant, no further away than two slips; n = 0: none is near. */
struct str word_near(struct str word, const struct str *list, size_t n);

/* Lines that are not about notices: true when it took the line. Called for the words of a week; `scope` goes
 * to the notice when one is open. */
typedef bool line_taker(void *to, const struct line *l);
/* The own form; RC_INVALID with problems. `taker` may be NULL: then such words are unknown. */
enum rc notices_own_read(struct arena *a, struct str bytes, const struct notice_wish *wish, line_taker *taker,
                         void *to, struct notices *ret, struct problems *problems) MUST_CHECK;

#endif
