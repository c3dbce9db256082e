#include "merkle/receipt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#define ENTRIES 11
#define AT 6

static const uint8_t SEED[32] = {3, 1, 4}, OTHER_SEED[32] = {2, 7, 1};

static struct str body_of(int64_t i)
{
    static char text[ENTRIES][32];
    int n = snprintf(text[i], sizeof text[i], "{\"entry\":%lld}", (long long)i);
    return str_of(text[i], (size_t)n);
}

static enum rc read_tree(void *ctx, int height, int64_t n, struct hash *ret, struct err *err)
{
    (void)ctx;
    if (height == 0) {
        *ret = merkle_leaf(body_of(n));
        return RC_OK;
    }
    struct hash l, r;
    enum rc rc = read_tree(ctx, height - 1, 2 * n, &l, err);
    if (rc == RC_OK)
        rc = read_tree(ctx, height - 1, 2 * n + 1, &r, err);
    if (rc == RC_OK)
        *ret = merkle_node(l, r);
    return rc;
}

/* The file of entry AT, as the ledger writes it, with the proof of another entry when asked. */
static void write_receipt(struct buf *out, const struct note_signer *signer, int64_t index, int64_t proof_of)
{
    const struct merkle_reader reader = {read_tree, NULL};
    struct checkpoint c = {.origin = signer->key.name, .size = ENTRIES};
    struct merkle_proof p;
    assert_int_equal(merkle_root(&reader, 0, ENTRIES, &c.root, NULL), RC_OK);
    assert_int_equal(merkle_prove_inclusion(&reader, proof_of, ENTRIES, &p, NULL), RC_OK);
    buf_printf(out, "c2sp.org/tlog-proof@v1\nindex %lld\n", (long long)index);
    for (size_t i = 0; i < p.n; i++) {
        base64_write(out, hash_str(&p.h[i]));
        buf_putc(out, '\n');
    }
    buf_putc(out, '\n');
    checkpoint_sign(out, &c, signer);
}

static enum rc check(struct str file, struct str body, const struct note_key *key, struct err *err)
{
    struct receipt r;
    enum rc rc = receipt_read(file, &r, err);
    return rc == RC_OK ? receipt_verify(&r, body, key, err) : rc;
}

static void a_receipt_proves_its_entry_and_no_other(void **state)
{
    (void)state;
    struct note_signer signer = note_signer_from(STR("a.test/log"), NOTE_ED25519, SEED);
    struct buf b CLEANUP(buf_release) = {0}, moved CLEANUP(buf_release) = {0};
    struct err err;
    struct receipt r;
    write_receipt(&b, &signer, AT, AT);
    assert_int_equal(receipt_read(buf_str(&b), &r, &err), RC_OK);
    assert_int_equal(r.index, AT);
    assert_int_equal(r.checkpoint.size, ENTRIES);
    assert_int_equal(receipt_verify(&r, body_of(AT), &signer.key, &err), RC_OK);
    assert_int_equal(receipt_verify(&r, body_of(AT + 1), &signer.key, &err), RC_INVALID);
    assert_string_equal(err.text, "ledger.receipt_other_entry");
    write_receipt(&moved, &signer, AT + 1, AT); /* the right entry under a wrong number */
    assert_int_equal(check(buf_str(&moved), body_of(AT), &signer.key, &err), RC_INVALID);
    assert_string_equal(err.text, "ledger.receipt_other_entry");
}

static void every_changed_byte_of_a_receipt_is_found(void **state)
{
    (void)state;
    struct note_signer signer = note_signer_from(STR("a.test/log"), NOTE_ED25519, SEED);
    struct buf b CLEANUP(buf_release) = {0};
    write_receipt(&b, &signer, AT, AT);
    assert_int_equal(check(buf_str(&b), body_of(AT), &signer.key, NULL), RC_OK);
    for (size_t i = 0; i < b.n; i++) {
        b.p[i] = (char)(b.p[i] ^ 1);
        assert_int_not_equal(check(buf_str(&b), body_of(AT), &signer.key, NULL), RC_OK);
        b.p[i] = (char)(b.p[i] ^ 1);
        assert_int_not_equal(check(str_sub(buf_str(&b), 0, i), body_of(AT), &signer.key, NULL), RC_OK);
    }
}

static void a_receipt_of_another_log_or_signed_by_another_key_is_none(void **state)
{
    (void)state;
    struct note_signer signer = note_signer_from(STR("a.test/log"), NOTE_ED25519, SEED),
                       other = note_signer_from(STR("a.test/log"), NOTE_ED25519, OTHER_SEED);
    struct buf b CLEANUP(buf_release) = {0};
    struct err err;
    write_receipt(&b, &signer, AT, AT);
    assert_int_equal(check(buf_str(&b), body_of(AT), &other.key, &err), RC_NOT_FOUND);
    assert_string_equal(err.text, "ledger.note_no_known_key");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_receipt_proves_its_entry_and_no_other),
        cmocka_unit_test(every_changed_byte_of_a_receipt_is_found),
        cmocka_unit_test(a_receipt_of_another_log_or_signed_by_another_key_is_none),
    };
    return cmocka_run_group_tests_name("receipt", tests, NULL, NULL);
}
