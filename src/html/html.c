/* Escaping is by position in the output, not by trust in the input: a text that was escaped before is
 * escaped again and shows as what it is. Runs of plain bytes are copied whole. */
#include "html/html.h"

static struct str entity(char c)
{
    switch (c) {
    case '&':
        return STR("&amp;");
    case '<':
        return STR("&lt;");
    case '>':
        return STR("&gt;");
    case '"':
        return STR("&quot;");
    case '\'':
        return STR("&#39;");
    default:
        return STR("");
    }
}

void html_text(struct html *h, struct str s)
{
    size_t done = 0;
    for (size_t i = 0; i < s.n; i++) {
        struct str e = entity(s.p[i]);
        if (e.n == 0)
            continue;
        buf_put(h->out, str_sub(s, done, i - done));
        buf_put(h->out, e);
        done = i + 1;
    }
    buf_put(h->out, str_sub(s, done, s.n - done));
}

void html_int(struct html *h, int v) { buf_put_i64(h->out, v); }
void html_i64(struct html *h, long v) { buf_put_i64(h->out, v); }
void html_i64ll(struct html *h, long long v) { buf_put_i64(h->out, v); }
void html_unsigned(struct html *h, unsigned v) { buf_put_i64(h->out, v); }
void html_size(struct html *h, unsigned long v) { buf_printf(h->out, "%lu", v); }

/* Browsers drop tabs and newlines and read '\' as '/', so that "/\t/evil" and "/\evil" leave the site. */
static bool url_is_allowed(struct str url)
{
    for (size_t i = 0; i < url.n; i++) {
        unsigned char c = (unsigned char)url.p[i];
        if (c <= ' ' || c == 0x7f || c == '\\')
            return false;
    }
    if (str_starts(url, STR("/")))
        return !str_starts(url, STR("//"));
    return str_starts(url, STR("#")) || str_starts(url, STR("https://"));
}

void html_url(struct html *h, struct str url) { html_text(h, url_is_allowed(url) ? url : STR("#blocked")); }

static bool is_unreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '~' || c == '.';
}

void html_url_part(struct html *h, struct str part)
{
    /* "." and ".." as a whole part would climb the path, encoded or not; no name of ours is one. */
    bool is_dots = str_eq(part, STR(".")) || str_eq(part, STR(".."));
    for (size_t i = 0; i < part.n; i++) {
        unsigned char c = (unsigned char)part.p[i];
        if (is_dots)
            buf_putc(h->out, '_');
        else if (is_unreserved(c))
            buf_putc(h->out, (char)c);
        else
            buf_printf(h->out, "%%%02X", c);
    }
}

void html_msg(struct html *h, struct str pattern, const struct html_arg *arg, size_t args)
{
    size_t done = 0;
    for (size_t i = 0; i + 2 < pattern.n; i++) {
        if (pattern.p[i] != '{' || pattern.p[i + 2] != '}' || pattern.p[i + 1] < '0')
            continue;
        size_t which = (size_t)(pattern.p[i + 1] - '0');
        if (which >= args)
            continue;
        html_text(h, str_sub(pattern, done, i - done));
        if (arg[which].text.p)
            html_text(h, arg[which].text);
        else
            html_i64ll(h, arg[which].number);
        i += 2;
        done = i + 1;
    }
    html_text(h, str_sub(pattern, done, pattern.n - done));
}

static void hidden(struct html *h, struct str name, struct str value)
{
    html_lit(h, "<input type=\"hidden\" name=\"");
    html_text(h, name);
    html_lit(h, "\" value=\"");
    html_text(h, value);
    html_lit(h, "\">");
}

void html_form_fields(struct html *h)
{
    if (h->csrf.n)
        hidden(h, STR("csrf"), h->csrf);
    hidden(h, STR("idem"), h->idem);
}
