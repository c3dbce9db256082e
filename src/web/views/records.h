/* Records and their registers, drawn from the procedure alone: the list, one record, the form of an act. */
#ifndef WEB_VIEWS_RECORDS_H
#define WEB_VIEWS_RECORDS_H

#include "web/views/shell.h"
#include "web/views/work_fact.h"

/* A time light: colour, shape and word. */
enum lamp { LAMP_NONE, LAMP_GREEN, LAMP_YELLOW, LAMP_RED, LAMP_DONE };
struct light_view {
    enum lamp lamp;
    struct str word;
};

/* ---- values ---- */

/* One value as people read it: pieces one under the other (organs with their duty, links). */
struct value_piece {
    struct str text, note, url;
    struct light_view light;
};
struct value_line {
    struct str name, unit;
    const struct value_piece *pieces;
    size_t pieces_n;
    bool is_masked, is_prose;
};
struct record_values_view {
    const struct value_line *rows;
    size_t rows_n;
};

/* ---- fields of a form ---- */

enum field_look {
    ASK_LINE,
    ASK_PROSE,
    ASK_RADIOS,
    ASK_SELECT,
    ASK_ORGAN_ROWS, /* a name, and a text of its own when `with` says which */
    ASK_STEP_ROWS,  /* day, what, day done */
    ASK_FILES,
};
struct field_option {
    struct str value, label, id;
    bool is_chosen;
};
struct field_group {
    struct str label; /* n = 0: its options stand alone */
    const struct field_option *options;
    size_t options_n;
};
struct field_row {
    struct str id, number, first, second, third;
};
/* `id` is the field's name in the form, and the place to which the summary of errors leads. */
struct record_field_view {
    enum field_look look;
    struct str id, label, hint, unit, with;
    struct field field;
    bool is_optional;
    const struct field_group *groups; /* of organ rows: the names that are offered */
    size_t groups_n;
    const struct field_row *rows;
    size_t rows_n;
    struct files_field files;
};

/* ---- the registers ---- */

struct register_row {
    struct str url, title, id, basis, about_url, red_url;
    struct str open, red, yellow, total;
    int64_t reds, opens;
    bool has_red;
};
struct registers_view {
    struct shell_view shell;
    const struct register_row *rows;
    size_t rows_n;
};

struct record_cell {
    struct str text, note, url, label;
    bool is_number, is_head, has_light;
    struct light_view light;
};
struct register_line {
    struct str id, code;
    const struct record_cell *cells;
    size_t cells_n;
};
struct field_lamp_tab {
    struct light_view light;
    struct str count, url;
    bool is_here;
};
/* What a list can be asked for, and how many there are of each light. */
struct register_asks_view {
    struct str url, reset_url, words;
    const struct confirm_field *kept; /* what else the address says */
    size_t kept_n;
    const struct record_field_view *filters;
    size_t filters_n;
    const struct field_lamp_tab *lamps;
    size_t lamps_n;
};
struct register_view {
    struct shell_view shell;
    struct str title, lead, about_url, batch_url;
    struct register_line head; /* the column heads, as texts of cells */
    struct register_asks_view asks;
    const struct tab *sizes; /* 20, 50, 100 a page */
    size_t sizes_n;
    const struct tab *opens; /* opening acts this person may do */
    size_t opens_n;
    const struct option *batch; /* acts that may be done to many */
    size_t batch_n;
    const struct register_line *rows;
    size_t rows_n;
    struct pager_view pager;
    struct str none; /* why there is nothing */
};

/* ---- one record ---- */

struct record_step {
    struct str title, day;
    bool is_done, is_here, is_last;
};
struct clock_line {
    struct str name, due, left, detail, url;
    struct light_view light;
};
struct record_milestone {
    struct str title, due, done;
    struct light_view light;
};
struct event_line {
    struct str number, title, by, at, said, moved, rule, revoked, because, because_url, entry, entry_url,
        revoke_url;
    struct record_values_view values;
    bool is_by_program;
};
struct record_events_view {
    const struct event_line *rows;
    size_t rows_n;
};
struct linked_line {
    struct str url, code, title, state, register_title, how;
};
struct period_line {
    struct str cadence, period, state, at;
    bool is_missed;
};
struct record_act {
    struct str title, hint, url, why;
    bool is_main, may;
};
/* What the page of a supervised task says first: what was promised, how its end was moved, what it is stuck
 * at. */

struct matter_step {
    struct str title, day;
    bool is_past, is_today, is_late, is_last;
};
struct matter_word {
    struct str text, by, name;
};
struct matter_view {
    bool is_there;
    const struct matter_step *steps;
    size_t steps_n;
    struct record_values_view promise;
    const struct matter_word *stuck, *said; /* the newest difficulty or need; what leaders said */
    size_t stuck_n, said_n;
};
struct record_view {
    struct shell_view shell;
    struct str url, code, title, state, headline, register_title, register_url, about_url, print_url;
    struct str as_of, as_of_url; /* a banner when it is an earlier day */
    struct field as_of_field;
    struct light_view light;
    struct str lead, lead_url, opened, version;
    struct record_values_view values;
    const struct record_step *steps;
    size_t steps_n;
    const struct clock_line *clocks;
    size_t clocks_n;
    const struct record_milestone *milestones;
    size_t milestones_n;
    struct str milestones_title;
    struct record_events_view events;
    const struct linked_line *links;
    size_t links_n;
    struct str links_more; /* how many others there are; n = 0 */
    const struct work_fact_row *facts;
    size_t facts_n;
    const struct period_line *periods;
    size_t periods_n;
    const struct record_act *acts;
    size_t acts_n;
    struct matter_view matter;
    bool has_acts, has_whys; /* some may be done; some may not, and why */
    struct str printed;      /* who, when */
};

struct record_print_view {
    struct record_view record;
};

/* ---- an act ---- */

struct record_form_view {
    struct shell_view shell;
    struct form_errors_view errors;
    struct str heading, lead, action, cancel_url, button, events_seen;
    struct str register_title, register_url, code, title, record_url;
    struct light_view light;
    const struct record_field_view *fields;
    size_t fields_n;
    const struct confirm_field *kept;
    size_t kept_n;
    bool has_changed; /* something happened meanwhile: what, beside what was typed */
    struct record_events_view changes;
    struct record_values_view now; /* values as they are, of the fields that this form asks */
};
struct record_next {
    struct str title, by;
};
struct record_done_view {
    struct shell_view shell;
    struct str heading, code, title, record_url, register_url, register_title, again_url, again;
    struct str state;
    struct receipt_view receipt;
    const struct clock_line *clocks;
    size_t clocks_n;
    const struct record_next *next;
    size_t next_n;
    const struct linked_line *caused; /* what rules did besides */
    size_t caused_n;
};

/* ---- one act to many ---- */

struct batch_row {
    struct str url, code, title, why;
};
struct record_batch_view {
    struct shell_view shell;
    struct form_errors_view errors;
    struct str heading, lead, action, button, back_url, register_title, register_url;
    const struct batch_row *rows; /* will be done, or was */
    size_t rows_n;
    const struct batch_row *skips;
    size_t skips_n;
    const struct record_field_view *fields;
    size_t fields_n;
    const struct confirm_field *kept;
    size_t kept_n;
    bool is_done;
    struct receipt_view receipt;
};

/* ---- the procedure ---- */

struct diagram_box_view {
    int x, y, width, height, text_x, text_y;
    struct str title;
    bool is_closed;
};
struct diagram_line_view {
    struct str points, label;
    int label_x, label_y;
};
struct regulation_line {
    struct str number, text;
};
struct regulation_section_view {
    struct str title;
    const struct regulation_line *lines;
    size_t lines_n;
};
struct version_line {
    struct str version, at, by, reason, entry_url, entry;
};
struct procedure_view {
    struct shell_view shell;
    struct str title, basis, mechanisms, register_url, file_url, version;
    int width, height;
    const struct diagram_box_view *boxes;
    size_t boxes_n;
    const struct diagram_line_view *lines;
    size_t lines_n;
    const struct regulation_section_view *sections;
    size_t sections_n;
    const struct version_line *versions;
    size_t versions_n;
};

#endif
