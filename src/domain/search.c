/* Writing the index. The words of a document are computed from what search_doc holds, so that a change takes
 * out exactly what the former text put in, without a second index by document. Rejected: the full-text
 * engines of the two data bases. They cut Chinese into different words or into none, and answer differently.
 */
#include "domain/search.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "gen/sql.h"

#define DAY_LEFT(day) (99999999 - (day))

/* One row of search_word, without the document. */
struct posting {
    struct str word;
    int64_t place;
};
struct postings {
    struct posting *item;
    size_t n;
};

static int by_word(const void *x, const void *y)
{
    const struct posting *a = x, *b = y;
    int order = str_cmp(a->word, b->word);
    return order ? order : (a->place > b->place) - (a->place < b->place);
}

static void add_keys(struct postings *all, struct word_keys keys, int64_t place)
{
    for (size_t i = 0; i < keys.n; i++)
        all->item[all->n++] = (struct posting){keys.key[i], place};
}

/* By word, each once with its best place. */
static struct postings postings_of(struct arena *a, struct str title, struct str code, struct str text)
{
    struct word_keys keys[] = {words_keys(a, words_read(a, title)), words_keys(a, words_read_code(a, code)),
                               words_keys(a, words_read(a, text))};
    struct postings all = {ARENA_ARRAY(a, struct posting, keys[0].n + keys[1].n + keys[2].n + 1), 0};
    size_t kept = 0;
    add_keys(&all, keys[0], SEARCH_IN_TITLE);
    add_keys(&all, keys[1], SEARCH_IN_CODE);
    add_keys(&all, keys[2], SEARCH_IN_TEXT);
    if (all.n)
        qsort(all.item, all.n, sizeof *all.item, by_word);
    for (size_t i = 0; i < all.n; i++)
        if (i == 0 || !str_eq(all.item[i].word, all.item[kept - 1].word))
            all.item[kept++] = all.item[i];
    all.n = kept;
    return all;
}

struct index {
    struct db *db;
    struct arena *a; /* goes when the document is done */
    int64_t tenant;
};

#define BATCH 12 /* words of one statement (sql/search.sql) */

/* Words on their way in or out that have one place and one day. */
struct batch {
    bool is_out;
    int64_t place, day, doc_id;
    struct str word[BATCH];
    size_t n;
};

static enum rc batch_run(const struct index *x, struct batch *b, struct err *err)
{
    const struct str *w = b->word;
    enum rc (*run)(struct db *, struct arena *, int64_t, int64_t, int64_t, int64_t, struct str, struct str,
                   struct str, struct str, struct str, struct str, struct str, struct str, struct str,
                   struct str, struct str, struct str, struct err *) =
        b->is_out ? sql_search_words_delete : sql_search_words_add;
    if (b->n == 0)
        return RC_OK;
    memset(&b->word[b->n], 0, (BATCH - b->n) * sizeof *b->word);
    b->n = 0;
    return run(x->db, x->a, x->tenant, b->doc_id, b->place, DAY_LEFT(b->day), w[0], w[1], w[2], w[3], w[4],
               w[5], w[6], w[7], w[8], w[9], w[10], w[11], err);
}

static enum rc batch_put(const struct index *x, struct batch *b, struct str word, struct err *err)
{
    b->word[b->n++] = word;
    return b->n == BATCH ? batch_run(x, b, err) : RC_OK;
}

/* `was` less `is` goes, `is` less `was` comes; both are by word. */
static enum rc words_change(const struct index *x, int64_t doc_id, struct postings was, int64_t was_day,
                            struct postings is, int64_t day, struct err *err)
{
    struct batch batch[2][SEARCH_IN_TEXT + 1];
    size_t i = 0, k = 0;
    enum rc rc = RC_OK;
    for (int64_t place = SEARCH_IN_TITLE; place <= SEARCH_IN_TEXT; place++) {
        batch[0][place] = (struct batch){.place = place, .day = day, .doc_id = doc_id};
        batch[1][place] = (struct batch){.is_out = true, .place = place, .day = was_day, .doc_id = doc_id};
    }
    while (rc == RC_OK && (i < was.n || k < is.n)) {
        int order = i == was.n ? 1 : k == is.n ? -1 : by_word(&was.item[i], &is.item[k]);
        if (order == 0 && was_day == day) {
            i++, k++;
            continue;
        }
        const struct posting *p = order <= 0 ? &was.item[i++] : &is.item[k++];
        rc = batch_put(x, &batch[order <= 0][p->place], p->word, err);
    }
    for (int out = 0; out < 2; out++)
        for (int64_t place = SEARCH_IN_TITLE; rc == RC_OK && place <= SEARCH_IN_TEXT; place++)
            rc = batch_run(x, &batch[out][place], err);
    return rc;
}

/* The roles to whom the document's i-th organ opens it; 0 where the organ stood before, or none does. */
static int64_t roles_at(const struct search_doc *doc, size_t i)
{
    unsigned roles = 0;
    for (size_t k = 0; k < doc->organs && doc->organ[i]; k++)
        if (doc->organ[k] == doc->organ[i]) {
            if (k < i)
                return 0;
            roles |= doc->organ_roles ? doc->organ_roles[k] : doc->permit.own;
        }
    return roles;
}

static enum rc reach_put(const struct index *x, int64_t doc_id, const struct search_doc *doc, struct err *err)
{
    enum rc rc = sql_search_reach_clear(x->db, x->a, x->tenant, doc_id, err);
    for (size_t i = 0; i < doc->organs && rc == RC_OK; i++)
        if (roles_at(doc, i))
            rc = sql_search_reach_add(x->db, x->a, x->tenant, doc_id, doc->organ[i], roles_at(doc, i), err);
    return rc;
}

/* Do the rows name each of the document's organs with its roles, and no other? */
static bool is_same_reach(const struct sql_search_reach_of_rows *rows, const struct search_doc *doc)
{
    size_t named = 0;
    for (size_t i = 0; i < doc->organs; i++) {
        int64_t roles = roles_at(doc, i);
        bool is_there = roles == 0;
        for (size_t k = 0; k < rows->n && !is_there; k++)
            is_there = rows->row[k].organ_id == doc->organ[i] && rows->row[k].roles == roles;
        if (!is_there)
            return false;
        named += roles != 0;
    }
    return named == rows->n;
}

static bool is_same_row(const struct sql_search_doc_get_row *row, const struct search_doc *doc)
{
    return str_eq(row->kind, doc->kind) && str_eq(row->title, doc->title) && str_eq(row->code, doc->code) &&
           str_eq(row->text, doc->text) && str_eq(row->path, doc->path) && row->organ_id == doc->organ_id &&
           row->day == doc->day && row->any_roles == (int64_t)doc->permit.any;
}

/* As it is kept. */
static struct search_doc tidy(const struct search_doc *doc)
{
    struct search_doc ret = *doc;
    ret.text = utf8_cut(doc->text, SEARCH_TEXT_BYTES_MAX);
    if (ret.title.n == 0)
        ret.title = doc->code.n ? doc->code : doc->object;
    return ret;
}

static enum rc put_one(const struct index *x, const struct search_doc *given, struct err *err)
{
    struct search_doc doc = tidy(given);
    struct sql_search_doc_get_row row = {.doc_id = 0};
    struct sql_search_doc_next_row next;
    struct sql_search_reach_of_rows reach = {.n = 0};
    bool is_there;
    enum rc rc = sql_search_doc_get(x->db, x->a, x->tenant, doc.object, &row, &is_there, err);
    if (rc == RC_OK && is_there)
        rc = sql_search_reach_of(x->db, x->a, x->tenant, row.doc_id, &reach, err);
    if (rc != RC_OK || (is_there && is_same_row(&row, &doc) && is_same_reach(&reach, &doc)))
        return rc;
    struct postings was = {NULL, 0};
    if (is_there) {
        was = postings_of(x->a, row.title, row.code, row.text);
    } else {
        rc = sql_search_doc_next(x->db, x->a, x->tenant, &next, err);
        row.doc_id = rc == RC_OK ? next.doc_id : 0;
    }
    if (rc == RC_OK)
        rc = words_change(x, row.doc_id, was, row.day, postings_of(x->a, doc.title, doc.code, doc.text),
                          doc.day, err);
    if (rc == RC_OK && (doc.organs || reach.n))
        rc = reach_put(x, row.doc_id, &doc, err);
    if (rc != RC_OK)
        return rc;
    return sql_search_doc_put(x->db, x->a, x->tenant, row.doc_id, doc.object, doc.kind, doc.title, doc.code,
                              doc.text, doc.path, doc.organ_id, doc.day, (int64_t)doc.permit.any, err);
}

enum rc search_put(struct act *act, const struct search_doc *doc, struct err *err)
{
    struct index x = {act->db, act->arena, act->actor.tenant_id};
    ASSERT(search_source_of(doc->kind)); /* else the next search_rebuild would lose it */
    return put_one(&x, doc, err);
}

enum rc search_drop(struct act *act, struct str object, struct err *err)
{
    struct index x = {act->db, act->arena, act->actor.tenant_id};
    struct sql_search_doc_get_row row;
    bool is_there;
    enum rc rc = sql_search_doc_get(x.db, x.a, x.tenant, object, &row, &is_there, err);
    if (rc != RC_OK || !is_there)
        return rc;
    rc = words_change(&x, row.doc_id, postings_of(x.a, row.title, row.code, row.text), row.day,
                      (struct postings){NULL, 0}, row.day, err);
    if (rc == RC_OK)
        rc = sql_search_reach_clear(x.db, x.a, x.tenant, row.doc_id, err);
    return rc == RC_OK ? sql_search_doc_delete(x.db, x.a, x.tenant, row.doc_id, err) : rc;
}

/* ---- a small register ---- */

static bool is_among(const struct search_docs *docs, struct str object)
{
    for (size_t i = 0; i < docs->n; i++)
        if (str_eq(docs->doc[i].object, object))
            return true;
    return false;
}

enum rc search_refresh(struct act *act, struct str kind, struct err *err)
{
    const struct search_source *source = search_source_of(kind);
    struct sql_search_docs_of_kind_rows rows;
    struct search_docs docs;
    int64_t cursor = 0, tenant = act->actor.tenant_id;
    ASSERT(source && source->is_small);
    enum rc rc = source->load(act->db, act->arena, tenant, &cursor, &docs, err);
    for (size_t i = 0; rc == RC_OK && i < docs.n; i++)
        rc = search_put(act, &docs.doc[i], err);
    if (rc == RC_OK)
        rc = sql_search_docs_of_kind(act->db, act->arena, tenant, kind, &rows, err);
    for (size_t i = 0; rc == RC_OK && i < rows.n; i++)
        if (!is_among(&docs, rows.row[i].object))
            rc = search_drop(act, rows.row[i].object, err);
    return rc;
}

/* ---- all of it ---- */

const struct search_source *search_source_of(struct str kind)
{
    for (size_t i = 0; i < SEARCH_SOURCES_COUNT; i++)
        if (str_eq(SEARCH_SOURCES[i].kind, kind))
            return &SEARCH_SOURCES[i];
    return NULL;
}

static enum rc put_all(struct act *act, const struct search_source *source, int64_t *count, struct err *err)
{
    struct arena *page CLEANUP(arena_freep) = arena_new(0), *one CLEANUP(arena_freep) = arena_new(0);
    struct index x = {act->db, one, act->actor.tenant_id};
    struct search_docs docs = {.n = 1};
    int64_t cursor = 0;
    enum rc rc = page && one ? RC_OK : FAIL(err, RC_NO_MEMORY, "search.no_memory", "rebuild");
    while (rc == RC_OK && docs.n) {
        arena_reset(page);
        rc = source->load(act->db, page, x.tenant, &cursor, &docs, err);
        for (size_t i = 0; rc == RC_OK && i < docs.n; i++) {
            arena_reset(one);
            rc = put_one(&x, &docs.doc[i], err);
        }
        *count += rc == RC_OK ? (int64_t)docs.n : 0;
    }
    return rc;
}

enum rc run_search_rebuild(struct act *act, const void *input, struct err *err)
{
    int64_t tenant = act->actor.tenant_id, count = 0;
    (void)input;
    enum rc rc = sql_search_word_wipe(act->db, act->arena, tenant, err);
    if (rc == RC_OK)
        rc = sql_search_reach_wipe(act->db, act->arena, tenant, err);
    if (rc == RC_OK)
        rc = sql_search_doc_wipe(act->db, act->arena, tenant, err);
    for (size_t i = 0; i < SEARCH_SOURCES_COUNT && rc == RC_OK; i++)
        rc = put_all(act, &SEARCH_SOURCES[i], &count, err);
    if (rc == RC_OK)
        rc = sql_search_state_put(act->db, act->arena, tenant, search_rules(), err);
    act->answer = arena_printf(act->arena, "%lld", (long long)count);
    return rc;
}

enum rc search_is_current(struct db *db, struct arena *a, int64_t tenant_id, bool *ret, struct err *err)
{
    struct sql_search_state_get_row row;
    bool is_there;
    enum rc rc = sql_search_state_get(db, a, tenant_id, &row, &is_there, err);
    *ret = rc == RC_OK && is_there && row.rules == search_rules();
    return rc;
}

/* ---- the check ---- */

struct checking {
    struct index x;
    struct search_report *report;
    int64_t words;
};

static enum rc check_words(struct checking *c, int64_t doc_id, const struct search_doc *doc, bool *ret,
                           struct err *err)
{
    struct postings all = postings_of(c->x.a, doc->title, doc->code, doc->text);
    struct sql_search_word_get_row row;
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && *ret && i < all.n; i++)
        rc = sql_search_word_get(c->x.db, c->x.a, c->x.tenant, all.item[i].word, all.item[i].place,
                                 DAY_LEFT(doc->day), doc_id, &row, ret, err);
    c->words += (int64_t)all.n;
    return rc;
}

static enum rc check_one(struct checking *c, const struct search_doc *given, struct err *err)
{
    struct search_doc doc = tidy(given);
    struct sql_search_doc_get_row row;
    struct sql_search_reach_of_rows reach = {.n = 0};
    bool is_same;
    enum rc rc = sql_search_doc_get(c->x.db, c->x.a, c->x.tenant, doc.object, &row, &is_same, err);
    if (rc == RC_OK && is_same)
        rc = sql_search_reach_of(c->x.db, c->x.a, c->x.tenant, row.doc_id, &reach, err);
    if (rc != RC_OK)
        return rc;
    is_same = is_same && is_same_row(&row, &doc) && is_same_reach(&reach, &doc);
    if (is_same)
        rc = check_words(c, row.doc_id, &doc, &is_same, err);
    c->report->docs++;
    if (rc == RC_OK && !is_same)
        problem_arg(c->report->found, PROBLEM(c->report->found, 0, 0, "search.differs"), 0, doc.object);
    return rc;
}

static enum rc check_source(struct checking *c, const struct search_source *source, struct err *err)
{
    struct arena *page CLEANUP(arena_freep) = arena_new(0), *one CLEANUP(arena_freep) = arena_new(0);
    struct search_docs docs = {.n = 1};
    int64_t cursor = 0;
    enum rc rc = page && one ? RC_OK : FAIL(err, RC_NO_MEMORY, "search.no_memory", "check");
    c->x.a = one;
    while (rc == RC_OK && docs.n) {
        arena_reset(page);
        rc = source->load(c->x.db, page, c->x.tenant, &cursor, &docs, err);
        for (size_t i = 0; rc == RC_OK && i < docs.n; i++) {
            arena_reset(one);
            rc = check_one(c, &docs.doc[i], err);
        }
    }
    return rc;
}

enum rc search_check(struct db *db, struct arena *a, int64_t tenant_id, struct search_report *ret,
                     struct err *err)
{
    struct checking c = {.x = {db, NULL, tenant_id}, .report = ret};
    struct sql_search_counts_row have;
    enum rc rc = RC_OK;
    ret->docs = 0;
    for (size_t i = 0; i < SEARCH_SOURCES_COUNT && rc == RC_OK; i++)
        rc = check_source(&c, &SEARCH_SOURCES[i], err);
    if (rc == RC_OK)
        rc = sql_search_counts(db, a, tenant_id, &have, err);
    if (rc == RC_OK && ret->found->n == 0 && (have.docs != ret->docs || have.words != c.words))
        problem_arg(ret->found, PROBLEM(ret->found, 0, 0, "search.surplus"), 0,
                    arena_printf(a, "%lld", (long long)(have.docs - ret->docs)));
    return rc;
}
