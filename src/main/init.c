/* A new installation: the jurisdiction and its three administrators, who are apart from the first day: one
 * opens accounts, one grants roles, one reads what both did. Each act has its idempotency key, so that an
 * init that was broken off is simply run again; it is done when all three roles are held. */
#include <stdio.h>
#include <sys/utsname.h>

#include "base/date.h"
#include "base/key.h"
#include "base/utf8.h"
#include "domain/account.h"
#include "main/house.h"
#include "main/procedures.h"
#include "text/text.h"

#define PASSWORD_FILE_BYTES 4096

static const struct {
    struct str suffix;
    const char *label; /* key */
    enum role role;
} ADMINS[] = {
    {STR_INIT(""), K("role.sys_admin"), ROLE_SYS_ADMIN},
    {STR_INIT("-sec"), K("role.sec_admin"), ROLE_SEC_ADMIN},
    {STR_INIT("-audit"), K("role.audit_admin"), ROLE_AUDIT_ADMIN},
};

/* Which of the three roles are held by anybody today. */
static enum rc roles_held(struct house *h, struct arena *a, unsigned *ret, struct err *err)
{
    struct db *db;
    struct account_list list = {0};
    enum rc rc = kernel_read_begin(h->kernel, 0, &db, err);
    if (rc == RC_OK)
        rc = account_list_load(db, a, HOUSE_TENANT, date_day_of(kernel_now_ms(h->kernel)), &list, err);
    kernel_read_end(h->kernel, 0);
    *ret = 0;
    for (size_t i = 0; i < list.n; i++)
        for (size_t k = 0; k < list.account[i].roles; k++)
            *ret |= 1u << list.account[i].role[k];
    return rc;
}

static enum rc read_password(struct arena *a, struct str file, struct str *ret, struct err *err)
{
    size_t bad;
    enum rc rc = command_read_file(a, file.n ? file : STR("-"), PASSWORD_FILE_BYTES, ret, err);
    if (rc != RC_OK)
        return rc;
    while (ret->n && (ret->p[ret->n - 1] == '\n' || ret->p[ret->n - 1] == '\r'))
        ret->n--;
    if (!utf8_is_clean(*ret, &bad))
        return FAIL(err, RC_INVALID, "command.password_not_text", "byte %zu", bad);
    return password_check_form(*ret, err);
}

static enum rc open_admin(struct house *h, struct arena *a, enum lang lang, struct str login, size_t i,
                          struct str hash, struct err *err)
{
    struct act_receipt receipt;
    struct str name = arena_printf(a, "%.*s%.*s", STR_ARG(login), STR_ARG(ADMINS[i].suffix));
    struct account_open open = {
        .login = name, .label = text_get(lang, ADMINS[i].label), .password_hash = hash};
    struct role_change grant = {.login = name, .role = ADMINS[i].role};
    struct str idem = arena_printf(a, "init:%.*s", STR_ARG(name));
    enum rc rc = house_act(h, a, &act_account_open, idem, &open, &receipt, err);
    return rc == RC_OK ? house_act(h, a, &act_role_grant, idem, &grant, &receipt, err) : rc;
}

/* Unless it was wished for: the name of this machine, which is what others know it by. */
static struct str origin_of(struct arena *a, struct str wish)
{
    struct utsname machine;
    if (wish.n || uname(&machine) != 0)
        return wish.n ? wish : STR("localhost/kaocheng");
    return arena_printf(a, "%s/kaocheng", machine.nodename);
}

static enum rc init(const struct command *c, struct arena *a, enum lang lang, const struct str *value,
                    struct err *err)
{
    struct str login = command_option(c, value, "admin"), password, hash, city;
    struct tenant_found found = {.name = str_trim(command_option(c, value, "city"))};
    struct house house CLEANUP(house_close) = {0};
    struct house_wish wish = house_wish_of(c, value);
    struct act_receipt receipt;
    unsigned held = 0;
    wish.origin = origin_of(a, command_option(c, value, "origin"));
    if (found.name.n == 0 || login.n == 0)
        return FAIL(err, RC_INVALID, "command.init_needs", "city or admin missing");
    enum rc rc = read_password(a, command_option(c, value, "password-file"), &password, err);
    if (rc == RC_OK)
        rc = house_open(a, &wish, &house, err);
    if (rc == RC_OK)
        rc = house_city(&house, a, &city, err);
    if (rc == RC_OK)
        rc = roles_held(&house, a, &held, err);
    if (rc == RC_OK && (held & ROLES_ADMINS) == ROLES_ADMINS) {
        (void)FAIL(err, RC_CONFLICT, "command.founded_already", "roles %x", held);
        return err_arg(err, 0, city);
    }
    if (rc == RC_OK)
        rc = password_hash(a, password, &hash, err);
    if (rc == RC_OK)
        rc = house_act(&house, a, &act_tenant_found, STR("init"), &found, &receipt, err);
    if (rc == RC_OK)
        rc = procedures_found(&house, a, err);
    for (size_t i = 0; i < COUNT_OF(ADMINS) && rc == RC_OK; i++)
        rc = open_admin(&house, a, lang, login, i, hash, err);
    struct str arg[] = {found.name, house.dir, login};
    if (rc == RC_OK)
        command_say(lang, a, K("command.init_done"), arg, COUNT_OF(arg));
    return rc;
}

int command_init(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    struct err err = {0};
    if (init(c, a, lang, value, &err) == RC_OK)
        return EXIT_DONE;
    command_say_error(a, lang, &err);
    return err.rc == RC_INVALID ? EXIT_USAGE : EXIT_CANNOT;
}
