/* What can be found, and from which tables it comes. A register of many gives some hundreds at a time and
 * moves *cursor on; a small one gives all at once. */
#include <inttypes.h>

#include "base/date.h"
#include "base/key.h"
#include "base/url.h"
#include "domain/calendar_book.h"
#include "domain/publication.h"
#include "domain/record.h"
#include "domain/scheme_book.h"
#include "domain/search.h"
#include "gen/sql.h"

#define SEARCH_RULES 1 /* grows when words, places or documents are made otherwise than before */

/* The one load of a small register: everything, and nothing the next time. */
static bool is_over(int64_t *cursor)
{
    bool is_second = *cursor != 0;
    *cursor = 1;
    return is_second;
}

/* ---- organs ---- */

static void put_line(struct buf *out, struct str line)
{
    if (line.n == 0)
        return;
    if (out->n)
        buf_putc(out, '\n');
    buf_put(out, line);
}

/* Both come by organ_id. */
struct organ_words {
    const struct sql_search_organ_names_rows *names;
    const struct sql_organ_alias_all_rows *aliases;
    size_t name, alias;
};

/* The short name, names of before, and what others call it. */
static struct str names_beside(struct arena *a, struct organ_words *w, const struct sql_search_organs_row *o)
{
    struct buf out CLEANUP(buf_release) = {0};
    for (; w->name < w->names->n && w->names->row[w->name].organ_id <= o->organ_id; w->name++) {
        const struct sql_search_organ_names_row *row = &w->names->row[w->name];
        if (row->organ_id != o->organ_id)
            continue;
        if (!str_eq(row->name, o->name))
            put_line(&out, row->name);
        if (!str_eq(row->short_name, row->name))
            put_line(&out, row->short_name);
    }
    for (; w->alias < w->aliases->n && w->aliases->row[w->alias].organ_id <= o->organ_id; w->alias++)
        if (w->aliases->row[w->alias].organ_id == o->organ_id)
            put_line(&out, w->aliases->row[w->alias].alias);
    return arena_str(a, buf_str(&out));
}

static enum rc load_organs(struct db *db, struct arena *a, int64_t tenant, int64_t *cursor,
                           struct search_docs *ret, struct err *err)
{
    struct sql_search_organs_rows rows = {.n = 0};
    struct sql_search_organ_names_rows names;
    struct sql_organ_alias_all_rows aliases;
    *ret = (struct search_docs){.n = 0};
    if (is_over(cursor))
        return RC_OK;
    enum rc rc = sql_search_organs(db, a, tenant, &rows, err);
    if (rc == RC_OK)
        rc = sql_search_organ_names(db, a, tenant, &names, err);
    if (rc == RC_OK)
        rc = sql_organ_alias_all(db, a, tenant, &aliases, err);
    if (rc != RC_OK)
        return rc;
    struct organ_words w = {.names = &names, .aliases = &aliases};
    struct search_doc *doc = ARENA_ARRAY(a, struct search_doc, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        const struct sql_search_organs_row *o = &rows.row[i];
        struct str number = arena_printf(a, "%" PRId64, o->organ_id);
        doc[i] = (struct search_doc){.object = arena_printf(a, "organ/%.*s", STR_ARG(number)),
                                     .kind = STR("organ"),
                                     .title = o->name,
                                     .code = o->code,
                                     .text = names_beside(a, &w, o),
                                     .path = arena_printf(a, "/organs/%.*s", STR_ARG(number)),
                                     .organ_id = o->organ_id,
                                     .day = o->opened_day,
                                     .permit = view_organ.permit};
    }
    *ret = (struct search_docs){doc, rows.n};
    return RC_OK;
}

/* ---- schemes ---- */

static enum rc load_schemes(struct db *db, struct arena *a, int64_t tenant, int64_t *cursor,
                            struct search_docs *ret, struct err *err)
{
    struct scheme_records all = {.n = 0};
    *ret = (struct search_docs){.n = 0};
    if (is_over(cursor))
        return RC_OK;
    enum rc rc = scheme_records_load(db, a, tenant, &all, err);
    struct search_doc *doc = ARENA_ARRAY(a, struct search_doc, all.n + 1);
    size_t n = 0;
    for (size_t i = 0; rc == RC_OK && i < all.n; i++) {
        const struct scheme_record *r = &all.record[i];
        struct str object = arena_printf(a, "scheme/%" PRId64, r->scheme_id);
        size_t newer = 0; /* the newest version comes first */
        while (newer < n && !str_eq(doc[newer].object, object))
            newer++;
        if (newer < n)
            continue;
        doc[n++] =
            (struct search_doc){.object = object,
                                .kind = STR("scheme"),
                                .title = r->title,
                                .code = r->code,
                                .path = arena_printf(a, "/schemes/%.*s", STR_ARG(url_part(a, r->code))),
                                .day = date_day_of(r->adopted_at_ms),
                                .permit = view_scheme.permit};
    }
    *ret = (struct search_docs){doc, n};
    return rc;
}

/* ---- notices ---- */

static struct str notice_text(struct arena *a, const struct notice *n)
{
    struct buf out CLEANUP(buf_release) = {0};
    put_line(&out, n->scope);
    for (size_t i = 0; i < n->days; i++)
        if (i == 0 || !str_eq(n->day[i].name, n->day[i - 1].name))
            put_line(&out, n->day[i].name);
    return arena_str(a, buf_str(&out));
}

/* Those that hold, also those that ship. */
static enum rc load_notices(struct db *db, struct arena *a, int64_t tenant, int64_t *cursor,
                            struct search_docs *ret, struct err *err)
{
    struct notice_records all = {.n = 0};
    *ret = (struct search_docs){.n = 0};
    if (is_over(cursor))
        return RC_OK;
    enum rc rc = notice_records_load(db, a, tenant, &all, err);
    struct search_doc *doc = ARENA_ARRAY(a, struct search_doc, all.n + 1);
    size_t n = 0;
    for (size_t i = 0; rc == RC_OK && i < all.n; i++) {
        const struct notice *notice = &all.row[i].notice;
        if (!notice_record_holds(&all.row[i]))
            continue;
        doc[n++] = (struct search_doc){
            .object = arena_printf(a, "calendar_notice/%.*s/%.*s", STR_ARG(url_part(a, notice->scope)),
                                   STR_ARG(url_part(a, notice->number))),
            .kind = STR("notice"),
            .title = notice->title.n ? notice->title : notice->number,
            .code = notice->number,
            .text = notice_text(a, notice),
            .path = arena_printf(a, "/calendar/notices/show?number=%.*s&scope=%.*s",
                                 STR_ARG(url_part(a, notice->number)), STR_ARG(url_part(a, notice->scope))),
            .day = notice->published_day,
            .permit = view_notices.permit};
    }
    *ret = (struct search_docs){doc, n};
    return rc;
}

/* ---- publications ---- */

static enum rc load_publications(struct db *db, struct arena *a, int64_t tenant, int64_t *cursor,
                                 struct search_docs *ret, struct err *err)
{
    struct publications all = {.n = 0};
    *ret = (struct search_docs){.n = 0};
    if (is_over(cursor))
        return RC_OK;
    enum rc rc = publications_load(db, a, tenant, &all, err);
    struct search_doc *doc = ARENA_ARRAY(a, struct search_doc, all.n + 1);
    size_t n = 0;
    for (size_t i = 0; rc == RC_OK && i < all.n; i++) {
        const struct publication *p = &all.row[i];
        if (p->state == PUBLICATION_WITHDRAWN)
            continue;
        doc[n++] = (struct search_doc){.object = arena_printf(a, "publication/%" PRId64, p->publication_id),
                                       .kind = STR("publication"),
                                       .title = p->title,
                                       .code = p->scheme_code,
                                       .text = p->scheme_title,
                                       .path = arena_printf(a, "/public/%" PRId64, p->publication_id),
                                       .day = date_day_of(p->at_ms),
                                       .permit = view_public.permit};
    }
    *ret = (struct search_docs){doc, n};
    return rc;
}

/* ---- all ---- */

const struct search_source SEARCH_SOURCES[] = {
    {STR_INIT("organ"), K("search.kind_organ"), true, load_organs},
    {STR_INIT("scheme"), K("search.kind_scheme"), true, load_schemes},
    {STR_INIT("notice"), K("search.kind_notice"), true, load_notices},
    {STR_INIT("publication"), K("search.kind_publication"), true, load_publications},
    {STR_INIT("record"), K("search.kind_record"), false, record_search_load},
};
const size_t SEARCH_SOURCES_COUNT = COUNT_OF(SEARCH_SOURCES);

/* FNV-1a over whatever an index is made of beside the tables. */
static uint64_t stir(uint64_t hash, const void *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ ((const unsigned char *)bytes)[i]) * UINT64_C(0x100000001b3);
    return hash;
}

int64_t search_rules(void)
{
    const struct permit *permit[] = {&view_organ.permit, &view_scheme.permit, &view_notices.permit,
                                     &view_public.permit};
    struct str ships = notices_builtin();
    int64_t rules = SEARCH_RULES;
    uint64_t hash = stir(UINT64_C(0xcbf29ce484222325), &rules, sizeof rules);
    for (size_t i = 0; i < SEARCH_SOURCES_COUNT; i++)
        hash = stir(hash, SEARCH_SOURCES[i].kind.p, SEARCH_SOURCES[i].kind.n);
    for (size_t i = 0; i < COUNT_OF(permit); i++)
        hash = stir(hash, permit[i], sizeof *permit[i]);
    return (int64_t)(stir(hash, ships.p, ships.n) >> 1);
}
