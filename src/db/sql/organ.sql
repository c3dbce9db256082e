-- Organs, posts and persons as of a day. What is dated holds from its from_day until the next row.

-- name: tenant_list() -> many(tenant_id: int, name: text, short_name: text, time_zone: text)
-- across tenants: the program finds at start which tenants it serves
SELECT tenant_id, name, short_name, time_zone FROM tenant ORDER BY tenant_id;

-- name: organ_list(tenant_id: int, day: int) -> many(organ_id: int, code: text, kind: text, official_order: int,
--       opened_day: int, closed_day: int, name: text, short_name: text, parent_id: int, class_code: text,
--       class_name: text)
SELECT o.organ_id, o.code, o.kind, o.official_order, o.opened_day, o.closed_day, n.name, n.short_name, p.parent_id,
    c.class_code, c.class_name
FROM organ o
JOIN organ_name n ON n.tenant_id = o.tenant_id AND n.organ_id = o.organ_id
    AND n.from_day = (SELECT max(m.from_day) FROM organ_name m
                      WHERE m.tenant_id = o.tenant_id AND m.organ_id = o.organ_id AND m.from_day <= $2)
LEFT JOIN organ_parent p ON p.tenant_id = o.tenant_id AND p.organ_id = o.organ_id
    AND p.from_day = (SELECT max(m.from_day) FROM organ_parent m
                      WHERE m.tenant_id = o.tenant_id AND m.organ_id = o.organ_id AND m.from_day <= $2)
LEFT JOIN organ_class c ON c.tenant_id = o.tenant_id AND c.organ_id = o.organ_id
    AND c.from_day = (SELECT max(m.from_day) FROM organ_class m
                      WHERE m.tenant_id = o.tenant_id AND m.organ_id = o.organ_id AND m.from_day <= $2)
WHERE o.tenant_id = $1 AND o.opened_day <= $2 AND (o.closed_day = 0 OR o.closed_day >= $2)
ORDER BY o.official_order, o.organ_id;

-- One organ as of a day, closed or not: old results name closed organs. A day before its first name finds none.
-- name: organ_get(tenant_id: int, day: int, organ_id: int) -> maybe(organ_id: int, code: text, kind: text,
--       official_order: int, opened_day: int, closed_day: int, name: text, short_name: text, parent_id: int,
--       class_code: text, class_name: text)
SELECT o.organ_id, o.code, o.kind, o.official_order, o.opened_day, o.closed_day, n.name, n.short_name, p.parent_id,
    c.class_code, c.class_name
FROM organ o
JOIN organ_name n ON n.tenant_id = o.tenant_id AND n.organ_id = o.organ_id
    AND n.from_day = (SELECT max(m.from_day) FROM organ_name m
                      WHERE m.tenant_id = o.tenant_id AND m.organ_id = o.organ_id AND m.from_day <= $2)
LEFT JOIN organ_parent p ON p.tenant_id = o.tenant_id AND p.organ_id = o.organ_id
    AND p.from_day = (SELECT max(m.from_day) FROM organ_parent m
                      WHERE m.tenant_id = o.tenant_id AND m.organ_id = o.organ_id AND m.from_day <= $2)
LEFT JOIN organ_class c ON c.tenant_id = o.tenant_id AND c.organ_id = o.organ_id
    AND c.from_day = (SELECT max(m.from_day) FROM organ_class m
                      WHERE m.tenant_id = o.tenant_id AND m.organ_id = o.organ_id AND m.from_day <= $2)
WHERE o.tenant_id = $1 AND o.organ_id = $3;

-- Every way in which an organ was ever written, for the reading of tables from outside.
-- name: organ_spellings(tenant_id: int) -> many(spelling: text, organ_id: int)
SELECT name AS spelling, organ_id FROM organ_name WHERE tenant_id = $1
UNION SELECT short_name AS spelling, organ_id FROM organ_name WHERE tenant_id = $1
UNION SELECT alias AS spelling, organ_id FROM organ_alias WHERE tenant_id = $1
UNION SELECT code AS spelling, organ_id FROM organ WHERE tenant_id = $1
ORDER BY spelling, organ_id;

-- name: post_list(tenant_id: int, day: int, organ_id: int) -> many(post_id: int, title: text, from_day: int, to_day: int)
SELECT post_id, title, from_day, to_day FROM post
WHERE tenant_id = $1 AND organ_id = $3 AND from_day <= $2 AND (to_day = 0 OR to_day >= $2) ORDER BY post_id;

-- Who holds which post of an organ on a day.
-- name: person_in_organ(tenant_id: int, day: int, organ_id: int) -> many(person_id: int, post_id: int, title: text,
--       from_day: int, to_day: int)
SELECT h.person_id, h.post_id, p.title, h.from_day, h.to_day
FROM post p JOIN person_post h ON h.tenant_id = p.tenant_id AND h.post_id = p.post_id
WHERE p.tenant_id = $1 AND p.organ_id = $3 AND h.from_day <= $2 AND (h.to_day = 0 OR h.to_day >= $2)
ORDER BY h.post_id, h.person_id;

-- name: person_posts(tenant_id: int, person_id: int) -> many(post_id: int, organ_id: int, title: text, from_day: int,
--       to_day: int)
SELECT h.post_id, p.organ_id, p.title, h.from_day, h.to_day
FROM person_post h JOIN post p ON p.tenant_id = h.tenant_id AND p.post_id = h.post_id
WHERE h.tenant_id = $1 AND h.person_id = $2 ORDER BY h.from_day, h.post_id;
