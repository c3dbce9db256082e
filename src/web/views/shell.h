/* The frame of every page: side bar, head, language, identity, banner of the demo clock, phone bar. */
#ifndef WEB_VIEWS_SHELL_H
#define WEB_VIEWS_SHELL_H

#include "web/views/tour.h"

struct shell_view {
    struct str title; /* of the page; the site name follows it in <title> */
    struct str city;  /* 云澜市 */
    enum place here;
    struct str back; /* path and query of this page: where the language switch returns to */

    bool is_signed_in;
    struct str user_name;    /* 市住建局联络员 */
    struct str user_role;    /* 单位联络员 */
    struct str user_initial; /* one character for the round mark */

    bool is_demo;
    struct tour_view tour; /* stop 0: none */
    struct str demo_clock; /* 2026-11-20 09:00 */

    struct str year;         /* 2026; n = 0 leaves the switch out */
    const struct tab *years; /* the years that can be chosen */
    size_t years_n;

    const struct tab *registers; /* in the menu */
    size_t registers_n;
    bool may_registers, may_registers_check, in_register; /* one of those in the menu is here */

    /* What this person may open; what is not permitted is not shown. */
    bool may_search, may_scores, may_publications, may_past, may_schemes, may_rules, may_imports, may_facts,
        may_organs, may_ledger, may_accounts, may_permits, may_files, may_channels, may_patterns;
    size_t unread; /* reminders that were not opened */

    bool has_error;    /* the form below was refused: <title> says so first */
    struct str notice; /* one line of success after a 303; may be empty */
};

#endif
