#include "table/pack.h"

#include <zip.h>

#define ALL_BYTES_MAX (4 * PACK_FILE_BYTES_MAX)

static void discard(zip_t **z)
{
    if (*z)
        zip_discard(*z);
}

static void close_file(zip_file_t **f)
{
    if (*f)
        (void)zip_fclose(*f);
}

/* The bytes stay the caller's: the source only looks at them. */
static bool add(zip_t *z, const struct pack_file *file)
{
    zip_source_t *source = zip_source_buffer(z, file->bytes.n ? file->bytes.p : "", file->bytes.n, 0);
    char name[256];
    if (!source || file->name.n >= sizeof name) {
        zip_source_free(source);
        return false;
    }
    memcpy(name, file->name.p, file->name.n);
    name[file->name.n] = 0;
    zip_int64_t at = zip_file_add(z, name, source, ZIP_FL_ENC_UTF_8);
    if (at < 0) {
        zip_source_free(source);
        return false;
    }
    /* 1980-01-01 00:00, the first moment that a ZIP knows */
    return zip_set_file_compression(z, (zip_uint64_t)at, ZIP_CM_STORE, 0) == 0 &&
           zip_file_set_dostime(z, (zip_uint64_t)at, 0, 0x21, 0) == 0 &&
           zip_file_set_external_attributes(z, (zip_uint64_t)at, 0, ZIP_OPSYS_UNIX,
                                            (zip_uint32_t)0100644 << 16) == 0;
}

static bool take_out(zip_source_t *archive, struct buf *out)
{
    char piece[16384];
    zip_int64_t n = -1;
    if (zip_source_open(archive) < 0)
        return false;
    while ((n = zip_source_read(archive, piece, sizeof piece)) > 0)
        buf_put(out, str_of(piece, (size_t)n));
    (void)zip_source_close(archive);
    return n == 0 && !out->failed;
}

enum rc pack_write(const struct pack_file *file, size_t n, struct buf *out, struct err *err)
{
    zip_source_t *archive = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *z CLEANUP(discard) = archive ? zip_open_from_source(archive, ZIP_TRUNCATE, NULL) : NULL;
    if (!z) {
        zip_source_free(archive);
        return FAIL(err, RC_NO_MEMORY, "pack.cannot_write", "open");
    }
    zip_source_keep(archive); /* it outlives the archive that writes into it */
    bool is_good = n <= PACK_FILES_MAX;
    for (size_t i = 0; i < n && is_good; i++)
        is_good = add(z, &file[i]);
    if (is_good && zip_close(z) == 0) {
        z = NULL;
        is_good = take_out(archive, out);
    } else {
        is_good = false;
    }
    zip_source_free(archive);
    return is_good ? RC_OK : FAIL(err, RC_NO_MEMORY, "pack.cannot_write", "%zu files", n);
}

static enum rc read_one(zip_t *z, zip_uint64_t at, struct arena *a, struct pack_file *ret, size_t *all_bytes,
                        struct err *err)
{
    zip_stat_t stat;
    zip_file_t *f CLEANUP(close_file) = NULL;
    if (zip_stat_index(z, at, 0, &stat) != 0 || !(stat.valid & ZIP_STAT_SIZE) ||
        !(stat.valid & ZIP_STAT_NAME))
        return FAIL(err, RC_INVALID, "pack.not_a_zip", "entry %d", (int)at);
    *all_bytes += stat.size < (zip_uint64_t)ALL_BYTES_MAX ? (size_t)stat.size : (size_t)ALL_BYTES_MAX;
    if (stat.size > PACK_FILE_BYTES_MAX || *all_bytes > ALL_BYTES_MAX)
        return FAIL(err, RC_TOO_LARGE, "pack.too_large", "entry %d", (int)at);
    size_t n = (size_t)stat.size, have = 0;
    char *bytes = arena_alloc(a, n + 1);
    f = zip_fopen_index(z, at, 0);
    zip_int64_t got = f ? 1 : -1;
    while (got > 0 && have < n) {
        got = zip_fread(f, bytes + have, n - have);
        have += got > 0 ? (size_t)got : 0;
    }
    if (have != n || got < 0)
        return FAIL(err, RC_INVALID, "pack.not_a_zip", "entry %d", (int)at);
    *ret = (struct pack_file){.name = arena_str(a, str_c(stat.name)), .bytes = str_of(bytes, n)};
    return RC_OK;
}

enum rc pack_read(struct arena *a, struct str zip, struct pack_file *ret, size_t *ret_n, struct err *err)
{
    zip_source_t *source = zip_source_buffer_create(zip.n ? zip.p : "", zip.n, 0, NULL);
    zip_t *z CLEANUP(discard) = source ? zip_open_from_source(source, ZIP_RDONLY, NULL) : NULL;
    if (!z) {
        zip_source_free(source);
        return FAIL(err, RC_INVALID, "pack.not_a_zip", "%zu bytes", zip.n);
    }
    zip_int64_t n = zip_get_num_entries(z, 0);
    size_t all_bytes = 0;
    if (n > PACK_FILES_MAX)
        return FAIL(err, RC_TOO_LARGE, "pack.too_large", "%d files", (int)n);
    enum rc rc = RC_OK;
    for (zip_int64_t i = 0; i < n && rc == RC_OK; i++)
        rc = read_one(z, (zip_uint64_t)i, a, &ret[i], &all_bytes, err);
    if (rc == RC_OK)
        *ret_n = (size_t)n;
    return rc;
}
