"""Fresh databases on the private server that tools/pg_private.sh raised (KC_PG_URL, KC_PG_BIN)."""
import os
import re
import subprocess
from urllib.parse import parse_qs, urlsplit


def name_of(url):
    """The database that a URL made here names."""
    return urlsplit(url).path.lstrip("/")


def fresh(name, template="template0"):
    """Makes database `name`, in place of one that may be there, as a copy of `template`; gives its URL."""
    url = os.environ["KC_PG_URL"]
    asked = parse_qs(urlsplit(url).query)
    place = ["-h", asked["host"][0], "-U", asked["user"][0]]
    tool = os.environ["KC_PG_BIN"]
    subprocess.run([f"{tool}/dropdb", *place, "--if-exists", "--force", name], check=True, capture_output=True)
    subprocess.run([f"{tool}/createdb", *place, "-T", template, name], check=True, capture_output=True)
    return re.sub(r"///[^?]*\?", f"///{name}?", url)
