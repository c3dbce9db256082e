/* What an official paper decides, line by line: who does what until when. A decision line is a proposal for a
 * person who checks it, never more: what is said twice, not at all or in words that are not known is a
 * question beside it.
 *
 * Each piece knows its place, so that a page can mark it. Its text is made of the signs that stand there, in
 * their order and without blanks and line ends; nothing is added. */
#ifndef PAPER_DECISION_H
#define PAPER_DECISION_H

#include "base/problem.h"
#include "calendar/every.h"
#include "calendar/limit.h"

#define PAPER_BYTES_MAX (200 * 1024) /* of one paper; a long one has 20 KB */
#define PAPER_NONE SIZE_MAX          /* no item, no decision */
#define PAPER_NEAR_MAX 3             /* organs that may be meant */

/* ---- what the caller brings ---- */

struct paper_name { /* an organ with all that it is and was called */
    int64_t organ_id;
    struct str name, short_name;
    const struct str *alias;
    size_t aliases;
};

struct paper_city {
    struct str name; /* 云澜市: may stand before every name, and is no organ itself */
    const struct paper_name *organ;
    size_t organs;
    int64_t day;                     /* stands for the day of a paper that does not say one */
    const struct calendar *calendar; /* NULL: limits in working days get no day */
};

/* ---- pieces ---- */

struct paper_place { /* bytes of the text */
    size_t at, n;
};

struct piece { /* place.n = 0: it is not said */
    struct paper_place place;
    struct str text;
};

struct paper_organ {
    struct piece said; /* 市财政局, 建委, 各县区 */
    int64_t organ_id;  /* 0: not known, or many */
    bool is_group;     /* 各县区, 有关部门: nobody in particular */
    int64_t
        near[PAPER_NEAR_MAX]; /* of what is not known: organ_id of those that may be meant, the best first */
    size_t nears;
};

struct partner {
    struct paper_organ organ;
    struct piece duty; /* 负责资金保障; not said: it takes part in the whole */
};

enum due_kind {
    DUE_NONE,
    DUE_DAY,     /* until a day, that day included: 4月30日前 is read as offices mean it */
    DUE_LIMIT,   /* 三个工作日内, from the day of the paper on */
    DUE_AT_ONCE, /* 立即, 当日: on the day of the paper */
    DUE_LONG,    /* 长期坚持 */
    DUE_UNREAD,  /* 汛期前, 尽快: no day follows from it */
    DUE_KIND__COUNT
};

struct paper_due {
    struct piece said;
    enum due_kind kind;
    int64_t day;             /* YYYYMMDD; 0: none follows, or no calendar was given */
    struct time_limit limit; /* DUE_LIMIT */
    bool is_unsure;          /* 6月前: before June begins or before it ends? */
};

/* ---- questions ---- */

enum question {
    ASK_LEAD_NONE,    /* nobody is named */
    ASK_LEAD_SEVERAL, /* several lead: which one? */
    ASK_LEAD_GROUP,   /* 各县区 leads: each for itself, or who? */
    ASK_LEAD_CARRIED, /* not named here; the organ of the heading or of the sentence before may be meant */
    ASK_ORGAN,        /* named, but not known */
    ASK_PARTNER,      /* a partner is not known, or is a group */
    ASK_DUE_NONE,
    ASK_DUE_UNREAD,
    ASK_DUE_UNSURE,  /* a day was read that may be meant otherwise */
    ASK_DUE_PASSED,  /* it lies before the day of the paper */
    ASK_DUE_SEVERAL, /* several days: steps of one work; the last one was taken */
    ASK_WHAT_NONE,
    ASK_TASK, /* it may be no task at all */
    ASK_ROW,  /* a row of a table whose cells do not fit the head */
    /* of the paper as a whole */
    ASK_KIND,
    ASK_NUMBER,
    ASK_DAY,
    ASK_DAY_UNSURE, /* a date was found, but not as that of the meeting */
    QUESTION__COUNT
};

struct paper_question {
    enum question ask;
    size_t decision;          /* its index; PAPER_NONE: the paper */
    struct paper_place place; /* what is asked about */
};

/* The question as a key of the catalogue. */
const char *question_text(enum question ask);

/* ---- the decision line ---- */

struct decision {
    size_t item;                     /* index of its item; PAPER_NONE: under none */
    const struct paper_place *place; /* the sentences that it was read from */
    size_t places;
    struct piece what; /* 制定实施方案，报市政府审定: what is left when the rest is taken out, so its
                          place may hold other pieces */
    struct paper_organ lead;       /* said.place.n = 0: none, or more than one */
    const struct paper_organ *may; /* ASK_LEAD_SEVERAL: all that lead; ASK_LEAD_CARRIED: the one */
    size_t mays;
    const struct partner *partner;
    size_t partners;
    struct paper_due due;
    const struct paper_due *step; /* ASK_DUE_SEVERAL: all of them, in order */
    size_t steps;
    struct piece standard; /* 确保…, 达到…: how it is judged */
    struct piece feedback; /* 每周五前报送进展 */
    enum every every;      /* of the feedback; EVERY__COUNT: not said */
    struct piece person;   /* 责任人：… */
    bool is_at_once;       /* 立即, 马上, 连夜 */
    bool is_same_day;      /* 当日, 今天, 事不过夜 */
    bool is_unsure;        /* has a question */
};

/* ---- what is no decision ---- */

enum no_task {
    NOT_OPENING,    /* 现将会议议定事项纪要如下 */
    NOT_HEARD,      /* 会议听取了…汇报 */
    NOT_STRESSED,   /* 会议强调，… without an organ */
    NOT_AGREED,     /* 会议原则同意…: decided, nothing to do */
    NOT_BACKGROUND, /* neither an organ, a day nor a demand */
    NOT_COMMON,     /* holds for all decisions, and was put there: 以上事项每周报送进展 */
    NOT_ATTENDANCE,
    NOT_HEAD, /* of a table, of the paper */
    NOT_FOOT, /* 分送, 印发 */
    NO_TASK__COUNT
};

struct remark {
    struct paper_place place;
    size_t item; /* PAPER_NONE: none */
    enum no_task why;
};

const char *no_task_text(enum no_task why); /* a key of the catalogue */

/* In the order of the text. Each sign of the text that is no blank stands in a place of at least one
 * decision, in a remark or, of minutes, in the heading of an item. */
struct decisions {
    const struct decision *decision;
    size_t n;
    const struct remark *remark;
    size_t remarks;
    const struct paper_question *question; /* by decision, those of the paper first */
    size_t questions;
};

#endif
