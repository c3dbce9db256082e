-- Frozen results and publications.

-- publication_id: the one that is in force, 0 for none.
-- name: frozen_list(tenant_id: int)
--       -> many(frozen_id: int, scheme_id: int, version: int, window_name: text, engine: int, scheme_hash: text,
--               values_hash: text, result_hash: text, fingerprint: text, newest_import: int, at_ms: int,
--               by_account: int, code: text, title: text, by_label: text, publication_id: int)
SELECT f.frozen_id, f.scheme_id, f.version, f.window_name, f.engine, f.scheme_hash, f.values_hash, f.result_hash,
       f.fingerprint, f.newest_import, f.at_ms, f.by_account, s.code, s.title, a.label AS by_label,
       (SELECT COALESCE(MAX(p.publication_id), 0) FROM publication p
        WHERE p.tenant_id = $1 AND p.frozen_id = f.frozen_id AND p.withdrawn_seq = 0
          AND p.superseded_by = 0) AS publication_id
FROM frozen_result f JOIN scheme s ON s.tenant_id = f.tenant_id AND s.scheme_id = f.scheme_id
     LEFT JOIN account a ON a.tenant_id = f.tenant_id AND a.account_id = f.by_account
WHERE f.tenant_id = $1 ORDER BY f.frozen_id DESC;

-- name: frozen_by_fingerprint(tenant_id: int, fingerprint: text) -> maybe(frozen_id: int)
SELECT frozen_id FROM frozen_result WHERE tenant_id = $1 AND fingerprint = $2;

-- Those that were frozen after an import of the same scheme, oldest first.
-- name: frozen_after_import(tenant_id: int, import_id: int) -> many(frozen_id: int)
SELECT f.frozen_id FROM frozen_result f
     JOIN value_import i ON i.tenant_id = f.tenant_id AND i.scheme_id = f.scheme_id
WHERE f.tenant_id = $1 AND i.import_id = $2 AND f.frozen_id > i.import_id ORDER BY f.frozen_id;

-- name: publication_list(tenant_id: int)
--       -> many(publication_id: int, frozen_id: int, title: text, open_to: text, public_hash: text, at_ms: int,
--               by_account: int, supersedes: int, superseded_by: int, withdrawn_seq: int, withdrawn_at_ms: int,
--               withdrawn_by: int, reason: text, scheme_id: int, scheme_code: text, scheme_title: text,
--               window_name: text, by_label: text, withdrawn_label: text)
SELECT p.publication_id, p.frozen_id, p.title, p.open_to, p.public_hash, p.at_ms, p.by_account, p.supersedes,
       p.superseded_by, p.withdrawn_seq, p.withdrawn_at_ms, p.withdrawn_by, p.reason, f.scheme_id,
       s.code AS scheme_code, s.title AS scheme_title, f.window_name, a.label AS by_label, w.label AS withdrawn_label
FROM publication p JOIN frozen_result f ON f.tenant_id = p.tenant_id AND f.frozen_id = p.frozen_id
     JOIN scheme s ON s.tenant_id = f.tenant_id AND s.scheme_id = f.scheme_id
     LEFT JOIN account a ON a.tenant_id = p.tenant_id AND a.account_id = p.by_account
     LEFT JOIN account w ON w.tenant_id = p.tenant_id AND w.account_id = p.withdrawn_by
WHERE p.tenant_id = $1 ORDER BY p.publication_id DESC;

-- Tables of values for this scheme that somebody has handed in and not yet confirmed.
-- name: open_drafts_of_scheme(tenant_id: int, code: text) -> one(drafts: int)
SELECT count(*) AS drafts FROM intake_draft WHERE tenant_id = $1 AND scheme_code = $2;
