/* The ledger on pages: the list, one entry with its proof, what may be taken away. */
#include <inttypes.h>
#include <stdlib.h>

#include "web/export.h"
#include "web/page.h"

#define ENTRIES_PER_PAGE 50

/* The text of an act by its stable name in entries. */
static struct str act_text(struct door *d, struct str kind)
{
    for (size_t i = 0; i < DOORS_COUNT; i++)
        if (DOORS[i].act && str_eq(DOORS[i].act->kind, kind))
            return door_text(d, arena_printf(d->a, "act.%s", DOORS[i].act->name).p);
    return kind; /* of a later program */
}

static struct entry_row row_of(struct door *d, const struct ledger_row *r)
{
    return (struct entry_row){.number = arena_printf(d->a, "%" PRId64, r->seq),
                              .url = arena_printf(d->a, "/ledger/%" PRId64, r->seq),
                              .act = act_text(d, r->kind),
                              .target = r->object,
                              .by = r->actor_label.n ? r->actor_label : TEXT(d, "role.system"),
                              .at = web_instant(d, r->at_ms),
                              .leaf = arena_printf(d->a, "%.*s…", 12, web_hex(d, r->leaf.b, 8).p)};
}

#define ENTRIES_AT_ONCE 200

static struct entry_row kept(struct door *d, struct entry_row r)
{
    r.target = arena_str(d->a, r.target);
    r.by = arena_str(d->a, r.by);
    r.act = arena_str(d->a, r.act);
    return r;
}

/* The `most` entries before `before`, newest first. Each few are read in memory of their own: the bodies of a
 * long list would not fit a request. */
static enum rc load_rows(struct door *d, int64_t before, int64_t most, struct ledger_view *v, struct err *err)
{
    most = most < before ? most : before;
    struct entry_row *out = ARENA_ARRAY(d->a, struct entry_row, (size_t)most + 1);
    struct arena *own CLEANUP(arena_freep) = arena_new(LIMIT_REQUEST_ARENA_BYTES);
    ASSERT(own != NULL);
    v->rows = out;
    while ((int64_t)v->rows_n < most) {
        struct ledger_rows rows;
        int64_t left = most - (int64_t)v->rows_n;
        enum rc rc = ledger_rows_load(d->db, own, kernel_ledger(d->app->kernel), before,
                                      (size_t)(left < ENTRIES_AT_ONCE ? left : ENTRIES_AT_ONCE), &rows, err);
        if (rc != RC_OK || rows.n == 0)
            return rc;
        for (size_t i = 0; i < rows.n; i++)
            out[v->rows_n++] = kept(d, row_of(d, &rows.row[i]));
        before -= (int64_t)rows.n;
        arena_reset(own);
    }
    return RC_OK;
}

enum rc handle_ledger(struct door *d, struct err *err)
{
    struct ledger_view v = {.q = {.value = str_trim(http_query(d->q, STR("q")))}};
    struct ledger_rows head;
    int64_t page = listing_is_asked(d) ? 1 : web_page_asked(d), number = 0;
    enum rc rc = ledger_rows_load(d->db, d->a, kernel_ledger(d->app->kernel), 0, 0, &head, err);
    if (rc != RC_OK)
        return rc;
    if (v.q.value.n && str_to_i64(v.q.value, &number) && number >= 0 && number < head.size) {
        door_see(d, arena_printf(d->a, "/ledger/%" PRId64, number));
        return RC_OK;
    }
    if (v.q.value.n)
        v.q.error = TEXT(d, "ledger.q_unknown");
    int64_t before = head.size - (page - 1) * ENTRIES_PER_PAGE;
    if (before > 0)
        rc = load_rows(d, before, listing_rows_most(d, ENTRIES_PER_PAGE), &v, err);
    if (rc != RC_OK)
        return rc;
    v.size = (size_t)head.size;
    v.root = web_hex(d, head.root.b, HASH_BYTES);
    v.checkpoint_size = arena_printf(d->a, "%" PRId64, head.size);
    if (v.rows_n)
        v.checkpoint_at = v.rows[0].at;
    v.pager = web_pager(d, STR("/ledger"), head.size, ENTRIES_PER_PAGE, page);
    web_frame(d, &v.shell, PLACE_LEDGER, TEXT(d, "ledger.title"));
    if (listing_is_asked(d))
        return export_ledger(d, &v, err);
    page_ledger(&d->h, &v);
    return RC_OK;
}

/* ---- the body, line by line ---- */

struct lines {
    struct door *d;
    struct body_line *line;
    size_t n, cap;
};

static bool is_hex(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f')))
            return false;
    return s.n >= 32;
}

static void add_line(struct lines *l, int depth, struct str key, struct str value, bool is_text)
{
    if (l->n < l->cap)
        l->line[l->n++] = (struct body_line){.depth = depth,
                                             .key = key,
                                             .value = value,
                                             .is_text = is_text,
                                             .is_hash = is_text && is_hex(value)};
}

static void add_value(struct lines *l, int depth, const struct canon *v)
{
    if (depth > 6)
        return;
    switch (v->type) {
    case CANON_OBJECT:
    case CANON_ARRAY:
        add_line(l, depth, v->key, v->type == CANON_OBJECT ? STR("{}") : arena_printf(l->d->a, "[%zu]", v->n),
                 false);
        for (const struct canon *m = v->first; m; m = m->next)
            add_value(l, depth + 1, m);
        return;
    case CANON_TEXT:
        add_line(l, depth, v->key, v->s, true);
        return;
    case CANON_NULL:
    case CANON_FALSE:
    case CANON_TRUE:
    case CANON_INT:
        break;
    }
    add_line(l, depth, v->key, v->raw, false);
}

#define BODY_LINES_MAX 400

static void fill_body(struct door *d, struct str body, struct ledger_entry_view *v)
{
    struct lines l = {
        .d = d, .line = ARENA_ARRAY(d->a, struct body_line, BODY_LINES_MAX), .cap = BODY_LINES_MAX};
    const struct canon *c;
    struct err unused;
    if (canon_read(body, d->a, &c, &unused) == RC_OK)
        for (const struct canon *m = c->first; m; m = m->next)
            add_value(&l, 0, m);
    v->body = l.line;
    v->body_n = l.n;
}

#define CHANGES_ON_PAGE 60

/* One line for what an act wrote into one row; private fields have lines of their own, marked. */
static size_t one_row(struct door *d, const struct ledger_entry_detail *e, size_t at, struct change_row *out)
{
    const struct ledger_change *c = &e->change[at];
    struct buf text CLEANUP(buf_release) = {0};
    size_t n = 0;
    *out = (struct change_row){
        .object = c->object, .key = c->key, .is_private = c->is_private, .is_removed = c->is_removed};
    if (c->is_private || c->is_removed) {
        out->field = c->field;
        out->value = c->value;
        return 1;
    }
    for (; at + n < e->changes && !c[n].is_private && str_eq(c[n].object, c->object) &&
           str_eq(c[n].key, c->key);
         n++) {
        if (c[n].value.n == 0)
            continue;
        buf_put(&text, text.n ? STR(" · ") : STR(""));
        buf_put(&text, c[n].field);
        buf_put(&text, STR(" = "));
        buf_put(&text, c[n].value);
    }
    out->value = arena_str(d->a, buf_str(&text));
    return n;
}

static void fill_changes(struct door *d, const struct ledger_entry_detail *e, struct ledger_entry_view *v)
{
    struct change_row *rows = ARENA_ARRAY(d->a, struct change_row, CHANGES_ON_PAGE);
    size_t at = 0;
    while (at < e->changes && v->changes_n < CHANGES_ON_PAGE)
        at += one_row(d, e, at, &rows[v->changes_n++]);
    v->changes = rows;
    v->changes_more = e->changes_more + e->changes - at;
}

static void fill_blobs(struct door *d, const struct ledger_entry_detail *e, struct ledger_entry_view *v)
{
    struct blob_row *rows = ARENA_ARRAY(d->a, struct blob_row, e->blobs + 1);
    for (size_t i = 0; i < e->blobs; i++) {
        struct str hash = web_hex(d, e->blob[i].hash.b, HASH_BYTES);
        rows[i] = (struct blob_row){.name = e->blob[i].is_changes ? TEXT(d, "blob.changes")
                                                                  : TEXT(d, "blob.evidence"),
                                    .hash = hash,
                                    .size = web_number(d, (int64_t)e->blob[i].bytes)};
        if (v->may_body)
            rows[i].url = arena_printf(d->a, "/ledger/%" PRId64 "/blobs/%.*s", e->row.seq, STR_ARG(hash));
    }
    v->blobs = rows;
    v->blobs_n = e->blobs;
}

static void fill_proof(struct door *d, const struct ledger_entry_detail *e, struct ledger_entry_view *v)
{
    struct hash_row *path = ARENA_ARRAY(d->a, struct hash_row, e->path_n + 1);
    for (size_t i = 0; i < e->path_n; i++)
        path[i] = (struct hash_row){.label = TEXT1(d, "entry.path_step", arena_printf(d->a, "%zu", i + 1)),
                                    .hash = web_hex(d, e->path[i].b, HASH_BYTES)};
    v->path = path;
    v->path_n = e->path_n;
    v->leaf = web_hex(d, e->row.leaf.b, HASH_BYTES);
    v->checkpoint = e->checkpoint;
    v->checkpoint_size = arena_printf(d->a, "%" PRId64, e->size);
    v->is_proven = e->is_proven;
    if (e->checkpoint.n)
        v->proof_url = arena_printf(d->a, "/ledger/%" PRId64 "/receipt", e->row.seq);
}

enum rc handle_entry(struct door *d, struct err *err)
{
    struct ledger_entry_view v = {.may_body = door_may_view(d, &view_entry_body, 0)};
    struct ledger_entry_detail e;
    int64_t seq = 0;
    enum rc rc = door_param_i64(d, STR("seq"), &seq, err);
    if (rc == RC_OK)
        rc = ledger_entry_load(d->db, d->a, kernel_ledger(d->app->kernel), seq, &e, err);
    if (rc != RC_OK)
        return rc;
    web_frame(d, &v.shell, PLACE_LEDGER, TEXT1(d, "receipt.entry", arena_printf(d->a, "%" PRId64, seq)));
    v.row = row_of(d, &e.row);
    fill_proof(d, &e, &v);
    fill_blobs(d, &e, &v);
    if (v.may_body) {
        fill_body(d, e.body, &v);
        fill_changes(d, &e, &v);
    }
    if (seq > 0)
        v.prev_url = arena_printf(d->a, "/ledger/%" PRId64, seq - 1);
    if (seq + 1 < e.size)
        v.next_url = arena_printf(d->a, "/ledger/%" PRId64, seq + 1);
    page_ledger_entry(&d->h, &v);
    return RC_OK;
}

enum rc handle_entry_receipt(struct door *d, struct err *err)
{
    int64_t seq = 0;
    struct str text;
    enum rc rc = door_param_i64(d, STR("seq"), &seq, err);
    if (rc == RC_OK)
        rc = ledger_receipt_file(kernel_ledger(d->app->kernel), d->db, d->a, seq, &text, err);
    if (rc != RC_OK)
        return rc;
    d->r->type = STR("text/plain; charset=utf-8");
    http_reply_header(d->r, STR("Content-Disposition"),
                      arena_printf(d->a, "attachment; filename=\"entry-%" PRId64 ".tlog-proof\"", seq));
    buf_put(d->r->body, text);
    return RC_OK;
}

/* Only a blob that the entry names: the address proves what it belongs to. Always as a file to keep, never
 * shown, whatever somebody uploaded. */
enum rc handle_entry_blob(struct door *d, struct err *err)
{
    int64_t seq = 0;
    struct ledger_entry_detail e;
    struct str wish = door_param(d, STR("hash")), bytes;
    enum rc rc = door_param_i64(d, STR("seq"), &seq, err);
    if (rc == RC_OK)
        rc = ledger_entry_load(d->db, d->a, kernel_ledger(d->app->kernel), seq, &e, err);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < e.blobs; i++) {
        if (!str_eq(web_hex(d, e.blob[i].hash.b, HASH_BYTES), wish))
            continue;
        rc = ledger_blob_get(kernel_ledger(d->app->kernel), d->db, d->a, e.blob[i].hash, &bytes, err);
        if (rc != RC_OK)
            return rc;
        d->r->type = STR("application/octet-stream");
        http_reply_header(d->r, STR("Content-Disposition"),
                          arena_printf(d->a, "attachment; filename=\"%.*s.bin\"", 16, wish.p));
        buf_put(d->r->body, bytes);
        return RC_OK;
    }
    return FAIL(err, RC_NOT_FOUND, "door.no_such_page", "entry %" PRId64 " names no such blob", seq);
}
