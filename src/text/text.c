#include "text/text.h"

#include "base/buf.h"
#include "base/err.h"
#include "text/table.h"

static const struct text_entry *find(const char *key)
{
    size_t lo = 0, hi = TEXT_TABLE_COUNT;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int order = strcmp(key, TEXT_TABLE[mid].key);
        if (order == 0)
            return &TEXT_TABLE[mid];
        if (order < 0)
            hi = mid;
        else
            lo = mid + 1;
    }
    return NULL;
}

bool text_has(const char *key) { return find(key) != NULL; }

struct str text_get(enum lang lang, const char *key)
{
    ASSERT(lang < LANG__COUNT);
    const struct text_entry *e = find(key);
    return e ? e->text[lang] : str_c(key);
}

struct str text_fill(struct arena *a, struct str pattern, const struct str *arg, size_t args)
{
    struct buf out CLEANUP(buf_release) = {0};
    size_t done = 0;
    for (size_t i = 0; i + 2 < pattern.n; i++) {
        if (pattern.p[i] != '{' || pattern.p[i + 2] != '}' || pattern.p[i + 1] < '0')
            continue;
        size_t which = (size_t)(pattern.p[i + 1] - '0');
        if (which >= args)
            continue;
        buf_put(&out, str_sub(pattern, done, i - done));
        buf_put(&out, arg[which]);
        i += 2;
        done = i + 1;
    }
    buf_put(&out, str_sub(pattern, done, pattern.n - done));
    ASSERT(!out.failed);
    return arena_str(a, buf_str(&out));
}

static const struct str TAGS[LANG__COUNT] = {[LANG_ZH_CN] = STR_INIT("zh-CN"), [LANG_EN] = STR_INIT("en")};

struct str text_lang_tag(enum lang lang)
{
    ASSERT(lang < LANG__COUNT);
    return TAGS[lang];
}

enum lang text_lang_of(struct str tag)
{
    return str_eq(str_sub(tag, 0, 2), STR("en")) ? LANG_EN : LANG_ZH_CN;
}
