/* Between the files that understand a paper: what is being gathered, the tokens of a unit (a sentence, or the
 * part of one up to a semicolon), and who calls whom: minutes.c and instruction.c find paragraphs, unit.c
 * cuts them and judges, role.c sees who does what, label.c reads 责任单位：…, draft.c makes the decision
 * lines. Inside this room only. */
#ifndef PAPER_READER_H
#define PAPER_READER_H

#include "paper/due.h"
#include "paper/lexicon.h"
#include "paper/minutes.h"

/* ---- tokens ---- */

struct token {
    enum word word;
    int64_t value;
    size_t from, to; /* glyphs */
};

struct unit {
    struct token *token;
    size_t n;
    size_t from, to;             /* glyphs, without the sign that ends it */
    const struct due_found *due; /* by value of W_DUE and W_DATE */
};

/* ---- a decision on its way ---- */

enum lead_by { LEAD_BY_NOTHING, LEAD_BY_PLACE, LEAD_BY_MUST, LEAD_BY_WORD };

struct draft {
    struct decision d;
    struct paper_place *place;
    size_t places_cap;
    struct partner *partner;
    size_t partners_cap;
    struct paper_due *step;
    size_t steps_cap;
    struct paper_organ *may;
    size_t mays_cap;
    struct span *what; /* glyphs that are left over */
    size_t whats, whats_cap;
    struct paper_organ reporter;
    struct span whole;            /* glyphs of its first place */
    struct span standard, report; /* glyphs of the standard, of the feedback */
    bool is_in_charge;            /* the lead is that of 责任单位 */
    enum lead_by lead_by;
    unsigned asked; /* bits of enum question */
    struct paper_place ask[QUESTION__COUNT];
    size_t paragraph;
};

struct reader {
    struct arena *arena;
    struct sheet sheet;
    struct lexicon lexicon;
    const struct calendar *calendar;
    int64_t day;
    size_t item;              /* current; PAPER_NONE */
    struct paper_organ owner; /* of the item, by its heading: 市住建局： */
    bool has_owner;
    struct paper_organ reporter; /* who reported on it: may be meant where nobody is named */
    int reporter_level;
    enum mode mode;
    size_t paragraph;     /* number of the current one */
    bool is_listed;       /* the paragraph is a numbered one with nothing below it */
    bool is_continued;    /* the unit goes on where a semicolon parted it from the one before */
    struct span spare;    /* a sentence of this paragraph that is no task as yet, or the heading */
    bool is_spare_remark; /* it is the last remark */

    struct draft **draft;
    size_t drafts, drafts_cap;
    struct remark *remark;
    size_t remarks, remarks_cap;
    struct paper_question *question; /* of the paper */
    size_t questions, questions_cap;
    struct minutes_item *item_list;
    size_t items, items_cap;
    struct attendee *attendee;
    size_t attendees, attendees_cap;
};

void reader_start(struct reader *r, struct arena *a, struct str text, const struct paper_city *city);

/* draft.c */
struct draft *draft_begin(struct reader *r);
void draft_place(struct reader *r, struct draft *f, size_t from, size_t to);
void draft_ask(struct draft *f, enum question ask, struct paper_place at);
void draft_lead(struct reader *r, struct draft *f, const struct span *name, size_t names, enum lead_by by);
void draft_partner(struct reader *r, struct draft *f, struct span name, struct piece duty);
void draft_due(struct reader *r, struct draft *f, const struct due_found *due, struct span at);
void draft_mark(struct reader *r, struct draft *f, enum word word, struct span at);
void draft_merge(struct reader *r, struct draft *into, const struct draft *f);
bool draft_has_what(const struct reader *r, const struct draft *f);
void draft_what(struct reader *r, struct draft *f, size_t from, size_t to);
void reader_ask(struct reader *r, enum question ask, struct paper_place at);
void reader_remark(struct reader *r, size_t from, size_t to, enum no_task why);
/* The decisions, finished: what is missing is asked. */
struct decisions reader_finish(struct reader *r);

/* unit.c: one paragraph, or a part of one. */
void paragraph_read(struct reader *r, size_t from, size_t to);
struct unit unit_cut(struct reader *r, size_t from, size_t to);
bool unit_has(const struct unit *u, enum word word);

/* role.c: what the unit says. Several drafts where it names several organs with a work each. Not yet in the
 * reader's list: unit.c judges whether they are decisions. */
struct role_told {
    struct draft **draft; /* at least one */
    size_t drafts;
    bool is_heard, is_past, has_mode, has_must;
    bool is_opening; /* …主持召开… */
    bool is_all;     /* 以上事项 */
    enum mode mode;
};
struct role_told role_read(struct reader *r, struct unit *u);

/* A row of names: 市财政局、市自规局等部门. `is_led` where 由 or a label stands before it. Tokens read, 0:
 * none.
 */
struct run {
    struct span *name;
    size_t n, cap;
    size_t to;        /* token behind it */
    struct span open; /* 等部门 */
    size_t lead;      /* 1 + the one with （牵头） behind it; 0: none */
};
size_t run_at(struct reader *r, const struct unit *u, size_t at, bool is_led, struct run *ret);

/* label.c: true when a label with its value stands at token `at`; *ret_to is behind it. */
bool label_at(const struct reader *r, const struct unit *u, size_t at);
size_t label_read(struct reader *r, struct unit *u, size_t at, struct draft *f);
void label_value(struct reader *r, struct draft *f, enum label label, size_t from, size_t to);

/* head.c: number, name, day, place, who was there. */
void head_read(struct reader *r, struct minutes *m, size_t from, size_t to);
/* 出席：…, 列席：…: true when it is such a line; *ret_how and what stands behind the colon. */
bool attendance_at(const struct reader *r, size_t from, size_t to, enum attendance *ret_how, size_t *ret_at);
void attendees_read(struct reader *r, enum attendance how, size_t from, size_t to);
bool date_line(const struct reader *r, size_t from, size_t to);  /* a date alone */
bool foot_at(const struct reader *r, size_t from, size_t to);    /* 分送：…, …印发 */
bool label_line(const struct reader *r, size_t from, size_t to); /* begins with a label and a colon */
void head_finish(struct reader *r, struct minutes *m);

/* grid.c: tables that became lines. Lines read from line `at` on; 0: none begins there. */
size_t grid_read(struct reader *r, size_t at);

/* body.c: the glyphs of 一、 （一） 1. at `at`; 0: none. */
size_t marker_at(const struct reader *r, size_t at, size_t to, int *ret_level);
/* Paragraphs, items, tables and what stands around them. `m` is NULL where there is no head. */
void body_read(struct reader *r, struct minutes *m);

static inline bool draft_has_lead(const struct draft *f) { return f->d.lead.said.place.n || f->d.mays; }
static inline uint32_t glyph_cp(const struct reader *r, size_t at) { return r->sheet.glyph[at].cp; }
static inline struct span token_span(const struct token *t) { return (struct span){t->from, t->to}; }

#endif
