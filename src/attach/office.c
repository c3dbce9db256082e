/* The parts of an office document that say who wrote it become parts that say nothing, and its pictures are
 * cleaned; all other members are passed on packed as they are (libzip copies them). Properties are replaced
 * whole: what a maker puts there beside author and company is not known beforehand. */
#include "attach/cleaners.h"

#include <stdlib.h>
#include <zip.h>

#include "base/limits.h"

/* Pictures are packed already, so those of a document are hardly larger than it. */
#define READ_BYTES_MAX (2UL * LIMIT_UPLOAD_BYTES)
#define DOS_DAY_ONE 0x21 /* 1980-01-01: the time of a new part would say when it came in */

#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define OPENXML "http://schemas.openxmlformats.org/"

struct part {
    struct str name; /* in small letters */
    bool is_odf;
    struct str empty;
};
static const struct part PARTS[] = {
    {STR_INIT("docprops/core.xml"), false,
     STR_INIT(XML_HEAD "<cp:coreProperties xmlns:cp=\"" OPENXML "package/2006/metadata/core-properties\"/>")},
    {STR_INIT("docprops/app.xml"), false,
     STR_INIT(XML_HEAD "<Properties xmlns=\"" OPENXML "officeDocument/2006/extended-properties\"/>")},
    {STR_INIT("docprops/custom.xml"), false,
     STR_INIT(XML_HEAD "<Properties xmlns=\"" OPENXML "officeDocument/2006/custom-properties\"/>")},
    {STR_INIT("meta.xml"), true,
     STR_INIT(XML_HEAD
              "<office:document-meta xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
              "office:version=\"1.2\"><office:meta/></office:document-meta>")},
};

struct changes {
    struct archive *z;
    struct problems *problems;
    struct arena *a;
    zip_t *out; /* opened when there is something to write */
    zip_source_t *source;
    size_t read_bytes; /* of all members that were looked at */
};

/* ---- reading a member ---- */

static bool take_all(void *ctx, struct str piece)
{
    struct buf *b = ctx;
    buf_put(b, piece);
    return !b->failed;
}

/* Into `ret`, up to its limit. RC_TOO_LARGE beyond. */
static enum rc member_read(struct changes *c, size_t i, struct buf *ret, struct err *err)
{
    enum rc rc = archive_read_at(c->z, i, take_all, ret, c->problems);
    c->read_bytes += ret->n;
    if (rc == RC_OK && (ret->failed || c->read_bytes > READ_BYTES_MAX))
        rc = archive_bomb(c->problems);
    return rc == RC_OK ? rc : archive_refused(rc, c->problems, err);
}

/* As makers should have written it: small letters, folders by '/'. */
static struct str member_name(struct changes *c, size_t i)
{
    struct str name = arena_str(c->a, archive_member(c->z, i));
    char *p = arena_alloc(c->a, name.n + 1);
    for (size_t k = 0; k < name.n; k++) {
        char one = name.p[k];
        p[k] = one == '\\' ? '/' : one >= 'A' && one <= 'Z' ? (char)(one + 32) : one;
    }
    return str_of(p, name.n);
}

/* ---- writing ---- */

static enum rc cannot_write(struct err *err)
{
    return FAIL(err, RC_IO, "attach.cannot_write", "libzip does not write");
}

static enum rc out_open(struct changes *c, struct str bytes, struct err *err)
{
    if (c->out)
        return RC_OK;
    c->source = zip_source_buffer_create(bytes.p, bytes.n, 0, NULL);
    if (!c->source)
        return cannot_write(err);
    c->out = zip_open_from_source(c->source, 0, NULL);
    if (!c->out)
        return cannot_write(err);
    zip_source_keep(c->source); /* it is read when the archive is closed */
    return RC_OK;
}

/* `with` lives until the archive is written; `bytes` is the whole as it came. */
static enum rc member_replace(struct changes *c, struct str bytes, size_t i, struct str with, struct err *err)
{
    enum rc rc = out_open(c, bytes, err);
    zip_source_t *source = rc == RC_OK ? zip_source_buffer(c->out, with.p, with.n, 0) : NULL;
    if (!source)
        return rc == RC_OK ? cannot_write(err) : rc;
    if (zip_file_replace(c->out, i, source, 0) != 0) {
        zip_source_free(source);
        return cannot_write(err);
    }
    if (zip_set_file_compression(c->out, i, ZIP_CM_STORE, 0) != 0 ||
        zip_file_set_dostime(c->out, i, 0, DOS_DAY_ONE, 0) != 0)
        return cannot_write(err);
    return RC_OK;
}

static enum rc out_read(struct changes *c, struct str *ret, struct err *err)
{
    zip_stat_t stat;
    if (zip_source_open(c->source) != 0)
        return cannot_write(err);
    enum rc rc = RC_OK;
    if (zip_source_stat(c->source, &stat) != 0 || !(stat.valid & ZIP_STAT_SIZE)) {
        rc = cannot_write(err);
    } else {
        char *bytes = arena_alloc(c->a, stat.size + 1);
        zip_int64_t n = zip_source_read(c->source, bytes, stat.size);
        if (n < 0 || (zip_uint64_t)n != stat.size)
            rc = cannot_write(err);
        *ret = str_of(bytes, stat.size);
    }
    (void)zip_source_close(c->source);
    return rc;
}

/* ---- what is replaced ---- */

/* The same part without what it said; NULL when it is no such part. */
static const struct part *part_of(struct str name, bool is_odf)
{
    for (size_t i = 0; i < COUNT_OF(PARTS); i++)
        if (PARTS[i].is_odf == is_odf && str_eq(name, PARTS[i].name))
            return &PARTS[i];
    return NULL;
}

static bool is_picture(struct str name)
{
    return str_find_str(name, STR("/media/")) < name.n || str_starts(name, STR("pictures/"));
}

/* A picture that is none, or is damaged, stays as it is: it shows nothing, and the text is what counts. */
static bool picture_clean(struct changes *c, struct str was, struct str *ret)
{
    struct buf clean CLEANUP(buf_release) = {0};
    bool is_clean = jpeg_clean(was, &clean);
    if (!is_clean) {
        buf_clear(&clean);
        is_clean = png_clean(was, &clean);
    }
    if (!is_clean || str_eq(was, buf_str(&clean)))
        return false;
    *ret = arena_str(c->a, buf_str(&clean));
    return true;
}

static enum rc member_clean(struct changes *c, struct str bytes, size_t i, bool is_odf, struct err *err)
{
    struct buf was CLEANUP(buf_release) = {.limit_bytes = LIMIT_UPLOAD_BYTES};
    struct str name = member_name(c, i), clean;
    const struct part *part = part_of(name, is_odf);
    if (!part && !is_picture(name))
        return RC_OK;
    enum rc rc = member_read(c, i, &was, err);
    if (rc != RC_OK)
        return rc;
    if (part)
        clean = part->empty;
    else if (!picture_clean(c, buf_str(&was), &clean))
        return RC_OK;
    return str_eq(buf_str(&was), clean) ? RC_OK : member_replace(c, bytes, i, clean, err);
}

static enum rc out_close(struct changes *c, struct str *ret, struct err *err)
{
    if (zip_close(c->out) == 0) {
        c->out = NULL;
        return out_read(c, ret, err);
    }
    return cannot_write(err);
}

enum rc office_clean(struct arena *a, struct archive *z, struct str bytes, bool is_odf,
                     struct problems *problems, struct str *ret, struct err *err)
{
    struct changes c = {.z = z, .problems = problems, .a = a};
    enum rc rc = RC_OK;
    for (size_t i = 0; i < archive_members(z) && rc == RC_OK; i++)
        rc = member_clean(&c, bytes, i, is_odf, err);
    *ret = bytes;
    if (rc == RC_OK && c.out)
        rc = out_close(&c, ret, err);
    if (c.out)
        zip_discard(c.out);
    zip_source_free(c.source);
    return rc;
}
