/* An arena: memory with one lifetime. A request, an act or a compiled scheme takes all it needs from
 * one arena, and everything goes at once.
 *
 * Memory is zeroed and aligned to 16 bytes. Under AddressSanitizer a 16-byte gap after each piece and
 * the whole arena after a reset are poisoned, so late use and overrun are reported. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

struct arena;

/* `limit_bytes` is the most the arena will ever hold; 0 means no limit but the machine's. NULL when the
 * machine has no memory. */
struct arena *arena_new(size_t limit_bytes);
void arena_free(struct arena *a);   /* NULL is fine */
void arena_freep(struct arena **a); /* for CLEANUP */
/* All pieces go; the first block stays for the next use. */
void arena_reset(struct arena *a);

/* Never NULL: a server that has no memory left for a request stops here and is started again; the
 * transaction rolls back. Limits on input are checked before this is called. */
void *arena_alloc(struct arena *a, size_t n) __attribute__((returns_nonnull, malloc));
void *arena_array(struct arena *a, size_t count, size_t size) __attribute__((returns_nonnull));
/* NULL when the limit or the machine is exhausted: for the pure libraries, which return an error. */
void *arena_try(struct arena *a, size_t n) MUST_CHECK;
void *arena_try_array(struct arena *a, size_t count, size_t size) MUST_CHECK;

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, count) ((type *)arena_array((a), (count), sizeof(type)))

/* A copy that lives in the arena; the byte after it is 0, so that libraries that want a C string can
 * have `.p`. */
struct str arena_str(struct arena *a, struct str s);
struct str arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
