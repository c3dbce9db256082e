-- What can be searched for: computed from the folded tables, inside the acts that change them (domain/search.h).
-- Nothing here is private: what lies in the vault is never indexed.

-- One thing that can be found. object: its stable name, as in entries ("organ/12"). text: further words beside title and
-- code. any_roles: the set of roles that see it whatever their organ.
-- organ_id: whose it is; day: the one it is from.
-- table: search_doc derived
CREATE TABLE search_doc (
    tenant_id BIGINT NOT NULL,
    doc_id BIGINT NOT NULL,
    object TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    code TEXT,
    text TEXT,
    path TEXT NOT NULL,
    organ_id BIGINT NOT NULL,
    day BIGINT NOT NULL,
    any_roles BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, doc_id)
);
CREATE UNIQUE INDEX search_doc_object ON search_doc (tenant_id, object);
CREATE INDEX search_doc_kind ON search_doc (tenant_id, kind, doc_id);

-- Which roles of which organs see it beside any_roles.
-- table: search_reach derived without_rowid
CREATE TABLE search_reach (
    tenant_id BIGINT NOT NULL,
    doc_id BIGINT NOT NULL,
    organ_id BIGINT NOT NULL,
    roles BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, doc_id, organ_id)
);

-- The words of a thing, each once. weight: where it stands best: 1 title, 2 code, 3 text. day_left: 99999999 - day. So
-- the rows of one word come in the order in which they are shown: the best place first, the newer before the older.
-- table: search_word derived without_rowid
CREATE TABLE search_word (
    tenant_id BIGINT NOT NULL,
    word TEXT NOT NULL,
    weight BIGINT NOT NULL,
    day_left BIGINT NOT NULL,
    doc_id BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, word, weight, day_left, doc_id)
);

-- By which rules the tables above were made; another number, or none: they are made again.
-- table: search_state derived
CREATE TABLE search_state (
    tenant_id BIGINT NOT NULL,
    rules BIGINT NOT NULL,
    PRIMARY KEY (tenant_id)
);
