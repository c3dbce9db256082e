/* A file of XML as a tree, for DMN models and the tests that go with them: UTF-8 alone, no DTD, no entity but
 * the five of XML, nothing outside the file is read. Names are apart from their namespaces. */
#ifndef FEEL_XMLTREE_H
#define FEEL_XMLTREE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/problem.h"

#define XML_DEPTH_MAX 100
#define XML_ELEMENTS_MAX 200000
#define XML_ATTRIBUTES_MAX 100 /* of one element */

struct xml_attribute {
    struct str space, name, value; /* space.n = 0: none, as of most attributes */
};

struct xml_element {
    struct str space, name;
    int line; /* of its tag */
    const struct xml_attribute *attribute;
    size_t attributes;
    struct str text;            /* of an element without children, as it stands */
    int text_line, text_column; /* where the text begins; column 0: not known */
    const struct xml_element *child, *next;
};

/* RC_INVALID with one problem at its line; RC_NO_MEMORY. */
enum rc xmltree_read(struct arena *a, struct str bytes, size_t bytes_max, const struct xml_element **ret,
                     struct problems *problems) MUST_CHECK;

/* The value of an attribute without namespace, trimmed; n = 0: there is none, or it is empty. */
struct str xmltree_attribute(const struct xml_element *e, const char *name);
/* The first child of that name in the namespace of `e`; NULL: none. */
const struct xml_element *xmltree_child(const struct xml_element *e, const char *name);
/* The next sibling of that name in the same namespace; NULL: none. */
const struct xml_element *xmltree_next(const struct xml_element *e);
bool xmltree_is(const struct xml_element *e, const char *name);

/* As the text of an element, and as a value between ": reading it gives the same. */
void xmltree_put_text(struct buf *out, struct str s);
void xmltree_put_value(struct buf *out, struct str s);

#endif
