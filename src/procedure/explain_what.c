/* What is registered: the head, the fields, the states. */
#include "base/fixed.h"
#include "procedure/speaker.h"
#include "text/text.h"

size_t say_head(const struct speaker *s, struct regulation_article *to)
{
    const struct procedure *p = s->p;
    size_t n = 0;
    struct str basis = p->basis.n ? SAY1(s, K("procedure.say_basis"), p->basis) : STR("");
    to[n++].text = SAY2(s, K("procedure.say_code"), p->code, basis);
    to[n++].text = p->lead >= 0 ? SAY2(s, K("procedure.say_named_and_led"), field_title(s, p->name),
                                       field_title(s, p->lead))
                                : SAY1(s, K("procedure.say_named"), field_title(s, p->name));
    to[n++].text = SAY1(s, K("procedure.say_seen_by"), who_words(s, &p->seen_by));
    struct list_of l = {.s = s};
    for (size_t i = 0; i < p->mechanisms; i++)
        list_put(&l, p->mechanism[i]);
    struct str mechanisms = list_end(&l);
    if (mechanisms.n)
        to[n++].text = SAY1(s, K("procedure.say_mechanisms"), mechanisms);
    return n;
}

/* ---- fields */

static const char *const kind_words[FIELD__COUNT] = {
    [FIELD_TEXT] = K("procedure.kind_text"),
    [FIELD_LONG_TEXT] = K("procedure.kind_long_text"),
    [FIELD_NUMBER] = K("procedure.kind_number"),
    [FIELD_DATE] = K("procedure.kind_date"),
    [FIELD_YES_NO] = K("procedure.kind_yes_no"),
    [FIELD_CHOICE] = K("procedure.kind_choice"),
    [FIELD_ORGAN] = K("procedure.kind_organ"),
    [FIELD_ORGANS] = K("procedure.kind_organs"),
    [FIELD_PERSON] = K("procedure.kind_person"),
    [FIELD_LINK] = K("procedure.kind_link"),
    [FIELD_MILESTONES] = K("procedure.kind_milestones"),
    [FIELD_FILES] = K("procedure.kind_files"),
};

/* {0} of the sentence about its kind. */
static struct str kind_of(const struct speaker *s, const struct procedure_field *f)
{
    struct list_of l = {.s = s};
    struct str about = STR("");
    for (size_t i = 0; i < f->choices; i++)
        list_put(&l, text_of(s, f->choice[i].title));
    for (size_t i = 0; i < f->tos; i++)
        list_put(&l, procedure_title(s, f->to[i]));
    about = list_end(&l);
    if (f->kind == FIELD_PERSON && f->of >= 0)
        about = field_title(s, f->of);
    else if (!f->choices && !f->tos)
        about = count_words(s, f->max);
    return SAY1(s, kind_words[f->kind], about);
}

static struct str range_of(const struct speaker *s, const struct procedure_field *f)
{
    struct str least = f->has_least ? fixed_write(s->a, f->least, f->digits) : STR(""),
               most = f->has_most ? fixed_write(s->a, f->most, f->digits) : STR("");
    if (f->has_least && f->has_most)
        return SAY2(s, K("procedure.say_range"), least, most);
    return f->has_least  ? SAY1(s, K("procedure.say_least"), least)
           : f->has_most ? SAY1(s, K("procedure.say_most"), most)
                         : STR("");
}

size_t say_fields(const struct speaker *s, struct regulation_article *to)
{
    for (size_t i = 0; i < s->p->fields; i++) {
        const struct procedure_field *f = &s->p->field[i];
        struct buf b = {0};
        buf_put(&b, SAY2(s, K("procedure.say_field"), text_of(s, f->title), kind_of(s, f)));
        if (f->unit.zh.n)
            buf_put(&b, SAY1(s, K("procedure.say_unit"), text_of(s, f->unit)));
        buf_put(&b, range_of(s, f));
        if (f->with.zh.n)
            buf_put(&b, SAY1(s, K("procedure.say_with"), text_of(s, f->with)));
        if (f->is_private)
            buf_put(&b, SAY0(s, K("procedure.say_private")));
        if (f->is_public)
            buf_put(&b, SAY0(s, K("procedure.say_public")));
        buf_put(&b, T(s->lang, "procedure.say_stop"));
        if (f->hint.zh.n)
            buf_put(&b, SAY1(s, K("procedure.say_hint"), text_of(s, f->hint)));
        to[i] = (struct regulation_article){.text = say_end(s, &b), .place = f->place};
    }
    return s->p->fields;
}

/* ---- states */

size_t say_states(const struct speaker *s, struct regulation_article *to)
{
    const struct procedure *p = s->p;
    uint32_t open = 0, closed = 0;
    for (size_t i = 0; i < p->states; i++)
        *(p->state[i].is_closed ? &closed : &open) |= UINT32_C(1) << i;
    to[0] = (struct regulation_article){
        .text = SAY2(s, K("procedure.say_flow"), states_words(s, open), states_words(s, closed)),
        .place = p->state[0].place};
    return 1;
}
