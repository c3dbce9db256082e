/* Reading the fields of a document. A map is read by asking for its keys; what nobody asked for is then an
 * unknown key, and the nearest key that was asked for is offered. So the reading code is the list of keys,
 * and there is no second one.
 *
 *     struct fields f = doc_fields(p, &words, d);
 *     (void)field_text(&f, "title", &title);
 *     fields_done(&f);
 *
 * Problems name line and column; their texts are those of score.* in the catalogue. */
#ifndef DOC_FIELDS_H
#define DOC_FIELDS_H

#include "doc/doc.h"
#include "doc/nearest.h"

/* What people write who have not looked a key up: the Chinese word for it. It is not taken, so that there is
 * one way to write a file; but the key that was meant is said. */
struct doc_words {
    const struct doc_word {
        struct str said;
        const char *key;
    } * word;
    size_t n;
};
bool doc_word_means(const struct doc_words *words, struct str said, const char *key);

#define FIELDS_MAX 64
struct fields {
    struct reader *r; /* what the room that reads keeps besides; a struct of its own in each */
    struct problems *p;
    const struct doc_words *words;
    struct doc *map;
    const char *asked[FIELDS_MAX];
    int asked_count;
};

/* At the place of `d` (NULL: the file as a whole), with the text that stands there. */
struct problem *doc_problem(struct problems *p, const struct doc *d, const char *text);
/* Puts the nearest name into the hint, when there is one. */
void doc_nearest_hint(struct problems *p, struct problem *q, const struct nearest *n);
/* Problems from number `first` on have places within the text at `d` (of an expression): they become places
 * of the file. */
void doc_place_problems(struct problems *p, const struct doc *d, size_t first);

/* `d` may be NULL: no fields. Something that is no map is reported and has no fields. */
struct fields doc_fields(struct problems *p, const struct doc_words *words, struct doc *d);
void fields_done(struct fields *f);
bool lacks_blank(const struct doc *d); /* a key with its colon but no blank, and so no value */
struct doc *field(struct fields *f, const char *key);
bool field_is_there(const struct fields *f, const char *key); /* without asking for it */

/* Each leaves *ret as it is when the key is not there or wrong, and says whether it was set. */
bool field_text(struct fields *f, const char *key, struct str *ret);
bool field_int(struct fields *f, const char *key, int least, int most, int *ret);
bool field_bool(struct fields *f, const char *key, bool *ret);
/* names[]: in the order of the enum. */
bool field_choice(struct fields *f, const char *key, const char *const *names, int count, int *ret);
#define FIELD_CHOICE(f, key, names, ret)                                                                     \
    do {                                                                                                     \
        int choice_ = (int)*(ret);                                                                           \
        if (field_choice((f), (key), (names), (int)COUNT_OF(names), &choice_))                               \
            *(ret) = (__typeof__(*(ret)))choice_;                                                            \
    } while (0)
/* The child list of a key; reports what is no list. */
struct doc *field_list(struct fields *f, const char *key);
/* The same of a key that holds a map, whose keys the caller reads: they are names. */
struct doc *field_map(struct fields *f, const char *key);

#endif
