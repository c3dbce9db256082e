/* The supervision board (督办台账): what its rows show besides the lines of a list (struct record_line): the
 * day on which a task was handed out, its first end and each day to which that was moved, its milestones, its
 * progress and its partners. One statement for fifty rows, whatever was done to them.
 *
 *     rc = record_list(db, a, tenant, scope, &filter, now, &rows, err);
 *     rc = task_board_load(db, a, tenant, rows.row, rows.n, &row, err);       row[i] belongs to rows.row[i]
 *
 * It knows the fields due, roadmap, progress and partners and the act start of the procedure
 * (procedures/supervised_task.yaml); one that a county left out of its own version is empty here. */
#ifndef DOMAIN_TASK_BOARD_H
#define DOMAIN_TASK_BOARD_H

#include "domain/record.h"

#define TASK_PROCEDURE STR("supervised_task")

struct task_step {
    int64_t due, done; /* days; done 0: not yet */
    struct str title;
};
struct task_row {
    int64_t record_id;
    int64_t started;    /* day; 0: not handed out yet */
    const int64_t *due; /* the first end, then each day to which it was moved after it was handed out */
    size_t dues;        /* 0: none is set */
    const struct task_step *step;
    size_t steps;
    const int64_t *partner; /* organs */
    size_t partners;
    bool has_progress;
    int64_t progress; /* as the field says: percent */
};
/* *ret: n rows in the order of `line`. */
enum rc task_board_load(struct db *db, struct arena *a, int64_t tenant_id, const struct record_line *line,
                        size_t n, const struct task_row **ret, struct err *err) MUST_CHECK;

/* The same of a record that was loaded whole, maybe as of an earlier day: its days alone. */
void task_row_of(struct arena *a, const struct record *r, struct task_row *ret);

#endif
