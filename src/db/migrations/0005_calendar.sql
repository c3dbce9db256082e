-- Notices about days that the jurisdiction adopted, and each organ's week and hours.

-- A notice in the own form of calendar/notice.h. scope: whose days it settles, * for the whole country; with the number
-- it is its identity, and a row that is adopted again replaces the one that was there. year 0: it settles none.
-- text_hash: the text as it was brought, a blob of the ledger. withdrawn_seq: the entry that withdrew it, 0 while it
-- holds; reason: why.
-- table: calendar_notice folded
CREATE TABLE calendar_notice (
    tenant_id BIGINT NOT NULL,              -- public
    scope TEXT NOT NULL,                    -- public
    number TEXT NOT NULL,                   -- public
    title TEXT,                             -- public
    source TEXT,                            -- public
    year BIGINT NOT NULL,                   -- public
    published_day BIGINT NOT NULL,          -- public
    text TEXT NOT NULL,                     -- public
    text_hash TEXT NOT NULL,                -- public
    adopted_seq BIGINT NOT NULL,            -- public
    at_ms BIGINT NOT NULL,                  -- public
    by_account BIGINT NOT NULL,             -- internal
    withdrawn_seq BIGINT NOT NULL,          -- public
    withdrawn_at_ms BIGINT NOT NULL,        -- public
    withdrawn_by BIGINT NOT NULL,           -- internal
    reason TEXT,                            -- public
    PRIMARY KEY (tenant_id, scope, number)
);

-- The week and hours of an organ, in the form of pattern_read (calendar/calendar.h); organ_id 0: of the jurisdiction.
-- text empty: it had one and goes by its parent's again.
-- table: organ_calendar folded
CREATE TABLE organ_calendar (
    tenant_id BIGINT NOT NULL,              -- public
    organ_id BIGINT NOT NULL,               -- public
    text TEXT,                              -- public
    set_seq BIGINT NOT NULL,                -- public
    at_ms BIGINT NOT NULL,                  -- public
    by_account BIGINT NOT NULL,             -- internal
    PRIMARY KEY (tenant_id, organ_id)
);
