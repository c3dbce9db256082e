"""The other side of what the program sends: a mail server and the bots of three platforms, on the loopback.

    with MailServer() as mail: …  mail.url, mail.letters         with BotServer() as bots: …  bots.url, bots.calls
"""
import base64
import hashlib
import hmac
import http.server
import json
import re
import socketserver
import ssl
import subprocess
import threading
from email import message_from_bytes, policy
from urllib.parse import parse_qs, urlsplit


def certificate(home):
    """(certificate, key) of 127.0.0.1, made now; it is its own authority."""
    cert, key = home / "cert.pem", home / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(cert)],
                   check=True, capture_output=True)
    return cert, key


class Letter:
    def __init__(self, sender, to, raw, has_tls, user):
        self.sender, self.to, self.raw, self.has_tls, self.user = sender, to, raw, has_tls, user
        self.message = message_from_bytes(raw, policy=policy.default)

    subject = property(lambda self: self.message["Subject"])
    id = property(lambda self: self.message["Message-ID"])
    text = property(lambda self: self.message.get_body(("plain",)).get_content())
    html = property(lambda self: self.message.get_body(("html",)).get_content())


class _Mail(socketserver.StreamRequestHandler):
    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def hello(self, tls):
        self.say("250-mail.example")
        if self.server.owner.context and not tls:
            self.say("250-STARTTLS")
        self.say("250-AUTH PLAIN" if self.server.owner.users else "250-SIZE 1000000")
        self.say("250 8BITMIME")

    def data(self):
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            assert line.endswith(b"\r\n") and len(line) <= 1000, line
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)

    def starttls(self):
        self.say("220 now")
        self.connection = self.server.owner.context.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)

    def setup(self):
        owner = self.server.owner
        if owner.is_tls_at_once:
            self.request = owner.context.wrap_socket(self.request, server_side=True)
        super().setup()

    def handle(self):
        owner, tls, sender, to, user = self.server.owner, self.server.owner.is_tls_at_once, None, [], None
        self.say("220 mail.example")
        while line := self.rfile.readline():
            word = line.decode().strip()
            if word.upper().startswith(("EHLO", "HELO")):
                self.hello(tls)
            elif word.upper() == "STARTTLS":
                self.starttls()
                tls = True
            elif word.upper().startswith("AUTH PLAIN"):
                rest = word.split(" ")[2] if word.count(" ") > 1 else self.asked()
                _, user, password = base64.b64decode(rest).decode().split("\0")
                good = owner.users.get(user) == password
                self.say("235 in" if good else "535 no")
            elif word.upper().startswith("MAIL FROM:"):
                sender, to = re.search("<(.*)>", word)[1], []
                self.say("250 so be it")
            elif word.upper().startswith("RCPT TO:"):
                to.append(re.search("<(.*)>", word)[1])
                self.say(owner.answers.pop(0) if owner.answers else "250 so be it")
            elif word.upper() == "DATA":
                owner.letters.append(Letter(sender, to, self.data(), tls, user))
                if owner.before_mark:
                    owner.before_mark()
                self.say("250 taken")
            elif word.upper() == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 as you like")

    def asked(self):
        self.say("334 ")
        return self.rfile.readline().decode().strip()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address, daemon_threads = True, True

    def handle_error(self, *_):
        """A program that ended in the middle, or that did not like our certificate, is what some cases are about."""


class _Owner:
    def __init__(self, handler):
        self.server = _Server(("127.0.0.1", 0), handler)
        self.server.owner = self
        self.port = self.server.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


class MailServer(_Owner):
    """answers: what it says to the next recipients instead of 250. before_mark: called when a letter was taken and
    before that is said."""

    def __init__(self, pair=None, users=None, is_tls_at_once=False):
        super().__init__(_Mail)
        self.is_tls_at_once = is_tls_at_once
        self.letters, self.answers, self.users, self.before_mark, self.context = [], [], users or {}, None, None
        if pair:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*pair)
        self.url = f"{'smtps' if is_tls_at_once else 'smtp'}://127.0.0.1:{self.port}"


class _Bots(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_POST(self):
        owner, url = self.server.owner, urlsplit(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        call = {"path": url.path, "query": {k: v[0] for k, v in parse_qs(url.query).items()}, "body": json.loads(body),
                "type": self.headers["Content-Type"], "raw": self.path}
        owner.calls.append(call)
        if owner.before_answer:
            owner.before_answer()
        status, answer = owner.answers.pop(0) if owner.answers else (200, {"errcode": 0} if "hook" not in url.path else {"code": 0})
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        if status == 302:
            self.send_header("Location", f"{owner.url}/elsewhere")
        self.end_headers()
        self.wfile.write(data)


class BotServer(_Owner):
    """answers: (status, JSON) for the next calls; then what the platform says when all is well."""

    def __init__(self, pair=None):
        super().__init__(_Bots)
        self.calls, self.answers, self.before_answer, self.url = [], [], None, f"http://127.0.0.1:{self.port}"
        if pair:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*pair)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
            self.url = f"https://127.0.0.1:{self.port}"


def dingtalk_sign(secret, timestamp_ms):
    """As DingTalk describes it."""
    mac = hmac.new(secret.encode(), f"{timestamp_ms}\n{secret}".encode(), hashlib.sha256).digest()
    return base64.b64encode(mac).decode()


def feishu_sign(secret, timestamp_s):
    """As Feishu describes it: what is signed is the key, and the message is empty."""
    mac = hmac.new(f"{timestamp_s}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return base64.b64encode(mac).decode()
