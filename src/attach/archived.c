/* Documents that are archives: which of them it is, by the parts that it must have. An archive that is none
 * of them is not taken: what is in it could not be shown, searched or cleaned. */
#include "attach/cleaners.h"
#include "base/key.h"

#define END_BYTES 22 /* of the record at the end, without its remark */
#define REMARK_BYTES_MAX 65535
#define MIME_BYTES_MAX 128

bool archive_ends_here(struct str bytes)
{
    const unsigned char *p = (const unsigned char *)bytes.p;
    for (size_t remark = 0; remark <= REMARK_BYTES_MAX && remark + END_BYTES <= bytes.n; remark++) {
        size_t at = bytes.n - END_BYTES - remark;
        if (p[at] == 'P' && memcmp(p + at, "PK\x05\x06", 4) == 0 &&
            ((size_t)p[at + 21] << 8 | p[at + 20]) == remark)
            return true;
    }
    return false;
}

/* Its own words are about tables. */
enum rc archive_refused(enum rc rc, const struct problems *problems, struct err *err)
{
    if (rc == RC_TOO_LARGE) {
        (void)FAIL(err, RC_TOO_LARGE, "attach.bomb", "the archive becomes too much");
        err_hint(err, K("attach.bomb_hint"));
        return RC_TOO_LARGE;
    }
    if (problems->n == 0 || strcmp(problems->item[0].text, K("table.locked")) != 0)
        return attach_torn("the archive does not open", err);
    (void)FAIL(err, RC_INVALID, "attach.locked", "a member is locked");
    err_hint(err, K("attach.locked_hint"));
    return RC_INVALID;
}

struct member_start {
    char bytes[MIME_BYTES_MAX];
    size_t n;
};

static bool take_start(void *ctx, struct str piece)
{
    struct member_start *start = ctx;
    for (size_t i = 0; i < piece.n && start->n < sizeof start->bytes; i++)
        start->bytes[start->n++] = piece.p[i];
    return start->n < sizeof start->bytes;
}

static const char *odf_kind(struct archive *z, struct problems *problems)
{
    static const struct {
        struct str mime;
        const char *code;
    } KIND[] = {{STR_INIT("application/vnd.oasis.opendocument.text"), "odt"},
                {STR_INIT("application/vnd.oasis.opendocument.spreadsheet"), "ods"},
                {STR_INIT("application/vnd.oasis.opendocument.presentation"), "odp"}};
    struct member_start start = {.n = 0};
    if (archive_read(z, "mimetype", take_start, &start, problems) != RC_OK || !archive_has(z, "content.xml"))
        return NULL;
    for (size_t i = 0; i < COUNT_OF(KIND); i++)
        if (str_eq(str_trim(str_of(start.bytes, start.n)), KIND[i].mime))
            return KIND[i].code;
    return NULL;
}

/* What it says it is, by the parts that such a document has. NULL: none of ours. */
static const char *kind_of(struct archive *z, struct problems *problems)
{
    if (archive_has(z, "mimetype"))
        return odf_kind(z, problems);
    if (archive_has(z, "OFD.xml"))
        return "ofd";
    if (!archive_has(z, "[Content_Types].xml"))
        return NULL;
    bool is_text = archive_has(z, "word/document.xml"), is_table = archive_has(z, "xl/workbook.xml");
    bool is_slides = archive_has(z, "ppt/presentation.xml");
    if (is_text + is_table + is_slides != 1)
        return NULL;
    return is_text ? "docx" : is_table ? "xlsx" : "pptx";
}

static bool has_macros(const struct archive *z)
{
    for (size_t i = 0; i < archive_members(z); i++) {
        struct str name = archive_member(z, i);
        if (str_ends(name, STR("vbaProject.bin")) || str_starts(name, STR("Basic/")) ||
            str_starts(name, STR("Scripts/")))
            return true;
    }
    return false;
}

static bool has_way_out(const struct archive *z)
{
    for (size_t i = 0; i < archive_members(z); i++) {
        struct str name = archive_member(z, i);
        if (name.n == 0 || name.p[0] == '/' || str_find_str(name, STR("../")) < name.n ||
            str_find_str(name, STR("..\\")) < name.n)
            return true;
    }
    return false;
}

enum rc archived_kind(struct archive *z, struct problems *problems, const char **ret_code, struct err *err)
{
    enum rc rc = has_way_out(z) ? RC_INVALID : archive_weigh(z, problems);
    const char *code = rc == RC_OK ? kind_of(z, problems) : NULL;
    if (rc != RC_OK)
        return archive_refused(rc, problems, err);
    if (!code) {
        (void)FAIL(err, RC_INVALID, "attach.archive", "%zu members", archive_members(z));
        err_hint(err, K("attach.archive_hint"));
        return RC_INVALID;
    }
    if (has_macros(z)) {
        (void)FAIL(err, RC_INVALID, "attach.macros", "%s with macros", code);
        err_hint(err, K("attach.macros_hint"));
        return RC_INVALID;
    }
    *ret_code = code;
    return RC_OK;
}
