-- Facts: what work was, in rows that schemes count.

-- name: fact_id_next(tenant_id: int) -> one(fact_id: int)
SELECT COALESCE(MAX(fact_id), 0) + 1 AS fact_id FROM fact WHERE tenant_id = $1;

-- name: fact_organ(tenant_id: int, organ_id: int) -> one(organs: int)
SELECT count(*) AS organs FROM organ WHERE tenant_id = $1 AND organ_id = $2;

-- name: fact_get(tenant_id: int, fact_id: int)
--       -> maybe(fact_id: int, organ_id: int, measure: text, from_day: int, to_day: int, is_interval: int, digits: int,
--               value: int, record_id: int, event_n: int, rule: text, seq: int, changed_seq: int,
--               revoked_seq: int, record_code: text)
SELECT f.fact_id, f.organ_id, f.measure, f.from_day, f.to_day, f.is_interval, f.digits, f.value, f.record_id,
       f.event_n, f.rule, f.seq, f.changed_seq, f.revoked_seq, r.code AS record_code
FROM fact f LEFT JOIN record r ON r.tenant_id = f.tenant_id AND r.record_id = f.record_id
WHERE f.tenant_id = $1 AND f.fact_id = $2;

-- name: fact_of_record(tenant_id: int, record_id: int)
--       -> many(fact_id: int, organ_id: int, measure: text, from_day: int, to_day: int, is_interval: int, digits: int,
--               value: int, record_id: int, event_n: int, rule: text, seq: int, changed_seq: int,
--               revoked_seq: int, record_code: text)
SELECT f.fact_id, f.organ_id, f.measure, f.from_day, f.to_day, f.is_interval, f.digits, f.value, f.record_id,
       f.event_n, f.rule, f.seq, f.changed_seq, f.revoked_seq, r.code AS record_code
FROM fact f LEFT JOIN record r ON r.tenant_id = f.tenant_id AND r.record_id = f.record_id
WHERE f.tenant_id = $1 AND f.record_id = $2 ORDER BY f.fact_id;

-- name: fact_of_measure(tenant_id: int, measure: text)
--       -> many(fact_id: int, organ_id: int, measure: text, from_day: int, to_day: int, is_interval: int, digits: int,
--               value: int, record_id: int, event_n: int, rule: text, seq: int, changed_seq: int,
--               revoked_seq: int, record_code: text)
SELECT f.fact_id, f.organ_id, f.measure, f.from_day, f.to_day, f.is_interval, f.digits, f.value, f.record_id,
       f.event_n, f.rule, f.seq, f.changed_seq, f.revoked_seq, r.code AS record_code
FROM fact f LEFT JOIN record r ON r.tenant_id = f.tenant_id AND r.record_id = f.record_id
WHERE f.tenant_id = $1 AND f.measure = $2 AND f.revoked_seq = 0 ORDER BY f.organ_id, f.from_day, f.fact_id;

-- organ_id 0, measure empty, last_day 0: whichever. first_day 0 is before all days. A running interval has no end.
-- name: fact_list(tenant_id: int, organ_id: int, measure: text, first_day: int, last_day: int, max_rows: int,
--       skip_rows: int)
--       -> many(fact_id: int, organ_id: int, measure: text, from_day: int, to_day: int, is_interval: int, digits: int,
--               value: int, record_id: int, event_n: int, rule: text, seq: int, changed_seq: int,
--               revoked_seq: int, record_code: text)
SELECT f.fact_id, f.organ_id, f.measure, f.from_day, f.to_day, f.is_interval, f.digits, f.value, f.record_id,
       f.event_n, f.rule, f.seq, f.changed_seq, f.revoked_seq, r.code AS record_code
FROM fact f LEFT JOIN record r ON r.tenant_id = f.tenant_id AND r.record_id = f.record_id
WHERE f.tenant_id = $1 AND ($2 = 0 OR f.organ_id = $2) AND ($3 IS NULL OR f.measure = $3)
      AND (f.to_day = 0 OR f.to_day >= $4) AND ($5 = 0 OR f.from_day <= $5)
ORDER BY f.from_day DESC, f.fact_id DESC LIMIT $6 OFFSET $7;

-- name: fact_count(tenant_id: int, organ_id: int, measure: text, first_day: int, last_day: int) -> one(facts: int)
SELECT count(*) AS facts FROM fact
WHERE tenant_id = $1 AND ($2 = 0 OR organ_id = $2) AND ($3 IS NULL OR measure = $3)
      AND (to_day = 0 OR to_day >= $4) AND ($5 = 0 OR from_day <= $5);

-- held: those that were not revoked.
-- name: fact_measures(tenant_id: int) -> many(measure: text, held: int)
SELECT measure, SUM(CASE WHEN revoked_seq = 0 THEN 1 ELSE 0 END) AS held FROM fact WHERE tenant_id = $1
GROUP BY measure ORDER BY measure;

-- What counts of a measure: the entry that last changed a fact of it, 0 before the first.
-- name: fact_newest(tenant_id: int, measure: text) -> one(changed_seq: int)
SELECT COALESCE(MAX(changed_seq), 0) AS changed_seq FROM fact WHERE tenant_id = $1 AND measure = $2;
