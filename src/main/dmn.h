/* DMN on the command line: `dmn check` and `dmn test`. */
#ifndef MAIN_DMN_H
#define MAIN_DMN_H

#include "feel/dmn.h"
#include "feel/xmltree.h"
#include "main/command.h"

#define DMN_TEST_BYTES_MAX (16 * 1024 * 1024)

/* dmn_value.c. A value as the tests of the conformance kit write it (testCases.xsd): value with xsi:type,
 * component, list; xsi:nil. `e` is the element around it. False: it cannot be read. */
bool dmn_value_read(struct arena *a, const struct xml_element *e, const struct feel_zones *z,
                    struct value *ret) MUST_CHECK;
/* Is what came what the kit wants? Numbers are equal as numbers; where the kit gives eight places or more, to
 * eight places, because its long ones were made with binary floats. */
bool dmn_value_same(struct value want, struct value got);

int command_dmn_check(const struct command *c, struct arena *a, enum lang lang, const struct str *value);
int command_dmn_test(const struct command *c, struct arena *a, enum lang lang, const struct str *value);

#endif
