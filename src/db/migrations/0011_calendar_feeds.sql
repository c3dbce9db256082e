-- Calendars that a telephone or an office program fetches by itself (domain/deadline.h).

-- The one address of an account; opening another takes its place. key_hash: hex SHA-256 of the secret in the address,
-- which is stored nowhere. role: the one for which it was opened; whoever loses it loses the calendar.
-- table: feed_key folded
CREATE TABLE feed_key (
    tenant_id BIGINT NOT NULL,              -- internal
    account_id BIGINT NOT NULL,             -- internal
    key_hash TEXT NOT NULL,                 -- internal
    role TEXT NOT NULL,                     -- internal
    opened_seq BIGINT NOT NULL,             -- internal
    at_ms BIGINT NOT NULL,                  -- internal
    PRIMARY KEY (tenant_id, account_id)
);
CREATE UNIQUE INDEX feed_key_hash ON feed_key (tenant_id, key_hash);
