/* A paragraph is cut into units, and each unit judged: a decision, something that belongs to the decision
 * before it, or no task. Where the words alone do not settle it, it is a decision with a question rather than
 * a remark: what is not asked is easily overlooked. */
#include "paper/reader.h"

/* ---- tokens ---- */

/* Signs with which a day or a limit may begin. */
static bool may_begin_due(uint32_t cp)
{
    static const char first[] =
        "本当月年今明次来去后上下这周星国元劳建七八五十一二三四六九两〇半第春中端清主汛入开供采高冬雨节"
        "考验投党人";
    struct str s = str_c(first);
    char utf8[4];
    if (cp >= '0' && cp <= '9')
        return true;
    if (cp < 0x3000 || cp > 0x9FFF)
        return false;
    utf8[0] = (char)(0xE0 | cp >> 12);
    utf8[1] = (char)(0x80 | (cp >> 6 & 0x3F));
    utf8[2] = (char)(0x80 | (cp & 0x3F));
    for (size_t i = 0; i < s.n; i += 3)
        if (memcmp(s.p + i, utf8, 3) == 0)
            return true;
    return false;
}

static bool is_digit(uint32_t cp) { return cp >= '0' && cp <= '9'; }

static struct token token_at(struct reader *r, size_t at, size_t from, size_t to, struct due_found *ret_due)
{
    uint32_t cp = glyph_cp(r, at);
    bool is_inside = at > from && is_digit(cp) && is_digit(glyph_cp(r, at - 1));
    if (is_inside)
        return (struct token){.word = W_NONE, .from = at, .to = at + 1};
    if (may_begin_due(cp)) {
        *ret_due = due_at(&r->sheet, at, to, r->day, r->calendar);
        if (ret_due->n)
            return (struct token){
                .word = ret_due->is_due ? W_DUE : W_DATE, .from = at, .to = at + ret_due->n};
    }
    struct found f = lexicon_find(&r->lexicon, &r->sheet, at, to);
    return (struct token){.word = f.word, .value = f.value, .from = at, .to = at + f.n};
}

struct unit unit_cut(struct reader *r, size_t from, size_t to)
{
    struct unit u = {.from = from, .to = to};
    struct due_found *due = NULL;
    size_t dues = 0, cap = 0;
    u.token = ARENA_ARRAY(r->arena, struct token, to - from + 1);
    for (size_t at = from; at < to; at = u.token[u.n++].to) {
        struct due_found found = {0};
        u.token[u.n] = token_at(r, at, from, to, &found);
        if (u.token[u.n].word == W_DUE || u.token[u.n].word == W_DATE) {
            u.token[u.n].value = (int64_t)dues;
            LIST_ADD(r->arena, due, dues, cap, found);
        }
    }
    u.due = due;
    return u;
}

bool unit_has(const struct unit *u, enum word word)
{
    for (size_t i = 0; i < u->n; i++)
        if (u->token[i].word == word)
            return true;
    return false;
}

/* ---- judging ---- */

struct judged {
    struct reader *r;
    struct role_told t;
    struct draft *f; /* the first */
    struct draft *before;
    enum mode mode;
    size_t from, to;
};

static void push(struct judged *j)
{
    struct reader *r = j->r;
    for (size_t i = 0; i < j->t.drafts; i++)
        LIST_ADD(r->arena, r->draft, r->drafts, r->drafts_cap, j->t.draft[i]);
    r->spare = (struct span){0, 0};
    r->is_spare_remark = false;
}

static void merge(struct judged *j) { draft_merge(j->r, j->before, j->f); }

static void remark(struct judged *j, enum no_task why)
{
    struct reader *r = j->r;
    reader_remark(r, j->from, j->to, why);
    if (why == NOT_BACKGROUND || why == NOT_AGREED) {
        r->spare = (struct span){j->from, j->to};
        r->is_spare_remark = true;
    }
}

/* 责任单位：… behind a sentence or a heading that is no task of its own: now it is one. */
static bool take_spare(struct judged *j)
{
    struct reader *r = j->r;
    if (r->spare.from >= r->spare.to)
        return false;
    j->f->whats = 0;
    draft_what(r, j->f, r->spare.from, r->spare.to);
    struct paper_place *place = NULL;
    size_t n = 0, cap = 0;
    LIST_ADD(r->arena, place, n, cap, sheet_place(&r->sheet, r->spare.from, r->spare.to));
    for (size_t i = 0; i < j->f->d.places; i++)
        LIST_ADD(r->arena, place, n, cap, j->f->place[i]);
    j->f->place = place;
    j->f->d.places = n;
    j->f->places_cap = cap;
    if (r->is_spare_remark)
        r->remarks--;
    push(j);
    return true;
}

static bool is_free(const struct draft *into, const struct draft *f)
{
    return !(draft_has_lead(into) && draft_has_lead(f)) && !(into->d.steps && f->d.steps) &&
           !(into->d.standard.place.n && f->d.standard.place.n);
}

/* 责任单位 beside a 牵头单位: they take part. */
static void join_those_in_charge(struct reader *r, struct draft *f, int64_t lead)
{
    if (f->d.lead.said.place.n && (!f->d.lead.organ_id || f->d.lead.organ_id != lead))
        LIST_ADD(r->arena, f->partner, f->d.partners, f->partners_cap,
                 ((struct partner){.organ = f->d.lead}));
    for (size_t i = 0; i < f->d.mays; i++)
        LIST_ADD(r->arena, f->partner, f->d.partners, f->partners_cap,
                 ((struct partner){.organ = f->may[i]}));
    f->d.lead = (struct paper_organ){0};
    f->d.mays = 0;
    f->asked &= ~(1U << ASK_LEAD_SEVERAL | 1U << ASK_LEAD_GROUP | 1U << ASK_ORGAN);
}

/* 确保…, or a report, that stands alone is the work itself. */
static void take_rest_as_what(struct reader *r, struct draft *f)
{
    if (draft_has_what(r, f))
        return;
    if (f->d.standard.place.n) {
        draft_what(r, f, f->standard.from, f->standard.to);
        f->d.standard = (struct piece){0};
    } else if (f->d.feedback.place.n) {
        draft_what(r, f, f->report.from, f->report.to);
    }
}

static bool says_something(const struct draft *f)
{
    return draft_has_lead(f) || f->d.partners || f->d.steps || f->d.due.said.place.n ||
           f->d.standard.place.n || f->d.feedback.place.n || f->d.person.place.n;
}

/* A unit that says nothing of what is to be done. */
static bool add_to_before(struct judged *j)
{
    struct draft *f = j->f;
    bool is_same = j->before && j->before->d.item == j->r->item;
    if (draft_has_what(j->r, f) || j->t.drafts > 1 || !says_something(f))
        return false;
    if (f->d.feedback.place.n && (j->t.is_all || f->d.lead.is_group)) {
        for (size_t i = 0; i < j->r->drafts; i++)
            if (j->r->draft[i]->d.feedback.place.n == 0) {
                j->r->draft[i]->d.feedback = f->d.feedback;
                j->r->draft[i]->d.every = f->d.every;
            }
        reader_remark(j->r, j->from, j->to, NOT_COMMON);
        return true;
    }
    if (says_something(f) && take_spare(j))
        return true;
    if (is_same && f->is_in_charge && draft_has_lead(j->before))
        join_those_in_charge(j->r, f, j->before->d.lead.organ_id);
    bool is_whos = f->d.feedback.place.n && is_same && draft_has_lead(f) &&
                   f->d.lead.organ_id == j->before->d.lead.organ_id;
    if (is_whos)
        f->d.lead = (struct paper_organ){0};
    if (is_same && is_free(j->before, f)) {
        merge(j);
        return true;
    }
    return false;
}

static bool is_pressed(const struct draft *f) { return f->d.steps > 0 || f->d.due.said.place.n > 0; }

static void decide(struct judged *j, bool is_doubtful)
{
    if (is_doubtful)
        draft_ask(j->f, ASK_TASK, j->f->place[0]);
    push(j);
}

static bool leads_as_group(const struct draft *f)
{
    bool is_group = f->d.mays > 0;
    for (size_t i = 0; i < f->d.mays && is_group; i++)
        is_group = f->may[i].is_group;
    return is_group || f->d.lead.is_group;
}

static void judge_stressed(struct judged *j)
{
    struct draft *f = j->f;
    bool has_due = f->d.steps > 0;
    if ((!draft_has_lead(f) || leads_as_group(f)) && !has_due)
        remark(j, NOT_STRESSED);
    else
        decide(j, f->lead_by != LEAD_BY_WORD && !(draft_has_lead(f) && has_due));
}

static void take_owner(struct judged *j)
{
    if (draft_has_lead(j->f) || !j->r->has_owner)
        return;
    j->f->d.lead = j->r->owner;
    j->f->lead_by = LEAD_BY_WORD;
    if (j->f->d.lead.organ_id == 0)
        draft_ask(j->f, ASK_ORGAN, j->f->d.lead.said.place);
}

static void judge_plain(struct judged *j)
{
    struct draft *f = j->f;
    bool has_due = is_pressed(f);
    if (!j->t.is_past)
        take_owner(j);
    if (f->lead_by >= LEAD_BY_MUST)
        decide(j, f->d.lead.is_group && !has_due);
    else if (j->t.is_past && !has_due)
        remark(j, NOT_BACKGROUND);
    else if (draft_has_lead(f))
        decide(j, !has_due || j->t.is_past);
    else if (f->d.steps > 0)
        decide(j, j->t.is_past);
    else if (has_due || j->t.has_must || j->r->is_listed)
        decide(j, true);
    else
        remark(j, NOT_BACKGROUND);
}

/* “责任单位：市商务局。4月10日前举办消费节。” */
static bool completes_before(const struct judged *j)
{
    return j->before && j->before->paragraph == j->r->paragraph && !draft_has_what(j->r, j->before) &&
           draft_has_lead(j->before) && !draft_has_lead(j->f) && j->t.drafts == 1 &&
           draft_has_what(j->r, j->f) && is_free(j->before, j->f) &&
           (j->mode == MODE_NONE || j->mode == MODE_DECIDED);
}

/* 相关部门要密切配合. */
static bool is_only_urged(const struct draft *f)
{
    bool is_all_groups = f->d.partners > 0;
    for (size_t i = 0; i < f->d.partners && is_all_groups; i++)
        is_all_groups = f->partner[i].organ.is_group;
    return is_all_groups && !draft_has_lead(f) && f->d.steps == 0;
}

static void judge_decided(struct judged *j)
{
    take_owner(j);
    decide(j, j->mode == MODE_AGREED && j->f->lead_by == LEAD_BY_PLACE && !is_pressed(j->f));
}

static void judge(struct judged *j)
{
    static const enum no_task why[] = {
        [MODE_NONE] = NOT_HEARD,        [MODE_OPENING] = NOT_OPENING, [MODE_HEARD] = NOT_HEARD,
        [MODE_STRESSED] = NOT_STRESSED, [MODE_AGREED] = NOT_AGREED,   [MODE_DECIDED] = NOT_HEARD};
    struct draft *f = j->f;
    if (j->t.is_opening && f->lead_by < LEAD_BY_MUST) {
        remark(j, NOT_OPENING);
        return;
    }
    bool is_report = j->mode == MODE_HEARD || j->mode == MODE_OPENING || j->t.is_heard;
    if (is_report && f->lead_by != LEAD_BY_WORD) {
        remark(j, why[j->mode]);
        return;
    }
    if (completes_before(j)) {
        merge(j);
        return;
    }
    if (is_only_urged(f) && !draft_has_what(j->r, f)) {
        remark(j, NOT_STRESSED);
        return;
    }
    if (add_to_before(j))
        return;
    for (size_t i = 0; i < j->t.drafts; i++)
        take_rest_as_what(j->r, j->t.draft[i]);
    if (!says_something(f) && !draft_has_what(j->r, f))
        remark(j, j->mode == MODE_STRESSED ? NOT_STRESSED : NOT_OPENING);
    else if (j->mode == MODE_STRESSED)
        judge_stressed(j);
    else if (j->mode == MODE_AGREED && !draft_has_lead(f) && !is_pressed(f))
        remark(j, NOT_AGREED);
    else if (j->mode == MODE_DECIDED || j->mode == MODE_AGREED)
        judge_decided(j);
    else
        judge_plain(j);
}

/* `to` is behind the sign that ends it. */
static void unit_judge(struct reader *r, size_t from, size_t end, size_t to)
{
    struct unit u = unit_cut(r, from, end);
    struct judged j = {.r = r, .from = from, .to = to};
    j.t = role_read(r, &u);
    j.f = j.t.draft[0];
    draft_place(r, j.f, from, j.t.drafts > 1 ? j.t.draft[1]->whole.from : to);
    for (size_t i = 1; i < j.t.drafts; i++)
        draft_place(r, j.t.draft[i], j.t.draft[i]->whole.from,
                    i + 1 < j.t.drafts ? j.t.draft[i + 1]->whole.from : to);
    if (j.t.has_mode)
        r->mode = j.t.mode;
    j.mode = r->mode;
    j.before = r->drafts ? r->draft[r->drafts - 1] : NULL;
    judge(&j);
}

static bool ends_unit(uint32_t cp) { return cp == 0x3002 || cp == '!' || cp == '?' || cp == ';'; }

static bool closes(uint32_t cp)
{
    return ends_unit(cp) || cp == 0x201D || cp == 0x2019 || cp == 0x300D || cp == 0x300B || cp == ')' ||
           cp == ']';
}

void paragraph_read(struct reader *r, size_t from, size_t to)
{
    r->is_continued = false;
    while (from < to) {
        size_t end = from, next;
        while (end < to && !ends_unit(glyph_cp(r, end)))
            end++;
        for (next = end; next < to && closes(glyph_cp(r, next)); next++)
            ;
        unit_judge(r, from, end, next);
        r->is_continued = end < to && glyph_cp(r, end) == ';';
        from = next;
    }
}
