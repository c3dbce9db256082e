"""Result tables that were published, computed again through the pages: scheme in, table in, the same digits out."""
import csv

from city import ROOT, Skipped, fixtures, receipt


def computed(city, scheme, table, period):
    """{unit: row of /scores.csv} of tests/schemes/SCHEME.yaml with the published TABLE of that period."""
    text = ROOT / "tests" / "schemes" / f"{scheme}.yaml"
    if not text.is_file():
        raise Skipped(f"tests/schemes/{scheme}.yaml")
    data = fixtures("schemes", "recompute", f"{table}.csv").read_bytes()
    office = city.office()
    city.adopt(office, file=text.read_bytes(), register=True).is_status(200)
    receipt(city.hand_in(office, file=data, period=period, scheme=scheme, name=f"{table}.csv"))
    published = list(csv.DictReader(data.decode().splitlines()))
    rows = {r["unit"]: r for r in city.scores(office, scheme=scheme)}
    assert rows.keys() == {r["unit"] for r in published}, rows.keys()
    return rows, published


def test_six_scores_of_the_hotline_of_panjin(city):
    rows, published = computed(city, "panjin_12345", "panjin_12345_2023_01_04", "2023-04")
    assert len(published) == 6
    for row in published:
        assert rows[row["unit"]]["total"] == row["published_score"], (row, rows[row["unit"]])


def test_five_rates_of_the_hotline_of_ningguo(city):
    rows, published = computed(city, "ningguo_12345", "ningguo_12345_2022_04", "2022-04")
    assert len(published) == 5
    for row in published:
        assert rows[row["unit"]]["total"] == row["published_unsat_rate_pct"], (row, rows[row["unit"]])


def test_twenty_one_ranks_of_websites_where_ties_leave_a_gap(city):
    rows, published = computed(city, "websites_2014", "websites_2014", "2014-12")
    assert len(published) == 21
    for row in published:
        assert rows[row["unit"]]["rank"] == row["rank"], (row, rows[row["unit"]])


def test_seventeen_ranks_of_websites_where_ties_leave_no_gap(city):
    rows, published = computed(city, "websites_2016", "websites_2016", "2016-12")
    assert len(published) == 17
    for row in published:
        assert rows[row["unit"]]["rank"] == row["rank"], (row, rows[row["unit"]])
