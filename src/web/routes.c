/* The table of routes, and the check while compiling that each GET names a view and each POST carries a CSRF
 * rule. A POST that names a view changes nothing: there is no act that it could run. */
#include "web/page.h"

#define IS_GET 1
#define IS_POST 0
#define VIEW(name) 1
#define ACT(name) 0
#define ROUTE(method, path, opens, handler, csrf)                                                            \
    _Static_assert(!IS_##method || (opens), path ": a GET opens a view");                                    \
    _Static_assert(((csrf) == CSRF_NONE) == IS_##method, path ": a POST says how it is guarded");
#include "web/routes.def"
#undef ROUTE
#undef VIEW
#undef ACT

#define VIEW(name) .view = &view_##name
#define ACT(name) .act = &act_##name
#define ROUTE(method_, path_, opens, handler, csrf_)                                                         \
    {.method = HTTP_##method_, .path = path_, opens, .handle = handle_##handler, .csrf = csrf_},
const struct door_route WEB_ROUTES[] = {
#include "web/routes.def"
};
const size_t WEB_ROUTES_COUNT = COUNT_OF(WEB_ROUTES);
