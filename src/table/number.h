/* Numbers of a workbook: the decimal text of a double and a number format → what the spreadsheet shows, in
 * the plainest spelling. For this room alone.
 *
 * All of it is arithmetic on decimal text. A workbook writes a double with up to 17 digits
 * ("0.84999999999999998"), a spreadsheet shows at most 15 of them ("0.85"); rounding the text half away from
 * zero at the 15th gives the digits that it shows, without a float and without the locale that strtod and
 * printf ask for. */
#ifndef TABLE_NUMBER_H
#define TABLE_NUMBER_H

#include "base/arena.h"

enum number_format {
    FORMAT_NUMBER,    /* 0.85 */
    FORMAT_PERCENT,   /* 85% */
    FORMAT_YEAR,      /* 2026 */
    FORMAT_MONTH,     /* 2026-11: the format shows no day */
    FORMAT_DATE,      /* 2026-11-20 */
    FORMAT_DATE_TIME, /* 2026-11-20 17:30, with seconds if there are any */
    FORMAT_TIME,      /* 17:30 */
    FORMAT_ELAPSED,   /* 36:30 */
};

/* What ECMA-376 part 1, 18.8.30 lists, 27–36 and 50–58 as in a Chinese Excel; others are numbers. */
enum number_format number_format_builtin(int64_t id);
/* A format as it is typed: `yyyy"年"m"月"d"日"`, `0.00%`, `[h]:mm`; its first section counts. */
enum number_format number_format_of(struct str code);

/* In the arena. What is no number, or a date before 1900 or after 9999, is given back as it can be: as the
 * number, or the text itself. `is_1904`: days count from 1904-01-01. */
struct str number_text(struct arena *a, struct str v, enum number_format format, bool is_1904);

#endif
