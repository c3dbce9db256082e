/* What main needs of the pages: the handler of requests, the table of routes and the error page. */
#ifndef WEB_WEB_H
#define WEB_WEB_H

#include "door/door.h"

/* ctx is the struct app. Embedded files under /assets/ are answered here, all else goes through the door. */
void web_handle(void *ctx, struct http_request *q, struct http_reply *r);
void web_error_page(struct door *d, const struct err *err);

extern const struct door_route WEB_ROUTES[];
extern const size_t WEB_ROUTES_COUNT;

#endif
