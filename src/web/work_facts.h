/* Facts (domain/fact.h) as rows of pages. */
#ifndef WEB_WORK_FACTS_H
#define WEB_WORK_FACTS_H

#include "domain/fact.h"
#include "web/page.h"
#include "web/views/work_fact.h"

/* `times`: so often it counted, working days of an interval; 0: that is not said. */
struct work_fact_row work_fact_row(struct door *d, const struct fact *f, int times);

#endif
