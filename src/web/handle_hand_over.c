/* /organs/{organ}/hand-over: open matters of a unit go to another one. Those that the person does not see are
 * neither listed nor moved, so what moves is named one by one. */
#include <inttypes.h>

#include "web/record_words.h"
#include "web/views/hand_over.h"

#define HAND_OVER_MOST 500 /* at once */

struct handing {
    struct record_words w;
    struct procedure_versions all;
    int64_t from, to;
    int64_t *id; /* that were ticked, and are open, of that unit and seen */
    size_t ids;
    struct hand_over_row *row; /* all that could be */
    size_t rows;
    struct web_errors errors;
    struct hand_over_view v;
};

static const struct procedure *procedure_of(const struct handing *h, const struct record_line *r)
{
    for (size_t i = 0; i < h->all.n; i++)
        if (str_eq(h->all.row[i].procedure->id, r->procedure))
            return h->all.row[i].procedure;
    return NULL;
}

static bool is_ticked(const struct door *d, int64_t record_id)
{
    for (size_t i = 0; i < d->q->forms; i++) {
        int64_t id;
        if (str_eq(d->q->form[i].name, STR("id")) && str_to_i64(d->q->form[i].value, &id) && id == record_id)
            return true;
    }
    return false;
}

static void add(struct handing *h, const struct record_line *r, const struct procedure *p, bool is_all)
{
    struct door *d = h->w.d;
    int state = procedure_state_find(p, r->state);
    bool is_chosen = is_all || is_ticked(d, r->record_id);
    h->row[h->rows++] =
        (struct hand_over_row){.id = arena_printf(d->a, "%" PRId64, r->record_id),
                               .url = record_url(&h->w, r->record_id),
                               .code = r->code,
                               .title = r->title,
                               .register_title = record_said(&h->w, p->title),
                               .state = state >= 0 ? record_said(&h->w, p->state[state].title) : r->state,
                               .is_chosen = is_chosen};
    if (is_chosen)
        h->id[h->ids++] = r->record_id;
}

static enum rc list_open(struct handing *h, struct err *err)
{
    struct door *d = h->w.d;
    struct record_filter filter = {.open = 1, .lead = h->from, .page = 1, .per_page = HAND_OVER_MOST};
    struct record_scope everything = {.is_all = true}; /* each is asked of its own procedure below */
    struct record_rows rows;
    bool is_all = http_form(d->q, STR("all")).n > 0;
    enum rc rc = record_list(d->db, d->a, d->who.actor.tenant_id, everything, &filter, d->now_ms, &rows, err);
    if (rc != RC_OK)
        return rc;
    h->row = ARENA_ARRAY(d->a, struct hand_over_row, rows.n + 1);
    h->id = ARENA_ARRAY(d->a, int64_t, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        const struct procedure *p = procedure_of(h, &rows.row[i]);
        if (p && p->lead >= 0 && record_scope_of(p, &d->who.actor).is_all)
            add(h, &rows.row[i], p, is_all);
    }
    if (rows.total > HAND_OVER_MOST)
        h->v.more = TEXT1(d, "hand_over.more", web_number(d, HAND_OVER_MOST));
    return RC_OK;
}

static void fill_organs(struct handing *h)
{
    struct door *d = h->w.d;
    struct option *o = ARENA_ARRAY(d->a, struct option, h->w.organs.n + 1);
    size_t n = 0;
    o[n++] = (struct option){.label = TEXT(d, "hand_over.to_choose")};
    for (size_t i = 0; i < h->w.organs.n; i++)
        if (h->w.organs.organ[i].organ_id != h->from)
            o[n++] = (struct option){arena_printf(d->a, "%" PRId64, h->w.organs.organ[i].organ_id),
                                     h->w.organs.organ[i].name};
    h->v.organs = o;
    h->v.organs_n = n;
}

static enum rc load(struct door *d, struct handing *h, struct err *err)
{
    *h = (struct handing){.from = d->target.organ_id};
    struct organ_detail organ;
    enum rc rc = record_words_load(d, &h->w, err);
    if (rc == RC_OK)
        rc = organ_detail_load(d->db, d->a, kernel_ledger(d->app->kernel), d->who.actor.tenant_id, h->from,
                               d->day, &organ, err);
    if (rc == RC_OK)
        rc = procedure_list(d->app->procedures, d->db, d->a, &h->all, err);
    if (rc == RC_OK)
        rc = list_open(h, err);
    if (rc != RC_OK)
        return rc;
    fill_organs(h);
    h->v.organ = organ.organ.name;
    h->v.organ_url = arena_printf(d->a, "/organs/%" PRId64, h->from);
    h->v.url = arena_printf(d->a, "/organs/%" PRId64 "/hand-over", h->from);
    h->v.reason.value = str_trim(http_form(d->q, STR("reason")));
    h->v.to.value = http_form(d->q, STR("to"));
    const struct organ *to = str_to_i64(h->v.to.value, &h->to) ? organ_by_id(&h->w.organs, h->to) : NULL;
    if (to && h->to != h->from)
        h->v.to_name = to->name;
    return RC_OK;
}

static enum rc show(struct handing *h, enum hand_over_step step)
{
    struct door *d = h->w.d;
    struct hand_over_row *row = ARENA_ARRAY(d->a, struct hand_over_row, h->rows + 1);
    h->v.step = step;
    for (size_t i = 0; i < h->rows; i++)
        if (step == HAND_OVER_CHOOSE || h->row[i].is_chosen)
            row[h->v.rows_n++] = h->row[i];
    h->v.rows = row;
    web_frame(d, &h->v.shell, PLACE_ORGANS, TEXT1(d, "hand_over.heading", h->v.organ));
    h->v.errors = web_errors_view(d, &h->errors, &h->v.shell);
    page_hand_over(&d->h, &h->v);
    return RC_OK;
}

enum rc handle_handing_over(struct door *d, struct err *err)
{
    struct handing h;
    enum rc rc = load(d, &h, err);
    return rc == RC_OK ? show(&h, HAND_OVER_CHOOSE) : rc;
}

#define WRONG(h, field, key)                                                                                 \
    do {                                                                                                     \
        struct err why_ = {0};                                                                               \
        (void)web_refused((h)->w.d, &(h)->errors, STR(field), FAIL(&why_, RC_INVALID, key, "form"), &why_);  \
    } while (0)

static void look_at_form(struct handing *h)
{
    if (h->ids == 0)
        WRONG(h, "", "hand_over.nothing_ticked");
    if (h->v.to_name.n == 0) {
        WRONG(h, "to", "hand_over.to_missing");
        h->v.to.error = TEXT(h->w.d, "hand_over.to_missing");
    }
    if (h->v.reason.value.n == 0) {
        WRONG(h, "reason", "record.hand_over_reason");
        h->v.reason.error = TEXT(h->w.d, "record.hand_over_reason");
    }
}

enum rc handle_record_hand_over(struct door *d, struct err *err)
{
    struct handing h;
    struct act_receipt receipt;
    enum rc rc = load(d, &h, err);
    if (rc != RC_OK)
        return rc;
    look_at_form(&h);
    if (h.errors.n)
        return show(&h, HAND_OVER_CHOOSE);
    if (http_form(d->q, STR("sure")).n == 0)
        return show(&h, HAND_OVER_CHECK);
    struct record_hand_over in = {.book = d->app->procedures,
                                  .from_organ = h.from,
                                  .to_organ = h.to,
                                  .record_id = h.id,
                                  .n = h.ids,
                                  .reason = h.v.reason.value};
    rc = door_act(d, &in, &receipt, err);
    if (rc != RC_OK)
        return web_refused(d, &h.errors, (struct str){0}, rc, err) ? show(&h, HAND_OVER_CHOOSE) : rc;
    h.v.receipt = (struct receipt_view){.number = arena_printf(d->a, "%" PRId64, receipt.seq),
                                        .at = web_instant(d, d->now_ms),
                                        .by = d->who.label};
    if (door_may_view(d, &view_entry, 0))
        h.v.receipt.url = arena_printf(d->a, "/ledger/%" PRId64, receipt.seq);
    return show(&h, HAND_OVER_DONE);
}
