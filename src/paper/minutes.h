/* 会议纪要, pasted from a word processor: paragraphs numbered 一、(一) 1. (1) ①, full-width signs, odd
 * blanks, soft breaks, tables that became lines. Reading is one pass and knows no more than the forms that
 * offices write (GB/T 9704—2012; 党政机关公文处理工作条例, art. 8): it understands a sentence or asks. */
#ifndef PAPER_MINUTES_H
#define PAPER_MINUTES_H

#include "base/err.h"
#include "paper/decision.h"

enum meeting_kind {
    MEETING_UNKNOWN,
    MEETING_STANDING_COMMITTEE, /* 常委会 */
    MEETING_EXECUTIVE,          /* 常务会 */
    MEETING_MAYORS,             /* 市长办公会, 县长办公会 */
    MEETING_PARTY_GROUP,        /* 党组会, 党委会 */
    MEETING_SPECIAL,            /* 专题会 */
    MEETING_JOINT,              /* 联席会 */
    MEETING_BRIEF,              /* 碰头会 */
    MEETING_CONSULTATION,       /* 会商会, 协调会 */
    MEETING_ON_SITE,            /* 现场办公会 */
    MEETING_PUSH,               /* 推进会, 调度会 */
    MEETING_LEADING_GROUP,      /* 领导小组会议 */
    MEETING_PLENARY,            /* 全体会议 */
    MEETING_KIND__COUNT
};

const char *meeting_kind_text(enum meeting_kind kind); /* a key of the catalogue */

enum attendance { ATTENDS, ATTENDS_IN_PART, SITS_IN, EXCUSED, KEEPS_RECORD, PRESIDES, ATTENDANCE__COUNT };

const char *attendance_text(enum attendance a); /* a key of the catalogue */

struct attendee {
    enum attendance how; /* 出席, 列席, 请假, 记录, 主持 */
    struct piece said;
    int64_t organ_id; /* 0: none is named */
};

struct minutes_item {
    int level;                /* 1 一、 2 （一） 3 1. 4 （1） 5 ① */
    size_t parent;            /* index; PAPER_NONE: none */
    struct paper_place place; /* marker and heading */
    struct piece number;      /* 一、 */
    struct piece heading;
};

struct minutes {
    enum meeting_kind kind;
    struct piece kind_said, name, number, date, site;
    int64_t day; /* of the meeting; that of the city when the text says none (ASK_DAY) */
    const struct attendee *attendee;
    size_t attendees;
    const struct minutes_item *item;
    size_t items;
    struct decisions decisions;
};

/* The text is clean UTF-8. RC_INVALID with a problem: the text is empty ("paper.empty") or longer than
 * PAPER_BYTES_MAX ("paper.too_long"). RC_NO_MEMORY. Everything else is read as far as it can be. */
enum rc minutes_read(struct arena *a, struct str text, const struct paper_city *city, struct minutes *ret,
                     struct problems *problems) MUST_CHECK;

#endif
