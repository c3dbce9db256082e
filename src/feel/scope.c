/* Every name that could stand at a place is held against the text there, and the longest wins: names may hold
 * blanks and signs, so that there is nothing to look up by before it is known which name it is. */
#include "feel/scope.h"

#include "base/utf8.h"

const struct builtin *builtin_find(struct str name, size_t *ret_rows)
{
    size_t n;
    const struct builtin *row = builtin_rows(&n), *first = NULL;
    *ret_rows = 0;
    for (size_t i = 0; i < n; i++)
        if (str_eq(row[i].name, name)) {
            first = first ? first : &row[i];
            (*ret_rows)++;
        }
    return first;
}

static bool take_longer(struct found_name *best, const struct lexer *l, struct str name)
{
    size_t n = lex_name_here(l, name);
    if (n <= best->length)
        return false;
    *best = (struct found_name){.length = n, .name = name};
    return true;
}

struct found_name scope_find(const struct scope *s, const struct lexer *l)
{
    struct found_name best = {0};
    size_t outside = s->filters ? s->filter[s->filters - 1].locals : 0;
    for (size_t i = s->locals; i-- > 0;)
        if (take_longer(&best, l, s->local[i].name)) {
            best.kind = s->local[i].is_member ? NAME_MEMBER : NAME_LOCAL;
            best.type = s->local[i].type;
            best.slot = s->local[i].slot;
            best.is_outside = s->filters && i < outside;
        }
    for (size_t i = 0; i < s->given->inputs; i++)
        if (take_longer(&best, l, s->given->input[i].name)) {
            best.kind = NAME_INPUT;
            best.type = s->given->input[i].type ? s->given->input[i].type : &FEEL_ANY;
            best.slot = (int)i;
            best.is_outside = s->filters != 0;
        }
    for (size_t i = 0; i < s->given->functions; i++)
        if (take_longer(&best, l, s->given->function[i].name)) {
            best.kind = NAME_HOST;
            best.host = &s->given->function[i];
        }
    size_t rows;
    const struct builtin *row = builtin_rows(&rows);
    for (size_t i = 0; i < rows; i++)
        if (take_longer(&best, l, row[i].name)) {
            best.kind = NAME_BUILTIN;
            best.builtin = &row[i];
        }
    return best;
}

#define NEAR_CODE_POINTS 64

static size_t code_points(struct str s, uint32_t ret[NEAR_CODE_POINTS])
{
    size_t n = 0;
    for (size_t at = 0; at < s.n && n < NEAR_CODE_POINTS;) {
        uint32_t c = utf8_next(s, &at);
        ret[n++] = c >= 'A' && c <= 'Z' ? c + 32 : c;
    }
    return n;
}

/* Levenshtein's distance, of the first 64 code points. */
static size_t distance(struct str a, struct str b)
{
    uint32_t x[NEAR_CODE_POINTS], y[NEAR_CODE_POINTS];
    size_t row[NEAR_CODE_POINTS + 1], n = code_points(a, x), m = code_points(b, y);
    for (size_t j = 0; j <= m; j++)
        row[j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t change = corner + (x[i - 1] != y[j - 1]),
                   least = row[j] < row[j - 1] ? row[j] : row[j - 1];
            corner = row[j];
            row[j] = change < least + 1 ? change : least + 1;
        }
    }
    return row[m];
}

static void take_nearer(struct str word, struct str name, size_t *least, struct str *ret)
{
    size_t d = distance(word, name);
    if (d < *least) {
        *least = d;
        *ret = name;
    }
}

struct str scope_nearest(const struct scope *s, struct str word)
{
    struct str near = {0};
    size_t rows, letters = utf8_count(word),
                 least = letters / 3 + 2; /* a third may be different, and one more */
    if (least > letters)
        least = letters; /* but not all of it: one character is near to nothing */
    for (size_t i = s->locals; i-- > 0;)
        take_nearer(word, s->local[i].name, &least, &near);
    for (size_t i = 0; i < s->given->inputs; i++)
        take_nearer(word, s->given->input[i].name, &least, &near);
    for (size_t i = 0; i < s->given->functions; i++)
        take_nearer(word, s->given->function[i].name, &least, &near);
    const struct builtin *row = builtin_rows(&rows);
    for (size_t i = 0; i < rows; i++)
        take_nearer(word, row[i].name, &least, &near);
    return near;
}
