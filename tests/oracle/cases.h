/* A stream of cases, each a scheme with its values and the windows that are asked for, as case_text.py writes
 * it. For the programs of this directory alone: what is wrong with the stream ends them.
 *
 *     case NAME
 *     scheme BYTES          the text follows, and ends with a line feed
 *     rows N                N lines: n MEASURE UNIT MONTH SCALED (or the index of a level)
 *                                    b MEASURE UNIT MONTH GROUP LEVEL|- VOTE COUNT
 *                                    e MEASURE UNIT MONTH ITEM COUNT POINTS|- MATTER|-
 *     windows WINDOW… */
#ifndef TESTS_ORACLE_CASES_H
#define TESTS_ORACLE_CASES_H

#include <stdio.h>

#include "score/result.h"

struct case_row {
    char kind; /* n, b, e */
    int measure, unit, month;
    int64_t scaled;
    struct ballot ballot;
    struct event event;
};

struct test_case {
    struct arena *a; /* of the case alone; cases_next begins it anew */
    struct str name, text;
    const struct scheme *scheme; /* NULL: refused, and said on stdout */
    struct values *values;       /* with all rows */
    const struct case_row *rows;
    int rows_count;
    struct str windows; /* names with a blank between */
};

/* false at the end of the stream. */
bool cases_next(FILE *in, struct test_case *c);
/* The next of c->windows; false when there is none left. */
bool case_window(struct str *rest, struct window *ret);
/* Other values of the scheme, without a row, and one row put into them. */
struct values *case_values_new(const struct test_case *c);
void case_row_put(struct values *v, const struct case_row *row);

#endif
