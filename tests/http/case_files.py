"""Files behind what was reported: kept once, found again, safe to show."""
import hashlib
import io
import re
import zipfile
from pathlib import Path

from case_english import HAN, chinese_of, data_of
from case_records import do, started
from papers import SECRET, archive, document, pdf, photo, picture

FILES = "/files"



def form_of(page):
    return next(f for f in page.forms if f.files)  # beside it stands the one that searches


def bring(visitor, *files, page=None, **more):
    page = page or visitor.get(FILES).is_status(200)
    given = {"files": list(files) or ("", b"")}
    return visitor.submit(page, FILES, files=given, having={"idem": form_of(page).value("idem")}, **more)


def number_of(page):
    return int(re.search(r"/files/(\d+)", page.url)[1])


def saved(visitor, page):
    link = next(h for h, words in page.links if "下载" in words)
    return visitor.get(link).is_status(200)


def test_a_photo_comes_in_without_its_place_and_goes_out_as_a_file_to_keep(city):
    size, unit, given = city.entries(), city.liaison(), photo()
    page = bring(unit, ("../现场 照片.exe", given)).is_status(200)
    page.shows("现场 照片.exe.jpg", "照片（JPEG）", "已去除个人信息", "市住房和城乡建设局")
    assert city.entries() == size + 1
    got = saved(unit, page)
    assert SECRET not in got.body and got.body[:2] == b"\xff\xd8" and b"Exif" in got.body, "which way up it is stays"
    assert got.header("Content-Type") == "image/jpeg" and got.header("X-Content-Type-Options") == "nosniff"
    assert got.header("Content-Disposition").startswith("attachment; "), got.headers
    assert "filename*=UTF-8''%E7%8E%B0%E5%9C%BA" in got.header("Content-Disposition")
    assert any(k == "Content-Security-Policy" and v.startswith("sandbox") for k, v in got.headers), got.headers
    page.shows(hashlib.sha256(given).hexdigest(), hashlib.sha256(got.body).hexdigest())
    entry = city.office().get(f"/ledger/{size}").is_status(200)
    for blob in {h for h, _ in entry.links if "/blobs/" in h}:
        assert SECRET not in city.office().get(blob).body
    assert SECRET.decode() not in entry.source


def test_what_others_brought_is_not_there_for_a_unit_and_is_for_offices(city):
    unit, other = city.liaison(), city.enter("chuangkou")
    page = bring(unit, ("方案.pdf", pdf(b"plan"))).is_status(200)
    number = number_of(page)
    other.get(f"/files/{number}").is_status(404)
    other.get(f"/files/{number}/方案.pdf").is_status(404)
    assert f"/files/{number}" not in [h for h, _ in other.get(FILES).links]
    for who in (city.office(), city.leader(), city.auditor()):
        assert saved(who, who.get(f"/files/{number}").is_status(200)).body == pdf(b"plan")
    city.visitor().get(f"/files/{number}", follow=False).is_status(303)
    city.enter("sysadmin").get(FILES).is_status(403)
    unit.get(f"/files/{number}/别的.pdf").is_status(404)
    taken = bring(other, **{"files-earlier": number})
    taken.is_status(422).shows("别的单位")


def test_the_same_file_is_kept_once_and_elsewhere_it_is_a_remark(city):
    unit, other, given = city.liaison(), city.enter("chuangkou"), ("通知.pdf", pdf(b"notice"))
    first = number_of(bring(unit, given))
    size = city.entries()
    assert number_of(bring(unit, ("另名.pdf", given[1]))) == first and city.entries() == size, "nothing new, no entry"
    page = bring(other, given).is_status(200)
    assert number_of(page) != first and city.entries() == size + 1
    page.shows("同一文件还在别处", "市住房和城乡建设局", "只是提示")
    assert f"/files/{first}" not in [h for h, _ in page.links], "whose it is, not the way to it"
    office = city.office()
    office.get(FILES + "?q=通知").shows("同一文件另有：云澜市数据局 2026-11-20")
    page = office.get(FILES + "?q=通知&type=pdf&use=free").is_status(200)
    assert len(page.tables[0]) == 3, page.tables
    assert len(office.get(FILES + "?q=通知&use=tied").tables[0]) == 2, "one line that says there is none"
    assert office.get(FILES + "?q=通知&as=csv").is_status(200).body.decode("utf-8-sig").count("通知.pdf") == 2


def test_several_at_once_and_a_bad_one_says_why_while_the_others_stay_chosen(city):
    unit, size = city.liaison(), city.entries()
    page = bring(unit, ("a.pdf", pdf(b"a")), ("打包.zip", archive({"x.txt": "x"})), ("照片.jpg", b"MZ\x90\0" + bytes(200)),
                 ("空.pdf", b""), ("断.jpg", photo()[:-40]), ("表.txt", "一,二\n".encode("gb18030")))
    page.is_status(422).shows("“打包.zip”是压缩包", "请解压后逐个上传", "“照片.jpg”是程序", "“空.pdf”是空文件", "“断.jpg”不完整",
                              "a.pdf", "表.txt")
    assert city.entries() == size + 1, "the good ones are one entry"
    form = form_of(page)
    assert [n for n, _ in form.fields].count("files-earlier") == 2, form.fields
    assert bring(unit, page=page).is_status(200).shows("文件已收到")
    assert city.entries() == size + 1
    bring(unit).is_status(422).shows("还没有选择文件")


def test_an_office_file_opens_without_its_author_and_the_original_by_an_act_alone(city):
    unit, office, given = city.liaison(), city.office(), document()
    page = bring(unit, ("整改报告.docx", given), ("图.png", picture())).is_status(200)
    link = next(h for h, words in page.links if words == "整改报告.docx")
    page = unit.get(link)
    shown = saved(unit, page).body
    with zipfile.ZipFile(io.BytesIO(shown)) as z:
        assert z.testzip() is None and "督查整改情况" in z.read("word/document.xml").decode()
        assert all(SECRET not in z.read(name) for name in z.namelist()), "nor in its pictures"
    assert not any("original" in h for h, _ in page.links), "a unit does not open it"
    unit.get(link + "/original").is_status(403)
    ask = office.get(link + "/original").is_status(200).shows("整改报告.docx", "会记入台账")
    size = city.entries()
    office.submit(ask, link + "/original", reason=" ").is_status(422).shows("请写明为什么要看原件")
    assert city.entries() == size
    got = office.submit(ask, link + "/original", reason="核对原始时间").is_status(200)
    assert got.body == given and city.entries() == size + 1
    entry = office.get(f"/ledger/{size}").shows("查看附件原件", "核对原始时间")
    assert SECRET.decode() not in entry.source
    unit.post(link + "/original", {"reason": "x", "csrf": form_of(unit.get(FILES)).value("csrf")}).is_status(403)


def test_a_file_in_pieces_goes_on_where_the_line_broke(city):
    unit, other = city.liaison(), city.enter("chuangkou")
    given = pdf(bytes(range(48, 58)) * 30000)
    page = unit.get(FILES)
    csrf = form_of(page).value("csrf")

    def send(path, fields, piece=None, who=unit, token=csrf):
        return who.post(path, {"csrf": token, **fields}, files={} if piece is None else {"piece": ("p", piece)})

    start = send("/files/uploads", {"name": "长文.pdf", "size": len(given)}).is_status(200).json()
    at = "/files/uploads/" + start["id"]
    assert send(at, {"from": 0}, given[:100000]).is_status(200).json()["have"] == 100000
    send(at, {"from": 0}, given[:100000]).is_status(409)
    send(at, {"from": 150000}, given[150000:]).is_status(409)
    send(at, {"from": 100000}, given[100000:] + b"more").is_status(409)
    send(at, {"from": 100000}, given[100000:], token="wrong").is_status(403)
    assert unit.get(at).is_status(200).json()["have"] == 100000 and unit.get(at).header("Upload-Offset") == "100000"
    assert unit.request("HEAD", at).header("Upload-Offset") == "100000"
    other.get(at).is_status(404)
    bring(unit, **{"files-upload": start["id"]}).is_status(422).shows("还没有传完")
    assert send(at, {"from": 100000}, given[100000:]).is_status(200).json()["have"] == len(given)
    done = bring(unit, **{"files-upload": start["id"]}).is_status(200)
    assert saved(unit, done).body == given
    unit.get(at).is_status(404)
    send("/files/uploads", {"name": "大.pdf", "size": 20 * 1024 * 1024 + 1}).is_status(413)
    left = "/files/uploads/" + send("/files/uploads", {"name": "x.pdf", "size": 9}).json()["id"]
    send(left + "/drop", {}).is_status(200)
    unit.get(left).is_status(404)


def test_more_than_one_submission_may_hold_is_refused_and_what_fits_stays(city):
    unit = city.liaison()
    csrf, size, ids = form_of(unit.get(FILES)).value("csrf"), 16 * 1024 * 1024, []
    for i in range(4):
        start = unit.post("/files/uploads", {"csrf": csrf, "name": f"第{i}份.txt", "size": size}, files={}).json()
        whole = (b"%d" % i) * size
        unit.post("/files/uploads/" + start["id"], {"csrf": csrf, "from": 0}, files={"piece": ("p", whole)}).is_status(200)
        ids.append(start["id"])
    page = bring(unit, **{"files-upload": ids}).is_status(422).shows("合计不能超过 60 MB", "第0份.txt", "第2份.txt")
    assert [n for n, _ in form_of(page).fields].count("files-earlier") == 3


def test_a_file_behind_a_record_says_so_and_is_a_remark_for_whoever_brings_it_again(city):
    unit, record = city.liaison(), started(city)
    code = re.search(r"督2026-\d+", unit.get(f"/records/{record}").is_status(200).text)[0]
    do(city, unit, record, "sign").is_status(200)
    given = ("开工令.txt", "一号小区已经开工".encode())
    do(city, unit, record, "finish", files={"f-evidence": given}, result="全部开工").is_status(200)
    link = next(h for h, words in unit.get(f"/records/{record}").links if words == given[0])
    page = unit.get(link).is_status(200).shows(code, "佐证材料")
    assert f"/records/{record}" in [h for h, _ in page.links]
    found = city.office().get(f"{FILES}?record={code}").is_status(200)
    assert len(found.tables[0]) == 2 and given[0] in found.tables[0][1][0], found.tables
    assert len(city.office().get(f"{FILES}?record=督2026-9999").tables[0][1]) == 1, "none"
    other = city.enter("chuangkou")
    bring(other, ("另外.txt", given[1])).is_status(200).shows(code)
    other.get(FILES).shows(f"同一文件已用于：{code}（云澜市住房和城乡建设局")
    other.get(link).is_status(404)


def test_in_english_a_file_and_what_is_wrong_with_one_are_said_in_english(city):
    unit = city.enter("zhujianju", "en")
    page = bring(unit, ("plan.docx", document())).is_status(200).shows("Text document (DOCX)", "freed of personal data")
    bad = bring(unit, ("x.zip", archive({"a": "b"})), ("y.pdf", b"%PDF-1.4")).is_status(422).shows("is an archive", "is not whole")
    office = city.enter("jixiaoban", "en")
    ask = office.get(f"/files/{number_of(page)}/original").is_status(200).shows("makes an entry")
    names = re.findall(r'"([^",]*\.(?:pdf|docx|png|jpg|txt|zip|exe))"', Path(__file__).read_text(encoding="utf-8"))
    written = data_of(city) | set(HAN.findall(" ".join(names)))
    for shown in (page, bad, ask):
        assert not chinese_of(shown, written), (shown, chinese_of(shown, written))
