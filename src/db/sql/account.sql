-- Roles as of a day; credentials (operational: no entries).

-- name: account_roles(tenant_id: int, day: int, account_id: int) -> many(role: text, from_day: int, to_day: int)
SELECT role, from_day, to_day FROM account_role
WHERE tenant_id = $1 AND account_id = $3 AND from_day <= $2 AND (to_day = 0 OR to_day >= $2) ORDER BY role, from_day;

-- The same password under newer parameters.
-- name: credential_rehash(tenant_id: int, account_id: int, password_hash: text) -> none(changed)
UPDATE credential SET password_hash = $3 WHERE tenant_id = $1 AND account_id = $2;

-- Counted in the data base, so that two attempts at once are two.
-- name: credential_failed(tenant_id: int, account_id: int) -> maybe(failed_count: int)
UPDATE credential SET failed_count = failed_count + 1 WHERE tenant_id = $1 AND account_id = $2
RETURNING failed_count;

-- name: credential_lock(tenant_id: int, account_id: int, locked_until_ms: int) -> none(changed)
UPDATE credential SET locked_until_ms = $3 WHERE tenant_id = $1 AND account_id = $2;

-- name: credential_succeeded(tenant_id: int, account_id: int) -> none(changed)
UPDATE credential SET failed_count = 0, locked_until_ms = 0 WHERE tenant_id = $1 AND account_id = $2;
