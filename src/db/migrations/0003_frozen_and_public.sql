-- What was frozen, and what of it was made public.
--
-- Like an import, a frozen result and a publication have the number of the entry that made them: frozen_id,
-- publication_id and withdrawn_seq are seqs. What they consist of are blobs of the ledger, named here by their hex
-- SHA-256.

-- A result as it was on the day: the three files, and the fingerprint over the manifest that names them. It never
-- changes. window: 2026Q3. newest_import: of the scheme, when it was frozen; 0 for none.
-- table: frozen_result folded
CREATE TABLE frozen_result (
    tenant_id BIGINT NOT NULL,              -- public
    frozen_id BIGINT NOT NULL,              -- public
    scheme_id BIGINT NOT NULL,              -- public
    version BIGINT NOT NULL,                -- public
    window_name TEXT NOT NULL,              -- public
    engine BIGINT NOT NULL,                 -- public
    scheme_hash TEXT NOT NULL,              -- public
    values_hash TEXT NOT NULL,              -- public
    result_hash TEXT NOT NULL,              -- public
    fingerprint TEXT NOT NULL,              -- public
    newest_import BIGINT NOT NULL,          -- internal
    at_ms BIGINT NOT NULL,                  -- public
    by_account BIGINT NOT NULL,             -- internal
    PRIMARY KEY (tenant_id, frozen_id)
);
CREATE INDEX frozen_result_scheme ON frozen_result (tenant_id, scheme_id);
CREATE UNIQUE INDEX frozen_result_fingerprint ON frozen_result (tenant_id, fingerprint);

-- open_to: what the public may see (totals, parts, raw). public_hash: the document that everything public is drawn
-- from. supersedes, superseded_by: other publications, 0 for none. withdrawn_seq: the entry that withdrew it, 0 while
-- it stands; reason: why.
-- table: publication folded
CREATE TABLE publication (
    tenant_id BIGINT NOT NULL,              -- public
    publication_id BIGINT NOT NULL,         -- public
    frozen_id BIGINT NOT NULL,              -- public
    title TEXT NOT NULL,                    -- public
    open_to TEXT NOT NULL,                  -- public
    public_hash TEXT NOT NULL,              -- public
    at_ms BIGINT NOT NULL,                  -- public
    by_account BIGINT NOT NULL,             -- internal
    supersedes BIGINT NOT NULL,             -- public
    superseded_by BIGINT NOT NULL,          -- public
    withdrawn_seq BIGINT NOT NULL,          -- public
    withdrawn_at_ms BIGINT NOT NULL,        -- public
    withdrawn_by BIGINT NOT NULL,           -- internal
    reason TEXT,                            -- public
    PRIMARY KEY (tenant_id, publication_id)
);
CREATE INDEX publication_frozen ON publication (tenant_id, frozen_id);
