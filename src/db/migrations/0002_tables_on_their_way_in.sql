-- Tables on their way in (交表): drafts, what an import of any kind was, and which were taken back.
--
-- An import can be taken back while its entry names a blob with the rows as they were before (before_hash). Imports of
-- before this migration have none.

-- One table that somebody hands in, until it is confirmed. bytes, choices (canonical JSON: mends, answers, ticks):
-- sealed with the key of the vault when is_sealed is 1.
-- table: intake_draft operational
CREATE TABLE intake_draft (
    tenant_id BIGINT NOT NULL,
    draft_id TEXT NOT NULL,
    account_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    scheme_code TEXT,
    period TEXT,
    sheet TEXT,
    file_name TEXT,
    bytes BLOB NOT NULL,
    choices BLOB NOT NULL,
    is_sealed BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    changed_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, draft_id)
);
CREATE INDEX intake_draft_account ON intake_draft (tenant_id, account_id, changed_ms);

-- before_hash: the rows as they were; choices_hash: mends, answers and ticks; both hex SHA-256 of blobs, empty when there
-- was nothing to keep. left_out_count: rows of the table that were not written.
ALTER TABLE value_import ADD COLUMN before_hash TEXT;                            -- internal
ALTER TABLE value_import ADD COLUMN choices_hash TEXT;                           -- internal
ALTER TABLE value_import ADD COLUMN left_out_count BIGINT NOT NULL DEFAULT 0;    -- internal

-- An import of another kind than values: organs, people, accounts … A number is that of its entry, so the two tables
-- never share one. file_hash is empty when the file holds what is private.
-- table: table_import folded
CREATE TABLE table_import (
    tenant_id BIGINT NOT NULL,              -- internal
    import_id BIGINT NOT NULL,              -- internal
    kind TEXT NOT NULL,                     -- internal
    source TEXT NOT NULL,                   -- internal
    file_name TEXT,                         -- internal
    file_hash TEXT,                         -- internal
    before_hash TEXT,                       -- internal
    choices_hash TEXT,                      -- internal
    rows_count BIGINT NOT NULL,             -- internal
    left_out_count BIGINT NOT NULL,         -- internal
    new_count BIGINT NOT NULL,              -- internal
    changed_count BIGINT NOT NULL,          -- internal
    same_count BIGINT NOT NULL,             -- internal
    cleared_count BIGINT NOT NULL,          -- internal
    at_ms BIGINT NOT NULL,                  -- internal
    by_account BIGINT NOT NULL,             -- internal
    PRIMARY KEY (tenant_id, import_id)
);

-- An import that was taken back, by the entry undo_seq. Once for all: it can be handed in again.
-- table: import_undo folded
CREATE TABLE import_undo (
    tenant_id BIGINT NOT NULL,              -- internal
    import_id BIGINT NOT NULL,              -- internal
    undo_seq BIGINT NOT NULL,               -- internal
    reason TEXT,                            -- internal
    at_ms BIGINT NOT NULL,                  -- internal
    by_account BIGINT NOT NULL,             -- internal
    PRIMARY KEY (tenant_id, import_id)
);
