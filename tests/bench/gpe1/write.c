/* The three files that an evaluation gives. Leaf scores are millions of lines, so a line is put together from
 * pieces that were spelt before. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/fixed.h"
#include "gpe1/evaluate.h"

#define BLOCK_BYTES ((size_t)256 * 1024)
#define LINE_MAX_BYTES 160

struct out {
    int fd;
    const char *path;
    char *p, *at;
};

static struct out out_open(const char *path)
{
    struct out o = {.path = path, .fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)};
    if (o.fd < 0)
        gpe1_stop("%s cannot be written: %s", path, strerror(errno));
    o.p = o.at = malloc(BLOCK_BYTES + LINE_MAX_BYTES);
    if (!o.p)
        gpe1_stop("no memory");
    return o;
}

static void out_flush(struct out *o)
{
    for (const char *p = o->p; p < o->at;) {
        ssize_t n = write(o->fd, p, (size_t)(o->at - p));
        if (n < 0 && errno != EINTR)
            gpe1_stop("%s cannot be written: %s", o->path, strerror(errno));
        p += n < 0 ? 0 : n;
    }
    o->at = o->p;
}

/* After a line of at most LINE_MAX_BYTES. */
static inline void out_line(struct out *o)
{
    if (o->at >= o->p + BLOCK_BYTES)
        out_flush(o);
}

static void out_close(struct out *o)
{
    out_flush(o);
    if (close(o->fd) != 0)
        gpe1_stop("%s cannot be written: %s", o->path, strerror(errno));
    free(o->p);
}

/* ------------------------------------------------------------------------------------- spelling */

static const char PAIR[] = "00010203040506070809101112131415161718192021222324252627282930313233343536373839"
                           "40414243444546474849505152535455565758596061626364656667686970717273747576777879"
                           "8081828384858687888990919293949596979899";

static char *spell_count(char *to, uint64_t v)
{
    char t[20];
    size_t i = sizeof t;
    do {
        t[--i] = (char)('0' + v % 10);
        v /= 10;
    } while (v);
    memcpy(to, t + i, sizeof t - i);
    return to + (sizeof t - i);
}

static char *spell_text(char *to, const char *text)
{
    size_t n = strlen(text);
    memcpy(to, text, n);
    return to + n;
}

/* Always with all digits: 79.2218. `power` is 10^digits. */
static char *spell_fixed(char *to, int64_t v, int digits, uint64_t power)
{
    uint64_t size = v < 0 ? 0 - (uint64_t)v : (uint64_t)v, whole = size / power;
    uint32_t rest = (uint32_t)(size - whole * power);
    if (v < 0)
        *to++ = '-';
    if (digits == 4 && whole < 1000) { /* what GPE-1 writes millions of */
        uint32_t hundreds = (uint32_t)whole / 100, low = (uint32_t)whole % 100;
        *to = (char)('0' + hundreds);
        to += hundreds > 0;
        memcpy(to, PAIR + 2 * low + (whole < 10), 2);
        to += 1 + (whole >= 10);
        *to = '.';
        memcpy(to + 1, PAIR + (size_t)2 * (rest / 100), 2);
        memcpy(to + 3, PAIR + (size_t)2 * (rest % 100), 2);
        return to + 5;
    }
    to = spell_count(to, whole);
    if (digits) {
        uint64_t fraction = size - whole * power;
        *to++ = '.';
        for (int i = digits; i-- > 0; fraction /= 10)
            to[i] = (char)('0' + fraction % 10);
        to += digits;
    }
    return to;
}

/* --------------------------------------------------------------------------------------- files */

static char *spell_optional(char *to, bool is_there, uint64_t v)
{
    return is_there ? spell_count(to, v) : to;
}

static char *spell_row(const struct gpe1 *g, char *to, const struct gpe1_unit *unit, int p)
{
    const struct score_unit *month = &board_result(g->board, p)->units[unit->index],
                            *mean = &board_result(g->mean_board, p)->units[unit->index];
    uint64_t power = (uint64_t)fixed_pow10(g->policy.digits);
    to = spell_count(to, (uint64_t)unit->u);
    *to++ = ',';
    to = spell_count(to, (uint64_t)p);
    *to++ = ',';
    to = month->has_total ? spell_fixed(to, month->total, g->policy.digits, power) : to;
    *to++ = ',';
    to = spell_optional(to, month->rank > 0, (uint64_t)month->rank);
    *to++ = ',';
    if (month->grade >= 0)
        *to++ = (char)('A' + month->grade); /* their names, in the order of the scheme */
    *to++ = ',';
    to = mean->has_total ? spell_fixed(to, mean->total, g->policy.digits, power) : to;
    *to++ = ',';
    to = spell_optional(to, mean->rank > 0, (uint64_t)mean->rank);
    *to++ = '\n';
    return to;
}

void gpe1_write_result(const struct gpe1 *g, const char *path)
{
    struct out o = out_open(path);
    o.at = spell_text(o.at, "unit,month,total,rank,grade,ytd,ytd_rank\n");
    for (int p = 0; p < g->months; p++)
        for (int i = 0; i < g->in.units; i++) {
            o.at = spell_row(g, o.at, &g->in.unit[i], p);
            out_line(&o);
        }
    out_close(&o);
}

void gpe1_write_rollup(const struct gpe1 *g, const char *path)
{
    struct out o = out_open(path);
    uint64_t power = (uint64_t)fixed_pow10(g->policy.digits);
    o.at = spell_text(o.at, "level,id,month,mean\n");
    for (int p = 0; p < g->months; p++)
        for (const struct gpe1_level *l = g->level; l < g->level + GPE1_LEVELS; l++)
            for (int i = 0; i < l->places; i++) {
                int64_t mean = l->means[(size_t)p * (size_t)l->places + (size_t)i];
                o.at = spell_text(o.at, l->name);
                *o.at++ = ',';
                o.at = spell_count(o.at, (uint64_t)l->ids[i]);
                *o.at++ = ',';
                o.at = spell_count(o.at, (uint64_t)p);
                *o.at++ = ',';
                if (mean != VALUE_MISSING)
                    o.at = spell_fixed(o.at, mean, g->policy.digits, power);
                *o.at++ = '\n';
                out_line(&o);
            }
    out_close(&o);
}

/* A text that is copied whole, as a constant number of bytes. */
struct piece {
    char text[24];
    size_t n;
};

struct leaf_line {
    struct piece id; /* "149," */
    int node;
};

static struct leaf_line *leaf_lines(const struct gpe1 *g)
{
    struct leaf_line *line = ARENA_ARRAY(g->a, struct leaf_line, (size_t)g->in.leaves);
    for (int i = 0; i < g->in.leaves; i++) {
        int k = g->in.leaf[i].k;
        line[i].id.n = (size_t)snprintf(line[i].id.text, sizeof line[i].id.text, "%d,", k);
        line[i].node = scheme_node_find(g->scheme, arena_printf(g->a, "l%d", k));
    }
    return line;
}

static char *spell_leaves(const struct gpe1 *g, char *to, const struct leaf_line *line, int unit,
                          const struct score_result *r, const struct piece *head)
{
    uint64_t power = (uint64_t)fixed_pow10(g->policy.digits);
    for (int i = 0; i < g->in.leaves; i++) {
        memcpy(to, head->text, sizeof head->text);
        to += head->n;
        memcpy(to, line[i].id.text, 8);
        to += line[i].id.n;
        if (score_state(r, line[i].node, unit) == SCORE_PRESENT)
            to = spell_fixed(to, score_of(r, line[i].node, unit), g->policy.digits, power);
        *to++ = '\n';
    }
    return to;
}

/* Chunks of lines: each thread spells every so manieth and writes it when its turn has come. */
struct turn {
    pthread_mutex_t lock;
    pthread_cond_t moved;
    int next;
};
struct speller {
    const struct gpe1 *g;
    const struct leaf_line *line;
    struct turn *turn;
    struct out o;
    int first, step, chunk_units;
    pthread_t thread;
};

static void write_in_turn(struct speller *s, int chunk)
{
    (void)pthread_mutex_lock(&s->turn->lock);
    while (s->turn->next != chunk)
        (void)pthread_cond_wait(&s->turn->moved, &s->turn->lock);
    (void)pthread_mutex_unlock(&s->turn->lock);
    out_flush(&s->o);
    (void)pthread_mutex_lock(&s->turn->lock);
    s->turn->next++;
    (void)pthread_cond_broadcast(&s->turn->moved);
    (void)pthread_mutex_unlock(&s->turn->lock);
}

static void *spell_chunks(void *self)
{
    struct speller *s = self;
    const struct gpe1 *g = s->g;
    int per_month = (g->in.units + s->chunk_units - 1) / s->chunk_units;
    for (int chunk = s->first; chunk < per_month * g->months; chunk += s->step) {
        int p = chunk / per_month, from = chunk % per_month * s->chunk_units;
        for (int i = from; i < g->in.units && i < from + s->chunk_units; i++) {
            const struct gpe1_unit *unit = &g->in.unit[i];
            struct piece head;
            head.n = (size_t)snprintf(head.text, sizeof head.text, "%d,%d,", unit->u, p);
            s->o.at = spell_leaves(g, s->o.at, s->line, unit->index, board_result(g->board, p), &head);
        }
        write_in_turn(s, chunk);
    }
    return NULL;
}

#define CHUNK_LINES 8000
void gpe1_write_leaves(const struct gpe1 *g, const char *path)
{
    struct turn turn = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0};
    struct speller *speller = ARENA_ARRAY(g->a, struct speller, (size_t)g->threads);
    const struct leaf_line *line = leaf_lines(g);
    int units = g->in.leaves < CHUNK_LINES ? CHUNK_LINES / g->in.leaves : 1;
    struct out o = out_open(path);
    o.at = spell_text(o.at, "unit,month,leaf,score\n");
    out_flush(&o);
    for (int i = 0; i < g->threads; i++) {
        speller[i] = (struct speller){g, line, &turn, {o.fd, path, NULL, NULL}, i, g->threads, units};
        speller[i].o.p = speller[i].o.at = malloc((size_t)units * (size_t)g->in.leaves * LINE_MAX_BYTES);
        if (!speller[i].o.p)
            gpe1_stop("no memory");
    }
    for (int i = 1; i < g->threads; i++)
        if (pthread_create(&speller[i].thread, NULL, spell_chunks, &speller[i]) != 0)
            gpe1_stop("no thread");
    (void)spell_chunks(&speller[0]);
    for (int i = 0; i < g->threads; i++) {
        if (i)
            (void)pthread_join(speller[i].thread, NULL);
        free(speller[i].o.p);
    }
    out_close(&o);
}
