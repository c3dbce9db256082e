/* The exact facts of one number (docs/explanation-format.md): what the explanation used, without rounding.
 * This place knows where values came from, so the entry of the ledger is put beside each of them; and who
 * asks, so units of the class are named to those alone who may see their pages. */
#include <inttypes.h>

#include "base/json.h"
#include "web/fact_words.h"
#include "web/unit_page.h"

/* ---- the facts for this reader ---- */

struct retelling {
    const struct unit_page *u;
    int measure; /* whose periods these are; −1 */
};

static const struct score_fact *member(const struct score_fact *object, const char *name)
{
    for (const struct score_fact *k = object ? object->first : NULL; k; k = k->next)
        if (str_eq(str_c(k->name), str_c(name)))
            return k;
    return NULL;
}

static bool may_name(const struct unit_page *u, struct str unit)
{
    int found = scheme_unit_find(u->p->scheme, unit);
    return found >= 0 && door_may_view(u->d, &view_unit_score, u->p->open->organ_id[found]);
}

/* {"period": "2026-10", "value": "12"}: the entry that wrote it, when one did; the facts that were counted.
 */
static const struct score_fact *origin_of(const struct retelling *t, const struct score_fact *object)
{
    const struct score_fact *period = member(object, "period");
    struct value_origin origin;
    struct window w;
    struct err unused;
    if (t->measure < 0 || object->kind != FACT_OBJECT || !period || !member(object, "value") ||
        window_read(period->text, &w, &unused) != RC_OK)
        return NULL;
    if (!results_origin(t->u->p->results, t->u->unit, t->measure, w.first, 0, &origin))
        return unit_behind_facts(t->u, t->measure, w.first);
    struct score_fact *entry = ARENA_NEW(t->u->d->a, struct score_fact);
    *entry = (struct score_fact){
        .name = "entry", .kind = FACT_NUMBER, .text = arena_printf(t->u->d->a, "%" PRId64, origin.import_id)};
    return entry;
}

static struct score_fact *retold(struct retelling t, const struct score_fact *f)
{
    struct score_fact *copy = ARENA_NEW(t.u->d->a, struct score_fact), *last = NULL;
    const struct score_fact *measure = member(f, "measure");
    bool are_units = str_eq(str_c(f->name), STR("least_units")) || str_eq(str_c(f->name), STR("most_units"));
    *copy = *f;
    copy->first = copy->next = NULL;
    if (measure && measure->kind == FACT_TEXT)
        t.measure = scheme_measure_find(t.u->p->scheme, measure->text);
    for (const struct score_fact *k = f->first; k; k = k->next) {
        if (are_units && !may_name(t.u, k->text))
            continue;
        struct score_fact *one = retold(t, k);
        *(last ? &last->next : &copy->first) = one;
        last = one;
    }
    if (last)
        last->next = origin_of(&t, f);
    return copy;
}

const struct score_fact *unit_facts(const struct unit_page *u, const struct score_explanation *e)
{
    return retold((struct retelling){.u = u, .measure = -1}, e->facts);
}

enum rc unit_facts_reply(const struct unit_page *u, const struct score_explanation *e, struct err *err)
{
    struct score_explanation mine = *e;
    struct buf nodes CLEANUP(buf_release) = {0};
    mine.facts = unit_facts(u, e);
    buf_putc(&nodes, '[');
    score_explain_json(&mine, &nodes);
    buf_putc(&nodes, ']');
    score_explanations_json(u->p->now, buf_str(&nodes), u->d->a, u->d->r->body);
    u->d->r->type = STR("application/json");
    return nodes.failed ? FAIL(err, RC_NO_MEMORY, "score.no_memory", "explanation") : RC_OK;
}

/* ---- numbers and words for reading ---- */

/* "366/7" is "366/7 ≈ 52.285714"; what is too large for that stays as it is. */
static struct str number_text(struct door *d, struct str exact)
{
    int64_t n, of, part;
    size_t slash = str_find(exact, '/');
    const char *word = fact_word_text(exact);
    if (word)
        return door_text(d, word);
    if (slash == exact.n || !str_to_i64(str_sub(exact, 0, slash), &n) ||
        !str_to_i64(str_sub(exact, slash + 1, exact.n), &of) || of > INT64_MAX / 4000000)
        return exact;
    bool is_minus = n < 0;
    n = is_minus ? -n : n;
    if (__builtin_mul_overflow(n / of, (int64_t)1000000, &part))
        return exact;
    part += (n % of * 2000000 + of) / (2 * of);
    return TEXT2(d, "indicator.approx", exact, fixed_write_short(d->a, is_minus ? -part : part, 6));
}

static bool is_worded(struct str name)
{
    static const struct str names[] = {STR_INIT("aggregate"),    STR_INIT("better"), STR_INIT("combine"),
                                       STR_INIT("compare"),      STR_INIT("mode"),   STR_INIT("no_value"),
                                       STR_INIT("missing_rule"), STR_INIT("passes"), STR_INIT("state")};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (str_eq(names[i], name))
            return true;
    return false;
}

static struct str scalar_text(struct door *d, const struct score_fact *f)
{
    const char *word = f->kind == FACT_TRUTH ? fact_word_text(f->is_true ? STR("yes") : STR("no")) : NULL;
    if (f->kind == FACT_TEXT && is_worded(str_c(f->name)))
        word = fact_word_text(f->text);
    if (word)
        return door_text(d, word);
    if (f->kind == FACT_NULL)
        return STR("—");
    return f->kind == FACT_NUMBER ? number_text(d, f->text) : f->text;
}

static bool is_scalar(const struct score_fact *f) { return f->kind != FACT_OBJECT && f->kind != FACT_LIST; }

/* A list of plain things in one line; n = 0 for any other. */
static struct str list_text(struct door *d, const struct score_fact *list)
{
    struct buf b CLEANUP(buf_release) = {0};
    for (const struct score_fact *k = list->first; k; k = k->next) {
        if (!is_scalar(k))
            return (struct str){0};
        if (k != list->first)
            buf_put(&b, STR(" · "));
        buf_put(&b, scalar_text(d, k));
    }
    return arena_str(d->a, buf_str(&b));
}

/* An object of a few plain things, as lists have them, in one line: 期间 2026-10 · 值 12 · 台账条目 53. */
enum { MEMBERS_OF_A_LINE = 8 };

static struct str name_text(struct door *d, const struct score_fact *f)
{
    const char *key = fact_name_text(str_c(f->name));
    return key ? door_text(d, key) : str_c(f->name);
}

static struct str object_text(struct door *d, const struct score_fact *object)
{
    struct buf b CLEANUP(buf_release) = {0};
    int n = 0;
    for (const struct score_fact *k = object->first; k; k = k->next) {
        struct str value = is_scalar(k) ? scalar_text(d, k) : (struct str){0};
        if (!is_scalar(k) || ++n > MEMBERS_OF_A_LINE)
            return (struct str){0};
        if (value.n)
            buf_printf(&b, "%s%.*s %.*s", b.n ? " · " : "", STR_ARG(name_text(d, k)), STR_ARG(value));
    }
    return arena_str(d->a, buf_str(&b));
}

/* n = 0: what is below stands in rows of its own. */
static struct str value_text(struct door *d, const struct score_fact *f)
{
    if (is_scalar(f))
        return scalar_text(d, f);
    if (f->kind == FACT_LIST)
        return list_text(d, f);
    return f->name[0] ? (struct str){0} : object_text(d, f);
}

/* ---- as rows ---- */

enum { FACT_ROWS_MAX = 400 };

static void put_facts(struct door *d, const struct score_fact *of, int depth, struct fact_row *rows,
                      struct indicator_view *v)
{
    size_t place = 0;
    for (const struct score_fact *k = of->first; k; k = k->next) {
        if (v->facts_n == FACT_ROWS_MAX) {
            v->has_more_facts = true;
            return;
        }
        struct str value = value_text(d, k), name = name_text(d, k);
        place++;
        if (value.n == 0 && !k->first) /* an empty text or list */
            continue;
        rows[v->facts_n++] = (struct fact_row){
            .depth = depth,
            .name = name.n ? name : arena_printf(d->a, "%zu", place),
            .value = depth == 0 && str_eq(str_c(k->name), STR("method")) ? v->words : value};
        if (!is_scalar(k) && value.n == 0)
            put_facts(d, k, depth + 1, rows, v);
    }
}

void unit_fill_facts(const struct unit_page *u, const struct score_explanation *e, struct indicator_view *v)
{
    struct fact_row *rows = ARENA_ARRAY(u->d->a, struct fact_row, FACT_ROWS_MAX);
    const struct score_fact *facts = unit_facts(u, e), *table = member(member(facts, "rule"), "table");
    put_facts(u->d, facts, 0, rows, v);
    if (table)
        v->table = str_trim(table->text);
    v->facts = rows;
    struct str here = unit_node_link(u, e->node);
    v->json_url = arena_printf(u->d->a, "%.*s&as=json", STR_ARG(here));
}

/* ---- what of the class went in ---- */

static void put_class(struct door *d, struct str name, const struct score_fact *value,
                      const struct score_fact *units, struct indicator_view *v, struct stat_row *stats)
{
    if (value)
        stats[v->stats_n++] = (struct stat_row){.name = name,
                                                .value = number_text(d, value->text),
                                                .organ = units ? list_text(d, units) : (struct str){0}};
}

void unit_fill_class(const struct unit_page *u, const struct score_explanation *e, struct indicator_view *v,
                     struct stat_row *stats)
{
    struct door *d = u->d;
    const struct score_fact *class = member(unit_facts(u, e), "class"),
                            *shared = member(class, "shared_with");
    put_class(d, TEXT(d, "indicator.class_count"), member(class, "count"), NULL, v, stats);
    put_class(d, TEXT(d, "indicator.class_least"), member(class, "least"), member(class, "least_units"), v,
              stats);
    put_class(d, TEXT(d, "indicator.class_most"), member(class, "most"), member(class, "most_units"), v,
              stats);
    put_class(d, TEXT(d, "indicator.class_increment"), member(class, "best_increment"), NULL, v, stats);
    put_class(d, TEXT(d, "indicator.class_growth"), member(class, "best_growth"), NULL, v, stats);
    put_class(d, TEXT(d, "indicator.class_rank"), member(class, "rank"), NULL, v, stats);
    if (shared && member(class, "rank") && !str_eq(shared->text, STR("0")))
        stats[v->stats_n - 1].value =
            TEXT2(d, "indicator.class_shared", stats[v->stats_n - 1].value, shared->text);
}
