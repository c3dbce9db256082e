/* The three files that an evaluation gives. Leaf scores are millions of lines, so a line is put together from
 * pieces that were spelt before. */
#include <errno.h>
#include <fcntl.h>
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

static void put_leaves(const struct gpe1 *g, struct out *o, const struct leaf_line *line, int unit,
                       const struct score_result *r, const struct piece *head)
{
    uint64_t power = (uint64_t)fixed_pow10(g->policy.digits);
    for (int i = 0; i < g->in.leaves; i++) {
        char *to = o->at;
        memcpy(to, head->text, sizeof head->text);
        to += head->n;
        memcpy(to, line[i].id.text, 8);
        to += line[i].id.n;
        if (score_state(r, line[i].node, unit) == SCORE_PRESENT)
            to = spell_fixed(to, score_of(r, line[i].node, unit), g->policy.digits, power);
        *to++ = '\n';
        o->at = to;
        out_line(o);
    }
}

void gpe1_write_leaves(const struct gpe1 *g, const char *path)
{
    struct out o = out_open(path);
    const struct leaf_line *line = leaf_lines(g);
    o.at = spell_text(o.at, "unit,month,leaf,score\n");
    for (int p = 0; p < g->months; p++)
        for (int i = 0; i < g->in.units; i++) {
            const struct gpe1_unit *unit = &g->in.unit[i];
            struct piece head;
            head.n = (size_t)snprintf(head.text, sizeof head.text, "%d,%d,", unit->u, p);
            put_leaves(g, &o, line, unit->index, board_result(g->board, p), &head);
        }
    out_close(&o);
}
