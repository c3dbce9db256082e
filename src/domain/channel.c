#include "domain/channel.h"

#include <inttypes.h>

#include "base/key.h"
#include "base/utf8.h"
#include "domain/put.h"
#include "gen/sql.h"
#include "text/text.h"

#define LABEL_CHARACTERS_MAX 40
#define MAIL_BYTES_MAX 254
#define TOKEN_BYTES_MIN 8
#define TOKEN_BYTES_MAX 128
#define SECRET_BYTES_MAX 128
#define NOBODYS_KEY 0 /* the vault's person of what belongs to no person of the register */

static const struct {
    struct str name;
    const char *text;
} KINDS[CHANNEL_KINDS] =
    {
        [CHANNEL_MAIL] = {STR_INIT("mail"), K("channel.mail")},
        [CHANNEL_WECOM] = {STR_INIT("wecom"), K("channel.wecom")},
        [CHANNEL_DINGTALK] = {STR_INIT("dingtalk"), K("channel.dingtalk")},
        [CHANNEL_FEISHU] = {STR_INIT("feishu"), K("channel.feishu")},
},
  WANTS[CHANNEL_WANTS] = {
      [WANTS_ALL] = {STR_INIT("all"), K("channel.wants_all")},
      [WANTS_DIGEST] = {STR_INIT("digest"), K("channel.wants_digest")},
      [WANTS_NOW] = {STR_INIT("now"), K("channel.wants_now")},
};

struct str channel_kind_name(enum channel_kind kind) { return KINDS[kind].name; }
struct str channel_wants_name(enum channel_wants wants) { return WANTS[wants].name; }
const char *channel_kind_text(enum channel_kind kind) { return KINDS[kind].text; }
const char *channel_wants_text(enum channel_wants wants) { return WANTS[wants].text; }

bool channel_kind_find(struct str name, enum channel_kind *ret)
{
    for (size_t i = 0; i < CHANNEL_KINDS; i++)
        if (str_eq(KINDS[i].name, name)) {
            *ret = (enum channel_kind)i;
            return true;
        }
    return false;
}

bool channel_wants_find(struct str name, enum channel_wants *ret)
{
    for (size_t i = 0; i < CHANNEL_WANTS; i++)
        if (str_eq(WANTS[i].name, name)) {
            *ret = (enum channel_wants)i;
            return true;
        }
    return false;
}

/* ---- reading ---- */

static struct channel channel_of(const struct sql_channel_all_row *row)
{
    struct channel c = {.channel_id = row->channel_id,
                        .owner = {row->account_id, row->organ_id, role_find(row->role)},
                        .label = row->label,
                        .wish = {.is_on = row->is_on != 0,
                                 .lang = text_lang_of(row->lang),
                                 .digest_minute = row->digest_minute,
                                 .quiet_from = row->quiet_from,
                                 .quiet_to = row->quiet_to},
                        .since_ms = row->since_ms,
                        .calendar_organ = row->organ_id ? row->organ_id : row->account_organ,
                        .has_address = row->address_commit.n > 0,
                        .has_secret = row->secret_commit.n > 0,
                        .address_commit = row->address_commit,
                        .secret_commit = row->secret_commit};
    if (!channel_kind_find(row->kind, &c.kind) || !channel_wants_find(row->wants, &c.wish.wants))
        c.wish.is_on = false; /* a later version's; this one cannot send it */
    return c;
}

enum rc channels_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t day, struct channels *ret,
                      struct err *err)
{
    struct sql_channel_all_rows rows;
    enum rc rc = sql_channel_all(db, a, tenant_id, &rows, err);
    if (rc != RC_OK)
        return rc;
    struct channel *out = ARENA_ARRAY(a, struct channel, rows.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < rows.n; i++)
        if (rows.row[i].closed_day == 0 || rows.row[i].closed_day >= day)
            out[n++] = channel_of(&rows.row[i]);
    *ret = (struct channels){.row = out, .n = n};
    return RC_OK;
}

enum rc channel_own_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t account_id,
                         struct channel *ret, bool *ret_found, struct err *err)
{
    struct sql_channel_all_rows rows;
    enum rc rc = sql_channel_all(db, a, tenant_id, &rows, err);
    *ret_found = false;
    for (size_t i = 0; rc == RC_OK && i < rows.n; i++)
        if (rows.row[i].account_id == account_id) {
            *ret = channel_of(&rows.row[i]);
            *ret_found = true;
        }
    return rc;
}

static enum rc private_read(struct db *db, struct arena *a, struct ledger *ledger, const struct cell *cell,
                            struct str field, struct str *ret, struct err *err)
{
    enum rc rc = change_private_read(ledger_vault(ledger), db, a, &table_channel, cell, field, ret, err);
    if (rc != RC_NOT_FOUND)
        return rc;
    *ret = (struct str){0};
    return RC_OK;
}

enum rc channel_way_load(struct db *db, struct arena *a, struct ledger *ledger, int64_t tenant_id,
                         const struct channel *c, struct channel_way *ret, struct err *err)
{
    struct channel_row row = {.tenant_id = tenant_id,
                              .channel_id = c->channel_id,
                              .address_commit = c->address_commit,
                              .secret_commit = c->secret_commit};
    struct cell cell[TABLE_COLUMNS_MAX];
    channel_row_cells(&row, cell);
    enum rc rc = private_read(db, a, ledger, cell, STR("address"), &ret->address, err);
    return rc == RC_OK ? private_read(db, a, ledger, cell, STR("secret"), &ret->secret, err) : rc;
}

/* ---- forms ---- */

static bool is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Narrower than RFC 5321: what offices have, and nothing that a server or a header could read otherwise. */
enum rc channel_mail_form(struct str s, struct err *err)
{
    size_t at = str_find(s, '@'), dots = 0;
    bool is_good = at > 0 && at <= 64 && at + 1 < s.n && s.n <= MAIL_BYTES_MAX;
    for (size_t i = 0; i < s.n && is_good; i++) {
        char c = s.p[i];
        bool is_edge = i == 0 || i + 1 == at || i == at + 1 || i + 1 == s.n;
        if (i == at)
            continue;
        dots += i > at && c == '.';
        is_good = is_alnum(c) || (i < at && (c == '_' || c == '+')) ||
                  (!is_edge && (c == '-' || (c == '.' && s.p[i - 1] != '.')));
    }
    if (is_good && dots > 0)
        return RC_OK;
    return FAIL(err, RC_INVALID, "channel.address_unfit", "%zu bytes", s.n);
}

static struct str behind(struct str s, struct str mark)
{
    size_t at = str_find_str(s, mark);
    return at < s.n ? str_sub(s, at + mark.n, SIZE_MAX) : s;
}

enum rc channel_bot_token(enum channel_kind kind, struct str text, struct str *ret, struct err *err)
{
    static const struct str mark[CHANNEL_KINDS] = {[CHANNEL_WECOM] = STR_INIT("key="),
                                                   [CHANNEL_DINGTALK] = STR_INIT("access_token="),
                                                   [CHANNEL_FEISHU] = STR_INIT("/hook/")};
    struct str s = behind(str_trim(text), mark[kind]);
    s = str_sub(s, 0, str_find(s, '&'));
    bool is_good = s.n >= TOKEN_BYTES_MIN && s.n <= TOKEN_BYTES_MAX;
    for (size_t i = 0; i < s.n && is_good; i++)
        is_good = is_alnum(s.p[i]) || s.p[i] == '-' || s.p[i] == '_';
    if (!is_good)
        return FAIL(err, RC_INVALID, "channel.bot_unfit", "%zu bytes", text.n);
    *ret = s;
    return RC_OK;
}

static bool is_in_quiet(const struct channel_wish *w, int64_t minute)
{
    return w->quiet_from <= w->quiet_to ? minute >= w->quiet_from && minute < w->quiet_to
                                        : minute >= w->quiet_from || minute < w->quiet_to;
}

static enum rc wish_form(const struct channel_wish *w, struct err *err)
{
    const int64_t day = 24 * 60;
    if (w->digest_minute < 0 || w->digest_minute >= day || w->quiet_from < 0 || w->quiet_from >= day ||
        w->quiet_to < 0 || w->quiet_to >= day)
        return FAIL(err, RC_INVALID, "channel.minute_unfit", "a minute outside the day");
    if (w->wants != WANTS_NOW && is_in_quiet(w, w->digest_minute))
        return FAIL(err, RC_INVALID, "channel.digest_is_quiet", "minute %" PRId64, w->digest_minute);
    return RC_OK;
}

/* ---- acts ---- */

static void take_wish(struct channel_row *row, const struct channel_wish *w)
{
    row->is_on = w->is_on;
    row->wants = channel_wants_name(w->wants);
    row->lang = text_lang_tag(w->lang);
    row->digest_minute = w->digest_minute;
    row->quiet_from = w->quiet_from;
    row->quiet_to = w->quiet_to;
}

struct channel_private {
    struct str address, secret;
    bool has_address, has_secret; /* they are to be set; else they stay */
};

/* What waits for a channel that was switched off, or that leads elsewhere now, does not go out any more. */
static enum rc put_channel(struct act *act, struct channel_row row, const struct channel_private *p,
                           struct err *err)
{
    struct cell cell[TABLE_COLUMNS_MAX];
    enum rc rc = RC_OK;
    row.tenant_id = act->actor.tenant_id;
    channel_row_cells(&row, cell);
    if (p->has_address)
        rc =
            change_private(&act->changes, &table_channel, cell, STR("address"), NOBODYS_KEY, p->address, err);
    if (rc == RC_OK && p->has_secret)
        rc = change_private(&act->changes, &table_channel, cell, STR("secret"), NOBODYS_KEY, p->secret, err);
    if (rc == RC_OK)
        rc = change_put(&act->changes, &table_channel, cell, err);
    if (rc == RC_OK && (!row.is_on || p->has_address))
        rc = sql_outbox_send_drop(act->db, act->arena, row.tenant_id, row.channel_id, err);
    act->object = arena_printf(act->arena, "channel/%" PRId64, row.channel_id);
    act->answer = arena_printf(act->arena, "%" PRId64, row.channel_id);
    return rc;
}

static struct channel_row row_of(const struct sql_channel_all_row *r)
{
    return (struct channel_row){.channel_id = r->channel_id,
                                .account_id = r->account_id,
                                .organ_id = r->organ_id,
                                .role = r->role,
                                .kind = r->kind,
                                .label = r->label,
                                .address_commit = r->address_commit,
                                .secret_commit = r->secret_commit,
                                .is_on = r->is_on,
                                .since_ms = r->since_ms};
}

/* The row that has this owner or number as it is, or a new one. account_id 0: by number. */
static enum rc find_row(struct act *act, int64_t account_id, int64_t channel_id, struct channel_row *ret,
                        bool *ret_found, struct err *err)
{
    struct sql_channel_all_rows rows;
    enum rc rc = sql_channel_all(act->db, act->arena, act->actor.tenant_id, &rows, err);
    int64_t most = 0;
    *ret_found = false;
    for (size_t i = 0; rc == RC_OK && i < rows.n; i++) {
        const struct sql_channel_all_row *r = &rows.row[i];
        most = r->channel_id > most ? r->channel_id : most;
        if (account_id ? r->account_id == account_id : r->account_id == 0 && r->channel_id == channel_id) {
            *ret = row_of(r);
            *ret_found = true;
        }
    }
    if (rc == RC_OK && !*ret_found)
        *ret = (struct channel_row){.channel_id = most + 1};
    return rc;
}

enum rc run_channel_set_own(struct act *act, const void *input, struct err *err)
{
    const struct channel_set_own *in = input;
    struct channel_row row;
    bool is_found;
    enum rc rc = wish_form(&in->wish, err);
    if (rc == RC_OK && in->address.n)
        rc = channel_mail_form(in->address, err);
    if (rc == RC_OK && in->wish.is_on && in->address.n == 0)
        rc = FAIL(err, RC_INVALID, "channel.address_missing", "on, without an address");
    if (rc == RC_OK)
        rc = find_row(act, act->actor.account_id, 0, &row, &is_found, err);
    if (rc != RC_OK)
        return rc;
    if (!is_found || !row.is_on)
        row.since_ms = act->now_ms;
    row.account_id = act->actor.account_id;
    row.kind = channel_kind_name(CHANNEL_MAIL);
    take_wish(&row, &in->wish);
    return put_channel(act, row, &(struct channel_private){.address = in->address, .has_address = true}, err);
}

static enum rc check_group(struct act *act, const struct channel_set_group *in, struct err *err)
{
    struct sql_organ_get_row organ;
    bool has_organ = true;
    size_t characters = utf8_count(in->label);
    if (characters < 1 || characters > LABEL_CHARACTERS_MAX || !utf8_is_plain_line(in->label))
        return FAIL(err, RC_INVALID, "channel.label_unfit", "%zu characters", characters);
    if ((in->organ_id != 0) == (in->role != ROLE_NONE))
        return FAIL(err, RC_INVALID, "channel.owner_missing", "organ %" PRId64, in->organ_id);
    for (size_t i = 0; i < in->secret.n; i++)
        if (in->secret.n > SECRET_BYTES_MAX || in->secret.p[i] <= ' ' || in->secret.p[i] > '~')
            return FAIL(err, RC_INVALID, "channel.secret_unfit", "%zu bytes", in->secret.n);
    enum rc rc = RC_OK;
    if (in->organ_id)
        rc = sql_organ_get(act->db, act->arena, act->actor.tenant_id, act->day, in->organ_id, &organ,
                           &has_organ, err);
    if (rc == RC_OK && !has_organ)
        rc = FAIL(err, RC_INVALID, "organ.not_found", "organ %" PRId64, in->organ_id);
    return rc == RC_OK ? wish_form(&in->wish, err) : rc;
}

static enum rc group_address(const struct channel_set_group *in, struct str *ret, struct err *err)
{
    if (in->kind != CHANNEL_MAIL)
        return channel_bot_token(in->kind, in->address, ret, err);
    *ret = in->address;
    return channel_mail_form(in->address, err);
}

enum rc run_channel_set_group(struct act *act, const void *input, struct err *err)
{
    const struct channel_set_group *in = input;
    struct channel_private p = {.has_address = in->address.n > 0,
                                .has_secret = in->secret.n > 0 || in->has_no_secret,
                                .secret = in->secret};
    struct channel_row row = {0};
    bool is_found = false;
    enum rc rc = check_group(act, in, err);
    if (rc == RC_OK && p.has_address)
        rc = group_address(in, &p.address, err);
    if (rc == RC_OK)
        rc = find_row(act, 0, in->channel_id, &row, &is_found, err);
    if (rc == RC_OK && in->channel_id && !is_found)
        rc = FAIL(err, RC_NOT_FOUND, "channel.not_found", "channel %" PRId64, in->channel_id);
    bool is_other_kind = is_found && !str_eq(row.kind, channel_kind_name(in->kind));
    if (rc == RC_OK && !p.has_address && (row.address_commit.n == 0 || is_other_kind))
        rc = FAIL(err, RC_INVALID, "channel.address_missing", "channel %" PRId64, in->channel_id);
    if (rc != RC_OK)
        return rc;
    bool is_other_owner = row.organ_id != in->organ_id || role_find(row.role) != in->role;
    if (!is_found || !row.is_on || is_other_owner)
        row.since_ms = act->now_ms;
    row.organ_id = in->organ_id;
    row.role = in->role != ROLE_NONE ? role_name(in->role) : (struct str){0};
    row.kind = channel_kind_name(in->kind);
    row.label = in->label;
    take_wish(&row, &in->wish);
    return put_channel(act, row, &p, err);
}
