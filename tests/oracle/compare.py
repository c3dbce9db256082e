"""The answers of the small driver (answers.c) beside those of the judge."""
import subprocess

from case_text import stream_of
from numbers_exact import TooLarge
from scheme_oracle import Oracle


def judged(case):
    """What the driver should print for a case, line by line."""
    lines = []
    oracle = Oracle(case.scheme, case.rows)
    names = [u["name"] for u in oracle.units]
    for text in case.windows:
        try:
            answer = oracle.answer(text)
        except TooLarge:
            lines.append(f"window {text}\nfailed score.number_too_large")
            continue
        lines.append(f"window {text}")
        lines += [" ".join([f"node {n.id}", *[answer.nodes[n.id, u] for u in names]]) for n in oracle.nodes]
        lines += [" ".join([f"unit {u}", *[x or "-" for x in answer.units[u]]]) for u in names]
    return "\n".join(lines).split("\n")


class Driver:
    """One run of the program over many cases."""

    def __init__(self, program):
        self.program = program

    def answers(self, cases):
        """{number: lines} of (number, case) pairs; a case on which the program ends has the line of its end."""
        stream = "".join(stream_of(number, case) for number, case in cases)
        done = subprocess.run([self.program], input=stream, capture_output=True, text=True)
        found, lines = {}, []
        for line in done.stdout.splitlines():
            if line.startswith("case "):
                lines = found[int(line[5:])] = []
            else:
                lines.append(self.line(line))
        for number, _ in cases:
            if number not in found:
                found[number] = ["nothing"]
        if done.returncode:
            lines.append(f"ended {done.returncode} {done.stderr[-1500:]}")
        return found

    @staticmethod
    def line(line):
        return " ".join(line.split()[:2]) if line.startswith("failed") else line


def differences(expected, got, limit=12):
    """Lines that are not the same."""
    out = [f"should be: {a}\n       is: {b}" for a, b in zip(expected, got) if a != b]
    if len(expected) != len(got):
        out.append(f"{len(got)} lines, not {len(expected)}: {got[len(expected):][:3]}")
    return out[:limit]


def trouble_of(expected, got):
    """What is wrong, in a word: the same word means the same trouble, more or less. Nothing where all is well."""
    if expected == got:
        return None
    end = next((line for line in got if line.split(" ")[0] in ("failed", "refused", "ended", "nothing")), None)
    return end or next((a.split(" ")[0] for a, b in zip(expected, got) if a != b), "lines")
