/* /tasks, the supervision board (督办台账): the register of supervised tasks as its office works through it,
 * each task with its place in the year. What can be asked of it is asked as of every register. */
#include <inttypes.h>

#include "calendar/every.h"
#include "domain/task_board.h"
#include "web/listing.h"
#include "web/register_asked.h"

#define BOARD_URL STR("/tasks")
#define YEAR_WIDTH 10000

struct board {
    struct door *d;
    struct register_asked a;
    struct record_rows rows;
    const struct task_row *task;
    int urge; /* the act; −1: there is none, or not for this person */
    struct board_view v;
};

/* ---- the picture ---- */

/* Months are equally wide; a day lies within its month. Days of other years are at the edge. */
static int place_of(const struct board *b, int64_t day)
{
    int64_t year = b->d->day / 10000;
    if (day / 10000 != year)
        return day / 10000 < year ? 0 : YEAR_WIDTH;
    int64_t days = every_of(EVERY_MONTH, day).last % 100;
    return (int)(((day / 100 % 100 - 1) * days + day % 100 - 1) * YEAR_WIDTH / (12 * days));
}

static void put_marks(struct board *b, const struct task_row *t, struct gantt_view *g)
{
    struct gantt_mark *mark = ARENA_ARRAY(b->d->a, struct gantt_mark, t->steps + 1);
    for (size_t i = 0; i < t->steps; i++) {
        const struct task_step *s = &t->step[i];
        mark[i] = (struct gantt_mark){.at = place_of(b, s->due),
                                      .is_done = s->done != 0,
                                      .is_late = s->done ? s->done > s->due : s->due < b->d->day};
    }
    g->marks = mark;
    g->marks_n = t->steps;
}

static void put_bar(struct board *b, const struct record_line *r, const struct task_row *t,
                    struct gantt_view *g)
{
    int64_t due = t->due[t->dues - 1];
    int64_t end = r->closed_ms ? date_day_of(r->closed_ms) : b->d->day;
    int *move = ARENA_ARRAY(b->d->a, int, t->dues);
    g->has_bar = true;
    g->from = place_of(b, t->started ? t->started : date_day_of(r->opened_ms));
    g->to = place_of(b, due);
    for (size_t i = 0; i + 1 < t->dues; i++)
        move[g->moves_n++] = place_of(b, t->due[i]);
    g->moves = move;
    if (t->started && end > due) {
        g->late_from = g->to;
        g->late_to = place_of(b, end);
    }
}

/* ---- rows ---- */

static struct str count_text(struct door *d, size_t n) { return web_number(d, (int64_t)n); }

static struct str steps_text(struct door *d, const struct task_row *t)
{
    size_t done = 0;
    for (size_t i = 0; i < t->steps; i++)
        done += t->step[i].done != 0;
    return TEXT2(d, "board.steps", count_text(d, done), count_text(d, t->steps));
}

static void put_partners(struct board *b, const struct task_row *t, struct board_row *row)
{
    struct door *d = b->d;
    for (size_t i = 0; i < t->partners; i++) {
        struct str name = record_organ(&b->a.w, t->partner[i]);
        row->partners = row->partners.n ? TEXT2(d, "record_page.and", row->partners, name) : name;
    }
    if (t->partners)
        row->more = arena_printf(d->a, "+%zu", t->partners);
}

static void put_time(struct board *b, const struct record_line *r, const struct task_row *t,
                     struct board_row *row)
{
    struct record_words *w = &b->a.w;
    if (r->closed_ms) {
        row->left = TEXT1(b->d, "board.closed_on", record_day(w, date_day_of(r->closed_ms)));
    } else if (r->due_ms) {
        row->left = record_left_of_day(w, date_day_of(r->due_ms));
        row->due = record_moment(w, r->due_ms);
    } else if (t->dues) {
        row->left = record_day(w, t->due[t->dues - 1]);
    }
}

/* What the picture says, in words. */
static struct str gantt_label(struct board *b, const struct task_row *t, const struct board_row *row)
{
    struct door *d = b->d;
    if (t->dues == 0)
        return TEXT(d, "board.label_none");
    struct str span = TEXT2(d, "board.label", row->started.n ? row->started : TEXT(d, "board.not_started"),
                            web_day(d, t->due[t->dues - 1]));
    if (t->dues > 1)
        span = TEXT2(d, "board.label_moved", span, web_day(d, t->due[0]));
    if (t->steps)
        span = TEXT2(d, "board.label_steps", span, row->steps);
    return TEXT2(d, "board.label_left", span, row->left);
}

static bool may_urge(const struct board *b, const struct record_line *r)
{
    int state = procedure_state_find(b->a.p, r->state);
    return b->urge >= 0 && state >= 0 && b->a.p->act[b->urge].from >> state & 1;
}

static void fill_row(struct board *b, const struct record_line *r, const struct task_row *t,
                     struct board_row *row)
{
    struct record_words *w = &b->a.w;
    struct door *d = b->d;
    int state = procedure_state_find(b->a.p, r->state);
    *row = (struct board_row){
        .id = arena_printf(d->a, "%" PRId64, r->record_id),
        .code = r->code,
        .title = r->title,
        .url = record_url(w, r->record_id),
        .state = state >= 0 ? record_said(w, b->a.p->state[state].title) : r->state,
        .light = record_light(w, r->light, r->closed_ms != 0),
        .lead = record_organ(w, r->lead_id),
        .gantt.today = place_of(b, d->day),
    };
    if (t->started)
        row->started = web_day(d, t->started);
    if (t->has_progress)
        row->progress = arena_printf(d->a, "%" PRId64 "%%", t->progress);
    if (t->steps)
        row->steps = steps_text(d, t);
    if (t->dues > 1) {
        row->moves = count_text(d, t->dues - 1);
        row->moved = TEXT1(d, "board.moved", row->moves);
    }
    if (t->dues) {
        row->first_due = web_day(d, t->due[0]);
        row->last_due = web_day(d, t->due[t->dues - 1]);
        put_bar(b, r, t, &row->gantt);
    }
    put_partners(b, t, row);
    put_marks(b, t, &row->gantt);
    put_time(b, r, t, row);
    row->gantt.label = gantt_label(b, t, row);
    if (may_urge(b, r)) {
        row->urge = record_said(w, b->a.p->act[b->urge].title);
        row->urge_url = arena_printf(d->a, "%.*s/do/urge", STR_ARG(row->url));
    }
}

static void fill_rows(struct board *b)
{
    struct board_row *row = ARENA_ARRAY(b->d->a, struct board_row, b->rows.n + 1);
    int urge = procedure_act_find(b->a.p, STR("urge"));
    bool may =
        urge >= 0 && record_has_role(b->d, &b->a.p->act[urge].by) && door_may_act(b->d, &act_record_do, 0);
    b->urge = may ? urge : -1;
    for (size_t i = 0; i < b->rows.n; i++)
        fill_row(b, &b->rows.row[i], &b->task[i], &row[i]);
    b->v.rows = row;
    b->v.rows_n = b->rows.n;
}

/* ---- the sentence ---- */

/* A text with {0} {1} …: each argument is a piece of its own, with its link. */
static void say(struct board *b, struct str text, const struct phrase *arg, size_t args)
{
    struct phrase *out = ARENA_ARRAY(b->d->a, struct phrase, 2 * args + 1);
    size_t n = 0;
    for (size_t at = 0; at <= text.n; at++) {
        bool is_hole = at + 2 < text.n && text.p[at] == '{' && text.p[at + 2] == '}';
        if (!is_hole && at < text.n)
            continue;
        if (at > 0)
            out[n++] = (struct phrase){.text = str_sub(text, 0, at)};
        if (!is_hole)
            break;
        out[n++] = arg[text.p[at + 1] - '0'];
        text = str_sub(text, at + 3, text.n);
        at = (size_t)-1;
    }
    b->v.sentence = out;
    b->v.sentence_n = n;
}

/* Of all that this person sees, whatever the filters are. */
static enum rc fill_sentence(struct board *b, struct err *err)
{
    struct door *d = b->d;
    struct record_rows all;
    struct record_filter filter = {.procedure = b->a.p->id, .open = 1, .page = 1, .per_page = 1};
    enum rc rc = record_list(d->db, d->a, d->who.actor.tenant_id, record_scope_of(b->a.p, &d->who.actor),
                             &filter, d->now_ms, &all, err);
    if (rc != RC_OK)
        return rc;
    struct phrase arg[4] = {{web_number(d, all.total), BOARD_URL},
                            {web_number(d, all.by_light[LIGHT_YELLOW]), STR("/tasks?light=yellow")}};
    if (all.by_light[LIGHT_RED] == 0) {
        say(b, all.total ? TEXT(d, "board.say_no_red") : TEXT(d, "board.say_none"), arg, 2);
        return RC_OK;
    }
    const struct record_line *worst = &all.row[0];
    int over = calendar_workdays(b->a.w.calendar.calendar, day_add(date_day_of(worst->due_ms), 1), d->day);
    arg[1] = (struct phrase){web_number(d, all.by_light[LIGHT_RED]), STR("/tasks?light=red")};
    arg[2] = (struct phrase){web_number(d, over), record_url(&b->a.w, worst->record_id)};
    arg[3] = (struct phrase){record_organ(&b->a.w, worst->lead_id),
                             arena_printf(d->a, "/organs/%" PRId64, worst->lead_id)};
    if (over == 0)
        arg[2].text = TEXT(d, "record_page.over_little");
    say(b, over ? TEXT(d, "board.say_red") : TEXT(d, "board.say_red_little"), arg, 4);
    return RC_OK;
}

/* ---- around it ---- */

static void fill_sorts(struct board *b)
{
    static const struct {
        struct str word;
        const char *text;
        enum record_sort sort;
    } SORTS[] = {{{0}, K("board.sort_urgency"), SORT_URGENCY},
                 {STR_INIT("lead"), K("board.sort_lead"), SORT_LEAD},
                 {STR_INIT("latest"), K("board.sort_latest"), SORT_LATEST}};
    struct tab *tab = ARENA_ARRAY(b->d->a, struct tab, COUNT_OF(SORTS));
    for (size_t i = 0; i < COUNT_OF(SORTS); i++)
        tab[i] = (struct tab){door_text(b->d, SORTS[i].text),
                              register_asked_url(&b->a, STR("sort"), SORTS[i].word),
                              b->a.filter.sort == SORTS[i].sort};
    b->v.sorts = tab;
    b->v.sorts_n = COUNT_OF(SORTS);
}

static void put_remarks(struct board *b, struct listing *l)
{
    struct register_asked *a = &b->a;
    const struct str said[] = {a->filter.words, a->lead, a->due, a->from, a->to, a->light};
    for (size_t i = 0; i < COUNT_OF(said); i++)
        if (said[i].n)
            listing_remark(l, TEXT1(b->d, "register.filtered", said[i]));
    for (size_t i = 0; i < a->picks.n; i++)
        listing_remark(l, TEXT1(b->d, "register.filtered", a->picks.value[i]));
}

static enum rc export_board(struct board *b, struct err *err)
{
    struct door *d = b->d;
    struct listing l = listing_of(d, STR("tasks"), TEXT(d, "board.title"));
    l.total = (size_t)b->rows.total;
    l.is_wide = true;
    put_remarks(b, &l);
    listing_column(&l, TEXT(d, "record_page.code"), 16);
    listing_column(&l, TEXT(d, "board.matter"), 40);
    listing_column(&l, TEXT(d, "record_page.light"), 10);
    listing_column(&l, TEXT(d, "record_page.state"), 10);
    listing_column(&l, TEXT(d, "board.lead"), 16);
    listing_column(&l, TEXT(d, "board.partners"), 24);
    listing_column(&l, TEXT(d, "board.started"), 12);
    listing_column(&l, TEXT(d, "board.first_due"), 12);
    listing_number(&l, TEXT(d, "board.moves"), 8);
    listing_column(&l, TEXT(d, "board.last_due"), 12);
    listing_column(&l, TEXT(d, "board.milestones"), 12);
    listing_number(&l, TEXT(d, "board.progress"), 8);
    listing_column(&l, TEXT(d, "record_page.left_head"), 18);
    for (size_t i = 0; i < b->v.rows_n; i++) {
        const struct board_row *r = &b->v.rows[i];
        const struct str cell[] = {r->code,     r->title,    r->light.word, r->state, r->lead,
                                   r->partners, r->started,  r->first_due,  r->moves, r->last_due,
                                   r->steps,    r->progress, r->left};
        for (size_t k = 0; k < COUNT_OF(cell); k++)
            listing_cell(&l, cell[k]);
    }
    return listing_reply(&l, err);
}

static enum rc load(struct board *b, struct err *err)
{
    struct door *d = b->d;
    struct record_filter filter = b->a.filter;
    filter.per_page = listing_rows_most(d, filter.per_page);
    filter.page = listing_is_asked(d) ? 1 : filter.page;
    enum rc rc = record_list(d->db, d->a, d->who.actor.tenant_id, record_scope_of(b->a.p, &d->who.actor),
                             &filter, d->now_ms, &b->rows, err);
    return rc == RC_OK
               ? task_board_load(d->db, d->a, d->who.actor.tenant_id, b->rows.row, b->rows.n, &b->task, err)
               : rc;
}

enum rc handle_tasks(struct door *d, struct err *err)
{
    struct board b = {.d = d};
    enum rc rc = register_ask(d, TASK_PROCEDURE, BOARD_URL, true, &b.a, err);
    if (rc == RC_OK)
        rc = load(&b, err);
    if (rc == RC_OK)
        rc = register_asked_lamps(&b.a, &b.rows, err);
    if (rc == RC_OK)
        rc = fill_sentence(&b, err);
    if (rc != RC_OK)
        return rc;
    fill_rows(&b);
    if (listing_is_asked(d))
        return export_board(&b, err);
    b.v.register_url = register_url(&b.a.w, b.a.p->id);
    b.v.calendar_url = STR("/tasks/calendar");
    b.v.year = arena_printf(d->a, "%" PRId64, d->day / 10000);
    b.a.v.about_url = arena_printf(d->a, "%.*s/about", STR_ARG(b.v.register_url));
    b.a.v.batch_url = arena_printf(d->a, "%.*s/batch", STR_ARG(b.v.register_url));
    b.a.v.none = register_asked_any(&b.a) ? TEXT(d, "register.none_found") : TEXT(d, "register.none");
    register_asked_filters(&b.a);
    register_asked_acts(&b.a);
    register_asked_pages(&b.a, b.rows.total);
    fill_sorts(&b);
    b.v.list = b.a.v;
    web_frame(d, &b.v.shell, PLACE_REGISTERS, TEXT(d, "board.title"));
    page_board(&d->h, &b.v);
    return RC_OK;
}
