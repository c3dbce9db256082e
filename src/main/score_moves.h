/* Who moves between two results, as the commands write it. */
#ifndef MAIN_SCORE_MOVES_H
#define MAIN_SCORE_MOVES_H

#include "main/score.h"
#include "score/moves.h"

/* unit,total_before,total,change,rank_before,rank,grade_before,grade; one row a unit. */
void moves_csv(const struct scoring *s, const struct score_moves *m, struct buf *out);
/* An array of {after, before, change, nodes, unit} (docs/score-command.md). */
void moves_json(const struct scoring *s, const struct score_moves *m, struct json *j);
/* How many totals, ranks and grades are others, to stderr. */
void moves_say(const struct scoring *s, const struct score_moves *m);
/* How much more the total is; "" when one has none. */
struct str moves_delta(const struct scoring *s, const struct score_moves *m, const struct score_move *u);

void json_text_or_null(struct json *j, struct str text);

#endif
