/* The hash tree of RFC 6962 with SHA-256: a leaf is H(0x00 ‖ body), a node is H(0x01 ‖ left ‖ right), and a
 * tree of n leaves is split at the largest power of two below n. Nothing beside the tree: no chain, no index.
 *
 * There is one proof: that of a subtree [start, end) in a tree of `size` leaves (after the C2SP and IETF
 * plants drafts). The inclusion proof of RFC 6962 is that of [i, i+1), the consistency proof that of [0,
 * old): one verifier and one maker serve all four kinds, byte for byte.
 *
 * Sizes and indexes are int64_t and never negative; what does not fit is refused, never asserted. */
#ifndef MERKLE_TREE_H
#define MERKLE_TREE_H

#include "base/arena.h"
#include "base/err.h"

#define HASH_BYTES 32
#define MERKLE_HEIGHT_MAX 63 /* of a tree with INT64_MAX leaves */
#define MERKLE_PROOF_MAX 128 /* no proof is longer */
#define MERKLE_TILE_HEIGHT 8 /* tlog-tiles: 256 hashes to a tile */
#define MERKLE_TILE_WIDTH 256

struct hash {
    uint8_t b[HASH_BYTES];
};

static inline bool hash_eq(struct hash a, struct hash b) { return memcmp(a.b, b.b, HASH_BYTES) == 0; }
static inline struct str hash_str(const struct hash *h)
{
    return (struct str){(const char *)h->b, HASH_BYTES};
}
/* False unless s is 32 bytes. */
bool hash_read(struct str s, struct hash *ret) MUST_CHECK;
bool hash_read_hex(struct str hex, struct hash *ret) MUST_CHECK; /* as hash_hex writes it */

struct hash hash_of(struct str bytes);               /* plain SHA-256 */
struct str hash_hex(struct arena *a, struct hash h); /* 64 lower-case digits, in the arena */
struct hash merkle_leaf(struct str body);
struct hash merkle_node(struct hash left, struct hash right);
struct hash merkle_empty(void); /* root of the tree without leaves */

/* What a tree needs to grow: the roots of its full subtrees, one per set bit of `size`, largest first. */
struct frontier {
    int64_t size;
    struct hash h[MERKLE_HEIGHT_MAX + 1];
};
/* The subtrees of height 8, 16, … that an append completed: level 1, 2, … of tlog-tiles. */
struct frontier_full {
    size_t n;
    struct hash h[MERKLE_HEIGHT_MAX / MERKLE_TILE_HEIGHT]; /* h[0]: height 8 */
};
size_t frontier_count(const struct frontier *f);
struct hash frontier_root(const struct frontier *f);
/* ret_full may be NULL. RC_TOO_LARGE at INT64_MAX leaves. */
enum rc frontier_append(struct frontier *f, struct hash leaf, struct frontier_full *ret_full) MUST_CHECK;
/* As stored: the hashes one after the other. False when the bytes do not fit the size. */
bool frontier_read(int64_t size, struct str bytes, struct frontier *ret) MUST_CHECK;
struct str frontier_bytes(const struct frontier *f); /* points into f */

/* Does `proof` show that [start, end) with root `sub` lies in the tree of `size` leaves with root `root`? An
 * empty range has the empty root and the empty proof. */
bool merkle_verify_subtree(int64_t start, int64_t end, int64_t size, struct hash sub, struct hash root,
                           const struct hash *proof, size_t n) MUST_CHECK;
bool merkle_verify_inclusion(int64_t index, int64_t size, struct hash leaf, struct hash root,
                             const struct hash *proof, size_t n) MUST_CHECK;
/* Old size 0 is refused: it proves nothing (a witness answers it by itself). */
bool merkle_verify_consistency(int64_t old_size, int64_t size, struct hash old_root, struct hash root,
                               const struct hash *proof, size_t n) MUST_CHECK;
/* Inclusion of leaf `index` in the subtree [start, end). */
bool merkle_verify_subtree_inclusion(int64_t index, int64_t start, int64_t end, struct hash leaf,
                                     struct hash sub, const struct hash *proof, size_t n) MUST_CHECK;

/* Reads the root of the full subtree of leaves [n·2^height, (n+1)·2^height); it always exists in the tree at
 * hand. The reader decides what is stored and what is computed. */
struct merkle_reader {
    enum rc (*read)(void *ctx, int height, int64_t n, struct hash *ret, struct err *err);
    void *ctx;
};
/* Root of leaves [start, end); the range begins at a multiple of the power of two that spans it. Callers use
 * (0, size) for the root of the tree. */
enum rc merkle_root(const struct merkle_reader *r, int64_t start, int64_t end, struct hash *ret,
                    struct err *err) MUST_CHECK;

struct merkle_proof {
    struct hash h[MERKLE_PROOF_MAX];
    size_t n;
};
/* RC_INVALID "ledger.proof_out_of_range" when there is no such subtree in a tree of that size. */
enum rc merkle_prove_subtree(const struct merkle_reader *r, int64_t start, int64_t end, int64_t size,
                             struct merkle_proof *ret, struct err *err) MUST_CHECK;
enum rc merkle_prove_inclusion(const struct merkle_reader *r, int64_t index, int64_t size,
                               struct merkle_proof *ret, struct err *err) MUST_CHECK;
enum rc merkle_prove_consistency(const struct merkle_reader *r, int64_t old_size, int64_t size,
                                 struct merkle_proof *ret, struct err *err) MUST_CHECK;

#endif
