/* The table of built-in functions as a whole. */
#include "ask.h"
#include "feel/node.h"

/* Tables 73 to 83 of DMN 1.5. */
static void every_function_of_the_standard_is_there(void **state)
{
    (void)state;
    static const char *const NAME[] = {
        "date",
        "date and time",
        "time",
        "number",
        "string",
        "duration",
        "years and months duration",
        "not",
        "substring",
        "string length",
        "upper case",
        "lower case",
        "substring before",
        "substring after",
        "replace",
        "contains",
        "starts with",
        "ends with",
        "matches",
        "split",
        "string join",
        "list contains",
        "list replace",
        "count",
        "min",
        "max",
        "sum",
        "mean",
        "all",
        "any",
        "sublist",
        "append",
        "concatenate",
        "insert before",
        "remove",
        "reverse",
        "index of",
        "union",
        "distinct values",
        "flatten",
        "product",
        "median",
        "stddev",
        "mode",
        "decimal",
        "floor",
        "ceiling",
        "round up",
        "round down",
        "round half up",
        "round half down",
        "abs",
        "modulo",
        "sqrt",
        "log",
        "exp",
        "odd",
        "even",
        "is",
        "before",
        "after",
        "meets",
        "met by",
        "overlaps",
        "overlaps before",
        "overlaps after",
        "finishes",
        "finished by",
        "includes",
        "during",
        "starts",
        "started by",
        "coincides",
        "day of year",
        "day of week",
        "month of year",
        "week of year",
        "sort",
        "get value",
        "get entries",
        "context",
        "context put",
        "context merge",
        "now",
        "today",
        "range",
    };
    size_t rows, missing = 0;
    const struct builtin *row = builtin_rows(&rows);
    for (size_t i = 0; i < COUNT_OF(NAME); i++) {
        size_t k = 0;
        while (k < rows && !str_eq(row[k].name, str_c(NAME[i])))
            k++;
        if (k == rows)
            print_error("no function “%s”\n", NAME[i]);
        missing += k == rows;
    }
    assert_int_equal(missing, 0);
    /* And no other name: what a rule may call is written down here. */
    for (size_t k = 0; k < rows; k++) {
        size_t i = 0;
        while (i < COUNT_OF(NAME) && !str_eq(row[k].name, str_c(NAME[i])))
            i++;
        if (i == COUNT_OF(NAME))
            print_error("“%.*s” is in no table\n", STR_ARG(row[k].name));
        assert_true(i < COUNT_OF(NAME));
    }
}

static void every_row_names_its_parameters_once(void **state)
{
    (void)state;
    size_t rows;
    const struct builtin *row = builtin_rows(&rows);
    for (size_t i = 0; i < rows; i++) {
        assert_non_null(row[i].call);
        assert_true(row[i].required <= row[i].params && row[i].params <= FEEL_PARAMS_MAX);
        assert_true(!row[i].is_variadic || (row[i].params == 1 && row[i].type[0]->kind == TYPE_LIST));
        for (size_t p = 0; p < row[i].params; p++) {
            assert_true(row[i].param[p].n > 0);
            for (size_t q = 0; q < p; q++)
                assert_false(str_eq(row[i].param[p], row[i].param[q]));
        }
    }
}

/* null in every place: no function may trip over it. */
static void null_in_every_place_is_an_answer_or_null(void **state)
{
    (void)state;
    struct ask k = ask_new();
    size_t rows;
    const struct builtin *row = builtin_rows(&rows);
    for (size_t i = 0; i < rows; i++)
        for (size_t given = row[i].required; given <= row[i].params; given++) {
            struct buf text = {0};
            buf_put(&text, row[i].name);
            buf_putc(&text, '(');
            for (size_t p = 0; p < given; p++) {
                buf_put(&text, p ? STR(", ") : STR(""));
                buf_put(&text, STR("null"));
            }
            buf_putc(&text, ')');
            buf_putc(&text, 0);
            struct str got = ask_value(&k, text.p);
            bool is_answer = str_eq(got, STR("null")) || str_eq(row[i].name, STR("is")) || row[i].is_variadic;
            if (!is_answer)
                print_error("%s is %.*s\n", text.p, STR_ARG(got));
            assert_true(is_answer);
            assert_true(k.value.kind != VALUE_NULL || k.run.notes > 0); /* and says why */
            buf_release(&text);
        }
    ask_free(&k);
}

/* A function is a value: it can be handed on and called later. */
static void a_built_in_function_can_be_handed_on(void **state)
{
    (void)state;
    ASSERT_ROWS({"{f: floor, r: f(1.5)}.r", "1"}, {"{f: max, r: f(1, 2)}.r", "2"},
                {"{f: max, r: f([1, 2])}.r", "2"},
                {"list replace([\"ab\", \"b\"], starts with, \"a\")", "[\"a\", \"b\"]"},
                {"(for f in [sum, product, mean] return f([2, 4]))", "[6, 8, 3]"}, );
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_function_of_the_standard_is_there),
        cmocka_unit_test(every_row_names_its_parameters_once),
        cmocka_unit_test(null_in_every_place_is_an_answer_or_null),
        cmocka_unit_test(a_built_in_function_can_be_handed_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
