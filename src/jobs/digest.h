/* The words of a message: lines put together by kind, the urgent and the nearest due first, counted, each
 * with the day on which it is due; at the end where all of them stand. Pure: what was told in, text out. */
#ifndef JOBS_DIGEST_H
#define JOBS_DIGEST_H

#include "domain/outbox.h"

struct digest_line {
    struct str text, url; /* url n = 0: the address of this house is not known */
    struct str due;       /* "2026-11-25"; n = 0: none */
    bool is_now;
};
struct digest_group {
    struct str heading;
    const struct digest_line *line;
    size_t n;
};
struct digest {
    enum lang lang;
    struct str city, subject, lead;
    const struct digest_group *group;
    size_t groups, lines;
    struct str all_url, wishes_url; /* where all stand; where one says how one wants to be told. n = 0 */
};

struct digest_of {
    enum lang lang;
    bool is_now;           /* urgent lines, not the digest of a day; or */
    bool is_try;           /* a trial of the channel */
    struct str city;       /* 云澜市 */
    struct str label;      /* the group's name; n = 0: a person */
    struct str public_url; /* "https://kaocheng.example"; n = 0: no links */
};
/* What was told twice in the same words about the same page stands once. */
struct digest digest_make(struct arena *a, const struct digest_of *of, const struct reminders *lines);

/* As plain text: for mail, each line with its address, everything. */
struct str digest_mail_text(struct arena *a, const struct digest *d);
/* For a group: at most `bytes` (1,000 at least) of UTF-8; what does not fit is counted ("还有 3 项").
 * *ret_left: how many. */
struct str digest_group_text(struct arena *a, const struct digest *d, size_t bytes, size_t *ret_left);
/* The same in the Markdown of a bot: headings bold, lines as links; signs that mean something there become
 * their full-width likenesses. */
struct str digest_markdown(struct arena *a, const struct digest *d, size_t bytes, size_t *ret_left);

#endif
