/* Within the room: a frame is one segment of the plan (plan.h) scored for one window, for all units. It is
 * filled strip by strip: a node for the units of some neighbouring classes. */
#ifndef SCORE_FRAME_H
#define SCORE_FRAME_H

#include "feel/rules.h"
#include "score/plan.h"

struct frame {
    int segment;
    struct window w;
    struct score_column *column; /* [nodes]; those of the segment */
    uint8_t **strikes;           /* [strike strips]; 1: the veto strikes the unit; those of the segment */
    int before;                  /* the frame of the same segment that was filled last, or −1 */
    /* For each PLAN_PERIODS node, in the order of the segment: which frames are its periods. */
    const int *const *periods; /* [nodes]; ended by −1 */
    const bool *is_one;        /* [nodes]: the window is no longer than a period: what that one says */
};

/* What one thread needs. */
struct worker {
    const struct plan *plan;
    const struct values *v;
    const struct frame *frames;
    const struct lanes *lanes;
    struct engine en;
    int entered; /* the class that the engine is at; −1 */
    bool has_engine;
    int32_t *x, *y, *z; /* strips */
    uint8_t *zeroed;
    uint32_t *work;
    const int32_t *col[BLEND_PARTS_MAX];
    int32_t *reciprocal; /* of the number of periods */
    /* Expressions: prepared for each leaf that has one, with strips for what they read. */
    struct feel_columns **rule;   /* [nodes] */
    struct rules_columns **table; /* [nodes] instead, of one that is drawn */
    int64_t *wide[RULE_INPUTS_MAX + 1];
    uint8_t *missing[RULE_INPUTS_MAX + 1];
    struct feel_column *input; /* all names that an expression of a leaf may have */
    bool is_broken;            /* a score was larger than supposed */
    struct err *err;
};

/* Units of the largest class, or of a block, whichever is more. */
#define BLOCK_UNITS 640
size_t worker_units(const struct scheme *s);
/* RC_NO_MEMORY. */
enum rc worker_open(struct worker *w, const struct plan *p, const struct values *v,
                    const struct frame *frames, const struct lanes *lanes, struct arena *a,
                    struct err *err) MUST_CHECK;
void worker_close(struct worker *w);
/* The exact engine at a class, nobody struck. */
enum rc worker_enter(struct worker *w, int class_index) MUST_CHECK;
/* One class of one node by it: for a displayed result the digits of the children are all it needs. */
enum rc worker_fill_exactly(struct worker *w, const struct frame *f, int node, int class_index) MUST_CHECK;

/* A node (or PLAN_PERIODS) of a frame for the classes from … to − 1, whose units fit into a strip. */
enum rc frame_fill(struct worker *w, int frame, int node, int from, int to) MUST_CHECK;

/* places.c: totals, ranks and grades of a class. */
enum rc places_fill(struct worker *w, const struct frame *f, const struct score_result *r,
                    struct score_unit *units, int class_index) MUST_CHECK;

#endif
