/* A frozen result (冻结的结果): what a scheme version gave for one window on the day it was frozen, with all
 * that is needed to compute it again: three files and a manifest (docs/publication-format.md).
 *
 *     scheme.yaml    the scheme's document as it was adopted
 *     values.csv     every value that the computation could read, one row each, in one fixed order
 *     result.json    score_write_json: every node's score and state, totals, ranks, grades
 *     manifest.json  {engine, hashes of the three, window, scheme code and version}, canonical JSON
 *
 * The fingerprint is the SHA-256 of the manifest. The files are blobs of the ledger, named by the entry that
 * froze them; the number of a frozen result is the number of that entry. It never changes: later imports do
 * not touch it, and the same state cannot be frozen twice.
 *
 * The first half of this header is pure (the command line checks bundles with it, without a data base). */
#ifndef DOMAIN_FROZEN_H
#define DOMAIN_FROZEN_H

#include "domain/results.h"
#include "ledger/ledger.h"

struct frozen_files {
    struct str manifest, scheme, values, result;
    struct str publication, entry; /* beside them in a bundle that was published; n = 0: not there */
};
struct frozen_manifest {
    int64_t engine, version;
    struct str code, window;           /* of the scheme; 2026Q3 */
    struct str scheme, values, result; /* SHA-256 of the files, hex */
};

/* All values of the window `r` counted, and of the same window of earlier years as far as a formula can look
 * back: by measure, unit, period, in the order of the scheme. What was not reported has no row. */
void frozen_values_write(const struct score_result *r, struct buf *out);
/* Reads exactly what frozen_values_write writes; no questions, no repair. RC_INVALID "frozen.values_unfit"
 * with {0} the row. */
enum rc frozen_values_read(struct arena *a, const struct scheme *s, struct str csv, struct values **ret,
                           struct err *err) MUST_CHECK;

/* Makes the files and proves them: what they say is computed again from their bytes alone and must come out
 * the same, byte for byte (RC_INVALID "frozen.not_reproducible" else, and nothing may be frozen). */
enum rc frozen_make(struct arena *a, struct str scheme_text, struct str code, int64_t version,
                    const struct score_result *r, struct frozen_files *ret, struct err *err) MUST_CHECK;
struct str frozen_fingerprint(struct arena *a, const struct frozen_files *f); /* hex */
/* RC_INVALID "frozen.manifest_unfit". */
enum rc frozen_manifest_read(struct arena *a, struct str manifest, struct frozen_manifest *ret,
                             struct err *err) MUST_CHECK;

/* The first thing that is not as the files say. */
struct frozen_difference {
    const char *text;         /* key; NULL: all is the same */
    struct str unit, node;    /* n = 0: not about one */
    struct str expected, got; /* what the files say, what was computed */
};
/* Hashes, then the whole computation from the bytes of scheme and values. Manifest and values must be spelled
 * as this program spells them: one state has one fingerprint. RC_OK however much differs;
 * RC_INVALID when the files cannot be read as such, RC_CONFLICT "frozen.other_engine" when another version of
 * the arithmetic made them: then nothing can be said here. */
enum rc frozen_check(struct arena *a, const struct frozen_files *f, struct frozen_difference *ret,
                     struct err *err) MUST_CHECK;

/* The four files as a ZIP, the same bytes every time; `more` stand beside them under their names. */
struct frozen_file {
    struct str name, bytes;
};
enum rc frozen_bundle_write(const struct frozen_files *f, const struct frozen_file *more, size_t n,
                            struct buf *out, struct err *err) MUST_CHECK;
/* Out of a ZIP. RC_INVALID "frozen.bundle_unfit" with {0} what is missing (publication.json and entry.json
 * go together), "frozen.bundle_more" with {0} what does not belong in it or is there twice. */
enum rc frozen_bundle_read(struct arena *a, struct str zip, struct frozen_files *ret,
                           struct err *err) MUST_CHECK;

/* ------------------------------------------------------------------------------------ in the house */

struct frozen_result {
    int64_t frozen_id, scheme_id, version, engine, at_ms, by_account, newest_import;
    struct str code, title, by_label; /* of the scheme; who froze it, as a post */
    struct str window;
    struct str scheme_hash, values_hash, result_hash, fingerprint;
    int64_t publication_id; /* that is public now; 0: none */
};
struct frozen_results {
    const struct frozen_result *row; /* newest first */
    size_t n;
};
enum rc frozen_list_load(struct db *db, struct arena *a, int64_t tenant_id, struct frozen_results *ret,
                         struct err *err) MUST_CHECK;
/* RC_NOT_FOUND "frozen.no_such". */
enum rc frozen_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t frozen_id,
                    struct frozen_result *ret, struct err *err) MUST_CHECK;
enum rc frozen_files_load(struct db *db, struct arena *a, struct ledger *ledger,
                          const struct frozen_result *f, struct frozen_files *ret,
                          struct err *err) MUST_CHECK;
/* The one of the same fingerprint; *ret_id = 0: there is none. */
enum rc frozen_find(struct db *db, struct arena *a, int64_t tenant_id, struct str fingerprint,
                    int64_t *ret_id, struct err *err) MUST_CHECK;

/* Does a frozen result rest on what an import wrote? It does when it was frozen after the import and the
 * import wrote or cleared a value that its window counts. Gives the oldest such one. For whoever wants to
 * undo the import: he may not. */
enum rc frozen_rests_on(struct db *db, struct arena *a, struct ledger *ledger, int64_t import_id,
                        bool *ret_rests, struct frozen_result *ret, struct err *err) MUST_CHECK;

/* How many tables of values for the scheme are handed in and not yet confirmed. */
enum rc frozen_open_drafts(struct db *db, struct arena *a, int64_t tenant_id, struct str code, int64_t *ret,
                           struct err *err) MUST_CHECK;

/* act_result_freeze; the answer is the number. RC_CONFLICT "frozen.same_already" ({0}: which),
 * "frozen.changed_since" when values, facts or scheme are no longer those that were seen. */
struct result_freeze {
    struct str code;
    int64_t version;
    struct str window;
    const struct frozen_files *ready; /* made of what was seen, before the writer's turn */
    int64_t newest_import;            /* of the scheme, then */
    const struct fact_state *facts;   /* what its facts rested on, then */
    size_t facts_n;
};
/* Fills in what the act wants, from results as they stand in the transaction of `db`. */
enum rc frozen_prepare(struct db *db, struct arena *a, int64_t tenant_id, const struct results *r,
                       const struct score_result *result, struct result_freeze *ret,
                       struct err *err) MUST_CHECK;

#endif
