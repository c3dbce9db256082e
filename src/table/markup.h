/* Tables in HTML, as the clipboard and many systems' "xls" bring them. For this room alone.
 *
 * Read is what such files are made of: table, tr, td and th with colspan and rowspan, br, entities. A table
 * within a cell is a table of its own. See docs/decisions/0012 for why no tree is built. */
#ifndef TABLE_MARKUP_H
#define TABLE_MARKUP_H

#include "table/table.h"

/* Does it begin as a page or a piece of one does? */
bool markup_is(struct str text);
/* `text` is clean UTF-8; it is not kept. */
enum rc markup_read(struct arena *a, struct str text, struct table_book *ret,
                    struct problems *problems) MUST_CHECK;

#endif
