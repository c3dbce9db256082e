/* Reading: lists, uses, bytes. What brings and ties them is attachment_act.c, files in pieces upload.c. */
#include "domain/attachment.h"

#include <inttypes.h>

#include "domain/record.h"
#include "gen/sql.h"
#include "gen/tables.h"

#define ROLES_SEE_ALL (ROLES_OFFICES | BIT(LEADER) | BIT(AUDITOR) | BIT(SYSTEM))

/* Rows of the two statements have the same fields. */
#define FILE_OF_ROW(row)                                                                                     \
    ((struct attachment){.attachment_id = (row)->attachment_id,                                              \
                         .organ_id = (row)->organ_id,                                                        \
                         .account_id = (row)->account_id,                                                    \
                         .organ_name = (row)->organ_name,                                                    \
                         .name = (row)->name,                                                                \
                         .type = (row)->type,                                                                \
                         .bytes = (row)->bytes,                                                              \
                         .hash = (row)->hash,                                                                \
                         .shown_hash = (row)->shown_hash,                                                    \
                         .original_commit = (row)->original_commit,                                          \
                         .at_ms = (row)->at_ms,                                                              \
                         .seq = (row)->seq,                                                                  \
                         .ties = (row)->ties})

enum rc attachment_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t attachment_id,
                        struct attachment *ret, struct err *err)
{
    struct sql_attachment_get_row row;
    bool is_found;
    enum rc rc = sql_attachment_get(db, a, tenant_id, attachment_id, &row, &is_found, err);
    if (rc == RC_OK && !is_found)
        return FAIL(err, RC_NOT_FOUND, "attachment.no_such", "attachment %" PRId64, attachment_id);
    if (rc == RC_OK)
        *ret = FILE_OF_ROW(&row);
    return rc;
}

static enum rc sees_record(struct db *db, struct arena *a, struct procedure_book *book,
                           const struct actor *actor, int64_t record_id, bool *ret, struct err *err)
{
    struct record *record;
    struct err none = {0};
    enum rc rc = record_load(db, a, book, actor->tenant_id, record_id, 0, &record, &none);
    if (rc == RC_OK)
        *ret = record_may_see(record, actor);
    else if (rc != RC_NOT_FOUND)
        *err = none;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc attachment_may_see(struct db *db, struct arena *a, struct procedure_book *book,
                           const struct actor *actor, const struct attachment *file, bool *ret,
                           struct err *err)
{
    struct attachment_uses uses = {0};
    int64_t last = 0;
    enum rc rc = RC_OK;
    *ret = (1U << actor->role & ROLES_SEE_ALL) != 0 ||
           (file->organ_id != 0 && file->organ_id == actor->organ_id);
    if (!*ret && book)
        rc = attachment_uses_load(db, a, actor->tenant_id, file->attachment_id, &uses, err);
    for (size_t i = 0, asked = 0; i < uses.n && asked < ATTACHMENT_RECORDS_ASKED && !*ret && rc == RC_OK;
         i++) {
        const struct attachment_use *use = &uses.use[i];
        if (use->record_id == 0 || use->revoked_seq || use->record_id == last)
            continue;
        rc = sees_record(db, a, book, actor, use->record_id, ret, err);
        last = use->record_id;
        asked++;
    }
    return rc;
}

/* 0: none was asked for; −1: there is none of that code. */
static enum rc find_record(struct db *db, struct arena *a, int64_t tenant_id, struct str record, int64_t *ret,
                           struct err *err)
{
    struct sql_record_by_code_row row;
    bool is_found = false;
    if (record.n == 0 || str_to_i64(record, ret))
        return RC_OK;
    enum rc rc = sql_record_by_code(db, a, tenant_id, record, &row, &is_found, err);
    *ret = is_found ? row.record_id : -1;
    return rc;
}

enum rc attachments_load(struct db *db, struct arena *a, int64_t tenant_id,
                         const struct attachment_wish *wish, int64_t skip, int64_t most,
                         struct attachments *ret, struct err *err)
{
    struct sql_attachment_count_row count;
    struct sql_attachment_list_rows rows;
    struct str part = str_trim(wish->text);
    int64_t tied = wish->is_tied ? 1 : wish->is_free ? 0 : -1, record_id = 0;
    enum rc rc = find_record(db, a, tenant_id, str_trim(wish->record), &record_id, err);
    if (rc == RC_OK)
        rc = sql_attachment_count(db, a, tenant_id, wish->organ_id, part, wish->type, record_id, tied, &count,
                                  err);
    if (rc == RC_OK)
        rc = sql_attachment_list(db, a, tenant_id, wish->organ_id, part, wish->type, record_id, tied, most,
                                 skip, &rows, err);
    if (rc != RC_OK)
        return rc;
    struct attachment *file = ARENA_ARRAY(a, struct attachment, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        file[i] = FILE_OF_ROW(&rows.row[i]);
    *ret = (struct attachments){file, rows.n, count.files};
    return RC_OK;
}

/* ---- uses ---- */

#define USES_OF_ROWS(a, rows, ret)                                                                           \
    do {                                                                                                     \
        struct attachment_use *use_ = ARENA_ARRAY((a), struct attachment_use, (rows).n + 1);                 \
        for (size_t i_ = 0; i_ < (rows).n; i_++)                                                             \
            use_[i_] = (struct attachment_use){.attachment_id = (rows).row[i_].attachment_id,                \
                                               .organ_id = (rows).row[i_].organ_id,                          \
                                               .organ_name = (rows).row[i_].organ_name,                      \
                                               .name = (rows).row[i_].name,                                  \
                                               .at_ms = (rows).row[i_].at_ms,                                \
                                               .seq = (rows).row[i_].seq,                                    \
                                               .record_id = (rows).row[i_].record_id,                        \
                                               .record_code = (rows).row[i_].record_code,                    \
                                               .event_n = (rows).row[i_].event_n,                            \
                                               .field = (rows).row[i_].field,                                \
                                               .tied_seq = (rows).row[i_].tied_seq,                          \
                                               .revoked_seq = (rows).row[i_].revoked_seq};                   \
        *(ret) = (struct attachment_uses){use_, (rows).n};                                                   \
    } while (0)

enum rc attachment_uses_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t attachment_id,
                             struct attachment_uses *ret, struct err *err)
{
    struct sql_attachment_uses_of_rows rows;
    enum rc rc = sql_attachment_uses_of(db, a, tenant_id, attachment_id, &rows, err);
    if (rc == RC_OK)
        USES_OF_ROWS(a, rows, ret);
    return rc;
}

enum rc attachments_of_record(struct db *db, struct arena *a, int64_t tenant_id, int64_t record_id,
                              struct attachment_uses *ret, struct err *err)
{
    struct sql_attachment_uses_of_record_rows rows;
    enum rc rc = sql_attachment_uses_of_record(db, a, tenant_id, record_id, &rows, err);
    if (rc == RC_OK)
        USES_OF_ROWS(a, rows, ret);
    return rc;
}

enum rc attachment_seen(struct db *db, struct arena *a, int64_t tenant_id, struct str hash,
                        int64_t but_attachment, struct attachment_uses *ret, struct err *err)
{
    struct sql_attachment_uses_of_hash_rows rows;
    enum rc rc =
        sql_attachment_uses_of_hash(db, a, tenant_id, hash, but_attachment, ATTACHMENT_SEEN_MAX, &rows, err);
    if (rc == RC_OK)
        USES_OF_ROWS(a, rows, ret);
    return rc;
}

/* ---- bytes ---- */

enum rc attachment_bytes(struct db *db, struct arena *a, const struct ledger *ledger,
                         const struct attachment *file, struct str *ret, struct err *err)
{
    struct hash hash;
    if (!hash_read_hex(file->shown_hash, &hash))
        return FAIL(err, RC_DB, "ledger.blob_missing", "attachment %" PRId64 ": no hash",
                    file->attachment_id);
    return ledger_blob_get(ledger, db, a, hash, ret, err);
}

enum rc attachment_original(struct db *db, struct arena *a, const struct ledger *ledger,
                            const struct attachment *file, struct str *ret, struct err *err)
{
    struct attachment_row row = {.tenant_id = ledger_tenant(ledger),
                                 .attachment_id = file->attachment_id,
                                 .original_commit = file->original_commit};
    struct cell cell[TABLE_COLUMNS_MAX];
    if (file->original_commit.n == 0)
        return attachment_bytes(db, a, ledger, file, ret, err);
    attachment_row_cells(&row, cell);
    return change_private_read(ledger_vault(ledger), db, a, &table_attachment, cell, STR("original"), ret,
                               err);
}
