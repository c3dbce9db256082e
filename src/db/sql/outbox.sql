-- What people were told.

-- name: outbox_line_next(tenant_id: int) -> one(line_id: int)
SELECT COALESCE(MAX(line_id), 0) + 1 AS line_id FROM outbox_line WHERE tenant_id = $1;

-- name: outbox_line_add(tenant_id: int, line_id: int, account_id: int, organ_id: int, role: text, kind: text,
--       text_key: text, arg_0: text, arg_1: text, arg_2: text, arg_3: text, record_id: int, path: text, due_day: int,
--       is_now: int, told_ms: int, seq: int) -> none
INSERT INTO outbox_line (tenant_id, line_id, account_id, organ_id, role, kind, text_key, arg_0, arg_1, arg_2, arg_3,
                         record_id, path, due_day, is_now, told_ms, seq, read_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 0);

-- Accounts open on `day` that hold `role` then. organ_id 0: of any organ.
-- name: outbox_accounts(tenant_id: int, organ_id: int, role: text, day: int) -> many(account_id: int)
SELECT DISTINCT a.account_id
FROM account_role r JOIN account a ON a.tenant_id = r.tenant_id AND a.account_id = r.account_id
WHERE r.tenant_id = $1 AND ($2 = 0 OR a.organ_id = $2) AND r.role = $3 AND r.from_day <= $4
  AND (r.to_day = 0 OR r.to_day >= $4) AND a.opened_day <= $4 AND (a.closed_day = 0 OR a.closed_day >= $4)
ORDER BY a.account_id;

-- name: outbox_account_is_open(tenant_id: int, account_id: int, day: int) -> maybe(account_id: int)
SELECT account_id FROM account
WHERE tenant_id = $1 AND account_id = $2 AND opened_day <= $3 AND (closed_day = 0 OR closed_day >= $3);

-- only_unread 1: those alone that were not opened.
-- name: outbox_count(tenant_id: int, account_id: int, only_unread: int) -> one(lines: int)
SELECT count(*) AS lines FROM outbox_line
WHERE tenant_id = $1 AND account_id = $2 AND ($3 = 0 OR read_ms = 0);

-- name: outbox_unread(tenant_id: int, account_id: int) -> one(lines: int)
SELECT count(*) AS lines FROM outbox_line WHERE tenant_id = $1 AND account_id = $2 AND read_ms = 0;

-- name: outbox_list(tenant_id: int, account_id: int, only_unread: int, max_rows: int, skip_rows: int)
--       -> many(line_id: int, kind: text, text_key: text, arg_0: text, arg_1: text, arg_2: text, arg_3: text,
--               record_id: int, path: text, due_day: int, is_now: int, told_ms: int, read_ms: int)
SELECT line_id, kind, text_key, arg_0, arg_1, arg_2, arg_3, record_id, path, due_day, is_now, told_ms, read_ms
FROM outbox_line
WHERE tenant_id = $1 AND account_id = $2 AND ($3 = 0 OR read_ms = 0)
ORDER BY line_id DESC LIMIT $4 OFFSET $5;

-- name: outbox_path(tenant_id: int, account_id: int, line_id: int) -> maybe(path: text)
SELECT path FROM outbox_line WHERE tenant_id = $1 AND account_id = $2 AND line_id = $3;

-- The first opening counts. line_id 0: all.
-- name: outbox_read(tenant_id: int, account_id: int, line_id: int, now_ms: int) -> none
UPDATE outbox_line SET read_ms = $4
WHERE tenant_id = $1 AND account_id = $2 AND ($3 = 0 OR line_id = $3) AND read_ms = 0;
