/* /procedures: those in force, and open records that are still under an earlier version. */
#include <inttypes.h>

#include "web/record_words.h"
#include "web/views/procedures.h"

static struct str url_of(struct door *d, struct str id, const char *last)
{
    return arena_printf(d->a, "/procedures/%.*s/%s", STR_ARG(id), last);
}

/* ---- those in force ---- */

static enum rc fill_row(struct record_words *w, const struct procedure_version *r, struct procedure_row *ret,
                        struct err *err)
{
    struct door *d = w->d;
    const struct procedure *p = r->procedure;
    struct record_rows behind;
    enum rc rc = record_behind(d->db, d->a, d->who.actor.tenant_id, p->id, r->version, &behind, err);
    if (rc != RC_OK)
        return rc;
    *ret = (struct procedure_row){.id = p->id,
                                  .title = record_said(w, p->title),
                                  .about_url = arena_printf(d->a, "/registers/%.*s/about", STR_ARG(p->id)),
                                  .version = arena_printf(d->a, "%" PRId64, r->version),
                                  .at = web_instant(d, r->adopted_at_ms),
                                  .by = r->by_label.n ? r->by_label : TEXT(d, "role.system"),
                                  .reason = r->reason,
                                  .seen_by = record_who_text(w, p, &p->seen_by),
                                  .entry = arena_printf(d->a, "%" PRId64, r->adopted_seq)};
    if (door_may_view(d, &view_entry, 0))
        ret->entry_url = arena_printf(d->a, "/ledger/%" PRId64, r->adopted_seq);
    if (door_may_view(d, &view_procedure_new, 0))
        ret->new_url = url_of(d, p->id, "new");
    if (behind.n && ret->new_url.n && record_scope_of(p, &d->who.actor).is_all) {
        ret->behind = web_number(d, (int64_t)behind.n);
        ret->migrate_url = url_of(d, p->id, "migrate");
    }
    return RC_OK;
}

enum rc handle_procedures(struct door *d, struct err *err)
{
    struct procedures_view v = {.rows_n = 0};
    struct procedure_versions all;
    struct record_words w;
    enum rc rc = record_words_load(d, &w, err);
    if (rc == RC_OK)
        rc = procedure_list(d->app->procedures, d->db, d->a, &all, err);
    if (rc != RC_OK)
        return rc;
    struct procedure_row *rows = ARENA_ARRAY(d->a, struct procedure_row, all.n + 1);
    for (size_t i = 0; i < all.n && rc == RC_OK; i++)
        rc = fill_row(&w, &all.row[i], &rows[v.rows_n++], err);
    if (rc != RC_OK)
        return rc;
    v.rows = rows;
    web_frame(d, &v.shell, PLACE_REGISTERS, TEXT(d, "procedures.title"));
    page_procedures(&d->h, &v);
    return RC_OK;
}

/* ---- open records of earlier versions ---- */

struct moving {
    struct record_words w;
    const struct procedure *p;
    int64_t version;
    struct web_errors errors;
    struct procedure_migrate_view v;
};

/* What does not fit comes first. */
static enum rc fill_moving(struct moving *m, struct err *err)
{
    struct door *d = m->w.d;
    struct record_rows rows;
    enum rc rc = record_behind(d->db, d->a, d->who.actor.tenant_id, m->p->id, m->version, &rows, err);
    if (rc != RC_OK)
        return rc;
    struct migrate_row *row = ARENA_ARRAY(d->a, struct migrate_row, rows.n + 1);
    for (int want_fit = 0; want_fit < 2; want_fit++)
        for (size_t i = 0; i < rows.n; i++) {
            int state = procedure_state_find(m->p, rows.row[i].state);
            if ((state >= 0) != want_fit)
                continue;
            row[m->v.rows_n++] = (struct migrate_row){
                .url = record_url(&m->w, rows.row[i].record_id),
                .code = rows.row[i].code,
                .title = rows.row[i].title,
                .state = want_fit ? record_said(&m->w, m->p->state[state].title) : rows.row[i].state,
                .why = want_fit ? (struct str){0} : TEXT(d, "procedure_migrate.no_state")};
            m->v.unfit_n += !want_fit;
        }
    m->v.rows = row;
    return RC_OK;
}

static enum rc show_moving(struct moving *m, struct err *err)
{
    struct door *d = m->w.d;
    enum rc rc = fill_moving(m, err);
    if (rc != RC_OK)
        return rc;
    m->v.title = record_said(&m->w, m->p->title);
    m->v.url = url_of(d, m->p->id, "migrate");
    m->v.about_url = arena_printf(d->a, "/registers/%.*s/about", STR_ARG(m->p->id));
    m->v.version = arena_printf(d->a, "%" PRId64, m->version);
    web_frame(d, &m->v.shell, PLACE_REGISTERS,
              TEXT2(d, "procedure_migrate.heading", m->v.title, m->v.version));
    m->v.errors = web_errors_view(d, &m->errors, &m->v.shell);
    page_procedure_migrate(&d->h, &m->v);
    return RC_OK;
}

static enum rc load_moving(struct door *d, struct moving *m, struct err *err)
{
    *m = (struct moving){.version = 0};
    enum rc rc = record_words_load(d, &m->w, err);
    if (rc == RC_OK)
        rc = procedure_get(d->app->procedures, d->db, door_param(d, STR("procedure")), 0, &m->p, &m->version,
                           err);
    if (rc == RC_OK && !record_scope_of(m->p, &d->who.actor).is_all)
        rc = FAIL(err, RC_DENIED, "record.not_yours", "%.*s", STR_ARG(m->p->id));
    return rc;
}

enum rc handle_procedure_migrating(struct door *d, struct err *err)
{
    struct moving m;
    enum rc rc = load_moving(d, &m, err);
    return rc == RC_OK ? show_moving(&m, err) : rc;
}

enum rc handle_procedure_migrate(struct door *d, struct err *err)
{
    struct moving m;
    struct act_receipt receipt;
    enum rc rc = load_moving(d, &m, err);
    if (rc != RC_OK)
        return rc;
    m.v.reason.value = str_trim(http_form(d->q, STR("reason")));
    struct record_migrate in = {.book = d->app->procedures, .procedure = m.p->id, .reason = m.v.reason.value};
    rc = door_act(d, &in, &receipt, err);
    if (rc == RC_OK) {
        door_see(d, STR("/procedures"));
        return RC_OK;
    }
    struct err why = *err;
    return web_refused(d, &m.errors, STR("reason"), rc, &why) ? show_moving(&m, err) : rc;
}
