-- Attachments, what they are tied to, and files that come in pieces. The name of an organ is its newest.

-- name: attachment_get(tenant_id: int, attachment_id: int)
--       -> maybe(attachment_id: int, organ_id: int, account_id: int, organ_name: text, name: text, type: text,
--                bytes: int, hash: text, shown_hash: text, original_commit: blob, at_ms: int, seq: int, ties: int)
SELECT f.attachment_id, f.organ_id, f.account_id, n.name AS organ_name, f.name, f.type, f.bytes, f.hash, f.shown_hash,
       f.original_commit, f.at_ms, f.seq,
       (SELECT count(*) FROM attachment_tie t WHERE t.tenant_id = f.tenant_id AND t.attachment_id = f.attachment_id
            AND t.revoked_seq = 0) AS ties
FROM attachment f
     LEFT JOIN organ_name n ON n.tenant_id = f.tenant_id AND n.organ_id = f.organ_id
         AND n.from_day = (SELECT max(m.from_day) FROM organ_name m
                           WHERE m.tenant_id = f.tenant_id AND m.organ_id = f.organ_id)
WHERE f.tenant_id = $1 AND f.attachment_id = $2;

-- organ_id 0, part NULL, type NULL, record_id 0, tied -1: any. part: stands in the name, which never has a '/'.
-- name: attachment_count(tenant_id: int, organ_id: int, part: text, type: text, record_id: int, tied: int)
--       -> one(files: int)
SELECT count(*) AS files FROM attachment f
WHERE f.tenant_id = $1 AND ($2 = 0 OR f.organ_id = $2) AND ($3 IS NULL OR replace(f.name, $3, '/') <> f.name) AND ($4 IS NULL OR f.type = $4)
  AND ($5 = 0 OR EXISTS (SELECT 1 FROM attachment_tie t WHERE t.tenant_id = f.tenant_id
                         AND t.attachment_id = f.attachment_id AND t.record_id = $5 AND t.revoked_seq = 0))
  AND ($6 < 0 OR $6 = CASE WHEN EXISTS (SELECT 1 FROM attachment_tie t WHERE t.tenant_id = f.tenant_id
                           AND t.attachment_id = f.attachment_id AND t.revoked_seq = 0) THEN 1 ELSE 0 END);

-- name: attachment_list(tenant_id: int, organ_id: int, part: text, type: text, record_id: int, tied: int,
--       max_rows: int, skip_rows: int)
--       -> many(attachment_id: int, organ_id: int, account_id: int, organ_name: text, name: text, type: text,
--               bytes: int, hash: text, shown_hash: text, original_commit: blob, at_ms: int, seq: int, ties: int)
SELECT f.attachment_id, f.organ_id, f.account_id, n.name AS organ_name, f.name, f.type, f.bytes, f.hash, f.shown_hash,
       f.original_commit, f.at_ms, f.seq,
       (SELECT count(*) FROM attachment_tie t WHERE t.tenant_id = f.tenant_id AND t.attachment_id = f.attachment_id
            AND t.revoked_seq = 0) AS ties
FROM attachment f
     LEFT JOIN organ_name n ON n.tenant_id = f.tenant_id AND n.organ_id = f.organ_id
         AND n.from_day = (SELECT max(m.from_day) FROM organ_name m
                           WHERE m.tenant_id = f.tenant_id AND m.organ_id = f.organ_id)
WHERE f.tenant_id = $1 AND ($2 = 0 OR f.organ_id = $2) AND ($3 IS NULL OR replace(f.name, $3, '/') <> f.name) AND ($4 IS NULL OR f.type = $4)
  AND ($5 = 0 OR EXISTS (SELECT 1 FROM attachment_tie t WHERE t.tenant_id = f.tenant_id
                         AND t.attachment_id = f.attachment_id AND t.record_id = $5 AND t.revoked_seq = 0))
  AND ($6 < 0 OR $6 = CASE WHEN EXISTS (SELECT 1 FROM attachment_tie t WHERE t.tenant_id = f.tenant_id
                           AND t.attachment_id = f.attachment_id AND t.revoked_seq = 0) THEN 1 ELSE 0 END)
ORDER BY f.attachment_id DESC LIMIT $7 OFFSET $8;

-- A file that is tied to nothing has one row without a record.
-- name: attachment_uses_of(tenant_id: int, attachment_id: int)
--       -> many(attachment_id: int, organ_id: int, organ_name: text, name: text, at_ms: int, seq: int, record_id: int,
--               record_code: text, event_n: int, field: text, tied_seq: int, revoked_seq: int)
SELECT f.attachment_id, f.organ_id, n.name AS organ_name, f.name, f.at_ms, f.seq, COALESCE(t.record_id, 0) AS record_id,
       r.code AS record_code, COALESCE(t.event_n, 0) AS event_n, t.field, COALESCE(t.tied_seq, 0) AS tied_seq,
       COALESCE(t.revoked_seq, 0) AS revoked_seq
FROM attachment f
     LEFT JOIN attachment_tie t ON t.tenant_id = f.tenant_id AND t.attachment_id = f.attachment_id
     LEFT JOIN record r ON r.tenant_id = t.tenant_id AND r.record_id = t.record_id
     LEFT JOIN organ_name n ON n.tenant_id = f.tenant_id AND n.organ_id = f.organ_id
         AND n.from_day = (SELECT max(m.from_day) FROM organ_name m
                           WHERE m.tenant_id = f.tenant_id AND m.organ_id = f.organ_id)
WHERE f.tenant_id = $1 AND f.attachment_id = $2
ORDER BY COALESCE(t.tied_seq, 0), COALESCE(t.record_id, 0), COALESCE(t.event_n, 0), t.field;

-- name: attachment_uses_of_hash(tenant_id: int, hash: text, but_attachment: int, max_rows: int)
--       -> many(attachment_id: int, organ_id: int, organ_name: text, name: text, at_ms: int, seq: int, record_id: int,
--               record_code: text, event_n: int, field: text, tied_seq: int, revoked_seq: int)
SELECT f.attachment_id, f.organ_id, n.name AS organ_name, f.name, f.at_ms, f.seq, COALESCE(t.record_id, 0) AS record_id,
       r.code AS record_code, COALESCE(t.event_n, 0) AS event_n, t.field, COALESCE(t.tied_seq, 0) AS tied_seq,
       COALESCE(t.revoked_seq, 0) AS revoked_seq
FROM attachment f
     LEFT JOIN attachment_tie t ON t.tenant_id = f.tenant_id AND t.attachment_id = f.attachment_id AND t.revoked_seq = 0
     LEFT JOIN record r ON r.tenant_id = t.tenant_id AND r.record_id = t.record_id
     LEFT JOIN organ_name n ON n.tenant_id = f.tenant_id AND n.organ_id = f.organ_id
         AND n.from_day = (SELECT max(m.from_day) FROM organ_name m
                           WHERE m.tenant_id = f.tenant_id AND m.organ_id = f.organ_id)
WHERE f.tenant_id = $1 AND f.hash = $2 AND f.attachment_id <> $3
ORDER BY f.attachment_id, COALESCE(t.tied_seq, 0), COALESCE(t.record_id, 0), COALESCE(t.event_n, 0), t.field LIMIT $4;

-- name: attachment_uses_of_record(tenant_id: int, record_id: int)
--       -> many(attachment_id: int, organ_id: int, organ_name: text, name: text, at_ms: int, seq: int, record_id: int,
--               record_code: text, event_n: int, field: text, tied_seq: int, revoked_seq: int)
SELECT f.attachment_id, f.organ_id, n.name AS organ_name, f.name, f.at_ms, f.seq, t.record_id, r.code AS record_code, t.event_n, t.field,
       t.tied_seq, t.revoked_seq
FROM attachment_tie t JOIN attachment f ON f.tenant_id = t.tenant_id AND f.attachment_id = t.attachment_id
     LEFT JOIN record r ON r.tenant_id = t.tenant_id AND r.record_id = t.record_id
     LEFT JOIN organ_name n ON n.tenant_id = f.tenant_id AND n.organ_id = f.organ_id
         AND n.from_day = (SELECT max(m.from_day) FROM organ_name m
                           WHERE m.tenant_id = f.tenant_id AND m.organ_id = f.organ_id)
WHERE t.tenant_id = $1 AND t.record_id = $2 AND t.revoked_seq = 0
ORDER BY t.event_n, t.field, t.attachment_id;

-- name: attachment_id_next(tenant_id: int) -> one(attachment_id: int)
SELECT COALESCE(MAX(attachment_id), 0) + 1 AS attachment_id FROM attachment WHERE tenant_id = $1;

-- The same original from the same organ.
-- name: attachment_same(tenant_id: int, organ_id: int, hash: text) -> maybe(attachment_id: int)
SELECT attachment_id FROM attachment WHERE tenant_id = $1 AND hash = $3 AND organ_id = $2 ORDER BY attachment_id LIMIT 1;

-- name: attachment_ties_of_event(tenant_id: int, record_id: int, event_n: int)
--       -> many(attachment_id: int, field: text, tied_seq: int)
SELECT attachment_id, field, tied_seq FROM attachment_tie
WHERE tenant_id = $1 AND record_id = $2 AND event_n = $3 AND revoked_seq = 0 ORDER BY attachment_id, field;

-- name: attachment_tie_get(tenant_id: int, attachment_id: int, record_id: int, event_n: int, field: text)
--       -> maybe(tied_seq: int, revoked_seq: int)
SELECT tied_seq, revoked_seq FROM attachment_tie
WHERE tenant_id = $1 AND attachment_id = $2 AND record_id = $3 AND event_n = $4 AND field = $5;

-- files in pieces ---------------------------------------------------------------------------------------------------

-- name: upload_add(tenant_id: int, upload_id: text, account_id: int, name: text, size: int, now_ms: int) -> none
INSERT INTO upload (tenant_id, upload_id, account_id, name, size, have, created_ms) VALUES ($1, $2, $3, $4, $5, 0, $6);

-- name: upload_get(tenant_id: int, upload_id: text, account_id: int, least_ms: int)
--       -> maybe(name: text, size: int, have: int)
SELECT name, size, have FROM upload
WHERE tenant_id = $1 AND upload_id = $2 AND account_id = $3 AND created_ms >= $4;

-- changed 0: it is not there, is somebody else's, or goes on elsewhere.
-- name: upload_grow(tenant_id: int, upload_id: text, account_id: int, from_byte: int, have: int) -> none(changed)
UPDATE upload SET have = $5 WHERE tenant_id = $1 AND upload_id = $2 AND account_id = $3 AND have = $4;

-- name: upload_piece_add(tenant_id: int, upload_id: text, from_byte: int, sealed: blob) -> none
INSERT INTO upload_piece (tenant_id, upload_id, from_byte, sealed) VALUES ($1, $2, $3, $4);

-- name: upload_pieces(tenant_id: int, upload_id: text) -> many(from_byte: int, sealed: blob)
SELECT from_byte, sealed FROM upload_piece WHERE tenant_id = $1 AND upload_id = $2 ORDER BY from_byte;

-- name: upload_drop(tenant_id: int, upload_id: text, account_id: int) -> none
DELETE FROM upload WHERE tenant_id = $1 AND upload_id = $2 AND account_id = $3;

-- name: upload_sweep(tenant_id: int, least_ms: int) -> none
DELETE FROM upload WHERE tenant_id = $1 AND created_ms < $2;

-- Keeps the newest ones of an account.
-- name: upload_thin(tenant_id: int, account_id: int, most: int) -> none
DELETE FROM upload WHERE tenant_id = $1 AND account_id = $2 AND upload_id NOT IN
    (SELECT upload_id FROM upload WHERE tenant_id = $1 AND account_id = $2 ORDER BY created_ms DESC, upload_id LIMIT $3);

-- What belongs to no upload any more.
-- name: upload_piece_sweep(tenant_id: int) -> none
DELETE FROM upload_piece WHERE tenant_id = $1 AND upload_id NOT IN (SELECT upload_id FROM upload WHERE tenant_id = $1);
