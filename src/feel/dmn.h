/* DMN models in XML (OMG DMN 1.1–1.5): decision tables, literal expressions, and the graph of what needs
 * what. What is wrong with the file as a whole (no XML, a document type, ids that come twice, references to
 * nowhere, needs that go in a circle) is a problem that blocks, and nothing is read. What concerns one
 * decision alone — an element of the standard that is not supported yet (boxed contexts, business knowledge
 * models, services, imports), an expression that does not compile, a need that is not supported — is a
 * warning at its line; that decision and those that need it are not evaluated, the others are. No DTD, no
 * entity, no external reference is followed. */
#ifndef FEEL_DMN_H
#define FEEL_DMN_H

#include "base/buf.h"
#include "feel/rules.h"

#define DMN_BYTES_MAX (4 * 1024 * 1024)
#define DMN_NODES_MAX 2000
#define DMN_TYPES_MAX 2000
#define DMN_TYPE_DEPTH_MAX 50 /* of types in each other, as they are written */
#define DMN_MEMBERS_MAX 1000  /* components of one type */

struct dmn_model;

/* Of `given` the functions and zones count; NULL: none. RC_INVALID with problems that block; RC_NO_MEMORY. */
enum rc dmn_read(struct arena *a, struct str xml, const struct feel_scope *given,
                 const struct dmn_model **ret, struct problems *problems) MUST_CHECK;

enum dmn_lack {
    DMN_WHOLE,
    DMN_LACKS_ELEMENT, /* an element that is not supported: `lacks` is its name */
    DMN_LACKS_SENSE,   /* its expression, table or type is wrong */
    DMN_LACKS_NEED     /* it needs one that is not supported: `lacks` is its name */
};

struct dmn_node {
    enum dmn_kind { DMN_INPUT, DMN_DECISION } kind;
    struct str id, name; /* id.n = 0: it has none */
    struct str variable; /* its name in expressions; nearly always the same */
    int line;
    const struct feel_type *type;
    const struct dmn_node *const *needs;
    size_t needs_n;
    const struct rules *rules; /* a table, or */
    struct str expression; /* a literal expression; of neither: the value is given as if it were an input */
    bool is_supported;
    enum dmn_lack lack;
    struct str lacks;
};
/* Nodes in the order of the file; declared types in no order. */
size_t dmn_nodes(const struct dmn_model *m, const struct dmn_node *const **ret);
size_t dmn_types(const struct dmn_model *m, const struct feel_type *const **ret);
const struct dmn_node *dmn_find(const struct dmn_model *m, struct str name_or_id); /* NULL: none */

/* The value of a decision and of what it needs, each once; `input` is a context of input data by name, and of
 * decisions without an expression. An input that is not of its type is null, and a note says so. The run is
 * filled as by feel_eval; its notes have the lines of the file. */
struct value dmn_eval(const struct dmn_model *m, const struct dmn_node *decision, const struct value *input,
                      struct feel_run *run);

/* Nodes as a model of their own (DMN 1.5), with these types and those of the nodes; reading it back gives the
 * same. What they need must be among them, tables must be in FEEL alone (rules_plain). A node that is not
 * supported is written without its logic. */
void dmn_write(struct buf *out, struct str model_name, const struct dmn_node *const *node, size_t n,
               const struct feel_type *const *type, size_t types);

#endif
