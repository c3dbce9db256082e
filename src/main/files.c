#include "main/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum rc files_directory(struct arena *a, struct str dir, struct err *err)
{
    struct str path = arena_str(a, dir);
    for (size_t i = 1; i <= path.n; i++) {
        if (i < path.n && path.p[i] != '/')
            continue;
        if (mkdir(arena_str(a, str_sub(path, 0, i)).p, 0700) != 0 && errno != EEXIST) {
            (void)FAIL(err, RC_IO, "command.cannot_make_directory", "mkdir %.*s: %s", STR_ARG(path),
                       strerror(errno));
            return err_arg(err, 0, dir);
        }
    }
    return RC_OK;
}

static bool write_all(int fd, struct str bytes)
{
    for (size_t at = 0; at < bytes.n;) {
        ssize_t n = write(fd, bytes.p + at, bytes.n - at);
        if (n < 0 && errno != EINTR)
            return false;
        at += n > 0 ? (size_t)n : 0;
    }
    return fsync(fd) == 0;
}

enum rc files_write(struct arena *a, struct str dir, struct str name, struct str bytes, struct err *err)
{
    struct str path = arena_printf(a, "%.*s/%.*s", STR_ARG(dir), STR_ARG(name));
    struct str part = arena_printf(a, "%.*s.part", STR_ARG(path));
    enum rc rc = files_directory(a, dir, err);
    if (rc != RC_OK)
        return rc;
    int fd = open(part.p, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool is_good = fd >= 0 && write_all(fd, bytes);
    if (fd >= 0 && close(fd) != 0)
        is_good = false;
    if (is_good && rename(part.p, path.p) == 0)
        return RC_OK;
    (void)FAIL(err, RC_IO, "command.cannot_write_file", "%s: %s", path.p, strerror(errno));
    (void)unlink(part.p);
    return err_arg(err, 0, path);
}
