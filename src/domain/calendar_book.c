/* How it works: notices are rows in their own form, so that what is kept can be read without the program; a
 * calendar is built anew for each question (47,000 days and the notices read: 0.9 ms), because that way it is
 * of the reader's own picture of the data base and nothing has to be told that a notice came. */
#include "domain/calendar_book.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/key.h"
#include "base/utf8.h"
#include "calendar/every.h"
#include "domain/outbox.h"
#include "domain/put.h"
#include "domain/search.h"
#include "gen/sql.h"
#include "table/decode.h"
#include "table/table.h"

PUT_FUNCTION(calendar_notice)
PUT_FUNCTION(organ_calendar)

#define WHOLE_COUNTRY STR("*") /* in the key of the table, which cannot be empty */
#define WORK_WEEK 0x1fU        /* Monday to Friday */
#define ZONE_FILE_BYTES_MAX (256 * 1024)
#define ZONE_NAME_BYTES_MAX 64

/* ---- zones ---- */

static bool zone_name_fits(struct str name)
{
    static const struct str ALSO = STR_INIT("_+-");
    bool is_start = true; /* of a piece between slashes */
    if (name.n == 0 || name.n > ZONE_NAME_BYTES_MAX)
        return false;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool is_letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        bool is_more = (c >= '0' && c <= '9') || str_find(ALSO, c) < ALSO.n;
        if (c == '/' ? is_start : !is_letter && (is_start || !is_more))
            return false;
        is_start = c == '/';
    }
    return !is_start;
}

static bool read_whole(int fd, struct arena *a, struct str *ret)
{
    struct stat st;
    if (fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_size <= 0 || st.st_size > ZONE_FILE_BYTES_MAX)
        return false;
    size_t n = (size_t)st.st_size, done = 0;
    char *bytes = arena_alloc(a, n);
    while (done < n) {
        ssize_t got = read(fd, bytes + done, n - done);
        if (got <= 0)
            return false;
        done += (size_t)got;
    }
    *ret = str_of(bytes, n);
    return true;
}

enum rc zone_file_read(struct arena *a, struct str name, struct str *ret, struct err *err)
{
    if (!zone_name_fits(name)) {
        (void)FAIL(err, RC_INVALID, "calendar_book.zone_name", "%zu bytes", name.n);
        return err_arg(err, 0, name);
    }
    int fd = open(arena_printf(a, "/usr/share/zoneinfo/%.*s", STR_ARG(name)).p, O_RDONLY | O_CLOEXEC);
    bool is_read = fd >= 0 && read_whole(fd, a, ret);
    if (fd >= 0)
        (void)close(fd);
    if (is_read)
        return RC_OK;
    (void)FAIL(err, RC_NOT_FOUND, "calendar_book.zone_missing", "%.*s", STR_ARG(name));
    return err_arg(err, 0, name);
}

enum rc zone_load(struct arena *a, struct str name, const struct zone **ret, struct err *err)
{
    struct str bytes;
    if (name.n == 0 || str_eq(name, zone_name(NULL))) {
        *ret = NULL;
        return RC_OK;
    }
    enum rc rc = zone_file_read(a, name, &bytes, err);
    return rc == RC_OK ? zone_read(a, name, bytes, ret, err) : rc;
}

/* ---- notices ---- */

static struct problems *problems_new(struct arena *a)
{
    struct problems *p = ARENA_NEW(a, struct problems);
    p->arena = a;
    return p;
}

static enum rc read_own(struct arena *a, struct str text, struct notices *ret, struct err *err)
{
    struct problems *problems = problems_new(a);
    struct notice_wish none = {.year = 0};
    enum notice_form form;
    if (notices_read(a, text, &none, ret, &form, problems) == RC_OK)
        return RC_OK;
    return FAIL(err, RC_DB, "notice.kept_unreadable", "line %d: %s", problems->n ? problems->item[0].line : 0,
                problems->n ? problems->item[0].text : "no problem said");
}

static void put_cell(struct buf *out, struct str cell)
{
    buf_putc(out, '"');
    for (size_t i = 0; i < cell.n; i++) {
        bool is_break = cell.p[i] == '\n' || cell.p[i] == '\r' || cell.p[i] == '\t';
        buf_putc(out, is_break ? ' ' : cell.p[i]);
        if (cell.p[i] == '"')
            buf_putc(out, '"');
    }
    buf_putc(out, '"');
}

static void put_row(struct buf *out, const struct table_row *row, size_t cols, int *line)
{
    for (; *line < row->number; ++*line)
        buf_putc(out, '\n');
    for (size_t i = 0; i < cols; i++) {
        if (i)
            buf_putc(out, ',');
        if (row->cell[i].n)
            put_cell(out, row->cell[i]);
    }
}

/* What stands above the head is a title, and other sheets may be anything: of them it is said that they were
 * not read. */
static enum rc workbook_text(struct arena *a, struct str bytes, struct str *ret, struct problems *problems,
                             struct err *err)
{
    struct table_book book;
    struct buf out CLEANUP(buf_release) = {0};
    int line = 1;
    if (bytes.n > NOTICE_WORKBOOK_MAX)
        return FAIL(err, RC_TOO_LARGE, "notice.too_long", "%zu bytes", bytes.n);
    if (table_book_read(a, bytes, &book, problems) != RC_OK)
        return FAIL(err, RC_INVALID, "notice.cannot_read", "no workbook");
    const struct table *t = &book.table[0];
    put_row(&out, &t->head, t->cols, &line);
    for (size_t i = 0; i < t->rows && out.n <= NOTICE_TEXT_MAX; i++)
        put_row(&out, &t->row[i], t->cols, &line);
    buf_putc(&out, '\n');
    if (out.n > NOTICE_TEXT_MAX)
        return FAIL(err, RC_TOO_LARGE, "notice.too_long", "%zu bytes of text", out.n);
    if (book.tables > 1) {
        struct problem *item = PROBLEM(problems, 0, 0, "notice.other_sheets");
        problem_warn(problems, item);
        problem_arg(problems, item, 0, t->sheet);
    }
    *ret = arena_str(a, buf_str(&out));
    return RC_OK;
}

static bool is_workbook(struct str bytes)
{
    return str_starts(bytes, STR("PK\x03\x04")) || str_starts(bytes, STR("\xD0\xCF\x11\xE0"));
}

enum rc notice_bytes_read(struct arena *a, struct str bytes, struct str *ret, struct problems *problems,
                          struct err *err)
{
    char *text;
    size_t n;
    if (is_workbook(bytes))
        return workbook_text(a, bytes, ret, problems, err);
    if (bytes.n > NOTICE_TEXT_MAX)
        return FAIL(err, RC_TOO_LARGE, "notice.too_long", "%zu bytes", bytes.n);
    if (decode_text(a, bytes, &text, &n, problems) != RC_OK)
        return FAIL(err, RC_INVALID, "notice.cannot_read", "no text");
    *ret = str_of(text, n);
    return RC_OK;
}

static bool is_same_notice(const struct notice *a, const struct notice *b)
{
    return str_eq(a->number, b->number) && str_eq(a->scope, b->scope);
}

struct notices notices_merge(struct arena *a, struct notices base, struct notices more)
{
    struct notice *out = ARENA_ARRAY(a, struct notice, base.n + more.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < base.n; i++) {
        bool is_replaced = false;
        for (size_t k = 0; k < more.n; k++)
            is_replaced |= is_same_notice(&base.notice[i], &more.notice[k]);
        if (!is_replaced)
            out[n++] = base.notice[i];
    }
    for (size_t k = 0; k < more.n; k++)
        out[n++] = more.notice[k];
    return (struct notices){out, n};
}

static enum rc own_record(struct arena *a, const struct sql_calendar_notices_row *row,
                          struct notice_record *ret, struct err *err)
{
    struct notices one;
    enum rc rc = read_own(a, row->text, &one, err);
    if (rc != RC_OK)
        return rc;
    if (one.n != 1)
        return FAIL(err, RC_DB, "notice.kept_unreadable", "%zu notices in a row", one.n);
    *ret = (struct notice_record){.notice = one.notice[0],
                                  .adopted_seq = row->adopted_seq,
                                  .at_ms = row->at_ms,
                                  .by_label = row->by_label,
                                  .text_hash = row->text_hash,
                                  .withdrawn_seq = row->withdrawn_seq,
                                  .withdrawn_at_ms = row->withdrawn_at_ms,
                                  .withdrawn_label = row->withdrawn_label,
                                  .reason = row->reason};
    return RC_OK;
}

bool notice_record_holds(const struct notice_record *r) { return !r->is_replaced && r->withdrawn_seq == 0; }

static int newest_first(const void *a, const void *b)
{
    const struct notice_record *x = a, *y = b;
    if (x->notice.published_day != y->notice.published_day)
        return x->notice.published_day > y->notice.published_day ? -1 : 1;
    if (x->is_builtin != y->is_builtin)
        return x->is_builtin ? 1 : -1;
    int by_number = str_cmp(x->notice.number, y->notice.number);
    return by_number ? by_number : str_cmp(x->notice.scope, y->notice.scope);
}

enum rc notice_records_load(struct db *db, struct arena *a, int64_t tenant_id, struct notice_records *ret,
                            struct err *err)
{
    struct sql_calendar_notices_rows rows;
    struct notices builtin;
    enum rc rc = read_own(a, notices_builtin(), &builtin, err);
    if (rc == RC_OK)
        rc = sql_calendar_notices(db, a, tenant_id, &rows, err);
    if (rc != RC_OK)
        return rc;
    struct notice_record *out = ARENA_ARRAY(a, struct notice_record, builtin.n + rows.n + 1);
    for (size_t i = 0; i < rows.n && rc == RC_OK; i++)
        rc = own_record(a, &rows.row[i], &out[builtin.n + i], err);
    for (size_t i = 0; i < builtin.n && rc == RC_OK; i++) {
        out[i] = (struct notice_record){.notice = builtin.notice[i], .is_builtin = true};
        for (size_t k = 0; k < rows.n; k++)
            out[i].is_replaced |= is_same_notice(&out[i].notice, &out[builtin.n + k].notice) &&
                                  out[builtin.n + k].withdrawn_seq == 0;
    }
    if (rc != RC_OK)
        return rc;
    qsort(out, builtin.n + rows.n, sizeof *out, newest_first);
    *ret = (struct notice_records){out, builtin.n + rows.n};
    return RC_OK;
}

enum rc notice_record_load(struct db *db, struct arena *a, int64_t tenant_id, struct str scope,
                           struct str number, struct notice_record *ret, struct err *err)
{
    struct notice_records all;
    const struct notice_record *found = NULL;
    struct notice asked = {.scope = scope, .number = number};
    enum rc rc = notice_records_load(db, a, tenant_id, &all, err);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < all.n; i++)
        if (is_same_notice(&all.row[i].notice, &asked) && (!found || found->is_builtin))
            found = &all.row[i];
    if (!found) {
        (void)FAIL(err, RC_NOT_FOUND, "notice.no_such", "%.*s", STR_ARG(number));
        return err_arg(err, 0, number);
    }
    *ret = *found;
    return RC_OK;
}

struct notices notices_that_hold(struct arena *a, const struct notice_records *all)
{
    struct notice *out = ARENA_ARRAY(a, struct notice, all->n + 1);
    size_t n = 0;
    for (size_t i = all->n; i-- > 0;) /* oldest first, as they came */
        if (notice_record_holds(&all->row[i]))
            out[n++] = all->row[i].notice;
    return (struct notices){out, n};
}

/* ---- weeks ---- */

enum rc organ_calendars_load(struct db *db, struct arena *a, int64_t tenant_id, struct organ_calendars *ret,
                             struct err *err)
{
    struct sql_organ_calendars_rows rows;
    enum rc rc = sql_organ_calendars(db, a, tenant_id, &rows, err);
    if (rc != RC_OK)
        return rc;
    struct organ_calendar *out = ARENA_ARRAY(a, struct organ_calendar, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        out[i] = (struct organ_calendar){rows.row[i].organ_id, rows.row[i].text, rows.row[i].set_seq,
                                         rows.row[i].at_ms, rows.row[i].by_label};
    *ret = (struct organ_calendars){out, rows.n};
    return RC_OK;
}

static bool text_has_scope(struct arena *a, struct str text, struct str scope)
{
    struct pattern p;
    struct notices inside;
    struct str zone;
    if (text.n == 0 || pattern_read(a, text, &p, &zone, &inside, problems_new(a)) != RC_OK)
        return false;
    for (size_t i = 0; i < p.scopes; i++)
        if (str_eq(p.scope[i], scope))
            return true;
    return false;
}

struct organ_calendars organ_calendars_of_scope(struct arena *a, const struct organ_calendars *all,
                                                struct str scope)
{
    struct organ_calendar *out = ARENA_ARRAY(a, struct organ_calendar, all->n + 1);
    size_t n = 0;
    if (scope.n == 0)
        out[n++] = (struct organ_calendar){.organ_id = 0};
    for (size_t i = 0; i < all->n; i++) {
        const struct organ_calendar *c = &all->row[i];
        if (scope.n == 0 && c->organ_id == 0)
            out[0] = *c;
        else if (scope.n ? text_has_scope(a, c->text, scope) : c->text.n > 0)
            out[n++] = *c;
    }
    return (struct organ_calendars){out, n};
}

static const struct organ_calendar *calendar_of(const struct organ_calendars *all, int64_t organ_id)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->row[i].organ_id == organ_id && all->row[i].text.n)
            return &all->row[i];
    return NULL;
}

struct str week_fingerprint(struct arena *a, const struct organ_calendars *all, int64_t organ_id)
{
    const struct organ_calendar *own = calendar_of(all, organ_id);
    return hash_hex(a, hash_of(own ? own->text : STR("")));
}

/* Up the parents to the first that says something. Parents are dated and could be made to go round; a way
 * longer than there are organs is such a round. */
static const struct organ_calendar *calendar_for(const struct organ_calendars *all,
                                                 const struct organ_book *book, int64_t organ_id)
{
    const struct organ *organ = organ_by_id(book, organ_id);
    for (size_t steps = 0; organ && steps <= book->n; steps++) {
        const struct organ_calendar *found = calendar_of(all, organ->organ_id);
        if (found)
            return found;
        organ = organ_by_id(book, organ->parent_id);
    }
    return calendar_of(all, 0);
}

enum rc pattern_try(struct arena *a, struct str text, struct notices notices, int64_t known_day,
                    const struct calendar **ret, struct str *ret_zone, struct problems *problems,
                    struct err *err)
{
    struct pattern *pattern = ARENA_NEW(a, struct pattern);
    struct notices inside = {.n = 0};
    struct str zone = {0};
    enum rc rc = RC_OK;
    if (text.n > PATTERN_TEXT_BYTES_MAX)
        return FAIL(err, RC_TOO_LARGE, "calendar_book.pattern_too_long", "%zu bytes", text.n);
    if (text.n && pattern_read(a, text, pattern, &zone, &inside, problems) != RC_OK)
        return FAIL(err, RC_INVALID, "calendar_book.pattern_unfit", "%zu problems", problems->n);
    if (inside.n)
        return FAIL(err, RC_INVALID, "calendar_book.notices_inside", "%zu notices", inside.n);
    rc = zone_load(a, zone, &pattern->zone, err);
    if (rc == RC_OK)
        rc = calendar_build(a, notices, pattern, known_day, ret, err);
    if (rc == RC_OK)
        *ret_zone = zone_name(pattern->zone);
    return rc;
}

enum rc calendar_book_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t organ_id, int64_t day,
                           int64_t known_day, struct calendar_book *ret, struct err *err)
{
    struct calendar_book book = {.organ_id = organ_id, .known_day = known_day};
    struct notice_records notices;
    struct organ_calendars weeks;
    struct organ_book organs = {.n = 0};
    enum rc rc = notice_records_load(db, a, tenant_id, &notices, err);
    if (rc == RC_OK)
        rc = organ_calendars_load(db, a, tenant_id, &weeks, err);
    if (rc == RC_OK && organ_id)
        rc = organ_book_load(db, a, tenant_id, day, &organs, err);
    if (rc == RC_OK && organ_id && !organ_by_id(&organs, organ_id))
        rc = FAIL(err, RC_NOT_FOUND, "organ.not_found", "organ %" PRId64, organ_id);
    if (rc != RC_OK)
        return rc;
    const struct organ_calendar *week = calendar_for(&weeks, &organs, organ_id);
    book.notices = notices_that_hold(a, &notices);
    book.has_pattern = week != NULL;
    if (week) {
        book.from_organ = week->organ_id;
        book.text = week->text;
    }
    rc = pattern_try(a, book.text, book.notices, known_day, &book.calendar, &book.zone, problems_new(a), err);
    if (rc == RC_OK)
        *ret = book;
    return rc;
}

/* ---- what a change does ---- */

static const int USUAL[] = {5, 10, 20};

static void look_at_usual(struct arena *a, const struct calendar *was, const struct calendar *is,
                          int64_t today, struct calendar_effect *e)
{
    struct usual_move *move = ARENA_ARRAY(a, struct usual_move, (EFFECT_AHEAD_DAYS + 1) * COUNT_OF(USUAL));
    for (int i = 0; i <= EFFECT_AHEAD_DAYS; i++) {
        int64_t start = day_add(today, i);
        if (!calendar_is_workday(was, start) && !calendar_is_workday(is, start))
            continue;
        for (size_t k = 0; k < COUNT_OF(USUAL); k++) {
            struct usual_move m = {.start_day = start,
                                   .workdays = USUAL[k],
                                   .from_day = calendar_add_workdays(was, start, USUAL[k]),
                                   .to_day = calendar_add_workdays(is, start, USUAL[k])};
            if (m.from_day != m.to_day)
                move[e->moves++] = m;
        }
    }
    e->move = move;
}

enum rc calendar_effect_make(struct arena *a, const struct calendar *was, const struct calendar *is,
                             int64_t first, int64_t last, int64_t now_ms, const struct watch *watch,
                             size_t watches, struct calendar_effect *ret, struct err *err)
{
    struct calendar_effect e = {.watches = watches};
    int64_t *day = ARENA_ARRAY(a, int64_t, EFFECT_DAYS_MAX);
    struct moved_clock *clock = NULL;
    e.days_all = calendar_difference(was, is, first, last, day, EFFECT_DAYS_MAX);
    e.days = e.days_all < EFFECT_DAYS_MAX ? e.days_all : EFFECT_DAYS_MAX;
    e.day = day;
    look_at_usual(a, was, is, calendar_day_of(is, now_ms, NULL), &e);
    if (watches) {
        enum rc rc = clock_reproject(a, was, is, watch, watches, now_ms, &clock, &e.clocks, err);
        if (rc != RC_OK)
            return rc;
    }
    e.clock = clock;
    *ret = e;
    return RC_OK;
}

/* ---- acts ---- */

static bool line_fits(struct str s, size_t chars_most)
{
    return s.n == 0 || (utf8_is_plain_line(s) && utf8_count(s) <= chars_most);
}

static enum rc check_notice(struct arena *a, const struct notice *n, struct err *err)
{
    if (n->number.n == 0 || !line_fits(n->number, 60) || !line_fits(n->title, 150) ||
        !line_fits(n->source, 300) || !line_fits(n->scope, 60) || str_eq(n->scope, WHOLE_COUNTRY)) {
        (void)FAIL(err, RC_INVALID, "notice.words_unfit", "%zu bytes of number", n->number.n);
        return err_arg(err, 0, n->number);
    }
    for (size_t i = 0; i < n->days; i++)
        if (!line_fits(n->day[i].name, 60)) {
            (void)FAIL(err, RC_INVALID, "notice.day_name_long", "%zu bytes", n->day[i].name.n);
            return err_arg(err, 0, day_text(a, n->day[i].day));
        }
    return RC_OK;
}

static struct str own_form(struct arena *a, const struct notice *n)
{
    struct buf out CLEANUP(buf_release) = {0};
    notice_write(&out, n);
    return arena_str(a, buf_str(&out));
}

void notices_warn_of_future(struct notices notices, int64_t today, struct problems *problems)
{
    for (size_t i = 0; i < notices.n; i++) {
        const struct notice *n = &notices.notice[i];
        if (n->published_day <= today)
            continue;
        struct problem *item = PROBLEM(problems, 0, 0, "notice.published_later");
        item->hint = "notice.published_later_hint";
        problem_warn(problems, item);
        problem_arg(problems, item, 0, n->number);
        problem_arg(problems, item, 1, day_text(problems->arena, n->published_day));
    }
}

/* What holds of each, in the order in which they are given; a sign between, so that none can pass for two. */
static struct str fingerprint_of(struct arena *a, const struct notice_records *all, struct notices given)
{
    struct buf out CLEANUP(buf_release) = {0};
    for (size_t i = 0; i < given.n; i++) {
        for (size_t k = 0; k < all->n; k++)
            if (notice_record_holds(&all->row[k]) && is_same_notice(&all->row[k].notice, &given.notice[i]))
                buf_put(&out, own_form(a, &all->row[k].notice));
        buf_putc(&out, '\0');
    }
    ASSERT(!out.failed);
    return hash_hex(a, hash_of(buf_str(&out)));
}

enum rc notices_fingerprint(struct db *db, struct arena *a, int64_t tenant_id, struct notices given,
                            struct str *ret, struct err *err)
{
    struct notice_records all;
    enum rc rc = notice_records_load(db, a, tenant_id, &all, err);
    if (rc == RC_OK)
        *ret = fingerprint_of(a, &all, given);
    return rc;
}

/* Does exactly this hold already? */
static bool holds_already(struct arena *a, const struct notice_records *all, const struct notice *n,
                          struct str text)
{
    for (size_t i = 0; i < all->n; i++)
        if (notice_record_holds(&all->row[i]) && is_same_notice(&all->row[i].notice, n) &&
            str_eq(own_form(a, &all->row[i].notice), text))
            return true;
    return false;
}

static enum rc adopt_one(struct act *act, const struct notice_records *all, const struct notice *n,
                         struct str hash, size_t *adopted, struct err *err)
{
    struct calendar_notice_row row = {.scope = n->scope.n ? n->scope : WHOLE_COUNTRY,
                                      .number = n->number,
                                      .title = n->title,
                                      .source = n->source,
                                      .year = n->year,
                                      .published_day = n->published_day,
                                      .text = own_form(act->arena, n),
                                      .text_hash = hash,
                                      .at_ms = act->now_ms,
                                      .by_account = act->actor.account_id};
    enum rc rc = check_notice(act->arena, n, err);
    if (rc == RC_OK && holds_already(act->arena, all, n, row.text))
        return RC_OK;
    if (rc == RC_OK)
        rc = act_seq(act, &row.adopted_seq, err);
    if (rc == RC_OK)
        rc = put_calendar_notice(act, row, err);
    *adopted += rc == RC_OK;
    return rc;
}

/* Days on which they owe something may have moved. */
static enum rc tell_liaisons(struct act *act, const char *key, struct str number, struct err *err)
{
    struct tell tell = {.role = ROLE_LIAISON,
                        .kind = STR("calendar"),
                        .key = key,
                        .arg = {number},
                        .args = 1,
                        .path = STR("/calendar/notices")};
    return outbox_tell(act, &tell, err);
}

enum rc run_notice_adopt(struct act *act, const void *input, struct err *err)
{
    const struct notice_adopt *in = input;
    struct problems *problems = in->problems ? in->problems : problems_new(act->arena);
    struct notice_records all;
    struct notices given;
    struct str text;
    enum notice_form form;
    struct hash hash = {{0}};
    size_t adopted = 0;
    problems_clear(problems);
    enum rc rc = notice_records_load(act->db, act->arena, act->actor.tenant_id, &all, err);
    if (rc == RC_OK)
        rc = notice_bytes_read(act->arena, in->bytes, &text, problems, err);
    if (rc == RC_OK && notices_read(act->arena, text, &in->wish, &given, &form, problems) != RC_OK)
        rc = FAIL(err, RC_INVALID, "notice.cannot_read", "%zu problems", problems->n);
    if (rc == RC_OK && given.n == 0)
        rc = FAIL(err, RC_INVALID, "notice.cannot_read", "no notice");
    if (rc == RC_OK)
        notices_warn_of_future(given, act->day, problems);
    if (rc == RC_OK && all.n + given.n > NOTICES_MAX) /* those that take the place of others too */
        rc = FAIL(err, RC_INVALID, "notice.house_full", "%zu and %zu notices", all.n, given.n);
    if (rc == RC_OK)
        rc = act_blob(act, in->bytes, &hash, err);
    for (size_t i = 0; rc == RC_OK && i < given.n; i++)
        rc = adopt_one(act, &all, &given.notice[i], hash_hex(act->arena, hash), &adopted, err);
    if (rc == RC_OK && adopted == 0)
        rc = FAIL(err, RC_INVALID, "notice.same_as_now", "%zu notices", given.n);
    if (rc == RC_OK && in->checked.n && !str_eq(in->checked, fingerprint_of(act->arena, &all, given)))
        rc = FAIL(err, RC_CONFLICT, "notice.changed_meanwhile", "%zu notices", given.n);
    int64_t seq = 0;
    if (rc == RC_OK)
        rc = act_seq(act, &seq, err);
    if (rc == RC_OK)
        rc = search_refresh(act, STR("notice"), err);
    if (rc == RC_OK)
        rc = tell_liaisons(act, K("tell.notice_adopted"), given.notice[0].number, err);
    if (rc != RC_OK)
        return rc;
    act->object = arena_printf(act->arena, "calendar_notice/%.*s", STR_ARG(given.notice[0].number));
    act->answer = arena_printf(act->arena, "%" PRId64, seq);
    return RC_OK;
}

static enum rc check_reason(struct str reason, struct err *err)
{
    if (reason.n == 0)
        return FAIL(err, RC_INVALID, "notice.no_reason", "empty");
    if (reason.n > NOTICE_REASON_BYTES_MAX || !utf8_is_plain_line(reason))
        return FAIL(err, RC_INVALID, "notice.reason_unfit", "%zu bytes", reason.n);
    return RC_OK;
}

static struct calendar_notice_row row_of(const struct sql_calendar_notices_row *r)
{
    return (struct calendar_notice_row){.scope = r->scope,
                                        .number = r->number,
                                        .title = r->title,
                                        .source = r->source,
                                        .year = r->year,
                                        .published_day = r->published_day,
                                        .text = r->text,
                                        .text_hash = r->text_hash,
                                        .adopted_seq = r->adopted_seq,
                                        .at_ms = r->at_ms,
                                        .by_account = r->by_account};
}

enum rc run_notice_withdraw(struct act *act, const void *input, struct err *err)
{
    const struct notice_withdraw *in = input;
    struct sql_calendar_notices_rows rows;
    struct notice_record record;
    struct str reason = str_trim(in->reason), scope = in->scope.n ? in->scope : WHOLE_COUNTRY;
    size_t at = 0;
    enum rc rc = check_reason(reason, err);
    if (rc == RC_OK)
        rc = notice_record_load(act->db, act->arena, act->actor.tenant_id, in->scope, in->number, &record,
                                err);
    if (rc == RC_OK && record.is_builtin)
        rc = FAIL(err, RC_CONFLICT, "notice.ships", "%.*s", STR_ARG(in->number));
    if (rc == RC_OK && record.withdrawn_seq)
        rc = FAIL(err, RC_CONFLICT, "notice.withdrawn_already", "entry %" PRId64, record.withdrawn_seq);
    if (rc == RC_OK)
        rc = sql_calendar_notices(act->db, act->arena, act->actor.tenant_id, &rows, err);
    if (rc != RC_OK)
        return rc;
    while (at < rows.n && !(str_eq(rows.row[at].scope, scope) && str_eq(rows.row[at].number, in->number)))
        at++;
    if (at == rows.n) /* it was found above in the same picture */
        return FAIL(err, RC_DB, "notice.no_such", "%.*s", STR_ARG(in->number));
    struct calendar_notice_row row = row_of(&rows.row[at]);
    row.reason = reason;
    row.withdrawn_at_ms = act->now_ms;
    row.withdrawn_by = act->actor.account_id;
    rc = act_seq(act, &row.withdrawn_seq, err);
    act->object = arena_printf(act->arena, "calendar_notice/%.*s", STR_ARG(row.number));
    act->answer = arena_printf(act->arena, "%" PRId64, row.withdrawn_seq);
    if (rc == RC_OK)
        rc = put_calendar_notice(act, row, err);
    if (rc == RC_OK)
        rc = search_refresh(act, STR("notice"), err);
    return rc == RC_OK ? tell_liaisons(act, K("tell.notice_withdrawn"), row.number, err) : rc;
}

/* What is kept is written by us, so that one week has one text. */
static enum rc tidy_pattern(struct act *act, struct str text, struct problems *problems, struct str *ret,
                            struct err *err)
{
    const struct calendar *c;
    struct buf out CLEANUP(buf_release) = {0};
    struct str zone;
    *ret = (struct str){0};
    if (str_trim(text).n == 0)
        return RC_OK;
    enum rc rc = pattern_try(act->arena, text, (struct notices){.n = 0}, 0, &c, &zone, problems, err);
    if (rc != RC_OK)
        return rc;
    struct pattern p = *calendar_pattern(c);
    if (p.workdays == 0)
        p.workdays = WORK_WEEK;
    pattern_write(&out, &p);
    if (out.n > PATTERN_TEXT_BYTES_MAX) /* written out it is longer; it could not be read again */
        return FAIL(err, RC_TOO_LARGE, "calendar_book.pattern_too_long", "%zu bytes", out.n);
    *ret = arena_str(act->arena, buf_str(&out));
    return RC_OK;
}

/* The same week in the same words? What was kept by an earlier program may be in other ones; what cannot be
 * read any more (its zone's file is gone) is another. */
static bool is_same_week(struct act *act, struct str kept, struct str tidy)
{
    struct str again;
    struct err unused = {0};
    return str_eq(kept, tidy) ||
           (tidy_pattern(act, kept, problems_new(act->arena), &again, &unused) == RC_OK &&
            str_eq(again, tidy));
}

static enum rc organ_known(struct act *act, int64_t organ_id, struct err *err)
{
    struct organ_book organs;
    if (organ_id == 0)
        return RC_OK;
    enum rc rc = organ_book_load(act->db, act->arena, act->actor.tenant_id, act->day, &organs, err);
    if (rc == RC_OK && !organ_by_id(&organs, organ_id))
        rc = FAIL(err, RC_NOT_FOUND, "organ.not_found", "organ %" PRId64, organ_id);
    return rc;
}

enum rc run_calendar_set(struct act *act, const void *input, struct err *err)
{
    const struct calendar_set *in = input;
    struct problems *problems = in->problems ? in->problems : problems_new(act->arena);
    struct organ_calendar_row row = {
        .organ_id = in->organ_id, .at_ms = act->now_ms, .by_account = act->actor.account_id};
    struct organ_calendars all;
    problems_clear(problems);
    enum rc rc = organ_known(act, in->organ_id, err);
    if (rc == RC_OK)
        rc = tidy_pattern(act, in->text, problems, &row.text, err);
    if (rc == RC_OK)
        rc = organ_calendars_load(act->db, act->arena, act->actor.tenant_id, &all, err);
    if (rc != RC_OK)
        return rc;
    const struct organ_calendar *now = calendar_of(&all, in->organ_id);
    if (now ? is_same_week(act, now->text, row.text) : row.text.n == 0)
        return FAIL(err, RC_INVALID, "calendar_book.same_as_now", "organ %" PRId64, in->organ_id);
    if (in->checked.n && !str_eq(in->checked, week_fingerprint(act->arena, &all, in->organ_id)))
        return FAIL(err, RC_CONFLICT, "calendar_book.changed_meanwhile", "organ %" PRId64, in->organ_id);
    rc = act_seq(act, &row.set_seq, err);
    act->object = arena_printf(act->arena, "organ_calendar/%" PRId64, in->organ_id);
    act->answer = arena_printf(act->arena, "%" PRId64, row.set_seq);
    return rc == RC_OK ? put_organ_calendar(act, row, err) : rc;
}
