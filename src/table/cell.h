/* Reads what people write into cells. Full-width digits, signs, letters and brackets, and spaces of every
 * kind, count as their plain forms everywhere in this room. */
#ifndef TABLE_CELL_H
#define TABLE_CELL_H

#include "base/arena.h"
#include "base/fixed.h"

/* The plain form: full width to half width, white space gone, dashes as '-'. In the arena. */
struct str cell_plain(struct arena *a, struct str s);

/* "/", "-", "—", "无", "空", "缺", "NA", "n/a": the writer says that there is no value. An empty cell says
 * nothing.
 */
bool cell_is_missing(struct str plain);
/* Those of them that some people write for 0: "/", "-", "—", "无", "空". */
bool cell_may_mean_zero(struct str plain);
/* "#DIV/0!", "#N/A", …: a formula that went wrong. */
bool cell_is_error(struct str plain);

/* A plain number without a sign of per cent, within −1 … 1 and not 0: in a column of per cent it may be a
 * fraction. */
bool cell_may_be_fraction(struct arena *a, struct str plain);
/* A plain number a hundred times: "0.85" → "85". As text, exact. */
struct str cell_hundredfold(struct arena *a, struct str plain);

enum cell_number {
    CELL_OK,
    CELL_EMPTY,
    CELL_NOT_A_NUMBER,
    CELL_TOO_MANY_DIGITS, /* more decimals than allowed; nothing is rounded silently */
    CELL_TOO_LARGE,
    CELL_LOST_DIGITS, /* 1.2E+11: written with a power of ten that its digits do not fill */
    CELL_OTHER_UNIT,  /* a number, but of another unit: "85%" for 件 */
};
/* A plain cell as a number of `unit` ("%", "万元", "件", "" for none) with `digits` decimals: "1,234",
 * "85%" when the unit is %, "1.2亿" or "1.2亿元" as 12000 when the unit is 万元, "7.1E-05" as spreadsheets
 * write small numbers, "4.0714e+01" as programs write any. */
enum cell_number cell_number(struct arena *a, struct str plain, struct str unit, int digits,
                             int64_t *ret) MUST_CHECK;
/* The same, but more decimals than `digits` are rounded half up (away from zero). For measures that say so.
 */
enum cell_number cell_number_round(struct arena *a, struct str plain, struct str unit, int digits,
                                   int64_t *ret) MUST_CHECK;

/* A plain cell as a day, YYYYMMDD: 2026-11-20, 2026/11/20, 2026.11.20, 2026年11月20日, 20261120, 11月20日 and
 * 11.20 (of `year`), and the serial 46346 that a spreadsheet keeps for it (2000 … 2099); a time behind it is
 * passed over. False when it is none of these. */
bool cell_day(struct str plain, int year, int64_t *ret) MUST_CHECK;

/* A plain cell as a period: "2026-10", "2026Q3", "2026H1" or "2026" in the arena. Read are 2026-10,
 * 2026/10, 2026.10, 202610, 2026年10月, 10月, Oct-26, dates and their serials (their month), 2026Q3, 2026-Q3,
 * Q3, 2026年三季度, 第3季度, 上半年, 2026H1, 2026, 2026年, 全年; a missing year is `year`. False when it is
 * none of these. */
bool cell_period(struct arena *a, struct str plain, int year, struct str *ret) MUST_CHECK;

/* The name nearest to a mistyped one: one that contains it or is contained in it, else the one with the
 * smallest edit distance over code points, if that is at most half of the longer name. -1: none is near. */
struct cell_name {
    struct str plain; /* as cell_plain makes it */
    size_t index;     /* what it names */
};
int cell_nearest(const struct cell_name *name, size_t names, struct str plain);

/* Names to look up. Room for them is the caller's; added (n = 0: none), then sorted once, then found: of
 * several that are called the same the first. */
struct cell_names {
    struct cell_name *name;
    size_t n;
};
void cell_names_add(struct cell_names *names, struct str plain, size_t index);
void cell_names_sort(struct cell_names *names);
bool cell_name_find(const struct cell_names *names, struct str plain, size_t *ret_index);

#endif
