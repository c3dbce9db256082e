"""What is worth a look: of all units of the demo city exactly those whose story was planted, and nobody else."""

PAGE = "/tasks/patterns"
RULES = {"zh-CN": ("临到期才申请延期", "月底集中反馈", "约谈后进展明显"),
         "en": ("Extensions asked for at the last moment", "Reports crowded at the end of the month", "Progress after an interview")}
EXPECTED = ({"市住建局"}, {"市教育局"}, {"市水利局"})


def found(page, language="zh-CN"):
    """The units under each of the three headings, in their order."""
    parts, rest = [], page.source
    for title in RULES[language]:
        before, title_there, rest = rest.partition(f"<h2>{title}")
        assert title_there, (title, page)
        parts.append(before)
    parts.append(rest)
    return tuple({a.split("</a>")[0].split(">")[-1] for a in part.split('<article class="kc-finding">')[1:]} for part in parts[1:])


def test_each_rule_names_the_unit_of_its_story_and_no_other(city):
    for who, language in (("duchashi", "zh-CN"), ("jixiaoban", "zh-CN"), ("xiaonengban", "zh-CN"), ("lingdao", "en")):
        page = city.enter(who, language).get(PAGE).is_status(200)
        assert found(page, language) == EXPECTED, (who, found(page, language))


def test_a_finding_is_a_hint_with_its_numbers_and_those_of_the_others(city):
    page = city.enter("duchashi").get(PAGE)
    page.shows("只提示、不计分", "90 天内申请延期 9 次，其中 8 次在到期前 24 小时内提出，占 89%，其他单位为 0%", "与同类差异较大，请核实", "约谈时进度 31%")
    numbers = page.tables[0]
    assert numbers[1][:2] == ["申请延期", "9"] and numbers[2][:2] == ["到期前 24 小时内", "8"] and numbers[2][2] == "0", numbers
    bars = {row[0]: row[1:] for row in page.tables[1][1:]}
    assert bars["1 天内"] == ["8", "0"] and sum(int(row[0]) for row in bars.values()) == 9, bars
    cases = page.tables[2][1:]
    assert len(cases) == 8 and all(row[2].split()[0] == row[3] for row in cases), cases  # asked on the last day itself


def test_its_numbers_open_to_the_tasks_of_the_unit_and_each_case_to_its_own(city):
    visitor = city.enter("duchashi")
    page = visitor.get(PAGE)
    listed = visitor.get(page.link("9")).is_status(200)
    assert {row[2] for row in listed.tables[0][1:]} != set() and "市住建局" in listed.text
    visitor.get(page.link(page.tables[2][1][0])).is_status(200).shows(page.tables[2][1][1])


def test_it_is_for_those_who_look_at_all_units(city):
    for who in ("zhujianju", "chuangkou", "sysadmin"):
        assert city.enter(who).get(PAGE).status == 403, who
    assert PAGE in {href for href, _ in city.enter("lingdao").get("/").links}
    side = city.enter("lingdao").get(PAGE).source.partition('<nav class="kc-side"')[2].partition("</nav>")[0]
    assert side.count('aria-current="page"') == 1, side  # it is here, and the board, which lies above it, is not
    assert PAGE not in {href for href, _ in city.enter("zhujianju").get("/").links}
