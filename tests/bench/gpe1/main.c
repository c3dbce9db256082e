/* The benchmark GPE-1 by the library, from its CSV files to the results on disk; tests/bench/gpe1.sh runs it.
 *
 *     gpe1 DIR OUT [POLICY [THREADS [REPEATS]]]
 *
 * DIR has wide.csv, votes.csv, items.csv and ind.csv; written are OUT, OUT.leaves and OUT.rollup. Prints
 * full_s, the least time of one full evaluation of loaded data, then the time from CSV to loaded values, that
 * of writing, and the most memory that the program ever held. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "gpe1/evaluate.h"

static double now_s(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int number_of(const char *text, int least)
{
    int64_t v = 0;
    if (!str_to_i64(str_c(text), &v) || v < least || v > 1000)
        gpe1_stop("a number from %d to 1000 is wanted, not '%s'", least, text);
    return (int)v;
}

static double least_time(struct gpe1 *g, int repeats)
{
    double least = 1e9;
    for (int i = 0; i < repeats; i++) {
        double begin = now_s();
        gpe1_evaluate(g);
        double took = now_s() - begin;
        least = took < least ? took : least;
    }
    return least;
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
    if (argc < 3 || argc > 6)
        gpe1_stop("gpe1 DIR OUT [POLICY [THREADS [REPEATS]]]");
    if (!gpe1_policy_read(str_c(asked), &policy))
        gpe1_stop("a policy is PLACE_MODEDIGITS, as displayed_halfup4 or once_halfeven2, not '%s'", asked);
    int threads = argc > 4 ? number_of(argv[4], 1) : 1, repeats = argc > 5 ? number_of(argv[5], 1) : 7;
    struct arena *a = arena_new(0);
    if (!a)
        gpe1_stop("no memory");
    double begin = now_s();
    gpe1_load(&g, a, argv[1], policy);
    double loaded = now_s();
    gpe1_open(&g, threads);
    double full = least_time(&g, repeats), evaluated = now_s();
    write_all(&g, argv[2]);
    double written = now_s();
    (void)getrusage(RUSAGE_SELF, &used);
    (void)printf("gpe1 full_s=%.6f load_s=%.6f write_s=%.6f peak_mb=%.1f threads=%d\n", full, loaded - begin,
                 written - evaluated, (double)used.ru_maxrss / 1024, threads);
    gpe1_close(&g);
    arena_free(a);
    return 0;
}
