/* Compiled procedures are kept by the hash of their text, for as long as the program runs: there are some
 * dozen of them, and what a reader holds must not go while it is held. Which version is in force is asked of
 * the data base each time, so a version that another program adopted is seen at once. */
#include "domain/procedure_book.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>

#include "domain/put.h"
#include "gen/sql.h"
#include "ledger/ledger.h"

PUT_FUNCTION(procedure_version)

#define PTOK(call) ASSERT((call) == 0)
#define PROCEDURES_MAX 200 /* in force at once */

struct kept {
    struct str hash;
    const struct procedure *procedure;
    struct arena *arena;
    struct kept *next;
};
struct procedure_book {
    int64_t tenant_id;
    pthread_mutex_t lock;
    struct kept *first;
    struct calendar_cache *calendars;
};

struct procedure_book *procedure_book_new(int64_t tenant_id)
{
    struct procedure_book *book = calloc(1, sizeof *book);
    ASSERT(book != NULL);
    book->tenant_id = tenant_id;
    book->calendars = calendar_cache_new(tenant_id);
    PTOK(pthread_mutex_init(&book->lock, NULL));
    return book;
}

void procedure_book_free(struct procedure_book *book)
{
    if (!book)
        return;
    for (struct kept *k = book->first, *next; k; k = next) {
        next = k->next;
        arena_free(k->arena); /* holds the struct, too */
    }
    calendar_cache_free(book->calendars);
    PTOK(pthread_mutex_destroy(&book->lock));
    free(book);
}

int64_t procedure_book_tenant(const struct procedure_book *book) { return book->tenant_id; }

struct calendar_cache *procedure_book_calendars(struct procedure_book *book) { return book->calendars; }

static struct str role_names[ROLES_COUNT];

static void name_roles(void)
{
    for (int i = 0; i < ROLES_COUNT; i++)
        role_names[i] = role_name((enum role)i);
}

struct procedure_words procedure_words_here(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    PTOK(pthread_once(&once, name_roles));
    return (struct procedure_words){.role = role_names, .roles = ROLES_COUNT, .offices = ROLES_OFFICES};
}

/* ---- texts ---- */

static const struct procedure *find_kept(struct procedure_book *book, struct str hash)
{
    const struct procedure *found = NULL;
    PTOK(pthread_mutex_lock(&book->lock));
    for (const struct kept *k = book->first; k && !found; k = k->next)
        if (str_eq(k->hash, hash))
            found = k->procedure;
    PTOK(pthread_mutex_unlock(&book->lock));
    return found;
}

/* Two readers may compile the same text at once: the second one's is kept beside the first and is as good. */
static void keep(struct procedure_book *book, struct arena *a, struct str hash, const struct procedure *p)
{
    struct kept *k = ARENA_NEW(a, struct kept);
    k->hash = arena_str(a, hash);
    k->procedure = p;
    k->arena = a;
    PTOK(pthread_mutex_lock(&book->lock));
    k->next = book->first;
    book->first = k;
    PTOK(pthread_mutex_unlock(&book->lock));
}

static enum rc compile(struct procedure_book *book, struct db *db, struct str hash_text,
                       const struct procedure **ret, struct err *err)
{
    struct arena *a = arena_new(0);
    struct str text = {0};
    struct hash hash;
    ASSERT(a != NULL);
    struct problems *problems = ARENA_NEW(a, struct problems);
    problems->arena = a;
    struct procedure_words words = procedure_words_here();
    struct sql_blob_get_row row;
    bool is_found = false;
    enum rc rc = hash_read_hex(hash_text, &hash) ? RC_OK : FAIL(err, RC_DB, "procedure.text_lost", "hash");
    if (rc == RC_OK)
        rc = sql_blob_get(db, a, book->tenant_id, str_of((const char *)hash.b, sizeof hash.b), &row,
                          &is_found, err);
    if (rc == RC_OK && !is_found)
        rc = FAIL(err, RC_DB, "procedure.text_lost", "blob %.*s", STR_ARG(hash_text));
    if (rc == RC_OK)
        text = row.bytes;
    if (rc == RC_OK && procedure_read(a, text, &words, ret, problems, err) != RC_OK)
        rc = FAIL(err, RC_DB, "procedure.text_lost", "line %d: %s", problems->n ? problems->item[0].line : 0,
                  problems->n ? problems->item[0].text : "no problem said");
    if (rc == RC_OK)
        keep(book, a, hash_text, *ret);
    else
        arena_free(a);
    return rc;
}

static enum rc by_hash(struct procedure_book *book, struct db *db, struct str hash,
                       const struct procedure **ret, struct err *err)
{
    *ret = find_kept(book, hash);
    return *ret ? RC_OK : compile(book, db, hash, ret, err);
}

enum rc procedure_get(struct procedure_book *book, struct db *db, struct str id, int64_t version,
                      const struct procedure **ret, int64_t *ret_version, struct err *err)
{
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    struct sql_procedure_version_get_row row;
    bool is_found;
    ASSERT(a != NULL);
    enum rc rc = sql_procedure_version_get(db, a, book->tenant_id, id, version, &row, &is_found, err);
    if (rc == RC_OK && !is_found) {
        (void)FAIL(err, RC_NOT_FOUND, "procedure.no_such", "%.*s %" PRId64, STR_ARG(id), version);
        return err_arg(err, 0, id);
    }
    if (rc == RC_OK)
        rc = by_hash(book, db, row.doc_hash, ret, err);
    if (rc == RC_OK)
        *ret_version = row.version;
    return rc;
}

/* ---- lists ---- */

static enum rc versions(struct procedure_book *book, struct db *db, struct arena *a, struct str id,
                        struct procedure_versions *ret, struct err *err)
{
    struct sql_procedure_versions_rows rows;
    enum rc rc = sql_procedure_versions(db, a, book->tenant_id, &rows, err);
    if (rc != RC_OK)
        return rc;
    struct procedure_version *out = ARENA_ARRAY(a, struct procedure_version, rows.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < rows.n && rc == RC_OK; i++) {
        const struct sql_procedure_versions_row *row = &rows.row[i];
        bool is_newest = i + 1 == rows.n || !str_eq(row->procedure_id, rows.row[i + 1].procedure_id);
        if (id.n ? !str_eq(row->procedure_id, id) : !is_newest)
            continue;
        out[n] = (struct procedure_version){.version = row->version,
                                            .adopted_at_ms = row->adopted_at_ms,
                                            .adopted_seq = row->adopted_seq,
                                            .reason = row->reason,
                                            .by_label = row->by_label};
        rc = by_hash(book, db, row->doc_hash, &out[n++].procedure, err);
    }
    *ret = (struct procedure_versions){out, n};
    return rc;
}

enum rc procedure_list(struct procedure_book *book, struct db *db, struct arena *a,
                       struct procedure_versions *ret, struct err *err)
{
    return versions(book, db, a, (struct str){0}, ret, err);
}

enum rc procedure_history(struct procedure_book *book, struct db *db, struct arena *a, struct str id,
                          struct procedure_versions *ret, struct err *err)
{
    return versions(book, db, a, id, ret, err);
}

/* ---- act ---- */

struct adopting {
    struct act *act;
    const struct procedure_adopt *in;
    const struct procedure **read; /* [in->n] */
    const struct procedure **set;  /* those, and those in force that they do not replace */
    size_t sets;
    size_t adopted;
};

static enum rc read_all(struct adopting *x, struct problems *problems, struct err *err)
{
    struct procedure_words words = procedure_words_here();
    for (size_t i = 0; i < x->in->n; i++) {
        enum rc rc = procedure_read(x->act->arena, x->in->text[i], &words, &x->read[i], problems, err);
        if (x->in->ret_text)
            *x->in->ret_text = i;
        if (rc == RC_INVALID)
            return FAIL(err, RC_INVALID, "procedure.cannot_read", "text %zu: %zu problems", i, problems->n);
        if (rc != RC_OK)
            return rc;
        x->set[x->sets++] = x->read[i];
    }
    return RC_OK;
}

/* Together with what stays in force they must hold together: what one opens, another is. */
static enum rc check_together(struct adopting *x, struct problems *problems, struct err *err)
{
    struct procedure_versions now;
    enum rc rc = procedure_list(x->in->book, x->act->db, x->act->arena, &now, err);
    for (size_t i = 0; rc == RC_OK && i < now.n && x->sets < PROCEDURES_MAX; i++) {
        bool is_replaced = false;
        for (size_t k = 0; k < x->in->n; k++)
            is_replaced |= str_eq(x->read[k]->id, now.row[i].procedure->id);
        if (!is_replaced)
            x->set[x->sets++] = now.row[i].procedure;
    }
    if (rc != RC_OK)
        return rc;
    struct problems *each = ARENA_ARRAY(x->act->arena, struct problems, x->sets + 1);
    for (size_t i = 0; i < x->sets; i++)
        each[i].arena = x->act->arena;
    procedures_check(x->act->arena, x->set, x->sets, each);
    for (size_t i = 0; i < x->sets; i++)
        if (each[i].blocking) {
            *problems = each[i];
            if (x->in->ret_text)
                *x->in->ret_text = i;
            return FAIL(err, RC_INVALID, "procedure.cannot_read", "%.*s: %zu problems",
                        STR_ARG(x->set[i]->id), each[i].n);
        }
    return RC_OK;
}

static enum rc adopt_one(struct adopting *x, size_t i, struct err *err)
{
    struct act *act = x->act;
    struct sql_procedure_version_get_row row = {.version = 0};
    struct str hash = hash_hex(act->arena, hash_of(x->in->text[i]));
    struct hash stored;
    bool is_found;
    enum rc rc = sql_procedure_version_get(act->db, act->arena, act->actor.tenant_id, x->read[i]->id, 0, &row,
                                           &is_found, err);
    if (rc != RC_OK || (is_found && str_eq(row.doc_hash, hash)))
        return rc;
    rc = act_blob(act, x->in->text[i], &stored, err);
    if (rc != RC_OK)
        return rc;
    x->adopted++;
    return put_procedure_version(act,
                                 (struct procedure_version_row){.procedure_id = x->read[i]->id,
                                                                .version = is_found ? row.version + 1 : 1,
                                                                .title = x->read[i]->title.zh,
                                                                .doc_hash = hash,
                                                                .reason = x->in->reason,
                                                                .adopted_at_ms = act->now_ms,
                                                                .adopted_by = act->actor.account_id,
                                                                .adopted_seq = act->seq},
                                 err);
}

enum rc run_procedure_adopt(struct act *act, const void *input, struct err *err)
{
    struct adopting x = {.act = act, .in = input};
    struct problems *problems = x.in->problems ? x.in->problems : ARENA_NEW(act->arena, struct problems);
    int64_t seq;
    if (!x.in->problems)
        problems->arena = act->arena;
    problems_clear(problems);
    x.read = ARENA_ARRAY(act->arena, const struct procedure *, x.in->n + 1);
    x.set = ARENA_ARRAY(act->arena, const struct procedure *, PROCEDURES_MAX + x.in->n);
    enum rc rc = read_all(&x, problems, err);
    if (rc == RC_OK)
        rc = check_together(&x, problems, err);
    if (rc == RC_OK)
        rc = act_seq(act, &seq, err);
    for (size_t i = 0; i < x.in->n && rc == RC_OK; i++)
        rc = adopt_one(&x, i, err);
    if (rc == RC_OK && x.adopted == 0)
        rc = FAIL(err, RC_INVALID, "procedure.same_as_now", "%zu texts", x.in->n);
    if (rc != RC_OK)
        return rc;
    act->object = arena_printf(act->arena, "procedure/%.*s", STR_ARG(x.read[0]->id));
    act->answer = arena_printf(act->arena, "%zu", x.adopted);
    return RC_OK;
}
