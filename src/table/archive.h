/* The members of a ZIP archive in memory, read by name, with limits.
 *
 * An archive is judged before anything is unpacked: how many members it lists, whether they lie one upon the
 * other (their packed sizes add up to more than the file), what they say they will become. What really comes
 * out is counted again, because what an archive says of itself may be a lie. */
#ifndef TABLE_ARCHIVE_H
#define TABLE_ARCHIVE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/problem.h"

#define ARCHIVE_MEMBERS_MAX 4000
#define ARCHIVE_EXPANDED_MAX (256UL * 1024 * 1024) /* of all members that are read, together */
#define ARCHIVE_PARSED_MAX (96UL * 1024 * 1024)    /* of them, what is more than paint (ghost.h) … */
#define ARCHIVE_ELEMENTS_MAX 6000000               /* … and the elements in it: half a second of work */
#define ARCHIVE_RATIO_MAX 200                      /* of one member, beyond … */
#define ARCHIVE_RATIO_FROM (8UL * 1024 * 1024)     /* … so many bytes */

struct archive;

/* `bytes` must live as long as the archive. RC_INVALID, RC_TOO_LARGE: *problems says why. */
enum rc archive_open(struct str bytes, struct problems *problems, struct archive **ret) MUST_CHECK;
void archive_close(struct archive *z);
void archive_closep(struct archive **z);

/* Its members, as the directory lists them. The name lives as long as the archive. */
size_t archive_members(const struct archive *z);
struct str archive_member(const struct archive *z, size_t i);
/* All members by what they say of themselves: none locked, together at most ARCHIVE_EXPANDED_MAX, none beyond
 * the ratio. RC_INVALID, RC_TOO_LARGE as archive_read. For who passes an archive on without unpacking it. */
enum rc archive_weigh(struct archive *z, struct problems *problems) MUST_CHECK;

/* Capital and small letters are alike, and so are '/' and '\\': makers differ. */
bool archive_has(const struct archive *z, const char *name);

/* Gives the member's bytes to `take`, piece by piece, until it returns false. RC_NOT_FOUND: there is no such
 * member (no problem is said). RC_INVALID, RC_TOO_LARGE: damaged, locked or too large; *problems says so. */
enum rc archive_read(struct archive *z, const char *name, bool (*take)(void *ctx, struct str piece),
                     void *ctx, struct problems *problems) MUST_CHECK;

/* The same of the member at its place in the directory, for archives that name one twice. */
enum rc archive_read_at(struct archive *z, size_t i, bool (*take)(void *ctx, struct str piece), void *ctx,
                        struct problems *problems) MUST_CHECK;

/* What a reader is about to parse. False: more than any table has, the archive is a bomb. */
bool archive_spend(struct archive *z, size_t bytes, size_t elements) MUST_CHECK;
/* The problem of an archive that becomes too much. RC_TOO_LARGE. */
enum rc archive_bomb(struct problems *problems) MUST_CHECK;

#endif
