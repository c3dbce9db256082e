/* `kaocheng score whatif`: the same scheme and values with something changed, and who moves by it. */
#include "base/fixed.h"
#include "base/key.h"
#include "main/score_moves.h"
#include "score/whatif.h"
#include "table/cell.h"

struct wish {
    struct scoring *s;
    struct whatif what;
    struct variation *changes;
    struct whatif_value *values;
    struct whatif_row *rows;
};

/* "LEFT=RIGHT", at the first = or at the last. False: there is none. */
static bool halves(struct str text, bool at_last, struct str *left, struct str *right)
{
    size_t at = str_find(text, '=');
    for (size_t i = at + 1; at_last && i < text.n; i++)
        at = text.p[i] == '=' ? i : at;
    *left = str_trim(str_sub(text, 0, at));
    *right = str_trim(str_sub(text, at + 1, text.n));
    return at < text.n && left->n > 0;
}

/* Takes "SIGN…" off the end of *text. */
static struct str tail(struct str *text, char sign)
{
    size_t at = text->n;
    while (at > 0 && text->p[at - 1] != sign)
        at--;
    struct str rest = at ? str_sub(*text, at, text->n) : (struct str){0};
    *text = at ? str_sub(*text, 0, at - 1) : *text;
    return rest;
}

static enum rc misread(struct wish *w, struct str text, const char *form)
{
    (void)FAIL(w->s->err, RC_INVALID, "score_command.form_wrong", "%.*s", STR_ARG(text));
    (void)err_arg(w->s->err, 1, str_c(form));
    return scoring_wrong_use(w->s, text);
}

/* 35, 0.125: with as many decimals as are written. */
static bool read_dec(struct str text, struct dec *ret)
{
    size_t point = str_find(text, '.');
    int digits = point < text.n ? (int)(text.n - point - 1) : 0;
    ret->digits = digits;
    return digits <= FIXED_DIGITS_MAX && fixed_read(text, digits, &ret->units) == FIXED_OK;
}

static enum rc take_number(struct wish *w, struct str text, enum vary_kind kind)
{
    struct variation g = {.kind = kind, .class_index = -1};
    struct str name, number;
    if (!halves(text, true, &name, &number) || !read_dec(number, &g.to))
        return misread(w, text, "NODE[@CLASS]=N");
    enum rc rc = RC_OK;
    if (scheme_node_find(w->s->scheme, name) < 0 && str_find(name, '@') < name.n) {
        struct str class_name = tail(&name, '@');
        g.class_index = scheme_class_find(w->s->scheme, class_name);
        if (g.class_index < 0)
            return misread(w, text, "NODE[@CLASS]=N");
    }
    rc = scoring_node(w->s, name, &g.node);
    if (rc == RC_OK)
        w->changes[w->what.changes_count++] = g;
    return rc;
}

/* NODE/KEY=YAML; without a node it is a key at the head of the scheme: /rounding={digits: 1}. */
static enum rc take_key(struct wish *w, struct str text)
{
    struct variation g = {.kind = VARY_KEY, .node = -1, .class_index = -1};
    struct str left;
    if (!halves(text, false, &left, &g.yaml) || str_find(left, '/') == left.n)
        return misread(w, text, "NODE/KEY=YAML");
    g.key = tail(&left, '/');
    enum rc rc = left.n ? scoring_node(w->s, left, &g.node) : RC_OK;
    if (rc == RC_OK)
        w->changes[w->what.changes_count++] = g;
    return rc;
}

static enum rc take_method(struct wish *w, struct str text)
{
    struct variation g = {.kind = VARY_METHOD, .class_index = -1};
    struct str left;
    if (!halves(text, false, &left, &g.yaml))
        return misread(w, text, "NODE={method: …}");
    enum rc rc = scoring_node(w->s, left, &g.node);
    if (rc == RC_OK)
        w->changes[w->what.changes_count++] = g;
    return rc;
}

static enum rc number_of(struct wish *w, const struct measure *m, struct str number, struct str text,
                         int64_t *ret)
{
    struct str plain = cell_plain(w->s->arena, number);
    *ret = VALUE_MISSING;
    if (number.n == 0)
        return RC_OK;
    for (int i = 0; m->kind == MEASURE_LEVEL && i < m->levels_count; i++)
        if (str_eq(m->levels[i].name, plain) || str_eq(m->levels[i].id, plain)) {
            *ret = i;
            return RC_OK;
        }
    bool is_read = m->kind == MEASURE_NUMBER &&
                   cell_number(w->s->arena, plain, m->unit_name, m->decimals, ret) == CELL_OK;
    return is_read ? RC_OK : misread(w, text, "UNIT:MEASURE[@PERIOD]=VALUE");
}

/* One number or one level for each unit, reported: not votes, events or what a formula gives. */
static bool is_one_number(const struct measure *m)
{
    return measure_is_input(m) && (m->kind == MEASURE_NUMBER || m->kind == MEASURE_LEVEL);
}

/* UNIT:MEASURE[@PERIOD]=VALUE; without a value: as if none had been reported. */
static enum rc take_value(struct wish *w, struct str text)
{
    const struct scheme *s = w->s->scheme;
    struct whatif_value v = {.month = w->s->window.first + w->s->window.months - 1};
    struct str left, number;
    if (!halves(text, true, &left, &number) || str_find(left, ':') == left.n)
        return misread(w, text, "UNIT:MEASURE[@PERIOD]=VALUE");
    struct str name = str_sub(left, str_find(left, ':') + 1, left.n);
    v.measure = scheme_measure_find(s, name);
    if (v.measure < 0) {
        struct window period;
        struct str said = tail(&name, '@');
        enum rc rc = said.n ? window_read(said, &period, w->s->err) : RC_OK;
        if (rc != RC_OK)
            return scoring_wrong_use(w->s, said);
        v.month = said.n ? period.first + period.months - 1 : v.month;
        v.measure = scheme_measure_find(s, name);
    }
    if (v.measure < 0) {
        (void)FAIL(w->s->err, RC_NOT_FOUND, "score_command.no_measure", "%.*s", STR_ARG(name));
        return scoring_wrong_use(w->s, name);
    }
    if (!is_one_number(&s->measures[v.measure])) {
        (void)FAIL(w->s->err, RC_INVALID, "score_command.not_one_number", "%.*s", STR_ARG(name));
        return scoring_wrong_use(w->s, name);
    }
    enum rc rc = scoring_unit(w->s, str_sub(left, 0, str_find(left, ':')), &v.unit);
    if (rc == RC_OK)
        rc = number_of(w, &s->measures[v.measure], number, text, &v.scaled);
    if (rc == RC_OK)
        w->values[w->what.values_count++] = v;
    return rc;
}

static int count_ballots(const struct scoring *s, int measure)
{
    int n = 0;
    for (int u = 0; u < s->scheme->units_count; u++)
        for (const struct ballot_row *r = values_ballots(s->values, measure, u); r; r = r->next)
            n++;
    return n;
}

/* MEASURE:BATCH: the votes of that batch count for nothing. */
static enum rc take_batch(struct wish *w, struct str text)
{
    struct str batch = text, name = str_sub(text, 0, str_find(text, ':'));
    int m = scheme_measure_find(w->s->scheme, name);
    batch = str_sub(text, name.n + 1, text.n);
    if (m < 0 || batch.n == 0 || w->s->scheme->measures[m].kind != MEASURE_BALLOTS)
        return misread(w, text, "MEASURE:BATCH");
    size_t all = (size_t)(w->what.rows_count + count_ballots(w->s, m));
    struct whatif_row *rows = ARENA_ARRAY(w->s->arena, struct whatif_row, all);
    if (w->what.rows_count)
        memcpy(rows, w->rows, (size_t)w->what.rows_count * sizeof *rows);
    w->rows = rows;
    int before = w->what.rows_count;
    for (int u = 0; u < w->s->scheme->units_count; u++) {
        int n = 0;
        for (const struct ballot_row *r = values_ballots(w->s->values, m, u); r; r = r->next, n++)
            if (str_eq(r->of->batch, batch))
                rows[w->what.rows_count++] = (struct whatif_row){m, u, n};
    }
    return w->what.rows_count > before ? RC_OK : misread(w, text, "MEASURE:BATCH");
}

static enum rc take_all(struct wish *w)
{
    static const char *const names[] = {"points", "weight", "key", "method", "value", "without"};
    enum rc rc = RC_OK;
    size_t most = 1;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct str given = scoring_option(w->s, names[i]), piece;
        while (str_split(&given, '\n', &piece))
            most++;
    }
    w->changes = ARENA_ARRAY(w->s->arena, struct variation, most);
    w->values = ARENA_ARRAY(w->s->arena, struct whatif_value, most);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct str given = scoring_option(w->s, names[i]), piece;
        while (rc == RC_OK && str_split(&given, '\n', &piece))
            rc = i < 2    ? take_number(w, piece, i == 0 ? VARY_POINTS : VARY_WEIGHT)
                 : i == 2 ? take_key(w, piece)
                 : i == 3 ? take_method(w, piece)
                 : i == 4 ? take_value(w, piece)
                          : take_batch(w, piece);
    }
    w->what.changes = w->changes;
    w->what.values = w->values;
    w->what.rows = w->rows;
    return rc;
}

static enum rc write_out(struct scoring *s, const struct score_moves *m)
{
    struct buf out CLEANUP(buf_release) = {0};
    if (!s->is_json) {
        moves_csv(s, m, &out);
        return scoring_put_out(s, &out);
    }
    struct json j = json_to(&out);
    json_object(&j);
    json_key(&j, STR("format"));
    json_str(&j, STR("kaocheng.whatif/1"));
    json_key(&j, STR("units"));
    moves_json(s, m, &j);
    json_key(&j, STR("window"));
    json_str(&j, window_write(s->arena, s->window));
    json_object_end(&j);
    return scoring_put_out(s, &out);
}

int command_score_whatif(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    struct err err = {0};
    struct scoring s = scoring_new(c, a, lang, value, &err);
    struct wish w = {.s = &s};
    const struct score_moves *m = NULL;
    enum rc rc = scoring_open(&s);
    if (rc == RC_OK)
        rc = take_all(&w);
    if (rc == RC_OK) {
        scoring_say_problems(&s);
        s.file = scoring_option(&s, "scheme");
        rc = score_whatif(s.result, s.text, &w.what, a, &s.problems, &m, &err);
    }
    if (rc == RC_OK)
        problems_clear(&s.problems); /* warnings were said when the scheme was first read */
    if (rc == RC_OK)
        rc = write_out(&s, m);
    if (rc == RC_OK)
        moves_say(&s, m);
    return scoring_end(&s, rc);
}
