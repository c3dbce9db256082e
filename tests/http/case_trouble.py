"""When the program itself cannot go on: the page says so plainly, nothing is half done, nothing typed is lost."""
import re
import sqlite3
import subprocess
from contextlib import contextmanager


def statement(city, words):
    """One statement on the data base, behind the program's back."""
    if city.server.db:
        done = subprocess.run([f"{city.engine.pg_bin()}/psql", "-v", "ON_ERROR_STOP=1", "-d", city.server.db, "-c", words],
                              text=True, capture_output=True, check=False)
        assert done.returncode == 0, done
        return
    with sqlite3.connect(city.server.data / "kaocheng.db") as line:
        line.execute(words)
    line.close()


@contextmanager
def held(city):
    """The data base as long as another program writes."""
    if city.server.db:
        psql = subprocess.Popen([f"{city.engine.pg_bin()}/psql", "-q", "-A", "-t", "-d", city.server.db], text=True,
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        print("BEGIN; LOCK TABLE organ IN EXCLUSIVE MODE; SELECT 'held';", file=psql.stdin, flush=True)
        assert psql.stdout.readline() == "held\n"
        try:
            yield
        finally:
            psql.communicate("ROLLBACK;\n", timeout=60)
        return
    line = sqlite3.connect(city.server.data / "kaocheng.db", isolation_level=None)
    line.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        line.execute("ROLLBACK")
        line.close()


def new_organ(page, **values):
    form = page.form("/organs", code="")
    return {**dict(form.fields), **values}


def test_a_data_base_that_fails_is_a_page_with_a_number_and_no_inner_word(city):
    visitors = [city.office(), city.enter("jixiaoban", "en")]
    page, before = visitors[0].get("/organs"), city.entries()
    statement(city, "ALTER TABLE organ_name RENAME TO organ_name_away")
    try:
        for visitor, head in zip(visitors, ("系统出了问题", "500")):
            answer = visitor.get("/organs").is_status(500).shows(head)
            number = re.search(r"\d+", answer.text[answer.text.index("500") + 3:])
            assert number, answer
            for word in ("organ_name", "SELECT", "sqlite", "postgres", ".c:"):
                assert word not in answer.source, (word, answer)
            assert answer.source.rstrip().endswith("</html>") and answer.source.count("<!doctype html>") == 1, "a whole page"
        typed = new_organ(page, code="YL0996", name="云澜市断线中心", short_name="断线中心")
        answer = visitors[0].post("/organs", typed).is_status(500).shows("本次操作没有生效")
        assert "云澜市断线中心" in answer.source, "what was typed is still there"
        assert "organ_name" in city.server.told(), "whoever looks after the program reads what happened"
        assert "断线" not in city.server.told(), "no typed word is in the log"
    finally:
        statement(city, "ALTER TABLE organ_name_away RENAME TO organ_name")
    assert city.entries() == before
    visitors[0].get("/organs").is_status(200).hides("断线中心")


def test_a_data_base_that_another_program_holds_is_a_page_from_which_one_tries_again(city):
    office, before = city.office(), city.entries()
    typed = new_organ(office.get("/organs"), code="YL0995", name="云澜市久等中心", short_name="久等中心")
    with held(city):
        answer = office.post("/organs", typed, headers={"Referer": office.base + "/organs"})
        answer.is_status(503).shows("系统正忙", "不会重复", "再提交一次")
        assert (answer.header("Retry-After") or "").isdigit(), answer.headers
        office.get("/scores").is_status(200)
    assert city.entries() == before
    for _ in range(2):
        done = office.post("/organs", [tuple(p) for p in answer.form("/organs", code="YL0995").fields])
        done.is_status(200)
    assert city.entries() == before + 1 and "久等中心" in city.organs(office)
