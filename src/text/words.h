/* A text as words to search by. Chinese is not written in words, so each two neighbours of a run of
 * characters are one (住房保障 → 住房 房保 保障), and the first and the last alone, for what stands beside a
 * number (督2026). Letters and digits are words as they stand, folded: width (２０２６ → 2026), case, marks
 * (é → e), compatible forms (㎡ → m2, Ⅲ → iii); numbers without leading zeros, so that 147 finds 0147. Pure.
 *
 * A query is phrases, apart by white space. Each must stand in one field as it was written: its characters
 * side by side, its words one after the other; what signs are between them does not matter (2026-0147). */
#ifndef TEXT_WORDS_H
#define TEXT_WORDS_H

#include "base/arena.h"

enum word_kind {
    WORD_CHARACTER, /* one Chinese character, or a letter of another script without words or cases */
    WORD_LETTERS,
    WORD_DIGITS,
};
struct word {
    struct str folded;
    size_t from, to; /* bytes in the text that was read */
    enum word_kind kind;
    bool is_joined; /* nothing stands between it and the one before */
};
struct words {
    const struct word *word;
    size_t n;
};

/* The words of a text, in order. `s` is clean UTF-8 (base/utf8.h). */
struct words words_read(struct arena *a, struct str s);
/* Of a code, also all its digits as one number at the end (督2026-0147 → 20260147), as people type them. */
struct words words_read_code(struct arena *a, struct str s);

#define WORD_KEY_BYTES_MAX 48 /* a longer run of letters or digits is known by its start */
/* What goes into an index for these words: each key once, in byte order. */
struct word_keys {
    const struct str *key;
    size_t n;
};
struct word_keys words_keys(struct arena *a, struct words words);

struct word_phrase {
    struct words words;
    struct word_keys keys; /* by which it is looked up; n = 0: one character alone, which is only looked at */
    bool is_plain;         /* one key says it all: where that is, the phrase is */
};
struct word_query {
    const struct word_phrase *phrase;
    size_t n;
};
/* Phrases without any word are left out; of equal ones there is one. */
struct word_query words_query(struct arena *a, struct str s);

/* The first place at or after word `from` where the phrase stands; words.n: nowhere. */
size_t words_find(struct words words, const struct word_phrase *phrase, size_t from);

struct word_mark {
    size_t from, to; /* bytes */
};
struct word_marks {
    const struct word_mark *mark; /* in order, apart */
    size_t n;
};
/* Where the phrases of the query stand in a text. */
struct word_marks words_marks(struct arena *a, struct words words, const struct word_query *query);

#endif
