/* The Atom feed (RFC 4287) of what was published: XML, not HTML, so it is written here and not by a page.
 * Every text goes through the escaper of pages, whose entities XML knows too. */
#ifndef WEB_FEED_H
#define WEB_FEED_H

#include "html/html.h"

struct feed_entry {
    struct str id, title, url, json_url; /* json_url n = 0: none */
    struct str updated, published, summary;
};
struct feed_view {
    struct str id, title, city, updated;
    const struct feed_entry *rows;
    size_t rows_n;
};
void widget_feed(struct html *h, const struct feed_view *v);

#endif
