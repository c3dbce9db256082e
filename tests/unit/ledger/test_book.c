#include "book.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static void entries_are_numbered_from_0_and_receipts_are_leaf_hashes(void **state)
{
    BOOK(b, state);
    for (int i = 0; i < 3; i++) {
        book_begin(b);
        int64_t next;
        OK(ledger_next_seq(b->l, b->db, b->a, &next, &err));
        put_organ(b, i, STR("x"), i);
        struct receipt r = book_commit(b, STR("organ.register"), STR(""));
        assert_int_equal(r.seq, i);
        assert_int_equal(next, i);
        struct str body;
        struct hash leaf;
        OK(ledger_entry(b->l, b->db, b->a, r.seq, &body, &leaf, &err));
        assert_true(hash_eq(leaf, r.leaf));
    }
    struct str body;
    struct hash leaf;
    struct err why;
    assert_int_equal(ledger_entry(b->l, b->db, b->a, 3, &body, &leaf, &why), RC_NOT_FOUND);
    assert_string_equal(why.text, "ledger.no_such_entry");
    book_free(b);
}

static void a_body_is_canonical_and_says_who_did_what_when(void **state)
{
    BOOK(b, state);
    book_begin(b);
    put_organ(b, 1, STR("x"), 1);
    struct receipt r = book_commit(b, STR("organ.register"), STR("key-1"));
    struct str body;
    struct hash leaf;
    struct entry_view e;
    OK(ledger_entry(b->l, b->db, b->a, r.seq, &body, &leaf, &err));
    OK(entry_read(body, b->a, &e, &err));
    assert_int_equal(e.version, 1);
    assert_int_equal(e.actor, 7);
    assert_int_equal(e.at_ms, INT64_C(1795000000000));
    assert_true(str_eq(e.kind, STR("organ.register")) && str_eq(e.role, STR("office")));
    assert_true(str_eq(e.idem, STR("key-1")) && str_eq(e.object, STR("organ/1")));
    assert_true(str_eq(e.input, STR("{\"a\":1}")));
    assert_int_equal(e.changes->n, 1);
    assert_int_equal(e.nonce_hex.n, 32);
    book_free(b);
}

static void two_equal_acts_have_different_leaves(void **state)
{
    BOOK(b, state);
    struct hash leaf[2];
    for (int i = 0; i < 2; i++) {
        book_begin(b);
        leaf[i] = book_commit(b, STR("organ.look"), STR("")).leaf;
    }
    assert_false(hash_eq(leaf[0], leaf[1]));
    book_free(b);
}

static void a_long_list_of_changes_goes_into_a_blob_and_folds_all_the_same(void **state)
{
    BOOK(b, state);
    book_begin(b);
    for (int i = 0; i < 1000; i++)
        put_organ(b, i, arena_printf(b->a, "code-%d", i), i);
    struct receipt r = book_commit(b, STR("organ.register"), STR(""));
    struct str body, bytes;
    struct hash leaf;
    struct entry_view e;
    OK(ledger_entry(b->l, b->db, b->a, r.seq, &body, &leaf, &err));
    OK(entry_read(body, b->a, &e, &err));
    assert_true(body.n < 1000 && e.has_changes_blob && !e.changes && !e.has_input_blob);
    OK(ledger_blob_get(b->l, b->db, b->a, e.changes_blob, &bytes, &err));
    assert_true(bytes.n > LIMIT_ENTRY_BODY_BYTES);
    (void)book_checkpoint(b);
    struct ledger_report report = book_verify(b);
    report_print(&report);
    assert_int_equal(report.found.blocking, 0);
    assert_int_equal(report.rows, 1000);
    book_free(b);
}

static void a_long_input_goes_into_a_blob_too(void **state)
{
    BOOK(b, state);
    CLEANUP(buf_release) struct buf input = {0};
    buf_putc(&input, '"');
    for (int i = 0; i < LIMIT_ENTRY_BODY_BYTES; i++)
        buf_putc(&input, 'x');
    buf_putc(&input, '"');
    struct hash photo;
    struct receipt r;
    OK(db_begin(b->db, &err));
    OK(ledger_blob_put(b->l, b->db, b->a, STR("a photo"), &photo, &err));
    OK(ledger_blob_put(b->l, b->db, b->a, STR("a photo"), &photo, &err));
    struct entry e = {.actor = 1,
                      .at_ms = 1,
                      .kind = STR("x.y"),
                      .role = STR("r"),
                      .input = buf_str(&input),
                      .blob = &photo,
                      .blobs = 1};
    OK(ledger_append(b->l, b->db, b->a, &e, &r, &err));
    OK(db_commit(b->db, &err));
    struct str body, bytes;
    struct hash leaf;
    struct entry_view v;
    OK(ledger_entry(b->l, b->db, b->a, r.seq, &body, &leaf, &err));
    OK(entry_read(body, b->a, &v, &err));
    assert_true(v.has_input_blob && v.has_changes_blob && v.input.n == 0);
    assert_int_equal(v.blobs, 1);
    assert_true(hash_eq(v.blob[0], photo));
    OK(ledger_blob_get(b->l, b->db, b->a, v.input_blob, &bytes, &err));
    assert_true(str_eq(bytes, buf_str(&input)));
    (void)book_checkpoint(b);
    struct ledger_report report = book_verify(b);
    assert_int_equal(report.found.blocking, 0);
    assert_int_equal(report.blobs, 3);
    book_free(b);
}

static void changes_that_are_wanted_apart_lie_in_a_blob_however_short(void **state)
{
    BOOK(b, state);
    struct receipt r;
    struct str body, bytes;
    struct hash leaf;
    struct entry_view v;
    OK(db_begin(b->db, &err));
    struct entry e = {.actor = 1, .at_ms = 1, .kind = STR("value.import"), .has_changes_apart = true};
    OK(ledger_append(b->l, b->db, b->a, &e, &r, &err));
    OK(db_commit(b->db, &err));
    OK(ledger_entry(b->l, b->db, b->a, r.seq, &body, &leaf, &err));
    OK(entry_read(body, b->a, &v, &err));
    assert_true(v.has_changes_blob && !v.changes);
    OK(ledger_blob_get(b->l, b->db, b->a, v.changes_blob, &bytes, &err));
    assert_true(str_eq(bytes, STR("[]")));
    (void)book_checkpoint(b);
    assert_int_equal(book_verify(b).found.blocking, 0);
    book_free(b);
}

static void the_limit_of_a_body_is_65535_bytes(void **state)
{
    BOOK(b, state);
    CLEANUP(buf_release) struct buf input = {0};
    struct str body, changes_blob, input_blob;
    struct entry e = {.actor = 1, .at_ms = 1, .kind = STR("x.y"), .changes = STR("[]")};
    buf_put(&input, STR("\"\""));
    e.input = buf_str(&input);
    OK(entry_body(&e, b->a, &body, &changes_blob, &input_blob, &err));
    size_t fill = LIMIT_ENTRY_BODY_BYTES - body.n;
    for (size_t extra = 0; extra < 2; extra++) {
        buf_clear(&input);
        buf_putc(&input, '"');
        for (size_t i = 0; i < fill + extra; i++)
            buf_putc(&input, 'x');
        buf_putc(&input, '"');
        e.input = buf_str(&input);
        OK(entry_body(&e, b->a, &body, &changes_blob, &input_blob, &err));
        if (extra == 0)
            assert_int_equal(body.n, LIMIT_ENTRY_BODY_BYTES);
        assert_int_equal(changes_blob.n, extra ? 2 : 0);
    }
    buf_clear(&input);
    for (size_t i = 0; i < LIMIT_ENTRY_BODY_BYTES; i++)
        buf_putc(&input, 'k');
    e.input = (struct str){0};
    e.object = buf_str(&input);
    struct err why;
    assert_int_equal(entry_body(&e, b->a, &body, &changes_blob, &input_blob, &why), RC_TOO_LARGE);
    assert_string_equal(why.text, "ledger.entry_too_large");
    book_free(b);
}

static void what_is_rolled_back_leaves_no_trace(void **state)
{
    BOOK(b, state);
    book_fill(b, 3);
    int64_t size;
    struct hash before, after;
    OK(ledger_head(b->l, b->db, b->a, &size, &before, &err));
    book_begin(b);
    put_organ(b, 77, STR("x"), 1);
    (void)book_end(b, STR("organ.register"), STR(""));
    db_rollback(b->db);
    OK(ledger_head(b->l, b->db, b->a, &size, &after, &err));
    assert_true(size == 3 && hash_eq(before, after));
    assert_int_equal(count_of(b, "entry"), 3);
    assert_int_equal(book_verify(b).found.blocking, 0);
    book_free(b);
}

/* ---- checkpoints, proofs, receipts ---- */

static void a_checkpoint_is_signed_once_per_size_and_kept(void **state)
{
    BOOK(b, state);
    book_fill(b, 3);
    struct str first = book_checkpoint(b), again = book_checkpoint(b), last;
    assert_true(str_eq(first, again));
    assert_true(str_starts(first, STR(ORIGIN "\n3\n")));
    book_fill(b, 2);
    assert_int_equal(count_of(b, "checkpoint"), 2);
    OK(ledger_last_checkpoint(b->l, b->db, b->a, &last, &err));
    assert_true(str_starts(last, STR(ORIGIN "\n5\n")));
    struct note note;
    struct note_key key;
    OK(note_key_read(ledger_vkey(b->l), &key, &err));
    OK(note_read(last, &note, &err));
    OK(note_verify(&note, &key, 1, NULL, &err));
    book_free(b);
}

static void a_ledger_that_went_back_is_not_signed(void **state)
{
    BOOK(b, state);
    book_fill(b, 5);
    struct receipt r;
    struct str note;
    struct err why;
    /* Back to nothing, and on with other entries: smaller first, then larger, but never the signed tree. */
    tamper(b, "DELETE FROM entry");
    tamper(b, "DELETE FROM log_head");
    for (int i = 0; i < 7; i++) {
        OK(db_begin(b->db, &err));
        struct entry e = {.actor = 1, .at_ms = 1, .kind = STR("x.y")};
        OK(ledger_append(b->l, b->db, b->a, &e, &r, &err));
        OK(db_commit(b->db, &err));
        OK(db_begin(b->db, &err));
        assert_int_equal(ledger_checkpoint(b->l, b->db, b->a, &note, &why), RC_CONFLICT);
        assert_string_equal(why.text, "ledger.rolled_back");
        db_rollback(b->db);
    }
    assert_int_equal(count_of(b, "checkpoint"), 1);
    book_free(b);
}

static void every_entry_of_700_is_proved_under_the_checkpoint(void **state)
{
    BOOK(b, state);
    book_fill(b, 700);
    assert_int_equal(count_of(b, "subroot"), 2);
    int64_t size;
    struct hash root, leaf;
    OK(ledger_head(b->l, b->db, b->a, &size, &root, &err));
    for (int64_t seq = 0; seq < 700; seq += 7) {
        struct merkle_proof p;
        struct str body;
        OK(ledger_inclusion_proof(b->l, b->db, b->a, seq, size, &p, &err));
        OK(ledger_entry(b->l, b->db, b->a, seq, &body, &leaf, &err));
        assert_true(merkle_verify_inclusion(seq, size, leaf, root, p.h, p.n));
    }
    struct merkle_proof p;
    assert_int_equal(ledger_inclusion_proof(b->l, b->db, b->a, 700, size, &p, NULL), RC_INVALID);
    book_free(b);
}

/* The file can be checked with nothing but the verifier key: parse it as tlog-proof says. */
static void a_receipt_file_can_be_checked_alone(void **state)
{
    BOOK(b, state);
    book_fill(b, 300);
    struct str text, line, body;
    struct hash leaf;
    OK(ledger_receipt_file(b->l, b->db, b->a, 123, &text, &err));
    OK(ledger_entry(b->l, b->db, b->a, 123, &body, &leaf, &err));
    struct str rest = text;
    assert_true(str_split(&rest, '\n', &line) && str_eq(line, STR("c2sp.org/tlog-proof@v1")));
    assert_true(str_split(&rest, '\n', &line) && str_eq(line, STR("index 123")));
    struct merkle_proof p = {.n = 0};
    size_t n;
    while (str_split(&rest, '\n', &line) && line.n)
        assert_true(base64_read(line, p.h[p.n++].b, HASH_BYTES, &n) && n == HASH_BYTES);
    struct note note;
    struct checkpoint c;
    OK(note_read(rest, &note, &err));
    OK(note_verify(&note, ledger_key(b->l), 1, NULL, &err));
    OK(checkpoint_read(note.text, &c, &err));
    assert_true(merkle_verify_inclusion(123, c.size, leaf, c.root, p.h, p.n));
    struct err why;
    assert_int_equal(ledger_receipt_file(b->l, b->db, b->a, 300, &text, &why), RC_NOT_FOUND);
    assert_string_equal(why.text, "ledger.not_settled_yet");
    book_free(b);
}

/* ---- keys ---- */

static void keys_are_made_once_and_only_the_owner_may_read_them(void **state)
{
    BOOK(b, state);
    struct ledger *again = NULL;
    struct stat st;
    OK(ledger_open(b->keys, STR(""), TENANT, &again, &err));
    assert_true(str_eq(ledger_vkey(again), ledger_vkey(b->l)));
    assert_memory_equal(ledger_vault(again)->master, ledger_vault(b->l)->master, VAULT_KEY_BYTES);
    ledger_close(again);
    const char *log_key = arena_printf(b->a, "%s/log.key", b->keys).p;
    const char *vault_key = arena_printf(b->a, "%s/vault.key", b->keys).p;
    assert_int_equal(stat(log_key, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(stat(vault_key, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    struct err why;
    assert_int_equal(ledger_open(b->keys, STR("another.test/log"), TENANT, &again, &why), RC_CONFLICT);
    assert_string_equal(why.text, "ledger.origin_differs");
    assert_int_equal(chmod(log_key, 0640), 0);
    assert_int_equal(ledger_open(b->keys, STR(ORIGIN), TENANT, &again, &why), RC_IO);
    assert_string_equal(why.text, "ledger.key_file");
    assert_int_equal(chmod(log_key, 0600), 0);
    /* A lost vault key is not quietly replaced. */
    assert_int_equal(unlink(vault_key), 0);
    assert_int_equal(ledger_open(b->keys, STR(ORIGIN), TENANT, &again, &why), RC_IO);
    assert_string_equal(why.hint, "ledger.key_file_hint");
    book_free(b);
}

static void an_origin_with_a_space_or_plus_is_refused(void **state)
{
    (void)state;
    static const struct str bad[] = {STR_INIT(""), STR_INIT("a b"), STR_INIT("a+b"), STR_INIT("a\nb")};
    char dir[] = "/tmp/kc-keys.XXXXXX";
    assert_non_null(mkdtemp(dir));
    CLEANUP(arena_freep) struct arena *a = arena_new(0);
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct ledger *l;
        struct err why;
        assert_int_equal(ledger_open(dir, bad[i], TENANT, &l, &why), RC_INVALID);
        assert_string_equal(why.text, "ledger.origin_wrong");
    }
    (void)unlink(arena_printf(a, "%s/vault.key", dir).p);
    assert_int_equal(rmdir(dir), 0);
}

/* ---- the n-th call fails ---- */

static enum rc one_act(struct book *b, int i, struct err *why)
{
    struct cell cell[TABLE_COLUMNS_MAX];
    struct receipt r;
    struct str note;
    b->cs = (struct change_set){.db = b->db, .arena = b->a, .tenant = TENANT, .vault = ledger_vault(b->l)};
    struct organ_row row = {
        .tenant_id = TENANT, .organ_id = 1, .code = STR("x"), .kind = STR("k"), .official_order = i};
    organ_row_cells(&row, cell);
    enum rc rc = db_begin(b->db, why);
    if (rc == RC_OK)
        rc = change_put(&b->cs, &table_organ, cell, why);
    struct person_row person = {.tenant_id = TENANT, .person_id = i};
    person_row_cells(&person, cell);
    if (rc == RC_OK)
        rc = change_private(&b->cs, &table_person, cell, STR("name"), i, STR("王小明"), why);
    if (rc == RC_OK)
        rc = change_put(&b->cs, &table_person, cell, why);
    CLEANUP(buf_release) struct buf changes = {0};
    change_json(&b->cs, &changes);
    struct entry e = {.actor = 1, .at_ms = 1, .kind = STR("x.y"), .changes = buf_str(&changes)};
    if (rc == RC_OK)
        rc = ledger_append(b->l, b->db, b->a, &e, &r, why);
    if (rc == RC_OK)
        rc = ledger_checkpoint(b->l, b->db, b->a, &note, why);
    if (rc == RC_OK)
        rc = db_commit(b->db, why);
    db_rollback(b->db);
    return rc;
}

/* At 254 entries, so that the run crosses a stored subtree too. */
static void a_failing_call_never_parts_head_and_entries(void **state)
{
    BOOK(b, state);
    book_fill(b, 254);
    int failures = 0, done = 0;
    for (int n = 1; done < 4; n++) {
        struct err why = {0};
        (void)db_fault_arm(n);
        enum rc rc = one_act(b, 1000 + n, &why);
        (void)db_fault_arm(0);
        failures += rc != RC_OK;
        if (rc == RC_OK) {
            done++;
            n = 0;
        }
        int64_t size = raw_number(b->db, b->a, "SELECT size AS n FROM log_head");
        assert_int_equal(size, count_of(b, "entry"));
        assert_int_equal(size, 254 + done);
        assert_int_equal(count_of(b, "subroot"), size >= 256);
    }
    assert_true(failures > 40);
    struct ledger_report r = book_verify(b);
    report_print(&r);
    assert_int_equal(r.found.blocking, 0);
    book_free(b);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], FOLD_CHILD) == 0)
        return fold_child(0, 1);
    const struct CMUnitTest tests[] = {
        BOTH(entries_are_numbered_from_0_and_receipts_are_leaf_hashes),
        BOTH(a_body_is_canonical_and_says_who_did_what_when),
        BOTH(two_equal_acts_have_different_leaves),
        BOTH(a_long_list_of_changes_goes_into_a_blob_and_folds_all_the_same),
        BOTH(a_long_input_goes_into_a_blob_too),
        BOTH(changes_that_are_wanted_apart_lie_in_a_blob_however_short),
        BOTH(the_limit_of_a_body_is_65535_bytes),
        BOTH(what_is_rolled_back_leaves_no_trace),
        BOTH(a_checkpoint_is_signed_once_per_size_and_kept),
        BOTH(a_ledger_that_went_back_is_not_signed),
        BOTH(every_entry_of_700_is_proved_under_the_checkpoint),
        BOTH(a_receipt_file_can_be_checked_alone),
        BOTH(keys_are_made_once_and_only_the_owner_may_read_them),
        cmocka_unit_test(an_origin_with_a_space_or_plus_is_refused),
        BOTH(a_failing_call_never_parts_head_and_entries),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
