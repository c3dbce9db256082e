/* What the program knows of its tables at run time: enough for the generic writing of changes, for the
 * fold and for `verify`. Made from src/db/migrations by tools/gen_sql.py.
 *
 * A table is of one class. Folded tables are written by changes alone (ledger/change.h), so that they can
 * be rebuilt from the entries. A column is of one field class; a private column holds only the commitment,
 * the value lies encrypted in the vault. */
#ifndef DB_TABLE_H
#define DB_TABLE_H

#include "db/db.h"

enum table_class {
    TABLE_LEDGER,      /* entry, blob, log_head, subroot, checkpoint: append only */
    TABLE_FOLDED,      /* = fold(entries); verify compares */
    TABLE_DERIVED,     /* can be computed again: scores, search, due index */
    TABLE_PRIVATE,     /* ciphertext and keys, erasable */
    TABLE_OPERATIONAL, /* sessions, drafts, outbox, caches: no acts, no entries */
};
enum field_class { FIELD_PUBLIC, FIELD_INTERNAL, FIELD_PRIVATE };

struct table_column {
    struct str name;  /* column */
    struct str field; /* stable name in entries; the column may be renamed, this never */
    enum db_type type;
    enum field_class cls;
    bool is_key;
    bool is_null; /* may be empty (TEXT and BLOB alone) */
};

#define TABLE_COLUMNS_MAX 32

struct table_def {
    struct str name;
    struct str object; /* stable name in entries */
    enum table_class cls;
    bool is_frozen;                 /* rows are added, never changed or deleted; both engines are told so */
    const struct table_column *col; /* keys first, tenant_id the very first */
    size_t cols, keys;
    /* Folded tables only. Parameters: get, del: the keys; put: all columns; scan: tenant_id. Columns out:
     * all, in order; scan is ordered by key. put inserts or replaces the whole row. */
    const struct sql_statement *get, *put, *del, *scan;
};

extern const struct table_def *const TABLES[];
extern const size_t TABLES_COUNT;
/* NULL when no folded table has this stable name. */
const struct table_def *table_by_object(struct str object);

#endif
