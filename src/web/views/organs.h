/* /organs and /organs/{code}: bodies, people in posts, all as of a day. */
#ifndef WEB_VIEWS_ORGANS_H
#define WEB_VIEWS_ORGANS_H

#include "web/views/past.h"
#include "web/views/shell.h"

struct organ_row {
    struct str url, code, name, short_name;
    struct str class_name, parent, kind;
    size_t people;
    bool is_closed; /* no longer exists on the day */
    int depth;
};

struct organs_view {
    struct shell_view shell;
    struct field day; /* as of; YYYY-MM-DD */
    struct field q;   /* words to find */
    const struct tab *classes;
    size_t classes_n;
    const struct organ_row *rows;
    size_t rows_n;
    bool may_register; /* POST /organs */
    struct field new_code, new_name, new_short_name;
    struct form_errors_view errors;
};

/* A fact with its time: a name, a class, a parent. */
struct dated_row {
    struct str value, url;
    struct str from, to; /* to: n = 0 while it lasts */
};

struct person_row {
    struct str id;
    struct str name;  /* masked unless revealed: 王*华 */
    struct str phone; /* 186****1402 */
    struct str post;
    struct str from, to;
    bool is_masked, is_revealed; /* revealed: in this reply alone, by the act below */
    bool may_reveal;             /* POST /organs/{code}/reveal with person=id, reason */
    struct str end_url;          /* asks first; n = 0: not permitted */
};

struct organ_view {
    struct shell_view shell;
    struct str url; /* of this page, also after a refused form */
    struct str code, name, short_name, kind;
    struct str day; /* as of */
    struct str reveal_url, appoint_url, rename_url;
    struct str scores_url, hand_over_url;
    struct receipt_view revealed; /* the entry of the act that unmasked; number n = 0: none */
    const struct dated_row *names;
    size_t names_n;
    const struct dated_row *classes;
    size_t classes_n;
    const struct dated_row *parents;
    size_t parents_n;
    const struct person_row *people;
    size_t people_n;
    struct unit_past_view past;
    bool may_appoint;
    struct field person_name, phone, post, from;
    bool may_rename;
    struct field new_name, new_short_name, new_from;
    struct form_errors_view errors;
};

#endif
