/* What a mail says (pages/mail_digest.html). */
#ifndef WEB_VIEWS_MAIL_H
#define WEB_VIEWS_MAIL_H

#include "web/views/common.h"

struct mail_line {
    struct str text, url, due; /* url n = 0: no link */
    bool is_now;
};
struct mail_group {
    struct str heading;
    const struct mail_line *lines;
    size_t lines_n;
};
struct mail_digest_view {
    struct str subject, lead, city;
    const struct mail_group *groups;
    size_t groups_n;
    struct str all_url, wishes_url; /* n = 0: none */
};

#endif
