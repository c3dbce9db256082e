"""Files as people hand them in: photos with a place, documents with an author, and files that are not what they say."""
import base64
import io
import struct
import zipfile
import zlib

SECRET = b"GPS 30.2741 120.1551 Zhang San"
PIXEL = base64.b64decode(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////"
    "////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=") + b"\xff\xd9"


def segment(marker, data):
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def exif(orientation):
    """Little-endian, with a text that stands for all that a camera writes."""
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    other = struct.pack("<HHII", 0x010E, 2, len(SECRET), 8 + 2 + 24 + 4)
    return b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + other + entry + struct.pack("<I", 0) + SECRET


def photo(orientation=6, salt=b""):
    """A picture of one pixel, taken somewhere by somebody."""
    return PIXEL[:20] + segment(0xE1, exif(orientation)) + segment(0xFE, b"by " + SECRET + salt) + PIXEL[20:]


def picture(text=SECRET):
    def chunk(letters, data):
        return struct.pack(">I", len(data)) + letters + data + struct.pack(">I", zlib.crc32(letters + data))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)) +
            chunk(b"tEXt", b"Author\0" + text) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b""))


def pdf(words=b"one"):
    return b"%PDF-1.4\n1 0 obj\n<< /T (" + words + b") >>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"


def archive(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in members.items():
            z.writestr(name, data)
    return out.getvalue()


def document(text="督查整改情况", **more):
    core = f"<cp:coreProperties><dc:creator>{SECRET.decode()}</dc:creator></cp:coreProperties>"
    return archive({"[Content_Types].xml": "<Types/>", "word/document.xml": f"<w:document>{text}</w:document>",
                    "docProps/core.xml": core, "docProps/app.xml": f"<Properties><Company>{SECRET.decode()}</Company></Properties>",
                    "word/media/image1.jpeg": photo(), **more})
