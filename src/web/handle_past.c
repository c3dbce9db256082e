/* Results of past years, a year at a time. */
#include "web/past.h"

#include <inttypes.h>

#include "domain/past_result.h"
#include "web/listing.h"

static struct past_row row_of(struct door *d, const struct past_result *r)
{
    struct past_row row = {.year = arena_printf(d->a, "%" PRId64, r->year),
                           .unit = r->unit,
                           .url = arena_printf(d->a, "/organs/%" PRId64, r->organ_id),
                           .class_name = r->class_name,
                           .grade = r->grade,
                           .entry = arena_printf(d->a, "%" PRId64, r->import_id)};
    if (r->has_score)
        row.score = web_points(d, r->score, r->digits, false);
    if (r->rank)
        row.rank = arena_printf(d->a, "%" PRId64, r->rank);
    if (door_may_view(d, &view_entry, 0))
        row.entry_url = arena_printf(d->a, "/ledger/%" PRId64, r->import_id);
    return row;
}

static const struct past_row *rows_of(struct door *d, const struct past_results *all)
{
    struct past_row *rows = ARENA_ARRAY(d->a, struct past_row, all->n + 1);
    for (size_t i = 0; i < all->n; i++)
        rows[i] = row_of(d, &all->result[i]);
    return rows;
}

enum rc web_unit_past(struct door *d, int64_t organ_id, struct unit_past_view *ret, struct err *err)
{
    struct past_results all;
    *ret = (struct unit_past_view){.back = d->q->target};
    if (!door_may_view(d, &view_past, 0))
        return RC_OK;
    enum rc rc = past_of_unit_load(d->db, d->a, d->who.actor.tenant_id, organ_id, &all, err);
    if (rc == RC_OK)
        *ret = (struct unit_past_view){rows_of(d, &all), all.n, d->q->target};
    return rc;
}

/* The year that the address names, the newest without one. Of a year without results: an empty list. */
static int64_t year_asked(const struct door *d, const struct past_years *years)
{
    int64_t year = 0;
    if (str_to_i64(http_query(d->q, STR("year")), &year) && year > 0 && year <= 9999)
        return year;
    return years->n ? years->year[0] : 0;
}

static void fill_years(struct door *d, const struct past_years *years, int64_t here, struct past_view *v)
{
    struct tab *tabs = ARENA_ARRAY(d->a, struct tab, years->n + 1);
    for (size_t i = 0; i < years->n; i++)
        tabs[i] = (struct tab){.label = arena_printf(d->a, "%" PRId64, years->year[i]),
                               .url = arena_printf(d->a, "/past?year=%" PRId64, years->year[i]),
                               .is_here = years->year[i] == here};
    v->years = tabs;
    v->years_n = years->n;
}

static enum rc export_past(struct door *d, const struct past_view *v, struct err *err)
{
    struct listing l = listing_of(d, STR("past"), v->shell.title);
    l.is_sensitive = true;
    listing_column(&l, TEXT(d, "past.year"), 8);
    listing_column(&l, TEXT(d, "past.unit"), 24);
    listing_column(&l, TEXT(d, "past.class"), 16);
    listing_number(&l, TEXT(d, "past.score"), 12);
    listing_number(&l, TEXT(d, "past.rank"), 8);
    listing_column(&l, TEXT(d, "past.grade"), 12);
    listing_number(&l, TEXT(d, "past.entry"), 10);
    for (size_t i = 0; i < v->rows_n; i++) {
        const struct past_row *r = &v->rows[i];
        const struct str cell[] = {r->year, r->unit, r->class_name, r->score, r->rank, r->grade, r->entry};
        for (size_t k = 0; k < COUNT_OF(cell); k++)
            listing_cell(&l, cell[k]);
    }
    return listing_reply(&l, err);
}

enum rc handle_past(struct door *d, struct err *err)
{
    struct past_view v = {0};
    struct past_years years;
    struct past_results all = {0};
    enum rc rc = past_years_load(d->db, d->a, d->who.actor.tenant_id, &years, err);
    int64_t year = rc == RC_OK ? year_asked(d, &years) : 0;
    if (rc == RC_OK && year)
        rc = past_of_year_load(d->db, d->a, d->who.actor.tenant_id, year, &all, err);
    if (rc != RC_OK)
        return rc;
    fill_years(d, &years, year, &v);
    v.rows = rows_of(d, &all);
    v.rows_n = all.n;
    if (year)
        v.year = arena_printf(d->a, "%" PRId64, year);
    if (door_may_act(d, &act_past_import, 0))
        v.import_url = STR("/imports/new?kind=past");
    web_frame(d, &v.shell, PLACE_PAST, v.year.n ? TEXT1(d, "past.title_of", v.year) : TEXT(d, "past.title"));
    if (listing_is_asked(d))
        return export_past(d, &v, err);
    page_past(&d->h, &v);
    return RC_OK;
}
