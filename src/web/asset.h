/* Files that are embedded into the program: what pages load, and the demo city. Made by tools/gen_assets.py.
 */
#ifndef WEB_ASSET_H
#define WEB_ASSET_H

#include "base/str.h"

struct asset {
    struct str path; /* /assets/kc.3f2a9c1b.css; the content never changes under one path */
    struct str name; /* kc.css; demo: as below demo/ */
    struct str type; /* content type */
    struct str raw;
    struct str gzip; /* n = 0 when it would not be smaller */
    struct str etag; /* with its quotes */
};

/* Sorted by path. */
extern const struct asset ASSETS[];
extern const size_t ASSETS_COUNT;
extern const struct asset ASSETS_DEMO[];
extern const size_t ASSETS_DEMO_COUNT;
extern const struct asset ASSETS_PROCEDURES[]; /* that ship: supervised_task.yaml … */
extern const size_t ASSETS_PROCEDURES_COUNT;
extern const struct asset ASSET_COVERAGE[]; /* the first: procedures/coverage.yaml */

/* NULL when there is none. */
const struct asset *asset_find(struct str path);
const struct asset *asset_find_demo(struct str name);

#endif
