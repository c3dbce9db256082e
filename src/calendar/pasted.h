/* Text that was pasted from a web page or a document, as a row of signs: without spaces, invisible signs and
 * the remains of HTML; full-width digits and punctuation as their plain forms, every dash as one; and each
 * sign knows where it stood, so that a problem can point there. Inside this room only. */
#ifndef CALENDAR_PASTED_H
#define CALENDAR_PASTED_H

#include "base/arena.h"

#define PASTED_DASH 0x2014

struct sign {
    uint32_t cp;      /* as it is compared; '\n' where a line ends */
    uint32_t was;     /* as it was written, to be quoted */
    int line, column; /* 1-based; the column counts code points */
};

struct signs {
    const struct sign *sign;
    size_t n;
};

/* NULL in `sign` when the arena is full. `line` is the number of the first line. */
struct signs pasted_read(struct arena *a, struct str text, int line);
static inline struct signs signs_sub(struct signs s, size_t from, size_t to)
{
    return (struct signs){s.sign + from, to - from};
}
/* As written, line ends left out; the byte after it is 0. */
struct str signs_text(struct arena *a, struct signs s);
/* How many signs of s from `at` on are exactly `word` (UTF-8, in plain forms); 0: it does not stand there. */
size_t signs_word(struct signs s, size_t at, const char *word);
/* Where `word` first stands at or after `from`; s.n when it does not. */
size_t signs_find(struct signs s, size_t from, const char *word);

#endif
