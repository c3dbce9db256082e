/* The benchmark GPE-1 by the library, from its CSV files to the results on disk; tests/bench/gpe1.sh runs it.
 *
 *     gpe1 DIR OUT [POLICY [THREADS [REPEATS [FORM]]]]
 *
 * FORM: methods, or rules, which writes the leaves as expressions with groups at uneven depths and gives the
 * same digits. DIR has wide.csv, votes.csv, items.csv and ind.csv; written are OUT, OUT.leaves and
 * OUT.rollup. Prints full_s, the least time of one full evaluation of loaded data, then the time from CSV to
 * loaded values, that of writing, and the most memory that the program ever held. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "gpe1/evaluate.h"

static double clock_s(clockid_t clock)
{
    struct timespec t;
    (void)clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}
static double now_s(void) { return clock_s(CLOCK_MONOTONIC); }

static int number_of(const char *text, int least)
{
    int64_t v = 0;
    if (!str_to_i64(str_c(text), &v) || v < least || v > 1000)
        gpe1_stop("a number from %d to 1000 is wanted, not '%s'", least, text);
    return (int)v;
}

/* Of one evaluation: seconds by the clock, and of processors, which others on the machine disturb less. */
struct times {
    double full, cpu;
};

static struct times least_times(struct gpe1 *g, int repeats)
{
    struct times least = {1e9, 1e9};
    for (int i = 0; i < repeats; i++) {
        double begin = now_s(), cpu = clock_s(CLOCK_PROCESS_CPUTIME_ID);
        gpe1_evaluate(g);
        double took = now_s() - begin, spent = clock_s(CLOCK_PROCESS_CPUTIME_ID) - cpu;
        least.full = took < least.full ? took : least.full;
        least.cpu = spent < least.cpu ? spent : least.cpu;
    }
    return least;
}

static int64_t leaves_of(const struct gpe1 *g) { return (int64_t)g->in.leaves * g->in.units * g->months; }

/* What an evaluation must read or write at least once: the values and the scores of all nodes. */
static int64_t bytes_touched(const struct gpe1 *g)
{
    return (int64_t)g->in.values * g->in.units * g->months * (int64_t)sizeof(int32_t) +
           (int64_t)board_figures(g->board).bytes;
}

static void write_all(const struct gpe1 *g, const char *out)
{
    gpe1_write_result(g, out);
    gpe1_write_leaves(g, arena_printf(g->a, "%s.leaves", out).p);
    gpe1_write_rollup(g, arena_printf(g->a, "%s.rollup", out).p);
}

int main(int argc, char **argv)
{
    struct gpe1_policy policy;
    struct gpe1 g;
    struct rusage used;
    const char *asked = argc > 3 ? argv[3] : "displayed_halfup4";
    if (argc < 3 || argc > 7)
        gpe1_stop("gpe1 DIR OUT [POLICY [THREADS [REPEATS [methods|rules]]]]");
    if (argc > 6 && strcmp(argv[6], "methods") != 0 && strcmp(argv[6], "rules") != 0)
        gpe1_stop("leaves are written as methods or rules, not as '%s'", argv[6]);
    enum gpe1_form form = argc > 6 && argv[6][0] == 'r' ? GPE1_RULES : GPE1_METHODS;
    if (!gpe1_policy_read(str_c(asked), &policy))
        gpe1_stop("a policy is PLACE_MODEDIGITS, as displayed_halfup4 or once_halfeven2, not '%s'", asked);
    int threads = argc > 4 ? number_of(argv[4], 1) : 1, repeats = argc > 5 ? number_of(argv[5], 1) : 7;
    struct arena *a = arena_new(0);
    if (!a)
        gpe1_stop("no memory");
    double begin = now_s();
    gpe1_load(&g, a, argv[1], policy, form, threads);
    double loaded = now_s();
    gpe1_open(&g);
    struct times least = least_times(&g, repeats);
    double evaluated = now_s();
    write_all(&g, argv[2]);
    double written = now_s();
    (void)getrusage(RUSAGE_SELF, &used);
    (void)printf("gpe1 full_s=%.6f load_s=%.6f write_s=%.6f peak_mb=%.1f threads=%d cpu_s=%.6f leaf_ns=%.3f "
                 "touched_mb=%.1f exact=%d\n",
                 least.full, loaded - begin, written - evaluated, (double)used.ru_maxrss / 1024, threads,
                 least.cpu, least.full * 1e9 / (double)leaves_of(&g), (double)bytes_touched(&g) / 1e6,
                 board_figures(g.board).exact);
    gpe1_close(&g);
    arena_free(a);
    return 0;
}
