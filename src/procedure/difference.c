/* What both begin and end with is left aside; for the rest the longest common subsequence, by a table. */
#include "procedure/difference.h"

#include <string.h>

#define TABLE_LINES_MAX 2000

struct lines {
    const struct str *line;
    size_t n;
};

struct making {
    struct arena *a;
    struct lines was, is;
    struct difference_line *row; /* all lines of both */
    size_t n;
};

static struct lines lines_of(struct arena *a, struct str text)
{
    size_t n = 1, k = 0;
    for (size_t i = 0; i < text.n; i++)
        n += text.p[i] == '\n';
    struct str *line = ARENA_ARRAY(a, struct str, n);
    for (struct str part; str_split(&text, '\n', &part);)
        line[k++] = part;
    return (struct lines){line, k};
}

static void put(struct making *m, enum difference_kind kind, size_t old_line, size_t new_line)
{
    struct str text = kind == DIFFERENCE_IN ? m->is.line[new_line] : m->was.line[old_line];
    m->row[m->n++] = (struct difference_line){.kind = kind,
                                              .old_line = kind == DIFFERENCE_IN ? 0 : (int)old_line + 1,
                                              .new_line = kind == DIFFERENCE_OUT ? 0 : (int)new_line + 1,
                                              .text = text};
}

/* Lines first … of each, up to `old_n` and `new_n`. */
static void put_middle(struct making *m, size_t first, size_t old_n, size_t new_n)
{
    size_t rows = old_n - first, cols = new_n - first, i = 0, k = 0;
    bool is_small = rows <= TABLE_LINES_MAX && cols <= TABLE_LINES_MAX;
    uint16_t *common = is_small ? ARENA_ARRAY(m->a, uint16_t, (rows + 1) * (cols + 1)) : NULL;
#define COMMON(r, c) common[(r) * (cols + 1) + (c)]
    for (size_t r = is_small ? rows : 0; r-- > 0;)
        for (size_t c = cols; c-- > 0;) {
            uint16_t down = COMMON(r + 1, c), right = COMMON(r, c + 1);
            COMMON(r, c) = str_eq(m->was.line[first + r], m->is.line[first + c])
                               ? (uint16_t)(COMMON(r + 1, c + 1) + 1)
                           : down > right ? down
                                          : right;
        }
    while (i < rows || k < cols) {
        bool is_same =
            i < rows && k < cols && is_small && str_eq(m->was.line[first + i], m->is.line[first + k]);
        if (is_same) {
            put(m, DIFFERENCE_SAME, first + i, first + k);
            i++;
            k++;
        } else if (i < rows && (k == cols || !is_small || COMMON(i + 1, k) >= COMMON(i, k + 1))) {
            put(m, DIFFERENCE_OUT, first + i++, 0);
        } else {
            put(m, DIFFERENCE_IN, 0, first + k++);
        }
    }
#undef COMMON
}

static bool is_near_change(const struct making *m, size_t i)
{
    size_t from = i < DIFFERENCE_AROUND ? 0 : i - DIFFERENCE_AROUND;
    for (size_t k = from; k <= i + DIFFERENCE_AROUND && k < m->n; k++)
        if (m->row[k].kind != DIFFERENCE_SAME)
            return true;
    return false;
}

static struct difference only_changes(struct making *m)
{
    struct difference_line *row = ARENA_ARRAY(m->a, struct difference_line, m->n * 2 + 1);
    struct difference d = {.row = row};
    bool was_near = true;
    for (size_t i = 0; i < m->n; i++) {
        bool is_near = is_near_change(m, i);
        if (is_near && !was_near && d.n)
            row[d.n++] = (struct difference_line){.kind = DIFFERENCE_GAP};
        if (is_near)
            row[d.n++] = m->row[i];
        d.out += m->row[i].kind == DIFFERENCE_OUT;
        d.in += m->row[i].kind == DIFFERENCE_IN;
        was_near = is_near;
    }
    return d;
}

struct difference difference_of(struct arena *a, struct str was, struct str is)
{
    struct making m = {.a = a, .was = lines_of(a, was), .is = lines_of(a, is)};
    size_t first = 0, old_n = m.was.n, new_n = m.is.n;
    m.row = ARENA_ARRAY(a, struct difference_line, old_n + new_n + 1);
    while (first < old_n && first < new_n && str_eq(m.was.line[first], m.is.line[first])) {
        put(&m, DIFFERENCE_SAME, first, first);
        first++;
    }
    while (old_n > first && new_n > first && str_eq(m.was.line[old_n - 1], m.is.line[new_n - 1])) {
        old_n--;
        new_n--;
    }
    put_middle(&m, first, old_n, new_n);
    for (; old_n < m.was.n; old_n++, new_n++)
        put(&m, DIFFERENCE_SAME, old_n, new_n);
    return only_changes(&m);
}
