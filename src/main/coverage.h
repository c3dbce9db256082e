/* What procedures make work, and what registers find in themselves. */
#ifndef MAIN_COVERAGE_H
#define MAIN_COVERAGE_H

#include "main/command.h"

/* A line for each thing that makes a mechanism work: mechanism, how far it works, file:line:column, what,
 * test. */
int command_procedure_coverage(const struct command *c, struct arena *a, enum lang lang,
                               const struct str *value);
/* A line for each finding: kind, register, number, title, what is wrong. */
int command_registers_check(const struct command *c, struct arena *a, enum lang lang,
                            const struct str *value);

#endif
