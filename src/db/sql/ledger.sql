-- The ledger's tables. Entries, subroots, checkpoints and blobs are added, never changed; the head is the lock.

-- name: log_head_get(tenant_id: int) -> maybe(size: int, frontier: blob)
SELECT size, frontier FROM log_head WHERE tenant_id = $1;

-- On SQLite the transaction holds the only write lock already.
-- name: log_head_lock(tenant_id: int) -> maybe(size: int, frontier: blob)
SELECT size, frontier FROM log_head WHERE tenant_id = $1
-- postgres: FOR UPDATE
;

-- name: log_head_add(tenant_id: int) -> none(changed)
INSERT INTO log_head (tenant_id, size, frontier) VALUES ($1, 0, NULL) ON CONFLICT (tenant_id) DO NOTHING;

-- Moves on from a known size alone; changed = 0 says that somebody else was there.
-- name: log_head_set(tenant_id: int, old_size: int, size: int, frontier: blob) -> none(changed)
UPDATE log_head SET size = $3, frontier = $4 WHERE tenant_id = $1 AND size = $2;

-- name: entry_add(tenant_id: int, seq: int, leaf: blob, body: blob) -> none
INSERT INTO entry (tenant_id, seq, leaf, body) VALUES ($1, $2, $3, $4);

-- name: entry_get(tenant_id: int, seq: int) -> maybe(leaf: blob, body: blob)
SELECT leaf, body FROM entry WHERE tenant_id = $1 AND seq = $2;

-- name: entry_range(tenant_id: int, from_seq: int, max_rows: int) -> many(seq: int, leaf: blob, body: blob)
SELECT seq, leaf, body FROM entry WHERE tenant_id = $1 AND seq >= $2 ORDER BY seq LIMIT $3;

-- The hashes alone, for tiles and proofs.
-- name: entry_leaves(tenant_id: int, from_seq: int, max_rows: int) -> many(seq: int, leaf: blob)
SELECT seq, leaf FROM entry WHERE tenant_id = $1 AND seq >= $2 ORDER BY seq LIMIT $3;

-- name: subroot_add(tenant_id: int, level: int, n: int, hash: blob) -> none
INSERT INTO subroot (tenant_id, level, n, hash) VALUES ($1, $2, $3, $4);

-- name: subroot_get(tenant_id: int, level: int, n: int) -> maybe(hash: blob)
SELECT hash FROM subroot WHERE tenant_id = $1 AND level = $2 AND n = $3;

-- name: subroot_range(tenant_id: int, level: int, from_n: int, max_rows: int) -> many(n: int, hash: blob)
SELECT n, hash FROM subroot WHERE tenant_id = $1 AND level = $2 AND n >= $3 ORDER BY n LIMIT $4;

-- name: checkpoint_add(tenant_id: int, size: int, note: text) -> none(changed)
INSERT INTO checkpoint (tenant_id, size, note) VALUES ($1, $2, $3) ON CONFLICT (tenant_id, size) DO NOTHING;

-- name: checkpoint_last(tenant_id: int) -> maybe(size: int, note: text)
SELECT size, note FROM checkpoint WHERE tenant_id = $1 ORDER BY size DESC LIMIT 1;

-- name: checkpoint_list(tenant_id: int, from_size: int, max_rows: int) -> many(size: int, note: text)
SELECT size, note FROM checkpoint WHERE tenant_id = $1 AND size >= $2 ORDER BY size LIMIT $3;

-- The same bytes may come twice; changed = 0 says that they were there.
-- name: blob_add(tenant_id: int, hash: blob, bytes: blob) -> none(changed)
INSERT INTO blob (tenant_id, hash, bytes) VALUES ($1, $2, $3) ON CONFLICT (tenant_id, hash) DO NOTHING;

-- name: blob_get(tenant_id: int, hash: blob) -> maybe(bytes: blob)
SELECT bytes FROM blob WHERE tenant_id = $1 AND hash = $2;

-- name: blob_exists(tenant_id: int, hash: blob) -> one(blobs: int)
SELECT count(*) AS blobs FROM blob WHERE tenant_id = $1 AND hash = $2;

-- name: blob_hashes(tenant_id: int, after_hash: blob, max_rows: int) -> many(hash: blob)
SELECT hash FROM blob WHERE tenant_id = $1 AND ($2 IS NULL OR hash > $2) ORDER BY hash LIMIT $3;

-- name: idem_get(tenant_id: int, idem_key: text) -> maybe(seq: int, answer: text)
SELECT seq, answer FROM idem WHERE tenant_id = $1 AND idem_key = $2;

-- name: idem_add(tenant_id: int, idem_key: text, seq: int, answer: text) -> none
INSERT INTO idem (tenant_id, idem_key, seq, answer) VALUES ($1, $2, $3, $4);

-- name: vault_key_add(tenant_id: int, person_id: int, wrapped: blob) -> none
INSERT INTO vault_key (tenant_id, person_id, wrapped) VALUES ($1, $2, $3);

-- name: vault_key_get(tenant_id: int, person_id: int) -> maybe(wrapped: blob)
SELECT wrapped FROM vault_key WHERE tenant_id = $1 AND person_id = $2;

-- name: vault_key_erase(tenant_id: int, person_id: int) -> none(changed)
DELETE FROM vault_key WHERE tenant_id = $1 AND person_id = $2;

-- name: vault_value_put(tenant_id: int, object: text, object_id: text, field: text, salt: blob, wrapped_dek: blob,
--       ciphertext: blob, person_id: int) -> none
INSERT INTO vault_value (tenant_id, object, object_id, field, salt, wrapped_dek, ciphertext, person_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (tenant_id, object, object_id, field) DO UPDATE SET salt = excluded.salt,
    wrapped_dek = excluded.wrapped_dek, ciphertext = excluded.ciphertext, person_id = excluded.person_id;

-- name: vault_value_get(tenant_id: int, object: text, object_id: text, field: text)
--       -> maybe(salt: blob, wrapped_dek: blob, ciphertext: blob, person_id: int)
SELECT salt, wrapped_dek, ciphertext, person_id FROM vault_value
WHERE tenant_id = $1 AND object = $2 AND object_id = $3 AND field = $4;

-- name: vault_value_erase(tenant_id: int, person_id: int) -> none(changed)
DELETE FROM vault_value WHERE tenant_id = $1 AND person_id = $2;
