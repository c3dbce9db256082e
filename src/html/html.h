/* Writes HTML so that unsafe cannot be said. Literal markup comes from string literals alone (html_lit);
 * everything else passes through an escaper chosen by type (html_put) and place (text and quoted
 * attributes: html_put; URLs: html_url, html_part). There is no function that writes raw text. Pages
 * are compiled to calls of these functions from src/web/pages (tools/gen_pages.py).
 *
 * A page that ran out of memory is seen in `out->failed`, once, by whoever sends it. */
#ifndef HTML_HTML_H
#define HTML_HTML_H

#include "base/buf.h"
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
    _Generic((x), struct str                                                                                 \
             : html_text, int                                                                                \
             : html_int, long                                                                                \
             : html_i64, long long                                                                           \
             : html_i64ll, unsigned                                                                          \
             : html_unsigned, unsigned long                                                                  \
             : html_size)((h), (x))

void html_text(struct html *h, struct str s); /* & < > " ' */
void html_int(struct html *h, int v);
void html_i64(struct html *h, long v);
void html_i64ll(struct html *h, long long v);
void html_unsigned(struct html *h, unsigned v);
void html_size(struct html *h, unsigned long v);

/* A whole address in an attribute: "/path" (not "//" nor "/\"), "https://…" or "#…", without control
 * characters or white space; anything else is written as "#blocked". */
void html_url(struct html *h, struct str url);
/* One part of a path or a query value: percent-encoded, so that it can neither end the part nor begin
 * another. Numbers as they are. */
#define html_part(h, x)                                                                                      \
    _Generic((x), struct str                                                                                 \
             : html_url_part, int                                                                            \
             : html_int, long                                                                                \
             : html_i64, long long                                                                           \
             : html_i64ll, unsigned                                                                          \
             : html_unsigned, unsigned long                                                                  \
             : html_size)((h), (x))
void html_url_part(struct html *h, struct str part);

/* An argument of a text of the catalogue: a text, or a whole number. */
struct html_arg {
    struct str text;
    long long number; /* when text.p is NULL */
};
#define HTML_ARG(x)                                                                                          \
    _Generic((x), struct str                                                                                 \
             : html_arg_text, int                                                                            \
             : html_arg_number, long                                                                         \
             : html_arg_number, long long                                                                    \
             : html_arg_number, unsigned                                                                     \
             : html_arg_number, unsigned long                                                                \
             : html_arg_size)(x)
static inline struct html_arg html_arg_text(struct str s)
{
    return (struct html_arg){.text = s.p ? s : STR("")};
}
static inline struct html_arg html_arg_number(long long v) { return (struct html_arg){.number = v}; }
static inline struct html_arg html_arg_size(unsigned long v)
{
    return (struct html_arg){.number = (long long)v};
}
/* A text of the catalogue with {0} … {3} replaced by the arguments; all of it escaped. A brace that is no
 * placeholder, or one without its argument, stands as it is. */
void html_msg(struct html *h, struct str pattern, const struct html_arg *arg, size_t args);

/* The hidden fields csrf (when there is a session) and idem. */
void html_form_fields(struct html *h);

#endif
