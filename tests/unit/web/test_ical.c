/* The bytes of a calendar: what programs of others read. */
#include "unit/kit.h"

#include "base/date.h"
#include "base/utf8.h"
#include "web/ical.h"

static struct str written(struct kit *kit, const struct ical_event *event, size_t n, struct str name)
{
    struct buf out CLEANUP(buf_release) = {0};
    struct ical c = {.name = name,
                     .language = STR("zh-CN"),
                     .now_ms = date_ms(2026, 11, 20, 9, 0),
                     .event = event,
                     .events = n};
    ical_write(&out, &c);
    assert_false(out.failed);
    return arena_str(kit->arena, buf_str(&out));
}

static void a_calendar_is_written_as_the_standard_says(void **state)
{
    struct kit *kit = *state;
    struct ical_event event = {.uid = STR("record/88/clock/due@yunlan.example"),
                               .sequence = 147,
                               .day = 20261231,
                               .summary = STR("督2026-0147；老旧小区, 三期\n一行"),
                               .category = STR("临期"),
                               .url = STR("https://kc.example/records/88"),
                               .alarm_ms = date_ms(2026, 12, 30, 9, 0)};
    assert_str(written(kit, &event, 1, STR("云澜市")), "BEGIN:VCALENDAR\r\n"
                                                       "VERSION:2.0\r\n"
                                                       "PRODID:-//Kaocheng//Deadlines//ZH\r\n"
                                                       "CALSCALE:GREGORIAN\r\n"
                                                       "METHOD:PUBLISH\r\n"
                                                       "NAME;LANGUAGE=zh-CN:云澜市\r\n"
                                                       "X-WR-CALNAME:云澜市\r\n"
                                                       "REFRESH-INTERVAL;VALUE=DURATION:PT4H\r\n"
                                                       "X-PUBLISHED-TTL:PT4H\r\n"
                                                       "BEGIN:VEVENT\r\n"
                                                       "UID:record/88/clock/due@yunlan.example\r\n"
                                                       "DTSTAMP:20261120T010000Z\r\n"
                                                       "SEQUENCE:147\r\n"
                                                       "DTSTART;VALUE=DATE:20261231\r\n"
                                                       "DTEND;VALUE=DATE:20270101\r\n"
                                                       "SUMMARY:督2026-0147；老旧小区\\, 三期\\n一行\r\n"
                                                       "CATEGORIES:临期\r\n"
                                                       "URL:https://kc.example/records/88\r\n"
                                                       "TRANSP:TRANSPARENT\r\n"
                                                       "BEGIN:VALARM\r\n"
                                                       "ACTION:DISPLAY\r\n"
                                                       "DESCRIPTION:督2026-0147；老旧小区\\, 三期\\n一行\r\n"
                                                       "TRIGGER;VALUE=DATE-TIME:20261230T010000Z\r\n"
                                                       "END:VALARM\r\n"
                                                       "END:VEVENT\r\n"
                                                       "END:VCALENDAR\r\n");
}

/* Unfolded again, as RFC 5545 §3.1 says: CR LF and one space go. */
static struct str unfolded(struct kit *kit, struct str s)
{
    char *out = arena_alloc(kit->arena, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (i + 2 < s.n && s.p[i] == '\r' && s.p[i + 1] == '\n' && s.p[i + 2] == ' ')
            i += 2;
        else
            out[n++] = s.p[i];
    }
    return str_of(out, n);
}

/* Every length of a summary, of characters of each width, so that the border falls on each of their bytes. */
static void no_line_is_too_long_and_no_character_is_cut(void **state)
{
    static const char *const character[] = {"a", "é", "督", "𠮷", ",", "\\"};
    static const char *const kept[] = {"a", "é", "督", "𠮷", "\\,", "\\\\"};
    struct kit *kit = *state;
    for (size_t c = 0; c < COUNT_OF(character); c++)
        for (size_t n = 1; n < 170; n++) {
            struct buf text CLEANUP(buf_release) = {0}, want CLEANUP(buf_release) = {0};
            buf_put(&want, STR("\r\nSUMMARY:"));
            for (size_t i = 0; i < n; i++) {
                buf_put(&text, str_c(character[c]));
                buf_put(&want, str_c(kept[c]));
            }
            buf_put(&want, STR("\r\n"));
            struct ical_event event = {.uid = STR("u"), .day = 20260228, .summary = buf_str(&text)};
            struct str out = written(kit, &event, 1, STR("名"));
            struct str rest = out, line;
            while (str_split(&rest, '\n', &line)) {
                size_t bad;
                assert_true(line.n <= ICAL_LINE_BYTES_MAX + 1 && line.n > 0 && line.p[line.n - 1] == '\r');
                assert_true(utf8_is_clean(line, &bad));
            }
            struct str whole = unfolded(kit, out);
            assert_true(str_find_str(whole, buf_str(&want)) < whole.n);
            arena_reset(kit->arena);
        }
}

/* What a title holds cannot begin a line of its own. */
static void nothing_of_a_text_becomes_a_line(void **state)
{
    struct kit *kit = *state;
    struct ical_event event = {.uid = STR("u\r\nBEGIN:VEVENT"),
                               .day = 20260301,
                               .summary = STR("x\r\nEND:VCALENDAR\r\nATTACH:http://a\t\x7f"),
                               .url = STR("https://a/\r\nX:1")};
    struct str out = written(kit, &event, 1, STR("a\r\nb;c"));
    assert_true(str_find_str(out, STR("\r\nUID:u\\nBEGIN:VEVENT\r\n")) < out.n);
    assert_true(str_find_str(out, STR("\r\nSUMMARY:x\\nEND:VCALENDAR\\nATTACH:http://a\r\n")) < out.n);
    assert_true(str_find_str(out, STR("\r\nURL:https://a/X:1\r\n")) < out.n);
    assert_true(str_find_str(out, STR("\r\nX-WR-CALNAME:a\\nb\\;c\r\n")) < out.n);
    assert_true(str_find_str(out, STR("VALARM")) == out.n);
}

static void a_calendar_without_events_is_one_all_the_same(void **state)
{
    struct kit *kit = *state;
    struct str out = written(kit, NULL, 0, STR("名"));
    assert_true(str_ends(out, STR("X-PUBLISHED-TTL:PT4H\r\nEND:VCALENDAR\r\n")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(a_calendar_is_written_as_the_standard_says),
        KIT_TEST(no_line_is_too_long_and_no_character_is_cut),
        KIT_TEST(nothing_of_a_text_becomes_a_line),
        KIT_TEST(a_calendar_without_events_is_one_all_the_same),
    };
    return cmocka_run_group_tests_name("web ical", tests, NULL, NULL);
}
