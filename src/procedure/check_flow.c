#include "procedure/reader.h"
void check_flow(struct reader *r) { (void)r; }
