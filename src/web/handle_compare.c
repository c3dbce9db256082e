/* /scores/compare: two versions of a scheme, or two periods, beside each other: who moves, what was changed,
 * and which change brought what. */
#include <inttypes.h>

#include "web/analysis_page.h"
#include "web/calendar_page.h"

#define FIELDS_SHOWN 8

struct side {
    struct results *results;
    const struct scheme_record *record;
    size_t window; /* results_windows(): it has none such */
    const struct score_result *result;
};

struct comparing {
    struct analysis q;
    struct scores_compare_view v;
    struct web_errors errors;
    struct side before, after;
};

static struct str record_value(struct door *d, const struct scheme_record *r)
{
    return arena_printf(d->a, "%.*s/%" PRId64, STR_ARG(r->code), r->version);
}

/* ---- the two sides ---- */

/* CODE/VERSION among the schemes there are; NULL: none. */
static const struct scheme_record *record_of(struct door *d, const struct comparing *c, struct str said)
{
    for (size_t i = 0; i < c->q.p.schemes.n; i++)
        if (str_eq(record_value(d, &c->q.p.schemes.record[i]), said))
            return &c->q.p.schemes.record[i];
    return NULL;
}

static const struct scheme_record *record_at(const struct comparing *c, int64_t version)
{
    const struct scheme_record *here = &c->q.p.open->record;
    for (size_t i = 0; i < c->q.p.schemes.n; i++) {
        const struct scheme_record *r = &c->q.p.schemes.record[i];
        if (str_eq(r->code, here->code) && r->version == version)
            return r;
    }
    return NULL;
}

static size_t find_window(const struct results *r, struct window wish)
{
    size_t n = results_windows(r);
    for (size_t i = 0; i < n; i++)
        if (results_window(r, i).first == wish.first && results_window(r, i).months == wish.months)
            return i;
    return n;
}

static void refuse(struct door *d, struct comparing *c, const char *id, struct field *field, const char *key)
{
    struct err why = {.rc = RC_INVALID, .text = key};
    (void)web_refused(d, &c->errors, str_c(id), RC_INVALID, &why);
    field->error = web_error_text(d, &why);
}

/* The version before this one in the same window when there is one, else the window before. */
static void choose_before(struct comparing *c, struct window *ret_window)
{
    const struct analysis *q = &c->q;
    const struct scheme_record *older = record_at(c, q->p.open->record.version - 1);
    *ret_window = q->p.now->window;
    c->before.record = older ? older : c->after.record;
    if (!older && q->p.window > 0)
        *ret_window = results_window(q->p.results, q->p.window - 1);
}

struct side_form {
    struct side *side;
    const char *scheme_id, *period_id;
    struct field *scheme, *period;
};

static enum rc open_side(struct door *d, struct comparing *c, const struct side_form *f, struct window w,
                         struct err *err)
{
    struct side *side = f->side;
    struct str scheme = http_query(d->q, str_c(f->scheme_id)), period = http_query(d->q, str_c(f->period_id));
    const struct scheme_record *said = scheme.n ? record_of(d, c, scheme) : side->record;
    struct err ignored = {0};
    if (!said)
        refuse(d, c, f->scheme_id, f->scheme, K("versus.no_such_scheme"));
    side->record = said ? said : side->record;
    enum rc rc =
        results_get(d->app->results, d->db, side->record->code, side->record->version, &side->results, err);
    if (rc != RC_OK)
        return rc;
    size_t n = results_windows(side->results);
    bool is_read = period.n == 0 || window_read(period, &w, &ignored) == RC_OK;
    side->window = is_read ? find_window(side->results, w) : n;
    if (side->window == n && period.n == 0 && n > 0)
        side->window = n - 1; /* another year has other windows */
    if (side->window == n)
        refuse(d, c, f->period_id, f->period, K("versus.no_such_period"));
    f->scheme->value = record_value(d, side->record);
    f->period->value =
        side->window < n ? window_write(d->a, results_window(side->results, side->window)) : period;
    return side->window < n ? results_compute(side->results, side->window, &side->result, err) : RC_OK;
}

static enum rc open_sides(struct door *d, struct comparing *c, struct err *err)
{
    struct scores_compare_view *v = &c->v;
    const struct side_form after = {&c->after, "s2", "p2", &v->scheme2, &v->period2};
    const struct side_form before = {&c->before, "s1", "p1", &v->scheme1, &v->period1};
    struct window w;
    c->after.record = record_at(c, c->q.p.open->record.version);
    if (!c->after.record)
        return FAIL(err, RC_NOT_FOUND, "score.no_scheme_yet", "version is not on the list");
    choose_before(c, &w);
    enum rc rc = open_side(d, c, &before, w, err);
    if (rc == RC_OK)
        rc = open_side(d, c, &after, c->q.p.now->window, err);
    return rc;
}

static const struct option *period_options(struct door *d, const struct side *side, size_t *ret_n)
{
    size_t n = results_windows(side->results);
    struct option *out = ARENA_ARRAY(d->a, struct option, n + 1);
    for (size_t i = 0; i < n; i++)
        out[i] = (struct option){window_write(d->a, results_window(side->results, i)),
                                 web_period(d, results_window(side->results, i))};
    *ret_n = n;
    return out;
}

static void fill_form(struct door *d, struct comparing *c)
{
    struct option *schemes = ARENA_ARRAY(d->a, struct option, c->q.p.schemes.n + 1);
    for (size_t i = 0; i < c->q.p.schemes.n; i++) {
        const struct scheme_record *r = &c->q.p.schemes.record[i];
        schemes[i] = (struct option){record_value(d, r), TEXT2(d, "versus.version", r->title,
                                                               arena_printf(d->a, "%" PRId64, r->version))};
    }
    c->v.schemes = schemes;
    c->v.schemes_n = c->q.p.schemes.n;
    c->v.periods1 = period_options(d, &c->before, &c->v.periods1_n);
    c->v.periods2 = period_options(d, &c->after, &c->v.periods2_n);
}

/* The classes keep the two sides. */
static void fill_classes(struct door *d, struct comparing *c)
{
    const struct scheme *s = c->q.p.scheme;
    struct tab *tabs = ARENA_ARRAY(d->a, struct tab, (size_t)s->classes_count + 1);
    struct str sides =
        arena_printf(d->a, "&s1=%.*s&p1=%.*s&s2=%.*s&p2=%.*s", STR_ARG(c->v.scheme1.value),
                     STR_ARG(calendar_url_part(d, c->v.period1.value)), STR_ARG(c->v.scheme2.value),
                     STR_ARG(calendar_url_part(d, c->v.period2.value)));
    for (int i = 0; i < s->classes_count; i++)
        tabs[i] = (struct tab){.label = s->classes[i].name,
                               .url = arena_printf(d->a, "/scores/compare?class=%.*s%.*s",
                                                   STR_ARG(s->classes[i].id), STR_ARG(sides)),
                               .is_here = i == c->q.class_index};
    c->v.head.classes = tabs;
}

/* ---- what was changed ---- */

static const char *const KINDS[COMPARED__COUNT] = {
    [COMPARED_HEAD] = K("versus.kind_head"),
    [COMPARED_CLASSES] = K("versus.kind_classes"),
    [COMPARED_MEASURE] = K("versus.kind_measure"),
    [COMPARED_NEW_MEASURE] = K("versus.kind_new_measure"),
    [COMPARED_GONE_MEASURE] = K("versus.kind_gone_measure"),
    [COMPARED_NODE] = K("versus.kind_node"),
    [COMPARED_CHILDREN] = K("versus.kind_children"),
    [COMPARED_VALUES] = K("versus.kind_values"),
};

static int place_of(const struct analysis *q, const struct score_moves *m, int at)
{
    const struct score_move *u = &m->units[at];
    const struct scheme *s = u->after >= 0 ? m->after->scheme : m->before->scheme;
    int unit = scheme_unit_find(q->p.scheme, s->units[u->after >= 0 ? u->after : u->before].id);
    return unit >= 0 && q->p.scheme->units[unit].class_index == q->class_index ? unit : -1;
}

/* 最多 +1.20（A），最少 −0.50（B）: of the units of the class that this person may open. */
static struct str brings_of(struct door *d, const struct comparing *c, const struct score_comparison *of,
                            const struct compared *change)
{
    int most = -1, least = -1, of_most = -1, of_least = -1;
    if (!change->is_scored)
        return TEXT(d, "versus.not_alone");
    for (int i = 0; i < of->moves->units_count; i++) {
        int unit = place_of(&c->q, of->moves, i);
        if (unit < 0 || !analysis_may_open(d, &c->q, unit))
            continue;
        if (most < 0 || change->delta[i] > change->delta[most]) {
            most = i;
            of_most = unit;
        }
        if (least < 0 || change->delta[i] < change->delta[least]) {
            least = i;
            of_least = unit;
        }
    }
    if (most < 0)
        return (struct str){0};
    if (change->delta[most] == change->delta[least])
        return TEXT1(d, "versus.alike", web_points(d, change->delta[most], of->digits, true));
    struct str arg[] = {
        web_points(d, change->delta[most], of->digits, true), score_unit_name(&c->q.p, of_most),
        web_points(d, change->delta[least], of->digits, true), score_unit_name(&c->q.p, of_least)};
    return text_fill(d->a, TEXT(d, "versus.from_to"), arg, COUNT_OF(arg));
}

static struct versus_change change_of(struct door *d, const struct comparing *c,
                                      const struct score_comparison *of, const struct compared *change)
{
    size_t n = (size_t)change->fields_count, shown = n < FIELDS_SHOWN ? n : FIELDS_SHOWN;
    struct versus_field *fields = ARENA_ARRAY(d->a, struct versus_field, shown + 1);
    bool is_values = change->kind == COMPARED_VALUES;
    for (size_t i = 0; i < shown && !is_values; i++) {
        const struct compared_field *f = &change->fields[i];
        fields[i] = (struct versus_field){.key = f->key,
                                          .before = f->before.n ? f->before : STR("—"),
                                          .after = f->after.n ? f->after : STR("—")};
    }
    struct versus_change row = {.kind = is_values ? (struct str){0} : door_text(d, KINDS[change->kind]),
                                .name = is_values        ? door_text(d, KINDS[change->kind])
                                        : change->name.n ? change->name
                                                         : change->id,
                                .brings = brings_of(d, c, of, change),
                                .fields = fields,
                                .fields_n = is_values ? 0 : shown};
    if (n > shown)
        row.fields_more = TEXT1(d, "moves.more", arena_printf(d->a, "%zu", n - shown));
    return row;
}

static enum rc compare(struct door *d, struct comparing *c, struct err *err)
{
    const struct score_comparison *of;
    struct compare_side before = {results_scheme(c->before.results)->text, c->before.result};
    struct compare_side after = {results_scheme(c->after.results)->text, c->after.result};
    enum rc rc = score_compare(&before, &after, c->q.a, &of, err);
    if (rc != RC_OK)
        return rc;
    struct versus_change *rows = ARENA_ARRAY(d->a, struct versus_change, (size_t)of->changes_count + 1);
    for (int i = 0; i < of->changes_count; i++)
        rows[i] = change_of(d, c, of, &of->changes[i]);
    c->v.changes = rows;
    c->v.changes_n = (size_t)of->changes_count;
    c->v.moves = analysis_moves(d, &c->q, of->moves, of);
    c->v.has_answer = true;
    return RC_OK;
}

static enum rc answer(struct door *d, struct comparing *c, struct err *err)
{
    struct scores_compare_view *v = &c->v;
    enum rc rc = RC_OK;
    analysis_frame(d, &c->q, ANALYSIS_COMPARE, &v->shell, &v->head);
    v->class_id = c->q.p.scheme->classes[c->q.class_index].id;
    if (c->q.p.now) {
        rc = open_sides(d, c, err);
        if (rc == RC_OK) {
            fill_form(d, c);
            fill_classes(d, c);
        }
        v->is_same = c->before.record == c->after.record && c->before.window == c->after.window;
        if (rc == RC_OK && c->errors.n == 0 && !v->is_same)
            rc = compare(d, c, err);
    }
    v->errors = web_errors_view(d, &c->errors, &v->shell);
    if (rc == RC_OK)
        page_scores_compare(&d->h, v);
    return rc;
}

static void release(struct comparing *c)
{
    results_unref(&c->before.results);
    results_unref(&c->after.results);
    analysis_release(&c->q);
}

enum rc handle_scores_compare(struct door *d, struct err *err)
{
    struct comparing *c = ARENA_NEW(d->a, struct comparing);
    enum rc rc = analysis_open(d, &c->q, err);
    if (rc == RC_OK)
        rc = answer(d, c, err);
    release(c);
    return rc;
}
