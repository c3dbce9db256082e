#include "jobs/jobs.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/date.h"
#include "base/json.h"
#include "domain/calendar_book.h"
#include "domain/record.h"
#include "jobs/round.h"

#define ROUND_SECONDS 20
#define SENDING_MS 15000 /* of one round: slow servers may not hold up the tick */
#define PTOK(call) ASSERT((call) == 0)

/* What a round does, in this order: what tells people stands before what sends. */
static const struct job {
    const char *name; /* for the log */
    enum rc (*run)(struct round *r, struct err *err);
} JOBS[] = {
    {"tick_records", job_tick_records},
    {"make_messages", job_make_messages},
    {"send_messages", job_send_messages},
    {"sweep", job_sweep},
};

/* ---- what jobs share ---- */

int64_t round_clock_ms(void)
{
    struct timespec now;
    ASSERT(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

enum rc round_read(struct round *r, struct db **ret, struct err *err)
{
    return kernel_read_begin(r->kernel, r->config->reader, ret, err);
}
void round_read_end(struct round *r) { kernel_read_end(r->kernel, r->config->reader); }

enum rc round_act(struct round *r, const struct act_def *def, const void *input, struct act_receipt *ret,
                  struct err *err)
{
    struct act_call call = {
        .def = def, .actor = {.tenant_id = kernel_tenant(r->kernel), .role = ROLE_SYSTEM}, .input = input};
    return kernel_act(r->kernel, &call, r->a, ret, err);
}

enum rc round_calendar(struct round *r, struct db *db, int64_t organ_id, const struct calendar **ret,
                       struct err *err)
{
    struct calendar_book book;
    for (size_t i = 0; i < r->calendars; i++)
        if (r->calendar[i].organ_id == organ_id) {
            *ret = r->calendar[i].calendar;
            return RC_OK;
        }
    enum rc rc = calendar_book_load(db, r->a, kernel_tenant(r->kernel), organ_id, r->day, 0, &book, err);
    if (rc == RC_NOT_FOUND && organ_id) /* the organ was closed, its people have not gone yet */
        rc = calendar_book_load(db, r->a, kernel_tenant(r->kernel), 0, r->day, 0, &book, err);
    if (rc != RC_OK)
        return rc;
    if (r->calendars == r->calendars_cap) {
        size_t cap = r->calendars_cap ? 2 * r->calendars_cap : 16;
        void *longer = arena_array(r->a, cap, sizeof *r->calendar);
        if (r->calendars)
            memcpy(longer, r->calendar, r->calendars * sizeof *r->calendar);
        r->calendar = longer;
        r->calendars_cap = cap;
    }
    r->calendar[r->calendars].organ_id = organ_id;
    r->calendar[r->calendars++].calendar = book.calendar;
    *ret = book.calendar;
    return RC_OK;
}

enum rc job_tick_records(struct round *r, struct err *err)
{
    if (!r->config->procedures)
        return RC_OK;
    return record_tick_due(r->kernel, r->config->procedures, r->config->reader, &r->done.ticked, err);
}

/* ---- a round ---- */

static void log_failure(const char *job, const struct err *err)
{
    struct buf line CLEANUP(buf_release) = {0};
    struct json j = json_to(&line);
    j.is_loose = true;
    json_object(&j);
    json_key(&j, STR("job"));
    json_str(&j, str_c(job));
    json_key(&j, STR("error"));
    json_str(&j, str_c(err->text ? err->text : "?"));
    json_key(&j, STR("detail"));
    json_str(&j, str_c(err->detail));
    json_object_end(&j);
    (void)fprintf(stderr, "%.*s\n", STR_ARG(buf_str(&line)));
}

static enum rc run_round(struct kernel *k, const struct jobs_config *config, const atomic_bool *is_ending,
                         struct arena *a, int64_t ends_ms, struct jobs_done *ret, bool *ret_more,
                         struct err *err)
{
    struct round r = {.kernel = k,
                      .config = config,
                      .a = a,
                      .now_ms = kernel_now_ms(k),
                      .day = date_day_of(kernel_now_ms(k)),
                      .is_ending = is_ending,
                      .ends_ms = ends_ms};
    enum rc first = RC_OK;
    for (size_t i = 0; i < COUNT_OF(JOBS) && !atomic_load(is_ending); i++) {
        struct err own = {0};
        enum rc rc = JOBS[i].run(&r, &own);
        if (rc == RC_OK)
            continue;
        log_failure(JOBS[i].name, &own);
        if (first == RC_OK && err)
            *err = own;
        first = first == RC_OK ? rc : first;
    }
    *ret = r.done;
    *ret_more = r.has_more;
    return first;
}

enum rc jobs_run_once(struct kernel *k, const struct jobs_config *config, struct jobs_done *ret,
                      struct err *err)
{
    static const atomic_bool goes_on = false;
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    ASSERT(a != NULL);
    bool has_more;
    return run_round(k, config, &goes_on, a, 0, ret, &has_more, err);
}

enum rc jobs_config_check(const struct jobs_config *c, struct err *err)
{
    enum rc rc = c->smtp.url.n ? wire_check_smtp(c->smtp.url, err) : RC_OK;
    if (rc == RC_OK && c->smtp.url.n && c->from.n == 0)
        rc = FAIL(err, RC_INVALID, "jobs.from_missing", "a server, and no sender");
    if (rc == RC_OK && c->from.n)
        rc = channel_mail_form(c->from, err);
    if (rc == RC_OK && c->public_url.n)
        rc = wire_check_public(c->public_url, err);
    for (size_t i = 0; i < CHANNEL_KINDS && rc == RC_OK; i++)
        if (c->bot_base[i].n)
            rc = wire_check_base(c->bot_base[i], err);
    return rc;
}

/* ---- the thread ---- */

struct jobs {
    struct kernel *kernel;
    struct jobs_config config;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    atomic_bool is_ending;
};

static void wait_for_next(struct jobs *jobs)
{
    struct timespec until;
    ASSERT(clock_gettime(CLOCK_MONOTONIC, &until) == 0);
    until.tv_sec += ROUND_SECONDS;
    PTOK(pthread_mutex_lock(&jobs->lock));
    int e = 0;
    while (!atomic_load(&jobs->is_ending) && e == 0)
        e = pthread_cond_timedwait(&jobs->wake, &jobs->lock, &until);
    ASSERT(e == 0 || e == ETIMEDOUT);
    PTOK(pthread_mutex_unlock(&jobs->lock));
}

static void *jobs_main(void *ctx)
{
    struct jobs *jobs = ctx;
    struct arena *a = arena_new(0);
    ASSERT(a != NULL);
    while (!atomic_load(&jobs->is_ending)) {
        struct jobs_done done;
        bool has_more;
        /* What failed was logged, job by job; the next round tries again. */
        enum rc rc = run_round(jobs->kernel, &jobs->config, &jobs->is_ending, a,
                               round_clock_ms() + SENDING_MS, &done, &has_more, NULL);
        (void)rc;
        arena_reset(a);
        if (!has_more)
            wait_for_next(jobs);
    }
    arena_free(a);
    return NULL;
}

struct jobs *jobs_start(struct kernel *k, const struct jobs_config *config)
{
    if (kernel_world(k)->is_frozen)
        return NULL;
    struct jobs *jobs = calloc(1, sizeof *jobs);
    pthread_condattr_t attr;
    ASSERT(jobs != NULL);
    jobs->kernel = k;
    jobs->config = *config;
    PTOK(pthread_mutex_init(&jobs->lock, NULL));
    PTOK(pthread_condattr_init(&attr));
    PTOK(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC));
    PTOK(pthread_cond_init(&jobs->wake, &attr));
    PTOK(pthread_condattr_destroy(&attr));
    PTOK(pthread_create(&jobs->thread, NULL, jobs_main, jobs));
    return jobs;
}

void jobs_stop(struct jobs *jobs)
{
    if (!jobs)
        return;
    PTOK(pthread_mutex_lock(&jobs->lock));
    atomic_store(&jobs->is_ending, true);
    PTOK(pthread_cond_signal(&jobs->wake));
    PTOK(pthread_mutex_unlock(&jobs->lock));
    PTOK(pthread_join(jobs->thread, NULL));
    PTOK(pthread_cond_destroy(&jobs->wake));
    PTOK(pthread_mutex_destroy(&jobs->lock));
    free(jobs);
}
