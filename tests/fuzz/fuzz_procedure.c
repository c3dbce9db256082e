/* libFuzzer: any bytes as a procedure. What must hold: no fault of memory, every refusal has a problem, every
 * index of what was read points at something, and the checks of a set, its articles and its picture can be
 * made. The seeds are tests/fuzz/corpus/procedure. */
#include "procedure/diagram.h"
#include "procedure/explain.h"

static void look_at_whos(const struct procedure *p, const struct procedure_whos *w)
{
    for (size_t i = 0; i < w->n; i++)
        ASSERT(w->who[i].roles && w->who[i].field < (int)p->fields);
}

static void look(const struct procedure *p)
{
    ASSERT(p->name >= 0 && p->name < (int)p->fields && p->lead < (int)p->fields);
    for (size_t i = 0; i < p->acts; i++) {
        const struct procedure_act *a = &p->act[i];
        ASSERT(a->is_opening ? a->to >= 0 && !a->from : a->from != 0);
        ASSERT(a->to < (int)p->states && a->before < (int)p->clocks && a->from >> (p->states - 1) <= 1);
        ASSERT(!(a->is_decision && a->is_by_system));
        look_at_whos(p, &a->by);
        look_at_whos(p, &a->tells);
        for (size_t f = 0; f < a->forms; f++)
            ASSERT(a->form[f].field >= 0 && a->form[f].field < (int)p->fields);
        for (size_t f = 0; f < a->whens; f++)
            ASSERT(a->when[f].condition.program);
    }
    for (size_t i = 0; i < p->clocks; i++)
        ASSERT(p->clock[i].starts && p->clock[i].stops);
    for (size_t i = 0; i < p->rules; i++)
        ASSERT(p->rule[i].on.index >= 0 && p->rule[i].effects);
    for (size_t i = 0; i < p->facts; i++)
        ASSERT(p->fact[i].on.index >= 0 && p->fact[i].organ >= 0 && p->fact[i].measure.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct str role[] = {STR_INIT("none"), STR_INIT("leader"), STR_INIT("liaison"),
                                      STR_INIT("system")};
    const struct procedure_words words = {role, COUNT_OF(role), 2};
    struct arena *a = arena_new((size_t)256 << 20);
    struct problems *p = arena_alloc(a, sizeof *p);
    const struct procedure *one = NULL;
    p->arena = a;
    enum rc rc = procedure_read(a, str_of((const char *)data, size), &words, &one, p, NULL);
    ASSERT(rc == RC_OK ? p->blocking == 0 : rc == RC_NO_MEMORY || p->blocking > 0);
    if (rc == RC_OK) {
        look(one);
        procedures_check(a, &one, 1, p);
        struct regulation r = procedure_explain(a, one, &words, &one, 1, LANG_EN);
        ASSERT(r.sections >= 4);
        struct procedure_diagram d = procedure_draw(a, one, LANG_ZH_CN);
        ASSERT(d.boxes == one->states && d.width > 0 && d.height > 0);
    }
    arena_free(a);
    return 0;
}
