#!/usr/bin/env python3
"""Makes typed C of the SQL files: src/db/migrations/*.sql and src/db/sql/*.sql become sql.h, sql.c, tables.h, tables.c.

    gen_sql.py --from src/db --depfile FILE OUT/sql.h OUT/sql.c OUT/tables.h OUT/tables.c

A new statement is a few lines in sql/NOUN.sql (a new file is found by itself):

    -- name: organ_list(tenant_id: int, day: int) -> many(organ_id: int, name: text)
    SELECT … WHERE tenant_id = $1 … ORDER BY …;

It becomes sql_organ_list(db, arena, tenant_id, day, &rows, err) of gen/sql.h. Types: int, text, blob. It gives `one`,
`maybe` (bool *ret_found), `many` (needs ORDER BY), `none` or `none(changed)` (int64_t *ret_changed). The columns come
under the names of the head. Lines `-- sqlite: …` and `-- postgres: …` are for one engine alone; a statement that
reads more than one tenant says `-- across tenants: why`. A head may go on in further lines that begin with --.

A new table is a new file migrations/NNNN_what_it_brings.sql; one that was released is never edited:

    -- table: organ folded [object: organ]
    CREATE TABLE organ (
        tenant_id BIGINT NOT NULL,   -- public
        name_commit BLOB NOT NULL,   -- private field: name
        PRIMARY KEY (tenant_id)
    );

After the class (ledger, folded, derived, private, operational: db/table.h) may come `frozen` (rows are only added)
and `without_rowid` (SQLite: small rows with a long key). Key columns come first. A folded table says the class of
every column; table_organ.put and .del alone write it; struct organ_row of gen/tables.h is its row.

What the two engines would answer differently is refused, each refusal with file, line and the way out. Reading SQL
by regular expressions is enough because the house style is narrow (no comma joins, no quoted identifiers); the
engines themselves check the rest at start-up (db_check_statements).
"""
import argparse
import hashlib
import pathlib
import re
import sys

CLASSES = {"ledger", "folded", "derived", "private", "operational"}
FIELD_CLASSES = {"public", "internal", "private"}
COLUMNS_MAX = 32  # TABLE_COLUMNS_MAX of db/table.h
PARAMS_MAX = 64   # db/postgres.c
TYPES = {"int": "DB_INT", "text": "DB_TEXT", "blob": "DB_BLOB"}
SQL_TYPES = {"BIGINT": "int", "TEXT": "text", "BLOB": "blob"}
CATALOGS = {"sqlite_master", "pg_tables"}
ENGINES = ("sqlite", "postgres")
C_WORDS = set("""auto break case char const continue default do double else enum extern float for goto if inline int
    long register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while
    bool true false a db err ret ret_found ret_changed""".split())

# What the engines answer differently, or what hides the time or chance from the ledger: (pattern, way out).
REFUSED = [
    (r"\bnow\s*\(|\bcurrent_(timestamp|date|time)\b", "takes the time from the engine: bind a value"),
    (r"\brandom\s*\(", "takes chance from the engine: bind a value"),
    (r"\bselect\s+(distinct\s+)?\*|\breturning\s+\*|\w\.\*", "'*' hides the columns: name them"),
    (r"\b(upper|lower|round)\s*\(", "upper, lower and round differ between the engines: compute in C"),
    (r"\|\|", "'||' is OR in some engines: put texts together in C"),
    (r"\breplace\s+into\b|\binsert\s+or\b", "REPLACE hides a DELETE: write ON CONFLICT … DO UPDATE"),
    (r"\bfrom\s+\w+(\s+(as\s+)?\w+)?\s*,", "a comma join: write JOIN … ON"),
    (r"\b(nextval|autoincrement|serial|real|float|double|numeric)\b", "only BIGINT, TEXT and BLOB, no sequences"),
    (r"\b(i?like|glob)\b(?![^,()]*\bescape\b)", "LIKE needs ESCAPE '!' (PostgreSQL has an escape of its own), "
                                              "GLOB and ILIKE exist on one engine only"),
]


class Fault(Exception):
    def __init__(self, where, text):
        super().__init__(f"{where[0]}:{where[1]}: {text}")


def strip_comment(line):
    """The line without its -- comment; texts in quotes may hold two dashes."""
    return re.sub(r"('(?:[^']|'')*')|--.*", lambda m: m[1] or "", line).rstrip()


def engine_lines(lines, engine):
    """Lines as one engine reads them: '-- sqlite: …' and '-- postgres: …' are for one of them alone."""
    for line in lines:
        mark = re.match(r"\s*--\s*(sqlite|postgres):\s?(.*)", line)
        if mark:
            if mark[1] == engine:
                yield strip_comment(mark[2])
        else:
            yield strip_comment(line)


def engine_text(lines, engine):
    text = "\n".join(line for line in engine_lines(lines, engine) if line.strip()).strip()
    return text[:-1].rstrip() if text.endswith(";") else text


def identifier(where, name):
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise Fault(where, f"'{name}' is not a name: lower-case letters, digits and _ are")
    return name


# ---------------------------------------------------------------------------------------------- migrations

class Column:
    def __init__(self, name, kind, not_null, cls, field):
        self.name, self.kind, self.not_null, self.cls, self.field = name, kind, not_null, cls, field


class Table:
    def __init__(self, where, name, cls, marks, obj):
        self.where, self.name, self.cls, self.marks, self.object = where, name, cls, marks, obj
        self.columns, self.keys = [], []

    def column(self, name):
        return next((c for c in self.columns if c.name == name), None)

    @property
    def is_frozen(self):
        return "frozen" in self.marks


class Migration:
    def __init__(self, path):
        m = re.fullmatch(r"(\d{4})_([a-z0-9_]+)\.sql", path.name)
        if not m:
            raise Fault((path, 1), "a migration is named NNNN_what_it_brings.sql")
        self.path, self.version, self.name = path, int(m[1]), m[2]
        data = path.read_bytes()
        self.checksum = hashlib.sha256(data).hexdigest()
        self.lines = data.decode("utf-8").splitlines()
        self.sql = {e: [] for e in ENGINES}


def column_of(where, table, name, rest, comment, is_added):
    m = re.fullmatch(r"(\w+)(\s+NOT NULL)?(\s+DEFAULT -?\d+)?", rest.strip())
    if not m or m[1] not in SQL_TYPES:
        raise Fault(where, f"column {name}: write BIGINT NOT NULL, TEXT [NOT NULL] or BLOB [NOT NULL]")
    kind = SQL_TYPES[m[1]]
    if kind == "int" and not m[2]:
        raise Fault(where, f"column {name}: a BIGINT is NOT NULL; let 0 or another number say 'none'")
    if bool(m[3]) != bool(is_added and m[2]):
        raise Fault(where, f"column {name}: DEFAULT is for an added NOT NULL column, and needed there")
    mark = re.match(r"\s*(public|internal|private)\b(?:\s+field:\s*(\w+))?", comment)
    if table.cls == "folded" and not mark:
        raise Fault(where, f"column {name}: say -- public, internal or private at the end of its line")
    cls, field = (mark[1], mark[2] or name) if mark else ("internal", name)
    if cls == "private" and table.cls == "folded" and kind != "blob":
        raise Fault(where, f"column {name}: a private column of a folded table holds the commitment, a BLOB")
    if table.column(name) or any(c.field == field for c in table.columns):
        raise Fault(where, f"table {table.name} has '{name}' (or its field '{field}') twice")
    table.columns.append(Column(identifier(where, name), kind, bool(m[2]), cls, field))


def create_table(where, head, lines, tables):
    """head: the words after '-- table:'; lines: (number, text) of the CREATE TABLE."""
    words = head.split("[")[0].split()
    obj = re.search(r"\[object:\s*(\w+)\]", head)
    if len(words) < 2 or words[1] not in CLASSES or set(words[2:]) - {"frozen", "without_rowid"}:
        raise Fault(where, "write -- table: NAME ledger|folded|derived|private|operational [frozen] [without_rowid]")
    t = Table(where, identifier(where, words[0]), words[1], set(words[2:]), obj[1] if obj else words[0])
    if t.name in tables:
        raise Fault(where, f"table {t.name} exists already")
    if any(o.cls == t.cls == "folded" and o.object == t.object for o in tables.values()):
        raise Fault(where, f"another folded table has the object '{t.object}'")
    if not re.match(rf"CREATE TABLE (IF NOT EXISTS )?{t.name} \($", lines[0][1].strip()):
        raise Fault(where, f"after this head comes: CREATE TABLE {t.name} (")
    for number, line in lines[1:]:
        at = (where[0], number)
        code, _, comment = line.partition("--")
        code = code.strip().rstrip(",;").strip()
        key = re.fullmatch(r"PRIMARY KEY \(([\w, ]+)\)", code)
        if key:
            t.keys = [k.strip() for k in key[1].split(",")]
        elif code not in ("", ")"):
            name, _, rest = code.partition(" ")
            column_of(at, t, name, rest, comment, False)
    names = [c.name for c in t.columns]
    if not t.keys or names[:len(t.keys)] != t.keys or not all(c.not_null for c in t.columns[:len(t.keys)]):
        raise Fault(where, f"table {t.name}: the columns of PRIMARY KEY come first, in its order, NOT NULL")
    if names[0] != "tenant_id" and t.name != "schema_migration":
        raise Fault(where, f"table {t.name}: tenant_id is the first column of the key")
    if t.cls == "ledger" and not t.is_frozen and t.name != "log_head":
        raise Fault(where, f"table {t.name}: a ledger table is frozen")
    if t.cls == "folded" and t.is_frozen:
        raise Fault(where, f"table {t.name}: a folded table cannot be frozen, the fold writes it")
    tables[t.name] = t
    return t


def table_of(where, name, tables):
    if name not in tables:
        raise Fault(where, f"no table {name}")
    return tables[name]


def alter_table(where, code, comment, tables):
    add = re.fullmatch(r"ALTER TABLE (\w+) ADD COLUMN (\w+) (.+)", code)
    if add:
        column_of(where, table_of(where, add[1], tables), add[2], add[3], comment, True)
        return
    rename = re.fullmatch(r"ALTER TABLE (\w+) RENAME COLUMN (\w+) TO (\w+)", code)
    if not rename:
        raise Fault(where, "ALTER TABLE: only ADD COLUMN and RENAME COLUMN are understood")
    t = table_of(where, rename[1], tables)
    c = t.column(rename[2])
    if not c or t.column(rename[3]):
        raise Fault(where, f"table {t.name}: cannot rename {rename[2]} to {rename[3]}")
    c.name = identifier(where, rename[3])
    t.keys = [c.name if k == rename[2] else k for k in t.keys]


def migration_statement(m, lines, tables, head):
    """One statement; lines: its (number, text). Updates the tables and gives the text to each engine."""
    where = (m.path, lines[0][0])
    text = {e: engine_text([t for _, t in lines], e) for e in ENGINES}
    one = " ".join(text["sqlite"].split())
    tail = ""
    after = []
    if one.startswith("CREATE TABLE"):
        if head is None:
            raise Fault(where, "the head is missing: -- table: NAME CLASS before CREATE TABLE")
        t = create_table(head[0], head[1], lines, tables)
        tail = " STRICT" + (", WITHOUT ROWID" if "without_rowid" in t.marks else "")
        if t.is_frozen:  # the owner takes the right from itself; SQLite has an authorizer for this
            after = [f"REVOKE UPDATE, DELETE, TRUNCATE ON {t.name} FROM CURRENT_USER"]
    elif one.startswith("ALTER TABLE"):
        alter_table(where, one, lines[-1][1].partition("--")[2], tables)
    elif one.startswith("DROP TABLE"):
        t = table_of(where, one.split()[-1], tables)
        if t.cls in ("ledger", "folded"):
            raise Fault(where, f"table {t.name} is {t.cls}: it stays")
        del tables[t.name]
    elif dml := re.match(r"(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)", one):
        if table_of(where, dml[1], tables).cls in ("ledger", "folded"):
            raise Fault(where, f"table {dml[1]} is written by entries alone: migrate its data by an act")
    elif not re.match(r"(CREATE (UNIQUE )?INDEX|DROP INDEX)\b", one):
        raise Fault(where, "a migration has CREATE/DROP TABLE, CREATE/DROP INDEX, ALTER TABLE and data statements")
    m.sql["sqlite"].append(re.sub(r"\bBIGINT\b", "INTEGER", text["sqlite"]) + tail)
    m.sql["postgres"] += [re.sub(r"\bBLOB\b", "BYTEA", text["postgres"])] + after


def read_migration(m, tables):
    head, lines = None, []
    for number, line in enumerate(m.lines, 1):
        mark = re.match(r"--\s*table:\s*(.*)", line)
        if mark and not lines:
            head = ((m.path, number), mark[1])
        elif lines or strip_comment(line).strip() or re.match(r"\s*--\s*(sqlite|postgres):", line):
            lines.append((number, line))
            bare = re.sub(r"^\s*--\s*(sqlite|postgres):", "", line)
            if strip_comment(bare).endswith(";"):
                migration_statement(m, lines, tables, head)
                head, lines = None, []
    if lines:
        raise Fault((m.path, lines[0][0]), "a statement without ';' at the end of a line")


# ---------------------------------------------------------------------------------------------- statements

class Statement:
    """One statement for both engines: text[engine], params and cols as (name, type)."""

    def __init__(self, where, name, params, gives, cols, text, changed=False):
        self.where, self.name, self.params, self.gives = where, name, params, gives
        self.cols, self.text, self.changed = cols, text, changed


def typed_list(where, text):
    out = []
    for item in filter(None, (i.strip() for i in text.split(","))):
        m = re.fullmatch(r"(\w+)\s*:\s*(\w+)", item)
        if not m:
            raise Fault(where, f"'{item}': write name: type")
        if m[2] not in TYPES:
            raise Fault(where, f"'{m[1]}: {m[2]}': the types are int, text and blob")
        if m[1] in C_WORDS:
            raise Fault(where, f"'{m[1]}' cannot be a name: C or the generated code uses it")
        if any(m[1] == n for n, _ in out):
            raise Fault(where, f"'{m[1]}' stands twice")
        out.append((identifier(where, m[1]), m[2]))
    return out


def read_head(where, text):
    m = re.fullmatch(r"(\w+)\s*\((.*?)\)\s*->\s*(none|one|maybe|many)\s*(?:\((.*)\))?", text.strip())
    if not m:
        raise Fault(where, "write -- name: NAME(param: type, …) -> none|one|maybe|many(col: type, …)")
    changed = m[3] == "none" and (m[4] or "").strip() == "changed"
    cols = [] if changed else typed_list(where, m[4] or "")
    if (m[3] == "none") != (not cols):
        raise Fault(where, "none gives no columns (or: none(changed)); one, maybe and many give some")
    return identifier(where, m[1]), typed_list(where, m[2]), m[3], cols, changed


def read_statements(path, tables, seen):
    lines = path.read_text("utf-8").splitlines()
    starts = [i for i, line in enumerate(lines) if re.match(r"--\s*name:", line)] + [len(lines)]
    for line_no, line in enumerate(lines[:starts[0]], 1):
        if strip_comment(line).strip():
            raise Fault((path, line_no), "SQL before the first -- name:")
    for start, end in zip(starts, starts[1:]):
        where = (path, start + 1)
        head, body = re.sub(r"--\s*name:", "", lines[start]), start + 1
        while not ("->" in head and head.count("(") == head.count(")")) and body < end and lines[body].startswith("--"):
            head += " " + re.sub(r"^--\s*", "", lines[body])
            body += 1
        name, params, gives, cols, changed = read_head(where, head)
        if name in seen:
            raise Fault(where, f"statement {name} exists already ({seen[name][0].name}:{seen[name][1]})")
        seen[name] = where
        text = {e: engine_text(lines[body:end], e) for e in ENGINES}
        across = any(re.match(r"--\s*across tenants:\s*\S", line) for line in lines[body:end])
        st = Statement(where, name, params, gives, cols, text, changed)
        for engine in ENGINES:
            check_statement(st, text[engine], tables, across)
        yield st


def mentions(sql, words):
    """Tables after one of the words; 'FOR UPDATE', 'DO UPDATE' and 'DISTINCT FROM' are none."""
    for m in re.finditer(rf"(\b\w+\s+)?\b({words})\s+(\w+)", sql, re.I):
        if (m[1] or "").strip().lower() not in ("for", "do", "distinct"):
            yield m[3].lower()


def check_statement(st, sql, tables, across):
    where = st.where
    if not sql:
        raise Fault(where, f"{st.name}: no SQL")
    if "''" in re.findall(r"'(?:[^']|'')*'", sql):
        raise Fault(where, f"{st.name}: an empty text literal is NULL for us: write IS NULL")
    bare = re.sub(r"'(?:[^']|'')*'", "'x'", sql)
    if ";" in bare:
        raise Fault(where, f"{st.name}: more than one statement")
    if len(st.params) > PARAMS_MAX:
        raise Fault(where, f"{st.name}: more than {PARAMS_MAX} parameters")
    used = {int(n) for n in re.findall(r"\$(\d+)", bare)}
    if used != set(range(1, len(st.params) + 1)):
        raise Fault(where, f"{st.name}: the head has {len(st.params)} parameters, the text uses "
                           + (", ".join(f"${n}" for n in sorted(used)) or "none"))
    for pattern, way_out in REFUSED:
        if found := re.search(pattern, bare, re.I):
            raise Fault(where, f"{st.name}: '{found[0].strip()}': {way_out}")
    if st.gives == "many" and not re.search(r"\border\s+by\b", bare, re.I):
        raise Fault(where, f"{st.name}: 'many' without ORDER BY comes in any order")
    named = {m.lower() for m in re.findall(r"\b(\w+)\s+AS\s+\(", bare, re.I)}
    read = [t for t in mentions(bare, "from|join") if t not in named | CATALOGS]
    for t in read + list(mentions(bare, "insert\\s+into|update")):
        table_of(where, t, tables)
    check_writes(st, bare, tables)
    check_tenant(st, bare, tables, across, read)
    check_order(st, bare, {c.name for t in read for c in tables[t].columns if not c.not_null})


def check_writes(st, sql, tables):
    added = list(mentions(sql, r"insert\s+into"))
    changed = list(mentions(sql, r"update|delete\s+from"))
    if re.search(r"\bdo\s+update\b", sql, re.I):
        changed += added
    for t in added + changed:
        if tables[t].cls == "folded":
            raise Fault(st.where, f"{st.name}: {t} is folded: only changes of entries write it (table_{t}.put, .del)")
    for t in changed:
        if tables[t].is_frozen:
            raise Fault(st.where, f"{st.name}: {t} is frozen: rows are added, never changed or deleted")
        if t == "log_head" and re.search(r"\bdelete\b", sql, re.I):
            raise Fault(st.where, f"{st.name}: log_head is never deleted")


def check_tenant(st, sql, tables, across, read):
    for m in re.finditer(r"\binsert\s+into\s+(\w+)\s*\(([^)]*)\)", sql, re.I):
        if tables[m[1]].columns[0].name == "tenant_id" and "tenant_id" not in re.split(r"[\s,]+", m[2]):
            raise Fault(st.where, f"{st.name}: INSERT without tenant_id")
    if re.search(r"\bset\s+(?:(?!\bwhere\b).)*\btenant_id\s*=", sql, re.I | re.S):
        raise Fault(st.where, f"{st.name}: tenant_id is never changed")
    touched = [t for t in read + list(mentions(sql, "update")) if tables[t].columns[0].name == "tenant_id"]
    bound = len(re.findall(r"\btenant_id\s*=", sql, re.I)) + len(re.findall(r"\busing\s*\(\s*tenant_id\b", sql, re.I))
    if touched and not across and (bound < len(touched) or not re.search(r"\btenant_id\s*=\s*\$", sql)):
        raise Fault(st.where, f"{st.name}: {len(touched)} tables but {bound} times tenant_id = …: every table of a "
                              "statement is bound to one tenant (or say: -- across tenants: why)")


def check_order(st, sql, nullable):
    for m in re.finditer(r"\border\s+by\s+(.*?)(?=\blimit\b|\)|\bfor\s+update\b|$)", sql, re.I | re.S):
        for item in m[1].split(","):
            word = re.match(r"\s*(?:\w+\.)?(\w+)", item)
            if word and word[1].lower() in nullable and not re.search(r"\bnulls\s+(first|last)\b", item, re.I):
                raise Fault(st.where, f"{st.name}: ORDER BY {word[1]} may be NULL: say NULLS FIRST or NULLS LAST")


# ------------------------------------------------------------------------------------------------- C texts

def c_string(text, indent):
    lines = text.split("\n")
    quoted = [line.replace("\\", "\\\\").replace('"', '\\"') for line in lines]
    return ("\n" + " " * indent).join(f'"{q}{" " if i + 1 < len(quoted) else ""}"' for i, q in enumerate(quoted))


def c_type(kind):
    return "int64_t " if kind == "int" else "struct str "


def cell_of(name, kind):
    return f"{{.type = {TYPES[kind]}, .{'i' if kind == 'int' else 's'} = {name}}}"


def statement_arrays(statements):
    """Static arrays of parameter types, column types and column names; one name per distinct list."""
    out, names = [], {}

    def array(kind, values):
        if not values:
            return "NULL"
        key = (kind, tuple(values))
        if key not in names:
            names[key] = f"{kind}_{len(names)}"
            of = "enum db_type" if kind == "types" else "char *const"
            shown = ", ".join(TYPES[v] if kind == "types" else f'"{v}"' for v in values)
            out.append(f"static const {of} {names[key]}[] = {{{shown}}};")
        return names[key]

    rows = []
    for slot, st in statements:
        rows.append(f"""    {{.name = "{st.name}",
     .sqlite = {c_string(st.text["sqlite"], 15)},
     .postgres = {c_string(st.text["postgres"], 17)},
     .gives = SQL_{st.gives.upper()}, .param = {array("types", [k for _, k in st.params])}, .params = {len(st.params)},
     .col = {array("types", [k for _, k in st.cols])}, .col_name = {array("names", [n for n, _ in st.cols])},
     .cols = {len(st.cols)}, .slot = {slot}}},""")
    return "\n".join(out), "\n".join(rows)


def signature(st):
    args = ["struct db *db", "struct arena *a"] + [c_type(k) + n for n, k in st.params]
    if st.gives == "many":
        args.append(f"struct sql_{st.name}_rows *ret")
    elif st.gives != "none":
        args.append(f"struct sql_{st.name}_row *ret")
    if st.gives == "maybe":
        args.append("bool *ret_found")
    if st.changed:
        args.append("int64_t *ret_changed")
    return f"enum rc sql_{st.name}({', '.join(args + ['struct err *err'])})"


def sql_header(statements):
    out = []
    for st in statements:
        if st.cols:
            fields = " ".join(f"{c_type(k)}{n};" for n, k in st.cols)
            out.append(f"struct sql_{st.name}_row {{ {fields} }};")
        if st.gives == "many":
            out.append(f"struct sql_{st.name}_rows {{ struct sql_{st.name}_row *row; size_t n; }};")
        out.append(signature(st) + " MUST_CHECK;\n")
    body = "\n".join(out)
    return f"""/* Made by tools/gen_sql.py from src/db/sql: one function per statement. `one` without a row is RC_NOT_FOUND;
 * `maybe` zeroes *ret when it finds none; texts and blobs live in the arena, NULL is n = 0. */
#ifndef GEN_SQL_H
#define GEN_SQL_H

#include "db/db.h"

{body}
#endif
"""


def sql_function(st, index):
    lines = [signature(st), "{"]
    if st.params:
        cells = ", ".join(cell_of(n, k) for n, k in st.params)
        lines.append(f"    const struct cell param[] = {{{cells}}};")
    lines.append("    struct db_rows got;")
    lines.append(f"    enum rc rc = db_run(db, a, &SQL_STATEMENTS[{index}], {'param' if st.params else 'NULL'}, &got, err);")
    lines.append("    if (rc != RC_OK)\n        return rc;")
    if st.changed:
        lines.append("    *ret_changed = got.changed;")
    read = ", ".join(f".{n} = c[{i}].{'i' if k == 'int' else 's'}" for i, (n, k) in enumerate(st.cols))
    row = f"(struct sql_{st.name}_row){{{read}}}"
    if st.gives == "many":
        lines.append(f"""    ret->n = got.rows;
    ret->row = ARENA_ARRAY(a, struct sql_{st.name}_row, got.rows);
    for (size_t i = 0; i < got.rows; i++) {{
        const struct cell *c = got.cell + i * {len(st.cols)};
        ret->row[i] = {row};
    }}""")
    elif st.gives == "one":
        lines.append(f"    const struct cell *c = got.cell;\n    *ret = {row};")
    elif st.gives == "maybe":
        lines.append(f"""    *ret_found = got.rows == 1;
    *ret = (struct sql_{st.name}_row){{0}};
    if (got.rows == 1) {{
        const struct cell *c = got.cell;
        *ret = {row};
    }}""")
    return "\n".join(lines + ["    return RC_OK;", "}"])


def sql_source(statements, first_slot):
    arrays, rows = statement_arrays([(first_slot + i, st) for i, st in enumerate(statements)])
    functions = "\n\n".join(sql_function(st, i) for i, st in enumerate(statements))
    return f"""/* Made by tools/gen_sql.py from src/db/sql. */
#include "gen/sql.h"

#include "db/engine.h"

{arrays}

const struct sql_statement SQL_STATEMENTS[] = {{
{rows}
}};
const size_t SQL_STATEMENTS_COUNT = COUNT_OF(SQL_STATEMENTS);

{functions}
"""


# -------------------------------------------------------------------------------------------------- tables

def table_statements(t):
    cols = [(c.name, c.kind) for c in t.columns]
    keys = cols[:len(t.keys)]
    names = ", ".join(n for n, _ in cols)
    by_key = " AND ".join(f"{n} = ${i}" for i, (n, _) in enumerate(keys, 1))
    update = ",\n".join(f"{n} = excluded.{n}" for n, _ in cols[len(keys):])
    put = (f"INSERT INTO {t.name} ({names})\nVALUES ({', '.join(f'${i + 1}' for i in range(len(cols)))})\n"
           f"ON CONFLICT ({', '.join(t.keys)}) DO " + (f"UPDATE SET {update}" if update else "NOTHING"))
    for verb, params, gives, out, text in (
            ("get", keys, "maybe", cols, f"SELECT {names}\nFROM {t.name} WHERE {by_key}"),
            ("put", cols, "none", [], put),
            ("del", keys, "none", [], f"DELETE FROM {t.name} WHERE {by_key}"),
            ("scan", keys[:1], "many", cols,
             f"SELECT {names}\nFROM {t.name} WHERE tenant_id = $1 ORDER BY {', '.join(t.keys)}")):
        yield Statement(t.where, f"table_{t.name}_{verb}", params, gives, out, {e: text for e in ENGINES})


def tables_header(tables):
    out = []
    for t in tables:
        if t.cls == "folded":
            fields = "\n".join(f"    {c_type(c.kind)}{c.name};"
                               + ("" if c.not_null else " /* may be empty */") for c in t.columns)
            out.append(f"""#define {t.name.upper()}_COLUMNS {len(t.columns)}
struct {t.name}_row {{
{fields}
}};
void {t.name}_row_cells(const struct {t.name}_row *row, struct cell out[{t.name.upper()}_COLUMNS]);
void {t.name}_row_read(const struct cell *cell, struct {t.name}_row *ret);""")
        out.append(f"extern const struct table_def table_{t.name};\n")
    body = "\n".join(out)
    return f"""/* Made by tools/gen_sql.py from src/db/migrations: a row struct for each folded table, a descriptor for each
 * table. X_row_read does not copy texts. */
#ifndef GEN_TABLES_H
#define GEN_TABLES_H

#include "db/table.h"

{body}
#endif
"""


def table_source(t, slots):
    cols = "\n".join(
        f'    {{.name = STR_INIT("{c.name}"), .field = STR_INIT("{c.field}"), .type = {TYPES[c.kind]},'
        f' .cls = FIELD_{c.cls.upper()}, .is_key = {"true" if c.name in t.keys else "false"},'
        f' .is_null = {"false" if c.not_null else "true"}}},' for c in t.columns)
    verbs = "".join(f",\n    .{v} = &TABLE_STATEMENTS[{slots[f'table_{t.name}_{v}']}]"
                    for v in ("get", "put", "del", "scan")) if t.cls == "folded" else ""
    out = f"""static const struct table_column {t.name}_column[] = {{
{cols}
}};
const struct table_def table_{t.name} = {{
    .name = STR_INIT("{t.name}"), .object = STR_INIT("{t.object}"), .cls = TABLE_{t.cls.upper()},
    .is_frozen = {"true" if t.is_frozen else "false"},
    .col = {t.name}_column, .cols = {len(t.columns)}, .keys = {len(t.keys)}{verbs},
}};
"""
    if t.cls == "folded":
        cells = "\n".join(f"    out[{i}] = (struct cell){cell_of('row->' + c.name, c.kind)};"
                          for i, c in enumerate(t.columns))
        read = "\n".join(f"    ret->{c.name} = cell[{i}].{'i' if c.kind == 'int' else 's'};"
                         for i, c in enumerate(t.columns))
        out += f"""
void {t.name}_row_cells(const struct {t.name}_row *row, struct cell out[{t.name.upper()}_COLUMNS])
{{
{cells}
}}

void {t.name}_row_read(const struct cell *cell, struct {t.name}_row *ret)
{{
{read}
}}
"""
    return out


def migrations_source(migrations):
    out = []
    for m in migrations:
        for e in ENGINES:
            texts = ",\n".join(f"    {c_string(s, 4)}" for s in m.sql[e])
            out.append(f"static const char *const {e}_{m.version:04d}[] = {{\n{texts},\n    NULL,\n}};")
    rows = "\n".join(f'    {{.version = {m.version}, .name = STR_INIT("{m.name}"),\n'
                     f'     .checksum = STR_INIT("{m.checksum}"),\n'
                     f'     .sql = {{[DB_SQLITE] = sqlite_{m.version:04d}, [DB_POSTGRES] = postgres_{m.version:04d}}}}},'
                     for m in migrations)
    return "\n".join(out) + f"""

const struct migration MIGRATIONS[] = {{
{rows}
}};
const size_t MIGRATIONS_COUNT = COUNT_OF(MIGRATIONS);
"""


def tables_source(tables, statements, migrations):
    arrays, rows = statement_arrays(list(enumerate(statements)))
    slots = {st.name: i for i, st in enumerate(statements)}
    parts = "\n".join(table_source(t, slots) for t in tables)
    listed = "\n".join(f"    &table_{t.name}," for t in tables)
    return f"""/* Made by tools/gen_sql.py from src/db/migrations. */
#include "gen/tables.h"

#include "db/engine.h"

{arrays}

const struct sql_statement TABLE_STATEMENTS[] = {{
{rows}
}};
const size_t TABLE_STATEMENTS_COUNT = COUNT_OF(TABLE_STATEMENTS);

{parts}
const struct table_def *const TABLES[] = {{
{listed}
}};
const size_t TABLES_COUNT = COUNT_OF(TABLES);

{migrations_source(migrations)}"""


# ---------------------------------------------------------------------------------------------------- main

def read_all(root):
    """Everything under root (src/db): (migrations, tables, statements)."""
    migrations = [Migration(p) for p in sorted((root / "migrations").glob("*.sql"))]
    tables = {}
    for expected, m in enumerate(migrations):
        if m.version != expected:
            raise Fault((m.path, 1), f"the number must be {expected:04d}: no gaps, no two of one number")
        read_migration(m, tables)
    for t in tables.values():
        if len(t.columns) > COLUMNS_MAX:
            raise Fault(t.where, f"table {t.name} has more than {COLUMNS_MAX} columns (TABLE_COLUMNS_MAX)")
    seen, statements, faults = {}, [], []
    for path in sorted((root / "sql").glob("*.sql")):
        try:
            statements += read_statements(path, tables, seen)
        except Fault as f:  # one per file, so that a run shows more than the first
            faults.append(str(f))
    if faults:
        raise SystemExit("\n".join(faults))
    return migrations, list(tables.values()), statements


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--from", dest="root", type=pathlib.Path, required=True)
    ap.add_argument("--depfile", type=pathlib.Path)
    ap.add_argument("out", nargs=4, help="sql.h sql.c tables.h tables.c")
    args = ap.parse_args()
    try:
        migrations, tables, statements = read_all(args.root)
    except Fault as f:
        raise SystemExit(str(f))
    of_tables = [st for t in tables if t.cls == "folded" for st in table_statements(t)]
    texts = [sql_header(statements), sql_source(statements, len(of_tables)),
             tables_header(tables), tables_source(tables, of_tables, migrations)]
    for path, text in zip(args.out, texts):
        path = pathlib.Path(path)
        if not path.exists() or path.read_text("utf-8") != text:  # unchanged files start no rebuild
            path.write_text(text, "utf-8")
    if args.depfile:  # the folders too: a new file is found without touching meson.build
        folders = [args.root / "sql", args.root / "migrations"]
        files = folders + sorted(f for d in folders for f in d.glob("*.sql"))
        args.depfile.write_text(f"{' '.join(args.out)}: {' '.join(str(f) for f in files)}\n")


if __name__ == "__main__":
    sys.exit(main())
