/* The calendar of the command line: where its notices and its week come from. */
#include <stdio.h>
#include <unistd.h>

#include "base/date.h"
#include "calendar/every.h"
#include "domain/calendar_book.h"
#include "base/key.h"
#include "main/calendar.h"
#include "table/cell.h"
#include "text/text.h"

#define FILE_BYTES_MAX (1024 * 1024) /* read whole before it is looked at */

static int64_t today(void)
{
    struct world world = world_real();
    return date_day_of(world.now_ms(world.ctx));
}

struct desk desk_new(const struct command *c, struct arena *a, enum lang lang, const struct str *value,
                     struct err *err)
{
    return (struct desk){
        .command = c, .value = value, .arena = a, .lang = lang, .problems.arena = a, .err = err};
}

struct str desk_option(const struct desk *d, const char *name)
{
    return command_option(d->command, d->value, name);
}

enum rc desk_wrong_use(struct desk *d, struct str value)
{
    d->is_wrong_use = true;
    return err_arg(d->err, 0, value);
}

int desk_end(struct desk *d, enum rc rc, int good)
{
    (void)fflush(stdout); /* what is right stands before what is said about it */
    command_say_problems(d->arena, d->lang, d->file, &d->problems);
    if (rc == RC_OK)
        return good;
    command_say_error(d->arena, d->lang, d->err);
    if (d->is_wrong_use)
        return EXIT_USAGE;
    return rc == RC_INVALID ? EXIT_FOUND : EXIT_CANNOT;
}

struct str desk_text(const struct desk *d, const char *key, const struct str *arg, size_t args)
{
    return text_fill(d->arena, text_get(d->lang, key), arg, args);
}

void desk_print(const struct desk *d, const char *key, const struct str *arg, size_t args)
{
    (void)printf("%.*s\n", STR_ARG(desk_text(d, key, arg, args)));
}

/* ---- days and moments ---- */

struct str desk_day(const struct desk *d, int64_t day) { return day_text(d->arena, day); }

struct str desk_day_words(const struct desk *d, int64_t day) { return day_words(d->arena, d->lang, day); }

void desk_print_notice(const struct desk *d, const struct notice *n)
{
    struct str arg[] = {n->number, n->title, desk_day(d, n->published_day)};
    desk_print(d, n->title.n ? K("calendar_command.by_notice") : K("calendar_command.by_untitled"), arg,
               COUNT_OF(arg));
}

void desk_print_changed_day(const struct desk *d, const struct calendar *is, int64_t day)
{
    struct day_fact f = calendar_day(is, day);
    struct str by = f.notice ? f.notice->number : (struct str){0};
    struct str why =
        arena_printf(d->arena, "%.*s%s%.*s", STR_ARG(f.name), f.name.n && by.n ? " " : "", STR_ARG(by));
    struct str arg[] = {desk_day_words(d, day), why.n ? arena_printf(d->arena, " %.*s", STR_ARG(why)) : why};
    desk_print(d, f.is_workday ? K("calendar_command.now_worked") : K("calendar_command.now_off"), arg,
               COUNT_OF(arg));
}

bool desk_day_read(const struct desk *d, struct str text, int64_t *ret)
{
    int64_t day;
    struct str plain = cell_plain(d->arena, text);
    /* A year must stand in it: a limit is not reckoned from a guess. A bare number is a day or nothing. */
    if (plain.n < 8 || !cell_day(plain, 0, &day) || !calendar_covers(day))
        return false;
    *ret = day;
    return true;
}

/* Two digits behind a ':'. */
static bool sixtieth_read(struct str text, int *ret)
{
    int64_t n;
    bool is_good = text.n == 3 && text.p[0] == ':' && str_to_i64(str_sub(text, 1, 2), &n) && n >= 0 && n < 60;
    if (is_good)
        *ret = (int)n;
    return is_good;
}

/* "08:30", "8:30", "24:00", and with the seconds that data bases write. */
static bool time_read(struct str text, struct moment *ret)
{
    int64_t hour;
    int minute, second = 0;
    size_t at = str_find(text, ':');
    bool is_good = at >= 1 && at <= 2 && text.p[0] != '-' && str_to_i64(str_sub(text, 0, at), &hour) &&
                   sixtieth_read(str_sub(text, at, 3), &minute) &&
                   (at + 3 == text.n || sixtieth_read(str_sub(text, at + 3, text.n), &second)) &&
                   (hour * 60 + minute) * 60 + second <= 86400;
    if (is_good) {
        ret->minute = (int)hour * 60 + minute;
        ret->second = second;
    }
    return is_good;
}

/* Where the time of day begins: with the digits before the first ':', which may be a full-width one. n: there
 * is none. */
static size_t time_begin(struct str text)
{
    size_t at = str_find(text, ':'), wide = str_find_str(text, STR("："));
    at = wide < at ? wide : at;
    while (at < text.n && at > 0 && text.p[at - 1] >= '0' && text.p[at - 1] <= '9')
        at--;
    return at;
}

bool desk_moment_read(const struct desk *d, struct str text, struct moment *ret)
{
    struct moment m = {0};
    text = str_trim(text);
    size_t at = time_begin(text);
    struct str day = str_sub(text, 0, at), time = cell_plain(d->arena, str_sub(text, at, text.n));
    m.has_time = at < text.n;
    if (m.has_time && day.n && day.p[day.n - 1] == 'T')
        day.n--;
    if (!desk_day_read(d, day, &m.day) || (m.has_time && !time_read(time, &m)))
        return false;
    *ret = m;
    return true;
}

int64_t desk_moment_ms(const struct desk *d, const struct moment *m)
{
    return calendar_ms(d->calendar, m->day, m->minute) + m->second * INT64_C(1000);
}

/* ---- notices ---- */

static enum rc read_bytes(struct desk *d, struct str file)
{
    d->file = file;
    problems_clear(&d->problems);
    return command_read_file(d->arena, file, FILE_BYTES_MAX, &d->bytes, d->err);
}

enum rc desk_read_notices(struct desk *d, struct str file, const struct notice_wish *wish,
                          struct notices *ret)
{
    enum notice_form form;
    struct str text;
    enum rc rc = read_bytes(d, file);
    if (rc != RC_OK)
        return rc;
    rc = notice_bytes_read(d->arena, d->bytes, &text, &d->problems, d->err);
    if (rc == RC_TOO_LARGE)
        return rc;
    if (rc == RC_OK && notices_read(d->arena, text, wish, ret, &form, &d->problems) == RC_OK)
        return RC_OK;
    (void)FAIL(d->err, RC_INVALID, "calendar_command.notice_wrong", "%.*s", STR_ARG(file));
    return err_arg(d->err, 0, file);
}

static struct str base_name(struct str path)
{
    for (size_t at; (at = str_find(path, '/')) < path.n;)
        path = str_sub(path, at + 1, path.n);
    return path;
}

/* A file that is tried: one that does not say its number and day is the newest known, by its name. */
enum rc desk_lay_over(struct desk *d, struct notices base, struct notices *ret)
{
    struct str files = desk_option(d, "notice"), file;
    int64_t day = d->known_day ? d->known_day : today();
    enum rc rc = RC_OK;
    while (rc == RC_OK && str_split(&files, '\n', &file)) {
        struct notices more;
        struct notice_wish wish = {.number = base_name(file), .title = base_name(file), .published_day = day};
        rc = desk_read_notices(d, file, &wish, &more);
        if (rc == RC_OK)
            base = notices_merge(d->arena, base, more);
    }
    *ret = base;
    return rc;
}

/* ---- the week ---- */

/* A file that names none leaves the zone as it is. */
static enum rc set_zone(struct desk *d, struct str name)
{
    return name.n ? zone_load(d->arena, name, &d->pattern.zone, d->err) : RC_OK;
}

static enum rc set_pattern(struct desk *d, struct str text)
{
    struct str zone = {0};
    struct notices more = {0};
    enum rc rc = pattern_read(d->arena, text, &d->pattern, &zone, &more, &d->problems);
    if (rc != RC_OK) {
        (void)FAIL(d->err, rc, "calendar_command.pattern_wrong", "%.*s", STR_ARG(d->file));
        return err_arg(d->err, 0, d->file);
    }
    d->notices = notices_merge(d->arena, d->notices, more);
    return set_zone(d, zone);
}

/* ---- the installation ---- */

static enum rc find_organ(struct desk *d, struct db *db, struct str code, int64_t *ret)
{
    struct organ_book organs;
    struct world world = world_real();
    enum rc rc =
        organ_book_load(db, d->arena, HOUSE_TENANT, date_day_of(world.now_ms(world.ctx)), &organs, d->err);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < organs.n; i++)
        if (str_eq(organs.organ[i].code, code)) {
            *ret = organs.organ[i].organ_id;
            return RC_OK;
        }
    const struct organ *organ = organ_by_name(&organs, code);
    if (organ) {
        *ret = organ->organ_id;
        return RC_OK;
    }
    (void)FAIL(d->err, RC_INVALID, "calendar_command.no_organ", "organ %.*s", STR_ARG(code));
    return desk_wrong_use(d, code);
}

/* A reading connection of our own: a server on the same directory goes on as if nobody asked. */
static enum rc open_house(struct desk *d, const struct house *house)
{
    struct db *db CLEANUP(db_closep) = NULL;
    struct calendar_book book;
    int64_t organ_id = 0;
    struct str code = desk_option(d, "organ");
    enum rc rc = house_must_exist(d->arena, house, d->err);
    if (rc == RC_OK)
        rc = db_open(house->db_url, DB_READ, &db, d->err);
    if (rc == RC_OK)
        rc = db_begin(db, d->err);
    if (rc == RC_OK && code.n)
        rc = find_organ(d, db, code, &organ_id);
    if (rc == RC_OK)
        rc = calendar_book_load(db, d->arena, HOUSE_TENANT, organ_id, today(), d->known_day, &book, d->err);
    if (rc != RC_OK)
        return rc;
    d->is_house = true;
    d->notices = book.notices;
    return book.text.n ? set_pattern(d, book.text) : RC_OK;
}

static enum rc open_shipped(struct desk *d)
{
    enum notice_form form;
    struct notice_wish none = {0};
    if (desk_option(d, "organ").n) {
        (void)FAIL(d->err, RC_INVALID, "calendar_command.organ_without_house", "no installation");
        return desk_wrong_use(d, desk_option(d, "organ"));
    }
    enum rc rc = notices_read(d->arena, notices_builtin(), &none, &d->notices, &form, &d->problems);
    return rc == RC_OK ? RC_OK : FAIL(d->err, rc, "calendar_command.shipped_wrong", "shipped notices");
}

static enum rc open_base(struct desk *d)
{
    struct house house;
    struct house_wish wish = house_wish_of(d->command, d->value);
    house_find(d->arena, &wish, &house);
    bool is_asked = wish.dir.n || wish.db_url.n;
    bool is_there = access(arena_printf(d->arena, "%.*s/log.key", STR_ARG(house.dir)).p, F_OK) == 0;
    return is_asked || is_there ? open_house(d, &house) : open_shipped(d);
}

enum rc desk_calendar(struct desk *d, struct notices notices, const struct calendar **ret)
{
    return calendar_build(d->arena, notices, &d->pattern, 0, ret, d->err);
}

static void leave_out_unknown(struct desk *d)
{
    struct notice *known = ARENA_ARRAY(d->arena, struct notice, d->notices.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < d->notices.n; i++)
        if (d->known_day == 0 || d->notices.notice[i].published_day <= d->known_day)
            known[n++] = d->notices.notice[i];
    d->notices = (struct notices){known, n};
}

enum rc desk_open(struct desk *d)
{
    struct str known = desk_option(d, "known"), week = desk_option(d, "calendar");
    if (known.n && !desk_day_read(d, known, &d->known_day)) {
        (void)FAIL(d->err, RC_INVALID, "calendar_command.known_wrong", "known %.*s", STR_ARG(known));
        return desk_wrong_use(d, known);
    }
    enum rc rc = open_base(d);
    if (rc == RC_OK && week.n) {
        rc = read_bytes(d, week);
        if (rc == RC_OK)
            rc = set_pattern(d, d->bytes);
    }
    if (rc == RC_OK) {
        rc = set_zone(d, desk_option(d, "zone"));
        d->is_wrong_use |= rc == RC_INVALID;
    }
    if (rc != RC_OK)
        return rc;
    leave_out_unknown(d);
    return desk_calendar(d, d->notices, &d->calendar);
}

enum rc desk_open_all(struct desk *d)
{
    enum rc rc = desk_open(d);
    if (rc == RC_OK)
        rc = desk_lay_over(d, d->notices, &d->notices);
    if (rc == RC_OK && desk_option(d, "notice").n) {
        leave_out_unknown(d);
        rc = desk_calendar(d, d->notices, &d->calendar);
    }
    return rc;
}
