"""The nodes of a scheme with what they are worth in each class: full marks, weights, what they are marked out of."""
from fractions import Fraction


def for_class(written, name):
    """A number, or {by_class: …, else: …}; None where the class has none."""
    if isinstance(written, dict):
        written = written.get("by_class", {}).get(name, written.get("else"))
    return None if written is None else Fraction(written)


class Node:
    """One node; `full`, `weight` and `mark` (what its children are marked out of) are by class."""

    def __init__(self, d, parent, top):
        self.d, self.id, self.parent, self.children = d, d.get("id", "root"), parent, []
        self.role = d.get("role", "part")
        self.rounding = {**top, **d.get("rounding", {})}
        self.has_own_rounding = "rounding" in d
        self.full, self.weight, self.mark = {}, {}, {}
        self.is_by_weight = any("weight" in c for c in d.get("children", []))

    def is_in(self, name):
        return (name in self.d.get("only", [name])) and (self.parent is None or self.parent.is_in(name))

    def lines(self):
        """From the node up to the root."""
        at = self
        while at:
            yield at
            at = at.parent

    def has_place(self):
        """Takes part in the points or weights of its parent."""
        return self.role == "part" and (self.children or self.d["method"] != "veto" or "points" in self.d
                                        or "weight" in self.d)


def nodes_of(scheme):
    """In the order of the scheme, a node before its children."""
    top = {"digits": 2, "mode": "half_up", **scheme.get("rounding", {})}
    top.pop("place", None)
    tree = scheme["tree"]
    root = Node({"children": tree} if isinstance(tree, list) else tree, None, top)
    nodes = []

    def put(node):
        nodes.append(node)
        for d in node.d.get("children", []):
            child = Node(d, node, top)
            node.children.append(child)
            put(child)

    put(root)
    for c in scheme["classes"]:
        spread(root, c["id"], for_class(scheme.get("full_marks", "100"), c["id"]))
    return nodes


def spread(node, name, full):
    node.full[name] = full
    out_of = node.d.get("out_of") if node.children else None
    node.mark[name] = full if out_of is None else Fraction(out_of)
    for child in node.children:
        if not child.is_in(name):
            continue
        child.weight[name] = for_class(child.d.get("weight"), name)
        points = for_class(child.d.get("points"), name)
        if points is None:
            points = node.mark[name] if child.weight[name] is not None else below(child, name)
        spread(child, name, points)


def below(node, name):
    """Points that are not written: the sum of what stands below."""
    return sum((for_class(c.d["points"], name) if "points" in c.d else below(c, name)
                for c in node.children if c.is_in(name) and c.has_place()), Fraction(0))
