/* Deadlines of all kinds in one list, and the keys of the calendars that show them. A kind of deadline is a
 * line in SOURCES and the function it names; lists and calendars need nothing more. */
#include "domain/deadline.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/key.h"
#include "domain/intake.h"
#include "domain/organ.h"
#include "domain/put.h"
#include "domain/record.h"
#include "gen/sql.h"
#include "text/text.h"

struct collecting {
    struct db *db;
    struct arena *a;
    struct procedure_book *book;
    const struct actor *actor;
    int64_t from_day, to_day, now_ms;
    struct deadline *row;
    size_t n, cap;
};

/* Rows outside the days that were asked for are left out here, once. */
static void add(struct collecting *c, struct deadline row)
{
    if (row.day < c->from_day || row.day > c->to_day)
        return;
    if (c->n == c->cap) {
        size_t cap = c->cap ? 2 * c->cap : 16;
        struct deadline *more = ARENA_ARRAY(c->a, struct deadline, cap);
        if (c->n)
            memcpy(more, c->row, c->n * sizeof *more);
        c->row = more;
        c->cap = cap;
    }
    c->row[c->n++] = row;
}

/* ---- tables on their way in ---- */

#define DAY_MS (INT64_C(24) * 3600 * 1000)

/* A table that was handed in and not confirmed is dropped after some days; the last whole one is the day by
 * which to look at it. Its file's name may name people, so it stays here. */
static enum rc add_drafts(struct collecting *c, struct err *err)
{
    struct intake_drafts drafts = {.n = 0};
    enum rc rc = intake_drafts_load(c->db, c->a, c->actor, c->now_ms, &drafts, err);
    for (size_t i = 0; rc == RC_OK && i < drafts.n; i++) {
        const struct intake_draft *draft = &drafts.draft[i];
        int64_t day = date_day_before(date_day_of(draft->changed_ms + INTAKE_DRAFT_DAYS * DAY_MS));
        add(c, (struct deadline){.uid = arena_printf(c->a, "draft/%.*s", STR_ARG(draft->draft_id)),
                                 .revision = (draft->changed_ms - draft->created_ms) / 1000,
                                 .day = day,
                                 .light = date_day_of(c->now_ms) >= day ? LIGHT_YELLOW : LIGHT_GREEN,
                                 .text = K("deadline.draft"),
                                 .path = arena_printf(c->a, "/imports/drafts/%.*s", STR_ARG(draft->draft_id)),
                                 .organ_id = c->actor->organ_id});
    }
    return rc;
}

/* ---- records ---- */

#define RECORDS_MAX 500 /* of one unit with a day in the time that is asked for; the most urgent first */

/* The newest entry about days: it may have moved any of them. */
static enum rc calendar_entry(struct collecting *c, int64_t *ret, struct err *err)
{
    struct notice_records notices = {.n = 0};
    struct organ_calendars weeks = {.n = 0};
    enum rc rc = notice_records_load(c->db, c->a, c->actor->tenant_id, &notices, err);
    if (rc == RC_OK)
        rc = organ_calendars_load(c->db, c->a, c->actor->tenant_id, &weeks, err);
    *ret = 0;
    for (size_t i = 0; rc == RC_OK && i < notices.n; i++) {
        int64_t adopted = notices.row[i].adopted_seq, withdrawn = notices.row[i].withdrawn_seq;
        *ret = adopted > *ret ? adopted : *ret;
        *ret = withdrawn > *ret ? withdrawn : *ret;
    }
    for (size_t i = 0; rc == RC_OK && i < weeks.n; i++)
        *ret = weeks.row[i].set_seq > *ret ? weeks.row[i].set_seq : *ret;
    return rc;
}

/* A title is written by people, about people, too; outside it is said where its procedure calls it public. */
static void add_record(struct collecting *c, const struct record_line *line, const struct record *r,
                       int64_t calendar_seq)
{
    const struct procedure *p = r->procedure;
    int64_t seq = r->events ? r->event[r->events - 1].seq : 0;
    bool is_public = p->field[p->name].is_public;
    add(c, (struct deadline){
               .uid = arena_printf(c->a, "record/%" PRId64 "/due", r->record_id),
               .revision = seq > calendar_seq ? seq : calendar_seq,
               .day = date_day_of(line->due_ms),
               .light = line->light,
               .text = K("deadline.record"),
               .code = r->code,
               .what = is_public ? (struct bilingual){r->title, r->title} : p->title,
               .title = r->title,
               .path = arena_printf(c->a, "/records/%" PRId64, r->record_id),
               .organ_id = r->lead_id,
           });
}

/* What the actor's organ leads, as far as they may see it: by the clock that lists show. */
static enum rc add_records(struct collecting *c, struct err *err)
{
    struct record_filter filter = {.open = 1,
                                   .lead = c->actor->organ_id,
                                   .due_from = c->from_day,
                                   .due_to = c->to_day,
                                   .page = 1,
                                   .per_page = RECORDS_MAX};
    struct record_scope scope = {.organ_id = c->actor->organ_id};
    struct record_rows rows = {.n = 0};
    int64_t tenant = c->actor->tenant_id, calendar_seq = 0;
    if (c->actor->organ_id == 0)
        return RC_OK;
    enum rc rc = record_list(c->db, c->a, tenant, scope, &filter, c->now_ms, &rows, err);
    if (rc == RC_OK && rows.n)
        rc = calendar_entry(c, &calendar_seq, err);
    for (size_t i = 0; rc == RC_OK && i < rows.n; i++) {
        struct record *r;
        rc = record_load(c->db, c->a, c->book, tenant, rows.row[i].record_id, 0, &r, err);
        if (rc == RC_OK && rows.row[i].due_ms && record_may_see(r, c->actor))
            add_record(c, &rows.row[i], r, calendar_seq);
    }
    return rc;
}

/* ---- all ---- */

static enum rc (*const SOURCES[])(struct collecting *c, struct err *err) = {add_records, add_drafts};

static int by_day(const void *x, const void *y)
{
    const struct deadline *a = x, *b = y;
    return a->day != b->day ? (a->day < b->day ? -1 : 1) : str_cmp(a->uid, b->uid);
}

enum rc deadlines_load(struct db *db, struct arena *a, struct procedure_book *book, const struct actor *actor,
                       int64_t from_day, int64_t to_day, int64_t now_ms, struct deadlines *ret,
                       struct err *err)
{
    struct collecting c = {.db = db,
                           .a = a,
                           .book = book,
                           .actor = actor,
                           .from_day = from_day,
                           .to_day = to_day,
                           .now_ms = now_ms};
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < COUNT_OF(SOURCES); i++)
        rc = SOURCES[i](&c, err);
    if (c.n)
        qsort(c.row, c.n, sizeof *c.row, by_day);
    *ret = (struct deadlines){c.row, c.n};
    return rc;
}

/* ---- the key of a calendar ---- */

struct str feed_hash(struct arena *a, struct str secret)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    (void)crypto_hash_sha256(hash, (const unsigned char *)secret.p, secret.n);
    char *hex = arena_alloc(a, 2 * sizeof hash + 1);
    sodium_bin2hex(hex, 2 * sizeof hash + 1, hash, sizeof hash);
    return str_of(hex, 2 * sizeof hash);
}

enum rc feed_of_account(struct db *db, struct arena *a, const struct actor *actor, struct feed *ret,
                        bool *ret_found, struct err *err)
{
    struct sql_feed_key_get_row row;
    enum rc rc = sql_feed_key_get(db, a, actor->tenant_id, actor->account_id, &row, ret_found, err);
    if (rc != RC_OK || !*ret_found)
        return rc;
    *ret = (struct feed){.actor = *actor, .lang = text_lang_of(row.lang), .at_ms = row.at_ms};
    ret->actor.role = role_find(row.role);
    return RC_OK;
}

/* Does the account still hold the role? */
static enum rc holds_role(struct db *db, struct arena *a, const struct actor *actor, int64_t day, bool *ret,
                          struct err *err)
{
    const enum role *role;
    size_t roles = 0;
    enum rc rc = account_roles_load(db, a, actor->tenant_id, actor->account_id, day, &role, &roles, err);
    *ret = false;
    for (size_t i = 0; rc == RC_OK && i < roles; i++)
        *ret |= role[i] == actor->role;
    return rc;
}

enum rc feed_load(struct db *db, struct arena *a, int64_t tenant_id, struct str secret, int64_t day,
                  struct feed *ret, struct err *err)
{
    struct sql_feed_key_find_row row;
    bool is_there = false;
    enum rc rc = RC_OK;
    if (secret.n == 2 * FEED_SECRET_BYTES)
        rc = sql_feed_key_find(db, a, tenant_id, feed_hash(a, secret), &row, &is_there, err);
    if (rc != RC_OK)
        return rc;
    if (is_there) {
        *ret = (struct feed){.actor = {tenant_id, row.account_id, row.organ_id, role_find(row.role)},
                             .lang = text_lang_of(row.lang),
                             .at_ms = row.at_ms};
        is_there = row.closed_day == DAY_OPEN || row.closed_day >= day;
        if (is_there)
            rc = holds_role(db, a, &ret->actor, day, &is_there, err);
    }
    if (rc == RC_OK && !is_there)
        return FAIL(err, RC_NOT_FOUND, "door.no_such_page", "no such calendar");
    return rc;
}

/* ---- acts ---- */

PUT_FUNCTION(feed_key)

enum rc run_feed_open(struct act *act, const void *input, struct err *err)
{
    const struct feed_open *in = input;
    struct feed_key_row row = {.account_id = act->actor.account_id,
                               .key_hash = in->key_hash,
                               .role = role_name(act->actor.role),
                               .at_ms = act->now_ms};
    ASSERT(in->key_hash.n == 2 * crypto_hash_sha256_BYTES);
    enum rc rc = act_seq(act, &row.opened_seq, err);
    act->object = arena_printf(act->arena, "account/%" PRId64, act->actor.account_id);
    return rc == RC_OK ? put_feed_key(act, row, err) : rc;
}

enum rc run_feed_close(struct act *act, const void *input, struct err *err)
{
    struct feed_key_row row = {.tenant_id = act->actor.tenant_id, .account_id = act->actor.account_id};
    struct cell cell[TABLE_COLUMNS_MAX];
    struct feed feed;
    bool is_there;
    (void)input;
    enum rc rc = feed_of_account(act->db, act->arena, &act->actor, &feed, &is_there, err);
    if (rc == RC_OK && !is_there)
        return FAIL(err, RC_NOT_FOUND, "feed.none", "account %" PRId64, act->actor.account_id);
    act->object = arena_printf(act->arena, "account/%" PRId64, act->actor.account_id);
    feed_key_row_cells(&row, cell);
    return rc == RC_OK ? change_delete(&act->changes, &table_feed_key, cell, err) : rc;
}
