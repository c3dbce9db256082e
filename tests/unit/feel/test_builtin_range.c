/* The relations of ranges and range(): DMN 1.5, 10.3.4.9 and table 71. */
#include "ask.h"

/* The standard's own examples. */
static void the_examples_of_the_tables(void **state)
{
    (void)state;
    ASSERT_ROWS({"before(1, 10)", "true"}, {"before(10, 1)", "false"}, {"before(1, [1..10])", "false"},
                {"before(1, (1..10])", "true"}, {"before([1..10), 10)", "true"},
                {"before([1..10], 10)", "false"}, {"before([1..10], (10..20])", "true"},
                {"before([1..10], [10..20])", "false"}, {"after(10, 5)", "true"},
                {"after(10, [1..10])", "false"}, {"after(10, [1..10))", "true"},
                {"after((11..20], 11)", "true"}, {"after([11..20], [1..11))", "true"},
                {"meets([1..5], [5..10])", "true"}, {"meets([1..5), [5..10])", "false"},
                {"meets([1..5], (5..10])", "false"}, {"met by([5..10], [1..5])", "true"},
                {"met by([5..10], [1..5))", "false"}, {"overlaps([1..5], [3..8])", "true"},
                {"overlaps([1..5], [5..8])", "true"}, {"overlaps([1..5), [5..8])", "false"},
                {"overlaps([3..5], [1..8])", "true"}, {"overlaps before([1..5], [3..8])", "true"},
                {"overlaps before([1..5], (1..5])", "true"}, {"overlaps before([1..5], [1..5])", "false"},
                {"overlaps after([3..8], [1..5])", "true"}, {"overlaps after((1..5], [1..5])", "true"},
                {"overlaps after([1..5], [1..5))", "false"}, {"finishes(10, [1..10])", "true"},
                {"finishes(10, [1..10))", "false"}, {"finishes([5..10], [1..10])", "true"},
                {"finished by([1..10], 10)", "true"}, {"finished by([1..10], (1..10])", "true"},
                {"includes([1..10], 5)", "true"}, {"includes([1..10], 12)", "false"},
                {"includes([1..10), 10)", "false"}, {"includes([1..10], (1..10))", "true"},
                {"during(5, [1..10])", "true"}, {"during((1..10), [1..10])", "true"},
                {"during([1..10], (1..10])", "false"}, {"starts(1, [1..10])", "true"},
                {"starts(1, (1..10])", "false"}, {"starts([1..5], [1..10])", "true"},
                {"started by([1..10], [1..5])", "true"}, {"started by([1..10], (1..5])", "false"},
                {"coincides(5, 5)", "true"}, {"coincides(3, 4)", "false"},
                {"coincides([1..5], [1..5])", "true"}, {"coincides((1..5), [1..5])", "false"});
}

/* -- every pair of small ranges, held against the quarters that lie in them -- */

#define QUARTERS 24 /* 0, 0.25 … 5.75; ends are 1 … 4, so what is behind them is seen too */

struct small {
    int from, to;
    bool from_in, to_in;
};

static uint32_t quarters_in(struct small r)
{
    uint32_t set = 0;
    for (int q = 0; q < QUARTERS; q++)
        if ((q > r.from * 4 || (q == r.from * 4 && r.from_in)) &&
            (q < r.to * 4 || (q == r.to * 4 && r.to_in)))
            set |= 1U << q;
    return set;
}

static int least_of(uint32_t set) { return __builtin_ctz(set); }
static int most_of(uint32_t set) { return 31 - __builtin_clz(set); }

static bool holds(int relation, uint32_t a, uint32_t b)
{
    switch (relation) {
    case 0: /* before */
        return most_of(a) < least_of(b);
    case 1: /* meets */
        return most_of(a) == least_of(b);
    case 2: /* overlaps */
        return (a & b) != 0;
    case 3: /* overlaps before */
        return (a & b) != 0 && least_of(a) < least_of(b) && most_of(a) <= most_of(b);
    case 4: /* finishes */
        return most_of(a) == most_of(b) && least_of(a) >= least_of(b);
    case 5: /* includes */
        return (a & b) == b;
    case 6: /* starts */
        return least_of(a) == least_of(b) && most_of(a) <= most_of(b);
    default: /* coincides */
        return a == b;
    }
}

static size_t small_ranges(struct small ret[64])
{
    size_t n = 0;
    for (int from = 1; from <= 4; from++)
        for (int to = from; to <= 4; to++)
            for (int in = 0; in < 4; in++)
                if (to > from || in == 3) /* not the empty ones */
                    ret[n++] = (struct small){from, to, in & 1, in & 2};
    return n;
}

static struct value value_of_small(struct value_range *r, struct small s)
{
    *r = (struct value_range){.from = value_int(s.from),
                              .to = value_int(s.to),
                              .has_from = true,
                              .has_to = true,
                              .from_closed = s.from_in,
                              .to_closed = s.to_in};
    return (struct value){.kind = VALUE_RANGE, .range = r};
}

static bool is_true(struct ask *k, const struct feel_program *p, struct value x, struct value y)
{
    struct value input[2] = {x, y};
    k->run.input = input;
    struct value v = feel_eval(p, &k->run);
    assert_int_equal(v.kind, VALUE_BOOLEAN);
    return v.boolean;
}

static const struct feel_program *program_of(struct ask *k, const char *text)
{
    const struct feel_program *p = NULL;
    *k->problems = (struct problems){.arena = k->arena};
    assert_int_equal(feel_compile(k->arena, str_c(text), &k->scope, &p, k->problems), RC_OK);
    return p;
}

static void relations_are_what_they_say_of_the_values_in_the_ranges(void **state)
{
    static const char *const TEXT[][2] = {
        {"before(x, y)", "after(y, x)"},         {"meets(x, y)", "met by(y, x)"},
        {"overlaps(x, y)", "overlaps(y, x)"},    {"overlaps before(x, y)", "overlaps after(y, x)"},
        {"finishes(x, y)", "finished by(y, x)"}, {"includes(x, y)", "during(y, x)"},
        {"starts(x, y)", "started by(y, x)"},    {"coincides(x, y)", "coincides(y, x)"}};
    static const struct feel_input INPUT[] = {{STR_INIT("x"), &FEEL_ANY}, {STR_INIT("y"), &FEEL_ANY}};
    struct ask k = ask_new();
    struct small s[64];
    struct value_range x, y;
    size_t n = small_ranges(s);
    k.scope.input = INPUT;
    k.scope.inputs = 2;
    k.run.arena = k.arena;
    (void)state;
    for (int relation = 0; relation < (int)COUNT_OF(TEXT); relation++) {
        const struct feel_program *p = program_of(&k, TEXT[relation][0]),
                                  *inverse = program_of(&k, TEXT[relation][1]);
        for (size_t i = 0; i < n * n; i++) {
            struct value a = value_of_small(&x, s[i / n]), b = value_of_small(&y, s[i % n]);
            bool want = holds(relation, quarters_in(s[i / n]), quarters_in(s[i % n]));
            assert_int_equal(is_true(&k, p, a, b), want);
            assert_int_equal(is_true(&k, inverse, a, b), want);
        }
    }
    ask_free(&k);
}

static void an_end_that_is_not_there_lies_beyond_all_values(void **state)
{
    (void)state;
    ASSERT_ROWS({"before(4, (>= 5))", "true"}, {"before(5, (>= 5))", "false"}, {"after(4, (>= 5))", "false"},
                {"before((< 5), [5..10])", "true"}, {"includes((>= 5), 7)", "true"},
                {"includes((>= 5), [6..10])", "true"}, {"includes((>= 5), (> 5))", "true"},
                {"includes([6..10], (>= 5))", "false"}, {"overlaps((<= 5), (>= 5))", "true"},
                {"meets((<= 5), (>= 5))", "true"}, {"coincides((>= 5), (>= 5))", "true"},
                {"starts([5..6], (>= 5))", "true"}, {"finishes((>= 7), (>= 5))", "true"},
                {"includes((= 5), 5)", "true"});
}

static void relations_hold_for_all_that_has_an_order(void **state)
{
    (void)state;
    ASSERT_ROWS({"before(@\"2026-01-01\", [@\"2026-01-02\"..@\"2026-01-03\"])", "true"},
                {"includes([\"a\"..\"c\"], \"b\")", "true"},
                {"meets([@\"P1D\"..@\"P2D\"], [@\"P2D\"..@\"P3D\"])", "true"},
                {"during(@\"10:00:00\", [@\"09:00:00\"..@\"17:00:00\"))", "true"},
                {"coincides(@\"2026-01-01T00:00:00Z\", @\"2026-01-01T08:00:00+08:00\")", "true"},
                {"before(1, \"a\")", "null"}, {"before(1, [\"a\"..\"c\"])", "null"},
                {"includes([1..2], @\"P1D\")", "null"},
                {"before(@\"2026-01-01T00:00:00\", @\"2026-01-02T00:00:00Z\")", "null"},
                {"before(null, 1)", "null"}, {"includes([1..null], 3)", "null"},
                {"before((!= 3), 4)", "null"}, {"coincides([1..1], 1)", "null"}, {"before({}, {})", "null"});
}

static void parameters_have_the_names_of_the_table(void **state)
{
    (void)state;
    ASSERT_ROWS(
        {"before(point1: 1, point2: 10)", "true"}, {"before(range: [1..5], point: 10)", "true"},
        {"before(point: 1, range: [5..10])", "true"}, {"before(range2: [1..5], range1: [6..10])", "false"},
        {"finishes(point: 10, range: [1..10])", "true"}, {"includes(range: [1..10], point: 3)", "true"},
        {"starts(range1: [1..5], range2: [1..10])", "true"}, {"started by(range: [1..10], point: 1)", "true"},
        {"during(point: 1, range: [1..10])", "true"}, {"coincides(range1: [1..5], range2: [1..5])", "true"},
        {"coincides(point1: 1, point2: 1)", "true"}, {"meets(range1: [1..5], range2: [5..10])", "true"},
        {"meets(a: [1..5], b: [5..10])", "null"}, {"before(point: 1, point2: 10)", "null"},
        {"overlaps([1..5], 3)", "null"}, {"finishes(1, 2)", "null"}, {"includes(1, [1..2])", "null"},
        {"meets(1, 1)", "null"});
}

static void a_range_is_read_from_its_literal(void **state)
{
    (void)state;
    ASSERT_ROWS(
        {"range(\"[1..3]\")", "[1..3]"}, {"range(from: \"[1..3)\")", "[1..3)"},
        {"range(\"]18..21[\") = (18..21)", "true"}, {"range(\" [ -1.5 .. 3e2 ] \") = [-1.5..300]", "true"},
        {"range(\"[\\\"a\\\"..\\\"c\\\"]\")", "[\"a\"..\"c\"]"},
        {"range(\"[date(\\\"1970-01-01\\\")..@\\\"1970-01-02\\\"]\")", "[@\"1970-01-01\"..@\"1970-01-02\"]"},
        {"range(\"[date and time( \\\"1970-01-01T00:00:00\\\" )..@\\\"1970-01-02T00:00:00\\\"]\")",
         "[@\"1970-01-01T00:00:00\"..@\"1970-01-02T00:00:00\"]"},
        {"range(\"(time(\\\"10:00:00\\\")..@\\\"10:00:00\\\")\")", "(@\"10:00:00\"..@\"10:00:00\")"},
        {"range(\"[duration(\\\"P1D\\\")..@\\\"PT36H\\\"]\")", "[@\"P1D\"..@\"P1DT12H\"]"},
        {"range(\"(..2]\") = (<= 2)", "true"}, {"range(\"[1..)\") = (>= 1)", "true"},
        {"range(\"[1..3]\") instance of range<number>", "true"});
}

static void what_is_no_range_is_null_and_says_so(void **state)
{
    static const char *const TEXT[] = {"",
                                       " ",
                                       "[1..3",
                                       "1..3]",
                                       "[1..3]]",
                                       "[1.3]",
                                       "[..2]",
                                       "[1..]",
                                       "(..)",
                                       "[null..null]",
                                       "[1..null]",
                                       "[a..b]",
                                       "[1+1..3]",
                                       "[1..\\\"3\\\"]",
                                       "[true..false]",
                                       ">=10",
                                       "(>=10)",
                                       "[date(string(\\\"1970-01-01\\\"))..date(\\\"1970-01-02\\\")]",
                                       "[date(1970,1,1)..date(\\\"1970-01-02\\\")]",
                                       "[@\\\"1970-01-01\\\"..@\\\"1970-01-02T00:00:00\\\"]",
                                       "[@\\\"P1D\\\"..@\\\"P1M\\\"]",
                                       "[@\\\"foo\\\"..@\\\"P1M\\\"]",
                                       "[\\\"a..\\\"c\\\"]",
                                       "[@\\\"10:00:00\\\"..@\\\"11:00:00Z\\\"]"};
    struct ask k = ask_new();
    (void)state;
    for (size_t i = 0; i < COUNT_OF(TEXT); i++) {
        struct str got = ask_value(&k, arena_printf(k.arena, "range(\"%s\")", TEXT[i]).p);
        if (!str_eq(got, STR("null")) || !str_eq(ask_noted(&k), STR("feel_time.range_wrong 1:1")))
            print_error("%s: %.*s, %.*s\n", TEXT[i], STR_ARG(got), STR_ARG(ask_noted(&k)));
        assert_true(str_eq(got, STR("null")));
        assert_true(str_eq(ask_noted(&k), STR("feel_time.range_wrong 1:1")));
    }
    ask_free(&k);
}

static void a_range_that_begins_after_it_ends_is_null(void **state)
{
    struct ask k = ask_new();
    (void)state;
    assert_true(str_eq(ask_value(&k, "range(\"[3..1]\")"), STR("null")));
    assert_true(str_eq(ask_noted(&k), STR("feel_time.range_backwards 1:1")));
    assert_true(str_eq(ask_value(&k, "range(\"[@\\\"P2Y\\\"..@\\\"P1Y\\\"]\")"), STR("null")));
    assert_true(str_eq(ask_value(&k, "range([1..3])"), STR("null")));
    ask_free(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_of_the_tables),
        cmocka_unit_test(relations_are_what_they_say_of_the_values_in_the_ranges),
        cmocka_unit_test(an_end_that_is_not_there_lies_beyond_all_values),
        cmocka_unit_test(relations_hold_for_all_that_has_an_order),
        cmocka_unit_test(parameters_have_the_names_of_the_table),
        cmocka_unit_test(a_range_is_read_from_its_literal),
        cmocka_unit_test(what_is_no_range_is_null_and_says_so),
        cmocka_unit_test(a_range_that_begins_after_it_ends_is_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
