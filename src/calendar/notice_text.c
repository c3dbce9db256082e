/* A whole notice. What stands before the first numbered item (or, without items, before “如下”) is its head:
 * there number, title and year are looked for, and sentences about days are only compared with the items, for
 * they give reasons and rules (“国庆节自10月1日起放假调休7天”). Then each item is read by notice_sentence.c.
 * Lines that are a date or begin with a label of a web page (发布日期：) are taken out on the way, and lines
 * in the own form (off 2020-01-31..2020-02-02 春节) are read as such: so a sentence that is not understood
 * can be mended where it stands. */
#include "calendar/notice_text.h"

#include "base/err.h"
#include "base/key.h"
#include "calendar/days.h"
#include "calendar/draft.h"
#include "calendar/notice_said.h"

#define NAME_SIGNS_MAX 30
#define TITLE_SIGNS_MAX 120
#define ISSUER_SIGNS_MAX 30

struct reading {
    struct arena *arena;
    struct signs s;
    struct telling *t;
    const struct notice_wish *wish;
    struct str number, title;
    struct str about; /* 劳动节, from 关于调整2019年劳动节假期安排的通知 */
    int64_t signed_day, written_day, shown_day;
    size_t blocking;   /* problems that were there before */
    struct sign *body; /* the signs without what was taken out */
    size_t body_n;
};

static bool is_end(struct signs s, size_t at) { return at >= s.n || s.sign[at].cp == '\n'; }
static bool begins_line(struct signs s, size_t at) { return at == 0 || s.sign[at - 1].cp == '\n'; }
static bool is_digit(uint32_t cp) { return cp >= '0' && cp <= '9'; }

static size_t line_end(struct signs s, size_t at)
{
    while (!is_end(s, at))
        at++;
    return at;
}

static bool has_verb(struct signs s)
{
    static const char *const verb[] = {"放假", "上班", "补休", "调休", "公休",
                                       "补班", "连休", "休息", "延长"};
    for (size_t i = 0; i < COUNT_OF(verb); i++)
        if (signs_find(s, 0, verb[i]) < s.n)
            return true;
    return false;
}

/* Where the first date begins; s.n without one. */
static size_t find_date(struct signs s, size_t from, struct told_date *ret, size_t *ret_n)
{
    int number;
    while (from < s.n) {
        *ret_n = told_date_at(s, from, ret);
        if (*ret_n)
            return from;
        size_t digits = told_number_at(s, from, &number);
        from += digits ? digits : 1;
    }
    return s.n;
}

static int64_t day_of(struct told_date d)
{
    if (d.year < 1970 || d.year > 2099 || d.month < 1 || d.month > 12 || d.day < 1 || d.day > 31)
        return 0;
    int64_t day = (int64_t)d.year * 10000 + d.month * 100 + d.day;
    return days_index(day) < 0 ? 0 : day;
}

/* ---- head ---- */

/* 国办发明电〔2025〕7号 at the bracket s[at], the only thing on its line or behind a label. */
static bool take_number(struct reading *r, size_t at)
{
    struct signs s = r->s;
    static const char *const label[] = {"发布", "成文", "主题", "标题", "索引", "发文", "公开"};
    uint32_t open = s.sign[at].cp;
    int year, number;
    if (open != 0x3014 && open != '[' && open != '(' && open != 0x3010)
        return false;
    size_t n = told_number_at(s, at + 1, &year), end = at + 1 + n + 1;
    size_t digits = n == 4 && year > 0 ? told_number_at(s, end, &number) : 0;
    if (!digits || is_digit(s.sign[end - 1].cp) || !signs_word(s, end + digits, "号"))
        return false;
    size_t from = at, rest = end + digits + 1;
    while (!begins_line(s, from) && s.sign[from - 1].cp >= 0x4E00 && s.sign[from - 1].cp <= 0x9FFF)
        from--;
    bool is_alone = from < at && (begins_line(s, from) || s.sign[from - 1].cp == ':') && is_end(s, rest);
    for (size_t i = 0; i < COUNT_OF(label) && from < at; i++)
        is_alone = is_alone ||
                   (signs_word(s, rest, label[i]) && (begins_line(s, from) || s.sign[from - 1].cp == ':'));
    if (!is_alone)
        return false;
    struct str issuer = signs_text(r->arena, signs_sub(s, from, at));
    struct str figure = signs_text(r->arena, signs_sub(s, end, end + digits));
    r->number = arena_printf(r->arena, "%.*s〔%d〕%.*s号", STR_ARG(issuer), year, STR_ARG(figure));
    return true;
}

/* What the days are for: 关于 [调整] [2019年] 劳动节 假期… */
static struct str title_about(struct reading *r, struct signs title)
{
    static const char *const before[] = {"调整", "延长", "做好", "部分"};
    static const char *const behind[] = {"调休放假", "放假调休", "放假", "假期", "休假", "调休"};
    size_t from = signs_find(title, 0, "关于") + 2, end = title.n, n = 0;
    for (size_t i = 0; i < COUNT_OF(before); i++)
        from += signs_word(title, from, before[i]);
    int year;
    n = told_number_at(title, from, &year);
    if (n == 4 && signs_word(title, from + n, "年"))
        from += n + 1;
    for (size_t i = 0; i < COUNT_OF(behind); i++) {
        size_t at = signs_find(title, from, behind[i]);
        end = at < end ? at : end;
    }
    if (end == title.n || end <= from || end - from > NAME_SIGNS_MAX + 10)
        return STR("");
    return signs_text(r->arena, signs_sub(title, from, end));
}

/* The title around 关于 at s[at], which may run over lines: up to 的通知. */
static bool take_title(struct reading *r, size_t at)
{
    static const char *const last[] = {"通知", "公告", "通告", "决定"};
    struct signs s = r->s;
    size_t from = at, end = 0;
    if (!signs_word(s, at, "关于"))
        return false;
    while (!begins_line(s, from) && s.sign[from - 1].cp != ':')
        from--;
    for (size_t i = from; i < s.n && i - from < TITLE_SIGNS_MAX && !end; i++) {
        uint32_t cp = s.sign[i].cp;
        if (cp == 0x3002 || cp == ',' || cp == ';' || cp == 0x300A || cp == ':')
            return false;
        for (size_t k = 0; i > at && k < COUNT_OF(last); k++)
            end = signs_word(s, i, last[k]) ? i + 2 : end;
    }
    if (!end)
        return false;
    r->title = signs_text(r->arena, signs_sub(s, from, end));
    r->about = title_about(r, signs_sub(s, from, end));
    for (size_t i = from; i < end && !r->t->year; i++) {
        int year;
        size_t n = told_number_at(s, i, &year);
        if (n == 4 && year >= NOTICE_YEAR_FIRST && year <= NOTICE_YEAR_LAST && signs_word(s, i + n, "年"))
            r->t->year = year;
        i += n ? n - 1 : 0;
    }
    return true;
}

static void read_head(struct reading *r, size_t from, size_t end)
{
    for (size_t at = from; at < end; at++) {
        if (!r->title.n && take_title(r, at))
            continue;
        if (!r->number.n)
            (void)!take_number(r, at);
    }
}

/* ---- lines that are no sentences ---- */

static bool is_continued(struct signs s, size_t at)
{
    static const char *const more[] = {"至",   "到",   "、",   ",",  "(周", "(星期", "(农历", "放",
                                       "上班", "上午", "下午", "补", "调",  "为",    "起"};
    if (at >= s.n || at + 1 >= s.n)
        return false;
    at++;
    for (size_t i = 0; i < COUNT_OF(more); i++)
        if (signs_word(s, at, more[i]))
            return true;
    return s.sign[at].cp == PASTED_DASH;
}

/* A line such as 国务院办公厅 2025年11月4日, 2025年11月4日, or 2025-11-04 16:00 来源：…. */
static bool is_date_line(struct signs line, int64_t *ret)
{
    struct told_date d;
    size_t n, at = find_date(line, 0, &d, &n);
    if (at == line.n || !d.year || at > ISSUER_SIGNS_MAX || has_verb(line))
        return false;
    for (size_t i = 0; i < at; i++)
        if (line.sign[i].cp < 0x4E00 || line.sign[i].cp > 0x9FFF)
            return false;
    bool is_last = at + n == line.n;
    if (!is_last && (at || !is_digit(line.sign[n].cp)))
        return false;
    *ret = day_of(d);
    return *ret != 0;
}

/* 发布日期：2025年11月4日, alone on its line or in a row of labels. */
static bool take_label(struct reading *r, struct signs line)
{
    static const struct {
        const char *word;
        bool is_written;
    } label[] = {{"成文日期:", true},  {"印发日期:", true},  {"发布日期:", false}, {"发布时间:", false},
                 {"公开日期:", false}, {"更新时间:", false}, {"日期:", false},     {"时间:", false}};
    bool found = false;
    for (size_t i = 0; i < COUNT_OF(label); i++) {
        struct told_date d;
        size_t at = signs_find(line, 0, label[i].word);
        if (at == line.n || !told_date_at(line, at + signs_word(line, at, label[i].word), &d) ||
            has_verb(line))
            continue;
        int64_t *day = label[i].is_written ? &r->written_day : &r->shown_day;
        *day = *day ? *day : day_of(d);
        found = true;
    }
    return found;
}

/* “off 2020-01-31..2020-02-02 春节” with its blanks gone. */
static bool take_own_line(struct reading *r, struct signs line)
{
    static const struct {
        const char *word;
        enum day_says says;
    } own[] = {{"off", SAYS_OFF},
               {"work", SAYS_WORK},
               {"morning—off", SAYS_MORNING_OFF},
               {"afternoon—off", SAYS_AFTERNOON_OFF}};
    struct told_date from, to;
    for (size_t i = 0; i < COUNT_OF(own); i++) {
        size_t at = signs_word(line, 0, own[i].word), n = at ? told_date_at(line, at, &from) : 0;
        if (!n || !from.year)
            continue;
        at += n;
        to = from;
        if (signs_word(line, at, ".."))
            at += 2 + told_date_at(line, at + 2, &to);
        int first = days_index(day_of(from)), last = days_index(day_of(to));
        if (first < 0 || last < first || last - first >= NOTICE_DAYS_MAX) {
            struct problem *p =
                PROBLEM(r->t->problems, line.sign[0].line, line.sign[0].column, "calendar.text_no_such_day");
            p->hint = "calendar.text_own_line";
            problem_arg(r->t->problems, p, 0, signs_text(r->arena, line));
            return true;
        }
        struct str name = signs_text(r->arena, signs_sub(line, at, line.n));
        for (int d = first; d <= last; d++)
            telling_say(r->t, (struct notice_day){days_at(d), own[i].says, name}, false, line.sign);
        return true;
    }
    return false;
}

/* Lines that say something else than sentences do are read at once, the others go into the body. */
static void sift_lines(struct reading *r)
{
    struct signs s = r->s;
    for (size_t at = 0, end; at < s.n; at = end + 1) {
        end = line_end(s, at);
        struct signs line = signs_sub(s, at, end);
        int64_t day = 0;
        if (take_own_line(r, line))
            continue;
        if (take_label(r, line)) {
            read_head(r, at, end); /* 发文字号：国办发明电〔2025〕7号 may stand beside it */
            continue;
        }
        if (is_date_line(line, &day) && !is_continued(s, end)) {
            r->signed_day = day;
            continue;
        }
        memcpy(r->body + r->body_n, line.sign, line.n * sizeof *line.sign);
        r->body_n += line.n;
        if (end < s.n)
            r->body[r->body_n++] = s.sign[end];
    }
}

/* ---- items ---- */

/* “一、”, “（一）”, “1.”: its length. */
static size_t item_number_at(struct signs s, size_t at)
{
    bool bracket = at < s.n && s.sign[at].cp == '(';
    int number;
    size_t n = told_number_at(s, at + bracket, &number), end = at + bracket + n;
    if (!n || number < 0 || number > 99 || end >= s.n)
        return 0;
    if (bracket)
        return s.sign[end].cp == ')' ? n + 2 : 0;
    bool is_arabic = is_digit(s.sign[at].cp);
    bool ends = signs_word(s, end, "、") || (is_arabic && s.sign[end].cp == '.');
    if (!ends || (is_arabic && (!begins_line(s, at) || is_end(s, end + 1) || is_digit(s.sign[end + 1].cp))))
        return 0;
    return n + 1;
}

/* The name in front of a colon: its length, 0 for none. */
static size_t item_name_at(struct signs s, size_t at)
{
    for (size_t n = 0; n <= NAME_SIGNS_MAX && at + n < s.n; n++) {
        uint32_t cp = s.sign[at + n].cp;
        if (cp == ':')
            return n;
        if (cp == ',' || cp == ';' || cp == 0x3002 || is_digit(cp) || cp == '\n')
            return 0;
    }
    return 0;
}

/* “安排如下：” and “放假时间：” lead to days and do not name them. */
static bool is_name_of_days(struct signs name)
{
    static const char *const lead[] = {"如下", "时间", "日期", "安排", "通知"};
    for (size_t i = 0; i < COUNT_OF(lead); i++)
        if (signs_find(name, 0, lead[i]) < name.n)
            return false;
    return name.n > 0;
}

/* Does an item begin here? At the beginning of a line “元旦：1月1日…” without a number is one too. */
static bool item_at(struct signs s, size_t at, size_t *ret_after, struct signs *ret_name)
{
    uint32_t before = at ? s.sign[at - 1].cp : '\n';
    if (before != '\n' && before != 0x3002 && before != ':' && before != ';')
        return false;
    size_t number = item_number_at(s, at), name = item_name_at(s, at + number);
    struct told_date d;
    *ret_name = signs_sub(s, at + number, at + number + name);
    *ret_after = at + number + name + (name > 0);
    if (number)
        return true;
    return is_name_of_days(*ret_name) && before == '\n' && told_date_at(s, *ret_after, &d);
}

static size_t next_item(struct signs s, size_t at, size_t *ret_after, struct signs *ret_name)
{
    while (at < s.n && !item_at(s, at, ret_after, ret_name))
        at++;
    return at;
}

/* Without items: behind 如下 and its colon or full stop, or where the head (title, number, “各市：”) ends. */
static size_t plain_body(struct signs s)
{
    size_t at = signs_find(s, 0, "如下"), last = 0;
    if (at < s.n) {
        while (at < s.n && s.sign[at].cp != ':' && s.sign[at].cp != 0x3002)
            at++;
        return at < s.n ? at + 1 : s.n;
    }
    for (size_t from = 0, end; from < s.n; from = end + 1) {
        struct told_date d;
        size_t n;
        end = line_end(s, from);
        struct signs line = signs_sub(s, from, end);
        if (has_verb(line) && find_date(line, 0, &d, &n) < line.n)
            break;
        last = end + 1;
    }
    return last < s.n ? last : s.n;
}

/* ---- what the head says of days ---- */

static void compare_sentence(struct reading *r, struct signs s)
{
    struct told_date d;
    size_t n, at = find_date(s, 0, &d, &n);
    if (at == s.n || !has_verb(s))
        return;
    struct telling *t = ARENA_NEW(r->arena, struct telling);
    struct problems *scratch = ARENA_NEW(r->arena, struct problems);
    scratch->arena = r->arena;
    *t = (struct telling){.arena = r->arena, .problems = scratch, .year = r->t->year};
    telling_item(t, s, STR(""));
    bool is_missing = false;
    for (size_t i = 0; i < t->n && !scratch->blocking; i++) {
        const struct said *said = telling_find(r->t, t->said[i].day.day);
        is_missing = is_missing || !said || said->day.says != t->said[i].day.says;
    }
    struct problem *p = problem_add(r->t->problems, s.sign[at].line, s.sign[at].column,
                                    is_missing ? K("calendar.text_head_differs") : K("calendar.text_head"));
    p->hint = is_missing ? K("calendar.text_own_line") : K("calendar.text_not_read_why");
    problem_value(r->t->problems, p, signs_text(r->arena, s));
    problem_arg(r->t->problems, p, 0, signs_text(r->arena, signs_sub(s, at, at + n)));
    if (!is_missing)
        problem_remark(r->t->problems, p);
}

static void compare_head(struct reading *r, struct signs head)
{
    for (size_t from = 0, to; from < head.n; from = to + 1) {
        for (to = from; to < head.n; to++) {
            uint32_t cp = head.sign[to].cp;
            if (cp == 0x3002 || cp == ':' || cp == ';' || cp == '!' || cp == '\n')
                break;
        }
        compare_sentence(r, signs_sub(head, from, to));
    }
}

/* ---- the whole ---- */

/* The latest year that a date of the items names: a notice that leads in from December names both. */
static int named_year(struct signs s, size_t from)
{
    struct told_date d;
    size_t n;
    int year = 0;
    for (size_t at = find_date(s, from, &d, &n); at < s.n; at = find_date(s, at + n, &d, &n))
        if (d.year > year && d.year >= NOTICE_YEAR_FIRST && d.year <= NOTICE_YEAR_LAST)
            year = d.year;
    return year;
}

static void read_items(struct reading *r)
{
    struct signs s = {r->body, r->body_n}, name;
    size_t after = 0, from = next_item(s, 0, &after, &name);
    /* Without numbers sentences may stand before the first name with its colon. */
    bool is_numbered = from < s.n && item_number_at(s, from) > 0;
    size_t plain = is_numbered ? from : plain_body(s), head = plain < from ? plain : from;
    read_head(r, 0, head);
    r->t->year = r->t->year ? r->t->year : r->wish->year ? r->wish->year : named_year(s, head);
    telling_item(r->t, signs_sub(s, head, from), r->about);
    while (from < s.n) {
        size_t begin = after;
        struct str title = name.n ? signs_text(r->arena, name) : r->about;
        from = next_item(s, after, &after, &name);
        telling_item(r->t, signs_sub(s, begin, from), title);
    }
    compare_head(r, signs_sub(s, 0, head));
}

/* With what the wish adds; false when something is missing. */
static bool finish(struct reading *r, struct notice *ret)
{
    struct telling *t = r->t;
    struct drafts list = {.arena = r->arena, .wish = r->wish, .problems = t->problems};
    struct draft *d = draft_new(r->arena);
    d->notice = (struct notice){.number = r->number,
                                .title = r->title,
                                .year = t->year,
                                .published_day = r->signed_day    ? r->signed_day
                                                 : r->written_day ? r->written_day
                                                                  : r->shown_day};
    d->days_are_wrong = t->problems->blocking > r->blocking;
    for (size_t i = 0; i < t->n; i++) {
        (void)value_is_plain(t->said[i].day.name, t->said[i].line, 0, t->problems);
        draft_day(d, t->said[i].day, t->said[i].line, 0, t->problems);
    }
    drafts_add(&list, d, 0);
    if (t->problems->blocking > r->blocking || NEVER(list.n != 1))
        return false;
    *ret = list.notice[0];
    return true;
}

enum rc notice_text_read(struct arena *a, struct str text, const struct notice_wish *wish, struct notice *ret,
                         struct problems *problems)
{
    static const struct notice_wish none;
    struct reading r = {.arena = a, .wish = wish ? wish : &none, .blocking = problems->blocking};
    if (text.n > NOTICE_TEXT_MAX) {
        PROBLEM(problems, 0, 0, "calendar.text_too_long")->hint = "calendar.text_own_line";
        return RC_INVALID;
    }
    r.s = pasted_read(a, text, 1);
    r.body = arena_try_array(a, text.n + 1, sizeof *r.body);
    r.t = arena_try(a, sizeof *r.t);
    if (!r.s.sign || !r.body || !r.t)
        return RC_NO_MEMORY;
    r.t->arena = a;
    r.t->problems = problems;
    sift_lines(&r);
    r.s = (struct signs){r.body, r.body_n};
    read_items(&r);
    return finish(&r, ret) ? RC_OK : RC_INVALID;
}
