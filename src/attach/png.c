/* A PNG is a row of chunks (ISO/IEC 15948, clause 5): length, four letters, data, a sum. Those that make the
 * picture stay, and nothing else. */
#include "attach/cleaners.h"

#define CHUNK_BESIDES 12 /* length, letters, sum */
static const struct str SIGNATURE = STR_INIT("\x89PNG\r\n\x1A\n");

static bool stays(struct str letters)
{
    static const struct str STAYS[] = {STR_INIT("IHDR"), STR_INIT("PLTE"), STR_INIT("IDAT"), STR_INIT("IEND"),
                                       STR_INIT("tRNS"), STR_INIT("cHRM"), STR_INIT("gAMA"), STR_INIT("iCCP"),
                                       STR_INIT("sBIT"), STR_INIT("sRGB"), STR_INIT("cICP"), STR_INIT("bKGD"),
                                       STR_INIT("hIST"), STR_INIT("pHYs"), STR_INIT("acTL"), STR_INIT("fcTL"),
                                       STR_INIT("fdAT")};
    for (size_t i = 0; i < COUNT_OF(STAYS); i++)
        if (str_eq(letters, STAYS[i]))
            return true;
    return false;
}

static bool has_size(struct str head)
{
    const unsigned char *p = (const unsigned char *)head.p;
    return head.n == 13 && be32(p) > 0 && be32(p + 4) > 0;
}

bool png_clean(struct str bytes, struct buf *out)
{
    bool has_head = false, has_picture = false;
    if (!str_starts(bytes, SIGNATURE))
        return false;
    buf_put(out, SIGNATURE);
    for (size_t at = SIGNATURE.n; bytes.n - at >= CHUNK_BESIDES;) {
        size_t n = be32((const unsigned char *)bytes.p + at);
        if (n > bytes.n - at - CHUNK_BESIDES)
            return false;
        struct str letters = str_sub(bytes, at + 4, 4), data = str_sub(bytes, at + 8, n);
        bool is_head = str_eq(letters, STR("IHDR"));
        if (is_head == has_head || (is_head && !has_size(data))) /* it is the first, and the only one */
            return false;
        has_head = true;
        has_picture |= str_eq(letters, STR("IDAT"));
        if (stays(letters))
            buf_put(out, str_sub(bytes, at, n + CHUNK_BESIDES));
        if (str_eq(letters, STR("IEND")))
            return has_picture && n == 0 && !out->failed;
        at += n + CHUNK_BESIDES;
    }
    return false;
}
