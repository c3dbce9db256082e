/* The lists of the product as files: each takes the view that its page is drawn from. Lists that say who did
 * what, who is who, or how a unit stands carry the line that says who took them: results, values, imports,
 * people, accounts, the ledger. Schemes, units without people, and permissions do not: they are rules. */
#ifndef WEB_EXPORT_H
#define WEB_EXPORT_H

#include "web/listing.h"
#include "web/views/accounts.h"
#include "web/views/imports.h"
#include "web/views/indicator.h"
#include "web/views/intake.h"
#include "web/views/ledger.h"
#include "web/views/organs.h"
#include "web/views/permits.h"
#include "web/views/publications.h"
#include "web/views/ranking.h"
#include "web/views/schemes.h"
#include "web/views/unit.h"

enum rc export_ranking(struct door *d, const struct ranking_view *v, struct err *err) MUST_CHECK;
enum rc export_unit(struct door *d, const struct unit_view *v, struct err *err) MUST_CHECK;
enum rc export_indicator(struct door *d, const struct indicator_view *v, struct err *err) MUST_CHECK;
enum rc export_publications(struct door *d, const struct publications_view *v, struct err *err) MUST_CHECK;
enum rc export_schemes(struct door *d, const struct schemes_view *v, struct err *err) MUST_CHECK;
enum rc export_scheme(struct door *d, const struct scheme_view *v, struct err *err) MUST_CHECK;
enum rc export_imports(struct door *d, const struct imports_view *v, struct err *err) MUST_CHECK;
enum rc export_import(struct door *d, const struct import_view *v, struct err *err) MUST_CHECK;
/* Of a check the view has all its problems, not those of one page. */
enum rc export_check(struct door *d, const struct intake_check_view *v, struct err *err) MUST_CHECK;
enum rc export_confirm(struct door *d, const struct intake_confirm_view *v, struct err *err) MUST_CHECK;
enum rc export_organs(struct door *d, const struct organs_view *v, struct err *err) MUST_CHECK;
enum rc export_organ(struct door *d, const struct organ_view *v, struct err *err) MUST_CHECK;
enum rc export_accounts(struct door *d, const struct accounts_view *v, struct err *err) MUST_CHECK;
enum rc export_permits(struct door *d, const struct permits_view *v, struct err *err) MUST_CHECK;
enum rc export_ledger(struct door *d, const struct ledger_view *v, struct err *err) MUST_CHECK;

#endif
