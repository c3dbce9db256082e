/* Bytes of a text file (UTF-8, UTF-16 with BOM, GB18030) → clean UTF-8 (base/utf8.h). */
#ifndef TABLE_DECODE_H
#define TABLE_DECODE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/problem.h"

/* A copy in the arena, without BOM, that the caller may write into. RC_INVALID: *problems says why. */
enum rc decode_text(struct arena *a, struct str bytes, char **ret, size_t *ret_n,
                    struct problems *problems) MUST_CHECK;

#endif
