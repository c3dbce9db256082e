-- What registers look for in themselves (domain/register_check.h).

-- Open records that no organ of that day owes.
-- name: check_ownerless(tenant_id: int, procedure_id: text, day: int, most: int)
--       -> many(record_id: int, code: text, title: text, lead_id: int)
SELECT r.record_id, r.code, r.title, r.lead_id FROM record r
WHERE r.tenant_id = $1 AND r.procedure_id = $2 AND r.closed_ms = 0
  AND NOT EXISTS (SELECT 1 FROM organ o WHERE o.tenant_id = $1 AND o.organ_id = r.lead_id
                  AND (o.closed_day = 0 OR o.closed_day >= $3))
ORDER BY r.record_id LIMIT $4;

-- Open records that name a person who, on that day, holds no post of an organ that the record names.
-- name: check_person_gone(tenant_id: int, procedure_id: text, day: int, most: int)
--       -> many(record_id: int, code: text, title: text, lead_id: int, field: text, last_day: int)
SELECT r.record_id, r.code, r.title, r.lead_id, t.field,
       COALESCE((SELECT MAX(h.to_day) FROM person_post h WHERE h.tenant_id = $1 AND h.person_id = t.other_id), 0)
           AS last_day
FROM record r JOIN record_tie t ON t.tenant_id = r.tenant_id AND t.record_id = r.record_id AND t.kind = 'p'
WHERE r.tenant_id = $1 AND r.procedure_id = $2 AND r.closed_ms = 0
  AND NOT EXISTS (SELECT 1 FROM person_post h
                  JOIN post p ON p.tenant_id = h.tenant_id AND p.post_id = h.post_id
                  JOIN record_tie o ON o.tenant_id = h.tenant_id AND o.record_id = r.record_id AND o.kind = 'o'
                       AND o.other_id = p.organ_id
                  WHERE h.tenant_id = $1 AND h.person_id = t.other_id AND h.from_day <= $3
                    AND (h.to_day = 0 OR h.to_day >= $3))
ORDER BY r.record_id, t.field LIMIT $4;

-- Open records that once named a person in that field and name nobody there now.
-- name: check_person_none(tenant_id: int, procedure_id: text, field: text, most: int)
--       -> many(record_id: int, code: text, title: text, lead_id: int)
SELECT r.record_id, r.code, r.title, r.lead_id FROM record r
WHERE r.tenant_id = $1 AND r.procedure_id = $2 AND r.closed_ms = 0
  AND EXISTS (SELECT 1 FROM record_value v WHERE v.tenant_id = $1 AND v.record_id = r.record_id AND v.field = $3)
  AND NOT EXISTS (SELECT 1 FROM record_tie t WHERE t.tenant_id = $1 AND t.record_id = r.record_id AND t.kind = 'p'
                  AND t.field = $3)
ORDER BY r.record_id LIMIT $4;

-- Organs with somebody in a post on that day.
-- name: check_staffed(tenant_id: int, day: int) -> many(organ_id: int)
SELECT DISTINCT p.organ_id FROM person_post h JOIN post p ON p.tenant_id = h.tenant_id AND p.post_id = h.post_id
WHERE h.tenant_id = $1 AND h.from_day <= $2 AND (h.to_day = 0 OR h.to_day >= $2) ORDER BY p.organ_id;

-- Clocks of open records that end from that moment on.
-- name: check_clocks_from(tenant_id: int, procedure_id: text, clock: text, from_ms: int, most: int)
--       -> many(record_id: int, code: text, title: text, lead_id: int, due_ms: int)
SELECT r.record_id, r.code, r.title, r.lead_id, d.due_ms
FROM record r JOIN record_due d ON d.tenant_id = r.tenant_id AND d.record_id = r.record_id AND d.kind = 'c'
WHERE r.tenant_id = $1 AND r.procedure_id = $2 AND r.closed_ms = 0 AND d.what = $3 AND d.due_ms >= $4
ORDER BY r.record_id LIMIT $5;

-- Which rules did something: by the procedure of the record that caused it.
-- name: check_rules_fired(tenant_id: int) -> many(procedure_id: text, rule: text)
SELECT DISTINCT c.procedure_id, e.rule
FROM record_event e JOIN record c ON c.tenant_id = e.tenant_id AND c.record_id = e.cause_record
WHERE e.tenant_id = $1 AND e.cause_record > 0 AND e.rule IS NOT NULL ORDER BY c.procedure_id;

-- What should have happened before that moment.
-- name: check_late(tenant_id: int, before_ms: int, most: int)
--       -> many(record_id: int, procedure_id: text, code: text, title: text, lead_id: int, next_ms: int)
SELECT r.record_id, r.procedure_id, r.code, r.title, r.lead_id, MIN(d.next_ms) AS next_ms
FROM record_due d JOIN record r ON r.tenant_id = d.tenant_id AND r.record_id = d.record_id
WHERE d.tenant_id = $1 AND d.next_ms < $2
GROUP BY r.record_id, r.procedure_id, r.code, r.title, r.lead_id ORDER BY r.record_id LIMIT $3;
