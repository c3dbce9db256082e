#include "paper/glyph.h"

#include "base/utf8.h"

static bool is_blank(uint32_t cp)
{
    return cp <= ' ' || (cp >= 0x7F && cp <= 0xA0) || cp == 0xAD || (cp >= 0x2000 && cp <= 0x200F) ||
           (cp >= 0x202A && cp <= 0x202F) || (cp >= 0x205F && cp <= 0x206F) || cp == 0x3000 || cp == 0xFEFF ||
           (cp >= 0xFE00 && cp <= 0xFE0F);
}

static uint32_t plain(uint32_t cp)
{
    if (cp >= 0xFF01 && cp <= 0xFF5E)
        cp -= 0xFEE0;
    switch (cp) {
    case 0x3014: /* 〔 */
    case 0x3010: /* 【 */
    case 0x3016:
        return '[';
    case 0x3015:
    case 0x3011:
    case 0x3017:
        return ']';
    case 0xFF61:
        return 0x3002;
    case 0xFF64:
        return 0x3001;
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212:
        return '-';
    default:
        return cp;
    }
}

static bool is_break(uint32_t cp)
{
    return cp == '\n' || cp == '\r' || cp == '\v' || cp == '\f' || cp == 0x85 || cp == 0x2028 || cp == 0x2029;
}

struct scan {
    struct glyph *glyph;
    struct line *line;
    size_t n, lines, lines_cap, from;
    uint8_t tabs;
    bool is_apart, is_blank; /* before the next glyph; before the next line */
};

static void end_line(struct sheet *s, struct scan *c, bool is_soft)
{
    if (c->n == c->from) {
        c->is_blank = c->lines > 0 && !is_soft;
    } else {
        LIST_ADD(s->arena, c->line, c->lines, c->lines_cap,
                 ((struct line){c->from, c->n, c->tabs, is_soft, c->is_blank}));
        c->is_blank = false;
    }
    c->from = c->n;
    c->is_apart = false;
    c->tabs = 0;
}

struct sheet sheet_read(struct arena *a, struct str text)
{
    struct sheet s = {.arena = a, .text = text};
    struct scan c = {.glyph = ARENA_ARRAY(a, struct glyph, text.n + 1)};
    for (size_t at = 0; at < text.n;) {
        size_t from = at;
        uint32_t cp = utf8_next(text, &at);
        if (cp == '\r' && at < text.n && text.p[at] == '\n')
            at++;
        if (is_break(cp)) {
            end_line(&s, &c, cp == '\v' || cp == 0x2028);
        } else if (is_blank(cp)) {
            c.is_apart = true;
            c.tabs = (uint8_t)(c.tabs + (cp == '\t' && c.tabs < 255));
        } else {
            c.glyph[c.n++] =
                (struct glyph){plain(cp), (uint32_t)from, (uint8_t)(at - from), c.is_apart, c.tabs};
            c.is_apart = false;
            c.tabs = 0;
        }
    }
    end_line(&s, &c, false);
    s.glyph = c.glyph;
    s.n = c.n;
    s.line = c.line;
    s.lines = c.lines;
    return s;
}

struct paper_place sheet_place(const struct sheet *s, size_t from, size_t to)
{
    if (from >= to)
        return (struct paper_place){0, 0};
    const struct glyph *first = &s->glyph[from], *last = &s->glyph[to - 1];
    return (struct paper_place){first->at, last->at + last->n - first->at};
}

size_t sheet_put(const struct sheet *s, size_t at, char *out)
{
    memcpy(out, s->text.p + s->glyph[at].at, s->glyph[at].n);
    return s->glyph[at].n;
}

static bool is_edge(uint32_t cp)
{
    return cp == ',' || cp == ';' || cp == ':' || cp == 0x3001 || cp == 0x3002 || cp == '.';
}

struct piece sheet_piece(const struct sheet *s, size_t from, size_t to)
{
    while (from < to && is_edge(s->glyph[from].cp))
        from++;
    while (from < to && is_edge(s->glyph[to - 1].cp))
        to--;
    struct piece p = {.place = sheet_place(s, from, to)};
    if (from >= to)
        return p;
    char *out = arena_alloc(s->arena, p.place.n + 1);
    for (; from < to; from++)
        p.text.n += sheet_put(s, from, out + p.text.n);
    p.text.p = out;
    return p;
}

size_t sheet_word(const struct sheet *s, size_t at, size_t to, const char *word)
{
    struct str w = str_c(word);
    size_t n = 0;
    for (size_t i = 0; i < w.n; n++)
        if (at + n >= to || s->glyph[at + n].cp != utf8_next(w, &i))
            return 0;
    return n;
}

size_t sheet_find(const struct sheet *s, size_t from, size_t to, const char *word)
{
    for (; from < to; from++)
        if (sheet_word(s, from, to, word))
            return from;
    return to;
}

static int digit_of(uint32_t cp)
{
    static const uint32_t chinese[] = {0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB,
                                       0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D};
    for (int i = 0; i < 10; i++)
        if (cp == chinese[i])
            return i;
    return cp == 0x4E24 ? 2 : -1; /* 两 */
}

/* 十五, 二十, 三十一, 二〇二五: at most four signs. */
static size_t chinese_number(const struct sheet *s, size_t at, size_t to, int *ret)
{
    int value = 0, last = -1;
    size_t n = 0;
    bool is_ten = false;
    for (; at + n < to && n < 4; n++) {
        uint32_t cp = s->glyph[at + n].cp;
        int digit = digit_of(cp);
        if (cp == 0x5341 && !is_ten && n < 2) { /* 十 */
            value = (last < 0 ? 1 : last) * 10;
            is_ten = true;
            last = 0;
        } else if (digit >= 0 && !(is_ten && last > 0)) {
            value = is_ten ? value + digit : value * 10 + digit;
            last = digit;
        } else {
            break;
        }
    }
    *ret = value;
    return n;
}

size_t sheet_number(const struct sheet *s, size_t at, size_t to, int *ret)
{
    size_t n = 0;
    int value = 0;
    for (; n < 5 && at + n < to && s->glyph[at + n].cp >= '0' && s->glyph[at + n].cp <= '9'; n++)
        value = value * 10 + (int)(s->glyph[at + n].cp - '0');
    if (n > 4)
        return 0;
    *ret = value;
    return n ? n : chinese_number(s, at, to, ret);
}

void *list_room(struct arena *a, void *list, size_t n, size_t *cap, size_t size)
{
    if (n < *cap)
        return list;
    *cap = *cap ? *cap * 2 : 16;
    void *wider = arena_array(a, *cap, size);
    if (n)
        memcpy(wider, list, n * size);
    return wider;
}
