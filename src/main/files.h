/* Files that the commands write for people. */
#ifndef MAIN_FILES_H
#define MAIN_FILES_H

#include "base/arena.h"
#include "base/err.h"

/* With its parents (0700); one that is there stays as it is. RC_IO "command.cannot_make_directory". */
enum rc files_directory(struct arena *a, struct str dir, struct err *err) MUST_CHECK;
/* DIR/NAME with these bytes (0600), the directory made if need be; a file of that name is replaced whole or
 * not at all. RC_IO "command.cannot_write_file". */
enum rc files_write(struct arena *a, struct str dir, struct str name, struct str bytes,
                    struct err *err) MUST_CHECK;

#endif
