#include "domain/rule_words.h"

#include "base/key.h"
#include "calendar/every.h"
#include "text/text.h"

#define WORKDAYS_MOST 100000 /* more than lie between 1970 and 2099 */

/* -- days -- */

/* A note once for a run: a loop over a thousand days says it no oftener than one. */
static void note_once(struct feel_run *run, const char *key, struct str arg)
{
    for (size_t i = 0; i < run->notes; i++)
        if (strcmp(run->note[i].text, key) == 0)
            return;
    feel_note(run, key, arg);
}

static bool day_of(struct feel_run *run, struct value date, int64_t *ret)
{
    const struct temporal *t = &date.temporal;
    *ret = (int64_t)t->year * 10000 + t->month * 100 + t->day;
    if (t->year >= CALENDAR_DAY_FIRST / 10000 && t->year <= CALENDAR_DAY_LAST / 10000)
        return true;
    feel_note(run, K("rule_words.day_beyond"), (struct str){0});
    return false;
}

static bool put_day(struct feel_run *run, int64_t day, struct value *ret)
{
    if (day && date_of_epoch_day(day_between(CALENDAR_DAY_FIRST, day), ret))
        return true;
    feel_note(run, K("rule_words.day_beyond"), (struct str){0});
    return false;
}

static void say_provisional(struct feel_run *run, const struct calendar *c, int64_t a, int64_t b)
{
    int64_t first = a < b ? a : b, last = a < b ? b : a;
    if (calendar_is_provisional(c, first, last))
        note_once(run, K("rule_words.provisional"), (struct str){0});
}

/* Texts live in the run's arena, which may be used up. */
static bool keep(struct feel_run *run, struct str s, struct value *ret)
{
    char *p = arena_try(run->arena, s.n + 1);
    if (!p)
        return false;
    if (s.n)
        memcpy(p, s.p, s.n);
    p[s.n] = '\0';
    *ret = value_string(str_of(p, s.n));
    return true;
}

/* -- the functions -- */

static bool call_workdays(void *self, struct feel_run *run, const struct value *arg, struct value *ret)
{
    const struct calendar *c = self;
    int64_t from, to;
    if (!day_of(run, arg[0], &from) || !day_of(run, arg[1], &to))
        return false;
    int n = to > from   ? calendar_workdays(c, day_add(from, 1), to)
            : to < from ? -calendar_workdays(c, to, day_add(from, -1))
                        : 0;
    say_provisional(run, c, from, to);
    *ret = value_int(n);
    return true;
}

static bool call_add_workdays(void *self, struct feel_run *run, const struct value *arg, struct value *ret)
{
    const struct calendar *c = self;
    int64_t day, n;
    if (!day_of(run, arg[0], &day))
        return false;
    if (!decimal_to_i64(arg[1].number, &n) || n > WORKDAYS_MOST || n < -WORKDAYS_MOST) {
        feel_note(run, K("rule_words.workdays_wrong"), (struct str){0});
        return false;
    }
    int64_t end = calendar_add_workdays(c, day, (int)n);
    if (end)
        say_provisional(run, c, day, end);
    return put_day(run, end, ret);
}

/* `a`: for what is thrown away, since making texts takes no limit. */
static bool put_name(struct feel_run *run, struct arena *a, struct stretch s, struct value *ret)
{
    struct str arg[4] = {{0}};
    const char *key = every_name(a, s, arg);
    return keep(run, text_fill(a, text_get(LANG_ZH_CN, key), arg, COUNT_OF(arg)), ret);
}

static bool call_period(void *self, struct feel_run *run, const struct value *arg, struct value *ret)
{
    enum every every;
    int64_t day;
    (void)self;
    if (!every_word(arg[0].string, &every)) {
        feel_note(run, K("rule_words.period_wrong"), arg[0].string);
        return false;
    }
    struct value_entry *entry = arena_try_array(run->arena, 4, sizeof *entry);
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    if (!entry || !a || !day_of(run, arg[1], &day))
        return false;
    struct stretch s = every_of(every, day);
    entry[0].key = STR("code");
    entry[1].key = STR("name");
    entry[2].key = STR("first");
    entry[3].key = STR("last");
    if (!keep(run, every_code(a, s), &entry[0].value) || !put_name(run, a, s, &entry[1].value) ||
        !put_day(run, s.first, &entry[2].value) || !put_day(run, s.last, &entry[3].value))
        return false;
    *ret = value_context(run->arena, entry, 4);
    return ret->kind == VALUE_CONTEXT;
}

static bool call_xun(void *self, struct feel_run *run, const struct value *arg, struct value *ret)
{
    int64_t day;
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    (void)self;
    return a && day_of(run, arg[0], &day) && keep(run, every_code(a, every_of(EVERY_XUN, day)), ret);
}

/* -- their table -- */

static const struct feel_member WORKDAYS_PARAM[] = {{STR_INIT("from"), &FEEL_DATE},
                                                    {STR_INIT("to"), &FEEL_DATE}};
static const struct feel_member ADD_PARAM[] = {{STR_INIT("date"), &FEEL_DATE}, {STR_INIT("n"), &FEEL_NUMBER}};
static const struct feel_member PERIOD_PARAM[] = {{STR_INIT("kind"), &FEEL_STRING},
                                                  {STR_INIT("date"), &FEEL_DATE}};
static const struct feel_member XUN_PARAM[] = {{STR_INIT("date"), &FEEL_DATE}};
static const struct feel_member PERIOD_MEMBER[] = {{STR_INIT("code"), &FEEL_STRING},
                                                   {STR_INIT("name"), &FEEL_STRING},
                                                   {STR_INIT("first"), &FEEL_DATE},
                                                   {STR_INIT("last"), &FEEL_DATE}};
static const struct feel_type PERIOD = {.kind = TYPE_CONTEXT, .member = PERIOD_MEMBER, .members = 4};

static const struct feel_function WORDS[] = {
    {STR_INIT("workdays"), WORKDAYS_PARAM, 2, 2, &FEEL_NUMBER, call_workdays, NULL},
    {STR_INIT("add workdays"), ADD_PARAM, 2, 2, &FEEL_DATE, call_add_workdays, NULL},
    {STR_INIT("period"), PERIOD_PARAM, 2, 2, &PERIOD, call_period, NULL},
    {STR_INIT("旬"), XUN_PARAM, 1, 1, &FEEL_STRING, call_xun, NULL}};

void rule_words_add(struct arena *a, const struct calendar *c, struct feel_scope *scope)
{
    struct feel_function *f = ARENA_ARRAY(a, struct feel_function, COUNT_OF(WORDS));
    void *self;
    memcpy(&self, &c, sizeof self); /* the calls only read it */
    memcpy(f, WORDS, sizeof WORDS);
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        f[i].self = self;
    scope->function = f;
    scope->functions = COUNT_OF(WORDS);
    scope->zones = rule_zones();
}

enum rc rule_words_add_shipped(struct arena *a, struct feel_scope *scope, struct err *err)
{
    struct problems *problems = ARENA_NEW(a, struct problems);
    struct notice_wish none = {0};
    struct notices notices;
    enum notice_form form;
    const struct calendar *c;
    problems->arena = a;
    enum rc rc = notices_read(a, notices_builtin(), &none, &notices, &form, problems);
    if (rc != RC_OK)
        return FAIL(err, rc, "calendar_command.shipped_wrong", "shipped notices");
    rc = calendar_build(a, notices, NULL, 0, &c, err);
    if (rc == RC_OK)
        rule_words_add(a, c, scope);
    return rc;
}
