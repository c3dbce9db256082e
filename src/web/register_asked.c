#include "web/register_asked.h"

#include "calendar/every.h"
#include "domain/day_words.h"
#include "domain/minutes_book.h"
#include "domain/problem_board.h"
#include "web/calendar_page.h"
#include "web/record_form.h"

static const struct {
    struct str word;
    enum light light;
    const char *text;
    enum lamp lamp;
} LAMPS[] = {{STR_INIT("red"), LIGHT_RED, K("light.red"), LAMP_RED},
             {STR_INIT("yellow"), LIGHT_YELLOW, K("light.yellow"), LAMP_YELLOW},
             {STR_INIT("green"), LIGHT_GREEN, K("light.green"), LAMP_GREEN}};

struct str register_asked_url(struct register_asked *a, struct str name, struct str value)
{
    const struct str have[][2] = {{STR("q"), a->filter.words}, {STR("state"), a->filter.state},
                                  {STR("lead"), a->lead},      {STR("due"), a->due},
                                  {STR("light"), a->light},    {STR("per"), a->per},
                                  {STR("from"), a->from},      {STR("to"), a->to},
                                  {STR("sort"), a->sort}};
    struct door *d = a->w.d;
    struct buf b CLEANUP(buf_release) = {0};
    buf_put(&b, a->v.asks.url);
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

static void ask_due(struct register_asked *a, int64_t today)
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

/* From a day to a day, which counts more than the week or the month that was chosen. */
static int64_t ask_day(struct register_asked *a, struct str name, struct str *ret, struct field *field)
{
    struct door *d = a->w.d;
    int64_t day = 0;
    *ret = field->value = str_trim(http_query(d->q, name));
    if (ret->n && !day_words_read(d->a, *ret, d->day, &day))
        field->error = TEXT(d, "register.not_a_day");
    return day;
}

static void ask_span(struct register_asked *a)
{
    int64_t from = ask_day(a, STR("from"), &a->from, &a->from_field);
    int64_t to = ask_day(a, STR("to"), &a->to, &a->to_field);
    a->sort = http_query(a->w.d->q, STR("sort"));
    a->filter.sort = str_eq(a->sort, STR("lead"))     ? SORT_LEAD
                     : str_eq(a->sort, STR("latest")) ? SORT_LATEST
                                                      : SORT_URGENCY;
    if (from || to) {
        a->filter.due_from = from;
        a->filter.due_to = to;
    }
}

enum rc register_ask(struct door *d, struct str procedure, struct str url, bool has_span,
                     struct register_asked *a, struct err *err)
{
    int64_t per = 20, lead = 0;
    *a = (struct register_asked){.light = http_query(d->q, STR("light")),
                                 .due = http_query(d->q, STR("due")),
                                 .lead = http_query(d->q, STR("lead")),
                                 .per = http_query(d->q, STR("per"))};
    enum rc rc = record_procedure(d, procedure, 0, &a->p, err);
    if (rc == RC_OK && !record_has_role(d, &a->p->seen_by))
        rc = FAIL(err, RC_NOT_FOUND, "record_page.register_not_yours", "%.*s", STR_ARG(a->p->id));
    if (rc == RC_OK)
        rc = record_words_load(d, &a->w, err);
    if (rc != RC_OK)
        return rc;
    if (!str_to_i64(a->per, &per) || (per != 20 && per != 50 && per != 100))
        per = 20;
    a->v.asks.url = a->v.asks.reset_url = url;
    a->has_span = has_span;
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
    if (has_span)
        ask_span(a);
    rc = register_picks_read(&a->w, a->p, &a->picks, err);
    a->filter.pick = a->picks.pick;
    a->filter.picks = a->picks.n;
    return rc;
}

bool register_asked_any(const struct register_asked *a)
{
    return a->filter.words.n || a->filter.state.n || a->lead.n || a->light.n || a->due.n || a->from.n ||
           a->to.n || a->picks.n;
}

/* ---- filters ---- */

static void add_option(struct field_option *o, size_t *n, struct str value, struct str label,
                       struct str chosen)
{
    o[*n] = (struct field_option){.value = value, .label = label, .is_chosen = str_eq(value, chosen)};
    *n += 1;
}

static void put_options(struct register_asked *a, struct record_field_view *f, const struct field_option *o,
                        size_t n)
{
    struct field_group *g = ARENA_NEW(a->w.d->a, struct field_group);
    *g = (struct field_group){.options = o, .options_n = n};
    f->groups = g;
    f->groups_n = 1;
}

static void state_filter(struct register_asked *a, struct record_field_view *f)
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

static void due_filter(struct register_asked *a, struct record_field_view *f, struct str label)
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

static struct record_field_view span_filter(struct str id, struct str label, struct field field)
{
    return (struct record_field_view){.look = ASK_LINE, .id = id, .label = label, .field = field};
}

/* What else the address says stays when the filters are sent. */
static void keep(struct register_asked *a)
{
    const struct confirm_field said[] = {
        {STR("light"), a->light}, {STR("per"), a->per}, {STR("sort"), a->sort}};
    struct confirm_field *kept = ARENA_ARRAY(a->w.d->a, struct confirm_field, COUNT_OF(said));
    for (size_t i = 0; i < COUNT_OF(said); i++)
        if (said[i].value.n)
            kept[a->v.asks.kept_n++] = said[i];
    a->v.asks.kept = kept;
}

void register_asked_filters(struct register_asked *a)
{
    const struct procedure *p = a->p;
    struct record_field_view *f = ARENA_ARRAY(a->w.d->a, struct record_field_view, p->list.filters + 3);
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
    if (a->has_span) {
        f[n++] = span_filter(STR("from"), TEXT(a->w.d, "register.due_from"), a->from_field);
        f[n++] = span_filter(STR("to"), TEXT(a->w.d, "register.due_to"), a->to_field);
    }
    a->v.asks.filters = f;
    a->v.asks.filters_n = n;
    a->v.asks.words = a->filter.words;
    keep(a);
}

enum rc register_asked_lamps(struct register_asked *a, const struct record_rows *rows, struct err *err)
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
                                       .count = web_number(d, open),
                                       .url = register_asked_url(a, STR("light"), (struct str){0}),
                                       .is_here = a->light.n == 0};
    for (size_t i = 0; i < COUNT_OF(LAMPS); i++)
        tab[n++] = (struct field_lamp_tab){.light = {LAMPS[i].lamp, door_text(d, LAMPS[i].text)},
                                           .count = web_number(d, of_open->by_light[LAMPS[i].light]),
                                           .url = register_asked_url(a, STR("light"), LAMPS[i].word),
                                           .is_here = str_eq(a->light, LAMPS[i].word)};
    tab[n++] = (struct field_lamp_tab){.light = {LAMP_DONE, TEXT(d, "light.done")},
                                       .count = web_number(d, is_closed ? rows->total : closed.total),
                                       .url = register_asked_url(a, STR("light"), STR("done")),
                                       .is_here = str_eq(a->light, STR("done"))};
    a->v.asks.lamps = tab;
    a->v.asks.lamps_n = n;
    return RC_OK;
}

/* ---- what can be done ---- */

void register_asked_acts(struct register_asked *a)
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
            opens[a->v.opens_n] =
                (struct tab){.label = title,
                             .url = arena_printf(d->a, "%.*s/new?act=%.*s",
                                                 STR_ARG(register_url(&a->w, p->id)), STR_ARG(act->id)),
                             .is_here = a->v.opens_n == 0};
            a->v.opens_n++;
        }
        if (act->is_batch && a->filter.open > 0 && door_may_act(d, &act_record_batch, 0))
            batch[a->v.batch_n++] = (struct option){act->id, title};
    }
    if (str_eq(p->id, MINUTES_PROCEDURE) && door_may_view(d, &view_minutes_new, 0))
        opens[a->v.opens_n++] = (struct tab){TEXT(d, "minutes.title"), STR("/minutes/new"), false};
    if (str_eq(p->id, PROBLEM_PROCEDURE))
        opens[a->v.opens_n++] = (struct tab){TEXT(d, "problem_board.title"), STR("/problems"), false};
    a->v.opens = opens;
    a->v.batch = batch;
}

void register_asked_pages(struct register_asked *a, int64_t total)
{
    static const struct str SIZE[] = {STR_INIT("20"), STR_INIT("50"), STR_INIT("100")};
    struct door *d = a->w.d;
    struct tab *sizes = ARENA_ARRAY(d->a, struct tab, COUNT_OF(SIZE));
    for (size_t i = 0; i < COUNT_OF(SIZE); i++) {
        int64_t size = 0;
        bool is_size = str_to_i64(SIZE[i], &size) && size == a->filter.per_page;
        sizes[i] = (struct tab){SIZE[i], register_asked_url(a, STR("per"), SIZE[i]), is_size};
    }
    a->v.sizes = sizes;
    a->v.sizes_n = COUNT_OF(SIZE);
    a->v.pager = web_pager(d, register_asked_url(a, (struct str){0}, (struct str){0}), total,
                           a->filter.per_page, a->filter.page);
}
