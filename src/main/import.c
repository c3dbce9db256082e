/* A scheme, a table of values, or both, into an installation; also while its server runs, for the lock of the
 * data base is the only queue between processes. */
#include <inttypes.h>
#include <stdio.h>

#include "base/date.h"
#include "base/key.h"
#include "domain/procedure_book.h"
#include "domain/value_import.h"
#include "main/house.h"
#include "text/text.h"

struct importing {
    struct house *house;
    struct arena *arena;
    enum lang lang;
    struct actor actor;
    struct str file;          /* at work, for naming problems */
    struct problems problems; /* of that file */
    struct procedure_book *procedures;
    struct err *err;
};

static enum rc act(struct importing *im, const struct act_def *def, const void *input,
                   struct act_receipt *ret)
{
    struct act_call call = {.def = def, .actor = im->actor, .input = input};
    return kernel_act(im->house->kernel, &call, im->arena, ret, im->err);
}

static void say_receipt(const struct importing *im, const char *key, struct str what,
                        const struct act_receipt *receipt)
{
    struct str arg[] = {what, arena_printf(im->arena, "%" PRId64, receipt->seq),
                        hash_hex(im->arena, receipt->leaf)};
    (void)printf("%.*s\n", STR_ARG(text_fill(im->arena, text_get(im->lang, key), arg, COUNT_OF(arg))));
}

/* *ret_code: what the document calls itself. */
static enum rc import_scheme(struct importing *im, struct str file, bool may_register, struct str *ret_code)
{
    struct act_receipt receipt;
    struct scheme_adopt input = {.file_name = file, .problems = &im->problems, .may_register = may_register};
    im->file = file;
    im->problems = (struct problems){.arena = im->arena};
    enum rc rc = command_read_file(im->arena, file, LIMIT_SCHEME_BYTES, &input.text, im->err);
    if (rc == RC_OK)
        rc = act(im, &act_scheme_adopt, &input, &receipt);
    if (rc != RC_OK)
        return rc;
    say_receipt(im, K("command.import_scheme_done"), receipt.answer, &receipt);
    *ret_code = str_sub(receipt.answer, 0, str_find(receipt.answer, '/'));
    return RC_OK;
}

static enum rc say_counts(const struct importing *im, struct str answer)
{
    struct db *db;
    struct import_record r;
    int64_t import_id;
    if (!str_to_i64(answer, &import_id))
        return FAIL(im->err, RC_NOT_FOUND, "value.no_such_import", "answer %.*s", STR_ARG(answer));
    enum rc rc = kernel_read_begin(im->house->kernel, 0, &db, im->err);
    if (rc == RC_OK)
        rc = import_load(db, im->arena, HOUSE_TENANT, import_id, &r, im->err);
    kernel_read_end(im->house->kernel, 0);
    if (rc != RC_OK)
        return rc;
    struct str arg[] = {
        arena_printf(im->arena, "%" PRId64, r.added), arena_printf(im->arena, "%" PRId64, r.changed),
        arena_printf(im->arena, "%" PRId64, r.same), arena_printf(im->arena, "%" PRId64, r.cleared)};
    (void)printf("%.*s\n",
                 STR_ARG(text_fill(im->arena, T(im->lang, "command.import_counts"), arg, COUNT_OF(arg))));
    struct str left_out = arena_printf(im->arena, "%" PRId64, r.left_out);
    if (r.left_out)
        command_say(im->lang, im->arena, K("command.import_left_out"), &left_out, 1);
    return RC_OK;
}

/* ---- a table ---- */

struct wish { /* what was given besides the table */
    struct str file, kind, code, period, sheet, answers;
    bool only_good, accepts_warnings;
};

/* "percent-4=fraction", one a line. */
static enum rc take_answers(struct importing *im, const struct wish *wish, struct intake_given *given)
{
    struct str rest = wish->answers, line;
    struct intake_answer *answer = ARENA_ARRAY(im->arena, struct intake_answer, rest.n + 1);
    while (str_split(&rest, '\n', &line)) {
        size_t at = str_find(line, '=');
        if (at == 0 || at >= line.n) {
            (void)FAIL(im->err, RC_INVALID, "command.answer_form", "%.*s", STR_ARG(line));
            return err_arg(im->err, 0, line);
        }
        answer[given->answers++] =
            (struct intake_answer){str_sub(line, 0, at), str_sub(line, at + 1, line.n)};
    }
    given->answer = answer;
    return RC_OK;
}

static void say_question(const struct importing *im, const struct intake_question *q)
{
    struct arena *a = im->arena;
    struct str text = text_fill(a, text_get(im->lang, q->text), q->arg, COUNT_OF(q->arg));
    (void)fprintf(stderr, "%.*s\n", STR_ARG(text));
    for (size_t i = 0; i < q->choices; i++) {
        const struct intake_choice *c = &q->choice[i];
        struct str label = c->label ? text_fill(a, text_get(im->lang, c->label), q->arg, COUNT_OF(q->arg))
                                    : bilingual_text((struct bilingual){c->zh, c->en}, im->lang);
        (void)fprintf(stderr, "    --answer %.*s=%.*s   %.*s\n", STR_ARG(q->id), STR_ARG(q->choice[i].value),
                      STR_ARG(label));
    }
}

static void say_open(const struct importing *im, const struct intake *in)
{
    struct str n = arena_printf(im->arena, "%zu", in->open_ticks);
    for (size_t i = 0; i < in->questions; i++)
        if (in->question[i].answer.n == 0)
            say_question(im, &in->question[i]);
    if (in->open_ticks)
        command_say(im->lang, im->arena, K("command.import_warnings"), &n, 1);
}

static enum rc read_table(struct importing *im, const struct wish *wish, struct intake *in)
{
    struct db *db;
    const struct intake_tick all = {0, 0, INTAKE_TICK_ALL};
    struct intake_tick *tick = ARENA_NEW(im->arena, struct intake_tick);
    *tick = all;
    *in = (struct intake){.given = {.kind = wish->kind.n ? wish->kind : INTAKE_VALUES.code,
                                    .file_name = wish->file,
                                    .scheme_code = wish->code,
                                    .period = wish->period,
                                    .sheet = wish->sheet,
                                    .tick = tick,
                                    .ticks = wish->accepts_warnings},
                          .a = im->arena,
                          .actor = im->actor,
                          .now_ms = kernel_now_ms(im->house->kernel),
                          .lang = im->lang,
                          .ledger = kernel_ledger(im->house->kernel),
                          .procedures = im->procedures,
                          .problems = &im->problems};
    in->day = date_day_of(in->now_ms);
    im->file = wish->file;
    im->problems = (struct problems){.arena = im->arena};
    enum rc rc = take_answers(im, wish, &in->given);
    if (rc == RC_OK)
        rc = command_read_file(im->arena, wish->file, LIMIT_UPLOAD_BYTES, &in->given.bytes, im->err);
    if (rc != RC_OK)
        return rc;
    rc = kernel_read_begin(im->house->kernel, 0, &db, im->err);
    if (rc == RC_OK)
        rc = intake_read(in, db, im->err);
    kernel_read_end(im->house->kernel, 0);
    return rc == RC_OK ? intake_prepare(in, kernel_world(im->house->kernel), im->err) : rc;
}

/* A list of first passwords, said once. */
static void say_secrets(const struct intake *in)
{
    for (size_t i = 0; i < in->secrets; i++)
        (void)printf("%.*s\t%.*s\t%.*s\n", STR_ARG(in->secret[i].login), STR_ARG(in->secret[i].label),
                     STR_ARG(in->secret[i].password));
}

static enum rc import_table(struct importing *im, const struct wish *wish)
{
    struct act_receipt receipt;
    struct intake *in = ARENA_NEW(im->arena, struct intake);
    struct intake_confirm confirm = {.ready = in, .only_good = wish->only_good};
    enum rc rc = read_table(im, wish, in);
    if (rc != RC_OK)
        return rc;
    rc = act(im, in->kind->act, &confirm, &receipt);
    if (rc != RC_OK) {
        say_open(im, in);
        return rc;
    }
    say_receipt(im,
                in->kind == &INTAKE_VALUES ? K("command.import_values_done") : K("command.import_table_done"),
                receipt.answer, &receipt);
    say_secrets(in);
    return say_counts(im, receipt.answer);
}

static bool needs_scheme(const struct wish *wish)
{
    const struct intake_kind *kind = wish->kind.n ? intake_kind_find(wish->kind) : &INTAKE_VALUES;
    return wish->file.n && (!kind || kind->needs_scheme);
}

static enum rc import(const struct command *c, const struct str *value, struct importing *im)
{
    struct str scheme = command_option(c, value, "scheme"), values = command_option(c, value, "values");
    struct wish wish = {.file = values.n ? values : command_option(c, value, "table"),
                        .kind = command_option(c, value, "kind"),
                        .code = command_option(c, value, "procedure"),
                        .period = command_option(c, value, "period"),
                        .sheet = command_option(c, value, "sheet"),
                        .answers = command_option(c, value, "answer"),
                        .only_good = command_option(c, value, "only-good").n > 0,
                        .accepts_warnings = command_option(c, value, "accept-warnings").n > 0};
    wish.code = wish.code.n ? wish.code : command_option(c, value, "scheme-code");
    struct str city;
    struct house_wish house = house_wish_of(c, value);
    if (wish.kind.n && !intake_kind_find(wish.kind))
        return FAIL(im->err, RC_INVALID, "command.import_kinds", "kind %.*s", STR_ARG(wish.kind));
    if (scheme.n + wish.file.n == 0 || (needs_scheme(&wish) && scheme.n + wish.code.n == 0))
        return FAIL(im->err, RC_INVALID, "command.import_needs", "no file, or values without a scheme");
    enum rc rc = house_open(im->arena, &house, im->house, im->err);
    if (rc == RC_OK)
        rc = house_city(im->house, im->arena, &city, im->err);
    if (rc == RC_OK)
        rc = house_actor(im->house, im->arena, command_option(c, value, "as"), NULL, &im->actor, im->err);
    if (rc == RC_OK && scheme.n)
        rc = import_scheme(im, scheme, command_option(c, value, "register-units").n > 0, &wish.code);
    if (rc == RC_OK && wish.file.n)
        rc = import_table(im, &wish);
    return rc;
}

int command_import(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    struct err err = {0};
    struct house house CLEANUP(house_close) = {0};
    struct importing im = {.house = &house, .arena = a, .lang = lang, .problems.arena = a, .err = &err};
    im.procedures = procedure_book_new(HOUSE_TENANT);
    enum rc rc = import(c, value, &im);
    procedure_book_free(im.procedures);
    int status = rc == RC_OK ? EXIT_DONE : command_fail(a, lang, &err);
    command_say_problems(a, lang, im.file, &im.problems);
    return status;
}
