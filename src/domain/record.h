/* Records (事项): what somebody owes, run by procedures (procedure/procedure.h). Everything that happens to a
 * record is an event: an act of a person, or of the program (a warning of a clock, the asking of a cadence,
 * what a rule did). A record is its events; its present state and values, its clocks and what it was like on
 * an earlier day are read out of them.
 *
 *     rc = record_load(db, a, book, tenant, id, 0, &r, err);          one record with all its history
 *     rc = record_options(db, a, book, &actor, r, now, &options, err); what this person may do to it, or why
 * not door_act(d, &(struct record_do){.book = …, .record_id = id, .act = "report", .value = …}, …)
 *
 * One act may bring on others, by rules: they run in the same transaction, as the program, in the same entry,
 * and name the event that caused them; at most RECORD_DEPTH_MAX deep and RECORD_EVENTS_MAX in all, else
 * nothing of it is done (RC_INVALID "record.rules_too_deep", "record.rules_too_many"). A rule opens, reminds,
 * counts and proposes; what needs a person's decision is an act that the system may not do.
 *
 * Who may: the doors record_open, record_do … let staff in; which act of which record, the procedure says
 * (record_may). Who may see: procedure.seen_by, as a condition of every statement that lists, counts or
 * finds records (struct record_scope). */
#ifndef DOMAIN_RECORD_H
#define DOMAIN_RECORD_H

#include "domain/calendar_book.h"
#include "domain/procedure_book.h"

#define RECORD_DEPTH_MAX 8
#define RECORD_EVENTS_MAX 200

/* One item of a field: see record_value in src/db/migrations/0007_records.sql. */
struct record_item {
    int64_t number, extra;
    struct str text;
};
/* What a field was given by one event; n = 0: it was emptied. */
struct record_value {
    int field;
    const struct record_item *item;
    size_t n;
    bool is_masked; /* private: the text is masked until it is revealed */
};

enum record_event_kind {
    EVENT_ACT,     /* what: the act */
    EVENT_WARNED,  /* what: the clock, rung, term */
    EVENT_EXPIRED, /* what: the clock, term */
    EVENT_ASKED,   /* what: the cadence, period */
    EVENT_MISSED,
    EVENT_MOVED,   /* handed over, or put under another version */
    EVENT_REVOKED, /* an earlier event was taken back: rung is its number */
    EVENT_TAKEN,   /* it was taken over from a table: rung is the row, period the file, rule its own number
                      there. What lies before it stands in the name of the program and brought on nothing */
    EVENT__COUNT
};
struct record_event {
    int n; /* from 1 */
    enum record_event_kind kind;
    int what; /* act, clock or cadence of the procedure; −1 of MOVED, REVOKED, TAKEN */
    int rung, term;
    struct str period;
    int64_t seq, at_ms, said_ms;
    int64_t by_account, by_organ, on_behalf;
    enum role by_role;
    struct str by_label;
    int from_state, to_state; /* −1: it was not there yet */
    int64_t cause_record;
    int cause_event;
    struct str rule;     /* that did it; n = 0: a person, or the tick */
    int64_t revoked_seq; /* 0: it holds */
    const struct record_value *value;
    size_t values;
};

struct record {
    struct procedure_book *book; /* of which its procedure and its calendars are */
    int64_t tenant_id, record_id, version;
    const struct procedure *procedure;
    struct str code, title;
    int state;
    int64_t lead_id, opened_ms, closed_ms; /* closed_ms 0: open */
    int64_t cause_record;
    int cause_event;
    struct str cause_rule;
    const struct record_event *event; /* oldest first */
    size_t events;
    const struct record_value *value; /* [procedure->fields]: the present ones; n = 0: none */
    int64_t as_of_ms;                 /* as asked for; 0: now */
};

/* As it was known at as_of_ms (0: now): events recorded later are left out, and so is what they revoked.
 * RC_NOT_FOUND "record.no_such", also when it was not there yet. Whoever calls asks record_may_see. */
enum rc record_load(struct db *db, struct arena *a, struct procedure_book *book, int64_t tenant_id,
                    int64_t record_id, int64_t as_of_ms, struct record **ret, struct err *err) MUST_CHECK;

/* ---- who ---- */

/* Is the actor one of them, for this record? */
bool record_is_one_of(const struct record *r, const struct actor *actor, const struct procedure_whos *whos);
bool record_may_see(const struct record *r, const struct actor *actor);
/* For a link to it from elsewhere, without loading it: offices, leaders and auditors follow any, others those
 * that are seen through their organ. The page itself asks record_may_see. */
enum rc record_may_follow(struct db *db, struct arena *a, const struct actor *actor, int64_t record_id,
                          bool *ret, struct err *err) MUST_CHECK;
/* May this be done now, apart from what the form says? RC_DENIED "record.not_yours" names who may;
 * RC_CONFLICT "record.not_in_this_state", "record.too_often", "record.too_late", and the procedure's own
 * sentence ("record.guard", {0}). `calendar` counts for the clocks. */
enum rc record_may(struct db *db, struct arena *a, const struct record *r, const struct actor *actor, int act,
                   int64_t now_ms, struct err *err) MUST_CHECK;
/* All acts of the procedure for this person: those that may be done, and those that could be but for a reason
 * that can change; others are left out. */
struct record_option {
    int act;
    bool may;
    struct err why; /* not may */
};
struct record_options {
    const struct record_option *row;
    size_t n;
};
enum rc record_options(struct db *db, struct arena *a, const struct record *r, const struct actor *actor,
                       int64_t now_ms, struct record_options *ret, struct err *err) MUST_CHECK;

/* ---- time ---- */

/* Clocks are read, never stored. `reading[i]` of clock i with the limit that was set first (promised before
 * statutory before internal); state CLOCK_NOT_STARTED when it did not start. */
struct record_times {
    const struct clock_reading *reading; /* [procedure->clocks] */
    enum light light;                    /* of the clock that lists show */
    int late_milestones;
};
enum rc record_times(struct db *db, struct arena *a, const struct record *r, int64_t now_ms,
                     struct record_times *ret, struct err *err) MUST_CHECK;

/* One period of a cadence, newest first. */
enum period_state { PERIOD_OPEN, PERIOD_ASKED, PERIOD_KNOWN, PERIOD_DONE, PERIOD_MISSED, PERIOD_QUIET };
struct record_period {
    int cadence;
    struct stretch stretch;
    enum period_state state;
    int64_t opened_ms, asked_ms, closed_ms;
    int answer_event;
};
struct record_periods {
    const struct record_period *row;
    size_t n;
};
enum rc record_periods(struct db *db, struct arena *a, const struct record *r, struct record_periods *ret,
                       struct err *err) MUST_CHECK;

/* ---- lists ---- */

/* Which records somebody may see at all; made of the actor and the procedures in force. */
struct record_scope {
    bool is_all;      /* whatever the organ */
    int64_t organ_id; /* else: records that name this organ */
};
/* The present value of a field by which lists may be filtered (procedure.list): the code of a choice; else a
 * number: of an organ, a record, a person, and 1 and 0 of yes and no. */
struct record_pick {
    struct str field, code;
    int64_t number;
};
/* By urgency: red by age, yellow, green, then without a light. The others: by lead, in the order in which the
 * organs were entered, and by the end of the light clock, the latest first; within these by urgency. */
enum record_sort { SORT_URGENCY, SORT_LEAD, SORT_LATEST };
struct record_filter {
    struct str procedure;           /* n = 0: any */
    struct str state;               /* n = 0: any */
    int open;                       /* 1: open ones, −1: closed ones, 0: both */
    enum light light;               /* LIGHT_NONE: any */
    int64_t lead;                   /* 0: any */
    int64_t due_from, due_to;       /* days, of the light clock; 0: any */
    struct str words;               /* in title or code; n = 0: any */
    const struct record_pick *pick; /* all of them hold */
    size_t picks;
    enum record_sort sort;
    int64_t page, per_page; /* page from 1 */
};
struct record_line {
    int64_t record_id, version, lead_id, opened_ms, closed_ms, due_ms, warn_ms;
    struct str procedure, code, title, state;
    enum light light;
};
struct record_rows {
    const struct record_line *row; /* as filter.sort says */
    size_t n;
    int64_t total;       /* of all pages */
    int64_t by_light[4]; /* of the filter without its light; LIGHT_NONE: the others */
};
struct record_scope record_scope_of(const struct procedure *p, const struct actor *actor);
enum rc record_list(struct db *db, struct arena *a, int64_t tenant_id, struct record_scope scope,
                    const struct record_filter *filter, int64_t now_ms, struct record_rows *ret,
                    struct err *err) MUST_CHECK;

/* A rule, or a draft of one, on what has happened: on which events of which records it would have fired. What
 * a clock or a cadence that did not exist then would have said is not known. Reads all records of the
 * procedure. */
struct record_hit {
    int64_t record_id, at_ms;
    int event;
    struct str code, title;
};
struct record_hits {
    const struct record_hit *row; /* by record, then event; the first RECORD_HITS_MAX */
    size_t n;
    int64_t total, records; /* how often; how many records were looked at */
};
#define RECORD_HITS_MAX 1000
enum rc record_dry_run(struct db *db, struct arena *a, struct procedure_book *book, int64_t tenant_id,
                       const struct procedure *draft, int rule, struct record_hits *ret,
                       struct err *err) MUST_CHECK;

/* Open records that are under an earlier version of their procedure, by number; of a line code, title and
 * state alone. */
enum rc record_behind(struct db *db, struct arena *a, int64_t tenant_id, struct str procedure,
                      int64_t version, struct record_rows *ret, struct err *err) MUST_CHECK;

/* For the index of the house (domain/search.h): all records, some hundreds at a time. */
struct search_docs;
enum rc record_search_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t *cursor,
                           struct search_docs *ret, struct err *err) MUST_CHECK;

/* ---- acts ---- */

/* What is given to a field, as the person typed it or as it is kept. Text is read by record_input_read. */
struct record_input {
    struct str field;
    const struct record_item *item;
    size_t n;
};

/* act_record_open: a new record by one of its procedure's opening acts; act_record_do: an act of one that is
 * there. The answer is the record's number. RC_INVALID "record.needs" ({0}: the fields), and for values
 * "record.value_unfit" with problems[i].line = index into `value`; RC_CONFLICT "record.changed_meanwhile". */
struct record_open {
    struct procedure_book *book;
    struct str procedure, act;
    const struct record_input *value;
    size_t values;
    int64_t on_behalf;         /* the organ for which an office enters it; 0 */
    struct problems *problems; /* may be NULL */
};
struct record_do {
    struct procedure_book *book;
    int64_t record_id;
    struct str act;
    int64_t events_seen; /* how many events the person saw; 0: does not matter */
    const struct record_input *value;
    size_t values;
    int64_t on_behalf;
    struct problems *problems;
};
/* act_record_batch: one act on many; those that may not are skipped and listed. */
struct record_skip {
    int64_t record_id;
    struct err why;
};
struct record_batch {
    struct procedure_book *book;
    const int64_t *record_id;
    size_t n;
    struct str act;
    const struct record_input *value;
    size_t values;
    struct record_skip *ret_skip; /* [n] */
    size_t *ret_skips;
};
/* act_record_revoke: the last event of a person is taken back: state, values and facts are as before it, and
 * what it had caused is revoked with it. Offices alone, with a reason. RC_CONFLICT "record.not_the_last". */
struct record_revoke {
    struct procedure_book *book;
    int64_t record_id;
    int event;
    struct str reason;
};
/* act_record_hand_over: open records go from one organ to another: each gets an event that says so, the new
 * organ is told, and whoever was responsible there is to be named again. All open ones of `from` when n is 0.
 * The answer is how many. RC_INVALID "record.hand_over_reason"; RC_CONFLICT "record.hand_over_none". */
struct record_hand_over {
    struct procedure_book *book;
    int64_t from_organ, to_organ;
    const int64_t *record_id;
    size_t n;
    struct str reason;
};
/* act_record_migrate: the open records of earlier versions go on under the newest version of their procedure.
 * Clocks that ran run on, by the new limits. RC_CONFLICT "record.migrate_state" ({0} a record, {1} its state,
 * which the new version does not have), "record.migrate_none"; RC_INVALID "record.migrate_reason". The answer
 * is how many. */
struct record_migrate {
    struct procedure_book *book;
    struct str procedure, reason;
};
/* act_record_tick: what is due of a record, by the program. RC_CONFLICT "record.nothing_due". */
struct record_tick {
    struct procedure_book *book;
    int64_t record_id;
};
/* Runs act_record_tick for all that is due now, in order of time, so that what was missed while the program
 * stood still comes in its order. `thread`: of the kernel's readers. *ret_n: how many records. A record that
 * cannot be done does not keep the others waiting; the first error is given back at the end. */
struct kernel;
enum rc record_tick_due(struct kernel *kernel, struct procedure_book *book, size_t thread, int64_t *ret_n,
                        struct err *err) MUST_CHECK;

/* What a person typed into a form's field, read: dates in all forms, numbers with full-width digits, organs
 * by any of their names, milestones a line each (“4月30日 完成招标”), choices by code or title. Items live in
 * `a`; what cannot be read is a problem with the field's index as its line. */
bool record_input_read(struct arena *a, const struct procedure *p, int field, const struct str *typed,
                       size_t n, const struct organ_book *organs, int64_t today, struct record_input *ret,
                       struct problems *problems) MUST_CHECK;
#define RECORD_DONE_MARK "✓" /* between a milestone and the day on which it was done */
/* A value as a form shows it, in the form that record_input_read reads back. */
struct str record_input_text(struct arena *a, const struct procedure *p, const struct record_value *v,
                             size_t i, const struct organ_book *organs);

#endif
