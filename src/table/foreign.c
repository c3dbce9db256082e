#include "table/foreign.h"

#include "base/key.h"

/* Names of streams in a compound file (OLE) are UTF-16. */
#define WIDE_ENCRYPTED "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"
#define WIDE_WORD "W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"

static bool holds(struct str bytes, struct str part)
{
    return bytes.n >= part.n && memmem(bytes.p, bytes.n, part.p, part.n) != NULL;
}

static const char *compound_kind(struct str bytes, const char **ret_hint)
{
    if (holds(bytes, STR(WIDE_ENCRYPTED))) {
        *ret_hint = K("table.locked_hint");
        return K("table.locked");
    }
    return holds(bytes, STR(WIDE_WORD)) ? K("table.is_document") : K("table.is_xls");
}

/* Text that is made by a spreadsheet and still is no table of its own. */
static const char *text_kind(struct str bytes)
{
    struct str start = str_sub(bytes, 0, 4096);
    if (holds(start, STR("urn:schemas-microsoft-com:office:spreadsheet")) && holds(start, STR("<?xml")))
        return K("table.is_xml_sheet");
    if (holds(str_sub(bytes, 0, 200), STR("MIME-Version:")))
        return K("table.is_mht");
    return NULL;
}

const char *foreign_kind(struct str bytes, const char **ret_hint)
{
    static const struct {
        struct str start;
        const char *text;
    } KIND[] = {
        {STR_INIT("%PDF-"), K("table.is_pdf")},
        {STR_INIT("Rar!"), K("table.is_archive")},
        {STR_INIT("7z\xBC\xAF\x27\x1C"), K("table.is_archive")},
        {STR_INIT("\x1F\x8B\x08"), K("table.is_archive")},
        {STR_INIT("\x89PNG"), K("table.is_picture")},
        {STR_INIT("\xFF\xD8\xFF"), K("table.is_picture")},
        {STR_INIT("{\\rtf"), K("table.is_document")},
    };
    *ret_hint = K("table.save_as_hint");
    if (str_starts(bytes, STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")))
        return compound_kind(bytes, ret_hint);
    for (size_t i = 0; i < COUNT_OF(KIND); i++)
        if (str_starts(bytes, KIND[i].start))
            return KIND[i].text;
    return text_kind(bytes);
}
