/* The list of what is wrong with a file that a person wrote (a scheme, a table): where, what they wrote, why
 * it cannot stand and how to mend it. Texts are keys of the catalogue with {0} … {3} for the arguments. The
 * list has at most LIMIT_PROBLEMS items; further ones are only counted. */
#ifndef BASE_PROBLEM_H
#define BASE_PROBLEM_H

#include "base/arena.h"
#include "base/limits.h"

struct problem {
    int line;           /* 1-based line or row of the file; 0: the file as a whole */
    int column;         /* 1-based; 0: the whole line */
    bool is_warning;    /* does not block */
    bool is_remark;     /* a warning that only tells: nobody has to look into it */
    const char *text;   /* key: what is wrong */
    const char *hint;   /* key: how to mend it; may be NULL */
    struct str value;   /* what stands there; n = 0 when it adds nothing */
    struct str arg[4];  /* for text and hint alike */
    struct str suggest; /* what should stand there instead, ready to be taken over; n = 0: nobody knows */
};

struct problems {
    struct arena *arena; /* owns the list and the copied texts */
    struct problem item[LIMIT_PROBLEMS];
    size_t n, more;  /* listed; found beyond that */
    size_t blocking; /* how many are not warnings, listed or not */
};

/* Empty again, as an act begins that may be run a second time. */
void problems_clear(struct problems *p);

/* Copies value and args into the arena and returns the item, so that the caller can go on filling it; a
 * scratch item when the list is full. PROBLEM(p, line, column, "table.unknown_unit")->hint = "…"; */
#define PROBLEM(p, line, column, key) problem_add((p), (line), (column), "" key "")
struct problem *problem_add(struct problems *p, int line, int column, const char *text);
void problem_value(struct problems *p, struct problem *item, struct str value);
void problem_arg(struct problems *p, struct problem *item, size_t i, struct str value);
/* Only of an item with a column: the text that would mend the cell. */
void problem_suggest(struct problems *p, struct problem *item, struct str value);
/* Marks the item as a warning (problem_add counted it as blocking). */
void problem_warn(struct problems *p, struct problem *item);
/* A warning that is only said: nobody need look into it before going on. */
void problem_remark(struct problems *p, struct problem *item);

#endif
