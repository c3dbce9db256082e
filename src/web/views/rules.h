/* 规则试算: a formula or a decision table over values that were typed, and everything that comes of it. */
#ifndef WEB_VIEWS_RULES_H
#define WEB_VIEWS_RULES_H

#include "web/views/shell.h"

struct try_input {
    struct str name_id, value_id;
    struct field name, value;
    struct str no_hint, read_as; /* 读作文本 "优"; n = 0: as it stands there */
};
struct try_note {
    struct str place, text; /* 第 1 行第 5 列; B3 */
};
/* A fault in the formula, with its line and a mark under the place. */
struct try_fault {
    struct str place, text, hint;
    struct str code, mark; /* n = 0: it is about the whole */
    bool is_warning;
};
struct try_step {
    struct str look;  /* is-0 … is-9: how deep it stands */
    struct str level; /* the same for those who listen */
    struct str what, code, value;
};
struct try_cell {
    struct str text;
    bool is_miss; /* the test that did not hold */
};
struct try_row {
    struct str number, why;
    bool is_hit;
    const struct try_cell *cells;
    size_t cells_n;
};
struct try_finding {
    struct str kind, text;
    bool is_plain; /* nothing is wrong: it only could not be looked at */
};

struct rules_try_view {
    struct shell_view shell;
    struct form_errors_view errors;
    bool is_table;
    const struct tab *kinds;
    size_t kinds_n;
    struct field text, file; /* the formula, or the pasted table */
    const struct try_input *inputs;
    size_t inputs_n;
    struct str inputs_shown; /* how many, as the form posts it */
    bool may_more;
    struct str clear_url;
    const struct tab *examples;
    size_t examples_n;

    bool has_answer;
    struct str value, type, value_more; /* value_more: that it was cut; n = 0 */
    bool is_null, is_long;
    struct str hits; /* 命中第 2 条; n = 0: a formula */
    const struct try_note *notes;
    size_t notes_n;
    struct str notes_more;
    const struct try_fault *faults; /* of a formula */
    size_t faults_n;
    struct problems_view problems; /* of a table */
    const struct try_step *steps;
    size_t steps_n;
    struct str steps_more;
    bool is_read;       /* the table was read and compiled */
    struct str ask_for; /* which inputs have no value yet; n = 0: all have */
    const struct tab *heads;
    size_t heads_n;
    const struct try_row *rows;
    size_t rows_n;
    struct str rows_more;
    const struct try_finding *findings;
    size_t findings_n;
    struct str findings_more, sound; /* sound: nothing was found */
};

#endif
