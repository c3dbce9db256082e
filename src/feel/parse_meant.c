/* What people write where FEEL has something else: full-width signs, the signs of other languages, the words
 * of Chinese. Only asked where the text cannot be read otherwise. */
#include "base/key.h"
#include "feel/parse.h"

struct meant {
    struct str written, feel;
};

static const struct meant WIDE[] = {
    {STR_INIT("（"), STR_INIT("(")},    {STR_INIT("）"), STR_INIT(")")}, {STR_INIT("，"), STR_INIT(",")},
    {STR_INIT("、"), STR_INIT(",")},    {STR_INIT("“"), STR_INIT("\"")}, {STR_INIT("”"), STR_INIT("\"")},
    {STR_INIT("＞"), STR_INIT(">")},    {STR_INIT("＜"), STR_INIT("<")}, {STR_INIT("＝"), STR_INIT("=")},
    {STR_INIT("≥"), STR_INIT(">=")},    {STR_INIT("≤"), STR_INIT("<=")}, {STR_INIT("≠"), STR_INIT("!=")},
    {STR_INIT("×"), STR_INIT("*")},     {STR_INIT("÷"), STR_INIT("/")},  {STR_INIT("＋"), STR_INIT("+")},
    {STR_INIT("－"), STR_INIT("-")},    {STR_INIT("＊"), STR_INIT("*")}, {STR_INIT("／"), STR_INIT("/")},
    {STR_INIT("【"), STR_INIT("[")},    {STR_INIT("】"), STR_INIT("]")}, {STR_INIT("［"), STR_INIT("[")},
    {STR_INIT("］"), STR_INIT("]")},    {STR_INIT("："), STR_INIT(":")}, {STR_INIT("．"), STR_INIT(".")},
    {STR_INIT("％"), STR_INIT("/ 100")}};

static const struct meant SIGN[] = {
    {STR_INIT("&&"), STR_INIT("and")},  {STR_INIT("||"), STR_INIT("or")},    {STR_INIT("&"), STR_INIT("and")},
    {STR_INIT("|"), STR_INIT("or")},    {STR_INIT("!"), STR_INIT("not(…)")}, {STR_INIT("'"), STR_INIT("\"")},
    {STR_INIT("%"), STR_INIT("/ 100")}, {STR_INIT("^"), STR_INIT("**")},     {STR_INIT(";"), STR_INIT(",")}};

static const struct meant WORD[] = {
    {STR_INIT("且"), STR_INIT("and")},      {STR_INIT("并且"), STR_INIT("and")},
    {STR_INIT("而且"), STR_INIT("and")},    {STR_INIT("或"), STR_INIT("or")},
    {STR_INIT("或者"), STR_INIT("or")},     {STR_INIT("非"), STR_INIT("not(…)")},
    {STR_INIT("大于"), STR_INIT(">")},      {STR_INIT("小于"), STR_INIT("<")},
    {STR_INIT("等于"), STR_INIT("=")},      {STR_INIT("不等于"), STR_INIT("!=")},
    {STR_INIT("大于等于"), STR_INIT(">=")}, {STR_INIT("小于等于"), STR_INIT("<=")},
    {STR_INIT("不小于"), STR_INIT(">=")},   {STR_INIT("不大于"), STR_INIT("<=")},
    {STR_INIT("如果"), STR_INIT("if")},     {STR_INIT("那么"), STR_INIT("then")},
    {STR_INIT("则"), STR_INIT("then")},     {STR_INIT("否则"), STR_INIT("else")},
    {STR_INIT("真"), STR_INIT("true")},     {STR_INIT("假"), STR_INIT("false")},
    {STR_INIT("空"), STR_INIT("null")},     {STR_INIT("True"), STR_INIT("true")},
    {STR_INIT("TRUE"), STR_INIT("true")},   {STR_INIT("False"), STR_INIT("false")},
    {STR_INIT("FALSE"), STR_INIT("false")}, {STR_INIT("None"), STR_INIT("null")},
    {STR_INIT("AND"), STR_INIT("and")},     {STR_INIT("OR"), STR_INIT("or")},
    {STR_INIT("IF"), STR_INIT("if")},       {STR_INIT("NOT"), STR_INIT("not(…)")}};

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

bool parse_suggest_meant(struct parser *p, struct problem *item, size_t at)
{
    struct lexer l = p->lex;
    l.at = at;
    struct str rest = str_sub(p->lex.text, at, p->lex.text.n), word = lex_word(&l);
    struct str meant = of_prefix(WIDE, COUNT_OF(WIDE), rest);
    if (meant.n == 0)
        meant = of_wide_digits(p, word);
    item->hint = meant.n ? K("feel.write_half_width") : K("feel.write_instead");
    if (meant.n == 0 && strcmp(item->text, K("feel.expected_value")) == 0)
        meant = of_two_signs(p->lex.text, at);
    if (meant.n == 0)
        meant = of_prefix(SIGN, COUNT_OF(SIGN), rest);
    if (meant.n == 0)
        meant = of_word(word);
    if (meant.n == 0) {
        item->hint = NULL;
        return false;
    }
    problem_suggest(p->problems, item, meant);
    problem_arg(p->problems, item, 2, meant);
    return true;
}
