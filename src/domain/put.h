/* Writing a row of a folded table inside an act: PUT_FUNCTION(organ) makes
 * `put_organ(act, (struct organ_row){…}, err)`, which fills in the tenant and goes through the changes. */
#ifndef DOMAIN_PUT_H
#define DOMAIN_PUT_H

#include "gen/tables.h"
#include "kernel/act.h"

#define PUT_FUNCTION(table)                                                                                  \
    static enum rc put_##table(struct act *act, struct table##_row row, struct err *err)                     \
    {                                                                                                        \
        struct cell cell[TABLE_COLUMNS_MAX];                                                                 \
        row.tenant_id = act->actor.tenant_id;                                                                \
        table##_row_cells(&row, cell);                                                                       \
        return change_put(&act->changes, &table_##table, cell, err);                                         \
    }

#endif
