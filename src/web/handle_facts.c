/* /facts: what registers wrote of units' work, and who counts it. */
#include <inttypes.h>

#include "base/url.h"
#include "domain/fact_reader.h"
#include "web/listing.h"
#include "web/work_facts.h"

#define FACTS_PER_PAGE 50
#define MONTHS_BACK 36

struct asking {
    struct door *d;
    struct organ_book organs;
    struct fact_readers readers;
    struct fact_measures measures;
    struct fact_query query;
    struct window month; /* months 0: any */
    struct work_facts_view v;
};

/* ---- what is asked for ---- */

/* A liaison and whoever else does not see all units: the own one. */
static int64_t organ_asked(const struct asking *q)
{
    int64_t organ = 0;
    if (q->v.is_own)
        return q->d->who.actor.organ_id;
    return str_to_i64(http_query(q->d->q, STR("organ")), &organ) && organ > 0 ? organ : 0;
}

static void read_query(struct asking *q)
{
    struct str month = str_trim(http_query(q->d->q, STR("month")));
    struct err unused;
    q->query.organ_id = organ_asked(q);
    q->query.measure = str_trim(http_query(q->d->q, STR("measure")));
    if (window_read(month, &q->month, &unused) != RC_OK || q->month.months != 1)
        q->month = (struct window){0};
    if (q->month.months) {
        int64_t first = (int64_t)(q->month.first / 12) * 10000 + (q->month.first % 12 + 1) * 100;
        q->query.first_day = first + 1;
        q->query.last_day = first + 31; /* no day lies between the last of a month and its 31st */
        q->v.month.value = month;
    }
    q->v.measure.value = q->query.measure;
    if (q->query.organ_id)
        q->v.organ.value = arena_printf(q->d->a, "%" PRId64, q->query.organ_id);
}

static struct str measure_name(const struct asking *q, struct str fact)
{
    const struct fact_reader *reader = fact_reader_of(&q->readers, fact);
    if (!reader || str_eq(reader->measure, fact))
        return fact;
    return arena_printf(q->d->a, "%.*s · %.*s", STR_ARG(reader->measure), STR_ARG(fact));
}

static void fill_choices(struct asking *q)
{
    struct door *d = q->d;
    struct option *organs = ARENA_ARRAY(d->a, struct option, q->organs.n + 1);
    struct option *measures = ARENA_ARRAY(d->a, struct option, q->measures.n + 1);
    struct option *months = ARENA_ARRAY(d->a, struct option, MONTHS_BACK + 1);
    int now = (int)(d->day / 10000 * 12 + d->day / 100 % 100 - 1);
    organs[0] = measures[0] = months[0] = (struct option){.label = TEXT(d, "work_fact.any")};
    for (size_t i = 0; i < q->organs.n; i++)
        organs[i + 1] = (struct option){arena_printf(d->a, "%" PRId64, q->organs.organ[i].organ_id),
                                        q->organs.organ[i].short_name};
    for (size_t i = 0; i < q->measures.n; i++)
        measures[i + 1] = (struct option){q->measures.measure[i], measure_name(q, q->measures.measure[i])};
    for (int i = 0; i < MONTHS_BACK; i++) {
        struct window w = {now - i, 1};
        months[i + 1] = (struct option){window_write(d->a, w), web_period(d, w)};
    }
    q->v.organs = organs;
    q->v.organs_n = q->organs.n + 1;
    q->v.measures = measures;
    q->v.measures_n = q->measures.n + 1;
    q->v.months = months;
    q->v.months_n = MONTHS_BACK + 1;
}

/* ---- rows ---- */

static struct work_fact_row row_of(const struct asking *q, const struct fact *f)
{
    struct door *d = q->d;
    struct work_fact_row row = work_fact_row(d, f, 0);
    const struct organ *organ = organ_by_id(&q->organs, f->organ_id);
    const struct fact_reader *reader = fact_reader_of(&q->readers, f->measure);
    row.organ = organ ? organ->short_name : arena_printf(d->a, "%" PRId64, f->organ_id);
    row.organ_url = arena_printf(d->a, "/organs/%" PRId64, f->organ_id);
    if (reader) {
        row.reader =
            arena_printf(d->a, "%.*s · %.*s", STR_ARG(reader->scheme_title), STR_ARG(reader->measure));
        row.reader_url = arena_printf(d->a, "/schemes/%.*s/%" PRId64, STR_ARG(reader->scheme_code),
                                      reader->scheme_version);
    }
    if (f->revoked_seq) {
        row.revoked = arena_printf(d->a, "%" PRId64, f->revoked_seq);
        if (row.entry_url.n)
            row.revoked_url = arena_printf(d->a, "/ledger/%" PRId64, f->revoked_seq);
    }
    return row;
}

static enum rc load(struct asking *q, struct facts *ret, int64_t *ret_total, struct err *err)
{
    struct door *d = q->d;
    int64_t tenant = d->who.actor.tenant_id;
    enum rc rc = organ_book_load(d->db, d->a, tenant, d->day, &q->organs, err);
    if (rc == RC_OK)
        rc = fact_readers_load(d->db, d->a, tenant, &q->readers, err);
    if (rc == RC_OK)
        rc = fact_measures_load(d->db, d->a, tenant, &q->measures, err);
    return rc == RC_OK ? facts_load(d->db, d->a, tenant, &q->query, ret, ret_total, err) : rc;
}

static enum rc export_facts(struct door *d, const struct work_facts_view *v, int64_t total, struct err *err)
{
    struct listing l = listing_of(d, STR("facts"), v->shell.title);
    l.is_sensitive = l.is_wide = true;
    l.total = (size_t)total;
    listing_column(&l, TEXT(d, "work_fact.organ"), 24);
    listing_column(&l, TEXT(d, "work_fact.measure"), 20);
    listing_column(&l, TEXT(d, "work_fact.days"), 26);
    listing_number(&l, TEXT(d, "input.value"), 10);
    listing_column(&l, TEXT(d, "work_fact.counts"), 14);
    listing_column(&l, TEXT(d, "work_fact.rule"), 30);
    listing_column(&l, TEXT(d, "work_fact.reader"), 34);
    listing_column(&l, TEXT(d, "work_fact.record"), 12);
    listing_column(&l, TEXT(d, "receipt.short"), 10);
    listing_column(&l, TEXT(d, "work_fact.is_revoked"), 10);
    for (size_t i = 0; i < v->rows_n; i++) {
        const struct work_fact_row *r = &v->rows[i];
        const struct str cell[] = {r->organ,
                                   r->measure,
                                   r->days,
                                   r->value,
                                   r->counts,
                                   r->rule,
                                   r->reader.n ? r->reader : TEXT(d, "work_fact.no_reader"),
                                   r->record,
                                   r->entry,
                                   r->revoked};
        for (size_t k = 0; k < COUNT_OF(cell); k++)
            listing_cell(&l, cell[k]);
    }
    return listing_reply(&l, err);
}

static struct str path_of(const struct asking *q)
{
    return arena_printf(q->d->a, "/facts?organ=%.*s&measure=%.*s&month=%.*s", STR_ARG(q->v.organ.value),
                        STR_ARG(url_part(q->d->a, q->v.measure.value)), STR_ARG(q->v.month.value));
}

enum rc handle_facts(struct door *d, struct err *err)
{
    struct asking q = {.d = d, .v = {.is_own = !door_may_view(d, &view_facts_all, 0)}};
    struct facts facts;
    int64_t total = 0, page = listing_is_asked(d) ? 1 : web_page_asked(d);
    read_query(&q);
    q.query.most = listing_rows_most(d, FACTS_PER_PAGE);
    q.query.skip = (page - 1) * q.query.most;
    enum rc rc = load(&q, &facts, &total, err);
    if (rc != RC_OK)
        return rc;
    struct work_fact_row *rows = ARENA_ARRAY(d->a, struct work_fact_row, facts.n + 1);
    for (size_t i = 0; i < facts.n; i++)
        rows[i] = row_of(&q, &facts.fact[i]);
    q.v.rows = rows;
    q.v.rows_n = facts.n;
    q.v.pager = web_pager(d, path_of(&q), total, FACTS_PER_PAGE, page);
    fill_choices(&q);
    web_frame(d, &q.v.shell, PLACE_FACTS, TEXT(d, "work_fact.title"));
    if (listing_is_asked(d))
        return export_facts(d, &q.v, total, err);
    page_work_facts(&d->h, &q.v);
    return RC_OK;
}
