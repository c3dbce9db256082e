/* The words that say who does what: those of the language of minutes, and the names of the organs with all
 * that follows from them (without the city's name, with 市 before them). The longest word at a place counts,
 * so that 负责人 hides 负责. Inside this room only. */
#ifndef PAPER_LEXICON_H
#define PAPER_LEXICON_H

#include "paper/glyph.h"

enum word {
    W_NONE,   /* one glyph that begins no word */
    W_PLAIN,  /* a word that hides others */
    W_SEP,    /* ， 、 ； ： ( ) */
    W_ORGAN,  /* value: index of the organ; several entries: several are called so */
    W_GROUP,  /* 各县区 */
    W_OPEN,   /* 等部门 */
    W_JOIN,   /* 和 与 及: between organs */
    W_BY,     /* 由 请 责成: before an organ */
    W_LEAD,   /* 牵头 */
    W_CHARGE, /* 负责 */
    W_HELP,   /* 配合 */
    W_WITH,   /* 会同 */
    W_AMONG,  /* 其中 */
    W_MUST,   /* 要 应 */
    W_ADVERB,
    W_REPORT, /* 汇报: behind an organ it only reported */
    W_PAST,   /* 已, 近年来 */
    W_MODE,   /* 会议决定; value: enum mode */
    W_LABEL,  /* 责任单位; value: enum label */
    W_SERIAL, /* 一是 */
    W_AT,     /* 于: before a day */
    W_AT_ONCE,
    W_SAME_DAY,
    W_VAGUE,    /* 尽快 */
    W_LONG,     /* 长期坚持 */
    W_STANDARD, /* 确保 */
    W_PERIOD,   /* 每周; value: enum every */
    W_TELL,     /* 报送 */
    W_STATE,    /* 进展情况 */
    W_REVIEW,   /* 审定 */
    W_ALL,      /* 以上事项 */
    W_TRIVIAL,  /* 完成: beside a day it says nothing of its own */
    W_FOOT,     /* 分送 */
    W_DUE,      /* value: index among the dues of the unit */
    W_DATE,     /* a day that is no due */
};

enum mode { MODE_NONE, MODE_OPENING, MODE_HEARD, MODE_STRESSED, MODE_AGREED, MODE_DECIDED };

enum label {
    LABEL_LEAD,
    LABEL_IN_CHARGE, /* 责任单位: leads, or takes part where somebody else leads */
    LABEL_PARTNER,
    LABEL_DUE,
    LABEL_STANDARD,
    LABEL_FEEDBACK,
    LABEL_WHAT,
    LABEL_PERSON,
    LABEL_ROW, /* 序号 */
    LABEL_NOTE,
    LABEL__COUNT
};

struct entry {
    const uint32_t *cp;
    uint32_t n;
    enum word word;
    int64_t value;
    bool is_derived;
};

struct lexicon {
    const struct paper_city *city;
    const struct entry *entry; /* by code points */
    size_t n;
    size_t asked; /* how often the nearest organs were looked for */
};

struct found {
    enum word word;
    int64_t value;
    size_t n;            /* glyphs */
    size_t entry, alike; /* the entries: several organs of one name */
};

void lexicon_make(struct arena *a, const struct paper_city *city, struct lexicon *ret);
/* The longest word at `at`, before `to`; word W_NONE with n 1 where none begins. */
struct found lexicon_find(const struct lexicon *x, const struct sheet *s, size_t at, size_t to);
/* An organ that stands in from … to: of known names the organ, of others those that may be meant. */
struct paper_organ lexicon_organ(struct lexicon *x, const struct sheet *s, size_t from, size_t to);
/* The known name that is exactly from … to; 0: none, or several. */
int64_t lexicon_exact(const struct lexicon *x, const struct sheet *s, size_t from, size_t to);

struct entry_list {
    struct arena *arena;
    struct entry *entry;
    size_t n, cap;
};
void lexicon_words(struct entry_list *list); /* those of the language (words.c) */
void lexicon_add(struct entry_list *list, struct str text, enum word word, int64_t value, bool is_derived);

#endif
