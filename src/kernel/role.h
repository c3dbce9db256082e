/* Who somebody is while they act: one role at a time, chosen at login among those the account holds today.
 * The three administrators (三员) are apart on purpose: one opens accounts, another grants roles, a third
 * reads what both did; none of them sees scores. */
#ifndef KERNEL_ROLE_H
#define KERNEL_ROLE_H

#include "base/str.h"

enum role {
    ROLE_NONE,               /* nobody: before login, the public */
    ROLE_PERF_OFFICE,        /* 绩效办 */
    ROLE_EFFICIENCY_OFFICE,  /* 效能办 */
    ROLE_SUPERVISION_OFFICE, /* 督查室 */
    ROLE_LEADER,             /* 领导 */
    ROLE_LIAISON,            /* 单位联络员 */
    ROLE_WINDOW,             /* 窗口 */
    ROLE_AUDITOR,            /* 审计 */
    ROLE_SYS_ADMIN,          /* 系统管理员 */
    ROLE_SEC_ADMIN,          /* 安全管理员 */
    ROLE_AUDIT_ADMIN,        /* 审计管理员 */
    ROLE_SYSTEM,             /* the program itself: set-up, the tick */
};
#define ROLES_COUNT (ROLE_SYSTEM + 1)

/* A set of roles. */
#define BIT(role) (1u << ROLE_##role)
#define ROLES_NONE BIT(NONE)
#define ROLES_OFFICES (BIT(PERF_OFFICE) | BIT(EFFICIENCY_OFFICE) | BIT(SUPERVISION_OFFICE))
#define ROLES_ADMINS (BIT(SYS_ADMIN) | BIT(SEC_ADMIN) | BIT(AUDIT_ADMIN))
#define ROLES_STAFF (ROLES_OFFICES | BIT(LEADER) | BIT(LIAISON) | BIT(WINDOW) | BIT(AUDITOR))
#define ROLES_SIGNED_IN (ROLES_STAFF | ROLES_ADMINS)
#define ROLES_EVERYBODY (ROLES_NONE | ROLES_SIGNED_IN)

struct str role_name(enum role role);  /* stable name in entries: "liaison"; "none" for ROLE_NONE */
enum role role_find(struct str name);  /* ROLE_NONE when there is none */
const char *role_text(enum role role); /* key of the catalogue: "role.liaison" */

#endif
