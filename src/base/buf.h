/* A growing byte buffer with its own memory (malloc): what is written piece by piece, such as a page, a
 * file or a canonical body. A failed growth is sticky: the buffer stays as it was, `failed` is true, and
 * later writes do nothing; the caller looks once, at the end. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/str.h"

struct buf {
    char *p;
    size_t n, cap;
    size_t limit_bytes; /* 0: none */
    bool failed;
};

void buf_put(struct buf *b, struct str s);
void buf_putc(struct buf *b, char c);
void buf_put_i64(struct buf *b, int64_t v);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static inline struct str buf_str(const struct buf *b) { return (struct str){b->p ? b->p : "", b->n}; }
static inline void buf_clear(struct buf *b)
{
    b->n = 0;
    b->failed = false;
}
void buf_release(struct buf *b); /* frees and zeroes; for CLEANUP too */

#endif
