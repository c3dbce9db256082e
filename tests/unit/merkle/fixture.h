/* Outside vectors that are JSON. */
#ifndef TEST_MERKLE_FIXTURE_H
#define TEST_MERKLE_FIXTURE_H

#include "fixture_path.h"
#include "merkle/tree.h"

#include <jansson.h>

/* NULL when it is not there or is no JSON. */
json_t *fixture_json(const char *name);
/* malloc'ed bytes with a 0 behind them; n = 0 and NULL when it is not there. */
struct str fixture_bytes(const char *name);

/* Base64 text of a JSON string; dies when it is none. `n` bytes go to out. */
size_t fixture_base64(const json_t *text, uint8_t *out, size_t cap);
/* Like it, but false when it is not 32 bytes; *ret is then the hash of what stands there. */
bool fixture_hash(const json_t *text, struct hash *ret);
/* An array (or null) of base64 hashes; false when one is not 32 bytes. */
bool fixture_proof(const json_t *list, struct merkle_proof *ret);

#endif
