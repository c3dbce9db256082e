#include "domain/outbox.h"

#include "base/key.h"
#include "base/utf8.h"
#include "domain/reminder_row.h"
#include "gen/sql.h"
#include "text/text.h"

#define KIND_BYTES_MAX 40

/* ---- telling ---- */

static bool is_word(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '_' && (s.p[i] < 'a' || s.p[i] > 'z'))
            return false;
    return s.n > 0 && s.n <= KIND_BYTES_MAX;
}

/* One path of this house, never //elsewhere. */
static bool is_path(struct str s)
{
    return s.n > 0 && s.p[0] == '/' && !str_starts(s, STR("//")) && utf8_is_plain_line(s);
}

static struct str shortened(struct arena *a, struct str s)
{
    if (s.n <= TELL_ARG_BYTES_MAX)
        return s;
    struct str more = STR("…");
    return arena_printf(a, "%.*s%.*s", STR_ARG(utf8_cut(s, TELL_ARG_BYTES_MAX - more.n)), STR_ARG(more));
}

/* To whom one line goes: an account, or the groups of an organ or a role. */
struct addressee {
    int64_t account_id, organ_id;
    struct str role;
};

static enum rc add_line(struct act *act, const struct tell *t, int64_t line_id, int64_t seq,
                        struct addressee to, struct err *err)
{
    struct str arg[TELL_ARGS_MAX] = {{0}};
    for (size_t i = 0; i < t->args; i++)
        arg[i] = shortened(act->arena, t->arg[i]);
    return sql_outbox_line_add(act->db, act->arena, act->actor.tenant_id, line_id, to.account_id, to.organ_id,
                               to.role, t->kind, t->heading[LANG_ZH_CN], t->heading[LANG_EN], str_c(t->key),
                               arg[0], arg[1], arg[2], arg[3], t->record_id, t->path, t->due_day,
                               t->urgency == TELL_NOW, act->now_ms, seq, err);
}

/* The accounts first, then the group. */
static enum rc addressees(struct act *act, const struct tell *t, struct addressee **ret, size_t *ret_n,
                          struct err *err)
{
    int64_t tenant = act->actor.tenant_id;
    *ret_n = 0;
    if (t->account_id) {
        struct sql_outbox_account_is_open_row row;
        bool is_open = false;
        *ret = ARENA_NEW(act->arena, struct addressee);
        enum rc rc = sql_outbox_account_is_open(act->db, act->arena, tenant, t->account_id, act->day, &row,
                                                &is_open, err);
        (*ret)[0] = (struct addressee){.account_id = t->account_id};
        *ret_n = is_open;
        return rc;
    }
    struct sql_outbox_accounts_rows rows;
    struct str role = role_name(t->organ_id ? ROLE_LIAISON : t->role);
    enum rc rc = sql_outbox_accounts(act->db, act->arena, tenant, t->organ_id, role, act->day, &rows, err);
    if (rc != RC_OK)
        return rc;
    *ret = ARENA_ARRAY(act->arena, struct addressee, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        (*ret)[i] = (struct addressee){.account_id = rows.row[i].account_id};
    (*ret)[rows.n] =
        (struct addressee){.organ_id = t->organ_id, .role = t->organ_id ? (struct str){0} : role};
    *ret_n = rows.n + 1;
    return RC_OK;
}

enum rc outbox_tell(struct act *act, const struct tell *t, struct err *err)
{
    struct sql_outbox_line_next_row next;
    struct addressee *to;
    size_t n;
    int64_t seq;
    ASSERT((t->account_id != 0) + (t->organ_id != 0) + (t->role != ROLE_NONE) == 1);
    ASSERT(is_word(t->kind) && is_path(t->path) && t->key && t->args <= TELL_ARGS_MAX);
    enum rc rc = addressees(act, t, &to, &n, err);
    if (rc == RC_OK)
        rc = act_seq(act, &seq, err);
    if (rc == RC_OK)
        rc = sql_outbox_line_next(act->db, act->arena, act->actor.tenant_id, &next, err);
    for (size_t i = 0; i < n && rc == RC_OK; i++)
        rc = add_line(act, t, next.line_id + (int64_t)i, seq, to[i], err);
    return rc;
}

/* ---- reading ---- */

struct str reminder_text(struct arena *a, enum lang lang, const struct reminder *r)
{
    const char *key = arena_str(a, r->key).p;
    if (text_has(key))
        return text_fill(a, text_get(lang, key), r->arg, TELL_ARGS_MAX);
    struct str out = {0};
    for (size_t i = 0; i < TELL_ARGS_MAX; i++)
        if (r->arg[i].n)
            out = out.n ? arena_printf(a, "%.*s · %.*s", STR_ARG(out), STR_ARG(r->arg[i])) : r->arg[i];
    return out.n ? out : r->path;
}

struct str reminder_heading(struct arena *a, enum lang lang, const struct reminder *r)
{
    const char *key = arena_printf(a, "tell_kind.%.*s", STR_ARG(r->kind)).p;
    return r->heading[lang].n ? r->heading[lang] : text_get(lang, text_has(key) ? key : K("tell_kind.other"));
}

enum rc reminders_unread(struct db *db, struct arena *a, int64_t tenant_id, int64_t account_id, int64_t *ret,
                         struct err *err)
{
    struct sql_outbox_unread_row row;
    enum rc rc = sql_outbox_unread(db, a, tenant_id, account_id, &row, err);
    if (rc == RC_OK)
        *ret = row.lines;
    return rc;
}

enum rc reminders_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t account_id, bool is_unread,
                       int64_t skip, int64_t most, struct reminders *ret, struct err *err)
{
    struct sql_outbox_list_rows rows;
    struct sql_outbox_count_row count;
    int64_t unread;
    enum rc rc = sql_outbox_list(db, a, tenant_id, account_id, is_unread, most, skip, &rows, err);
    if (rc == RC_OK)
        rc = sql_outbox_count(db, a, tenant_id, account_id, is_unread, &count, err);
    if (rc == RC_OK)
        rc = reminders_unread(db, a, tenant_id, account_id, &unread, err);
    if (rc != RC_OK)
        return rc;
    struct reminder *out = ARENA_ARRAY(a, struct reminder, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        out[i] = REMINDER_OF(&rows.row[i]);
    *ret = (struct reminders){.row = out, .n = rows.n, .total = count.lines, .unread = unread};
    return RC_OK;
}

/* ---- acts ---- */

enum rc run_reminder_open(struct act *act, const void *input, struct err *err)
{
    const struct reminder_open *in = input;
    struct sql_outbox_path_row row;
    bool is_found = false;
    enum rc rc = RC_OK;
    if (in->line_id) {
        rc = sql_outbox_path(act->db, act->arena, act->actor.tenant_id, act->actor.account_id, in->line_id,
                             &row, &is_found, err);
        if (rc == RC_OK && !is_found)
            rc = FAIL(err, RC_NOT_FOUND, "reminder.not_found", "line of another or none");
        if (rc == RC_OK)
            act->answer = row.path;
    }
    return rc == RC_OK ? sql_outbox_read(act->db, act->arena, act->actor.tenant_id, act->actor.account_id,
                                         in->line_id, act->now_ms, err)
                       : rc;
}
