/* What the parts of the listener share; not for other rooms. A connection lives from accept to close and
 * serves one request at a time, so the request lies in it and costs no allocation. It belongs to its event
 * thread, and to a worker between worker_push() and the resume. */
#ifndef HTTP_CONN_H
#define HTTP_CONN_H

#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>

#include "http/form.h"
#include "http/guard.h"
#include "http/http.h"

/* What one thread that calls the handler keeps for itself. */
struct lane {
    struct http_server *server;
    struct arena *arena;
    struct buf body;
    size_t index;
    pthread_t thread; /* workers only */
};

enum phase { PHASE_HEAD, PHASE_BODY, PHASE_WORK, PHASE_REPLY };

struct conn {
    struct http_server *server;
    struct MHD_Connection *mhd;
    struct conn *prev, *next; /* all connections, for the reaper */
    struct conn *next_job;    /* queue of the workers */
    int fd;
    _Atomic int64_t deadline_ms; /* the reaper shuts it down then; 0: never */
    char remote[INET6_ADDRSTRLEN];

    enum phase phase;
    const char *uri;   /* the target where the library keeps it */
    struct buf target; /* the same as sent, and as much room again for the decoded path */
    struct guard_request head;
    struct http_request q;
    int64_t began_us;
    bool is_slow; /* goes to a worker */

    enum form_kind kind;
    struct str boundary;
    struct buf body;
    size_t counted; /* what `body` takes of HTTP_BODIES_BYTES_MAX */
    int64_t body_began_ms, body_bytes;
    bool is_shutting; /* still queued when the workers closed: answered 503 */

    struct MHD_Response *response;
    int status;
    size_t reply_bytes;
};

struct http_server {
    struct http_config config;
    struct MHD_Daemon *daemon;
    int port;
    char *cert, *key;
    char log[200];     /* the library's last complaint while it starts */
    pthread_t starter; /* whose complaints those are */

    struct lane *lane;             /* event threads, then workers */
    size_t lanes, events, workers; /* workers: threads that run */
    _Atomic size_t events_known;

    pthread_mutex_t conns_lock;
    struct conn *conns;
    pthread_t reaper;
    bool has_reaper;
    pthread_cond_t reaper_wake; /* with conns_lock */
    bool reaper_ends;

    pthread_mutex_t jobs_lock;
    pthread_cond_t jobs_wake, jobs_done;
    struct conn *first_job, **last_job;
    size_t jobs; /* entered and not yet resumed */
    bool jobs_closed, workers_end;

    _Atomic uint64_t next_id;
    _Atomic size_t running; /* requests between head and end */
    _Atomic int64_t bodies_bytes;
    _Atomic bool is_stopping; /* each reply now closes its connection */
};

int64_t clock_us(void);
static inline int64_t clock_ms(void) { return clock_us() / 1000; }

/* answer.c: runs the handler, or the refusal, and leaves c->response (NULL: no memory) and c->status. */
void answer(struct conn *c, struct lane *lane);
void answer_refusal(struct conn *c, struct lane *lane, int status);
void body_release(struct conn *c);

/* worker.c */
enum rc workers_start(struct http_server *s, struct err *err) MUST_CHECK;
void workers_stop(struct http_server *s);
/* False when the server stops and takes no more. Else exactly one worker_push() must follow. */
bool http_worker_enter(struct http_server *s);
void worker_push(struct conn *c);
/* What has entered and not begun gets 503, what runs is waited for, nothing enters any more. */
void workers_close(struct http_server *s);

/* reaper.c: shuts down connections that are past their deadline. */
enum rc reaper_start(struct http_server *s, struct err *err) MUST_CHECK;
void reaper_stop(struct http_server *s);
void reaper_add(struct conn *c);
void reaper_remove(struct conn *c);

/* listen.c */
enum rc listen_open(struct str address, int port, int *ret_fd, int *ret_port, struct err *err) MUST_CHECK;
/* The whole file, NUL-terminated, on the heap. `name` is at {0} of the error. */
enum rc listen_pem(const char *name, char **ret, struct err *err) MUST_CHECK;

#endif
