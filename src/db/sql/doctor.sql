-- What a look into the house asks of the data base itself.

-- On SQLite these hold by how the connections are opened (sqlite.c); the file says the rest.
-- name: doctor_settings() -> one(to_disk: text, commit_waits: text, whole_pages: text)
-- sqlite: SELECT 'on' AS to_disk, 'on' AS commit_waits, 'on' AS whole_pages;
-- postgres: SELECT current_setting('fsync') AS to_disk, current_setting('synchronous_commit') AS commit_waits, current_setting('full_page_writes') AS whole_pages;
