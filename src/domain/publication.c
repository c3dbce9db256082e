#include "domain/publication.h"

#include <inttypes.h>

#include "base/key.h"
#include "base/utf8.h"
#include "domain/outbox.h"
#include "domain/put.h"
#include "domain/search.h"
#include "gen/sql.h"
#include "ledger/canon.h"

PUT_FUNCTION(publication)

/* ---- reading ---- */

static struct publication publication_of(const struct sql_publication_list_row *row)
{
    struct publication p = {.publication_id = row->publication_id,
                            .frozen_id = row->frozen_id,
                            .at_ms = row->at_ms,
                            .by_account = row->by_account,
                            .supersedes = row->supersedes,
                            .superseded_by = row->superseded_by,
                            .title = row->title,
                            .public_hash = row->public_hash,
                            .scheme_code = row->scheme_code,
                            .scheme_title = row->scheme_title,
                            .window = row->window_name,
                            .by_label = row->by_label,
                            .withdrawn_seq = row->withdrawn_seq,
                            .withdrawn_at_ms = row->withdrawn_at_ms,
                            .withdrawn_label = row->withdrawn_label,
                            .reason = row->reason};
    p.state = row->withdrawn_seq   ? PUBLICATION_WITHDRAWN
              : row->superseded_by ? PUBLICATION_SUPERSEDED
                                   : PUBLICATION_IN_FORCE;
    if (!openness_find(row->open_to, &p.open))
        p.open = OPEN_TOTALS; /* of a later program: show the least */
    return p;
}

enum rc publications_load(struct db *db, struct arena *a, int64_t tenant_id, struct publications *ret,
                          struct err *err)
{
    struct sql_publication_list_rows rows;
    enum rc rc = sql_publication_list(db, a, tenant_id, &rows, err);
    if (rc != RC_OK)
        return rc;
    struct publication *out = ARENA_ARRAY(a, struct publication, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        out[i] = publication_of(&rows.row[i]);
    *ret = (struct publications){.row = out, .n = rows.n};
    return RC_OK;
}

static enum rc no_such(struct arena *a, int64_t publication_id, struct err *err)
{
    (void)FAIL(err, RC_NOT_FOUND, "publication.no_such", "publication %" PRId64, publication_id);
    return err_arg(err, 0, arena_printf(a, "%" PRId64, publication_id));
}

enum rc publication_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t publication_id,
                         struct publication *ret, struct err *err)
{
    struct publications all;
    enum rc rc = publications_load(db, a, tenant_id, &all, err);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < all.n; i++)
        if (all.row[i].publication_id == publication_id) {
            *ret = all.row[i];
            return RC_OK;
        }
    return no_such(a, publication_id, err);
}

enum rc publication_document(struct db *db, struct arena *a, struct ledger *ledger,
                             const struct publication *p, struct str *ret, struct err *err)
{
    struct hash hash;
    if (p->state == PUBLICATION_WITHDRAWN)
        return FAIL(err, RC_NOT_FOUND, "publication.is_withdrawn", "publication %" PRId64, p->publication_id);
    if (!hash_read_hex(p->public_hash, &hash))
        return FAIL(err, RC_DB, "frozen.file_is_gone", "publication %" PRId64, p->publication_id);
    return ledger_blob_get(ledger, db, a, hash, ret, err);
}

/* ---- rows ---- */

static struct publication_row row_of(const struct sql_publication_list_row *r)
{
    return (struct publication_row){.publication_id = r->publication_id,
                                    .frozen_id = r->frozen_id,
                                    .title = r->title,
                                    .open_to = r->open_to,
                                    .public_hash = r->public_hash,
                                    .at_ms = r->at_ms,
                                    .by_account = r->by_account,
                                    .supersedes = r->supersedes,
                                    .superseded_by = r->superseded_by,
                                    .withdrawn_seq = r->withdrawn_seq,
                                    .withdrawn_at_ms = r->withdrawn_at_ms,
                                    .withdrawn_by = r->withdrawn_by,
                                    .reason = r->reason};
}

/* The one in force of the same scheme and window says from now on which one replaced it. */
static enum rc supersede(struct act *act, const struct frozen_result *f, int64_t by, int64_t *ret_older,
                         struct err *err)
{
    struct sql_publication_list_rows rows;
    enum rc rc = sql_publication_list(act->db, act->arena, act->actor.tenant_id, &rows, err);
    *ret_older = 0;
    for (size_t i = 0; i < rows.n && rc == RC_OK; i++) {
        const struct sql_publication_list_row *r = &rows.row[i];
        if (r->scheme_id != f->scheme_id || !str_eq(r->window_name, f->window) || r->withdrawn_seq ||
            r->superseded_by)
            continue;
        struct publication_row row = row_of(r);
        row.superseded_by = by;
        *ret_older = row.publication_id;
        rc = put_publication(act, row, err);
    }
    return rc;
}

/* ---- publishing ---- */

/* What the public reads, as a form sends it: lines end in \n alone, a tab is a blank. False when a line holds
 * what nobody sees or what turns the direction of writing: then a sentence could show other than it says. */
static bool tidy(struct arena *a, struct str *text)
{
    char *out = arena_alloc(a, text->n + 1);
    struct str line, rest;
    size_t n = 0;
    for (size_t i = 0; i < text->n; i++)
        if (text->p[i] != '\r' || i + 1 == text->n || text->p[i + 1] != '\n')
            out[n++] = (char)(text->p[i] == '\t' ? ' ' : text->p[i]);
    *text = rest = str_trim(str_of(out, n));
    while (str_split(&rest, '\n', &line))
        if (line.n && !utf8_is_plain_line(line))
            return false;
    return true;
}

static enum rc check_words(struct arena *a, struct result_publish *in, struct err *err)
{
    in->title = str_trim(in->title);
    if (in->title.n == 0)
        return FAIL(err, RC_INVALID, "publication.no_title", "empty");
    if (in->title.n > PUBLICATION_TITLE_BYTES_MAX)
        return FAIL(err, RC_INVALID, "publication.title_too_long", "%zu bytes", in->title.n);
    if (!utf8_is_plain_line(in->title))
        return FAIL(err, RC_INVALID, "publication.title_not_plain", "%zu bytes", in->title.n);
    if (str_trim(in->note).n > PUBLICATION_NOTE_BYTES_MAX)
        return FAIL(err, RC_INVALID, "publication.note_too_long", "%zu bytes", in->note.n);
    if (!tidy(a, &in->note))
        return FAIL(err, RC_INVALID, "publication.note_not_plain", "%zu bytes", in->note.n);
    return RC_OK;
}

static enum rc make_document(struct act *act, const struct result_publish *in, const struct frozen_result *f,
                             int64_t number, struct hash *ret, struct err *err)
{
    struct frozen_files files;
    struct sql_tenant_row_row tenant;
    bool is_found = false;
    struct buf out CLEANUP(buf_release) = {0};
    enum rc rc = sql_tenant_row(act->db, act->arena, act->actor.tenant_id, &tenant, &is_found, err);
    if (rc == RC_OK)
        rc = frozen_files_load(act->db, act->arena, act->ledger, f, &files, err);
    if (rc != RC_OK)
        return rc;
    struct public_document doc = {.city = is_found ? tenant.name : (struct str){0},
                                  .title = in->title,
                                  .note = in->note,
                                  .number = number,
                                  .frozen = f->frozen_id,
                                  .published_ms = act->now_ms,
                                  .open = in->open};
    rc = public_document_write(act->arena, &files, &doc, in->class_id, in->classes, &out, err);
    return rc == RC_OK ? act_blob(act, buf_str(&out), ret, err) : rc;
}

static enum rc tell_liaisons(struct act *act, const struct result_publish *in, struct err *err)
{
    struct tell tell = {.role = ROLE_LIAISON,
                        .kind = STR("result"),
                        .key = K("tell.result_published"),
                        .arg = {in->title},
                        .args = 1,
                        .path = arena_printf(act->arena, "/public/%.*s", STR_ARG(act->answer))};
    return outbox_tell(act, &tell, err);
}

enum rc run_result_publish(struct act *act, const void *input, struct err *err)
{
    struct result_publish in = *(const struct result_publish *)input;
    struct publication_row row = {
        .frozen_id = in.frozen_id, .at_ms = act->now_ms, .by_account = act->actor.account_id};
    struct frozen_result f;
    struct hash hash = {{0}};
    enum rc rc = check_words(act->arena, &in, err);
    if (rc == RC_OK)
        rc = frozen_load(act->db, act->arena, act->actor.tenant_id, in.frozen_id, &f, err);
    if (rc == RC_OK)
        rc = act_seq(act, &row.publication_id, err);
    if (rc == RC_OK)
        rc = make_document(act, &in, &f, row.publication_id, &hash, err);
    if (rc == RC_OK)
        rc = supersede(act, &f, row.publication_id, &row.supersedes, err);
    if (rc != RC_OK)
        return rc;
    row.title = in.title;
    row.open_to = openness_name(in.open);
    row.public_hash = hash_hex(act->arena, hash);
    act->object = arena_printf(act->arena, "frozen_result/%" PRId64, in.frozen_id);
    act->answer = arena_printf(act->arena, "%" PRId64, row.publication_id);
    rc = put_publication(act, row, err);
    if (rc == RC_OK)
        rc = search_refresh(act, STR("publication"), err);
    return rc == RC_OK ? tell_liaisons(act, &in, err) : rc;
}

/* ---- withdrawing ---- */

enum rc run_result_withdraw(struct act *act, const void *input, struct err *err)
{
    const struct result_withdraw *in = input;
    struct sql_publication_list_rows rows;
    struct str reason = str_trim(in->reason);
    size_t at = 0;
    if (reason.n == 0)
        return FAIL(err, RC_INVALID, "publication.no_reason", "empty");
    if (reason.n > PUBLICATION_NOTE_BYTES_MAX)
        return FAIL(err, RC_INVALID, "publication.note_too_long", "%zu bytes", reason.n);
    if (!tidy(act->arena, &reason))
        return FAIL(err, RC_INVALID, "publication.note_not_plain", "%zu bytes", reason.n);
    enum rc rc = sql_publication_list(act->db, act->arena, act->actor.tenant_id, &rows, err);
    if (rc != RC_OK)
        return rc;
    while (at < rows.n && rows.row[at].publication_id != in->publication_id)
        at++;
    if (at == rows.n)
        return no_such(act->arena, in->publication_id, err);
    struct publication_row row = row_of(&rows.row[at]);
    if (row.withdrawn_seq)
        return FAIL(err, RC_CONFLICT, "publication.withdrawn_already", "entry %" PRId64, row.withdrawn_seq);
    row.withdrawn_at_ms = act->now_ms;
    row.withdrawn_by = act->actor.account_id;
    row.reason = reason;
    rc = act_seq(act, &row.withdrawn_seq, err);
    if (rc == RC_OK)
        rc = put_publication(act, row, err);
    if (rc == RC_OK)
        rc = search_refresh(act, STR("publication"), err);
    act->object = arena_printf(act->arena, "publication/%" PRId64, row.publication_id);
    act->answer = arena_printf(act->arena, "%" PRId64, row.publication_id);
    return rc;
}
