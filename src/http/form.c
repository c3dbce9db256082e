#include "http/form.h"

#include "base/limits.h"
#include "base/utf8.h"

/* Lines of one part's head; a browser sends two. */
#define PART_LINES_MAX 8

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

size_t percent_decode(const char *from, size_t n, char *to, bool plus_is_space)
{
    size_t out = 0;
    for (size_t i = 0; i < n; i++) {
        char c = from[i];
        if (c == '%') {
            int high = n - i > 2 ? hex(from[i + 1]) : -1;
            int low = n - i > 2 ? hex(from[i + 2]) : -1;
            if (high < 0 || low < 0)
                return SIZE_MAX;
            c = (char)(high << 4 | low);
            i += 2;
        } else if (c == '+' && plus_is_space) {
            c = ' ';
        }
        to[out++] = c;
    }
    return out;
}

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

bool str_eq_nocase(struct str a, struct str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (lower(a.p[i]) != lower(b.p[i]))
            return false;
    return true;
}

/* A field being added: the array is taken once, for as many fields as there can be. */
struct fields {
    struct http_field *at;
    size_t n, max;
};

static struct fields fields_new(struct arena *a, size_t most)
{
    size_t max = most < LIMIT_FORM_FIELDS ? most : LIMIT_FORM_FIELDS;
    return (struct fields){.at = ARENA_ARRAY(a, struct http_field, max), .max = max};
}

static enum rc fields_add(struct fields *f, struct http_field field)
{
    if (field.name.n == 0 || !utf8_is_clean(field.name, NULL) || !utf8_is_clean(field.filename, NULL) ||
        (!field.is_file && !utf8_is_clean(field.value, NULL)))
        return RC_INVALID;
    if (f->n == f->max || field.name.n > LIMIT_FIELD_BYTES ||
        field.value.n > (field.is_file ? LIMIT_UPLOAD_BYTES : LIMIT_FIELD_BYTES))
        return RC_TOO_LARGE;
    f->at[f->n++] = field;
    return RC_OK;
}

/* ---- urlencoded ---------------------------------------------------------------------------------- */

static enum rc pair_add(struct fields *f, char *p, size_t n)
{
    char *equals = memchr(p, '=', n);
    size_t name_n = equals ? (size_t)(equals - p) : n;
    char *value = equals ? equals + 1 : p + n;
    size_t decoded_name = percent_decode(p, name_n, p, true);
    size_t decoded_value = percent_decode(value, (size_t)(p + n - value), value, true);
    if (decoded_name == SIZE_MAX || decoded_value == SIZE_MAX)
        return RC_INVALID;
    return fields_add(f, (struct http_field){.name = {p, decoded_name}, .value = {value, decoded_value}});
}

enum rc form_urlencoded(char *text, size_t n, struct arena *a, const struct http_field **ret, size_t *ret_n)
{
    if (n > LIMIT_FORM_BYTES)
        return RC_TOO_LARGE;
    size_t pieces = n > 0;
    for (size_t i = 0; i < n; i++)
        pieces += text[i] == '&';
    struct fields f = fields_new(a, pieces);
    for (size_t at = 0; at < n;) {
        char *end = memchr(text + at, '&', n - at);
        size_t len = end ? (size_t)(end - text) - at : n - at;
        if (len) {
            enum rc rc = pair_add(&f, text + at, len);
            if (rc != RC_OK)
                return rc;
        }
        at += len + 1;
    }
    *ret = f.at;
    *ret_n = f.n;
    return RC_OK;
}

/* ---- parameters of a header: ; name=token, ; name="quoted" ---------------------------------------- */

static bool is_token_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c != 0 && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static void skip_space(struct str *s)
{
    while (s->n && (s->p[0] == ' ' || s->p[0] == '\t'))
        *s = str_sub(*s, 1, s->n);
}

static struct str take_token(struct str *s)
{
    size_t n = 0;
    while (n < s->n && is_token_char(s->p[n]))
        n++;
    struct str token = str_sub(*s, 0, n);
    *s = str_sub(*s, n, s->n);
    return token;
}

/* The text between the quotes, as sent. Only \" and \\ are escapes: a lone backslash stands for itself, since
 * old browsers send whole Windows paths. */
static bool take_quoted(struct str *s, struct str *ret)
{
    for (size_t i = 1; i < s->n; i++) {
        if (s->p[i] == '\\' && i + 1 < s->n && (s->p[i + 1] == '"' || s->p[i + 1] == '\\')) {
            i++;
        } else if (s->p[i] == '"') {
            *ret = str_sub(*s, 1, i - 1);
            *s = str_sub(*s, i + 1, s->n);
            return true;
        }
    }
    return false;
}

/* Takes the next parameter off *rest. 1: there is one; 0: the end; -1: malformed. */
static int take_param(struct str *rest, struct str *ret_name, struct str *ret_value, bool *ret_quoted)
{
    skip_space(rest);
    if (rest->n == 0)
        return 0;
    if (rest->p[0] != ';')
        return -1;
    *rest = str_sub(*rest, 1, rest->n);
    skip_space(rest);
    *ret_name = take_token(rest);
    if (ret_name->n == 0 || rest->n == 0 || rest->p[0] != '=')
        return -1;
    *rest = str_sub(*rest, 1, rest->n);
    *ret_quoted = rest->n && rest->p[0] == '"';
    if (*ret_quoted)
        return take_quoted(rest, ret_value) ? 1 : -1;
    *ret_value = take_token(rest);
    return ret_value->n ? 1 : -1;
}

static bool is_boundary(struct str s)
{
    if (s.n == 0 || s.n > 70 || s.p[s.n - 1] == ' ')
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= '0' && s.p[i] <= '9') || (lower(s.p[i]) >= 'a' && lower(s.p[i]) <= 'z') ||
              (s.p[i] != 0 && strchr("'()+_,-./:=? ", s.p[i]))))
            return false;
    return true;
}

enum form_kind form_kind_of(struct str type, struct str *ret_boundary)
{
    size_t end = str_find(type, ';');
    struct str essence = str_trim(str_sub(type, 0, end)), rest = str_sub(type, end, type.n);
    struct str name, value, boundary = {"", 0};
    bool quoted, twice = false;
    int more;
    while ((more = take_param(&rest, &name, &value, &quoted)) > 0) {
        if (str_eq_nocase(name, STR("charset")) && !str_eq_nocase(value, STR("utf-8")))
            return FORM_OTHER;
        if (str_eq_nocase(name, STR("boundary"))) {
            twice = boundary.n > 0;
            boundary = value;
        }
    }
    if (more < 0 || twice)
        return FORM_OTHER;
    if (str_eq_nocase(essence, STR("application/x-www-form-urlencoded")))
        return FORM_URLENCODED;
    if (!str_eq_nocase(essence, STR("multipart/form-data")) || !is_boundary(boundary))
        return FORM_OTHER;
    *ret_boundary = boundary;
    return FORM_MULTIPART;
}

/* ---- multipart ------------------------------------------------------------------------------------ */

/* Names and file names: RFC 2616 escapes (\" \\) from tools, %22 from browsers (WHATWG HTML). The text lies
 * in the body, which is ours to write in. */
static struct str unquote(char *text, struct str s)
{
    char *to = text + (s.p - text);
    size_t out = 0;
    for (size_t i = 0; i < s.n; i++) {
        struct str rest = str_sub(s, i, s.n);
        if (str_starts(rest, STR("\\\"")) || str_starts(rest, STR("\\\\"))) {
            to[out++] = s.p[++i];
        } else if (str_starts(rest, STR("%22"))) {
            to[out++] = '"';
            i += 2;
        } else {
            to[out++] = s.p[i];
        }
    }
    return str_of(to, out);
}

/* form-data; name="…"; filename="…" */
static enum rc read_disposition(char *text, struct str value, struct http_field *field)
{
    struct str rest = value, name, v;
    bool quoted, has_name = false;
    int more;
    if (!str_eq_nocase(take_token(&rest), STR("form-data")))
        return RC_INVALID;
    while ((more = take_param(&rest, &name, &v, &quoted)) > 0) {
        v = quoted ? unquote(text, v) : v;
        if (str_eq_nocase(name, STR("name")) && !has_name) {
            has_name = true;
            field->name = v;
        } else if (str_eq_nocase(name, STR("filename")) && !field->is_file) {
            field->is_file = true;
            field->filename = v;
        } else {
            return RC_INVALID; /* twice, or one that RFC 7578 does not know, such as filename*= */
        }
    }
    return more == 0 && has_name ? RC_OK : RC_INVALID;
}

static bool keeps_bytes(struct str encoding)
{
    return str_eq_nocase(encoding, STR("binary")) || str_eq_nocase(encoding, STR("8bit")) ||
           str_eq_nocase(encoding, STR("7bit"));
}

/* The lines before a part's value. *at stands after them when it returns. */
static enum rc read_part_head(char *text, size_t n, size_t *at, struct http_field *field)
{
    bool has_disposition = false;
    for (int lines = 0; lines < PART_LINES_MAX; lines++) {
        char *eol = memmem(text + *at, n - *at, "\r\n", 2);
        if (!eol)
            return RC_INVALID;
        struct str line = str_of(text + *at, (size_t)(eol - text) - *at);
        *at += line.n + 2;
        if (line.n == 0)
            return has_disposition ? RC_OK : RC_INVALID;
        struct str name = take_token(&line);
        if (name.n == 0 || line.n == 0 || line.p[0] != ':')
            return RC_INVALID;
        struct str value = str_trim(str_sub(line, 1, line.n));
        if (str_eq_nocase(name, STR("content-disposition"))) {
            if (has_disposition || read_disposition(text, value, field) != RC_OK)
                return RC_INVALID;
            has_disposition = true;
        } else if (str_eq_nocase(name, STR("content-transfer-encoding")) && !keeps_bytes(value)) {
            return RC_INVALID;
        }
    }
    return RC_INVALID;
}

/* What follows a delimiter: CRLF and a part, or "--" and the end. */
enum after { AFTER_PART, AFTER_END, AFTER_WRONG };
static enum after after_delimiter(const char *text, size_t n, size_t *at)
{
    struct str rest = str_of(text + *at, n - *at);
    *at += 2;
    if (str_starts(rest, STR("\r\n")))
        return AFTER_PART;
    return str_eq(rest, STR("--")) || str_eq(rest, STR("--\r\n")) ? AFTER_END : AFTER_WRONG;
}

enum rc form_multipart(char *text, size_t n, struct str boundary, struct arena *a,
                       const struct http_field **ret, size_t *ret_n)
{
    struct str delimiter = arena_printf(a, "\r\n--%.*s", STR_ARG(boundary));
    struct str first = str_sub(delimiter, 2, delimiter.n);
    struct fields f = fields_new(a, LIMIT_FORM_FIELDS);
    size_t at = first.n, files_bytes = 0;
    if (!str_starts(str_of(text, n), first))
        return RC_INVALID;
    for (enum after after; (after = after_delimiter(text, n, &at)) != AFTER_END;) {
        struct http_field field = {.filename = {"", 0}};
        if (after == AFTER_WRONG || read_part_head(text, n, &at, &field) != RC_OK)
            return RC_INVALID;
        char *end = memmem(text + at, n - at, delimiter.p, delimiter.n);
        if (!end)
            return RC_INVALID;
        field.value = str_of(text + at, (size_t)(end - text) - at);
        files_bytes += field.is_file ? field.value.n : 0;
        enum rc rc = fields_add(&f, field);
        if (rc != RC_OK)
            return rc;
        at = (size_t)(end - text) + delimiter.n;
    }
    if (n - files_bytes > LIMIT_FORM_BYTES)
        return RC_TOO_LARGE;
    *ret = f.at;
    *ret_n = f.n;
    return RC_OK;
}
