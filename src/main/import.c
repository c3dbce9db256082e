/* A scheme, a table of values, or both, into an installation; also while its server runs, for the lock of the
 * data base is the only queue between processes. */
#include <inttypes.h>
#include <stdio.h>

#include "base/date.h"
#include "base/key.h"
#include "domain/account.h"
#include "domain/value_import.h"
#include "main/house.h"
#include "text/text.h"

struct importing {
    struct house *house;
    struct arena *arena;
    enum lang lang;
    struct actor actor;
    struct str file;          /* at work, for naming problems */
    struct problems problems; /* of that file */
    struct err *err;
};

/* As the account says it acts; the program itself when none was named. */
static enum rc find_actor(struct importing *im, struct str login)
{
    struct db *db;
    struct account account;
    im->actor = (struct actor){.tenant_id = HOUSE_TENANT, .role = ROLE_SYSTEM};
    if (login.n == 0)
        return RC_OK;
    enum rc rc = kernel_read_begin(im->house->kernel, 0, &db, im->err);
    if (rc == RC_OK)
        rc = account_by_login(db, im->arena, HOUSE_TENANT, login,
                              date_day_of(kernel_now_ms(im->house->kernel)), &account, im->err);
    kernel_read_end(im->house->kernel, 0);
    if (rc != RC_OK)
        return rc;
    if (account.is_closed || account.roles == 0)
        return FAIL(im->err, RC_DENIED, "account.no_role", "account %" PRId64, account.account_id);
    im->actor.account_id = account.account_id;
    im->actor.organ_id = account.organ_id;
    im->actor.role = account.role[0];
    for (size_t i = 0; i < account.roles; i++)
        if (account.role[i] == ROLE_PERF_OFFICE)
            im->actor.role = ROLE_PERF_OFFICE;
    return RC_OK;
}

static enum rc act(struct importing *im, const struct act_def *def, const void *input,
                   struct act_receipt *ret)
{
    struct act_call call = {.def = def, .actor = im->actor, .input = input};
    return kernel_act(im->house->kernel, &call, im->arena, ret, im->err);
}

static void say_receipt(const struct importing *im, const char *key, struct str what,
                        const struct act_receipt *receipt)
{
    struct str arg[] = {what, arena_printf(im->arena, "%" PRId64, receipt->seq),
                        hash_hex(im->arena, receipt->leaf)};
    (void)printf("%.*s\n", STR_ARG(text_fill(im->arena, text_get(im->lang, key), arg, COUNT_OF(arg))));
}

/* *ret_code: what the document calls itself. */
static enum rc import_scheme(struct importing *im, struct str file, bool may_register, struct str *ret_code)
{
    struct act_receipt receipt;
    struct scheme_adopt input = {.file_name = file, .problems = &im->problems, .may_register = may_register};
    im->file = file;
    im->problems = (struct problems){.arena = im->arena};
    enum rc rc = command_read_file(im->arena, file, LIMIT_SCHEME_BYTES, &input.text, im->err);
    if (rc == RC_OK)
        rc = act(im, &act_scheme_adopt, &input, &receipt);
    if (rc != RC_OK)
        return rc;
    say_receipt(im, K("command.import_scheme_done"), receipt.answer, &receipt);
    *ret_code = str_sub(receipt.answer, 0, str_find(receipt.answer, '/'));
    return RC_OK;
}

static enum rc say_counts(const struct importing *im, struct str answer)
{
    struct db *db;
    struct import_record r;
    int64_t import_id;
    if (!str_to_i64(answer, &import_id))
        return FAIL(im->err, RC_NOT_FOUND, "value.no_such_import", "answer %.*s", STR_ARG(answer));
    enum rc rc = kernel_read_begin(im->house->kernel, 0, &db, im->err);
    if (rc == RC_OK)
        rc = import_load(db, im->arena, HOUSE_TENANT, import_id, &r, im->err);
    kernel_read_end(im->house->kernel, 0);
    if (rc != RC_OK)
        return rc;
    struct str arg[] = {
        arena_printf(im->arena, "%" PRId64, r.added), arena_printf(im->arena, "%" PRId64, r.changed),
        arena_printf(im->arena, "%" PRId64, r.same), arena_printf(im->arena, "%" PRId64, r.cleared)};
    (void)printf("%.*s\n",
                 STR_ARG(text_fill(im->arena, T(im->lang, "command.import_counts"), arg, COUNT_OF(arg))));
    return RC_OK;
}

static enum rc import_values(struct importing *im, struct str file, struct str code, struct str period)
{
    struct act_receipt receipt;
    struct value_import input = {
        .scheme_code = code, .file_name = file, .default_period = period, .problems = &im->problems};
    im->file = file;
    im->problems = (struct problems){.arena = im->arena};
    enum rc rc = command_read_file(im->arena, file, LIMIT_UPLOAD_BYTES, &input.bytes, im->err);
    if (rc == RC_OK)
        rc = act(im, &act_value_import, &input, &receipt);
    if (rc == RC_OK)
        say_receipt(im, K("command.import_values_done"), receipt.answer, &receipt);
    return rc == RC_OK ? say_counts(im, receipt.answer) : rc;
}

static enum rc import(const struct command *c, const struct str *value, struct importing *im)
{
    struct str scheme = command_option(c, value, "scheme"), values = command_option(c, value, "values");
    struct str code = command_option(c, value, "scheme-code"), city;
    struct house_wish wish = house_wish_of(c, value);
    if (scheme.n + values.n == 0 || (values.n && scheme.n + code.n == 0))
        return FAIL(im->err, RC_INVALID, "command.import_needs", "no file, or values without a scheme");
    enum rc rc = house_open(im->arena, &wish, im->house, im->err);
    if (rc == RC_OK)
        rc = house_city(im->house, im->arena, &city, im->err);
    if (rc == RC_OK)
        rc = find_actor(im, command_option(c, value, "as"));
    if (rc == RC_OK && scheme.n)
        rc = import_scheme(im, scheme, command_option(c, value, "register-units").n > 0, &code);
    if (rc == RC_OK && values.n)
        rc = import_values(im, values, code, command_option(c, value, "period"));
    return rc;
}

int command_import(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    struct err err = {0};
    struct house house CLEANUP(house_close) = {0};
    struct importing im = {.house = &house, .arena = a, .lang = lang, .problems.arena = a, .err = &err};
    enum rc rc = import(c, value, &im);
    int status = rc == RC_OK ? EXIT_DONE : command_fail(a, lang, &err);
    command_say_problems(a, lang, im.file, &im.problems);
    return status;
}
