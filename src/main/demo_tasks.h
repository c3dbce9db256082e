/* The supervised tasks of the demo city (demo/tasks.csv), lived through day by day: each is registered, signed
 * for, reported on every week, judged every ten days, extended, closed, by acts at the times when an office
 * would have done them; and the ticks of the year run in between, so warnings, periods, urgings and facts are
 * what they would have been.
 *
 * Planted: 市住建局 asks for its extensions on the very last day · 市教育局 reports on the last two days of a month ·
 * 市水利局 is talked to on 10-20 about a task that is overdue, and then gets on. */
#ifndef MAIN_DEMO_TASKS_H
#define MAIN_DEMO_TASKS_H

#include "main/house.h"

/* `office`: 督查室; `organ_of`: the organs of the city. The clock is left where the last deed was. */
enum rc demo_tasks_live(struct house *house, struct arena *a, struct actor office, struct str csv,
                        struct err *err) MUST_CHECK;

#endif
