/* A publication (公布): a frozen result shown to everybody under /public/{number}. What is public is made
 * once, when it is published, as one canonical JSON document (docs/publication-format.md); pages, tables and
 * feeds are drawn from that document alone, so that nothing else can get out. It lies in the ledger, named by
 * the entry of the act; the number of a publication is the number of that entry.
 *
 * Of one scheme and window one publication is in force at a time: a later one supersedes it, and both say so.
 * A publication may be withdrawn, with a reason: then the reason is all that the public sees. */
#ifndef DOMAIN_PUBLICATION_H
#define DOMAIN_PUBLICATION_H

#include "domain/frozen.h"

#define PUBLICATION_TITLE_BYTES_MAX 300
#define PUBLICATION_NOTE_BYTES_MAX 6000

/* What the public may see of it. Each opens what those before it do. */
enum openness {
    OPEN_TOTALS, /* totals, ranks, grades */
    OPEN_PARTS,  /* and the scores of the top-level components */
    OPEN_RAW,    /* and the bundle: every value, every score, so that anybody can compute it again */
    OPEN__COUNT
};
struct str openness_name(enum openness o); /* "totals" */
bool openness_find(struct str name, enum openness *ret) MUST_CHECK;

enum publication_state { PUBLICATION_IN_FORCE, PUBLICATION_SUPERSEDED, PUBLICATION_WITHDRAWN };

struct publication {
    int64_t publication_id, frozen_id, at_ms, by_account;
    int64_t supersedes, superseded_by; /* 0: none */
    enum publication_state state;
    enum openness open;
    struct str title, public_hash; /* hex, of the document */
    struct str scheme_code, scheme_title, window;
    struct str by_label; /* who published it, as a post; for staff */
    int64_t withdrawn_seq, withdrawn_at_ms;
    struct str withdrawn_label, reason;
};
struct publications {
    const struct publication *row; /* newest first */
    size_t n;
};
enum rc publications_load(struct db *db, struct arena *a, int64_t tenant_id, struct publications *ret,
                          struct err *err) MUST_CHECK;
/* RC_NOT_FOUND "publication.no_such". */
enum rc publication_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t publication_id,
                         struct publication *ret, struct err *err) MUST_CHECK;
/* The document as it was published. Not for a withdrawn one: RC_NOT_FOUND "publication.is_withdrawn". */
enum rc publication_document(struct db *db, struct arena *a, struct ledger *ledger,
                             const struct publication *p, struct str *ret, struct err *err) MUST_CHECK;

/* ------------------------------------------------------------------------------- the public document */

struct public_part { /* a top-level component */
    struct str id, name;
    struct str weight; /* in this class: points, or the weight of a mean; n = 0: an extra */
};
struct public_unit {
    struct str name, total, grade; /* n = 0: none */
    int rank;                      /* 0: not ranked */
    const struct str *part;        /* [class.parts]; n = 0: no score */
};
struct public_class {
    struct str id, name, full;
    const struct public_part *part; /* always there: that is the scheme; scores of parts only when open */
    size_t parts;
    const struct public_unit *unit; /* by rank; those without one at the end */
    size_t units;
};
struct public_document {
    struct str city, title, note, scheme_code, scheme_title, window, fingerprint;
    struct str scheme_hash, values_hash, result_hash;
    int64_t number, frozen, version, engine, published_ms;
    int digits;
    bool is_mean, has_broken_ties;    /* the total is a weighted mean; ties are broken by an indicator */
    struct str rounding, place, ties; /* "half_up" "half_even" "down"; "displayed" "once"; "1224" "1223" */
    enum openness open;
    const struct public_class *class;
    size_t classes;
};
/* Makes it from the bytes of a frozen result. `in` gives city, title, note, number, frozen, published_ms,
 * open; `class_id` the classes that are shown (classes = 0: all). RC_INVALID "publication.no_such_class",
 * "publication.raw_is_whole" when the bundle is opened and not every class: it holds them all. */
enum rc public_document_write(struct arena *a, const struct frozen_files *f, const struct public_document *in,
                              const struct str *class_id, size_t classes, struct buf *out,
                              struct err *err) MUST_CHECK;
enum rc public_document_read(struct arena *a, struct str json, struct public_document *ret,
                             struct err *err) MUST_CHECK;

/* Is f->publication what public_document_write makes of the other files, and f->entry the entry that
 * published it? For files that frozen_check found the same. What only the ledger can vouch for (title and
 * note; the other words of the entry) hangs on the leaf hash of the entry. RC_INVALID
 * "publication.document_unfit", "publication.entry_unfit" when they cannot be read. */
enum rc publication_check(struct arena *a, const struct frozen_files *f, struct frozen_difference *ret,
                          struct err *err) MUST_CHECK;

struct str publication_leaf(struct arena *a, const struct frozen_files *f); /* of f->entry, hex */

/* ------------------------------------------------------------------------------------------- acts */

/* act_result_publish; the answer is the number. RC_INVALID "publication.no_title", ".title_too_long",
 * ".note_too_long", ".title_not_plain", ".note_not_plain" (something nobody sees, or that turns the direction
 * of writing), ".raw_is_whole". A frozen result may be published again: with other words or another openness.
 */
struct result_publish {
    int64_t frozen_id;
    struct str title, note;
    const struct str *class_id; /* 0: all */
    size_t classes;
    enum openness open;
};
/* act_result_withdraw. RC_INVALID "publication.no_reason", ".note_too_long", ".note_not_plain"; RC_CONFLICT
 * "publication.withdrawn_already". */
struct result_withdraw {
    int64_t publication_id;
    struct str reason;
};

#endif
