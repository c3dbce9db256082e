/* The HTML of a mail: a page like the others, compiled and escaped, without a frame, a style or a script. */
#ifndef WEB_MAIL_PAGE_H
#define WEB_MAIL_PAGE_H

#include "jobs/digest.h"

/* In the arena. Links are https alone; where this house's address is another, the words stand without one. */
struct str web_mail_html(struct arena *a, const struct digest *d);

#endif
