/* Does the book hold together, and are today's tables what it says? Works beside a running server. */
#include <inttypes.h>
#include <stdio.h>

#include "base/key.h"
#include "domain/search.h"
#include "ledger/verify.h"
#include "main/house.h"
#include "text/text.h"

static void say_count(struct arena *a, enum lang lang, const char *key, int64_t n)
{
    struct str arg = arena_printf(a, "%" PRId64, n);
    (void)printf("%.*s\n", STR_ARG(text_fill(a, text_get(lang, key), &arg, 1)));
}

static void say_problems(struct arena *a, enum lang lang, const struct problems *found)
{
    for (size_t i = 0; i < found->n; i++) {
        const struct problem *p = &found->item[i];
        struct str text = text_fill(a, text_get(lang, p->text), p->arg, COUNT_OF(p->arg));
        (void)printf("%.*s\n", STR_ARG(text));
    }
    if (found->more)
        say_count(a, lang, K("command.more_problems"), (int64_t)found->more);
}

static void say_report(struct arena *a, enum lang lang, const struct ledger_report *r,
                       const struct search_report *search)
{
    struct str root = hash_hex(a, r->root);
    say_count(a, lang, K("command.verify_entries"), r->entries);
    say_count(a, lang, K("command.verify_blobs"), r->blobs);
    say_count(a, lang, K("command.verify_checkpoints"), r->checkpoints);
    say_count(a, lang, K("command.verify_rows"), r->rows);
    say_count(a, lang, K("command.verify_private"), r->private_open);
    say_count(a, lang, K("command.verify_erased"), r->private_erased);
    (void)printf("%.*s\n", STR_ARG(text_fill(a, T(lang, "command.verify_root"), &root, 1)));
    if (search->docs)
        say_count(a, lang, K("command.verify_search"), search->docs);
    say_problems(a, lang, &r->found);
    say_problems(a, lang, search->found);
    bool is_well = r->found.blocking == 0 && search->found->blocking == 0;
    (void)printf("%.*s\n", STR_ARG(is_well ? STR("ok") : T(lang, "command.verify_differs")));
}

/* The search index is derived: from the tables that were just compared with the ledger. One that is not of
 * this program's rules is made again when the program starts. */
static enum rc check_search(struct arena *a, struct str db_url, struct search_report *ret, struct err *err)
{
    struct db *db CLEANUP(db_closep) = NULL;
    bool is_current = false;
    enum rc rc = db_open_still(db_url, &db, err);
    if (rc == RC_OK)
        rc = db_begin(db, err);
    if (rc == RC_OK)
        rc = search_is_current(db, a, HOUSE_TENANT, &is_current, err);
    if (rc == RC_OK && is_current)
        rc = search_check(db, a, HOUSE_TENANT, ret, err);
    return rc;
}

int command_verify(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    struct err err = {0};
    struct house house;
    struct house_wish wish = house_wish_of(c, value);
    struct ledger *ledger CLEANUP(ledger_closep) = NULL;
    struct ledger_report report = {.found.arena = a};
    struct problems found = {.arena = a};
    struct search_report search = {.found = &found};
    house_find(a, &wish, &house);
    enum rc rc = house_must_exist(a, &house, &err);
    if (rc == RC_OK)
        rc = ledger_open(house.dir.p, (struct str){0}, HOUSE_TENANT, &ledger, &err);
    if (rc == RC_OK)
        rc = ledger_verify(house.db_url, ledger, NULL, &report, &err);
    if (rc == RC_OK)
        rc = check_search(a, house.db_url, &search, &err);
    if (rc != RC_OK) {
        command_say_error(a, lang, &err);
        return EXIT_CANNOT;
    }
    say_report(a, lang, &report, &search);
    return report.found.blocking || found.blocking ? EXIT_FOUND : EXIT_DONE;
}

int command_reindex(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    struct err err = {0};
    struct house house CLEANUP(house_close) = {0};
    struct house_wish wish = house_wish_of(c, value);
    struct act_receipt receipt;
    enum rc rc = house_open(a, &wish, &house, &err);
    if (rc == RC_OK)
        rc = house_act(&house, a, &act_search_rebuild, (struct str){0}, NULL, &receipt, &err);
    if (rc != RC_OK) {
        command_say_error(a, lang, &err);
        return EXIT_CANNOT;
    }
    (void)printf("%.*s\n", STR_ARG(text_fill(a, T(lang, "command.reindexed"), &receipt.answer, 1)));
    return EXIT_DONE;
}
