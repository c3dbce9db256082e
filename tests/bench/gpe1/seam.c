#include "gpe1/seam.h"

#include <stdlib.h>

#include "gpe1/csv.h"

struct seam {
    const struct scheme *s;
    const struct values *v;
    int first, months;
    struct arena *a;
    const struct score_result *result[];
};

struct seam *seam_open(const struct scheme *s, const struct values *v, int first, int months)
{
    struct seam *seam = calloc(1, sizeof *seam + (size_t)months * sizeof(void *));
    if (!seam || !(seam->a = arena_new(0)))
        gpe1_stop("no memory");
    seam->s = s;
    seam->v = v;
    seam->first = first;
    seam->months = months;
    return seam;
}

void seam_close(struct seam *s)
{
    arena_free(s->a);
    free(s);
}

void seam_compute(struct seam *s)
{
    struct err err = {0};
    arena_reset(s->a);
    for (int i = 0; i < s->months; i++)
        if (score_compute(s->s, s->v, (struct window){s->first + i, 1}, s->a, &s->result[i], &err) != RC_OK)
            gpe1_stop("not computed: %s: %s", err.text, err.detail);
}

const struct score_result *seam_result(const struct seam *s, int month) { return s->result[month]; }
