-- What lists of records show besides the record's own row.

-- The present value of one field: that of the last event that gave it and holds. n = −1: it was emptied.
-- name: record_field_now(tenant_id: int, record_id: int, field: text) -> many(n: int, number: int, extra: int, text: text)
SELECT v.n, v.number, v.extra, v.text FROM record_value v
WHERE v.tenant_id = $1 AND v.record_id = $2 AND v.field = $3 AND v.n >= 0
  AND v.event_n = (SELECT MAX(w.event_n) FROM record_value w
                   JOIN record_event e ON e.tenant_id = w.tenant_id AND e.record_id = w.record_id AND e.event_n = w.event_n
                   WHERE w.tenant_id = $1 AND w.record_id = $2 AND w.field = $3 AND e.revoked_seq = 0)
ORDER BY v.n;
