-- Attachments (附件、佐证): files that stand behind what was reported, kept once each, and the records they are tied to.

-- One file as one organ brought it. name: as given, made safe. type: told by its content (pdf, jpeg, docx …). bytes, hash:
-- length and hex SHA-256 of the original. shown_hash: hex SHA-256 of what is shown, a blob of the ledger; the same as hash
-- when nothing had to be left out. original_commit empty: the original is the blob. organ_id, account_id: who brought it.
-- table: attachment folded
CREATE TABLE attachment (
    tenant_id BIGINT NOT NULL,              -- internal
    attachment_id BIGINT NOT NULL,          -- internal
    organ_id BIGINT NOT NULL,               -- internal
    account_id BIGINT NOT NULL,             -- internal
    name TEXT NOT NULL,                     -- internal
    type TEXT NOT NULL,                     -- internal
    bytes BIGINT NOT NULL,                  -- internal
    hash TEXT NOT NULL,                     -- internal
    shown_hash TEXT NOT NULL,               -- internal
    original_commit BLOB,                   -- private field: original
    at_ms BIGINT NOT NULL,                  -- internal
    seq BIGINT NOT NULL,                    -- internal
    PRIMARY KEY (tenant_id, attachment_id)
);
CREATE INDEX attachment_hash ON attachment (tenant_id, hash);
CREATE INDEX attachment_organ ON attachment (tenant_id, organ_id, attachment_id);

-- What a file stands behind: a field of an event (by its number) of a record. tied_seq: the entry that tied it;
-- revoked_seq: the one that took it back, 0 while it holds.
-- table: attachment_tie folded without_rowid
CREATE TABLE attachment_tie (
    tenant_id BIGINT NOT NULL,              -- internal
    attachment_id BIGINT NOT NULL,          -- internal
    record_id BIGINT NOT NULL,              -- internal
    event_n BIGINT NOT NULL,                -- internal
    field TEXT NOT NULL,                    -- internal
    tied_seq BIGINT NOT NULL,               -- internal
    revoked_seq BIGINT NOT NULL,            -- internal
    PRIMARY KEY (tenant_id, attachment_id, record_id, event_n, field)
);
CREATE INDEX attachment_tie_record ON attachment_tie (tenant_id, record_id, event_n);

-- A file that comes in pieces, until it becomes an attachment or a day has passed. size: what was announced.
-- table: upload operational
CREATE TABLE upload (
    tenant_id BIGINT NOT NULL,
    upload_id TEXT NOT NULL,
    account_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    size BIGINT NOT NULL,
    have BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, upload_id)
);
CREATE INDEX upload_created ON upload (tenant_id, created_ms);

-- sealed: the bytes from from_byte on, under the key of the vault.
-- table: upload_piece operational
CREATE TABLE upload_piece (
    tenant_id BIGINT NOT NULL,
    upload_id TEXT NOT NULL,
    from_byte BIGINT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (tenant_id, upload_id, from_byte)
);
