#include "paper/way.h"

#define SHORT_CLAUSE 6 /* tokens: 每周五前， */

void way_keep(struct way *w) /* the token at w->at is part of the work */
{
    draft_what(w->r, w->f, w->u->token[w->at].from, w->u->token[w->at].to);
    w->at++;
}

static bool is_clause_sep(const struct way *w, size_t at)
{
    return word_at(w, at) == W_SEP && cp_at(w, at) != 0x3001;
}

/* Behind the clause in which token `at` stands: its comma, or the end. */
size_t way_clause_end(const struct way *w, size_t at)
{
    size_t most = at + LOOK_MAX;
    while (at < w->u->n && at < most && !is_clause_sep(w, at))
        at++;
    return at;
}

bool way_clause_has(const struct way *w, size_t from, size_t to, enum word word)
{
    for (; from < to; from++)
        if (w->u->token[from].word == word)
            return true;
    return false;
}

/* ---- clauses ---- */

void way_begin(struct way *w, size_t at)
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
    w->was.is_led = draft_has_lead(w->f);
}

void way_add(struct way *w, struct draft *f)
{
    LIST_ADD(w->r->arena, w->t.draft, w->t.drafts, w->drafts_cap, f);
    w->f = f;
}

/* The clause belongs to another decision: takes it back and reads it again for that one. Organs behind the
 * lead in its own clause are part of the work. */
void way_split(struct way *w)
{
    if (!w->was.is_led) {
        way_keep(w);
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
    way_add(w, f);
    w->at = w->clause;
    way_begin(w, w->at);
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
    size_t end = way_clause_end(w, at);
    bool is_periodic = word_at(w, at) == W_PERIOD;
    if (is_periodic && end - at <= SHORT_CLAUSE && !way_clause_has(w, at, end, W_TELL) && end < w->u->n &&
        cp_at(w, end) == ',' && !begins_other(w, end + 1)) {
        size_t second = way_clause_end(w, end + 1);
        end = way_clause_has(w, end + 1, second, W_TELL) ? second : end;
    }
    bool tells = way_clause_has(w, at, end, W_TELL);
    bool is_state = way_clause_has(w, at, end, W_STATE) && !way_clause_has(w, at, end, W_REVIEW) &&
                    !way_clause_has(w, at, end, W_BY);
    return tells && (is_periodic || is_state) ? end : 0;
}

bool way_feedback(struct way *w)
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

bool way_standard(struct way *w)
{
    if (!w->at_start || w->f->d.standard.place.n || (draft_has_lead(w->f) && !draft_has_what(w->r, w->f)))
        return false;
    size_t end = way_clause_end(w, w->at);
    w->f->standard = (struct span){w->u->token[w->at].from, w->u->token[end - 1].to};
    w->f->d.standard = sheet_piece(&w->r->sheet, w->f->standard.from, w->f->standard.to);
    take_dues(w, w->at, end);
    w->at = end;
    return true;
}
