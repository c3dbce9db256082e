/* The supervision board and its calendar. */
#ifndef WEB_VIEWS_TASKS_H
#define WEB_VIEWS_TASKS_H

#include "web/views/calendar.h"
#include "web/views/records.h"

/* One row of the picture over a year. Places are ten-thousandths of it; what lies outside is at its edge. */
struct gantt_mark {
    int at;
    bool is_done, is_late;
};
struct gantt_view {
    bool has_bar;
    int from, to;           /* handed out, to be done by */
    int late_from, late_to; /* the overdue tail; equal: none */
    int today;              /* −1: it is not in this year */
    const int *moves;       /* where the end was before it was moved */
    size_t moves_n;
    const struct gantt_mark *marks; /* milestones */
    size_t marks_n;
    struct str label; /* the same in words */
};

struct board_row {
    struct str id, code, title, url, moved, state;
    struct light_view light;
    struct str lead, more, partners; /* 市住建局; +2; who they are */
    struct gantt_view gantt;
    struct str progress, left, due;
    struct str urge_url, urge;                             /* n = 0: not now, or not this person */
    struct str started, first_due, moves, last_due, steps; /* for the file: days, and how many */
};
struct board_view {
    struct shell_view shell;
    struct register_view list; /* what can be asked and done, pages */
    const struct phrase *sentence;
    size_t sentence_n;
    struct str calendar_url, register_url, year;
    const struct tab *sorts;
    size_t sorts_n;
    const struct board_row *rows;
    size_t rows_n;
};

struct task_line {
    struct str url, code, title, lead, left;
    struct light_view light;
};
struct task_day {
    struct str id, day, count;
    const struct task_line *rows;
    size_t rows_n;
};
struct task_calendar_view {
    struct shell_view shell;
    struct str heading, lead, prev_url, next_url, now_url, prev, next;
    struct month_view month;
    const struct task_day *days;
    size_t days_n;
};

#endif
