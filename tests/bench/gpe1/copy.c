/* How fast this machine copies memory: what a program that touches each number once is measured against.
 *
 *     gpe1_copy [MEGABYTES]      of each buffer, 256 without it; larger than any cache
 *
 * Prints "copy gb_s_1=… gb_s_2=…", bytes read plus bytes written in 10^9 a second, the best of several runs
 * on one thread and on two. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/str.h"

#define THREADS_MAX 2
#define RUNS 9

struct share {
    char *to;
    const char *from;
    size_t n;
};

static void *copy(void *self)
{
    const struct share *s = self;
    memcpy(s->to, s->from, s->n);
    return NULL;
}

static double now_s(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double gb_per_second(char *to, const char *from, size_t n, int threads)
{
    double least = 1e9;
    for (int run = 0; run < RUNS; run++) {
        pthread_t thread[THREADS_MAX];
        struct share share[THREADS_MAX];
        size_t part = n / (size_t)threads;
        double begin = now_s();
        for (int i = 0; i < threads; i++)
            share[i] = (struct share){to + (size_t)i * part, from + (size_t)i * part, part};
        for (int i = 1; i < threads; i++)
            if (pthread_create(&thread[i], NULL, copy, &share[i]) != 0)
                exit(1);
        (void)copy(&share[0]);
        for (int i = 1; i < threads; i++)
            (void)pthread_join(thread[i], NULL);
        double took = now_s() - begin;
        least = took < least ? took : least;
    }
    return 2 * (double)n / least / 1e9;
}

int main(int argc, char **argv)
{
    int64_t megabytes = 256;
    if (argc > 2 || (argc == 2 && (!str_to_i64(str_c(argv[1]), &megabytes) || megabytes < 1)))
        return 2;
    size_t n = (size_t)megabytes * 1024 * 1024;
    char *to = malloc(n), *from = malloc(n);
    if (!to || !from)
        return 1;
    memset(from, 1, n); /* so that every page is there */
    memset(to, 2, n);
    (void)printf("copy gb_s_1=%.2f gb_s_2=%.2f\n", gb_per_second(to, from, n, 1),
                 gb_per_second(to, from, n, 2));
    bool is_same = memcmp(to, from, n) == 0;
    free(to);
    free(from);
    return is_same ? 0 : 1;
}
