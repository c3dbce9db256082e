/* /minutes/new: minutes pasted, read into decisions, mended, checked, taken in. One form goes all the way:
 * the text travels along, and each decision has fields lead-3, partners-3 … of its own. */
#ifndef WEB_VIEWS_MINUTES_H
#define WEB_VIEWS_MINUTES_H

#include "web/views/search.h"

struct minutes_new_view {
    struct shell_view shell;
    struct form_errors_view errors;
    struct field text, file;
};

struct minutes_sentence {
    struct marked_view text;
};
struct minutes_question {
    struct str text;
};

/* One decision as it may be mended. */
struct minutes_row_view {
    struct str anchor, number; /* decision-3; 3 */
    struct str heading;        /* of its item; n = 0: none */
    const struct minutes_sentence *sentences;
    size_t sentences_n;
    const struct minutes_question *questions;
    size_t questions_n;
    struct str take_id, lead_id, partners_id, what_id, due_id, standard_id, feedback_id, level_id, consult_id;
    bool is_taken, is_opened; /* is_opened: its further fields lie open */
    struct field lead, partners, what, due, standard, feedback, level, consult;
    struct str lead_hint, due_hint, feedback_hint;
    const struct option *feedbacks, *levels;
    size_t feedbacks_n, levels_n;
};

struct minutes_remark {
    struct str why, text;
};

struct minutes_edit_view {
    struct shell_view shell;
    struct form_errors_view errors;
    struct str text; /* of the paper */
    struct str sentence;
    struct field title, kind, host, held_on;
    const struct option *kinds;
    size_t kinds_n;
    struct str number;
    const struct minutes_question *questions; /* of the paper */
    size_t questions_n;
    const struct minutes_row_view *asked, *sure; /* with questions, without */
    size_t asked_n, sure_n;
    const struct minutes_remark *remarks;
    size_t remarks_n;
    const struct option *organs; /* names to choose from */
    size_t organs_n;
};

struct minutes_hidden {
    struct str name, value;
};

struct minutes_line_row {
    struct str number, what, lead, partners, due, standard, feedback, level, consult;
};

struct minutes_confirm_view {
    struct shell_view shell;
    struct form_errors_view errors;
    struct str sentence;
    struct str title, kind, host, held_on, number;
    const struct minutes_line_row *rows;
    size_t rows_n;
    const struct minutes_hidden *fields;
    size_t fields_n;
};

#endif
