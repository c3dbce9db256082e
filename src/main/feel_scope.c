/* What the commands of the rule language have in common: the scope they begin with, and the moment that is
 * now. */
#include <time.h>

#include "base/date.h"
#include "base/key.h"
#include "domain/rule_words.h"
#include "main/feel.h"

bool feel_begin(struct arena *a, enum lang lang, struct feel_scope *ret)
{
    struct err err = {0};
    enum rc rc = rule_words_add_shipped(a, ret, &err);
    if (rc != RC_OK)
        (void)command_fail(a, lang, &err);
    return rc == RC_OK;
}

bool feel_now(const struct command *c, struct arena *a, enum lang lang, const struct str *value,
              const struct feel_zones *z, struct value *ret)
{
    struct str given = command_option(c, value, "now");
    if (given.n == 0) {
        struct timespec t;
        (void)clock_gettime(CLOCK_REALTIME, &t);
        struct civil local = date_civil(t.tv_sec * INT64_C(1000));
        given = arena_printf(a, "%04d-%02d-%02dT%02d:%02d:%02d+08:00", local.year, local.month, local.day,
                             local.hour, local.minute, local.second);
    }
    if (date_time_read(given, z, ret))
        return true;
    command_say(lang, a, K("feel_command.now_wrong"), &given, 1);
    return false;
}
