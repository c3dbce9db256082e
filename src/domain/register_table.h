/* Which columns a table of open matters may have: the fields of a procedure, with where each matter stands
 * and since when. Made of the procedure, so every register that an office can open has its table. */
#ifndef DOMAIN_REGISTER_TABLE_H
#define DOMAIN_REGISTER_TABLE_H

#include "domain/intake_records.h"
#include "domain/procedure_book.h"

struct register_table {
    const struct procedure *procedure;
    int64_t version;
    int opening; /* the act by which an office opens it */
    struct record_form form;
    int field[RECORD_COLUMNS_MAX];       /* of each column; −1: one of the four */
    size_t offered;                      /* the first ones: the template has them */
    size_t state, opened, since, number; /* columns */
};

struct register_table register_table_of(struct arena *a, const struct procedure *p, int64_t version,
                                        int opening);
/* Units in one cell stand behind each other as people separate them; a line each is what is read. With a duty
 * behind a unit, commas may be part of it. */
struct str register_unit_lines(struct arena *a, struct str text);
/* What is said of each offered column in the template. */
const struct intake_help *register_table_help(struct arena *a, const struct register_table *t,
                                              const struct organ_book *organs);

#endif
