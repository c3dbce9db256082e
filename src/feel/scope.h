/* Which names mean what, at a place of an expression: inputs, functions, and the locals that are open there.
 */
#ifndef FEEL_SCOPE_H
#define FEEL_SCOPE_H

#include "feel/lex.h"
#include "feel/node.h"

enum name_kind { NAME_NONE, NAME_INPUT, NAME_LOCAL, NAME_MEMBER, NAME_BUILTIN, NAME_HOST };

struct local {
    struct str name;
    const struct feel_type *type;
    int slot;       /* of the local, or of the item that has the member */
    bool is_member; /* of the item of a filter */
};

#define SCOPE_LOCALS_MAX 1000

struct scope {
    const struct feel_scope *given;
    struct local local[SCOPE_LOCALS_MAX];
    size_t locals;
    int slots, slots_most; /* in use; most ever */
    struct {
        int slot;
        size_t locals; /* those that stood outside */
    } filter[FEEL_DEPTH_MAX];
    size_t filters;   /* whose items' members are not known beforehand */
    int known_filter; /* slot + 1 of the innermost one whose items' members are known; 0: none */
};

struct found_name {
    enum name_kind kind;
    size_t length; /* in the text */
    struct str name;
    const struct feel_type *type;
    int slot;
    bool is_outside;               /* of the innermost filter with unknown members: an item may have it too */
    const struct builtin *builtin; /* first of its rows */
    const struct feel_function *host;
};

/* The longest name that stands here; of equal ones the innermost. */
struct found_name scope_find(const struct scope *s, const struct lexer *l);
/* The known name that is most like what stands there; n = 0: none is near. */
struct str scope_nearest(const struct scope *s, struct str word);
const struct builtin *builtin_find(struct str name, size_t *ret_rows);

#endif
