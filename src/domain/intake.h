/* An intake (交表): a table on its way in. Every table of the product goes this way, whatever it is about:
 *
 *     given      a file, or cells pasted; kept as a draft, so that nothing typed is lost
 *     checked    read with the kind's reader: what is wrong row by row, what must be asked, what would change
 *     mended     in place, or in the person's own file that came back with its faults marked; checked again
 *     confirmed  the difference as it was seen, all rows or the good ones: one act, one entry, a receipt
 *     undone     within 24 hours, unless something later rests on it: an act of its own
 *
 * A kind (values, organs, people, accounts …) says how a grid is read and how its rows are written, and which
 * act that is. Drafts are operational: they belong to one account and go after the confirmation or a week. A
 * draft of a kind with private values is sealed with the vault's key, and its file never becomes evidence in
 * the ledger. */
#ifndef DOMAIN_INTAKE_H
#define DOMAIN_INTAKE_H

#include "base/lang.h"
#include "domain/doors.h"
#include "table/table.h"

#define INTAKE_DRAFT_DAYS 7
#define INTAKE_DRAFTS_MAX 50 /* of one account; the oldest go first */
#define INTAKE_UNDO_MS (INT64_C(24) * 3600 * 1000)
#define INTAKE_LINES_SHOWN 300

/* ---- what a person gave; this is the draft ---- */

struct intake_mend { /* a cell written over on the page */
    int row, column;
    struct str text;
};
struct intake_answer { /* to a question of the reader */
    struct str question, choice;
};
/* A warning that was looked into (已核实): row, column and key of its text. {0, 0, INTAKE_TICK_ALL}: all of
 * them, listed or not. */
struct intake_tick {
    int row, column;
    struct str text;
};
#define INTAKE_TICK_ALL STR("*")
#define INTAKE_CHOICES_MAX 4000 /* mends, answers and ticks of one draft */
struct intake_given {
    struct str kind;                /* intake_kind.code */
    struct str bytes, file_name;    /* file_name n = 0: pasted; "people.xlsx" is kept for a private kind */
    struct str scheme_code;         /* values; of open matters the id of their procedure */
    struct str period;              /* a table without a column of periods; may be empty */
    struct str sheet;               /* the chosen sheet; n = 0: the reader chooses */
    const struct intake_mend *mend; /* by row, column */
    size_t mends;
    const struct intake_answer *answer;
    size_t answers;
    const struct intake_tick *tick;
    size_t ticks;
};

/* ---- what the check says ---- */

enum row_state { ROW_GOOD, ROW_WARNED, ROW_BAD };

struct intake_choice {
    struct str value;
    const char *label; /* key; the question's args go in. NULL: the names */
    struct str zh, en; /* what a procedure calls it; en may be empty */
};
struct intake_question { /* what a table cannot say by itself, asked once a column or once a table */
    struct str id;       /* "percent-4"; the same as long as the head is */
    int column;          /* 0: the table as a whole */
    const char *text;    /* key */
    struct str arg[4];
    const struct intake_choice *choice;
    size_t choices;
    struct str answer; /* n = 0: not yet; then the intake may not be confirmed */
};

struct intake_fix { /* read otherwise than it was written: "１２" as 12, "1.2亿" as 12000 */
    int row, column;
    struct str was, became;
};

enum intake_change { CHANGE_NEW, CHANGE_CHANGED, CHANGE_SAME, CHANGE_CLEARED, CHANGE__COUNT };
struct intake_line {
    enum intake_change change;
    int row;
    struct str subject;       /* 市住建局 */
    struct str field;         /* 一网通办率 · 2026 年 10 月 */
    struct str before, after; /* as people write them; n = 0: none */
    struct str means; /* the same in whatever language `field` … `after` are; n = 0: they are in none */
};

/* A first password, made here and stored nowhere but as its hash: shown once, in the reply to the
 * confirmation (never to a repeated one: act_receipt.is_repeated), never logged. */
struct intake_secret {
    struct str login, label, password;
};

struct intake_kind;
struct procedure_book;
struct intake {
    const struct intake_kind *kind; /* NULL: the one that `given` names */
    struct intake_given given;
    struct arena *a;
    struct actor actor;
    int64_t day, now_ms;
    enum lang lang;                    /* of `field` in lines */
    struct ledger *ledger;             /* for reading private values; may be NULL */
    struct procedure_book *procedures; /* open matters alone; else it may be NULL */

    struct table_book book;
    struct table table;        /* the chosen sheet, with the mends put in */
    struct problems *problems; /* NULL: made; a warning that was ticked off is still listed */
    struct intake_question *question;
    size_t questions, open_questions;
    struct intake_fix *fix;   /* the first LIMIT_PROBLEMS */
    size_t fixes;             /* in all */
    uint8_t *row_state;       /* [table.rows], enum row_state; NULL when the head is wrong: no row was read */
    size_t rows[ROW_BAD + 1]; /* how many of each state; ticked warnings count as good */
    size_t open_ticks;        /* warnings not ticked off yet; remarks need no tick */
    bool holds_more;          /* a register's file holds what is not read: it is not kept as evidence */
    struct intake_line *line; /* of the good rows and of them alone; same ones are counted, not listed */
    size_t lines;             /* listed: at most INTAKE_LINES_SHOWN */
    size_t change[CHANGE__COUNT];       /* in all */
    struct str seen;                    /* hex: names the difference; confirmed is what was seen */
    struct hash chain;                  /* of the lines so far, from which `seen` is made */
    void *made;                         /* the kind's own: what `read` made of the rows */
    void *plan;                         /* the kind's own: what `diff` made of them */
    const struct intake_secret *secret; /* made by intake_prepare: for the one reply that says it was done */
    size_t secrets;
};

/* All rows may be written: nothing wrong, no question open, no warning unticked. */
bool intake_is_ready(const struct intake *in);
/* The good ones may: some are good, no question is open. */
bool intake_has_good(const struct intake *in);

/* ---- kinds ---- */

struct intake_record { /* of one import, as it is kept; see domain/value_import.h */
    int64_t import_id;
    struct str file_hash, before_hash, choices_hash; /* hex, blobs of the entry; n = 0: none */
    int64_t left_out;                                /* rows of the table that were not written */
};

struct intake_kind {
    struct str code;            /* "values", in addresses, drafts and records */
    const char *title;          /* key: 指标数据 */
    const char *lead;           /* key: one sentence, for whoever has never done it */
    const struct act_def *act;  /* confirming it; its run is intake_confirm_run with this kind */
    const struct act_def *undo; /* taking it back: &act_import_undo, or an act of its own whose run is
                                 * import_undo_run; NULL: it cannot be taken back */
    bool has_private;           /* names, telephone numbers */
    bool needs_scheme;
    bool needs_procedure; /* given.scheme_code is the id of one */
    /* Fills in->table (sheet chosen, head found), problems, questions, fixes, made, and row_state with
     * ROW_BAD where the reader says so (further problems of rows are found by their row). Reads the data
     * base, writes nothing. RC_INVALID "intake.cannot_be_read" only when there is nothing to show beside the
     * problems; else RC_OK however much is wrong. */
    enum rc (*read)(struct intake *in, struct db *db, struct err *err);
    /* Compares the good rows (intake_row_is_good) with what is stored: lines, change, plan. Runs after
     * `read`, and once more inside the act, on a copy with lines and plan empty: so what is written is what
     * was seen. There it adds no problem and leaves `made` as it is. */
    enum rc (*diff)(struct intake *in, struct db *db, struct err *err);
    /* What is slow and must be done before the writer's turn (hashing passwords); after `diff`. NULL:
     * nothing.
     */
    enum rc (*prepare)(struct intake *in, const struct world *world, struct err *err);
    /* Writes the plan through act->changes; rows that are not good are not in it. */
    enum rc (*write)(struct act *act, const struct intake *in, struct err *err);
    /* Keeps the record of the import, after `write`. NULL: as table_import. */
    enum rc (*record)(struct act *act, const struct intake *in, const struct intake_record *record,
                      struct err *err);
    /* An empty table to fill in, with what is known already; see domain/template.h. NULL: there is none. */
    enum rc (*template)(struct intake *in, struct db *db, struct buf *out, struct err *err);
    /* Refuses an undo on which something later rests besides the rows themselves, and takes away what lies
     * beside them (a password); may be NULL. */
    enum rc (*may_undo)(struct act *act, int64_t import_id, struct err *err);
    /* A stored row as people call it, for "…has changed since": 甲局 · 按期率 · 2026-10. NULL: by its keys.
     */
    struct str (*row_name)(struct db *db, struct arena *a, const struct table_def *t, const struct cell *row);
};
extern const struct intake_kind INTAKE_VALUES, INTAKE_ORGANS, INTAKE_PEOPLE, INTAKE_ACCOUNTS, INTAKE_ROLES,
    INTAKE_PAST, INTAKE_REGISTER;
const struct intake_kind *intake_kind_find(struct str code); /* NULL: none */
extern const struct intake_kind *const INTAKE_KINDS[];
extern const size_t INTAKE_KINDS_COUNT;

/* Reads what was given. `in` holds kind, given, a, actor, day, now_ms, lang, ledger; the rest is made.
 * RC_INVALID "intake.cannot_be_read": in->problems says why; RC_NOT_FOUND "intake.no_such_kind". */
enum rc intake_read(struct intake *in, struct db *db, struct err *err) MUST_CHECK;
/* Before the act that confirms, for whoever calls it: the kind's `prepare`. Slow. RC_BUSY as password_hash.
 */
enum rc intake_prepare(struct intake *in, const struct world *world, struct err *err) MUST_CHECK;

/* For kinds. The sheet that was asked for, or the one whose head knows most (the first when none does; a
 * remark names the others that hold something), becomes in->table, with its head found and the mends put in.
 * Then a cell of it; whether a row may be written, by its index; a line of the difference, counted and kept
 * while there is room; a question with the answer that was given to it; what was read otherwise. */
void intake_sheet_choose(struct intake *in, bool (*is_known)(const void *ctx, struct str cell),
                         const void *ctx);
struct str intake_cell(const struct intake *in, size_t row, size_t column);
bool intake_row_is_good(const struct intake *in, size_t row);
/* The index of the row with this number; in->table.rows when there is none. */
size_t intake_row_at(const struct intake *in, int number);
/* The states of rows out of problems and ticks; done after `read`, and by a `read` that must know earlier. */
void intake_judge(struct intake *in);
/* What was written over on the page goes into a table; for a `read` that chooses the sheet by itself. */
void intake_mend(struct intake *in, struct table *t);
/* Beyond INTAKE_LINES_SHOWN a line is counted and named in `seen` only: then `means` is enough. */
void intake_line_add(struct intake *in, struct intake_line line);
bool intake_has_room(const struct intake *in);
struct intake_question *intake_question_add(struct intake *in, struct str id, int column, const char *text,
                                            const struct intake_choice *choice, size_t choices);
void intake_fix_add(struct intake *in, int row, int column, struct str was, struct str became);

/* ---- drafts ---- */

struct intake_draft {
    struct str draft_id; /* 32 hex digits */
    struct str kind, file_name, scheme_code;
    int64_t created_ms, changed_ms;
};
struct intake_drafts {
    const struct intake_draft *draft; /* newest first */
    size_t n;
};
enum rc intake_drafts_load(struct db *db, struct arena *a, const struct actor *actor, int64_t now_ms,
                           struct intake_drafts *ret, struct err *err) MUST_CHECK;
/* RC_NOT_FOUND "intake.no_such_draft", also for somebody else's and for one that is too old. */
enum rc intake_given_load(struct db *db, struct arena *a, struct ledger *ledger, const struct actor *actor,
                          int64_t now_ms, struct str draft_id, struct intake_given *ret,
                          struct err *err) MUST_CHECK;

/* ---- acts ---- */

struct intake_put {      /* act_intake_put, operational; the answer is the draft's id */
    struct str draft_id; /* n = 0: a new one */
    /* Of a draft that is there: with bytes n = 0 its file stays, and sheet, period, scheme and choices
     * become those given. Its kind never changes. */
    struct intake_given given;
};
struct intake_drop { /* act_intake_drop, operational */
    struct str draft_id;
};
/* The input of every kind's act. The answer is the number of the import: the seq of its entry. RC_CONFLICT
 * "intake.changed_since" when the difference is no longer the one that was seen; RC_INVALID
 * "intake.not_ready" while something must be mended, answered or looked into; RC_NOT_FOUND
 * "intake.no_such_draft" when it was confirmed or dropped already. */
struct intake_confirm {
    /* Read before the writer's turn, for the same actor. NULL when the draft is gone: a page that is sent
     * twice still gets its first receipt, by its key. */
    const struct intake *ready;
    struct str draft_id; /* n = 0: none (command line, demo) */
    struct str seen;     /* n = 0: whatever it is */
    bool only_good;
};
enum rc intake_confirm_run(struct act *act, const struct intake_kind *kind, const void *input,
                           struct err *err) MUST_CHECK;
/* act_import_undo: the rows that an import wrote become what they were. A liaison takes back what was handed
 * in by the same account alone. RC_CONFLICT "intake.too_late", "intake.rests_on_it" ({0}: what, {1}: the
 * later entry), "intake.row_is_gone" ({0}), "intake.undone_already", "intake.private_is_gone",
 * "intake.frozen_rests_on_it" ({0}: which); RC_NOT_FOUND "value.no_such_import". */
struct import_undo {
    int64_t import_id;
    struct str reason; /* may be empty; at most INTAKE_REASON_BYTES */
};
#define INTAKE_REASON_BYTES 600
enum rc import_undo_run(struct act *act, const void *input, struct err *err) MUST_CHECK;

#endif
