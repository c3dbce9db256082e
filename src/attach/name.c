/* A name comes from another machine: it may hold folders of either kind, signs that are not seen, or an
 * ending that would make a browser or a desktop take the bytes for something else. */
#include "attach/attach.h"
#include "base/buf.h"
#include "base/utf8.h"

static struct str without_folders(struct str s)
{
    for (size_t i = s.n; i > 0; i--)
        if (s.p[i - 1] == '/' || s.p[i - 1] == '\\')
            return str_sub(s, i, s.n);
    return s;
}

/* One character after the other: those that do not stand in a plain line, or mean something to a shell, a
 * desktop or a header, become a low line. */
static struct str plain(struct arena *a, struct str s)
{
    static const struct str NOT_IN_NAMES = STR_INIT("<>:\"|?*`$;&%");
    struct buf out CLEANUP(buf_release) = {0};
    for (size_t at = 0; at < s.n;) {
        size_t from = at;
        (void)utf8_next(s, &at);
        struct str one = str_sub(s, from, at - from);
        bool is_bad =
            !utf8_is_plain_line(one) || (one.n == 1 && str_find(NOT_IN_NAMES, one.p[0]) < NOT_IN_NAMES.n);
        buf_put(&out, is_bad ? STR("_") : one);
    }
    return arena_str(a, buf_str(&out));
}

/* Dots in front hide a file, dots and spaces behind are lost on some systems. */
static struct str without_dots(struct str s)
{
    while (s.n && (s.p[0] == '.' || s.p[0] == ' '))
        s = str_sub(s, 1, s.n);
    while (s.n && (s.p[s.n - 1] == '.' || s.p[s.n - 1] == ' '))
        s.n--;
    return s;
}

static bool same_letters(struct str a, struct str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++) {
        char c = a.p[i];
        if ((c >= 'A' && c <= 'Z' ? (char)(c + 32) : c) != b.p[i])
            return false;
    }
    return true;
}

/* Where the ending begins, its dot first, when it is one of the kind's; else the name's length. */
static size_t ending_at(struct str name, const struct attach_kind *kind)
{
    struct str rest = kind->endings, ending;
    while (str_split(&rest, ' ', &ending))
        if (name.n > ending.n + 1 && name.p[name.n - ending.n - 1] == '.' &&
            same_letters(str_sub(name, name.n - ending.n, ending.n), ending))
            return name.n - ending.n - 1;
    return name.n;
}

struct str attach_name(struct arena *a, struct str given, const struct attach_kind *kind)
{
    struct str name = without_dots(plain(a, without_folders(given)));
    size_t dot = ending_at(name, kind);
    struct str ending = str_sub(name, dot, name.n), first;
    struct str endings = kind->endings;
    if (ending.n == 0 && str_split(&endings, ' ', &first))
        ending = arena_printf(a, ".%.*s", STR_ARG(first));
    struct str stem = without_dots(utf8_cut(str_sub(name, 0, dot), ATTACH_NAME_BYTES_MAX - ending.n));
    return arena_printf(a, "%.*s%.*s", STR_ARG(stem.n ? stem : kind->code), STR_ARG(ending));
}
