/* One act to many: ticks of a list, then a page that says what will be done and what is skipped and why, then
 * the same about what was done. */
#include <inttypes.h>

#include "web/record_form.h"
#include "web/record_page.h"
#include "web/views/confirm.h"

#define BATCH_MOST 100 /* a page of the list */

struct many {
    struct door *d;
    struct record_words w;
    const struct procedure *p;
    int act;
    int64_t id[BATCH_MOST];
    size_t ids;
    struct record_form form;
    struct web_errors errors;
    struct record_batch_view v;
};

static enum rc load(struct door *d, struct many *m, struct err *err)
{
    *m = (struct many){.d = d};
    enum rc rc = record_procedure(d, door_param(d, STR("procedure")), 0, &m->p, err);
    if (rc == RC_OK)
        rc = record_words_load(d, &m->w, err);
    if (rc != RC_OK)
        return rc;
    m->act = procedure_act_find(m->p, http_form(d->q, STR("act")));
    if (m->act < 0 || !m->p->act[m->act].is_batch)
        return FAIL(err, RC_NOT_FOUND, "record_batch.no_such_act", "no such act");
    for (size_t i = 0; i < d->q->forms && m->ids < BATCH_MOST; i++) {
        int64_t id;
        if (str_eq(d->q->form[i].name, STR("id")) && str_to_i64(d->q->form[i].value, &id))
            m->id[m->ids++] = id;
    }
    record_form_begin(&m->form, &m->w, m->p, m->act, NULL);
    return RC_OK;
}

static struct batch_row row_of(struct many *m, const struct record *r)
{
    return (struct batch_row){.url = record_url(&m->w, r->record_id), .code = r->code, .title = r->title};
}

/* Asked of each record: may this person do it now? One that may not be seen is not named. */
static enum rc look(struct many *m, struct err *err)
{
    struct door *d = m->d;
    struct batch_row *rows = ARENA_ARRAY(d->a, struct batch_row, m->ids + 1);
    struct batch_row *skips = ARENA_ARRAY(d->a, struct batch_row, m->ids + 1);
    for (size_t i = 0; i < m->ids; i++) {
        struct record *r;
        struct err why = {0};
        enum rc rc =
            record_load(d->db, d->a, d->app->procedures, d->who.actor.tenant_id, m->id[i], 0, &r, &why);
        if (rc == RC_NOT_FOUND || (rc == RC_OK && !record_may_see(r, &d->who.actor)))
            continue;
        int act = rc == RC_OK ? procedure_act_find(r->procedure, m->p->act[m->act].id) : -1;
        if (rc == RC_OK && act < 0)
            rc = FAIL(&why, RC_CONFLICT, "record_batch.not_of_its_version", "record %" PRId64, m->id[i]);
        if (rc == RC_OK)
            rc = record_may(d->db, d->a, r, &d->who.actor, act, d->now_ms, &why);
        if (rc == RC_OK) {
            rows[m->v.rows_n++] = row_of(m, r);
        } else if (rc == RC_DENIED || rc == RC_CONFLICT || rc == RC_INVALID) {
            struct record_page page = {.w = m->w, .r = r, .p = r->procedure};
            skips[m->v.skips_n] = row_of(m, r);
            skips[m->v.skips_n++].why = act < 0 ? web_error_text(d, &why) : record_why(&page, act, &why);
        } else {
            *err = why;
            return rc;
        }
    }
    m->v.rows = rows;
    m->v.skips = skips;
    return RC_OK;
}

static void head(struct many *m, struct str title)
{
    struct record_batch_view *v = &m->v;
    v->heading = title;
    v->button = title;
    v->register_title = record_said(&m->w, m->p->title);
    v->register_url = register_url(&m->w, m->p->id);
    v->back_url = v->register_url;
    v->action = arena_printf(m->d->a, "%.*s/batch", STR_ARG(v->register_url));
}

static enum rc show(struct many *m, struct err *err)
{
    struct door *d = m->d;
    struct confirm_field *kept = ARENA_ARRAY(d->a, struct confirm_field, m->ids + 1);
    kept[m->v.kept_n++] = (struct confirm_field){STR("act"), m->p->act[m->act].id};
    for (size_t i = 0; i < m->ids; i++)
        kept[m->v.kept_n++] = (struct confirm_field){STR("id"), arena_printf(d->a, "%" PRId64, m->id[i])};
    m->v.kept = kept;
    m->v.lead = TEXT(d, "confirm.not_yet");
    enum rc rc = look(m, err);
    if (rc == RC_OK)
        rc = record_form_views(&m->form, &m->v.fields, &m->v.fields_n, err);
    if (rc != RC_OK)
        return rc;
    web_frame(d, &m->v.shell, PLACE_REGISTERS, m->v.heading);
    m->v.errors = web_errors_view(d, &m->errors, &m->v.shell);
    page_record_batch(&d->h, &m->v);
    return RC_OK;
}

static bool is_skipped(const struct record_skip *skip, size_t skips, int64_t id, const struct err **ret)
{
    for (size_t i = 0; i < skips; i++)
        if (skip[i].record_id == id) {
            *ret = &skip[i].why;
            return true;
        }
    return false;
}

static enum rc show_done(struct many *m, const struct record_skip *skip, size_t skips,
                         const struct act_receipt *receipt, struct err *err)
{
    struct door *d = m->d;
    struct batch_row *rows = ARENA_ARRAY(d->a, struct batch_row, m->ids + 1);
    struct batch_row *left = ARENA_ARRAY(d->a, struct batch_row, m->ids + 1);
    for (size_t i = 0; i < m->ids; i++) {
        const struct err *why = NULL;
        struct record *r;
        enum rc rc =
            record_load(d->db, d->a, d->app->procedures, d->who.actor.tenant_id, m->id[i], 0, &r, err);
        if (rc == RC_NOT_FOUND || (rc == RC_OK && !record_may_see(r, &d->who.actor)))
            continue;
        if (rc != RC_OK)
            return rc;
        if (is_skipped(skip, skips, m->id[i], &why)) {
            struct record_page page = {.w = m->w, .r = r, .p = r->procedure};
            int act = procedure_act_find(r->procedure, m->p->act[m->act].id);
            left[m->v.skips_n] = row_of(m, r);
            left[m->v.skips_n++].why = act < 0 ? web_error_text(d, why) : record_why(&page, act, why);
        } else {
            rows[m->v.rows_n++] = row_of(m, r);
        }
    }
    m->v.rows = rows;
    m->v.skips = left;
    m->v.is_done = true;
    m->v.receipt = (struct receipt_view){.number = arena_printf(d->a, "%" PRId64, receipt->seq),
                                         .at = web_instant(d, d->now_ms),
                                         .by = d->who.label};
    if (door_may_view(d, &view_entry, 0))
        m->v.receipt.url = arena_printf(d->a, "/ledger/%" PRId64, receipt->seq);
    web_frame(d, &m->v.shell, PLACE_REGISTERS, m->v.heading);
    page_record_batch(&d->h, &m->v);
    return RC_OK;
}

static enum rc submit(struct many *m, struct err *err)
{
    struct door *d = m->d;
    struct act_receipt receipt;
    struct record_skip *skip = ARENA_ARRAY(d->a, struct record_skip, m->ids + 1);
    size_t skips = 0;
    struct record_batch in = {.book = d->app->procedures,
                              .record_id = m->id,
                              .n = m->ids,
                              .act = m->p->act[m->act].id,
                              .ret_skip = skip,
                              .ret_skips = &skips};
    in.value = record_form_inputs(&m->form, &in.values);
    enum rc rc = door_act(d, &in, &receipt, err);
    if (rc == RC_OK)
        return show_done(m, skip, skips, &receipt, err);
    struct err why = *err;
    return web_refused(d, &m->errors, (struct str){0}, rc, &why) ? show(m, err) : rc;
}

enum rc handle_record_batch(struct door *d, struct err *err)
{
    struct many m;
    enum rc rc = load(d, &m, err);
    if (rc != RC_OK)
        return rc;
    head(&m, record_said(&m.w, m.p->act[m.act].title));
    if (m.ids == 0) {
        struct err none = {0};
        (void)web_refused(d, &m.errors, (struct str){0},
                          FAIL(&none, RC_INVALID, "record_batch.nothing_ticked", "no id"), &none);
        return show(&m, err);
    }
    if (http_form(d->q, STR("sure")).n == 0)
        return show(&m, err);
    rc = record_form_read(&m.form, &m.errors, err);
    if (rc != RC_OK)
        return rc;
    return m.errors.n ? show(&m, err) : submit(&m, err);
}
