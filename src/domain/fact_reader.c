#include "domain/fact_reader.h"

struct readers {
    struct arena *a;
    struct fact_reader *row;
    size_t n, room;
};

static void add(struct readers *to, const struct scheme_record *r, const struct measure *m)
{
    if (to->n == to->room) {
        size_t room = to->room ? to->room * 2 : 16;
        struct fact_reader *more = ARENA_ARRAY(to->a, struct fact_reader, room);
        if (to->n)
            memcpy(more, to->row, to->n * sizeof *more);
        to->row = more;
        to->room = room;
    }
    to->row[to->n++] = (struct fact_reader){.fact = arena_str(to->a, m->fact),
                                            .measure = arena_str(to->a, m->name),
                                            .scheme_code = r->code,
                                            .scheme_title = r->title,
                                            .scheme_version = r->version};
}

/* In memory of its own: together, years of schemes would not fit a request. */
static enum rc add_scheme(struct db *db, struct readers *to, int64_t tenant_id, const struct scheme_record *r,
                          struct err *err)
{
    struct arena *own CLEANUP(arena_freep) = arena_new(LIMIT_REQUEST_ARENA_BYTES);
    struct scheme_open open;
    ASSERT(own != NULL);
    enum rc rc = scheme_open_load(db, own, tenant_id, r->code, r->version, &open, err);
    for (int m = 0; rc == RC_OK && m < open.scheme->measures_count; m++)
        if (open.scheme->measures[m].fact.n)
            add(to, r, &open.scheme->measures[m]);
    return rc;
}

enum rc fact_readers_load(struct db *db, struct arena *a, int64_t tenant_id, struct fact_readers *ret,
                          struct err *err)
{
    struct readers readers = {.a = a};
    struct scheme_records all;
    enum rc rc = scheme_records_load(db, a, tenant_id, &all, err);
    for (size_t i = 0; rc == RC_OK && i < all.n; i++)
        if (i == 0 || !str_eq(all.record[i - 1].code, all.record[i].code))
            rc = add_scheme(db, &readers, tenant_id, &all.record[i], err);
    if (rc == RC_OK)
        *ret = (struct fact_readers){readers.row, readers.n};
    return rc;
}

const struct fact_reader *fact_reader_of(const struct fact_readers *all, struct str fact)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->row[i].fact, fact))
            return &all->row[i];
    return NULL;
}

static bool writes_already(const struct procedure *p, size_t fact)
{
    for (size_t i = 0; i < fact; i++)
        if (str_eq(p->fact[i].measure, p->fact[fact].measure))
            return true;
    return false;
}

enum rc fact_writers_load(struct procedure_book *book, struct db *db, struct arena *a, enum lang lang,
                          struct fact_writers *ret, struct err *err)
{
    struct procedure_versions all;
    size_t room = 0, n = 0;
    enum rc rc = procedure_list(book, db, a, &all, err);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < all.n; i++)
        room += all.row[i].procedure->facts;
    struct fact_writer *out = ARENA_ARRAY(a, struct fact_writer, room + 1);
    for (size_t i = 0; i < all.n; i++) {
        const struct procedure *p = all.row[i].procedure;
        for (size_t k = 0; k < p->facts; k++)
            if (!writes_already(p, k))
                out[n++] = (struct fact_writer){p->fact[k].measure, p->id, bilingual_text(p->title, lang)};
    }
    *ret = (struct fact_writers){out, n};
    return RC_OK;
}
