/* A paper as a row of glyphs: without blanks and line ends, full-width signs as their plain forms, each with
 * its place; and the lines that it has. Not calendar/pasted.h, which reads web pages: there tags go and a tab
 * is nothing; here a tab parts the cells of a table and each glyph must lead back to its bytes. Inside this
 * room only. */
#ifndef PAPER_GLYPH_H
#define PAPER_GLYPH_H

#include "paper/decision.h"

struct glyph {
    uint32_t cp;   /* as it is compared */
    uint32_t at;   /* first byte */
    uint8_t n;     /* bytes */
    bool is_apart; /* a blank stands before it in its line */
    uint8_t tabs;  /* so many tabs stand before it; at most 255 */
};

struct span { /* glyphs */
    size_t from, to;
};

struct line {
    size_t from, to;  /* glyphs */
    uint8_t tabs;     /* at its end */
    bool is_soft;     /* ended by a soft break, Shift+Enter */
    bool after_blank; /* an empty line stands before it */
};

struct sheet {
    struct arena *arena;
    struct str text;
    const struct glyph *glyph;
    size_t n;
    const struct line *line; /* those with a glyph */
    size_t lines;
};

/* The text is clean and at most PAPER_BYTES_MAX long. */
struct sheet sheet_read(struct arena *a, struct str text);
struct paper_place sheet_place(const struct sheet *s, size_t from, size_t to);
/* Glyphs from … to as they are written; without leading and trailing separators. */
struct piece sheet_piece(const struct sheet *s, size_t from, size_t to);
/* Appends one glyph as it is written; room is the caller's: 4 bytes each. */
size_t sheet_put(const struct sheet *s, size_t at, char *out);
/* How many glyphs at `at`, before `to`, are exactly `word`; 0: it does not stand there. */
size_t sheet_word(const struct sheet *s, size_t at, size_t to, const char *word);
/* Where `word` first stands in from … to; `to` when it does not. */
size_t sheet_find(const struct sheet *s, size_t from, size_t to, const char *word);
/* A number of at most four Arabic or two Chinese digits; its length, 0 for none. */
size_t sheet_number(const struct sheet *s, size_t at, size_t to, int *ret);

/* A list that grows in an arena: returns the place for item n, having moved the list when it was full. */
void *list_room(struct arena *a, void *list, size_t n, size_t *cap, size_t size);
#define LIST_ADD(a, list, n, cap, value)                                                                     \
    do {                                                                                                     \
        (list) = list_room((a), (list), (n), &(cap), sizeof *(list));                                        \
        (list)[(n)++] = (value);                                                                             \
    } while (0)

#endif
