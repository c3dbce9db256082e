/* The demo city 云澜市 as an installation: opened, and filled through the same acts that people use. */
#ifndef MAIN_DEMO_H
#define MAIN_DEMO_H

#include "main/house.h"

/* No secret: in the demo anybody may step into anybody's shoes by a click. */
#define DEMO_PASSWORD "yunlan-2026"

/* Makes what is missing: the directory, the tenant, organs, accounts, the scheme, each table of the year at
 * the time when it was handed in; then the clock stands at the wished time, or at DEMO_NOW_MS. Every act
 * carries its idempotency key, so that a filling that was broken off is taken up again; a city that is whole
 * is opened as people left it. Tables that wait for somebody lie in DIR/inbox. */
enum rc demo_open(struct arena *a, const struct house_wish *wish, struct house *ret,
                  struct err *err) MUST_CHECK;

#endif
