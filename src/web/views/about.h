/* /about: what the ledger proves and what it does not; licence; versions. */
#ifndef WEB_VIEWS_ABOUT_H
#define WEB_VIEWS_ABOUT_H

#include "web/views/shell.h"

struct version_row {
    struct str name, version, licence;
};

struct about_view {
    struct shell_view shell;
    struct str version, commit;
    struct str origin;     /* name of the log in its checkpoints */
    struct str public_key; /* of the signer */
    size_t entries;
    const struct version_row *versions;
    size_t versions_n;
};

#endif
