/* What the tests of this room share. */
#ifndef TESTS_TABLE_KIT_H
#define TESTS_TABLE_KIT_H

#include "../kit.h"
#include "table/table.h"

#endif
