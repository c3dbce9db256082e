#include "main/telling.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/key.h"
#include "main/house.h"
#include "web/mail_page.h"

#define PASSWORD_FILE_BYTES_MAX 4096

/* The first line of the file. */
static enum rc password_of(const struct command *c, struct arena *a, const struct str *value, struct str *ret,
                           struct err *err)
{
    struct str path = command_option(c, value, "smtp-password-file"), bytes;
    const char *credentials = getenv("CREDENTIALS_DIRECTORY");
    if (path.n == 0 && credentials)
        path = arena_printf(a, "%s/smtp-password", credentials);
    if (path.n == 0)
        return FAIL(err, RC_INVALID, "jobs_command.password_missing", "a user, and no password");
    enum rc rc = command_read_file(a, path, PASSWORD_FILE_BYTES_MAX, &bytes, err);
    if (rc == RC_OK)
        *ret = str_trim(str_sub(bytes, 0, str_find(bytes, '\n')));
    return rc;
}

enum rc telling_config(const struct command *c, struct arena *a, const struct str *value, struct str city,
                       struct jobs_config *ret, struct err *err)
{
    *ret = (struct jobs_config){
        .smtp = {.url = command_option(c, value, "smtp"), .user = command_option(c, value, "smtp-user")},
        .from = command_option(c, value, "mail-from"),
        .public_url = command_option(c, value, "public-url"),
        .bot_base = {[CHANNEL_WECOM] = command_option(c, value, "wecom"),
                     [CHANNEL_DINGTALK] = command_option(c, value, "dingtalk"),
                     [CHANNEL_FEISHU] = command_option(c, value, "feishu")},
        .ca_file = command_option(c, value, "ca-file"),
        .city = city,
        .mail_html = web_mail_html};
    ret->smtp.ca_file = ret->ca_file;
    enum rc rc = jobs_config_check(ret, err);
    return rc == RC_OK && ret->smtp.user.n ? password_of(c, a, value, &ret->smtp.password, err) : rc;
}

static enum rc run_once(const struct command *c, struct arena *a, const struct str *value,
                        struct jobs_done *ret, struct err *err)
{
    struct house house CLEANUP(house_close) = {0};
    struct house_wish wish = house_wish_of(c, value);
    struct jobs_config config;
    struct str city;
    enum rc rc = house_open(a, &wish, &house, err);
    if (rc == RC_OK)
        rc = house_city(&house, a, &city, err);
    if (rc == RC_OK)
        rc = telling_config(c, a, value, city, &config, err);
    if (rc != RC_OK)
        return rc;
    config.procedures = procedure_book_new(HOUSE_TENANT);
    wire_open();
    rc = jobs_run_once(house.kernel, &config, ret, err);
    wire_close();
    procedure_book_free(config.procedures);
    return rc;
}

int command_jobs_run(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    struct err err = {0};
    struct jobs_done done = {0};
    enum rc rc = run_once(c, a, value, &done, &err);
    if (rc != RC_OK) {
        command_say_error(a, lang, &err);
        return rc == RC_INVALID ? EXIT_USAGE : EXIT_CANNOT;
    }
    (void)printf("ticked %" PRId64 " made %" PRId64 " lines %" PRId64 " sent %" PRId64 " failed %" PRId64
                 " put_off %" PRId64 "\n",
                 done.ticked, done.made, done.lines, done.sent, done.failed, done.put_off);
    return done.failed ? EXIT_FOUND : EXIT_DONE;
}
