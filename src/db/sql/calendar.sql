-- Notices about days, and the weeks of organs.

-- name: calendar_notices(tenant_id: int)
--       -> many(scope: text, number: text, title: text, source: text, year: int, published_day: int, text: text,
--               text_hash: text, adopted_seq: int, at_ms: int, by_account: int, withdrawn_seq: int,
--               withdrawn_at_ms: int, withdrawn_by: int, reason: text, by_label: text, withdrawn_label: text)
SELECT n.scope, n.number, n.title, n.source, n.year, n.published_day, n.text, n.text_hash, n.adopted_seq, n.at_ms,
       n.by_account, n.withdrawn_seq, n.withdrawn_at_ms, n.withdrawn_by, n.reason, a.label AS by_label,
       w.label AS withdrawn_label
FROM calendar_notice n
     LEFT JOIN account a ON a.tenant_id = n.tenant_id AND a.account_id = n.by_account
     LEFT JOIN account w ON w.tenant_id = n.tenant_id AND w.account_id = n.withdrawn_by
WHERE n.tenant_id = $1 ORDER BY n.published_day, n.scope, n.number;

-- name: organ_calendars(tenant_id: int)
--       -> many(organ_id: int, text: text, set_seq: int, at_ms: int, by_account: int, by_label: text)
SELECT c.organ_id, c.text, c.set_seq, c.at_ms, c.by_account, a.label AS by_label
FROM organ_calendar c LEFT JOIN account a ON a.tenant_id = c.tenant_id AND a.account_id = c.by_account
WHERE c.tenant_id = $1 ORDER BY c.organ_id;

-- All parents that organs ever had.
-- name: organ_parents(tenant_id: int) -> many(organ_id: int, from_day: int, parent_id: int)
SELECT organ_id, from_day, parent_id FROM organ_parent WHERE tenant_id = $1 ORDER BY organ_id, from_day;

-- The entries that last changed a notice and a week; −1: none did.
-- name: calendar_newest(tenant_id: int) -> one(notice_seq: int, week_seq: int)
SELECT (SELECT COALESCE(MAX(CASE WHEN withdrawn_seq > adopted_seq THEN withdrawn_seq ELSE adopted_seq END), -1)
        FROM calendar_notice WHERE tenant_id = $1) AS notice_seq,
       (SELECT COALESCE(MAX(set_seq), -1) FROM organ_calendar WHERE tenant_id = $1) AS week_seq;
