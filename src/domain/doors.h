/* The declarations that domain/doors.def expands to: `act_organ_rename`, `view_scores`, and the list of
 * all of them for the page of permissions and for the tests. */
#ifndef DOMAIN_DOORS_H
#define DOMAIN_DOORS_H

#include "kernel/act.h"

struct view_def {
    const char *name;
    struct permit permit;
};

#define VIEW(name, any_, own_) extern const struct view_def view_##name;
#define ACT(name, kind, how, any_, own_)                                                                     \
    extern const struct act_def act_##name;                                                                  \
    enum rc run_##name(struct act *act, const void *input, struct err *err) MUST_CHECK;
#include "domain/doors.def"
#undef VIEW
#undef ACT

struct door_row {
    const struct view_def *view; /* one of the two */
    const struct act_def *act;
};
extern const struct door_row DOORS[];
extern const size_t DOORS_COUNT;

#endif
