/* Who may do what, and when. */
#include "procedure/speaker.h"
#include "text/text.h"

static void say_where(const struct speaker *s, struct buf *b, const struct procedure_act *a)
{
    struct str who = who_words(s, &a->by), title = text_of(s, a->title);
    if (a->is_opening)
        buf_put(b, say(s, K("procedure.say_act_opens"), title, who, text_of(s, s->p->state[a->to].title)));
    else
        buf_put(b, say(s, K("procedure.say_act"), title, who, states_words(s, a->from)));
    if (!a->is_opening && a->to >= 0)
        buf_put(b, SAY1(s, K("procedure.say_act_to"), text_of(s, s->p->state[a->to].title)));
    buf_put(b, T(s->lang, "procedure.say_stop"));
}

static void say_form(const struct speaker *s, struct buf *b, const struct procedure_act *a)
{
    uint64_t asked = 0, optional = 0;
    for (size_t i = 0; i < a->forms; i++)
        *(a->form[i].is_required ? &asked : &optional) |= UINT64_C(1) << a->form[i].field;
    if (asked)
        buf_put(b, SAY1(s, K("procedure.say_form"), fields_words(s, asked)));
    if (optional)
        buf_put(b, SAY1(s, K("procedure.say_form_optional"), fields_words(s, optional)));
    if (a->needs)
        buf_put(b, SAY1(s, K("procedure.say_needs"), fields_words(s, a->needs)));
}

static void say_limits(const struct speaker *s, struct buf *b, const struct procedure_act *a)
{
    for (size_t i = 0; i < a->whens; i++)
        buf_put(b, SAY2(s, K("procedure.say_guard"), text_of(s, a->when[i].otherwise),
                        expr_words(s, &a->when[i].condition)));
    if (a->before >= 0)
        buf_put(b, SAY1(s, K("procedure.say_before"), text_of(s, s->p->clock[a->before].title)));
    if (a->at_most)
        buf_put(b, SAY1(s, K("procedure.say_at_most"), count_words(s, a->at_most)));
}

static void say_brings(const struct speaker *s, struct buf *b, const struct procedure_act *a)
{
    for (size_t i = 0; i < a->sets; i++)
        buf_put(b, SAY2(s, K("procedure.say_sets"), field_title(s, a->set[i].field),
                        expr_words(s, &a->set[i].value)));
    if (a->tells.n)
        buf_put(b, SAY1(s, K("procedure.say_tells"), who_words(s, &a->tells)));
    if (a->is_decision)
        buf_put(b, SAY0(s, K("procedure.say_decides")));
    if (a->is_confirm)
        buf_put(b, SAY0(s, K("procedure.say_confirm")));
    if (a->is_batch)
        buf_put(b, SAY0(s, K("procedure.say_batch")));
    if (a->hint.zh.n)
        buf_put(b, SAY1(s, K("procedure.say_hint"), text_of(s, a->hint)));
}

size_t say_acts(const struct speaker *s, struct regulation_article *to)
{
    for (size_t i = 0; i < s->p->acts; i++) {
        const struct procedure_act *a = &s->p->act[i];
        struct buf b = {0};
        say_where(s, &b, a);
        say_form(s, &b, a);
        say_limits(s, &b, a);
        say_brings(s, &b, a);
        to[i] = (struct regulation_article){.text = say_end(s, &b), .place = a->place};
    }
    return s->p->acts;
}
