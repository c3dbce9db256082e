#include "works.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "ledger/verify.h"

enum db_kind KIND_SQLITE = DB_SQLITE, KIND_POSTGRES = DB_POSTGRES;

void works_open(struct works *w)
{
    struct kernel_config config = {.db_url = w->fresh.url,
                                   .data_dir = str_c(w->keys),
                                   .tenant_id = TENANT,
                                   .origin = STR("kernel.test/yunlan"),
                                   .world = world_frozen(&w->now_ms),
                                   .readers = READERS};
    OK(kernel_open(&config, &w->k, &err));
}

struct works *works_new(enum db_kind kind)
{
    struct works *w = calloc(1, sizeof *w);
    assert_non_null(w);
    w->fresh = fresh_new(kind);
    w->a = arena_new(0);
    w->now_ms = NOON;
    (void)snprintf(w->keys, sizeof w->keys, "/tmp/kc-keys.XXXXXX");
    assert_non_null(mkdtemp(w->keys));
    works_open(w);
    return w;
}

void works_free(struct works *w)
{
    static const char *const file[] = {"log.key", "log.vkey", "vault.key"};
    kernel_close(w->k);
    for (size_t i = 0; i < COUNT_OF(file); i++)
        (void)unlink(arena_printf(w->a, "%s/%s", w->keys, file[i]).p);
    (void)rmdir(w->keys);
    arena_free(w->a);
    fresh_free(&w->fresh);
    free(w);
}

void works_reopen(struct works *w)
{
    kernel_close(w->k);
    works_open(w);
}

int64_t works_number(struct works *w, const char *sql)
{
    CLEANUP(db_closep) struct db *db = fresh_open(&w->fresh, DB_READ);
    return raw_number(db, w->a, sql);
}

int64_t works_entries(struct works *w) { return works_number(w, "SELECT count(*) AS n FROM entry"); }

struct str works_body(struct works *w, int64_t seq)
{
    CLEANUP(db_closep) struct db *db = fresh_open(&w->fresh, DB_READ);
    struct str body = {0};
    struct hash leaf;
    OK(ledger_entry(kernel_ledger(w->k), db, w->a, seq, &body, &leaf, &err));
    return body;
}

void works_verify(struct works *w)
{
    struct ledger_report report = {.found.arena = w->a};
    OK(ledger_verify(w->fresh.url, kernel_ledger(w->k), NULL, &report, &err));
    if (report.found.n)
        fail_msg("verify: %s: %.*s %.*s", report.found.item[0].text, STR_ARG(report.found.item[0].arg[0]),
                 STR_ARG(report.found.item[0].arg[1]));
    assert_int_equal(report.entries, works_entries(w));
}

/* ---- faults ---- */

static struct {
    const struct act_def *def;
    int n;
} failing;

/* Runs on the writer's thread, which is where the fault must be armed. */
static enum rc run_failing(struct act *act, const void *input, struct err *err)
{
    (void)db_fault_arm(failing.n);
    return failing.def->run(act, input, err);
}

static enum rc run_calm(struct act *act, const void *input, struct err *err)
{
    (void)act, (void)input, (void)err;
    (void)db_fault_arm(0);
    return RC_OK;
}

void works_calm(struct works *w)
{
    static const struct act_def calm = {"calm", STR_INIT("calm"), true, {.any = BIT(SYSTEM)}, run_calm};
    struct act_call call = {.def = &calm, .actor = {.tenant_id = TENANT, .role = ROLE_SYSTEM}};
    struct act_receipt r;
    enum rc rc = kernel_act(w->k, &call, w->a, &r, NULL); /* or the fault strikes here, and is gone as well */
    assert_true(rc == RC_OK || rc == RC_DB);
}

struct act_def works_failing(const struct act_def *def, int n)
{
    struct act_def copy = *def;
    failing.def = def;
    failing.n = n;
    copy.run = run_failing;
    return copy;
}
