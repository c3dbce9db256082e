#include "domain/scheme_book.h"

#include <inttypes.h>

#include "base/date.h"
#include "domain/put.h"
#include "domain/search.h"
#include "gen/sql.h"
#include "table/cell.h"

/* ---- reading ---- */

enum rc scheme_records_load(struct db *db, struct arena *a, int64_t tenant_id, struct scheme_records *ret,
                            struct err *err)
{
    struct sql_scheme_version_list_rows rows;
    enum rc rc = sql_scheme_version_list(db, a, tenant_id, &rows, err);
    if (rc != RC_OK)
        return rc;
    struct scheme_record *out = ARENA_ARRAY(a, struct scheme_record, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        const struct sql_scheme_version_list_row *row = &rows.row[i];
        out[i] = (struct scheme_record){.scheme_id = row->scheme_id,
                                        .version = row->version,
                                        .year = row->year,
                                        .adopted_at_ms = row->adopted_at_ms,
                                        .adopted_by = row->adopted_by,
                                        .adopted_seq = row->adopted_seq,
                                        .code = row->code,
                                        .title = row->title,
                                        .adopted_label = row->adopted_label,
                                        .from_period = row->from_period,
                                        .to_period = row->to_period,
                                        .doc_hash = row->doc_hash};
    }
    *ret = (struct scheme_records){.record = out, .n = rows.n};
    return RC_OK;
}

static enum rc find_record(struct db *db, struct arena *a, int64_t tenant_id, struct str code,
                           int64_t version, struct scheme_record *ret, struct err *err)
{
    struct scheme_records all;
    enum rc rc = scheme_records_load(db, a, tenant_id, &all, err);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < all.n; i++)
        if (str_eq(all.record[i].code, code) && (version == 0 || all.record[i].version == version)) {
            *ret = all.record[i];
            return RC_OK;
        }
    (void)FAIL(err, RC_NOT_FOUND, "scheme.not_found", "version %" PRId64, version);
    return err_arg(err, 0, code);
}

/* A blob by its name in hex; `verify` checks it against its hash. */
static enum rc load_text(struct db *db, struct arena *a, int64_t tenant_id, struct str hex, struct str *ret,
                         struct err *err)
{
    struct str hash;
    struct sql_blob_get_row row;
    bool is_found = false;
    enum rc rc = RC_OK;
    if (canon_hex(hex, a, &hash))
        rc = sql_blob_get(db, a, tenant_id, hash, &row, &is_found, err);
    if (rc == RC_OK && !is_found)
        rc = FAIL(err, RC_DB, "scheme.text_is_gone", "blob %.*s", STR_ARG(hex));
    if (rc == RC_OK)
        *ret = row.bytes;
    return rc;
}

enum rc scheme_open_load(struct db *db, struct arena *a, int64_t tenant_id, struct str code, int64_t version,
                         struct scheme_open *ret, struct err *err)
{
    struct organ_book then, now; /* names of the scheme's year; names that came later */
    struct problems *problems = ARENA_NEW(a, struct problems);
    problems->arena = a;
    enum rc rc = find_record(db, a, tenant_id, code, version, &ret->record, err);
    if (rc == RC_OK)
        rc = load_text(db, a, tenant_id, ret->record.doc_hash, &ret->text, err);
    if (rc == RC_OK)
        rc = scheme_read(a, ret->text, problems, &ret->scheme, err);
    if (rc == RC_OK)
        rc = organ_book_load(db, a, tenant_id, (int64_t)ret->scheme->year * 10000 + 1231, &then, err);
    if (rc == RC_OK)
        rc = organ_book_load(db, a, tenant_id, DATE_DAY_MAX, &now, err);
    if (rc != RC_OK)
        return rc;
    int64_t *organ_id = ARENA_ARRAY(a, int64_t, (size_t)ret->scheme->units_count + 1);
    for (int u = 0; u < ret->scheme->units_count; u++) {
        const struct organ *organ = organ_by_name(&then, ret->scheme->units[u].name);
        if (!organ)
            organ = organ_by_name(&now, ret->scheme->units[u].name);
        organ_id[u] = organ ? organ->organ_id : 0;
    }
    ret->organ_id = organ_id;
    return RC_OK;
}

/* ---- checking ---- */

static void unknown_unit(struct arena *a, const struct organ_book *book, struct str name, int line,
                         struct problems *problems)
{
    struct problem *p = PROBLEM(problems, line, 0, "scheme.unknown_unit");
    problem_value(problems, p, name);
    problem_arg(problems, p, 0, name);
    p->hint = "scheme.register_units";
    size_t n = 0;
    struct cell_name *names = ARENA_ARRAY(a, struct cell_name, 2 * book->n + 1);
    for (size_t i = 0; i < book->n; i++) {
        names[n++] = (struct cell_name){cell_plain(a, book->organ[i].name), i};
        names[n++] = (struct cell_name){cell_plain(a, book->organ[i].short_name), i};
    }
    int near = cell_nearest(names, n, cell_plain(a, name));
    if (near < 0)
        return;
    problem_arg(problems, p, 1, book->organ[near].short_name);
    p->hint = "scheme.did_you_mean_unit";
}

/* The line of the document on which the unit's name first stands. */
static int line_of(struct str text, struct str name)
{
    size_t at = str_find_str(text, name);
    int line = 1;
    for (size_t i = 0; i < at && at < text.n; i++)
        line += text.p[i] == '\n';
    return at < text.n ? line : 0;
}

/* Two names of one organ would give it two places in the ranking. */
static void check_organs_differ(struct arena *a, struct str text, const struct scheme *s,
                                const struct organ_book *book, struct problems *problems)
{
    int *unit_of = ARENA_ARRAY(a, int, book->n + 1); /* of each organ, from 1 */
    for (int u = 0; u < s->units_count; u++) {
        const struct organ *organ = organ_by_name(book, s->units[u].name);
        if (!organ)
            continue;
        int *first = &unit_of[organ - book->organ];
        if (*first) {
            struct problem *p = PROBLEM(problems, line_of(text, s->units[u].name), 0, "scheme.organ_twice");
            problem_value(problems, p, s->units[u].name);
            problem_arg(problems, p, 0, s->units[u].name);
            problem_arg(problems, p, 1, s->units[*first - 1].name);
        } else {
            *first = u + 1;
        }
    }
}

enum rc scheme_check(struct arena *a, struct str text, const struct organ_book *book, bool may_register,
                     struct problems *problems, const struct scheme **ret, struct err *err)
{
    enum rc rc = scheme_read(a, text, problems, ret, err);
    if (rc != RC_OK)
        return rc;
    if ((*ret)->year == 0) /* alone on the command line a scheme may leave it out; a book of years may not */
        PROBLEM(problems, 1, 0, "scheme.year_missing")->hint = "scheme.year_missing_hint";
    for (int u = 0; u < (*ret)->units_count && !may_register; u++)
        if (!organ_by_name(book, (*ret)->units[u].name))
            unknown_unit(a, book, (*ret)->units[u].name, line_of(text, (*ret)->units[u].name), problems);
    check_organs_differ(a, text, *ret, book, problems);
    if (problems->blocking)
        return FAIL(err, RC_INVALID, "scheme.has_problems", "%zu problems", problems->blocking);
    return RC_OK;
}

/* ---- the act ---- */

PUT_FUNCTION(scheme)
PUT_FUNCTION(scheme_version)

static enum rc register_unknown(struct act *act, const struct scheme *s, const struct organ_book *book,
                                struct err *err)
{
    enum rc rc = RC_OK;
    for (int u = 0; u < s->units_count && rc == RC_OK; u++) {
        const struct unit_class *class = &s->classes[s->units[u].class_index];
        int64_t id;
        if (organ_by_name(book, s->units[u].name))
            continue;
        struct organ_draft draft = {
            .code = arena_printf(act->arena, "%.*s:%.*s", STR_ARG(s->id), STR_ARG(s->units[u].id)),
            .kind = STR("unit"),
            .name = s->units[u].name,
            .from_day = (int64_t)s->year * 10000 + 101,
            .class_code = class->id,
            .class_name = class->name};
        rc = organ_add(act, &draft, &id, err);
    }
    return rc;
}

static enum rc next_version(struct act *act, const struct scheme *s, int64_t *ret_id, int64_t *ret_version,
                            bool *ret_is_new, struct err *err)
{
    struct scheme_records all;
    struct sql_scheme_id_next_row next;
    int64_t newest = 0;
    enum rc rc = scheme_records_load(act->db, act->arena, act->actor.tenant_id, &all, err);
    if (rc == RC_OK)
        rc = sql_scheme_id_next(act->db, act->arena, act->actor.tenant_id, &next, err);
    if (rc != RC_OK)
        return rc;
    *ret_id = next.scheme_id;
    for (size_t i = 0; i < all.n; i++)
        if (str_eq(all.record[i].code, s->id)) {
            *ret_id = all.record[i].scheme_id;
            newest = all.record[i].version > newest ? all.record[i].version : newest;
        }
    *ret_is_new = newest == 0;
    if (!str_to_i64(s->version, ret_version) || *ret_version != newest + 1) {
        (void)FAIL(err, RC_CONFLICT, "scheme.version_not_next", "version %.*s after %" PRId64,
                   STR_ARG(s->version), newest);
        (void)err_arg(err, 0, s->version);
        return err_arg(err, 1, arena_printf(act->arena, "%" PRId64, newest + 1));
    }
    return RC_OK;
}

static struct str period_of_day(struct arena *a, int64_t day, int year)
{
    if (day == 0)
        return arena_printf(a, "%04d-01", year);
    return arena_printf(a, "%04d-%02d", (int)(day / 10000), (int)(day / 100 % 100));
}

static enum rc put_version(struct act *act, const struct scheme *s, int64_t id, int64_t version, bool is_new,
                           struct hash hash, struct err *err)
{
    struct arena *a = act->arena;
    struct scheme_version_row row = {.scheme_id = id,
                                     .version = version,
                                     .from_period = period_of_day(a, s->valid_from, s->year),
                                     .to_period = s->valid_to ? period_of_day(a, s->valid_to, s->year)
                                                              : (struct str){0},
                                     .doc_hash = hash_hex(a, hash),
                                     .state = STR("in_force"),
                                     .adopted_at_ms = act->now_ms,
                                     .adopted_by = act->actor.account_id};
    enum rc rc = act_seq(act, &row.adopted_seq, err);
    if (rc == RC_OK && is_new)
        rc = put_scheme(
            act, (struct scheme_row){.scheme_id = id, .code = s->id, .title = s->title, .year = s->year},
            err);
    return rc == RC_OK ? put_scheme_version(act, row, err) : rc;
}

enum rc run_scheme_adopt(struct act *act, const void *input, struct err *err)
{
    const struct scheme_adopt *in = input;
    const struct scheme *s;
    struct organ_book book;
    struct hash hash;
    int64_t id = 0, version = 0;
    bool is_new = false;
    problems_clear(in->problems);
    enum rc rc = organ_book_load(act->db, act->arena, act->actor.tenant_id, act->day, &book, err);
    if (rc == RC_OK)
        rc = scheme_check(act->arena, in->text, &book, in->may_register, in->problems, &s, err);
    if (rc == RC_OK)
        rc = next_version(act, s, &id, &version, &is_new, err);
    if (rc == RC_OK && in->may_register)
        rc = register_unknown(act, s, &book, err);
    if (rc == RC_OK)
        rc = act_blob(act, in->text, &hash, err);
    if (rc == RC_OK)
        rc = put_version(act, s, id, version, is_new, hash, err);
    if (rc == RC_OK)
        rc = search_refresh(act, STR("scheme"), err);
    if (rc == RC_OK && in->may_register)
        rc = search_refresh(act, STR("organ"), err);
    if (rc != RC_OK)
        return rc;
    act->object = arena_printf(act->arena, "scheme/%" PRId64, id);
    act->answer = arena_printf(act->arena, "%.*s/%" PRId64, STR_ARG(s->id), version);
    return RC_OK;
}
