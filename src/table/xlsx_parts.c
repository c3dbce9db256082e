#include "table/xlsx_parts.h"

#include "base/utf8.h"

#define TEXT_BYTES_MAX (LIMIT_CELL_BYTES * 8) /* an escape of 7 bytes may be one */

const char *const XLSX_SPACES[] = {"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                                   "http://purl.oclc.org/ooxml/spreadsheetml/main", NULL};

/* ---- text ---- */

void xlsx_text_put(struct xlsx_text *t, struct str piece)
{
    size_t room = t->buf.n < TEXT_BYTES_MAX ? TEXT_BYTES_MAX - t->buf.n : 0;
    buf_put(&t->buf, utf8_cut(piece, room));
    ASSERT(!t->buf.failed);
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* _x000D_ at the start of s. */
static bool escape_at(struct str s, uint32_t *ret)
{
    uint32_t cp = 0;
    if (s.n < 7 || s.p[0] != '_' || s.p[1] != 'x' || s.p[6] != '_')
        return false;
    for (int i = 2; i < 6; i++) {
        int digit = hex_digit(s.p[i]);
        if (digit < 0)
            return false;
        cp = cp * 16 + (uint32_t)digit;
    }
    *ret = cp;
    return true;
}

/* A line end is LF; controls, halves of characters and what is none are left out. */
static size_t escape_put(uint32_t cp, struct str after, char *to)
{
    if (cp == '\r' && !str_starts(after, STR("\n")))
        cp = '\n';
    if ((cp < 0x20 && cp != '\t' && cp != '\n') || (cp >= 0xD800 && cp < 0xE000) || cp == 0x7F)
        return 0;
    return utf8_encode(cp, to);
}

struct str xlsx_text_take(struct arena *a, struct xlsx_text *t)
{
    struct str s = buf_str(&t->buf);
    if (s.n == 0)
        return s;
    char *out = arena_alloc(a, s.n + 1), *to = out;
    for (size_t i = 0; i < s.n;) {
        uint32_t cp;
        if (s.p[i] == '_' && escape_at(str_sub(s, i, s.n), &cp)) {
            i += 7;
            to += escape_put(cp, str_sub(s, i, s.n), to);
        } else {
            *to++ = s.p[i++];
        }
    }
    buf_clear(&t->buf);
    return str_of(out, (size_t)(to - out));
}

/* ---- shared strings ---- */

struct strings {
    struct xlsx_parts *x;
    struct xml_events *events;
    struct xlsx_text text;
    size_t bytes;
    bool is_too_much;
};

static void strings_open(void *ctx, struct str name, const char *const *attribute)
{
    struct strings *s = ctx;
    (void)attribute;
    if (str_eq(name, STR("rPh")))
        s->text.phonetic++;
    s->text.is_open = str_eq(name, STR("t")) && s->text.phonetic == 0;
}

static void strings_close(void *ctx, struct str name)
{
    struct strings *s = ctx;
    s->text.is_open = false;
    if (str_eq(name, STR("rPh")))
        s->text.phonetic--;
    if (!str_eq(name, STR("si")))
        return;
    struct str text = xlsx_text_take(s->x->arena, &s->text);
    s->bytes += text.n;
    buf_put(&s->x->strings, str_of((const char *)&text, sizeof text));
    s->is_too_much = s->bytes > XLSX_STRING_BYTES_MAX || s->x->strings.n / sizeof text > XLSX_STRINGS_MAX;
    s->events->is_done = s->is_too_much;
}

static void strings_text(void *ctx, struct str piece)
{
    struct strings *s = ctx;
    if (s->text.is_open)
        xlsx_text_put(&s->text, piece);
}

enum rc xlsx_strings_read(struct xlsx_parts *x, const char *name)
{
    struct strings s = {.x = x};
    struct xml_events events = {
        .space = XLSX_SPACES, .open = strings_open, .close = strings_close, .text = strings_text, .ctx = &s};
    s.events = &events;
    enum rc rc = xml_read(x->archive, name, &events, x->problems);
    buf_release(&s.text.buf);
    ASSERT(!x->strings.failed);
    if (rc == RC_OK && s.is_too_much) {
        struct problem *item = PROBLEM(x->problems, 0, 0, "table.too_much_text");
        item->hint = "table.too_many_hint";
        problem_arg(x->problems, item, 0,
                    arena_printf(x->problems->arena, "%lu", XLSX_STRING_BYTES_MAX / 1024 / 1024));
        rc = RC_TOO_LARGE;
    }
    return rc;
}

/* ---- styles ---- */

struct custom {
    int64_t id;
    enum number_format format;
};

struct styles {
    struct xlsx_parts *x;
    struct xml_events *events;
    struct buf custom; /* of struct custom */
    bool in_cell_formats;
};

static enum number_format format_of(const struct styles *s, int64_t id)
{
    const struct custom *custom = (const struct custom *)(const void *)s->custom.p;
    for (size_t i = s->custom.n / sizeof *custom; i > 0; i--)
        if (custom[i - 1].id == id)
            return custom[i - 1].format;
    return number_format_builtin(id);
}

static int64_t number_attribute(const char *const *attribute, const char *name)
{
    int64_t v = 0;
    return str_to_i64(xml_attribute(attribute, name), &v) ? v : -1;
}

static void styles_open(void *ctx, struct str name, const char *const *attribute)
{
    struct styles *s = ctx;
    if (str_eq(name, STR("cellXfs"))) {
        s->in_cell_formats = true;
    } else if (str_eq(name, STR("numFmt"))) {
        struct custom custom = {number_attribute(attribute, "numFmtId"),
                                number_format_of(xml_attribute(attribute, "formatCode"))};
        buf_put(&s->custom, str_of((const char *)&custom, sizeof custom));
        s->events->is_done = s->custom.n / sizeof custom > 4096; /* Excel has at most some 250 */
    } else if (s->in_cell_formats && str_eq(name, STR("xf"))) {
        buf_putc(&s->x->formats, (char)format_of(s, number_attribute(attribute, "numFmtId")));
        s->events->is_done = s->x->formats.n >= XLSX_FORMATS_MAX;
    }
}

static void styles_close(void *ctx, struct str name)
{
    struct styles *s = ctx;
    if (str_eq(name, STR("cellXfs"))) /* the rest says nothing of numbers */
        s->events->is_done = true;
}

enum rc xlsx_styles_read(struct xlsx_parts *x, const char *name)
{
    struct styles s = {.x = x};
    struct xml_events events = {.space = XLSX_SPACES, .open = styles_open, .close = styles_close, .ctx = &s};
    s.events = &events;
    enum rc rc = xml_read(x->archive, name, &events, x->problems);
    ASSERT(!s.custom.failed && !x->formats.failed);
    buf_release(&s.custom);
    return rc;
}

void xlsx_parts_release(struct xlsx_parts *x)
{
    buf_release(&x->strings);
    buf_release(&x->formats);
}
