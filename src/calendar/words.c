/* A step as a sentence. Days are written 2025-09-30 where the year is new to the reader and 09-30 after it;
 * the weekday is a word of the language. */
#include "base/key.h"
#include "calendar/every.h"
#include "calendar/limit.h"
#include "text/text.h"

#define ARGS_MAX 4

struct speaker {
    struct arena *a;
    enum lang lang;
};

static struct str say(const struct speaker *s, const char *key, struct str a, struct str b, struct str c,
                      struct str d)
{
    struct str arg[ARGS_MAX] = {a, b, c, d};
    return text_fill(s->a, text_get(s->lang, key), arg, ARGS_MAX);
}

#define SAY(s, key, a) say((s), (key), (a), str_c(NULL), str_c(NULL), str_c(NULL))

static struct str number(const struct speaker *s, int n) { return arena_printf(s->a, "%d", n); }

static struct str minute_words(const struct speaker *s, int minute)
{
    return arena_printf(s->a, "%02d:%02d", minute / 60, minute % 60);
}

static struct str date_words(const struct speaker *s, int64_t day, bool shows_year)
{
    struct str text = day_text(s->a, day);
    return shows_year ? text : str_sub(text, STR("2026-").n, text.n);
}

static struct str dated_words(const struct speaker *s, int64_t day, bool shows_year)
{
    static const char *const WEEKDAY[] = {
        K("step.weekday_1"), K("step.weekday_2"), K("step.weekday_3"), K("step.weekday_4"),
        K("step.weekday_5"), K("step.weekday_6"), K("step.weekday_7"),
    };
    return say(s, K("step.day"), date_words(s, day, shows_year),
               text_get(s->lang, WEEKDAY[day_weekday(day) - 1]), str_c(NULL), str_c(NULL));
}

/* One day with its weekday, several without. */
static struct str days_words(const struct speaker *s, const struct step *step)
{
    if (step->first == step->last)
        return dated_words(s, step->first, step->shows_year);
    bool is_other_year = step->first / 10000 != step->last / 10000;
    return say(s, K("step.range"), date_words(s, step->first, step->shows_year),
               date_words(s, step->last, is_other_year), str_c(NULL), str_c(NULL));
}

static struct str moment_words(const struct speaker *s, int64_t day, bool shows_year, int minute)
{
    struct str date = date_words(s, day, shows_year), time = minute_words(s, minute);
    return arena_printf(s->a, "%.*s %.*s", STR_ARG(date), STR_ARG(time));
}

static struct str name_words(const struct speaker *s, const struct step *step)
{
    return step->name.n ? step->name : T(s->lang, "step.holiday_unnamed");
}

static struct str limit_words(const struct speaker *s, struct time_limit limit)
{
    struct str arg[2];
    const char *key = limit_text(s->a, limit, arg);
    return say(s, key, arg[0], arg[1], str_c(NULL), str_c(NULL));
}

static struct str counted_words(const struct speaker *s, const struct step *step, const char *one,
                                const char *several)
{
    return say(s, step->first == step->last ? one : several, days_words(s, step),
               number(s, step->counted_from), number(s, step->counted_to), str_c(NULL));
}

static struct str start_words(const struct speaker *s, const struct step *step)
{
    struct str day = dated_words(s, step->first, step->shows_year);
    if (!unit_is_days(step->limit.unit))
        return say(s, K("step.start_at"), day, minute_words(s, step->to_minute), str_c(NULL), str_c(NULL));
    return SAY(s, step->limit.amount ? K("step.start") : K("step.start_zero"), day);
}

static struct str paused_words(const struct speaker *s, const struct step *step)
{
    struct str basis = step->basis.n ? step->basis : T(s->lang, "step.no_basis"), days = days_words(s, step);
    bool is_one = step->first == step->last && !step->to_minute;
    if (step->to_minute) {
        bool is_other_year = step->first / 10000 != step->last / 10000;
        days = say(s, K("step.range"), moment_words(s, step->first, step->shows_year, step->from_minute),
                   moment_words(s, step->last, is_other_year, step->to_minute), str_c(NULL), str_c(NULL));
    }
    return say(s, is_one ? K("step.paused_one") : K("step.paused"), days, basis, str_c(NULL), str_c(NULL));
}

static struct str open_words(const struct speaker *s, const struct step *step)
{
    bool is_other_year = step->first / 10000 != step->last / 10000;
    struct str to = step->first == step->last ? minute_words(s, step->to_minute)
                                              : moment_words(s, step->last, is_other_year, step->to_minute);
    return say(s, K("step.open"), moment_words(s, step->first, step->shows_year, step->from_minute), to,
               number(s, step->counted_to - step->counted_from), number(s, step->counted_to));
}

static const char *rolled_key(const struct step *step)
{
    bool is_holiday = step->day == DAY_HOLIDAY;
    if (step->first != step->last)
        return is_holiday ? K("step.rolled_holiday") : K("step.rolled_weekend");
    if (step->counted_to)
        return is_holiday ? K("step.last_holiday") : K("step.last_weekend");
    return is_holiday ? K("step.rolled_holiday_one") : K("step.rolled_weekend_one");
}

static struct str rolled_words(const struct speaker *s, const struct step *step)
{
    return say(s, rolled_key(step), days_words(s, step), name_words(s, step), str_c(NULL), str_c(NULL));
}

static struct str due_words(const struct speaker *s, const struct step *step)
{
    struct str day = dated_words(s, step->first, step->shows_year), time = minute_words(s, step->to_minute);
    struct str n = number(s, step->counted_to);
    bool is_days = step->limit.unit == LIMIT_WORKDAYS || step->limit.unit == LIMIT_DAYS;
    if (is_days && step->limit.amount && step->counted_to) {
        const char *key = step->limit.unit == LIMIT_DAYS ? K("step.due_day")
                          : step->day == DAY_MAKE_UP     ? K("step.due_make_up")
                                                         : K("step.due_workday");
        return say(s, key, n, day, time, str_c(NULL));
    }
    bool is_rolled = unit_is_days(step->limit.unit) && step->limit.amount && !step->counted_to;
    return say(s, is_rolled ? K("step.due_rolled") : K("step.due"), day, time, str_c(NULL), str_c(NULL));
}

struct str day_words(struct arena *a, enum lang lang, int64_t day)
{
    return dated_words(&(struct speaker){a, lang}, day, true);
}

struct str step_words(struct arena *a, enum lang lang, const struct step *step)
{
    const struct speaker s = {a, lang};
    bool is_one = step->first == step->last;
    switch (step->kind) {
    case STEP_START:
        return start_words(&s, step);
    case STEP_COUNTED:
        return counted_words(&s, step, K("step.counted_one"), K("step.counted"));
    case STEP_MAKE_UP:
        return counted_words(&s, step, K("step.make_up_one"), K("step.make_up"));
    case STEP_WEEKEND:
        return SAY(&s, is_one ? K("step.weekend_one") : K("step.weekend"), days_words(&s, step));
    case STEP_HOLIDAY:
        return say(&s, is_one ? K("step.holiday_one") : K("step.holiday"), days_words(&s, step),
                   name_words(&s, step), str_c(NULL), str_c(NULL));
    case STEP_PAUSED:
        return paused_words(&s, step);
    case STEP_OPEN:
        return open_words(&s, step);
    case STEP_ROLLED:
        return rolled_words(&s, step);
    case STEP_MOVED:
        return say(&s, step->is_month_end ? K("step.moved_end") : K("step.moved"), days_words(&s, step),
                   limit_words(&s, step->limit), str_c(NULL), str_c(NULL));
    case STEP_DUE:
        return due_words(&s, step);
    case STEP_PROVISIONAL:
        return SAY(&s, K("step.provisional"), number(&s, (int)(step->first / 10000)));
    default:
        return str_c(NULL);
    }
}
