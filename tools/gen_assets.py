#!/usr/bin/env python3
"""Embeds files into the program: one blob for .incbin, one table, one header of addresses.

    gen_assets.py --node-modules DIR --assets DIR [--demo DIR] [--procedures DIR] --out DIR --depfile FILE

Addresses carry a hash of the content (/assets/kc.3f2a9c1b.css), so a browser may keep a file for ever and a new
release is a new address. Pages name a file by its plain name; the header has ASSET_KC_CSS for it. A file is
kept raw and, where that is smaller, gzipped: browsers ask for brotli only in secure contexts, and many offices
run plain http.
"""
import argparse
import gzip
import hashlib
import pathlib
import re
import sys

NPM = {
    "tabler.css": "@tabler/core/dist/css/tabler.min.css",
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "echarts.js": "echarts/dist/echarts.min.js",
}
TYPES = {
    ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
    ".png": "image/png", ".ico": "image/x-icon", ".json": "application/json", ".csv": "text/csv; charset=utf-8",
    ".yaml": "text/plain; charset=utf-8", ".txt": "text/plain; charset=utf-8", ".md": "text/plain; charset=utf-8",
}
# A line at the end that names a map, which is not embedded.
SOURCE_MAP = re.compile(rb"\n?(?:/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+)\s*\Z")


def macro(name):
    return "ASSET_" + re.sub(r"[^A-Z0-9]", "_", name.upper())


def c_string(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class Blob:
    def __init__(self):
        self.bytes = bytearray()

    def put(self, data):
        at = len(self.bytes)
        self.bytes += data + b"\0"
        return f"{{ASSETS_BLOB + {at}, {len(data)}}}"


def entry(blob, path, name, data):
    packed = gzip.compress(data, 9, mtime=0)
    digest = hashlib.sha256(data).hexdigest()[:16]
    kind = TYPES.get(pathlib.Path(name).suffix, "application/octet-stream")
    small = blob.put(packed) if len(packed) < len(data) else '{"", 0}'
    return (f"    {{STR_INIT({c_string(path)}), STR_INIT({c_string(name)}), STR_INIT({c_string(kind)}),\n"
            f"     {blob.put(data)}, {small}, STR_INIT({c_string(chr(34) + digest + chr(34))})}},\n")


def collect(a):
    """(name, file) of what pages use, of the demo city, of the procedures that ship, and of what they cover."""
    missing = [f for f in NPM.values() if not (a.node_modules / f).is_file()]
    if missing:
        sys.exit(f"{a.node_modules / missing[0]} is missing: run 'npm ci --ignore-scripts' in {a.node_modules.parent}")
    assets = [(name, a.node_modules / f) for name, f in NPM.items()]
    assets += [(f.name, f) for f in sorted(a.assets.iterdir()) if f.suffix in TYPES]
    demo = []
    if a.demo and a.demo.is_dir():
        demo = [(str(f.relative_to(a.demo)), f) for f in sorted(a.demo.rglob("*")) if f.is_file()]
    procedures = []
    if a.procedures and a.procedures.is_dir():
        procedures = [(f.name, f) for f in sorted(a.procedures.glob("*.yaml"))
                      if b"\nprocedure:" in b"\n" + f.read_bytes()]
    coverage = a.procedures / "coverage.yaml" if a.procedures else None
    return assets, demo, procedures, [("coverage.yaml", coverage)] if coverage and coverage.is_file() else []


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for name in ("node-modules", "assets", "out", "depfile"):
        p.add_argument("--" + name, type=pathlib.Path, required=True)
    p.add_argument("--demo", type=pathlib.Path)
    p.add_argument("--procedures", type=pathlib.Path)
    a = p.parse_args()
    assets, demo, procedures, coverage = collect(a)
    blob, rows, demo_rows, macros = Blob(), [], [], []
    for name, file in assets:
        data = SOURCE_MAP.sub(b"\n", file.read_bytes())
        stem, _, ext = name.rpartition(".")
        path = f"/assets/{stem}.{hashlib.sha256(data).hexdigest()[:8]}.{ext}"
        rows.append((path, entry(blob, path, name, data)))
        macros.append(f"#define {macro(name)} {c_string(path)}\n")
    for name, file in demo:
        demo_rows.append(entry(blob, name, name, file.read_bytes()))
    procedure_rows = [entry(blob, name, name, file.read_bytes()) for name, file in procedures]
    coverage_rows = [entry(blob, name, name, file.read_bytes()) for name, file in coverage]
    out = a.out.resolve()
    (out / "assets.bin").write_bytes(blob.bytes)
    (out / "assets.S").write_text(
        "/* Made by tools/gen_assets.py. */\n    .section .rodata\n    .global ASSETS_BLOB\n"
        "    .hidden ASSETS_BLOB\n    .balign 16\n"
        f"ASSETS_BLOB:\n    .incbin \"{out / 'assets.bin'}\"\n    .section .note.GNU-stack,\"\",%progbits\n")
    (out / "assets.h").write_text(
        "/* Made by tools/gen_assets.py: addresses of embedded files. */\n#ifndef GEN_ASSETS_H\n#define GEN_ASSETS_H\n\n"
        + "".join(sorted(macros)) + "\n#endif\n")
    (out / "assets_table.c").write_text(
        "/* Made by tools/gen_assets.py; sorted by path. */\n#include \"web/asset.h\"\n\n"
        "extern const char ASSETS_BLOB[];\n\n"
        "const struct asset ASSETS[] = {\n" + "".join(row for _, row in sorted(rows)) + "};\n"
        "const size_t ASSETS_COUNT = COUNT_OF(ASSETS);\n\n"
        "const struct asset ASSETS_DEMO[] = {\n" + "".join(demo_rows) + "    {STR_INIT(\"\")}, /* end */\n};\n"
        f"const size_t ASSETS_DEMO_COUNT = {len(demo_rows)};\n\n"
        "const struct asset ASSETS_PROCEDURES[] = {\n" + "".join(procedure_rows) + "    {STR_INIT(\"\")}, /* end */\n};\n"
        f"const size_t ASSETS_PROCEDURES_COUNT = {len(procedure_rows)};\n\n"
        "const struct asset ASSET_COVERAGE[] = {\n" + "".join(coverage_rows) + "    {STR_INIT(\"\")}, /* end */\n};\n", encoding="utf-8")
    read = [a.assets, *[f for _, f in assets + demo + procedures + coverage]]
    if a.procedures and a.procedures.is_dir():
        read.append(a.procedures)
    if a.demo:
        read += [a.demo, *[d for d in a.demo.rglob("*") if d.is_dir()]] if a.demo.is_dir() else []
    a.depfile.write_text(f"{a.out / 'assets.S'}: " + " ".join(str(f).replace(" ", "\\ ") for f in read) + "\n")


if __name__ == "__main__":
    main()
