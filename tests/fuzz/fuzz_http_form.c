/* Any bytes as what a client sends after its request line was split: the first byte chooses the reader. Held:
 * nothing is read or written out of bounds (the sanitizers); what is accepted is clean and within its limits;
 * what is accepted is read the same when it is written again (forms) or needs no second decoding (paths). */
#include <stdlib.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "http/form.h"
#include "http/guard.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_fields(const struct http_field *f, size_t n, struct str text)
{
    ASSERT(n <= LIMIT_FORM_FIELDS);
    for (size_t i = 0; i < n; i++) {
        ASSERT(f[i].name.n > 0 && utf8_is_clean(f[i].name, NULL) && utf8_is_clean(f[i].filename, NULL));
        ASSERT(f[i].is_file || utf8_is_clean(f[i].value, NULL));
        ASSERT(f[i].value.p >= text.p && f[i].value.p + f[i].value.n <= text.p + text.n);
    }
}

static void put_encoded(struct buf *b, struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        buf_printf(b, "%%%02X", (unsigned char)s.p[i]);
}

static void read_urlencoded(struct arena *a, char *text, size_t n)
{
    const struct http_field *f, *again;
    size_t fields, fields_again;
    if (form_urlencoded(text, n, a, &f, &fields) != RC_OK)
        return;
    check_fields(f, fields, str_of(text, n));
    CLEANUP(buf_release) struct buf b = {0};
    for (size_t i = 0; i < fields; i++) {
        put_encoded(&b, f[i].name);
        buf_putc(&b, '=');
        put_encoded(&b, f[i].value);
        buf_putc(&b, '&');
    }
    if (b.n > LIMIT_FORM_BYTES)
        return;
    ASSERT(form_urlencoded(b.p, b.n, a, &again, &fields_again) == RC_OK && fields_again == fields);
    for (size_t i = 0; i < fields; i++)
        ASSERT(str_eq(f[i].name, again[i].name) && str_eq(f[i].value, again[i].value));
}

static void read_multipart(struct arena *a, char *text, size_t n)
{
    const struct http_field *f;
    size_t fields;
    if (form_multipart(text, n, STR("b"), a, &f, &fields) == RC_OK)
        check_fields(f, fields, str_of(text, n));
}

static void read_type(const char *text, size_t n)
{
    struct str boundary = {"", 0};
    enum form_kind kind = form_kind_of(str_of(text, n), &boundary);
    ASSERT((kind == FORM_MULTIPART) == (boundary.n > 0) && boundary.n <= 70);
}

static void read_path(struct arena *a, const char *text, size_t n)
{
    struct str path, query;
    if (!guard_path(str_of(text, n), ARENA_ARRAY(a, char, n), &path, &query))
        return;
    ASSERT(path.n > 0 && path.p[0] == '/' && utf8_is_clean(path, NULL) && query.n < n + 1);
    ASSERT(str_find_str(path, STR("//")) == path.n && str_find_str(path, STR("/../")) == path.n);
    ASSERT(!str_ends(path, STR("/..")) && !str_ends(path, STR("/.")));
}

/* Lines "name:value"; the first is method, target and version. */
static void read_head(const char *text, size_t n)
{
    struct guard_request g = {.version = {"", 0}};
    struct str rest = str_of(text, n), line;
    if (!str_split(&rest, '\n', &line) || !str_split(&line, ' ', &g.method) ||
        !str_split(&line, ' ', &g.target))
        return;
    g.version = line;
    while (g.headers < GUARD_HEADERS_MAX && str_split(&rest, '\n', &line)) {
        size_t colon = str_find(line, ':');
        g.header[g.headers++] =
            (struct guard_header){str_sub(line, 0, colon), str_sub(line, colon + 1, line.n)};
    }
    if (guard_check(&g) != 0)
        return;
    ASSERT(g.origin_form.n > 0 && g.origin_form.p[0] == '/' && guard_header(&g, STR("HOST")).n > 0);
    ASSERT(g.content_length >= 0 && !(g.is_chunked && g.content_length > 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n == 0)
        return 0;
    struct arena *a = arena_new(0);
    char *text = malloc(n > 1 ? n - 1 : 1); /* no longer, so that a byte beyond is seen */
    ASSERT(a && text);
    memcpy(text, data + 1, n - 1);
    switch (data[0] % 5) {
    case 0:
        read_urlencoded(a, text, n - 1);
        break;
    case 1:
        read_multipart(a, text, n - 1);
        break;
    case 2:
        read_type(text, n - 1);
        break;
    case 3:
        read_path(a, text, n - 1);
        break;
    default:
        read_head(text, n - 1);
        break;
    }
    free(text);
    arena_free(a);
    return 0;
}
