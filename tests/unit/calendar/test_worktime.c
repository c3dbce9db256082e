/* The arithmetic of other products' working time beside ours. They are no law: each row says what they
 * answer and what we do, and where the two differ, why. Facts of jBPM, GLPI and FixMyStreet as in
 * fixtures/calendar/worktime; when the files are there, each of their rows must be here with the same answer.
 * frappe_appraisal.tsv holds the arithmetic of appraisal scores: it is not about time. */
#include "kit_time.h"

enum op {
    WORKDAYS,   /* limit in working days; `amount` of them, then `more` minutes of office time */
    OPEN,       /* limit in minutes of office time */
    OPEN_MS,    /* milliseconds of office time */
    BACK,       /* working days back */
    MOVE,       /* working days on or back, the day alone */
    BETWEEN,    /* seconds of open doors until `to` */
    IS_WORKDAY, /* ours "1" or "0" */
    IS_OPEN,
    NO_PATTERN,
};

struct row {
    const char *name; /* jBPM: the test; the others: op and arguments as the file has them */
    const char *pattern;
    const char *start; /* 2012-05-04 13:45[:SS] */
    enum op op;
    int amount, more;
    const char *to;
    const char *theirs, *ours;
    const char *why; /* NULL: the same */
};

#define DAY9 "week mon-fri\nhours 09:00-17:00\n"
#define OFF_HEAD "notice t\npublished 2000-01-01\nyear 2012\n"
#define WHOLE_DAY                                                                                            \
    "民法典 art. 203: the last day is whole, until the doors close; they end at the hour of the start"
#define THEN_HOURS                                                                                           \
    "days and hours are two limits: ours are whole days, and the hours begin with the next opening"

static const struct row JBPM[] = {
    {"testCalculateHours", DAY9, "2012-05-04 13:45", OPEN, 180, 0, 0, "2012-05-04 16:45", "2012-05-04 16:45",
     NULL},
    {"testCalculateHoursCustomWorkingHours", DAY9, "2012-05-03 13:45", OPEN, 480, 0, 0, "2012-05-04 15:45",
     "2012-05-04 13:45",
     "they make 8 hours one day of 6 hours and 2 hours; an hour of open doors is an hour"},
    {"testCalculateHoursPassingOverWeekend", DAY9, "2012-05-04 13:45", OPEN, 420, 0, 0, "2012-05-07 12:45",
     "2012-05-07 12:45", NULL},
    {"testCalculateHoursPassingOverCustomDefinedWeekend", "week sun-thu\nhours 09:00-17:00\n",
     "2012-05-03 13:45", OPEN, 420, 0, 0, "2012-05-06 12:45", "2012-05-06 12:45", NULL},
    {"testCalculateMinutesPassingOverWeekend", DAY9, "2012-05-04 16:45", OPEN, 30, 0, 0, "2012-05-07 09:15",
     "2012-05-07 09:15", NULL},
    {"testCalculateMinutesPassingOverHoliday", DAY9 OFF_HEAD "off 2012-05-12..2012-05-19\n",
     "2012-05-11 16:45", OPEN, 30, 0, 0, "2012-05-21 09:15", "2012-05-21 09:15", NULL},
    {"testCalculateDays", DAY9, "2012-05-04 00:00", WORKDAYS, 6, 0, 0, "2012-05-14 09:00", "2012-05-14 17:00",
     WHOLE_DAY},
    {"testCalculateDaysStartingInWeekend", DAY9, "2012-05-05 00:00", WORKDAYS, 2, 0, 0, "2012-05-09 09:00",
     "2012-05-08 17:00",
     "民法典 art. 201: the day of the start is day 0 although it is off; they move it to Monday and count "
     "from there"},
    {"testCalculateDaysCustomWorkingDays", "week mon-thu\nhours 09:00-17:00\n", "2012-05-03 14:30", WORKDAYS,
     6, 0, 0, "2012-05-15 14:30", "2012-05-15 17:00", WHOLE_DAY},
    {"testCalculateDaysMiddleDay", DAY9, "2012-05-03 12:27", WORKDAYS, 6, 0, 0, "2012-05-11 12:27",
     "2012-05-11 17:00", WHOLE_DAY},
    {"testCalculateDaysHoursMinutes", DAY9, "2012-05-04 00:00", WORKDAYS, 6, 320, 0, "2012-05-14 14:20",
     "2012-05-15 14:20", THEN_HOURS},
    {"testCalculateTimeDaysHoursMinutesHolidays", DAY9 OFF_HEAD "off 2012-05-10..2012-05-19\n",
     "2012-05-04 00:00", WORKDAYS, 6, 320, 0, "2012-05-21 14:20", "2012-05-24 14:20",
     "行政许可法 art. 82: days off do not count; they skip only a sum that ends on one"},
    {"testCalculateTimeDaysHoursMinutesSingleDayHolidays", DAY9 OFF_HEAD "off 2012-05-07\n",
     "2012-05-04 00:00", WORKDAYS, 1, 260, 0, "2012-05-08 13:20", "2012-05-09 13:20", THEN_HOURS},
    {"testCalculateTimeDaysHoursMinutesSingleDayHolidaysInMiddleOfWeek", DAY9 OFF_HEAD "off 2012-05-09\n",
     "2012-05-08 11:10", WORKDAYS, 1, 260, 0, "2012-05-10 15:30", "2012-05-11 13:20", THEN_HOURS},
    {"testCalculateDaysPassingOverHolidayAtYearEnd", DAY9 OFF_HEAD "off 2012-12-31..2013-01-01\n",
     "2012-12-28 16:45", WORKDAYS, 2, 30, 0, "2013-01-04 09:15", "2013-01-04 09:30", THEN_HOURS},
    {"testCalculateDaysPassingOverHolidayAtYearEndWithWildcards",
     DAY9 OFF_HEAD "off 2012-12-31..2013-01-01\n", "2012-12-28 16:45", WORKDAYS, 2, 30, 0, "2013-01-02 09:15",
     "2013-01-04 09:30", "they count holidays that lie between; and " THEN_HOURS},
    {"testCalculateISOHours", DAY9, "2012-05-04 13:45", OPEN, 180, 0, 0, "2012-05-04 16:45",
     "2012-05-04 16:45", NULL},
    {"testCalculateISODaysAndHours", DAY9 OFF_HEAD "off 2012-05-09\n", "2012-05-08 11:10", WORKDAYS, 1, 260,
     0, "2012-05-10 15:30", "2012-05-11 13:20", THEN_HOURS},
    {"testSingleHolidayWithinGivenTime", DAY9 OFF_HEAD "off 2015-01-13\n", "2015-01-08 11:38:30", WORKDAYS, 4,
     0, 0, "2015-01-15 11:38", "2015-01-15 17:00", WHOLE_DAY},
    {"testCalculateMillisecondsAsDefault", DAY9, "2012-05-04 16:45", OPEN_MS, 10000, 0, 0,
     "2012-05-04 16:45:10.000", "2012-05-04 16:45:10", NULL},
    {"testMissingConfiguration", "", "2012-05-04 16:45", NO_PATTERN, 0, 0, 0, "!IllegalArgumentException",
     "2012-05-07 24:00",
     "without a pattern the week is Monday to Friday and a day ends at 24:00, as the law has it"},
};

#define GLPI_DAY "week mon-fri\nhours 08:00-20:00\n"
#define GLPI_ALL "week mon-fri\nhours 00:00-24:00\n"

static const struct row GLPI[] = {
    {"computeEndDate(work_in_days)\tDefault\t2018-11-19 10:00:00\t+7d\t0", GLPI_DAY, "2018-11-19 10:00",
     WORKDAYS, 7, 0, 0, "2018-11-28 10:00:00", "2018-11-28 20:00", WHOLE_DAY},
    {"computeEndDate(work_in_days)\t5x24\t2018-11-19 10:00:00\t+7d\t0", GLPI_ALL, "2018-11-19 10:00",
     WORKDAYS, 7, 0, 0, "2018-11-28 10:00:00", "2018-11-28 24:00", WHOLE_DAY},
    {"computeEndDate(work_in_days)\tDefault\t2018-11-19 10:00:00\t+7d\t1", GLPI_DAY, "2018-11-19 10:00",
     WORKDAYS, 7, 0, 0, "2018-11-28 20:00:00", "2018-11-28 20:00", NULL},
    {"computeEndDate(work_in_days)\t5x24\t2018-11-19 10:00:00\t+7d\t1", GLPI_ALL, "2018-11-19 10:00",
     WORKDAYS, 7, 0, 0, "2018-11-29 00:00:00", "2018-11-28 24:00",
     "the same midnight; the law names the day that ends with it"},
    {"computeEndDate(work_in_days)\tDefault\t2018-11-19 10:00:00\t-7d\t0", GLPI_DAY, "2018-11-19 10:00", BACK,
     7, 0, 0, "2018-11-08 10:00:00", "2018-11-08 20:00", WHOLE_DAY},
    {"computeEndDate(work_in_days)\t5x24\t2018-11-19 10:00:00\t-7d\t0", GLPI_ALL, "2018-11-19 10:00", BACK, 7,
     0, 0, "2018-11-08 10:00:00", "2018-11-08 24:00", WHOLE_DAY},
    {"computeEndDate(work_in_days)\tDefault\t2018-11-19 10:00:00\t-7d\t1", GLPI_DAY, "2018-11-19 10:00", BACK,
     7, 0, 0, "2018-11-08 20:00:00", "2018-11-08 20:00", NULL},
    {"computeEndDate(work_in_days)\t5x24\t2018-11-19 10:00:00\t-7d\t1", GLPI_ALL, "2018-11-19 10:00", BACK, 7,
     0, 0, "2018-11-09 00:00:00", "2018-11-08 24:00",
     "the same midnight; the law names the day that ends with it"},
    {"activeBetween\tDefault\t2019-01-01 07:00:00\t2019-01-01 09:00:00\t0", GLPI_DAY, "2019-01-01 07:00",
     BETWEEN, 0, 0, "2019-01-01 09:00", "3600", "3600", NULL},
    {"activeBetween\tDefault\t2019-01-01 06:00:00\t2019-01-01 07:00:00\t0", GLPI_DAY, "2019-01-01 06:00",
     BETWEEN, 0, 0, "2019-01-01 07:00", "0", "0", NULL},
    {"activeBetween\tDefault\t2019-01-01 00:00:00\t2019-01-08 00:00:00\t0", GLPI_DAY, "2019-01-01 00:00",
     BETWEEN, 0, 0, "2019-01-08 00:00", "216000", "216000", NULL},
    {"activeBetween\tDefault\t2019-01-08 00:00:00\t2019-01-01 00:00:00\t0", GLPI_DAY, "2019-01-08 00:00",
     BETWEEN, 0, 0, "2019-01-01 00:00", "0", "0", NULL},
    {"isWorkingDay\tDefault\t2019-01-01\t-\t0", GLPI_DAY, "2019-01-01 00:00", IS_WORKDAY, 0, 0, 0, "1", "1",
     NULL},
    {"isWorkingDay\tDefault\t2019-01-05\t-\t0", GLPI_DAY, "2019-01-05 00:00", IS_WORKDAY, 0, 0, 0, "0", "0",
     NULL},
    {"isWorkingDay\tDefault\t2019-01-06\t-\t0", GLPI_DAY, "2019-01-06 00:00", IS_WORKDAY, 0, 0, 0, "0", "0",
     NULL},
    {"isWorkingHour\tDefault\t2019-01-01 00:00:00\t-\t0", GLPI_DAY, "2019-01-01 00:00", IS_OPEN, 0, 0, 0, "0",
     "0", NULL},
    {"isWorkingHour\tDefault\t2019-01-02 08:30:00\t-\t0", GLPI_DAY, "2019-01-02 08:30", IS_OPEN, 0, 0, 0, "1",
     "1", NULL},
    {"isWorkingHour\tDefault\t2019-01-03 18:10:00\t-\t0", GLPI_DAY, "2019-01-03 18:10", IS_OPEN, 0, 0, 0, "1",
     "1", NULL},
    {"isWorkingHour\tDefault\t2019-01-04 21:00:00\t-\t0", GLPI_DAY, "2019-01-04 21:00", IS_OPEN, 0, 0, 0, "0",
     "0", NULL},
    {"isWorkingHour\tDefault\t2019-01-05 08:30:00\t-\t0", GLPI_DAY, "2019-01-05 08:30", IS_OPEN, 0, 0, 0, "0",
     "0", NULL},
};

#define STREET "notice t\npublished 2000-01-01\nyear 2020\noff 2020-09-15\noff 2020-09-21\n"

static const struct row FIXMYSTREET[] = {
    {"add_days\t2020-09-19\t1\t2020-09-21;2020-09-15\t0", "week mon-fri\n" STREET, "2020-09-19 00:00", MOVE,
     1, 0, 0, "2020-09-22", "2020-09-22", NULL},
    {"sub_days\t2020-09-19\t5\t2020-09-21;2020-09-15\t0", "week mon-fri\n" STREET, "2020-09-19 00:00", MOVE,
     -5, 0, 0, "2020-09-11", "2020-09-11", NULL},
    {"add_days\t2020-09-20\t1\t\t1", "week mon-sat\n", "2020-09-20 00:00", MOVE, 1, 0, 0, "2020-09-21",
     "2020-09-21", NULL},
    {"add_days\t2020-09-20\t6\t\t1", "week mon-sat\n", "2020-09-20 00:00", MOVE, 6, 0, 0, "2020-09-26",
     "2020-09-26", NULL},
};

static int64_t figure(const char *s, size_t at, size_t n)
{
    int64_t v = 0;
    assert_true(str_to_i64(str_sub(str_c(s), at, n), &v));
    return v;
}

static int64_t moment(const struct calendar *c, const char *s)
{
    int64_t day = figure(s, 0, 4) * 10000 + figure(s, 5, 2) * 100 + figure(s, 8, 2);
    int64_t ms = calendar_ms(c, day, (int)(figure(s, 11, 2) * 60 + figure(s, 14, 2)));
    return strlen(s) > 16 ? ms + figure(s, 17, 2) * 1000 : ms;
}

/* 2018-11-28 20:00, with seconds where there are any; the last instant of a day is 24:00. */
static struct str moment_text(struct kit *kit, const struct calendar *c, int64_t ms)
{
    int minute;
    bool is_last = ms % MIN_MS == MIN_MS - 1;
    struct str day = day_text(kit->arena, calendar_day_of(c, ms, &minute));
    int second = is_last ? 0 : (int)(ms / 1000 % 60);
    minute += is_last;
    struct str s = arena_printf(kit->arena, "%.*s %02d:%02d", STR_ARG(day), minute / 60, minute % 60);
    return second ? arena_printf(kit->arena, "%.*s:%02d", STR_ARG(s), second) : s;
}

static struct str answer(struct kit *kit, const struct calendar *c, const struct row *r)
{
    int64_t start = moment(c, r->start), day = calendar_day_of(c, start, NULL), ms = 0;
    switch (r->op) {
    case WORKDAYS:
    case NO_PATTERN:
        ms = kit_due(kit, c, (struct time_limit){LIMIT_WORKDAYS, r->op == NO_PATTERN ? 1 : r->amount}, start,
                     NULL, 0)
                 .ms;
        if (r->more)
            ms = kit_due(kit, c, (struct time_limit){LIMIT_OPEN_MINUTES, r->more}, ms, NULL, 0).ms;
        return moment_text(kit, c, ms);
    case OPEN:
        return moment_text(
            kit, c, kit_due(kit, c, (struct time_limit){LIMIT_OPEN_MINUTES, r->amount}, start, NULL, 0).ms);
    case OPEN_MS:
        return moment_text(kit, c, calendar_add_open_ms(c, start, r->amount));
    case BACK:
        return moment_text(kit, c, calendar_closes_ms(c, calendar_add_workdays(c, day, -r->amount)));
    case MOVE:
        return day_text(kit->arena, calendar_add_workdays(c, day, r->amount));
    case BETWEEN:
        return arena_printf(kit->arena, "%lld",
                            (long long)(calendar_open_ms_between(c, start, moment(c, r->to)) / 1000));
    case IS_WORKDAY:
        return calendar_is_workday(c, day) ? STR("1") : STR("0");
    case IS_OPEN:
        return calendar_is_open(c, start) ? STR("1") : STR("0");
    default:
        return STR("?");
    }
}

/* Theirs without the seconds and thousandths that say nothing. */
static bool answers_are_one(struct str theirs, struct str ours)
{
    struct str rest = str_sub(theirs, ours.n, theirs.n);
    return str_starts(theirs, ours) && (rest.n == 0 || str_eq(rest, STR(":00")) || str_eq(rest, STR(".000")));
}

static void assert_rows(struct kit *kit, const struct row *row, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct row *r = &row[i];
        struct str text = arena_printf(kit->arena, "calendar t\n%s", r->pattern);
        const struct calendar *c = NULL;
        if (r->op == NO_PATTERN)
            assert_int_equal(calendar_build(kit->arena, (struct notices){0}, NULL, 0, &c, &kit->err), RC_OK);
        else
            c = kit_calendar(kit, text.p);
        struct str ours = answer(kit, c, r);
        if (!str_eq(ours, str_c(r->ours)))
            fail_msg("%s: %.*s, not %s", r->name, STR_ARG(ours), r->ours);
        /* A difference has its reason, and a reason its difference. */
        if (answers_are_one(str_c(r->theirs), ours) != (r->why == NULL))
            fail_msg("%s: theirs %s, ours %s, because: %s", r->name, r->theirs, r->ours,
                     r->why ? r->why : "?");
    }
}

/* Each line of the file is a row with the same answer; `is_named`: the first column is the name alone. */
static void assert_file(struct kit *kit, const char *name, const struct row *row, size_t n, bool is_named)
{
    struct str file = kit_fixture(kit, name), line;
    size_t found = 0;
    assert_true(str_split(&file, '\n', &line) && str_split(&file, '\n', &line)); /* remark, head */
    while (str_split(&file, '\n', &line)) {
        size_t last = line.n;
        while (last > 0 && line.p[last - 1] != '\t')
            last--;
        if (last == 0)
            continue;
        struct str key = str_sub(line, 0, is_named ? str_find(line, '\t') : last - 1);
        struct str theirs = str_trim(str_sub(line, last, line.n));
        size_t at = 0;
        while (at < n && !(str_eq(key, str_c(row[at].name)) && str_eq(theirs, str_c(row[at].theirs))))
            at++;
        if (at == n)
            fail_msg("%s: no row for %.*s -> %.*s", name, STR_ARG(key), STR_ARG(theirs));
        found++;
    }
    assert_int_equal(found, n);
}

static void each_row_of_jbpm_is_the_same_or_says_why_not(void **state)
{
    assert_rows(*state, JBPM, COUNT_OF(JBPM));
}

static void each_row_of_glpi_is_the_same_or_says_why_not(void **state)
{
    assert_rows(*state, GLPI, COUNT_OF(GLPI));
}

static void each_row_of_fixmystreet_is_the_same(void **state)
{
    assert_rows(*state, FIXMYSTREET, COUNT_OF(FIXMYSTREET));
}

/* Against the fixtures: no row of theirs is left out. */

static void the_rows_of_jbpm_are_those_of_the_fixtures(void **state)
{
    assert_file(*state, "calendar/worktime/jbpm_businesscalendar.tsv", JBPM, COUNT_OF(JBPM), true);
}

static void the_rows_of_glpi_are_those_of_the_fixtures(void **state)
{
    assert_file(*state, "calendar/worktime/glpi_calendar.tsv", GLPI, COUNT_OF(GLPI), false);
}

static void the_rows_of_fixmystreet_are_those_of_the_fixtures(void **state)
{
    assert_file(*state, "calendar/worktime/fixmystreet_workingdays.tsv", FIXMYSTREET, COUNT_OF(FIXMYSTREET),
                false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(each_row_of_jbpm_is_the_same_or_says_why_not),
        KIT_TEST(each_row_of_glpi_is_the_same_or_says_why_not),
        KIT_TEST(each_row_of_fixmystreet_is_the_same),
        KIT_TEST(the_rows_of_jbpm_are_those_of_the_fixtures),
        KIT_TEST(the_rows_of_glpi_are_those_of_the_fixtures),
        KIT_TEST(the_rows_of_fixmystreet_are_those_of_the_fixtures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
