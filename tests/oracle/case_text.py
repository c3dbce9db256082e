"""A case as people and programs read it: the scheme as YAML, the table as CSV, and the stream of the small driver."""
import json
from fractions import Fraction

from numbers_exact import rounded
from scheme_formulas import Formula
from scheme_rules import Rule
from scheme_values import decimals_of, period_read

COLUMNS = {"numbers": ("unit", "measure", "period", "value"),
           "ballots": ("unit", "measure", "period", "group", "level", "vote", "count", "matter"),
           "events": ("unit", "measure", "period", "item", "count", "points", "matter")}


def flow(x):
    if isinstance(x, bool):
        return str(x).lower()
    if isinstance(x, dict):
        return "{" + ", ".join(f"{k}: {flow(v)}" for k, v in x.items() if not k.startswith("_")) + "}"
    if isinstance(x, list):
        return "[" + ", ".join(map(flow, x)) + "]"
    return json.dumps(str(x), ensure_ascii=False) if isinstance(x, (Formula, Rule)) else str(x)


def node_lines(node, indent):
    if "children" not in node:
        return [f"{indent}- {flow(node)}"]
    mark, lines = "- ", []
    for key, x in node.items():
        if not key.startswith("_") and key != "children":
            lines.append(f"{indent}{mark}{key}: {flow(x)}")
            mark = "  "
    lines.append(f"{indent}  children:")
    return lines + [line for child in node["children"] for line in node_lines(child, indent + "    ")]


def scheme_yaml(scheme):
    lines = []
    for key, x in scheme.items():
        if key in ("measures", "classes"):
            lines += [f"{key}:", *[f"  - {flow(item)}" for item in x]]
        elif key == "tree":
            below = node_lines(x, "")
            lines += ["tree:", *["  " + line[2:] for line in below]]
        else:
            lines.append(f"{key}: {flow(x)}")
    return "\n".join(lines) + "\n"


def tables_csv(rows):
    """{name: text}: numbers, ballots and events each have a table of their own."""
    tables = {}
    for kind, columns in COLUMNS.items():
        mine = [row for row in rows if kind_of(row) == kind]
        lines = [",".join(row.get(c, "") for c in columns) for row in mine]
        if mine:
            tables[kind] = "\n".join([",".join(columns), *lines]) + "\n"
    return tables


def kind_of(row):
    return "numbers" if "value" in row else "events" if "item" in row else "ballots"


def row_line(row, measures):
    """Of one row: the kind, measure, unit, month, and whole numbers in units of the last decimal."""
    m = measures[row["measure"]]
    digits, first = decimals_of(m), period_read(row["period"])[0]

    def units(text):
        return rounded(Fraction(text), digits, "half_up")
    at = f"{row['measure']} {row['unit']} {first}"
    if "levels" in m and "value" in row:
        return f"n {at} {[level['name'] for level in m['levels']].index(row['value'])}"
    if "value" in row:
        return f"n {at} {units(row['value'])}"
    if "item" in row:
        points = units(row["points"]) if row.get("points") else "-"
        return f"e {at} {row['item']} {row['count']} {points} {row.get('matter') or '-'}"
    return f"b {at} {row['group']} {row.get('level') or '-'} {units(row.get('vote', '0'))} {row['count']}"


def stream_of(number, case):
    text = scheme_yaml(case.scheme)
    measures = {m["id"]: m for m in case.scheme["measures"]}
    rows = [row_line(row, measures) for row in case.rows]
    return f"case {number}\nscheme {len(text.encode())}\n{text}rows {len(rows)}\n" + \
        "".join(line + "\n" for line in rows) + f"windows {' '.join(case.windows)}\n"
