"""`kaocheng calendar`: due dates, tables of them, notices; each word of it, its errors and its status, and every example of
docs/calendar.md."""
import csv
import io
import re
import subprocess
import tempfile
from pathlib import Path

from case_accounts import change_role, open_account
from case_command import CANNOT, DONE, FOUND, USAGE, kept, program
from city import ROOT, fixtures
from workbooks import Book, Num, Sheet

WORDS = ["due", "explain", "check", "reproject", "day", "year", "import"]
# What the fixtures say too, worked by hand: day of acceptance, working days, pauses, last day.
OWN_ROWS = """accept_date,limit_workdays,suspend_intervals_closed,deadline
2025-01-24,5,,2025-02-07
2025-09-30,1,,2025-10-09
2025-10-10,1,,2025-10-11
2026-02-14,1,,2026-02-24
2025-03-03,20,2025-03-10/2025-03-14,2025-04-08
"""
NOTICE_2027 = """notice 示例〔2026〕1号
title  2027年部分节假日安排（举例）
published 2026-11-10
year   2027
off    2027-01-01..2027-01-03 元旦
off    2027-02-05..2027-02-12 春节
work   2027-01-30 春节
work   2027-02-14 春节
"""
AMENDED_2020 = """notice 国务院办公厅关于延长2020年春节假期的通知
title  国务院办公厅关于延长2020年春节假期的通知
published 2020-01-26
year   2020
off    2020-01-31..2020-02-02 春节
"""
# What is known on 2020-01-20 is the notice of 2019 alone: Chinese New Year ends on 30 January, and Saturday 1 February is worked.
ROWS_2020 = "accept_date,limit_workdays,deadline\n2020-01-22,3,2020-02-01\n2020-02-10,3,2020-02-13\n"


def calendar(city, *words, **more):
    return program(city, "calendar", *words, **more)


def due(city, *words, **more):
    """The one line that `calendar due` prints."""
    done = calendar(city, "due", *words, **more)
    assert done.returncode == DONE and done.stdout.count("\n") == 1, done
    return done.stdout.strip()


def refused(city, word, *words, says=(), status=USAGE, **more):
    done = calendar(city, word, *words, **more)
    assert done.returncode == status and not done.stdout, done
    for part in [says] if isinstance(says, str) else says:
        assert part in done.stderr, (part, done.stderr)


def test_every_word_has_its_help_in_both_languages(city):
    for word in WORDS:
        for language, text in (("zh_CN.UTF-8", "[一-鿿]"), ("en_US.UTF-8", "[a-z]{3}")):
            done = calendar(city, word, "--help", language=language)
            assert done.returncode == DONE and f"kaocheng calendar {word}" in done.stdout, done
            assert re.search(text, done.stdout.replace("kaocheng calendar", "")), done.stdout


def test_a_mistyped_word_behind_calendar_is_told_the_nearest_and_all_there_are(city):
    for words, near in ((["chekc"], "kaocheng calendar check"), (["explian"], "kaocheng calendar explain"),
                        (["imprt", "x"], "kaocheng calendar import"), ([], "calendar"), (["qqqqqq"], "calendar")):
        done = calendar(city, *words)
        assert done.returncode == USAGE and near in done.stderr and not done.stdout, done
        assert all(f"calendar {word}" in done.stderr for word in WORDS), done.stderr
    done = calendar(city, "due", "--workday", "5")
    assert done.returncode == USAGE and "--workday" in done.stderr and "calendar due --help" in done.stderr, done


def test_each_unit_of_a_limit_ends_where_the_law_ends_it(city):
    for words, want in ((["--from", "2025-01-24", "--workdays", 5], "2025-02-07"),
                        (["--from", "2025-03-03", "--workdays", 20, "--pause", "2025-03-10/2025-03-14"], "2025-04-08"),
                        (["--from", "2025-09-24", "--days", 10], "2025-10-09"),
                        (["--from", "2025-01-31", "--months", 1], "2025-02-28"),
                        (["--from", "2024-02-29", "--years", 1], "2025-02-28"),
                        (["--from", "2026-11-20T16:30", "--hours", 24], "2026-11-21 16:30"),
                        (["--from", "2026-11-20", "--workdays", 0, "--time"], "2026-11-20 24:00"),
                        (["--from", "2026-11-21", "--workdays", 0], "2026-11-23"),
                        (["--from=2026年11月20日", "--workdays=1"], "2026-11-23")):
        assert due(city, *words) == want, (words, due(city, *words), want)


def test_an_extension_is_added_to_the_limit_and_pauses_may_come_in_any_order(city):
    words = ["--from", "2025-03-03", "--workdays"]
    assert due(city, *words, 20, "--extend", 10) == due(city, *words, 30)
    one, two = ["--pause", "2025-03-10/2025-03-14"], ["--pause", "2025-03-12/2025-03-18/鉴定"]
    assert due(city, *words, 20, *one, *two) == due(city, *words, 20, *two, *one) == due(
        city, *words, 20, "--pause", "2025-03-10/2025-03-18")


def test_hours_of_open_doors_leave_out_lunch_night_and_weekend(city):
    week = kept(city, "week.txt", "calendar 窗口\nweek mon-fri\nhours 08:30-12:00 14:30-17:30\n")
    words = ["--calendar", week, "--from"]
    assert due(city, *words, "2026-11-20T16:30", "--openhours", 4) == "2026-11-23 11:30"
    assert due(city, *words, "2026-11-16", "--workdays", 5, "--time") == "2026-11-23 17:30"
    shanghai = due(city, *words, "2026-11-20T16:30", "--openhours", 4, "--zone", "Asia/Shanghai")
    assert shanghai == "2026-11-23 11:30"
    refused(city, "due", *words, "2026-11-20", "--openhours", 4, says="2026-11-20T14:30")
    refused(city, "due", "--from", "2026-11-20T16:30", "--openhours", 4, says="--calendar")
    table = "受理日期,时限,时限单位,到期日\n2026-11-20 16:30,4,办公小时,2026-11-23 11:30\n"
    assert calendar(city, "check", "-", "--calendar", week, stdin=table).stdout.endswith("1 行，1 行正确\n")
    done = calendar(city, "check", "-", stdin=table)
    assert done.returncode == FOUND and "--calendar" in done.stdout, done
    refused(city, "due", *words, "2026-11-20T16:30", "--openhours", 4, "--zone", "../etc/passwd",
            says="../etc/passwd")


def test_what_is_wrong_with_an_option_is_said_with_an_example(city):
    refused(city, "due", says="--from 2025-01-24")
    refused(city, "due", "--from", "2025-01-24", says="--workdays")
    refused(city, "due", "--from", "2025-01-24", "--workdays", 5, "--days", 5, says="--months")
    for wrong in ("2025-13-01", "2025-02-29", "tomorrow", "1969-12-31", "2100-01-01", "2025-01-24T25:00", "2025-01-24T9", "1月24日"):
        refused(city, "due", "--from", wrong, "--workdays", 5, says=[wrong, "2025-01-24"])
    for wrong in ("-1", "5.5", "five", "100001", "99999999999999999999"):
        refused(city, "due", "--from", "2025-01-24", "--workdays", wrong, says=wrong)
        refused(city, "due", "--from", "2025-01-24", "--workdays", 5, "--extend", wrong, says=wrong)
    for wrong in ("2025-03-10", "2025-03-14/2025-03-10", "2025-03-10/", "x/y", "/"):
        refused(city, "due", "--from", "2025-03-03", "--workdays", 20, "--pause", wrong, says=wrong)
    refused(city, "due", "--from", "2025-01-24", "--workdays", 5, "--known", "then", says="then")
    refused(city, "due", "--from", "2099-12-30", "--workdays", 100, says="2099")
    refused(city, "due", "--from", "2025-01-24", "--workdays", 5, "--organ", "A1", says="--data")
    refused(city, "due", "--from", "2025-01-24", "--workdays", 5, "--notice", "nowhere.txt", says="nowhere.txt", status=CANNOT)
    refused(city, "due", "--from", "2025-01-24", "--workdays", 5, "--data", city.server.data / "nowhere", says="kaocheng init", status=CANNOT)
    for word in ("day", "year"):
        refused(city, word, says="2026")
        refused(city, word, "someday", says="someday")
    refused(city, "year", "2100", says="2099")


def test_hours_beyond_the_most_are_named_in_the_refusal(city):
    refused(city, "due", "--from", "2025-01-01T08:00", "--hours", 1667, says="1667")
    refused(city, "due", "--from", "2025-01-01T08:00", "--hours", 1, "--extend", 1666, says="1666")


def test_a_faulty_notice_or_week_names_its_line(city):
    bad = kept(city, "bad.txt", NOTICE_2027.replace("off    2027-01-01", "offf   2027-01-01"))
    refused(city, "due", "--from", "2027-01-04", "--workdays", 5, "--notice", bad, says=["bad.txt:5:", "off"], status=FOUND)
    refused(city, "day", "2027-01-01", "--calendar", kept(city, "week.txt", "week mon-sun\nhours 17:30-08:30\n"),
            says="week.txt:2:", status=FOUND)


def test_a_year_without_a_notice_is_provisional_and_says_so_beside_the_date(city):
    done = calendar(city, "due", "--from", "2026-12-28", "--workdays", 10)
    assert done.returncode == DONE and done.stdout == "2027-01-11\n" and "暂算" in done.stderr, done
    assert "provisional" in calendar(city, "due", "--from", "2026-12-28", "--workdays", 10, language="en_US.UTF-8").stderr
    tried = kept(city, "2027.txt", NOTICE_2027)
    done = calendar(city, "due", "--from", "2026-12-28", "--workdays", 10, "--notice", tried)
    assert done.returncode == DONE and done.stdout == "2027-01-12\n" and not done.stderr, done
    assert not calendar(city, "due", "--from", "2026-11-20", "--workdays", 10).stderr


def test_what_was_known_on_a_day_is_reckoned_with_the_notices_of_that_day(city):
    words = ["--from", "2020-01-22", "--workdays", 3]
    assert due(city, *words) == "2020-02-04"
    assert due(city, *words, "--known", "2020-01-20") == "2020-02-01"


def test_the_reckoning_begins_with_the_date_and_names_the_notice(city):
    words = ["--from", "2025-04-24", "--workdays", 15, "--pause", "2025-05-06/2025-05-09/专家评审"]
    for language, names in (("zh_CN.UTF-8", ["劳动节", "专家评审", "国办发明电〔2024〕12号"]), ("en_US.UTF-8", ["2025-05-23", "专家评审"])):
        done = calendar(city, "explain", *words, language=language)
        lines = done.stdout.split("\n")
        assert done.returncode == DONE and lines[0] == "2025-05-23" == due(city, *words), done
        assert all(name in done.stdout for name in names) and len(lines) > 8, done.stdout


def test_a_table_of_deadlines_is_checked_row_by_row(city):
    done = calendar(city, "check", kept(city, "own.csv", OWN_ROWS))
    assert done.returncode == DONE and done.stdout.endswith("5 行，5 行正确\n"), done
    assert calendar(city, "check", "-", stdin=OWN_ROWS, language="en_US.UTF-8").stdout.endswith("5 rows, 5 right\n")
    rows = list(csv.DictReader(io.StringIO(OWN_ROWS)))
    turned = io.StringIO()
    writer = csv.DictWriter(turned, ["deadline", "说明", "suspend_intervals_closed", "limit_workdays", "accept_date"])
    writer.writeheader()
    writer.writerows({**row, "说明": "甲"} for row in rows)
    chinese = turned.getvalue().replace("accept_date", "受理日期").replace("limit_workdays", "办理期限")
    for form in (turned.getvalue().encode("utf-8-sig"), chinese.encode("gb18030"), turned.getvalue().replace(",", "\t").encode()):
        done = calendar(city, "check", kept(city, "turned.csv", form))
        assert done.returncode == DONE and done.stdout.endswith("5 行，5 行正确\n"), done


def test_the_deadlines_of_the_fixtures_are_all_right(city):
    table = fixtures("calendar", "deadlines.csv")
    n = table.read_text(encoding="utf-8").strip().count("\n")
    done = calendar(city, "check", table)
    assert done.returncode == DONE and n >= 18 and done.stdout.endswith(f"{n} 行，{n} 行正确\n"), done


def test_a_fault_in_one_row_does_not_hide_the_next(city):
    table = OWN_ROWS + ("2025-02-30,5,,2025-02-07\n2025-01-24,viele,,2025-02-07\n2025-01-24,5,2025-01-27,2025-02-07\n"
                        "2025-01-24,5,,2025-02-06\n2025-01-24,5,,\n2026-12-28,10,,2027-01-11\n2099-12-31,9,,2025-01-01\n")
    done = calendar(city, "check", kept(city, "faults.csv", table))
    assert done.returncode == FOUND, done
    lines = done.stdout.strip().split("\n")
    said = {int(m[1]): line for line in lines if (m := re.match(r"第 (\d+) 行", line))}
    assert sorted(said) == list(range(2, 14)), lines
    assert "2025-02-30" in said[7] and "viele" in said[8] and "2025-01-27" in said[9] and "2099" in said[13], said
    assert "2025-02-06" in said[10] and "2025-02-07" in said[10], said
    assert lines[lines.index(said[10]) + 1].startswith("    "), "the reckoning of a wrong row stands below it"
    assert "2025-02-07" in said[11] and "暂算" in said[12], said
    assert lines[-1] == "12 行，6 行正确" and "1 行不对" in lines and "4 行读不懂或算不出来" in lines, lines


def test_a_table_may_mix_units_times_and_extensions(city):
    table = ("受理日期,受理时间,时限,时限单位,延长,暂停,到期日\n2026-01-31,,1,个月,,,2026-02-28\n2025-09-24,,10,自然日,,,2025-10-09\n"
             "2026-11-20,16:30,24,小时,,,2026-11-21 16:30\n2026-11-20 16:30,,1,hours,1,2026-11-20 17:00/2026-11-20 17:30,2026-11-20 19:00\n"
             "2025-03-03,,20,,10,,2025-04-15\n2026-11-16,,5,工作日,,,2026-11-23 24:00\n")
    done = calendar(city, "check", kept(city, "mixed.csv", table))
    assert done.returncode == DONE and done.stdout.endswith("6 行，6 行正确\n"), done
    done = calendar(city, "check", kept(city, "hours.csv", "accept_date,limit,unit\n2026-11-20,4,hours\n2026-11-20,4,weeks\n"))
    assert done.returncode == FOUND and "14:30" in done.stdout and "weeks" in done.stdout, done


def test_pauses_may_be_written_as_people_write_them(city):
    want = due(city, "--from", "2025-03-03", "--workdays", 20, "--pause", "2025-03-10/2025-03-14", "--pause", "2025-03-20/2025-03-21")
    for pauses in ("2025-03-10至2025-03-14；2025-03-20至2025-03-21", "2025/3/10～2025/3/14; 2025年3月20日~2025年3月21日;",
                   "2025-03-20 / 2025-03-21/鉴定;2025-03-10/2025-03-14/第四十五条，听证至结束"):
        done = calendar(city, "check", kept(city, "pauses.csv", f"受理日期,时限,暂停,到期日\n2025-03-03,20,\"{pauses}\",{want}\n"))
        assert done.returncode == DONE and done.stdout.endswith("1 行，1 行正确\n"), (pauses, done)


def test_pauses_of_days_that_have_slashes_themselves_are_read(city):
    want = due(city, "--from", "2025-03-03", "--workdays", 20, "--pause", "2025-03-10/2025-03-14", "--pause", "2025-03-20/2025-03-21")
    for pauses in ("2025/3/10/2025/3/14;2025/3/20/2025/3/21", "2025/3/10 / 2025/3/14 ; 2025/3/20 / 2025/3/21/鉴定",
                   "2025-03-10/2025-03-14/第四十五条；听证;２０２５-０３-２０/2025年3月21日"):
        assert due(city, "--from", "2025-03-03", "--workdays", 20, "--pause", pauses) == want, pauses
        done = calendar(city, "check", kept(city, "slashes.csv", f"受理日期,时限,暂停,到期日\n2025/3/3,20,\"{pauses}\",{want}\n"))
        assert done.returncode == DONE and done.stdout.endswith("1 行，1 行正确\n"), (pauses, done)


def test_a_second_pause_without_its_divider_is_refused_and_not_lost(city):
    for pauses in ("2025-03-10/2025-03-14/2025-03-20/2025-03-21", "2025/3/10/2025/3/14/2025/3/20/2025/3/21"):
        refused(city, "due", "--from", "2025-03-03", "--workdays", 20, "--pause", pauses, says=pauses)


def test_as_many_pauses_are_taken_as_the_library_counts(city):
    pauses = ";".join(["2025-03-10/2025-03-14"] * 1000)
    assert due(city, "--from", "2025-03-03", "--workdays", 20, "--pause", pauses) == "2025-04-08"
    refused(city, "due", "--from", "2025-03-03", "--workdays", 20, "--pause", pauses + ";2025-03-10/2025-03-14", says="1000")


def test_days_and_times_as_spreadsheets_and_data_bases_write_them_are_read(city):
    table = ("受理日期,时限,时限单位,暂停,延长,到期日\n2025-01-24 00:00:00,5,,,,2025-02-07 00:00:00\n2025/1/24 0:00,5,,无,/,2025/2/7 0:00\n"
             "2025 年 1 月 24 日,5,,—,,2025 年 2 月 7 日\n2025-01-24 16:30:15,24,小时,,,2025-01-25 16:30:15\n"
             "2025年1月24日16：30,1,小时,,,2025-01-24 17:30\n")
    done = calendar(city, "check", kept(city, "written.csv", table))
    assert done.returncode == DONE and done.stdout.endswith("5 行，5 行正确\n"), done
    wrong = "受理日期,时限,时限单位,到期日\n" + "".join(f"{day},1,小时,\n" for day in (
        "2025-01-24 16:30:60", "2025-01-24 24:00:01", "2025-01-2416:30", "T16:30", "2025-01-24T+9:30", "2025-01-24 16:3"))
    done = calendar(city, "check", kept(city, "wrong.csv", wrong))
    assert done.returncode == FOUND and "6 行读不懂" in done.stdout, done


def test_a_workbook_is_checked_as_a_text_is(city):
    rows = [["某市政务服务中心办件表"], ["编号", "受理日期", "时限", "暂停", "到期日"],
            [Num("1"), "2025-01-24", Num("5"), None, "2025-02-07"], [Num("2"), "2025-03-03", Num("20"), "2025-03-10/2025-03-14", "2025-04-07"]]
    done = calendar(city, "check", kept(city, "book.xlsx", Book([Sheet("办件", rows)]).bytes()))
    assert done.returncode == FOUND and "第 3 行：对" in done.stdout and "第 4 行：不对" in done.stdout and "2025-04-08" in done.stdout, done


def test_what_is_no_table_of_deadlines_is_refused(city):
    refused(city, "check", says="check")
    refused(city, "check", kept(city, "other.csv", "单位,数值\n甲,1\n"), says=["other.csv", "accept_date"], status=FOUND)
    refused(city, "check", kept(city, "old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)), says="old.xls", status=FOUND)
    refused(city, "check", city.server.data / "nowhere.csv", says="nowhere.csv", status=CANNOT)


def test_a_new_notice_moves_the_deadlines_that_it_must_and_names_the_days(city):
    table, notice = kept(city, "2020.csv", ROWS_2020), kept(city, "2020.txt", AMENDED_2020)
    refused(city, "reproject", table, says="--notice")
    done = calendar(city, "reproject", table, "--notice", notice, "--known", "2020-01-20")
    assert done.returncode == DONE, done
    lines = done.stdout.strip().split("\n")
    assert lines[0] == "第 2 行：2020-02-01 → 2020-02-04" and "2020-01-31" in lines[1], lines
    assert lines[-1] == "2 行，1 行变动", lines
    done = calendar(city, "reproject", table, "--notice", notice)
    assert done.stdout == "2 行，0 行变动\n", "the shipped notices know it already"


def test_a_day_says_what_it_is_and_by_whom(city):
    done = calendar(city, "day", "2026-10-10")
    assert done.returncode == DONE and "调休上班" in done.stdout and "国务院办公厅" in done.stdout, done
    assert "2026-W41" in done.stdout and "2026-10A" in done.stdout and "2026Q4" in done.stdout, done.stdout
    assert "国庆节" in calendar(city, "day", "2026-10-07").stdout
    assert "周末" in calendar(city, "day", "2026-11-21").stdout
    done = calendar(city, "day", "2027-06-01", language="en_US.UTF-8")
    assert "working day" in done.stdout and "2027" in done.stderr, done


def test_a_notice_without_title_and_names_leaves_no_holes_in_the_words(city):
    bare = kept(city, "bare.txt", "notice 示1\npublished 2026-11-10\nyear 2027\noff 2027-01-01\nwork 2027-01-02\n")
    day = calendar(city, "day", "2027-01-01", "--calendar", bare)
    assert day.returncode == DONE and day.stdout.startswith("2027-01-01（周五）：放假\n依据：示1，2026-11-10 发布\n"), day
    moved = calendar(city, "reproject", kept(city, "bare.csv", "受理日期,时限\n2026-12-31,1\n2026-12-31,2\n"), "--notice", bare)
    assert "（周五）改为休息 示1\n" in moved.stdout and "（周六）改为上班 示1\n" in moved.stdout, moved
    assert not re.search(r"《》|，\n| \n|  \S*示1", moved.stdout + day.stdout), (moved, day)


def test_a_year_shows_each_day_once_and_counts_as_the_facts_do(city):
    for year, workdays in ((2024, 251), (2025, 248), (2026, 248)):
        for language in ("zh_CN.UTF-8", "en_US.UTF-8"):
            done = calendar(city, "year", year, language=language)
            assert done.returncode == DONE and not done.stderr, done
            head, *months = re.split(r"\n\n", done.stdout)
            assert str(workdays) in head, head
            months = [m for m in months if re.match(r"\d{4}-\d{2} ", m)]
            assert len(months) == 12 and sum(int(re.search(r"  (\d+)", m)[1]) for m in months) == workdays, done.stdout
            days = [re.findall(r"(?<![\w-])(\d{1,2})(?!\d)", re.sub(r"W\d\d", "", m.split("\n", 2)[2])) for m in months]
            assert [int(m[-1]) for m in days] == [31, 29 if year % 4 == 0 else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], days
            assert all([int(d) for d in m] == list(range(1, len(m) + 1)) for m in days), days
    done = calendar(city, "year", 2027)
    assert done.returncode == DONE and "2027" in done.stderr and "双休日" in done.stderr, done


def test_a_notice_without_an_installation_is_told_the_ways(city):
    notice = kept(city, "2027.txt", NOTICE_2027)
    refused(city, "import", says="import")
    with tempfile.TemporaryDirectory() as empty:
        command = [city.server.program.resolve(), "calendar", "import", notice]
        done = subprocess.run(command, cwd=empty, capture_output=True, text=True, timeout=60)
        assert done.returncode == CANNOT and "--notice" in done.stderr and "kaocheng init" in done.stderr, done
        done = subprocess.run([*command, "--dry-run"], cwd=empty, capture_output=True, text=True, timeout=60)
        assert done.returncode == DONE and "2027-01-30" in done.stdout, done
        assert not list(Path(empty).iterdir()), "nothing is made"


def test_a_notice_in_any_form_is_shown_before_it_is_stored(city):
    text = ("国务院办公厅关于2027年部分节假日安排的通知\n国办发明电〔2026〕99号\n一、元旦：1月1日（周五）至3日（周日）放假，共3天。\n"
            "二、春节：2月5日至12日放假调休，共8天。1月30日（周六）、2月14日（周日）上班。\n国务院办公厅\n2026年11月10日\n")
    json = '{"year": 2027, "papers": [], "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}]}'
    table = "date,type,name\n2027-01-01,holiday,元旦\n2027-01-30,workday,春节\n"
    said = ["--number", "示例〔2026〕2号", "--title", "安排", "--published", "2026-11-10", "--year", 2027]
    dry = ["--dry-run", "--clock", "2026-11-20T09:00"]
    for name, body, more in (("own.txt", NOTICE_2027, []), ("text.txt", text, []), ("days.json", json, said), ("days.csv", table, said)):
        done = calendar(city, "import", kept(city, name, body), *dry, *more)
        assert done.returncode == DONE and "2027-01-01（周五）改为休息 元旦" in done.stdout, (name, done)
        assert "published 2026-11-10" in done.stdout and "year   2027" in done.stdout, (name, done.stdout)
    refused(city, "import", kept(city, "days.json", json), *dry, says=["days.json", "文号", "--number", "--published"], status=FOUND)
    wrong = text.replace("1月30日（周六）", "1月30日（周日）").replace("共8天", "共9天")
    done = calendar(city, "import", kept(city, "wrong.txt", wrong), *dry)
    assert done.returncode == FOUND and not done.stdout and done.stderr.count("wrong.txt:4:") >= 2, done
    for option, value in (("--published", "soon"), ("--year", "27"), ("--clock", "noon")):
        refused(city, "import", kept(city, "own.txt", NOTICE_2027), "--dry-run", option, value, says=value)


def test_an_adopted_notice_changes_what_is_due_and_the_ledger_holds_it(city):
    def house(word, *more, **rest):
        return calendar(city, word, *more, "--data", city.server.data, *(["--db", city.server.db] if city.server.db else []), **rest)

    notice, words = kept(city, "2027.txt", NOTICE_2027), ["--from", "2027-02-03", "--workdays", 5]
    before, n = house("due", *words), city.entries()
    assert before.returncode == DONE and before.stdout == "2027-02-10\n" and before.stderr, before
    done = house("import", notice, "--dry-run")
    assert done.returncode == DONE and "2027-02-05" in done.stdout and city.entries() == n, done
    done = house("import", notice, "--as", "jixiaoban")
    assert done.returncode == DONE and "示例〔2026〕1号" in done.stdout and str(n) in done.stdout, done
    assert city.entries() == n + 1
    after = house("due", *words)
    assert after.returncode == DONE and after.stdout == "2027-02-17\n" and not after.stderr, after
    assert due(city, *words) == "2027-02-10", "without the installation nothing is different"
    again = house("import", notice)
    assert again.returncode == FOUND and city.entries() == n + 1, again
    verified = city.server.run("verify", check=False)
    assert verified.returncode == DONE and verified.stdout.endswith("ok\n"), verified


def test_an_account_imports_in_the_role_that_may(city):
    """A leader who is of the supervision office as well; the first role that was granted may not."""
    def house(*more):
        return calendar(city, "import", kept(city, "as.txt", NOTICE_2027.replace("1号", "5号")), *more, "--data", city.server.data,
                        *(["--db", city.server.db] if city.server.db else []))

    open_account(city, "duzhuren")
    for role in ("leader", "supervision_office"):
        refused_yet = house("--as", "duzhuren")
        assert refused_yet.returncode == CANNOT, refused_yet
        change_role(city, "duzhuren", "grant", role).is_status(200)
    n = city.entries()
    done = house("--as", "duzhuren")
    assert done.returncode == DONE and city.entries() == n + 1, done


def test_a_workbook_of_days_is_imported_as_a_text_is(city):
    rows = [["示例"], ["名称", "日期", "类型"], ["元旦", "2027-01-01", "放假"], ["春节", "2027/1/30", "调休"]]
    said = ["--number", "示例〔2026〕2号", "--published", "2026-11-10", "--dry-run", "--clock", "2026-11-20T09:00"]
    done = calendar(city, "import", kept(city, "days.xlsx", Book([Sheet("安排", rows)]).bytes()), *said)
    assert done.returncode == DONE and "2027-01-01（周五）改为休息 元旦" in done.stdout and "2027-01-30（周六）改为上班 春节" in done.stdout, done
    rows[3][2] = "双休"
    done = calendar(city, "import", kept(city, "days.xlsx", Book([Sheet("安排", rows)]).bytes()), *said)
    assert done.returncode == FOUND and "days.xlsx:4:" in done.stderr and "双休" in done.stderr, done


def test_a_notice_of_a_later_day_is_remarked_by_command(city):
    dry = ["--dry-run", "--clock", "2026-11-20T09:00"]
    for day, is_later in (("2026-11-20", False), ("2027-11-10", True)):
        file = kept(city, "later.txt", NOTICE_2027.replace("2026-11-10", day))
        done = calendar(city, "import", file, *dry)
        assert done.returncode == DONE and ("在今天之后，请核对" in done.stderr) == is_later, done


def test_the_calendar_of_a_unit_is_asked_by_its_code_or_name(city):
    def house(*more):
        return calendar(city, "due", "--from", "2026-11-16", "--workdays", 5, *more, "--data", city.server.data,
                        *(["--db", city.server.db] if city.server.db else []))

    assert house("--organ", "市住建局").stdout == house().stdout == "2026-11-23\n"
    done = house("--organ", "没有这个单位")
    assert done.returncode == USAGE and "没有这个单位" in done.stderr, done


def manual(text):
    """The files and the commands of docs/calendar.md, each with what it prints."""
    files = dict(re.findall(r"<!-- file: (\S+) -->\n```\n(.*?)```", text, re.S))
    shown = []
    for block in re.findall(r"```console\n(.*?)```", text, re.S):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, output = part.partition("\n")
            shown.append((command, output))
    return files, shown


def test_every_example_of_the_manual_gives_what_the_manual_says(city):
    files, shown = manual((ROOT / "docs" / "calendar.md").read_text(encoding="utf-8"))
    assert len(files) >= 4 and len(shown) >= 20, (files, shown)
    with tempfile.TemporaryDirectory() as home:
        for name, body in files.items():
            Path(home, name).write_text(body, encoding="utf-8")
        for command, output in shown:
            words = command.split()
            assert words[0] == "kaocheng", command
            done = subprocess.run([city.server.program.resolve(), *words[1:]], cwd=home, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True, timeout=60, env={"LC_ALL": "zh_CN.UTF-8"})
            assert done.stdout == output, f"{command}\n{done.stdout}\nthe manual says\n{output}"
