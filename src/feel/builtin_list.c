#include "feel/builtin.h"

const struct builtin_rows BUILTIN_LIST = {0};
