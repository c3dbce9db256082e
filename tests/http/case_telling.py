"""Telling people: lines on the page, one digest a day by mail and by bots, quiet hours, retries, a crash in the middle.

The clock stands where `kaocheng jobs run --clock` puts it, so that every hour of a week can be visited."""
import os
import re
import subprocess
import threading
import time
import uuid

from case_calendar import adopt
from receivers import BotServer, MailServer, certificate, dingtalk_sign, feishu_sign

CITY = "quiet"  # no matters of others beside those of the cases

PASSWORD = "right-horse-2026"
FRIDAY = "2026-11-20"  # the city's today; Monday is the 23rd
N = [0]


def notice(number, day="2027-06-01"):
    return f"notice {number}\ntitle 关于调休的通知\npublished 2026-11-12\nyear 2027\noff {day} 调休\n"


def tell(city):
    """Somebody adopts a notice of days, which tells every liaison. Its number."""
    N[0] += 1
    number = f"测办发〔2026〕{N[0]}号"
    adopt(city.office(), notice(number, f"2027-06-{N[0]:02d}")).is_status(200)
    return number


def run(city, clock, *more, check=True, env=None):
    """kaocheng jobs run at that moment: {made, lines, sent, failed, put_off}."""
    server = city.server
    done = subprocess.run([str(server.program), "jobs", "run", "--data", str(server.data), *(["--db", server.db] if server.db else []),
                           "--clock", clock, *more], capture_output=True, text=True, timeout=120, env=env)
    if not check:
        return done
    assert done.returncode in (0, 1), done
    return {k: int(v) for k, v in re.findall(r"(\w+) (\d+)", done.stdout)}


def by_mail(mail, *more):
    return ["--smtp", mail.url, "--mail-from", "kaocheng@yunlan.example", *more]


def set_own(who, address, status=200, **more):
    page = who.get("/me/notices").is_status(200)
    return who.submit(page, "/me/notices", address=address, **more).is_status(status)


def add_group(city, label, kind, address, status=200, **more):
    admin = city.enter("sysadmin")
    page = admin.get("/settings/channels/new").is_status(200)
    return admin.submit(page, "/settings/channels/new", label=label, kind=kind, address=address, **more).is_status(status)


def test_a_line_is_on_the_page_of_whoever_was_told_and_is_read_when_it_is_opened(city):
    liaison = city.liaison()
    page = liaison.get("/todo/notices").is_status(200).shows("考评结果已公布")  # the city's two publications of the year
    liaison.submit(page, "/todo/notices/open").shows("未看（0）", "已全部标为已看")
    number = tell(city)
    page = liaison.get("/todo/notices").is_status(200).shows(number, "工作日历", "未看（1）")
    assert "提醒，1 条未看" in page.text
    city.office().get("/todo/notices").is_status(200).hides(number)
    form = next(f for f in page.forms if re.fullmatch(r"/todo/notices/\d+/open", f.action))
    opened = liaison.post(form.action, [tuple(p) for p in form.fields])
    assert opened.url.endswith("/calendar/notices"), opened
    liaison.get("/todo/notices").shows("未看（0）", "已看")
    liaison.get("/todo/notices?show=unread").hides(number)
    # Another's line is nobody's: its number opens nothing.
    other = city.enter("chuangkou")
    mine = next(f for f in other.get("/me/notices").forms if f.value("csrf"))
    other.post(form.action, {"csrf": mine.value("csrf"), "idem": uuid.uuid4().hex}).is_status(404)


def test_an_address_that_could_carry_more_than_itself_is_refused_and_comes_back(city):
    liaison = city.liaison()
    for bad in ("x", "a@b", "a b@c.example", "a@c.example, d@e.example", "<a@c.example>", "a@c.example\r\nBcc: d@e.example", "中@c.example"):
        page = set_own(liaison, bad, status=422)
        assert page.form("/me/notices").value("address").split("\r")[0].split("\n")[0] in bad, bad
    set_own(liaison, "lan@zhujian.example", status=422, digest="22:30").shows("免打扰时段")
    set_own(liaison, "lan@zhujian.example", status=422, digest="25:00").shows("08:30")
    set_own(liaison, "", status=422)


def test_an_address_is_kept_in_no_entry(city):
    liaison = city.liaison()
    before = city.entries()
    set_own(liaison, "lan.private@zhujian.example")
    assert liaison.get("/me/notices").form("/me/notices").value("address") == "lan.private@zhujian.example"
    assert city.entries() == before + 1
    body = city.auditor().get(f"/ledger/{before}").is_status(200)
    assert "lan.private" not in body.source and "channel" in body.source
    if city.server.db is None:
        city.restart()
        assert not [f for f in city.server.data.rglob("*") if f.is_file() and b"lan.private" in f.read_bytes()]
    verified = city.server.run("verify", check=False)
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_one_digest_a_day_at_its_hour_of_a_working_day(city):
    with MailServer() as mail:
        set_own(city.liaison(), "lan@zhujian.example")
        number = tell(city)
        # Told on Friday at nine: the digest of half past eight is over, Saturday and Sunday are off.
        for clock in (f"{FRIDAY} 09:01", f"{FRIDAY} 20:59", "2026-11-21 10:00", "2026-11-22 10:00", "2026-11-23 08:29"):
            assert run(city, clock, *by_mail(mail))["made"] == 0, clock
        done = run(city, "2026-11-23 08:30", *by_mail(mail, "--public-url", "https://kaocheng.example"))
        assert (done["made"], done["lines"], done["sent"], done["failed"]) == (1, 1, 1, 0), done
        assert run(city, "2026-11-23 08:31", *by_mail(mail))["made"] == 0
        [letter] = mail.letters
        assert letter.to == ["lan@zhujian.example"] and letter.sender == "kaocheng@yunlan.example"
        assert letter.subject == "云澜市：今日提醒 1 项", letter.subject
        assert letter.message["Auto-Submitted"] == "auto-generated" and letter.message["Date"]
        assert number in letter.text and "https://kaocheng.example/calendar/notices" in letter.text
        assert "https://kaocheng.example/todo/notices" in letter.text
        assert number in letter.html and 'href="https://kaocheng.example/calendar/notices"' in letter.html
        assert max(map(len, letter.raw.split(b"\r\n"))) <= 998


def test_what_was_opened_meanwhile_is_not_sent(city):
    with MailServer() as mail:
        tell(city)
        liaison = city.liaison()
        page = liaison.get("/todo/notices")
        liaison.submit(page, "/todo/notices/open").shows("未看（0）")
        assert run(city, "2026-11-24 09:00", *by_mail(mail))["made"] == 0 and not mail.letters


def test_a_crash_between_sending_and_the_mark_sends_the_same_letter_again(city):
    with MailServer() as mail:
        tell(city)
        server, where = city.server, by_mail(mail)
        started = []
        mail.before_mark = lambda: started[0].kill()
        command = [str(server.program), "jobs", "run", "--data", str(server.data), *(["--db", server.db] if server.db else []),
                   "--clock", "2026-11-25 09:00", *where]
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE))
        started[0].communicate(timeout=60)
        assert started[0].returncode == -9 and len(mail.letters) == 1
        mail.before_mark = None
        assert run(city, "2026-11-25 09:09", *where)["sent"] == 0  # somebody may still be at it
        assert run(city, "2026-11-25 09:10", *where)["sent"] == 1
        assert run(city, "2026-11-25 09:30", *where)["sent"] == 0
        first, again = mail.letters
        assert first.id == again.id and first.message["Date"] == again.message["Date"] and first.text == again.text
        assert re.fullmatch(r"<[\w.-]+@[\w.-]+>", first.id), first.id


def test_a_failed_letter_is_tried_again_later_and_later_and_then_given_up(city):
    with MailServer() as mail:
        tell(city)
        where = by_mail(mail)
        mail.answers = ["550 who is that"] * 6
        # 1, 5, 30 minutes, 2 and 12 hours after; the last one falls into the quiet hours and waits until they end.
        tries = ["09:00", "09:01", "09:06", "09:36", "11:36"]
        for k, clock in enumerate(tries):
            assert run(city, f"2026-11-26 {clock}", *where)["failed"] == 1, clock
            if k:
                assert run(city, f"2026-11-26 {clock}", *where)["failed"] == 0
        assert run(city, "2026-11-26 23:36", *where)["put_off"] == 1
        assert run(city, "2026-11-27 08:00", *where)["failed"] == 1
        assert run(city, "2026-11-27 20:00", *where) == {"ticked": 0, "made": 0, "lines": 0, "sent": 0, "failed": 0, "put_off": 0}
        assert not mail.letters
        admin = city.enter("sysadmin")
        page = admin.get("/settings/channels").is_status(200).shows("已停止", "邮件服务器拒收（550）").hides("lan@zhujian")
        form = next(f for f in page.forms if f.action.endswith("/resend"))
        admin.post(form.action, [tuple(p) for p in form.fields]).is_status(200).hides("已停止")
        assert run(city, "2026-11-27 20:01", *where)["sent"] == 1 and len(mail.letters) == 1


def test_a_server_that_is_away_is_asked_once_a_round(city):
    tell(city)
    with MailServer() as mail:
        url = mail.url
    done = run(city, "2026-11-30 09:00", "--smtp", url, "--mail-from", "kaocheng@yunlan.example")
    assert done["failed"] == 1, done
    city.enter("sysadmin").get("/settings/channels").shows("连不上")
    with MailServer() as mail:
        assert run(city, "2026-11-30 09:01", *by_mail(mail))["sent"] == 1


def test_mail_goes_by_starttls_with_a_name_and_not_to_whoever_cannot_show_a_certificate(city):
    home = city.engine.home / uuid.uuid4().hex
    home.mkdir()
    pair = certificate(home)
    (home / "password").write_text("geheim\nsecond line\n", encoding="utf-8")
    (home / "wrong").write_text("falsch\n", encoding="utf-8")
    signing = ["--smtp-user", "kaocheng", "--smtp-password-file", str(home / "password")]
    with MailServer(pair, {"kaocheng": "geheim"}) as mail:
        tell(city)
        other = home / "other"
        other.mkdir()
        stranger, _ = certificate(other)
        assert run(city, "2026-12-01 09:00", *by_mail(mail, *signing, "--ca-file", str(stranger)))["failed"] == 1
        wrong = ["--smtp-user", "kaocheng", "--smtp-password-file", str(home / "wrong")]
        assert run(city, "2026-12-01 09:01", *by_mail(mail, *wrong, "--ca-file", str(pair[0])))["failed"] == 1
        assert not mail.letters
        city.enter("sysadmin").get("/settings/channels").shows("不接受用户名或密码").hides("geheim", "falsch")
        assert run(city, "2026-12-01 09:06", *by_mail(mail, *signing, "--ca-file", str(pair[0])))["sent"] == 1
        [letter] = mail.letters
        assert letter.has_tls and letter.user == "kaocheng"


def test_mail_goes_by_tls_from_the_first_byte_with_a_password_of_the_system(city):
    home = city.engine.home / uuid.uuid4().hex
    home.mkdir()
    pair = certificate(home)
    (home / "smtp-password").write_text("geheim\n", encoding="utf-8")  # where systemd puts it
    with MailServer(pair, {"kaocheng": "geheim"}, is_tls_at_once=True) as mail:
        tell(city)
        assert run(city, "2026-12-02 09:00", *by_mail(mail))["failed"] == 1  # its own authority is not the system's
        where = [*by_mail(mail), "--smtp-user", "kaocheng", "--ca-file", str(pair[0])]
        done = run(city, "2026-12-02 09:01", *where, check=False, env={**os.environ, "CREDENTIALS_DIRECTORY": str(home)})
        assert done.returncode == 0 and "sent 1" in done.stdout, done
        assert mail.letters[0].has_tls and mail.letters[0].user == "kaocheng"


def test_an_address_of_a_server_that_cannot_be_right_stops_the_start(city):
    for more, says in ((["--smtp", "mail.example"], "smtp://"), (["--smtp", "smtp://x"], "--mail-from"),
                       (["--smtp", "smtp://x", "--mail-from", "x"], "邮箱地址不对"), (["--wecom", "http://x.example"], "https://"),
                       (["--wecom", "https://x.example/"], "https://"), (["--public-url", "x"], "https://"),
                       (["--smtp", "smtp://x", "--mail-from", "a@b.example", "--smtp-user", "u"], "--smtp-password-file")):
        done = run(city, f"{FRIDAY} 09:00", *more, check=False)
        assert done.returncode == 2 and says in done.stderr, (more, done)


WECOM, DING, FEISHU = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa", "a" * 64, "0a1b2c3d-1111-2222-3333-444455556666"


def try_all(city):
    """The button "试发" of each group."""
    admin = city.enter("sysadmin")
    for form in [f for f in admin.get("/settings/channels").is_status(200).forms if f.action.endswith("/try")]:
        admin.post(form.action, [tuple(p) for p in form.fields]).is_status(200).shows("已排入试发")


def test_groups_are_told_by_their_bots_each_signed_as_its_platform_wants(city):
    town = str(city.organs(city.office())["市住建局"])
    add_group(city, "住建督办群", "wecom", f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={WECOM}", owner=town)
    add_group(city, "住建钉钉群", "dingtalk", f"https://oapi.dingtalk.com/robot/send?access_token={DING}", owner=town, secret="SECabc")
    page = add_group(city, "督查飞书群", "feishu", f"https://open.feishu.cn/open-apis/bot/v2/hook/{FEISHU}",
                     owner="supervision_office", secret="fs-secret", lang="en")
    page.shows("住建督办群", "企业微信群机器人", "督查飞书群", "督查室")
    for secret in (WECOM, DING, FEISHU, "SECabc", "fs-secret"):
        assert secret not in page.source
        assert secret not in city.auditor().get(f"/ledger/{city.entries() - 1}").source
    try_all(city)
    with BotServer() as bots:
        where = ["--wecom", bots.url, "--dingtalk", bots.url, "--feishu", bots.url]
        done = run(city, "2026-11-21 23:00", *where)  # a trial goes on a Saturday night too: somebody waits for it
        assert done["sent"] == 3 and done["failed"] == 0, done
        calls = {c["path"].split("/")[1]: c for c in bots.calls}
        assert len(bots.calls) == 3 and all(c["type"] == "application/json; charset=utf-8" for c in bots.calls)
        wecom, ding, feishu = calls["cgi-bin"], calls["robot"], calls["open-apis"]
        assert wecom["path"] == "/cgi-bin/webhook/send" and wecom["query"] == {"key": WECOM}
        assert wecom["body"]["msgtype"] == "text" and "住建督办群：提醒渠道试发" in wecom["body"]["text"]["content"]
        at = int(ding["query"]["timestamp"])
        assert at == 1795273200000 and ding["query"]["access_token"] == DING
        assert ding["query"]["sign"] == dingtalk_sign("SECabc", at) and ding["body"]["msgtype"] == "text"
        assert feishu["path"] == f"/open-apis/bot/v2/hook/{FEISHU}" and feishu["body"]["timestamp"] == str(at // 1000)
        assert feishu["body"]["sign"] == feishu_sign("fs-secret", at // 1000)
        assert feishu["body"]["msg_type"] == "text" and "a trial of reminders" in feishu["body"]["content"]["text"]


def test_what_a_platform_refuses_is_shown_and_tried_again(city):
    city.restart("2026-11-20 09:01")
    try_all(city)
    with BotServer() as bots:
        where = ["--wecom", bots.url, "--dingtalk", bots.url, "--feishu", bots.url]
        bots.answers = [(200, {"errcode": 93000, "errmsg": "invalid webhook url"}), (302, {}), (500, {"no": "code"})]
        assert run(city, "2026-11-20 09:01", *where)["failed"] == 3
        assert len(bots.calls) == 3, "a redirect was followed"
        admin = city.enter("sysadmin")
        page = admin.get("/settings/channels").shows("平台错误码 93000", "答复 302", "答复 500", "第 1 次")
        assert WECOM not in page.source
        bots.answers = [(200, ["what"])] * 3
        assert run(city, "2026-11-20 09:02", *where)["failed"] == 3
        admin.get("/settings/channels").shows("平台错误码 -1", "第 2 次")
        assert run(city, "2026-11-20 09:07", *where)["sent"] == 3
        admin.get("/settings/channels").shows("没有积压")
    city.restart("2026-11-20 09:00")


def test_a_bot_that_cannot_show_its_certificate_hears_nothing(city):
    home = city.engine.home / uuid.uuid4().hex
    home.mkdir()
    pair = certificate(home)
    city.restart("2026-11-20 09:10")
    try_all(city)
    with BotServer(pair) as bots:
        where = ["--wecom", bots.url, "--dingtalk", bots.url, "--feishu", bots.url]
        assert run(city, "2026-11-20 09:10", *where)["failed"] == 3 and not bots.calls
        city.enter("sysadmin").get("/settings/channels").shows("证书未通过检查")
        assert run(city, "2026-11-20 09:11", *where, "--ca-file", str(pair[0]))["sent"] == 3
    city.restart("2026-11-20 09:00")


def test_a_secret_that_is_not_typed_stays_and_one_that_is_taken_away_signs_no_more(city):
    admin = city.enter("sysadmin")
    path = next(h for h, words in admin.get("/settings/channels").links if "住建钉钉群" in words)
    page = admin.get(path).is_status(200)
    assert not page.form(path).value("address") and not page.form(path).value("secret")
    admin.submit(page, path, label="住建一群").is_status(200).shows("住建一群")
    admin.submit(admin.get(path), path, no_secret="1", label="住建二群").is_status(200).shows("住建二群")
    city.restart("2026-11-20 09:20")
    try_all(city)
    with BotServer() as bots:
        assert run(city, "2026-11-20 09:20", "--wecom", bots.url, "--dingtalk", bots.url, "--feishu", bots.url)["sent"] == 3
        [ding] = [c for c in bots.calls if c["path"] == "/robot/send"]
        assert ding["query"] == {"access_token": DING} and "住建二群" in ding["body"]["text"]["content"]
    admin = city.enter("sysadmin")
    admin.submit(admin.get(path), path, on="0").is_status(200).shows("已关闭")
    city.restart("2026-11-20 09:00")


def test_what_is_no_address_of_a_bot_is_refused(city):
    for kind, bad in (("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a b"), ("wecom", "x"),
                      ("dingtalk", "https://oapi.dingtalk.com/robot/send"), ("feishu", "https://open.feishu.cn/hook/../x"),
                      ("mail", "no address")):
        page = add_group(city, "某群", kind, bad, status=422)
        assert page.form("/settings/channels/new").value("label") == "某群"
    add_group(city, "", "wecom", "693a91f6-7xxx-4bc4", status=422).shows("起个名字")
    add_group(city, "某群", "wecom", "", status=422)
    add_group(city, "某群", "feishu", "0a1b2c3d-1111", status=422, owner="999999").shows("单位")


def test_only_the_administrator_of_the_system_sees_and_sets_groups(city):
    for who in ("secadmin", "auditadmin", "jixiaoban", "zhujianju", "shenji"):
        assert city.enter(who).get("/settings/channels").status == 403, who


def test_the_server_does_by_itself_what_is_due_and_ends_at_once_when_it_is_asked(city):
    city.restart("2026-11-20 09:40")
    try_all(city)
    city.server.stop()
    came, go_on = threading.Event(), threading.Event()
    with BotServer() as bots:
        bots.before_answer = lambda: (came.set(), go_on.wait(30))  # a slow platform
        command = [*city.server.command("serve"), "--port", "0", "--listen", "127.0.0.1", "--wecom", bots.url, "--feishu", bots.url]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert came.wait(60), "nothing was sent"
        started = time.monotonic()
        process.terminate()
        _, told = process.communicate(timeout=60)
        assert process.returncode in (0, -15) and time.monotonic() - started < 10, told
        go_on.set()
    city.server.clock = "2026-11-20 09:00"
    city.server.start()
    city.enter("sysadmin").get("/settings/channels").shows("发送中途断开")


def test_the_demo_says_that_nothing_leaves_it(city):
    city.liaison().get("/todo/notices").shows("演示环境不对外发送")
    city.liaison().get("/me/notices").shows("演示环境不对外发送")
