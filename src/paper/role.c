/* A unit is followed from left to right. At the beginning of a clause, or behind 由 and 请, organs are its
 * subject, and the word behind them says what they are: 牵头, 负责, 配合. Organs anywhere else belong to the
 * work (“报市政府审定”). A clause whose organ has a work of its own begins a further decision; it is read
 * again from its beginning, so that a day in front of the organ goes along. */
#include "paper/reader.h"

#define LOOK_MAX 300   /* tokens that a look ahead goes at most */
#define SHORT_CLAUSE 6 /* tokens: 每周五前， */
#define PERSON_GLYPHS_MAX 10

struct way {
    struct reader *r;
    struct unit *u;
    struct role_told t;
    struct draft *f;
    size_t drafts_cap;
    size_t at;
    bool at_start; /* of a clause: organs here are its subject */
    bool is_by;    /* behind 由 */
    bool is_among; /* behind 其中, to the end */
    bool has_lead_word;
    size_t clause;   /* first token of the clause */
    size_t role_end; /* behind the last role word: a 、 there begins a clause */
    struct {         /* the draft as the clause began */
        size_t steps, whats, what_to;
        unsigned asked;
        struct paper_due due;
        bool is_at_once, is_same_day, is_led;
    } was;
};

static enum word word_at(const struct way *w, size_t at)
{
    return at < w->u->n ? w->u->token[at].word : W_SEP;
}

static uint32_t cp_at(const struct way *w, size_t at)
{
    return at < w->u->n ? glyph_cp(w->r, w->u->token[at].from) : 0;
}

static bool has_lead(const struct draft *f) { return f->d.lead.said.place.n || f->d.mays; }

static void keep(struct way *w) /* the token at w->at is part of the work */
{
    draft_what(w->r, w->f, w->u->token[w->at].from, w->u->token[w->at].to);
    w->at++;
}

static bool is_clause_sep(const struct way *w, size_t at)
{
    return word_at(w, at) == W_SEP && cp_at(w, at) != 0x3001;
}

/* Behind the clause in which token `at` stands: its comma, or the end. */
static size_t clause_end(const struct way *w, size_t at)
{
    size_t most = at + LOOK_MAX;
    while (at < w->u->n && at < most && !is_clause_sep(w, at))
        at++;
    return at;
}

static bool clause_has(const struct way *w, size_t from, size_t to, enum word word)
{
    for (; from < to; from++)
        if (w->u->token[from].word == word)
            return true;
    return false;
}

/* ---- clauses ---- */

static void begin_clause(struct way *w, size_t at)
{
    w->clause = at;
    w->at_start = true;
    w->is_by = false;
    w->was.steps = w->f->d.steps;
    w->was.whats = w->f->whats;
    w->was.what_to = w->f->whats ? w->f->what[w->f->whats - 1].to : 0;
    w->was.asked = w->f->asked;
    w->was.due = w->f->d.due;
    w->was.is_at_once = w->f->d.is_at_once;
    w->was.is_same_day = w->f->d.is_same_day;
    w->was.is_led = has_lead(w->f);
}

static void add_draft(struct way *w, struct draft *f)
{
    LIST_ADD(w->r->arena, w->t.draft, w->t.drafts, w->drafts_cap, f);
    w->f = f;
}

/* The clause belongs to another decision: takes it back and reads it again for that one. Organs behind the
 * lead in its own clause are part of the work. */
static void split(struct way *w)
{
    if (!w->was.is_led) {
        keep(w);
        w->at_start = w->is_by = false;
        return;
    }
    struct draft *old = w->f, *f = draft_begin(w->r);
    old->d.steps = w->was.steps;
    old->whats = w->was.whats;
    if (old->whats)
        old->what[old->whats - 1].to = w->was.what_to;
    old->asked = w->was.asked;
    old->d.due = w->was.due;
    old->d.is_at_once = w->was.is_at_once;
    old->d.is_same_day = w->was.is_same_day;
    f->whole.from = w->u->token[w->clause].from;
    add_draft(w, f);
    w->at = w->clause;
    begin_clause(w, w->at);
}

/* ---- feedback and standard ---- */

static bool begins_other(const struct way *w, size_t at)
{
    enum word x = word_at(w, at);
    return x == W_ORGAN || x == W_GROUP || x == W_BY || x == W_LABEL || x == W_MODE;
}

/* 每周五前报送进展; 将落实情况报市政府督查室: the clause is how to report, not what to do. */
static size_t feedback_end(const struct way *w, size_t at)
{
    size_t end = clause_end(w, at);
    bool is_periodic = word_at(w, at) == W_PERIOD;
    if (is_periodic && end - at <= SHORT_CLAUSE && !clause_has(w, at, end, W_TELL) && end < w->u->n &&
        cp_at(w, end) == ',' && !begins_other(w, end + 1)) {
        size_t second = clause_end(w, end + 1);
        end = clause_has(w, end + 1, second, W_TELL) ? second : end;
    }
    bool tells = clause_has(w, at, end, W_TELL);
    bool is_state =
        clause_has(w, at, end, W_STATE) && !clause_has(w, at, end, W_REVIEW) && !clause_has(w, at, end, W_BY);
    return tells && (is_periodic || is_state) ? end : 0;
}

static bool take_feedback(struct way *w)
{
    enum word x = word_at(w, w->at);
    bool may = x == W_PERIOD || (w->at_start && x != W_ORGAN && x != W_GROUP && x != W_BY && x != W_LABEL);
    size_t end = may && w->f->d.feedback.place.n == 0 ? feedback_end(w, w->at) : 0;
    if (!end)
        return false;
    size_t from = w->u->token[w->at].from, to = w->u->token[end - 1].to;
    w->f->d.feedback = sheet_piece(&w->r->sheet, from, to);
    w->f->report = (struct span){from, to};
    for (size_t i = end; i-- > w->at;)
        if (w->u->token[i].word == W_PERIOD)
            w->f->d.every = (enum every)w->u->token[i].value;
    w->at = end;
    return true;
}

static void take_dues(struct way *w, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (w->u->token[i].word == W_DUE)
            draft_due(w->r, w->f, &w->u->due[w->u->token[i].value], token_span(&w->u->token[i]));
}

static bool take_standard(struct way *w)
{
    if (!w->at_start || w->f->d.standard.place.n || (has_lead(w->f) && !draft_has_what(w->r, w->f)))
        return false;
    size_t end = clause_end(w, w->at);
    w->f->standard = (struct span){w->u->token[w->at].from, w->u->token[end - 1].to};
    w->f->d.standard = sheet_piece(&w->r->sheet, w->f->standard.from, w->f->standard.to);
    take_dues(w, w->at, end);
    w->at = end;
    return true;
}

/* ---- subjects ---- */

/* A further clause without an organ goes on with the partner's own work. */
static bool goes_on(const struct way *w, size_t at)
{
    static const enum word other[] = {W_ORGAN, W_GROUP,    W_BY,     W_AMONG, W_AT,       W_DUE,
                                      W_DATE,  W_STANDARD, W_PERIOD, W_MODE,  W_LABEL,    W_LEAD,
                                      W_ALL,   W_SERIAL,   W_SEP,    W_WITH,  W_SAME_DAY, W_AT_ONCE};
    size_t end = clause_end(w, at);
    if (at >= w->u->n)
        return false;
    for (size_t i = 0; i < COUNT_OF(other); i++)
        if (word_at(w, at) == other[i])
            return false;
    struct run run;
    return !run_at(w->r, w->u, at, false, &run) && !clause_has(w, at, end, W_REVIEW) &&
           !clause_has(w, at, end, W_TELL) && !clause_has(w, at, end, W_DUE);
}

static size_t duty_end(const struct way *w, size_t at, bool is_own)
{
    struct run run;
    size_t most = at + LOOK_MAX;
    for (; at < w->u->n && at < most; at++) {
        if (word_at(w, at) != W_SEP)
            continue;
        if (cp_at(w, at) == 0x3001 &&
            !(word_at(w, at + 1) == W_ORGAN && run_at(w->r, w->u, at + 1, false, &run)))
            continue;
        if (cp_at(w, at) == ',' && is_own && draft_has_what(w->r, w->f) && goes_on(w, at + 1))
            continue;
        break;
    }
    return at;
}

/* They take part: each with what the clause says, from token `duty` on. `role` is the one that says so. */
static void take_partners(struct way *w, const struct run *run, size_t duty, size_t role)
{
    bool is_own = word_at(w, role) != W_HELP;
    size_t end = duty_end(w, duty, is_own);
    bool is_mere = !is_own && role + 1 >= end;
    struct piece said = {0};
    if (!is_mere && duty < end)
        said = sheet_piece(&w->r->sheet, w->u->token[duty].from, w->u->token[end - 1].to);
    for (size_t i = 0; i < run->n; i++)
        draft_partner(w->r, w->f, run->name[i], said);
    if (run->open.to)
        draft_partner(w->r, w->f, run->open, said);
    w->at = w->role_end = end;
}

static void take_lead(struct way *w, const struct run *run, enum lead_by by, size_t to)
{
    draft_lead(w->r, w->f, run->lead ? &run->name[run->lead - 1] : run->name, run->lead ? 1 : run->n, by);
    for (size_t i = 0; run->lead && i < run->n; i++)
        if (i + 1 != run->lead)
            draft_partner(w->r, w->f, run->name[i], (struct piece){0});
    if (run->open.to)
        draft_partner(w->r, w->f, run->open, (struct piece){0});
    w->at = w->role_end = to;
    w->at_start = false;
    w->is_by = false;
}

static void take_marks(struct way *w, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        const struct token *t = &w->u->token[i];
        if (t->word == W_DUE || (t->word == W_DATE && word_at(w, i - 1) == W_AT))
            draft_due(w->r, w->f, &w->u->due[t->value], token_span(t));
        else if (t->word == W_AT_ONCE || t->word == W_SAME_DAY)
            draft_mark(w->r, w->f, t->word, token_span(t));
    }
}

/* What stands between the organs and the word that says what they are. */
static size_t skip_between(const struct way *w, size_t at, bool *ret_must)
{
    for (; at < w->u->n; at++) {
        enum word x = w->u->token[at].word;
        bool is_day = x == W_AT || x == W_DUE || x == W_AT_ONCE || x == W_SAME_DAY ||
                      (x == W_DATE && word_at(w, at - 1) == W_AT);
        *ret_must = *ret_must || x == W_MUST;
        if (x != W_ADVERB && x != W_MUST && !is_day)
            break;
    }
    return at;
}

static bool is_reported(const struct way *w, const struct run *run, size_t role, bool must)
{
    return !must && !w->is_by &&
           (word_at(w, role) == W_REPORT || clause_has(w, run->to, clause_end(w, run->to), W_REPORT));
}

/* They act without a word that says how: “市住建局要抓紧…”, “市住建局制定…”. */
static void take_actor(struct way *w, const struct run *run, size_t role, bool must)
{
    bool is_partner = w->is_among || (w->has_lead_word && has_lead(w->f) && !w->is_by);
    if (is_reported(w, run, role, must)) {
        w->t.is_heard = true;
        keep(w);
        w->at_start = false;
    } else if (is_partner) {
        take_partners(w, run, run->to, role);
    } else if (has_lead(w->f)) {
        split(w);
    } else {
        enum lead_by by = w->is_by ? LEAD_BY_WORD : must ? LEAD_BY_MUST : LEAD_BY_PLACE;
        take_marks(w, run->to, role);
        take_lead(w, run, by, role);
    }
}

static void take_charge(struct way *w, const struct run *run, size_t role)
{
    struct reader *r = w->r;
    bool goes_with_before = r->is_continued && r->drafts &&
                            r->draft[r->drafts - 1]->lead_by == LEAD_BY_WORD && !w->is_by &&
                            !unit_has(w->u, W_DUE) && !has_lead(w->f);
    bool is_mere = word_at(w, role + 1) == W_SEP; /* 市财政局负责，…: what follows is its own */
    if (w->is_among || (!is_mere && ((w->has_lead_word && !w->is_by) || goes_with_before))) {
        take_partners(w, run, role, role);
    } else if (has_lead(w->f)) {
        split(w);
    } else {
        take_marks(w, run->to, role);
        take_lead(w, run, LEAD_BY_WORD, role + 1);
    }
}

/* 市发改委主任王某某牵头: the organ leads, and the person is named. Behind the text; 0: it is no person. */
static size_t person_end(const struct way *w, size_t at)
{
    size_t to = at;
    while (to < w->u->n && (word_at(w, to) == W_NONE || word_at(w, to) == W_PLAIN) &&
           w->u->token[to].to - w->u->token[at].from <= PERSON_GLYPHS_MAX)
        to++;
    bool is_led = word_at(w, to) == W_LEAD || (word_at(w, to) == W_CHARGE && w->u->token[to].value == 0);
    return to > at && to < w->u->n && is_led ? to : 0;
}

static size_t skip_person(struct way *w, size_t at)
{
    size_t to = person_end(w, at);
    if (!to)
        return at;
    w->f->d.person = sheet_piece(&w->r->sheet, w->u->token[at].from, w->u->token[to - 1].to);
    return to;
}

static bool take_subject(struct way *w)
{
    struct run run;
    bool must = false;
    if (!run_at(w->r, w->u, w->at, w->is_by, &run))
        return false;
    size_t role = skip_between(w, run.to, &must);
    if (run.n == 1 && !has_lead(w->f))
        role = skip_person(w, role);
    enum word x = word_at(w, role);
    if (run.lead || (x == W_LEAD && !(has_lead(w->f) && w->f->lead_by != LEAD_BY_WORD))) {
        take_marks(w, run.to, role);
        take_lead(w, &run, LEAD_BY_WORD, run.lead ? run.to : role + 1);
    } else if (x == W_HELP) {
        take_partners(w, &run, role, role);
    } else if (x == W_CHARGE && (w->u->token[role].value == 0 || word_at(w, role + 1) == W_SEP)) {
        take_charge(w, &run, role);
    } else if (x == W_WITH && !has_lead(w->f)) {
        take_lead(w, &run, w->is_by || w->has_lead_word ? LEAD_BY_WORD : LEAD_BY_MUST, role);
    } else {
        take_actor(w, &run, role, must);
    }
    return true;
}

/* 会同市财政局、市自规局: they take part in the whole. */
static bool take_with(struct way *w)
{
    struct run run;
    if (!run_at(w->r, w->u, w->at + 1, true, &run))
        return false;
    for (size_t i = 0; i < run.n; i++)
        draft_partner(w->r, w->f, run.name[i], (struct piece){0});
    if (run.open.to)
        draft_partner(w->r, w->f, run.open, (struct piece){0});
    w->at = run.to + (word_at(w, run.to) == W_CHARGE || word_at(w, run.to) == W_LEAD);
    w->role_end = w->at;
    w->at_start = false;
    return true;
}

/* ---- one token ---- */

static void take_separator(struct way *w)
{
    uint32_t cp = cp_at(w, w->at);
    bool is_list = cp == 0x3001 && w->at != w->role_end;
    keep(w);
    if (!is_list)
        begin_clause(w, w->at);
}

/* 会议听取了…，决定由…: what stands before is how it came to it. */
static void take_mode(struct way *w)
{
    enum mode mode = (enum mode)w->u->token[w->at].value;
    if (w->t.has_mode && mode != MODE_DECIDED && mode != MODE_AGREED) {
        keep(w);
        return;
    }
    if (!has_lead(w->f)) {
        w->f->whats = 0;
        w->f->d.steps = 0;
        w->f->asked = 0;
    }
    w->t.has_mode = true;
    w->t.mode = mode;
    w->t.is_heard = w->t.is_past = false;
    w->at++;
    begin_clause(w, w->at);
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
        keep(w);
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
        keep(w);
}

static void take_text(struct way *w)
{
    const struct token *t = &w->u->token[w->at];
    w->t.is_past |= t->word == W_PAST;
    w->t.is_opening |= t->word == W_MODE && t->value == MODE_OPENING;
    if (!(w->at_start || w->is_by) || !take_subject(w)) {
        keep(w);
        w->at_start = false;
    }
}

static void take_by(struct way *w)
{
    struct run run;
    if (!run_at(w->r, w->u, w->at + 1, true, &run)) {
        keep(w);
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
        if (!take_with(w))
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
    add_draft(&w, draft_begin(r));
    begin_clause(&w, 0);
    while (w.at < u->n) {
        if (label_at(r, u, w.at)) {
            w.at = label_read(r, u, w.at, w.f);
            w.at_start = false;
        } else if (w.at_start && take_connective(&w)) {
            continue;
        } else if (take_feedback(&w) || (word_at(&w, w.at) == W_STANDARD && take_standard(&w))) {
            continue;
        } else if (is_trivial(&w)) {
            w.at++;
        } else {
            take_word(&w);
        }
    }
    return w.t;
}
