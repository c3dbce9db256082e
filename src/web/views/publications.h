/* Freezing and publishing, for staff: /publications, /publications/freeze, /publications/frozen/{number} and
 * what is asked before a result goes out. */
#ifndef WEB_VIEWS_PUBLICATIONS_H
#define WEB_VIEWS_PUBLICATIONS_H

#include "web/views/public.h"

struct frozen_row {
    struct str number, url, scheme, period, at, by, fingerprint; /* the last in short */
    struct str public_url;                                       /* n = 0: not public */
};
struct publication_line {
    struct str number, title, url, period, at, by, open, state, frozen, frozen_url;
    struct str withdraw_url; /* n = 0: not to be withdrawn, or not by this person */
};
struct publications_view {
    struct shell_view shell;
    struct str freeze_url; /* n = 0: not this person */
    const struct frozen_row *frozen;
    size_t frozen_n;
    const struct publication_line *rows;
    size_t rows_n;
};

/* One line of the check before freezing. */
struct freeze_check {
    struct str text, detail; /* detail n = 0: nothing more to say */
    bool is_open;            /* to be looked at */
};
struct result_freeze_view {
    struct shell_view shell;
    struct form_errors_view errors;
    struct str scheme, period, fingerprint, action, back_url;
    struct str first_url, first; /* the same was frozen before: then there is no button */
    const struct tab *periods;
    size_t periods_n;
    const struct freeze_check *checks;
    size_t checks_n;
    struct public_tables_view tables;
};

struct frozen_result_view {
    struct shell_view shell;
    struct frozen_row row;
    struct str fingerprint, scheme_hash, values_hash, result_hash, engine, entry_url;
    struct str command;                 /* that verifies the bundle */
    struct str bundle_url, publish_url; /* n = 0: not this person */
    const struct publication_line *rows;
    size_t rows_n;
    struct public_tables_view tables;
};

struct class_choice {
    struct str id, value, name;
    bool is_chosen;
};
struct open_choice {
    struct str id, value, name, hint;
    bool is_chosen;
};
struct result_publish_view {
    struct shell_view shell;
    struct form_errors_view errors;
    struct str number, period, scheme, action, back_url;
    struct str superseded; /* the title that this one will replace; n = 0: none */
    struct field title, note;
    const struct class_choice *classes;
    size_t classes_n;
    const struct open_choice *opens;
    size_t opens_n;
};

#endif
