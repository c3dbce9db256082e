/* `kaocheng score diff`: two versions of a scheme, or two years, beside each other: what is otherwise, who
 * moves, and how much of it each change brings. */
#include "main/score_moves.h"
#include "score/compare.h"
#include "table/csv.h"
#include "text/text.h"

static const struct str KINDS[COMPARED__COUNT] = {
    [COMPARED_HEAD] = STR_INIT("head"),
    [COMPARED_CLASSES] = STR_INIT("classes"),
    [COMPARED_MEASURE] = STR_INIT("measure"),
    [COMPARED_NEW_MEASURE] = STR_INIT("new_measure"),
    [COMPARED_GONE_MEASURE] = STR_INIT("gone_measure"),
    [COMPARED_NODE] = STR_INIT("node"),
    [COMPARED_CHILDREN] = STR_INIT("children"),
    [COMPARED_VALUES] = STR_INIT("values"),
};

/* ---- as tables ---- */

static void put_row(struct csv *w, const struct str *cell, size_t n)
{
    for (size_t i = 0; i < n; i++)
        csv_cell(w, cell[i]);
    csv_end(w);
}

static void put_changes(const struct score_comparison *of, struct csv *w)
{
    static const struct str head[] = {STR_INIT("change"), STR_INIT("kind"),   STR_INIT("id"),
                                      STR_INIT("key"),    STR_INIT("before"), STR_INIT("after")};
    put_row(w, head, COUNT_OF(head));
    for (int i = 0; i < of->changes_count; i++)
        for (int k = 0; k < of->changes[i].fields_count; k++) {
            const struct compared *c = &of->changes[i];
            const struct str cell[] = {c->name,          KINDS[c->kind],      c->id,
                                       c->fields[k].key, c->fields[k].before, c->fields[k].after};
            put_row(w, cell, COUNT_OF(cell));
        }
}

static struct str unit_name(const struct score_comparison *of, int i)
{
    const struct score_move *u = &of->moves->units[i];
    const struct score_result *r = u->after >= 0 ? of->moves->after : of->moves->before;
    return r->scheme->units[u->after >= 0 ? u->after : u->before].name;
}

static void put_part(const struct scoring *s, const struct score_comparison *of, struct csv *w, int unit,
                     struct str kind, struct str change, int64_t delta)
{
    const struct str cell[] = {unit_name(of, unit), kind, change, scoring_decimal(s, delta, of->digits)};
    if (delta)
        put_row(w, cell, COUNT_OF(cell));
}

/* unit,kind,change,points: what is 0 is left out. */
static void put_parts(const struct scoring *s, const struct score_comparison *of, struct csv *w)
{
    static const struct str head[] = {STR_INIT("unit"), STR_INIT("kind"), STR_INIT("change"),
                                      STR_INIT("points")};
    put_row(w, head, COUNT_OF(head));
    for (int u = 0; u < of->moves->units_count; u++) {
        for (int i = 0; i < of->changes_count; i++)
            if (of->changes[i].is_scored)
                put_part(s, of, w, u, KINDS[of->changes[i].kind], of->changes[i].name,
                         of->changes[i].delta[u]);
        if (of->has_together)
            put_part(s, of, w, u, STR("together"), T(s->lang, "score_command.together"), of->together[u]);
        put_part(s, of, w, u, STR("remainder"), T(s->lang, "score_command.remainder"), of->remainder[u]);
    }
}

static void put_tables(const struct scoring *s, const struct score_comparison *of, struct buf *out)
{
    struct csv w = csv_to(out, false);
    moves_csv(s, of->moves, out);
    buf_putc(out, '\n');
    put_changes(of, &w);
    buf_putc(out, '\n');
    put_parts(s, of, &w);
}

/* ---- as JSON ---- */

static void json_deltas(const struct scoring *s, struct json *j, const struct score_comparison *of,
                        const int64_t *delta)
{
    if (!delta) {
        json_null(j);
        return;
    }
    json_array(j);
    for (int u = 0; u < of->moves->units_count; u++)
        json_str(j, scoring_decimal(s, delta[u], of->digits));
    json_array_end(j);
}

static void json_change(const struct scoring *s, struct json *j, const struct score_comparison *of,
                        const struct compared *c)
{
    json_object(j);
    json_key(j, STR("fields"));
    json_array(j);
    for (int k = 0; k < c->fields_count; k++) {
        json_object(j);
        json_key(j, STR("after"));
        json_text_or_null(j, c->fields[k].after);
        json_key(j, STR("before"));
        json_text_or_null(j, c->fields[k].before);
        json_key(j, STR("key"));
        json_str(j, c->fields[k].key);
        json_object_end(j);
    }
    json_array_end(j);
    json_key(j, STR("id"));
    json_str(j, c->id);
    json_key(j, STR("kind"));
    json_str(j, KINDS[c->kind]);
    json_key(j, STR("points"));
    json_deltas(s, j, of, c->is_scored ? c->delta : NULL);
    json_object_end(j);
}

static void put_json(const struct scoring *s, const struct scoring *t, const struct score_comparison *of,
                     struct buf *out)
{
    struct json j = json_to(out);
    json_object(&j);
    json_key(&j, STR("changes"));
    json_array(&j);
    for (int i = 0; i < of->changes_count; i++)
        json_change(s, &j, of, &of->changes[i]);
    json_array_end(&j);
    json_key(&j, STR("format"));
    json_str(&j, STR("kaocheng.diff/1"));
    json_key(&j, STR("remainder"));
    json_deltas(s, &j, of, of->remainder);
    json_key(&j, STR("together"));
    json_deltas(s, &j, of, of->has_together ? of->together : NULL);
    json_key(&j, STR("units"));
    moves_json(s, of->moves, &j);
    json_key(&j, STR("window"));
    json_str(&j, window_write(s->arena, t->window));
    json_key(&j, STR("window_before"));
    json_str(&j, window_write(s->arena, s->window));
    json_object_end(&j);
}

/* ---- the command ---- */

/* The other side: what is not named is that of the first. */
static enum rc open_other(struct scoring *t)
{
    struct str scheme = scoring_option(t, "to"), tables = scoring_option(t, "to-values");
    struct str period = scoring_option(t, "to-period");
    if (scheme.n == 0 && tables.n == 0 && period.n == 0) {
        (void)FAIL(t->err, RC_INVALID, "score_command.diff_needs", "nothing to compare with");
        return scoring_wrong_use(t, STR(""));
    }
    if (period.n == 0 && tables.n == 0)
        period = scoring_option(t, "period");
    return scoring_open_files(t, scheme.n ? scheme : scoring_option(t, "scheme"),
                              tables.n ? tables : scoring_option(t, "values"), period);
}

int command_score_diff(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    struct err err = {0};
    struct scoring s = scoring_new(c, a, lang, value, &err), t = scoring_new(c, a, lang, value, &err);
    struct buf out CLEANUP(buf_release) = {0};
    const struct score_comparison *of = NULL;
    enum rc rc = scoring_open(&s);
    if (rc != RC_OK)
        return scoring_end(&s, rc);
    scoring_say_problems(&s);
    rc = open_other(&t);
    struct compare_side before = {s.text, s.result}, after = {t.text, t.result};
    if (rc == RC_OK)
        rc = score_compare(&before, &after, a, &of, &err);
    if (rc == RC_OK && s.is_json)
        put_json(&s, &t, of, &out);
    else if (rc == RC_OK)
        put_tables(&s, of, &out);
    if (rc == RC_OK)
        rc = scoring_put_out(&t, &out);
    if (rc == RC_OK)
        moves_say(&s, of->moves);
    return scoring_end(&t, rc);
}
