/* A result as a table: a row a unit, what was published and nothing else. */
#include "base/fixed.h"
#include "score/result.h"

static void put_field(struct buf *out, struct str s)
{
    bool quote = false;
    for (size_t i = 0; i < s.n; i++)
        quote |= s.p[i] == ',' || s.p[i] == '"' || s.p[i] == '\n' || s.p[i] == '\r';
    if (!quote) {
        buf_put(out, s);
        return;
    }
    buf_putc(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            buf_putc(out, '"');
        buf_putc(out, s.p[i]);
    }
    buf_putc(out, '"');
}

static void put_decimal(struct buf *out, int64_t v, int digits)
{
    int64_t scale = fixed_pow10(digits), whole = v / scale, rest = v % scale;
    if (v < 0)
        buf_putc(out, '-');
    buf_put_i64(out, whole < 0 ? -whole : whole);
    if (digits)
        buf_putc(out, '.');
    rest = rest < 0 ? -rest : rest;
    for (int64_t d = scale / 10; d > 0; d /= 10)
        buf_putc(out, (char)('0' + rest / d % 10));
}

void score_write_csv(const struct score_result *r, struct buf *out)
{
    const struct scheme *s = r->scheme;
    buf_put(out, STR("unit,class,total,rank,grade\n"));
    for (int i = 0; i < s->units_count; i++) {
        const struct score_unit *u = &r->units[i];
        put_field(out, s->units[i].name);
        buf_putc(out, ',');
        put_field(out, s->classes[s->units[i].class_index].name);
        buf_putc(out, ',');
        if (u->has_total)
            put_decimal(out, u->total, s->nodes[0].digits);
        buf_putc(out, ',');
        if (u->rank)
            buf_put_i64(out, u->rank);
        buf_putc(out, ',');
        if (u->grade >= 0)
            put_field(out, s->grades[u->grade].name);
        buf_putc(out, '\n');
    }
}
