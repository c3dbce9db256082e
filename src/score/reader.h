/* Within the room: reading fields of a scheme document, by doc/fields.h, and what only schemes have. */
#ifndef SCORE_READER_H
#define SCORE_READER_H

#include "doc/fields.h"
#include "score/exact.h"
#include "score/formula.h"

/* All tables by class or unit together: what fits a request several times over (LIMIT_REQUEST_ARENA_BYTES),
 * for a scheme that was taken in is opened by every page. */
#define READER_TABLE_CELLS_MAX (1000 * 1000)
#define READER_MEASURES_MAX 2000
#define READER_LEVELS_MAX 1000 /* of one measure; and groups */

struct reader {
    struct arena *a;
    struct problems *p;
    struct scheme s; /* what is being built; the arrays below are its own, writable */
    struct measure *measures;
    struct unit_class *classes;
    struct unit *units;
    struct node *nodes;
    struct grade *grades;
    struct doc **node_docs;        /* [nodes] */
    struct doc **unit_docs;        /* [units] */
    struct dec *declared;          /* [nodes][classes]: `points` as written; digits < 0: not */
    struct dec *full, *child_full; /* [nodes][classes]: what node.full and node.child_full point to */
    bool *is_relative;             /* [nodes]: weights need not add up to 1 or 100 */
    enum missing_rule missing;     /* of leaves that do not say */
    struct dec *full_marks;        /* [classes] */
    size_t table_cells;
    struct rule_names *rule_names[2]; /* of leaves, of grades; made when the first rule wants them */
    size_t checked_rows;              /* of decision tables */
    bool no_memory;
};

/* Zeroed, or NULL with r->no_memory set. */
void *reader_memory(struct reader *r, size_t count, size_t size);

struct problem *problem_at(struct reader *r, const struct doc *d, const char *text);
#define PROBLEM_AT(r, d, key) problem_at((r), (d), "" key "")

/* As doc_fields. */
struct fields reader_fields(struct reader *r, struct doc *d);
extern const struct doc_words scheme_words;        /* words.c */
bool word_means(struct str said, const char *key); /* the Chinese word for a key or a method */

/* As in doc/fields.h. */
bool field_dec(struct fields *f, const char *key, struct dec *ret);
bool field_operand(struct fields *f, const char *key, struct operand *ret);
/* [classes]; digits < 0 where nothing was said. */
bool field_by_class(struct fields *f, const char *key, struct dec *ret);
/* A limit in points under `key`, or in per cent of the full marks under `key`_percent; `none` takes it away.
 */
bool field_limit(struct fields *f, const char *key, const char *percent_key, struct limit *ret);
/* Reports an id that cannot be part of an address; the pages of a scheme and its nodes are called by theirs.
 */
void check_id(struct reader *r, const struct doc *d, struct str id);
bool read_dec(struct reader *r, const struct doc *d, struct dec *ret);
void nearest_hint(struct reader *r, struct problem *q, const struct nearest *n);

/* From dec_wide (score/exact.h) back; false when it does not fit. */
bool wide_dec(i128 v, struct dec *ret);
struct str dec_text(struct reader *r, struct dec d);

/* measures.c, in this order; units are known before the second. `list` may be NULL. */
void measures_read(struct reader *r, struct doc *list);
enum rc measures_read_computed(struct reader *r, struct doc *list, struct err *err) MUST_CHECK;
void measures_check_circles(struct reader *r);
void measures_read_parts(struct reader *r, struct doc *list);
void measures_check_items(struct reader *r); /* when the tree is read */
/* scheme.c: scheme_read from a document; what it asked for is marked, so a document is read but once. */
enum rc scheme_read_doc(struct arena *a, struct doc *root, struct problems *p, const struct scheme **ret,
                        struct err *err) MUST_CHECK;

/* tree.c */
/* The list of the children of a node; NULL: none. The root may itself be a list of nodes. */
const struct doc *tree_children(const struct doc *d, bool is_root);
void tree_collect(struct reader *r, struct doc *tree); /* ids, order, parents */
void tree_read(struct reader *r);                      /* the fields of every node */
void tree_check(struct reader *r);                     /* points, weights, full marks */
/* scores.c: when the tree is known: the nodes that measures are the scores of, and who reads them */
void scores_read(struct reader *r);
/* advice.c: warnings about what is allowed but hardly meant; of a scheme without faults */
void advice_give(struct reader *r);
/* period.c: how many years it looks back at, when formulas are known to go in no circle; false: no memory */
bool scheme_find_years(struct scheme *s, struct arena *a) MUST_CHECK;
/* effort.c: refuses what would take too much memory or time; of a scheme without faults */
void effort_check(struct reader *r, const struct doc *tree);
/* leaf.c: measure, method and what the method needs */
void leaf_read(struct fields *f, struct node *n);
/* times_factor and factor, of groups too */
void read_factor(struct fields *f, struct node *n);

#endif
