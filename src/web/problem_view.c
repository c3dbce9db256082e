#include "web/problem_view.h"

#include <inttypes.h>

#include "base/url.h"

#define CAMPAIGNS_MOST 200

/* ---- the lines ---- */

static enum rc load_campaigns(struct problem_pages *b, struct err *err)
{
    struct door *d = b->w.d;
    const struct procedure *p;
    struct record_filter filter = {.procedure = CAMPAIGN_PROCEDURE, .page = 1, .per_page = CAMPAIGNS_MOST};
    struct str code = str_trim(http_query(d->q, STR("campaign")));
    enum rc rc = record_procedure(d, CAMPAIGN_PROCEDURE, 0, &p, err);
    if (rc == RC_OK)
        rc = record_list(d->db, d->a, d->who.actor.tenant_id, record_scope_of(p, &d->who.actor), &filter,
                         d->now_ms, &b->campaigns, err);
    for (size_t i = 0; rc == RC_OK && i < b->campaigns.n; i++)
        if (str_eq(b->campaigns.row[i].code, code))
            b->campaign = &b->campaigns.row[i];
    if (rc != RC_OK || code.n == 0 || b->campaign)
        return rc;
    (void)FAIL(err, RC_NOT_FOUND, "problem_board.no_such_campaign", "%.*s", STR_ARG(code));
    return err_arg(err, 0, code);
}

enum rc problem_pages_load(struct door *d, struct problem_pages *ret, struct err *err)
{
    *ret = (struct problem_pages){.campaign = NULL};
    enum rc rc = record_procedure(d, PROBLEM_PROCEDURE, 0, &ret->p, err);
    if (rc == RC_OK && !record_has_role(d, &ret->p->seen_by))
        rc = FAIL(err, RC_NOT_FOUND, "record_page.register_not_yours", "%.*s", STR_ARG(ret->p->id));
    if (rc == RC_OK)
        rc = record_words_load(d, &ret->w, err);
    if (rc == RC_OK)
        rc = load_campaigns(ret, err);
    if (rc == RC_OK)
        rc = problem_lines_load(d->db, d->a, d->who.actor.tenant_id, record_scope_of(ret->p, &d->who.actor),
                                ret->campaign ? ret->campaign->record_id : 0, d->now_ms, &ret->lines, err);
    return rc;
}

/* ---- addresses ---- */

static void put_part(struct buf *out, struct arena *a, const char *name, struct str value)
{
    if (value.n == 0)
        return;
    buf_putc(out, str_find_str(buf_str(out), STR("?")) < buf_str(out).n ? '&' : '?');
    buf_printf(out, "%s=", name);
    buf_put(out, url_part(a, value));
}

static void put_organ(struct buf *out, struct arena *a, const char *name, int64_t organ_id)
{
    if (organ_id)
        put_part(out, a, name, arena_printf(a, "%" PRId64, organ_id));
}

struct str problem_list_url(const struct problem_pages *b, const struct problem_pick *pick)
{
    struct arena *a = b->w.d->a;
    struct buf out CLEANUP(buf_release) = {0};
    buf_put(&out, STR("/problems/list"));
    put_part(&out, a, "campaign", b->campaign ? b->campaign->code : (struct str){0});
    put_part(&out, a, "show", problem_show_word(pick->show));
    put_part(&out, a, "state", pick->state);
    put_part(&out, a, "area", pick->area);
    put_organ(&out, a, "lead", pick->lead);
    put_organ(&out, a, "member", pick->member);
    put_organ(&out, a, "lagging", pick->lagging);
    return arena_str(a, buf_str(&out));
}

static int64_t organ_asked(const struct problem_pages *b, struct str name)
{
    int64_t organ_id = 0;
    struct str value = http_query(b->w.d->q, name);
    return value.n && !str_to_i64(value, &organ_id) ? -1 : organ_id;
}

struct problem_pick problem_pick_read(const struct problem_pages *b)
{
    const struct http_request *q = b->w.d->q;
    return (struct problem_pick){.show = problem_show_read(http_query(q, STR("show"))),
                                 .state = http_query(q, STR("state")),
                                 .area = http_query(q, STR("area")),
                                 .lead = organ_asked(b, STR("lead")),
                                 .member = organ_asked(b, STR("member")),
                                 .lagging = organ_asked(b, STR("lagging"))};
}

/* ---- words ---- */

struct str problem_show_title(const struct problem_pages *b, enum problem_show show)
{
    static const char *const KEY[PROBLEMS__COUNT] = {
        [PROBLEMS_ALL] = K("problem_board.all"),         [PROBLEMS_SOLVED] = K("problem_board.solved"),
        [PROBLEMS_OPEN] = K("problem_board.open"),       [PROBLEMS_OVERDUE] = K("problem_board.overdue"),
        [PROBLEMS_PLANNED] = K("problem_board.planned"), [PROBLEMS_UNPLANNED] = K("problem_board.unplanned"),
        [PROBLEMS_LAGGING] = K("problem_board.lagging"), [PROBLEMS_DROPPED] = K("problem_board.dropped")};
    return door_text(b->w.d, KEY[show]);
}

struct str problem_area_title(const struct problem_pages *b, struct str area)
{
    int field = procedure_field_find(b->p, STR("area"));
    for (size_t i = 0; field >= 0 && i < b->p->field[field].choices; i++)
        if (str_eq(b->p->field[field].choice[i].code, area))
            return record_said(&b->w, b->p->field[field].choice[i].title);
    return str_eq(area, PROBLEM_NO_AREA) ? TEXT(b->w.d, "problem_board.no_area") : area;
}

static void add_piece(struct buf *out, struct str piece)
{
    if (out->n && piece.n)
        buf_put(out, STR(" · "));
    buf_put(out, piece);
}

struct str problem_pick_title(const struct problem_pages *b, const struct problem_pick *pick)
{
    struct door *d = b->w.d;
    struct buf out CLEANUP(buf_release) = {0};
    int state = procedure_state_find(b->p, pick->state);
    add_piece(&out, state >= 0      ? record_said(&b->w, b->p->state[state].title)
                    : pick->state.n ? pick->state
                                    : problem_show_title(b, pick->show));
    if (b->campaign)
        add_piece(&out, b->campaign->title);
    if (pick->area.n)
        add_piece(&out, problem_area_title(b, pick->area));
    if (pick->lead)
        add_piece(&out, TEXT1(d, "problem_board.led_by", record_organ(&b->w, pick->lead)));
    if (pick->member)
        add_piece(&out, TEXT1(d, "problem_board.with_member", record_organ(&b->w, pick->member)));
    if (pick->lagging)
        add_piece(&out, TEXT1(d, "problem_board.with_lagging", record_organ(&b->w, pick->lagging)));
    return arena_str(d->a, buf_str(&out));
}

/* ---- tables ---- */

struct record_cell problem_count_cell(const struct problem_pages *b, struct str label,
                                      const struct problem_pick *pick)
{
    return (struct record_cell){.label = label,
                                .text = web_number(b->w.d, (int64_t)problem_count(&b->lines, pick)),
                                .url = problem_list_url(b, pick),
                                .is_number = true};
}

void problem_table_head(const struct problem_pages *b, struct problem_table_view *t,
                        const struct record_cell *cells, size_t n)
{
    struct record_cell *head = ARENA_ARRAY(b->w.d->a, struct record_cell, n + 1);
    for (size_t i = 0; i < n; i++)
        head[i] = (struct record_cell){.text = cells[i].label, .is_number = cells[i].is_number};
    t->head = (struct register_line){.cells = head, .cells_n = n};
}

struct listing problem_table_listing(struct door *d, struct str name, const struct problem_table_view *t)
{
    struct listing l = listing_of(d, name, t->title);
    l.is_wide = true;
    for (size_t i = 0; i < t->head.cells_n; i++) {
        if (t->head.cells[i].is_number)
            listing_number(&l, t->head.cells[i].text, 12);
        else
            listing_column(&l, t->head.cells[i].text, 24);
    }
    for (size_t i = 0; i < t->rows_n; i++)
        for (size_t k = 0; k < t->rows[i].cells_n; k++) {
            const struct record_cell *c = &t->rows[i].cells[k];
            listing_cell(&l, c->has_light ? c->light.word : c->text);
        }
    return l;
}
