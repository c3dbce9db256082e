/* Dates, times and durations as text: the lexical forms of XML Schema part 2, with two things that FEEL adds,
 * a zone by name (10:30:00@Europe/Paris) and seconds in an offset. What a form does not name is refused, so
 * that nothing is read as something that was not meant: no blanks, no "+" before a year, no 7:00:00, no
 * leap second. Texts are written in the canonical form, which reads back as the same value. */
#include "feel/temporal.h"

/* What is left of the text; is_bad once something was missing, and then it stays so. */
struct reader {
    struct str rest;
    bool is_bad;
};

static bool sees(const struct reader *r, char c) { return r->rest.n > 0 && r->rest.p[0] == c; }

static bool take(struct reader *r, char c)
{
    if (!sees(r, c))
        return false;
    r->rest = str_sub(r->rest, 1, r->rest.n);
    return true;
}

static void want(struct reader *r, char c) { r->is_bad |= !take(r, c); }

static size_t digits(const struct reader *r)
{
    size_t n = 0;
    while (n < r->rest.n && r->rest.p[n] >= '0' && r->rest.p[n] <= '9')
        n++;
    return n;
}

/* The next n digits; a number beyond 64 bits is bad. */
static int64_t take_digits(struct reader *r, size_t n)
{
    int64_t v = 0;
    if (digits(r) < n) {
        r->is_bad = true;
        return 0;
    }
    for (size_t i = 0; i < n; i++)
        r->is_bad |= __builtin_mul_overflow(v, 10, &v) || __builtin_add_overflow(v, r->rest.p[i] - '0', &v);
    r->rest = str_sub(r->rest, n, r->rest.n);
    return v;
}

static int64_t take_two(struct reader *r) { return take_digits(r, 2); }

/* Behind the point: up to nine digits, as nanoseconds. */
static uint32_t take_fraction(struct reader *r)
{
    size_t n = digits(r);
    r->is_bad |= n > 9;
    int64_t v = take_digits(r, n > 9 ? 9 : n);
    while (n++ < 9)
        v *= 10;
    return (uint32_t)v;
}

/* -- reading -- */

/* At least four digits, more only without a zero in front; there is a year 0, but no −0. */
static void take_date(struct reader *r, struct temporal *t)
{
    bool is_negative = take(r, '-');
    size_t n = digits(r);
    bool is_long = n > 4;
    r->is_bad |= n < 4 || n > 9 || (is_long && sees(r, '0'));
    int64_t year = take_digits(r, n > 9 ? 9 : n);
    r->is_bad |= is_negative && year == 0;
    want(r, '-');
    int64_t month = take_two(r);
    want(r, '-');
    int64_t day = take_two(r);
    year = is_negative ? -year : year;
    if (r->is_bad || !date_is_real(year, month, day)) {
        r->is_bad = true;
        return;
    }
    t->year = (int32_t)year;
    t->month = (uint8_t)month;
    t->day = (uint8_t)day;
}

/* ±hh:mm or ±hh:mm:ss. */
static int32_t take_offset(struct reader *r)
{
    bool is_negative = take(r, '-');
    if (!is_negative)
        want(r, '+');
    int64_t hour = take_two(r);
    want(r, ':');
    int64_t minute = take_two(r), second = take(r, ':') ? take_two(r) : 0;
    int64_t offset = hour * 3600 + minute * 60 + second;
    r->is_bad |= minute > 59 || second > 59 || offset > TEMPORAL_OFFSET_MAX_S;
    return (int32_t)(is_negative ? -offset : offset);
}

static void take_place(struct reader *r, const struct feel_zones *z, struct temporal *t)
{
    t->offset_s = OFFSET_NONE;
    if (take(r, 'Z')) {
        t->offset_s = 0;
    } else if (take(r, '@')) {
        t->zone = z && r->rest.n ? z->find(z->self, r->rest) : 0;
        r->is_bad |= t->zone == 0;
        r->rest.n = 0;
    } else if (r->rest.n) {
        t->offset_s = take_offset(r);
    }
}

/* hh:mm:ss with a fraction and a place. *ret_is_end: it was 24:00:00, which is stored as 00:00:00. */
static void take_time(struct reader *r, const struct feel_zones *z, struct temporal *t, bool *ret_is_end)
{
    int64_t hour = take_two(r);
    want(r, ':');
    int64_t minute = take_two(r);
    want(r, ':');
    int64_t second = take_two(r);
    if (take(r, '.')) {
        r->is_bad |= digits(r) == 0;
        t->nano = take_fraction(r);
    }
    *ret_is_end = hour == 24 && minute == 0 && second == 0 && t->nano == 0;
    r->is_bad |= (hour > 23 && !*ret_is_end) || minute > 59 || second > 59;
    t->second_of_day = *ret_is_end ? 0 : (uint32_t)(hour * 3600 + minute * 60 + second);
    take_place(r, z, t);
}

static bool is_all(const struct reader *r) { return !r->is_bad && r->rest.n == 0; }

bool date_read(struct str s, struct value *ret)
{
    struct reader r = {.rest = s};
    struct value v = {.kind = VALUE_DATE, .temporal = {.offset_s = OFFSET_NONE}};
    take_date(&r, &v.temporal);
    if (!is_all(&r))
        return false;
    *ret = v;
    return true;
}

bool time_read(struct str s, const struct feel_zones *z, struct value *ret)
{
    struct reader r = {.rest = s};
    struct value v = {.kind = VALUE_TIME};
    bool is_end;
    take_time(&r, z, &v.temporal, &is_end);
    if (!is_all(&r))
        return false;
    *ret = v;
    return true;
}

bool date_time_read(struct str s, const struct feel_zones *z, struct value *ret)
{
    struct reader r = {.rest = s};
    struct value date = {.kind = VALUE_DATE};
    struct temporal time = {.offset_s = OFFSET_NONE};
    bool is_end = false;
    take_date(&r, &date.temporal);
    if (r.rest.n) {
        want(&r, 'T');
        take_time(&r, z, &time, &is_end);
    }
    if (!is_all(&r) || (is_end && !date_of_epoch_day(date_epoch_day(date) + 1, &date)))
        return false;
    *ret = date_time_of(date.temporal, time, z);
    return true;
}

/* v·scale more; what does not fit makes the text bad. */
static void add_part(struct reader *r, int64_t v, int64_t scale, int64_t *sum)
{
    int64_t part;
    r->is_bad |= __builtin_mul_overflow(v, scale, &part) || __builtin_add_overflow(*sum, part, sum);
}

/* A number and one of the letters from *letters on; moves *letters behind it. False: no number is left. */
static bool take_part(struct reader *r, const char **letters, char *ret_letter, int64_t *ret,
                      uint32_t *ret_nano)
{
    size_t n = digits(r);
    if (n == 0 || r->is_bad)
        return false;
    *ret = take_digits(r, n);
    bool has_point = take(r, '.');
    *ret_nano = has_point ? take_fraction(r) : 0;
    const char *at = r->rest.n && r->rest.p[0] ? strchr(*letters, r->rest.p[0]) : NULL;
    if (!at || !*at || (has_point && *at != 'S')) {
        r->is_bad = true;
        return false;
    }
    *ret_letter = *at;
    *letters = at + 1;
    want(r, *at);
    return true;
}

static int64_t scale_of(char letter)
{
    return letter == 'Y'   ? 12
           : letter == 'D' ? TEMPORAL_DAY_S
           : letter == 'H' ? 3600
           : letter == 'M' ? 60
                           : 1;
}

static void take_years_and_months(struct reader *r, int64_t *sum)
{
    const char *letters = "YM";
    char letter;
    int64_t v;
    uint32_t nano;
    while (take_part(r, &letters, &letter, &v, &nano))
        add_part(r, v, letter == 'Y' ? 12 : 1, sum);
}

static void take_days_and_time(struct reader *r, struct seconds *d)
{
    const char *day = "D", *time = "HMS";
    char letter;
    int64_t v;
    uint32_t nano;
    while (take_part(r, &day, &letter, &v, &nano))
        add_part(r, v, scale_of(letter), &d->s);
    if (!take(r, 'T'))
        return;
    r->is_bad |= r->rest.n == 0;
    while (take_part(r, &time, &letter, &v, &nano)) {
        add_part(r, v, scale_of(letter), &d->s);
        d->nano = nano;
    }
}

/* PnYnM or PnDTnHnMnS: which of the two, the letter behind the first number says. */
bool duration_read(struct str s, struct value *ret)
{
    struct reader r = {.rest = s};
    struct value v = {.kind = VALUE_SECONDS};
    bool is_negative = take(&r, '-');
    want(&r, 'P');
    r.is_bad |= r.rest.n == 0;
    size_t n = digits(&r);
    if (n && n < r.rest.n && (r.rest.p[n] == 'Y' || r.rest.p[n] == 'M')) {
        v.kind = VALUE_MONTHS;
        take_years_and_months(&r, &v.months);
    } else {
        take_days_and_time(&r, &v.seconds);
    }
    if (!is_all(&r))
        return false;
    if (is_negative)
        return duration_mul(v, decimal_of(-1), ret);
    *ret = v;
    return true;
}

bool temporal_read(struct str s, const struct feel_zones *z, struct value *ret)
{
    if (str_starts(s, STR("P")) || str_starts(s, STR("-P")))
        return duration_read(s, ret);
    if (s.n > 2 && s.p[2] == ':')
        return time_read(s, z, ret);
    return date_read(s, ret) || (str_find(s, 'T') < s.n && date_time_read(s, z, ret));
}

/* -- writing -- */

static void put_two(struct buf *out, uint64_t v)
{
    buf_putc(out, (char)('0' + v / 10 % 10));
    buf_putc(out, (char)('0' + v % 10));
}

static void put_fraction(struct buf *out, uint32_t nano)
{
    int places = 9;
    if (nano == 0)
        return;
    for (; nano % 10 == 0; nano /= 10)
        places--;
    buf_printf(out, ".%0*u", places, nano);
}

static void put_date(struct buf *out, struct temporal t)
{
    buf_printf(out, "%s%04d-", t.year < 0 ? "-" : "", t.year < 0 ? -t.year : t.year);
    put_two(out, t.month);
    buf_putc(out, '-');
    put_two(out, t.day);
}

static void put_place(struct buf *out, struct temporal t, const struct feel_zones *z)
{
    uint32_t offset = (uint32_t)(t.offset_s < 0 ? -t.offset_s : t.offset_s);
    if (t.zone) {
        buf_putc(out, '@');
        buf_put(out, z ? z->name(z->self, t.zone) : STR("?"));
        return;
    }
    if (t.offset_s == OFFSET_NONE)
        return;
    if (offset == 0) {
        buf_putc(out, 'Z');
        return;
    }
    buf_putc(out, t.offset_s < 0 ? '-' : '+');
    put_two(out, offset / 3600);
    buf_putc(out, ':');
    put_two(out, offset / 60 % 60);
    if (offset % 60) {
        buf_putc(out, ':');
        put_two(out, offset % 60);
    }
}

static void put_time(struct buf *out, struct temporal t, const struct feel_zones *z)
{
    put_two(out, t.second_of_day / 3600);
    buf_putc(out, ':');
    put_two(out, t.second_of_day / 60 % 60);
    buf_putc(out, ':');
    put_two(out, t.second_of_day % 60);
    put_fraction(out, t.nano);
    put_place(out, t, z);
}

static void put_part(struct buf *out, uint64_t v, char letter)
{
    if (v) {
        buf_printf(out, "%llu", (unsigned long long)v);
        buf_putc(out, letter);
    }
}

/* Of a number of 64 bits, INT64_MIN too. */
static uint64_t magnitude(int64_t v) { return v < 0 ? 0 - (uint64_t)v : (uint64_t)v; }

static void put_months(struct buf *out, int64_t months)
{
    uint64_t n = magnitude(months);
    buf_put(out, months < 0 ? STR("-P") : STR("P"));
    put_part(out, n / 12, 'Y');
    put_part(out, n % 12, 'M');
    if (n == 0)
        buf_put(out, STR("0M"));
}

static void put_seconds(struct buf *out, struct seconds d)
{
    bool borrows = d.s < 0 && d.nano > 0;
    uint64_t s = magnitude(d.s + borrows), day = s / (uint64_t)TEMPORAL_DAY_S;
    uint32_t nano = borrows ? (uint32_t)TEMPORAL_NANO - d.nano : d.nano;
    s %= (uint64_t)TEMPORAL_DAY_S;
    buf_put(out, d.s < 0 ? STR("-P") : STR("P"));
    put_part(out, day, 'D');
    if (s == 0 && nano == 0) {
        buf_put(out, day ? STR("") : STR("T0S"));
        return;
    }
    buf_putc(out, 'T');
    put_part(out, s / 3600, 'H');
    put_part(out, s / 60 % 60, 'M');
    if (s % 60 || nano) {
        buf_printf(out, "%llu", (unsigned long long)(s % 60));
        put_fraction(out, nano);
        buf_putc(out, 'S');
    }
}

void temporal_text(struct buf *out, struct value v, const struct feel_zones *z)
{
    if (v.kind == VALUE_DATE || v.kind == VALUE_DATE_TIME)
        put_date(out, v.temporal);
    if (v.kind == VALUE_DATE_TIME)
        buf_putc(out, 'T');
    if (v.kind == VALUE_TIME || v.kind == VALUE_DATE_TIME)
        put_time(out, v.temporal, z);
    if (v.kind == VALUE_MONTHS)
        put_months(out, v.months);
    if (v.kind == VALUE_SECONDS)
        put_seconds(out, v.seconds);
}
