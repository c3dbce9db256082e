/* A text as one part of an address (RFC 3986 §2): whatever is no letter, digit or '-' is written as %XX. */
#ifndef BASE_URL_H
#define BASE_URL_H

#include "base/arena.h"

struct str url_part(struct arena *a, struct str s);

#endif
