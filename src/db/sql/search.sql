-- The index of what can be searched for (domain/search.h).

-- name: search_doc_get(tenant_id: int, object: text)
--       -> maybe(doc_id: int, kind: text, title: text, code: text, text: text, path: text, organ_id: int, day: int,
--               any_roles: int)
SELECT doc_id, kind, title, code, text, path, organ_id, day, any_roles FROM search_doc
WHERE tenant_id = $1 AND object = $2;

-- name: search_doc_next(tenant_id: int) -> one(doc_id: int)
SELECT COALESCE(MAX(doc_id), 0) + 1 AS doc_id FROM search_doc WHERE tenant_id = $1;

-- name: search_doc_put(tenant_id: int, doc_id: int, object: text, kind: text, title: text, code: text, text: text,
--       path: text, organ_id: int, day: int, any_roles: int) -> none
INSERT INTO search_doc (tenant_id, doc_id, object, kind, title, code, text, path, organ_id, day, any_roles)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (tenant_id, doc_id) DO UPDATE SET object = excluded.object, kind = excluded.kind, title = excluded.title,
    code = excluded.code, text = excluded.text, path = excluded.path, organ_id = excluded.organ_id,
    day = excluded.day, any_roles = excluded.any_roles;

-- name: search_doc_delete(tenant_id: int, doc_id: int) -> none
DELETE FROM search_doc WHERE tenant_id = $1 AND doc_id = $2;

-- name: search_docs_of_kind(tenant_id: int, kind: text) -> many(doc_id: int, object: text)
SELECT doc_id, object FROM search_doc WHERE tenant_id = $1 AND kind = $2 ORDER BY doc_id;

-- name: search_reach_of(tenant_id: int, doc_id: int) -> many(organ_id: int, roles: int)
SELECT organ_id, roles FROM search_reach WHERE tenant_id = $1 AND doc_id = $2 ORDER BY organ_id;

-- name: search_reach_add(tenant_id: int, doc_id: int, organ_id: int, roles: int) -> none
INSERT INTO search_reach (tenant_id, doc_id, organ_id, roles) VALUES ($1, $2, $3, $4);

-- name: search_reach_clear(tenant_id: int, doc_id: int) -> none
DELETE FROM search_reach WHERE tenant_id = $1 AND doc_id = $2;

-- Words of one place, twelve at a time; those that are not there are empty.
-- name: search_words_add(tenant_id: int, doc_id: int, weight: int, day_left: int, w1: text, w2: text, w3: text, w4: text,
--       w5: text, w6: text, w7: text, w8: text, w9: text, w10: text, w11: text, w12: text) -> none
INSERT INTO search_word (tenant_id, word, weight, day_left, doc_id)
SELECT $1, v.word, $3, $4, $2
FROM (SELECT $5 AS word UNION ALL SELECT $6 UNION ALL SELECT $7 UNION ALL SELECT $8 UNION ALL SELECT $9 UNION ALL SELECT $10
      UNION ALL SELECT $11 UNION ALL SELECT $12 UNION ALL SELECT $13 UNION ALL SELECT $14 UNION ALL SELECT $15
      UNION ALL SELECT $16) AS v
WHERE v.word IS NOT NULL ON CONFLICT DO NOTHING;

-- name: search_words_delete(tenant_id: int, doc_id: int, weight: int, day_left: int, w1: text, w2: text, w3: text,
--       w4: text, w5: text, w6: text, w7: text, w8: text, w9: text, w10: text, w11: text, w12: text) -> none
DELETE FROM search_word WHERE tenant_id = $1 AND doc_id = $2 AND weight = $3 AND day_left = $4
  AND word IN ($5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);

-- name: search_word_get(tenant_id: int, word: text, weight: int, day_left: int, doc_id: int) -> maybe(found: int)
SELECT weight AS found FROM search_word
WHERE tenant_id = $1 AND word = $2 AND weight = $3 AND day_left = $4 AND doc_id = $5;

-- How common a word is, counted no further than it matters.
-- name: search_word_count(tenant_id: int, word: text, max_rows: int) -> one(rows: int)
SELECT count(*) AS rows FROM (SELECT doc_id FROM search_word WHERE tenant_id = $1 AND word = $2 LIMIT $3) AS f;

-- What holds all the words and may be seen by this role of this organ, after a place in the order of the first word,
-- which is the rarest. A word that is not asked for is empty.
-- name: search_find(tenant_id: int, word: text, role_bit: int, organ_id: int, weight: int, day_left: int, doc_id: int,
--       word2: text, word3: text, word4: text, word5: text, word6: text, max_rows: int)
--       -> many(weight: int, day_left: int, doc_id: int, object: text, kind: text, title: text, code: text, text: text,
--               path: text, organ_id: int, day: int)
SELECT w.weight, w.day_left, w.doc_id, d.object, d.kind, d.title, d.code, d.text, d.path, d.organ_id, d.day
FROM search_word w JOIN search_doc d ON d.tenant_id = w.tenant_id AND d.doc_id = w.doc_id
WHERE w.tenant_id = $1 AND w.word = $2 AND (w.weight, w.day_left, w.doc_id) > ($5, $6, $7)
  AND ($8 IS NULL OR EXISTS (SELECT 1 FROM search_word x WHERE x.tenant_id = $1 AND x.word = $8
       AND x.weight IN (1, 2, 3) AND x.day_left = w.day_left AND x.doc_id = w.doc_id))
  AND ($9 IS NULL OR EXISTS (SELECT 1 FROM search_word x WHERE x.tenant_id = $1 AND x.word = $9
       AND x.weight IN (1, 2, 3) AND x.day_left = w.day_left AND x.doc_id = w.doc_id))
  AND ($10 IS NULL OR EXISTS (SELECT 1 FROM search_word x WHERE x.tenant_id = $1 AND x.word = $10
       AND x.weight IN (1, 2, 3) AND x.day_left = w.day_left AND x.doc_id = w.doc_id))
  AND ($11 IS NULL OR EXISTS (SELECT 1 FROM search_word x WHERE x.tenant_id = $1 AND x.word = $11
       AND x.weight IN (1, 2, 3) AND x.day_left = w.day_left AND x.doc_id = w.doc_id))
  AND ($12 IS NULL OR EXISTS (SELECT 1 FROM search_word x WHERE x.tenant_id = $1 AND x.word = $12
       AND x.weight IN (1, 2, 3) AND x.day_left = w.day_left AND x.doc_id = w.doc_id))
  AND ((d.any_roles & $3) <> 0 OR EXISTS (SELECT 1 FROM search_reach r
       WHERE r.tenant_id = $1 AND r.doc_id = d.doc_id AND r.organ_id = $4 AND (r.roles & $3) <> 0))
ORDER BY w.weight, w.day_left, w.doc_id LIMIT $13;

-- name: search_state_get(tenant_id: int) -> maybe(rules: int)
SELECT rules FROM search_state WHERE tenant_id = $1;

-- name: search_state_put(tenant_id: int, rules: int) -> none
INSERT INTO search_state (tenant_id, rules) VALUES ($1, $2) ON CONFLICT (tenant_id) DO UPDATE SET rules = excluded.rules;

-- name: search_word_wipe(tenant_id: int) -> none
DELETE FROM search_word WHERE tenant_id = $1;

-- name: search_reach_wipe(tenant_id: int) -> none
DELETE FROM search_reach WHERE tenant_id = $1;

-- name: search_doc_wipe(tenant_id: int) -> none
DELETE FROM search_doc WHERE tenant_id = $1;

-- name: search_counts(tenant_id: int) -> one(docs: int, words: int)
SELECT (SELECT count(*) FROM search_doc WHERE tenant_id = $1) AS docs,
       (SELECT count(*) FROM search_word WHERE tenant_id = $1) AS words;

-- sources ---------------------------------------------------------------------------------------------------------

-- Every organ by its newest name, also one that begins later, and closed ones, whose pages stay.
-- name: search_organs(tenant_id: int) -> many(organ_id: int, code: text, opened_day: int, name: text, short_name: text)
SELECT o.organ_id, o.code, o.opened_day, n.name, n.short_name
FROM organ o
JOIN organ_name n ON n.tenant_id = o.tenant_id AND n.organ_id = o.organ_id
    AND n.from_day = (SELECT max(m.from_day) FROM organ_name m
                      WHERE m.tenant_id = o.tenant_id AND m.organ_id = o.organ_id)
WHERE o.tenant_id = $1 ORDER BY o.organ_id;

-- name: search_organ_names(tenant_id: int) -> many(organ_id: int, name: text, short_name: text)
SELECT organ_id, name, short_name FROM organ_name WHERE tenant_id = $1 ORDER BY organ_id, from_day DESC;
