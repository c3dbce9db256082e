-- Organs, people in posts, accounts, sessions.

-- organs as of a day: what is dated holds from its from_day until the next row of its kind ----------------------

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

-- name: organ_names(tenant_id: int, organ_id: int) -> many(from_day: int, name: text, short_name: text)
SELECT from_day, name, short_name FROM organ_name WHERE tenant_id = $1 AND organ_id = $2 ORDER BY from_day;

-- name: organ_alias_all(tenant_id: int) -> many(organ_id: int, alias: text)
SELECT organ_id, alias FROM organ_alias WHERE tenant_id = $1 ORDER BY organ_id, alias;

-- name: organ_id_next(tenant_id: int) -> one(organ_id: int)
SELECT COALESCE(MAX(organ_id), 0) + 1 AS organ_id FROM organ WHERE tenant_id = $1;

-- name: organ_id_by_code(tenant_id: int, code: text) -> maybe(organ_id: int)
SELECT organ_id FROM organ WHERE tenant_id = $1 AND code = $2;

-- People in posts of an organ, also former ones, newest first.
-- name: organ_people(tenant_id: int, organ_id: int)
--       -> many(person_id: int, post_id: int, title: text, from_day: int, to_day: int, name_commit: blob,
--               phone_commit: blob)
SELECT h.person_id, h.post_id, p.title, h.from_day, h.to_day, n.name_commit, n.phone_commit
FROM person_post h JOIN post p ON p.tenant_id = h.tenant_id AND p.post_id = h.post_id
     JOIN person n ON n.tenant_id = h.tenant_id AND n.person_id = h.person_id
WHERE h.tenant_id = $1 AND p.organ_id = $2 ORDER BY h.from_day DESC, h.person_id;

-- name: person_organ(tenant_id: int, person_id: int) -> many(organ_id: int)
SELECT DISTINCT p.organ_id FROM person_post h
     JOIN post p ON p.tenant_id = h.tenant_id AND p.post_id = h.post_id
WHERE h.tenant_id = $1 AND h.person_id = $2 ORDER BY p.organ_id;

-- name: person_row(tenant_id: int, person_id: int) -> maybe(name_commit: blob, phone_commit: blob, from_day: int)
SELECT name_commit, phone_commit, from_day FROM person WHERE tenant_id = $1 AND person_id = $2;

-- name: person_id_next(tenant_id: int) -> one(person_id: int)
SELECT COALESCE(MAX(person_id), 0) + 1 AS person_id FROM person WHERE tenant_id = $1;

-- name: post_by_title(tenant_id: int, organ_id: int, title: text) -> maybe(post_id: int)
SELECT post_id FROM post WHERE tenant_id = $1 AND organ_id = $2 AND title = $3 ORDER BY post_id LIMIT 1;

-- name: post_id_next(tenant_id: int) -> one(post_id: int)
SELECT COALESCE(MAX(post_id), 0) + 1 AS post_id FROM post WHERE tenant_id = $1;

-- name: tenant_row(tenant_id: int) -> maybe(name: text, short_name: text)
SELECT name, short_name FROM tenant WHERE tenant_id = $1;

-- accounts ------------------------------------------------------------------------------------------------------

-- name: account_all(tenant_id: int)
--       -> many(account_id: int, login: text, label: text, organ_id: int, opened_day: int, closed_day: int,
--               locked_until_ms: int)
SELECT a.account_id, a.login, a.label, a.organ_id, a.opened_day, a.closed_day,
       COALESCE(c.locked_until_ms, 0) AS locked_until_ms
FROM account a LEFT JOIN credential c ON c.tenant_id = a.tenant_id AND c.account_id = a.account_id
WHERE a.tenant_id = $1 ORDER BY a.account_id;

-- name: account_of_login(tenant_id: int, login: text)
--       -> maybe(account_id: int, label: text, organ_id: int, opened_day: int, closed_day: int)
SELECT account_id, label, organ_id, opened_day, closed_day FROM account WHERE tenant_id = $1 AND login = $2;

-- name: account_id_next(tenant_id: int) -> one(account_id: int)
SELECT COALESCE(MAX(account_id), 0) + 1 AS account_id FROM account WHERE tenant_id = $1;

-- name: account_role_all(tenant_id: int) -> many(account_id: int, role: text, from_day: int, to_day: int)
SELECT account_id, role, from_day, to_day FROM account_role WHERE tenant_id = $1
ORDER BY account_id, from_day, role;

-- name: account_role_of(tenant_id: int, account_id: int) -> many(role: text, from_day: int, to_day: int)
SELECT role, from_day, to_day FROM account_role WHERE tenant_id = $1 AND account_id = $2
ORDER BY from_day, role;

-- name: account_credential(tenant_id: int, login: text)
--       -> maybe(account_id: int, closed_day: int, password_hash: text, failed_count: int, locked_until_ms: int)
SELECT a.account_id, a.closed_day, c.password_hash, c.failed_count, c.locked_until_ms
FROM account a JOIN credential c ON c.tenant_id = a.tenant_id AND c.account_id = a.account_id
WHERE a.tenant_id = $1 AND a.login = $2;

-- name: credential_put(tenant_id: int, account_id: int, password_hash: text, changed_ms: int, must_change: int) -> none
INSERT INTO credential (tenant_id, account_id, password_hash, failed_count, locked_until_ms, changed_ms, must_change,
                        signed_in_ms)
VALUES ($1, $2, $3, 0, 0, $4, $5, 0)
ON CONFLICT (tenant_id, account_id) DO UPDATE SET password_hash = excluded.password_hash, failed_count = 0,
    locked_until_ms = 0, changed_ms = excluded.changed_ms, must_change = excluded.must_change;

-- Counted in the data base, so that two attempts at once are two.
-- name: credential_failed(tenant_id: int, account_id: int) -> maybe(failed_count: int)
UPDATE credential SET failed_count = failed_count + 1 WHERE tenant_id = $1 AND account_id = $2
RETURNING failed_count;

-- name: credential_lock(tenant_id: int, account_id: int, locked_until_ms: int) -> none(changed)
UPDATE credential SET locked_until_ms = $3 WHERE tenant_id = $1 AND account_id = $2;

-- changed = 0: it was locked meanwhile, by tries that were faster.
-- name: credential_succeeded(tenant_id: int, account_id: int, now_ms: int) -> none(changed)
UPDATE credential SET failed_count = 0, locked_until_ms = 0, signed_in_ms = $3
WHERE tenant_id = $1 AND account_id = $2 AND locked_until_ms <= $3;

-- sessions ------------------------------------------------------------------------------------------------------

-- name: session_by_token(tenant_id: int, token_hash: blob)
--       -> maybe(account_id: int, role: text, csrf: text, created_ms: int, seen_ms: int, expires_ms: int,
--                login: text, label: text, organ_id: int, closed_day: int, must_change: int)
SELECT s.account_id, s.role, s.csrf, s.created_ms, s.seen_ms, s.expires_ms, a.login, a.label, a.organ_id,
       a.closed_day, COALESCE(c.must_change, 0) AS must_change
FROM session s JOIN account a ON a.tenant_id = s.tenant_id AND a.account_id = s.account_id
     LEFT JOIN credential c ON c.tenant_id = s.tenant_id AND c.account_id = s.account_id
WHERE s.tenant_id = $1 AND s.token_hash = $2;

-- name: session_put(tenant_id: int, token_hash: blob, account_id: int, role: text, csrf: text, created_ms: int,
--       expires_ms: int) -> none
INSERT INTO session (tenant_id, token_hash, account_id, role, csrf, created_ms, seen_ms, expires_ms)
VALUES ($1, $2, $3, $4, $5, $6, $6, $7);

-- name: session_end(tenant_id: int, token_hash: blob) -> none
DELETE FROM session WHERE tenant_id = $1 AND token_hash = $2;

-- name: session_end_all_of(tenant_id: int, account_id: int) -> none
DELETE FROM session WHERE tenant_id = $1 AND account_id = $2;

-- name: session_sweep(tenant_id: int, now_ms: int) -> none
DELETE FROM session WHERE tenant_id = $1 AND expires_ms < $2;
