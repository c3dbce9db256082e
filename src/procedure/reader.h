/* Within the room: reading a procedure's document. Names first (names_read), so that any section may name any
 * other; then the sections, each by its file; then what only the whole shows (check.c). */
#ifndef PROCEDURE_READER_H
#define PROCEDURE_READER_H

#include "base/key.h"
#include "doc/fields.h"
#include "procedure/procedure.h"

#define GROUPS_MAX 32
#define WHOS_MAX 32
#define ID_BYTES_MAX 40

enum thing {
    THING_FIELD,
    THING_STATE,
    THING_ACT,
    THING_CLOCK,
    THING_CADENCE,
    THING_RULE,
    THING_FACT,
    THINGS
};

struct group {
    struct str id;
    struct procedure_whos whos;
};

struct reader {
    struct arena *a;
    struct problems *p;
    const struct procedure_words *words;
    struct procedure pr; /* what is being built; the arrays below are its own, writable */
    struct procedure_field *field;
    struct procedure_state *state;
    struct procedure_act *act;
    struct procedure_clock *clock;
    struct procedure_cadence *cadence;
    struct procedure_rule *rule;
    struct procedure_fact *fact;
    struct str *id[THINGS];
    struct doc **doc[THINGS]; /* the map of each */
    size_t n[THINGS];
    struct group group[GROUPS_MAX];
    size_t groups;
    struct feel_input *input; /* [fields + INPUT__COUNT] */
    bool no_memory;
};

/* ---- names.c */
void *take_memory(struct reader *r, size_t count, size_t size); /* zeroed; NULL with no_memory */
struct fields fields_of(struct reader *r, struct doc *d);
/* {0} is what `about` says. At `offset` bytes within the text that stands at `d`. */
struct problem *wrong_in(struct reader *r, const struct doc *d, size_t offset, const char *text,
                         struct str about);
struct problem *wrong(struct reader *r, const struct doc *d, const char *text, struct str about);
struct problem *wrong_key(struct reader *r, const struct doc *d, const char *text, struct str about);
struct problem *wrong_at(struct reader *r, struct place_in_file at, const char *text, struct str about);
bool wants_nearest(const struct reader *r); /* false when nobody would see it */
struct place_in_file place_of_key(const struct doc *d);

void names_read(struct reader *r, struct fields *f);
/* −1 after saying that there is none, and the nearest. */
int name_find(struct reader *r, enum thing thing, const struct doc *at, size_t offset, struct str name);
void name_unknown(struct reader *r, const struct doc *at, size_t offset, const char *text, struct str name,
                  const struct str *known, size_t n);
bool id_is_fit(struct str id);

/* Words of a text between blanks, with where they begin. */
#define TEXT_WORDS_MAX 6
struct text_words {
    struct str word[TEXT_WORDS_MAX];
    size_t at[TEXT_WORDS_MAX];
    int n; /* TEXT_WORDS_MAX + 1: more */
};
struct text_words text_words(struct str text);

/* ---- values.c: small things that many sections have */
/* A text or {zh, en}; *ret stays when there is nothing. */
void bilingual_read(struct reader *r, struct doc *d, int most, struct bilingual *ret);
/* The members zh and en of a map itself. */
void bilingual_inline(struct reader *r, struct fields *f, int most, struct bilingual *ret);
void title_field(struct reader *r, struct fields *f, struct bilingual *ret); /* wanted */
/* A list of texts with at most `most` items (further ones are a problem); NULL when there is none. */
struct doc *texts_of(struct reader *r, struct doc *list, int most);
/* How many there are to read: 0 of one that is NULL, or that has too many, which is a problem. */
size_t items_counted(struct reader *r, const struct doc *list);
struct doc *texts_field(struct reader *r, struct fields *f, const char *key, int most);
uint64_t things_field(struct reader *r, struct fields *f, const char *key, enum thing thing);
int thing_field(struct reader *r, struct fields *f, const char *key, enum thing thing); /* −1 */
int field_of_kind(struct reader *r, struct fields *f, const char *key, unsigned kinds); /* bits; −1 */
bool limit_read(struct reader *r, struct doc *d, struct str text, size_t offset, struct time_limit *ret);

/* ---- who.c */
void groups_read(struct reader *r, struct doc *map);
void whos_field(struct reader *r, struct fields *f, const char *key, struct procedure_whos *ret);
void whos_read(struct reader *r, struct doc *list, struct procedure_whos *ret);
/* The field of a key in sets or with; −1 after saying why not. */
int target_field(struct reader *r, struct doc *d);
bool whos_have(const struct procedure_whos *w, unsigned roles);
unsigned role_bit(const struct procedure_words *words, struct str name); /* 0: none */

/* ---- expr.c */
bool scope_make(struct reader *r);
const struct feel_type *field_type(struct arena *a, const struct procedure_field *f);
/* wanted NULL: any. False when there is no program. */
bool expr_read(struct reader *r, struct doc *d, const struct feel_type *wanted, struct procedure_expr *ret);
void expr_field(struct reader *r, struct fields *f, const char *key, const struct feel_type *wanted,
                struct procedure_expr *ret);
/* A plain text that is given to a choice: one of its codes. */
void check_given(struct reader *r, const struct doc *d, int field);
bool expr_fits(const struct procedure_expr *e, const struct feel_type *wanted);

/* ---- sections */
void fields_read(struct reader *r);
void states_read(struct reader *r);
void acts_read(struct reader *r);
void clocks_read(struct reader *r);
void cadences_read(struct reader *r);
void rules_read(struct reader *r);
void facts_read(struct reader *r);
void list_read(struct reader *r, struct doc *lists);
void check_flow(struct reader *r);  /* check_flow.c: states, acts, clocks, fields */
void check_rules(struct reader *r); /* check_rules.c: decisions, rings, facts */

#define HAS(bits, i) (((uint64_t)(bits) >> (i)&1) != 0)
#define BIT64(i) (UINT64_C(1) << (i))
#define OR_EMPTY(d) ((d) && (d)->kind == DOC_TEXT ? (d)->text : STR(""))

extern const struct doc_words procedure_key_words; /* words.c */

#endif
