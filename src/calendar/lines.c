#include "calendar/lines.h"

#include "base/utf8.h"

#define WORD_MAX 24

/* Bytes of white space at the front; 0: none. */
static size_t blank_at(struct str s, size_t at)
{
    if (at >= s.n)
        return 0;
    if (s.p[at] == ' ' || s.p[at] == '\t' || s.p[at] == '\r')
        return 1;
    struct str rest = str_sub(s, at, 3);
    return str_eq(rest, STR("\xE3\x80\x80")) || str_eq(rest, STR("\xEF\xBB\xBF")) ? 3 : 0;
}

struct str line_trim(struct str s)
{
    for (size_t n; (n = blank_at(s, 0)) > 0;)
        s = str_sub(s, n, s.n);
    for (;;) {
        size_t end = s.n;
        if (end && blank_at(s, end - 1) == 1)
            s.n--;
        else if (end >= 3 && blank_at(s, end - 3) == 3)
            s.n -= 3;
        else
            return s;
    }
}

bool line_piece(struct str *rest, struct str *ret)
{
    *rest = line_trim(*rest);
    if (rest->n == 0)
        return false;
    size_t n = 0;
    while (n < rest->n && !blank_at(*rest, n))
        n++;
    *ret = str_sub(*rest, 0, n);
    *rest = line_trim(str_sub(*rest, n, rest->n));
    return true;
}

static struct str remark_cut(struct str s)
{
    bool after_blank = true;
    for (size_t i = 0; i < s.n;) {
        size_t blank = blank_at(s, i);
        if (after_blank && s.p[i] == '#')
            return str_sub(s, 0, i);
        after_blank = blank > 0;
        i += blank ? blank : 1;
    }
    return s;
}

bool lines_next(struct lines *l, struct line *ret)
{
    struct str whole;
    while (str_split(&l->left, '\n', &whole)) {
        l->number++;
        struct str rest = remark_cut(whole), word;
        if (!line_piece(&rest, &word))
            continue;
        *ret = (struct line){.number = l->number, .whole = whole, .word = word, .rest = rest};
        return true;
    }
    return false;
}

int line_column(const struct line *l, struct str part)
{
    size_t at = part.p >= l->whole.p && part.p <= l->whole.p + l->whole.n ? (size_t)(part.p - l->whole.p) : 0;
    struct str before = str_sub(l->whole, 0, at);
    if (str_starts(before, STR("\xEF\xBB\xBF")))
        before = str_sub(before, 3, before.n);
    return (int)utf8_count(before) + 1;
}

/* How many backslashes stand at `at` before a '#'; −1: no '#' follows them. */
static int escapes_at(struct str s, size_t at)
{
    size_t n = 0;
    while (at + n < s.n && s.p[at + n] == '\\')
        n++;
    return at + n < s.n && s.p[at + n] == '#' ? (int)n : -1;
}

struct str line_value(struct arena *a, struct str s)
{
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;
    bool after_blank = true;
    for (size_t i = 0; i < s.n; i++) {
        if (after_blank && escapes_at(s, i) > 0) {
            after_blank = false;
            continue; /* the one that the writer put there */
        }
        after_blank = s.p[i] == ' ' || s.p[i] == '\t' || (i >= 2 && blank_at(s, i - 2) == 3);
        p[n++] = s.p[i];
    }
    return str_of(p, n);
}

void line_put_value(struct buf *out, struct str s)
{
    bool after_blank = true;
    for (size_t i = 0; i < s.n; i++) {
        if (after_blank && escapes_at(s, i) >= 0)
            buf_putc(out, '\\');
        after_blank = s.p[i] == ' ' || s.p[i] == '\t' || (i >= 2 && blank_at(s, i - 2) == 3);
        buf_putc(out, s.p[i]);
    }
}

/* Slips between two words: signs left out, put in or changed; capital letters are no slip. */
static size_t slips(struct str a, struct str b)
{
    size_t row[WORD_MAX + 1];
    for (size_t j = 0; j <= b.n; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            size_t above = row[j];
            char c = a.p[i - 1];
            if (c >= 'A' && c <= 'Z')
                c = (char)(c + ('a' - 'A'));
            size_t best = diagonal + (c != b.p[j - 1]);
            best = above + 1 < best ? above + 1 : best;
            row[j] = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            diagonal = above;
        }
    }
    return row[b.n];
}

struct str word_near(struct str word, const struct str *list, size_t n)
{
    struct str best = {0};
    size_t least = 3;
    for (size_t i = 0; i < n && word.n <= WORD_MAX; i++) {
        size_t distance = list[i].n <= WORD_MAX ? slips(word, list[i]) : least;
        if (distance < least && distance < list[i].n) {
            least = distance;
            best = list[i];
        }
    }
    return best;
}
