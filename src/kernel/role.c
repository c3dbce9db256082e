#include "kernel/role.h"

#include "base/err.h"
#include "base/key.h"

static const struct {
    struct str name;
    const char *text;
} ROLE_TABLE[ROLES_COUNT] = {
    [ROLE_NONE] = {STR_INIT("none"), K("role.none")},
    [ROLE_PERF_OFFICE] = {STR_INIT("perf_office"), K("role.perf_office")},
    [ROLE_EFFICIENCY_OFFICE] = {STR_INIT("efficiency_office"), K("role.efficiency_office")},
    [ROLE_SUPERVISION_OFFICE] = {STR_INIT("supervision_office"), K("role.supervision_office")},
    [ROLE_LEADER] = {STR_INIT("leader"), K("role.leader")},
    [ROLE_LIAISON] = {STR_INIT("liaison"), K("role.liaison")},
    [ROLE_WINDOW] = {STR_INIT("window"), K("role.window")},
    [ROLE_AUDITOR] = {STR_INIT("auditor"), K("role.auditor")},
    [ROLE_SYS_ADMIN] = {STR_INIT("sys_admin"), K("role.sys_admin")},
    [ROLE_SEC_ADMIN] = {STR_INIT("sec_admin"), K("role.sec_admin")},
    [ROLE_AUDIT_ADMIN] = {STR_INIT("audit_admin"), K("role.audit_admin")},
    [ROLE_SYSTEM] = {STR_INIT("system"), K("role.system")},
};

struct str role_name(enum role role)
{
    ASSERT(role < ROLES_COUNT);
    return ROLE_TABLE[role].name;
}

enum role role_find(struct str name)
{
    for (enum role r = 0; r < ROLES_COUNT; r++)
        if (str_eq(ROLE_TABLE[r].name, name))
            return r;
    return ROLE_NONE;
}

const char *role_text(enum role role)
{
    ASSERT(role < ROLES_COUNT);
    return ROLE_TABLE[role].text;
}
