/* What the commands of the rule language share: the scope they begin with, the moment that is now, values as
 * JSON, and problems and notes as lines. */
#ifndef MAIN_FEEL_H
#define MAIN_FEEL_H

#include "base/lang.h"
#include "feel/feel.h"
#include "main/command.h"

/* The scope that commands begin with: the product's own functions over the calendar that ships, and the time
 * zones of this machine (domain/rule_words.h). False after having said what is wrong. */
bool feel_begin(struct arena *a, enum lang lang, struct feel_scope *ret) MUST_CHECK;

/* The option --now: a date and time as FEEL writes them; without it the clock of the machine, in the
 * product's zone (+08:00). False after having said what is wrong. */
bool feel_now(const struct command *c, struct arena *a, enum lang lang, const struct str *value,
              const struct feel_zones *z, struct value *ret) MUST_CHECK;

/* A value as JSON: {"type": …, "text": …} with decimal, double (only read), boolean, string, date, time,
 * dateTime, duration; {"list": […]}; {"context": {…}}; {"nil": true}. Results can also be {"type": "range"}
 * and
 * {"type": "function"} with a text that is FEEL. */
struct json_t;
bool feel_json_read(struct arena *a, const struct json_t *j, const struct feel_zones *z,
                    struct value *ret) MUST_CHECK;
void feel_json_put(struct buf *out, struct value v, const struct feel_zones *z);
void feel_json_text(struct buf *out, struct str s); /* a JSON string */

/* "1:5 不认得“x”。您是不是指“y”？" of the first problem that blocks. */
struct str feel_problem_text(struct arena *a, enum lang lang, const struct problems *p);
/* The same of the first note of a run; n = 0: there is none. */
struct str feel_note_text(struct arena *a, enum lang lang, const struct feel_run *run);

int command_feel_eval(const struct command *c, struct arena *a, enum lang lang, const struct str *value);
int command_feel_repl(const struct command *c, struct arena *a, enum lang lang, const struct str *value);

#endif
