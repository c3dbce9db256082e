-- The house: who is there, what the ledger keeps, what was reported, who has logged in.
--
-- Days are YYYYMMDD, instants ms since 1970 UTC. A day that ends something (to_day, closed_day) is the last day on
-- which it holds; 0 says that no end is known. What is dated by from_day alone holds until the next row of its kind.
-- 0 in a number that names something else (organ, person, account, entry) says "none".
--
-- Which entry wrote a row? An import's number IS the seq of its entry: measure_value.import_id and
-- value_import.import_id are seqs; so is scheme_version.adopted_seq.

-- The jurisdiction that owns the data.
-- table: tenant folded
CREATE TABLE tenant (
    tenant_id BIGINT NOT NULL,              -- public
    name TEXT NOT NULL,                     -- public
    short_name TEXT NOT NULL,               -- public
    time_zone TEXT NOT NULL,                -- public
    PRIMARY KEY (tenant_id)
);

-- ledger -----------------------------------------------------------------------------------------------------------

-- One per act. body: the canonical bytes; leaf: their RFC 6962 leaf hash, 32 bytes. seq counts from 0.
-- table: entry ledger frozen
CREATE TABLE entry (
    tenant_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    leaf BLOB NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (tenant_id, seq)
);

-- The hash of a full subtree of 256^level leaves, the n-th from the left.
-- table: subroot ledger frozen without_rowid
CREATE TABLE subroot (
    tenant_id BIGINT NOT NULL,
    level BIGINT NOT NULL,
    n BIGINT NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (tenant_id, level, n)
);

-- The only row of the ledger that changes, and its lock. frontier: one hash per set bit of size; NULL when empty.
-- table: log_head ledger
CREATE TABLE log_head (
    tenant_id BIGINT NOT NULL,
    size BIGINT NOT NULL,
    frontier BLOB,
    PRIMARY KEY (tenant_id)
);

-- Every signed note is kept.
-- table: checkpoint ledger frozen
CREATE TABLE checkpoint (
    tenant_id BIGINT NOT NULL,
    size BIGINT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (tenant_id, size)
);

-- What is too large for an entry, named by its SHA-256.
-- table: blob ledger frozen
CREATE TABLE blob (
    tenant_id BIGINT NOT NULL,
    hash BLOB NOT NULL,
    bytes BLOB,
    PRIMARY KEY (tenant_id, hash)
);

-- The first receipt of an idempotency key: a repeated act gets the same answer. Can be read out of the entries.
-- table: idem derived without_rowid
CREATE TABLE idem (
    tenant_id BIGINT NOT NULL,
    idem_key TEXT NOT NULL,
    seq BIGINT NOT NULL,
    answer TEXT,
    PRIMARY KEY (tenant_id, idem_key)
);

-- The vault: private values, erasable. Destroying a person's key erases all that was wrapped with it.
-- table: vault_key private
CREATE TABLE vault_key (
    tenant_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    wrapped BLOB NOT NULL,
    PRIMARY KEY (tenant_id, person_id)
);

-- object, object_id, field: stable names; the folded row holds the commitment under the same field.
-- table: vault_value private
CREATE TABLE vault_value (
    tenant_id BIGINT NOT NULL,
    object TEXT NOT NULL,
    object_id TEXT NOT NULL,
    field TEXT NOT NULL,
    salt BLOB NOT NULL,
    wrapped_dek BLOB NOT NULL,
    ciphertext BLOB NOT NULL,
    person_id BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, object, object_id, field)
);
CREATE INDEX vault_value_person ON vault_value (tenant_id, person_id);

-- organs, posts, persons -------------------------------------------------------------------------------------------

-- official_order: the protocol order (机构序列) in which organs are listed.
-- table: organ folded
CREATE TABLE organ (
    tenant_id BIGINT NOT NULL,              -- public
    organ_id BIGINT NOT NULL,               -- public
    code TEXT NOT NULL,                     -- public
    kind TEXT NOT NULL,                     -- public
    official_order BIGINT NOT NULL,         -- public
    opened_day BIGINT NOT NULL,             -- public
    closed_day BIGINT NOT NULL,             -- public
    PRIMARY KEY (tenant_id, organ_id)
);
CREATE INDEX organ_code ON organ (tenant_id, code);

-- table: organ_name folded without_rowid
CREATE TABLE organ_name (
    tenant_id BIGINT NOT NULL,              -- public
    organ_id BIGINT NOT NULL,               -- public
    from_day BIGINT NOT NULL,               -- public
    name TEXT NOT NULL,                     -- public
    short_name TEXT NOT NULL,               -- public
    PRIMARY KEY (tenant_id, organ_id, from_day)
);
CREATE INDEX organ_name_name ON organ_name (tenant_id, name);

-- Other ways in which tables from outside write an organ.
-- table: organ_alias folded without_rowid
CREATE TABLE organ_alias (
    tenant_id BIGINT NOT NULL,              -- public
    organ_id BIGINT NOT NULL,               -- public
    alias TEXT NOT NULL,                    -- public
    PRIMARY KEY (tenant_id, organ_id, alias)
);
CREATE INDEX organ_alias_alias ON organ_alias (tenant_id, alias);

-- table: organ_parent folded without_rowid
CREATE TABLE organ_parent (
    tenant_id BIGINT NOT NULL,              -- public
    organ_id BIGINT NOT NULL,               -- public
    from_day BIGINT NOT NULL,               -- public
    parent_id BIGINT NOT NULL,              -- public
    PRIMARY KEY (tenant_id, organ_id, from_day)
);
CREATE INDEX organ_parent_parent ON organ_parent (tenant_id, parent_id);

-- The class in which an organ is evaluated (党群部门, 政府部门, 县区 …).
-- table: organ_class folded without_rowid
CREATE TABLE organ_class (
    tenant_id BIGINT NOT NULL,              -- public
    organ_id BIGINT NOT NULL,               -- public
    from_day BIGINT NOT NULL,               -- public
    class_code TEXT NOT NULL,               -- public
    class_name TEXT NOT NULL,               -- public
    PRIMARY KEY (tenant_id, organ_id, from_day)
);

-- table: post folded
CREATE TABLE post (
    tenant_id BIGINT NOT NULL,              -- public
    post_id BIGINT NOT NULL,                -- public
    organ_id BIGINT NOT NULL,               -- public
    title TEXT NOT NULL,                    -- public
    from_day BIGINT NOT NULL,               -- public
    to_day BIGINT NOT NULL,                 -- public
    PRIMARY KEY (tenant_id, post_id)
);
CREATE INDEX post_organ ON post (tenant_id, organ_id);

-- Commitments alone; name and telephone lie in the vault.
-- table: person folded
CREATE TABLE person (
    tenant_id BIGINT NOT NULL,              -- internal
    person_id BIGINT NOT NULL,              -- internal
    name_commit BLOB NOT NULL,              -- private field: name
    phone_commit BLOB,                      -- private field: phone
    from_day BIGINT NOT NULL,               -- internal
    PRIMARY KEY (tenant_id, person_id)
);

-- table: person_post folded without_rowid
CREATE TABLE person_post (
    tenant_id BIGINT NOT NULL,              -- internal
    person_id BIGINT NOT NULL,              -- internal
    post_id BIGINT NOT NULL,                -- internal
    from_day BIGINT NOT NULL,               -- internal
    to_day BIGINT NOT NULL,                 -- internal
    PRIMARY KEY (tenant_id, person_id, post_id, from_day)
);
CREATE INDEX person_post_post ON person_post (tenant_id, post_id);

-- accounts ---------------------------------------------------------------------------------------------------------

-- person_id 0: an account of an office, not of a person; label says whose it is.
-- table: account folded
CREATE TABLE account (
    tenant_id BIGINT NOT NULL,              -- internal
    account_id BIGINT NOT NULL,             -- internal
    login TEXT NOT NULL,                    -- internal
    organ_id BIGINT NOT NULL,               -- internal
    person_id BIGINT NOT NULL,              -- internal
    label TEXT,                             -- internal
    lang TEXT NOT NULL,                     -- internal
    opened_day BIGINT NOT NULL,             -- internal
    closed_day BIGINT NOT NULL,             -- internal
    PRIMARY KEY (tenant_id, account_id)
);
CREATE UNIQUE INDEX account_login ON account (tenant_id, login);
CREATE INDEX account_organ ON account (tenant_id, organ_id);

-- table: account_role folded without_rowid
CREATE TABLE account_role (
    tenant_id BIGINT NOT NULL,              -- internal
    account_id BIGINT NOT NULL,             -- internal
    role TEXT NOT NULL,                     -- internal
    from_day BIGINT NOT NULL,               -- internal
    to_day BIGINT NOT NULL,                 -- internal
    PRIMARY KEY (tenant_id, account_id, role, from_day)
);

-- table: credential operational
CREATE TABLE credential (
    tenant_id BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    password_hash TEXT NOT NULL,
    failed_count BIGINT NOT NULL,
    locked_until_ms BIGINT NOT NULL,
    changed_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, account_id)
);

-- token_hash: SHA-256 of the cookie's token, which is stored nowhere. role: the one that is being exercised.
-- table: session operational without_rowid
CREATE TABLE session (
    tenant_id BIGINT NOT NULL,
    token_hash BLOB NOT NULL,
    account_id BIGINT NOT NULL,
    role TEXT NOT NULL,
    csrf TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    seen_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, token_hash)
);
CREATE INDEX session_account ON session (tenant_id, account_id);
CREATE INDEX session_expires ON session (tenant_id, expires_ms);

-- schemes and values -----------------------------------------------------------------------------------------------

-- table: scheme folded
CREATE TABLE scheme (
    tenant_id BIGINT NOT NULL,              -- public
    scheme_id BIGINT NOT NULL,              -- public
    code TEXT NOT NULL,                     -- public
    title TEXT NOT NULL,                    -- public
    year BIGINT NOT NULL,                   -- public
    PRIMARY KEY (tenant_id, scheme_id)
);
CREATE INDEX scheme_code ON scheme (tenant_id, code);

-- A version is immutable but for its state. doc_hash: hex SHA-256 of the scheme's text, a blob of the ledger.
-- to_period empty: in force until a later version is.
-- table: scheme_version folded
CREATE TABLE scheme_version (
    tenant_id BIGINT NOT NULL,              -- public
    scheme_id BIGINT NOT NULL,              -- public
    version BIGINT NOT NULL,                -- public
    from_period TEXT NOT NULL,              -- public
    to_period TEXT,                         -- public
    doc_hash TEXT NOT NULL,                 -- public
    state TEXT NOT NULL,                    -- public
    adopted_at_ms BIGINT NOT NULL,          -- public
    adopted_by BIGINT NOT NULL,             -- internal
    adopted_seq BIGINT NOT NULL,            -- public
    PRIMARY KEY (tenant_id, scheme_id, version)
);

-- A reported value. n numbers ballots and events, 0 for a plain number. value: scaled by `digits` decimals, so that
-- what was written can be shown as it was. state: why there is no number (missing, not applicable …); empty when
-- there is one. label: group, item or basis as canonical JSON; empty when there is none.
-- table: measure_value folded without_rowid
CREATE TABLE measure_value (
    tenant_id BIGINT NOT NULL,              -- internal
    scheme_id BIGINT NOT NULL,              -- internal
    organ_id BIGINT NOT NULL,               -- internal
    measure TEXT NOT NULL,                  -- internal
    period TEXT NOT NULL,                   -- internal
    n BIGINT NOT NULL,                      -- internal
    digits BIGINT NOT NULL,                 -- internal
    value BIGINT NOT NULL,                  -- internal
    state TEXT,                             -- internal
    label TEXT,                             -- internal
    import_id BIGINT NOT NULL,              -- internal
    PRIMARY KEY (tenant_id, scheme_id, organ_id, measure, period, n)
);

-- source: how it came (file, form, pasted …). file_hash: hex SHA-256 of the file, a blob of the ledger; empty for a
-- form. on_behalf_organ: the organ for which somebody else reported, 0 for none.
-- table: value_import folded
CREATE TABLE value_import (
    tenant_id BIGINT NOT NULL,              -- internal
    import_id BIGINT NOT NULL,              -- internal
    scheme_id BIGINT NOT NULL,              -- internal
    source TEXT NOT NULL,                   -- internal
    file_name TEXT,                         -- internal
    file_hash TEXT,                         -- internal
    rows_count BIGINT NOT NULL,             -- internal
    new_count BIGINT NOT NULL,              -- internal
    changed_count BIGINT NOT NULL,          -- internal
    same_count BIGINT NOT NULL,             -- internal
    cleared_count BIGINT NOT NULL,          -- internal
    at_ms BIGINT NOT NULL,                  -- internal
    by_account BIGINT NOT NULL,             -- internal
    on_behalf_organ BIGINT NOT NULL,        -- internal
    PRIMARY KEY (tenant_id, import_id)
);
CREATE INDEX value_import_scheme ON value_import (tenant_id, scheme_id);
