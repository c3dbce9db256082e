/* Facts in the arena of the explanation, each after the one said before it. */
#include "score/engine.h"

static struct score_fact *fact_add(struct trace *t, const char *name, enum fact_kind kind)
{
    struct fact_tree *tree = t ? &t->facts : NULL;
    if (!t)
        return NULL;
    struct score_fact *f = arena_try(t->a, sizeof *f);
    if (!f) {
        t->x.no_memory = true;
        return NULL;
    }
    ASSERT(tree->depth < FACT_DEPTH_MAX);
    *f = (struct score_fact){.name = name, .kind = kind};
    struct score_fact **last = &tree->last[tree->depth];
    if (*last)
        (*last)->next = f;
    else if (tree->depth > 0)
        tree->open[tree->depth]->first = f;
    *last = f;
    return f;
}

void fact_number(struct trace *t, const char *name, struct rat v)
{
    struct score_fact *f = fact_add(t, name, FACT_NUMBER);
    if (f)
        f->text = rat_is_none(v) ? rat_is_undefined(v) ? STR("undefined") : STR("missing")
                                 : rat_write_exact(&t->x, t->a, v);
}

void fact_text(struct trace *t, const char *name, struct str v)
{
    struct score_fact *f = fact_add(t, name, FACT_TEXT);
    if (f)
        f->text = v;
}

void fact_truth(struct trace *t, const char *name, bool v)
{
    struct score_fact *f = fact_add(t, name, FACT_TRUTH);
    if (f)
        f->is_true = v;
}

void fact_null(struct trace *t, const char *name) { (void)fact_add(t, name, FACT_NULL); }

static void fact_open(struct trace *t, const char *name, enum fact_kind kind)
{
    struct score_fact *f = fact_add(t, name, kind);
    if (!f)
        return;
    t->facts.depth++;
    ASSERT(t->facts.depth < FACT_DEPTH_MAX);
    t->facts.open[t->facts.depth] = f;
    t->facts.last[t->facts.depth] = NULL;
}

void fact_object(struct trace *t, const char *name) { fact_open(t, name, FACT_OBJECT); }
void fact_list(struct trace *t, const char *name) { fact_open(t, name, FACT_LIST); }

void fact_end(struct trace *t)
{
    if (t && !t->x.no_memory)
        t->facts.depth--;
}

void fact_pairs(struct trace *t, const struct fact_pair *pairs, int n)
{
    for (int i = 0; i < n; i++)
        fact_number(t, pairs[i].name, pairs[i].value);
}
