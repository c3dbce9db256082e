#!/usr/bin/env python3
"""The listener alone, as the echo server: what needs a client that C has no short words for.

    test_alone.py ECHO_PROGRAM"""
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

PROGRAM = ""
STRICT = Path(__file__).resolve().parents[2] / "http" / "strict.py"
MB = 1024 * 1024


class Echo:
    """The echo server on a free port, until the end of the block; it must end without a complaint."""

    def __init__(self, *args):
        self.process = subprocess.Popen([PROGRAM, "0", *args], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.address = ("127.0.0.1", int(self.process.stdout.readline()))

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        if not self.process.stdin.closed:
            self.process.stdin.close()
        self.process.stdout.close()
        if self.process.wait(20) != 0 and exc[0] is None:
            raise AssertionError("the server ended with %d" % self.process.returncode)

    def peak_kib(self):
        status = Path("/proc/%d/status" % self.process.pid).read_text()
        return int(status.split("VmHWM:")[1].split()[0])


def answer(s):
    data = b""
    while True:
        piece = s.recv(65536)
        if not piece:
            return data
        data += piece


class Alone(unittest.TestCase):
    def test_every_case_of_the_strict_list_holds(self):
        done = subprocess.run([sys.executable, str(STRICT), PROGRAM], capture_output=True, text=True, timeout=240)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_an_upload_of_200_mb_does_not_raise_memory(self):
        with Echo() as echo, socket.create_connection(echo.address, timeout=60) as s:
            head = b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=b\r\n"
            s.sendall(head + b"Content-Length: %d\r\n\r\n" % (200 * MB))
            before = echo.peak_kib()
            for _ in range(200):
                s.sendall(b"x" * MB)
            self.assertTrue(answer(s).startswith(b"HTTP/1.1 413 "))
            # Up to the limit it is kept, in a buffer that doubles; a sanitizer keeps what was freed as well.
            self.assertLess(echo.peak_kib() - before, 128 * 1024)

    def test_uploads_that_fill_the_memory_for_them_leave_room_for_forms(self):
        head = b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
        multi, form = b"multipart/form-data; boundary=b", b"application/x-www-form-urlencoded"
        with Echo() as echo:
            dial = lambda: socket.create_connection(echo.address, timeout=60)  # noqa: E731
            waiting = [dial() for _ in range(8)]  # each takes 32 MB for the 17 it sent
            for s in waiting:
                s.sendall(head % (multi, 18 * MB) + b"x" * (17 * MB))
            # What was sent may still lie on the way: until the server has read it all there is room for one more.
            for _ in range(200):
                with dial() as s:
                    s.sendall(head % (multi, 18 * MB) + b"x" * (18 * MB))
                    status = answer(s)[:13]
                if status != b"HTTP/1.1 200 ":
                    break
            self.assertEqual(status, b"HTTP/1.1 503 ")
            with dial() as s:
                s.sendall(head % (form, 3) + b"a=1")
                self.assertTrue(answer(s).startswith(b"HTTP/1.1 200 "))
            for s in waiting:
                s.close()

    def test_what_has_not_begun_when_the_stop_ends_its_wait_is_answered(self):
        with Echo("--workers", "1") as echo:
            running, queued = (socket.create_connection(echo.address, timeout=20) for _ in range(2))
            for s in (running, queued):
                s.sendall(b"GET /slow/6000 HTTP/1.1\r\nHost: a\r\n\r\n")
                time.sleep(0.2)
            echo.process.stdin.close()
            self.assertTrue(answer(running).startswith(b"HTTP/1.1 200 "))
            self.assertTrue(answer(queued).startswith(b"HTTP/1.1 503 "))
            running.close()
            queued.close()

    def test_tls_serves_the_same(self):
        with tempfile.TemporaryDirectory() as d:
            cert, key = d + "/cert.pem", d + "/key.pem"
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                            key, "-out", cert, "-days", "1", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
                           check=True, capture_output=True)
            context = ssl.create_default_context(cafile=cert)
            with Echo("--cert", cert, "--key", key) as echo:
                for _ in range(2):
                    with context.wrap_socket(socket.create_connection(echo.address), server_hostname="localhost") as s:
                        s.sendall(b"GET /tls HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                        text = answer(s)
                    self.assertTrue(text.startswith(b"HTTP/1.1 200 "), text[:80])
                    self.assertIn(b'path "/tls"', text)

    def test_the_other_address_family_is_served_and_named(self):
        with Echo("--listen", "::1") as echo, socket.create_connection(("::1", echo.address[1])) as s:
            s.sendall(b"GET / HTTP/1.1\r\nHost: [::1]\r\nConnection: close\r\n\r\n")
            self.assertIn(b'remote "::1"', answer(s))

    def test_a_body_that_stands_still_is_cut_off(self):
        with Echo("--body-ms", "1000") as echo, socket.create_connection(echo.address, timeout=10) as s:
            s.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\na=1")
            self.assertEqual(s.recv(100), b"")

    def test_silence_after_a_reply_ends_the_connection(self):
        with Echo("--idle-ms", "1000") as echo, socket.create_connection(echo.address, timeout=10) as s:
            s.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            self.assertTrue(answer(s).startswith(b"HTTP/1.1 200 "))


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
