#include "table/number.h"

#include "base/date.h"

#define DIGITS_MAX 15
#define EXPONENT_MAX 308

/* 0.d1d2d3… × 10^point; count = 0 is zero. */
struct decimal {
    bool is_negative;
    unsigned char digit[DIGITS_MAX];
    int count, point;
};

/* ---- reading ---- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool exponent_read(struct str s, int *ret)
{
    int64_t v;
    if (str_starts(s, STR("+")))
        s = str_sub(s, 1, s.n);
    if (s.n == 0 || s.n > 5 || !str_to_i64(s, &v) || v > 2 * EXPONENT_MAX || v < -2 * EXPONENT_MAX)
        return false;
    *ret = (int)v;
    return true;
}

/* One digit more to the last place; 999 becomes 1 with the point one further. */
static void round_up(struct decimal *d)
{
    int i = d->count;
    while (i > 0 && d->digit[i - 1] == 9)
        i--;
    d->count = i;
    if (i > 0) {
        d->digit[i - 1]++;
        return;
    }
    d->digit[0] = 1;
    d->count = 1;
    d->point++;
}

static void trim(struct decimal *d)
{
    while (d->count > 0 && d->digit[d->count - 1] == 0)
        d->count--;
    if (d->count == 0)
        d->point = 0;
}

/* Takes the digits of "12.50"; true when there was one. *ret_next: the first digit that had no room. */
static bool digits_read(struct str s, size_t *at, struct decimal *d, int *ret_next)
{
    bool any = false, after_point = false;
    *ret_next = -1;
    for (; *at < s.n; (*at)++) {
        char c = s.p[*at];
        if (c == '.' && !after_point) {
            after_point = true;
            continue;
        }
        if (!is_digit(c))
            break;
        any = true;
        bool is_leading = d->count == 0 && c == '0';
        if (!is_leading && d->count < DIGITS_MAX)
            d->digit[d->count++] = (unsigned char)(c - '0');
        else if (!is_leading && *ret_next < 0)
            *ret_next = c - '0';
        if (is_leading ? after_point : !after_point)
            d->point += after_point ? -1 : 1;
    }
    return any;
}

static bool decimal_read(struct str s, struct decimal *ret)
{
    struct decimal d = {0};
    size_t at = 0;
    int next, exponent = 0;
    if (s.n && (s.p[0] == '-' || s.p[0] == '+'))
        d.is_negative = s.p[at++] == '-';
    if (!digits_read(s, &at, &d, &next))
        return false;
    if (at < s.n && (s.p[at] == 'e' || s.p[at] == 'E')) {
        if (!exponent_read(str_sub(s, at + 1, s.n), &exponent))
            return false;
        at = s.n;
    }
    if (at < s.n)
        return false;
    if (next >= 5)
        round_up(&d);
    trim(&d);
    d.point += d.count ? exponent : 0;
    if (d.point > EXPONENT_MAX + 2 || d.point < -EXPONENT_MAX - 20)
        return false;
    *ret = d;
    return true;
}

/* ---- writing ---- */

static struct str decimal_text(struct arena *a, const struct decimal *d, struct str after)
{
    int whole = d->point > 0 ? d->point : 1;
    int behind = d->count > d->point ? d->count - d->point : 0;
    char *out = arena_alloc(a, (size_t)whole + (size_t)behind + after.n + 3), *to = out;
    if (d->is_negative && d->count)
        *to++ = '-';
    for (int i = 0; i < whole; i++)
        *to++ = d->point > 0 && i < d->count ? (char)('0' + d->digit[i]) : '0';
    if (behind)
        *to++ = '.';
    for (int i = d->point; behind && i < d->count; i++)
        *to++ = i < 0 ? '0' : (char)('0' + d->digit[i]);
    memcpy(to, after.p, after.n);
    return str_of(out, (size_t)(to - out) + after.n);
}

/* Whole days, and the rest in seconds, rounded. False beyond what a day number can be. */
static bool decimal_days(const struct decimal *d, int64_t *ret_days, int64_t *ret_seconds)
{
    int64_t days = 0, fraction = 0;
    if (d->is_negative || d->point > 8)
        return false;
    for (int i = 0; i < d->point; i++)
        days = days * 10 + (i < d->count ? d->digit[i] : 0);
    for (int i = d->point; i < d->point + 12; i++) /* in 10^-12 days; 86400 of them fit */
        fraction = fraction * 10 + (i >= 0 && i < d->count ? d->digit[i] : 0);
    int64_t seconds = (fraction * 86400 + INT64_C(500000000000)) / INT64_C(1000000000000);
    *ret_days = days + seconds / 86400;
    *ret_seconds = seconds % 86400;
    return true;
}

static struct str clock_text(struct arena *a, int64_t seconds)
{
    long long h = seconds / 3600, m = seconds / 60 % 60, s = seconds % 60;
    return s ? arena_printf(a, "%02lld:%02lld:%02lld", h, m, s) : arena_printf(a, "%02lld:%02lld", h, m);
}

/* Day 1 is 1900-01-01 and day 60 is 1900-02-29, which never was; or day 0 is 1904-01-01. */
static bool day_of(int64_t days, bool is_1904, int64_t *ret)
{
    if (is_1904 ? days > 2957003 : days < 1 || days > 2958465)
        return false;
    if (!is_1904 && days == 60) {
        *ret = 19000229;
        return true;
    }
    int64_t epoch =
        is_1904 ? date_days_from_epoch(1904, 1, 1) : date_days_from_epoch(1899, 12, days < 60 ? 31 : 30);
    *ret = date_day_of((epoch + days) * 86400000 - DATE_SHANGHAI_MS);
    return true;
}

static struct str date_text(struct arena *a, int64_t day, int64_t seconds, enum number_format format)
{
    int year = (int)(day / 10000), month = (int)(day / 100 % 100);
    if (format == FORMAT_YEAR)
        return arena_printf(a, "%04d", year);
    if (format == FORMAT_MONTH)
        return arena_printf(a, "%04d-%02d", year, month);
    struct str date = arena_printf(a, "%04d-%02d-%02d", year, month, (int)(day % 100));
    if (format == FORMAT_DATE)
        return date;
    return arena_printf(a, "%.*s %.*s", STR_ARG(date), STR_ARG(clock_text(a, seconds)));
}

struct str number_text(struct arena *a, struct str v, enum number_format format, bool is_1904)
{
    struct decimal d;
    int64_t days, seconds, day;
    v = str_trim(v);
    if (!decimal_read(v, &d))
        return arena_str(a, v);
    if (format == FORMAT_PERCENT) {
        d.point += d.count ? 2 : 0;
        return decimal_text(a, &d, STR("%"));
    }
    if (format == FORMAT_NUMBER || !decimal_days(&d, &days, &seconds))
        return decimal_text(a, &d, STR(""));
    if (format == FORMAT_ELAPSED)
        return clock_text(a, days * 86400 + seconds);
    if (format == FORMAT_TIME)
        return clock_text(a, seconds);
    if (!day_of(days, is_1904, &day))
        return decimal_text(a, &d, STR(""));
    return date_text(a, day, seconds, format);
}

/* ---- formats ---- */

enum number_format number_format_builtin(int64_t id)
{
    static const unsigned char KNOWN[59] = {
        [9] = FORMAT_PERCENT, [10] = FORMAT_PERCENT, [14] = FORMAT_DATE,      [15] = FORMAT_DATE,
        [16] = FORMAT_DATE,   [17] = FORMAT_MONTH,   [18] = FORMAT_TIME,      [19] = FORMAT_TIME,
        [20] = FORMAT_TIME,   [21] = FORMAT_TIME,    [22] = FORMAT_DATE_TIME, [27] = FORMAT_MONTH,
        [28] = FORMAT_DATE,   [29] = FORMAT_DATE,    [30] = FORMAT_DATE,      [31] = FORMAT_DATE,
        [32] = FORMAT_TIME,   [33] = FORMAT_TIME,    [34] = FORMAT_TIME,      [35] = FORMAT_TIME,
        [36] = FORMAT_MONTH,  [45] = FORMAT_TIME,    [46] = FORMAT_ELAPSED,   [47] = FORMAT_TIME,
        [50] = FORMAT_MONTH,  [51] = FORMAT_DATE,    [52] = FORMAT_MONTH,     [53] = FORMAT_DATE,
        [54] = FORMAT_DATE,   [55] = FORMAT_TIME,    [56] = FORMAT_TIME,      [57] = FORMAT_MONTH,
        [58] = FORMAT_DATE,
    };
    return id >= 0 && id < (int64_t)COUNT_OF(KNOWN) ? (enum number_format)KNOWN[id] : FORMAT_NUMBER;
}

struct letters {
    bool year, month, day, hour, second, elapsed, percent;
};

static char small(char c) { return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c; }

static bool starts_small(struct str s, struct str with)
{
    if (s.n < with.n)
        return false;
    for (size_t i = 0; i < with.n; i++)
        if (small(s.p[i]) != with.p[i])
            return false;
    return true;
}

/* [h], [mm], [ss]: hours, minutes or seconds that go on beyond a day. Colours, conditions, [$-804] are passed
 * over. Returns how many bytes the bracket has. */
static size_t bracket(struct str s, struct letters *l)
{
    size_t end = str_find(s, ']'), i = 1;
    while (i < end && small(s.p[i]) == small(s.p[1]) &&
           (small(s.p[1]) == 'h' || small(s.p[1]) == 'm' || small(s.p[1]) == 's'))
        i++;
    l->elapsed |= end < s.n && i > 1 && i == end;
    return end < s.n ? end + 1 : s.n;
}

static void letter(char c, struct letters *l)
{
    l->year |= c == 'y';
    l->month |= c == 'm';
    l->day |= c == 'd' || c == 'a'; /* aaaa: the day of the week */
    l->hour |= c == 'h';
    l->second |= c == 's';
    l->percent |= c == '%';
}

/* Bytes of what stands at the start of s and is passed over as one; 0: a letter of the format. */
static size_t passed_over(struct str s, struct letters *l)
{
    static const struct str WORD[] = {STR_INIT("am/pm"), STR_INIT("a/p"), STR_INIT("general"), STR_INIT("e+"),
                                      STR_INIT("e-")};
    if (s.p[0] == '"') {
        size_t end = str_find(str_sub(s, 1, s.n), '"');
        return end + 2 < s.n ? end + 2 : s.n;
    }
    if (s.p[0] == '[')
        return bracket(s, l);
    if (s.p[0] == '\\' || s.p[0] == '_' || s.p[0] == '*' || s.p[0] == '!')
        return s.n > 1 ? 2 : 1;
    for (size_t i = 0; i < COUNT_OF(WORD); i++)
        if (starts_small(s, WORD[i]))
            return WORD[i].n;
    return 0;
}

enum number_format number_format_of(struct str code)
{
    struct letters l = {0};
    for (size_t i = 0; i < code.n && code.p[i] != ';';) {
        size_t n = passed_over(str_sub(code, i, code.n), &l);
        if (n == 0)
            letter(small(code.p[i]), &l);
        i += n ? n : 1;
    }
    bool has_date = l.year || l.day;
    if (l.elapsed)
        return FORMAT_ELAPSED;
    if (has_date && (l.hour || l.second))
        return FORMAT_DATE_TIME;
    if (l.hour || l.second)
        return FORMAT_TIME;
    if (l.day)
        return FORMAT_DATE;
    if (l.month)
        return FORMAT_MONTH;
    if (l.year)
        return FORMAT_YEAR;
    return l.percent ? FORMAT_PERCENT : FORMAT_NUMBER;
}
