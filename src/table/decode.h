/* Bytes of a text file → clean UTF-8 (base/utf8.h). For this room alone. */
#ifndef TABLE_DECODE_H
#define TABLE_DECODE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/problem.h"

/* A copy in the arena, without BOM, that the caller may write into. RC_INVALID: *problems says why. */
enum rc decode_text(struct arena *a, struct str bytes, char **ret, size_t *ret_n,
                    struct problems *problems) MUST_CHECK;

#endif
