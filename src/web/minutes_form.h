/* The form of /minutes/new: the paper as it was read, and what a person made of each decision. The first time
 * the fields come from the paper, after that from the form; the paper is read anew each time, which gives the
 * same decisions in the same order. */
#ifndef WEB_MINUTES_FORM_H
#define WEB_MINUTES_FORM_H

#include "domain/minutes_book.h"
#include "paper/minutes.h"
#include "web/page.h"
#include "web/views/minutes.h"

#define MINUTES_INPUTS_MAX 16
#define MINUTES_LEADS_MAX 40 /* 各县区 work at one thing, each for itself */

struct minutes_form_row {
    struct minutes_row_view v; /* its fields hold what was typed */
    const struct decision *read;
    struct str sentence;                           /* the words of the paper */
    struct record_input input[MINUTES_INPUTS_MAX]; /* but for the lead */
    size_t inputs;
    struct record_input lead[MINUTES_LEADS_MAX]; /* a decision for each */
    size_t leads;
};

struct minutes_form {
    struct door *d;
    struct organ_book organs;
    struct paper_city city;
    struct str text;
    struct minutes paper;
    struct minutes_form_row *row; /* one for each decision */
    size_t rows;
    struct field title, kind, host, held_on;
    struct record_input input[MINUTES_INPUTS_MAX]; /* of the meeting */
    size_t inputs;
    size_t taken, lines; /* rows that are ticked; decisions that they make, after the check */
    struct str now;      /* number of the decision that is being checked; n = 0: none */
    struct web_errors errors;
    const struct procedure *meeting, *decision;
};

/* The form as it came, with the text read. An error of the text is in f->errors, and then there are no rows.
 */
enum rc minutes_form_read(struct door *d, struct minutes_form *f, struct err *err) MUST_CHECK;
/* Reads the fields into inputs of the records; what is missing or wrong is an error at its field. */
void minutes_form_check(struct minutes_form *f);
/* The next name of a row of leads, between 、 and its like; false when there is none. */
bool minutes_next_lead(struct str *rest, struct str *ret_name);
/* What the procedure calls the choice with that code. */
struct str minutes_choice(const struct minutes_form *f, const struct procedure *p, const char *field,
                          struct str code);
/* Choices of a field, an empty one in front. */
const struct option *minutes_choices(const struct minutes_form *f, const struct procedure *p,
                                     const char *field, size_t *ret_n);

#endif
