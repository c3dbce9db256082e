/* Signed notes, checkpoints and keys from anybody: nothing may crash, what is read is read the same way
 * again, and nobody but the owner of a key gets a note past it. */
#include "merkle/note.h"

#include <sodium.h>

static const uint8_t SEED[32] = {1, 2, 3};

static void keys(struct str text)
{
    struct note_key key;
    struct note_signer signer;
    CLEANUP(buf_release) struct buf out = {0};
    if (note_key_read(text, &key, NULL) == RC_OK) {
        note_key_write(&out, &key);
        ASSERT(str_eq(buf_str(&out), text));
    } else if (note_signer_read(text, &signer, NULL) == RC_OK) {
        note_signer_write(&out, &signer);
        ASSERT(str_eq(buf_str(&out), text));
    }
}

static void checkpoints(struct str text)
{
    struct checkpoint c;
    CLEANUP(buf_release) struct buf out = {0};
    if (checkpoint_read(text, &c, NULL) != RC_OK)
        return;
    checkpoint_write(&out, &c);
    ASSERT(str_starts(text, buf_str(&out))); /* but for extension lines */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct str text = str_of((const char *)data, n);
    struct note_signer log = note_signer_from(STR("log.test/a"), NOTE_ED25519, SEED);
    struct note_signer witness = note_signer_from(STR("log.test/b"), NOTE_COSIGNATURE, SEED);
    const struct note_key known[] = {log.key, witness.key};
    static struct note note;
    keys(text);
    checkpoints(text);
    if (note_read(text, &note, NULL) == RC_OK) {
        ASSERT(note.sigs > 0 && str_ends(note.text, STR("\n")) && str_starts(text, note.text));
        uint64_t signed_by;
        enum rc rc = note_verify(&note, known, COUNT_OF(known), &signed_by, NULL);
        ASSERT(rc != RC_OK || signed_by != 0);
        checkpoints(note.text);
        /* Its text with our signature is ours. */
        CLEANUP(buf_release) struct buf mine = {0};
        buf_put(&mine, note.text);
        buf_putc(&mine, '\n');
        note_sign(&mine, note.text, &log, 0);
        note_sign(&mine, note.text, &witness, 7);
        rc = note_read(buf_str(&mine), &note, NULL);
        ASSERT(rc == RC_OK || mine.n > NOTE_BYTES_MAX);
        ASSERT(rc != RC_OK || note_verify(&note, known, COUNT_OF(known), &signed_by, NULL) == RC_OK);
    }
    return 0;
}
