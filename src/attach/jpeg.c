/* A JPEG is a row of segments (ITU-T T.81, annex B): FF, a marker, a length. They are copied one by one, the
 * packed picture between them byte for byte; so nothing is decoded and nothing is lost. Of the segments that
 * are free for all uses only those stay without which the picture would look otherwise: the JFIF head
 * (without its thumbnail), the colour profile, Adobe's mark of the colour space, and which way up the picture
 * is: of a whole Exif block that one number is read, and a block with that number alone is written. */
#include "attach/cleaners.h"

enum { SOF0 = 0xC0, DHT = 0xC4, JPG = 0xC8, DAC = 0xCC, SOF15 = 0xCF, RST0 = 0xD0, RST7 = 0xD7, SOI = 0xD8 };
enum {
    EOI = 0xD9,
    SOS = 0xDA,
    APP0 = 0xE0,
    APP1 = 0xE1,
    APP2 = 0xE2,
    APP14 = 0xEE,
    APP15 = 0xEF,
    COM = 0xFE
};
#define JPG0 0xF0
#define JFIF_BYTES 14 /* of its data, without a thumbnail */

struct segment {
    int marker;
    struct str data; /* without marker and length; n = 0 for those that have none */
};

/* Takes the next segment; false at the end of the bytes, or when it does not fit. */
static bool segment_next(struct str bytes, size_t *at, struct segment *ret)
{
    const unsigned char *p = (const unsigned char *)bytes.p;
    size_t i = *at;
    if (i >= bytes.n || p[i] != 0xFF)
        return false;
    while (i < bytes.n && p[i] == 0xFF) /* a marker may be led by any number of FF */
        i++;
    if (i >= bytes.n || p[i] == 0)
        return false;
    *ret = (struct segment){.marker = p[i++]};
    if (ret->marker != EOI && ret->marker != SOI && (ret->marker < RST0 || ret->marker > RST7)) {
        size_t n = bytes.n - i >= 2 ? be16(p + i) : 0;
        if (n < 2 || n > bytes.n - i)
            return false;
        ret->data = str_sub(bytes, i + 2, n - 2);
        i += n;
    }
    *at = i;
    return true;
}

static void segment_put(struct buf *out, const struct segment *s)
{
    buf_putc(out, (char)0xFF);
    buf_putc(out, (char)s->marker);
    if (s->marker == EOI)
        return;
    buf_putc(out, (char)((s->data.n + 2) >> 8));
    buf_putc(out, (char)((s->data.n + 2) & 0xFF));
    buf_put(out, s->data);
}

/* The packed picture up to the next marker. False: it ends before one. */
static bool scan_copy(struct str bytes, size_t *at, struct buf *out)
{
    const unsigned char *p = (const unsigned char *)bytes.p;
    size_t i = *at;
    for (;;) {
        const unsigned char *ff = i < bytes.n ? memchr(p + i, 0xFF, bytes.n - i) : NULL;
        if (!ff || (i = (size_t)(ff - p)) + 1 >= bytes.n)
            return false;
        if (p[i + 1] != 0 && (p[i + 1] < RST0 || p[i + 1] > RST7))
            break;
        i += 2;
    }
    buf_put(out, str_sub(bytes, *at, i - *at));
    *at = i;
    return true;
}

/* ---- which way up ---- */

static uint32_t tiff16(const unsigned char *p, bool is_big)
{
    return is_big ? be16(p) : (uint32_t)p[1] << 8 | p[0];
}
static uint32_t tiff32(const unsigned char *p, bool is_big)
{
    return is_big ? be32(p) : tiff16(p + 2, false) << 16 | tiff16(p, false);
}

/* 1 … 8 as Exif counts them; 0: it does not say. */
static int orientation_of(struct str exif)
{
    static const struct str HEAD = STR_INIT("Exif\0\0");
    if (!str_starts(exif, HEAD) || exif.n < HEAD.n + 8)
        return 0;
    const unsigned char *t = (const unsigned char *)exif.p + HEAD.n;
    size_t n = exif.n - HEAD.n;
    bool is_big = t[0] == 'M' && t[1] == 'M';
    if ((!is_big && (t[0] != 'I' || t[1] != 'I')) || tiff16(t + 2, is_big) != 42)
        return 0;
    size_t at = tiff32(t + 4, is_big);
    if (at > n || n - at < 2)
        return 0;
    size_t entries = tiff16(t + at, is_big);
    for (at += 2; entries > 0 && n - at >= 12; entries--, at += 12)
        if (tiff16(t + at, is_big) == 0x0112) {
            uint32_t way = tiff16(t + at + 8, is_big);
            return tiff16(t + at + 2, is_big) == 3 && way >= 1 && way <= 8 ? (int)way : 0;
        }
    return 0;
}

static void orientation_put(struct buf *out, int way)
{
    static const char HEAD[] = "Exif\0\0MM\0*\0\0\0\10\0\1\1\22\0\3\0\0\0\1\0";
    struct buf block CLEANUP(buf_release) = {0};
    buf_put(&block, str_of(HEAD, sizeof HEAD - 1));
    buf_putc(&block, (char)way);
    buf_put(&block, str_of("\0\0\0\0\0\0", 6));
    segment_put(out, &(struct segment){APP1, buf_str(&block)});
}

/* The first Exif block before the picture decides. */
static int orientation_find(struct str bytes)
{
    struct segment s;
    size_t at = 2;
    while (segment_next(bytes, &at, &s) && s.marker != SOS && s.marker != EOI)
        if (s.marker == APP1 && str_starts(s.data, STR("Exif\0\0")))
            return orientation_of(s.data);
    return 0;
}

/* ---- the whole ---- */

static bool is_jfif(const struct segment *s)
{
    return s->marker == APP0 && s->data.n >= JFIF_BYTES && str_starts(s->data, STR("JFIF\0"));
}

static bool stays(const struct segment *s)
{
    if (s->marker == APP0)
        return is_jfif(s);
    if (s->marker == APP2)
        return str_starts(s->data, STR("ICC_PROFILE\0"));
    if (s->marker == APP14)
        return s->data.n == 12 && str_starts(s->data, STR("Adobe"));
    return !(s->marker >= APP0 && s->marker <= APP15) && s->marker < JPG0;
}

static bool is_frame(const struct segment *s)
{
    bool is_sof =
        s->marker >= SOF0 && s->marker <= SOF15 && s->marker != DHT && s->marker != JPG && s->marker != DAC;
    return is_sof && s->data.n >= 6;
}

/* Height 0 is told later in the file by DNL, which nothing writes and many cannot read. */
static bool has_size(const struct segment *s)
{
    const unsigned char *p = (const unsigned char *)s->data.p;
    return be16(p + 1) > 0 && be16(p + 3) > 0;
}

bool jpeg_clean(struct str bytes, struct buf *out)
{
    struct segment s;
    int way = 0, frames = 0, scans = 0;
    size_t at = 2;
    if (!str_starts(bytes, STR("\xFF\xD8\xFF")))
        return false;
    way = orientation_find(bytes);
    buf_put(out, STR("\xFF\xD8"));
    while (segment_next(bytes, &at, &s)) {
        if (s.marker == SOI || (s.marker >= RST0 && s.marker <= RST7))
            return false;
        if (!stays(&s))
            continue;
        if (is_jfif(&s)) {
            buf_put(out, STR("\xFF\xE0\0\x10"));
            buf_put(out, str_sub(s.data, 0, JFIF_BYTES - 2));
            buf_put(out, STR("\0\0"));
            continue;
        }
        if (way > 1)
            orientation_put(out, way);
        way = 0;
        segment_put(out, &s);
        if (s.marker == EOI)
            return frames == 1 && scans > 0 && !out->failed;
        if (is_frame(&s) && (frames++ > 0 || !has_size(&s)))
            return false;
        if (s.marker == SOS && (frames == 0 || !scan_copy(bytes, &at, out)))
            return false;
        scans += s.marker == SOS;
    }
    return false;
}
