/* What was taken in: the records of imports of every kind, newest first, with what each wrote and whether it
 * was taken back. An import is one act, one entry; its number is that of its entry. Its evidence are blobs of
 * that entry: the changes in canonical form, from which the fold works; the table as it was handed in (not
 * when it holds what is private); mends, answers and ticks; the rows as they were before, for taking it back.
 *
 * Tables go in through domain/intake.h. */
#ifndef DOMAIN_VALUE_IMPORT_H
#define DOMAIN_VALUE_IMPORT_H

#include "domain/intake.h"
#include "domain/scheme_book.h"
#include "domain/value_table.h"

struct import_record {
    int64_t import_id, rows, added, changed, same, cleared, at_ms, by_account;
    int64_t left_out;                     /* rows of the table that were not written */
    struct str kind;                      /* intake_kind.code */
    int64_t scheme_id;                    /* values alone; 0: none */
    struct str scheme_code, scheme_title; /* values alone */
    struct str file_name;                 /* n = 0: pasted */
    struct str file_hash;                 /* n = 0: private, not kept */
    struct str choices_hash;              /* n = 0: handed in as it was */
    struct str by_label;                  /* n = 0: the program itself */
    int64_t by_organ;                     /* 0: none */
    int64_t undo_seq;                     /* the entry that took it back; 0: none did */
    int64_t undo_at_ms;
    struct str undo_label, undo_reason;
};
/* Is there still time to take it back? Whether something rests on it is known when it is tried. */
bool import_may_be_undone(const struct import_record *record, int64_t now_ms);

/* One value that an import wrote, out of its entry. */
struct import_value {
    int64_t organ_id;
    struct str measure, period; /* stable names */
    int digits;                 /* −1: unknown, those of the measure */
    int64_t value;
    bool has_value;  /* false: it was cleared, or */
    bool is_missing; /* said that there is none */
    /* What stood there before, while the import kept it (imports of before that do not). */
    int before_digits;
    int64_t before;
    bool had_value;
};
struct import_values {
    const struct import_value *value;
    size_t n, more; /* the first `most` of them; how many follow */
};
#define IMPORT_VALUES_SHOWN 60
enum rc import_values_load(struct db *db, struct arena *a, struct ledger *ledger, int64_t import_id,
                           size_t most, struct import_values *ret, struct err *err) MUST_CHECK;

struct import_records {
    const struct import_record *record; /* newest first */
    size_t n;
    int64_t total; /* in all */
};
/* At most `most` of them, after the newest `skip`. by_account 0: of everybody. */
enum rc imports_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t by_account, int64_t skip,
                     int64_t most, struct import_records *ret, struct err *err) MUST_CHECK;
/* RC_NOT_FOUND "value.no_such_import". */
enum rc import_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t import_id,
                    struct import_record *ret, struct err *err) MUST_CHECK;

#endif
