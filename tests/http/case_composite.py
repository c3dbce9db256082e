"""A composite index end to end: indicators of 51 countries go in as a spreadsheet, 11 aggregates and 51 ranks come out.

The figures are outside data (fixtures/composite). The scheme is written here from its tables by docs/scheme.md alone: the
normalisation is `efficacy` from 0 over the class, the aggregation means with relative weights. What comes out is compared
with the published stage, and with a second reckoning in fractions that shares nothing with the program.
"""
import csv
import io
import zipfile
from fractions import Fraction
from xml.sax.saxutils import escape

from case_command import DONE, program
from city import fixtures

# These had no denominator, no empty cell and no outlier: step 2 alone makes the published stage of them.
PLAIN = "TIRcon RTAs Visa Lang LPI Ship Cov4G Embs IGOs UNVote Renew CO2 MatCon FreePress TolMin CPI WomParl GDPGrow".split()
NEAR = Fraction(1, 10**9)
DIGITS = 12


def read(name):
    with open(fixtures("composite", name), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def head(title):
    units = ", ".join(f"{{id: {r['UnitCode']}, name: {r['UnitName']}}}" for r in read("stage_raw.csv"))
    return [f"scheme: {title}", "year: 2018", f"rounding: {{place: once, digits: {DIGITS}}}",
            "classes:", f"  - {{id: asem, name: ASEM, units: [{units}]}}"]


def measure(code):
    return f"  - {{id: {code}, per: year, decimals: {DIGITS}, more_decimals: round}}"


def normalising():
    """Step 2: each indicator from 0 for the worst of the class to 100 for the best."""
    indicators = {r["IndCode"]: r for r in read("indicators.csv")}
    lines = [*head("asem-2"), "measures:", *map(measure, PLAIN), "tree:", "  weights: relative", "  children:"]
    for code in PLAIN:
        better = "lower" if float(indicators[code]["Direction"]) < 0 else "higher"
        lines.append(f"    - {{id: {code}, weight: 1, measure: {code}, method: efficacy, base_percent: 0, better: {better}}}")
    return "\n".join(lines) + "\n"


def weights():
    """{node: weight} of all nodes, {parent: [children]}; the root is "Index"."""
    weight = {r["Code"]: r["Weight"] for r in read("aggregates.csv")}
    weight |= {r["IndCode"]: r["IndWeight"] for r in read("indicators.csv")}
    children = {}
    for r in read("structure.csv"):
        for low, high in (("IndCode", "Agg1"), ("Agg1", "Agg2"), ("Agg2", "Agg3")):
            if r[low] not in children.setdefault(r[high], []):
                children[r[high]].append(r[low])
    return weight, children


def aggregating():
    """Step 3: the weighted means, from the normalised indicators."""
    weight, children = weights()
    lines = [*head("asem-3"), "measures:", *(measure(r["IndCode"]) for r in read("structure.csv")), "tree:",
             "  id: Index", "  weights: relative", "  children:"]

    def put(node, indent):
        left, share = " " * indent, weight[node].removesuffix(".0")
        if node not in children:
            lines.append(f"{left}- {{id: {node}, weight: {share}, measure: {node}, method: direct}}")
            return
        lines.extend([f"{left}- id: {node}", f"{left}  weight: {share}", f"{left}  weights: relative", f"{left}  children:"])
        for child in children[node]:
            put(child, indent + 4)
    for top in children["Index"]:
        put(top, 4)
    return "\n".join(lines) + "\n"


def table(stage, codes):
    """[[unit, …codes]], the empty cells as they are."""
    return [["unit", *codes], *([r["UnitCode"], *(r[c] for c in codes)] for r in read(stage))]


def as_csv(rows):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def as_workbook(rows):
    """As a spreadsheet saves it: the head as texts, the figures as the shortest text of their double."""
    def cell(value):
        try:
            return f"<c><v>{float(value)!r}</v></c>"
        except ValueError:
            return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>' if value else "<c/>"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    grid = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/'
                               'vnd.openxmlformats-package.relationships+xml"/>'
                               f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
                               f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
                       f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
                           '<sheet name="2018" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
                                      f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{grid}</sheetData></worksheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + text)
    return out.getvalue()


def scored(city, name, scheme, values):
    """({(unit code, node): score}, {unit code: rank}) by the command."""
    home = city.server.data
    (home / f"{name}.yaml").write_text(scheme, encoding="utf-8")
    (home / name).write_bytes(values)
    done = program(city, "score", "--scheme", home / f"{name}.yaml", "--values", home / name, "--period", "2018",
                   "--out", home / f"{name}.out")
    assert done.returncode == DONE, done.stderr[:3000]
    code = {r["UnitName"]: r["UnitCode"] for r in read("stage_raw.csv")}
    with open(home / f"{name}.out" / "nodes.csv", encoding="utf-8", newline="") as file:
        nodes = {(code[r["unit"]], r["node"]): Fraction(r["score"]) for r in csv.DictReader(file)}
    ranks = {code[r["unit"]]: int(r["rank"]) for r in csv.DictReader(io.StringIO(done.stdout))}
    return nodes, ranks


def same_stage(nodes):
    worst = Fraction(0)
    for row in read("stage_normalised.csv"):
        for code in PLAIN:
            apart = abs(nodes[row["UnitCode"], code] - Fraction(row[code]))
            worst = max(worst, apart)
            assert apart < NEAR, (row["UnitCode"], code, float(apart))
    return worst


def test_the_normalisation_of_a_composite_index_is_the_published_stage(city):
    for name, wrap in (("step2.csv", as_csv), ("step2.xlsx", as_workbook)):
        nodes, _ = scored(city, name, normalising(), wrap(table("stage_raw.csv", PLAIN)))
        assert len([1 for _, node in nodes if node in PLAIN]) == 18 * 51
        same_stage(nodes)


def second_reckoning():
    """The same means in fractions of the published doubles: {(unit, node): value}, {unit: rank}."""
    weight, children = weights()
    out = {}

    def mean(row, node):
        if node not in children:
            return Fraction(row[node])
        shares = [(Fraction(weight[c]), mean(row, c)) for c in children[node]]
        out[row["UnitCode"], node] = sum(w * v for w, v in shares) / sum(w for w, _ in shares)
        return out[row["UnitCode"], node]
    total = {row["UnitCode"]: mean(row, "Index") for row in read("stage_normalised.csv")}
    return out, {u: 1 + sum(v > mine for v in total.values()) for u, mine in total.items()}


def test_the_eleven_aggregates_and_51_ranks_of_a_composite_index(city):
    wanted, ranks = second_reckoning()
    assert len(wanted) == 11 * 51 and sorted(ranks.values()) == list(range(1, 52))
    codes = [r["IndCode"] for r in read("structure.csv")]
    for name, wrap in (("step3.csv", as_csv), ("step3.xlsx", as_workbook)):
        nodes, have = scored(city, name, aggregating(), wrap(table("stage_normalised.csv", codes)))
        for place, value in wanted.items():
            assert abs(nodes[place] - value) < NEAR, (place, float(nodes[place] - value))
        assert have == ranks


def test_a_composite_index_goes_in_by_the_pages_and_its_ranks_are_shown(city):
    _, ranks = second_reckoning()
    office = city.office()
    city.adopt(office, text=aggregating(), register=True).is_status(200)
    codes = [r["IndCode"] for r in read("structure.csv")]
    book = io.StringIO(as_csv(table("stage_normalised.csv", codes)).decode()).getvalue()
    path = city.server.data / "asem.csv"
    path.write_text(book, encoding="utf-8")
    done = city.server.run("import", "--as", "jixiaoban", "--scheme-code", "asem-3", "--values", str(path), "--period", "2018",
                           check=False)
    assert done.returncode == DONE, done.stderr[:3000]
    code = {r["UnitName"]: r["UnitCode"] for r in read("stage_raw.csv")}
    page = city.scores(office, scheme="asem-3")
    assert {code[r["unit"]]: int(r["rank"]) for r in page} == ranks


def test_a_figure_with_more_decimals_than_its_measure_has_is_refused_or_rounded_as_the_scheme_says(city):
    scheme = "scheme: s\nyear: 2026\nmeasures: [{id: v, per: year, decimals: 2%s}]\n" \
             "classes: [{id: c, units: [a, b]}]\ntree: [{id: n, points: 100, measure: v, method: direct}]\n"
    home = city.server.data
    (home / "long.csv").write_text("unit,v\na,90.125\nb,-0.5\n", encoding="utf-8")
    for more, status in (("", 1), (", more_decimals: refuse", 1), (", more_decimals: round", DONE)):
        (home / "long.yaml").write_text(scheme % more, encoding="utf-8")
        done = program(city, "score", "--scheme", home / "long.yaml", "--values", home / "long.csv")
        assert done.returncode == status, (more, done)
    assert "a,c,90.13,1," in done.stdout, done.stdout
