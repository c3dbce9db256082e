-- Facts (事实): what work was, as rows that schemes count. The only bridge from registers to scores.

-- measure: the word under which schemes ask for it (task_overdue). from_day, to_day: both included; the same for an
-- instant; to_day 0: an interval that still runs. is_interval 1: counted in working days when it is scored. value: scaled
-- by `digits` decimals. record_id, event_n: which event of which record made it; 0: none did. rule: the line of the
-- procedure that made it. seq: the entry that made it; changed_seq: the one that last made, ended or revoked it;
-- revoked_seq: the one that revoked it, 0 while it holds.
-- table: fact folded
CREATE TABLE fact (
    tenant_id BIGINT NOT NULL,              -- internal
    fact_id BIGINT NOT NULL,                -- internal
    organ_id BIGINT NOT NULL,               -- internal
    measure TEXT NOT NULL,                  -- internal
    from_day BIGINT NOT NULL,               -- internal
    to_day BIGINT NOT NULL,                 -- internal
    is_interval BIGINT NOT NULL,            -- internal
    digits BIGINT NOT NULL,                 -- internal
    value BIGINT NOT NULL,                  -- internal
    record_id BIGINT NOT NULL,              -- internal
    event_n BIGINT NOT NULL,                -- internal
    rule TEXT NOT NULL,                     -- internal
    seq BIGINT NOT NULL,                    -- internal
    changed_seq BIGINT NOT NULL,            -- internal
    revoked_seq BIGINT NOT NULL,            -- internal
    PRIMARY KEY (tenant_id, fact_id)
);
CREATE INDEX fact_measure ON fact (tenant_id, measure, organ_id);
CREATE INDEX fact_record ON fact (tenant_id, record_id);
CREATE INDEX fact_changed ON fact (tenant_id, measure, changed_seq);
