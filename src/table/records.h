/* A grid of records with named columns: registers of organs, people, accounts, results of past years. The
 * caller says which columns there are, by what other heads people know them, and what stands in them; the
 * reader finds the columns in whatever order they come, reads each cell and collects what is wrong, with row
 * and column. What a record means is the caller's.
 *
 * A column that nobody asked for is passed over with a warning, 备注, 错误说明 and the form's ignored heads
 * without one: registers come out of other systems with more in them than is wanted here. An empty cell, "/"
 * and "-" say that nothing is given. */
#ifndef TABLE_RECORDS_H
#define TABLE_RECORDS_H

#include "table/table.h"

#define RECORD_COLUMNS_MAX 80
#define RECORD_YEAR_LEAST 1990
#define RECORD_YEAR_MOST 2100

enum record_type {
    RECORD_TEXT,   /* one plain line, white space at its ends gone */
    RECORD_LINES,  /* text of several lines, as it stands */
    RECORD_CODE,   /* the plain form (cell_plain): codes, logins, telephone numbers */
    RECORD_DAY,    /* YYYYMMDD of 2026-11-20, 2026/11/20, 2026.11.20, 20261120, 2026年11月20日 */
    RECORD_YEAR,   /* 2025, 2025年, 2025年度, from RECORD_YEAR_LEAST to RECORD_YEAR_MOST */
    RECORD_NUMBER, /* with as many decimals as were written, at most `digits`; thousands may have commas */
    RECORD_CHOICE, /* one of the words of `choice` */
};

struct record_choice {
    int64_t value;
    const struct str *word; /* the first is the one that templates offer */
    size_t words;
};
/* 是 否, 有 没有, yes no, √ ×, 1 0: values 1 and 0. */
extern const struct record_choice RECORD_YES_NO[2];

struct record_column {
    struct str name;        /* 全称: as problems and templates call it */
    const struct str *also; /* other heads; white space, width and small letters do not matter */
    size_t alsos;
    enum record_type type;
    bool is_required;    /* the column must be there, and every row must give it */
    size_t chars_max;    /* TEXT, CODE; 0: 60 */
    int digits;          /* NUMBER */
    bool has_range;      /* NUMBER, YEAR */
    int64_t least, most; /* whole; both allowed */
    const struct record_choice *choice;
    size_t choices;
};
struct record_form {
    const struct record_column *column; /* at most RECORD_COLUMNS_MAX */
    size_t columns;
    const struct str *ignored; /* heads to pass over in silence */
    size_t ignoreds;
};

struct record_cell {
    struct str text; /* TEXT, CODE; of the others what was written */
    int64_t n;       /* DAY, YEAR, CHOICE; NUMBER scaled by digits */
    int digits;      /* NUMBER: decimals as they were written */
    bool is_given;   /* something stands there, and it can be read */
};
struct records {
    const struct record_form *form;
    const struct record_cell *cell; /* rows × form->columns, rows as in the table */
    size_t rows;
    bool *is_bad;               /* rows with a blocking problem; the caller sets more */
    int at[RECORD_COLUMNS_MAX]; /* where each column of the form stands, from 1; 0: it is not there */
};

/* RC_OK: no blocking problem. RC_INVALID: *problems says what; *ret is written, with rows = 0 when the head
 * is wrong. The texts live in `a`. */
enum rc records_read(struct arena *a, const struct table *t, const struct record_form *form,
                     struct records *ret, struct problems *problems) MUST_CHECK;
const struct record_cell *records_cell(const struct records *r, size_t row, size_t column);
/* For table_head_find: is this the head of a column of the form? `ctx` is the form. */
bool record_head_is_known(const void *form, struct str cell);

#endif
