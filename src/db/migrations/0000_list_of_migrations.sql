-- The list of what was done to this data base. Run when the table is missing, before the first migration; the row
-- of version 0 is what programs that start at the same time lock.

-- table: schema_migration operational
CREATE TABLE IF NOT EXISTS schema_migration (
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    PRIMARY KEY (version)
);

INSERT INTO schema_migration (version, name, checksum, at_ms) VALUES (0, 'lock', 'none', 0) ON CONFLICT DO NOTHING;
