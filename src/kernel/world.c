#include "kernel/world.h"

#include <sodium.h>
#include <time.h>

static int64_t real_now_ms(void *ctx)
{
    (void)ctx;
    struct timespec t;
    (void)clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t frozen_now_ms(void *ctx) { return *(const int64_t *)ctx; }

static void real_random(void *ctx, void *p, size_t n)
{
    (void)ctx;
    randombytes_buf(p, n);
}

struct world world_real(void) { return (struct world){.now_ms = real_now_ms, .random = real_random}; }

struct world world_frozen(const int64_t *now_ms)
{
    union {
        const int64_t *in;
        void *out;
    } ctx = {.in = now_ms};
    return (struct world){.ctx = ctx.out, .now_ms = frozen_now_ms, .random = real_random, .is_frozen = true};
}
