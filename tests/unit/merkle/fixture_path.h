/* Outside vectors: read from $KC_FIXTURES, or from ../shared/fixtures beside the checkout. They are no part
 * of the repository; a test that needs them says that it was skipped when they are not there. */
#ifndef TEST_MERKLE_FIXTURE_PATH_H
#define TEST_MERKLE_FIXTURE_PATH_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A path below the fixtures; the buffer is good until the next call. */
static inline const char *fixture_path(const char *name)
{
    static char path[1024];
    const char *root = getenv("KC_FIXTURES");
    if (root)
        (void)snprintf(path, sizeof path, "%s/%s", root, name);
    else
        (void)snprintf(path, sizeof path, "%s/../shared/fixtures/%s", KC_SOURCE_ROOT, name);
    return path;
}

static inline int fixture_is_there(const char *name) { return access(fixture_path(name), R_OK) == 0; }

#endif
