"""`kaocheng doctor`: what is well, what is not, how to mend it, and not a byte changed by looking."""
import json
import os
import shutil

from case_command import CANNOT, DONE, FOUND, USAGE, program
from city import City, Skipped

CLOCK = ["--clock", "2026-11-20 10:00"]  # after the newest entry of the demo


def house(city, name):
    """A copy of the city's directory, at rest."""
    city.server.stop()
    try:
        data, db = city.engine.copy(city.server, name)
    finally:
        city.server.start()
    return data, ["--data", data, *(["--db", db] if db else [])]


def doctor(city, where, *more, language="zh_CN.UTF-8"):
    done = program(city, "doctor", *where, *CLOCK, *more, language=language)
    assert done.returncode in (DONE, FOUND) and "Traceback" not in done.stderr and not done.stderr, done
    return done


def findings(city, where, *more):
    """{check: [levels]}, and the exit status."""
    done = doctor(city, where, "--json", *more)
    levels = {}
    for row in json.loads(done.stdout):
        assert row["text"] and (row["level"] != "note" or row["hint"]), row
        levels.setdefault(row["check"], []).append(row["level"])
    wrong = [k for k, v in levels.items() if "wrong" in v]
    assert (done.returncode == FOUND) == bool(wrong), (done.returncode, levels)
    return levels, wrong


def files(data):
    return {str(p.relative_to(data)): (p.stat().st_size, p.stat().st_mtime_ns, oct(p.stat().st_mode))
            for p in sorted(data.rglob("*")) if not p.name.endswith("-shm")} | {".": data.stat().st_mtime_ns}


def test_a_house_at_rest_is_well_and_looking_leaves_no_trace(city):
    data, where = house(city, "rest")
    before = files(data)
    levels, wrong = findings(city, where)
    assert not wrong, doctor(city, where).stdout
    assert {"directory", "keys", "disk", "database", "durability", "schema", "ledger", "checkpoint", "clock", "memory",
            "files", "backup"} <= levels.keys(), levels
    assert levels["ledger"] == levels["checkpoint"] == levels["schema"] == ["ok"], levels
    assert levels["backup"] == ["note"], "it may not say that there is a backup"
    assert files(data) == before


def test_a_house_at_work_is_well(city):
    where = ["--data", city.server.data, *(["--db", city.server.db] if city.server.db else [])]
    port = city.server.base.rsplit(":", 1)[1]
    levels, wrong = findings(city, where, "--port", port)
    assert not wrong and levels["port"] == ["note"], levels
    city.office().get("/scores").is_status(200)


def test_a_log_that_was_left_behind_is_read_and_kept(city):
    if city.server.db:
        raise Skipped("SQLite alone has a log beside its file")
    data, where = house(city, "broken_off")
    other = type(city.server)(city.server.program, data).start()
    City(city.engine, other).office()
    other.kill()
    assert (data / "kaocheng.db-wal").stat().st_size > 0
    before = files(data)
    _, wrong = findings(city, where)
    assert not wrong and files(data) == before


def test_each_fault_of_the_files_is_one_line_with_its_way_out(city):
    data, where = house(city, "files")
    os.chmod(data, 0o755)
    assert findings(city, where)[1] == ["directory"]
    doctor(city, where).stdout.index(f"chmod 700 {data}")
    os.chmod(data, 0o500)
    assert findings(city, where)[1] == ["directory"], "nothing can be written"
    os.chmod(data, 0o700)
    os.chmod(data / "vault.key", 0o644)
    assert findings(city, where)[1] == ["keys"]
    os.chmod(data / "vault.key", 0o600)
    (data / "log.key").rename(data / "away")
    levels, wrong = findings(city, where)
    assert wrong == ["keys"] and "ledger" not in levels and not (data / "log.key").exists(), "no key is made"
    assert "备份" in doctor(city, where).stdout
    (data / "away").rename(data / "log.key")
    assert not findings(city, where)[1]


def test_another_key_is_noticed(city):
    data, where = house(city, "key")
    fresh = city.engine.home / "fresh_key"
    done = program(city, "init", "--data", fresh, "--city", "某市", "--admin", "admin", "--origin", "yunlan.example/kaocheng",
                   stdin="long-enough-1")
    assert done.returncode == DONE, done
    shutil.copy(fresh / "log.key", data / "log.key")
    assert findings(city, where)[1] == ["ledger"]


def test_a_public_key_that_is_of_another_key_is_noticed(city):
    data, where = house(city, "public-key")
    mine = (data / "log.vkey").read_text()
    (data / "log.vkey").write_text(mine.replace("+", "+0", 1))
    assert findings(city, where)[1] == ["keys"]
    (data / "log.vkey").write_text(mine)
    assert not findings(city, where)[1]


def test_a_file_that_is_no_data_base_is_told_from_one_that_is_not_there(city):
    if city.server.db:
        raise Skipped("SQLite alone has a file")
    data, where = house(city, "no_file")
    (data / "kaocheng.db").write_bytes(b"not a data base" * 100)
    assert findings(city, where)[1] == ["database"] and "不是 SQLite" in doctor(city, where).stdout
    (data / "kaocheng.db").unlink()
    assert findings(city, where)[1] == ["database"]
    assert not (data / "kaocheng.db").exists(), "none is made"


def test_a_clock_before_the_newest_entry_is_wrong(city):
    _, where = house(city, "clock")
    done = program(city, "doctor", *where, "--clock", "2026-03-01 09:00")
    assert done.returncode == FOUND and "早于台账最后一条" in done.stdout, done.stdout
    assert program(city, "doctor", *where, "--clock", "soon").returncode == USAGE


def test_a_house_that_is_not_there_is_not_made(city):
    nowhere = city.server.data / "nowhere"
    done = program(city, "doctor", "--data", nowhere)
    assert done.returncode == FOUND and "kaocheng init" in done.stdout and not nowhere.exists(), done
    assert done.returncode != CANNOT


def test_no_secret_is_printed(city):
    data, where = house(city, "secret")
    secrets = [(data / name).read_text().split("+", 4)[-1].strip() for name in ("log.key", "vault.key")]  # base64 has a + too
    assert all(len(s) > 20 for s in secrets)
    for more in ([], ["--json"]):
        done = doctor(city, where, *more)
        assert not [s for s in secrets if s in done.stdout + done.stderr]
    done = program(city, "doctor", "--data", data, "--db", "postgresql://u:typed-pass-7f@127.0.0.1:1/none")
    assert done.returncode == FOUND and "typed-pass-7f" not in done.stdout + done.stderr, done


def certificate(not_before, not_after):
    """A certificate as far as its validity, which is all that is read: DER in PEM."""
    import base64

    def element(tag, *parts):
        body = b"".join(parts)
        n = len(body)
        size = bytes([n]) if n < 128 else bytes([0x80 | (n.bit_length() + 7) // 8]) + n.to_bytes((n.bit_length() + 7) // 8, "big")
        return bytes([tag]) + size + body
    time = [element(0x17 if len(t) == 13 else 0x18, t.encode()) for t in (not_before, not_after)]
    tbs = element(0x30, element(0xA0, element(2, b"\x02")), element(2, b"\x01" * 20), element(0x30, b"\x05\x00"),
                  element(0x30, b"\x05\x00" * 80), element(0x30, *time), element(0x30))
    text = base64.encodebytes(element(0x30, tbs, element(0x30), element(3, b"\x00"))).decode()
    return f"-----BEGIN CERTIFICATE-----\n{text}-----END CERTIFICATE-----\n"


def test_a_certificate_that_ends_is_seen_in_time(city):
    data, where = house(city, "tls")
    cert, key = data / "cert.pem", data / "key.pem"
    key.write_text("-----BEGIN PRIVATE KEY-----\n", encoding="ascii")
    os.chmod(key, 0o600)
    for times, level in ((("260101000000Z", "270601000000Z"), "ok"), (("20260101000000Z", "20261201000000Z"), "note"),
                         (("260101000000Z", "261119000000Z"), "wrong"), (("261201000000Z", "270601000000Z"), "wrong")):
        cert.write_text(certificate(*times), encoding="ascii")
        levels, _ = findings(city, where, "--tls-cert", str(cert), "--tls-key", str(key))
        assert levels["tls"] == [level], (times, levels)
    cert.write_text("-----BEGIN CERTIFICATE-----\nMIIBAAAA\n-----END CERTIFICATE-----\n", encoding="ascii")
    assert findings(city, where, "--tls-cert", str(cert), "--tls-key", str(key))[0]["tls"] == ["wrong"]
    assert findings(city, where, "--tls-cert", str(cert))[0]["tls"] == ["wrong"]


def test_it_speaks_english_when_asked(city):
    _, where = house(city, "english")
    done = doctor(city, where, language="en_US.UTF-8")
    assert "Nothing is wrong" in done.stdout and not [c for c in done.stdout if "一" <= c <= "鿿"], done.stdout
