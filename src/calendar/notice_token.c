/* A row of signs cut into the few words that notices are made of, dates, counts and brackets. What is neither
 * is a token too, because a sentence of which a piece is passed over may mean the opposite. */
#include "calendar/notice_token.h"

/* Longer ones before those that they begin with. */
static const struct {
    const char *text;
    enum token_kind kind;
} WORD[] = {
    {"放假调休", T_OFF},
    {"调休放假", T_OFF},
    {"放假公休", T_OFF},
    {"放假休息", T_OFF},
    {"放假", T_OFF},
    {"补休", T_OFF},
    {"不调休", T_FILL},
    {"调休", T_OFF},
    {"与周末连休", T_WITH_WEEKEND},
    {"和周末连休", T_WITH_WEEKEND},
    {"与周末相连", T_WITH_WEEKEND},
    {"为法定节假日", T_STATUTORY},
    {"为法定假日", T_STATUTORY},
    {"为法定休假日", T_STATUTORY},
    {"是法定节假日", T_STATUTORY},
    {"为公休日", T_REST},
    {"为休息日", T_REST},
    {"照常公休", T_REST},
    {"正常公休", T_REST},
    {"照常休息", T_REST},
    {"正常休息", T_REST},
    {"公休日", T_REST_DAY},
    {"休息日", T_REST_DAY},
    {"双休日", T_REST_DAY},
    {"休息", T_OFF},
    {"休假", T_OFF},
    {"调至", T_MOVE},
    {"调到", T_MOVE},
    {"调整至", T_MOVE},
    {"调整到", T_MOVE},
    {"移至", T_MOVE},
    {"照常上班", T_WORK},
    {"正常上班", T_WORK},
    {"上班", T_WORK},
    {"补班", T_WORK},
    {"照常工作", T_WORK},
    {"正常工作", T_WORK},
    {"起", T_FROM},
    {"上午", T_MORNING},
    {"下午", T_AFTERNOON},
    {"半天", T_HALF},
    {"其中", T_AMONG},
    {"延长", T_EXTEND},
    {"鼓励", T_ENCOURAGE},
    {"提倡", T_ENCOURAGE},
    {"倡导", T_ENCOURAGE},
    {"分别", T_FILL},
    {"将", T_FILL},
    {"全国", T_FILL},
    {"全区", T_FILL},
    {"全省", T_FILL},
    {"全市", T_FILL},
    {"全县", T_FILL},
    {"全体公民", T_FILL},
    {"统一", T_FILL},
    {"期间", T_FILL},
    {"假期", T_FILL},
    {"以及", T_AND},
    {"、", T_AND},
    {"和", T_AND},
    {"与", T_AND},
    {"及", T_AND},
    {"至", T_TO},
    {"到", T_TO},
    {",", T_COMMA},
    {";", T_COMMA},
    {":", T_COMMA},
    {"\"", T_FILL},
    {"。", T_COMMA},
};

int weekday_word_at(struct signs s, size_t at, size_t *ret_n)
{
    static const char *const stem[] = {"星期", "礼拜", "周"};
    static const char *const day[] = {"一", "二", "三", "四", "五", "六", "日", "天"};
    for (size_t i = 0; i < COUNT_OF(stem); i++) {
        size_t n = signs_word(s, at, stem[i]);
        for (size_t k = 0; n && k < COUNT_OF(day); k++)
            if (signs_word(s, at + n, day[k])) {
                *ret_n = n + 1;
                return k < 7 ? (int)k + 1 : 7;
            }
    }
    return 0;
}

static bool count_at(struct signs s, size_t at, struct token *tk)
{
    static const char *const total[] = {"共计", "合计", "总计", "共"};
    size_t n = 0;
    for (size_t i = 0; !n && i < COUNT_OF(total); i++)
        n = signs_word(s, at, total[i]);
    size_t digits = told_number_at(s, at + n, &tk->number);
    if (!digits || !(signs_word(s, at + n + digits, "天") || signs_word(s, at + n + digits, "个")))
        return false;
    bool is_of = signs_word(s, at + n + digits, "个") != 0;
    if (is_of && n)
        return false;
    tk->kind = is_of ? T_OF : n ? T_TOTAL : T_COUNT;
    tk->to = at + n + digits + 1;
    return true;
}

static bool note_at(struct signs s, size_t at, struct token *tk)
{
    if (s.sign[at].cp != '(')
        return false;
    for (size_t i = at + 1; i < s.n && i <= at + NOTE_SIGNS_MAX; i++)
        if (s.sign[i].cp == ')') {
            tk->kind = T_NOTE;
            tk->to = i + 1;
            return true;
        }
    return false;
}

static bool word_at(struct signs s, size_t at, struct token *tk)
{
    size_t n = s.sign[at].cp == PASTED_DASH;
    while (n && at + n < s.n && s.sign[at + n].cp == PASTED_DASH)
        n++;
    tk->kind = T_TO;
    for (size_t i = 0; !n && i < COUNT_OF(WORD); i++) {
        n = signs_word(s, at, WORD[i].text);
        tk->kind = WORD[i].kind;
    }
    for (size_t i = 0; !n && told_festival[i]; i++) {
        n = signs_word(s, at, told_festival[i]);
        tk->kind = T_FESTIVAL;
    }
    tk->to = at + n;
    return n > 0;
}

/* In “10月1日至7日” the 1 may stand without its 日, and in “10月1、2、3日”. */
static bool is_listed(const struct token *before, size_t tokens)
{
    for (; tokens && (before[-1].kind == T_NOTE); tokens--)
        before--;
    return tokens >= 2 && (before[-1].kind == T_TO || before[-1].kind == T_AND) &&
           (before[-2].kind == T_DATE || before[-2].kind == T_NOTE || before[-2].kind == T_WEEKDAY);
}

static void token_at(struct signs s, size_t at, struct token *tk, size_t tokens)
{
    size_t n;
    *tk = (struct token){.kind = T_UNKNOWN, .from = at, .to = at + 1};
    if (count_at(s, at, tk) || note_at(s, at, tk))
        return;
    n = told_date_at(s, at, &tk->date);
    if (n) {
        tk->kind = T_DATE;
        tk->to = at + n;
        return;
    }
    tk->number = weekday_word_at(s, at, &n);
    if (tk->number) {
        tk->kind = T_WEEKDAY;
        tk->to = at + n;
        return;
    }
    if (word_at(s, at, tk))
        return;
    tk->kind = T_UNKNOWN;
    n = told_number_at(s, at, &tk->number);
    tk->to = at + (n ? n : 1);
    if (n && n <= 2 && s.sign[at].cp <= '9' && is_listed(tk, tokens)) {
        tk->kind = T_DATE;
        tk->date = (struct told_date){0, 0, tk->number};
    }
}

/* Signs that are not understood and follow each other are one token. */
size_t tokens_of(struct signs s, struct token *token)
{
    size_t n = 0, at = 0;
    while (at < s.n && n < TOKENS_MAX) {
        struct token tk;
        token[n] = (struct token){0};
        token_at(s, at, &token[n], n);
        tk = token[n];
        at = tk.to;
        if (tk.kind == T_UNKNOWN && n && token[n - 1].kind == T_UNKNOWN)
            token[n - 1].to = tk.to;
        else
            n++;
    }
    return n;
}
