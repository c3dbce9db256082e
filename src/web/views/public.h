/* What everybody may see, without an account. /public lists what was published, /public/{number} shows one
 * result; staff see the same tables before they freeze or publish. Nothing here depends on who looks. */
#ifndef WEB_VIEWS_PUBLIC_H
#define WEB_VIEWS_PUBLIC_H

#include "web/views/ranking.h"

/* The frame of public pages: no side bar, no forms, large type. */
struct public_shell_view {
    struct str title, city;
    struct str other_lang_url;    /* this page in the other language */
    struct str list_url;          /* /public, in the language that the address asked for */
    struct str published_at;      /* 2026-10-20; n = 0 on the list */
    struct str json_url, csv_url; /* the same as data; n = 0: there is none */
    bool is_demo;
};

struct public_cell {
    struct str text, label; /* 55.20; the head of its column, for phones */
};
struct public_part_head {
    struct str name, mark; /* 指标考核; the class of its piece in the bars, "kc-part-1" */
};
struct public_row {
    struct rank_row bar; /* organ, rank, total, grade and the lengths */
    const struct public_cell *parts;
    size_t parts_n; /* scores of the components, in the order of the head; 0 when they are not open */
};
struct public_class_view {
    struct str name, anchor, full;
    struct str made_of; /* 指标考核 60、公众评议 25… */
    size_t units;
    const struct public_part_head *parts; /* heads of the columns of components */
    size_t parts_n;                       /* 0: not open */
    size_t bar_parts;                     /* pieces of a bar, 1 when only totals are open */
    struct bar_axis axis;
    const struct public_row *rows;
    size_t rows_n;
};
struct public_tables_view { /* a fragment */
    const struct public_class_view *classes;
    size_t classes_n;
};

struct public_line {
    struct str title, url, period, at, state; /* state: n = 0 in force */
};
struct public_list_view {
    struct public_shell_view public_shell;
    const struct public_line *rows;
    size_t rows_n;
};

struct public_step { /* how anybody can check it */
    struct str text, command;
};
struct public_paragraph {
    struct str text;
};
struct public_result_view {
    struct public_shell_view public_shell;
    struct str number, title, period, at, sentence;
    struct str superseded_url, superseded_by, supersedes_url, supersedes;
    const struct public_paragraph *note;
    size_t note_n;
    struct public_tables_view tables;
    const struct tab *classes; /* links to the tables below, when there are several */
    size_t classes_n;
    struct str scheme, rounding, place, ties; /* sentences */
    struct str fingerprint, leaf, public_hash;
    struct str frozen_entry, entry;
    struct str csv_url, json_url, zip_url, entry_url, proof_url; /* zip n = 0: not open; proof: not yet */
    const struct public_step *steps;
    size_t steps_n;
    bool has_parts;
};
struct public_withdrawn_view {
    struct public_shell_view public_shell;
    struct str number, title, period, at, withdrawn_at, reason, entry;
};

#endif
