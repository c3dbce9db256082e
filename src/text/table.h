/* What tools/gen_text.py makes: the texts sorted by key in byte order. Known to this room alone. */
#ifndef TEXT_TABLE_H
#define TEXT_TABLE_H

#include "base/lang.h"
#include "base/str.h"

struct text_entry {
    const char *key;
    struct str text[LANG__COUNT];
};

extern const struct text_entry TEXT_TABLE[];
extern const size_t TEXT_TABLE_COUNT;

#endif
