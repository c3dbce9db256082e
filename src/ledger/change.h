/* Folded tables are written here and nowhere else. Each put or delete is done on the table and noted in the
 * list, and the list goes into the entry of the act: so the tables are what the entries say.
 *
 *     struct organ_row row = {…};
 *     struct cell cell[TABLE_COLUMNS_MAX];
 *     organ_row_cells(&row, cell);
 *     rc = change_put(&act->changes, &table_organ, cell, err);
 *
 * In canonical JSON a change is {"k":{keys},"new":1,"o":"organ","set":{all fields}} for a new row,
 * {"k":{keys},"o":"organ","set":{what changed}} for one that was there, and {"del":1,"k":{keys},"o":"organ"}.
 * Keys and fields go by their stable names; tenant_id is left out (a log belongs to one tenant). A field that
 * a new row does not name is 0 or empty: so a column that a later migration adds must be that in the rows
 * that were there before, or the migration makes an entry. An integer is an integer within ±(2^53−1) and
 * {"i":"…"} in decimal beyond; text is a string; a BLOB is lower-case hex; no value is null. */
#ifndef LEDGER_CHANGE_H
#define LEDGER_CHANGE_H

#include "db/table.h"
#include "ledger/canon.h"
#include "ledger/vault.h"

struct change {
    const struct table_def *table;
    bool is_new, is_delete;
    uint32_t fields;           /* bit i: column i is in "set" */
    const struct cell *cell;   /* all columns, in the arena */
    const struct cell *before; /* the row as it was; NULL: there was none */
    struct change *next;
};

/* One act's changes. Set db (DB_WRITE, in a transaction), arena and vault; the rest is zero. */
struct change_set {
    struct db *db;
    struct arena *arena;
    int64_t tenant;
    const struct vault *vault; /* needed for private fields alone */
    struct change *first, *last;
    size_t n;
};

/* Inserts or replaces the whole row (all columns, in the table's order). Text is
 * brought to NFC first. A row that is there already with the
 * same values makes no change. tenant_id must be that of the set; private columns hold what change_private
 * put there or what was read from the table. */
enum rc change_put(struct change_set *cs, const struct table_def *t, const struct cell *row,
                   struct err *err) MUST_CHECK;
/* `key`: the key columns. RC_NOT_FOUND "ledger.row_not_found" when there is no such row. */
enum rc change_delete(struct change_set *cs, const struct table_def *t, const struct cell *key,
                      struct err *err) MUST_CHECK;
/* Puts a private value into the vault and its commitment into row[column of `field`]; the keys of the row are
 * filled in already. The same value again keeps the commitment; an empty value erases it. The row goes
 * through change_put afterwards. */
enum rc change_private(struct change_set *cs, const struct table_def *t, struct cell *row, struct str field,
                       int64_t person, struct str plain, struct err *err) MUST_CHECK;
/* Reads a private value back (read or write connection). Errors as vault_get; an empty cell is the empty
 * text. */
enum rc change_private_read(const struct vault *v, struct db *db, struct arena *a, const struct table_def *t,
                            const struct cell *row, struct str field, struct str *ret,
                            struct err *err) MUST_CHECK;

/* The list as a canonical array, in the order in which it was made. */
void change_json(const struct change_set *cs, struct buf *out);

/* For fold and verify: one row as {"k":…,"o":…,"set":…} with all fields, and the way back. */
void change_row_json(struct buf *out, const struct table_def *t, const struct cell *row);
/* Reads a change. Columns that are not named stay zero and have no bit in *ret_fields; `cell` has room for
 * TABLE_COLUMNS_MAX. "new" is for the fold to look at. RC_INVALID "ledger.change_malformed" with {0} what is
 * wrong. */
enum rc change_read(const struct canon *v, struct arena *a, int64_t tenant,
                    const struct table_def **ret_table, struct cell *cell, uint32_t *ret_fields,
                    bool *ret_delete, struct err *err) MUST_CHECK;
/* Same value in the sense of the tables. */
bool cell_eq(struct cell a, struct cell b);

#endif
