#include "jobs/mail.h"

#include <inttypes.h>
#include <sodium.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/utf8.h"

#define WORD_BYTES_MAX 45 /* 60 of base64 and 12 around them: below the 75 of RFC 2047 */

/* "=?UTF-8?B?…?= =?UTF-8?B?…?=": text that no line of a header can be broken with. */
static struct str encoded_words(struct arena *a, struct str s)
{
    struct buf b CLEANUP(buf_release) = {0};
    while (s.n) {
        char out[sodium_base64_ENCODED_LEN(WORD_BYTES_MAX, sodium_base64_VARIANT_ORIGINAL)];
        struct str word = utf8_cut(s, WORD_BYTES_MAX);
        (void)sodium_bin2base64(out, sizeof out, (const unsigned char *)word.p, word.n,
                                sodium_base64_VARIANT_ORIGINAL);
        buf_printf(&b, "%s=?UTF-8?B?%s?=", b.n ? "\r\n " : "", out);
        s = str_sub(s, word.n, SIZE_MAX);
    }
    return arena_str(a, buf_str(&b));
}

/* "Fri, 20 Nov 2026 08:30:00 +0800" */
static struct str date_header(struct arena *a, int64_t ms)
{
    static const char *const day[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const month[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct civil c = date_civil(ms);
    return arena_printf(a, "Date: %s, %d %s %04d %02d:%02d:%02d +0800", day[c.weekday - 1], c.day,
                        month[c.month - 1], c.year, c.hour, c.minute, c.second);
}

void mail_headers(struct arena *a, const struct mail *m, struct str ret[MAIL_HEADERS])
{
    ret[0] = date_header(a, m->at_ms);
    ret[1] = arena_printf(a, "From: %.*s <%.*s>", STR_ARG(encoded_words(a, m->from_name)), STR_ARG(m->from));
    ret[2] = arena_printf(a, "To: <%.*s>", STR_ARG(m->to));
    ret[3] = arena_printf(a, "Subject: %.*s", STR_ARG(encoded_words(a, m->subject)));
    ret[4] = arena_printf(a, "Message-ID: <%.*s>", STR_ARG(m->message_id));
    ret[5] = STR("Auto-Submitted: auto-generated"); /* RFC 3834: no holiday notes in answer */
}

struct str mail_id(struct arena *a, int64_t tenant, int64_t channel_id, struct str slot, struct str origin)
{
    struct buf b CLEANUP(buf_release) = {0};
    buf_printf(&b, "%" PRId64 ".%" PRId64 ".", tenant, channel_id);
    for (size_t i = 0; i < slot.n; i++)
        buf_putc(&b, slot.p[i] == '/' ? '.' : slot.p[i]);
    buf_putc(&b, '@');
    for (size_t i = 0; i < origin.n; i++) { /* the log's name: as far as a domain has such characters */
        char c = origin.p[i];
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        bool is_dot = i > 0 && i + 1 < origin.n && origin.p[i - 1] != '.' && (c == '.' || c == '/');
        buf_putc(&b, is_plain ? c : is_dot ? '.' : '-');
    }
    return arena_str(a, buf_str(&b));
}
