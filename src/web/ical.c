#include "web/ical.h"

#include <inttypes.h>

#include "base/date.h"
#include "base/utf8.h"

#define REFRESH "PT4H"

/* One content line, folded: what goes on begins with a space, which counts. */
static void put_line(struct buf *out, struct str line)
{
    size_t most = ICAL_LINE_BYTES_MAX;
    for (;;) {
        struct str piece = utf8_cut(line, most);
        buf_put(out, piece);
        buf_put(out, STR("\r\n"));
        line = str_sub(line, piece.n, line.n);
        if (line.n == 0)
            return;
        buf_putc(out, ' ');
        most = ICAL_LINE_BYTES_MAX - 1;
    }
}

/* TEXT (§3.3.11). What is a control character has no place in it and is left out. */
static void put_escaped(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '\n') {
            buf_put(out, STR("\\n"));
        } else if (c == '\\' || c == ';' || c == ',') {
            buf_putc(out, '\\');
            buf_putc(out, (char)c);
        } else if (c >= 0x20 && c != 0x7f) {
            buf_putc(out, (char)c);
        }
    }
}

static void put_text(struct buf *out, struct str name, struct str value)
{
    struct buf line CLEANUP(buf_release) = {0};
    if (value.n == 0)
        return;
    buf_put(&line, name);
    buf_putc(&line, ':');
    put_escaped(&line, value);
    out->failed |= line.failed;
    put_line(out, buf_str(&line));
}

/* Values that need no escaping: numbers, days, addresses. */
static void put_plain(struct buf *out, const char *name, struct str value)
{
    struct buf line CLEANUP(buf_release) = {0};
    buf_put(&line, str_c(name));
    for (size_t i = 0; i < value.n; i++)
        if ((unsigned char)value.p[i] > 0x20 && value.p[i] != 0x7f)
            buf_putc(&line, value.p[i]);
    out->failed |= line.failed;
    put_line(out, buf_str(&line));
}

/* "20261124T010000Z" */
static void put_instant(struct buf *out, const char *name, int64_t ms)
{
    struct civil t = date_civil(ms - DATE_SHANGHAI_MS); /* as the clocks of UTC show it */
    struct buf line CLEANUP(buf_release) = {0};
    buf_printf(&line, "%s%04d%02d%02dT%02d%02d%02dZ", name, t.year, t.month, t.day, t.hour, t.minute,
               t.second);
    put_line(out, buf_str(&line));
}

static void put_number(struct buf *out, const char *name, int64_t n)
{
    struct buf line CLEANUP(buf_release) = {0};
    buf_printf(&line, "%s%" PRId64, name, n);
    put_line(out, buf_str(&line));
}

static int64_t day_after(int64_t day)
{
    int64_t noon = date_ms((int)(day / 10000), (int)(day / 100 % 100), (int)(day % 100), 12, 0);
    return date_day_of(noon + INT64_C(24) * 3600 * 1000);
}

static void put_alarm(struct buf *out, const struct ical_event *e)
{
    put_line(out, STR("BEGIN:VALARM"));
    put_line(out, STR("ACTION:DISPLAY"));
    put_text(out, STR("DESCRIPTION"), e->summary.n ? e->summary : e->uid);
    put_instant(out, "TRIGGER;VALUE=DATE-TIME:", e->alarm_ms);
    put_line(out, STR("END:VALARM"));
}

static void put_event(struct buf *out, const struct ical_event *e, int64_t now_ms)
{
    put_line(out, STR("BEGIN:VEVENT"));
    put_text(out, STR("UID"), e->uid);
    put_instant(out, "DTSTAMP:", now_ms);
    put_number(out, "SEQUENCE:", e->sequence);
    put_number(out, "DTSTART;VALUE=DATE:", e->day);
    put_number(out, "DTEND;VALUE=DATE:", day_after(e->day));
    put_text(out, STR("SUMMARY"), e->summary);
    put_text(out, STR("DESCRIPTION"), e->description);
    put_text(out, STR("CATEGORIES"), e->category);
    if (e->url.n)
        put_plain(out, "URL:", e->url);
    put_line(out, STR("TRANSP:TRANSPARENT")); /* a day by which something is due is not a day that is taken */
    if (e->alarm_ms)
        put_alarm(out, e);
    put_line(out, STR("END:VEVENT"));
}

void ical_write(struct buf *out, const struct ical *c)
{
    put_line(out, STR("BEGIN:VCALENDAR"));
    put_line(out, STR("VERSION:2.0"));
    put_line(out, STR("PRODID:-//Kaocheng//Deadlines//ZH"));
    put_line(out, STR("CALSCALE:GREGORIAN"));
    put_line(out, STR("METHOD:PUBLISH"));
    struct buf name CLEANUP(buf_release) = {0};
    buf_put(&name, STR("NAME;LANGUAGE="));
    buf_put(&name, c->language);
    put_text(out, buf_str(&name), c->name);
    put_text(out, STR("X-WR-CALNAME"), c->name);
    put_line(out, STR("REFRESH-INTERVAL;VALUE=DURATION:" REFRESH));
    put_line(out, STR("X-PUBLISHED-TTL:" REFRESH));
    for (size_t i = 0; i < c->events; i++)
        put_event(out, &c->event[i], c->now_ms);
    put_line(out, STR("END:VCALENDAR"));
}
