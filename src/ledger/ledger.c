/* No state beside the keys: what was true a moment ago may not be true now, another process may have
 * appended. So each append reads the head under its lock and writes it back. Rejected: a sequencer that
 * integrates later (one data base does not need it, and a receipt at once is worth more). */
#include "ledger/ledger.h"

#include "gen/sql.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct ledger {
    int64_t tenant;
    struct buf key_text, vkey; /* owns the bytes of the origin */
    struct note_signer signer;
    struct vault vault;
};

/* ---- keys ---- */

static enum rc file_fault(struct err *err, const char *dir, const char *name, const char *what)
{
    (void)FAIL(err, RC_IO, "ledger.key_file", "%s/%s: %s: %s", dir, name, what, strerror(errno));
    (void)err_arg(err, 0, str_c(dir));
    (void)err_arg(err, 1, str_c(name));
    ERR_HINT(err, "ledger.key_file_hint");
    return RC_IO;
}

/* Reads a small file. RC_NOT_FOUND without a message when there is none. */
static enum rc file_read(const char *dir, const char *name, bool is_secret, struct buf *ret, struct err *err)
{
    CLEANUP(buf_release) struct buf path = {0};
    buf_printf(&path, "%s/%s", dir, name);
    if (path.failed)
        return FAIL(err, RC_NO_MEMORY, "ledger.no_memory", "path");
    int fd = open(path.p, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? RC_NOT_FOUND : file_fault(err, dir, name, "open");
    struct stat st;
    char bytes[1024];
    ssize_t n = fstat(fd, &st) == 0 ? read(fd, bytes, sizeof bytes) : -1;
    int saved = errno;
    (void)close(fd);
    errno = saved;
    if (n <= 0 || (size_t)n == sizeof bytes)
        return file_fault(err, dir, name, "read");
    buf_clear(ret);
    buf_put(ret, str_trim(str_of(bytes, (size_t)n)));
    buf_putc(ret, 0); /* for whoever wants a C string */
    ret->n -= !ret->failed;
    sodium_memzero(bytes, sizeof bytes);
    if (is_secret && (st.st_mode & (S_IRWXG | S_IRWXO))) {
        errno = EPERM;
        return file_fault(err, dir, name, "others may read it");
    }
    return RC_OK;
}

/* Puts a file there whole or not at all, and never over another one: whoever comes second reads what the
 * first has made. */
static enum rc file_make(const char *dir, const char *name, mode_t mode, struct str bytes, struct err *err)
{
    CLEANUP(buf_release) struct buf path = {0};
    CLEANUP(buf_release) struct buf temp = {0};
    buf_printf(&path, "%s/%s", dir, name);
    buf_printf(&temp, "%s/.%s.%ld", dir, name, (long)getpid());
    if (path.failed || temp.failed)
        return FAIL(err, RC_NO_MEMORY, "ledger.no_memory", "path");
    (void)unlink(temp.p);
    int fd = open(temp.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (fd < 0)
        return file_fault(err, dir, name, "create");
    bool ok = write(fd, bytes.p, bytes.n) == (ssize_t)bytes.n && fsync(fd) == 0;
    ok = close(fd) == 0 && ok && (link(temp.p, path.p) == 0 || errno == EEXIST);
    int saved = errno;
    (void)unlink(temp.p);
    int dir_fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir_fd >= 0) {
        (void)fsync(dir_fd);
        (void)close(dir_fd);
    }
    errno = saved;
    return ok ? RC_OK : file_fault(err, dir, name, "write");
}

static enum rc log_key_make(const char *dir, struct str origin, struct err *err)
{
    if (!note_name_ok(origin)) {
        (void)FAIL(err, RC_INVALID, "ledger.origin_wrong", "%.*s", STR_ARG(origin));
        return err_arg(err, 0, origin);
    }
    uint8_t seed[32];
    randombytes_buf(seed, sizeof seed);
    struct note_signer signer = note_signer_from(origin, NOTE_ED25519, seed);
    CLEANUP(buf_release) struct buf text = {0};
    note_signer_write(&text, &signer);
    buf_putc(&text, '\n');
    enum rc rc = text.failed ? FAIL(err, RC_NO_MEMORY, "ledger.no_memory", "key")
                             : file_make(dir, "log.key", 0600, buf_str(&text), err);
    sodium_memzero(seed, sizeof seed);
    note_signer_wipe(&signer);
    if (text.p)
        sodium_memzero(text.p, text.n);
    return rc;
}

static enum rc log_key_open(struct ledger *l, const char *dir, struct str origin, struct err *err)
{
    enum rc rc = file_read(dir, "log.key", true, &l->key_text, err);
    if (rc == RC_NOT_FOUND) {
        rc = log_key_make(dir, origin, err);
        if (rc == RC_OK)
            rc = file_read(dir, "log.key", true, &l->key_text, err);
    }
    if (rc == RC_OK)
        rc = note_signer_read(buf_str(&l->key_text), &l->signer, err);
    if (rc)
        return rc;
    if (origin.n && !str_eq(origin, l->signer.key.name)) {
        (void)FAIL(err, RC_CONFLICT, "ledger.origin_differs", "%.*s", STR_ARG(origin));
        (void)err_arg(err, 0, l->signer.key.name);
        return err_arg(err, 1, origin);
    }
    note_key_write(&l->vkey, &l->signer.key);
    CLEANUP(buf_release) struct buf line = {0};
    if (file_read(dir, "log.vkey", false, &line, NULL) == RC_OK)
        return l->vkey.failed ? FAIL(err, RC_NO_MEMORY, "ledger.no_memory", "key") : RC_OK;
    buf_clear(&line);
    buf_put(&line, buf_str(&l->vkey));
    buf_putc(&line, '\n');
    if (line.failed || l->vkey.failed)
        return FAIL(err, RC_NO_MEMORY, "ledger.no_memory", "key");
    return file_make(dir, "log.vkey", 0644, buf_str(&line), err);
}

/* Made before log.key: when that is there and this is not, it was lost, and a new one would open nothing. */
static enum rc vault_key_open(struct ledger *l, const char *dir, struct err *err)
{
    CLEANUP(buf_release) struct buf text = {0};
    enum rc rc = file_read(dir, "vault.key", true, &text, err);
    if (rc == RC_NOT_FOUND) {
        rc = file_read(dir, "log.key", true, &text, err);
        if (rc != RC_NOT_FOUND) {
            errno = ENOENT;
            return rc ? rc : file_fault(err, dir, "vault.key", "lost");
        }
        uint8_t key[VAULT_KEY_BYTES];
        char hex[2 * VAULT_KEY_BYTES + 1];
        randombytes_buf(key, sizeof key);
        (void)sodium_bin2hex(hex, sizeof hex, key, sizeof key);
        hex[sizeof hex - 1] = '\n';
        rc = file_make(dir, "vault.key", 0600, str_of(hex, sizeof hex), err);
        sodium_memzero(key, sizeof key);
        sodium_memzero(hex, sizeof hex);
        if (rc == RC_OK)
            rc = file_read(dir, "vault.key", true, &text, err);
    }
    if (rc)
        return rc;
    size_t n = 0;
    bool ok = sodium_hex2bin(l->vault.master, sizeof l->vault.master, text.p, text.n, NULL, &n, NULL) == 0 &&
              n == VAULT_KEY_BYTES;
    sodium_memzero(text.p, text.n);
    errno = EINVAL;
    return ok ? RC_OK : file_fault(err, dir, "vault.key", "64 hex digits wanted");
}

enum rc ledger_open(const char *dir, struct str origin, int64_t tenant, struct ledger **ret, struct err *err)
{
    if (sodium_init() < 0)
        return FAIL(err, RC_IO, "ledger.no_randomness", "sodium_init");
    struct ledger *l = calloc(1, sizeof *l);
    if (!l)
        return FAIL(err, RC_NO_MEMORY, "ledger.no_memory", "ledger");
    l->tenant = l->vault.tenant = tenant;
    enum rc rc = vault_key_open(l, dir, err);
    if (rc == RC_OK)
        rc = log_key_open(l, dir, origin, err);
    if (rc == RC_OK)
        *ret = l;
    else
        ledger_close(l);
    return rc;
}

void ledger_close(struct ledger *l)
{
    if (!l)
        return;
    note_signer_wipe(&l->signer);
    sodium_memzero(&l->vault, sizeof l->vault);
    if (l->key_text.p)
        sodium_memzero(l->key_text.p, l->key_text.cap);
    buf_release(&l->key_text);
    buf_release(&l->vkey);
    free(l);
}

void ledger_closep(struct ledger **l)
{
    ledger_close(*l);
    *l = NULL;
}

const struct vault *ledger_vault(const struct ledger *l) { return &l->vault; }
struct str ledger_origin(const struct ledger *l) { return l->signer.key.name; }
int64_t ledger_tenant(const struct ledger *l) { return l->tenant; }
const struct note_key *ledger_key(const struct ledger *l) { return &l->signer.key; }
struct str ledger_vkey(const struct ledger *l) { return buf_str(&l->vkey); }

/* ---- head ---- */

static enum rc head_damaged(struct err *err, int64_t size)
{
    return FAIL(err, RC_DB, "ledger.head_damaged", "head of size %lld", (long long)size);
}

static enum rc head_lock(const struct ledger *l, struct db *db, struct arena *a, struct frontier *ret,
                         struct err *err)
{
    struct sql_log_head_lock_row row;
    bool found = false;
    enum rc rc = sql_log_head_lock(db, a, l->tenant, &row, &found, err);
    if (rc == RC_OK && !found) {
        int64_t changed;
        rc = sql_log_head_add(db, a, l->tenant, &changed, err);
        if (rc == RC_OK)
            rc = sql_log_head_lock(db, a, l->tenant, &row, &found, err);
    }
    if (rc)
        return rc;
    return found && frontier_read(row.size, row.frontier, ret) ? RC_OK
                                                               : head_damaged(err, found ? row.size : -1);
}

static enum rc head_read(const struct ledger *l, struct db *db, struct arena *a, struct frontier *ret,
                         struct err *err)
{
    struct sql_log_head_get_row row;
    bool found;
    enum rc rc = sql_log_head_get(db, a, l->tenant, &row, &found, err);
    if (rc)
        return rc;
    if (!found)
        row = (struct sql_log_head_get_row){0};
    return frontier_read(row.size, row.frontier, ret) ? RC_OK : head_damaged(err, row.size);
}

enum rc ledger_head(const struct ledger *l, struct db *db, struct arena *a, int64_t *ret_size,
                    struct hash *ret_root, struct err *err)
{
    struct frontier f;
    enum rc rc = head_read(l, db, a, &f, err);
    if (rc)
        return rc;
    *ret_size = f.size;
    *ret_root = frontier_root(&f);
    return RC_OK;
}

enum rc ledger_next_seq(const struct ledger *l, struct db *db, struct arena *a, int64_t *ret, struct err *err)
{
    struct frontier f;
    enum rc rc = head_lock(l, db, a, &f, err);
    if (rc == RC_OK)
        *ret = f.size;
    return rc;
}

/* ---- appending ---- */

/* What the data base gives back must be what it was given (after Fossil: look before the commit). */
static enum rc read_back(const struct ledger *l, struct db *db, struct arena *a, int64_t seq,
                         struct hash leaf, struct err *err)
{
    struct sql_entry_get_row row;
    bool found;
    struct hash stored;
    enum rc rc = sql_entry_get(db, a, l->tenant, seq, &row, &found, err);
    if (rc)
        return rc;
    if (!found || !hash_read(row.leaf, &stored) || !hash_eq(stored, leaf) ||
        !hash_eq(merkle_leaf(row.body), leaf))
        return FAIL(err, RC_DB, "ledger.readback", "entry %lld", (long long)seq);
    return RC_OK;
}

static enum rc head_move(const struct ledger *l, struct db *db, struct arena *a, struct frontier *f,
                         struct hash leaf, struct err *err)
{
    struct frontier_full full;
    int64_t old_size = f->size, changed;
    enum rc rc = frontier_append(f, leaf, &full);
    if (rc)
        return FAIL(err, rc, "ledger.head_damaged", "size %lld", (long long)old_size);
    for (size_t i = 0; i < full.n && rc == RC_OK; i++) {
        int level = (int)i + 1;
        int64_t n = old_size >> (MERKLE_TILE_HEIGHT * level);
        rc = sql_subroot_add(db, a, l->tenant, level, n, hash_str(&full.h[i]), err);
    }
    if (rc)
        return rc;
    rc = sql_log_head_set(db, a, l->tenant, old_size, f->size, frontier_bytes(f), &changed, err);
    if (rc)
        return rc;
    return changed == 1 ? RC_OK : FAIL(err, RC_BUSY, "ledger.head_moved", "size %lld", (long long)old_size);
}

static enum rc append_body(const struct ledger *l, struct db *db, struct arena *a, struct str body,
                           struct receipt *ret, struct err *err)
{
    struct frontier f;
    enum rc rc = head_lock(l, db, a, &f, err);
    if (rc)
        return rc;
    struct receipt r = {f.size, merkle_leaf(body)};
    rc = sql_entry_add(db, a, l->tenant, r.seq, hash_str(&r.leaf), body, err);
    if (rc == RC_OK)
        rc = head_move(l, db, a, &f, r.leaf, err);
    if (rc == RC_OK)
        rc = read_back(l, db, a, r.seq, r.leaf, err);
    if (rc == RC_OK)
        *ret = r;
    return rc;
}

enum rc ledger_append(const struct ledger *l, struct db *db, struct arena *a, const struct entry *e,
                      struct receipt *ret, struct err *err)
{
    struct str body, blob[2] = {{0}};
    enum rc rc = entry_body(e, a, &body, &blob[0], &blob[1], err);
    for (size_t i = 0; i < COUNT_OF(blob) && rc == RC_OK; i++) {
        struct hash name;
        if (blob[i].n)
            rc = ledger_blob_put(l, db, a, blob[i], &name, err);
    }
    return rc ? rc : append_body(l, db, a, body, ret, err);
}

enum rc ledger_entry(const struct ledger *l, struct db *db, struct arena *a, int64_t seq,
                     struct str *ret_body, struct hash *ret_leaf, struct err *err)
{
    struct sql_entry_get_row row;
    bool found;
    enum rc rc = sql_entry_get(db, a, l->tenant, seq, &row, &found, err);
    if (rc)
        return rc;
    if (!found) {
        (void)FAIL(err, RC_NOT_FOUND, "ledger.no_such_entry", "%lld", (long long)seq);
        return err_arg(err, 0, arena_printf(a, "%lld", (long long)seq));
    }
    *ret_body = row.body;
    *ret_leaf = merkle_leaf(row.body);
    return RC_OK;
}

/* ---- blobs ---- */

static enum rc blob_fault(struct err *err, enum rc rc, struct arena *a, struct hash hash)
{
    char hex[2 * HASH_BYTES + 1];
    (void)sodium_bin2hex(hex, sizeof hex, hash.b, sizeof hash.b);
    if (rc == RC_NOT_FOUND)
        (void)FAIL(err, rc, "ledger.blob_missing", "blob %s", hex);
    else
        (void)FAIL(err, rc, "ledger.blob_changed", "blob %s", hex);
    return err_arg(err, 0, arena_printf(a, "%s", hex));
}

enum rc ledger_blob_put(const struct ledger *l, struct db *db, struct arena *a, struct str bytes,
                        struct hash *ret, struct err *err)
{
    struct hash h = hash_of(bytes);
    int64_t changed;
    enum rc rc = sql_blob_add(db, a, l->tenant, hash_str(&h), bytes, &changed, err);
    if (rc == RC_OK)
        *ret = h;
    return rc;
}

enum rc ledger_blob_get(const struct ledger *l, struct db *db, struct arena *a, struct hash hash,
                        struct str *ret, struct err *err)
{
    struct sql_blob_get_row row;
    bool found;
    enum rc rc = sql_blob_get(db, a, l->tenant, hash_str(&hash), &row, &found, err);
    if (rc)
        return rc;
    if (!found)
        return blob_fault(err, RC_NOT_FOUND, a, hash);
    if (!hash_eq(hash_of(row.bytes), hash))
        return blob_fault(err, RC_DB, a, hash);
    *ret = row.bytes;
    return RC_OK;
}

/* ---- proofs ---- */

struct stored_tree {
    const struct ledger *l;
    struct db *db;
    struct arena *arena;
};

/* Full subtrees of height 8, 16, … are stored, leaves too; what lies between is hashed from at most 128. */
static enum rc read_subtree(void *ctx, int height, int64_t n, struct hash *ret, struct err *err)
{
    const struct stored_tree *t = ctx;
    int64_t level = height / MERKLE_TILE_HEIGHT, width = INT64_C(1) << height % MERKLE_TILE_HEIGHT;
    struct hash h[MERKLE_TILE_WIDTH / 2];
    size_t count = 0;
    if (level == 0) {
        struct sql_entry_leaves_rows rows;
        enum rc rc = sql_entry_leaves(t->db, t->arena, t->l->tenant, n * width, width, &rows, err);
        if (rc)
            return rc;
        for (; count < rows.n; count++)
            if (rows.row[count].seq != n * width + (int64_t)count ||
                !hash_read(rows.row[count].leaf, &h[count]))
                break;
    } else {
        struct sql_subroot_range_rows rows;
        enum rc rc = sql_subroot_range(t->db, t->arena, t->l->tenant, level, n * width, width, &rows, err);
        if (rc)
            return rc;
        for (; count < rows.n; count++)
            if (rows.row[count].n != n * width + (int64_t)count ||
                !hash_read(rows.row[count].hash, &h[count]))
                break;
    }
    if (count != (size_t)width)
        return FAIL(err, RC_DB, "ledger.tree_damaged", "height %d, subtree %lld", height, (long long)n);
    for (; count > 1; count /= 2)
        for (size_t i = 0; i < count / 2; i++)
            h[i] = merkle_node(h[2 * i], h[2 * i + 1]);
    *ret = h[0];
    return RC_OK;
}

enum rc ledger_inclusion_proof(const struct ledger *l, struct db *db, struct arena *a, int64_t seq,
                               int64_t size, struct merkle_proof *ret, struct err *err)
{
    struct stored_tree t = {l, db, a};
    return merkle_prove_inclusion(&(struct merkle_reader){read_subtree, &t}, seq, size, ret, err);
}

/* ---- checkpoints ---- */

static enum rc last_checkpoint(const struct ledger *l, struct db *db, struct arena *a, bool *ret_found,
                               struct str *ret_note, struct checkpoint *ret, struct err *err)
{
    struct sql_checkpoint_last_row row;
    struct note note;
    enum rc rc = sql_checkpoint_last(db, a, l->tenant, &row, ret_found, err);
    if (rc || !*ret_found)
        return rc;
    rc = note_read(row.note, &note, err);
    if (rc == RC_OK)
        rc = note_verify(&note, &l->signer.key, 1, NULL, err);
    if (rc == RC_OK)
        rc = checkpoint_read(note.text, ret, err);
    if (rc == RC_OK && (ret->size != row.size || !str_eq(ret->origin, ledger_origin(l))))
        rc = FAIL(err, RC_DB, "ledger.checkpoint_malformed", "stored under size %lld", (long long)row.size);
    *ret_note = row.note;
    return rc;
}

enum rc ledger_check_key(const struct ledger *l, struct db *db, struct arena *a, struct err *err)
{
    struct str note;
    struct checkpoint last;
    bool is_found = false;
    struct err why = {0};
    enum rc rc = last_checkpoint(l, db, a, &is_found, &note, &last, &why);
    if (rc == RC_INVALID || rc == RC_NOT_FOUND)
        return FAIL(err, RC_CONFLICT, "ledger.key_is_another", "%s", why.detail);
    if (rc != RC_OK && err)
        *err = why;
    return rc;
}

/* The tree of today must contain the one that was signed last. */
static enum rc grown_from(const struct ledger *l, struct db *db, struct arena *a,
                          const struct checkpoint *last, int64_t size, struct hash root, struct err *err)
{
    struct stored_tree t = {l, db, a};
    struct merkle_proof p;
    bool ok = size == last->size && hash_eq(root, last->root);
    if (size > last->size && last->size == 0)
        ok = true;
    if (size > last->size && last->size > 0) {
        enum rc rc =
            merkle_prove_consistency(&(struct merkle_reader){read_subtree, &t}, last->size, size, &p, err);
        if (rc)
            return rc;
        ok = merkle_verify_consistency(last->size, size, last->root, root, p.h, p.n);
    }
    if (ok)
        return RC_OK;
    (void)FAIL(err, RC_CONFLICT, "ledger.rolled_back", "signed %lld, now %lld", (long long)last->size,
               (long long)size);
    (void)err_arg(err, 0, arena_printf(a, "%lld", (long long)last->size));
    return err_arg(err, 1, arena_printf(a, "%lld", (long long)size));
}

enum rc ledger_checkpoint(const struct ledger *l, struct db *db, struct arena *a, struct str *ret_note,
                          struct err *err)
{
    struct frontier f;
    struct checkpoint last;
    struct str last_note;
    bool found;
    enum rc rc = head_lock(l, db, a, &f, err);
    if (rc == RC_OK)
        rc = last_checkpoint(l, db, a, &found, &last_note, &last, err);
    if (rc)
        return rc;
    struct checkpoint now = {ledger_origin(l), f.size, frontier_root(&f)};
    if (found) {
        rc = grown_from(l, db, a, &last, now.size, now.root, err);
        if (rc || last.size == now.size) {
            if (rc == RC_OK)
                *ret_note = last_note;
            return rc;
        }
    }
    CLEANUP(buf_release) struct buf note = {0};
    checkpoint_sign(&note, &now, &l->signer);
    if (note.failed)
        return FAIL(err, RC_NO_MEMORY, "ledger.no_memory", "checkpoint");
    int64_t changed;
    *ret_note = arena_str(a, buf_str(&note));
    return sql_checkpoint_add(db, a, l->tenant, now.size, *ret_note, &changed, err);
}

enum rc ledger_last_checkpoint(const struct ledger *l, struct db *db, struct arena *a, struct str *ret_note,
                               struct err *err)
{
    struct sql_checkpoint_last_row row;
    bool found;
    enum rc rc = sql_checkpoint_last(db, a, l->tenant, &row, &found, err);
    if (rc)
        return rc;
    if (!found)
        return FAIL(err, RC_NOT_FOUND, "ledger.no_checkpoint", "tenant %lld", (long long)l->tenant);
    *ret_note = row.note;
    return RC_OK;
}

enum rc ledger_receipt_file(const struct ledger *l, struct db *db, struct arena *a, int64_t seq,
                            struct str *ret_text, struct err *err)
{
    struct checkpoint c;
    struct str note;
    struct merkle_proof p;
    bool found;
    enum rc rc = last_checkpoint(l, db, a, &found, &note, &c, err);
    if (rc)
        return rc;
    if (!found || seq >= c.size) {
        (void)FAIL(err, RC_NOT_FOUND, "ledger.not_settled_yet", "%lld", (long long)seq);
        return err_arg(err, 0, arena_printf(a, "%lld", (long long)seq));
    }
    rc = ledger_inclusion_proof(l, db, a, seq, c.size, &p, err);
    if (rc)
        return rc;
    CLEANUP(buf_release) struct buf out = {0};
    buf_printf(&out, "c2sp.org/tlog-proof@v1\nindex %lld\n", (long long)seq);
    for (size_t i = 0; i < p.n; i++) {
        base64_write(&out, hash_str(&p.h[i]));
        buf_putc(&out, '\n');
    }
    buf_putc(&out, '\n');
    buf_put(&out, note);
    if (out.failed)
        return FAIL(err, RC_NO_MEMORY, "ledger.no_memory", "receipt");
    *ret_text = arena_str(a, buf_str(&out));
    return RC_OK;
}
