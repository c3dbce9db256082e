/* One form after the other is tried at a place; each is told by its first glyphs, so a text is read in one
 * pass. */
#include "paper/due.h"

#include "base/date.h"

#define HALF_YEAR_DAYS 184
#define NOTE_GLYPHS_MAX 12

struct reading {
    const struct sheet *s;
    size_t to;
    int64_t day;
    const struct calendar *calendar;
};

static int64_t day_of(int year, int month, int day)
{
    int64_t d = (int64_t)year * 10000 + month * 100 + day;
    return date_is_day(d) && year >= 1970 && year <= 2099 ? d : 0;
}

static int64_t month_end(int year, int month)
{
    return month >= 1 && month <= 12 && year >= 1970 && year <= 2099
               ? every_of(EVERY_MONTH, day_of(year, month, 1)).last
               : 0;
}

/* The first of the words that stands there; *ret_i is which. */
static size_t one_of(const struct reading *r, size_t at, const char *const *word, size_t words, size_t *ret_i)
{
    for (size_t i = 0; i < words; i++) {
        size_t n = sheet_word(r->s, at, r->to, word[i]);
        if (n) {
            *ret_i = i;
            return n;
        }
    }
    return 0;
}

/* （星期三） between the day and its 前. */
static size_t note_length(const struct reading *r, size_t at)
{
    size_t to = at;
    if (!sheet_word(r->s, at, r->to, "("))
        return 0;
    while (to < r->to && to - at <= NOTE_GLYPHS_MAX && r->s->glyph[to].cp != ')')
        to++;
    return to < r->to && r->s->glyph[to].cp == ')' ? to + 1 - at : 0;
}

/* 前, 内 …: what makes a due of a day; not the beginning of 前后, 内部. */
static size_t tail(const struct reading *r, size_t at)
{
    static const char *const word[] = {"之前", "以前", "前", "之内", "以内", "内", "为止", "止", "下班前"};
    static const char *const not_before[] = {"后", "期", "往", "述", "部", "容", "涝", "外", "沿"};
    size_t i, k, note = note_length(r, at);
    at += note;
    size_t n = one_of(r, at, word, COUNT_OF(word), &i);
    return n && one_of(r, at + n, not_before, COUNT_OF(not_before), &k) ? 0 : n ? note + n : 0;
}

/* Takes the day as read: its end, and whether it is over. */
static void settle(const struct reading *r, struct due_found *f, int64_t day)
{
    f->due.kind = day ? DUE_DAY : DUE_UNREAD;
    f->due.day = day;
    if (!day || f->has_year || day >= r->day)
        return;
    int year = (int)(day / 10000) + 1, month = (int)(day / 100 % 100);
    bool is_end = day == month_end(year - 1, month);
    int64_t next = is_end ? month_end(year, month) : day_of(year, month, (int)(day % 100));
    if (next && day_between(r->day, next) <= HALF_YEAR_DAYS)
        f->due.day = next;
    else
        f->is_past = true;
}

static size_t year_at(const struct reading *r, size_t at, int *ret_year)
{
    static const char *const word[] = {"今年", "本年", "当年", "明年", "次年", "来年", "去年", "后年"};
    static const int away[] = {0, 0, 0, 1, 1, 1, -1, 2};
    size_t i;
    size_t n = one_of(r, at, word, COUNT_OF(word), &i);
    if (n) {
        *ret_year = (int)(r->day / 10000) + away[i];
        return n;
    }
    int year;
    n = sheet_number(r->s, at, r->to, &year);
    if ((n == 4 || n == 2) && year > 19 && sheet_word(r->s, at + n, r->to, "年")) {
        *ret_year = year < 100 ? year + 2000 : year;
        return n + 1;
    }
    return 0;
}

static size_t written_day(const struct reading *r, size_t at, int64_t *ret)
{
    static const char *const point[] = {"-", ".", "/"};
    int y, m, d;
    size_t i, k, n = sheet_number(r->s, at, r->to, &y);
    if (n != 4 || r->s->glyph[at].cp > '9')
        return 0;
    size_t p = one_of(r, at + n, point, COUNT_OF(point), &i);
    size_t mn = p ? sheet_number(r->s, at + n + p, r->to, &m) : 0;
    size_t q = mn ? one_of(r, at + n + p + mn, point, COUNT_OF(point), &k) : 0;
    size_t dn = q && i == k ? sheet_number(r->s, at + n + p + mn + q, r->to, &d) : 0;
    *ret = dn && mn <= 2 && dn <= 2 ? day_of(y, m, d) : 0;
    return *ret ? n + p + mn + q + dn : 0;
}

size_t date_at(const struct sheet *s, size_t at, size_t to, int year, int64_t *ret)
{
    struct reading r = {.s = s, .to = to, .day = (int64_t)year * 10000 + 101};
    int y = year, m, d;
    size_t n = written_day(&r, at, ret);
    if (n)
        return n;
    n = year_at(&r, at, &y);
    size_t mn = sheet_number(s, at + n, to, &m);
    if (!mn || mn > 3 || !sheet_word(s, at + n + mn, to, "月"))
        return 0;
    size_t dn = sheet_number(s, at + n + mn + 1, to, &d);
    if (!dn || dn > 3 ||
        !(sheet_word(s, at + n + mn + 1 + dn, to, "日") || sheet_word(s, at + n + mn + 1 + dn, to, "号")))
        return 0;
    *ret = day_of(y, m, d);
    return *ret ? n + mn + 1 + dn + 1 : 0;
}

/* ---- days and parts of the year ---- */

/* What stands behind 6月: the day it means, and how much was read; 0: the month alone. */
static size_t in_month(const struct reading *r, size_t at, int year, int month, int64_t *ret, bool *ret_day)
{
    static const char *const part[] = {"底", "末", "上旬", "中旬", "下旬", "份底", "份"};
    int day;
    size_t i, n = sheet_number(r->s, at, r->to, &day);
    *ret_day = false;
    *ret = month_end(year, month);
    if (n && n <= 3 && (sheet_word(r->s, at + n, r->to, "日") || sheet_word(r->s, at + n, r->to, "号"))) {
        *ret = day_of(year, month, day);
        *ret_day = true;
        return n + 1;
    }
    if (n && n <= 3 && tail(r, at + n)) { /* 4月30前 */
        *ret = day_of(year, month, day);
        *ret_day = true;
        return n;
    }
    n = one_of(r, at, part, COUNT_OF(part), &i);
    if (n && (i == 2 || i == 3))
        *ret = day_of(year, month, i == 2 ? 10 : 20);
    return n;
}

static size_t month_due(const struct reading *r, size_t at, struct due_found *f)
{
    int year = (int)(r->day / 10000), month;
    size_t y = year_at(r, at, &year), m = sheet_number(r->s, at + y, r->to, &month);
    int64_t day;
    bool is_day;
    if (!m || m > 3 || month < 1 || month > 12 || !sheet_word(r->s, at + y + m, r->to, "月"))
        return 0;
    size_t n = y + m + 1, part = in_month(r, at + n, year, month, &day, &is_day);
    bool is_bare = !is_day && (part == 0 || sheet_word(r->s, at + n, r->to, "份")) &&
                   !sheet_word(r->s, at + n, r->to, "份底");
    n += part;
    size_t t = tail(r, at + n);
    f->has_year = y > 0;
    f->is_due = t > 0 || (!is_day && !is_bare);
    if (is_bare && t && sheet_word(r->s, at + n, r->to, "内") == 0 &&
        sheet_word(r->s, at + n, r->to, "以内") == 0) { /* 6月前: may mean its end as well */
        day = month > 1 ? month_end(year, month - 1) : month_end(year - 1, 12);
        f->due.is_unsure = true;
    }
    settle(r, f, day);
    return n + t;
}

/* 15日前: of this month, or of the next one when that is over. */
static size_t day_due(const struct reading *r, size_t at, struct due_found *f)
{
    int day;
    size_t n = sheet_number(r->s, at, r->to, &day), t;
    if (!n || n > 3 || !(sheet_word(r->s, at + n, r->to, "日") || sheet_word(r->s, at + n, r->to, "号")))
        return 0;
    t = tail(r, at + n + 1);
    if (!t || sheet_word(r->s, at + n + 1, r->to, "内") || sheet_word(r->s, at + n + 1, r->to, "以内") ||
        sheet_word(r->s, at + n + 1, r->to, "之内"))
        return 0;
    int64_t d = day_of((int)(r->day / 10000), (int)(r->day / 100 % 100), day);
    if (d && d < r->day)
        d = day_add_months(d, 1);
    f->is_due = true;
    f->due.is_unsure = true;
    f->has_year = true;
    settle(r, f, d);
    return n + 1 + t;
}

static size_t quarter_due(const struct reading *r, size_t at, struct due_found *f)
{
    int year = (int)(r->day / 10000), q;
    size_t y = year_at(r, at, &year), o = sheet_word(r->s, at + y, r->to, "第");
    size_t m = sheet_number(r->s, at + y + o, r->to, &q), e;
    if (m != 1 || q < 1 || q > 4)
        return 0;
    e = sheet_word(r->s, at + y + o + m, r->to, "季度");
    if (!e)
        return 0;
    size_t n = y + o + m + e, end = sheet_word(r->s, at + n, r->to, "末");
    end = end ? end : sheet_word(r->s, at + n, r->to, "底");
    size_t t = tail(r, at + n + end);
    f->is_due = end || t;
    f->has_year = y > 0;
    f->due.is_unsure = !end && t && sheet_word(r->s, at + n, r->to, "内") == 0;
    settle(r, f, month_end(year, q * 3));
    return n + end + t;
}

static size_t year_due(const struct reading *r, size_t at, struct due_found *f)
{
    static const char *const part[] = {"上半年", "下半年", "年底", "年末", "年内",  "全年",
                                       "年度内", "底",     "末",   "内",   "年底之"};
    int year = (int)(r->day / 10000);
    size_t i, y = year_at(r, at, &year), n = one_of(r, at + y, part, COUNT_OF(part), &i);
    if (!n || (i >= 6 && !y) || i == 5)
        return 0;
    n += y;
    size_t t = tail(r, at + n);
    f->is_due = t > 0 || i >= 2;
    f->has_year = y > 0;
    settle(r, f, month_end(year, i == 0 ? 6 : 12));
    return n + t;
}

/* ---- beside the day of the paper ---- */

static size_t month_word_due(const struct reading *r, size_t at, struct due_found *f)
{
    static const char *const word[] = {"本月底", "本月末",   "本月内", "本月",    "当月底",
                                       "当月内", "月底",     "月末",   "月内",    "下月底",
                                       "下月末", "下个月底", "下月内", "下个月内"};
    size_t i, n = one_of(r, at, word, COUNT_OF(word), &i);
    if (!n)
        return 0;
    int day;
    size_t d = i == 3 ? sheet_number(r->s, at + n, r->to, &day) : 0;
    struct stretch m = every_next(every_of(EVERY_MONTH, r->day), i >= 9);
    int64_t end = m.last;
    if (d && (sheet_word(r->s, at + n + d, r->to, "日") || sheet_word(r->s, at + n + d, r->to, "号"))) {
        end = day_of((int)(m.first / 10000), (int)(m.first / 100 % 100), day);
        n += d + 1;
    } else if (i == 3) {
        d = 0;
    }
    size_t t = tail(r, at + n);
    f->is_due = t > 0 || i != 3;
    f->has_year = true;
    settle(r, f, end);
    return n + t;
}

static size_t week_due(const struct reading *r, size_t at, struct due_found *f)
{
    static const char *const stem[] = {"本周", "下周", "这周", "下个星期", "下星期", "本星期", "周", "星期"};
    static const char *const name[] = {"一", "二", "三", "四", "五", "六", "日", "末", "天"};
    static const int nth[] = {0, 1, 2, 3, 4, 5, 6, 6, 6};
    size_t i, k = 0, n = one_of(r, at, stem, COUNT_OF(stem), &i);
    if (!n)
        return 0;
    size_t d = one_of(r, at + n, name, COUNT_OF(name), &k), t = tail(r, at + n + d);
    if ((i >= 6 && !(d && t)) || (!d && !t))
        return 0;
    struct stretch w = every_next(every_of(EVERY_WEEK, r->day), i == 1 || i == 3 || i == 4);
    int64_t day = d ? day_add(w.first, nth[k]) : w.last;
    if (i >= 6 && day < r->day)
        day = day_add(day, 7);
    f->is_due = t > 0 || d > 0;
    f->has_year = true;
    f->due.is_unsure = i >= 6 || (!d);
    settle(r, f, day);
    return n + d + t;
}

static size_t feast_due(const struct reading *r, size_t at, struct due_found *f)
{
    static const char *const fixed[] = {"国庆节", "国庆", "元旦", "五一",   "劳动节",
                                        "七一",   "八一", "十一", "建党节", "建军节"};
    static const int mmdd[] = {1001, 1001, 101, 501, 501, 701, 801, 1001, 701, 801};
    static const char *const moving[] = {
        "春节", "中秋节", "中秋",   "端午节", "端午",   "清明节", "清明", "主汛期",   "汛期",   "入汛",
        "开学", "供暖季", "供暖期", "供暖",   "采暖季", "采暖期", "高考", "中考",     "两会",   "入冬",
        "冬季", "雨季",   "节假日", "考核",   "验收",   "投产",   "投用", "下次会议", "党代会", "人代会"};
    size_t i, n = one_of(r, at, fixed, COUNT_OF(fixed), &i), t;
    if (n) {
        size_t days = sheet_word(r->s, at + n, r->to, "假期");
        t = tail(r, at + n + days);
        if (!t)
            return 0;
        int64_t day = (r->day / 10000) * 10000 + mmdd[i];
        if (day <= r->day)
            day += 10000;
        f->is_due = f->has_year = true;
        settle(r, f, day_add(day, -1));
        return n + days + t;
    }
    n = one_of(r, at, moving, COUNT_OF(moving), &i);
    t = n ? tail(r, at + n) : 0;
    if (!t || sheet_word(r->s, at + n, r->to, "内"))
        return 0;
    f->is_due = true;
    f->due.kind = DUE_UNREAD;
    return n + t;
}

/* ---- limits ---- */

static void settle_limit(const struct reading *r, struct due_found *f, enum limit_unit unit, int amount)
{
    struct due due;
    f->is_due = f->has_year = true;
    f->due.kind = DUE_LIMIT;
    f->due.limit = (struct time_limit){unit, amount};
    int y = (int)(r->day / 10000), m = (int)(r->day / 100 % 100), d = (int)(r->day % 100);
    if (unit == LIMIT_MINUTES)
        f->due.day = day_add(r->day, (amount + 1439) / 1440);
    else if (r->calendar &&
             limit_due(r->calendar, f->due.limit, date_ms(y, m, d, 12, 0), NULL, 0, &due, NULL) == RC_OK)
        f->due.day = due.day;
    else if (!r->calendar && unit == LIMIT_DAYS)
        f->due.day = day_add(r->day, amount);
    else if (!r->calendar && unit == LIMIT_MONTHS)
        f->due.day = day_add_months(r->day, amount);
}

static size_t limit_at(const struct reading *r, size_t at, struct due_found *f)
{
    static const char *const unit[] = {"个工作日", "工作日", "个自然日", "日",     "天", "个月",
                                       "周",       "个星期", "小时",     "个小时", "年", "月"};
    static const enum limit_unit as[] = {LIMIT_WORKDAYS, LIMIT_WORKDAYS, LIMIT_DAYS,   LIMIT_DAYS,
                                         LIMIT_DAYS,     LIMIT_MONTHS,   LIMIT_DAYS,   LIMIT_DAYS,
                                         LIMIT_MINUTES,  LIMIT_MINUTES,  LIMIT_MONTHS, LIMIT_MONTHS};
    static const int each[] = {1, 1, 1, 1, 1, 1, 7, 7, 60, 60, 12, 1};
    static const char *const within[] = {"之内", "以内", "内"};
    int amount;
    size_t i, k, half = sheet_word(r->s, at, r->to, "半"), n = half;
    if (!half)
        n = sheet_number(r->s, at, r->to, &amount);
    size_t u = n ? one_of(r, at + n, unit, COUNT_OF(unit), &i) : 0;
    size_t in = u ? one_of(r, at + n + u, within, COUNT_OF(within), &k) : 0;
    if (!in || n > 4)
        return 0;
    if (half) {
        if (i != 5 && i != 10 && i != 4)
            return 0;
        settle_limit(r, f, i == 10 ? LIMIT_MONTHS : LIMIT_DAYS, i == 10 ? 6 : i == 5 ? 15 : 1);
    } else if (amount > 0 && amount <= 1000) {
        settle_limit(r, f, as[i], amount * each[i]);
    } else {
        return 0;
    }
    return n + u + in;
}

/* ---- all ---- */

/* 4月1日至6月30日: ends at the second. */
static size_t span_end(const struct reading *r, size_t at, struct due_found *f)
{
    static const char *const to[] = {"至", "到", "-", "~"};
    struct due_found second = {0};
    size_t i, n = one_of(r, at, to, COUNT_OF(to), &i), m = n ? month_due(r, at + n, &second) : 0;
    if (!m || !second.due.day || !f->due.day)
        return 0;
    second.due.is_unsure = true;
    *f = second;
    return n + m;
}

struct due_found due_at(const struct sheet *s, size_t at, size_t to, int64_t day,
                        const struct calendar *calendar)
{
    static size_t (*const form[])(const struct reading *, size_t, struct due_found *) = {
        limit_at, month_due, quarter_due, year_due, day_due, month_word_due, week_due, feast_due};
    struct reading r = {s, to, day, calendar};
    struct due_found f = {0};
    int64_t whole;
    f.n = written_day(&r, at, &whole);
    if (f.n) {
        size_t t = tail(&r, at + f.n);
        f.is_due = t > 0;
        f.has_year = true;
        settle(&r, &f, whole);
        f.n += t;
        return f;
    }
    for (size_t i = 0; i < COUNT_OF(form) && !f.n; i++) {
        f = (struct due_found){0};
        f.n = form[i](&r, at, &f);
    }
    size_t first = f.n;
    size_t rest = f.n && !f.is_due && f.due.kind == DUE_DAY ? span_end(&r, at + first, &f) : 0;
    f.n = first + rest;
    return f;
}
