#include "paper/reader.h"

#define PARTNERS_LOOKED_MAX 100

static bool is_separator(uint32_t cp)
{
    return cp == ',' || cp == 0x3001 || cp == ';' || cp == ':' || cp == 0x3002 || cp == '.';
}

void reader_start(struct reader *r, struct arena *a, struct str text, const struct paper_city *city)
{
    *r = (struct reader){.arena = a, .item = PAPER_NONE, .day = city->day, .calendar = city->calendar};
    r->sheet = sheet_read(a, text);
    lexicon_make(a, city, &r->lexicon);
}

struct draft *draft_begin(struct reader *r)
{
    struct draft *f = ARENA_NEW(r->arena, struct draft);
    f->d.item = r->item;
    f->d.every = EVERY__COUNT;
    f->paragraph = r->paragraph;
    f->reporter = r->reporter;
    return f;
}

void draft_place(struct reader *r, struct draft *f, size_t from, size_t to)
{
    if (from >= to)
        return;
    if (f->d.places == 0)
        f->whole = (struct span){from, to};
    LIST_ADD(r->arena, f->place, f->d.places, f->places_cap, sheet_place(&r->sheet, from, to));
}

void draft_ask(struct draft *f, enum question ask, struct paper_place at)
{
    if (!(f->asked >> ask & 1))
        f->ask[ask] = at;
    f->asked |= 1U << ask;
}

static void add_may(struct reader *r, struct draft *f, struct paper_organ o)
{
    LIST_ADD(r->arena, f->may, f->d.mays, f->mays_cap, o);
}

void draft_lead(struct reader *r, struct draft *f, const struct span *name, size_t names, enum lead_by by)
{
    struct paper_place all = sheet_place(&r->sheet, name[0].from, name[names - 1].to);
    f->lead_by = by;
    if (names > 1 || f->d.mays || f->d.lead.said.place.n) {
        if (f->d.lead.said.place.n) {
            add_may(r, f, f->d.lead);
            f->d.lead = (struct paper_organ){0};
        }
        for (size_t i = 0; i < names; i++)
            add_may(r, f, lexicon_organ(&r->lexicon, &r->sheet, name[i].from, name[i].to));
        draft_ask(f, ASK_LEAD_SEVERAL, all);
        return;
    }
    f->d.lead = lexicon_organ(&r->lexicon, &r->sheet, name[0].from, name[0].to);
    if (f->d.lead.organ_id == 0 && r->reporter.organ_id &&
        sheet_word(&r->sheet, name[0].from, name[0].to, "该")) {
        f->d.lead.near[0] = r->reporter.organ_id; /* 由该局负责 */
        f->d.lead.nears = 1;
    }
    if (f->d.lead.is_group)
        draft_ask(f, ASK_LEAD_GROUP, all);
    else if (f->d.lead.organ_id == 0)
        draft_ask(f, ASK_ORGAN, all);
}

/* Named again with its duty, it is one partner. */
static void add_partner(struct reader *r, struct draft *f, struct partner p)
{
    for (size_t i = 0; p.organ.organ_id && i < f->d.partners && i < PARTNERS_LOOKED_MAX; i++)
        if (f->partner[i].organ.organ_id == p.organ.organ_id &&
            (f->partner[i].duty.place.n == 0 || p.duty.place.n == 0)) {
            f->partner[i].duty = p.duty.place.n ? p.duty : f->partner[i].duty;
            return;
        }
    LIST_ADD(r->arena, f->partner, f->d.partners, f->partners_cap, p);
}

void draft_partner(struct reader *r, struct draft *f, struct span name, struct piece duty)
{
    struct partner p = {.organ = lexicon_organ(&r->lexicon, &r->sheet, name.from, name.to), .duty = duty};
    if (p.organ.organ_id == 0)
        draft_ask(f, ASK_PARTNER, p.organ.said.place);
    add_partner(r, f, p);
}

void draft_due(struct reader *r, struct draft *f, const struct due_found *due, struct span at)
{
    struct paper_due d = due->due;
    d.said = sheet_piece(&r->sheet, at.from, at.to);
    if (d.kind == DUE_UNREAD)
        draft_ask(f, ASK_DUE_UNREAD, d.said.place);
    else if (due->is_past || (d.kind == DUE_DAY && d.day < r->day))
        draft_ask(f, ASK_DUE_PASSED, d.said.place);
    else if (d.is_unsure)
        draft_ask(f, ASK_DUE_UNSURE, d.said.place);
    LIST_ADD(r->arena, f->step, f->d.steps, f->steps_cap, d);
}

/* 立即, 当日, 长期坚持, 尽快: a due only where no other stands; settled in the end. */
void draft_mark(struct reader *r, struct draft *f, enum word word, struct span at)
{
    struct paper_due d = {.said = sheet_piece(&r->sheet, at.from, at.to), .kind = DUE_AT_ONCE, .day = r->day};
    f->d.is_at_once |= word == W_AT_ONCE;
    f->d.is_same_day |= word == W_SAME_DAY;
    if (word == W_LONG || word == W_VAGUE) {
        d.kind = word == W_LONG ? DUE_LONG : DUE_UNREAD;
        d.day = 0;
    }
    bool is_better = f->d.due.said.place.n == 0 || (f->d.due.kind > d.kind && d.kind == DUE_AT_ONCE);
    if (is_better)
        f->d.due = d;
}

void draft_what(struct reader *r, struct draft *f, size_t from, size_t to)
{
    if (f->whats && f->what[f->whats - 1].to == from)
        f->what[f->whats - 1].to = to;
    else
        LIST_ADD(r->arena, f->what, f->whats, f->whats_cap, ((struct span){from, to}));
}

static bool is_bracket(uint32_t cp) { return cp == '(' || cp == ')' || cp == '[' || cp == ']'; }

bool draft_has_what(const struct reader *r, const struct draft *f)
{
    for (size_t i = 0; i < f->whats; i++)
        for (size_t at = f->what[i].from; at < f->what[i].to; at++)
            if (!is_separator(glyph_cp(r, at)) && !is_bracket(glyph_cp(r, at)))
                return true;
    return false;
}

/* A sentence that only adds to the one before. */
void draft_merge(struct reader *r, struct draft *into, const struct draft *f)
{
    for (size_t i = 0; i < f->d.places; i++)
        LIST_ADD(r->arena, into->place, into->d.places, into->places_cap, f->place[i]);
    for (size_t i = 0; i < f->d.partners; i++)
        add_partner(r, into, f->partner[i]);
    for (size_t i = 0; i < f->d.steps; i++)
        LIST_ADD(r->arena, into->step, into->d.steps, into->steps_cap, f->step[i]);
    for (size_t i = 0; i < f->d.mays; i++)
        add_may(r, into, f->may[i]);
    for (size_t i = 0; i < f->whats; i++)
        draft_what(r, into, f->what[i].from, f->what[i].to);
    if (f->d.lead.said.place.n)
        into->d.lead = f->d.lead;
    if (into->d.due.said.place.n == 0)
        into->d.due = f->d.due;
    if (f->d.standard.place.n) {
        into->d.standard = f->d.standard;
        into->standard = f->standard;
    }
    if (f->d.person.place.n)
        into->d.person = f->d.person;
    if (f->d.feedback.place.n) {
        into->d.feedback = f->d.feedback;
        into->d.every = f->d.every;
    }
    into->d.is_at_once |= f->d.is_at_once;
    into->d.is_same_day |= f->d.is_same_day;
    for (enum question q = 0; q < QUESTION__COUNT; q++)
        if (f->asked >> q & 1)
            draft_ask(into, q, f->ask[q]);
}

void reader_ask(struct reader *r, enum question ask, struct paper_place at)
{
    LIST_ADD(r->arena, r->question, r->questions, r->questions_cap,
             ((struct paper_question){ask, PAPER_NONE, at}));
}

void reader_remark(struct reader *r, size_t from, size_t to, enum no_task why)
{
    if (r->is_spare_remark)
        r->spare = (struct span){0, 0};
    r->is_spare_remark = false;
    if (from < to)
        LIST_ADD(r->arena, r->remark, r->remarks, r->remarks_cap,
                 ((struct remark){sheet_place(&r->sheet, from, to), r->item, why}));
}

/* ---- the end ---- */

struct writing {
    char *out;
    size_t n, first, last; /* glyphs written */
    size_t pending;        /* a separator that waits for what follows */
    size_t open;           /* brackets written that are not closed */
    size_t before_open;    /* bytes before the bracket that was written last */
    bool is_begun, is_pending, is_opened;
};

/* A bracket with nothing in it goes again. */
static void drop_open(struct writing *w)
{
    if (!w->is_opened)
        return;
    w->n = w->before_open;
    w->open--;
    w->is_opened = false;
    w->is_begun = w->n > 0;
}

static void write_glyph(struct reader *r, struct writing *w, size_t at)
{
    uint32_t cp = glyph_cp(r, at);
    bool is_open = cp == '(' || cp == '[', is_close = cp == ')' || cp == ']';
    if (is_separator(cp)) {
        if (w->is_begun && !w->is_pending)
            w->pending = at;
        w->is_pending = w->is_begun && !w->is_opened;
        return;
    }
    if (is_close)
        drop_open(w);
    if (is_close && w->open == 0)
        return;
    if (is_open)
        w->before_open = w->n;
    w->is_opened = is_open;
    if (w->is_pending && !is_close)
        w->n += sheet_put(&r->sheet, w->pending, w->out + w->n);
    w->is_pending = false;
    w->open += is_open;
    w->open -= is_close;
    w->first = w->is_begun ? w->first : at;
    w->last = at + 1;
    w->is_begun = true;
    w->n += sheet_put(&r->sheet, at, w->out + w->n);
}

/* What is left, piece after piece, as it is written; separators that were between pieces only once. */
static struct piece join_what(struct reader *r, const struct draft *f)
{
    struct writing w = {0};
    size_t glyphs = 0;
    for (size_t i = 0; i < f->whats; i++)
        glyphs += f->what[i].to - f->what[i].from;
    w.out = arena_alloc(r->arena, glyphs * 4 + 1);
    for (size_t i = 0; i < f->whats; i++)
        for (size_t at = f->what[i].from; at < f->what[i].to; at++)
            write_glyph(r, &w, at);
    drop_open(&w);
    return (struct piece){sheet_place(&r->sheet, w.first, w.last), {w.out, w.n}};
}

/* The last of several days is the end of the work, but which one is meant is asked. */
static void settle_due(struct draft *f)
{
    bool has_day = f->d.steps > 0;
    for (size_t i = 0; i < f->d.steps; i++)
        if (i == 0 || f->step[i].day >= f->d.due.day)
            f->d.due = f->step[i];
    if (f->d.steps > 1)
        draft_ask(f, ASK_DUE_SEVERAL, f->step[0].said.place);
    if (!has_day && f->d.due.kind == DUE_UNREAD)
        draft_ask(f, ASK_DUE_UNREAD, f->d.due.said.place);
    if (f->d.due.kind == DUE_NONE)
        draft_ask(f, ASK_DUE_NONE, f->place[0]);
}

/* A paper of the same item where the lead was named before: it may be the one who is meant. */
static void settle_lead(struct reader *r, struct draft *f, const struct draft *before)
{
    if (f->d.lead.said.place.n || f->d.mays)
        return;
    bool is_same = before && before->d.item == f->d.item;
    if (is_same && (before->d.lead.said.place.n || before->d.mays == 1)) {
        add_may(r, f, before->d.mays ? before->may[0] : before->d.lead);
        draft_ask(f, ASK_LEAD_CARRIED, f->place[0]);
    } else if (f->reporter.said.place.n) {
        add_may(r, f, f->reporter);
        draft_ask(f, ASK_LEAD_CARRIED, f->place[0]);
    } else {
        draft_ask(f, ASK_LEAD_NONE, f->place[0]);
    }
}

static void settle(struct reader *r, struct draft *f, const struct draft *before)
{
    bool is_row = f->asked >> ASK_ROW & 1; /* which says that all of it is open */
    f->d.what = join_what(r, f);
    if (!is_row) {
        settle_due(f);
        settle_lead(r, f, before);
    }
    if (f->d.what.text.n == 0)
        draft_ask(f, ASK_WHAT_NONE, f->place[0]);
    f->d.place = f->place;
    f->d.partner = f->partner;
    f->d.may = f->may;
    f->d.step = f->step;
    if (f->d.steps < 2)
        f->d.steps = 0;
    f->d.is_unsure = f->asked != 0;
}

struct decisions reader_finish(struct reader *r)
{
    struct decision *list = ARENA_ARRAY(r->arena, struct decision, r->drafts + 1);
    for (size_t i = 0; i < r->drafts; i++) {
        struct draft *f = r->draft[i];
        settle(r, f, i ? r->draft[i - 1] : NULL);
        list[i] = f->d;
        for (enum question q = 0; q < QUESTION__COUNT; q++)
            if (f->asked >> q & 1)
                LIST_ADD(r->arena, r->question, r->questions, r->questions_cap,
                         ((struct paper_question){q, i, f->ask[q]}));
    }
    return (struct decisions){list, r->drafts, r->remark, r->remarks, r->question, r->questions};
}
