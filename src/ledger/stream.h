/* The ledger as a stream of frames: what an auditor or a mirror takes away, and what feeds the fold.
 *
 * A frame is one byte of type, the length of its payload as eight bytes (big endian), and the payload:
 *
 *     'H' header, canonical JSON {"origin":…,"size":…,"tenant":…,"v":1}; the first frame
 *     'B' the bytes of a blob; its name is their SHA-256. Just before each entry that names it
 *     'E' the body of an entry; seq 0, 1, 2 … in order
 *     'C' a checkpoint (signed note); after the last entry, in the order of size
 *     'Z' empty; the last frame. A stream without it was cut */
#ifndef LEDGER_STREAM_H
#define LEDGER_STREAM_H

#include "ledger/ledger.h"

#define STREAM_VERSION 1
#define STREAM_FRAME_BYTES_MAX (256L * 1024 * 1024)

enum stream_type {
    STREAM_HEADER = 'H',
    STREAM_BLOB = 'B',
    STREAM_ENTRY = 'E',
    STREAM_CHECKPOINT = 'C',
    STREAM_END = 'Z'
};

/* Adds one frame to a buffer; stream_flush writes it out and clears it. Sockets do not raise SIGPIPE. */
void stream_frame(struct buf *out, enum stream_type type, struct str payload);
enum rc stream_flush(int fd, struct buf *out, struct err *err) MUST_CHECK;

/* The other end. `buf` is released by the owner. */
struct stream_in {
    int fd;
    struct buf buf;
    size_t at;
};
/* The payload lives until the next call. RC_INVALID "ledger.stream_malformed" (also when it ends before 'Z'),
 * RC_IO "ledger.stream_io". */
enum rc stream_next(struct stream_in *in, enum stream_type *ret, struct str *ret_payload,
                    struct err *err) MUST_CHECK;
/* For what comes back as lines: without the newline; *ret_end at the end. */
enum rc stream_line(struct stream_in *in, struct str *ret, bool *ret_end, struct err *err) MUST_CHECK;

/* The first frame. */
void stream_header(struct buf *out, const struct ledger *l, int64_t size);

/* The whole log of the ledger to fd, from one stable picture (open a transaction on a DB_READ connection
 * first). Blobs that are missing are left out: it is the reader who must find that. */
enum rc ledger_export(const struct ledger *l, struct db *db, int fd, struct err *err) MUST_CHECK;

#endif
