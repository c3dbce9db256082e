/* Files of kinds that are not taken, so that a person reads what it is and what to do instead. */
#include "attach/cleaners.h"
#include "base/key.h"

struct refused {
    size_t at;
    struct str bytes;
    const char *text, *hint;
};

#define PICTURE K("attach.picture"), K("attach.picture_hint")
#define OFFICE K("attach.old_office"), K("attach.old_office_hint")
#define PACKED K("attach.archive"), K("attach.archive_hint")
#define PROGRAM K("attach.program"), K("attach.kinds_hint")
#define MOVING K("attach.moving"), K("attach.moving_hint")

static const struct refused REFUSED[] = {
    {0, STR_INIT("GIF8"), PICTURE},
    {0, STR_INIT("BM"), PICTURE},
    {0, STR_INIT("II*\0"), PICTURE},
    {0, STR_INIT("MM\0*"), PICTURE},
    {8, STR_INIT("WEBP"), PICTURE},
    {4, STR_INIT("ftypheic"), PICTURE},
    {4, STR_INIT("ftypheix"), PICTURE},
    {4, STR_INIT("ftypmif1"), PICTURE},
    {4, STR_INIT("ftypavif"), PICTURE},
    {0, STR_INIT("8BPS"), PICTURE},
    {0, STR_INIT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), OFFICE},
    {0, STR_INIT("{\\rtf"), OFFICE},
    {0, STR_INIT("Rar!\x1A"), PACKED},
    {0, STR_INIT("7z\xBC\xAF\x27\x1C"), PACKED},
    {0, STR_INIT("\x1F\x8B"), PACKED},
    {0, STR_INIT("BZh"), PACKED},
    {0,
     STR_INIT("\xFD"
              "7zXZ"),
     PACKED},
    {257, STR_INIT("ustar"), PACKED},
    {0, STR_INIT("MZ"), PROGRAM},
    {0,
     STR_INIT("\x7F"
              "ELF"),
     PROGRAM},
    {4, STR_INIT("ftyp"), MOVING},
    {8, STR_INIT("AVI "), MOVING},
    {8, STR_INIT("WAVE"), MOVING},
    {0, STR_INIT("ID3"), MOVING},
    {0, STR_INIT("OggS"), MOVING},
    {0, STR_INIT("\x1A\x45\xDF\xA3"), MOVING},
};

enum rc attach_torn(const char *how, struct err *err)
{
    (void)FAIL(err, RC_INVALID, "attach.cut_off", "%s", how);
    err_hint(err, K("attach.cut_off_hint"));
    return RC_INVALID;
}

enum rc attach_refuse(struct str bytes, struct err *err)
{
    for (size_t i = 0; i < COUNT_OF(REFUSED); i++)
        if (str_starts(str_sub(bytes, REFUSED[i].at, bytes.n), REFUSED[i].bytes)) {
            (void)err_set(err, RC_INVALID, REFUSED[i].text, __FILE__, __LINE__, "kind %zu", i);
            err_hint(err, REFUSED[i].hint);
            return RC_INVALID;
        }
    (void)FAIL(err, RC_INVALID, "attach.unknown", "%zu bytes", bytes.n);
    err_hint(err, K("attach.kinds_hint"));
    return RC_INVALID;
}
