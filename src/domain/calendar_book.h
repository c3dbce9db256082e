/* The calendar of the jurisdiction and of its organs (工作日历): the national notices that ship with the
 * product, the notices that the jurisdiction adopted, and each organ's week and hours. It is the one place
 * from which the rest of the product gets a calendar:
 *
 *     struct calendar_book book;
 *     rc = calendar_book_load(d->db, d->a, tenant_id, organ_id, d->day, 0, &book, err);
 *     day = calendar_add_workdays(book.calendar, d->day, 5);
 *
 * A notice is known by its scope and number. One that is adopted with those of another takes its place, also
 * of one that ships; one that is withdrawn is left out, and what ships comes back. An organ without a week of
 * its own has that of its parent, and so on up, and at last that of the jurisdiction (organ_id 0). Without
 * any: Monday to Friday, whole days. */
#ifndef DOMAIN_CALENDAR_BOOK_H
#define DOMAIN_CALENDAR_BOOK_H

#include "calendar/calendar.h"
#include "calendar/clock.h"
#include "domain/organ.h"

#define PATTERN_TEXT_BYTES_MAX 8192
#define NOTICE_REASON_BYTES_MAX 600

/* One notice as the product knows it. Those that ship have no seq and no words about who and when. */
struct notice_record {
    struct notice notice;
    bool is_builtin;
    bool is_replaced;    /* it ships, and an adopted one has its scope and number */
    int64_t adopted_seq; /* entry that adopted it; 0: it ships */
    int64_t at_ms;
    struct str by_label, text_hash;         /* who, as a post; hex of the blob: the text as it was brought */
    int64_t withdrawn_seq, withdrawn_at_ms; /* 0: it holds */
    struct str withdrawn_label, reason;
};
struct notice_records {
    const struct notice_record *row; /* newest published first */
    size_t n;
};
enum rc notice_records_load(struct db *db, struct arena *a, int64_t tenant_id, struct notice_records *ret,
                            struct err *err) MUST_CHECK;
/* `scope` n = 0: the whole country. An adopted one comes before one that ships. RC_NOT_FOUND
 * "notice.no_such". */
enum rc notice_record_load(struct db *db, struct arena *a, int64_t tenant_id, struct str scope,
                           struct str number, struct notice_record *ret, struct err *err) MUST_CHECK;
bool notice_record_holds(const struct notice_record *r);
struct notices notices_that_hold(struct arena *a, const struct notice_records *all); /* oldest first */

struct calendar_book {
    const struct calendar *calendar;
    struct notices notices; /* that hold, whatever day they were published */
    int64_t organ_id;       /* as asked for */
    int64_t from_organ;     /* whose week and hours it has; 0: the jurisdiction's */
    bool has_pattern;       /* false: nobody said anything, it is Monday to Friday */
    struct str text;        /* of the pattern, in its own form */
    struct str zone;        /* Asia/Shanghai */
    int64_t known_day;      /* as asked for */
};
/* organ_id 0: the jurisdiction's own; else one that is there on `day`. known_day 0, or the day up to which
 * notices were published. RC_NOT_FOUND "organ.not_found"; RC_INVALID, RC_NOT_FOUND of a zone file that is
 * gone. */
enum rc calendar_book_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t organ_id, int64_t day,
                           int64_t known_day, struct calendar_book *ret, struct err *err) MUST_CHECK;

/* Who has said something of the own week. */
struct organ_calendar {
    int64_t organ_id; /* 0: the jurisdiction */
    struct str text;  /* n = 0: said nothing more (inherits again) */
    int64_t set_seq, at_ms;
    struct str by_label;
};
struct organ_calendars {
    const struct organ_calendar *row; /* by organ_id */
    size_t n;
};
enum rc organ_calendars_load(struct db *db, struct arena *a, int64_t tenant_id, struct organ_calendars *ret,
                             struct err *err) MUST_CHECK;

/* Those that go by notices of `scope`, as far as they have a week of their own; the others have the week of
 * one of these or of none. n = 0, the whole country: all of them, and the jurisdiction's before, also when
 * it said nothing. */
struct organ_calendars organ_calendars_of_scope(struct arena *a, const struct organ_calendars *all,
                                                struct str scope);

/* A calendar with this pattern (n = 0: that of calendar_book_load without it) and these notices instead of
 * those that hold: what a change would make of it. RC_INVALID with problems, or of the zone. */
enum rc pattern_try(struct arena *a, struct str text, struct notices notices, int64_t known_day,
                    const struct calendar **ret, struct str *ret_zone, struct problems *problems,
                    struct err *err) MUST_CHECK;
/* `base` with `more` laid over it: same scope and number replace. */
struct notices notices_merge(struct arena *a, struct notices base, struct notices more);

/* The bytes of a file as the text for notices_read: UTF-8, UTF-16 with its mark, or GB18030, which offices
 * write; of a workbook the first sheet as CSV, each row on the line that has its number. RC_TOO_LARGE
 * "notice.too_long", RC_INVALID "notice.cannot_read" with a problem. */
#define NOTICE_WORKBOOK_MAX (1024 * 1024) /* bytes of a workbook; its text is held to NOTICE_TEXT_MAX */
enum rc notice_bytes_read(struct arena *a, struct str bytes, struct str *ret, struct problems *problems,
                          struct err *err) MUST_CHECK;

/* A notice that was published after `today` is easily a slip in the year, and possible all the same: warns.
 */
void notices_warn_of_future(struct notices notices, int64_t today, struct problems *problems);

/* What a person looked at before saying yes: of each of `given` what holds under its scope and number, or
 * that nothing does; and of an organ its own week. Hex. An act that is given one refuses with RC_CONFLICT
 * when it has become another. */
enum rc notices_fingerprint(struct db *db, struct arena *a, int64_t tenant_id, struct notices given,
                            struct str *ret, struct err *err) MUST_CHECK;
struct str week_fingerprint(struct arena *a, const struct organ_calendars *all, int64_t organ_id);

/* What a change of calendar does. */
struct usual_move { /* a start and a usual limit whose end moves */
    int64_t start_day, from_day, to_day;
    int workdays;
};
#define EFFECT_DAYS_MAX 800
#define EFFECT_AHEAD_DAYS 60 /* starts from today on that are looked at, with limits of 5, 10, 20 days */
struct calendar_effect {
    const int64_t *day; /* worked in one and not in the other; at most EFFECT_DAYS_MAX */
    size_t days, days_all;
    const struct usual_move *move;
    size_t moves;
    const struct moved_clock *clock; /* of the watches */
    size_t clocks;
    size_t watches; /* how many there were to look at */
};
/* `first` … `last`: the days that are compared. */
enum rc calendar_effect_make(struct arena *a, const struct calendar *was, const struct calendar *is,
                             int64_t first, int64_t last, int64_t now_ms, const struct watch *watch,
                             size_t watches, struct calendar_effect *ret, struct err *err) MUST_CHECK;

/* The bytes of a file of time zones, such as Asia/Urumqi under /usr/share/zoneinfo. RC_INVALID
 * "calendar_book.zone_name" for what is no such name (letters, digits, _ + - and single /), RC_NOT_FOUND
 * "calendar_book.zone_missing". */
enum rc zone_file_read(struct arena *a, struct str name, struct str *ret, struct err *err) MUST_CHECK;
/* The zone of that name; NULL for Asia/Shanghai, which needs no file, and for n = 0. Errors as above, and
 * those of zone_read. */
enum rc zone_load(struct arena *a, struct str name, const struct zone **ret, struct err *err) MUST_CHECK;

/* ------------------------------------------------------------------------------------------- acts */

/* act_notice_adopt: all notices of the text, or none. The answer is the number of the entry. RC_INVALID
 * "notice.cannot_read" with problems, "notice.same_as_now" when nothing of it is new; RC_CONFLICT
 * "notice.changed_meanwhile". */
struct notice_adopt {
    struct str bytes; /* as they were brought: one of the forms of notices_read, see notice_bytes_read */
    struct notice_wish wish;
    struct str checked;        /* notices_fingerprint of what was looked at; n = 0: nothing was */
    struct problems *problems; /* may be NULL */
};
/* act_notice_withdraw: an adopted notice. RC_INVALID "notice.no_reason", "notice.reason_unfit"; RC_CONFLICT
 * "notice.ships", "notice.withdrawn_already". */
struct notice_withdraw {
    struct str scope, number, reason;
};
/* act_calendar_set: an organ's week and hours. text n = 0: as its parent's again. RC_INVALID
 * "calendar_book.pattern_unfit" with problems, "calendar_book.same_as_now", and of the zone; RC_CONFLICT
 * "calendar_book.changed_meanwhile". */
struct calendar_set {
    int64_t organ_id; /* 0: the jurisdiction */
    struct str text;
    struct str checked;        /* week_fingerprint of what was looked at; n = 0: nothing was */
    struct problems *problems; /* may be NULL */
};

#endif
