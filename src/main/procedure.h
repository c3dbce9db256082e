/* Procedures in files: checked, and said in words. */
#ifndef MAIN_PROCEDURE_H
#define MAIN_PROCEDURE_H

#include "main/command.h"

int command_procedure_check(const struct command *c, struct arena *a, enum lang lang,
                            const struct str *value);
int command_procedure_explain(const struct command *c, struct arena *a, enum lang lang,
                              const struct str *value);

#endif
