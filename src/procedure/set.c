/* What only a set of procedures shows: records that one opens in another, links, and rings of rules. */
#include "procedure/procedure.h"

/* Which of the set has this id; NULL: none. */
static const struct procedure *by_id(const struct procedure *const *set, size_t n, struct str id)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(set[i]->id, id))
            return set[i];
    return NULL;
}

static void check_links(const struct procedure *const *set, size_t n, const struct procedure *p,
                        struct problems *problems)
{
    for (size_t f = 0; f < p->fields; f++)
        for (size_t t = 0; t < p->field[f].tos; t++)
            if (!by_id(set, n, p->field[f].to[t]))
                problem_arg(problems,
                            PROBLEM(problems, p->field[f].place.line, p->field[f].place.column,
                                    "procedure.no_procedure"),
                            0, p->field[f].to[t]);
}

void procedures_check(struct arena *a, const struct procedure *const *set, size_t n, struct problems *p)
{
    (void)a;
    for (size_t i = 0; i < n; i++)
        check_links(set, n, set[i], &p[i]);
}
