/* A unit that is being followed, for role.c, role_clause.c (clauses, feedback, standard) and role_subject.c
 * (who does it). Inside this room only. */
#ifndef PAPER_WAY_H
#define PAPER_WAY_H

#include "paper/reader.h"

#define LOOK_MAX 300 /* tokens that a look ahead goes at most */

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

static inline enum word word_at(const struct way *w, size_t at)
{
    return at < w->u->n ? w->u->token[at].word : W_SEP;
}

static inline uint32_t cp_at(const struct way *w, size_t at)
{
    return at < w->u->n ? glyph_cp(w->r, w->u->token[at].from) : 0;
}

/* The token at w->at is part of the work. */
void way_keep(struct way *w);
/* Behind the clause in which token `at` stands: its comma, or the end. */
size_t way_clause_end(const struct way *w, size_t at);
bool way_clause_has(const struct way *w, size_t from, size_t to, enum word word);
void way_begin(struct way *w, size_t at); /* a clause */
void way_add(struct way *w, struct draft *f);
/* The clause belongs to another decision: takes it back and reads it again for that one. Organs behind the
 * lead in its own clause are part of the work. */
void way_split(struct way *w);
/* Each is true when it took something at w->at. */
bool way_feedback(struct way *w);
bool way_standard(struct way *w);
bool way_subject(struct way *w);
bool way_with(struct way *w);

#endif
