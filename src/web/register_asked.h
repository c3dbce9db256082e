/* A list of records as the address asks for it: filters, lights with their counts, sorts, pages, and what may
 * be done from it. The list of every register and the supervision board (/tasks) are drawn from it; what is
 * shown is what goes into the file, too.
 *
 *     rc = register_ask(d, STR("supervised_task"), url, &a, err);
 *     … record_list(…, &a.filter, …, &rows, err);
 *     rc = register_asked_lamps(&a, &rows, err);
 *     register_asked_filters(&a); register_asked_acts(&a); register_asked_pages(&a, rows.total); */
#ifndef WEB_REGISTER_ASKED_H
#define WEB_REGISTER_ASKED_H

#include "web/register_picks.h"
#include "web/views/confirm.h"

struct register_asked {
    struct record_words w;
    const struct procedure *p;
    struct record_filter filter;
    struct register_picks picks;
    struct str light, due, lead, per;
    bool has_span; /* a board: it is sorted and cut by days, too */
    struct str from, to, sort;
    struct field from_field, to_field;
    struct register_view v;
};

/* What the address asks of the list of `procedure`; `url`: its address without a query. RC_NOT_FOUND
 * "record_page.register_not_yours", and what record_procedure says. */
enum rc register_ask(struct door *d, struct str procedure, struct str url, bool has_span,
                     struct register_asked *ret, struct err *err) MUST_CHECK;
/* Is the list cut by anything? */
bool register_asked_any(const struct register_asked *a);
/* The address of the list with one thing of its query changed; value n = 0: without it. The page is the
 * first. */
struct str register_asked_url(struct register_asked *a, struct str name, struct str value);
/* Of the filters that the file names those that a list of records can answer. */
void register_asked_filters(struct register_asked *a);
/* How many of each light; `rows` is what the filters find. */
enum rc register_asked_lamps(struct register_asked *a, const struct record_rows *rows,
                             struct err *err) MUST_CHECK;
/* Opening acts, and those that may be done to many. */
void register_asked_acts(struct register_asked *a);
void register_asked_pages(struct register_asked *a, int64_t total);

#endif
