/* How many due dates a second the calendar gives: starts on random days of 2007–2026, limits of 1 to 60
 * working days, 0 to 3 pauses of 1 to 20 days, one thread.
 *   bench_calendar [DUES]        one line for due dates without pauses, one for those with them
 *   bench_calendar --beside N    N matters of each kind and the sum of their answers, for bench_calendar.mjs,
 *                                which draws the same matters and counts with another library */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "calendar/every.h"
#include "calendar/limit.h"

#define BATCH 100000
#define PAUSES_MOST 3

/* xorshift32: the same few lines give the same draws in any language. */
static uint32_t draw(uint32_t *state, uint32_t below)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state % below;
}

struct drawn {
    int64_t from_day;
    int workdays;
    struct day_pause pause[PAUSES_MOST];
    size_t pauses;
};

static void draw_matter(uint32_t *state, bool has_pauses, struct drawn *m)
{
    m->from_day = day_add(20070101, (int)draw(state, 7305));
    m->workdays = 1 + (int)draw(state, 60);
    m->pauses = has_pauses ? draw(state, PAUSES_MOST + 1) : 0;
    for (size_t i = 0; i < m->pauses; i++) {
        m->pause[i].first = day_add(m->from_day, (int)draw(state, 60));
        m->pause[i].last = day_add(m->pause[i].first, (int)draw(state, 20));
    }
}

static int64_t cpu_ns(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Drawing is not measured: a batch is drawn, then reckoned, until there were enough. */
static void run(const struct calendar *c, struct drawn *batch, int64_t dues, bool has_pauses, bool is_beside)
{
    uint32_t state = 20260101, sum = 0;
    int64_t ns = 0, done = 0;
    while (done < dues) {
        int64_t n = dues - done < BATCH ? dues - done : BATCH;
        for (int64_t i = 0; i < n; i++)
            draw_matter(&state, has_pauses, &batch[i]);
        int64_t begin = cpu_ns();
        for (int64_t i = 0; i < n; i++)
            sum = sum * 31 + (uint32_t)limit_due_day(c, batch[i].from_day, batch[i].workdays, batch[i].pause,
                                                     batch[i].pauses);
        ns += cpu_ns() - begin;
        done += n;
    }
    int64_t rate = ns > 0 ? dues * 1000000000 / ns : 0;
    if (is_beside)
        (void)printf("%s %" PRId64 " %" PRId64 " %" PRIu32 "\n", has_pauses ? "pauses" : "plain", dues, rate,
                     sum);
    else
        (void)printf("%-22s %9" PRId64 " due dates in %5" PRId64 " ms: %5.1f million/s, sum %08" PRIx32 "\n",
                     has_pauses ? "0 to 3 pauses" : "without pauses", dues, ns / 1000000, (double)rate / 1e6,
                     sum);
}

int main(int argc, char **argv)
{
    bool is_beside = argc > 2 && strcmp(argv[1], "--beside") == 0;
    int64_t dues = is_beside ? strtol(argv[2], NULL, 10) : argc > 1 ? strtol(argv[1], NULL, 10) : 10000000;
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    struct problems problems = {.arena = a};
    struct notice_wish none = {0};
    struct pattern week = {0};
    struct notices notices;
    enum notice_form form;
    const struct calendar *c;
    struct err err = {0};
    if (!a || notices_read(a, notices_builtin(), &none, &notices, &form, &problems) != RC_OK ||
        calendar_build(a, notices, &week, 0, &c, &err) != RC_OK)
        return 1;
    struct drawn *batch = ARENA_ARRAY(a, struct drawn, BATCH);
    run(c, batch, dues, false, is_beside);
    run(c, batch, dues, true, is_beside);
    return 0;
}
