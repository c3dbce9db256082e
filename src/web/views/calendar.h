/* /calendar and what lies below it: a year of days, a limit counted on them, the notices that say which days
 * are worked, and the week and hours of organs. */
#ifndef WEB_VIEWS_CALENDAR_H
#define WEB_VIEWS_CALENDAR_H

#include "web/views/shell.h"

/* One square of a month. `look` is its classes, all of assets/kc.css under .kc-month. */
struct day_cell {
    struct str day;   /* 1 … 31; n = 0: a square of another month */
    struct str mark;  /* 休, 班, 半, or the number of a counted day; n = 0: none */
    struct str title; /* everything about it in words; n = 0: nothing to say */
    struct str look;
    struct str url; /* of the mark; n = 0: it leads nowhere */
};
struct week_row {
    struct str week; /* 47 */
    const struct day_cell *days;
    size_t days_n; /* 7 */
};
struct month_view {
    struct str id, name, count; /* 2026-11; 2026年11月; 21 个工作日 */
    struct str xun;             /* 上旬 7 · 中旬 5 · 下旬 6 */
    const struct week_row *weeks;
    size_t weeks_n;
};

struct notice_line {
    struct str number, title, url;
    struct str published, year, scope, says; /* says: 放假 33 天，上班 6 天 */
    struct str source, origin;               /* origin: 随产品附带, 市绩效办 2026-11-20 */
    struct str state;
    bool holds;
};

struct note_line {
    struct str text;
};

struct hours_line {
    struct str when, open; /* 5月1日至9月30日; 08:30–12:00、15:00–18:00 */
};

struct calendar_day_row { /* for the file alone */
    struct str day, weekday, week, xun, worked, kind, name, notice, open;
};

struct calendar_choice {
    struct str value, label;
    bool is_chosen;
};

struct calendar_view {
    struct shell_view shell;
    struct str year, organ, known, heading; /* heading: 2026年工作日历 */
    struct str calendar_name;               /* whose */
    struct field year_field, known_field;
    struct form_errors_view errors;
    const struct calendar_choice *organs;
    size_t organs_n;
    struct str prev_url, next_url;
    bool is_provisional;
    struct str known_text;                            /* 只用 2026-11-20 以前公布的通知; n = 0 */
    struct str workdays, days_off, made_up, holidays; /* counts */
    const struct month_view *months;
    size_t months_n;
    const struct notice_line *notices;
    size_t notices_n;
    struct str week_text, zone, inherited; /* 周一至周五; zone n = 0: 北京时间 */
    const struct hours_line *hours;
    size_t hours_n;
    struct str due_url, notices_url, hours_url; /* n = 0: not this person */
    const struct calendar_day_row *rows;
    size_t rows_n;
};

/* ---- 时限怎么算 ---- */

struct pause_fields {
    struct str from_id, to_id, basis_id; /* names and ids */
    struct field from, to, basis;
    struct str no_hint;
};
struct due_step {
    struct str days, text, counted, basis;
    bool is_counted, is_due;
};
struct rule_line {
    struct str text, article;
};
struct due_view {
    struct shell_view shell;
    struct form_errors_view errors;
    struct field start, time, amount, unit, extension, organ, known;
    const struct option *units, *organs;
    size_t units_n, organs_n;
    const struct pause_fields *pauses;
    size_t pauses_n;
    struct str pauses_shown; /* how many, as the form posts it */
    bool may_more;
    const struct tab *examples;
    size_t examples_n;
    bool has_result, is_provisional;
    struct str due, due_time, left; /* 2025-04-08（周二）; 17:30; 剩 3 个工作日 */
    struct str asked;               /* 从 2025-03-10 起 20 个工作日 */
    struct str open_pause;          /* that one is not over, and until when it was counted; n = 0: none */
    struct str calendar_name, known_text;
    const struct due_step *steps;
    size_t steps_n;
    const struct month_view *months;
    size_t months_n;
    struct str months_more; /* n = 0: all are shown */
    const struct notice_line *notices;
    size_t notices_n;
    const struct rule_line *rules;
    size_t rules_n;
    struct str calendar_url;
};

/* ---- notices ---- */

struct notices_view {
    struct shell_view shell;
    const struct notice_line *rows;
    size_t rows_n;
    struct str new_url; /* n = 0: not this person */
};

struct notice_day_row {
    struct str days, weekdays, says, name; /* 2026-10-01 至 2026-10-07; 7 天 */
};
struct notice_view {
    struct shell_view shell;
    struct notice_line line;
    const struct notice_day_row *days;
    size_t days_n;
    struct str text; /* in the own form */
    struct receipt_view receipt;
    struct str withdraw_url, calendar_url; /* n = 0: none */
    struct str withdrawn, reason;          /* 2026-11-20 09:00 撤回 */
    struct str used_by;                    /* whose calendars go by it; n = 0: nobody's */
};

struct notice_new_view {
    struct shell_view shell;
    struct form_errors_view errors;
    struct problems_view problems;
    struct field text, file, number, title, published, year, source, scope;
};

struct effect_day {
    struct str day, from, to, why; /* 2027-02-08（周一）; 上班; 放假; 春节 */
};
struct effect_move {
    struct str start, limit, from, to;
};
struct effect_view {
    struct str whose; /* 云澜市、市政务服务中心的日历; n = 0: it goes without saying */
    const struct effect_day *days;
    size_t days_n;
    struct str days_more;
    const struct effect_move *moves;
    size_t moves_n;
    struct str moves_more;
    struct str ahead;  /* how many days were looked at */
    struct str clocks; /* about matters that run on it */
};

struct read_notice {
    struct notice_line line;
    struct str used_by; /* whose calendars go by it; n = 0: nobody's */
    const struct notice_day_row *days;
    size_t days_n;
};
struct notice_check_view {
    struct shell_view shell;
    struct form_errors_view errors;
    struct problems_view problems;
    struct str form; /* which form it was read as */
    const struct read_notice *read;
    size_t read_n;
    const struct effect_view *effects;
    size_t effects_n;
    struct str effects_left;                                        /* n = 0: all were looked at */
    struct str text, number, title, published, year, source, scope; /* travel on */
    struct str checked;                                             /* what it was looked at against */
};

/* ---- week and hours ---- */

struct weekday_box {
    struct str id, value, label;
    bool is_chosen;
};
struct hours_row { /* one line of hours: on which days, in which season, when */
    struct str days_id, from_id, to_id, open_id;
    struct field days, from, to, open;
    struct str no_hint;
};
struct hours_view {
    struct shell_view shell;
    struct form_errors_view errors;
    struct str organ, calendar_name, now_text; /* now_text: whose week it has now */
    bool has_own, may_set;
    struct field name, scope, zone;
    const struct calendar_choice *organs;
    size_t organs_n;
    const struct weekday_box *weekdays;
    size_t weekdays_n;
    const struct hours_row *rows;
    size_t rows_n;
    struct str rows_shown; /* how many, as the form posts it */
    bool may_more;
    const struct hours_line *hours; /* as they are now */
    size_t hours_n;
    struct str week_text, zone_text, scope_text;
    struct receipt_view receipt; /* who said it; number n = 0: nobody */
};
struct hours_check_view {
    struct shell_view shell;
    struct form_errors_view errors;
    struct str organ, calendar_name, text; /* text: the pattern; n = 0: as its parent again */
    struct str checked;                    /* what it was looked at against */
    struct str week_was, week_is, zone_was, zone_is, scope_was, scope_is;
    const struct hours_line *was, *is;
    size_t was_n, is_n;
    const struct note_line *notes; /* what one should look at before saving */
    size_t notes_n;
    struct effect_view effect;
};

#endif
