/* A calendar as a file that telephones and office programs subscribe to: RFC 5545, with the refreshing of RFC
 * 7986. All-day events, because those programs show events and hide tasks; each ends as its day does. Lines
 * end with CR LF and are folded at 75 bytes, never inside a character. Pure: the bytes are the input's alone.
 */
#ifndef WEB_ICAL_H
#define WEB_ICAL_H

#include "base/arena.h"
#include "base/buf.h"

#define ICAL_LINE_BYTES_MAX 75 /* without CR LF (RFC 5545 §3.1) */

struct ical_event {
    struct str uid;   /* the same for ever, and that of no other event in the world */
    int64_t sequence; /* grows with each change; 0 … 2³¹ − 1 */
    int64_t day;      /* YYYYMMDD */
    struct str summary, description, category, url; /* may be empty; url: an absolute address */
    int64_t alarm_ms;                               /* an instant; 0: no alarm */
};
struct ical {
    struct str name, language; /* zh-CN */
    int64_t now_ms;            /* DTSTAMP */
    const struct ical_event *event;
    size_t events;
};
/* out->failed when there is no memory. */
void ical_write(struct buf *out, const struct ical *calendar);

#endif
