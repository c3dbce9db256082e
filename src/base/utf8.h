/* UTF-8 as RFC 3629 has it: no surrogates, no overlong forms, nothing above U+10FFFF. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/str.h"

/* Valid and without NUL: what may enter the program. *ret_bad is the byte offset of the first fault. */
bool utf8_is_clean(struct str s, size_t *ret_bad);
/* Decodes the code point at s.p[*at] and moves *at past it; U+FFFD and one byte on for a fault. */
uint32_t utf8_next(struct str s, size_t *at);
/* Writes 1 to 4 bytes to out[4]; returns how many. */
size_t utf8_encode(uint32_t cp, char out[4]);
/* Number of code points. */
size_t utf8_count(struct str s);
/* One line that shows what it is, as a name must: no control characters or line ends, nothing invisible or
 * of no width, nothing that turns the direction of writing (UTS #39 and UAX #9 name the dangers). */
bool utf8_is_plain_line(struct str s);
/* The longest start of s that has at most n bytes and ends at a code point. */
struct str utf8_cut(struct str s, size_t n);

#endif
