/* What is worth a look (值得看一眼) in how units deal with supervised tasks: three rules over what happened,
 * each with its thresholds here, which the page shows. A finding is a hint to a person: nothing is scored,
 * and nothing is opened by it. A unit is named only when it also stands apart from all others together, so
 * that a habit which the whole city has is nobody's.
 *
 *     rc = record_pattern_load(db, a, tenant, now_ms, &events, err);        three statements, whatever the
 * city record_pattern_find(a, &events, calendar, now_ms, &found);             pure
 *
 * It knows the acts ask_extension and report and the fields due and progress of
 * procedures/supervised_task.yaml, and the act hold and the field source of procedures/interview.yaml. */
#ifndef DOMAIN_RECORD_PATTERN_H
#define DOMAIN_RECORD_PATTERN_H

#include "calendar/calendar.h"
#include "db/db.h"

#define RECORD_PATTERN_DAYS 90      /* back from now; of interviews the day on which they were held */
#define RECORD_PATTERN_APART 30     /* points of percent more than all other units together */
#define RECORD_PATTERN_EXTENSIONS 5 /* asked for, at least … */
#define RECORD_PATTERN_LATE 75      /* … and of these so many percent … */
#define RECORD_PATTERN_HOURS 24     /* … within so many hours of the end of the last day */
#define RECORD_PATTERN_REPORTS 12   /* made, at least … */
#define RECORD_PATTERN_CRAMMED 70   /* … and of these so many percent … */
#define RECORD_PATTERN_LAST 2       /* … on so many last working days of a month */
#define RECORD_PATTERN_GAIN 15      /* points of progress after an interview, at least … */
#define RECORD_PATTERN_GAIN_DAYS 45 /* … within so many days, and more than in as many before */

/* One deed on a supervised task. */
struct record_deed {
    int64_t record_id, unit, at_ms;
    int64_t number; /* extension: the day that was its end then; report: percent; interview: its record */
    struct str code, title; /* of the task */
};
struct record_deeds {
    const struct record_deed *row; /* oldest first */
    size_t n;
};
struct record_pattern_events {
    struct record_deeds extensions, reports, talks; /* reports begin RECORD_PATTERN_GAIN_DAYS earlier */
};
enum rc record_pattern_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t now_ms,
                            struct record_pattern_events *ret, struct err *err) MUST_CHECK;

enum record_pattern { PATTERN_EXTENSIONS, PATTERN_REPORTS, PATTERN_TALK, RECORD_PATTERN__COUNT };

/* One bar of a finding's picture: more than `from` and at most `to`, to 0: and more. Extensions: hours before
 * the end; reports: working days left of the month, that of the report with them. Interviews: `from` is the
 * day of a report, `own` its percent. */
struct record_pattern_bar {
    int64_t from, to;
    int64_t own, others; /* how many deeds of the unit, of all others */
    bool is_marked;      /* what the rule speaks of; after the interview */
};
struct record_finding {
    enum record_pattern pattern;
    int64_t unit;
    int64_t all, hits, others_all, others_hits; /* not of interviews */
    struct record_deeds deeds;                  /* the hits; of an interview that alone */
    int64_t before, after,
        earlier; /* of an interview, percent: when it was held, since, as many days before */
    const struct record_pattern_bar *bar;
    size_t bars;
};
struct record_findings {
    const struct record_finding *row; /* by pattern, then as the deeds first name the units */
    size_t n;
};
/* `calendar`: the jurisdiction's, for the last working days of months. */
void record_pattern_find(struct arena *a, const struct record_pattern_events *events,
                         const struct calendar *calendar, int64_t now_ms, struct record_findings *ret);

/* Of `all`, in whole percent, rounded half up; 0 of nothing. */
int64_t record_pattern_percent(int64_t hits, int64_t all);

#endif
