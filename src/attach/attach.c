/* First the magic of each kind, then what must hold besides; what is left is a text, or nothing that is
 * taken. */
#include "attach/attach.h"

#include "attach/cleaners.h"
#include "base/key.h"
#include "base/limits.h"
#include "table/decode.h"

const struct attach_kind ATTACH_KINDS[] = {
    {STR_INIT("pdf"), STR_INIT("application/pdf"), STR_INIT("pdf"), K("attach.kind_pdf")},
    {STR_INIT("jpeg"), STR_INIT("image/jpeg"), STR_INIT("jpg jpeg jpe jfif"), K("attach.kind_jpeg")},
    {STR_INIT("png"), STR_INIT("image/png"), STR_INIT("png"), K("attach.kind_png")},
    {STR_INIT("docx"), STR_INIT("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
     STR_INIT("docx"), K("attach.kind_docx")},
    {STR_INIT("xlsx"), STR_INIT("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
     STR_INIT("xlsx"), K("attach.kind_xlsx")},
    {STR_INIT("pptx"), STR_INIT("application/vnd.openxmlformats-officedocument.presentationml.presentation"),
     STR_INIT("pptx"), K("attach.kind_pptx")},
    {STR_INIT("odt"), STR_INIT("application/vnd.oasis.opendocument.text"), STR_INIT("odt"),
     K("attach.kind_odt")},
    {STR_INIT("ods"), STR_INIT("application/vnd.oasis.opendocument.spreadsheet"), STR_INIT("ods"),
     K("attach.kind_ods")},
    {STR_INIT("odp"), STR_INIT("application/vnd.oasis.opendocument.presentation"), STR_INIT("odp"),
     K("attach.kind_odp")},
    {STR_INIT("ofd"), STR_INIT("application/ofd"), STR_INIT("ofd"), K("attach.kind_ofd")},
    {STR_INIT("text"), STR_INIT("text/plain"), STR_INIT("txt csv tsv md log"), K("attach.kind_text")},
};
const size_t ATTACH_KINDS_COUNT = COUNT_OF(ATTACH_KINDS);

const struct attach_kind *attach_kind_find(struct str code)
{
    for (size_t i = 0; i < COUNT_OF(ATTACH_KINDS); i++)
        if (str_eq(ATTACH_KINDS[i].code, code))
            return &ATTACH_KINDS[i];
    return NULL;
}

static enum rc read_picture(struct arena *a, struct str bytes, const char *code, struct attach_read *ret,
                            struct err *err)
{
    struct buf clean CLEANUP(buf_release) = {0};
    bool is_jpeg = strcmp(code, "jpeg") == 0;
    if (!(is_jpeg ? jpeg_clean(bytes, &clean) : png_clean(bytes, &clean)))
        return attach_torn("a picture that is not whole", err);
    ret->kind = attach_kind_find(str_c(code));
    ret->is_cleaned = !str_eq(bytes, buf_str(&clean));
    ret->shown = ret->is_cleaned ? arena_str(a, buf_str(&clean)) : bytes;
    return RC_OK;
}

static enum rc read_archive(struct arena *a, struct str bytes, struct attach_read *ret, struct err *err)
{
    struct problems *problems = ARENA_NEW(a, struct problems);
    struct archive *z CLEANUP(archive_closep) = NULL;
    const char *code = NULL;
    problems->arena = a;
    if (!archive_ends_here(bytes))
        return attach_torn("an archive without its end", err);
    enum rc rc = archive_open(bytes, problems, &z);
    if (rc != RC_OK)
        return archive_refused(rc, problems, err);
    rc = archived_kind(z, problems, &code, err);
    if (rc != RC_OK)
        return rc;
    *ret = (struct attach_read){.kind = attach_kind_find(str_c(code)), .shown = bytes};
    if (strcmp(code, "ofd") == 0)
        return RC_OK;
    rc = office_clean(a, z, bytes, code[0] == 'o', problems, &ret->shown, err);
    ret->is_cleaned = rc == RC_OK && ret->shown.p != bytes.p;
    return rc;
}

/* Signs that stand in no text: what has one is something else, whatever encoding it would fit. */
static bool has_controls(struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c == 0x7F || (c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1A))
            return true;
    }
    return false;
}

static enum rc read_text(struct arena *a, struct str bytes, struct attach_read *ret, struct err *err)
{
    struct problems *problems = ARENA_NEW(a, struct problems);
    char *text;
    size_t n;
    problems->arena = a;
    if (str_starts(bytes, STR("{\\rtf"))) /* it is plain to look at, and no text */
        return attach_refuse(bytes, err);
    if (decode_text(a, bytes, &text, &n, problems) != RC_OK || has_controls(str_of(text, n)))
        return attach_refuse(bytes, err);
    *ret = (struct attach_read){.kind = attach_kind_find(STR("text")), .shown = bytes};
    return RC_OK;
}

static enum rc refuse_size(struct str bytes, struct err *err)
{
    if (bytes.n == 0) {
        (void)FAIL(err, RC_INVALID, "attach.empty", "no bytes");
        err_hint(err, K("attach.empty_hint"));
        return RC_INVALID;
    }
    (void)FAIL(err, RC_TOO_LARGE, "attach.too_large", "%zu bytes", bytes.n);
    err_hint(err, K("attach.too_large_hint"));
    return RC_TOO_LARGE;
}

enum rc attach_read(struct arena *a, struct str bytes, struct attach_read *ret, struct err *err)
{
    if (bytes.n == 0 || bytes.n > LIMIT_UPLOAD_BYTES)
        return refuse_size(bytes, err);
    if (str_starts(bytes, STR("\xFF\xD8\xFF")))
        return read_picture(a, bytes, "jpeg", ret, err);
    if (str_starts(bytes, STR("\x89PNG")))
        return read_picture(a, bytes, "png", ret, err);
    if (str_starts(bytes, STR("PK\x03\x04")))
        return read_archive(a, bytes, ret, err);
    if (!str_starts(bytes, STR("%PDF-")))
        return read_text(a, bytes, ret, err);
    enum rc rc = pdf_check(bytes, err);
    if (rc == RC_OK)
        *ret = (struct attach_read){.kind = attach_kind_find(STR("pdf")), .shown = bytes};
    return rc;
}
