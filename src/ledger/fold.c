/* Faults are kept and written at the end: whoever feeds the stream reads nothing before it has sent all, so
 * the child must not write before it has read all. */
#include "ledger/fold.h"

#include "base/key.h"
#include "ledger/entry.h"
#include "ledger/stream.h"

#define FAULTS_MAX 100

struct pending { /* a blob that came, until the entry after it is done */
    struct hash name;
    struct str bytes;
    struct pending *next;
};

struct fold {
    struct db *db;
    struct arena *arena; /* of the entry at hand and the blobs before it */
    struct pending *blobs;
    int64_t tenant, seq;
    struct buf faults;
    int fault_count;
};

static void fault(struct fold *f, const char *key, struct str what)
{
    if (f->fault_count++ >= FAULTS_MAX)
        return;
    struct json j = json_to(&f->faults);
    json_object(&j);
    json_key(&j, STR("fault"));
    json_str(&j, str_c(key));
    json_key(&j, STR("seq"));
    json_int(&j, f->seq);
    json_key(&j, STR("what"));
    json_str(&j, what);
    json_object_end(&j);
    buf_putc(&f->faults, '\n');
}

static enum rc apply(struct fold *f, const struct canon *v, struct err *err)
{
    const struct table_def *t;
    struct cell cell[TABLE_COLUMNS_MAX];
    uint32_t fields;
    bool is_delete;
    enum rc rc = change_read(v, f->arena, f->tenant, &t, cell, &fields, &is_delete, err);
    if (rc == RC_INVALID) {
        fault(f, err->text, str_c(err->arg[0]));
        return RC_OK;
    }
    struct db_rows old, done;
    if (rc == RC_OK)
        rc = db_run(f->db, f->arena, t->get, cell, &old, err);
    if (rc)
        return rc;
    bool is_new = canon_get(v, STR("new")) != NULL;
    if (is_new != (old.rows == 0)) {
        fault(f, is_new ? K("ledger.fold_row_exists") : K("ledger.fold_no_such_row"), v->raw);
        return RC_OK;
    }
    if (is_delete)
        return db_run(f->db, f->arena, t->del, cell, &done, err);
    for (size_t i = t->keys; i < t->cols && !is_new; i++)
        if (!(fields & (UINT32_C(1) << i)))
            cell[i] = old.cell[i];
    return db_run(f->db, f->arena, t->put, cell, &done, err);
}

static const struct canon *changes_of(struct fold *f, const struct entry_view *e)
{
    if (!e->has_changes_blob)
        return e->changes;
    for (const struct pending *p = f->blobs; p; p = p->next)
        if (hash_eq(p->name, e->changes_blob)) {
            const struct canon *v = NULL;
            return canon_read(p->bytes, f->arena, &v, NULL) == RC_OK && v->type == CANON_ARRAY ? v : NULL;
        }
    return NULL;
}

static enum rc fold_entry(struct fold *f, struct str body, struct err *err)
{
    struct entry_view e;
    const struct canon *changes = NULL;
    enum rc rc = entry_read(body, f->arena, &e, err);
    if (rc)
        fault(f, err->text, str_c(err->arg[0]));
    else if (e.version != ENTRY_VERSION)
        fault(f, K("ledger.fold_unknown_version"), e.kind);
    else if (!(changes = changes_of(f, &e)))
        fault(f, K("ledger.fold_no_changes"), e.kind);
    rc = RC_OK;
    for (const struct canon *c = changes ? changes->first : NULL; c && rc == RC_OK; c = c->next)
        rc = apply(f, c, err);
    f->seq++;
    f->blobs = NULL;
    arena_reset(f->arena);
    return rc;
}

static enum rc fold_header(struct fold *f, struct str text, struct err *err)
{
    const struct canon *v;
    enum rc rc = canon_read(text, f->arena, &v, err);
    if (rc)
        return rc;
    if (canon_int(v, STR("v"), 0) != STREAM_VERSION)
        return FAIL(err, RC_INVALID, "ledger.stream_malformed", "version");
    f->tenant = canon_int(v, STR("tenant"), 0);
    return RC_OK;
}

static enum rc fold_stream(struct fold *f, struct stream_in *in, struct err *err)
{
    enum stream_type type;
    struct str payload;
    enum rc rc = stream_next(in, &type, &payload, err);
    if (rc == RC_OK && type != STREAM_HEADER)
        return FAIL(err, RC_INVALID, "ledger.stream_malformed", "no header");
    if (rc == RC_OK)
        rc = fold_header(f, payload, err);
    while (rc == RC_OK) {
        rc = stream_next(in, &type, &payload, err);
        if (rc || type == STREAM_END)
            break;
        if (type == STREAM_BLOB) {
            struct pending *p = ARENA_NEW(f->arena, struct pending);
            *p = (struct pending){hash_of(payload), arena_str(f->arena, payload), f->blobs};
            f->blobs = p;
        } else if (type == STREAM_ENTRY) {
            rc = fold_entry(f, payload, err);
        }
    }
    return rc;
}

static enum rc write_table(struct fold *f, const struct table_def *t, int out, struct err *err)
{
    CLEANUP(buf_release) struct buf lines = {0};
    struct db_rows rows;
    struct cell tenant = {.type = DB_INT, .i = f->tenant};
    arena_reset(f->arena);
    enum rc rc = db_run(f->db, f->arena, t->scan, &tenant, &rows, err);
    for (size_t i = 0; i < rows.rows && rc == RC_OK; i++) {
        change_row_json(&lines, t, rows.cell + i * rows.cols);
        buf_putc(&lines, '\n');
        if (lines.n > 65536)
            rc = stream_flush(out, &lines, err);
    }
    return rc ? rc : stream_flush(out, &lines, err);
}

static enum rc write_all(struct fold *f, int out, struct err *err)
{
    enum rc rc = stream_flush(out, &f->faults, err);
    for (size_t i = 0; i < TABLES_COUNT && rc == RC_OK; i++)
        if (TABLES[i]->cls == TABLE_FOLDED)
            rc = write_table(f, TABLES[i], out, err);
    buf_printf(&f->faults, "{\"entries\":%lld}\n", (long long)f->seq);
    return rc ? rc : stream_flush(out, &f->faults, err);
}

int fold_child(int in, int out)
{
    struct err err = {0};
    struct fold f = {.arena = arena_new(0)};
    struct stream_in stream = {.fd = in};
    int from, to;
    enum rc rc = f.arena ? db_open(STR("sqlite::memory:"), DB_WRITE, &f.db, &err) : RC_NO_MEMORY;
    if (rc == RC_OK)
        rc = db_migrate(f.db, 0, &from, &to, &err);
    if (rc == RC_OK)
        rc = db_begin(f.db, &err);
    if (rc == RC_OK)
        rc = fold_stream(&f, &stream, &err);
    if (rc == RC_OK)
        rc = write_all(&f, out, &err);
    db_close(f.db);
    arena_free(f.arena);
    buf_release(&f.faults);
    buf_release(&stream.buf);
    return rc == RC_OK ? 0 : 1;
}
