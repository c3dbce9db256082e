/* `--with OTHER.yaml=VALUES.csv`: the schemes whose results the scheme takes, each worked out when it is
 * first asked for, with those that it takes itself. */
#include "base/key.h"
#include "main/score.h"
#include "score/feed.h"

#define OTHERS_MAX 32

struct other {
    struct str file, tables; /* one in a line */
    struct scoring is;
    bool is_read;
    const struct score_result *result[VALUE_WINDOWS_MAX + 1];
    size_t results;
};

struct others {
    struct scoring *s;
    struct other *other;
    size_t n;
    struct scoring *fed;            /* that is being fed */
    const struct feed_chain *chain; /* whose results are being worked out */
};

/* ---- reading ---- */

/* A=B, the last = counts; several tables of one scheme are read one after the other. */
static enum rc place_other(struct others *o, struct str pair)
{
    struct arena *a = o->s->arena;
    size_t at = pair.n;
    while (at > 0 && pair.p[at - 1] != '=')
        at--;
    struct str file = at ? str_sub(pair, 0, at - 1) : pair, table = at ? str_sub(pair, at, pair.n) : STR("");
    for (size_t i = 0; i < o->n; i++)
        if (str_eq(o->other[i].file, file)) {
            o->other[i].tables = arena_printf(a, "%.*s\n%.*s", STR_ARG(o->other[i].tables), STR_ARG(table));
            return RC_OK;
        }
    if (o->n == OTHERS_MAX) {
        (void)FAIL(o->s->err, RC_TOO_LARGE, "score_command.too_many_with", "%d", OTHERS_MAX);
        return scoring_wrong_use(o->s, arena_printf(a, "%d", OTHERS_MAX));
    }
    o->other[o->n++] = (struct other){.file = file, .tables = table};
    return RC_OK;
}

/* Its problems become those of the command when it is unfit. */
static enum rc read_other(struct others *o, struct other *other)
{
    struct scoring *is = &other->is;
    *is = (struct scoring){.command = o->s->command,
                           .value = o->s->value,
                           .arena = o->s->arena,
                           .lang = o->s->lang,
                           .problems.arena = o->s->arena,
                           .err = o->s->err};
    enum rc rc = scoring_read_scheme(is, other->file);
    if (rc == RC_OK)
        rc = scoring_read_values(is, other->tables, STR(""));
    if (rc == RC_OK)
        rc = scoring_count(is);
    if (rc != RC_OK) {
        o->s->file = is->file;
        o->s->problems = is->problems;
        return rc;
    }
    scoring_say_problems(is);
    return RC_OK;
}

/* ---- working out ---- */

static enum rc feed(struct others *o, struct scoring *s);

/* "10" is newer than "9". */
static bool is_newer(struct str a, struct str b)
{
    int64_t x, y;
    return str_to_i64(a, &x) && str_to_i64(b, &y) ? x > y : str_cmp(a, b) > 0;
}

static struct other *named(struct others *o, const struct source *source)
{
    struct other *best = NULL;
    for (size_t i = 0; i < o->n; i++) {
        const struct scheme *s = o->other[i].is.scheme;
        if (str_eq(s->id, source->scheme) &&
            (source->version.n ? str_eq(s->version, source->version)
                               : !best || is_newer(s->version, best->is.scheme->version)))
            best = &o->other[i];
    }
    return best;
}

static enum rc compute(struct other *other, struct window w)
{
    for (size_t i = 0; i < other->results; i++)
        if (other->result[i]->window.first == w.first && other->result[i]->window.months == w.months)
            return RC_OK;
    if (other->results == COUNT_OF(other->result))
        return RC_OK;
    other->is.window = w;
    enum rc rc = scoring_compute(&other->is);
    if (rc == RC_OK)
        other->result[other->results++] = other->is.result;
    return rc;
}

/* All windows in which it has anything. */
static enum rc work_out(struct others *o, struct other *other)
{
    struct feed_chain link = {other->is.scheme->id, other->is.scheme->version, o->chain};
    const struct feed_chain *before = o->chain;
    enum rc rc = feed_chain_check(&link, o->s->err);
    if (rc != RC_OK || other->is_read)
        return rc;
    o->chain = &link;
    rc = feed(o, &other->is);
    o->chain = before;
    for (size_t i = 0; i < other->is.windows.n && rc == RC_OK; i++)
        rc = compute(other, other->is.windows.window[i]);
    other->is_read = rc == RC_OK;
    return rc;
}

static enum rc find(void *ctx, const struct measure *m, const struct score_result *const **ret, size_t *ret_n,
                    struct err *err)
{
    struct others *o = ctx;
    struct scoring *fed = o->fed;
    struct other *other = named(o, m->source);
    if (!other) {
        (void)FAIL(err, RC_NOT_FOUND, "score_command.with_missing", "%.*s", STR_ARG(m->source->scheme));
        ERR_HINT(err, "score_command.with_missing_hint");
        (void)err_arg(err, 1, m->source->scheme);
        (void)err_arg(err, 2, m->source->version.n ? m->source->version : STR("—"));
        return scoring_wrong_use(o->s, m->name);
    }
    enum rc rc = work_out(o, other);
    o->fed = fed;
    for (size_t i = 0; i < other->results && rc == RC_OK; i++)
        value_windows_add(&fed->windows, fed->scheme, other->result[i]->window);
    *ret = other->result;
    *ret_n = other->results;
    return rc;
}

static enum rc feed(struct others *o, struct scoring *s)
{
    struct feed_from from = {find, o};
    o->fed = s;
    return score_feed_all(s->values, &from, s->err);
}

enum rc scoring_feed(struct scoring *s)
{
    struct str pairs = scoring_option(s, "with"), pair;
    struct others o = {.s = s, .other = ARENA_ARRAY(s->arena, struct other, OTHERS_MAX)};
    struct feed_chain link = {s->scheme->id, s->scheme->version, NULL};
    enum rc rc = RC_OK;
    if (pairs.n)
        scoring_say_problems(s);
    while (rc == RC_OK && str_split(&pairs, '\n', &pair))
        rc = place_other(&o, pair);
    for (size_t i = 0; i < o.n && rc == RC_OK; i++)
        rc = read_other(&o, &o.other[i]);
    o.chain = &link;
    return rc == RC_OK ? feed(&o, s) : rc;
}
