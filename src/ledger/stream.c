#include "ledger/stream.h"

#include "gen/sql.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#define FRAME_HEAD 9
#define READ_BYTES 65536
#define FLUSH_BYTES (1024 * 1024)
#define ROWS_AT_ONCE 256

/* ---- frames out ---- */

void stream_frame(struct buf *out, enum stream_type type, struct str payload)
{
    char head[FRAME_HEAD] = {(char)type};
    for (int i = 0; i < 8; i++)
        head[1 + i] = (char)((uint64_t)payload.n >> (56 - 8 * i));
    buf_put(out, str_of(head, sizeof head));
    buf_put(out, payload);
}

static enum rc io_fault(struct err *err, const char *what)
{
    return FAIL(err, RC_IO, "ledger.stream_io", "%s: %s", what, strerror(errno));
}

enum rc stream_flush(int fd, struct buf *out, struct err *err)
{
    if (out->failed)
        return FAIL(err, RC_NO_MEMORY, "ledger.no_memory", "stream");
    for (size_t at = 0; at < out->n;) {
        ssize_t n = send(fd, out->p + at, out->n - at, MSG_NOSIGNAL);
        if (n < 0 && errno == ENOTSOCK)
            n = write(fd, out->p + at, out->n - at);
        if (n < 0 && errno != EINTR)
            return io_fault(err, "write");
        at += n > 0 ? (size_t)n : 0;
    }
    buf_clear(out);
    return RC_OK;
}

void stream_header(struct buf *out, const struct ledger *l, int64_t size)
{
    CLEANUP(buf_release) struct buf text = {0};
    struct json j = json_to(&text);
    json_object(&j);
    json_key(&j, STR("origin"));
    json_str(&j, ledger_origin(l));
    json_key(&j, STR("size"));
    json_int(&j, size);
    json_key(&j, STR("tenant"));
    json_int(&j, ledger_tenant(l));
    json_key(&j, STR("v"));
    json_int(&j, STREAM_VERSION);
    json_object_end(&j);
    out->failed |= text.failed;
    stream_frame(out, STREAM_HEADER, buf_str(&text));
}

/* ---- frames in ---- */

/* At least `want` unread bytes in the buffer, or as many as still come. */
static enum rc fill(struct stream_in *in, size_t want, struct err *err)
{
    if (in->at > 0 && in->buf.n - in->at < want) {
        memmove(in->buf.p, in->buf.p + in->at, in->buf.n - in->at);
        in->buf.n -= in->at;
        in->at = 0;
    }
    while (in->buf.n - in->at < want) {
        char bytes[READ_BYTES];
        ssize_t n = read(in->fd, bytes, sizeof bytes);
        if (n == 0)
            break;
        if (n < 0 && errno != EINTR)
            return io_fault(err, "read");
        if (n > 0)
            buf_put(&in->buf, str_of(bytes, (size_t)n));
        if (in->buf.failed)
            return FAIL(err, RC_NO_MEMORY, "ledger.no_memory", "stream");
    }
    return RC_OK;
}

static struct str unread(const struct stream_in *in) { return str_sub(buf_str(&in->buf), in->at, in->buf.n); }

enum rc stream_next(struct stream_in *in, enum stream_type *ret, struct str *ret_payload, struct err *err)
{
    enum rc rc = fill(in, FRAME_HEAD, err);
    if (rc)
        return rc;
    struct str head = unread(in);
    if (head.n < FRAME_HEAD || !memchr("HBECZ", head.p[0], 5))
        return FAIL(err, RC_INVALID, "ledger.stream_malformed", "frame head");
    char type = head.p[0];
    uint64_t n = 0;
    for (int i = 0; i < 8; i++)
        n = n << 8 | (uint8_t)head.p[1 + i];
    if (n > STREAM_FRAME_BYTES_MAX)
        return FAIL(err, RC_INVALID, "ledger.stream_malformed", "frame of %llu bytes", (unsigned long long)n);
    rc = fill(in, FRAME_HEAD + (size_t)n, err);
    if (rc)
        return rc;
    struct str frame = unread(in);
    if (frame.n < FRAME_HEAD + n)
        return FAIL(err, RC_INVALID, "ledger.stream_malformed", "frame was cut");
    *ret = (enum stream_type)type;
    *ret_payload = str_sub(frame, FRAME_HEAD, (size_t)n);
    in->at += FRAME_HEAD + (size_t)n;
    return RC_OK;
}

enum rc stream_line(struct stream_in *in, struct str *ret, bool *ret_end, struct err *err)
{
    size_t seen = 0;
    for (;;) {
        struct str rest = unread(in);
        size_t nl = seen + str_find(str_sub(rest, seen, rest.n), '\n');
        if (nl < rest.n) {
            *ret = str_sub(rest, 0, nl);
            *ret_end = false;
            in->at += nl + 1;
            return RC_OK;
        }
        seen = rest.n;
        enum rc rc = fill(in, rest.n + 1, err);
        if (rc)
            return rc;
        if (unread(in).n == seen) { /* a last line without its newline was cut */
            *ret_end = true;
            return seen ? FAIL(err, RC_INVALID, "ledger.stream_malformed", "line was cut") : RC_OK;
        }
    }
}

/* ---- export ---- */

static enum rc put_blob(const struct ledger *l, struct db *db, struct arena *a, struct hash hash,
                        struct buf *out, struct err *err)
{
    struct sql_blob_get_row row;
    bool found;
    enum rc rc = sql_blob_get(db, a, ledger_tenant(l), hash_str(&hash), &row, &found, err);
    if (rc == RC_OK && found)
        stream_frame(out, STREAM_BLOB, row.bytes);
    return rc;
}

static enum rc put_entry(const struct ledger *l, struct db *db, struct arena *a, int fd, struct str body,
                         struct buf *out, struct err *err)
{
    struct entry_view e;
    enum rc rc = RC_OK;
    if (entry_read(body, a, &e, NULL) == RC_OK) {
        for (size_t i = 0; i < e.blobs && rc == RC_OK; i++) {
            rc = put_blob(l, db, a, e.blob[i], out, err);
            if (rc == RC_OK && out->n > FLUSH_BYTES)
                rc = stream_flush(fd, out, err);
        }
        if (rc == RC_OK && e.has_changes_blob)
            rc = put_blob(l, db, a, e.changes_blob, out, err);
        if (rc == RC_OK && e.has_input_blob)
            rc = put_blob(l, db, a, e.input_blob, out, err);
    }
    if (rc)
        return rc;
    stream_frame(out, STREAM_ENTRY, body);
    return out->n > FLUSH_BYTES ? stream_flush(fd, out, err) : RC_OK;
}

static enum rc put_entries(const struct ledger *l, struct db *db, struct arena *a, int fd, struct buf *out,
                           struct err *err)
{
    for (int64_t seq = 0;;) {
        arena_reset(a);
        struct sql_entry_range_rows rows;
        enum rc rc = sql_entry_range(db, a, ledger_tenant(l), seq, ROWS_AT_ONCE, &rows, err);
        for (size_t i = 0; i < rows.n && rc == RC_OK; i++) {
            rc = put_entry(l, db, a, fd, rows.row[i].body, out, err);
            seq = rows.row[i].seq + 1;
        }
        if (rc || rows.n == 0)
            return rc;
    }
}

static enum rc put_checkpoints(const struct ledger *l, struct db *db, struct arena *a, int fd,
                               struct buf *out, struct err *err)
{
    for (int64_t size = 0;;) {
        arena_reset(a);
        struct sql_checkpoint_list_rows rows;
        enum rc rc = sql_checkpoint_list(db, a, ledger_tenant(l), size, ROWS_AT_ONCE, &rows, err);
        for (size_t i = 0; i < rows.n && rc == RC_OK; i++) {
            stream_frame(out, STREAM_CHECKPOINT, rows.row[i].note);
            size = rows.row[i].size + 1;
        }
        if (rc || rows.n == 0)
            return rc;
        rc = stream_flush(fd, out, err);
        if (rc)
            return rc;
    }
}

enum rc ledger_export(const struct ledger *l, struct db *db, int fd, struct err *err)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(0);
    CLEANUP(buf_release) struct buf out = {0};
    if (!a)
        return FAIL(err, RC_NO_MEMORY, "ledger.no_memory", "export");
    int64_t size;
    struct hash root;
    enum rc rc = ledger_head(l, db, a, &size, &root, err);
    if (rc)
        return rc;
    stream_header(&out, l, size);
    rc = put_entries(l, db, a, fd, &out, err);
    if (rc == RC_OK)
        rc = put_checkpoints(l, db, a, fd, &out, err);
    if (rc)
        return rc;
    stream_frame(&out, STREAM_END, (struct str){0});
    return stream_flush(fd, &out, err);
}
