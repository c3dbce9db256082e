/* Rules of a scheme that are written in FEEL (feel/feel.h) or drawn as a decision table (feel/rules.h): the
 * points of a leaf, the condition of a leaf or of a grade, the grade of a unit. The language is the
 * standard's, so a rule can be taken elsewhere; the names are the scheme's: the measures by their ids, in
 * rules of grades the nodes by theirs, and the words below. Arithmetic is that of decimals with 34 digits,
 * each operation rounded once; numbers go in exactly as far as they end within 34 digits, and the result is
 * taken as it is.
 *
 * A null has two meanings, as everywhere in this room: missing when something that the rule reads is missing,
 * otherwise undefined. */
#ifndef SCORE_RULE_H
#define SCORE_RULE_H

#include "feel/rules.h"
#include "score/engine.h"
#include "score/reader.h"

#define RULE_STEPS_MAX 200000            /* of one rule for one unit */
#define RULE_STEPS_ALL INT64_C(50000000) /* of all rules for all units; see scheme.rule_steps */
#define RULE_STEPS_LEAST 200

enum rule_word {
    RULE_VALUE,
    RULE_LAST_YEAR,
    RULE_TARGET,
    RULE_FULL,
    RULE_FACTOR,
    RULE_RANK,
    RULE_RANKED,
    RULE_CLASS_MIN,
    RULE_CLASS_MAX,
    RULE_CLASS_MEAN,
    RULE_CLASS_VALUES, /* a list of numbers */
    RULE_CLASS,        /* the id of the class, a text */
    RULE_TOTAL,
    RULE_WORDS
};
/* The same for all units of the class. */
#define RULE_SAME_BITS                                                                                       \
    (RULE_BIT(RULE_FULL) | RULE_BIT(RULE_RANKED) | RULE_BIT(RULE_CLASS_MIN) | RULE_BIT(RULE_CLASS_MAX) |     \
     RULE_BIT(RULE_CLASS_MEAN) | RULE_BIT(RULE_CLASS_VALUES) | RULE_BIT(RULE_CLASS))
#define RULE_BIT(word) (UINT32_C(1) << (word))
/* What needs the values of the class. */
#define RULE_CLASS_BITS                                                                                      \
    (RULE_BIT(RULE_RANK) | RULE_BIT(RULE_RANKED) | RULE_BIT(RULE_CLASS_MIN) | RULE_BIT(RULE_CLASS_MAX) |     \
     RULE_BIT(RULE_CLASS_MEAN) | RULE_BIT(RULE_CLASS_VALUES))

struct rule_input {
    struct str name; /* as the rule has it */
    enum rule_source { RULE_OF_WORD, RULE_OF_MEASURE, RULE_OF_NODE } source;
    int index;    /* of the word, measure or node */
    size_t place; /* among the inputs of a run */
};
struct rule {
    struct str text;                    /* as written */
    const struct feel_program *program; /* NULL: a table */
    const struct rules_program *table;
    const struct rule_input *inputs; /* those that it reads */
    int inputs_count;
    size_t places;  /* inputs of a run */
    uint32_t words; /* those that it reads, as bits */
};

/* ---- rule_read.c */

/* The names of leaves, and those of grades, of the scheme that is being read. */
enum rule_home { RULE_IN_LEAF, RULE_IN_GRADE, RULE_HOMES };
struct rule_wish {
    enum rule_home home;
    const struct feel_type *wanted; /* number, boolean or string */
    uint32_t words;                 /* those that there are at this place, as bits */
};
struct rule_names;
const struct rule_names *rule_names_for(struct reader *r, enum rule_home home); /* NULL: no memory */
struct feel_scope rule_scope(const struct rule_names *names, const struct rule_wish *wish);
bool rule_has_text(struct reader *r, const struct doc *d); /* says it when there is none */
/* What the program or table reads, each with its meaning; false after saying what means nothing there. */
bool rule_take_inputs(struct reader *r, const struct doc *d, const struct rule_wish *wish,
                      const struct rule_names *names, struct rule *rule);
/* What stands at `d`, or NULL after saying what is wrong with it, line by line. */
const struct rule *rule_read(struct reader *r, const struct doc *d, const struct rule_wish *wish);
/* Adds the measures that the rule reads to a list of them without doubles. */
void rule_reads(struct reader *r, const struct rule *rule, const int **list, int *count);

/* ---- rule_table.c */
/* A grid between bars, as feel/rules.h draws it, with one result. Gaps and overlaps are warnings. For texts
 * the names of the grades are the allowed results unless the table says so itself. */
const struct rule *rule_read_table(struct reader *r, const struct doc *d, const struct rule_wish *wish);

/* ---- rule.c */

/* What is known of the units of the class at this place; what the rule does not read may be NULL. */
struct rule_facts {
    const struct rat *word[RULE_WORDS]; /* [units of the class] */
    struct value class_values;
    const struct score_result *result; /* for scores of nodes */
};
struct rule_run {
    struct engine *en;
    const struct rule *rule;
    const struct rat **column; /* [inputs]; NULL: the input is no number */
    struct value *value;       /* [places] */
    struct feel_memo memo;     /* of what is the same for the whole class */
    int64_t steps_left;        /* of all units of the class */
    bool is_counted;           /* it may have loops; others take what their text is long */
};
/* In the scratch memory of the engine; false: no memory. */
bool rule_begin(struct rule_run *run, struct engine *en, const struct rule *rule,
                const struct rule_facts *facts) MUST_CHECK;
/* For one unit of the class, saying the numbers that went in and what came out. */
struct rat rule_number(struct rule_run *run, int unit, struct trace *t);
struct rat rule_truth(struct rule_run *run, int unit, struct trace *t); /* 1, 0, or no value */
struct str rule_text(struct rule_run *run, int unit); /* n = 0: null; good until the next rule is asked */

#endif
