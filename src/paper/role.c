/* A unit is followed from left to right. At the beginning of a clause, or behind 由 and 请, organs are its
 * subject, and the word behind them says what they are: 牵头, 负责, 配合. Organs anywhere else belong to the
 * work (“报市政府审定”). A clause whose organ has a work of its own begins a further decision; it is read
 * again from its beginning, so that a day in front of the organ goes along. */
#include "paper/way.h"

static void take_separator(struct way *w)
{
    uint32_t cp = cp_at(w, w->at);
    bool is_list = cp == 0x3001 && w->at != w->role_end;
    way_keep(w);
    if (!is_list)
        way_begin(w, w->at);
}

/* 会议听取了…，决定由…: what stands before is how it came to it. */
static void take_mode(struct way *w)
{
    enum mode mode = (enum mode)w->u->token[w->at].value;
    if (w->t.has_mode && mode != MODE_DECIDED && mode != MODE_AGREED) {
        way_keep(w);
        return;
    }
    if (!draft_has_lead(w->f)) {
        w->f->whats = 0;
        w->f->d.steps = 0;
        w->f->asked = 0;
    }
    w->t.has_mode = true;
    w->t.mode = mode;
    w->t.is_heard = w->t.is_past = false;
    w->at++;
    way_begin(w, w->at);
}

static void take_at(struct way *w)
{
    const struct token *next = w->at + 1 < w->u->n ? &w->u->token[w->at + 1] : NULL;
    if (next && next->word == W_DUE) {
        w->at++;
        return;
    }
    const struct due_found *due = next && next->word == W_DATE ? &w->u->due[next->value] : NULL;
    if (!due || due->is_past || due->due.day < w->r->day) {
        way_keep(w);
        w->at_start = false;
        return;
    }
    draft_due(w->r, w->f, due, token_span(next));
    w->at += 2;
}

/* 上半年完成: a day at the beginning of a clause, not before that of the paper. */
static bool take_date(struct way *w)
{
    const struct token *t = &w->u->token[w->at];
    const struct due_found *due = &w->u->due[t->value];
    uint32_t next = cp_at(w, w->at + 1);
    bool is_of = next == 0x7684 || next == 0x8D77 || next == 0x4EE5; /* 的 起 以 */
    if (!(w->at_start || w->at == w->role_end) || is_of || due->is_past || due->due.day < w->r->day)
        return false;
    struct due_found unsure = *due;
    unsure.due.is_unsure = true;
    draft_due(w->r, w->f, &unsure, token_span(t));
    w->at++;
    return true;
}

/* 4月30日前完成: the word says nothing of its own. */
static bool is_trivial(const struct way *w)
{
    struct sheet *s = &w->r->sheet;
    static const char *const word[] = {"完成",     "完成任务", "落实到位", "办结",     "全部完成",
                                       "办理完毕", "落实",     "办理",     "抓好落实", "全面完成",
                                       "整改到位", "上报",     "提交"};
    const struct token *t = &w->u->token[w->at];
    if (word_at(w, w->at + 1) != W_SEP || !w->at_start || (w->at && word_at(w, w->at - 1) == W_VAGUE))
        return false;
    for (size_t i = 0; i < COUNT_OF(word); i++)
        if (sheet_word(s, t->from, t->to, word[i]) == t->to - t->from)
            return true;
    return false;
}

static void take_mark(struct way *w)
{
    const struct token *t = &w->u->token[w->at];
    bool is_alone = w->at_start && word_at(w, w->at + 1) == W_SEP;
    draft_mark(w->r, w->f, t->word, token_span(t));
    if (t->word == W_AT_ONCE || t->word == W_SAME_DAY || is_alone)
        w->at++;
    else
        way_keep(w);
}

static void take_text(struct way *w)
{
    const struct token *t = &w->u->token[w->at];
    w->t.is_past |= t->word == W_PAST;
    w->t.is_opening |= t->word == W_MODE && t->value == MODE_OPENING;
    if (!(w->at_start || w->is_by) || !way_subject(w)) {
        way_keep(w);
        w->at_start = false;
    }
}

static void take_by(struct way *w)
{
    struct run run;
    if (!run_at(w->r, w->u, w->at + 1, true, &run)) {
        way_keep(w);
        w->at_start = false;
        return;
    }
    w->at++;
    w->is_by = true;
}

static void take_word(struct way *w)
{
    switch (word_at(w, w->at)) {
    case W_SEP:
        take_separator(w);
        return;
    case W_BY:
        take_by(w);
        return;
    case W_AT:
        take_at(w);
        return;
    case W_DUE:
        draft_due(w->r, w->f, &w->u->due[w->u->token[w->at].value], token_span(&w->u->token[w->at]));
        w->at++;
        return;
    case W_DATE:
        if (!take_date(w))
            take_text(w);
        return;
    case W_AT_ONCE:
    case W_SAME_DAY:
    case W_VAGUE:
    case W_LONG:
        take_mark(w);
        return;
    case W_WITH:
        if (!way_with(w))
            take_text(w);
        return;
    default:
        take_text(w);
    }
}

/* Words that only connect, at the beginning of a clause. */
static bool take_connective(struct way *w)
{
    enum word x = word_at(w, w->at);
    if (x == W_MODE) {
        take_mode(w);
        return true;
    }
    if (x != W_SERIAL && x != W_AMONG && x != W_MUST && x != W_ALL && x != W_LEAD)
        return false;
    w->is_among |= x == W_AMONG;
    w->t.is_all |= x == W_ALL;
    w->t.has_must |= x == W_MUST;
    w->at++;
    return true;
}

struct role_told role_read(struct reader *r, struct unit *u)
{
    struct way w = {.r = r, .u = u, .has_lead_word = unit_has(u, W_LEAD)};
    way_add(&w, draft_begin(r));
    way_begin(&w, 0);
    while (w.at < u->n) {
        if (label_at(r, u, w.at)) {
            w.at = label_read(r, u, w.at, w.f);
            w.at_start = false;
        } else if (w.at_start && take_connective(&w)) {
            continue;
        } else if (way_feedback(&w) || (word_at(&w, w.at) == W_STANDARD && way_standard(&w))) {
            continue;
        } else if (is_trivial(&w)) {
            w.at++;
        } else {
            take_word(&w);
        }
    }
    return w.t;
}
