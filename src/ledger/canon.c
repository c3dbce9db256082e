/* Recursive descent with a bound on depth. Nothing is accepted that the writer would not write, which is
 * checked while reading, not by writing it again. Numbers are compared as text: RFC 8785 knows only doubles,
 * and the profile stays where they are exact. */
#include "ledger/canon.h"

#include "base/utf8.h"

struct reader {
    struct str text;
    size_t at;
    int depth;
    bool out_of_memory;
    struct arena *arena;
};

static bool read_value(struct reader *r, struct canon *v);

static bool next_is(struct reader *r, char c)
{
    if (r->at >= r->text.n || r->text.p[r->at] != c)
        return false;
    r->at++;
    return true;
}

static bool word(struct reader *r, struct str w)
{
    if (!str_starts(str_sub(r->text, r->at, w.n), w))
        return false;
    r->at += w.n;
    return true;
}

static bool read_int(struct reader *r, int64_t *ret)
{
    size_t from = r->at;
    (void)next_is(r, '-');
    size_t digits = r->at;
    while (r->at < r->text.n && r->text.p[r->at] >= '0' && r->text.p[r->at] <= '9')
        r->at++;
    struct str s = str_sub(r->text, from, r->at - from);
    bool has_leading_zero =
        r->at > digits && r->text.p[digits] == '0' && (r->at > digits + 1 || digits > from);
    if (has_leading_zero || !str_to_i64(s, ret) || *ret > JSON_INT_MAX || *ret < -JSON_INT_MAX) {
        r->at = from;
        return false;
    }
    return true;
}

/* The byte that stands for a short escape, or 0. */
static char short_escape(char c)
{
    switch (c) {
    case '"':
        return '"';
    case '\\':
        return '\\';
    case 'b':
        return '\b';
    case 't':
        return '\t';
    case 'n':
        return '\n';
    case 'f':
        return '\f';
    case 'r':
        return '\r';
    default:
        return 0;
    }
}

/* After "\u": only control characters without a short form are written so, in lower case. */
static bool hex_escape(struct reader *r, char *ret)
{
    if (r->at + 4 > r->text.n || !str_starts(str_sub(r->text, r->at, 2), STR("00")))
        return false;
    char hi = r->text.p[r->at + 2], lo = r->text.p[r->at + 3];
    bool is_lower_hex = (lo >= '0' && lo <= '9') || (lo >= 'a' && lo <= 'f');
    if ((hi != '0' && hi != '1') || !is_lower_hex)
        return false;
    int v = (hi - '0') * 16 + (lo <= '9' ? lo - '0' : lo - 'a' + 10);
    bool has_short = v == '\b' || v == '\t' || v == '\n' || v == '\f' || v == '\r';
    if (v == 0 || has_short)
        return false;
    *ret = (char)v;
    r->at += 4;
    return true;
}

/* To the closing quote: what a text can need decoded. */
static size_t text_bytes_max(const struct reader *r, size_t from)
{
    size_t i = from;
    while (i < r->text.n && r->text.p[i] != '"')
        i += r->text.p[i] == '\\' ? 2 : 1;
    return i - from + 1;
}

/* Copies only when there is an escape in it. */
static bool read_text(struct reader *r, struct str *ret)
{
    if (!next_is(r, '"'))
        return false;
    size_t from = r->at, n = 0;
    char *copy = NULL;
    while (r->at < r->text.n && r->text.p[r->at] != '"') {
        char c = r->text.p[r->at];
        if ((unsigned char)c < 0x20)
            return false;
        r->at++;
        if (c == '\\') {
            if (!copy) {
                copy = arena_try(r->arena, text_bytes_max(r, from));
                if (!copy) {
                    r->out_of_memory = true;
                    return false;
                }
                memcpy(copy, r->text.p + from, n);
            }
            if (next_is(r, 'u')) {
                if (!hex_escape(r, &c))
                    return false;
            } else {
                c = r->at < r->text.n ? short_escape(r->text.p[r->at]) : 0;
                if (!c)
                    return false;
                r->at++;
            }
        }
        if (copy)
            copy[n] = c;
        n++;
    }
    *ret = copy ? str_of(copy, n) : str_sub(r->text, from, n);
    return next_is(r, '"');
}

static bool key_ok(struct str key)
{
    for (size_t i = 0; i < key.n; i++) {
        char c = key.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'))
            return false;
    }
    return key.n > 0;
}

static bool read_members(struct reader *r, struct canon *v, char close)
{
    struct canon **tail = &v->first;
    struct str last_key = {0};
    if (next_is(r, close))
        return true;
    do {
        struct canon *m = arena_try(r->arena, sizeof *m);
        if (!m) {
            r->out_of_memory = true;
            return false;
        }
        if (close == '}') {
            if (!read_text(r, &m->key) || !key_ok(m->key) || (v->n && str_cmp(last_key, m->key) >= 0) ||
                !next_is(r, ':'))
                return false;
            last_key = m->key;
        }
        if (!read_value(r, m))
            return false;
        *tail = m;
        tail = &m->next;
        v->n++;
    } while (next_is(r, ','));
    return next_is(r, close);
}

static bool read_value(struct reader *r, struct canon *v)
{
    size_t from = r->at;
    bool ok = false;
    char c = from < r->text.n ? r->text.p[from] : 0;
    if (c == '{' || c == '[') {
        r->at++;
        v->type = c == '{' ? CANON_OBJECT : CANON_ARRAY;
        ok = r->depth++ < JSON_DEPTH_MAX && read_members(r, v, c == '{' ? '}' : ']');
        r->depth--;
    } else if (c == '"') {
        v->type = CANON_TEXT;
        ok = read_text(r, &v->s);
    } else if (c == 'n') {
        v->type = CANON_NULL;
        ok = word(r, STR("null"));
    } else if (c == 't') {
        v->type = CANON_TRUE;
        ok = word(r, STR("true"));
    } else if (c == 'f') {
        v->type = CANON_FALSE;
        ok = word(r, STR("false"));
    } else {
        v->type = CANON_INT;
        ok = read_int(r, &v->i);
    }
    v->raw = str_sub(r->text, from, r->at - from);
    return ok;
}

enum rc canon_read(struct str text, struct arena *a, const struct canon **ret, struct err *err)
{
    struct reader r = {.text = text, .arena = a};
    struct canon *v = arena_try(a, sizeof *v);
    size_t bad;
    bool is_clean = utf8_is_clean(text, &bad);
    if (!is_clean)
        r.at = bad;
    if (v && is_clean && read_value(&r, v) && r.at == text.n) {
        *ret = v;
        return RC_OK;
    }
    if (!v || r.out_of_memory)
        return FAIL(err, RC_NO_MEMORY, "ledger.no_memory", "canonical JSON of %zu bytes", text.n);
    (void)FAIL(err, RC_INVALID, "ledger.not_canonical", "byte %zu of %zu", r.at, text.n);
    return err_arg(err, 0, arena_printf(a, "%zu", r.at));
}

const struct canon *canon_get(const struct canon *v, struct str key)
{
    if (v && v->type == CANON_OBJECT)
        for (const struct canon *m = v->first; m; m = m->next)
            if (str_eq(m->key, key))
                return m;
    return NULL;
}

struct str canon_text(const struct canon *v, struct str key)
{
    const struct canon *m = canon_get(v, key);
    return m && m->type == CANON_TEXT ? m->s : (struct str){0};
}

int64_t canon_int(const struct canon *v, struct str key, int64_t otherwise)
{
    const struct canon *m = canon_get(v, key);
    return m && m->type == CANON_INT ? m->i : otherwise;
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool canon_hex(struct str hex, struct arena *a, struct str *ret)
{
    if (hex.n % 2)
        return false;
    char *out = arena_try(a, hex.n / 2 + 1);
    if (!out)
        return false;
    for (size_t i = 0; i < hex.n; i += 2) {
        int hi = hex_digit(hex.p[i]), lo = hex_digit(hex.p[i + 1]);
        if (hi < 0 || lo < 0)
            return false;
        out[i / 2] = (char)(hi << 4 | lo);
    }
    *ret = str_of(out, hex.n / 2);
    return true;
}
