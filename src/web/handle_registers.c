/* The registers and the list of one: filters in the address, most urgent first. Its columns and filters are
 * those that the procedure names; what is shown is what goes into the file, too. */
#include <inttypes.h>

#include "web/listing.h"
#include "web/register_asked.h"

/* ---- all of them ---- */

static struct str number(struct door *d, int64_t n) { return web_number(d, n); }

static enum rc count(struct record_words *w, const struct procedure *p, int open, struct record_rows *ret,
                     struct err *err)
{
    struct door *d = w->d;
    struct record_filter filter = {.procedure = p->id, .open = open, .page = 1, .per_page = 1};
    return record_list(d->db, d->a, d->who.actor.tenant_id, record_scope_of(p, &d->who.actor), &filter,
                       d->now_ms, ret, err);
}

static enum rc fill_register(struct record_words *w, const struct procedure *p, struct register_row *row,
                             struct err *err)
{
    struct record_rows open, all;
    enum rc rc = count(w, p, 1, &open, err);
    if (rc == RC_OK)
        rc = count(w, p, 0, &all, err);
    if (rc != RC_OK)
        return rc;
    *row = (struct register_row){.url = register_url(w, p->id),
                                 .title = record_said(w, p->title),
                                 .id = p->id,
                                 .basis = p->basis,
                                 .open = number(w->d, open.total),
                                 .red = number(w->d, open.by_light[LIGHT_RED]),
                                 .yellow = number(w->d, open.by_light[LIGHT_YELLOW]),
                                 .total = number(w->d, all.total),
                                 .reds = open.by_light[LIGHT_RED],
                                 .opens = open.total,
                                 .has_red = open.by_light[LIGHT_RED] > 0};
    row->red_url = arena_printf(w->d->a, "%.*s?light=red", STR_ARG(row->url));
    row->about_url = arena_printf(w->d->a, "%.*s/about", STR_ARG(row->url));
    return RC_OK;
}

/* What is overdue comes first, then what is open. */
static void sort_registers(struct register_row *rows, size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k > 0; k--) {
            struct register_row *a = &rows[k - 1], *b = &rows[k];
            bool is_right = a->reds > b->reds || (a->reds == b->reds && a->opens >= b->opens);
            if (is_right)
                break;
            struct register_row swap = *a;
            *a = *b;
            *b = swap;
        }
}

static enum rc export_registers(struct door *d, const struct registers_view *v, struct err *err)
{
    struct listing l = listing_of(d, STR("registers"), TEXT(d, "registers.title"));
    listing_column(&l, TEXT(d, "registers.register"), 32);
    listing_number(&l, TEXT(d, "registers.open"), 10);
    listing_number(&l, TEXT(d, "registers.red"), 10);
    listing_number(&l, TEXT(d, "registers.yellow"), 10);
    listing_number(&l, TEXT(d, "registers.total"), 10);
    for (size_t i = 0; i < v->rows_n; i++) {
        const struct register_row *r = &v->rows[i];
        const struct str cell[] = {r->title, r->open, r->red, r->yellow, r->total};
        for (size_t k = 0; k < COUNT_OF(cell); k++)
            listing_cell(&l, cell[k]);
    }
    return listing_reply(&l, err);
}

enum rc handle_registers(struct door *d, struct err *err)
{
    struct registers_view v = {.rows_n = 0};
    struct procedure_versions all;
    struct record_words w;
    enum rc rc = record_words_load(d, &w, err);
    if (rc == RC_OK)
        rc = procedure_list(d->app->procedures, d->db, d->a, &all, err);
    if (rc != RC_OK)
        return rc;
    struct register_row *rows = ARENA_ARRAY(d->a, struct register_row, all.n + 1);
    for (size_t i = 0; i < all.n && rc == RC_OK; i++)
        if (record_has_role(d, &all.row[i].procedure->seen_by))
            rc = fill_register(&w, all.row[i].procedure, &rows[v.rows_n++], err);
    if (rc != RC_OK)
        return rc;
    sort_registers(rows, v.rows_n);
    v.rows = rows;
    web_frame(d, &v.shell, PLACE_REGISTERS, TEXT(d, "registers.title"));
    if (listing_is_asked(d))
        return export_registers(d, &v, err);
    page_registers(&d->h, &v);
    return RC_OK;
}

/* ---- the list of one ---- */

static bool is_name(const struct register_asked *a, const struct procedure_column *c)
{
    return c->kind == COLUMN_FIELD && c->field == a->p->name;
}

static bool has_name(const struct register_asked *a)
{
    for (size_t i = 0; i < a->p->list.columns; i++)
        if (is_name(a, &a->p->list.column[i]))
            return true;
    return false;
}

static struct str column_title(struct register_asked *a, const struct procedure_column *c)
{
    struct door *d = a->w.d;
    switch (c->kind) {
    case COLUMN_CODE:
        return TEXT(d, "record_page.code");
    case COLUMN_STATE:
        return TEXT(d, "record_page.state");
    case COLUMN_OPENED:
        return TEXT(d, "record_page.opened_head");
    case COLUMN_FIELD:
        break;
    }
    return record_said(&a->w, a->p->field[c->field].title);
}

static struct str state_title(struct register_asked *a, struct str id)
{
    int state = procedure_state_find(a->p, id);
    return state >= 0 ? record_said(&a->w, a->p->state[state].title) : id;
}

/* A value in one cell: its pieces in a row. */
static enum rc field_cell(struct register_asked *a, const struct record_line *line, int field,
                          struct record_cell *cell, struct err *err)
{
    struct door *d = a->w.d;
    struct record_value value;
    struct value_line shown;
    enum rc rc =
        record_value_now(d->db, d->a, d->who.actor.tenant_id, line->record_id, a->p, field, &value, err);
    if (rc == RC_OK)
        rc = record_value_line(&a->w, a->p, &value, &shown, err);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < shown.pieces_n; i++)
        cell->text = cell->text.n ? TEXT2(d, "record_page.and", cell->text, shown.pieces[i].text)
                                  : shown.pieces[i].text;
    if (shown.pieces_n == 1 && a->p->field[field].kind == FIELD_LINK)
        cell->url = shown.pieces[0].url;
    if (value.is_masked)
        cell->text = TEXT(d, "record_page.masked");
    else if (shown.unit.n && cell->text.n)
        cell->text = arena_printf(d->a, "%.*s%.*s", STR_ARG(cell->text), STR_ARG(shown.unit));
    return RC_OK;
}

static enum rc cell_of(struct register_asked *a, const struct record_line *line,
                       const struct procedure_column *c, struct record_cell *cell, struct err *err)
{
    *cell = (struct record_cell){.label = column_title(a, c)};
    switch (c->kind) {
    case COLUMN_CODE:
        cell->text = line->code;
        cell->is_head = !has_name(a);
        break;
    case COLUMN_STATE:
        cell->text = state_title(a, line->state);
        break;
    case COLUMN_OPENED:
        cell->text = web_day(a->w.d, date_day_of(line->opened_ms));
        break;
    case COLUMN_FIELD:
        if (c->field == a->p->name) {
            cell->text = line->title;
            cell->is_head = true;
        } else if (c->field == a->p->lead) {
            cell->text = record_organ(&a->w, line->lead_id);
        } else {
            cell->is_number = a->p->field[c->field].kind == FIELD_NUMBER;
            return field_cell(a, line, c->field, cell, err);
        }
    }
    if (cell->is_head)
        cell->url = record_url(&a->w, line->record_id);
    return RC_OK;
}

static struct record_cell due_cell(struct register_asked *a, const struct record_line *line)
{
    struct record_cell cell = {.label = record_said(&a->w, a->p->clock[a->p->light].title)};
    if (line->due_ms == 0 || line->closed_ms)
        return cell;
    cell.text = record_moment(&a->w, line->due_ms);
    cell.note = record_left_of_day(&a->w, date_day_of(line->due_ms));
    return cell;
}

/* Is the field of this column the end of the clock that is shown at the end anyway? */
static bool is_due(const struct register_asked *a, const struct procedure_column *c)
{
    return a->p->light >= 0 && c->kind == COLUMN_FIELD && c->field == a->p->clock[a->p->light].until;
}

static enum rc fill_rows(struct register_asked *a, const struct record_rows *rows, struct err *err)
{
    const struct procedure_list *list = &a->p->list;
    struct arena *m = a->w.d->a;
    struct register_line *line = ARENA_ARRAY(m, struct register_line, rows->n + 1);
    enum rc rc = RC_OK;
    for (size_t i = 0; i < rows->n; i++) {
        const struct record_line *r = &rows->row[i];
        struct record_cell *cell = ARENA_ARRAY(m, struct record_cell, list->columns + 2);
        size_t n = 0;
        if (a->p->light >= 0)
            cell[n++] = (struct record_cell){.label = TEXT(a->w.d, "record_page.light"),
                                             .has_light = true,
                                             .light = record_light(&a->w, r->light, r->closed_ms != 0)};
        for (size_t k = 0; k < list->columns && rc == RC_OK; k++)
            if (!is_due(a, &list->column[k]))
                rc = cell_of(a, r, &list->column[k], &cell[n++], err);
        if (rc != RC_OK)
            return rc;
        if (a->p->light >= 0)
            cell[n++] = due_cell(a, r);
        line[i] = (struct register_line){
            .id = arena_printf(m, "%" PRId64, r->record_id), .code = r->code, .cells = cell, .cells_n = n};
    }
    a->v.rows = line;
    a->v.rows_n = rows->n;
    return RC_OK;
}

static void fill_head(struct register_asked *a)
{
    const struct procedure_list *list = &a->p->list;
    struct record_cell *cell = ARENA_ARRAY(a->w.d->a, struct record_cell, list->columns + 2);
    size_t n = 0;
    if (a->p->light >= 0)
        cell[n++] = (struct record_cell){.text = TEXT(a->w.d, "record_page.light")};
    for (size_t i = 0; i < list->columns; i++) {
        const struct procedure_column *c = &list->column[i];
        if (is_due(a, c))
            continue;
        cell[n++] = (struct record_cell){.text = column_title(a, c),
                                         .is_number = c->kind == COLUMN_FIELD &&
                                                      a->p->field[c->field].kind == FIELD_NUMBER};
    }
    if (a->p->light >= 0)
        cell[n++] = (struct record_cell){.text = record_said(&a->w, a->p->clock[a->p->light].title)};
    a->v.head = (struct register_line){.cells = cell, .cells_n = n};
}

/* ---- as a file ---- */

static enum rc export_register(struct register_asked *a, int64_t total, struct err *err)
{
    struct door *d = a->w.d;
    struct listing l = listing_of(d, STR("register"), a->v.title);
    struct str said[] = {a->filter.words, state_title(a, a->filter.state), a->lead};
    l.total = (size_t)total;
    l.is_wide = true;
    for (size_t i = 0; i < COUNT_OF(said); i++)
        if (said[i].n)
            listing_remark(&l, TEXT1(d, "register.filtered", said[i]));
    listing_column(&l, TEXT(d, "record_page.code"), 16);
    for (size_t i = 0; i < a->v.head.cells_n; i++) {
        const struct record_cell *c = &a->v.head.cells[i];
        if (c->is_number)
            listing_number(&l, c->text, 10);
        else
            listing_column(&l, c->text, 20);
    }
    listing_column(&l, TEXT(d, "record_page.left_head"), 18);
    for (size_t i = 0; i < a->v.rows_n; i++) {
        struct str note = {0};
        listing_cell(&l, a->v.rows[i].code);
        for (size_t k = 0; k < a->v.rows[i].cells_n; k++) {
            const struct record_cell *c = &a->v.rows[i].cells[k];
            listing_cell(&l, c->has_light ? c->light.word : c->text);
            note = c->note;
        }
        listing_cell(&l, note);
    }
    return listing_reply(&l, err);
}

enum rc handle_register(struct door *d, struct err *err)
{
    struct register_asked a;
    struct record_rows rows;
    struct str id = door_param(d, STR("procedure"));
    struct str url = arena_printf(d->a, "/registers/%.*s", STR_ARG(id));
    enum rc rc = register_ask(d, id, url, false, &a, err);
    if (rc != RC_OK)
        return rc;
    struct record_filter filter = a.filter;
    filter.per_page = listing_rows_most(d, a.filter.per_page);
    filter.page = listing_is_asked(d) ? 1 : filter.page;
    rc = record_list(d->db, d->a, d->who.actor.tenant_id, record_scope_of(a.p, &d->who.actor), &filter,
                     d->now_ms, &rows, err);
    if (rc == RC_OK)
        rc = register_asked_lamps(&a, &rows, err);
    if (rc == RC_OK)
        rc = fill_rows(&a, &rows, err);
    if (rc != RC_OK)
        return rc;
    a.v.title = record_said(&a.w, a.p->title);
    a.v.lead = a.p->basis.n ? TEXT1(d, "register.basis", a.p->basis) : (struct str){0};
    a.v.about_url = arena_printf(d->a, "%.*s/about", STR_ARG(url));
    a.v.batch_url = arena_printf(d->a, "%.*s/batch", STR_ARG(url));
    a.v.none = register_asked_any(&a) ? TEXT(d, "register.none_found") : TEXT(d, "register.none");
    fill_head(&a);
    web_frame(d, &a.v.shell, PLACE_REGISTERS, a.v.title);
    if (listing_is_asked(d))
        return export_register(&a, rows.total, err);
    register_asked_filters(&a);
    register_asked_acts(&a);
    register_asked_pages(&a, rows.total);
    page_register(&d->h, &a.v);
    return RC_OK;
}
