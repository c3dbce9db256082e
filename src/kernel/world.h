/* Time and randomness come in through here alone, so that a test or the demo sets the clock and a
 * simulation replays a seed. */
#ifndef KERNEL_WORLD_H
#define KERNEL_WORLD_H

#include "base/str.h"

struct world {
    void *ctx;
    int64_t (*now_ms)(void *ctx);
    void (*random)(void *ctx, void *p, size_t n); /* fit for keys and nonces */
    bool is_frozen;                               /* pages say so */
};

struct world world_real(void);
/* The clock stands still at *now_ms (which the owner may move); randomness stays real. */
struct world world_frozen(const int64_t *now_ms);

#endif
