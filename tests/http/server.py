"""The program under test: its data, its start, its end. One text of tests, two engines.

The demo city is made once per engine; each module of cases gets a copy of it, so that no module sees what another did.
"""
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import pgdb  # noqa: E402

START_SECONDS = 240
CLOCK = "2026-11-20 09:00"


class Server:
    """kaocheng on a free port of the loopback. `city`: "demo", "quiet" (the demo without its supervised tasks) or "empty"."""

    def __init__(self, program, data, db=None, city="demo", clock=CLOCK, more=()):
        self.program, self.data, self.db, self.city, self.clock = Path(program), Path(data), db, city, clock
        self.more, self.process, self.base = list(more), None, None
        self.log = self.data.with_name(self.data.name + ".log")

    def command(self, word):
        return [str(self.program), word, "--data", str(self.data), *(["--db", self.db] if self.db else [])]

    def start(self):
        is_demo = self.city in ("demo", "quiet")
        command = [*self.command("demo" if is_demo else "serve"), *(["--without-tasks"] if self.city == "quiet" else []), "--port", "0", "--listen", "127.0.0.1",
                   "--clock", self.clock, *self.more]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log)
        self.base = self.first_line().rstrip("/")
        return self

    def first_line(self):
        line, until = b"", time.monotonic() + START_SECONDS
        while not line.endswith(b"\n"):
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, until - time.monotonic()))
            piece = os.read(self.process.stdout.fileno(), 1) if ready else b""
            if not piece:
                self.process.kill()
                self.process.wait()
                raise RuntimeError(f"the program did not start: {line!r}\n{self.told()}")
            line += piece
        return line.decode().strip()

    def told(self):
        return self.log.read_text(encoding="utf-8", errors="replace")[-4000:] if self.log.exists() else ""

    def run(self, word, *arguments, check=True):
        """Another command of the program on the same data, as in run("verify")."""
        return subprocess.run([*self.command(word), *arguments], check=check, capture_output=True, text=True,
                              timeout=600)

    def stop(self):
        """Asks it to end; a server that does not end, or ends badly (a sanitizer's report), is an error."""
        if self.process is None:
            return
        process, self.process = self.process, None
        process.send_signal(signal.SIGTERM)
        try:
            status = process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise RuntimeError(f"the program did not end within a minute of SIGTERM\n{self.told()}") from None
        finally:
            process.stdout.close()
        if status not in (0, -signal.SIGTERM):
            raise RuntimeError(f"the program ended with {status}\n{self.told()}")

    def kill(self):
        """As a power cut would: SIGKILL."""
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.process = None


class Engine:
    """Where cities come from: "sqlite" or "postgresql" (KC_PG_URL, see tools/pg_private.sh)."""

    def __init__(self, program, name):
        self.program, self.name, self.made, self.n = program, name, set(), 0
        self.home = Path(tempfile.mkdtemp(prefix="kc-http-"))

    def place(self, stem, template=None):
        """A data directory and a database URL, both fresh or both copies."""
        data = self.home / stem
        if template:
            shutil.copytree(self.home / template, data)
        db = pgdb.fresh(f"kc_http_{stem}", f"kc_http_{template}" if template else "template0") \
            if self.name == "postgresql" else None
        return data, db

    @staticmethod
    def pg_bin():
        """Where psql and pg_dump are."""
        return os.environ["KC_PG_BIN"]

    def copy(self, server, stem):
        """A data directory and a database URL that are copies of a stopped server's."""
        data = self.home / stem
        shutil.copytree(server.data, data)
        return data, pgdb.fresh(f"kc_http_{stem}", pgdb.name_of(server.db)) if server.db else None

    def server(self, city="demo", **how):
        """A server that is not started yet, on its own copy of the city."""
        if city not in self.made:
            first = Server(self.program, *self.place(city), city=city).start()
            first.stop()
            self.made.add(city)
        self.n += 1
        return Server(self.program, *self.place(f"{city}_{self.n}", city), city=city, **how)

    def close(self):
        shutil.rmtree(self.home, ignore_errors=True)
