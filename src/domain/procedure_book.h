/* The procedures of the house: those that were adopted, each with all its versions. A record keeps the
 * version under which it was opened; a new one is put in force by an act with its entry and its reason. Those
 * that ship (procedures/, embedded in the program: ASSETS_PROCEDURES of web/asset.h) are adopted when a house
 * is founded; a later program with another text offers it as a new version, and an office decides.
 *
 * One book for the whole program, for any number of threads: a text is compiled when it is first needed, and
 * kept for as long as the program runs. */
#ifndef DOMAIN_PROCEDURE_BOOK_H
#define DOMAIN_PROCEDURE_BOOK_H

#include "domain/calendar_cache.h"
#include "domain/doors.h"
#include "procedure/procedure.h"

struct procedure_book;
struct procedure_book *procedure_book_new(int64_t tenant_id);
void procedure_book_free(struct procedure_book *book);
int64_t procedure_book_tenant(const struct procedure_book *book);
/* Calendars for the clocks of its records. */
struct calendar_cache *procedure_book_calendars(struct procedure_book *book);

/* Roles and offices as procedures name them. */
struct procedure_words procedure_words_here(void);

/* One that is in force: the newest version; or the one of a number. Lives as long as the book. RC_NOT_FOUND
 * "procedure.no_such" with {0} its id. */
enum rc procedure_get(struct procedure_book *book, struct db *db, struct str id, int64_t version,
                      const struct procedure **ret, int64_t *ret_version, struct err *err) MUST_CHECK;

struct procedure_version {
    const struct procedure *procedure;
    int64_t version, adopted_at_ms, adopted_seq;
    struct str reason, by_label;
};
struct procedure_versions {
    const struct procedure_version *row;
    size_t n;
};
/* All that are in force, by the order of their menu (that of adoption); or all versions of one. */
enum rc procedure_list(struct procedure_book *book, struct db *db, struct arena *a,
                       struct procedure_versions *ret, struct err *err) MUST_CHECK;
enum rc procedure_history(struct procedure_book *book, struct db *db, struct arena *a, struct str id,
                          struct procedure_versions *ret, struct err *err) MUST_CHECK;

/* act_procedure_adopt: texts that hold together with those in force, as one act; each whose text is new
 * becomes the next version of its procedure. The answer is how many. RC_INVALID "procedure.cannot_read" with
 * problems; RC_INVALID "procedure.same_as_now" when nothing is new. */
struct procedure_adopt {
    struct procedure_book *book;
    const struct str *text;
    size_t n;
    struct str reason;
    struct problems *problems; /* may be NULL */
    size_t *ret_text;          /* which text the problems are about; may be NULL */
};

#endif
