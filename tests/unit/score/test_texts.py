"""Every key "score.…" in the sources of the room has its text, also those that stand in tables, where the
check of the build does not look; and no text is left over. Only holes {0} … {3} are filled."""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
used = set()
for path in [*(root / "src/score").glob("*.c"), *(root / "src/doc").glob("*.c")]:
    used |= set(re.findall(r'"(score\.[a-z0-9_.]*[a-z0-9_])"', path.read_text(encoding="utf-8")))
faults = []
for lang in ("zh-CN", "en"):
    text = (root / f"po/score.{lang}.po").read_text(encoding="utf-8")
    have = dict(re.findall(r'^msgid "(score\.[a-z0-9_.]*[a-z0-9_])"\nmsgstr "(.*)"$', text, re.M))
    faults += [f"{lang}: no text for {key}" for key in sorted(used - have.keys())]
    others = "".join(p.read_text(encoding="utf-8") for p in (root / "src").rglob("*.[ch]") if p.parent.name not in ("score", "doc"))
    faults += [f"{lang}: nobody uses {key}" for key in sorted(have.keys() - used) if f'"{key}"' not in others]
    faults += [f"{lang}: {key} has a hole beyond {{3}}" for key, t in have.items() if re.search(r"\{([4-9]|\d\d)\}", t)]
print("\n".join(faults) or f"{len(used)} keys")
sys.exit(bool(faults))
