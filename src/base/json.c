#include "base/json.h"

#include "base/err.h"

struct json json_to(struct buf *out) { return (struct json){.out = out}; }
struct json json_island(struct buf *out)
{
    return (struct json){.out = out, .is_island = true, .is_loose = true};
}

/* Before any value: the comma in an array, nothing after a key. */
static void before_value(struct json *j)
{
    if (j->depth == 0)
        return;
    if (j->level[j->depth].is_object) {
        ASSERT(j->level[j->depth].after_key);
        j->level[j->depth].after_key = false;
    } else if (j->level[j->depth].has_member) {
        buf_putc(j->out, ',');
    }
    j->level[j->depth].has_member = true;
}

static void open_level(struct json *j, bool is_object)
{
    before_value(j);
    ASSERT(j->depth < JSON_DEPTH_MAX);
    j->depth++;
    memset(&j->level[j->depth], 0, sizeof j->level[0]);
    j->level[j->depth].is_object = is_object;
    buf_putc(j->out, is_object ? '{' : '[');
}

static void close_level(struct json *j, bool is_object)
{
    ASSERT(j->depth > 0 && j->level[j->depth].is_object == is_object && !j->level[j->depth].after_key);
    j->depth--;
    buf_putc(j->out, is_object ? '}' : ']');
}

void json_object(struct json *j) { open_level(j, true); }
void json_object_end(struct json *j) { close_level(j, true); }
void json_array(struct json *j) { open_level(j, false); }
void json_array_end(struct json *j) { close_level(j, false); }

static void put_text(struct json *j, struct str s)
{
    static const char hex[] = "0123456789abcdef";
    struct buf *b = j->out;
    buf_putc(b, '"');
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool markup = j->is_island && (c == '<' || c == '>' || c == '&');
        if (c >= 0x20 && c != '"' && c != '\\' && !markup)
            continue;
        buf_put(b, str_of(s.p + from, i - from));
        from = i + 1;
        const char *at = c < 0x20 ? memchr("b\bt\tn\nf\fr\r", c, 10) : NULL;
        if (c == '"' || c == '\\') {
            buf_putc(b, '\\');
            buf_putc(b, (char)c);
        } else if (at) {
            buf_putc(b, '\\');
            buf_putc(b, at[-1]);
        } else {
            char esc[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
            buf_put(b, str_of(esc, sizeof esc));
        }
    }
    buf_put(b, str_of(s.p + from, s.n - from));
    buf_putc(b, '"');
}

void json_key(struct json *j, struct str key)
{
    ASSERT(j->depth > 0 && j->level[j->depth].is_object && !j->level[j->depth].after_key);
    if (!j->is_loose) {
        ASSERT(key.n > 0);
        for (size_t i = 0; i < key.n; i++)
            ASSERT((key.p[i] >= 'a' && key.p[i] <= 'z') || (key.p[i] >= '0' && key.p[i] <= '9') ||
                   key.p[i] == '_');
        ASSERT(!j->level[j->depth].has_member || str_cmp(j->level[j->depth].last_key, key) < 0);
    }
    if (j->level[j->depth].has_member)
        buf_putc(j->out, ',');
    j->level[j->depth].last_key = key;
    j->level[j->depth].after_key = true;
    put_text(j, key);
    buf_putc(j->out, ':');
}

void json_str(struct json *j, struct str s)
{
    before_value(j);
    put_text(j, s);
}

void json_int(struct json *j, int64_t v)
{
    ASSERT(v >= -JSON_INT_MAX && v <= JSON_INT_MAX);
    before_value(j);
    buf_put_i64(j->out, v);
}

void json_bool(struct json *j, bool v)
{
    before_value(j);
    buf_put(j->out, v ? STR("true") : STR("false"));
}

void json_null(struct json *j)
{
    before_value(j);
    buf_put(j->out, STR("null"));
}

void json_hex(struct json *j, struct str bytes)
{
    static const char hex[] = "0123456789abcdef";
    before_value(j);
    buf_putc(j->out, '"');
    for (size_t i = 0; i < bytes.n; i++) {
        buf_putc(j->out, hex[(unsigned char)bytes.p[i] >> 4]);
        buf_putc(j->out, hex[(unsigned char)bytes.p[i] & 15]);
    }
    buf_putc(j->out, '"');
}

void json_raw_canonical(struct json *j, struct str value)
{
    before_value(j);
    buf_put(j->out, value);
}
