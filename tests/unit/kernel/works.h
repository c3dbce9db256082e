/* A kernel of its own for one test, on either engine, with a clock that the test moves. For domain's tests
 * too. Those on PostgreSQL want KC_PG_URL. */
#ifndef TESTS_KERNEL_WORKS_H
#define TESTS_KERNEL_WORKS_H

#include "kernel/kernel.h"
#include "unit/db/fresh.h"

#define TENANT 110101
#define READERS 4
#define NOON INT64_C(1795146000000) /* 2026-11-20 12:00 in Shanghai */

struct works {
    struct fresh fresh;
    char keys[32]; /* directory of the keys */
    int64_t now_ms;
    struct kernel *k;
    struct arena *a;
};

struct works *works_new(enum db_kind kind); /* the clock stands at NOON */
void works_free(struct works *w);
void works_open(struct works *w);
void works_reopen(struct works *w); /* as after a restart of the program */

/* One number as a reader of now sees it: "SELECT count(*) AS n FROM entry". */
int64_t works_number(struct works *w, const char *sql);
int64_t works_entries(struct works *w);
/* The text of entry `seq` and of all blobs, after the commit; in the arena. */
struct str works_body(struct works *w, int64_t seq);
/* Ends the test unless the ledger holds together and the tables are what its entries say. The test program
 * must be ready to be the fold's child: WORKS_MAIN. */
void works_verify(struct works *w);

/* `def`, but the n-th call of the data base from the start of its run fails, as if the disk had gone: in the
 * run itself, in the append, or at the release or commit after it. One at a time; works_calm when it went
 * well. */
struct act_def works_failing(const struct act_def *def, int n);
void works_calm(struct works *w);

#define WORKS_MAIN(tests)                                                                                    \
    int main(int argc, char **argv)                                                                          \
    {                                                                                                        \
        if (argc > 1 && strcmp(argv[1], FOLD_CHILD) == 0)                                                    \
            return fold_child(0, 1);                                                                         \
        return cmocka_run_group_tests(tests, NULL, NULL);                                                    \
    }

/* Each test runs on both engines; PostgreSQL when KC_PG_URL is set. */
#define BOTH(name)                                                                                           \
    {#name, name, NULL, NULL, &KIND_SQLITE}, { #name "__postgres", name, NULL, NULL, &KIND_POSTGRES }
extern enum db_kind KIND_SQLITE, KIND_POSTGRES;
#define WORKS(w, state)                                                                                      \
    if (!fresh_has(*(enum db_kind *)*(state)))                                                               \
        skip();                                                                                              \
    struct works *w = works_new(*(enum db_kind *)*(state))
#define OK(call)                                                                                             \
    do {                                                                                                     \
        struct err err = {0};                                                                                \
        enum rc ok_rc = (call);                                                                              \
        if (ok_rc != RC_OK)                                                                                  \
            fail_msg("%s:%d: %s: %s", __FILE__, __LINE__, err.text ? err.text : "?", err.detail);            \
    } while (0)
/* The call fails with this rc and tells the user this. */
#define FAILS(call, want_rc, want_text)                                                                      \
    do {                                                                                                     \
        struct err err = {0};                                                                                \
        assert_int_equal((call), (want_rc));                                                                 \
        assert_non_null(err.text);                                                                           \
        assert_string_equal(err.text, (want_text));                                                          \
    } while (0)

#endif
