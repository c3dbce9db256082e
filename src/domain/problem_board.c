#include "domain/problem_board.h"

#include <stdlib.h>

#include "base/limits.h"
#include "gen/sql.h"

#define DROPPED STR("dropped")

/* ---- the lines ---- */

/* Lines stand by urgency, what is added to them comes by record. */
struct placed {
    int64_t record_id;
    struct problem_line *line;
};

static int by_record(const void *x, const void *y)
{
    const struct placed *a = x, *b = y;
    return (a->record_id > b->record_id) - (a->record_id < b->record_id);
}

static struct problem_line *line_of(const struct placed *placed, size_t n, int64_t record_id)
{
    const struct placed key = {record_id, NULL};
    const struct placed *found = n ? bsearch(&key, placed, n, sizeof key, by_record) : NULL;
    return found ? found->line : NULL;
}

/* Organs of one record are neighbours; they share one array with room for all. */
static void add_organ(const int64_t **list, size_t *n, int64_t *room, int64_t organ_id)
{
    if (*n == 0)
        *list = room;
    room[0] = organ_id;
    *n += 1;
}

static enum rc add_ties(struct db *db, struct arena *a, int64_t tenant_id, const struct placed *placed,
                        size_t n, struct err *err)
{
    struct sql_problem_ties_rows rows;
    enum rc rc = sql_problem_ties(db, a, tenant_id, PROBLEM_PROCEDURE, &rows, err);
    if (rc != RC_OK)
        return rc;
    int64_t *member = ARENA_ARRAY(a, int64_t, rows.n + 1), *lagging = ARENA_ARRAY(a, int64_t, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        const struct sql_problem_ties_row *row = &rows.row[i];
        struct problem_line *line = line_of(placed, n, row->record_id);
        if (!line)
            continue;
        if (str_eq(row->kind, STR("f"))) { /* |area=safety| */
            size_t at = sizeof "|area=" - 1;
            line->area = str_sub(row->field, at, row->field.n - at - 1);
        } else if (str_eq(row->field, STR("members"))) {
            add_organ(&line->member, &line->members, member++, row->other_id);
        } else {
            add_organ(&line->lagging, &line->laggings, lagging++, row->other_id);
        }
    }
    return RC_OK;
}

static enum rc add_plans(struct db *db, struct arena *a, int64_t tenant_id, const struct placed *placed,
                         size_t n, struct err *err)
{
    struct sql_problem_plans_rows rows;
    enum rc rc = sql_problem_plans(db, a, tenant_id, PROBLEM_PROCEDURE, &rows, err);
    for (size_t i = 0; rc == RC_OK && i < rows.n; i++) {
        struct problem_line *line = line_of(placed, n, rows.row[i].record_id);
        if (line)
            line->has_plan = true;
    }
    return rc;
}

enum rc problem_lines_load(struct db *db, struct arena *a, int64_t tenant_id, struct record_scope scope,
                           int64_t campaign, int64_t now_ms, struct problem_lines *ret, struct err *err)
{
    const struct record_pick of = {.field = STR("campaign"), .number = campaign};
    struct record_filter filter = {.procedure = PROBLEM_PROCEDURE,
                                   .pick = &of,
                                   .picks = campaign != 0,
                                   .page = 1,
                                   .per_page = LIMIT_TABLE_ROWS};
    struct record_rows rows;
    enum rc rc = record_list(db, a, tenant_id, scope, &filter, now_ms, &rows, err);
    if (rc != RC_OK)
        return rc;
    struct problem_line *line = ARENA_ARRAY(a, struct problem_line, rows.n + 1);
    struct placed *placed = ARENA_ARRAY(a, struct placed, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        line[i] = (struct problem_line){.line = rows.row[i]};
        placed[i] = (struct placed){rows.row[i].record_id, &line[i]};
    }
    if (rows.n)
        qsort(placed, rows.n, sizeof *placed, by_record);
    rc = add_ties(db, a, tenant_id, placed, rows.n, err);
    if (rc == RC_OK)
        rc = add_plans(db, a, tenant_id, placed, rows.n, err);
    *ret = (struct problem_lines){line, rows.n};
    return rc;
}

/* ---- counting ---- */

static const struct str WORD[PROBLEMS__COUNT] = {[PROBLEMS_ALL] = STR_INIT(""),
                                                 [PROBLEMS_SOLVED] = STR_INIT("solved"),
                                                 [PROBLEMS_OPEN] = STR_INIT("open"),
                                                 [PROBLEMS_OVERDUE] = STR_INIT("overdue"),
                                                 [PROBLEMS_PLANNED] = STR_INIT("plan"),
                                                 [PROBLEMS_UNPLANNED] = STR_INIT("no-plan"),
                                                 [PROBLEMS_LAGGING] = STR_INIT("lagging"),
                                                 [PROBLEMS_DROPPED] = STR_INIT("dropped")};

enum problem_show problem_show_read(struct str word)
{
    for (size_t i = 0; i < PROBLEMS__COUNT; i++)
        if (str_eq(WORD[i], word))
            return (enum problem_show)i;
    return PROBLEMS_ALL;
}

struct str problem_show_word(enum problem_show show) { return WORD[show]; }

static bool is_shown(const struct problem_line *p, enum problem_show show)
{
    bool is_dropped = str_eq(p->line.state, DROPPED), is_closed = p->line.closed_ms != 0;
    switch (show) {
    case PROBLEMS_ALL:
        return !is_dropped;
    case PROBLEMS_SOLVED:
        return is_closed && !is_dropped;
    case PROBLEMS_OPEN:
        return !is_closed;
    case PROBLEMS_OVERDUE:
        return !is_closed && p->line.light == LIGHT_RED;
    case PROBLEMS_PLANNED:
        return !is_dropped && p->has_plan;
    case PROBLEMS_UNPLANNED:
        return !is_dropped && !p->has_plan;
    case PROBLEMS_LAGGING:
        return !is_closed && p->laggings > 0;
    case PROBLEMS_DROPPED:
        return is_dropped;
    case PROBLEMS__COUNT:
        break;
    }
    return false;
}

static bool has_organ(const int64_t *organ, size_t n, int64_t organ_id)
{
    for (size_t i = 0; i < n; i++)
        if (organ[i] == organ_id)
            return true;
    return false;
}

bool problem_is_picked(const struct problem_line *p, const struct problem_pick *pick)
{
    bool fits = pick->state.n ? str_eq(p->line.state, pick->state) : is_shown(p, pick->show);
    if (pick->area.n)
        fits &= str_eq(pick->area, PROBLEM_NO_AREA) ? p->area.n == 0 : str_eq(p->area, pick->area);
    if (pick->lead)
        fits &= p->line.lead_id == pick->lead;
    if (pick->member)
        fits &= has_organ(p->member, p->members, pick->member);
    if (pick->lagging)
        fits &= p->line.closed_ms == 0 && has_organ(p->lagging, p->laggings, pick->lagging);
    return fits;
}

size_t problem_count(const struct problem_lines *lines, const struct problem_pick *pick)
{
    size_t n = 0;
    for (size_t i = 0; i < lines->n; i++)
        n += problem_is_picked(&lines->row[i], pick);
    return n;
}

int64_t problem_rate(size_t part, size_t whole)
{
    return whole ? (int64_t)((part * 2000 + whole) / (2 * whole)) : -1;
}
