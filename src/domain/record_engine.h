/* Within the room: a record as it grows. What happens is first put together in memory (a candidate event with
 * its values), judged there, and written when it stands; so guards, rules and facts all ask the same struct
 * record, be it one that was loaded or one that an act has just added to. */
#ifndef DOMAIN_RECORD_ENGINE_H
#define DOMAIN_RECORD_ENGINE_H

#include "domain/outbox.h"
#include "domain/record.h"
#include "domain/search.h"

extern const char *const RECORD_EVENT_NAMES[EVENT__COUNT]; /* as stored: "act" … */

/* The record as its history reads under another version or a draft of its procedure. */
enum rc record_load_as(struct db *db, struct arena *a, struct procedure_book *book, int64_t tenant_id,
                       int64_t record_id, const struct procedure *as, struct record **ret,
                       struct err *err) MUST_CHECK;
/* What the events say, into the rest of *r: state, values, title, lead, closed_ms. */
void record_settle(struct arena *a, struct record *r);
/* The same record with one event more, settled. */
struct record *record_grown(struct arena *a, const struct record *r, const struct record_event *e);
/* The events that hold: not taken back. */
static inline bool event_holds(const struct record_event *e) { return e->revoked_seq == 0; }
static inline bool event_is_act(const struct record_event *e, int act)
{
    return e->kind == EVENT_ACT && e->what == act && e->revoked_seq == 0;
}
const struct record_value *event_value(const struct record_event *e, int field); /* NULL: not given */
/* The present value of an ORGAN, LINK, PERSON, DATE field; 0: none. */
int64_t record_number(const struct record *r, int field);

/* ---- what a run needs besides, loaded when it is asked for ---- */

/* Calendars and organs for the length of one question or one act. */
struct record_context {
    struct db *db;
    struct arena *a;
    int64_t tenant_id, now_ms;
    const struct actor *actor; /* who is asked about; NULL: the program */
    struct organ_book organs;
    bool has_organs;
    struct procedure_book *book;
    struct calendar_shelf *shelf; /* of this moment; NULL: not asked for yet */
};
enum rc context_organs(struct record_context *c, const struct organ_book **ret, struct err *err) MUST_CHECK;
/* organ_id 0: the jurisdiction's; so has an organ that nobody knows. */
enum rc context_calendar(struct record_context *c, int64_t organ_id, const struct calendar **ret,
                         struct err *err) MUST_CHECK;

/* ---- record_clock.c ---- */

/* The clock's events and budgets as of now_ms, for the functions of calendar/clock.h. Lives in the arena. */
struct record_watch {
    struct watch watch;
    struct budget budget[LIMIT_KIND__COUNT];
    const struct calendar *calendar;
    enum limit_kind kind; /* the limit that is shown */
    bool has_started;
};
enum rc record_watch(struct record_context *c, const struct record *r, int clock, struct record_watch *ret,
                     struct err *err) MUST_CHECK;
/* NOT_STARTED when it did not start. */
enum rc record_clock_read(struct record_context *c, const struct record *r, int clock, int64_t now_ms,
                          struct clock_reading *ret, struct err *err) MUST_CHECK;
int record_late_milestones(const struct record *r, int64_t day);

/* ---- record_ask.c: expressions ---- */

/* The value of an expression for the record; in a form, `pending` is the act that is not yet counted as done
 * (−1: none). VALUE_NULL when it cannot be evaluated. */
enum rc record_ask(struct record_context *c, const struct record *r, const struct procedure_expr *e,
                   int pending, struct value *ret, struct err *err) MUST_CHECK;
/* True alone is true; an expression that was not written is. */
enum rc record_holds(struct record_context *c, const struct record *r, const struct procedure_expr *e,
                     int pending, bool *ret, struct err *err) MUST_CHECK;
struct value record_field_value(struct record_context *c, const struct record *r, int field,
                                const struct record_value *v);

/* ---- record_give.c ---- */

/* A value of an expression as items of a field. RC_INVALID "record.set_unfit" ({0}: the field). */
enum rc record_items_of(struct record_context *c, const struct procedure *p, int field, struct value v,
                        const struct record_item **ret, size_t *ret_n, struct err *err) MUST_CHECK;
/* Where the expression is no more than a field of organs, each organ keeps the text that stood with it there
 * (its duty): an expression sees codes alone. `f`: the field that is given. */
const struct record_item *record_items_texts(struct arena *a, const struct record *from,
                                             const struct procedure_expr *e, const struct procedure_field *f,
                                             const struct record_item *item, size_t n);
/* ---- record_fit.c ---- */

/* *ret_why: what is wrong with it ({0} the field), NULL: it fits what the context's actor may
 * give. */
enum rc record_fit(struct record_context *c, const struct procedure_field *f, const struct record_input *in,
                   const char **ret_why, struct err *err) MUST_CHECK;

/* ---- record_may.c ---- */

/* 督查室、牵头单位的单位联络员: as errors name who may; pages put it into the reader's language. */
struct str record_who_names(struct arena *a, const struct procedure *p, const struct procedure_whos *whos);
/* The act's own conditions; with_form: asked of a record that was grown by it. */
enum rc record_guards(struct record_context *c, const struct record *r, int act, bool with_form,
                      struct err *err) MUST_CHECK;

/* ---- record.c ---- */

struct record_run;
/* The run of an act; empties the problems. */
enum rc record_begin(struct record_run *run, struct act *act, struct procedure_book *book, int64_t on_behalf,
                     struct problems *problems, struct err *err) MUST_CHECK;
/* A new record by an opening act of a procedure that is in force, as the actor of the run. */
enum rc record_open_fresh(struct record_run *run, struct str procedure, struct str act_id,
                          const struct record_input *value, size_t values, const struct record **ret,
                          struct err *err) MUST_CHECK;

/* ---- record_run.c: acts; record_rule.c: what follows; record_write.c; record_tick.c ---- */

struct record_cause {
    int64_t record_id;
    int event;
    struct str rule; /* n = 0: none */
};
/* One act of the house with all that follows. */
struct record_run {
    struct act *act;
    struct procedure_book *book;
    struct record_context context;
    int depth, events;
    int64_t on_behalf;
    struct problems *problems;
};
/* An act of a record, or a new record when r is fresh (no events). *ret: as it is then. */
enum rc record_perform(struct record_run *run, const struct record *r, int act, const struct actor *actor,
                       const struct record_input *value, size_t values, struct record_cause cause,
                       const struct record **ret, struct err *err) MUST_CHECK;
/* Number and code of a record that has none yet. */
enum rc record_number_give(struct record_run *run, struct record *fresh, struct err *err) MUST_CHECK;
/* What the act sets by itself, added to the values of event e, of which `value` is the array, with room for
 * all that it sets. */
enum rc record_take_sets(struct record_run *run, const struct record *grown, int act,
                         struct record_value *value, struct record_event *e, struct err *err) MUST_CHECK;
/* Facts, effects and tells of an event that was just written. */
enum rc record_follow(struct record_run *run, const struct record **r, const struct record_event *e,
                      struct err *err) MUST_CHECK;
bool record_event_is_on(const struct procedure_on *on, const struct record_event *e);
/* Writes the newest event of r with its values and the record's row and ties. */
enum rc record_write(struct record_run *run, const struct record *r, struct err *err) MUST_CHECK;
/* An event with its values alone; the record's row, ties and document are written by whoever calls. */
enum rc record_event_write(struct record_run *run, const struct record *r, const struct record_event *e,
                           struct err *err) MUST_CHECK;
enum rc record_row_write(struct record_run *run, const struct record *r, struct err *err) MUST_CHECK;
enum rc record_tie_write(struct db *db, struct arena *a, const struct record *r, struct err *err) MUST_CHECK;
enum rc record_index(struct record_run *run, const struct record *r, struct err *err) MUST_CHECK;
/* record_search.c */
struct search_doc record_search_doc(struct arena *a, const struct record *r);
/* Tells each of them: {0} its title, {1} what, {2} its code. */
enum rc record_tell(struct record_run *run, const struct record *r, const struct procedure_whos *whos,
                    const char *key, struct str what, enum tell_urgency urgency, struct err *err) MUST_CHECK;
/* Puts clocks and cadences in order after something happened: when to look again. */
enum rc record_refresh(struct record_run *run, const struct record *r, struct err *err) MUST_CHECK;
/* Does what is due of the record up to now, in order of time. */
enum rc record_catch_up(struct record_run *run, const struct record **r, bool *ret_done,
                        struct err *err) MUST_CHECK;
/* The next event's frame: number, times, who, states as they are. */
struct record_event record_event_next(struct record_run *run, const struct record *r,
                                      enum record_event_kind kind, int what, const struct actor *actor,
                                      struct record_cause cause);

/* record_revoke.c */
enum rc record_take_back(struct record_run *run, const struct record *r, const struct record_revoke *in,
                         struct err *err) MUST_CHECK;

/* ---- record_period.c ---- */

enum rc cadence_refresh(struct record_run *run, const struct record *r, int cadence,
                        struct err *err) MUST_CHECK;
enum rc cadence_answer(struct record_run *run, const struct record *r, const struct record_event *e,
                       struct err *err) MUST_CHECK;
enum rc cadence_unanswer(struct record_run *run, const struct record *r, int event_n,
                         struct err *err) MUST_CHECK;
enum rc cadence_step(struct record_run *run, const struct record **r, int cadence, int64_t at_ms,
                     struct err *err) MUST_CHECK;

#endif
