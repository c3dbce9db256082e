/* Which form a file has, and writing. The readers of the forms are own.c, notice_json.c, notice_csv.c and
 * notice_text.c. */
#include "calendar/notice.h"

#include "base/utf8.h"
#include "calendar/days.h"
#include "calendar/draft.h"
#include "calendar/foreign.h"
#include "calendar/lines.h"
#include "calendar/notice_text.h"

/* Far more than all notices of a century; what a person brings is held to NOTICE_TEXT_MAX by who takes it. */
#define BYTES_MAX (64 * NOTICE_TEXT_MAX)

/* Made from china.notices. */
extern const char CHINA_NOTICES[];
extern const size_t CHINA_NOTICES_BYTES;

struct str notices_builtin(void) { return str_of(CHINA_NOTICES, CHINA_NOTICES_BYTES); }

/* Words with which lines of the own form begin, and no sentence of an office does. Days alone may also stand
 * in the text of a notice, in place of a sentence that was not understood: those decide only on the first
 * line.
 */
static bool line_is_own(const struct line *l, bool is_first)
{
    static const struct str days[] = {STR_INIT("off"), STR_INIT("work"), STR_INIT("morning-off"),
                                      STR_INIT("afternoon-off")};
    static const struct str words[] = {STR_INIT("notice"), STR_INIT("title"),   STR_INIT("published"),
                                       STR_INIT("year"),   STR_INIT("scope"),   STR_INIT("source"),
                                       STR_INIT("week"),   STR_INIT("calendar")};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_eq(l->word, words[i]))
            return true;
    for (size_t i = 0; is_first && i < COUNT_OF(days); i++)
        if (str_eq(l->word, days[i]))
            return true;
    return false;
}

/* A table begins with its columns or with a date; a sentence has Chinese signs and a day in it. */
static enum notice_form form_of(struct str bytes)
{
    struct lines lines = {.left = bytes};
    struct line l, first = {0}, second = {0};
    while (lines_next(&lines, &l)) {
        if (first.number == 0)
            first = l;
        else if (second.number == 0)
            second = l;
        if (first.word.p[0] == '{' || first.word.p[0] == '[')
            return NOTICE_FORM_JSON;
        if (line_is_own(&l, l.number == first.number))
            return NOTICE_FORM_OWN;
    }
    if (csv_begins(first.whole, second.whole))
        return NOTICE_FORM_CSV;
    return str_find_str(bytes, STR("日")) < bytes.n ? NOTICE_FORM_TEXT : NOTICE_FORM_OWN;
}

static enum rc text_read(struct arena *a, struct str bytes, const struct notice_wish *wish,
                         struct notices *ret, struct problems *problems)
{
    struct notice *n = ARENA_NEW(a, struct notice);
    enum rc rc = notice_text_read(a, bytes, wish, n, problems);
    if (rc == RC_OK)
        *ret = (struct notices){.notice = n, .n = 1};
    return rc;
}

/* Bytes that cannot be text at all: where, and that they must be mended before anything else. */
static bool bytes_are_fit(struct str bytes, struct problems *problems)
{
    size_t bad;
    if (bytes.n > BYTES_MAX) {
        PROBLEM(problems, 0, 0, "calendar.notice_too_large")->hint = "calendar.notice_too_large_hint";
        return false;
    }
    if (utf8_is_clean(bytes, &bad))
        return true;
    int line = 1;
    for (size_t i = 0; i < bad; i++)
        line += bytes.p[i] == '\n';
    PROBLEM(problems, line, 0, "calendar.notice_bytes")->hint = "calendar.notice_bytes_hint";
    return false;
}

enum rc notices_read(struct arena *a, struct str bytes, const struct notice_wish *wish, struct notices *ret,
                     enum notice_form *ret_form, struct problems *problems)
{
    static const struct notice_wish NONE;
    wish = wish ? wish : &NONE;
    if (!bytes_are_fit(bytes, problems))
        return RC_INVALID;
    enum notice_form form = form_of(bytes);
    enum rc rc = RC_INVALID;
    switch (form) {
    case NOTICE_FORM_OWN:
        rc = notices_own_read(a, bytes, wish, NULL, NULL, ret, problems);
        break;
    case NOTICE_FORM_JSON:
        rc = notices_json_read(a, bytes, wish, ret, problems);
        break;
    case NOTICE_FORM_CSV:
        rc = notices_csv_read(a, bytes, wish, ret, problems);
        break;
    case NOTICE_FORM_TEXT:
        rc = text_read(a, bytes, wish, ret, problems);
        break;
    }
    if (ret_form)
        *ret_form = form;
    return rc;
}

/* Writing. */

static void put_line(struct buf *out, const char *word, struct str value)
{
    if (value.n == 0)
        return;
    buf_printf(out, "%-6s ", word);
    line_put_value(out, value);
    buf_putc(out, '\n');
}

static void put_date(struct buf *out, int64_t day)
{
    buf_printf(out, "%04d-%02d-%02d", (int)(day / 10000), (int)(day / 100 % 100), (int)(day % 100));
}

/* How many days from `at` on follow each other and say the same. */
static size_t run_length(const struct notice *n, size_t at)
{
    const struct notice_day *first = &n->day[at];
    size_t length = 1;
    while (at + length < n->days && n->day[at + length].says == first->says &&
           str_eq(n->day[at + length].name, first->name) &&
           days_index(n->day[at + length].day) == days_index(n->day[at + length - 1].day) + 1)
        length++;
    return length;
}

void notice_write(struct buf *out, const struct notice *n)
{
    static const char *const word[SAYS__COUNT] = {[SAYS_OFF] = "off",
                                                  [SAYS_WORK] = "work",
                                                  [SAYS_MORNING_OFF] = "morning-off",
                                                  [SAYS_AFTERNOON_OFF] = "afternoon-off"};
    put_line(out, "notice", n->number);
    put_line(out, "title", n->title);
    buf_put(out, STR("published "));
    put_date(out, n->published_day);
    buf_putc(out, '\n');
    if (n->year)
        buf_printf(out, "year   %d\n", n->year);
    else if (n->scope.n == 0)
        buf_put(out, STR("year   none\n"));
    put_line(out, "scope", n->scope);
    put_line(out, "source", n->source);
    for (size_t i = 0, length; i < n->days; i += length) {
        length = run_length(n, i);
        buf_printf(out, "%-6s ", word[n->day[i].says]);
        put_date(out, n->day[i].day);
        if (length > 1) {
            buf_put(out, STR(".."));
            put_date(out, n->day[i + length - 1].day);
        }
        if (n->day[i].name.n) {
            buf_putc(out, ' ');
            line_put_value(out, n->day[i].name);
        }
        buf_putc(out, '\n');
    }
}
