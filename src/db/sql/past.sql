-- Results of past years; what hangs on an organ, a person, an account that an import brought.

-- name: past_of_unit(tenant_id: int, organ_id: int)
--       -> many(year: int, organ_id: int, class_name: text, digits: int, score: int, rank_no: int, grade: text,
--               import_id: int, short_name: text)
SELECT r.year, r.organ_id, r.class_name, r.digits, r.score, r.rank_no, r.grade, r.import_id, n.short_name
FROM past_result r
JOIN organ_name n ON n.tenant_id = r.tenant_id AND n.organ_id = r.organ_id
    AND n.from_day = (SELECT max(m.from_day) FROM organ_name m
                      WHERE m.tenant_id = r.tenant_id AND m.organ_id = r.organ_id)
WHERE r.tenant_id = $1 AND r.organ_id = $2 ORDER BY r.year DESC;

-- name: past_of_year(tenant_id: int, year: int)
--       -> many(year: int, organ_id: int, class_name: text, digits: int, score: int, rank_no: int, grade: text,
--               import_id: int, short_name: text)
SELECT r.year, r.organ_id, r.class_name, r.digits, r.score, r.rank_no, r.grade, r.import_id, n.short_name
FROM past_result r
JOIN organ o ON o.tenant_id = r.tenant_id AND o.organ_id = r.organ_id
JOIN organ_name n ON n.tenant_id = r.tenant_id AND n.organ_id = r.organ_id
    AND n.from_day = (SELECT max(m.from_day) FROM organ_name m
                      WHERE m.tenant_id = r.tenant_id AND m.organ_id = r.organ_id)
WHERE r.tenant_id = $1 AND r.year = $2
ORDER BY o.official_order, r.organ_id;

-- name: past_years(tenant_id: int) -> many(year: int)
SELECT DISTINCT year FROM past_result WHERE tenant_id = $1 ORDER BY year DESC;

-- Since when the latest name, parent and class of an organ hold; 0: it has none.
-- name: organ_days(tenant_id: int, organ_id: int) -> one(name_day: int, parent_day: int, class_day: int)
SELECT (SELECT COALESCE(max(from_day), 0) FROM organ_name WHERE tenant_id = $1 AND organ_id = $2) AS name_day,
       (SELECT COALESCE(max(from_day), 0) FROM organ_parent WHERE tenant_id = $1 AND organ_id = $2) AS parent_day,
       (SELECT COALESCE(max(from_day), 0) FROM organ_class WHERE tenant_id = $1 AND organ_id = $2) AS class_day;

-- What hangs on an organ; names: how many it has had.
-- name: organ_uses(tenant_id: int, organ_id: int)
--       -> one(posts: int, accounts: int, reported: int, past: int, names: int)
SELECT (SELECT count(*) FROM post WHERE tenant_id = $1 AND organ_id = $2) AS posts,
       (SELECT count(*) FROM account WHERE tenant_id = $1 AND organ_id = $2) AS accounts,
       (SELECT count(*) FROM measure_value WHERE tenant_id = $1 AND organ_id = $2) AS reported,
       (SELECT count(*) FROM past_result WHERE tenant_id = $1 AND organ_id = $2) AS past,
       (SELECT count(*) FROM organ_name WHERE tenant_id = $1 AND organ_id = $2) AS names;

-- name: organ_children(tenant_id: int, parent_id: int) -> many(organ_id: int)
SELECT DISTINCT organ_id FROM organ_parent WHERE tenant_id = $1 AND parent_id = $2 ORDER BY organ_id;

-- name: person_posts(tenant_id: int, person_id: int) -> one(posts: int)
SELECT count(*) AS posts FROM person_post WHERE tenant_id = $1 AND person_id = $2;

-- name: account_uses(tenant_id: int, account_id: int) -> one(sign_ins: int, roles: int)
SELECT (SELECT count(*) FROM credential
        WHERE tenant_id = $1 AND account_id = $2 AND signed_in_ms > 0) AS sign_ins,
       (SELECT count(*) FROM account_role WHERE tenant_id = $1 AND account_id = $2) AS roles;

-- name: credential_drop(tenant_id: int, account_id: int) -> none
DELETE FROM credential WHERE tenant_id = $1 AND account_id = $2;
