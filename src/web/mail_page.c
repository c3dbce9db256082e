#include "web/mail_page.h"

#include "gen/pages.h"

/* Other addresses stand as words in the text beside it. */
static struct str link_of(struct str url) { return str_starts(url, STR("https://")) ? url : (struct str){0}; }

static struct mail_group group_of(struct arena *a, const struct digest_group *g)
{
    struct mail_line *lines = ARENA_ARRAY(a, struct mail_line, g->n + 1);
    for (size_t i = 0; i < g->n; i++)
        lines[i] = (struct mail_line){.text = g->line[i].text,
                                      .url = link_of(g->line[i].url),
                                      .due = g->line[i].due,
                                      .is_now = g->line[i].is_now};
    return (struct mail_group){.heading = g->heading, .lines = lines, .lines_n = g->n};
}

struct str web_mail_html(struct arena *a, const struct digest *d)
{
    struct buf b CLEANUP(buf_release) = {0};
    struct html h = {.out = &b, .lang = d->lang};
    struct mail_group *groups = ARENA_ARRAY(a, struct mail_group, d->groups + 1);
    for (size_t i = 0; i < d->groups; i++)
        groups[i] = group_of(a, &d->group[i]);
    struct mail_digest_view v = {.subject = d->subject,
                                 .lead = d->lead,
                                 .city = d->city,
                                 .groups = groups,
                                 .groups_n = d->groups,
                                 .all_url = link_of(d->all_url),
                                 .wishes_url = link_of(d->wishes_url)};
    page_mail_digest(&h, &v);
    return b.failed ? (struct str){0} : arena_str(a, buf_str(&b));
}
