#include "web/asset.h"

const struct asset *asset_find(struct str path)
{
    size_t lo = 0, hi = ASSETS_COUNT;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int order = str_cmp(path, ASSETS[mid].path);
        if (order == 0)
            return &ASSETS[mid];
        if (order < 0)
            hi = mid;
        else
            lo = mid + 1;
    }
    return NULL;
}

const struct asset *asset_find_demo(struct str name)
{
    for (size_t i = 0; i < ASSETS_DEMO_COUNT; i++)
        if (str_eq(ASSETS_DEMO[i].name, name))
            return &ASSETS_DEMO[i];
    return NULL;
}
