/* Rows of names. A known name is taken as it is; an unknown one where what follows shows that it is an organ:
 * “由建委牵头”, “责任单位：市供水集团”. */
#include "paper/reader.h"

#define NAME_MAX_GLYPHS 26
#define TAIL_MAX_GLYPHS 8 /* 市财政局 + 国库科 */

static bool ends_with(const struct reader *r, size_t from, size_t to, const char *const *word, size_t words)
{
    for (size_t i = 0; i < words; i++) {
        size_t n = strlen(word[i]) / 3;
        if (to - from >= n && sheet_word(&r->sheet, to - n, to, word[i]))
            return true;
    }
    return false;
}

/* Ends as the name of an organ does. */
static bool is_strict(const struct reader *r, size_t from, size_t to)
{
    static const char *const word[] = {
        "局",     "委",   "办",     "厅",   "镇",     "街道",   "公司", "集团", "中心",  "院",     "管委会",
        "指挥部", "专班", "工作组", "小组", "政府",   "办公室", "支队", "大队", "分局",  "委员会", "银行",
        "学校",   "大学", "协会",   "总会", "联合会", "工会",   "法院", "县",   "事务所"};
    return to - from >= 2 && ends_with(r, from, to, word, COUNT_OF(word));
}

static bool is_loose(const struct reader *r, size_t from, size_t to)
{
    static const char *const word[] = {"部", "区", "处", "会", "站", "队", "乡", "社", "所",
                                       "室", "科", "村", "厂", "校", "园", "股", "组", "市"};
    return to - from >= 2 && ends_with(r, from, to, word, COUNT_OF(word));
}

static bool is_role(enum word w)
{
    return w == W_LEAD || w == W_CHARGE || w == W_HELP || w == W_WITH || w == W_OPEN;
}

static bool is_text(enum word w) { return w == W_NONE || w == W_PLAIN || w == W_ORGAN; }

static enum word word_at(const struct unit *u, size_t at) { return at < u->n ? u->token[at].word : W_SEP; }

/* Behind the text that begins at token `at`; at most a long name further. */
static size_t text_end(const struct unit *u, size_t at)
{
    size_t to = at;
    while (to < u->n && is_text(u->token[to].word) && u->token[to].to - u->token[at].from <= NAME_MAX_GLYPHS)
        to++;
    return to;
}

/* 青石县 + 住建局 is one name, and so is 市财政局 + 国库科 in front of 负责. */
static size_t known_end(const struct reader *r, const struct unit *u, size_t at)
{
    size_t next = at + 1, end = text_end(u, at);
    if (end == next)
        return next;
    if (u->token[next].word == W_ORGAN)
        return r->sheet.glyph[u->token[next].from].is_apart ? next : next + 1;
    size_t from = u->token[next].from, to = u->token[end - 1].to;
    bool is_longer = is_role(word_at(u, end)) && to - from <= TAIL_MAX_GLYPHS &&
                     (is_strict(r, from, to) || is_loose(r, from, to));
    return is_longer ? end : next;
}

static size_t unknown_end(const struct reader *r, const struct unit *u, size_t at, bool is_led)
{
    size_t end = text_end(u, at);
    if (end == at)
        return 0;
    size_t from = u->token[at].from, to = u->token[end - 1].to;
    enum word next = word_at(u, end);
    bool is_end = next == W_SEP || next == W_JOIN;
    if (to - from < 2 || to - from > NAME_MAX_GLYPHS)
        return 0;
    if (is_strict(r, from, to))
        return is_role(next) || next == W_MUST ||
                       (is_led &&
                        (is_end || next == W_ADVERB || next == W_AT || next == W_DUE || next == W_AT_ONCE))
                   ? end
                   : 0;
    if (is_loose(r, from, to))
        return (is_led && is_role(next)) || next == W_LEAD ? end : 0;
    return is_led && (next == W_LEAD || next == W_CHARGE) ? end : 0;
}

/* Token behind the name at `at`; 0: none stands there. */
static size_t name_end(const struct reader *r, const struct unit *u, size_t at, bool is_led)
{
    if (at >= u->n)
        return 0;
    if (u->token[at].word == W_GROUP)
        return at + 1;
    if (u->token[at].word == W_ORGAN)
        return known_end(r, u, at);
    return is_text(u->token[at].word) ? unknown_end(r, u, at, is_led) : 0;
}

/* Where the next name of the row begins, behind a token that joins; 0: the row ends. */
static size_t joined(const struct reader *r, const struct unit *u, size_t at)
{
    enum word w = word_at(u, at);
    if (at >= u->n)
        return 0;
    uint32_t cp = r->sheet.glyph[u->token[at].from].cp;
    if (w == W_JOIN || (w == W_SEP && cp == 0x3001))
        return at + 1;
    if (w == W_SEP && cp == ',' && (word_at(u, at + 1) == W_ORGAN || word_at(u, at + 1) == W_GROUP))
        return at + 1;
    return w == W_ORGAN && r->sheet.glyph[u->token[at].from].is_apart ? at : 0;
}

static bool is_sign(const struct reader *r, const struct unit *u, size_t at, uint32_t cp)
{
    return word_at(u, at) == W_SEP && at < u->n && r->sheet.glyph[u->token[at].from].cp == cp;
}

/* 等部门: more than are named. 等6个部门 behind six names is no more than that. */
static void take_open(struct reader *r, const struct unit *u, struct run *run)
{
    static const char *const what[] = {"个部门", "个单位",     "家单位", "个县区",       "部门",
                                       "单位",   "个成员单位", "家企业", "个部门和单位", "个部门(单位)"};
    struct span open = token_span(&u->token[run->to]);
    int count;
    size_t n = sheet_number(&r->sheet, open.to, u->to, &count), k = 0;
    for (size_t i = 0; n && !k && i < COUNT_OF(what); i++)
        k = sheet_word(&r->sheet, open.to + n, u->to, what[i]);
    open.to += k ? n + k : 0;
    for (run->to++; run->to < u->n && u->token[run->to].from < open.to; run->to++)
        ;
    if (!k || (size_t)count > run->n)
        run->open = open;
}

size_t run_at(struct reader *r, const struct unit *u, size_t at, bool is_led, struct run *ret)
{
    size_t to = name_end(r, u, at, is_led);
    *ret = (struct run){.to = at};
    while (to) {
        LIST_ADD(r->arena, ret->name, ret->n, ret->cap,
                 ((struct span){u->token[at].from, u->token[to - 1].to}));
        if (is_sign(r, u, to, '(') && word_at(u, to + 1) == W_LEAD && is_sign(r, u, to + 2, ')')) {
            ret->lead = ret->n;
            to += 3;
        }
        ret->to = to;
        at = joined(r, u, to);
        to = at ? name_end(r, u, at, true) : 0;
    }
    if (ret->n && word_at(u, ret->to) == W_OPEN)
        take_open(r, u, ret);
    return ret->n;
}
