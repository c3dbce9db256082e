-- The keys under which calendars are fetched.

-- name: feed_key_get(tenant_id: int, account_id: int) -> maybe(role: text, at_ms: int, lang: text)
SELECT k.role, k.at_ms, a.lang
FROM feed_key k JOIN account a ON a.tenant_id = k.tenant_id AND a.account_id = k.account_id
WHERE k.tenant_id = $1 AND k.account_id = $2;

-- name: feed_key_find(tenant_id: int, key_hash: text)
--       -> maybe(account_id: int, role: text, at_ms: int, organ_id: int, closed_day: int, lang: text)
SELECT k.account_id, k.role, k.at_ms, a.organ_id, a.closed_day, a.lang
FROM feed_key k JOIN account a ON a.tenant_id = k.tenant_id AND a.account_id = k.account_id
WHERE k.tenant_id = $1 AND k.key_hash = $2;
