/* Entries in one sorted array; a word is found by narrowing the range glyph by glyph, so a lookup takes as
 * long as the word, whatever the number of organs. */
#include "paper/lexicon.h"

#include <stdlib.h>

#include "base/utf8.h"

#define NAME_GLYPHS_MAX 64
#define ASKED_MAX 300 /* nearest names are dear: beyond that a question comes without them */

void lexicon_add(struct entry_list *list, struct str text, enum word word, int64_t value, bool is_derived)
{
    uint32_t cp[NAME_GLYPHS_MAX];
    uint32_t n = 0;
    struct sheet s = sheet_read(list->arena, text);
    for (; n < s.n && n < NAME_GLYPHS_MAX; n++)
        cp[n] = s.glyph[n].cp;
    if (n < s.n || n == 0 || (word == W_ORGAN && n < 2))
        return;
    uint32_t *copy = ARENA_ARRAY(list->arena, uint32_t, n);
    memcpy(copy, cp, n * sizeof *cp);
    LIST_ADD(list->arena, list->entry, list->n, list->cap,
             ((struct entry){copy, n, word, value, is_derived}));
}

/* ---- names that follow from names ---- */

struct naming {
    struct entry_list *list;
    struct str city, tail; /* 云澜市; 市 */
    int64_t index;
};

static struct str without(struct str s, struct str prefix)
{
    return str_starts(s, prefix) ? str_sub(s, prefix.n, s.n) : s;
}

static void derive(struct naming *m, struct str head, struct str rest)
{
    if (rest.n)
        lexicon_add(m->list, arena_printf(m->list->arena, "%.*s%.*s", STR_ARG(head), STR_ARG(rest)), W_ORGAN,
                    m->index, true);
}

/* 住建局 of 市住建局, and the other way round; 委办 alone is no name. */
static void derive_from(struct naming *m, struct str name)
{
    struct str bare = without(without(name, STR("中共")), m->city);
    bool had_city = bare.n < without(name, STR("中共")).n;
    if (!had_city)
        bare = without(bare, m->tail);
    if (bare.n == 0)
        return;
    derive(m, m->tail, bare);
    derive(m, m->city, bare);
    struct str plain = without(bare, STR("人民政府"));
    if (plain.n && plain.n < bare.n) {
        derive(m, m->tail, plain);
        derive(m, m->city, plain);
    }
    if (!str_starts(bare, STR("委")) && utf8_count(plain) >= 3)
        derive(m, (struct str){"", 0}, plain);
}

static void derive_place(struct naming *m, struct str name)
{
    if (str_ends(name, STR("县")) || str_ends(name, STR("区")) || str_ends(name, STR("市"))) {
        derive(m, name, STR("人民政府"));
        derive(m, name, STR("政府"));
    } else if (str_ends(name, STR("镇")) || str_ends(name, STR("乡"))) {
        derive(m, name, STR("人民政府"));
        derive(m, name, STR("政府"));
    }
}

static void name_organ(struct naming *m, const struct paper_name *o)
{
    struct str name[2] = {o->name, o->short_name};
    for (size_t i = 0; i < 2 + o->aliases; i++) {
        struct str s = i < 2 ? name[i] : o->alias[i - 2];
        if (s.n == 0)
            continue;
        lexicon_add(m->list, s, W_ORGAN, m->index, false);
        derive_from(m, s);
        derive_place(m, s);
    }
}

/* ---- the array ---- */

static int compare_cps(const struct entry *a, const struct entry *b)
{
    for (uint32_t i = 0; i < a->n && i < b->n; i++)
        if (a->cp[i] != b->cp[i])
            return a->cp[i] < b->cp[i] ? -1 : 1;
    return a->n == b->n ? 0 : a->n < b->n ? -1 : 1;
}

static int compare(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int c = compare_cps(x, y);
    if (c == 0 && x->is_derived != y->is_derived)
        c = x->is_derived ? 1 : -1;
    if (c == 0 && x->word != y->word)
        c = x->word < y->word ? -1 : 1;
    return c != 0 ? c : (x->value > y->value) - (x->value < y->value);
}

/* One entry for each meaning; what was given goes before what only follows. */
static size_t drop_repeated(struct entry *e, size_t n)
{
    size_t out = 0;
    for (size_t i = 0, first = 0; i < n; i++) {
        if (out == 0 || compare_cps(&e[first], &e[i]) != 0)
            first = out;
        bool is_first = first == out;
        if (!is_first && (e[first].is_derived != e[i].is_derived || e[first].word != e[i].word ||
                          e[out - 1].value == e[i].value))
            continue;
        e[out++] = e[i];
    }
    return out;
}

void lexicon_make(struct arena *a, const struct paper_city *city, struct lexicon *ret)
{
    struct entry_list list = {.arena = a};
    struct naming m = {.list = &list, .city = city->name};
    size_t at = 0;
    while (at < city->name.n) {
        size_t from = at;
        (void)utf8_next(city->name, &at);
        m.tail = str_sub(city->name, from, at - from);
    }
    lexicon_words(&list);
    for (size_t i = 0; i < city->organs; i++) {
        m.index = (int64_t)i;
        if (!str_eq(city->organ[i].name, city->name))
            name_organ(&m, &city->organ[i]);
    }
    if (list.n)
        qsort(list.entry, list.n, sizeof *list.entry, compare);
    *ret = (struct lexicon){.city = city, .entry = list.entry, .n = drop_repeated(list.entry, list.n)};
}

/* First entry of lo … hi whose glyph at `depth` is not below `cp`. */
static size_t lower(const struct lexicon *x, size_t lo, size_t hi, size_t depth, uint32_t cp)
{
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (x->entry[mid].n <= depth || x->entry[mid].cp[depth] < cp)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

struct found lexicon_find(const struct lexicon *x, const struct sheet *s, size_t at, size_t to)
{
    struct found best = {.word = W_NONE, .n = 1};
    size_t lo = 0, hi = x->n;
    for (size_t depth = 0; at + depth < to; depth++) {
        uint32_t cp = s->glyph[at + depth].cp;
        lo = lower(x, lo, hi, depth, cp);
        hi = lower(x, lo, hi, depth, cp + 1);
        if (lo == hi)
            break;
        if (x->entry[lo].n != depth + 1)
            continue;
        best = (struct found){x->entry[lo].word, x->entry[lo].value, depth + 1, lo, 1};
        while (lo + best.alike < hi && x->entry[lo + best.alike].n == depth + 1)
            best.alike++;
    }
    return best;
}

/* ---- what may be meant ---- */

/* Names of before the reforms of 2018 and shorter ones, with a word of what the organ is called now. */
static const struct {
    const char *old, *now;
} RENAMED[] = {
    {"建委", "住房和城乡建设"},
    {"建设局", "住房和城乡建设"},
    {"住建委", "住房和城乡建设"},
    {"房管", "住房和城乡建设"},
    {"规划局", "自然资源"},
    {"国土", "自然资源"},
    {"规土", "自然资源"},
    {"物价", "发展和改革"},
    {"经委", "工业和信息化"},
    {"经信", "工业和信息化"},
    {"工商", "市场监督管理"},
    {"质监", "市场监督管理"},
    {"食药", "市场监督管理"},
    {"药监", "市场监督管理"},
    {"卫计", "卫生健康"},
    {"卫生局", "卫生健康"},
    {"计生", "卫生健康"},
    {"环保", "生态环境"},
    {"农委", "农业农村"},
    {"农业局", "农业农村"},
    {"农牧", "农业农村"},
    {"畜牧", "农业农村"},
    {"扶贫", "乡村振兴"},
    {"安监", "应急管理"},
    {"城管", "城市管理"},
    {"行政执法", "城市管理"},
    {"旅游", "旅"},
    {"文广", "文化"},
    {"文化局", "文化"},

    {"法制办", "司法"},
    {"人事局", "人力资源"},
    {"劳动", "人力资源"},
    {"社保局", "人力资源"},

    {"粮食", "粮"},
    {"外经贸", "商务"},
    {"招商", "投资"},
    {"政务中心", "政务服务"},
    {"行政审批", "审批"},
    {"民宗", "民族宗教"},
    {"水务", "水利"},
    {"林业", "林"},

    {"公路局", "交通"},
    {"市政局", "城市管理"},
    {"园林", "城市管理"},
    {"计委", "发展和改革"},
};

static bool holds(struct str s, const char *part) { return str_find_str(s, str_c(part)) < s.n; }

static int common_glyphs(const uint32_t *a, size_t an, const uint32_t *b, size_t bn)
{
    int row[NAME_GLYPHS_MAX + 1] = {0};
    for (size_t i = 0; i < an; i++) {
        int corner = 0;
        for (size_t j = 0; j < bn; j++) {
            int above = row[j + 1];
            row[j + 1] = a[i] == b[j] ? corner + 1 : above > row[j] ? above : row[j];
            corner = above;
        }
    }
    return row[bn];
}

struct nearness {
    size_t organ;
    int share; /* of 1000 */
};

static void rank(struct nearness best[PAPER_NEAR_MAX], struct nearness it)
{
    size_t at = PAPER_NEAR_MAX - 1;
    for (size_t i = 0; i < PAPER_NEAR_MAX; i++)
        if (best[i].share && best[i].organ == it.organ) {
            if (best[i].share >= it.share)
                return;
            at = i;
            break;
        }
    if (best[at].share >= it.share)
        return;
    for (; at > 0 && best[at - 1].share < it.share; at--)
        best[at] = best[at - 1];
    best[at] = it;
}

static void rank_renamed(const struct lexicon *x, struct str said, struct nearness best[PAPER_NEAR_MAX])
{
    for (size_t i = 0; i < COUNT_OF(RENAMED); i++)
        if (holds(said, RENAMED[i].old))
            for (size_t k = 0; k < x->city->organs; k++)
                if (holds(x->city->organ[k].name, RENAMED[i].now))
                    rank(best, (struct nearness){k, 2000 - (int)i});
}

/* What tells organs apart: without the 市 before and the 局 behind. */
static struct span core(const uint32_t *cp, size_t n)
{
    static const uint32_t head[] = {0x5E02, 0x53BF, 0x533A};                 /* 市 县 区 */
    static const uint32_t tail[] = {0x5C40, 0x59D4, 0x529E, 0x90E8, 0x5385}; /* 局 委 办 部 厅 */
    struct span s = {0, n};
    for (size_t i = 0; i < COUNT_OF(head); i++)
        s.from |= n > 2 && cp[0] == head[i];
    for (size_t i = 0; i < COUNT_OF(tail); i++)
        s.to -= s.to == n && n > 2 && cp[n - 1] == tail[i];
    return s;
}

static void rank_alike(const struct lexicon *x, const uint32_t *cp, size_t n,
                       struct nearness best[PAPER_NEAR_MAX])
{
    struct span a = core(cp, n);
    size_t an = a.to - a.from;
    for (size_t i = 0; i < x->n; i++) {
        const struct entry *e = &x->entry[i];
        if (e->word != W_ORGAN)
            continue;
        struct span b = core(e->cp, e->n);
        size_t bn = b.to - b.from;
        int common = common_glyphs(cp + a.from, an, e->cp + b.from, bn);
        int share = common * 1000 / (int)(an > bn ? an : bn);
        if (share >= 500)
            rank(best, (struct nearness){(size_t)e->value, share});
    }
}

static void suggest(struct lexicon *x, const struct sheet *s, size_t from, size_t to, struct paper_organ *o)
{
    struct nearness best[PAPER_NEAR_MAX] = {{0}};
    uint32_t cp[NAME_GLYPHS_MAX];
    size_t n = 0;
    if (x->asked++ >= ASKED_MAX)
        return;
    for (; from + n < to && n < NAME_GLYPHS_MAX; n++)
        cp[n] = s->glyph[from + n].cp;
    rank_renamed(x, o->said.text, best);
    rank_alike(x, cp, n, best);
    for (size_t i = 0; i < PAPER_NEAR_MAX && best[i].share; i++)
        o->near[o->nears++] = x->city->organ[best[i].organ].organ_id;
}

struct paper_organ lexicon_organ(struct lexicon *x, const struct sheet *s, size_t from, size_t to)
{
    struct paper_organ o = {.said = sheet_piece(s, from, to)};
    struct found f = lexicon_find(x, s, from, to);
    if (f.n == to - from && (f.word == W_GROUP || f.word == W_OPEN)) {
        o.is_group = true;
    } else if (f.n == to - from && f.word == W_ORGAN && f.alike == 1) {
        o.organ_id = x->city->organ[f.value].organ_id;
    } else if (f.n == to - from && f.word == W_ORGAN) {
        for (size_t i = 0; i < f.alike && o.nears < PAPER_NEAR_MAX; i++)
            o.near[o.nears++] = x->city->organ[x->entry[f.entry + i].value].organ_id;
    } else {
        suggest(x, s, from, to, &o);
    }
    return o;
}

int64_t lexicon_exact(const struct lexicon *x, const struct sheet *s, size_t from, size_t to)
{
    struct found f = lexicon_find(x, s, from, to);
    bool is_one = f.word == W_ORGAN && f.n == to - from && f.alike == 1;
    return is_one ? x->city->organ[f.value].organ_id : 0;
}
