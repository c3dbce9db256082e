/* A receipt of the ledger, checked by whoever holds it: the entry, the proof and the public key, nothing
 * else. */
#include <inttypes.h>
#include <stdio.h>

#include "base/key.h"
#include "main/command.h"
#include "merkle/receipt.h"
#include "text/text.h"

#define ENTRY_BYTES_MAX 65535 /* docs/ledger-format.md */
#define KEY_BYTES_MAX 4096

/* The key as a file of one line, or as the line itself. */
static enum rc read_key(struct arena *a, struct str given, struct note_key *ret, struct err *err)
{
    struct str text;
    struct err unused;
    if (note_key_read(given, ret, &unused) == RC_OK)
        return RC_OK;
    enum rc rc = command_read_file(a, given, KEY_BYTES_MAX, &text, err);
    return rc == RC_OK ? note_key_read(str_trim(text), ret, err) : rc;
}

static enum rc verify(struct arena *a, enum lang lang, struct str file, struct str entry, struct str vkey,
                      struct err *err)
{
    struct str text, body;
    struct note_key key;
    struct receipt *r = ARENA_NEW(a, struct receipt);
    enum rc rc = read_key(a, vkey, &key, err);
    if (rc == RC_OK)
        rc = command_read_file(a, file, RECEIPT_BYTES_MAX, &text, err);
    if (rc == RC_OK)
        rc = command_read_file(a, entry, ENTRY_BYTES_MAX, &body, err);
    if (rc == RC_OK)
        rc = receipt_read(text, r, err);
    if (rc == RC_OK)
        rc = receipt_verify(r, body, &key, err);
    if (rc != RC_OK)
        return rc;
    struct str arg[] = {arena_printf(a, "%" PRId64, r->index), key.name,
                        arena_printf(a, "%" PRId64, r->checkpoint.size), hash_hex(a, r->checkpoint.root)};
    (void)printf("%.*s\n", STR_ARG(text_fill(a, T(lang, "command.receipt_good"), arg, COUNT_OF(arg))));
    return RC_OK;
}

int command_receipt_verify(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    struct err err = {0};
    struct str file = value[c->options], entry = command_option(c, value, "entry"),
               vkey = command_option(c, value, "vkey");
    if (file.n == 0 || entry.n == 0 || vkey.n == 0) {
        command_say(lang, a, K("command.receipt_needs"), NULL, 0);
        return EXIT_USAGE;
    }
    enum rc rc = verify(a, lang, file, entry, vkey, &err);
    if (rc == RC_OK)
        return EXIT_DONE;
    command_say_error(a, lang, &err);
    /* Signed by somebody else is a finding, not a file that could not be read. */
    return rc == RC_INVALID || rc == RC_NOT_FOUND ? EXIT_FOUND : EXIT_CANNOT;
}
