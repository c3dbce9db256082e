#include "domain/task_board.h"

#include "base/date.h"
#include "gen/sql.h"

#define AT_ONCE 50 /* records of one statement */

/* What one event gave one field: neighbours among the rows. */
struct given {
    const struct sql_task_board_values_row *row;
    size_t n; /* 0: it was emptied */
};

/* What a draft said is no promise yet: until a task is handed out, its end is set anew. */
static void put_due(struct arena *a, struct task_row *t, int64_t day)
{
    if (t->started == 0)
        t->dues = 0;
    if (day == 0 || (t->dues && t->due[t->dues - 1] == day))
        return;
    int64_t *due = ARENA_ARRAY(a, int64_t, t->dues + 1);
    for (size_t i = 0; i < t->dues; i++)
        due[i] = t->due[i];
    due[t->dues++] = day;
    t->due = due;
}

static void put_steps(struct arena *a, struct task_row *t, const struct given *g)
{
    struct task_step *step = ARENA_ARRAY(a, struct task_step, g->n + 1);
    for (size_t i = 0; i < g->n; i++)
        step[i] = (struct task_step){g->row[i].number, g->row[i].extra, g->row[i].text};
    t->step = step;
    t->steps = g->n;
}

static void put_partners(struct arena *a, struct task_row *t, const struct given *g)
{
    int64_t *partner = ARENA_ARRAY(a, int64_t, g->n + 1);
    for (size_t i = 0; i < g->n; i++)
        partner[i] = g->row[i].number;
    t->partner = partner;
    t->partners = g->n;
}

static void put(struct arena *a, struct task_row *t, const struct given *g)
{
    struct str field = g->row->field;
    if (str_eq(field, STR("due"))) {
        put_due(a, t, g->n ? g->row->number : 0);
    } else if (str_eq(field, STR("roadmap"))) {
        put_steps(a, t, g);
    } else if (str_eq(field, STR("partners"))) {
        put_partners(a, t, g);
    } else if (str_eq(field, STR("progress"))) {
        t->has_progress = g->n > 0;
        t->progress = g->n ? g->row->number : 0;
    }
    if (t->started == 0 && str_eq(g->row->what, STR("start")))
        t->started = date_day_of(g->row->at_ms);
}

/* Rows stand by record, event and field; those of one field are given at once. */
static void put_all(struct arena *a, const struct sql_task_board_values_rows *rows, struct task_row *row,
                    size_t n)
{
    for (size_t i = 0, run; i < rows->n; i += run) {
        const struct sql_task_board_values_row *first = &rows->row[i];
        struct task_row *t = NULL;
        for (run = 1; i + run < rows->n; run++) {
            const struct sql_task_board_values_row *next = &rows->row[i + run];
            if (next->record_id != first->record_id || next->event_n != first->event_n ||
                !str_eq(next->field, first->field))
                break;
        }
        for (size_t k = 0; k < n && !t; k++)
            if (row[k].record_id == first->record_id)
                t = &row[k];
        if (t)
            put(a, t, &(struct given){first, first->n < 0 ? 0 : run});
    }
}

static enum rc load_some(struct db *db, struct arena *a, int64_t tenant_id, struct task_row *row, size_t n,
                         struct err *err)
{
    struct sql_task_board_values_rows rows;
    int64_t id[AT_ONCE] = {0};
    for (size_t i = 0; i < n; i++)
        id[i] = row[i].record_id;
    enum rc rc = sql_task_board_values(db, a, tenant_id, id[0], id[1], id[2], id[3], id[4], id[5], id[6],
                                       id[7], id[8], id[9], id[10], id[11], id[12], id[13], id[14], id[15],
                                       id[16], id[17], id[18], id[19], id[20], id[21], id[22], id[23], id[24],
                                       id[25], id[26], id[27], id[28], id[29], id[30], id[31], id[32], id[33],
                                       id[34], id[35], id[36], id[37], id[38], id[39], id[40], id[41], id[42],
                                       id[43], id[44], id[45], id[46], id[47], id[48], id[49], &rows, err);
    if (rc == RC_OK)
        put_all(a, &rows, row, n);
    return rc;
}

enum rc task_board_load(struct db *db, struct arena *a, int64_t tenant_id, const struct record_line *line,
                        size_t n, const struct task_row **ret, struct err *err)
{
    struct task_row *row = ARENA_ARRAY(a, struct task_row, n + 1);
    enum rc rc = RC_OK;
    for (size_t i = 0; i < n; i++)
        row[i].record_id = line[i].record_id;
    for (size_t i = 0; i < n && rc == RC_OK; i += AT_ONCE)
        rc = load_some(db, a, tenant_id, row + i, n - i < AT_ONCE ? n - i : AT_ONCE, err);
    *ret = row;
    return rc;
}

void task_row_of(struct arena *a, const struct record *r, struct task_row *ret)
{
    const struct procedure *p = r->procedure;
    int due = procedure_field_find(p, STR("due")), start = procedure_act_find(p, STR("start"));
    *ret = (struct task_row){.record_id = r->record_id};
    for (size_t i = 0; i < r->events; i++) {
        const struct record_event *e = &r->event[i];
        for (size_t k = 0; k < e->values && e->revoked_seq == 0; k++)
            if (e->value[k].field == due)
                put_due(a, ret, e->value[k].n ? e->value[k].item[0].number : 0);
        if (e->kind == EVENT_ACT && e->what == start && e->revoked_seq == 0 && ret->started == 0)
            ret->started = date_day_of(e->at_ms);
    }
}
