/* Any bytes as an attached file. What is shown of a file is a file of the same kind, of which all is shown.
 * Bytes that begin with 'z' are the members of a small archive instead, with FF between name and bytes: else
 * its sums would stop nearly all of them. */
#include "attach/attach.h"

#include <stdlib.h>
#include <zip.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void hold(struct str bytes)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(0);
    struct attach_read first, again;
    struct err err = {0};
    enum rc rc = attach_read(a, bytes, &first, &err);
    if (rc != RC_OK) {
        ASSERT(rc == RC_INVALID || rc == RC_TOO_LARGE);
        ASSERT(err.text && err.hint);
        return;
    }
    ASSERT(first.is_cleaned == !str_eq(first.shown, bytes));
    rc = attach_read(a, first.shown, &again, &err);
    ASSERT(rc == RC_OK && again.kind == first.kind && !again.is_cleaned);
    struct str name = attach_name(a, bytes.n < 400 ? bytes : STR("x"), first.kind);
    ASSERT(name.n > 0 && name.n <= ATTACH_NAME_BYTES_MAX);
    ASSERT(str_eq(attach_name(a, name, first.kind), name));
}

static void hold_archive(struct str rest)
{
    struct str name, bytes;
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *z = zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, NULL);
    CLEANUP(arena_freep) struct arena *a = arena_new(0);
    zip_source_keep(source);
    while (str_split(&rest, (char)0xFF, &name) && str_split(&rest, (char)0xFE, &bytes)) {
        struct str c = arena_str(a, name);
        zip_source_t *member = zip_source_buffer(z, bytes.p, bytes.n, 0);
        if (zip_file_add(z, c.p, member, ZIP_FL_ENC_UTF_8) < 0)
            zip_source_free(member);
    }
    if (zip_close(z) != 0)
        zip_discard(z);
    zip_stat_t stat;
    if (zip_source_stat(source, &stat) == 0 && (stat.valid & ZIP_STAT_SIZE) && zip_source_open(source) == 0) {
        char *whole = arena_alloc(a, stat.size + 1);
        if (zip_source_read(source, whole, stat.size) == (zip_int64_t)stat.size)
            hold(str_of(whole, stat.size));
        (void)zip_source_close(source);
    }
    zip_source_free(source);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct str bytes = str_of((const char *)data, n);
    if (n > 0 && data[0] == 'z')
        hold_archive(str_sub(bytes, 1, n));
    else
        hold(bytes);
    return 0;
}
