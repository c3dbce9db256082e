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
 * O. The row 类型 (type) names types, the row 缺省 (default) gives results for when no row hits; these three
 * may stand anywhere below the head. An empty cell of an input is "-"; an empty result is a mistake.
 *
 * A cell is FEEL, and may be written as people write: ≥ ≤ ≠ ＞ ＜ ＝ （） ［］ 【】 “” － and digits of full
 * width (wide.h), ， or 、 between tests, days as 2026-01-31, 2026/1/31 or 2026年1月31日. Bare words (优,
 * 不合格) are texts in a column whose allowed values are such words, or whose type is string; 是 and 否 are
 * true and false where the type is boolean; a known name stays a name. What people write and FEEL takes for
 * something else (80-100) is refused with what was meant. */
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
    int line, column;             /* of its head in its file, for problems; 0: not known */
};
struct rules_output {
    struct str name; /* n = 0 where there is one alone */
    struct str type, allowed, otherwise;
    int line, column; /* as of inputs */
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
    int allowed_line, type_line, default_line; /* of those rows in its file; 0: as the heads */
    bool has_bare_words; /* drawn by people: a bare word is a text where a text is wanted */
};

/* cell[r·cols + c], not copied; line: of the first row in its file. Empty rows are left out. RC_INVALID with
 * problems at row and column. */
enum rc rules_of_grid(struct arena *a, const struct str *cell, size_t rows, size_t cols, int line,
                      struct str name, struct rules *ret, struct problems *problems) MUST_CHECK;

/* The table in FEEL alone, for compiling and for DMN: signs as the language has them, words as texts, a bare
 * 2026-01-31 as @"2026-01-31". What the scope has as a name stays one. The same as *r when it has no bare
 * words. RC_NO_MEMORY. */
enum rc rules_plain(struct arena *a, const struct rules *r, const struct feel_scope *scope,
                    struct rules *ret) MUST_CHECK;

/* What the scope wants of a result is wanted of the table's; results of rows have the types of their columns,
 * which a strict scope looks at beforehand.
 * A problem stands at the line of its row and the column of its input or output, with the cell as its value.
 * RC_INVALID, RC_NO_MEMORY. */
struct rules_program; /* lives in the arena, with a copy of what it needs of *r */
enum rc rules_compile(struct arena *a, const struct rules *r, const struct feel_scope *scope,
                      const struct rules_program **ret, struct problems *problems) MUST_CHECK;

/* Which inputs its heads, cells and defaults read: bit i of ret[i / 64]. */
void rules_reads(const struct rules_program *p, uint64_t *ret, size_t words);

/* Where the table says nothing or says two things, found on the borders of its tests, not by trial: for
 * inputs that are numbers, dates, times, durations, truth or enumerated texts, within their allowed values.
 *
 * RULES_UNCHECKED comes first. `where` of one column: the first test of it that is no comparison with fixed
 * values; what is found then holds, but there may be more. No column: the table is too large to be checked.
 * RULES_GAP: no row hits there and there is no default; of multiple hits only where nothing gives null (C+ C<
 * C>). `where` is a box; the boxes of all gaps do not overlap.
 * RULES_OVERLAP: two rows of U hit there, or two of A that do not give the same.
 * RULES_SHADOWED: the row named last never hits, because those before it take all of it (F, P); or, named
 * alone, because its own tests cannot hold. */
struct rules_finding {
    enum rules_fault { RULES_GAP, RULES_OVERLAP, RULES_SHADOWED, RULES_UNCHECKED } fault;
    const int *row; /* 1-based rows of the table */
    size_t rows;
    const struct str *where; /* for each input the interval or value, as a unary test; n = 0: not said; NULL:
                                no memory was left */
};
#define RULES_CHECK_WORK 50000000 /* steps of a check, after which it gives up and says so */
/* At most `room` findings; returns how many there are. */
size_t rules_check(const struct rules_program *p, struct arena *a, struct rules_finding *ret, size_t room);

/* Single hit: null with a note where no row hits and there is no default, where two rows of U hit, or rows of
 * A that differ. Several hits: a list; sum, min, max and count of FEEL over the hits, so that no hit is [],
 * null, null, null and 0; a default stands for one hit. Several outputs: a context for each hit. *ret_row:
 * the rows that hit, from 1, in their order; may be NULL. The run is filled as by feel_eval; its notes have
 * the line of the row and the column of the input or output in the file. */
struct value rules_eval(const struct rules_program *p, struct feel_run *run, const int **ret_row,
                        size_t *ret_rows);

/* A table over columns, as feel_columns_prepare and feel_columns_eval of feel.h: the same digits as row by
 * row. Columnar are tables of U, A and F with one result and of numbers alone: inputs and results that are
 * columnar expressions, tests that compare with constants. RC_INVALID: not columnar. */
struct rules_columns;
bool rules_is_columnar(const struct rules_program *p);
enum rc rules_columns_prepare(const struct rules_program *p, struct arena *a, struct feel_room *room,
                              struct rules_columns **ret, struct err *err) MUST_CHECK;
enum rc rules_columns_eval(struct rules_columns *c, const struct feel_column *input, size_t rows, int scale,
                           enum decimal_round mode, int64_t *ret, uint8_t *ret_missing,
                           struct err *err) MUST_CHECK;

#endif
