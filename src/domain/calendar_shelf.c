#include "domain/calendar_shelf.h"

#include "gen/sql.h"

struct shelved {
    struct str text; /* n = 0: Monday to Friday */
    const struct calendar *calendar;
};
struct calendar_shelf {
    struct arena *a;
    struct notices notices;
    struct organ_calendars weeks;
    struct sql_organ_parents_rows parents; /* by organ, then day */
    struct shelved *shelved;               /* [weeks.n + 1] */
    size_t n;
};

enum rc calendar_shelf_load(struct db *db, struct arena *a, int64_t tenant_id, struct calendar_shelf **ret,
                            struct err *err)
{
    struct calendar_shelf *s = ARENA_NEW(a, struct calendar_shelf);
    struct notice_records all;
    *s = (struct calendar_shelf){.a = a};
    enum rc rc = notice_records_load(db, a, tenant_id, &all, err);
    if (rc == RC_OK)
        rc = organ_calendars_load(db, a, tenant_id, &s->weeks, err);
    if (rc == RC_OK)
        rc = sql_organ_parents(db, a, tenant_id, &s->parents, err);
    if (rc != RC_OK)
        return rc;
    s->notices = notices_that_hold(a, &all);
    s->shelved = ARENA_ARRAY(a, struct shelved, s->weeks.n + 1);
    *ret = s;
    return RC_OK;
}

static struct str week_of(const struct calendar_shelf *s, int64_t organ_id)
{
    for (size_t i = 0; i < s->weeks.n; i++)
        if (s->weeks.row[i].organ_id == organ_id)
            return s->weeks.row[i].text;
    return (struct str){0};
}

/* 0: none. */
static int64_t parent_of(const struct calendar_shelf *s, int64_t organ_id, int64_t day)
{
    size_t low = 0, high = s->parents.n;
    while (low < high) { /* the first that is after the day, or of a later organ */
        size_t mid = low + (high - low) / 2;
        const struct sql_organ_parents_row *p = &s->parents.row[mid];
        if (p->organ_id < organ_id || (p->organ_id == organ_id && p->from_day <= day))
            low = mid + 1;
        else
            high = mid;
    }
    return low > 0 && s->parents.row[low - 1].organ_id == organ_id ? s->parents.row[low - 1].parent_id : 0;
}

/* Up the parents to the first that says something; a way longer than there are parents goes round. */
static struct str week_for(const struct calendar_shelf *s, int64_t organ_id, int64_t day)
{
    for (size_t steps = 0; organ_id && steps <= s->parents.n; steps++) {
        struct str own = week_of(s, organ_id);
        if (own.n)
            return own;
        organ_id = parent_of(s, organ_id, day);
    }
    return week_of(s, 0);
}

enum rc calendar_shelf_get(struct calendar_shelf *s, int64_t organ_id, int64_t day,
                           const struct calendar **ret, struct err *err)
{
    struct shelved made = {.text = week_for(s, organ_id, day)};
    struct problems problems = {.arena = s->a};
    struct str zone;
    for (size_t i = 0; i < s->n; i++)
        if (str_eq(s->shelved[i].text, made.text)) {
            *ret = s->shelved[i].calendar;
            return RC_OK;
        }
    enum rc rc = pattern_try(s->a, made.text, s->notices, 0, &made.calendar, &zone, &problems, err);
    if (rc != RC_OK)
        return rc;
    s->shelved[s->n++] = made;
    *ret = made.calendar;
    return RC_OK;
}

static void put_number(struct buf *out, int64_t n)
{
    for (int i = 0; i < 8; i++)
        buf_putc(out, (char)((uint64_t)n >> (8 * i) & 0xff));
}

enum rc calendar_state_load(struct db *db, int64_t tenant_id, struct hash *ret, struct err *err)
{
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    struct buf out CLEANUP(buf_release) = {0};
    struct sql_organ_parents_rows parents;
    struct sql_calendar_newest_row newest;
    ASSERT(a != NULL);
    enum rc rc = sql_calendar_newest(db, a, tenant_id, &newest, err);
    if (rc == RC_OK)
        rc = sql_organ_parents(db, a, tenant_id, &parents, err);
    if (rc != RC_OK)
        return rc;
    put_number(&out, newest.notice_seq);
    put_number(&out, newest.week_seq);
    for (size_t i = 0; i < parents.n; i++) {
        put_number(&out, parents.row[i].organ_id);
        put_number(&out, parents.row[i].from_day);
        put_number(&out, parents.row[i].parent_id);
    }
    ASSERT(!out.failed);
    *ret = hash_of(buf_str(&out));
    return RC_OK;
}
