/* The registers and the list of one: filters in the address, most urgent first. Its columns and filters are
 * those that the procedure names; what is shown is what goes into the file, too. */
#include <inttypes.h>

#include "calendar/every.h"
#include "domain/minutes_book.h"
#include "web/calendar_page.h"
#include "web/listing.h"
#include "web/record_form.h"
#include "web/register_picks.h"
#include "web/views/confirm.h"

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

struct asked {
    struct record_words w;
    const struct procedure *p;
    struct record_filter filter;
    struct register_picks picks;
    struct str light, due, lead, per;
    struct register_view v;
};

static const struct {
    struct str word;
    enum light light;
    const char *text;
    enum lamp lamp;
} LAMPS[] = {{STR_INIT("red"), LIGHT_RED, K("light.red"), LAMP_RED},
             {STR_INIT("yellow"), LIGHT_YELLOW, K("light.yellow"), LAMP_YELLOW},
             {STR_INIT("green"), LIGHT_GREEN, K("light.green"), LAMP_GREEN}};

/* The address of the list with one thing of its query changed; value n = 0: without it. The page is the
 * first. */
static struct str url_with(struct asked *a, struct str name, struct str value)
{
    const struct str have[][2] = {{STR("q"), a->filter.words}, {STR("state"), a->filter.state},
                                  {STR("lead"), a->lead},      {STR("due"), a->due},
                                  {STR("light"), a->light},    {STR("per"), a->per}};
    struct door *d = a->w.d;
    struct buf b CLEANUP(buf_release) = {0};
    buf_put(&b, a->v.url);
    for (size_t i = 0; i < COUNT_OF(have) + a->picks.n; i++) {
        bool is_pick = i >= COUNT_OF(have);
        struct str key = is_pick ? a->picks.field[i - COUNT_OF(have)] : have[i][0];
        struct str was = is_pick ? a->picks.value[i - COUNT_OF(have)] : have[i][1];
        struct str is = str_eq(key, name) ? value : was;
        if (is.n == 0)
            continue;
        buf_putc(&b, str_find_str(buf_str(&b), STR("?")) < buf_str(&b).n ? '&' : '?');
        buf_put(&b, key);
        buf_putc(&b, '=');
        buf_put(&b, calendar_url_part(d, is));
    }
    return arena_str(d->a, buf_str(&b));
}

static void ask_due(struct asked *a, int64_t today)
{
    static const struct {
        struct str word;
        enum every every;
    } SPAN[] = {{STR_INIT("week"), EVERY_WEEK},
                {STR_INIT("month"), EVERY_MONTH},
                {STR_INIT("quarter"), EVERY_QUARTER}};
    for (size_t i = 0; i < COUNT_OF(SPAN); i++)
        if (str_eq(a->due, SPAN[i].word)) {
            struct stretch s = every_of(SPAN[i].every, today);
            a->filter.due_from = s.first;
            a->filter.due_to = s.last;
        }
}

static enum rc ask(struct door *d, struct asked *a, struct err *err)
{
    int64_t per = 20, lead = 0;
    *a = (struct asked){.light = http_query(d->q, STR("light")),
                        .due = http_query(d->q, STR("due")),
                        .lead = http_query(d->q, STR("lead")),
                        .per = http_query(d->q, STR("per"))};
    enum rc rc = record_procedure(d, door_param(d, STR("procedure")), 0, &a->p, err);
    if (rc == RC_OK && !record_has_role(d, &a->p->seen_by))
        rc = FAIL(err, RC_NOT_FOUND, "record_page.register_not_yours", "%.*s", STR_ARG(a->p->id));
    if (rc == RC_OK)
        rc = record_words_load(d, &a->w, err);
    if (rc != RC_OK)
        return rc;
    if (!str_to_i64(a->per, &per) || (per != 20 && per != 50 && per != 100))
        per = 20;
    a->v.url = register_url(&a->w, a->p->id);
    bool is_closed = str_eq(a->light, STR("done"));
    a->filter = (struct record_filter){.procedure = a->p->id,
                                       .state = http_query(d->q, STR("state")),
                                       .words = str_trim(http_query(d->q, STR("q"))),
                                       .open = is_closed ? -1 : 1,
                                       .page = web_page_asked(d),
                                       .per_page = per};
    if (a->filter.state.n) {
        int state = procedure_state_find(a->p, a->filter.state);
        a->filter.open = state >= 0 && a->p->state[state].is_closed ? -1 : 1;
    }
    const struct organ *organ = organ_by_name(&a->w.organs, a->lead);
    a->filter.lead = organ ? organ->organ_id : str_to_i64(a->lead, &lead) ? lead : 0;
    for (size_t i = 0; i < COUNT_OF(LAMPS); i++)
        if (str_eq(a->light, LAMPS[i].word))
            a->filter.light = LAMPS[i].light;
    ask_due(a, d->day);
    rc = register_picks_read(&a->w, a->p, &a->picks, err);
    a->filter.pick = a->picks.pick;
    a->filter.picks = a->picks.n;
    return rc;
}

/* ---- filters ---- */

static void add_option(struct field_option *o, size_t *n, struct str value, struct str label,
                       struct str chosen)
{
    o[*n] = (struct field_option){.value = value, .label = label, .is_chosen = str_eq(value, chosen)};
    *n += 1;
}

static void put_options(struct asked *a, struct record_field_view *f, const struct field_option *o, size_t n)
{
    struct field_group *g = ARENA_NEW(a->w.d->a, struct field_group);
    *g = (struct field_group){.options = o, .options_n = n};
    f->groups = g;
    f->groups_n = 1;
}

static void state_filter(struct asked *a, struct record_field_view *f)
{
    const struct procedure *p = a->p;
    struct field_option *o = ARENA_ARRAY(a->w.d->a, struct field_option, p->states + 1);
    size_t n = 0;
    for (size_t i = 0; i < p->states; i++)
        add_option(o, &n, p->state[i].id, record_said(&a->w, p->state[i].title), a->filter.state);
    *f = (struct record_field_view){
        .look = ASK_SELECT, .id = STR("state"), .label = TEXT(a->w.d, "record_page.state")};
    put_options(a, f, o, n);
}

static void due_filter(struct asked *a, struct record_field_view *f, struct str label)
{
    struct door *d = a->w.d;
    struct field_option *o = ARENA_ARRAY(d->a, struct field_option, 3);
    size_t n = 0;
    add_option(o, &n, STR("week"), TEXT(d, "register.due_week"), a->due);
    add_option(o, &n, STR("month"), TEXT(d, "register.due_month"), a->due);
    add_option(o, &n, STR("quarter"), TEXT(d, "register.due_quarter"), a->due);
    *f = (struct record_field_view){.look = ASK_SELECT, .id = STR("due"), .label = label};
    put_options(a, f, o, n);
}

/* Of the filters that the file names those that a list of records can answer. */
static void fill_filters(struct asked *a)
{
    const struct procedure *p = a->p;
    struct record_field_view *f = ARENA_ARRAY(a->w.d->a, struct record_field_view, p->list.filters + 1);
    size_t n = 0;
    for (size_t i = 0; i < p->list.filters; i++) {
        const struct procedure_column *c = &p->list.filter[i];
        if (c->kind == COLUMN_STATE) {
            state_filter(a, &f[n++]);
        } else if (c->kind == COLUMN_FIELD && c->field == p->lead) {
            f[n] = (struct record_field_view){
                .look = ASK_SELECT, .id = STR("lead"), .label = record_said(&a->w, p->field[p->lead].title)};
            f[n].groups = record_organ_groups(&a->w, a->lead, &f[n].groups_n);
            n++;
        } else if (p->light >= 0 && c->kind == COLUMN_FIELD && c->field == p->clock[p->light].until) {
            due_filter(a, &f[n++], record_said(&a->w, p->field[c->field].title));
        } else if (c->kind == COLUMN_FIELD) {
            n += register_pick_view(&a->w, p, c->field, &a->picks, &f[n]);
        }
    }
    a->v.filters = f;
    a->v.filters_n = n;
    a->v.words = a->filter.words;
    struct confirm_field *kept = ARENA_ARRAY(a->w.d->a, struct confirm_field, 2);
    if (a->light.n)
        kept[a->v.kept_n++] = (struct confirm_field){STR("light"), a->light};
    if (a->per.n)
        kept[a->v.kept_n++] = (struct confirm_field){STR("per"), a->per};
    a->v.kept = kept;
}

static enum rc fill_lamps(struct asked *a, const struct record_rows *rows, struct err *err)
{
    struct door *d = a->w.d;
    struct field_lamp_tab *tab = ARENA_ARRAY(d->a, struct field_lamp_tab, COUNT_OF(LAMPS) + 2);
    struct record_filter other = a->filter;
    struct record_rows closed;
    size_t n = 0;
    int64_t open = 0;
    bool is_closed = a->filter.open < 0;
    other.open = is_closed ? 1 : -1;
    other.light = LIGHT_NONE;
    other.state = (struct str){0};
    other.page = other.per_page = 1;
    enum rc rc = record_list(d->db, d->a, d->who.actor.tenant_id, record_scope_of(a->p, &d->who.actor),
                             &other, d->now_ms, &closed, err);
    if (rc != RC_OK)
        return rc;
    const struct record_rows *of_open = is_closed ? &closed : rows;
    for (size_t i = 0; i < COUNT_OF(of_open->by_light); i++)
        open += of_open->by_light[i];
    tab[n++] = (struct field_lamp_tab){.light = {LAMP_NONE, TEXT(d, "register.all_open")},
                                       .count = number(d, open),
                                       .url = url_with(a, STR("light"), (struct str){0}),
                                       .is_here = a->light.n == 0};
    for (size_t i = 0; i < COUNT_OF(LAMPS); i++)
        tab[n++] = (struct field_lamp_tab){.light = {LAMPS[i].lamp, door_text(d, LAMPS[i].text)},
                                           .count = number(d, of_open->by_light[LAMPS[i].light]),
                                           .url = url_with(a, STR("light"), LAMPS[i].word),
                                           .is_here = str_eq(a->light, LAMPS[i].word)};
    tab[n++] = (struct field_lamp_tab){.light = {LAMP_DONE, TEXT(d, "light.done")},
                                       .count = number(d, is_closed ? rows->total : closed.total),
                                       .url = url_with(a, STR("light"), STR("done")),
                                       .is_here = str_eq(a->light, STR("done"))};
    a->v.lamps = tab;
    a->v.lamps_n = n;
    return RC_OK;
}

/* ---- rows ---- */

static bool is_name(const struct asked *a, const struct procedure_column *c)
{
    return c->kind == COLUMN_FIELD && c->field == a->p->name;
}

static bool has_name(const struct asked *a)
{
    for (size_t i = 0; i < a->p->list.columns; i++)
        if (is_name(a, &a->p->list.column[i]))
            return true;
    return false;
}

static struct str column_title(struct asked *a, const struct procedure_column *c)
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

static struct str state_title(struct asked *a, struct str id)
{
    int state = procedure_state_find(a->p, id);
    return state >= 0 ? record_said(&a->w, a->p->state[state].title) : id;
}

/* A value in one cell: its pieces in a row. */
static enum rc field_cell(struct asked *a, const struct record_line *line, int field,
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

static enum rc cell_of(struct asked *a, const struct record_line *line, const struct procedure_column *c,
                       struct record_cell *cell, struct err *err)
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

static struct record_cell due_cell(struct asked *a, const struct record_line *line)
{
    struct record_cell cell = {.label = record_said(&a->w, a->p->clock[a->p->light].title)};
    if (line->due_ms == 0 || line->closed_ms)
        return cell;
    cell.text = record_moment(&a->w, line->due_ms);
    cell.note = record_left_of_day(&a->w, date_day_of(line->due_ms));
    return cell;
}

/* Is the field of this column the end of the clock that is shown at the end anyway? */
static bool is_due(const struct asked *a, const struct procedure_column *c)
{
    return a->p->light >= 0 && c->kind == COLUMN_FIELD && c->field == a->p->clock[a->p->light].until;
}

static enum rc fill_rows(struct asked *a, const struct record_rows *rows, struct err *err)
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

static void fill_head(struct asked *a)
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

/* ---- what can be done ---- */

static void fill_acts(struct asked *a)
{
    struct door *d = a->w.d;
    const struct procedure *p = a->p;
    struct tab *opens = ARENA_ARRAY(d->a, struct tab, p->acts + 2);
    struct option *batch = ARENA_ARRAY(d->a, struct option, p->acts + 1);
    for (size_t i = 0; i < p->acts; i++) {
        const struct procedure_act *act = &p->act[i];
        struct str title = record_said(&a->w, act->title);
        if (!record_has_role(d, &act->by))
            continue;
        if (act->is_opening && door_may_act(d, &act_record_open, 0)) {
            opens[a->v.opens_n] = (struct tab){
                .label = title,
                .url = arena_printf(d->a, "%.*s/new?act=%.*s", STR_ARG(a->v.url), STR_ARG(act->id)),
                .is_here = a->v.opens_n == 0};
            a->v.opens_n++;
        }
        if (act->is_batch && a->filter.open > 0 && door_may_act(d, &act_record_batch, 0))
            batch[a->v.batch_n++] = (struct option){act->id, title};
    }
    if (str_eq(p->id, MINUTES_PROCEDURE) && door_may_view(d, &view_minutes_new, 0))
        opens[a->v.opens_n++] = (struct tab){TEXT(d, "minutes.title"), STR("/minutes/new"), false};
    a->v.opens = opens;
    a->v.batch = batch;
}

static void fill_pages(struct asked *a, int64_t total)
{
    static const struct str SIZE[] = {STR_INIT("20"), STR_INIT("50"), STR_INIT("100")};
    struct door *d = a->w.d;
    struct tab *sizes = ARENA_ARRAY(d->a, struct tab, COUNT_OF(SIZE));
    for (size_t i = 0; i < COUNT_OF(SIZE); i++) {
        int64_t size = 0;
        bool is_size = str_to_i64(SIZE[i], &size) && size == a->filter.per_page;
        sizes[i] = (struct tab){SIZE[i], url_with(a, STR("per"), SIZE[i]), is_size};
    }
    a->v.sizes = sizes;
    a->v.sizes_n = COUNT_OF(SIZE);
    a->v.pager = web_pager(d, url_with(a, (struct str){0}, (struct str){0}), total, a->filter.per_page,
                           a->filter.page);
}

/* ---- as a file ---- */

static enum rc export_register(struct asked *a, int64_t total, struct err *err)
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
    struct asked a;
    struct record_rows rows;
    enum rc rc = ask(d, &a, err);
    if (rc != RC_OK)
        return rc;
    struct record_filter filter = a.filter;
    filter.per_page = listing_rows_most(d, a.filter.per_page);
    filter.page = listing_is_asked(d) ? 1 : filter.page;
    rc = record_list(d->db, d->a, d->who.actor.tenant_id, record_scope_of(a.p, &d->who.actor), &filter,
                     d->now_ms, &rows, err);
    if (rc == RC_OK)
        rc = fill_lamps(&a, &rows, err);
    if (rc == RC_OK)
        rc = fill_rows(&a, &rows, err);
    if (rc != RC_OK)
        return rc;
    a.v.title = record_said(&a.w, a.p->title);
    a.v.lead = a.p->basis.n ? TEXT1(d, "register.basis", a.p->basis) : (struct str){0};
    a.v.about_url = arena_printf(d->a, "%.*s/about", STR_ARG(a.v.url));
    a.v.batch_url = arena_printf(d->a, "%.*s/batch", STR_ARG(a.v.url));
    a.v.reset_url = a.v.url;
    a.v.none = a.filter.words.n || a.filter.state.n || a.lead.n || a.light.n || a.due.n
                   ? TEXT(d, "register.none_found")
                   : TEXT(d, "register.none");
    fill_head(&a);
    web_frame(d, &a.v.shell, PLACE_REGISTERS, a.v.title);
    if (listing_is_asked(d))
        return export_register(&a, rows.total, err);
    fill_filters(&a);
    fill_acts(&a);
    fill_pages(&a, rows.total);
    page_register(&d->h, &a.v);
    return RC_OK;
}
