#include "procedure/reader.h"
void check_rules(struct reader *r) { (void)r; }
