/* The own form, a line at a time. A line that is wrong is said and left out; the next is read as if nothing
 * had been, so that a person sees all faults at once. */
#include "calendar/days.h"
#include "calendar/draft.h"
#include "calendar/lines.h"

enum word {
    WORD_NOTICE,
    WORD_TITLE,
    WORD_PUBLISHED,
    WORD_YEAR,
    WORD_SCOPE,
    WORD_SOURCE,
    WORD_OFF,
    WORD_WORK,
    WORD_MORNING_OFF,
    WORD_AFTERNOON_OFF,
    WORD_CALENDAR,
    WORD_WEEK,
    WORD_HOURS,
    WORD_ZONE,
    WORD__COUNT
};
#define WORDS_OF_NOTICES WORD_CALENDAR

static const struct str WORDS[WORD__COUNT] = {
    STR_INIT("notice"),      STR_INIT("title"),         STR_INIT("published"), STR_INIT("year"),
    STR_INIT("scope"),       STR_INIT("source"),        STR_INIT("off"),       STR_INIT("work"),
    STR_INIT("morning-off"), STR_INIT("afternoon-off"), STR_INIT("calendar"),  STR_INIT("week"),
    STR_INIT("hours"),       STR_INIT("zone"),
};

struct own {
    struct drafts drafts;
    struct arena *arena;
    struct problems *problems;
    struct draft *draft;   /* the notice that is open; NULL: none */
    int begins;            /* its line */
    int said[WORD__COUNT]; /* lines on which the open notice said these */
    line_taker *taker;
    void *to;
};

static struct problem *say(const struct own *o, const struct line *l, struct str at, struct problem *item)
{
    item->line = l->number;
    item->column = line_column(l, at);
    problem_value(o->problems, item, at);
    problem_arg(o->problems, item, 0, at);
    return item;
}

static enum word word_of(struct str word)
{
    for (int i = 0; i < WORD__COUNT; i++)
        if (str_eq(word, WORDS[i]))
            return (enum word)i;
    return WORD__COUNT;
}

static void unknown_say(const struct own *o, const struct line *l)
{
    struct problem *item = say(o, l, l->word, PROBLEM(o->problems, 0, 0, "calendar.notice_word"));
    item->hint = o->taker ? "calendar.pattern_word_hint" : "calendar.notice_word_hint";
    if (o->draft)
        o->draft->days_are_wrong = true; /* perhaps it was a day */
    struct str near = word_near(l->word, WORDS, o->taker ? WORD__COUNT : WORDS_OF_NOTICES);
    if (near.n)
        problem_suggest(o->problems, item, near);
}

static void notice_close(struct own *o)
{
    if (o->draft)
        drafts_add(&o->drafts, o->draft, o->begins);
    o->draft = NULL;
}

static void notice_open(struct own *o, const struct line *l)
{
    notice_close(o);
    o->draft = draft_new(o->arena);
    o->begins = l->number;
    memset(o->said, 0, sizeof o->said);
}

/* One line of text: what stands behind the word. */
static void text_take(struct own *o, const struct line *l, struct str *to)
{
    struct str value = line_value(o->arena, l->rest);
    if (value_is_plain(value, l->number, line_column(l, l->rest), o->problems))
        *to = value;
    else
        o->draft->number_is_wrong |= to == &o->draft->notice.number;
}

static void date_say(const struct own *o, const struct line *l, struct str at)
{
    day_refuse(o->problems, at, l->number, line_column(l, at));
}

static void published_take(struct own *o, const struct line *l)
{
    o->draft->notice.published_day = day_read(l->rest);
    if (o->draft->notice.published_day == 0) {
        date_say(o, l, l->rest);
        o->draft->published_is_wrong = true;
    }
}

static void year_take(struct own *o, const struct line *l)
{
    int64_t year;
    if (str_eq(l->rest, STR("none"))) {
        o->draft->settles_none = true;
    } else if (l->rest.n == 4 && str_to_i64(l->rest, &year) && year >= NOTICE_YEAR_FIRST &&
               year <= NOTICE_YEAR_LAST) {
        o->draft->notice.year = (int)year;
    } else {
        struct problem *item = say(o, l, l->rest, PROBLEM(o->problems, 0, 0, "calendar.notice_year"));
        item->hint = "calendar.notice_year_hint";
        o->draft->year_is_wrong = true;
    }
}

static void range_say(const struct own *o, const struct line *l, struct str piece, struct str first,
                      struct str last)
{
    struct problem *item = say(o, l, piece, PROBLEM(o->problems, 0, 0, "calendar.notice_range"));
    item->hint = "calendar.notice_range_hint";
    problem_suggest(o->problems, item,
                    arena_printf(o->problems->arena, "%.*s..%.*s", STR_ARG(last), STR_ARG(first)));
}

/* 2026-10-01 or 2026-10-01..2026-10-07, then the name. */
static void days_take(struct own *o, const struct line *l, enum day_says says)
{
    struct str rest = l->rest, piece;
    if (!line_piece(&rest, &piece))
        return; /* said before: nothing stands behind the word */
    size_t dots = str_find_str(piece, STR(".."));
    struct str first = str_sub(piece, 0, dots),
               last = dots < piece.n ? str_sub(piece, dots + 2, piece.n) : first;
    struct notice_day as = {.says = says, .name = line_value(o->arena, rest)};
    int64_t from = day_read(first), to = day_read(last);
    int column = line_column(l, piece);
    if (from == 0)
        date_say(o, l, first);
    if (to == 0 && last.p != first.p)
        date_say(o, l, last);
    bool is_fit = value_is_plain(as.name, l->number, line_column(l, rest), o->problems) && from && to;
    o->draft->days_are_wrong |= !is_fit || to < from;
    if (is_fit && to < from)
        range_say(o, l, piece, first, last);
    else if (is_fit)
        draft_range(o->draft, from, to, as, l->number, column, o->problems);
}

static bool line_is_fit(struct own *o, const struct line *l, enum word word)
{
    if (!o->draft) {
        say(o, l, l->word, PROBLEM(o->problems, 0, 0, "calendar.notice_first"))->hint =
            "calendar.notice_first_hint";
        return false;
    }
    if (l->rest.n == 0) {
        say(o, l, l->word, PROBLEM(o->problems, 0, 0, "calendar.notice_no_value"))->hint =
            "calendar.notice_no_value_hint";
        o->draft->number_is_wrong |= word == WORD_NOTICE;
        o->draft->published_is_wrong |= word == WORD_PUBLISHED;
        o->draft->year_is_wrong |= word == WORD_YEAR;
        o->draft->days_are_wrong |= word >= WORD_OFF;
        return false;
    }
    if (word < WORD_OFF && o->said[word]) {
        struct problem *item = say(o, l, l->word, PROBLEM(o->problems, 0, 0, "calendar.notice_twice"));
        item->hint = "calendar.notice_twice_hint";
        problem_arg(o->problems, item, 1, arena_printf(o->arena, "%d", o->said[word]));
        return false;
    }
    o->said[word] = l->number;
    return true;
}

static void notice_line(struct own *o, const struct line *l, enum word word)
{
    if (word == WORD_NOTICE)
        notice_open(o, l);
    if (!line_is_fit(o, l, word))
        return;
    struct notice *n = &o->draft->notice;
    switch (word) {
    case WORD_NOTICE:
        text_take(o, l, &n->number);
        break;
    case WORD_TITLE:
        text_take(o, l, &n->title);
        break;
    case WORD_SCOPE:
        text_take(o, l, &n->scope);
        break;
    case WORD_SOURCE:
        text_take(o, l, &n->source);
        break;
    case WORD_PUBLISHED:
        published_take(o, l);
        break;
    case WORD_YEAR:
        year_take(o, l);
        break;
    case WORD_OFF:
    case WORD_WORK:
    case WORD_MORNING_OFF:
    case WORD_AFTERNOON_OFF:
        days_take(o, l, (enum day_says)(SAYS_OFF + (word - WORD_OFF)));
        break;
    case WORD_CALENDAR:
    case WORD_WEEK:
    case WORD_HOURS:
    case WORD_ZONE:
    case WORD__COUNT:
        break;
    }
}

static void line_take(struct own *o, const struct line *l)
{
    enum word word = word_of(l->word);
    bool is_pattern = word >= WORD_CALENDAR || (word == WORD_SCOPE && !o->draft);
    if (word == WORD_CALENDAR && o->taker)
        notice_close(o); /* a `scope` that follows is the calendar's own */
    if (is_pattern && word != WORD__COUNT && o->taker && o->taker(o->to, l))
        return;
    if (word == WORD__COUNT || word >= WORDS_OF_NOTICES)
        unknown_say(o, l);
    else
        notice_line(o, l, word);
}

enum rc notices_own_read(struct arena *a, struct str bytes, const struct notice_wish *wish, line_taker *taker,
                         void *to, struct notices *ret, struct problems *problems)
{
    struct own o = {.drafts = {.arena = a, .wish = wish, .problems = problems},
                    .arena = a,
                    .problems = problems,
                    .taker = taker,
                    .to = to};
    struct lines lines = {.left = bytes};
    struct line l;
    size_t blocking = problems->blocking;
    while (lines_next(&lines, &l))
        line_take(&o, &l);
    notice_close(&o);
    if (o.drafts.n == 0 && !taker && problems->blocking == blocking)
        PROBLEM(problems, 0, 0, "calendar.notice_empty")->hint = "calendar.notice_empty_hint";
    if (problems->blocking > blocking)
        return RC_INVALID;
    *ret = (struct notices){.notice = o.drafts.notice, .n = o.drafts.n};
    return RC_OK;
}
