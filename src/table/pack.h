/* A few small files in one ZIP and out again. What is written depends on names and bytes alone: no clock, no
 * owner, no compression whose bytes a later library could change. */
#ifndef TABLE_PACK_H
#define TABLE_PACK_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#define PACK_FILES_MAX 32
#define PACK_FILE_BYTES_MAX                                                                                  \
    (64L * 1024 * 1024) /* of one file, unpacked; all of them together four times that */

struct pack_file {
    struct str name, bytes; /* plain names: no folders */
};
/* RC_NO_MEMORY "pack.cannot_write". */
enum rc pack_write(const struct pack_file *file, size_t n, struct buf *out, struct err *err) MUST_CHECK;
/* The files in the order of the archive; *ret has room for PACK_FILES_MAX. RC_INVALID "pack.not_a_zip";
 * RC_TOO_LARGE "pack.too_large". */
enum rc pack_read(struct arena *a, struct str zip, struct pack_file *ret, size_t *ret_n,
                  struct err *err) MUST_CHECK;

#endif
