#!/usr/bin/env python3
"""A test that does not find its fixtures counts as skipped, by its name, and never as passed.

    skips_test.py PROGRAM...

Runs the tests of this room in a place without fixtures: each test that says that a fixture is not there must be
among the skipped ones, and whatever needs none must still pass.
"""
import os
import re
import subprocess
import sys

SKIPPED = {
    "all_7305_days_of_2007_to_2026_are_those_of_the_fixtures",
    "every_row_of_three_years_agrees_in_work_kind_and_name",
    "deadlines_of_the_fixtures_come_out_by_counting_working_days",
    "every_row_of_the_fixtures_comes_out",
    "the_fixtures_of_twenty_years_read_as_notices",
    "sentences_of_published_notices_give_their_days",
    "the_rows_of_jbpm_are_those_of_the_fixtures",
    "the_rows_of_glpi_are_those_of_the_fixtures",
    "the_rows_of_fixmystreet_are_those_of_the_fixtures",
}


def main():
    skipped, passed = set(), set()
    for program in sys.argv[1:]:
        env = {**os.environ, "KC_FIXTURES": "/nowhere/fixtures", "CMOCKA_MESSAGE_OUTPUT": "STDOUT"}
        done = subprocess.run([program], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)
        assert done.returncode == 0, (program, done.stdout)
        skipped |= set(re.findall(r"\[  SKIPPED \] (\w+)$", done.stdout, re.M))
        passed |= set(re.findall(r"\[       OK \] (\w+)$", done.stdout, re.M))
        said = re.findall(r"\[ RUN      \] (\w+)\nskipped: fixture not there", done.stdout)
        assert set(said) <= skipped, (program, set(said) - skipped)
    assert skipped >= SKIPPED, SKIPPED - skipped
    assert not skipped & passed and passed, skipped & passed


main()
