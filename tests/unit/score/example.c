/* The examples of manuals, as several tests run them. */
#include "kit.h"

#include "score/feed.h"

struct finding {
    struct kit_example *e;
    const struct score_result *found[16];
};

static enum rc find(void *ctx, const struct measure *m, const struct score_result *const **ret, size_t *ret_n,
                    struct err *err)
{
    struct finding *f = ctx;
    (void)err;
    *ret = f->found;
    *ret_n = 0;
    for (size_t i = 0; i < f->e->results; i++) {
        const struct scheme *s = f->e->result[i]->scheme;
        if (str_eq(s->id, m->source->scheme) &&
            (m->source->version.n == 0 || str_eq(s->version, m->source->version)))
            f->found[(*ret_n)++] = f->e->result[i];
    }
    if (*ret_n == 0)
        fail_msg("nothing of scheme '%.*s'", STR_ARG(m->source->scheme));
    return RC_OK;
}

static void compute(struct kit_example *e, struct kit *k, const char *window)
{
    struct finding f = {.e = e};
    struct feed_from from = {find, &f};
    if (score_feed_all(k->v, &from, &k->err) != RC_OK)
        fail_msg("%s %s", k->err.text, k->err.arg[0]);
    kit_compute(k, window);
}

static void close_example(struct kit_example *e)
{
    kit_close(&e->k);
    for (int i = 0; i < e->others; i++)
        kit_close(&e->other[i]);
    *e = (struct kit_example){0};
}

static const char *window_in(struct kit *k, struct str info, struct str what)
{
    return arena_str(k->a, str_trim(str_sub(info, what.n, info.n))).p;
}

static void take_other(struct kit_example *e, struct str info, struct str body)
{
    struct kit *k = &e->other[e->others - 1];
    const char *window = window_in(k, info, STR("csv other"));
    kit_values(k, body, window);
    compute(e, k, window);
    e->result[e->results++] = k->r;
}

enum kit_step kit_example_step(struct kit_example *e, struct str *rest, struct str *ret_body)
{
    struct str info;
    if (!kit_next_block(rest, &info, ret_body)) {
        close_example(e);
        return KIT_END;
    }
    if (str_starts(info, STR("yaml")) && e->is_done)
        close_example(e);
    if (str_eq(info, STR("yaml other"))) {
        kit_open_clean(&e->other[e->others++], *ret_body);
        return KIT_FILLED;
    }
    if (str_eq(info, STR("yaml"))) {
        kit_open_clean(&e->k, *ret_body);
        return KIT_OPENED;
    }
    if (str_starts(info, STR("csv other"))) {
        take_other(e, info, *ret_body);
        return KIT_FILLED;
    }
    if (str_starts(info, STR("csv facts"))) {
        kit_facts(&e->k, *ret_body, window_in(&e->k, info, STR("csv facts")));
        return KIT_FILLED;
    }
    if (str_starts(info, STR("csv values"))) {
        kit_values(&e->k, *ret_body, window_in(&e->k, info, STR("csv values")));
        return KIT_FILLED;
    }
    if (!str_starts(info, STR("csv result")))
        fail_msg("an example that nobody runs: %.*s", STR_ARG(info));
    compute(e, &e->k, window_in(&e->k, info, STR("csv result")));
    e->is_done = true;
    return KIT_COMPUTED;
}
