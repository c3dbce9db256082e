#include "text/nfc.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "base/err.h"

struct str text_nfc(struct arena *a, struct str s)
{
    bool is_ascii = true;
    for (size_t i = 0; i < s.n; i++)
        is_ascii &= (unsigned char)s.p[i] < 0x80;
    if (is_ascii)
        return s;
    utf8proc_uint8_t *out = NULL;
    utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)s.n, &out,
                                      UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    ASSERT(n >= 0); /* clean UTF-8 always has a normal form; memory is the machine's end */
    struct str nfc = str_of((const char *)out, (size_t)n);
    struct str ret = str_eq(nfc, s) ? s : arena_str(a, nfc);
    free(out);
    return ret;
}
