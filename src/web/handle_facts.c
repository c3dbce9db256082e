/* /facts: what registers wrote of units' work, and who counts it. */
#include <inttypes.h>
#include <stdlib.h>

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
    struct fact_writers writers;
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
        measures[i + 1] = (struct option){q->measures.row[i].name, measure_name(q, q->measures.row[i].name)};
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

static struct str reader_text(struct door *d, const struct fact_reader *r)
{
    return arena_printf(d->a, "%.*s · %.*s", STR_ARG(r->scheme_title), STR_ARG(r->measure));
}

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
    if (rc == RC_OK)
        rc = fact_writers_load(d->app->procedures, d->db, d->a, d->h.lang, &q->writers, err);
    return rc == RC_OK ? facts_load(d->db, d->a, tenant, &q->query, ret, ret_total, err) : rc;
}

/* ---- what facts are called ---- */

static void add_word(struct fact_word_row *words, size_t *n, struct str word)
{
    for (size_t i = 0; i < *n; i++)
        if (str_eq(words[i].word, word))
            return;
    words[(*n)++] = (struct fact_word_row){.word = word};
}

static int by_word(const void *x, const void *y)
{
    const struct fact_word_row *a = x, *b = y;
    return str_cmp(a->word, b->word);
}

static struct str joined(struct door *d, struct str before, struct str more)
{
    return before.n ? TEXT2(d, "work_fact.and", before, more) : more;
}

static void fill_word(const struct asking *q, struct fact_word_row *w)
{
    struct door *d = q->d;
    int64_t held = 0;
    for (size_t i = 0; i < q->writers.n; i++)
        if (str_eq(q->writers.row[i].fact, w->word))
            w->written = joined(d, w->written, q->writers.row[i].title);
    for (size_t i = 0; i < q->readers.n; i++)
        if (str_eq(q->readers.row[i].fact, w->word))
            w->counted = joined(d, w->counted, reader_text(d, &q->readers.row[i]));
    for (size_t i = 0; i < q->measures.n; i++)
        if (str_eq(q->measures.row[i].name, w->word))
            held = q->measures.row[i].held;
    w->held = web_number(d, held);
    w->url = arena_printf(d->a, "/facts?measure=%.*s", STR_ARG(url_part(d->a, w->word)));
}

static void fill_words(struct asking *q)
{
    size_t n = 0;
    struct fact_word_row *words =
        ARENA_ARRAY(q->d->a, struct fact_word_row, q->writers.n + q->readers.n + q->measures.n + 1);
    for (size_t i = 0; i < q->writers.n; i++)
        add_word(words, &n, q->writers.row[i].fact);
    for (size_t i = 0; i < q->readers.n; i++)
        add_word(words, &n, q->readers.row[i].fact);
    for (size_t i = 0; i < q->measures.n; i++)
        add_word(words, &n, q->measures.row[i].name);
    if (n)
        qsort(words, n, sizeof *words, by_word);
    for (size_t i = 0; i < n; i++)
        fill_word(q, &words[i]);
    q->v.words = words;
    q->v.words_n = n;
}

/* ---- as a file ---- */

static void list_words(struct listing *l, const struct work_facts_view *v)
{
    struct door *d = l->d;
    listing_column(l, TEXT(d, "work_fact.measure"), 24);
    listing_column(l, TEXT(d, "work_fact.writer"), 40);
    listing_column(l, TEXT(d, "work_fact.reader"), 40);
    listing_number(l, TEXT(d, "work_fact.held"), 10);
    for (size_t i = 0; i < v->words_n; i++) {
        const struct fact_word_row *w = &v->words[i];
        listing_cell(l, w->word);
        listing_cell(l, w->written.n ? w->written : TEXT(d, "work_fact.no_writer"));
        listing_cell(l, w->counted.n ? w->counted : TEXT(d, "work_fact.no_reader"));
        listing_cell(l, w->held);
    }
}

static void list_facts(struct listing *l, const struct work_facts_view *v)
{
    struct door *d = l->d;
    listing_column(l, TEXT(d, "work_fact.organ"), 24);
    listing_column(l, TEXT(d, "work_fact.measure"), 20);
    listing_column(l, TEXT(d, "work_fact.days"), 26);
    listing_number(l, TEXT(d, "input.value"), 10);
    listing_column(l, TEXT(d, "work_fact.counts"), 14);
    listing_column(l, TEXT(d, "work_fact.rule"), 30);
    listing_column(l, TEXT(d, "work_fact.reader"), 34);
    listing_column(l, TEXT(d, "work_fact.record"), 12);
    listing_column(l, TEXT(d, "receipt.short"), 10);
    listing_column(l, TEXT(d, "work_fact.is_revoked"), 10);
    for (size_t i = 0; i < v->rows_n; i++) {
        const struct work_fact_row *r = &v->rows[i];
        struct str reader = r->reader.n ? r->reader : TEXT(d, "work_fact.no_reader");
        const struct str cell[] = {r->organ, r->measure, r->days,   r->value, r->counts,
                                   r->rule,  reader,     r->record, r->entry, r->revoked};
        for (size_t k = 0; k < COUNT_OF(cell); k++)
            listing_cell(l, cell[k]);
    }
}

static enum rc export_facts(struct door *d, const struct work_facts_view *v, int64_t total, struct err *err)
{
    struct listing all[2] = {listing_of(d, STR("facts"), v->shell.title),
                             listing_of(d, STR("words"), TEXT(d, "work_fact.words"))};
    all[0].is_sensitive = all[0].is_wide = true;
    all[0].total = (size_t)total;
    list_facts(&all[0], v);
    list_words(&all[1], v);
    return listing_reply_all(all, v->words_n ? 2 : 1, err);
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
    if (!q.v.is_own)
        fill_words(&q);
    web_frame(d, &q.v.shell, PLACE_FACTS, TEXT(d, "work_fact.title"));
    if (listing_is_asked(d))
        return export_facts(d, &q.v, total, err);
    page_work_facts(&d->h, &q.v);
    return RC_OK;
}
