"""The interface in English: every page that links lead to, in every role, and what is Chinese on it is data.

Data is what the city wrote: names of its units, posts, schemes and indicators, what people typed, names of files. It is
collected from the city itself, so that a word of the interface that was forgotten cannot hide behind a list.
"""
import re

from case_house import walk
from city import ROOT, SCHEME

HAN = re.compile(r"[㐀-鿿]+")
ROLES = (None, "jixiaoban", "xiaonengban", "duchashi", "lingdao", "zhujianju", "chuangkou", "shenji", "sysadmin", "secadmin",
         "auditadmin")
# The product's own name, the other language's name on its button; the marks in a table that say a value is missing.
OWN = {"考成", "中文"}


def data_of(city):
    """The runs of Chinese in what the city wrote: its scheme, its lists, the tables that it makes for itself."""
    written = [city.scheme_text(city.office())]
    written += [(ROOT / p).read_text(encoding="utf-8") for p in ("demo/organs.csv", "src/main/demo.c", "src/main/demo_city.c", "src/main/demo_tasks.c", "demo/tasks.csv",
                                                             "src/calendar/china.notices")]
    # What a procedure rests on and how its codes begin is said in the words of the office that wrote it.
    written += re.findall(r"^(?:basis|code): (.*)$", "\n".join(p.read_text(encoding="utf-8")
                          for p in sorted((ROOT / "procedures").glob("*.yaml"))), re.M)
    return set(HAN.findall(" ".join(written)))


def chinese_of(page, written):
    """The runs of Chinese on a page that the city did not write, text by text."""
    runs = {run for words in [*page.read().words, page.title] for run in HAN.findall(words)}
    return {run for run in runs - written - OWN if len(run) > 1}  # one character is a person's mark


def test_no_page_in_english_says_a_word_of_chinese_that_is_not_data(city):
    written, faults, seen = data_of(city), {}, 0
    # A reminder keeps the words in which it was told: the names that a procedure gives to its acts and clocks.
    told = written | set(HAN.findall("".join(p.read_text(encoding="utf-8") for p in (ROOT / "procedures").glob("*.yaml"))))
    for who in ROLES:
        visitor = city.enter(who, "en") if who else city.visitor("en")
        for page, _ in walk(visitor, most=120):
            if not (page.header("Content-Type") or "").startswith("text/html") or "lang=zh" in page.url:
                continue  # the public's page has its language in the address: that link leads to the Chinese one
            assert page.lang == "en", page
            seen += 1
            for run in chinese_of(page, told if "/todo/notices" in page.url else written):
                faults.setdefault(run, (who, page.url.removeprefix(visitor.base)))
    assert seen > 150, seen
    assert not faults, "\n".join(f"{run}: {place}" for run, place in sorted(faults.items(), key=lambda f: f[1][1]))


def test_words_that_only_a_screen_reader_reads_are_english_too(city):
    written = data_of(city)
    visitor = city.enter("jixiaoban", "en")
    for path in ("/", "/scores", "/imports", "/schemes", f"/schemes/{SCHEME}", "/organs", "/ledger", "/me"):
        page = visitor.get(path).is_status(200)
        for name, words in re.findall(r'\s(aria-label|title|placeholder|alt|data-label|aria-description)="([^"]*)"', page.source):
            for run in HAN.findall(words):
                assert run in written or run in OWN, (path, name, words)


def test_an_english_text_has_chinese_only_where_it_quotes_a_table(city):
    """Heads of tables, marks in cells, the words of notices and of rules are Chinese, and are named as they stand
    there."""
    about_tables = ("calendar", "calendar_command", "calendar_text", "command", "domain", "procedure", "records", "rule_words",
                    "rules_pages", "table", "taking_over", "values")
    for path in sorted((ROOT / "po").glob("*.en.po")):
        text = path.read_text(encoding="utf-8")
        for key, value in re.findall(r'^msgid "(\S+)"\nmsgstr "(.*)"$', text, re.M):
            runs = [run for run in HAN.findall(value) if run not in OWN]
            assert not runs or path.name.split(".")[0] in about_tables, f"{path.name}: {key}: {value}"
