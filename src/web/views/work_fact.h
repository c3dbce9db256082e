/* A fact as tables of pages show it. */
#ifndef WEB_VIEWS_WORK_FACT_H
#define WEB_VIEWS_WORK_FACT_H

#include "web/views/shell.h"

struct work_fact_row {
    struct str measure;            /* task_overdue, or the name that a scheme gives it */
    struct str days;               /* 2026-03-10; 2026-03-10 ～ 2026-03-12; 2026-03-10 起 */
    struct str counts;             /* 2 个工作日 × 0.5; n = 0: once */
    struct str value;              /* of all that */
    struct str rule;               /* due expired */
    struct str entry, entry_url;   /* that made it */
    struct str record, record_url; /* n = 0: none */
    /* On the page of facts alone. */
    struct str organ, note; /* note: revoked; no scheme reads it */
    struct str note_url;    /* the entry that revoked it; n = 0: none */
};

#endif
