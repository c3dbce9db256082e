#!/usr/bin/env python3
"""A file as an array in C: gen_bytes.py OUT.c NAME FILE

makes `const char NAME[]` and `const size_t NAME_BYTES`. For a file that a pure room carries with it, where
gen_assets.py would bring in more than it needs.
"""
import pathlib
import sys

ROW = 16


def c_char(byte):
    char = chr(byte)
    return f"'{char}'" if 32 <= byte < 127 and char not in "'\\" else f"'\\x{byte:02x}'"


def main():
    out, name, file = sys.argv[1:]
    data = pathlib.Path(file).read_bytes()
    rows = ("    " + ", ".join(c_char(b) for b in data[i:i + ROW]) + ",\n" for i in range(0, len(data), ROW))
    pathlib.Path(out).write_text(
        f"/* Made by tools/gen_bytes.py from {pathlib.Path(file).name}; not edited by hand. */\n"
        f"#include <stddef.h>\n\nextern const char {name}[];\nextern const size_t {name}_BYTES;\n\n"
        f"const char {name}[] = {{\n{''.join(rows)}}};\nconst size_t {name}_BYTES = {len(data)};\n", encoding="ascii")


if __name__ == "__main__":
    main()
