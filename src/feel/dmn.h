/* DMN models in XML (OMG DMN 1.1–1.5): decision tables, literal expressions, and the graph of what needs
 * what. Elements of the standard that are not supported yet (boxed contexts, business knowledge models,
 * services, imports) are problems that name the element and its line; a model is read whole or not at all,
 * but what a decision that does work needs can be evaluated beside one that does not. No DTD, no entity, no
 * external reference is followed. */
#ifndef FEEL_DMN_H
#define FEEL_DMN_H

#include "feel/rules.h"

#define DMN_BYTES_MAX (4 * 1024 * 1024)
#define DMN_NODES_MAX 2000

struct dmn_model;

enum rc dmn_read(struct arena *a, struct str xml, const struct feel_zones *zones,
                 const struct dmn_model **ret, struct problems *problems) MUST_CHECK;

struct dmn_node {
    enum dmn_kind { DMN_INPUT, DMN_DECISION } kind;
    struct str id, name;
    const struct feel_type *type;
    const struct dmn_node *const *needs;
    size_t needs_n;
    const struct rules *rules; /* a table, or */
    struct str expression;     /* a literal expression */
    bool is_supported;         /* false: a problem was noted */
};
size_t dmn_nodes(const struct dmn_model *m, const struct dmn_node *const **ret);
const struct dmn_node *dmn_find(const struct dmn_model *m, struct str name_or_id);

/* The value of a decision and of what it needs; `input` is a context of input data by name. */
struct value dmn_eval(const struct dmn_model *m, const struct dmn_node *decision, const struct value *input,
                      struct feel_run *run);

/* A table or an expression as a model of its own; reading it back gives the same. */
void dmn_write(struct buf *out, struct str model_name, const struct dmn_node *const *node, size_t n);

#endif
