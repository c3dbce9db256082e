/* Which encoding a file has is found by trying: a BOM decides; what is valid UTF-8 is UTF-8 (other texts
 * hardly ever are); the rest is taken as GB18030, which WPS and Excel write on a Chinese system. A file that
 * is plainly UTF-8 but for one damaged byte must not be read as GB18030, which would accept it as gibberish:
 * hence PLAINLY_UTF8. */
#include "table/decode.h"

#include "base/utf8.h"

#include <errno.h>
#include <iconv.h>

#define PLAINLY_UTF8 8 /* valid characters of several bytes before the first fault */

static int line_of(struct str bytes, size_t at)
{
    int line = 1;
    for (size_t i = 0; i < at; i++)
        line += bytes.p[i] == '\n';
    return line;
}

static size_t wide_characters(struct str s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.n; i++)
        count += ((unsigned char)s.p[i] & 0xC0) == 0xC0;
    return count;
}

static enum rc not_a_text(struct problems *problems, struct str bytes, size_t at)
{
    struct problem *item = PROBLEM(problems, line_of(bytes, at), 0, "table.encoding");
    item->hint = "table.encoding_hint";
    return RC_INVALID;
}

/* How far it came is in *ret_at; the whole text when that is bytes.n. Two bytes become at most three. */
static void convert(struct arena *a, const char *encoding, struct str bytes, char **ret, size_t *ret_n,
                    size_t *ret_at)
{
    size_t cap = bytes.n + bytes.n / 2 + 16;
    char *out = arena_alloc(a, cap);
    *ret_at = 0;
    iconv_t cd = iconv_open("UTF-8", encoding);
    if (cd == (iconv_t)-1) /* the machine has no table for it */
        return;
    union {
        const char *from;
        char *p;
    } in = {.from = bytes.p}; /* iconv does not write to its input */
    size_t in_n = bytes.n, out_n = cap;
    char *to = out;
    (void)iconv(cd, &in.p, &in_n, &to, &out_n);
    iconv_close(cd);
    *ret_at = bytes.n - in_n;
    *ret = out;
    *ret_n = cap - out_n;
}

static enum rc decode_as(struct arena *a, const char *encoding, struct str bytes, char **ret, size_t *ret_n,
                         struct problems *problems)
{
    char *text = NULL;
    size_t n = 0, at;
    convert(a, encoding, bytes, &text, &n, &at);
    size_t fault = 0;
    if (text == NULL || at < bytes.n || !utf8_is_clean(str_of(text, n), &fault))
        return not_a_text(problems, bytes, at);
    *ret = text;
    *ret_n = n;
    return RC_OK;
}

static enum rc refuse_nul(struct problems *problems, struct str bytes, size_t at)
{
    PROBLEM(problems, line_of(bytes, at), 0, "table.nul")->hint = "table.encoding_hint";
    return RC_INVALID;
}

enum rc decode_text(struct arena *a, struct str bytes, char **ret, size_t *ret_n, struct problems *problems)
{
    if (str_starts(bytes, STR("\xFF\xFE")))
        return decode_as(a, "UTF-16LE", str_sub(bytes, 2, bytes.n), ret, ret_n, problems);
    if (str_starts(bytes, STR("\xFE\xFF")))
        return decode_as(a, "UTF-16BE", str_sub(bytes, 2, bytes.n), ret, ret_n, problems);
    bool has_bom = str_starts(bytes, STR("\xEF\xBB\xBF"));
    if (has_bom)
        bytes = str_sub(bytes, 3, bytes.n);
    size_t nul = str_find(bytes, 0);
    if (nul < bytes.n)
        return refuse_nul(problems, bytes, nul);

    size_t fault = 0;
    if (utf8_is_clean(bytes, &fault)) {
        *ret = arena_alloc(a, bytes.n + 1);
        memcpy(*ret, bytes.p, bytes.n);
        *ret_n = bytes.n;
        return RC_OK;
    }
    if (has_bom || wide_characters(str_sub(bytes, 0, fault)) >= PLAINLY_UTF8)
        return not_a_text(problems, bytes, fault);
    return decode_as(a, "GB18030", bytes, ret, ret_n, problems);
}
