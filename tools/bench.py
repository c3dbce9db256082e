#!/usr/bin/env python3
"""Figures of the running program: how long it takes to start, to answer and to change something.

    bench.py build/kaocheng [--requests N] [PATH…]

Makes a demo city in a new directory, opens the pages as the performance office does, keeps the connection open, and
prints for each page the median and the 99th percentile of its time, its bytes and the processor time that the server
spent on it; then the server's memory. Benchmarks of rooms (build/tests/bench/*) are run after that, each beside another
library where tests/bench has a script of its name for it.
"""
import argparse
import http.client
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests" / "http"))
from city import City  # noqa: E402
from server import Server  # noqa: E402

PAGES = ("/login", "/about", "/scores", "/scores.csv", "/scores?as=xlsx", "/ledger?as=xlsx", "/schemes", "/imports", "/organs", "/ledger")
TICK_SECONDS = 1 / os.sysconf("SC_CLK_TCK")


def spent(pid):
    """Processor seconds of the server so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * TICK_SECONDS


def memory_kib(pid):
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in rollup.split("\n") if line.startswith("Pss:"))


def measure(visitor, pid, path, n):
    line = http.client.HTTPConnection(visitor.host, timeout=60)
    headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in visitor.cookies.items())}
    times, size, before = [], 0, spent(pid)
    for _ in range(n):
        start = time.perf_counter()
        line.request("GET", path, headers=headers)
        answer = line.getresponse()
        size = len(answer.read())
        times.append(time.perf_counter() - start)
        if answer.status != 200:
            raise SystemExit(f"bench: {path} answers {answer.status}")
    line.close()
    times.sort()
    return times[n // 2] * 1e3, times[n * 99 // 100] * 1e3, size, (spent(pid) - before) / n * 1e6


def wrk(port, path, pid, cookie=""):
    """Requests a second, and processor microseconds of the server for one."""
    before = spent(pid)
    out = subprocess.run(["wrk", "-t1", "-c64", "-d5s", "-H", f"Cookie: {cookie}", f"http://127.0.0.1:{port}{path}"],
                         check=True, capture_output=True, text=True).stdout
    requests = int(re.search(r"(\d+) requests in", out).group(1))
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1)), (spent(pid) - before) / requests * 1e6


def beside_hello(visitor, pid, hello):
    """The ranking page beside the HTTP library alone, in one run."""
    if not shutil.which("wrk") or not hello.exists():
        print("wrk or tests/bench/hello is not there: no comparison with a bare hello")
        return
    bare = subprocess.Popen([hello, "0"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    cookie = "; ".join(f"{k}={v}" for k, v in visitor.cookies.items())
    for name, figures in (("bare hello", wrk(int(bare.stdout.readline()), "/", bare.pid)),
                          ("/scores", wrk(visitor.host.rsplit(":", 1)[1], "/scores", pid, cookie))):
        print("wrk -c64 %-20s %8.0f req/s %8.1f cpu µs" % (name, *figures))
    bare.stdin.close()
    bare.wait()


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("program")
    asked.add_argument("--requests", type=int, default=500)
    asked.add_argument("paths", nargs="*")
    asked = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="kc-bench-") as home:
        server = Server(asked.program, Path(home) / "demo")
        begin = time.monotonic()
        server.start()
        made = time.monotonic() - begin
        server.stop()
        begin = time.monotonic()
        server.start()
        print(f"the demo city is made in {made:.2f} s; the program starts again in {time.monotonic() - begin:.2f} s")
        visitor = City(None, server).office()
        pid = server.process.pid
        print(f"{'page':28} {'p50 ms':>8} {'p99 ms':>8} {'bytes':>9} {'cpu µs':>8}")
        for path in asked.paths or PAGES:
            print("%-28s %8.2f %8.2f %9d %8.0f" % (path, *measure(visitor, pid, path, asked.requests)))
        beside_hello(visitor, pid, Path(asked.program).parent / "tests" / "bench" / "hello")
        print(f"memory {memory_kib(pid) / 1024:.1f} MiB (PSS)")
        server.stop()
    for bench in sorted((Path(asked.program).parent / "tests" / "bench").glob("bench_*")):
        if os.access(bench, os.X_OK) and bench.is_file():
            print(f"-- {bench.name}", flush=True)
            subprocess.run([bench], check=True)
            beside = ROOT / "tests" / "bench" / f"{bench.name}.mjs"
            if beside.exists():
                subprocess.run(["node", beside, bench], check=True)


if __name__ == "__main__":
    main()
