-- Schemes and their versions. Which version is in force for a period is decided in C: periods of different kinds
-- (month, quarter, year) have no order as texts.

-- Year 0 gives all.
-- name: scheme_list(tenant_id: int, year: int) -> many(scheme_id: int, code: text, title: text, year: int)
SELECT scheme_id, code, title, year FROM scheme WHERE tenant_id = $1 AND ($2 = 0 OR year = $2)
ORDER BY year DESC, scheme_id;

-- name: scheme_get(tenant_id: int, scheme_id: int) -> maybe(scheme_id: int, code: text, title: text, year: int)
SELECT scheme_id, code, title, year FROM scheme WHERE tenant_id = $1 AND scheme_id = $2;

-- name: scheme_versions(tenant_id: int, scheme_id: int) -> many(version: int, from_period: text, to_period: text,
--       doc_hash: text, state: text, adopted_at_ms: int, adopted_by: int, adopted_seq: int)
SELECT version, from_period, to_period, doc_hash, state, adopted_at_ms, adopted_by, adopted_seq FROM scheme_version
WHERE tenant_id = $1 AND scheme_id = $2 ORDER BY version;

-- name: scheme_version_get(tenant_id: int, scheme_id: int, version: int) -> maybe(version: int, from_period: text,
--       to_period: text, doc_hash: text, state: text, adopted_at_ms: int, adopted_by: int, adopted_seq: int)
SELECT version, from_period, to_period, doc_hash, state, adopted_at_ms, adopted_by, adopted_seq FROM scheme_version
WHERE tenant_id = $1 AND scheme_id = $2 AND version = $3;
