-- Sessions and drafts: operational, no entries.

-- name: session_touch(tenant_id: int, token_hash: blob, seen_ms: int, expires_ms: int) -> none(changed)
UPDATE session SET seen_ms = $3, expires_ms = $4 WHERE tenant_id = $1 AND token_hash = $2;

-- name: session_role(tenant_id: int, token_hash: blob, role: text) -> none(changed)
UPDATE session SET role = $3 WHERE tenant_id = $1 AND token_hash = $2;

-- name: draft_put(tenant_id: int, account_id: int, form: text, object: text, content: text, saved_ms: int) -> none
INSERT INTO draft (tenant_id, account_id, form, object, content, saved_ms) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (tenant_id, account_id, form, object) DO UPDATE SET content = excluded.content,
    saved_ms = excluded.saved_ms;

-- name: draft_get(tenant_id: int, account_id: int, form: text, object: text) -> maybe(content: text, saved_ms: int)
SELECT content, saved_ms FROM draft WHERE tenant_id = $1 AND account_id = $2 AND form = $3 AND object = $4;

-- name: draft_list(tenant_id: int, account_id: int) -> many(form: text, object: text, saved_ms: int)
SELECT form, object, saved_ms FROM draft WHERE tenant_id = $1 AND account_id = $2 ORDER BY form, object;

-- name: draft_del(tenant_id: int, account_id: int, form: text, object: text) -> none(changed)
DELETE FROM draft WHERE tenant_id = $1 AND account_id = $2 AND form = $3 AND object = $4;
