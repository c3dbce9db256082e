/* Within the room: changing a document before it is read. New pieces live in the arena; a piece that is taken
 * over from another document is shared with it. */
#ifndef SCORE_DOC_EDIT_H
#define SCORE_DOC_EDIT_H

#include "doc/doc.h"
#include "score/scheme.h"

/* NULL when it is no map or has no such member. */
struct doc *doc_member(const struct doc *map, struct str key);
void doc_drop(struct doc *map, struct str key);
/* The member `key` becomes a copy of `value` (its head; what stands below is shared), where it stood before
 * or at the end. False without memory. */
bool doc_put(struct arena *a, struct doc *map, struct str key, const struct doc *value);
bool doc_put_text(struct arena *a, struct doc *map, struct str key, struct str text);
/* A copy that can be changed without the first one knowing, read by nobody yet. NULL without memory. */
struct doc *doc_copy(struct arena *a, const struct doc *d);
bool doc_same(const struct doc *x,
              const struct doc *y); /* as YAML: neither place nor order of a map counts */
/* In one line: 12, {at_least: 90, score: 50}, [甲, 乙]. */
struct str doc_write(struct arena *a, const struct doc *d);
/* The maps of the nodes of the tree, in the order of scheme.nodes; the root may be a list. NULL without
 * memory. */
struct doc **doc_nodes(struct arena *a, const struct doc *root, int count);

#endif
