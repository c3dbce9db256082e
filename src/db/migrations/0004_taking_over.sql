-- Taking over in mid-year: what was published before this program came, and first passwords that must be changed.

-- A unit's result of a past year, as it was published. score: scaled by `digits` decimals; digits −1: no score was
-- given. rank_no 0: no rank was given.
-- table: past_result folded without_rowid
CREATE TABLE past_result (
    tenant_id BIGINT NOT NULL,              -- public
    year BIGINT NOT NULL,                   -- public
    organ_id BIGINT NOT NULL,               -- public
    class_name TEXT,                        -- public
    digits BIGINT NOT NULL,                 -- public
    score BIGINT NOT NULL,                  -- public
    rank_no BIGINT NOT NULL,                -- public
    grade TEXT,                             -- public
    import_id BIGINT NOT NULL,              -- internal
    PRIMARY KEY (tenant_id, year, organ_id)
);
CREATE INDEX past_result_organ ON past_result (tenant_id, organ_id);

-- must_change 1: a first password, good for nothing but setting another. signed_in_ms: the last time; 0: never since
-- this column is there.
ALTER TABLE credential ADD COLUMN must_change BIGINT NOT NULL DEFAULT 0;
ALTER TABLE credential ADD COLUMN signed_in_ms BIGINT NOT NULL DEFAULT 0;
