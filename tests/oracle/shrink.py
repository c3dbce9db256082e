"""Makes a case smaller while it still shows what it shows: windows, classes, units, nodes, keys, rows, formulas."""
import copy
import json
from fractions import Fraction

from random_make import Case, text
from scheme_tree import for_class

KEPT = {"scheme", "window", "measures", "classes", "tree", "id", "name", "method", "measure", "points", "weight", "children",
        "units", "target", "each", "step", "step_percent", "bands", "baseline", "at_zero", "per_percent", "formula", "fixed",
        "kind", "items", "per", "decimals", "skip_gaps", "effect", "grade", "list", "low", "high", "levels", "expression", "table", "source", "score_of", "first_points", "levels"}


def shrunk(case, still, tries=600):
    """The smallest case found for which still(case) is true."""
    case = Case(cleaned(case.scheme), case.rows, case.windows)
    is_smaller = True
    while is_smaller and tries > 0:
        is_smaller = False
        for candidate in candidates(case):
            tries -= 1
            if tries <= 0:
                break
            tidy(candidate)
            if still(candidate):
                case, is_smaller = candidate, True
                break
    return case


def cleaned(x):
    """Without the notes of the maker."""
    if isinstance(x, dict):
        return {k: cleaned(v) for k, v in x.items() if not k.startswith("_")}
    return [cleaned(v) for v in x] if isinstance(x, list) else x


def copied(case):
    return copy.deepcopy(case)


def tidy(case):
    """Takes away what nothing names any more."""
    names = {u["name"] for c in case.scheme["classes"] for u in c["units"]}
    words = json.dumps([case.scheme["tree"], case.scheme.get("grades"), [str(m.get("formula", "")) + json.dumps(m.get("source", ""))
                                              for m in case.scheme["measures"]]], default=str)
    case.scheme = dict(case.scheme)  # others may share it
    used = [m for m in case.scheme["measures"] if m["id"] in words]
    case.scheme["measures"] = used or case.scheme["measures"][:1]
    ids = {m["id"] for m in case.scheme["measures"]}
    case.rows = [r for r in case.rows if r["unit"] in names and r["measure"] in ids]


def candidates(case):
    for text_of_window in case.windows[1:] and case.windows:
        yield Case(case.scheme, case.rows, [text_of_window])
    yield from without_units(case)
    yield from without_nodes(case)
    yield from without_rows(case)
    yield from without_keys(case)
    yield from simpler_formulas(case)


def without_units(case):
    classes = case.scheme["classes"]
    for c in range(len(classes)):
        if len(classes) > 1:
            smaller = copied(case)
            gone = smaller.scheme["classes"].pop(c)["id"]
            forget_class(smaller.scheme, gone)
            yield smaller
    for c, one in enumerate(classes):
        n = len(one["units"])
        pieces = [(i, i + n // 2) for i in (0, n - n // 2)] if n > 3 else []
        for start, end in [*pieces, *((i, i + 1) for i in range(min(n, 30)) if n > 1)]:
            smaller = copied(case)
            del smaller.scheme["classes"][c]["units"][start:end]
            if smaller.scheme["classes"][c]["units"]:
                yield smaller


def forget_class(x, name):
    if isinstance(x, list):
        for item in x:
            forget_class(item, name)
    elif isinstance(x, dict):
        x.get("by_class", {}).pop(name, None)
        if x.get("only") and name in x["only"]:
            x["only"].remove(name)
        for key, item in x.items():
            forget_class(item, name)


def groups(node, path=()):
    if "children" in node:
        yield path
        for n, child in enumerate(node["children"]):
            yield from groups(child, (*path, n))


def at(case, path):
    node = case.scheme["tree"]
    for n in path:
        node = node["children"][n]
    return node


def without_nodes(case):
    for path in groups(case.scheme["tree"]):
        if path:  # the group alone
            smaller = copied(case)
            node = at(smaller, path)
            full = full_of(case, path)
            for key in ("points", "weight", "only", "role"):
                node.pop(key, None)
            smaller.scheme["tree"] = {**node, "id": "root"}
            smaller.scheme["full_marks"] = full
            forget_ids(smaller)
            yield smaller
        for n in range(len(at(case, path)["children"])):
            smaller = copied(case)
            node = at(smaller, path)
            gone = node["children"].pop(n)
            if give(smaller, node, gone):
                forget_ids(smaller)
                yield smaller
            if "children" in gone:
                for below in gone["children"]:
                    smaller = copied(case)
                    node = at(smaller, path)
                    child = {k: v for k, v in below.items() if k not in ("points", "weight")}
                    child.update({k: gone[k] for k in ("points", "weight", "only") if k in gone})
                    node["children"][n] = child
                    forget_ids(smaller)
                    yield smaller


def full_of(case, path):
    """Full marks of a group, where one number says them."""
    full = case.scheme.get("full_marks", "100")
    for depth in range(1, len(path) + 1):
        node, parent = at(case, path[:depth]), at(case, path[:depth - 1])
        full = node["points"] if "points" in node else parent.get("out_of", full)
    return full


def give(case, parent, gone):
    """The points or the weight of a node that goes, to its first sibling."""
    key = "points" if "points" in gone else "weight" if "weight" in gone else None
    if not parent["children"]:
        return False
    if not key:
        return True
    if parent.get("weights") == "relative":
        return any(key in c for c in parent["children"])
    names = [c["id"] for c in case.scheme["classes"]]
    for heir in parent["children"]:
        if key in heir and all(for_class(gone[key], c) is None or for_class(heir[key], c) is not None for c in names):
            parts = {c: sum((for_class(x, c) for x in (gone[key], heir[key]) if for_class(x, c) is not None), Fraction(0))
                     for c in names if for_class(heir[key], c) is not None}
            same = len(set(parts.values())) == 1
            heir[key] = text(next(iter(parts.values()))) if same else {"by_class": {c: text(x) for c, x in parts.items()}}
            return True
    return False


def forget_ids(case):
    """Nodes that nobody has any more are named no more."""
    ids = set()

    def collect(node):
        ids.add(node.get("id"))
        for child in node.get("children", []):
            collect(child)

    collect(case.scheme["tree"])
    for c in case.scheme["classes"]:
        for u in c["units"]:
            if "not_applicable" in u:
                u["not_applicable"] = [i for i in u["not_applicable"] if i in ids]
                if not u["not_applicable"]:
                    del u["not_applicable"]
    broken = case.scheme.get("ranking", {}).get("broken_by")
    if broken:
        case.scheme["ranking"]["broken_by"] = [i for i in broken if i in ids]
        if not case.scheme["ranking"]["broken_by"]:
            del case.scheme["ranking"]["broken_by"]


def without_rows(case):
    n = len(case.rows)
    size = n // 2
    while size >= 1:
        for start in range(0, n, size):
            if n // size > 64:
                break
            yield Case(case.scheme, case.rows[:start] + case.rows[start + size:], case.windows)
        size //= 2


def without_keys(case):
    def places(x, path):
        if isinstance(x, dict):
            for key, item in x.items():
                if key not in KEPT:
                    yield path, key
                yield from places(item, (*path, key))
        elif isinstance(x, list):
            for n, item in enumerate(x):
                yield from places(item, (*path, n))

    for path, key in list(places(case.scheme, ())):
        smaller = copied(case)
        node = smaller.scheme
        for step in path:
            node = node[step]
        if key in ("out_of", "full_marks", "by_class", "else", "categories") and key != "out_of":
            continue
        del node[key]
        yield smaller


def simpler_formulas(case):
    for n, m in enumerate(case.scheme["measures"]):
        if "formula" in m and hasattr(m["formula"], "tree"):
            for part in m["formula"].tree[1:]:
                if isinstance(part, tuple) and part[0] not in ("<", "<=", ">", ">=", "=", "!=", "and", "or", "not", "is_null"):
                    smaller = copied(case)
                    smaller.scheme["measures"][n]["formula"].tree = part
                    yield smaller
