/* The scheme book (方案): schemes and their immutable versions. A version's document is a blob of the ledger;
 * its units are matched with the organs of the first day of its period. */
#ifndef DOMAIN_SCHEME_BOOK_H
#define DOMAIN_SCHEME_BOOK_H

#include "base/problem.h"
#include "domain/organ.h"
#include "score/scheme.h"

struct scheme_record {
    int64_t scheme_id, version, year, adopted_at_ms, adopted_by, adopted_seq;
    struct str code, title, adopted_label; /* who, as a post */
    struct str from_period, to_period;
    struct str doc_hash; /* 64 hex digits */
};
struct scheme_records {
    const struct scheme_record *record; /* newest year first, newest version first */
    size_t n;
};
enum rc scheme_records_load(struct db *db, struct arena *a, int64_t tenant_id, struct scheme_records *ret,
                            struct err *err) MUST_CHECK;

/* A version ready for use: compiled, with the organ of each of its units. */
struct scheme_open {
    struct scheme_record record;
    const struct scheme *scheme;
    struct str text;         /* the document as it was adopted */
    const int64_t *organ_id; /* [scheme unit] */
};
/* version 0: the newest. RC_NOT_FOUND "scheme.not_found". */
enum rc scheme_open_load(struct db *db, struct arena *a, int64_t tenant_id, struct str code, int64_t version,
                         struct scheme_open *ret, struct err *err) MUST_CHECK;

/* Reads a document and matches its units with the organ book; problems name unknown units with the nearest
 * name. With may_register a unit that nobody knows is no problem: the act registers it. RC_INVALID when
 * problems block. */
enum rc scheme_check(struct arena *a, struct str text, const struct organ_book *book, bool may_register,
                     struct problems *problems, const struct scheme **ret, struct err *err) MUST_CHECK;

/* act_scheme_adopt; the answer is "CODE/VERSION". The version number must be one more than the newest of the
 * same code ("scheme.version_not_next"). */
struct scheme_adopt {
    struct str text;
    struct str file_name;
    struct problems *problems; /* of the caller; says what is wrong when the act fails with RC_INVALID */
    bool may_register;         /* units that the organ book does not know become organs */
};

#endif
