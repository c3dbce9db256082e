#include "domain/calendar_cache.h"

#include <pthread.h>
#include <stdlib.h>

#define PTOK(call) ASSERT((call) == 0)

struct kept {
    struct arena *arena; /* holds this, too */
    struct hash state;
    struct calendar_shelf *shelf;
    struct kept *next; /* older */
};
struct calendar_cache {
    int64_t tenant_id;
    pthread_mutex_t lock;
    struct kept *newest;
};

struct calendar_cache *calendar_cache_new(int64_t tenant_id)
{
    struct calendar_cache *c = calloc(1, sizeof *c);
    ASSERT(c != NULL);
    c->tenant_id = tenant_id;
    PTOK(pthread_mutex_init(&c->lock, NULL));
    return c;
}

void calendar_cache_free(struct calendar_cache *c)
{
    if (!c)
        return;
    for (struct kept *k = c->newest, *next; k; k = next) {
        next = k->next;
        arena_free(k->arena);
    }
    PTOK(pthread_mutex_destroy(&c->lock));
    free(c);
}

static enum rc load_locked(struct calendar_cache *c, struct db *db, struct hash state,
                           struct calendar_shelf **ret, struct err *err)
{
    for (const struct kept *k = c->newest; k; k = k->next)
        if (memcmp(&k->state, &state, sizeof state) == 0) {
            *ret = k->shelf;
            return RC_OK;
        }
    struct arena *a = arena_new(0);
    ASSERT(a != NULL);
    struct kept *k = ARENA_NEW(a, struct kept);
    *k = (struct kept){.arena = a, .state = state, .next = c->newest};
    enum rc rc = calendar_shelf_load(db, a, c->tenant_id, &k->shelf, err);
    if (rc != RC_OK) {
        arena_free(a);
        return rc;
    }
    c->newest = k;
    *ret = k->shelf;
    return RC_OK;
}

enum rc calendar_cache_shelf(struct calendar_cache *c, struct db *db, struct calendar_shelf **ret,
                             struct err *err)
{
    struct hash state;
    enum rc rc = calendar_state_load(db, c->tenant_id, &state, err);
    if (rc != RC_OK)
        return rc;
    PTOK(pthread_mutex_lock(&c->lock));
    rc = load_locked(c, db, state, ret, err);
    PTOK(pthread_mutex_unlock(&c->lock));
    return rc;
}

enum rc calendar_cache_get(struct calendar_cache *c, struct calendar_shelf *shelf, int64_t organ_id,
                           int64_t day, const struct calendar **ret, struct err *err)
{
    PTOK(pthread_mutex_lock(&c->lock));
    enum rc rc = calendar_shelf_get(shelf, organ_id, day, ret, err);
    PTOK(pthread_mutex_unlock(&c->lock));
    return rc;
}
