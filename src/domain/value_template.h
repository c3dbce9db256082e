/* The workbook that a person fills in (填报模板): a sheet 填报 in the wide form with a row for each unit and
 * period that this person reports, prefilled with what is stored; a sheet 评议和事件 in the long form when
 * the scheme has ballots or events of theirs; a sheet 填报说明; and the hidden _meta with kind, scheme,
 * version, period and sheet, by which the way back is known. Cells that are not asked of a unit are locked.
 */
#ifndef DOMAIN_VALUE_TEMPLATE_H
#define DOMAIN_VALUE_TEMPLATE_H

#include "base/lang.h"
#include "domain/scheme_book.h"
#include "domain/value_table.h"
#include "table/sheet.h"

struct value_template {
    const struct scheme_open *open;
    const struct organ_book *organs;
    const struct value_owner *owner; /* NULL: everything, for the office */
    struct str who;                  /* for title and file name: 市住建局; n = 0: the scheme's title */
    struct window period;            /* rows are made for each period of a measure that lies in it */
    const struct value_rows *stored; /* value_stored_load */
    enum lang lang;                  /* of the explanations; heads are those of the scheme */
};
struct value_sheets {
    const struct sheet *sheet;
    size_t sheets;
    struct str file_name; /* 填报_市住建局_2026年11月.xlsx */
};
/* RC_NOT_FOUND "value.template_nothing": the person reports nothing in that period; the hint says to take a
 * longer one. */
enum rc value_template_sheets(struct arena *a, const struct value_template *in, struct value_sheets *ret,
                              struct err *err) MUST_CHECK;

/* What _meta says of a template that came back; n = 0 and 0 where it says nothing. */
struct value_template_meta {
    struct str scheme, period;
    int64_t version;
};
struct value_template_meta value_template_meta_of(const struct table_book *file);
/* `file` was made for an older version of the scheme: a warning that names what is new, gone or counted
 * otherwise. `was` is that version; nothing is said when both are the same. */
void value_template_compare(const struct scheme_open *was, const struct scheme_open *now,
                            struct problems *problems);

#endif
