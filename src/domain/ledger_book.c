#include "domain/ledger_book.h"

#include <inttypes.h>

#include "db/table.h"
#include "gen/sql.h"

static struct str label_of(const struct account_list *accounts, int64_t account_id)
{
    for (size_t i = 0; i < accounts->n; i++)
        if (accounts->account[i].account_id == account_id)
            return accounts->account[i].label;
    return (struct str){0};
}

/* An entry of a later program may say things that this one does not know; what it does not say stays empty.
 */
static void fill_row(struct arena *a, const struct account_list *accounts, int64_t seq, struct str body,
                     struct ledger_row *row, struct entry_view *view)
{
    struct err unused;
    *row = (struct ledger_row){.seq = seq, .leaf = merkle_leaf(body)};
    *view = (struct entry_view){0};
    if (entry_read(body, a, view, &unused) != RC_OK)
        return;
    row->at_ms = view->at_ms;
    row->actor = view->actor;
    row->kind = view->kind;
    row->object = view->object;
    row->actor_label = label_of(accounts, view->actor);
}

enum rc ledger_rows_load(struct db *db, struct arena *a, struct ledger *ledger, int64_t before_seq,
                         size_t most, struct ledger_rows *ret, struct err *err)
{
    struct account_list accounts;
    struct sql_entry_range_rows rows;
    *ret = (struct ledger_rows){0};
    enum rc rc = ledger_head(ledger, db, a, &ret->size, &ret->root, err);
    if (rc != RC_OK)
        return rc;
    if (before_seq <= 0 || before_seq > ret->size)
        before_seq = ret->size;
    int64_t from = before_seq > (int64_t)most ? before_seq - (int64_t)most : 0;
    rc = account_list_load(db, a, ledger_tenant(ledger), 0, &accounts, err);
    if (rc == RC_OK)
        rc = sql_entry_range(db, a, ledger_tenant(ledger), from, before_seq - from, &rows, err);
    if (rc != RC_OK)
        return rc;
    struct ledger_row *out = ARENA_ARRAY(a, struct ledger_row, rows.n + 1);
    struct entry_view view;
    for (size_t i = 0; i < rows.n; i++)
        fill_row(a, &accounts, rows.row[rows.n - 1 - i].seq, rows.row[rows.n - 1 - i].body, &out[i], &view);
    ret->row = out;
    ret->n = rows.n;
    rc = ledger_last_checkpoint(ledger, db, a, &ret->checkpoint, err);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

/* ---- one entry ---- */

/* The keys of a row in short: "organ_id 12, from_day 20260101". */
static struct str keys_text(struct arena *a, const struct table_def *t, const struct cell *cell)
{
    struct buf b CLEANUP(buf_release) = {0};
    for (size_t k = 1; k < t->keys; k++) {
        buf_put(&b, k > 1 ? STR(" · ") : STR(""));
        buf_put(&b, t->col[k].field);
        buf_putc(&b, ' ');
        if (cell[k].type == DB_INT)
            buf_put_i64(&b, cell[k].i);
        else
            buf_put(&b, cell[k].s);
    }
    return arena_str(a, buf_str(&b));
}

static struct str cell_text(struct arena *a, struct cell c)
{
    struct buf b CLEANUP(buf_release) = {0};
    if (c.type == DB_INT)
        buf_put_i64(&b, c.i);
    else if (c.type == DB_TEXT)
        buf_put(&b, c.s);
    else
        for (size_t i = 0; i < c.s.n; i++)
            buf_printf(&b, "%02x", (unsigned char)c.s.p[i]);
    return arena_str(a, buf_str(&b));
}

static void add_change(struct arena *a, int64_t tenant, const struct canon *v, struct ledger_change *out,
                       struct ledger_entry_detail *d)
{
    const struct table_def *t;
    struct cell cell[TABLE_COLUMNS_MAX] = {{0}};
    uint32_t fields = 0;
    bool is_delete = false;
    struct err unused;
    if (change_read(v, a, tenant, &t, cell, &fields, &is_delete, &unused) != RC_OK)
        return;
    struct str key = keys_text(a, t, cell);
    if (is_delete) {
        d->changes_more += d->changes >= LEDGER_CHANGES_SHOWN;
        if (d->changes < LEDGER_CHANGES_SHOWN)
            out[d->changes++] = (struct ledger_change){.object = t->object, .key = key, .is_removed = true};
        return;
    }
    for (size_t c = t->keys; c < t->cols; c++) {
        if (!(fields & (UINT32_C(1) << c)))
            continue;
        if (d->changes >= LEDGER_CHANGES_SHOWN) {
            d->changes_more++;
            continue;
        }
        out[d->changes++] = (struct ledger_change){.object = t->object,
                                                   .key = key,
                                                   .field = t->col[c].field,
                                                   .value = cell_text(a, cell[c]),
                                                   .is_private = t->col[c].cls == FIELD_PRIVATE};
    }
}

enum rc ledger_change_list(struct db *db, struct arena *a, struct ledger *ledger,
                           const struct entry_view *view, const struct canon **ret, struct err *err)
{
    struct str bytes;
    *ret = view->changes;
    if (!view->has_changes_blob)
        return RC_OK;
    enum rc rc = ledger_blob_get(ledger, db, a, view->changes_blob, &bytes, err);
    return rc == RC_OK ? canon_read(bytes, a, ret, err) : rc;
}

enum rc ledger_changes_of(struct db *db, struct arena *a, struct ledger *ledger, int64_t seq,
                          const struct canon **ret, struct err *err)
{
    struct str body;
    struct hash leaf;
    struct entry_view view;
    *ret = NULL;
    enum rc rc = ledger_entry(ledger, db, a, seq, &body, &leaf, err);
    if (rc == RC_OK)
        rc = entry_read(body, a, &view, err);
    return rc == RC_OK ? ledger_change_list(db, a, ledger, &view, ret, err) : rc;
}

static enum rc load_changes(struct db *db, struct arena *a, struct ledger *ledger,
                            const struct entry_view *view, struct ledger_entry_detail *d, struct err *err)
{
    struct arena *own CLEANUP(arena_freep) = arena_new(0); /* of 300,000 changes some are shown */
    ASSERT(own != NULL);
    const struct canon *list;
    enum rc rc = ledger_change_list(db, own, ledger, view, &list, err);
    if (rc != RC_OK)
        return rc;
    struct ledger_change *out = ARENA_ARRAY(a, struct ledger_change, LEDGER_CHANGES_SHOWN);
    d->change = out;
    for (const struct canon *v = list ? list->first : NULL; v; v = v->next)
        add_change(own, ledger_tenant(ledger), v, out, d);
    for (size_t i = 0; i < d->changes; i++) {
        out[i].key = arena_str(a, out[i].key);
        out[i].value = arena_str(a, out[i].value);
    }
    return RC_OK;
}

static enum rc add_blob(struct db *db, struct ledger *ledger, struct hash hash, bool is_changes,
                        struct ledger_blob *out, struct err *err)
{
    struct arena *own CLEANUP(arena_freep) = arena_new(0); /* only its size is told */
    ASSERT(own != NULL);
    struct str bytes;
    enum rc rc = ledger_blob_get(ledger, db, own, hash, &bytes, err);
    if (rc == RC_OK)
        *out = (struct ledger_blob){.hash = hash, .bytes = bytes.n, .is_changes = is_changes};
    return rc;
}

static enum rc load_blobs(struct db *db, struct arena *a, struct ledger *ledger,
                          const struct entry_view *view, struct ledger_entry_detail *d, struct err *err)
{
    struct ledger_blob *out = ARENA_ARRAY(a, struct ledger_blob, view->blobs + 2);
    enum rc rc = RC_OK;
    d->blob = out;
    if (view->has_changes_blob)
        rc = add_blob(db, ledger, view->changes_blob, true, &out[d->blobs++], err);
    for (size_t i = 0; i < view->blobs && rc == RC_OK; i++)
        rc = add_blob(db, ledger, view->blob[i], false, &out[d->blobs++], err);
    return rc;
}

/* Size and root as the log signed them; false when the note does not hold. */
static bool signed_tree(const struct ledger *ledger, struct str text, struct checkpoint *ret)
{
    struct note note;
    return note_read(text, &note, NULL) == RC_OK &&
           note_verify(&note, ledger_key(ledger), 1, NULL, NULL) == RC_OK &&
           checkpoint_read(note.text, ret, NULL) == RC_OK;
}

/* The proof is made and then verified as an outsider would: leaf from the body, root from the signed note. */
static enum rc load_proof(struct db *db, struct arena *a, struct ledger *ledger,
                          struct ledger_entry_detail *d, struct err *err)
{
    struct checkpoint tree;
    struct merkle_proof proof;
    enum rc rc = ledger_last_checkpoint(ledger, db, a, &d->checkpoint, err);
    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    if (!signed_tree(ledger, d->checkpoint, &tree) || d->row.seq >= tree.size)
        return RC_OK; /* nothing is proven, and the page says so */
    d->size = tree.size;
    d->root = tree.root;
    rc = ledger_inclusion_proof(ledger, db, a, d->row.seq, d->size, &proof, err);
    if (rc != RC_OK)
        return rc;
    memcpy(d->path, proof.h, proof.n * sizeof proof.h[0]);
    d->path_n = proof.n;
    d->is_proven = merkle_verify_inclusion(d->row.seq, d->size, d->row.leaf, d->root, proof.h, proof.n);
    return RC_OK;
}

enum rc ledger_entry_load(struct db *db, struct arena *a, struct ledger *ledger, int64_t seq,
                          struct ledger_entry_detail *ret, struct err *err)
{
    struct account_list accounts;
    struct entry_view view;
    struct hash leaf;
    *ret = (struct ledger_entry_detail){0};
    enum rc rc = ledger_entry(ledger, db, a, seq, &ret->body, &leaf, err);
    if (rc == RC_OK)
        rc = account_list_load(db, a, ledger_tenant(ledger), 0, &accounts, err);
    if (rc != RC_OK)
        return rc;
    fill_row(a, &accounts, seq, ret->body, &ret->row, &view);
    rc = load_changes(db, a, ledger, &view, ret, err);
    if (rc == RC_OK)
        rc = load_blobs(db, a, ledger, &view, ret, err);
    if (rc == RC_OK)
        rc = load_proof(db, a, ledger, ret, err);
    return rc;
}
