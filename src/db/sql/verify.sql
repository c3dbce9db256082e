-- What verify reads beside the statements of the ledger.

-- name: idem_range(tenant_id: int, after_key: text, max_rows: int) -> many(idem_key: text, seq: int)
SELECT idem_key, seq FROM idem WHERE tenant_id = $1 AND ($2 IS NULL OR idem_key > $2) ORDER BY idem_key LIMIT $3;
