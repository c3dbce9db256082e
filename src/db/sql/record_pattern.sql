-- What units did with supervised tasks, for patterns that are worth a look: whole spans of it at once, by the time at
-- which it was recorded, which the index serves; what was taken back is left out.

-- Each asking for more time, with the end that it had then. unit: who asked, or for whom an office entered it.
-- name: record_pattern_extensions(tenant_id: int, from_ms: int)
--       -> many(record_id: int, unit: int, code: text, title: text, at_ms: int, due: int)
SELECT e.record_id, CASE WHEN e.on_behalf > 0 THEN e.on_behalf ELSE e.by_organ END AS unit, r.code, r.title, e.at_ms,
       v.number AS due
FROM record_event e
JOIN record r ON r.tenant_id = e.tenant_id AND r.record_id = e.record_id AND r.procedure_id = 'supervised_task'
JOIN record_value v ON v.tenant_id = e.tenant_id AND v.record_id = e.record_id AND v.field = 'due' AND v.n = 0
WHERE e.tenant_id = $1 AND e.said_ms >= $2 AND e.kind = 'act' AND e.what = 'ask_extension' AND e.revoked_seq = 0
  AND v.event_n = (SELECT MAX(w.event_n) FROM record_value w
                   JOIN record_event f ON f.tenant_id = w.tenant_id AND f.record_id = w.record_id AND f.event_n = w.event_n
                   WHERE w.tenant_id = e.tenant_id AND w.record_id = e.record_id AND w.field = 'due'
                     AND w.event_n < e.event_n AND f.revoked_seq = 0)
ORDER BY e.at_ms, e.record_id, e.event_n;

-- Each report of progress.
-- name: record_pattern_reports(tenant_id: int, from_ms: int)
--       -> many(record_id: int, unit: int, code: text, title: text, at_ms: int, progress: int)
SELECT e.record_id, CASE WHEN e.on_behalf > 0 THEN e.on_behalf ELSE e.by_organ END AS unit, r.code, r.title, e.at_ms,
       v.number AS progress
FROM record_event e
JOIN record r ON r.tenant_id = e.tenant_id AND r.record_id = e.record_id AND r.procedure_id = 'supervised_task'
JOIN record_value v ON v.tenant_id = e.tenant_id AND v.record_id = e.record_id AND v.event_n = e.event_n
    AND v.field = 'progress' AND v.n = 0
WHERE e.tenant_id = $1 AND e.said_ms >= $2 AND e.kind = 'act' AND e.what = 'report' AND e.revoked_seq = 0
ORDER BY e.at_ms, e.record_id, e.event_n;

-- Each interview that was held about a supervised task.
-- name: record_pattern_talks(tenant_id: int, from_ms: int)
--       -> many(record_id: int, unit: int, matter_id: int, code: text, title: text, at_ms: int)
SELECT e.record_id, r.lead_id AS unit, m.record_id AS matter_id, m.code, m.title, e.at_ms
FROM record_event e
JOIN record r ON r.tenant_id = e.tenant_id AND r.record_id = e.record_id AND r.procedure_id = 'interview'
JOIN record_tie t ON t.tenant_id = e.tenant_id AND t.record_id = e.record_id AND t.kind = 'r' AND t.field = 'source'
JOIN record m ON m.tenant_id = e.tenant_id AND m.record_id = t.other_id AND m.procedure_id = 'supervised_task'
WHERE e.tenant_id = $1 AND e.said_ms >= $2 AND e.kind = 'act' AND e.what = 'hold' AND e.revoked_seq = 0
ORDER BY e.at_ms, e.record_id, e.event_n;
