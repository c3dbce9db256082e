#include "score/doc_edit.h"

#include "base/buf.h"
#include "score/reader.h"

struct doc *doc_member(const struct doc *map, struct str key)
{
    for (struct doc *d = map && map->kind == DOC_MAP ? map->first : NULL; d; d = d->next)
        if (str_eq(d->key, key))
            return d;
    return NULL;
}

void doc_drop(struct doc *map, struct str key)
{
    struct doc **at = &map->first;
    while (*at && !str_eq((*at)->key, key))
        at = &(*at)->next;
    if (!*at)
        return;
    *at = (*at)->next;
    map->count--;
}

bool doc_put(struct arena *a, struct doc *map, struct str key, const struct doc *value)
{
    struct doc **at = &map->first, *old = doc_member(map, key), *made = arena_try(a, sizeof *made);
    if (!made)
        return false;
    *made = *value;
    made->key = key;
    made->next = old ? old->next : NULL;
    made->is_asked = false;
    if (made->line == 0) { /* for whoever says what is wrong with it */
        made->line = old ? old->line : map->line;
        made->column = old ? old->column : map->column;
    }
    made->key_line = old ? old->key_line : made->line;
    made->key_column = old ? old->key_column : made->column;
    while (*at && *at != old)
        at = &(*at)->next;
    *at = made;
    map->count += !old;
    return true;
}

bool doc_put_text(struct arena *a, struct doc *map, struct str key, struct str text)
{
    return doc_put(a, map, key, &(struct doc){.kind = DOC_TEXT, .text = text});
}

struct doc *doc_copy(struct arena *a, const struct doc *d)
{
    struct doc *made = arena_try(a, sizeof *made);
    if (!made)
        return NULL;
    *made = *d;
    made->is_asked = false;
    made->first = made->next = NULL;
    struct doc **at = &made->first;
    for (const struct doc *k = d->first; k; k = k->next, at = &(*at)->next)
        if (!(*at = doc_copy(a, k)))
            return NULL;
    return made;
}

bool doc_same(const struct doc *x, const struct doc *y)
{
    if (!x || !y)
        return x == y;
    if (x->kind != y->kind || x->count != y->count || !str_eq(x->text, y->text))
        return false;
    const struct doc *j = y->first;
    for (const struct doc *i = x->first; i; i = i->next, j = j->next)
        if (!doc_same(i, x->kind == DOC_MAP ? doc_member(y, i->key) : j))
            return false;
    return true;
}

/* ---- in one line ---- */

/* Texts that would be something else without quotes. */
static bool is_plain(struct str t, bool is_nested)
{
    bool is_word = t.n && str_find_str(t, STR(": ")) == t.n && t.p[0] != '-';
    for (size_t i = 0; i < t.n; i++)
        is_word &= t.p[i] != '\n' && t.p[i] != '#' && t.p[i] != '"' && t.p[i] != '\'' &&
                   !(is_nested && strchr(",[]{}:", t.p[i]));
    bool is_number = t.n > 1 && t.p[0] == '-' && t.p[1] >= '0' && t.p[1] <= '9';
    return is_word || is_number;
}

static void write_text(struct buf *out, struct str t, bool is_nested)
{
    if (is_plain(t, is_nested)) {
        buf_put(out, t);
        return;
    }
    buf_putc(out, '"');
    for (size_t i = 0; i < t.n; i++) {
        if (t.p[i] == '"' || t.p[i] == '\\')
            buf_putc(out, '\\');
        if (t.p[i] == '\n')
            buf_put(out, STR("\\n"));
        else
            buf_putc(out, t.p[i]);
    }
    buf_putc(out, '"');
}

static void write_doc(struct buf *out, const struct doc *d, bool is_nested)
{
    if (d->kind == DOC_TEXT) {
        write_text(out, d->text, is_nested);
        return;
    }
    buf_putc(out, d->kind == DOC_MAP ? '{' : '[');
    for (const struct doc *k = d->first; k; k = k->next) {
        if (k != d->first)
            buf_put(out, STR(", "));
        if (d->kind == DOC_MAP) {
            write_text(out, k->key, true);
            buf_put(out, STR(": "));
        }
        write_doc(out, k, true);
    }
    buf_putc(out, d->kind == DOC_MAP ? '}' : ']');
}

struct str doc_write(struct arena *a, const struct doc *d)
{
    struct buf out CLEANUP(buf_release) = {0};
    write_doc(&out, d, false);
    char *p = out.failed ? NULL : arena_try(a, out.n + 1);
    if (p && out.n)
        memcpy(p, out.p, out.n);
    return p ? str_of(p, out.n) : STR("");
}

/* ---- the nodes ---- */

static int put_nodes(struct doc *d, bool is_root, struct doc **into, int n, int count)
{
    const struct doc *list = tree_children(d, is_root);
    if (n == count)
        return n;
    into[n++] = d;
    for (struct doc *k = list ? list->first : NULL; k; k = k->next)
        n = put_nodes(k, false, into, n, count);
    return n;
}

struct doc **doc_nodes(struct arena *a, const struct doc *root, int count)
{
    struct doc **into = arena_try_array(a, (size_t)count, sizeof(struct doc *));
    struct doc *tree = doc_member(root, STR("tree"));
    if (into && tree)
        (void)put_nodes(tree, true, into, 0, count);
    return into;
}
