/* Decision tables (DMN 1.5, ch. 8): 评分标准 as an office draws it. A table is read from a grid of cells or
 * from DMN, checked, compiled and asked; each answer can name the rows that made it.
 *
 * The grid, as it stands in a document or on a sheet:
 *
 *     U     | 完成率          | 满意度  | → 得分 | → 等次  | 备注
 *     允许  |                 |         |        | 优,良,差 |
 *     1     | >= 100          | >= 90   | 10     | 优      |
 *     2     | [80..100)       | -       | 8      | 良      | 含 80
 *     3     | < 80            | -       | 0      | 差      |
 *
 * First cell: the hit policy, a letter of the standard or its Chinese word (唯一 任一 优先 首条 规则序 结果序
 * 汇集 求和 最小 最大 计数); empty is U. Columns marked → (or =) are results; where none is marked the last
 * one is. A head is a name or an expression; “备注” and “说明” are remarks. The row 允许 (allowed) may be
 * left out; it gives an input's domain for the check of gaps, and a result's values, highest first, for P and
 * O. The row 缺省 (default) gives results for when no row hits. An empty cell of an input is "-". A result
 * that is no expression but a bare word is a text when the column has allowed values or the type string. */
#ifndef FEEL_RULES_H
#define FEEL_RULES_H

#include "feel/feel.h"

#define RULES_ROWS_MAX 2000
#define RULES_COLUMNS_MAX 64

enum hit_policy {
    HIT_UNIQUE,
    HIT_ANY,
    HIT_PRIORITY,
    HIT_FIRST,
    HIT_RULE_ORDER,
    HIT_OUTPUT_ORDER,
    HIT_COLLECT,
    HIT_POLICY__COUNT
};
enum hit_collect { COLLECT_LIST, COLLECT_SUM, COLLECT_MIN, COLLECT_MAX, COLLECT_COUNT, HIT_COLLECT__COUNT };

struct rules_input {
    struct str label, expression; /* label: as people call it; the expression is FEEL */
    struct str type, allowed;     /* n = 0: none is said */
};
struct rules_output {
    struct str name; /* n = 0 where there is one alone */
    struct str type, allowed, otherwise;
};
struct rules_row {
    const struct str *input, *output; /* texts of unary tests and of expressions */
    struct str remark;
    int line; /* in its file, for problems */
};

/* As it was written. */
struct rules {
    struct str name;
    enum hit_policy policy;
    enum hit_collect collect;
    const struct rules_input *input;
    const struct rules_output *output;
    const struct rules_row *row;
    size_t inputs, outputs, rows;
};

/* cell[r·cols + c]; line: of the first row in its file. RC_INVALID with problems at row and column. */
enum rc rules_of_grid(struct arena *a, const struct str *cell, size_t rows, size_t cols, int line,
                      struct str name, struct rules *ret, struct problems *problems) MUST_CHECK;

struct rules_program;
enum rc rules_compile(struct arena *a, const struct rules *r, const struct feel_scope *scope,
                      const struct rules_program **ret, struct problems *problems) MUST_CHECK;

/* Where the table says nothing or says two things, found on the borders of its tests, not by trial: for
 * inputs that are numbers, dates, durations, truth or enumerated texts. A column with other tests is said to
 * be unchecked. */
struct rules_finding {
    enum rules_fault { RULES_GAP, RULES_OVERLAP, RULES_SHADOWED, RULES_UNCHECKED } fault;
    const int *row; /* 1-based rows of the table: overlap, shadowed (the second never hits) */
    size_t rows;
    const struct str *where; /* for each input the interval or value, as a unary test */
};
/* At most `room` findings; returns how many there are. */
size_t rules_check(const struct rules_program *p, struct arena *a, struct rules_finding *ret, size_t room);

/* null with a note where no row hits (or the default), where U or A is broken. */
struct value rules_eval(const struct rules_program *p, struct feel_run *run, const int **ret_row,
                        size_t *ret_rows);

#endif
