#include "book.h"

#include "ledger/stream.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static void assert_clean(struct book *b)
{
    struct ledger_report r = book_verify(b);
    if (r.found.blocking)
        report_print(&r);
    assert_int_equal(r.found.blocking, 0);
}

static void assert_found(struct book *b, const char *text)
{
    struct ledger_report r = book_verify(b);
    if (!report_has(&r, text)) {
        report_print(&r);
        fail_msg("not found: %s", text);
    }
}

static void an_empty_ledger_verifies(void **state)
{
    BOOK(b, state);
    assert_clean(b);
    (void)book_checkpoint(b);
    struct ledger_report r = book_verify(b);
    assert_int_equal(r.found.blocking, 0);
    assert_int_equal(r.entries, 0);
    assert_int_equal(r.checkpoints, 1);
    assert_true(hash_eq(r.root, merkle_empty()));
    book_free(b);
}

static void a_full_ledger_verifies_and_says_how_much_it_saw(void **state)
{
    BOOK(b, state);
    book_fill(b, 600);
    struct ledger_report r = book_verify(b);
    report_print(&r);
    assert_int_equal(r.found.blocking, 0);
    assert_int_equal(r.entries, 600);
    assert_int_equal(r.checkpoints, 1);
    assert_int_equal(r.private_open, 2);
    assert_true(r.rows > 5);
    struct hash root;
    int64_t size;
    OK(ledger_head(b->l, b->db, b->a, &size, &root, &err));
    assert_true(hash_eq(root, r.root));
    book_free(b);
}

static void kinds_that_nobody_knows_verify_all_the_same(void **state)
{
    BOOK(b, state);
    book_begin(b);
    put_organ(b, 1, STR("x"), 1);
    (void)book_commit(b, STR("future.kind.of_2040"), STR(""));
    (void)book_checkpoint(b);
    assert_clean(b);
    book_free(b);
}

/* ---- fold = tables ---- */

static uint32_t seed;
static uint32_t dice(uint32_t sides)
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % sides;
}

static void random_change(struct book *b)
{
    struct cell key[TABLE_COLUMNS_MAX];
    struct err why;
    int64_t id = dice(12);
    switch (dice(6)) {
    case 0:
        put_organ(b, id, arena_printf(b->a, "组织“%u”\n", dice(3)), dice(4));
        break;
    case 1:
        put_value(b, id, arena_printf(b->a, "2026-%02u", dice(4)), dice(3), dice(2) ? STR("") : STR("{}"));
        break;
    case 2:
        put_alias(b, id, arena_printf(b->a, "别名/%u", dice(5)));
        break;
    case 3:
        put_person(b, id, dice(2) ? STR("王小明") : STR("李四"), dice(2) ? STR("") : STR("13800000000"));
        break;
    case 4:
        organ_row_cells(&(struct organ_row){.tenant_id = TENANT, .organ_id = id}, key);
        if (change_delete(&b->cs, &table_organ, key, &why) != RC_OK)
            assert_int_equal(why.rc, RC_NOT_FOUND);
        break;
    default:
        organ_alias_row_cells(
            &(struct organ_alias_row){.tenant_id = TENANT, .organ_id = id, .alias = STR("别名/1")}, key);
        if (change_delete(&b->cs, &table_organ_alias, key, &why) != RC_OK)
            assert_int_equal(why.rc, RC_NOT_FOUND);
    }
}

static void the_fold_of_random_acts_is_what_the_tables_hold(void **state)
{
    for (seed = 1; seed < 4; seed++) {
        BOOK(b, state);
        uint32_t start = seed;
        for (int i = 0; i < 60; i++) {
            book_begin(b);
            for (uint32_t k = dice(8); k > 0; k--)
                random_change(b);
            if (dice(5) == 0) {
                (void)book_end(b, STR("act.undone"), STR(""));
                db_rollback(b->db);
            } else {
                (void)book_commit(b, STR("act.random"), STR(""));
            }
        }
        (void)book_checkpoint(b);
        assert_clean(b);
        book_free(b);
        seed = start;
    }
}

/* ---- what is changed is found ---- */

struct target {
    const char *table, *column, *where;
    bool is_text;
    const char *finds; /* one of the findings, or NULL for any */
};

/* Some bits of each: first, last, and eight between. */
static void flip_some(struct book *b, const struct target *t)
{
    char from[256];
    (void)snprintf(from, sizeof from, "%s WHERE %s", t->table, t->where);
    size_t bits = value_bits(b, t->column, from);
    assert_true(bits > 0);
    for (int i = 0; i < 5; i++) {
        size_t bit = i == 0 ? 0 : i == 1 ? bits - 1 : dice((uint32_t)bits);
        if (t->is_text) /* stay within ASCII: anything else is no text to PostgreSQL */
            bit = bit / 8 * 8;
        flip_bit(b, t->column, t->is_text, t->table, t->where, bit);
        struct ledger_report r = book_verify(b);
        if (r.found.blocking == 0 || (t->finds && !report_has(&r, t->finds))) {
            report_print(&r);
            fail_msg("bit %zu of %s.%s (%s) was changed and not found", bit, t->table, t->column, t->where);
        }
        flip_bit(b, t->column, t->is_text, t->table, t->where, bit);
    }
}

static void every_flipped_bit_is_found(void **state)
{
    BOOK(b, state);
    book_fill(b, 258);
    struct hash photo;
    struct receipt r;
    OK(db_begin(b->db, &err));
    OK(ledger_blob_put(b->l, b->db, b->a, STR("a photo of the pothole"), &photo, &err));
    struct entry e = {.actor = 1, .at_ms = 1, .kind = STR("x.y"), .blob = &photo, .blobs = 1};
    OK(ledger_append(b->l, b->db, b->a, &e, &r, &err));
    OK(db_commit(b->db, &err));
    (void)book_checkpoint(b);
    static const struct target target[] = {
        {"entry", "body", "seq = 0", false, "ledger.verify_leaf"},
        {"entry", "body", "seq = 257", false, "ledger.verify_leaf"},
        {"entry", "leaf", "seq = 5", false, "ledger.verify_leaf"},
        {"subroot", "hash", "level = 1", false, "ledger.verify_subroot"},
        {"log_head", "frontier", "1 = 1", false, "ledger.verify_head"},
        {"checkpoint", "note", "size = 258", true, "ledger.verify_checkpoint"},
        {"blob", "bytes", "1 = 1", false, "ledger.verify_blob"},
        {"blob", "hash", "1 = 1", false, "ledger.verify_blob"},
        {"organ", "code", "organ_id = 3", true, "ledger.verify_field"},
        {"measure_value", "label", "organ_id = 1 AND period = '2026-01'", true, "ledger.verify_field"},
        {"organ_alias", "alias", "organ_id = 2", true, "ledger.verify_row_extra"},
        {"person", "name_commit", "person_id = 1", false, "ledger.verify_vault"},
        {"vault_value", "ciphertext", "field = 'name'", false, "ledger.verify_vault"},
        {"vault_value", "wrapped_dek", "field = 'name'", false, "ledger.verify_vault"},
        {"vault_value", "salt", "field = 'phone'", false, "ledger.verify_vault"},
        {"vault_key", "wrapped", "1 = 1", false, "ledger.verify_vault"},
        {"idem", "idem_key", "seq = 3", true, "ledger.verify_idem"},
    };
    assert_clean(b);
    seed = 99;
    for (size_t i = 0; i < COUNT_OF(target); i++) {
        if (target[i].is_text && strstr(target[i].column, "alias")) {
            tamper(b, "UPDATE organ_alias SET alias = '发改局' WHERE organ_id = 2");
            assert_found(b, "ledger.verify_row_extra");
            assert_found(b, "ledger.verify_row_missing");
            tamper(b, "UPDATE organ_alias SET alias = '发改委' WHERE organ_id = 2");
            continue;
        }
        flip_some(b, &target[i]);
    }
    assert_clean(b);
    book_free(b);
}

/* Numbers and whole rows. Each is mended by its opposite. */
static void every_changed_number_and_row_is_found(void **state)
{
    BOOK(b, state);
    book_fill(b, 520);
    static const struct {
        const char *change, *finds;
    } wrong[] = {
        {"UPDATE organ SET official_order = official_order + 1 WHERE organ_id = 2", "ledger.verify_field"},
        {"UPDATE measure_value SET value = value + 100 WHERE organ_id = 1", "ledger.verify_field"},
        {"UPDATE person SET from_day = 20250101", "ledger.verify_field"},
        {"DELETE FROM measure_value WHERE organ_id = 1", "ledger.verify_row_missing"},
        {"INSERT INTO organ_parent (tenant_id, organ_id, from_day, parent_id) VALUES (110101, 1, 20260101, "
         "2)",
         "ledger.verify_row_extra"},
        {"UPDATE organ SET organ_id = 999 WHERE organ_id = 5", "ledger.verify_row_extra"},
        {"UPDATE idem SET seq = seq + 1 WHERE seq = 1", "ledger.verify_idem"},
        {"DELETE FROM idem WHERE seq = 1", "ledger.verify_idem"},
        {"INSERT INTO idem (tenant_id, idem_key, seq) VALUES (110101, 'more', 2)",
         "ledger.verify_idem_count"},
        {"UPDATE log_head SET size = size + 1", "ledger.verify_head"},
        {"DELETE FROM log_head", "ledger.verify_head"},
        {"DELETE FROM subroot WHERE n = 0", "ledger.verify_subroot"},
        {"INSERT INTO subroot (tenant_id, level, n, hash) SELECT tenant_id, 1, 2, hash FROM subroot WHERE n "
         "= 0",
         "ledger.verify_subroot"},
        {"UPDATE checkpoint SET size = size - 1", "ledger.verify_checkpoint"},
        {"DELETE FROM entry WHERE seq = 100", "ledger.verify_gap"},
        {"DELETE FROM entry WHERE seq = 519", "ledger.verify_checkpoint_beyond"},
        {"DELETE FROM entry WHERE seq = 0", "ledger.verify_checkpoint_beyond"},
        {"UPDATE entry SET seq = 1000 WHERE seq = 519", "ledger.verify_gap"},
    };
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        if (i) { /* a fresh one each time: the opposite of some of these would need the whole row */
            book_free(b);
            b = book_new(*(enum db_kind *)*state);
            book_fill(b, 520);
        }
        assert_clean(b);
        tamper(b, "%s", wrong[i].change);
        assert_found(b, wrong[i].finds);
    }
    book_free(b);
}

/* Who has the tables but not the key can write another history, but cannot sign it. */
static void entries_that_no_checkpoint_covers_are_found(void **state)
{
    BOOK(b, state);
    book_fill(b, 5);
    assert_clean(b);
    tamper(b, "DELETE FROM checkpoint");
    assert_found(b, "ledger.verify_not_signed");
    (void)book_checkpoint(b);
    assert_clean(b);
    book_begin(b);
    put_organ(b, 9, STR("x"), 1);
    (void)book_commit(b, STR("organ.rename"), STR(""));
    assert_found(b, "ledger.verify_not_signed");
    book_free(b);
}

/* The operator with all keys but the signing key rewrites an entry and everything after it. */
static void a_rewritten_history_contradicts_the_signed_root(void **state)
{
    BOOK(b, state);
    book_fill(b, 4);
    struct receipt r;
    tamper(b, "DELETE FROM entry");
    tamper(b, "DELETE FROM log_head");
    tamper(b, "DELETE FROM idem");
    for (int i = 0; i < 4; i++) {
        OK(db_begin(b->db, &err));
        struct entry e = {.actor = 1, .at_ms = 1, .kind = STR("x.y")};
        OK(ledger_append(b->l, b->db, b->a, &e, &r, &err));
        OK(db_commit(b->db, &err));
    }
    assert_found(b, "ledger.verify_checkpoint_root");
    book_free(b);
}

static void a_finding_names_table_key_field_and_both_values(void **state)
{
    BOOK(b, state);
    book_fill(b, 9);
    tamper(b, "UPDATE measure_value SET value = 9999 WHERE organ_id = 1");
    struct ledger_report r = book_verify(b);
    assert_int_equal(r.found.n, 1);
    const struct problem *p = &r.found.item[0];
    assert_string_equal(p->text, "ledger.verify_field");
    assert_true(
        str_eq(p->arg[0], STR("measure_value scheme_id=1 organ_id=1 measure=m.一 period=2026-01 n=0")));
    assert_true(str_eq(p->arg[1], STR("value")));
    assert_true(str_eq(p->arg[2], STR("0")));
    assert_true(str_eq(p->arg[3], STR("9999")));
    book_free(b);
}

static void a_missing_blob_is_named_with_its_entry(void **state)
{
    BOOK(b, state);
    book_begin(b);
    for (int i = 0; i < 1000; i++)
        put_organ(b, i, STR("code"), i);
    (void)book_commit(b, STR("organ.register"), STR(""));
    tamper(b, "DELETE FROM blob");
    assert_found(b, "ledger.verify_blob_missing");
    assert_found(b, "ledger.verify_fold");
    book_free(b);
}

/* Entries whose hashes are right but whose changes cannot have happened so. */
static void changes_that_contradict_the_rows_are_faults(void **state)
{
    static const struct {
        struct str changes;
        const char *fault;
    } wrong[] = {
        {STR_INIT("[{\"k\":{\"organ_id\":1},\"o\":\"organ\",\"set\":{\"official_order\":5}}]"),
         "ledger.fold_no_such_row"},
        {STR_INIT("[{\"del\":1,\"k\":{\"organ_id\":1},\"o\":\"organ\"}]"), "ledger.fold_no_such_row"},
        {STR_INIT("[{\"k\":{\"alias\":\"x\",\"organ_id\":1},\"new\":1,\"o\":\"organ_alias\",\"set\":{}},"
                  "{\"k\":{\"alias\":\"x\",\"organ_id\":1},\"new\":1,\"o\":\"organ_alias\",\"set\":{}}]"),
         "ledger.fold_row_exists"},
        {STR_INIT("[{\"k\":{},\"o\":\"spaceship\",\"set\":{}}]"), "ledger.change_malformed"},
        {STR_INIT("[7]"), "ledger.change_malformed"},
    };
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        BOOK(b, state);
        struct receipt r;
        OK(db_begin(b->db, &err));
        struct entry e = {.actor = 1, .at_ms = 1, .kind = STR("x.y"), .changes = wrong[i].changes};
        OK(ledger_append(b->l, b->db, b->a, &e, &r, &err));
        OK(db_commit(b->db, &err));
        (void)book_checkpoint(b);
        struct ledger_report report = book_verify(b);
        assert_true(report_has(&report, "ledger.verify_fold"));
        assert_true(str_eq(report.found.item[0].arg[1], str_c(wrong[i].fault)));
        book_free(b);
    }
}

/* ---- the stream ---- */

static int python_check(struct book *b, const char *path)
{
    pid_t pid = fork();
    if (pid == 0) {
        int null = open("/dev/null", O_WRONLY);
        (void)dup2(null, 1);
        (void)dup2(null, 2);
        (void)execlp("python3", "python3", KC_SOURCE_ROOT "/tests/unit/ledger/check.py", path, (char *)NULL);
        _exit(127);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    (void)b;
    return WEXITSTATUS(status);
}

static struct str file_bytes(struct book *b, const char *path)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    char *p = arena_alloc(b->a, 1 << 22);
    size_t n = fread(p, 1, 1 << 22, f);
    (void)fclose(f);
    return str_of(p, n);
}

static void write_bytes(const char *path, struct str bytes)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
    assert_int_equal(fclose(f), 0);
}

static void an_export_is_accepted_by_an_independent_checker_and_no_change_of_it_is(void **state)
{
    BOOK(b, state);
    book_fill(b, 130);
    book_begin(b);
    for (int i = 0; i < 1000; i++)
        put_organ(b, i, STR("code"), i);
    (void)book_commit(b, STR("organ.register"), STR(""));
    (void)book_checkpoint(b);
    const char *path = arena_printf(b->a, "%s/export", b->keys).p;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    CLEANUP(db_closep) struct db *reader = fresh_open(&b->fresh, DB_READ);
    OK(db_begin(reader, &err));
    OK(ledger_export(b->l, reader, fd, &err));
    db_rollback(reader);
    assert_int_equal(close(fd), 0);
    assert_int_equal(python_check(b, path), 0);
    struct str whole = file_bytes(b, path);
    /* Signatures are the only bytes that Python's standard library cannot check; they close the file. */
    size_t checked = str_find_str(whole, STR("\n\n\xe2\x80\x94 "));
    assert_true(checked < whole.n);
    char *copy = arena_alloc(b->a, whole.n);
    seed = 5;
    for (int i = 0; i < 12; i++) {
        size_t at = i == 0 ? 0 : i == 1 ? 12 : dice((uint32_t)checked);
        memcpy(copy, whole.p, whole.n);
        copy[at] = (char)(copy[at] ^ (1 << dice(8)));
        write_bytes(path, str_of(copy, whole.n));
        if (python_check(b, path) == 0)
            fail_msg("byte %zu was changed and not found", at);
    }
    write_bytes(path, str_sub(whole, 0, whole.n - 9));
    assert_int_not_equal(python_check(b, path), 0);
    assert_int_equal(unlink(path), 0);
    book_free(b);
}

static void a_stream_that_was_cut_or_damaged_is_refused(void **state)
{
    (void)state;
    static const struct str bad[] = {
        STR_INIT(""),
        STR_INIT("H"),
        STR_INIT("H\0\0\0\0\0\0\0"),
        STR_INIT("H\0\0\0\0\0\0\0\1"),
        STR_INIT("X\0\0\0\0\0\0\0\0"),
        STR_INIT("E\xff\xff\xff\xff\xff\xff\xff\xff"),
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        int pair[2];
        assert_int_equal(pipe(pair), 0);
        assert_int_equal(write(pair[1], bad[i].p, bad[i].n), (ssize_t)bad[i].n);
        (void)close(pair[1]);
        struct stream_in in = {.fd = pair[0]};
        enum stream_type type;
        struct str payload;
        struct err why = {0};
        assert_int_equal(stream_next(&in, &type, &payload, &why), RC_INVALID);
        assert_string_equal(why.text, "ledger.stream_malformed");
        buf_release(&in.buf);
        (void)close(pair[0]);
        /* The child does not call half a stream a fold. */
        assert_int_equal(pipe(pair), 0);
        assert_int_equal(write(pair[1], bad[i].p, bad[i].n), (ssize_t)bad[i].n);
        (void)close(pair[1]);
        int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
        assert_int_equal(fold_child(pair[0], null), 1);
        (void)close(null);
        (void)close(pair[0]);
    }
}

static void a_child_that_cannot_run_is_an_error_not_a_clean_report(void **state)
{
    BOOK(b, state);
    book_fill(b, 3);
    struct ledger_report r = {.found.arena = b->a};
    struct err why = {0};
    assert_int_not_equal(ledger_verify(b->fresh.url, b->l, "/nowhere/kaocheng", &r, &why), RC_OK);
    assert_int_not_equal(ledger_verify(b->fresh.url, b->l, "/bin/true", &r, &why), RC_OK);
    book_free(b);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], FOLD_CHILD) == 0)
        return fold_child(0, 1);
    const struct CMUnitTest tests[] = {
        BOTH(an_empty_ledger_verifies),
        BOTH(a_full_ledger_verifies_and_says_how_much_it_saw),
        BOTH(kinds_that_nobody_knows_verify_all_the_same),
        BOTH(the_fold_of_random_acts_is_what_the_tables_hold),
        BOTH(every_flipped_bit_is_found),
        BOTH(every_changed_number_and_row_is_found),
        BOTH(a_rewritten_history_contradicts_the_signed_root),
        BOTH(entries_that_no_checkpoint_covers_are_found),
        BOTH(a_finding_names_table_key_field_and_both_values),
        BOTH(a_missing_blob_is_named_with_its_entry),
        BOTH(changes_that_contradict_the_rows_are_faults),
        BOTH(an_export_is_accepted_by_an_independent_checker_and_no_change_of_it_is),
        cmocka_unit_test(a_stream_that_was_cut_or_damaged_is_refused),
        BOTH(a_child_that_cannot_run_is_an_error_not_a_clean_report),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
