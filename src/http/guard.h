/* What is refused before anybody looks at a request, because two readers could understand it in two ways:
 * pure functions over the request line and the headers. The table of cases is tests/http/strict.py; the
 * source is RFC 9112 §2–§7 and RFC 9110 §5. */
#ifndef HTTP_GUARD_H
#define HTTP_GUARD_H

#include "base/str.h"

/* Most headers of one request. Browsers send about 20. */
#define GUARD_HEADERS_MAX 64

struct guard_header {
    struct str name, value;
};

struct guard_request {
    struct str method, target, version; /* as sent */
    struct guard_header header[GUARD_HEADERS_MAX];
    size_t headers;
    bool has_more;          /* there were more than fit */
    struct str origin_form; /* out: target without "http://host" */
    int64_t content_length; /* out: 0 when there is none */
    bool is_chunked;        /* out */
};

/* 0 when all is well, else the status of the refusal: 400, 405 (a method that exists), 417, 431, 501 (one
 * that does not; a coding that is not chunked), 505. */
int guard_check(struct guard_request *g);

/* Decodes the path of an origin-form target (up to '?') to `to`, which has room for as many bytes. False when
 * it is not a clean path: bad escapes, an escaped '/', control characters, "//", "." or ".." as a piece,
 * bytes that are not UTF-8. *ret_query is what follows the '?'. */
bool guard_path(struct str target, char *to, struct str *ret_path, struct str *ret_query);

/* n = 0 when it is not there. */
struct str guard_header(const struct guard_request *g, struct str name);

#endif
