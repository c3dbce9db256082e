#include "web/record_words.h"

#include <inttypes.h>

#include "calendar/every.h"
#include "domain/attachment.h"
#include "procedure/explain.h"

enum rc record_words_load(struct door *d, struct record_words *ret, struct err *err)
{
    int64_t tenant = d->who.actor.tenant_id;
    *ret = (struct record_words){.d = d};
    enum rc rc = organ_book_load(d->db, d->a, tenant, d->day, &ret->organs, err);
    return rc == RC_OK ? calendar_book_load(d->db, d->a, tenant, 0, d->day, 0, &ret->calendar, err) : rc;
}

enum rc record_procedure(struct door *d, struct str id, int64_t version, const struct procedure **ret,
                         struct err *err)
{
    int64_t found;
    return procedure_get(d->app->procedures, d->db, id, version, ret, &found, err);
}

bool record_has_role(const struct door *d, const struct procedure_whos *who)
{
    for (size_t i = 0; i < who->n; i++)
        if (who->who[i].roles >> d->who.actor.role & 1)
            return true;
    return false;
}

/* Procedures write their English names in small letters, as they stand in a sentence; on a page they begin
 * one. */
struct str record_said(const struct record_words *w, struct bilingual t)
{
    struct str said = bilingual_text(t, w->d->h.lang);
    if (w->d->h.lang == LANG_ZH_CN || said.n == 0 || said.p[0] < 'a' || said.p[0] > 'z')
        return said;
    return arena_printf(w->d->a, "%c%.*s", said.p[0] - 'a' + 'A', STR_ARG(str_sub(said, 1, said.n)));
}

struct str record_organ(const struct record_words *w, int64_t organ_id)
{
    const struct organ *o = organ_by_id(&w->organs, organ_id);
    if (o)
        return o->short_name;
    return organ_id ? arena_printf(w->d->a, "#%" PRId64, organ_id) : STR("—");
}

struct str record_who_text(const struct record_words *w, const struct procedure *p,
                           const struct procedure_whos *who)
{
    struct procedure_words words = procedure_words_here();
    return procedure_who_text(w->d->a, p, &words, who, w->d->h.lang);
}

/* ---- errors ---- */

static struct str translated(const struct record_words *w, const struct bilingual *t, struct str said)
{
    return t->en.n && str_eq(t->zh, said) ? record_said(w, *t) : (struct str){0};
}

static struct str known_as(const struct record_words *w, const struct procedure *p, struct str said)
{
    struct procedure_words words = procedure_words_here();
    struct str found = {0};
    for (size_t i = 0; i < p->states && !found.n; i++)
        found = translated(w, &p->state[i].title, said);
    for (size_t i = 0; i < p->fields && !found.n; i++)
        found = translated(w, &p->field[i].title, said);
    for (size_t i = 0; i < p->clocks && !found.n; i++)
        found = translated(w, &p->clock[i].title, said);
    for (size_t i = 0; i < p->acts && !found.n; i++) {
        found = translated(w, &p->act[i].title, said);
        if (!found.n && str_eq(procedure_who_text(w->d->a, p, &words, &p->act[i].by, LANG_ZH_CN), said))
            found = record_who_text(w, p, &p->act[i].by);
        for (size_t k = 0; k < p->act[i].whens && !found.n; k++)
            found = translated(w, &p->act[i].when[k].otherwise, said);
    }
    return found.n ? found : said;
}

/* Several names stand between 、. */
static struct str each_known(const struct record_words *w, const struct procedure *p, struct str said)
{
    static const struct str BETWEEN = STR_INIT("、");
    struct str all = known_as(w, p, said), rest = said;
    if (!str_eq(all, said) || str_find_str(said, BETWEEN) == said.n)
        return all;
    all = (struct str){0};
    while (rest.n) {
        size_t at = str_find_str(rest, BETWEEN);
        struct str one = known_as(w, p, str_sub(rest, 0, at));
        all = all.n ? TEXT2(w->d, "record_page.and", all, one) : one;
        rest = str_sub(rest, at + BETWEEN.n, rest.n);
    }
    return all;
}

struct str record_err_text(const struct record_words *w, const struct procedure *p, const struct err *err)
{
    struct str arg[ERR_ARGS_MAX];
    if (w->d->h.lang == LANG_ZH_CN)
        return web_error_text(w->d, err);
    for (size_t i = 0; i < ERR_ARGS_MAX; i++)
        arg[i] = each_known(w, p, str_c(err->arg[i]));
    return text_fill(w->d->a, door_text(w->d, err->text), arg, ERR_ARGS_MAX);
}

/* ---- time ---- */

struct light_view record_light(const struct record_words *w, enum light light, bool is_closed)
{
    if (light == LIGHT_RED)
        return (struct light_view){LAMP_RED,
                                   is_closed ? TEXT(w->d, "light.closed_late") : TEXT(w->d, "light.red")};
    if (is_closed)
        return (struct light_view){LAMP_DONE, TEXT(w->d, "light.done")};
    if (light == LIGHT_YELLOW)
        return (struct light_view){LAMP_YELLOW, TEXT(w->d, "light.yellow")};
    if (light == LIGHT_GREEN)
        return (struct light_view){LAMP_GREEN, TEXT(w->d, "light.green")};
    return (struct light_view){LAMP_NONE, {0}};
}

struct str record_day(const struct record_words *w, int64_t day)
{
    static const char *const WEEKDAY[] = {K("weekday.1"), K("weekday.2"), K("weekday.3"), K("weekday.4"),
                                          K("weekday.5"), K("weekday.6"), K("weekday.7")};
    struct door *d = w->d;
    if (!calendar_covers(day))
        return web_day(d, day);
    bool is_this_year = day / 10000 == d->day / 10000;
    struct str plain = web_day(d, day);
    return TEXT2(d, "calendar.day_weekday", is_this_year ? str_sub(plain, 5, plain.n) : plain,
                 door_text(d, WEEKDAY[day_weekday(day) - 1]));
}

/* A day ends at 24:00 where no hours are given: then the day says all. */
struct str record_moment(const struct record_words *w, int64_t ms)
{
    struct civil c = date_civil(ms);
    struct str day = record_day(w, date_day_of(ms));
    if (c.hour == 23 && c.minute == 59)
        return day;
    bool is_chinese = w->d->h.lang == LANG_ZH_CN; /* whose closing bracket is as wide as one with a blank */
    return arena_printf(w->d->a, "%.*s%s%02d:%02d", STR_ARG(day), is_chinese ? "" : " ", c.hour, c.minute);
}

static struct str number(const struct record_words *w, int64_t n)
{
    return arena_printf(w->d->a, "%" PRId64, n);
}

static struct str left_text(const struct record_words *w, int64_t left, int64_t over, bool is_today)
{
    if (is_today)
        return TEXT(w->d, "record_page.due_today");
    if (over > 0)
        return TEXT1(w->d, "record_page.over", number(w, over));
    return TEXT1(w->d, "record_page.left", number(w, left));
}

struct str record_left_of_day(const struct record_words *w, int64_t due_day)
{
    const struct calendar *c = w->calendar.calendar;
    int64_t today = w->d->day;
    if (due_day < today && calendar_workdays(c, day_add(due_day, 1), today) == 0)
        return TEXT(w->d, "record_page.over_little");
    return left_text(w, calendar_workdays(c, day_add(today, 1), due_day),
                     due_day < today ? calendar_workdays(c, day_add(due_day, 1), today) : 0,
                     due_day == today);
}

static struct str minutes_text(const struct record_words *w, int64_t minutes)
{
    return minutes < 60
               ? TEXT1(w->d, "record_page.left_minutes", number(w, minutes))
               : TEXT2(w->d, "record_page.left_hours", number(w, minutes / 60), number(w, minutes % 60));
}

static struct str running_text(const struct record_words *w, const struct clock_reading *r)
{
    if (r->is_overdue && r->overdue_workdays == 0)
        return TEXT(w->d, "record_page.over_little");
    if (!unit_is_days(r->budget.unit) && !r->is_overdue)
        return minutes_text(w, r->left);
    return left_text(w, r->left, r->is_overdue ? r->overdue_workdays : 0, r->is_due_today && !r->is_overdue);
}

static struct str stopped_text(const struct record_words *w, const struct clock_reading *r)
{
    if (!r->is_overdue)
        return TEXT(w->d, "record_page.stopped_in_time");
    return r->overdue_workdays ? TEXT1(w->d, "record_page.stopped_late", number(w, r->overdue_workdays))
                               : TEXT(w->d, "record_page.stopped_late_little");
}

struct clock_line record_clock_line(const struct record_words *w, const struct procedure *p, int clock,
                                    const struct clock_reading *r)
{
    struct door *d = w->d;
    const struct procedure_clock *c = &p->clock[clock];
    struct clock_line line = {.name = record_said(w, c->title)};
    struct str arg[2];
    if (r->state == CLOCK_NOT_STARTED) {
        line.left = TEXT(d, "record_page.clock_not_started");
        return line;
    }
    if (c->until < 0) {
        const char *key = limit_text(d->a, r->budget, arg);
        line.detail = text_fill(d->a, door_text(d, key), arg, COUNT_OF(arg));
    }
    line.due = record_moment(w, r->due.ms);
    line.light = record_light(w, r->light, r->state == CLOCK_STOPPED);
    switch (r->state) {
    case CLOCK_PAUSED:
        line.left = TEXT1(d, "record_page.clock_paused", r->basis);
        break;
    case CLOCK_STOPPED:
        line.light.word = stopped_text(w, r);
        return line;
    case CLOCK_NOT_STARTED:
    case CLOCK_RUNNING:
    case CLOCK_EXPIRED:
    case CLOCK_STATE__COUNT:
        line.left = running_text(w, r);
        break;
    }
    if (r->due.is_provisional)
        line.left = TEXT1(d, "record_page.provisional", line.left);
    return line;
}

/* ---- values ---- */

struct str record_url(const struct record_words *w, int64_t record_id)
{
    return arena_printf(w->d->a, "/records/%" PRId64, record_id);
}

struct str register_url(const struct record_words *w, struct str procedure)
{
    return arena_printf(w->d->a, "/registers/%.*s", STR_ARG(procedure));
}

enum rc record_people(struct record_words *w, int64_t organ_id, const struct organ_detail **ret,
                      struct err *err)
{
    struct door *d = w->d;
    *ret = &w->people;
    if (w->people.organ.organ_id == organ_id)
        return RC_OK;
    return organ_detail_load(d->db, d->a, kernel_ledger(d->app->kernel), d->who.actor.tenant_id, organ_id,
                             d->day, &w->people, err);
}

static enum rc person_piece(struct record_words *w, int64_t person_id, struct value_piece *ret,
                            struct err *err)
{
    int64_t organ_id = 0;
    const struct organ_detail *people;
    ret->text = STR("—");
    enum rc rc = person_organ(w->d->db, w->d->a, w->d->who.actor.tenant_id, person_id, &organ_id, err);
    if (rc == RC_OK && organ_id)
        rc = record_people(w, organ_id, &people, err);
    if (rc != RC_OK || organ_id == 0)
        return rc;
    for (size_t i = 0; i < people->people_n; i++)
        if (people->people[i].person_id == person_id)
            *ret = (struct value_piece){.text = people->people[i].post_title,
                                        .note = people->people[i].masked_name};
    return RC_OK;
}

static enum rc link_piece(struct record_words *w, int64_t record_id, struct value_piece *ret, struct err *err)
{
    struct record_name name;
    enum rc rc = record_name_load(w->d->db, w->d->a, w->d->who.actor.tenant_id, record_id, &name, err);
    if (rc == RC_OK)
        *ret = (struct value_piece){.text = name.code, .url = record_url(w, record_id)};
    else if (rc == RC_NOT_FOUND)
        *ret = (struct value_piece){.text = arena_printf(w->d->a, "#%" PRId64, record_id)};
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc file_piece(struct record_words *w, int64_t id, struct value_piece *ret, struct err *err)
{
    struct attachment file;
    enum rc rc = attachment_load(w->d->db, w->d->a, w->d->who.actor.tenant_id, id, &file, err);
    if (rc == RC_OK)
        *ret = (struct value_piece){.text = file.name, .url = arena_printf(w->d->a, "/files/%" PRId64, id)};
    else if (rc == RC_NOT_FOUND)
        *ret = (struct value_piece){.text = arena_printf(w->d->a, "#%" PRId64, id)};
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static struct value_piece milestone_piece(const struct record_words *w, const struct record_item *item)
{
    struct value_piece p = {.text = item->text, .note = record_day(w, item->number)};
    if (item->extra)
        p.light =
            (struct light_view){LAMP_DONE, TEXT1(w->d, "record_page.done_on", record_day(w, item->extra))};
    return p;
}

static struct str choice_text(const struct record_words *w, const struct procedure_field *f, struct str code)
{
    for (size_t i = 0; i < f->choices; i++)
        if (str_eq(f->choice[i].code, code))
            return record_said(w, f->choice[i].title);
    return code;
}

static enum rc piece_of(struct record_words *w, const struct procedure_field *f,
                        const struct record_item *item, struct value_piece *ret, struct err *err)
{
    *ret = (struct value_piece){.text = item->text};
    switch (f->kind) {
    case FIELD_TEXT:
    case FIELD_LONG_TEXT:
        break;
    case FIELD_NUMBER:
        ret->text = web_fixed(w->d, item->number, f->digits);
        break;
    case FIELD_DATE:
        ret->text = record_day(w, item->number);
        break;
    case FIELD_YES_NO:
        ret->text = item->number ? TEXT(w->d, "record_page.yes") : TEXT(w->d, "record_page.no");
        break;
    case FIELD_CHOICE:
        ret->text = choice_text(w, f, item->text);
        break;
    case FIELD_ORGAN:
    case FIELD_ORGANS:
        *ret = (struct value_piece){.text = record_organ(w, item->number),
                                    .note = item->text,
                                    .url = arena_printf(w->d->a, "/organs/%" PRId64, item->number)};
        break;
    case FIELD_PERSON:
        return person_piece(w, item->number, ret, err);
    case FIELD_LINK:
        return link_piece(w, item->number, ret, err);
    case FIELD_MILESTONES:
        *ret = milestone_piece(w, item);
        break;
    case FIELD_FILES:
        return file_piece(w, item->number, ret, err);
    case FIELD__COUNT:
        break;
    }
    return RC_OK;
}

enum rc record_value_line(struct record_words *w, const struct procedure *p, const struct record_value *v,
                          struct value_line *ret, struct err *err)
{
    const struct procedure_field *f = &p->field[v->field];
    struct value_piece *piece = ARENA_ARRAY(w->d->a, struct value_piece, v->n + 1);
    enum rc rc = RC_OK;
    for (size_t i = 0; i < v->n && rc == RC_OK; i++)
        rc = piece_of(w, f, &v->item[i], &piece[i], err);
    for (size_t i = 0; i < v->n && v->is_masked; i++)
        piece[i] = (struct value_piece){.text = STR("***")};
    *ret = (struct value_line){.name = record_said(w, f->title),
                               .unit = record_said(w, f->unit),
                               .pieces = piece,
                               .pieces_n = v->n,
                               .is_masked = v->is_masked,
                               .is_prose = f->kind == FIELD_LONG_TEXT};
    return rc;
}

enum rc record_values_lines(struct record_words *w, const struct procedure *p, const struct record_value *v,
                            size_t n, uint64_t but, struct record_values_view *ret, struct err *err)
{
    struct value_line *line = ARENA_ARRAY(w->d->a, struct value_line, n + 1);
    enum rc rc = RC_OK;
    size_t lines = 0;
    for (size_t i = 0; i < n && rc == RC_OK; i++) {
        if (v[i].n == 0 || (but >> v[i].field & 1))
            continue;
        rc = record_value_line(w, p, &v[i], &line[lines++], err);
    }
    *ret = (struct record_values_view){line, lines};
    return rc;
}
