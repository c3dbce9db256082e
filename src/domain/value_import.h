/* A table of values goes in: one act, one entry, two blobs: the changes in canonical form, from which the
 * fold works, and the uploaded file as evidence. All or nothing. The number of an import is the number of its
 * entry. */
#ifndef DOMAIN_VALUE_IMPORT_H
#define DOMAIN_VALUE_IMPORT_H

#include "domain/scheme_book.h"
#include "domain/value_table.h"

struct value_import { /* act_value_import; the answer is the import's number */
    struct str scheme_code;
    int64_t version;           /* 0: newest */
    struct str bytes;          /* the table as it was uploaded or pasted */
    struct str file_name;      /* n = 0: pasted */
    struct str default_period; /* for a table without a column of periods; may be empty */
    /* What is wrong, when the act fails with RC_INVALID: filled in `problems`, whose arena is the caller's.
     */
    struct problems *problems;
    /* Made by value_import_ready, or NULL: then the act reads the table by itself. A server makes it before,
     * so that nobody waits for the reading of a large table. */
    const struct value_import_ready *ready;
};

/* The table read, against the scheme and the units of one moment. When the scheme has changed since, the act
 * answers RC_CONFLICT "value.scheme_has_changed". */
struct value_import_ready {
    struct scheme_open open;
    struct value_rows rows;
};
/* Sets in->ready. Errors and problems as the act's. */
enum rc value_import_prepare(struct db *db, struct arena *a, int64_t tenant_id, int64_t day,
                             struct value_import *in, struct err *err) MUST_CHECK;

struct import_record {
    int64_t import_id, scheme_id, rows, added, changed, same, cleared, at_ms, by_account;
    struct str scheme_code, scheme_title, file_name, file_hash, by_label;
};
/* One value that an import wrote, out of its entry. */
struct import_value {
    int64_t organ_id;
    struct str measure, period; /* stable names */
    int digits;                 /* −1: those of before */
    int64_t value;
    bool has_value; /* false: it was cleared, or its label alone changed */
};
struct import_values {
    const struct import_value *value;
    size_t n, more; /* the first of them; how many follow */
};
#define IMPORT_VALUES_SHOWN 60
enum rc import_values_load(struct db *db, struct arena *a, struct ledger *ledger, int64_t import_id,
                           struct import_values *ret, struct err *err) MUST_CHECK;

struct import_records {
    const struct import_record *record; /* newest first */
    size_t n;
    int64_t total; /* in all */
};
/* At most `most` of them, after the newest `skip`. */
enum rc imports_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t skip, int64_t most,
                     struct import_records *ret, struct err *err) MUST_CHECK;
enum rc import_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t import_id,
                    struct import_record *ret, struct err *err) MUST_CHECK;

#endif
