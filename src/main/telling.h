/* How this installation tells people: the options that serve and "jobs run" share. Nothing of them is stored.
 */
#ifndef MAIN_TELLING_H
#define MAIN_TELLING_H

#include "jobs/jobs.h"
#include "main/command.h"

/* From --smtp and the others; the password from --smtp-password-file, or from the file smtp-password of
 * systemd's credentials. What jobs_config_check says, and what command_read_file says. */
enum rc telling_config(const struct command *c, struct arena *a, const struct str *value, struct str city,
                       struct jobs_config *ret, struct err *err) MUST_CHECK;

int command_jobs_run(const struct command *c, struct arena *a, enum lang lang, const struct str *value);

#endif
