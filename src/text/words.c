/* One pass over the code points. Each is folded by itself (utf8proc's compatible decomposition, case folding,
 * without marks), so that every word knows the bytes it was made of and can be marked; folding the text as a
 * whole would lose that. A fold for plain ASCII and for the common Chinese characters needs no table. */
#include "text/words.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/utf8.h"

#define FOLDED_MAX 32 /* code points that one becomes; Unicode's most is 18 */

/* ---- reading ---- */

enum part { PART_CHARACTER, PART_LETTER, PART_DIGIT, PART_BREAK };

struct reading {
    struct arena *a;
    struct word *word; /* folded.p is an offset into `folded` until the end */
    size_t n, cap;
    struct buf folded;
    enum part open; /* the kind of run that the last word still grows by */
    bool is_apart;  /* something stood before what comes next */
};

static enum part part_of(utf8proc_int32_t c)
{
    if (c < 0x80) {
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return is_letter ? PART_LETTER : c >= '0' && c <= '9' ? PART_DIGIT : PART_BREAK;
    }
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_LO:
        return PART_CHARACTER;
    case UTF8PROC_CATEGORY_NL: /* 〇 */
    case UTF8PROC_CATEGORY_LM: /* 々 ー */
        return c >= 0x3000 ? PART_CHARACTER : PART_LETTER;
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_ND: /* digits of other scripts: as they stand */
        return PART_LETTER;
    default:
        return PART_BREAK;
    }
}

static struct word *word_new(struct reading *r)
{
    if (r->n == r->cap) {
        size_t cap = r->cap ? 2 * r->cap : 32;
        struct word *more = ARENA_ARRAY(r->a, struct word, cap);
        if (r->n)
            memcpy(more, r->word, r->n * sizeof *more);
        r->word = more;
        r->cap = cap;
    }
    return &r->word[r->n++];
}

/* One folded code point that came of the bytes from … to. */
static void take(struct reading *r, utf8proc_int32_t c, size_t from, size_t to)
{
    static const enum word_kind kind[] = {
        [PART_CHARACTER] = WORD_CHARACTER, [PART_LETTER] = WORD_LETTERS, [PART_DIGIT] = WORD_DIGITS};
    enum part part = part_of(c);
    char bytes[4];
    if (part == PART_BREAK) {
        r->open = PART_BREAK;
        r->is_apart = true;
        return;
    }
    if (part == PART_CHARACTER || part != r->open) {
        struct word *w = word_new(r);
        *w = (struct word){.folded = {NULL, 0}, .from = from, .kind = kind[part], .is_joined = !r->is_apart};
        r->open = part;
    }
    size_t n = utf8_encode((uint32_t)c, bytes);
    buf_put(&r->folded, str_of(bytes, n));
    r->word[r->n - 1].folded.n += n;
    r->word[r->n - 1].to = to;
    r->is_apart = false;
}

static bool is_plain_character(uint32_t c) { return c >= 0x4e00 && c <= 0x9fff; }

static void read_all(struct reading *r, struct str s)
{
    static const utf8proc_option_t how =
        UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE;
    for (size_t at = 0; at < s.n;) {
        size_t from = at;
        uint32_t c = utf8_next(s, &at);
        if (c < 0x80 || is_plain_character(c)) {
            take(r, (utf8proc_int32_t)(c >= 'A' && c <= 'Z' ? c | 0x20 : c), from, at);
            continue;
        }
        utf8proc_int32_t folded[FOLDED_MAX];
        int unused = 0;
        utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)c, folded, FOLDED_MAX, how, &unused);
        ASSERT(n >= 0 && n <= FOLDED_MAX);
        for (utf8proc_ssize_t i = 0; i < n; i++)
            take(r, folded[i], from, at);
    }
}

struct words words_read(struct arena *a, struct str s)
{
    struct reading r = {.a = a, .open = PART_BREAK, .is_apart = true};
    read_all(&r, s);
    ASSERT(!r.folded.failed);
    struct str all = arena_str(a, buf_str(&r.folded));
    buf_release(&r.folded);
    size_t at = 0;
    for (size_t i = 0; i < r.n; i++) {
        struct str *folded = &r.word[i].folded;
        folded->p = all.p + at;
        at += folded->n;
        for (; r.word[i].kind == WORD_DIGITS && folded->n > 1 && folded->p[0] == '0'; folded->n--)
            folded->p++;
    }
    return (struct words){.word = r.word, .n = r.n};
}

/* The digits as they were written: with their zeros. */
static void put_digits(struct buf *out, struct str s, const struct word *w)
{
    size_t written = utf8_count(str_sub(s, w->from, w->to - w->from));
    for (size_t i = w->folded.n; i < written; i++)
        buf_putc(out, '0');
    buf_put(out, w->folded);
}

struct words words_read_code(struct arena *a, struct str s)
{
    struct words words = words_read(a, s);
    struct word *with = ARENA_ARRAY(a, struct word, words.n + 1), joined = {.kind = WORD_DIGITS};
    struct buf all CLEANUP(buf_release) = {0};
    size_t numbers = 0;
    for (size_t i = 0; i < words.n; i++) {
        with[i] = words.word[i];
        if (with[i].kind != WORD_DIGITS)
            continue;
        put_digits(&all, s, &with[i]);
        joined.from = numbers++ ? joined.from : with[i].from;
        joined.to = with[i].to;
    }
    if (numbers < 2)
        return words;
    joined.folded = arena_str(a, buf_str(&all));
    for (; joined.folded.n > 1 && joined.folded.p[0] == '0'; joined.folded.n--)
        joined.folded.p++;
    with[words.n] = joined;
    return (struct words){.word = with, .n = words.n + 1};
}

/* ---- keys ---- */

static bool is_character(const struct word *w) { return w->kind == WORD_CHARACTER; }

/* Do words i − 1 and i stand side by side as characters of one run? */
static bool is_run(struct words words, size_t i)
{
    return i > 0 && i < words.n && words.word[i].is_joined && is_character(&words.word[i]) &&
           is_character(&words.word[i - 1]);
}

static int by_bytes(const void *x, const void *y)
{
    return str_cmp(*(const struct str *)x, *(const struct str *)y);
}

/* Two characters that stand side by side lie side by side in the folded text, too. */
static struct str pair_key(struct words words, size_t i)
{
    struct str first = words.word[i - 1].folded;
    return str_of(first.p, first.n + words.word[i].folded.n);
}

static struct word_keys keys_of(struct str *key, size_t n)
{
    size_t kept = 0;
    if (n)
        qsort(key, n, sizeof *key, by_bytes);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || !str_eq(key[i], key[kept - 1]))
            key[kept++] = key[i];
    return (struct word_keys){.key = key, .n = kept};
}

struct word_keys words_keys(struct arena *a, struct words words)
{
    struct str *key = ARENA_ARRAY(a, struct str, 2 * words.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < words.n; i++) {
        const struct word *w = &words.word[i];
        if (is_run(words, i))
            key[n++] = pair_key(words, i);
        if (!is_character(w))
            key[n++] = utf8_cut(w->folded, WORD_KEY_BYTES_MAX);
        else if (!is_run(words, i) || !is_run(words, i + 1))
            key[n++] = w->folded;
    }
    return keys_of(key, n);
}

/* ---- a query ---- */

/* A character alone has a key when it must be the end of its run wherever the phrase stands: that is, beside
 * a number or letters. */
static bool is_end_of_run(struct words words, size_t i)
{
    return (i > 0 && !is_character(&words.word[i - 1])) ||
           (i + 1 < words.n && !is_character(&words.word[i + 1]));
}

static struct word_keys phrase_keys(struct arena *a, struct words words)
{
    struct str *key = ARENA_ARRAY(a, struct str, 2 * words.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < words.n; i++) {
        const struct word *w = &words.word[i];
        if (is_run(words, i))
            key[n++] = pair_key(words, i);
        else if (!is_character(w))
            key[n++] = utf8_cut(w->folded, WORD_KEY_BYTES_MAX);
        else if (!is_run(words, i + 1) && is_end_of_run(words, i))
            key[n++] = w->folded;
    }
    return keys_of(key, n);
}

static struct word_phrase phrase_of(struct arena *a, struct words words)
{
    const struct word *w = words.word;
    bool is_word = words.n == 1 && !is_character(w) && w->folded.n <= WORD_KEY_BYTES_MAX;
    return (struct word_phrase){.words = words,
                                .keys = phrase_keys(a, words),
                                .is_plain = is_word || (words.n == 2 && is_run(words, 1))};
}

static bool is_same(const struct word_phrase *x, const struct word_phrase *y)
{
    return x->words.n == y->words.n && words_find(x->words, y, 0) == 0 && words_find(y->words, x, 0) == 0;
}

static bool is_space(uint32_t c)
{
    if (c <= ' ')
        return true;
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
    return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
           category == UTF8PROC_CATEGORY_ZP || category == UTF8PROC_CATEGORY_CC;
}

/* The next piece without white space; n = 0: there are no more. */
static struct str next_piece(struct str s, size_t *at)
{
    size_t from = *at, next = *at;
    while (next < s.n) {
        size_t here = next;
        bool is_gap = is_space(utf8_next(s, &next));
        if (is_gap && here > from) {
            *at = next;
            return str_sub(s, from, here - from);
        }
        from = is_gap ? next : from;
    }
    *at = s.n;
    return str_sub(s, from, s.n);
}

struct word_query words_query(struct arena *a, struct str s)
{
    struct word_phrase *phrase = ARENA_ARRAY(a, struct word_phrase, s.n + 1);
    size_t n = 0, at = 0;
    for (struct str piece = next_piece(s, &at); piece.n; piece = next_piece(s, &at)) {
        struct words words = words_read(a, piece);
        if (words.n == 0)
            continue;
        phrase[n] = phrase_of(a, words);
        size_t same = 0;
        while (same < n && !is_same(&phrase[same], &phrase[n]))
            same++;
        n += same == n;
    }
    return (struct word_query){.phrase = phrase, .n = n};
}

/* ---- finding ---- */

static bool stands_at(struct words words, struct words phrase, size_t at)
{
    for (size_t i = 0; i < phrase.n; i++) {
        const struct word *have = &words.word[at + i], *want = &phrase.word[i];
        if (have->kind != want->kind || !str_eq(have->folded, want->folded))
            return false;
        if (is_run(phrase, i) && !have->is_joined)
            return false;
    }
    return true;
}

size_t words_find(struct words words, const struct word_phrase *phrase, size_t from)
{
    for (size_t i = from; i + phrase->words.n <= words.n; i++)
        if (stands_at(words, phrase->words, i))
            return i;
    return words.n;
}

static int by_start(const void *x, const void *y)
{
    const struct word_mark *a = x, *b = y;
    return a->from != b->from ? (a->from < b->from ? -1 : 1) : (a->to > b->to) - (a->to < b->to);
}

struct word_marks words_marks(struct arena *a, struct words words, const struct word_query *query)
{
    struct word_mark *mark = ARENA_ARRAY(a, struct word_mark, words.n * query->n + 1);
    size_t n = 0, kept = 0;
    for (size_t p = 0; p < query->n; p++) {
        size_t length = query->phrase[p].words.n;
        for (size_t i = words_find(words, &query->phrase[p], 0); i < words.n;
             i = words_find(words, &query->phrase[p], i + length))
            mark[n++] = (struct word_mark){words.word[i].from, words.word[i + length - 1].to};
    }
    if (n)
        qsort(mark, n, sizeof *mark, by_start);
    for (size_t i = 0; i < n; i++) {
        if (kept == 0 || mark[i].from > mark[kept - 1].to)
            mark[kept++] = mark[i];
        else if (mark[i].to > mark[kept - 1].to)
            mark[kept - 1].to = mark[i].to;
    }
    return (struct word_marks){.mark = mark, .n = kept};
}
