/* Text as a pointer and a length. A struct str never owns its bytes: they live in an arena, in a
 * literal or in somebody's buffer, and the owner must outlive the str. It is not NUL-terminated. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define MUST_CHECK __attribute__((warn_unused_result))
#define CLEANUP(f) __attribute__((cleanup(f)))
#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

struct str {
    const char *p;
    size_t n;
};

/* Only a string literal fits: anything else is a syntax error. */
#define STR(lit) ((struct str){"" lit "", sizeof(lit) - 1})
/* The same for static tables, where a compound literal is not a constant. */
#define STR_INIT(lit)                                                                                        \
    {                                                                                                        \
        "" lit "", sizeof(lit) - 1                                                                           \
    }
/* For printf-like logging: "%.*s", STR_ARG(s). */
#define STR_ARG(s) (int)(s).n, (s).p

static inline struct str str_of(const char *p, size_t n) { return (struct str){p, n}; }
/* A NUL-terminated text from the system (argv, a library). NULL is the empty text. */
static inline struct str str_c(const char *c) { return (struct str){c ? c : "", c ? strlen(c) : 0}; }
static inline bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}
static inline bool str_starts(struct str s, struct str prefix)
{
    return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}
static inline bool str_ends(struct str s, struct str suffix)
{
    return s.n >= suffix.n && (suffix.n == 0 || memcmp(s.p + (s.n - suffix.n), suffix.p, suffix.n) == 0);
}
/* Byte order, the order of SQLite BINARY and of PostgreSQL's "C": <0, 0, >0. */
int str_cmp(struct str a, struct str b);
/* From byte `from` on, at most `n` bytes; both are cut to what is there. */
struct str str_sub(struct str s, size_t from, size_t n);
/* Without ASCII white space at both ends. */
struct str str_trim(struct str s);
/* Byte index of c, or s.n. */
size_t str_find(struct str s, char c);
/* Index of the first place where `part` stands, or s.n when it does not. */
size_t str_find_str(struct str s, struct str part);
/* Takes the piece before `sep` off *rest; false when *rest is used up. An empty text has no piece. */
bool str_split(struct str *rest, char sep, struct str *ret_piece);
/* Whole decimal integer with optional '-'; false when it is anything else or does not fit. */
bool str_to_i64(struct str s, int64_t *ret);

#endif
