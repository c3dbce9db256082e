/* A procedure (规程): the definition of one kind of record as data. It is read from a YAML file
 * (docs/procedures.md is the manual for offices, procedures/ holds those that ship) and is immutable from
 * then on; any number of threads may use it. All names in it are resolved: an act, a state, a field, a clock
 * is an index into the procedure's own list, −1 is "none".
 *
 *     rc = procedure_read(a, text, &words, &p, &problems, err);
 *     int act = procedure_act_find(p, STR("start"));
 *     const struct procedure_act *start = &p->act[act];
 *
 * What is said here is a rule for people and for the engine alike (domain/record.h runs it); nothing of it is
 * decided at run time but what its expressions say of a record. Expressions are FEEL, compiled and checked
 * for names and types when the file is read. Their names:
 *
 *     FIELD            its value; number, string, date, boolean; a choice is its code, an organ its code, a
 *                      link the code of the record; organs are a list of codes; milestones a list of
 *                      {title, due, done}; files how many; a person their number. Null when empty
 *     state            the id of the state before the act; of a clock, cadence or rule the present one
 *     today, opened    dates
 *     done.ACT         was it ever done;  times.ACT: how often;  recently.ACT: within the last 7 days
 *     overdue.CLOCK    boolean;  left.CLOCK: working days left, null when it does not run
 *     last.FIELD       list of all values it was ever given, newest first
 *     missed.CADENCE   how many of its periods went unanswered
 *     late milestones  how many milestones are past their day and not done
 *     linked           {all, open}: how many records point here
 *     role, organ      of who acts: "liaison", the code of the own organ; null for the system. A field of the
 *                      name `organ`, `role` or `linked` hides the word
 *     code             of this record: what a link of a record that a rule opens is given
 */
#ifndef PROCEDURE_PROCEDURE_H
#define PROCEDURE_PROCEDURE_H

#include "base/fixed.h"
#include "base/lang.h"
#include "calendar/clock.h"
#include "calendar/every.h"
#include "feel/feel.h"

#define PROCEDURE_TEXT_MAX (256 * 1024)
#define PROCEDURE_FIELDS_MAX 64
#define PROCEDURE_STATES_MAX 32
#define PROCEDURE_ACTS_MAX 64
#define PROCEDURE_CLOCKS_MAX 32
#define PROCEDURE_CADENCES_MAX 16
#define PROCEDURE_RULES_MAX 64
#define PROCEDURE_FACTS_MAX 64
#define PROCEDURE_ITEMS_MAX 64   /* of one list: a form, choices, effects, conditions, columns */
#define PROCEDURE_EXPR_MAX 2000  /* bytes of one expression */
#define PROCEDURE_TEXT_LIMIT 200 /* characters of a text whose field does not say `max` */
#define PROCEDURE_LONG_LIMIT 4000
#define PROCEDURE_LIST_LIMIT 50
#define PROCEDURE_ORGANS_LIMIT 200 /* all units of a city: the members of a campaign, who gets a document */
#define PROCEDURE_FILES_LIMIT 3

/* A text in the two languages of the interface. en n = 0: the Chinese one stands for it. */
struct bilingual {
    struct str zh, en;
};
struct str bilingual_text(struct bilingual t, enum lang lang);

/* Where something stands in the file. */
struct place_in_file {
    int line, column;
};

/* What the procedure may name outside itself. */
struct procedure_words {
    const struct str *role; /* role i is bit i of procedure_who.roles: "supervision_office" … */
    size_t roles;
    unsigned offices; /* what the word `offices` means */
};

enum procedure_field_kind {
    FIELD_TEXT,      /* one line */
    FIELD_LONG_TEXT, /* paragraphs */
    FIELD_NUMBER,    /* scaled by `digits` */
    FIELD_DATE,      /* YYYYMMDD */
    FIELD_YES_NO,
    FIELD_CHOICE,     /* code of one of choice[] */
    FIELD_ORGAN,      /* exactly one */
    FIELD_ORGANS,     /* each with a text of its own when `with` is set */
    FIELD_PERSON,     /* who holds a post of the organ in field `of` */
    FIELD_LINK,       /* another record, of one of to[] */
    FIELD_MILESTONES, /* 节点: title, due day, day on which it was done */
    FIELD_FILES,      /* attachments */
    FIELD__COUNT
};

struct procedure_choice {
    struct str code;
    struct bilingual title;
};

struct procedure_field {
    struct str id;
    struct bilingual title, hint, with, unit;
    enum procedure_field_kind kind;
    bool is_public;  /* class: public; internal unless the file says otherwise */
    bool is_private; /* class: private: kept in the vault, masked, revealed by an act */
    int max;         /* characters of a text, items of a list */
    int digits;      /* NUMBER */
    bool has_least, has_most;
    int64_t least, most; /* NUMBER, scaled by digits */
    const struct procedure_choice *choice;
    size_t choices;
    const struct str *to; /* LINK: ids of procedures; a problem of the set when one is not there */
    size_t tos;
    int of; /* PERSON: the field of its organ */
    struct place_in_file place;
};

struct procedure_state {
    struct str id;
    struct bilingual title;
    bool is_closed; /* nothing is owed any more */
    struct place_in_file place;
};

/* One kind of people: who exercises one of the roles, and, when a field is named, for an organ that stands in
 * it. A list of them means any of them. */
struct procedure_who {
    unsigned roles;   /* bits */
    int field;        /* ORGAN or ORGANS; −1: whatever the organ */
    struct str named; /* the word of the file's `who` or the role, for people */
};
struct procedure_whos {
    const struct procedure_who *who;
    size_t n;
};

struct procedure_expr {
    struct str text;
    const struct feel_program *program;
    struct place_in_file place; /* of the text's first character */
};

struct procedure_form_field {
    int field;
    bool is_required;
};
struct procedure_guard {
    struct procedure_expr condition;
    struct bilingual otherwise; /* what is said when it does not hold */
};
struct procedure_set {
    int field;
    struct procedure_expr value;
};

struct procedure_act {
    struct str id;
    struct bilingual title, hint;
    bool is_opening; /* makes a new record; `to` is its first state */
    uint32_t from;   /* bits of states in which it may be done */
    int to;          /* −1: the state stays */
    struct procedure_whos by;
    bool is_by_system; /* the program is one of `by`: a rule may do it, or open a record by it */
    const struct procedure_form_field *form; /* what is asked, in order */
    size_t forms;
    uint64_t needs; /* bits of fields that must have a value, after the form */
    const struct procedure_guard *when;
    size_t whens;
    const struct procedure_set *set; /* what it sets by itself, after the form */
    size_t sets;
    int at_most;      /* times for one record; 0: any number */
    int before;       /* clock that must not have run out; −1 */
    bool is_batch;    /* may be done to many at once */
    bool is_confirm;  /* asks again on a page of its own */
    bool is_decision; /* decides: yes. A sanction, a grade, a publication, an exposure: a named person's
                         alone, never the program's and no rule's */
    struct procedure_whos tells;
    struct place_in_file place;
};

struct procedure_clock {
    struct str id;
    struct bilingual title;
    uint64_t starts, stops, pauses, resumes, reopens; /* bits of acts. A start that comes again moves it */
    struct budget budget[LIMIT_KIND__COUNT];          /* of an `until` clock: PROMISED has the rungs alone */
    int until;   /* DATE field that is the end; each later value begins a new term; −1: by budget */
    int extends; /* act that extends it, −1; by the NUMBER field extends_by, in the budget's unit */
    int extends_by;
    int calendar;  /* ORGAN field whose calendar counts; −1: the jurisdiction's */
    bool is_light; /* the lists show this one */
    struct place_in_file place;
};

/* What comes again each period while the record is in one of the states. A period is answered by what is
 * known already (an act of `answers` in it, or `known` holds), and people are asked so long before its end
 * when nothing is known and `only_if` holds; one that was asked and not answered is missed. */
struct procedure_cadence {
    struct str id;
    struct bilingual title;
    enum every every;
    uint32_t during;                      /* states */
    uint64_t answers;                     /* acts */
    struct procedure_expr known, only_if; /* program NULL: not said */
    struct procedure_whos asks;
    struct time_limit ask; /* before the end: WORKDAYS or DAYS; amount 0: on the last day */
    int calendar;
    struct place_in_file place;
};

/* What a rule or a fact waits for. */
enum procedure_event { ON_ACT, ON_CLOCK_WARNED, ON_CLOCK_EXPIRED, ON_CADENCE_ASKED, ON_CADENCE_MISSED };
struct procedure_on {
    enum procedure_event kind;
    int index; /* act, clock or cadence */
    int rung;  /* WARNED: which, from 1 (the end is none of them); 0: any */
};

enum procedure_effect_kind { EFFECT_OPEN, EFFECT_DO, EFFECT_TELL };
struct procedure_with {
    struct str field; /* of the procedure that is opened or acted in; index is of the own one, −1 elsewhere */
    int index;
    struct procedure_expr value;
    struct place_in_file place;
};
struct procedure_effect {
    enum procedure_effect_kind kind;
    struct str procedure; /* OPEN: its id; its opening act that the system may do. A list of organs for
                             a field that holds one opens a record for each */
    int act;              /* DO: of this record, by the system */
    const struct procedure_with *with;
    size_t withs;
    struct procedure_whos tells; /* TELL */
    struct place_in_file place;
};
struct procedure_rule {
    struct str id;
    struct bilingual title;
    struct procedure_on on;
    struct procedure_expr when; /* program NULL: always */
    const struct procedure_effect *effect;
    size_t effects;
    struct place_in_file place;
};

/* A duration (`while: due overdue`) is one interval from the day after the due day to the day on which the
 * clock stops. */
struct procedure_fact {
    struct str id;
    bool is_while; /* then on.kind is ON_CLOCK_EXPIRED: its end begins it */
    struct procedure_on on;
    struct procedure_expr when;
    int organ; /* ORGAN or ORGANS field: one fact each */
    struct str measure;
    int64_t value;
    int digits;
    struct place_in_file place;
};

enum procedure_column_kind { COLUMN_CODE, COLUMN_STATE, COLUMN_OPENED, COLUMN_FIELD };
struct procedure_column {
    enum procedure_column_kind kind;
    int field;
};
struct procedure_list {
    const struct procedure_column *column;
    size_t columns;
    const struct procedure_column *filter;
    size_t filters;
};

struct procedure {
    struct str id;
    struct bilingual title;
    struct str basis, code; /* code: 督{year}-{seq:4} */
    const struct str *mechanism;
    size_t mechanisms;
    int name; /* TEXT field that names the record */
    int lead; /* ORGAN field: who owes it; −1 when it is nobody's */
    struct procedure_whos seen_by;
    const struct procedure_field *field;
    size_t fields;
    const struct procedure_state *state; /* the order of the step tracker */
    size_t states;
    const struct procedure_act *act;
    size_t acts;
    const struct procedure_clock *clock;
    size_t clocks;
    const struct procedure_cadence *cadence;
    size_t cadences;
    const struct procedure_rule *rule;
    size_t rules;
    const struct procedure_fact *fact;
    size_t facts;
    struct procedure_list list;
    int light;       /* the clock that lists show; −1 */
    struct str text; /* the file */
};

/* RC_INVALID with problems (line, column, what was expected, the nearest name), RC_TOO_LARGE, RC_NO_MEMORY. A
 * procedure with warnings alone is read. Everything lives in `a`; `p` has no blocking problem before. */
enum rc procedure_read(struct arena *a, struct str text, const struct procedure_words *words,
                       const struct procedure **ret, struct problems *p, struct err *err) MUST_CHECK;
/* What only a whole set shows: opened and linked procedures that are not there, their fields in `with`, types
 * of these, rings of rules that open each other without a condition. Problems of procedure i are in p[i]. */
void procedures_check(struct arena *a, const struct procedure *const *set, size_t n, struct problems *p);

/* −1: none. */
int procedure_field_find(const struct procedure *p, struct str id);
int procedure_state_find(const struct procedure *p, struct str id);
int procedure_act_find(const struct procedure *p, struct str id);
int procedure_clock_find(const struct procedure *p, struct str id);
int procedure_cadence_find(const struct procedure *p, struct str id);
int procedure_choice_find(const struct procedure_field *f, struct str code);

/* The inputs of an expression, in this order; the fields come first, input i is field i. */
enum procedure_input {
    INPUT_STATE, /* + p->fields */
    INPUT_TODAY,
    INPUT_OPENED,
    INPUT_DONE,
    INPUT_TIMES,
    INPUT_RECENTLY,
    INPUT_OVERDUE,
    INPUT_LEFT,
    INPUT_LAST,
    INPUT_MISSED,
    INPUT_LATE_MILESTONES,
    INPUT_LINKED,
    INPUT_ROLE,
    INPUT_ORGAN,
    INPUT_CODE,
    INPUT__COUNT
};

#endif
