/* A record out of somebody's table: what was open before this system was there. intake_register.c reads the
 * table, and is the only one to call this; domain/record.h says what a record is. */
#ifndef DOMAIN_RECORD_TAKE_H
#define DOMAIN_RECORD_TAKE_H

#include "domain/record.h"

struct record_taken {
    const struct procedure *procedure;
    int64_t version;
    int opening; /* the act that would have opened it */
    int state;   /* in which it is; record_take_way leads there */
    const struct record_input *value;
    size_t values;
    int64_t opened_ms, since_ms; /* when it was opened; since when it is in its state */
    struct str file_name;        /* n = 0: pasted */
    int row;
    struct str own_number; /* as the table has it; n = 0: none */
};

/* The first act by which somebody of this role may open one for any organ; of the program: any office. −1:
 * there is none. */
int record_take_opening(const struct procedure *p, enum role role);
/* The shortest chain of acts from the first state of the opening act to `state`, in order. False: there is
 * none without a decision that only a named person can make. */
bool record_take_way(const struct procedure *p, int opening, int state, int way[PROCEDURE_STATES_MAX],
                     size_t *ret_n) MUST_CHECK;

/* Inside an act, after record_begin. Forms and guards are not asked: the table says how things stand. */
struct record_run;
enum rc record_take(struct record_run *run, const struct record_taken *from, struct err *err) MUST_CHECK;

#endif
