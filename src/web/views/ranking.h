/* /scores: one class in one period, ranked; the bars show where the points come from. */
#ifndef WEB_VIEWS_RANKING_H
#define WEB_VIEWS_RANKING_H

#include "web/views/shell.h"

#define SCORE_PARTS_MAX 6

/* A component of the scheme: 指标考核 60. Their order is the order of the bar. */
struct score_part_view {
    struct str name, full;
};

/* The axis of all bars of one list: 0 … max, with the piece from cut_from to cut_to left out when cut_to > 0.
 * Made by bar_axis_fit (web/widgets.h) after the rows. */
struct bar_axis {
    int64_t max, cut_from, cut_to;
};

struct rank_row {
    struct str organ, url; /* short name; /scores/{organ}?… */
    struct str rank;       /* 3, or — when the unit is not ranked */
    int moved;             /* places gained since the last period: 3 up, -2 down, 0 the same */
    bool has_last;         /* there is a last period to compare with */
    struct str last_rank, last_total;
    int64_t part[SCORE_PARTS_MAX]; /* points per component, in one scale for the whole list */
    struct str part_text[SCORE_PARTS_MAX];
    struct str total;  /* 93.6 */
    struct str adjust; /* "+1.2" or "−0.4"; n = 0 for none */
    bool adjust_is_minus;
    struct str grade; /* 优秀; n = 0 before grading */
    bool is_mine;     /* the unit of the person who looks */
};

struct ranking_view {
    struct shell_view shell;
    struct str class_name, period; /* 二类 经济发展; 2026 年三季度 */
    struct str last_period;        /* 二季度; n = 0 when there is none */
    struct str scheme_name, scheme_url;
    struct str state;       /* 公示中 至 12-05; n = 0 */
    struct str computed_at; /* 2026-11-20 09:00 */
    struct str csv_url;
    struct str freeze_url;   /* the check before freezing it; n = 0: not this person */
    struct str public_url;   /* where this window is published and in force; n = 0: it is not */
    const struct tab *kinds; /* the ranking, and what may be asked of it */
    size_t kinds_n;
    const struct tab *classes;
    size_t classes_n;
    const struct tab *periods;
    size_t periods_n;
    const struct phrase *sentence;
    size_t sentence_n;
    const struct score_part_view *parts;
    size_t parts_n; /* at most SCORE_PARTS_MAX */
    const struct rank_row *rows;
    size_t rows_n;
    struct bar_axis axis;
};

#endif
