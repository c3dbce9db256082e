/* Files that are no table this program reads, told by their first bytes. For this room alone. */
#ifndef TABLE_FOREIGN_H
#define TABLE_FOREIGN_H

#include "base/str.h"

/* The key of a sentence that says what it is, and of one that says what to do; NULL: none of those. Archives
 * are told apart by xlsx.h. */
const char *foreign_kind(struct str bytes, const char **ret_hint);

#endif
