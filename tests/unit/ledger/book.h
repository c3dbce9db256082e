/* A ledger of its own for one test, on either engine, and the acts that a test does with it. */
#ifndef TEST_LEDGER_BOOK_H
#define TEST_LEDGER_BOOK_H

#include "gen/sql.h"
#include "gen/tables.h"
#include "ledger/change.h"
#include "ledger/fold.h"
#include "ledger/ledger.h"
#include "ledger/verify.h"
#include "unit/db/fresh.h"

#define TENANT 110101
#define ORIGIN "ledger.test/yunlan"

struct book {
    struct fresh fresh;
    char keys[32]; /* directory of the keys */
    struct ledger *l;
    struct db *db; /* DB_WRITE */
    struct arena *a;
    struct change_set cs; /* of the act at hand */
    int acts;             /* done by book_fill; numbers its idempotency keys */
};

struct book *book_new(enum db_kind kind);
void book_free(struct book *b);

/* An act: begin, change …, end. The entry has the kind, one idempotency key per act when `idem` is not empty.
 */
void book_begin(struct book *b);
struct receipt book_end(struct book *b, struct str kind, struct str idem);
/* Commits what book_end has appended … */
struct receipt book_commit(struct book *b, struct str kind, struct str idem);

void put_organ(struct book *b, int64_t id, struct str code, int64_t order);
void put_value(struct book *b, int64_t organ, struct str period, int64_t value, struct str label);
void put_alias(struct book *b, int64_t organ, struct str alias);
void put_person(struct book *b, int64_t id, struct str name, struct str phone);
/* A few acts of each kind, `n` entries in all, and a checkpoint. */
void book_fill(struct book *b, int n);
struct str book_checkpoint(struct book *b);

/* Verifies; the report lives in b->a. */
struct ledger_report book_verify(struct book *b);
/* Is this text among the findings? */
bool report_has(const struct ledger_report *r, const char *text);
void report_print(const struct ledger_report *r);

/* Writes past all guards, as somebody with the data base password would. */
void tamper(struct book *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
int64_t count_of(struct book *b, const char *table);
/* The n-th bit of the value of `column` in the only row of `from_where` is turned round. */
size_t value_bits(struct book *b, const char *column, const char *from_where);
void flip_bit(struct book *b, const char *column, bool is_text, const char *table, const char *where,
              size_t bit);

/* Each test runs on both engines; PostgreSQL when KC_PG_URL is set. */
#define BOTH(name)                                                                                           \
    {#name, name, NULL, NULL, &KIND_SQLITE}, { #name "__postgres", name, NULL, NULL, &KIND_POSTGRES }
extern enum db_kind KIND_SQLITE, KIND_POSTGRES;
#define BOOK(b, state)                                                                                       \
    if (!fresh_has(*(enum db_kind *)*(state)))                                                               \
        skip();                                                                                              \
    struct book *b = book_new(*(enum db_kind *)*(state))
#define OK(call)                                                                                             \
    do {                                                                                                     \
        struct err err = {0};                                                                                \
        enum rc ok_rc = (call);                                                                              \
        if (ok_rc != RC_OK)                                                                                  \
            fail_msg("%s:%d: %s: %s", __FILE__, __LINE__, err.text ? err.text : "?", err.detail);            \
    } while (0)

#endif
