/* What the page of a unit and the page of one number share: links, standing in the class, rows of the tree,
 * sentences. */
#ifndef WEB_UNIT_PAGE_H
#define WEB_UNIT_PAGE_H

#include "web/score_page.h"
#include "web/views/indicator.h"

/* One unit in the window of the page. */
struct unit_page {
    struct door *d;
    const struct score_page *p;
    int unit;
};

/* Where the unit stands with one score among those of its class that have one. */
struct class_stat {
    int64_t mean; /* scaled by the node's digits, rounded down: for reading beside the score */
    int rank, n;
    bool has_mean;
};
struct class_stat unit_class_stat(const struct unit_page *u, int node);

/* /scores/{organ}/{node}?… */
struct str unit_node_link(const struct unit_page *u, int node);
struct node_row unit_node_row(const struct unit_page *u, int node);
/* A sentence of the score room in the reader's language; n = 0 where there is none. */
struct str unit_line_text(struct door *d, const struct score_line *line);

/* ---- parts of the page of a unit */
enum rc unit_fill_falls(const struct unit_page *u, struct unit_view *v, struct err *err) MUST_CHECK;
enum rc unit_fill_gains(const struct unit_page *u, struct unit_view *v, struct err *err) MUST_CHECK;

/* ---- parts of the page of one number */
/* The measures that went in, what was reported of them, and by whom. */
void unit_fill_inputs(const struct unit_page *u, const struct score_explanation *e, struct indicator_view *v);
/* The facts (domain/fact.h) behind the value of a measure that is counted: as rows, at most BEHIND_ROWS_MAX;
 * as the member "facts" of an explanation, NULL where there are none. */
#define BEHIND_ROWS_MAX 200
struct fact_behinds unit_behind(const struct unit_page *u, int measure, int month);
void unit_fill_behind(const struct unit_page *u, const struct score_input *in, struct indicator_view *v,
                      struct work_fact_row *rows);
const struct score_fact *unit_behind_facts(const struct unit_page *u, int measure, int month);
/* The facts with the entry of the ledger beside each reported value, and without the names of units whose
 * pages the reader may not see. */
const struct score_fact *unit_facts(const struct unit_page *u, const struct score_explanation *e);
/* The same as the reply: docs/explanation-format.md. RC_NO_MEMORY. */
enum rc unit_facts_reply(const struct unit_page *u, const struct score_explanation *e,
                         struct err *err) MUST_CHECK;
/* The same as rows. */
void unit_fill_facts(const struct unit_page *u, const struct score_explanation *e, struct indicator_view *v);
/* What of the class went in, behind v->stats_n of `stats`: at most CLASS_STATS_MAX. */
#define CLASS_STATS_MAX 6
void unit_fill_class(const struct unit_page *u, const struct score_explanation *e, struct indicator_view *v,
                     struct stat_row *stats);

#endif
