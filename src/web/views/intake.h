/* A table on its way in (交表).
 *   /imports/new                     which kind, the empty template, the file or the cells
 *   /imports/drafts/{draft}          the check: questions, problem rows with their cells to be mended,
 * warnings /imports/drafts/{draft}/confirm  what would change, before it does
 *
 * The check page is one form: whatever is pressed on it, all that was typed on it is kept first. Names of its
 * fields: m-14-4 (the cell in row 14, column 4), t-3 (the third warning shown was looked into; hidden
 * `warned` says which), a-… (answer to a question), r-14-4 (give back what the file says). Hidden
 * `shown` says what stood in the cells: what nobody touched here may have been mended in another tab. */
#ifndef WEB_VIEWS_INTAKE_H
#define WEB_VIEWS_INTAKE_H

#include "web/views/shell.h"

#define INTAKE_PROBLEMS_PER_PAGE 60 /* two fields each, beside those of the questions: LIMIT_FORM_FIELDS */

struct intake_new_view {
    struct shell_view shell;
    struct form_errors_view errors;
    struct str kind, lead;   /* 交什么表; one sentence for whoever has never done it */
    const struct tab *kinds; /* those this person may hand in; one alone is not shown */
    size_t kinds_n;
    bool needs_scheme, needs_procedure;
    const struct option *schemes;
    size_t schemes_n;
    struct field scheme, period, text, file;
    struct str draft; /* this draft gets another file; n = 0: a new one */
    bool has_template;
    struct str month; /* proposed for the template: 2026-11 */
    bool was_read;    /* what came in could not be read as a table, and this is why */
    struct problems_view problems;
};

struct intake_choice_row {
    struct str id, value, label;
    bool is_chosen;
};
struct intake_question_row {
    struct str id, name; /* of the group: q-percent-4; of the field: a-percent-4 */
    struct str place;    /* D; n = 0: the table as a whole */
    struct str text;
    const struct intake_choice_row *choices;
    size_t choices_n;
    bool is_open; /* not yet answered */
};

/* One problem. The cell can be written over once: at the first problem that it has. */
struct intake_problem_row {
    struct str place;   /* D14, 第 14 行, 整个表格 */
    struct str subject; /* what the row is about: its first filled cell */
    struct str head;    /* what stands above the column */
    struct str text, hint;
    bool is_warning, is_remark, is_mended;
    struct str input,
        value;      /* name of the field, the cell's present text; input n = 0: nothing to type here */
    struct str was; /* what the file says, when it was mended */
    struct str suggest, use; /* 市水利局; the button's value */
    struct str tick;         /* name of the box; n = 0: nothing to tick */
    bool is_ticked;
    struct str about; /* id of the sentence */
};

struct intake_cell_row { /* read otherwise than written, or written over by hand */
    struct str place, was, became;
    struct str restore; /* name of the box that gives the file's text back; n = 0: none */
};

struct intake_head_row {
    struct str column, text, example;
};

struct intake_check_view {
    struct shell_view shell;
    struct form_errors_view errors; /* the post was refused as a whole */
    struct str action, drop_url, confirm_url, replace_url, annotated_url;
    struct str kind, name; /* 指标数据; the file's name, or the word for pasted cells */
    bool is_read;          /* rows were read; else there are but problems of the table as a whole */
    bool is_ready, has_good;
    bool only_ticks; /* nothing is left but warnings to be mended or ticked */
    size_t rows, good, bad, warned, open_questions, open_ticks;
    bool ticks_all;                 /* all warnings were looked into, those in no list too */
    const struct form_error *links; /* the first places to look at */
    size_t links_n;
    const struct intake_question_row *questions;
    size_t questions_n;
    const struct intake_problem_row *problems;
    size_t problems_n;
    size_t problems_more; /* found, in no list */
    /* The warnings of this page, "+" behind those that are ticked: "14-4-value.jump 15-4-value.jump+"; its
     * cells, with what names their text: "14-4-1f2e3d4c". */
    struct str warned_cells, shown_cells;
    int page, pages, prev_page, next_page; /* 0: none */
    const struct intake_cell_row *mends;
    size_t mends_n;
    const struct intake_cell_row *fixes;
    size_t fixes_n, fixes_more, fixes_all;
    const struct option *sheets; /* more than one, or none */
    size_t sheets_n;
    struct field sheet, period;
    bool has_period; /* the kind takes a period for tables without a column of them */
    const struct intake_head_row *heads;
    size_t heads_n;
    size_t head_row;
    bool opens_reading; /* what is wrong may be mended there */
};

struct intake_diff_row {
    struct str subject, field, before, after, change, place;
    bool is_cleared;
};

struct intake_confirm_view {
    struct shell_view shell;
    struct form_errors_view errors;
    struct str action, back_url, kind, name, seen;
    struct str list_url; /* this page, also after it was sent */
    size_t rows, good, left_out;
    size_t fresh, changed, same, cleared;
    bool is_ready, has_good, wants_good;
    const struct intake_diff_row *lines;
    size_t lines_n, lines_more;
    const struct intake_problem_row *lefts; /* why rows stay behind */
    size_t lefts_n, lefts_more;
    size_t fixes;
};

/* The one reply that shows first passwords: they are stored nowhere but as hashes. */
struct intake_secret_row {
    struct str login, label, password;
};
struct intake_secrets_view {
    struct shell_view shell;
    struct str receipt_url;
    const struct intake_secret_row *rows;
    size_t rows_n;
};

#endif
