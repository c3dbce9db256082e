-- Tables on their way in: drafts of one account, imports of every kind, what was taken back.

-- name: intake_draft_add(tenant_id: int, draft_id: text, account_id: int, kind: text, scheme_code: text, period: text,
--       sheet: text, file_name: text, bytes: blob, choices: blob, is_sealed: int, now_ms: int) -> none
INSERT INTO intake_draft (tenant_id, draft_id, account_id, kind, scheme_code, period, sheet, file_name, bytes, choices,
                          is_sealed, created_ms, changed_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12);

-- changed = 0: it is not there, or somebody else's.
-- name: intake_draft_choose(tenant_id: int, draft_id: text, account_id: int, scheme_code: text, period: text,
--       sheet: text, choices: blob, now_ms: int) -> none(changed)
UPDATE intake_draft SET scheme_code = $4, period = $5, sheet = $6, choices = $7, changed_ms = $8
WHERE tenant_id = $1 AND draft_id = $2 AND account_id = $3;

-- name: intake_draft_replace(tenant_id: int, draft_id: text, account_id: int, file_name: text, bytes: blob)
--       -> none(changed)
UPDATE intake_draft SET file_name = $4, bytes = $5
WHERE tenant_id = $1 AND draft_id = $2 AND account_id = $3;

-- name: intake_draft_kind(tenant_id: int, draft_id: text, account_id: int, least_ms: int) -> maybe(kind: text)
SELECT kind FROM intake_draft
WHERE tenant_id = $1 AND draft_id = $2 AND account_id = $3 AND changed_ms >= $4;

-- name: intake_draft_get(tenant_id: int, draft_id: text, account_id: int, least_ms: int)
--       -> maybe(kind: text, scheme_code: text, period: text, sheet: text, file_name: text, bytes: blob,
--                choices: blob, is_sealed: int)
SELECT kind, scheme_code, period, sheet, file_name, bytes, choices, is_sealed FROM intake_draft
WHERE tenant_id = $1 AND draft_id = $2 AND account_id = $3 AND changed_ms >= $4;

-- name: intake_draft_list(tenant_id: int, account_id: int, least_ms: int)
--       -> many(draft_id: text, kind: text, file_name: text, scheme_code: text, created_ms: int, changed_ms: int)
SELECT draft_id, kind, file_name, scheme_code, created_ms, changed_ms FROM intake_draft
WHERE tenant_id = $1 AND account_id = $2 AND changed_ms >= $3 ORDER BY changed_ms DESC, draft_id;

-- name: intake_draft_drop(tenant_id: int, draft_id: text, account_id: int) -> none(changed)
DELETE FROM intake_draft WHERE tenant_id = $1 AND draft_id = $2 AND account_id = $3;

-- name: intake_draft_sweep(tenant_id: int, least_ms: int) -> none
DELETE FROM intake_draft WHERE tenant_id = $1 AND changed_ms < $2;

-- Keeps the newest ones of an account, and this one whatever the clock says.
-- name: intake_draft_thin(tenant_id: int, account_id: int, most: int, draft_id: text) -> none
DELETE FROM intake_draft WHERE tenant_id = $1 AND account_id = $2 AND draft_id NOT IN
    (SELECT draft_id FROM intake_draft WHERE tenant_id = $1 AND account_id = $2
     ORDER BY CASE WHEN draft_id = $4 THEN 0 ELSE 1 END, changed_ms DESC, draft_id LIMIT $3);

-- imports of every kind --------------------------------------------------------------------------------------------

-- by_account 0: of everybody.
-- name: import_count(tenant_id: int, by_account: int) -> one(imports: int)
SELECT (SELECT count(*) FROM value_import WHERE tenant_id = $1 AND ($2 = 0 OR by_account = $2)) +
       (SELECT count(*) FROM table_import WHERE tenant_id = $1 AND ($2 = 0 OR by_account = $2)) AS imports;

-- by_account 0: of everybody. import_id −1: all, otherwise that one alone.
-- name: import_list(tenant_id: int, by_account: int, import_id: int, max_rows: int, skip_rows: int)
--       -> many(import_id: int, kind: text, scheme_id: int, scheme_code: text, scheme_title: text, source: text,
--               file_name: text, file_hash: text, before_hash: text, choices_hash: text, rows_count: int,
--               left_out_count: int, new_count: int, changed_count: int, same_count: int, cleared_count: int,
--               at_ms: int, by_account: int, by_label: text, by_organ: int, undo_seq: int, undo_at_ms: int,
--               undo_reason: text, undo_label: text)
SELECT i.import_id, i.kind, i.scheme_id, s.code AS scheme_code, s.title AS scheme_title, i.source, i.file_name,
       i.file_hash, i.before_hash, i.choices_hash, i.rows_count, i.left_out_count, i.new_count, i.changed_count,
       i.same_count, i.cleared_count, i.at_ms, i.by_account, a.label AS by_label,
       COALESCE(a.organ_id, 0) AS by_organ, COALESCE(u.undo_seq, 0) AS undo_seq, COALESCE(u.at_ms, 0) AS undo_at_ms,
       u.reason AS undo_reason, b.label AS undo_label
FROM (SELECT tenant_id, import_id, 'values' AS kind, scheme_id, source, file_name, file_hash, before_hash,
             choices_hash, rows_count, left_out_count, new_count, changed_count, same_count, cleared_count, at_ms,
             by_account
      FROM value_import WHERE tenant_id = $1
      UNION ALL
      SELECT tenant_id, import_id, kind, 0 AS scheme_id, source, file_name, file_hash, before_hash, choices_hash,
             rows_count, left_out_count, new_count, changed_count, same_count, cleared_count, at_ms, by_account
      FROM table_import WHERE tenant_id = $1) i
     LEFT JOIN scheme s ON s.tenant_id = i.tenant_id AND s.scheme_id = i.scheme_id
     LEFT JOIN account a ON a.tenant_id = i.tenant_id AND a.account_id = i.by_account
     LEFT JOIN import_undo u ON u.tenant_id = i.tenant_id AND u.import_id = i.import_id
     LEFT JOIN account b ON b.tenant_id = u.tenant_id AND b.account_id = u.by_account
WHERE ($2 = 0 OR i.by_account = $2) AND ($3 < 0 OR i.import_id = $3)
ORDER BY i.import_id DESC LIMIT $4 OFFSET $5;

-- What an undo must know of the import.
-- name: import_for_undo(tenant_id: int, import_id: int)
--       -> many(kind: text, before_hash: text, at_ms: int, by_account: int, undo_seq: int)
SELECT i.kind, i.before_hash, i.at_ms, i.by_account, COALESCE(u.undo_seq, 0) AS undo_seq
FROM (SELECT tenant_id, import_id, 'values' AS kind, before_hash, at_ms, by_account FROM value_import
      WHERE tenant_id = $1 AND import_id = $2
      UNION ALL
      SELECT tenant_id, import_id, kind, before_hash, at_ms, by_account FROM table_import
      WHERE tenant_id = $1 AND import_id = $2) i
     LEFT JOIN import_undo u ON u.tenant_id = i.tenant_id AND u.import_id = i.import_id
ORDER BY i.kind;

-- name: scheme_code(tenant_id: int, scheme_id: int) -> maybe(code: text)
SELECT code FROM scheme WHERE tenant_id = $1 AND scheme_id = $2;
