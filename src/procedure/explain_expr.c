/* An expression as a reader of regulations takes it: names become titles, done.report becomes what was done,
 * codes become their titles, signs are those of print. What has no word stays as it is written. */
#include "procedure/speaker.h"
#include "text/text.h"

struct telling {
    const struct speaker *s;
    struct str t;
    size_t at;
    struct buf b;
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80);
}
static bool is_part(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }

static struct str word_at(struct str t, size_t at)
{
    size_t end = at;
    while (end < t.n && is_part(t.p[end]))
        end++;
    return str_sub(t, at, end - at);
}

static bool has_word(struct str t, struct str word)
{
    for (size_t i = 0; i < t.n; i++)
        if (is_letter(t.p[i])) {
            struct str w = word_at(t, i);
            if (str_eq(w, word))
                return true;
            i += w.n - 1;
        }
    return false;
}

/* ---- "on_track" */

static bool code_title(const struct speaker *s, struct str t, struct str code, struct str *ret)
{
    const struct procedure *p = s->p;
    for (size_t i = 0; i < p->fields; i++) {
        int c = p->field[i].kind == FIELD_CHOICE ? procedure_choice_find(&p->field[i], code) : -1;
        if (c >= 0 && has_word(t, p->field[i].id)) {
            *ret = text_of(s, p->field[i].choice[c].title);
            return true;
        }
    }
    int state = has_word(t, STR("state")) ? procedure_state_find(p, code) : -1;
    if (state >= 0)
        *ret = text_of(s, p->state[state].title);
    return state >= 0;
}

static void tell_text(struct telling *t)
{
    size_t end = t->at + 1;
    while (end < t->t.n && t->t.p[end] != '"')
        end += t->t.p[end] == '\\' ? 2 : 1;
    end = end < t->t.n ? end : t->t.n - 1;
    struct str text = str_sub(t->t, t->at + 1, end - t->at - 1), title = text;
    (void)code_title(t->s, t->t, text, &title);
    buf_put(&t->b, SAY1(t->s, K("procedure.say_quoted"), title));
    t->at = end + 1;
}

/* ---- done.report */

static bool member_title(const struct speaker *s, int kind, struct str id, struct str *ret)
{
    const struct procedure *p = s->p;
    int i = kind == 'a'   ? procedure_act_find(p, id)
            : kind == 'c' ? procedure_clock_find(p, id)
            : kind == 'f' ? procedure_field_find(p, id)
                          : procedure_cadence_find(p, id);
    if (i >= 0)
        *ret = text_of(s, kind == 'a'   ? p->act[i].title
                          : kind == 'c' ? p->clock[i].title
                          : kind == 'f' ? p->field[i].title
                                        : p->cadence[i].title);
    return i >= 0;
}

/* [2]: its digits. */
static struct str number_behind(struct str t, size_t at)
{
    size_t end = at + 1;
    while (end < t.n && t.p[end] >= '0' && t.p[end] <= '9')
        end++;
    bool is_index = at < t.n && t.p[at] == '[' && end < t.n && t.p[end] == ']' && end > at + 1;
    return is_index ? str_sub(t, at + 1, end - at - 1) : STR("");
}

static bool tell_member(struct telling *t, struct str word)
{
    static const struct {
        struct str word;
        int kind; /* act, clock, field, period */
        const char *key;
    } of[] = {
        {STR_INIT("done"), 'a', K("procedure.expr_done")},
        {STR_INIT("times"), 'a', K("procedure.expr_times")},
        {STR_INIT("recently"), 'a', K("procedure.expr_recently")},
        {STR_INIT("overdue"), 'c', K("procedure.expr_overdue")},
        {STR_INIT("left"), 'c', K("procedure.expr_left")},
        {STR_INIT("last"), 'f', K("procedure.expr_last")},
        {STR_INIT("missed"), 'p', K("procedure.expr_missed")},
    };
    size_t at = t->at + word.n;
    if (at >= t->t.n || t->t.p[at] != '.')
        return false;
    struct str id = word_at(t->t, at + 1), title;
    for (size_t i = 0; i < COUNT_OF(of); i++)
        if (str_eq(word, of[i].word) && member_title(t->s, of[i].kind, id, &title)) {
            struct str number = of[i].kind == 'f' ? number_behind(t->t, at + 1 + id.n) : STR("");
            buf_put(&t->b, number.n ? SAY2(t->s, K("procedure.expr_last_n"), title, number)
                                    : SAY1(t->s, of[i].key, title));
            t->at = at + 1 + id.n + (number.n ? number.n + 2 : 0);
            return true;
        }
    return false;
}

/* ---- single words */

static bool tell_known(struct telling *t)
{
    static const struct {
        struct str word;
        const char *key;
    } of[] = {
        {STR_INIT("late milestones"), K("procedure.expr_late_milestones")},
        {STR_INIT("linked.all"), K("procedure.expr_linked")},
        {STR_INIT("linked.open"), K("procedure.expr_linked_open")},
        {STR_INIT("and"), K("procedure.expr_and")},
        {STR_INIT("or"), K("procedure.expr_or")},
        {STR_INIT("not"), K("procedure.expr_not")},
        {STR_INIT("true"), K("procedure.expr_true")},
        {STR_INIT("false"), K("procedure.expr_false")},
        {STR_INIT("null"), K("procedure.expr_null")},
        {STR_INIT("today"), K("procedure.expr_today")},
        {STR_INIT("opened"), K("procedure.expr_opened")},
        {STR_INIT("state"), K("procedure.expr_state")},
        {STR_INIT("code"), K("procedure.expr_code")},
        {STR_INIT("role"), K("procedure.expr_role")},
        {STR_INIT("organ"), K("procedure.expr_organ")},
        {STR_INIT("count"), K("procedure.expr_count")},
    };
    struct str rest = str_sub(t->t, t->at, t->t.n);
    for (size_t i = 0; i < COUNT_OF(of); i++)
        if (str_starts(rest, of[i].word) && (rest.n == of[i].word.n || !is_part(rest.p[of[i].word.n]))) {
            buf_put(&t->b, text_get(t->s->lang, of[i].key));
            t->at += of[i].word.n;
            return true;
        }
    return false;
}

static void tell_word(struct telling *t)
{
    struct str word = word_at(t->t, t->at), title;
    bool is_member = t->at > 0 && t->t.p[t->at - 1] == '.';
    if (tell_member(t, word))
        return;
    if (!is_member && member_title(t->s, 'f', word, &title)) {
        buf_put(&t->b, SAY1(t->s, K("procedure.say_quoted"), title));
        t->at += word.n;
    } else if (is_member || !tell_known(t)) {
        buf_put(&t->b, word);
        t->at += word.n;
    }
}

static bool tell_sign(struct telling *t)
{
    static const struct str sign[][2] = {
        {STR_INIT("!="), STR_INIT("≠")}, {STR_INIT(">="), STR_INIT("≥")}, {STR_INIT("<="), STR_INIT("≤")}};
    for (size_t i = 0; i < COUNT_OF(sign); i++)
        if (str_starts(str_sub(t->t, t->at, 2), sign[i][0])) {
            buf_put(&t->b, sign[i][1]);
            t->at += 2;
            return true;
        }
    return false;
}

struct str expr_words(const struct speaker *s, const struct procedure_expr *e)
{
    struct telling t = {.s = s, .t = str_trim(e->text)};
    while (t.at < t.t.n) {
        char c = t.t.p[t.at];
        if (c == '"')
            tell_text(&t);
        else if (is_letter(c))
            tell_word(&t);
        else if (!tell_sign(&t))
            buf_putc(&t.b, t.t.p[t.at++]);
    }
    return say_end(s, &t.b);
}
