/* The elements of an XML document, one after the other, by expat, with limits: no DTD (so no entities of its
 * own, none from outside), a depth, a length of one tag. For this room alone. */
#ifndef TABLE_XML_H
#define TABLE_XML_H

#include "table/archive.h"

#define XML_DEPTH_MAX 64
#define XML_TOKEN_MAX (1024UL * 1024) /* bytes of one tag or comment */

/* An element of one of the spaces that the caller named is given by its bare name; others, and what is in
 * them, are passed over. An attribute without a prefix has its bare name; one with a prefix is found by it
 * in xml_attribute_of. */
struct xml_events {
    const char *const *space; /* NULL at the end */
    void (*open)(void *ctx, struct str name, const char *const *attribute);
    void (*close)(void *ctx, struct str name);
    void (*text)(void *ctx, struct str piece); /* may be NULL */
    void *ctx;
    bool has_ghosts; /* a sheet: what was only painted is passed over (ghost.h) */
    bool is_done;    /* set by a handler: the rest is not wanted, or cannot be used */
};

/* Empty: there is none. `name` with ':' in front stands for any prefix: ":id" finds r:id. */
struct str xml_attribute(const char *const *attribute, const char *name);

/* RC_NOT_FOUND: no such member. RC_INVALID, RC_TOO_LARGE: *problems says why. */
enum rc xml_read(struct archive *z, const char *name, struct xml_events *events,
                 struct problems *problems) MUST_CHECK;

#endif
