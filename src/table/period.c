/* Periods as people write them. The plain cell is read from left to right: a year if there is one, then what
 * it is a part of. */
#include "base/date.h"
#include "table/cell.h"

enum part { PART_YEAR, PART_HALF, PART_QUARTER, PART_MONTH };

static bool take(struct str *s, struct str what)
{
    if (!str_starts(*s, what))
        return false;
    *s = str_sub(*s, what.n, s->n);
    return true;
}

/* Up to `most` digits; 0 when there is none. */
static int take_number(struct str *s, size_t most)
{
    int v = 0;
    size_t i = 0;
    for (; i < s->n && i < most && s->p[i] >= '0' && s->p[i] <= '9'; i++)
        v = v * 10 + (s->p[i] - '0');
    *s = str_sub(*s, i, s->n);
    return v;
}

/* 一 … 十二, or digits. */
static int take_ordinal(struct str *s)
{
    static const struct str ONES[] = {STR_INIT("一"), STR_INIT("二"), STR_INIT("三"),
                                      STR_INIT("四"), STR_INIT("五"), STR_INIT("六"),
                                      STR_INIT("七"), STR_INIT("八"), STR_INIT("九")};
    if (s->n && s->p[0] >= '0' && s->p[0] <= '9')
        return take_number(s, 2);
    int tens = take(s, STR("十")) ? 10 : 0;
    for (size_t i = 0; i < COUNT_OF(ONES); i++)
        if (take(s, ONES[i]))
            return tens + (int)i + 1;
    return tens;
}

static size_t leading_digits(struct str s)
{
    size_t n = 0;
    while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
        n++;
    return n;
}

/* 17:30, 17:30:00 behind a day. */
static void take_time(struct str *s)
{
    struct str t = *s;
    for (int part = 0; part < 3 && leading_digits(t) > 0; part++) {
        (void)take_number(&t, 2);
        if (part > 0)
            *s = t;
        if (!take(&t, STR(":")))
            break;
    }
}

/* A day after its month: any form, if it is a real day. */
static bool take_day_of(struct str *s, int year, int month, int64_t *ret)
{
    int day = take_number(s, 2);
    (void)(take(s, STR("日")) || take(s, STR("号")));
    take_time(s);
    *ret = (int64_t)year * 10000 + month * 100 + day;
    return date_is_day(*ret);
}

static bool take_day(struct str *s, int year, int month)
{
    int64_t day;
    return take_day_of(s, year, month, &day);
}

/* Days since 1899-12-30, as spreadsheets count from March 1900 on. */
#define SERIAL_2000 36526
#define SERIAL_2100 73051
#define SERIAL_1970 25569

static bool read_serial(struct str s, int64_t *ret)
{
    int64_t serial;
    if (s.n != 5 || leading_digits(s) != 5 || !str_to_i64(s, &serial) || serial < SERIAL_2000 ||
        serial >= SERIAL_2100)
        return false;
    *ret = date_day_of((serial - SERIAL_1970) * 24 * 3600 * 1000);
    return true;
}

bool cell_day(struct str plain, int year, int64_t *ret)
{
    struct str s = plain;
    if (read_serial(s, ret))
        return true;
    if (leading_digits(s) == s.n)
        return s.n == 8 && str_to_i64(s, ret) && date_is_day(*ret);
    if (leading_digits(s) == 4) {
        year = take_number(&s, 4);
        if (!take(&s, STR("年")) && !take(&s, STR("-")) && !take(&s, STR("/")) && !take(&s, STR(".")))
            return false;
    }
    size_t digits = leading_digits(s);
    int month = take_number(&s, 2);
    bool divided = take(&s, STR("月")) || take(&s, STR("-")) || take(&s, STR("/")) || take(&s, STR("."));
    return digits > 0 && digits <= 2 && divided && leading_digits(s) > 0 &&
           take_day_of(&s, year, month, ret) && s.n == 0;
}

/* What stands behind the year: "10月" "10" "Q3" "三季度" "上半年" "全年" or nothing. */
static bool read_part(struct str s, int year, bool has_year, enum part *ret, int *ret_n)
{
    bool ordinal = take(&s, STR("第"));
    if (take(&s, STR("Q")) || take(&s, STR("q"))) {
        *ret = PART_QUARTER;
        *ret_n = take_number(&s, 1);
        return s.n == 0 && *ret_n >= 1 && *ret_n <= 4;
    }
    if (take(&s, STR("H")) || take(&s, STR("h"))) {
        *ret = PART_HALF;
        *ret_n = take_number(&s, 1);
        return s.n == 0 && *ret_n >= 1 && *ret_n <= 2;
    }
    if (str_eq(s, STR("上半年")) || str_eq(s, STR("下半年"))) {
        *ret = PART_HALF;
        *ret_n = str_starts(s, STR("上")) ? 1 : 2;
        return !ordinal;
    }
    if (str_eq(s, STR("全年")) || str_eq(s, STR("年度")) || str_eq(s, STR("度"))) {
        *ret = PART_YEAR;
        return !ordinal;
    }
    *ret_n = take_ordinal(&s);
    if (take(&s, STR("季度"))) {
        *ret = PART_QUARTER;
        return s.n == 0 && *ret_n >= 1 && *ret_n <= 4;
    }
    *ret = PART_MONTH;
    if (ordinal || *ret_n < 1 || *ret_n > 12)
        return false;
    bool named = take(&s, STR("月"));
    if (named && take(&s, STR("份")))
        return s.n == 0;
    if (s.n == 0)
        return named || has_year;
    bool divided = named || take(&s, STR("-")) || take(&s, STR("/")) || take(&s, STR("."));
    return divided && (named || has_year) && take_day(&s, year, *ret_n) && s.n == 0;
}

/* Oct-26: what Excel makes of 2026-10. */
static bool read_excel_month(struct str s, int *ret_year, int *ret_month)
{
    static const char NAMES[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    if (s.n != 6 || s.p[3] != '-' || leading_digits(str_sub(s, 4, 2)) != 2)
        return false;
    for (int m = 0; m < 12; m++) {
        const char *name = NAMES + (size_t)m * 3;
        if ((s.p[0] | 0x20) == name[0] && (s.p[1] | 0x20) == name[1] && (s.p[2] | 0x20) == name[2]) {
            *ret_month = m + 1;
            *ret_year = 2000 + (s.p[4] - '0') * 10 + (s.p[5] - '0');
            return true;
        }
    }
    return false;
}

/* 202610, 20261020 or a serial. */
static bool read_digits(struct str s, int *ret_year, int *ret_month)
{
    size_t n = leading_digits(s);
    int64_t of_serial;
    if (read_serial(s, &of_serial)) {
        *ret_year = (int)(of_serial / 10000);
        *ret_month = (int)(of_serial / 100 % 100);
        return true;
    }
    if (n != s.n || (n != 6 && n != 8))
        return false;
    *ret_year = take_number(&s, 4);
    *ret_month = take_number(&s, 2);
    int day = s.n ? take_number(&s, 2) : 1;
    return date_is_day((int64_t)*ret_year * 10000 + *ret_month * 100 + day);
}

static bool read_period(struct str s, int *year, enum part *ret, int *ret_n)
{
    *ret = PART_MONTH;
    if (read_excel_month(s, year, ret_n) || read_digits(s, year, ret_n))
        return true;
    if (leading_digits(s) != 4)
        return read_part(s, *year, false, ret, ret_n);
    *year = take_number(&s, 4);
    if (*year < 1900 || *year > 2999)
        return false;
    bool named = take(&s, STR("年"));
    bool divided = named || take(&s, STR("-")) || take(&s, STR("/")) || take(&s, STR("."));
    if (s.n == 0) {
        *ret = PART_YEAR;
        return named || !divided;
    }
    bool is_letter = s.p[0] == 'Q' || s.p[0] == 'q' || s.p[0] == 'H' || s.p[0] == 'h';
    return (divided || is_letter) && read_part(s, *year, true, ret, ret_n);
}

bool cell_period(struct arena *a, struct str plain, int year, struct str *ret)
{
    enum part part;
    int n = 0;
    if (plain.n == 0 || !read_period(plain, &year, &part, &n))
        return false;
    switch (part) {
    case PART_YEAR:
        *ret = arena_printf(a, "%04d", year);
        break;
    case PART_HALF:
        *ret = arena_printf(a, "%04dH%d", year, n);
        break;
    case PART_QUARTER:
        *ret = arena_printf(a, "%04dQ%d", year, n);
        break;
    case PART_MONTH:
        *ret = arena_printf(a, "%04d-%02d", year, n);
        break;
    }
    return true;
}
