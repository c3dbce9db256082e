#include "book.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

static const char *changes_of(struct book *b)
{
    CLEANUP(buf_release) struct buf out = {0};
    change_json(&b->cs, &out);
    return arena_str(b->a, buf_str(&out)).p;
}

static void a_new_row_notes_all_fields_and_a_changed_row_only_what_changed(void **state)
{
    BOOK(b, state);
    book_begin(b);
    put_organ(b, 12, STR("A-1"), 3);
    assert_string_equal(changes_of(b), "[{\"k\":{\"organ_id\":12},\"new\":1,\"o\":\"organ\",\"set\":{"
                                       "\"closed_day\":0,\"code\":\"A-1\",\"kind\":"
                                       "\"bureau\",\"official_order\":3,\"opened_day\":20200101}}]");
    (void)book_commit(b, STR("organ.register"), STR(""));
    book_begin(b);
    put_organ(b, 12, STR("A-1"), 4);
    assert_string_equal(changes_of(b),
                        "[{\"k\":{\"organ_id\":12},\"o\":\"organ\",\"set\":{\"official_order\":4}}]");
    (void)book_commit(b, STR("organ.order"), STR(""));
    assert_int_equal(raw_number(b->db, b->a, "SELECT official_order AS n FROM organ WHERE organ_id = 12"), 4);
    book_free(b);
}

static void the_same_row_again_makes_no_change(void **state)
{
    BOOK(b, state);
    book_begin(b);
    put_value(b, 1, STR("2026-01"), 8850, STR(""));
    put_value(b, 1, STR("2026-01"), 8850, STR(""));
    assert_int_equal(b->cs.n, 1);
    put_value(b, 1, STR("2026-01"), 8850, STR("{\"a\":1}"));
    put_value(b, 1, STR("2026-01"), 8850, STR(""));
    assert_int_equal(b->cs.n, 3);
    assert_non_null(strstr(changes_of(b), "\"set\":{\"label\":null}"));
    db_rollback(b->db);
    book_free(b);
}

static void a_change_knows_the_row_as_it_was(void **state)
{
    BOOK(b, state);
    book_begin(b);
    put_organ(b, 12, STR("A-1"), 3);
    assert_null(b->cs.last->before);
    put_organ(b, 12, STR("A-1"), 4);
    struct organ_row was;
    organ_row_read(b->cs.last->before, &was);
    assert_int_equal(was.official_order, 3);
    struct cell key[TABLE_COLUMNS_MAX];
    was.organ_id = 12;
    organ_row_cells(&was, key);
    OK(change_delete(&b->cs, &table_organ, key, &err));
    organ_row_read(b->cs.last->before, &was);
    assert_int_equal(was.official_order, 4);
    db_rollback(b->db);
    book_free(b);
}

static void a_row_of_keys_alone_is_a_change_with_an_empty_set(void **state)
{
    BOOK(b, state);
    book_begin(b);
    put_alias(b, 1, STR("发改委"));
    put_alias(b, 1, STR("发改委"));
    assert_string_equal(
        changes_of(b),
        "[{\"k\":{\"alias\":\"发改委\",\"organ_id\":1},\"new\":1,\"o\":\"organ_alias\",\"set\":{}}]");
    db_rollback(b->db);
    book_free(b);
}

static void a_delete_notes_the_keys_and_a_row_that_is_not_there_is_an_error(void **state)
{
    BOOK(b, state);
    struct cell key[TABLE_COLUMNS_MAX];
    organ_row_cells(&(struct organ_row){.tenant_id = TENANT, .organ_id = 12}, key);
    book_begin(b);
    put_organ(b, 12, STR("A-1"), 3);
    OK(change_delete(&b->cs, &table_organ, key, &err));
    assert_non_null(strstr(changes_of(b), ",{\"del\":1,\"k\":{\"organ_id\":12},\"o\":\"organ\"}]"));
    struct err why;
    assert_int_equal(change_delete(&b->cs, &table_organ, key, &why), RC_NOT_FOUND);
    assert_string_equal(why.text, "ledger.row_not_found");
    db_rollback(b->db);
    book_free(b);
}

static void integers_beyond_doubles_are_marked_decimals_and_come_back(void **state)
{
    BOOK(b, state);
    static const int64_t value[] = {INT64_MIN,    -JSON_INT_MAX - 1, -JSON_INT_MAX, 0,
                                    JSON_INT_MAX, JSON_INT_MAX + 1,  INT64_MAX};
    for (size_t i = 0; i < COUNT_OF(value); i++) {
        struct cell cell[TABLE_COLUMNS_MAX], back[TABLE_COLUMNS_MAX];
        struct organ_row row = {.tenant_id = TENANT,
                                .organ_id = 1,
                                .code = STR("x"),
                                .kind = STR("k"),
                                .official_order = value[i]};
        organ_row_cells(&row, cell);
        CLEANUP(buf_release) struct buf out = {0};
        change_row_json(&out, &table_organ, cell);
        bool is_marked = strstr(arena_str(b->a, buf_str(&out)).p, "\"official_order\":{\"i\":\"") != NULL;
        assert_int_equal(is_marked, value[i] > JSON_INT_MAX || value[i] < -JSON_INT_MAX);
        const struct canon *v;
        const struct table_def *t;
        uint32_t fields;
        bool is_delete;
        OK(canon_read(buf_str(&out), b->a, &v, &err));
        OK(change_read(v, b->a, TENANT, &t, back, &fields, &is_delete, &err));
        assert_ptr_equal(t, &table_organ);
        assert_false(is_delete);
        for (size_t c = 0; c < t->cols; c++)
            assert_true(cell_eq(cell[c], back[c]));
    }
    book_free(b);
}

static void a_malformed_change_is_refused(void **state)
{
    BOOK(b, state);
    static const struct str bad[] = {
        STR_INIT("{}"),
        STR_INIT("[]"),
        STR_INIT("{\"k\":{\"organ_id\":1},\"o\":\"nothing\",\"set\":{}}"),
        STR_INIT("{\"k\":{},\"o\":\"organ\",\"set\":{}}"),
        STR_INIT("{\"k\":{\"organ_id\":1},\"o\":\"organ\"}"),
        STR_INIT("{\"k\":{\"organ_id\":\"1\"},\"o\":\"organ\",\"set\":{}}"),
        STR_INIT("{\"k\":{\"organ_id\":{\"i\":\"1\"}},\"o\":\"organ\",\"set\":{}}"),
        STR_INIT("{\"k\":{\"code\":\"x\",\"organ_id\":1},\"o\":\"organ\",\"set\":{}}"),
        STR_INIT("{\"k\":{\"organ_id\":1},\"o\":\"organ\",\"set\":{\"organ_id\":1}}"),
        STR_INIT("{\"k\":{\"organ_id\":1},\"o\":\"organ\",\"set\":{\"nothing\":1}}"),
        STR_INIT("{\"k\":{\"organ_id\":1},\"o\":\"organ\",\"set\":{\"code\":\"\"}}"),
        STR_INIT("{\"k\":{\"organ_id\":1},\"o\":\"organ\",\"set\":{\"tenant_id\":1}}"),
        STR_INIT("{\"k\":{\"organ_id\":1},\"new\":2,\"o\":\"organ\",\"set\":{}}"),
        STR_INIT("{\"del\":1,\"k\":{\"organ_id\":1},\"new\":1,\"o\":\"organ\"}"),
        STR_INIT("{\"del\":2,\"k\":{\"organ_id\":1},\"o\":\"organ\"}"),
        STR_INIT("{\"del\":1,\"k\":{\"organ_id\":1},\"o\":\"organ\",\"set\":{}}"),
        STR_INIT("{\"k\":{\"person_id\":1},\"o\":\"person\",\"set\":{\"name\":\"zz\"}}"),
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        const struct canon *v;
        const struct table_def *t;
        struct cell cell[TABLE_COLUMNS_MAX];
        uint32_t fields;
        bool is_delete;
        struct err why = {0};
        OK(canon_read(bad[i], b->a, &v, &err));
        if (change_read(v, b->a, TENANT, &t, cell, &fields, &is_delete, &why) != RC_INVALID)
            fail_msg("accepted: %.*s", STR_ARG(bad[i]));
        assert_string_equal(why.text, "ledger.change_malformed");
    }
    book_free(b);
}

/* ---- private values ---- */

static struct str read_private(struct book *b, int64_t id, struct str field, enum rc *ret_rc)
{
    struct cell key[TABLE_COLUMNS_MAX];
    struct db_rows rows;
    struct str plain = {0};
    person_row_cells(&(struct person_row){.tenant_id = TENANT, .person_id = id}, key);
    OK(db_run(b->db, b->a, table_person.get, key, &rows, &err));
    assert_int_equal(rows.rows, 1);
    *ret_rc =
        change_private_read(ledger_vault(b->l), b->db, b->a, &table_person, rows.cell, field, &plain, NULL);
    return plain;
}

static void a_private_value_is_read_back_and_is_in_no_table_and_no_body(void **state)
{
    BOOK(b, state);
    enum rc rc;
    book_begin(b);
    put_person(b, 1, STR("王小明"), STR("13812345678"));
    struct receipt r = book_commit(b, STR("person.appoint"), STR(""));
    assert_true(str_eq(read_private(b, 1, STR("name"), &rc), STR("王小明")));
    assert_true(str_eq(read_private(b, 1, STR("phone"), &rc), STR("13812345678")));
    struct str body;
    struct hash leaf;
    OK(ledger_entry(b->l, b->db, b->a, r.seq, &body, &leaf, &err));
    assert_int_equal(str_find_str(body, STR("王小明")), body.n);
    assert_int_equal(str_find_str(body, STR("13812345678")), body.n);
    if (b->fresh.kind == DB_SQLITE) { /* not one byte of it anywhere in the files */
        static const char *const part[] = {"kc.db", "kc.db-wal"};
        for (size_t i = 0; i < COUNT_OF(part); i++) {
            FILE *f = fopen(arena_printf(b->a, "%s/%s", b->fresh.dir, part[i]).p, "rb");
            assert_non_null(f);
            char *p = arena_alloc(b->a, 1 << 24);
            struct str bytes = str_of(p, fread(p, 1, 1 << 24, f));
            (void)fclose(f);
            assert_int_equal(str_find_str(bytes, STR("王小明")), bytes.n);
            assert_int_equal(str_find_str(bytes, STR("13812345678")), bytes.n);
        }
    }
    book_free(b);
}

static void the_same_private_value_again_keeps_its_commitment(void **state)
{
    BOOK(b, state);
    book_begin(b);
    put_person(b, 1, STR("王小明"), STR("13812345678"));
    (void)book_commit(b, STR("person.appoint"), STR(""));
    book_begin(b);
    put_person(b, 1, STR("王小明"), STR("13812345678"));
    assert_int_equal(b->cs.n, 0);
    put_person(b, 1, STR("王小明"), STR("13900000000"));
    assert_int_equal(b->cs.n, 1);
    assert_null(strstr(changes_of(b), "\"name\""));
    assert_non_null(strstr(changes_of(b), "\"phone\":\""));
    put_person(b, 1, STR("王小明"), STR(""));
    assert_non_null(strstr(changes_of(b), "\"phone\":null"));
    db_rollback(b->db);
    book_free(b);
}

static void two_equal_values_have_different_commitments(void **state)
{
    BOOK(b, state);
    book_begin(b);
    put_person(b, 1, STR("王小明"), STR(""));
    put_person(b, 2, STR("王小明"), STR(""));
    (void)book_commit(b, STR("person.appoint"), STR(""));
    assert_int_equal(raw_number(b->db, b->a, "SELECT count(DISTINCT name_commit) AS n FROM person"), 2);
    book_free(b);
}

static void ciphertexts_have_steps_of_64_bytes(void **state)
{
    BOOK(b, state);
    book_begin(b);
    put_person(b, 1, STR("王"), STR("13812345678"));
    (void)book_commit(b, STR("person.appoint"), STR(""));
    assert_int_equal(
        raw_number(b->db, b->a, "SELECT count(DISTINCT length(ciphertext)) AS n FROM vault_value"), 1);
    assert_int_equal(raw_number(b->db, b->a, "SELECT max(length(ciphertext)) AS n FROM vault_value"),
                     24 + 64 + 16);
    book_free(b);
}

static void what_is_sealed_opens_in_its_own_place_alone(void **state)
{
    BOOK(b, state);
    const struct vault *v = ledger_vault(b->l);
    struct vault_place place = {STR("intake_draft"), STR("ab12"), STR("bytes")}, other = place;
    struct str plain = STR("单位,姓名\n甲局,欧阳锋云\n"), back;
    struct str sealed = vault_seal(v, b->a, place, plain);
    assert_null(memmem(sealed.p, sealed.n, "欧阳", strlen("欧阳")));
    assert_false(str_eq(sealed, vault_seal(v, b->a, place, plain)));
    assert_true(vault_open(v, b->a, place, sealed, &back));
    assert_true(str_eq(back, plain));
    other.id = STR("ab13");
    assert_false(vault_open(v, b->a, other, sealed, &back));
    other = place;
    other.field = STR("choices");
    assert_false(vault_open(v, b->a, other, sealed, &back));
    assert_false(vault_open(v, b->a, place, str_sub(sealed, 0, sealed.n - 1), &back));
    assert_false(vault_open(v, b->a, place, (struct str){0}, &back));
    char *damaged = arena_alloc(b->a, sealed.n);
    memcpy(damaged, sealed.p, sealed.n);
    damaged[sealed.n / 2] ^= 1;
    assert_false(vault_open(v, b->a, place, str_of(damaged, sealed.n), &back));
    assert_true(vault_open(v, b->a, place, vault_seal(v, b->a, place, (struct str){0}), &back));
    assert_int_equal(back.n, 0);
    book_free(b);
}

static void an_erased_person_is_gone_and_the_ledger_still_verifies(void **state)
{
    BOOK(b, state);
    enum rc rc;
    book_fill(b, 6);
    book_begin(b);
    put_person(b, 2, STR("李四"), STR("13700000000"));
    OK(vault_erase_person(ledger_vault(b->l), b->db, b->a, 1, &err));
    (void)book_commit(b, STR("person.erase"), STR(""));
    (void)book_checkpoint(b);
    (void)read_private(b, 1, STR("name"), &rc);
    assert_int_equal(rc, RC_NOT_FOUND);
    assert_true(str_eq(read_private(b, 2, STR("name"), &rc), STR("李四")));
    struct ledger_report r = book_verify(b);
    report_print(&r);
    assert_int_equal(r.found.blocking, 0);
    assert_int_equal(r.private_erased, 2);
    assert_int_equal(r.private_open, 2);
    book_free(b);
}

static void a_ciphertext_moved_to_another_person_does_not_open(void **state)
{
    BOOK(b, state);
    enum rc rc;
    book_begin(b);
    put_person(b, 1, STR("王小明"), STR(""));
    put_person(b, 2, STR("李四"), STR(""));
    (void)book_commit(b, STR("person.appoint"), STR(""));
    tamper(b, "DELETE FROM vault_value WHERE object_id = '2'");
    tamper(b, "UPDATE vault_value SET object_id = '2'");
    (void)read_private(b, 2, STR("name"), &rc);
    assert_int_equal(rc, RC_INVALID);
    book_free(b);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], FOLD_CHILD) == 0)
        return fold_child(0, 1);
    const struct CMUnitTest tests[] = {
        BOTH(a_new_row_notes_all_fields_and_a_changed_row_only_what_changed),
        BOTH(the_same_row_again_makes_no_change),
        BOTH(a_change_knows_the_row_as_it_was),
        BOTH(a_row_of_keys_alone_is_a_change_with_an_empty_set),
        BOTH(a_delete_notes_the_keys_and_a_row_that_is_not_there_is_an_error),
        BOTH(integers_beyond_doubles_are_marked_decimals_and_come_back),
        BOTH(a_malformed_change_is_refused),
        BOTH(a_private_value_is_read_back_and_is_in_no_table_and_no_body),
        BOTH(the_same_private_value_again_keeps_its_commitment),
        BOTH(two_equal_values_have_different_commitments),
        BOTH(ciphertexts_have_steps_of_64_bytes),
        BOTH(what_is_sealed_opens_in_its_own_place_alone),
        BOTH(an_erased_person_is_gone_and_the_ledger_still_verifies),
        BOTH(a_ciphertext_moved_to_another_person_does_not_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
