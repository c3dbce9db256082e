#include "calendar/foreign.h"

#include <jansson.h>

#include "calendar/draft.h"
#include "calendar/lines.h"

struct json_file {
    struct arena *arena;
    struct str bytes;
    struct problems *problems;
    size_t seen; /* bytes up to the last date that was found again */
};

/* jansson keeps no places, so a date is looked for again in the text, behind the one before it; 0, 0 when it
 * does not stand there as it is. */
static void place_of(struct json_file *f, const char *value, int *ret_line, int *ret_column)
{
    struct str quoted = arena_printf(f->arena, "\"%s\"", value),
               left = str_sub(f->bytes, f->seen, f->bytes.n);
    size_t at = str_find_str(left, quoted);
    *ret_line = *ret_column = 0;
    if (at == left.n)
        return;
    f->seen += at + quoted.n;
    const char *place = left.p + at + 1;
    struct lines lines = {.left = f->bytes};
    struct line l;
    while (*ret_line == 0 && lines_next(&lines, &l))
        if (place <= l.whole.p + l.whole.n) {
            *ret_line = l.number;
            *ret_column = line_column(&l, str_of(place, 0));
        }
}

static struct str text_of(const struct json_file *f, const json_t *value)
{
    return arena_str(f->arena, line_trim(str_of(json_string_value(value), json_string_length(value))));
}

static void day_take(struct json_file *f, struct draft *d, const json_t *entry, size_t at)
{
    const json_t *date = json_object_get(entry, "date"), *off = json_object_get(entry, "isOffDay");
    const json_t *name = json_object_get(entry, "name");
    if (!json_is_string(date) || !json_is_boolean(off) || (name && !json_is_string(name))) {
        struct problem *item = PROBLEM(f->problems, 0, 0, "calendar.notice_json_day");
        item->hint = "calendar.notice_json_day_hint";
        problem_arg(f->problems, item, 0, arena_printf(f->problems->arena, "%zu", at + 1));
        d->days_are_wrong = true;
        return;
    }
    int line, column;
    place_of(f, json_string_value(date), &line, &column);
    struct notice_day day = {.day = day_read(text_of(f, date)),
                             .says = json_is_true(off) ? SAYS_OFF : SAYS_WORK,
                             .name = name ? text_of(f, name) : str_c(NULL)};
    if (day.day == 0)
        day_refuse(f->problems, str_c(json_string_value(date)), line, column);
    bool is_fit = day.day && value_is_plain(day.name, line, column, f->problems);
    d->days_are_wrong |= !is_fit;
    if (is_fit)
        draft_day(d, day, line, column, f->problems);
}

static void year_take(const struct json_file *f, struct draft *d, const json_t *year)
{
    if (!year)
        return;
    json_int_t y = json_is_integer(year) ? json_integer_value(year) : 0;
    if (y >= NOTICE_YEAR_FIRST && y <= NOTICE_YEAR_LAST) {
        d->notice.year = (int)y;
        return;
    }
    struct problem *item = PROBLEM(f->problems, 0, 0, "calendar.notice_year");
    item->hint = "calendar.notice_year_hint";
    char *text = json_dumps(year, JSON_ENCODE_ANY);
    problem_arg(f->problems, item, 0, str_c(text));
    free(text);
    d->year_is_wrong = true;
}

/* The addresses, with a space between. */
static void papers_take(const struct json_file *f, struct draft *d, const json_t *papers)
{
    struct str all = {0};
    for (size_t i = 0; i < json_array_size(papers); i++) {
        const json_t *paper = json_array_get(papers, i);
        if (json_is_string(paper)) {
            struct str one = text_of(f, paper);
            all = all.n ? arena_printf(f->arena, "%.*s %.*s", STR_ARG(all), STR_ARG(one)) : one;
        }
    }
    d->notice.source = all;
}

static enum rc file_take(struct json_file *f, const json_t *root, const struct notice_wish *wish,
                         struct notices *ret)
{
    const json_t *days = json_object_get(root, "days");
    if (!json_is_array(days)) {
        PROBLEM(f->problems, 0, 0, "calendar.notice_json_days")->hint = "calendar.notice_json_days_hint";
        return RC_INVALID;
    }
    struct drafts drafts = {.arena = f->arena, .wish = wish, .problems = f->problems};
    struct draft *d = draft_new(f->arena);
    size_t blocking = f->problems->blocking;
    year_take(f, d, json_object_get(root, "year"));
    papers_take(f, d, json_object_get(root, "papers"));
    for (size_t i = 0; i < json_array_size(days) && !d->is_full; i++)
        day_take(f, d, json_array_get(days, i), i);
    drafts_add(&drafts, d, 0);
    if (f->problems->blocking > blocking)
        return RC_INVALID;
    *ret = (struct notices){.notice = drafts.notice, .n = drafts.n};
    return RC_OK;
}

enum rc notices_json_read(struct arena *a, struct str bytes, const struct notice_wish *wish,
                          struct notices *ret, struct problems *problems)
{
    json_error_t fault;
    bytes = str_starts(bytes, STR("\xEF\xBB\xBF")) ? str_sub(bytes, 3, bytes.n) : bytes;
    json_t *root = json_loadb(bytes.p, bytes.n, JSON_REJECT_DUPLICATES, &fault);
    if (!root) {
        struct problem *item = PROBLEM(problems, fault.line > 0 ? fault.line : 1,
                                       fault.column > 0 ? fault.column : 1, "calendar.notice_json");
        item->hint = "calendar.notice_json_hint";
        return RC_INVALID;
    }
    struct json_file f = {.arena = a, .bytes = bytes, .problems = problems};
    enum rc rc = file_take(&f, root, wish, ret);
    json_decref(root);
    return rc;
}
