/* A text whose cells are separated (CSV, TSV, pasted cells) → its grid. For this room alone. */
#ifndef TABLE_TEXT_READ_H
#define TABLE_TEXT_READ_H

#include "table/table.h"

/* `text` is clean UTF-8 in the arena; cells point into it, and it is written over. */
enum rc text_read(struct arena *a, char *text, size_t n, struct table *ret,
                  struct problems *problems) MUST_CHECK;

#endif
