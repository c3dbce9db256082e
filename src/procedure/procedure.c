/* A procedure from its text: the head, then names, sections and what only the whole shows. */
#include "procedure/reader.h"

#define BASIS_CHARACTERS_MAX 300

struct str bilingual_text(struct bilingual t, enum lang lang)
{
    return lang == LANG_EN && t.en.n ? t.en : t.zh;
}

static int find(const void *first, size_t n, size_t size, struct str id)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(*(const struct str *)((const char *)first + i * size),
                   id)) /* the id is the first member */
            return (int)i;
    return -1;
}

int procedure_field_find(const struct procedure *p, struct str id)
{
    return find(p->field, p->fields, sizeof *p->field, id);
}
int procedure_state_find(const struct procedure *p, struct str id)
{
    return find(p->state, p->states, sizeof *p->state, id);
}
int procedure_act_find(const struct procedure *p, struct str id)
{
    return find(p->act, p->acts, sizeof *p->act, id);
}
int procedure_clock_find(const struct procedure *p, struct str id)
{
    return find(p->clock, p->clocks, sizeof *p->clock, id);
}
int procedure_cadence_find(const struct procedure *p, struct str id)
{
    return find(p->cadence, p->cadences, sizeof *p->cadence, id);
}
int procedure_choice_find(const struct procedure_field *f, struct str code)
{
    return find(f->choice, f->choices, sizeof *f->choice, code);
}

/* ---- head */

/* 督{year}-{seq:4}: without a number two records would have one code. */
static void check_code(struct reader *r, const struct doc *d)
{
    static const struct str known[] = {STR_INIT("year"), STR_INIT("seq")};
    struct str t = d->text;
    bool has_seq = false;
    for (size_t i = 0; i < t.n; i++) {
        if (t.p[i] != '{')
            continue;
        struct str hole = str_sub(t, i + 1, str_find(str_sub(t, i + 1, t.n), '}'));
        struct str name = str_sub(hole, 0, str_find(hole, ':')), width = str_sub(hole, name.n + 1, hole.n);
        int64_t digits = 1;
        bool is_seq = str_eq(name, known[1]), is_fit = str_eq(name, known[0]) && name.n == hole.n;
        if (is_seq)
            is_fit = name.n == hole.n || (str_to_i64(width, &digits) && digits >= 1 && digits <= 9);
        if (!is_fit)
            name_unknown(r, d, i + 1, K("procedure.code_hole"), hole, known, COUNT_OF(known));
        has_seq |= is_seq;
        i += hole.n;
    }
    if (!has_seq)
        wrong(r, d, K("procedure.code_without_seq"), t)->hint = K("procedure.code_hint");
}

static void code_read(struct reader *r, struct fields *f)
{
    struct doc *d = field(f, "code");
    if (!d) {
        PROBLEM(r->p, 0, 0, "procedure.code_missing")->hint = K("procedure.code_hint");
        return;
    }
    if (d->kind != DOC_TEXT) {
        problem_arg(r->p, doc_problem(r->p, d, "score.text_wanted"), 0, d->key);
        return;
    }
    if (d->text.n > 60)
        problem_arg(r->p, wrong(r, d, K("procedure.text_too_long"), d->key), 1, STR("60"));
    check_code(r, d);
    r->pr.code = d->text;
}

static bool is_mechanism(struct str id)
{
    bool is_fit = id.n == 5 && id.p[2] == '-';
    for (size_t i = 0; i < id.n; i++)
        is_fit &= i < 2 ? id.p[i] >= 'A' && id.p[i] <= 'Z' : i == 2 || (id.p[i] >= '0' && id.p[i] <= '9');
    return is_fit;
}

static void mechanisms_read(struct reader *r, struct fields *f)
{
    struct doc *list = texts_field(r, f, "mechanisms", 200);
    struct str *mechanism = take_memory(r, list ? (size_t)list->count : 0, sizeof *mechanism);
    for (struct doc *d = list && mechanism ? list->first : NULL; d; d = d->next) {
        if (!is_mechanism(OR_EMPTY(d)))
            (void)wrong(r, d, K("procedure.mechanism_unfit"), OR_EMPTY(d));
        mechanism[r->pr.mechanisms++] = d->text;
    }
    r->pr.mechanism = mechanism;
}

static void head_read(struct reader *r, struct fields *f)
{
    struct doc *id = field(f, "procedure"), *basis = field(f, "basis");
    r->pr.id = OR_EMPTY(id);
    if (!id)
        PROBLEM(r->p, 0, 0, "procedure.id_missing")->hint = K("procedure.id_missing_hint");
    else if (!id_is_fit(r->pr.id))
        wrong(r, id, K("procedure.id_unfit"), r->pr.id)->hint = K("procedure.id_unfit_hint");
    title_field(r, f, &r->pr.title);
    struct bilingual text = {.zh = STR("")};
    bilingual_read(r, basis, BASIS_CHARACTERS_MAX, &text);
    r->pr.basis = text.zh;
    mechanisms_read(r, f);
    code_read(r, f);
}

/* What the head says of fields and people. */
static void head_names_read(struct reader *r, struct fields *f)
{
    r->pr.name = field_of_kind(r, f, "name", 1u << FIELD_TEXT);
    r->pr.lead = field_of_kind(r, f, "lead", 1u << FIELD_ORGAN);
    if (!field_is_there(f, "name"))
        PROBLEM(r->p, 0, 0, "procedure.name_missing")->hint = K("procedure.name_hint");
    if (r->pr.name >= 0 && r->field[r->pr.name].is_private)
        (void)wrong_at(r, r->field[r->pr.name].place, K("procedure.private_name"),
                       r->id[THING_FIELD][r->pr.name]);
    whos_field(r, f, "seen_by", &r->pr.seen_by);
    if (!field_is_there(f, "seen_by"))
        PROBLEM(r->p, 0, 0, "procedure.seen_by_missing")->hint = K("procedure.by_hint");
}

static void document_read(struct reader *r, struct doc *root)
{
    struct fields f = fields_of(r, root);
    if (!f.map)
        return;
    struct doc *who = field(&f, "who"), *lists = field(&f, "lists");
    r->pr.light = -1;
    head_read(r, &f);
    names_read(r, &f);
    if (r->no_memory)
        return;
    fields_read(r);
    states_read(r);
    groups_read(r, who);
    head_names_read(r, &f);
    if (!scope_make(r))
        return;
    acts_read(r);
    clocks_read(r);
    cadences_read(r);
    rules_read(r);
    facts_read(r);
    list_read(r, lists);
    fields_done(&f);
    if (r->p->blocking == 0 && !r->no_memory) {
        check_flow(r);
        check_rules(r);
    }
}

static enum rc read_with(struct reader *r, struct arena *nodes, struct str text, const struct procedure **ret,
                         struct err *err)
{
    struct doc *root = NULL;
    enum rc rc = doc_read(r->a, nodes, text, r->p, &root, err);
    if (rc != RC_OK)
        return rc;
    document_read(r, root);
    r->pr.text = text;
    struct procedure *p = take_memory(r, 1, sizeof *p);
    if (r->no_memory || !p)
        return FAIL(err, RC_NO_MEMORY, "procedure.no_memory", "procedure");
    if (r->p->blocking)
        return FAIL(err, RC_INVALID, "procedure.invalid", "%zu problems", r->p->blocking);
    *p = r->pr;
    *ret = p;
    return RC_OK;
}

enum rc procedure_read(struct arena *a, struct str text, const struct procedure_words *words,
                       const struct procedure **ret, struct problems *p, struct err *err)
{
    if (text.n > PROCEDURE_TEXT_MAX) {
        (void)PROBLEM(p, 0, 0, "procedure.too_large");
        return FAIL(err, RC_TOO_LARGE, "procedure.too_large", "%zu bytes", text.n);
    }
    char *copy = arena_try(a, text.n + 1);
    struct reader *r = arena_try(a, sizeof *r);
    struct arena *nodes CLEANUP(arena_freep) = arena_new(0);
    if (!copy || !r || !nodes)
        return FAIL(err, RC_NO_MEMORY, "procedure.no_memory", "procedure");
    if (text.n)
        memcpy(copy, text.p, text.n);
    *r = (struct reader){.a = a, .p = p, .words = words};
    return read_with(r, nodes, str_of(copy, text.n), ret, err);
}
