/* Inside the room: what an expression is made of when it runs over columns (columns.c): one operation for
 * each node, made once, with those children that are reckoned as lanes. */
#ifndef FEEL_COLUMNS_OP_H
#define FEEL_COLUMNS_OP_H

#include "feel/node.h"

#define COLUMNS_DEPTH_MAX 100 /* of the tree; deeper ones are not columnar */

/* Calls that blocks of rows know; from FN_MIN to FN_MEAN of a list, whose items are the children. FN_ROWS:
 * the evaluator is asked for each row. */
enum column_fn { FN_ROWS, FN_ABS, FN_MIN, FN_MAX, FN_SUM, FN_PRODUCT, FN_MEAN, FN_ROUND, FN_NOT, FN_IN };

/* `tested op than`, and the one behind it, too, when goes_on. */
struct column_test {
    enum node_kind op;
    bool goes_on;
    struct value than; /* a number */
};
struct column_tests { /* any of them, or not */
    const struct column_test *test;
    size_t tests;
    bool is_not;
};

struct column_op {
    const struct node *node; /* of a call: a copy in which input i is the value of child i */
    struct column_op **child;
    size_t children;
    enum column_fn fn;
    enum decimal_round mode; /* FN_ROUND */
    int scale;               /* FN_ROUND */
    struct column_tests in;  /* FN_IN */
    int exact_blocks; /* so many blocks more go without fractions: the last one that had some could not go on
                       */
};

/* The children of n from child `first` on are comparisons with numbers. */
bool column_has_tests(const struct node *n, size_t first);
/* Those; false: no memory. */
bool column_tests_make(struct arena *a, const struct node *n, size_t first,
                       struct column_tests *ret) MUST_CHECK;
bool column_is_lanes(const struct node *n);
/* NULL: no memory. */
struct column_op *column_op_make(struct arena *a, const struct node *n) MUST_CHECK;
size_t column_op_room(const struct column_op *op); /* how many lanes it takes */

#endif
