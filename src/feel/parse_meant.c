/* What people write where FEEL has something else: full-width signs, the signs of other languages, the words
 * of Chinese. Only asked where the text cannot be read otherwise. */
#include "base/key.h"
#include "feel/parse.h"
#include "feel/wide.h"

struct meant {
    struct str written, feel;
};

/* Beside those of wide_sign. */
static const struct meant WIDE[] = {{STR_INIT("，"), STR_INIT(",")},     {STR_INIT("、"), STR_INIT(",")},
                                    {STR_INIT("；"), STR_INIT(",")},     {STR_INIT("“"), STR_INIT("\"")},
                                    {STR_INIT("”"), STR_INIT("\"")},     {STR_INIT("‘"), STR_INIT("\"")},
                                    {STR_INIT("’"), STR_INIT("\"")},     {STR_INIT("％"), STR_INIT("/ 100")},
                                    {STR_INIT("！"), STR_INIT("not(…)")}};

static const struct meant SIGN[] = {
    {STR_INIT("&&"), STR_INIT("and")},  {STR_INIT("||"), STR_INIT("or")},    {STR_INIT("&"), STR_INIT("and")},
    {STR_INIT("|"), STR_INIT("or")},    {STR_INIT("!"), STR_INIT("not(…)")}, {STR_INIT("'"), STR_INIT("\"")},
    {STR_INIT("%"), STR_INIT("/ 100")}, {STR_INIT("^"), STR_INIT("**")},     {STR_INIT(";"), STR_INIT(",")}};

static const struct meant WORD[] = {{STR_INIT("且"), STR_INIT("and")},
                                    {STR_INIT("并且"), STR_INIT("and")},
                                    {STR_INIT("而且"), STR_INIT("and")},
                                    {STR_INIT("或"), STR_INIT("or")},
                                    {STR_INIT("或者"), STR_INIT("or")},
                                    {STR_INIT("非"), STR_INIT("not(…)")},
                                    {STR_INIT("大于"), STR_INIT(">")},
                                    {STR_INIT("小于"), STR_INIT("<")},
                                    {STR_INIT("等于"), STR_INIT("=")},
                                    {STR_INIT("不等于"), STR_INIT("!=")},
                                    {STR_INIT("大于等于"), STR_INIT(">=")},
                                    {STR_INIT("小于等于"), STR_INIT("<=")},
                                    {STR_INIT("不小于"), STR_INIT(">=")},
                                    {STR_INIT("不大于"), STR_INIT("<=")},
                                    {STR_INIT("如果"), STR_INIT("if")},
                                    {STR_INIT("那么"), STR_INIT("then")},
                                    {STR_INIT("则"), STR_INIT("then")},
                                    {STR_INIT("否则"), STR_INIT("else")},
                                    {STR_INIT("真"), STR_INIT("true")},
                                    {STR_INIT("假"), STR_INIT("false")},
                                    {STR_INIT("空"), STR_INIT("null")},
                                    {STR_INIT("True"), STR_INIT("true")},
                                    {STR_INIT("TRUE"), STR_INIT("true")},
                                    {STR_INIT("False"), STR_INIT("false")},
                                    {STR_INIT("FALSE"), STR_INIT("false")},
                                    {STR_INIT("None"), STR_INIT("null")},
                                    {STR_INIT("AND"), STR_INIT("and")},
                                    {STR_INIT("OR"), STR_INIT("or")},
                                    {STR_INIT("NOT"), STR_INIT("not(…)")},
                                    {STR_INIT("介于"), STR_INIT("between")},
                                    {STR_INIT("IF"), STR_INIT("if … then … else …")},
                                    {STR_INIT("IFS"), STR_INIT("if … then … else …")},
                                    {STR_INIT("ROUND"), STR_INIT("round half up")},
                                    {STR_INIT("round"), STR_INIT("round half up")},
                                    {STR_INIT("四舍五入"), STR_INIT("round half up")},
                                    {STR_INIT("AVERAGE"), STR_INIT("mean")},
                                    {STR_INIT("average"), STR_INIT("mean")},
                                    {STR_INIT("平均"), STR_INIT("mean")},
                                    {STR_INIT("平均值"), STR_INIT("mean")},
                                    {STR_INIT("求和"), STR_INIT("sum")},
                                    {STR_INIT("SUMIF"), STR_INIT("sum(…[…])")},
                                    {STR_INIT("COUNTIF"), STR_INIT("count(…[…])")},
                                    {STR_INIT("计数"), STR_INIT("count")},
                                    {STR_INIT("最大值"), STR_INIT("max")},
                                    {STR_INIT("最小值"), STR_INIT("min")},
                                    {STR_INIT("绝对值"), STR_INIT("abs")},
                                    {STR_INIT("TODAY"), STR_INIT("today")},
                                    {STR_INIT("今天"), STR_INIT("today")}};

static struct str of_prefix(const struct meant *list, size_t n, struct str rest)
{
    for (size_t i = 0; i < n; i++)
        if (str_starts(rest, list[i].written))
            return list[i].feel;
    return (struct str){0};
}

static struct str of_word(struct str word)
{
    for (size_t i = 0; i < COUNT_OF(WORD); i++)
        if (str_eq(word, WORD[i].written))
            return WORD[i].feel;
    return (struct str){0};
}

/* “==” and “<>”: what can be read was taken, and the other half stands here. */
static struct str of_two_signs(struct str text, size_t at)
{
    char before = at ? text.p[at - 1] : 0, here = at < text.n ? text.p[at] : 0;
    if (here == '=' && before == '=')
        return STR("=");
    return here == '>' && before == '<' ? STR("!=") : (struct str){0};
}

/* １２ as 12. */
static struct str of_wide_digits(struct parser *p, struct str word)
{
    static const struct str ZERO = STR_INIT("\xEF\xBC\x90");
    size_t n = word.n / ZERO.n;
    char *digits = n && word.n % ZERO.n == 0 ? parse_take(p, n, 1) : NULL;
    for (size_t i = 0; digits && i < n; i++) {
        struct str c = str_sub(word, i * ZERO.n, ZERO.n);
        unsigned char last = (unsigned char)c.p[2];
        if (memcmp(c.p, ZERO.p, 2) != 0 || last < 0x90 || last > 0x99)
            return (struct str){0};
        digits[i] = (char)('0' + (last - 0x90));
    }
    return digits ? str_of(digits, n) : (struct str){0};
}

/* Is a comma at `at` one of if(…, …, …), as spreadsheets have it? */
static bool is_in_if(struct str text, size_t at)
{
    int depth = 0;
    while (at > 0 && depth <= 0) {
        char c = text.p[--at];
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    }
    struct str before = str_trim(str_sub(text, 0, at)), word = STR("if");
    return depth > 0 && str_ends(before, word) &&
           (before.n == word.n || strchr(" \t\n(,+-*/", before.p[before.n - word.n - 1]));
}

/* Is what stands before the name of a function, whose arguments lack their brackets? */
static bool is_behind_function(struct str text, size_t at)
{
    struct str before = str_trim(str_sub(text, 0, at));
    size_t n;
    const struct builtin *row = builtin_rows(&n);
    for (size_t i = 0; i < n; i++)
        if (str_ends(before, row[i].name) &&
            (before.n == row[i].name.n || strchr(" \t\n(,+-*/", before.p[before.n - row[i].name.n - 1])))
            return true;
    return false;
}

/* What no single sign mends. NULL: nothing is known to be meant. */
static const char *hint_of_place(const struct parser *p, const struct problem *item, size_t at)
{
    struct str text = p->lex.text, rest = str_sub(text, at, text.n);
    bool wanted_other = strcmp(item->text, K("feel.expected")) == 0;
    if (wanted_other && (str_starts(rest, STR(",")) || str_starts(rest, STR("，"))) && is_in_if(text, at))
        return K("feel.if_hint");
    if (wanted_other && str_starts(rest, STR("..")))
        return K("feel.range_hint");
    if (wanted_other && rest.n && !strchr("(),]}", rest.p[0]) && is_behind_function(text, at))
        return K("feel.call_hint");
    return NULL;
}

static struct str half_width(struct parser *p, struct str rest, struct str word)
{
    struct str meant = of_wide_digits(p, word);
    if (meant.n == 0 && wide_sign(rest, &meant) == 0)
        meant = of_prefix(WIDE, COUNT_OF(WIDE), rest);
    return meant;
}

bool parse_suggest_meant(struct parser *p, struct problem *item, size_t at)
{
    struct lexer l = p->lex;
    l.at = at;
    struct str rest = str_sub(p->lex.text, at, p->lex.text.n), word = lex_word(&l);
    item->hint = hint_of_place(p, item, at);
    if (item->hint)
        return true;
    struct str meant = half_width(p, rest, word);
    item->hint = meant.n ? K("feel.write_half_width") : K("feel.write_instead");
    if (meant.n == 0 && strcmp(item->text, K("feel.expected_value")) == 0)
        meant = of_two_signs(p->lex.text, at);
    if (meant.n == 0)
        meant = of_prefix(SIGN, COUNT_OF(SIGN), rest);
    if (meant.n == 0)
        meant = of_word(word);
    if (meant.n == 0) {
        item->hint = strcmp(item->text, K("feel.unknown_name")) == 0 ? K("feel.unknown_hint") : NULL;
        return false;
    }
    problem_suggest(p->problems, item, meant);
    problem_arg(p->problems, item, 2, meant);
    return true;
}
