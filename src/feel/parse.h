/* Inside the room: what the parts of the parser share. parse.c has the doors and the operators, parse_form.c
 * literals and the forms with words, parse_call.c what stands behind a primary, parse_name.c and parse_type.c
 * names and types, check.c what the types of an operation give, parse_base.c all else.
 *
 * Every function of it may be called after something failed: it then gives NULL, false or nothing, and says
 * no more. What is taken lives in the arena of the program. */
#ifndef FEEL_PARSE_H
#define FEEL_PARSE_H

#include "base/problem.h"
#include "feel/scope.h"

struct parser {
    struct arena *a;
    struct lexer lex;
    struct scope scope;
    struct problems *problems;
    uint64_t *reads;
    int depth;
    int tests; /* inside of so many unary tests: ? means something */
    const struct feel_type *tested;
    bool failed, no_memory;
    int complaints;
    size_t joined;         /* what the joining of types has cost */
    struct problem unseen; /* what is not listed any more */
    bool ends_range;       /* a '[' may close the range that is being read */
    struct place {
        int line, column;
    } * place; /* of every PARSE_STEP-th byte, so that a place is found in few steps */
};

#define PARSE_STEP 256

/* A list of nodes while it grows. */
struct nodes {
    const struct node **item;
    size_t n, room;
};

/* -- parse_base.c -- */
/* The first fault; later ones give an item that nobody sees. */
struct problem *parse_fail(struct parser *p, size_t at, const char *text);
/* NULL: no memory. `scratch` lives as long as the parser. */
struct parser *parse_begin(struct arena *scratch, struct arena *a, struct str text,
                           const struct feel_scope *scope, struct problems *problems);
void parse_place(const struct parser *p, size_t at, int *ret_line, int *ret_column);
const struct node *parse_expected(struct parser *p, const char *what); /* always NULL */
const struct node *parse_expected_value(struct parser *p);             /* a number, a text, a name, ( … */
const struct node *parse_expected_name(struct parser *p);
bool parse_want(struct parser *p, const char *sign);
/* Before each item of a list that ends with `close`, of which n were read: does another follow? Behind a
 * comma one must (grammar rules 46, 56, 57 and 59 know no comma at the end). */
bool parse_item(struct parser *p, size_t n, const char *close);
/* What can never be evaluated: null by the standard, and a mistake to whoever wrote it. */
struct problem *parse_complain(struct parser *p, const struct node *n, const char *text);
struct str parse_type_text(struct parser *p, const struct feel_type *t);
void *parse_take(struct parser *p, size_t count, size_t size);
/* A node whose text begins at `at` and ends behind what was taken last. */
struct node *node_make(struct parser *p, enum node_kind kind, size_t at, const struct feel_type *type);
void node_adopt(struct parser *p, struct node *n, const struct node *const *child, size_t children);
struct node *node_of(struct parser *p, enum node_kind kind, size_t at, const struct feel_type *type,
                     const struct node *a, const struct node *b, const struct node *c);
struct node *node_const(struct parser *p, size_t at, struct value v, const struct feel_type *type);
/* What is null for certain; complains, and says it again in the run. `text` is a key, `arg` its {0}. */
struct node *node_wrong(struct parser *p, size_t at, const char *text, struct str arg);
/* A list or range of constants gets its value now. */
void node_fold(struct parser *p, struct node *n);
/* The same with the brackets around it, which began at `at` and have just been closed. */
const struct node *node_widen(struct parser *p, const struct node *n, size_t at);
void nodes_push(struct parser *p, struct nodes *list, const struct node *n);
/* Opens a name and gives its slot; close with the mark of before. */
struct scope_mark {
    size_t locals;
    int slots;
};
int scope_open(struct parser *p, struct str name, const struct feel_type *type);
struct scope_mark scope_mark(const struct parser *p);
void scope_close(struct parser *p, struct scope_mark m);

/* -- parse_meant.c -- */
/* Suggests what FEEL has for what stands at `at`; false: nobody knows. Arg 2 is the suggestion. */
bool parse_suggest_meant(struct parser *p, struct problem *item, size_t at);

/* -- check.c -- */
bool check_is_known(const struct feel_type *t);
bool check_is_temporal(enum type_kind k);
bool check_is_duration(enum type_kind k);
const struct feel_type *check_item(const struct feel_type *t); /* of a list; a value is a list of itself */
const struct feel_type *check_list(struct parser *p, const struct feel_type *of);
const struct feel_type *check_common(struct parser *p, const struct feel_type *a, const struct feel_type *b);
/* NULL: there is no member of that name; ANY: nobody knows. */
const struct feel_type *check_member(struct parser *p, const struct feel_type *t, struct str name);
const struct node *check_arithmetic(struct parser *p, enum node_kind op, const struct node *a,
                                    const struct node *b);
const struct node *check_comparison(struct parser *p, enum node_kind op, const struct node *a,
                                    const struct node *b);
const struct node *check_between(struct parser *p, const struct node *v, const struct node *low,
                                 const struct node *high);
const struct node *check_junction(struct parser *p, enum node_kind op, const struct node *a,
                                  const struct node *b);

/* -- parse_type.c, parse_name.c -- */
struct feel_type *parse_new_type(struct parser *p, enum type_kind kind);
const struct feel_type *parse_type(struct parser *p);
const struct node *parse_name(struct parser *p);
size_t parse_digits(const struct parser *p);
/* One blank between two words, none at a sign: as names are compared. */
struct str parse_tidy_name(struct parser *p, size_t from, size_t end);
/* The length of a sign that a name may hold, when one stands here; else 0. */
size_t parse_name_sign(const struct parser *p);
/* A name that nobody declared before: words and numbers, and with `signs` the signs that names may hold, up
 * to `stop`, or without it up to a keyword. n = 0: none stands here. */
struct str parse_new_name(struct parser *p, const char *stop, bool signs);

/* -- parse_form.c; those with `at` have their first word already behind them -- */
const struct node *parse_string(struct parser *p);
const struct node *parse_at(struct parser *p);
const struct node *parse_range_end(struct parser *p, size_t at, const struct node *from, bool from_closed);
const struct node *parse_list_or_range(struct parser *p);
const struct node *parse_parenthesis(struct parser *p);
const struct node *parse_context(struct parser *p);
const struct node *parse_if(struct parser *p, size_t at);
const struct node *parse_iterations(struct parser *p, enum node_kind kind, size_t at);
const struct node *parse_function(struct parser *p, size_t at);
bool parse_sees_comparison(const struct parser *p);
enum node_kind parse_take_comparison(struct parser *p); /* NODE_CONST: none stands here */
const struct node *parse_comparison_test(struct parser *p);

/* -- parse_call.c, parse.c -- */
const struct node *parse_postfix(struct parser *p, const struct node *n);
const struct node *parse_expression(struct parser *p);
const struct node *parse_additive(struct parser *p);
/* The same where no expression around it is counted: the ends of ranges and of comparisons. */
const struct node *parse_end(struct parser *p);
const struct node *parse_test(struct parser *p);

#endif
