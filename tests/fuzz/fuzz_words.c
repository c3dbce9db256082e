/* Any text as words to search by: each phrase of it is found in it and was looked up by keys that it has;
 * keys are in order, each once; marks are in order, apart and inside. The same as the title of a calendar's
 * event: no line too long, none that it began itself. */
#include "base/err.h"
#include "base/utf8.h"
#include "text/words.h"
#include "web/ical.h"

#define TEXT_BYTES_MAX 600 /* each phrase of it is looked for in all of it */

static bool has_key(struct word_keys keys, struct str key)
{
    for (size_t i = 0; i < keys.n; i++)
        if (str_eq(keys.key[i], key))
            return true;
    return false;
}

static void check_marks(struct arena *a, struct str text, struct words words, const struct word_query *q)
{
    struct word_marks marks = words_marks(a, words, q);
    for (size_t i = 0; i < marks.n; i++) {
        ASSERT(marks.mark[i].from < marks.mark[i].to && marks.mark[i].to <= text.n);
        ASSERT(i == 0 || marks.mark[i - 1].to < marks.mark[i].from);
    }
}

static void check_words(struct arena *a, struct str text)
{
    struct words words = words_read(a, text);
    struct word_keys keys = words_keys(a, words);
    struct word_query q = words_query(a, text);
    for (size_t i = 0; i < words.n; i++)
        ASSERT(words.word[i].from < words.word[i].to && words.word[i].to <= text.n && words.word[i].folded.n);
    for (size_t i = 0; i < keys.n; i++)
        ASSERT(keys.key[i].n <= WORD_KEY_BYTES_MAX && (i == 0 || str_cmp(keys.key[i - 1], keys.key[i]) < 0));
    for (size_t i = 0; i < q.n; i++) {
        ASSERT(words_find(words, &q.phrase[i], 0) < words.n);
        for (size_t k = 0; k < q.phrase[i].keys.n; k++)
            ASSERT(has_key(keys, q.phrase[i].keys.key[k]));
    }
    ASSERT((q.n == 0) == (words.n == 0));
    (void)words_read_code(a, text);
    check_marks(a, text, words, &q);
}

static void check_calendar(struct str text)
{
    struct buf out CLEANUP(buf_release) = {0};
    struct ical_event event = {
        .uid = STR("u"), .day = 20260228, .summary = text, .category = text, .url = text};
    struct ical calendar = {.name = text, .language = STR("en"), .event = &event, .events = 1};
    ical_write(&out, &calendar);
    ASSERT(!out.failed);
    struct str rest = buf_str(&out), line;
    size_t begins = 0, bad;
    while (str_split(&rest, '\n', &line)) {
        ASSERT(line.n <= ICAL_LINE_BYTES_MAX + 1 && line.n > 1 && line.p[line.n - 1] == '\r');
        ASSERT(utf8_is_clean(line, &bad));
        begins += str_starts(line, STR("BEGIN:"));
    }
    ASSERT(begins == 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct str text = str_of((const char *)data, n);
    size_t bad;
    if (n > TEXT_BYTES_MAX || !utf8_is_clean(text, &bad))
        return 0;
    CLEANUP(arena_freep) struct arena *a = arena_new(0);
    ASSERT(a != NULL);
    check_words(a, text);
    check_calendar(text);
    return 0;
}
