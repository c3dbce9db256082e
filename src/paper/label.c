/* 责任单位：市住建局；完成时限：4月30日前. */
#include "paper/reader.h"

bool label_at(const struct reader *r, const struct unit *u, size_t at)
{
    if (at >= u->n || u->token[at].word != W_LABEL || u->token[at].to >= u->to)
        return false;
    uint32_t next = glyph_cp(r, u->token[at].to);
    return next == ':' || next == 0x4E3A; /* 为 */
}

/* Who a value names, with （牵头） or 牵头 behind one of them. */
struct named {
    struct span *name, *lead, *help;
    size_t names, leads, helps, names_cap, leads_cap, helps_cap;
};

static void sort_names(struct reader *r, struct named *n, const struct run *run, enum word role)
{
    for (size_t i = 0; i < run->n; i++) {
        if (run->lead == i + 1 || (role == W_LEAD && !run->lead))
            LIST_ADD(r->arena, n->lead, n->leads, n->leads_cap, run->name[i]);
        else if (role == W_HELP)
            LIST_ADD(r->arena, n->help, n->helps, n->helps_cap, run->name[i]);
        else
            LIST_ADD(r->arena, n->name, n->names, n->names_cap, run->name[i]);
    }
    if (run->open.to)
        LIST_ADD(r->arena, n->help, n->helps, n->helps_cap, run->open);
}

/* What no name could be made of is one, up to the next separator. */
static size_t take_unknown(struct reader *r, const struct unit *u, size_t at, struct named *n)
{
    size_t to = at;
    while (to < u->n && u->token[to].word != W_SEP)
        to++;
    if (to > at)
        LIST_ADD(r->arena, n->name, n->names, n->names_cap,
                 ((struct span){u->token[at].from, u->token[to - 1].to}));
    return to > at ? to : at + 1;
}

static struct named names_of(struct reader *r, const struct unit *u)
{
    struct named n = {0};
    for (size_t at = 0; at < u->n;) {
        struct run run;
        enum word w = u->token[at].word;
        if (w == W_SEP || w == W_JOIN || w == W_BY || w == W_WITH || w == W_LEAD || w == W_HELP ||
            w == W_CHARGE) {
            at++;
        } else if (run_at(r, u, at, true, &run)) {
            sort_names(r, &n, &run, run.to < u->n ? u->token[run.to].word : W_SEP);
            at = run.to;
        } else {
            at = take_unknown(r, u, at, &n);
        }
    }
    return n;
}

static void take_partners(struct reader *r, struct draft *f, const struct span *name, size_t names)
{
    for (size_t i = 0; i < names; i++)
        if (!f->d.lead.organ_id ||
            lexicon_exact(&r->lexicon, &r->sheet, name[i].from, name[i].to) != f->d.lead.organ_id)
            draft_partner(r, f, name[i], (struct piece){0});
}

static void take_names(struct reader *r, struct draft *f, enum label label, const struct unit *u)
{
    struct named n = names_of(r, u);
    bool leads = label != LABEL_PARTNER && !(label == LABEL_IN_CHARGE && f->d.lead.said.place.n);
    if (leads && n.leads) {
        draft_lead(r, f, n.lead, n.leads, LEAD_BY_WORD);
    } else if (leads && n.names) {
        draft_lead(r, f, n.name, n.names, LEAD_BY_WORD);
        f->is_in_charge = label == LABEL_IN_CHARGE;
        n.names = 0;
    } else {
        take_partners(r, f, n.lead, n.leads);
    }
    take_partners(r, f, n.name, n.names);
    take_partners(r, f, n.help, n.helps);
}

static void take_dues(struct reader *r, struct draft *f, const struct unit *u)
{
    bool has_any = false;
    for (size_t i = 0; i < u->n; i++) {
        enum word w = u->token[i].word;
        bool is_mark = w == W_AT_ONCE || w == W_SAME_DAY || w == W_LONG || w == W_VAGUE;
        if (w == W_DUE || w == W_DATE)
            draft_due(r, f, &u->due[u->token[i].value], token_span(&u->token[i]));
        else if (is_mark)
            draft_mark(r, f, w, token_span(&u->token[i]));
        has_any = has_any || is_mark || w == W_DUE || w == W_DATE;
    }
    struct due_found unread = {.due.kind = DUE_UNREAD};
    if (!has_any && u->n)
        draft_due(r, f, &unread, (struct span){u->from, u->to});
}

static void take_feedback(struct draft *f, const struct unit *u, struct piece said)
{
    f->d.feedback = said;
    for (size_t i = u->n; i-- > 0;)
        if (u->token[i].word == W_PERIOD)
            f->d.every = (enum every)u->token[i].value;
}

void label_value(struct reader *r, struct draft *f, enum label label, size_t from, size_t to)
{
    struct piece said = sheet_piece(&r->sheet, from, to);
    struct unit u = unit_cut(r, from, to);
    if (said.place.n == 0)
        return;
    switch (label) {
    case LABEL_LEAD:
    case LABEL_IN_CHARGE:
    case LABEL_PARTNER:
        take_names(r, f, label, &u);
        break;
    case LABEL_DUE:
        take_dues(r, f, &u);
        break;
    case LABEL_STANDARD:
        f->d.standard = said;
        f->standard = (struct span){from, to};
        break;
    case LABEL_FEEDBACK:
        take_feedback(f, &u, said);
        break;
    case LABEL_WHAT:
    case LABEL_NOTE:
        draft_what(r, f, from, to);
        break;
    case LABEL_PERSON:
        f->d.person = said;
        break;
    case LABEL_ROW:
    case LABEL__COUNT:
        break;
    }
}

size_t label_read(struct reader *r, struct unit *u, size_t at, struct draft *f)
{
    size_t from = u->token[at].to + 1, i = at + 1, depth = 0;
    for (; i < u->n && !label_at(r, u, i); i++) {
        uint32_t cp = glyph_cp(r, u->token[i].from);
        if (u->token[i].word != W_SEP)
            continue;
        bool is_open = cp == '(' || cp == '[', is_close = cp == ')' || cp == ']';
        if (is_close && depth == 0)
            break;
        depth += is_open;
        depth -= is_close;
    }
    size_t to = i < u->n ? u->token[i].from : u->to;
    label_value(r, f, (enum label)u->token[at].value, from < to ? from : to, to);
    return i;
}
