/* Expressions: the names that a procedure's rules may use, with their types, so that done.reprot is refused
 * where it stands; and the codes that are compared with a choice, which no type knows. */
#include "procedure/reader.h"

static const struct feel_member milestone_member[] = {
    {STR_INIT("title"), &FEEL_STRING}, {STR_INIT("due"), &FEEL_DATE}, {STR_INIT("done"), &FEEL_DATE}};
static const struct feel_type milestone = {
    .kind = TYPE_CONTEXT, .member = milestone_member, .members = COUNT_OF(milestone_member)};
static const struct feel_member linked_member[] = {{STR_INIT("all"), &FEEL_NUMBER},
                                                   {STR_INIT("open"), &FEEL_NUMBER}};
static const struct feel_type linked = {
    .kind = TYPE_CONTEXT, .member = linked_member, .members = COUNT_OF(linked_member)};

const struct feel_type *field_type(struct arena *a, const struct procedure_field *f)
{
    switch (f->kind) {
    case FIELD_NUMBER:
    case FIELD_FILES:
    case FIELD_PERSON:
        return &FEEL_NUMBER;
    case FIELD_DATE:
        return &FEEL_DATE;
    case FIELD_YES_NO:
        return &FEEL_BOOLEAN;
    case FIELD_ORGANS:
        return type_list(a, &FEEL_STRING);
    case FIELD_MILESTONES:
        return type_list(a, &milestone);
    default:
        return &FEEL_STRING;
    }
}

/* One member for each thing; with none at all one that nobody can write, for a context without members may
 * have any. */
static const struct feel_type *by_thing(struct reader *r, enum thing thing, const struct feel_type *of)
{
    size_t n = r->n[thing];
    struct feel_type *t = take_memory(r, 1, sizeof *t);
    struct feel_member *m = take_memory(r, n + 1, sizeof *m);
    if (!t || !m)
        return &FEEL_ANY;
    m[0] = (struct feel_member){STR(" "), &FEEL_NULL};
    for (size_t i = 0; i < n; i++)
        m[i] =
            (struct feel_member){r->id[thing][i], of ? of : type_list(r->a, field_type(r->a, &r->field[i]))};
    *t = (struct feel_type){.kind = TYPE_CONTEXT, .member = m, .members = n ? n : 1};
    return t;
}

bool scope_make(struct reader *r)
{
    size_t fields = r->n[THING_FIELD];
    struct feel_input *in = take_memory(r, fields + INPUT__COUNT, sizeof *in);
    if (!in)
        return false;
    for (size_t i = 0; i < fields; i++)
        in[i] = (struct feel_input){r->id[THING_FIELD][i], field_type(r->a, &r->field[i])};
    const struct feel_type *acts_done = by_thing(r, THING_ACT, &FEEL_BOOLEAN);
    const struct feel_input own[INPUT__COUNT] = {
        [INPUT_STATE] = {STR("state"), &FEEL_STRING},
        [INPUT_TODAY] = {STR("today"), &FEEL_DATE},
        [INPUT_OPENED] = {STR("opened"), &FEEL_DATE},
        [INPUT_DONE] = {STR("done"), acts_done},
        [INPUT_TIMES] = {STR("times"), by_thing(r, THING_ACT, &FEEL_NUMBER)},
        [INPUT_RECENTLY] = {STR("recently"), acts_done},
        [INPUT_OVERDUE] = {STR("overdue"), by_thing(r, THING_CLOCK, &FEEL_BOOLEAN)},
        [INPUT_LEFT] = {STR("left"), by_thing(r, THING_CLOCK, &FEEL_NUMBER)},
        [INPUT_LAST] = {STR("last"), by_thing(r, THING_FIELD, NULL)},
        [INPUT_MISSED] = {STR("missed"), by_thing(r, THING_CADENCE, &FEEL_NUMBER)},
        [INPUT_LATE_MILESTONES] = {STR("late milestones"), &FEEL_NUMBER},
        [INPUT_LINKED] = {STR("linked"), &linked},
        [INPUT_ROLE] = {STR("role"), &FEEL_STRING},
        [INPUT_ORGAN] = {STR("organ"), &FEEL_STRING},
        [INPUT_CODE] = {STR("code"), &FEEL_STRING},
    };
    memcpy(in + fields, own, sizeof own);
    r->input = in;
    return !r->no_memory;
}

/* ---- codes of choices */

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* The name that ends before `at`: verdict, or of last.verdict[1] the same. */
static struct str name_before(struct str text, size_t at)
{
    while (at > 0 && text.p[at - 1] == ' ')
        at--;
    if (at > 0 && text.p[at - 1] == ']')
        while (at > 0 && text.p[--at] != '[')
            ;
    size_t end = at;
    while (at > 0 && is_word(text.p[at - 1]))
        at--;
    struct str name = str_sub(text, at, end - at);
    bool is_member = at > 0 && text.p[at - 1] == '.';
    return is_member && !(at >= 5 && str_eq(str_sub(text, at - 5, 5), STR("last."))) ? STR("") : name;
}

static void check_code(struct reader *r, const struct doc *d, size_t at, struct str name, struct str code)
{
    struct str known[PROCEDURE_ITEMS_MAX];
    size_t n = 0;
    bool is_field = false;
    for (size_t i = 0; i < r->n[THING_FIELD]; i++)
        is_field |= str_eq(r->id[THING_FIELD][i], name);
    for (size_t i = 0; i < r->n[THING_FIELD]; i++)
        if (str_eq(r->id[THING_FIELD][i], name) && r->field[i].kind == FIELD_CHOICE)
            for (size_t c = 0; c < r->field[i].choices; c++)
                known[n++] = r->field[i].choice[c].code;
    if (str_eq(name, STR("state")))
        for (size_t i = 0; i < r->n[THING_STATE]; i++)
            known[n++] = r->id[THING_STATE][i];
    for (size_t i = 0; !is_field && str_eq(name, STR("role")) && i < r->words->roles && i < COUNT_OF(known);
         i++)
        known[n++] = r->words->role[i];
    for (size_t i = 0; i < n; i++)
        if (str_eq(known[i], code))
            return;
    if (n)
        name_unknown(r, d, at, K("procedure.no_choice"), code, known, n);
}

static size_t text_end(struct str t, size_t at)
{
    while (at < t.n && t.p[at] != '"')
        at += t.p[at] == '\\' ? 2 : 1;
    return at < t.n ? at : t.n;
}

void check_given(struct reader *r, const struct doc *d, int field)
{
    struct str t = str_trim(d->text);
    bool is_text = t.n >= 2 && t.p[0] == '"' && text_end(t, 1) == t.n - 1;
    if (is_text)
        check_code(r, d, (size_t)(t.p - d->text.p) + 1, r->id[THING_FIELD][field], str_sub(t, 1, t.n - 2));
}

/* Each "text" that stands behind = or != of a choice, or in a list behind `in`. */
static void check_codes(struct reader *r, const struct doc *d)
{
    struct str t = d->text, name = STR("");
    for (size_t i = 0; i < t.n; i++) {
        char c = t.p[i];
        if (c == '=') {
            bool is_order = i > 0 && (t.p[i - 1] == '<' || t.p[i - 1] == '>');
            name = is_order ? STR("") : name_before(t, i > 0 && t.p[i - 1] == '!' ? i - 1 : i);
        } else if (str_starts(str_sub(t, i, 4), STR(" in "))) {
            name = name_before(t, i);
            i += 3;
        } else if (c == '"') {
            size_t end = text_end(t, i + 1);
            if (name.n)
                check_code(r, d, i + 1, name, str_sub(t, i + 1, end - i - 1));
            i = end;
        } else if (c != ' ' && c != '(' && c != '[' && c != ',') {
            name = STR("");
        }
    }
}

/* ---- */

static void members_hint(struct reader *r, size_t first)
{
    static const enum thing of[] = {THING_ACT, THING_CLOCK, THING_FIELD, THING_CADENCE};
    for (size_t i = first; i < r->p->n; i++) {
        struct problem *q = &r->p->item[i];
        if (strcmp(q->text, K("feel.no_member")) != 0 || q->hint)
            continue;
        struct nearest near = {.to = q->arg[0]};
        for (size_t k = 0; k < COUNT_OF(of); k++)
            for (size_t n = 0; n < r->n[of[k]]; n++)
                nearest_try(&near, r->id[of[k]][n]);
        doc_nearest_hint(r->p, q, &near);
    }
}

/* What lies encrypted in the vault has no value for a rule. */
static void check_reads(struct reader *r, const struct doc *d, const struct feel_program *program)
{
    uint64_t reads[2] = {0};
    feel_reads(program, reads, COUNT_OF(reads));
    for (size_t i = 0; i < r->n[THING_FIELD]; i++)
        if (HAS(reads[i / 64], i % 64) && r->field[i].is_private)
            (void)wrong(r, d, K("procedure.reads_private"), r->id[THING_FIELD][i]);
}

bool expr_fits(const struct procedure_expr *e, const struct feel_type *wanted)
{
    const struct feel_type *t = feel_type_of(e->program);
    return t->kind == TYPE_ANY || t->kind == TYPE_NULL || type_conforms(t, wanted);
}

bool expr_read(struct reader *r, struct doc *d, const struct feel_type *wanted, struct procedure_expr *ret)
{
    if (d->kind != DOC_TEXT || str_trim(d->text).n == 0) {
        problem_arg(r->p, doc_problem(r->p, d, "score.text_wanted"), 0, d->key);
        return false;
    }
    if (d->text.n > PROCEDURE_EXPR_MAX) {
        struct problem *q = wrong(r, d, K("procedure.expression_too_long"), STR(""));
        problem_arg(r->p, q, 1, arena_printf(r->p->arena, "%d", PROCEDURE_EXPR_MAX));
        return false;
    }
    struct feel_scope scope = {
        .input = r->input, .inputs = r->n[THING_FIELD] + INPUT__COUNT, .wanted = wanted, .is_strict = true};
    size_t first = r->p->n, blocking = r->p->blocking;
    const struct feel_program *program = NULL;
    enum rc rc = feel_compile(r->a, d->text, &scope, &program, r->p);
    r->no_memory |= rc == RC_NO_MEMORY;
    struct procedure_expr e = {d->text, program, {d->line, d->column}};
    if (d->text_column > 0)
        e.place = (struct place_in_file){d->text_line, d->text_column};
    if (rc == RC_OK && wanted && !expr_fits(&e, wanted))
        (void)PROBLEM(r->p, 1, 1, "feel.result_type");
    doc_place_problems(r->p, d, first);
    members_hint(r, first);
    if (rc != RC_OK)
        return false;
    check_reads(r, d, program);
    check_codes(r, d);
    *ret = e;
    return r->p->blocking == blocking;
}

void expr_field(struct reader *r, struct fields *f, const char *key, const struct feel_type *wanted,
                struct procedure_expr *ret)
{
    struct doc *d = field(f, key);
    if (d)
        (void)expr_read(r, d, wanted, ret);
}
