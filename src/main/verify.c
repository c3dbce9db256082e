/* Does the book hold together, and are today's tables what it says? Works beside a running server. */
#include <inttypes.h>
#include <stdio.h>

#include "base/key.h"
#include "ledger/verify.h"
#include "main/house.h"
#include "text/text.h"

static void say_count(struct arena *a, enum lang lang, const char *key, int64_t n)
{
    struct str arg = arena_printf(a, "%" PRId64, n);
    (void)printf("%.*s\n", STR_ARG(text_fill(a, text_get(lang, key), &arg, 1)));
}

static void say_report(struct arena *a, enum lang lang, const struct ledger_report *r)
{
    struct str root = hash_hex(a, r->root);
    say_count(a, lang, K("command.verify_entries"), r->entries);
    say_count(a, lang, K("command.verify_blobs"), r->blobs);
    say_count(a, lang, K("command.verify_checkpoints"), r->checkpoints);
    say_count(a, lang, K("command.verify_rows"), r->rows);
    say_count(a, lang, K("command.verify_private"), r->private_open);
    say_count(a, lang, K("command.verify_erased"), r->private_erased);
    (void)printf("%.*s\n", STR_ARG(text_fill(a, T(lang, "command.verify_root"), &root, 1)));
    for (size_t i = 0; i < r->found.n; i++) {
        const struct problem *p = &r->found.item[i];
        struct str text = text_fill(a, text_get(lang, p->text), p->arg, COUNT_OF(p->arg));
        (void)printf("%.*s\n", STR_ARG(text));
    }
    if (r->found.more)
        say_count(a, lang, K("command.more_problems"), (int64_t)r->found.more);
    (void)printf("%.*s\n", STR_ARG(r->found.blocking ? T(lang, "command.verify_differs") : STR("ok")));
}

int command_verify(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    struct err err = {0};
    struct house house;
    struct house_wish wish = house_wish_of(c, value);
    struct ledger *ledger CLEANUP(ledger_closep) = NULL;
    struct ledger_report report = {.found.arena = a};
    house_find(a, &wish, &house);
    enum rc rc = house_must_exist(a, &house, &err);
    if (rc == RC_OK)
        rc = ledger_open(house.dir.p, (struct str){0}, HOUSE_TENANT, &ledger, &err);
    if (rc == RC_OK)
        rc = ledger_verify(house.db_url, ledger, NULL, &report, &err);
    if (rc != RC_OK) {
        command_say_error(a, lang, &err);
        return EXIT_CANNOT;
    }
    say_report(a, lang, &report);
    return report.found.blocking ? EXIT_FOUND : EXIT_DONE;
}
