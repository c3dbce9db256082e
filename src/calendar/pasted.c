/* One pass. A '<' begins a tag only before a letter, '/', '!' or '?', and only when its '>' follows; anything
 * else is text. Tags that begin a new line on a page end a line here, what stands between <style> or <script>
 * and its end is left out. */
#include "calendar/pasted.h"

#include "base/utf8.h"

struct pasting {
    struct str text;
    size_t at;
    size_t last_end;  /* of the last '>': behind it no tag begins, so none is looked for */
    bool is_unclosed; /* a <script> or <style> has no end: from then on none is looked for */
    int line, column; /* of what is read next */
    struct sign *sign;
    size_t n;
};

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

static bool is_invisible(uint32_t cp)
{
    return cp <= ' ' || (cp >= 0x7F && cp <= 0xA0) || cp == 0xAD || (cp >= 0x2000 && cp <= 0x200F) ||
           (cp >= 0x2028 && cp <= 0x202F) || (cp >= 0x205F && cp <= 0x206F) || cp == 0x3000 || cp == 0xFEFF;
}

static bool is_dash(uint32_t cp)
{
    return cp == '-' || cp == '~' || (cp >= 0x2010 && cp <= 0x2015) || cp == 0x2212 || cp == 0x223C ||
           cp == 0x2500 || cp == 0x301C || cp == 0xFE58 || cp == 0xFE63 || cp == 0x2053;
}

static uint32_t plain(uint32_t cp)
{
    if (cp >= 0xFF01 && cp <= 0xFF5E)
        cp -= 0xFEE0;
    if (is_dash(cp))
        return PASTED_DASH;
    return cp == 0x201C || cp == 0x201D || cp == 0x300C || cp == 0x300D ? '"' : cp;
}

static void put(struct pasting *p, uint32_t cp, int column)
{
    if (cp == '\n' ? p->n == 0 || p->sign[p->n - 1].cp == '\n' : is_invisible(cp))
        return;
    p->sign[p->n++] = (struct sign){plain(cp), cp, p->line, column};
}

/* Past `bytes` bytes without taking them. */
static void skip(struct pasting *p, size_t bytes)
{
    size_t end = bytes < p->text.n - p->at ? p->at + bytes : p->text.n;
    while (p->at < end) {
        p->column++;
        if (utf8_next(p->text, &p->at) == '\n') {
            p->line++;
            p->column = 1;
        }
    }
}

/* Length of the tag at the front; 0 when there is none. */
static size_t tag_length(struct str s)
{
    if (s.n < 3 || s.p[0] != '<' || !(is_letter(s.p[1]) || s.p[1] == '/' || s.p[1] == '!' || s.p[1] == '?'))
        return 0;
    if (str_starts(s, STR("<!--"))) {
        size_t end = str_find_str(s, STR("-->"));
        return end < s.n ? end + 3 : s.n;
    }
    size_t end = str_find(s, '>');
    return end < s.n ? end + 1 : 0;
}

static bool tag_is(struct str tag, const char *name)
{
    size_t at = 1 + (size_t)(tag.n > 1 && tag.p[1] == '/'), n = strlen(name);
    for (size_t i = 0; i < n; i++)
        if (at + i >= tag.n || (tag.p[at + i] | 0x20) != name[i])
            return false;
    return at + n < tag.n && !is_letter(tag.p[at + n]) &&
           (tag.p[at + n] < '0' || tag.p[at + n] > '9' || name[0] == 'h');
}

static bool tag_breaks_line(struct str tag)
{
    static const char *const name[] = {"p",  "br", "div", "li",      "ul",      "ol",     "tr",     "td",
                                       "th", "h",  "hr",  "section", "article", "header", "footer", "table"};
    for (size_t i = 0; i < COUNT_OF(name); i++)
        if (tag_is(tag, name[i]))
            return true;
    return false;
}

static bool tag_hides(struct str tag)
{
    return tag.p[1] != '/' && (tag_is(tag, "script") || tag_is(tag, "style"));
}

/* Where the element ends that this tag begins; 0: it does not. */
static size_t hidden_length(struct str s, size_t tag)
{
    const char *name = tag_is(s, "script") ? "script" : "style";
    for (size_t at = tag; at < s.n; at++) {
        if (s.p[at] != '<' || at + 1 >= s.n || s.p[at + 1] != '/')
            continue;
        struct str end = str_sub(s, at, s.n);
        if (tag_is(end, name))
            return at + tag_length(end);
    }
    return 0;
}

static bool take_tag(struct pasting *p)
{
    struct str rest = str_sub(p->text, p->at, p->text.n);
    size_t tag = p->at < p->last_end ? tag_length(rest) : 0, hidden = 0;
    if (!tag)
        return false;
    if (!p->is_unclosed && tag_hides(str_sub(rest, 0, tag))) {
        hidden = hidden_length(rest, tag);
        p->is_unclosed = hidden == 0;
    }
    if (tag_breaks_line(str_sub(rest, 0, tag)))
        put(p, '\n', p->column);
    skip(p, hidden ? hidden : tag);
    return true;
}

static uint32_t entity_number(struct str digits)
{
    bool hex = digits.n && (digits.p[0] | 0x20) == 'x';
    uint32_t v = 0;
    for (size_t i = hex; i < digits.n; i++) {
        char c = digits.p[i];
        uint32_t d = c >= '0' && c <= '9'                            ? (uint32_t)(c - '0')
                     : hex && (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (uint32_t)((c | 0x20) - 'a' + 10)
                                                                     : 99;
        if (d == 99 || v > 0x10FFFF)
            return 0;
        v = v * (hex ? 16 : 10) + d;
    }
    return v <= 0x10FFFF && (v < 0xD800 || v > 0xDFFF) ? v : 0;
}

/* &nbsp; and the few others that stand in notices; false: it is text. */
static bool take_entity(struct pasting *p)
{
    static const struct {
        const char *name;
        uint32_t cp;
    } known[] = {{"nbsp", ' '},    {"ensp", ' '},  {"emsp", ' '},  {"thinsp", ' '},
                 {"mdash", '-'},   {"ndash", '-'}, {"lt", '<'},    {"gt", '>'},
                 {"amp", '&'},     {"quot", '"'},  {"ldquo", '"'}, {"rdquo", '"'},
                 {"middot", 0xB7}, {"zwnj", ' '},  {"shy", ' '},   {"hellip", 0x2026}};
    struct str rest = str_sub(p->text, p->at, 12);
    size_t end = str_find(rest, ';');
    if (end == rest.n || end < 3)
        return false;
    struct str name = str_sub(rest, 1, end - 1);
    uint32_t cp = name.p[0] == '#' ? entity_number(str_sub(name, 1, name.n)) : 0;
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (str_eq(name, str_c(known[i].name)))
            cp = known[i].cp;
    if (!cp)
        return false;
    put(p, cp == '\n' ? ' ' : cp, p->column);
    skip(p, end + 1);
    return true;
}

struct signs pasted_read(struct arena *a, struct str text, int line)
{
    struct pasting p = {.text = text, .line = line, .column = 1};
    while (p.last_end < text.n && str_find(str_sub(text, p.last_end, text.n), '>') < text.n - p.last_end)
        p.last_end += str_find(str_sub(text, p.last_end, text.n), '>') + 1;
    p.sign = arena_try_array(a, text.n + 1, sizeof *p.sign);
    if (!p.sign)
        return (struct signs){NULL, 0};
    while (p.at < text.n) {
        if ((text.p[p.at] == '<' && take_tag(&p)) || (text.p[p.at] == '&' && take_entity(&p)))
            continue;
        size_t at = p.at;
        uint32_t cp = utf8_next(text, &at);
        put(&p, cp, p.column);
        skip(&p, at - p.at);
    }
    return (struct signs){p.sign, p.n};
}

struct str signs_text(struct arena *a, struct signs s)
{
    char *p = arena_alloc(a, s.n * 4 + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        if (s.sign[i].cp != '\n')
            n += utf8_encode(s.sign[i].was, p + n);
    return str_of(p, n);
}

size_t signs_word(struct signs s, size_t at, const char *word)
{
    struct str w = str_c(word);
    size_t n = 0;
    for (size_t i = 0; i < w.n; n++) {
        if (at + n >= s.n || s.sign[at + n].cp != utf8_next(w, &i))
            return 0;
    }
    return n;
}

size_t signs_find(struct signs s, size_t from, const char *word)
{
    for (; from < s.n; from++)
        if (signs_word(s, from, word))
            return from;
    return s.n;
}
