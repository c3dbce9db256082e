"""Workbooks written by hand, part by part, so that each can be wrong in just one way.

    Book([Sheet("数据", [["单位", "期间"], ["市财政局", 1.5]])]).bytes()

A cell is None, a text (a shared string), a number as its text in a Num, or the XML of a whole <c> in a Raw.
"""
import io
import struct
import zipfile
import zlib
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATION = "http://purl.oclc.org/ooxml/officeDocument/relationships"


class Num(str):
    """1.5 as it stands in the file; Num("0.85", 10) has number format 10."""

    def __new__(cls, text, style=0):
        made = super().__new__(cls, text)
        made.style = style
        return made


class Raw(str):
    pass


def column(n):
    return (column((n - 1) // 26) if n > 26 else "") + chr(65 + (n - 1) % 26)


class Sheet:
    def __init__(self, name, rows, merged=(), hidden=False, hidden_rows=(), more=""):
        self.name, self.rows, self.merged, self.hidden = name, rows, merged, hidden
        self.hidden_rows, self.more = hidden_rows, more


class Book:
    def __init__(self, sheets, formats=(), is_1904=False, strict=False, doctype="", prefix="", macro=False):
        self.sheets, self.is_1904, self.strict, self.macro = sheets, is_1904, strict, macro
        self.doctype, self.prefix = doctype, prefix
        self.formats = [0, *formats]  # ids, or codes of one's own; a cell's style is the index
        self.strings = []

    def cell(self, value, row, col):
        place = f"{column(col)}{row}"
        if value is None:
            return ""
        if isinstance(value, Raw):
            return value.replace("@", place)
        if isinstance(value, (Num, int, float)):
            return f'<c r="{place}" s="{getattr(value, "style", 0)}"><v>{value}</v></c>'
        if value not in self.strings:
            self.strings.append(value)
        return f'<c r="{place}" t="s"><v>{self.strings.index(value)}</v></c>'

    def sheet(self, sheet):
        rows = []
        for r, row in enumerate(sheet.rows, 1):
            hidden = ' hidden="1"' if r in sheet.hidden_rows else ""
            cells = "".join(self.cell(v, r, c) for c, v in enumerate(row, 1))
            rows.append(f'<row r="{r}"{hidden}>{cells}</row>')
        merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in sheet.merged)
        merged = f"<mergeCells>{merged}</mergeCells>" if merged else ""
        return self.part("worksheet", f'<sheetData>{"".join(rows)}{sheet.more}</sheetData>{merged}')

    def part(self, root, inner):
        space = STRICT if self.strict else MAIN
        relation = STRICT_RELATION if self.strict else RELATION
        text = f'<{root} xmlns="{space}" xmlns:r="{relation}">{inner}</{root}>'
        if self.prefix:
            text = text.replace("</", f"</{self.prefix}:").replace("xmlns=", f"xmlns:{self.prefix}=")
            text = "".join(p if i % 2 else p.replace("<", f"<{self.prefix}:").replace(f"<{self.prefix}:/", "</")
                           for i, p in enumerate([text]))
        return f'<?xml version="1.0" encoding="UTF-8"?>{self.doctype}{text}'

    def parts(self):
        relation = STRICT_RELATION if self.strict else RELATION
        sheets = {f"xl/worksheets/sheet{i}.xml": self.sheet(s) for i, s in enumerate(self.sheets, 1)}
        hidden = {True: ' state="hidden"', False: ""}
        lines = "".join(f'<sheet name={quoteattr(s.name)} sheetId="{i}"{hidden[s.hidden]} r:id="rId{i}"/>'
                        for i, s in enumerate(self.sheets, 1))
        books = f'<workbookPr date1904="1"/><sheets>{lines}</sheets>' if self.is_1904 else f"<sheets>{lines}</sheets>"
        own = {code: 164 + i for i, code in enumerate(f for f in self.formats if isinstance(f, str))}
        styles = "".join(f'<numFmt numFmtId="{i}" formatCode={quoteattr(code)}/>' for code, i in own.items())
        styles = f"<numFmts>{styles}</numFmts>" if styles else ""
        styles += '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        styles += "<cellXfs>" + "".join(f'<xf numFmtId="{own.get(f, f)}"/>' for f in self.formats) + "</cellXfs>"
        strings = "".join(f'<si><t xml:space="preserve">{escape(s)}</t></si>' for s in self.strings)
        targets = [("worksheet", f"worksheets/sheet{i}.xml") for i in range(1, len(self.sheets) + 1)]
        targets += [("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")]
        relations = "".join(f'<Relationship Id="rId{i}" Type="{relation}/{t}" Target="{to}"/>'
                            for i, (t, to) in enumerate(targets, 1))
        made = {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
                           f'Type="{relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": self.part("workbook", books),
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{relations}</Relationships>',
            "xl/styles.xml": self.part("styleSheet", styles),
            "xl/sharedStrings.xml": self.part("sst", strings),
            **sheets,
        }
        return {**made, "xl/vbaProject.bin": "\0macro"} if self.macro else made

    def bytes(self, **replaced):
        """`replaced`: parts by name, instead of those written here."""
        return archive({**self.parts(), **replaced})


def archive(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in parts.items():
            z.writestr(name, data)
    return out.getvalue()


def overlapping(name, data, times, parts):
    """An archive in which `times` members are one and the same packed piece (a bomb of the flat kind)."""
    whole = bytearray(archive(parts))
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(data) + packer.flush()
    end = whole.rfind(b"PK\x05\x06")
    count, size, start = struct.unpack("<HLL", bytes(whole[end + 10:end + 20]))
    directory, front = bytes(whole[start:start + size]), bytes(whole[:start])
    head = struct.pack("<HHHHHLLLHH", 20, 0, 8, 0, 0x21, zlib.crc32(data), len(packed), len(data), len(name), 0)
    at = len(front)
    front += b"PK\x03\x04" + head + name.encode() + packed
    for i in range(times):
        line = name if i == 0 else f"x{i:0{len(name) - 1}}"
        directory += (b"PK\x01\x02" + struct.pack("<H", 20) + head + struct.pack("<HHHLL", 0, 0, 0, 0, at) + line.encode())
    total = count + times
    return (front + directory + b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, total, total, len(directory), len(front), 0))


def compound(*streams):
    """The beginning of an OLE file and the names of its streams: what tells an old or a locked workbook."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"".join(s.encode("utf-16-le") + bytes(64) for s in streams)
