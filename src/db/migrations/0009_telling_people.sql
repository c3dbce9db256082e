-- Telling people (提醒): what was said to whom, by which channels it goes out, and what went.

-- One line to one account (account_id), or to the groups of an organ or of an office (account_id 0, organ_id or role).
-- heading_zh, heading_en: under what a digest puts it; empty: that of its kind. text_key: of the catalogue, arg_0 … arg_3 put in. is_now 1: not only by digest. seq: the entry that said it.
-- read_ms 0: the account has not opened it.
-- table: outbox_line operational
CREATE TABLE outbox_line (
    tenant_id BIGINT NOT NULL,
    line_id BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    organ_id BIGINT NOT NULL,
    role TEXT,
    kind TEXT NOT NULL,
    heading_zh TEXT,
    heading_en TEXT,
    text_key TEXT NOT NULL,
    arg_0 TEXT,
    arg_1 TEXT,
    arg_2 TEXT,
    arg_3 TEXT,
    record_id BIGINT NOT NULL,
    path TEXT NOT NULL,
    due_day BIGINT NOT NULL,
    is_now BIGINT NOT NULL,
    told_ms BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    read_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, line_id)
);
CREATE INDEX outbox_line_account ON outbox_line (tenant_id, account_id, organ_id, told_ms);
CREATE INDEX outbox_line_list ON outbox_line (tenant_id, account_id, line_id);
CREATE INDEX outbox_line_unread ON outbox_line (tenant_id, account_id, read_ms);

-- A way out of the house. Of an account (account_id), or a group of an organ (organ_id) or an office (role).
-- kind: mail, wecom, dingtalk, feishu. wants: all, digest, now. Minutes of the day; since_ms: when it was switched on
-- or set: what was told before does not go out by it.
-- table: channel folded
CREATE TABLE channel (
    tenant_id BIGINT NOT NULL,              -- internal
    channel_id BIGINT NOT NULL,             -- internal
    account_id BIGINT NOT NULL,             -- internal
    organ_id BIGINT NOT NULL,               -- internal
    role TEXT,                              -- internal
    kind TEXT NOT NULL,                     -- internal
    label TEXT,                             -- internal
    address_commit BLOB,                    -- private field: address
    secret_commit BLOB,                     -- private field: secret
    is_on BIGINT NOT NULL,                  -- internal
    wants TEXT NOT NULL,                    -- internal
    lang TEXT NOT NULL,                     -- internal
    digest_minute BIGINT NOT NULL,          -- internal
    quiet_from BIGINT NOT NULL,             -- internal
    quiet_to BIGINT NOT NULL,               -- internal
    since_ms BIGINT NOT NULL,               -- internal
    PRIMARY KEY (tenant_id, channel_id)
);
CREATE INDEX channel_account ON channel (tenant_id, account_id);

-- What goes out by a channel as one message. slot: digest/YYYYMMDD or now/MS, one row each, so that nothing is made
-- twice; its Message-ID is made of the two keys. state: due, sent, failed. next_ms: not before; claim_ms: somebody is
-- at it until then. error_key: why the last try failed, error_arg put in.
-- table: outbox_send operational
CREATE TABLE outbox_send (
    tenant_id BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    slot TEXT NOT NULL,
    lines BIGINT NOT NULL,
    state TEXT NOT NULL,
    made_ms BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    next_ms BIGINT NOT NULL,
    claim_ms BIGINT NOT NULL,
    tried_ms BIGINT NOT NULL,
    sent_ms BIGINT NOT NULL,
    error_key TEXT,
    error_arg TEXT,
    PRIMARY KEY (tenant_id, channel_id, slot)
);
CREATE INDEX outbox_send_due ON outbox_send (tenant_id, state, next_ms);

-- Which line went with which message: a line goes once by a channel.
-- table: outbox_tie operational without_rowid
CREATE TABLE outbox_tie (
    tenant_id BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    line_id BIGINT NOT NULL,
    slot TEXT NOT NULL,
    PRIMARY KEY (tenant_id, channel_id, line_id)
);
CREATE INDEX outbox_tie_slot ON outbox_tie (tenant_id, channel_id, slot);
