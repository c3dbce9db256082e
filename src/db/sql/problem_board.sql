-- The board of the problem ledger: what its counts need besides the records' own rows, of all of them at once.

-- Organs of the two fields that say who takes part and whose part is not done (kind o), and the field of work (f).
-- name: problem_ties(tenant_id: int, procedure_id: text) -> many(record_id: int, kind: text, field: text, other_id: int)
SELECT t.record_id, t.kind, t.field, t.other_id
FROM record r JOIN record_tie t ON t.tenant_id = r.tenant_id AND t.record_id = r.record_id
WHERE r.tenant_id = $1 AND r.procedure_id = $2
  AND ((t.kind = 'o' AND t.field IN ('members', 'lagging')) OR (t.kind = 'f' AND substr(t.field, 1, 6) = '|area='))
ORDER BY t.record_id, t.kind, t.other_id;

-- name: problem_plans(tenant_id: int, procedure_id: text) -> many(record_id: int)
SELECT DISTINCT v.record_id
FROM record r JOIN record_value v ON v.tenant_id = r.tenant_id AND v.record_id = r.record_id
     JOIN record_event e ON e.tenant_id = v.tenant_id AND e.record_id = v.record_id AND e.event_n = v.event_n
WHERE r.tenant_id = $1 AND r.procedure_id = $2 AND v.field = 'plan' AND v.n >= 0 AND e.revoked_seq = 0
ORDER BY v.record_id;
