/* The scheme document of GPE-1 from ind.csv and wide.csv, in the language of docs/scheme.md: nothing of it is
 * known before the files are read. */
#include <stdlib.h>

#include "base/buf.h"
#include "gpe1/input.h"

static const char *const PLACE[PLACE__COUNT] = {"displayed", "once"};
static const char *const MODE[ROUND__COUNT] = {"half_up", "half_even", "down"};

static void put_method(struct buf *b, const struct gpe1_leaf *l)
{
    static const int score[] = {40, 60, 75, 90, 100};
    switch (l->method) {
    case 1:
        buf_printf(b, "ratio, target: %.*s, cap: 120", STR_ARG(l->target));
        break;
    case 2:
        buf_put(b, STR("bands, bands: ["));
        for (size_t j = COUNT_OF(score); j-- > 0;)
            buf_printf(b, "{at_least: %.*s, score: %d}%s", STR_ARG(l->limit[j]), score[j], j ? ", " : "]");
        break;
    case 3:
        buf_put(b, STR("efficacy, base_percent: 60"));
        break;
    case 4:
        buf_put(b, STR("rank_step, ties: 1-2-2-3, step: 3, floor: 40"));
        break;
    case 5:
        buf_printf(b, "growth, baseline: pv%d, at_zero: 80, per_percent: 1, cap: 120", l->k);
        break;
    case 6:
        buf_printf(b, "deduct, each: %.*s, floor: 40", STR_ARG(l->deduction));
        break;
    case 7:
        buf_printf(b, "inverse, target: %.*s, cap: 120", STR_ARG(l->target));
        break;
    default:
        buf_put(b, STR("veto, effect: zero"));
    }
}

/* The same as a rule: missing where a value is missing, which a condition does not do by itself. */
static void put_rule(struct buf *b, const struct gpe1_leaf *l)
{
    static const int score[] = {40, 60, 75, 90, 100};
    buf_printf(b, "feel, expression: \"");
    switch (l->method) {
    case 1:
        buf_printf(b, "min(value / %.*s, 1.2) * 100", STR_ARG(l->target));
        break;
    case 2:
        buf_put(b, STR("if value = null then null else "));
        for (size_t j = COUNT_OF(score); j-- > 0;)
            buf_printf(b, "if value >= %.*s then %d else ", STR_ARG(l->limit[j]), score[j]);
        buf_putc(b, '0');
        break;
    case 3:
        buf_put(b, STR("if value = null then null else if class_max = class_min then 100 else "
                       "(value - class_min) / (class_max - class_min) * 40 + 60"));
        break;
    case 4:
        buf_put(b, STR("max(40, 100 - 3 * (rank - 1))"));
        break;
    case 5:
        buf_printf(b, "min(120, max(0, 80 + 100 * (value - pv%d) / pv%d))", l->k, l->k);
        break;
    case 6:
        buf_printf(b, "max(40, 100 - %.*s * value)", STR_ARG(l->deduction));
        break;
    default:
        buf_printf(b, "min(%.*s / value, 1.2) * 100", STR_ARG(l->target));
    }
    buf_put(b, STR("\""));
    buf_put(b, l->method == 4 ? STR(", ties: 1-2-2-3") : STR(""));
}

static void put_leaves(struct buf *b, const struct gpe1_input *in, int group, int indent)
{
    for (int i = 0; i < in->leaves; i++) {
        const struct gpe1_leaf *l = &in->leaf[i];
        if (l->group != group)
            continue;
        buf_printf(b, "%*s- {id: l%d, weight: %.*s, measure: v%d, method: ", indent, "", l->k,
                   STR_ARG(l->weight), l->k);
        if (in->form == GPE1_RULES && l->method != 8) /* a veto has no rule of its own */
            put_rule(b, l);
        else
            put_method(b, l);
        buf_put(b, STR("}\n"));
    }
}

static bool is_first_of_group(const struct gpe1_input *in, int i)
{
    for (int j = 0; j < i; j++)
        if (in->leaf[j].group == in->leaf[i].group)
            return false;
    return true;
}

static bool is_first_of_dimension(const struct gpe1_input *in, int i)
{
    for (int j = 0; j < i; j++)
        if (in->leaf[j].dimension == in->leaf[i].dimension)
            return false;
    return true;
}

static void put_node(struct buf *b, int indent, struct str weight)
{
    buf_printf(b,
               "%*s  weight: %.*s\n"
               "%*s  weights: relative\n"
               "%*s  children:\n",
               indent, "", STR_ARG(weight), indent, "", indent, "");
}

/* A node that has one child is worth what the child is: so depths may be uneven and digits stay. */
static void put_group(struct buf *b, const struct gpe1_input *in, const struct gpe1_leaf *first)
{
    int indent = 12, above = in->form == GPE1_RULES ? first->group % 4 : 0;
    for (int i = 0; i < above; i++, indent += 4) {
        buf_printf(b, "%*s- id: g%d-%d\n", indent, "", first->group, i);
        put_node(b, indent, i ? STR("1") : first->group_weight);
    }
    buf_printf(b, "%*s- id: g%d\n", indent, "", first->group);
    put_node(b, indent, above ? STR("1") : first->group_weight);
    put_leaves(b, in, first->group, indent + 4);
}

static void put_dimension(struct buf *b, const struct gpe1_input *in, const struct gpe1_leaf *first)
{
    buf_printf(b, "        - id: d%d\n", first->dimension);
    put_node(b, 8, first->dimension_weight);
    for (int i = 0; i < in->leaves; i++)
        if (in->leaf[i].dimension == first->dimension && is_first_of_group(in, i))
            put_group(b, in, &in->leaf[i]);
}

static void put_tree(struct buf *b, const struct gpe1_input *in)
{
    buf_put(b, STR("tree:\n"
                   "  children:\n"
                   "    - id: obj\n"
                   "      weight: 0.8\n"
                   "      weights: relative\n"
                   "      children:\n"));
    for (int i = 0; i < in->leaves; i++)
        if (is_first_of_dimension(in, i))
            put_dimension(b, in, &in->leaf[i]);
    buf_put(b, STR("    - id: app\n"
                   "      weight: 0.2\n"
                   "      children:\n"
                   "        - {id: leaders, weight: 0.3, measure: votes, method: votes, group: leaders, "
                   "trim: {low: 1, high: 1}}\n"
                   "        - {id: peers, weight: 0.3, measure: votes, method: votes, group: peers, "
                   "trim: {low: 1, high: 1}}\n"
                   "        - {id: public, weight: 0.4, measure: votes, method: votes, group: public, "
                   "trim: {low: 2, high: 2}}\n"
                   "    - {id: plus, role: extra, measure: items, method: add, cap: 5, "
                   "items: [{id: s0}, {id: s1}]}\n"
                   "    - {id: minus, role: extra, measure: items, method: deduct, start: 0, floor: -5, "
                   "items: [{id: s2}, {id: s3}]}\n"));
}

/* The order of the scheme's units is that of their index. */
static void put_classes(struct arena *a, struct buf *b, const struct gpe1_input *in)
{
    const struct gpe1_unit **order = ARENA_ARRAY(a, const struct gpe1_unit *, (size_t)in->units);
    for (int i = 0; i < in->units; i++)
        order[in->unit[i].index] = &in->unit[i];
    buf_put(b, STR("classes:\n"));
    for (int i = 0; i < in->units; i++) {
        bool is_first = i == 0 || order[i]->class_id != order[i - 1]->class_id;
        bool is_last = i + 1 == in->units || order[i + 1]->class_id != order[i]->class_id;
        if (is_first)
            buf_printf(b, "  - id: c%d\n    units: [", order[i]->class_id);
        buf_printf(b, "u%d%s", order[i]->u, is_last ? "]\n" : ", ");
    }
    buf_put(b, STR("ranking: {ties: 1-2-2-4}\n"));
}

static void put_head(struct buf *b, const char *id, bool is_cumulative, struct gpe1_policy policy)
{
    buf_printf(b,
               "scheme: %s\n"
               "window: {every: month, cumulative: %s}\n"
               "rounding: {place: %s, mode: %s, digits: %d}\n"
               "missing: reweight\n"
               "measures:\n",
               id, is_cumulative ? "true" : "false", PLACE[policy.place], MODE[policy.mode], policy.digits);
}

static struct str finish(struct arena *a, struct buf *b)
{
    if (b->failed)
        gpe1_stop("no memory for the scheme");
    struct str text = arena_str(a, buf_str(b));
    buf_release(b);
    return text;
}

struct str gpe1_scheme_text(struct arena *a, const struct gpe1_input *in, struct gpe1_policy policy)
{
    struct buf b = {0};
    put_head(&b, "gpe1", false, policy);
    buf_put(
        &b,
        STR("  - {id: votes, kind: ballots, decimals: 2, per: quarter, groups: [leaders, peers, public]}\n"
            "  - {id: items, kind: events, decimals: 1}\n"));
    for (int i = 0; i < in->values; i++) {
        int k = in->column[i];
        buf_printf(&b, "  - {id: %s%d}\n", k < 0 ? "pv" : "v", k < 0 ? -1 - k : k);
    }
    put_classes(a, &b, in);
    buf_put(&b, STR("grades:\n"
                    "  quota_rounding: down\n"
                    "  list:\n"
                    "    - {name: A, quota_percent: 20, at_least: 60}\n"
                    "    - {name: B, quota_percent: 40, at_least: 60}\n"
                    "    - {name: C, at_least: 60}\n"
                    "    - {name: D}\n"));
    put_tree(&b, in);
    return finish(a, &b);
}

struct str gpe1_mean_text(struct arena *a, const struct gpe1_input *in, struct gpe1_policy policy)
{
    struct buf b = {0};
    put_head(&b, "gpe1-to-date", true, policy);
    buf_printf(&b, "  - {id: total, decimals: %d}\n", policy.digits);
    put_classes(a, &b, in);
    buf_put(&b, STR("tree:\n"
                    "  - {id: mean, points: 100, measure: total, method: direct, mean_of: month}\n"));
    return finish(a, &b);
}

const struct scheme *gpe1_scheme_read(struct arena *a, struct str text)
{
    const struct scheme *s = NULL;
    struct err err = {0};
    struct problems *p = ARENA_NEW(a, struct problems);
    p->arena = a;
    if (scheme_read(a, text, p, &s, &err) != RC_OK) {
        const struct problem *first = &p->item[0];
        gpe1_stop("the scheme is refused: %s (%s), line %d: '%.*s'", err.text ? err.text : "",
                  p->n ? first->text : err.detail, first->line, STR_ARG(first->value));
    }
    return s;
}
