/* Takes the cells that were only painted out of the bytes of a sheet, before they are parsed: a column that
 * was coloured down to the last row is a million times `<c r="B7" s="4"/>`, which says nothing, and looking
 * for the end of a tag is many times faster than parsing it. For this room alone.
 *
 * Left out are cells without anything in them and rows without any other cells, when they say their place
 * (r="…") and so nothing is counted from them. What comes after them without a place of its own is counted
 * from the last one, which is then given first. Bytes that are not UTF-8 with plain names, and all behind a
 * comment or CDATA, are given as they are. */
#ifndef TABLE_GHOST_H
#define TABLE_GHOST_H

#include "base/buf.h"

#define GHOST_TAG_MAX 4096 /* a longer tag is given as it is */

struct ghost {
    bool (*take)(void *ctx, struct str piece); /* false: no more */
    void *ctx;
    struct buf rest;      /* a tag that does not end yet */
    struct buf out;       /* of one piece */
    struct buf row, cell; /* the last that was left out, or a row of which nothing else is known yet */
    bool is_row_waiting;  /* `row` has begun, and so far held painted cells alone */
    bool is_off;
};

/* `ghost` is a struct ghost; for archive_read. */
bool ghost_take(void *ghost, struct str piece) MUST_CHECK;
/* What is left at the end of the member. */
bool ghost_end(struct ghost *g) MUST_CHECK;
void ghost_release(struct ghost *g);

#endif
