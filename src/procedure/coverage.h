/* Which line of which procedure makes a mechanism of the regulations work, and which test shows it: a YAML
 * file beside the procedures (procedures/coverage.yaml says how it is written). It is read here for the
 * command that prints it, for the registers' check of themselves, and for the tests.
 *
 *     rc = coverage_read(a, text, &coverage, problems, err);
 *     at = coverage_place(p, line->kind, line->id);           where the named thing stands in the file
 */
#ifndef PROCEDURE_COVERAGE_H
#define PROCEDURE_COVERAGE_H

#include "procedure/procedure.h"

enum coverage_works { COVERAGE_NO, COVERAGE_PARTLY, COVERAGE_YES };

/* “supervised_task act start”: kind is act, rule, fact, clock, cadence, field or state. */
struct coverage_line {
    struct str procedure, kind, id;
    int line; /* of the list itself */
};
struct coverage_mechanism {
    struct str id; /* ST-01 */
    enum coverage_works works;
    struct bilingual because; /* what is missing; n = 0 of YES */
    const struct coverage_line *by;
    size_t bys;
    struct str test; /* “st_01_…”, of test_st_01_… in case_mechanisms_st.py; n = 0 of NO */
    int line;
};
struct coverage {
    const struct coverage_mechanism *row; /* in the order of the file */
    size_t n;
};

/* RC_INVALID with problems (places in the list); RC_TOO_LARGE, RC_NO_MEMORY. Everything lives in `a`. */
enum rc coverage_read(struct arena *a, struct str text, struct problems *p, struct coverage *ret,
                      struct err *err) MUST_CHECK;
/* Line 0: the procedure has no such thing. */
struct place_in_file coverage_place(const struct procedure *p, struct str kind, struct str id);

#endif
