/* What the words of `kaocheng score` share: a scheme and tables of values come in, and a result for one
 * period is there. No data base, no clock: the same bytes on every machine. Data goes to stdout (a table or
 * lines for people; with --json canonical JSON, docs/score-command.md), talk to stderr. */
#ifndef MAIN_SCORE_H
#define MAIN_SCORE_H

#include "base/buf.h"
#include "base/json.h"
#include "domain/value_table.h"
#include "main/command.h"
#include "score/result.h"

struct scoring {
    const struct command *command;
    const struct str *value;
    struct arena *arena;
    enum lang lang;
    struct str file;          /* at work, for naming problems */
    struct problems problems; /* of that file */
    bool is_wrong_use;        /* the error is one of the options */
    bool is_json;
    struct str text; /* of the scheme */
    const struct scheme *scheme;
    struct values *values;
    struct value_windows windows; /* in which the tables have something */
    struct window window;         /* of --period, or the last of `windows` */
    const struct score_result *result;
    struct err *err;
};

struct scoring scoring_new(const struct command *c, struct arena *a, enum lang lang, const struct str *value,
                           struct err *err);
struct str scoring_option(const struct scoring *s, const char *name);
/* Says problems and error and gives the exit status. RC_OK: EXIT_DONE. */
int scoring_end(struct scoring *s, enum rc rc);
/* What is there so far, so that another file may follow. */
void scoring_say_problems(struct scoring *s);
/* The error that was just made is one of the options; puts `value` in at {0}. Returns its rc. */
enum rc scoring_wrong_use(struct scoring *s, struct str value) MUST_CHECK;

/* All of it by the options --scheme, --values and --period: text, scheme, values, windows, window, result. */
enum rc scoring_open(struct scoring *s) MUST_CHECK;
/* The same by names given, for a second scheme beside the first. Files of values stand one in a line; none:
 * no values. */
enum rc scoring_open_files(struct scoring *s, struct str scheme, struct str tables,
                           struct str period) MUST_CHECK;
/* Its steps. */
enum rc scoring_read_scheme(struct scoring *s, struct str file) MUST_CHECK;
enum rc scoring_read_values(struct scoring *s, struct str files, struct str period) MUST_CHECK;
enum rc scoring_choose_window(struct scoring *s, struct str period) MUST_CHECK;
enum rc scoring_compute(struct scoring *s) MUST_CHECK;
/* What s->scheme takes from other schemes is fed into s->values, from those of the option --with, and what is
 * fed adds to s->windows (score_with.c). RC_NOT_FOUND as wrong use when one of them is not given. */
enum rc scoring_feed(struct scoring *s) MUST_CHECK;

/* What s->scheme counts from facts is fed into s->values, from those of the option --facts, and adds to
 * s->windows (score_facts.c). */
enum rc scoring_count(struct scoring *s) MUST_CHECK;

/* The unit or node that an option names, by id or name. RC_NOT_FOUND as wrong use, with what was written. */
enum rc scoring_unit(struct scoring *s, struct str name, int *ret) MUST_CHECK;
enum rc scoring_node(struct scoring *s, struct str name, int *ret) MUST_CHECK;

/* A line on stdout: the text with its arguments. */
void scoring_print(const struct scoring *s, const char *key, const struct str *arg, size_t args);
/* Everything to stdout, a line feed behind it. RC_IO. */
enum rc scoring_put_out(struct scoring *s, const struct buf *out) MUST_CHECK;
/* A published number with the digits of its node; "" when there is none. */
struct str scoring_score(const struct scoring *s, const struct score_result *r, int node, int unit);
struct str scoring_decimal(const struct scoring *s, int64_t v, int digits);

int command_score_run(const struct command *c, struct arena *a, enum lang lang, const struct str *value);
int command_score_whatif(const struct command *c, struct arena *a, enum lang lang, const struct str *value);
int command_score_sensitivity(const struct command *c, struct arena *a, enum lang lang,
                              const struct str *value);
int command_score_gain(const struct command *c, struct arena *a, enum lang lang, const struct str *value);
int command_score_explain(const struct command *c, struct arena *a, enum lang lang, const struct str *value);
int command_score_outliers(const struct command *c, struct arena *a, enum lang lang, const struct str *value);
int command_score_diff(const struct command *c, struct arena *a, enum lang lang, const struct str *value);
int command_score_verify(const struct command *c, struct arena *a, enum lang lang, const struct str *value);

#endif
