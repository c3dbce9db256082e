#include "domain/day_words.h"

#include "base/utf8.h"
#include "calendar/calendar.h"
#include "calendar/every.h"
#include "table/cell.h"

struct near_day {
    struct str word;
    int days;
};

static bool read_near(struct str plain, int64_t today, int64_t *ret)
{
    static const struct near_day WORD[] = {
        {STR_INIT("今天"), 0},  {STR_INIT("今日"), 0},    {STR_INIT("明天"), 1},  {STR_INIT("明日"), 1},
        {STR_INIT("后天"), 2},  {STR_INIT("大后天"), 3},  {STR_INIT("昨天"), -1}, {STR_INIT("昨日"), -1},
        {STR_INIT("today"), 0}, {STR_INIT("tomorrow"), 1}};
    for (size_t i = 0; i < COUNT_OF(WORD); i++)
        if (str_eq(plain, WORD[i].word)) {
            *ret = day_add(today, WORD[i].days);
            return true;
        }
    return false;
}

/* Takes one of the words off the front of *s; false: none stands there. */
static bool take(struct str *s, struct str word)
{
    if (!str_starts(*s, word))
        return false;
    *s = str_sub(*s, word.n, s->n);
    return true;
}

/* 周五, 本周五, 下周五, 星期五: a day of this week or the next, which begin on Monday. */
static bool read_weekday(struct str s, int64_t today, int64_t *ret)
{
    static const struct str DAY[] = {STR_INIT("一"), STR_INIT("二"), STR_INIT("三"), STR_INIT("四"),
                                     STR_INIT("五"), STR_INIT("六"), STR_INIT("日"), STR_INIT("天")};
    int weeks = take(&s, STR("下")) ? 1 : 0;
    if (weeks == 0 && !take(&s, STR("本")))
        (void)take(&s, STR("这"));
    if (!take(&s, STR("周")) && !take(&s, STR("星期")))
        return false;
    for (size_t i = 0; i < COUNT_OF(DAY); i++)
        if (str_eq(s, DAY[i])) {
            int weekday = i < 7 ? (int)i + 1 : 7;
            *ret = day_add(today, weekday - day_weekday(today) + 7 * weeks);
            return true;
        }
    return false;
}

/* 月底, 本月底, 下月底, 4月底, 年底, 2027年底: the last day. */
static bool read_end(struct str s, int64_t today, int64_t *ret)
{
    int64_t year = today / 10000, month = today / 100 % 100, number = 0;
    size_t at = 0;
    if (!str_ends(s, STR("底")))
        return false;
    s = str_sub(s, 0, s.n - STR("底").n);
    while (at < s.n && s.p[at] >= '0' && s.p[at] <= '9')
        at++;
    struct str digits = str_sub(s, 0, at);
    if (digits.n)
        s = str_sub(s, at, s.n);
    bool has_number = str_to_i64(digits, &number), is_next = take(&s, STR("下"));
    if (!is_next)
        (void)take(&s, STR("本"));
    if (str_eq(s, STR("年"))) {
        year = has_number ? number : is_next ? year + 1 : year;
        month = 12;
    } else if (str_eq(s, STR("月"))) {
        month = has_number ? number : is_next ? month + 1 : month;
        year += month == 13 && is_next;
        month = month == 13 && is_next ? 1 : month;
    } else {
        return false;
    }
    if (month < 1 || month > 12 || year < 1970 || year > 2099)
        return false;
    *ret = day_add(day_add_months(year * 10000 + month * 100 + 1, 1), -1);
    return true;
}

bool day_words_read(struct arena *a, struct str text, int64_t today, int64_t *ret)
{
    struct str plain = cell_plain(a, text);
    int64_t day = 0;
    if (!read_near(plain, today, &day) && !read_weekday(plain, today, &day) &&
        !read_end(plain, today, &day) && !cell_day(plain, (int)(today / 10000), &day))
        return false;
    if (!calendar_covers(day))
        return false;
    *ret = day;
    return true;
}
