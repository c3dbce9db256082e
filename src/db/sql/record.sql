-- Procedures in force, records, their events and values, what is due.

-- name: procedure_versions(tenant_id: int)
--       -> many(procedure_id: text, version: int, title: text, doc_hash: text, reason: text, adopted_at_ms: int,
--               adopted_seq: int, by_label: text)
SELECT v.procedure_id, v.version, v.title, v.doc_hash, v.reason, v.adopted_at_ms, v.adopted_seq, a.label AS by_label
FROM procedure_version v LEFT JOIN account a ON a.tenant_id = v.tenant_id AND a.account_id = v.adopted_by
WHERE v.tenant_id = $1 ORDER BY v.procedure_id, v.version;

-- version 0: the newest.
-- name: procedure_version_get(tenant_id: int, procedure_id: text, version: int)
--       -> maybe(version: int, doc_hash: text)
SELECT v.version, v.doc_hash FROM procedure_version v
WHERE v.tenant_id = $1 AND v.procedure_id = $2
  AND v.version = CASE WHEN $3 > 0 THEN $3 ELSE (SELECT max(w.version) FROM procedure_version w
                                                 WHERE w.tenant_id = $1 AND w.procedure_id = $2) END;

-- name: record_get(tenant_id: int, record_id: int)
--       -> maybe(procedure_id: text, version: int, code: text, title: text, state: text, lead_id: int,
--                opened_ms: int, closed_ms: int, events: int, cause_record: int, cause_event: int, cause_rule: text)
SELECT procedure_id, version, code, title, state, lead_id, opened_ms, closed_ms, events, cause_record, cause_event,
       cause_rule
FROM record WHERE tenant_id = $1 AND record_id = $2;

-- name: record_events(tenant_id: int, record_id: int)
--       -> many(event_n: int, kind: text, what: text, rung: int, term: int, period: text, seq: int, at_ms: int,
--               said_ms: int, by_account: int, by_organ: int, by_role: text, on_behalf: int, from_state: text,
--               to_state: text, cause_record: int, cause_event: int, rule: text, revoked_seq: int, by_label: text)
SELECT e.event_n, e.kind, e.what, e.rung, e.term, e.period, e.seq, e.at_ms, e.said_ms, e.by_account, e.by_organ,
       e.by_role, e.on_behalf, e.from_state, e.to_state, e.cause_record, e.cause_event, e.rule, e.revoked_seq,
       a.label AS by_label
FROM record_event e LEFT JOIN account a ON a.tenant_id = e.tenant_id AND a.account_id = e.by_account
WHERE e.tenant_id = $1 AND e.record_id = $2 ORDER BY e.event_n;

-- name: record_event_get(tenant_id: int, record_id: int, event_n: int)
--       -> maybe(kind: text, what: text, rung: int, term: int, period: text, seq: int, at_ms: int, said_ms: int,
--                by_account: int, by_organ: int, by_role: text, on_behalf: int, from_state: text, to_state: text,
--                cause_record: int, cause_event: int, rule: text)
SELECT kind, what, rung, term, period, seq, at_ms, said_ms, by_account, by_organ, by_role, on_behalf, from_state,
       to_state, cause_record, cause_event, rule
FROM record_event WHERE tenant_id = $1 AND record_id = $2 AND event_n = $3;

-- name: record_values(tenant_id: int, record_id: int)
--       -> many(event_n: int, field: text, n: int, number: int, extra: int, text: text, secret: blob)
SELECT event_n, field, n, number, extra, text, secret FROM record_value
WHERE tenant_id = $1 AND record_id = $2 ORDER BY event_n, field, n;

-- name: record_id_next(tenant_id: int) -> one(record_id: int)
SELECT COALESCE(MAX(record_id), 0) + 1 AS record_id FROM record WHERE tenant_id = $1;

-- name: record_count_get(tenant_id: int, row_code: text) -> maybe(last: int)
SELECT last FROM record_count WHERE tenant_id = $1 AND row_code = $2;

-- name: record_count_put(tenant_id: int, row_code: text, last: int) -> none
INSERT INTO record_count (tenant_id, row_code, last) VALUES ($1, $2, $3)
ON CONFLICT (tenant_id, row_code) DO UPDATE SET last = excluded.last;

-- name: record_by_code(tenant_id: int, code: text) -> maybe(record_id: int, procedure_id: text)
SELECT record_id, procedure_id FROM record WHERE tenant_id = $1 AND code = $2 ORDER BY record_id LIMIT 1;

-- name: record_ids(tenant_id: int, after: int, most: int) -> many(record_id: int)
SELECT record_id FROM record WHERE tenant_id = $1 AND record_id > $2 ORDER BY record_id LIMIT $3;

-- name: record_ids_of(tenant_id: int, procedure_id: text, after: int, most: int) -> many(record_id: int)
SELECT record_id FROM record WHERE tenant_id = $1 AND procedure_id = $2 AND record_id > $3
ORDER BY record_id LIMIT $4;

-- name: record_open_of_lead(tenant_id: int, lead_id: int) -> many(record_id: int)
SELECT record_id FROM record WHERE tenant_id = $1 AND lead_id = $2 AND closed_ms = 0 ORDER BY record_id;

-- name: record_open_before(tenant_id: int, procedure_id: text, version: int)
--       -> many(record_id: int, code: text, title: text, state: text)
SELECT record_id, code, title, state FROM record
WHERE tenant_id = $1 AND procedure_id = $2 AND version < $3 AND closed_ms = 0 ORDER BY record_id;

-- ties ------------------------------------------------------------------------------------------------------------

-- name: record_tie_clear(tenant_id: int, record_id: int) -> none
DELETE FROM record_tie WHERE tenant_id = $1 AND record_id = $2;

-- name: record_tie_add(tenant_id: int, kind: text, other_id: int, record_id: int, field: text) -> none
INSERT INTO record_tie (tenant_id, kind, other_id, record_id, field) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (tenant_id, kind, other_id, record_id, field) DO NOTHING;

-- Records that point to this one, be it by a field or as what it caused.
-- name: record_linked(tenant_id: int, record_id: int)
--       -> many(record_id: int, procedure_id: text, version: int, code: text, title: text, state: text, lead_id: int,
--               opened_ms: int, closed_ms: int)
SELECT r.record_id, r.procedure_id, r.version, r.code, r.title, r.state, r.lead_id, r.opened_ms, r.closed_ms
FROM record r
WHERE r.tenant_id = $1 AND (r.cause_record = $2 OR EXISTS (SELECT 1 FROM record_tie t
    WHERE t.tenant_id = $1 AND t.kind = 'r' AND t.other_id = $2 AND t.record_id = r.record_id))
ORDER BY r.record_id;

-- Is it seen through this organ?
-- name: record_reaches(tenant_id: int, organ_id: int, record_id: int) -> one(ties: int)
SELECT count(*) AS ties FROM record_tie
WHERE tenant_id = $1 AND kind = 's' AND other_id = $2 AND record_id = $3;

-- due: of one record in the order of the key; by time it would be served from the index over all records -----------

-- name: record_due_of(tenant_id: int, record_id: int)
--       -> many(kind: text, what: text, next_ms: int)
SELECT kind, what, next_ms FROM record_due
WHERE tenant_id = $1 AND record_id = $2 ORDER BY kind, what;

-- name: record_due_put(tenant_id: int, record_id: int, kind: text, what: text, next_ms: int, due_ms: int) -> none
INSERT INTO record_due (tenant_id, record_id, kind, what, next_ms, due_ms) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (tenant_id, record_id, kind, what) DO UPDATE SET next_ms = excluded.next_ms, due_ms = excluded.due_ms;

-- name: record_light_put(tenant_id: int, record_id: int, warn_ms: int, due_ms: int) -> none
INSERT INTO record_light (tenant_id, record_id, warn_ms, due_ms) VALUES ($1, $2, $3, $4)
ON CONFLICT (tenant_id, record_id) DO UPDATE SET warn_ms = excluded.warn_ms, due_ms = excluded.due_ms;

-- name: record_light_drop(tenant_id: int, record_id: int) -> none
DELETE FROM record_light WHERE tenant_id = $1 AND record_id = $2;

-- name: record_due_drop(tenant_id: int, record_id: int, kind: text, what: text) -> none
DELETE FROM record_due WHERE tenant_id = $1 AND record_id = $2 AND kind = $3 AND what = $4;

-- Of a record that is taken away again.
-- name: record_due_clear(tenant_id: int, record_id: int) -> none
DELETE FROM record_due WHERE tenant_id = $1 AND record_id = $2;

-- What a table brought (domain/intake_register.c): seq is the number of the import.
-- name: record_taken_by(tenant_id: int, seq: int) -> many(record_id: int, code: text)
SELECT e.record_id, r.code FROM record_event e JOIN record r ON r.tenant_id = $1 AND r.record_id = e.record_id
WHERE e.tenant_id = $1 AND e.seq = $2 AND e.kind = 'taken' ORDER BY e.record_id;

-- Those that a table may speak of once more.
-- name: record_titles(tenant_id: int, procedure_id: text) -> many(lead_id: int, title: text, code: text)
SELECT lead_id, title, code FROM record WHERE tenant_id = $1 AND procedure_id = $2 AND closed_ms = 0
ORDER BY record_id;

-- What a tick asks: by the index, in order of time, whatever else there is.
-- name: record_due_now(tenant_id: int, now_ms: int, most: int) -> many(record_id: int, next_ms: int)
SELECT record_id, next_ms FROM record_due WHERE tenant_id = $1 AND next_ms <= $2 ORDER BY next_ms, record_id LIMIT $3;

-- periods ---------------------------------------------------------------------------------------------------------

-- name: record_periods(tenant_id: int, record_id: int)
--       -> many(cadence: text, period: text, state: text, opened_ms: int, asked_ms: int, asked_organ: int,
--               answer_event: int, closed_ms: int)
SELECT cadence, period, state, opened_ms, asked_ms, asked_organ, answer_event, closed_ms FROM record_period
WHERE tenant_id = $1 AND record_id = $2 ORDER BY opened_ms DESC, cadence, period;

-- lists -----------------------------------------------------------------------------------------------------------

-- scope: 0 sees all, else the organ through which records are seen. 0 and NULL in a filter: any. open: 1 open, 2 closed.
-- light: 1 green, 2 yellow, 3 red. sort: 0 most urgent first; 1 by the organ that owes it, 2 the latest end first.
-- name: record_list(tenant_id: int, scope: int, procedure_id: text, state: text, open: int, light: int, lead: int,
--       due_from: int, due_to: int, words: text, now_ms: int, most: int, skip: int, picks: int, picked: text,
--       sort: int)
--       -> many(record_id: int, procedure_id: text, version: int, code: text, title: text, state: text, lead_id: int,
--               opened_ms: int, closed_ms: int, warn_ms: int, due_ms: int, urgency: int)
SELECT r.record_id, r.procedure_id, r.version, r.code, r.title, r.state, r.lead_id, r.opened_ms, r.closed_ms,
       d.warn_ms, d.due_ms, COALESCE(d.due_ms, 9000000000000000) AS urgency
FROM record r LEFT JOIN record_light d ON d.tenant_id = r.tenant_id AND d.record_id = r.record_id
WHERE r.tenant_id = $1
  AND ($2 = 0 OR EXISTS (SELECT 1 FROM record_tie t WHERE t.tenant_id = $1 AND t.kind = 's' AND t.other_id = $2
                         AND t.record_id = r.record_id))
  AND ($3 IS NULL OR r.procedure_id = $3) AND ($4 IS NULL OR r.state = $4)
  AND ($5 = 0 OR ($5 = 1 AND r.closed_ms = 0) OR ($5 = 2 AND r.closed_ms > 0))
  AND ($6 = 0 OR ($6 = 3 AND d.due_ms < $11) OR ($6 = 2 AND d.warn_ms <= $11 AND d.due_ms >= $11)
       OR ($6 = 1 AND d.warn_ms > $11 AND d.due_ms >= $11))
  AND ($7 = 0 OR r.lead_id = $7) AND ($8 = 0 OR d.due_ms >= $8) AND ($9 = 0 OR d.due_ms < $9)
-- sqlite: AND ($10 IS NULL OR instr(r.title, $10) > 0 OR instr(r.code, $10) > 0)
-- postgres: AND ($10 IS NULL OR strpos(r.title, $10) > 0 OR strpos(r.code, $10) > 0)
-- sqlite: AND ($14 = 0 OR $14 = (SELECT COUNT(*) FROM record_tie t WHERE t.tenant_id = $1 AND t.record_id = r.record_id AND t.kind = 'f' AND instr($15, t.field) > 0))
-- postgres: AND ($14 = 0 OR $14 = (SELECT COUNT(*) FROM record_tie t WHERE t.tenant_id = $1 AND t.record_id = r.record_id AND t.kind = 'f' AND strpos($15, t.field) > 0))
ORDER BY CASE WHEN $16 = 1 THEN r.lead_id WHEN $16 = 2 THEN -COALESCE(d.due_ms, 0) ELSE 0 END, urgency,
    r.opened_ms DESC, r.record_id DESC LIMIT $12 OFFSET $13;

-- How many of each light, whatever the page.
-- name: record_list_count(tenant_id: int, scope: int, procedure_id: text, state: text, open: int, lead: int,
--       due_from: int, due_to: int, words: text, now_ms: int, picks: int, picked: text)
--       -> one(red: int, yellow: int, green: int, others: int)
SELECT COALESCE(SUM(CASE WHEN d.due_ms < $10 THEN 1 ELSE 0 END), 0) AS red,
       COALESCE(SUM(CASE WHEN d.due_ms >= $10 AND d.warn_ms <= $10 THEN 1 ELSE 0 END), 0) AS yellow,
       COALESCE(SUM(CASE WHEN d.due_ms >= $10 AND d.warn_ms > $10 THEN 1 ELSE 0 END), 0) AS green,
       COALESCE(SUM(CASE WHEN d.due_ms IS NULL THEN 1 ELSE 0 END), 0) AS others
FROM record r LEFT JOIN record_light d ON d.tenant_id = r.tenant_id AND d.record_id = r.record_id
WHERE r.tenant_id = $1
  AND ($2 = 0 OR EXISTS (SELECT 1 FROM record_tie t WHERE t.tenant_id = $1 AND t.kind = 's' AND t.other_id = $2
                         AND t.record_id = r.record_id))
  AND ($3 IS NULL OR r.procedure_id = $3) AND ($4 IS NULL OR r.state = $4)
  AND ($5 = 0 OR ($5 = 1 AND r.closed_ms = 0) OR ($5 = 2 AND r.closed_ms > 0))
  AND ($6 = 0 OR r.lead_id = $6) AND ($7 = 0 OR d.due_ms >= $7) AND ($8 = 0 OR d.due_ms < $8)
-- sqlite: AND ($9 IS NULL OR instr(r.title, $9) > 0 OR instr(r.code, $9) > 0)
-- postgres: AND ($9 IS NULL OR strpos(r.title, $9) > 0 OR strpos(r.code, $9) > 0)
-- sqlite: AND ($11 = 0 OR $11 = (SELECT COUNT(*) FROM record_tie t WHERE t.tenant_id = $1 AND t.record_id = r.record_id AND t.kind = 'f' AND instr($12, t.field) > 0))
-- postgres: AND ($11 = 0 OR $11 = (SELECT COUNT(*) FROM record_tie t WHERE t.tenant_id = $1 AND t.record_id = r.record_id AND t.kind = 'f' AND strpos($12, t.field) > 0))
;

-- What an event of another record brought on in other records.
-- name: record_caused(tenant_id: int, record_id: int, event_n: int) -> many(record_id: int, event_n: int)
SELECT record_id, event_n FROM record_event
WHERE tenant_id = $1 AND cause_record = $2 AND cause_event = $3 AND revoked_seq = 0
ORDER BY record_id, event_n;
