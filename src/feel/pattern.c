/* A descent through the grammar of XPath's regular expressions. Each atom is written as one atom of PCRE2, so
 * that a quantifier behind it means the same. Sets are always written as classes of code points and general
 * categories: PCRE2's own \d, \s and \w mean other things. [a-z-[aeiou]] becomes (?:(?![aeiou])[a-z]). */
#include "feel/pattern.h"

#include "base/utf8.h"

#define CODE_POINT_MAX 0x10ffff
#define SURROGATE_FIRST 0xd800
#define SURROGATE_LAST 0xdfff

struct rewrite {
    struct str s;
    size_t at;
    struct pattern_flags flags;
    struct buf *out;
    int groups;
    bool is_closed[PATTERN_GROUPS_MAX + 1];
    int depth;
};

bool pattern_flags_read(struct str s, struct pattern_flags *ret)
{
    *ret = (struct pattern_flags){0};
    for (size_t i = 0; i < s.n; i++)
        switch (s.p[i]) {
        case 's':
            ret->s = true;
            break;
        case 'm':
            ret->m = true;
            break;
        case 'i':
            ret->i = true;
            break;
        case 'x':
            ret->x = true;
            break;
        case 'q':
            ret->q = true;
            break;
        default:
            return false;
        }
    return true;
}

static bool sees(const struct rewrite *r, const char *what)
{
    return str_starts(str_sub(r->s, r->at, r->s.n), str_c(what));
}

static bool take(struct rewrite *r, const char *what)
{
    if (!sees(r, what))
        return false;
    r->at += strlen(what);
    return true;
}

static bool at_end(const struct rewrite *r) { return r->at >= r->s.n; }
static char look(const struct rewrite *r) { return at_end(r) ? 0 : r->s.p[r->at]; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* -- sets -- */

static void put_code_point(struct buf *out, uint32_t c) { buf_printf(out, "\\x{%x}", (unsigned)c); }

/* Surrogates are no characters, and PCRE2 does not let a range begin or end with one. */
static void put_range(struct buf *out, uint32_t from, uint32_t to)
{
    from = from >= SURROGATE_FIRST && from <= SURROGATE_LAST ? SURROGATE_LAST + 1 : from;
    to = to >= SURROGATE_FIRST && to <= SURROGATE_LAST ? SURROGATE_FIRST - 1 : to;
    if (from > to)
        return;
    put_code_point(out, from);
    if (to > from) {
        buf_putc(out, '-');
        put_code_point(out, to);
    }
}

/* All of them, or all others. */
static void put_ranges(struct buf *out, const struct char_range *range, size_t n, bool others)
{
    uint32_t next = 0;
    for (size_t i = 0; i < n; i++) {
        if (!others)
            put_range(out, range[i].from, range[i].to);
        else if (range[i].from > next)
            put_range(out, next, range[i].from - 1);
        next = range[i].to + 1;
    }
    if (others && next <= CODE_POINT_MAX)
        put_range(out, next, CODE_POINT_MAX);
}

static bool is_category(struct str name)
{
    static const char *const KNOWN[] = {"L",  "Lu", "Ll", "Lt", "Lm", "Lo", "M",  "Mn", "Mc",
                                        "Me", "N",  "Nd", "Nl", "No", "P",  "Pc", "Pd", "Ps",
                                        "Pe", "Pi", "Pf", "Po", "Z",  "Zs", "Zl", "Zp", "S",
                                        "Sm", "Sc", "Sk", "So", "C",  "Cc", "Cf", "Co", "Cn"};
    for (size_t i = 0; i < COUNT_OF(KNOWN); i++)
        if (str_eq(name, str_c(KNOWN[i])))
            return true;
    return false;
}

/* Behind \p or \P: {Lu}, {IsBasicLatin}. */
static bool property(struct rewrite *r, bool others, struct buf *out)
{
    struct char_range block;
    if (!take(r, "{"))
        return false;
    struct str rest = str_sub(r->s, r->at, r->s.n), name = str_sub(rest, 0, str_find(rest, '}'));
    if (name.n == rest.n)
        return false;
    r->at += name.n + 1;
    if (is_category(name)) {
        buf_put(out, others ? STR("\\P{") : STR("\\p{"));
        buf_put(out, name);
        buf_putc(out, '}');
        return true;
    }
    if (!str_starts(name, STR("Is")) || !pattern_block(str_sub(name, 2, name.n), &block))
        return false;
    put_ranges(out, &block, 1, others);
    return true;
}

/* Behind a backslash: a letter that stands for a set, which is written as the inside of a class. False: it is
 * none. */
static bool set_escape(struct rewrite *r, struct buf *out)
{
    static const struct char_range SPACE[] = {{'\t', '\n'}, {'\r', '\r'}, {' ', ' '}};
    char c = look(r);
    if (!c || !strchr("sSiIcCdDwWpP", c))
        return false;
    r->at++;
    switch (c) {
    case 'p':
    case 'P':
        return property(r, c == 'P', out);
    case 'd':
    case 'D':
        buf_put(out, c == 'd' ? STR("\\p{Nd}") : STR("\\P{Nd}"));
        break;
    case 'w': /* all but punctuation, separators and others */
        buf_put(out, STR("\\p{L}\\p{M}\\p{N}\\p{S}"));
        break;
    case 'W':
        buf_put(out, STR("\\p{P}\\p{Z}\\p{C}"));
        break;
    case 'i':
    case 'I':
        put_ranges(out, PATTERN_NAME_START, PATTERN_NAME_START_N, c == 'I');
        break;
    case 'c':
    case 'C':
        put_ranges(out, PATTERN_NAME, PATTERN_NAME_N, c == 'C');
        break;
    default:
        put_ranges(out, SPACE, COUNT_OF(SPACE), c == 'S');
    }
    return true;
}

/* Behind a backslash: a character that stands for itself, or n, r, t. */
static bool single_escape(struct rewrite *r, uint32_t *ret)
{
    char c = look(r);
    if (!c || !strchr("nrt\\|.?*+(){}-[]^$", c))
        return false;
    r->at++;
    *ret = c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : (uint32_t)c;
    return true;
}

/* -- classes -- */

/* One character of a class that may begin or end a range. */
static bool class_char(struct rewrite *r, uint32_t *ret)
{
    if (at_end(r) || sees(r, "[") || sees(r, "]"))
        return false;
    if (take(r, "\\"))
        return single_escape(r, ret);
    *ret = utf8_next(r->s, &r->at);
    return true;
}

/* A hyphen is itself at the beginning, at the end and before what is taken away, else it makes a range. */
static bool class_part(struct rewrite *r, struct buf *out, bool is_first)
{
    uint32_t from, to;
    size_t kept = r->at;
    if (take(r, "\\") && set_escape(r, out))
        return !sees(r, "-") || sees(r, "-]") || sees(r, "-[");
    if (r->at > kept + 1)
        return false; /* a set that is none: \p{Klingon} */
    r->at = kept;
    if (sees(r, "-") && !is_first && !sees(r, "-]") && !sees(r, "--["))
        return false;
    if (!class_char(r, &from))
        return false;
    if (!sees(r, "-") || sees(r, "-]") || sees(r, "-[") || sees(r, "--[")) {
        put_code_point(out, from);
        return true;
    }
    r->at++;
    if (sees(r, "-") || !class_char(r, &to) || to < from)
        return false;
    put_range(out, from, to);
    return true;
}

/* Behind [ … up to and with ]. */
static bool class(struct rewrite *r)
{
    struct buf main CLEANUP(buf_release) = {0}, less CLEANUP(buf_release) = {0};
    struct buf *out = r->out;
    if (++r->depth > PATTERN_DEPTH_MAX)
        return false;
    buf_put(&main, take(r, "^") ? STR("[^") : STR("["));
    bool is_first = true;
    for (; !sees(r, "]") && (is_first || !sees(r, "-[")); is_first = false)
        if (!class_part(r, &main, is_first))
            return false;
    buf_putc(&main, ']');
    if (is_first)
        return false;
    if (take(r, "-[")) {
        r->out = &less;
        if (!class(r))
            return false;
        r->out = out;
    }
    r->depth--;
    if (!take(r, "]"))
        return false;
    if (less.n) {
        buf_put(out, STR("(?:(?!"));
        buf_put(out, buf_str(&less));
        buf_putc(out, ')');
    }
    buf_put(out, buf_str(&main));
    if (less.n)
        buf_putc(out, ')');
    return !main.failed && !less.failed;
}

/* -- atoms -- */

static void put_literal(struct buf *out, uint32_t c)
{
    char bytes[4];
    bool is_word = c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (is_word)
        buf_put(out, str_of(bytes, utf8_encode(c, bytes)));
    else
        put_code_point(out, c);
}

/* Behind a backslash: the longest number for which there is a group to the left; it must have ended. */
static bool back_reference(struct rewrite *r)
{
    int n = r->s.p[r->at++] - '0';
    while (is_digit(look(r)) && n * 10 + (look(r) - '0') <= r->groups)
        n = n * 10 + (r->s.p[r->at++] - '0');
    if (n < 1 || n > r->groups || !r->is_closed[n])
        return false;
    buf_printf(r->out, "\\g{%d}", n);
    return true;
}

static bool escape(struct rewrite *r)
{
    struct buf set CLEANUP(buf_release) = {0};
    uint32_t c;
    if (is_digit(look(r)))
        return back_reference(r);
    if (single_escape(r, &c)) {
        put_literal(r->out, c);
        return true;
    }
    if (!set_escape(r, &set))
        return false;
    buf_putc(r->out, '[');
    buf_put(r->out, buf_str(&set));
    buf_putc(r->out, ']');
    return !set.failed;
}

static bool branches(struct rewrite *r);

static bool group(struct rewrite *r)
{
    int number = 0;
    if (++r->depth > PATTERN_DEPTH_MAX)
        return false;
    if (take(r, "?:")) {
        buf_put(r->out, STR("(?:"));
    } else {
        if (r->groups == PATTERN_GROUPS_MAX)
            return false;
        number = ++r->groups;
        buf_putc(r->out, '(');
    }
    if (!branches(r) || !take(r, ")"))
        return false;
    buf_putc(r->out, ')');
    r->is_closed[number] = true;
    r->depth--;
    return true;
}

static bool atom(struct rewrite *r)
{
    if (take(r, "\\"))
        return escape(r);
    if (take(r, "["))
        return class(r);
    if (take(r, "("))
        return group(r);
    if (take(r, ".")) {
        buf_put(r->out, r->flags.s ? STR(".") : STR("[^\\n\\r]"));
        return true;
    }
    if (take(r, "^")) {
        buf_put(r->out, r->flags.m ? STR("(?:^)") : STR("(?:\\A)"));
        return true;
    }
    if (take(r, "$")) {
        buf_put(r->out, r->flags.m ? STR("(?:$)") : STR("(?:\\z)"));
        return true;
    }
    if (strchr("?*+{}])|", look(r)) && look(r))
        return false;
    put_literal(r->out, utf8_next(r->s, &r->at));
    return true;
}

static bool number(struct rewrite *r)
{
    size_t from = r->at;
    while (is_digit(look(r)))
        buf_putc(r->out, r->s.p[r->at++]);
    return r->at > from;
}

/* ? * + {n} {n,} {n,m}, each with a ? behind it that makes it take as little as it can. */
static bool quantifier(struct rewrite *r)
{
    char c = look(r);
    if (!c || !strchr("?*+{", c))
        return true;
    buf_putc(r->out, c);
    r->at++;
    if (c == '{') {
        if (!number(r))
            return false;
        if (take(r, ",")) {
            buf_putc(r->out, ',');
            (void)number(r);
        }
        if (!take(r, "}"))
            return false;
        buf_putc(r->out, '}');
    }
    if (take(r, "?"))
        buf_putc(r->out, '?');
    return true;
}

static bool branches(struct rewrite *r)
{
    while (!at_end(r) && !sees(r, ")")) {
        if (take(r, "|"))
            buf_putc(r->out, '|');
        else if (!atom(r) || !quantifier(r))
            return false;
    }
    return true;
}

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/* What flag x leaves of the pattern. */
static void strip(struct str s, struct buf *out)
{
    int depth = 0; /* of classes */
    for (size_t i = 0; i < s.n; i++) {
        if (depth == 0 && is_space(s.p[i]))
            continue;
        buf_putc(out, s.p[i]);
        if (s.p[i] == '\\') {
            while (depth == 0 && i + 1 < s.n && is_space(s.p[i + 1]))
                i++;
            if (i + 1 < s.n)
                buf_putc(out, s.p[++i]);
        } else if (s.p[i] == '[') {
            depth++;
        } else if (s.p[i] == ']' && depth) {
            depth--;
        }
    }
}

bool pattern_rewrite(struct str pattern, struct pattern_flags flags, struct buf *out, int *ret_groups)
{
    struct buf stripped CLEANUP(buf_release) = {0};
    struct rewrite r = {.s = pattern, .flags = flags, .out = out};
    if (pattern.n > PATTERN_BYTES_MAX)
        return false;
    if (flags.q) {
        while (!at_end(&r))
            put_literal(out, utf8_next(r.s, &r.at));
    } else {
        if (flags.x) {
            strip(pattern, &stripped);
            r.s = buf_str(&stripped);
        }
        if (!branches(&r) || !at_end(&r))
            return false;
    }
    *ret_groups = r.groups;
    return !out->failed && !stripped.failed;
}
