"""A scheme that takes what another one gave: levels, batches of votes and remarks come in by tables and are shown on the
pages; the newest result of the other scheme is in the score at once."""

POLL = """scheme: poll-2026
title: 民意测评
year: 2026
measures:
  - {id: past, name: 上年等次, kind: level, per: year, levels: [{name: 优秀, points: 20}, {name: 一般, points: 10}]}
  - {id: poll, name: 评议票, kind: ballots, per: year, levels: [{name: 满意, points: 80}, {name: 不满意, points: 0}]}
classes: [{id: all, units: [市财政局, 市水利局]}]
tree:
  - {id: before, name: 上年, points: 20, measure: past, method: direct}
  - {id: votes, name: 评议, points: 80, measure: poll, method: votes, tags: [共性, 定性], note: 抽样调查}
"""
WHOLE = """scheme: whole-2026
title: 综合
year: 2026
measures:
  - {id: opinion, name: 民意, source: {scheme: poll-2026}}
classes: [{id: all, units: [市财政局, 市水利局]}]
tree: [{id: all_of_it, name: 民意, points: 100, measure: opinion, method: direct}]
"""
HEAD = "单位,指标,数值,事项,票数,批次,不计原因\n"


def total(city, office, scheme, unit):
    return {r["unit"]: r for r in city.scores(office, scheme=scheme, period="2026")}[unit]


def test_what_one_scheme_gives_another_takes(city):
    office = city.office()
    city.adopt(office, text=POLL)
    city.adopt(office, text=WHOLE)
    city.hand_in(office, scheme="poll-2026", period="2026",
                 text=HEAD + "市财政局,上年等次,优秀,,,,\n市财政局,评议票,,满意,3,1,\n市财政局,评议票,,不满意,1,1,\n"
                             "市水利局,上年等次,一般,,,,\n市水利局,评议票,,满意,2,1,\n市水利局,评议票,,不满意,6,2,同一终端\n")
    assert total(city, office, "poll-2026", "市财政局")["total"] == "80.00"  # 20 + 80 × 3/4
    assert total(city, office, "poll-2026", "市水利局")["total"] == "90.00"  # 10 + 80: the second batch does not count
    assert total(city, office, "whole-2026", "市水利局")["total"] == "90.00"
    city.hand_in(office, scheme="poll-2026", period="2026", text="单位,上年等次\n市水利局,优秀\n")
    assert total(city, office, "whole-2026", "市水利局")["total"] == "100.00", "the newest result is taken"


def test_a_page_says_which_votes_do_not_count_and_what_the_score_would_be_with_them(city):
    office = city.office()
    page = office.get("/scores?scheme=poll-2026&period=2026").is_status(200)
    unit = office.get(next(h for h, t in page.links if "市水利局" in t)).is_status(200)
    votes = office.get(next(h for h, t in unit.links if t.strip() == "评议")).is_status(200)
    assert "不计：同一终端" in votes.text and "如果计入不计的批次，得 20 分" in votes.text, votes.text
    assert "共性 · 定性" in votes.text and "抽样调查" in votes.text, votes.text


def test_what_is_taken_is_not_handed_in(city):
    office = city.office()
    check = city.give(office, scheme="whole-2026", period="2026", text="单位,民意\n市财政局,90\n")
    assert "“民意”不填报" in check.text, check.text


def test_a_circle_is_said_where_its_results_are_asked_for_and_nothing_else_suffers(city):
    office = city.office()
    city.adopt(office, text=WHOLE.replace("whole-2026", "round-a").replace("poll-2026", "round-b"))
    city.adopt(office, text=WHOLE.replace("whole-2026", "round-b").replace("poll-2026", "round-a"))
    page = office.get("/scores?scheme=round-a").is_status(422)
    assert "round-a → round-b → round-a" in page.text, page.text
    for path in ("/", "/schemes", "/schemes/round-a/1", "/imports/new", "/scores?scheme=poll-2026"):
        office.get(path).is_status(200)
