/* Types (DMN 1.5, 10.3.2.9): what is declared for inputs and results, what `instance of` asks, and what the
 * check before publication reckons with. Types live in an arena and are compared by structure. */
#ifndef FEEL_TYPE_H
#define FEEL_TYPE_H

#include "feel/value.h"

enum type_kind {
    TYPE_ANY,
    TYPE_NULL,
    TYPE_BOOLEAN,
    TYPE_NUMBER,
    TYPE_STRING,
    TYPE_DATE,
    TYPE_TIME,
    TYPE_DATE_TIME,
    TYPE_MONTHS,
    TYPE_SECONDS,
    TYPE_LIST,
    TYPE_CONTEXT,
    TYPE_RANGE,
    TYPE_FUNCTION,
    TYPE_NEVER, /* the type of what the check already complained about */
    TYPE__COUNT
};

struct feel_program;

struct feel_type {
    enum type_kind kind;
    const struct feel_type *of; /* list, range; function: result */
    const struct feel_member {
        struct str name;
        const struct feel_type *type;
    } * member; /* context: entries; function: parameters */
    size_t members;
    struct str name;                    /* of a declared type; n = 0: none */
    const struct feel_program *allowed; /* unary tests that a value must pass; NULL: none */
};

extern const struct feel_type FEEL_ANY, FEEL_NULL, FEEL_BOOLEAN, FEEL_NUMBER, FEEL_STRING, FEEL_DATE,
    FEEL_TIME, FEEL_DATE_TIME, FEEL_MONTHS, FEEL_SECONDS;

/* How many types it is made of, each as often as it stands there; TYPE_PARTS_MAX + 1: more than that. Where
 * {p: a, q: a} holds {p: b, q: b} and so on, each line doubles them: who makes types asks this first. */
#define TYPE_PARTS_MAX 1000
size_t type_parts(const struct feel_type *t);
const struct feel_type *type_list(struct arena *a, const struct feel_type *of);
/* As the check would find it: contexts with their members, lists with what their items have in common (of
 * contexts all members that any of them has). A null can be anything. FEEL_ANY when there is no memory. */
const struct feel_type *type_of(struct arena *a, struct value v);
/* The least type that both conform to; ANY when there is none. Contexts: see type_of. */
const struct feel_type *type_join(struct arena *a, const struct feel_type *t, const struct feel_type *u);
bool type_conforms(const struct feel_type *t, const struct feel_type *to);
/* Null conforms to Null alone; allowed values are not asked. */
bool value_conforms(struct value v, const struct feel_type *t);
bool value_is_instance(struct value v, const struct feel_type *t); /* the same; nulls in lists do no harm */
/* Implicit conversion where a declared type wants it (10.3.2.9.4): [x] to x, x to [x], date to date and time,
 * else null; null, too, for what the type does not allow. */
struct value value_coerce(struct arena *a, struct value v, const struct feel_type *t);
/* list<context<a: number>>: as it is written. */
void type_text(struct buf *out, const struct feel_type *t);

#endif
