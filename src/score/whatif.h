/* What if: a result with other points, weights, parameters or methods, other values, without some votes or
 * events; beside it what was. Nothing that exists is changed. */
#ifndef SCORE_WHATIF_H
#define SCORE_WHATIF_H

#include "score/moves.h"
#include "score/vary.h"

struct whatif_value {
    int measure, unit, month;
    int64_t scaled; /* VALUE_MISSING: as if nothing had been reported */
};
/* One row of votes or events of a unit is left out; n as for values_change_ballot. */
struct whatif_row {
    int measure, unit, n;
};

struct whatif {
    const struct variation *changes;
    int changes_count;
    const struct whatif_value *values;
    int values_count;
    const struct whatif_row *rows;
    int rows_count;
};

/* `text` is that of the scheme of `before`. What comes out lives in the arena and points into `before`.
 * Errors as scheme_vary, values_set, values_change_ballot, score_compute. */
enum rc score_whatif(const struct score_result *before, struct str text, const struct whatif *what,
                     struct arena *a, struct problems *p, const struct score_moves **ret,
                     struct err *err) MUST_CHECK;

#endif
