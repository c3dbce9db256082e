/* Decision tables in files (CSV, XLSX, pasted HTML): checked, and asked. */
#ifndef MAIN_RULES_H
#define MAIN_RULES_H

#include "main/command.h"

int command_rules_check(const struct command *c, struct arena *a, enum lang lang, const struct str *value);
int command_rules_eval(const struct command *c, struct arena *a, enum lang lang, const struct str *value);

#endif
