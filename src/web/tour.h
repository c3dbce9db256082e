/* The tour of the demo: six stops, each a page of the product with one thing to look at.
 *
 * The sixth is the page of the public itself, which nobody's cookie may change: the tour ends there.
 * Which stop a visitor is at stands in a cookie of the browser session, "kc_tour": it survives every link and
 * form without a word in the address, and without a script; /tour/3 sets it and leads on, so a stop can be
 * sent to somebody. Nothing is kept in the house. */
#ifndef WEB_TOUR_H
#define WEB_TOUR_H

#include "web/page.h"

/* The bar for this page; stop 0 outside of the demo or of a tour. Errors leave the bar out. */
void tour_fill(struct door *d, struct tour_view *ret);

/* One card for each account of the demo that is open, in the order of the roles. */
enum rc demo_cards(struct door *d, const struct identity_card **ret, size_t *ret_n,
                   struct err *err) MUST_CHECK;

/* A demo account that holds the role, its login; n = 0: there is none, or no demo. */
struct str demo_login_of(struct door *d, enum role role);

#endif
