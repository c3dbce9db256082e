#!/usr/bin/env python3
"""What tools/gen_sql.py refuses and what it makes. gen_test.py ROOT"""
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else ".").resolve()

LIST = """-- table: schema_migration operational
CREATE TABLE schema_migration (
    version BIGINT NOT NULL,
    PRIMARY KEY (version)
);
"""
HOUSE = """-- table: organ folded [object: unit]
CREATE TABLE organ (
    tenant_id BIGINT NOT NULL,  -- public
    organ_id BIGINT NOT NULL,   -- public
    name TEXT,                  -- internal field: title
    secret BLOB,                -- private
    PRIMARY KEY (tenant_id, organ_id)
);
-- table: entry ledger frozen
CREATE TABLE entry (
    tenant_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    body BLOB,
    PRIMARY KEY (tenant_id, seq)
);
-- table: draft operational without_rowid
CREATE TABLE draft (
    tenant_id BIGINT NOT NULL,
    form TEXT NOT NULL,
    note TEXT,
    PRIMARY KEY (tenant_id, form)
);
"""


def generate(sql="", house=HOUSE, more=()):
    """(return code, error text, the four texts by name)"""
    with tempfile.TemporaryDirectory() as d:
        root = pathlib.Path(d)
        (root / "sql").mkdir()
        (root / "migrations").mkdir()
        for i, text in enumerate([LIST, house, *more]):
            (root / "migrations" / f"{i:04d}_step.sql").write_text(text, "utf-8")
        (root / "sql" / "one.sql").write_text(sql, "utf-8")
        out = [root / n for n in ("sql.h", "sql.c", "tables.h", "tables.c")]
        run = subprocess.run([sys.executable, ROOT / "tools/gen_sql.py", "--from", root, *out],
                             capture_output=True, text=True)
        return run.returncode, run.stderr, {p.name: p.read_text("utf-8") for p in out if p.exists()}


def statement(head, body):
    return f"-- name: {head}\n{body};\n"


class Statements(unittest.TestCase):
    def refused(self, head, body, says):
        code, err, _ = generate(statement(head, body))
        self.assertEqual(code, 1, f"accepted: {head} {body}")
        self.assertIn(says, err)
        self.assertRegex(err, r"one\.sql:\d+: ")

    def accepted(self, head, body):
        code, err, out = generate(statement(head, body))
        self.assertEqual(code, 0, err)
        return out

    def test_a_right_statement_becomes_a_function(self):
        out = self.accepted("draft_get(tenant_id: int, form: text) -> maybe(note: text)",
                            "SELECT note FROM draft WHERE tenant_id = $1 AND form = $2")
        flat = " ".join(out["sql.h"].split())
        self.assertIn("enum rc sql_draft_get(struct db *db, struct arena *a, int64_t tenant_id, struct str form, "
                      "struct sql_draft_get_row *ret, bool *ret_found, struct err *err) MUST_CHECK;", flat)
        out = self.accepted("draft_del(tenant_id: int) -> none(changed)", "DELETE FROM draft WHERE tenant_id = $1")
        self.assertIn("int64_t *ret_changed, struct err *err) MUST_CHECK;", out["sql.h"])

    def test_engines_may_have_lines_of_their_own(self):
        out = self.accepted("draft_lock(tenant_id: int) -> many(form: text)",
                            "SELECT form FROM draft WHERE tenant_id = $1 ORDER BY form\n-- postgres: FOR UPDATE\n")
        self.assertEqual(out["sql.c"].count("FOR UPDATE"), 1)

    def test_the_number_of_parameters_must_fit(self):
        self.refused("a(tenant_id: int) -> none", "DELETE FROM draft WHERE tenant_id = $1 AND form = $2", "1 parameters")
        self.refused("a(tenant_id: int, form: text) -> none", "DELETE FROM draft WHERE tenant_id = $1", "2 parameters")
        self.refused("a(tenant_id: int) -> none", "DELETE FROM draft WHERE tenant_id = $1\n-- sqlite: AND form = $2\n",
                     "1 parameters")

    def test_types_and_names_must_be_known(self):
        self.refused("a(tenant_id: float) -> none", "DELETE FROM draft WHERE tenant_id = $1", "int, text and blob")
        self.refused("a(int: int) -> none", "DELETE FROM draft WHERE tenant_id = $1", "cannot be a name")
        self.refused("a(x: int, x: int) -> none", "DELETE FROM draft WHERE tenant_id = $1", "stands twice")
        self.refused("a(tenant_id: int) -> some(n: int)", "SELECT 1", "none|one|maybe|many")
        self.refused("a(tenant_id: int) -> one", "SELECT 1", "give some")

    def test_a_name_stands_for_one_statement(self):
        one = statement("a(tenant_id: int) -> none", "DELETE FROM draft WHERE tenant_id = $1")
        code, err, _ = generate(one + one)
        self.assertEqual(code, 1)
        self.assertIn("exists already", err)

    def test_folded_tables_are_written_by_changes_alone(self):
        for body in ("INSERT INTO organ (tenant_id, organ_id) VALUES ($1, 1)",
                     "UPDATE organ SET name = 'x' WHERE tenant_id = $1", "DELETE FROM organ WHERE tenant_id = $1"):
            self.refused("a(tenant_id: int) -> none", body, "organ is folded")

    def test_frozen_tables_are_only_added_to(self):
        for body in ("UPDATE entry SET body = NULL WHERE tenant_id = $1", "DELETE FROM entry WHERE tenant_id = $1",
                     "INSERT INTO entry (tenant_id, seq) VALUES ($1, 1)\n"
                     "ON CONFLICT (tenant_id, seq) DO UPDATE SET body = excluded.body"):
            self.refused("a(tenant_id: int) -> none", body, "entry is frozen")
        self.accepted("a(tenant_id: int) -> none", "INSERT INTO entry (tenant_id, seq) VALUES ($1, 1)")

    def test_what_the_engines_answer_differently_is_refused(self):
        where = "FROM draft WHERE tenant_id = $1"
        for expression, says in (("now()", "time"), ("CURRENT_TIMESTAMP", "time"), ("random()", "chance"),
                                 ("upper(form)", "compute in C"), ("lower(form)", "compute in C"),
                                 ("round(2.5)", "compute in C"), ("form || 'x'", "OR in some"),
                                 ("CAST(form AS real)", "BIGINT")):
            self.refused("a(tenant_id: int) -> one(x: int)", f"SELECT {expression} AS x {where}", says)
        self.refused("a(tenant_id: int) -> one(x: int)", f"SELECT * {where}", "name them")
        self.refused("a(tenant_id: int) -> one(x: int)", "SELECT d.* FROM draft d WHERE d.tenant_id = $1", "name them")
        self.refused("a(tenant_id: int) -> one(x: int)", f"SELECT count(*) AS x {where} AND form = ''", "IS NULL")
        self.refused("a(tenant_id: int) -> one(x: int)", f"SELECT count(*) AS x {where} AND form LIKE 'x%'", "ESCAPE")
        self.refused("a(tenant_id: int) -> none", "INSERT OR REPLACE INTO draft (tenant_id) VALUES ($1)", "hides")
        self.accepted("a(tenant_id: int) -> one(x: int)",
                      f"SELECT count(*) AS x {where} AND form LIKE 'it''s%' ESCAPE '!' AND form <> 'now()'")

    def test_every_table_is_bound_to_a_tenant(self):
        self.refused("a() -> one(x: int)", "SELECT count(*) AS x FROM draft", "tenant_id")
        self.refused("a(form: text) -> none", "DELETE FROM draft WHERE form = $1", "tenant_id")
        self.refused("a(tenant_id: int) -> one(x: int)",
                     "SELECT count(*) AS x FROM draft d JOIN entry e ON e.body IS NULL WHERE d.tenant_id = $1", "bound")
        self.refused("a(tenant_id: int) -> one(x: int)",
                     "SELECT count(*) AS x FROM draft, entry WHERE draft.tenant_id = $1", "comma join")
        self.refused("a(form: text) -> none", "INSERT INTO draft (form) VALUES ($1)", "without tenant_id")
        self.refused("a(tenant_id: int) -> none", "UPDATE draft SET tenant_id = 2 WHERE tenant_id = $1", "never changed")
        self.accepted("a(tenant_id: int) -> one(x: int)",
                      "SELECT count(*) AS x FROM draft d JOIN entry e ON e.tenant_id = d.tenant_id "
                      "WHERE d.tenant_id = $1")
        self.accepted("a() -> one(x: int)", "-- across tenants: the sum of all\nSELECT count(*) AS x FROM draft")

    def test_order_must_be_one(self):
        self.refused("a(tenant_id: int) -> many(form: text)", "SELECT form FROM draft WHERE tenant_id = $1", "any order")
        self.refused("a(tenant_id: int) -> many(form: text)",
                     "SELECT form FROM draft WHERE tenant_id = $1 ORDER BY note DESC, form", "NULLS FIRST")
        self.accepted("a(tenant_id: int) -> many(form: text)",
                      "SELECT form FROM draft WHERE tenant_id = $1 ORDER BY note DESC NULLS LAST, form")

    def test_one_statement_at_a_time_and_known_tables(self):
        self.refused("a(tenant_id: int) -> none",
                     "DELETE FROM draft WHERE tenant_id = $1; DELETE FROM draft WHERE tenant_id = $1", "more than one")
        self.refused("a(tenant_id: int) -> none", "DELETE FROM drafts WHERE tenant_id = $1", "no table drafts")


class Migrations(unittest.TestCase):
    def refused(self, house, says):
        code, err, _ = generate(house=house)
        self.assertEqual(code, 1)
        self.assertIn(says, err)
        self.assertRegex(err, r"0001_step\.sql:\d+: ")

    def test_the_tables_are_rewritten_for_each_engine(self):
        code, err, out = generate()
        self.assertEqual(code, 0, err)
        sqlite, postgres = (re.search(rf"{e}_0001\[\] = \{{(.*?)NULL,\n\}};", out["tables.c"], re.S)[1]
                            for e in ("sqlite", "postgres"))
        self.assertIn(") STRICT, WITHOUT ROWID", sqlite)
        self.assertEqual(sqlite.count("STRICT"), 3)
        self.assertNotIn("BIGINT", sqlite)
        self.assertNotIn("STRICT", postgres)
        self.assertNotIn("BLOB", postgres)
        self.assertIn("BYTEA", postgres)
        self.assertIn("REVOKE UPDATE, DELETE, TRUNCATE ON entry", postgres)
        self.assertIn('.field = STR_INIT("title")', out["tables.c"])
        self.assertIn('.object = STR_INIT("unit")', out["tables.c"])
        self.assertIn("#define ORGAN_COLUMNS 4", out["tables.h"])

    def test_what_a_table_must_say(self):
        self.refused(HOUSE.replace("  -- public\n    organ_id", "\n    organ_id"), "say -- public")
        self.refused(HOUSE.replace("-- table: organ folded [object: unit]\n", ""), "head is missing")
        self.refused(HOUSE.replace("organ folded", "organ eternal"), "-- table: NAME")
        self.refused(HOUSE.replace("secret BLOB", "secret TEXT"), "commitment")
        self.refused(HOUSE.replace("name TEXT", "name VARCHAR"), "column name")
        self.refused(HOUSE.replace("name TEXT", "name BIGINT"), "NOT NULL")
        self.refused(HOUSE.replace("(tenant_id, organ_id)", "(organ_id, tenant_id)"), "come first")
        self.refused(HOUSE.replace("ledger frozen", "ledger"), "a ledger table is frozen")
        self.refused(HOUSE.replace("    tenant_id BIGINT NOT NULL,\n    form", "    form")
                     .replace("(tenant_id, form)", "(form)"), "tenant_id is the first")
        self.refused(HOUSE.replace("field: title", "field: organ_id"), "twice")
        self.refused(HOUSE + HOUSE, "exists already")
        self.refused(HOUSE + "DROP TABLE entry;\n", "it stays")
        self.refused(HOUSE + "UPDATE organ SET name = 'x';\n", "by entries alone")
        self.refused(HOUSE + "CREATE TRIGGER t AFTER INSERT ON organ BEGIN SELECT 1;\n", "a migration has")
        self.refused(HOUSE + "CREATE INDEX i ON organ (tenant_id)\n", "without ';'")

    def test_columns_may_come_later_and_change_their_names(self):
        code, err, out = generate(more=("ALTER TABLE organ ADD COLUMN rank BIGINT NOT NULL DEFAULT 0; -- public field: r\n"
                                        "ALTER TABLE organ RENAME COLUMN name TO label;\n",))
        self.assertEqual(code, 0, err)
        self.assertIn('.name = STR_INIT("rank"), .field = STR_INIT("r")', out["tables.c"])
        self.assertIn('.name = STR_INIT("label"), .field = STR_INIT("title")', out["tables.c"])
        self.assertIn("ALTER TABLE organ ADD COLUMN rank INTEGER NOT NULL DEFAULT 0", out["tables.c"])
        code, err, _ = generate(more=("ALTER TABLE organ ADD COLUMN rank BIGINT NOT NULL; -- public\n",))
        self.assertEqual(code, 1)
        self.assertIn("DEFAULT", err)
        code, err, _ = generate(more=("ALTER TABLE organ DROP COLUMN name;\n",))
        self.assertEqual(code, 1)
        self.assertIn("ADD COLUMN and RENAME COLUMN", err)

    def test_an_edit_changes_the_checksum(self):
        sums = [re.findall(r'checksum = STR_INIT\("(\w{64})"\)', generate(house=h)[2]["tables.c"])
                for h in (HOUSE, HOUSE + "-- a word more\n")]
        self.assertEqual(sums[0][0], sums[1][0])
        self.assertNotEqual(sums[0][1], sums[1][1])


if __name__ == "__main__":
    unittest.main()
