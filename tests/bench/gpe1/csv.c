#include "gpe1/csv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fixed.h"
#include "score/values.h"

#define BLOCK_BYTES ((size_t)256 * 1024)

void gpe1_stop(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    (void)fputs("gpe1: ", stderr);
    (void)vfprintf(stderr, fmt, ap);
    (void)fputc('\n', stderr);
    va_end(ap);
    exit(1);
}

struct csv csv_open(const char *dir, const char *name)
{
    struct buf path CLEANUP(buf_release) = {0};
    buf_printf(&path, "%s/%s", dir, name);
    buf_putc(&path, '\0');
    struct csv c = {.name = name, .cap = BLOCK_BYTES, .to = INT64_MAX, .p = malloc(BLOCK_BYTES + CSV_PAD)};
    c.fd = path.failed ? -1 : open(path.p, O_RDONLY | O_CLOEXEC);
    if (c.fd < 0 || !c.p)
        gpe1_stop("%s cannot be opened: %s", path.p, strerror(errno));
    return c;
}

/* Moves what was not yet read to the front and fills up; false at the end of the file. */
static bool fill(struct csv *c)
{
    if (c->at) {
        memmove(c->p, c->p + c->at, c->end - c->at);
        c->end -= c->at;
        c->base += (int64_t)c->at;
        c->at = 0;
    }
    if (c->end == c->cap) { /* a line longer than the block */
        c->cap *= 2;
        c->p = realloc(c->p, c->cap + CSV_PAD);
        if (!c->p)
            gpe1_stop("no memory for line %d of %s", c->line + 1, c->name);
    }
    ssize_t got = read(c->fd, c->p + c->end, c->cap - c->end);
    if (got < 0)
        gpe1_stop("%s cannot be read: %s", c->name, strerror(errno));
    c->end += (size_t)got;
    memset(c->p + c->end, 0, CSV_PAD);
    return got > 0;
}

bool csv_line(struct csv *c, struct str *ret)
{
    size_t seen = 0;
    if (c->base + (int64_t)c->at >= c->to)
        return false;
    for (;;) {
        const char *from = c->p + c->at, *lf = NULL;
        if (c->end > c->at + seen)
            lf = memchr(from + seen, '\n', c->end - c->at - seen);
        if (lf) {
            *ret = str_of(from, (size_t)(lf - from));
            c->at += ret->n + 1;
            c->line++;
            return true;
        }
        seen = c->end - c->at;
        if (!fill(c)) {
            if (seen)
                gpe1_stop("%s does not end with a line feed", c->name);
            return false;
        }
    }
}

struct csv csv_open_part(const char *dir, const char *name, int n, int parts)
{
    struct csv c = csv_open(dir, name);
    struct str skipped;
    off_t size = lseek(c.fd, 0, SEEK_END);
    /* From the byte before, so that a line that begins just here is not taken for the rest of another. */
    off_t from = n ? size / parts * n - 1 : 0;
    if (size < 0 || lseek(c.fd, from, SEEK_SET) != from)
        gpe1_stop("%s cannot be read: %s", name, strerror(errno));
    c.base = from;
    if (n + 1 < parts)
        c.to = size / parts * (n + 1);
    (void)csv_line(&c, &skipped);
    return c;
}

void csv_close(struct csv *c)
{
    (void)close(c->fd);
    free(c->p);
}

bool csv_field(struct str *line, struct str *ret)
{
    if (!line->p)
        return false;
    size_t n = str_find(*line, ',');
    *ret = str_of(line->p, n);
    *line = n < line->n ? str_of(line->p + n + 1, line->n - n - 1) : (struct str){0};
    return true;
}

int csv_count(const struct csv *c, struct str *line)
{
    struct str field = {0};
    int64_t v = -1;
    if (!csv_field(line, &field) || !str_to_i64(field, &v) || v < 0 || v > INT32_MAX)
        gpe1_stop("%s, line %d: not a whole number: '%.*s'", c->name, c->line, STR_ARG(field));
    return (int)v;
}

/* ---------------------------------------------------------------------------------- hundredths */

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))
/* The lowest byte in which x has the byte b, times 8, or 64: what lies above the first hit may be wrong. */
static unsigned first_bits(uint64_t x, uint8_t b)
{
    uint64_t same = x ^ EACH(b), hit = (same - EACH(0x01)) & ~same & EACH(0x80);
    return hit ? (unsigned)__builtin_ctzll(hit) & ~7U : 64;
}

/* `bits` of a number, 0 to 63. */
static uint64_t low_bits(uint64_t x, unsigned bits) { return x & ((UINT64_C(1) << bits) - 1); }

/* Eight digits, the first in the lowest byte. */
static uint64_t eight_digits(uint64_t x)
{
    x = x * 10 + (x >> 8);
    return (((x & UINT64_C(0x000000FF000000FF)) * UINT64_C(0x000F424000000064)) +
            (((x >> 16) & UINT64_C(0x000000FF000000FF)) * UINT64_C(0x0000271000000001))) >>
           32;
}

/* Up to six digits, a point and up to two in eight bytes at once; false when the field is another. Fields of
 * random length cost a wrong guess for every length that is branched on, so nothing is. */
static bool short_number(const char *p, unsigned bits, int64_t *ret)
{
    uint64_t x;
    memcpy(&x, p, sizeof x);
    x = low_bits(x, bits);
    unsigned point = first_bits(x, '.'), whole = point < bits ? point : bits,
             after = whole < bits ? whole + 8 : bits, fraction = bits - after;
    uint64_t digits = low_bits(x ^ EACH('0'), whole) | low_bits((x ^ EACH('0')) >> (after & 63), fraction)
                                                           << whole;
    bool fits = whole >= 8 && whole <= 48 && fraction <= 16 && (whole == bits || fraction) &&
                ((digits | (digits + EACH(0x76))) & EACH(0x80)) == 0;
    *ret = (int64_t)eight_digits(digits << ((48 - whole) & 63));
    return fits;
}

void csv_hundredths(const struct csv *c, struct str line, int64_t *ret, int count)
{
    const char *p = line.p, *end = line.p + line.n;
    for (int i = 0; i < count; i++) {
        uint64_t x;
        if (!p || p > end)
            gpe1_stop("%s, line %d: %d numbers are missing", c->name, c->line, count - i);
        memcpy(&x, p, sizeof x);
        unsigned comma = first_bits(x, ','), lf = first_bits(x, '\n'), bits = comma < lf ? comma : lf;
        if (bits < 64 && short_number(p, bits, &ret[i])) {
            p += bits / 8 + 1;
            continue;
        }
        struct str rest = str_of(p, (size_t)(end - p)), field = str_of(p, str_find(rest, ','));
        ret[i] = VALUE_MISSING;
        if (field.n && fixed_read(field, 2, &ret[i]) != FIXED_OK)
            gpe1_stop("%s, line %d: not a number with two decimals: '%.*s'", c->name, c->line,
                      STR_ARG(field));
        p += field.n + 1;
    }
    if (p <= end)
        gpe1_stop("%s, line %d: there is more than %d numbers", c->name, c->line, count);
}
