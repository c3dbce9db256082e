/* Taking an import back, for every kind in one way, at the level of rows. The entry of the import says what
 * it wrote; the blob that it names as "before" says what stood there. So for each row three states are known:
 * before, after, and now. Where now is not after, something rests on the import and it stays; otherwise the
 * row becomes what it was, through the same changes as everything else.
 *
 * Rejected: running the former table again (what it did not speak of would stay); undoing an undo (whoever
 * wants it hands the table in again). */
#include <inttypes.h>
#include <stdlib.h>

#include "domain/frozen.h"
#include "domain/ledger_book.h"
#include "domain/put.h"
#include "domain/search.h"
#include "domain/value_import.h"
#include "gen/sql.h"
#include "ledger/canon.h"

PUT_FUNCTION(import_undo)

struct touched { /* one row that the import wrote */
    const struct table_def *t;
    const struct cell *key;    /* the key columns of it */
    const struct cell *before; /* NULL: there was none */
    const struct cell *after;  /* NULL: the import took it away */
    const struct cell *now;    /* set while checking; as after */
    size_t order;              /* of its first change in the entry */
};

struct undoing {
    struct act *act;
    struct arena *a; /* of its own: an import may be large */
    const struct intake_kind *kind;
    int64_t import_id;
    struct touched *row;
    size_t n;
    struct err *err;
};

/* ---- what the import wrote ---- */

struct noted { /* one line of the list before, or of the list of changes */
    const struct table_def *t;
    const struct cell *cell;
    uint32_t fields;
    bool is_before, is_delete;
    size_t order;
};

static int cell_cmp(struct cell a, struct cell b)
{
    return a.type == DB_INT ? (a.i > b.i) - (a.i < b.i) : str_cmp(a.s, b.s);
}

static int key_cmp(const struct noted *a, const struct noted *b)
{
    int c = str_cmp(a->t->name, b->t->name);
    for (size_t i = 0; i < a->t->keys && c == 0; i++)
        c = cell_cmp(a->cell[i], b->cell[i]);
    return c;
}

static int by_key(const void *x, const void *y)
{
    const struct noted *a = x, *b = y;
    int c = key_cmp(a, b);
    if (c == 0)
        c = a->is_before == b->is_before ? 0 : a->is_before ? -1 : 1;
    return c ? c : (a->order > b->order) - (a->order < b->order);
}

/* Records say that there was an import; they stay. */
static bool is_record(const struct table_def *t)
{
    return t == &table_value_import || t == &table_table_import || t == &table_import_undo;
}

static enum rc note_list(struct undoing *u, const struct canon *list, bool is_before, struct noted *out,
                         size_t *n)
{
    enum rc rc = RC_OK;
    for (const struct canon *c = list ? list->first : NULL; c && rc == RC_OK; c = c->next) {
        struct cell cell[TABLE_COLUMNS_MAX] = {{0}};
        struct noted *x = &out[*n];
        *x = (struct noted){.is_before = is_before, .order = *n};
        rc = change_read(c, u->a, u->act->actor.tenant_id, &x->t, cell, &x->fields, &x->is_delete, u->err);
        if (rc != RC_OK || is_record(x->t))
            continue;
        struct cell *kept = ARENA_ARRAY(u->a, struct cell, x->t->cols);
        memcpy(kept, cell, x->t->cols * sizeof *kept);
        x->cell = kept;
        ++*n;
    }
    return rc;
}

/* The row after a change of some of its fields. */
static const struct cell *changed(struct arena *a, const struct noted *x, const struct cell *former)
{
    struct cell *cell = ARENA_ARRAY(a, struct cell, x->t->cols);
    for (size_t i = 0; i < x->t->cols; i++)
        cell[i] = i < x->t->keys || !former || x->fields & (UINT32_C(1) << i) ? x->cell[i] : former[i];
    return cell;
}

static struct touched fold_row(struct undoing *u, const struct noted *x, size_t n)
{
    struct touched row = {.t = x->t, .key = x->cell, .order = x[n - 1].order};
    for (size_t i = 0; i < n; i++) {
        if (x[i].is_before) {
            row.before = row.before ? row.before : x[i].cell;
            row.after = row.before;
            continue;
        }
        row.order = x[i].order < row.order ? x[i].order : row.order;
        row.after = x[i].is_delete ? NULL : changed(u->a, &x[i], row.after);
    }
    return row;
}

static int by_order(const void *x, const void *y)
{
    const struct touched *a = x, *b = y;
    return (a->order > b->order) - (a->order < b->order);
}

static void fold_rows(struct undoing *u, struct noted *noted, size_t n)
{
    u->row = ARENA_ARRAY(u->a, struct touched, n + 1);
    if (n)
        qsort(noted, n, sizeof *noted, by_key);
    for (size_t i = 0, same; i < n; i += same) {
        for (same = 1; i + same < n && key_cmp(&noted[i], &noted[i + same]) == 0; same++)
            ;
        u->row[u->n++] = fold_row(u, &noted[i], same);
    }
    if (u->n)
        qsort(u->row, u->n, sizeof *u->row, by_order);
}

static enum rc load_before(struct undoing *u, struct str hex, const struct canon **ret)
{
    struct str bytes;
    struct hash hash;
    *ret = NULL;
    if (hex.n == 0)
        return RC_OK;
    if (!hash_read_hex(hex, &hash))
        return FAIL(u->err, RC_DB, "intake.cannot_be_undone", "hash %.*s", STR_ARG(hex));
    enum rc rc = ledger_blob_get(u->act->ledger, u->act->db, u->a, hash, &bytes, u->err);
    return rc == RC_OK ? canon_read(bytes, u->a, ret, u->err) : rc;
}

static enum rc load_rows(struct undoing *u, struct str before_hash)
{
    const struct canon *before = NULL, *changes;
    enum rc rc = ledger_changes_of(u->act->db, u->a, u->act->ledger, u->import_id, &changes, u->err);
    if (rc == RC_OK)
        rc = load_before(u, before_hash, &before);
    if (rc != RC_OK)
        return rc;
    size_t n = 0, most = (before ? before->n : 0) + (changes ? changes->n : 0);
    struct noted *noted = ARENA_ARRAY(u->a, struct noted, most + 1);
    rc = note_list(u, before, true, noted, &n);
    if (rc == RC_OK)
        rc = note_list(u, changes, false, noted, &n);
    if (rc == RC_OK)
        fold_rows(u, noted, n);
    return rc;
}

/* ---- may it be taken back? ---- */

/* The row by name, or by its keys; never by what is private. */
static struct str row_name(const struct undoing *u, const struct touched *row, const struct cell *cell)
{
    struct str name = {0};
    if (u->kind->row_name)
        name = u->kind->row_name(u->act->db, u->a, row->t, cell);
    if (name.n)
        return name;
    struct buf out CLEANUP(buf_release) = {0};
    buf_put(&out, row->t->object);
    for (size_t i = 1; i < row->t->keys; i++)
        if (cell[i].type == DB_INT)
            buf_printf(&out, " %" PRId64, cell[i].i);
        else if (cell[i].type == DB_TEXT)
            buf_printf(&out, " %.*s", STR_ARG(cell[i].s));
    ASSERT(!out.failed);
    return arena_str(u->a, buf_str(&out));
}

/* The entry that wrote the row last, if the row says so. */
static int64_t written_by(const struct touched *row)
{
    for (size_t i = row->t->keys; row->now && i < row->t->cols; i++)
        if (str_eq(row->t->col[i].field, STR("import_id")))
            return row->now[i].i;
    return -1;
}

static bool is_as_left(const struct touched *row)
{
    if (!row->now || !row->after)
        return row->now == row->after;
    for (size_t i = 0; i < row->t->cols; i++)
        if (!cell_eq(row->now[i], row->after[i]))
            return false;
    return true;
}

static enum rc check_row(struct undoing *u, struct touched *row)
{
    struct db_rows now;
    enum rc rc = db_run(u->act->db, u->a, row->t->get, row->key, &now, u->err);
    if (rc != RC_OK)
        return rc;
    row->now = now.rows ? now.cell : NULL;
    if (is_as_left(row))
        return RC_OK;
    int64_t later = written_by(row);
    struct str name = row_name(u, row, row->now ? row->now : row->key);
    if (later < 0)
        (void)FAIL(u->err, RC_CONFLICT, "intake.row_is_gone", "%.*s", STR_ARG(row->t->name));
    else
        (void)FAIL(u->err, RC_CONFLICT, "intake.rests_on_it", "%.*s, entry %" PRId64, STR_ARG(row->t->name),
                   later);
    (void)err_arg(u->err, 1, arena_printf(u->a, "%" PRId64, later));
    return err_arg(u->err, 0, name);
}

static enum rc check_rows(struct undoing *u)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < u->n && rc == RC_OK; i++)
        rc = check_row(u, &u->row[i]);
    return rc;
}

static enum rc check_import(struct undoing *u, const struct import_undo *in, struct str *ret_before)
{
    struct act *act = u->act;
    struct sql_import_for_undo_rows rows = {0};
    enum rc rc = RC_OK;
    if (in->import_id >= 0)
        rc = sql_import_for_undo(act->db, act->arena, act->actor.tenant_id, in->import_id, &rows, u->err);
    if (rc == RC_OK && rows.n == 0)
        return FAIL(u->err, RC_NOT_FOUND, "value.no_such_import", "import %" PRId64, in->import_id);
    if (rc != RC_OK)
        return rc;
    u->kind = intake_kind_find(rows.row[0].kind);
    if (!u->kind || !u->kind->undo)
        return FAIL(u->err, RC_CONFLICT, "intake.cannot_be_undone", "kind %.*s", STR_ARG(rows.row[0].kind));
    rc = may_or_fail(&act->actor, &u->kind->undo->permit, &act->target, u->kind->undo->name, u->err);
    if (rc != RC_OK)
        return rc;
    if (act->actor.role == ROLE_LIAISON && rows.row[0].by_account != act->actor.account_id)
        return FAIL(u->err, RC_DENIED, "intake.not_yours", "import %" PRId64, in->import_id);
    if (rows.row[0].undo_seq)
        return FAIL(u->err, RC_CONFLICT, "intake.undone_already", "by entry %" PRId64, rows.row[0].undo_seq);
    if (act->now_ms - rows.row[0].at_ms > INTAKE_UNDO_MS)
        return FAIL(u->err, RC_CONFLICT, "intake.too_late", "import %" PRId64, in->import_id);
    if (in->reason.n > INTAKE_REASON_BYTES)
        return FAIL(u->err, RC_INVALID, "intake.reason_too_long", "%zu bytes", in->reason.n);
    *ret_before = rows.row[0].before_hash;
    return RC_OK;
}

/* ---- putting back ---- */

/* A private value that was written over is gone; one that the import brought is erased. */
static enum rc erase_private(struct undoing *u, const struct touched *row, struct cell *cell)
{
    enum rc rc = RC_OK;
    for (size_t i = row->t->keys; i < row->t->cols && rc == RC_OK; i++) {
        struct str was = row->before ? row->before[i].s : (struct str){0};
        if (row->t->col[i].cls != FIELD_PRIVATE || (row->now && str_eq(row->now[i].s, was)))
            continue;
        if (was.n)
            return FAIL(u->err, RC_CONFLICT, "intake.private_is_gone", "%.*s", STR_ARG(row->t->name));
        rc = change_private(&u->act->changes, row->t, cell, row->t->col[i].field, 0, (struct str){0}, u->err);
    }
    return rc;
}

static enum rc put_back(struct undoing *u, const struct touched *row)
{
    struct cell cell[TABLE_COLUMNS_MAX];
    if (!row->before && !row->now)
        return RC_OK;
    memcpy(cell, row->before ? row->before : row->now, row->t->cols * sizeof *cell);
    enum rc rc = erase_private(u, row, cell);
    if (rc != RC_OK)
        return rc;
    return row->before ? change_put(&u->act->changes, row->t, cell, u->err)
                       : change_delete(&u->act->changes, row->t, cell, u->err);
}

static enum rc put_all_back(struct undoing *u)
{
    enum rc rc = RC_OK;
    for (size_t i = u->n; i > 0 && rc == RC_OK; i--) /* what was written last goes first */
        rc = put_back(u, &u->row[i - 1]);
    return rc;
}

/* What was frozen is what people were told; it keeps the ground it stands on. */
static enum rc check_frozen(struct undoing *u)
{
    struct frozen_result frozen;
    bool rests = false;
    enum rc rc = frozen_rests_on(u->act->db, u->a, u->act->ledger, u->import_id, &rests, &frozen, u->err);
    if (rc != RC_OK || !rests)
        return rc;
    (void)FAIL(u->err, RC_CONFLICT, "intake.frozen_rests_on_it", "frozen %" PRId64, frozen.frozen_id);
    return err_arg(u->err, 0, arena_printf(u->a, "%" PRId64, frozen.frozen_id));
}

static enum rc take_back(struct undoing *u, const struct import_undo *in)
{
    struct str before = {0};
    int64_t seq = 0;
    enum rc rc = check_import(u, in, &before);
    if (rc == RC_OK)
        rc = load_rows(u, before);
    if (rc == RC_OK)
        rc = check_rows(u);
    if (rc == RC_OK)
        rc = check_frozen(u);
    if (rc == RC_OK && u->kind->may_undo)
        rc = u->kind->may_undo(u->act, in->import_id, u->err);
    if (rc == RC_OK)
        rc = put_all_back(u);
    if (rc == RC_OK)
        rc = act_seq(u->act, &seq, u->err);
    if (rc != RC_OK)
        return rc;
    struct import_undo_row record = {.import_id = in->import_id,
                                     .undo_seq = seq,
                                     .reason = in->reason,
                                     .at_ms = u->act->now_ms,
                                     .by_account = u->act->actor.account_id};
    return put_import_undo(u->act, record, u->err);
}

enum rc import_undo_run(struct act *act, const void *input, struct err *err)
{
    const struct import_undo *in = input;
    struct arena *own CLEANUP(arena_freep) = arena_new(0);
    ASSERT(own != NULL);
    struct undoing u = {.act = act, .a = own, .import_id = in->import_id, .err = err};
    enum rc rc = take_back(&u, in);
    act->object = arena_printf(act->arena, "import/%" PRId64, in->import_id);
    act->answer = arena_printf(act->arena, "%" PRId64, in->import_id);
    return rc;
}

enum rc run_import_undo(struct act *act, const void *input, struct err *err)
{
    enum rc rc = import_undo_run(act, input, err);
    return rc == RC_OK ? search_refresh(act, STR("organ"), err) : rc; /* a table of organs, maybe */
}
