/* Any bytes as notices, in whichever of their forms they are, and as an organ's week. Held: a refusal has a
 * problem, what is read keeps the bounds of its header, is written, read again the same and written again to
 * the same bytes, and a calendar can be built from it. */
#include "base/buf.h"
#include "base/err.h"
#include "base/utf8.h"
#include "calendar/calendar.h"
#include "calendar/days.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static struct problems *problems_new(struct arena *a)
{
    struct problems *p = ARENA_NEW(a, struct problems);
    p->arena = a;
    return p;
}

static void hold_problems(const struct problems *p)
{
    for (size_t i = 0; i < p->n; i++) {
        const struct problem *item = &p->item[i];
        ASSERT(item->text && item->hint && item->line >= 0 && item->column >= 0);
        ASSERT(utf8_is_clean(item->value, NULL) && utf8_is_clean(item->suggest, NULL));
        for (size_t k = 0; k < COUNT_OF(item->arg); k++)
            ASSERT(item->arg[k].n == 0 || utf8_is_clean(item->arg[k], NULL));
    }
}

static void hold_notice(const struct notice *n)
{
    ASSERT(n->number.n && days_index(n->published_day) >= 0 && n->days <= NOTICE_DAYS_MAX);
    ASSERT(n->year == 0 || (n->year >= NOTICE_YEAR_FIRST && n->year <= NOTICE_YEAR_LAST));
    ASSERT(utf8_is_plain_line(n->number) && utf8_is_plain_line(n->title) && utf8_is_plain_line(n->scope));
    for (size_t i = 0; i < n->days; i++) {
        ASSERT(days_index(n->day[i].day) >= 0 && n->day[i].says < SAYS__COUNT);
        ASSERT(i == 0 || n->day[i - 1].day < n->day[i].day);
    }
}

static void hold_same(const struct notice *x, const struct notice *y)
{
    ASSERT(str_eq(x->number, y->number) && str_eq(x->title, y->title) && str_eq(x->source, y->source));
    ASSERT(str_eq(x->scope, y->scope) && x->published_day == y->published_day && x->year == y->year);
    ASSERT(x->days == y->days);
    for (size_t i = 0; i < x->days; i++)
        ASSERT(x->day[i].day == y->day[i].day && x->day[i].says == y->day[i].says &&
               str_eq(x->day[i].name, y->day[i].name));
}

static void write_all(struct buf *b, const struct notices *n)
{
    for (size_t i = 0; i < n->n; i++)
        notice_write(b, &n->notice[i]);
}

static void write_and_read_again(struct arena *a, const struct notices *n)
{
    CLEANUP(buf_release) struct buf b = {0}, c = {0};
    struct notices again;
    enum notice_form form = NOTICE_FORM_TEXT;
    struct problems *problems = problems_new(a);
    write_all(&b, n);
    enum rc rc = notices_read(a, buf_str(&b), NULL, &again, &form, problems);
    ASSERT(rc == RC_OK && form == NOTICE_FORM_OWN && again.n == n->n);
    for (size_t i = 0; i < n->n; i++)
        hold_same(&n->notice[i], &again.notice[i]);
    write_all(&c, &again);
    ASSERT(str_eq(buf_str(&b), buf_str(&c)));
}

static void build(struct arena *a, struct notices n, const struct pattern *p)
{
    const struct calendar *c = NULL;
    struct err err = {0};
    enum rc rc = calendar_build(a, n, p, 0, &c, &err);
    ASSERT(rc == RC_OK || rc == RC_NO_MEMORY || err.text);
    for (int64_t day = 20260101; rc == RC_OK && day <= 20260131; day++) {
        struct opening open[SESSIONS_MAX];
        struct day_fact f = calendar_day(c, day);
        ASSERT(f.kind < DAY__COUNT && f.is_workday == calendar_is_workday(c, day));
        ASSERT(!f.is_workday == (calendar_sessions(c, day, open) == 0));
    }
}

static void read_notices(struct arena *a, struct str bytes, const struct notice_wish *wish)
{
    struct notices n;
    enum notice_form form;
    struct problems *problems = problems_new(a);
    enum rc rc = notices_read(a, bytes, wish, &n, &form, problems);
    hold_problems(problems);
    ASSERT(rc == RC_OK || rc == RC_INVALID || rc == RC_NO_MEMORY);
    ASSERT((rc == RC_OK) == (problems->blocking == 0));
    if (rc)
        return;
    ASSERT(n.n <= NOTICES_MAX);
    for (size_t i = 0; i < n.n; i++)
        hold_notice(&n.notice[i]);
    if (n.n)
        write_and_read_again(a, &n);
    build(a, n, &(struct pattern){.name = STR("云澜市")});
}

static void read_pattern(struct arena *a, struct str bytes)
{
    struct pattern p, again;
    struct str zone, zone_again;
    struct notices n, none;
    struct problems *problems = problems_new(a);
    enum rc rc = pattern_read(a, bytes, &p, &zone, &n, problems);
    hold_problems(problems);
    ASSERT((rc == RC_OK) == (problems->blocking == 0));
    if (rc)
        return;
    build(a, n, &p);
    CLEANUP(buf_release) struct buf b = {0}, c = {0};
    pattern_write(&b, &p);
    rc = pattern_read(a, buf_str(&b), &again, &zone_again, &none, problems);
    ASSERT(rc == RC_OK && none.n == 0);
    pattern_write(&c, &again);
    ASSERT(str_eq(buf_str(&b), buf_str(&c)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const struct notice_wish wish = {.number = STR_INIT("云政办〔2026〕1号"),
                                            .scope = STR_INIT("云澜市"),
                                            .published_day = 20260105,
                                            .year = 2026};
    struct str bytes = {(const char *)data, n};
    struct arena *a = arena_new(0);
    read_notices(a, bytes, NULL);
    read_notices(a, bytes, &wish);
    if (utf8_is_clean(bytes, NULL))
        read_pattern(a, bytes);
    arena_free(a);
    return 0;
}
