#include "feel/lex.h"

#include "base/utf8.h"

/* DMN 1.5, grammar rules 28–30: what a name may begin with and go on with. */
static bool begins_name(uint32_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '?' ||
           (c >= 0xC0 && c <= 0xD6) || (c >= 0xD8 && c <= 0xF6) || (c >= 0xF8 && c <= 0x2FF) ||
           (c >= 0x370 && c <= 0x37D) || (c >= 0x37F && c <= 0x1FFF) || c == 0x200C || c == 0x200D ||
           (c >= 0x2070 && c <= 0x218F) || (c >= 0x2C00 && c <= 0x2FEF) || (c >= 0x3005 && c <= 0xD7FF) ||
           (c >= 0xF900 && c <= 0xFDCF) ||
           (c >= 0xFDF0 && c <= 0xFFFD && !(c >= 0xFF00 && c <= 0xFF0F) && !(c >= 0xFF1A && c <= 0xFF20)) ||
           (c >= 0x10000 && c <= 0xEFFFF);
}

static bool goes_on_name(uint32_t c)
{
    return begins_name(c) || (c >= '0' && c <= '9') || c == 0xB7 || (c >= 0x300 && c <= 0x36F) ||
           c == 0x203F || c == 0x2040;
}

static bool is_space(uint32_t c)
{
    return (c >= 9 && c <= 13) || c == ' ' || c == 0x85 || c == 0xA0 || c == 0x1680 || c == 0x180E ||
           (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
           c == 0x3000 || c == 0xFEFF;
}

static uint32_t peek(struct str s, size_t at, size_t *ret_next)
{
    *ret_next = at;
    return at < s.n ? utf8_next(s, ret_next) : 0;
}

static void skip_blank(struct lexer *l)
{
    for (;;) {
        size_t next;
        struct str rest = str_sub(l->text, l->at, l->text.n);
        if (str_starts(rest, STR("//"))) {
            l->at += str_find(rest, '\n');
        } else if (str_starts(rest, STR("/*"))) {
            size_t n = str_find_str(str_sub(rest, 2, rest.n), STR("*/"));
            l->has_open_comment |= n == rest.n - 2;
            l->at += n == rest.n - 2 ? rest.n : n + 4;
        } else if (rest.n && is_space(peek(l->text, l->at, &next))) {
            l->at = next;
        } else {
            return;
        }
    }
}

struct lexer lex_begin(struct str text)
{
    struct lexer l = {.text = text};
    skip_blank(&l);
    return l;
}

void lex_skip(struct lexer *l, size_t bytes)
{
    l->at += bytes;
    l->end = l->at;
    skip_blank(l);
}

bool lex_at_end(const struct lexer *l) { return l->at >= l->text.n; }

/* Signs that begin others. */
static bool is_longer(struct str rest, struct str sign)
{
    static const struct str LONGER[] = {STR_INIT("<="), STR_INIT(">="), STR_INIT("!="), STR_INIT("**"),
                                        STR_INIT("..")};
    for (size_t i = 0; i < COUNT_OF(LONGER); i++)
        if (LONGER[i].n > sign.n && str_starts(LONGER[i], sign) && str_starts(rest, LONGER[i]))
            return true;
    return false;
}

bool lex_sees(const struct lexer *l, const char *sign)
{
    struct str rest = str_sub(l->text, l->at, l->text.n), s = str_c(sign);
    return str_starts(rest, s) && !is_longer(rest, s);
}

bool lex_take(struct lexer *l, const char *sign)
{
    if (!lex_sees(l, sign))
        return false;
    lex_skip(l, strlen(sign));
    return true;
}

struct str lex_word(const struct lexer *l)
{
    size_t at = l->at, next;
    if (!begins_name(peek(l->text, at, &next)))
        return (struct str){0};
    while (at < l->text.n && goes_on_name(peek(l->text, at, &next)))
        at = next;
    return str_sub(l->text, l->at, at - l->at);
}

bool lex_sees_word(const struct lexer *l, const char *word) { return str_eq(lex_word(l), str_c(word)); }

bool lex_take_word(struct lexer *l, const char *word)
{
    if (!lex_sees_word(l, word))
        return false;
    lex_skip(l, strlen(word));
    return true;
}

bool lex_is_keyword(struct str word)
{
    static const struct str KEYWORD[] = {
        STR_INIT("for"),      STR_INIT("return"),  STR_INIT("if"),       STR_INIT("then"),
        STR_INIT("else"),     STR_INIT("some"),    STR_INIT("every"),    STR_INIT("satisfies"),
        STR_INIT("in"),       STR_INIT("between"), STR_INIT("and"),      STR_INIT("or"),
        STR_INIT("instance"), STR_INIT("of"),      STR_INIT("function"), STR_INIT("true"),
        STR_INIT("false"),    STR_INIT("null"),    STR_INIT("external")};
    for (size_t i = 0; i < COUNT_OF(KEYWORD); i++)
        if (str_eq(KEYWORD[i], word))
            return true;
    return false;
}

bool lex_is_new_name(struct str name)
{
    size_t at = 0, next;
    uint32_t c = peek(name, 0, &next);
    if (!begins_name(c))
        return false;
    for (uint32_t last = 0; at < name.n; at = next, last = c) {
        c = peek(name, at, &next);
        bool is_sign = c < 0x80 && c && strchr("+-*/'.", (int)c);
        bool is_twice = last == c && (c == '*' || c == '/' || c == '.' || c == ' ');
        bool is_comment = last == '/' && c == '*';
        if (is_twice || is_comment || (!goes_on_name(c) && !is_sign && (c != ' ' || next == name.n)))
            return false;
        if (c == ' ' && !goes_on_name(last))
            return false;
    }
    return true;
}

/* Bytes that stand in the text as they stand in the name: ASCII's letters and digits, and common Chinese. */
static bool is_plain(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (c >= 0xE4 && c <= 0xE9) || (c & 0xC0) == 0x80;
}

/* Most of the known names are not here, and most of those say so by their first bytes. */
static bool is_elsewhere(struct str rest, struct str name)
{
    for (size_t i = 0; i < name.n && is_plain((unsigned char)name.p[i]); i++)
        if (i >= rest.n || rest.p[i] != name.p[i])
            return true;
    return false;
}

size_t lex_name_here(const struct lexer *l, struct str name)
{
    size_t at = l->at, next, i = 0;
    uint32_t last = 0;
    if (is_elsewhere(str_sub(l->text, at, l->text.n), name))
        return 0;
    while (i < name.n) {
        uint32_t want = utf8_next(name, &i), c = peek(l->text, at, &next);
        bool is_sign = !goes_on_name(want) && !is_space(want);
        if (is_space(want) || (is_sign && is_space(c))) {
            bool is_gap = is_space(c);
            while (at < l->text.n && is_space(c)) {
                at = next;
                c = peek(l->text, at, &next);
            }
            if (is_space(want)) {
                size_t after;
                uint32_t follow = peek(name, i, &after);
                if (!is_gap && goes_on_name(last) && goes_on_name(follow))
                    return 0; /* “a b” is not “ab” */
                continue;
            }
        } else if (at > l->at && is_space(c) && !goes_on_name(last)) {
            while (at < l->text.n && is_space(c)) { /* “a+ b” is the name “a+b” */
                at = next;
                c = peek(l->text, at, &next);
            }
        }
        if (c != want || at >= l->text.n)
            return 0;
        at = next;
        last = want;
    }
    if (goes_on_name(last) && goes_on_name(peek(l->text, at, &next)))
        return 0;
    return at - l->at;
}

static size_t digits_at(struct str s, size_t at)
{
    size_t n = 0;
    while (at + n < s.n && s.p[at + n] >= '0' && s.p[at + n] <= '9')
        n++;
    return n;
}

bool lex_number(struct lexer *l, struct decimal *ret, bool *ret_is_bad)
{
    struct str s = l->text;
    size_t whole = digits_at(s, l->at), at = l->at + whole, fraction = 0;
    *ret_is_bad = false;
    if (at < s.n && s.p[at] == '.' && (fraction = digits_at(s, at + 1)) > 0)
        at += 1 + fraction;
    if (whole + fraction == 0)
        return false;
    if (at < s.n && (s.p[at] == 'e' || s.p[at] == 'E')) {
        size_t sign = at + 1 < s.n && (s.p[at + 1] == '-' || s.p[at + 1] == '+');
        size_t n = digits_at(s, at + 1 + sign);
        at += n ? 1 + sign + n : 0;
    }
    size_t next;
    *ret_is_bad = goes_on_name(peek(s, at, &next)) ||
                  (decimal_read(str_sub(s, l->at, at - l->at), ret) & DECIMAL_FAILED) != 0;
    if (!*ret_is_bad)
        lex_skip(l, at - l->at);
    return true;
}

static bool read_hex(struct str s, size_t at, size_t n, uint32_t *ret)
{
    uint32_t v = 0;
    if (at + n > s.n)
        return false;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s.p[at + i], low = c | 0x20;
        if (c >= '0' && c <= '9')
            v = v * 16 + (c - '0');
        else if (low >= 'a' && low <= 'f')
            v = v * 16 + 10 + (low - 'a');
        else
            return false;
    }
    *ret = v;
    return true;
}

static bool is_surrogate(uint32_t c, uint32_t from) { return c >= from && c < from + 0x400; }

/* \uXXXX, a pair of them, or \UXXXXXX, at s[at]; moves on. */
static bool take_code_point(struct str s, size_t *at, uint32_t *ret)
{
    size_t n = s.p[*at] == 'u' ? 4 : 6;
    uint32_t c, low;
    if (!read_hex(s, *at + 1, n, &c))
        return false;
    *at += 1 + n;
    if (n == 4 && is_surrogate(c, 0xD800) && str_starts(str_sub(s, *at, s.n), STR("\\u")) &&
        read_hex(s, *at + 2, 4, &low) && is_surrogate(low, 0xDC00)) {
        c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
        *at += 6;
    }
    *ret = c;
    return c != 0 && c <= 0x10FFFF && !(c >= 0xD800 && c <= 0xDFFF);
}

static bool take_escape(struct str s, size_t *at, struct buf *out)
{
    static const char FROM[] = "nrtbf\"'\\/", TO[] = "\n\r\t\b\f\"'\\/";
    if (*at >= s.n)
        return false;
    if (s.p[*at] == 'u' || s.p[*at] == 'U') {
        uint32_t c;
        char bytes[4];
        if (!take_code_point(s, at, &c))
            return false;
        buf_put(out, str_of(bytes, utf8_encode(c, bytes)));
        return true;
    }
    const char *known = strchr(FROM, s.p[*at]);
    if (!known || !*known) { /* as the standard has it: an unknown escape stands for itself */
        buf_putc(out, '\\');
        return true;
    }
    buf_putc(out, TO[known - FROM]);
    (*at)++;
    return true;
}

bool lex_string(struct lexer *l, struct buf *out, size_t *ret_bad)
{
    size_t at = l->at + 1;
    struct str s = l->text;
    *ret_bad = l->at;
    while (at < s.n && s.p[at] != '"') {
        if (s.p[at] != '\\') {
            buf_putc(out, s.p[at++]);
            continue;
        }
        *ret_bad = at++;
        if (!take_escape(s, &at, out))
            return false;
        *ret_bad = l->at;
    }
    if (at >= s.n)
        return false;
    lex_skip(l, at + 1 - l->at);
    return true;
}
