/* What may be asked of a ranking: 试算, 名次稳不稳, 对比, 要核对. Nothing of it is stored. */
#ifndef WEB_VIEWS_ANALYSIS_H
#define WEB_VIEWS_ANALYSIS_H

#include "web/views/shell.h"

/* Where one stands: the kinds of questions, the classes, the periods; each a link to the same place there. */
struct analysis_head_view {
    struct str title, lead;
    struct str period, scheme_name, scheme_url;
    const struct tab *kinds;
    size_t kinds_n;
    const struct tab *classes;
    size_t classes_n;
    const struct tab *periods;
    size_t periods_n; /* 0: this page does not choose one */
};

struct moved_node {
    struct str name, url; /* url n = 0: not this person */
    struct str before, after;
};
/* What one change brings to the total. */
struct moved_part {
    struct str what, points;
    bool is_minus;
};
struct moved_row {
    struct str unit, url;
    bool is_mine;
    bool has_last; /* ranked on both sides */
    int moved;     /* places gained */
    struct str rank_before, rank, total_before, total;
    struct str delta; /* signed; n = 0: none */
    bool is_minus;
    struct str grade_before, grade;
    bool is_other_grade;
    struct str nodes_text; /* 3 项指标不同; n = 0: none, or not this person */
    const struct moved_node *nodes;
    size_t nodes_n;
    struct str nodes_more;
    const struct moved_part *parts;
    size_t parts_n;
};
/* A class before and after. */
struct moves_view {
    struct str caption, before, after; /* names of the two sides */
    struct str counts;                 /* 3 个单位总分不同，2 个名次不同 … */
    const struct moved_row *rows;
    size_t rows_n;
    bool has_details; /* the last column: which nodes, or which changes */
    bool has_grades;
};

/* One change that was asked for, with the field that holds its number. */
struct whatif_change {
    struct str kind_id, a_id, b_id, month_id, number_id;
    struct str kind, a, b, month; /* as the address says them */
    struct str label, hint;
    struct field number;
    struct str drop_url; /* the same without it */
    struct str drop_text;
};
struct scores_try_view {
    struct shell_view shell;
    struct analysis_head_view head;
    struct form_errors_view errors;
    struct str scheme, version, period, class_id; /* of the address; version n = 0: the newest */
    struct str clear_url;
    const struct whatif_change *changes;
    size_t changes_n;
    bool may_more, may_target, is_empty;
    struct str no_hint;
    struct field unit, measure, month, value, share_node, share, target_node, target;
    const struct option *units;
    size_t units_n;
    const struct option *measures;
    size_t measures_n;
    const struct option *months;
    size_t months_n;
    const struct option *nodes;
    size_t nodes_n;
    const struct option *targets;
    size_t targets_n;
    bool has_answer;
    struct moves_view moves;
};

struct firm_step {
    struct str label, text; /* −5; 3 */
    struct str more;        /* the grades, and the largest move */
    bool is_none;           /* nothing moves */
};
struct firm_node {
    struct str name, above, share;
    const struct firm_step *steps;
    size_t steps_n;
    struct str swap, swap_share; /* +1.25; n = 0: no such step */
    struct str line, line_share, line_who;
};
struct firm_unit {
    struct str unit, url, rank, best, worst, span, grade;
    bool is_mine, is_firm;
};
struct scores_firm_view {
    struct shell_view shell;
    struct analysis_head_view head;
    const struct phrase *sentence;
    size_t sentence_n;
    struct str class_name;
    const struct tab *steps; /* heads: −10 … +10 */
    size_t steps_n;
    const struct firm_node *nodes;
    size_t nodes_n;
    const struct firm_node *still; /* those that move nothing within these steps */
    size_t still_n;
    struct str still_text;
    const struct firm_unit *units;
    size_t units_n;
};

/* A number worth a second look. */
struct checked_row {
    struct str unit, url, measure, period, value, range, beside;
};
struct scores_check_view {
    struct shell_view shell;
    struct analysis_head_view head;
    struct str counts, more;
    const struct checked_row *rows;
    size_t rows_n;
};

struct versus_field {
    struct str key, before, after;
};
struct versus_change {
    struct str kind, name, brings;
    const struct versus_field *fields;
    size_t fields_n;
    struct str fields_more;
};
struct scores_compare_view {
    struct shell_view shell;
    struct analysis_head_view head;
    struct form_errors_view errors;
    struct str class_id;
    struct str no_hint;
    struct field scheme1, period1, scheme2, period2;
    const struct option *schemes;
    size_t schemes_n;
    const struct option *periods1;
    size_t periods1_n;
    const struct option *periods2;
    size_t periods2_n;
    bool has_answer, is_same;
    struct moves_view moves;
    const struct versus_change *changes;
    size_t changes_n;
};

#endif
