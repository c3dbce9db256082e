/* The words of a notice, as tokens. Inside this room only. */
#ifndef CALENDAR_NOTICE_TOKEN_H
#define CALENDAR_NOTICE_TOKEN_H

#include "calendar/notice_said.h"

#define TOKENS_MAX 400    /* in one sentence */
#define NOTE_SIGNS_MAX 40 /* in brackets */

enum token_kind {
    T_DATE,
    T_NOTE, /* in brackets */
    T_WEEKDAY,
    T_TO,
    T_AND,
    T_COMMA,
    T_COUNT, /* 7天 */
    T_TOTAL, /* 共7天 */
    T_OF,    /* 两个 */
    T_OFF,
    T_REST,      /* 照常公休 */
    T_STATUTORY, /* 为法定节假日 */
    T_REST_DAY,  /* 公休日 */
    T_MOVE,
    T_WORK,
    T_FROM,
    T_MORNING,
    T_AFTERNOON,
    T_HALF,
    T_AMONG,
    T_WITH_WEEKEND,
    T_EXTEND,
    T_ENCOURAGE,
    T_FESTIVAL,
    T_FILL,
    T_UNKNOWN,
};

struct token {
    enum token_kind kind;
    size_t from, to; /* of the signs */
    struct told_date date;
    int number; /* T_COUNT, T_TOTAL, T_OF; T_WEEKDAY 1 … 7 */
};

/* The tokens of a sentence, in order, without a gap between them; at most TOKENS_MAX, so that many may mean
 * that the sentence was not looked through to its end. Room for s.n, or for TOKENS_MAX, whichever is less. */
size_t tokens_of(struct signs s, struct token *token);
/* 星期二, 周二: 2; 0 when it is none. *ret_n is its length. */
int weekday_word_at(struct signs s, size_t at, size_t *ret_n);

#endif
