/* Writes HTML so that unsafe cannot be said. Literal markup comes from string literals alone (html_lit);
 * everything else passes through an escaper chosen by type (html_put) and place (text and quoted
 * attributes: html_put; URLs: html_url, html_url_part). There is no function that writes raw text. Pages
 * are compiled to calls of these functions from src/web/pages/*.html (tools/gen_pages.py). */
#ifndef HTML_HTML_H
#define HTML_HTML_H

#include "base/buf.h"
#include "base/json.h"
#include "base/lang.h"



/* What every page needs of the request it answers; the page compiler puts csrf and idem as hidden fields
 * into each <form method="post">. */
struct html {
    struct buf *out;
    enum lang lang;
    struct str csrf; /* token of the session; n = 0 before login */
    struct str idem; /* a fresh idempotency key for this page */
};

#define html_lit(h, s) buf_put((h)->out, STR(s))
#define html_put(h, x)                                                                                       \
    _Generic((x), struct str: html_text, int: html_int, long: html_i64, long long: html_i64ll,               \
             unsigned: html_unsigned, unsigned long: html_size, bool: html_int)((h), (x))

void html_text(struct html *h, struct str s); /* & < > " ' */
void html_int(struct html *h, int v);
void html_i64(struct html *h, long v);
void html_i64ll(struct html *h, long long v);
void html_unsigned(struct html *h, unsigned v);
void html_size(struct html *h, unsigned long v);
/* A whole address in an attribute: "/path" (not "//" nor "/\"), "https://…" or "#…"; anything else is
 * written as "#blocked". */
void html_url(struct html *h, struct str url);
/* One part of a path or a query value: percent-encoded. */
void html_url_part(struct html *h, struct str part);
/* A text of the catalogue with {0} … {3} replaced by the (escaped) arguments. */
void html_msg(struct html *h, struct str pattern, const struct str *arg, size_t args);

#endif
