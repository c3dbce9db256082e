/* Types as they are written: behind `instance of`, in the parameters of functions, in options. */
#include "base/key.h"
#include "feel/parse.h"

static const struct feel_type *parse_type_list(struct parser *p)
{
    if (!lex_take(&p->lex, "<"))
        return check_list(p, &FEEL_ANY);
    const struct feel_type *of = parse_type(p);
    return parse_want(p, ">") ? check_list(p, of) : &FEEL_ANY;
}

struct feel_type *parse_new_type(struct parser *p, enum type_kind kind)
{
    struct feel_type *t = parse_take(p, 1, sizeof *t);
    if (t)
        *t = (struct feel_type){.kind = kind, .of = &FEEL_ANY};
    return t;
}

#define TYPE_MEMBERS_MAX 200

static const struct feel_type *parse_type_context(struct parser *p)
{
    struct feel_type *t = parse_new_type(p, TYPE_CONTEXT);
    struct feel_member *member = parse_take(p, TYPE_MEMBERS_MAX, sizeof *member);
    size_t n = 0;
    if (p->failed || !lex_take(&p->lex, "<"))
        return t ? t : &FEEL_ANY;
    if (lex_take(&p->lex, ">"))
        return t;
    do {
        if (n == TYPE_MEMBERS_MAX) {
            (void)parse_fail(p, p->lex.at, K("feel.too_many_names"));
            break;
        }
        member[n].name = parse_new_name(p, ":", true);
        if (!parse_want(p, ":"))
            break;
        member[n++].type = parse_type(p);
    } while (!p->failed && lex_take(&p->lex, ","));
    t->member = member;
    t->members = n;
    return parse_want(p, ">") ? t : &FEEL_ANY;
}

static const struct feel_type *parse_type_function(struct parser *p)
{
    struct feel_type *t = parse_new_type(p, TYPE_FUNCTION);
    struct feel_member *member = parse_take(p, FEEL_PARAMS_MAX, sizeof *member);
    size_t n = 0;
    if (p->failed || !lex_take(&p->lex, "<"))
        return t ? t : &FEEL_ANY;
    while (n < FEEL_PARAMS_MAX && parse_item(p, n, ">"))
        member[n++].type = parse_type(p);
    t->member = member;
    t->members = n;
    if (parse_want(p, ">") && parse_want(p, "->"))
        t->of = parse_type(p);
    return t;
}

static const struct feel_type *parse_type_range(struct parser *p)
{
    struct feel_type *t = parse_new_type(p, TYPE_RANGE);
    if (t && lex_take(&p->lex, "<")) {
        t->of = parse_type(p);
        (void)parse_want(p, ">");
    }
    return t ? t : &FEEL_ANY;
}

const struct feel_type *parse_type(struct parser *p)
{
    static const struct {
        struct str name;
        const struct feel_type *type;
    } SIMPLE[] = {{STR_INIT("days and time duration"), &FEEL_SECONDS},
                  {STR_INIT("day and time duration"), &FEEL_SECONDS},
                  {STR_INIT("years and months duration"), &FEEL_MONTHS},
                  {STR_INIT("year and month duration"), &FEEL_MONTHS},
                  {STR_INIT("date and time"), &FEEL_DATE_TIME},
                  {STR_INIT("number"), &FEEL_NUMBER},
                  {STR_INIT("string"), &FEEL_STRING},
                  {STR_INIT("boolean"), &FEEL_BOOLEAN},
                  {STR_INIT("date"), &FEEL_DATE},
                  {STR_INIT("time"), &FEEL_TIME},
                  {STR_INIT("Any"), &FEEL_ANY},
                  {STR_INIT("Null"), &FEEL_NULL}};
    if (++p->depth > FEEL_DEPTH_MAX)
        (void)parse_fail(p, p->lex.at, K("feel.too_deep"));
    const struct feel_type *t = NULL;
    const struct feel_scope *given = p->scope.given;
    for (size_t i = 0; !t && !p->failed && i < given->types; i++) {
        size_t n = lex_name_here(&p->lex, given->type[i]->name);
        if (n) {
            lex_skip(&p->lex, n);
            t = given->type[i];
        }
    }
    for (size_t i = 0; !t && !p->failed && i < COUNT_OF(SIMPLE); i++) {
        size_t n = lex_name_here(&p->lex, SIMPLE[i].name);
        if (n) {
            lex_skip(&p->lex, n);
            t = SIMPLE[i].type;
        }
    }
    if (p->failed)
        t = &FEEL_ANY; /* too deep: nothing is taken any more */
    else if (!t && lex_take_word(&p->lex, "list"))
        t = parse_type_list(p);
    else if (!t && lex_take_word(&p->lex, "context"))
        t = parse_type_context(p);
    else if (!t && lex_take_word(&p->lex, "range"))
        t = parse_type_range(p);
    else if (!t && lex_take_word(&p->lex, "function"))
        t = parse_type_function(p);
    p->depth--;
    if (!t)
        (void)parse_expected(p, "number string boolean date time list<…> context<…>");
    return t && !p->failed ? t : &FEEL_ANY;
}
