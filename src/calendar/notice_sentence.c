/* Sentences of a notice, as tokens (notice_token.c), are followed from left to right: dates gather as the
 * subject until a predicate (放假, 上班, 公休日…调至…) says what they are. Whatever is neither a date nor one
 * of the words is a problem, for a word that is not understood (“除外”, “不”) may turn the sentence round. */
#include "calendar/notice_text.h"

#include "base/key.h"
#include "calendar/days.h"
#include "calendar/every.h"
#include "calendar/notice_token.h"

#define SUBJECTS_MAX 40  /* dates and spans in front of one predicate */
#define SPAN_DAYS_MAX 31 /* no holiday is longer */

struct subject {
    int64_t first, last; /* 0: no real day; its problem is said */
};

/* One sentence on its way. */
struct way {
    struct telling *t;
    struct signs s;
    struct token *token;
    size_t tokens;
    struct str name;
    bool leads; /* December leads into the January of the notice's year */

    struct subject subject[SUBJECTS_MAX];
    size_t subjects;
    struct subject source[SUBJECTS_MAX]; /* of 公休日…调至 */
    size_t sources;
    bool is_open;         /* a 至 waits for its end */
    bool is_told;         /* a predicate was found for the subject */
    bool is_moving;       /* behind 调至 */
    bool is_among;        /* behind 其中: days are said again */
    bool is_bad;          /* this clause has a problem: what follows from it is not one more */
    enum token_kind last; /* predicate */
    enum day_says half;
    int of;                 /* 两个; 0: not said */
    int off_days, now_days; /* said to be off in the sentence, by the last predicate */
    int64_t off_first, off_last;
    bool with_weekend;
    int month, year; /* of the last date: “9月29日、30日” */
};

/* ---- problems ---- */

static struct problem *complain(struct way *w, const struct token *tk, const char *key, const char *hint)
{
    const struct sign *at = &w->s.sign[tk->from];
    struct problem *p = problem_add(w->t->problems, at->line, at->column, key);
    p->hint = hint;
    problem_value(w->t->problems, p, signs_text(w->t->arena, w->s));
    problem_arg(w->t->problems, p, 0, signs_text(w->t->arena, signs_sub(w->s, tk->from, tk->to)));
    w->is_bad = true;
    return p;
}

static void complain_unknown(struct way *w, const struct token *tk)
{
    if (!w->is_bad)
        complain(w, tk, K("calendar.text_unknown"), K("calendar.text_own_line"));
}

static struct str weekday_text(int weekday)
{
    static const struct str name[] = {STR_INIT("周一"), STR_INIT("周二"), STR_INIT("周三"), STR_INIT("周四"),
                                      STR_INIT("周五"), STR_INIT("周六"), STR_INIT("周日")};
    return name[weekday - 1];
}

static void complain_day(struct way *w, const struct token *tk, int64_t day, const char *key)
{
    struct problem *p = complain(w, tk, key, K("calendar.text_compare"));
    problem_arg(w->t->problems, p, 0, day_text(w->t->arena, day));
    problem_arg(w->t->problems, p, 1, weekday_text(day_weekday(day)));
}

/* ---- dates ---- */

static int64_t resolve(struct way *w, const struct token *tk, const struct subject *begun)
{
    struct told_date d = tk->date;
    if (!d.month) {
        d.month = w->month;
        d.year = w->year;
    } else if (!d.year && begun) {
        d.year = (int)(begun->first / 10000) + (d.month < (int)(begun->first / 100 % 100));
    } else if (!d.year && w->t->year) {
        d.year = w->t->year - (w->leads && d.month == 12);
    }
    if (!d.month || !d.year) {
        complain(w, tk, d.month ? K("calendar.text_no_year") : K("calendar.text_no_month"),
                 K("calendar.text_write_whole"));
        return 0;
    }
    int64_t day =
        d.day > 0 && d.day < 100 && d.month < 100 ? (int64_t)d.year * 10000 + d.month * 100 + d.day : 0;
    if (days_index(day) < 0) {
        complain(w, tk, K("calendar.text_no_such_day"), K("calendar.text_compare"));
        return 0;
    }
    int away = w->t->year ? d.year - w->t->year : 0;
    if (away < -1 || away > 1 || (away == -1 && d.month != 12) || (away == 1 && d.month != 1)) {
        struct problem *p = complain(w, tk, K("calendar.text_far_year"), K("calendar.text_compare"));
        problem_arg(w->t->problems, p, 1, arena_printf(w->t->arena, "%d", w->t->year));
        return 0;
    }
    w->month = d.month;
    w->year = d.year;
    return day;
}

static void take_date(struct way *w, const struct token *tk)
{
    if (w->is_open) {
        struct subject *s = &w->subject[w->subjects - 1];
        w->is_open = false;
        s->last = resolve(w, tk, s->first && tk->date.month ? s : NULL);
        int length = s->first && s->last ? day_between(s->first, s->last) : 1;
        if (length >= 1 && length < SPAN_DAYS_MAX)
            return;
        if (s->first && s->last)
            complain(w, tk, K("calendar.text_span"), K("calendar.text_compare"));
        s->first = s->last = 0;
        return;
    }
    if (w->is_told) {
        w->subjects = 0;
        w->is_told = false;
        w->half = SAYS_OFF;
    }
    if (w->subjects == SUBJECTS_MAX) {
        complain_unknown(w, tk);
        return;
    }
    int64_t day = resolve(w, tk, NULL);
    w->subject[w->subjects++] = (struct subject){day, day};
}

static void check_weekday(struct way *w, const struct token *tk, int64_t day, int weekday)
{
    if (!day || day_weekday(day) == weekday)
        return;
    struct problem *p = complain(w, tk, K("calendar.text_weekday"), K("calendar.text_compare"));
    problem_arg(w->t->problems, p, 0, day_text(w->t->arena, day));
    problem_arg(w->t->problems, p, 1, weekday_text(day_weekday(day)));
    problem_arg(w->t->problems, p, 2, weekday_text(weekday));
}

/* One weekday is that of the last date; two behind a span those of its ends; several those of the last dates.
 */
static void check_weekdays(struct way *w, const struct token *tk, const int *weekday, size_t n)
{
    struct subject *last = w->subjects ? &w->subject[w->subjects - 1] : NULL;
    if (!last || w->is_told || n > w->subjects + 1) {
        complain_unknown(w, tk);
    } else if (n == 1) {
        check_weekday(w, tk, last->last, weekday[0]);
    } else if (n == 2 && last->first != last->last) {
        check_weekday(w, tk, last->first, weekday[0]);
        check_weekday(w, tk, last->last, weekday[1]);
    } else if (n <= w->subjects) {
        for (size_t i = 0; i < n; i++)
            check_weekday(w, tk, last[(ptrdiff_t)i + 1 - (ptrdiff_t)n].last, weekday[i]);
    } else {
        complain_unknown(w, tk);
    }
}

/* 农历除夕, 正月初七, 清明节: a name of the day and nothing that could be an exception. */
static bool is_day_name(struct signs s)
{
    static const char *const about[] = {"农历", "正月", "腊月", "大年", "初", "除夕", "节", "元旦", "新年"};
    static const char *const but[] = {"不", "除外", "放", "休", "班", "含", "另", "至今", "原"};
    bool is_name = false;
    for (size_t i = 0; i < s.n; i++)
        if (s.sign[i].cp < 0x80)
            return false;
    for (size_t i = 0; i < COUNT_OF(but); i++)
        if (signs_find(s, 0, but[i]) < s.n)
            return false;
    for (size_t i = 0; i < COUNT_OF(about); i++)
        is_name = is_name || signs_find(s, 0, about[i]) < s.n;
    return is_name;
}

static bool ends_part(struct signs s, size_t at)
{
    return s.sign[at].cp == ',' || s.sign[at].cp == ';' || signs_word(s, at, "、");
}

static void take_note(struct way *w, const struct token *tk)
{
    struct signs in = signs_sub(w->s, tk->from + 1, tk->to - 1);
    int weekday[NOTE_SIGNS_MAX];
    size_t weekdays = 0, at = 0;
    while (at < in.n) {
        size_t n = 0, end = at;
        int day = weekday_word_at(in, at, &n);
        if (day && (at + n == in.n || ends_part(in, at + n) || signs_word(in, at + n, "至") ||
                    in.sign[at + n].cp == PASTED_DASH)) {
            weekday[weekdays++] = day;
            at += n + 1;
            continue;
        }
        while (end < in.n && !ends_part(in, end))
            end++;
        if (!is_day_name(signs_sub(in, at, end))) {
            complain_unknown(w, tk);
            return;
        }
        at = end + 1;
    }
    if (weekdays)
        check_weekdays(w, tk, weekday, weekdays);
}

/* ---- predicates ---- */

static void say(struct way *w, const struct token *tk, int64_t day, enum day_says says, bool is_implied)
{
    size_t was = w->t->problems->blocking;
    if (w->is_bad && telling_find(w->t, day))
        return; /* follows from what was said already */
    telling_say(w->t, (struct notice_day){day, says, w->name}, is_implied, &w->s.sign[tk->from]);
    w->is_bad = w->is_bad || w->t->problems->blocking > was;
}

static bool is_off(const struct way *w, int64_t day)
{
    const struct said *s = telling_find(w->t, day);
    return s && s->day.says == SAYS_OFF;
}

static void tell_off(struct way *w, const struct token *tk, int64_t day)
{
    if (w->is_among && w->half == SAYS_OFF) {
        if (!is_off(w, day))
            complain_day(w, tk, day, K("calendar.text_not_among"));
        return;
    }
    say(w, tk, day, w->half, false);
    w->off_days++;
    w->now_days++;
    w->off_first = w->now_days == 1 ? day : w->off_first;
    w->off_last = day;
}

static void tell_day(struct way *w, const struct token *tk, int64_t day)
{
    bool is_weekend = day_weekday(day) > 5;
    if (tk->kind == T_OFF || tk->kind == T_WITH_WEEKEND) {
        tell_off(w, tk, day);
    } else if (tk->kind == T_WORK) {
        if (!is_weekend)
            complain_day(w, tk, day, K("calendar.text_work_on_weekday"));
        else
            say(w, tk, day, SAYS_WORK, false);
    } else if (!is_off(w, day)) {
        if (tk->kind == T_STATUTORY)
            say(w, tk, day, SAYS_OFF, false);
        else if (!is_weekend)
            complain_day(w, tk, day, K("calendar.text_not_weekend"));
    }
}

static void each_day(struct way *w, const struct token *tk, const struct subject *s, size_t n,
                     void (*tell)(struct way *, const struct token *, int64_t))
{
    for (size_t i = 0; i < n; i++)
        for (int d = s[i].first ? days_index(s[i].first) : 0; s[i].first && d <= days_index(s[i].last); d++)
            tell(w, tk, days_at(d));
}

static bool is_off_like(enum token_kind k) { return k == T_OFF || k == T_WITH_WEEKEND; }

static void take_predicate(struct way *w, const struct token *tk)
{
    if (w->is_told && is_off_like(w->last) && is_off_like(tk->kind))
        return; /* 放假、调休 */
    if (!w->subjects || w->is_told || w->is_open || w->is_moving) {
        if (!w->is_bad)
            complain(w, tk, K("calendar.text_no_subject"), K("calendar.text_own_line"));
        return;
    }
    w->now_days = 0;
    each_day(w, tk, w->subject, w->subjects, tell_day);
    w->is_told = true;
    w->last = tk->kind;
}

static size_t days_in(const struct subject *s, size_t n)
{
    size_t days = 0;
    for (size_t i = 0; i < n; i++)
        days += s[i].first ? (size_t)(day_between(s[i].first, s[i].last) + 1) : 0;
    return days;
}

static void tell_source(struct way *w, const struct token *tk, int64_t day)
{
    if (day_weekday(day) <= 5)
        complain_day(w, tk, day, K("calendar.text_not_weekend"));
    else
        say(w, tk, day, SAYS_WORK, true);
}

static void tell_target(struct way *w, const struct token *tk, int64_t day)
{
    if (is_off(w, day))
        return;
    if (w->off_days)
        complain_day(w, tk, day, K("calendar.text_not_among"));
    else
        say(w, tk, day, SAYS_OFF, true);
}

/* The end of “…两个公休日调至2月11日、12日”. */
static void end_move(struct way *w, const struct token *tk)
{
    size_t sources = days_in(w->source, w->sources), targets = days_in(w->subject, w->subjects);
    w->is_moving = false;
    w->is_told = true;
    w->last = T_MOVE;
    if (w->is_bad)
        return;
    if (sources != targets || (w->of && (size_t)w->of != sources)) {
        struct problem *p = complain(w, tk, K("calendar.text_moved"), K("calendar.text_compare"));
        problem_arg(w->t->problems, p, 0, arena_printf(w->t->arena, "%zu", sources));
        problem_arg(w->t->problems, p, 1, arena_printf(w->t->arena, "%zu", targets));
        return;
    }
    each_day(w, tk, w->source, w->sources, tell_source);
    each_day(w, tk, w->subject, w->subjects, tell_target);
}

static void take_move(struct way *w, const struct token *tk)
{
    if (!w->subjects || w->is_told || w->is_open || w->is_moving) {
        if (!w->is_bad)
            complain(w, tk, K("calendar.text_no_subject"), K("calendar.text_own_line"));
        return;
    }
    memcpy(w->source, w->subject, sizeof w->source);
    w->sources = w->subjects;
    w->subjects = 0;
    w->is_moving = true;
}

/* How many days off follow each other there, with the Saturdays and Sundays beside them. */
static int days_with_weekend(const struct way *w)
{
    int first = days_index(w->off_first), last = days_index(w->off_last);
    while (first > 0 && days_weekday(first - 1) >= 5)
        first--;
    while (days_weekday(last + 1) >= 5)
        last++;
    return last - first + 1;
}

static void take_weekend(struct way *w, const struct token *tk)
{
    if (!w->is_told)
        take_predicate(w, tk);
    w->with_weekend = true;
    if (!w->is_bad && w->now_days && days_with_weekend(w) == day_between(w->off_first, w->off_last) + 1 &&
        day_weekday(w->off_first) <= 5 && day_weekday(w->off_last) <= 5)
        complain_day(w, tk, w->off_first, K("calendar.text_not_beside_weekend"));
}

static void take_count(struct way *w, const struct token *tk)
{
    int days = tk->kind == T_TOTAL ? w->off_days : w->now_days;
    if (w->is_bad || (w->is_told && days == tk->number) ||
        (w->is_told && w->with_weekend && w->now_days && days_with_weekend(w) == tk->number))
        return;
    if (!w->is_told || !is_off_like(w->last)) {
        complain_unknown(w, tk);
        return;
    }
    struct problem *p = complain(w, tk, K("calendar.text_count"), K("calendar.text_compare"));
    problem_arg(w->t->problems, p, 1, arena_printf(w->t->arena, "%d", days));
}

/* “2月3日（星期一）起正常上班” says nothing new of a working day, and of a Saturday too little. */
static void take_from(struct way *w, const struct token *tk, const struct token *next)
{
    if (next->kind != T_WORK || !w->subjects || w->is_told || w->is_open) {
        complain_unknown(w, tk);
        return;
    }
    int64_t day = w->subject[w->subjects - 1].last;
    if (w->subjects > 1 || (day && (day_weekday(day) > 5 || is_off(w, day))))
        complain_unknown(w, tk);
    w->is_told = true;
    w->last = T_FROM;
}

/* Dates without a predicate at the end, unless the clause is bad anyway. */
static void end_sentence(struct way *w)
{
    const struct token *tk = &w->token[w->tokens - 1];
    if (w->is_moving)
        end_move(w, tk);
    if (!w->is_bad && ((w->subjects && !w->is_told) || w->is_open)) {
        for (; tk > w->token && tk->kind != T_DATE; tk--)
            ;
        complain(w, tk, K("calendar.text_no_predicate"), K("calendar.text_own_line"));
    }
}

static void take_comma(struct way *w, const struct token *tk)
{
    if (w->is_moving)
        end_move(w, tk);
    if (w->is_told) {
        w->is_bad = false;
        w->of = 0;
    }
}

static void take_half(struct way *w, const struct token *tk)
{
    if (tk->kind == T_MORNING || tk->kind == T_AFTERNOON) {
        if (!w->subjects || w->is_told || w->is_open || w->is_moving)
            complain_unknown(w, tk);
        w->half = tk->kind == T_MORNING ? SAYS_MORNING_OFF : SAYS_AFTERNOON_OFF;
    } else if (!w->is_bad && w->half == SAYS_OFF) {
        complain(w, tk, K("calendar.text_half"), K("calendar.text_half_line"));
    }
}

static void take(struct way *w, const struct token *tk, const struct token *next)
{
    switch (tk->kind) {
    case T_DATE:
        take_date(w, tk);
        break;
    case T_NOTE:
        take_note(w, tk);
        break;
    case T_WEEKDAY:
        check_weekdays(w, tk, &tk->number, 1);
        break;
    case T_TO:
        if (!w->subjects || w->is_told || w->is_open || next->kind != T_DATE)
            complain_unknown(w, tk);
        else
            w->is_open = true;
        break;
    case T_COMMA:
        take_comma(w, tk);
        break;
    case T_COUNT:
    case T_TOTAL:
        take_count(w, tk);
        break;
    case T_OF:
        w->of = tk->number;
        break;
    case T_OFF:
    case T_REST:
    case T_STATUTORY:
        take_predicate(w, tk);
        break;
    case T_WORK:
        if (w->last != T_FROM || !w->is_told)
            take_predicate(w, tk);
        break;
    case T_MOVE:
        take_move(w, tk);
        break;
    case T_FROM:
        take_from(w, tk, next);
        break;
    case T_MORNING:
    case T_AFTERNOON:
    case T_HALF:
        take_half(w, tk);
        break;
    case T_AMONG:
        w->is_among = true;
        break;
    case T_WITH_WEEKEND:
        take_weekend(w, tk);
        break;
    case T_EXTEND:
        if (!w->is_bad)
            complain(w, tk, K("calendar.text_extends"), K("calendar.text_extends_line"));
        break;
    case T_FESTIVAL:
        if (!w->name.n && !w->subjects)
            w->name = signs_text(w->t->arena, signs_sub(w->s, tk->from, tk->to));
        break;
    case T_AND:
    case T_REST_DAY:
    case T_FILL:
        break;
    case T_ENCOURAGE:
    case T_UNKNOWN:
        complain_unknown(w, tk);
        break;
    }
}

/* ---- sentences ---- */

static bool is_verb(enum token_kind k)
{
    return k == T_OFF || k == T_WORK || k == T_REST || k == T_STATUTORY || k == T_MOVE || k == T_EXTEND;
}

static bool has_kind(const struct way *w, enum token_kind k)
{
    for (size_t i = 0; i < w->tokens; i++)
        if (w->token[i].kind == k)
            return true;
    return false;
}

/* A sentence without a date says nothing of days. That a holiday is spoken of is told; that a count of days
 * stands there and no day is a problem. */
static void tell_no_date(struct way *w)
{
    for (size_t i = 0; i < w->tokens; i++) {
        const struct token *tk = &w->token[i];
        if (!is_verb(tk->kind))
            continue;
        bool counts =
            has_kind(w, T_COUNT) || has_kind(w, T_TOTAL) || has_kind(w, T_WEEKDAY) || tk->kind == T_EXTEND;
        struct problem *p = complain(w, tk, counts ? K("calendar.text_no_date") : K("calendar.text_not_read"),
                                     counts ? K("calendar.text_own_line") : K("calendar.text_not_read_why"));
        if (!counts)
            problem_remark(w->t->problems, p);
        return;
    }
}

/* What is only recommended (“鼓励…在除夕（2月9日）休息”) is told and left out. */
static void cut_recommended(struct way *w)
{
    for (size_t i = 0; i < w->tokens; i++) {
        if (w->token[i].kind != T_ENCOURAGE)
            continue;
        struct problem *p =
            complain(w, &w->token[i], K("calendar.text_recommended"), K("calendar.text_not_read_why"));
        problem_remark(w->t->problems, p);
        w->tokens = i;
        w->is_bad = false;
        return;
    }
}

/* Too long for a sentence of a notice: told where it holds a date, for then something could be lost. */
static bool is_too_long(struct way *w)
{
    struct told_date d;
    if (w->tokens < TOKENS_MAX)
        return false;
    for (size_t i = 0; i < w->s.n; i++)
        if (told_date_at(w->s, i, &d)) {
            complain(w, &w->token[0], K("calendar.text_too_long"), K("calendar.text_own_line"));
            break;
        }
    return true;
}

/* `last` is the last date of the sentence before, and becomes that of this one. */
static void tell_sentence(struct telling *t, struct signs s, struct str name, bool leads,
                          struct told_date *last)
{
    struct way w = {.t = t, .s = s, .name = name, .leads = leads, .half = SAYS_OFF, .year = last->year};
    w.month = last->month;
    w.token = arena_array(t->arena, (s.n < TOKENS_MAX ? s.n : TOKENS_MAX) + 1, sizeof *w.token);
    w.tokens = tokens_of(s, w.token);
    if (is_too_long(&w))
        return;
    cut_recommended(&w);
    if (!w.tokens)
        return;
    if (!has_kind(&w, T_DATE)) {
        tell_no_date(&w);
        return;
    }
    static const struct token none = {.kind = T_COMMA};
    for (size_t i = 0; i < w.tokens; i++)
        take(&w, &w.token[i], i + 1 < w.tokens ? &w.token[i + 1] : &none);
    end_sentence(&w);
    *last = (struct told_date){w.year, w.month, 0};
}

/* Does a day of January, in the year of the notice, stand in it? Then its December is the one before. */
static bool leads_into_january(struct signs s, int year)
{
    struct told_date d;
    for (size_t i = 0; i < s.n;) {
        size_t n = told_date_at(s, i, &d), digits = 0;
        int number;
        if (n && d.month == 1 && (!d.year || d.year == year))
            return true;
        digits = n ? n : told_number_at(s, i, &number);
        i += digits ? digits : 1;
    }
    return false;
}

static bool ends_sentence(uint32_t cp) { return cp == 0x3002 || cp == '!' || cp == '?' || cp == 0xFF61; }

void telling_item(struct telling *t, struct signs item, struct str name)
{
    struct sign *flat = arena_array(t->arena, item.n + 1, sizeof *flat);
    size_t n = 0;
    for (size_t i = 0; i < item.n; i++)
        if (item.sign[i].cp != '\n')
            flat[n++] = item.sign[i];
    struct signs s = {flat, n};
    bool leads = leads_into_january(s, t->year);
    struct told_date last = {0};
    for (size_t from = 0, to; from < n; from = to + 1) {
        for (to = from; to < n && !ends_sentence(flat[to].cp); to++)
            ;
        if (to > from)
            tell_sentence(t, signs_sub(s, from, to), name, leads, &last);
    }
}

size_t notice_sentence(struct str text, int year, struct str name, int line, struct notice_day *out,
                       size_t room, struct problems *problems)
{
    struct telling *t = ARENA_NEW(problems->arena, struct telling);
    t->arena = problems->arena;
    t->problems = problems;
    t->year = year;
    if (text.n > NOTICE_TEXT_MAX) {
        PROBLEM(problems, line, 0, "calendar.text_too_long")->hint = "calendar.text_own_line";
        return 0;
    }
    struct signs s = pasted_read(problems->arena, text, line);
    if (!s.sign)
        return 0;
    telling_item(t, s, name);
    telling_sort(t);
    size_t n = t->n < room ? t->n : room;
    if (n < t->n)
        PROBLEM(problems, line, 0, "calendar.text_too_many")->hint = "calendar.text_compare";
    for (size_t i = 0; i < n; i++)
        out[i] = t->said[i].day;
    return n;
}
