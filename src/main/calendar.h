/* What the words of `kaocheng calendar` share: the calendar that the options ask for, and a matter with its
 * limit as options or a row of a table state it. */
#ifndef MAIN_CALENDAR_H
#define MAIN_CALENDAR_H

#include "calendar/limit.h"
#include "main/command.h"
#include "main/house.h"

struct desk {
    const struct command *command;
    const struct str *value;
    struct arena *arena;
    enum lang lang;
    struct notices notices; /* of the country and the house, with those of --notice and --calendar */
    struct pattern pattern;
    int64_t known_day;
    const struct calendar *calendar;
    bool is_house;            /* the calendar is that of an installation */
    struct str file, bytes;   /* at work, for naming problems; what was read of it */
    struct problems problems; /* of that file */
    bool is_wrong_use;        /* the error is one of the options */
    struct err *err;
};

struct desk desk_new(const struct command *c, struct arena *a, enum lang lang, const struct str *value,
                     struct err *err);
struct str desk_option(const struct desk *d, const char *name);
/* Says error and problems and gives the exit status. RC_OK: `good`. */
int desk_end(struct desk *d, enum rc rc, int good);
/* The error that was just made is one of the options; puts `value` in at {0}. Returns its rc. */
enum rc desk_wrong_use(struct desk *d, struct str value) MUST_CHECK;
/* A line on stdout: the text with its arguments. */
void desk_print(const struct desk *d, const char *key, const struct str *arg, size_t args);
struct str desk_text(const struct desk *d, const char *key, const struct str *arg, size_t args);

/* The notices and the week that the options ask for, and the calendar of them: those of the installation
 * (--data, --db, or data/kaocheng when it is there), else those that ship; --calendar FILE and --zone NAME
 * set the week. An installation is only read. */
enum rc desk_open(struct desk *d) MUST_CHECK;
/* The notices of --notice FILE laid over `base`. */
enum rc desk_lay_over(struct desk *d, struct notices base, struct notices *ret) MUST_CHECK;
/* Both: the calendar as if the files had been adopted. */
enum rc desk_open_all(struct desk *d) MUST_CHECK;
/* A file of notices in any form. What it does not say about itself is taken from the wish. */
enum rc desk_read_notices(struct desk *d, struct str file, const struct notice_wish *wish,
                          struct notices *ret) MUST_CHECK;
/* The same week with other notices, all of which are known. */
enum rc desk_calendar(struct desk *d, struct notices notices, const struct calendar **ret) MUST_CHECK;

/* "2025-02-07", and in words "2025-02-07（周五）". */
struct str desk_day(const struct desk *d, int64_t day);
struct str desk_day_words(const struct desk *d, int64_t day);
/* "依据：国办发明电〔2024〕12号《…》，2024-11-12 发布" */
void desk_print_notice(const struct desk *d, const struct notice *n);
/* "    2027-01-30（周六）改为上班 春节 国办发明电〔2026〕9号": a day that another calendar had otherwise. */
void desk_print_changed_day(const struct desk *d, const struct calendar *is, int64_t day);
/* A day as people write it, in 1970–2099. */
bool desk_day_read(const struct desk *d, struct str text, int64_t *ret) MUST_CHECK;

/* 2025-03-03, or 2025-03-03T14:30, with a space for the T or seconds behind it too */
struct moment {
    int64_t day;
    int minute, second;
    bool has_time;
};
bool desk_moment_read(const struct desk *d, struct str text, struct moment *ret) MUST_CHECK;
int64_t desk_moment_ms(const struct desk *d, const struct moment *m);

#define MATTER_PAUSES_MAX LIMIT_PAUSES_MAX

struct matter {
    struct moment start;
    struct time_limit limit; /* with its extension */
    struct pause *pause;
    size_t pauses;
    bool is_timed; /* the due date is written with its time of day */
};

/* Open hours of a calendar that does not say when doors are open: day and night would count, and nobody means
 * that. */
bool matter_lacks_hours(const struct desk *d, const struct matter *m);
/* "2025-03-10/2025-03-14" (至 ～ ~ as well), and what allows it behind another '/'. Both days included; with
 * times of day for limits in hours. */
bool matter_pause(const struct desk *d, struct str text, enum limit_unit unit, struct pause *ret) MUST_CHECK;
/* Takes a pause off a list of them, trimmed: they are divided by ';' or '；' before a digit or at the end, so
 * that a basis may have one of its own. */
struct str matter_take_pause(struct str *rest);
int64_t matter_start_ms(const struct desk *d, const struct matter *m);
/* "2025-02-07"; "2025-02-07 17:30" for a matter that is_timed, the day's end as 24:00. */
struct str matter_due_text(const struct desk *d, const struct matter *m, const struct due *due);
/* The reckoning, one line a step, each behind `indent`. */
void matter_print_steps(const struct desk *d, const struct reckoning *r, const char *indent);

/* ---- tables of matters ---- */

struct matter_row {
    int number;              /* of the table */
    const char *unread;      /* key: why the row cannot be read; NULL: it can */
    struct str column, cell; /* where */
    struct matter matter;
    struct moment deadline; /* day 0: the row has none */
};
struct matter_rows {
    struct matter_row *row;
    size_t n;
};
/* CSV or XLSX with a head that names its columns (docs/calendar.md). Reads every row, whatever is wrong with
 * the one before. RC_INVALID with problems when it is no such table. */
enum rc matter_rows_read(struct desk *d, struct str file, struct matter_rows *ret) MUST_CHECK;

#endif
