/* Words for records: who may, lights, due dates, values. The pages of registers, the board of supervised
 * tasks and whatever shows a record besides take them from here, so that one thing is called alike
 * everywhere.
 *
 *     struct record_words w;
 *     rc = record_words_load(d, &w, err);                    once a page
 *     struct str who = record_who_text(&w, p, &p->act[i].by);
 */
#ifndef WEB_RECORD_WORDS_H
#define WEB_RECORD_WORDS_H

#include "domain/calendar_book.h"
#include "domain/record_link.h"
#include "web/page.h"
#include "web/views/records.h"

struct record_words {
    struct door *d;
    struct organ_book organs;      /* of today */
    struct calendar_book calendar; /* the jurisdiction's */
    struct organ_detail people;    /* of the organ that was asked for last; organ_id 0: none yet */
};
enum rc record_words_load(struct door *d, struct record_words *ret, struct err *err) MUST_CHECK;

/* A procedure by its id; version 0: the one in force. RC_NOT_FOUND "procedure.no_such". */
enum rc record_procedure(struct door *d, struct str id, int64_t version, const struct procedure **ret,
                         struct err *err) MUST_CHECK;
/* Does one of them have the role of whoever asks? Of which record, the record says (record_may). */
bool record_has_role(const struct door *d, const struct procedure_whos *who);

/* A text of the procedure in the language of the reader; English ones begin with a capital letter. */
struct str record_said(const struct record_words *w, struct bilingual t);
/* The short name; "—" of none, and of one that is gone its number. */
struct str record_organ(const struct record_words *w, int64_t organ_id);
/* “督查室、牵头单位的单位联络员”; n = 0: nobody. */
struct str record_who_text(const struct record_words *w, const struct procedure *p,
                           const struct procedure_whos *who);

/* The text of an error of the engine, which names states, acts, fields, clocks and conditions in Chinese:
 * those of this procedure are put into the reader's language. */
struct str record_err_text(const struct record_words *w, const struct procedure *p, const struct err *err);

/* ● 正常 ▲ 临期 ■ 超期 ○ 办结; of LIGHT_NONE and not closed there is none. */
struct light_view record_light(const struct record_words *w, enum light light, bool is_closed);
/* “11-25（周三）17:30”; with the year when it is not this one. */
struct str record_moment(const struct record_words *w, int64_t ms);
struct str record_day(const struct record_words *w, int64_t day);
/* “剩 3 个工作日”, “今天到期”, “超 11 个工作日”: by the jurisdiction's calendar, for lists. */
struct str record_left_of_day(const struct record_words *w, int64_t due_day);
/* One clock as a line: when it ends, what is left or late, in what state it is. */
struct clock_line record_clock_line(const struct record_words *w, const struct procedure *p, int clock,
                                    const struct clock_reading *reading);

/* A value as people read it. Names of linked records and of people are looked up. */
enum rc record_value_line(struct record_words *w, const struct procedure *p, const struct record_value *v,
                          struct value_line *ret, struct err *err) MUST_CHECK;
/* Those that are given, in the order of the procedure; `but`: bits of fields that are left out. */
enum rc record_values_lines(struct record_words *w, const struct procedure *p, const struct record_value *v,
                            size_t n, uint64_t but, struct record_values_view *ret,
                            struct err *err) MUST_CHECK;
/* People in posts of the organ: option for option post and masked name. */
enum rc record_people(struct record_words *w, int64_t organ_id, const struct organ_detail **ret,
                      struct err *err) MUST_CHECK;

struct str record_url(const struct record_words *w, int64_t record_id);
struct str register_url(const struct record_words *w, struct str procedure);

#endif
