"""One's own deadlines as a calendar under a secret address; the file read again by the grammar of RFC 5545."""
import re
from urllib.parse import urlsplit

CITY = "quiet"  # no matters of others beside those of the cases

# §3.1: contentline = name *(";" param) ":" value; a value of TEXT has its signs escaped (§3.3.11).
NAME = r"[A-Z0-9-]+"
PARAM = rf'{NAME}=(?:"[^"\x00-\x08\x0a-\x1f\x7f]*"|[^";:,\x00-\x08\x0a-\x1f\x7f]*)'
LINE = re.compile(rf"({NAME})((?:;{PARAM})*):([^\x00-\x08\x0a-\x1f\x7f]*)")
TEXT = re.compile(r"(?:[^\\;,]|\\[\\;,nN])*")
DATE, UTC = re.compile(r"\d{8}"), re.compile(r"\d{8}T\d{6}Z")
VALUES = {"DTSTAMP": UTC, "DTSTART": DATE, "DTEND": DATE, "TRIGGER": UTC, "SEQUENCE": re.compile(r"\d+"),
          "URL": re.compile(r"https?://[!-~]+"), "REFRESH-INTERVAL": re.compile(r"PT\d+H"), "X-PUBLISHED-TTL": re.compile(r"PT\d+H"),
          "VERSION": re.compile(r"2\.0"), "METHOD": re.compile("PUBLISH"), "ACTION": re.compile("DISPLAY"),
          "TRANSP": re.compile("OPAQUE|TRANSPARENT"), "CALSCALE": re.compile("GREGORIAN")}
ONCE = {"VCALENDAR": {"VERSION", "PRODID", "METHOD"}, "VEVENT": {"UID", "DTSTAMP", "DTSTART"},
        "VALARM": {"ACTION", "TRIGGER", "DESCRIPTION"}}
INSIDE = {None: {"VCALENDAR"}, "VCALENDAR": {"VEVENT"}, "VEVENT": {"VALARM"}, "VALARM": set()}


def unescaped(value):
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value)


def calendar_of(page):
    """The one component of the file: {"name", "lines": {name: [(params, value)]}, "parts": […]}."""
    assert page.header("Content-Type") == "text/calendar; charset=utf-8"
    body = page.body
    assert body.endswith(b"\r\n") and body.count(b"\n") == body.count(b"\r\n") == body.count(b"\r")
    for line in body.split(b"\r\n"):
        assert len(line) <= 75, line
        line.decode("utf-8")  # no character is cut
    root = here = {"name": None, "lines": {}, "parts": [], "up": None}
    for line in body.decode("utf-8").replace("\r\n ", "").removesuffix("\r\n").split("\r\n"):
        found = LINE.fullmatch(line)
        assert found, line
        name, params, value = found.groups()
        if name == "BEGIN":
            assert value in INSIDE[here["name"]], (value, here["name"])
            part = {"name": value, "lines": {}, "parts": [], "up": here}
            here["parts"].append(part)
            here = part
        elif name == "END":
            assert value == here["name"] and ONCE[value] <= here["lines"].keys(), here
            here = here["up"]
        else:
            assert here["name"] and VALUES.get(name, TEXT).fullmatch(value), line
            here["lines"].setdefault(name, []).append((params, value))
            assert len(here["lines"][name]) == 1, line
    assert here is root and len(root["parts"]) == 1
    return root["parts"][0]


def opened(visitor):
    """The path of the address that the page shows."""
    page = visitor.submit(visitor.get("/me/calendar").is_status(200), "/me/calendar", button="go").is_status(200)
    found = re.search(r'value="(https?://[^"]+/ical/[0-9a-f]{64}\.ics)"', page.source)
    assert found, page.text
    return urlsplit(found[1]).path


def waiting_table(city, liaison):
    """A table that is handed in and waits to be confirmed."""
    return city.give(liaison, text="单位,期间,政策兑现率\n市住建局,2026-11,98.5\n")


def test_the_calendar_is_fetched_without_signing_in_and_says_what_is_due(city):
    liaison = city.liaison()
    check = waiting_table(city, liaison)
    draft = urlsplit(check.url).path
    path = opened(liaison)
    page = city.visitor().get(path, follow=False).is_status(200)
    calendar = calendar_of(page)
    lines = calendar["lines"]
    assert lines["REFRESH-INTERVAL"] == [(";VALUE=DURATION", "PT4H")] and "云澜市" in lines["X-WR-CALNAME"][0][1]
    event = next(e for e in calendar["parts"] if draft in e["lines"]["URL"][0][1])
    assert event["lines"]["DTSTART"] == [(";VALUE=DATE", "20261126")]
    assert event["lines"]["DTEND"] == [(";VALUE=DATE", "20261127")]
    assert event["lines"]["CATEGORIES"][0][1] == "正常"
    assert "确认" in unescaped(event["lines"]["SUMMARY"][0][1])
    # nine o'clock in Shanghai of the working day before
    assert event["parts"][0]["lines"]["TRIGGER"] == [(";VALUE=DATE-TIME", "20261125T010000Z")]
    again = calendar_of(city.visitor().get(path, follow=False))
    assert [e["lines"]["UID"] for e in again["parts"]] == [e["lines"]["UID"] for e in calendar["parts"]]
    liaison.get("/me/calendar").is_status(200).shows("2026-11-26", "正常")


def test_an_address_that_was_changed_or_closed_is_like_one_that_never_was(city):
    liaison, stranger = city.liaison(), city.visitor()
    size = city.entries()
    first = opened(liaison)
    second = opened(liaison)
    assert first != second and city.entries() == size + 2
    stranger.get(first, follow=False).is_status(404)
    stranger.get(second, follow=False).is_status(200)
    other = city.enter("caizhengju") if "caizhengju" in city.visitor().get("/login").source else city.leader()
    third = opened(other)
    assert calendar_of(stranger.get(third, follow=False))["parts"] == []
    closed = liaison.submit(liaison.get("/me/calendar"), "/me/calendar/close", button="go").is_status(200)
    closed.shows("已停用")
    gone = stranger.get(second, follow=False).is_status(404)
    never = stranger.get("/ical/" + "0" * 64 + ".ics", follow=False).is_status(404)
    assert re.sub(r"请求编号 \d+", "", gone.text) == re.sub(r"请求编号 \d+", "", never.text)
    stranger.get(third, follow=False).is_status(200)
    for path in ("/ical/x.ics", "/ical/.ics", second.removesuffix(".ics"), second + "x", "/ical"):
        stranger.get(path, follow=False).is_status(404)


def test_the_address_is_shown_once_and_stands_in_no_log_and_no_entry(city):
    liaison = city.liaison()
    path = opened(liaison)
    secret = path.removeprefix("/ical/").removesuffix(".ics")
    assert secret not in liaison.get("/me/calendar").source
    city.visitor().get(path, follow=False).is_status(200)
    city.visitor().post(path, {}, follow=False).is_status(405)
    city.visitor().get(path + "/", follow=False)
    entry = city.entries() - 1
    body = city.office().get(f"/ledger/{entry}").is_status(200).shows("开通日历订阅")
    assert secret not in body.source
    city.restart()
    log = city.server.log.read_text(encoding="utf-8")
    assert "/ical/" in log and secret not in log
    city.visitor().get(path, follow=False).is_status(200)


def test_a_form_that_comes_twice_says_that_the_address_was_shown(city):
    liaison = city.liaison()
    page = liaison.get("/me/calendar")
    form = page.form("/me/calendar")
    liaison.post("/me/calendar", [*form.fields, ("go", "open")]).is_status(200).shows("只在这里显示这一次")
    liaison.post("/me/calendar", [*form.fields, ("go", "open")]).is_status(200).shows("提交了两次")
