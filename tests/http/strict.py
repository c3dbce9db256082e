#!/usr/bin/env python3
"""What the listener accepts and what it refuses, case by case, over raw sockets.

    strict.py [HOST:PORT]        or STRICT_ADDRESS=HOST:PORT; default 127.0.0.1:8080
    strict.py PROGRAM            starts the echo server of tests/unit/http itself

Runs against the whole product or against the echo server. Settings, all from the environment:
    STRICT_GET       a path that answers a GET with less than 400 (default /)
    STRICT_POST      a path to send forms to; any answer of a handler counts (default the same)
    STRICT_DEADLINE  the server's header deadline in seconds (default 10)
    STRICT_ECHO=1    the server is the echo: what it understood is compared too
    STRICT_BIG=1     also sends an upload of 200 MB
    STRICT_CROWD     how many dripping connections at once (default 500)

A refusal is one reply with the named status, "Connection: close" and the end of the connection. "Own" replies
of the library (a line without a colon, a header larger than its memory) may have the status line twice.
Prints one line per case and "N passed, N failed"; the exit status is 1 when one failed."""

import os
import select
import socket
import subprocess
import sys
import threading
import time

ASKED = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("STRICT_ADDRESS", "127.0.0.1:8080")
ECHO_SERVER = None
if os.path.isfile(ASKED):
    ECHO_SERVER = subprocess.Popen([ASKED, "0", "--header-ms", "3000"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    ASKED = "127.0.0.1:%d" % int(ECHO_SERVER.stdout.readline())
    os.environ.update(STRICT_ECHO="1", STRICT_DEADLINE="3")
ADDRESS = ASKED.rsplit(":", 1)
GET = os.environ.get("STRICT_GET", "/")
POST = os.environ.get("STRICT_POST", GET)
DEADLINE = float(os.environ.get("STRICT_DEADLINE", "10"))
ECHO = os.environ.get("STRICT_ECHO") == "1"
CROWD = int(os.environ.get("STRICT_CROWD", "500"))
H = b"Host: a\r\n"
URL = b"Content-Type: application/x-www-form-urlencoded\r\n"


def connect():
    s = socket.create_connection((ADDRESS[0].strip("[]"), int(ADDRESS[1])), timeout=8)
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return s


def readable(s, seconds):
    poll = select.poll()  # select() ends at 1024 descriptors
    poll.register(s, select.POLLIN)
    return bool(poll.poll(int(seconds * 1000)))


def read_all(s, seconds=3.0):
    """All bytes until the end or until nothing comes; and whether the end came."""
    data, until = b"", time.monotonic() + seconds
    while time.monotonic() < until:
        if not readable(s, max(0.0, until - time.monotonic())):
            break
        try:
            piece = s.recv(65536)
        except ConnectionError:
            return data, True
        if not piece:
            return data, True
        data += piece
    return data, False


class Reply:
    def __init__(self, status, head, body):
        self.status, self.head, self.body = status, head, body


def read_replies(s, count, head_only=False, seconds=8.0):
    """`count` well-formed replies, each by its Content-Length; what is left over; is the end seen."""
    data, replies, until = b"", [], time.monotonic() + seconds
    ended = False
    while len(replies) < count and time.monotonic() < until and not ended:
        if readable(s, 0.2):
            try:
                piece = s.recv(65536)
            except ConnectionError:
                piece = b""
            ended = not piece
            data += piece
        while b"\r\n\r\n" in data and len(replies) < count:
            head, rest = data.split(b"\r\n\r\n", 1)
            lines = head.split(b"\r\n")
            status = int(lines[0].split()[1])
            fields = {k.strip().lower(): v.strip() for k, v in (x.split(b":", 1) for x in lines[1:])}
            if status == 100:
                data = rest
                continue
            length = 0 if head_only else int(fields.get(b"content-length", b"0"))
            if len(rest) < length:
                break
            replies.append(Reply(status, fields, rest[:length]))
            data = rest[length:]
    return replies, data, ended


CASES = []


def case(name):
    def add(f):
        CASES.append((name, f))
        return f

    return add


def send(raw, pieces=None):
    s = connect()
    try:
        for piece in pieces or [raw]:
            s.sendall(piece)
            if pieces:
                time.sleep(0.02)
    except ConnectionError:
        pass  # refused before all was sent: the reply says why
    return s


def refused(raw, *statuses, own=False, pieces=None):
    """None when the request is refused as it should be, else what was wrong."""
    with send(raw, pieces) as s:
        data, ended = read_all(s)
    if own and not data and ended:
        return None
    if not data.startswith(b"HTTP/1."):
        return "no reply: %r" % data[:60]
    status = int(data.split()[1])
    if status not in statuses:
        return "status %d" % status
    if not ended:
        return "connection left open"
    if b"connection: close" not in data.lower():
        return "no Connection: close"
    if not own and data.count(b"HTTP/1.") != 1:
        return "%d status lines" % data.count(b"HTTP/1.")
    return None


REFUSALS = {400, 411, 413, 414, 415, 417, 431, 501, 505}


def served(raw, expect=(), pieces=None, status=None, count=1, head_only=False):
    with send(raw, pieces) as s:
        replies, rest, _ = read_replies(s, count, head_only)
    if len(replies) != count:
        return "%d of %d replies, then %r" % (len(replies), count, rest[:60])
    if rest:
        return "more than was asked for: %r" % rest[:60]
    for r in replies:
        if (r.status != status) if status else (r.status in REFUSALS or r.status >= 500):
            return "status %d" % r.status
    for text in expect if ECHO else ():
        if text.encode() not in b"".join(r.body for r in replies):
            return "%r not understood: %r" % (text, replies[0].body[:200])
    return None


def get(path=None, headers=b"", version=b"HTTP/1.1", host=H):
    path = GET.encode() if path is None else path
    return b"GET " + path + b" " + version + b"\r\n" + host + headers + b"\r\n"


def post(body, type_=URL, headers=None, path=None):
    length = b"Content-Length: %d\r\n" % len(body) if headers is None else headers
    return b"POST " + (path or POST.encode()) + b" HTTP/1.1\r\n" + H + type_ + length + b"\r\n" + body


def under(path):
    """A path below the good one, so that only its own fault can be the reason of a refusal."""
    return GET.rstrip("/").encode() + path


def simple(name, raw, *statuses, **kw):
    case(name)((lambda: refused(raw, *statuses, **kw)) if statuses else (lambda: served(raw, **kw)))


# ---- who is asked ------------------------------------------------------------------------------------
simple("one Host is served", get())
simple("no Host", get(host=b""), 400)
simple("no Host in HTTP/1.0", get(host=b"", version=b"HTTP/1.0"), 400)
simple("two Host", get(headers=b"Host: b\r\n"), 400)
simple("two equal Host", get(headers=H), 400)
simple("empty Host", get(host=b"Host:\r\n"), 400)
simple("Host with a path", get(host=b"Host: a/b\r\n"), 400)
simple("Host with an at sign", get(host=b"Host: a@b\r\n"), 400)
simple("Host with IPv6 and port", get(host=b"Host: [::1]:80\r\n"))
simple("absolute-form with the same host", get(b"http://a" + GET.encode()))
simple("absolute-form with another host", get(b"http://b" + GET.encode()), 400)
simple("absolute-form without a path", get(b"http://a"), 400)

# ---- where a request ends -------------------------------------------------------------------------------
CL = b"Content-Length: %d\r\n"
TE = b"Transfer-Encoding: chunked\r\n"
CHUNKS = b"3\r\na=1\r\n0\r\n\r\n"
simple("Content-Length and Transfer-Encoding", post(CHUNKS, headers=CL % 3 + TE), 400, own=True)
simple("Transfer-Encoding and Content-Length", post(CHUNKS, headers=TE + CL % 3), 400, own=True)
simple("two different Content-Length", post(b"a=1", headers=CL % 3 + CL % 5), 400)
simple("two equal Content-Length", post(b"a=1", headers=CL % 3 + CL % 3), 400)
simple("Content-Length list", post(b"a=1", headers=b"Content-Length: 3, 3\r\n"), 400, own=True)
simple("Content-Length +5", post(b"a=123", headers=b"Content-Length: +5\r\n"), 400, own=True)
simple("Content-Length -5", post(b"a=123", headers=b"Content-Length: -5\r\n"), 400, own=True)
simple("Content-Length 0x5", post(b"a=123", headers=b"Content-Length: 0x5\r\n"), 400, own=True)
simple("Content-Length empty", post(b"a=123", headers=b"Content-Length:\r\n"), 400, own=True)
simple("Content-Length beyond 64 bits", post(b"a", headers=b"Content-Length: 99999999999999999999\r\n"), 400, 413, own=True)
simple("Content-Length too large to drain", post(b"a=1", headers=b"Content-Length: 99999999999\r\n"), 413)
simple("Transfer-Encoding twice", post(CHUNKS, headers=TE + TE), 400)
simple("Transfer-Encoding gzip", post(CHUNKS, headers=b"Transfer-Encoding: gzip\r\n"), 400, 501, own=True)
simple("Transfer-Encoding gzip, chunked", post(CHUNKS, headers=b"Transfer-Encoding: gzip, chunked\r\n"), 400, 501, own=True)
simple("Transfer-Encoding xchunked", post(CHUNKS, headers=b"Transfer-Encoding: xchunked\r\n"), 400, 501, own=True)
simple("chunked in HTTP/1.0", post(CHUNKS, headers=TE).replace(b"HTTP/1.1", b"HTTP/1.0"), 400)
simple("GET with Content-Length", get(headers=CL % 3) + b"a=1", 400)
simple("GET with chunks", get(headers=TE) + CHUNKS, 400)
simple("GET with Content-Length 0", get(headers=CL % 0))
simple("chunked form", post(CHUNKS, headers=TE), expect=['form "a"="1"'])
simple("chunked form in pieces", b"", expect=['form "a"="12"'], pieces=[
    post(b"", headers=TE), b"2\r", b"\na=\r\n", b"2", b"\r\n12", b"\r\n0\r", b"\n\r\n"])
for bad in (b"g\r\na=1\r\n0\r\n\r\n", b"-3\r\na=1\r\n0\r\n\r\n", b"0x3\r\na=1\r\n0\r\n\r\n", b"\r\na=1\r\n0\r\n\r\n",
            b"fffffffffffffffff\r\na=1\r\n0\r\n\r\n", b"3\r\na=1XX0\r\n\r\n", b" 3\r\na=1\r\n0\r\n\r\n"):
    simple("chunk size %r" % bad[:8], post(bad, headers=TE), 400, 413, own=True)
simple("bytes after the body are the next request", post(b"a=1") + get(), count=2)
simple("Expect: 100-continue", b"", pieces=[post(b"", headers=CL % 3 + b"Expect: 100-continue\r\n"), b"a=1"], expect=['form "a"="1"'])
simple("Expect: something else", post(b"a=1", headers=CL % 3 + b"Expect: coffee\r\n"), 417)

# ---- lines ------------------------------------------------------------------------------------------------
simple("space before the colon", get(headers=b"X : 1\r\n"), 400, own=True)
simple("tab before the colon", get(headers=b"X\t: 1\r\n"), 400, own=True)
simple("space before the colon of Content-Length", post(b"a=1", headers=b"Content-Length : 3\r\n"), 400, own=True)
simple("line without a colon", get(headers=b"nonsense\r\n"), 400, own=True)
simple("empty name", get(headers=b": 1\r\n"), 400, own=True)
simple("name with a parenthesis", get(headers=b"X(: 1\r\n"), 400)
simple("name with a byte above 127", get(headers=b"X\xe4: 1\r\n"), 400)
simple("NUL in a value", get(headers=b"X: a\0b\r\n"), 400, own=True)
simple("NUL at the end of a value", get(headers=b"X: a\0\r\nY: 1\r\n"), 400, own=True)
simple("NUL in the last value", get(headers=b"Y: 1\r\nX: a\0b\r\n"), 400, own=True)
simple("NUL in a name", get(headers=b"X\0: a\r\n"), 400, own=True)
simple("NUL in Host", get(host=b"Host: a\0b\r\n"), 400, own=True)
simple("NUL in the target", get(GET.encode() + b"?\0a"), 400, own=True)
simple("control character in a value", get(headers=b"X: a\x01b\r\n"), 400)
simple("DEL in a value", get(headers=b"X: a\x7fb\r\n"), 400)
simple("obs-fold", get(headers=b"X: a\r\n b\r\n"), 400, own=True)
simple("obs-fold with a tab", get(headers=b"X: a\r\n\tb\r\nY: 1\r\n"), 400, own=True)
simple("obs-fold of an empty value", get(headers=b"X:\r\n b\r\n"), 400, own=True)
simple("obs-fold of white space", get(headers=b"X: a\r\n \r\n"), 400, own=True)
simple("obs-fold after the request line", get(host=b" x: 1\r\n" + H), 400, own=True)
simple("bare CR in a value", get(headers=b"X: a\rY: b\r\n"), 400, own=True)
simple("bare LF after a value", get(headers=b"X: a\nY: b\r\n"), 400, own=True)
simple("bare LF after the request line", get().replace(b"\r\n", b"\n", 1), 400, own=True)
simple("bare LF everywhere", get().replace(b"\r\n", b"\n"), 400, own=True)
simple("bare LF after the last value", get(headers=b"X: a\n"), 400)
simple("bare LF as the last line", get()[:-2] + b"\n", 400)
simple("bare LF as the last line, then a body", post(b"a=1").replace(b"\r\n\r\n", b"\r\n\n"), 400)
simple("empty line before the request line", b"\r\n" + get())
simple("CR CR LF before another", get(headers=b"X: a\r\r\nY: 1\r\n"), 400)
simple("CR CR LF", get(headers=b"X: a\r\r\n"), 400, own=True)
simple("white space around a value", get(headers=b"X: \t a \t\r\nCookie:sid=7\r\n"), expect=['cookie "7"'])
simple("empty value", get(headers=b"X:\r\nY: \r\n"))
simple("UTF-8 and Latin-1 in a value", get(headers="X: 你\r\n".encode() + b"Referer: http://a/\xc4\xe3\r\n"))
simple("header of 200 KB", get(headers=b"X: " + b"a" * 200000 + b"\r\n"), 431, own=True)
simple("2000 headers", get(headers=b"X: a\r\n" * 2000), 431, own=True)
simple("65 headers", get(headers=b"X: a\r\n" * 64), 431)
simple("64 headers", get(headers=b"X: a\r\n" * 63))
simple("target of 100 KB", get(GET.encode() + b"?a=" + b"a" * 100000), 414, 431, own=True)


def padded(total):
    raw = get(headers=b"X: \r\n")
    return get(headers=b"X: " + b"a" * (total - len(raw)) + b"\r\n")


simple("header of 32 KB", padded(32 * 1024))
simple("header of 32 KB and a byte", padded(32 * 1024 + 1), 431)
simple("header of 30 KB in pieces", b"", pieces=[padded(30000)[i:i + 1500] for i in range(0, 30000, 1500)])
simple("60 headers in pieces", b"", pieces=[
    x + b"\r\n" for x in get(headers=b"".join(b"X%d: %s\r\n" % (i, b"v" * 200) for i in range(60))).split(b"\r\n")[:-1]])

# ---- request line -------------------------------------------------------------------------------------------
for m in (b"OPTIONS", b"PUT", b"DELETE", b"TRACE", b"PATCH"):
    simple("method %s" % m.decode(), get().replace(b"GET", m, 1), 405, 501)
simple("method CONNECT", b"CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n", 400, 405, 501)
simple("OPTIONS *", b"OPTIONS * HTTP/1.1\r\n" + H + b"\r\n", 405, 501)
simple("method in lower case", get().replace(b"GET", b"get", 1), 400, 501)
simple("unknown method", get().replace(b"GET", b"BREW", 1), 400, 501)
simple("method that is no token", get().replace(b"GET", b"G@T", 1), 400)
simple("HEAD", get().replace(b"GET", b"HEAD", 1), head_only=True)
simple("HTTP/1.0", get(version=b"HTTP/1.0"))
simple("HTTP/0.9", b"GET " + GET.encode() + b"\r\n\r\n", 400, 505, own=True)
simple("HTTP/2.0", get(version=b"HTTP/2.0"), 400, 505, own=True)
simple("HTTP/1.2", get(version=b"HTTP/1.2"), 400, 505, own=True)
simple("http/1.1", get(version=b"http/1.1"), 400, 505, own=True)
simple("HTTP/1.1x", get(version=b"HTTP/1.1x"), 400, 505, own=True)
simple("two spaces", get().replace(b" ", b"  ", 1), 400, own=True)
simple("tab for a space", get().replace(b" ", b"\t", 1), 400, 501, own=True)
simple("space in the target", get(GET.encode() + b"?a b"), 400, own=True)
simple("space after the version", get(version=b"HTTP/1.1 "), 400, 505, own=True)
simple("fragment in the target", get(GET.encode() + b"#a"), 400)
simple("byte above 127 in the target", get(GET.encode() + b"?\xe4"), 400)
simple("target without a slash", get(b"a"), 400)
simple("garbage", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400, own=True)

# ---- path and query -------------------------------------------------------------------------------------------
for p in (b"/%zz", b"/%4", b"/%", b"/%00", b"/a%00b", b"//", b"/a//b", b"/../a", b"/a/..", b"/./a", b"/a/.", b"/%2e%2e/a",
          b"/.%2e/a", b"/a%2fb", b"/a%2Fb", b"/%ff", b"/%c0%ae", b"/%ed%a0%80", b"/%f4%90%80%80", b"/%0a", b"/%7f"):
    simple("path %s" % p.decode(), get(under(p)), 400)
for q in (b"?a=%zz", b"?a=%", b"?a=%4", b"?a=%00", b"?%00=a", b"?a=%ff", b"?%ff=1", b"?=1", b"?a=%ed%a0%80"):
    simple("query %s" % q.decode(), get(GET.encode() + q), 400)
simple("query in UTF-8", get(GET.encode() + b"?%E4%BD%A0=%e5%a5%bd+1&&x&y="), expect=['query "你"="好 1"', 'query "x"=""'])
simple("query of 200 fields", get(GET.encode() + b"?" + b"&".join([b"a=1"] * 200)))
simple("query of 201 fields", get(GET.encode() + b"?" + b"&".join([b"a=1"] * 201)), 400, 414)
simple("dots inside a piece of the path", get(under(b"/a..b.c/...")), status=None if ECHO else 404)

# ---- forms --------------------------------------------------------------------------------------------------------
# A form that cannot be read is the handler's to answer; here only that it is refused and nothing breaks.
BAD_FORM = {400, 403, 404, 405, 413, 422, 503}


def bad_form(name, raw):
    def run():
        with send(raw) as s:
            replies, rest, _ = read_replies(s, 1)
        if len(replies) != 1 or rest:
            return "%d replies" % len(replies)
        return None if replies[0].status in ({400, 413} if ECHO else BAD_FORM) else "status %d" % replies[0].status

    case(name)(run)


B = b"Content-Type: multipart/form-data; boundary=b\r\n"


def part(disposition, value, more=b""):
    return b"--b\r\nContent-Disposition: " + disposition + b"\r\n" + more + b"\r\n" + value + b"\r\n"


for f in (b"a=%zz", b"a=%", b"a=%ff", b"a=\xff", b"%00=1", b"a=%00", b"=1", b"a=1&a=%c3%28"):
    bad_form("form %r" % f, post(f))
simple("form", post("a=1&b=%E4%BD%A0+x&c".encode()), expect=['form "a"="1"', 'form "b"="你 x"', 'form "c"=""'])
simple("form of 1000 fields", post(b"&".join([b"a=1"] * 1000)))
bad_form("form of 1001 fields", post(b"&".join([b"a=1"] * 1001)))
simple("field of 512 KB", post(b"a=" + b"x" * (512 * 1024)))
bad_form("field of 512 KB and a byte", post(b"a=" + b"x" * (512 * 1024 + 1)))
simple("form of 1 MB", post(b"a=" + b"x" * (512 * 1024 - 2) + b"&b=" + b"x" * (512 * 1024 - 3)))
bad_form("form of 1 MB and a byte", post(b"a=" + b"x" * (512 * 1024 - 2) + b"&b=" + b"x" * (512 * 1024 - 2)))
simple("no body", post(b"", type_=b""))
simple("body of an unknown type", post(b"{}", type_=b"Content-Type: application/json\r\n"), 415)
simple("body without a type", post(b"a=1", type_=b""), 415)
simple("form in another charset", post(b"a=1", type_=URL[:-2] + b"; charset=gbk\r\n"), 415)
simple("two Content-Type", post(b"a=1", type_=URL + B), 400)
simple("multipart", post(part(b'form-data; name="a"', "你".encode()) + part(b'form-data; name="f"; filename="\xe4\xbd\xa0.txt"', b"\0\xff\r\n--", b"Content-Type: text/plain\r\n") + b"--b--\r\n", B),
       expect=['form "a"="你"', 'form "f"=file 6 "你.txt"'])
simple("multipart, no file chosen", post(part(b'form-data; name="f"; filename=""', b"") + b"--b--", B), expect=['form "f"=file 0 ""'])
simple("multipart without fields", post(b"--b--\r\n", B))
simple("multipart without a boundary", post(b"--b--", b"Content-Type: multipart/form-data\r\n"), 415)
for name, body in (("preamble", b"x\r\n" + part(b'form-data; name="a"', b"1") + b"--b--"),
                   ("epilogue", part(b'form-data; name="a"', b"1") + b"--b--\r\nx"),
                   ("cut short", part(b'form-data; name="a"', b"1")),
                   ("no name", part(b"form-data", b"1") + b"--b--"),
                   ("two names", part(b'form-data; name="a"; name="b"', b"1") + b"--b--"),
                   ("no disposition", b"--b\r\n\r\n1\r\n--b--"),
                   ("filename*", part(b"form-data; name=\"a\"; filename*=utf-8''x", b"1") + b"--b--"),
                   ("base64", part(b'form-data; name="a"', b"1", b"Content-Transfer-Encoding: base64\r\n") + b"--b--"),
                   ("value not UTF-8", part(b'form-data; name="a"', b"\xff") + b"--b--"),
                   ("name not UTF-8", part(b'form-data; name="\xff"', b"1") + b"--b--"),
                   ("filename with NUL", part(b'form-data; name="a"; filename="a\0b"', b"1") + b"--b--"),
                   ("1001 fields", part(b'form-data; name="a"', b"1") * 1001 + b"--b--"),
                   ("boundary with a tail", b"--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--bb--")):
    bad_form("multipart: %s" % name, post(body, B))
MB = 1024 * 1024
FILE = b'form-data; name="f"; filename="x"'


def file_of(n):
    return post(part(FILE, b"x" * n) + b"--b--\r\n", B)


case("file of 20 MB")(lambda: served(file_of(20 * MB), expect=['form "f"=file %d "x"' % (20 * MB)]))
bad_form("file of 20 MB and a byte", file_of(20 * MB + 1))
bad_form("file of 40 MB is drained and answered", file_of(40 * MB))


def big_upload():
    total, sent, piece = 200 * MB, 0, b"x" * MB
    head = b"--b\r\nContent-Disposition: " + FILE + b"\r\n\r\n"
    with send(post(b"", B, CL % (len(head) + total + 9)) + head) as s:
        while sent < total:
            s.sendall(piece)
            sent += len(piece)
        s.sendall(b"\r\n--b--\r\n")
        replies, _, _ = read_replies(s, 1)
    return None if replies and replies[0].status in BAD_FORM else "not answered"


if os.environ.get("STRICT_BIG") == "1":
    case("file of 200 MB is drained and answered")(big_upload)


# ---- connections and time ---------------------------------------------------------------------------------------------
simple("three pipelined requests", get() * 3, count=3)
simple("pipelined: form, page, form", post(b"a=1") + get() + post(b"a=2"), count=3, expect=['form "a"="2"'])


@case("keep-alive serves ten in turn")
def _():
    with connect() as s:
        for i in range(10):
            s.sendall(get())
            replies, _, _ = read_replies(s, 1)
            if not replies or replies[0].head.get(b"connection", b"").lower() == b"close":
                return "closed after %d" % (i + 1)
    return None


@case("Connection: close closes")
def _():
    with send(get(headers=b"Connection: close\r\n")) as s:
        data, ended = read_all(s)
    return None if ended and data.startswith(b"HTTP/1.1 ") else "left open"


@case("header a byte at a time, fast, is served")
def _():
    with connect() as s:
        for b in get():
            s.sendall(bytes([b]))
        replies, _, _ = read_replies(s, 1)
    return None if replies else "no reply"


def dripped(s, until):
    """Sends a byte a second of a header that never ends; the second at which the server closed, or None."""
    began = time.monotonic()
    raw = b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 10000
    for b in raw:
        try:
            s.sendall(bytes([b]))
        except ConnectionError:
            return time.monotonic() - began
        if readable(s, 1.0):
            try:
                if not s.recv(4096):
                    return time.monotonic() - began
            except ConnectionError:
                return time.monotonic() - began
        if time.monotonic() - began > until:
            return None
    return None


@case("a byte a second is cut off at the deadline")
def _():
    with connect() as s:
        at = dripped(s, DEADLINE + 4)
    if at is None:
        return "still open after %.0f s" % (DEADLINE + 4)
    return None if DEADLINE - 1 <= at <= DEADLINE + 3 else "cut off after %.1f s" % at


@case("silence is cut off at the deadline")
def _():
    with connect() as s:
        began = time.monotonic()
        s.settimeout(DEADLINE + 4)
        try:
            return None if s.recv(1) == b"" and time.monotonic() - began < DEADLINE + 3 else "late"
        except TimeoutError:
            return "still open"
        except ConnectionError:
            return None


@case("%d dripping connections do not stop others" % CROWD)
def _():
    crowd, times, stop = [connect() for _ in range(CROWD)], [], threading.Event()

    def drip():
        i = 0
        raw = b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 100000
        while not stop.is_set():
            for s in crowd:
                try:
                    s.send(raw[i:i + 1])
                except OSError:
                    pass
            i += 1
            stop.wait(0.5)

    t = threading.Thread(target=drip)
    t.start()
    try:
        for _ in range(100):
            began = time.monotonic()
            wrong = served(get())
            if wrong:
                return wrong
            times.append(time.monotonic() - began)
            time.sleep(0.01)
    finally:
        stop.set()
        t.join()
        for s in crowd:
            s.close()
    times.sort()
    return None if times[98] < 0.2 else "p99 %.0f ms" % (times[98] * 1000)


def main():
    failed = 0
    for name, run in CASES:
        try:
            wrong = run()
        except (OSError, ValueError, IndexError) as e:
            wrong = "%s: %s" % (type(e).__name__, e)
        failed += wrong is not None
        print("%s  %s%s" % ("FAIL" if wrong is not None else "ok  ", name, ": " + wrong if wrong else ""), flush=True)
    if ECHO_SERVER:
        ECHO_SERVER.stdin.close()
        if ECHO_SERVER.wait(20) != 0:
            failed += 1
            print("FAIL  the server ended with %d" % ECHO_SERVER.returncode)
    print("%d passed, %d failed" % (len(CASES) - min(failed, len(CASES)), failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
