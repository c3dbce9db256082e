/* One record put into views: what it is, where it stands, what happened, what can be done. Whatever page is
 * about a record begins with record_page_load, which refuses who may not see it. */
#ifndef WEB_RECORD_PAGE_H
#define WEB_RECORD_PAGE_H

#include "web/record_words.h"

struct record_page {
    struct record_words w;
    struct record *r;
    const struct procedure *p;
    struct record_times times;
    struct light_view light;
};
/* The record of {record} in the path, as of now or as of the end of a day (0: now). RC_NOT_FOUND
 * "record.no_such"; RC_NOT_FOUND "record_page.not_yours". */
enum rc record_page_load(struct door *d, int64_t as_of_day, struct record_page *ret,
                         struct err *err) MUST_CHECK;

/* Title, code, state, light, what is left; the places it leads to. */
void record_page_head(struct record_page *page, struct record_view *v);
const struct record_step *record_steps(struct record_page *page, size_t *ret_n);
/* The clocks that ever ran; `all` false: those that run or are paused now. */
const struct clock_line *record_clocks(struct record_page *page, bool all, size_t *ret_n);
/* Events number `first` on, newest first. `seq` > 0: those of that entry alone. */
enum rc record_event_lines(struct record_page *page, size_t first, int64_t seq,
                           struct record_events_view *ret, struct err *err) MUST_CHECK;
/* May this person see that other record? What cannot be read is not seen. */
bool record_page_sees(struct record_page *page, int64_t record_id);
/* A record as another one's page names it; `how`: in what relation. */
struct linked_line record_linked_line(struct record_page *page, const struct record_name *name,
                                      struct str how);
/* At most RECORD_LINKS_SHOWN of those that name it; *ret_more: how many are left out. */
#define RECORD_LINKS_SHOWN 40
enum rc record_linked_lines(struct record_page *page, const struct linked_line **ret, size_t *ret_n,
                            size_t *ret_more, struct err *err) MUST_CHECK;
const struct record_milestone *record_milestones(struct record_page *page, struct str *ret_title,
                                                 size_t *ret_n);
/* What this person may do now, and what could be done but for a reason; one of them is the main one. */
enum rc record_act_buttons(struct record_page *page, const struct record_act **ret, size_t *ret_n,
                           struct err *err) MUST_CHECK;
/* Why an act may not be done, in the reader's words. */
struct str record_why(struct record_page *page, int act, const struct err *why);

#endif
