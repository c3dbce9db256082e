/* A workbook (XLSX, or XLSM without its macros) → its grids. For this room alone; the rules are in table.h.
 */
#ifndef TABLE_XLSX_H
#define TABLE_XLSX_H

#include "table/table.h"

/* `bytes` begin as a ZIP archive does. Other archives (ODS, a binary workbook, a text document …) are told
 * apart and refused with a sentence of their own. */
enum rc xlsx_read(struct arena *a, struct str bytes, struct table_book *ret,
                  struct problems *problems) MUST_CHECK;

#endif
