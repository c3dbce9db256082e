/* The ledger as a stream of frames: what an auditor or a mirror takes away, and what feeds the fold.
 *
 * A frame is one byte of type, the length of its payload as eight bytes (big endian), and the payload:
 *
 *     'H' header, canonical JSON {"origin":…,"size":…,"tenant":…,"v":1}; the first frame
 *     'B' the bytes of a blob; its name is their SHA-256. Before the entry that names it; may come again
 *     'E' the body of an entry; seq 0, 1, 2 … in order
 *     'C' a checkpoint (signed note); after the last entry, in the order of size
 *     'Z' empty; the last frame. A stream without it was cut */
#ifndef LEDGER_STREAM_H
#define LEDGER_STREAM_H

#include "ledger/ledger.h"

#define STREAM_VERSION 1
#define STREAM_FRAME_BYTES_MAX (256L * 1024 * 1024)

enum stream_type { STREAM_HEADER = 'H', STREAM_BLOB = 'B', STREAM_ENTRY = 'E', STREAM_CHECKPOINT = 'C', STREAM_END = 'Z' };

/* Where a stream goes: a file descriptor. Sockets do not raise SIGPIPE. */
enum rc stream_write(int fd, enum stream_type type, struct str payload, struct err *err) MUST_CHECK;
/* Reads one frame into `buf` (cleared first). RC_INVALID "ledger.stream_malformed", RC_IO. */
enum rc stream_read(int fd, struct buf *buf, enum stream_type *ret, struct err *err) MUST_CHECK;

/* The whole log of the ledger to fd, from one stable picture (open a transaction on a DB_READ connection
 * first). Missing blobs are left out: it is the reader who must find that. */
enum rc ledger_export(const struct ledger *l, struct db *db, int fd, struct err *err) MUST_CHECK;

#endif
