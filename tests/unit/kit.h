/* What tests of pure rooms share: an arena, a list of problems and an error, new for each test. */
#ifndef TESTS_KIT_H
#define TESTS_KIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/problem.h"

struct kit {
    struct arena *arena;
    struct problems problems;
    struct err err;
};

static inline int kit_setup(void **state)
{
    struct kit *kit = test_calloc(1, sizeof *kit);
    kit->arena = arena_new(0);
    kit->problems.arena = kit->arena;
    *state = kit;
    return 0;
}

static inline int kit_teardown(void **state)
{
    struct kit *kit = *state;
    arena_free(kit->arena);
    test_free(kit);
    return 0;
}

#define KIT_TEST(f) cmocka_unit_test_setup_teardown(f, kit_setup, kit_teardown)

#define assert_str(s, literal)                                                                               \
    do {                                                                                                     \
        struct str kit_s = (s);                                                                              \
        assert_int_equal(kit_s.n, strlen(literal));                                                          \
        assert_memory_equal(kit_s.p, literal, kit_s.n);                                                      \
    } while (0)

/* The only problem: its key and place, and that it says how to mend it. */
static inline void assert_problem(const struct kit *kit, const char *text, int line, int column)
{
    assert_int_equal(kit->problems.n, 1);
    assert_string_equal(kit->problems.item[0].text, text);
    assert_int_equal(kit->problems.item[0].line, line);
    assert_int_equal(kit->problems.item[0].column, column);
    assert_non_null(kit->problems.item[0].hint);
}

#endif
