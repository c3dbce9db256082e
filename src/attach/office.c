/* The parts of an office document that say who wrote it become parts that say nothing, and its pictures are
 * cleaned; all other members go into a new archive packed as they are, in their order. Properties are
 * replaced whole: what a maker puts there beside author and company is not known beforehand.
 *
 * Rejected: to let libzip change the archive in place. Its sources clone the unchanged start of a buffer, and
 * the clone of 1.7 frees memory that is not its own when writing fails (found by fuzzing). */
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
    struct str *with; /* [members]; p NULL: it stays */
    size_t changed;
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

/* Memory writes always: what does not go is a member whose own head is not what the directory says. */
static enum rc cannot_write(struct err *err)
{
    return attach_torn("the archive cannot be written anew", err);
}

static zip_t *zip_of(zip_source_t *source, int flags)
{
    zip_t *z = source ? zip_open_from_source(source, flags, NULL) : NULL;
    if (z)
        zip_source_keep(source); /* closing frees one, and whoever made it the other */
    return z;
}

/* A member as it is, or what stands for it; never with a time of ours. A name that is there already fails.
 * What was not packed stays so: the first member of an ODF must be. */
static bool member_put(zip_t *out, zip_t *in, size_t i, struct str with)
{
    zip_stat_t stat;
    bool is_plain = with.p || (zip_stat_index(in, i, 0, &stat) == 0 && stat.comp_method == ZIP_CM_STORE);
    const char *name = zip_get_name(in, i, ZIP_FL_ENC_GUESS);
    zip_source_t *source = with.p ? zip_source_buffer(out, with.p, with.n, 0)
                                  : zip_source_zip(out, in, i, ZIP_FL_COMPRESSED, 0, -1);
    if (!source)
        return false;
    zip_int64_t at = name ? zip_file_add(out, name, source, ZIP_FL_ENC_UTF_8) : -1;
    if (at < 0) {
        zip_source_free(source);
        return false;
    }
    if (is_plain && zip_set_file_compression(out, (zip_uint64_t)at, ZIP_CM_STORE, 0) != 0)
        return false;
    return zip_file_set_dostime(out, (zip_uint64_t)at, 0, DOS_DAY_ONE, 0) == 0;
}

static bool source_read(zip_source_t *source, struct arena *a, struct str *ret)
{
    zip_stat_t stat;
    if (zip_source_open(source) != 0)
        return false;
    bool is_read = zip_source_stat(source, &stat) == 0 && (stat.valid & ZIP_STAT_SIZE);
    if (is_read) {
        char *bytes = arena_alloc(a, stat.size + 1);
        zip_int64_t n = zip_source_read(source, bytes, stat.size);
        is_read = n >= 0 && (zip_uint64_t)n == stat.size;
        *ret = str_of(bytes, stat.size);
    }
    (void)zip_source_close(source);
    return is_read;
}

/* All members into a new archive. */
static bool archive_write(struct changes *c, struct str bytes, struct str *ret)
{
    zip_source_t *from = zip_source_buffer_create(bytes.p, bytes.n, 0, NULL);
    zip_source_t *to = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *in = zip_of(from, ZIP_RDONLY), *out = zip_of(to, ZIP_CREATE | ZIP_TRUNCATE);
    bool is_written = in && out;
    for (size_t i = 0; i < archive_members(c->z) && is_written; i++)
        is_written = member_put(out, in, i, c->with[i]);
    if (is_written)
        is_written = zip_close(out) == 0;
    if (is_written)
        is_written = source_read(to, c->a, ret);
    else if (out)
        zip_discard(out);
    if (in)
        zip_discard(in);
    zip_source_free(from);
    zip_source_free(to);
    return is_written;
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

static enum rc member_clean(struct changes *c, size_t i, bool is_odf, struct err *err)
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
    if (str_eq(buf_str(&was), clean))
        return RC_OK;
    c->with[i] = clean;
    c->changed++;
    return RC_OK;
}

enum rc office_clean(struct arena *a, struct archive *z, struct str bytes, bool is_odf,
                     struct problems *problems, struct str *ret, struct err *err)
{
    struct changes c = {.z = z, .problems = problems, .a = a};
    enum rc rc = RC_OK;
    c.with = ARENA_ARRAY(a, struct str, archive_members(z) + 1);
    for (size_t i = 0; i < archive_members(z) && rc == RC_OK; i++)
        rc = member_clean(&c, i, is_odf, err);
    *ret = bytes;
    if (rc == RC_OK && c.changed && !archive_write(&c, bytes, ret))
        return cannot_write(err);
    return rc;
}
