#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum rc err_set(struct err *err, enum rc rc, const char *text, const char *file, int line,
                const char *detail_fmt, ...)
{
    if (!err)
        return rc;
    *err = (struct err){.rc = rc, .text = text, .file = file, .line = line};
    va_list ap;
    va_start(ap, detail_fmt);
    (void)vsnprintf(err->detail, sizeof err->detail, detail_fmt, ap);
    va_end(ap);
    return rc;
}

enum rc err_arg(struct err *err, size_t i, struct str value)
{
    if (!err)
        return RC_INVALID;
    ASSERT(i < ERR_ARGS_MAX);
    size_t n = value.n < sizeof err->arg[i] ? value.n : sizeof err->arg[i] - 1;
    while (n < value.n && n > 0 && ((unsigned char)value.p[n] & 0xC0) == 0x80)
        n--;
    if (n)
        memcpy(err->arg[i], value.p, n);
    err->arg[i][n] = 0;
    return err->rc;
}

void err_hint(struct err *err, const char *key)
{
    if (err)
        err->hint = key;
}

void assert_failed(const char *what, const char *file, int line)
{
    (void)fprintf(stderr, "{\"level\":\"fatal\",\"assert\":\"%s\",\"at\":\"%s:%d\"}\n", what, file, line);
    abort();
}
