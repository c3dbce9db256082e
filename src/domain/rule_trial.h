/* A rule tried out: one expression, or one decision table, over values that a person typed. Nothing is kept
 * and nothing is changed; whatever somebody writes, a trial ends soon and takes a bounded piece of memory.
 *
 *     struct rule_trial *t = rule_trial_new(a, calendar, now);
 *     rule_trial_input(t, STR("完成率"), STR("92"));
 *     rule_trial_formula(t, text);           or rule_trial_table(t, cell, rows, cols, line, name)
 *     … t->problems, t->value, t->run.notes, t->trace …
 *     rule_trial_free(t);                    what it made goes with it
 */
#ifndef DOMAIN_RULE_TRIAL_H
#define DOMAIN_RULE_TRIAL_H

#include "domain/rule_words.h"
#include "feel/rules.h"

#define TRIAL_INPUTS_MAX 30
#define TRIAL_NAME_BYTES_MAX 200
#define TRIAL_STEPS_MAX 1000000
#define TRIAL_BYTES_MAX (32L * 1024 * 1024)
#define TRIAL_FINDINGS_MAX 40
#define TRIAL_ROWS_SHOWN_MAX 200 /* rows that say why they did not hit */
#define TRIAL_ROWS_MAX 300       /* of a table, and columns: what can be checked at once */
#define TRIAL_COLUMNS_MAX 20

/* What was typed as a value. */
enum trial_reading {
    TRIAL_NOTHING, /* empty: null */
    TRIAL_FEEL,    /* a literal, or an expression without inputs */
    TRIAL_DATE,    /* 2026-11-20 without its @ */
    TRIAL_WORDS,   /* no FEEL at all: the text itself */
    TRIAL_WRONG,   /* it looks like FEEL and is none: `problems` say where */
};
struct trial_input {
    struct str name, text;
    struct value value;
    enum trial_reading reading;
    struct problems *problems;
};

/* Why a row of the table is not among those that hit. */
enum trial_miss { TRIAL_HIT, TRIAL_MISSED, TRIAL_NOT_ASKED /* F: an earlier row hit */, TRIAL_UNKNOWN };
struct trial_row {
    enum trial_miss miss;
    size_t input; /* of MISSED: which of the table's inputs */
    struct value value;
};

struct rule_trial {
    struct arena *arena;  /* of the caller: words, problems */
    struct arena *values; /* the trial's own, limited */
    struct feel_scope scope;
    struct problems *ignored; /* nobody reads them */
    struct value now;
    struct feel_input known[TRIAL_INPUTS_MAX + RULES_COLUMNS_MAX];
    struct value given[TRIAL_INPUTS_MAX + RULES_COLUMNS_MAX];
    struct trial_input input[TRIAL_INPUTS_MAX];
    size_t inputs;
    /* Filled by a formula or a table. */
    struct problems *problems; /* line and column of the text; of a table row and column of the sheet */
    bool is_answered;          /* value, type, run hold */
    struct value value;
    struct feel_run run;            /* notes; is_stopped */
    const struct feel_trace *trace; /* NULL: none, or it took too long for one */
    /* Of a table. */
    struct rules rules;
    bool is_table;            /* it was read and compiled: rules, row, finding hold */
    const struct str *wanted; /* heads that nobody gave a value for */
    size_t wanteds;
    const struct trial_row *row; /* the first TRIAL_ROWS_SHOWN_MAX rows; NULL: it was not asked */
    size_t rows;
    const int *hit;
    size_t hits;
    struct rules_finding *finding;
    size_t findings, findings_all;
};

/* NULL: no memory. `now`: for now() and today(). The calendar must outlive it. */
struct rule_trial *rule_trial_new(struct arena *a, const struct calendar *c, struct value now);
void rule_trial_free(struct rule_trial *t);   /* NULL is fine */
void rule_trial_freep(struct rule_trial **t); /* for CLEANUP */

/* Reads what was typed; one that takes long is null. False: it is WRONG, or there are TRIAL_INPUTS_MAX
 * already. */
bool rule_trial_input(struct rule_trial *t, struct str name, struct str text);

/* Compiles and runs; what cannot be compiled is in t->problems. */
void rule_trial_formula(struct rule_trial *t, struct str text);
/* A grid as rules_of_grid has it: read, compiled, checked, and asked when there is at least one input. */
void rule_trial_table(struct rule_trial *t, const struct str *cell, size_t rows, size_t cols, int line,
                      struct str name);

#endif
