/* An act: the only way to change anything. A named verb with an actor, a target and an input, run inside
 * one savepoint of the writer's transaction. One act is one entry of the ledger.
 *
 *     static enum rc run_organ_rename(struct act *act, const void *input, struct err *err)
 *     {
 *         const struct organ_rename *in = input;
 *         …read through act->db, decide, and write through change_put(&act->changes, …)…
 *         return RC_OK;
 *     }
 *
 * Whatever fails rolls the savepoint back: no half of an act is ever there. When the data base was busy it is
 * run again, so what it says in the caller's memory (a list of problems) begins anew each time. An
 * operational act (opening a session, keeping a draft) changes operational tables alone and makes no entry.
 */
#ifndef KERNEL_ACT_H
#define KERNEL_ACT_H

#include "base/json.h"
#include "kernel/may.h"
#include "kernel/world.h"
#include "ledger/change.h"
#include "ledger/ledger.h"

struct act;

struct act_def {
    const char *name; /* in C and in the table of doors: organ_rename */
    struct str kind;  /* stable name in entries: "organ.rename" */
    bool is_operational;
    struct permit permit;
    enum rc (*run)(struct act *act, const void *input, struct err *err);
};

#define ACT_BLOBS_MAX 64

struct act {
    struct db *db;       /* the writer's connection, inside the act's savepoint */
    struct arena *arena; /* goes when the act is done */
    const struct world *world;
    struct ledger *ledger;
    struct actor actor;
    struct target target;
    int64_t now_ms;
    int64_t day; /* YYYYMMDD of now */
    int64_t seq; /* the number that this act's entry will have; ask act_seq */
    bool has_seq;
    struct change_set changes; /* empty for operational acts */
    /* What the act may say about itself; all optional. */
    struct str object;               /* what it was about: "organ/12" */
    struct buf input_json;           /* its input as canonical JSON, public and internal fields only */
    struct hash blob[ACT_BLOBS_MAX]; /* blobs that the entry names as evidence */
    size_t blobs;
    bool has_changes_apart; /* the changes become a blob of their own, however few they are */
    struct str answer;      /* what the caller gets, also on a repeated call: a path or a number */
};

/* Stores bytes as a blob of the ledger and names it in the entry. */
enum rc act_blob(struct act *act, struct str bytes, struct hash *ret, struct err *err) MUST_CHECK;
/* The number that this act's entry will have. */
enum rc act_seq(struct act *act, int64_t *ret, struct err *err) MUST_CHECK;

struct act_call {
    const struct act_def *def;
    struct actor actor;
    struct target target;
    struct str idem;   /* idempotency key of the form or the client; n = 0: none */
    const void *input; /* lives until kernel_act returns */
};

struct act_receipt {
    int64_t seq; /* -1 for operational acts */
    struct hash leaf;
    bool is_repeated; /* the same key came before: this is the first receipt again */
    struct str answer;
};

#endif
