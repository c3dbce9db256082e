#include "main/house.h"

#include <errno.h>
#include <inttypes.h>
#include <unistd.h>

#include "base/date.h"
#include "domain/account.h"
#include "domain/search.h"
#include "main/files.h"

#define DIR_DEFAULT STR("data/kaocheng")

struct house_wish house_wish_of(const struct command *c, const struct str *value)
{
    return (struct house_wish){.dir = command_option(c, value, "data"),
                               .db_url = command_option(c, value, "db"),
                               .clock = command_option(c, value, "clock"),
                               .readers = 1};
}

void house_find(struct arena *a, const struct house_wish *wish, struct house *ret)
{
    struct str dir = arena_str(a, wish->dir.n ? wish->dir : DIR_DEFAULT);
    *ret = (struct house){
        .dir = dir,
        .db_url = wish->db_url.n ? wish->db_url : arena_printf(a, "sqlite:%.*s/kaocheng.db", STR_ARG(dir))};
}

/* Digits of a fixed place: "2026-11-20 09:00". */
static bool part(struct str s, size_t at, size_t n, int64_t least, int64_t most, int *ret)
{
    int64_t v;
    if (s.p[at] == '-' || !str_to_i64(str_sub(s, at, n), &v) || v < least || v > most)
        return false;
    *ret = (int)v;
    return true;
}

bool house_clock(struct str s, int64_t *ret)
{
    int year, month, day, hour, minute;
    if (s.n != 16)
        return str_to_i64(s, ret) && *ret >= 0 && *ret <= date_ms(9999, 12, 31, 23, 59);
    if (s.p[4] != '-' || s.p[7] != '-' || (s.p[10] != ' ' && s.p[10] != 'T') || s.p[13] != ':' ||
        !part(s, 0, 4, 1970, 9999, &year) || !part(s, 5, 2, 1, 12, &month) || !part(s, 8, 2, 1, 31, &day) ||
        !part(s, 11, 2, 0, 23, &hour) || !part(s, 14, 2, 0, 59, &minute) ||
        !date_is_day((int64_t)year * 10000 + month * 100 + day))
        return false;
    *ret = date_ms(year, month, day, hour, minute);
    return true;
}

static bool is_there(struct arena *a, const struct house *h)
{
    return access(arena_printf(a, "%.*s/log.key", STR_ARG(h->dir)).p, F_OK) == 0;
}

enum rc house_must_exist(struct arena *a, const struct house *h, struct err *err)
{
    if (is_there(a, h))
        return RC_OK;
    (void)FAIL(err, RC_NOT_FOUND, "command.no_installation", "%.*s/log.key: %s", STR_ARG(h->dir),
               strerror(errno));
    ERR_HINT(err, "command.no_installation_hint");
    return err_arg(err, 0, h->dir);
}

enum rc house_open(struct arena *a, const struct house_wish *wish, struct house *ret, struct err *err)
{
    house_find(a, wish, ret);
    if (wish->clock.n && !house_clock(wish->clock, &ret->now_ms)) {
        (void)FAIL(err, RC_INVALID, "command.clock_wrong", "clock %.*s", STR_ARG(wish->clock));
        return err_arg(err, 0, wish->clock);
    }
    ret->is_frozen = wish->clock.n > 0;
    bool is_new = wish->origin.n > 0 && !is_there(a, ret);
    enum rc rc = is_new ? files_directory(a, ret->dir, err) : house_must_exist(a, ret, err);
    if (rc != RC_OK)
        return rc;
    struct kernel_config config = {.db_url = ret->db_url,
                                   .data_dir = ret->dir,
                                   .tenant_id = HOUSE_TENANT,
                                   .origin = is_new ? wish->origin : (struct str){0},
                                   .world = ret->is_frozen ? world_frozen(&ret->now_ms) : world_real(),
                                   .readers = wish->readers};
    return kernel_open(&config, &ret->kernel, err);
}

void house_close(struct house *h)
{
    kernel_close(h->kernel);
    h->kernel = NULL;
}

enum rc house_city(struct house *h, struct arena *a, struct str *ret, struct err *err)
{
    struct db *db;
    enum rc rc = kernel_read_begin(h->kernel, 0, &db, err);
    if (rc == RC_OK)
        rc = tenant_name_load(db, a, HOUSE_TENANT, ret, err);
    kernel_read_end(h->kernel, 0);
    return rc;
}

enum rc house_act(struct house *h, struct arena *a, const struct act_def *def, struct str idem,
                  const void *input, struct act_receipt *ret, struct err *err)
{
    struct act_call call = {
        .def = def, .actor = {.tenant_id = HOUSE_TENANT, .role = ROLE_SYSTEM}, .idem = idem, .input = input};
    return kernel_act(h->kernel, &call, a, ret, err);
}

enum rc house_index(struct house *h, struct arena *a, struct err *err)
{
    struct act_receipt receipt;
    struct db *db;
    bool is_current = true;
    enum rc rc = kernel_read_begin(h->kernel, 0, &db, err);
    if (rc == RC_OK)
        rc = search_is_current(db, a, HOUSE_TENANT, &is_current, err);
    kernel_read_end(h->kernel, 0);
    if (rc != RC_OK || is_current)
        return rc;
    return house_act(h, a, &act_search_rebuild, (struct str){0}, NULL, &receipt, err);
}

static enum role fitting_role(const struct account *account, struct actor as, const struct permit *permit)
{
    const struct target nothing = {.organ_id = 0};
    bool has_fit = false;
    enum role fit = account->role[0];
    for (size_t i = 0; i < account->roles; i++) {
        as.role = account->role[i];
        if (permit && !may(&as, permit, &nothing))
            continue;
        if (!has_fit || as.role == ROLE_PERF_OFFICE)
            fit = as.role;
        has_fit = true;
    }
    return fit;
}

enum rc house_actor(struct house *h, struct arena *a, struct str login, const struct permit *permit,
                    struct actor *ret, struct err *err)
{
    struct db *db;
    struct account account;
    *ret = (struct actor){.tenant_id = HOUSE_TENANT, .role = ROLE_SYSTEM};
    if (login.n == 0)
        return RC_OK;
    enum rc rc = kernel_read_begin(h->kernel, 0, &db, err);
    if (rc == RC_OK)
        rc = account_by_login(db, a, HOUSE_TENANT, login, date_day_of(kernel_now_ms(h->kernel)), &account,
                              err);
    kernel_read_end(h->kernel, 0);
    if (rc != RC_OK)
        return rc;
    if (account.is_closed || account.roles == 0)
        return FAIL(err, RC_DENIED, "account.no_role", "account %" PRId64, account.account_id);
    ret->account_id = account.account_id;
    ret->organ_id = account.organ_id;
    ret->role = fitting_role(&account, *ret, permit);
    return RC_OK;
}
