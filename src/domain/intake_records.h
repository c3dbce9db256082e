/* What the kinds of intake with named columns share (organs, people, accounts, roles, past results): reading
 * the sheet, finding the units that people write, saying what is wrong with a row, and the template. */
#ifndef DOMAIN_INTAKE_RECORDS_H
#define DOMAIN_INTAKE_RECORDS_H

#include "base/key.h"
#include "domain/intake.h"
#include "domain/organ.h"
#include "table/cell.h"
#include "table/records.h"

/* Chooses the sheet and reads its records; problems and bad rows are noted in `in`. rows = 0 when the head is
 * wrong: then there is nothing to do. `rows_max`: a register of more rows is none (the whole is refused). */
void intake_records_read(struct intake *in, const struct record_form *form, size_t rows_max,
                         struct records *ret);

/* What is wrong with a row, at a column of the form; the cell's text is the value and {0}. The row is bad. A
 * warning must be looked into; a remark is only said. `text` and `hint` are keys: K("…"). */
struct problem *intake_fault(struct intake *in, const struct records *r, size_t row, size_t column,
                             const char *text, const char *hint);
struct problem *intake_warning(struct intake *in, const struct records *r, size_t row, size_t column,
                               const char *text, const char *hint);
struct problem *intake_remark(struct intake *in, const struct records *r, size_t row, size_t column,
                              const char *text, const char *hint);

/* What a row is known by, to find rows that say the same twice: the later one is bad, {1} names the row of
 * the earlier one. */
struct intake_key {
    struct str key;
    size_t row, column;
};
void intake_keys_differ(struct intake *in, const struct records *r, struct intake_key *key, size_t keys,
                        const char *text, const char *hint);

/* The units as people write them: by code, full name, short name or alias, width and white space ignored. */
struct intake_units {
    const struct organ_book *book;
    struct cell_names names; /* index: of the book's organs */
};
struct intake_units intake_units_make(struct arena *a, const struct organ_book *book);
const struct organ *intake_unit_find(const struct intake_units *units, struct arena *a, struct str text);
/* The unit in a row's cell; NULL: a fault was said, with what was perhaps meant. */
const struct organ *intake_unit_of(struct intake *in, const struct records *r,
                                   const struct intake_units *units, size_t row, size_t column);

/* The rows of a table that an import brought anew, out of its entry: *ret_n times TABLE_COLUMNS_MAX cells. */
enum rc intake_rows_made(struct act *act, int64_t import_id, const struct table_def *t,
                         const struct cell **ret, size_t *ret_n, struct err *err) MUST_CHECK;

/* How a column is explained in the template: a sentence, what an example has there, what may be chosen. */
struct intake_help {
    const char *say; /* key */
    struct str example;
    const struct str *choice;
    size_t choices;
};
/* A workbook of the sheet to fill in and a sheet of explanations. `help` is one per column of the form. */
enum rc intake_records_template(struct intake *in, const struct record_form *form,
                                const struct intake_help *help, struct buf *out, struct err *err) MUST_CHECK;
/* The same with what is known already: `rows` times one text per column, n = 0 where nothing is. Handed back
 * as it is, it changes nothing. */
enum rc intake_records_template_of(struct intake *in, const struct record_form *form,
                                   const struct intake_help *help, const struct str *known, size_t rows,
                                   struct buf *out, struct err *err) MUST_CHECK;
/* Short names of all units, for a column's choice. */
void intake_units_choice(struct arena *a, const struct organ_book *book, struct intake_help *help);

#endif
