/* FEEL: expressions and unary tests of DMN 1.5, compiled once, run as often as needed, from any number of
 * threads.
 *
 *     rc = feel_compile(a, STR("实际值 / 目标值 * 100"), &scope, &program, &problems);
 *     struct feel_run run = {.arena = scratch, .input = values, .host = host};
 *     struct value v = feel_eval(program, &run);
 *
 * Names may hold spaces, operators and Chinese: at each place the longest name that is known there is meant
 * (inputs, entries, loop variables, functions), as 10.3.1.2 asks. Everything a program can reach is what its
 * scope names: there is no file, no clock, no host object.
 *
 * docs/feel.md lists what of the standard is supported. An expression that cannot be evaluated is null, as
 * the standard has it, and the run's notes say where and why. */
#ifndef FEEL_FEEL_H
#define FEEL_FEEL_H

#include "base/err.h"
#include "base/problem.h"
#include "feel/temporal.h"
#include "feel/type.h"

#define FEEL_TEXT_MAX (64 * 1024) /* bytes of an expression */
#define FEEL_DEPTH_MAX 200        /* of nesting, in text and in calls */
#define FEEL_STEPS_MAX 10000000   /* operations of one run, unless the run says less */
#define FEEL_ITEMS_MAX 100000     /* of one list or context */
#define FEEL_STRING_MAX (1024 * 1024)
#define FEEL_PATTERN_STEPS 100000 /* of all matches of one call; 8 more for each byte of the text */
#define FEEL_PARAMS_MAX 16
#define FEEL_TRACES_MAX 100000 /* of one run; what happens after so many is not traced */

struct feel_run;

/* Something the host offers by name: a constant, or a function that gives the same answer for the same
 * arguments. */
struct feel_function {
    struct str name; /* "add workdays" */
    const struct feel_member *param;
    size_t params, required;
    const struct feel_type *result;
    /* Results live in the run's arena. false: null, and the run should have a note (feel_note). */
    bool (*call)(void *self, struct feel_run *run, const struct value *arg, struct value *ret);
    void *self;
};

struct feel_input {
    struct str name;
    const struct feel_type *type; /* &FEEL_ANY: not known */
};

/* The names an expression may use. Input i is run.input[i]. */
struct feel_scope {
    const struct feel_input *input;
    size_t inputs;
    const struct feel_function *function; /* besides the built-in ones */
    size_t functions;
    const struct feel_type *const *type; /* declared types, by their names, for instance of */
    size_t types;
    const struct feel_zones *zones; /* NULL: no zone but offsets */
    const struct feel_type *wanted; /* of the result; NULL: any */
    bool is_strict; /* what can never be evaluated (1 + "a") is a blocking problem, not a warning */
};

struct feel_program; /* lives in the arena of feel_compile */

/* RC_INVALID with problems: line and column, what was expected there, the nearest known name as suggestion.
 * RC_NO_MEMORY. */
enum rc feel_compile(struct arena *a, struct str text, const struct feel_scope *scope,
                     const struct feel_program **ret, struct problems *problems) MUST_CHECK;
/* Unary tests (“<= 60, [80..90)”, “-”, “not("甲")”): a program that is true or false for an input of that
 * type, which stands in run.tested. */
enum rc feel_compile_tests(struct arena *a, struct str text, const struct feel_type *tested,
                           const struct feel_scope *scope, const struct feel_program **ret,
                           struct problems *problems) MUST_CHECK;
const struct feel_type *feel_type_of(const struct feel_program *p); /* as the check found it */
/* Which inputs it reads: bit i of ret[i / 64]. */
void feel_reads(const struct feel_program *p, uint64_t *ret, size_t words);
/* list<number>, a declared type's name …; for files and options. */
enum rc feel_type_read(struct arena *a, struct str text, const struct feel_scope *scope,
                       const struct feel_type **ret, struct problems *problems) MUST_CHECK;

/* Why a value became null, and where in the text. */
struct feel_note {
    int line, column;
    const char *text; /* key of the catalogue */
    struct str arg[3];
};
#define FEEL_NOTES_MAX 16

/* One node of what happened: its text's place, the value, and what it was made from. */
struct feel_trace {
    int line, column;
    struct str text;     /* of the program: a function may come from another one than the run's */
    uint32_t at, length; /* in it */
    const char *what;    /* key: “row 3”; NULL: the text itself says it */
    struct str arg[2];
    struct value value;
    struct feel_trace *child, *next;
};

/* What runs of one program, or of one table, that differ in some inputs only need not work out again: calls
 * of built-in functions that read none of those. Values, notes and the counting of steps are as without it.
 * Made by the caller for a row of runs in one thread; traced runs do not use it. */
struct feel_memo {
    struct arena *arena;        /* outlives the runs */
    const bool *varies;         /* one for each input of the scope */
    struct feel_answer *answer; /* the memo's own; NULL at first */
};

struct feel_run {
    struct arena *arena; /* lists, strings and contexts that are made; a scalar expression takes nothing */
    const struct value *input; /* one for each input of the scope */
    struct value tested;       /* unary tests: the value in question, also written ? */
    struct value now;          /* date and time of now() and today(); null: they are null */
    long steps_max;            /* 0: FEEL_STEPS_MAX */
    bool wants_trace;
    struct feel_memo *memo; /* NULL: none */
    /* Filled by the run. */
    struct feel_note note[FEEL_NOTES_MAX];
    size_t notes, notes_more;
    const struct feel_trace *trace;
    bool is_stopped; /* a limit was reached: the value is null, and a note says which */
    /* The run's own. */
    long steps, traces;
    int depth, calls;
    struct feel_trace **trace_at; /* where the next one goes; NULL: none is wanted */
};

struct value feel_eval(const struct feel_program *p, struct feel_run *run);
/* For host functions. */
void feel_note(struct feel_run *run, const char *text, struct str arg);

/* One scalar expression over columns of scaled integers: the same digits as one at a time, without the limit
 * of steps. A missing input, whatever its mark, is null; a row without a number has 0 and a mark of its own:
 * there is none, or it does not fit into 64 bits at the wanted scale after rounding. Inputs that the
 * expression does not read may have no v. RC_INVALID: the expression is not columnar, or a scale is beyond
 * ±100; RC_NO_MEMORY. */
enum feel_missing { FEEL_NUMBER_THERE, FEEL_NO_NUMBER, FEEL_NO_ROOM };
struct feel_column {
    const int64_t *v;
    const uint8_t *missing; /* NULL: none is */
    int scale;
    bool is_same;          /* v[0] and missing[0] are those of all rows: a target, a full score */
    const int32_t *narrow; /* instead of v: small numbers, and `none` where one is missing */
    int32_t none;
};
bool feel_is_columnar(const struct feel_program *p); /* numbers and truth alone: no list, text or date */
enum rc feel_eval_columns(const struct feel_program *p, struct arena *a, const struct feel_column *input,
                          size_t rows, int scale, enum decimal_round mode, int64_t *ret, uint8_t *ret_missing,
                          struct err *err) MUST_CHECK;

/* The same in two steps, for who runs one program over many short strips: what is made once lives in the
 * arena with all it needs, and is used by one thread at a time. RC_INVALID: not columnar, a scale;
 * RC_NO_MEMORY. */
struct feel_columns;
/* Room for blocks of rows, which programs that are run by turns can share: it stays near the processor. */
struct feel_room;
struct feel_room *feel_room_new(struct arena *a); /* NULL: no memory */
/* room NULL: one of its own. */
enum rc feel_columns_prepare(const struct feel_program *p, struct arena *a, struct feel_room *room,
                             struct feel_columns **ret, struct err *err) MUST_CHECK;
enum rc feel_columns_eval(struct feel_columns *c, const struct feel_column *input, size_t rows, int scale,
                          enum decimal_round mode, int64_t *ret, uint8_t *ret_missing,
                          struct err *err) MUST_CHECK;

#endif
