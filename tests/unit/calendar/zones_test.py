#!/usr/bin/env python3
"""All zones of this machine against Python's zoneinfo: offsets and wall times at many instants of 1970-2099.

    zones_test.py PROGRAM [INSTANTS]

INSTANTS of each kind in each zone, by chance with a fixed seed; and those beside each change of offset in 1970-2099
(found from hour to hour where two days differ). Skips (77) where Python or the machine has no zones.
"""
import datetime
import pathlib
import random
import subprocess
import sys

try:
    import zoneinfo
except ImportError:
    print("skipped: this Python has no zoneinfo")
    sys.exit(77)

UTC = datetime.timezone.utc
FIRST = int(datetime.datetime(1970, 1, 1, tzinfo=UTC).timestamp())
LAST = int(datetime.datetime(2099, 12, 30, tzinfo=UTC).timestamp())
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=UTC)


def files():
    """One path for each content."""
    seen = {}
    for root in map(pathlib.Path, zoneinfo.TZPATH):
        for path in sorted(root.rglob("*")):
            if "right" in path.relative_to(root).parts or not path.is_file():
                continue
            content = path.read_bytes()
            if content[:4] == b"TZif":
                seen.setdefault(content, path)
        if seen:
            break
    return sorted(seen.values())


def offset(zone, t):
    return int((EPOCH + datetime.timedelta(seconds=t)).astimezone(zone).utcoffset().total_seconds())


def changes(zone):
    """Instants around which the offset changes, to the second; two changes within ten days may be missed."""
    step, found = 10 * 86400, []
    t, was = FIRST, offset(zone, FIRST)
    while t < LAST:
        now = offset(zone, t + step)
        if now != was:
            low, high = t, t + step
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(zone, middle) == was else (low, middle)
            found.append(high)
        t, was = t + step, now
    return found


def questions(zone, rng, instants):
    """(question, answer) of one zone."""
    at = [rng.randrange(FIRST, LAST) for _ in range(instants)]
    turns = changes(zone)
    for t in turns:
        at += [t - 1, t, t + 1]
    for t in at:
        here = (EPOCH + datetime.timedelta(seconds=t)).astimezone(zone)
        yield f"u {t}", f"{int(here.utcoffset().total_seconds())} {here:%Y%m%d} {here.hour * 60 + here.minute}"
    walls = [rng.randrange(FIRST, LAST) // 60 * 60 for _ in range(instants)]
    for t in turns:
        base = (t + offset(zone, t)) // 60 * 60
        walls += [base + m * 60 for m in (-121, -120, -61, -60, -31, -30, -1, 0, 1, 29, 30, 59, 60, 61)]
    for w in walls:
        wall = (EPOCH + datetime.timedelta(seconds=w)).replace(tzinfo=zone)
        if wall.year < 1970:
            continue
        yield f"l {wall:%Y%m%d} {wall.hour * 60 + wall.minute}", f"{int((wall - EPOCH).total_seconds())}"


def main():
    program, instants = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100
    paths = files()
    if not paths:
        print("skipped: no time zones on this machine")
        sys.exit(77)
    rng, asked, expected = random.Random(20261120), [], []
    for path in paths:
        with path.open("rb") as f:
            zone = zoneinfo.ZoneInfo.from_file(f)
        asked.append(f"z {path}")
        expected.append("ok")
        for question, answer in questions(zone, rng, instants):
            asked.append(question)
            expected.append(answer)
    given = subprocess.run([program], input="\n".join(asked) + "\n", capture_output=True, text=True, check=True)
    given = given.stdout.splitlines()
    path, faults = "", 0
    for question, want, got in zip(asked, expected, given):
        path = question if question.startswith("z ") else path
        if want != got:
            faults += 1
            if faults <= 20:
                print(f"{path}: {question}: {got}, Python says {want}")
    print(f"{len(paths)} zones, {len(asked)} questions, {faults} answered differently")
    sys.exit(1 if faults or len(given) != len(asked) else 0)


if __name__ == "__main__":
    main()
