/* What public pages share: their frame, the tables of a result, and how long anybody may keep a copy. A
 * public page says the same to everybody: it has no form and no token, and sets no cookie. */
#ifndef WEB_PUBLIC_PAGE_H
#define WEB_PUBLIC_PAGE_H

#include "domain/publication.h"
#include "web/page.h"

/* ?lang=en or ?lang=zh wins over what the browser asks for; before any text is taken. */
void public_language(struct door *d);
void public_shell_fill(struct door *d, struct public_shell_view *shell, struct str title);
/* A path of a public page, with the language that the address asked for. */
struct str public_url(struct door *d, struct str path);
void public_tables_fill(struct door *d, const struct public_document *doc, struct public_tables_view *ret);
/* After the body is written: anybody may keep it for a minute and then ask whether it has changed (304). Data
 * may be read by pages of other sites. */
void public_cache(struct door *d, bool is_data);

#endif
