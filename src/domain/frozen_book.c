/* Frozen results in the house: how one comes to be, and what rests on what. */
#include <inttypes.h>

#include "domain/frozen.h"
#include "domain/ledger_book.h"
#include "domain/put.h"
#include "gen/sql.h"

PUT_FUNCTION(frozen_result)

/* ---- reading ---- */

enum rc frozen_list_load(struct db *db, struct arena *a, int64_t tenant_id, struct frozen_results *ret,
                         struct err *err)
{
    struct sql_frozen_list_rows rows;
    enum rc rc = sql_frozen_list(db, a, tenant_id, &rows, err);
    if (rc != RC_OK)
        return rc;
    struct frozen_result *out = ARENA_ARRAY(a, struct frozen_result, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        const struct sql_frozen_list_row *row = &rows.row[i];
        out[i] = (struct frozen_result){.frozen_id = row->frozen_id,
                                        .scheme_id = row->scheme_id,
                                        .version = row->version,
                                        .engine = row->engine,
                                        .at_ms = row->at_ms,
                                        .by_account = row->by_account,
                                        .newest_import = row->newest_import,
                                        .code = row->code,
                                        .title = row->title,
                                        .by_label = row->by_label,
                                        .window = row->window_name,
                                        .scheme_hash = row->scheme_hash,
                                        .values_hash = row->values_hash,
                                        .result_hash = row->result_hash,
                                        .fingerprint = row->fingerprint,
                                        .publication_id = row->publication_id};
    }
    *ret = (struct frozen_results){.row = out, .n = rows.n};
    return RC_OK;
}

enum rc frozen_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t frozen_id,
                    struct frozen_result *ret, struct err *err)
{
    struct frozen_results all;
    enum rc rc = frozen_list_load(db, a, tenant_id, &all, err);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < all.n; i++)
        if (all.row[i].frozen_id == frozen_id) {
            *ret = all.row[i];
            return RC_OK;
        }
    (void)FAIL(err, RC_NOT_FOUND, "frozen.no_such", "frozen %" PRId64, frozen_id);
    return err_arg(err, 0, arena_printf(a, "%" PRId64, frozen_id));
}

static enum rc load_blob(struct db *db, struct arena *a, struct ledger *ledger, struct str hex,
                         struct str *ret, struct err *err)
{
    struct hash hash;
    if (!hash_read_hex(hex, &hash))
        return FAIL(err, RC_DB, "frozen.file_is_gone", "blob %.*s", STR_ARG(hex));
    return ledger_blob_get(ledger, db, a, hash, ret, err);
}

enum rc frozen_files_load(struct db *db, struct arena *a, struct ledger *ledger,
                          const struct frozen_result *f, struct frozen_files *ret, struct err *err)
{
    *ret = (struct frozen_files){0}; /* not published, as far as this goes */
    enum rc rc = load_blob(db, a, ledger, f->fingerprint, &ret->manifest, err);
    if (rc == RC_OK)
        rc = load_blob(db, a, ledger, f->scheme_hash, &ret->scheme, err);
    if (rc == RC_OK)
        rc = load_blob(db, a, ledger, f->values_hash, &ret->values, err);
    if (rc == RC_OK)
        rc = load_blob(db, a, ledger, f->result_hash, &ret->result, err);
    return rc;
}

enum rc frozen_find(struct db *db, struct arena *a, int64_t tenant_id, struct str fingerprint,
                    int64_t *ret_id, struct err *err)
{
    struct sql_frozen_by_fingerprint_row row;
    bool is_found = false;
    enum rc rc = sql_frozen_by_fingerprint(db, a, tenant_id, fingerprint, &row, &is_found, err);
    if (rc == RC_OK)
        *ret_id = is_found ? row.frozen_id : 0;
    return rc;
}

enum rc frozen_open_drafts(struct db *db, struct arena *a, int64_t tenant_id, struct str code, int64_t *ret,
                           struct err *err)
{
    struct sql_open_drafts_of_scheme_row row;
    enum rc rc = sql_open_drafts_of_scheme(db, a, tenant_id, code, &row, err);
    if (rc == RC_OK)
        *ret = row.drafts;
    return rc;
}

/* ---- what rests on an import ---- */

/* What a frozen result counted. */
struct counted {
    const struct scheme *s;
    struct window w;
};

static enum rc window_counted(struct db *db, struct arena *a, int64_t tenant, const struct frozen_result *f,
                              struct counted *ret, struct err *err)
{
    struct scheme_open open;
    struct window w;
    enum rc rc = window_read(f->window, &w, err);
    if (rc == RC_OK)
        rc = scheme_open_load(db, a, tenant, f->code, f->version, &open, err);
    if (rc == RC_OK)
        *ret = (struct counted){open.scheme, scheme_window(open.scheme, w)};
    return rc;
}

/* The periods for which an entry wrote or took away values. */
static enum rc wrote_for(struct db *db, struct arena *a, struct ledger *ledger, int64_t import_id,
                         const struct counted *w, bool *ret, struct err *err)
{
    const struct canon *list;
    enum rc rc = ledger_changes_of(db, a, ledger, import_id, &list, err);
    *ret = false;
    for (const struct canon *c = rc == RC_OK && list ? list->first : NULL; c && !*ret; c = c->next) {
        struct window period;
        struct err unused;
        const struct canon *key = canon_get(c, STR("k"));
        int measure = scheme_measure_find(w->s, canon_text(key, STR("measure")));
        *ret = measure >= 0 && str_eq(canon_text(c, STR("o")), STR("measure_value")) &&
               window_read(canon_text(key, STR("period")), &period, &unused) == RC_OK &&
               measure_counts(&w->s->measures[measure], w->w, period);
    }
    return rc;
}

enum rc frozen_rests_on(struct db *db, struct arena *a, struct ledger *ledger, int64_t import_id,
                        bool *ret_rests, struct frozen_result *ret, struct err *err)
{
    int64_t tenant = ledger_tenant(ledger);
    struct sql_frozen_after_import_rows rows;
    *ret_rests = false;
    enum rc rc = sql_frozen_after_import(db, a, tenant, import_id, &rows, err);
    for (size_t i = 0; rc == RC_OK && i < rows.n && !*ret_rests; i++) {
        struct counted w;
        rc = frozen_load(db, a, tenant, rows.row[i].frozen_id, ret, err);
        if (rc == RC_OK)
            rc = window_counted(db, a, tenant, ret, &w, err);
        if (rc == RC_OK)
            rc = wrote_for(db, a, ledger, import_id, &w, ret_rests, err);
    }
    return rc;
}

/* ---- freezing ---- */

static void keep_fact_states(struct arena *a, const struct results *r, struct result_freeze *ret)
{
    const struct fact_state *was = results_fact_states(r, &ret->facts_n);
    struct fact_state *copy = ARENA_ARRAY(a, struct fact_state, ret->facts_n + 1);
    for (size_t i = 0; i < ret->facts_n; i++)
        copy[i] = fact_state_copy(a, &was[i]);
    ret->facts = copy;
}

enum rc frozen_prepare(struct db *db, struct arena *a, int64_t tenant_id, const struct results *r,
                       const struct score_result *result, struct result_freeze *ret, struct err *err)
{
    const struct scheme_open *open = results_scheme(r);
    struct sql_results_state_row state;
    struct frozen_files *files = ARENA_NEW(a, struct frozen_files);
    bool is_found = false;
    enum rc rc =
        sql_results_state(db, a, tenant_id, open->record.code, open->record.version, &state, &is_found, err);
    if (rc == RC_OK && !is_found)
        rc = FAIL(err, RC_NOT_FOUND, "scheme.not_found", "version %" PRId64, open->record.version);
    struct str code = arena_str(a, open->record.code); /* the results may go before the act runs */
    if (rc == RC_OK)
        rc = frozen_make(a, arena_str(a, open->text), code, open->record.version, result, files, err);
    if (rc != RC_OK)
        return rc;
    *ret = (struct result_freeze){.code = code,
                                  .version = open->record.version,
                                  .window = window_write(a, result->window),
                                  .ready = files,
                                  .newest_import = state.newest_import};
    keep_fact_states(a, r, ret);
    return RC_OK;
}

/* Those of the day that was seen: what is frozen shortly after midnight is what was looked at before. */
static enum rc facts_still_hold(struct act *act, const struct result_freeze *in, struct err *err)
{
    enum rc rc = RC_OK;
    bool holds = true;
    for (size_t i = 0; i < in->facts_n && rc == RC_OK && holds; i++)
        rc = fact_state_holds(act->db, &in->facts[i], in->facts[i].day, &holds, err);
    return rc != RC_OK || holds ? rc : FAIL(err, RC_CONFLICT, "frozen.changed_since", "facts");
}

static enum rc still_holds(struct act *act, const struct result_freeze *in, int64_t *ret_scheme_id,
                           struct err *err)
{
    struct sql_results_state_row now;
    bool is_found = false;
    enum rc rc = sql_results_state(act->db, act->arena, act->actor.tenant_id, in->code, in->version, &now,
                                   &is_found, err);
    if (rc != RC_OK)
        return rc;
    if (!is_found || now.newest_import != in->newest_import)
        return FAIL(err, RC_CONFLICT, "frozen.changed_since", "import %" PRId64, now.newest_import);
    *ret_scheme_id = now.scheme_id;
    return facts_still_hold(act, in, err);
}

static enum rc not_twice(struct act *act, struct str fingerprint, struct err *err)
{
    int64_t first = 0;
    enum rc rc = frozen_find(act->db, act->arena, act->actor.tenant_id, fingerprint, &first, err);
    if (rc != RC_OK || first == 0)
        return rc;
    (void)FAIL(err, RC_CONFLICT, "frozen.same_already", "frozen %" PRId64, first);
    return err_arg(err, 0, arena_printf(act->arena, "%" PRId64, first));
}

static enum rc keep_files(struct act *act, const struct frozen_files *f, struct frozen_result_row *row,
                          struct err *err)
{
    struct hash hash[4];
    const struct str file[] = {f->manifest, f->scheme, f->values, f->result};
    struct str *into[] = {&row->fingerprint, &row->scheme_hash, &row->values_hash, &row->result_hash};
    enum rc rc = RC_OK;
    for (size_t i = 0; i < COUNT_OF(file) && rc == RC_OK; i++) {
        rc = act_blob(act, file[i], &hash[i], err);
        if (rc == RC_OK)
            *into[i] = hash_hex(act->arena, hash[i]);
    }
    return rc;
}

enum rc run_result_freeze(struct act *act, const void *input, struct err *err)
{
    const struct result_freeze *in = input;
    struct frozen_result_row row = {.version = in->version,
                                    .window_name = in->window,
                                    .engine = KC_ENGINE_VERSION,
                                    .newest_import = in->newest_import,
                                    .at_ms = act->now_ms,
                                    .by_account = act->actor.account_id};
    enum rc rc = still_holds(act, in, &row.scheme_id, err);
    if (rc == RC_OK)
        rc = not_twice(act, frozen_fingerprint(act->arena, in->ready), err);
    if (rc == RC_OK)
        rc = act_seq(act, &row.frozen_id, err);
    if (rc == RC_OK)
        rc = keep_files(act, in->ready, &row, err);
    if (rc == RC_OK)
        rc = put_frozen_result(act, row, err);
    if (rc != RC_OK)
        return rc;
    act->object = arena_printf(act->arena, "scheme/%" PRId64, row.scheme_id);
    act->answer = arena_printf(act->arena, "%" PRId64, row.frozen_id);
    return RC_OK;
}
