/* Asking. The rarest word leads: its rows come in the order in which hits are shown, and the data base looks
 * each of them up under the other words and under who may see it. What is left is read and held against the
 * phrases, as two pairs of characters that are both there need not stand side by side. */
#include <stdlib.h>

#include "domain/search.h"
#include "gen/sql.h"

#define KEYS_MAX 16 /* of a question, counted to find the rarest; further ones are only read for */
#define ASKED_MAX 6 /* words of one statement (sql/search.sql) */
#define COMMON 5000 /* a word is counted no further */
#define PAGE_ROWS 500

struct asked {
    struct str key;
    int64_t rows;
};

struct finding {
    struct db *db;
    struct arena *a, *page, *one; /* of the hits; of the rows of a statement; of a row */
    const struct actor *actor;
    struct word_query query;
    struct asked key[KEYS_MAX];
    size_t keys;
    struct search_hit *hit;
    int64_t *doc_id; /* [hits] */
    size_t hits, looked;
    bool has_more;
};

/* ---- the words ---- */

static void add_key(struct finding *f, struct str key)
{
    for (size_t i = 0; i < f->keys; i++)
        if (str_eq(f->key[i].key, key))
            return;
    if (f->keys < KEYS_MAX)
        f->key[f->keys++].key = key;
}

static enum rc read_query(struct finding *f, struct str text, struct err *err)
{
    if (text.n > SEARCH_QUERY_BYTES_MAX) {
        (void)FAIL(err, RC_INVALID, "search.too_long", "%zu bytes", text.n);
        return err_arg(err, 0, arena_printf(f->a, "%d", SEARCH_QUERY_BYTES_MAX / 3));
    }
    f->query = words_query(f->a, text);
    for (size_t i = 0; i < f->query.n; i++)
        for (size_t k = 0; k < f->query.phrase[i].keys.n; k++)
            add_key(f, f->query.phrase[i].keys.key[k]);
    if (f->query.n == 0)
        return FAIL(err, RC_INVALID, "search.no_word", "%zu bytes", text.n);
    if (f->keys == 0)
        return FAIL(err, RC_INVALID, "search.one_character", "%zu bytes", text.n);
    return RC_OK;
}

static int by_rows(const void *x, const void *y)
{
    const struct asked *a = x, *b = y;
    return a->rows != b->rows ? (a->rows < b->rows ? -1 : 1) : str_cmp(a->key, b->key);
}

/* The rarest first. *ret false: one of them is nowhere. */
static enum rc count_keys(struct finding *f, bool *ret, struct err *err)
{
    enum rc rc = RC_OK;
    *ret = true;
    for (size_t i = 0; i < f->keys && rc == RC_OK && *ret; i++) {
        struct sql_search_word_count_row row;
        rc = sql_search_word_count(f->db, f->a, f->actor->tenant_id, f->key[i].key, COMMON, &row, err);
        f->key[i].rows = rc == RC_OK ? row.rows : 0;
        *ret = f->key[i].rows > 0;
    }
    qsort(f->key, f->keys, sizeof *f->key, by_rows);
    return rc;
}

/* ---- the rows ---- */

/* Where the phrases stand: the worst of their best places; 0: one of them stands nowhere. */
static int place_of(struct finding *f, const struct sql_search_find_row *row)
{
    if (f->query.n == 1 && f->query.phrase[0].is_plain)
        return (int)row->weight;
    const struct words field[] = {{.n = 0},
                                  words_read(f->one, row->title),
                                  words_read_code(f->one, row->code),
                                  words_read(f->one, row->text)};
    int worst = 0;
    for (size_t i = 0; i < f->query.n; i++) {
        int place = SEARCH_IN_TITLE;
        while (place <= SEARCH_IN_TEXT && words_find(field[place], &f->query.phrase[i], 0) == field[place].n)
            place++;
        if (place > SEARCH_IN_TEXT)
            return 0;
        worst = place > worst ? place : worst;
    }
    return worst;
}

static void take(struct finding *f, const struct sql_search_find_row *row)
{
    arena_reset(f->one);
    int place = place_of(f, row);
    if (place == 0)
        return;
    f->doc_id[f->hits] = row->doc_id;
    f->hit[f->hits++] = (struct search_hit){.object = arena_str(f->a, row->object),
                                            .kind = arena_str(f->a, row->kind),
                                            .title = arena_str(f->a, row->title),
                                            .code = arena_str(f->a, row->code),
                                            .text = arena_str(f->a, row->text),
                                            .path = arena_str(f->a, row->path),
                                            .organ_id = row->organ_id,
                                            .day = row->day,
                                            .place = (enum search_place)place};
}

/* After a row of the leading word. Its place, kept by value, outlives the page of rows. */
struct after {
    int64_t weight, day_left, doc_id;
};

static enum rc next_rows(struct finding *f, struct after after, struct sql_search_find_rows *ret,
                         struct err *err)
{
    struct str word[ASKED_MAX] = {{NULL, 0}};
    for (size_t i = 0; i < f->keys && i < ASKED_MAX; i++)
        word[i] = f->key[i].key;
    arena_reset(f->page);
    return sql_search_find(f->db, f->page, f->actor->tenant_id, word[0], INT64_C(1) << f->actor->role,
                           f->actor->organ_id, after.weight, after.day_left, after.doc_id, word[1], word[2],
                           word[3], word[4], word[5], PAGE_ROWS, ret, err);
}

static enum rc read_rows(struct finding *f, struct err *err)
{
    struct sql_search_find_rows rows = {.n = PAGE_ROWS};
    struct after after = {0};
    enum rc rc = RC_OK;
    while (rc == RC_OK && rows.n == PAGE_ROWS && !f->has_more) {
        rc = next_rows(f, after, &rows, err);
        for (size_t i = 0; rc == RC_OK && i < rows.n && !f->has_more; i++) {
            f->has_more = f->hits == SEARCH_FOUND_MAX || f->looked == SEARCH_LOOKED_MAX;
            if (f->has_more)
                break;
            f->looked++;
            take(f, &rows.row[i]);
            after = (struct after){rows.row[i].weight, rows.row[i].day_left, rows.row[i].doc_id};
        }
    }
    return rc;
}

/* ---- the answer ---- */

struct ranked {
    const struct search_hit *hit;
    int64_t doc_id;
};

static int by_rank(const void *x, const void *y)
{
    const struct ranked *a = x, *b = y;
    if (a->hit->place != b->hit->place)
        return a->hit->place < b->hit->place ? -1 : 1;
    if (a->hit->day != b->hit->day)
        return a->hit->day > b->hit->day ? -1 : 1;
    return (a->doc_id > b->doc_id) - (a->doc_id < b->doc_id); /* organs: as they were registered */
}

static const struct search_hit *in_order(struct finding *f)
{
    struct ranked *rank = ARENA_ARRAY(f->a, struct ranked, f->hits + 1);
    struct search_hit *hit = ARENA_ARRAY(f->a, struct search_hit, f->hits + 1);
    for (size_t i = 0; i < f->hits; i++)
        rank[i] = (struct ranked){&f->hit[i], f->doc_id[i]};
    qsort(rank, f->hits, sizeof *rank, by_rank);
    for (size_t i = 0; i < f->hits; i++)
        hit[i] = *rank[i].hit;
    return hit;
}

static void count_kinds(struct finding *f, struct search_found *ret)
{
    struct search_kind_count *kind = ARENA_ARRAY(f->a, struct search_kind_count, SEARCH_SOURCES_COUNT);
    for (size_t s = 0; s < SEARCH_SOURCES_COUNT; s++) {
        struct search_kind_count count = {.kind = SEARCH_SOURCES[s].kind};
        for (size_t i = 0; i < f->hits; i++)
            count.hits += str_eq(f->hit[i].kind, count.kind);
        if (count.hits)
            kind[ret->kinds++] = count;
    }
    ret->kind = kind;
}

enum rc search_find(struct db *db, struct arena *a, const struct actor *actor, struct str text,
                    struct search_found *ret, struct err *err)
{
    struct arena *page CLEANUP(arena_freep) = arena_new(0), *one CLEANUP(arena_freep) = arena_new(0);
    struct finding f = {.db = db, .a = a, .page = page, .one = one, .actor = actor};
    bool is_possible = false;
    *ret = (struct search_found){.hits = 0};
    text = str_trim(text);
    if (text.n == 0)
        return RC_OK;
    if (!page || !one)
        return FAIL(err, RC_NO_MEMORY, "search.no_memory", "question");
    enum rc rc = read_query(&f, text, err);
    if (rc == RC_OK)
        rc = count_keys(&f, &is_possible, err);
    f.hit = ARENA_ARRAY(a, struct search_hit, is_possible ? SEARCH_FOUND_MAX : 1);
    f.doc_id = ARENA_ARRAY(a, int64_t, is_possible ? SEARCH_FOUND_MAX : 1);
    if (rc == RC_OK && is_possible)
        rc = read_rows(&f, err);
    if (rc != RC_OK)
        return rc;
    *ret =
        (struct search_found){.hit = in_order(&f), .hits = f.hits, .query = f.query, .has_more = f.has_more};
    count_kinds(&f, ret);
    return RC_OK;
}
