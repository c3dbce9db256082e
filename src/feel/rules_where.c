/* A set of atoms told to people, and written so that it compiles: runs of neighbours become intervals, single
 * points values, “any other text” what it is not. */
#include "feel/rules_atoms.h"

struct telling {
    struct buf out;
    const struct rules_dimension *d;
    const uint64_t *set;
    const struct feel_zones *zones;
};

static void next_test(struct telling *t)
{
    if (t->out.n)
        buf_put(&t->out, STR(", "));
}

static bool is_full(const struct telling *t)
{
    for (size_t i = 0; i < t->d->atoms; i++)
        if (!bit_is(t->set, i))
            return false;
    return true;
}

static bool is_of_texts(const struct rules_dimension *d)
{
    for (size_t i = 0; i < d->atoms; i++)
        if (d->atom[i].of != VALUE_STRING)
            return false;
    return true;
}

/* Every text but those that are named and not in the set. */
static void tell_other_texts(struct telling *t)
{
    bool is_plain = is_of_texts(t->d), is_first = true;
    next_test(t);
    buf_put(&t->out, is_plain ? STR("not(") : STR("? instance of string and not(? in ("));
    for (size_t i = 0; i < t->d->atoms; i++) {
        if (t->d->atom[i].of != VALUE_STRING || bit_is(t->set, i))
            continue;
        if (!is_first)
            buf_put(&t->out, STR(", "));
        is_first = false;
        value_literal(&t->out, t->d->atom[i].value, t->zones);
    }
    if (is_first)
        buf_put(&t->out, STR("null")); /* none is left out */
    buf_put(&t->out, is_plain ? STR(")") : STR("))"));
}

static void tell_kind(struct telling *t, enum value_kind kind)
{
    static const struct str NAME[VALUE__COUNT] = {[VALUE_NUMBER] = STR_INIT("number"),
                                                  [VALUE_DATE] = STR_INIT("date"),
                                                  [VALUE_TIME] = STR_INIT("time"),
                                                  [VALUE_DATE_TIME] = STR_INIT("date and time"),
                                                  [VALUE_MONTHS] = STR_INIT("years and months duration"),
                                                  [VALUE_SECONDS] = STR_INIT("days and time duration")};
    buf_put(&t->out, STR("? instance of "));
    buf_put(&t->out, NAME[kind]);
}

static void tell_run(struct telling *t, const struct rules_atom *first, const struct rules_atom *last)
{
    bool is_point = first->kind == ATOM_POINT, ends_point = last->kind == ATOM_POINT;
    bool has_low = is_point || first->has_low, has_high = ends_point || last->has_high;
    struct value low = is_point ? first->value : first->low, high = ends_point ? last->value : last->high;
    next_test(t);
    if (!has_low && !has_high) {
        tell_kind(t, first->of);
    } else if (is_point && first == last) {
        value_literal(&t->out, low, t->zones);
    } else if (has_low && has_high) {
        buf_putc(&t->out, is_point ? '[' : '(');
        value_literal(&t->out, low, t->zones);
        buf_put(&t->out, STR(".."));
        value_literal(&t->out, high, t->zones);
        buf_putc(&t->out, ends_point ? ']' : ')');
    } else {
        buf_put(&t->out, has_low ? STR(">") : STR("<"));
        buf_put(&t->out, (has_low ? is_point : ends_point) ? STR("= ") : STR(" "));
        value_literal(&t->out, has_low ? low : high, t->zones);
    }
}

/* Behind the last atom of the run that begins at `from`. */
static size_t run_end(const struct telling *t, size_t from)
{
    const struct rules_atom *a = t->d->atom;
    size_t i = from + 1;
    bool is_line = a[from].of != VALUE_STRING && a[from].of != VALUE_BOOLEAN;
    while (is_line && i < t->d->atoms && bit_is(t->set, i) && a[i].of == a[from].of &&
           a[i].place == a[i - 1].place + 1)
        i++;
    return i;
}

static bool has_other_text(const struct telling *t)
{
    for (size_t i = 0; i < t->d->atoms; i++)
        if (bit_is(t->set, i) && t->d->atom[i].kind == ATOM_OTHER_TEXT)
            return true;
    return false;
}

static void tell(struct telling *t)
{
    bool other_text = has_other_text(t);
    for (size_t i = 0; i < t->d->atoms;) {
        const struct rules_atom *a = &t->d->atom[i];
        size_t end = bit_is(t->set, i) ? run_end(t, i) : i + 1;
        if (bit_is(t->set, i) && (a->kind == ATOM_NULL || a->kind == ATOM_OTHER)) {
            next_test(t);
            buf_put(&t->out, a->kind == ATOM_NULL ? STR("null") : STR("not(null)"));
        } else if (bit_is(t->set, i) && !(other_text && a->of == VALUE_STRING)) {
            tell_run(t, a, &t->d->atom[end - 1]);
        }
        i = end;
    }
    if (other_text)
        tell_other_texts(t);
}

struct str rules_where(struct rules_work *w, const struct rules_dimension *d, const uint64_t *set)
{
    struct telling t = {.d = d, .set = set, .zones = w->table->zones};
    if (is_full(&t))
        return STR("-");
    tell(&t);
    char *kept = arena_try(w->arena, t.out.n + 1);
    struct str s = {0};
    if (kept && t.out.n && !t.out.failed) {
        memcpy(kept, t.out.p, t.out.n);
        s = str_of(kept, t.out.n);
    }
    buf_release(&t.out);
    return s;
}
