/* The subcommands of the program. Each is one row of the table in main.c; --help prints that table, so it
 * shows those that exist and only those. Data goes to stdout, talk to stderr. Exit: 0 done, 1 it found what
 * it looks for (verify: differences; score, import: a faulty file), 2 wrong use, 3 could not run. */
#ifndef MAIN_COMMAND_H
#define MAIN_COMMAND_H

#include "base/arena.h"
#include "base/err.h"
#include "base/lang.h"
#include "base/problem.h"

enum { EXIT_DONE = 0, EXIT_FOUND = 1, EXIT_USAGE = 2, EXIT_CANNOT = 3 };

/* One option of a command: "--port N". */
struct option_def {
    const char *name;  /* "port" */
    const char *value; /* "N"; NULL: a switch */
    const char *help;  /* key of the catalogue */
    bool is_many;      /* may stand several times: the values, one per line */
};

struct command {
    const char *name;
    const char *help; /* key */
    int (*run)(const struct command *c, struct arena *a, enum lang lang, const struct str *value);
    const struct option_def *option; /* value[i] of run belongs to option[i]; switches give "1" */
    size_t options;
    bool is_hidden;
    const char *operand; /* "FILE": one word without --, in value[options]; "FILE…": many, one per line;
                            NULL: none */
};

/* What was given for an option of the command; n = 0: nothing, or the command has no such option. */
struct str command_option(const struct command *c, const struct str *value, const char *name);
/* Prints to stderr in the user's language: the text with its arguments, then the hint. */
void command_say_error(struct arena *a, enum lang lang, const struct err *err);
void command_say_problems(struct arena *a, enum lang lang, struct str file, const struct problems *p);
void command_say(enum lang lang, struct arena *a, const char *key, const struct str *arg, size_t args);
/* Says it and gives the exit status: EXIT_CANNOT, or EXIT_FOUND for a faulty file. */
int command_fail(struct arena *a, enum lang lang, const struct err *err);
/* The whole file; "-" is stdin. RC_IO, RC_TOO_LARGE. */
enum rc command_read_file(struct arena *a, struct str path, size_t bytes_max, struct str *ret,
                          struct err *err) MUST_CHECK;

int command_serve(const struct command *c, struct arena *a, enum lang lang, const struct str *value);
int command_demo(const struct command *c, struct arena *a, enum lang lang, const struct str *value);
int command_init(const struct command *c, struct arena *a, enum lang lang, const struct str *value);
int command_import(const struct command *c, struct arena *a, enum lang lang, const struct str *value);
int command_table(const struct command *c, struct arena *a, enum lang lang, const struct str *value);
int command_calendar_due(const struct command *c, struct arena *a, enum lang lang, const struct str *value);
int command_calendar_explain(const struct command *c, struct arena *a, enum lang lang,
                             const struct str *value);
int command_calendar_check(const struct command *c, struct arena *a, enum lang lang, const struct str *value);
int command_calendar_reproject(const struct command *c, struct arena *a, enum lang lang,
                               const struct str *value);
int command_calendar_day(const struct command *c, struct arena *a, enum lang lang, const struct str *value);
int command_calendar_year(const struct command *c, struct arena *a, enum lang lang, const struct str *value);
int command_calendar_import(const struct command *c, struct arena *a, enum lang lang,
                            const struct str *value);
int command_verify(const struct command *c, struct arena *a, enum lang lang, const struct str *value);
int command_receipt_verify(const struct command *c, struct arena *a, enum lang lang, const struct str *value);
int command_fold_child(const struct command *c, struct arena *a, enum lang lang, const struct str *value);
int command_reindex(const struct command *c, struct arena *a, enum lang lang, const struct str *value);
int command_doctor(const struct command *c, struct arena *a, enum lang lang, const struct str *value);
int command_version(const struct command *c, struct arena *a, enum lang lang, const struct str *value);

#endif
