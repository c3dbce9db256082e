/* One mail: headers of our own, the text and, when there is one, its HTML. */
#ifndef JOBS_MAIL_H
#define JOBS_MAIL_H

#include "base/arena.h"
#include "base/err.h"

struct mail {
    struct str from, from_name; /* one mailbox; the city's name */
    struct str to;              /* one mailbox */
    struct str subject, text, html;
    struct str message_id; /* without < and > */
    int64_t at_ms;
};

/* RFC 5322 header lines, one each without its line end. Subject and name as RFC 2047 encoded words (UTF-8, B)
 * of at most 75 characters, cut at code points, folded. */
#define MAIL_HEADERS 6
void mail_headers(struct arena *a, const struct mail *m, struct str ret[MAIL_HEADERS]);
/* "slot of channel 7 of this log" → an id that is the same whenever it is made. */
struct str mail_id(struct arena *a, int64_t tenant, int64_t channel_id, struct str slot, struct str origin);

#endif
