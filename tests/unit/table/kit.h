/* What the tests of this room share: an arena and a list of problems for one reading. */
#ifndef TESTS_TABLE_KIT_H
#define TESTS_TABLE_KIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "table/table.h"

struct kit {
    struct arena *arena;
    struct problems problems;
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

/* The only problem: its key and place. */
static inline void assert_problem(const struct kit *kit, const char *text, int line, int column)
{
    assert_int_equal(kit->problems.n, 1);
    assert_string_equal(kit->problems.item[0].text, text);
    assert_int_equal(kit->problems.item[0].line, line);
    assert_int_equal(kit->problems.item[0].column, column);
    assert_non_null(kit->problems.item[0].hint);
}

#endif
