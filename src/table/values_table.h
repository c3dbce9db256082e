/* A grid of values: which unit has which value of which measure in which period. Two forms (docs/values.md):
 *
 *     wide   单位, 期间, then one column for each measure, headed by its name or id
 *     long   单位, 指标, 期间, 数值, and if wanted 组别, 事项, 编号, 依据, and of votes 批次, 不计
 *
 * The caller says which measures, units and periods there are; all problems are collected, and whether good
 * rows of a bad table are used is the caller's. An empty cell says nothing and gives no value; "/", "-", "无"
 * say that the value is missing and give one that is_missing.
 *
 * Problems have three levels: those that block, warnings (a merged cell filled down, a total that is not the
 * sum of its column) and remarks (a total that is passed over). What was read otherwise than it was written
 * is a fix. What the table cannot say by itself is a question, asked once a column or once a table when the
 * form asks at all; until it is answered the table is read as if nobody had asked:
 *
 *     percent-COLUMN   percent, all plain numbers lie within 0 … 1     percent: 0.85 is 0.85 %; fraction: 85
 * % missing-COLUMN   "/", "-", "无" or "空" stand in the column      missing; zero hidden           rows with
 * content are hidden                    read; skip
 *
 * In the long form the first has the id of the measure behind the column: percent-4-ontime. */
#ifndef TABLE_VALUES_TABLE_H
#define TABLE_VALUES_TABLE_H

#include "table/table.h"

#define VALUES_WIDE_SHEET STR("填报")      /* of a template: the wide form */
#define VALUES_GUIDE_SHEET STR("填报说明") /* of a template: for people, never read */

/* What a cell of such a measure says instead of a number. */
struct values_level {
    struct str id, name;
};

struct values_measure {
    struct str id, name; /* columns are headed by either … */
    struct str column;   /* … or by this third head; n = 0: none */
    struct str unit;     /* "%", "万元", "件"; n = 0: none */
    int decimals;        /* of the scaled value */
    bool rounds;         /* more decimals are rounded half up instead of refused */
    bool is_repeatable; /* events, votes: several rows per unit and period, told apart by 组别, 事项, 编号 */
    bool may_agree;                   /* votes that are numbers: two that say the same are two */
    const struct values_level *level; /* the cell is one of these; the value is its index */
    size_t levels;                    /* 0: the cell is a number */
    bool has_range;
    int64_t min, max; /* scaled, both allowed */
};

struct values_unit {
    struct str name, short_name;
    const struct str *alias;
    size_t aliases;
};

struct values_answer {
    struct str question, choice; /* id of a question, value of one of its choices */
};

struct values_form {
    const struct values_measure *measure;
    size_t measures;
    const struct values_unit *unit;
    size_t units;
    int year;                 /* of the scheme: completes "10月" */
    const struct str *period; /* those allowed, as below; 0: any period of `year` */
    size_t periods;
    struct str only_period;    /* for a table without the column 期间; n = 0: then the column is required */
    const struct str *ignored; /* heads of columns to pass over, besides 序号, 备注 and 错误说明 */
    size_t ignoreds;
    const struct str
        *unasked; /* heads of measures that are there and that nobody reports: they are refused by name */
    size_t unaskeds;
    /* Somebody is there to answer, and may take the good rows without the bad ones: then good rows of votes
     * and events that belong to a bad one are bad, too. false: marks of missing values are missing, numbers
     * are as they stand, hidden rows are read. */
    bool asks;
    const struct values_answer *answer;
    size_t answers;
    /* May whoever hands the table in speak of this? NULL: of everything. */
    bool (*is_own)(const void *ctx, size_t unit, size_t measure);
    const void *ctx;
};

struct values_item {
    int row, column;      /* where the value stands */
    size_t unit, measure; /* indexes of the form */
    struct str period;    /* 2026-10, 2026Q3, 2026H1 or 2026 */
    bool is_missing;
    bool is_points;                    /* the value stood in 分值: it is points, `count` times */
    int64_t count;                     /* 1 unless 次数 stands beside 分值, or 票数 beside a vote */
    bool is_of_bad_row;                /* another cell of its row is wrong, or the row is there twice */
    int64_t value;                     /* scaled by the measure's decimals */
    struct str worth;                  /* as written in 分值: two worths of one matter are two rows */
    struct str group, item, no, basis; /* long form; n = 0 when not given; item: the name of the level, too */
    struct str batch, excluded;        /* of votes: what they came with, and why they do not count */
};

struct values_choice {
    struct str value;
    const char *label; /* key; the question's args go in */
};
struct values_question {
    struct str id;
    int column; /* 0: the table as a whole */
    const char *text;
    struct str arg[4];
    const struct values_choice *choice;
    size_t choices;
    struct str answer; /* n = 0: not yet, or none of the choices was given */
};

struct values_fix {
    int row, column;
    struct str was, became;
};

enum values_row { VALUES_ROW_GOOD, VALUES_ROW_WARNED, VALUES_ROW_BAD };

struct values_table {
    const struct values_item *item; /* by row, then column */
    size_t items;
    bool has_periods;   /* the table has a column of periods; without it all items are of form.only_period */
    size_t bad_rows;    /* rows below the head with a blocking problem; their good cells are in `item` too */
    uint8_t *row_state; /* [t->rows], enum values_row; NULL when the head is wrong. Remarks do not count */
    const struct values_question *question;
    size_t questions;
    const struct values_fix *fix; /* the first LIMIT_PROBLEMS, by row */
    size_t fixes;                 /* in all */
};

/* Which column holds the periods; -1: none. */
int values_period_column(struct arena *a, const struct table *t);

/* The sheet whose head, moved where table_head_find finds it, knows the most of our heads; the first of
 * several that know as many. `sheet` names the one to take instead (n = 0: none). Other sheets with content
 * are said as a remark. RC_INVALID: no sheet has 单位, or there is no sheet of that name. */
enum rc values_sheet_choose(struct arena *a, const struct table_book *file, const struct values_form *form,
                            struct str sheet, struct table *ret, struct problems *problems) MUST_CHECK;

/* The index of the row with that number, or t->rows. */
size_t values_row_index(const struct table *t, int number);

/* RC_OK: no blocking problem. RC_INVALID: *problems says what; *ret is written, empty when the head is wrong.
 */
enum rc values_table_read(struct arena *a, const struct table *t, const struct values_form *form,
                          struct values_table *ret, struct problems *problems) MUST_CHECK;

#endif
