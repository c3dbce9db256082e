/* Within the room: a grid of values as it is being read. values_table.c reads the head and puts all together;
 * values_ask.c looks over the columns before (which rows are what, what must be asked, merged cells) and
 * compares totals afterwards; values_row.c reads row by row. */
#ifndef TABLE_VALUES_READING_H
#define TABLE_VALUES_READING_H

#include "table/cell.h"
#include "table/values_table.h"

enum role {
    COLUMN_UNKNOWN,
    COLUMN_IGNORED,
    COLUMN_UNIT,
    COLUMN_PERIOD,
    COLUMN_MEASURE,
    COLUMN_VALUE,
    COLUMN_GROUP,
    COLUMN_ITEM,
    COLUMN_COUNT,
    COLUMN_POINTS,
    COLUMN_NO,
    COLUMN_BATCH,
    COLUMN_EXCLUDED,
    COLUMN_BASIS,
    COLUMN_VALUE_OF, /* wide form: the values of one measure */
    COLUMN__COUNT
};

struct column {
    enum role role;
    size_t measure; /* COLUMN_VALUE_OF */
};

enum row_kind {
    ROW_OF_VALUES,
    ROW_HIDDEN,   /* and not wanted */
    ROW_TOTAL,    /* 合计, 总计 */
    ROW_SUBTOTAL, /* 小计 */
    ROW_MEAN,     /* 平均 */
    ROW_FOOT,     /* 填报人：…, 注：… below the table */
};

struct reading {
    struct arena *arena;
    const struct table *t;
    const struct values_form *form;
    struct problems *problems;
    struct cell_names units, measures;
    struct column *column; /* t->cols */
    int at[COLUMN__COUNT]; /* 0-based column of each role; -1: there is none */
    struct values_item *item;
    size_t items, cap;
    struct values_item *key; /* of each row that could be placed: what it is about */
    size_t keys;
    uint8_t *state; /* t->rows, enum values_row */
    uint8_t *kind;  /* t->rows, enum row_kind */
    struct values_question *question;
    size_t questions;
    bool *zero;      /* t->cols: marks of missing values mean 0 */
    bool *fraction;  /* form->measures: 0.85 is 85 % */
    bool *is_open;   /* form->measures: nobody has said yet */
    bool *is_unsure; /* t->cols: something in it could not be read, so it has no sum */
    struct values_fix *fix;
    size_t fixes;
};

/* ---- values_table.c ---- */

/* Plain, and ASCII letters small. */
struct str values_fold(struct arena *a, struct str s);
/* 财政收入(万元) → 财政收入 */
struct str values_without_bracket(struct str plain);
/* A measure that nobody reports; `plain` is folded. */
bool values_is_unasked(const struct reading *r, struct str plain);
bool values_is_long(const struct reading *r);
struct str values_cell(const struct reading *r, const struct table_row *row, enum role role);
/* Looking for what was meant costs time; a list that is full shows it no more. -1: none. */
int values_nearest(const struct reading *r, const struct cell_names *names, struct str plain);
void values_did_you_mean(struct reading *r, struct problem *item, struct str name);

/* ---- values_ask.c ---- */

/* Needs the head. Sets kind, questions, zero and fraction; warns of merged cells. */
void values_look_over(struct reading *r);
/* Rows of totals against the sums of what was read. */
void values_compare_totals(struct reading *r);
void values_fix_add(struct reading *r, int row, int column, struct str was, struct str became);

/* ---- values_row.c ---- */

void values_read_row(struct reading *r, size_t i);
void values_find_duplicates(struct reading *r);
/* Good rows that belong to a bad one. */
void values_hold_back(struct reading *r);
/* What the number of a cell is, per cent as the answers say. */
enum cell_number reading_number(const struct reading *r, struct str plain, size_t measure, int64_t *ret);
/* A row gets worse, never better. */
void values_row_mark(struct reading *r, size_t i, enum values_row state);

#endif
