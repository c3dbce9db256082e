#include "domain/account.h"

#include <inttypes.h>
#include <pthread.h>
#include <sodium.h>
#include <unistd.h>

#include "base/date.h"
#include "base/utf8.h"
#include "domain/organ.h"
#include "domain/put.h"
#include "gen/sql.h"

#define TRIES_FREE 5
#define LOCK_MS_FIRST (INT64_C(60) * 1000)
#define LOCK_MS_MAX (INT64_C(3600) * 1000)
#define TOKEN_BYTES 32

/* ---- reading ---- */

static bool holds(int64_t from_day, int64_t to_day, int64_t day)
{
    return from_day <= day && (to_day == 0 || to_day >= day);
}

enum rc account_list_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t day,
                          struct account_list *ret, struct err *err)
{
    struct sql_account_all_rows rows;
    struct sql_account_role_all_rows roles;
    struct organ_book book;
    enum rc rc = sql_account_all(db, a, tenant_id, &rows, err);
    if (rc == RC_OK)
        rc = sql_account_role_all(db, a, tenant_id, &roles, err);
    if (rc == RC_OK)
        rc = organ_book_load(db, a, tenant_id, day, &book, err);
    if (rc != RC_OK)
        return rc;
    struct account *out = ARENA_ARRAY(a, struct account, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        const struct sql_account_all_row *row = &rows.row[i];
        enum role *role = ARENA_ARRAY(a, enum role, ROLES_COUNT);
        out[i] = (struct account){.account_id = row->account_id,
                                  .organ_id = row->organ_id,
                                  .login = row->login,
                                  .label = row->label,
                                  .role = role,
                                  .opened_day = row->opened_day,
                                  .locked_until_ms = row->locked_until_ms,
                                  .is_closed = row->closed_day != 0 && row->closed_day < day};
        for (size_t k = 0; k < roles.n; k++)
            if (roles.row[k].account_id == row->account_id && out[i].roles < ROLES_COUNT &&
                holds(roles.row[k].from_day, roles.row[k].to_day, day))
                role[out[i].roles++] = role_find(roles.row[k].role);
        const struct organ *organ = organ_by_id(&book, row->organ_id);
        if (organ)
            out[i].organ_name = organ->short_name;
    }
    *ret = (struct account_list){.account = out, .n = rows.n};
    return RC_OK;
}

enum rc account_by_login(struct db *db, struct arena *a, int64_t tenant_id, struct str login, int64_t day,
                         struct account *ret, struct err *err)
{
    struct account_list list;
    enum rc rc = account_list_load(db, a, tenant_id, day, &list, err);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < list.n; i++)
        if (str_eq(list.account[i].login, login)) {
            *ret = list.account[i];
            return RC_OK;
        }
    (void)FAIL(err, RC_NOT_FOUND, "account.not_found", "%zu accounts", list.n);
    return err_arg(err, 0, login);
}

enum rc account_roles_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t account_id, int64_t day,
                           const enum role **ret, size_t *ret_n, struct err *err)
{
    struct sql_account_role_of_rows rows;
    enum rc rc = sql_account_role_of(db, a, tenant_id, account_id, &rows, err);
    if (rc != RC_OK)
        return rc;
    enum role *role = ARENA_ARRAY(a, enum role, rows.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < rows.n; i++)
        if (holds(rows.row[i].from_day, rows.row[i].to_day, day))
            role[n++] = role_find(rows.row[i].role);
    *ret = role;
    *ret_n = n;
    return RC_OK;
}

static struct str token_hash(struct arena *a, struct str token)
{
    unsigned char *hash = arena_alloc(a, crypto_hash_sha256_BYTES);
    (void)crypto_hash_sha256(hash, (const unsigned char *)token.p, token.n);
    return str_of((const char *)hash, crypto_hash_sha256_BYTES);
}

enum rc session_load(struct db *db, struct arena *a, int64_t tenant_id, struct str token, int64_t now_ms,
                     struct session *ret, struct err *err)
{
    struct sql_session_by_token_row row;
    bool is_found = false;
    *ret = (struct session){.actor = {.tenant_id = tenant_id}};
    if (token.n != 2 * TOKEN_BYTES)
        return RC_OK;
    enum rc rc = sql_session_by_token(db, a, tenant_id, token_hash(a, token), &row, &is_found, err);
    int64_t day = date_day_of(now_ms);
    if (rc != RC_OK || !is_found || row.expires_ms < now_ms || (row.closed_day != 0 && row.closed_day < day))
        return rc;
    struct session s = {
        .actor = {.tenant_id = tenant_id, .account_id = row.account_id, .organ_id = row.organ_id},
        .login = row.login,
        .label = row.label,
        .csrf = row.csrf,
        .must_change = row.must_change != 0};
    rc = account_roles_load(db, a, tenant_id, row.account_id, day, &s.role, &s.roles, err);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < s.roles; i++) /* a role that was taken away is gone at once */
        if (s.role[i] == role_find(row.role))
            s.actor.role = s.role[i];
    if (s.actor.role != ROLE_NONE)
        *ret = s;
    return RC_OK;
}

/* ---- passwords ---- */

/* argon2id needs 19 MiB a time: no more at once than there are processors, or a crowd at the door would take
 * the memory of all others; and few wait for it, or the crowd would take their threads. */
static pthread_mutex_t hash_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t hash_free = PTHREAD_COND_INITIALIZER;
static long hashing, waiting;

#define WAITING_PER_PROCESSOR 4

static enum rc hash_begin(struct err *err)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN), most = processors > 1 ? processors : 1;
    ASSERT(pthread_mutex_lock(&hash_lock) == 0);
    bool is_full = hashing >= most && waiting >= WAITING_PER_PROCESSOR * most;
    waiting += !is_full;
    while (!is_full && hashing >= most)
        ASSERT(pthread_cond_wait(&hash_free, &hash_lock) == 0);
    waiting -= !is_full;
    hashing += !is_full;
    ASSERT(pthread_mutex_unlock(&hash_lock) == 0);
    return is_full ? FAIL(err, RC_BUSY, "account.crowd_at_the_door", "%ld at once", most) : RC_OK;
}

static void hash_end(void)
{
    ASSERT(pthread_mutex_lock(&hash_lock) == 0);
    hashing--;
    ASSERT(pthread_cond_signal(&hash_free) == 0);
    ASSERT(pthread_mutex_unlock(&hash_lock) == 0);
}

#define ARGON_TIME 2
#define ARGON_BYTES ((size_t)19 * 1024 * 1024)

enum rc password_hash(struct arena *a, struct str password, struct str *ret_hash, struct err *err)
{
    char *hash = arena_alloc(a, crypto_pwhash_STRBYTES);
    enum rc rc = hash_begin(err);
    if (rc != RC_OK)
        return rc;
    int failed = crypto_pwhash_str(hash, password.p, password.n, ARGON_TIME, ARGON_BYTES);
    hash_end();
    if (failed)
        return FAIL(err, RC_BUSY, "account.no_memory_for_hash", "argon2id needs %zu bytes", ARGON_BYTES);
    *ret_hash = str_c(hash);
    return RC_OK;
}

enum rc password_check_form(struct str password, struct err *err)
{
    if (password.n < PASSWORD_BYTES_MIN)
        return FAIL(err, RC_INVALID, "account.password_too_short", "%zu bytes", password.n);
    if (password.n > PASSWORD_BYTES_MAX)
        return FAIL(err, RC_INVALID, "account.password_too_long", "%zu bytes", password.n);
    bool differs = false;
    for (size_t i = 1; i < password.n; i++)
        differs |= password.p[i] != password.p[0];
    if (!differs)
        return FAIL(err, RC_INVALID, "account.password_too_simple", "one character repeated");
    return RC_OK;
}

/* The hash of nobody's password: an unknown login must cost what a known one costs. */
static char nobody[crypto_pwhash_STRBYTES];

static void nobody_make(void)
{
    ASSERT(crypto_pwhash_str(nobody, "nobody", 6, ARGON_TIME, ARGON_BYTES) == 0);
}

static struct str nobody_hash(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    ASSERT(pthread_once(&once, nobody_make) == 0);
    return str_c(nobody);
}

enum rc password_verify(struct db *db, struct arena *a, int64_t tenant_id, struct str login,
                        struct str password, int64_t now_ms, struct password_verdict *ret, struct err *err)
{
    struct sql_account_credential_row row = {0};
    bool is_found = false;
    *ret = (struct password_verdict){0};
    enum rc rc = sql_account_credential(db, a, tenant_id, login, &row, &is_found, err);
    if (rc != RC_OK)
        return rc;
    if (is_found && row.locked_until_ms > now_ms) {
        int64_t minutes = (row.locked_until_ms - now_ms + 59999) / 60000;
        (void)FAIL(err, RC_DENIED, "account.locked_for", "account %" PRId64, row.account_id);
        return err_arg(err, 0, arena_printf(a, "%" PRId64, minutes));
    }
    struct str hash = is_found ? row.password_hash : nobody_hash();
    char text[crypto_pwhash_STRBYTES] = {0};
    ASSERT(hash.n < sizeof text);
    memcpy(text, hash.p, hash.n);
    rc = hash_begin(err);
    if (rc != RC_OK)
        return rc;
    bool fits =
        password.n <= PASSWORD_BYTES_MAX && crypto_pwhash_str_verify(text, password.p, password.n) == 0;
    hash_end();
    bool is_closed = row.closed_day != 0 && row.closed_day < date_day_of(now_ms);
    if (is_found)
        ret->account_id = row.account_id;
    if (is_found && fits && !is_closed)
        return RC_OK;
    ret->is_failure = is_found;
    return FAIL(err, RC_DENIED, "account.wrong_login", "account %" PRId64, row.account_id);
}

PUT_FUNCTION(tenant)
PUT_FUNCTION(account)
PUT_FUNCTION(account_role)

/* ---- acts: sessions ---- */

static struct str random_hex(struct act *act, size_t bytes)
{
    unsigned char raw[64];
    ASSERT(bytes <= sizeof raw);
    act->world->random(act->world->ctx, raw, bytes);
    char *hex = arena_alloc(act->arena, bytes * 2 + 1);
    sodium_bin2hex(hex, bytes * 2 + 1, raw, bytes);
    sodium_memzero(raw, sizeof raw);
    return str_of(hex, bytes * 2);
}

static enum rc session_make(struct act *act, int64_t account_id, enum role wish, struct err *err)
{
    const enum role *role;
    size_t n;
    enum rc rc =
        account_roles_load(act->db, act->arena, act->actor.tenant_id, account_id, act->day, &role, &n, err);
    if (rc != RC_OK)
        return rc;
    enum role chosen = n && wish == ROLE_NONE ? role[0] : ROLE_NONE;
    for (size_t i = 0; i < n; i++)
        if (role[i] == wish)
            chosen = wish;
    if (chosen == ROLE_NONE)
        return FAIL(err, RC_DENIED, "account.no_role", "account %" PRId64 " holds %zu roles", account_id, n);
    struct str token = random_hex(act, TOKEN_BYTES);
    rc = sql_session_sweep(act->db, act->arena, act->actor.tenant_id, act->now_ms, err);
    if (rc == RC_OK)
        rc = sql_session_put(act->db, act->arena, act->actor.tenant_id, token_hash(act->arena, token),
                             account_id, role_name(chosen), random_hex(act, 16), act->now_ms,
                             act->now_ms + SESSION_MAX_MS, err);
    act->answer = token;
    return rc;
}

static enum rc count_failure(struct act *act, int64_t account_id, struct err *err)
{
    struct sql_credential_failed_row row;
    bool is_found;
    int64_t changed;
    enum rc rc =
        sql_credential_failed(act->db, act->arena, act->actor.tenant_id, account_id, &row, &is_found, err);
    if (rc != RC_OK || !is_found || row.failed_count < TRIES_FREE)
        return rc;
    int64_t over = row.failed_count - TRIES_FREE;
    int64_t locked_ms = over >= 6 ? LOCK_MS_MAX : LOCK_MS_FIRST << over;
    return sql_credential_lock(act->db, act->arena, act->actor.tenant_id, account_id, act->now_ms + locked_ms,
                               &changed, err);
}

enum rc run_session_open(struct act *act, const void *input, struct err *err)
{
    const struct session_open *in = input;
    int64_t changed;
    if (in->is_failure)
        return count_failure(act, in->account_id, err);
    enum rc rc = sql_credential_succeeded(act->db, act->arena, act->actor.tenant_id, in->account_id,
                                          act->now_ms, &changed, err);
    if (rc == RC_OK && changed == 0) {
        (void)FAIL(err, RC_DENIED, "account.locked_for", "account %" PRId64, in->account_id);
        return err_arg(err, 0, STR("1"));
    }
    return rc == RC_OK ? session_make(act, in->account_id, in->role, err) : rc;
}

enum rc run_session_switch(struct act *act, const void *input, struct err *err)
{
    const struct session_switch *in = input;
    int64_t account_id = act->actor.account_id;
    enum rc rc = RC_OK;
    if (in->is_demo && in->login.n) {
        struct account account = {0};
        rc = account_by_login(act->db, act->arena, act->actor.tenant_id, in->login, act->day, &account, err);
        account_id = account.account_id;
    }
    if (rc == RC_OK && account_id == 0)
        rc = FAIL(err, RC_DENIED, "account.not_signed_in", "no session to switch");
    if (rc == RC_OK && in->old_token.n)
        rc = sql_session_end(act->db, act->arena, act->actor.tenant_id, token_hash(act->arena, in->old_token),
                             err);
    return rc == RC_OK ? session_make(act, account_id, in->role, err) : rc;
}

enum rc run_session_close(struct act *act, const void *input, struct err *err)
{
    const struct session_close *in = input;
    return sql_session_end(act->db, act->arena, act->actor.tenant_id, token_hash(act->arena, in->token), err);
}

enum rc run_language_set(struct act *act, const void *input, struct err *err)
{
    (void)act, (void)input, (void)err; /* the cookie is all there is */
    return RC_OK;
}

/* ---- acts: accounts ---- */

static enum rc login_form(struct str login, struct err *err)
{
    bool is_good = login.n >= 2 && login.n <= 40;
    for (size_t i = 0; i < login.n; i++) {
        char c = login.p[i];
        is_good &= (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
    }
    if (is_good)
        return RC_OK;
    (void)FAIL(err, RC_INVALID, "account.login_form", "login of %zu bytes", login.n);
    return err_arg(err, 0, login);
}

enum rc account_form(struct str login, struct str label, struct err *err)
{
    enum rc rc = login_form(login, err);
    if (rc == RC_OK && (str_trim(label).n == 0 || utf8_count(label) > 40 || !utf8_is_plain_line(label)))
        rc = FAIL(err, RC_INVALID, "account.label_missing", "label of %zu bytes", label.n);
    return rc;
}

enum rc account_add(struct act *act, const struct account_open *in, int64_t *ret, struct err *err)
{
    struct sql_account_of_login_row same;
    struct sql_account_id_next_row next;
    bool is_taken = false;
    enum rc rc = account_form(in->login, in->label, err);
    if (rc == RC_OK)
        rc =
            sql_account_of_login(act->db, act->arena, act->actor.tenant_id, in->login, &same, &is_taken, err);
    if (rc == RC_OK && is_taken) {
        (void)FAIL(err, RC_CONFLICT, "account.login_taken", "account %" PRId64, same.account_id);
        rc = err_arg(err, 0, in->login);
    }
    struct sql_organ_get_row organ;
    bool has_organ = false;
    if (rc == RC_OK && in->organ_id)
        rc = sql_organ_get(act->db, act->arena, act->actor.tenant_id, act->day, in->organ_id, &organ,
                           &has_organ, err);
    if (rc == RC_OK && in->organ_id && !has_organ)
        rc = FAIL(err, RC_INVALID, "organ.not_found", "organ %" PRId64, in->organ_id);
    if (rc == RC_OK)
        rc = sql_account_id_next(act->db, act->arena, act->actor.tenant_id, &next, err);
    if (rc != RC_OK)
        return rc;
    *ret = next.account_id;
    rc = put_account(act,
                     (struct account_row){.account_id = next.account_id,
                                          .login = in->login,
                                          .organ_id = in->organ_id,
                                          .label = in->label,
                                          .lang = STR("zh-CN"),
                                          .opened_day = act->day},
                     err);
    if (rc == RC_OK && in->password_hash.n)
        rc = sql_credential_put(act->db, act->arena, act->actor.tenant_id, next.account_id, in->password_hash,
                                act->now_ms, in->must_change, err);
    return rc;
}

enum rc run_account_open(struct act *act, const void *input, struct err *err)
{
    int64_t id = 0;
    enum rc rc = account_add(act, input, &id, err);
    act->object = arena_printf(act->arena, "account/%" PRId64, id);
    act->answer = arena_printf(act->arena, "%" PRId64, id);
    return rc;
}

static enum rc account_named(struct act *act, struct str login, struct account *ret, struct err *err)
{
    enum rc rc = account_by_login(act->db, act->arena, act->actor.tenant_id, login, act->day, ret, err);
    if (rc == RC_OK)
        act->object = arena_printf(act->arena, "account/%" PRId64, ret->account_id);
    return rc;
}

enum rc run_account_close(struct act *act, const void *input, struct err *err)
{
    const struct account_close *in = input;
    struct account account = {0};
    enum rc rc = account_named(act, in->login, &account, err);
    if (rc != RC_OK)
        return rc;
    if (account.account_id == act->actor.account_id)
        return FAIL(err, RC_CONFLICT, "account.not_your_own", "account %" PRId64, account.account_id);
    rc = put_account(act,
                     (struct account_row){.account_id = account.account_id,
                                          .login = account.login,
                                          .organ_id = account.organ_id,
                                          .label = account.label,
                                          .lang = STR("zh-CN"),
                                          .opened_day = account.opened_day,
                                          .closed_day = date_day_before(act->day)},
                     err);
    return rc == RC_OK
               ? sql_session_end_all_of(act->db, act->arena, act->actor.tenant_id, account.account_id, err)
               : rc;
}

bool roles_stay_apart(unsigned roles) { return (roles & ROLES_ADMINS) == 0 || (roles & (roles - 1)) == 0; }

enum rc role_give(struct act *act, const struct account *account, enum role role, struct err *err)
{
    unsigned held = 1u << role;
    if (role == ROLE_NONE || role == ROLE_SYSTEM)
        return FAIL(err, RC_INVALID, "account.no_such_role", "role %d", (int)role);
    if (account->account_id == act->actor.account_id)
        return FAIL(err, RC_CONFLICT, "account.not_your_own", "account %" PRId64, account->account_id);
    for (size_t i = 0; i < account->roles; i++)
        if (account->role[i] == role)
            return FAIL(err, RC_CONFLICT, "account.role_held", "account %" PRId64, account->account_id);
        else
            held |= 1u << account->role[i];
    if (!roles_stay_apart(held))
        return FAIL(err, RC_CONFLICT, "accounts.duties_apart", "account %" PRId64, account->account_id);
    return put_account_role(act,
                            (struct account_role_row){.account_id = account->account_id,
                                                      .role = role_name(role),
                                                      .from_day = act->day},
                            err);
}

enum rc run_role_grant(struct act *act, const void *input, struct err *err)
{
    const struct role_change *in = input;
    struct account account = {0};
    enum rc rc = account_named(act, in->login, &account, err);
    return rc == RC_OK ? role_give(act, &account, in->role, err) : rc;
}

enum rc role_take(struct act *act, const struct account *account, enum role role, struct err *err)
{
    struct sql_account_role_of_rows rows;
    enum rc rc =
        sql_account_role_of(act->db, act->arena, act->actor.tenant_id, account->account_id, &rows, err);
    if (rc != RC_OK)
        return rc;
    if (account->account_id == act->actor.account_id)
        return FAIL(err, RC_CONFLICT, "account.not_your_own", "account %" PRId64, account->account_id);
    for (size_t i = 0; i < rows.n; i++)
        if (role_find(rows.row[i].role) == role &&
            holds(rows.row[i].from_day, rows.row[i].to_day, act->day)) {
            struct account_role_row row = {.tenant_id = act->actor.tenant_id,
                                           .account_id = account->account_id,
                                           .role = rows.row[i].role,
                                           .from_day = rows.row[i].from_day,
                                           .to_day = date_day_before(act->day)};
            if (row.from_day < act->day)
                return put_account_role(act, row, err);
            struct cell cell[TABLE_COLUMNS_MAX]; /* granted today: it never held for a day */
            account_role_row_cells(&row, cell);
            return change_delete(&act->changes, &table_account_role, cell, err);
        }
    return FAIL(err, RC_NOT_FOUND, "account.role_not_held", "account %" PRId64, account->account_id);
}

enum rc run_role_revoke(struct act *act, const void *input, struct err *err)
{
    const struct role_change *in = input;
    struct account account = {0};
    enum rc rc = account_named(act, in->login, &account, err);
    return rc == RC_OK ? role_take(act, &account, in->role, err) : rc;
}

enum rc run_password_set(struct act *act, const void *input, struct err *err)
{
    const struct password_set *in = input;
    act->object = arena_printf(act->arena, "account/%" PRId64, act->actor.account_id);
    enum rc rc = sql_credential_put(act->db, act->arena, act->actor.tenant_id, act->actor.account_id,
                                    in->hash, act->now_ms, 0, err);
    return rc == RC_OK
               ? sql_session_end_all_of(act->db, act->arena, act->actor.tenant_id, act->actor.account_id, err)
               : rc;
}

enum rc run_tenant_found(struct act *act, const void *input, struct err *err)
{
    const struct tenant_found *in = input;
    act->object = arena_printf(act->arena, "tenant/%" PRId64, act->actor.tenant_id);
    return put_tenant(
        act, (struct tenant_row){.name = in->name, .short_name = in->name, .time_zone = STR("Asia/Shanghai")},
        err);
}

enum rc tenant_name_load(struct db *db, struct arena *a, int64_t tenant_id, struct str *ret, struct err *err)
{
    struct sql_tenant_row_row row;
    bool is_found;
    enum rc rc = sql_tenant_row(db, a, tenant_id, &row, &is_found, err);
    *ret = rc == RC_OK && is_found ? row.name : (struct str){0};
    return rc;
}
