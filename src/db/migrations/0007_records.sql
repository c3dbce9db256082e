-- Records: what somebody owes, by procedure. A record is nothing but its events and the values that each gave; what
-- stands in `record` beside them is the newest of it, so that lists need no history.

-- Every version of a procedure that was ever in force. text is a blob of the ledger, by its hash.
-- table: procedure_version folded
CREATE TABLE procedure_version (
    tenant_id BIGINT NOT NULL,              -- public
    procedure_id TEXT NOT NULL,             -- public
    version BIGINT NOT NULL,                -- public
    title TEXT NOT NULL,                    -- public
    doc_hash TEXT NOT NULL,                 -- public
    reason TEXT,                            -- public
    adopted_at_ms BIGINT NOT NULL,          -- public
    adopted_by BIGINT NOT NULL,             -- internal
    adopted_seq BIGINT NOT NULL,            -- public
    PRIMARY KEY (tenant_id, procedure_id, version)
);

-- lead_id: the organ that owes it, 0: nobody. events: how many it has; they are numbered from 1. cause_*: the event of
-- another record, and its rule, that opened it. closed_ms 0: open.
-- table: record folded
CREATE TABLE record (
    tenant_id BIGINT NOT NULL,              -- internal
    record_id BIGINT NOT NULL,              -- internal
    procedure_id TEXT NOT NULL,             -- internal
    version BIGINT NOT NULL,                -- internal
    code TEXT NOT NULL,                     -- internal
    title TEXT NOT NULL,                    -- internal
    state TEXT NOT NULL,                    -- internal
    lead_id BIGINT NOT NULL,                -- internal
    opened_ms BIGINT NOT NULL,              -- internal
    closed_ms BIGINT NOT NULL,              -- internal
    events BIGINT NOT NULL,                 -- internal
    cause_record BIGINT NOT NULL,           -- internal
    cause_event BIGINT NOT NULL,            -- internal
    cause_rule TEXT,                        -- internal
    PRIMARY KEY (tenant_id, record_id)
);
CREATE INDEX record_procedure ON record (tenant_id, procedure_id, closed_ms);
CREATE INDEX record_code ON record (tenant_id, code);
CREATE INDEX record_lead ON record (tenant_id, lead_id, closed_ms);
CREATE INDEX record_cause ON record (tenant_id, cause_record);

-- One for each thing that happened, in order. act: what was done; of the program's own: a clock's warning or end, a
-- cadence's asking or missing; taken: out of a table, with its row, file and number there. With what, rung and term (period: of a cadence; of a clock which of its limits). at_ms: when it holds; said_ms: when it was recorded. on_behalf:
-- the organ for which an office entered it, 0: none. cause_event: of this or another record, when a rule did it.
-- revoked_seq 0: it holds.
-- table: record_event folded without_rowid
CREATE TABLE record_event (
    tenant_id BIGINT NOT NULL,              -- internal
    record_id BIGINT NOT NULL,              -- internal
    event_n BIGINT NOT NULL,                -- internal
    kind TEXT NOT NULL,                     -- internal
    what TEXT NOT NULL,                     -- internal
    rung BIGINT NOT NULL,                   -- internal
    term BIGINT NOT NULL,                   -- internal
    period TEXT,                            -- internal
    seq BIGINT NOT NULL,                    -- internal
    at_ms BIGINT NOT NULL,                  -- internal
    said_ms BIGINT NOT NULL,                -- internal
    by_account BIGINT NOT NULL,             -- internal
    by_organ BIGINT NOT NULL,               -- internal
    by_role TEXT NOT NULL,                  -- internal
    on_behalf BIGINT NOT NULL,              -- internal
    from_state TEXT,                        -- internal
    to_state TEXT NOT NULL,                 -- internal
    cause_record BIGINT NOT NULL,           -- internal
    cause_event BIGINT NOT NULL,            -- internal
    rule TEXT,                              -- internal
    revoked_seq BIGINT NOT NULL,            -- internal
    PRIMARY KEY (tenant_id, record_id, event_n)
);
CREATE INDEX record_event_seq ON record_event (tenant_id, seq);
CREATE INDEX record_event_said ON record_event (tenant_id, said_ms);

-- What an event gave a field: item n from 0 of a list; n = −1: it was emptied. A field's present value is that of the
-- last event that named it. number, extra, text by kind: NUMBER scaled, digits; DATE day; YES_NO 0 1; CHOICE text;
-- ORGAN, ORGANS organ_id, text: its duty; PERSON person_id; LINK record_id; MILESTONES due day, day done, title;
-- FILES attachment_id. secret: commitment of a private text, which lies in the vault.
-- table: record_value folded without_rowid
CREATE TABLE record_value (
    tenant_id BIGINT NOT NULL,              -- internal
    record_id BIGINT NOT NULL,              -- internal
    event_n BIGINT NOT NULL,                -- internal
    field TEXT NOT NULL,                    -- internal
    n BIGINT NOT NULL,                      -- internal
    number BIGINT NOT NULL,                 -- internal
    extra BIGINT NOT NULL,                  -- internal
    text TEXT,                              -- internal
    secret BLOB,                            -- private field: secret
    PRIMARY KEY (tenant_id, record_id, event_n, field, n)
);

-- Whom and what a record names now: organs (kind o), records (r), persons (p). For scope (s), for what points here and for
-- who leaves. Kind f: what lists are filtered by, as a word in `field`: |area=safety|, |campaign=147|.
-- table: record_tie derived without_rowid
CREATE TABLE record_tie (
    tenant_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    other_id BIGINT NOT NULL,
    record_id BIGINT NOT NULL,
    field TEXT NOT NULL,
    PRIMARY KEY (tenant_id, kind, other_id, record_id, field)
);
CREATE INDEX record_tie_record ON record_tie (tenant_id, record_id);

-- When a clock (kind c) or a cadence (kind p) of an open record wants to be looked at next; the only thing a tick asks.
-- due_ms: the end of a clock, 0: it is paused, or a cadence. Made again from events.
-- table: record_due derived without_rowid
CREATE TABLE record_due (
    tenant_id BIGINT NOT NULL,
    record_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    what TEXT NOT NULL,
    next_ms BIGINT NOT NULL,
    due_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, record_id, kind, what)
);
CREATE INDEX record_due_next ON record_due (tenant_id, next_ms);

-- The clock that lists show, while it runs: from when its light is yellow and red. Made again from events.
-- table: record_light derived without_rowid
CREATE TABLE record_light (
    tenant_id BIGINT NOT NULL,
    record_id BIGINT NOT NULL,
    warn_ms BIGINT NOT NULL,
    due_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, record_id)
);

-- One period of a cadence (周督办、旬督查): period 2026-W47. state: open, asked, known, done, missed, quiet.
-- table: record_period folded without_rowid
CREATE TABLE record_period (
    tenant_id BIGINT NOT NULL,              -- internal
    record_id BIGINT NOT NULL,              -- internal
    cadence TEXT NOT NULL,                  -- internal
    period TEXT NOT NULL,                   -- internal
    state TEXT NOT NULL,                    -- internal
    opened_ms BIGINT NOT NULL,              -- internal
    asked_ms BIGINT NOT NULL,               -- internal
    asked_organ BIGINT NOT NULL,            -- internal
    answer_event BIGINT NOT NULL,           -- internal
    closed_ms BIGINT NOT NULL,              -- internal
    PRIMARY KEY (tenant_id, record_id, cadence, period)
);
CREATE INDEX record_period_asked ON record_period (tenant_id, asked_organ, asked_ms);

-- The last number of a row of codes: 督2026-. Made again from the codes.
-- table: record_count derived without_rowid
CREATE TABLE record_count (
    tenant_id BIGINT NOT NULL,
    row_code TEXT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, row_code)
);
