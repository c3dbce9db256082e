/* What of a record can be found: its title and code, and what was written about it that is not private. */
#include "base/date.h"
#include "domain/record_engine.h"
#include "domain/search.h"
#include "gen/sql.h"

#define BATCH 500

static bool is_written(const struct procedure_field *f)
{
    bool is_text = f->kind == FIELD_TEXT || f->kind == FIELD_LONG_TEXT || f->kind == FIELD_MILESTONES ||
                   f->kind == FIELD_ORGANS;
    return is_text && !f->is_private;
}

static struct str written(struct arena *a, const struct record *r)
{
    struct buf out CLEANUP(buf_release) = {0};
    for (size_t f = 0; f < r->procedure->fields; f++)
        for (size_t i = 0; i < r->value[f].n && is_written(&r->procedure->field[f]); i++) {
            if ((int)f == r->procedure->name || r->value[f].item[i].text.n == 0)
                continue;
            if (out.n)
                buf_putc(&out, '\n');
            buf_put(&out, r->value[f].item[i].text);
        }
    return arena_str(a, buf_str(&out));
}

static void put_scope(struct arena *a, const struct record *r, struct search_doc *doc)
{
    const struct procedure_whos *seen = &r->procedure->seen_by;
    size_t n = 0;
    for (size_t i = 0; i < seen->n; i++)
        n += seen->who[i].field >= 0 ? r->value[seen->who[i].field].n : 0;
    int64_t *organ = ARENA_ARRAY(a, int64_t, n + 1);
    unsigned *roles = ARENA_ARRAY(a, unsigned, n + 1);
    for (size_t i = 0; i < seen->n; i++) {
        const struct procedure_who *w = &seen->who[i];
        if (w->field < 0)
            doc->permit.any |= w->roles;
        for (size_t k = 0; w->field >= 0 && k < r->value[w->field].n; k++) {
            roles[doc->organs] = w->roles;
            organ[doc->organs++] = r->value[w->field].item[k].number;
        }
    }
    doc->organ = organ;
    doc->organ_roles = roles;
}

struct search_doc record_search_doc(struct arena *a, const struct record *r)
{
    struct search_doc doc = {.object = arena_printf(a, "record/%lld", (long long)r->record_id),
                             .kind = STR("record"),
                             .title = r->title,
                             .code = r->code,
                             .text = written(a, r),
                             .path = arena_printf(a, "/records/%lld", (long long)r->record_id),
                             .organ_id = r->lead_id,
                             .day = date_day_of(r->opened_ms)};
    put_scope(a, r, &doc);
    return doc;
}

/* The procedures are compiled for each batch: this is asked when an index is made again or checked. */
enum rc record_search_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t *cursor,
                           struct search_docs *ret, struct err *err)
{
    struct sql_record_ids_rows rows;
    struct procedure_book *book = procedure_book_new(tenant_id);
    *ret = (struct search_docs){.n = 0};
    enum rc rc = sql_record_ids(db, a, tenant_id, *cursor, BATCH, &rows, err);
    struct search_doc *doc = ARENA_ARRAY(a, struct search_doc, BATCH);
    for (size_t i = 0; rc == RC_OK && i < rows.n; i++) {
        struct record *r;
        rc = record_load(db, a, book, tenant_id, rows.row[i].record_id, 0, &r, err);
        if (rc == RC_OK)
            doc[ret->n++] = record_search_doc(a, r);
        *cursor = rows.row[i].record_id;
    }
    procedure_book_free(book);
    ret->doc = doc;
    return rc;
}
