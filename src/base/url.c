#include "base/url.h"

#include "base/buf.h"

struct str url_part(struct arena *a, struct str s)
{
    struct buf out CLEANUP(buf_release) = {0};
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-')
            buf_putc(&out, (char)c);
        else
            buf_printf(&out, "%%%02X", c);
    }
    return arena_str(a, buf_str(&out));
}
