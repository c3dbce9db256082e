"""verify finds every change that did not come through the house, and names it."""
import re
import shutil
import sqlite3
import subprocess

from city import receipt

ORGAN, MEASURE, PERIOD = 15, "policy_rate", "2026-10"  # 市财政局
AT = f"tenant_id = 1 AND organ_id = {ORGAN} AND measure = '{MEASURE}' AND period = '{PERIOD}'"
# flip(bytes) changes one bit in the middle.
TAMPERINGS = {
    "a byte of an entry": ("UPDATE entry SET body = flip(body) WHERE seq = 40", ("第 40 条",)),
    "a leaf": ("UPDATE entry SET leaf = flip(leaf) WHERE seq = 41", ("第 41 条的内容与所存的哈希不符",)),
    "an entry that is gone": ("DELETE FROM entry WHERE seq = 42", ("应为第 42 条，却是第 43 条",)),
    "the last entry": ("DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)", ("被删去了", "表头不对")),
    "a subtree hash": ("UPDATE subroot SET hash = flip(hash) WHERE level = 1 AND n = 0", ("第 1 层第 0 个子树哈希不对",)),
    "the frontier": ("UPDATE log_head SET frontier = flip(frontier)", ("表头不对",)),
    "the size": ("UPDATE log_head SET size = size + 1", ("表头不对",)),
    "a checkpoint": ("UPDATE checkpoint SET note = replace(note, 'yunlan.example', 'yunlan.exemple') "
                     "WHERE size = (SELECT max(size) FROM checkpoint)", ("检查点无效",)),
    "a file": ("UPDATE blob SET bytes = flip(bytes) WHERE hash = (SELECT hash FROM blob ORDER BY hash LIMIT 1)", ("的内容与它的哈希不符",)),
    "a file that is gone": ("DELETE FROM blob WHERE hash = (SELECT hash FROM blob ORDER BY hash DESC LIMIT 1)", ("不在",)),
    "a value": (f"UPDATE measure_value SET value = value + 1 WHERE {AT}", ("measure_value", MEASURE, "按条目应为", "9630", "9631")),
    "a value that is gone": (f"DELETE FROM measure_value WHERE {AT}", ("measure_value", "表中却没有")),
    "a value from nowhere": ("INSERT INTO measure_value SELECT tenant_id, scheme_id, organ_id, measure, '2026-12', n, digits, value, "
                             f"state, label, import_id FROM measure_value WHERE {AT}", ("measure_value", "不是通过办理写入的")),
    "a role from nowhere": ("INSERT INTO account_role SELECT tenant_id, 1, 'sys_admin', from_day, to_day FROM account_role "
                            "WHERE account_id = 2", ("account_role", "不是通过办理写入的")),
    "a name": ("UPDATE organ_name SET name = '云澜市水务局' WHERE name = '云澜市水利局'", ("organ_name", "云澜市水利局", "云澜市水务局")),
    "an idempotency key": ("UPDATE idem SET seq = seq + 1 WHERE seq = 60", ("幂等键", "第 60 条")),
    "an idempotency key that is gone": ("DELETE FROM idem WHERE seq = 61", ("幂等键",)),
    "a word of the search": ("DELETE FROM search_word WHERE word = '水利'", ("检索中的“organ/",)),
    "a private value": ("UPDATE vault_value SET ciphertext = flip(ciphertext) WHERE field = 'name'", ("person", "打不开，或与承诺不符")),
    "a commitment": ("UPDATE person SET name_commit = flip(name_commit)", ("person",)),
}


def tamper(city, data, db, statement):
    """What somebody does who has the data base and no business with it; triggers and all that guard it are set aside."""
    if db:
        lines = ["SET session_replication_role = replica;",
                 "CREATE FUNCTION pg_temp.flip(b bytea) RETURNS bytea LANGUAGE sql AS "
                 "$$ SELECT set_byte(b, length(b) / 2, get_byte(b, length(b) / 2) # 1) $$;",
                 statement.replace("flip(", "pg_temp.flip(") + ";"]
        done = subprocess.run([f"{city.engine.pg_bin()}/psql", "-v", "ON_ERROR_STOP=1", "-d", db], input="\n".join(lines),
                              text=True, capture_output=True, check=False)
        assert done.returncode == 0, done
        touched = done.stdout.split("\n")[-2].split(" ")[-1]
        assert int(touched) >= 1, done
        return
    with sqlite3.connect(data / "kaocheng.db") as line:
        line.create_function("flip", 1, lambda b: b[: len(b) // 2] + bytes([b[len(b) // 2] ^ 1]) + b[len(b) // 2 + 1:])
        for (name,) in line.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            line.execute(f"DROP TRIGGER {name}")
        assert line.execute(statement).rowcount >= 1, statement
    line.close()


def verify(city, data, db):
    command = [city.server.program, "verify", "--data", data, *(["--db", db] if db else [])]
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=300)


def test_a_house_that_was_left_alone_verifies_while_it_runs(city):
    done = city.server.run("verify")
    assert done.returncode == 0 and done.stdout.endswith("ok\n"), done
    assert f"台账条目：{city.entries()}" in done.stdout, done.stdout


def test_every_tampering_is_found_and_named(city):
    office = city.office()
    page = office.get("/organs/20")
    office.submit(page, "/organs/20/people", person_name="欧阳佳禾", phone="13955501234", post="主任", **{"from": "2026-11-01"})
    for i in range(4):
        receipt(city.hand_in(office, text=f"单位,期间,节点按期完成率\n市水利局,2026-11,{60 + i}.5\n"))
    form = dict(office.get("/organs").form("/organs", code="").fields)
    for i in range(260 - city.entries()):
        office.post("/organs", {**form, "idem": f"{i:032x}", "code": f"V{i}", "name": f"第{i}号单位"}, follow=False).is_status(303)
    assert city.entries() >= 260
    city.server.stop()
    unfound = []
    try:
        for i, (what, (statement, says)) in enumerate(TAMPERINGS.items()):
            data, db = city.engine.copy(city.server, f"tampered_{i}")
            tamper(city, data, db, statement)
            done = verify(city, data, db)
            if done.returncode != 1 or not all(word in done.stdout for word in says):
                unfound.append(f"{what}: {done.returncode}\n{done.stdout[-1500:]}{done.stderr[-1500:]}")
            shutil.rmtree(data)
        data, db = city.engine.copy(city.server, "untampered")
        done = verify(city, data, db)
        assert done.returncode == 0 and re.search("打开核对的个人信息：[1-9]", done.stdout), done
    finally:
        city.server.start()
    assert not unfound, "\n".join(unfound)


def test_a_house_whose_key_is_gone_says_so(city):
    city.restart()
    city.server.stop()
    data, db = city.engine.copy(city.server, "keyless")
    city.server.start()
    (data / "log.key").unlink()
    done = verify(city, data, db)
    assert done.returncode == 3 and "kaocheng init" in done.stderr, done
