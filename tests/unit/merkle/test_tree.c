#include "fixture.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#define ENTRIES 600

/* A tree in memory: leaf i is the text "entry i". */
static struct hash leaf[ENTRIES];

static enum rc read_plain(void *ctx, int height, int64_t n, struct hash *ret, struct err *err)
{
    (void)ctx;
    if (height == 0) {
        *ret = leaf[n];
        return RC_OK;
    }
    struct hash l, r;
    enum rc rc = read_plain(ctx, height - 1, 2 * n, &l, err);
    if (rc == RC_OK)
        rc = read_plain(ctx, height - 1, 2 * n + 1, &r, err);
    if (rc == RC_OK)
        *ret = merkle_node(l, r);
    return rc;
}
static const struct merkle_reader reader = {read_plain, NULL};

static int make_leaves(void **state)
{
    (void)state;
    for (int i = 0; i < ENTRIES; i++) {
        char text[32];
        int n = snprintf(text, sizeof text, "entry %d", i);
        leaf[i] = merkle_leaf(str_of(text, (size_t)n));
    }
    return 0;
}

static struct hash root_of(int64_t start, int64_t end)
{
    struct hash h;
    assert_int_equal(merkle_root(&reader, start, end, &h, NULL), RC_OK);
    return h;
}

static void assert_hex(struct hash h, const char *hex)
{
    char got[65];
    for (int i = 0; i < HASH_BYTES; i++)
        (void)snprintf(got + 2 * i, 3, "%02x", h.b[i]);
    assert_string_equal(got, hex);
}

/* By hand: sha256sum of the bytes named in RFC 6962. */
static void leaves_and_nodes_are_those_of_rfc_6962(void **state)
{
    (void)state;
    assert_hex(merkle_empty(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_hex(merkle_leaf(STR("")), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    assert_hex(merkle_leaf(STR("entry 0")),
               "773885a613489e24ce2cf76199d6a423f042e4bbf12d7eecee912ef276c65701");
    assert_hex(root_of(0, 2), "5a47662fd8a317d96049a3f9f47c55dc67ca66051baa3683dbb19b2fe09a07b0");
    assert_hex(root_of(0, 0), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void the_frontier_grows_to_the_root_of_every_size(void **state)
{
    (void)state;
    struct frontier f = {0}, again;
    for (int64_t i = 0; i < ENTRIES; i++) {
        assert_true(hash_eq(frontier_root(&f), root_of(0, i)));
        struct frontier_full full;
        assert_int_equal(frontier_append(&f, leaf[i], &full), RC_OK);
        assert_int_equal(full.n, (i + 1) % MERKLE_TILE_WIDTH == 0);
        if (full.n)
            assert_true(hash_eq(full.h[0], root_of(i + 1 - MERKLE_TILE_WIDTH, i + 1)));
        assert_true(frontier_read(f.size, frontier_bytes(&f), &again));
        assert_memory_equal(again.h, f.h, frontier_bytes(&f).n);
    }
    assert_false(frontier_read(f.size + 1, frontier_bytes(&f), &again));
    assert_false(frontier_read(-1, STR(""), &again));
    struct frontier endless = {.size = INT64_MAX};
    assert_int_equal(frontier_append(&endless, leaf[0], NULL), RC_TOO_LARGE);
}

static void a_frontier_of_65536_leaves_gives_two_levels(void **state)
{
    (void)state;
    struct frontier f = {0};
    struct frontier_full full = {0};
    for (int i = 0; i < 65536; i++)
        assert_int_equal(frontier_append(&f, leaf[i % ENTRIES], &full), RC_OK);
    assert_int_equal(full.n, 2);
    assert_true(hash_eq(full.h[1], frontier_root(&f)));
    assert_false(hash_eq(full.h[0], full.h[1]));
}

static void every_subtree_of_every_small_tree_is_proved_and_no_bit_may_change(void **state)
{
    (void)state;
    size_t proofs = 0;
    for (int64_t size = 1; size <= 20; size++) {
        struct hash root = root_of(0, size);
        for (int64_t start = 0; start < size; start++)
            for (int64_t end = start + 1; end <= size; end++) {
                struct merkle_proof p;
                if (merkle_prove_subtree(&reader, start, end, size, &p, NULL))
                    continue; /* not a subtree: refused below */
                struct hash sub = root_of(start, end);
                proofs++;
                assert_true(merkle_verify_subtree(start, end, size, sub, root, p.h, p.n));
                for (size_t i = 0; i < p.n; i++) {
                    p.h[i].b[i % HASH_BYTES] ^= 1;
                    assert_false(merkle_verify_subtree(start, end, size, sub, root, p.h, p.n));
                    p.h[i].b[i % HASH_BYTES] ^= 1;
                }
                sub.b[5] ^= 0x80;
                assert_false(merkle_verify_subtree(start, end, size, sub, root, p.h, p.n));
                sub.b[5] ^= 0x80;
                p.h[p.n] = leaf[0];
                assert_false(merkle_verify_subtree(start, end, size, sub, root, p.h, p.n + 1));
                if (p.n)
                    assert_false(merkle_verify_subtree(start, end, size, sub, root, p.h, p.n - 1));
            }
    }
    assert_true(proofs > 500);
}

static void inclusion_and_consistency_hold_at_600_leaves(void **state)
{
    (void)state;
    struct hash root = root_of(0, ENTRIES);
    for (int64_t i = 0; i < ENTRIES; i++) {
        struct merkle_proof p;
        assert_int_equal(merkle_prove_inclusion(&reader, i, ENTRIES, &p, NULL), RC_OK);
        assert_true(merkle_verify_inclusion(i, ENTRIES, leaf[i], root, p.h, p.n));
        assert_false(merkle_verify_inclusion((i + 1) % ENTRIES, ENTRIES, leaf[i], root, p.h, p.n));
        assert_int_equal(merkle_prove_consistency(&reader, i + 1, ENTRIES, &p, NULL), RC_OK);
        assert_true(merkle_verify_consistency(i + 1, ENTRIES, root_of(0, i + 1), root, p.h, p.n));
    }
}

static void what_is_out_of_range_is_refused(void **state)
{
    (void)state;
    struct merkle_proof p;
    struct err err;
    assert_int_equal(merkle_prove_inclusion(&reader, 5, 5, &p, &err), RC_INVALID);
    assert_string_equal(err.text, "ledger.proof_out_of_range");
    assert_int_equal(merkle_prove_inclusion(&reader, INT64_MAX, INT64_MAX, &p, NULL), RC_INVALID);
    assert_int_equal(merkle_prove_inclusion(&reader, -1, 5, &p, NULL), RC_INVALID);
    assert_int_equal(merkle_prove_consistency(&reader, 0, 5, &p, NULL), RC_INVALID);
    assert_int_equal(merkle_prove_subtree(&reader, 1, 3, 5, &p, NULL), RC_INVALID);
    assert_false(merkle_verify_consistency(0, 5, merkle_empty(), root_of(0, 5), NULL, 0));
    assert_false(merkle_verify_inclusion(0, INT64_MAX, leaf[0], leaf[0], NULL, 0));
    assert_false(merkle_verify_inclusion(INT64_MAX, INT64_MAX, leaf[0], leaf[0], NULL, 0));
    assert_false(merkle_verify_subtree(0, 0, 0, leaf[0], leaf[0], NULL, 0));
}

/* ---- the 518 files of transparency-dev/merkle ---- */

static size_t files, accepted;

static int64_t number(const json_t *o, const char *key)
{
    return json_integer_value(json_object_get(o, key));
}

static bool accepts(const char *path, const json_t *o)
{
    struct merkle_proof p;
    struct hash a, b;
    bool is_inclusion = strstr(path, "inclusion/") != NULL, is_sub = strstr(path, "/subtree") != NULL;
    bool are_hashes = fixture_hash(json_object_get(o, is_inclusion ? "leafHash" : "root1"), &a);
    are_hashes &= fixture_hash(json_object_get(o, is_inclusion ? "root" : "root2"), &b);
    /* Where the sizes decide alone, the files of consistency have words for roots ("don't care"). */
    if (!fixture_proof(json_object_get(o, "proof"), &p) || (is_inclusion && !are_hashes))
        return false;
    int64_t start = number(o, "start"), end = number(o, "end");
    if (is_inclusion && is_sub)
        return merkle_verify_subtree_inclusion(number(o, "leafIdx"), start, end, a, b, p.h, p.n);
    if (is_inclusion)
        return merkle_verify_inclusion(number(o, "leafIdx"), number(o, "treeSize"), a, b, p.h, p.n);
    if (is_sub)
        return merkle_verify_subtree(start, end, number(o, "size"), a, b, p.h, p.n);
    return merkle_verify_consistency(number(o, "size1"), number(o, "size2"), a, b, p.h, p.n);
}

static int check_file(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st, (void)ftw;
    if (flag != FTW_F || !strstr(path, ".json"))
        return 0;
    json_error_t fault;
    json_t *o = json_load_file(path, 0, &fault);
    /* A size beyond int64 is refused by whoever reads the number. */
    if (!o)
        assert_int_equal(json_error_code(&fault), json_error_numeric_overflow);
    bool want = o && !json_is_true(json_object_get(o, "wantErr"));
    if (o && accepts(path, o) != want)
        fail_msg("%s: %s", path, want ? "must be accepted" : "must be refused");
    files++;
    accepted += want;
    json_decref(o);
    return 0;
}

static void the_518_files_are_accepted_or_refused_as_they_say(void **state)
{
    (void)state;
    if (!fixture_is_there("ledger/merkle-testdata/testdata"))
        skip();
    assert_int_equal(nftw(fixture_path("ledger/merkle-testdata/testdata"), check_file, 16, FTW_PHYS), 0);
    assert_int_equal(files, 518);
    assert_int_equal(accepted, 36);
}

static void the_roots_and_proofs_of_go_are_ours_byte_for_byte(void **state)
{
    (void)state;
    json_t *all = fixture_json("ledger/go-ref-vectors/vectors.json");
    if (!all)
        skip();
    json_t *roots = json_object_get(all, "Roots"), *o;
    assert_true(json_object_size(roots) >= ENTRIES);
    struct hash h;
    size_t i;
    for (int64_t size = 1; size <= ENTRIES; size++) {
        char key[24];
        (void)snprintf(key, sizeof key, "%lld", (long long)size);
        assert_true(fixture_hash(json_object_get(roots, key), &h));
        assert_true(hash_eq(h, root_of(0, size)));
    }
    struct merkle_proof theirs, ours;
    json_array_foreach(json_object_get(all, "Inclusion"), i, o)
    {
        if (number(o, "Size") > ENTRIES)
            continue;
        assert_true(fixture_proof(json_object_get(o, "Proof"), &theirs));
        assert_int_equal(merkle_prove_inclusion(&reader, number(o, "Index"), number(o, "Size"), &ours, NULL),
                         RC_OK);
        assert_int_equal(ours.n, theirs.n);
        assert_memory_equal(ours.h, theirs.h, ours.n * HASH_BYTES);
    }
    json_array_foreach(json_object_get(all, "Consistency"), i, o)
    {
        if (number(o, "Size") > ENTRIES)
            continue;
        assert_true(fixture_proof(json_object_get(o, "Proof"), &theirs));
        assert_int_equal(merkle_prove_consistency(&reader, number(o, "Old"), number(o, "Size"), &ours, NULL),
                         RC_OK);
        assert_int_equal(ours.n, theirs.n);
        assert_memory_equal(ours.h, theirs.h, ours.n * HASH_BYTES);
    }
    json_decref(all);
}

static void a_hash_is_read_as_it_is_written_and_in_no_other_spelling(void **state)
{
    (void)state;
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    struct hash h = {{0}}, back;
    for (size_t i = 0; i < HASH_BYTES; i++)
        h.b[i] = (uint8_t)(i * 37 + 171);
    struct str hex = hash_hex(a, h);
    assert_true(hash_read_hex(hex, &back) && hash_eq(h, back));
    assert_false(hash_read_hex(str_sub(hex, 0, hex.n - 1), &back));
    assert_false(hash_read_hex((struct str){0}, &back));
    const char wrong[] = {'A', 'g', '/', ':', '`', ' ', '\0'};
    for (size_t i = 0; i < sizeof wrong; i++) {
        char *text = arena_alloc(a, hex.n);
        memcpy(text, hex.p, hex.n);
        text[2 * i + 1] = wrong[i];
        assert_false(hash_read_hex(str_of(text, hex.n), &back));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leaves_and_nodes_are_those_of_rfc_6962),
        cmocka_unit_test(a_hash_is_read_as_it_is_written_and_in_no_other_spelling),
        cmocka_unit_test(the_frontier_grows_to_the_root_of_every_size),
        cmocka_unit_test(a_frontier_of_65536_leaves_gives_two_levels),
        cmocka_unit_test(every_subtree_of_every_small_tree_is_proved_and_no_bit_may_change),
        cmocka_unit_test(inclusion_and_consistency_hold_at_600_leaves),
        cmocka_unit_test(what_is_out_of_range_is_refused),
        cmocka_unit_test(the_518_files_are_accepted_or_refused_as_they_say),
        cmocka_unit_test(the_roots_and_proofs_of_go_are_ours_byte_for_byte),
    };
    return cmocka_run_group_tests(tests, make_leaves, NULL);
}
