-- What people were told.

-- name: outbox_line_next(tenant_id: int) -> one(line_id: int)
SELECT COALESCE(MAX(line_id), 0) + 1 AS line_id FROM outbox_line WHERE tenant_id = $1;

-- name: outbox_line_add(tenant_id: int, line_id: int, account_id: int, organ_id: int, role: text, kind: text,
--       heading_zh: text, heading_en: text, text_key: text, arg_0: text, arg_1: text, arg_2: text, arg_3: text, record_id: int, path: text, due_day: int,
--       is_now: int, told_ms: int, seq: int) -> none
INSERT INTO outbox_line (tenant_id, line_id, account_id, organ_id, role, kind, heading_zh, heading_en, text_key, arg_0,
                         arg_1, arg_2, arg_3, record_id, path, due_day, is_now, told_ms, seq, read_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 0);

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
--       -> many(line_id: int, kind: text, heading_zh: text, heading_en: text, text_key: text, arg_0: text, arg_1: text, arg_2: text, arg_3: text,
--               record_id: int, path: text, due_day: int, is_now: int, told_ms: int, read_ms: int)
SELECT line_id, kind, heading_zh, heading_en, text_key, arg_0, arg_1, arg_2, arg_3, record_id, path, due_day, is_now, told_ms, read_ms
FROM outbox_line
WHERE tenant_id = $1 AND account_id = $2 AND ($3 = 0 OR read_ms = 0)
ORDER BY line_id DESC LIMIT $4 OFFSET $5;

-- name: outbox_path(tenant_id: int, account_id: int, line_id: int) -> maybe(path: text)
SELECT path FROM outbox_line WHERE tenant_id = $1 AND account_id = $2 AND line_id = $3;

-- The first opening counts. line_id 0: all.
-- name: outbox_read(tenant_id: int, account_id: int, line_id: int, now_ms: int) -> none
UPDATE outbox_line SET read_ms = $4
WHERE tenant_id = $1 AND account_id = $2 AND ($3 = 0 OR line_id = $3) AND read_ms = 0;

-- channels -----------------------------------------------------------------------------------------------------------

-- name: channel_all(tenant_id: int)
--       -> many(channel_id: int, account_id: int, organ_id: int, role: text, kind: text, label: text,
--               address_commit: blob, secret_commit: blob, is_on: int, wants: text, lang: text, digest_minute: int,
--               quiet_from: int, quiet_to: int, since_ms: int, account_organ: int, closed_day: int)
SELECT c.channel_id, c.account_id, c.organ_id, c.role, c.kind, c.label, c.address_commit, c.secret_commit, c.is_on,
       c.wants, c.lang, c.digest_minute, c.quiet_from, c.quiet_to, c.since_ms,
       COALESCE(a.organ_id, 0) AS account_organ, COALESCE(a.closed_day, 0) AS closed_day
FROM channel c LEFT JOIN account a ON a.tenant_id = c.tenant_id AND a.account_id = c.account_id
WHERE c.tenant_id = $1 ORDER BY c.channel_id;

-- messages -----------------------------------------------------------------------------------------------------------

-- What waits for one owner: lines after least_ms, up to until_ms, that did not go by the channel and that the account
-- did not open.
-- name: outbox_waiting(tenant_id: int, account_id: int, organ_id: int, role: text, channel_id: int, least_ms: int,
--       until_ms: int, only_now: int, max_rows: int) -> many(line_id: int, is_now: int)
SELECT l.line_id, l.is_now FROM outbox_line l
WHERE l.tenant_id = $1 AND l.account_id = $2 AND l.organ_id = $3 AND l.told_ms >= $6 AND l.told_ms <= $7
  AND COALESCE(l.role, '-') = COALESCE($4, '-') AND l.read_ms = 0 AND ($8 = 0 OR l.is_now = 1)
  AND NOT EXISTS (SELECT 1 FROM outbox_tie t
                  WHERE t.tenant_id = l.tenant_id AND t.channel_id = $5 AND t.line_id = l.line_id)
ORDER BY l.line_id LIMIT $9;

-- name: outbox_waits(tenant_id: int, account_id: int, organ_id: int, role: text, channel_id: int, least_ms: int,
--       until_ms: int) -> one(lines: int, now_lines: int)
SELECT count(CASE WHEN l.told_ms <= $7 THEN 1 END) AS lines, count(CASE WHEN l.is_now = 1 THEN 1 END) AS now_lines
FROM outbox_line l
WHERE l.tenant_id = $1 AND l.account_id = $2 AND l.organ_id = $3 AND l.told_ms >= $6
  AND COALESCE(l.role, '-') = COALESCE($4, '-') AND l.read_ms = 0
  AND NOT EXISTS (SELECT 1 FROM outbox_tie t
                  WHERE t.tenant_id = l.tenant_id AND t.channel_id = $5 AND t.line_id = l.line_id);

-- last_ms: of digests and urgent lines; a trial (try/…) does not count.
-- name: outbox_made(tenant_id: int, channel_id: int, slot: text) -> one(digests: int, last_ms: int)
SELECT count(CASE WHEN slot = $3 THEN 1 END) AS digests,
       COALESCE(MAX(CASE WHEN slot < 'now0' THEN made_ms ELSE 0 END), 0) AS last_ms
FROM outbox_send WHERE tenant_id = $1 AND channel_id = $2;

-- changed = 0: it is there already.
-- name: outbox_send_add(tenant_id: int, channel_id: int, slot: text, lines: int, made_ms: int) -> none(changed)
INSERT INTO outbox_send (tenant_id, channel_id, slot, lines, state, made_ms, tries, next_ms, claim_ms, tried_ms, sent_ms)
VALUES ($1, $2, $3, $4, 'due', $5, 0, $5, 0, 0, 0)
ON CONFLICT (tenant_id, channel_id, slot) DO NOTHING;

-- name: outbox_tie_add(tenant_id: int, channel_id: int, line_id: int, slot: text) -> none
INSERT INTO outbox_tie (tenant_id, channel_id, line_id, slot) VALUES ($1, $2, $3, $4);

-- name: outbox_send_due(tenant_id: int, now_ms: int, max_rows: int)
--       -> many(channel_id: int, slot: text, lines: int, state: text, made_ms: int, tries: int, next_ms: int,
--               claim_ms: int, tried_ms: int, sent_ms: int, error_key: text, error_arg: text)
SELECT channel_id, slot, lines, state, made_ms, tries, next_ms, claim_ms, tried_ms, sent_ms, error_key, error_arg
FROM outbox_send
WHERE tenant_id = $1 AND state = 'due' AND next_ms <= $2 AND claim_ms <= $2
ORDER BY next_ms, channel_id, slot LIMIT $3;

-- name: outbox_send_stuck(tenant_id: int, max_rows: int, skip_rows: int)
--       -> many(channel_id: int, slot: text, lines: int, state: text, made_ms: int, tries: int, next_ms: int,
--               claim_ms: int, tried_ms: int, sent_ms: int, error_key: text, error_arg: text)
SELECT channel_id, slot, lines, state, made_ms, tries, next_ms, claim_ms, tried_ms, sent_ms, error_key, error_arg
FROM outbox_send
WHERE tenant_id = $1 AND state IN ('due', 'failed') AND (state = 'failed' OR tries > 0)
ORDER BY state DESC, tried_ms DESC, channel_id, slot LIMIT $2 OFFSET $3;

-- name: outbox_send_stuck_count(tenant_id: int) -> one(messages: int)
SELECT count(*) AS messages FROM outbox_send
WHERE tenant_id = $1 AND state IN ('due', 'failed') AND (state = 'failed' OR tries > 0);

-- name: outbox_send_lines(tenant_id: int, channel_id: int, slot: text)
--       -> many(line_id: int, kind: text, heading_zh: text, heading_en: text, text_key: text, arg_0: text, arg_1: text, arg_2: text, arg_3: text,
--               record_id: int, path: text, due_day: int, is_now: int, told_ms: int, read_ms: int)
SELECT l.line_id, l.kind, l.heading_zh, l.heading_en, l.text_key, l.arg_0, l.arg_1, l.arg_2, l.arg_3, l.record_id, l.path, l.due_day, l.is_now,
       l.told_ms, l.read_ms
FROM outbox_tie t JOIN outbox_line l ON l.tenant_id = t.tenant_id AND l.line_id = t.line_id
WHERE t.tenant_id = $1 AND t.channel_id = $2 AND t.slot = $3 ORDER BY t.line_id;

-- name: outbox_pace(tenant_id: int, channel_id: int, least_ms: int) -> one(tries: int)
SELECT count(*) AS tries FROM outbox_send WHERE tenant_id = $1 AND channel_id = $2 AND tried_ms > $3;

-- changed = 0: somebody else has it, or it is not due.
-- name: outbox_send_claim(tenant_id: int, channel_id: int, slot: text, now_ms: int, until_ms: int) -> none(changed)
UPDATE outbox_send SET claim_ms = $5, tried_ms = $4
WHERE tenant_id = $1 AND channel_id = $2 AND slot = $3 AND state = 'due' AND next_ms <= $4 AND claim_ms <= $4;

-- name: outbox_send_tries(tenant_id: int, channel_id: int, slot: text) -> maybe(tries: int)
SELECT tries FROM outbox_send WHERE tenant_id = $1 AND channel_id = $2 AND slot = $3;

-- name: outbox_send_mark(tenant_id: int, channel_id: int, slot: text, state: text, tries: int, next_ms: int,
--       sent_ms: int, error_key: text, error_arg: text) -> none
UPDATE outbox_send SET state = $4, tries = $5, next_ms = $6, sent_ms = $7, claim_ms = 0, error_key = $8, error_arg = $9
WHERE tenant_id = $1 AND channel_id = $2 AND slot = $3 AND state = 'due';

-- name: outbox_send_again(tenant_id: int, channel_id: int, slot: text, now_ms: int) -> none(changed)
UPDATE outbox_send SET state = 'due', tries = 0, next_ms = $4, claim_ms = 0
WHERE tenant_id = $1 AND channel_id = $2 AND slot = $3 AND (state = 'failed' OR state = 'due');

-- name: outbox_send_drop(tenant_id: int, channel_id: int) -> none
UPDATE outbox_send SET state = 'dropped'
WHERE tenant_id = $1 AND channel_id = $2 AND (state = 'failed' OR state = 'due');

-- name: outbox_sweep_ties(tenant_id: int, least_ms: int) -> none
DELETE FROM outbox_tie WHERE tenant_id = $1 AND line_id IN
    (SELECT line_id FROM outbox_line WHERE tenant_id = $1 AND told_ms < $2);

-- name: outbox_sweep_sends(tenant_id: int, least_ms: int) -> none
DELETE FROM outbox_send WHERE tenant_id = $1 AND made_ms < $2;

-- name: outbox_sweep_lines(tenant_id: int, least_ms: int) -> none
DELETE FROM outbox_line WHERE tenant_id = $1 AND told_ms < $2;
