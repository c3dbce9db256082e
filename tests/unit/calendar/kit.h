/* What the tests of this room share: notices read from their own form, and fixtures that lie beside the
 * checkout
 * ($KC_FIXTURES or ../shared/fixtures): a test that needs them counts as skipped when they are not there
 * (skips_test.py holds them to it). */
#ifndef TESTS_CALENDAR_KIT_H
#define TESTS_CALENDAR_KIT_H

#include <stdio.h>
#include <stdlib.h>

#include "../kit.h"
#include "calendar/calendar.h"

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
