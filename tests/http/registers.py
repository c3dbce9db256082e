"""Records as people work with them: forms filled in, pages read, time that passes.

    desk = Desk(city)
    task = desk.open(SUPERVISOR, "supervised_task", "register", title="…", lead="市住建局")
    desk.do(UNIT, task, "report", progress=40, text="…")
    desk.refused(UNIT, task, "close")                # not offered, or refused with these words
    desk.to("2026-12-01 09:00")                      # what is due by then happens, as by the program's own thread
    desk.came_of(task, "问责线索")                    # records of that register that name this one

A field's value is what a person types; bytes are a file; a list is several rows.
"""
import re
import subprocess
from datetime import date, timedelta
from urllib.parse import urlsplit

SUPERVISOR, EFFICIENCY, LEADER, AUDITOR = "duchashi", "xiaonengban", "lingdao", "shenji"
UNIT, OTHER = "zhujianju", "caizhengju"  # liaisons of 市住建局 and of 市财政局
LEAD, MEMBER = "市住建局", "市财政局"
PAPER = b"What was done, and when.\n"
FIRST = object()  # the first of the choices that the form offers


class Record:
    def __init__(self, number, page):
        self.number, self.done = number, page  # done: the page after it was opened
        self.code = page.source and re.search(r'kc-done-code">([^<]+)<', page.source)[1]

    def __repr__(self):
        return f"<record {self.number} {self.code}>"


class Desk:
    def __init__(self, city):
        self.city, self.visitors = city, {}

    # -- who and when --

    def at(self, who):
        if who not in self.visitors:
            self.visitors[who] = self.city.enter(who)
        return self.visitors[who]

    def to(self, clock):
        """The clock stands there from now on, and what came due meanwhile has happened."""
        server = self.city.server
        server.stop()
        command = [str(server.program), "jobs", "run", "--data", str(server.data), *(["--db", server.db] if server.db else []),
                   "--clock", clock]
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=600)
        server.clock = clock
        server.start()
        self.visitors = {}

    # -- acts --

    def fill(self, visitor, page, values):
        form = page.form(urlsplit(page.url).path)
        fields = {"f-" + k: next(c for c in form.choices["f-" + k] if c) if v is FIRST else v
                  for k, v in values.items() if not isinstance(v, bytes)}
        files = {"f-" + k: (f"{k}.txt", v) for k, v in values.items() if isinstance(v, bytes)}
        answer = visitor.submit(page, urlsplit(page.url).path, files=files or None, **fields)
        if answer.status == 200 and "/done/" not in answer.url:  # an act that is confirmed on a page of its own
            answer = visitor.submit(answer, urlsplit(page.url).path)
        return answer

    def open(self, who, procedure, act, **values):
        visitor = self.at(who)
        page = visitor.get(f"/registers/{procedure}/new?act={act}").is_status(200)
        answer = self.fill(visitor, page, values).is_status(200)
        found = re.search(r"/records/(\d+)/done/", answer.url)
        assert found, f"{procedure} {act}: {answer}\n{answer.text[:2000]}"
        return Record(int(found[1]), answer)

    def not_opened(self, who, procedure, act, *words, **values):
        visitor = self.at(who)
        page = visitor.get(f"/registers/{procedure}/new?act={act}")
        answer = self.fill(visitor, page, values) if page.status == 200 else page
        assert answer.status in (403, 409, 422), f"{procedure} {act}: {answer}\n{answer.text[:2000]}"
        return answer.shows(*words)

    def do(self, who, record, act, **values):
        visitor = self.at(who)
        page = visitor.get(f"/records/{record.number}/do/{act}").is_status(200)
        answer = self.fill(visitor, page, values)
        assert answer.status == 200 and "/done/" in answer.url, f"{act} by {who}: {answer}\n{answer.text[:2500]}"
        return answer

    def refused(self, who, record, act, *words, **values):
        """What is refused says why, whether before the form or after it."""
        visitor = self.at(who)
        page = visitor.get(f"/records/{record.number}/do/{act}")
        answer = self.fill(visitor, page, values) if page.status == 200 else page
        assert answer.status in (403, 404, 409, 422), f"{act} by {who} is not refused: {answer}\n{answer.text[:2000]}"
        return answer.shows(*words)

    # -- what is seen --

    def page(self, record, who=SUPERVISOR):
        return self.at(who).get(f"/records/{record.number}").is_status(200)

    def state(self, record):
        return re.search(r'class="kc-state">([^<]+)<', self.page(record).source)[1]

    def came_of(self, record, register=None, who=SUPERVISOR):
        """Records that name this one, or that its rules opened: those of one register."""
        section = self.page(record, who).source.partition('<ul class="kc-lines">')[2].partition("</ul>")[0]
        found = re.findall(r'<a href="/records/(\d+)">[^<]*</a>.*?<small>([^<]*) · ([^<]*) · ', section, re.S)
        return [Known(int(n), code) for n, title, code in found if register in (None, title.strip())]

    def clock(self, record, name):
        """Its line on the page: the light, the day on which it ends, what is left."""
        rows = [row for table in self.page(record).tables for row in table if row[0].startswith(name)]
        assert rows, f"{record} has no clock {name}"
        return rows[0][1]

    def told(self, who, *words):
        """What somebody is reminded of."""
        return self.at(who).get("/todo/notices").is_status(200).shows(*words)

    def counted(self, record, measure):
        """How many facts of that measure hold that came of the record."""
        found, page = 0, 1
        while True:
            answer = self.at(AUDITOR).get(f"/facts?measure={measure}&page={page}").is_status(200)
            found += answer.source.count(f'"/records/{record.number}"')
            page += 1
            if f"page={page}" not in answer.source:
                return found

    def day(self, n=0):
        return (date.fromisoformat(self.city.server.clock[:10]) + timedelta(days=n)).isoformat()

    def on(self, n, hour="09:00"):
        """The clock moves on by so many days."""
        self.to(f"{self.day(n)} {hour}")


class Known(Record):
    def __init__(self, number, code):
        self.number, self.code = number, code.strip()


def desk_of(city):
    """One for all cases of a file."""
    if not hasattr(city, "desk"):
        city.desk = Desk(city)
        office = city.office()
        number = city.organs(office)[LEAD]
        office.submit(office.get(f"/organs/{number}"), f"/organs/{number}/people", person_name="某甲", post="分管副局长", phone="",
                      **{"from": "2026-11-01"}).is_status(200)
    return city.desk


# -- things that are wanted often --

def task(desk, **more):
    """A supervised task of 市住建局 that was started and signed for."""
    made = desk.open(SUPERVISOR, "supervised_task", "register",
                     **{"title": "老旧小区改造", "source_kind": "meeting", "lead": LEAD, "deliverable": "完工验收单",
                        "roadmap": f"{desk.day(20)} 招标完成\n{desk.day(35)} 完工", "due": desk.day(40), **more})
    desk.do(SUPERVISOR, made, "amend", person=FIRST)
    desk.do(SUPERVISOR, made, "start")
    desk.do(UNIT, made, "sign")
    return made


def sheet(desk, issue=True, **more):
    made = desk.open(SUPERVISOR, "assignment_sheet", "draft",
                     **{"title": "清理道路积水", "source_kind": "visit", "level": "ordinary", "urgency": "normal", "office": MEMBER,
                        "lead": LEAD, "matter": "汐堤街道积水", "deliverable": "积水消除", "standard": "雨后两小时无积水",
                        "feedback": "weekly", "due": desk.day(40), **more})
    if issue:
        desk.do(SUPERVISOR, made, "issue")
    return made


def working_sheet(desk, **more):
    made = sheet(desk, **more)
    desk.do(UNIT, made, "receive", person=FIRST)
    desk.do(UNIT, made, "start")
    return made


PLAN = {"plan": "分三步", "measure": "加装泵站", "cause": "mechanism", "cause_kind": "objective", "solvability": "can"}


def problem(desk, to="sorted", **more):
    """A problem of 市住建局, brought as far as the state says."""
    made = desk.open(SUPERVISOR, "problem", "sort",
                     **{"title": "积水点未整治", "area": "livelihood", "source_kind": "visit", "lead": LEAD, "due": desk.day(40),
                        **more})
    steps = {"planned": ("plan", PLAN), "working": ("start", {}), "solved": ("solve", {"result": "已整治", "proof": PAPER}),
             "fed_back": ("feed_back", {"told_how": "phone", "told_on": desk.day(), "feedback": "已告知"}), "confirmed": ("confirm", {})}
    order = ["sorted", *steps]
    for name in order[1:order.index(to) + 1]:
        act, values = steps[name]
        desk.do(SUPERVISOR if act == "confirm" else UNIT, made, act, **values)
    return made
