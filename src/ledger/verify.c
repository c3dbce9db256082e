/* One walk over the entries does two things: it checks the tree, and it feeds the child that folds. Then the
 * child's rows and today's are merged like two sorted lists. */
#include "ledger/verify.h"

#include "base/key.h"
#include "base/utf8.h"
#include "gen/sql.h"
#include "ledger/change.h"
#include "ledger/fold.h"
#include "ledger/stream.h"

#include <errno.h>
#include <sodium.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROWS_AT_ONCE 256
#define VALUE_BYTES_SHOWN 400
#define SUBROOT_LEVELS 7 /* 256^8 leaves do not fit an int64_t */

struct verify {
    const struct ledger *l;
    struct db *db;
    struct arena *a; /* of the piece at hand */
    struct ledger_report *r;
    struct frontier tree; /* computed again */
    int64_t next_seq, with_idem;
    int64_t signed_size; /* of the last checkpoint */
    struct {             /* the next checkpoints in the order of size */
        struct sql_checkpoint_list_rows rows;
        size_t at;
        struct arena *a;
    } checkpoint;
    int child;           /* socket to the fold */
    struct buf out;      /* frames for it */
    struct stream_in in; /* lines from it */
};

/* ---- findings ---- */

static struct str num(struct verify *v, int64_t n) { return arena_printf(v->a, "%lld", (long long)n); }

static struct str hex(struct verify *v, struct str bytes)
{
    char *p = arena_alloc(v->a, 2 * bytes.n + 1);
    (void)sodium_bin2hex(p, 2 * bytes.n + 1, (const unsigned char *)bytes.p, bytes.n);
    return str_of(p, 2 * bytes.n);
}

static void found(struct verify *v, const char *key, struct str a0, struct str a1, struct str a2,
                  struct str a3)
{
    struct problem *p = problem_add(&v->r->found, 0, 0, key);
    const struct str arg[] = {a0, a1, a2, a3};
    for (size_t i = 0; i < COUNT_OF(arg); i++)
        if (arg[i].p)
            problem_arg(&v->r->found, p, i, arg[i]);
}

#define NOTHING ((struct str){0})

/* ---- a: checkpoints ---- */

static enum rc checkpoint_page(struct verify *v, int64_t from_size, struct err *err)
{
    arena_reset(v->checkpoint.a);
    v->checkpoint.at = 0;
    return sql_checkpoint_list(v->db, v->checkpoint.a, ledger_tenant(v->l), from_size, ROWS_AT_ONCE,
                               &v->checkpoint.rows, err);
}

static void check_checkpoint(struct verify *v, int64_t size, struct str text)
{
    struct note note;
    struct checkpoint c;
    v->r->checkpoints++;
    if (note_read(text, &note, NULL) || note_verify(&note, ledger_key(v->l), 1, NULL, NULL) ||
        checkpoint_read(note.text, &c, NULL) || c.size != size || !str_eq(c.origin, ledger_origin(v->l)))
        found(v, K("ledger.verify_checkpoint"), num(v, size), NOTHING, NOTHING, NOTHING);
    else if (!hash_eq(c.root, frontier_root(&v->tree)))
        found(v, K("ledger.verify_checkpoint_root"), num(v, size), NOTHING, NOTHING, NOTHING);
}

/* Those that were signed for the size that the tree has now; at the end also those beyond it. */
static enum rc checkpoints_here(struct verify *v, bool is_end, struct err *err)
{
    while (v->checkpoint.at < v->checkpoint.rows.n) {
        const struct sql_checkpoint_list_row *row = &v->checkpoint.rows.row[v->checkpoint.at];
        if (row->size > v->tree.size && !is_end)
            break;
        v->signed_size = row->size;
        if (row->size > v->tree.size)
            found(v, K("ledger.verify_checkpoint_beyond"), num(v, row->size), num(v, v->tree.size), NOTHING,
                  NOTHING);
        else
            check_checkpoint(v, row->size, row->note);
        if (++v->checkpoint.at == v->checkpoint.rows.n && row->size < INT64_MAX) {
            enum rc rc = checkpoint_page(v, row->size + 1, err);
            if (rc)
                return rc;
        }
    }
    return RC_OK;
}

/* ---- a: entries ---- */

static enum rc check_named_blob(struct verify *v, int64_t seq, struct hash name, bool is_changes,
                                struct err *err)
{
    struct sql_blob_get_row row;
    struct sql_blob_exists_row exists;
    bool is_there;
    enum rc rc;
    if (is_changes) { /* the child wants these, and no others */
        rc = sql_blob_get(v->db, v->a, ledger_tenant(v->l), hash_str(&name), &row, &is_there, err);
        if (rc == RC_OK && is_there)
            stream_frame(&v->out, STREAM_BLOB, row.bytes);
    } else {
        rc = sql_blob_exists(v->db, v->a, ledger_tenant(v->l), hash_str(&name), &exists, err);
        is_there = rc == RC_OK && exists.blobs > 0;
    }
    if (rc == RC_OK && !is_there)
        found(v, K("ledger.verify_blob_missing"), num(v, seq), hex(v, hash_str(&name)), NOTHING, NOTHING);
    return rc;
}

static enum rc check_body(struct verify *v, int64_t seq, struct str body, struct err *err)
{
    struct entry_view e;
    if (entry_read(body, v->a, &e, NULL) != RC_OK) {
        found(v, K("ledger.verify_unreadable"), num(v, seq), NOTHING, NOTHING, NOTHING);
        return RC_OK;
    }
    enum rc rc = RC_OK;
    for (size_t i = 0; i < e.blobs && rc == RC_OK; i++)
        rc = check_named_blob(v, seq, e.blob[i], false, err);
    if (rc == RC_OK && e.has_input_blob)
        rc = check_named_blob(v, seq, e.input_blob, false, err);
    if (rc == RC_OK && e.has_changes_blob)
        rc = check_named_blob(v, seq, e.changes_blob, true, err);
    if (rc || !e.idem.n)
        return rc;
    struct sql_idem_get_row row;
    bool is_there;
    v->with_idem++;
    rc = sql_idem_get(v->db, v->a, ledger_tenant(v->l), e.idem, &row, &is_there, err);
    if (rc == RC_OK && (!is_there || row.seq != seq))
        found(v, K("ledger.verify_idem"), e.idem, num(v, seq), is_there ? num(v, row.seq) : STR("—"),
              NOTHING);
    return rc;
}

static enum rc check_subroots(struct verify *v, const struct frontier_full *full, struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < full->n && rc == RC_OK; i++) {
        int64_t level = (int64_t)i + 1, n = (v->tree.size >> (MERKLE_TILE_HEIGHT * level)) - 1;
        struct sql_subroot_get_row row;
        bool is_there;
        rc = sql_subroot_get(v->db, v->a, ledger_tenant(v->l), level, n, &row, &is_there, err);
        if (rc == RC_OK && (!is_there || !str_eq(row.hash, hash_str(&full->h[i]))))
            found(v, K("ledger.verify_subroot"), num(v, level), num(v, n), NOTHING, NOTHING);
    }
    return rc;
}

static enum rc check_entry(struct verify *v, const struct sql_entry_range_row *row, struct err *err)
{
    struct hash leaf = merkle_leaf(row->body);
    struct frontier_full full;
    if (row->seq != v->next_seq)
        found(v, K("ledger.verify_gap"), num(v, v->next_seq), num(v, row->seq), NOTHING, NOTHING);
    v->next_seq = row->seq + 1;
    if (!str_eq(row->leaf, hash_str(&leaf)))
        found(v, K("ledger.verify_leaf"), num(v, row->seq), NOTHING, NOTHING, NOTHING);
    enum rc rc = frontier_append(&v->tree, leaf, &full);
    if (rc)
        return FAIL(err, rc, "ledger.head_damaged", "too many leaves");
    v->r->entries++;
    rc = check_subroots(v, &full, err);
    if (rc == RC_OK)
        rc = check_body(v, row->seq, row->body, err);
    stream_frame(&v->out, STREAM_ENTRY, row->body);
    if (rc == RC_OK && v->out.n > 65536)
        rc = stream_flush(v->child, &v->out, err);
    return rc ? rc : checkpoints_here(v, false, err);
}

static enum rc check_entries(struct verify *v, struct err *err)
{
    enum rc rc = checkpoint_page(v, INT64_MIN, err);
    if (rc == RC_OK)
        rc = checkpoints_here(v, false, err);
    for (int64_t from = INT64_MIN; rc == RC_OK;) {
        struct sql_entry_range_rows rows;
        arena_reset(v->a);
        rc = sql_entry_range(v->db, v->a, ledger_tenant(v->l), from, ROWS_AT_ONCE, &rows, err);
        if (rc || rows.n == 0)
            break;
        from = rows.row[rows.n - 1].seq + 1;
        for (size_t i = 0; i < rows.n && rc == RC_OK; i++)
            rc = check_entry(v, &rows.row[i], err);
    }
    if (rc == RC_OK)
        rc = checkpoints_here(v, true, err);
    if (rc == RC_OK && v->signed_size < v->tree.size) /* every batch signs what it leaves behind */
        found(v, K("ledger.verify_not_signed"), num(v, v->signed_size), num(v, v->tree.size), NOTHING,
              NOTHING);
    return rc;
}

static enum rc check_head(struct verify *v, struct err *err)
{
    struct sql_log_head_get_row head;
    bool is_there;
    enum rc rc = sql_log_head_get(v->db, v->a, ledger_tenant(v->l), &head, &is_there, err);
    if (rc)
        return rc;
    if (is_there ? head.size != v->tree.size || !str_eq(head.frontier, frontier_bytes(&v->tree))
                 : v->tree.size > 0)
        found(v, K("ledger.verify_head"), num(v, v->tree.size), is_there ? num(v, head.size) : STR("—"),
              NOTHING, NOTHING);
    for (int64_t level = 1; level <= SUBROOT_LEVELS && rc == RC_OK; level++) {
        struct sql_subroot_range_rows rows;
        int64_t n = v->tree.size >> (MERKLE_TILE_HEIGHT * level);
        rc = sql_subroot_range(v->db, v->a, ledger_tenant(v->l), level, n, 1, &rows, err);
        if (rc == RC_OK && rows.n)
            found(v, K("ledger.verify_subroot"), num(v, level), num(v, rows.row[0].n), NOTHING, NOTHING);
    }
    v->r->root = frontier_root(&v->tree);
    return rc;
}

/* ---- a: blobs; c: idempotency keys ---- */

static enum rc check_blobs(struct verify *v, struct err *err)
{
    char last[64];
    for (struct str after = {0};;) {
        struct sql_blob_hashes_rows rows;
        arena_reset(v->a);
        enum rc rc = sql_blob_hashes(v->db, v->a, ledger_tenant(v->l), after, ROWS_AT_ONCE, &rows, err);
        if (rc || rows.n == 0)
            return rc;
        for (size_t i = 0; i < rows.n; i++) {
            struct sql_blob_get_row row;
            bool is_there;
            struct str name = rows.row[i].hash;
            rc = sql_blob_get(v->db, v->a, ledger_tenant(v->l), name, &row, &is_there, err);
            if (rc)
                return rc;
            struct hash h = hash_of(row.bytes);
            if (!is_there || !str_eq(name, hash_str(&h)))
                found(v, K("ledger.verify_blob"), hex(v, str_sub(name, 0, 64)), NOTHING, NOTHING, NOTHING);
            v->r->blobs++;
        }
        after = rows.row[rows.n - 1].hash;
        if (after.n > sizeof last) /* a damaged name */
            return RC_OK;
        memcpy(last, after.p, after.n);
        after.p = last;
    }
}

/* Every entry's key leads to it (check_body). What is left: keys that lead to no entry of theirs. */
static enum rc check_idem(struct verify *v, struct err *err)
{
    CLEANUP(buf_release) struct buf last = {0};
    int64_t rows_seen = 0;
    for (;;) {
        struct sql_idem_range_rows rows;
        arena_reset(v->a);
        enum rc rc =
            sql_idem_range(v->db, v->a, ledger_tenant(v->l), buf_str(&last), ROWS_AT_ONCE, &rows, err);
        if (rc)
            return rc;
        for (size_t i = 0; i < rows.n; i++)
            rows_seen += rows.row[i].seq >= 0; /* below 0: an act that makes no entry */
        if (rows.n == 0)
            break;
        buf_clear(&last);
        buf_put(&last, rows.row[rows.n - 1].idem_key);
        if (last.failed)
            return FAIL(err, RC_NO_MEMORY, "ledger.no_memory", "idem");
    }
    if (rows_seen != v->with_idem)
        found(v, K("ledger.verify_idem_count"), num(v, v->with_idem), num(v, rows_seen), NOTHING, NOTHING);
    return RC_OK;
}

/* ---- b: today's tables against the fold ---- */

struct folded_line {
    const struct table_def *table; /* NULL: no row any more */
    struct cell cell[TABLE_COLUMNS_MAX];
    struct str raw;
    struct arena *a;
};

static struct str cell_text(struct verify *v, struct cell c)
{
    if (c.type == DB_INT)
        return num(v, c.i);
    if (c.s.n == 0)
        return STR("—");
    return c.type == DB_BLOB ? hex(v, c.s) : utf8_cut(c.s, VALUE_BYTES_SHOWN);
}

static struct str row_text(struct verify *v, const struct table_def *t, const struct cell *row)
{
    CLEANUP(buf_release) struct buf b = {0};
    buf_put(&b, t->object);
    for (size_t i = 1; i < t->keys; i++) {
        buf_putc(&b, ' ');
        buf_put(&b, t->col[i].field);
        buf_putc(&b, '=');
        buf_put(&b, cell_text(v, row[i]));
    }
    return arena_str(v->a, buf_str(&b));
}

static void found_fault(struct verify *v, const struct canon *line)
{
    struct str what = canon_text(line, STR("what"));
    found(v, K("ledger.verify_fold"), num(v, canon_int(line, STR("seq"), -1)), canon_text(line, STR("fault")),
          utf8_cut(what, VALUE_BYTES_SHOWN), NOTHING);
}

/* The child's next row; faults on the way become findings. RC_INVALID when the child does not say that it is
 * done with all entries. */
static enum rc next_folded(struct verify *v, struct folded_line *line, struct err *err)
{
    for (;;) {
        struct str text;
        bool end;
        const struct canon *c;
        arena_reset(line->a);
        enum rc rc = stream_line(&v->in, &text, &end, err);
        if (rc == RC_OK && end)
            rc = FAIL(err, RC_INVALID, "ledger.fold_failed", "the child ended early");
        if (rc == RC_OK)
            rc = canon_read(text, line->a, &c, err);
        if (rc)
            return rc;
        if (canon_get(c, STR("fault"))) {
            found_fault(v, c);
            continue;
        }
        line->raw = text;
        line->table = NULL;
        if (canon_get(c, STR("entries")))
            return canon_int(c, STR("entries"), -1) == v->r->entries
                       ? RC_OK
                       : FAIL(err, RC_INVALID, "ledger.fold_failed", "the child saw other entries");
        uint32_t fields;
        bool is_delete;
        return change_read(c, line->a, ledger_tenant(v->l), &line->table, line->cell, &fields, &is_delete,
                           err);
    }
}

static int keys_cmp(const struct table_def *t, const struct cell *a, const struct cell *b)
{
    for (size_t i = 1; i < t->keys; i++) {
        int c = t->col[i].type == DB_INT ? (a[i].i > b[i].i) - (a[i].i < b[i].i) : str_cmp(a[i].s, b[i].s);
        if (c)
            return c;
    }
    return 0;
}

/* The same keys: which fields differ? */
static void compare_row(struct verify *v, const struct table_def *t, const struct cell *folded,
                        const struct cell *today)
{
    for (size_t i = t->keys; i < t->cols; i++)
        if (!cell_eq(folded[i], today[i]))
            found(v, K("ledger.verify_field"), row_text(v, t, today), t->col[i].field,
                  cell_text(v, folded[i]), cell_text(v, today[i]));
}

static enum rc check_private(struct verify *v, struct arena *a, const struct table_def *t,
                             const struct cell *row, struct err *err)
{
    for (size_t i = t->keys; i < t->cols; i++) {
        if (t->col[i].cls != FIELD_PRIVATE || row[i].s.n == 0)
            continue;
        struct str plain;
        enum rc rc = change_private_read(ledger_vault(v->l), v->db, a, t, row, t->col[i].field, &plain, err);
        if (rc == RC_OK)
            v->r->private_open++;
        else if (rc == RC_NOT_FOUND)
            v->r->private_erased++;
        else if (rc == RC_INVALID)
            found(v, K("ledger.verify_vault"), row_text(v, t, row), t->col[i].field, NOTHING, NOTHING);
        else
            return rc;
    }
    arena_reset(a);
    return RC_OK;
}

/* Merges the child's rows of this table with today's; both come in the order of keys. */
static enum rc check_table(struct verify *v, const struct table_def *t, struct folded_line *line,
                           struct err *err)
{
    CLEANUP(arena_freep) struct arena *scratch = arena_new(0);
    if (!scratch)
        return FAIL(err, RC_NO_MEMORY, "ledger.no_memory", "verify");
    struct db_rows rows;
    struct cell tenant = {.type = DB_INT, .i = ledger_tenant(v->l)};
    arena_reset(v->a);
    enum rc rc = db_run(v->db, v->a, t->scan, &tenant, &rows, err);
    for (size_t i = 0; rc == RC_OK && (i < rows.rows || line->table == t);) {
        const struct cell *today = i < rows.rows ? rows.cell + i * rows.cols : NULL;
        int c = line->table != t ? 1 : !today ? -1 : keys_cmp(t, line->cell, today);
        if (c == 0)
            compare_row(v, t, line->cell, today);
        else if (c < 0)
            found(v, K("ledger.verify_row_missing"), row_text(v, t, line->cell), NOTHING, NOTHING, NOTHING);
        else
            found(v, K("ledger.verify_row_extra"), row_text(v, t, today), NOTHING, NOTHING, NOTHING);
        if (c >= 0) {
            rc = check_private(v, scratch, t, today, err);
            v->r->rows++;
            i++;
        }
        if (rc == RC_OK && c <= 0)
            rc = next_folded(v, line, err);
    }
    return rc;
}

static enum rc check_tables(struct verify *v, struct err *err)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(0);
    struct folded_line line = {.a = a};
    if (!a)
        return FAIL(err, RC_NO_MEMORY, "ledger.no_memory", "verify");
    enum rc rc = next_folded(v, &line, err);
    for (size_t i = 0; i < TABLES_COUNT && rc == RC_OK; i++)
        if (TABLES[i]->cls == TABLE_FOLDED)
            rc = check_table(v, TABLES[i], &line, err);
    if (rc == RC_OK && line.table)
        rc = FAIL(err, RC_INVALID, "ledger.fold_failed", "rows out of order");
    return rc;
}

/* ---- the child ---- */

/* Starts the fold with a socket as its standard input and output and nothing else open. */
static enum rc child_start(const char *exe, int *ret_fd, pid_t *ret_pid, struct err *err)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return FAIL(err, RC_IO, "ledger.fold_failed", "socketpair: %s", strerror(errno));
    char name[] = "kaocheng", arg[] = FOLD_CHILD;
    char *const argv[] = {name, arg, NULL}, *const envp[] = {NULL};
    pid_t pid = fork();
    if (pid == 0) {
        if (dup2(pair[1], 0) == 0 && dup2(pair[1], 1) == 1 && close_range(3, ~0U, 0) == 0)
            (void)execve(exe, argv, envp);
        _exit(127);
    }
    (void)close(pair[1]);
    if (pid < 0) {
        (void)close(pair[0]);
        return FAIL(err, RC_IO, "ledger.fold_failed", "fork: %s", strerror(errno));
    }
    *ret_fd = pair[0];
    *ret_pid = pid;
    return RC_OK;
}

static enum rc child_end(int fd, pid_t pid, enum rc rc, struct err *err)
{
    int status = 0;
    (void)close(fd);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (rc == RC_OK && status != 0)
        return FAIL(err, RC_IO, "ledger.fold_failed", "status %d", status);
    return rc;
}

/* ---- all of it ---- */

static enum rc verify_all(struct verify *v, struct err *err)
{
    int64_t size;
    struct hash root;
    if (ledger_head(v->l, v->db, v->a, &size, &root, NULL))
        size = 0; /* a damaged head is found below */
    stream_header(&v->out, v->l, size);
    enum rc rc = check_entries(v, err);
    stream_frame(&v->out, STREAM_END, (struct str){0});
    if (rc == RC_OK)
        rc = stream_flush(v->child, &v->out, err);
    if (rc == RC_OK)
        rc = check_head(v, err);
    if (rc == RC_OK)
        rc = check_blobs(v, err);
    if (rc == RC_OK)
        rc = check_idem(v, err);
    return rc ? rc : check_tables(v, err);
}

enum rc ledger_verify(struct str db_url, const struct ledger *l, const char *exe, struct ledger_report *ret,
                      struct err *err)
{
    *ret = (struct ledger_report){.found.arena = ret->found.arena};
    CLEANUP(arena_freep) struct arena *a = arena_new(0);
    CLEANUP(arena_freep) struct arena *a2 = arena_new(0);
    CLEANUP(db_closep) struct db *db = NULL;
    if (!a || !a2)
        return FAIL(err, RC_NO_MEMORY, "ledger.no_memory", "verify");
    struct verify v = {.l = l, .a = a, .r = ret, .checkpoint.a = a2};
    enum rc rc = db_open(db_url, DB_READ, &db, err);
    if (rc == RC_OK)
        rc = db_begin(db, err);
    pid_t pid = -1;
    if (rc == RC_OK)
        rc = child_start(exe ? exe : "/proc/self/exe", &v.child, &pid, err);
    if (rc)
        return rc;
    v.db = db;
    v.in.fd = v.child;
    rc = verify_all(&v, err);
    rc = child_end(v.child, pid, rc, err);
    buf_release(&v.out);
    buf_release(&v.in.buf);
    return rc;
}
