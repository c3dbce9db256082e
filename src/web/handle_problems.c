/* /problems: the problem ledger in figures, each of which opens its list; /problems/list: that list. */
#include <inttypes.h>

#include "base/url.h"
#include "calendar/every.h"
#include "web/problem_view.h"
#include "web/register_menu.h"

#define PROBLEMS_PER_PAGE 50
#define CELLS_MOST 8

/* ---- the figures on top ---- */

static struct problem_figure figure(const struct problem_pages *b, enum problem_show show)
{
    const struct problem_pick pick = {.show = show};
    size_t n = problem_count(&b->lines, &pick);
    return (struct problem_figure){.label = problem_show_title(b, show),
                                   .value = web_number(b->w.d, (int64_t)n),
                                   .url = problem_list_url(b, &pick),
                                   .is_late = show == PROBLEMS_OVERDUE && n > 0};
}

static size_t count(const struct problem_pages *b, enum problem_show show)
{
    return problem_count(&b->lines, &(struct problem_pick){.show = show});
}

static struct str rate_text(const struct problem_pages *b, size_t part, size_t whole)
{
    struct door *d = b->w.d;
    int64_t rate = problem_rate(part, whole);
    if (rate < 0)
        return STR("—");
    struct str said = web_fixed(d, rate, 1);
    return arena_printf(d->a, "%.*s%%", STR_ARG(said));
}

/* The common due date of the campaign; of all together, the next that comes. */
static int64_t next_due(const struct problem_pages *b)
{
    int64_t due_ms = b->campaign ? b->campaign->due_ms : 0;
    for (size_t i = 0; !b->campaign && i < b->lines.n; i++) {
        const struct record_line *line = &b->lines.row[i].line;
        if (line->due_ms >= b->w.d->now_ms && (due_ms == 0 || line->due_ms < due_ms))
            due_ms = line->due_ms;
    }
    return due_ms;
}

static struct problem_figure days_left(const struct problem_pages *b)
{
    struct door *d = b->w.d;
    int64_t due_ms = next_due(b), due = due_ms ? date_day_of(due_ms) : 0;
    struct problem_figure f = {.label = TEXT(d, "problem_board.days_left"), .value = STR("—")};
    if (due == 0)
        return f;
    int days = day_between(d->day, due);
    f.value = TEXT1(d, "problem_board.days", web_number(d, days > 0 ? days : 0));
    f.note = days < 0 ? TEXT2(d, "problem_board.past_due", web_day(d, due), web_number(d, -days))
                      : TEXT1(d, "problem_board.due_on", web_day(d, due));
    f.url = b->campaign ? record_url(&b->w, b->campaign->record_id)
                        : problem_list_url(b, &(struct problem_pick){.show = PROBLEMS_OPEN});
    return f;
}

static void fill_figures(const struct problem_pages *b, struct problem_board_view *v)
{
    struct door *d = b->w.d;
    size_t all = count(b, PROBLEMS_ALL), solved = count(b, PROBLEMS_SOLVED), n = 0;
    struct problem_figure *f = ARENA_ARRAY(d->a, struct problem_figure, 9);
    f[n] = figure(b, PROBLEMS_ALL);
    f[n++].note = TEXT2(d, "problem_board.sum", web_number(d, (int64_t)solved),
                        web_number(d, (int64_t)count(b, PROBLEMS_OPEN)));
    f[n++] = figure(b, PROBLEMS_SOLVED);
    f[n++] = figure(b, PROBLEMS_OPEN);
    f[n++] = figure(b, PROBLEMS_OVERDUE);
    f[n] = figure(b, PROBLEMS_PLANNED);
    f[n++].value = arena_printf(d->a, "%zu/%zu", count(b, PROBLEMS_PLANNED), all);
    f[n++] = figure(b, PROBLEMS_UNPLANNED);
    f[n] = figure(b, PROBLEMS_SOLVED);
    f[n].label = TEXT(d, "problem_board.rate");
    f[n++].value = rate_text(b, solved, all);
    f[n++] = days_left(b);
    if (count(b, PROBLEMS_DROPPED))
        f[n++] = figure(b, PROBLEMS_DROPPED);
    v->figures = f;
    v->figures_n = n;
}

static void fill_states(const struct problem_pages *b, struct problem_board_view *v)
{
    struct door *d = b->w.d;
    struct tab *tab = ARENA_ARRAY(d->a, struct tab, b->p->states + 1);
    for (size_t i = 0; i < b->p->states; i++) {
        const struct problem_pick pick = {.state = b->p->state[i].id};
        size_t n = problem_count(&b->lines, &pick);
        struct str title = record_said(&b->w, b->p->state[i].title);
        if (n)
            tab[v->states_n++] = (struct tab){.label = arena_printf(d->a, "%.*s %zu", STR_ARG(title), n),
                                              .url = problem_list_url(b, &pick)};
    }
    v->states = tab;
}

/* ---- by field, lead and member ---- */

static struct record_cell show_cell(const struct problem_pages *b, struct problem_pick pick,
                                    enum problem_show show)
{
    struct record_cell cell;
    pick.show = show;
    cell = problem_count_cell(b, problem_show_title(b, show), &pick);
    if (show == PROBLEMS_OVERDUE && problem_count(&b->lines, &pick)) {
        cell.light = (struct light_view){LAMP_RED, cell.text};
        cell.has_light = true;
    }
    return cell;
}

/* Total, plans, solved, open, overdue and the rate of what a row stands for. */
static size_t put_figures(const struct problem_pages *b, struct problem_pick pick, struct record_cell *cell)
{
    static const enum problem_show SHOWN[] = {PROBLEMS_ALL, PROBLEMS_PLANNED, PROBLEMS_SOLVED, PROBLEMS_OPEN,
                                              PROBLEMS_OVERDUE};
    size_t n = 0, whole, solved;
    for (; n < COUNT_OF(SHOWN); n++)
        cell[n] = show_cell(b, pick, SHOWN[n]);
    pick.show = PROBLEMS_ALL;
    whole = problem_count(&b->lines, &pick);
    pick.show = PROBLEMS_SOLVED;
    solved = problem_count(&b->lines, &pick);
    cell[n++] = (struct record_cell){
        .label = TEXT(b->w.d, "problem_board.rate"), .text = rate_text(b, solved, whole), .is_number = true};
    return n;
}

static void add_row(const struct problem_pages *b, struct problem_table_view *t, struct register_line *rows,
                    const struct record_cell *cell, size_t n)
{
    if (t->rows_n == 0)
        problem_table_head(b, t, cell, n);
    rows[t->rows_n++] = (struct register_line){.cells = cell, .cells_n = n};
    t->rows = rows;
}

static void fill_areas(const struct problem_pages *b, struct problem_table_view *t)
{
    struct arena *a = b->w.d->a;
    int field = procedure_field_find(b->p, STR("area"));
    size_t choices = field >= 0 ? b->p->field[field].choices : 0;
    struct register_line *rows = ARENA_ARRAY(a, struct register_line, choices + 1);
    for (size_t i = 0; i <= choices; i++) {
        const struct problem_pick pick = {.area = i < choices ? b->p->field[field].choice[i].code
                                                              : PROBLEM_NO_AREA};
        struct record_cell *cell = ARENA_ARRAY(a, struct record_cell, CELLS_MOST);
        if (i == choices && problem_count(&b->lines, &pick) == 0)
            continue;
        cell[0] = (struct record_cell){.label = TEXT(b->w.d, "problem_board.area"),
                                       .text = problem_area_title(b, pick.area),
                                       .is_head = true};
        add_row(b, t, rows, cell, 1 + put_figures(b, pick, &cell[1]));
    }
}

/* Organs without a second of the same, in the order in which they were met. */
struct organs {
    int64_t *id;
    size_t n;
};

static void meet(struct organs *o, int64_t organ_id)
{
    for (size_t i = 0; i < o->n; i++)
        if (o->id[i] == organ_id)
            return;
    o->id[o->n++] = organ_id;
}

static struct organs organs_of(const struct problem_pages *b, bool are_members)
{
    size_t most = 0;
    for (size_t i = 0; i < b->lines.n; i++)
        most += are_members ? b->lines.row[i].members : 1;
    struct organs o = {.id = ARENA_ARRAY(b->w.d->a, int64_t, most + 1)};
    for (size_t i = 0; i < b->lines.n; i++) {
        const struct problem_line *line = &b->lines.row[i];
        for (size_t k = 0; are_members && k < line->members; k++)
            meet(&o, line->member[k]);
        if (!are_members)
            meet(&o, line->line.lead_id);
    }
    return o;
}

/* “市财政局 2、市水利局 1”: whose parts of this lead's problems are not done. */
static struct str laggards(const struct problem_pages *b, int64_t lead, const struct organs *members)
{
    struct door *d = b->w.d;
    struct str all = {0};
    for (size_t i = 0; i < members->n; i++) {
        const struct problem_pick pick = {.show = PROBLEMS_LAGGING, .lead = lead, .lagging = members->id[i]};
        size_t n = problem_count(&b->lines, &pick);
        struct str name = record_organ(&b->w, members->id[i]);
        struct str one = arena_printf(d->a, "%.*s %zu", STR_ARG(name), n);
        if (n)
            all = all.n ? TEXT2(d, "work_fact.and", all, one) : one;
    }
    return all;
}

static void fill_leads(const struct problem_pages *b, const struct organs *members,
                       struct problem_table_view *t)
{
    struct arena *a = b->w.d->a;
    struct organs leads = organs_of(b, false);
    struct register_line *rows = ARENA_ARRAY(a, struct register_line, leads.n + 1);
    for (size_t i = 0; i < leads.n; i++) {
        const struct problem_pick pick = {.lead = leads.id[i]};
        struct record_cell *cell = ARENA_ARRAY(a, struct record_cell, CELLS_MOST);
        size_t n = 0;
        if (problem_count(&b->lines, &pick) == 0)
            continue;
        cell[n++] = (struct record_cell){.label = TEXT(b->w.d, "problem_board.lead_unit"),
                                         .text = record_organ(&b->w, leads.id[i]),
                                         .is_head = true};
        n += put_figures(b, pick, &cell[n]);
        cell[n] = show_cell(b, pick, PROBLEMS_LAGGING);
        cell[n++].note = laggards(b, leads.id[i], members);
        add_row(b, t, rows, cell, n);
    }
}

static void fill_members(const struct problem_pages *b, const struct organs *members,
                         struct problem_table_view *t)
{
    struct door *d = b->w.d;
    struct register_line *rows = ARENA_ARRAY(d->a, struct register_line, members->n + 1);
    for (size_t i = 0; i < members->n; i++) {
        const struct problem_pick takes_part = {.member = members->id[i]},
                                  lags = {.show = PROBLEMS_LAGGING, .lagging = members->id[i]},
                                  leads = {.lead = members->id[i]};
        struct record_cell *cell = ARENA_ARRAY(d->a, struct record_cell, CELLS_MOST);
        if (problem_count(&b->lines, &takes_part) == 0)
            continue;
        cell[0] = (struct record_cell){.label = TEXT(d, "problem_board.member_unit"),
                                       .text = record_organ(&b->w, members->id[i]),
                                       .is_head = true};
        cell[1] = problem_count_cell(b, TEXT(d, "problem_board.parts"), &takes_part);
        cell[2] = show_cell(b, takes_part, PROBLEMS_SOLVED);
        cell[3] = show_cell(b, takes_part, PROBLEMS_OPEN);
        cell[4] = problem_count_cell(b, TEXT(d, "problem_board.parts_open"), &lags);
        cell[5] = problem_count_cell(b, TEXT(d, "problem_board.leads_too"), &leads);
        add_row(b, t, rows, cell, 6);
    }
}

static void fill_tables(const struct problem_pages *b, struct problem_board_view *v)
{
    struct door *d = b->w.d;
    struct str none = TEXT(d, "problem_board.none");
    struct organs members = organs_of(b, true);
    v->areas = (struct problem_table_view){.title = TEXT(d, "problem_board.areas"), .none = none};
    v->leads = (struct problem_table_view){.title = TEXT(d, "problem_board.leads"), .none = none};
    v->members = (struct problem_table_view){.title = TEXT(d, "problem_board.members"),
                                             .none = TEXT(d, "problem_board.no_members")};
    fill_areas(b, &v->areas);
    fill_leads(b, &members, &v->leads);
    fill_members(b, &members, &v->members);
}

/* ---- the board ---- */

static void fill_campaigns(const struct problem_pages *b, struct problem_board_view *v)
{
    struct door *d = b->w.d;
    struct option *o = ARENA_ARRAY(d->a, struct option, b->campaigns.n + 1);
    o[0] = (struct option){.label = TEXT(d, "problem_board.all_campaigns")};
    for (size_t i = 0; i < b->campaigns.n; i++) {
        const struct record_line *c = &b->campaigns.row[i];
        o[i + 1] =
            (struct option){c->code, arena_printf(d->a, "%.*s %.*s", STR_ARG(c->code), STR_ARG(c->title))};
    }
    v->campaigns = o;
    v->campaigns_n = b->campaigns.n + 1;
    if (b->campaign)
        v->campaign.value = b->campaign->code;
}

enum rc handle_problems(struct door *d, struct err *err)
{
    struct problem_pages b;
    struct problem_board_view v = {.register_url = STR("/registers/problem")};
    enum rc rc = problem_pages_load(d, &b, err);
    if (rc != RC_OK)
        return rc;
    fill_tables(&b, &v);
    if (listing_is_asked(d)) {
        struct listing all[] = {problem_table_listing(d, STR("areas"), &v.areas),
                                problem_table_listing(d, STR("leads"), &v.leads),
                                problem_table_listing(d, STR("members"), &v.members)};
        return listing_reply_all(all, COUNT_OF(all), err);
    }
    fill_figures(&b, &v);
    fill_states(&b, &v);
    fill_campaigns(&b, &v);
    web_frame(d, &v.shell, PLACE_REGISTERS, TEXT(d, "problem_board.title"));
    register_menu_here(d, &v.shell, PROBLEM_PROCEDURE);
    page_problem_board(&d->h, &v);
    return RC_OK;
}

/* ---- the list behind a figure ---- */

static struct str organ_names(const struct problem_pages *b, const int64_t *organ, size_t n)
{
    struct str all = {0};
    for (size_t i = 0; i < n; i++) {
        struct str name = record_organ(&b->w, organ[i]);
        all = all.n ? TEXT2(b->w.d, "work_fact.and", all, name) : name;
    }
    return all;
}

static struct str field_title(const struct problem_pages *b, struct str id)
{
    int field = procedure_field_find(b->p, id);
    return field >= 0 ? record_said(&b->w, b->p->field[field].title) : id;
}

static struct register_line problem_row(const struct problem_pages *b, const struct problem_line *line)
{
    struct door *d = b->w.d;
    const struct record_line *r = &line->line;
    int state = procedure_state_find(b->p, r->state);
    struct record_cell *cell = ARENA_ARRAY(d->a, struct record_cell, CELLS_MOST);
    size_t n = 0;
    bool is_running = r->due_ms && r->closed_ms == 0;
    cell[n++] = (struct record_cell){.label = TEXT(d, "record_page.light"),
                                     .has_light = true,
                                     .light = record_light(&b->w, r->light, r->closed_ms != 0)};
    cell[n++] = (struct record_cell){.label = TEXT(d, "record_page.code"), .text = r->code};
    cell[n++] = (struct record_cell){.label = field_title(b, STR("title")),
                                     .text = r->title,
                                     .url = record_url(&b->w, r->record_id),
                                     .is_head = true};
    cell[n++] =
        (struct record_cell){.label = field_title(b, STR("area")), .text = problem_area_title(b, line->area)};
    cell[n++] =
        (struct record_cell){.label = field_title(b, STR("lead")), .text = record_organ(&b->w, r->lead_id)};
    cell[n++] = (struct record_cell){.label = field_title(b, STR("lagging")),
                                     .text = organ_names(b, line->lagging, line->laggings)};
    cell[n++] =
        (struct record_cell){.label = TEXT(d, "record_page.state"),
                             .text = state >= 0 ? record_said(&b->w, b->p->state[state].title) : r->state};
    cell[n++] = (struct record_cell){.label = field_title(b, STR("due")),
                                     .text = is_running ? record_moment(&b->w, r->due_ms) : (struct str){0},
                                     .note = is_running ? record_left_of_day(&b->w, date_day_of(r->due_ms))
                                                        : (struct str){0}};
    return (struct register_line){.cells = cell, .cells_n = n};
}

static void fill_list(const struct problem_pages *b, const struct problem_pick *pick,
                      struct problem_list_view *v)
{
    struct door *d = b->w.d;
    struct problem_table_view *t = &v->table;
    int64_t most = listing_rows_most(d, PROBLEMS_PER_PAGE), met = 0;
    int64_t page = listing_is_asked(d) ? 1 : web_page_asked(d), first = (page - 1) * most;
    struct register_line *rows = ARENA_ARRAY(d->a, struct register_line, b->lines.n + 1);
    for (size_t i = 0; i < b->lines.n; i++) {
        if (!problem_is_picked(&b->lines.row[i], pick))
            continue;
        if (met >= first && met < first + most)
            rows[t->rows_n++] = problem_row(b, &b->lines.row[i]);
        met++;
    }
    t->title = v->title;
    t->none = TEXT(d, "problem_board.none");
    t->rows = rows;
    if (t->rows_n)
        problem_table_head(b, t, rows[0].cells, rows[0].cells_n);
    v->pager = web_pager(d, problem_list_url(b, pick), met, PROBLEMS_PER_PAGE, page);
}

enum rc handle_problem_list(struct door *d, struct err *err)
{
    struct problem_pages b;
    struct problem_list_view v = {.board_url = STR("/problems")};
    enum rc rc = problem_pages_load(d, &b, err);
    if (rc != RC_OK)
        return rc;
    struct problem_pick pick = problem_pick_read(&b);
    v.title = problem_pick_title(&b, &pick);
    if (b.campaign)
        v.board_url =
            arena_printf(d->a, "/problems?campaign=%.*s", STR_ARG(url_part(d->a, b.campaign->code)));
    fill_list(&b, &pick, &v);
    web_frame(d, &v.shell, PLACE_REGISTERS, v.title);
    register_menu_here(d, &v.shell, PROBLEM_PROCEDURE);
    if (listing_is_asked(d)) {
        struct listing l = problem_table_listing(d, STR("problems"), &v.table);
        l.total = v.pager.total;
        return listing_reply(&l, err);
    }
    page_problem_list(&d->h, &v);
    return RC_OK;
}
