#include "table/csv.h"

struct csv csv_to(struct buf *out, bool with_bom)
{
    if (with_bom)
        buf_put(out, STR("\xEF\xBB\xBF"));
    return (struct csv){.out = out};
}

/* [-+]digits[.digits]: a spreadsheet reads it as the number it is. */
static bool is_number(struct str s)
{
    if (s.n && (s.p[0] == '-' || s.p[0] == '+'))
        s = str_sub(s, 1, s.n);
    bool digit = false, point = false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '.' && !point && digit) {
            point = true;
            digit = false; /* one must follow */
        } else if (s.p[i] >= '0' && s.p[i] <= '9') {
            digit = true;
        } else {
            return false;
        }
    }
    return digit;
}

static bool is_formula(struct str s) { return s.n && memchr("=+-@\t\r", s.p[0], 6) && !is_number(s); }

static bool needs_quotes(struct str s)
{
    if (s.n == 0)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (memchr(",;\"\t\r\n", s.p[i], 6))
            return true;
    return s.p[0] == ' ' || s.p[s.n - 1] == ' ';
}

void csv_cell(struct csv *w, struct str text)
{
    if (w->in_row)
        buf_putc(w->out, ',');
    w->in_row = true;
    bool quoted = needs_quotes(text);
    if (quoted)
        buf_putc(w->out, '"');
    if (is_formula(text))
        buf_putc(w->out, '\'');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"')
            buf_putc(w->out, '"');
        buf_putc(w->out, text.p[i]);
    }
    if (quoted)
        buf_putc(w->out, '"');
}

void csv_end(struct csv *w)
{
    buf_put(w->out, STR("\r\n"));
    w->in_row = false;
}
