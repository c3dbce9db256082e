/* What the tests of this room share: an arena, a list of problems, notices read from their own form, and
 * fixtures that lie beside the checkout ($KC_FIXTURES or ../shared/fixtures): a test that needs them counts
 * as skipped when they are not there (skips_test.py holds them to it). */
#ifndef TESTS_CALENDAR_KIT_H
#define TESTS_CALENDAR_KIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/problem.h"
#include "calendar/calendar.h"

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

/* A calendar from a week, hours and notices in the own form; stops where a line of it is wrong. */
static inline const struct calendar *kit_calendar_known(struct kit *kit, const char *text, int64_t known_day)
{
    struct pattern pattern;
    struct str zone;
    struct notices notices;
    const struct calendar *c;
    enum rc rc = pattern_read(kit->arena, str_c(text), &pattern, &zone, &notices, &kit->problems);
    if (rc && kit->problems.n)
        fail_msg("line %d: %s", kit->problems.item[0].line, kit->problems.item[0].text);
    assert_int_equal(rc, RC_OK);
    assert_int_equal(calendar_build(kit->arena, notices, &pattern, known_day, &c, &kit->err), RC_OK);
    return c;
}

static inline const struct calendar *kit_calendar(struct kit *kit, const char *text)
{
    return kit_calendar_known(kit, text, 0);
}

/* A fixture's bytes, such as "calendar/deadlines.csv". The test ends here as skipped when it is not there:
 * what needs no fixture is another test. */
static inline struct str kit_fixture(struct kit *kit, const char *name)
{
    const char *root = getenv("KC_FIXTURES");
    struct str path = root ? arena_printf(kit->arena, "%s/%s", root, name)
                           : arena_printf(kit->arena, KC_SOURCE_ROOT "/../shared/fixtures/%s", name);
    FILE *f = fopen(path.p, "rb");
    if (!f) {
        print_message("skipped: fixture not there (%s)\n", path.p);
        skip();
    }
    assert_int_equal(fseek(f, 0, SEEK_END), 0);
    long size = ftell(f);
    rewind(f);
    char *p = arena_alloc(kit->arena, (size_t)size + 1);
    assert_int_equal(fread(p, 1, (size_t)size, f), (size_t)size);
    (void)fclose(f);
    return str_of(p, (size_t)size);
}

#endif
