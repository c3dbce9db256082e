/* Readers of the two kinds of forms that browsers send, and of the query, which is of the first kind. Both
 * work on the whole text in memory, decode in place, copy nothing: the fields point into the text, which
 * must live as long as they do.
 *
 * Strict: what a browser, curl or Python's requests sends passes; what could be read in two ways does not.
 * Sources: WHATWG URL §5 (urlencoded), RFC 7578 with RFC 2046 §5.1 (multipart).
 *
 * Errors: RC_INVALID (malformed, or names or plain values that are not clean UTF-8), RC_TOO_LARGE (more than
 * base/limits.h allows: fields, bytes of a field, of a file, of all but the files). */
#ifndef HTTP_FORM_H
#define HTTP_FORM_H

#include "http/http.h"

/* Wrong are: a '%' without two hex digits, a pair without a name. Empty pieces ("a=1&&b=2") are skipped. */
enum rc form_urlencoded(char *text, size_t n, struct arena *a, const struct http_field **ret,
                        size_t *ret_n) MUST_CHECK;

/* No preamble, no epilogue, no nested multipart, no filename*=, no transfer encoding that changes bytes. */
enum rc form_multipart(char *text, size_t n, struct str boundary, struct arena *a,
                       const struct http_field **ret, size_t *ret_n) MUST_CHECK;

enum form_kind { FORM_URLENCODED, FORM_MULTIPART, FORM_OTHER };
/* What a Content-Type announces. FORM_OTHER also for a charset that is not UTF-8 and for a multipart without
 * a usable boundary. *ret_boundary points into `type` and is set for FORM_MULTIPART alone. */
enum form_kind form_kind_of(struct str type, struct str *ret_boundary);

/* Decodes %XX (and '+' as a space when asked) from `from` to `to`, which may be the same memory; returns the
 * new length or SIZE_MAX for a '%' without two hex digits. */
size_t percent_decode(const char *from, size_t n, char *to, bool plus_is_space);

/* Equal but for the case of ASCII letters. */
bool str_eq_nocase(struct str a, struct str b);

#endif
