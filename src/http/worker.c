/* Threads for requests that may block. The library waits for them with the connection suspended, so a slow
 * act costs a thread and no event loop. The queue is as long as there are connections at most. */
#include "http/conn.h"

/* Address space; what is not touched costs nothing. */
#define WORKER_STACK_BYTES (1024 * 1024)

static struct conn *job_take(struct http_server *s)
{
    pthread_mutex_lock(&s->jobs_lock);
    while (!s->first_job && !s->workers_end)
        pthread_cond_wait(&s->jobs_wake, &s->jobs_lock);
    struct conn *c = s->first_job;
    if (c) {
        s->first_job = c->next_job;
        if (!s->first_job)
            s->last_job = &s->first_job;
    }
    pthread_mutex_unlock(&s->jobs_lock);
    return c;
}

static void *work(void *arg)
{
    struct lane *lane = arg;
    struct http_server *s = lane->server;
    for (struct conn *c; (c = job_take(s)) != NULL;) {
        if (c->is_shutting)
            answer_refusal(c, lane, 503);
        else
            answer(c, lane);
        c->phase = PHASE_REPLY;
        MHD_resume_connection(c->mhd); /* c is the event thread's again */
        pthread_mutex_lock(&s->jobs_lock);
        if (--s->jobs == 0)
            pthread_cond_broadcast(&s->jobs_done);
        pthread_mutex_unlock(&s->jobs_lock);
    }
    return NULL;
}

enum rc workers_start(struct http_server *s, struct err *err)
{
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    (void)pthread_attr_setstacksize(&attr, WORKER_STACK_BYTES);
    int e = 0;
    for (size_t i = s->events; i < s->lanes && e == 0; i++) {
        e = pthread_create(&s->lane[i].thread, &attr, work, &s->lane[i]);
        s->workers += e == 0;
    }
    pthread_attr_destroy(&attr);
    return e == 0 ? RC_OK : FAIL(err, RC_IO, "http.no_threads", "worker %zu: %s", s->workers, strerror(e));
}

void workers_stop(struct http_server *s)
{
    pthread_mutex_lock(&s->jobs_lock);
    s->workers_end = true;
    pthread_cond_broadcast(&s->jobs_wake);
    pthread_mutex_unlock(&s->jobs_lock);
    for (size_t i = 0; i < s->workers; i++)
        pthread_join(s->lane[s->events + i].thread, NULL);
    s->workers = 0;
}

bool http_worker_enter(struct http_server *s)
{
    pthread_mutex_lock(&s->jobs_lock);
    bool open = !s->jobs_closed;
    s->jobs += open;
    pthread_mutex_unlock(&s->jobs_lock);
    return open;
}

void worker_push(struct conn *c)
{
    struct http_server *s = c->server;
    pthread_mutex_lock(&s->jobs_lock);
    c->next_job = NULL;
    c->is_shutting = s->jobs_closed;
    *s->last_job = c;
    s->last_job = &c->next_job;
    pthread_cond_signal(&s->jobs_wake);
    pthread_mutex_unlock(&s->jobs_lock);
}

void workers_close(struct http_server *s)
{
    pthread_mutex_lock(&s->jobs_lock);
    s->jobs_closed = true;
    for (struct conn *c = s->first_job; c; c = c->next_job)
        c->is_shutting = true;
    while (s->jobs)
        pthread_cond_wait(&s->jobs_done, &s->jobs_lock);
    pthread_mutex_unlock(&s->jobs_lock);
}
