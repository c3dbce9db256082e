/* kaocheng calendar due, explain: one matter, its limit in the options. */
#include <stdio.h>

#include "base/key.h"
#include "main/calendar.h"
#include "text/text.h"

/* Exactly one of --workdays, --days … says how long. */
static enum rc read_limit(struct desk *d, struct matter *m)
{
    static const char *const WORD[] = {"workdays", "days", "months", "years", "openhours", "hours"};
    int64_t amount = 0, extension = 0;
    int given = 0, minutes = 0;
    struct str extend = desk_option(d, "extend"), value = {0};
    for (size_t i = 0; i < COUNT_OF(WORD); i++) {
        struct str said = desk_option(d, WORD[i]);
        if (said.n == 0)
            continue;
        given++;
        value = said;
        ASSERT(limit_word(str_c(WORD[i]), &m->limit.unit, &minutes));
    }
    if (given != 1) {
        (void)FAIL(d->err, RC_INVALID, "calendar_command.one_limit", "%d limits", given);
        return desk_wrong_use(d, value);
    }
    bool is_hours = !unit_is_days(m->limit.unit);
    bool is_good = str_to_i64(value, &amount) && amount >= 0 && amount <= LIMIT_AMOUNT_MAX;
    value = is_good && extend.n ? extend : value;
    is_good = is_good && (extend.n == 0 || (str_to_i64(extend, &extension) && extension >= 0 &&
                                            extension <= LIMIT_AMOUNT_MAX));
    amount = (amount + extension) * (is_hours ? minutes : 1);
    if (!is_good || amount > LIMIT_AMOUNT_MAX) {
        (void)FAIL(d->err, RC_INVALID, "calendar_command.amount_wrong", "amount %.*s", STR_ARG(value));
        return desk_wrong_use(d, value);
    }
    m->limit.amount = (int)amount;
    m->is_timed = is_hours || desk_option(d, "time").n > 0;
    return RC_OK;
}

static enum rc read_start(struct desk *d, struct matter *m)
{
    struct str from = desk_option(d, "from");
    if (!desk_moment_read(d, from, &m->start)) {
        (void)FAIL(d->err, RC_INVALID, "calendar_command.from_wrong", "from %.*s", STR_ARG(from));
        return desk_wrong_use(d, from);
    }
    if (matter_lacks_hours(d, m)) {
        (void)FAIL(d->err, RC_INVALID, "calendar_command.needs_hours", "no hours");
        return desk_wrong_use(d, from);
    }
    if (!unit_is_days(m->limit.unit) && !m->start.has_time) {
        (void)FAIL(d->err, RC_INVALID, "calendar_command.needs_time", "from %.*s", STR_ARG(from));
        return desk_wrong_use(d, desk_day(d, m->start.day));
    }
    return RC_OK;
}

static enum rc read_pauses(struct desk *d, struct matter *m)
{
    struct str lines = desk_option(d, "pause"), rest = {0};
    m->pause = ARENA_ARRAY(d->arena, struct pause, MATTER_PAUSES_MAX);
    while (rest.n || str_split(&lines, '\n', &rest)) {
        struct str part = matter_take_pause(&rest);
        if (m->pauses == MATTER_PAUSES_MAX || !matter_pause(d, part, m->limit.unit, &m->pause[m->pauses])) {
            (void)FAIL(d->err, RC_INVALID, "calendar_command.pause_wrong", "pause %.*s", STR_ARG(part));
            return desk_wrong_use(d, part);
        }
        m->pauses++;
    }
    return RC_OK;
}

static enum rc read_matter(struct desk *d, struct matter *m)
{
    struct str from = desk_option(d, "from");
    if (from.n == 0) {
        (void)FAIL(d->err, RC_INVALID, "calendar_command.needs_from", "no start");
        return desk_wrong_use(d, from);
    }
    enum rc rc = read_limit(d, m);
    if (rc == RC_OK)
        rc = desk_open_all(d);
    if (rc == RC_OK)
        rc = read_start(d, m);
    return rc == RC_OK ? read_pauses(d, m) : rc;
}

/* What the library refuses here, the options said. */
static enum rc blame_options(struct desk *d, enum rc rc)
{
    d->is_wrong_use |= rc == RC_INVALID;
    return rc;
}

static void remark_provisional(const struct desk *d, const struct due *due)
{
    struct str arg = desk_day(d, due->day);
    (void)fflush(stdout); /* the date comes first */
    if (due->is_provisional)
        command_say(d->lang, d->arena, K("calendar_command.provisional"), &arg, 1);
}

int command_calendar_due(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    struct err err = {0};
    struct desk d = desk_new(c, a, lang, value, &err);
    struct matter m = {0};
    struct due due = {0};
    enum rc rc = read_matter(&d, &m);
    if (rc == RC_OK)
        rc = blame_options(
            &d, limit_due(d.calendar, m.limit, matter_start_ms(&d, &m), m.pause, m.pauses, &due, &err));
    if (rc == RC_OK) {
        (void)printf("%.*s\n", STR_ARG(matter_due_text(&d, &m, &due)));
        remark_provisional(&d, &due);
    }
    return desk_end(&d, rc, EXIT_DONE);
}

static void print_notices(const struct desk *d, const struct reckoning *r)
{
    for (size_t i = 0; i < r->used_n; i++)
        desk_print_notice(d, r->used[i]);
}

static void print_reckoning(const struct desk *d, const struct matter *m, const struct reckoning *r)
{
    struct str limit_arg[2] = {{0}};
    const char *limit = limit_text(d->arena, m->limit, limit_arg);
    struct str arg[] = {desk_day_words(d, m->start.day), desk_text(d, limit, limit_arg, 2),
                        desk_day_words(d, r->due.day)};
    (void)printf("%.*s\n", STR_ARG(matter_due_text(d, m, &r->due)));
    desk_print(d, K("calendar_command.explain_head"), arg, COUNT_OF(arg));
    matter_print_steps(d, r, "  ");
    print_notices(d, r);
}

int command_calendar_explain(const struct command *c, struct arena *a, enum lang lang,
                             const struct str *value)
{
    struct err err = {0};
    struct desk d = desk_new(c, a, lang, value, &err);
    struct matter m = {0};
    struct reckoning r = {0};
    enum rc rc = read_matter(&d, &m);
    if (rc == RC_OK)
        rc = blame_options(
            &d, limit_explain(d.calendar, a, m.limit, matter_start_ms(&d, &m), m.pause, m.pauses, &r, &err));
    if (rc == RC_OK) {
        print_reckoning(&d, &m, &r);
        remark_provisional(&d, &r.due);
    }
    return desk_end(&d, rc, EXIT_DONE);
}
