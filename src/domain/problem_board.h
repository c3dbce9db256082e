/* The board of the problem ledger: how many are solved and how many are open, with a plan or without, by
 * field, by lead and by member. A figure and the list that it opens are one pick over the same lines, so they
 * cannot differ. A problem that was merged into another or struck is in no count but its own: the total is
 * the solved and the open ones. Source: PL-01 to PL-05 of the rule book. */
#ifndef DOMAIN_PROBLEM_BOARD_H
#define DOMAIN_PROBLEM_BOARD_H

#include "domain/record.h"

#define PROBLEM_PROCEDURE STR("problem")
#define PROBLEM_NO_AREA STR("-") /* no choice can be called so */
#define CAMPAIGN_PROCEDURE STR("campaign")

struct problem_line {
    struct record_line line;
    struct str area; /* the choice's code; n = 0: none was given */
    const int64_t *member, *lagging;
    size_t members, laggings;
    bool has_plan;
};
struct problem_lines {
    const struct problem_line *row; /* as lists of records are ordered: the most urgent first */
    size_t n;
};
/* All that the actor may see, of one campaign or (0) of all. Four statements, however many there are; at most
 * LIMIT_TABLE_ROWS problems. */
enum rc problem_lines_load(struct db *db, struct arena *a, int64_t tenant_id, struct record_scope scope,
                           int64_t campaign, int64_t now_ms, struct problem_lines *ret,
                           struct err *err) MUST_CHECK;

enum problem_show {
    PROBLEMS_ALL, /* but the dropped ones */
    PROBLEMS_SOLVED,
    PROBLEMS_OPEN,
    PROBLEMS_OVERDUE, /* open, and the due date is past */
    PROBLEMS_PLANNED,
    PROBLEMS_UNPLANNED,
    PROBLEMS_LAGGING, /* open, and the part of a member is not done */
    PROBLEMS_DROPPED,
    PROBLEMS__COUNT
};
/* "", "solved" …; an unknown word is PROBLEMS_ALL. */
enum problem_show problem_show_read(struct str word);
struct str problem_show_word(enum problem_show show);

/* What is counted or listed; whatever is 0 or empty does not matter. Where `state` is
 * given, `show` does not matter. */
struct problem_pick {
    enum problem_show show;
    struct str area, state;        /* area PROBLEM_NO_AREA: none was given */
    int64_t lead, member, lagging; /* organs; lagging: of open problems alone */
};
bool problem_is_picked(const struct problem_line *line, const struct problem_pick *pick);
size_t problem_count(const struct problem_lines *lines, const struct problem_pick *pick);

/* Part in a hundred, in tenths: 58 of 69 is 841. Rounded half up; −1 of none. */
int64_t problem_rate(size_t part, size_t whole);

#endif
