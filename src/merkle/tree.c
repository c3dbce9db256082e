/* The verifier follows RFC 9162 §2.1.4.2 in the form that the subtree drafts give it; the maker is the
 * recursion of RFC 6962 §2.1.2. Rejected: separate code for inclusion and consistency (two verifiers are two
 * chances to accept a forged proof), and any cache of inner nodes (they can be read from what is stored). */
#include "merkle/tree.h"

#include <sodium.h>

static uint64_t bit_ceil(uint64_t n)
{
    uint64_t p = 1;
    while (p < n)
        p <<= 1;
    return p;
}

bool hash_read(struct str s, struct hash *ret)
{
    if (s.n != HASH_BYTES)
        return false;
    memcpy(ret->b, s.p, HASH_BYTES);
    return true;
}

struct hash hash_of(struct str bytes)
{
    struct hash h;
    crypto_hash_sha256(h.b, (const unsigned char *)bytes.p, bytes.n);
    return h;
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool hash_read_hex(struct str hex, struct hash *ret)
{
    struct hash h;
    if (hex.n != 2 * sizeof h.b)
        return false;
    for (size_t i = 0; i < sizeof h.b; i++) {
        int high = hex_digit(hex.p[2 * i]), low = hex_digit(hex.p[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        h.b[i] = (unsigned char)(16 * high + low);
    }
    *ret = h;
    return true;
}

struct str hash_hex(struct arena *a, struct hash h)
{
    char *hex = arena_alloc(a, 2 * HASH_BYTES + 1);
    sodium_bin2hex(hex, 2 * HASH_BYTES + 1, h.b, HASH_BYTES);
    return str_of(hex, (size_t)2 * HASH_BYTES);
}

struct hash merkle_leaf(struct str body)
{
    static const unsigned char prefix = 0x00;
    crypto_hash_sha256_state st;
    struct hash h;
    crypto_hash_sha256_init(&st);
    crypto_hash_sha256_update(&st, &prefix, 1);
    crypto_hash_sha256_update(&st, (const unsigned char *)body.p, body.n);
    crypto_hash_sha256_final(&st, h.b);
    return h;
}

struct hash merkle_node(struct hash left, struct hash right)
{
    unsigned char in[1 + 2 * HASH_BYTES] = {0x01};
    struct hash h;
    memcpy(in + 1, left.b, HASH_BYTES);
    memcpy(in + 1 + HASH_BYTES, right.b, HASH_BYTES);
    crypto_hash_sha256(h.b, in, sizeof in);
    return h;
}

struct hash merkle_empty(void) { return hash_of(STR("")); }

/* ---- frontier ---- */

size_t frontier_count(const struct frontier *f)
{
    return (size_t)__builtin_popcountll((unsigned long long)f->size);
}

struct hash frontier_root(const struct frontier *f)
{
    size_t n = frontier_count(f);
    if (n == 0)
        return merkle_empty();
    struct hash root = f->h[n - 1];
    for (size_t i = n - 1; i > 0; i--)
        root = merkle_node(f->h[i - 1], root);
    return root;
}

enum rc frontier_append(struct frontier *f, struct hash leaf, struct frontier_full *ret_full)
{
    if (f->size < 0 || f->size == INT64_MAX)
        return RC_TOO_LARGE;
    size_t n = frontier_count(f);
    if (ret_full)
        ret_full->n = 0;
    /* As in adding one to a binary number: each trailing one bit is a subtree that the new one completes. */
    int height = 0;
    for (int64_t carry = f->size; carry & 1; carry >>= 1) {
        leaf = merkle_node(f->h[--n], leaf);
        if (++height % MERKLE_TILE_HEIGHT == 0 && ret_full)
            ret_full->h[ret_full->n++] = leaf;
    }
    f->h[n] = leaf;
    f->size++;
    return RC_OK;
}

bool frontier_read(int64_t size, struct str bytes, struct frontier *ret)
{
    if (size < 0)
        return false;
    *ret = (struct frontier){.size = size};
    if (bytes.n != frontier_count(ret) * HASH_BYTES)
        return false;
    if (bytes.n)
        memcpy(ret->h, bytes.p, bytes.n);
    return true;
}

struct str frontier_bytes(const struct frontier *f)
{
    return (struct str){(const char *)f->h, frontier_count(f) * HASH_BYTES};
}

/* ---- verifying ---- */

/* A subtree begins at a multiple of the power of two that spans it. */
static bool is_subtree(int64_t start, int64_t end)
{
    return start >= 0 && start < end && (uint64_t)start % bit_ceil((uint64_t)(end - start)) == 0;
}

/* Where two nodes and the end of the tree stand, one level up. */
struct walk {
    uint64_t first, last, top;
};
static void walk_up(struct walk *w)
{
    w->first >>= 1;
    w->last >>= 1;
    w->top >>= 1;
}

bool merkle_verify_subtree(int64_t start, int64_t end, int64_t size, struct hash sub, struct hash root,
                           const struct hash *proof, size_t n)
{
    if (start == end && start >= 0 && end <= size) /* nothing lies in every tree */
        return n == 0 && hash_eq(sub, merkle_empty());
    if (!is_subtree(start, end) || end > size)
        return false;
    /* Indexes, on the level at hand, of the subtree's first and last node and of the tree's last node. */
    struct walk w = {(uint64_t)start, (uint64_t)end - 1, (uint64_t)size - 1};
    /* Up to the node from which on the proof goes: the subtree itself, or its last full part. */
    while (w.first != w.last && (w.last == w.top || (w.last & 1)))
        walk_up(&w);
    size_t used = 0;
    struct hash of_sub, of_root;
    if (w.first == w.last) {
        of_sub = of_root = sub;
    } else {
        if (n == 0)
            return false;
        of_sub = of_root = proof[used++];
    }
    for (; used < n; used++) {
        if (w.top == 0)
            return false;
        if ((w.last & 1) || w.last == w.top) {
            if (w.first < w.last)
                of_sub = merkle_node(proof[used], of_sub);
            of_root = merkle_node(proof[used], of_root);
            while (!(w.last & 1))
                walk_up(&w);
        } else {
            of_root = merkle_node(of_root, proof[used]);
        }
        walk_up(&w);
    }
    return w.top == 0 && hash_eq(of_sub, sub) && hash_eq(of_root, root);
}

bool merkle_verify_inclusion(int64_t index, int64_t size, struct hash leaf, struct hash root,
                             const struct hash *proof, size_t n)
{
    return index >= 0 && index < size && merkle_verify_subtree(index, index + 1, size, leaf, root, proof, n);
}

bool merkle_verify_consistency(int64_t old_size, int64_t size, struct hash old_root, struct hash root,
                               const struct hash *proof, size_t n)
{
    return old_size > 0 && merkle_verify_subtree(0, old_size, size, old_root, root, proof, n);
}

bool merkle_verify_subtree_inclusion(int64_t index, int64_t start, int64_t end, struct hash leaf,
                                     struct hash sub, const struct hash *proof, size_t n)
{
    return is_subtree(start, end) && index >= start && index < end &&
           merkle_verify_inclusion(index - start, end - start, leaf, sub, proof, n);
}

/* ---- making ---- */

/* The largest power of two below n; n > 1. */
static int64_t split_of(int64_t n) { return (int64_t)(bit_ceil((uint64_t)n) >> 1); }

enum rc merkle_root(const struct merkle_reader *r, int64_t start, int64_t end, struct hash *ret,
                    struct err *err)
{
    if (start == end) {
        *ret = merkle_empty();
        return RC_OK;
    }
    /* Full subtrees from left to right, folded together from the right: no recursion is needed. */
    struct hash part[MERKLE_HEIGHT_MAX + 1];
    size_t n = 0;
    for (int64_t at = start; at < end; n++) {
        int height = 63 - __builtin_clzll((unsigned long long)(end - at));
        enum rc rc = r->read(r->ctx, height, at >> height, &part[n], err);
        if (rc)
            return rc;
        at += INT64_C(1) << height;
    }
    struct hash root = part[n - 1];
    for (size_t i = n - 1; i > 0; i--)
        root = merkle_node(part[i - 1], root);
    *ret = root;
    return RC_OK;
}

enum rc merkle_prove_subtree(const struct merkle_reader *r, int64_t start, int64_t end, int64_t size,
                             struct merkle_proof *ret, struct err *err)
{
    if (!is_subtree(start, end) || end > size)
        return FAIL(err, RC_INVALID, "ledger.proof_out_of_range", "[%lld,%lld) in %lld", (long long)start,
                    (long long)end, (long long)size);
    /* Down from the root to the subtree, noting on each level the half that is not gone into. */
    struct {
        int64_t from, to;
    } range[MERKLE_PROOF_MAX];
    size_t n = 0;
    int64_t lo = 0, hi = size;
    bool is_known = true; /* the verifier has the hash of [lo, hi) ∩ subtree: it is the subtree itself */
    while (lo != start || hi != end) {
        int64_t mid = lo + split_of(hi - lo);
        if (end <= mid) {
            range[n].from = mid;
            range[n++].to = hi;
            hi = mid;
        } else {
            range[n].from = lo;
            range[n++].to = mid;
            lo = mid;
            if (start < mid) { /* the subtree spans both halves: what is left of it is only a part */
                start = mid;
                is_known = false;
            }
        }
    }
    if (!is_known) {
        range[n].from = lo;
        range[n++].to = hi;
    }
    ret->n = n;
    for (size_t i = 0; i < n; i++) {
        enum rc rc = merkle_root(r, range[n - 1 - i].from, range[n - 1 - i].to, &ret->h[i], err);
        if (rc)
            return rc;
    }
    return RC_OK;
}

enum rc merkle_prove_inclusion(const struct merkle_reader *r, int64_t index, int64_t size,
                               struct merkle_proof *ret, struct err *err)
{
    int64_t end = index < INT64_MAX ? index + 1 : index;
    return merkle_prove_subtree(r, index, end, size, ret, err);
}

enum rc merkle_prove_consistency(const struct merkle_reader *r, int64_t old_size, int64_t size,
                                 struct merkle_proof *ret, struct err *err)
{
    return merkle_prove_subtree(r, 0, old_size, size, ret, err);
}
