/* What notices would change, calendar by calendar: those of the whole country change the jurisdiction's and
 * each week of an organ, those of one place only the calendars that go by its notices. */
#ifndef WEB_NOTICE_EFFECT_H
#define WEB_NOTICE_EFFECT_H

#include "web/calendar_page.h"

/* Whose calendars go by notices of `scope`: 云澜市、市政务服务中心. n = 0: nobody's. */
struct str notice_users(struct door *d, const struct calendar_asked *asked, struct str scope);

/* Calendars that change alike are told together. At most EFFECTS_MAX are told and EFFECT_CALENDARS_MAX looked
 * at; *ret_left says how many were not. */
#define EFFECTS_MAX 6
#define EFFECT_CALENDARS_MAX 24
enum rc notice_effects(struct door *d, const struct calendar_asked *asked, struct notices given,
                       struct effect_view ret[EFFECTS_MAX], size_t *ret_n, size_t *ret_left,
                       struct err *err) MUST_CHECK;

#endif
