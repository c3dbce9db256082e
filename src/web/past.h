/* What a unit got in past years, for its pages; empty for whoever may not see it. */
#ifndef WEB_PAST_H
#define WEB_PAST_H

#include "web/page.h"

enum rc web_unit_past(struct door *d, int64_t organ_id, struct unit_past_view *ret,
                      struct err *err) MUST_CHECK;

#endif
