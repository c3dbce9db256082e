/* What holds of every paper that was read, for the unit tests and the fuzzing alike. */
#ifndef FUZZ_PAPER_HELD_H
#define FUZZ_PAPER_HELD_H

#include "base/date.h"
#include "base/err.h"
#include "base/utf8.h"
#include "paper/instruction.h"
#include "paper/minutes.h"

/* The text of a piece stands in its place: the same signs in the same order, some perhaps left out. */
static void hold_piece(struct str text, struct piece p)
{
    ASSERT(p.place.at <= text.n && p.place.n <= text.n - p.place.at);
    ASSERT(p.text.n <= p.place.n && utf8_is_clean(p.text, NULL));
    size_t k = 0;
    for (size_t i = 0; i < p.place.n && k < p.text.n; i++)
        k += text.p[p.place.at + i] == p.text.p[k];
    ASSERT(k == p.text.n);
}

static void cover(struct str text, bool *is_told, struct paper_place p)
{
    ASSERT(p.at <= text.n && p.n <= text.n - p.at);
    for (size_t i = 0; i < p.n; i++)
        is_told[p.at + i] = true;
}

static void hold_organ(struct str text, const struct paper_organ *o)
{
    hold_piece(text, o->said);
    ASSERT(o->nears <= PAPER_NEAR_MAX && (o->organ_id == 0 || o->nears == 0));
}

static void hold_due(struct str text, const struct paper_due *d)
{
    hold_piece(text, d->said);
    ASSERT((d->kind == DUE_NONE) == (d->said.place.n == 0));
    ASSERT(d->kind != DUE_DAY || date_is_day(d->day));
}

static void hold_decision(struct str text, const struct decision *d, size_t items)
{
    ASSERT(d->item < items || d->item == PAPER_NONE);
    hold_piece(text, d->what);
    hold_organ(text, &d->lead);
    for (size_t i = 0; i < d->mays; i++)
        hold_organ(text, &d->may[i]);
    for (size_t i = 0; i < d->partners; i++) {
        hold_organ(text, &d->partner[i].organ);
        hold_piece(text, d->partner[i].duty);
    }
    hold_due(text, &d->due);
    for (size_t i = 0; i < d->steps; i++)
        hold_due(text, &d->step[i]);
    hold_piece(text, d->standard);
    hold_piece(text, d->feedback);
    hold_piece(text, d->person);
    ASSERT(d->places > 0);
}

/* Whoever leads is one organ, or there is a question. */
static void hold_lead(const struct decisions *d, size_t i)
{
    bool is_asked = false;
    for (size_t k = 0; k < d->questions; k++)
        is_asked = is_asked || d->question[k].decision == i;
    ASSERT(is_asked == d->decision[i].is_unsure);
    ASSERT(d->decision[i].lead.organ_id || is_asked);
}

static void hold_decisions(struct str text, const struct decisions *d, size_t items, bool *is_told)
{
    for (size_t i = 0; i < d->n; i++) {
        hold_decision(text, &d->decision[i], items);
        for (size_t k = 0; k < d->decision[i].places; k++)
            cover(text, is_told, d->decision[i].place[k]);
    }
    for (size_t i = 0; i < d->n && d->questions < 500; i++)
        hold_lead(d, i);
    for (size_t i = 0; i < d->remarks; i++)
        cover(text, is_told, d->remark[i].place);
    for (size_t i = 0; i < d->questions; i++)
        ASSERT(d->question[i].place.at <= text.n && d->question[i].ask < QUESTION__COUNT);
}

static bool is_left_out(uint32_t cp)
{
    return cp <= ' ' || (cp >= 0x7F && cp <= 0xA0) || cp == 0xAD || (cp >= 0x2000 && cp <= 0x200F) ||
           (cp >= 0x2028 && cp <= 0x202F) || (cp >= 0x205F && cp <= 0x206F) || cp == 0x3000 || cp == 0xFEFF ||
           (cp >= 0xFE00 && cp <= 0xFE0F);
}

/* Nothing is dropped without a word. */
static void hold_all_told(struct str text, const bool *is_told)
{
    for (size_t at = 0; at < text.n;) {
        size_t from = at;
        uint32_t cp = utf8_next(text, &at);
        ASSERT(is_left_out(cp) || is_told[from]);
    }
}

static void hold_minutes(struct arena *a, struct str text, const struct minutes *m)
{
    bool *is_told = ARENA_ARRAY(a, bool, text.n + 1);
    hold_piece(text, m->kind_said);
    hold_piece(text, m->name);
    hold_piece(text, m->number);
    hold_piece(text, m->date);
    hold_piece(text, m->site);
    for (size_t i = 0; i < m->attendees; i++)
        hold_piece(text, m->attendee[i].said);
    for (size_t i = 0; i < m->items; i++) {
        ASSERT(m->item[i].parent < i || m->item[i].parent == PAPER_NONE);
        hold_piece(text, m->item[i].heading);
        cover(text, is_told, m->item[i].place);
    }
    hold_decisions(text, &m->decisions, m->items, is_told);
    hold_all_told(text, is_told);
}

#endif
