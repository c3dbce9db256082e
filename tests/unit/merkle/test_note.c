#include "fixture.h"
#include "merkle/note.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

/* From the text of C2SP signed-note. */
#define VKEY "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
#define TEXT "This is an example message.\n"
#define LINE                                                                                                 \
    "\xe2\x80\x94 example.com/foo "                                                                          \
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"

static const uint8_t SEED[32] = {7, 7, 7};

static enum rc open_note(struct str msg, const struct note_key *key, size_t keys, uint64_t *ret,
                         struct err *err)
{
    struct note note;
    enum rc rc = note_read(msg, &note, err);
    return rc ? rc : note_verify(&note, key, keys, ret, err);
}

static void the_example_of_c2sp_verifies(void **state)
{
    (void)state;
    struct note_key key;
    uint64_t found = 0;
    assert_int_equal(note_key_read(STR(VKEY), &key, NULL), RC_OK);
    assert_int_equal(open_note(STR(TEXT "\n" LINE), &key, 1, &found, NULL), RC_OK);
    assert_int_equal(found, 1);
    CLEANUP(buf_release) struct buf b = {0};
    note_key_write(&b, &key);
    assert_true(str_eq(buf_str(&b), STR(VKEY)));
}

static void every_changed_byte_of_a_note_is_found(void **state)
{
    (void)state;
    struct note_key key;
    assert_int_equal(note_key_read(STR(VKEY), &key, NULL), RC_OK);
    char msg[] = TEXT "\n" LINE;
    for (size_t i = 0; i + 1 < sizeof msg; i++)
        for (int bit = 0; bit < 8; bit++) {
            msg[i] = (char)(msg[i] ^ (1 << bit));
            assert_int_not_equal(open_note(str_of(msg, sizeof msg - 1), &key, 1, NULL, NULL), RC_OK);
            msg[i] = (char)(msg[i] ^ (1 << bit));
        }
}

static void a_key_with_a_wrong_id_or_form_is_refused(void **state)
{
    (void)state;
    struct note_key key;
    struct note_signer signer;
    struct err err;
    assert_int_equal(
        note_key_read(STR("example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"), &key,
                      &err),
        RC_INVALID);
    assert_string_equal(err.text, "ledger.key_malformed");
    static const struct str bad[] = {
        STR_INIT(""),
        STR_INIT("+"),
        STR_INIT("a+530d903a+"),
        STR_INIT("a b+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"),
        STR_INIT("example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"),
        STR_INIT("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k="),
        STR_INIT("example.com/foo+530d903a-AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"),
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_int_equal(note_key_read(bad[i], &key, NULL), RC_INVALID);
        assert_int_equal(note_signer_read(bad[i], &signer, NULL), RC_INVALID);
    }
}

static void what_we_sign_we_accept_and_cosign(void **state)
{
    (void)state;
    struct note_signer log = note_signer_from(STR("log.test/a"), NOTE_ED25519, SEED);
    struct note_signer witness = note_signer_from(STR("mirror.test/b"), NOTE_COSIGNATURE, SEED);
    struct checkpoint c = {.origin = STR("log.test/a"), .size = 7, .root = merkle_empty()}, back;
    CLEANUP(buf_release) struct buf out = {0};
    CLEANUP(buf_release) struct buf text = {0};
    checkpoint_write(&text, &c);
    checkpoint_sign(&out, &c, &log);
    note_sign(&out, buf_str(&text), &witness, 1790000000);
    const struct note_key keys[] = {witness.key, log.key};
    uint64_t found = 0;
    assert_int_equal(open_note(buf_str(&out), keys, 2, &found, NULL), RC_OK);
    assert_int_equal(found, 3);
    struct note note;
    assert_int_equal(note_read(buf_str(&out), &note, NULL), RC_OK);
    assert_int_equal(checkpoint_read(note.text, &back, NULL), RC_OK);
    assert_int_equal(back.size, 7);
    assert_true(hash_eq(back.root, c.root) && str_eq(back.origin, c.origin));
    /* The keys of log and witness are not interchangeable though the seed is the same. */
    assert_int_not_equal(log.key.id, witness.key.id);
    CLEANUP(buf_release) struct buf skey = {0};
    struct note_signer again;
    note_signer_write(&skey, &log);
    assert_int_equal(note_signer_read(buf_str(&skey), &again, NULL), RC_OK);
    assert_memory_equal(again.secret, log.secret, sizeof log.secret);
    note_signer_wipe(&again);
    assert_int_equal(again.secret[0], 0);
}

static void a_checkpoint_has_three_lines_and_no_empty_one(void **state)
{
    (void)state;
#define ROOT "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
    struct checkpoint c;
    struct err err;
    assert_int_equal(checkpoint_read(STR("o\n0\n" ROOT), &c, NULL), RC_OK);
    assert_int_equal(checkpoint_read(STR("o\n9223372036854775807\n" ROOT "ext\n"), &c, NULL), RC_OK);
    static const struct str bad[] = {
        STR_INIT(""),
        STR_INIT("\n"),
        STR_INIT("o\n1\n"),
        STR_INIT("\n1\n" ROOT),
        STR_INIT("o\n01\n" ROOT),
        STR_INIT("o\n-1\n" ROOT),
        STR_INIT("o\n+1\n" ROOT),
        STR_INIT("o\n9223372036854775808\n" ROOT),
        STR_INIT("o\n1\nAAAA\n"),
        STR_INIT("o\n1\n" ROOT "\n"),
        STR_INIT("o\n1\n" ROOT "\nx\n"),
        STR_INIT("o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_int_equal(checkpoint_read(bad[i], &c, &err), RC_INVALID);
    assert_string_equal(err.text, "ledger.checkpoint_malformed");
}

static void base64_has_one_spelling(void **state)
{
    (void)state;
    uint8_t out[8];
    size_t n;
    assert_true(base64_read(STR("AAE="), out, sizeof out, &n));
    assert_int_equal(n, 2);
    static const struct str bad[] = {STR_INIT("AAF="),
                                     STR_INIT("AAE"),
                                     STR_INIT("AA E="),
                                     STR_INIT("AA=="
                                              " "),
                                     STR_INIT("A==="),
                                     STR_INIT("_AE="),
                                     STR_INIT("AAAAAAAAAAAAAAAA"),
                                     STR_INIT("\xc8"
                                              "AE=")};
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_false(base64_read(bad[i], out, sizeof out, &n));
    CLEANUP(buf_release) struct buf b = {0};
    base64_write(&b, STR("a"));
    base64_write(&b, STR("ab"));
    base64_write(&b, STR("abc"));
    assert_true(str_eq(buf_str(&b), STR("YQ==YWI=YWJj")));
}

/* 33 notes with the verdicts of Go's sumdb/note. We differ in two, on purpose (merkle/note.h). */
static void the_33_notes_get_the_verdicts_of_go_but_for_two_choices(void **state)
{
    (void)state;
    json_t *all = fixture_json("ledger/notes/note-cases.json"), *o;
    if (!all)
        skip();
    assert_int_equal(json_array_size(all), 33);
    size_t i;
    int choices = 0;
    json_array_foreach(all, i, o)
    {
        static uint8_t msg[1 << 20];
        struct note_key key[8];
        size_t keys = 0;
        size_t n = fixture_base64(json_object_get(o, "NoteB64"), msg, sizeof msg);
        for (; keys < json_array_size(json_object_get(o, "Vkeys")); keys++)
            assert_int_equal(
                note_key_read(str_c(json_string_value(json_array_get(json_object_get(o, "Vkeys"), keys))),
                              &key[keys], NULL),
                RC_OK);
        struct err err = {0};
        enum rc rc = open_note(str_of((const char *)msg, n), key, keys, NULL, &err);
        const char *name = json_string_value(json_object_get(o, "Name"));
        const char *verdict = json_string_value(json_object_get(o, "Verdict"));
        const char *want = strcmp(verdict, "accept") == 0                     ? NULL
                           : strcmp(verdict, "reject:unverified") == 0        ? "ledger.note_no_known_key"
                           : strcmp(verdict, "reject:invalid-signature") == 0 ? "ledger.note_wrong_signature"
                                                                              : "ledger.note_malformed";
        bool is_spelling = strstr(name, "non-canonical base64"),
             is_repeat = strstr(name, "same key again with a bad signature");
        choices += is_spelling + is_repeat;
        want = is_spelling ? "ledger.note_malformed" : is_repeat ? "ledger.note_wrong_signature" : want;
        if ((rc == RC_OK) != (want == NULL) || (want && strcmp(want, err.text) != 0))
            fail_msg("%s: want %s, have %s", name, want ? want : "accept", err.text ? err.text : "accept");
    }
    assert_int_equal(choices, 2);
    json_decref(all);
}

/* A golden log: the same entries with the same key give the same checkpoints and tiles. */
static void the_log_of_tessera_is_made_again_byte_for_byte(void **state)
{
    (void)state;
    struct str keys = fixture_bytes("ledger/tessera-log/keys.txt");
    struct str entries = fixture_bytes("ledger/tessera-log/entries.txt");
    if (!keys.p)
        skip();
    struct str rest = keys, line, entry, left = entries;
    assert_true(str_split(&rest, '\n', &line) && str_starts(line, STR("private ")));
    struct note_signer signer;
    assert_int_equal(note_signer_read(str_sub(line, 8, line.n), &signer, NULL), RC_OK);
    struct frontier f = {0};
    CLEANUP(buf_release) struct buf tile = {0};
    CLEANUP(buf_release) struct buf bundle = {0};
    while (str_split(&left, '\n', &entry)) {
        struct hash h = merkle_leaf(entry);
        assert_int_equal(frontier_append(&f, h, NULL), RC_OK);
        buf_put(&tile, hash_str(&h));
        buf_putc(&bundle, (char)(entry.n >> 8));
        buf_putc(&bundle, (char)entry.n);
        buf_put(&bundle, entry);
        CLEANUP(buf_release) struct buf note = {0};
        checkpoint_sign(
            &note, &(struct checkpoint){STR("example.com/log/testdata"), f.size, frontier_root(&f)}, &signer);
        const struct str ours[] = {buf_str(&note), buf_str(&tile), buf_str(&bundle)};
        const char *const form[] = {"checkpoint.%d", "tile/0/000.p/%d", "tile/entries/000.p/%d"};
        for (size_t i = 0; i < 3; i++) {
            char name[64], path[128];
            _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wformat-nonliteral\"")(void)
                snprintf(name, sizeof name, form[i], (int)f.size);
            _Pragma("GCC diagnostic pop")(void)
                snprintf(path, sizeof path, "ledger/tessera-log/log/%s", name);
            struct str theirs = fixture_bytes(path);
            assert_true(theirs.p && str_eq(theirs, ours[i]));
            free((void *)(uintptr_t)theirs.p);
        }
    }
    assert_int_equal(f.size, 15);
    free((void *)(uintptr_t)keys.p);
    free((void *)(uintptr_t)entries.p);
}

static void the_checkpoints_of_go_with_three_cosignatures_verify(void **state)
{
    (void)state;
    json_t *all = fixture_json("ledger/go-ref-vectors/vectors.json"), *o;
    if (!all)
        skip();
    struct note_key key[4];
    size_t i;
    assert_int_equal(note_key_read(str_c(json_string_value(json_object_get(all, "LogVkey"))), &key[0], NULL),
                     RC_OK);
    json_array_foreach(json_object_get(all, "Witnesses"), i, o) assert_int_equal(
        note_key_read(str_c(json_string_value(json_object_get(o, "vkey"))), &key[i + 1], NULL), RC_OK);
    const char *size;
    size_t n = 0;
    json_object_foreach(json_object_get(all, "Checkpoints"), size, o)
    {
        uint64_t found = 0;
        assert_int_equal(open_note(str_c(json_string_value(o)), key, 4, &found, NULL), RC_OK);
        assert_int_equal(found, 15);
        n++;
    }
    assert_int_equal(n, 13);
    json_decref(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_of_c2sp_verifies),
        cmocka_unit_test(every_changed_byte_of_a_note_is_found),
        cmocka_unit_test(a_key_with_a_wrong_id_or_form_is_refused),
        cmocka_unit_test(what_we_sign_we_accept_and_cosign),
        cmocka_unit_test(a_checkpoint_has_three_lines_and_no_empty_one),
        cmocka_unit_test(base64_has_one_spelling),
        cmocka_unit_test(the_33_notes_get_the_verdicts_of_go_but_for_two_choices),
        cmocka_unit_test(the_log_of_tessera_is_made_again_byte_for_byte),
        cmocka_unit_test(the_checkpoints_of_go_with_three_cosignatures_verify),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
