"""Units, their names by date, and the people in them, whose names stand nowhere but behind an act."""
import re
import subprocess


from city import receipt

CITY = "quiet"  # no matters of others beside those of the cases

NAME, PHONE = "欧阳佳禾", "13955501234"


def organ(city, visitor, name):
    return visitor.get(f"/organs/{city.organs(visitor)[name]}").is_status(200)


def test_a_unit_is_registered_and_found_by_name_and_code(city):
    office, size = city.office(), city.entries()
    page = office.submit(office.get("/organs"), "/organs", having={"code": ""}, code="YL0999", name="云澜市新设事务中心", short_name="新设中心")
    page.is_status(200).shows("云澜市新设事务中心", "YL0999")
    assert city.entries() == size + 1 and "新设中心" in city.organs(office)
    for words in ("新设事务", "新设中心", "YL0999"):
        rows = office.get(f"/organs?q={words}").is_status(200).tables[0][1:]
        assert [r[1] for r in rows] == ["新设中心"], (words, rows)


def test_a_code_that_is_taken_or_a_name_that_is_missing_registers_nothing(city):
    office, size = city.office(), city.entries()
    for code, name, says in (("YL0201", "又一个单位", "已经登记过"), ("YL0998", "", "请填写名称"), ("", "无码单位", "代码"),
                             ("YL0997", "字" * 61, "最多 60 个字")):
        page = office.submit(office.get("/organs"), "/organs", having={"code": ""}, code=code, name=name)
        page.is_status(422).shows(says)
        form = page.form("/organs", **{"code": code} if code else {"name": name})
        assert form.value("name") == name and form.value("code") == code, form
    assert city.entries() == size


def test_a_unit_that_is_renamed_keeps_the_old_name_before_the_day(city):
    office, size = city.office(), city.entries()
    scores = city.scores(office)
    page = organ(city, office, "市数据局")
    number = page.url.rsplit("/", 1)[1]
    done = office.submit(page, f"/organs/{number}/name", name="云澜市数据和政务服务管理局", short_name="市数管局", name_from="2026-11-15")
    done.is_status(200).shows("云澜市数据和政务服务管理局")
    assert city.entries() == size + 1

    def named(day):
        rows = office.get(f"/organs?q=&day={day}").is_status(200)
        return next(words for h, words in rows.links if h == f"/organs/{number}")
    assert named("2026-11-14") == "云澜市数据局" and named("2026-11-15") == "云澜市数据和政务服务管理局"
    history = next(words for words in [done.text] if "市数管局" in words)
    assert "云澜市数据局（市数据局）" in history and "2026-11-14" in history, history[:1500]
    assert city.scores(office) == scores, "the scheme calls it as it did"
    for name in ("市数据局", "云澜市数据局", "市数管局", "云澜市数据和政务服务管理局"):
        receipt(city.hand_in(office, text=f"单位,期间,审批平均用时\n{name},2026-11,4.2\n"))


def test_a_name_from_a_day_to_come_does_not_hold_today(city):
    office = city.office()
    page = organ(city, office, "市统计局")
    number = page.url.rsplit("/", 1)[1]
    office.submit(page, f"/organs/{number}/name", name="云澜市统计和调查局", short_name="市统调局", name_from="2027-01-01").is_status(200)
    assert "市统计局" in city.organs(office)
    assert office.get(f"/organs/{number}").h1 == "云澜市统计局"
    assert "云澜市统计和调查局" in office.get("/organs?day=2027-01-01").text


def test_a_rename_that_cannot_be_is_refused_where_it_was_written(city):
    office, size = city.office(), city.entries()
    page = organ(city, office, "市气象局")
    number = page.url.rsplit("/", 1)[1]
    for name, day, says in (("云澜市财政局", "2026-11-20", "已经是另一个机构的名称"), ("云澜市新气象局", "昨天", "日期不对"),
                            ("云澜市新气象局", "2026-02-30", "日期不对"), ("", "2026-11-20", "请填写名称")):
        answer = office.submit(page, f"/organs/{number}/name", name=name, name_from=day)
        answer.is_status(422).shows(says)
        assert answer.form(f"/organs/{number}/name").value("name") == name, answer
    assert city.entries() == size


def appoint(city, visitor, unit, name=NAME, phone=PHONE):
    page = organ(city, visitor, unit)
    return visitor.submit(page, page.url.removeprefix(visitor.base) + "/people", person_name=name, phone=phone, post="办公室主任", **{"from": "2026-11-01"})


def test_a_person_who_is_appointed_is_masked_for_everybody(city):
    office, size = city.office(), city.entries()
    done = appoint(city, office, "市林业局").is_status(200).shows("办公室主任").hides(NAME, PHONE, NAME[1:], PHONE[3:7])
    assert city.entries() == size + 1 and PHONE not in done.source and NAME not in done.source
    for who in ("lingdao", "shenji", "zhujianju", "sysadmin"):
        visitor = city.enter(who)
        assert NAME not in organ(city, visitor, "市林业局").source


def test_a_name_stands_in_no_entry_no_file_and_no_log(city):
    office = city.office()
    appoint(city, office, "市信访局")
    number = city.entries() - 1
    page = city.auditor().get(f"/ledger/{number}").is_status(200).shows("person")
    assert NAME not in page.source and PHONE not in page.source
    words = [w.encode() for w in (NAME, PHONE, NAME.encode().hex(), PHONE.encode().hex())]
    places = [p for p in city.server.data.rglob("*") if p.is_file()] + [city.server.log]
    if city.engine.name == "postgresql":
        dump = city.server.data / "dump.sql"
        subprocess.run([f"{city.engine.pg_bin()}/pg_dump", "-f", str(dump), city.server.db], check=True, capture_output=True)
        places.append(dump)
    assert sum(p.stat().st_size for p in places) > 500_000, places
    for place in places:
        data = place.read_bytes()
        assert not [w for w in words if w in data], place


def test_looking_at_a_name_is_an_act_with_a_reason_and_shows_it_once(city):
    office, size = city.office(), None
    appoint(city, office, "市医保局")
    size = city.entries()
    page = organ(city, office, "市医保局")
    path = page.url.removeprefix(office.base)
    office.submit(page, path + "/reveal", reason="").is_status(422).shows("理由").hides(NAME)
    assert city.entries() == size
    shown = office.submit(page, path + "/reveal", reason="核对值班名单").is_status(200)
    shown.shows(NAME, PHONE, f"台账第 {size} 条")
    assert city.entries() == size + 1
    organ(city, office, "市医保局").hides(NAME, PHONE)
    city.auditor().get(f"/ledger/{size}").is_status(200).shows("核对值班名单", "查看个人信息")


def test_each_person_that_is_shown_has_an_entry_even_under_one_key(city):
    office = city.office()
    appoint(city, office, "市医保局")
    page = organ(city, office, "市医保局")
    path, size = page.url.removeprefix(office.base) + "/reveal", city.entries()
    first, second = re.findall(r'name="person" value="(\d+)"', page.source)[:2]
    fields = {"csrf": page.form(path).value("csrf"), "idem": "one-key", "reason": "核对值班名单"}
    office.post(path, {**fields, "person": first}).is_status(200).shows(PHONE)
    office.post(path, {**fields, "person": first}).is_status(200).shows(PHONE)
    assert city.entries() == size + 1, "the same form twice is one act"
    again = office.post(path, {**fields, "person": second}).is_status(200)
    assert again.source.count(PHONE) == 1 and city.entries() == size + 2, "another person is another act"


def test_a_liaison_reveals_and_appoints_in_the_own_unit_alone(city):
    liaison, size = city.liaison(), city.entries()
    appoint(city, liaison, "市住建局").is_status(200)
    assert city.entries() == size + 1
    own = city.organs(liaison)["市住建局"]
    other = city.organs(liaison)["市医保局"]
    page = liaison.get(f"/organs/{other}").is_status(200)
    assert not [f for f in page.forms if f.action.startswith(f"/organs/{other}/")], page.forms
    token = liaison.get(f"/organs/{own}").form(f"/organs/{own}/people").value("csrf")
    fields = {"csrf": token, "idem": "a1", "person": "1", "reason": "x", "person_name": "某", "post": "某", "from": "2026-11-01"}
    for path in ("people", "reveal", "dismiss", "name"):
        liaison.post(f"/organs/{other}/{path}", fields).is_status(403)
    persons = re.findall(r'name="person" value="(\d+)"', city.office().get(f"/organs/{other}").source)
    liaison.post(f"/organs/{own}/reveal", {**fields, "person": persons[0]}).hides(NAME).is_status(422)
    assert city.entries() == size + 1


def test_a_post_that_ends_stays_in_the_book(city):
    office = city.office()
    appoint(city, office, "市退役军人局")
    page, size = organ(city, office, "市退役军人局"), city.entries()
    path = page.url.removeprefix(office.base)
    asked = office.get(page.link("免去")).is_status(200).shows("办公室主任").hides(NAME)
    assert city.entries() == size, "only asked"
    done = office.submit(asked, path + "/dismiss").is_status(200)
    assert city.entries() == size + 1
    row = done.tables[0][1]
    assert row[3].endswith("2026-11-20"), row
    assert not [h for h, _ in done.links if h.startswith(path + "/dismiss")], done.links


def test_an_appointment_that_lacks_something_comes_back_as_it_was_typed(city):
    office, size = city.office(), city.entries()
    page = organ(city, office, "市残联")
    path = page.url.removeprefix(office.base) + "/people"
    for day, post, says in (("不知", "主任", "日期不对"), ("2026-11-01", "", "请填写名称")):
        answer = office.submit(page, path, person_name=NAME, post=post, phone=PHONE, **{"from": day}).is_status(422).shows(says)
        assert answer.form(path).value("person_name") == NAME and answer.form(path).value("from") == day
    assert city.entries() == size
