/* What the tests of this room share: a scheme from a text, values from small tables, results compared with
 * small tables. The CSV reader is only as good as the tests need. */
#ifndef UNIT_SCORE_KIT_H
#define UNIT_SCORE_KIT_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "score/result.h"

struct kit {
    struct arena *a;
    struct problems p;
    struct err err;
    const struct scheme *s;
    struct values *v;
    const struct score_result *r;
};

/* The scheme must be good; its problems are printed otherwise. kit_open_clean wants no warning either. */
void kit_open(struct kit *k, struct str yaml);
void kit_open_clean(struct kit *k, struct str yaml);
void kit_close(struct kit *k);
/* First column `unit`, an optional column `period`; the others are measures (or ignored columns). With the
 * columns measure, group, vote or level, count: ballots. With measure, item, count, points, matter: events.
 */
void kit_values(struct kit *k, struct str csv, const char *window);
/* Facts on the day `today` (2026-05-20): the columns unit, fact, from, to, value. `to` empty: an instant;
 * `now`: an interval that still runs. value empty: 1. Working days are those of the country. */
void kit_facts(struct kit *k, struct str csv, const char *today);
/* By the exact engine; every other way of reckoning it (score/board.h) must give the same bytes. */
void kit_compute(struct kit *k, const char *window);
/* First column `unit`; the others are total, rank, grade, class or ids of nodes. An empty field: none. */
void kit_expect(struct kit *k, struct str csv);
/* Every number of the result explains itself, and every waterfall adds up. */
void kit_everything_opens(struct kit *k);
/* Score of a node as published: "85.5000", or "" when it has none. */
const char *kit_score(struct kit *k, const char *node, const char *unit);
/* One leaf `x` of full marks 100 (digits 4) over the classless units 甲 乙 丙 丁, then its scores in that
 * order, joined by blanks. Values in the same order; "" for missing. `method` are the lines of the leaf. */
const char *kit_leaf(const char *method, const char *values);

struct window kit_window(const char *text);
/* The whole file; p = NULL when it is not there. */
struct str kit_file(struct arena *a, const char *path);
/* Takes the next fenced block of a manual off *rest: ```INFO, the lines between; false at the end. */
bool kit_next_block(struct str *rest, struct str *ret_info, struct str *ret_body);

/* An example of a manual, block by block: ```yaml opens it, ```csv values WINDOW fills it, ```csv result
 * WINDOW computes it. Schemes whose results it takes stand before it: ```yaml other, then ```csv other
 * WINDOW, which fills the one that stands above and computes that window. ```csv facts TODAY: facts. */
struct kit_example {
    struct kit k, other[4];
    int others;
    const struct score_result *result[16]; /* of the others */
    size_t results;
    bool is_done; /* what comes next belongs to another example */
};
enum kit_step { KIT_END, KIT_OPENED, KIT_FILLED, KIT_COMPUTED };
/* Does what the next block says; a block of another kind fails the test. *ret_body of KIT_COMPUTED is what
 * should come out. At the end everything is closed. */
enum kit_step kit_example_step(struct kit_example *e, struct str *rest, struct str *ret_body);

/* Path of a fixture; NULL, with the word that the test is skipped, when the fixtures are not there. */
const char *kit_fixture(struct arena *a, const char *name);

#endif
