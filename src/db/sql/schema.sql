-- For the migration runner (migrate.c).

-- name: schema_exists() -> one(tables: int)
-- sqlite: SELECT count(*) AS tables FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration';
-- postgres: SELECT count(*) AS tables FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_migration';

-- name: schema_lock_exists() -> one(rows: int)
SELECT count(*) AS rows FROM schema_migration WHERE version = 0;

-- name: schema_lock() -> one(version: int)
SELECT version FROM schema_migration WHERE version = 0
-- postgres: FOR UPDATE
;

-- name: schema_list() -> many(version: int, name: text, checksum: text)
SELECT version, name, checksum FROM schema_migration WHERE version > 0 ORDER BY version;

-- name: schema_add(version: int, name: text, checksum: text, at_ms: int) -> none
INSERT INTO schema_migration (version, name, checksum, at_ms) VALUES ($1, $2, $3, $4);
