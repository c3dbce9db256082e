/* /schemes, /schemes/{id}, /schemes/new: the rules of a year's evaluation. */
#ifndef WEB_VIEWS_SCHEMES_H
#define WEB_VIEWS_SCHEMES_H

#include "web/views/shell.h"

struct scheme_row {
    struct str url, name, version; /* v2 */
    struct str state;              /* 启用中 */
    bool is_in_force;
    struct str from, to; /* days */
    size_t classes, indicators;
    struct str by, at;
};

struct schemes_view {
    struct shell_view shell;
    bool may_add;
    const struct scheme_row *rows;
    size_t rows_n;
};

struct scheme_node {
    struct str name, code;
    int depth;
    struct str weight;         /* as written: 16 */
    struct str children_sum;   /* 60 = 60; n = 0 for a leaf */
    struct str method, source; /* 完成率封顶; 填报, 台账 */
    struct str note;           /* 不考名单 3 */
    int64_t part, of;          /* lengths for the small bar: this node of the whole */
    bool is_leaf;
};

struct scheme_class {
    struct str name;
    size_t organs;
    struct str organs_text; /* 市财政局、市发改委 … */
};

struct scheme_view {
    struct shell_view shell;
    struct scheme_row row;
    struct receipt_view receipt;
    struct str hash;       /* SHA-256 of the text */
    struct str text_url;   /* the scheme file */
    struct str scores_url; /* results under it */
    struct str full;       /* 100 */
    struct str rounding, tie_rule, grades;
    const struct tab *versions;
    size_t versions_n;
    const struct scheme_class *classes;
    size_t classes_n;
    const struct scheme_node *nodes;
    size_t nodes_n;
    bool may_start; /* a draft that this person may put in force: POST start_url */
    struct str start_url;
};

struct scheme_new_view {
    struct shell_view shell;
    struct field text; /* the pasted scheme, comes back as typed */
    struct field file;
    bool may_register;      /* units that are no organs yet are registered with the scheme */
    struct str example_url; /* a scheme to begin with */
    struct form_errors_view errors;
    struct problems_view problems;
};

#endif
