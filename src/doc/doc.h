/* A YAML text as a tree of lists, maps and plain texts, each with its place. What such files have no
 * use for is refused rather than interpreted: anchors and aliases (and with them cycles), merges, tags,
 * further documents. All scalars are texts; the reader of a field decides what they mean. */
#ifndef DOC_DOC_H
#define DOC_DOC_H

#include "base/err.h"
#include "base/problem.h"

#define DOC_DEPTH_MAX (3 * LIMIT_SCHEME_DEPTH + 8) /* a node of the tree takes a map and a list */
#define DOC_ITEMS_MAX 400000

enum doc_kind { DOC_TEXT, DOC_LIST, DOC_MAP };
struct doc {
    enum doc_kind kind;
    int line, column;
    struct str text; /* DOC_TEXT */
    int text_line,
        text_column; /* where it begins: behind a quote, or in the line below |. Column 0: lines were
                        joined or written as \n, so that places in the text are none of the file */
    struct str key;  /* of a member of a map */
    int key_line, key_column;
    struct doc *first, *next; /* children; siblings */
    int count;                /* children */
    bool is_asked;            /* somebody read this member */
};

/* *ret is NULL when the text is not usable; why is in `p`. RC_INVALID, RC_TOO_LARGE, RC_NO_MEMORY. The nodes
 * live in `nodes`, what they say in `a`: a tree is many times as large as its text, and mostly gone sooner.
 */
enum rc doc_read(struct arena *a, struct arena *nodes, struct str text, struct problems *p, struct doc **ret,
                 struct err *err) MUST_CHECK;

#endif
