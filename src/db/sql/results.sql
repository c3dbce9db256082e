-- What results rest on: a scheme version and the values reported for it.

-- version 0: the newest. newest_import: the entry that last moved values, an import or the undo of one; 0 before the
-- first.
-- name: results_state(tenant_id: int, code: text, version: int)
--       -> maybe(scheme_id: int, version: int, adopted_seq: int, newest_import: int)
SELECT s.scheme_id, v.version, v.adopted_seq,
       (SELECT COALESCE(MAX(CASE WHEN u.undo_seq > 0 THEN u.undo_seq ELSE i.import_id END), 0)
        FROM value_import i
             LEFT JOIN import_undo u ON u.tenant_id = i.tenant_id AND u.import_id = i.import_id
        WHERE i.tenant_id = $1 AND i.scheme_id = s.scheme_id) AS newest_import
FROM scheme s JOIN scheme_version v ON v.tenant_id = s.tenant_id AND v.scheme_id = s.scheme_id
WHERE s.tenant_id = $1 AND s.code = $2 AND ($3 = 0 OR v.version = $3)
ORDER BY v.version DESC LIMIT 1;

-- name: measure_value_of_scheme(tenant_id: int, scheme_id: int)
--       -> many(organ_id: int, measure: text, period: text, n: int, digits: int, value: int, state: text,
--               label: text, import_id: int)
SELECT organ_id, measure, period, n, digits, value, state, label, import_id
FROM measure_value WHERE tenant_id = $1 AND scheme_id = $2
ORDER BY organ_id, measure, period, n;

-- name: import_of_scheme(tenant_id: int, scheme_id: int)
--       -> many(import_id: int, at_ms: int, by_account: int, by_label: text)
SELECT i.import_id, i.at_ms, i.by_account, a.label AS by_label
FROM value_import i LEFT JOIN account a ON a.tenant_id = i.tenant_id AND a.account_id = i.by_account
WHERE i.tenant_id = $1 AND i.scheme_id = $2 ORDER BY i.import_id;

-- The rows of one cell, in order: what an import replaces.
-- name: measure_value_cell(tenant_id: int, scheme_id: int, organ_id: int, measure: text, period: text)
--       -> many(n: int, digits: int, value: int, state: text, label: text, import_id: int)
SELECT n, digits, value, state, label, import_id FROM measure_value
WHERE tenant_id = $1 AND scheme_id = $2 AND organ_id = $3 AND measure = $4 AND period = $5
ORDER BY n;

-- name: scheme_version_list(tenant_id: int)
--       -> many(scheme_id: int, code: text, title: text, year: int, version: int, from_period: text,
--               to_period: text, doc_hash: text, adopted_at_ms: int, adopted_by: int, adopted_seq: int,
--               adopted_label: text)
SELECT s.scheme_id, s.code, s.title, s.year, v.version, v.from_period, v.to_period, v.doc_hash,
       v.adopted_at_ms, v.adopted_by, v.adopted_seq, a.label AS adopted_label
FROM scheme s JOIN scheme_version v ON v.tenant_id = s.tenant_id AND v.scheme_id = s.scheme_id
     LEFT JOIN account a ON a.tenant_id = v.tenant_id AND a.account_id = v.adopted_by
WHERE s.tenant_id = $1 ORDER BY s.year DESC, s.scheme_id, v.version DESC;

-- name: scheme_id_next(tenant_id: int) -> one(scheme_id: int)
SELECT COALESCE(MAX(scheme_id), 0) + 1 AS scheme_id FROM scheme WHERE tenant_id = $1;
