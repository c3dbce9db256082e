/* Inside the room: an input of a table cut at all borders of its tests. Within one piece, an atom, every test
 * gives the same answer, so one value of it stands for all; sets of atoms stand for sets of values. */
#ifndef FEEL_RULES_ATOMS_H
#define FEEL_RULES_ATOMS_H

#include "feel/rules_program.h"

enum atom_kind {
    ATOM_NULL,       /* only where a test names it */
    ATOM_POINT,      /* a value that a test names */
    ATOM_BETWEEN,    /* what lies between two neighbours of a kind that has an order */
    ATOM_OTHER_TEXT, /* any text that no test names */
    ATOM_OTHER       /* anything that is not null */
};

struct rules_atom {
    enum atom_kind kind;
    enum value_kind of;
    struct value value; /* the point, or one of the piece */
    struct value low, high;
    bool has_low, has_high;
    size_t place; /* neighbours have neighbouring places */
};

/* One input. Sets of atoms are bits, `words` of 64 each. */
struct rules_dimension {
    struct rules_atom *atom; /* those that the allowed values leave */
    size_t atoms, words;
    const uint64_t *all;
    /* Of each row: where its test holds; `may` counts a test that cannot be foreseen as one that holds
     * everywhere, `must` as one that holds nowhere. */
    const uint64_t **may, **must;
    size_t odd;          /* how many rows have such a test */
    struct str odd_test; /* the first of them, or the allowed values */
    bool is_odd_domain;  /* the allowed values cannot be foreseen */
};

struct rules_work {
    struct arena *arena, *scratch;
    const struct rules_program *table;
    long left;
    bool is_over; /* of the work or of the memory that is allowed */
};
bool rules_charge(struct rules_work *w, size_t work); /* false: it is over */
void *rules_take(struct rules_work *w, size_t count, size_t size);

void rules_cut(struct rules_work *w, size_t input, struct rules_dimension *ret);
/* rules_where.c: a set of atoms as unary tests. */
struct str rules_where(struct rules_work *w, const struct rules_dimension *d, const uint64_t *set);

static inline bool bit_is(const uint64_t *set, size_t i) { return set[i / 64] >> (i % 64) & 1; }
static inline void bit_set(uint64_t *set, size_t i) { set[i / 64] |= UINT64_C(1) << (i % 64); }

#endif
