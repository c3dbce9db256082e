/* libzip reads the directory and unpacks; the limits are here. See docs/decisions/0011. */
#include "table/archive.h"

#include <stdlib.h>
#include <zip.h>

#define PIECE_BYTES 65536

struct archive {
    zip_t *zip;
    size_t bytes;    /* of the file */
    size_t expanded; /* so far, of all members */
    size_t parsed, elements;
};

static enum rc damaged(struct problems *problems)
{
    PROBLEM(problems, 0, 0, "table.damaged")->hint = "table.damaged_hint";
    return RC_INVALID;
}

enum rc archive_bomb(struct problems *problems)
{
    PROBLEM(problems, 0, 0, "table.bomb")->hint = "table.bomb_hint";
    return RC_TOO_LARGE;
}

static enum rc locked(struct problems *problems)
{
    PROBLEM(problems, 0, 0, "table.locked")->hint = "table.locked_hint";
    return RC_INVALID;
}

/* libzip takes memory for each member that the directory lists, before anybody can ask how many there are. */
static size_t directory_lines(struct str bytes)
{
    size_t lines = 0;
    const char *at = bytes.p, *end = bytes.p + bytes.n;
    while (lines <= ARCHIVE_MEMBERS_MAX && (at = memmem(at, (size_t)(end - at), "PK\x01\x02", 4)) != NULL) {
        lines++;
        at += 4;
    }
    return lines;
}

static zip_t *open_zip(struct str bytes)
{
    zip_source_t *source = zip_source_buffer_create(bytes.p, bytes.n, 0, NULL);
    if (!source)
        return NULL;
    zip_t *zip = zip_open_from_source(source, ZIP_RDONLY, NULL);
    if (!zip)
        zip_source_free(source);
    return zip;
}

/* Members that lie one upon the other say the same packed bytes several times. */
static bool fits_the_file(const struct archive *z)
{
    zip_int64_t members = zip_get_num_entries(z->zip, 0);
    zip_uint64_t sum = 0;
    for (zip_int64_t i = 0; i < members; i++) {
        zip_stat_t stat;
        if (zip_stat_index(z->zip, (zip_uint64_t)i, 0, &stat) != 0 || !(stat.valid & ZIP_STAT_COMP_SIZE))
            return false;
        sum += stat.comp_size;
        if (stat.comp_size > z->bytes || sum > z->bytes)
            return false;
    }
    return true;
}

enum rc archive_open(struct str bytes, struct problems *problems, struct archive **ret)
{
    if (directory_lines(bytes) > ARCHIVE_MEMBERS_MAX)
        return archive_bomb(problems);
    zip_t *zip = open_zip(bytes);
    if (!zip)
        return damaged(problems);
    struct archive *z = calloc(1, sizeof *z);
    ASSERT(z != NULL);
    *z = (struct archive){.zip = zip, .bytes = bytes.n};
    if (!fits_the_file(z)) {
        archive_close(z);
        return archive_bomb(problems);
    }
    *ret = z;
    return RC_OK;
}

void archive_close(struct archive *z)
{
    if (!z)
        return;
    zip_discard(z->zip);
    free(z);
}

void archive_closep(struct archive **z) { archive_close(*z); }

size_t archive_members(const struct archive *z) { return (size_t)zip_get_num_entries(z->zip, 0); }

struct str archive_member(const struct archive *z, size_t i)
{
    const char *name = zip_get_name(z->zip, i, ZIP_FL_ENC_GUESS);
    return name ? str_c(name) : (struct str){0};
}

/* Some makers write the folders of a name as their own system does: xl\\workbook.xml. */
static zip_int64_t locate(const struct archive *z, const char *name)
{
    zip_int64_t i = zip_name_locate(z->zip, name, ZIP_FL_NOCASE);
    char other[256];
    size_t n = strlen(name);
    if (i >= 0 || n >= sizeof other)
        return i;
    for (size_t k = 0; k <= n; k++)
        other[k] = name[k] == '/' ? '\\' : name[k];
    return zip_name_locate(z->zip, other, ZIP_FL_NOCASE);
}

bool archive_has(const struct archive *z, const char *name) { return locate(z, name) >= 0; }

bool archive_spend(struct archive *z, size_t bytes, size_t elements)
{
    z->parsed += bytes;
    z->elements += elements;
    return z->parsed <= ARCHIVE_PARSED_MAX && z->elements <= ARCHIVE_ELEMENTS_MAX;
}

static bool is_bomb(const struct archive *z, size_t expanded, size_t packed)
{
    return z->expanded + expanded > ARCHIVE_EXPANDED_MAX ||
           (expanded > ARCHIVE_RATIO_FROM && expanded / ARCHIVE_RATIO_MAX > packed);
}

/* RC_OK when this member may be unpacked, going by what it says of itself. */
static enum rc member_judge(struct archive *z, zip_uint64_t i, zip_stat_t *ret, struct problems *problems)
{
    const zip_uint64_t wanted =
        ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
    if (zip_stat_index(z->zip, i, 0, ret) != 0 || (ret->valid & wanted) != wanted)
        return damaged(problems);
    if (ret->encryption_method != ZIP_EM_NONE)
        return locked(problems);
    if (ret->comp_method != ZIP_CM_STORE && ret->comp_method != ZIP_CM_DEFLATE)
        return damaged(problems);
    return is_bomb(z, ret->size, ret->comp_size) ? archive_bomb(problems) : RC_OK;
}

enum rc archive_weigh(struct archive *z, struct problems *problems)
{
    zip_stat_t stat;
    zip_uint64_t sum = 0;
    for (size_t i = 0; i < archive_members(z); i++) {
        enum rc rc = member_judge(z, i, &stat, problems);
        if (rc != RC_OK)
            return rc;
        sum += stat.size;
        if (sum > ARCHIVE_EXPANDED_MAX)
            return archive_bomb(problems);
    }
    return RC_OK;
}

static void free_piece(char **piece) { free(*piece); }

static enum rc unpack(struct archive *z, zip_file_t *file, size_t packed, bool (*take)(void *, struct str),
                      void *ctx, size_t *expanded, struct problems *problems)
{
    CLEANUP(free_piece) char *piece = malloc(PIECE_BYTES);
    ASSERT(piece != NULL);
    for (;;) {
        zip_int64_t n = zip_fread(file, piece, PIECE_BYTES);
        if (n < 0)
            return damaged(problems);
        if (n == 0)
            return RC_OK;
        *expanded += (size_t)n;
        if (is_bomb(z, *expanded, packed))
            return archive_bomb(problems);
        if (!take(ctx, str_of(piece, (size_t)n)))
            return RC_OK;
    }
}

enum rc archive_read_at(struct archive *z, size_t i, bool (*take)(void *ctx, struct str piece), void *ctx,
                        struct problems *problems)
{
    zip_stat_t stat;
    enum rc rc = member_judge(z, i, &stat, problems);
    if (rc != RC_OK)
        return rc;
    zip_file_t *file = zip_fopen_index(z->zip, i, 0);
    if (!file)
        return damaged(problems);
    size_t expanded = 0;
    rc = unpack(z, file, stat.comp_size, take, ctx, &expanded, problems);
    z->expanded += expanded;
    (void)zip_fclose(file);
    return rc;
}

enum rc archive_read(struct archive *z, const char *name, bool (*take)(void *ctx, struct str piece),
                     void *ctx, struct problems *problems)
{
    zip_int64_t i = locate(z, name);
    return i < 0 ? RC_NOT_FOUND : archive_read_at(z, (size_t)i, take, ctx, problems);
}
