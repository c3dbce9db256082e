#include "score/engine.h"

struct trace *trace_of(const struct engine *en, int node, int unit)
{
    return en->trace && en->trace->node == node && en->trace->unit == unit ? en->trace : NULL;
}

static struct score_line *next_line(struct trace *t)
{
    if (t->lines_count == t->lines_cap) {
        int cap = t->lines_cap ? t->lines_cap * 2 : 16;
        struct score_line *more = arena_try_array(t->a, (size_t)cap, sizeof *more);
        if (!more) {
            t->x.no_memory = true;
            return NULL;
        }
        if (t->lines_count)
            memcpy(more, t->lines, (size_t)t->lines_count * sizeof *more);
        t->lines = more;
        t->lines_cap = cap;
    }
    return &t->lines[t->lines_count++];
}

void trace_text(struct trace *t, const char *text, const struct str *arg, int args)
{
    struct score_line *l = t ? next_line(t) : NULL;
    if (!l)
        return;
    *l = (struct score_line){.text = text, .args = args};
    for (int i = 0; i < args; i++)
        l->arg[i] = arg[i];
}

void trace_say(struct trace *t, const char *text, const struct rat *arg, int args)
{
    struct str texts[4];
    for (int i = 0; t && i < args; i++)
        texts[i] = rat_write(&t->x, t->a, arg[i], 6);
    trace_text(t, text, texts, args);
}
