/* What all handlers share: the frame of a page, words for periods and numbers, forms that come back with what
 * was typed. A handler reads with the domain's functions, fills a view and calls the compiled page. */
#ifndef WEB_PAGE_H
#define WEB_PAGE_H

#include "base/date.h"
#include "base/fixed.h"
#include "base/key.h"
#include "base/utf8.h"
#include "domain/ledger_book.h"
#include "domain/value_import.h"
#include "door/door.h"
#include "gen/pages.h"
#include "text/text.h"
#include "web/web.h"
#include "web/widgets.h"

void web_frame(struct door *d, struct shell_view *shell, enum place here, struct str title);

/* The text of a key with its arguments put in, in the reader's language. */
struct str web_text(struct door *d, const char *key, struct str a0, struct str a1);
#define TEXT(d, key) door_text((d), "" key "")
#define TEXT1(d, key, a0) web_text((d), "" key "", (a0), (struct str){0})
#define TEXT2(d, key, a0, a1) web_text((d), "" key "", (a0), (a1))

/* "2026 年三季度", "2026 年 10 月" */
struct str web_period(struct door *d, struct window w);
/* The same where the year is plain: "三季度", "10 月" */
struct str web_period_short(struct door *d, struct window w);
/* "2026-11-20 09:00"; "2026-11-20" */
struct str web_instant(struct door *d, int64_t ms);
struct str web_day(struct door *d, int64_t yyyymmdd);
struct str web_number(struct door *d, int64_t n);
/* "−1,234.50": v with so many decimals. */
struct str web_fixed(struct door *d, int64_t v, int digits);
struct str web_hex(struct door *d, const void *bytes, size_t n);
/* Scaled by `digits`; n = 0 for a plain minus sign before negatives (− U+2212), signed: + before others. */
struct str web_points(struct door *d, int64_t v, int digits, bool is_signed);
/* "2026-11-20", "20261120", "2026.11.20"; false for anything else. */
bool web_read_day(struct str s, int64_t *ret);

/* ?page=N of a list, from 1; what is no page is the first. */
int64_t web_page_asked(const struct door *d);
/* `path` may have a query. */
struct pager_view web_pager(struct door *d, struct str path, int64_t total, int64_t per_page, int64_t page);

/* A refused act as an error of a form: the text of err under the field `id` (n = 0: the whole form). The
 * reply becomes 422. Errors that are no fault of the form (RC_DB …) are not taken: returns false. */
struct web_errors {
    struct form_error row[16];
    size_t n;
};
bool web_refused(struct door *d, struct web_errors *errors, struct str id, enum rc rc, const struct err *err);
struct str web_error_text(struct door *d, const struct err *err);
struct form_errors_view web_errors_view(struct door *d, struct web_errors *errors, struct shell_view *shell);
/* The problems of a file as rows: `is_table` writes places as spreadsheets do (D14), else as lines. */
struct problems_view web_problems(struct door *d, const struct problems *p, bool is_table);

/* The bytes a person gave: the uploaded file "file", or what was pasted into "text". False: neither. */
bool web_given(const struct door *d, struct str *ret_bytes, struct str *ret_file_name);
/* A form sends line breaks as CR LF; a text has one fingerprint. */
struct str web_without_cr(struct door *d, struct str text);

#define ROUTE(method, path, opens, handler, csrf)                                                            \
    enum rc handle_##handler(struct door *d, struct err *err) MUST_CHECK;
#include "web/routes.def"
#undef ROUTE

#endif
