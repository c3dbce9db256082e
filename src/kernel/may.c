#include "kernel/may.h"

#include <inttypes.h>

bool may(const struct actor *actor, const struct permit *permit, const struct target *target)
{
    unsigned bit = 1u << actor->role;
    if (permit->any & bit)
        return true;
    return (permit->own & bit) && target->organ_id != 0 && target->organ_id == actor->organ_id;
}

enum rc may_or_fail(const struct actor *actor, const struct permit *permit, const struct target *target,
                    const char *door_name, struct err *err)
{
    if (may(actor, permit, target))
        return RC_OK;
    if (permit->own & (1u << actor->role))
        return FAIL(err, RC_DENIED, "door.not_your_unit", "account %" PRId64 " as %s, %s of organ %" PRId64,
                    actor->account_id, role_name(actor->role).p, door_name, target->organ_id);
    return FAIL(err, RC_DENIED, "door.not_for_your_role", "account %" PRId64 " as %s, %s", actor->account_id,
                role_name(actor->role).p, door_name);
}
