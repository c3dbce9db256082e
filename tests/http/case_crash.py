"""The power fails in the middle of work, or the house is closed and opened: what was acknowledged is there, what was not
is there whole or not at all."""
import hashlib
import threading
import time

from city import hashes, receipt

ROUNDS, WRITERS, SECONDS = 3, 4, 120
UNITS = ("市水利局", "市财政局", "市教育局", "市民政局")  # one a writer: who changes what another saw is asked to look again


def work(city, acknowledged, number, stop):
    """Imports and logins, one after the other, until the house is gone."""
    try:
        n = 0
        while not stop.is_set():
            visitor = city.office()
            n += 1
            data = f"单位,期间,节点按期完成率\n{UNITS[number]},2026-11,{60 + n % 40}.{number}5\n".encode()
            acknowledged.append((receipt(city.hand_in(visitor, file=data)), data))
    except (OSError, ValueError, AssertionError):
        pass  # http.client's exceptions are OSErrors and ValueErrors when the line breaks
    except Exception as trouble:  # a thread must not die in silence
        if type(trouble).__module__ != "http.client":
            acknowledged.append(trouble)


def test_nothing_that_was_acknowledged_is_lost_when_the_power_fails(city):
    for _ in range(ROUNDS):
        acknowledged, stop = [], threading.Event()
        writers = [threading.Thread(target=work, args=(city, acknowledged, i, stop)) for i in range(WRITERS)]
        for writer in writers:
            writer.start()
        until = time.monotonic() + SECONDS
        while len(acknowledged) < 3 * WRITERS and time.monotonic() < until:
            time.sleep(0.01)  # they are all in the middle of their next import
        city.server.kill()
        stop.set()
        for writer in writers:
            writer.join()
        assert not [a for a in acknowledged if isinstance(a, Exception)], acknowledged
        assert len(acknowledged) >= WRITERS, len(acknowledged)
        city.server.start()
        city._reader = None
        done = city.server.run("verify", check=False)
        assert done.returncode == 0 and done.stdout.endswith("ok\n"), done
        office = city.office()
        for got, data in acknowledged:
            page = office.get(f"/imports/{got['number']}").is_status(200)
            assert hashlib.sha256(data).hexdigest() in hashes(page), page
        assert len({got["number"] for got, _ in acknowledged}) == len(acknowledged)
        assert city.entries() > max(got["number"] for got, _ in acknowledged)


def test_a_demo_city_opens_again_as_people_left_it(city):
    """Its scheme has a version now under which the year's quarters could not be frozen; that is nobody's business."""
    office = city.office()
    text = city.scheme_text(office).replace('version: "1"', 'version: "2"').replace("every: quarter", "every: year")
    city.adopt(office, text=text).is_status(200)
    before, scores = city.entries(), city.scores(office)
    city.server.stop()
    city.server.start()
    city._reader = None
    assert city.entries() == before and city.scores(city.office()) == scores
