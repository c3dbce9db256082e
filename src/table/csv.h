/* Writes CSV as spreadsheets want it: RFC 4180, CRLF, quotes where needed. A text that begins with = + - @
 * TAB or CR gets a ' in front, so that no spreadsheet takes it for a formula; what is a plain number stays
 * one (OWASP "CSV injection"; ASVS V1.2.10). Numbers come as text, made by fixed_write.
 *
 *     struct csv w = csv_to(&buf, true);
 *     csv_cell(&w, STR("单位")); csv_cell(&w, STR("得分")); csv_end(&w);
 */
#ifndef TABLE_CSV_H
#define TABLE_CSV_H

#include "base/buf.h"

struct csv {
    struct buf *out;
    bool in_row;
};

/* with_bom: for files that WPS and Excel open; they take UTF-8 without it for GBK. */
struct csv csv_to(struct buf *out, bool with_bom);
void csv_cell(struct csv *w, struct str text);
void csv_end(struct csv *w); /* of the row */

#endif
