/* Inside the room: a model as it was read, and what reading it passes around. */
#ifndef FEEL_DMN_MODEL_H
#define FEEL_DMN_MODEL_H

#include "feel/dmn.h"
#include "feel/xmltree.h"

/* A decision or an input, with what is needed to evaluate it. */
struct dmn_part {
    struct dmn_node node;
    const struct xml_element *element;
    const size_t *need; /* parts, as node.needs */
    const struct feel_program *program;
    const struct rules_program *table;
    int text_line, text_column; /* where the expression begins */
    bool is_given;              /* no logic: a value comes with the inputs */
};

struct dmn_model {
    struct dmn_part *part;
    const struct dmn_node **node; /* of the parts */
    size_t parts;
    const size_t *order; /* all parts, each behind what it needs */
    const struct feel_type **type;
    size_t types;
    struct feel_scope given; /* functions and zones */
};

struct dmn_definition {
    const struct xml_element *element;
    struct str name;
    const struct feel_type *type;
    enum { DEFINITION_NEW, DEFINITION_OPEN, DEFINITION_DONE } state;
    int depth;       /* of types in each other */
    bool is_unknown; /* a type in it is not known, or its allowed values are wrong */
};

/* Whatever has an id that a requirement can point to. */
struct dmn_target {
    struct str id;
    const struct xml_element *element;
    size_t part; /* SIZE_MAX: none */
};

struct dmn_reading {
    struct arena *arena;
    struct dmn_model *model;
    const struct xml_element *root;
    struct str space; /* the model's own namespace, before # in references */
    struct problems *problems;
    struct problems *found; /* of one text, before they become warnings of the file */
    struct dmn_definition *definition;
    size_t definitions;
    struct dmn_target *target; /* sorted by id */
    size_t targets;
    size_t unknown;          /* how often a type was not known so far */
    int type_depth, deepest; /* of the types that are open; that was reached */
    bool no_memory;
};

/* NULL: no memory, and that is noted. */
void *dmn_take(struct dmn_reading *r, size_t count, size_t size);
struct str dmn_text(const struct xml_element *e); /* of its child `text`, trimmed; e may be NULL */
size_t dmn_count(const struct xml_element *e, const char *name);
/* A warning about that element. */
struct problem *dmn_warn(struct dmn_reading *r, int line, const char *key, struct str a, struct str b);
/* What compiling a text found becomes warnings at its place in the file; column 0: of the line alone. */
void dmn_adopt(struct dmn_reading *r, int line, int column);
struct problems *dmn_found(struct dmn_reading *r); /* emptied, for the next text */
struct feel_scope dmn_scope(struct dmn_reading *r);

/* dmn_type.c. Reads all declared types; a circle of them blocks. */
void dmn_read_types(struct dmn_reading *r);
/* A reference to a type; empty: any. Counts r->unknown when it is not known, after a warning. */
const struct feel_type *dmn_type(struct dmn_reading *r, struct str name, int line);

/* dmn_table.c. A decisionTable as rules; NULL after a warning. */
struct rules *dmn_read_table(struct dmn_reading *r, const struct xml_element *table, struct str name);

/* dmn_compile.c. Logic of all decisions, in order. */
void dmn_compile(struct dmn_reading *r);

#endif
