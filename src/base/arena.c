/* Blocks of growing size in a list; a piece never spans blocks. A piece larger than a block has one of
 * its own. Freed blocks go back to malloc at reset but for the first, which is kept warm. */
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"

#if defined(__SANITIZE_ADDRESS__)
#define HAS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ASAN 1
#endif
#endif
#ifdef HAS_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#define GAP_BYTES ((size_t)16)
#else
#define POISON(p, n) ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#define GAP_BYTES ((size_t)0)
#endif

#define FIRST_BLOCK_BYTES ((size_t)16 * 1024)
#define BLOCK_BYTES_MAX ((size_t)4 * 1024 * 1024)

struct block {
    struct block *next;
    size_t size, used;
    _Alignas(16) char data[];
};

struct arena {
    struct block *head, *first;
    size_t limit_bytes, total_bytes, next_bytes;
};

static struct block *block_new(struct arena *a, size_t want)
{
    size_t size = want > a->next_bytes ? want : a->next_bytes;
    if (size > SIZE_MAX / 2)
        return NULL;
    if (a->limit_bytes && (a->total_bytes > a->limit_bytes || size > a->limit_bytes - a->total_bytes)) {
        if (want > a->limit_bytes || a->total_bytes > a->limit_bytes - want)
            return NULL;
        size = want;
    }
    struct block *b = malloc(sizeof *b + size);
    if (!b)
        return NULL;
    *b = (struct block){.next = a->head, .size = size};
    POISON(b->data, size);
    a->head = b;
    a->total_bytes += size;
    if (a->next_bytes < BLOCK_BYTES_MAX)
        a->next_bytes *= 2;
    return b;
}

struct arena *arena_new(size_t limit_bytes)
{
    struct arena *a = malloc(sizeof *a);
    if (!a)
        return NULL;
    *a = (struct arena){.limit_bytes = limit_bytes, .next_bytes = FIRST_BLOCK_BYTES};
    return a;
}

static void block_free(struct block *b)
{
    UNPOISON(b->data, b->size);
    free(b);
}

void arena_free(struct arena *a)
{
    if (!a)
        return;
    while (a->head) {
        struct block *next = a->head->next;
        block_free(a->head);
        a->head = next;
    }
    free(a);
}

void arena_freep(struct arena **a)
{
    arena_free(*a);
    *a = NULL;
}

void arena_reset(struct arena *a)
{
    while (a->head && a->head->next) {
        struct block *next = a->head->next;
        a->total_bytes -= a->head->size;
        block_free(a->head);
        a->head = next;
    }
    if (a->head) {
        a->head->used = 0;
        POISON(a->head->data, a->head->size);
    }
    a->next_bytes = FIRST_BLOCK_BYTES;
}

void *arena_try(struct arena *a, size_t n)
{
    if (n > SIZE_MAX / 4)
        return NULL;
    size_t need = ((n ? n : 1) + 15) / 16 * 16 + GAP_BYTES;
    struct block *b = a->head;
    if (!b || b->size - b->used < need) {
        b = block_new(a, need);
        if (!b)
            return NULL;
    }
    char *p = b->data + b->used;
    b->used += need;
    UNPOISON(p, n);
    memset(p, 0, n);
    return p;
}

void *arena_alloc(struct arena *a, size_t n)
{
    void *p = arena_try(a, n);
    ASSERT(p != NULL);
    return p;
}

void *arena_try_array(struct arena *a, size_t count, size_t size)
{
    size_t n;
    if (__builtin_mul_overflow(count, size, &n))
        return NULL;
    return arena_try(a, n);
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
    void *p = arena_try_array(a, count, size);
    ASSERT(p != NULL);
    return p;
}

struct str arena_str(struct arena *a, struct str s)
{
    char *p = arena_alloc(a, s.n + 1);
    if (s.n)
        memcpy(p, s.p, s.n);
    return (struct str){p, s.n};
}

struct str arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list ap, ap2;
    va_start(ap, fmt);
    va_copy(ap2, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    ASSERT(n >= 0);
    char *p = arena_alloc(a, (size_t)n + 1);
    (void)vsnprintf(p, (size_t)n + 1, fmt, ap2);
    va_end(ap2);
    return (struct str){p, (size_t)n};
}
