#!/usr/bin/env python3
"""Checks an exported ledger without Kaocheng: Python's standard library alone.

    check.py FILE

Reads the stream of docs/ledger-format.md and says what it found: frames, canonical JSON, the hash tree against
every checkpoint, every blob that an entry names. It does not check signatures (the standard library has no
Ed25519): compare the verifier key and use a note tool for that. Exit status 0 when all holds.
"""
import base64
import hashlib
import json
import re
import struct
import sys


def frames(data):
    at = 0
    while True:
        if at + 9 > len(data):
            raise SystemExit("the stream was cut")
        kind, length = data[at:at + 1], struct.unpack(">Q", data[at + 1:at + 9])[0]
        payload = data[at + 9:at + 9 + length]
        if len(payload) != length:
            raise SystemExit("a frame was cut")
        at += 9 + length
        yield kind, payload
        if kind == b"Z":
            if at != len(data):
                raise SystemExit("there is more after the end")
            return


def no_floats(text):
    raise SystemExit("a number that is no integer: " + text)


def canonical(data):
    """The parsed value; the bytes must be the only spelling of it."""
    def pairs(items):
        for key, _ in items:
            if not re.fullmatch("[a-z0-9_]+", key):
                raise SystemExit("a key that is not allowed: " + key)
        return dict(items)
    value = json.loads(data.decode("utf-8"), object_pairs_hook=pairs, parse_float=no_floats)
    again = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    if again.encode("utf-8") != data:
        raise SystemExit("not canonical: " + data[:80].decode("utf-8", "replace"))
    return value


def leaf(body):
    return hashlib.sha256(b"\0" + body).digest()


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def root(leaves):
    """RFC 6962: split at the largest power of two below the size."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node(root(leaves[:split]), root(leaves[split:]))


def checkpoint(note, header, leaves):
    text = note.decode("utf-8").split("\n\n")[0].split("\n")
    size = int(text[1])
    if text[0] != header["origin"] or size > len(leaves):
        raise SystemExit("a checkpoint of another log or size: %s %d" % (text[0], size))
    if base64.b64decode(text[2], validate=True) != root(leaves[:size]):
        raise SystemExit("the root of %d entries is not the one that was signed" % size)
    return size


def main(path):
    header, leaves, blobs, named, checkpoints, largest = None, [], set(), 0, 0, 0
    with open(path, "rb") as file:
        for kind, payload in frames(file.read()):
            if (kind == b"H") != (header is None):
                raise SystemExit("the header is not the first frame, or not the only one")
            if kind == b"H":
                header = canonical(payload)
            elif kind == b"B":
                blobs.add(hashlib.sha256(payload).hexdigest())
            elif kind == b"E":
                entry = canonical(payload)
                wanted = entry.get("blobs", []) + [entry[k] for k in ("changes_blob", "input_blob") if k in entry]
                for name in wanted:
                    if name not in blobs:
                        raise SystemExit("entry %d names a blob that is not there: %s" % (len(leaves), name))
                named += len(wanted)
                leaves.append(leaf(payload))
            elif kind == b"C":
                largest = max(largest, checkpoint(payload, header, leaves))
                checkpoints += 1
            elif kind != b"Z":
                raise SystemExit("an unknown frame")
    if header["size"] != len(leaves):
        raise SystemExit("%d entries, but the header says %d" % (len(leaves), header["size"]))
    print("%s: %d entries, root %s, %d blobs named, %d checkpoints, the largest at %d" % (
        header["origin"], len(leaves), root(leaves).hex(), named, checkpoints, largest))


if __name__ == "__main__":
    main(sys.argv[1])
