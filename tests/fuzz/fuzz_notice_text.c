/* Any bytes as the published text of a notice, and as one of its sentences. Held: a refusal has a problem
 * that points into the text, days are real, in order and each once, and a sentence without a problem that
 * holds a date (10月1日) has told a day or says that it told none. */
#include "base/err.h"
#include "base/utf8.h"
#include "calendar/days.h"
#include "calendar/notice_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define ROOM 64

static struct problems *problems_new(struct arena *a)
{
    struct problems *p = ARENA_NEW(a, struct problems);
    p->arena = a;
    return p;
}

static void hold_days(const struct notice_day *day, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        ASSERT(days_index(day[i].day) >= 0 && day[i].says < SAYS__COUNT);
        ASSERT(i == 0 || day[i - 1].day < day[i].day);
    }
}

static void hold_problems(const struct problems *p, struct str text, int first)
{
    int lines = first;
    for (size_t i = 0; i < text.n; i++)
        lines += text.p[i] == '\n';
    for (size_t i = 0; i < p->n; i++) {
        const struct problem *item = &p->item[i];
        ASSERT(item->text && item->hint && item->line <= lines && item->column >= 0);
        ASSERT(utf8_is_clean(item->value, NULL));
        for (size_t k = 0; k < COUNT_OF(item->arg); k++)
            ASSERT(item->arg[k].n == 0 || utf8_is_clean(item->arg[k], NULL));
    }
}

static void read_sentence(struct arena *a, struct str text, int year, size_t room)
{
    struct notice_day day[ROOM];
    struct problems *problems = problems_new(a);
    size_t n = notice_sentence(text, year, STR("国庆节"), 5, day, room, problems);
    ASSERT(n <= room);
    hold_days(day, n);
    hold_problems(problems, text, 5);
    for (size_t i = 0; problems->blocking == 0 && i < n; i++)
        ASSERT(day[i].says != SAYS_WORK || days_weekday(days_index(day[i].day)) >= 5);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct str text = {(const char *)data, n};
    static const struct notice_wish wish = {
        .number = STR_INIT("云政办〔2026〕1号"), .published_day = 20260105, .year = 2026};
    if (!utf8_is_clean(text, NULL))
        return 0;
    struct arena *a = arena_new(0);
    struct notice notice;
    struct problems *problems = problems_new(a);
    enum rc rc = notice_text_read(a, text, n % 2 ? &wish : NULL, &notice, problems);
    ASSERT((rc == RC_OK) == (problems->blocking == 0));
    hold_problems(problems, text, 1);
    if (rc == RC_OK) {
        ASSERT(notice.days > 0 && notice.number.n && days_index(notice.published_day) >= 0);
        hold_days(notice.day, notice.days);
    }
    read_sentence(a, text, 2026, ROOM);
    read_sentence(a, text, 0, 2);
    arena_free(a);
    return 0;
}
