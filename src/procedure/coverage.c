/* The list is ours, so it is read strictly: whatever does not belong there is a problem with its place. */
#include "procedure/coverage.h"

#include "base/key.h"
#include "doc/fields.h"

static const char *const WORKS[] = {"no", "partly", "yes"};
static const struct doc_words NO_WORDS = {NULL, 0};

/* “FILE kind name” */
static bool read_line(struct arena *a, struct problems *p, const struct doc *d, struct coverage_line *ret)
{
    struct str rest = d->text, word[3];
    size_t n = 0;
    for (struct str part; str_split(&rest, ' ', &part); n++)
        if (n < COUNT_OF(word))
            word[n] = part;
    if (d->kind != DOC_TEXT || n != COUNT_OF(word)) {
        (void)doc_problem(p, d, K("coverage.line_unfit"));
        return false;
    }
    *ret =
        (struct coverage_line){arena_str(a, word[0]), arena_str(a, word[1]), arena_str(a, word[2]), d->line};
    return true;
}

static void read_by(struct arena *a, struct problems *p, const struct doc *list, struct coverage_mechanism *m)
{
    struct coverage_line *line = ARENA_ARRAY(a, struct coverage_line, (size_t)list->count + 1);
    for (const struct doc *d = list->first; d; d = d->next)
        m->bys += read_line(a, p, d, &line[m->bys]);
    m->by = line;
}

static void read_because(struct problems *p, struct doc *map, struct coverage_mechanism *m)
{
    struct fields f = doc_fields(p, &NO_WORDS, map);
    (void)field_text(&f, "zh", &m->because.zh);
    (void)field_text(&f, "en", &m->because.en);
    fields_done(&f);
}

/* What works has its lines and its test; what does not works in full says why. */
static void read_mechanism(struct arena *a, struct problems *p, struct doc *d, struct coverage_mechanism *m)
{
    struct fields f = doc_fields(p, &NO_WORDS, d);
    struct doc *by = NULL, *because = NULL;
    *m = (struct coverage_mechanism){.id = arena_str(a, d->key), .line = d->key_line};
    FIELD_CHOICE(&f, "works", WORKS, &m->works);
    because = field_map(&f, "because");
    by = field_list(&f, "by");
    (void)field_text(&f, "test", &m->test);
    if (because)
        read_because(p, because, m);
    if (by)
        read_by(a, p, by, m);
    fields_done(&f);
    bool is_whole = (m->works == COVERAGE_YES) == (m->because.zh.n == 0) &&
                    (m->works == COVERAGE_NO) == (m->bys == 0) &&
                    (m->works == COVERAGE_NO) == (m->test.n == 0);
    if (!is_whole)
        problem_arg(p, doc_problem(p, d, K("coverage.not_whole")), 0, d->key);
}

enum rc coverage_read(struct arena *a, struct str text, struct problems *p, struct coverage *ret,
                      struct err *err)
{
    struct doc *d;
    enum rc rc = doc_read(a, a, text, p, &d, err);
    if (rc != RC_OK)
        return rc;
    struct fields f = doc_fields(p, &NO_WORDS, d);
    struct doc *all = field_map(&f, "mechanisms");
    fields_done(&f);
    size_t n = 0, most = all ? (size_t)all->count : 0;
    struct coverage_mechanism *row = ARENA_ARRAY(a, struct coverage_mechanism, most + 1);
    for (struct doc *m = all ? all->first : NULL; m; m = m->next)
        read_mechanism(a, p, m, &row[n++]);
    if (p->blocking)
        return FAIL(err, RC_INVALID, "coverage.cannot_read", "%zu problems", p->blocking);
    *ret = (struct coverage){row, n};
    return RC_OK;
}

#define PLACE_IN(list, count)                                                                                \
    for (size_t i = 0; i < (count); i++)                                                                     \
        if (str_eq((list)[i].id, id))                                                                        \
    return (list)[i].place

struct place_in_file coverage_place(const struct procedure *p, struct str kind, struct str id)
{
    if (str_eq(kind, STR("act")))
        PLACE_IN(p->act, p->acts);
    if (str_eq(kind, STR("field")))
        PLACE_IN(p->field, p->fields);
    if (str_eq(kind, STR("state")))
        PLACE_IN(p->state, p->states);
    if (str_eq(kind, STR("clock")))
        PLACE_IN(p->clock, p->clocks);
    if (str_eq(kind, STR("cadence")))
        PLACE_IN(p->cadence, p->cadences);
    if (str_eq(kind, STR("rule")))
        PLACE_IN(p->rule, p->rules);
    if (str_eq(kind, STR("fact")))
        PLACE_IN(p->fact, p->facts);
    return (struct place_in_file){0};
}
