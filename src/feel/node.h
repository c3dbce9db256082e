/* Inside the room: a compiled expression. The parser makes nodes with their types and with names already
 * resolved to slots (parse.c); eval.c walks them. */
#ifndef FEEL_NODE_H
#define FEEL_NODE_H

#include "feel/feel.h"

enum node_kind {
    NODE_CONST,   /* value */
    NODE_INPUT,   /* run.input[slot] */
    NODE_LOCAL,   /* frame[slot] */
    NODE_TESTED,  /* ? */
    NODE_MEMBER,  /* a name that only the filtered item can know: item.name, else null */
    NODE_BUILTIN, /* a built-in function as a value: builtin */
    NODE_HOST,    /* a function of the host as a value */
    NODE_NEGATE,  /* −a */
    NODE_ADD,
    NODE_SUB,
    NODE_MUL,
    NODE_DIV,
    NODE_POW,
    NODE_EQ,
    NODE_NE,
    NODE_LT,
    NODE_LE,
    NODE_GT,
    NODE_GE,
    NODE_AND,
    NODE_OR,
    NODE_BETWEEN,  /* child 0 between child 1 and child 2 */
    NODE_IN,       /* child 0 in one of child 1 … */
    NODE_INSTANCE, /* child 0 instance of of_type */
    NODE_IF,
    NODE_FOR, /* children: iterations, then the body; locals from `slot` on, the last one is partial */
    NODE_SOME,
    NODE_EVERY,
    NODE_ITERATE, /* one `x in list`: child 0 the list; or `x in a..b`: two children */
    NODE_LIST,
    NODE_CONTEXT, /* name[i]: child i; the entries lie in locals from `slot` on */
    NODE_PATH,    /* child 0 . text */
    NODE_FILTER,  /* child 0 [child 1]; item in local `slot` */
    NODE_RANGE,   /* child 0 .. child 1, flags */
    NODE_TEST,    /* a comparison without a left side: op child 0, as a value (a range) */
    NODE_CALL, /* child 0 is the function, the rest the arguments in the order of writing; names when named */
    NODE_CALL_BUILTIN, /* the same, known at compile time; arguments in the order of the parameters, NULL:
                          left out */
    NODE_CALL_HOST,
    NODE_FUNCTION, /* body is child 0; parameters in locals from `slot` on, what lies below is captured */
    NODE_WRONG,    /* null for certain, and the check said why: wrong */
    NODE_EXTERNAL, /* function external: never callable */
    NODE_TESTS,    /* unary tests: any of the children accepts the tested value; is_not */
    NODE__COUNT
};

struct builtin;

struct node {
    enum node_kind kind;
    int line, column;
    uint32_t at, length; /* in the text, for traces */
    int depth;           /* of the tree below it */
    bool asks_tested;    /* ? stands in it */
    const struct feel_type *type;
    const struct node *const *child;
    size_t children;
    const struct value *folded; /* a list, context or range of constants: its value, made once; else NULL */
    union {
        struct value value;
        int slot; /* input or local */
        struct {
            int slot;
            const struct str *name; /* of entries, of parameters */
            const struct feel_type *const *type;
        } scope;
        struct {
            struct str text;
            int slot;
        } member;
        struct {
            bool from_closed, to_closed, has_from, has_to;
        } range;
        enum node_kind op; /* NODE_TEST */
        struct {
            const char *text; /* key */
            struct str arg;
        } wrong;
        const struct feel_type *of_type;
        struct {
            const struct builtin *builtin;
            const struct feel_function *host;
            const struct str *name; /* of named arguments; NULL: by place */
        } call;
        bool is_not;
    };
};

struct feel_program {
    struct str text;
    const struct node *root;
    int locals; /* how many slots a frame needs */
    size_t inputs;
    const struct feel_zones *zones;
    const struct feel_type *wanted;
    uint64_t *reads;
    bool is_tests;
};

/* A function value: a body with what it captured, or a built-in one, or the host's. */
struct value_function {
    const struct node *node; /* NODE_FUNCTION */
    const struct value *captured;
    const struct value *input; /* of the run that made it: another one may call it */
    const struct feel_program *program;
    const struct builtin *builtin;
    const struct feel_function *host;
    const struct feel_type *type;
};

/* One signature of a built-in function; a name has several rows when it can be called in several ways. */
enum builtin_result { RESULT_TYPE, RESULT_ITEM_OF_FIRST, RESULT_LIST_OF_FIRST };
struct builtin_call {
    struct feel_run *run;
    const struct feel_program *program;
    struct arena *arena;
    const struct node *at; /* for notes; NULL: called by another function */
};
struct builtin {
    struct str name;
    struct str param[FEEL_PARAMS_MAX];
    const struct feel_type
        *type[FEEL_PARAMS_MAX]; /* NULL: anything, also null; an argument of another type makes null */
    unsigned char params, required;
    bool is_variadic; /* any number of the last parameter: arg[0] is a list of all */
    bool takes_null;  /* null is handed on, not answered with null */
    enum builtin_result result_from;
    const struct feel_type *result;
    bool (*call)(const struct builtin_call *c, const struct value *arg, struct value *ret);
};
/* Rows of one name stand together; sorted by nothing. */
const struct builtin *builtin_rows(size_t *ret_n);

/* For built-ins that call functions (sort), and for the run itself. */
struct value call_function(const struct builtin_call *c, struct value function, const struct value *arg,
                           size_t n);
enum ternary test_value(const struct builtin_call *c, struct value tested, struct value test); /* x in test */
/* Does a value pass the tests of a declared type? */
bool feel_allows(const struct feel_program *tests, struct value v);
/* The range of a NODE_RANGE or NODE_TEST with these ends (of a test only `from` is asked). False: they cannot
 * be the ends of one. */
bool range_make(const struct node *n, struct value from, struct value to, struct value_range *ret);
void note_at(struct feel_run *run, const struct node *n, const char *text, struct str a, struct str b);

#endif
