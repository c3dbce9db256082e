-- Reported values.

-- name: value_list(tenant_id: int, scheme_id: int, period: text) -> many(organ_id: int, measure: text, n: int,
--       digits: int, value: int, state: text, label: text, import_id: int)
SELECT organ_id, measure, n, digits, value, state, label, import_id FROM measure_value
WHERE tenant_id = $1 AND scheme_id = $2 AND period = $3 ORDER BY organ_id, measure, n;

-- name: value_of_organ(tenant_id: int, scheme_id: int, organ_id: int, period: text) -> many(measure: text, n: int,
--       digits: int, value: int, state: text, label: text, import_id: int)
SELECT measure, n, digits, value, state, label, import_id FROM measure_value
WHERE tenant_id = $1 AND scheme_id = $2 AND organ_id = $3 AND period = $4 ORDER BY measure, n;

-- name: value_periods(tenant_id: int, scheme_id: int) -> many(period: text, value_count: int)
SELECT period, count(*) AS value_count FROM measure_value WHERE tenant_id = $1 AND scheme_id = $2
GROUP BY period ORDER BY period;

-- How far the reporting is: organs that have reported each measure.
-- name: value_coverage(tenant_id: int, scheme_id: int, period: text) -> many(measure: text, organ_count: int,
--       value_count: int)
SELECT measure, count(DISTINCT organ_id) AS organ_count, count(*) AS value_count FROM measure_value
WHERE tenant_id = $1 AND scheme_id = $2 AND period = $3 GROUP BY measure ORDER BY measure;

-- What is still as this import left it.
-- name: value_of_import(tenant_id: int, import_id: int) -> many(scheme_id: int, organ_id: int, measure: text,
--       period: text, n: int, digits: int, value: int, state: text, label: text)
SELECT scheme_id, organ_id, measure, period, n, digits, value, state, label FROM measure_value
WHERE tenant_id = $1 AND import_id = $2 ORDER BY scheme_id, organ_id, measure, period, n;
