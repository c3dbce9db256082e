/* The only authority on who may do or see what. Acts and views are declared in tables (domain/doors.def);
 * each names the roles that may open it for any organ, and the roles that may for their own organ alone. */
#ifndef KERNEL_MAY_H
#define KERNEL_MAY_H

#include "base/err.h"
#include "kernel/role.h"

struct actor {
    int64_t tenant_id;
    int64_t account_id; /* 0: nobody, or the system */
    int64_t organ_id;   /* 0: none */
    enum role role;
};

/* What an act or a view is opened on. */
struct target {
    int64_t organ_id; /* 0: not about one organ */
};

struct permit {
    unsigned any; /* set of roles (BIT): whatever the target */
    unsigned own; /* set of roles: only when the target is the actor's own organ */
};

bool may(const struct actor *actor, const struct permit *permit, const struct target *target);
/* The same as an error for the user: "door.not_for_your_role" or "door.not_your_unit". */
enum rc may_or_fail(const struct actor *actor, const struct permit *permit, const struct target *target,
                    const char *door_name, struct err *err) MUST_CHECK;

#endif
