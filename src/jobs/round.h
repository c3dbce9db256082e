/* One round of the jobs: what all of them share. */
#ifndef JOBS_ROUND_H
#define JOBS_ROUND_H

#include "jobs/jobs.h"

struct round {
    struct kernel *kernel;
    const struct jobs_config *config;
    struct arena *a; /* goes with the round */
    int64_t now_ms, day;
    const atomic_bool *is_ending;
    struct jobs_done done;
    int64_t ends_ms; /* of round_clock_ms: whoever sends stops here; 0: when all is done */
    bool has_more;   /* somebody stopped there; the next round comes at once */
    /* Calendars of this round, by organ. */
    struct {
        int64_t organ_id;
        const struct calendar *calendar;
    } * calendar;
    size_t calendars, calendars_cap;
};

/* Milliseconds of a clock that only runs; for how long something takes, never for what is due. */
int64_t round_clock_ms(void);
/* A picture of now for a few reads. */
enum rc round_read(struct round *r, struct db **ret, struct err *err) MUST_CHECK;
void round_read_end(struct round *r);
/* An act of the system. */
enum rc round_act(struct round *r, const struct act_def *def, const void *input, struct act_receipt *ret,
                  struct err *err) MUST_CHECK;
/* The calendar of an organ (0: the city's; one that is gone: the city's too). */
enum rc round_calendar(struct round *r, struct db *db, int64_t organ_id, const struct calendar **ret,
                       struct err *err) MUST_CHECK;

/* The jobs, in jobs.c's table. */
enum rc job_tick_records(struct round *r, struct err *err) MUST_CHECK;
enum rc job_make_messages(struct round *r, struct err *err) MUST_CHECK;
enum rc job_send_messages(struct round *r, struct err *err) MUST_CHECK;
enum rc job_sweep(struct round *r, struct err *err) MUST_CHECK;

#endif
