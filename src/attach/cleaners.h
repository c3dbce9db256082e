/* The cleaners of each kind, for this room alone. Each writes what is shown to `out` (empty before). */
#ifndef ATTACH_CLEANERS_H
#define ATTACH_CLEANERS_H

#include "attach/attach.h"
#include "base/buf.h"
#include "table/archive.h"

/* False: it is not whole, or not made as such a file is. What follows the picture's end is left out. */
bool jpeg_clean(struct str bytes, struct buf *out) MUST_CHECK;
bool png_clean(struct str bytes, struct buf *out) MUST_CHECK;
/* Begins as a PDF does, ends as one does, and is no archive from behind. */
enum rc pdf_check(struct str bytes, struct err *err) MUST_CHECK;

/* The archive's end lies at the end of the bytes, as a reader from behind sees it. */
bool archive_ends_here(struct str bytes);
/* Which kind of document the archive is; refuses archives that are none. *problems is the archive's. */
enum rc archived_kind(struct archive *z, struct problems *problems, const char **ret_code,
                      struct err *err) MUST_CHECK;
/* An office document without what its properties say, in the arena; `bytes` itself when they say nothing. */
enum rc office_clean(struct arena *a, struct archive *z, struct str bytes, bool is_odf,
                     struct problems *problems, struct str *ret, struct err *err) MUST_CHECK;
/* What stopped the archive reader, as an error. */
enum rc archive_refused(enum rc rc, const struct problems *problems, struct err *err) MUST_CHECK;

/* It is not whole, or was damaged on the way: always an error. `how` is for the log. */
enum rc attach_torn(const char *how, struct err *err) MUST_CHECK;
/* Why a file of a kind that is not taken is refused: always an error. */
enum rc attach_refuse(struct str bytes, struct err *err) MUST_CHECK;

static inline uint32_t be16(const unsigned char *p) { return (uint32_t)p[0] << 8 | p[1]; }
static inline uint32_t be32(const unsigned char *p) { return be16(p) << 16 | be16(p + 2); }

#endif
