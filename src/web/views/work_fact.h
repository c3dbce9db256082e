/* A fact as tables of pages show it, and /facts: all of them. */
#ifndef WEB_VIEWS_WORK_FACT_H
#define WEB_VIEWS_WORK_FACT_H

#include "web/views/shell.h"

struct work_fact_row {
    struct str measure;          /* task_overdue, or the name that a scheme gives it */
    struct str days;             /* 2026-03-10; 2026-03-10 至 2026-03-12; 2026-03-10 起，还没有结束 */
    struct str counts;           /* 2 个工作日 × 0.5; n = 0: once */
    struct str value;            /* of all that */
    struct str rule;             /* due expired */
    struct str entry, entry_url; /* that made it; url n = 0: the reader may not open it */
    struct str record, record_url; /* n = 0: none */
    /* On /facts alone. */
    struct str organ, organ_url;
    struct str reader, reader_url;   /* the measure and scheme that count it; n = 0: nobody does */
    struct str revoked, revoked_url; /* the entry that revoked it; n = 0: it holds */
};

/* What schemes and procedures call facts. */
struct fact_word_row {
    struct str word;
    struct str written, counted; /* by which procedures; by which schemes; n = 0: by none */
    struct str held;             /* how many facts hold */
    struct str url;              /* of the list of them */
};

struct work_facts_view {
    struct shell_view shell;
    bool is_own; /* those of the own unit alone */
    struct str total;
    struct field organ, measure, month; /* what was asked for */
    const struct option *organs, *measures, *months;
    size_t organs_n, measures_n, months_n;
    struct str no_hint;
    const struct work_fact_row *rows;
    size_t rows_n;
    struct pager_view pager;
    const struct fact_word_row *words; /* none where the list is of the own unit */
    size_t words_n;
};

#endif
