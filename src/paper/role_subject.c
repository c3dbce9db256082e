#include "paper/way.h"

#define PERSON_GLYPHS_MAX 10

/* A further clause without an organ goes on with the partner's own work. */
static bool goes_on(const struct way *w, size_t at)
{
    static const enum word other[] = {W_ORGAN, W_GROUP,    W_BY,     W_AMONG, W_AT,       W_DUE,
                                      W_DATE,  W_STANDARD, W_PERIOD, W_MODE,  W_LABEL,    W_LEAD,
                                      W_ALL,   W_SERIAL,   W_SEP,    W_WITH,  W_SAME_DAY, W_AT_ONCE};
    size_t end = way_clause_end(w, at);
    if (at >= w->u->n)
        return false;
    for (size_t i = 0; i < COUNT_OF(other); i++)
        if (word_at(w, at) == other[i])
            return false;
    struct run run;
    return !run_at(w->r, w->u, at, false, &run) && !way_clause_has(w, at, end, W_REVIEW) &&
           !way_clause_has(w, at, end, W_TELL) && !way_clause_has(w, at, end, W_DUE);
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

/* What stands between the organs and the word that says what they are. *ret_verb: where the work would begin
 * if no such word stood there: 要|严格执行. */
static size_t skip_between(const struct way *w, size_t at, bool *ret_must, size_t *ret_verb)
{
    *ret_verb = at;
    for (; at < w->u->n; at++) {
        enum word x = w->u->token[at].word;
        bool is_day = x == W_AT || x == W_DUE || x == W_AT_ONCE || x == W_SAME_DAY ||
                      (x == W_DATE && word_at(w, at - 1) == W_AT);
        *ret_must = *ret_must || x == W_MUST;
        if (x != W_ADVERB && x != W_MUST && !is_day)
            break;
        if (x != W_ADVERB)
            *ret_verb = at + 1;
    }
    return at;
}

static bool is_reported(const struct way *w, const struct run *run, size_t role, bool must)
{
    return !must && !w->is_by &&
           (word_at(w, role) == W_REPORT || way_clause_has(w, run->to, way_clause_end(w, run->to), W_REPORT));
}

/* 会议听取了市住建局的汇报: it may be meant by what follows. */
static void note_reporter(struct way *w, const struct run *run)
{
    struct reader *r = w->r;
    struct paper_organ o = lexicon_organ(&r->lexicon, &r->sheet, run->name[0].from, run->name[0].to);
    if (run->n != 1 || o.organ_id == 0)
        return;
    r->reporter = o;
    r->reporter_level = r->item == PAPER_NONE ? 0 : r->item_list[r->item].level;
}

/* They act without a word that says how: “市住建局要抓紧…”, “市住建局制定…”. */
static void take_actor(struct way *w, const struct run *run, size_t role, size_t verb, bool must)
{
    bool is_partner = w->is_among || (w->has_lead_word && draft_has_lead(w->f) && !w->is_by);
    if (is_reported(w, run, role, must)) {
        w->t.is_heard = true;
        note_reporter(w, run);
        way_keep(w);
        w->at_start = false;
    } else if (is_partner) {
        take_partners(w, run, run->to, role);
    } else if (draft_has_lead(w->f)) {
        way_split(w);
    } else {
        enum lead_by by = w->is_by ? LEAD_BY_WORD : must ? LEAD_BY_MUST : LEAD_BY_PLACE;
        take_marks(w, run->to, role);
        take_lead(w, run, by, verb);
    }
}

static void take_charge(struct way *w, const struct run *run, size_t role)
{
    struct reader *r = w->r;
    bool goes_with_before = r->is_continued && r->drafts &&
                            r->draft[r->drafts - 1]->lead_by == LEAD_BY_WORD && !w->is_by &&
                            !unit_has(w->u, W_DUE) && !draft_has_lead(w->f);
    bool is_mere = word_at(w, role + 1) == W_SEP; /* 市财政局负责，…: what follows is its own */
    if (w->is_among || (!is_mere && ((w->has_lead_word && !w->is_by) || goes_with_before))) {
        take_partners(w, run, role, role);
    } else if (draft_has_lead(w->f)) {
        way_split(w);
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

bool way_subject(struct way *w)
{
    struct run run;
    bool must = false;
    if (!run_at(w->r, w->u, w->at, w->is_by, &run))
        return false;
    size_t verb, role = skip_between(w, run.to, &must, &verb);
    if (run.n == 1 && !draft_has_lead(w->f))
        role = skip_person(w, role);
    enum word x = word_at(w, role);
    bool is_attribute = cp_at(w, role + 1) == 0x7684; /* 由市住建局负责的项目 */
    if (is_attribute && (x == W_LEAD || x == W_CHARGE || x == W_HELP))
        return false;
    if (run.lead || (x == W_LEAD && !(draft_has_lead(w->f) && w->f->lead_by != LEAD_BY_WORD))) {
        take_marks(w, run.to, role);
        take_lead(w, &run, LEAD_BY_WORD, run.lead ? run.to : role + 1);
    } else if (x == W_HELP) {
        take_partners(w, &run, role, role);
    } else if (x == W_CHARGE && (w->u->token[role].value == 0 || word_at(w, role + 1) == W_SEP)) {
        take_charge(w, &run, role);
    } else if (x == W_WITH && !draft_has_lead(w->f)) {
        take_lead(w, &run, w->is_by || w->has_lead_word ? LEAD_BY_WORD : LEAD_BY_MUST, role);
    } else {
        take_actor(w, &run, role, verb, must);
    }
    return true;
}

/* 会同市财政局、市自规局: they take part in the whole. */
bool way_with(struct way *w)
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
