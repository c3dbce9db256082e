/* Inside the room: what runs over a block of rows: an expression (columns.c), or a table of them
 * (rules_columns.c). */
#ifndef FEEL_COLUMNS_H
#define FEEL_COLUMNS_H

#include "feel/columns_op.h"
#include "feel/lanes.h"

#define COLUMNS_LOADED 8 /* inputs that are loaded once for a block, however often they are read */

struct feel_room {
    struct lanes *lane;
    size_t lanes;
    struct lanes loaded[COLUMNS_LOADED];
};

struct columns {
    struct feel_room *room;
    struct lanes *lane;  /* of the room, while it runs */
    struct value *value; /* of the inputs, in one row */
    size_t inputs;
    int exact_blocks; /* so many blocks more go without fractions, as of operations */
    /* Of one evaluation. */
    const struct feel_column *input;
    struct arena *scratch; /* made when a row needs it */
    struct feel_run run;
    struct value argument[FEEL_PARAMS_MAX];
    /* Of one block. */
    const struct feel_program *program; /* whose operations are reckoned */
    size_t from, rows;
    int loaded[COLUMNS_LOADED]; /* which inputs lie in the room */
    int loads;
    bool is_exact; /* a division makes no fraction */
    bool has_no_memory;
    struct lane_doubt doubt;
};

struct columns_task {
    /* One block, into lane[0]; false: not with fractions. When c->is_exact it is true. */
    bool (*reckon)(void *self, struct columns *c);
    struct value (*one)(void *self, struct feel_run *run); /* one row, by the evaluator */
    void *self;
};

/* Memory for so many lanes, in the room or one that is made, and inputs; false: there is none. */
bool columns_begin(struct columns *c, struct arena *a, struct feel_room *room, size_t lanes,
                   size_t inputs) MUST_CHECK;
/* Operations of p, into lane[at]. */
void columns_reckon(struct columns *c, const struct feel_program *p, struct column_op *op, size_t at);
/* Which numbers of v pass, LANE_TRUE or LANE_FALSE for each row; there is one test at least. `spare` is one
 * more lane; bytes of `ret` behind the last row are read and may become anything. */
bool columns_test(struct columns *c, const struct column_tests *t, struct lanes *v, struct lanes *spare,
                  uint8_t ret[LANES]) MUST_CHECK;
/* All rows, as feel_columns_eval has it. */
enum rc columns_run(struct columns *c, const struct columns_task *task, const struct feel_column *input,
                    size_t rows, int scale, enum decimal_round mode, int64_t *ret, uint8_t *ret_missing,
                    struct err *err) MUST_CHECK;

#endif
