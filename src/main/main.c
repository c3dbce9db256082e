/* The command line: one table, from which parsing, --help and the suggestions for typing errors come. */
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/key.h"
#include "base/utf8.h"
#include "ledger/fold.h"
#include "main/command.h"
#include "main/coverage.h"
#include "main/dmn.h"
#include "main/feel.h"
#include "main/telling.h"
#include "main/procedure.h"
#include "main/rules.h"
#include "main/score.h"
#include "table/cell.h"
#include "text/text.h"

#define OPTION(name, value, help)                                                                            \
    {                                                                                                        \
        name, value, help                                                                                    \
    }
#define DATA OPTION("data", "DIR", K("command.option_data"))
#define DB OPTION("db", "URL", K("command.option_db"))
#define CLOCK OPTION("clock", "TIME", K("command.option_clock"))
#define SERVING                                                                                              \
    DATA, DB, CLOCK, OPTION("port", "N", K("command.option_port")),                                          \
        OPTION("listen", "ADDR", K("command.option_listen")),                                                \
        OPTION("tls-cert", "FILE", K("command.option_tls_cert")),                                            \
        OPTION("tls-key", "FILE", K("command.option_tls_key")),                                              \
        OPTION("behind-proxy", NULL, K("command.option_behind_proxy")),                                      \
        OPTION("quiet", NULL, K("command.option_quiet"))

#define TELLING                                                                                              \
    OPTION("smtp", "URL", K("jobs_command.option_smtp")),                                                    \
        OPTION("smtp-user", "NAME", K("jobs_command.option_smtp_user")),                                     \
        OPTION("smtp-password-file", "FILE", K("jobs_command.option_smtp_password_file")),                   \
        OPTION("mail-from", "ADDRESS", K("jobs_command.option_mail_from")),                                  \
        OPTION("public-url", "URL", K("jobs_command.option_public_url")),                                    \
        OPTION("wecom", "URL", K("jobs_command.option_wecom")),                                              \
        OPTION("dingtalk", "URL", K("jobs_command.option_dingtalk")),                                        \
        OPTION("feishu", "URL", K("jobs_command.option_feishu")),                                            \
        OPTION("ca-file", "FILE", K("jobs_command.option_ca_file"))

static const struct option_def SERVE_OPTIONS[] = {SERVING, TELLING};
static const struct option_def JOBS_RUN_OPTIONS[] = {DATA, DB, CLOCK, TELLING};
static const struct option_def DEMO_OPTIONS[] = {SERVING,
                                                 {"show-password", NULL, K("command.option_show_password")},
                                                 {"without-tasks", NULL, K("command.option_without_tasks")}};
static const struct option_def INIT_OPTIONS[] = {
    DATA,
    DB,
    {"city", "NAME", K("command.option_city")},
    {"origin", "NAME", K("command.option_origin")},
    {"admin", "LOGIN", K("command.option_admin")},
    {"password-file", "FILE", K("command.option_password_file")}};
#define SCORING                                                                                              \
    OPTION("scheme", "FILE", K("command.option_scheme_file")),                                               \
        {"values", "FILE", K("command.option_values_many"), .is_many = true},                                \
        {"with", "SCHEME=VALUES", K("command.option_with"), .is_many = true},                                \
        OPTION("facts", "FILE", K("score_command.option_facts")),                                            \
        OPTION("today", "DATE", K("score_command.option_today")),                                            \
        OPTION("period", "PERIOD", K("command.option_period")),                                              \
        OPTION("json", NULL, K("command.option_json"))
static const struct option_def SCORE_RUN_OPTIONS[] = {SCORING, {"out", "DIR", K("command.option_out")}};
static const struct option_def SCORE_WHATIF_OPTIONS[] = {
    SCORING,
    {"points", "NODE[@CLASS]=N", K("score_command.option_points"), .is_many = true},
    {"weight", "NODE[@CLASS]=N", K("score_command.option_weight"), .is_many = true},
    {"key", "NODE/KEY=YAML", K("score_command.option_key"), .is_many = true},
    {"method", "NODE={method: …}", K("score_command.option_method"), .is_many = true},
    {"value", "UNIT:MEASURE[@PERIOD]=VALUE", K("score_command.option_value"), .is_many = true},
    {"without", "MEASURE:BATCH", K("score_command.option_without"), .is_many = true}};
static const struct option_def SCORE_SENSITIVITY_OPTIONS[] = {
    SCORING,
    {"steps", "1,5,10", K("score_command.option_steps")},
    {"by", "points|percent", K("score_command.option_by")},
    {"class", "CLASS", K("score_command.option_class")}};
static const struct option_def SCORE_GAIN_OPTIONS[] = {SCORING,
                                                       {"unit", "UNIT", K("score_command.option_unit")},
                                                       {"goal", "POINTS", K("score_command.option_goal")},
                                                       {"most", "N", K("score_command.option_most")}};
static const struct option_def SCORE_EXPLAIN_OPTIONS[] = {SCORING,
                                                          {"unit", "NAME", K("score_command.option_unit")},
                                                          {"node", "ID", K("score_command.option_node")},
                                                          {"depth", "all", K("score_command.option_depth")}};
static const struct option_def SCORE_OUTLIERS_OPTIONS[] = {SCORING, {"k", "N", K("score_command.option_k")}};
static const struct option_def SCORE_DIFF_OPTIONS[] = {
    SCORING,
    {"to", "FILE", K("score_command.option_to")},
    {"to-values", "FILE", K("score_command.option_to_values"), .is_many = true},
    {"to-period", "PERIOD", K("score_command.option_to_period")}};
static const struct option_def SCORE_VERIFY_OPTIONS[] = {
    DATA, DB, {"frozen", "N", K("command.option_frozen")}};
static const struct option_def IMPORT_OPTIONS[] = {
    DATA,
    DB,
    {"as", "LOGIN", K("command.option_as")},
    {"scheme", "FILE", K("command.option_scheme_file")},
    {"register-units", NULL, K("command.option_register_units")},
    {"scheme-code", "CODE", K("command.option_scheme_code")},
    {"procedure", "CODE", K("command.option_procedure")},
    {"values", "FILE", K("command.option_values")},
    {"table", "FILE", K("command.option_table")},
    {"kind", "KIND", K("command.option_kind")},
    {"period", "PERIOD", K("command.option_default_period")},
    {"sheet", "NAME", K("command.option_sheet")},
    {"answer", "QUESTION=CHOICE", K("command.option_answer"), .is_many = true},
    {"only-good", NULL, K("command.option_only_good")},
    {"accept-warnings", NULL, K("command.option_accept_warnings")},
    CLOCK};
#define CALENDAR_GROUND                                                                                      \
    DATA, DB, {"notice", "FILE", K("calendar_command.option_notice"), .is_many = true},                      \
        OPTION("calendar", "FILE", K("calendar_command.option_calendar")),                                   \
        OPTION("zone", "NAME", K("calendar_command.option_zone")),                                           \
        OPTION("organ", "CODE", K("calendar_command.option_organ")),                                         \
        OPTION("known", "DATE", K("calendar_command.option_known"))
static const struct option_def CALENDAR_LIMIT_OPTIONS[] = {
    {"from", "DATE[THH:MM]", K("calendar_command.option_from")},
    {"workdays", "N", K("calendar_command.option_workdays")},
    {"days", "N", K("calendar_command.option_days")},
    {"months", "N", K("calendar_command.option_months")},
    {"years", "N", K("calendar_command.option_years")},
    {"openhours", "N", K("calendar_command.option_openhours")},
    {"hours", "N", K("calendar_command.option_hours")},
    {"pause", "A/B", K("calendar_command.option_pause"), .is_many = true},
    {"extend", "N", K("calendar_command.option_extend")},
    {"time", NULL, K("calendar_command.option_time")},
    CALENDAR_GROUND};
static const struct option_def CALENDAR_OPTIONS[] = {CALENDAR_GROUND};
static const struct option_def CALENDAR_IMPORT_OPTIONS[] = {
    DATA,
    DB,
    {"as", "LOGIN", K("calendar_command.option_as")},
    {"number", "TEXT", K("calendar_command.option_number")},
    {"title", "TEXT", K("calendar_command.option_title")},
    {"source", "TEXT", K("calendar_command.option_source")},
    {"published", "DATE", K("calendar_command.option_published")},
    {"year", "YYYY", K("calendar_command.option_year")},
    {"scope", "NAME", K("calendar_command.option_scope")},
    {"dry-run", NULL, K("calendar_command.option_dry_run")},
    CLOCK};
static const struct option_def TABLE_OPTIONS[] = {{"sheet", "NAME", K("table.option_sheet")}};
static const struct option_def FEEL_OPTIONS[] = {{"now", "TIME", K("feel_command.option_now")},
                                                 {"why", NULL, K("feel_command.option_why")}};
static const struct option_def RULES_OPTIONS[] = {
    {"input", "NAME=VALUE", K("rules_command.option_input"), .is_many = true},
    {"sheet", "NAME", K("table.option_sheet")},
    {"now", "TIME", K("feel_command.option_now")}};
static const struct option_def DMN_TEST_OPTIONS[] = {{"now", "TIME", K("feel_command.option_now")},
                                                     {"rewritten", NULL, K("dmn.option_rewritten")}};
static const struct option_def COVERAGE_OPTIONS[] = {{"tests", "DIR", K("coverage.option_tests")}};
static const struct option_def REGISTERS_OPTIONS[] = {
    DATA, DB, CLOCK, {"kind", "KIND", K("register_check.option_kind")}};
static const struct option_def VERIFY_OPTIONS[] = {DATA, DB};
static const struct option_def REINDEX_OPTIONS[] = {DATA, DB};
static const struct option_def RECEIPT_OPTIONS[] = {{"entry", "FILE", K("command.option_entry")},
                                                    {"vkey", "FILE|KEY", K("command.option_vkey")}};
static const struct option_def DOCTOR_OPTIONS[] = {DATA,
                                                   DB,
                                                   CLOCK,
                                                   {"port", "N", K("command.option_port")},
                                                   {"tls-cert", "FILE", K("command.option_tls_cert")},
                                                   {"tls-key", "FILE", K("command.option_tls_key")},
                                                   {"json", NULL, K("command.option_json")}};

static const struct command COMMANDS[] = {
    {"demo", K("command.demo"), command_demo, DEMO_OPTIONS, COUNT_OF(DEMO_OPTIONS), false},
    {"serve", K("command.serve"), command_serve, SERVE_OPTIONS, COUNT_OF(SERVE_OPTIONS), false},
    {"init", K("command.init"), command_init, INIT_OPTIONS, COUNT_OF(INIT_OPTIONS), false},
    {"score verify", K("command.score_verify"), command_score_verify, SCORE_VERIFY_OPTIONS,
     COUNT_OF(SCORE_VERIFY_OPTIONS), false, "FILE|DIR"},
    {"score explain", K("score_command.explain"), command_score_explain, SCORE_EXPLAIN_OPTIONS,
     COUNT_OF(SCORE_EXPLAIN_OPTIONS), false},
    {"score whatif", K("score_command.whatif"), command_score_whatif, SCORE_WHATIF_OPTIONS,
     COUNT_OF(SCORE_WHATIF_OPTIONS), false},
    {"score sensitivity", K("score_command.sensitivity"), command_score_sensitivity,
     SCORE_SENSITIVITY_OPTIONS, COUNT_OF(SCORE_SENSITIVITY_OPTIONS), false},
    {"score gain", K("score_command.gain"), command_score_gain, SCORE_GAIN_OPTIONS,
     COUNT_OF(SCORE_GAIN_OPTIONS), false},
    {"score outliers", K("score_command.outliers"), command_score_outliers, SCORE_OUTLIERS_OPTIONS,
     COUNT_OF(SCORE_OUTLIERS_OPTIONS), false},
    {"score diff", K("score_command.diff"), command_score_diff, SCORE_DIFF_OPTIONS,
     COUNT_OF(SCORE_DIFF_OPTIONS), false},
    {"score run", K("command.score"), command_score_run, SCORE_RUN_OPTIONS, COUNT_OF(SCORE_RUN_OPTIONS),
     false},
    {"score", K("score_command.short"), command_score_run, SCORE_RUN_OPTIONS, COUNT_OF(SCORE_RUN_OPTIONS),
     false},
    {"import", K("command.import"), command_import, IMPORT_OPTIONS, COUNT_OF(IMPORT_OPTIONS), false},
    {"table", K("table.command"), command_table, TABLE_OPTIONS, COUNT_OF(TABLE_OPTIONS), false, "FILE"},
    {"calendar due", K("calendar_command.due"), command_calendar_due, CALENDAR_LIMIT_OPTIONS,
     COUNT_OF(CALENDAR_LIMIT_OPTIONS), false},
    {"calendar explain", K("calendar_command.explain"), command_calendar_explain, CALENDAR_LIMIT_OPTIONS,
     COUNT_OF(CALENDAR_LIMIT_OPTIONS), false},
    {"calendar check", K("calendar_command.check"), command_calendar_check, CALENDAR_OPTIONS,
     COUNT_OF(CALENDAR_OPTIONS), false, "FILE"},
    {"calendar reproject", K("calendar_command.reproject"), command_calendar_reproject, CALENDAR_OPTIONS,
     COUNT_OF(CALENDAR_OPTIONS), false, "FILE"},
    {"calendar day", K("calendar_command.day_help"), command_calendar_day, CALENDAR_OPTIONS,
     COUNT_OF(CALENDAR_OPTIONS), false, "DATE"},
    {"calendar year", K("calendar_command.year_help"), command_calendar_year, CALENDAR_OPTIONS,
     COUNT_OF(CALENDAR_OPTIONS), false, "YYYY"},
    {"calendar import", K("calendar_command.import"), command_calendar_import, CALENDAR_IMPORT_OPTIONS,
     COUNT_OF(CALENDAR_IMPORT_OPTIONS), false, "FILE"},
    {"feel eval", K("feel_command.eval"), command_feel_eval, FEEL_OPTIONS, 2, false},
    {"feel repl", K("feel_command.repl"), command_feel_repl, FEEL_OPTIONS, 1, false},
    {"dmn check", K("dmn.command_check"), command_dmn_check, NULL, 0, false, "FILE"},
    {"dmn test", K("dmn.command_test"), command_dmn_test, DMN_TEST_OPTIONS, COUNT_OF(DMN_TEST_OPTIONS), false,
     "DIR"},
    {"procedure check", K("procedure_command.check"), command_procedure_check, NULL, 0, false, "FILE…"},
    {"procedure coverage", K("coverage.command"), command_procedure_coverage, COVERAGE_OPTIONS,
     COUNT_OF(COVERAGE_OPTIONS), false},
    {"registers check", K("command.registers_check"), command_registers_check, REGISTERS_OPTIONS,
     COUNT_OF(REGISTERS_OPTIONS), false},
    {"procedure explain", K("procedure_command.explain"), command_procedure_explain, NULL, 0, false,
     "FILE|ID"},
    {"rules check", K("rules_command.check"), command_rules_check, RULES_OPTIONS, 2, false, "FILE"},
    {"rules eval", K("rules_command.eval"), command_rules_eval, RULES_OPTIONS, COUNT_OF(RULES_OPTIONS), false,
     "FILE"},
    {"jobs run", K("jobs_command.run"), command_jobs_run, JOBS_RUN_OPTIONS, COUNT_OF(JOBS_RUN_OPTIONS),
     false},
    {"verify", K("command.verify"), command_verify, VERIFY_OPTIONS, COUNT_OF(VERIFY_OPTIONS), false},
    {"receipt verify", K("command.receipt_verify"), command_receipt_verify, RECEIPT_OPTIONS,
     COUNT_OF(RECEIPT_OPTIONS), false, "FILE"},
    {"reindex", K("command.reindex"), command_reindex, REINDEX_OPTIONS, COUNT_OF(REINDEX_OPTIONS), false},
    {"doctor", K("command.doctor"), command_doctor, DOCTOR_OPTIONS, COUNT_OF(DOCTOR_OPTIONS), false},
    {"version", K("command.version"), command_version, NULL, 0, false},
    {FOLD_CHILD, K("command.fold_child"), command_fold_child, NULL, 0, true},
};

void command_say(enum lang lang, struct arena *a, const char *key, const struct str *arg, size_t args)
{
    (void)fprintf(stderr, "%.*s\n", STR_ARG(text_fill(a, text_get(lang, key), arg, args)));
}

void command_say_error(struct arena *a, enum lang lang, const struct err *err)
{
    struct str arg[ERR_ARGS_MAX];
    for (size_t i = 0; i < ERR_ARGS_MAX; i++)
        arg[i] = str_c(err->arg[i]);
    command_say(lang, a, err->text ? err->text : K("command.unknown_error"), arg, ERR_ARGS_MAX);
    if (err->hint)
        command_say(lang, a, err->hint, arg, ERR_ARGS_MAX);
    if (err->detail[0] && (err->rc == RC_DB || err->rc == RC_IO))
        (void)fprintf(stderr, "  %s (%s:%d)\n", err->detail, err->file, err->line);
}

void command_say_problems(struct arena *a, enum lang lang, struct str file, const struct problems *p)
{
    for (size_t i = 0; i < p->n; i++) {
        const struct problem *item = &p->item[i];
        struct str text = text_fill(a, text_get(lang, item->text), item->arg, COUNT_OF(item->arg));
        (void)fprintf(stderr, "%.*s:", STR_ARG(file));
        if (item->line) /* else it is about the file */
            (void)fprintf(stderr, "%d:%d:", item->line, item->column);
        (void)fprintf(stderr, " %.*s", STR_ARG(text));
        if (item->value.n)
            (void)fprintf(stderr, " [%.*s]", STR_ARG(item->value));
        if (item->hint) {
            struct str hint = text_fill(a, text_get(lang, item->hint), item->arg, COUNT_OF(item->arg));
            (void)fprintf(stderr, "\n    %.*s", STR_ARG(hint));
        }
        (void)fputc('\n', stderr);
    }
    struct str more = arena_printf(a, "%zu", p->more);
    if (p->more)
        command_say(lang, a, K("command.more_problems"), &more, 1);
}

int command_fail(struct arena *a, enum lang lang, const struct err *err)
{
    command_say_error(a, lang, err);
    return err->rc == RC_INVALID ? EXIT_FOUND : EXIT_CANNOT;
}

struct str command_option(const struct command *c, const struct str *value, const char *name)
{
    for (size_t i = 0; i < c->options; i++)
        if (strcmp(c->option[i].name, name) == 0)
            return value[i];
    return (struct str){0};
}

static void close_fd(const int *fd)
{
    if (*fd > STDERR_FILENO)
        (void)close(*fd);
}

enum rc command_read_file(struct arena *a, struct str path, size_t bytes_max, struct str *ret,
                          struct err *err)
{
    struct str name = arena_str(a, path);
    int fd CLEANUP(close_fd) = str_eq(path, STR("-")) ? STDIN_FILENO : open(name.p, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        (void)FAIL(err, RC_IO, "command.cannot_open_file", "errno %d", errno);
        return err_arg(err, 0, path);
    }
    struct buf b CLEANUP(buf_release) = {.limit_bytes = bytes_max + 1};
    char piece[16384];
    ssize_t n;
    while ((n = read(fd, piece, sizeof piece)) > 0 && !b.failed)
        buf_put(&b, str_of(piece, (size_t)n));
    if (n < 0) {
        (void)FAIL(err, RC_IO, "command.cannot_open_file", "errno %d", errno);
        return err_arg(err, 0, path);
    }
    if (b.failed || b.n > bytes_max) {
        (void)FAIL(err, RC_TOO_LARGE, "command.file_too_large", "more than %zu bytes", bytes_max);
        return err_arg(err, 0, arena_printf(a, "%zu", bytes_max / 1024 / 1024));
    }
    *ret = arena_str(a, buf_str(&b));
    return RC_OK;
}

static void print_help(struct arena *a, enum lang lang)
{
    struct str head = T(lang, "command.help_head");
    (void)printf("%.*s\n\n", STR_ARG(head));
    for (size_t i = 0; i < COUNT_OF(COMMANDS); i++)
        if (!COMMANDS[i].is_hidden)
            (void)printf("  %-19s %.*s\n", COMMANDS[i].name, STR_ARG(text_get(lang, COMMANDS[i].help)));
    (void)printf("\n%.*s\n", STR_ARG(T(lang, "command.help_foot")));
    (void)a;
}

static void print_command_help(const struct command *c, enum lang lang)
{
    (void)printf("kaocheng %s%s%s — %.*s\n\n", c->name, c->operand ? " " : "", c->operand ? c->operand : "",
                 STR_ARG(text_get(lang, c->help)));
    for (size_t i = 0; i < c->options; i++) {
        const struct option_def *o = &c->option[i];
        (void)printf("  --%s%s%s\n      %.*s\n", o->name, o->value ? " " : "", o->value ? o->value : "",
                     STR_ARG(text_get(lang, o->help)));
    }
}

/* False after having said that the option stands twice, or that no text was given. */
static bool take_value(const struct option_def *o, struct arena *a, enum lang lang, struct str given,
                       struct str *value)
{
    size_t bad;
    if (value->n && !o->is_many) {
        struct str name = arena_printf(a, "--%s", o->name);
        command_say(lang, a, K("command.option_twice"), &name, 1);
        return false;
    }
    if (!utf8_is_clean(given, &bad)) {
        struct str name = arena_printf(a, "--%s", o->name);
        command_say(lang, a, K("command.option_no_utf8"), &name, 1);
        return false;
    }
    *value = value->n ? arena_printf(a, "%.*s\n%.*s", STR_ARG(*value), STR_ARG(given)) : given;
    return true;
}

static bool is_operand(const struct command *c, struct str word, const struct str *value)
{
    bool is_word = !str_starts(word, STR("-")) || str_eq(word, STR("-"));
    return c->operand && is_word && (value[c->options].n == 0 || str_ends(str_c(c->operand), STR("…")));
}

/* Fills value[] from argv. False after having said what is wrong. */
static bool read_options(const struct command *c, struct arena *a, enum lang lang, int argc, char **argv,
                         struct str *value)
{
    for (int i = 0; i < argc; i++) {
        struct str word = str_c(argv[i]), name = str_sub(word, 2, word.n), given = {0};
        size_t eq = str_find(name, '='), k = 0;
        if (is_operand(c, word, value)) {
            struct str *all = &value[c->options];
            *all = all->n ? arena_printf(a, "%.*s\n%.*s", STR_ARG(*all), STR_ARG(word)) : word;
            continue;
        }
        while (k < c->options && !str_eq(str_sub(name, 0, eq), str_c(c->option[k].name)))
            k++;
        if (!str_starts(word, STR("--")) || k == c->options || (eq < name.n && !c->option[k].value)) {
            struct str arg[] = {word, str_c(c->name)};
            command_say(lang, a, K("command.unknown_option"), arg, 2);
            return false;
        }
        if (!c->option[k].value) {
            given = STR("1");
        } else if (eq < name.n) {
            given = str_sub(name, eq + 1, name.n);
        } else if (i + 1 < argc) {
            given = str_c(argv[++i]);
        } else {
            command_say(lang, a, K("command.option_needs_value"), &word, 1);
            return false;
        }
        if (!take_value(&c->option[k], a, lang, given, &value[k]))
            return false;
    }
    return true;
}

/* LC_ALL, LC_MESSAGES, LANG as everywhere; Chinese unless one of them asks for English. */
static enum lang wished_language(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct str v = str_c(getenv(names[i]));
        if (v.n)
            return str_starts(v, STR("en")) ? LANG_EN : LANG_ZH_CN;
    }
    return LANG_ZH_CN;
}

/* Commands of two words have a first word in common: what stands behind it is looked for among them alone. */
static bool is_in_group(const struct command *c, struct str first)
{
    struct str name = str_c(c->name);
    return str_starts(name, first) && name.n > first.n && name.p[first.n] == ' ';
}

/* Has the name of a group, and no operand of its own: a bare word behind it is a word of the group. */
static bool leads_group(const struct command *c)
{
    bool is_group = false;
    for (size_t i = 0; i < COUNT_OF(COMMANDS); i++)
        is_group |= is_in_group(&COMMANDS[i], str_c(c->name));
    return is_group && !c->operand;
}

/* How many words of the command line name this command: "score", "score verify"; 0: it is another one. */
static int words_of(const struct command *c, int argc, char **argv)
{
    struct str rest = str_c(c->name), word;
    int n = 0;
    while (str_split(&rest, ' ', &word))
        if (n + 1 >= argc || !str_eq(str_c(argv[++n]), word))
            return 0;
    if (n + 1 < argc && !str_starts(str_c(argv[n + 1]), STR("-")) && leads_group(c))
        return 0;
    return n;
}

static void list_group(struct str first, enum lang lang)
{
    for (size_t i = 0; i < COUNT_OF(COMMANDS); i++)
        if (is_in_group(&COMMANDS[i], first))
            (void)fprintf(stderr, "  %-19s %.*s\n", COMMANDS[i].name,
                          STR_ARG(text_get(lang, COMMANDS[i].help)));
}

static int refuse_command(struct arena *a, enum lang lang, int argc, char **argv)
{
    struct cell_name candidate[COUNT_OF(COMMANDS)];
    struct str first = str_c(argv[1]), second = argc > 2 ? str_c(argv[2]) : STR("");
    size_t n = 0;
    for (size_t i = 0; i < COUNT_OF(COMMANDS); i++)
        if (is_in_group(&COMMANDS[i], first))
            candidate[n++] = (struct cell_name){str_sub(str_c(COMMANDS[i].name), first.n + 1, SIZE_MAX), i};
    bool is_group = n > 1;
    for (size_t i = 0; !is_group && i < COUNT_OF(COMMANDS); i++)
        candidate[i] = (struct cell_name){str_c(COMMANDS[i].name), i};
    struct str wanted = is_group ? second : first;
    int near = wanted.n ? cell_nearest(candidate, is_group ? n : COUNT_OF(candidate), wanted) : -1;
    struct str said =
        is_group && second.n ? arena_printf(a, "%.*s %.*s", STR_ARG(first), STR_ARG(second)) : first;
    struct str arg[] = {said, str_c(near < 0 ? "--help" : COMMANDS[near].name)};
    if (is_group && near < 0)
        command_say(lang, a, K("command.group"), &first, 1);
    else
        command_say(lang, a, K("command.unknown_command"), arg, 2);
    if (is_group)
        list_group(first, lang);
    return EXIT_USAGE;
}

#define OPTIONS_MAX 24

int main(int argc, char **argv)
{
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    enum lang lang = wished_language();
    if (!a || sodium_init() < 0)
        return EXIT_CANNOT;
    struct str name = str_c(argc > 1 ? argv[1] : "--help");
    if (str_eq(name, STR("--help")) || str_eq(name, STR("-h")) || str_eq(name, STR("help"))) {
        print_help(a, lang);
        return EXIT_DONE;
    }
    for (size_t i = 0; i < COUNT_OF(COMMANDS); i++) {
        const struct command *c = &COMMANDS[i];
        int words = words_of(c, argc, argv);
        if (words == 0)
            continue;
        struct str value[OPTIONS_MAX] = {{0}};
        ASSERT(c->options < OPTIONS_MAX);
        char *first = argc > words + 1 ? argv[words + 1] : NULL;
        if (first && (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0)) {
            print_command_help(c, lang);
            return EXIT_DONE;
        }
        if (!read_options(c, a, lang, argc - 1 - words, argv + 1 + words, value))
            return EXIT_USAGE;
        return c->run(c, a, lang, value);
    }
    return refuse_command(a, lang, argc, argv);
}
