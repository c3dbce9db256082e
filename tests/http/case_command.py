"""The program by its commands: the same results as the pages, the same refusals, and a status that a script can read."""
import csv
import io
import os
import re
import subprocess

from city import ROOT, SCHEME, City, fixtures, hashes, receipt
from server import Server

# As the program's table has them; what is hidden there has no name in quotes.
COMMANDS = re.findall(r'^    \{"(\w+(?: \w+)?)", K\(', (ROOT / "src" / "main" / "main.c").read_text(encoding="utf-8"), re.M)
DONE, FOUND, USAGE, CANNOT = 0, 1, 2, 3


def program(city, *words, language="zh_CN.UTF-8", stdin=None):
    env = {**os.environ, "LC_ALL": language}
    return subprocess.run([city.server.program, *map(str, words)], env=env, capture_output=True, text=True, timeout=300, input=stdin)


def kept(city, name, data):
    path = city.server.data / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def test_the_help_lists_each_command_once_and_nothing_else(city):
    for language, words in (("zh_CN.UTF-8", "用法"), ("en_US.UTF-8", "Usage")):
        done = program(city, "--help", language=language)
        assert done.returncode == DONE and words in done.stdout, done
        assert re.findall(r"^  (\w+(?: \w+)?) {2,}", done.stdout, re.M) == COMMANDS, done.stdout
    assert {"demo", "serve", "score verify", "calendar due", "feel eval", "version"} <= set(COMMANDS) and len(COMMANDS) == len(set(COMMANDS))
    for command in COMMANDS:
        done = program(city, *command.split(), "--help")
        assert done.returncode == DONE and f"kaocheng {command}" in done.stdout and not done.stderr, done


def test_a_command_that_is_mistyped_is_told_the_nearest(city):
    done = program(city, "verfy")
    assert done.returncode == USAGE and "kaocheng verify" in done.stderr and not done.stdout, done
    assert program(city, "frobnicate").returncode == USAGE
    assert program(city, "fold").returncode == USAGE


def test_an_option_that_is_unknown_or_lacks_its_value_is_named(city):
    done = program(city, "verify", "--dta", "x")
    assert done.returncode == USAGE and "--dta" in done.stderr and "verify --help" in done.stderr, done
    done = program(city, "verify", "--data")
    assert done.returncode == USAGE and "--data" in done.stderr, done
    done = program(city, "serve", "--port", "99999", "--data", city.server.data)
    assert done.returncode == USAGE and "99999" in done.stderr, done
    done = program(city, "serve", "--listen", "0.0.0.0", "--data", city.server.data)
    assert done.returncode == USAGE and "TLS" in done.stderr, done
    done = program(city, "demo", "--clock", "soon", "--data", city.server.data)
    assert done.returncode == USAGE and "soon" in done.stderr, done


def test_a_value_that_is_no_utf8_is_refused_by_name(city):
    for option in ("--from", "--workdays", "--pause", "--zone", "--organ"):
        done = program(city, "calendar", "due", option, "2025-01-01\udcff\udcfe")  # the bytes ff fe
        assert done.returncode == USAGE and option in done.stderr and "UTF-8" in done.stderr, done


def test_the_version_names_the_parts(city):
    done = program(city, "version")
    assert done.returncode == DONE and re.match(r"kaocheng \d+\.\d+", done.stdout) and "SQLite 3." in done.stdout, done


def test_what_is_not_there_is_said_with_a_way_out(city):
    nowhere = city.server.data / "nowhere"
    for command in ("serve", "verify", "import"):
        more = ["--values", "x.csv", "--scheme-code", "s"] if command == "import" else []
        done = program(city, command, "--data", nowhere, *more)
        assert done.returncode == CANNOT and "kaocheng init" in done.stderr, (command, done)
    assert not nowhere.exists()


def test_a_table_of_results_by_command_is_the_one_of_the_page(city):
    office = city.office()
    text = city.scheme_text(office).replace(f"scheme: {SCHEME}", "scheme: copy-2026")
    city.adopt(office, text=text).is_status(200)
    units = [r["unit"] for r in city.scores(office, scheme=SCHEME)]
    measures = ["节点按期完成率", "前期项目入库率", "主责任务评分", "服务发展评分", "政务公开及时率", "规范性文件备案率", "差评按期整改率"]
    table = ",".join(["单位", "期间", *measures]) + "\n" + "".join(
        ",".join([u, f"2026-{m:02}", *(str(60 + (7 * i + 11 * k + 5 * m) % 41) for k in range(len(measures)))]) + "\n"
        for i, u in enumerate(units) for m in (1, 2, 3, 4))
    receipt(city.hand_in(office, text=None, file=table.encode(), scheme="copy-2026"))
    scheme, values = kept(city, "copy.yaml", text), kept(city, "copy.csv", table)
    for period in ("2026Q1", "2026Q2"):
        page = office.get(f"/scores.csv?scheme=copy-2026&period={period}").is_status(200)
        done = program(city, "score", "--scheme", scheme, "--values", values, "--period", period)
        assert done.returncode == DONE, done
        assert done.stdout.encode() == page.body.removeprefix(b"\xef\xbb\xbf"), done.stdout[:500]
    assert program(city, "score", "--scheme", scheme, "--values", values).stdout == done.stdout, "the newest period is the default"
    assert program(city, "score", "--scheme", scheme, "--values", "-", stdin=table).stdout == done.stdout


def test_a_published_table_by_command(city):
    scheme = ROOT / "tests" / "schemes" / "panjin_12345.yaml"
    table = fixtures("schemes", "recompute", "panjin_12345_2023_01_04.csv")
    done = program(city, "score", "--scheme", scheme, "--values", table)
    assert done.returncode == DONE, done
    have = {row["unit"]: row["total"] for row in csv.DictReader(io.StringIO(done.stdout))}
    published = csv.DictReader(io.StringIO(table.read_text(encoding="utf-8-sig")))
    assert have == {row["unit"]: row["published_score"] for row in published}, have


def same_results(city, name, scheme, tables, period, expected, others=(), facts=None):
    """`kaocheng score` gives the total, rank and grade that stand in `expected`, unit by unit."""
    words = [w for i, table in enumerate(tables) for w in ("--values", kept(city, f"{name}.{i}.csv", table))]
    for i, (other, theirs) in enumerate(others):
        place = kept(city, f"{name}.other{i}.yaml", other)
        words += [w for j, table in enumerate(theirs) for w in ("--with", f"{place}={kept(city, f'{name}.other{i}.{j}.csv', table)}")]
    if facts:
        words += ["--facts", kept(city, f"{name}.facts.csv", facts[1]), "--today", facts[0]]
    done = program(city, "score", "--scheme", kept(city, f"{name}.yaml", scheme), *words, "--period", period)
    assert done.returncode == DONE, (name, done.stderr)
    have = {row["unit"]: row for row in csv.DictReader(io.StringIO(done.stdout))}
    for row in csv.DictReader(io.StringIO(expected)):
        for column in {"total", "rank", "grade"} & set(row):
            assert have[row["unit"]][column] == row[column], (name, row, have[row["unit"]])


def taken(place, code, version):
    """A scheme whose results another one takes, with its tables."""
    name = f"{code}-v{version}" if version else code
    tables = [p.read_text(encoding="utf-8") for p in sorted(place.glob(f"{name}.*.csv")) if ".expected." not in p.name]
    return (place / f"{name}.yaml").read_text(encoding="utf-8"), tables


def test_every_scheme_with_figures_gives_them_by_command(city):
    """tests/schemes: real schemes, their values, ballots and events as separate tables; the window may stand in the name."""
    ends = {"month": "-01", "quarter": "Q1", "half": "H1", "year": ""}
    found = sorted((ROOT / "tests" / "schemes").glob("*.expected*.csv"))
    assert len(found) > 15
    for path in found:
        name, window = path.name.split(".")[0], path.name.split(".")[2:-1]
        scheme = path.with_name(name + ".yaml").read_text(encoding="utf-8")
        year = re.search(r"^year: (\d+)", scheme, re.M)
        every = re.search(r"^window: \{every: (\w+)", scheme, re.M)
        tables = [p.read_text(encoding="utf-8") for p in sorted(path.parent.glob(f"{name}.*.csv")) if ".expected." not in p.name]
        period = window[0] if window else (year[1] if year else "2026") + ends[every[1] if every else "year"]
        others = [taken(path.parent, *source) for source in sorted(set(re.findall(r"source: \{scheme: (\w+)(?:, version: (\d+))?", scheme)))]
        same_results(city, name, scheme, tables, period, path.read_text(encoding="utf-8"), others)


def with_period(table, period):
    """The period of another scheme's table stands in the table, for --period is that of the scheme."""
    rows = table.splitlines()
    return table if "period" in rows[0] else "\n".join([rows[0] + ",period", *(f"{row},{period}" for row in rows[1:])]) + "\n"


def test_every_example_of_the_manual_of_schemes_runs_by_command(city):
    """docs/scheme.md: whoever follows it meets the same program."""
    text = (ROOT / "docs" / "scheme.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```(yaml other|yaml|csv other|csv values|csv facts|csv result) ?(\S*)\n(.*?)^```", text, re.M | re.S)
    scheme, tables, others, facts, n = None, [], [], None, 0
    for kind, period, body in blocks:
        if kind == "yaml other":
            others.append((body, []))
        elif kind == "csv other":
            others[-1][1].append(with_period(body, period))
        elif kind == "yaml":
            scheme, tables = body, []
        elif kind == "csv values":
            tables.append(body)
        elif kind == "csv facts":
            facts = (period, body)
        else:
            same_results(city, f"example{n}", scheme, tables, period, body, others, facts)
            others, facts = [], None
            n += 1
    assert n > 10, n



def test_facts_are_counted_by_command_and_what_is_wrong_with_them_is_said(city):
    scheme = kept(city, "facts.yaml", "scheme: f\nyear: 2026\nwindow: {every: month}\nmeasures: [{id: late, fact: task_overdue}]\n"
                                      "classes: [{id: c, units: [a, b]}]\ntree: [{id: n, points: 100, measure: late, method: deduct, each: 1}]\n")
    good = kept(city, "facts.csv", "单位,事实,起,止,数值\na,task_overdue,2026/2/13,至今,0.5\na,other,2026-02-01,,\n")
    done = program(city, "score", "--scheme", scheme, "--facts", good, "--today", "2026-03-02", "--period", "2026-02")
    assert done.returncode == DONE and "a,c,96.50,2" in done.stdout and "b,c,100.00,1" in done.stdout, done  # 13, 14, 24 to 28 February
    assert f"{good}:3:2: " in done.stderr and "other" in done.stderr, done
    for body, place in (("a,task_overdue,2026-02-30,,\n", "2:3"), ("a,task_overdue,2026-02-03,2026-02-02,\n", "2:4"),
                        ("a,task_overdue,2026-02-03,,x\n", "2:5"), ("z,task_overdue,2026-02-03,,\n", "2:1")):
        bad = kept(city, "facts.bad.csv", "unit,fact,from,to,value\n" + body)
        done = program(city, "score", "--scheme", scheme, "--facts", bad)
        assert done.returncode == FOUND and f"{bad}:{place}: " in done.stderr and not done.stdout, done
    bad = kept(city, "facts.head.csv", "unit,from,to\na,2026-02-03,\n")
    done = program(city, "score", "--scheme", scheme, "--facts", bad)
    assert done.returncode == FOUND and "事实" in done.stderr, done
    assert program(city, "score", "--scheme", scheme, "--facts", good, "--today", "soon").returncode == USAGE


def test_the_files_of_a_computation(city):
    scheme, out = kept(city, "s.yaml", city.scheme_text(city.office())), city.server.data / "out"
    values = kept(city, "v.csv", "单位,期间,节点按期完成率\n市财政局,2026-10,96\n市水利局,2026-10,88\n")
    done = program(city, "score", "--scheme", scheme, "--values", values, "--out", out)
    assert done.returncode == DONE and sorted(p.name for p in out.iterdir()) == ["explanation.txt", "leaves.csv", "nodes.csv", "result.csv"], done
    assert (out / "result.csv").read_text(encoding="utf-8") == done.stdout
    leaves = (out / "leaves.csv").read_text(encoding="utf-8").splitlines()
    scored = [line for line in leaves if re.fullmatch(r"\w+,node,\d\.\d\d", line)]
    assert [line.split(",")[0] for line in scored] == ["市财政局", "市水利局"], scored


def test_what_is_wrong_with_a_file_is_said_with_file_line_and_column(city):
    scheme = kept(city, "s2.yaml", city.scheme_text(city.office()))
    values = kept(city, "v2.csv", "单位,期间,节点按期完成率\n市财政厅,2026-10,96\n")
    done = program(city, "score", "--scheme", scheme, "--values", values)
    assert done.returncode == FOUND and f"{values}:2:1: " in done.stderr and "市财政局" in done.stderr and not done.stdout, done
    wrong = kept(city, "s3.yaml", scheme.read_text(encoding="utf-8").replace("points: 16", "points: 17"))
    done = program(city, "score", "--scheme", wrong, "--values", values)
    assert done.returncode == FOUND and "指标考核" in done.stderr and re.search(re.escape(str(wrong)) + r":\d+:\d+: ", done.stderr), done
    done = program(city, "score", "--scheme", city.server.data / "none.yaml", "--values", values)
    assert done.returncode == CANNOT and "none.yaml" in done.stderr, done


def test_a_scheme_that_takes_results_wants_them_and_no_circle(city):
    head = "year: 2026\nclasses: [{id: c, units: [a, b]}]\n"
    lower = kept(city, "lower.yaml", head + "scheme: lower\nmeasures: [{id: v, per: year}]\ntree: [{id: n, points: 100, measure: v, method: direct}]\n")
    upper = kept(city, "upper.yaml", head + "scheme: upper\nvalid: {from: 2026-07-01, to: 2026-12-31}\nmeasures: [{id: v, source: {scheme: lower}}]\n"
                                            "tree: [{id: n, points: 100, measure: v, method: direct}]\n")
    table = kept(city, "lower.csv", "unit,v\na,70\nb,80\n")
    done = program(city, "score", "--scheme", upper, "--with", f"{lower}={table}")
    assert done.returncode == DONE and "a,c,70.00,2," in done.stdout, done
    done = program(city, "score", "--scheme", upper, "--values", table)
    assert done.returncode == FOUND and "score_command" not in done.stderr and not done.stdout, done
    done = program(city, "score", "--scheme", upper, "--with", f"{upper}=")
    assert "lower" in done.stderr and "--with" in done.stderr and done.returncode not in (DONE, FOUND), done
    circle = kept(city, "circle.yaml", lower.read_text().replace("per: year", "source: {scheme: upper}"))
    done = program(city, "score", "--scheme", upper, "--with", f"{circle}=", "--with", f"{upper}=")
    assert done.returncode == FOUND and "upper → lower → upper" in done.stderr, done
    done = program(city, "score", "--scheme", upper, "--with", f"{lower}={table}", "--period", "2025")
    assert done.returncode == FOUND and "“2025”" in done.stderr and "2026-07-01" in done.stderr, done


def test_a_table_goes_in_by_command_while_the_server_runs(city):
    office, size = city.office(), city.entries()
    before = city.scores(office)
    values = kept(city, "late.csv", "单位,期间,节点按期完成率,政务公开及时率\n市财政局,2026-10,60,60\n市财政局,2026-11,60,60\n")
    done = city.server.run("import", "--as", "jixiaoban", "--scheme-code", SCHEME, "--values", str(values), "--clock", city.server.clock)
    assert str(size) in done.stdout and re.search(r"[0-9a-f]{64}", done.stdout), done
    page = office.get(f"/imports/{size}").is_status(200).shows("late.csv", "绩效办")
    assert re.search(r"[0-9a-f]{64}", done.stdout)[0] in hashes(page), "the receipt of the command is the receipt of the page"
    assert city.entries() == size + 1 and city.scores(office) != before, "the pages show the new results at once"


def test_a_bad_table_by_command_does_nothing(city):
    size = city.entries()
    values = kept(city, "bad.csv", "单位,期间,节点按期完成率\n市财政局,2026-10,96\n市财政厅,2026-10,许多\n")
    done = city.server.run("import", "--scheme-code", SCHEME, "--values", str(values), "--clock", city.server.clock, check=False)
    assert done.returncode == FOUND and f"{values}:3:" in done.stderr, done
    done = city.server.run("import", "--as", "shenji", "--scheme-code", SCHEME, "--values", str(values), check=False)
    assert done.returncode != DONE, done
    done = city.server.run("import", "--as", "nobody", "--scheme-code", SCHEME, "--values", str(values), check=False)
    assert done.returncode != DONE and "nobody" in done.stderr, done
    assert city.server.run("import", check=False).returncode in (FOUND, USAGE)
    assert city.entries() == size


def test_a_new_house_is_founded_once_and_served(city):
    data, db = city.engine.place("founded")
    more = ["--db", db] if db else []
    secret = kept(city, "secret", "一个-long-password\n")
    words = ["init", "--data", data, *more, "--city", "云岫市", "--admin", "root1", "--password-file", secret, "--origin", "x.example/log"]
    done = program(city, *words)
    assert done.returncode == DONE and "云岫市" in done.stderr + done.stdout, done
    again = program(city, *words)
    assert again.returncode == CANNOT and "云岫市" in again.stderr, again
    verified = program(city, "verify", "--data", data, *more)
    assert verified.returncode == DONE and verified.stdout.endswith("ok\n"), verified
    assert program(city, "init", "--data", data, *more).returncode == USAGE
    house = Server(city.server.program, data, db, city="empty", clock="2090-01-01 09:00").start()  # init has today's clock
    try:
        founded = City(city.engine, house)
        page = founded.visitor().get("/login").is_status(200)
        assert not [f for f in page.forms if f.action == "/login/demo"], "no cards but in the demo"
        founded.visitor().post("/login/demo", {"login": "root1"}).is_status(404)
        founded.sign_in("root1", "一个-long-password").get("/accounts").is_status(200).shows("root1-sec", "root1-audit")
        founded.sign_in("root1-sec", "一个-long-password").get("/permits").is_status(200)
    finally:
        house.stop()


def test_a_key_of_another_log_is_noticed_at_the_start(city):
    key = city.server.data / "log.key"
    ours = key.read_bytes()
    city.server.stop()
    key.unlink()
    refused = city.server.run("demo", check=False)  # which makes a new key
    assert refused.returncode == CANNOT and "log.key" in refused.stderr, refused
    key.write_bytes(ours)
    city.server.start()
    city.office().get("/ledger").is_status(200)
