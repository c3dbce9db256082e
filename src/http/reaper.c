/* The library's own timeout is for silence; a client that sends a byte a second is never silent. So each
 * connection has a deadline for what it is doing as a whole, and a thread that shuts down the late ones. The
 * event thread then sees an end of file and closes; the descriptor is never closed here, and stays open while
 * the connection is in the list. */
#include <sys/socket.h>
#include <time.h>

#include "http/conn.h"

#define ROUND_MS 200

int64_t clock_us(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void *reap(void *arg)
{
    struct http_server *s = arg;
    pthread_mutex_lock(&s->conns_lock);
    while (!s->reaper_ends) {
        int64_t now = clock_ms();
        for (struct conn *c = s->conns; c; c = c->next) {
            int64_t deadline = atomic_load_explicit(&c->deadline_ms, memory_order_relaxed);
            if (deadline && deadline <= now)
                (void)shutdown(c->fd, SHUT_RDWR);
        }
        int64_t wake = now + ROUND_MS;
        struct timespec until = {.tv_sec = wake / 1000, .tv_nsec = wake % 1000 * 1000000};
        (void)pthread_cond_timedwait(&s->reaper_wake, &s->conns_lock, &until);
    }
    pthread_mutex_unlock(&s->conns_lock);
    return NULL;
}

enum rc reaper_start(struct http_server *s, struct err *err)
{
    int e = pthread_create(&s->reaper, NULL, reap, s);
    if (e != 0)
        return FAIL(err, RC_IO, "http.no_threads", "reaper: %s", strerror(e));
    s->has_reaper = true;
    return RC_OK;
}

void reaper_stop(struct http_server *s)
{
    if (!s->has_reaper)
        return;
    pthread_mutex_lock(&s->conns_lock);
    s->reaper_ends = true;
    pthread_cond_signal(&s->reaper_wake);
    pthread_mutex_unlock(&s->conns_lock);
    pthread_join(s->reaper, NULL);
}

void reaper_add(struct conn *c)
{
    struct http_server *s = c->server;
    pthread_mutex_lock(&s->conns_lock);
    c->next = s->conns;
    if (s->conns)
        s->conns->prev = c;
    s->conns = c;
    pthread_mutex_unlock(&s->conns_lock);
}

void reaper_remove(struct conn *c)
{
    struct http_server *s = c->server;
    pthread_mutex_lock(&s->conns_lock);
    if (c->next)
        c->next->prev = c->prev;
    *(c->prev ? &c->prev->next : &s->conns) = c->next;
    pthread_mutex_unlock(&s->conns_lock);
}
