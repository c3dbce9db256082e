/* /scores/{organ}: one unit's result, from full marks to the score. */
#ifndef WEB_VIEWS_UNIT_H
#define WEB_VIEWS_UNIT_H

#include "web/views/past.h"
#include "web/views/shell.h"

/* A step of the waterfall. Lengths are in one scale for the whole list; from and to are the running sum
 * before and after the step. */
enum waterfall_kind { WATERFALL_TOTAL, WATERFALL_LOSS, WATERFALL_GAIN };
struct waterfall_row {
    struct str label;
    struct str url;  /* n = 0: no link */
    struct str text; /* 100, −2.4, +1.2 */
    enum waterfall_kind kind;
    int64_t from, to; /* WATERFALL_TOTAL: 0 and the total */
};

struct node_row {
    struct str name, url; /* /scores/{organ}/{node}?… */
    int depth;            /* 0 component, 1 dimension, … */
    struct str full;      /* 16 */
    struct str score;     /* 14.2; — when not scorable */
    struct str lost;      /* −1.8; n = 0 when nothing was lost */
    struct str weight;    /* among its siblings, where they are averaged; n = 0: elsewhere */
    struct str mean;      /* of the class */
    struct str rank;      /* in the class: 3/12 */
    struct str note;      /* 不考; 数据缺失，按零分 */
    int64_t got, of;      /* lengths for the small bar */
    int64_t mean_at;      /* the mean's place on it, < 0 for none */
};

struct adjust_row {
    struct str name;   /* what for */
    struct str points; /* +1.2, −0.5 */
    bool is_minus;
    struct str basis; /* document */
    struct str day;   /* 2026-09-30 */
    struct str entry, entry_url;
};

/* Something that the unit can still do for its total. */
struct gain_row {
    struct str name, url; /* the indicator */
    struct str deed;      /* 投资完成率（2026 年 10 月）由 82% 到 90% */
    struct str points;    /* +1.02; n = 0: there is room, but no one number that would bring it */
    struct str rank;      /* 名次到第 3; n = 0: it has none */
    struct str room;      /* 此项得满，总分 +2.30 */
};

/* One period of the unit's past, oldest first. */
struct history_point {
    struct str period; /* 一季度 */
    struct str total, rank, url;
    bool is_here;
};

/* A line of the bump chart: one unit's ranks, as many as there are history points; 0 is a gap. */
struct bump_line {
    struct str organ;
    const int *ranks;
    size_t ranks_n;
    bool is_here;
};

struct unit_view {
    struct shell_view shell;
    struct str organ, organ_full;     /* short, full */
    struct str class_name, class_url; /* back to the ranking */
    struct str period;
    struct str scheme_name, scheme_url;
    struct str state;
    struct str total, full, rank, grade; /* 81.0 of 100, 12, 合格 */
    size_t ranked;                       /* how many units are ranked */
    int moved;
    bool has_last;
    struct str last_period, last_total, last_rank;
    struct str fingerprint; /* of the frozen result, hex */
    struct str computed_at;
    struct str csv_url;
    const struct tab *periods;
    size_t periods_n;
    const struct phrase *sentence;
    size_t sentence_n;
    struct str gains_title, gains_lead;
    const struct gain_row *gains;
    size_t gains_n;
    struct str gains_url; /* where they are worked out, when that takes long; n = 0: here */
    const struct waterfall_row *waterfall;
    size_t waterfall_n;
    const struct node_row *nodes; /* the tree in order, parents first */
    size_t nodes_n;
    const struct adjust_row *adjusts;
    size_t adjusts_n;
    const struct history_point *history;
    size_t history_n;
    const struct bump_line *lines; /* all units of the class */
    size_t lines_n;
    struct unit_past_view past; /* of the years before */
};

#endif
