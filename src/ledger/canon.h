/* Reads the canonical JSON of the ledger: exactly what base/json.h writes, and nothing else. Keys [a-z0-9_]
 * in ascending order without repeats, integers within ±(2^53−1) without leading zeros or "-0", the shortest
 * escapes, no white space, no fraction, clean UTF-8, at most JSON_DEPTH_MAX deep. So what was read has one
 * spelling, and what has another spelling was not written by the ledger. */
#ifndef LEDGER_CANON_H
#define LEDGER_CANON_H

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"

enum canon_type { CANON_NULL, CANON_FALSE, CANON_TRUE, CANON_INT, CANON_TEXT, CANON_ARRAY, CANON_OBJECT };

struct canon {
    enum canon_type type;
    int64_t i;                  /* CANON_INT */
    struct str s;               /* CANON_TEXT, decoded */
    struct str key;             /* of a member */
    struct str raw;             /* the bytes as they stood */
    struct canon *first, *next; /* members of an array or object; the next sibling */
    size_t n;                   /* how many members */
};

/* RC_INVALID "ledger.not_canonical" with {0} the byte at fault; RC_NO_MEMORY. The tree lives in the arena and
 * points into `text`. */
enum rc canon_read(struct str text, struct arena *a, const struct canon **ret, struct err *err) MUST_CHECK;
/* The member, or NULL when there is none or v is no object. v may be NULL. */
const struct canon *canon_get(const struct canon *v, struct str key);
/* The member's text or integer, or the empty text and `otherwise`. */
struct str canon_text(const struct canon *v, struct str key);
int64_t canon_int(const struct canon *v, struct str key, int64_t otherwise);

/* Lower-case hex to bytes in the arena; false when it is not that. */
bool canon_hex(struct str hex, struct arena *a, struct str *ret) MUST_CHECK;

#endif
