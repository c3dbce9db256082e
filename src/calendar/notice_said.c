#include "calendar/notice_said.h"

#include "calendar/every.h"

const char *const told_festival[] = {
    "元旦",   "春节", "清明节", "清明",   "劳动节", "端午节", "端午",   "中秋节", "中秋",
    "国庆节", "国庆", "除夕",   "妇女节", "青年节", "儿童节", "建军节", NULL,
};

static int digit_of(uint32_t cp)
{
    static const uint32_t han[] = {0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB,
                                   0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D}; /* 〇一二三四五六七八九 */
    for (int i = 0; i < (int)COUNT_OF(han); i++)
        if (cp == han[i])
            return i;
    if (cp == 0x96F6 || cp == 0x25CB || cp == 0x25EF) /* 零, and the circles that stand for 〇 */
        return 0;
    return cp == 0x4E24 ? 2 : cp == 0x5341 ? 10 : -1; /* 两 十 */
}

/* 二〇二六 digit by digit; 十, 十二, 二十, 二十八 by tens. */
static size_t han_number_at(struct signs s, size_t at, int *ret)
{
    int digit[5] = {0}, ten = -1, value = 0;
    size_t n = 0;
    for (; at + n < s.n && digit_of(s.sign[at + n].cp) >= 0; n++) {
        if (n >= COUNT_OF(digit))
            continue;
        digit[n] = digit_of(s.sign[at + n].cp);
        value = value * 10 + digit[n];
        if (digit[n] == 10)
            ten = (int)n;
    }
    if (ten >= 0) {
        int before = ten ? digit[0] : 1, after = (int)n > ten + 1 ? digit[ten + 1] : 0;
        bool is_one = ten <= 1 && (int)n <= ten + 2 && before < 10 && after < 10;
        value = is_one ? before * 10 + after : -1;
    }
    *ret = n > 4 ? -1 : value;
    return n;
}

size_t told_number_at(struct signs s, size_t at, int *ret)
{
    size_t n = 0;
    int value = 0;
    for (; at + n < s.n && s.sign[at + n].cp >= '0' && s.sign[at + n].cp <= '9'; n++)
        value = n < 4 ? value * 10 + (int)(s.sign[at + n].cp - '0') : -1;
    if (!n)
        return han_number_at(s, at, ret);
    *ret = value;
    return n;
}

static size_t written_date_at(struct signs s, size_t at, struct told_date *ret)
{
    int part[3];
    size_t from = at;
    uint32_t between = 0;
    for (int i = 0; i < 3; i++) {
        size_t n = told_number_at(s, at, &part[i]);
        if (!n || part[i] < 0 || (i == 0) != (n == 4) || (i && n > 2))
            return 0;
        at += n;
        if (i == 2)
            break;
        uint32_t cp = at < s.n ? s.sign[at].cp : 0;
        if ((cp != PASTED_DASH && cp != '/' && cp != '.') || (i && cp != between))
            return 0;
        between = cp;
        at++;
    }
    *ret = (struct told_date){part[0], part[1], part[2]};
    return at - from;
}

static bool is_day_sign(struct signs s, size_t at)
{
    return signs_word(s, at, "日") || signs_word(s, at, "号");
}

size_t told_date_at(struct signs s, size_t at, struct told_date *ret)
{
    size_t n = written_date_at(s, at, ret), from = at;
    if (n)
        return n;
    struct told_date d = {0};
    int number;
    n = told_number_at(s, at, &number);
    if (n && signs_word(s, at + n, "年")) {
        d.year = number;
        at += n + 1;
        n = told_number_at(s, at, &number);
    }
    if (n && signs_word(s, at + n, "月")) {
        d.month = number;
        at += n + 1;
        n = told_number_at(s, at, &number);
    } else if (d.year) {
        return 0;
    }
    /* “10月1、2日”, but not “壮族三月三”. */
    bool is_bare = n && d.month && s.sign[at].cp <= '9';
    if (!n || (!is_bare && !is_day_sign(s, at + n)))
        return 0;
    d.day = number;
    at += n;
    *ret = d;
    return at + is_day_sign(s, at) - from;
}

struct said *telling_find(struct telling *t, int64_t day)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->said[i].day.day == day)
            return &t->said[i];
    return NULL;
}

static void say_twice(struct telling *t, int64_t day, int line, const struct sign *at)
{
    struct problem *p = PROBLEM(t->problems, at->line, at->column, "calendar.text_twice");
    p->hint = "calendar.text_compare";
    problem_arg(t->problems, p, 0, day_text(t->arena, day));
    problem_arg(t->problems, p, 1, arena_printf(t->arena, "%d", line));
}

void telling_say(struct telling *t, struct notice_day day, bool is_implied, const struct sign *at)
{
    struct said said = {day, is_implied, at->line}, *known = telling_find(t, day.day);
    if (known) {
        bool agrees = known->day.says == day.says;
        /* A Sunday that is a holiday itself and whose rest is moved stays off. */
        if (is_implied && (agrees || (day.says == SAYS_WORK && known->day.says == SAYS_OFF)))
            return;
        if (known->is_implied && (agrees || (day.says == SAYS_OFF && known->day.says == SAYS_WORK)))
            *known = said;
        else
            say_twice(t, day.day, known->line, at);
    } else if (t->n < NOTICE_DAYS_MAX) {
        t->said[t->n++] = said;
    } else if (t->n == NOTICE_DAYS_MAX) {
        PROBLEM(t->problems, at->line, at->column, "calendar.text_too_many")->hint = "calendar.text_compare";
    }
}

void telling_sort(struct telling *t)
{
    for (size_t i = 1; i < t->n; i++) {
        struct said s = t->said[i];
        size_t k = i;
        for (; k > 0 && t->said[k - 1].day.day > s.day.day; k--)
            t->said[k] = t->said[k - 1];
        t->said[k] = s;
    }
}
