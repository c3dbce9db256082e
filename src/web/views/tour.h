/* The bar of the tour above a page of the demo: where one is of six stops, what to look at, how to go on. */
#ifndef WEB_VIEWS_TOUR_H
#define WEB_VIEWS_TOUR_H

#include "web/views/common.h"

struct tour_view {
    int stop, stops; /* stop: 0 when there is no tour */
    struct str title, text;
    struct str stop_url;           /* back to the page of this stop; n = 0: this is it */
    struct str prev_url, next_url; /* n = 0 at the ends */
    struct str file_url;           /* a table to take along; n = 0: none */
    struct str login, role; /* who sees the stop, when the visitor is somebody else; n = 0: all is well */
};

#endif
