"""The listener of the whole product, by the cases of strict.py."""
import os
import subprocess
import sys
from pathlib import Path


def test_what_breaks_a_rule_of_http_is_refused_and_the_connection_closed(city):
    env = {**os.environ, "STRICT_ADDRESS": city.server.base.removeprefix("http://"), "STRICT_GET": "/login",
           "STRICT_POST": "/login"}
    done = subprocess.run([sys.executable, str(Path(__file__).with_name("strict.py"))], env=env, capture_output=True,
                          text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
